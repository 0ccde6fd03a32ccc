#include "pull/pull.h"
#include "pull/test_server.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { BODY_BYTES = 300000 };

/* A dataset of one file, /data.json on the test's server, and a folder for it. */
typedef struct world {
    server           s;
    route            r;
    char             dir[64], url[128], sha256[BED_SHA256_TEXT];
    bed_download     download;
    bed_dataset      dataset;
    bed_pull_options o;
    bed_pull_result  result;
    bed_error        err;
} world;

static char body[BODY_BYTES];

static void fill_body(void)
{
    bed_rng rng = bed_rng_split(1, BED_STR("body"), 0);

    for (size_t i = 0; i < sizeof body; i++)
        body[i] = (char)bed_rng_below(&rng, 256);
}

/* The route is of the whole body, with a tag and ranges; the catalogue knows size and hash. */
static void world_open(world *w)
{
    memset(w, 0, sizeof *w);
    w->r = (route){
        .path = "/data.json", .body = { body, sizeof body }, .etag = "\"one\"", .ranges = true
    };
    snprintf(w->dir, sizeof w->dir, "/tmp/bedside_pull_XXXXXX");
    assert_non_null(mkdtemp(w->dir));
    assert_int_equal(bed_sha256_of(w->r.body, w->sha256, NULL), BED_OK);
    server_start(&w->s, &w->r, 1);
    snprintf(w->url, sizeof w->url, "http://127.0.0.1:%u/data.json", w->s.port);
    w->download = (bed_download){ .url    = w->url,
                                  .file   = "sub/data.json",
                                  .bytes  = sizeof body,
                                  .sha256 = w->sha256,
                                  .title  = "data" };
    w->dataset  = (bed_dataset){ .key = "tiny", .downloads = &w->download, .n_downloads = 1 };
    w->o        = (bed_pull_options){
               .dir = w->dir, .retries = 3, .retry_s = 0.01, .retry_max_s = 0.05, .stall_s = 1
    };
}

static void world_close(world *w)
{
    bed_pull_result_deinit(&w->result);
    server_stop(&w->s);
    assert_int_equal(bed_dir_remove(w->dir, NULL), BED_OK);
}

static void nothing_is_known(world *w)
{
    w->download.bytes  = 0;
    w->download.sha256 = "";
}

static bed_status pull(world *w)
{
    bed_run_record record;

    bed_pull_result_deinit(&w->result);
    w->err = (bed_error){ 0 };
    bed_run_record_init(&record, "pull", 0);
    const bed_status st = bed_pull(&w->dataset, &w->o, &w->result, &record, &w->err);
    bed_run_record_deinit(&record);
    return st;
}

static const char *at(const world *w, const char *name)
{
    static char path[BED_PATH_MAX];

    assert_int_equal(bed_path_join(path, w->dir, name, NULL), BED_OK);
    return path;
}

/* The file is in its place with these bytes, and nothing of it is left unfinished. */
static void assert_whole(world *w, bed_str bytes)
{
    bed_buffer found = BED_BUFFER(1 << 20);

    assert_int_equal(bed_file_read(at(w, "sub/data.json"), &found, NULL), BED_OK);
    assert_int_equal(found.len, bytes.len);
    assert_memory_equal(found.ptr, bytes.ptr, bytes.len);
    bed_buffer_deinit(&found);
    assert_false(bed_path_exists(at(w, ".pull/sub/data.json.part")));
}

static void assert_fetched(world *w, bed_str bytes)
{
    const bed_status st = pull(w);

    if (st != BED_OK || w->result.files[0].state != BED_PULL_FETCHED)
        fail_msg("%s: '%s' '%s'", bed_code_name(st), w->err.text,
                 w->result.n_files > 0 ? w->result.files[0].why.text : "");
    assert_whole(w, bytes);
}

/* The pull came to its end, and the file failed for this reason; nothing has its name. */
static void assert_fails(world *w, bed_code code, const char *why)
{
    assert_int_equal(pull(w), BED_OK);
    assert_int_equal(w->result.n_failed, 1);
    assert_int_equal(w->result.files[0].state, BED_PULL_FAILED);
    assert_int_equal(w->result.files[0].why.code, code);
    if (strstr(w->result.files[0].why.text, why) == NULL)
        fail_msg("expected '%s', found '%s'", why, w->result.files[0].why.text);
    assert_false(bed_path_exists(at(w, "sub/data.json")));
}

static uint64_t part_bytes(world *w)
{
    uint64_t n = 0;

    return bed_file_size(at(w, ".pull/sub/data.json.part"), &n, NULL) == BED_OK ? n : 0;
}

