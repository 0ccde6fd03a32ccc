/* A pull over https, by way of a proxy that is the server itself: what is encrypted goes to the
 * host that was asked for, and a token to no other. */
#include "pull/pull.h"
#include "pull/test_server.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

enum { REQUESTS_MAX = 8 };

/* Answers "CONNECT host:port" itself, whatever the host, with the replies in turn. */
typedef struct tls_server {
    SSL_CTX      *ctx;
    X509         *certificate;
    EVP_PKEY     *key;
    int           listener;
    volatile bool stop;
    pthread_t     thread;
    const char   *replies[REQUESTS_MAX];
    char          hosts[REQUESTS_MAX][128];
    char          requests[REQUESTS_MAX][REQUEST_MAX];
    volatile int  n; /* requests so far */
} tls_server;

static void add_names(X509 *x)
{
    X509V3_CTX      c;
    X509_EXTENSION *e;

    X509V3_set_ctx_nodb(&c);
    X509V3_set_ctx(&c, x, x, NULL, NULL, 0);
    e = X509V3_EXT_conf_nid(NULL, &c, NID_subject_alt_name,
                            "DNS:huggingface.co,DNS:cdn.example.org,DNS:plain.example.org");
    assert_non_null(e);
    assert_int_equal(X509_add_ext(x, e, -1), 1);
    X509_EXTENSION_free(e);
}

static void make_certificate(tls_server *s, const char *path)
{
    X509      *x = X509_new();
    X509_NAME *name;
    FILE      *f;

    s->key = EVP_RSA_gen(2048);
    assert_non_null(s->key);
    assert_non_null(x);
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x), 3600);
    X509_set_pubkey(x, s->key);
    name = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"test", -1, -1, 0);
    X509_set_issuer_name(x, name);
    add_names(x);
    assert_true(X509_sign(x, s->key, EVP_sha256()) > 0);
    s->certificate = x;
    f              = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(PEM_write_X509(f, x), 1);
    assert_int_equal(fclose(f), 0);
}

static void answer_encrypted(tls_server *s, int fd)
{
    static const char done[] = "HTTP/1.1 200 Connection established\r\n\r\n";
    SSL              *ssl    = SSL_new(s->ctx);
    const int         i      = s->n;
    char             *at     = s->requests[i];
    int               n      = 0, got;

    if (ssl == NULL || !send_all(fd, done, sizeof done - 1) || SSL_set_fd(ssl, fd) != 1 ||
        SSL_accept(ssl) != 1) {
        SSL_free(ssl);
        return;
    }
    while (n + 1 < REQUEST_MAX && strstr(at, "\r\n\r\n") == NULL &&
           (got = SSL_read(ssl, at + n, REQUEST_MAX - 1 - n)) > 0) {
        n += got;
        at[n] = '\0';
    }
    if (s->replies[i] != NULL && SSL_write(ssl, s->replies[i], (int)strlen(s->replies[i])) > 0)
        SSL_shutdown(ssl);
    s->n = i + 1;
    SSL_free(ssl);
}

static void *serve_encrypted(void *context)
{
    tls_server *s = context;
    char        request[REQUEST_MAX];

    while (!s->stop) {
        struct pollfd p  = { .fd = s->listener, .events = POLLIN };
        const int     fd = poll(&p, 1, 20) > 0 ? accept(s->listener, NULL, NULL) : -1;

        if (fd < 0)
            continue;
        if (s->n < REQUESTS_MAX && read_request(fd, request) &&
            sscanf(request, "CONNECT %127s", s->hosts[s->n]) == 1)
            answer_encrypted(s, fd);
        close(fd);
    }
    return NULL;
}

typedef struct world {
    tls_server       s;
    char             dir[64], ca[128];
    bed_download     download;
    bed_dataset      dataset;
    bed_pull_options o;
    bed_pull_result  result;
    bed_error        err;
} world;

static void world_open(world *w)
{
    struct sockaddr_in at    = { .sin_family = AF_INET };
    socklen_t          bytes = sizeof at;
    char               proxy[64];

    memset(w, 0, sizeof *w);
    snprintf(w->dir, sizeof w->dir, "/tmp/bedside_https_XXXXXX");
    assert_non_null(mkdtemp(w->dir));
    snprintf(w->ca, sizeof w->ca, "%s/ca.pem", w->dir);
    make_certificate(&w->s, w->ca);
    w->s.ctx = SSL_CTX_new(TLS_server_method());
    assert_non_null(w->s.ctx);
    assert_int_equal(SSL_CTX_use_certificate(w->s.ctx, w->s.certificate), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(w->s.ctx, w->s.key), 1);
    w->s.listener      = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(w->s.listener, (const void *)&at, sizeof at), 0);
    assert_int_equal(listen(w->s.listener, 16), 0);
    assert_int_equal(getsockname(w->s.listener, (void *)&at, &bytes), 0);
    assert_int_equal(pthread_create(&w->s.thread, NULL, serve_encrypted, &w->s), 0);
    snprintf(proxy, sizeof proxy, "http://127.0.0.1:%u", ntohs(at.sin_port));
    assert_int_equal(setenv("https_proxy", proxy, 1), 0);
    w->download = (bed_download){ .url    = "https://huggingface.co/datasets/x/resolve/main/x.json",
                                  .file   = "x.json",
                                  .sha256 = "",
                                  .title  = "x" };
    w->dataset  = (bed_dataset){ .key = "tiny", .downloads = &w->download, .n_downloads = 1 };
    w->o        = (bed_pull_options){
               .dir = w->dir, .token = "hf_secret", .ca_file = w->ca, .retry_s = 0.01, .stall_s = 5
    };
}

