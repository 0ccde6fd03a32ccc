/* Answers out of free texts, on texts of our own (fixtures/extract_cases.tsv). */
#include "metric/extract.h"

#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTIONS = 16, LINE_BYTES = 1 << 16 };

typedef struct question {
    bed_answer_option options[OPTIONS];
    size_t            n;
    bool              several;
} question;

static const bed_str DIGITS_AND_LETTERS = BED_STR_INIT("123456789ABCDEFGHIJ");

static void range_of_keys(bed_str spec, question *q)
{
    const char *const first = memchr(DIGITS_AND_LETTERS.ptr, spec.ptr[0], DIGITS_AND_LETTERS.len);

    assert_non_null(first);
    q->n = (size_t)(spec.ptr[2] - spec.ptr[0]) + 1;
    for (size_t i = 0; i < q->n; i++)
        q->options[i].key = (bed_str){ first + i, 1 };
}

/* "A-E", "1-5", "yn", "A=text|B=text"; "+" in front. */
static void read_options(bed_str spec, question *q)
{
    *q         = (question){ .n = 0 };
    q->several = bed_eat(&spec, BED_STR("+"));
    if (bed_str_equal(spec, BED_STR("yn"))) {
        q->options[q->n++].key = BED_STR("yes");
        q->options[q->n++].key = BED_STR("no");
        q->options[q->n++].key = BED_STR("maybe");
        return;
    }
    if (spec.len == 3 && spec.ptr[1] == '-') {
        range_of_keys(spec, q);
        return;
    }
    while (spec.len > 0) {
        const char *const equals = memchr(spec.ptr, '=', spec.len);
        const char *const bar    = memchr(spec.ptr, '|', spec.len);
        const char *const end    = bar == NULL ? spec.ptr + spec.len : bar;

        assert_true(equals != NULL && equals < end && q->n < OPTIONS);
        q->options[q->n].key    = (bed_str){ spec.ptr, (size_t)(equals - spec.ptr) };
        q->options[q->n++].text = (bed_str){ equals + 1, (size_t)(end - equals - 1) };
        spec.len -= (size_t)(end - spec.ptr) + (bar != NULL);
        spec.ptr = bar == NULL ? end : bar + 1;
    }
}

static bed_str unescape(bed_str s, char *out)
{
    size_t n = 0;

    assert_true(s.len < LINE_BYTES);
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '\\' && i + 1 < s.len && s.ptr[i + 1] == 'n') {
            out[n++] = '\n';
            i++;
        } else {
            out[n++] = s.ptr[i];
        }
    return (bed_str){ out, n };
}

static const char *show(const bed_extracted *a, const question *q, char *out, size_t bytes)
{
    size_t n = 0;

    if (a->status != BED_ANSWER_FOUND)
        return a->status == BED_ANSWER_MISSING ? "-" : "?";
    out[0] = '\0';
    for (size_t i = 0; i < q->n; i++)
        if ((a->keys >> i & 1) != 0)
            n += (size_t)snprintf(out + n, bytes - n, "%.*s", BED_STR_ARG(q->options[i].key));
    return out;
}

static bed_str take_field(bed_str *rest)
{
    const char *const tab = memchr(rest->ptr, '\t', rest->len);
    const size_t      n   = tab == NULL ? rest->len : (size_t)(tab - rest->ptr);
    const bed_str     out = { rest->ptr, n };

    *rest = (bed_str){ rest->ptr + n + (tab != NULL), rest->len - n - (tab != NULL) };
    return out;
}

