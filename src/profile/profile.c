#include "profile/profile.h"

#include "text/text.h"

enum { SQL_MAX = 1 << 20, FIGURE_MAX = 64 };

/* A measure: its SQL, the member of the document, and the tables it leaves that are written. */
typedef struct concern {
    const char          *member; /* NULL: nothing of it stands in the document by itself */
    bool                 list;   /* one object a row, else the one row is the object */
    const unsigned char *sql;
    const size_t        *sql_bytes;
    const char          *tables[3];
} concern;

/* name of the SQL file, member, list or object, tables */
#define CONCERNS(X)                                                                                \
    X(counts, "counts", false, "counts", NULL)                                                     \
    X(split_overlap, "split_overlap", true, "split_overlap", NULL)                                 \
    X(quarantine, "quarantine", true, "quarantine", NULL)                                          \
    X(turns, "turns", false, "turns_per_record", "turns_by_role")                                  \
    X(lengths, "lengths", true, "lengths", NULL)                                                   \
    X(languages, "languages", true, "languages", NULL)                                             \
    X(readability, "readability", true, "readability", NULL)                                       \
    X(vocabulary, "vocabulary", true, "vocabulary", NULL)                                          \
    X(asking, "questions", true, "asking", NULL)                                                   \
    X(inquiry, "inquiry", true, "inquiry", NULL)                                                   \
    X(labels, "labels", true, "labels", NULL)                                                      \
    X(demographics, "demographics", true, "demographics", NULL)

#define X(name, member, list, a, b)                                                                \
    extern const unsigned char bed_embedded_profile_##name##_sql[];                                \
    extern const size_t        bed_embedded_profile_##name##_sql_bytes;
CONCERNS(X)
#undef X
extern const unsigned char bed_embedded_profile_base_sql[];
extern const size_t        bed_embedded_profile_base_sql_bytes;
extern const unsigned char bed_embedded_profile_shapes_sql[];
extern const size_t        bed_embedded_profile_shapes_sql_bytes;

static const concern concerns[] = {
#define X(name, member, list, a, b)                                                                \
    { member,                                                                                      \
      list,                                                                                        \
      bed_embedded_profile_##name##_sql,                                                           \
      &bed_embedded_profile_##name##_sql_bytes,                                                    \
      { a, b, NULL } },
    CONCERNS(X)
#undef X
};

enum { N_CONCERNS = sizeof concerns / sizeof concerns[0] };

struct bed_profile {
    json_t *document;
};

static bed_status no_memory(bed_error *err)
{
    return bed_fail(err, BED_EMEMORY, "no memory for the profile");
}

/* Puts value (taken over, NULL allowed) into an object. */
static bed_status put(json_t *object, const char *name, json_t *value, bed_error *err)
{
    return json_object_set_new(object, name, value) == 0 ? BED_OK : no_memory(err);
}

/* Runs an embedded SQL text and gives the rows of its last statement. */
static bed_status run_text(bed_session *s, const unsigned char *text, size_t n, bed_rows **rows,
                           bed_error *err)
{
    bed_buffer sql = BED_BUFFER(SQL_MAX);
    bed_status st  = bed_buffer_add(&sql, (bed_str){ (const char *)text, n }, err);

    if (st == BED_OK)
        st = rows == NULL ? bed_session_run(s, sql.ptr, err)
                          : bed_session_query(s, sql.ptr, rows, err);
    bed_buffer_deinit(&sql);
    return st;
}

static bed_status parse_json(bed_str text, json_t **out, bed_error *err)
{
    json_error_t fault;

    *out = json_loadb(text.ptr, text.len, JSON_DECODE_ANY, &fault);
    if (*out == NULL)
        return bed_fail(err, BED_EINTERNAL, "a measure is not JSON: %s", fault.text);
    return BED_OK;
}

/* Rows of one JSON column: a list of all, or the single one. */
static bed_status read_rows(bed_rows *rows, bool list, json_t **out, bed_error *err)
{
    bed_status st;

    *out = list ? json_array() : NULL;
    while ((st = bed_rows_next(rows, err)) == BED_OK) {
        json_t *one;

        BED_TRY(parse_json(bed_rows_text(rows, 0), &one, err));
        if (list && json_array_append_new(*out, one) != 0)
            return no_memory(err);
        if (!list) {
            json_decref(*out);
            *out = one;
        }
    }
    if (st != BED_END)
        return st;
    return *out == NULL ? bed_fail(err, BED_EINTERNAL, "a measure gave no row") : BED_OK;
}

