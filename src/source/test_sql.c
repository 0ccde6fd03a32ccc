#include "source/test_source.h"

static void check(bed_session *s, const char *sql, const char *expected)
{
    bed_buffer b   = BED_BUFFER(100000);
    bed_error  err = { 0 };
    bed_rows  *rows;
    bed_status st;

    if (bed_session_query(s, sql, &rows, &err) != BED_OK) {
        assert_int_equal(bed_buffer_printf(&b, NULL, "error: %s", err.text), BED_OK);
    } else {
        while ((st = bed_rows_next(rows, &err)) == BED_OK)
            for (size_t i = 0; i < bed_rows_width(rows); i++) {
                const bed_str text =
                    bed_rows_null(rows, i) ? BED_STR("NULL") : bed_rows_text(rows, i);
                assert_int_equal(bed_buffer_add(&b, text, NULL), BED_OK);
                assert_int_equal(
                    bed_buffer_add_byte(&b, i + 1 == bed_rows_width(rows) ? '\n' : '|', NULL),
                    BED_OK);
            }
        assert_int_equal(st, BED_END);
        bed_rows_close(rows);
    }
    assert_int_equal(bed_buffer_add(&b, BED_STR(""), NULL), BED_OK);
    if (strstr(b.ptr, expected) != b.ptr)
        print_error("%s\n", sql);
    b.ptr[strlen(b.ptr) < strlen(expected) ? strlen(b.ptr) : strlen(expected)] = '\0';
    assert_string_equal(b.ptr, expected);
    bed_buffer_deinit(&b);
}

static int open_session(void **state)
{
    bed_session *s;

    if (bed_session_open(NULL, &s, NULL) != BED_OK || bed_source_register(s, NULL) != BED_OK)
        return -1;
    *state = s;
    return 0;
}

static int close_session(void **state)
{
    bed_session_close(*state);
    return 0;
}

static void turns_are_lists_of_structs(void **state)
{
    check(*state,
          "SELECT split_turns('Doctor: hi\nPatient: yes\nsir', MAP {'Doctor': 'clinician', "
          "'Patient': 'patient'})::VARCHAR",
          "[{'role': clinician, 'text': hi}, {'role': patient, 'text': yes\nsir}]\n");
    check(*state,
          "SELECT len(t), t[2].role, t[2].text FROM (SELECT split_turns("
          "'病人：咳嗽\\n医生：几天\\n了', MAP {'医生': 'clinician', '病人': 'patient'}, "
          "'escaped') AS t)",
          "2|clinician|几天\n了\n");
    check(*state, "SELECT len(split_turns('DOCTOR: hi', MAP {'Doctor': 'clinician'}, 'nocase'))",
          "1\n");
    check(*state,
          "SELECT split_turns('', m)::VARCHAR, split_turns(NULL, m) IS NULL, "
          "split_turns('hi', m) IS NULL, split_turns_fault('hi', m), split_turns_fault('a: b', m) "
          "FROM (SELECT MAP {'a': 'x'} AS m)",
          "[]|true|true|byte 0: text before the first speaker mark|NULL\n");
    check(*state, "SELECT split_turns('a: b', MAP {'a': 'x'}, 'nonsense')",
          "error: split_turns: options are 'nocase' and 'escaped'");
}

static void many_rows_keep_their_turns(void **state)
{
    check(*state,
          "SELECT count(*), sum(len(t)), bool_and(len(t) = i % 7 AND (i % 7 = 0 OR t[-1].text = "
          "i::VARCHAR)) FROM (SELECT i, split_turns(repeat('P: ' || i || chr(10), i % 7), "
          "MAP {'P': 'patient'}) AS t FROM range(20000) r(i))",
          "20000|59997|true\n");
}

static void json_faults_are_named(void **state)
{
    check(*state, "SELECT json_fault('{\"a\":1}'), json_fault('{\"a\":}'), json_fault(NULL)",
          "NULL|byte 5: unexpected '}': expected a value|NULL\n");
}

