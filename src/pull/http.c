#include "pull/http.h"

#include <curl/curl.h>
#include <strings.h>
#include <time.h>

enum { REPLY_BYTES = 256 << 10, MILLIS = 1000 };

struct bed__http {
    CURL                   *curl;
    const bed_pull_options *options;
};

/* One request in flight. */
typedef struct flight {
    bed__http          *h;
    const bed__request *request;
    bed__reply         *reply;
    bool                begun;   /* head was called: what follows is trailers */
    bed_status          st;      /* of a callback */
    double              heard_s; /* when bytes came last */
    curl_off_t          heard;   /* how many had come then */
    bool                silent;  /* too long ago */
    bed_error          *err;
} flight;

bed_status bed__http_create(const bed_pull_options *o, bed__http **out, bed_error *err)
{
    bed_status st = BED_OK;
    bed__http *h  = bed_new_array(bed__http, 1);

    *out = NULL;
    if (h == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: HTTP");
    h->options = o;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        bed_free(h);
        return bed_fail(err, BED_EMEMORY, "libcurl cannot be set up");
    }
    h->curl = curl_easy_init();
    if (h->curl == NULL) {
        st = bed_fail(err, BED_EMEMORY, "out of memory: HTTP");
        bed__http_destroy(h);
        return st;
    }
    *out = h;
    return BED_OK;
}

void bed__http_destroy(bed__http *h)
{
    if (h == NULL)
        return;
    curl_easy_cleanup(h->curl);
    curl_global_cleanup();
    bed_free(h);
}

/* ---- addresses ---- */

/* One part of an address; "" where it has none or is no address. */
static void part_of(const char *url, CURLUPart part, char *out, size_t out_bytes)
{
    CURLU *u    = curl_url();
    char  *text = NULL;

    out[0] = '\0';
    if (u != NULL && curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
        curl_url_get(u, part, &text, 0) == CURLUE_OK && strlen(text) < out_bytes)
        snprintf(out, out_bytes, "%s", text);
    curl_free(text);
    curl_url_cleanup(u);
}

const char *bed__http_host(const char *url, char *out, size_t out_bytes)
{
    part_of(url, CURLUPART_HOST, out, out_bytes);
    return out;
}

bool bed__http_token_goes(const char *url)
{
    static const char home[] = "huggingface.co";
    char              scheme[16], host[256];

    part_of(url, CURLUPART_SCHEME, scheme, sizeof scheme);
    part_of(url, CURLUPART_HOST, host, sizeof host);
    const size_t n = strlen(host), m = sizeof home - 1;
    if (strcasecmp(scheme, "https") != 0 || n < m || strcasecmp(host + n - m, home) != 0)
        return false;
    return n == m || host[n - m - 1] == '.';
}

const char *bed__http_redirect_fault(const char *from, const char *to)
{
    char before[16], after[16];

    part_of(from, CURLUPART_SCHEME, before, sizeof before);
    part_of(to, CURLUPART_SCHEME, after, sizeof after);
    if (strcasecmp(after, "https") == 0)
        return NULL;
    if (strcasecmp(after, "http") != 0)
        return "neither https nor http";
    return strcasecmp(before, "https") == 0 ? "from https to http" : NULL;
}

/* ---- callbacks ---- */

static size_t on_header(char *at, size_t size, size_t n, void *context)
{
    flight       *f     = context;
    const size_t  bytes = size * n;
    const bed_str line  = bed_trim((bed_str){ at, bytes });

    if (f->begun)
        return bytes;
    if (line.len > 0) {
        bed__reply_line(f->reply, line, (int64_t)time(NULL));
    } else if (f->reply->status >= 200) {
        f->begun = true;
        f->st    = f->request->head(f->request->context, f->reply, f->err);
    }
    return f->st == BED_OK ? bytes : 0;
}

static size_t on_body(char *at, size_t size, size_t n, void *context)
{
    flight      *f     = context;
    const size_t bytes = size * n;

    f->st = f->request->body(f->request->context, (bed_str){ at, bytes }, f->err);
    return f->st == BED_OK ? bytes : 0;
}

static double stall_s(const bed_pull_options *o)
{
    return o->stall_s > 0 ? o->stall_s : 60;
}

/* Called about once a second when nothing comes. A stall is timed here: libcurl's own is of an
 * average over some seconds, which a burst before the silence keeps up. */
static int on_progress(void *context, curl_off_t to_come, curl_off_t heard, curl_off_t to_send,
                       curl_off_t sent)
{
    flight      *f   = context;
    const double now = bed_wall_s();

    (void)to_come;
    (void)to_send;
    if (heard + sent != f->heard) {
        f->heard   = heard + sent;
        f->heard_s = now;
    }
    f->silent = now - f->heard_s > stall_s(f->h->options);
    if (f->st == BED_OK)
        f->st = bed_talk_check(f->h->options->talk, f->err);
    return f->st != BED_OK || f->silent;
}

/* ---- the request ---- */

/* 1 when libcurl took the option. */
#define SET(option, value) (curl_easy_setopt(c, (option), (value)) == CURLE_OK)