static bed_status measure(bed_session *s, const concern *c, json_t *document, bed_error *err)
{
    bed_rows  *rows  = NULL;
    json_t    *value = NULL;
    bed_status st    = run_text(s, c->sql, *c->sql_bytes, &rows, err);

    if (st == BED_OK)
        st = read_rows(rows, c->list, &value, err);
    bed_rows_close(rows);
    if (st == BED_OK)
        return put(document, c->member, value, err);
    json_decref(value);
    return st;
}

/* ---- placement ---- */

typedef struct measures {
    bed_measure *at;
    size_t       n, capacity;
    bed_arena    arena;
} measures;

static bed_status add_measure(measures *m, bed_rows *rows, bed_error *err)
{
    bed_str group, name;

    if (m->n == m->capacity) {
        const size_t capacity = m->capacity == 0 ? 256 : 2 * m->capacity;
        bed_measure *at       = bed_realloc(m->at, capacity, sizeof *at);

        if (at == NULL)
            return no_memory(err);
        m->at       = at;
        m->capacity = capacity;
    }
    BED_TRY(bed_arena_copy(&m->arena, bed_rows_text(rows, 0), &group, err));
    BED_TRY(bed_arena_copy(&m->arena, bed_rows_text(rows, 1), &name, err));
    m->at[m->n++] = (bed_measure){ group.ptr, name.ptr, bed_rows_double(rows, 2),
                                   (uint64_t)bed_rows_int(rows, 3) };
    return BED_OK;
}

static bed_status read_measures(bed_session *s, measures *m, bed_error *err)
{
    bed_rows  *rows = NULL;
    bed_status st   = run_text(s, bed_embedded_profile_shapes_sql,
                               bed_embedded_profile_shapes_sql_bytes, &rows, err);

    while (st == BED_OK && (st = bed_rows_next(rows, err)) == BED_OK)
        if (!bed_rows_null(rows, 2))
            st = add_measure(m, rows, err);
    bed_rows_close(rows);
    return st == BED_END ? BED_OK : st;
}

static bed_status place(bed_session *s, const bed_placement *p, json_t *document, bed_error *err)
{
    bed_buffer sql = BED_BUFFER(SQL_MAX);
    measures   m   = { .arena = BED_ARENA(64 << 20) };
    json_t    *judged;
    bed_status st = bed_placement_markers(p, &sql, err);

    if (st == BED_OK)
        st = bed_session_run(s, sql.ptr, err);
    if (st == BED_OK)
        st = read_measures(s, &m, err);
    if (st == BED_OK)
        st = bed_placement_judge(p, m.at, m.n, &judged, err);
    if (st == BED_OK) {
        if (json_object_update(document, judged) != 0)
            st = no_memory(err);
        json_decref(judged);
    }
    bed_arena_deinit(&m.arena);
    bed_free(m.at);
    bed_buffer_deinit(&sql);
    return st;
}

/* ---- what the corpus says of itself ---- */

/* The part of manifest.json that a reader of the profile wants. */
static json_t *manifest_part(const json_t *manifest)
{
    static const char *const names[] = { "schema", "bedside", "license", "seed" };
    json_t                  *part    = json_object();

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        json_t *value = json_object_get(manifest, names[i]);

        if (value != NULL)
            json_object_set(part, names[i], value);
    }
    return part;
}

static bed_status add_corpus(const char *folder, json_t *document, bed_error *err)
{
    char       path[BED_PATH_MAX];
    bed_buffer text     = BED_BUFFER(256 << 20);
    json_t    *manifest = NULL, *corpus = json_object(), *sources = json_array();
    json_t    *datasets = json_array(), *list, *one;
    size_t     i;
    bed_status st = put(document, "corpus", corpus, err);

    if (st == BED_OK)
        st = put(corpus, "path", json_string(bed_path_name(folder)), err);
    if (st == BED_OK)
        st = put(corpus, "datasets", datasets, err);
    if (st == BED_OK)
        st = put(corpus, "sources", sources, err);
    if (st == BED_OK)
        st = bed_path_join(path, folder, "manifest.json", err);
    if (st == BED_OK && bed_path_exists(path)) {
        st = bed_file_read(path, &text, err);
        if (st == BED_OK)
            st = parse_json(bed_buffer_str(&text), &manifest, err);
    }
    list = json_object_get(manifest, "sources");
    json_array_foreach(list, i, one)
    {
        json_array_append_new(sources, json_pack("{s:O?, s:O?, s:O?, s:O?}", "file",
                                                 json_object_get(one, "file"), "bytes",
                                                 json_object_get(one, "bytes"), "sha256",
                                                 json_object_get(one, "sha256"), "form",
                                                 json_object_get(one, "form")));
    }
    if (st == BED_OK)
        st = put(corpus, "manifest", manifest_part(manifest), err);
    json_decref(manifest);
    bed_buffer_deinit(&text);
    return st;
}

