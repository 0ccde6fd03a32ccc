/* Corpus and sentence BLEU against sacreBLEU, and their selections, notes and refusals. */
#include "metric/metric.h"

#include "base/test.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_ITEMS = 16, MOST_REFS = 4, MOST_VALUES = 16 };

static bed_measured *measure_items(const char *metric, const char *set, const bed_item *items,
                                   size_t n)
{
    const bed_metric_options o    = { .n_threads = 1 };
    const bed_items          all  = { .items = items, .n = n, .n_systems = 1 };
    bed_settings            *s    = NULL;
    bed_measured            *rows = NULL;
    bed_error                err  = { 0 };

    assert_int_equal(bed_settings_create(bed_metric_find(bed_str_of(metric)), &s, &err), BED_OK);
    assert_int_equal(bed_settings_set(s, bed_str_of(set), &err), BED_OK);
    if (bed_metric_measure(s, &all, &o, &rows, &err) != BED_OK)
        fail_msg("%s, %s: %s", metric, set, err.text);
    bed_settings_destroy(s);
    return rows;
}

static const double   ONES[MOST_ITEMS]    = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
static const uint32_t NUMBERS[MOST_ITEMS] = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
};

static bed_status score_rows(const bed_measured *rows, const double *weights, double *values)
{
    return bed_measured_score(rows, &(bed_selection){ NUMBERS, weights, rows->n }, values, NULL);
}

static void values_of(const char *metric, const char *set, const bed_item *items, size_t n,
                      double *values)
{
    bed_measured *const rows = measure_items(metric, set, items, n);

    assert_int_equal(score_rows(rows, ONES, values), BED_OK);
    bed_measured_destroy(rows);
}

static void same(double ours, double theirs, const char *what, const char *set)
{
    if (!(fabs(ours - theirs) <= 1e-9 * fmax(1, fabs(theirs))))
        fail_msg("%s, %s: %.17g, expected %.17g", what, set, ours, theirs);
}

/* ---- the fixture ----------------------------------------------------------------------------- */

typedef struct texts {
    json_t  *row;
    bed_item items[MOST_ITEMS];
    bed_str  refs[MOST_ITEMS][MOST_REFS];
    size_t   n;
    char    *generated[2];
} texts;

static bed_str view_of(json_t *s)
{
    assert_true(json_is_string(s));
    return (bed_str){ json_string_value(s), json_string_length(s) };
}

static size_t count_at(json_t *lists, const char *key, size_t i)
{
    return (size_t)json_integer_value(json_array_get(json_object_get(lists, key), i));
}

/* Words by a linear congruence, as scripts/make_bleu_fixture.py makes them. */
static bed_str generate(json_t *how, size_t k, char **owner)
{
    const size_t n     = count_at(how, "tokens", k);
    uint32_t     x     = (uint32_t)count_at(how, "seeds", k);
    size_t       bytes = 0;

    *owner = bed_alloc(n, 16);
    for (size_t i = 0; i < n; i++) {
        x = (x * 1103515245u + 12345u) & 0x7FFFFFFF;
        bytes += (size_t)snprintf(*owner + bytes, 16, "%sw%zu", i == 0 ? "" : " ",
                                  (x >> 16) % count_at(how, "words", k));
    }
    return (bed_str){ *owner, bytes };
}

static void fill(texts *t, json_t *row)
{
    json_t *const list = json_object_get(row, "items"), *const how =
                                                            json_object_get(row, "generated");

    *t = (texts){ .row = row, .n = how != NULL ? 1 : json_array_size(list) };
    for (size_t i = 0; i < t->n && how == NULL; i++) {
        json_t *const item = json_array_get(list, i), *const refs = json_object_get(item, "refs");

        for (size_t k = 0; k < json_array_size(refs); k++)
            t->refs[i][k] = view_of(json_array_get(refs, k));
        t->items[i] = (bed_item){ .hyp    = view_of(json_object_get(item, "hyp")),
                                  .refs   = t->refs[i],
                                  .n_refs = json_array_size(refs) };
    }
    if (how != NULL) {
        t->refs[0][0] = generate(how, 1, &t->generated[1]);
        t->items[0]   = (bed_item){ .hyp    = generate(how, 0, &t->generated[0]),
                                    .refs   = t->refs[0],
                                    .n_refs = 1 };
    }
}

