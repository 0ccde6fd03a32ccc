#include "base/test.h"
#include "ingest/ingest.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* A mapping of lines {"q", "a"} that is enough to see every way of a row. */
static const char *const mapping =
    "SELECT file, row, r.id AS source_id, 'qa' AS kind, 'en' AS language,\n"
    "  [turn('patient', r.q), turn('clinician', r.a)] AS turns,\n"
    "  CASE WHEN r.q = 'refuse me' THEN 'asked to' END AS refuse\n"
    "FROM (SELECT *, from_json(record, '{\"id\": \"VARCHAR\", \"q\": \"VARCHAR\", \"a\": "
    "\"VARCHAR\"}') AS r FROM input)";

typedef struct place {
    char dir[64], map[128], in[128], out[128];
} place;

static void put(const char *path, const char *text, size_t len)
{
    assert_int_equal(bed_file_write(path, (bed_str){ text, len }, NULL), BED_OK);
}

static int make_place(void **state)
{
    place *p = calloc(1, sizeof *p);

    snprintf(p->dir, sizeof p->dir, "%s", "/tmp/bedside-ingest-XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    snprintf(p->map, sizeof p->map, "%s/map.sql", p->dir);
    snprintf(p->in, sizeof p->in, "%s/train.jsonl", p->dir);
    snprintf(p->out, sizeof p->out, "%s/corpus", p->dir);
    put(p->map, mapping, strlen(mapping));
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

static bed_status run(const place *p, bed_ingest_options o, bed_ingest_counts *counts,
                      bed_error *err)
{
    const char    *path = p->in;
    bed_run_record record;
    bed_status     st;

    o.dataset = "mine";
    o.paths   = &path;
    o.n_paths = 1;
    o.out     = p->out;
    o.map     = p->map;
    bed_run_record_init(&record, "ingest", 0);
    st = bed_ingest(NULL, &o, counts, &record, err);
    bed_run_record_deinit(&record);
    return st;
}

static int64_t ask(const place *p, const char *format)
{
    bed_session *s;
    char         sql[1024];
    int64_t      n;
    bed_error    err = { 0 };

    assert_int_equal(bed_session_open(NULL, &s, NULL), BED_OK);
    assert_int_equal(bed_corpus_attach(s, p->out, &err), BED_OK);
    snprintf(sql, sizeof sql, "%s", format);
    if (bed_session_int(s, sql, &n, &err) != BED_OK)
        fail_msg("%s", err.text);
    bed_session_close(s);
    return n;
}

static void every_row_comes_out_somewhere(void **state)
{
    const place      *p = *state;
    bed_ingest_counts n;
    bed_error         err    = { 0 };
    const char        text[] = "{\"id\":\"1\",\"q\":\"Does it hurt?\",\"a\":\"A little.\"}\n"
                               "{\"id\":\"2\",\"q\":\"refuse me\",\"a\":\"no\"}\n"
                               "{\"id\":\"3\",\"q\":\"\",\"a\":\"no question\"}\n"
                               "{\"id\":\"4\",\"q\":\"broken\",\"a\":}\n"
                               "{\"id\":\"5\",\"q\":\"bad \xff byte\",\"a\":\"x\"}\n"
                               "{\"id\":\"6\",\"q\":\"\xe7\x97\x85\xe4\xba\xba\",\"a\":\"ok\"}\n";

    put(p->in, text, sizeof text - 1);
    if (run(p, (bed_ingest_options){ 0 }, &n, &err) != BED_OK)
        fail_msg("%s", err.text);
    assert_int_equal(n.rows, 6);
    assert_int_equal(n.records, 2);
    assert_int_equal(n.quarantined, 4);
    assert_int_equal(ask(p, "SELECT count(*) FROM records WHERE split = 'train' AND id IN "
                            "('mine/train/1', 'mine/train/6')"),
                     2);
    assert_int_equal(ask(p, "SELECT count(*) FROM quarantine WHERE (\"row\", rule) IN ((2, "
                            "'refused_by_mapping'), (3, 'empty_turn'), (4, 'malformed_json'), (5, "
                            "'unreadable_row'))"),
                     4);
    assert_int_equal(
        ask(p, "SELECT count(*) FROM quarantine WHERE octet_length(raw) > 20 AND len(reason) > 5"),
        4);
}

static void ids_that_stand_twice_are_told_apart(void **state)
{
    const place      *p = *state;
    bed_ingest_counts n;
    const char        text[] = "{\"id\":\"x\",\"q\":\"one\",\"a\":\"1\"}\n"
                               "{\"id\":\"y\",\"q\":\"two\",\"a\":\"2\"}\n"
                               "{\"id\":\"x\",\"q\":\"three\",\"a\":\"3\"}\n"
                               "{\"q\":\"four\",\"a\":\"4\"}\n"
                        /* the suffix may be taken */
                        "{\"id\":\"z\",\"q\":\"a\",\"a\":\"5\"}\n"
                        "{\"id\":\"z~2\",\"q\":\"b\",\"a\":\"6\"}\n"
                        "{\"id\":\"z\",\"q\":\"c\",\"a\":\"7\"}\n";

    put(p->in, text, sizeof text - 1);
    assert_int_equal(run(p, (bed_ingest_options){ 0 }, &n, NULL), BED_OK);
    assert_int_equal(ask(p, "SELECT count(DISTINCT id) FROM records"), 7);
    assert_int_equal(n.renamed, 3);
    assert_int_equal(ask(p, "SELECT count(*) FROM records WHERE (id, turns[1].text) IN "
                            "(('mine/train/x', 'one'), ('mine/train/x~2', 'three'), "
                            "('mine/train/y', 'two'), ('mine/train/train-4', 'four'))"),
                     4);
}

#define GOOD "{\"id\":\"1\",\"q\":\"a\",\"a\":\"b\"}\n"

static void a_run_that_fails_leaves_nothing(void **state)
{
    const place *p = *state;
    static const struct {
        const char *text, *map, *part;
        bed_code    code;
    } cases[] = {
        { "", NULL, "empty", BED_EFORMAT },
        { "[{\"id\":\"1\",\"q\":\"a\",\"a\":\"b\"},", NULL, "", BED_EFORMAT },
        { "{\"id\":\"1\",\"q\":\"refuse me\",\"a\":\"b\"}\n", NULL, "all 1 rows", BED_EFORMAT },
        { GOOD, "SELECT 1 AS odd", "'odd' is none", BED_EFORMAT },
        { GOOD, "SELECT file, row FROM input", "'kind' is missing", BED_EFORMAT },
        { GOOD, "SELEC", "SELEC", BED_EFORMAT },
        { GOOD,
          "SELECT file, row, 'qa' AS kind, 'en' AS language, NULL AS turns, 1 AS odd FROM input",
          "odd", BED_EFORMAT },
        { GOOD,
          "SELECT file, row, 'qa' AS kind, 'en' AS language, [turn('patient','a')] AS turns FROM "
          "input, range(2)",
          "one record a row", BED_EFORMAT },
        { GOOD,
          "SELECT file, row, 'qa' AS kind, 'en' AS language, [turn('patient', "
          "error('boom'))] AS turns FROM input",
          "boom", BED_EFORMAT },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_ingest_counts n;
        bed_error         err = { 0 };
        const char       *map = cases[i].map == NULL ? mapping : cases[i].map;

        put(p->in, cases[i].text, strlen(cases[i].text));
        put(p->map, map, strlen(map));
        assert_int_equal(run(p, (bed_ingest_options){ 0 }, &n, &err), cases[i].code);
        if (strstr(err.text, cases[i].part) == NULL)
            fail_msg("case %zu: '%s' lacks '%s'", i, err.text, cases[i].part);
        assert_false(bed_path_exists(p->out));
        char partial[256];
        snprintf(partial, sizeof partial, "%s.partial", p->out);
        assert_false(bed_path_exists(partial));
    }
}

static void a_fault_in_a_mapping_names_its_line(void **state)
{
    static const struct {
        const char *map;
        uint64_t    row;
    } cases[] = {
        { "SELECT file, nothing FROM input", 1 },
        { "\n\n-- two blank lines\nSELECT file,\n  nothing\nFROM input\n", 5 },
        { "SELECT file, row, 'qa' AS kind, 'en' AS language,\n"
          "[turn('patient', 'x'::INT::VARCHAR)] AS turns FROM input",
          2 },
        { "SELECT file, row FROM input", 0 },
    };
    const place *p = *state;

    put(p->in, GOOD, sizeof GOOD - 1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_ingest_counts n;
        bed_error         err = { 0 };

        put(p->map, cases[i].map, strlen(cases[i].map));
        assert_int_equal(run(p, (bed_ingest_options){ 0 }, &n, &err), BED_EFORMAT);
        assert_string_equal(err.file, p->map);
        if (err.row != cases[i].row)
            fail_msg("case %zu: row %d: %s", i, (int)err.row, err.text);
        assert_null(strstr(err.text, "of the statement"));
    }
}

static void an_existing_folder_is_left_alone(void **state)
{
    const place      *p = *state;
    bed_ingest_counts n;
    bed_error         err    = { 0 };
    const char        text[] = "{\"id\":\"1\",\"q\":\"a\",\"a\":\"b\"}\n";
    char              inner[256];

    put(p->in, text, sizeof text - 1);
    assert_int_equal(bed_dir_create(p->out, NULL), BED_OK);
    snprintf(inner, sizeof inner, "%s/mine.txt", p->out);
    put(inner, "precious", 8);
    assert_int_equal(run(p, (bed_ingest_options){ .overwrite = true }, &n, &err), BED_EARGUMENT);
    assert_true(bed_path_exists(inner));
    assert_int_equal(bed_dir_remove(p->out, NULL), BED_OK);
    assert_int_equal(run(p, (bed_ingest_options){ 0 }, &n, NULL), BED_OK);
    assert_int_equal(run(p, (bed_ingest_options){ 0 }, &n, &err), BED_EARGUMENT);
    assert_int_equal(run(p, (bed_ingest_options){ .overwrite = true }, &n, NULL), BED_OK);
}

static bed_status run_paths(const place *p, const char *const *paths, size_t n, const char *out,
                            bed_ingest_counts *counts, bed_error *err)
{
    const bed_ingest_options o = {
        .dataset = "mine", .paths = paths, .n_paths = n, .out = out, .map = p->map
    };
    bed_run_record record;
    bed_status     st;

    bed_run_record_init(&record, "ingest", 0);
    st = bed_ingest(NULL, &o, counts, &record, err);
    bed_run_record_deinit(&record);
    return st;
}

/* What a killed run left is cleared; what is not ours, or is being written to, is not. */
static void remains_are_cleared_and_the_rest_left_alone(void **state)
{
    const place      *p = *state;
    bed_ingest_counts n;
    bed_error         err = { 0 };
    char              partial[160], mark[192], inner[192];

    put(p->in, GOOD, sizeof GOOD - 1);
    snprintf(partial, sizeof partial, "%s.partial", p->out);
    snprintf(mark, sizeof mark, "%s/.bedside", partial);
    snprintf(inner, sizeof inner, "%s/corpus", partial);
    assert_int_equal(bed_dir_create(inner, NULL), BED_OK);
    assert_int_equal(run(p, (bed_ingest_options){ 0 }, &n, &err), BED_EARGUMENT);
    assert_non_null(strstr(err.text, "not made by a run"));
    assert_true(bed_path_is_dir(inner));

    put(mark, "", 0);
    const int fd = open(mark, O_RDWR);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    assert_int_equal(run(p, (bed_ingest_options){ 0 }, &n, &err), BED_EARGUMENT);
    assert_non_null(strstr(err.text, "another run"));
    assert_true(bed_path_is_dir(inner));
    close(fd);

    assert_int_equal(run(p, (bed_ingest_options){ 0 }, &n, &err), BED_OK);
    assert_false(bed_path_exists(partial));
    assert_int_equal(n.records, 1);
}

static void odd_paths_work_or_are_refused(void **state)
{
    static const struct {
        const char *name;
        bed_code    code;
    } cases[] = {
        { "with space", BED_OK },
        { "quo'te\"s", BED_OK },
        { "per%cent%s", BED_OK },
        { "st*r", BED_OK },
        { "q?m", BED_OK },
        { "br[a]c", BED_OK },
        { "[", BED_OK },
        { "a{b,c}", BED_OK },
        { "new\nline", BED_OK },
        { "\xe7\x97\x85", BED_OK },
        { "back\\slash", BED_EARGUMENT },
        { "\xff", BED_EARGUMENT },
    };
    const place *p = *state;

    put(p->in, GOOD "{\"id\":\"2\"}\n", sizeof GOOD + 10);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        place             odd = *p;
        bed_ingest_counts n;
        bed_error         err = { 0 };

        snprintf(odd.out, sizeof odd.out, "%s/%s", p->dir, cases[i].name);
        const bed_status st = run(&odd, (bed_ingest_options){ 0 }, &n, &err);
        if (st != cases[i].code)
            fail_msg("'%s': %s %s", cases[i].name, bed_code_name(st), err.text);
        if (st == BED_OK)
            assert_int_equal(ask(&odd, "SELECT (SELECT count(*) FROM records) + "
                                       "(SELECT count(*) FROM quarantine)"),
                             2);
    }
    /* "st*r" beside "star" is itself alone */
    place             star = *p;
    bed_ingest_counts n;
    snprintf(star.out, sizeof star.out, "%s/star", p->dir);
    assert_int_equal(run(&star, (bed_ingest_options){ 0 }, &n, NULL), BED_OK);
    snprintf(star.out, sizeof star.out, "%s/st*r", p->dir);
    assert_int_equal(ask(&star, "SELECT count(*) FROM records"), 1);
}

static void files_of_one_name_are_told_apart(void **state)
{
    const place      *p = *state;
    char              us[128], tw[128], one[192], other[192];
    const char *const folders[] = { us, tw };
    bed_ingest_counts n;
    bed_error         err = { 0 };

    snprintf(us, sizeof us, "%s/US", p->dir);
    snprintf(tw, sizeof tw, "%s/TW", p->dir);
    assert_int_equal(bed_dir_create(us, NULL), BED_OK);
    assert_int_equal(bed_dir_create(tw, NULL), BED_OK);
    snprintf(one, sizeof one, "%s/train.jsonl", us);
    snprintf(other, sizeof other, "%s/train.jsonl", tw);
    put(one, GOOD "{\"id\":\"2\"}\n", sizeof GOOD + 10);
    put(other, GOOD "{\"id\":\"2\"}\n", sizeof GOOD + 10);
    if (run_paths(p, folders, 2, p->out, &n, &err) != BED_OK)
        fail_msg("%s", err.text);
    assert_int_equal(n.records, 2);
    assert_int_equal(n.quarantined, 2);
    assert_int_equal(ask(p, "SELECT count(DISTINCT source.file) FROM records"), 2);
    assert_int_equal(ask(p, "SELECT count(DISTINCT file) FROM quarantine"), 2);
}

static void nothing_is_read_twice_or_written_over(void **state)
{
    const place      *p = *state;
    char              sub[96], dotted[192], below[192];
    bed_ingest_counts n;

    snprintf(sub, sizeof sub, "%s/sub", p->dir);
    snprintf(below, sizeof below, "%s/sub/train.jsonl", p->dir);
    snprintf(dotted, sizeof dotted, "%s/sub/../sub//train.jsonl", p->dir);
    assert_int_equal(bed_dir_create(sub, NULL), BED_OK);
    put(below, GOOD, sizeof GOOD - 1);
    const char *const twice[]  = { below, dotted };
    const char *const nested[] = { below, sub };

    for (size_t i = 0; i < 2; i++) {
        bed_error err = { 0 };

        assert_int_equal(run_paths(p, i == 0 ? twice : nested, 2, p->out, &n, &err), BED_EARGUMENT);
        assert_non_null(strstr(err.text, "read twice"));
    }
    /* a corpus may stand in the folder that is read: it is no input, now and the next time */
    char out[128];
    snprintf(out, sizeof out, "%s/sub/corpus", p->dir);
    place inside = *p;
    snprintf(inside.in, sizeof inside.in, "%s", sub);
    snprintf(inside.out, sizeof inside.out, "%s", out);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(run(&inside, (bed_ingest_options){ .overwrite = true }, &n, NULL), BED_OK);
        assert_int_equal(n.files, 1);
        assert_int_equal(n.rows, 1);
    }
    /* but what is named may not stand where the corpus will */
    snprintf(inside.in, sizeof inside.in, "%s/sub/corpus/manifest.json", p->dir);
    assert_int_equal(run(&inside, (bed_ingest_options){ .overwrite = true }, &n, NULL),
                     BED_EARGUMENT);
    assert_true(bed_path_exists(inside.in));
}

