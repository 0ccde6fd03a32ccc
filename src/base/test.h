/* What every test file includes: cmocka and the headers it wants before it. */
#ifndef BED_BASE_TEST_H
#define BED_BASE_TEST_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#endif
