#include "metric/metric.h"

#include "base/test.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#define FIXTURES "src/metric/fixtures/"

enum { FILE_MAX = 1 << 22, ITEMS = 100, REFS = 4 };

static bed_measured *measured(const char *set, const bed_item *all, size_t n)
{
    const bed_items          items = { .items = all, .n = n, .n_systems = 1 };
    const bed_metric_options one   = { .n_threads = 1 };
    bed_settings            *s     = NULL;
    bed_measured            *rows  = NULL;
    bed_error                err   = { 0 };

    assert_int_equal(bed_settings_create(&bed_metric_chrf, &s, &err), BED_OK);
    assert_int_equal(bed_settings_set(s, bed_str_of(set), &err), BED_OK);
    if (bed_metric_measure(s, &items, &one, &rows, &err) != BED_OK)
        fail_msg("%s", err.text);
    bed_settings_destroy(s);
    return rows;
}

/* Of rows with equal weights. */
static double score_of(const bed_measured *rows, const uint32_t *numbers, size_t n)
{
    double    weights[ITEMS], values[3];
    bed_error err = { 0 };

    for (size_t i = 0; i < n; i++)
        weights[i] = 1;
    assert_int_equal(
        bed_measured_score(rows, &(bed_selection){ numbers, weights, n }, values, &err), BED_OK);
    return values[0];
}

static double pair(const char *set, bed_str hyp, bed_str ref)
{
    const bed_item      item = { .hyp = hyp, .refs = &ref, .n_refs = 1 };
    bed_measured *const rows = measured(set, &item, 1);
    const double        f    = score_of(rows, &(uint32_t){ 0 }, 1);

    bed_measured_destroy(rows);
    return f;
}

/* ---- the fixture ----------------------------------------------------------------------------- */

typedef struct set {
    bed_item items[ITEMS];
    bed_str  refs[ITEMS][REFS];
    json_t  *rows[ITEMS];
    char    *made[2 * ITEMS];
    size_t   n, n_made;
} set;

static bed_str from_recipe(set *s, const json_t *recipe)
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
    s->made[s->n_made++] = out.ptr;
    return bed_buffer_str(&out);
}

static void add_item(set *s, json_t *row)
{
    const json_t *const hyp = json_object_get(row, "hyp"), *refs = json_object_get(row, "refs");
    bed_item *const     item = &s->items[s->n];

    item->refs = s->refs[s->n];
    if (hyp == NULL) {
        item->hyp        = from_recipe(s, json_object_get(row, "hyp_recipe"));
        s->refs[s->n][0] = from_recipe(s, json_object_get(row, "ref_recipe"));
        item->n_refs     = 1;
    } else {
        item->hyp    = bed_str_of(json_string_value(hyp));
        item->n_refs = json_array_size(refs);
        assert_true(item->n_refs <= REFS);
        for (size_t i = 0; i < item->n_refs; i++)
            s->refs[s->n][i] = bed_str_of(json_string_value(json_array_get(refs, i)));
    }
    s->rows[s->n++] = row;
}

static json_t *next_line(bed_str *rest)
{
    const bed_str line = bed_take_line(rest);
    json_error_t  error;
    json_t *const row = json_loadb(line.ptr, line.len, 0, &error);

    assert_non_null(row);
    return row;
}

static void read_set(set *s, const char *path)
{
    bed_buffer file = BED_BUFFER(FILE_MAX);
    bed_error  err;

    assert_int_equal(bed_file_read(path, &file, &err), BED_OK);
    for (bed_str rest = bed_buffer_str(&file); rest.len > 0;)
        add_item(s, next_line(&rest));
    bed_buffer_deinit(&file);
}

static void release_set(set *s)
{
    for (size_t i = 0; i < s->n; i++)
        json_decref(s->rows[i]);
    for (size_t i = 0; i < s->n_made; i++)
        bed_free(s->made[i]);
    bed_free(s);
}

