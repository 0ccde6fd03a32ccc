#include "corpus/session.h"

#include "corpus/udf.h"

#include <inttypes.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SQL_MAX = 16 << 20, DEFAULT_MEMORY_MIB = 512, NUMBER_TEXT = 48 };

struct bed_session {
    char              spill[BED_PATH_MAX];
    bool              own_spill; /* removed at the end */
    duckdb_database  *database;  /* owned by the session that was opened */
    bool              owner;
    duckdb_connection connection;
    const bed_talk   *talk;
};

struct bed_rows {
    duckdb_result     result;
    duckdb_data_chunk chunk;
    idx_t             n, row;
    size_t            width;
    bed_session      *session;
    char (*numbers)[NUMBER_TEXT]; /* one text a column */
};

/* DuckDB names the kind of an error at the head of its message; what our functions report stands
 * behind a kind of its own. A kind further on is text of the query or of the data. */
static bed_code code_of(const char *message)
{
    static const struct {
        const char *kind;
        bed_code    code;
    } kinds[] = {
        { "INTERRUPT Error", BED_EINTERRUPTED },
        { "Out of Memory Error", BED_EMEMORY },
        { "IO Error", BED_EREAD },
        { "INTERNAL Error", BED_EINTERNAL },
        { "FATAL Error", BED_EINTERNAL },
    };
    bed_str text = bed_str_of(message);

    if (!bed_eat(&text, BED_STR("Invalid Input Error: ")))
        bed_eat(&text, BED_STR("Invalid Error: "));
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!bed_str_starts(text, bed_str_of(kinds[i].kind)))
            continue;
        if (kinds[i].code == BED_EREAD && bed_str_contains(text, BED_STR("No space left")))
            return BED_EDISK;
        return kinds[i].code;
    }
    return BED_EARGUMENT;
}

/* "Parser Error: Syntax error ...": what follows the kind of an error. */
static bed_str after_kind(bed_str message)
{
    static const char mark[] = " Error: ";
    const char *const at     = memmem(message.ptr, message.len, mark, sizeof mark - 1);

    for (const char *p = message.ptr; at != NULL && p < at; p++)
        if (!(*p >= 'a' && *p <= 'z') && !(*p >= 'A' && *p <= 'Z') && *p != ' ')
            return message;
    if (at == NULL)
        return message;
    const size_t used = (size_t)(at - message.ptr) + sizeof mark - 1;
    return (bed_str){ message.ptr + used, message.len - used };
}

/* The line of the statement that the message draws, or 0. */
static unsigned long line_of(const char *message)
{
    const char *const at = strstr(message, "\nLINE ");

    return at == NULL ? 0 : strtoul(at + 6, NULL, 10);
}

/* DuckDB's messages have a kind in front, hints and a drawing of the statement behind: of them stay
 * the first paragraph, as one line, and the number of the line where it is not the first. */
static bed_status fail_query(const char *message, bed_error *err)
{
    char   text[BED_ERROR_TEXT - 64];
    size_t n = 0;

    if (message == NULL)
        return bed_fail(err, BED_EINTERNAL, "query failed without a reason");
    const char *const   end  = strstr(message, "\n\n");
    const unsigned long line = line_of(message);
    const bed_str       all  = { message, end == NULL ? strlen(message) : (size_t)(end - message) };
    const bed_str       said = bed_trim(after_kind(all));

    for (size_t i = 0; i < said.len && n + 1 < sizeof text; i++) {
        const char c = said.ptr[i] == '\n' || said.ptr[i] == '\t' ? ' ' : said.ptr[i];

        if (c != ' ' || n == 0 || text[n - 1] != ' ')
            text[n++] = c;
    }
    if (n + 1 == sizeof text) /* cut, maybe inside a character */
        n = bed_utf8_valid_until((bed_str){ text, n });
    text[n] = '\0';
    if (n > 1 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a' && text[1] <= 'z')
        text[0] = (char)(text[0] - 'A' + 'a');
    if (line > 1)
        return bed_fail(err, code_of(message), "%s (line %lu of the statement)", text, line);
    return bed_fail(err, code_of(message), "%s", text);
}

/* The session's folder for spilling: the caller's, or one of its own that goes with it. The engine
 * makes it when it first spills. */
static void choose_spill(bed_session *s, const bed_session_options *o)
{
    const char *below = getenv("TMPDIR");

    if (o != NULL && o->temp_dir != NULL) {
        snprintf(s->spill, sizeof s->spill, "%s", o->temp_dir);
        return;
    }
    s->own_spill = true;
    snprintf(s->spill, sizeof s->spill, "%s/bedside-spill-%ld-%p",
             below == NULL || below[0] == '\0' ? P_tmpdir : below, (long)getpid(), (void *)s);
}

static bed_status configure(duckdb_config config, const bed_session *s,
                            const bed_session_options *o, bed_error *err)
{
    char           threads[32], memory[32];
    const size_t   n = o == NULL || o->n_threads == 0 ? bed_threads_available() : o->n_threads;
    const uint64_t mib =
        o == NULL || o->memory_bytes == 0 ? DEFAULT_MEMORY_MIB : (o->memory_bytes + 0xFFFFF) >> 20;

    snprintf(threads, sizeof threads, "%zu", n);
    snprintf(memory, sizeof memory, "%" PRIu64 "MiB", mib);
    const char *const settings[][2] = {
        { "threads", threads },
        { "memory_limit", memory },
        { "autoinstall_known_extensions", "false" },
        { "autoload_known_extensions", "false" },
        { "preserve_insertion_order", "true" },
        { "temp_directory", s->spill },
    };

    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        if (duckdb_set_config(config, settings[i][0], settings[i][1]) != DuckDBSuccess)
            return bed_fail(err, BED_EINTERNAL, "the data engine refuses %s = %s", settings[i][0],
                            settings[i][1]);
    }
    return BED_OK;
}