/* ---- what goes well ---- */

static void fetches_a_file_whole(void **unused)
{
    world w;
    char  agent[64], coding[64];

    (void)unused;
    world_open(&w);
    assert_fetched(&w, w.r.body);
    assert_int_equal(w.result.bytes_fetched, sizeof body);
    assert_string_equal(w.result.files[0].sha256, w.sha256);
    assert_string_equal(header_of(w.r.last, "User-Agent", agent, sizeof agent),
                        "bedside/" BEDSIDE_VERSION);
    assert_string_equal(header_of(w.r.last, "Accept-Encoding", coding, sizeof coding), "identity");
    assert_true(bed_path_exists(at(&w, ".pull/run.json")));
    world_close(&w);
}

static void a_file_that_is_there_is_checked_and_not_fetched(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    assert_fetched(&w, w.r.body);
    assert_int_equal(pull(&w), BED_OK);
    assert_int_equal(w.result.files[0].state, BED_PULL_VERIFIED);
    assert_int_equal(w.r.n_requests, 1);
    nothing_is_known(&w); /* then what was found when it was fetched counts */
    assert_int_equal(pull(&w), BED_OK);
    assert_int_equal(w.result.files[0].state, BED_PULL_VERIFIED);
    assert_int_equal(w.r.n_requests, 1);
    world_close(&w);
}

static void a_file_put_there_by_hand_is_checked_as_far_as_can_be(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    assert_int_equal(bed_dir_create(at(&w, "sub"), NULL), BED_OK);
    assert_int_equal(bed_file_write(at(&w, "sub/data.json"), w.r.body, NULL), BED_OK);
    w.o.offline = true;
    assert_int_equal(pull(&w), BED_OK);
    assert_int_equal(w.result.files[0].state, BED_PULL_VERIFIED);
    nothing_is_known(&w);
    assert_int_equal(pull(&w), BED_OK);
    assert_int_equal(w.result.files[0].state, BED_PULL_UNKNOWN);
    assert_int_equal(w.r.n_requests, 0);
    world_close(&w);
}

static void another_file_of_that_name_is_left_alone(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    assert_int_equal(bed_dir_create(at(&w, "sub"), NULL), BED_OK);
    assert_int_equal(bed_file_write(at(&w, "sub/data.json"), BED_STR("mine"), NULL), BED_OK);
    assert_int_equal(pull(&w), BED_OK);
    assert_int_equal(w.result.files[0].state, BED_PULL_OTHER);
    assert_non_null(strstr(w.result.files[0].why.text, "expected 300000 bytes, found 4"));
    w.download.bytes = 0;
    assert_int_equal(pull(&w), BED_OK);
    assert_int_equal(w.result.files[0].state, BED_PULL_OTHER);
    assert_non_null(strstr(w.result.files[0].why.text, "expected SHA-256 "));
    assert_int_equal(w.r.n_requests, 0);
    w.o.overwrite = true;
    assert_fetched(&w, w.r.body);
    world_close(&w);
}

static void an_empty_file_is_a_file(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    nothing_is_known(&w);
    w.r.body.len = 0;
    assert_fetched(&w, w.r.body);
    world_close(&w);
}

static void a_file_of_unknown_length_ends_where_the_connection_does(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.r.unbounded = true;
    assert_fetched(&w, w.r.body);
    world_close(&w);
}

static void chunks_are_put_together(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    nothing_is_known(&w);
    w.r.chunked = true;
    assert_fetched(&w, w.r.body);
    world_close(&w);
}

/* ---- connections that break ---- */

static void goes_on_where_the_connection_broke(void **unused)
{
    world w;
    char  range[64], condition[64];

    (void)unused;
    world_open(&w);
    w.r.cut    = 50000;
    w.r.n_cuts = 5;
    assert_fetched(&w, w.r.body);
    assert_int_equal(w.r.n_requests, 6);
    assert_int_equal(w.result.bytes_fetched, sizeof body);
    assert_string_equal(header_of(w.r.last, "Range", range, sizeof range), "bytes=250000-");
    assert_string_equal(header_of(w.r.last, "If-Range", condition, sizeof condition), "\"one\"");
    world_close(&w);
}

static void progress_is_no_failure_however_often_it_breaks(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.r.cut    = 10000;
    w.r.n_cuts = -1;
    assert_fetched(&w, w.r.body);
    assert_int_equal(w.r.n_requests, 30);
    world_close(&w);
}