static void check_row(const set *s, const json_t *row)
{
    const char *const   settings = json_string_value(json_object_get(row, "set"));
    const json_t *const scores   = json_object_get(row, "scores");
    bed_measured *const rows     = measured(settings, s->items, s->n);
    uint32_t            numbers[ITEMS];

    assert_int_equal(json_array_size(scores), s->n);
    for (uint32_t i = 0; i < s->n; i++) {
        const double ours   = score_of(rows, &i, 1),
                     theirs = json_number_value(json_array_get(scores, i));

        numbers[i] = i;
        if (!(fabs(ours - theirs) < 1e-11))
            fail_msg("'%s', %s: %.17g, not %.17g", settings,
                     json_string_value(json_object_get(s->rows[i], "id")), ours, theirs);
    }
    assert_true(fabs(score_of(rows, numbers, s->n) -
                     json_number_value(json_object_get(row, "corpus"))) < 1e-11);
    bed_measured_destroy(rows);
}

static void scores_as_sacrebleu_does(void **unused)
{
    set *const s        = bed_alloc(1, sizeof *s);
    bed_buffer file     = BED_BUFFER(FILE_MAX);
    size_t     variants = 0;
    bed_error  err;

    (void)unused;
    read_set(s, FIXTURES "rouge_texts.jsonl");
    read_set(s, FIXTURES "chrf_texts.jsonl");
    assert_int_equal(bed_file_read(FIXTURES "chrf.jsonl", &file, &err), BED_OK);
    bed_str rest = bed_buffer_str(&file);
    bed_take_line(&rest);
    for (; rest.len > 0; variants++) {
        json_t *const row = next_line(&rest);

        check_row(s, row);
        json_decref(row);
    }
    assert_int_equal(variants, 10);
    bed_buffer_deinit(&file);
    release_set(s);
}

/* ---- beyond it ------------------------------------------------------------------------------- */

static void gives_equal_texts_the_top_in_every_script(void **unused)
{
    static const char *const texts[] = { "Rest.", "请问您头疼多久了？", "Как дела", "ปวดหัวมาก",
                                         "您的 CT 正常 \xff" };

    (void)unused;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const bed_str t = bed_str_of(texts[i]);

        assert_true(fabs(pair("", t, t) - 100) < 1e-12);
        assert_true(fabs(pair("word_order=2; case=lc; whitespace=yes", t, t) - 100) < 1e-12);
    }
    assert_true(pair("char_order=1", BED_STR("\xff\xfe"), BED_STR("\xef\xbf\xbd")) > 0);
}

static void sums_up_by_weight(void **unused)
{
    const bed_str       refs[] = { BED_STR("chest pain"), BED_STR("no fever") };
    const bed_item      all[]  = { { .hyp = BED_STR("chess pain"), .refs = &refs[0], .n_refs = 1 },
                                   { .hyp = BED_STR("fever"), .refs = &refs[1], .n_refs = 1 } };
    const uint32_t      numbers[] = { 0, 1, 1, 0 };
    const double        weights[] = { 2, 0.75, 0.25, 0 }, twice[] = { 4, 1, 1, 0 };
    bed_measured *const rows = measured("", all, 2);
    double              values[3], again[3];
    bed_error           err;

    (void)unused;
    assert_int_equal(
        bed_measured_score(rows, &(bed_selection){ numbers, weights, 4 }, values, &err), BED_OK);
    assert_int_equal(bed_measured_score(rows, &(bed_selection){ numbers, twice, 4 }, again, &err),
                     BED_OK);
    assert_memory_equal(values, again, sizeof values);
    assert_int_equal(rows->width, 18);
    /* single characters: 8 of 9 with weight 2, 5 of 5 and of 7 with weight 1 */
    assert_true(bed_measured_row(rows, 0)[2] == 8 && bed_measured_row(rows, 1)[1] == 7);
    assert_int_equal(
        bed_measured_score(rows, &(bed_selection){ numbers, weights, 0 }, values, &err),
        BED_UNDEFINED);
    assert_int_equal(
        bed_measured_score(rows, &(bed_selection){ numbers + 3, weights + 3, 1 }, values, &err),
        BED_UNDEFINED);
    bed_measured_destroy(rows);
}

