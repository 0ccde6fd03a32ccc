/* A corpus as a folder: is it one, its relations in SQL, ids that are unique. */
#include "corpus/corpus.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MANIFEST_MAX = 256 << 20, IDS_A_PASS = 1 << 20 };

bed_status bed_corpus_check(const char *folder, bed_error *err)
{
    char         path[BED_PATH_MAX];
    bed_buffer   text = BED_BUFFER(MANIFEST_MAX);
    json_t      *root = NULL;
    json_error_t fault;
    bed_status   st = BED_OK;

    if (!bed_path_is_dir(folder)) {
        bed_fail(err, BED_EREAD, "no such folder");
        return bed_fail_in(err, BED_EREAD, folder, 0);
    }
    BED_TRY(bed_path_join(path, folder, "manifest.json", err));
    if (!bed_path_exists(path)) {
        bed_fail(err, BED_EFORMAT, "not a corpus: expected a manifest.json in it, found none");
        return bed_fail_in(err, BED_EFORMAT, folder, 0);
    }
    BED_GO(bed_file_read(path, &text, err));
    root = json_loadb(text.ptr, text.len, 0, &fault);
    if (root == NULL) {
        bed_fail_at(err, BED_EFORMAT, (uint64_t)(fault.position < 0 ? 0 : fault.position), "%s",
                    fault.text);
        BED_GO(bed_fail_in(err, BED_EFORMAT, path, (uint64_t)(fault.line < 0 ? 0 : fault.line)));
    }
    const char *schema = json_string_value(json_object_get(root, "schema"));
    if (schema == NULL || strcmp(schema, "bedside-corpus/1") != 0) {
        bed_fail(err, BED_EFORMAT, "schema: expected 'bedside-corpus/1', found '%s'",
                 schema == NULL ? "nothing" : schema);
        BED_GO(bed_fail_in(err, BED_EFORMAT, path, 0));
    }
done:
    json_decref(root);
    bed_buffer_deinit(&text);
    return st;
}

enum { PATH_SQL_MAX = 8 * BED_PATH_MAX };

/* A path as read_parquet takes it, `tail` as it stands. */
static bed_status add_pattern(bed_buffer *sql, const char *path, const char *tail, bed_error *err)
{
    bed_buffer    pattern = BED_BUFFER(PATH_SQL_MAX);
    const bed_str text    = bed_str_of(path);
    const bool    marked  = strpbrk(path, "*?[") != NULL || tail[0] != '\0';
    bed_status    st      = BED_OK;

    if (bed_utf8_valid_until(text) != text.len)
        BED_GO(bed_fail(err, BED_EARGUMENT, "the path is no UTF-8, which the data engine needs"));
    if (marked && strchr(path, '\\') != NULL)
        BED_GO(bed_fail(err, BED_EARGUMENT,
                        "a '\\' in the path, which the data engine takes for a '/'"));
    for (const char *p = path; *p != '\0'; p++)
        BED_GO(bed_buffer_printf(&pattern, err, strchr("*?[", *p) != NULL ? "[%c]" : "%c", *p));
    BED_GO(bed_buffer_add(&pattern, bed_str_of(tail), err));
    BED_GO(bed_buffer_add_sql(sql, bed_buffer_str(&pattern), err));
done:
    bed_buffer_deinit(&pattern);
    return st == BED_OK ? st : bed_fail_in(err, st, path, 0);
}

bed_status bed_corpus_path_sql(bed_buffer *sql, const char *path, bed_error *err)
{
    return add_pattern(sql, path, "", err);
}

bed_status bed_corpus_files_sql(bed_buffer *sql, const char *folder, const char *part,
                                bed_error *err)
{
    char tail[64];

    snprintf(tail, sizeof tail, "/%s/*.parquet", part);
    return add_pattern(sql, folder, tail, err);
}

/* The files of a part as an SQL literal, and whether there are any. */
static bed_status glob_of(bed_session *s, const char *folder, const char *part, bed_buffer *out,
                          bool *any, bed_error *err)
{
    bed_buffer sql = BED_BUFFER(64 << 10);
    int64_t    n   = 0;
    bed_status st  = BED_OK;

    BED_GO(bed_corpus_files_sql(out, folder, part, err));
    BED_GO(bed_buffer_printf(&sql, err, "SELECT count(*) FROM glob(%s)", out->ptr));
    BED_GO(bed_session_int(s, sql.ptr, &n, err));
    *any = n > 0;
done:
    bed_buffer_deinit(&sql);
    return st;
}