static bed_status open_database(bed_session *s, const bed_session_options *o, bed_error *err)
{
    duckdb_config config  = NULL;
    char         *message = NULL;
    bed_status    st      = BED_OK;

    if (duckdb_create_config(&config) != DuckDBSuccess)
        return bed_fail(err, BED_EMEMORY, "out of memory: a data engine");
    choose_spill(s, o);
    BED_GO(configure(config, s, o, err));
    if (duckdb_open_ext(NULL, s->database, config, &message) != DuckDBSuccess)
        BED_GO(bed_fail(err, BED_EINTERNAL, "the data engine does not start: %s",
                        message == NULL ? "no reason given" : message));
done:
    duckdb_free(message);
    duckdb_destroy_config(&config);
    return st;
}

static bed_status connect_session(bed_session *s, bed_error *err)
{
    if (duckdb_connect(*s->database, &s->connection) != DuckDBSuccess)
        return bed_fail(err, BED_EINTERNAL, "the data engine gives no connection");
    return BED_OK;
}

bed_status bed_session_open(const bed_session_options *options, bed_session **out, bed_error *err)
{
    bed_session *s  = NULL;
    bed_status   st = BED_OK;

    *out = NULL;
    BED_GO(bed_alloc_into((void **)&s, 1, sizeof *s, err));
    s->owner = true;
    s->talk  = options == NULL ? NULL : options->talk;
    BED_GO(bed_alloc_into((void **)&s->database, 1, sizeof(duckdb_database), err));
    BED_GO(open_database(s, options, err));
    BED_GO(connect_session(s, err));
    *out = s;
    s    = NULL;
done:
    bed_session_close(s);
    return st;
}

bed_status bed_session_fork(bed_session *parent, bed_session **out, bed_error *err)
{
    bed_session *s  = NULL;
    bed_status   st = BED_OK;

    *out = NULL;
    BED_GO(bed_alloc_into((void **)&s, 1, sizeof *s, err));
    s->database = parent->database;
    s->talk     = parent->talk;
    BED_GO(connect_session(s, err));
    *out = s;
    s    = NULL;
done:
    bed_session_close(s);
    return st;
}

void bed_session_close(bed_session *s)
{
    if (s == NULL)
        return;
    if (s->connection != NULL)
        duckdb_disconnect(&s->connection);
    if (s->owner && s->database != NULL) {
        duckdb_close(s->database);
        bed_free(s->database);
    }
    if (s->own_spill && bed_dir_remove(s->spill, NULL) != BED_OK)
        bed_talk_message(s->talk, BED_LEVEL_WARNING, "corpus", "'%s' cannot be removed", s->spill);
    bed_free(s);
}

duckdb_connection bed_session_connection(bed_session *s)
{
    return s->connection;
}

/* Works off the tasks of a pending result, looking between them whether to stop. */
static bed_status drive(bed_session *s, duckdb_pending_result pending, bed_error *err)
{
    bed_status st = BED_OK;

    for (;;) {
        const duckdb_pending_state state = duckdb_pending_execute_task(pending);

        if (state == DUCKDB_PENDING_ERROR)
            return st != BED_OK ? st : fail_query(duckdb_pending_error(pending), err);
        if (duckdb_pending_execution_is_finished(state))
            return st;
        if (state == DUCKDB_PENDING_NO_TASKS_AVAILABLE)
            sched_yield();
        /* The engine lets go of a query only once its tasks have seen that they are to stop. */
        if (st == BED_OK && (st = bed_talk_check(s->talk, err)) != BED_OK)
            duckdb_interrupt(s->connection);
    }
}

