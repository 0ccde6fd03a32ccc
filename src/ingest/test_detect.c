#include "base/test.h"
#include "ingest/inputs.h"

#include <stdio.h>
#include <string.h>

enum { SAID = 8192 };

typedef struct place {
    bed_catalog  *catalog;
    bed_detector *detector;
    char          dir[64];
    char          said[SAID]; /* by the library, a line each */
} place;

static int make_place(void **state)
{
    place    *p   = calloc(1, sizeof *p);
    bed_error err = { 0 };

    snprintf(p->dir, sizeof p->dir, "%s", "/tmp/bedside-detect-XXXXXX");
    assert_non_null(mkdtemp(p->dir));
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
    assert_int_equal(bed_dir_remove(p->dir, NULL), BED_OK);
    free(p);
    return 0;
}

static const char *put(const place *p, const char *name, const char *text, char path[BED_PATH_MAX])
{
    char folder[BED_PATH_MAX];

    snprintf(path, BED_PATH_MAX, "%s/%s", p->dir, name);
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    assert_int_equal(bed_dir_create(folder, NULL), BED_OK);
    assert_int_equal(bed_file_write(path, bed_str_of(text), NULL), BED_OK);
    return path;
}

static bed_status choose(const place *p, const char *dataset, const char *path, bed_choice *c,
                         bed_error *err)
{
    const bed_dataset *d = bed_catalog_dataset(p->catalog, dataset);

    assert_non_null(d);
    *err = (bed_error){ 0 };
    return bed_detect_choose(p->detector, d, path, true, c, err);
}

#define MEDMCQA(cop)                                                                               \
    "{\"id\":\"i\",\"question\":\"q\",\"opa\":\"a\",\"opb\":\"b\",\"opc\":\"c\",\"opd\":\"d\","    \
    "\"cop\":" cop ",\"choice_type\":\"single\",\"exp\":null,\"subject_name\":\"Anatomy\"}"
#define MEDQA                                                                                      \
    "{\"question\":\"q?\",\"answer\":\"a\",\"options\":{\"A\":\"a\",\"B\":\"b\"},"                 \
    "\"meta_info\":\"step1\",\"answer_idx\":\"A\"}"
#define MMLU "What beats?,lung,heart,skin,bone,B\nWhat sees?,eye,ear,nose,hand,A\n"

static void forms_that_fit_as_well_are_named_with_what_they_ask_for(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        { "[" MEDMCQA("1") "," MEDMCQA("3") "]",
          "forms authors and hf of medmcqa fit equally well: say which with --form (authors: cop "
          "matches ^([1-4](\\.0)?)?$; hf: cop matches ^(-1|[0-3])(\\.0)?$; all 2 values seen (1, 3) "
          "fit both)" },
        { "[" MEDMCQA("2") "]", "; the one value seen (2) fits both)" },
    };
    const place *p = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char       path[BED_PATH_MAX];
        bed_choice c;
        bed_error  err;

        put(p, "dev.json", cases[i].text, path);
        assert_int_equal(choose(p, "medmcqa", path, &c, &err), BED_EFORMAT);
        if (strstr(err.text, cases[i].says) == NULL)
            fail_msg("case %zu: '%s' lacks '%s'", i, err.text, cases[i].says);
        assert_string_equal(c.form->name, "authors");
        assert_string_equal(c.rival->name, "hf");
        assert_ptr_equal(c.rival_dataset, c.dataset);
    }
}

