/* The catalogue that bedside brings along: complete, and what the survey says of it. */
#include "base/test.h"
#include "catalog/schema.h"

static bed_catalog *load(void)
{
    char         line[2048];
    bed_error    err = { 0 };
    bed_catalog *c   = NULL;

    if (bed_catalog_load(".", &c, &err) != BED_OK)
        fail_msg("%s", bed_error_line(&err, line, sizeof line));
    return c;
}

static const char *const keys[] = {
    "medqa",    "cmexam",   "medmcqa",   "xmedbench",    "multimedqa", "bioasq",
    "pubmedqa", "medquad",  "bimed1_3m", "medicationqa", "emrqa",      "healthcaremagic",
    "icliniq",  "cmedqa",   "huatuo26m", "meddg",        "meddialog",  "cmtmedqa",
    "bianque",  "notechat", "psych8k",
};
enum { N_KEYS = sizeof keys / sizeof keys[0] };

static void the_survey_s_21_datasets_stand_first_by_number(void **unused)
{
    bed_catalog *c = load();

    (void)unused;
    assert_int_equal(N_KEYS, 21);
    assert_true(c->n_datasets >= N_KEYS);
    for (size_t i = 0; i < N_KEYS; i++) {
        assert_int_equal(c->datasets[i]->number, i + 1);
        assert_string_equal(c->datasets[i]->key, keys[i]);
    }
    for (size_t i = N_KEYS; i < c->n_datasets; i++)
        assert_int_equal(c->datasets[i]->number, 0);
    bed_catalog_destroy(c);
}

static bool has_source(const bed_dataset *d, const char *part)
{
    for (size_t i = 0; i < d->n_scale; i++)
        if (strstr(d->scale[i].source, part) != NULL)
            return true;
    return false;
}

static void each_of_them_has_what_the_survey_s_table_has(void **unused)
{
    bed_catalog *c = load();

    (void)unused;
    for (size_t i = 0; i < N_KEYS; i++) {
        const bed_dataset *d = c->datasets[i];

        /* of XMedBench the table says no more than that it is multilingual */
        if (!has_source(d, "survey") && strcmp(d->key, "xmedbench") != 0)
            fail_msg("%s: no figure of the survey", d->key);
        if (d->n_scale < 2)
            fail_msg("%s: %zu figures; expected the survey's and another", d->key, d->n_scale);
        if (d->n_objectives == 0 || d->n_gaps == 0)
            fail_msg("%s: no objectives or no gaps", d->key);
        if (d->homepage[0] == '\0' || d->annotation_note[0] == '\0')
            fail_msg("%s: no homepage or no note on annotation", d->key);
    }
    bed_catalog_destroy(c);
}

static void every_dataset_can_be_cited(void **unused)
{
    bed_catalog *c = load();

    (void)unused;
    for (size_t i = 0; i < c->n_datasets; i++) {
        const char *fault = bed__bibtex_fault(c->datasets[i]->citation);

        if (fault != NULL)
            fail_msg("%s: %s", c->datasets[i]->key, fault);
    }
    bed_catalog_destroy(c);
}

/* "@misc{key," of a citation. */
static bed_str citation_key(const char *citation)
{
    const char *open  = strchr(citation, '{');
    const char *comma = strchr(citation, ',');

    assert_true(open != NULL && comma != NULL && open < comma);
    return bed_trim((bed_str){ open + 1, (size_t)(comma - open - 1) });
}

static void two_citations_with_one_key_are_the_same(void **unused)
{
    bed_catalog *c = load();

    (void)unused;
    for (size_t i = 0; i < c->n_datasets; i++)
        for (size_t j = 0; j < i; j++) {
            const char *a = c->datasets[i]->citation, *b = c->datasets[j]->citation;

            if (bed_str_equal(citation_key(a), citation_key(b)) && strcmp(a, b) != 0)
                fail_msg("%s and %s cite differently by one key", c->datasets[i]->key,
                         c->datasets[j]->key);
        }
    bed_catalog_destroy(c);
}

