/* The DuckDB session: every query of bedside runs here, with our functions registered.
 * Ownership: a session is opened and closed; rows are closed by whoever asked for them, before
 *          their session.
 * Threads: one session, one thread at a time; bed_session_fork gives another thread its own over
 *          the same database. */
#ifndef BED_CORPUS_SESSION_H
#define BED_CORPUS_SESSION_H

#include "base/base.h"

typedef struct bed_session bed_session;
typedef struct bed_rows    bed_rows;

typedef struct bed_session_options {
    size_t      n_threads;    /* of the engine; 0: one for every processor */
    uint64_t    memory_bytes; /* limit before it spills to disk; 0: 512 MiB */
    const char *temp_dir; /* for spilling; NULL: one of its own below $TMPDIR, else the system's */
    const bed_talk *talk; /* asked whether to stop; NULL allowed; outlives the session */
} bed_session_options;

/* An in-memory database that loads no extension and installs none. options may be NULL.
 * Errors: BED_EMEMORY, BED_EINTERNAL. */
bed_status bed_session_open(const bed_session_options *options, bed_session **out,
                            bed_error *err) BED_USE_RESULT;

/* A further connection to the same database, for another thread; closed before its parent. */
bed_status bed_session_fork(bed_session *parent, bed_session **out, bed_error *err) BED_USE_RESULT;

void bed_session_close(bed_session *s); /* NULL allowed */

/* Runs one or more statements and drops their results. Errors: BED_EARGUMENT (the statement is at
 * fault), BED_EREAD, BED_EDISK, BED_EMEMORY, BED_EINTERRUPTED. */
bed_status bed_session_run(bed_session *s, const char *sql, bed_error *err) BED_USE_RESULT;
bed_status bed_session_runf(bed_session *s, bed_error *err, const char *format, ...)
    BED_PRINTF(3, 4) BED_USE_RESULT;

/* Runs the statements and gives the rows of the last one, as a stream. */
bed_status bed_session_query(bed_session *s, const char *sql, bed_rows **out,
                             bed_error *err) BED_USE_RESULT;

/* BED_OK: a row stands ready; BED_END. What a row gives lives until the following next. */
bed_status  bed_rows_next(bed_rows *r, bed_error *err) BED_USE_RESULT;
size_t      bed_rows_width(const bed_rows *r);
const char *bed_rows_name(const bed_rows *r, size_t column);
bool        bed_rows_null(const bed_rows *r, size_t column);
/* Text of VARCHAR and BLOB as it stands, of numbers and booleans printed ("%.17g" for DOUBLE);
 * empty for NULL. Cast nested values in SQL, with to_json or ::VARCHAR. */
bed_str bed_rows_text(bed_rows *r, size_t column);
int64_t bed_rows_int(bed_rows *r, size_t column);    /* 0 for NULL */
double  bed_rows_double(bed_rows *r, size_t column); /* NaN for NULL */
void    bed_rows_close(bed_rows *r);                 /* NULL allowed */

/* The single integer of a query with one row and column; NULL gives 0. */
bed_status bed_session_int(bed_session *s, const char *sql, int64_t *out,
                           bed_error *err) BED_USE_RESULT;

#endif
