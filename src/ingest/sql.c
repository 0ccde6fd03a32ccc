/* The ingest room's functions in SQL. */
#include "corpus/udf.h"
#include "ingest/chunk.h"

#include <stdio.h>
#include <string.h>

extern const unsigned char bed_embedded_macros_sql[];
extern const size_t        bed_embedded_macros_sql_bytes;

typedef struct registry {
    bed_chunk **current;
    size_t      n_workers;
} registry;

typedef struct scan {
    const bed_chunk *chunk;
    size_t           next;
} scan;

static void free_block(void *block)
{
    bed_free(block);
}

static void chunk_bind(duckdb_bind_info info)
{
    static const struct {
        const char *name;
        duckdb_type type;
    } columns[] = {
        { "file", DUCKDB_TYPE_VARCHAR },   { "row", DUCKDB_TYPE_BIGINT },
        { "byte", DUCKDB_TYPE_BIGINT },    { "record", DUCKDB_TYPE_VARCHAR },
        { "split", DUCKDB_TYPE_VARCHAR },  { "raw", DUCKDB_TYPE_BLOB },
        { "reason", DUCKDB_TYPE_VARCHAR },
    };
    const registry *r      = duckdb_bind_get_extra_info(info);
    duckdb_value    value  = duckdb_bind_get_parameter(info, 0);
    const int64_t   worker = duckdb_get_int64(value);
    size_t         *bound  = bed_alloc(1, sizeof *bound);

    duckdb_destroy_value(&value);
    if (bound == NULL || worker < 0 || (size_t)worker >= r->n_workers) {
        bed_free(bound);
        duckdb_bind_set_error(info, "ingest_chunk: no such worker");
        return;
    }
    *bound = (size_t)worker;
    duckdb_bind_set_bind_data(info, bound, free_block);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        duckdb_logical_type type = duckdb_create_logical_type(columns[i].type);

        duckdb_bind_add_result_column(info, columns[i].name, type);
        duckdb_destroy_logical_type(&type);
    }
}

static void chunk_init(duckdb_init_info info)
{
    const registry *r      = duckdb_init_get_extra_info(info);
    const size_t   *worker = duckdb_init_get_bind_data(info);
    scan           *s      = bed_alloc(1, sizeof *s);

    if (s == NULL) {
        duckdb_init_set_error(info, "out of memory: a chunk");
        return;
    }
    s->chunk = r->current[*worker];
    duckdb_init_set_init_data(info, s, free_block);
    duckdb_init_set_max_threads(info, 1);
}

typedef struct columns {
    duckdb_vector file, record, split, raw, reason;
    int64_t      *row, *byte;
} columns;

static void fill_row(const bed_chunk *c, const bed_chunk_row *row, const columns *out, idx_t at)
{
    const char *file = c->inputs[row->input].shown;
    const char *text = c->text.ptr == NULL ? "" : c->text.ptr;

    duckdb_vector_assign_string_element_len(out->file, at, file, strlen(file));
    duckdb_vector_assign_string_element_len(out->split, at, c->split, strlen(c->split));
    out->row[at]  = (int64_t)row->row;
    out->byte[at] = (int64_t)row->byte;
    if (row->refused) {
        bed_udf_set_null(out->record, at);
        duckdb_vector_assign_string_element_len(out->raw, at, text + row->offset, row->len);
        duckdb_vector_assign_string_element_len(out->reason, at, text + row->reason_offset,
                                                row->reason_len);
    } else {
        duckdb_vector_assign_string_element_len(out->record, at, text + row->offset, row->len);
        bed_udf_set_null(out->raw, at);
        bed_udf_set_null(out->reason, at);
    }
}

static void chunk_rows(duckdb_function_info info, duckdb_data_chunk output)
{
    scan         *s   = duckdb_function_get_init_data(info);
    const idx_t   max = duckdb_vector_size();
    const columns out = {
        .file   = duckdb_data_chunk_get_vector(output, 0),
        .row    = duckdb_vector_get_data(duckdb_data_chunk_get_vector(output, 1)),
        .byte   = duckdb_vector_get_data(duckdb_data_chunk_get_vector(output, 2)),
        .record = duckdb_data_chunk_get_vector(output, 3),
        .split  = duckdb_data_chunk_get_vector(output, 4),
        .raw    = duckdb_data_chunk_get_vector(output, 5),
        .reason = duckdb_data_chunk_get_vector(output, 6),
    };
    idx_t n = 0;

    while (n < max && s->next < s->chunk->n)
        fill_row(s->chunk, &s->chunk->rows[s->next++], &out, n++);
    duckdb_data_chunk_set_size(output, n);
}

static bed_status register_chunk(bed_session *session, bed_chunk **current, size_t n_workers,
                                 bed_error *err)
{
    duckdb_table_function f      = duckdb_create_table_function();
    duckdb_logical_type   bigint = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
    registry             *r      = bed_alloc(1, sizeof *r);
    bed_status            st     = BED_OK;

    if (r == NULL)
        BED_GO(bed_fail(err, BED_EMEMORY, "out of memory: a table function"));
    *r = (registry){ current, n_workers };
    duckdb_table_function_set_name(f, "ingest_chunk");
    duckdb_table_function_add_parameter(f, bigint);
    duckdb_table_function_set_extra_info(f, r, free_block);
    duckdb_table_function_set_bind(f, chunk_bind);
    duckdb_table_function_set_init(f, chunk_init);
    duckdb_table_function_set_function(f, chunk_rows);
    if (duckdb_register_table_function(bed_session_connection(session), f) != DuckDBSuccess)
        BED_GO(bed_fail(err, BED_EINTERNAL, "ingest_chunk cannot be registered"));
done:
    duckdb_destroy_logical_type(&bigint);
    duckdb_destroy_table_function(&f);
    return st;
}

static void json_fault(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    (void)info;
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(in); row++) {
        bed_error err = { 0 };
        char      line[BED_ERROR_TEXT + 64];
        bed_str   text;

        if (!bed_udf_argument(in, 0, row, &text) || bed_json_check(text, &err) == BED_OK) {
            bed_udf_set_null(out, row);
            continue;
        }
        bed_error_line(&err, line, sizeof line);
        duckdb_vector_assign_string_element(out, row, line);
    }
}

bed_status bed_chunk_register(bed_session *s, bed_chunk **current, size_t n_workers, bed_error *err)
{
    static const bed_udf table[] = { {
        .name      = "ingest_json_fault",
        .arguments = { "VARCHAR" },
        .result    = "VARCHAR",
        .run       = json_fault,
    } };

    BED_TRY(bed_udf_register(s, table, sizeof table / sizeof table[0], err));
    return register_chunk(s, current, n_workers, err);
}

bed_status bed_ingest_register(bed_session *session, bed_error *err)
{
    bed_buffer sql = BED_BUFFER(1 << 20);
    bed_status st  = bed_buffer_add(
         &sql, (bed_str){ (const char *)bed_embedded_macros_sql, bed_embedded_macros_sql_bytes },
         err);

    if (st == BED_OK)
        st = bed_session_run(session, sql.ptr, err);
    bed_buffer_deinit(&sql);
    if (st != BED_OK)
        bed_error_prefix(err, "macros.sql: ");
    return st;
}
