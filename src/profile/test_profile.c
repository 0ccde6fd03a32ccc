#include "base/test.h"
#include "ingest/ingest.h"
#include "profile/profile.h"

#include <stdio.h>
#include <unistd.h>

enum { WIDTH = 100 };

typedef struct place {
    char         dir[64];
    bed_catalog *catalog;
} place;

static int make_place(void **state)
{
    place    *p   = calloc(1, sizeof *p);
    bed_error err = { 0 };
    char      line[BED_ERROR_TEXT + BED_ERROR_FILE];

    snprintf(p->dir, sizeof p->dir, "/tmp/bedside-profile-XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    if (bed_catalog_load(".", &p->catalog, &err) != BED_OK)
        fail_msg("%s", bed_error_line(&err, line, sizeof line));
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

/* The shared data, "" where the machine has none. */
static const char *shared(char out[BED_PATH_MAX])
{
    const char *base = getenv("BEDSIDE_SHARED");

    snprintf(out, BED_PATH_MAX, "%s/data", base == NULL ? "../shared" : base);
    if (!bed_path_is_dir(out))
        out[0] = '\0';
    return out;
}

/* Ingests paths into <dir>/<name>. map NULL: the catalogue's own mapping. */
static void ingest(const place *p, const char *name, const char *map, const char *const *paths,
                   size_t n_paths, char out[BED_PATH_MAX])
{
    const bed_ingest_options o = { .dataset   = name,
                                   .paths     = paths,
                                   .n_paths   = n_paths,
                                   .out       = out,
                                   .map       = map,
                                   .n_threads = 2,
                                   .overwrite = true };
    bed_ingest_counts        counts;
    bed_run_record           record;
    bed_error                err = { 0 };
    char                     line[BED_ERROR_TEXT + BED_ERROR_FILE];

    assert_int_equal(bed_path_join(out, p->dir, name, NULL), BED_OK);
    bed_run_record_init(&record, "ingest", 0);
    if (bed_ingest(p->catalog, &o, &counts, &record, &err) != BED_OK)
        fail_msg("%s: %s", name, bed_error_line(&err, line, sizeof line));
    bed_run_record_deinit(&record);
}

static bed_profile *profile(const place *p, const char *folder, const bed_profile_options *o)
{
    bed_session *s = NULL;
    bed_profile *out;
    bed_error    err = { 0 };
    char         line[BED_ERROR_TEXT + BED_ERROR_FILE];

    assert_int_equal(bed_session_open(NULL, &s, NULL), BED_OK);
    if (bed_profile_corpus(s, p->catalog, folder, o, &out, &err) != BED_OK)
        fail_msg("%s: %s", folder, bed_error_line(&err, line, sizeof line));
    bed_session_close(s);
    return out;
}

static const char *placed(const bed_profile *p, const char *member)
{
    const json_t *placement = json_object_get(bed_profile_json(p), "placement");
    const char   *id = json_string_value(json_object_get(json_object_get(placement, member), "id"));

    return id == NULL ? "none" : id;
}

typedef struct expected {
    const char *name, *category, *subtype, *audience, *data_type;
} expected;

static void check_placement(const bed_profile *p, const expected *e)
{
    static const char *const members[] = { "category", "subtype", "audience", "data_type" };
    const char *const        wanted[]  = { e->category, e->subtype, e->audience, e->data_type };
    const json_t            *reasons;

    for (size_t i = 0; i < 4; i++)
        if (strcmp(placed(p, members[i]), wanted[i]) != 0)
            fail_msg("%s: %s %s, expected %s", e->name, members[i], placed(p, members[i]),
                     wanted[i]);
    reasons = json_object_get(
        json_object_get(json_object_get(bed_profile_json(p), "placement"), "subtype"), "reasons");
    assert_true(json_array_size(reasons) >= 2);
}

static void texts_written_for_the_tests_are_placed_where_they_belong(void **state)
{
    static const expected cases[] = {
        { "healthcaremagic_like", "conversation", "single_turn_inquiry", "lay", "single_turn_qa" },
        { "psych8k_like", "conversation", "counselling", "lay", "counselling_dialogue" },
        { "meddialog_like", "conversation", "multi_turn_consultation", "lay",
          "multi_turn_dialogue" },
        { "ehr_like", "knowledge", "ehr", "professional", "ehr_qa" },
        { "encyclopaedia_zh", "knowledge", "scientific_literature", "lay", "open_qa" },
        { "mixed", "knowledge", "licensing_exam", "professional", "mcqa" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char              path[BED_PATH_MAX], out[BED_PATH_MAX];
        const char *const paths[] = { path };
        bed_profile      *p;

        snprintf(path, sizeof path, "src/profile/fixtures/%s.jsonl", cases[i].name);
        ingest(*state, cases[i].name, "src/profile/fixtures/canonical.sql", paths, 1, out);
        p = profile(*state, out, NULL);
        check_placement(p, &cases[i]);
        bed_profile_destroy(p);
    }
}

static void a_mixed_corpus_gets_its_shares(void **state)
{
    const char *const paths[] = { "src/profile/fixtures/mixed.jsonl" };
    char              out[BED_PATH_MAX];
    bed_profile      *p;
    const json_t     *shares;

    ingest(*state, "mixed", "src/profile/fixtures/canonical.sql", paths, 1, out);
    p      = profile(*state, out, NULL);
    shares = json_object_get(json_object_get(bed_profile_json(p), "placement"), "shares");
    assert_int_equal(json_array_size(shares), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(shares, 0), "subtype")),
                        "licensing_exam");
    assert_int_equal(json_integer_value(json_object_get(json_array_get(shares, 0), "n")), 30);
    assert_string_equal(json_string_value(json_object_get(json_array_get(shares, 1), "subtype")),
                        "single_turn_inquiry");
    assert_int_equal(json_integer_value(json_object_get(json_array_get(shares, 1), "n")), 12);
    bed_profile_destroy(p);
}

/* The published data, where they are at hand: each stands where the survey has it. */
static void published_data_are_placed_where_the_survey_has_them(void **state)
{
    static const struct {
        expected    e;
        const char *map;
        const char *paths[3]; /* below the shared data */
    } cases[] = {
        { { "medqa", "knowledge", "licensing_exam", "professional", "mcqa" }, NULL, { "medqa" } },
        { { "medmcqa", "knowledge", "licensing_exam", "professional", "mcqa" },
          NULL,
          { "medmcqa" } },
        { { "mmlu", "knowledge", "licensing_exam", "professional", "mcqa" }, NULL, { "mmlu" } },
        { { "xmedbench", "knowledge", "licensing_exam", "professional", "mcqa" },
          "src/profile/fixtures/xmedbench.sql",
          { "xmedbench" } },
        { { "pubmedqa", "knowledge", "scientific_literature", "professional", "closed_qa" },
          NULL,
          { "pubmedqa" } },
        { { "medquad", "knowledge", "scientific_literature", "lay", "open_qa" },
          NULL,
          { "medquad" } },
        { { "medicationqa", "knowledge", "scientific_literature", "lay", "open_qa" },
          NULL,
          { "medicationqa" } },
        { { "liveqa", "conversation", "single_turn_inquiry", "lay", "single_turn_qa" },
          NULL,
          { "liveqa" } },
        { { "huatuo26m", "conversation", "single_turn_inquiry", "lay", "single_turn_qa" },
          NULL,
          { "huatuo26m" } },
        { { "genmedgpt5k", "conversation", "single_turn_inquiry", "lay", "single_turn_qa" },
          "src/profile/fixtures/genmedgpt5k.sql",
          { "genmedgpt5k/chatdoctor5k.json" } },
        { { "cmtmedqa", "conversation", "multi_turn_consultation", "lay", "multi_turn_dialogue" },
          NULL,
          { "cmtmedqa" } },
        { { "mts_dialog", "conversation", "multi_turn_consultation", "lay", "dialogue_to_note" },
          NULL,
          { "mts_dialog" } },
        { { "aci_bench", "conversation", "multi_turn_consultation", "lay", "dialogue_to_note" },
          "src/profile/fixtures/aci_bench.sql",
          { "aci_bench/challenge_data/train.csv", "aci_bench/challenge_data/valid.csv" } },
        { { "counselling_bench", "conversation", "counselling", "lay", "counselling_dialogue" },
          "src/profile/fixtures/counselling_bench.sql",
          { "counselling_bench/Sanitised_CounsQs_subset.jsonl" } },
    };
    char   base[BED_PATH_MAX];
    size_t n_seen = 0;

    if (shared(base)[0] == '\0') {
        print_message("no shared data on this machine: skipped\n");
        skip();
    }
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char         paths[3][BED_PATH_MAX], out[BED_PATH_MAX];
        const char  *list[3];
        size_t       n = 0;
        bed_profile *p;

        for (; n < 3 && cases[i].paths[n] != NULL; n++) {
            assert_int_equal(bed_path_join(paths[n], base, cases[i].paths[n], NULL), BED_OK);
            list[n] = paths[n];
        }
        if (!bed_path_exists(paths[0]))
            continue;
        ingest(*state, cases[i].e.name, cases[i].map, list, n, out);
        p = profile(*state, out, NULL);
        check_placement(p, &cases[i].e);
        bed_profile_destroy(p);
        n_seen++;
    }
    print_message("%zu published data sets placed\n", n_seen);
}