bed_status bed_corpus_attach(bed_session *s, const char *folder, bed_error *err)
{
    bed_buffer records = BED_BUFFER(PATH_SQL_MAX), refused = BED_BUFFER(PATH_SQL_MAX);
    bool       any;
    bed_status st = BED_OK;

    BED_GO(bed_corpus_check(folder, err));
    BED_GO(glob_of(s, folder, "records", &records, &any, err));
    if (!any) {
        bed_fail(err, BED_EFORMAT, "a corpus without records");
        BED_GO(bed_fail_in(err, BED_EFORMAT, folder, 0));
    }
    BED_GO(bed_session_runf(s, err, "CREATE OR REPLACE VIEW records AS FROM read_parquet(%s)",
                            records.ptr));
    BED_GO(glob_of(s, folder, "quarantine", &refused, &any, err));
    if (any)
        BED_GO(bed_session_runf(
            s, err, "CREATE OR REPLACE VIEW quarantine AS FROM read_parquet(%s)", refused.ptr));
    else
        BED_GO(bed_session_run(
            s,
            "CREATE OR REPLACE VIEW quarantine AS SELECT ''::VARCHAR AS dataset, ''::VARCHAR AS "
            "split, ''::VARCHAR AS file, 0::BIGINT AS \"row\", 0::BIGINT AS byte, ''::VARCHAR AS "
            "rule, ''::VARCHAR AS reason, ''::BLOB AS raw WHERE false",
            err));
done:
    bed_buffer_deinit(&records);
    bed_buffer_deinit(&refused);
    return st;
}

/* Writes one Parquet file again with the suffixes that bed_twice has for it. */
static bed_status rename_in(bed_session *s, int64_t number, const char *path, bed_error *err)
{
    char       partial[BED_PATH_MAX];
    bed_buffer from = BED_BUFFER(PATH_SQL_MAX), to = BED_BUFFER(PATH_SQL_MAX);
    bed_status st = BED_OK;

    if (snprintf(partial, sizeof partial, "%s.partial", path) >= (int)sizeof partial)
        return bed_fail(err, BED_EARGUMENT, "path longer than %d bytes", BED_PATH_MAX);
    BED_GO(bed_corpus_path_sql(&from, path, err));
    BED_GO(bed_buffer_add_sql(&to, bed_str_of(partial), err));
    BED_GO(bed_session_runf(
        s, err,
        "COPY (SELECT r.* EXCLUDE (file_row_number) REPLACE "
        "(CASE WHEN t.k IS NULL THEN r.id ELSE r.id || '~' || t.k END AS id) "
        "FROM read_parquet(%s, file_row_number = true) r LEFT JOIN "
        "(SELECT position, k FROM bed_twice WHERE file = %" PRId64
        ") t ON t.position = r.file_row_number "
        "ORDER BY r.file_row_number) TO %s (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE "
        "122880)",
        from.ptr, number, to.ptr));
    if (rename(partial, path) != 0)
        BED_GO(bed_fail(err, BED_EDISK, "cannot rename '%s'", partial));
done:
    bed_buffer_deinit(&from);
    bed_buffer_deinit(&to);
    return st;
}

typedef struct numbered_file {
    int64_t number;
    bed_str path;
} numbered_file;

static bed_status rename_all(bed_session *s, bed_error *err)
{
    bed_rows      *rows  = NULL;
    bed_arena      arena = BED_ARENA(64 << 20);
    numbered_file *files = NULL;
    int64_t        n     = 0;
    size_t         i     = 0;
    bed_status     st    = BED_OK;

    BED_GO(bed_session_int(s, "SELECT count(*) FROM bed_files", &n, err));
    files = bed_new(&arena, numbered_file, (size_t)n);
    if (files == NULL)
        BED_GO(bed_fail(err, BED_EMEMORY, "out of memory: %" PRId64 " files", n));
    BED_GO(bed_session_query(s,
                             "SELECT number, name FROM bed_files WHERE number IN "
                             "(SELECT file FROM bed_twice) ORDER BY number",
                             &rows, err));
    while ((st = bed_rows_next(rows, err)) == BED_OK) {
        files[i].number = bed_rows_int(rows, 0);
        BED_GO(bed_arena_copy(&arena, bed_rows_text(rows, 1), &files[i++].path, err));
    }
    if (st == BED_END)
        st = BED_OK;
    for (size_t k = 0; st == BED_OK && k < i; k++)
        st = rename_in(s, files[k].number, files[k].path.ptr, err);
done:
    bed_rows_close(rows);
    bed_arena_deinit(&arena);
    return st;
}

