/* Relations: rows of companion files (answers, candidates, notes), which make no records of their
 * own and which the mappings of a dataset's other forms join by name.
 *
 * A relation has the columns file and row and those of its mapping. It is a set: a row whose
 * columns, file and row left aside, are those of another stands once, by the first file and row, so
 * that the same file given twice (in its archive and beside it) does not double what is joined.
 * The rows lie in a database file in the working folder: memory does not grow with them.
 *
 * Order:   bed_relations_open, then the mappings of the records, then for each chunk of a relation
 *          bed_mapping_run, then bed_relations_fill, then for each chunk of records
 *          bed_mapping_run and bed_relations_asked, at last bed_relations_count.
 * Threads: bed_relations_asked by several workers at once, each with its own session. */
#ifndef BED_INGEST_RELATIONS_H
#define BED_INGEST_RELATIONS_H

#include "ingest/mapping.h"

typedef struct bed_relations {
    const char **names;   /* each once, in the order of the forms */
    const char **columns; /* "name" TYPE, … of each */
    size_t       n;
    const char  *folder; /* of the rows */
    bool         filled; /* the database file is there */
} bed_relations;

/* Whether the inputs are enough: one that makes records, and for each of those forms every relation
 * that it needs. Errors: BED_EFORMAT, naming what is missing and how it is recognised. */
bed_status bed_relations_check(const bed_inputs *inputs, bed_error *err) BED_USE_RESULT;

/* Makes every relation that the dataset declares, empty. mappings holds those of its forms;
 * `folder` must outlive the relations. Errors: BED_EFORMAT when forms of one relation differ in
 * columns. */
bed_status bed_relations_open(bed_session *session, const bed_mapping *mappings, size_t n_mappings,
                              const char *folder, bed_arena *arena, bed_relations *out,
                              bed_error *err) BED_USE_RESULT;

/* Whether the columns by which the form joins are there; path is its mapping's, for the error.
 * Errors: BED_EFORMAT. */
bed_status bed_relations_know(const bed_relations *r, const bed_form *form, const char *path,
                              bed_error *err) BED_USE_RESULT;

/* Fills them with the rows that the workers put into the folder; the inputs get how many of their
 * rows stood there before (n_repeated). */
bed_status bed_relations_fill(bed_session *session, bed_relations *r, size_t n_threads,
                              bed_inputs *inputs, bed_error *err) BED_USE_RESULT;

/* Keeps the keys by which the records of the chunk at `worker` ask for rows. */
bed_status bed_relations_asked(bed_session *session, const bed_form *form, size_t worker,
                               bed_error *err) BED_USE_RESULT;

/* The inputs of relations get how many of their rows no record asked for (n_unasked). */
bed_status bed_relations_count(bed_session *session, const bed_relations *r, bed_inputs *inputs,
                               bed_error *err) BED_USE_RESULT;

#endif
