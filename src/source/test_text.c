/* Plain text by lines, blocks, paragraphs and as one document. */
#include "source/test_source.h"

#define BY(unit) .options = { .container = BED_CONTAINER_TEXT, .records = (unit) }

static void text_gives_lines(void **unused)
{
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT("one\r\n\n  two \"x\"\n"),
          .expected = "1@0 {\"text\":\"one\"}\n2@6 {\"text\":\"  two \\\"x\\\"\"}\n",
          BY(NULL) },
        { .in       = BED_STR_INIT("\xEF\xBB\xBFone\n\n\ntwo"),
          .expected = "1@3 {\"text\":\"one\"}\n2@9 {\"text\":\"two\"}\n",
          BY("") },
        { .in       = BED_STR_INIT("ok\n\xFF\nok2\n"),
          .expected = "1@0 {\"text\":\"ok\"}\n2@3 refused @3: not UTF-8: byte 0xff <\xFF>\n"
                      "3@5 {\"text\":\"ok2\"}\n",
          BY(NULL) },
        { .in       = BED_STR_INIT("ok\n0123456789\nok2\n"),
          .expected = "1@0 {\"text\":\"ok\"}\n"
                      "2@3 refused @3: a record of 11 bytes: at most 4 are read <0123456789\n>\n"
                      "3@14 {\"text\":\"ok2\"}\n",
          .options  = { .container = BED_CONTAINER_TEXT, .max_record_bytes = 4 } },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void a_line_that_matches_opens_a_block(void **unused)
{
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT("id=1\nPatient:\nhi\n\nid=2\nDoctor:\nyes\n"),
          .expected = "1@0 {\"text\":\"id=1\\nPatient:\\nhi\"}\n"
                      "2@18 {\"text\":\"id=2\\nDoctor:\\nyes\"}\n",
          BY("id=") },
        { .in       = BED_STR_INIT("a head\nid=1\nx"),
          .expected = "1@0 {\"text\":\"a head\"}\n2@7 {\"text\":\"id=1\\nx\"}\n",
          BY("id=") },
        /* a line that only begins so is none; CRLF and blanks at the end */
        { .in = BED_STR_INIT("\xEF\xBB\xBFid=1\r\nid=7 was before\r\nx id=3\r\nid=2 \t\r\ny\r\n"),
          .expected = "1@3 {\"text\":\"id=1\\r\\nid=7 was before\\r\\nx id=3\"}\n"
                      "2@34 {\"text\":\"id=2 \\t\\r\\ny\"}\n",
          BY("^id=\\d+\\s*$") },
        /* two marks, one behind the other; the last line has no end */
        { .in = BED_STR_INIT("id=1\nid=2\n\n\nid=3"),
          .expected =
              "1@0 {\"text\":\"id=1\"}\n2@5 {\"text\":\"id=2\"}\n3@12 {\"text\":\"id=3\"}\n",
          BY("id=\\d+$") },
        { .in = BED_STR_INIT("第一问\n答\n第二问：x\n答\n第 三问\n"),
          .expected =
              "1@0 {\"text\":\"第一问\\n答\"}\n2@14 {\"text\":\"第二问：x\\n答\\n第 三问\"}\n",
          BY("第[一二三]问") },
        { .in = BED_STR_INIT("a\nb\n"), .expected = "1@0 {\"text\":\"a\\nb\"}\n", BY("never") },
        /* '.' is any character: a pattern, no longer a word */
        { .in       = BED_STR_INIT("1.\nx\n1)\ny\n"),
          .expected = "1@0 {\"text\":\"1.\\nx\"}\n2@5 {\"text\":\"1)\\ny\"}\n",
          BY("\\d.") },
        { .in       = BED_STR_INIT("id=1\n\xFF\xFE\nid=2\n"),
          .expected = "1@0 refused @5: not UTF-8: byte 0xff <id=1\n\xFF\xFE>\n2@8 "
                      "{\"text\":\"id=2\"}\n",
          BY("id=\\d+$") },
        { .in       = BED_STR_INIT("id=1\n"),
          .expected = "closed @-: records 'id=(' is no pattern of a line that opens a block: "
                      "character 5: missing closing parenthesis",
          BY("id=(") },
        { .in       = BED_STR_INIT("id=1\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n"),
          .expected = "broken 1 @5: the pattern '(a+)+$' cannot be tried on this line: match limit "
                      "exceeded",
          BY("(a+)+$") },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void blank_lines_part_paragraphs(void **unused)
{
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT("one\ntwo\n\nthree\n \t\r\n\r\nfour"),
          .expected = "1@0 {\"text\":\"one\\ntwo\"}\n2@9 {\"text\":\"three\"}\n3@21 "
                      "{\"text\":\"four\"}\n",
          BY("paragraph") },
        { .in       = BED_STR_INIT("\xEF\xBB\xBF\n\r\n 问：咳嗽\r\n答：多喝水\r\n\r\n"),
          .expected = "1@6 {\"text\":\" 问：咳嗽\\r\\n答：多喝水\"}\n",
          BY("paragraph") },
        { .in = BED_STR_INIT("x\n\n\n\n"), .expected = "1@0 {\"text\":\"x\"}\n", BY("paragraph") },
        { .in       = BED_STR_INIT("ok\n\n0123456789\nab\n\nok2\n"),
          .expected = "1@0 {\"text\":\"ok\"}\n"
                      "2@4 refused @4: a record of 14 bytes: at most 4 are read <0123456789\n>\n"
                      "3@19 {\"text\":\"ok2\"}\n",
          .options  = { .container        = BED_CONTAINER_TEXT,
                        .records          = "paragraph",
                        .max_record_bytes = 4 } },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void a_document_is_one_record(void **unused)
{
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT("\n one\n\n\ntwo\n\n"),
          .expected = "1@0 {\"text\":\"\\n one\\n\\n\\ntwo\"}\n",
          BY("document") },
        { .in       = BED_STR_INIT("0123456789\nab\n"),
          .expected = "1@0 refused @0: a record of 14 bytes: at most 4 are read <0123456789\n>\n",
          .options  = { .container        = BED_CONTAINER_TEXT,
                        .records          = "document",
                        .max_record_bytes = 4 } },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void add(bed_buffer *b, const char *s, size_t n, char c)
{
    char *at;

    assert_int_equal(bed_buffer_add(b, bed_str_of(s), NULL), BED_OK);
    assert_int_equal(bed_buffer_reserve(b, n, &at, NULL), BED_OK);
    memset(at, c, n);
    b->len += n;
}

