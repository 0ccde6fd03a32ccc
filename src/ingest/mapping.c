#include "ingest/mapping.h"

#include "corpus/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAPPING_MAX = 1 << 20, STATEMENT_MAX = 4 << 20, N_EXTRA = 5 };

/* What a mapping gives beside canonical columns. */
static const char *const extra_columns[N_EXTRA] = { "file", "row", "source_id", "split", "refuse" };

static bool is_extra(const char *name)
{
    for (size_t i = 0; i < N_EXTRA; i++)
        if (strcmp(extra_columns[i], name) == 0)
            return true;
    return false;
}

static const bed_column *mapped_column(const char *name)
{
    size_t            n;
    const bed_column *columns = bed_columns(&n);

    for (size_t i = 0; i < n; i++)
        if (columns[i].mapped && strcmp(columns[i].name, name) == 0)
            return &columns[i];
    return NULL;
}

static bed_status check_names(bed_rows *rows, bed_error *err)
{
    static const char *const required[] = { "file", "row", "kind", "language", "turns" };

    for (size_t c = 0; c < bed_rows_width(rows); c++) {
        const char *name = bed_rows_name(rows, c);

        if (!is_extra(name) && mapped_column(name) == NULL)
            return bed_fail(err, BED_EFORMAT, "column '%s' is none of the canonical record", name);
    }
    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++) {
        bool found = false;

        for (size_t c = 0; c < bed_rows_width(rows); c++)
            found = found || strcmp(bed_rows_name(rows, c), required[i]) == 0;
        if (!found)
            return bed_fail(err, BED_EFORMAT, "column '%s' is missing", required[i]);
    }
    return BED_OK;
}

static bool gives(bed_rows *rows, const char *name)
{
    for (size_t c = 0; c < bed_rows_width(rows); c++)
        if (strcmp(bed_rows_name(rows, c), name) == 0)
            return true;
    return false;
}

/* What stands for a column that the mapping leaves out, or leaves NULL. */
static const char *fallback(const bed_column *c)
{
    const size_t len = strlen(c->type);

    if (strcmp(c->name, "weight") == 0)
        return "1.0";
    if (len > 2 && strcmp(c->type + len - 2, "[]") == 0 && strcmp(c->name, "turns") != 0)
        return "[]";
    return "NULL";
}

/* The labels of a record of a union, with the part that it comes from, in order of names. */
static bed_status add_part_labels(bed_buffer *sql, bed_rows *rows, const bed_column *c,
                                  const char *part, bed_error *err)
{
    BED_TRY(bed_buffer_printf(sql, err,
                              ",\n  list_sort(list_append(coalesce(%s, [])::%s, {'name': 'part', "
                              "'value': [",
                              gives(rows, c->name) ? "m.labels" : "NULL", c->type));
    BED_TRY(bed_buffer_add_sql(sql, bed_str_of(part), err));
    return bed_buffer_printf(sql, err, "::VARCHAR]})) AS \"%s\"", c->name);
}

static bed_status add_column(bed_buffer *sql, bed_rows *rows, const bed_column *c,
                             const bed_mapping_way *way, bed_error *err)
{
    if (way->part[0] != '\0' && strcmp(c->name, "labels") == 0)
        return add_part_labels(sql, rows, c, way->part, err);
    if (!gives(rows, c->name))
        return bed_buffer_printf(sql, err, ",\n  %s::%s AS \"%s\"", fallback(c), c->type, c->name);
    return bed_buffer_printf(sql, err, ",\n  coalesce(m.\"%s\", %s)::%s AS \"%s\"", c->name,
                             fallback(c), c->type, c->name);
}