static void find_texts(const bed_buffer *file, const char *set, texts *t)
{
    bed_str rest = bed_buffer_str(file);

    while (rest.len > 0) {
        const bed_str line = bed_take_line(&rest);
        json_t *const row  = json_loadb(line.ptr, line.len, JSON_ALLOW_NUL, NULL);

        assert_non_null(row);
        if (strcmp(json_string_value(json_object_get(row, "set")), set) == 0) {
            fill(t, row);
            return;
        }
        json_decref(row);
    }
    fail_msg("no set '%s'", set);
}

static void texts_deinit(texts *t)
{
    json_decref(t->row);
    bed_free(t->generated[0]);
    bed_free(t->generated[1]);
}

static double number_at(json_t *list, size_t i)
{
    assert_true(json_is_number(json_array_get(list, i)));
    return json_number_value(json_array_get(list, i));
}

static void compare_corpus(json_t *row, const char *set, const texts *t)
{
    json_t *const counts = json_object_get(row, "counts");
    const char   *smooth;
    json_t       *expected;

    json_object_foreach(json_object_get(row, "corpus"), smooth, expected)
    {
        bed_buffer all = BED_BUFFER(500);
        double     values[MOST_VALUES];

        assert_int_equal(bed_buffer_printf(&all, NULL, "%s;smooth=%s", set, smooth), BED_OK);
        bed_measured *const rows = measure_items("bleu", all.ptr, t->items, t->n);
        assert_int_equal(score_rows(rows, ONES, values), BED_OK);
        assert_int_equal(rows->n_values, 3 + json_array_size(expected));
        same(values[0], number_at(expected, 0), "bleu", all.ptr);
        same(values[1], json_number_value(json_object_get(row, "brevity")), "brevity", all.ptr);
        same(values[2], number_at(counts, 0), "length", all.ptr);
        same(values[3], number_at(counts, 1), "reference length", all.ptr);
        for (size_t k = 1; k < json_array_size(expected); k++)
            same(values[3 + k], number_at(expected, k), rows->values[3 + k], all.ptr);
        bed_measured_destroy(rows);
        bed_buffer_deinit(&all);
    }
}

/* The counts themselves, summed over the rows. */
static void compare_counts(json_t *row, const char *set, const texts *t)
{
    json_t *const       counts = json_object_get(row, "counts");
    bed_measured *const rows   = measure_items("bleu", set, t->items, t->n);
    double              sums[MOST_VALUES + 8], weight;

    bed_measured_sum(rows, &(bed_selection){ NUMBERS, ONES, t->n }, sums, &weight);
    for (size_t k = 0; k < json_array_size(counts); k++)
        same(sums[k], number_at(counts, k), "a count", set);
    bed_measured_destroy(rows);
}

static void compare_sentences(json_t *row, const char *set, const texts *t)
{
    const char *smooth;
    json_t     *expected;

    json_object_foreach(json_object_get(row, "sentences"), smooth, expected)
    {
        bed_buffer all = BED_BUFFER(500);
        double     mean, sum = 0;

        assert_int_equal(bed_buffer_printf(&all, NULL, "%s;smooth=%s", set, smooth), BED_OK);
        bed_measured *const rows = measure_items("sentence_bleu", all.ptr, t->items, t->n);
        assert_int_equal(json_array_size(expected), t->n);
        for (size_t i = 0; i < t->n; i++) {
            same(bed_measured_row(rows, i)[0], fmin(100, number_at(expected, i)), "sentence_bleu",
                 all.ptr);
            sum += number_at(expected, i);
        }
        assert_int_equal(score_rows(rows, ONES, &mean), BED_OK);
        same(mean, sum / (double)t->n, "mean", all.ptr);
        bed_measured_destroy(rows);
        bed_buffer_deinit(&all);
    }
}

