#include "base/test.h"
#include "text/text.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIXTURES "src/text/fixtures/"

static bed_readability_counts counts_of(const char *text, const char *lang)
{
    bed_readability_counts c = { 0 };
    bed_readability       *r;

    assert_int_equal(bed_readability_create(&r, NULL), BED_OK);
    assert_int_equal(bed_readability_count(r, bed_str_of(text), bed_str_of(lang), &c, NULL),
                     BED_OK);
    bed_readability_destroy(r);
    return c;
}

static double value_of(const char *name, const bed_readability_counts *c, const char *lang)
{
    const bed_readability_measure *const m = bed_readability_find(bed_str_of(name));
    double                               v = NAN;

    assert_non_null(m);
    assert_int_equal(bed_readability_value(m, c, bed_str_of(lang), &v, NULL), BED_OK);
    return v;
}

static bed_status status_of(const char *name, const bed_readability_counts *c, const char *lang)
{
    double v = 0;

    return bed_readability_value(bed_readability_find(bed_str_of(name)), c, bed_str_of(lang), &v,
                                 NULL);
}

/* ---- formulas -------------------------------------------------------------------------------- */

static void formulas_give_the_worked_values(void **unused)
{
    const bed_readability_counts hundred = {
        .sentences          = 5,
        .alphabet_sentences = 5,
        .words              = 100,
        .characters         = 450,
        .syllables          = 150,
        .polysyllables      = 20,
        .complex_words      = 10,
        .long_words         = 25,
        .unfamiliar_words   = 10,
        .professional       = 4,
        .lay                = 8,
    };
    const bed_readability_counts five_percent = {
        .sentences = 5, .alphabet_sentences = 5, .words = 100, .unfamiliar_words = 5
    };
    const bed_readability_counts abstract = {
        .sentences = 5, .alphabet_sentences = 5, .words = 119, .characters = 639
    };
    const bed_readability_counts spanish = {
        .sentences = 5, .alphabet_sentences = 5, .words = 100, .syllables = 200
    };
    const bed_readability_counts thirty = {
        .sentences = 30, .alphabet_sentences = 30, .words = 600, .polysyllables = 120
    };
    const bed_readability_counts chinese = {
        .sentences        = 4,
        .han_words        = 60,
        .han_characters   = 100,
        .han_sentences    = 5,
        .han_professional = 12,
        .han_lay          = 6,
    };
    const struct {
        const char                   *measure, *lang;
        const bed_readability_counts *counts;
        double                        value;
    } cases[] = {
        { "flesch_reading_ease", "en", &hundred, 59.635 },
        { "fkgl", "en", &hundred, 9.91 },
        { "gunning_fog", "en", &hundred, 12 },
        { "ari", "en", &hundred, 9.765 },
        { "coleman_liau", "en", &abstract, 14.530420168067227 }, /* the authors' abstract: 14.5 */
        { "smog", "en", &thirty, 1.043 * 10.954451150103322 + 3.1291 },
        { "dale_chall_type", "en", &hundred, 6.2075 },
        { "dale_chall_type", "en", &five_percent, 1.7815 }, /* no more than 5 %: not adjusted */
        { "lix", "en", &hundred, 45 },
        { "rix", "en", &hundred, 5 },
        { "fernandez_huerta", "es", &spanish, 66.44 },
        { "szigriszt_pazos", "es", &spanish, 62.235 },
        { "kandel_moles", "fr", &hundred, 76.3 },
        { "flesch_portuguese", "pt-BR", &spanish, 59.335 },
        { "chinese_ans", "zh-Hans", &chinese, 5 },
        { "chinese_characters_per_sentence", "zh", &chinese, 20 },
        { "words_per_sentence", "zh", &chinese, 15 },
        { "words_per_sentence", "en", &hundred, 20 },
        { "professional_share", "en", &hundred, 0.04 },
        { "professional_share", "zh", &chinese, 0.12 },
        { "lay_share", "en", &hundred, 0.08 },
        { "lay_share", "zh", &chinese, 0.06 },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double v = value_of(cases[i].measure, cases[i].counts, cases[i].lang);

        if (fabs(v - cases[i].value) > 1e-9)
            fail_msg("%s: %.12g, expected %.12g", cases[i].measure, v, cases[i].value);
    }
}

