#include "source/test_pack.h"
#include "source/test_source.h"

static void check_dump(bed_str bytes, const bed_reader_options *options, const char *expected)
{
    bed_buffer b;

    dump_bytes(&b, bytes, NULL, options);
    assert_string_equal(b.ptr, expected);
    bed_buffer_deinit(&b);
}

/* ---- what a file is ---------------------------------------------------------------------------
 */

static void containers_are_known_by_their_bytes(void **unused)
{
    static const struct {
        const char   *in, *name;
        bed_container container;
    } cases[] = {
        { "{\"a\":1}\n{\"a\":2}\n", "x", BED_CONTAINER_JSONL },
        { "{\"a\":1}\n{\"a\":2}\n", "x.json", BED_CONTAINER_JSONL },
        { "{\"a\":1}\n", "x.jsonl", BED_CONTAINER_JSONL },
        { "{\"a\":1}\n", "x.json", BED_CONTAINER_JSON_OBJECT },
        { "{\"a\":1}\nnonsense\n", "x", BED_CONTAINER_JSONL },
        { "{\n\"a\":{}}", "x.jsonl", BED_CONTAINER_JSON_OBJECT },
        { " [ {\"a\":1} ]", "x", BED_CONTAINER_JSON_ARRAY },
        { "[{\"a\":1},", "x", BED_CONTAINER_JSON_ARRAY },
        { "[1]\n[2]\n", "x", BED_CONTAINER_JSONL },
        { "[]", "x", BED_CONTAINER_JSON_ARRAY },
        { "\"a\"\n\"b\"\n", "x.ndjson", BED_CONTAINER_JSONL },
        { "[doctor] hi\n[patient] yes\n", "x", BED_CONTAINER_TEXT },
        { "[nurse] hi\n[true] yes\n", "x", BED_CONTAINER_TEXT },
        { "{doctor} hi\n", "x", BED_CONTAINER_TEXT },
        { "a,b\n1,2\n", "x", BED_CONTAINER_CSV },
        { "a,b\n1,2\n", "x.txt", BED_CONTAINER_CSV },
        { "a;b\n1;2\n", "x", BED_CONTAINER_CSV },
        { "a\tb\n1\t2\n", "x", BED_CONTAINER_TSV },
        { "a\tb,c\n1\t2,3\n", "x.tsv", BED_CONTAINER_TSV },
        { "question\nwhat?\n", "x.csv", BED_CONTAINER_CSV },
        { "question\nwhat?\n", "x.csv.gz", BED_CONTAINER_CSV },
        { "question\nwhat?\n", "x.txt", BED_CONTAINER_TEXT },
        { "Well, yes.\nNo, not really, I think.\nHello.\n", "x.txt", BED_CONTAINER_TEXT },
        { "\xEF\xBB\xBF<?xml version=\"1.0\"?><a/>", "x", BED_CONTAINER_XML },
        { "<a/>", "x.json", BED_CONTAINER_XML },
        { "\x80\x02].", "x.json", BED_CONTAINER_PICKLE },
        { "(lp0\n.", "x.pk", BED_CONTAINER_PICKLE },
        { "(lp0\n.", "x.PKL.gz", BED_CONTAINER_PICKLE },
        { "(lp0\n.", "x", BED_CONTAINER_TEXT },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_error   err = { 0 };
        bed_reader *r;

        if (bed_reader_open_bytes(bed_str_of(cases[i].in), cases[i].name, NULL, &r, &err) != BED_OK)
            print_error("case %zu: %s\n", i, err.text);
        if (bed_reader_container(r) != cases[i].container)
            print_error("case %zu (%s)\n", i, cases[i].in);
        assert_string_equal(bed_container_name(bed_reader_container(r)),
                            bed_container_name(cases[i].container));
        bed_reader_close(r);
    }
}

