/* libbedside: what a C program may use. Link with `pkg-config --cflags --libs bedside`.
 *
 *     bed_catalog *catalog;
 *     bed_error    err = { 0 };
 *     char         line[2048];
 *
 *     if (bed_catalog_load(NULL, &catalog, &err) != BED_OK)
 *         fprintf(stderr, "%s\n", bed_error_line(&err, line, sizeof line));
 *
 * Each room shows one header; its first comment says who owns what and what threads may do.
 * examples/embed/ holds whole programs. */
#ifndef BEDSIDE_H
#define BEDSIDE_H

#include "base/base.h"

#include "corpus/corpus.h"

#include "text/text.h"

#include "source/source.h"

#include "catalog/catalog.h"

#include "pull/pull.h"

#include "ingest/ingest.h"

#include "profile/profile.h"

#include "metric/evaluate.h"
#include "metric/list.h"
#include "metric/metric.h"
#include "metric/per_item.h"
#include "metric/read.h"

#include "metric/sql.h"

#include "report/report.h"

#include "plan/plan.h"

#endif