static FILE *fixture(const char *path)
{
    FILE *const f = fopen(path, "rb");

    if (f == NULL)
        fail_msg("%s: not found; tests run in the repository's root", path);
    return f;
}

enum {
    TEXT,
    LANG,
    SENTENCES,
    WORDS,
    SYLLABLES,
    LETTERS,
    CHARACTERS,
    POLYSYLLABLES,
    LONG_WORDS,
    UNFAMILIAR,
    COMPLEX,
    MEASURE,
    VALUE,
    COLUMNS
};

/* Cuts a line at its tabs; false where it has not as many columns, or heads the table. */
static bool cut(char *line, char *columns[COLUMNS])
{
    size_t n = 0;

    line[strcspn(line, "\n")] = '\0';
    for (char *at = line; at != NULL && n < COLUMNS; n++) {
        columns[n] = at;
        if ((at = strchr(at, '\t')) != NULL)
            *at++ = '\0';
    }
    return n == COLUMNS && strcmp(columns[TEXT], "text") != 0;
}

static uint64_t number(const char *column)
{
    char                    *end;
    const unsigned long long n = strtoull(column, &end, 10);

    assert_true(end != column && *end == '\0');
    return n;
}

/* readability_textstat.tsv gives textstat's counts beside its values: our formulas on the same
 * counts give the same values. */
static void formulas_agree_with_textstat_on_its_counts(void **unused)
{
    FILE *const f = fixture(FIXTURES "readability_textstat.tsv");
    char        line[300], *column[COLUMNS];
    int         n_values = 0;

    (void)unused;
    while (fgets(line, sizeof line, f) != NULL) {
        bed_readability_counts c;
        double                 found, expected;

        if (!cut(line, column))
            continue;
        c = (bed_readability_counts){
            .alphabet_sentences = number(column[SENTENCES]),
            .words              = number(column[WORDS]),
            .syllables          = number(column[SYLLABLES]),
            .letters            = number(column[LETTERS]),
            .characters         = number(column[CHARACTERS]),
            .polysyllables      = number(column[POLYSYLLABLES]),
            .long_words         = number(column[LONG_WORDS]),
            .unfamiliar_words   = number(column[UNFAMILIAR]),
            .complex_words      = number(column[COMPLEX]),
        };
        found    = value_of(column[MEASURE], &c, column[LANG]);
        expected = strtod(column[VALUE], NULL);
        if (!(fabs(found - expected) < 1e-9))
            fail_msg("text %s: %s %.12g, textstat %.12g", column[TEXT], column[MEASURE], found,
                     expected);
        n_values++;
    }
    fclose(f);
    assert_int_equal(n_values, 6 * 8 + 4 * 3);
}

/* On texts without hyphens, figures and very short sentences both count the same sentences, words
 * and letters. */
static void counts_agree_with_textstat_on_plain_texts(void **unused)
{
    FILE *const texts = fixture(FIXTURES "readability_texts.txt");
    FILE *const f     = fixture(FIXTURES "readability_textstat.tsv");
    char        line[1000], row[300], *column[COLUMNS];
    uint64_t    n_texts = 0;

    (void)unused;
    while (fgets(line, sizeof line, texts) != NULL) {
        char *const            text = strchr(line, '\t');
        bed_readability_counts c;

        if (line[0] == '#' || text == NULL)
            continue;
        *text = '\0';
        c     = counts_of(text + 1, line);
        n_texts++;
        do
            assert_non_null(fgets(row, sizeof row, f));
        while (!cut(row, column) || number(column[TEXT]) != n_texts);
        assert_int_equal(c.sentences, number(column[SENTENCES]));
        assert_int_equal(c.words, number(column[WORDS]));
        assert_int_equal(c.letters, number(column[LETTERS]));
    }
    fclose(texts);
    fclose(f);
    assert_int_equal(n_texts, 10);
}

