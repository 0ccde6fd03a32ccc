/* Published files, where they are to be had: ../shared/data, or $BEDSIDE_SHARED/data. Counts are
 * those that the folders' SOURCE.md name. */
#include "base/test.h"
#include "source/source.h"

typedef struct data_case {
    const char        *path;
    bed_container      container;
    uint64_t           n_records, n_refused;
    bed_reader_options options;
} data_case;

static const char *data_dir(char out[BED_PATH_MAX])
{
    const char *shared = getenv("BEDSIDE_SHARED");

    snprintf(out, BED_PATH_MAX, "%s/data", shared != NULL ? shared : "../shared");
    return out;
}

static void check_file(const char *path, const bed_reader_options *options, bed_container expected,
                       uint64_t *n_records, uint64_t *n_refused)
{
    bed_error   err = { 0 };
    bed_reader *r;
    bed_record  record;
    bed_status  st;
    char        sha[BED_SHA256_TEXT], direct[BED_SHA256_TEXT];
    uint64_t    bytes;

    if (bed_reader_open(path, options, &r, &err) != BED_OK)
        print_error("%s: %s\n", path, err.text);
    assert_non_null(r);
    assert_int_equal(bed_reader_container(r), expected);
    while ((st = bed_reader_next(r, &record, &err)) == BED_OK || st == BED_REFUSED) {
        *n_records += st == BED_OK;
        *n_refused += st == BED_REFUSED;
        if (st == BED_OK && bed_json_check(record.json, &err) != BED_OK)
            fail_msg("%s: row %d: %s", path, (int)record.row, err.text);
    }
    if (st != BED_END)
        print_error("%s: %s\n", path, err.text);
    assert_int_equal(st, BED_END);
    assert_int_equal(bed_reader_sha256(r, sha, &bytes, &err), BED_OK);
    if (strchr(path, '!') == NULL) {
        assert_int_equal(bed_sha256_of_file(path, direct, &err), BED_OK);
        assert_string_equal(sha, direct);
    }
    bed_reader_close(r);
}

static void check_case(const char *dir, const data_case *c)
{
    bed_arena     arena = BED_ARENA(1 << 24);
    bed_error     err   = { 0 };
    bed_file_list list;
    char          path[BED_PATH_MAX];
    uint64_t      n_records = 0, n_refused = 0;

    assert_int_equal(bed_path_join(path, dir, c->path, &err), BED_OK);
    assert_int_equal(bed_source_files(path, &arena, &list, &err), BED_OK);
    assert_true(list.n > 0);
    for (size_t i = 0; i < list.n; i++)
        check_file(list.paths[i], &c->options, c->container, &n_records, &n_refused);
    if (n_records != c->n_records || n_refused != c->n_refused)
        print_error("%s: %d records, %d refused\n", c->path, (int)n_records, (int)n_refused);
    assert_int_equal(n_records, c->n_records);
    assert_int_equal(n_refused, c->n_refused);
    bed_arena_deinit(&arena);
}

#define PAIRS .options = { .records = "QAPair|pair" }
#define QUESTIONS .options = { .records = "NLM-QUESTION" }

