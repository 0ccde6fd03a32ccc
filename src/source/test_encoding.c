/* Text that is not UTF-8: records in an encoding of single bytes, files in one of several, UTF-16
 * by its mark. What is UTF-8 stays as it is, mojibake too. */
#include "source/test_pack.h"
#include "source/test_source.h"

#define IN(kind, name) .options = { .container = BED_CONTAINER_##kind, .encoding = (name) }

static void a_record_that_is_not_utf8_is_taken_for_the_encoding(void **unused)
{
    static const reader_case cases[] = {
        /* one record in Latin-1, one in UTF-8, one that is UTF-8 made of Latin-1 by mistake */
        { .in       = BED_STR_INIT("{\"a\":\"caf\xE9\"}\n{\"a\":\"café\"}\n{\"a\":\"cafÃ©\"}\n"),
          .expected = "1@0 {\"a\":\"café\"}\n2@13 {\"a\":\"café\"}\n3@27 {\"a\":\"cafÃ©\"}\n",
          IN(JSONL, "latin1") },
        { .in       = BED_STR_INIT("{\"a\":\"\x93hi\x94 \x80 5\"}\n"),
          .expected = "1@0 {\"a\":\"“hi” € 5\"}\n",
          IN(JSONL, "windows-1252") },
        { .in       = BED_STR_INIT("{\"a\":\"caf\xE9\"}\n"),
          .expected = "1@0 refused @9: not UTF-8: byte 0xe9 <{\"a\":\"caf\xE9\"}>\n",
          IN(JSONL, NULL) },
        { .in       = BED_STR_INIT("[{\"a\":\"\xE9\"},\"\xE8\"]"),
          .expected = "1@1 {\"a\":\"é\"}\n2@11 {\"value\":\"è\"}\n",
          IN(JSON_ARRAY, "latin1") },
        { .in       = BED_STR_INIT("{\"\xE9\":\"\xE8\"}"),
          .expected = "1@1 {\"key\":\"é\",\"value\":\"è\"}\n",
          IN(JSON_OBJECT, "latin1") },
        { .in       = BED_STR_INIT("caf\xE9 \"x\"\ncafé\n"),
          .expected = "1@0 {\"text\":\"café \\\"x\\\"\"}\n2@9 {\"text\":\"café\"}\n",
          IN(TEXT, "ISO-8859-1") },
        /* names of columns and cells each in their own */
        { .in = BED_STR_INIT("né,b\ncaf\xE9,\"x\"\"\xE8\"\ncafé,y\n"),
          .expected =
              "1@6 {\"né\":\"café\",\"b\":\"x\\\"è\"}\n2@18 {\"né\":\"café\",\"b\":\"y\"}\n",
          .options = { .container = BED_CONTAINER_CSV,
                       .encoding  = "latin1",
                       .header    = BED_HEADER_YES } },
        { .in       = BED_STR_INIT("n\xE9;b\n1;2\n"),
          .expected = "1@5 {\"né\":\"1\",\"b\":\"2\"}\n",
          .options  = { .container = BED_CONTAINER_CSV,
                        .encoding  = "latin1",
                        .header    = BED_HEADER_YES } },
        /* an array within an object: each part by itself */
        { .in = BED_STR_INIT(
              "{\"a\":[{\"n\":\"\xE9\",\"b\":[\"é\",\"\xE8\"]},{\"n\":\"é\",\"b\":[\"\xE8\"]}]}"),
          .expected = "1@20 {\"document\":{\"n\":\"é\"},\"record\":{\"value\":\"é\"}}\n"
                      "2@25 {\"document\":{\"n\":\"é\"},\"record\":{\"value\":\"è\"}}\n"
                      "3@46 {\"document\":{\"n\":\"é\"},\"record\":{\"value\":\"è\"}}\n",
          .options  = { .container = BED_CONTAINER_JSON_OBJECT,
                        .records   = "a.b",
                        .encoding  = "latin1" } },
        /* strings of Python 2 */
        { .in       = BED_STR_INIT("\x80\x02](U\x02\xC3\xA8U\x02\xC3\xA9"
                                         "C\x01\x80"
                                         "e."),
          .expected = "1@4 {\"value\":\"è\"}\n2@8 {\"value\":\"é\"}\n3@12 {\"value\":\"€\"}\n",
          IN(PICKLE, "windows-1252") },
        { .in       = BED_STR_INIT("\x80\x02](U\x02\xB7\xA2U\x01\xFF"
                                         "e."),
          .expected = "1@4 {\"value\":\"发\"}\n"
                      "2@8 refused @8: bytes that are no text in the encoding <U\x01\xFF>\n",
          IN(UNKNOWN, "gb18030") },
        /* 0x81 is none of this one */
        { .in       = BED_STR_INIT("a\xD2\nb\n"),
          .expected = "1@0 refused @0: bytes that are neither UTF-8 nor ISO-8859-7 <a\xD2>\n"
                      "2@3 {\"text\":\"b\"}\n",
          IN(TEXT, "ISO-8859-7") },
        { .in       = BED_STR_INIT("a\n"),
          .expected = "closed @-: no encoding 'klingon-1': expected a name as latin1, windows-1252 "
                      "or gb18030",
          IN(TEXT, "klingon-1") },
        { .in = BED_STR_INIT("a\n"),
          .expected =
              "closed @-: no encoding '': expected a name as latin1, windows-1252 or gb18030",
          IN(TEXT, "") },
    };

    (void)unused;
    CHECK_CASES(cases);
}

