/* Metrics of labels and keys, held against scikit-learn's figures (fixtures/answers.jsonl, made by
 * scripts/make_answers_fixture.py). */
#include "metric/label_sets.h"

#include "base/test.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ITEMS = 256, LABELS = 8 };

static const double NEAR = 1e-12; /* the references' sums are in another order */

typedef struct set {
    bed_item          items[ITEMS];
    bed_str           gold[ITEMS][LABELS], answers[ITEMS][LABELS];
    bed_answer_option options[ITEMS][LABELS];
    uint32_t          rows[ITEMS];
    double            weights[ITEMS];
    size_t            n;
} set;

static bed_str text_of(const json_t *value)
{
    assert_true(json_is_string(value));
    return (bed_str){ json_string_value(value), json_string_length(value) };
}

static void read_labels(const json_t *list, bed_str *out, size_t *n)
{
    *n = json_array_size(list);
    assert_true(*n <= LABELS);
    for (size_t i = 0; i < *n; i++)
        out[i] = text_of(json_array_get(list, i));
}

static void read_weights(const json_t *row, set *s)
{
    const json_t *const weights = json_object_get(row, "weights");

    for (size_t i = 0; i < s->n; i++) {
        s->rows[i]    = (uint32_t)i;
        s->weights[i] = json_is_array(weights) ? json_number_value(json_array_get(weights, i)) : 1;
    }
}

static void read_answers(const json_t *row, set *s)
{
    const json_t *const gold    = json_object_get(row, "gold");
    const json_t *const answers = json_object_get(row, "answers");
    const json_t *const options = json_object_get(row, "options");

    s->n = json_array_size(gold);
    assert_true(s->n > 0 && s->n <= ITEMS);
    for (size_t i = 0; i < s->n; i++) {
        bed_item *const item = &s->items[i];

        *item =
            (bed_item){ .refs = s->gold[i], .answers = s->answers[i], .choices = s->options[i] };
        read_labels(json_array_get(gold, i), s->gold[i], &item->n_refs);
        read_labels(json_array_get(answers, i), s->answers[i], &item->n_answers);
        item->n_choices = json_array_size(options);
        for (size_t k = 0; k < item->n_choices; k++)
            s->options[i][k].key = text_of(json_array_get(options, k));
    }
    read_weights(row, s);
}

static void read_choices(const json_t *row, set *s)
{
    const json_t *const list = json_object_get(row, "choices");

    s->n = json_array_size(list);
    assert_true(s->n > 0 && s->n <= ITEMS);
    for (size_t i = 0; i < s->n; i++) {
        const json_t *const one   = json_array_get(list, i);
        const json_t *const texts = json_object_get(one, "texts");
        const json_t *const lls   = json_object_get(one, "log_likelihoods");
        bed_item *const     item  = &s->items[i];

        *item = (bed_item){ .refs = s->gold[i], .choices = s->options[i], .n_choices = 4 };
        read_labels(json_object_get(one, "right"), s->gold[i], &item->n_refs);
        for (size_t k = 0; k < 4; k++)
            s->options[i][k] = (bed_answer_option){ { &"ABCD"[k], 1 },
                                                    text_of(json_array_get(texts, k)),
                                                    json_number_value(json_array_get(lls, k)) };
    }
    read_weights(row, s);
}

static bed_measured *measured(const char *metric, const char *settings, const set *s)
{
    const bed_items items = { .items = s->items, .n = s->n, .n_systems = 1 };
    bed_error       err   = { 0 };
    bed_settings   *with  = NULL;
    bed_measured   *rows  = NULL;

    assert_int_equal(bed_settings_create(bed_metric_find(bed_str_of(metric)), &with, &err), BED_OK);
    assert_int_equal(bed_settings_set(with, bed_str_of(settings), &err), BED_OK);
    if (bed_metric_measure(with, &items, NULL, &rows, &err) != BED_OK)
        fail_msg("%s: row %d: %s", metric, (int)err.row, err.text);
    bed_settings_destroy(with);
    return rows;
}

