/* One HTTP request, by libcurl, without following redirects. Inside the room. */
#ifndef BED_PULL_HTTP_H
#define BED_PULL_HTTP_H

#include "pull/note.h"
#include "pull/pull.h"

typedef struct bed__http bed__http;

bed_status bed__http_create(const bed_pull_options *o, bed__http **out,
                            bed_error *err) BED_USE_RESULT;
void       bed__http_destroy(bed__http *h); /* NULL allowed */

typedef struct bed__request {
    const char *url;
    uint64_t    offset;   /* 0: the whole */
    const char *if_range; /* "": none */
    /* called once the header has come, then for the bytes of the body; what they return other than
     * BED_OK ends the request */
    bed_status (*head)(void *context, const bed__reply *reply, bed_error *err);
    bed_status (*body)(void *context, bed_str bytes, bed_error *err);
    void *context;
} bed__request;

typedef enum bed__outcome {
    BED__CAME,        /* a whole reply, of whatever status */
    BED__BROKE,       /* the connection broke, stalled, or spoke no HTTP: worth another try */
    BED__UNREACHABLE, /* no name, no connection */
    BED__ENDED        /* a callback or the caller's wish to stop ended it, or memory is out */
} bed__outcome;

/* Errors: BED_EREAD (BED__BROKE, BED__UNREACHABLE, or an address that cannot be used with
 * BED__ENDED), BED_EINTERRUPTED, BED_EMEMORY, those of the callbacks. reply keeps the X-Linked-* it
 * has. redirect gets the absolute address that a 3xx names, or "". */
bed_status bed__http_get(bed__http *h, const bed__request *request, bed__reply *reply,
                         char redirect[BED__URL_MAX], bed__outcome *outcome,
                         bed_error *err) BED_USE_RESULT;

/* Whether the token may go there: huggingface.co or a host below it, over https. */
bool bed__http_token_goes(const char *url);
/* NULL, or why a redirect from one address to the other is not followed (a static text). */
const char *bed__http_redirect_fault(const char *from, const char *to);
/* The host of an address into out, "" where there is none. Returns out. */
const char *bed__http_host(const char *url, char *out, size_t out_bytes);

#endif
