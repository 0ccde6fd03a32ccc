#include "source/test_source.h"

#define YES .options = { .container = BED_CONTAINER_CSV, .header = BED_HEADER_YES }
#define NO .options = { .container = BED_CONTAINER_CSV, .header = BED_HEADER_NO }

static void cells_are_cut_as_rfc_4180_says(void **unused)
{
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT("a,b\n1,2\n3,4\n"),
          .expected = "1@4 {\"a\":\"1\",\"b\":\"2\"}\n2@8 {\"a\":\"3\",\"b\":\"4\"}\n",
          YES },
        { .in = BED_STR_INIT("a,b\r\n\"x,y\",\"say \"\"hi\"\"\"\r\n,\r\n"),
          .expected =
              "1@5 {\"a\":\"x,y\",\"b\":\"say \\\"hi\\\"\"}\n2@25 {\"a\":\"\",\"b\":\"\"}\n",
          YES },
        { .in       = BED_STR_INIT("q,a\n\"two\nlines\r\nand more\",x"),
          .expected = "1@4 {\"q\":\"two\\nlines\\r\\nand more\",\"a\":\"x\"}\n",
          YES },
        /* LF, CR and CRLF mixed; blank lines */
        { .in       = BED_STR_INIT("a,b\r1,2\n\n\r\n3,4\r\n  \n5,6"),
          .expected = "1@4 {\"a\":\"1\",\"b\":\"2\"}\n2@11 {\"a\":\"3\",\"b\":\"4\"}\n"
                      "3@19 {\"a\":\"5\",\"b\":\"6\"}\n",
          YES },
        /* quotes where none are due stay; what follows a closing quote is added */
        { .in       = BED_STR_INIT("a,b\n5\" pipe,\"x\"y\n"),
          .expected = "1@4 {\"a\":\"5\\\" pipe\",\"b\":\"xy\"}\n",
          YES },
        { .in       = BED_STR_INIT("a,b\n\"\"\"Doctor: hi\",\"\"\n"),
          .expected = "1@4 {\"a\":\"\\\"Doctor: hi\",\"b\":\"\"}\n",
          YES },
        { .in       = BED_STR_INIT("\xEF\xBB\xBF问题,答案\n咳嗽？,多喝水\n"),
          .expected = "1@17 {\"问题\":\"咳嗽？\",\"答案\":\"多喝水\"}\n",
          YES },
        { .in       = BED_STR_INIT("1,2\n3,4"),
          .expected = "1@0 {\"c1\":\"1\",\"c2\":\"2\"}\n2@4 {\"c1\":\"3\",\"c2\":\"4\"}\n",
          NO },
        { .in       = BED_STR_INIT("a;b\n1;\"2;3\"\n"),
          .expected = "1@4 {\"a\":\"1\",\"b\":\"2;3\"}\n",
          YES },
        { .in       = BED_STR_INIT("a\tb\n1\t\"2\t3\"\n\t\n"),
          .expected = "1@4 {\"a\":\"1\",\"b\":\"2\\t3\"}\n2@12 {\"a\":\"\",\"b\":\"\"}\n",
          .options  = { .container = BED_CONTAINER_TSV, .header = BED_HEADER_YES } },
        /* of one column too a blank line is no row, and an empty cell has its quotes */
        { .in       = BED_STR_INIT("q\nx\n\ny\n"),
          .expected = "1@2 {\"q\":\"x\"}\n2@5 {\"q\":\"y\"}\n",
          YES },
        { .in       = BED_STR_INIT("x\r\n\"\"\r\ny\r\n\r\n  \r\n\r\n"),
          .expected = "1@0 {\"c1\":\"x\"}\n2@3 {\"c1\":\"\"}\n3@7 {\"c1\":\"y\"}\n",
          NO },
        { .in = BED_STR_INIT("a,b\n"), .expected = "", YES },
        { .in       = BED_STR_INIT("a,b\n\x01,\x1f\n"),
          .expected = "1@4 {\"a\":\"\\u0001\",\"b\":\"\\u001f\"}\n",
          YES },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void a_broken_row_is_refused_and_the_rest_goes_on(void **unused)
{
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT("a,b,c,d\n1,2,3\n1,2,3,4\n1,2,3,4,5\n"),
          .expected = "1@8 refused @8: expected 4 columns, found 3 <1,2,3>\n"
                      "2@14 {\"a\":\"1\",\"b\":\"2\",\"c\":\"3\",\"d\":\"4\"}\n"
                      "3@22 refused @22: expected 4 columns, found 5 <1,2,3,4,5>\n",
          YES },
        { .in       = BED_STR_INIT("a,b\n1,\xFF\n3,4\n"),
          .expected = "1@4 refused @6: not UTF-8: byte 0xff <1,\xFF>\n"
                      "2@8 {\"a\":\"3\",\"b\":\"4\"}\n",
          YES },
        { .in       = BED_STR_INIT("a,b\n1,\0\n3,4\n"),
          .expected = "1@4 refused @6: a NUL byte in text <1,>\n2@8 {\"a\":\"3\",\"b\":\"4\"}\n",
          YES },
        { .in       = BED_STR_INIT("a,b\n1,2\n\"0123456789\",x\n3,4\n"),
          .expected = "1@4 {\"a\":\"1\",\"b\":\"2\"}\n"
                      "2@8 refused @8: a record of 14 bytes: at most 8 are read "
                      "<\"0123456789\",x>\n"
                      "3@23 {\"a\":\"3\",\"b\":\"4\"}\n",
          .options  = { .container        = BED_CONTAINER_CSV,
                        .header           = BED_HEADER_YES,
                        .max_record_bytes = 8 } },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void a_column_without_a_name_is_named_by_its_place(void **unused)
{
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT(",question,answer\n0,q,a\n"),
          .expected = "1@17 {\"c1\":\"0\",\"question\":\"q\",\"answer\":\"a\"}\n",
          YES },
        { .in       = BED_STR_INIT("a,\"\",  ,\n1,2,3,4\n"),
          .expected = "1@9 {\"a\":\"1\",\"c2\":\"2\",\"c3\":\"3\",\"c4\":\"4\"}\n",
          YES },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void a_broken_table_says_where(void **unused)
{
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT("a,b\n1,2\n3,\"open\n4,5\n"),
          .expected = "1@4 {\"a\":\"1\",\"b\":\"2\"}\nbroken 2 @10: the quoted cell that opens "
                      "here is not closed before the end of the file",
          YES },
        { .in       = BED_STR_INIT("a,b,a\n1,2,3\n"),
          .expected = "closed @-: the header names columns 1 and 3 both 'a'",
          YES },
        { .in       = BED_STR_INIT("a,,c2\n1,2,3\n"),
          .expected = "closed @-: the header names columns 2 and 3 both 'c2'",
          YES },
        { .in       = BED_STR_INIT("a,\xFF\n1,2\n"),
          .expected = "closed @2: the header is not UTF-8: byte 0xff",
          YES },
        { .in       = BED_STR_INIT("\"a,b\n1,2\n"),
          .expected = "closed @0: the quoted cell that opens here is not closed before the end of "
                      "the file",
          YES },
        { .in = BED_STR_INIT("\n\n\n"), .expected = "closed @0: the table has no row", YES },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void a_header_is_told_from_data(void **unused)
{
    static const struct {
        bed_str in;
        bool    header;
    } cases[] = {
        { BED_STR_INIT("question_id,pos_ans_id,neg_ans_id\n1,2,3\n"), true },
        { BED_STR_INIT("ID,section_header,section_text,dialogue\n0,GENHX,\"x\",\"Doctor: y\"\n"),
          true },
        { BED_STR_INIT("Question,Logical Form,2nd_answer\nx y z?,a(b),c\n"), true },
        { BED_STR_INIT("问题,答案\n咳嗽怎么办？,多喝水。\n"), true },
        { BED_STR_INIT(",question,answer\n0,q,a\n17,b,c\n"), true },
        { BED_STR_INIT(",question,answer\nx,q,a\n"), false },
        { BED_STR_INIT(",question,answer\n"), false },
        { BED_STR_INIT("1,2,3\n4,5,6\n"), false },
        { BED_STR_INIT("Which organ makes insulin?,Liver,Pancreas,Spleen,Heart,B\n"
                       "Which vessel leaves the left ventricle?,Aorta,Vena cava,Pulmonary "
                       "artery,Portal vein,A\n"),
          false },
        { BED_STR_INIT("The heart has,two chambers,three chambers,four chambers,one chamber,C\n"
                       "Blood is filtered by,kidneys,lungs,bones,skin,A\n"),
          false },
        { BED_STR_INIT("a,b\n"), true },
        { BED_STR_INIT("x,x\ny,z\n"), false },
        { BED_STR_INIT("A,B\nC,D\n"), false },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const bed_reader_options options = { .container = BED_CONTAINER_CSV };
        bed_buffer               b;

        dump_bytes(&b, cases[i].in, NULL, &options);
        if ((strstr(b.ptr, "\"c2\"") == NULL) != cases[i].header)
            print_error("case %zu gives %s\n", i, b.ptr);
        assert_int_equal(strstr(b.ptr, "\"c2\"") == NULL, cases[i].header);
        bed_buffer_deinit(&b);
    }
}