/* The value of a name among what the metric gives for the whole set. */
static double value_of(const char *metric, const char *settings, const set *s, const char *name)
{
    bed_measured *const rows   = measured(metric, settings, s);
    double *const       values = bed_new_array(double, rows->n_values);
    double              found  = -1;

    assert_int_equal(
        bed_measured_score(rows, &(bed_selection){ s->rows, s->weights, s->n }, values, NULL),
        BED_OK);
    for (size_t i = 0; i < rows->n_values; i++)
        if (strcmp(rows->values[i], name) == 0)
            found = values[i];
    bed_free(values);
    bed_measured_destroy(rows);
    return found;
}

static void compare(const char *what, const char *name, double ours, double theirs)
{
    if (!(fabs(ours - theirs) <= NEAR))
        fail_msg("%s, %s: %.17g, scikit-learn %.17g", what, name, ours, theirs);
}

/* "f1/macro", "f1/[fever]", "accuracy", "partial_credit/jaccard", "acc_norm/bytes" */
static void compare_value(const json_t *row, const char *key, double theirs, const set *s)
{
    const char *const what     = json_string_value(json_object_get(row, "case"));
    const char *const positive = json_string_value(json_object_get(row, "positive"));
    const char *const slash    = strchr(key, '/');
    char              metric[64], settings[256] = "", name[256];
    size_t            used = 0;

    snprintf(metric, sizeof metric, "%.*s", slash == NULL ? 60 : (int)(slash - key), key);
    snprintf(name, sizeof name, "%s%s", metric, slash != NULL && slash[1] == '[' ? slash + 1 : "");
    if (slash != NULL && slash[1] != '[')
        used = (size_t)snprintf(settings, sizeof settings, "%s=%s",
                                strcmp(metric, "partial_credit") == 0 ? "rule"
                                : strcmp(metric, "acc_norm") == 0     ? "norm"
                                                                      : "average",
                                slash + 1);
    if (positive != NULL)
        used += (size_t)snprintf(settings + used, sizeof settings - used, ";positive=%s", positive);
    if (json_is_array(json_object_get(row, "labels")))
        snprintf(settings + used, sizeof settings - used, ";labels=yes, no,never seen");
    compare(what, key, value_of(metric, settings, s, name), theirs);
    if (strcmp(key, "f1/macro") == 0 && json_is_null(json_object_get(row, "labels")))
        compare(what, "macro_f1", value_of("macro_f1", "", s, "macro_f1"), theirs);
    if (strcmp(key, "f1/weighted") == 0 && !json_is_array(json_object_get(row, "labels")))
        compare(what, "weighted_f1", value_of("weighted_f1", "", s, "weighted_f1"), theirs);
    if (strncmp(what, "pubmedqa", 8) != 0)
        return;
    if (strcmp(key, "f1/macro") == 0)
        compare(what, "pubmedqa", value_of("pubmedqa", "", s, "macro_f1"), theirs);
    else if (strcmp(key, "accuracy") == 0)
        compare(what, "pubmedqa", value_of("pubmedqa", "", s, "pubmedqa"), theirs);
    else if (strncmp(key, "f1/[", 4) == 0)
        compare(what, "pubmedqa", value_of("pubmedqa", "", s, name), theirs);
}

static void gives_what_the_references_give(void **unused)
{
    set *const s    = bed_alloc(1, sizeof *s);
    bed_buffer text = BED_BUFFER((size_t)1 << 24);
    bed_error  err  = { 0 };
    size_t     n    = 0;

    (void)unused;
    assert_int_equal(bed_file_read("src/metric/fixtures/answers.jsonl", &text, &err), BED_OK);
    for (bed_str rest = bed_buffer_str(&text), line; rest.len > 0;) {
        const char *key;
        json_t     *value;

        line              = bed_take_line(&rest);
        json_t *const row = json_loadb(line.ptr, line.len, 0, NULL);
        assert_non_null(row);
        if (json_object_get(row, "gold") != NULL)
            read_answers(row, s);
        else if (json_object_get(row, "choices") != NULL)
            read_choices(row, s);
        json_object_foreach(json_object_get(row, "values"), key, value)
        {
            compare_value(row, key, json_number_value(value), s);
            n++;
        }
        json_decref(row);
    }
    assert_true(n > 300);
    bed_buffer_deinit(&text);
    bed_free(s);
}

/* ---- single cases ---------------------------------------------------------------------------- */

static bed_str at(const char *text)
{
    return bed_str_of(text);
}

typedef struct pair {
    const char *answer, *gold; /* NULL: none */
} pair;

