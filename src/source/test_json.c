#include "source/test_source.h"

static void json_lines_give_each_line(void **unused)
{
    static const reader_case cases[] = {
        { .in = BED_STR_INIT("{\"a\":1}\n{\"a\":2}\n"), "1@0 {\"a\":1}\n2@8 {\"a\":2}\n" },
        { .in = BED_STR_INIT("{\"a\":1}\r\n\r\n  {\"a\":2} "), "1@0 {\"a\":1}\n2@13 {\"a\":2}\n" },
        { .in = BED_STR_INIT("\xEF\xBB\xBF{\"a\":1}\n{}"), "1@3 {\"a\":1}\n2@11 {}\n" },
        { .in = BED_STR_INIT("{\"q\":\"咳嗽\"}\n{\"q\":\"发烧\"}"),
          "1@0 {\"q\":\"咳嗽\"}\n2@15 {\"q\":\"发烧\"}\n" },
        { .in = BED_STR_INIT("{}"), "1@0 {}\n" },
        /* what is no object is wrapped */
        { .in = BED_STR_INIT("[1,2]\n[3]"), "1@0 {\"value\":[1,2]}\n2@6 {\"value\":[3]}\n" },
        { .in = BED_STR_INIT("\"x\"\n-1.5e3\nnull"),
          "1@0 {\"value\":\"x\"}\n2@4 {\"value\":-1.5e3}\n3@11 {\"value\":null}\n",
          { .container = BED_CONTAINER_JSONL } },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void a_broken_line_is_refused_and_the_rest_goes_on(void **unused)
{
    static const reader_case cases[] = {
        { .in = BED_STR_INIT("{\"a\":1}\nnot json\n{\"a\":3}\n"),
          "1@0 {\"a\":1}\n"
          "2@8 refused @9: unexpected 'o': expected null <not json>\n"
          "3@17 {\"a\":3}\n" },
        { .in = BED_STR_INIT("{\"a\":1}\n{\"a\":\n{\"a\":3}"),
          "1@0 {\"a\":1}\n"
          "2@8 refused @13: the JSON is cut short: expected a value <{\"a\":>\n"
          "3@14 {\"a\":3}\n" },
        { .in = BED_STR_INIT("{\"a\":1},\n{\"a\":2},\n"),
          "1@0 refused @7: unexpected ',': expected nothing more <{\"a\":1},>\n"
          "2@9 refused @16: unexpected ',': expected nothing more <{\"a\":2},>\n" },
        { .in = BED_STR_INIT("{\"a\":1}\n{\"a\":\"\xFF\"}\n{}"),
          "1@0 {\"a\":1}\n2@8 refused @14: not UTF-8: byte 0xff <{\"a\":\"\xFF\"}>\n3@18 {}\n" },
        { .in = BED_STR_INIT("{\"a\":\"long enough\"}\n{\"a\":\"\0\"}\n{}"),
          "1@0 {\"a\":\"long enough\"}\n2@20 refused @26: a NUL byte in text <{\"a\":\">\n"
          "3@30 {}\n" },
        { .in = BED_STR_INIT("{}\n{\"a\":\"0123456789\"}\n{}"),
          "1@0 {}\n"
          "2@3 refused @3: a record of 18 bytes: at most 10 are read <{\"a\":\"0123456789\"}>\n"
          "3@22 {}\n",
          { .max_record_bytes = 10 } },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void json_arrays_give_each_element(void **unused)
{
    static const reader_case cases[] = {
        { .in = BED_STR_INIT("[{\"a\":1},{\"a\":2}]"), "1@1 {\"a\":1}\n2@9 {\"a\":2}\n" },
        { .in = BED_STR_INIT(" [ {\"a\":[1,{\"b\":\"]}\\\"\"}]}\n,\n{} ]\n"),
          "1@3 {\"a\":[1,{\"b\":\"]}\\\"\"}]}\n2@28 {}\n" },
        { .in = BED_STR_INIT("[]"), "" },
        { .in = BED_STR_INIT("[1, \"two\", null, true, [3]]"),
          "1@1 {\"value\":1}\n2@4 {\"value\":\"two\"}\n3@11 {\"value\":null}\n"
          "4@17 {\"value\":true}\n5@23 {\"value\":[3]}\n" },
        { .in = BED_STR_INIT("\xEF\xBB\xBF[{}]"), "1@4 {}\n" },
        /* a broken element of a sound structure is left to the check downstream */
        { .in = BED_STR_INIT("[{\"a\" 1},{}]"), "1@1 {\"a\" 1}\n2@9 {}\n" },
        { .in = BED_STR_INIT("[\"\\x\",{}]"),
          "1@1 refused @3: unexpected 'x': expected an escaped character <\"\\x\">\n2@6 {}\n" },
        { .in = BED_STR_INIT("[{\"a\":\"\xC0\x80\"},{}]"),
          "1@1 refused @7: not UTF-8: byte 0xc0 <{\"a\":\"\xC0\x80\"}>\n2@12 {}\n" },
        { .in = BED_STR_INIT("[{},{\"a\":\"0123456789\"},{}]"),
          "1@1 {}\n"
          "2@4 refused @4: a record of 18 bytes: at most 10 are read <{\"a\":\"0123456789\"}>\n"
          "3@23 {}\n",
          { .max_record_bytes = 10 } },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void a_broken_array_gives_what_stands_before_the_break(void **unused)
{
    static const reader_case cases[] = {
        { .in = BED_STR_INIT("[{\"a\":1},{\"a\":"),
          "1@1 {\"a\":1}\nbroken 2 @14: the file is cut short within the value that begins at "
          "byte 9" },
        { .in = BED_STR_INIT("[{\"a\":1}"),
          "1@1 {\"a\":1}\nbroken 2 @8: the file is cut short: expected ',' or ']'" },
        { .in = BED_STR_INIT("[{\"a\":1},"),
          "1@1 {\"a\":1}\nbroken 2 @9: the file is cut short: expected a value or ']'" },
        { .in = BED_STR_INIT("[{\"a\":1} x {\"a\":2}]"),
          "1@1 {\"a\":1}\nbroken 2 @9: unexpected 'x': expected ',' or ']'" },
        { .in = BED_STR_INIT("[{},]"),
          "1@1 {}\nbroken 2 @4: unexpected ']': expected a value after the "
          "','" },
        { .in = BED_STR_INIT("[{},,{}]"),
          "1@1 {}\nbroken 2 @4: unexpected ',': expected a JSON value" },
        { .in = BED_STR_INIT("[{}]]"),
          "1@1 {}\nbroken 2 @4: unexpected ']': expected the end of the "
          "file" },
        { .in = BED_STR_INIT("[{\"a\":[1}},{}]"), "broken 1 @8: unexpected '}': expected ']'" },
        { .in = BED_STR_INIT("[{\"a\":1]"), "broken 1 @7: unexpected ']': expected '}'" },
        { .in = BED_STR_INIT("[{} {}]"),
          "1@1 {}\nbroken 2 @4: unexpected '{': expected ',' or ']'" },
        { .in = BED_STR_INIT("[\"a"),
          "broken 1 @3: the file is cut short within the value that begins at byte 1" },
        { .in = BED_STR_INIT("["), "broken 1 @1: the file is cut short: expected a value or ']'" },
        { .in = BED_STR_INIT("{\"a\":1}"),
          "closed @0: unexpected '{': expected '['",
          { .container = BED_CONTAINER_JSON_ARRAY } },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void an_object_gives_its_members_by_key(void **unused)
{
    static const reader_case cases[] = {
        { .in = BED_STR_INIT("{\"1\": {\"q\":\"a\"},\n \"2\":{\"q\":\"b\"}}"),
          "1@1 {\"key\":\"1\",\"value\":{\"q\":\"a\"}}\n"
          "2@18 {\"key\":\"2\",\"value\":{\"q\":\"b\"}}\n" },
        { .in = BED_STR_INIT("{\n\"12377809\":\"yes\" ,\"1\" : null}"),
          "1@2 {\"key\":\"12377809\",\"value\":\"yes\"}\n2@20 {\"key\":\"1\",\"value\":null}\n" },
        { .in = BED_STR_INIT("{}"), "", { .container = BED_CONTAINER_JSON_OBJECT } },
        { .in = BED_STR_INIT("{\n\"a\":tru,\"b\":1}"),
          "1@2 refused @9: the JSON is cut short: expected true <\"a\":tru>\n"
          "2@10 {\"key\":\"b\",\"value\":1}\n" },
        { .in = BED_STR_INIT("{\n\"a\":1,\"b\"}"),
          "1@2 {\"key\":\"a\",\"value\":1}\nbroken 2 @11: unexpected '}': expected ':'" },
        { .in = BED_STR_INIT("{\n\"a\":1,b:2}"),
          "1@2 {\"key\":\"a\",\"value\":1}\nbroken 2 @8: unexpected 'b': expected a key in "
          "quotes" },
        { .in = BED_STR_INIT("{\n\"a\":1"),
          "broken 1 @7: the file is cut short within the value that "
          "begins at byte 6" },
        { .in = BED_STR_INIT("{\n\"a\":1} {\"b\":2}"),
          "1@2 {\"key\":\"a\",\"value\":1}\nbroken 2 @9: unexpected '{': expected the end of the "
          "file" },
        { .in = BED_STR_INIT("{\n\"a\":\"0123456789\",\"b\":1}"),
          "1@2 refused @2: a record of 16 bytes: at most 10 are read <\"a\":\"0123456789\">\n"
          "2@19 {\"key\":\"b\",\"value\":1}\n",
          { .max_record_bytes = 10 } },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void a_named_member_holds_the_records(void **unused)
{
    const bed_reader_options data = { .container = BED_CONTAINER_JSON_OBJECT, .records = "data" };
    const reader_case        cases[] = {
               { .in = BED_STR("{\"version\":[1,{}],\"data\":[{\"a\":1},{}],\"n\":2}"),
                 "1@26 {\"a\":1}\n2@34 {}\n",
                 data },
               { .in = BED_STR("{\"data\":{\"x\":{},\"y\":1}}"),
                 "1@9 {\"key\":\"x\",\"value\":{}}\n2@16 {\"key\":\"y\",\"value\":1}\n",
                 data },
               { .in = BED_STR("{\"rows\":[{}],\"n\":1}"),
                 "broken 1 @-: no member \"data\" in the object: it has \"rows\", \"n\"",
                 data },
               { .in = BED_STR("{}"), "broken 1 @-: no member \"data\" in the object: it has none", data },
               { .in = BED_STR("{\"data\":7}"),
                 "broken 1 @8: member \"data\" is neither an array nor an object",
                 data },
               { .in = BED_STR("{\"data\":[],\"data\":[]}"),
                 "broken 1 @18: a second member \"data\"",
                 data },
               { .in = BED_STR("{\"data\":[{}],"),
                 "1@9 {}\nbroken 2 @13: the file is cut short: expected a "
                        "key in quotes",
                 data },
               { .in = BED_STR("{\"data\":[{}"),
                 "1@9 {}\nbroken 2 @11: the file is cut short: expected ',' or "
                        "']'",
                 data },
    };

    (void)unused;
    CHECK_CASES(cases);
}

/* A caret under the fault. */
static void the_check_names_the_first_fault(void **unused)
{
    static const struct {
        bed_str     in;
        uint64_t    byte;
        const char *text;
    } cases[] = {
        { .in = BED_STR_INIT(""), 0, "the JSON is cut short: expected a value" },
        { .in = BED_STR_INIT("{\"a\":01}"), 6, "unexpected '1': expected ',' or '}'" },
        /*              {"a":0^        */
        { .in = BED_STR_INIT("{\"a\":1.}"), 7, "unexpected '}': expected a digit" },
        { .in = BED_STR_INIT("{\"a\":-}"), 6, "unexpected '}': expected a digit" },
        { .in = BED_STR_INIT("{\"a\":1e+}"), 8, "unexpected '}': expected a digit" },
        { .in = BED_STR_INIT("{'a':1}"), 1, "unexpected ''': expected a key in quotes" },
        { .in = BED_STR_INIT("{\"a\":NaN}"), 5, "unexpected 'N': expected a value" },
        { .in = BED_STR_INIT("[1,]"), 3, "unexpected ']': expected a value" },
        { .in = BED_STR_INIT("{\"a\":1,}"), 7, "unexpected '}': expected a key in quotes" },
        { .in = BED_STR_INIT("[1 2]"), 3, "unexpected '2': expected ',' or ']'" },
        { .in = BED_STR_INIT("\"\\u12g4\""),
          5,
          "unexpected 'g': expected four hexadecimal digits" },
        { .in = BED_STR_INIT("\"a\nb\""),
          2,
          "unexpected byte 0x0a: expected no control character in a "
          "string" },
        { .in = BED_STR_INIT("\"abc"), 4, "the JSON is cut short: expected the closing quote" },
        { .in = BED_STR_INIT("[1}"), 2, "unexpected '}': expected ',' or ']'" },
        { .in = BED_STR_INIT("{} {}"), 3, "unexpected '{': expected nothing more" },
        { .in = BED_STR_INIT("\"a\\ud83d\""), 2, "half a surrogate pair (\\ud83d) alone" },
        { .in = BED_STR_INIT("\"\\udE42x\""), 1, "half a surrogate pair (\\ude42) alone" },
        { .in = BED_STR_INIT("\"\\ud83d\\u0041\""), 1, "half a surrogate pair (\\ud83d) alone" },
        { .in = BED_STR_INIT("\"\\ud83d\\uDe4\""),
          12,
          "unexpected '\"': expected four hexadecimal digits" },
        { .in = BED_STR_INIT("truE"), 3, "unexpected 'E': expected true" },
        { .in = BED_STR_INIT("{\"a\"}"), 4, "unexpected '}': expected ':'" },
    };
    static const bed_str sound[] = {
        BED_STR_INIT("{}"),
        BED_STR_INIT(" [ ] "),
        BED_STR_INIT("[[],[{}],{\"a\":[]}]"),
        BED_STR_INIT("{\"a\":-0.5E-3,\"a\":\"\\u4f60\\n\\\"\",\"b\":[true,false,null]}"),
        BED_STR_INIT("\"好\""),
        BED_STR_INIT("0"),
        BED_STR_INIT("\"\\ud83d\\uDE42\""),
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_error err = { 0 };

        assert_int_equal(bed_json_check(cases[i].in, &err), BED_REFUSED);
        assert_string_equal(err.text, cases[i].text);
        assert_int_equal(err.byte, cases[i].byte);
    }
    for (size_t i = 0; i < sizeof sound / sizeof sound[0]; i++)
        assert_int_equal(bed_json_check(sound[i], NULL), BED_OK);
}

static void nesting_has_a_limit(void **unused)
{
    bed_buffer b   = BED_BUFFER(10000), out;
    bed_error  err = { 0 };

    (void)unused;
    for (int i = 0; i < 512; i++)
        assert_int_equal(bed_buffer_add_byte(&b, '[', NULL), BED_OK);
    for (int i = 0; i < 512; i++)
        assert_int_equal(bed_buffer_add_byte(&b, ']', NULL), BED_OK);
    assert_int_equal(bed_json_check(bed_buffer_str(&b), NULL), BED_OK);
    bed_buffer_clear(&b);
    for (int i = 0; i < 514; i++)
        assert_int_equal(bed_buffer_add_byte(&b, '[', NULL), BED_OK);
    assert_int_equal(bed_json_check(bed_buffer_str(&b), &err), BED_REFUSED);
    assert_int_equal(err.byte, 512);
    dump_bytes(&out, bed_buffer_str(&b), NULL, NULL);
    assert_string_equal(out.ptr, "broken 1 @513: nested deeper than 512");
    bed_buffer_deinit(&out);
    bed_buffer_deinit(&b);
}

/* Of lines, each by itself: what is deep enough to break a parser is refused, the rest goes on. */
static void a_deep_line_is_refused_alone(void **unused)
{
    bed_buffer in = BED_BUFFER(16 << 20), out;

    (void)unused;
    for (int i = 0; i < 1000000; i++)
        assert_int_equal(bed_buffer_add(&in, BED_STR("{\"a\":"), NULL), BED_OK);
    assert_int_equal(bed_buffer_add(&in, BED_STR("}\n{\"a\":1}\n"), NULL), BED_OK);
    for (int depth = 511; depth <= 512; depth++) {
        assert_int_equal(bed_buffer_add(&in, BED_STR("{\"a\":"), NULL), BED_OK);
        for (int i = 0; i < depth; i++)
            assert_int_equal(bed_buffer_add_byte(&in, '[', NULL), BED_OK);
        for (int i = 0; i < depth; i++)
            assert_int_equal(bed_buffer_add_byte(&in, ']', NULL), BED_OK);
        assert_int_equal(bed_buffer_add(&in, BED_STR("}\n"), NULL), BED_OK);
    }
    dump_bytes(&out, bed_buffer_str(&in), "x.jsonl", NULL);
    assert_non_null(strstr(out.ptr, "1@0 refused @2560: nested deeper than 512 <{\"a\":"));
    assert_non_null(strstr(out.ptr, "\n2@5000002 {\"a\":1}\n3@5000010 {\"a\":[[["));
    assert_non_null(strstr(out.ptr, "\n4@5001039 refused @5001555: nested deeper than 512 <"));
    bed_buffer_deinit(&out);
    bed_buffer_deinit(&in);
}

/* What looks like an object by key may be the one record of a file of JSON lines: the caller says.
 */
static void a_file_is_read_as_the_caller_says(void **unused)
{
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT("{\"q\":\"a\",\"n\":1}\n"),
          .name     = "x.json",
          .expected = "1@1 {\"key\":\"q\",\"value\":\"a\"}\n2@9 {\"key\":\"n\",\"value\":1}\n" },
        { .in       = BED_STR_INIT("{\"q\":\"a\",\"n\":1}\n"),
          .name     = "x.json",
          .expected = "1@0 {\"q\":\"a\",\"n\":1}\n",
          .options  = { .container = BED_CONTAINER_JSONL } },
        { .in       = BED_STR_INIT("\xEF\xBB\xBF[1,{}]"),
          .name     = "x.json",
          .expected = "1@3 {\"value\":[1,{}]}\n",
          .options  = { .container = BED_CONTAINER_JSONL } },
        { .in       = BED_STR_INIT("{\"a\":1}\n{\"a\":2}\n"),
          .name     = "x.jsonl",
          .expected = "1@1 {\"key\":\"a\",\"value\":1}\n"
                      "broken 2 @8: unexpected '{': expected the end of the file",
          .options  = { .container = BED_CONTAINER_JSON_OBJECT } },
    };

    (void)unused;
    CHECK_CASES(cases);
}

/* Records around the size of a read, so that each border falls within one somewhere. */
static void borders_of_the_window_do_not_show(void **unused)
{
    enum { N = 6000 };
    bed_buffer  in = BED_BUFFER(64 << 20);
    bed_reader *r;
    bed_record  record;
    char        expected[64];

    (void)unused;
    for (int kind = 0; kind < 2; kind++) {
        bed_buffer_clear(&in);
        for (int i = 0; i < N; i++) {
            assert_int_equal(bed_buffer_printf(&in, NULL, "%s{\"n\":%d,\"pad\":\"",
                                               kind == 0 ? ""
                                               : i == 0  ? "["
                                                         : ",\n",
                                               i),
                             BED_OK);
            for (int k = 0; k < i % 997; k++)
                assert_int_equal(bed_buffer_add_byte(&in, k % 7 == 0 ? '{' : 'x', NULL), BED_OK);
            assert_int_equal(
                bed_buffer_add(&in, kind == 0 ? BED_STR("\"}\n") : BED_STR("\"}"), NULL), BED_OK);
        }
        if (kind == 1)
            assert_int_equal(bed_buffer_add_byte(&in, ']', NULL), BED_OK);
        assert_int_equal(bed_reader_open_bytes(bed_buffer_str(&in), NULL, NULL, &r, NULL), BED_OK);
        for (int i = 0; i < N; i++) {
            assert_int_equal(bed_reader_next(r, &record, NULL), BED_OK);
            const int n = snprintf(expected, sizeof expected, "{\"n\":%d,\"pad\":\"", i);
            assert_int_equal(record.json.len, (size_t)n + (size_t)(i % 997) + 2);
            assert_memory_equal(record.json.ptr, expected, (size_t)n);
            assert_memory_equal(record.raw.ptr, in.ptr + record.byte, record.raw.len);
        }
        assert_int_equal(bed_reader_next(r, &record, NULL), BED_END);
        bed_reader_close(r);
    }
    bed_buffer_deinit(&in);
}

/* What is too long is passed over without being kept: first of all a record of 40 MB. */
static void a_huge_record_is_refused_with_its_length(void **unused)
{
    enum { HUGE_BYTES = 40 << 20 };
    const bed_reader_options options[] = {
        { .container = BED_CONTAINER_JSONL, .max_record_bytes = 1 << 20 },
        { .container = BED_CONTAINER_JSON_ARRAY, .max_record_bytes = 1 << 20 },
    };
    bed_buffer  in = BED_BUFFER(64 << 20);
    bed_error   err;
    bed_record  record;
    bed_reader *r;
    char       *at;

    (void)unused;
    for (size_t kind = 0; kind < 2; kind++) {
        bed_buffer_clear(&in);
        assert_int_equal(
            bed_buffer_add(&in, kind == 0 ? BED_STR("{\"a\":\"") : BED_STR("[{\"a\":\""), NULL),
            BED_OK);
        assert_int_equal(bed_buffer_reserve(&in, HUGE_BYTES, &at, NULL), BED_OK);
        memset(at, 'z', HUGE_BYTES);
        in.len += HUGE_BYTES;
        assert_int_equal(
            bed_buffer_add(&in, kind == 0 ? BED_STR("\"}\n{\"b\":1}") : BED_STR("\"},{\"b\":1}]"),
                           NULL),
            BED_OK);
        assert_int_equal(bed_reader_open_bytes(bed_buffer_str(&in), NULL, &options[kind], &r, &err),
                         BED_OK);
        assert_int_equal(bed_reader_next(r, &record, &err), BED_REFUSED);
        assert_string_equal(err.text, "a record of 41943048 bytes: at most 1048576 are read");
        assert_int_equal(record.raw.len, BED_RAW_MAX_BYTES);
        assert_memory_equal(record.raw.ptr, "{\"a\":\"zzz", 9);
        assert_int_equal(record.byte, kind);
        assert_int_equal(bed_reader_next(r, &record, &err), BED_OK);
        assert_true(bed_str_equal(record.json, BED_STR("{\"b\":1}")));
        assert_int_equal(record.row, 2);
        assert_int_equal(record.byte, HUGE_BYTES + 9 + kind);
        assert_int_equal(bed_reader_next(r, &record, &err), BED_END);
        bed_reader_close(r);
    }
    bed_buffer_deinit(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_lines_give_each_line),
        cmocka_unit_test(a_broken_line_is_refused_and_the_rest_goes_on),
        cmocka_unit_test(json_arrays_give_each_element),
        cmocka_unit_test(a_broken_array_gives_what_stands_before_the_break),
        cmocka_unit_test(an_object_gives_its_members_by_key),
        cmocka_unit_test(a_named_member_holds_the_records),
        cmocka_unit_test(the_check_names_the_first_fault),
        cmocka_unit_test(nesting_has_a_limit),
        cmocka_unit_test(a_deep_line_is_refused_alone),
        cmocka_unit_test(a_file_is_read_as_the_caller_says),
        cmocka_unit_test(borders_of_the_window_do_not_show),
        cmocka_unit_test(a_huge_record_is_refused_with_its_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
