/* Companion files: a dataset of our own, made for each case, whose questions join answers. */
#include "base/test.h"
#include "ingest/ingest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct place {
    char dir[64], out[128];
    char said[4096]; /* by the library, a line each */
} place;

static const char entry[] =
    "key: pair\nname: Pair\nnumber: 0\npart_of: \"\"\ncategory: conversation\n"
    "subtype: single_turn_inquiry\nsummary: \"Questions and answers in two files.\"\n"
    "clinical_properties: [naturalistic_dialogue]\ninquiry_types: [symptom]\n"
    "dynamics: [single_turn]\naudiences: [lay]\ndata_types: [single_turn_qa]\nannotations: []\n"
    "annotation_note: \"\"\nlanguages: [en]\n"
    "license: { id: none-stated, name: none, train: \"ask\", share: \"ask\", commercial: \"ask\", "
    "note: \"\" }\naccess: open\ndownloads: []\nby_hand: []\nhomepage: \"\"\n"
    "paper: { title: \"\", authors: \"\", venue: \"\", year: 0, url: \"\" }\ncitation: \"\"\n"
    "scale: []\nsplits: []\napplication_papers: []\nobjectives: []\ngaps: []\nnotes: []\nforms:\n";

#define FORM(name, keys, more)                                                                     \
    "  - { name: " name ", title: \"the " name "\", containers: [jsonl], records: \"\", header: "  \
    "auto, keys: [" keys "], absent: [], values: [], splits: [], split: \"\", sample: \"\", "      \
    "verified: \"yes\"" more " }\n"

#define QUESTIONS                                                                                  \
    FORM("questions", "q, id",                                                                     \
         ", needs: [answers], joins: [{ relation: answers, column: qid, "                          \
         "key: id }]")
#define ANSWERS FORM("answers", "qid, a", ", relation: answers")
#define MORE FORM("more", "question, reply", ", relation: answers")

static const char questions_sql[] =
    "WITH asked AS (SELECT file, row, from_json(record, '{\"id\": \"VARCHAR\", \"q\": \"VARCHAR\", "
    "\"part\": \"VARCHAR\"}') AS r FROM input),\n"
    "found AS (SELECT qid, list(a ORDER BY file, row) AS texts FROM answers\n"
    "  WHERE qid IN (SELECT r.id FROM asked) GROUP BY qid)\n"
    "SELECT k.file, k.row, k.r.id AS source_id, 'qa' AS kind, 'en' AS language, k.r.part AS split,\n"
    "  list_concat([turn('patient', k.r.q)], [turn('clinician', t) FOR t IN f.texts]) AS turns\n"
    "FROM asked k LEFT JOIN found f ON f.qid = k.r.id";

static const char answers_sql[] =
    "SELECT file, row, r.qid AS qid, r.a AS a, CASE WHEN r.a IS NULL THEN 'no answer' END AS refuse\n"
    "FROM (SELECT file, row, from_json(record, '{\"qid\": \"VARCHAR\", \"a\": \"VARCHAR\"}') AS r "
    "FROM input)";

static const char more_sql[] =
    "SELECT file, row, r.question AS qid, r.reply AS a\n"
    "FROM (SELECT file, row, from_json(record, '{\"question\": \"VARCHAR\", \"reply\": "
    "\"VARCHAR\"}') AS r FROM input)";

static void put(const place *p, const char *name, const char *text)
{
    char path[BED_PATH_MAX], folder[BED_PATH_MAX];

    snprintf(path, sizeof path, "%s/%s", p->dir, name);
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    assert_int_equal(bed_dir_create(folder, NULL), BED_OK);
    assert_int_equal(bed_file_write(path, bed_str_of(text), NULL), BED_OK);
}

