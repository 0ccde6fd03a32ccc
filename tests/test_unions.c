/* A union of datasets is read from the files of its parts: every record keeps the part that it
 * comes from and its licence, has an id that no other part can have, and no record is there that
 * the union does not take. */
#include "base/test.h"
#include "ingest/ingest.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const parts[] = { "medqa",  "medmcqa",      "pubmedqa",      "mmlu",
                                     "liveqa", "medicationqa", "healthsearchqa" };
enum { N_PARTS = sizeof parts / sizeof parts[0] };

typedef struct place {
    bed_catalog *catalog;
    char         dir[64], out[128], alone[128];
} place;

static int make_place(void **state)
{
    place    *p   = calloc(1, sizeof *p);
    bed_error err = { 0 };

    snprintf(p->dir, sizeof p->dir, "%s", "/tmp/bedside-unions-XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    snprintf(p->out, sizeof p->out, "%s/union", p->dir);
    snprintf(p->alone, sizeof p->alone, "%s/alone", p->dir);
    if (bed_catalog_load(NULL, &p->catalog, &err) != BED_OK)
        fail_msg("%s", err.text);
    *state = p;
    return 0;
}

static int drop_place(void **state)
{
    place *p = *state;

    bed_catalog_destroy(p->catalog);
    assert_int_equal(bed_dir_remove(p->dir, NULL), BED_OK);
    free(p);
    return 0;
}

static bed_status run(const bed_catalog *catalog, const char *dataset, const char *const *paths,
                      size_t n_paths, const char *out, size_t n_threads, bed_ingest_counts *n,
                      bed_error *err)
{
    const bed_ingest_options o = { .dataset   = dataset,
                                   .paths     = paths,
                                   .n_paths   = n_paths,
                                   .out       = out,
                                   .overwrite = true,
                                   .n_threads = n_threads };
    bed_run_record           record;

    *err = (bed_error){ 0 };
    bed_run_record_init(&record, "ingest", 0);
    const bed_status st = bed_ingest(catalog, &o, n, &record, err);
    bed_run_record_deinit(&record);
    return st;
}

static int64_t ask(const char *corpus, const char *sql)
{
    bed_session *s;
    int64_t      n;
    bed_error    err = { 0 };

    assert_int_equal(bed_session_open(NULL, &s, NULL), BED_OK);
    assert_int_equal(bed_corpus_attach(s, corpus, &err), BED_OK);
    if (bed_session_int(s, sql, &n, &err) != BED_OK)
        fail_msg("%s: %s", sql, err.text);
    bed_session_close(s);
    return n;
}

static void read_all(const place *p, bed_ingest_counts *n)
{
    char        paths[N_PARTS][64];
    const char *all[N_PARTS];
    bed_error   err;

    for (size_t i = 0; i < N_PARTS; i++) {
        snprintf(paths[i], sizeof paths[i], "datasets/%s/sample", parts[i]);
        all[i] = paths[i];
    }
    if (run(p->catalog, "multimedqa", all, N_PARTS, p->out, 2, n, &err) != BED_OK)
        fail_msg("%s", err.text);
}

static void a_record_keeps_its_part_and_the_terms_of_it(void **state)
{
    const place      *p = *state;
    bed_ingest_counts n;

    read_all(p, &n);
    assert_int_equal(n.rows, n.records + n.quarantined);
    assert_int_equal(ask(p->out, "SELECT count(DISTINCT id) FROM records"), (int64_t)n.records);
    assert_int_equal(ask(p->out, "SELECT count(*) FROM records WHERE dataset <> 'multimedqa'"), 0);
    assert_int_equal(
        ask(p->out, "SELECT count(*) FROM records WHERE len([l FOR l IN labels IF l.name = 'part' "
                    "AND len(l.value) = 1]) <> 1 OR labels <> list_sort(labels)"),
        0);
    assert_int_equal(ask(p->out, "SELECT count(*) FROM records WHERE NOT starts_with(id, "
                                 "'multimedqa/' || split || '/' || [l.value[1] FOR l IN labels IF "
                                 "l.name = 'part'][1] || '/')"),
                     0);
    for (size_t i = 0; i < N_PARTS; i++) {
        char sql[512];

        snprintf(sql, sizeof sql,
                 "SELECT count(*) FILTER (source.license = '%s') - 1000000 * count(*) FILTER "
                 "(source.license <> '%s') FROM records WHERE list_contains(labels, {'name': "
                 "'part', 'value': ['%s']})",
                 bed_catalog_dataset(p->catalog, parts[i])->license.id,
                 bed_catalog_dataset(p->catalog, parts[i])->license.id, parts[i]);
        if (ask(p->out, sql) <= 0)
            fail_msg("%s: no record, or one of another licence", parts[i]);
    }
}

/* The records are those that the parts give by themselves, but for those that are left out. */
static void the_parts_give_the_same_records_by_themselves(void **state)
{
    static const char *const left_out[N_PARTS] = {
        "list_contains([l.value[1] FOR l IN labels IF l.name = 'exam'], 'USMLE') IS NOT TRUE",
        "false",
        "false",
        "false",
        "split = 'judged'",
        "false",
        "false",
    };
    const place      *p = *state;
    bed_ingest_counts n, alone;
    int64_t           expected = 0;
    bed_error         err;

    read_all(p, &n);
    for (size_t i = 0; i < N_PARTS; i++) {
        char        path[64], sql[512];
        const char *paths[] = { path };

        snprintf(path, sizeof path, "datasets/%s/sample", parts[i]);
        if (run(p->catalog, parts[i], paths, 1, p->alone, 1, &alone, &err) != BED_OK)
            fail_msg("%s: %s", parts[i], err.text);
        snprintf(sql, sizeof sql, "SELECT count(*) FROM records WHERE NOT (%s)", left_out[i]);
        expected += ask(p->alone, sql);
    }
    assert_int_equal(n.records, expected);
}

static void records_that_the_union_does_not_take_are_refused_with_the_reason(void **state)
{
    static const char text[] =
        "{\"question\":\"q?\",\"answer\":\"a\",\"options\":{\"A\":\"a\",\"B\":\"b\"},"
        "\"meta_info\":\"step1\",\"answer_idx\":\"A\"}\n"
        "{\"question\":\"问？\",\"answer\":\"甲\",\"options\":{\"A\":\"甲\",\"B\":\"乙\"},"
        "\"meta_info\":\"第一部分\",\"answer_idx\":\"A\"}\n";
    const place      *p = *state;
    char              path[128];
    const char       *paths[] = { path };
    bed_ingest_counts n;
    bed_error         err;

    snprintf(path, sizeof path, "%s/train.jsonl", p->dir);
    assert_int_equal(bed_file_write(path, bed_str_of(text), NULL), BED_OK);
    if (run(p->catalog, "multimedqa", paths, 1, p->out, 1, &n, &err) != BED_OK)
        fail_msg("%s", err.text);
    assert_int_equal(n.records, 1);
    assert_int_equal(ask(p->out, "SELECT count(*) FROM quarantine WHERE \"row\" = 2 AND rule = "
                                 "'refused_by_mapping' AND starts_with(reason, 'multimedqa takes "
                                 "of medqa only: ')"),
                     1);
    assert_int_equal(ask(p->out, "SELECT count(*) FROM records WHERE id = "
                                 "'multimedqa/train/medqa/usmle-train-1'"),
                     1);
    /* the manifest says by which form of which part */
    char       manifest[192];
    bed_buffer b = BED_BUFFER(1 << 20);
    snprintf(manifest, sizeof manifest, "%s/manifest.json", p->out);
    assert_int_equal(bed_file_read(manifest, &b, NULL), BED_OK);
    assert_non_null(strstr(b.ptr, "\"form\": \"medqa/authors_jsonl\""));
    bed_buffer_deinit(&b);
}

/* A copy of the catalogue whose union makes the condition `where`. */
static bed_catalog *with_condition(const place *p, const char *where)
{
    char         dir[128], from[BED_PATH_MAX], to[192];
    bed_buffer   text = BED_BUFFER(1 << 20), out = BED_BUFFER(1 << 20);
    bed_catalog *c   = NULL;
    bed_error    err = { 0 };

    snprintf(dir, sizeof dir, "%s/data/datasets/multimedqa", p->dir);
    assert_int_equal(bed_dir_create(dir, NULL), BED_OK);
    snprintf(to, sizeof to, "%s/data/catalog", p->dir);
    assert_int_equal(bed_path_join(from, p->catalog->data_dir, "catalog", NULL), BED_OK);
    assert_int_equal(symlink(from, to), 0);
    for (size_t i = 0; i < p->catalog->n_datasets; i++) {
        const bed_dataset *d = p->catalog->datasets[i];

        if (strcmp(d->key, "multimedqa") == 0)
            continue;
        snprintf(to, sizeof to, "%s/data/datasets/%s", p->dir, d->key);
        assert_int_equal(symlink(d->folder, to), 0);
    }
    assert_int_equal(bed_dataset_path(p->catalog, bed_catalog_dataset(p->catalog, "multimedqa"),
                                      "dataset.yaml", from, NULL),
                     BED_OK);
    assert_int_equal(bed_file_read(from, &text, NULL), BED_OK);
    const char *at = strstr(text.ptr, "where: \"has_label");
    assert_non_null(at);
    assert_int_equal(bed_buffer_printf(&out, NULL, "%.*swhere: \"%s\"%s", (int)(at - text.ptr),
                                       text.ptr, where, strchr(at, '\n')),
                     BED_OK);
    snprintf(to, sizeof to, "%s/dataset.yaml", dir);
    assert_int_equal(bed_file_write(to, bed_buffer_str(&out), NULL), BED_OK);
    snprintf(to, sizeof to, "%s/data", p->dir);
    if (bed_catalog_load(to, &c, &err) != BED_OK)
        fail_msg("%s: %s", err.file, err.text);
    bed_buffer_deinit(&text);
    bed_buffer_deinit(&out);
    return c;
}

static void a_condition_that_is_no_sql_is_named(void **state)
{
    const place      *p       = *state;
    const char *const paths[] = { "datasets/medqa/sample/redump_test.json" };
    bed_catalog      *c       = with_condition(p, "nothing = 'US'");
    bed_ingest_counts n;
    bed_error         err;

    assert_int_equal(run(c, "multimedqa", paths, 1, p->out, 1, &n, &err), BED_EFORMAT);
    if (strstr(err.text,
               "the condition 'nothing = 'US'' that multimedqa makes of its part medqa: ") == NULL)
        fail_msg("%s", err.text);
    assert_false(bed_path_exists(p->out));
    bed_catalog_destroy(c);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, drop_place)
    const struct CMUnitTest tests[] = {
        TEST(a_record_keeps_its_part_and_the_terms_of_it),
        TEST(the_parts_give_the_same_records_by_themselves),
        TEST(records_that_the_union_does_not_take_are_refused_with_the_reason),
        TEST(a_condition_that_is_no_sql_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