/* Why a row is no record: what the mapping says, then what the part of a union leaves out. */
static bed_status add_refuse(bed_buffer *sql, bed_rows *rows, const bed_mapping_way *way,
                             bed_error *err)
{
    const char *own = gives(rows, "refuse") ? "m.refuse::VARCHAR" : "NULL::VARCHAR";
    char        text[1024];

    if (way->where[0] == '\0')
        return bed_buffer_printf(sql, err, "%s AS refuse,\n  ", own);
    snprintf(text, sizeof text, "%s takes of %s only: %s", way->dataset, way->part, way->where);
    BED_TRY(bed_buffer_printf(sql, err, "coalesce(%s, CASE WHEN (%s) IS NOT TRUE THEN ", own,
                              way->where));
    BED_TRY(bed_buffer_add_sql(sql, bed_str_of(text), err));
    return bed_buffer_add(sql, BED_STR(" END) AS refuse,\n  "), err);
}

/* "<dataset>/<split>/", of a union "<dataset>/<split>/<part>/", and the source's id or place. */
static bed_status add_id(bed_buffer *sql, bed_rows *rows, const bed_mapping_way *way,
                         const char *split, bed_error *err)
{
    BED_TRY(bed_buffer_add_sql(sql, bed_str_of(way->dataset), err));
    BED_TRY(bed_buffer_printf(sql, err, " || '/' || %s || '/' || ", split));
    if (way->part[0] != '\0') {
        BED_TRY(bed_buffer_add_sql(sql, bed_str_of(way->part), err));
        BED_TRY(bed_buffer_add(sql, BED_STR(" || '/' || "), err));
    }
    return bed_buffer_printf(
        sql, err,
        "coalesce(nullif(trim(%s), ''), file_stem(m.file) || '-' || m.\"row\") AS \"id\",\n  ",
        gives(rows, "source_id") ? "m.source_id::VARCHAR" : "NULL");
}

/* The list: file and row to link by, refuse, then the canonical columns in their order. */
static bed_status canonical_list(bed_mapping *m, bed_rows *rows, const bed_mapping_way *way,
                                 bed_error *err)
{
    bed_buffer       *sql = &m->canonical;
    size_t            n;
    const bed_column *columns = bed_columns(&n);
    const char       *split   = m->splits ? "coalesce(m.split::VARCHAR, getvariable('bed_split'))"
                                          : "getvariable('bed_split')";

    BED_TRY(bed_buffer_add(sql, BED_STR("m.file AS bed_file, m.\"row\" AS bed_row, "), err));
    BED_TRY(add_refuse(sql, rows, way, err));
    BED_TRY(add_id(sql, rows, way, split, err));
    BED_TRY(bed_buffer_add_sql(sql, bed_str_of(way->dataset), err));
    BED_TRY(bed_buffer_printf(sql, err, " AS \"dataset\",\n  %s AS \"split\"", split));
    for (size_t i = 0; i < n; i++)
        if (columns[i].mapped)
            BED_TRY(add_column(sql, rows, &columns[i], way, err));
    BED_TRY(
        bed_buffer_add(sql, BED_STR(",\n  {'file': m.file, 'row': m.\"row\", 'license': "), err));
    BED_TRY(bed_buffer_add_sql(sql, bed_str_of(way->license), err));
    return bed_buffer_add(sql, BED_STR("} AS \"source\""), err);
}

/* WITH input, mapped, canonical: the common head of both statements. Both are MATERIALIZED: the
 * optimizer else writes their expressions into the rules' filter wherever a column is named, and
 * the JSON of a record is parsed dozens of times (MedQuAD: 4 times the time, 8 times the memory).
 */
static bed_status add_head(bed_buffer *sql, const bed_mapping *m, const char *input, bed_error *err)
{
    bed_str text = bed_trim(bed_buffer_str(&m->sql));

    while (text.len > 0 && text.ptr[text.len - 1] == ';')
        text = bed_trim((bed_str){ text.ptr, text.len - 1 });
    BED_TRY(bed_buffer_printf(sql, err, "WITH input AS (%s),\nmapped AS (\n", input));
    BED_TRY(bed_buffer_add(sql, text, err));
    return bed_buffer_add(sql, BED_STR("\n)"), err);
}

static uint64_t count_lines(const char *from, const char *to)
{
    uint64_t n = 0;

    for (; from < to; from++)
        n += *from == '\n';
    return n;
}

/* The engine counts lines in the whole statement, where two stand before the mapping (add_head);
 * the user counts them in the file. */