/* Keys of the datasets, from the records. */
static bed_status name_datasets(json_t *document, bed_error *err)
{
    json_t     *by   = json_object_get(json_object_get(document, "counts"), "by_dataset");
    json_t     *list = json_object_get(json_object_get(document, "corpus"), "datasets");
    const char *name;
    json_t     *n;

    json_object_foreach(by, name, n)
    {
        if (json_array_append_new(list, json_string(name)) != 0)
            return no_memory(err);
    }
    return BED_OK;
}

static bed_status add_unclassified(bed_session *s, json_t *document, bed_error *err)
{
    int64_t n;

    BED_TRY(bed_session_int(s, "SELECT count(*) FROM profile_question_types WHERE len(types) = 0",
                            &n, err));
    BED_TRY(put(document, "inquiry_unclassified", json_integer(n), err));
    BED_TRY(bed_session_int(s, "SELECT count(*) FROM profile_question_types", &n, err));
    return put(document, "inquiry_questions", json_integer(n), err);
}

/* ---- the whole ---- */

/* The statements are ours: what the engine cannot make of them is the corpus' fault. */
static bed_status blame_corpus(bed_status st, const char *folder, bed_error *err)
{
    if (st != BED_EARGUMENT)
        return st;
    if (err != NULL)
        err->code = BED_EFORMAT;
    return bed_fail_in(err, BED_EFORMAT, folder, 0);
}

static bed_status count_corpus(bed_session *s, const char *folder,
                               const bed_profile_options *options, uint64_t *records,
                               uint64_t *sampled, bed_error *err)
{
    const uint64_t limit =
        options == NULL || options->sample == 0 ? BED_PROFILE_SAMPLE : options->sample;
    int64_t n;

    BED_TRY(blame_corpus(bed_corpus_attach(s, folder, err), folder, err));
    BED_TRY(blame_corpus(bed_session_int(s, "SELECT count(*) FROM records", &n, err), folder, err));
    *records = (uint64_t)n;
    *sampled = *records <= limit || (options != NULL && options->all) ? *records : limit;
    return BED_OK;
}

bed_status bed_profile_plan(bed_session *s, const char *folder, const bed_profile_options *options,
                            bed_profile_estimate *out, bed_error *err)
{
    int64_t bytes;

    *out = (bed_profile_estimate){ 0 };
    BED_TRY(count_corpus(s, folder, options, &out->records, &out->sampled, err));
    BED_TRY(blame_corpus(
        bed_session_int(
            s,
            "SELECT coalesce(sum(len(to_json(turns)::VARCHAR)), 0)::BIGINT FROM (SELECT turns FROM "
            "records LIMIT 1000)",
            &bytes, err),
        folder, err));
    /* Measured on two cores: 4 MB/s through the text measures, 40,000 records/s through the rest.
     */
    out->bytes   = out->records == 0
                       ? 0
                       : (uint64_t)bytes / (out->records < 1000 ? out->records : 1000) * out->records;
    out->seconds = 0.3 +
                   (double)out->bytes * ((double)out->sampled / ((double)out->records + 1)) / 4e6 +
                   (double)out->records / 4e4;
    out->memory_bytes = (uint64_t)800 << 20;
    return BED_OK;
}

static bed_status set_sample(bed_session *s, uint64_t records, uint64_t sampled, bed_error *err)
{
    if (sampled >= records)
        return bed_session_run(s, "SET VARIABLE sample_parts = NULL::UBIGINT", err);
    return bed_session_runf(s, err, "SET VARIABLE sample_parts = %llu::UBIGINT",
                            (unsigned long long)((double)sampled / (double)records * 4294967296.0));
}