static void agrees_with_sacrebleu(void **unused)
{
    bed_buffer rows = BED_BUFFER(1 << 20), sets = BED_BUFFER(1 << 20);
    bed_str    rest;
    size_t     n = 0;

    (void)unused;
    assert_int_equal(bed_file_read("src/metric/fixtures/bleu.jsonl", &rows, NULL), BED_OK);
    assert_int_equal(bed_file_read("src/metric/fixtures/bleu_texts.jsonl", &sets, NULL), BED_OK);
    rest = bed_buffer_str(&rows);
    (void)bed_take_line(&rest);
    for (; rest.len > 0; n++) {
        const bed_str line = bed_take_line(&rest);
        json_t *const row  = json_loadb(line.ptr, line.len, 0, NULL);
        char          set[200];
        texts         t = { .n = 0 };

        assert_non_null(row);
        find_texts(&sets, json_string_value(json_object_get(row, "set")), &t);
        snprintf(set, sizeof set, "tok=%s;case=%s;n=%d",
                 json_string_value(json_object_get(row, "tok")),
                 json_string_value(json_object_get(row, "case")),
                 (int)json_integer_value(json_object_get(row, "n")));
        compare_counts(row, set, &t);
        compare_corpus(row, set, &t);
        compare_sentences(row, set, &t);
        texts_deinit(&t);
        json_decref(row);
    }
    assert_int_equal(n, 72);
    bed_buffer_deinit(&rows);
    bed_buffer_deinit(&sets);
}

/* The cases of sacreBLEU's own tests (test_bleu.py and test_sentence_bleu.py), with its figures and
 * its tolerances. */
