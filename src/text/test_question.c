#include "base/test.h"
#include "text/text.h"

static void turns_of_the_fixture_ask_or_not(void **unused)
{
    bed_buffer file = BED_BUFFER(1 << 20);
    size_t     n = 0, wrong = 0;
    bed_str    rest;

    (void)unused;
    assert_int_equal(bed_file_read("src/text/fixtures/questions.txt", &file, NULL), BED_OK);
    rest = bed_buffer_str(&file);
    while (rest.len > 0) {
        bed_str line = bed_take_line(&rest), lang;
        bool    gold;

        if (line.len < 4 || line.ptr[0] == '%')
            continue;
        gold = line.ptr[0] == '+';
        line = (bed_str){ line.ptr + 2, line.len - 2 };
        lang = line;
        while (line.len > 0 && line.ptr[0] != ' ')
            line.ptr++, line.len--;
        lang.len -= line.len;
        line = bed_trim(line);
        n++;
        if (bed_is_question(line, lang) != gold) {
            wrong++;
            print_message("%s: %.*s\n", gold ? "missed" : "extra", BED_STR_ARG(line));
        }
    }
    print_message("%zu turns, %zu wrong\n", n, wrong);
    assert_true(n >= 80);
    assert_true(wrong * 50 <= n);
    bed_buffer_deinit(&file);
}

static void the_language_is_found_when_it_is_not_given(void **unused)
{
    (void)unused;
    assert_true(bed_is_question(BED_STR("can i take this medicine with food"), BED_STR("")));
    assert_true(bed_is_question(BED_STR("这个药可以长期吃吗"), BED_STR("")));
    assert_false(bed_is_question(BED_STR("这个药可以长期吃"), BED_STR("")));
    assert_false(bed_is_question(BED_STR(""), BED_STR("")));
    assert_false(bed_is_question(BED_STR("Kann ich das nehmen"), BED_STR("de")));
    assert_true(bed_is_question(BED_STR("Kann ich das nehmen?"), BED_STR("de")));
    assert_true(bed_is_question(BED_STR("\xff what is it? \xe7"), BED_STR("en")));
    assert_true(bed_is_question(BED_STR("هل هذا خطير؟"), BED_STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turns_of_the_fixture_ask_or_not),
        cmocka_unit_test(the_language_is_found_when_it_is_not_given),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