static void fill(set *s, const pair *pairs, size_t n, const bed_answer_option *choices,
                 size_t n_choices)
{
    s->n = n;
    for (size_t i = 0; i < n; i++) {
        s->gold[i][0]    = at(pairs[i].gold);
        s->answers[i][0] = at(pairs[i].answer);
        s->items[i]      = (bed_item){ .refs      = s->gold[i],
                                       .n_refs    = pairs[i].gold != NULL,
                                       .answers   = s->answers[i],
                                       .n_answers = pairs[i].answer != NULL,
                                       .choices   = choices,
                                       .n_choices = n_choices };
        s->rows[i]       = (uint32_t)i;
        s->weights[i]    = 1;
    }
}

static void reads_keys_in_every_way_they_are_written(void **unused)
{
    static const struct {
        const char *text;
        uint64_t    keys;
    } cases[] = {
        { "B", 2 },
        { "BD", 10 },
        { "B,D", 10 },
        { "B、D", 10 },
        { "b d", 10 },
        { "(B) (D)", 10 },
        { "ＢＤ", 10 },
        { "Ｂ、Ｄ。", 10 },
        { "D, B", 10 },
        { "B；D", 10 },
        { "ABCDE", 31 },
        { "B/D", 10 },
        { "【B】", 2 },
        { "B.", 2 },
        { "B+D", 10 },
        { "", 0 },
        { "  ", 0 },
        { "BB", 0 },
        { "BED", 26 },
        { "Best", 0 },
        { "B and D", 0 },
        { "B\xff", 0 },
        { "2", 0 },
        { "ｂ", 2 },
        { "A，B，C", 7 },
        { "B D\xe3\x80\x80"
          "A",
          11 },
    };
    uint64_t keys;

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const bool is = bed__keys_cut(at(cases[i].text), NULL, 0, &keys);

        if (is != (cases[i].keys != 0) || (is && keys != cases[i].keys))
            fail_msg("'%s': %d, %#llx", cases[i].text, is, (unsigned long long)keys);
    }
}

static void reads_keys_among_the_options_of_the_question(void **unused)
{
    static const bed_answer_option options[] = { { .key = BED_STR_INIT("1") },
                                                 { .key = BED_STR_INIT("2") },
                                                 { .key = BED_STR_INIT("10") },
                                                 { .key = BED_STR_INIT("甲") } };
    uint64_t                       keys;

    (void)unused;
    assert_true(bed__keys_cut(at("1,2"), options, 4, &keys) && keys == 3);
    assert_true(bed__keys_cut(at("10"), options, 4, &keys) && keys == 4);
    assert_true(bed__keys_cut(at("甲2"), options, 4, &keys) && keys == 10);
    assert_true(bed__keys_cut(at("２１"), options, 4, &keys) && keys == 3);
    assert_false(bed__keys_cut(at("3"), options, 4, &keys));
    assert_false(bed__keys_cut(at("1,3"), options, 4, &keys));
}

static void reads_labels_as_keys_only_where_all_right_answers_are_keys(void **unused)
{
    static const pair keys[]   = { { "D、b", "BD" }, { "A", "A" }, { "AC", "A" }, { NULL, "C" } };
    static const pair groups[] = { { "BA", "AB" }, { "O", "O" }, { "A", "A" } };
    set *const        s        = bed_alloc(1, sizeof *s);

    (void)unused;
    fill(s, keys, 4, NULL, 0);
    assert_true(value_of("accuracy", "", s, "accuracy") == 0.5);
    assert_true(value_of("accuracy", "", s, "unanswered") == 0.25);
    assert_true(value_of("accuracy", "keys=no", s, "accuracy") == 0.25);
    assert_true(value_of("partial_credit", "", s, "partial_credit") == 0.5);
    assert_true(value_of("partial_credit", "rule=jaccard", s, "partial_credit") == 2.5 / 4);
    fill(s, groups, 3, NULL, 0); /* blood groups: AB is one label, for O is no key beside A to J */
    assert_true(value_of("accuracy", "", s, "accuracy") == 2.0 / 3);
    assert_true(value_of("accuracy", "keys=yes", s, "accuracy") == 1);
    bed_free(s);
}

