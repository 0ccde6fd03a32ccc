#include "base/test.h"
#include "pull/http.h"

#include <unistd.h>

static const int64_t NOW = 1700000000; /* 2023-11-14 22:13:20 UTC */

static bed__reply reply_of(const char *const *lines, size_t n)
{
    bed__reply r = BED__REPLY;

    for (size_t i = 0; i < n; i++)
        bed__reply_line(&r, bed_str_of(lines[i]), NOW);
    return r;
}

#define REPLY_OF(...)                                                                              \
    reply_of((const char *const[]){ __VA_ARGS__ },                                                 \
             sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void reads_what_matters_to_a_download(void **unused)
{
    (void)unused;
    const bed__reply r =
        REPLY_OF("HTTP/1.1 206 Partial Content\r\n", "content-length:  100 \r\n",
                 "Content-Range: bytes 900-999/1000\r\n", "ETag: \"a b\"\r\n",
                 "Last-Modified: Tue, 14 Nov 2023 22:13:20 GMT\r\n", "Content-Encoding: GZip\r\n",
                 "Content-Type: Text/HTML; charset=utf-8\r\n", "Retry-After: 7\r\n");

    assert_int_equal(r.status, 206);
    assert_true(r.has_length && r.has_range && r.has_total && r.web_page);
    assert_int_equal(r.length, 100);
    assert_int_equal(r.range_first, 900);
    assert_int_equal(r.range_last, 999);
    assert_int_equal(r.total, 1000);
    assert_string_equal(r.etag, "\"a b\"");
    assert_string_equal(r.last_modified, "Tue, 14 Nov 2023 22:13:20 GMT");
    assert_string_equal(r.encoding, "gzip");
    assert_true(r.retry_after_s > 6.9 && r.retry_after_s < 7.1);
}

static void a_new_status_line_forgets_all_but_the_link(void **unused)
{
    static const char sha[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    char              line[128];

    (void)unused;
    snprintf(line, sizeof line, "X-Linked-ETag: \"%s\"", sha);
    const bed__reply r = REPLY_OF("HTTP/2 302", line, "X-Linked-Size: 12", "ETag: \"x\"",
                                  "Content-Length: 3", "HTTP/2 200");
    assert_int_equal(r.status, 200);
    assert_string_equal(r.linked_sha256, sha);
    assert_true(r.has_linked_bytes);
    assert_int_equal(r.linked_bytes, 12);
    assert_string_equal(r.etag, "");
    assert_false(r.has_length);
}

static void a_tag_that_is_no_hash_is_no_hash(void **unused)
{
    (void)unused;
    assert_string_equal(REPLY_OF("HTTP/2 302", "X-Linked-ETag: \"abc\"").linked_sha256, "");
    assert_string_equal(
        REPLY_OF("HTTP/2 302",
                 "X-Linked-ETag: E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")
            .linked_sha256,
        "");
}

static void nonsense_is_left_out(void **unused)
{
    static const char *const ranges[] = {
        "Content-Range: bytes 5-4/10",
        "Content-Range: bytes 5-10/10",
        "Content-Range: bytes -5/10",
        "Content-Range: bytes 5-/10",
        "Content-Range: bytes 0-9",
        "Content-Range: items 0-9/10",
        "Content-Range: bytes 0-9/ten",
        "Content-Range: bytes 0-18446744073709551616/18446744073709551617",
        "Content-Range: bytes 0-18446744073709551615/*",
        "Content-Range:",
        "Content-Range",
    };

    (void)unused;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        assert_false(REPLY_OF("HTTP/1.1 206 x", ranges[i]).has_range);
    assert_false(REPLY_OF("HTTP/1.1 200 x", "Content-Length: -1").has_length);
    assert_false(REPLY_OF("HTTP/1.1 200 x", "Content-Length: 99999999999999999999").has_length);
    assert_false(REPLY_OF("HTTP/1.1 200 x", "Content-Length: 1, 1").has_length);
    assert_string_equal(REPLY_OF("HTTP/1.1 200 x", "ETag: \"\x01\"").etag, "");
    assert_true(REPLY_OF("HTTP/1.1 503 x", "Retry-After: soon").retry_after_s < 0);
    assert_int_equal(REPLY_OF("").status, 0);
    assert_int_equal(REPLY_OF("HTTP/1.1").status, 0);
}

static void a_range_that_cannot_be_tells_the_size(void **unused)
{
    (void)unused;
    const bed__reply r = REPLY_OF("HTTP/1.1 416 x", "Content-Range: bytes */77");

    assert_false(r.has_range);
    assert_true(r.has_total);
    assert_int_equal(r.total, 77);
}

static void patience_may_be_a_date(void **unused)
{
    (void)unused;
    const double s =
        REPLY_OF("HTTP/1.1 503 x", "Retry-After: Tue, 14 Nov 2023 22:14:20 GMT").retry_after_s;
    assert_true(s > 59.5 && s < 60.5);
    assert_true(
        REPLY_OF("HTTP/1.1 503 x", "Retry-After: Tue, 14 Nov 2022 22:14:20 GMT").retry_after_s <
        0.1);
}

static void a_weak_tag_vouches_for_nothing(void **unused)
{
    (void)unused;
    assert_true(bed__tag_strong("\"a\""));
    assert_false(bed__tag_strong("W/\"a\""));
    assert_false(bed__tag_strong(""));
    assert_false(bed__tag_strong("\""));
}

static void the_token_goes_home_and_nowhere_else(void **unused)
{
    static const char *const yes[] = { "https://huggingface.co/datasets/x",
                                       "https://cdn-lfs.huggingface.co/x",
                                       "HTTPS://HuggingFace.co:443/x" };
    static const char *const no[]  = { "http://huggingface.co/x",
                                       "https://huggingface.co.example.org/x",
                                       "https://nothuggingface.co/x",
                                       "https://example.org/huggingface.co",
                                       "https://huggingface.co@example.org/x",
                                       "https://example.org/?https://huggingface.co/",
                                       "ftp://huggingface.co/x",
                                       "huggingface.co",
                                       "" };

    (void)unused;
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        assert_true(bed__http_token_goes(yes[i]));
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        assert_false(bed__http_token_goes(no[i]));
}

static void redirects_stay_on_the_web_and_never_lose_their_lock(void **unused)
{
    (void)unused;
    assert_null(bed__http_redirect_fault("http://a/", "https://b/"));
    assert_null(bed__http_redirect_fault("http://a/", "http://b/"));
    assert_null(bed__http_redirect_fault("https://a/", "https://b/"));
    assert_non_null(bed__http_redirect_fault("https://a/", "http://b/"));
    assert_non_null(bed__http_redirect_fault("http://a/", "file:///etc/passwd"));
    assert_non_null(bed__http_redirect_fault("http://a/", "gopher://b/"));
    assert_non_null(bed__http_redirect_fault("http://a/", ""));
}

static void a_note_comes_back_as_it_was_written(void **unused)
{
    char      path[64] = "/tmp/bedside_note_XXXXXX";
    const int fd       = mkstemp(path);
    bed__note a        = { .url = "https://example.org/x", .etag = "\"t\\1\"", .total = 1 << 20 };
    bed__note b;

    (void)unused;
    assert_true(fd >= 0);
    close(fd);
    memset(a.sha256, 'a', sizeof a.sha256 - 1);
    assert_int_equal(bed__note_write(&a, path, NULL), BED_OK);
    assert_int_equal(bed__note_read(path, &b, NULL), BED_OK);
    assert_memory_equal(&a, &b, sizeof a);
    unlink(path);
    assert_int_equal(bed__note_read(path, &b, NULL), BED_OK);
    assert_string_equal(b.url, "");
}

static void what_is_no_note_is_an_empty_one(void **unused)
{
    static const char *const texts[] = {
        "",
        "{",
        "[]",
        "7",
        "{\"url\": 7}",
        "{\"total\": -1}",
        "{\"total\": \"1\"}",
        "{\"url\": \"a\\nb\"}",
        "{\"sha256\": \"abc\"}",
        "{\"url\": \"x\"} x",
        "{\"etag\": \"\\u0000\"}",
    };

    (void)unused;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bed__note n;

        assert_false(bed__note_parse(bed_str_of(texts[i]), &n));
        assert_string_equal(n.url, "");
        assert_int_equal(n.total, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_matters_to_a_download),
        cmocka_unit_test(a_new_status_line_forgets_all_but_the_link),
        cmocka_unit_test(a_tag_that_is_no_hash_is_no_hash),
        cmocka_unit_test(nonsense_is_left_out),
        cmocka_unit_test(a_range_that_cannot_be_tells_the_size),
        cmocka_unit_test(patience_may_be_a_date),
        cmocka_unit_test(a_weak_tag_vouches_for_nothing),
        cmocka_unit_test(the_token_goes_home_and_nowhere_else),
        cmocka_unit_test(redirects_stay_on_the_web_and_never_lose_their_lock),
        cmocka_unit_test(a_note_comes_back_as_it_was_written),
        cmocka_unit_test(what_is_no_note_is_an_empty_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
