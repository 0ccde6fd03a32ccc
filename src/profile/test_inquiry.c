#include "base/test.h"
#include "profile/inquiry.h"

#include <math.h>

static bed_inquiry *load(void)
{
    bed_inquiry *q;
    bed_error    err = { 0 };

    assert_int_equal(bed_inquiry_load("catalog/lexicons/inquiry.yaml", &q, &err), BED_OK);
    return q;
}

static uint32_t bit(const bed_inquiry *q, bed_str name)
{
    for (size_t t = 0; t < bed_inquiry_n_types(q); t++)
        if (bed_str_equal(bed_str_of(bed_inquiry_type(q, t)), name))
            return (uint32_t)1 << t;
    fail_msg("no type %.*s", BED_STR_ARG(name));
    return 0;
}

static bed_str take_field(bed_str *rest, char end)
{
    const char *at    = rest->len == 0 ? NULL : memchr(rest->ptr, end, rest->len);
    bed_str     field = *rest;

    if (at == NULL) {
        *rest = (bed_str){ rest->ptr + rest->len, 0 };
        return field;
    }
    field.len = (size_t)(at - rest->ptr);
    rest->ptr += field.len + 1;
    rest->len -= field.len + 1;
    return field;
}

static void print_score(const bed_inquiry *q, const char *title, const bed_inquiry_score *s)
{
    print_message("%s: %llu questions, macro F1 %.3f\n", title, (unsigned long long)s->n,
                  bed_inquiry_score_macro(s));
    for (size_t t = 0; t < bed_inquiry_n_types(q); t++)
        if (s->right[t] + s->missed[t] + s->spurious[t] > 0)
            print_message("  %-14s right %4llu spurious %4llu missed %4llu F1 %.3f\n",
                          bed_inquiry_type(q, t), (unsigned long long)s->right[t],
                          (unsigned long long)s->spurious[t], (unsigned long long)s->missed[t],
                          bed_inquiry_score_f1(s, t));
}

static void questions_written_by_hand_get_their_types(void **unused)
{
    bed_inquiry      *q    = load();
    bed_inquiry_work *w    = NULL;
    bed_buffer        file = BED_BUFFER(1 << 20);
    bed_inquiry_score all = { 0 }, en = { 0 }, zh = { 0 };
    bed_str           rest;

    (void)unused;
    assert_int_equal(bed_inquiry_work_create(&w, NULL), BED_OK);
    assert_int_equal(bed_file_read("src/profile/fixtures/inquiry_questions.tsv", &file, NULL),
                     BED_OK);
    rest = bed_buffer_str(&file);
    while (rest.len > 0) {
        bed_str            line  = bed_take_line(&rest);
        const bed_str      lang  = take_field(&line, '\t');
        bed_str            types = take_field(&line, '\t');
        uint32_t           is    = 0;
        bed_inquiry_result r;

        if (bed_str_starts(lang, BED_STR("#")))
            continue;
        while (types.len > 0)
            is |= bit(q, take_field(&types, ','));
        bed_inquiry_classify(q, w, line, lang, &r, NULL, NULL);
        bed_inquiry_score_add(&all, r.given, is, 0);
        bed_inquiry_score_add(bed_str_equal(lang, BED_STR("en"))   ? &en
                              : bed_str_equal(lang, BED_STR("zh")) ? &zh
                                                                   : &(bed_inquiry_score){ 0 },
                              r.given, is, 0);
    }
    assert_true(all.n >= 200 && en.n >= 80 && zh.n >= 80);
    print_score(q, "hand set", &all);
    print_message("English %.3f, Chinese %.3f\n", bed_inquiry_score_macro(&en),
                  bed_inquiry_score_macro(&zh));
    assert_true(bed_inquiry_score_macro(&all) >= 0.93);
    assert_true(bed_inquiry_score_macro(&en) >= 0.93);
    assert_true(bed_inquiry_score_macro(&zh) >= 0.90);
    bed_buffer_deinit(&file);
    bed_inquiry_work_destroy(w);
    bed_inquiry_destroy(q);
}

typedef struct seen {
    size_t  n;
    int32_t sum;
} seen;

static void count(void *context, const bed_inquiry_evidence *e)
{
    seen *s = context;

    assert_non_null(e->pattern);
    assert_true(e->found.len > 0);
    s->n++;
    s->sum += e->weight;
}