/* Two sets that were read in different ways do not sign alike. */
static void signs_with_how_labels_were_read(void **unused)
{
    static const char *const names[]  = { "accuracy", "partial_credit", "f1" };
    static const pair        keys[]   = { { "D、b", "BD" }, { "A", "A" } };
    static const pair        groups[] = { { "BA", "AB" }, { "O", "O" } };
    set *const               s        = bed_alloc(1, sizeof *s);

    (void)unused;
    for (size_t i = 0; i < 2 * sizeof names / sizeof names[0]; i++) {
        bed_buffer sign = BED_BUFFER(1 << 12);

        fill(s, i % 2 == 0 ? keys : groups, 2, NULL, 0);
        bed_measured *const rows = measured(names[i / 2], "", s);
        assert_int_equal(bed_measured_sign(rows, &sign, NULL), BED_OK);
        assert_non_null(strstr(sign.ptr, i % 2 == 0 ? "|keys:yes|" : "|keys:no|"));
        bed_measured_destroy(rows);
        bed_buffer_deinit(&sign);
    }
    bed_free(s);
}

static void leaves_out_what_weighs_nothing(void **unused)
{
    static const pair pairs[] = { { "x", "x" }, { "y", "x" }, { "z", "y" } };
    set *const        s       = bed_alloc(1, sizeof *s);

    (void)unused;
    fill(s, pairs, 3, NULL, 0);
    s->weights[2] = 0;
    s->weights[1] = 0.5;
    assert_true(fabs(value_of("accuracy", "", s, "accuracy") - 1 / 1.5) < 1e-15);
    /* classes x (tp 1, gold 1.5, pred 1) and y (pred 0.5); z does not occur */
    assert_true(fabs(value_of("macro_f1", "", s, "macro_f1") - (2 / 2.5) / 2) < 1e-15);
    assert_true(isnan(value_of("macro_f1", "", s, "macro_f1[z]")));
    bed_free(s);
}

static void gives_no_number_for_nothing(void **unused)
{
    static const char *const names[] = { "accuracy", "partial_credit", "precision",   "recall",
                                         "f1",       "macro_f1",       "weighted_f1", "pubmedqa" };
    static const pair        pairs[] = { { "yes", "yes" } };
    set *const               s       = bed_alloc(1, sizeof *s);
    double                   values[8];

    (void)unused;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        fill(s, pairs, 1, NULL, 0);
        bed_measured *rows = measured(names[i], "", s);
        assert_int_equal(
            bed_measured_score(rows, &(bed_selection){ s->rows, s->weights, 0 }, values, NULL),
            BED_UNDEFINED);
        bed_measured_destroy(rows);
        s->n = 0;
        bed_measured_destroy(measured(names[i], "", s));
    }
    bed_free(s);
}

static bed_status refused(const char *metric, const char *settings, const set *s, bed_error *err)
{
    const bed_items items = { .items = s->items, .n = s->n, .n_systems = 1 };
    bed_settings   *with  = NULL;
    bed_measured   *rows  = NULL;

    *err = (bed_error){ 0 };
    assert_int_equal(bed_settings_create(bed_metric_find(at(metric)), &with, NULL), BED_OK);
    assert_int_equal(bed_settings_set(with, at(settings), NULL), BED_OK);
    const bed_status st = bed_metric_measure(with, &items, NULL, &rows, err);
    bed_settings_destroy(with);
    bed_measured_destroy(rows);
    return st;
}

