#include "ingest/relations.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { STATEMENT_MAX = 4 << 20 };

/* ---- are the inputs enough ---- */

static bool is_read(const bed_input *input)
{
    return input->state == BED_INPUT_READ;
}

static bool has_relation(const bed_inputs *inputs, const char *name)
{
    for (size_t i = 0; i < inputs->n; i++)
        if (is_read(&inputs->at[i]) && bed_form_is_relation(inputs->at[i].choice.form) &&
            strcmp(inputs->at[i].choice.form->relation, name) == 0)
            return true;
    return false;
}

static bed_status add_names(bed_buffer *b, const bed_names *names, const char *last, bed_error *err)
{
    for (size_t i = 0; i < names->n; i++)
        BED_TRY(bed_buffer_printf(b, err, "%s%s",
                                  i == 0              ? ""
                                  : i + 1 == names->n ? last
                                                      : ", ",
                                  names->at[i]));
    return BED_OK;
}

static bool joins(const bed_form *f, const char *relation)
{
    for (size_t i = 0; i < f->needs.n; i++)
        if (strcmp(f->needs.at[i], relation) == 0)
            return true;
    for (size_t i = 0; i < f->n_joins; i++)
        if (strcmp(f->joins[i].relation, relation) == 0)
            return true;
    return false;
}

/* "question (question.csv; csv or tsv with question_id, content)" for each form whose rows are
 * those of the relation, or with `joining` that joins it. */
static bed_status add_forms(bed_buffer *b, const bed_dataset *d, const char *relation, bool joining,
                            bed_error *err)
{
    const char *between = "";

    for (size_t i = 0; i < d->n_forms; i++) {
        const bed_form *f = &d->forms[i];

        if (joining ? !joins(f, relation)
                    : !bed_form_is_relation(f) || strcmp(f->relation, relation) != 0)
            continue;
        BED_TRY(bed_buffer_printf(b, err, "%s%s (%s; ", between, f->name, f->title));
        BED_TRY(add_names(b, &f->containers, " or ", err));
        BED_TRY(bed_buffer_add(b, bed_str_of(f->keys.n == 0 ? "" : " with "), err));
        BED_TRY(add_names(b, &f->keys, " and ", err));
        BED_TRY(bed_buffer_add(b, BED_STR(")"), err));
        between = ", or ";
    }
    return BED_OK;
}

/* What is missing beside the file that is there: the relation that it needs, or where it holds the
 * rows of one itself, the records. */
static bed_status missing(const bed_input *there, const char *relation, bed_error *err)
{
    bed_buffer forms = BED_BUFFER(1 << 20);
    const bool lone  = bed_form_is_relation(there->choice.form);
    bed_status st    = BED_OK;

    BED_GO(add_forms(&forms, there->choice.dataset, relation, lone, err));
    if (forms.len == 0) /* a mapping may join by more than a column, which no form then says */
        bed_fail(err, BED_EFORMAT,
                 "these are %s, which go with records of another file, and none was given",
                 relation);
    else
        bed_fail(err, BED_EFORMAT,
                 lone ? "these are %s, which go with records of another file, and none was given: "
                        "expected %s; give its path along with this one"
                      : "needs %s, and no file with them was given: expected %s; give its path "
                        "along with this one",
                 relation, forms.ptr);
    BED_GO(bed_fail_in(err, BED_EFORMAT, there->path, 0));
done:
    bed_buffer_deinit(&forms);
    return st;
}

bed_status bed_relations_check(const bed_inputs *inputs, bed_error *err)
{
    const bed_input *companion   = NULL;
    bool             any_records = false;

    for (size_t i = 0; i < inputs->n; i++) {
        const bed_input *in = &inputs->at[i];

        if (!is_read(in))
            continue;
        if (in->choice.form == NULL) /* a mapping of the user's own */
            return BED_OK;
        if (bed_form_is_relation(in->choice.form)) {
            companion = companion == NULL ? in : companion;
            continue;
        }
        any_records = true;
        for (size_t k = 0; k < in->choice.form->needs.n; k++)
            if (!has_relation(inputs, in->choice.form->needs.at[k]))
                return missing(in, in->choice.form->needs.at[k], err);
    }
    return any_records || companion == NULL
               ? BED_OK
               : missing(companion, companion->choice.form->relation, err);
}

/* ---- the relations, empty ---- */

static size_t place_of(const bed_relations *r, const char *name)
{
    size_t i = 0;

    while (i < r->n && strcmp(r->names[i], name) != 0)
        i++;
    return i;
}

