/* Reading what is to be scored: lines of text, records of any container, or a corpus, of one or
 * more systems and beside them the references, put together into items.
 *
 *   lines    a file whose name says no container, or "-", stdin; plain or gzip. A line is an item;
 *            LF or CRLF ends it and nothing else does, an empty line is an empty text, the last
 *            line end may be missing. A byte order mark is passed over.
 *   records  .json .jsonl .ndjson .csv .tsv .xml .xlsx .parquet .pkl (.gz behind it, where the
 *            reader takes it): a record is an item, its parts are found by the names of fields.
 *   corpus   a folder with a manifest.json: exam questions give options and right keys; questions
 *            and answers the last clinician turn (or the label, where labels are asked for);
 *            conversations every clinician turn with the turns before it.
 *
 * Files are put together by `id` (and `turn` or `position` where an id stands for a conversation)
 * when all rows of both have one, else in order, and then must have as many items.
 *
 * Ownership: a bed_reading owns all that its items point to.
 * Memory:    lines stay in the bytes of their file; of records the fields that are asked for. */
#ifndef BED_METRIC_READ_H
#define BED_METRIC_READ_H

#include "metric/evaluate.h"

/* What a record may say of an item: name, and the fields that are tried in this order. */
#define BED_READ_PARTS(X)                                                                          \
    X(HYP, "hyp", "hyp prediction pred output response answer text value")                         \
    X(REFS, "ref", "refs ref references reference target gold label labels answer_keys")           \
    X(ID, "id", "id")                                                                              \
    X(OPTIONS, "options", "options choices")                                                       \
    X(LOG_LIKELIHOODS, "log_likelihoods", "log_likelihoods loglikelihoods log_likelihood")         \
    X(HISTORY, "history", "history turns")                                                         \
    X(TURN, "turn", "turn")                                                                        \
    X(POSITION, "position", "position")                                                            \
    X(RATING, "rating", "rating score")                                                            \
    X(VERDICTS, "verdicts", "verdicts verdict")                                                    \
    X(LANGUAGE, "language", "language")                                                            \
    X(WEIGHT, "weight", "weight")

typedef enum bed_read_part {
#define X(part, name, fields) BED_READ_##part,
    BED_READ_PARTS(X)
#undef X
        BED_N_READ_PARTS
} bed_read_part;

const char *bed_read_part_name(bed_read_part part);

/* BED_N_READ_PARTS where there is none of that name. */
bed_read_part bed_read_part_of(bed_str name);

/* Whether a metric looks at references at all. */
bool bed_read_takes_refs(const bed_metric *m);

typedef struct bed_read_options {
    const bed_metric  *metric; /* what it needs is what is read */
    const char *const *hyps;   /* a file for each system */
    size_t             n_hyps;
    const char *const *refs; /* none: references stand in the systems' files, if at all */
    size_t             n_refs;
    const char        *fields[BED_N_READ_PARTS]; /* name of the field, or a path "output.text";
                                                    NULL: the first of the table that is there */
    const char *const *by; /* fields that divide the items; of a corpus also names of labels */
    size_t             n_by;
    const char        *split;      /* of a corpus only the records of this split; NULL: all */
    bool               in_order;   /* files are put together in order, whatever their ids */
    bool               no_weights; /* all items weigh 1, whatever the records say */
    const bed_talk    *talk;       /* NULL: none */
} bed_read_options;

typedef struct bed_reading {
    bed_items          items;   /* language: of the records, where all say the same */
    bed_str           *ids;     /* NULL: the items have none */
    double            *weights; /* NULL: all 1 */
    uint32_t          *units;   /* conversation of each item; NULL: every item stands for itself */
    bed_field         *fields;  /* of `by` */
    size_t             n_fields;
    const char       **systems; /* their names: those of the files, short where they differ so */
    const char       **warnings;
    size_t             n_warnings;
    size_t             n_left_out; /* rows of a corpus that give no item */
    bed_arena          arena;
    struct bed__bytes *bytes; /* of the files of lines; private */
} bed_reading;

/* Errors
 *   BED_EARGUMENT  different numbers of items, references or ids that are missing, no field of
 *                  that name, data that the metric has no meaning for
 *   BED_EREAD, BED_EFORMAT  a file that cannot be read, with its row
 *   BED_EMEMORY, BED_EINTERRUPTED */
bed_status bed_read_items(const bed_read_options *options, bed_reading **out,
                          bed_error *err) BED_USE_RESULT;
void       bed_reading_destroy(bed_reading *r); /* NULL allowed */

#endif