static void refuses_what_has_no_meaning(void **unused)
{
    static const struct {
        const char *metric, *settings;
        pair        pairs[2];
        uint64_t    row;
        const char *text;
    } cases[] = {
        { "accuracy", "", { { "A", "A" }, { "B", " " } }, 2, "the right answer is empty" },
        { "accuracy", "", { { "A", "A" }, { "B", NULL } }, 2, "accuracy needs a right answer" },
        { "partial_credit", "", { { "A", "" }, { "B", "B" } }, 1, "the right answer is empty" },
        { "partial_credit",
          "rule=per_option",
          { { "A", "A" }, { "B", "B" } },
          1,
          "rule=per_option needs the options of its question; take rule=jaccard where there are "
          "none" },
        { "pubmedqa",
          "",
          { { "yes", "YES " }, { "no", "unsure" } },
          2,
          "the right answer is none of yes, no and maybe" },
        { "f1",
          "average=binary",
          { { "ill", "ill" }, { "well", "ill" } },
          0,
          "average=binary: none of the classes is yes, true, positive or 1; name the one that "
          "counts with positive=" },
        { "f1",
          "average=binary",
          { { "yes", "no" }, { "maybe", "no" } },
          0,
          "average=binary of 3 classes: name the one that counts with positive=, or take "
          "average=macro" },
        { "recall",
          "average=binary; positive=sick",
          { { "ill", "ill" }, { "well", "ill" } },
          0,
          "positive=sick: no answer and no right label is 'sick'" },
        { "f1", "labels=a,,b", { { "a", "a" }, { "b", "b" } }, 0, "labels=a,,b: a label is empty" },
    };
    set *const s = bed_alloc(1, sizeof *s);
    bed_error  err;

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fill(s, cases[i].pairs, 2, NULL, 0);
        assert_int_equal(refused(cases[i].metric, cases[i].settings, s, &err), BED_EARGUMENT);
        assert_string_equal(err.text, cases[i].text);
        assert_int_equal(err.row, cases[i].row);
    }
    bed_free(s);
}

static void refuses_options_without_their_likelihoods(void **unused)
{
    static const struct {
        const char *metric;
        double      second;
        const char *text, *right, *message;
    } cases[] = {
        { "acc", (double)NAN, "rest", "B", "option B has no log-likelihood" },
        { "acc_norm", 2.5, "rest", "B",
          "option B has a log-likelihood of 2.5: expected at most 0" },
        { "acc", (double)INFINITY, "rest", "B",
          "option B has a log-likelihood of inf: expected at most 0" },
        { "acc_norm", -1, "", "B", "option B has no text to divide by" },
        { "acc", -1, "rest", "C", "the right answer 'C' is no key of an option" },
    };
    set *const s = bed_alloc(1, sizeof *s);
    bed_error  err;

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const pair              pairs[]   = { { NULL, cases[i].right } };
        const bed_answer_option options[] = { { BED_STR("A"), BED_STR("ice"), -3.25 },
                                              { BED_STR("B"), at(cases[i].text),
                                                cases[i].second } };

        fill(s, pairs, 1, options, 2);
        assert_int_equal(refused(cases[i].metric, "", s, &err), BED_EARGUMENT);
        assert_string_equal(err.text, cases[i].message);
        assert_int_equal(err.row, 1);
    }
    bed_free(s);
}

static void counts_ties_and_takes_the_first(void **unused)
{
    static const bed_answer_option options[] = {
        { BED_STR_INIT("A"), BED_STR_INIT("冰敷"), -4 },
        { BED_STR_INIT("B"), BED_STR_INIT("rest"), -2 },
        { BED_STR_INIT("C"), BED_STR_INIT("休息"), -2 },
        { BED_STR_INIT("D"), BED_STR_INIT("x"), (double)-INFINITY },
    };
    static const pair pairs[] = { { NULL, "B" }, { NULL, "C" }, { NULL, "b,c" } };
    set *const        s       = bed_alloc(1, sizeof *s);

    (void)unused;
    fill(s, pairs, 3, options, 4);
    assert_true(fabs(value_of("acc", "", s, "acc") - 2.0 / 3) < 1e-15);
    assert_true(value_of("acc", "", s, "ties") == 1);
    /* by characters: -2, -0.5, -1; by bytes: -2/3, -0.5, -1/3 */
    assert_true(fabs(value_of("acc_norm", "", s, "acc_norm") - 2.0 / 3) < 1e-15);
    assert_true(fabs(value_of("acc_norm", "norm=bytes", s, "acc_norm") - 2.0 / 3) < 1e-15);
    fill(s, pairs, 1, options, 4);
    assert_true(value_of("acc_norm", "", s, "acc_norm") == 1);
    assert_true(value_of("acc_norm", "norm=bytes", s, "acc_norm") == 0);
    bed_free(s);
}