static void the_numbers_of_the_survey_are_those_it_prints(void **unused)
{
    static const struct {
        const char *key, *text;
    } cases[] = {
        { "medqa", "~60K" },   { "cmexam", "~60K" },      { "medmcqa", "~193K" },
        { "medquad", "~47K" }, { "medicationqa", "674" }, { "meddg", "18K" },
        { "cmtmedqa", "70K" }, { "psych8k", "~8K" },      { "huatuo26m", "~26M" },
        { "bioasq", "~5K" },   { "bianque", "~2.4M" },
    };
    bed_catalog *c = load();

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const bed_dataset *d     = bed_catalog_dataset(c, cases[i].key);
        bool               found = false;

        for (size_t k = 0; k < d->n_scale; k++)
            found |= strcmp(d->scale[k].text, cases[i].text) == 0 &&
                     strstr(d->scale[k].source, "survey") != NULL;
        if (!found)
            fail_msg("%s: no figure '%s' of the survey", cases[i].key, cases[i].text);
    }
    bed_catalog_destroy(c);
}

static void the_methods_benchmarks_and_metrics_of_the_survey_are_there(void **unused)
{
    static const struct {
        bed_catalog_kind kind;
        const char      *id;
    } cases[] = {
        { BED_CATALOG_METHODS, "instruction_tuning" },
        { BED_CATALOG_METHODS, "chain_of_thought" },
        { BED_CATALOG_METHODS, "selective_layers" },
        { BED_CATALOG_METHODS, "domain_vocabulary" },
        { BED_CATALOG_METHODS, "full_finetuning" },
        { BED_CATALOG_METHODS, "lora" },
        { BED_CATALOG_METHODS, "qlora" },
        { BED_CATALOG_METHODS, "multi_turn_sft" },
        { BED_CATALOG_METHODS, "reward_model" },
        { BED_CATALOG_METHODS, "rlhf_ppo" },
        { BED_CATALOG_METHODS, "conversational_preference_training" },
        { BED_CATALOG_METRICS, "accuracy" },
        { BED_CATALOG_METRICS, "bleu" },
        { BED_CATALOG_METRICS, "rouge_l" },
        { BED_CATALOG_METRICS, "bertscore" },
        { BED_CATALOG_METRICS, "distinct_n" },
        { BED_CATALOG_METRICS, "pqa" },
        { BED_CATALOG_METRICS, "cot_accuracy" },
        { BED_CATALOG_BENCHMARKS, "tcmbench" },
    };
    bed_catalog *c             = load();
    size_t       n_counselling = 0;

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (bed_catalog_entry(c, cases[i].kind, cases[i].id) == NULL)
            fail_msg("no %s/%s", bed_catalog_kind_name(cases[i].kind), cases[i].id);
    for (size_t i = 0; i < c->entries[BED_CATALOG_METRICS].n; i++)
        n_counselling += bed_str_starts(bed_str_of(c->entries[BED_CATALOG_METRICS].at[i]->id),
                                        BED_STR("counselling_"));
    assert_int_equal(n_counselling, 7);
    bed_catalog_destroy(c);
}

static void the_program_finds_its_data_without_being_told(void **unused)
{
    char      dir[BED_PATH_MAX];
    bed_error err = { 0 };

    (void)unused;
    assert_int_equal(unsetenv("BEDSIDE_DATA"), 0);
    assert_int_equal(bed_catalog_data_dir(dir, &err), BED_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_survey_s_21_datasets_stand_first_by_number),
        cmocka_unit_test(each_of_them_has_what_the_survey_s_table_has),
        cmocka_unit_test(every_dataset_can_be_cited),
        cmocka_unit_test(two_citations_with_one_key_are_the_same),
        cmocka_unit_test(the_numbers_of_the_survey_are_those_it_prints),
        cmocka_unit_test(the_methods_benchmarks_and_metrics_of_the_survey_are_there),
        cmocka_unit_test(the_program_finds_its_data_without_being_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