static void names_that_go_into_ids_and_files_are_checked(void **state)
{
    static const char *const bad[] = { "",        "../x", "a/b",         "a b",
                                       ".hidden", "-x",   "caf\xc3\xa9", "a'b" };
    const place             *p     = *state;
    bed_ingest_counts        n;
    bed_run_record           record;
    const char              *path = p->in;

    put(p->in, GOOD, sizeof GOOD - 1);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        bed_ingest_options o = {
            .dataset = bad[i], .paths = &path, .n_paths = 1, .out = p->out, .map = p->map
        };

        assert_int_equal(run(p, (bed_ingest_options){ .split = bad[i] }, &n, NULL), BED_EARGUMENT);
        bed_run_record_init(&record, "ingest", 0);
        assert_int_equal(bed_ingest(NULL, &o, &n, &record, NULL), BED_EARGUMENT);
        bed_run_record_deinit(&record);
    }
    assert_int_equal(run(p, (bed_ingest_options){ .split = "train-hard_2.x" }, &n, NULL), BED_OK);
}

static void a_name_that_is_no_utf8_is_shown_by_its_bytes(void **state)
{
    place            *p = *state;
    bed_ingest_counts n;
    bed_error         err = { 0 };

    snprintf(p->in, sizeof p->in, "%s/tr\xff\xfein.jsonl", p->dir);
    put(p->in, GOOD, sizeof GOOD - 1);
    if (run(p, (bed_ingest_options){ 0 }, &n, &err) != BED_OK)
        fail_msg("%s", err.text);
    assert_int_equal(ask(p, "SELECT count(*) FROM records WHERE source.file = "
                            "'tr\\xFF\\xFEin.jsonl'"),
                     1);
}

