/* manifest.json: where every record of a corpus comes from. No time and no machine stands in it, so
 * that the same inputs and settings give the same bytes. */
#include "corpus/corpus.h"

#include <inttypes.h>
#include <string.h>

enum { MANIFEST_MAX = 256 << 20 };

static bed_status member(bed_buffer *b, const char *name, const char *value, const char *end,
                         bed_error *err)
{
    BED_TRY(bed_buffer_printf(b, err, "\"%s\": ", name));
    BED_TRY(bed_buffer_add_json(b, bed_str_of(value), err));
    return bed_buffer_add(b, bed_str_of(end), err);
}

static bed_status add_source(bed_buffer *b, const bed_corpus_source *s, bed_error *err)
{
    BED_TRY(bed_buffer_add(b, BED_STR("    {"), err));
    BED_TRY(member(b, "file", s->file, ", ", err));
    BED_TRY(bed_buffer_printf(b, err, "\"bytes\": %" PRIu64 ", ", s->bytes));
    BED_TRY(member(b, "sha256", s->sha256, ", ", err));
    BED_TRY(member(b, "state", s->state, ", ", err));
    if (s->reason[0] != '\0')
        BED_TRY(member(b, "reason", s->reason, ", ", err));
    BED_TRY(member(b, "form", s->form, ", ", err));
    BED_TRY(member(b, "mapping_sha256", s->mapping_sha256, ", ", err));
    BED_TRY(member(b, "split", s->split, ", ", err));
    BED_TRY(bed_buffer_printf(b, err, "\"rows\": %" PRIu64 ", \"unreadable\": %" PRIu64, s->rows,
                              s->unreadable));
    if (strcmp(s->state, "joined") == 0)
        BED_TRY(bed_buffer_printf(b, err, ", \"repeated\": %" PRIu64 ", \"unasked\": %" PRIu64,
                                  s->repeated, s->unasked));
    return bed_buffer_add_byte(b, '}', err);
}

/* "name": {"value": n, ...} for the counts by one column. */
static bed_status add_counts(bed_session *session, bed_buffer *b, const char *folder,
                             const char *part, const char *column, bed_error *err)
{
    bed_buffer  sql  = BED_BUFFER(64 << 10);
    bed_rows   *rows = NULL;
    const char *sep  = "";
    bed_status  st   = BED_OK;

    BED_GO(bed_buffer_printf(&sql, err, "SELECT %s, count(*) FROM read_parquet(", column));
    BED_GO(bed_corpus_files_sql(&sql, folder, part, err));
    BED_GO(bed_buffer_add(&sql, BED_STR(") GROUP BY 1 ORDER BY 1"), err));
    BED_GO(bed_session_query(session, sql.ptr, &rows, err));
    BED_GO(bed_buffer_add_byte(b, '{', err));
    while ((st = bed_rows_next(rows, err)) == BED_OK) {
        BED_GO(bed_buffer_add(b, bed_str_of(sep), err));
        BED_GO(bed_buffer_add_json(b, bed_rows_text(rows, 0), err));
        BED_GO(bed_buffer_printf(b, err, ": %" PRId64, bed_rows_int(rows, 1)));
        sep = ", ";
    }
    st = st == BED_END ? bed_buffer_add_byte(b, '}', err) : st;
done:
    bed_rows_close(rows);
    bed_buffer_deinit(&sql);
    return st;
}

static bed_status add_all_counts(bed_session *s, bed_buffer *b, const char *folder,
                                 const bed_corpus_facts *f, bed_error *err)
{
    static const char *const columns[] = { "split", "kind", "language" };

    BED_TRY(bed_buffer_printf(b, err,
                              "  \"counts\": {\n    \"rows\": %" PRIu64
                              ",\n    \"records\": %" PRIu64 ",\n    \"quarantined\": %" PRIu64
                              ",\n    \"renamed_ids\": %" PRIu64,
                              f->rows, f->records, f->quarantined, f->renamed));
    if (f->joined > 0)
        BED_TRY(bed_buffer_printf(b, err, ",\n    \"joined_rows\": %" PRIu64, f->joined));
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        BED_TRY(bed_buffer_printf(b, err, ",\n    \"by_%s\": ", columns[i]));
        BED_TRY(add_counts(s, b, folder, "records", columns[i], err));
    }
    if (f->quarantined > 0) {
        BED_TRY(bed_buffer_add(b, BED_STR(",\n    \"by_rule\": "), err));
        BED_TRY(add_counts(s, b, folder, "quarantine", "rule", err));
    }
    return bed_buffer_add(b, BED_STR("\n  },\n"), err);
}

bed_status bed_manifest_write(bed_session *s, const char *folder, const bed_corpus_facts *f,
                              bed_error *err)
{
    char       path[BED_PATH_MAX];
    bed_buffer b  = BED_BUFFER(MANIFEST_MAX);
    bed_status st = BED_OK;

    if (f->rows != f->records + f->quarantined)
        return bed_fail(err, BED_EINTERNAL,
                        "%" PRIu64 " rows in, %" PRIu64 " records and %" PRIu64 " quarantined out",
                        f->rows, f->records, f->quarantined);
    BED_GO(bed_buffer_add(&b, BED_STR("{\n  \"schema\": \"bedside-corpus/1\",\n  "), err));
    BED_GO(member(&b, "bedside", BEDSIDE_VERSION, ",\n  ", err));
    BED_GO(member(&b, "dataset", f->dataset, ",\n  ", err));
    BED_GO(member(&b, "license", f->license_id, ",\n  ", err));
    BED_GO(bed_buffer_printf(&b, err, "\"seed\": %" PRIu64 ",\n", f->seed));
    BED_GO(add_all_counts(s, &b, folder, f, err));
    BED_GO(bed_buffer_add(&b, BED_STR("  \"sources\": [\n"), err));
    for (size_t i = 0; i < f->n_sources; i++) {
        BED_GO(add_source(&b, &f->sources[i], err));
        BED_GO(bed_buffer_add(&b, bed_str_of(i + 1 < f->n_sources ? ",\n" : "\n"), err));
    }
    BED_GO(bed_buffer_add(&b, BED_STR("  ]\n}\n"), err));
    BED_GO(bed_path_join(path, folder, "manifest.json", err));
    BED_GO(bed_file_write(path, bed_buffer_str(&b), err));
done:
    bed_buffer_deinit(&b);
    return st;
}
