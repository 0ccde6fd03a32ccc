/* The source room in SQL: read_records, split_turns, split_turns_fault, json_fault. */
#include "source/source.h"

#include "corpus/udf.h"

enum { MAX_MARKS = 64, CHUNK_TEXT_BYTES = 8 << 20 };

/* ---- read_records -----------------------------------------------------------------------------
 */

typedef struct read_bind {
    char              *path, *records, *encoding; /* but for the path NULL where not given */
    bed_reader_options options;
} read_bind;

typedef struct read_state {
    bed_arena     arena;
    bed_file_list files;
    size_t        next_file;
    bed_reader   *reader;
    const char   *file; /* at hand */
} read_state;

static void free_bind(void *data)
{
    read_bind *b = data;

    duckdb_free(b->path);
    duckdb_free(b->records);
    duckdb_free(b->encoding);
    bed_free(b);
}

/* The text of a named parameter, to be freed with duckdb_free; NULL where it is not given. */
static char *named_text(duckdb_bind_info info, const char *name)
{
    duckdb_value value = duckdb_bind_get_named_parameter(info, name);
    char        *text  = NULL;

    if (value == NULL)
        return NULL;
    if (!duckdb_is_null_value(value))
        text = duckdb_get_varchar(value);
    duckdb_destroy_value(&value);
    return text;
}

static bed_status bind_container(duckdb_bind_info info, bed_container *out, bed_error *err)
{
    char      *name = named_text(info, "container");
    bed_status st   = BED_OK;

    if (name != NULL)
        st = bed_container_parse(name, out, err);
    duckdb_free(name);
    return st;
}

static bed_status bind_header(duckdb_bind_info info, bed_header *out)
{
    duckdb_value value = duckdb_bind_get_named_parameter(info, "header");

    if (value == NULL)
        return BED_OK;
    if (!duckdb_is_null_value(value))
        *out = duckdb_get_bool(value) ? BED_HEADER_YES : BED_HEADER_NO;
    duckdb_destroy_value(&value);
    return BED_OK;
}

static void add_column(duckdb_bind_info info, const char *name, duckdb_type type)
{
    duckdb_logical_type logical = duckdb_create_logical_type(type);

    duckdb_bind_add_result_column(info, name, logical);
    duckdb_destroy_logical_type(&logical);
}

static void read_bind_call(duckdb_bind_info info)
{
    read_bind *b = bed_alloc(1, sizeof *b);
    bed_error  err;

    if (b == NULL) {
        duckdb_bind_set_error(info, "read_records: out of memory");
        return;
    }
    duckdb_bind_set_bind_data(info, b, free_bind);
    duckdb_value path = duckdb_bind_get_parameter(info, 0);
    b->path           = duckdb_is_null_value(path) ? NULL : duckdb_get_varchar(path);
    duckdb_destroy_value(&path);
    b->records          = named_text(info, "records");
    b->options.records  = b->records;
    b->encoding         = named_text(info, "encoding");
    b->options.encoding = b->encoding;
    if (b->path == NULL)
        duckdb_bind_set_error(info, "read_records: the path is NULL");
    else if (bind_container(info, &b->options.container, &err) != BED_OK ||
             bind_header(info, &b->options.header) != BED_OK)
        duckdb_bind_set_error(info, err.text);
    add_column(info, "file", DUCKDB_TYPE_VARCHAR);
    add_column(info, "row", DUCKDB_TYPE_BIGINT);
    add_column(info, "byte", DUCKDB_TYPE_BIGINT);
    add_column(info, "record", DUCKDB_TYPE_VARCHAR);
    add_column(info, "error", DUCKDB_TYPE_VARCHAR);
}

static void free_state(void *data)
{
    read_state *s = data;

    bed_reader_close(s->reader);
    bed_arena_deinit(&s->arena);
    bed_free(s);
}

static void read_init_call(duckdb_init_info info)
{
    const read_bind *b   = duckdb_init_get_bind_data(info);
    read_state      *s   = bed_alloc(1, sizeof *s);
    bed_error        err = { 0 };
    char             line[BED_ERROR_TEXT + BED_ERROR_FILE];

    if (s == NULL) {
        duckdb_init_set_error(info, "read_records: out of memory");
        return;
    }
    s->arena = BED_ARENA(256 << 20);
    duckdb_init_set_init_data(info, s, free_state);
    duckdb_init_set_max_threads(info, 1);
    if (bed_source_files(b->path, &s->arena, &s->files, &err) != BED_OK)
        duckdb_init_set_error(info, bed_error_line(&err, line, sizeof line));
    else if (s->files.n == 0)
        duckdb_init_set_error(info, "read_records: no file below the path");
}