static int make_place(void **state)
{
    place *p = calloc(1, sizeof *p);
    char   folder[128], yaml[8192];

    snprintf(p->dir, sizeof p->dir, "%s", "/tmp/bedside-relations-XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    snprintf(p->out, sizeof p->out, "%s/corpus", p->dir);
    snprintf(folder, sizeof folder, "%s/datasets", p->dir);
    assert_int_equal(setenv("BEDSIDE_DATASETS", folder, 1), 0);
    snprintf(yaml, sizeof yaml, "%s%s%s%s", entry, QUESTIONS, ANSWERS, MORE);
    put(p, "datasets/pair/dataset.yaml", yaml);
    put(p, "datasets/pair/questions.sql", questions_sql);
    put(p, "datasets/pair/answers.sql", answers_sql);
    put(p, "datasets/pair/more.sql", more_sql);
    *state = p;
    return 0;
}

static int drop_place(void **state)
{
    place *p = *state;

    assert_int_equal(unsetenv("BEDSIDE_DATASETS"), 0);
    assert_int_equal(bed_dir_remove(p->dir, NULL), BED_OK);
    free(p);
    return 0;
}

static void hear(void *context, bed_level level, const char *room, const char *text)
{
    place       *p = context;
    const size_t n = strlen(p->said);

    (void)level;
    (void)room;
    snprintf(p->said + n, sizeof p->said - n, "%s\n", text);
}

static bed_status run(place *p, size_t n_threads, bed_ingest_counts *n, bed_error *err)
{
    char               data[128];
    const char        *path    = data;
    const bed_talk     talk    = { .message = hear, .context = p };
    bed_ingest_options options = { .dataset   = "pair",
                                   .paths     = &path,
                                   .n_paths   = 1,
                                   .out       = p->out,
                                   .overwrite = true,
                                   .n_threads = n_threads,
                                   .talk      = &talk };
    bed_catalog       *catalog = NULL;
    bed_run_record     record;

    *err = (bed_error){ 0 };
    snprintf(data, sizeof data, "%s/data", p->dir);
    p->said[0] = '\0';
    BED_TRY(bed_catalog_load(NULL, &catalog, err));
    bed_run_record_init(&record, "ingest", 0);
    const bed_status st = bed_ingest(catalog, &options, n, &record, err);
    bed_run_record_deinit(&record);
    bed_catalog_destroy(catalog);
    return st;
}

static int64_t ask(const place *p, const char *sql)
{
    bed_session *s;
    int64_t      n;
    bed_error    err = { 0 };

    assert_int_equal(bed_session_open(NULL, &s, NULL), BED_OK);
    assert_int_equal(bed_corpus_attach(s, p->out, &err), BED_OK);
    if (bed_session_int(s, sql, &n, &err) != BED_OK)
        fail_msg("%s", err.text);
    bed_session_close(s);
    return n;
}

static void need(bed_status st, const bed_error *err)
{
    if (st != BED_OK)
        fail_msg("%s", err->text);
}

#define Q1 "{\"id\": \"1\", \"q\": \"Does it hurt?\"}\n"
#define Q2 "{\"id\": \"2\", \"q\": \"疼吗？\"}\n"
#define A1 "{\"qid\": \"1\", \"a\": \"A little.\"}\n"
#define A2 "{\"qid\": \"2\", \"a\": \"不疼。\"}\n"

static void rows_of_companions_are_joined_refused_and_counted(void **state)
{
    place            *p = *state;
    bed_ingest_counts n;
    bed_error         err;

    put(p, "data/questions.jsonl", Q1 Q2 "{\"id\": \"3\", \"q\": \"And now?\"}\n");
    put(p, "data/answers.jsonl",
        A1 A2 "{\"qid\": \"1\", \"a\": null}\n{\"qid\": \"9\", \"a\": \"Who asked?\"}\n"
              "{\"qid\": \"1\", \"a\": \"Not at all.\"}\n{\"qid\": \"2\", \"a\":}\n");
    need(run(p, 1, &n, &err), &err);
    assert_int_equal(n.records, 3);
    assert_int_equal(n.quarantined, 2); /* an answer that is none, a broken line */
    assert_int_equal(n.rows, 5);
    assert_int_equal(n.joined, 4);
    assert_int_equal(ask(p, "SELECT count(*) FROM records WHERE id = 'pair/full/1' AND "
                            "[t.text FOR t IN turns] = ['Does it hurt?', 'A little.', 'Not at "
                            "all.']"),
                     1);
    assert_int_equal(ask(p, "SELECT count(*) FROM records WHERE id = 'pair/full/3' AND len(turns) "
                            "= 1"),
                     1);
    assert_int_equal(ask(p, "SELECT count(*) FROM quarantine WHERE (\"row\", rule) IN ((3, "
                            "'refused_by_mapping'), (6, 'malformed_json')) AND file = "
                            "'answers.jsonl'"),
                     2);
    assert_non_null(strstr(p->said, "'answers.jsonl': 1 of 6 rows belong to no record\n"));
}

static void forms_of_one_relation_are_one_and_repetitions_stand_once(void **state)
{
    place            *p = *state;
    bed_ingest_counts n;
    bed_error         err;

    put(p, "data/questions.jsonl", Q1 Q2);
    put(p, "data/answers.jsonl", A1 A1 A2);
    put(p, "data/more.jsonl",
        "{\"question\": \"1\", \"reply\": \"A little.\"}\n"
        "{\"question\": \"1\", \"reply\": \"Ask again.\"}\n");
    need(run(p, 1, &n, &err), &err);
    assert_int_equal(n.joined, 5);
    assert_int_equal(ask(p, "SELECT len(turns) FROM records WHERE id = 'pair/full/1'"), 3);
    assert_non_null(strstr(p->said, "'answers.jsonl': 1 of 3 rows repeat other rows"));
    assert_non_null(strstr(p->said, "'more.jsonl': 1 of 2 rows repeat other rows"));
}

static void what_is_missing_is_named_with_how_it_is_known(void **state)
{
    static const struct {
        const char *name, *text, *says;
    } cases[] = {
        { "data/questions.jsonl", Q1 Q2,
          "needs answers, and no file with them was given: expected answers (the answers; jsonl "
          "with qid and a), or more (the more; jsonl with question and reply); give its path" },
        { "data/answers.jsonl", A1 A2,
          "these are answers, which go with records of another file, and none was given: expected "
          "questions (the questions; jsonl with q and id); give its path" },
    };
    place *p = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_ingest_counts n;
        bed_error         err;
        char              path[256];

        put(p, cases[i].name, cases[i].text);
        assert_int_equal(run(p, 1, &n, &err), BED_EFORMAT);
        if (strstr(err.text, cases[i].says) == NULL)
            fail_msg("'%s' lacks '%s'", err.text, cases[i].says);
        assert_false(bed_path_exists(p->out));
        snprintf(path, sizeof path, "%s/%s", p->dir, cases[i].name);
        assert_int_equal(remove(path), 0);
    }
}

