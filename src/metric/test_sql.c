#include "metric/sql.h"

#include "base/test.h"

#include <stdio.h>
#include <string.h>

static bed_session *session;

static int open_session(void **unused)
{
    (void)unused;
    return bed_session_open(NULL, &session, NULL) == BED_OK &&
                   bed_metric_register(session, NULL) == BED_OK
               ? 0
               : -1;
}

static int close_session(void **unused)
{
    (void)unused;
    bed_session_close(session);
    return 0;
}

static void check(const char *sql, const char *wanted)
{
    bed_rows *r   = NULL;
    bed_error err = { 0 };

    if (bed_session_query(session, sql, &r, &err) != BED_OK)
        fail_msg("%s: %s", sql, err.text);
    assert_int_equal(bed_rows_next(r, &err), BED_OK);
    if (!bed_str_equal(bed_rows_text(r, 0), bed_str_of(wanted)))
        fail_msg("%s: %.*s", sql, BED_STR_ARG(bed_rows_text(r, 0)));
    bed_rows_close(r);
}

static void metrics_are_aggregates(void **unused)
{
    static const struct {
        const char *sql, *answer;
    } cases[] = {
        { "SELECT length_ratio('one two three', 'a b')", "1.5" },
        { "SELECT length_ratio('one two three', ['a', 'a b c d'])", "0.75" },
        { "SELECT length_ratio(h, r) FROM (VALUES ('a b', 'a'), ('c', 'b c d')) t(h, r)", "0.75" },
        { "SELECT length_ratio('abc', 'ab', 'unit=char')", "1.5" },
        { "SELECT length_ratio(h, 'a b', '', w) FROM (VALUES ('a', 3), ('a b c d', 1)) t(h, w)",
          "0.875" },
        /* a row with a NULL is left out; nothing left, or nothing defined, is NULL */
        { "SELECT length_ratio(h, 'a b') FROM (VALUES ('a'), (NULL)) t(h)", "0.5" },
        { "SELECT length_ratio(NULL::VARCHAR, 'a b') IS NULL", "true" },
        { "SELECT length_ratio('a', '') IS NULL", "true" },
        { "SELECT length_ratio('a', NULL::VARCHAR[]) IS NULL", "true" },
        { "SELECT length_ratio('a b', [NULL, 'x y z w', NULL])", "0.5" },
        { "SELECT string_agg(v, ' ' ORDER BY g) FROM (SELECT g, length_ratio(h, 'x y') AS v FROM "
          "(VALUES (1, 'a'), (2, 'a b'), (1, 'a b c')) t(g, h) GROUP BY g)",
          "1.0 1.0" },
        { "SELECT length_ratio_report('你好 吗', '你好').signature",
          "length_ratio|nrefs:1|lang:zh|unit:word|version:" BEDSIDE_VERSION },
        { "SELECT length_ratio_report('你好 吗', '你好', '', 2.5).signature",
          "length_ratio|nrefs:1|lang:zh|unit:word|version:" BEDSIDE_VERSION "|weights:given" },
        { "SELECT length_ratio_report('a b c', 'd').items", "1" },
        { "SELECT length_ratio_report('a b c', 'd').parts[2]::VARCHAR",
          "{'name': mean_length, 'value': 3.0}" },
        { "SELECT length_ratio_report('a', '').value IS NULL", "true" },
        /* one metric of each kind, in the forms it may be called */
        { "SELECT round(bleu('a b c d', ['x', 'a b c d']), 9)", "100" },
        { "SELECT accuracy(said, right_one) FROM (VALUES ('A', 'A'), ('B', 'A')) t(said, right_one)",
          "0.5" },
        { "SELECT accuracy(['A', 'C'], ['C', 'A'])", "1" },
        { "SELECT precision_score('yes', 'yes', 'average=micro')", "1" },
        { "SELECT cot_accuracy('The answer is (B).', ['B'], [{'key': 'A', 'text': 'rest'}, "
          "{'key': 'B', 'text': 'ice'}])",
          "1" },
        { "SELECT acc([-1.5, -0.5], [{'key': 'A', 'text': 'rest'}, {'key': 'B', 'text': 'ice'}], "
          "'B')",
          "1" },
        { "SELECT acc([-0.25, -0.5], [{'key': 'A', 'text': 'rest'}, {'key': 'B', 'text': 'ice'}], "
          "['B'])",
          "0" },
        { "SELECT distinct_n(t, 'n=1') FROM (VALUES ('a b'), ('a c')) v(t)", "0.75" },
        { "SELECT pqa('How long?', ['Since when?'], ['I cough.'], 1)", "1" },
        { "SELECT judge_score(r) FROM (VALUES (3.5), (4.0)) t(r)", "3.75" },
        { "SELECT judge_win_rate(v) FROM (VALUES (['A', 'A']), (['A', 'B'])) t(v)", "0.5" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check(cases[i].sql, cases[i].answer);
}

/* Many groups over many chunks: the rows of a group meet in any order and on any thread. */
static void answers_do_not_depend_on_the_order_of_rows(void **unused)
{
    (void)unused;
    check(
        "SELECT count(DISTINCT v) FROM (SELECT i % 7, length_ratio(repeat('w ', (i // 7 % 13)::INT),"
        " 'a b c', '', 0.1 * (i // 7 % 13)) AS v FROM (SELECT i FROM range(7 * 13 * 1000) t(i) ORDER BY "
        "hash(i)) GROUP BY 1)",
        "1");
}

static void faults_name_the_metric(void **unused)
{
    static const struct {
        const char *sql, *text;
    } cases[] = {
        { "SELECT length_ratio('a', 'b', 'unit=line')",
          "length_ratio: parameter 'unit': expected one of word, char, found 'line'" },
        { "SELECT length_ratio('a', 'b', s) FROM (VALUES ('unit=word'), ('unit=char')) t(s)",
          "length_ratio: settings: expected the same in a group, found 'unit=word' and "
          "'unit=char'" },
        { "SELECT length_ratio('a', 'b', s) FROM (VALUES (''), ('unit=char')) t(s)",
          "length_ratio: settings: expected the same in a group, found '' and 'unit=char'" },
        { "SELECT length_ratio('a', []::VARCHAR[])",
          "length_ratio: length_ratio needs a reference" },
        { "SELECT length_ratio('a', 'b', '', 1e101)",
          "length_ratio: weight 1e+101: expected 0 to 1e+100" },
        { "SELECT length_ratio('a', 'b', '', -1)",
          "length_ratio: weight -1: expected 0 to 1e+100" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_rows  *r   = NULL;
        bed_error  err = { 0 };
        bed_status st  = bed_session_query(session, cases[i].sql, &r, &err);

        if (st == BED_OK)
            st = bed_rows_next(r, &err);
        bed_rows_close(r);
        assert_true(st != BED_OK && st != BED_END);
        if (!bed_str_contains(bed_str_of(err.text), bed_str_of(cases[i].text)))
            fail_msg("%s: %s", cases[i].sql, err.text);
    }
}

/* Every metric of the table can be called by its name; what it says of an empty table is NULL. */
static void every_metric_has_its_function(void **unused)
{
    size_t                         n;
    const bed_metric *const *const metrics = bed_metrics(&n);
    char                           sql[256];

    (void)unused;
    for (size_t i = 0; i < n; i++) {
        const char *const name =
            strcmp(metrics[i]->name, "precision") == 0 ? "precision_score" : metrics[i]->name;

        snprintf(
            sql, sizeof sql,
            "SELECT count(DISTINCT function_name) FROM duckdb_functions() WHERE function_type = "
            "'aggregate' AND function_name IN ('%s', '%s_report')",
            name, name);
        check(sql, "2");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metrics_are_aggregates),
        cmocka_unit_test(answers_do_not_depend_on_the_order_of_rows),
        cmocka_unit_test(faults_name_the_metric),
        cmocka_unit_test(every_metric_has_its_function),
    };

    return cmocka_run_group_tests(tests, open_session, close_session);
}
