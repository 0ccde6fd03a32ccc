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

/* "<folder>/<part>/" + "*.parquet" as an SQL literal; empty when the folder has no such file. */
static bed_status glob_of(bed_session *s, const char *folder, const char *part, bed_buffer *out,
                          bool *any, bed_error *err)
{
    bed_buffer sql = BED_BUFFER(64 << 10), path = BED_BUFFER(BED_PATH_MAX);
    int64_t    n  = 0;
    bed_status st = BED_OK;

    BED_GO(bed_buffer_printf(&path, err, "%s/%s/*.parquet", folder, part));
    BED_GO(bed_buffer_add_sql(out, bed_buffer_str(&path), err));
    BED_GO(bed_buffer_printf(&sql, err, "SELECT count(*) FROM glob(%s)", out->ptr));
    BED_GO(bed_session_int(s, sql.ptr, &n, err));
    *any = n > 0;
done:
    bed_buffer_deinit(&sql);
    bed_buffer_deinit(&path);
    return st;
}

bed_status bed_corpus_attach(bed_session *s, const char *folder, bed_error *err)
{
    bed_buffer records = BED_BUFFER(16 << 10), refused = BED_BUFFER(16 << 10);
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

/* Writes one Parquet file again with the suffixes of the table bed_twice. */
static bed_status rename_in(bed_session *s, const char *path, bed_error *err)
{
    char       partial[BED_PATH_MAX];
    bed_buffer from = BED_BUFFER(16 << 10), to = BED_BUFFER(16 << 10);
    bed_status st = BED_OK;

    if (snprintf(partial, sizeof partial, "%s.partial", path) >= (int)sizeof partial)
        return bed_fail(err, BED_EARGUMENT, "path longer than %d bytes", BED_PATH_MAX);
    BED_GO(bed_buffer_add_sql(&from, bed_str_of(path), err));
    BED_GO(bed_buffer_add_sql(&to, bed_str_of(partial), err));
    BED_GO(bed_session_runf(
        s, err,
        "COPY (SELECT r.* EXCLUDE (file_row_number) REPLACE "
        "(CASE WHEN t.k > 1 THEN r.id || '~' || t.k ELSE r.id END AS id) "
        "FROM read_parquet(%s, file_row_number = true) r LEFT JOIN "
        "(SELECT position, k FROM bed_twice WHERE file = %s) t ON t.position = r.file_row_number "
        "ORDER BY r.file_row_number) TO %s (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE "
        "122880)",
        from.ptr, from.ptr, to.ptr));
    if (rename(partial, path) != 0)
        BED_GO(bed_fail(err, BED_EDISK, "cannot rename '%s'", partial));
done:
    bed_buffer_deinit(&from);
    bed_buffer_deinit(&to);
    return st;
}

static bed_status rename_all(bed_session *s, bed_error *err)
{
    bed_rows  *rows  = NULL;
    bed_arena  arena = BED_ARENA(64 << 20);
    bed_str   *files = NULL;
    int64_t    n     = 0;
    size_t     i     = 0;
    bed_status st    = BED_OK;

    BED_GO(bed_session_int(s, "SELECT count(DISTINCT file) FROM bed_twice WHERE k > 1", &n, err));
    files = bed_new(&arena, bed_str, (size_t)n);
    if (files == NULL)
        BED_GO(bed_fail(err, BED_EMEMORY, "out of memory: %" PRId64 " files", n));
    BED_GO(bed_session_query(s, "SELECT DISTINCT file FROM bed_twice WHERE k > 1 ORDER BY file",
                             &rows, err));
    while ((st = bed_rows_next(rows, err)) == BED_OK)
        BED_GO(bed_arena_copy(&arena, bed_rows_text(rows, 0), &files[i++], err));
    if (st == BED_END)
        st = BED_OK;
    for (size_t k = 0; st == BED_OK && k < i; k++)
        st = rename_in(s, files[k].ptr, err);
done:
    bed_rows_close(rows);
    bed_arena_deinit(&arena);
    return st;
}

/* The hashes of ids that stand more than once, into bed_suspects. One pass looks at about
 * IDS_A_PASS ids, those whose hash leaves a certain remainder, so that memory does not grow with
 * the corpus; reading the one column again costs little. */
static bed_status find_suspects(bed_session *s, const char *glob, bed_error *err)
{
    bed_buffer sql = BED_BUFFER(64 << 10);
    int64_t    n   = 0;
    bed_status st  = BED_OK;

    BED_GO(bed_session_run(s, "CREATE OR REPLACE TEMP TABLE bed_suspects (h UBIGINT)", err));
    BED_GO(bed_buffer_printf(&sql, err, "SELECT count(*) FROM read_parquet(%s)", glob));
    BED_GO(bed_session_int(s, sql.ptr, &n, err));
    const int64_t n_passes = n / IDS_A_PASS + 1;
    for (int64_t pass = 0; pass < n_passes; pass++)
        BED_GO(bed_session_runf(s, err,
                                "INSERT INTO bed_suspects SELECT hash(id) AS h FROM "
                                "read_parquet(%s) WHERE hash(id) %% %" PRId64 " = %" PRId64
                                " GROUP BY h HAVING count(*) > 1",
                                glob, n_passes, pass));
done:
    bed_buffer_deinit(&sql);
    return st;
}

bed_status bed_corpus_unique_ids(bed_session *s, const char *folder, uint64_t *n_renamed,
                                 bed_error *err)
{
    bed_buffer glob = BED_BUFFER(16 << 10);
    bool       any;
    int64_t    n  = 0;
    bed_status st = BED_OK;

    *n_renamed = 0;
    BED_GO(glob_of(s, folder, "records", &glob, &any, err));
    if (!any)
        goto done;
    BED_GO(find_suspects(s, glob.ptr, err));
    BED_GO(bed_session_int(s, "SELECT count(*) FROM bed_suspects", &n, err));
    if (n > 0) {
        BED_GO(bed_session_runf(
            s, err,
            "CREATE OR REPLACE TEMP TABLE bed_twice AS SELECT filename AS file, file_row_number AS "
            "position, row_number() OVER (PARTITION BY id ORDER BY filename, file_row_number) AS k "
            "FROM (SELECT id, filename, file_row_number FROM read_parquet(%s, filename = true, "
            "file_row_number = true) WHERE hash(id) IN (SELECT h FROM bed_suspects))",
            glob.ptr));
        BED_GO(bed_session_int(s, "SELECT count(*) FROM bed_twice WHERE k > 1", &n, err));
        BED_GO(rename_all(s, err));
        BED_GO(bed_session_run(s, "DROP TABLE bed_twice", err));
        *n_renamed = (uint64_t)n;
    }
    BED_GO(bed_session_run(s, "DROP TABLE bed_suspects", err));
done:
    bed_buffer_deinit(&glob);
    return st;
}