static void a_record_may_name_its_split(void **state)
{
    place            *p = *state;
    bed_ingest_counts n;
    bed_error         err;
    char              path[256];

    put(p, "data/questions.jsonl",
        "{\"id\": \"1\", \"q\": \"a\", \"part\": \"dev\"}\n"
        "{\"id\": \"2\", \"q\": \"b\", \"part\": \"unassigned\"}\n"
        "{\"id\": \"3\", \"q\": \"c\"}\n"
        "{\"id\": \"4\", \"q\": \"d\", \"part\": \"../up\"}\n"
        "{\"id\": \"5\", \"q\": \"e\", \"part\": \"\"}\n"
        "{\"id\": \"6\", \"q\": \"f\", \"part\": \"dev\"}\n");
    put(p, "data/answers.jsonl", A1);
    need(run(p, 2, &n, &err), &err);
    assert_int_equal(n.records, 4);
    assert_int_equal(n.quarantined, 2);
    assert_int_equal(ask(p, "SELECT count(*) FROM records WHERE (id, split) IN (('pair/dev/1', "
                            "'dev'), ('pair/unassigned/2', 'unassigned'), ('pair/full/3', 'full'), "
                            "('pair/dev/6', 'dev'))"),
                     4);
    assert_int_equal(ask(p, "SELECT count(*) FROM quarantine WHERE rule = 'unusable_split'"), 2);
    for (size_t i = 0; i < 3; i++) {
        static const char *const files[] = { "dev", "full", "unassigned" };

        snprintf(path, sizeof path, "%s/records/%s-00000.parquet", p->out, files[i]);
        assert_true(bed_path_exists(path));
    }
}

/* Many chunks: splits come and go, and companions are asked for from each. */
static void many_chunks_give_the_same_bytes_at_any_number_of_threads(void **state)
{
    enum { RECORDS = 9000 };
    place            *p         = *state;
    bed_buffer        questions = BED_BUFFER(8 << 20), answers = BED_BUFFER(8 << 20);
    bed_ingest_counts n;
    bed_error         err;
    int64_t           hash[2];
    char              sql[512];

    for (unsigned i = 0; i < RECORDS; i++) {
        assert_int_equal(bed_buffer_printf(&questions, NULL,
                                           "{\"id\": \"%u\", \"q\": \"Question %u?\"%s}\n", i, i,
                                           i >= 4000 && i < 4100 ? ", \"part\": \"dev\"" : ""),
                         BED_OK);
        assert_int_equal(bed_buffer_printf(&answers, NULL,
                                           "{\"qid\": \"%u\", \"a\": \"Answer %u.\"}\n",
                                           (i * 7919) % RECORDS, i),
                         BED_OK);
    }
    put(p, "data/questions.jsonl", questions.ptr);
    put(p, "data/answers.jsonl", answers.ptr);
    for (size_t k = 0; k < 2; k++) {
        need(run(p, k == 0 ? 1 : 3, &n, &err), &err);
        assert_int_equal(n.records, RECORDS);
        snprintf(sql, sizeof sql,
                 "SELECT sum(hash(parse_filename(filename), content) %% 1000000007)::BIGINT FROM "
                 "read_blob('%s/records/*.parquet')",
                 p->out);
        hash[k] = ask(p, sql);
    }
    assert_int_equal(hash[0], hash[1]);
    assert_int_equal(ask(p, "SELECT count(*) FROM records WHERE len(turns) = 2"), RECORDS);
    assert_int_equal(ask(p, "SELECT count(*) FROM records WHERE split = 'dev'"), 100);
    bed_buffer_deinit(&questions);
    bed_buffer_deinit(&answers);
}

