#include "base/arena.h"
#include "base/test.h"

static void utf8_stops_at_the_first_bad_byte(void **unused)
{
    static const struct {
        const char *text;
        size_t      len, valid;
    } cases[] = {
        { "", 0, 0 },
        { "plain ascii, long enough for words", 34, 34 },
        { "病人：你好", 15, 15 },
        { "abc\xff", 4, 3 },
        { "\xc0\x80", 2, 0 },         /* overlong NUL */
        { "\xed\xa0\x80", 3, 0 },     /* surrogate */
        { "ok \xe7\x97", 5, 3 },      /* cut inside a character */
        { "\xf4\x90\x80\x80", 4, 0 }, /* above U+10FFFF */
        { "\xf0\x9f\x99\x82", 4, 4 }, /* U+1F642 */
        { "12345678\x80rest", 13, 8 },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(bed_utf8_valid_until((bed_str){ cases[i].text, cases[i].len }),
                         cases[i].valid);
}

static void json_strings_are_escaped(void **unused)
{
    bed_buffer b = BED_BUFFER(1000);

    (void)unused;
    assert_int_equal(bed_buffer_add_json(&b, BED_STR("a\"b\\c\n\t\x01\x0b病"), NULL), BED_OK);
    assert_string_equal(b.ptr, "\"a\\\"b\\\\c\\n\\t\\u0001\\u000b病\"");
    bed_buffer_deinit(&b);
}

static void sql_literals_double_their_quotes(void **unused)
{
    bed_buffer b = BED_BUFFER(1000);

    (void)unused;
    assert_int_equal(bed_buffer_add_sql(&b, BED_STR("it's '"), NULL), BED_OK);
    assert_string_equal(b.ptr, "'it''s '''");
    bed_buffer_deinit(&b);
}

static void a_buffer_refuses_to_pass_its_maximum(void **unused)
{
    bed_buffer b   = BED_BUFFER(8);
    bed_error  err = { 0 };

    (void)unused;
    assert_int_equal(bed_buffer_add(&b, BED_STR("12345678"), &err), BED_OK);
    assert_int_equal(bed_buffer_add_byte(&b, '9', &err), BED_EMEMORY);
    assert_string_equal(err.text, "text of more than 8 bytes");
    assert_string_equal(b.ptr, "12345678");
    bed_buffer_deinit(&b);
}

static void lines_end_at_lf_or_crlf(void **unused)
{
    bed_str rest = BED_STR("one\r\n\ntwo");

    (void)unused;
    assert_true(bed_str_equal(bed_take_line(&rest), BED_STR("one")));
    assert_true(bed_str_equal(bed_take_line(&rest), BED_STR("")));
    assert_true(bed_str_equal(bed_take_line(&rest), BED_STR("two")));
    assert_int_equal(rest.len, 0);
    assert_int_equal(bed_take_line(&rest).len, 0);
}

static void a_misspelt_word_finds_its_neighbour(void **unused)
{
    static const char *const commands[] = { "catalog", "ingest", "profile", "report" };

    (void)unused;
    assert_string_equal(bed_nearest("ingset", commands, 4), "ingest");
    assert_string_equal(bed_nearest("profil", commands, 4), "profile");
    assert_null(bed_nearest("zzzzzz", commands, 4));
    assert_null(bed_nearest("", commands, 4));
}

static void an_arena_zeroes_and_aligns(void **unused)
{
    bed_arena a = BED_ARENA(1 << 20);
    bed_str   copy;

    (void)unused;
    for (size_t n = 1; n < 2000; n += 37) {
        unsigned char *p = bed_new(&a, unsigned char, n);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xAA, n);
    }
    assert_int_equal(bed_arena_copy(&a, BED_STR("你好"), &copy, NULL), BED_OK);
    assert_string_equal(copy.ptr, "你好");
    assert_null(bed_arena_alloc(&a, SIZE_MAX, 2));
    assert_null(bed_arena_alloc(&a, 2 << 20, 1));
    bed_arena_reset(&a);
    assert_int_equal(*bed_new(&a, unsigned char, 1), 0);
    bed_arena_deinit(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_stops_at_the_first_bad_byte),
        cmocka_unit_test(json_strings_are_escaped),
        cmocka_unit_test(sql_literals_double_their_quotes),
        cmocka_unit_test(a_buffer_refuses_to_pass_its_maximum),
        cmocka_unit_test(lines_end_at_lf_or_crlf),
        cmocka_unit_test(a_misspelt_word_finds_its_neighbour),
        cmocka_unit_test(an_arena_zeroes_and_aligns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