static void gives_the_figures_of_sacrebleus_own_tests(void **unused)
{
    static const struct {
        const char *metric, *set, *hyp[3], *refs[2][3]; /* refs[k]: of number k, for each item */
        double      value, tolerance;
    } cases[] = {
#define MEN                                                                                        \
    { "The dog bit the man.", "It wasn't surprising.", "The man had just bitten him." },           \
        { { "The dog bit the man.", "It was not unexpected.", "The man bit him first." },          \
          { "The dog had bit the man.", "No one was surprised.", "The man had bitten the dog." } }
#define SUGAR                                                                                      \
    { "Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;" },               \
    {                                                                                              \
        {                                                                                          \
            "producţia de zahăr brut se exprimă în zahăr alb;"                                \
        }                                                                                          \
    }
        { "bleu", "", MEN, 48.530827, 1e-6 },
        { "bleu", "tok=none", MEN, 49.1919566, 1e-6 },
        { "bleu", "tok=intl", MEN, 43.91623493, 1e-6 },
        { "bleu", "smooth=none", MEN, 48.530827, 1e-6 },
        { "bleu", "", { "", "", "" }, { { "The dog bit the man.", "No.", "Him." } }, 0, 0 },
        { "bleu",
          "tok=none;eff=yes;smooth=floor[0.01]",
          { "this is a test", "another test" },
          { { "ref1", "ref2" } },
          0,
          0 },
        { "bleu",
          "tok=none;eff=yes;smooth=floor[0.01]",
          { "this is a test" },
          { { "this is a test" } },
          100,
          1e-9 },
        { "bleu",
          "tok=none;eff=yes;smooth=floor[0.01]",
          { "this is a fest" },
          { { "this is a test" } },
          22.3606797749979,
          1e-9 },
        { "bleu",
          "tok=none;eff=yes;smooth=floor[0.01]",
          { "test" },
          { { "a test" } },
          36.78794411714425,
          1e-9 },
        { "bleu",
          "tok=none;eff=yes;smooth=floor[0.01]",
          { "a little test" },
          { { "a test" } },
          3.218297948685433,
          1e-9 },
        { "sentence_bleu", "smooth=exp", SUGAR, 8.493, 1e-3 },
        { "sentence_bleu", "smooth=none", SUGAR, 0, 0 },
        { "sentence_bleu", "smooth=floor", SUGAR, 4.51688, 1e-3 },
        { "sentence_bleu", "smooth=floor[0.5]", SUGAR, 10.10, 1e-3 },
        { "sentence_bleu", "smooth=add-k", SUGAR, 14.882, 1e-3 },
        { "sentence_bleu", "smooth=add-k[2]", SUGAR, 21.389, 1e-3 },
        { "sentence_bleu", "tok=none", SUGAR, 7.347, 1e-3 },
        { "sentence_bleu", "tok=intl", SUGAR, 8.493, 1e-3 },
        { "sentence_bleu", "tok=char", SUGAR, 40.8759, 1e-3 },
        { "sentence_bleu", "tok=char;case=lc", SUGAR, 42.0267, 1e-3 },
        { "sentence_bleu", "smooth=exp", { "this is a cat" }, { { "okay thanks" } }, 0, 0 },
        { "sentence_bleu", "smooth=add-k", { "this is a cat" }, { { "okay thanks" } }, 0, 0 },
    };

    (void)unused;
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        bed_item items[3];
        bed_str  refs[3][2];
        double   values[MOST_VALUES];
        size_t   n = 0;

        for (; n < 3 && cases[c].hyp[n] != NULL; n++) {
            size_t n_refs = 0;

            for (; n_refs < 2 && cases[c].refs[n_refs][n] != NULL; n_refs++)
                refs[n][n_refs] = bed_str_of(cases[c].refs[n_refs][n]);
            items[n] =
                (bed_item){ .hyp = bed_str_of(cases[c].hyp[n]), .refs = refs[n], .n_refs = n_refs };
        }
        values_of(cases[c].metric, cases[c].set, items, n, values);
        if (!(fabs(values[0] - cases[c].value) <= cases[c].tolerance))
            fail_msg("case %zu: %.17g, expected %g", c, values[0], cases[c].value);
    }
}

/* ---- selections ------------------------------------------------------------------------------ */

static const bed_str REFS[] = { BED_STR_INIT("Take one tablet twice a day with food."),
                                BED_STR_INIT("Does the pain come at night, or all day long?"),
                                BED_STR_INIT("Please come back in one week."),
                                BED_STR_INIT("Where is the rash?") };

static const bed_item ITEMS[] = {
    { .hyp    = BED_STR_INIT("Take one tablet twice a day, with food."),
      .refs   = &REFS[0],
      .n_refs = 1 },
    { .hyp = BED_STR_INIT("Does the pain come at night?"), .refs = &REFS[1], .n_refs = 1 },
    { .hyp = BED_STR_INIT("Please come again in a week."), .refs = &REFS[2], .n_refs = 1 },
    { .hyp = BED_STR_INIT(""), .refs = &REFS[3], .n_refs = 1 },
};

