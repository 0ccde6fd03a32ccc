/* Inside the metric room: files as rows of parts, before they are put together. */
#ifndef BED_METRIC_READ_ROWS_H
#define BED_METRIC_READ_ROWS_H

#include "metric/read.h"

#include <jansson.h>

enum { BED__READ_HYP = 1, BED__READ_REF = 2 }; /* what a file is asked for */

/* A row of a file, or a turn of a record: the parts that it has. */
typedef struct bed__row {
    bed_str        id;              /* ptr NULL: it has none */
    uint64_t       number;          /* of the record or line in its file, from 1 */
    size_t         turn;            /* among the turns of its record, from 1; 0: not told */
    bed_item       item;            /* what the row has of it */
    const double  *log_likelihoods; /* of the options, in their order */
    size_t         n_log_likelihoods;
    double         weight; /* NaN: not told */
    bed_str        language;
    const bed_str *by;       /* n_by values */
    const char    *left_out; /* why it gives no item; NULL: it does */
} bed__row;

typedef struct bed__rows {
    const char *path;
    unsigned    asked;         /* BED__READ_... */
    bool        lines, corpus; /* what it was read from; neither: records */
    bed__row   *at;
    size_t      n, capacity;
    const char *fields[BED_N_READ_PARTS]; /* where each part was found */
    bool        sought[BED_N_READ_PARTS], found[BED_N_READ_PARTS];
    uint64_t    n_ill_formed, first_ill_formed; /* lines that are not UTF-8 */
} bed__rows;

void bed__rows_deinit(bed__rows *rows);

/* The next row, zeroed but for its weight. Errors: BED_EMEMORY. */
bed_status bed__rows_add(bed__rows *rows, bed__row **out, bed_error *err) BED_USE_RESULT;

/* Whether the metric's answers and references are labels or keys rather than texts. */
bool bed__reads_labels(const bed_metric *m);
/* Whether there must be references: of labels always, though an item may have none of them. */
bool bed__needs_refs(const bed_metric *m);
/* Whether it looks at what a system wrote or chose. */
bool bed__reads_hyp(const bed_metric *m);

/* ---- read_lines.c ---- */

/* Bytes of a file of lines, in a chain. */
typedef struct bed__bytes {
    struct bed__bytes *next;
    bed_buffer         text;
} bed__bytes;

/* Reads path, or stdin for "-", and makes a row of every line.
 * Errors  BED_EREAD, BED_EFORMAT (a NUL byte, UTF-16, a damaged gzip, a line over 1 GiB) */
bed_status bed__read_lines(const bed_read_options *o, bed_reading *r, bed__rows *rows,
                           bed_error *err) BED_USE_RESULT;

/* ---- read_records.c ---- */

/* Whether the name of a file says that it holds records. */
bool bed__is_records(const char *path);

bed_status bed__read_records(const bed_read_options *o, bed_reading *r, bed__rows *rows,
                             bed_error *err) BED_USE_RESULT;

/* Calls with every record of a file. */
typedef bed_status (*bed__record_call)(void *context, const json_t *record, uint64_t number,
                                       bed_error *err);
bed_status bed__each_record(const bed_read_options *o, const char *path, bed__record_call call,
                            void *context, bed_error *err) BED_USE_RESULT;

/* ---- read_values.c: values of JSON as parts; what they give lives in the reading's arena ---- */

/* A field of a record by its name; NULL: absent or null. */
const json_t *bed__value_member(const json_t *object, bed_str name);
/* The same by a name or a path "output.text". */
const json_t *bed__value_find(const json_t *record, const char *path);

/* A text, or a number or truth value as text. Errors: BED_EARGUMENT (another value). */
bed_status bed__value_text(bed_reading *r, const json_t *value, bed_str *out,
                           bed_error *err) BED_USE_RESULT;
/* A text as a list of one, a list of texts as it is; or joined with ", ". */
bed_status bed__value_texts(bed_reading *r, const json_t *value, const bed_str **out, size_t *n,
                            bed_error *err) BED_USE_RESULT;
bed_status bed__value_joined(bed_reading *r, const json_t *value, bed_str *out,
                             bed_error *err) BED_USE_RESULT;
/* A number, or a text that is one; from 1; a weight; a list of numbers. */
bed_status bed__value_number(const json_t *value, double *out, bed_error *err) BED_USE_RESULT;
bed_status bed__value_count(const json_t *value, size_t *out, bed_error *err) BED_USE_RESULT;
bed_status bed__value_weight(const json_t *value, double *out, bed_error *err) BED_USE_RESULT;
bed_status bed__value_numbers(bed_reading *r, const json_t *value, const double **out, size_t *n,
                              bed_error *err) BED_USE_RESULT;
/* {"A": "text", …}, [{"key": "A", "text": "text", "log_likelihood": -2.5}, …] or ["text", …]. */
bed_status bed__value_options(bed_reading *r, const json_t *value, bed_item *out,
                              bed_error *err) BED_USE_RESULT;
/* Texts, or turns with a `text` or `content`. */
bed_status bed__value_history(bed_reading *r, const json_t *value, bed_item *out,
                              bed_error *err) BED_USE_RESULT;
/* The values of `by` in a record: fields, paths, or names of labels. */
bed_status bed__value_by(const bed_read_options *o, bed_reading *r, const json_t *record,
                         bed__row *row, bed_error *err) BED_USE_RESULT;
/* The list or object that a cell of a table holds as JSON, to be released; NULL: it holds none. */
json_t *bed__value_unpack(const json_t *value);

/* ---- read_corpus.c ---- */

bed_status bed__read_corpus(const bed_read_options *o, bed_reading *r, bed__rows *rows,
                            bed_error *err) BED_USE_RESULT;

/* ---- read_join.c ---- */

/* For each row of `base` the number of its row in `other`: by id, or in order.
 * UINT32_MAX for a row of the base that is left out and has none.
 *   Errors  BED_EARGUMENT (they do not fit together), BED_EMEMORY */
bed_status bed__rows_join(const bed_read_options *o, const bed__rows *base, const bed__rows *other,
                          uint32_t *out, bed_error *err) BED_USE_RESULT;

/* The group of each item by its id: the number of the first item of that id. */
bed_status bed__ids_units(const bed_str *ids, size_t n, uint32_t *units, size_t *n_units,
                          bed_error *err) BED_USE_RESULT;

/* ---- read_items.c ---- */

/* All files, and of each the row of each row of the base. */
typedef struct bed__sides {
    bed__rows *hyps, *refs;
    uint32_t **hyp_rows, **ref_rows; /* of each file the row of each row of the base */
    size_t     n_hyps, n_refs;
    bed__rows *base;
    bool       whole; /* no file is a corpus, of which records may be left out */
} bed__sides;

bed_status bed__assemble(const bed_read_options *o, bed_reading *r, const bed__sides *s,
                         bed_error *err) BED_USE_RESULT;

/* ---- read.c ---- */

/* Adds a warning. */
bed_status bed__reading_warn(bed_reading *r, bed_error *err, const char *format, ...)
    BED_PRINTF(3, 4) BED_USE_RESULT;

#endif
