#include "base/test.h"
#include "corpus/rules.h"

#include <math.h>
#include <stdio.h>

static const bed_pair turn[]    = { { BED_STR_INIT("patient"), BED_STR_INIT("Does it hurt?") } };
static const bed_pair options[] = { { BED_STR_INIT("A"), BED_STR_INIT("yes") },
                                    { BED_STR_INIT("B"), BED_STR_INIT("no") } };
static const bed_str  answers[] = { BED_STR_INIT("B") };

static bed_record_view good(void)
{
    return (bed_record_view){ .split         = BED_STR("train"),
                              .kind          = BED_STR("mcqa"),
                              .language      = BED_STR("zh-Hans"),
                              .turns         = turn,
                              .n_turns       = 1,
                              .options       = options,
                              .n_options     = 2,
                              .answer_keys   = answers,
                              .n_answer_keys = 1,
                              .weight        = 1.0 };
}

static void expect(bed_record_view r, const char *rule, const char *reason)
{
    char            found[256] = "";
    const bed_rule *broken     = bed_rules_first_broken(&r, found, sizeof found);

    if (broken == NULL)
        fail_msg("no rule was broken, expected %s", rule);
    assert_string_equal(broken->name, rule);
    assert_string_equal(found, reason);
}

static void a_good_record_breaks_no_rule(void **unused)
{
    char            reason[64];
    bed_record_view r = good();

    (void)unused;
    assert_null(bed_rules_first_broken(&r, reason, sizeof reason));
    r.has_age = true;
    r.age     = 130;
    assert_null(bed_rules_first_broken(&r, reason, sizeof reason));
    r.n_answer_keys = 0; /* a withheld answer */
    assert_null(bed_rules_first_broken(&r, reason, sizeof reason));
}

static void every_rule_refuses_with_what_was_found(void **unused)
{
    static const bed_pair blank[]    = { { BED_STR_INIT("patient"), BED_STR_INIT("hm") },
                                         { BED_STR_INIT("clinician"),
                                           BED_STR_INIT(" \t\xE3\x80\x80") } };
    static const bed_pair nurse[]    = { { BED_STR_INIT("nurse"), BED_STR_INIT("hello") } };
    static const bed_pair nameless[] = { { { NULL, 0 }, BED_STR_INIT("hello") } };
    static const bed_pair empty[]    = { { BED_STR_INIT("A"), BED_STR_INIT("yes") },
                                         { BED_STR_INIT("B"), BED_STR_INIT("") } };
    static const bed_pair twice[]    = { { BED_STR_INIT("A"), BED_STR_INIT("yes") },
                                         { BED_STR_INIT("A"), BED_STR_INIT("no") } };
    static const bed_str  other[]    = { BED_STR_INIT("E") };
    static const bed_str  both[]     = { BED_STR_INIT("B"), BED_STR_INIT("B") };
    bed_record_view       r;

    (void)unused;
    r = good(), r.refuse = BED_STR("no question");
    expect(r, "refused_by_mapping", "no question");
    r = good(), r.split = BED_STR("../dev");
    expect(r, "unusable_split",
           "split: expected up to 64 letters, digits, '_', '.' or '-', the first no '.' or '-', "
           "found ../dev");
    r = good(), r.split = BED_STR("");
    expect(r, "unusable_split",
           "split: expected up to 64 letters, digits, '_', '.' or '-', the first no '.' or '-', "
           "found nothing");
    r = good(), r.kind = BED_STR("essay");
    expect(r, "unknown_kind", "kind: expected mcqa, qa, ehr_qa or dialogue, found essay");
    r = good(), r.kind = (bed_str){ NULL, 0 };
    expect(r, "unknown_kind", "kind: expected mcqa, qa, ehr_qa or dialogue, found nothing");
    r = good(), r.language = BED_STR("English");
    expect(r, "unknown_language", "language: expected a BCP 47 tag, found English");
    r = good(), r.n_turns = 0;
    expect(r, "no_turn", "turns: expected at least one, found none");
    r = good(), r.turns = nurse;
    expect(r, "unknown_role",
           "role of turn 1: expected patient, clinician, examiner, family or system, found nurse");
    r = good(), r.turns = nameless;
    expect(
        r, "unknown_role",
        "role of turn 1: expected patient, clinician, examiner, family or system, found nothing");
    r = good(), r.turns = blank, r.n_turns = 2;
    expect(r, "empty_turn", "turn 2 has no text");
    r = good(), r.n_options = 1, r.n_answer_keys = 0;
    expect(r, "too_few_options", "options: expected at least 2, found 1");
    r = good(), r.options = empty;
    expect(r, "empty_option", "option 2 has no text");
    r = good(), r.options = twice, r.n_answer_keys = 0;
    expect(r, "repeated_option_key", "options: key A stands twice");
    r = good(), r.answer_keys = other;
    expect(r, "unknown_answer_key", "answer E is none of the 2 options");
    r = good(), r.answer_keys = both, r.n_answer_keys = 2;
    expect(r, "repeated_answer_key", "answer B stands twice");
    r = good(), r.has_age = true, r.age = -1;
    expect(r, "unusable_age", "patient.age: expected 0 to 130 years, found -1");
    r = good(), r.weight = NAN;
    expect(r, "unusable_weight", "weight: expected a number of 0 or more, found nan");
}