/* Rows chosen with whole weights are items that stand as often. */
static void weighs_items_as_if_they_stood_so_often(void **unused)
{
    const bed_item      often[]   = { ITEMS[0], ITEMS[0], ITEMS[0], ITEMS[2], ITEMS[2] };
    bed_measured *const rows      = measure_items("bleu", "", ITEMS, 4);
    const double        weights[] = { 3, 0, 2, 0 };
    double              weighted[MOST_VALUES], repeated[MOST_VALUES], halved[MOST_VALUES];

    (void)unused;
    values_of("bleu", "", often, 5, repeated);
    assert_int_equal(score_rows(rows, weights, weighted), BED_OK);
    for (size_t k = 0; k < rows->n_values; k++)
        assert_true(fabs(weighted[k] - repeated[k]) < 1e-12);
    assert_int_equal(score_rows(rows, (const double[]){ 1.5, 0, 1, 0 }, halved), BED_OK);
    assert_true(fabs(halved[0] - repeated[0]) < 1e-12);
    assert_true(halved[2] * 2 == repeated[2]);
    assert_int_equal(score_rows(rows, (const double[]){ 0, 0, 0, 0 }, weighted), BED_UNDEFINED);
    assert_int_equal(bed_measured_score(rows, &(bed_selection){ NUMBERS, ONES, 0 }, weighted, NULL),
                     BED_UNDEFINED);
    bed_measured_destroy(rows);
}

static void is_the_weighted_mean_of_its_sentences(void **unused)
{
    bed_measured *const rows = measure_items("sentence_bleu", "", ITEMS, 4);
    const double        a = bed_measured_row(rows, 0)[0], b = bed_measured_row(rows, 1)[0];
    double              mean, one[MOST_VALUES];

    (void)unused;
    assert_int_equal(score_rows(rows, (const double[]){ 2.25, 0.5, 0, 0 }, &mean), BED_OK);
    assert_true(fabs(mean - (2.25 * a + 0.5 * b) / 2.75) < 1e-12);
    assert_true(bed_measured_row(rows, 3)[0] == 0);
    assert_int_equal(score_rows(rows, (const double[]){ 0, 0, 0, 0 }, &mean), BED_UNDEFINED);
    /* one item by itself is corpus BLEU with effective order */
    values_of("bleu", "eff=yes", &ITEMS[1], 1, one);
    assert_true(fabs(one[0] - b) < 1e-12);
    bed_measured_destroy(rows);
}

/* ---- languages ------------------------------------------------------------------------------- */

static void gives_identical_texts_the_top_in_any_script(void **unused)
{
    static const struct {
        const char *text, *tokenizer;
    } cases[] = {
        { "Take one tablet twice a day.", "tok:13a" },
        { "您咳嗽多久了？有没有痰？", "tok:zh" },
        { "痛みはいつからですか。", "tok:char" },
        { "ปวดหัวมากไหมคะ", "tok:char" },
        { "언제부터 머리가 아프셨어요, 그리고 열이 있나요?", "tok:13a" },
        { "Как давно у вас болит голова?", "tok:13a" },
        { "منذ متى تشعر بالألم في رأسك؟", "tok:13a" },
    };
    static const char *const metrics[] = { "bleu", "sentence_bleu" };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t k = 0; k < 2; k++) {
            const bed_str       text = bed_str_of(cases[i].text);
            const bed_item      item = { .hyp = text, .refs = &text, .n_refs = 1 };
            bed_measured *const rows = measure_items(metrics[k], "", &item, 1);
            bed_buffer          sign = BED_BUFFER(500);
            double              values[MOST_VALUES];

            assert_int_equal(score_rows(rows, ONES, values), BED_OK);
            assert_true(values[0] <= 100 && values[0] > 100 - 1e-9);
            assert_int_equal(bed_measured_sign(rows, &sign, NULL), BED_OK);
            assert_non_null(strstr(sign.ptr, cases[i].tokenizer));
            bed_buffer_deinit(&sign);
            bed_measured_destroy(rows);
        }
}

