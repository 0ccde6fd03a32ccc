/* Functions of ours in SQL: what a room's sql.c needs to bind plain C to DuckDB.
 * The only header besides the sql.c files that shows duckdb.h. */
#ifndef BED_CORPUS_UDF_H
#define BED_CORPUS_UDF_H

#include "corpus/session.h"

#include <duckdb.h>

/* The session's own connection, for registering table functions and the like. */
duckdb_connection bed_session_connection(bed_session *s);

enum { BED_UDF_ARGUMENTS = 9 };

/* One scalar function, or one overload of it. run fills `out` for every row of `in`
 * (duckdb_data_chunk_get_size); unless keep_null, a row with a NULL argument becomes NULL by the
 * engine, yet run may still be handed it: look with bed_udf_argument.
 * To fail the query: duckdb_scalar_function_set_error(info, text). run must be thread-safe. */
typedef struct bed_udf {
    const char *name;
    const char *arguments[BED_UDF_ARGUMENTS]; /* SQL types, "VARCHAR"; ends at the first NULL */
    const char *result;                       /* SQL type, "VARCHAR[]" */
    void (*run)(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out);
    bool  keep_null;
    void *extra;       /* duckdb_scalar_function_get_extra_info; outlives the session */
    bool  is_volatile; /* worked out once a row, where it stands */
} bed_udf;

/* Registers a table of functions; rows of one name that stand together become overloads. */
bed_status bed_udf_register(bed_session *s, const bed_udf *table, size_t n,
                            bed_error *err) BED_USE_RESULT;

/* The logical type that an SQL type text means; the caller destroys it. */
bed_status bed_udf_type(bed_session *s, const char *sql_type, duckdb_logical_type *out,
                        bed_error *err) BED_USE_RESULT;

/* View of row `row` of a VARCHAR or BLOB vector's data; lives as long as the chunk. */
bed_str bed_udf_text(const void *vector_data, idx_t row);

/* For run: the text of argument `column` at `row`; false where it is NULL. */
bool bed_udf_argument(duckdb_data_chunk in, idx_t column, idx_t row, bed_str *out);

void bed_udf_set_null(duckdb_vector out, idx_t row);

/* Fills a vector of lists row by row: add children, then end the row. */
typedef struct bed_udf_list {
    duckdb_vector list, child;
    idx_t         n, capacity, begun;
} bed_udf_list;

void bed_udf_list_init(bed_udf_list *l, duckdb_vector list);
/* Room for n further children; false when out of memory. Children are then at [l->n, l->n + n). */
bool bed_udf_list_reserve(bed_udf_list *l, idx_t n);
bool bed_udf_list_add_text(bed_udf_list *l, bed_str text); /* false when out of memory */
void bed_udf_list_end_row(bed_udf_list *l, idx_t row);     /* children since the last end */
bool bed_udf_list_finish(bed_udf_list *l);                 /* sets the size of the list vector */

#endif