/* Reading texts takes this much of each of the engine's threads, and none of it can be spilled. */
enum { THREAD_MIB = 128 };

/* The engine's memory limit in MiB, from "512.0 MiB" or "1.9 GiB"; 0 where it is not told so. */
static double memory_mib(bed_str text)
{
    char   copy[32];
    char  *unit;
    double n;

    snprintf(copy, sizeof copy, "%.*s", BED_STR_ARG(text));
    n = strtod(copy, &unit);
    return strcmp(unit, " MiB") == 0   ? n
           : strcmp(unit, " GiB") == 0 ? n * 1024
           : strcmp(unit, " TiB") == 0 ? n * 1048576
                                       : 0;
}

/* No more threads than the memory limit bears; the results are the same at any number. *before is
 * what to set them back to, 0 where nothing was changed. */
static bed_status fit_threads(bed_session *s, int64_t *before, bed_error *err)
{
    bed_rows  *rows = NULL;
    double     mib  = 0;
    int64_t    n;
    bed_status st;

    *before = 0;
    BED_TRY(bed_session_int(s, "SELECT current_setting('threads')::BIGINT", &n, err));
    BED_TRY(bed_session_query(s, "SELECT current_setting('memory_limit')", &rows, err));
    st = bed_rows_next(rows, err);
    if (st == BED_OK)
        mib = memory_mib(bed_rows_text(rows, 0));
    while (st == BED_OK)
        st = bed_rows_next(rows, err);
    bed_rows_close(rows);
    if (st != BED_END || mib <= 0 || (double)n * THREAD_MIB <= mib)
        return st == BED_END ? BED_OK : st;
    *before = n;
    return bed_session_runf(s, err, "SET threads = %lld",
                            (long long)(mib < 2 * THREAD_MIB ? 1 : mib / THREAD_MIB));
}

static bed_status measure_all(bed_session *s, const bed_placement *rules, const char *folder,
                              const bed_profile_options *options, json_t *document, bed_error *err)
{
    const bed_talk *talk = options == NULL ? NULL : options->talk;
    uint64_t        records, sampled;

    BED_TRY(put(document, "bedside", json_string(BEDSIDE_VERSION), err));
    BED_TRY(put(document, "schema", json_string("bedside-profile/1"), err));
    BED_TRY(count_corpus(s, folder, options, &records, &sampled, err));
    if (records == 0) {
        bed_fail(err, BED_EFORMAT, "a corpus without records");
        return bed_fail_in(err, BED_EFORMAT, folder, 0);
    }
    BED_TRY(add_corpus(folder, document, err));
    BED_TRY(set_sample(s, records, sampled, err));
    bed_talk_progress(talk, "profile", 0, N_CONCERNS + 2, "measures");
    BED_TRY(
        run_text(s, bed_embedded_profile_base_sql, bed_embedded_profile_base_sql_bytes, NULL, err));
    for (size_t i = 0; i < N_CONCERNS; i++) {
        BED_TRY(bed_talk_check(talk, err));
        bed_talk_progress(talk, "profile", i + 1, N_CONCERNS + 2, "measures");
        BED_TRY(measure(s, &concerns[i], document, err));
    }
    BED_TRY(name_datasets(document, err));
    BED_TRY(add_unclassified(s, document, err));
    BED_TRY(place(s, rules, document, err));
    bed_talk_progress(talk, "profile", N_CONCERNS + 2, N_CONCERNS + 2, "measures");
    return BED_OK;
}

/* The functions that the SQL texts use, unless the session has them already. */
static bed_status register_functions(bed_session *s, const char *data_dir, bed_error *err)
{
    int64_t n;

    BED_TRY(bed_session_int(
        s, "SELECT count(*) FROM duckdb_functions() WHERE function_name = 'is_question'", &n, err));
    if (n == 0)
        BED_TRY(bed_text_register(s, err));
    return bed_profile_register(s, data_dir, err);
}

/* "<data>/catalog/<name>" */
static bed_status rule_path(const bed_catalog *catalog, const char *name, char out[BED_PATH_MAX],
                            bed_error *err)
{
    char folder[BED_PATH_MAX];

    BED_TRY(bed_path_join(folder, catalog->data_dir, "catalog", err));
    return bed_path_join(out, folder, name, err);
}

