/* The patterns written by hand agree with their regular expressions; what regular expressions of
 * tokenizer files mean. */
#include "base/test.h"
#include "model/byte_level.h"
#include "model/characters.h"
#include "model/regex.h"
#include "model/split_pattern.h"

typedef struct bench {
    bed__regex       *regex;
    bed__regex_match *match;
} bench;

static bench bench_of(const char *pattern, bool literal)
{
    bench     b;
    bed_error err = { 0 };

    if (bed__regex_create(bed_str_of(pattern), literal, &b.regex, &err) != BED_OK)
        fail_msg("%s: %s", pattern, err.text);
    assert_int_equal(bed__regex_match_create(&b.match, &err), BED_OK);
    return b;
}

static void drop(bench *b)
{
    bed__regex_destroy(b->regex);
    bed__regex_match_destroy(b->match);
}

static void same_pieces(const bench *b, bed__word_end *word_end, bed_str text)
{
    bed_error err = { 0 };

    for (size_t at = 0, start, end; at < text.len; at = end) {
        const size_t by_hand = word_end(text, at);
        bool         found;

        assert_int_equal(bed__regex_find(b->regex, b->match, text, at, &start, &end, &found, &err),
                         BED_OK);
        assert_true(found);
        if (start != at || end != by_hand)
            fail_msg("'%.*s' from byte %zu: by hand to %zu, by the expression %zu to %zu",
                     BED_STR_ARG(text), at, by_hand, start, end);
    }
}

/* Characters between which the patterns draw lines. */
static const UChar32 tricky[] = {
    ' ', ' ', '\n', '\r',   '\t',   0x0B,   0x85,   0xA0,   0x3000,  0x180E,  '\'',  '\'',
    's', 'S', 't',  'r',    'e',    'l',    'L',    'd',    'M',     0x17F,   'v',   'z',
    '1', '9', 0xB2, 0x661,  0x2167, 'a',    0x4E00, 0xE9,   0x301,   0x93F,   0xE33, 0x1F642,
    '!', '.', '-',  0x2019, 0x3002, 0xFF0C, 0x200D, 0x24D0, 0x1D7D9, 0x10400, '_',   0,
};

static bed_str tricky_text(bed_rng *rng, char out[64])
{
    const size_t n   = 1 + (size_t)bed_rng_below(rng, 14);
    size_t       len = 0;

    for (size_t i = 0; i < n; i++)
        len += bed__utf8_put(out + len, tricky[bed_rng_below(rng, sizeof tricky / sizeof *tricky)]);
    return (bed_str){ out, len };
}

static void patterns_by_hand_agree_with_their_expressions(void **unused)
{
    (void)unused;
    for (size_t k = 0; k < sizeof bed__known_patterns / sizeof *bed__known_patterns; k++) {
        bench                b        = bench_of(bed__known_patterns[k], false);
        bed__word_end *const word_end = bed__known_pattern(bed_str_of(bed__known_patterns[k]));
        bed_rng              rng      = bed_rng_split(71, BED_STR("patterns"), k);
        char                 text[64];

        assert_non_null(word_end);
        for (size_t i = 0; i < 30000; i++)
            same_pieces(&b, word_end, tricky_text(&rng, text));
        drop(&b);
    }
}

static void an_unknown_pattern_has_no_form_by_hand(void **unused)
{
    (void)unused;
    assert_null(bed__known_pattern(BED_STR("\\p{L}+")));
    assert_null(bed__known_pattern(BED_STR("")));
}