static void a_record_too_long_for_memory_is_refused_alone(void **state)
{
    const place      *p    = *state;
    bed_buffer        text = BED_BUFFER((size_t)64 << 20);
    bed_ingest_counts n;
    bed_error         err = { 0 };
    char             *at;

    assert_int_equal(
        bed_buffer_add(&text, BED_STR(GOOD "{\"id\":\"2\",\"a\":\"b\",\"q\":\""), NULL), BED_OK);
    assert_int_equal(bed_buffer_reserve(&text, BED_INGEST_RECORD_BYTES, &at, NULL), BED_OK);
    memset(at, 'x', BED_INGEST_RECORD_BYTES);
    text.len += BED_INGEST_RECORD_BYTES;
    assert_int_equal(
        bed_buffer_add(&text, BED_STR("\"}\n{\"id\":\"3\",\"q\":\"c\",\"a\":\"d\"}\n"), NULL),
        BED_OK);
    put(p->in, text.ptr, text.len);
    bed_buffer_deinit(&text);
    if (run(p, (bed_ingest_options){ 0 }, &n, &err) != BED_OK)
        fail_msg("%s", err.text);
    assert_int_equal(n.records, 2);
    assert_int_equal(n.quarantined, 1);
    assert_int_equal(ask(p, "SELECT \"row\" FROM quarantine WHERE rule = 'unreadable_row' AND "
                            "octet_length(raw) = 1048576"),
                     2);
}

