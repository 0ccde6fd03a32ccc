/* Inside the metric room: rows of arguments as an aggregate function gathers them, packed into
 * bytes in any order, and measured in the order of their bytes. Ownership: a bed__gathered is the
 * caller's storage: its buffers are released by the caller; a bed__group is filled by
 * bed__group_measure and released with bed__group_deinit. */
#ifndef BED_METRIC_SQL_GROUP_H
#define BED_METRIC_SQL_GROUP_H

#include "metric/metric.h"

#define BED__GATHERED_MAX_BYTES ((size_t)64 << 30)

/* What an argument is. */
typedef enum bed__role {
    BED__NO_ROLE,
    BED__HYP,
    BED__REF,
    BED__REFS,
    BED__ANSWER,
    BED__ANSWERS,
    BED__OPTIONS,
    BED__LIKELIHOODS,
    BED__HISTORY,
    BED__POSITION,
    BED__RATING,
    BED__SETTINGS, /* is not packed: bed__gather_settings */
    BED__WEIGHT,
    BED__N_ROLES
} bed__role;

enum { BED__FORM_ROLES = 6 };

/* The arguments of a call. */
typedef struct bed__form {
    bed__role roles[BED__FORM_ROLES + 1]; /* ends with BED__NO_ROLE */
} bed__form;

typedef struct bed__gathered {
    bed_buffer rows;     /* uint32_t length, then as many bytes, for each row */
    bed_buffer settings; /* of every row, where the form has them */
    size_t     n;
} bed__gathered;

/* A text is packed as its count of bytes and these; a list as its count and its texts, options
 * (key and text) or doubles; position, rating and weight as eight bytes. Errors: BED_EMEMORY. */
bed_status bed__pack_bytes(bed_buffer *b, const void *bytes, size_t n,
                           bed_error *err) BED_USE_RESULT;
bed_status bed__pack_count(bed_buffer *b, size_t n, bed_error *err) BED_USE_RESULT;
bed_status bed__pack_text(bed_buffer *b, bed_str s, bed_error *err) BED_USE_RESULT;

/* The settings of a row, or of rows gathered elsewhere, before their number is added to g->n.
 * Errors: BED_EARGUMENT (others than those of the rows before), BED_EMEMORY. */
bed_status bed__gather_settings(bed__gathered *g, bed_str settings, bed_error *err) BED_USE_RESULT;

/* The rows as items, which are views into what was gathered. */
typedef struct bed__group {
    bed_str  *rows; /* packed, sorted */
    bed_item *items;
    double   *weights;
    uint32_t *numbers; /* 0, 1, 2 ... */
    size_t    n;
    bed_arena arena;
} bed__group;

void bed__group_deinit(bed__group *g);

/* Errors: those of bed_settings_set and bed_metric_measure; BED_EARGUMENT (a weight that is none,
 * likelihoods that are not as many as the options). g is to be released in any case. */
bed_status bed__group_measure(const bed_metric *m, const bed__form *form, const bed__gathered *from,
                              bed__group *g, bed_measured **out, bed_error *err) BED_USE_RESULT;

#endif