static void finds_what_the_texts_say(void **unused)
{
    bed_buffer  file = BED_BUFFER((size_t)1 << 24);
    char *const text = bed_alloc(1, LINE_BYTES);
    size_t      n = 0, n_wrong = 0, row = 0;

    (void)unused;
    assert_int_equal(bed_file_read("src/metric/fixtures/extract_cases.tsv", &file, NULL), BED_OK);
    for (bed_str rest = bed_buffer_str(&file); rest.len > 0;) {
        bed_str  line = bed_take_line(&rest);
        question q;
        char     shown[64];

        row++;
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        read_options(take_field(&line), &q);
        const bed_str       expected = take_field(&line), said = unescape(line, text);
        const bed_extracted a     = bed_extract_answer(said, q.options, q.n, q.several);
        const char *const   found = show(&a, &q, shown, sizeof shown);

        n++;
        if (!bed_str_equal(expected, bed_str_of(found))) {
            print_message("line %zu: '%.*s': expected %.*s, found %s by %s\n", row,
                          BED_STR_ARG(line), BED_STR_ARG(expected), found,
                          bed_extract_rule_name(a.rule));
            n_wrong++;
        }
        assert_true(a.where + a.bytes <= said.len);
    }
    print_message("%zu cases\n", n);
    assert_int_equal(n_wrong, 0);
    assert_true(n >= 500);
    bed_free(text);
    bed_buffer_deinit(&file);
}

static void says_where_and_by_which_rule(void **unused)
{
    static const struct {
        const char *text, *answer, *rule;
    } cases[] = {
        { "Fine. The answer is (C).", "C", "answer" },
        { "<think>B</think>\\boxed{D}", "D", "boxed" },
        { "A is wrong. Final answer: B", "B", "final" },
        { "I choose D.", "D", "choose" },
        { "Therefore, A.", "A", "therefore" },
        { "\n C \n", "C", "bare" },
        { "B is correct.", "B", "predicate" },
        { "The best drug is (B).", "B", "best" },
        { "C) since it is safe", "C", "lead" },
        { "The answer is metformin.", "metformin", "answer_text" },
        { "Metformin is the best choice.", "Metformin", "sentence" },
        { "Metformin", "Metformin", "text" },
        { "This and that, but **D** it was.", "D", "bold" },
        { "本题选Ｃ。", "Ｃ", "choose" },
    };
    static const bed_answer_option options[] = {
        { .key = BED_STR_INIT("A"), .text = BED_STR_INIT("Aspirin") },
        { .key = BED_STR_INIT("B"), .text = BED_STR_INIT("Insulin") },
        { .key = BED_STR_INIT("C"), .text = BED_STR_INIT("Metformin") },
        { .key = BED_STR_INIT("D"), .text = BED_STR_INIT("Rest") },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const bed_str       text = bed_str_of(cases[i].text);
        const bed_extracted a    = bed_extract_answer(text, options, 4, false);

        if (a.status != BED_ANSWER_FOUND ||
            strcmp(bed_extract_rule_name(a.rule), cases[i].rule) != 0 ||
            !bed_str_equal((bed_str){ text.ptr + a.where, a.bytes }, bed_str_of(cases[i].answer)))
            fail_msg("'%s': status %d by %s at %zu, %zu bytes", cases[i].text, a.status,
                     bed_extract_rule_name(a.rule), a.where, a.bytes);
    }
}

static void reads_a_text_cut_at_every_byte(void **unused)
{
    static const char text[] =
        "<think>A?</think> 选项Ａ错误；E. coli isn’t it. **B)** \\boxed{\\text{C}} 故选C、D。\xff\xe7\xad"
        "\nAnswer: either C or metformin";
    static const bed_answer_option options[] = {
        { .key = BED_STR_INIT("A"), .text = BED_STR_INIT("E. coli") },
        { .key = BED_STR_INIT("B"), .text = BED_STR_INIT("metformin and insulin") },
        { .key = BED_STR_INIT("C"), .text = BED_STR_INIT("metformin") },
        { .key = BED_STR_INIT("是"), .text = BED_STR_INIT("错误") },
    };

    (void)unused;
    for (size_t begin = 0; begin < sizeof text; begin++)
        for (size_t end = begin; end < sizeof text; end++) {
            const size_t        n    = end - begin;
            char *const         copy = bed_alloc(n, 1); /* so that a byte read beyond is seen */
            const bed_extracted a =
                (memcpy(copy, text + begin, n),
                 bed_extract_answer((bed_str){ copy, n }, options, 4, n % 2 == 0));

            assert_true(a.where + a.bytes <= n);
            assert_int_equal(a.status == BED_ANSWER_MISSING, a.keys == 0);
            bed_free(copy);
        }
}

