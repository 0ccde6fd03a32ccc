/* The tokenisers against sacreBLEU's on hard strings, and what is ours by hand. */
#include "metric/bleu_tokenize.h"

#include "base/test.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static const char *const NAMES[] = { "13a", "intl", "zh", "char", "none" };

static void same_tokens(const bed_tokens *t, json_t *expected, const char *tokenizer, bed_str text)
{
    for (size_t i = 0; i < t->n || i < json_array_size(expected); i++) {
        json_t *const e      = json_array_get(expected, i);
        const bed_str theirs = e == NULL ? BED_STR("(no token)")
                                         : (bed_str){ json_string_value(e), json_string_length(e) };
        const bed_str ours   = i < t->n ? t->items[i] : BED_STR("(no token)");

        if (!bed_str_equal(ours, theirs))
            fail_msg("%s of '%.*s': token %zu is '%.*s', expected '%.*s'", tokenizer,
                     BED_STR_ARG(text), i, BED_STR_ARG(ours), BED_STR_ARG(theirs));
    }
}

/* Each string stands in a block of its own size, so that a step over its end is seen. */
static void compare_string(bed_tokens *t, json_t *row)
{
    json_t *const s     = json_object_get(row, "text");
    const size_t  len   = json_string_length(s);
    char *const   bytes = bed_alloc(len, 1);
    const bool    lower = json_is_true(json_object_get(row, "lower"));

    memcpy(bytes, json_string_value(s), len);
    for (size_t k = 0; k < sizeof NAMES / sizeof NAMES[0]; k++) {
        const bed_str text = { bytes, len };

        assert_int_equal(bed_bleu_tokenize(t, text, (bed_bleu_tokenizer)k, lower, NULL), BED_OK);
        same_tokens(t, json_object_get(row, NAMES[k]), NAMES[k], text);
    }
    bed_free(bytes);
}

static void gives_the_tokens_of_sacrebleu(void **unused)
{
    bed_buffer file = BED_BUFFER(1 << 20);
    bed_tokens t    = { .n = 0 };
    bed_str    rest;
    size_t     n = 0;

    (void)unused;
    assert_int_equal(bed_file_read("src/metric/fixtures/bleu_tokens.jsonl", &file, NULL), BED_OK);
    rest = bed_buffer_str(&file);
    (void)bed_take_line(&rest);
    for (; rest.len > 0; n++) {
        const bed_str line = bed_take_line(&rest);
        json_t *const row  = json_loadb(line.ptr, line.len, JSON_ALLOW_NUL, NULL);

        assert_non_null(row);
        compare_string(&t, row);
        json_decref(row);
    }
    assert_int_equal(n, 395);
    bed_tokens_deinit(&t);
    bed_buffer_deinit(&file);
}

/* Tokens of a text, joined by a bar. */
static const char *joined(bed_str text, bed_bleu_tokenizer tokenizer, bool lower, char *out,
                          size_t out_bytes)
{
    bed_tokens t = { .n = 0 };
    size_t     n = 0;

    out[0] = '\0';
    assert_int_equal(bed_bleu_tokenize(&t, text, tokenizer, lower, NULL), BED_OK);
    for (size_t i = 0; i < t.n; i++)
        n += (size_t)snprintf(out + n, out_bytes - n, "%s%.*s", i == 0 ? "" : "|",
                              BED_STR_ARG(t.items[i]));
    bed_tokens_deinit(&t);
    return out;
}