static void place_in_file(bed_error *err, const bed_mapping *m)
{
    enum { HEAD_LINES = 2 };
    static const char mark[] = " (line ";
    char *const       at     = strstr(err->text, mark);
    const bed_str     all = bed_buffer_str(&m->sql), text = bed_trim(all);

    if (at == NULL || text.len == 0)
        return;
    const uint64_t n     = strtoull(at + sizeof mark - 1, NULL, 10);
    const uint64_t lines = count_lines(text.ptr, text.ptr + text.len) + 1;
    *at                  = '\0';
    if (n > HEAD_LINES && n <= HEAD_LINES + lines)
        err->row = n - HEAD_LINES + count_lines(all.ptr, text.ptr);
}

/* The relation `input` without rows. */
static const char no_rows[] =
    "SELECT NULL::VARCHAR AS file, NULL::BIGINT AS \"row\", NULL::BIGINT AS byte, "
    "NULL::VARCHAR AS record, NULL::VARCHAR AS split WHERE false";

/* Tries the condition of a part, whose faults are not the mapping's. */
static bed_status try_condition(bed_session *session, const bed_mapping *m,
                                const bed_mapping_way *way, bed_error *err)
{
    bed_buffer sql = BED_BUFFER(STATEMENT_MAX);
    bed_status st  = BED_OK;

    if (way->where[0] == '\0')
        return BED_OK;
    BED_GO(add_head(&sql, m, no_rows, err));
    BED_GO(bed_buffer_printf(&sql, err, "\nSELECT (%s)::BOOLEAN FROM mapped m", way->where));
    BED_GO(bed_session_run(session, sql.ptr, err));
done:
    bed_buffer_deinit(&sql);
    if (st == BED_EARGUMENT)
        bed_error_prefix(err, "the condition '%.200s' that %s makes of its part %s: ", way->where,
                         way->dataset, way->part);
    return st;
}

static bed_status try_mapping(bed_session *session, bed_mapping *m, const bed_mapping_way *way,
                              bed_error *err)
{
    bed_buffer sql  = BED_BUFFER(STATEMENT_MAX);
    bed_rows  *rows = NULL;
    bed_status st   = BED_OK;

    BED_GO(add_head(&sql, m, no_rows, err));
    BED_GO(bed_buffer_add(&sql, BED_STR("\nSELECT * FROM mapped"), err));
    BED_GO(bed_session_query(session, sql.ptr, &rows, err));
    BED_GO(check_names(rows, err));
    m->splits = gives(rows, "split");
    BED_GO(canonical_list(m, rows, way, err));
    BED_GO(try_condition(session, m, way, err));
done:
    bed_rows_close(rows);
    bed_buffer_deinit(&sql);
    return st;
}

/* One column of a relation: into the list that makes it of the mapping's, and into the list that
 * declares it. */
static bed_status add_relation_column(bed_mapping *m, bed_str name, bed_str type, bed_error *err)
{
    BED_TRY(bed_buffer_printf(&m->canonical, err, ",\n  m.\"%.*s\"", BED_STR_ARG(name)));
    return bed_buffer_printf(&m->columns, err, "%s\"%.*s\" %.*s", m->columns.len == 0 ? "" : ", ",
                             BED_STR_ARG(name), BED_STR_ARG(type));
}

/* What a relation's mapping gives: file, row, maybe refuse, and columns of its own. */
static bed_status relation_list(bed_mapping *m, bed_rows *rows, bed_error *err)
{
    bool       has_file = false, has_row = false;
    bed_status st;

    while ((st = bed_rows_next(rows, err)) == BED_OK) {
        const bed_str name = bed_rows_text(rows, 0);

        has_file = has_file || bed_str_equal(name, BED_STR("file"));
        has_row  = has_row || bed_str_equal(name, BED_STR("row"));
        if (bed_str_equal(name, BED_STR("refuse")))
            m->refuses = true;
        else if (bed_str_contains(name, BED_STR("\"")))
            return bed_fail(err, BED_EFORMAT, "column '%.*s': a quotation mark in a name",
                            BED_STR_ARG(name));
        else if (!bed_str_equal(name, BED_STR("file")) && !bed_str_equal(name, BED_STR("row")))
            BED_TRY(add_relation_column(m, name, bed_rows_text(rows, 1), err));
    }
    if (st != BED_END)
        return st;
    if (!has_file || !has_row)
        return bed_fail(err, BED_EFORMAT, "column '%s' is missing", has_file ? "row" : "file");
    if (m->columns.len == 0)
        return bed_fail(err, BED_EFORMAT, "a relation without a column of its own");
    return BED_OK;
}