/* In GB18030 the second byte of a character may be '\', '|' or a quote's neighbour: "乗" is 81 5C.
 */
static void a_file_of_wide_characters_is_converted_as_a_whole(void **unused)
{
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT("{\"a\":\"\x81\x5C\x81\x5C\"}\n{\"b\":1}\n"),
          .expected = "1@0 {\"a\":\"乗乗\"}\n2@15 {\"b\":1}\n",
          IN(JSONL, "gb18030") },
        { .in       = BED_STR_INIT("q\ta\n\x81\x5C\xB7\xA2\xC9\xD5\t\x81\x30\x89\x37\n"),
          .expected = "1@4 {\"q\":\"乗发烧\",\"a\":\"Þ\"}\n",
          .options  = { .container = BED_CONTAINER_TSV,
                        .encoding  = "gb18030",
                        .header    = BED_HEADER_YES } },
        /* a file that is UTF-8 is not touched, whatever is said of it */
        { .in       = BED_STR_INIT("发烧\n头痛\n"),
          .expected = "1@0 {\"text\":\"发烧\"}\n2@7 {\"text\":\"头痛\"}\n",
          IN(TEXT, "gb18030") },
        /* what is no character refuses its own line */
        { .in = BED_STR_INIT("\xB7\xA2\n\xFF\xFF\n\xC9\xD5\n\xC9"),
          .expected =
              "1@0 {\"text\":\"发\"}\n2@4 refused @4: bytes that are no gb18030 <\xFF\xFF>\n"
              "3@7 {\"text\":\"烧\"}\n4@11 refused @11: bytes that are no gb18030 <\xFF>\n",
          IN(TEXT, "gb18030") },
        { .in       = BED_STR_INIT("\x8E\xC0\x8D\x73\n"),
          .expected = "1@0 {\"text\":\"実行\"}\n",
          IN(TEXT, "shift_jis") },
        /* XML says its encoding itself; what only looks like it does not */
        { .in       = BED_STR_INIT("<d><r>\xC3\xA9</r></d>"),
          .expected = "1@3 {\"document\":{\"#name\":\"d\"},\"record\":{\"#name\":\"r\",\"#text\":"
                      "\"é\"}}\n",
          IN(UNKNOWN, "gb18030") },
        { .in       = BED_STR_INIT("\x0C<?xml\xB7\xA2"),
          .expected = "1@0 {\"text\":\"\\f<?xml发\"}\n",
          IN(UNKNOWN, "gb18030") },
        /* UTF-16 without its mark, when it is said */
        { .in       = BED_STR_INIT("a\0\n\0\x53\x64\n\0"),
          .expected = "1@0 {\"text\":\"a\"}\n2@2 {\"text\":\"摓\"}\n",
          IN(TEXT, "UTF-16LE") },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void utf16_is_known_by_its_mark(void **unused)
{
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT("\xFF\xFE{\0\"\0a\0\"\0:\0001\0}\0"),
          .name     = "x.jsonl",
          .expected = "1@0 {\"a\":1}\n" },
        /* Excel's "Unicode text" */
        { .in = BED_STR_INIT("\xFF\xFEq\0\t\0a\0\r\0\n\0\x34\x59\x4D\x52\t\0=\xD8\x42\xDE\r\0\n\0"),
          .expected = "1@5 {\"q\":\"头前\",\"a\":\"🙂\"}\n" },
        { .in       = BED_STR_INIT("\xFE\xFF\0q\0,\0a\0\n\0001\0,\0002\0\n"),
          .expected = "1@4 {\"q\":\"1\",\"a\":\"2\"}\n" },
        /* half a pair, half a unit */
        { .in       = BED_STR_INIT("\xFF\xFE"
                                         "a\0\n\0=\xD8\n\0"
                                         "b\0\n\0"
                                         "c"),
          .name     = "x.txt",
          .expected = "1@0 {\"text\":\"a\"}\n2@2 refused @2: bytes that are no UTF-16 <\xFF>\n"
                      "3@4 {\"text\":\"b\"}\n4@6 refused @6: bytes that are no UTF-16 <\xFF>\n" },
        { .in = BED_STR_INIT("\xFF\xFE"), .expected = "closed @0: the file is empty" },
    };

    (void)unused;
    CHECK_CASES(cases);
}