static void signs_as_sacrebleu_does(void **unused)
{
    const bed_str       ref  = BED_STR("How long have you had this pain in your chest?");
    const bed_item      item = { .hyp = ref, .refs = &ref, .n_refs = 1 };
    bed_measured *const rows = measured("word_order=2; case=lc", &item, 1);
    bed_buffer          sign = BED_BUFFER(1000);
    bed_error           err;

    (void)unused;
    assert_int_equal(bed_measured_sign(rows, &sign, &err), BED_OK);
    assert_string_equal(sign.ptr, "chrf|nrefs:1|lang:en|case:lc|eff:yes|nc:6|nw:2|beta:2|space:no|"
                                  "version:" BEDSIDE_VERSION);
    bed_buffer_deinit(&sign);
    bed_measured_destroy(rows);
}

/* Letters by a rule, a line feed here and there; the hypothesis lacks the second half. */
static void takes_texts_of_a_million_characters(void **unused)
{
    enum { N = 1000000 };
    char *const text = bed_alloc(N, 1);

    (void)unused;
    for (size_t i = 0; i < N; i++)
        text[i] = i % 997 == 0 ? '\n' : (char)('a' + (i * i + i / 26) % 26);
    const bed_str all = { text, N }, half = { text, N / 2 };
    const double  f = pair("beta=1; char_order=1; whitespace=yes", half, all);

    assert_true(fabs(f - 100 * 2.0 / 3) < 1e-9);
    assert_true(fabs(pair("word_order=2", all, all) - 100) < 1e-9);
    bed_free(text);
}

static void refuses_orders_that_are_none(void **unused)
{
    static const struct {
        const char *set, *text;
    } cases[] = {
        { "char_order=0",
          "parameter 'char_order': expected a whole number from 1 to 24, found '0'" },
        { "word_order=9",
          "parameter 'word_order': expected a whole number from 0 to 8, found '9'" },
        { "beta=-1", "parameter 'beta': expected a number from 0 to 100, found '-1'" },
        { "case=upper", "parameter 'case': expected one of mixed, lc, found 'upper'" },
        { "tok=13a",
          "'chrf' has no parameter 'tok' (it has case, eff, char_order, word_order, beta, "
          "whitespace)" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_settings *s   = NULL;
        bed_error     err = { 0 };

        assert_int_equal(bed_settings_create(&bed_metric_chrf, &s, &err), BED_OK);
        assert_int_equal(bed_settings_set(s, bed_str_of(cases[i].set), &err), BED_EARGUMENT);
        assert_string_equal(err.text, cases[i].text);
        bed_settings_destroy(s);
    }
}

static void gives_back_memory_whichever_allocation_fails(void **unused)
{
    const bed_str            refs[] = { BED_STR("Rest, drink water 多喝水"), BED_STR("") };
    const bed_item           item   = { .hyp = BED_STR("drink WATER"), .refs = refs, .n_refs = 2 };
    const bed_items          items  = { .items = &item, .n = 1, .n_systems = 1 };
    const bed_metric_options one    = { .n_threads = 1 };
    bool                     whole  = false;

    (void)unused;
    for (uint64_t n = 1; n < 100 && !whole; n++) {
        bed_settings *s    = NULL;
        bed_measured *rows = NULL;
        bed_error     err  = { 0 };

        bed_alloc_fail_at(n);
        bed_status st = bed_settings_create(&bed_metric_chrf, &s, &err);
        if (st == BED_OK)
            st = bed_settings_set(s, BED_STR("word_order=2; case=lc"), &err);
        if (st == BED_OK)
            st = bed_metric_measure(s, &items, &one, &rows, &err);
        whole = bed_alloc_fail_at(0) < n;
        assert_int_equal(st, whole ? BED_OK : BED_EMEMORY);
        bed_measured_destroy(rows);
        bed_settings_destroy(s);
    }
    assert_true(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_as_sacrebleu_does),
        cmocka_unit_test(gives_equal_texts_the_top_in_every_script),
        cmocka_unit_test(sums_up_by_weight),
        cmocka_unit_test(signs_as_sacrebleu_does),
        cmocka_unit_test(takes_texts_of_a_million_characters),
        cmocka_unit_test(refuses_orders_that_are_none),
        cmocka_unit_test(gives_back_memory_whichever_allocation_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
