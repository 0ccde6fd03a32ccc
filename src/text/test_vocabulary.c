#include "base/test.h"
#include "text/lexicons.h"
#include "text/text.h"
#include "text/vocabulary.h"
#include <string.h>

static void familiar_words_come_with_their_regular_inflections(void **unused)
{
    static const char *const familiar[] = {
        "pain",    "Pains",   "walked",  "walking", "stopped",  "stopping", "baked",    "babies",
        "carried", "bigger",  "biggest", "nicer",   "happiest", "doctor's", "doctors'", "boxes",
        "don't",   "WATCHES", "12",      "1,200.5", "eaten",    "feet",     "easier",
    };
    static const char *const unfamiliar[] = {
        "",   "hypertension", "edema",     "idiopathic", "happiness", "renal", "intravenous",
        "xs", "stoppinger",   "bilateral", "头痛",       "s",
    };

    (void)unused;
    for (size_t i = 0; i < sizeof familiar / sizeof *familiar; i++)
        if (!bed_word_is_familiar(bed_str_of(familiar[i])))
            fail_msg("\"%s\" is not familiar", familiar[i]);
    for (size_t i = 0; i < sizeof unfamiliar / sizeof *unfamiliar; i++)
        if (bed_word_is_familiar(bed_str_of(unfamiliar[i])))
            fail_msg("\"%s\" is familiar", unfamiliar[i]);
}

static void terms_are_found_longest_first(void **unused)
{
    static const struct {
        const char *text, *lang;
        uint64_t    professional, lay;
    } cases[] = {
        { "He had a heart attack.", "en", 0, 2 },
        { "He had a myocardial infarction.", "en", 2, 0 },
        { "Her heart, attack by attack, grew weak.", "en", 0, 2 }, /* heart, weak */
        { "Transient ischemic attack was ruled out.", "en", 3, 0 },
        { "Blood thinner or blood clot?", "en", 0, 4 },
        { "They sent osimertinib and nephroblastomatosis.", "en", 2, 0 },
        { "The diagnosis was hypnosis in academia.", "en", 0, 0 },
        { "WARFARIN and Warfarin", "en", 2, 0 },
        { "High blood. Pressure was fine.", "en", 0, 1 }, /* no term crosses a sentence */
        { "急性心肌梗死", "zh", 6, 0 },
        { "我得了心脏病发作", "zh", 0, 5 },
        { "肚子疼，做了胃镜", "zh", 2, 3 },
        { "今天天气很好", "zh", 0, 0 },
    };
    bed_readability *r;

    (void)unused;
    assert_int_equal(bed_readability_create(&r, NULL), BED_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bed_readability_counts c = { 0 };

        assert_int_equal(bed_readability_count(r, bed_str_of(cases[i].text),
                                               bed_str_of(cases[i].lang), &c, NULL),
                         BED_OK);
        if (c.professional + c.han_professional != cases[i].professional ||
            c.lay + c.han_lay != cases[i].lay)
            fail_msg("%s: %d professional, %d everyday", cases[i].text,
                     (int)(c.professional + c.han_professional), (int)(c.lay + c.han_lay));
    }
    bed_readability_destroy(r);
}

static void long_and_foreign_words_fold_to_nothing(void **unused)
{
    bed__folded_word w;
    char             text[100];

    (void)unused;
    memset(text, 'a', sizeof text);
    bed__fold_word((bed_str){ text, sizeof text }, &w);
    assert_string_equal(w.text, "");
    bed__fold_word((bed_str){ text, BED__FOLDED_MAX }, &w);
    assert_int_equal(strlen(w.text), BED__FOLDED_MAX);
    bed__fold_word(BED_STR("病"), &w);
    assert_string_equal(w.text, "");
    bed__fold_word(BED_STR("Sj\xc3\xb6gren\xe2\x80\x99s"), &w);
    assert_string_equal(w.text, "sjogren's");
}

static void word_lists_are_sorted_and_apart(void **unused)
{
    const struct {
        const bed__term *terms;
        size_t           n;
    } lists[] = { { bed__lexicon_terms_en, bed__lexicon_n_terms_en },
                  { bed__lexicon_terms_zh, bed__lexicon_n_terms_zh } };

    (void)unused;
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 1; i < lists[k].n; i++) /* so no term is both professional and everyday */
            assert_true(strcmp(lists[k].terms[i - 1].text, lists[k].terms[i].text) < 0);
    for (size_t i = 1; i < bed__lexicon_n_familiar; i++)
        assert_true(strcmp(bed__lexicon_familiar[i - 1], bed__lexicon_familiar[i]) < 0);
    assert_true(bed__lexicon_n_familiar > 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(familiar_words_come_with_their_regular_inflections),
        cmocka_unit_test(terms_are_found_longest_first),
        cmocka_unit_test(long_and_foreign_words_fold_to_nothing),
        cmocka_unit_test(word_lists_are_sorted_and_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