static void chunks_that_break_off_are_gone_on_with(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.r.chunked = true;
    w.r.cut     = 120000;
    w.r.n_cuts  = 1;
    assert_fetched(&w, w.r.body);
    assert_int_equal(w.r.n_requests, 2);
    world_close(&w);
}

static void without_ranges_it_starts_over(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.r.ranges = false;
    w.r.cut    = 200000;
    w.r.n_cuts = 2;
    assert_fetched(&w, w.r.body);
    assert_int_equal(w.result.bytes_fetched, 200000 * 2 + sizeof body);
    world_close(&w);
}

static void gives_up_on_a_server_that_never_gets_further(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.r.ranges = false;
    w.r.cut    = 1000;
    w.r.n_cuts = -1;
    assert_fails(&w, BED_EREAD, "127.0.0.1");
    assert_int_equal(w.r.n_requests, 5); /* one that brought something and four that did not */
    assert_int_equal(part_bytes(&w), 1000);
    world_close(&w);
}

static void a_server_that_falls_silent_is_asked_again(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.r.n_stalls = 1;
    assert_fetched(&w, w.r.body);
    assert_int_equal(w.r.n_requests, 2);
    assert_int_equal(w.result.bytes_fetched, sizeof body);
    world_close(&w);
}

/* ---- parts of an earlier run ---- */

/* A run that ends after `n` bytes. */
static void leave_part(world *w, size_t n)
{
    w->r.cut     = n;
    w->r.n_cuts  = -1;
    w->o.retries = 0;
    w->r.ranges  = false;
    assert_int_equal(pull(w), BED_OK);
    assert_int_equal(part_bytes(w), n);
    w->r.cut        = 0;
    w->r.ranges     = true;
    w->o.retries    = 3;
    w->r.n_requests = 0;
}

static void the_next_run_goes_on_with_the_part(void **unused)
{
    world           w;
    bed_pull_result plan = { 0 };

    (void)unused;
    world_open(&w);
    leave_part(&w, 123456);
    assert_int_equal(bed_pull_plan(&w.dataset, &w.o, &plan, NULL), BED_OK);
    assert_int_equal(plan.files[0].state, BED_PULL_PARTIAL);
    assert_int_equal(plan.files[0].bytes, 123456);
    bed_pull_result_deinit(&plan);
    assert_fetched(&w, w.r.body);
    assert_true(w.result.files[0].resumed);
    assert_int_equal(w.result.bytes_fetched, sizeof body - 123456);
    world_close(&w);
}

static void the_date_stands_in_for_a_weak_tag(void **unused)
{
    world w;
    char  condition[64];

    (void)unused;
    world_open(&w);
    nothing_is_known(&w);
    w.r.etag          = "W/\"one\"";
    w.r.last_modified = "Tue, 14 Nov 2023 22:13:20 GMT";
    leave_part(&w, 100000);
    assert_fetched(&w, w.r.body);
    assert_string_equal(header_of(w.r.last, "If-Range", condition, sizeof condition),
                        "Tue, 14 Nov 2023 22:13:20 GMT");
    assert_int_equal(w.result.bytes_fetched, sizeof body - 100000);
    world_close(&w);
}

static void without_tag_date_or_hash_it_starts_over(void **unused)
{
    world w;
    char  range[64];

    (void)unused;
    world_open(&w);
    nothing_is_known(&w);
    w.r.etag = NULL;
    leave_part(&w, 100000);
    assert_fetched(&w, w.r.body);
    assert_string_equal(header_of(w.r.last, "Range", range, sizeof range), "");
    world_close(&w);
}

static void a_known_hash_vouches_where_the_server_does_not(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.r.etag = NULL;
    leave_part(&w, 100000);
    assert_fetched(&w, w.r.body);
    assert_int_equal(w.result.bytes_fetched, sizeof body - 100000);
    world_close(&w);
}

static void a_file_that_changed_is_fetched_from_its_beginning(void **unused)
{
    world w;
    char  other[1000];

    (void)unused;
    world_open(&w);
    nothing_is_known(&w);
    leave_part(&w, 500);
    memset(other, 'x', sizeof other);
    w.r.body = (bed_str){ other, sizeof other };
    w.r.etag = "\"two\"";
    assert_fetched(&w, w.r.body);
    world_close(&w);
}

static void a_server_deaf_to_the_condition_is_seen_through(void **unused)
{
    world w;
    char  other[1000];

    (void)unused;
    world_open(&w);
    nothing_is_known(&w);
    leave_part(&w, 500);
    memset(other, 'x', sizeof other);
    w.r.body = (bed_str){ other, sizeof other };
    w.r.etag = "\"two\"";
    w.r.deaf = true;
    assert_fetched(&w, w.r.body);
    world_close(&w);
}

