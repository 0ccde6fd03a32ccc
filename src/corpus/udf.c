#include "corpus/udf.h"

#include <stdio.h>
#include <string.h>

/* The plain types are made without asking the engine: a session registers dozens of functions. */
static bool plain_type(const char *sql_type, duckdb_logical_type *out)
{
    static const struct {
        const char *name;
        duckdb_type type;
    } plain[] = {
        { "BIGINT", DUCKDB_TYPE_BIGINT },
        { "BOOLEAN", DUCKDB_TYPE_BOOLEAN },
        { "DOUBLE", DUCKDB_TYPE_DOUBLE },
        { "VARCHAR", DUCKDB_TYPE_VARCHAR },
    };

    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (strcmp(plain[i].name, sql_type) == 0) {
            *out = duckdb_create_logical_type(plain[i].type);
            return true;
        }
    return false;
}

bed_status bed_udf_type(bed_session *s, const char *sql_type, duckdb_logical_type *out,
                        bed_error *err)
{
    char          sql[512];
    duckdb_result result;
    bed_status    st = BED_OK;

    *out = NULL;
    if (plain_type(sql_type, out))
        return BED_OK;
    if (snprintf(sql, sizeof sql, "SELECT NULL::%s", sql_type) >= (int)sizeof sql)
        return bed_fail(err, BED_EINTERNAL, "type '%s' is too long", sql_type);
    if (duckdb_query(bed_session_connection(s), sql, &result) != DuckDBSuccess)
        st = bed_fail(err, BED_EINTERNAL, "type '%s': %s", sql_type, duckdb_result_error(&result));
    else
        *out = duckdb_column_logical_type(&result, 0);
    duckdb_destroy_result(&result);
    return st;
}

static bed_status set_types(bed_session *s, const bed_udf *u, duckdb_scalar_function f,
                            bed_error *err)
{
    duckdb_logical_type type;

    for (size_t i = 0; i < BED_UDF_ARGUMENTS && u->arguments[i] != NULL; i++) {
        BED_TRY(bed_udf_type(s, u->arguments[i], &type, err));
        duckdb_scalar_function_add_parameter(f, type);
        duckdb_destroy_logical_type(&type);
    }
    BED_TRY(bed_udf_type(s, u->result, &type, err));
    duckdb_scalar_function_set_return_type(f, type);
    duckdb_destroy_logical_type(&type);
    return BED_OK;
}

static bed_status add_overload(bed_session *s, const bed_udf *u, duckdb_scalar_function_set set,
                               bed_error *err)
{
    duckdb_scalar_function f  = duckdb_create_scalar_function();
    bed_status             st = BED_OK;

    duckdb_scalar_function_set_name(f, u->name);
    BED_GO(set_types(s, u, f, err));
    duckdb_scalar_function_set_function(f, u->run);
    duckdb_scalar_function_set_extra_info(f, u->extra, NULL);
    if (u->keep_null)
        duckdb_scalar_function_set_special_handling(f);
    if (u->is_volatile)
        duckdb_scalar_function_set_volatile(f);
    if (duckdb_add_scalar_function_to_set(set, f) != DuckDBSuccess)
        BED_GO(bed_fail(err, BED_EINTERNAL, "function '%s' has an overload twice", u->name));
done:
    duckdb_destroy_scalar_function(&f);
    return st;
}

bed_status bed_udf_register(bed_session *s, const bed_udf *table, size_t n, bed_error *err)
{
    bed_status st = BED_OK;

    for (size_t i = 0; i < n && st == BED_OK;) {
        const char                *name = table[i].name;
        duckdb_scalar_function_set set  = duckdb_create_scalar_function_set(name);

        for (; st == BED_OK && i < n && strcmp(table[i].name, name) == 0; i++)
            st = add_overload(s, &table[i], set, err);
        if (st == BED_OK &&
            duckdb_register_scalar_function_set(bed_session_connection(s), set) != DuckDBSuccess)
            st = bed_fail(err, BED_EINTERNAL, "function '%s' cannot be registered", name);
        duckdb_destroy_scalar_function_set(&set);
    }
    return st;
}

bed_str bed_udf_text(const void *vector_data, idx_t row)
{
    const duckdb_string_t *s = (const duckdb_string_t *)vector_data + row;
    const uint32_t         n = s->value.inlined.length;

    return (bed_str){ n <= 12 ? s->value.inlined.inlined : s->value.pointer.ptr, n };
}

bool bed_udf_argument(duckdb_data_chunk in, idx_t column, idx_t row, bed_str *out)
{
    const duckdb_vector vector = duckdb_data_chunk_get_vector(in, column);
    uint64_t *const     valid  = duckdb_vector_get_validity(vector);

    if (valid != NULL && !duckdb_validity_row_is_valid(valid, row))
        return false;
    *out = bed_udf_text(duckdb_vector_get_data(vector), row);
    return true;
}

void bed_udf_set_null(duckdb_vector out, idx_t row)
{
    duckdb_vector_ensure_validity_writable(out);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(out), row);
}

void bed_udf_list_init(bed_udf_list *l, duckdb_vector list)
{
    *l = (bed_udf_list){ .list = list, .child = duckdb_list_vector_get_child(list) };
}

bool bed_udf_list_reserve(bed_udf_list *l, idx_t n)
{
    idx_t capacity = l->capacity == 0 ? 2048 : l->capacity;

    if (l->n + n <= l->capacity)
        return true;
    while (capacity < l->n + n)
        capacity *= 2;
    /* the engine copies [0, size) of the child when it grows, so the size must be true by then */
    if (duckdb_list_vector_set_size(l->list, l->n) != DuckDBSuccess ||
        duckdb_list_vector_reserve(l->list, capacity) != DuckDBSuccess)
        return false;
    l->capacity = capacity;
    l->child    = duckdb_list_vector_get_child(l->list);
    return true;
}

bool bed_udf_list_add_text(bed_udf_list *l, bed_str text)
{
    if (!bed_udf_list_reserve(l, 1))
        return false;
    duckdb_vector_assign_string_element_len(l->child, l->n++, text.ptr, text.len);
    return true;
}

void bed_udf_list_end_row(bed_udf_list *l, idx_t row)
{
    duckdb_list_entry *entry = (duckdb_list_entry *)duckdb_vector_get_data(l->list) + row;

    entry->offset = l->begun;
    entry->length = l->n - l->begun;
    l->begun      = l->n;
}

bool bed_udf_list_finish(bed_udf_list *l)
{
    return duckdb_list_vector_set_size(l->list, l->n) == DuckDBSuccess;
}