static void expressions_mean_what_oniguruma_means(void **unused)
{
    static const struct {
        const char *pattern, *text;
        int         start, end; /* -1: no match */
        bool        literal;
    } cases[] = {
        { "\\s", "a\u180Eb", -1, 0, false }, /* no white space since Unicode 6.3 */
        { "\\s", "a\u3000b", 1, 4, false },
        { "\\S+", " ab ", 1, 3, false },
        { "[\\s!]+", "a! \u00A0!b", 1, 6, false },
        { "[^\\s]+", "  x", 2, 3, false },
        { "\\w", "-\u24D0", 1, 4, false },  /* a circled letter is alphabetic */
        { "\\w", "-\u2460", -1, 0, false }, /* a circled number is no decimal digit */
        { "\\w", "-\u00B2", 1, 3, false },
        { "\\W", "a-", 1, 2, false },
        { "[\\w-]+", "..a-b..", 2, 5, false },
        { "\\h+", "xyzBEEF", 3, 7, false },
        { "\\d", "\u0661", 0, 2, false },
        { "[]x]+", "a]x", 1, 3, false },
        { "^b$", "a\nb\nc", 2, 3, false },
        { ".+", "\r\n", 0, 1, false },
        { "(?i:LL)", "well", 2, 4, false },
        { "a.b", "axb a.b", 4, 7, true },
        { "\\s", " \\s", 1, 3, true },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bench     b   = bench_of(cases[i].pattern, cases[i].literal);
        bed_error err = { 0 };
        size_t    start, end;
        bool      found;

        assert_int_equal(bed__regex_find(b.regex, b.match, bed_str_of(cases[i].text), 0, &start,
                                         &end, &found, &err),
                         BED_OK);
        if (found != (cases[i].start >= 0) ||
            (found && (start != (size_t)cases[i].start || end != (size_t)cases[i].end)))
            fail_msg("'%s' in '%s': found %d, %zu to %zu", cases[i].pattern, cases[i].text, found,
                     start, end);
        drop(&b);
    }
}

static void refuses_expressions_that_are_not_known(void **unused)
{
    static const struct {
        const char *pattern, *reason;
    } cases[] = {
        { "", "regular expression of 0 bytes; expected 1 to 65536" },
        { "(a", "regular expression: missing closing parenthesis" },
        { "[a", "regular expression: missing terminating ] for character class" },
        { "[a[bc]]", "regular expression: a set in a set is not known" },
        { "[a-z&&[^b]]", "regular expression: a set in a set is not known" },
        { "[^\\W_]", "regular expression: \\W in a set is not known" },
        { "\\p{Nothing}", "regular expression: unknown property" },
        { "a**", NULL },
        { "x{2,1}", "regular expression: numbers out of order in {} quantifier" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bed__regex *r   = NULL;
        bed_error   err = { 0 };

        const bed_status st = bed__regex_create(bed_str_of(cases[i].pattern), false, &r, &err);
        if (cases[i].reason != NULL &&
            !bed_str_starts(bed_str_of(err.text), bed_str_of(cases[i].reason)))
            fail_msg("'%s': %s", cases[i].pattern, err.text);
        assert_int_equal(st, BED_EFORMAT);
        assert_null(r);
    }
}

static void gives_up_on_an_expression_without_end(void **unused)
{
    bench     b   = bench_of("(a|aa)+$", false);
    bed_error err = { 0 };
    size_t    start, end;
    bool      found;

    (void)unused;
    assert_int_equal(
        bed__regex_find(b.regex, b.match,
                        BED_STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), 0, &start,
                        &end, &found, &err),
        BED_EFORMAT);
    assert_true(bed_str_starts(bed_str_of(err.text), BED_STR("regular expression: gave up")));
    assert_true(err.has_byte);
    drop(&b);
}

static void the_byte_alphabet_goes_both_ways(void **unused)
{
    bool   seen[0x144] = { false };
    size_t n           = 0;

    (void)unused;
    for (unsigned b = 0; b < 256; b++) {
        const UChar32 c = bed__byte_character((uint8_t)b);

        assert_true(c > 0x20 && c < 0x144 && !seen[c]);
        seen[c] = true;
        assert_int_equal(bed__byte_of(c), (int)b);
    }
    for (UChar32 c = -1; c < 0x400; c++)
        n += bed__byte_of(c) >= 0;
    assert_int_equal(n, 256);
    assert_int_equal(bed__byte_character(' '), 0x120);
    assert_int_equal(bed__byte_character('\n'), 0x10A);
    assert_int_equal(bed__byte_character(0xAD), 0x143);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_by_hand_agree_with_their_expressions),
        cmocka_unit_test(an_unknown_pattern_has_no_form_by_hand),
        cmocka_unit_test(expressions_mean_what_oniguruma_means),
        cmocka_unit_test(refuses_expressions_that_are_not_known),
        cmocka_unit_test(gives_up_on_an_expression_without_end),
        cmocka_unit_test(the_byte_alphabet_goes_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