static void records_of_a_file_become_rows(void **state)
{
    char dir[64], path[96], sql[512];

    temporary(dir);
    snprintf(path, sizeof path, "%s/rows.csv", dir);
    assert_int_equal(bed_file_write(path, BED_STR("a,b\n1,2\n1,2,3\n4,5\n"), NULL), BED_OK);
    snprintf(sql, sizeof sql, "SELECT row, byte, record, error FROM read_records('%s')", path);
    check(*state, sql,
          "1|4|{\"a\":\"1\",\"b\":\"2\"}|NULL\n"
          "2|8|NULL|expected 2 columns, found 3\n"
          "3|14|{\"a\":\"4\",\"b\":\"5\"}|NULL\n");
    snprintf(sql, sizeof sql,
             "SELECT sum(byte), count(error), min(file) = '%s' FROM read_records('%s', "
             "container := 'csv', header := false)",
             path, path);
    check(*state, sql, "26|1|true\n");
    snprintf(sql, sizeof sql, "SELECT * FROM read_records('%s', container := 'cvs')", path);
    check(*state, sql, "error: no container 'cvs': did you mean 'csv'");
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
    snprintf(sql, sizeof sql, "SELECT * FROM read_records('%s')", path);
    check(*state, sql, "error: ");
}

static void a_broken_file_does_not_end_the_query(void **state)
{
    char dir[64], path[96], sql[256];

    temporary(dir);
    snprintf(path, sizeof path, "%s/a.json", dir);
    assert_int_equal(bed_file_write(path, BED_STR("[{\"n\":1},{"), NULL), BED_OK);
    snprintf(path, sizeof path, "%s/b.json", dir);
    assert_int_equal(bed_file_write(path, BED_STR(""), NULL), BED_OK);
    snprintf(path, sizeof path, "%s/c.json", dir);
    assert_int_equal(bed_file_write(path, BED_STR("[{\"n\":2}]"), NULL), BED_OK);
    snprintf(sql, sizeof sql,
             "SELECT right(file, 6), row, byte, record, error FROM "
             "read_records('%s')",
             dir);
    check(*state, sql,
          "a.json|1|1|{\"n\":1}|NULL\n"
          "a.json|2|10|NULL|the file is cut short within the value that begins at byte 9\n"
          "b.json|NULL|0|NULL|the file is empty\n"
          "c.json|1|1|{\"n\":2}|NULL\n");
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
}

static void parquet_rows_are_json(void **state)
{
    bed_error   err = { 0 };
    bed_reader *r;
    bed_record  record;
    char        dir[64], path[96], sql[512];

    temporary(dir);
    snprintf(path, sizeof path, "%s/t.parquet", dir);
    snprintf(sql, sizeof sql,
             "COPY (SELECT i AS n, CASE WHEN i %% 2 = 0 THEN '好 \"' END AS q, [i, NULL] AS l "
             "FROM range(5000) r(i)) TO '%s' (FORMAT parquet)",
             path);
    check(*state, sql, "");
    snprintf(sql, sizeof sql, "SELECT count(*), min(record), max(row) FROM read_records('%s')",
             path);
    check(*state, sql, "5000|{\"n\":0,\"q\":\"好 \\\"\",\"l\":[0,null]}|5000\n");

    assert_int_equal(bed_reader_open(path, NULL, &r, &err), BED_OK);
    assert_int_equal(bed_reader_container(r), BED_CONTAINER_PARQUET);
    assert_int_equal(bed_reader_next(r, &record, &err), BED_OK);
    assert_int_equal(bed_reader_next(r, &record, &err), BED_OK);
    assert_true(bed_str_equal(record.json, BED_STR("{\"n\":1,\"q\":null,\"l\":[1,null]}")));
    bed_reader_close(r);

    /* cut short: the end is what Parquet is read by */
    uint64_t   bytes = 0;
    bed_buffer all   = BED_BUFFER(10 << 20);
    assert_int_equal(bed_file_read(path, &all, NULL), BED_OK);
    for (bytes = 4; bytes < all.len; bytes += all.len / 9) {
        assert_int_equal(bed_file_write(path, (bed_str){ all.ptr, bytes }, NULL), BED_OK);
        assert_int_equal(bed_reader_open(path, NULL, &r, &err), BED_EFORMAT);
        assert_string_equal(err.file, path);
        assert_null(strchr(err.text, '\n'));
    }
    bed_buffer_deinit(&all);
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turns_are_lists_of_structs),
        cmocka_unit_test(many_rows_keep_their_turns),
        cmocka_unit_test(json_faults_are_named),
        cmocka_unit_test(records_of_a_file_become_rows),
        cmocka_unit_test(a_broken_file_does_not_end_the_query),
        cmocka_unit_test(parquet_rows_are_json),
    };
    return cmocka_run_group_tests(tests, open_session, close_session);
}
