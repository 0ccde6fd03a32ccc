/* Texts by number: the same text once, blanks at the ends dropped, what is cut counted. */
#include "model/texts.h"

#include "base/test.h"

#define TINY "src/model/fixtures/tiny_bert"

static void strips_blanks_of_any_kind(void **unused)
{
    (void)unused;
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "", "" },
        { " \t\r\n\v\f", "" },
        { "  a b ", "a b" },
        { "\xE3\x80\x80 \xE6\x88\x91 \xC2\xA0", "\xE6\x88\x91" }, /* U+3000, U+00A0 */
        { "\x1C\x1F x\x1D", "x" },
        { "\xC2\x85y\xE2\x80\xA9", "y" },     /* U+0085, U+2029 */
        { "\xE2\x80\x8Bz", "\xE2\x80\x8Bz" }, /* U+200B is none */
        { " \xFF\xC3 ", "\xFF\xC3" },         /* nor is what is ill-formed */
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const bed_str got = bed_text_strip(bed_str_of(cases[i].text));

        assert_true(bed_str_equal(got, bed_str_of(cases[i].want)));
    }
}

static void numbers_different_texts(void **unused)
{
    (void)unused;
    bed_tokenizer *tokenizer = NULL;
    bed_texts     *set       = NULL;
    bed_error      err       = { 0 };
    char           text[32];
    size_t         number = 99;

    assert_int_equal(bed_tokenizer_load(TINY, NULL, &tokenizer, &err), BED_OK);
    assert_int_equal(bed_texts_create(tokenizer, 2, &set, &err), BED_EARGUMENT);
    assert_string_equal(err.text, "at most 2 tokens a text: 2 are special ones");
    assert_int_equal(bed_texts_create(tokenizer, 5, &set, &err), BED_OK);
    assert_int_equal(bed_texts_add(set, BED_STR("cough fever pain head"), &number, &err), BED_OK);
    assert_int_equal(number, 0);
    assert_int_equal(bed_texts_cut(set, 0), 1);
    assert_int_equal(bed_texts_add(set, BED_STR(""), &number, &err), BED_OK);
    assert_int_equal(number, 1);
    assert_int_equal(bed_texts_add(set, BED_STR(" cough fever pain head\n"), &number, &err),
                     BED_OK);
    assert_int_equal(number, 0);
    static char kept[400][16];
    for (size_t i = 0; i < 400; i++) { /* the table grows several times */
        (void)snprintf(kept[i], sizeof kept[i], "%zu", i * 7919);
        assert_int_equal(bed_texts_add(set, bed_str_of(kept[i]), &number, &err), BED_OK);
        assert_int_equal(number, i + 2);
    }
    for (size_t i = 0; i < 400; i++) {
        (void)snprintf(text, sizeof text, " %zu ", i * 7919);
        assert_int_equal(bed_texts_add(set, bed_str_of(text), &number, &err), BED_OK);
        assert_int_equal(number, i + 2);
    }
    const bed_id_lists lists = bed_texts_ids(set);
    assert_int_equal(lists.n, 402);
    assert_int_equal(lists.offsets[1], 5);
    assert_int_equal(lists.offsets[2], 7); /* the empty text: [CLS] [SEP] */
    assert_int_equal(lists.ids[0], 2);
    assert_int_equal(lists.ids[6], 3);
    bed_texts_destroy(set);
    bed_tokenizer_destroy(tokenizer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strips_blanks_of_any_kind),
        cmocka_unit_test(numbers_different_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