bed_status bed_profile_corpus(bed_session *s, const bed_catalog *catalog, const char *folder,
                              const bed_profile_options *options, bed_profile **out, bed_error *err)
{
    char           path[BED_PATH_MAX];
    bed_placement *rules  = NULL;
    bed_profile   *p      = NULL;
    int64_t        before = 0;
    bed_status     st     = BED_OK;

    *out = NULL;
    BED_GO(rule_path(catalog, "placement.yaml", path, err));
    BED_GO(bed_placement_load(path, catalog->taxonomy, &rules, err));
    BED_GO(bed_alloc_into((void **)&p, 1, sizeof *p, err));
    p->document = json_object();
    if (p->document == NULL)
        BED_GO(no_memory(err));
    BED_GO(register_functions(s, catalog->data_dir, err));
    BED_GO(fit_threads(s, &before, err));
    BED_GO(blame_corpus(measure_all(s, rules, folder, options, p->document, err), folder, err));
    *out = p;
    p    = NULL;
done:
    if (before > 0) { /* a failure here would hide the one that matters */
        bed_error ignored;

        (void)!bed_session_runf(s, &ignored, "SET threads = %lld", (long long)before);
    }
    bed_profile_destroy(p);
    bed_placement_destroy(rules);
    return st;
}

void bed_profile_destroy(bed_profile *p)
{
    if (p == NULL)
        return;
    json_decref(p->document);
    bed_free(p);
}

const json_t *bed_profile_json(const bed_profile *p)
{
    return p->document;
}

bed_status bed_profile_render_json(const bed_profile *p, bed_buffer *out, bed_error *err)
{
    char      *text = json_dumps(p->document, JSON_INDENT(1) | JSON_REAL_PRECISION(10));
    bed_status st;

    if (text == NULL)
        return no_memory(err);
    st = bed_buffer_add(out, bed_str_of(text), err);
    if (st == BED_OK)
        st = bed_buffer_add_byte(out, '\n', err);
    free(text); /* jansson's */
    return st;
}

static bed_status write_table(bed_session *s, const char *folder, const char *table, bed_error *err)
{
    char       name[FIGURE_MAX], path[BED_PATH_MAX];
    bed_buffer sql = BED_BUFFER(SQL_MAX);
    bed_status st  = BED_OK;

    snprintf(name, sizeof name, "%s.parquet", table);
    BED_GO(bed_path_join(path, folder, name, err));
    BED_GO(bed_buffer_printf(&sql, err, "COPY (SELECT * FROM profile_%s ORDER BY ALL) TO ", table));
    BED_GO(bed_buffer_add_sql(&sql, bed_str_of(path), err));
    BED_GO(bed_buffer_add(&sql, BED_STR(" (FORMAT parquet, COMPRESSION zstd)"), err));
    BED_GO(bed_session_run(s, sql.ptr, err));
done:
    bed_buffer_deinit(&sql);
    return st;
}

static bed_status write_tables(bed_session *s, const char *folder, bed_error *err)
{
    for (size_t i = 0; i < N_CONCERNS; i++)
        for (size_t t = 0; concerns[i].tables[t] != NULL; t++)
            BED_TRY(write_table(s, folder, concerns[i].tables[t], err));
    return write_table(s, folder, "measures", err);
}

bed_status bed_profile_write(bed_session *s, const bed_profile *p, const char *folder,
                             bed_error *err)
{
    char       tables[BED_PATH_MAX], partial[BED_PATH_MAX], path[BED_PATH_MAX];
    bed_buffer json = BED_BUFFER(256 << 20);
    bed_status st   = BED_OK;

    BED_GO(bed_path_join(tables, folder, "profile", err));
    BED_GO(bed_path_join(partial, folder, "profile.partial", err));
    BED_GO(bed_path_join(path, folder, "profile.json", err));
    BED_GO(bed_dir_remove(partial, err));
    BED_GO(bed_dir_create(partial, err));
    BED_GO(write_tables(s, partial, err));
    BED_GO(bed_dir_replace(partial, tables, err));
    BED_GO(bed_profile_render_json(p, &json, err));
    BED_GO(bed_file_write(path, bed_buffer_str(&json), err));
done:
    bed_buffer_deinit(&json);
    return st;
}