static void signs_in_sacrebleus_words(void **unused)
{
    static const struct {
        const char *set, *sign;
    } cases[] = {
        { "", "bleu|nrefs:1|lang:en|case:mixed|eff:no|tok:13a|smooth:exp|n:4|version:" },
        { "smooth=floor;case=lc;eff=yes",
          "bleu|nrefs:1|lang:en|case:lc|eff:yes|tok:13a|smooth:floor[0.10]|n:4|version:" },
        { "smooth=add-k;tok=intl",
          "bleu|nrefs:1|lang:en|case:mixed|eff:no|tok:intl|smooth:add-k[1.00]|n:4|version:" },
        { "smooth=floor[0.015];n=2",
          "bleu|nrefs:1|lang:en|case:mixed|eff:no|tok:13a|smooth:floor[0.015]|n:2|version:" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_measured *const rows = measure_items("bleu", cases[i].set, ITEMS, 4);
        bed_buffer          sign = BED_BUFFER(500);

        assert_int_equal(bed_measured_sign(rows, &sign, NULL), BED_OK);
        if (!bed_str_starts(bed_buffer_str(&sign), bed_str_of(cases[i].sign)))
            fail_msg("%s", sign.ptr);
        bed_buffer_deinit(&sign);
        bed_measured_destroy(rows);
    }
}

/* ---- notes and refusals ---------------------------------------------------------------------- */

static bool is_noted(const bed_measured *rows, const char *part)
{
    for (size_t i = 0; i < rows->n_notes; i++)
        if (strstr(rows->notes[i], part) != NULL)
            return true;
    return false;
}

static void notes_what_the_score_cannot_mean(void **unused)
{
    static const bed_str thai = BED_STR_INIT("ปวดหัวมากไหมคะ"), zh = BED_STR_INIT("头痛三天"),
                         key = BED_STR_INIT("B"), word = BED_STR_INIT("hurts"),
                         en = BED_STR_INIT("Where does it hurt now?");
    static const struct {
        const char    *metric, *set, *part;
        const bed_str *refs[2];
    } cases[] = {
        { "bleu", "", "accuracy is meant", { &key, &key } },
        { "sentence_bleu", "", "accuracy is meant", { &key, &key } },
        { "bleu", "", "no text has 4 tokens", { &word, &key } },
        { "bleu", "tok=13a", "does not split the words of 1 of 2", { &zh, &en } },
        { "bleu", "tok=none", "tokeniser none does not split", { &zh, &zh } },
        { "bleu", "", "1 of 2 are in Chinese", { &zh, &en } },
        { "sentence_bleu", "tok=intl", "does not split the words of 2 of 2", { &zh, &thai } },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_item items[2];

        for (size_t k = 0; k < 2; k++)
            items[k] =
                (bed_item){ .hyp = *cases[i].refs[k], .refs = cases[i].refs[k], .n_refs = 1 };
        bed_measured *const rows = measure_items(cases[i].metric, cases[i].set, items, 2);
        if (!is_noted(rows, cases[i].part))
            fail_msg("case %zu: no note of '%s'", i, cases[i].part);
        bed_measured_destroy(rows);
    }
    bed_measured *const rows = measure_items("bleu", "", ITEMS, 4);
    assert_int_equal(rows->n_notes, 0);
    bed_measured_destroy(rows);
}

static void notes_texts_that_were_split_already(void **unused)
{
    enum { N = 100 };
    bed_item items[N];

    (void)unused;
    for (size_t i = 0; i < N; i++)
        items[i] = (bed_item){ .hyp = BED_STR("It hurts here ."), .refs = REFS, .n_refs = 1 };
    bed_measured *rows = measure_items("bleu", "", items, N);
    assert_true(is_noted(rows, "100 texts end in ' .'"));
    bed_measured_destroy(rows);
    rows = measure_items("bleu", "", items, N - 1);
    assert_int_equal(rows->n_notes, 0);
    bed_measured_destroy(rows);
}

static void refuses_smoothings_that_do_not_exist(void **unused)
{
    static const char *const wrong[] = {
        "smooth=",          "smooth=expo",      "smooth=exp[1]",    "smooth=none[0.1]",
        "smooth=floor[",    "smooth=floor[]",   "smooth=floor[0]",  "smooth=floor[-1]",
        "smooth=add-k[x]",  "smooth=add-k[1]x", "smooth=floor 0.1", "smooth=floor[nan]",
        "smooth=add-k[1e9]"
    };

    (void)unused;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const bed_items items = { .items = ITEMS, .n = 4, .n_systems = 1 };
        bed_settings   *s     = NULL;
        bed_measured   *rows  = NULL;
        bed_error       err   = { 0 };

        assert_int_equal(bed_settings_create(&bed_metric_bleu, &s, &err), BED_OK);
        assert_int_equal(bed_settings_set(s, bed_str_of(wrong[i]), &err), BED_OK);
        assert_int_equal(bed_metric_measure(s, &items, NULL, &rows, &err), BED_EARGUMENT);
        assert_non_null(strstr(err.text, "parameter 'smooth': expected none, exp"));
        assert_null(rows);
        bed_settings_destroy(s);
    }
}