static void splits_as_its_description_says(void **unused)
{
    static const struct {
        const char        *text;
        bed_bleu_tokenizer tokenizer;
        bool               lower;
        const char        *tokens;
    } cases[] = {
        { "BP 120/80, i.e. fine.", BED_BLEU_13A, false, "BP|120|/|80|,|i|.|e|.|fine|." },
        { "1.5 mg, 3-4 times", BED_BLEU_13A, false, "1.5|mg|,|3|-|4|times" },
        { "x-ray -3", BED_BLEU_13A, false, "x-ray|-3" },
        { "5...10", BED_BLEU_13A, false, "5|.|.|.10" },
        { "a..10", BED_BLEU_13A, false, "a|.|.10" },
        { "He took 5.", BED_BLEU_13A, false, "He|took|5|." },
        { "He took 5.", BED_BLEU_INTL, false, "He|took|5." },
        { "&amp;lt; &quot;", BED_BLEU_13A, false, "<|\"" },
        { "&amp;lt; &quot;", BED_BLEU_INTL, false, "&|amp|;|lt|;|&|quot|;" },
        { "in-\ncreased", BED_BLEU_13A, false, "increased" },
        { "do it-\n", BED_BLEU_13A, false, "do|it-" },
        { "體溫38.5℃，咳嗽", BED_BLEU_ZH, false, "體|溫|38.5|℃|，|咳|嗽" },
        { "体温38.5℃，咳嗽", BED_BLEU_13A, false, "体温38.5℃，咳嗽" },
        { "  .5 片", BED_BLEU_ZH, false, ".5|片" },
        { "头 痛CT", BED_BLEU_CHAR, false, "头|痛|C|T" },
        { "don't — STOP.", BED_BLEU_NONE, true, "don't|—|stop." },
        { "ΟΔΟΣ İ", BED_BLEU_13A, true, "οδος|i̇" },
        { "", BED_BLEU_13A, true, "" },
        { " \n\t\x1c", BED_BLEU_ZH, false, "" },
    };
    char out[256];

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(
            joined(bed_str_of(cases[i].text), cases[i].tokenizer, cases[i].lower, out, sizeof out),
            cases[i].tokens);
}

static void takes_what_is_ill_formed_for_replacement_characters(void **unused)
{
    char out[64];

    (void)unused;
    assert_string_equal(joined(BED_STR("a\xff"
                                       "b \xc3"),
                               BED_BLEU_13A, false, out, sizeof out),
                        "a\xEF\xBF\xBD"
                        "b|\xEF\xBF\xBD");
    assert_string_equal(joined(BED_STR("\xe4\xb8\xfe"), BED_BLEU_CHAR, false, out, sizeof out),
                        "\xEF\xBF\xBD|\xEF\xBF\xBD");
    assert_string_equal(joined(BED_STR("A\x80 &lt;"), BED_BLEU_13A, true, out, sizeof out),
                        "a\xEF\xBF\xBD|<");
    assert_string_equal(joined(BED_STR("1\xff."), BED_BLEU_INTL, false, out, sizeof out),
                        "1|\xEF\xBF\xBD|.");
}

/* Every text of up to four characters of a small alphabet keeps its characters, in their order. */
static void loses_no_character(void **unused)
{
    static const char alphabet[] = ".,-1a !";
    bed_tokens        t          = { .n = 0 };
    char              text[4];

    (void)unused;
    for (unsigned code = 0; code < 7 * 7 * 7 * 7; code++) {
        size_t   len = 0, n = 0;
        unsigned rest = code;

        for (; len < sizeof text; rest /= 7)
            text[len++] = alphabet[rest % 7];
        for (size_t k = 0; k < sizeof NAMES / sizeof NAMES[0]; k++) {
            size_t at = 0;

            assert_int_equal(
                bed_bleu_tokenize(&t, (bed_str){ text, len }, (bed_bleu_tokenizer)k, false, NULL),
                BED_OK);
            for (size_t i = 0; i < t.n; i++)
                for (n = 0; n < t.items[i].len; n++, at++) {
                    while (text[at] == ' ')
                        at++;
                    assert_int_equal(text[at], t.items[i].ptr[n]);
                }
            for (; at < len; at++)
                assert_int_equal(text[at], ' ');
        }
    }
    bed_tokens_deinit(&t);
}

static void gives_back_memory_whichever_allocation_fails(void **unused)
{
    bool whole = false;

    (void)unused;
    for (uint64_t n = 1; n < 50 && !whole; n++) {
        bed_tokens t   = { .n = 0 };
        bed_error  err = { 0 };
        bed_status st;

        bed_alloc_fail_at(n);
        st    = bed_bleu_tokenize(&t, BED_STR("É &amp; \xff"), BED_BLEU_13A, true, &err);
        whole = bed_alloc_fail_at(0) < n;
        assert_int_equal(st, whole ? BED_OK : BED_EMEMORY);
        bed_tokens_deinit(&t);
    }
    assert_true(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_tokens_of_sacrebleu),
        cmocka_unit_test(splits_as_its_description_says),
        cmocka_unit_test(takes_what_is_ill_formed_for_replacement_characters),
        cmocka_unit_test(loses_no_character),
        cmocka_unit_test(gives_back_memory_whichever_allocation_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