/* Question types of published data through inquiry_gold.yaml, as docs/inquiry.md reports them. */
static void published_question_types_are_told(void **state)
{
    static const struct {
        const char *dataset;
        double      at_least; /* macro F1 */
    } cases[]           = { { "medquad", 0.97 }, { "medicationqa", 0.65 }, { "liveqa", 0.60 } };
    const place      *p = *state;
    char              base[BED_PATH_MAX];
    bed_inquiry      *q;
    bed_inquiry_work *w;
    bed_inquiry_gold *g;

    if (shared(base)[0] == '\0') {
        print_message("no shared data on this machine: skipped\n");
        skip();
    }
    assert_int_equal(bed_inquiry_load("catalog/lexicons/inquiry.yaml", &q, NULL), BED_OK);
    assert_int_equal(bed_inquiry_work_create(&w, NULL), BED_OK);
    assert_int_equal(bed_inquiry_gold_load("catalog/lexicons/inquiry_gold.yaml", q, &g, NULL),
                     BED_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char              path[BED_PATH_MAX], out[BED_PATH_MAX];
        const char *const paths[] = { path };
        bed_inquiry_score score   = { 0 };
        bed_session      *s;
        bed_rows         *rows;

        assert_int_equal(bed_path_join(path, base, cases[i].dataset, NULL), BED_OK);
        if (!bed_path_exists(path))
            continue;
        ingest(p, cases[i].dataset, NULL, paths, 1, out);
        assert_int_equal(bed_session_open(NULL, &s, NULL), BED_OK);
        assert_int_equal(bed_corpus_attach(s, out, NULL), BED_OK);
        assert_int_equal(
            bed_session_query(
                s,
                "SELECT turns[1].\"text\", array_to_string(list_filter(labels, lambda l: l.\"name\" "
                "= 'question_type')[1].\"value\", chr(10)) FROM records WHERE turns[1].role = "
                "'patient' ORDER BY source.file, source.\"row\", id",
                &rows, NULL),
            BED_OK);
        while (bed_rows_next(rows, NULL) == BED_OK) {
            const bed_str      text   = bed_rows_text(rows, 0);
            bed_str            labels = bed_rows_text(rows, 1);
            bed_inquiry_result r;
            uint32_t           is = 0, allow = 0;

            bed_inquiry_classify(q, w, text, BED_STR("en"), &r, NULL, NULL);
            while (labels.len > 0) {
                uint32_t  one_is = 0, one_allow = 0;
                bed_error err = { 0 };

                if (bed_inquiry_gold_find(g, cases[i].dataset, bed_take_line(&labels), &one_is,
                                          &one_allow, &err) != BED_OK)
                    fail_msg("%s", err.text);
                is |= one_is;
                allow |= one_allow;
            }
            if (is != 0)
                bed_inquiry_score_add(&score, r.given, is, allow);
        }
        bed_rows_close(rows);
        bed_session_close(s);
        print_message("%s: %llu questions, macro F1 %.3f\n", cases[i].dataset,
                      (unsigned long long)score.n, bed_inquiry_score_macro(&score));
        assert_true(bed_inquiry_score_macro(&score) >= cases[i].at_least);
    }
    bed_inquiry_gold_destroy(g);
    bed_inquiry_work_destroy(w);
    bed_inquiry_destroy(q);
}