static void a_piece_from_elsewhere_is_not_appended(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    leave_part(&w, 500);
    w.r.shift = 7;
    assert_fetched(&w, w.r.body);
    world_close(&w);
}

static void a_spoilt_part_is_fetched_anew(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    leave_part(&w, 100000);
    FILE *f = fopen(at(&w, ".pull/sub/data.json.part"), "r+b");
    assert_non_null(f);
    assert_int_equal(fputc(body[0] ^ 1, f), (unsigned char)(body[0] ^ 1));
    assert_int_equal(fclose(f), 0);
    assert_fetched(&w, w.r.body);
    assert_int_equal(w.result.bytes_fetched, sizeof body - 100000 + sizeof body);
    world_close(&w);
}

static void a_part_that_is_whole_needs_no_request(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    leave_part(&w, 500);
    assert_int_equal(bed_file_write(at(&w, ".pull/sub/data.json.part"), w.r.body, NULL), BED_OK);
    assert_fetched(&w, w.r.body);
    assert_int_equal(w.r.n_requests, 0);
    nothing_is_known(
        &w); /* and when its size is not known, the server says that there is no more */
    assert_int_equal(bed_dir_remove(at(&w, "sub"), NULL), BED_OK);
    assert_int_equal(bed_dir_remove(at(&w, ".pull"), NULL), BED_OK);
    leave_part(&w, 500);
    assert_int_equal(bed_file_write(at(&w, ".pull/sub/data.json.part"), w.r.body, NULL), BED_OK);
    assert_fetched(&w, w.r.body);
    assert_int_equal(w.r.n_requests, 1);
    assert_int_equal(w.result.bytes_fetched, 0);
    world_close(&w);
}

static void a_part_longer_than_the_file_is_dropped(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    nothing_is_known(&w);
    leave_part(&w, 500);
    w.r.body.len = 400;
    assert_fetched(&w, w.r.body);
    world_close(&w);
}

static void a_part_of_another_address_is_not_gone_on_with(void **unused)
{
    world w;
    route second[2];

    (void)unused;
    world_open(&w);
    nothing_is_known(&w);
    leave_part(&w, 500);
    server_stop(&w.s);
    second[0]      = w.r;
    second[0].path = "/moved.json";
    server_start(&w.s, second, 1);
    snprintf(w.url, sizeof w.url, "http://127.0.0.1:%u/moved.json", w.s.port);
    assert_fetched(&w, w.r.body);
    assert_false(w.result.files[0].resumed);
    world_close(&w);
}

/* ---- lies ---- */

static void a_server_with_another_size_is_told_before_it_is_fetched(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.r.lie = 5;
    assert_fails(&w, BED_EFORMAT, "expected 300000 bytes, the server has 300005");
    assert_int_equal(w.result.bytes_fetched, 0);
    world_close(&w);
}

static void a_length_that_is_too_long_is_never_reached(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.download.bytes = 0;
    w.r.lie          = 5;
    assert_fails(&w, BED_EFORMAT, "expected 300005 bytes, found 300000");
    assert_int_equal(part_bytes(&w), 0);
    world_close(&w);
}

static void a_length_that_is_too_short_gives_the_wrong_hash(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.download.bytes = 0;
    w.r.lie          = -5;
    assert_fails(&w, BED_EFORMAT, "expected SHA-256 ");
    assert_int_equal(part_bytes(&w), 0);
    world_close(&w);
}

static void more_than_was_expected_is_cut_off(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.download.bytes = 1000;
    w.r.chunked      = true;
    assert_fails(&w, BED_EFORMAT, "expected 1000 bytes, the server sends more");
    assert_int_equal(part_bytes(&w), 0);
    world_close(&w);
}

static void less_than_was_expected_is_told(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.download.bytes = BODY_BYTES + 1;
    w.r.chunked      = true;
    assert_fails(&w, BED_EFORMAT, "expected 300001 bytes, found 300000");
    world_close(&w);
}

static void a_wrong_hash_leaves_no_file(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.download.sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_fails(&w, BED_EFORMAT, "expected SHA-256 e3b0c44");
    assert_non_null(strstr(w.result.files[0].why.text, w.sha256));
    assert_int_equal(part_bytes(&w), 0);
    assert_int_equal(w.r.n_requests, 1);
    world_close(&w);
}

