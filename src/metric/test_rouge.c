#include "metric/rouge.h"

#include "base/test.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define TEXTS "src/metric/fixtures/rouge_texts.jsonl"
#define SCORES "src/metric/fixtures/rouge.jsonl"

enum { FILE_MAX = 1 << 22, REFS = 4, METRICS = 4 };

static const char *const NAMES[METRICS]  = { "rouge_1", "rouge_2", "rouge_l", "rouge_lsum" };
static const char *const THEIRS[METRICS] = { "rouge1", "rouge2", "rougeL", "rougeLsum" };

static bed_measured *measured(const char *metric, const char *set, const bed_item *all, size_t n)
{
    const bed_items          items = { .items = all, .n = n, .n_systems = 1 };
    const bed_metric_options one   = { .n_threads = 1 };
    bed_settings            *s     = NULL;
    bed_measured            *rows  = NULL;
    bed_error                err   = { 0 };

    assert_int_equal(bed_settings_create(bed_metric_find(bed_str_of(metric)), &s, &err), BED_OK);
    assert_int_equal(bed_settings_set(s, bed_str_of(set), &err), BED_OK);
    if (bed_metric_measure(s, &items, &one, &rows, &err) != BED_OK)
        fail_msg("%s", err.text);
    bed_settings_destroy(s);
    return rows;
}

/* F1, precision and recall of one pair. */
typedef struct three {
    double f1, precision, recall;
} three;

static three score_of(const char *metric, const char *set, const bed_item *item)
{
    bed_measured *const rows = measured(metric, set, item, 1);
    const double *const row  = bed_measured_row(rows, 0);
    const three         t    = { row[0], row[1], row[2] };

    bed_measured_destroy(rows);
    return t;
}

static three pair(const char *metric, const char *set, const char *hyp, const char *ref)
{
    const bed_str r = bed_str_of(ref);

    return score_of(metric, set, &(bed_item){ .hyp = bed_str_of(hyp), .refs = &r, .n_refs = 1 });
}

/* ---- the fixture ----------------------------------------------------------------------------- */

static char *from_recipe(const json_t *recipe)
{
    const char      *words[64];
    char *const      list = strdup(json_string_value(json_object_get(recipe, "words")));
    const json_int_t n    = json_integer_value(json_object_get(recipe, "n")),
                     a    = json_integer_value(json_object_get(recipe, "a")),
                     b    = json_integer_value(json_object_get(recipe, "b")),
                     line = json_integer_value(json_object_get(recipe, "line"));
    json_int_t n_words    = 0;
    bed_buffer out        = BED_BUFFER(FILE_MAX);
    char      *rest       = list;

    for (char *w = strsep(&rest, " "); w != NULL; w = strsep(&rest, " "))
        words[n_words++] = w;
    for (json_int_t i = 0; i < n; i++)
        assert_int_equal(bed_buffer_printf(&out, NULL, "%s%s",
                                           i == 0                       ? ""
                                           : line != 0 && i % line == 0 ? "\n"
                                                                        : " ",
                                           words[(a * i + b * i * i) % n_words]),
                         BED_OK);
    free(list);
    return out.ptr;
}

typedef struct texts {
    char    *made[2];
    bed_str  refs[REFS];
    bed_item item;
} texts;

static void read_texts(const json_t *row, texts *t)
{
    const json_t *const hyp = json_object_get(row, "hyp"), *refs = json_object_get(row, "refs");

    *t = (texts){ .item = { .n_refs = 1 } };
    if (hyp == NULL) {
        t->made[0]  = from_recipe(json_object_get(row, "hyp_recipe"));
        t->made[1]  = from_recipe(json_object_get(row, "ref_recipe"));
        t->item.hyp = bed_str_of(t->made[0]);
        t->refs[0]  = bed_str_of(t->made[1]);
    } else {
        t->item.hyp    = bed_str_of(json_string_value(hyp));
        t->item.n_refs = json_array_size(refs);
        assert_true(t->item.n_refs <= REFS);
        for (size_t i = 0; i < t->item.n_refs; i++)
            t->refs[i] = bed_str_of(json_string_value(json_array_get(refs, i)));
    }
    t->item.refs = t->refs;
}