static long millis(double seconds, double otherwise)
{
    return (long)((seconds > 0 ? seconds : otherwise) * MILLIS);
}

static bool set_common(CURL *c, const bed_pull_options *o, flight *f)
{
    bool set = SET(CURLOPT_NOSIGNAL, 1L) && SET(CURLOPT_PROTOCOLS_STR, "http,https") &&
               SET(CURLOPT_FOLLOWLOCATION, 0L) && SET(CURLOPT_NOPROGRESS, 0L) &&
               SET(CURLOPT_USERAGENT, "bedside/" BEDSIDE_VERSION) &&
               SET(CURLOPT_CONNECTTIMEOUT_MS, millis(o->connect_s, 30)) &&
               SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L) &&
               SET(CURLOPT_HEADERFUNCTION, on_header) && SET(CURLOPT_HEADERDATA, f) &&
               SET(CURLOPT_WRITEFUNCTION, on_body) && SET(CURLOPT_WRITEDATA, f) &&
               SET(CURLOPT_XFERINFOFUNCTION, on_progress) && SET(CURLOPT_XFERINFODATA, f);

    /* a wish: a handle that has a buffer of its last request keeps it */
    curl_easy_setopt(c, CURLOPT_BUFFERSIZE, (long)REPLY_BYTES);
    return set && (o->ca_file == NULL || SET(CURLOPT_CAINFO, o->ca_file));
}

static bool add_header(struct curl_slist **list, const char *line)
{
    struct curl_slist *more = curl_slist_append(*list, line);

    if (more == NULL)
        return false;
    *list = more;
    return true;
}

/* The bytes are wanted as they stand, so no encoding is taken. */
static bool set_request(CURL *c, const bed__request *r, const char *token,
                        struct curl_slist **headers)
{
    char line[BED__TAG_MAX + 64], range[64];

    if (!add_header(headers, "Accept-Encoding: identity"))
        return false;
    if (r->offset > 0) {
        snprintf(range, sizeof range, "%llu-", (unsigned long long)r->offset);
        if (!SET(CURLOPT_RANGE, range))
            return false;
        snprintf(line, sizeof line, "If-Range: %s", r->if_range);
        if (r->if_range[0] != '\0' && !add_header(headers, line))
            return false;
    }
    if (token != NULL && bed__http_token_goes(r->url) &&
        !(SET(CURLOPT_HTTPAUTH, CURLAUTH_BEARER) && SET(CURLOPT_XOAUTH2_BEARER, token)))
        return false;
    return SET(CURLOPT_HTTPHEADER, *headers) && SET(CURLOPT_URL, r->url);
}

static bed__outcome outcome_of(CURL *c, CURLcode code)
{
    curl_off_t connected_us = 0;

    switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_ABORTED_BY_CALLBACK:
        curl_easy_getinfo(c, CURLINFO_CONNECT_TIME_T, &connected_us);
        return connected_us == 0 ? BED__UNREACHABLE : BED__BROKE;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
        return BED__UNREACHABLE;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
        return BED__ENDED;
    default:
        return BED__BROKE;
    }
}

static bed_status finish(const flight *f, CURLcode code, bed__outcome *outcome, bed_error *err)
{
    char host[256];

    *outcome = BED__ENDED;
    if (f->st != BED_OK)
        return f->st;
    if (code == CURLE_OK) {
        *outcome = BED__CAME;
        return BED_OK;
    }
    if (code == CURLE_OUT_OF_MEMORY)
        return bed_fail(err, BED_EMEMORY, "out of memory: HTTP");
    bed__http_host(f->request->url, host, sizeof host);
    *outcome = outcome_of(f->h->curl, code);
    if (f->silent)
        return bed_fail(err, BED_EREAD, "%s: nothing came for %.0f s", host,
                        stall_s(f->h->options));
    return bed_fail(err, BED_EREAD, "%s: %s", host[0] == '\0' ? f->request->url : host,
                    curl_easy_strerror(code));
}

bed_status bed__http_get(bed__http *h, const bed__request *request, bed__reply *reply,
                         char redirect[BED__URL_MAX], bed__outcome *outcome, bed_error *err)
{
    flight f = { .h = h, .request = request, .reply = reply, .err = err, .heard_s = bed_wall_s() };
    CURL  *c = h->curl;
    struct curl_slist *headers = NULL;
    char              *to      = NULL;
    CURLcode           code    = CURLE_OUT_OF_MEMORY;

    redirect[0]   = '\0';
    reply->status = 0;
    curl_easy_reset(c);
    if (set_common(c, h->options, &f) && set_request(c, request, h->options->token, &headers))
        code = curl_easy_perform(c);
    if (code == CURLE_OK && curl_easy_getinfo(c, CURLINFO_REDIRECT_URL, &to) == CURLE_OK &&
        to != NULL && strlen(to) < BED__URL_MAX)
        snprintf(redirect, BED__URL_MAX, "%s", to);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(headers);
    return finish(&f, code, outcome, err);
}
