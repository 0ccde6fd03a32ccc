/* Every sample of every dataset is held against every dataset: its own takes it; another one
 * refuses it and says whose it is, unless the two stand in the list of those that content cannot
 * tell apart. */
#include "base/test.h"
#include "ingest/ingest.h"

#include <stdio.h>
#include <string.h>

typedef struct place {
    bed_catalog  *catalog;
    bed_detector *detector;
} place;

static int make_place(void **state)
{
    place    *p   = calloc(1, sizeof *p);
    bed_error err = { 0 };

    if (bed_catalog_load(NULL, &p->catalog, &err) != BED_OK)
        fail_msg("%s", err.text);
    assert_int_equal(bed_detector_create(p->catalog, &p->detector, NULL), BED_OK);
    *state = p;
    return 0;
}

static int drop_place(void **state)
{
    place *p = *state;

    bed_detector_destroy(p->detector);
    bed_catalog_destroy(p->catalog);
    free(p);
    return 0;
}

enum { ALIKE = 5, SAMPLES_AT_LEAST = 100 };

/* Forms that are the same in several datasets. */
static const struct {
    const char *form, *datasets[ALIKE];
} alike[] = {
    /* three files of one project, ChatDoctor: one layout, the same instruction in every record */
    { "alpaca", { "genmedgpt5k", "healthcaremagic", "icliniq" } },
    /* two releases of one layout, of which the second has more questions */
    { "questions", { "cmedqa", "cmedqa2" } },
    { "answers", { "cmedqa", "cmedqa2" } },
    { "candidates", { "cmedqa", "cmedqa2" } },
    { "pairs", { "cmedqa", "cmedqa2" } },
    { "reranking", { "cmedqa", "cmedqa2" } },
    /* layouts of training tools, which say nothing of where the talk comes from */
    { "sharegpt", { "bimed1_3m", "genmedgpt5k", "healthcaremagic", "icliniq", "psych8k" } },
    { "messages", { "bimed1_3m", "genmedgpt5k", "healthcaremagic", "icliniq", "psych8k" } },
};

static bool in_row(size_t row, const char *dataset)
{
    for (size_t i = 0; i < ALIKE; i++)
        if (alike[row].datasets[i] != NULL && strcmp(alike[row].datasets[i], dataset) == 0)
            return true;
    return false;
}

static bool are_alike(const char *form, const bed_dataset *a, const bed_dataset *b)
{
    for (size_t i = 0; i < sizeof alike / sizeof alike[0]; i++)
        if (strcmp(alike[i].form, form) == 0 && in_row(i, a->key) && in_row(i, b->key))
            return true;
    return false;
}

static bool is_part(const bed_dataset *whole, const bed_dataset *d)
{
    for (size_t i = 0; i < whole->n_parts; i++)
        if (strcmp(whole->parts[i].dataset, d->key) == 0)
            return true;
    return false;
}

/* The clinical notes that emrQA is about, which only their reader has: any text may be one. */
static bool takes_any_text(const bed_form *f)
{
    return f != NULL && strcmp(f->name, "note_text") == 0 && f->n_values == 0;
}

/* The sample of `own` given as one of `other`. */
static void hold_against(const place *p, const char *path, const bed_dataset *own,
                         const bed_form *form, const bed_dataset *other)
{
    bed_choice       c;
    bed_error        err = { 0 };
    const bed_status st  = bed_detect_choose(p->detector, other, path, true, &c, &err);

    if (is_part(other, own) && (st == BED_OK || c.rival != NULL)) {
        assert_ptr_equal(c.dataset, own);
        assert_string_equal(c.part->dataset, own->key);
        return;
    }
    if (are_alike(form->name, own, other)) {
        if (st != BED_OK || c.other == NULL)
            fail_msg("%s as %s: expected it to be taken with a note: %s", path, other->key,
                     err.text);
        return;
    }
    if (st == BED_OK && c.container == BED_CONTAINER_TEXT && takes_any_text(c.form))
        return;
    if (st != BED_EFORMAT)
        fail_msg("%s as %s: expected an error, found %s, form %s", path, other->key,
                 bed_code_name(st), c.form == NULL ? "none" : c.form->name);
    if (c.other_dataset == NULL ||
        (c.other_dataset != own && !are_alike(form->name, own, c.other_dataset)))
        fail_msg("%s as %s: expected %s, found: %s", path, other->key, own->key, err.text);
    if (strstr(err.text, c.other_dataset->key) == NULL ||
        strstr(err.text, "bedside ingest") == NULL)
        fail_msg("%s as %s: the error does not say whose it is: %s", path, other->key, err.text);
}

/* True when the sample is fit to be told: a broken one has no record to tell it by, and a file
 * beside the records that has no form looks like nothing else either. */
static bool takes_its_own(const place *p, const char *path, const bed_dataset *own,
                          const bed_form **form)
{
    bed_choice       c;
    bed_error        err = { 0 };
    const bed_status st  = bed_detect_choose(p->detector, own, path, true, &c, &err);

    *form = c.form;
    if (st == BED_EFORMAT && c.form == NULL && c.other == NULL)
        return false;
    if (st != BED_OK && c.rival == NULL)
        fail_msg("%s is not taken by its own: %s", path, err.text);
    if (c.other != NULL && !are_alike(c.form->name, own, c.other_dataset))
        fail_msg("%s: form %s fits as well as %s of %s", path, c.form->name, c.other->name,
                 c.other_dataset->key);
    return c.score > 0 && !takes_any_text(c.form);
}

static void a_file_is_told_from_those_of_all_other_datasets(void **state)
{
    const place *p         = *state;
    size_t       n_samples = 0;

    for (size_t i = 0; i < p->catalog->n_datasets; i++) {
        const bed_dataset *own   = p->catalog->datasets[i];
        bed_arena          arena = BED_ARENA(16 << 20);
        char               folder[BED_PATH_MAX];
        bed_file_list      files = { 0 };
        const bed_form    *form;

        assert_int_equal(bed_dataset_path(p->catalog, own, "sample", folder, NULL), BED_OK);
        if (own->n_forms > 0)
            assert_int_equal(bed_source_files(folder, &arena, &files, NULL), BED_OK);
        for (size_t f = 0; f < files.n; f++) {
            if (!takes_its_own(p, files.paths[f], own, &form))
                continue;
            n_samples++;
            for (size_t k = 0; k < p->catalog->n_datasets; k++)
                if (k != i)
                    hold_against(p, files.paths[f], own, form, p->catalog->datasets[k]);
        }
        bed_arena_deinit(&arena);
    }
    assert_true(n_samples >= SAMPLES_AT_LEAST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_told_from_those_of_all_other_datasets, make_place,
                                        drop_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