static void the_evidence_adds_up_to_the_scores(void **unused)
{
    bed_inquiry       *q = load();
    bed_inquiry_work  *w;
    bed_inquiry_result r;
    seen               s   = { 0 };
    int32_t            sum = 0;

    (void)unused;
    assert_int_equal(bed_inquiry_work_create(&w, NULL), BED_OK);
    bed_inquiry_classify(q, w, BED_STR("What are the side effects of metformin?"), BED_STR("en-GB"),
                         &r, count, &s);
    assert_int_equal(r.given, bit(q, BED_STR("medication")));
    for (size_t t = 0; t < bed_inquiry_n_types(q); t++)
        sum += r.scores[t];
    assert_int_equal(s.sum, sum);
    assert_true(s.n >= 2);
    bed_inquiry_work_destroy(w);
    bed_inquiry_destroy(q);
}

static void texts_that_ask_nothing_get_no_type(void **unused)
{
    static const struct {
        bed_str text, lang;
    } cases[] = {
        { BED_STR_INIT(""), BED_STR_INIT("en") },
        { BED_STR_INIT("Thank you."), BED_STR_INIT("en") },
        { BED_STR_INIT("\xff\xfe What is gout?"), BED_STR_INIT("en") },
        { BED_STR_INIT("What is gout?"), BED_STR_INIT("xx") },
        { BED_STR_INIT("What is gout?"), BED_STR_INIT("") },
        { BED_STR_INIT("谢谢医生。"), BED_STR_INIT("zh-Hans") },
    };
    bed_inquiry      *q = load();
    bed_inquiry_work *w;

    (void)unused;
    assert_int_equal(bed_inquiry_work_create(&w, NULL), BED_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_inquiry_result r;

        bed_inquiry_classify(q, w, cases[i].text, cases[i].lang, &r, NULL, NULL);
        assert_int_equal(r.given, 0);
    }
    bed_inquiry_work_destroy(w);
    bed_inquiry_destroy(q);
}

static void a_very_long_text_is_read_at_its_beginning(void **unused)
{
    bed_inquiry       *q    = load();
    bed_inquiry_work  *w    = NULL;
    bed_buffer         text = BED_BUFFER(1 << 20);
    bed_inquiry_result r;

    (void)unused;
    assert_int_equal(bed_inquiry_work_create(&w, NULL), BED_OK);
    while (text.len < 20000) /* the cut falls inside a character */
        assert_int_equal(bed_buffer_add(&text, BED_STR("好"), NULL), BED_OK);
    assert_int_equal(bed_buffer_add(&text, BED_STR("怎么治疗？"), NULL), BED_OK);
    bed_inquiry_classify(q, w, bed_buffer_str(&text), BED_STR("zh"), &r, NULL, NULL);
    assert_int_equal(r.given, 0);
    bed_buffer_deinit(&text);
    bed_inquiry_work_destroy(w);
    bed_inquiry_destroy(q);
}

#define HEAD "schema: bedside-inquiry/1\nthreshold: 2\n"
#define WEIGHTS "weights: { strong: 2, weak: 1, against: -2 }\n"
#define ONE "languages:\n  - language: en\n    types:\n      - type: test\n        strong: "

static void faults_name_their_line_and_key(void **unused)
{
    static const struct {
        const char *yaml, *part;
        uint64_t    row;
    } cases[] = {
        { "", "nothing in it", 1 },
        { "schema: other\nthreshold: 2\n" WEIGHTS "fallback: []\nlanguages: []\n", "schema", 1 },
        { "schema: bedside-inquiry/1\nthreshold: 0\n" WEIGHTS "fallback: []\nlanguages: []\n",
          "threshold", 2 },
        { HEAD "weights: { strong: 2, weak: 1, against: 2 }\nfallback: []\nlanguages: []\n",
          "against below 0", 3 },
        { HEAD WEIGHTS "fallback: [none]\n" ONE "['a']\n", "no type 'none'", 4 },
        { HEAD WEIGHTS "fallback: []\n" ONE "['a', '(b']\n", "not a pattern", 9 },
        { HEAD WEIGHTS "fallback: []\n" ONE "['<<what>>']\n", "no set 'what'", 9 },
        { HEAD WEIGHTS "fallback: []\n" ONE "['<<what']\n", "'<<' without '>>'", 9 },
        { HEAD WEIGHTS "fallback: []\n" ONE "['a']\n  - language: en\n    types: []\n",
          "stands twice", 10 },
        { HEAD WEIGHTS "fallback: []\nlanguages: []\nextra: 1\n", "extra", 6 },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_inquiry *q   = NULL;
        bed_error    err = { 0 };

        assert_int_equal(bed_inquiry_parse(bed_str_of(cases[i].yaml), "x.yaml", &q, &err),
                         BED_EFORMAT);
        assert_null(q);
        if (strstr(err.text, cases[i].part) == NULL || err.row != cases[i].row)
            fail_msg("case %zu: row %llu: %s", i, (unsigned long long)err.row, err.text);
    }
}

