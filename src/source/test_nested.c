/* Records in arrays within arrays, with what stands beside the arrays, before them or behind. */
#include "source/test_pack.h"
#include "source/test_source.h"

#define OBJECT(path)                                                                               \
    {                                                                                              \
        .container = BED_CONTAINER_JSON_OBJECT, .records = (path)                                  \
    }
#define ARRAY(path)                                                                                \
    {                                                                                              \
        .container = BED_CONTAINER_JSON_ARRAY, .records = (path)                                   \
    }
#define QAS OBJECT("data.paragraphs.qas")

static void elements_come_with_what_stands_beside(void **unused)
{
    static const reader_case cases[] = {
        { .in = BED_STR_INIT("{\"v\":1,\"data\":[{\"title\":\"t\",\"paragraphs\":[{\"c\":[\"x\"],"
                             "\"qas\":[{\"q\":1},{\"q\":2}]},{\"c\":[],\"qas\":[{\"q\":3}]}]}]}"),
          .expected =
              "1@60 {\"document\":{\"v\":1,\"title\":\"t\",\"c\":[\"x\"]},\"record\":{\"q\":1}}\n"
              "2@68 {\"document\":{\"v\":1,\"title\":\"t\",\"c\":[\"x\"]},\"record\":{\"q\":2}}\n"
              "3@93 {\"document\":{\"v\":1,\"title\":\"t\",\"c\":[]},\"record\":{\"q\":3}}\n",
          .options = QAS },
        /* what stands before all arrays stays for each outer object, and comes again in none */
        { .in = BED_STR_INIT("{\"v\":1,\"data\":[{\"title\":\"t\",\"paragraphs\":[{\"qas\":[1]}]},"
                             "{\"title\":\"u\",\"paragraphs\":[{\"qas\":[2]}]},"
                             "{\"paragraphs\":[{\"qas\":[3]}]}]}"),
          .expected = "1@50 {\"document\":{\"v\":1,\"title\":\"t\"},\"record\":{\"value\":1}}\n"
                      "2@91 {\"document\":{\"v\":1,\"title\":\"u\"},\"record\":{\"value\":2}}\n"
                      "3@120 {\"document\":{\"v\":1},\"record\":{\"value\":3}}\n",
          .options  = QAS },
        /* behind the arrays, at each level, with blanks wherever they may be */
        { .in = BED_STR_INIT(
              " { \"data\" : [ { \"paragraphs\" : [ { \"qas\" : [ { \"q\" : 1 } ] , \"c\" : 5 "
              "} ] , \"title\" : \"t\" } , {\"paragraphs\":[{\"qas\":[7]}],\"title\":\"u\"} ] , "
              "\"v\" : [ 1 ] } \n"),
          .expected =
              "1@45 {\"document\":{\"v\":[ 1 ],\"title\":\"t\",\"c\":5},\"record\":{ \"q\" : 1 }}\n"
              "2@116 {\"document\":{\"v\":[ 1 ],\"title\":\"u\"},\"record\":{\"value\":7}}\n",
          .options = QAS },
        /* the same name further in counts; on both sides of the array */
        { .in =
              BED_STR_INIT("{\"id\":1,\"a\":[{\"id\":2,\"n\":{},\"b\":[{}],\"n\":null}],\"m\":3}"),
          .expected = "1@33 {\"document\":{\"m\":3,\"id\":2,\"n\":null},\"record\":{}}\n",
          .options  = OBJECT("a.b") },
        /* objects in the place of arrays; an object of records by key */
        { .in = BED_STR_INIT("{\"a\":{\"n\":1,\"b\":{\"x\":{\"q\":1},\"y\":[2]}}}"),
          .expected =
              "1@17 {\"document\":{\"n\":1},\"record\":{\"key\":\"x\",\"value\":{\"q\":1}}}\n"
              "2@29 {\"document\":{\"n\":1},\"record\":{\"key\":\"y\",\"value\":[2]}}\n",
          .options = OBJECT("a.b") },
        /* nothing there: no row and no error, as long as one object has it */
        { .in       = BED_STR_INIT("{\"a\":[{\"n\":1},{\"b\":null},{\"b\":[]},{\"b\":[1]},{}]}"),
          .expected = "1@40 {\"document\":{},\"record\":{\"value\":1}}\n",
          .options  = OBJECT("a.b") },
        { .in = BED_STR_INIT("{\"a\":[]}"), .expected = "", .options = OBJECT("a.b.c") },
        { .in = BED_STR_INIT("{\"a\":null}"), .expected = "", .options = OBJECT("a.b.c") },
        /* an array at the top; Chinese */
        { .in = BED_STR_INIT("[{\"标题\":\"头痛\",\"段\":[{\"问\":[\"甲\",\"乙\"]}]},{\"段\":[]}]"),
          .expected = "1@35 {\"document\":{\"标题\":\"头痛\"},\"record\":{\"value\":\"甲\"}}\n"
                      "2@41 {\"document\":{\"标题\":\"头痛\"},\"record\":{\"value\":\"乙\"}}\n",
          .options  = ARRAY("段.问") },
        { .in = BED_STR_INIT("[]"), .expected = "", .options = ARRAY("a.b") },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void what_does_not_fit_is_refused_and_the_rest_goes_on(void **unused)
{
    static const reader_case cases[] = {
        { .in = BED_STR_INIT("{\"a\":[7,{\"b\":\"none\"},null,{\"b\":[1]}]}"),
          .expected =
              "1@6 refused @6: an element that is no object at \"a\" <7>\n"
              "2@8 refused @13: member \"b\" is neither an array nor an object <{\"b\":\"none\"}>\n"
              "3@21 refused @21: an element that is no object at \"a\" <null>\n"
              "4@32 {\"document\":{},\"record\":{\"value\":1}}\n",
          .options = OBJECT("a.b") },
        { .in       = BED_STR_INIT("{\"a\":[{\"b\":5},{\"b\":[{\"c\":[1]}]}]}"),
          .expected = "1@11 refused @11: neither an array nor an object at \"a.b\" <5>\n"
                      "2@26 {\"document\":{},\"record\":{\"value\":1}}\n",
          .options  = OBJECT("a.b.c") },
        /* grammar within an innermost object */
        { .in = BED_STR_INIT(
              "{\"a\":[{\"b\" [1]},{\"b\":[1 2],\"n\":[]},{\"b\":[1],\"b\":[2]},{\"b\":[3]}]}"),
          .expected = "1@6 refused @11: unexpected '[': expected ':' <{\"b\" [1]}>\n"
                      "2@22 {\"document\":{\"n\":[]},\"record\":{\"value\":1}}\n"
                      "3@23 refused @24: unexpected '2': expected ',' or ']' < 2],\"n\":[]}>\n"
                      "4@35 refused @44: a second member \"b\" <{\"b\":[1],\"b\":[2]}>\n"
                      "5@59 {\"document\":{},\"record\":{\"value\":3}}\n",
          .options  = OBJECT("a.b") },
        /* bytes: of an element, of what stands beside */
        { .in       = BED_STR_INIT("{\"a\":[{\"n\":\"\xFF\",\"b\":[1]},{\"b\":[\"\xFE\",2]}]}"),
          .expected = "1@20 refused @20: what stands beside the array is not UTF-8: byte 0xff <1>\n"
                      "2@30 refused @31: not UTF-8: byte 0xfe <\"\xFE\">\n"
                      "3@34 {\"document\":{},\"record\":{\"value\":2}}\n",
          .options  = OBJECT("a.b") },
        { .in = BED_STR_INIT("{\"a\":[{\"n\":\"0123456789\",\"b\":[1,\"0123456789\"]}]}"),
          .expected =
              "1@29 {\"document\":{\"n\":\"0123456789\"},\"record\":{\"value\":1}}\n"
              "2@31 refused @31: a record of 63 bytes with what stands beside its array: at "
              "most 60 are read <\"0123456789\">\n",
          .options = { .container        = BED_CONTAINER_JSON_OBJECT,
                       .records          = "a.b",
                       .max_record_bytes = 60 } },
        /* an object around an array of more than four times the limit */
        { .in = BED_STR_INIT("{\"a\":[{\"b\":[1,2,3,4,5,6,7,8,9,10]},{\"b\":[1]}]}"),
          .expected =
              "1@6 refused @6: a record of 28 bytes: at most 20 are read "
              "<{\"b\":[1,2,3,4,5,6,7,8,9,10]}>\n"
              "2@41 refused @41: a record of 36 bytes with what stands beside its array: at "
              "most 5 are read <1>\n",
          .options = { .container        = BED_CONTAINER_JSON_OBJECT,
                       .records          = "a.b",
                       .max_record_bytes = 5 } },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void a_broken_file_or_path_says_where(void **unused)
{
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT("{\"rows\":[]}"),
          .expected = "broken 1 @-: no member \"data\" in the object",
          .options  = QAS },
        { .in       = BED_STR_INIT("{\"data\":[{\"title\":\"x\"},{}]}"),
          .expected = "broken 1 @-: no member \"paragraphs\" in any object at \"data\"",
          .options  = QAS },
        { .in       = BED_STR_INIT("{\"data\":[{\"paragraphs\":[{\"context\":\"x\"}]}]}"),
          .expected = "broken 1 @-: no member \"qas\" in any object at \"data.paragraphs\"",
          .options  = QAS },
        { .in       = BED_STR_INIT("{\"a\":[],\"a\":[]}"),
          .expected = "broken 1 @8: a second member \"a\"",
          .options  = OBJECT("a.b") },
        { .in       = BED_STR_INIT("{\"a\":[{\"b\":[1,2"),
          .expected = "broken 1 @15: the file is cut short within the value that begins at byte 6",
          .options  = OBJECT("a.b") },
        { .in       = BED_STR_INIT("{\"a\":[{\"b\":[1]}],\"n\":"),
          .expected = "1@12 {\"document\":{},\"record\":{\"value\":1}}\n"
                      "broken 2 @21: the file is cut short: expected a value",
          .options  = OBJECT("a.b") },
        { .in       = BED_STR_INIT("{\"a\":[{\"b\":[1]}]}x"),
          .expected = "1@12 {\"document\":{},\"record\":{\"value\":1}}\n"
                      "broken 2 @17: unexpected 'x': expected the end of the file",
          .options  = OBJECT("a.b") },
        { .in       = BED_STR_INIT("{\"a\":[{\"b\":[1]} {}]}"),
          .expected = "1@12 {\"document\":{},\"record\":{\"value\":1}}\n"
                      "broken 2 @16: unexpected '{': expected ',' or ']'",
          .options  = OBJECT("a.b") },
        { .in       = BED_STR_INIT("[1]"),
          .expected = "broken 1 @0: unexpected '[': expected '{'",
          .options  = OBJECT("a.b") },
        { .in       = BED_STR_INIT("{}"),
          .expected = "closed @-: records 'a..b': expected up to 8 names parted by dots",
          .options  = OBJECT("a..b") },
        { .in = BED_STR_INIT("{}"),
          .expected =
              "closed @-: records 'a.b.c.d.e.f.g.h.i': expected up to 8 names parted by dots",
          .options = OBJECT("a.b.c.d.e.f.g.h.i") },
        { .in       = BED_STR_INIT("{}"),
          .expected = "closed @-: records '.': expected up to 8 names parted by dots",
          .options  = OBJECT(".") },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void add(bed_buffer *b, const char *s)
{
    assert_int_equal(bed_buffer_add(b, bed_str_of(s), NULL), BED_OK);
}

/* 40 MB laid out as emrQA: memory follows the largest note, not the file. Through gzip, the second
 * pass unpacks again. */
static void memory_follows_one_object(void **unused)
{
    enum { NOTES = 200, QUESTIONS = 1000 };
    const bed_reader_options options = QAS;
    bed_buffer               in      = BED_BUFFER(128 << 20), gz;
    bed_reader              *r;
    bed_record               record;
    bed_error                err = { 0 };
    uint64_t                 n   = 0;

    (void)unused;
    add(&in, "{\"data\":[{\"paragraphs\":[");
    for (int i = 0; i < NOTES; i++) {
        add(&in, i == 0 ? "{\"qas\":[" : ",{\"qas\":[");
        for (int k = 0; k < QUESTIONS; k++)
            assert_int_equal(
                bed_buffer_printf(&in, NULL,
                                  "%s{\"id\":\"%d-%d\",\"question\":[\"Has the patient "
                                  "ever been on this medication before?\"],\"answers\":"
                                  "[{\"text\":\"twice daily\",\"answer_start\":[%d,2],"
                                  "\"evidence\":\"to be taken twice daily\"}]}",
                                  k == 0 ? "" : ",", i, k, k),
                BED_OK);
        assert_int_equal(
            bed_buffer_printf(&in, NULL, "],\"note_id\":\"%d\",\"context\":[\"a\",\"b\"]}", i),
            BED_OK);
    }
    add(&in, "],\"title\":\"medication\"}]}");
    pack_gzip(&gz, bed_buffer_str(&in));
    const uint64_t before = bed_peak_bytes();
    assert_int_equal(bed_reader_open_bytes(bed_buffer_str(&gz), NULL, &options, &r, &err), BED_OK);
    while (bed_reader_next(r, &record, &err) == BED_OK) {
        char      expected[128];
        const int len = snprintf(
            expected, sizeof expected,
            "{\"document\":{\"title\":\"medication\",\"note_id\":\"%d\",\"context\":[\"a\",\"b\"]},"
            "\"record\":{\"id\":\"%d-%d\",",
            (int)n / QUESTIONS, (int)n / QUESTIONS, (int)n % QUESTIONS);
        assert_memory_equal(record.json.ptr, expected, (size_t)len);
        assert_memory_equal(record.raw.ptr, in.ptr + record.byte, record.raw.len);
        n++;
    }
    assert_int_equal(n, NOTES * QUESTIONS);
    assert_true(bed_peak_bytes() - before < 16 << 20);
    bed_reader_close(r);
    bed_buffer_deinit(&gz);
    bed_buffer_deinit(&in);
}

static void a_first_pass_reads_a_file_again(void **unused)
{
    const bed_reader_options options = OBJECT("a.b");
    bed_reader              *r;
    bed_record               record;
    bed_error                err = { 0 };
    char                     dir[64], path[96];

    (void)unused;
    temporary(dir);
    snprintf(path, sizeof path, "%s/x.json", dir);
    assert_int_equal(bed_file_write(path, BED_STR("{\"a\":[{\"b\":[1]}],\"n\":2}"), NULL), BED_OK);
    assert_int_equal(bed_reader_open(path, &options, &r, &err), BED_OK);
    assert_int_equal(bed_reader_next(r, &record, &err), BED_OK);
    assert_true(
        bed_str_equal(record.json, BED_STR("{\"document\":{\"n\":2},\"record\":{\"value\":1}}")));
    assert_int_equal(bed_reader_next(r, &record, &err), BED_END);
    bed_reader_close(r);
    /* gone in between */
    assert_int_equal(bed_reader_open(path, &options, &r, &err), BED_OK);
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
    assert_int_equal(bed_reader_next(r, &record, &err), BED_EREAD);
    bed_reader_close(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_come_with_what_stands_beside),
        cmocka_unit_test(what_does_not_fit_is_refused_and_the_rest_goes_on),
        cmocka_unit_test(a_broken_file_or_path_says_where),
        cmocka_unit_test(memory_follows_one_object),
        cmocka_unit_test(a_first_pass_reads_a_file_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