/* Texts that make rules look far ahead, again and again: were a rule quadratic, this would not end.
 */
static void reads_long_texts_that_lead_rules_far_ahead(void **unused)
{
    static const char *const parts[] = {
        "the answer is ", "answer to ",          "A or B, ",    "option A, ",
        "( [ { \" ' ",    "not therefore best ", "选项A，答案", "metformin ",
        "might also be ", "</think><",           "A) x\n",      "A\n",
        "so, ",           "the answer is not ",  "A A A A ",
    };
    static const bed_answer_option options[] = {
        { .key = BED_STR_INIT("A"), .text = BED_STR_INIT("metformin metformin") },
        { .key = BED_STR_INIT("B"), .text = BED_STR_INIT("aspirin") },
    };
    enum { BYTES = 1 << 17 };
    char *const text = bed_alloc(1, BYTES);

    (void)unused;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const size_t n = strlen(parts[i]);
        size_t       len;

        for (len = 0; len + n <= BYTES; len += n)
            memcpy(text + len, parts[i], n);
        const bed_extracted a = bed_extract_answer((bed_str){ text, len }, options, 2, false);
        assert_true(a.where + a.bytes <= len);
    }
    bed_free(text);
}

static void every_rule_has_a_name_of_its_own(void **unused)
{
    (void)unused;
    for (unsigned i = 0; i < BED_EXTRACT_N_RULES; i++)
        for (unsigned k = 0; k < i; k++)
            assert_string_not_equal(bed_extract_rule_name((bed_extract_rule)i),
                                    bed_extract_rule_name((bed_extract_rule)k));
    assert_string_equal(bed_extract_rule_name(BED_EXTRACT_N_RULES), "none");
}

/* ---- cot_accuracy ---------------------------------------------------------------------------- */

typedef struct said {
    const char *text, *right;
} said;

enum { SAID = 8 };

static bed_status score(const said *all, size_t n, const bed_answer_option *options,
                        size_t n_options, const char *settings, double values[3], bed_error *err)
{
    bed_str         refs[SAID], answers[SAID];
    bed_item        items[SAID];
    uint32_t        rows[SAID];
    double          weights[SAID];
    const bed_items set  = { .items = items, .n = n, .n_systems = 1 };
    bed_settings   *with = NULL;
    bed_measured   *got  = NULL;

    for (size_t i = 0; i < n; i++) {
        refs[i]    = bed_str_of(all[i].right);
        answers[i] = bed_str_of(all[i].text);
        items[i] =
            (bed_item){ .refs = &refs[i], .n_refs = 1, .choices = options, .n_choices = n_options };
        if (i % 2 == 0) { /* the text may stand in either field */
            items[i].hyp = answers[i];
        } else {
            items[i].answers   = &answers[i];
            items[i].n_answers = 1;
        }
        rows[i]    = (uint32_t)i;
        weights[i] = 1;
    }
    assert_int_equal(bed_settings_create(&bed_metric_cot_accuracy, &with, err), BED_OK);
    assert_int_equal(bed_settings_set(with, bed_str_of(settings), err), BED_OK);
    bed_status st = bed_metric_measure(with, &set, NULL, &got, err);
    if (st == BED_OK)
        st = bed_measured_score(got, &(bed_selection){ rows, weights, n }, values, err);
    bed_measured_destroy(got);
    bed_settings_destroy(with);
    return st;
}