/* Cells around the size of a read, with every kind of line end. */
static void borders_of_the_window_do_not_show(void **unused)
{
    enum { N = 5000 };
    static const char *const ends[]  = { "\n", "\r\n", "\r" };
    const bed_reader_options options = { .container = BED_CONTAINER_CSV, .header = BED_HEADER_YES };
    bed_buffer               in = BED_BUFFER(64 << 20), expected = BED_BUFFER(1 << 20);
    bed_reader              *r;
    bed_record               record;

    (void)unused;
    assert_int_equal(bed_buffer_add(&in, BED_STR("n,pad\n"), NULL), BED_OK);
    for (int i = 0; i < N; i++) {
        assert_int_equal(bed_buffer_printf(&in, NULL, "%d,\"", i), BED_OK);
        for (int k = 0; k < i % 499; k++)
            assert_int_equal(
                bed_buffer_add(&in, k % 5 == 0 ? BED_STR("\"\"") : BED_STR(",\n"), NULL), BED_OK);
        assert_int_equal(bed_buffer_printf(&in, NULL, "\"%s", ends[i % 3]), BED_OK);
    }
    assert_int_equal(bed_reader_open_bytes(bed_buffer_str(&in), NULL, &options, &r, NULL), BED_OK);
    for (int i = 0; i < N; i++) {
        assert_int_equal(bed_reader_next(r, &record, NULL), BED_OK);
        bed_buffer_clear(&expected);
        assert_int_equal(bed_buffer_printf(&expected, NULL, "{\"n\":\"%d\",\"pad\":\"", i), BED_OK);
        for (int k = 0; k < i % 499; k++)
            assert_int_equal(
                bed_buffer_add(&expected, k % 5 == 0 ? BED_STR("\\\"") : BED_STR(",\\n"), NULL),
                BED_OK);
        assert_int_equal(bed_buffer_add(&expected, BED_STR("\"}"), NULL), BED_OK);
        assert_true(bed_str_equal(record.json, bed_buffer_str(&expected)));
        assert_memory_equal(record.raw.ptr, in.ptr + record.byte, record.raw.len);
    }
    assert_int_equal(bed_reader_next(r, &record, NULL), BED_END);
    bed_reader_close(r);
    bed_buffer_deinit(&in);
    bed_buffer_deinit(&expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_cut_as_rfc_4180_says),
        cmocka_unit_test(a_broken_row_is_refused_and_the_rest_goes_on),
        cmocka_unit_test(a_column_without_a_name_is_named_by_its_place),
        cmocka_unit_test(a_broken_table_says_where),
        cmocka_unit_test(a_header_is_told_from_data),
        cmocka_unit_test(borders_of_the_window_do_not_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