static void any_allocation_may_fail(void **unused)
{
    const bed_str yaml = BED_STR(HEAD WEIGHTS "fallback: [test]\n" ONE "['a', 'b']\n");
    bed_status    st   = BED_EMEMORY;

    (void)unused;
    for (uint64_t n = 1; st != BED_OK; n++) {
        bed_inquiry *q = NULL;

        assert_true(n < 1000);
        (void)bed_alloc_fail_at(n);
        st = bed_inquiry_parse(yaml, "x.yaml", &q, NULL);
        (void)bed_alloc_fail_at(0);
        assert_true(st == BED_OK || (st == BED_EMEMORY && q == NULL));
        bed_inquiry_destroy(q);
    }
}

static void every_type_is_a_term_of_the_taxonomy(void **unused)
{
    bed_inquiry *q    = load();
    bed_buffer   file = BED_BUFFER(1 << 20);
    const char  *from, *to;

    (void)unused;
    assert_int_equal(bed_file_read("catalog/taxonomy.yaml", &file, NULL), BED_OK);
    from = strstr(file.ptr, "\ninquiry_types:");
    to   = strstr(file.ptr, "\ndynamics:");
    assert_true(from != NULL && to != NULL && from < to);
    for (size_t t = 0; t < bed_inquiry_n_types(q); t++) {
        char term[64];

        snprintf(term, sizeof term, "\n  - id: %s\n", bed_inquiry_type(q, t));
        if (!bed_str_contains((bed_str){ from, (size_t)(to - from) }, bed_str_of(term)))
            fail_msg("'%s' is not an inquiry type", bed_inquiry_type(q, t));
    }
    bed_buffer_deinit(&file);
    bed_inquiry_destroy(q);
}

static void published_labels_have_a_meaning(void **unused)
{
    bed_inquiry      *q = load();
    bed_inquiry_gold *g;
    uint32_t          is, allow;
    bed_error         err = { 0 };

    (void)unused;
    assert_int_equal(bed_inquiry_gold_load("catalog/lexicons/inquiry_gold.yaml", q, &g, &err),
                     BED_OK);
    assert_int_equal(
        bed_inquiry_gold_find(g, "medquad", BED_STR(" Exams and Tests"), &is, &allow, NULL),
        BED_OK);
    assert_int_equal(is, bit(q, BED_STR("diagnosis")));
    assert_int_equal(allow, bit(q, BED_STR("test")));
    assert_int_equal(bed_inquiry_gold_find(g, "medquad", BED_STR("outl"), &is, &allow, &err),
                     BED_UNDEFINED);
    bed_inquiry_gold_destroy(g);
    bed_inquiry_destroy(q);
}

static void scores_are_those_of_the_definition(void **unused)
{
    bed_inquiry_score s = { 0 };

    (void)unused;
    assert_true(isnan(bed_inquiry_score_macro(&s)));
    bed_inquiry_score_add(&s, 1, 1, 0); /* type 0 right */
    bed_inquiry_score_add(&s, 3, 2, 0); /* type 1 right, type 0 spurious */
    bed_inquiry_score_add(&s, 4, 1, 4); /* type 0 missed, type 2 allowed */
    assert_int_equal(s.n, 3);
    assert_true(fabs(bed_inquiry_score_f1(&s, 0) - 0.5) < 1e-15);
    assert_true(bed_inquiry_score_f1(&s, 1) == 1.0);
    assert_true(isnan(bed_inquiry_score_f1(&s, 2)));
    assert_true(fabs(bed_inquiry_score_macro(&s) - 0.75) < 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_written_by_hand_get_their_types),
        cmocka_unit_test(the_evidence_adds_up_to_the_scores),
        cmocka_unit_test(texts_that_ask_nothing_get_no_type),
        cmocka_unit_test(a_very_long_text_is_read_at_its_beginning),
        cmocka_unit_test(faults_name_their_line_and_key),
        cmocka_unit_test(any_allocation_may_fail),
        cmocka_unit_test(every_type_is_a_term_of_the_taxonomy),
        cmocka_unit_test(published_labels_have_a_meaning),
        cmocka_unit_test(scores_are_those_of_the_definition),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