/* A line longer than what a pattern is tried on does not end where the trying does. */
static void of_a_long_line_the_beginning_is_tried(void **unused)
{
    bed_buffer in = BED_BUFFER(32 << 20);
    bed_record record;

    (void)unused;
    for (size_t extra = 0; extra < 3; extra++) {
        const bed_reader_options options[] = { { BED_CONTAINER_TEXT, .records = "x+$" },
                                               { BED_CONTAINER_TEXT, .records = "x+" } };
        bed_buffer_clear(&in);
        add(&in, "head\n", 4095 + extra, 'x'); /* 4096 are tried */
        add(&in, "\n", 10 << 20, 'y');
        add(&in, "\n", 1, 'x');
        for (size_t k = 0; k < 2; k++) {
            bed_reader *r;
            uint64_t    n = 0;

            assert_int_equal(
                bed_reader_open_bytes(bed_buffer_str(&in), NULL, &options[k], &r, NULL), BED_OK);
            while (bed_reader_next(r, &record, NULL) == BED_OK)
                n++;
            bed_reader_close(r);
            assert_int_equal(n, k == 0 && extra > 0 ? 2 : 3);
        }
    }
    bed_buffer_deinit(&in);
}

/* Blocks around the size of a read, so that each border falls into a mark somewhere. */
static void borders_of_the_window_do_not_show(void **unused)
{
    enum { N = 20000 };
    const bed_reader_options options = { BED_CONTAINER_TEXT, .records = "^id=\\d+\\s*$" };
    bed_buffer               in      = BED_BUFFER(64 << 20);
    bed_reader              *r;
    bed_record               record;

    (void)unused;
    for (int i = 0; i < N; i++) {
        assert_int_equal(bed_buffer_printf(&in, NULL, "id=%d\r\n", i), BED_OK);
        add(&in, "id=\n", (size_t)(i % 97), 'z');
        add(&in, "", 1, '\n');
    }
    assert_int_equal(bed_reader_open_bytes(bed_buffer_str(&in), NULL, &options, &r, NULL), BED_OK);
    for (int i = 0; i < N; i++) {
        char      mark[32];
        const int n = snprintf(mark, sizeof mark, "id=%d\r\nid=", i);

        assert_int_equal(bed_reader_next(r, &record, NULL), BED_OK);
        assert_memory_equal(record.raw.ptr, mark, (size_t)n);
        assert_int_equal(record.raw.len, (size_t)n + (i % 97 == 0 ? 0 : 1 + (size_t)(i % 97)));
        assert_memory_equal(record.raw.ptr, in.ptr + record.byte, record.raw.len);
    }
    assert_int_equal(bed_reader_next(r, &record, NULL), BED_END);
    bed_reader_close(r);
    bed_buffer_deinit(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_gives_lines),
        cmocka_unit_test(a_line_that_matches_opens_a_block),
        cmocka_unit_test(blank_lines_part_paragraphs),
        cmocka_unit_test(a_document_is_one_record),
        cmocka_unit_test(of_a_long_line_the_beginning_is_tried),
        cmocka_unit_test(borders_of_the_window_do_not_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