/* A file of several reads, each border in another place of a character; through gzip. */
static void borders_of_reads_do_not_show(void **unused)
{
    enum { LINES = 60000 };
    const bed_reader_options options = { .container = BED_CONTAINER_TEXT, .encoding = "gb18030" };
    bed_buffer               in      = BED_BUFFER(16 << 20), gz;
    bed_reader              *r;
    bed_record               record;
    bed_error                err = { 0 };
    char                     sha[BED_SHA256_TEXT], direct[BED_SHA256_TEXT];
    uint64_t                 bytes;

    (void)unused;
    for (int i = 0; i < LINES; i++) {
        assert_int_equal(bed_buffer_printf(&in, NULL, "%d ", i), BED_OK);
        for (int k = 0; k < i % 13; k++)
            assert_int_equal(bed_buffer_add(&in, BED_STR("\x81\x5C"), NULL), BED_OK);
        assert_int_equal(bed_buffer_add(&in, BED_STR("\x94\x39\xDA\x33\n"), NULL), BED_OK);
    }
    pack_gzip(&gz, bed_buffer_str(&in));
    for (int packed = 0; packed < 2; packed++) {
        const bed_str source = packed ? bed_buffer_str(&gz) : bed_buffer_str(&in);

        assert_int_equal(bed_reader_open_bytes(source, "x.txt", &options, &r, &err), BED_OK);
        for (int i = 0; i < LINES; i++) {
            char line[96];
            int  n = snprintf(line, sizeof line, "{\"text\":\"%d ", i);

            for (int k = 0; k < i % 13; k++)
                n += snprintf(line + n, sizeof line - (size_t)n, "乗");
            snprintf(line + n, sizeof line - (size_t)n, "💩\"}");
            assert_int_equal(bed_reader_next(r, &record, &err), BED_OK);
            assert_true(bed_str_equal(record.json, bed_str_of(line)));
        }
        assert_int_equal(bed_reader_next(r, &record, &err), BED_END);
        assert_int_equal(bed_reader_sha256(r, sha, &bytes, &err), BED_OK);
        assert_int_equal(bed_sha256_of(source, direct, NULL), BED_OK);
        assert_string_equal(sha, direct); /* of the file as it lies on disk */
        bed_reader_close(r);
    }
    bed_buffer_deinit(&gz);
    bed_buffer_deinit(&in);
}

static void each_allocation_may_fail_once(void **unused)
{
    static const struct {
        bed_str            in;
        bed_reader_options options;
    } cases[] = {
        { BED_STR_INIT("n\xE9,b\n1,\xE8\n2,3\n"),
          { .container = BED_CONTAINER_CSV, .encoding = "latin1", .header = BED_HEADER_YES } },
        { BED_STR_INIT("\xB7\xA2\n\xC9\xD5\n"),
          { .container = BED_CONTAINER_TEXT, .encoding = "gb18030" } },
        { BED_STR_INIT("\xFF\xFE"
                       "a\0\n\0"),
          { .container = BED_CONTAINER_TEXT } },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_status st       = BED_EMEMORY;
        uint64_t   n_failed = 0;

        for (uint64_t k = 1; st != BED_END; k++) {
            bed_reader *r;
            bed_record  record;
            bed_error   err = { 0 };

            bed_alloc_fail_at(k);
            st = bed_reader_open_bytes(cases[i].in, "x", &cases[i].options, &r, &err);
            while (st == BED_OK)
                st = bed_reader_next(r, &record, &err);
            if (bed_alloc_fail_at(0) < k) /* it was not reached */
                assert_int_equal(st, BED_END);
            else if (st != BED_END)
                assert_int_equal(st, BED_EMEMORY);
            n_failed += st == BED_EMEMORY;
            bed_reader_close(r);
        }
        assert_true(n_failed > 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_that_is_not_utf8_is_taken_for_the_encoding),
        cmocka_unit_test(a_file_of_wide_characters_is_converted_as_a_whole),
        cmocka_unit_test(utf16_is_known_by_its_mark),
        cmocka_unit_test(borders_of_reads_do_not_show),
        cmocka_unit_test(each_allocation_may_fail_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