static void what_the_link_says_of_the_file_is_held_against_it(void **unused)
{
    static const char claims[] =
        "X-Linked-Etag: \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"\r\n";
    world w;

    (void)unused;
    world_open(&w);
    w.r.headers = claims;
    assert_fails(&w, BED_EFORMAT, "the server has e3b0c44");
    w.download.sha256 = "";
    assert_fails(&w, BED_EFORMAT, "expected SHA-256 e3b0c44");
    w.r.headers = "X-Linked-Size: 7\r\n";
    assert_fails(&w, BED_EFORMAT, "announced 7 bytes");
    world_close(&w);
}

static void an_encoded_file_is_not_taken_for_the_file(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.r.headers = "Content-Encoding: gzip\r\n";
    assert_fails(&w, BED_EFORMAT, "encoded (gzip)");
    w.download.file = "data.json.gz"; /* its bytes as they stand are the file */
    assert_int_equal(pull(&w), BED_OK);
    assert_int_equal(w.result.n_fetched, 1);
    world_close(&w);
}

static void a_web_page_is_not_taken_for_the_file(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    nothing_is_known(&w);
    leave_part(&w, 500);
    w.r.headers = "Content-Type: text/html\r\n";
    w.r.etag    = "\"page\"";
    assert_fails(&w, BED_EFORMAT, "a web page came");
    assert_int_equal(part_bytes(&w), 500); /* it may be a network that asks for a login */
    w.r.headers = NULL;
    w.r.etag    = "\"one\"";
    assert_fetched(&w, w.r.body);
    assert_true(w.result.files[0].resumed);
    world_close(&w);
}

/* ---- statuses ---- */

static void a_fault_of_the_server_is_tried_again(void **unused)
{
    static const char *const faults[] = { "HTTP/1.1 500 Oh\r\n", "HTTP/1.1 503 Busy\r\n",
                                          "HTTP/1.1 429 Slow\r\nRetry-After: 0\r\n",
                                          "HTTP/1.1 408 Late\r\n" };

    (void)unused;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        world w;

        world_open(&w);
        w.r.instead   = faults[i];
        w.r.n_instead = 2;
        assert_fetched(&w, w.r.body);
        assert_int_equal(w.r.n_requests, 3);
        world_close(&w);
    }
}

static void a_fault_that_lasts_is_given_up(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.r.instead   = "HTTP/1.1 500 Oh\r\n";
    w.r.n_instead = -1;
    assert_fails(&w, BED_EREAD, "127.0.0.1 answers 500");
    assert_int_equal(w.r.n_requests, 4);
    world_close(&w);
}

static void what_is_not_there_is_not_asked_for_again(void **unused)
{
    static const char *const faults[] = { "HTTP/1.1 404 No\r\n",      "HTTP/1.1 410 Gone\r\n",
                                          "HTTP/1.1 403 No\r\n",      "HTTP/1.1 401 Who\r\n",
                                          "HTTP/1.1 204 Nothing\r\n", "HTTP/1.1 304 Same\r\n" };

    (void)unused;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        world w;

        world_open(&w);
        w.r.instead   = faults[i];
        w.r.n_instead = -1;
        assert_fails(&w, BED_EREAD, "127.0.0.1 answers ");
        assert_int_equal(w.r.n_requests, 1);
        world_close(&w);
    }
}

static void patience_that_is_asked_for_is_had(void **unused)
{
    world        w;
    const double start = bed_wall_s();

    (void)unused;
    world_open(&w);
    w.o.retry_max_s = 1;
    w.r.instead     = "HTTP/1.1 429 Slow\r\nRetry-After: 1\r\n";
    w.r.n_instead   = 1;
    assert_fetched(&w, w.r.body);
    assert_true(bed_wall_s() - start >= 1);
    w.r.n_instead = -1;
    w.r.instead   = "HTTP/1.1 503 Busy\r\nRetry-After: 3600\r\n";
    assert_int_equal(bed_dir_remove(at(&w, "sub"), NULL), BED_OK);
    assert_fails(&w, BED_EREAD, "asks for 3600 s of patience");
    world_close(&w);
}

static void no_http_at_all_is_told(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.r.instead   = "SSH-2.0-OpenSSH_9\r\n";
    w.r.n_instead = -1;
    assert_fails(&w, BED_EREAD, "127.0.0.1");
    world_close(&w);
}

/* ---- redirects ---- */

