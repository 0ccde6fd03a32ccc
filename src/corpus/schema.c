#include "corpus/schema.h"

static const bed_column columns[] = {
#define X(name, type, mapped, meaning) { #name, type, mapped, meaning },
    BED_COLUMNS(X)
#undef X
};

const bed_column *bed_columns(size_t *n)
{
    *n = sizeof columns / sizeof columns[0];
    return columns;
}