static bed_status try_relation(bed_session *session, bed_mapping *m, bed_error *err)
{
    bed_buffer sql  = BED_BUFFER(STATEMENT_MAX);
    bed_rows  *rows = NULL;
    bed_status st   = BED_OK;

    BED_GO(bed_buffer_add(&sql, BED_STR("SELECT column_name, column_type FROM (DESCRIBE "), err));
    BED_GO(add_head(&sql, m, no_rows, err));
    BED_GO(bed_buffer_add(&sql, BED_STR("\nSELECT * FROM mapped)"), err));
    BED_GO(bed_session_query(session, sql.ptr, &rows, err));
    BED_GO(relation_list(m, rows, err));
done:
    bed_rows_close(rows);
    bed_buffer_deinit(&sql);
    return st;
}

bed_status bed_mapping_open(bed_session *session, const char *path, const bed_form *form,
                            const bed_mapping_way *way, bed_mapping *out, bed_error *err)
{
    bed_error  mine = { 0 };
    bed_status st   = BED_OK;

    *out = (bed_mapping){ .form      = form,
                          .path      = path,
                          .sql       = BED_BUFFER(MAPPING_MAX),
                          .canonical = BED_BUFFER(STATEMENT_MAX),
                          .columns   = BED_BUFFER(STATEMENT_MAX) };
    BED_GO(bed_file_read(path, &out->sql, &mine));
    BED_GO(bed_sha256_of(bed_buffer_str(&out->sql), out->sha256, &mine));
    BED_GO(bed_form_is_relation(form) ? try_relation(session, out, &mine)
                                      : try_mapping(session, out, way, &mine));
done:
    if (st == BED_EARGUMENT) { /* the statement's fault is the file's */
        mine.code = BED_EFORMAT;
        st        = BED_EFORMAT;
    }
    if (st != BED_OK) {
        place_in_file(&mine, out);
        bed_mapping_deinit(out);
        bed_fail_in(&mine, st, path, 0);
        if (err != NULL)
            *err = mine;
    }
    return st;
}

void bed_mapping_deinit(bed_mapping *m)
{
    bed_buffer_deinit(&m->sql);
    bed_buffer_deinit(&m->canonical);
    bed_buffer_deinit(&m->columns);
}

static const char *const copy_options = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)";

/* input of a chunk: all that could be read; with `checked`, what is JSON too. */
static void input_of(char *out, size_t bytes, size_t worker, bool checked)
{
    snprintf(out, bytes,
             "SELECT file, \"row\", byte, record, split FROM ingest_chunk(%zu) "
             "WHERE reason IS NULL%s",
             worker, checked ? " AND json_valid(record)" : "");
}

static bed_status add_canonical(bed_buffer *sql, const bed_mapping *m, bed_error *err)
{
    BED_TRY(bed_buffer_add(sql, BED_STR(",\ncanonical AS (SELECT "), err));
    if (bed_form_is_relation(m->form)) {
        BED_TRY(bed_buffer_printf(sql, err,
                                  "m.file AS bed_file, m.\"row\" AS bed_row, %s AS refuse",
                                  m->refuses ? "m.refuse::VARCHAR" : "NULL::VARCHAR"));
        BED_TRY(bed_buffer_add(sql, bed_buffer_str(&m->canonical), err));
        return bed_buffer_add(
            sql,
            BED_STR("\nFROM mapped m),\njudged AS (SELECT *, CASE WHEN refuse IS NOT NULL THEN "
                    "{'rule': 'refused_by_mapping', 'reason': refuse} END AS fault "
                    "FROM canonical)"),
            err);
    }
    BED_TRY(bed_buffer_add(sql, bed_buffer_str(&m->canonical), err));
    return bed_buffer_add(
        sql,
        BED_STR("\nFROM mapped m),\njudged AS (SELECT *, record_fault(refuse, split, "
                "kind, language, turns, options, answer_keys, patient, weight) AS fault "
                "FROM canonical)"),
        err);
}