/* ---- counts ---------------------------------------------------------------------------------- */

static void each_count_says_what_it_says(void **unused)
{
    const bed_readability_counts plain = counts_of(
        "The doctor looked at my knee. She said it was not broken. I have to rest it for a week.",
        "en");
    const bed_readability_counts hard =
        counts_of("The cardiologist from Philadelphia created 2 remarkable grandfather diseases, "
                  "HIV and 1.5 mg.",
                  "en");

    (void)unused;
    assert_int_equal(plain.sentences, 3);
    assert_int_equal(plain.words, 20);
    assert_int_equal(plain.syllables, 22);
    assert_int_equal(plain.letters, 65);
    assert_int_equal(plain.polysyllables, 0);
    assert_int_equal(plain.long_words, 0);
    assert_int_equal(plain.unfamiliar_words, 0);
    assert_int_equal(hard.sentences, 1);
    assert_int_equal(hard.words, 13);
    assert_int_equal(hard.numbers, 2);
    assert_int_equal(hard.characters, hard.letters + 3);
    /* cardiologist, Philadelphia, created, remarkable, grandfather, diseases, HIV, 1.5, mg */
    assert_int_equal(hard.polysyllables, 9);
    /* without the name, -ed, -es, the compound and the number */
    assert_int_equal(hard.complex_words, 4);
    assert_int_equal(hard.long_words, 6);
    /* cardiologist, HIV, mg */
    assert_int_equal(hard.unfamiliar_words, 3);
}

static void text_without_words_is_undefined_not_zero(void **unused)
{
    static const char *const texts[] = { "", "  \n", "... !!", "\xff\xfe" };

    (void)unused;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const bed_readability_counts c   = counts_of(texts[i], "en");
        bed_error                    err = { 0 };
        double                       v;

        for (size_t k = 0; k < bed_readability_n_measures; k++) {
            const bed_readability_measure *const m = bed_readability_measures[k];
            const size_t                         n = strcspn(m->languages, " ");

            assert_int_equal(bed_readability_value(m, &c, (bed_str){ m->languages, n }, &v, &err),
                             BED_UNDEFINED);
            assert_true(strncmp(err.text, "readability of a text without ", 30) == 0);
        }
    }
}

static void one_word_is_a_sentence(void **unused)
{
    const bed_readability_counts c = counts_of("Pain", "en");

    (void)unused;
    assert_int_equal(c.sentences, 1);
    assert_int_equal(c.words, 1);
    assert_int_equal(c.syllables, 1);
    assert_true(fabs(value_of("flesch_reading_ease", &c, "en") - 121.22) < 1e-9);
    assert_true(fabs(value_of("smog", &c, "en") - 3.1291) < 1e-9);
}

static void measures_refuse_languages_they_were_not_made_for(void **unused)
{
    const bed_readability_counts c = counts_of("我头痛三天了。需要吃药吗？", "zh-Hans");
    bed_error                    err = { 0 };
    double                       v;

    (void)unused;
    assert_int_equal(bed_readability_value(&bed_readability_fkgl, &c, BED_STR("zh-Hans"), &v, &err),
                     BED_UNDEFINED);
    assert_string_equal(err.text, "fkgl of language \"zh-Hans\": made for en");
    assert_int_equal(status_of("flesch_reading_ease", &c, "es"), BED_UNDEFINED);
    assert_int_equal(status_of("szigriszt_pazos", &c, "en"), BED_UNDEFINED);
    assert_int_equal(status_of("chinese_ans", &c, "ja"), BED_UNDEFINED);
    assert_int_equal(status_of("lix", &c, "zh"), BED_UNDEFINED);
    assert_null(bed_readability_ease_of(BED_STR("de")));
    assert_ptr_equal(bed_readability_ease_of(BED_STR("zh-Hant")), &bed_readability_chinese_ans);
    assert_ptr_equal(bed_readability_ease_of(BED_STR("en-US")),
                     &bed_readability_flesch_reading_ease);
    assert_ptr_equal(bed_readability_ease_of(BED_STR("es")), &bed_readability_szigriszt_pazos);
}