static void check_row(const json_t *row, const texts *t)
{
    char set[64];

    snprintf(set, sizeof set, "tok=%s; stem=%s", json_string_value(json_object_get(row, "tok")),
             json_is_true(json_object_get(row, "stem")) ? "yes" : "no");
    for (size_t k = 0; k < METRICS; k++) {
        const json_t *const expected = json_object_get(row, THEIRS[k]);
        const three         got      = score_of(NAMES[k], set, &t->item);
        const double        ours[]   = { got.f1, got.precision, got.recall };

        for (size_t v = 0; v < 3; v++)
            if (!(fabs(ours[v] - json_number_value(json_array_get(expected, v))) < 1e-12))
                fail_msg("%s of '%s', %s: value %zu is %.17g, not %.17g", NAMES[k],
                         json_string_value(json_object_get(row, "id")), set, v, ours[v],
                         json_number_value(json_array_get(expected, v)));
    }
}

static json_t *next_line(bed_str *rest)
{
    const bed_str line = bed_take_line(rest);
    json_error_t  error;
    json_t *const row = json_loadb(line.ptr, line.len, 0, &error);

    assert_non_null(row);
    return row;
}

static void scores_as_rouge_score_does(void **unused)
{
    bed_buffer texts_file = BED_BUFFER(FILE_MAX), scores_file = BED_BUFFER(FILE_MAX);
    bed_error  err   = { 0 };
    texts      t     = { .made = { NULL } };
    json_t    *item  = NULL;
    size_t     items = 0, rows = 0;

    (void)unused;
    assert_int_equal(bed_file_read(TEXTS, &texts_file, &err), BED_OK);
    assert_int_equal(bed_file_read(SCORES, &scores_file, &err), BED_OK);
    bed_str texts_left = bed_buffer_str(&texts_file), scores_left = bed_buffer_str(&scores_file);
    bed_take_line(&scores_left);
    while (scores_left.len > 0) {
        json_t *const     row = next_line(&scores_left);
        const char *const id  = json_string_value(json_object_get(row, "id"));

        while (item == NULL || strcmp(json_string_value(json_object_get(item, "id")), id) != 0) {
            json_decref(item);
            bed_free(t.made[0]);
            bed_free(t.made[1]);
            item = next_line(&texts_left);
            read_texts(item, &t);
            items++;
        }
        check_row(row, &t);
        json_decref(row);
        rows++;
    }
    assert_int_equal(texts_left.len, 0);
    assert_int_equal(items, 43);
    assert_int_equal(rows, 4 * 43 - 2);
    json_decref(item);
    bed_free(t.made[0]);
    bed_free(t.made[1]);
    bed_buffer_deinit(&texts_file);
    bed_buffer_deinit(&scores_file);
}

/* ---- tokenisers ------------------------------------------------------------------------------ */

static void chooses_the_tokeniser_by_the_texts(void **unused)
{
    static const struct {
        const char *text, *tok;
        size_t      notes;
    } cases[] = {
        { "How long has your chest been hurting?", "rouge_score", 0 },
        { "120/80", "rouge_score", 0 },
        { "请问您头疼多久了？最近有没有发烧？", "unicode", 1 },
        { "痛みはいつからですか。熱はありますか。", "unicode", 1 },
        { "Как долго у вас болит голова? Есть ли температура?", "unicode", 1 },
        { "¿Desde cuándo le duele la cabeza? ¿Tiene usted fiebre por la noche?", "unicode", 1 },
        { "ปวดหัวมากี่วันแล้ว มีไข้ไหม", "word", 1 },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t k = 0; k < METRICS; k++) {
            const bed_str       ref  = bed_str_of(cases[i].text);
            const bed_item      item = { .hyp = ref, .refs = &ref, .n_refs = 1 };
            bed_measured *const rows = measured(NAMES[k], "", &item, 1);
            bed_buffer          sign = BED_BUFFER(1000);
            bed_error           err;
            char                expected[64];

            snprintf(expected, sizeof expected, "|tok:%s|stem:no|", cases[i].tok);
            assert_int_equal(bed_measured_sign(rows, &sign, &err), BED_OK);
            assert_non_null(strstr(sign.ptr, expected));
            assert_int_equal(rows->n_notes, cases[i].notes);
            /* a text is like itself, whatever it is written in */
            assert_true(fabs(bed_measured_row(rows, 0)[0] - 1) < 1e-15);
            bed_buffer_deinit(&sign);
            bed_measured_destroy(rows);
        }
}

static void obeys_a_tokeniser_asked_for_and_says_what_it_drops(void **unused)
{
    const bed_str       refs[] = { BED_STR("头疼三天"), BED_STR("headache for three days") };
    const bed_item      all[]  = { { .hyp = refs[0], .refs = &refs[0], .n_refs = 1 },
                                   { .hyp = refs[1], .refs = &refs[1], .n_refs = 1 } };
    bed_measured *const rows   = measured("rouge_1", "tok=rouge_score; stem=yes", all, 2);

    (void)unused;
    assert_true(bed_measured_row(rows, 0)[0] == 0);
    assert_true(bed_measured_row(rows, 1)[0] == 1);
    assert_int_equal(rows->n_notes, 2);
    assert_string_equal(
        rows->notes[0],
        "tok=rouge_score drops all characters but a-z and 0-9: the scores of 1 of 2 "
        "items with letters, whose reference is mostly in another script, mean "
        "nothing");
    assert_non_null(strstr(rows->notes[1], "the stemmer knows English alone"));
    bed_measured_destroy(rows);
}