static bed_status run_statement(bed_session *s, duckdb_extracted_statements list, idx_t i,
                                bool stream, duckdb_result *out, bed_error *err)
{
    duckdb_prepared_statement prepared = NULL;
    duckdb_pending_result     pending  = NULL;
    bed_status                st       = BED_OK;

    if (duckdb_prepare_extracted_statement(s->connection, list, i, &prepared) != DuckDBSuccess)
        BED_GO(fail_query(duckdb_prepare_error(prepared), err));
    if ((stream ? duckdb_pending_prepared_streaming(prepared, &pending)
                : duckdb_pending_prepared(prepared, &pending)) != DuckDBSuccess)
        BED_GO(fail_query(duckdb_pending_error(pending), err));
    BED_GO(drive(s, pending, err));
    if (duckdb_execute_pending(pending, out) != DuckDBSuccess) {
        st = fail_query(duckdb_result_error(out), err);
        duckdb_destroy_result(out);
    }
done:
    duckdb_destroy_pending(&pending);
    duckdb_destroy_prepare(&prepared);
    return st;
}

/* Runs all statements; the last one's result goes to out, where out is given. */
static bed_status run_all(bed_session *s, const char *sql, duckdb_result *out, bed_error *err)
{
    duckdb_extracted_statements list = NULL;
    bed_status                  st   = BED_OK;
    const idx_t                 n    = duckdb_extract_statements(s->connection, sql, &list);

    if (n == 0) {
        const char *why = duckdb_extract_statements_error(list);

        st = why == NULL ? bed_fail(err, BED_EARGUMENT, "no statement to run")
                         : fail_query(why, err);
        goto done;
    }
    for (idx_t i = 0; i < n; i++) {
        const bool    last = out != NULL && i + 1 == n;
        duckdb_result result;

        memset(&result, 0, sizeof result);
        BED_GO(run_statement(s, list, i, last, last ? out : &result, err));
        if (!last)
            duckdb_destroy_result(&result);
    }
done:
    duckdb_destroy_extracted(&list);
    return st;
}

bed_status bed_session_run(bed_session *s, const char *sql, bed_error *err)
{
    return run_all(s, sql, NULL, err);
}

bed_status bed_session_runf(bed_session *s, bed_error *err, const char *format, ...)
{
    va_list    args, again;
    char      *sql = NULL;
    bed_status st  = BED_OK;

    va_start(args, format);
    va_copy(again, args);
    const int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0 || n > SQL_MAX)
        BED_GO(bed_fail(err, BED_EINTERNAL, "a statement of %d bytes", n));
    BED_GO(bed_alloc_into((void **)&sql, (size_t)n + 1, 1, err));
    vsnprintf(sql, (size_t)n + 1, format, again);
    BED_GO(bed_session_run(s, sql, err));
done:
    va_end(again);
    bed_free(sql);
    return st;
}

bed_status bed_session_query(bed_session *s, const char *sql, bed_rows **out, bed_error *err)
{
    bed_rows  *r  = NULL;
    bed_status st = BED_OK;

    *out = NULL;
    BED_GO(bed_alloc_into((void **)&r, 1, sizeof *r, err));
    r->session = s;
    BED_GO(run_all(s, sql, &r->result, err));
    r->width = (size_t)duckdb_column_count(&r->result);
    BED_GO(bed_alloc_into((void **)&r->numbers, r->width, sizeof *r->numbers, err));
    *out = r;
    r    = NULL;
done:
    bed_rows_close(r);
    return st;
}

bed_status bed_rows_next(bed_rows *r, bed_error *err)
{
    if (r->chunk != NULL && ++r->row < r->n)
        return BED_OK;
    for (;;) {
        if (r->chunk != NULL)
            duckdb_destroy_data_chunk(&r->chunk);
        BED_TRY(bed_talk_check(r->session->talk, err));
        r->chunk = duckdb_fetch_chunk(r->result);
        if (r->chunk == NULL) {
            const char *why = duckdb_result_error(&r->result);

            return why == NULL || why[0] == '\0' ? BED_END : fail_query(why, err);
        }
        r->row = 0;
        r->n   = duckdb_data_chunk_get_size(r->chunk);
        if (r->n > 0)
            return BED_OK;
    }
}

size_t bed_rows_width(const bed_rows *r)
{
    return r->width;
}

const char *bed_rows_name(const bed_rows *r, size_t column)
{
    duckdb_result copy = r->result; /* the C API takes no const */

    return duckdb_column_name(&copy, column);
}