static void an_empty_language_is_found_out(void **unused)
{
    const bed_readability_counts en = counts_of("My head has been hurting since yesterday.", "");
    const bed_readability_counts zh = counts_of("我最近经常头痛，应该看什么科？", "");

    (void)unused;
    assert_int_equal(en.syllables, 10);
    assert_int_equal(zh.words, 0);
    assert_int_equal(zh.han_sentences, 1);
}

static void chinese_is_cut_at_its_own_marks(void **unused)
{
    static const struct {
        const char *text;
        uint64_t    characters, sentences;
    } cases[] = {
        { "你好", 2, 1 },
        { "我头痛。很难受！怎么办？", 9, 3 },
        { "我头痛；很难受……怎么办", 9, 3 },
        { "血压160/95mmHg，要吃药吗?谢谢", 8, 2 },
        { "吃了药！！！好多了。。。", 6, 2 },
        { "。。。病", 1, 1 },
        { "頭痛發燒，請問該看哪一科？", 11, 1 },
        { "體溫38.5度", 3, 1 },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const bed_readability_counts c = counts_of(cases[i].text, "zh");

        if (c.han_characters != cases[i].characters || c.han_sentences != cases[i].sentences)
            fail_msg("%s: %d characters, %d sentences", cases[i].text, (int)c.han_characters,
                     (int)c.han_sentences);
    }
}

static void scripts_are_counted_apart(void **unused)
{
    const bed_readability_counts c = counts_of("医生说 take two tablets 每天。", "zh");

    (void)unused;
    assert_int_equal(c.words, 3);
    assert_int_equal(c.han_characters, 5);
    assert_true(c.han_words >= 3);
    assert_int_equal(c.sentences, 1);
    assert_int_equal(c.alphabet_sentences, 1);
    assert_int_equal(c.syllables, 0); /* Chinese has no counter here, and its words none of ours */
}

static void counts_add_up_in_any_order(void **unused)
{
    static const char *const turns[] = { "My chest hurts. Is it a heart attack?",
                                         "Your electrocardiogram is normal.",
                                         "Thank you, doctor!" };
    bed_readability_counts   forward = { 0 }, backward = { 0 }, joined;
    char                     all[300];

    (void)unused;
    for (size_t i = 0; i < 3; i++) {
        const bed_readability_counts a = counts_of(turns[i], "en");
        const bed_readability_counts b = counts_of(turns[2 - i], "en");

        bed_readability_add(&forward, &a);
        bed_readability_add(&backward, &b);
    }
    snprintf(all, sizeof all, "%s\n\n%s\n\n%s", turns[0], turns[1], turns[2]);
    joined = counts_of(all, "en");
    assert_memory_equal(&forward, &backward, sizeof forward);
    assert_memory_equal(&forward, &joined, sizeof forward);
    assert_int_equal(forward.sentences, 4);
}

