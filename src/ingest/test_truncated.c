/* Small files of every container, cut at bytes and run through the whole of an ingest: a cut file
 * gives a corpus in which every row stands, or one error that names the file, and then nothing
 * stands where the corpus would be. The readers' own tests cut at every byte
 * (source/test_broken.c); here an environment variable, BEDSIDE_EVERY_BYTE, does. */
#include "base/test.h"
#include "ingest/ingest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const char mapping[] =
    "SELECT file, row, 'qa' AS kind, 'en' AS language,\n"
    "  [turn('patient', coalesce(record->>'$.q', left(record, 60)))] AS turns FROM input";

typedef struct text_case {
    const char *name, *text, *records;
} text_case;

static const text_case cases[] = {
    { "a.jsonl", "{\"q\":\"one\"}\n{\"q\":\"\xe7\x97\x85\"}\r\n\n{\"q\":\"a\\u00e9\\\"\"}", NULL },
    { "a.json", "[ {\"q\":\"one\"},\n{\"q\":[1,{}]} , {\"q\":null}]\n", NULL },
    { "b.json", "{\"v\":1,\"data\":[{\"q\":\"one\"},{\"q\":\"two\"}],\"w\":{}}", "data" },
    { "c.json", "{\n\"1\": {\"q\":\"one\"},\n\"2\": {\"q\":\"two\"}\n}", NULL },
    { "a.csv", "q,a\r\none,\"x \"\"y\"\"\nz\"\r\n\"two\",2\n", NULL },
    { "a.tsv", "q\ta\none\t1\ntwo\t\"2\"\n", NULL },
    { "a.xml", "<?xml version=\"1.0\"?><D s=\"x\"><P><q>one &amp; two</q></P><!-- - --><P/></D>",
      "P" },
};

typedef struct place {
    char dir[64], map[128], in[128], out[128], partial[160];
} place;

static bed_status ingest(const place *p, const char *records, bed_ingest_counts *n, bed_error *err)
{
    const char              *path = p->in;
    const bed_ingest_options o    = { .dataset   = "mine",
                                      .paths     = &path,
                                      .n_paths   = 1,
                                      .out       = p->out,
                                      .map       = p->map,
                                      .records   = records,
                                      .n_threads = 1 };
    bed_run_record           record;
    bed_status               st;

    bed_run_record_init(&record, "ingest", 0);
    st = bed_ingest(NULL, &o, n, &record, err);
    bed_run_record_deinit(&record);
    return st;
}

static void check_cut(const place *p, const char *records, bed_str bytes)
{
    bed_ingest_counts n;
    bed_error         err = { 0 };
    char              line[2048];

    assert_int_equal(bed_file_write(p->in, bytes, NULL), BED_OK);
    const bed_status st = ingest(p, records, &n, &err);
    bed_error_line(&err, line, sizeof line);
    assert_false(bed_path_exists(p->partial));
    if (st == BED_OK) {
        assert_true(n.rows > 0);
        assert_int_equal(n.rows, n.records + n.quarantined);
        assert_int_equal(bed_corpus_check(p->out, NULL), BED_OK);
        assert_int_equal(bed_dir_remove(p->out, NULL), BED_OK);
        return;
    }
    if (bed_code_exit_status(st) != 3 || strstr(line, bed_path_name(p->in)) == NULL ||
        err.text[0] == '\0' || strchr(err.text, '\n') != NULL)
        fail_msg("%s cut at %zu: %s: %s", p->in, bytes.len, bed_code_name(st), line);
    assert_false(bed_path_exists(p->out));
}

/* Every `step`th cut, and those in the last bytes. */
static void cut(place *p, const char *name, const char *records, bed_str bytes, size_t step)
{
    snprintf(p->in, sizeof p->in, "%.60s/%.60s", p->dir, name);
    if (getenv("BEDSIDE_EVERY_BYTE") != NULL)
        step = 1;
    for (size_t len = 0; len <= bytes.len; len += len + 4 > bytes.len ? 1 : step)
        check_cut(p, records, (bed_str){ bytes.ptr, len });
    assert_int_equal(bed_file_write(p->in, bytes, NULL), BED_OK);
    bed_ingest_counts n;
    assert_int_equal(ingest(p, records, &n, NULL), BED_OK); /* whole, it can be read */
    assert_int_equal(bed_dir_remove(p->out, NULL), BED_OK);
}