static void world_close(world *w)
{
    bed_pull_result_deinit(&w->result);
    w->s.stop = true;
    assert_int_equal(pthread_join(w->s.thread, NULL), 0);
    close(w->s.listener);
    SSL_CTX_free(w->s.ctx);
    X509_free(w->s.certificate);
    EVP_PKEY_free(w->s.key);
    assert_int_equal(bed_dir_remove(w->dir, NULL), BED_OK);
}

static bed_pull_state pull(world *w)
{
    bed_run_record record;

    bed_run_record_init(&record, "pull", 0);
    assert_int_equal(bed_pull(&w->dataset, &w->o, &w->result, &record, &w->err), BED_OK);
    bed_run_record_deinit(&record);
    return w->result.files[0].state;
}

static bool told(const world *w, int request)
{
    char value[128];

    return strcmp(header_of(w->s.requests[request], "Authorization", value, sizeof value),
                  "Bearer hf_secret") == 0;
}

static const char whole[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nETag: \"e\"\r\n\r\n[]";

static void the_token_goes_to_its_host(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.s.replies[0] = whole;
    assert_int_equal(pull(&w), BED_PULL_FETCHED);
    assert_string_equal(w.s.hosts[0], "huggingface.co:443");
    assert_true(told(&w, 0));
    world_close(&w);
}

static void the_token_is_dropped_on_the_way_to_another_host(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.s.replies[0] = "HTTP/1.1 302 Found\r\nLocation: https://cdn.example.org/y\r\n"
                     "Content-Length: 0\r\nConnection: close\r\n\r\n";
    w.s.replies[1] = whole;
    assert_int_equal(pull(&w), BED_PULL_FETCHED);
    assert_string_equal(w.s.hosts[1], "cdn.example.org:443");
    assert_true(told(&w, 0));
    assert_false(told(&w, 1));
    assert_null(strstr(w.s.requests[1], "hf_secret"));
    world_close(&w);
}

static void another_host_is_never_told_the_token(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.download.url = "https://plain.example.org/x";
    w.s.replies[0] = whole;
    assert_int_equal(pull(&w), BED_PULL_FETCHED);
    assert_null(strstr(w.s.requests[0], "hf_secret"));
    world_close(&w);
}

static void what_is_encrypted_stays_so(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.s.replies[0] = "HTTP/1.1 302 Found\r\nLocation: http://huggingface.co/y\r\n"
                     "Content-Length: 0\r\nConnection: close\r\n\r\n";
    assert_int_equal(pull(&w), BED_PULL_FAILED);
    assert_non_null(strstr(w.result.files[0].why.text, "from https to http"));
    assert_int_equal(w.s.n, 1);
    world_close(&w);
}

static void a_server_that_nobody_vouches_for_is_not_spoken_to(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.o.ca_file    = NULL;
    w.s.replies[0] = whole;
    assert_int_equal(pull(&w), BED_PULL_FAILED);
    assert_non_null(strstr(w.result.files[0].why.text, "huggingface.co: SSL"));
    assert_string_equal(w.s.requests[0], "");
    world_close(&w);
}

static void a_token_without_access_is_said_to_be_one(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.s.replies[0] = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    assert_int_equal(pull(&w), BED_PULL_FAILED);
    assert_string_equal(w.result.files[0].why.text,
                        "huggingface.co answers 403; the token in HF_TOKEN has no access to it");
    world_close(&w);
}

int main(void)
{
    static const char *const names[] = { "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy",
                                         "NO_PROXY" };
    const struct CMUnitTest  tests[] = {
         cmocka_unit_test(the_token_goes_to_its_host),
         cmocka_unit_test(the_token_is_dropped_on_the_way_to_another_host),
         cmocka_unit_test(another_host_is_never_told_the_token),
         cmocka_unit_test(what_is_encrypted_stays_so),
         cmocka_unit_test(a_server_that_nobody_vouches_for_is_not_spoken_to),
         cmocka_unit_test(a_token_without_access_is_said_to_be_one),
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unsetenv(names[i]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
