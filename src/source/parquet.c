/* Parquet, by the data engine: each row as JSON, in the file's order. NaN, which data frames have
 * for missing numbers, is null; an infinite number, which JSON has not, refuses its row. */
#include "source/reader.h"

#include "corpus/corpus.h"

/* A name that no column has: a column would be meant before the row. */
#define ROW "\"a whole row, for bedside\""

typedef struct parquet {
    bed_session *session;
    bed_rows    *rows;
} parquet;

/* What the engine says of a file is about its contents unless it could not be read at all. */
static bed_status of_file(bed_status st, bed_error *err)
{
    if (st == BED_OK || st == BED_END || st == BED_EMEMORY || st == BED_EINTERRUPTED ||
        st == BED_EREAD)
        return st;
    if (err != NULL) {
        err->code = BED_EFORMAT;
        for (char *p = err->text; *p != '\0'; p++) /* one line */
            if (*p == '\n')
                *p = ' ';
    }
    return BED_EFORMAT;
}

static bed_status parquet_open(bed_reader *r, bed_error *err)
{
    const bed_session_options options = { .n_threads = 1, .talk = r->options.talk };
    bed_buffer                sql     = BED_BUFFER(10 * BED_PATH_MAX);
    bed_status                st      = BED_OK;
    parquet                  *p;

    BED_TRY(bed_alloc_into(&r->state, 1, sizeof *p, err));
    p = r->state;
    BED_TRY(bed_session_open(&options, &p->session, err));
    BED_GO(
        bed_buffer_add(&sql, BED_STR("SELECT to_json(" ROW ")::VARCHAR FROM read_parquet("), err));
    BED_GO(bed_corpus_path_sql(&sql, r->name, err));
    BED_GO(bed_buffer_add(&sql, BED_STR(") AS " ROW), err));
    BED_GO(of_file(bed_session_query(p->session, sql.ptr, &p->rows, err), err));
done:
    bed_buffer_deinit(&sql);
    return st;
}

/* Whether what follows the value's beginning at s is a number that JSON has not; its length. */
static size_t no_json_number(bed_str s, bool *nan)
{
    static const bed_str words[] = { BED_STR_INIT("NaN"),      BED_STR_INIT("-NaN"),
                                     BED_STR_INIT("nan"),      BED_STR_INIT("-nan"),
                                     BED_STR_INIT("Infinity"), BED_STR_INIT("-Infinity"),
                                     BED_STR_INIT("inf"),      BED_STR_INIT("-inf") };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (bed_str_starts(s, words[i])) {
            *nan = i < 4;
            return words[i].len;
        }
    return 0;
}

/* Offset behind the string whose opening quote stands at s[at]. */
static size_t pass_string(bed_str s, size_t at)
{
    for (at++; at < s.len && s.ptr[at] != '"'; at++)
        at += s.ptr[at] == '\\';
    return at + 1;
}

/* Writes null for NaN; of text that has none of these words nothing is copied. */
static bed_status mend_numbers(bed_reader *r, bed_record *out, bed_error *err)
{
    const bed_str s    = out->json;
    size_t        kept = 0, len;
    bool          nan;

    if (memmem(s.ptr, s.len, "an", 2) == NULL && memmem(s.ptr, s.len, "aN", 2) == NULL &&
        memmem(s.ptr, s.len, "nf", 2) == NULL)
        return BED_OK;
    bed_buffer_clear(&r->json);
    for (size_t at = 0; at < s.len;) {
        if (s.ptr[at] == '"') {
            at = pass_string(s, at);
            continue;
        }
        len = no_json_number((bed_str){ s.ptr + at, s.len - at }, &nan);
        if (len > 0 && !nan)
            return bed_fail(err, BED_REFUSED, "an infinite number, which JSON has not");
        if (len > 0) {
            BED_TRY(bed_buffer_add(&r->json, (bed_str){ s.ptr + kept, at - kept }, err));
            BED_TRY(bed_buffer_add(&r->json, BED_STR("null"), err));
            kept = at + len;
        }
        at += len > 0 ? len : 1;
    }
    if (kept == 0)
        return BED_OK;
    BED_TRY(bed_buffer_add(&r->json, (bed_str){ s.ptr + kept, s.len - kept }, err));
    out->json = bed_buffer_str(&r->json);
    return BED_OK;
}

static bed_status parquet_next(bed_reader *r, bed_record *out, bed_error *err)
{
    parquet *p = r->state;

    BED_TRY(of_file(bed_rows_next(p->rows, err), err));
    out->json = bed_rows_text(p->rows, 0);
    if (out->json.len > r->max_bytes)
        return bed_fail(err, BED_REFUSED, "a record of %zu bytes: at most %zu are read",
                        out->json.len, r->max_bytes);
    return mend_numbers(r, out, err);
}

static void parquet_close(bed_reader *r)
{
    parquet *p = r->state;

    if (p == NULL)
        return;
    bed_rows_close(p->rows);
    bed_session_close(p->session);
    bed_free(p);
}

const bed__reader_ops bed__parquet = {
    .container = BED_CONTAINER_PARQUET,
    .open      = parquet_open,
    .next      = parquet_next,
    .close     = parquet_close,
};