static void cuts_chinese_words_by_the_dictionary(void **unused)
{
    /* 医生 | 建议 | 复查 and 医生 | 要求 | 复查: two words of three, one pair of two in neither */
    const three words = pair("rouge_1", "tok=word", "医生建议复查", "医生要求复查");
    const three pairs = pair("rouge_2", "tok=word", "医生建议复查", "医生要求复查");
    const three chars = pair("rouge_1", "tok=char", "医生建议复查", "医生要求复查");

    (void)unused;
    assert_true(fabs(words.f1 - 2.0 / 3) < 1e-15);
    assert_true(pairs.f1 == 0);
    assert_true(fabs(chars.f1 - 4.0 / 6) < 1e-15);
    assert_true(pair("rouge_l", "tok=word", "don't SMOKE", "Don't smoke!").f1 == 1);
    assert_true(fabs(pair("rouge_1", "tok=char", "A b!", "ab").precision - 2.0 / 3) < 1e-15);
}

static void takes_ill_formed_bytes_for_one_character_each(void **unused)
{
    (void)unused;
    assert_true(pair("rouge_1", "tok=char", "a\xff", "a\xef\xbf\xbd").f1 == 1);
    assert_true(pair("rouge_1", "tok=unicode", "take\xff\xffrest", "rest take").f1 == 1);
    assert_true(pair("rouge_l", "tok=rouge_score", "\xe2\x84 take\xc4", "take \xe2\x84").f1 == 1);
    assert_true(pair("rouge_l", "tok=word", "\xe5\x8c take", "take").f1 == 1);
    assert_true(pair("rouge_lsum", "tok=char; split=sentence", "\xff\xfe", "\n\xff").f1 > 0.6);
}

static void divides_sentences_at_line_feeds_or_by_its_splitter(void **unused)
{
    static const char hyp[] = "Rest well today. Drink a lot of water.",
                      ref[] = "Drink a lot of water. Rest well today.";

    (void)unused;
    assert_true(fabs(pair("rouge_lsum", "", hyp, ref).f1 - 5.0 / 8) < 1e-15);
    assert_true(pair("rouge_lsum", "split=sentence", hyp, ref).f1 == 1);
    assert_true(fabs(pair("rouge_l", "", hyp, ref).f1 - 5.0 / 8) < 1e-15);
    assert_true(pair("rouge_lsum", "split=sentence; tok=unicode", "多喝水。注意休息。",
                     "注意休息。多喝水。")
                    .f1 == 1);
}

