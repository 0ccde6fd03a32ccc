/* The forms that Hugging Face publishes as Parquet: a Parquet file made of a form's text sample is
 * told to be of the same form and gives the same records and refusals as the text does. */
#include "base/test.h"
#include "ingest/ingest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *dataset, *form, *sample; /* below datasets/<dataset>/sample */
    uint64_t    records, quarantined;
} cases[] = {
    { "cmtmedqa", "authors_json", "authors_test.json", 16, 2 },
    { "huatuo26m", "hf_qa", "hf/consultation/validation_datasets.jsonl", 3, 0 },
    { "huatuo26m", "hf_qa", "hf/encyclopedia/test_datasets.jsonl", 4, 1 },
    { "huatuo26m", "hf_qa", "hf/knowledge_graph/test_datasets.jsonl", 5, 0 },
    { "huatuo26m", "hf_qa", "hf/testdatasets.jsonl", 2, 0 },
    { "huatuo26m", "lite", "lite.jsonl", 6, 1 },
    { "medicationqa", "authors_xlsx", "copy.csv", 3, 0 },
    { "medmcqa", "hf", "hf_test.jsonl", 2, 1 },
    { "medmcqa", "hf", "hf_validation.jsonl", 4, 0 },
    { "medqa", "authors_jsonl", "authors/US/4_options/phrases_no_exclude_test.jsonl", 2, 0 },
    { "medqa", "bigbio", "bigbio_validation.jsonl", 4, 1 },
    { "medqa", "usmle_hf", "usmle_hf_dev.jsonl", 4, 1 },
    { "medquad", "flat", "flat.csv", 5, 1 },
    { "mmlu", "hf", "hf_test.jsonl", 4, 1 },
    { "mts_dialog", "csv", "MTS-Dialog-TrainingSet.csv", 14, 2 },
    { "pubmedqa", "bigbio", "bigbio_train.jsonl", 3, 0 },
    { "pubmedqa", "hf", "hf_labeled.jsonl", 3, 1 },
};

typedef struct place {
    bed_catalog *catalog;
    char         dir[64];
} place;

static int make_place(void **state)
{
    place    *p   = calloc(1, sizeof *p);
    bed_error err = { 0 };

    snprintf(p->dir, sizeof p->dir, "%s", "/tmp/bedside-parquet-XXXXXX");
    assert_non_null(mkdtemp(p->dir));
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

static void make_parquet(const char *sample, const char *path)
{
    const char  *extension = strrchr(sample, '.');
    const bool   csv       = strcmp(extension, ".csv") == 0;
    bed_session *s;
    bed_error    err = { 0 };
    char         sql[1024];

    snprintf(sql, sizeof sql, "COPY (SELECT * FROM %s('%s'%s)) TO '%s' (FORMAT parquet)",
             csv ? "read_csv" : "read_json_auto", sample,
             csv ? ", header = true, all_varchar = true" : "", path);
    assert_int_equal(bed_session_open(NULL, &s, NULL), BED_OK);
    if (bed_session_run(s, sql, &err) != BED_OK)
        fail_msg("%s: %s", sample, err.text);
    bed_session_close(s);
}

static bed_ingest_counts ingest(const place *p, const char *dataset, const char *path)
{
    const char        *paths[] = { path };
    char               out[256];
    bed_ingest_options o = { .dataset = dataset, .paths = paths, .n_paths = 1, .overwrite = true };
    bed_ingest_counts  n;
    bed_run_record     record;
    bed_error          err = { 0 };

    snprintf(out, sizeof out, "%s/corpus", p->dir);
    o.out = out;
    bed_run_record_init(&record, "ingest", 0);
    if (bed_ingest(p->catalog, &o, &n, &record, &err) != BED_OK)
        fail_msg("%s: %s", path, err.text);
    bed_run_record_deinit(&record);
    return n;
}

static void parquet_gives_what_the_text_gives(void **state)
{
    const place  *p = *state;
    bed_detector *detector;

    assert_int_equal(bed_detector_create(p->catalog, &detector, NULL), BED_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const bed_dataset *dataset;
        bed_choice         choice;
        bed_error          err = { 0 };
        char               sample[256], path[128];

        snprintf(sample, sizeof sample, "datasets/%s/sample/%s", cases[i].dataset, cases[i].sample);
        snprintf(path, sizeof path, "%s/%zu.parquet", p->dir, i);
        make_parquet(sample, path);
        assert_int_equal(bed_catalog_need_dataset(p->catalog, cases[i].dataset, &dataset, NULL),
                         BED_OK);
        if (bed_detect_choose(detector, dataset, path, true, &choice, &err) != BED_OK)
            fail_msg("%s: %s", sample, err.text);
        assert_string_equal(choice.form->name, cases[i].form);
        assert_int_equal(choice.container, BED_CONTAINER_PARQUET);

        const bed_ingest_counts parquet = ingest(p, cases[i].dataset, path);
        const bed_ingest_counts text    = ingest(p, cases[i].dataset, sample);
        assert_int_equal(parquet.records, cases[i].records);
        assert_int_equal(parquet.quarantined, cases[i].quarantined);
        assert_int_equal(text.records, cases[i].records);
        assert_int_equal(text.quarantined, cases[i].quarantined);
    }
    bed_detector_destroy(detector);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(parquet_gives_what_the_text_gives, make_place, drop_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