/* What a file is taken for, or what is said of it. */
static void a_file_is_taken_or_told(void **state)
{
    static const struct {
        const char   *dataset, *name, *text, *form, *says;
        bed_container container;
    } cases[] = {
        { "medmcqa", "x.csv", MMLU, NULL,
          "no form of medmcqa fits; this looks like mmlu (form authors_csv: all of the first 2 "
          "records fit): bedside ingest mmlu ",
          BED_CONTAINER_UNKNOWN },
        { "mmlu", "x.csv", MMLU, "authors_csv", NULL, BED_CONTAINER_CSV },
        /* JSON lines of one line, named as JSON are often named */
        { "medqa", "one.json", MEDQA "\n", "authors_jsonl", NULL, BED_CONTAINER_JSONL },
        { "medmcqa", "one.json", MEDMCQA("4"), "authors", NULL, BED_CONTAINER_JSONL },
        { "multimedqa", "one.json", MEDQA, "authors_jsonl", NULL, BED_CONTAINER_JSONL },
        { "mmlu", "one.json", MEDQA, NULL, "this looks like medqa (form authors_jsonl",
          BED_CONTAINER_UNKNOWN },
        /* an object over lines, some of which are JSON by themselves, is no JSON lines */
        { "medqa", "lines.json", "{\n\"a\": [\n1,\n2\n],\n\"b\":\n" MEDQA "\n}\n", NULL,
          "no form of medqa fits: ", BED_CONTAINER_UNKNOWN },
        /* a form that asks for little takes no file of which another asks for more */
        { "healthsearchqa", "test.jsonl",
          "{\"id\":\"1\",\"question\":\"q?\",\"opa\":\"a\",\"opb\":\"b\",\"opc\":\"c\",\"opd\":\"d\","
          "\"choice_type\":\"single\",\"subject_name\":\"s\"}\n{\"id\":\"2\",\"question\":\"r?\","
          "\"opa\":\"a\",\"opb\":\"b\",\"opc\":\"c\",\"opd\":\"d\",\"choice_type\":\"single\","
          "\"subject_name\":\"s\"}\n",
          NULL,
          "this looks more like medmcqa (form authors_test: all of the first 2 records fit) than "
          "like healthsearchqa (form numbered: all of the first 2 records fit): bedside ingest "
          "medmcqa ",
          BED_CONTAINER_UNKNOWN },
        { "healthsearchqa", "q.jsonl",
          "{\"id\":1,\"question\":\"q?\"}\n{\"id\":2,\"question\":\"r?\"}\n", "numbered", NULL,
          BED_CONTAINER_JSONL },
        { "healthsearchqa", "q.txt", "What is this?\nAnd this?\n", "text_lines", NULL,
          BED_CONTAINER_TEXT },
        { "healthsearchqa", "readme.txt", "Read me first\nno question is here\n", NULL,
          "no form of healthsearchqa fits: ", BED_CONTAINER_UNKNOWN },
        { "mmlu", "empty.csv", "", NULL, "the file is empty", BED_CONTAINER_UNKNOWN },
        { "medqa", "empty.json", "[]", NULL, "redump: the file holds no record",
          BED_CONTAINER_UNKNOWN },
        { "mmlu", "中文.csv", "什么跳动？,肺,心,皮肤,骨,B\n", "authors_csv", NULL,
          BED_CONTAINER_CSV },
    };
    const place *p = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char             path[BED_PATH_MAX];
        bed_choice       c;
        bed_error        err;
        const bed_status st =
            choose(p, cases[i].dataset, put(p, cases[i].name, cases[i].text, path), &c, &err);

        if (st != (cases[i].form == NULL ? BED_EFORMAT : BED_OK))
            fail_msg("case %zu: %s: %s", i, bed_code_name(st), err.text);
        if (cases[i].form == NULL && strstr(err.text, cases[i].says) == NULL)
            fail_msg("case %zu: '%s' lacks '%s'", i, err.text, cases[i].says);
        if (cases[i].form != NULL) {
            assert_string_equal(c.form->name, cases[i].form);
            assert_int_equal(c.container, cases[i].container);
        }
    }
}

/* ---- whole inputs ---- */

static void hear(void *context, bed_level level, const char *room, const char *text)
{
    place *p = context;
    size_t n = strlen(p->said);

    (void)room;
    snprintf(p->said + n, SAID - n, "%s%s\n", level == BED_LEVEL_WARNING ? "warning: " : "", text);
}

static bed_status find(place *p, const char *dataset, const char *form, const char *name,
                       bed_arena *arena, bed_inputs *inputs, bed_error *err)
{
    char                     path[BED_PATH_MAX];
    const char              *paths[] = { path };
    const bed_talk           talk    = { .message = hear, .context = p };
    const bed_ingest_options o       = {
              .dataset = dataset, .paths = paths, .n_paths = 1, .form = form, .talk = &talk
    };

    snprintf(path, sizeof path, "%s%s%s", p->dir, name[0] == '\0' ? "" : "/", name);
    *err       = (bed_error){ 0 };
    p->said[0] = '\0';
    return bed_inputs_find(p->catalog, &o, arena, inputs, err);
}