static bed_status copy(bed_session *session, bed_buffer *sql, const char *path, uint64_t *n,
                       bed_error *err)
{
    int64_t count;

    BED_TRY(bed_buffer_add(sql, BED_STR(") TO "), err));
    BED_TRY(bed_buffer_add_sql(sql, bed_str_of(path), err));
    BED_TRY(bed_buffer_printf(sql, err, " %s", copy_options));
    BED_TRY(bed_session_int(session, sql->ptr, &count, err));
    *n = (uint64_t)count;
    if (count == 0 && unlink(path) != 0)
        return bed_fail(err, BED_EDISK, "cannot remove the empty '%s'", path);
    return BED_OK;
}

/* A mapping that joins costs much, one that names splits is written in several files: what it makes
 * of a chunk is kept in the table bed_judged, and records and refused rows are taken from there. */
static bool keeps(const bed_mapping *m)
{
    return m->splits || bed_form_joins(m->form);
}

/* Rows that a join hands on come in any order; the others come as they were read. */
static const char *in_order(const bed_mapping *m)
{
    return keeps(m) ? " ORDER BY bed_file, bed_row" : "";
}

static bed_status add_judged(bed_buffer *sql, const bed_mapping *m, size_t worker, bool checked,
                             bed_error *err)
{
    char input[256];

    input_of(input, sizeof input, worker, checked);
    BED_TRY(add_head(sql, m, input, err));
    return add_canonical(sql, m, err);
}

static bed_status keep(bed_session *session, const bed_mapping *m, size_t worker, bool checked,
                       bed_error *err)
{
    bed_buffer sql = BED_BUFFER(STATEMENT_MAX);
    bed_status st  = BED_OK;

    BED_GO(bed_buffer_add(&sql, BED_STR("CREATE OR REPLACE TEMP TABLE bed_judged AS "), err));
    BED_GO(add_judged(&sql, m, worker, checked, err));
    BED_GO(bed_buffer_add(&sql, BED_STR("\nSELECT * FROM judged"), err));
    BED_GO(bed_session_run(session, sql.ptr, err));
done:
    bed_buffer_deinit(&sql);
    return st;
}

/* The records of a chunk, of those kept the ones of a split (NULL: all), to a file. */
static bed_status write_records(bed_session *session, const bed_mapping *m, size_t worker,
                                bool checked, const char *split, const char *path, uint64_t *n,
                                bed_error *err)
{
    bed_buffer sql = BED_BUFFER(STATEMENT_MAX);
    bed_status st  = BED_OK;

    BED_GO(bed_buffer_add(&sql, BED_STR("COPY ("), err));
    if (!keeps(m))
        BED_GO(add_judged(&sql, m, worker, checked, err));
    BED_GO(bed_buffer_printf(&sql, err,
                             "\nSELECT * EXCLUDE (%srefuse, fault) FROM %s WHERE fault IS NULL",
                             bed_form_is_relation(m->form) ? "" : "bed_file, bed_row, ",
                             keeps(m) ? "bed_judged" : "judged"));
    if (split != NULL) {
        BED_GO(bed_buffer_add(&sql, BED_STR(" AND split = "), err));
        BED_GO(bed_buffer_add_sql(&sql, bed_str_of(split), err));
    }
    BED_GO(bed_buffer_add(&sql, bed_str_of(in_order(m)), err));
    BED_GO(copy(session, &sql, path, n, err));
done:
    bed_buffer_deinit(&sql);
    return st;
}

