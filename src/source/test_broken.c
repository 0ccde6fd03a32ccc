/* Every container, broken in every way that can be tried through: cut at every byte, bytes changed
 * at random, each allocation failing once. A reader gives records or one clear error, and ends. */
#include "source/test_pack.h"
#include "source/test_source.h"

typedef struct sample {
    const char        *name;
    bed_reader_options options;
    bed_buffer         bytes;
    bool               packed; /* its bytes are not text */
} sample;

enum { N_SAMPLES = 19 };

static void add_text(sample *s, const char *name, bed_container container, const char *records,
                     const char *text)
{
    *s = (sample){ .name    = name,
                   .options = { .container = container, .records = records },
                   .bytes   = BED_BUFFER(1 << 20) };
    assert_int_equal(bed_buffer_add(&s->bytes, bed_str_of(text), NULL), BED_OK);
}

static const char lines[] = "{\"q\":\"咳嗽\",\"a\":[1,-2.5e3,null]}\n\r\n{\"q\":\"a \\\"b\\\\\"}\n"
                            "7\n{\"q\":\"\\u4f60\"}\n";
static const char array[] = "\xEF\xBB\xBF[ {\"id\": \"1\", \"o\": {\"A\": [true, {}]}},\n"
                            "\"x\", -1 , {\"id\":\"\\\"]}\"} ]\n";
static const char keyed[] = "{\n\"101\": {\"Q\": \"what?\", \"C\": [\"a\", \"b\"]},\n\"102\": "
                            "\"yes\", \"data\": [{}, {\"z\": 1}]}\n";
static const char nested[] =
    "{\"v\":[1],\"data\":[{\"paragraphs\":[{\"c\":\"x\",\"qas\":[{\"q\":\"咳\"},2],\"n\":1},{\"qas\":[{}]}"
    "],\"title\":\"t\"},{},{\"paragraphs\":null}],\"w\":{}}\n";
static const char nested_array[] = "[{\"notes\":[{\"qas\":[{},{}]}, {\"qas\":null}],\"n\":2},{}]";
static const char table[] = "id,question,answer\r\n1,\"What, \"\"now\"\"?\",\"two\nlines\"\r\n\r\n"
                            "2,短的,x\"y\r3,,\n";
