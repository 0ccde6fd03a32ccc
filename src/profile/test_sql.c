#include "base/test.h"
#include "profile/profile.h"

static void sql_gives_types_and_their_evidence(void **unused)
{
    static const struct {
        const char *sql, *value;
    } cases[] = {
        { "SELECT inquiry_types('How is gout treated?', 'en')::VARCHAR", "[treatment]" },
        { "SELECT inquiry_types('痛风不能吃什么？', 'zh-Hans')::VARCHAR", "[lifestyle]" },
        { "SELECT inquiry_types('Thanks.', 'en')::VARCHAR", "[]" },
        { "SELECT coalesce(inquiry_types(NULL, 'en')::VARCHAR, 'null')", "null" },
        { "SELECT coalesce(inquiry_types('What is gout?', NULL)::VARCHAR, 'null')", "null" },
        { "SELECT inquiry_evidence('Wie geht es?', 'de')::VARCHAR", "[]" },
        { "SELECT list_contains(inquiry_evidence('How is gout treated?', 'en'), 'treatment +2 "
          "\"treated\"')::VARCHAR",
          "true" },
        /* more rows than one vector, some NULL, each with its own list */
        { "SELECT sum(len(inquiry_types(CASE WHEN i % 3 = 0 THEN NULL WHEN i % 3 = 1 THEN 'What "
          "causes gout?' ELSE 'Thanks.' END, 'en')))::VARCHAR FROM range(9000) t(i)",
          "3000" },
    };
    bed_session *s;

    (void)unused;
    assert_int_equal(bed_session_open(NULL, &s, NULL), BED_OK);
    assert_int_equal(bed_profile_register(s, ".", NULL), BED_OK);
    assert_int_equal(bed_profile_register(s, ".", NULL), BED_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_rows *r   = NULL;
        bed_error err = { 0 };

        if (bed_session_query(s, cases[i].sql, &r, &err) != BED_OK)
            fail_msg("%s", err.text);
        assert_int_equal(bed_rows_next(r, &err), BED_OK);
        if (!bed_str_equal(bed_rows_text(r, 0), bed_str_of(cases[i].value)))
            fail_msg("%s: %.*s", cases[i].sql, BED_STR_ARG(bed_rows_text(r, 0)));
        bed_rows_close(r);
    }
    bed_session_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sql_gives_types_and_their_evidence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