/* An empty view, so that mappings can be tried before any row is there. */
static bed_status make_empty(bed_session *session, const char *name, const char *columns,
                             bed_error *err)
{
    BED_TRY(bed_session_runf(session, err,
                             "CREATE OR REPLACE TABLE \"bed_empty_%s\" (file VARCHAR, \"row\" "
                             "BIGINT, %s)",
                             name, columns));
    return bed_session_runf(session, err, "CREATE OR REPLACE VIEW \"%s\" AS FROM \"bed_empty_%s\"",
                            name, name);
}

static bed_status add_relation(bed_session *session, const bed_mapping *m, bed_arena *arena,
                               bed_relations *r, bed_error *err)
{
    const size_t i = place_of(r, m->form->relation);
    char         path[BED_PATH_MAX];
    bed_str      columns;

    if (i < r->n && strcmp(r->columns[i], m->columns.ptr) == 0)
        return BED_OK;
    if (i < r->n) {
        bed_fail(err, BED_EFORMAT, "relation '%s': expected the columns %s, found %s", r->names[i],
                 r->columns[i], m->columns.ptr);
        return bed_fail_in(err, BED_EFORMAT, m->path, 0);
    }
    BED_TRY(bed_path_join(path, r->folder, m->form->relation, err));
    BED_TRY(bed_dir_create(path, err));
    BED_TRY(bed_arena_copy(arena, bed_buffer_str(&m->columns), &columns, err));
    r->names[i]   = m->form->relation;
    r->columns[i] = columns.ptr;
    r->n++;
    return make_empty(session, r->names[i], r->columns[i], err);
}