static void write_with_threads(const place *p, const char *corpus, size_t n_threads,
                               uint64_t sample, const char *folder)
{
    const bed_session_options so = { .n_threads = n_threads };
    const bed_profile_options po = { .sample = sample };
    bed_session              *s;
    bed_profile              *profiled;

    assert_int_equal(bed_session_open(&so, &s, NULL), BED_OK);
    assert_int_equal(bed_profile_corpus(s, p->catalog, corpus, &po, &profiled, NULL), BED_OK);
    assert_int_equal(bed_dir_create(folder, NULL), BED_OK);
    assert_int_equal(bed_profile_write(s, profiled, folder, NULL), BED_OK);
    bed_profile_destroy(profiled);
    bed_session_close(s);
}

static void assert_same_file(const char *a, const char *b, const char *name)
{
    char       path[BED_PATH_MAX];
    bed_buffer one = BED_BUFFER(64 << 20), two = BED_BUFFER(64 << 20);

    assert_int_equal(bed_path_join(path, a, name, NULL), BED_OK);
    assert_int_equal(bed_file_read(path, &one, NULL), BED_OK);
    assert_int_equal(bed_path_join(path, b, name, NULL), BED_OK);
    assert_int_equal(bed_file_read(path, &two, NULL), BED_OK);
    if (!bed_str_equal(bed_buffer_str(&one), bed_buffer_str(&two)))
        fail_msg("%s differs", name);
    assert_true(one.len > 0);
    bed_buffer_deinit(&one);
    bed_buffer_deinit(&two);
}