/* Names of the splits in bed_judged, one after the other with a NUL behind each. */
static bed_status splits_of(bed_session *session, bed_buffer *names, bed_error *err)
{
    bed_rows  *rows = NULL;
    bed_status st;

    BED_TRY(bed_session_query(session,
                              "SELECT DISTINCT split FROM bed_judged WHERE fault IS NULL ORDER BY "
                              "split",
                              &rows, err));
    while ((st = bed_rows_next(rows, err)) == BED_OK) {
        BED_GO(bed_buffer_add(names, bed_rows_text(rows, 0), err));
        BED_GO(bed_buffer_add_byte(names, '\0', err));
    }
    if (st == BED_END)
        st = BED_OK;
done:
    bed_rows_close(rows);
    return st;
}

static bed_status part_path(const char *folder, const char *part, const char *name, size_t number,
                            char out[BED_PATH_MAX], bed_error *err)
{
    char file[512];

    snprintf(file, sizeof file, "%s%s-%05zu.parquet", part, name, number);
    return bed_path_join(out, folder, file, err);
}

static bed_status write_splits(bed_session *session, const bed_mapping *m, const bed_chunk *chunk,
                               size_t worker, const bed_mapping_target *to, uint64_t *n,
                               bed_error *err)
{
    bed_buffer names = BED_BUFFER(STATEMENT_MAX);
    char       path[BED_PATH_MAX];
    bed_status st = BED_OK;

    *n = 0;
    BED_GO(splits_of(session, &names, err));
    for (const char *split = names.ptr; names.len > 0 && split < names.ptr + names.len;
         split += strlen(split) + 1) {
        uint64_t n_split;

        BED_GO(part_path(to->corpus, "records/", split, chunk->number, path, err));
        BED_GO(write_records(session, m, worker, false, split, path, &n_split, err));
        *n += n_split;
    }
done:
    bed_buffer_deinit(&names);
    return st;
}

static bed_status write_chunk(bed_session *session, const bed_mapping *m, const bed_chunk *chunk,
                              size_t worker, bool checked, const bed_mapping_target *to,
                              uint64_t *n, bed_error *err)
{
    char path[BED_PATH_MAX];

    if (keeps(m))
        BED_TRY(keep(session, m, worker, checked, err));
    if (m->splits)
        return write_splits(session, m, chunk, worker, to, n, err);
    if (bed_form_is_relation(m->form))
        BED_TRY(part_path(to->relations, m->form->relation, "/part", chunk->number, path, err));
    else
        BED_TRY(part_path(to->corpus, "records/", chunk->split, chunk->number, path, err));
    return write_records(session, m, worker, checked, NULL, path, n, err);
}

static bed_status write_quarantine(bed_session *session, const bed_mapping *m,
                                   const bed_chunk *chunk, size_t worker,
                                   const bed_mapping_target *to, uint64_t *n, bed_error *err)
{
    bed_buffer sql = BED_BUFFER(STATEMENT_MAX);
    char       path[BED_PATH_MAX], name[256];
    bed_status st = BED_OK;

    /* a relation's refused rows beside those of the records, under its own name */
    snprintf(name, sizeof name, "%s%s", bed_form_is_relation(m->form) ? "relation-" : "",
             bed_form_is_relation(m->form) ? m->form->relation : chunk->split);
    BED_GO(part_path(to->corpus, "quarantine/", name, chunk->number, path, err));
    BED_GO(bed_buffer_add(&sql, BED_STR("COPY ("), err));
    if (keeps(m)) {
        input_of(name, sizeof name, worker, true);
        BED_GO(
            bed_buffer_printf(&sql, err, "WITH input AS (%s), judged AS (FROM bed_judged)", name));
    } else {
        BED_GO(add_judged(&sql, m, worker, true, err));
    }
    BED_GO(bed_buffer_printf(
        &sql, err,
        ",\nrefused AS (\n"
        "  SELECT c.file, c.\"row\", c.byte, 'unreadable_row' AS rule, c.reason, c.raw\n"
        "  FROM ingest_chunk(%zu) c WHERE c.reason IS NOT NULL\n  UNION ALL\n"
        "  SELECT c.file, c.\"row\", c.byte, 'malformed_json', ingest_json_fault(c.record), "
        "encode(c.record)\n"
        "  FROM ingest_chunk(%zu) c WHERE c.reason IS NULL AND NOT json_valid(c.record)\n"
        "  UNION ALL\n"
        "  SELECT i.file, i.\"row\", i.byte, coalesce(f.fault.rule, 'not_mapped'),\n"
        "    coalesce(f.fault.reason, 'the mapping gives no record for this row'), "
        "encode(i.record)\n"
        "  FROM input i LEFT JOIN judged f ON f.bed_file = i.file AND f.bed_row = i.\"row\"\n"
        "  WHERE f.bed_row IS NULL OR f.fault IS NOT NULL)\nSELECT ",
        worker, worker));
    BED_GO(bed_buffer_add_sql(&sql, bed_str_of(to->dataset), err));
    BED_GO(bed_buffer_add(&sql, BED_STR(" AS dataset, "), err));
    BED_GO(bed_buffer_add_sql(&sql, bed_str_of(chunk->split), err));
    BED_GO(bed_buffer_add(&sql,
                          BED_STR(" AS split, file, \"row\", byte, rule, reason, raw FROM refused "
                                  "ORDER BY file, \"row\", rule"),
                          err));
    BED_GO(copy(session, &sql, path, n, err));
done:
    bed_buffer_deinit(&sql);
    return st;
}