static void values_stay_in_their_ranges(void **unused)
{
    static const char *const langs[] = { "en", "es", "fr", "pt", "zh" };
    static const char *const parts[] = { "pain ",    "MRI ",       "electroencephalography ",
                                         "病人",     "。",         ". ",
                                         "? ",       "12.5 ",      "tête ",
                                         "corazón ", "\xff",       "—",
                                         "не ",      "antibiotic " };
    bed_readability         *r;
    uint32_t                 state = 5;

    (void)unused;
    assert_int_equal(bed_readability_create(&r, NULL), BED_OK);
    for (int round = 0; round < 2000; round++) {
        const bed_str          lang = bed_str_of(langs[round % 5]);
        char                   text[400];
        size_t                 n = 0;
        bed_readability_counts c = { 0 };

        for (int k = 0; k < round % 14; k++) {
            state = state * 1664525 + 1013904223;
            n += (size_t)snprintf(text + n, sizeof text - n, "%s", parts[(state >> 24) % 14]);
        }
        assert_int_equal(bed_readability_count(r, (bed_str){ text, n }, lang, &c, NULL), BED_OK);
        assert_true(c.polysyllables <= c.words && c.complex_words <= c.polysyllables);
        assert_true(c.unfamiliar_words <= c.words && c.professional + c.lay <= c.words);
        assert_true(c.han_professional + c.han_lay <= c.han_characters);
        assert_true(c.letters <= c.characters && c.numbers <= c.words);
        for (size_t i = 0; i < bed_readability_n_measures; i++) {
            const bed_readability_measure *const m = bed_readability_measures[i];
            double                               v;

            if (bed_readability_value(m, &c, lang, &v, NULL) == BED_OK &&
                (!(v >= m->lo - 1e-9) || !(v <= m->hi + 1e-9)))
                fail_msg("%s of \"%.*s\": %g", m->name, (int)n, text, v);
        }
    }
    bed_readability_destroy(r);
}

static void every_allocation_may_fail(void **unused)
{
    const bed_str text = BED_STR("Take it twice. 每天两次。");
    uint64_t      n;

    (void)unused;
    for (n = 1; n < 100; n++) {
        bed_readability_counts c = { 0 }, none = { 0 };
        bed_readability       *r = NULL;
        bed_status             st;

        bed_alloc_fail_at(n);
        st = bed_readability_create(&r, NULL);
        if (st == BED_OK)
            st = bed_readability_count(r, text, BED_STR("en"), &c, NULL);
        bed_alloc_fail_at(0);
        bed_readability_destroy(r);
        if (st == BED_OK)
            break;
        assert_int_equal(st, BED_EMEMORY);
        assert_memory_equal(&c, &none, sizeof c);
    }
    assert_true(n > 3 && n < 100);
}

/* ---- the table ------------------------------------------------------------------------------- */

static void measures_are_sorted_described_and_documented(void **unused)
{
    bed_buffer docs = BED_BUFFER(1 << 20);

    (void)unused;
    assert_int_equal(bed_file_read("docs/text.md", &docs, NULL), BED_OK);
    for (size_t i = 0; i < bed_readability_n_measures; i++) {
        const bed_readability_measure *const m = bed_readability_measures[i];

        assert_true(i == 0 || strcmp(bed_readability_measures[i - 1]->name, m->name) < 0);
        assert_ptr_equal(bed_readability_find(bed_str_of(m->name)), m);
        assert_true(m->title && m->formula && m->source && m->unit && m->languages && m->value);
        assert_true(m->lo < m->hi);
        if (!bed_str_contains(bed_buffer_str(&docs), bed_str_of(m->name)))
            fail_msg("docs/text.md does not name %s", m->name);
    }
    assert_null(bed_readability_find(BED_STR("flesch")));
    bed_buffer_deinit(&docs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formulas_give_the_worked_values),
        cmocka_unit_test(formulas_agree_with_textstat_on_its_counts),
        cmocka_unit_test(counts_agree_with_textstat_on_plain_texts),
        cmocka_unit_test(each_count_says_what_it_says),
        cmocka_unit_test(text_without_words_is_undefined_not_zero),
        cmocka_unit_test(one_word_is_a_sentence),
        cmocka_unit_test(measures_refuse_languages_they_were_not_made_for),
        cmocka_unit_test(an_empty_language_is_found_out),
        cmocka_unit_test(chinese_is_cut_at_its_own_marks),
        cmocka_unit_test(scripts_are_counted_apart),
        cmocka_unit_test(counts_add_up_in_any_order),
        cmocka_unit_test(values_stay_in_their_ranges),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(measures_are_sorted_described_and_documented),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