static void the_bytes_are_the_same_at_any_number_of_threads(void **state)
{
    static const char *const files[]   = { "profile.json",
                                           "profile/counts.parquet",
                                           "profile/lengths.parquet",
                                           "profile/inquiry.parquet",
                                           "profile/labels.parquet",
                                           "profile/measures.parquet",
                                           "profile/readability.parquet" };
    static const size_t      threads[] = { 2, 7 };
    const place             *p         = *state;
    const char *const        paths[]   = { "src/profile/fixtures/mixed.jsonl",
                                           "src/profile/fixtures/meddialog_like.jsonl",
                                           "src/profile/fixtures/psych8k_like.jsonl" };
    char                     corpus[BED_PATH_MAX], one[BED_PATH_MAX], many[BED_PATH_MAX];

    ingest(p, "threads", "src/profile/fixtures/canonical.sql", paths, 3, corpus);
    for (uint64_t sample = 0; sample <= 20; sample += 20) { /* all records, and a sample */
        assert_int_equal(bed_path_join(one, p->dir, "one", NULL), BED_OK);
        write_with_threads(p, corpus, 1, sample, one);
        for (size_t i = 0; i < sizeof threads / sizeof threads[0]; i++) {
            assert_int_equal(bed_path_join(many, p->dir, "many", NULL), BED_OK);
            write_with_threads(p, corpus, threads[i], sample, many);
            for (size_t f = 0; f < sizeof files / sizeof files[0]; f++)
                assert_same_file(one, many, files[f]);
        }
    }
}

static void a_sample_says_its_size(void **state)
{
    const bed_profile_options o       = { .sample = 20 };
    const char *const         paths[] = { "src/profile/fixtures/mixed.jsonl" };
    char                      out[BED_PATH_MAX];
    bed_profile              *p;
    const json_t             *counts;
    json_int_t                sampled;

    ingest(*state, "mixed", "src/profile/fixtures/canonical.sql", paths, 1, out);
    p       = profile(*state, out, &o);
    counts  = json_object_get(bed_profile_json(p), "counts");
    sampled = json_integer_value(json_object_get(counts, "sampled"));
    assert_int_equal(json_integer_value(json_object_get(counts, "records")), 42);
    assert_true(sampled > 5 && sampled < 40);
    bed_profile_destroy(p);
}

static void every_share_is_a_share_and_counts_add_up(void **state)
{
    const char *const paths[] = { "src/profile/fixtures/mixed.jsonl",
                                  "src/profile/fixtures/meddialog_like.jsonl" };
    char              out[BED_PATH_MAX];
    bed_profile      *p;
    const json_t     *d, *one;
    json_int_t        turns = 0, sum = 0;
    size_t            i;

    ingest(*state, "added", "src/profile/fixtures/canonical.sql", paths, 2, out);
    p = profile(*state, out, NULL);
    d = bed_profile_json(p);
    json_array_foreach(json_object_get(d, "inquiry"), i, one)
    {
        const double  share = json_number_value(json_object_get(one, "share"));
        const json_t *ci    = json_object_get(one, "ci");

        assert_true(share > 0 && share <= 1);
        assert_true(json_number_value(json_array_get(ci, 0)) <= share);
        assert_true(json_number_value(json_array_get(ci, 1)) >= share);
    }
    json_array_foreach(json_object_get(d, "questions"), i, one)
    {
        turns += json_integer_value(json_object_get(one, "turns"));
    }
    assert_int_equal(turns, 30 + 2 * 12 + 6 * 12);
    json_array_foreach(
        json_object_get(json_object_get(json_object_get(d, "turns"), "per_record"), "histogram"), i,
        one)
    {
        sum += json_integer_value(json_object_get(one, "n"));
    }
    assert_int_equal(sum, 54);
    /* nothing is known of the people, and that is a measured 0 */
    json_array_foreach(json_object_get(d, "demographics"), i, one)
    {
        assert_true(json_number_value(json_object_get(one, "coverage")) == 0);
    }
    bed_profile_destroy(p);
}