static void every_published_file_gives_its_records(void **unused)
{
    static const data_case cases[] = {
        { "medqa/medqa_test.json", BED_CONTAINER_JSON_ARRAY, 800, 0, { 0 } },
        { "medmcqa/medmcqa_val.json", BED_CONTAINER_JSON_ARRAY, 2600, 0, { 0 } },
        { "cmtmedqa/CMtMedQA_test.json", BED_CONTAINER_JSON_ARRAY, 572, 0, { 0 } },
        { "huatuo26m/huatuo26M_test.json", BED_CONTAINER_JSON_ARRAY, 3000, 0, { 0 } },
        { "genmedgpt5k/chatdoctor5k.json", BED_CONTAINER_JSON_ARRAY, 2000, 0, { 0 } },
        { "xmedbench/dev", BED_CONTAINER_JSON_ARRAY, 1114, 0, { 0 } },
        { "xmedbench/test", BED_CONTAINER_JSON_ARRAY, 4150, 0, { 0 } },
        { "pubmedqa/ori_pqal.json", BED_CONTAINER_JSON_OBJECT, 600, 0, { 0 } },
        { "pubmedqa/test_ground_truth.json", BED_CONTAINER_JSON_OBJECT, 291, 0, { 0 } },
        { .path      = "aci_bench/challenge_data_json/valid.json",
          .container = BED_CONTAINER_JSON_OBJECT,
          .n_records = 20,
          .options   = { .records = "data" } },
        { "counselling_bench/Sanitised_CounsQs_subset.jsonl", BED_CONTAINER_JSONL, 60, 0, { 0 } },
        { "mts_dialog/MTS-Dialog-TrainingSet.csv", BED_CONTAINER_CSV, 1201, 0, { 0 } },
        { "mts_dialog/MTS-Dialog-ValidationSet.csv", BED_CONTAINER_CSV, 100, 0, { 0 } },
        { "mts_dialog/MTS-Dialog-TestSet-1-MEDIQA-Chat-2023.csv",
          BED_CONTAINER_CSV,
          200,
          0,
          { 0 } },
        { "aci_bench/challenge_data", BED_CONTAINER_CSV, 174, 0, { 0 } },
        { "aci_bench/src_experiment_data", BED_CONTAINER_CSV, 15, 0, { 0 } },
        { "mmlu/dev", BED_CONTAINER_CSV, 30, 0, { 0 } },
        { "mmlu/val", BED_CONTAINER_CSV, 123, 0, { 0 } },
        { "mmlu/test", BED_CONTAINER_CSV, 538, 0, { 0 } },
        { "cmedqa2/dev_candidates.zip", BED_CONTAINER_CSV, 10000, 0, { 0 } },
        { "medicationqa/MedInfo2019-QA-Medications.xlsx", BED_CONTAINER_XLSX, 469, 0, { 0 } },
        { "liveqa/TREC-2017-LiveQA-Medical-qrels-NIST-692.txt", BED_CONTAINER_TEXT, 338, 0, { 0 } },
        { "liveqa/TREC-2017-LiveQA-Medical-Test.xml", BED_CONTAINER_XML, 52, 0, { 0 } },
        { .path      = "liveqa/TREC-2017-LiveQA-Medical-Test-Questions-w-summaries.xml",
          .container = BED_CONTAINER_XML,
          .n_records = 52,
          QUESTIONS },
        { .path      = "medquad/1_CancerGov_QA",
          .container = BED_CONTAINER_XML,
          .n_records = 76,
          PAIRS },
        { .path = "medquad/2_GARD_QA", .container = BED_CONTAINER_XML, .n_records = 239, PAIRS },
        { .path = "medquad/3_GHR_QA", .container = BED_CONTAINER_XML, .n_records = 350, PAIRS },
        { .path      = "medquad/4_MPlus_Health_Topics_QA",
          .container = BED_CONTAINER_XML,
          .n_records = 80,
          PAIRS },
        { .path      = "medquad/5_NIDDK_QA",
          .container = BED_CONTAINER_XML,
          .n_records = 88,
          .n_refused = 3, /* documents without a pair */
          PAIRS },
        { .path = "medquad/6_NINDS_QA", .container = BED_CONTAINER_XML, .n_records = 244, PAIRS },
        { .path      = "medquad/7_SeniorHealth_QA",
          .container = BED_CONTAINER_XML,
          .n_records = 106,
          PAIRS },
        { .path      = "medquad/8_NHLBI_QA_XML",
          .container = BED_CONTAINER_XML,
          .n_records = 78,
          PAIRS },
        { .path = "medquad/9_CDC_QA", .container = BED_CONTAINER_XML, .n_records = 74, PAIRS },
        { .path      = "medquad/10_MPlus_ADAM_QA",
          .container = BED_CONTAINER_XML,
          .n_records = 263,
          PAIRS },
        { .path      = "medquad/11_MPlusDrugs_QA",
          .container = BED_CONTAINER_XML,
          .n_records = 296,
          PAIRS },
        { .path      = "medquad/12_MPlusHerbsSupplements_QA",
          .container = BED_CONTAINER_XML,
          .n_records = 120,
          PAIRS },
    };
    char dir[BED_PATH_MAX];

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_case(data_dir(dir), &cases[i]);
}

/* The figures of the published files' turns by role. */
static void published_dialogues_split_without_rest(void **unused)
{
    static const bed_mark mts[] = {
        { BED_STR_INIT("Doctor"), BED_STR_INIT("clinician") },
        { BED_STR_INIT("Guest_clinician"), BED_STR_INIT("clinician") },
        { BED_STR_INIT("Guest_clinican"), BED_STR_INIT("clinician") },
        { BED_STR_INIT("Patient"), BED_STR_INIT("patient") },
        { BED_STR_INIT("Guest_family"), BED_STR_INIT("family") },
        { BED_STR_INIT("Gest_family"), BED_STR_INIT("family") },
    };
    static const struct {
        const char *path;
        int64_t     n_turns;
    } cases[] = {
        { "mts_dialog/MTS-Dialog-TrainingSet.csv", 11451 }, /* with one "Guest_family2:" */
        { "mts_dialog/MTS-Dialog-ValidationSet.csv", 814 },
        { "mts_dialog/MTS-Dialog-TestSet-1-MEDIQA-Chat-2023.csv", 1736 }, /* likewise */
    };
    bed_session *s;
    char         dir[BED_PATH_MAX], sql[2 * BED_PATH_MAX];
    int64_t      n;

    (void)unused;
    assert_int_equal(bed_session_open(NULL, &s, NULL), BED_OK);
    assert_int_equal(bed_source_register(s, NULL), BED_OK);
    bed_buffer map = BED_BUFFER(4096);
    for (size_t i = 0; i < sizeof mts / sizeof mts[0]; i++)
        assert_int_equal(bed_buffer_printf(&map, NULL, "%s'%.*s': '%.*s'", i == 0 ? "" : ", ",
                                           BED_STR_ARG(mts[i].label), BED_STR_ARG(mts[i].role)),
                         BED_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(sql, sizeof sql,
                 "SELECT sum(CASE WHEN t IS NULL THEN -1000000 ELSE len(t) END)::BIGINT FROM "
                 "(SELECT split_turns(ltrim(record->>'dialogue', '\"'), MAP {%s}) AS t FROM "
                 "read_records('%s/%s'))",
                 map.ptr, data_dir(dir), cases[i].path);
        assert_int_equal(bed_session_int(s, sql, &n, NULL), BED_OK);
        assert_int_equal(n, cases[i].n_turns);
    }
    bed_buffer_deinit(&map);
    bed_session_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_published_file_gives_its_records),
        cmocka_unit_test(published_dialogues_split_without_rest),
    };
    char dir[BED_PATH_MAX];

    if (!bed_path_is_dir(data_dir(dir))) {
        printf("no published files in '%s': skipped\n", dir);
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