/* The split stands in a variable, so that the statement of a form is the same for every split. */
static bed_status set_split(bed_session *session, const char *split, bed_error *err)
{
    bed_buffer sql = BED_BUFFER(STATEMENT_MAX);
    bed_status st  = BED_OK;

    BED_GO(bed_buffer_add(&sql, BED_STR("SET VARIABLE bed_split = "), err));
    BED_GO(bed_buffer_add_sql(&sql, bed_str_of(split), err));
    BED_GO(bed_session_run(session, sql.ptr, err));
done:
    bed_buffer_deinit(&sql);
    return st;
}

bed_status bed_mapping_run(bed_session *session, const bed_mapping *m, const bed_chunk *chunk,
                           size_t worker, const bed_mapping_target *to, uint64_t *n_records,
                           uint64_t *n_quarantined, bed_error *err)
{
    bed_error  mine = { 0 };
    bed_status st;

    *n_records = *n_quarantined = 0;
    BED_TRY(set_split(session, chunk->split, err));
    /* Most chunks are JSON throughout: parse once, and look closer only where that fails. */
    st = write_chunk(session, m, chunk, worker, false, to, n_records, &mine);
    if (st == BED_EARGUMENT) {
        mine = (bed_error){ 0 };
        st   = write_chunk(session, m, chunk, worker, true, to, n_records, &mine);
    }
    if (st == BED_OK && *n_records != chunk->n)
        st = write_quarantine(session, m, chunk, worker, to, n_quarantined, &mine);
    if (st == BED_OK && keeps(m))
        st = bed_session_run(session, "DROP TABLE bed_judged", &mine);
    if (st == BED_OK && *n_records + *n_quarantined != chunk->n)
        st = bed_fail(&mine, BED_EFORMAT,
                      "%zu rows in, %llu records and %llu quarantined out: a mapping gives one "
                      "record a row",
                      chunk->n, (unsigned long long)*n_records, (unsigned long long)*n_quarantined);
    if (st == BED_OK)
        return st;
    if (st == BED_EARGUMENT || st == BED_EFORMAT) {
        mine.code = BED_EFORMAT;
        place_in_file(&mine, m);
        bed_error_prefix(&mine, "in %s from row %llu on: ",
                         chunk->n == 0 ? "" : chunk->inputs[chunk->rows[0].input].shown,
                         chunk->n == 0 ? 0ULL : (unsigned long long)chunk->rows[0].row);
        bed_fail_in(&mine, BED_EFORMAT, m->path, 0);
        st = BED_EFORMAT;
    }
    if (err != NULL)
        *err = mine;
    return st;
}
