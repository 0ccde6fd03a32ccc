/* The base room: what every other room stands on. */
#ifndef BED_BASE_H
#define BED_BASE_H

#include "base/alloc.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/progress.h"
#include "base/rng.h"
#include "base/run_record.h"
#include "base/status.h"
#include "base/str.h"
#include "base/threads.h"

#endif