static void a_broken_file_ends_alone_when_asked(void **state)
{
    place            *p = *state;
    bed_ingest_counts n;
    const char        text[] = "[{\"id\":\"1\",\"q\":\"a\",\"a\":\"b\"}, {\"id\":\"2\",\"q\":\"c";

    snprintf(p->in, sizeof p->in, "%s/train.json", p->dir);
    put(p->in, text, sizeof text - 1);
    assert_int_equal(run(p, (bed_ingest_options){ .keep_going = true }, &n, NULL), BED_OK);
    assert_int_equal(n.records, 1);
    assert_int_equal(n.quarantined, 1);
    assert_int_equal(n.broken, 1);
}

static void hash_of_records(const place *p, char out[BED_SHA256_TEXT])
{
    bed_arena     arena = BED_ARENA(1 << 20);
    bed_file_list files;
    bed_sha256   *h;
    char          one[BED_SHA256_TEXT];

    assert_int_equal(bed_sha256_create(&h, NULL), BED_OK);
    assert_int_equal(bed_file_walk(p->out, &arena, &files, NULL), BED_OK);
    for (size_t i = 0; i < files.n; i++) {
        if (strcmp(bed_path_name(files.paths[i]), "run.json") == 0)
            continue;
        assert_int_equal(bed_sha256_of_file(files.paths[i], one, NULL), BED_OK);
        assert_int_equal(bed_sha256_add(h, bed_str_of(bed_path_name(files.paths[i])), NULL),
                         BED_OK);
        assert_int_equal(bed_sha256_add(h, bed_str_of(one), NULL), BED_OK);
    }
    assert_int_equal(bed_sha256_finish(h, out, NULL), BED_OK);
    bed_sha256_destroy(h);
    bed_arena_deinit(&arena);
}