typedef struct read_out {
    duckdb_vector file, row, byte, record, error;
    idx_t         n;
    size_t        text_bytes;
} read_out;

static void set_null(duckdb_vector vector, idx_t row)
{
    bed_udf_set_null(vector, row);
}

static void put_number(duckdb_vector vector, idx_t row, uint64_t number)
{
    ((int64_t *)duckdb_vector_get_data(vector))[row] = (int64_t)number;
}

/* One row: a record, or (err given) why there is none. */
static void put_row(read_out *o, const char *file, const bed_record *record, const bed_error *err)
{
    const idx_t i = o->n++;

    duckdb_vector_assign_string_element(o->file, i, file);
    put_number(o->row, i, err == NULL ? record->row : err->row);
    put_number(o->byte, i, err == NULL ? record->byte : err->byte);
    if (err == NULL) {
        duckdb_vector_assign_string_element_len(o->record, i, record->json.ptr, record->json.len);
        set_null(o->error, i);
        o->text_bytes += record->json.len;
        return;
    }
    if (err->row == 0)
        set_null(o->row, i);
    if (!err->has_byte)
        set_null(o->byte, i);
    set_null(o->record, i);
    duckdb_vector_assign_string_element(o->error, i, err->text);
}

/* Moves on within the files; false when there is nothing more. What ends the query is set. */
static bool read_one(duckdb_function_info info, read_state *s, const read_bind *b, read_out *o)
{
    bed_error  err = { 0 };
    bed_record record;
    bed_status st;

    if (s->reader == NULL) {
        if (s->next_file == s->files.n)
            return false;
        s->file = s->files.paths[s->next_file++];
        st      = bed_reader_open(s->file, &b->options, &s->reader, &err);
    } else {
        st = bed_reader_next(s->reader, &record, &err);
        if (st == BED_OK)
            put_row(o, s->file, &record, NULL);
    }
    if (st == BED_OK)
        return true;
    if (st == BED_EMEMORY || st == BED_EINTERRUPTED || st == BED_EINTERNAL) {
        duckdb_function_set_error(info, err.text);
        return false;
    }
    if (st != BED_END)
        put_row(o, s->file, &record, &err);
    if (st != BED_REFUSED) {
        bed_reader_close(s->reader);
        s->reader = NULL;
    }
    return true;
}

static void read_call(duckdb_function_info info, duckdb_data_chunk chunk)
{
    read_state      *s = duckdb_function_get_init_data(info);
    const read_bind *b = duckdb_function_get_bind_data(info);
    read_out         o = { .file   = duckdb_data_chunk_get_vector(chunk, 0),
                           .row    = duckdb_data_chunk_get_vector(chunk, 1),
                           .byte   = duckdb_data_chunk_get_vector(chunk, 2),
                           .record = duckdb_data_chunk_get_vector(chunk, 3),
                           .error  = duckdb_data_chunk_get_vector(chunk, 4) };

    while (o.n < duckdb_vector_size() && o.text_bytes < CHUNK_TEXT_BYTES &&
           read_one(info, s, b, &o))
        continue;
    duckdb_data_chunk_set_size(chunk, o.n);
}

static void add_named(duckdb_table_function f, const char *name, duckdb_type type)
{
    duckdb_logical_type logical = duckdb_create_logical_type(type);

    duckdb_table_function_add_named_parameter(f, name, logical);
    duckdb_destroy_logical_type(&logical);
}

static bed_status register_read_records(bed_session *session, bed_error *err)
{
    duckdb_table_function f    = duckdb_create_table_function();
    duckdb_logical_type   text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);

    duckdb_table_function_set_name(f, "read_records");
    duckdb_table_function_add_parameter(f, text);
    duckdb_destroy_logical_type(&text);
    add_named(f, "container", DUCKDB_TYPE_VARCHAR);
    add_named(f, "records", DUCKDB_TYPE_VARCHAR);
    add_named(f, "encoding", DUCKDB_TYPE_VARCHAR);
    add_named(f, "header", DUCKDB_TYPE_BOOLEAN);
    duckdb_table_function_set_bind(f, read_bind_call);
    duckdb_table_function_set_init(f, read_init_call);
    duckdb_table_function_set_function(f, read_call);
    const duckdb_state did = duckdb_register_table_function(bed_session_connection(session), f);
    duckdb_destroy_table_function(&f);
    if (did != DuckDBSuccess)
        return bed_fail(err, BED_EINTERNAL, "function 'read_records' cannot be registered");
    return BED_OK;
}

