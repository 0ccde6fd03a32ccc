#include "source/test_source.h"

#define RECORDS(names) .options = { .container = BED_CONTAINER_XML, .records = names }

static void records_come_with_their_document(void **unused)
{
    static const reader_case cases[] = {
        { .in = BED_STR_INIT("<?xml version=\"1.0\"?>\n<Document id=\"7\"><!-- c --><Focus>Mumps"
                             "</Focus><Pairs><QAPair pid=\"1\"><Q t=\"x\">A &amp; &#x4F60;?</Q>"
                             "<A/></QAPair>\n<QAPair pid=\"2\"><Q>B</Q></QAPair></Pairs>"
                             "</Document>"),
          .expected =
              "1@76 {\"document\":{\"#name\":\"Document\",\"@id\":\"7\",\"Focus\":[{\"#text\":"
              "\"Mumps\"}]},\"record\":{\"#name\":\"QAPair\",\"@pid\":\"1\",\"Q\":[{\"@t\":\"x\","
              "\"#text\":\"A & 你?\"}],\"A\":[{}]}}\n"
              "2@136 {\"document\":{\"#name\":\"Document\",\"@id\":\"7\",\"Focus\":[{\"#text\":"
              "\"Mumps\"}]},\"record\":{\"#name\":\"QAPair\",\"@pid\":\"2\",\"Q\":[{\"#text\":"
              "\"B\"}]}}\n",
          RECORDS("QAPair|pair") },
        /* no names: the children of the root */
        { .in       = BED_STR_INIT("<r><a>1</a><b>2</b></r>"),
          .expected = "1@3 {\"document\":{\"#name\":\"r\"},\"record\":{\"#name\":\"a\",\"#text\":"
                      "\"1\"}}\n2@11 {\"document\":{\"#name\":\"r\"},\"record\":{\"#name\":\"b\","
                      "\"#text\":\"2\"}}\n" },
        /* the root itself */
        { .in       = BED_STR_INIT("<r i=\"1\"><a>1</a><a>2</a></r>"),
          .expected = "1@0 {\"document\":{\"#name\":\"r\",\"@i\":\"1\"},\"record\":{\"#name\":"
                      "\"r\",\"@i\":\"1\",\"a\":[{\"#text\":\"1\"},{\"#text\":\"2\"}]}}\n",
          RECORDS("r") },
        /* one within another belongs to it; CDATA; mixed text; tags not side by side */
        { .in       = BED_STR_INIT("<r><x>t<y>1</y>u<z/><y>2</y><x><![CDATA[<&>]]></x></x></r>"),
          .expected = "1@3 {\"document\":{\"#name\":\"r\"},\"record\":{\"#name\":\"x\",\"#text\":"
                      "\"tu\",\"y\":[{\"#text\":\"1\"},{\"#text\":\"2\"}],\"z\":[{}],\"x\":[{"
                      "\"#text\":\"<&>\"}]}}\n",
          RECORDS("x") },
        { .in       = BED_STR_INIT("\xEF\xBB\xBF<r><?pi x?><q:x xmlns:q=\"u\" q:k=\"v\">\n</q:x>"
                                         "</r>"),
          .expected = "1@14 {\"document\":{\"#name\":\"r\"},\"record\":{\"#name\":\"q:x\",\"@q:k\":"
                      "\"v\"}}\n",
          RECORDS("q:x") },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void other_encodings_are_converted(void **unused)
{
    static const char        utf16[] = "\xFF\xFE<\0r\0>\0<\0a\0>\0`O<\0/\0a\0>\0<\0/\0r\0>";
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT("<?xml version='1.0' encoding='ISO-8859-1'?><r><a>caf\xE9</a>"
                                         "</r>"),
          .expected = "1@46 {\"document\":{\"#name\":\"r\"},\"record\":{\"#name\":\"a\",\"#text\":"
                      "\"café\"}}\n" },
        { .in       = { utf16, sizeof utf16 },
          .expected = "1@8 {\"document\":{\"#name\":\"r\"},\"record\":{\"#name\":\"a\",\"#text\":"
                      "\"你\"}}\n" },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void a_document_without_records_is_a_refused_row(void **unused)
{
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT("<Document><Focus>x</Focus></Document>"),
          .expected = "1@0 refused @0: no QAPair or pair element in the document "
                      "<<Document><Focus>x</Focus></Document>>\n",
          RECORDS("QAPair|pair") },
        { .in       = BED_STR_INIT("<r>text alone</r>"),
          .expected = "1@0 refused @0: no element within the root of the document "
                      "<<r>text alone</r>>\n" },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void a_broken_document_says_where(void **unused)
{
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT("<r><a>1</a><a>2</b></r>"),
          .expected = "1@3 {\"document\":{\"#name\":\"r\"},\"record\":{\"#name\":\"a\",\"#text\":"
                      "\"1\"}}\nbroken 2 @19: line 1, column 20: Opening and ending tag mismatch: "
                      "a line 1 and b" },
        { .in       = BED_STR_INIT("<r><a>1</a>\n<a>2"),
          .expected = "1@3 {\"document\":{\"#name\":\"r\"},\"record\":{\"#name\":\"a\",\"#text\":"
                      "\"1\"}}\nbroken 2 @16: the document is cut short: 2 elements are open" },
        { .in       = BED_STR_INIT("<r><a>\xFF</a></r>"),
          .expected = "broken 1 @6: line 1, column 7: Input is not proper UTF-8, indicate encoding "
                      "!" },
        { .in       = BED_STR_INIT("<r><a>&nbsp;</a></r>"),
          .expected = "broken 1 @12: line 1, column 13: Entity 'nbsp' not defined" },
        { .in       = BED_STR_INIT("<!DOCTYPE r SYSTEM \"http://example.org/x.dtd\"><r><a>&nbsp;"
                                         "</a></r>"),
          .expected = "broken 1 @58: entity '&nbsp;' is not defined in the document" },
        { .in       = BED_STR_INIT("<!DOCTYPE r [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]><r>&b;"
                                         "</r>"),
          .expected = "broken 1 @27: the document defines an entity ('a'): refused" },
        { .in       = BED_STR_INIT("<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                                         "<r><a>&x;</a></r>"),
          .expected = "broken 1 @51: the document defines an entity ('x'): refused" },
        { .in       = BED_STR_INIT("<!DOCTYPE r [<!ENTITY % p \"<!ENTITY q 'x'>\"> %p;]><r/>"),
          .expected = "broken 1 @43: the document defines an entity ('p'): refused" },
        { .in       = BED_STR_INIT("<?xml version=\"1.0\"?>\n"),
          .expected = "broken 1 @22: the document is cut short before its first element" },
        { .in       = BED_STR_INIT("<r"),
          .expected = "broken 1 @2: the document is cut short before its first element" },
        { .in       = BED_STR_INIT("<r/><r/>"),
          .expected = "broken 1 @4: line 1, column 5: Extra content at the end of the document" },
        { .in       = BED_STR_INIT("<?xml version='1.0' encoding='klingon'?><r/>"),
          .expected = "broken 1 @38: line 1, column 39: Unsupported encoding klingon" },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void add(bed_buffer *b, const char *text, int times)
{
    for (int i = 0; i < times; i++)
        assert_int_equal(bed_buffer_add(b, bed_str_of(text), NULL), BED_OK);
}

static void check_last_line(bed_str in, const char *names, const char *expected)
{
    const bed_reader_options options = { .container = BED_CONTAINER_XML, .records = names };
    const double             begun   = bed_wall_s();
    bed_buffer               b;

    dump_bytes(&b, in, NULL, &options);
    assert_non_null(strstr(b.ptr, expected));
    assert_true(bed_wall_s() - begun < 20); /* with sanitizers too */
    bed_buffer_deinit(&b);
}

static void attacks_end_early(void **unused)
{
    bed_buffer in = BED_BUFFER(64 << 20);

    (void)unused;
    add(&in, "<r>", 1); /* deep */
    add(&in, "<a>", 100000);
    check_last_line(bed_buffer_str(&in), "x", "elements nested deeper than 200");

    bed_buffer_clear(&in); /* one tag of many attributes */
    add(&in, "<r><a ", 1);
    for (int i = 0; i < 400000; i++)
        assert_int_equal(bed_buffer_printf(&in, NULL, "a%d='' ", i), BED_OK);
    check_last_line(bed_buffer_str(&in), "x", "a tag or comment of more than 262144 bytes");

    bed_buffer_clear(&in); /* an element of many tags */
    add(&in, "<r><x>", 1);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(bed_buffer_printf(&in, NULL, "<t%d/>", i), BED_OK);
    add(&in, "</x><x>fine</x></r>", 1);
    check_last_line(bed_buffer_str(&in), "x", "an element with more than 1024 different tags");
    check_last_line(bed_buffer_str(&in), "x", "\"#text\":\"fine\"");

    bed_buffer_clear(&in); /* an endless head */
    add(&in, "<r>", 1);
    add(&in, "<head>some text that no record follows</head>", 1000000);
    check_last_line(bed_buffer_str(&in), "x", "before the first record element: more than");
    bed_buffer_deinit(&in);
}

/* Where the record stands in the bytes is exact, whatever the parser reads ahead. */
static void raw_is_the_element_itself(void **unused)
{
    enum { N = 3000 };
    bed_buffer  in = BED_BUFFER(64 << 20);
    bed_reader *r;
    bed_record  record;
    char        begin[64];

    (void)unused;
    const bed_reader_options options = { .container = BED_CONTAINER_XML, .records = "p" };
    add(&in, "<doc a=\"x\">\n", 1);
    for (int i = 0; i < N; i++) {
        assert_int_equal(bed_buffer_printf(&in, NULL, "<o>%d</o> <p n=\"%d &gt; &lt;\">", i, i),
                         BED_OK);
        add(&in, "病人", i % 701);
        add(&in, "</p>\n", 1);
        add(&in, "<other>passed over</other>", i % 97 == 0 ? 30000 : 0);
    }
    add(&in, "</doc>", 1);
    assert_int_equal(bed_reader_open_bytes(bed_buffer_str(&in), NULL, &options, &r, NULL), BED_OK);
    for (int i = 0; i < N; i++) {
        assert_int_equal(bed_reader_next(r, &record, NULL), BED_OK);
        const int n = snprintf(begin, sizeof begin, "<p n=\"%d &gt; &lt;\">", i);
        assert_memory_equal(record.raw.ptr, begin, (size_t)n);
        assert_true(bed_str_ends(record.raw, BED_STR("</p>")));
        assert_memory_equal(record.raw.ptr, in.ptr + record.byte, record.raw.len);
        assert_int_equal(record.raw.len, (size_t)n + 6 * (size_t)(i % 701) + 4);
    }
    assert_int_equal(bed_reader_next(r, &record, NULL), BED_END);
    bed_reader_close(r);
    bed_buffer_deinit(&in);
}

static void a_huge_record_is_refused_with_its_length(void **unused)
{
    const bed_reader_options options = { .container        = BED_CONTAINER_XML,
                                         .max_record_bytes = 1 << 20 };
    bed_buffer               in      = BED_BUFFER(64 << 20);
    bed_error                err;
    bed_record               record;
    bed_reader              *r;

    (void)unused;
    add(&in, "<r><a>1</a><a><b>", 1);
    add(&in, "0123456789abcdef", 30 << 16);
    add(&in, "</b></a><a>3</a></r>", 1);
    assert_int_equal(bed_reader_open_bytes(bed_buffer_str(&in), NULL, &options, &r, &err), BED_OK);
    assert_int_equal(bed_reader_next(r, &record, &err), BED_OK);
    assert_int_equal(bed_reader_next(r, &record, &err), BED_REFUSED);
    assert_string_equal(err.text, "a record of 31457294 bytes: at most 1048576 are read");
    assert_int_equal(record.byte, 11);
    assert_int_equal(record.raw.len, BED_RAW_MAX_BYTES);
    assert_memory_equal(record.raw.ptr, "<a><b>0123", 10);
    assert_int_equal(bed_reader_next(r, &record, &err), BED_OK);
    assert_true(bed_str_equal(record.raw, BED_STR("<a>3</a>")));
    assert_int_equal(bed_reader_next(r, &record, &err), BED_END);
    bed_reader_close(r);
    bed_buffer_deinit(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_with_their_document),
        cmocka_unit_test(other_encodings_are_converted),
        cmocka_unit_test(a_document_without_records_is_a_refused_row),
        cmocka_unit_test(a_broken_document_says_where),
        cmocka_unit_test(attacks_end_early),
        cmocka_unit_test(raw_is_the_element_itself),
        cmocka_unit_test(a_huge_record_is_refused_with_its_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