static void redirect_through(const char *location, const char *says)
{
    world w;
    route routes[3];
    char  first[256], url[128];

    world_open(&w);
    server_stop(&w.s);
    routes[0] = (route){ .path = "/a/start", .n_instead = -1 };
    routes[1] = w.r;
    routes[2] = (route){ .path      = "/a/loop",
                         .n_instead = -1,
                         .instead   = "HTTP/1.1 302 Found\r\nLocation: loop\r\n" };
    server_start(&w.s, routes, 3);
    snprintf(url, sizeof url, location, w.s.port);
    snprintf(first, sizeof first, "HTTP/1.1 301 Moved\r\nLocation: %s\r\n", url);
    routes[0].instead = first;
    snprintf(w.url, sizeof w.url, "http://127.0.0.1:%u/a/start", w.s.port);
    if (says == NULL)
        assert_fetched(&w, w.r.body);
    else
        assert_fails(&w, BED_EREAD, says);
    world_close(&w);
}

static void redirects_are_followed_within_reason(void **unused)
{
    (void)unused;
    redirect_through("../data.json", NULL);
    redirect_through("/data.json", NULL);
    redirect_through("http://127.0.0.1:%u/data.json", NULL);
    redirect_through("//127.0.0.1:%u/data.json#part", NULL);
    redirect_through("/a/loop", "more than 10 redirects");
    redirect_through("file:///etc/passwd", "not followed: neither https nor http");
    redirect_through("ftp://127.0.0.1/x", "not followed: neither https nor http");
    redirect_through("/nowhere", "answers 404");
}

static void a_redirect_without_an_address_is_told(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.r.instead   = "HTTP/1.1 302 Found\r\n";
    w.r.n_instead = -1;
    assert_fails(&w, BED_EREAD, "a redirect to nowhere");
    world_close(&w);
}

static void a_redirect_keeps_the_place_to_go_on_from(void **unused)
{
    world w;
    route routes[2];
    char  range[64];

    (void)unused;
    world_open(&w);
    server_stop(&w.s);
    routes[0]        = (route){ .path      = "/start",
                                .n_instead = -1,
                                .instead   = "HTTP/1.1 307 Moved\r\nLocation: /data.json\r\n" };
    routes[1]        = w.r;
    routes[1].cut    = 100000;
    routes[1].n_cuts = 1;
    server_start(&w.s, routes, 2);
    snprintf(w.url, sizeof w.url, "http://127.0.0.1:%u/start", w.s.port);
    assert_fetched(&w, w.r.body);
    assert_string_equal(header_of(routes[1].last, "Range", range, sizeof range), "bytes=100000-");
    assert_int_equal(w.result.bytes_fetched, sizeof body + 3 * 2);
    world_close(&w);
}

static void the_token_is_not_given_to_others(void **unused)
{
    world w;
    char  auth[64];

    (void)unused;
    world_open(&w);
    w.o.token = "hf_secret";
    assert_fetched(&w, w.r.body);
    assert_string_equal(header_of(w.r.last, "Authorization", auth, sizeof auth), "");
    assert_null(strstr(w.r.last, "hf_secret"));
    world_close(&w);
}

/* ---- the machine ---- */

static void no_network_is_an_error_of_the_whole(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    server_stop(&w.s); /* the port is closed now */
    assert_int_equal(pull(&w), BED_EREAD);
    assert_true(w.result.unreachable);
    assert_non_null(strstr(w.err.text, "127.0.0.1"));
    snprintf(w.url, sizeof w.url, "http://no-such-host.invalid/x");
    w.o.retries = 2; /* the handle is used again after a name that was not found */
    assert_int_equal(pull(&w), BED_EREAD);
    assert_true(w.result.unreachable);
    assert_non_null(strstr(w.err.text, "no-such-host.invalid"));
    w.s.stop = false;
    server_start(&w.s, &w.r, 1);
    world_close(&w);
}

static void offline_says_how_much_is_missing_and_touches_nothing(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    assert_int_equal(rmdir(w.dir), 0);
    w.o.offline = true;
    assert_int_equal(pull(&w), BED_EREAD);
    assert_string_equal(w.err.text, "1 of 1 files are missing, and nothing is fetched offline");
    assert_int_equal(w.r.n_requests, 0);
    assert_false(bed_path_exists(w.dir));
    assert_int_equal(mkdir(w.dir, 0700), 0);
    world_close(&w);
}

/* Once the server has fallen silent and what it sent is written. */
static bool stop_when_stalling(void *context)
{
    world *w = context;

    return w->s.stalling && part_bytes(w) == sizeof body / 2;
}