bool bed_rows_null(const bed_rows *r, size_t column)
{
    const duckdb_vector vector = duckdb_data_chunk_get_vector(r->chunk, column);
    uint64_t *const     valid  = duckdb_vector_get_validity(vector);

    return valid != NULL && !duckdb_validity_row_is_valid(valid, r->row);
}

static const void *value_at(bed_rows *r, size_t column, size_t value_bytes)
{
    const duckdb_vector vector = duckdb_data_chunk_get_vector(r->chunk, column);

    return (const char *)duckdb_vector_get_data(vector) + r->row * value_bytes;
}

#define VALUE(type) (*(const type *)value_at(r, column, sizeof(type)))

static bool integer_at(bed_rows *r, size_t column, int64_t *out)
{
    switch (duckdb_column_type(&r->result, column)) {
    case DUCKDB_TYPE_BOOLEAN:
        *out = VALUE(bool);
        return true;
    case DUCKDB_TYPE_TINYINT:
        *out = (int64_t)VALUE(int8_t);
        return true;
    case DUCKDB_TYPE_SMALLINT:
        *out = VALUE(int16_t);
        return true;
    case DUCKDB_TYPE_INTEGER:
        *out = VALUE(int32_t);
        return true;
    case DUCKDB_TYPE_UINTEGER:
        *out = VALUE(uint32_t);
        return true;
    case DUCKDB_TYPE_BIGINT:
        *out = VALUE(int64_t);
        return true;
    case DUCKDB_TYPE_UBIGINT:
        *out = (int64_t)VALUE(uint64_t);
        return true;
    case DUCKDB_TYPE_HUGEINT: /* sums of BIGINT; ours stay below 2^63 */
        *out = (int64_t)VALUE(duckdb_hugeint).lower;
        return true;
    default:
        return false;
    }
}

double bed_rows_double(bed_rows *r, size_t column)
{
    int64_t integer;

    if (bed_rows_null(r, column))
        return NAN;
    if (integer_at(r, column, &integer))
        return (double)integer;
    switch (duckdb_column_type(&r->result, column)) {
    case DUCKDB_TYPE_FLOAT:
        return (double)VALUE(float);
    case DUCKDB_TYPE_DOUBLE:
        return VALUE(double);
    default:
        return NAN;
    }
}

int64_t bed_rows_int(bed_rows *r, size_t column)
{
    int64_t out = 0;

    if (bed_rows_null(r, column) || integer_at(r, column, &out))
        return out;
    const double d = bed_rows_double(r, column);
    return isnan(d) ? 0 : (int64_t)d;
}

bed_str bed_rows_text(bed_rows *r, size_t column)
{
    const duckdb_type type   = duckdb_column_type(&r->result, column);
    char *const       number = r->numbers[column];
    int64_t           integer;
    int               n;

    if (bed_rows_null(r, column))
        return (bed_str){ "", 0 };
    if (type == DUCKDB_TYPE_VARCHAR || type == DUCKDB_TYPE_BLOB)
        return bed_udf_text(duckdb_vector_get_data(duckdb_data_chunk_get_vector(r->chunk, column)),
                            r->row);
    if (type == DUCKDB_TYPE_BOOLEAN)
        n = snprintf(number, NUMBER_TEXT, "%s", VALUE(bool) ? "true" : "false");
    else if (integer_at(r, column, &integer))
        n = snprintf(number, NUMBER_TEXT, "%" PRId64, integer);
    else
        n = snprintf(number, NUMBER_TEXT, "%.17g", bed_rows_double(r, column));
    return (bed_str){ number, (size_t)n };
}

void bed_rows_close(bed_rows *r)
{
    if (r == NULL)
        return;
    if (r->chunk != NULL)
        duckdb_destroy_data_chunk(&r->chunk);
    duckdb_destroy_result(&r->result);
    bed_free(r->numbers);
    bed_free(r);
}

bed_status bed_session_int(bed_session *s, const char *sql, int64_t *out, bed_error *err)
{
    bed_rows  *rows;
    bed_status st;

    *out = 0;
    BED_TRY(bed_session_query(s, sql, &rows, err));
    st = bed_rows_next(rows, err);
    if (st == BED_OK) {
        *out = bed_rows_int(rows, 0);
        /* A stream that is not read to its end keeps its transaction open, and what is registered
         * meanwhile would be rolled back with it. */
        st = bed_rows_next(rows, err);
        st = st == BED_END || st == BED_OK ? BED_OK : st;
    } else if (st == BED_END)
        st = bed_fail(err, BED_EINTERNAL, "a query gave no row");
    bed_rows_close(rows);
    return st;
}
