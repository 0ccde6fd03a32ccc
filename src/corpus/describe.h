/* What the dataset card and the Croissant description tell of a corpus, measured once for both.
 * Inside the corpus room.
 * Cost:      one scan of every column but `turns`; the turns of the whole corpus while their text
 *            is at most BED__TURNS_BYTES, else those of the first file of every split (the figures
 *            then say of how many records they are).
 * Ownership: everything lives in the arena; bed__measures_deinit. */
#ifndef BED_CORPUS_DESCRIBE_H
#define BED_CORPUS_DESCRIBE_H

#include "corpus/corpus.h"

enum { BED__TURNS_BYTES = 128 << 20 };

typedef enum bed__kind { BED__TEXT, BED__FLOAT, BED__INTEGER, BED__LIST, BED__STRUCT } bed__kind;

/* A column's type as a tree. */
typedef struct bed__type {
    bed__kind         kind;
    const char       *name;  /* of the column or of the field of a struct; "" of list elements */
    struct bed__type *child; /* a list's element, a struct's first field */
    struct bed__type *next;  /* the following field of the same struct */
} bed__type;

/* Reads VARCHAR, DOUBLE, BIGINT, STRUCT("name" type, ...) and type[]. BED_EINTERNAL otherwise. */
bed_status bed__type_parse(bed_arena *arena, const char *name, const char *sql, bed__type **out,
                           bed_error *err) BED_USE_RESULT;

typedef struct bed__count {
    const char *name;
    uint64_t    n;
} bed__count;

typedef struct bed__counts {
    bed__count *at;
    size_t      n, capacity;
} bed__counts;

typedef struct bed__described {
    const bed_column *column;
    const bed__type  *type;
    uint64_t          filled; /* records in which it holds something */
    bed__counts       fields; /* of a struct: the same for each field */
} bed__described;

typedef struct bed__file {
    const char *path, *name, *split; /* path for reading; name = "records/train-00000.parquet" */
    uint64_t    rows, bytes, raw_bytes, turns_bytes; /* raw: of the pages before compression */
} bed__file;

typedef struct bed__split {
    const char *name;
    const char *shown;  /* as Hugging Face datasets can name it: \w+ */
    const char *first;  /* path of its first file */
    bool        listed; /* its glob would take files of another split: name them one by one */
    uint64_t    rows, bytes, raw_bytes;
} bed__split;

typedef struct bed__cell {
    const char *split, *kind, *language;
    uint64_t    n;
} bed__cell;

/* A rule with the first row, by file and row, that it refused. */
typedef struct bed__refusal {
    const char *rule, *file, *reason;
    uint64_t    n, row;
} bed__refusal;

typedef struct bed__measures {
    bed_arena       arena;
    bed__described *columns;
    bed__file      *files;
    bed__split     *splits;
    bed__cell      *cells;
    bed__refusal   *refusals;
    size_t          n_columns, n_files, n_splits, n_cells, n_refusals;
    bed__counts     kinds, languages, sexes, labels;
    uint64_t        records, turns;
    uint64_t        exams, exams_keyed; /* records of kind mcqa; those with an answer key */
    /* of the records whose turns were looked at */
    uint64_t    looked_at, looked_at_turns, asked, unanswered; /* asked: not of kind mcqa */
    bed__counts roles;       /* records that have a turn of this role */
    bed__counts turn_labels; /* turns that have a label of this name */
} bed__measures;

bed_status bed__measure(bed_session *s, const char *folder, const bed_corpus_facts *facts,
                        bed__measures *out, bed_error *err) BED_USE_RESULT;
void       bed__measures_deinit(bed__measures *m);

const bed__described *bed__described_column(const bed__measures *m, const char *name);

bed_status bed__card(const bed__measures *m, const char *folder, const bed_corpus_facts *facts,
                     bed_error *err) BED_USE_RESULT;
bed_status bed__croissant(const bed__measures *m, const char *folder, const bed_corpus_facts *facts,
                          bed_error *err) BED_USE_RESULT;

/* The hub's name of an SPDX licence, or NULL where it has none. */
const char *bed__hub_license(const char *spdx);

#endif
