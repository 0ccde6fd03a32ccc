#include "base/table.h"

#include "base/test.h"

static void width_is_that_of_a_terminal(void **unused)
{
    static const struct {
        const char *text;
        size_t      width;
    } cases[] = {
        { "", 0 },           { "abc", 3 },
        { "病人", 4 },       { "a病b", 4 },
        { "e\u0301", 1 },    { "ﾊ", 1 }, /* half-width katakana */
        { "：", 2 },         { "a\u200bb", 2 },
        { "é", 1 },          { "\u0915\u093f", 2 }, /* a spacing mark takes its own */
        { "\U0001F642", 2 },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(bed_text_width(bed_str_of(cases[i].text)), cases[i].width);
}

static void wrapped_is(const char *text, size_t indent, size_t width, const char *expected)
{
    bed_buffer out = BED_BUFFER(10000);

    assert_int_equal(bed_buffer_add_wrapped(&out, bed_str_of(text), indent, width, NULL), BED_OK);
    assert_string_equal(out.ptr, expected);
    bed_buffer_deinit(&out);
}

static void lines_break_at_blanks_and_beside_wide_characters(void **unused)
{
    (void)unused;
    wrapped_is("", 0, 10, "\n");
    wrapped_is("one", 0, 10, "one\n");
    wrapped_is("one two three", 0, 10, "one two\nthree\n");
    wrapped_is("exactly 10 columns", 0, 10, "exactly 10\ncolumns\n");
    wrapped_is("one two three", 2, 12, "one two\n  three\n");
    wrapped_is("one\ntwo\n\nthree", 2, 12, "one\n  two\n\n  three\n");
    wrapped_is("unbreakablelongword", 0, 8, "unbreaka\nblelongw\nord\n");
    wrapped_is("病人说头痛三天", 0, 8, "病人说头\n痛三天\n");
    wrapped_is("病人 says 头痛三天", 0, 10, "病人 says\n头痛三天\n");
    wrapped_is("a  b", 0, 10, "a  b\n");
}

static void a_wide_character_is_never_cut_in_half(void **unused)
{
    bed_str rest = BED_STR("病");

    (void)unused;
    assert_true(bed_str_equal(bed_take_wrapped(&rest, 1), BED_STR("病")));
    assert_int_equal(rest.len, 0);
}

static void a_table_fits_its_width(void **unused)
{
    static const bed_column  columns[] = { { "key", false, true },
                                           { "size", true, true },
                                           { "what it is", false, false } };
    static const char *const cells[]   = { "medqa", "60000", "questions of licensing examinations",
                                           "中文",  "8",     "短" };
    bed_buffer               out       = BED_BUFFER(10000);
    bed_table               *t         = NULL;

    (void)unused;
    assert_int_equal(bed_table_create(columns, 3, &t, NULL), BED_OK);
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        assert_int_equal(bed_table_add(t, bed_str_of(cells[i]), NULL), BED_OK);
    assert_int_equal(bed_table_write(t, 34, &out, NULL), BED_OK);
    assert_string_equal(out.ptr, "key     size  what it is\n"
                                 "-----  -----  --------------------\n"
                                 "medqa  60000  questions of\n"
                                 "              licensing\n"
                                 "              examinations\n"
                                 "中文       8  短\n");
    bed_table_destroy(t);
    bed_buffer_deinit(&out);
}

static void a_table_without_columns_is_refused(void **unused)
{
    bed_table *t   = NULL;
    bed_error  err = { 0 };

    (void)unused;
    assert_int_equal(bed_table_create(NULL, 0, &t, &err), BED_EARGUMENT);
    assert_null(t);
    assert_string_equal(err.text, "table of 0 columns; expected 1 to 32");
}

static void every_allocation_that_fails_is_reported(void **unused)
{
    static const bed_column columns[] = { { "a", false, false } };

    (void)unused;
    for (uint64_t n = 1;; n++) {
        bed_buffer out = BED_BUFFER(10000);
        bed_table *t   = NULL;
        bed_status st;

        bed_alloc_fail_at(n);
        st = bed_table_create(columns, 1, &t, NULL);
        if (st == BED_OK)
            st = bed_table_add(t, BED_STR("cell"), NULL);
        if (st == BED_OK)
            st = bed_table_write(t, 80, &out, NULL);
        bed_alloc_fail_at(0);
        bed_table_destroy(t);
        bed_buffer_deinit(&out);
        if (st == BED_OK) {
            assert_true(n > 3);
            return;
        }
        assert_int_equal(st, BED_EMEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(width_is_that_of_a_terminal),
        cmocka_unit_test(lines_break_at_blanks_and_beside_wide_characters),
        cmocka_unit_test(a_wide_character_is_never_cut_in_half),
        cmocka_unit_test(a_table_fits_its_width),
        cmocka_unit_test(a_table_without_columns_is_refused),
        cmocka_unit_test(every_allocation_that_fails_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
