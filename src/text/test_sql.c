#include "base/test.h"
#include "text/text.h"

static bed_session *session;

static int open_session(void **unused)
{
    (void)unused;
    return bed_session_open(NULL, &session, NULL) == BED_OK &&
                   bed_text_register(session, NULL) == BED_OK
               ? 0
               : -1;
}

static int close_session(void **unused)
{
    (void)unused;
    bed_session_close(session);
    return 0;
}

static void each_function_answers_in_sql(void **unused)
{
    static const struct {
        const char *sql, *answer;
    } cases[] = {
        { "SELECT clean_text('ＣＴ' || chr(8203) || '检查')", "CT检查" },
        { "SELECT clean_text('plain')", "plain" },
        { "SELECT clean_text(NULL) IS NULL", "true" },
        { "SELECT array_to_string(words('Take 2.5 mg, don''t double it.'), '/')",
          "Take/2.5/mg/don't/double/it" },
        { "SELECT array_to_string(words('我最近经常头疼', 'zh'), '/')", "我/最近/经常/头疼" },
        { "SELECT len(words(''))", "0" },
        { "SELECT words(NULL) IS NULL", "true" },
        { "SELECT words(NULL, 'en') IS NULL", "true" },
        { "SELECT word_count('two words', NULL)", "2" },
        { "SELECT word_count(NULL) IS NULL", "true" },
        { "SELECT array_to_string(sentences('See Dr. Bell. Rest!'), '/')", "See Dr. Bell./Rest!" },
        { "SELECT sentence_count('你好。头疼！', 'zh')", "2" },
        { "SELECT sentence_count(NULL, NULL) IS NULL", "true" },
        { "SELECT language_of('请问需要做手术吗？')", "zh-Hans" },
        { "SELECT language_of('')", "und" },
        { "SELECT language_of(NULL) IS NULL", "true" },
        { "SELECT is_question('can i take this', 'en')", "true" },
        { "SELECT is_question('Take this.')", "false" },
        { "SELECT is_question(NULL) IS NULL", "true" },
        /* many chunks, NULLs among the rows, constant and changing languages */
        { "SELECT sum(word_count(CASE WHEN i % 3 = 0 THEN NULL WHEN i % 3 = 1 THEN 'a b' ELSE "
          "'头疼得厉害' END, CASE WHEN i % 2 = 0 THEN 'en' END)) FROM range(30000) t(i)",
          "50000" },
        { "SELECT sum(len(words('w' || i || ' x')))::BIGINT FROM range(10000) t(i)", "20000" },
        { "SELECT count(DISTINCT sentences('One. Two ' || i || '.')[2]) FROM range(5000) t(i)",
          "5000" },
        { "SELECT count(*) FROM range(5000) t(i) WHERE clean_text('é' || i) = 'é' || i", "5000" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_rows *rows = NULL;
        bed_error err  = { 0 };

        if (bed_session_query(session, cases[i].sql, &rows, &err) != BED_OK ||
            bed_rows_next(rows, &err) != BED_OK)
            fail_msg("%s: %s", cases[i].sql, err.text);
        if (!bed_str_equal(bed_rows_text(rows, 0), bed_str_of(cases[i].answer)))
            fail_msg("%s: %.*s", cases[i].sql, BED_STR_ARG(bed_rows_text(rows, 0)));
        bed_rows_close(rows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_function_answers_in_sql),
    };

    return cmocka_run_group_tests(tests, open_session, close_session);
}
