/* Parquet, by the data engine: each row as JSON, in the file's order. */
#include "source/reader.h"

#include "corpus/corpus.h"

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
    BED_GO(bed_buffer_add(&sql, BED_STR("SELECT to_json(t)::VARCHAR FROM read_parquet("), err));
    BED_GO(bed_corpus_path_sql(&sql, r->name, err));
    BED_GO(bed_buffer_add(&sql, BED_STR(") t"), err));
    BED_GO(of_file(bed_session_query(p->session, sql.ptr, &p->rows, err), err));
done:
    bed_buffer_deinit(&sql);
    return st;
}

static bed_status parquet_next(bed_reader *r, bed_record *out, bed_error *err)
{
    parquet *p = r->state;

    BED_TRY(of_file(bed_rows_next(p->rows, err), err));
    out->json = bed_rows_text(p->rows, 0);
    if (out->json.len > r->max_bytes)
        return bed_fail(err, BED_REFUSED, "a record of %zu bytes: at most %zu are read",
                        out->json.len, r->max_bytes);
    return BED_OK;
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
