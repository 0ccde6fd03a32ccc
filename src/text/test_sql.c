#include "base/test.h"
#include "text/text.h"
#include <string.h>

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
        { "SELECT syllables('patients')", "2" },
        { "SELECT syllables('corazón', 'es')", "3" },
        { "SELECT syllables(NULL) IS NULL", "true" },
        { "SELECT is_familiar('Doctors')", "true" },
        { "SELECT is_familiar('edema')", "false" },
        { "SELECT round(flesch_reading_ease('Pain', 'en'), 2)", "121.22" },
        { "SELECT round(1e4 * fkgl('The doctor looked at my knee. She said it was not broken.'))",
          "5167" },
        { "SELECT fkgl('我头痛三天了，需要吃药吗？') IS NULL", "true" },
        { "SELECT round(3 * chinese_ans('我头痛。怎么办？', 'zh'))::INT", "100" },
        { "SELECT smog('', 'en') IS NULL", "true" },
        { "SELECT professional_share(NULL, 'en') IS NULL", "true" },
        { "SELECT professional_share('a myocardial infarction today', 'en')", "0.5" },
        { "SELECT lay_share('a heart attack today', 'en')", "0.5" },
        { "SELECT readability_counts('Two words. One.', 'en').words", "3" },
        { "SELECT readability_counts('你好', NULL)['language']", "zh" },
        { "SELECT readability_counts(NULL) IS NULL", "true" },
        { "SELECT readability_value('fkgl', readability_counts(t, 'en')) = fkgl(t, 'en') "
          "FROM (SELECT 'Take it with food. Call us if it hurts.' AS t)",
          "true" },
        { "SELECT readability_value('fkgl', list(readability_counts(t, 'en'))) ="
          " fkgl('It hurts. Please help me, doctor!', 'en')"
          " FROM (VALUES ('It hurts.'), (NULL), ('Please help me, doctor!')) v(t)",
          "true" },
        { "SELECT readability_value('fkgl', list(readability_counts(t, l))) IS NULL"
          " FROM (VALUES ('It hurts.', 'en'), ('Me duele.', 'es')) v(t, l)",
          "true" },
        { "SELECT count(v) || '/' || count(*) FROM (SELECT readability_value('lix',"
          " list(readability_counts(CASE WHEN i < 4000 THEN 'pain ' || i END, 'en'))) AS v"
          " FROM range(8000) t(i) GROUP BY i // 2)",
          "2000/4000" },
        { "SELECT readability_value('fkgl', readability_counts(NULL)) IS NULL", "true" },
        { "SELECT readability_value('fkgl', readability_counts('', 'en')) IS NULL", "true" },
        { "SELECT count(fkgl(CASE WHEN i % 2 = 0 THEN 'pain ' || i END, 'en')) "
          "FROM range(9000) t(i)",
          "4500" },
        { "SELECT syllables('a hospital, again', 'en')", "6" },
        { "SELECT fkgl('我的头很疼。') IS NULL", "true" },
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

static void an_unknown_measure_is_an_error(void **unused)
{
    bed_rows *rows = NULL;
    bed_error err  = { 0 };

    (void)unused;
    if (bed_session_query(session, "SELECT readability_value('flesh', readability_counts('a'))",
                          &rows, &err) == BED_OK)
        assert_int_not_equal(bed_rows_next(rows, &err), BED_OK);
    bed_rows_close(rows);
    assert_non_null(strstr(err.text, "readability_value: no measure \"flesh\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_function_answers_in_sql),
        cmocka_unit_test(an_unknown_measure_is_an_error),
    };

    return cmocka_run_group_tests(tests, open_session, close_session);
}
