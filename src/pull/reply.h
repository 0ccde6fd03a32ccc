/* What the header of an HTTP reply says that matters to a download. Inside the room. */
#ifndef BED_PULL_REPLY_H
#define BED_PULL_REPLY_H

#include "base/base.h"

enum { BED__TAG_MAX = 256 };

typedef struct bed__reply {
    long     status; /* 0: no status line yet */
    bool     has_length, has_range, has_total;
    uint64_t length;                         /* Content-Length */
    uint64_t range_first, range_last;        /* Content-Range: bytes first-last/total */
    uint64_t total;                          /* of the same */
    char     etag[BED__TAG_MAX];             /* with its quotes; "": none, or longer than we keep */
    char     last_modified[BED__TAG_MAX];    /* "": none */
    char     encoding[32];                   /* Content-Encoding in lower case; "": none */
    bool     web_page;                       /* Content-Type: text/html */
    double   retry_after_s;                  /* < 0: not told */
    char     linked_sha256[BED_SHA256_TEXT]; /* X-Linked-Etag, where it is a SHA-256 */
    bool     has_linked_bytes;
    uint64_t linked_bytes; /* X-Linked-Size */
} bed__reply;

/* Takes one line of the header, with or without its line end. A status line forgets what stood
 * before but the X-Linked-* of a redirect. now: seconds since 1970, for a Retry-After that is a
 * date. Lines that make no sense are left out. */
void bed__reply_line(bed__reply *r, bed_str line, int64_t now);

#define BED__REPLY ((bed__reply){ .retry_after_s = -1 })

/* Whether the server vouches by it that two replies are of the same bytes: a tag that is not weak
 * (RFC 9110, 8.8.1). */
bool bed__tag_strong(const char *etag);

#endif