static void cut_text_gives_rows_or_one_error(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cut(*state, cases[i].name, cases[i].records, bed_str_of(cases[i].text), 3);
}

static void cut_gzip_gives_rows_or_one_error(void **state)
{
    unsigned char packed[512];
    z_stream      z = { .next_in   = (Bytef *)(uintptr_t)cases[0].text,
                        .avail_in  = (uInt)strlen(cases[0].text),
                        .next_out  = packed,
                        .avail_out = sizeof packed };

    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(deflateEnd(&z), Z_OK);
    cut(*state, "a.jsonl.gz", NULL, (bed_str){ (const char *)packed, z.total_out }, 7);
}

static void cut_file(place *p, const char *path, const char *name, size_t step)
{
    bed_buffer bytes = BED_BUFFER(16 << 20);

    assert_int_equal(bed_file_read(path, &bytes, NULL), BED_OK);
    cut(p, name, NULL, bed_buffer_str(&bytes), step);
    bed_buffer_deinit(&bytes);
}

static void a_cut_workbook_gives_one_error(void **state)
{
    cut_file(*state, "datasets/medicationqa/sample/MedInfo2019-QA-Medications.xlsx", "a.xlsx", 331);
}

static void a_cut_parquet_file_gives_one_error(void **state)
{
    place       *p = *state;
    bed_session *s;
    char         path[160];

    snprintf(path, sizeof path, "%s/whole.parquet", p->dir);
    assert_int_equal(bed_session_open(NULL, &s, NULL), BED_OK);
    assert_int_equal(bed_session_runf(s, NULL,
                                      "COPY (SELECT 'pain ' || i AS q FROM range(50) t(i)) TO '%s' "
                                      "(FORMAT parquet)",
                                      path),
                     BED_OK);
    bed_session_close(s);
    cut_file(p, path, "a.parquet", 61);
}

/* Each allocation of an ingest fails once; what is lost is said, and nothing is left behind. */
static void the_loss_of_any_allocation_is_said(void **state)
{
    place            *p = *state;
    bed_ingest_counts n;
    uint64_t          k    = 1;
    const uint64_t    step = getenv("BEDSIDE_EVERY_BYTE") != NULL ? 1 : 5;

    snprintf(p->in, sizeof p->in, "%.60s/a.jsonl", p->dir);
    assert_int_equal(bed_file_write(p->in, bed_str_of(cases[0].text), NULL), BED_OK);
    for (;; k += step) {
        bed_error err = { 0 };

        bed_alloc_fail_at(k);
        const bed_status st   = ingest(p, NULL, &n, &err);
        const bool       over = bed_alloc_fail_at(0) < k;
        assert_false(bed_path_exists(p->partial));
        if (st == BED_OK) {
            assert_int_equal(n.rows, n.records + n.quarantined);
            assert_int_equal(bed_dir_remove(p->out, NULL), BED_OK);
        } else if (st != BED_EMEMORY || over) {
            fail_msg("allocation %d: %s %s", (int)k, bed_code_name(st), err.text);
        }
        assert_false(bed_path_exists(p->out));
        if (over)
            break;
    }
    assert_true(k > 50);
}

static int make_place(void **state)
{
    place *p = calloc(1, sizeof *p);

    assert_non_null(p);
    snprintf(p->dir, sizeof p->dir, "%s", "/tmp/bedside-truncated-XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    snprintf(p->map, sizeof p->map, "%s/map.sql", p->dir);
    snprintf(p->out, sizeof p->out, "%s/corpus", p->dir);
    snprintf(p->partial, sizeof p->partial, "%s.partial", p->out);
    assert_int_equal(bed_file_write(p->map, bed_str_of(mapping), NULL), BED_OK);
    *state = p;
    return 0;
}

static int drop_place(void **state)
{
    place *p = *state;

    assert_int_equal(bed_dir_remove(p->dir, NULL), BED_OK);
    free(p);
    return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, drop_place)
    const struct CMUnitTest tests[] = {
        TEST(cut_text_gives_rows_or_one_error),   TEST(cut_gzip_gives_rows_or_one_error),
        TEST(a_cut_workbook_gives_one_error),     TEST(a_cut_parquet_file_gives_one_error),
        TEST(the_loss_of_any_allocation_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