static void counts_other_words_as_unanswered_in_pubmedqa(void **unused)
{
    static const pair pairs[] = { { "Yes", "yes" },
                                  { "unclear", "no" },
                                  { NULL, "maybe" },
                                  { "no\n", "no" },
                                  { "\xff", "yes" } };
    set *const        s       = bed_alloc(1, sizeof *s);

    (void)unused;
    fill(s, pairs, 5, NULL, 0);
    assert_true(value_of("pubmedqa", "", s, "pubmedqa") == 0.4);
    assert_true(value_of("pubmedqa", "", s, "unanswered") == 0.6);
    assert_true(fabs(value_of("pubmedqa", "", s, "f1[no]") - 2.0 / 3) < 1e-15);
    assert_true(value_of("pubmedqa", "", s, "f1[maybe]") == 0);
    bed_free(s);
}

static void notes_what_a_user_should_know(void **unused)
{
    static const bed_answer_option options[] = {
        { .key = BED_STR_INIT("A"), .text = BED_STR_INIT("Rest") },
        { .key = BED_STR_INIT("B"), .text = BED_STR_INIT("Walk") }
    };
    static const pair named[] = { { "A", "Rest" }, { "B", "B" } };
    static const pair keys[]  = { { "A", "A" }, { "B", "C" } };
    static const pair texts[] = { { "x", "x" },
                                  { "I believe that, all things considered, it is most likely the "
                                    "label x",
                                    "x" } };
    set *const        s       = bed_alloc(1, sizeof *s);

    (void)unused;
    fill(s, keys, 2, NULL, 0);
    bed_measured *rows = measured("macro_f1", "", s);
    assert_int_equal(rows->n_notes, 1);
    assert_non_null(strstr(rows->notes[0], "something else in each question"));
    bed_measured_destroy(rows);
    fill(s, texts, 2, NULL, 0);
    rows = measured("accuracy", "", s);
    assert_int_equal(rows->n_notes, 1);
    assert_non_null(strstr(rows->notes[0], "cot_accuracy"));
    bed_measured_destroy(rows);
    fill(s, named, 2, options, 2);
    rows = measured("accuracy", "", s);
    assert_int_equal(rows->n_notes, 1);
    assert_non_null(strstr(rows->notes[0], "1 of 2 items have options, but a right answer"));
    bed_measured_destroy(rows);
    rows = measured("accuracy", "keys=no", s);
    assert_int_equal(rows->n_notes, 0);
    bed_measured_destroy(rows);
    bed_free(s);
}

static void gives_back_memory_whichever_allocation_fails(void **unused)
{
    static const char *const names[] = { "accuracy", "partial_credit", "f1", "pubmedqa" };
    static const pair        pairs[] = { { "yes", "Yes" }, { "No", "no" }, { "maybe", "no" } };
    set *const               s       = bed_alloc(1, sizeof *s);

    (void)unused;
    fill(s, pairs, 3, NULL, 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const bed_items items = { .items = s->items, .n = s->n, .n_systems = 1 };
        bool            whole = false;

        for (uint64_t n = 1; n < 200 && !whole; n++) {
            const bed_metric_options o    = { .n_threads = 1 };
            bed_settings            *with = NULL;
            bed_measured            *rows = NULL;

            bed_alloc_fail_at(n);
            bed_status st = bed_settings_create(bed_metric_find(at(names[i])), &with, NULL);
            if (st == BED_OK)
                st = bed_metric_measure(with, &items, &o, &rows, NULL);
            whole = bed_alloc_fail_at(0) < n;
            assert_int_equal(st, whole ? BED_OK : BED_EMEMORY);
            bed_measured_destroy(rows);
            bed_settings_destroy(with);
        }
        assert_true(whole);
    }
    bed_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_what_the_references_give),
        cmocka_unit_test(reads_keys_in_every_way_they_are_written),
        cmocka_unit_test(reads_keys_among_the_options_of_the_question),
        cmocka_unit_test(reads_labels_as_keys_only_where_all_right_answers_are_keys),
        cmocka_unit_test(signs_with_how_labels_were_read),
        cmocka_unit_test(leaves_out_what_weighs_nothing),
        cmocka_unit_test(gives_no_number_for_nothing),
        cmocka_unit_test(refuses_what_has_no_meaning),
        cmocka_unit_test(refuses_options_without_their_likelihoods),
        cmocka_unit_test(counts_ties_and_takes_the_first),
        cmocka_unit_test(counts_other_words_as_unanswered_in_pubmedqa),
        cmocka_unit_test(notes_what_a_user_should_know),
        cmocka_unit_test(gives_back_memory_whichever_allocation_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