static void bytes_are_the_same_at_any_number_of_threads(void **state)
{
    const place      *p    = *state;
    bed_buffer        text = BED_BUFFER((size_t)128 << 20);
    bed_ingest_counts n;
    char              first[BED_SHA256_TEXT], other[BED_SHA256_TEXT];

    for (int i = 0; text.len < ((size_t)40 << 20); i++)
        assert_int_equal(bed_buffer_printf(&text, NULL,
                                           "{\"id\":\"%d\",\"q\":\"question %d about a pain that "
                                           "comes and goes\",\"a\":\"%s\"}\n",
                                           i, i, i % 1000 == 7 ? "" : "rest, and drink enough"),
                         BED_OK);
    put(p->in, text.ptr, text.len);
    bed_buffer_deinit(&text);
    for (size_t threads = 1; threads <= 7; threads += threads == 1 ? 1 : 5) {
        assert_int_equal(
            run(p, (bed_ingest_options){ .n_threads = threads, .overwrite = true }, &n, NULL),
            BED_OK);
        hash_of_records(p, threads == 1 ? first : other);
        if (threads > 1)
            assert_string_equal(first, other);
    }
    assert_true(n.quarantined > 100);
    assert_int_equal(n.rows, n.records + n.quarantined);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, drop_place)
    const struct CMUnitTest tests[] = {
        TEST(every_row_comes_out_somewhere),
        TEST(ids_that_stand_twice_are_told_apart),
        TEST(a_run_that_fails_leaves_nothing),
        TEST(a_fault_in_a_mapping_names_its_line),
        TEST(an_existing_folder_is_left_alone),
        TEST(remains_are_cleared_and_the_rest_left_alone),
        TEST(odd_paths_work_or_are_refused),
        TEST(files_of_one_name_are_told_apart),
        TEST(nothing_is_read_twice_or_written_over),
        TEST(names_that_go_into_ids_and_files_are_checked),
        TEST(a_name_that_is_no_utf8_is_shown_by_its_bytes),
        TEST(a_record_too_long_for_memory_is_refused_alone),
        TEST(a_broken_file_ends_alone_when_asked),
        TEST(bytes_are_the_same_at_any_number_of_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
