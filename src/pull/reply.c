/* Header fields: RFC 9110 (HTTP semantics); X-Linked-* is how huggingface.co names the size and
 * the SHA-256 of the file behind a redirect. */
#include "pull/reply.h"

#include <curl/curl.h>
#include <strings.h>

static bool is_name(bed_str name, const char *wanted)
{
    return name.len == strlen(wanted) && strncasecmp(name.ptr, wanted, name.len) == 0;
}

/* A whole number, and nothing else but what `after` names the first byte of. */
static bool number(bed_str *s, uint64_t *out)
{
    uint64_t value = 0;
    size_t   n     = 0;

    for (; n < s->len && s->ptr[n] >= '0' && s->ptr[n] <= '9'; n++) {
        const uint64_t digit = (uint64_t)(s->ptr[n] - '0');

        if (value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    if (n == 0)
        return false;
    s->ptr += n;
    s->len -= n;
    *out = value;
    return true;
}

static bool whole_number(bed_str s, uint64_t *out)
{
    return number(&s, out) && s.len == 0;
}

/* Printable ASCII that fits: such a text goes into a file and into a later request. */
static void keep(char *out, size_t out_bytes, bed_str s)
{
    out[0] = '\0';
    if (s.len >= out_bytes)
        return;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < ' ' || s.ptr[i] > '~')
            return;
    memcpy(out, s.ptr, s.len);
    out[s.len] = '\0';
}

/* "bytes 0-99/1000"; the size may be a star, or, where no such piece is, the piece. */
static void content_range(bed__reply *r, bed_str s)
{
    uint64_t first = 0, last = 0;

    r->has_range = r->has_total = false;
    if (s.len < 6 || strncasecmp(s.ptr, "bytes ", 6) != 0)
        return;
    s = bed_trim((bed_str){ s.ptr + 6, s.len - 6 });
    if (bed_eat(&s, BED_STR("*/"))) {
        r->has_total = whole_number(s, &r->total);
        return;
    }
    if (!number(&s, &first) || !bed_eat(&s, BED_STR("-")) || !number(&s, &last) ||
        !bed_eat(&s, BED_STR("/")) || last < first || last == UINT64_MAX)
        return;
    if (!bed_str_equal(s, BED_STR("*"))) {
        uint64_t total = 0;

        if (!whole_number(s, &total) || total <= last)
            return;
        r->has_total = true;
        r->total     = total;
    }
    r->has_range   = true;
    r->range_first = first;
    r->range_last  = last;
}

static void retry_after(bed__reply *r, bed_str s, int64_t now)
{
    uint64_t seconds = 0;
    char     text[64];

    if (whole_number(s, &seconds)) {
        r->retry_after_s = (double)seconds;
        return;
    }
    keep(text, sizeof text, s);
    const time_t at = text[0] == '\0' ? -1 : curl_getdate(text, NULL);
    if (at != -1)
        r->retry_after_s = at > now ? (double)(at - now) : 0;
}

static void linked_etag(bed__reply *r, bed_str s)
{
    if (s.len >= 2 && s.ptr[0] == '"' && s.ptr[s.len - 1] == '"')
        s = (bed_str){ s.ptr + 1, s.len - 2 };
    if (s.len != BED_SHA256_TEXT - 1)
        return;
    for (size_t i = 0; i < s.len; i++)
        if (strchr("0123456789abcdef", s.ptr[i]) == NULL || s.ptr[i] == '\0')
            return;
    memcpy(r->linked_sha256, s.ptr, s.len);
    r->linked_sha256[s.len] = '\0';
}

/* HTTP/1.1 200 OK, HTTP/2 200 */
static void status_line(bed__reply *r, bed_str line)
{
    bed__reply fresh = BED__REPLY;
    uint64_t   code  = 0;

    memcpy(fresh.linked_sha256, r->linked_sha256, sizeof fresh.linked_sha256);
    fresh.has_linked_bytes = r->has_linked_bytes;
    fresh.linked_bytes     = r->linked_bytes;
    *r                     = fresh;
    while (line.len > 0 && *line.ptr != ' ')
        bed_eat(&line, (bed_str){ line.ptr, 1 });
    line = bed_trim(line);
    if (number(&line, &code) && code <= 999)
        r->status = (long)code;
}

static void keep_lower(char *s, size_t bytes, bed_str value)
{
    keep(s, bytes, value);
    for (; *s != '\0'; s++)
        if (*s >= 'A' && *s <= 'Z')
            *s = (char)(*s - 'A' + 'a');
}

void bed__reply_line(bed__reply *r, bed_str line, int64_t now)
{
    const char *colon;
    bed_str     name, value;

    line = bed_trim(line);
    if (line.len >= 5 && strncasecmp(line.ptr, "HTTP/", 5) == 0) {
        status_line(r, line);
        return;
    }
    colon = line.len == 0 ? NULL : memchr(line.ptr, ':', line.len);
    if (colon == NULL)
        return;
    name  = (bed_str){ line.ptr, (size_t)(colon - line.ptr) };
    value = bed_trim((bed_str){ colon + 1, (size_t)(line.ptr + line.len - colon - 1) });
    if (is_name(name, "Content-Length"))
        r->has_length = whole_number(value, &r->length);
    else if (is_name(name, "Content-Range"))
        content_range(r, value);
    else if (is_name(name, "ETag"))
        keep(r->etag, sizeof r->etag, value);
    else if (is_name(name, "Last-Modified"))
        keep(r->last_modified, sizeof r->last_modified, value);
    else if (is_name(name, "Content-Encoding"))
        keep_lower(r->encoding, sizeof r->encoding, value);
    else if (is_name(name, "Content-Type"))
        r->web_page = value.len >= 9 && strncasecmp(value.ptr, "text/html", 9) == 0;
    else if (is_name(name, "Retry-After"))
        retry_after(r, value, now);
    else if (is_name(name, "X-Linked-Etag"))
        linked_etag(r, value);
    else if (is_name(name, "X-Linked-Size"))
        r->has_linked_bytes = whole_number(value, &r->linked_bytes);
}

bool bed__tag_strong(const char *etag)
{
    const size_t n = strlen(etag);

    return n >= 2 && etag[0] == '"' && etag[n - 1] == '"';
}
