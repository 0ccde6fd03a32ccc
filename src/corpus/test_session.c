#include "base/test.h"
#include "corpus/udf.h"

static void rows_come_as_they_are_asked(void **unused)
{
    bed_session *s;
    bed_rows    *r;
    bed_error    err = { 0 };

    (void)unused;
    assert_int_equal(bed_session_open(NULL, &s, &err), BED_OK);
    assert_int_equal(
        bed_session_query(s,
                          "CREATE TABLE t AS SELECT 1 AS a; "
                          "SELECT 7::BIGINT AS n, 'a longer text than twelve' AS t, 0.5::DOUBLE, "
                          "NULL::VARCHAR AS z, true AS b, sum(a) AS h FROM t",
                          &r, &err),
        BED_OK);
    assert_int_equal(bed_rows_width(r), 6);
    assert_string_equal(bed_rows_name(r, 1), "t");
    assert_int_equal(bed_rows_next(r, &err), BED_OK);
    assert_int_equal(bed_rows_int(r, 0), 7);
    assert_true(bed_str_equal(bed_rows_text(r, 0), BED_STR("7")));
    assert_true(bed_str_equal(bed_rows_text(r, 1), BED_STR("a longer text than twelve")));
    assert_true(bed_rows_double(r, 2) == 0.5);
    assert_true(bed_rows_null(r, 3));
    assert_true(bed_str_equal(bed_rows_text(r, 4), BED_STR("true")));
    assert_int_equal(bed_rows_int(r, 5), 1);
    assert_int_equal(bed_rows_next(r, &err), BED_END);
    bed_rows_close(r);
    bed_session_close(s);
}

static void a_wrong_statement_says_why(void **unused)
{
    static const struct {
        const char *sql, *part;
        bed_code    code;
    } cases[] = {
        { "", "no statement", BED_EARGUMENT },
        { "SELEC 1", "SELEC", BED_EARGUMENT },
        { "SELECT nothing FROM nowhere", "nowhere", BED_EARGUMENT },
        { "SELECT * FROM read_csv('no/such/file.csv')", "no files found", BED_EREAD },
        { "SELECT CAST('x' AS INTEGER)", "could not convert", BED_EARGUMENT },
        { "SELECT 1,\n  nothing\nFROM range(2)", "(line 2 of the statement)", BED_EARGUMENT },
        { "SELECT error(E'first\nsecond')", "first second", BED_EARGUMENT },
        /* words of the data are no kind of an error */
        { "SELECT CAST('IO Error INTERRUPT' AS INTEGER)", "INTERRUPT", BED_EARGUMENT },
    };
    bed_session *s;

    (void)unused;
    assert_int_equal(bed_session_open(NULL, &s, NULL), BED_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_error err = { 0 };
        bed_rows *r   = NULL;

        assert_int_equal(bed_session_query(s, cases[i].sql, &r, &err), cases[i].code);
        assert_null(r);
        assert_non_null(strstr(err.text, cases[i].part));
        assert_null(strchr(err.text, '\n'));
        assert_null(strstr(err.text, "Error:"));
    }
    bed_session_close(s);
}

static bool stop_now(void *context)
{
    (void)context;
    return true;
}

static void a_query_stops_when_asked(void **unused)
{
    const bed_talk            talk    = { .stop = stop_now };
    const bed_session_options options = { .n_threads = 2, .talk = &talk };
    bed_session              *s;
    bed_error                 err = { 0 };

    (void)unused;
    assert_int_equal(bed_session_open(&options, &s, &err), BED_OK);
    assert_int_equal(
        bed_session_run(s, "CREATE TABLE big AS SELECT range AS i FROM range(2000000000)", &err),
        BED_EINTERRUPTED);
    bed_session_close(s);
}

static void double_it(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    bed_udf_list l;
    bed_str      text;

    (void)info;
    bed_udf_list_init(&l, out);
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(in); row++) {
        if (!bed_udf_argument(in, 0, row, &text)) {
            bed_udf_set_null(out, row);
        } else {
            assert_true(bed_udf_list_add_text(&l, text));
            assert_true(bed_udf_list_add_text(&l, text));
        }
        bed_udf_list_end_row(&l, row);
    }
    assert_true(bed_udf_list_finish(&l));
}

static void functions_of_ours_run_in_every_fork(void **unused)
{
    static const bed_udf table[] = {
        { .name = "twice", .arguments = { "VARCHAR" }, .result = "VARCHAR[]", .run = double_it },
    };
    bed_session *s, *fork;
    bed_error    err = { 0 };
    int64_t      n;

    (void)unused;
    assert_int_equal(bed_session_open(NULL, &s, &err), BED_OK);
    assert_int_equal(bed_udf_register(s, table, 1, &err), BED_OK);
    assert_int_equal(bed_session_fork(s, &fork, &err), BED_OK);
    assert_int_equal(
        bed_session_int(fork,
                        "SELECT count(*) FROM (SELECT twice('a long text number ' || range) AS l, "
                        "range AS r FROM range(100000)) WHERE l[2] = 'a long text number ' || r",
                        &n, &err),
        BED_OK);
    assert_int_equal(n, 100000);
    assert_int_equal(
        bed_session_int(fork, "SELECT count(*) FROM (SELECT twice(NULL) AS a) WHERE a IS NULL", &n,
                        &err),
        BED_OK);
    assert_int_equal(n, 1);
    bed_session_close(fork);
    bed_session_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_as_they_are_asked),
        cmocka_unit_test(a_wrong_statement_says_why),
        cmocka_unit_test(a_query_stops_when_asked),
        cmocka_unit_test(functions_of_ours_run_in_every_fork),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