/* The hashes of ids that stand more than once, into bed_suspects. One of n_passes looks at the ids
 * whose hash leaves its remainder, so that memory does not grow with the corpus; reading the one
 * column again costs little. */
static bed_status find_suspects(bed_session *s, const char *files, int64_t n_passes, bed_error *err)
{
    BED_TRY(bed_session_run(s, "CREATE OR REPLACE TEMP TABLE bed_suspects (h UBIGINT)", err));
    for (int64_t pass = 0; pass < n_passes; pass++)
        BED_TRY(bed_session_runf(s, err,
                                 "INSERT INTO bed_suspects SELECT hash(id) AS h FROM "
                                 "read_parquet(%s) WHERE hash(id) %% %" PRId64 " = %" PRId64
                                 " GROUP BY h HAVING count(*) > 1",
                                 files, n_passes, pass));
    return BED_OK;
}

/* Where ids stand a second and further time, into bed_twice, pass by pass as above: number of the
 * file, row in it, how manieth. Numbers only, since every record may be one of them. */
static bed_status find_twice(bed_session *s, const char *files, int64_t n_passes, bed_error *err)
{
    BED_TRY(bed_session_run(
        s, "CREATE OR REPLACE TEMP TABLE bed_twice (file BIGINT, position BIGINT, k BIGINT)", err));
    BED_TRY(
        bed_session_runf(s, err,
                         "CREATE OR REPLACE TEMP TABLE bed_files AS SELECT filename AS name, "
                         "row_number() OVER (ORDER BY filename) AS number FROM (SELECT DISTINCT "
                         "filename FROM read_parquet(%s, filename = true))",
                         files));
    for (int64_t pass = 0; pass < n_passes; pass++)
        BED_TRY(bed_session_runf(
            s, err,
            "INSERT INTO bed_twice SELECT number, position, k FROM (SELECT number, position, "
            "row_number() OVER (PARTITION BY h ORDER BY number, position) AS k FROM "
            "(SELECT hash(id) AS h, f.number, r.file_row_number AS position FROM read_parquet(%s, "
            "filename = true, file_row_number = true) r JOIN bed_files f ON f.name = r.filename "
            "WHERE hash(id) %% %" PRId64 " = %" PRId64
            " AND hash(id) IN (SELECT h FROM bed_suspects))) WHERE k > 1",
            files, n_passes, pass));
    return BED_OK;
}

/* Gives suffixes to the ids that stand twice; *n counts them. */
static bed_status rename_pass(bed_session *s, const char *files, int64_t *n, bed_error *err)
{
    bed_buffer sql = BED_BUFFER(PATH_SQL_MAX);
    bed_status st  = BED_OK;

    BED_GO(bed_buffer_printf(&sql, err, "SELECT count(*) FROM read_parquet(%s)", files));
    BED_GO(bed_session_int(s, sql.ptr, n, err));
    const int64_t n_passes = *n / IDS_A_PASS + 1;
    BED_GO(find_suspects(s, files, n_passes, err));
    BED_GO(bed_session_int(s, "SELECT count(*) FROM bed_suspects", n, err));
    if (*n > 0) {
        BED_GO(find_twice(s, files, n_passes, err));
        BED_GO(bed_session_int(s, "SELECT count(*) FROM bed_twice", n, err));
        BED_GO(rename_all(s, err));
        BED_GO(bed_session_run(s, "DROP TABLE bed_twice; DROP TABLE bed_files", err));
    }
    BED_GO(bed_session_run(s, "DROP TABLE bed_suspects", err));
done:
    bed_buffer_deinit(&sql);
    return st;
}

bed_status bed_corpus_unique_ids(bed_session *s, const char *folder, uint64_t *n_renamed,
                                 bed_error *err)
{
    bed_buffer files = BED_BUFFER(PATH_SQL_MAX);
    bool       any;
    int64_t    n  = 0;
    bed_status st = BED_OK;

    *n_renamed = 0;
    BED_GO(glob_of(s, folder, "records", &files, &any, err));
    if (!any)
        goto done;
    do { /* once more after a change: the source may hold an "x~2" of its own */
        BED_GO(rename_pass(s, files.ptr, &n, err));
        *n_renamed += (uint64_t)n;
    } while (n > 0);
done:
    bed_buffer_deinit(&files);
    return st;
}