/* ---- split_turns ------------------------------------------------------------------------------
 */

typedef struct mark_map {
    duckdb_list_entry *entries;
    duckdb_vector      vector, labels, roles;
    const void        *label_data, *role_data;
} mark_map;

static mark_map map_of(duckdb_data_chunk in, idx_t column)
{
    mark_map            m     = { .vector = duckdb_data_chunk_get_vector(in, column) };
    const duckdb_vector pairs = duckdb_list_vector_get_child(m.vector);

    m.entries    = duckdb_vector_get_data(m.vector);
    m.labels     = duckdb_struct_vector_get_child(pairs, 0);
    m.roles      = duckdb_struct_vector_get_child(pairs, 1);
    m.label_data = duckdb_vector_get_data(m.labels);
    m.role_data  = duckdb_vector_get_data(m.roles);
    return m;
}

static bool valid(duckdb_vector vector, idx_t row)
{
    uint64_t *mask = duckdb_vector_get_validity(vector);

    return mask == NULL || duckdb_validity_row_is_valid(mask, row);
}

/* The marks of a row; false when it has too many or a role is NULL. */
static bool marks_of(const mark_map *m, idx_t row, bed_mark *marks, size_t *n)
{
    const duckdb_list_entry e = m->entries[row];

    *n = 0;
    if (e.length > MAX_MARKS)
        return false;
    for (idx_t i = e.offset; i < e.offset + e.length; i++) {
        if (!valid(m->roles, i))
            return false;
        marks[*n].label    = bed_udf_text(m->label_data, i);
        marks[(*n)++].role = bed_udf_text(m->role_data, i);
    }
    return true;
}

/* "nocase", "escaped", both with a comma. */
static bool options_of(bed_str s, bed_turns_options *out)
{
    *out = (bed_turns_options){ 0 };
    while (s.len > 0) {
        const char   *comma = memchr(s.ptr, ',', s.len);
        const size_t  n     = comma == NULL ? s.len : (size_t)(comma - s.ptr);
        const bed_str word  = bed_trim((bed_str){ s.ptr, n });

        if (bed_str_equal(word, BED_STR("nocase")))
            out->fold_case = true;
        else if (bed_str_equal(word, BED_STR("escaped")))
            out->escaped_newline = true;
        else if (word.len > 0)
            return false;
        s.ptr += n + (comma != NULL);
        s.len -= n + (comma != NULL);
    }
    return true;
}

/* Reads the arguments of a row; text stays NULL-pointed where an argument is NULL. */
static const char *turn_arguments(duckdb_data_chunk in, const mark_map *map, idx_t row,
                                  bed_turns *turns, bed_mark *marks, bool *null)
{
    bed_turns_options options = { 0 };
    bed_str           text    = { NULL, 0 }, words;
    size_t            n;

    *null = !bed_udf_argument(in, 0, row, &text) || !valid(map->vector, row);
    if (*null)
        return NULL;
    if (duckdb_data_chunk_get_column_count(in) > 2) {
        if (!bed_udf_argument(in, 2, row, &words))
            words = (bed_str){ NULL, 0 };
        if (!options_of(words, &options))
            return "split_turns: options are 'nocase' and 'escaped', joined by a comma";
    }
    if (!marks_of(map, row, marks, &n))
        return "split_turns: at most 64 labels, each with a role";
    bed_turns_init(turns, text, marks, n, &options);
    return NULL;
}

/* A turn's text; literal \n becomes a line end where the option says so. */
static bool put_turn_text(duckdb_vector vector, idx_t at, bed_str text, bool escaped, bed_buffer *b)
{
    if (!escaped || text.len == 0 || memmem(text.ptr, text.len, "\\n", 2) == NULL) {
        duckdb_vector_assign_string_element_len(vector, at, text.ptr == NULL ? "" : text.ptr,
                                                text.len);
        return true;
    }
    bed_buffer_clear(b);
    while (text.len > 0) {
        const char  *mark = memmem(text.ptr, text.len, "\\n", 2);
        const size_t n    = mark == NULL ? text.len : (size_t)(mark - text.ptr);

        if (bed_buffer_add(b, (bed_str){ text.ptr, n }, NULL) != BED_OK ||
            (mark != NULL && bed_buffer_add_byte(b, '\n', NULL) != BED_OK))
            return false;
        text.ptr += mark == NULL ? n : n + 2;
        text.len -= mark == NULL ? n : n + 2;
    }
    duckdb_vector_assign_string_element_len(vector, at, b->ptr, b->len);
    return true;
}