static void an_interrupted_pull_leaves_what_it_has(void **unused)
{
    world          w;
    const bed_talk talk = { .context = &w, .stop = stop_when_stalling };

    (void)unused;
    world_open(&w);
    w.o.talk     = &talk;
    w.o.stall_s  = 60;
    w.r.n_stalls = 1;
    assert_int_equal(pull(&w), BED_EINTERRUPTED);
    assert_int_equal(part_bytes(&w), sizeof body / 2);
    w.o.talk = NULL;
    assert_fetched(&w, w.r.body);
    assert_int_equal(w.result.bytes_fetched, sizeof body / 2);
    world_close(&w);
}

static void a_full_disk_leaves_what_was_written(void **unused)
{
    struct rlimit before, small;
    world         w;

    (void)unused;
    world_open(&w);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small          = before;
    small.rlim_cur = 100000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    const bed_status st = pull(&w);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(st, BED_EDISK);
    assert_non_null(strstr(w.err.file, "data.json.part"));
    assert_int_equal(part_bytes(&w), 100000);
    assert_fetched(&w, w.r.body);
    assert_int_equal(w.result.bytes_fetched, sizeof body - 100000);
    world_close(&w);
}

static void a_folder_that_cannot_be_made_is_told(void **unused)
{
    world w;
    char  inside[128];

    (void)unused;
    world_open(&w);
    assert_int_equal(bed_file_write(at(&w, "file"), BED_STR("x"), NULL), BED_OK);
    snprintf(inside, sizeof inside, "%s/file/x", w.dir);
    w.o.dir = inside;
    assert_int_equal(pull(&w), BED_EDISK);
    w.o.dir = w.dir;
    world_close(&w);
}

static void two_pulls_into_one_folder_keep_out_of_each_others_way(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    assert_int_equal(bed_dir_create(at(&w, ".pull"), NULL), BED_OK);
    const int fd = open(at(&w, ".pull/lock"), O_RDWR | O_CREAT, 0600);
    assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
    assert_int_equal(pull(&w), BED_EARGUMENT);
    assert_string_equal(w.err.text, "another pull is writing there");
    assert_int_equal(w.r.n_requests, 0);
    close(fd);
    assert_fetched(&w, w.r.body);
    world_close(&w);
}

static void a_name_that_leads_out_is_refused_by_the_pull_itself(void **unused)
{
    static const char *const names[] = { "../x", "/etc/x", "a/../../x", ".pull/lock", "a//b", "" };
    world                    w;

    (void)unused;
    world_open(&w);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        w.download.file = names[i];
        assert_int_equal(pull(&w), BED_EARGUMENT);
        assert_int_equal(w.r.n_requests, 0);
    }
    world_close(&w);
}

static void one_bad_file_does_not_keep_the_others_away(void **unused)
{
    world        w;
    bed_download three[3];
    char         none[128];

    (void)unused;
    world_open(&w);
    snprintf(none, sizeof none, "http://127.0.0.1:%u/none", w.s.port);
    for (size_t i = 0; i < 3; i++)
        three[i] = w.download;
    three[0].file         = "a.json";
    three[1].file         = "b.json";
    three[1].url          = none;
    three[2].file         = "c/c.json";
    w.dataset.downloads   = three;
    w.dataset.n_downloads = 3;
    assert_int_equal(pull(&w), BED_OK);
    assert_int_equal(w.result.n_fetched, 2);
    assert_int_equal(w.result.n_failed, 1);
    assert_int_equal(w.result.files[1].state, BED_PULL_FAILED);
    w.o.only = "c/*,a.json";
    assert_int_equal(pull(&w), BED_OK);
    assert_int_equal(w.result.n_files, 2);
    assert_int_equal(w.result.n_there, 2);
    w.o.only = "a.jsn";
    assert_int_equal(pull(&w), BED_EARGUMENT);
    assert_string_equal(w.err.text, "tiny has no file 'a.jsn'; did you mean 'a.json'?");
    world_close(&w);
}

/* Every allocation of ours fails once: an error, never a crash, a leak or a wrong file. */
static void every_allocation_may_fail(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.r.cut    = 100000;
    w.r.n_cuts = -1;
    for (uint64_t n = 1; n < 200; n++) {
        bed_alloc_fail_at(n);
        const bed_status st   = pull(&w);
        const uint64_t   seen = bed_alloc_fail_at(0);

        if (st == BED_OK && w.result.n_failed == 0)
            assert_whole(&w, w.r.body);
        else
            assert_true(st == BED_EMEMORY || w.result.files[0].why.code == BED_EMEMORY);
        assert_int_equal(bed_dir_remove(at(&w, "sub"), NULL), BED_OK);
        assert_int_equal(bed_dir_remove(at(&w, ".pull"), NULL), BED_OK);
        if (seen < n)
            break;
        assert_int_not_equal(n, 199);
    }
    world_close(&w);
}