static void every_rule_has_a_name_of_its_own_and_a_meaning(void **unused)
{
    size_t          n;
    const bed_rule *rules = bed_rules(&n);

    (void)unused;
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        assert_true(rules[i].meaning[0] != '\0');
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(rules[i].name, rules[k].name);
    }
}

static void language_tags_are_told_from_words(void **unused)
{
    static const struct {
        const char *tag;
        bool        good;
    } cases[] = {
        { "en", true },       { "zh-Hans", true },   { "zh-Hant-TW", true }, { "pt-BR", true },
        { "und", true },      { "", false },         { "e", false },         { "english", false },
        { "zh_CN", false },   { "zh-hans", false },  { "en-", false },       { "EN", false },
        { "zh-HANS", false }, { "zh-Hans-", false },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char            reason[128];
        bed_record_view r = good();

        r.language = bed_str_of(cases[i].tag);
        if ((bed_rules_first_broken(&r, reason, sizeof reason) == NULL) != cases[i].good)
            fail_msg("'%s'", cases[i].tag);
    }
}

static void words_for_nothing_are_known(void **unused)
{
    static const char *const missing[] = {
        "", " ", "\xC2\xA0\n", "nan", " NaN ", "NULL", "NA\r\n"
    };
    static const char *const there[] = { "None", "nana", "NA 5 mg", "0", "\xE6\x97\xA0" };

    (void)unused;
    for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++)
        assert_true(bed_is_missing(bed_str_of(missing[i])));
    for (size_t i = 0; i < sizeof there / sizeof there[0]; i++)
        assert_false(bed_is_missing(bed_str_of(there[i])));
}

static void white_space_falls_off_both_ends(void **unused)
{
    static const struct {
        const char *text, *trimmed;
    } cases[] = {
        { "", "" },
        { " \n", "" },
        { "a", "a" },
        { "\xE3\x80\x80\xE4\xBD\xA0 \xE5\xA5\xBD\xC2\xA0\r\n", "\xE4\xBD\xA0 \xE5\xA5\xBD" },
        { "\xEF\xBB\xBFx\xE2\x80\x8B", "x" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_true(
            bed_str_equal(bed_trim_space(bed_str_of(cases[i].text)), bed_str_of(cases[i].trimmed)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_record_breaks_no_rule),
        cmocka_unit_test(every_rule_refuses_with_what_was_found),
        cmocka_unit_test(every_rule_has_a_name_of_its_own_and_a_meaning),
        cmocka_unit_test(language_tags_are_told_from_words),
        cmocka_unit_test(words_for_nothing_are_known),
        cmocka_unit_test(white_space_falls_off_both_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