static void refuses_parameters_out_of_range(void **unused)
{
    static const char *const wrong[] = { "n=0", "n=9", "tok=mecab", "case=upper", "eff=maybe" };

    (void)unused;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        bed_settings *s = NULL;

        assert_int_equal(bed_settings_create(&bed_metric_bleu, &s, NULL), BED_OK);
        assert_int_equal(bed_settings_set(s, bed_str_of(wrong[i]), NULL), BED_EARGUMENT);
        bed_settings_destroy(s);
    }
}

static void takes_ill_formed_texts(void **unused)
{
    static const bed_str  ref  = BED_STR_INIT("pain \xff in the knee");
    static const bed_item item = { .hyp    = BED_STR_INIT("pain \xfe in the knee"),
                                   .refs   = &ref,
                                   .n_refs = 1 };
    double                values[MOST_VALUES];

    (void)unused;
    values_of("bleu", "", &item, 1, values);
    assert_true(fabs(values[0] - 100) < 1e-9); /* both are U+FFFD */
    assert_true(values[2] == 5);
}

static void gives_back_memory_whichever_allocation_fails(void **unused)
{
    static const char *const metrics[] = { "bleu", "sentence_bleu" };

    (void)unused;
    for (size_t k = 0; k < 2; k++) {
        bool whole = false;

        for (uint64_t n = 1; n < 200 && !whole; n++) {
            const bed_metric_options o     = { .n_threads = 1 };
            const bed_items          items = { .items = ITEMS, .n = 4, .n_systems = 1 };
            bed_settings            *s     = NULL;
            bed_measured            *rows  = NULL;
            bed_error                err   = { 0 };

            bed_alloc_fail_at(n);
            bed_status st = bed_settings_create(bed_metric_find(bed_str_of(metrics[k])), &s, &err);
            if (st == BED_OK)
                st = bed_settings_set(s, BED_STR("case=lc;tok=13a"), &err);
            if (st == BED_OK)
                st = bed_metric_measure(s, &items, &o, &rows, &err);
            whole = bed_alloc_fail_at(0) < n;
            assert_int_equal(st, whole ? BED_OK : BED_EMEMORY);
            bed_measured_destroy(rows);
            bed_settings_destroy(s);
        }
        assert_true(whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_sacrebleu),
        cmocka_unit_test(gives_the_figures_of_sacrebleus_own_tests),
        cmocka_unit_test(weighs_items_as_if_they_stood_so_often),
        cmocka_unit_test(is_the_weighted_mean_of_its_sentences),
        cmocka_unit_test(gives_identical_texts_the_top_in_any_script),
        cmocka_unit_test(signs_in_sacrebleus_words),
        cmocka_unit_test(notes_what_the_score_cannot_mean),
        cmocka_unit_test(notes_texts_that_were_split_already),
        cmocka_unit_test(refuses_smoothings_that_do_not_exist),
        cmocka_unit_test(refuses_parameters_out_of_range),
        cmocka_unit_test(takes_ill_formed_texts),
        cmocka_unit_test(gives_back_memory_whichever_allocation_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