bed_status bed_relations_open(bed_session *session, const bed_mapping *mappings, size_t n_mappings,
                              const char *folder, bed_arena *arena, bed_relations *out,
                              bed_error *err)
{
    *out = (bed_relations){ .folder  = folder,
                            .names   = bed_new(arena, const char *, n_mappings + 1),
                            .columns = bed_new(arena, const char *, n_mappings + 1) };
    if (out->names == NULL || out->columns == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: relations");
    for (size_t i = 0; i < n_mappings; i++)
        if (bed_form_is_relation(mappings[i].form))
            BED_TRY(add_relation(session, &mappings[i], arena, out, err));
    if (out->n == 0)
        return BED_OK;
    return bed_session_run(session,
                           "CREATE OR REPLACE TABLE bed_asked (relation VARCHAR, \"column\" "
                           "VARCHAR, \"key\" VARCHAR)",
                           err);
}

bed_status bed_relations_know(const bed_relations *r, const bed_form *form, const char *path,
                              bed_error *err)
{
    char column[256];

    for (size_t i = 0; form != NULL && i < form->n_joins; i++) {
        const bed_form_join *j  = &form->joins[i];
        const size_t         at = place_of(r, j->relation);

        snprintf(column, sizeof column, "\"%s\" ", j->column);
        if (at < r->n && strstr(r->columns[at], column) != NULL)
            continue;
        bed_fail(err, BED_EFORMAT, "form '%s' joins '%s' by '%s', which is none of its columns: %s",
                 form->name, j->relation, j->column, at < r->n ? r->columns[at] : "none");
        return bed_fail_in(err, BED_EFORMAT, path, 0);
    }
    return BED_OK;
}

/* ---- their rows ---- */

/* The names in a list of declared columns, without their types. */
static bed_status column_names(bed_session *session, const char *name, bed_buffer *out,
                               bed_error *err)
{
    bed_buffer sql  = BED_BUFFER(STATEMENT_MAX);
    bed_rows  *rows = NULL;
    bed_status st   = BED_OK;

    BED_GO(bed_buffer_printf(&sql, err,
                             "SELECT column_name FROM (DESCRIBE \"bed_empty_%s\") WHERE "
                             "column_name NOT IN ('file', 'row')",
                             name));
    BED_GO(bed_session_query(session, sql.ptr, &rows, err));
    while ((st = bed_rows_next(rows, err)) == BED_OK)
        BED_GO(bed_buffer_printf(out, err, "%s\"%.*s\"", out->len == 0 ? "" : ", ",
                                 BED_STR_ARG(bed_rows_text(rows, 0))));
    if (st == BED_END)
        st = BED_OK;
done:
    bed_rows_close(rows);
    bed_buffer_deinit(&sql);
    return st;
}

/* The parts of a relation, as SQL, and whether there are any. */
static bed_status parts_of(bed_session *session, const bed_relations *r, const char *name,
                           bed_buffer *out, bool *any, bed_error *err)
{
    bed_buffer files = BED_BUFFER(STATEMENT_MAX), sql = BED_BUFFER(STATEMENT_MAX);
    int64_t    n  = 0;
    bed_status st = BED_OK;

    BED_GO(bed_corpus_files_sql(&files, r->folder, name, err));
    BED_GO(bed_buffer_printf(&sql, err, "SELECT count(*) FROM glob(%s)", files.ptr));
    BED_GO(bed_session_int(session, sql.ptr, &n, err));
    BED_GO(bed_buffer_printf(out, err, "read_parquet(%s)", files.ptr));
    *any = n > 0;
done:
    bed_buffer_deinit(&files);
    bed_buffer_deinit(&sql);
    return st;
}

/* The counts of a query (file, n), as n_unasked or n_repeated of the inputs of these names. */
static bed_status count_by_file(bed_session *session, const char *sql, bed_inputs *inputs,
                                bool unasked, bed_error *err)
{
    bed_rows  *rows = NULL;
    bed_status st   = BED_OK;

    BED_TRY(bed_session_query(session, sql, &rows, err));
    while ((st = bed_rows_next(rows, err)) == BED_OK)
        for (size_t i = 0; i < inputs->n; i++) {
            bed_input *in = &inputs->at[i];

            if (bed_str_equal(bed_str_of(in->shown), bed_rows_text(rows, 0)))
                *(unasked ? &in->n_unasked : &in->n_repeated) = (uint64_t)bed_rows_int(rows, 1);
        }
    bed_rows_close(rows);
    return st == BED_END ? BED_OK : st;
}

static bed_status fill_one(bed_session *session, const bed_relations *r, const char *name,
                           bed_inputs *inputs, bed_error *err)
{
    bed_buffer parts = BED_BUFFER(STATEMENT_MAX), names = BED_BUFFER(STATEMENT_MAX);
    bed_buffer sql = BED_BUFFER(STATEMENT_MAX);
    bool       any;
    bed_status st = BED_OK;

    BED_GO(parts_of(session, r, name, &parts, &any, err));
    if (!any)
        goto done;
    BED_GO(column_names(session, name, &names, err));
    BED_GO(bed_session_runf(
        session, err,
        "CREATE TABLE bed_relations.main.\"%s\" AS SELECT bed_place.file AS file, "
        "bed_place.\"row\" AS \"row\", * EXCLUDE (bed_place) FROM (SELECT %s, min({'file': "
        "bed_file, 'row': bed_row}) AS bed_place FROM %s GROUP BY ALL)",
        name, names.ptr, parts.ptr));
    BED_GO(bed_session_runf(session, err,
                            "CREATE OR REPLACE VIEW \"%s\" AS FROM bed_relations.main.\"%s\"", name,
                            name));
    BED_GO(bed_buffer_printf(&sql, err,
                             "SELECT a.file, a.n - coalesce(b.n, 0) FROM (SELECT bed_file AS file, "
                             "count(*) AS n FROM %s GROUP BY 1) a LEFT JOIN (SELECT file, count(*) "
                             "AS n FROM \"%s\" GROUP BY 1) b ON b.file = a.file",
                             parts.ptr, name));
    BED_GO(count_by_file(session, sql.ptr, inputs, false, err));
done:
    bed_buffer_deinit(&parts);
    bed_buffer_deinit(&names);
    bed_buffer_deinit(&sql);
    return st;
}

bed_status bed_relations_fill(bed_session *session, bed_relations *r, size_t n_threads,
                              bed_inputs *inputs, bed_error *err)
{
    char       path[BED_PATH_MAX];
    bed_buffer sql = BED_BUFFER(STATEMENT_MAX);
    bed_status st  = BED_OK;

    BED_GO(bed_path_join(path, r->folder, "rows.duckdb", err));
    BED_GO(bed_buffer_add(&sql, BED_STR("ATTACH "), err));
    BED_GO(bed_buffer_add_sql(&sql, bed_str_of(path), err));
    BED_GO(bed_buffer_add(&sql, BED_STR(" AS bed_relations"), err));
    BED_GO(bed_session_run(session, sql.ptr, err));
    r->filled = true;
    /* the workers wait: the engine may take their processors */
    BED_GO(bed_session_runf(session, err, "SET threads = %zu", n_threads));
    for (size_t i = 0; i < r->n; i++)
        BED_GO(fill_one(session, r, r->names[i], inputs, err));
    BED_GO(bed_session_run(session, "SET threads = 1", err));
done:
    bed_buffer_deinit(&sql);
    return st;
}

/* ---- who asked ---- */

/* 'a.0.b' as the JSON path '$."a"[0]."b"'. */
static bed_status add_json_path(bed_buffer *sql, const char *key, bed_error *err)
{
    bed_buffer path = BED_BUFFER(STATEMENT_MAX);
    bed_status st   = BED_OK;

    BED_GO(bed_buffer_add(&path, BED_STR("$"), err));
    for (const char *p = key; *p != '\0';) {
        const size_t len    = strcspn(p, ".");
        const bool   number = strspn(p, "0123456789") == len;

        BED_GO(bed_buffer_printf(&path, err, number ? "[%.*s]" : ".\"%.*s\"", (int)len, p));
        p += len + (p[len] == '.');
    }
    BED_GO(bed_buffer_add_sql(sql, bed_buffer_str(&path), err));
done:
    bed_buffer_deinit(&path);
    return st;
}

bed_status bed_relations_asked(bed_session *session, const bed_form *form, size_t worker,
                               bed_error *err)
{
    bed_buffer sql = BED_BUFFER(STATEMENT_MAX);
    bed_status st  = BED_OK;

    for (size_t i = 0; form != NULL && i < form->n_joins; i++) {
        const bed_form_join *j = &form->joins[i];

        bed_buffer_clear(&sql);
        BED_GO(bed_buffer_add(&sql, BED_STR("INSERT INTO bed_asked SELECT DISTINCT "), err));
        BED_GO(bed_buffer_add_sql(&sql, bed_str_of(j->relation), err));
        BED_GO(bed_buffer_add(&sql, BED_STR(", "), err));
        BED_GO(bed_buffer_add_sql(&sql, bed_str_of(j->column), err));
        BED_GO(bed_buffer_add(&sql, BED_STR(", json_extract_string(record, "), err));
        BED_GO(add_json_path(&sql, j->key, err));
        BED_GO(bed_buffer_printf(&sql, err,
                                 ") FROM (SELECT CASE WHEN json_valid(record) THEN record END AS "
                                 "record FROM ingest_chunk(%zu) WHERE reason IS NULL)",
                                 worker));
        BED_GO(bed_session_run(session, sql.ptr, err));
    }
done:
    bed_buffer_deinit(&sql);
    return st;
}

/* AND NOT EXISTS … for each column by which records asked for rows of the relation; *n counts them.
 */
static bed_status add_conditions(bed_session *session, const char *name, bed_buffer *sql, size_t *n,
                                 bed_error *err)
{
    bed_buffer ask  = BED_BUFFER(STATEMENT_MAX);
    bed_rows  *rows = NULL;
    bed_status st   = BED_OK;

    *n = 0;
    BED_GO(bed_buffer_printf(&ask, err,
                             "SELECT DISTINCT \"column\" FROM bed_asked WHERE relation = '%s' "
                             "ORDER BY 1",
                             name));
    BED_GO(bed_session_query(session, ask.ptr, &rows, err));
    while ((st = bed_rows_next(rows, err)) == BED_OK) {
        const bed_str column = bed_rows_text(rows, 0);

        BED_GO(bed_buffer_printf(sql, err,
                                 "%s NOT EXISTS (SELECT 1 FROM bed_asked k WHERE k.relation = '%s' "
                                 "AND k.\"column\" = '%.*s' AND k.\"key\" = "
                                 "r.\"%.*s\"::VARCHAR)",
                                 *n == 0 ? "" : " AND", name, BED_STR_ARG(column),
                                 BED_STR_ARG(column)));
        (*n)++;
    }
    if (st == BED_END)
        st = BED_OK;
done:
    bed_rows_close(rows);
    bed_buffer_deinit(&ask);
    return st;
}

bed_status bed_relations_count(bed_session *session, const bed_relations *r, bed_inputs *inputs,
                               bed_error *err)
{
    bed_buffer sql = BED_BUFFER(STATEMENT_MAX);
    size_t     n;
    bed_status st = BED_OK;

    for (size_t i = 0; r->filled && i < r->n; i++) {
        bed_buffer_clear(&sql);
        BED_GO(bed_buffer_printf(&sql, err, "SELECT r.file, count(*) FROM \"%s\" r WHERE",
                                 r->names[i]));
        BED_GO(add_conditions(session, r->names[i], &sql, &n, err));
        if (n == 0)
            continue;
        BED_GO(bed_buffer_add(&sql, BED_STR(" GROUP BY 1"), err));
        BED_GO(count_by_file(session, sql.ptr, inputs, true, err));
    }
done:
    bed_buffer_deinit(&sql);
    return st;
}
