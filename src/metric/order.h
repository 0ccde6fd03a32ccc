/* Inside the metric room: the order of texts by their bytes, which in UTF-8 is that of their code
 * points; of two of which one begins the other the shorter comes first. */
#ifndef BED_METRIC_ORDER_H
#define BED_METRIC_ORDER_H

#include "base/base.h"

#include <string.h>

/* Of two bed_str, for qsort and bsearch. */
static inline int bed__by_bytes(const void *a, const void *b)
{
    const bed_str *const x = a, *const y = b;
    const size_t n = x->len < y->len ? x->len : y->len;
    const int    c = n == 0 ? 0 : memcmp(x->ptr, y->ptr, n); /* none may stand at NULL */

    return c != 0 ? c : (x->len > y->len) - (x->len < y->len);
}

#endif