static void a_system_message_is_no_turn_of_the_talk(void **state)
{
    const char *const paths[] = { "datasets/genmedgpt5k/sample/chatdoctor5k.json" };
    char              out[BED_PATH_MAX];
    bed_profile      *p;
    const json_t     *turns, *spread;

    ingest(*state, "prompted", "datasets/genmedgpt5k/alpaca.sql", paths, 1, out);
    p      = profile(*state, out, NULL);
    turns  = json_object_get(bed_profile_json(p), "turns");
    spread = json_object_get(turns, "per_record");
    assert_int_equal(json_integer_value(json_object_get(spread, "min")), 2);
    assert_int_equal(json_integer_value(json_object_get(spread, "max")), 2);
    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(turns, "by_role"), "system")), 12);
    bed_profile_destroy(p);
}

static void grading_criteria_make_a_corpus_to_grade_with(void **state)
{
    const char *const paths[] = { "datasets/healthbench/sample/oss_eval.jsonl" };
    char              out[BED_PATH_MAX];
    bed_profile      *p;

    ingest(*state, "graded", "datasets/healthbench/jsonl.sql", paths, 1, out);
    p = profile(*state, out, NULL);
    assert_string_equal(placed(p, "subtype"), "multi_turn_consultation");
    assert_string_equal(placed(p, "data_type"), "rubric_graded");
    assert_string_equal(placed(p, "annotation"), "rubric_criteria");
    bed_profile_destroy(p);
}

static void the_page_stays_within_its_width(void **state)
{
    const char *const paths[] = { "src/profile/fixtures/meddialog_like.jsonl" };
    char              out[BED_PATH_MAX];
    bed_buffer        page = BED_BUFFER(1 << 20);
    bed_profile      *p;
    bed_str           rest;
    size_t            lines = 0;

    ingest(*state, "paged", "src/profile/fixtures/canonical.sql", paths, 1, out);
    p = profile(*state, out, NULL);
    assert_int_equal(bed_profile_render_page(p, &page, NULL), BED_OK);
    rest = bed_buffer_str(&page);
    assert_int_equal(bed_utf8_valid_until(rest), rest.len);
    for (; rest.len > 0; lines++) {
        const bed_str line  = bed_take_line(&rest);
        size_t        width = 0;

        for (size_t i = 0; i < line.len; i++)
            width += ((unsigned char)line.ptr[i] & 0xC0) != 0x80;
        if (width > WIDTH)
            fail_msg("%zu columns: %.*s", width, BED_STR_ARG(line));
    }
    assert_true(lines > 60);
    bed_buffer_deinit(&page);
    bed_profile_destroy(p);
}

static void what_is_no_corpus_is_refused(void **state)
{
    const place *p   = *state;
    bed_error    err = { 0 };
    bed_session *s;
    bed_profile *out;
    char         empty[BED_PATH_MAX];

    assert_int_equal(bed_session_open(NULL, &s, NULL), BED_OK);
    assert_int_equal(bed_profile_corpus(s, p->catalog, "no/such/folder", NULL, &out, &err),
                     BED_EREAD);
    assert_null(out);
    assert_int_equal(bed_path_join(empty, p->dir, "empty", NULL), BED_OK);
    assert_int_equal(bed_dir_create(empty, NULL), BED_OK);
    assert_int_equal(bed_profile_corpus(s, p->catalog, empty, NULL, &out, &err), BED_EFORMAT);
    assert_null(out);
    bed_session_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_written_for_the_tests_are_placed_where_they_belong),
        cmocka_unit_test(a_mixed_corpus_gets_its_shares),
        cmocka_unit_test(a_sample_says_its_size),
        cmocka_unit_test(every_share_is_a_share_and_counts_add_up),
        cmocka_unit_test(a_system_message_is_no_turn_of_the_talk),
        cmocka_unit_test(grading_criteria_make_a_corpus_to_grade_with),
        cmocka_unit_test(the_page_stays_within_its_width),
        cmocka_unit_test(the_bytes_are_the_same_at_any_number_of_threads),
        cmocka_unit_test(what_is_no_corpus_is_refused),
        cmocka_unit_test(published_data_are_placed_where_the_survey_has_them),
        cmocka_unit_test(published_question_types_are_told),
    };

    return cmocka_run_group_tests(tests, make_place, drop_place);
}