static void counts_what_cannot_be_read_as_wrong(void **unused)
{
    static const said texts[] = {
        { "The answer is B.", "B" },       { "Answer: C", "B" }, { "Either B or C.", "B" },
        { "I cannot say.", "B" },          { "答案：B", "b" },   { "", "A" },
        { "Final answer: D and A", "AD" }, { "B and C", "B" }
    };
    double values[3];

    (void)unused;
    assert_int_equal(score(texts, 8, NULL, 0, "", values, NULL), BED_OK);
    assert_true(values[0] == 3.0 / 8 && values[1] == 2.0 / 8 && values[2] == 2.0 / 8);
    assert_int_equal(score(texts, 8, NULL, 0, "several=no", values, NULL), BED_OK);
    assert_true(values[0] == 2.0 / 8 && values[1] == 3.0 / 8);
    assert_int_equal(score(texts, 8, NULL, 0, "several=yes", values, NULL), BED_OK);
    assert_true(values[0] == 3.0 / 8 && values[1] == 1.0 / 8);
    assert_int_equal(score(texts, 0, NULL, 0, "", values, NULL), BED_UNDEFINED);
}

static void knows_yes_no_and_maybe_without_options(void **unused)
{
    static const said texts[] = { { "Yes, it did.", "yes" },
                                  { "There was no effect, so the answer is no.", "no" },
                                  { "Maybe", "yes" } };
    double            values[3];

    (void)unused;
    assert_int_equal(score(texts, 3, NULL, 0, "", values, NULL), BED_OK);
    assert_true(values[0] == 2.0 / 3 && values[2] == 0);
}

static void takes_a_right_answer_that_is_an_options_text(void **unused)
{
    static const bed_answer_option options[] = {
        { .key = BED_STR_INIT("1"), .text = BED_STR_INIT("Rest") },
        { .key = BED_STR_INIT("2"), .text = BED_STR_INIT("冰敷") },
    };
    static const said texts[] = { { "答案是冰敷。", "2" }, { "The answer is 1.", "Rest" } };
    static const said other[] = { { "Rest", "Sleep" } };
    static const bed_answer_option groups[] = {
        { .key = BED_STR_INIT("A"), .text = BED_STR_INIT("O") },
        { .key = BED_STR_INIT("B"), .text = BED_STR_INIT("A") },
        { .key = BED_STR_INIT("C"), .text = BED_STR_INIT("AB") },
    };
    static const said blood[] = { { "The answer is C.", "AB" }, { "The answer is A.", "A" } };
    static const bed_answer_option bare[] = { { .key = BED_STR_INIT("A") },
                                              { .key = BED_STR_INIT("B") } };
    static const said              none[] = { { "The answer is A.", " " } };
    bed_error                      err    = { 0 };
    double                         values[3];

    (void)unused;
    assert_int_equal(score(texts, 2, options, 2, "", values, NULL), BED_OK);
    assert_true(values[0] == 1);
    assert_int_equal(score(blood, 2, groups, 3, "", values, NULL), BED_OK);
    assert_true(values[0] == 1); /* a run of keys gives way to a text, a single key does not */
    assert_int_equal(score(other, 1, options, 2, "", values, &err), BED_EARGUMENT);
    assert_string_equal(err.text, "the right answer 'Sleep' is no key of an option");
    assert_int_equal(err.row, 1);
    assert_int_equal(score(none, 1, bare, 2, "", values, &err), BED_EARGUMENT);
    assert_string_equal(err.text, "the right answer ' ' is no key of an option");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_the_texts_say),
        cmocka_unit_test(says_where_and_by_which_rule),
        cmocka_unit_test(reads_a_text_cut_at_every_byte),
        cmocka_unit_test(reads_long_texts_that_lead_rules_far_ahead),
        cmocka_unit_test(every_rule_has_a_name_of_its_own),
        cmocka_unit_test(counts_what_cannot_be_read_as_wrong),
        cmocka_unit_test(knows_yes_no_and_maybe_without_options),
        cmocka_unit_test(takes_a_right_answer_that_is_an_options_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