static void refuses_what_it_does_not_have(void **unused)
{
    static const struct {
        const char *metric, *set, *text;
    } cases[] = {
        { "rouge_1", "tok=13a",
          "parameter 'tok': expected one of auto, rouge_score, unicode, char, word, found '13a'" },
        { "rouge_l", "stem=porter", "parameter 'stem': expected yes or no, found 'porter'" },
        { "rouge_l", "split=newline", "'rouge_l' has no parameter 'split' (it has tok, stem)" },
        { "rouge_lsum", "split=line",
          "parameter 'split': expected one of newline, sentence, found 'line'" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_settings *s   = NULL;
        bed_error     err = { 0 };

        assert_int_equal(
            bed_settings_create(bed_metric_find(bed_str_of(cases[i].metric)), &s, &err), BED_OK);
        assert_int_equal(bed_settings_set(s, bed_str_of(cases[i].set), &err), BED_EARGUMENT);
        assert_string_equal(err.text, cases[i].text);
        bed_settings_destroy(s);
    }
}

/* ---- sets ------------------------------------------------------------------------------------ */

static void means_over_a_selection_with_its_weights(void **unused)
{
    const bed_str       ref       = BED_STR("one two three four");
    const bed_item      all[]     = { { .hyp = ref, .refs = &ref, .n_refs = 1 },
                                      { .hyp = BED_STR("one two"), .refs = &ref, .n_refs = 1 },
                                      { .hyp = BED_STR(""), .refs = &ref, .n_refs = 1 } };
    const uint32_t      numbers[] = { 0, 1, 1, 2, 0 };
    const double        weights[] = { 0.5, 2, 0.25, 1, 0 };
    bed_measured *const rows      = measured("rouge_l", "", all, 3);
    double              values[3];
    bed_error           err;

    (void)unused;
    assert_int_equal(
        bed_measured_score(rows, &(bed_selection){ numbers, weights, 5 }, values, &err), BED_OK);
    assert_true(fabs(values[0] - (0.5 + 2.25 * 2 / 3) / 3.75) < 1e-15);
    assert_true(fabs(values[1] - 2.75 / 3.75) < 1e-15);
    assert_true(fabs(values[2] - (0.5 + 2.25 / 2) / 3.75) < 1e-15);
    assert_int_equal(
        bed_measured_score(rows, &(bed_selection){ numbers, weights, 0 }, values, &err),
        BED_UNDEFINED);
    assert_int_equal(
        bed_measured_score(rows, &(bed_selection){ numbers + 4, weights + 4, 1 }, values, &err),
        BED_UNDEFINED);
    bed_measured_destroy(rows);
}

/* Words w0 w1 w2 ...; the hypothesis lacks every seventh, and has a stranger behind every fifth. */
static void takes_texts_of_a_hundred_thousand_words(void **unused)
{
    enum { WORDS = 100000 };
    bed_buffer hyp = BED_BUFFER(FILE_MAX), ref = BED_BUFFER(FILE_MAX);
    size_t     n_hyp = 0, common = 0;

    (void)unused;
    for (int i = 0; i < WORDS; i++) {
        assert_int_equal(bed_buffer_printf(&ref, NULL, "w%d ", i), BED_OK);
        if (i % 7 != 3) {
            assert_int_equal(bed_buffer_printf(&hyp, NULL, "w%d ", i), BED_OK);
            common++;
            n_hyp++;
        }
        if (i % 5 == 0) {
            assert_int_equal(bed_buffer_add(&hyp, BED_STR("or "), NULL), BED_OK);
            n_hyp++;
        }
    }
    for (size_t k = 0; k < METRICS; k++) {
        const three t = pair(NAMES[k], "tok=rouge_score", hyp.ptr, ref.ptr);

        if (k == 1)
            assert_true(t.f1 > 0.5 && t.f1 < 0.7);
        else {
            assert_true(fabs(t.precision - (double)common / (double)n_hyp) < 1e-15);
            assert_true(fabs(t.recall - (double)common / WORDS) < 1e-15);
        }
    }
    bed_buffer_deinit(&hyp);
    bed_buffer_deinit(&ref);
}

static void gives_back_memory_whichever_allocation_fails(void **unused)
{
    static const char *const sets[] = { "tok=rouge_score; stem=yes", "tok=unicode", "tok=char",
                                        "tok=word" };
    const bed_str refs[] = { BED_STR("Rest well.\nDrink water, 多喝水"), BED_STR("") };

    (void)unused;
    for (size_t k = 0; k < sizeof sets / sizeof sets[0] * METRICS; k++) {
        const bed_item           item  = { .hyp    = BED_STR("drink water\nand rest 喝水"),
                                           .refs   = refs,
                                           .n_refs = 2 };
        const bed_items          items = { .items = &item, .n = 1, .n_systems = 1 };
        const bed_metric_options one   = { .n_threads = 1 };
        const bed_str            name  = bed_str_of(NAMES[k % METRICS]);
        bool                     whole = false;

        for (uint64_t n = 1; n < 200 && !whole; n++) {
            bed_settings *s    = NULL;
            bed_measured *rows = NULL;
            bed_error     err  = { 0 };

            bed_alloc_fail_at(n);
            bed_status st = bed_settings_create(bed_metric_find(name), &s, &err);
            if (st == BED_OK)
                st = bed_settings_set(s, bed_str_of(sets[k / METRICS]), &err);
            if (st == BED_OK)
                st = bed_metric_measure(s, &items, &one, &rows, &err);
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
        cmocka_unit_test(scores_as_rouge_score_does),
        cmocka_unit_test(chooses_the_tokeniser_by_the_texts),
        cmocka_unit_test(obeys_a_tokeniser_asked_for_and_says_what_it_drops),
        cmocka_unit_test(cuts_chinese_words_by_the_dictionary),
        cmocka_unit_test(takes_ill_formed_bytes_for_one_character_each),
        cmocka_unit_test(divides_sentences_at_line_feeds_or_by_its_splitter),
        cmocka_unit_test(refuses_what_it_does_not_have),
        cmocka_unit_test(means_over_a_selection_with_its_weights),
        cmocka_unit_test(takes_texts_of_a_hundred_thousand_words),
        cmocka_unit_test(gives_back_memory_whichever_allocation_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