static void a_file_of_another_dataset_in_a_folder_is_left_out_and_named(void **state)
{
    place     *p     = *state;
    bed_arena  arena = BED_ARENA(16 << 20);
    bed_inputs inputs;
    bed_error  err;
    char       path[BED_PATH_MAX];

    put(p, "US/train.jsonl", MEDQA "\n" MEDQA "\n", path);
    put(p, "US/stray.csv", MMLU, path);
    put(p, "readme.txt", "Nothing.\n", path);
    assert_int_equal(find(p, "medqa", NULL, "", &arena, &inputs, &err), BED_OK);
    assert_int_equal(inputs.n, 3);
    for (size_t i = 0; i < inputs.n; i++) {
        const bed_input *in   = &inputs.at[i];
        const bool       ours = strcmp(in->shown, "US/train.jsonl") == 0;

        assert_int_equal(in->state, ours ? BED_INPUT_READ : BED_INPUT_SKIPPED);
        if (strcmp(in->shown, "US/stray.csv") == 0)
            assert_non_null(strstr(in->reason, "this looks like mmlu (form authors_csv"));
    }
    assert_non_null(strstr(p->said, "warning: 1 file looks like mmlu, left out: US/stray.csv\n"));
    assert_non_null(strstr(p->said, "1 file has no form of medqa, left out: readme.txt\n"));
    bed_inputs_deinit(&inputs);

    /* with nothing but such files there is nothing to read */
    assert_int_equal(find(p, "pubmedqa", NULL, "", &arena, &inputs, &err), BED_EFORMAT);
    assert_non_null(strstr(err.text, "no file here has a form of pubmedqa: 3 looked at; "
                                     "'US/stray.csv': no form of pubmedqa fits; this looks like "
                                     "mmlu"));
    bed_inputs_deinit(&inputs);

    /* named alone it is an error, unless the form is named too */
    assert_int_equal(find(p, "medqa", NULL, "US/stray.csv", &arena, &inputs, &err), BED_EFORMAT);
    assert_non_null(strstr(err.text, "bedside ingest mmlu "));
    bed_inputs_deinit(&inputs);
    assert_int_equal(find(p, "medqa", "redump", "US/stray.csv", &arena, &inputs, &err), BED_OK);
    assert_string_equal(inputs.at[0].choice.form->name, "redump");
    bed_inputs_deinit(&inputs);
    bed_arena_deinit(&arena);
}

static void a_broken_file_in_a_folder_is_left_out_with_a_warning_that_says_why(void **state)
{
    static const char whole[] =
        "<Document id=\"1\" source=\"GARD\" url=\"u\"><Focus>F</Focus><QAPairs>"
        "<QAPair pid=\"1\"><Question qid=\"1\" qtype=\"information\">Is it?"
        "</Question><Answer>It is.</Answer></QAPair></QAPairs></Document>";
    place     *p     = *state;
    bed_arena  arena = BED_ARENA(16 << 20);
    bed_inputs inputs;
    bed_error  err;
    char       path[BED_PATH_MAX], cut[64];

    memcpy(cut, whole, sizeof cut - 1);
    cut[sizeof cut - 1] = '\0';
    put(p, "1.xml", whole, path);
    put(p, "2.xml", cut, path);
    put(p, "readme.txt", "Nothing.\n", path);
    assert_int_equal(find(p, "medquad", NULL, "", &arena, &inputs, &err), BED_OK);
    assert_int_equal(inputs.n, 3);
    assert_non_null(strstr(p->said, "warning: 1 file cannot be read, left out: 2.xml: the document "
                                    "is cut short"));
    assert_non_null(strstr(p->said, "1 file has no form of medquad, left out: readme.txt\n"));
    bed_inputs_deinit(&inputs);

    put(p, "3.xml", cut, path);
    assert_int_equal(find(p, "medquad", NULL, "", &arena, &inputs, &err), BED_OK);
    assert_non_null(strstr(p->said, "warning: 2 files cannot be read, left out: 2.xml: "));
    assert_non_null(strstr(p->said, " (and 1 more)\n"));
    bed_inputs_deinit(&inputs);
    bed_arena_deinit(&arena);
}

static void forms_of_a_union_are_named_by_part_and_form(void **state)
{
    static const struct {
        const char *form, *part, *says;
    } cases[] = {
        { "medqa/redump", "medqa", NULL },
        { "mmlu/redump", "mmlu", NULL },
        { "authors_csv", "mmlu", NULL },
        { "redump", NULL,
          "form 'redump' is that of several parts of multimedqa: name one of "
          "medqa/redump, medmcqa/redump, pubmedqa/redump, mmlu/redump" },
        { "medqa/authors_csv", NULL, "no part of 'multimedqa' has a form 'medqa/authors_csv'" },
        { "qrels", NULL, "no part of 'multimedqa' has a form 'qrels'" },
        { "med/redump", NULL, "no part of 'multimedqa' has a form 'med/redump'" },
        { "", NULL, "no part of 'multimedqa' has a form ''" },
    };
    place    *p     = *state;
    bed_arena arena = BED_ARENA(16 << 20);
    char      path[BED_PATH_MAX];

    put(p, "x.csv", MMLU, path);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_inputs       inputs;
        bed_error        err;
        const bed_status st = find(p, "multimedqa", cases[i].form, "x.csv", &arena, &inputs, &err);

        if (st != (cases[i].part == NULL ? BED_EARGUMENT : BED_OK))
            fail_msg("case %zu: %s: %s", i, bed_code_name(st), err.text);
        if (cases[i].part == NULL && strstr(err.text, cases[i].says) == NULL)
            fail_msg("case %zu: '%s' lacks '%s'", i, err.text, cases[i].says);
        if (cases[i].part != NULL)
            assert_string_equal(inputs.at[0].choice.part->dataset, cases[i].part);
        bed_inputs_deinit(&inputs);
    }
    bed_arena_deinit(&arena);
}