static void mappings_of_relations_that_do_not_fit_are_named(void **state)
{
    static const struct {
        const char *file, *sql, *says;
    } cases[] = {
        { "answers.sql", "SELECT row, 1 AS qid FROM input", "column 'file' is missing" },
        { "answers.sql", "SELECT file, 1 AS qid FROM input", "column 'row' is missing" },
        { "answers.sql", "SELECT file, row FROM input", "a relation without a column of its own" },
        { "answers.sql", "SELECT file, row, nothing FROM input", "nothing" },
        { "answers.sql", "SELECT file, row, 'x' AS who, 'y' AS a FROM input",
          "joins 'answers' by 'qid', which is none of its columns" },
        { "more.sql", "SELECT file, row, 'x' AS qid, 5 AS a FROM input",
          "relation 'answers': expected the columns \"qid\" VARCHAR, \"a\" VARCHAR, found \"qid\" "
          "VARCHAR, \"a\" INTEGER" },
        { "questions.sql", "SELECT file, row FROM answers", "column 'kind' is missing" },
        { "questions.sql",
          "SELECT i.file, i.row, 'qa' AS kind, 'en' AS language, [turn('patient', a.a)] AS turns "
          "FROM input i, answers a",
          "a mapping gives one record a row" },
    };
    place *p = *state;

    put(p, "data/questions.jsonl", Q1 Q2);
    put(p, "data/answers.jsonl", A1 A2);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_ingest_counts n;
        bed_error         err;
        char              file[128];

        put(p, "datasets/pair/questions.sql", questions_sql);
        put(p, "datasets/pair/answers.sql",
            strcmp(cases[i].file, "more.sql") == 0 ? answers_sql : cases[i].sql);
        put(p, "datasets/pair/more.sql", cases[i].sql);
        if (strcmp(cases[i].file, "questions.sql") == 0) {
            put(p, "datasets/pair/answers.sql", answers_sql);
            put(p, "datasets/pair/more.sql", more_sql);
        }
        snprintf(file, sizeof file, "datasets/pair/%s", cases[i].file);
        put(p, file, cases[i].sql);
        assert_int_equal(run(p, 1, &n, &err), BED_EFORMAT);
        if (strstr(err.text, cases[i].says) == NULL)
            fail_msg("case %zu: '%s' lacks '%s'", i, err.text, cases[i].says);
        assert_false(bed_path_exists(p->out));
    }
}

static void every_allocation_that_fails_ends_the_run_and_leaves_nothing(void **state)
{
    place            *p = *state;
    bed_ingest_counts n;
    bed_error         err;
    char              partial[256];

    put(p, "data/questions.jsonl", Q1 Q2);
    put(p, "data/answers.jsonl", A1 A2);
    snprintf(partial, sizeof partial, "%s.partial", p->out);
    bed_alloc_fail_at(0);
    need(run(p, 1, &n, &err), &err);
    const uint64_t all = bed_alloc_fail_at(0);
    assert_int_equal(bed_dir_remove(p->out, NULL), BED_OK);
    for (uint64_t i = 1; i <= all;
         i += 1 + all / 60) { /* a run takes a while: some sixty of them */
        bed_alloc_fail_at(i);
        const bed_status st = run(p, 1, &n, &err);
        bed_alloc_fail_at(0);
        if (st == BED_OK) { /* what was left out is not needed */
            assert_int_equal(bed_dir_remove(p->out, NULL), BED_OK);
            continue;
        }
        if (st == BED_OK || err.text[0] == '\0')
            fail_msg("allocation %d of %d: no reason", (int)i, (int)all);
        assert_false(bed_path_exists(p->out));
        assert_false(bed_path_exists(partial));
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, drop_place)
    const struct CMUnitTest tests[] = {
        TEST(rows_of_companions_are_joined_refused_and_counted),
        TEST(forms_of_one_relation_are_one_and_repetitions_stand_once),
        TEST(what_is_missing_is_named_with_how_it_is_known),
        TEST(a_record_may_name_its_split),
        TEST(many_chunks_give_the_same_bytes_at_any_number_of_threads),
        TEST(mappings_of_relations_that_do_not_fit_are_named),
        TEST(every_allocation_that_fails_ends_the_run_and_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