static const char tabs[]  = "id\tq\n1\t\"a\tb\"\n2\tc\n";
static const char document[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c --><Document id=\"1\"><Focus>Mumps</Focus>"
    "<Pairs><QAPair pid=\"1\"><Q t=\"x\">What &amp; &#x4F60;?</Q><A><![CDATA[<b>]]></A></QAPair>"
    "<QAPair/></Pairs></Document>\n";
static const char text[] = "id=1\nDoctor: hi\n病人：你好\n\nid=2\nx\n";

static void make_samples(sample *s)
{
    size_t     n = 0;
    bed_buffer b;

    add_text(&s[n++], "jsonl", BED_CONTAINER_JSONL, NULL, lines);
    add_text(&s[n++], "json array", BED_CONTAINER_JSON_ARRAY, NULL, array);
    add_text(&s[n++], "json object", BED_CONTAINER_JSON_OBJECT, NULL, keyed);
    add_text(&s[n++], "json object, named", BED_CONTAINER_JSON_OBJECT, "data", keyed);
    add_text(&s[n++], "json object, nested", BED_CONTAINER_JSON_OBJECT, "data.paragraphs.qas",
             nested);
    add_text(&s[n++], "json array, nested", BED_CONTAINER_JSON_ARRAY, "notes.qas", nested_array);
    add_text(&s[n++], "csv", BED_CONTAINER_CSV, NULL, table);
    add_text(&s[n++], "tsv", BED_CONTAINER_TSV, NULL, tabs);
    add_text(&s[n++], "xml", BED_CONTAINER_XML, "QAPair|pair", document);
    add_text(&s[n++], "xml, children", BED_CONTAINER_XML, NULL, document);
    add_text(&s[n++], "text", BED_CONTAINER_TEXT, "^id=\\d+\\s*$", text);
    add_text(&s[n++], "text, paragraphs", BED_CONTAINER_TEXT, "paragraph", text);
    add_text(&s[n++], "text, a document", BED_CONTAINER_TEXT, "document", text);
    add_text(&s[n++], "by its bytes", BED_CONTAINER_UNKNOWN, NULL, array);
    pack_gzip(&b, bed_str_of(lines));
    s[n++]                 = (sample){ .name = "gzip", .bytes = b, .packed = true };
    const packed_file file = { "a.csv", bed_str_of(table) };
    pack_zip(&b, &file, 1, NULL);
    s[n++] = (sample){ .name = "zip", .bytes = b, .packed = true };
    pack_workbook(&b,
                  SHEET("<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row><row><c "
                        "r=\"A2\" t=\"inlineStr\"><is><t>x</t></is></c><c><v>5</v></c></row>"),
                  "<si><t>Question</t></si><si><r><t>An</t></r><r><t>swer</t></r></si>");
    s[n++] = (sample){ .name = "xlsx", .bytes = b, .packed = true };
    bed_buffer gz;
    pack_gzip(&gz, bed_buffer_str(&b));
    s[n++] = (sample){ .name = "xlsx in gzip", .bytes = gz, .packed = true };
    s[n]   = (sample){ .name = "pickle", .bytes = BED_BUFFER(1 << 20), .packed = true };
    assert_int_equal(
        bed_file_read("src/source/fixtures/pickle/dialogues.4.pkl", &s[n++].bytes, NULL), BED_OK);
    assert_int_equal(n, N_SAMPLES);
}

static void drop_samples(sample *s)
{
    for (size_t i = 0; i < N_SAMPLES; i++)
        bed_buffer_deinit(&s[i].bytes);
}

/* Reads all; every error has a place or a name, every record is sound in itself. Gives the last
 * status and the number of rows. */
static bed_status read_all(const sample *s, bed_str bytes, uint64_t *n_rows)
{
    bed_error   err = { 0 };
    bed_reader *r;
    bed_record  record;
    bed_status  st = bed_reader_open_bytes(bytes, s->name, &s->options, &r, &err);
    char        sha[BED_SHA256_TEXT], direct[BED_SHA256_TEXT];
    uint64_t    hashed;

    *n_rows = 0;
    if (st != BED_OK) {
        assert_null(r);
        assert_true(st == BED_EFORMAT || st == BED_EMEMORY);
        assert_true(err.text[0] != '\0');
        assert_string_equal(err.file, s->name);
        return st;
    }
    while ((st = bed_reader_next(r, &record, &err)) == BED_OK || st == BED_REFUSED) {
        ++*n_rows;
        assert_int_equal(record.row, *n_rows);
        assert_true(s->packed || record.byte + record.raw.len <= bytes.len);
        if (st == BED_OK)
            assert_int_equal(bed_utf8_valid_until(record.json), record.json.len);
        else
            assert_true(err.text[0] != '\0' && err.row == record.row);
    }
    if (st != BED_END) {
        assert_true(err.text[0] != '\0');
        assert_int_equal(err.row, *n_rows + 1);
        assert_true(st == BED_EMEMORY || s->packed || !err.has_byte || err.byte <= bytes.len);
    }
    if (st == BED_END && !(s->packed && strcmp(s->name, "zip") == 0)) {
        assert_int_equal(bed_reader_sha256(r, sha, &hashed, &err), BED_OK);
        assert_int_equal(hashed, bytes.len);
        assert_int_equal(bed_sha256_of(bytes, direct, NULL), BED_OK);
        assert_string_equal(sha, direct);
    }
    bed_reader_close(r);
    return st;
}

static void every_cut_gives_records_or_one_clear_error(void **unused)
{
    sample samples[N_SAMPLES];

    (void)unused;
    make_samples(samples);
    for (size_t i = 0; i < N_SAMPLES; i++) {
        const sample *s = &samples[i];
        uint64_t      whole, n, before = 0;

        assert_int_equal(read_all(s, bed_buffer_str(&s->bytes), &whole), BED_END);
        assert_true(whole >= 1);
        for (size_t len = 0; len < s->bytes.len; len++) {
            /* a block of its own, so that a byte too far is seen */
            char *copy = bed_alloc(len, 1);

            assert_non_null(copy);
            memcpy(copy, s->bytes.ptr, len);
            const bed_status st = read_all(s, (bed_str){ copy, len }, &n);
            if (n > whole + 1)
                print_error("%s cut to %zu bytes: %d rows\n", s->name, len, (int)n);
            assert_true(n <= whole + 1);
            assert_true(st == BED_END || st == BED_EFORMAT);
            if (s->packed && len >= 4) /* enough to be known */
                assert_int_equal(st, BED_EFORMAT);
            assert_true(n + 1 >= before); /* more bytes give no fewer records */
            before = n;
            bed_free(copy);
        }
    }
    drop_samples(samples);
}

static void random_damage_never_breaks_a_reader(void **unused)
{
    sample   samples[N_SAMPLES];
    bed_rng  rng = bed_rng_split(2026, BED_STR("damage"), 0);
    uint64_t n, n_ended = 0, n_broken = 0;

    (void)unused;
    make_samples(samples);
    for (int round = 0; round < 20000; round++) {
        const sample *s    = &samples[(size_t)round % N_SAMPLES];
        char         *copy = bed_alloc(s->bytes.len, 1);

        assert_non_null(copy);
        memcpy(copy, s->bytes.ptr, s->bytes.len);
        for (uint64_t k = 1 + bed_rng_below(&rng, 4); k > 0; k--) {
            static const char telling[] = "\"\\{}[],:<>&;\n\r\t\0 \xFF\xC3/=!-0";
            const size_t      at        = bed_rng_below(&rng, s->bytes.len);
            copy[at]                    = bed_rng_below(&rng, 2) == 0
                                              ? (char)bed_rng_below(&rng, 256)
                                              : telling[bed_rng_below(&rng, sizeof telling - 1)];
        }
        const bed_status st = read_all(s, (bed_str){ copy, s->bytes.len }, &n);
        n_ended += st == BED_END;
        n_broken += st != BED_END;
        bed_free(copy);
    }
    assert_true(n_ended > 1000 && n_broken > 1000);
    drop_samples(samples);
}

static void each_allocation_may_fail_once(void **unused)
{
    sample samples[N_SAMPLES];

    (void)unused;
    make_samples(samples);
    for (size_t i = 0; i < N_SAMPLES; i++) {
        const sample *s = &samples[i];
        uint64_t      n, whole, n_failed = 0;

        bed_alloc_fail_at(0);
        assert_int_equal(read_all(s, bed_buffer_str(&s->bytes), &whole), BED_END);
        const uint64_t n_allocations = bed_alloc_fail_at(0);
        assert_true(n_allocations > 3);
        for (uint64_t k = 1; k <= n_allocations; k++) {
            bed_alloc_fail_at(k);
            bed_error   err = { 0 };
            bed_reader *r;
            bed_record  record;
            bed_status  st =
                bed_reader_open_bytes(bed_buffer_str(&s->bytes), s->name, &s->options, &r, &err);
            n = 0;
            while (st == BED_OK || st == BED_REFUSED) {
                st = bed_reader_next(r, &record, &err);
                n += st == BED_OK || st == BED_REFUSED;
            }
            bed_alloc_fail_at(0);
            if (st != BED_END && st != BED_EMEMORY)
                print_error("%s, allocation %d: %s\n", s->name, (int)k, err.text);
            assert_true(st == BED_END || st == BED_EMEMORY);
            if (st == BED_END) /* it was not needed for reading */
                assert_int_equal(n, whole);
            n_failed += st == BED_EMEMORY;
            bed_reader_close(r);
        }
        assert_true(n_failed > 0);
    }
    drop_samples(samples);
}

/* Reading files costs the same memory whatever their size. */
static void memory_is_flat_in_file_size(void **unused)
{
    enum { BLOCK = 1 << 20, N_BLOCKS = 200 };
    char        dir[64], path[96];
    bed_buffer  block = BED_BUFFER(2 * BLOCK);
    bed_reader *r;
    bed_record  record;
    uint64_t    n = 0;

    (void)unused;
    temporary(dir);
    snprintf(path, sizeof path, "%s/flat.jsonl", dir);
    while (block.len < BLOCK)
        assert_int_equal(bed_buffer_add(&block, bed_str_of(lines), NULL), BED_OK);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    for (int i = 0; i < N_BLOCKS; i++)
        assert_int_equal(fwrite(block.ptr, 1, block.len, f), block.len);
    assert_int_equal(fclose(f), 0);
    const uint64_t before = bed_peak_bytes();
    assert_int_equal(bed_reader_open(path, NULL, &r, NULL), BED_OK);
    while (bed_reader_next(r, &record, NULL) == BED_OK)
        n++;
    bed_reader_close(r);
    assert_int_equal(n, block.len / (sizeof lines - 1) * 4 * N_BLOCKS);
    assert_true(bed_peak_bytes() - before < 16 << 20);
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
    bed_buffer_deinit(&block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cut_gives_records_or_one_clear_error),
        cmocka_unit_test(random_damage_never_breaks_a_reader),
        cmocka_unit_test(each_allocation_may_fail_once),
        cmocka_unit_test(memory_is_flat_in_file_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