static void files_that_are_no_part_of_a_union_are_left_out(void **state)
{
    place     *p     = *state;
    bed_arena  arena = BED_ARENA(16 << 20);
    bed_inputs inputs;
    bed_error  err;
    char       path[BED_PATH_MAX];

    put(p, "dev/anatomy_dev.csv", MMLU, path);
    put(p, "dev/College_Biology_dev.csv", MMLU, path); /* whatever the case of its name */
    put(p, "dev/virology_dev.csv", MMLU, path);
    put(p, "Taiwan/dev.jsonl", MEDQA "\n", path);
    assert_int_equal(find(p, "multimedqa", NULL, "", &arena, &inputs, &err), BED_OK);
    assert_int_equal(inputs.n, 4);
    for (size_t i = 0; i < inputs.n; i++)
        assert_int_equal(inputs.at[i].state, strstr(inputs.at[i].shown, "virology") == NULL &&
                                                     strstr(inputs.at[i].shown, "Taiwan") == NULL
                                                 ? BED_INPUT_READ
                                                 : BED_INPUT_SKIPPED);
    assert_non_null(strstr(p->said, "1 file looks like mmlu, left out: dev/virology_dev.csv\n"));
    assert_non_null(strstr(p->said, "1 file looks like medqa, left out: Taiwan/dev.jsonl\n"));
    bed_inputs_deinit(&inputs);
    bed_arena_deinit(&arena);
}

static void a_file_that_may_be_of_two_datasets_is_read_with_a_note(void **state)
{
    static const char text[] =
        "[{\"instruction\":\"If you are a doctor, please answer the medical questions based on the "
        "patient's description.\",\"input\":\"My knee hurts.\",\"output\":\"Rest it.\"}]";
    place     *p     = *state;
    bed_arena  arena = BED_ARENA(16 << 20);
    bed_inputs inputs;
    bed_error  err;
    char       path[BED_PATH_MAX];

    put(p, "a.json", text, path);
    put(p, "b.json", text, path);
    assert_int_equal(find(p, "genmedgpt5k", NULL, "", &arena, &inputs, &err), BED_OK);
    assert_string_equal(p->said, "'a.json' fits healthcaremagic (form alpaca) as well as "
                                 "genmedgpt5k (form alpaca): the content does not tell them apart, "
                                 "it is read as genmedgpt5k\n");
    bed_inputs_deinit(&inputs);
    assert_int_equal(find(p, "genmedgpt5k", "alpaca", "a.json", &arena, &inputs, &err), BED_OK);
    assert_string_equal(p->said, "");
    bed_inputs_deinit(&inputs);
    bed_arena_deinit(&arena);
}

/* With any single allocation lost: the same choice, or the error. */
static void lost_allocations_are_errors_not_other_choices(void **state)
{
    const place *p = *state;
    char         path[BED_PATH_MAX];
    size_t       n_failed = 0;

    put(p, "x.json", "[" MEDMCQA("4") "," MEDMCQA("1") "]", path);
    for (uint64_t n = 1; n < 100000; n++) {
        bed_detector *detector = NULL;
        bed_choice    c        = { 0 };
        bed_error     err      = { 0 };

        bed_alloc_fail_at(n);
        bed_status st = bed_detector_create(p->catalog, &detector, &err);
        if (st == BED_OK)
            st = bed_detect_choose(detector, bed_catalog_dataset(p->catalog, "medmcqa"), path, true,
                                   &c, &err);
        const bool all = bed_alloc_fail_at(0) < n;
        bed_detector_destroy(detector);
        if (st == BED_OK)
            assert_string_equal(c.form->name, "authors");
        else if (st != BED_EMEMORY)
            fail_msg("allocation %d: %s: %s", (int)n, bed_code_name(st), err.text);
        n_failed += st == BED_EMEMORY;
        if (all)
            break;
    }
    assert_true(n_failed > 10);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, drop_place)
    const struct CMUnitTest tests[] = {
        TEST(forms_that_fit_as_well_are_named_with_what_they_ask_for),
        TEST(a_file_is_taken_or_told),
        TEST(a_file_of_another_dataset_in_a_folder_is_left_out_and_named),
        TEST(a_broken_file_in_a_folder_is_left_out_with_a_warning_that_says_why),
        TEST(forms_of_a_union_are_named_by_part_and_form),
        TEST(files_that_are_no_part_of_a_union_are_left_out),
        TEST(a_file_that_may_be_of_two_datasets_is_read_with_a_note),
        TEST(lost_allocations_are_errors_not_other_choices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