int main(void)
{
    static const char *const proxies[] = { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                                           "ALL_PROXY" };
    const struct CMUnitTest  tests[]   = {
           cmocka_unit_test(fetches_a_file_whole),
           cmocka_unit_test(a_file_that_is_there_is_checked_and_not_fetched),
           cmocka_unit_test(a_file_put_there_by_hand_is_checked_as_far_as_can_be),
           cmocka_unit_test(another_file_of_that_name_is_left_alone),
           cmocka_unit_test(an_empty_file_is_a_file),
           cmocka_unit_test(a_file_of_unknown_length_ends_where_the_connection_does),
           cmocka_unit_test(chunks_are_put_together),
           cmocka_unit_test(goes_on_where_the_connection_broke),
           cmocka_unit_test(progress_is_no_failure_however_often_it_breaks),
           cmocka_unit_test(chunks_that_break_off_are_gone_on_with),
           cmocka_unit_test(without_ranges_it_starts_over),
           cmocka_unit_test(gives_up_on_a_server_that_never_gets_further),
           cmocka_unit_test(a_server_that_falls_silent_is_asked_again),
           cmocka_unit_test(the_next_run_goes_on_with_the_part),
           cmocka_unit_test(the_date_stands_in_for_a_weak_tag),
           cmocka_unit_test(without_tag_date_or_hash_it_starts_over),
           cmocka_unit_test(a_known_hash_vouches_where_the_server_does_not),
           cmocka_unit_test(a_file_that_changed_is_fetched_from_its_beginning),
           cmocka_unit_test(a_server_deaf_to_the_condition_is_seen_through),
           cmocka_unit_test(a_piece_from_elsewhere_is_not_appended),
           cmocka_unit_test(a_spoilt_part_is_fetched_anew),
           cmocka_unit_test(a_part_that_is_whole_needs_no_request),
           cmocka_unit_test(a_part_longer_than_the_file_is_dropped),
           cmocka_unit_test(a_part_of_another_address_is_not_gone_on_with),
           cmocka_unit_test(a_server_with_another_size_is_told_before_it_is_fetched),
           cmocka_unit_test(a_length_that_is_too_long_is_never_reached),
           cmocka_unit_test(a_length_that_is_too_short_gives_the_wrong_hash),
           cmocka_unit_test(more_than_was_expected_is_cut_off),
           cmocka_unit_test(less_than_was_expected_is_told),
           cmocka_unit_test(a_wrong_hash_leaves_no_file),
           cmocka_unit_test(what_the_link_says_of_the_file_is_held_against_it),
           cmocka_unit_test(an_encoded_file_is_not_taken_for_the_file),
           cmocka_unit_test(a_web_page_is_not_taken_for_the_file),
           cmocka_unit_test(a_fault_of_the_server_is_tried_again),
           cmocka_unit_test(a_fault_that_lasts_is_given_up),
           cmocka_unit_test(what_is_not_there_is_not_asked_for_again),
           cmocka_unit_test(patience_that_is_asked_for_is_had),
           cmocka_unit_test(no_http_at_all_is_told),
           cmocka_unit_test(redirects_are_followed_within_reason),
           cmocka_unit_test(a_redirect_without_an_address_is_told),
           cmocka_unit_test(a_redirect_keeps_the_place_to_go_on_from),
           cmocka_unit_test(the_token_is_not_given_to_others),
           cmocka_unit_test(no_network_is_an_error_of_the_whole),
           cmocka_unit_test(offline_says_how_much_is_missing_and_touches_nothing),
           cmocka_unit_test(an_interrupted_pull_leaves_what_it_has),
           cmocka_unit_test(a_full_disk_leaves_what_was_written),
           cmocka_unit_test(a_folder_that_cannot_be_made_is_told),
           cmocka_unit_test(two_pulls_into_one_folder_keep_out_of_each_others_way),
           cmocka_unit_test(a_name_that_leads_out_is_refused_by_the_pull_itself),
           cmocka_unit_test(one_bad_file_does_not_keep_the_others_away),
           cmocka_unit_test(every_allocation_may_fail),
    };

    for (size_t i = 0; i < sizeof proxies / sizeof proxies[0]; i++)
        unsetenv(proxies[i]);
    fill_body();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