static bool put_turns(bed_udf_list *list, bed_turns *turns, bed_status *st, bed_buffer *b)
{
    bed_turn turn;

    while ((*st = bed_turns_next(turns, &turn, NULL)) == BED_OK) {
        if (!bed_udf_list_reserve(list, 1))
            return false;
        duckdb_vector_assign_string_element_len(duckdb_struct_vector_get_child(list->child, 0),
                                                list->n, turn.role.ptr, turn.role.len);
        if (!put_turn_text(duckdb_struct_vector_get_child(list->child, 1), list->n, turn.text,
                           turns->options.escaped_newline, b))
            return false;
        list->n++;
    }
    return true;
}

static void split_turns(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const idx_t    n   = duckdb_data_chunk_get_size(in);
    const mark_map map = map_of(in, 1);
    bed_buffer     b   = BED_BUFFER(BED_RECORD_MAX_BYTES);
    bed_mark       marks[MAX_MARKS];
    bed_udf_list   list;

    bed_udf_list_init(&list, out);
    for (idx_t row = 0; row < n; row++) {
        bed_turns   turns;
        bed_status  st = BED_END;
        bool        null;
        const char *why = turn_arguments(in, &map, row, &turns, marks, &null);

        if (why == NULL && !null && !put_turns(&list, &turns, &st, &b))
            why = "split_turns: out of memory";
        if (why != NULL) {
            duckdb_scalar_function_set_error(info, why);
            break;
        }
        if (st != BED_END) /* refused: its turns so far are none */
            list.n = list.begun;
        bed_udf_list_end_row(&list, row);
        if (null || st != BED_END)
            bed_udf_set_null(out, row);
    }
    if (!bed_udf_list_finish(&list))
        duckdb_scalar_function_set_error(info, "split_turns: out of memory");
    bed_buffer_deinit(&b);
}

static void put_fault(duckdb_vector out, idx_t row, const bed_error *err)
{
    char line[BED_ERROR_TEXT + 64];

    duckdb_vector_assign_string_element(out, row, bed_error_line(err, line, sizeof line));
}

static void split_turns_fault(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const idx_t    n   = duckdb_data_chunk_get_size(in);
    const mark_map map = map_of(in, 1);
    bed_mark       marks[MAX_MARKS];

    for (idx_t row = 0; row < n; row++) {
        bed_turns   turns;
        bed_turn    turn;
        bed_error   err = { 0 };
        bed_status  st  = BED_OK;
        bool        null;
        const char *why = turn_arguments(in, &map, row, &turns, marks, &null);

        if (why != NULL) {
            duckdb_scalar_function_set_error(info, why);
            return;
        }
        while (!null && st == BED_OK)
            st = bed_turns_next(&turns, &turn, &err);
        if (null || st == BED_END)
            bed_udf_set_null(out, row);
        else
            put_fault(out, row, &err);
    }
}

/* ---- json_fault -------------------------------------------------------------------------------
 */

static void json_fault(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const idx_t n = duckdb_data_chunk_get_size(in);

    (void)info;
    for (idx_t row = 0; row < n; row++) {
        bed_error err = { 0 };
        bed_str   text;

        if (!bed_udf_argument(in, 0, row, &text) || bed_json_check(text, &err) == BED_OK)
            bed_udf_set_null(out, row);
        else
            put_fault(out, row, &err);
    }
}

static const bed_udf functions[] = {
    { .name      = "split_turns",
      .arguments = { "VARCHAR", "MAP(VARCHAR, VARCHAR)" },
      .result    = "STRUCT(role VARCHAR, \"text\" VARCHAR)[]",
      .run       = split_turns },
    { .name      = "split_turns",
      .arguments = { "VARCHAR", "MAP(VARCHAR, VARCHAR)", "VARCHAR" },
      .result    = "STRUCT(role VARCHAR, \"text\" VARCHAR)[]",
      .run       = split_turns },
    { .name      = "split_turns_fault",
      .arguments = { "VARCHAR", "MAP(VARCHAR, VARCHAR)" },
      .result    = "VARCHAR",
      .run       = split_turns_fault },
    { .name      = "split_turns_fault",
      .arguments = { "VARCHAR", "MAP(VARCHAR, VARCHAR)", "VARCHAR" },
      .result    = "VARCHAR",
      .run       = split_turns_fault },
    { .name = "json_fault", .arguments = { "VARCHAR" }, .result = "VARCHAR", .run = json_fault },
};

bed_status bed_source_register(bed_session *session, bed_error *err)
{
    BED_TRY(bed_udf_register(session, functions, sizeof functions / sizeof functions[0], err));
    return register_read_records(session, err);
}