static void what_is_no_source_is_named(void **unused)
{
    static const reader_case cases[] = {
        { .in = BED_STR_INIT(""), .expected = "closed @0: the file is empty" },
        { .in       = BED_STR_INIT("  \r\n\t"),
          .expected = "closed @0: the file holds nothing but blanks" },
        { .in       = BED_STR_INIT("\xEF\xBB\xBF"),
          .expected = "closed @0: the file holds nothing but "
                      "blanks" },
        { .in       = BED_STR_INIT("{\0\"\0a\0\"\0:\0001\0}\0\n\0"),
          .expected = "closed @0: the file is UTF-16: expected UTF-8" },
        { .in       = BED_STR_INIT("\xFF\xFE\0\0a\0\0\0"),
          .expected = "closed @0: the file is UTF-32: expected UTF-8" },
        { .in       = BED_STR_INIT("\n<!DOCTYPE HTML>\n<html><body>404</body></html>"),
          .expected = "closed @0: the file looks like an HTML page, not like data" },
        { .in       = BED_STR_INIT("<?xml version='1.0'?><!-- x --><html xmlns='y'/>"),
          .expected = "closed @0: the file looks like an HTML page, not like data" },
        { .in = BED_STR_INIT("version https://git-lfs.github.com/spec/v1\noid sha256:00\n"),
          .expected =
              "closed @0: the file is a Git LFS pointer, not the file itself: fetch it with "
              "git lfs pull" },
        { .in       = BED_STR_INIT("\x80\x04\x95\x10\0\0\0\0\0\0\0}."),
          .expected = "closed @0: the file is a Python pickle",
          .options  = { .container = BED_CONTAINER_CSV } },
        { .in       = BED_STR_INIT("\x28\xB5\x2F\xFD\x04\0"),
          .expected = "closed @0: the file is compressed by zstd: unpack it first" },
        { .in = BED_STR_INIT("%PDF-1.7\n"), .expected = "closed @0: the file is a PDF document" },
        { .in       = BED_STR_INIT("\x01\x02\x03\x04\0\0\0\x10\x7F\xFF\xEE"),
          .expected = "closed @0: the file is binary, of a kind not known here" },
        { .in       = BED_STR_INIT("a,b\n"),
          .expected = "closed @-: not a workbook: the file is no zip archive",
          .options  = { .container = BED_CONTAINER_XLSX } },
        { .in       = BED_STR_INIT("PAR1xx"),
          .expected = "closed @-: Parquet is read from a plain file only" },
        { .in       = BED_STR_INIT("a,b\n"),
          .expected = "closed @-: not Parquet: the file does not begin with PAR1",
          .options  = { .container = BED_CONTAINER_PARQUET } },
        { .in       = BED_STR_INIT("PK\x03\x04nonsense"),
          .expected = "closed @-: unusable zip archive: Not a zip archive" },
        { .in       = BED_STR_INIT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
          .expected = "closed @0: the file is an Office file of the old kind, or an encrypted "
                      "workbook: save it as .xlsx without a password" },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void containers_have_names(void **unused)
{
    bed_container c   = BED_CONTAINER_UNKNOWN;
    bed_error     err = { 0 };

    (void)unused;
    for (int i = 1; i < BED_N_CONTAINERS; i++) {
        assert_int_equal(bed_container_parse(bed_container_name((bed_container)i), &c, &err),
                         BED_OK);
        assert_int_equal(c, i);
    }
    assert_int_equal(bed_container_parse("jsnol", &c, &err), BED_EARGUMENT);
    assert_string_equal(err.text, "no container 'jsnol': did you mean 'jsonl'");
    assert_int_equal(bed_container_parse("zzzz", &c, &err), BED_EARGUMENT);
}

/* ---- gzip -------------------------------------------------------------------------------------
 */

static void gzip_is_unpacked_as_it_is_read(void **unused)
{
    bed_buffer one, two, both;

    (void)unused;
    pack_gzip(&one, BED_STR("{\"a\":1}\n"));
    pack_gzip(&two, BED_STR("{\"a\":2}\n"));
    check_dump(bed_buffer_str(&one), NULL, "1@0 {\"a\":1}\n");
    pack_gzip(&both, BED_STR(""));
    check_dump(bed_buffer_str(&both), NULL, "closed @0: the file is empty");
    bed_buffer_deinit(&both);

    both = BED_BUFFER(10000); /* members one behind the other, with padding */
    assert_int_equal(bed_buffer_add(&both, bed_buffer_str(&one), NULL), BED_OK);
    assert_int_equal(bed_buffer_add(&both, bed_buffer_str(&two), NULL), BED_OK);
    assert_int_equal(bed_buffer_add(&both, (bed_str){ "\0\0\0", 3 }, NULL), BED_OK);
    check_dump(bed_buffer_str(&both), NULL, "1@0 {\"a\":1}\n2@8 {\"a\":2}\n");
    assert_int_equal(bed_buffer_add(&both, BED_STR("junk"), NULL), BED_OK);
    check_dump(bed_buffer_str(&both), NULL, "closed @59: unusable gzip: other bytes after its end");
    bed_buffer_deinit(&both);
    bed_buffer_deinit(&one);
    bed_buffer_deinit(&two);
}

static void broken_gzip_says_where(void **unused)
{
    bed_buffer  in  = BED_BUFFER(64 << 20), gz;
    bed_error   err = { 0 };
    bed_reader *r;
    bed_record  record;
    bed_status  st;
    uint64_t    n = 0;

    (void)unused;
    bed_rng rng = bed_rng_split(1, BED_STR("gzip"), 0);
    for (int i = 0; i < 40000; i++)
        assert_int_equal(
            bed_buffer_printf(&in, NULL, "{\"a\":%llu}\n", (unsigned long long)bed_rng_next(&rng)),
            BED_OK);
    pack_gzip(&gz, bed_buffer_str(&in));
    gz.len -= 1000; /* cut short */
    assert_int_equal(bed_reader_open_bytes(bed_buffer_str(&gz), "x.gz", NULL, &r, &err), BED_OK);
    while ((st = bed_reader_next(r, &record, &err)) == BED_OK)
        n++;
    assert_int_equal(st, BED_EFORMAT);
    assert_string_equal(err.text, "the gzip file is cut short");
    assert_int_equal(err.byte, gz.len);
    assert_string_equal(err.file, "x.gz");
    assert_int_equal(err.row, n + 1);
    assert_true(n > 30000);
    bed_reader_close(r);

    gz.ptr[gz.len / 2] ^= 0x55; /* damaged */
    assert_int_equal(bed_reader_open_bytes(bed_buffer_str(&gz), "x.gz", NULL, &r, &err), BED_OK);
    while ((st = bed_reader_next(r, &record, &err)) == BED_OK || st == BED_REFUSED)
        continue;
    assert_int_equal(st, BED_EFORMAT);
    assert_true(err.has_byte);
    bed_reader_close(r);
    bed_buffer_deinit(&gz);

    pack_gzip(&gz, BED_STR("{\"a\":1}\n"));
    gz.ptr[gz.len - 8] ^= 1; /* the checksum */
    check_dump(bed_buffer_str(&gz), NULL, "closed @24: unusable gzip: incorrect data check");
    bed_buffer_deinit(&gz);
    bed_buffer_deinit(&in);
}

static void a_gzip_bomb_is_stopped(void **unused)
{
    enum { SIZE = 100 << 20 };
    char       *zeroes = bed_alloc(SIZE, 1);
    bed_buffer  gz;
    bed_error   err = { 0 };
    bed_record  record;
    bed_status  st;
    bed_reader *r;

    (void)unused;
    assert_non_null(zeroes);
    memset(zeroes, '\n', SIZE);
    memcpy(zeroes, "{}\n{}", 5);
    pack_gzip(&gz, (bed_str){ zeroes, SIZE });
    bed_free(zeroes);
    assert_int_equal(bed_reader_open_bytes(bed_buffer_str(&gz), NULL, NULL, &r, &err), BED_OK);
    while ((st = bed_reader_next(r, &record, &err)) == BED_OK)
        continue;
    assert_int_equal(st, BED_EFORMAT);
    assert_string_equal(err.text, "unpacks to more than 200 times its size: taken for a bomb");
    bed_reader_close(r);
    bed_buffer_deinit(&gz);
}

/* ---- zip --------------------------------------------------------------------------------------
 */

static void the_only_file_of_an_archive_is_read(void **unused)
{
    static const packed_file one[] = {
        { "__MACOSX/._a.jsonl", BED_STR_INIT("\0\x05\x16\x07") },
        { "d/", BED_STR_INIT("") },
        { ".hidden", BED_STR_INIT("x") },
        { "d/a.jsonl", BED_STR_INIT("{\"a\":1}\n{\"a\":2}") },
    };
    static const packed_file two[] = { { "b.csv", BED_STR_INIT("a,b\n1,2\n") },
                                       { "a.json", BED_STR_INIT("[{}]") } };
    bed_buffer               zip;

    (void)unused;
    pack_zip(&zip, one, 4, NULL);
    check_dump(bed_buffer_str(&zip), NULL, "1@0 {\"a\":1}\n2@8 {\"a\":2}\n");
    bed_buffer_deinit(&zip);
    pack_zip(&zip, two, 2, NULL);
    check_dump(bed_buffer_str(&zip), NULL,
               "closed @-: the zip archive holds 2 files: name one, 'bytes!a.json'");
    bed_buffer_deinit(&zip);
    pack_zip(&zip, one, 3, NULL);
    check_dump(bed_buffer_str(&zip), NULL, "closed @-: the zip archive holds no file");
    bed_buffer_deinit(&zip);
    pack_zip(&zip, one + 3, 1, "secret");
    check_dump(bed_buffer_str(&zip), NULL, "closed @-: 'd/a.jsonl' in the archive is encrypted");
    bed_buffer_deinit(&zip);
}

static void a_damaged_member_is_told(void **unused)
{
    bed_buffer in  = BED_BUFFER(1 << 20), zip, b;
    bed_rng    rng = bed_rng_split(1, BED_STR("zip"), 0);

    (void)unused;
    for (int i = 0; i < 20000; i++)
        assert_int_equal(
            bed_buffer_printf(&in, NULL, "{\"a\":%d}\n", (int)bed_rng_below(&rng, 1000000)),
            BED_OK);
    const packed_file file = { "a.jsonl", bed_buffer_str(&in) };
    pack_zip(&zip, &file, 1, NULL);
    zip.ptr[zip.len / 2] ^= 0x10;
    dump_bytes(&b, bed_buffer_str(&zip), "x.zip", NULL);
    assert_non_null(strstr(b.ptr, "'a.jsonl' in the archive is damaged after "));
    bed_buffer_deinit(&b);
    bed_buffer_deinit(&zip);
    bed_buffer_deinit(&in);
}

static void a_zip_bomb_is_stopped_before_it_is_read(void **unused)
{
    enum { SIZE = 80 << 20 };
    char      *zeroes = bed_alloc(SIZE, 1);
    bed_buffer zip;

    (void)unused;
    assert_non_null(zeroes);
    memset(zeroes, '0', SIZE);
    const packed_file file = { "a.csv", { zeroes, SIZE } };
    pack_zip(&zip, &file, 1, NULL);
    bed_free(zeroes);
    check_dump(bed_buffer_str(&zip), NULL,
               "closed @-: 'a.csv' in the archive unpacks to more than 200 times its size: taken "
               "for a zip bomb");
    bed_buffer_deinit(&zip);
}

static void inputs_are_listed_in_a_fixed_order(void **unused)
{
    static const packed_file files[]    = { { "z.csv", BED_STR_INIT("a,b\n1,2\n3,4\n") },
                                            { "__MACOSX/._z.csv", BED_STR_INIT("x") },
                                            { "d/a.json", BED_STR_INIT("[{\"n\":1}]") } };
    static const char *const expected[] = { "b.json", "c.zip!d/a.json", "c.zip!z.csv",
                                            "sub/w.xlsx" };
    bed_arena                arena      = BED_ARENA(1 << 20);
    bed_file_list            list;
    bed_buffer               zip;
    bed_error                err = { 0 };
    bed_reader              *r;
    bed_record               record;
    char                     dir[64], path[128], sha[BED_SHA256_TEXT], direct[BED_SHA256_TEXT];
    uint64_t                 bytes;

    (void)unused;
    temporary(dir);
    snprintf(path, sizeof path, "%s/sub", dir);
    assert_int_equal(bed_dir_create(path, NULL), BED_OK);
    snprintf(path, sizeof path, "%s/b.json", dir);
    assert_int_equal(bed_file_write(path, BED_STR("[{}]"), NULL), BED_OK);
    snprintf(path, sizeof path, "%s/.hidden.json", dir);
    assert_int_equal(bed_file_write(path, BED_STR("[{}]"), NULL), BED_OK);
    pack_workbook(&zip, SHEET("<row><c><v>x</v></c></row>"), "");
    snprintf(path, sizeof path, "%s/sub/w.xlsx", dir);
    assert_int_equal(bed_file_write(path, bed_buffer_str(&zip), NULL), BED_OK);
    bed_buffer_deinit(&zip);
    pack_zip(&zip, files, 3, NULL);
    snprintf(path, sizeof path, "%s/c.zip", dir);
    assert_int_equal(bed_file_write(path, bed_buffer_str(&zip), NULL), BED_OK);

    assert_int_equal(bed_source_files(dir, &arena, &list, &err), BED_OK);
    assert_int_equal(list.n, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(list.paths[i] + strlen(dir) + 1, expected[i]);

    /* a member: its own bytes are hashed, read on to the end where next stopped */
    assert_int_equal(bed_reader_open(list.paths[2], NULL, &r, &err), BED_OK);
    assert_int_equal(bed_reader_next(r, &record, &err), BED_OK);
    assert_int_equal(bed_reader_sha256(r, sha, &bytes, &err), BED_OK);
    assert_int_equal(bytes, files[0].bytes.len);
    assert_int_equal(bed_sha256_of(files[0].bytes, direct, NULL), BED_OK);
    assert_string_equal(sha, direct);
    assert_int_equal(bed_reader_sha256(r, sha, &bytes, &err), BED_OK); /* again the same */
    assert_string_equal(sha, direct);
    assert_int_equal(bed_reader_next(r, &record, &err), BED_END);
    bed_reader_close(r);

    snprintf(path, sizeof path, "%s/c.zip!nothing", dir);
    assert_int_equal(bed_reader_open(path, NULL, &r, &err), BED_EFORMAT);
    assert_string_equal(err.text, "no file 'nothing' in the archive");
    assert_int_equal(bed_reader_open(dir, NULL, &r, &err), BED_EREAD);
    snprintf(path, sizeof path, "%s/absent", dir);
    assert_int_equal(bed_reader_open(path, NULL, &r, &err), BED_EREAD);
    assert_string_equal(err.file, path);
    assert_int_equal(bed_source_files(path, &arena, &list, &err), BED_EREAD);

    bed_buffer_deinit(&zip);
    bed_arena_deinit(&arena);
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
}

static bool stop_at_once(void *context)
{
    (void)context;
    return true;
}

static void the_caller_can_stop_a_reader(void **unused)
{
    const bed_talk           talk    = { .stop = stop_at_once };
    const bed_reader_options options = { .talk = &talk };
    bed_error                err     = { 0 };
    bed_reader              *r;

    (void)unused;
    assert_int_equal(bed_reader_open_bytes(BED_STR("{}\n{}"), NULL, &options, &r, &err),
                     BED_EINTERRUPTED);
    assert_null(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(containers_are_known_by_their_bytes),
        cmocka_unit_test(what_is_no_source_is_named),
        cmocka_unit_test(containers_have_names),
        cmocka_unit_test(gzip_is_unpacked_as_it_is_read),
        cmocka_unit_test(broken_gzip_says_where),
        cmocka_unit_test(a_gzip_bomb_is_stopped),
        cmocka_unit_test(the_only_file_of_an_archive_is_read),
        cmocka_unit_test(a_damaged_member_is_told),
        cmocka_unit_test(a_zip_bomb_is_stopped_before_it_is_read),
        cmocka_unit_test(inputs_are_listed_in_a_fixed_order),
        cmocka_unit_test(the_caller_can_stop_a_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
