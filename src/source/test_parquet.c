/* Parquet as Hugging Face publishes it: lists of structs, structs of lists (which its library makes
 * of a list of dicts), lists of lists, maps, dictionary-coded texts, dates, decimals, bytes. */
#include "source/test_source.h"

#include <stdio.h>

/* Writes one file by the data engine: rows of a SELECT. */
static void write_parquet(const char *dir, const char *select, char path[96])
{
    bed_session *s;
    bed_error    err = { 0 };
    char         sql[2048];

    snprintf(path, 96, "%s/x.parquet", dir);
    snprintf(sql, sizeof sql, "COPY (%s) TO '%s' (FORMAT parquet)", select, path);
    assert_int_equal(bed_session_open(NULL, &s, NULL), BED_OK);
    if (bed_session_run(s, sql, &err) != BED_OK)
        fail_msg("%s", err.text);
    bed_session_close(s);
}

static const struct {
    const char *select, *expected;
} cases[] = {
    { "SELECT 1::TINYINT AS label, true AS yes, NULL::INTEGER AS n",
      "1@0 {\"label\":1,\"yes\":true,\"n\":null}\n" },
    { "SELECT [{'role': 'user', 'content': '你好'}, {'role': 'assistant', 'content': NULL}] AS c",
      "1@0 {\"c\":[{\"role\":\"user\",\"content\":\"你好\"},{\"role\":\"assistant\",\"content\":null}]}\n" },
    { "SELECT {'speaker': [0, 1], 'utterance': ['x', 'y \"z\"']} AS dialogue_turns",
      "1@0 {\"dialogue_turns\":{\"speaker\":[0,1],\"utterance\":[\"x\",\"y \\\"z\\\"\"]}}\n" },
    { "SELECT [['a', 'b'], [], NULL] AS lists, []::VARCHAR[] AS none, NULL::VARCHAR[] AS absent",
      "1@0 {\"lists\":[[\"a\",\"b\"],[],null],\"none\":[],\"absent\":null}\n" },
    { "SELECT MAP {'k': [1, 2]} AS m, {'a': {'b': [{'c': 1}]}} AS deep",
      "1@0 {\"m\":{\"k\":[1,2]},\"deep\":{\"a\":{\"b\":[{\"c\":1}]}}}\n" },
    { "SELECT i, x::ENUM('no', 'yes') AS x FROM (VALUES (1, 'no'), (2, 'yes'), (3, 'no')) v(i, x)",
      "1@0 {\"i\":1,\"x\":\"no\"}\n2@0 {\"i\":2,\"x\":\"yes\"}\n3@0 {\"i\":3,\"x\":\"no\"}\n" },
    { "SELECT DATE '2020-01-02' AS d, TIMESTAMP '2020-01-02 03:04:05' AS t, TIME '03:04:05' AS h",
      "1@0 {\"d\":\"2020-01-02\",\"t\":\"2020-01-02 03:04:05\",\"h\":\"03:04:05\"}\n" },
    { "SELECT 12.50::DECIMAL(9, 2) AS d, 0.5::FLOAT AS f, 9007199254740993::BIGINT AS big",
      "1@0 {\"d\":12.5,\"f\":0.5,\"big\":9007199254740993}\n" },
    { "SELECT '\\x89PNG'::BLOB AS b, {'bytes': 'hi'::BLOB, 'path': 'a.png'} AS image",
      "1@0 {\"b\":\"\\\\x89PNG\",\"image\":{\"bytes\":\"hi\",\"path\":\"a.png\"}}\n" },
    { "SELECT 1 AS n LIMIT 0", "" },
    /* a column may have any name */
    { "SELECT 1 AS t, 2 AS r, 3 AS \"row\", 4 AS file, 5 AS \"a whole row\"",
      "1@0 {\"t\":1,\"r\":2,\"row\":3,\"file\":4,\"a whole row\":5}\n" },
};

static void nested_types_are_json(void **unused)
{
    char   dir[64], path[96];
    size_t n_failed = 0;

    (void)unused;
    temporary(dir);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_buffer  b   = BED_BUFFER(1 << 20);
        bed_error   err = { 0 };
        bed_reader *r;

        write_parquet(dir, cases[i].select, path);
        assert_int_equal(bed_buffer_add(&b, BED_STR(""), NULL), BED_OK);
        if (bed_reader_open(path, NULL, &r, &err) != BED_OK)
            fail_msg("%s", err.text);
        dump_reader(&b, r);
        if (strcmp(b.ptr, cases[i].expected) != 0) {
            n_failed++;
            print_error("%s\nexpected: %s\nfound:    %s\n", cases[i].select, cases[i].expected,
                        b.ptr);
        }
        bed_buffer_deinit(&b);
    }
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
    assert_int_equal(n_failed, 0);
}

/* NaN and the infinite are no JSON; where a text says so they are. */
static void numbers_that_json_has_not_stay_in_their_record(void **unused)
{
    bed_buffer  b = BED_BUFFER(1 << 20);
    char        dir[64], path[96];
    bed_reader *r;
    bed_error   err = { 0 };

    (void)unused;
    temporary(dir);
    write_parquet(
        dir,
        "SELECT CASE WHEN i = 1 THEN 'nan'::DOUBLE WHEN i = 2 THEN 'inf'::FLOAT WHEN i = 3 "
        "THEN '-inf'::DOUBLE ELSE 1.5 END AS x, [x, x] AS l, 'NaN \"inf\" \\\\' AS s "
        "FROM range(5) v(i)",
        path);
    assert_int_equal(bed_reader_open(path, NULL, &r, &err), BED_OK);
    dump_reader(&b, r);
    assert_string_equal(b.ptr,
                        "1@0 {\"x\":1.5,\"l\":[1.5,1.5],\"s\":\"NaN \\\"inf\\\" \\\\\\\\\"}\n"
                        "2@0 {\"x\":null,\"l\":[null,null],\"s\":\"NaN \\\"inf\\\" \\\\\\\\\"}\n"
                        "3@0 refused @-: an infinite number, which JSON has not <>\n"
                        "4@0 refused @-: an infinite number, which JSON has not <>\n"
                        "5@0 {\"x\":1.5,\"l\":[1.5,1.5],\"s\":\"NaN \\\"inf\\\" \\\\\\\\\"}\n");
    bed_buffer_deinit(&b);
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nested_types_are_json),
        cmocka_unit_test(numbers_that_json_has_not_stay_in_their_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
