/* The structure of JSON without its meaning: where a value ends. Quotes, escapes and brackets are
 * followed; what lies between them is passed over sixteen bytes at a time. */
#include "source/reader.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { MAX_DEPTH = 512 };

typedef struct scan {
    size_t   depth;
    bool     in_string, escaped;
    uint64_t is_array[MAX_DEPTH / 64];
} scan;

/* Offset of the first quote or backslash, or n. */
static size_t find_quote(const char *p, size_t n)
{
    size_t i = 0;

#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\');

    for (; i + 16 <= n; i += 16) {
        const __m128i x   = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        const __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(x, quote), _mm_cmpeq_epi8(x, backslash));
        const int     m   = _mm_movemask_epi8(hit);

        if (m != 0)
            return i + (size_t)__builtin_ctz((unsigned)m);
    }
#endif
    while (i < n && p[i] != '"' && p[i] != '\\')
        i++;
    return i;
}

static bool structural(char c)
{
    return c == '"' || (c | 0x20) == '{' || (c | 0x20) == '}';
}

/* Offset of the first quote or bracket, or n. '[' | 0x20 is '{', ']' | 0x20 is '}'. */
static size_t find_structure(const char *p, size_t n)
{
    size_t i = 0;

    for (; i < n && i < 4; i++)
        if (structural(p[i]))
            return i;
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"'), open = _mm_set1_epi8('{'), close = _mm_set1_epi8('}'),
                  bit = _mm_set1_epi8(0x20);

    for (; i + 16 <= n; i += 16) {
        const __m128i x   = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        const __m128i low = _mm_or_si128(x, bit);
        const __m128i hit =
            _mm_or_si128(_mm_cmpeq_epi8(x, quote),
                         _mm_or_si128(_mm_cmpeq_epi8(low, open), _mm_cmpeq_epi8(low, close)));
        const int m = _mm_movemask_epi8(hit);

        if (m != 0)
            return i + (size_t)__builtin_ctz((unsigned)m);
    }
#endif
    while (i < n && !structural(p[i]))
        i++;
    return i;
}

typedef enum scanned { SCAN_MORE, SCAN_DONE, SCAN_UNPAIRED, SCAN_DEEP } scanned;

static scanned bracket(scan *s, char c)
{
    if (c == '{' || c == '[') {
        const uint64_t bit = (uint64_t)1 << (s->depth % 64);

        if (s->depth == MAX_DEPTH)
            return SCAN_DEEP;
        if (c == '[')
            s->is_array[s->depth / 64] |= bit;
        else
            s->is_array[s->depth / 64] &= ~bit;
        s->depth++;
        return SCAN_MORE;
    }
    if (s->depth == 0)
        return SCAN_UNPAIRED;
    const bool array = (s->is_array[(s->depth - 1) / 64] >> ((s->depth - 1) % 64)) & 1;
    if (array != (c == ']'))
        return SCAN_UNPAIRED;
    s->depth--;
    return s->depth == 0 ? SCAN_DONE : SCAN_MORE;
}

/* Goes on over n bytes of a string, array or object; *used is what was passed, when done up to and
 * with the last byte of the value, on a fault up to it. */
static scanned scan_on(scan *s, const char *p, size_t n, size_t *used)
{
    size_t  i  = 0;
    scanned is = SCAN_MORE;

    while (i < n && is == SCAN_MORE) {
        if (s->in_string) {
            if (s->escaped) {
                s->escaped = false;
                i++;
                continue;
            }
            i += find_quote(p + i, n - i);
            if (i == n)
                break;
            if (p[i] == '\\')
                s->escaped = true;
            else
                s->in_string = false;
            is = s->in_string || s->depth > 0 ? SCAN_MORE : SCAN_DONE;
        } else {
            i += find_structure(p + i, n - i);
            if (i == n)
                break;
            if (p[i] == '"')
                s->in_string = true;
            else
                is = bracket(s, p[i]);
        }
        i += is == SCAN_MORE || is == SCAN_DONE;
    }
    *used = i;
    return is;
}

bed_status bed__json_check_depth(bed_str s, uint64_t byte, bed_error *err)
{
    scan          state = { 0 };
    size_t        used  = 0;
    const scanned is    = s.len > 2 * MAX_DEPTH ? scan_on(&state, s.ptr, s.len, &used) : SCAN_MORE;

    if (is != SCAN_DEEP)
        return BED_OK;
    return bed_fail_at(err, BED_REFUSED, byte + used, "nested deeper than %d", MAX_DEPTH);
}

static bool blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Keeps the bytes [begin, begin + at) within the maximum. */
static bed_status bound(bed_reader *r, size_t *at, bed__over *over, bed_error *err)
{
    if (over != NULL && !over->on && *at <= r->max_bytes)
        return BED_OK;
    if (over != NULL && !over->on)
        return bed__over_begin(r, over, at, err);
    r->window.begin += *at;
    *at = 0;
    return BED_OK;
}

bed_status bed__json_skip(bed_reader *r, size_t *at, int *c, bed__over *over, bed_error *err)
{
    bed__window *w = &r->window;

    for (;;) {
        while (w->begin + *at < w->end && blank(w->buf[w->begin + *at]))
            ++*at;
        if (w->begin + *at < w->end || w->at_end)
            break;
        BED_TRY(bound(r, at, over, err));
        BED_TRY(bed__window_more(w, err));
    }
    *c = w->begin + *at < w->end ? (unsigned char)w->buf[w->begin + *at] : -1;
    return BED_OK;
}

static bed_status fail_scan(scanned is, const scan *s, uint64_t at, char c, bed_error *err)
{
    char shown[16];

    if (is == SCAN_DEEP)
        return bed_fail_at(err, BED_EFORMAT, at, "nested deeper than %d", MAX_DEPTH);
    const bool array =
        s->depth > 0 && ((s->is_array[(s->depth - 1) / 64] >> ((s->depth - 1) % 64)) & 1);
    return bed_fail_at(err, BED_EFORMAT, at, "unexpected %s: expected '%c'",
                       bed__show_byte(c, shown), array ? ']' : '}');
}

static bed_status fail_short(bed_reader *r, uint64_t start, bed_error *err)
{
    return bed_fail_at(err, BED_EFORMAT, bed__window_at(&r->window, bed__window_len(&r->window)),
                       "the file is cut short within the value that begins at byte %llu",
                       (unsigned long long)start);
}

static bed_status scan_container(bed_reader *r, size_t *at, bed__over *over, bed_error *err)
{
    bed__window   *w     = &r->window;
    const uint64_t start = bed__window_at(w, *at);
    scan           s     = { 0 };
    scanned        is    = SCAN_MORE;

    while (is == SCAN_MORE) {
        size_t used = 0;

        is = scan_on(&s, w->buf + w->begin + *at, bed__window_len(w) - *at, &used);
        *at += used;
        if (is == SCAN_UNPAIRED || is == SCAN_DEEP)
            return fail_scan(is, &s, bed__window_at(w, *at), w->buf[w->begin + *at], err);
        if (is == SCAN_MORE && w->at_end)
            return fail_short(r, start, err);
        BED_TRY(bound(r, at, over, err));
        if (is == SCAN_MORE)
            BED_TRY(bed__window_more(w, err));
    }
    return BED_OK;
}

static bool ends_token(char c)
{
    return blank(c) || structural(c) || c == ',' || c == ':';
}

static bed_status scan_token(bed_reader *r, size_t *at, bed__over *over, bed_error *err)
{
    bed__window   *w     = &r->window;
    const uint64_t start = bed__window_at(w, *at);

    for (;;) {
        while (w->begin + *at < w->end && !ends_token(w->buf[w->begin + *at]))
            ++*at;
        if (w->begin + *at < w->end)
            return BED_OK;
        if (w->at_end)
            return fail_short(r, start, err);
        BED_TRY(bound(r, at, over, err));
        BED_TRY(bed__window_more(w, err));
    }
}

bed_status bed__json_value(bed_reader *r, size_t *at, bed__over *over, bed_error *err)
{
    const bed__window *w = &r->window;
    const char         c = w->buf[w->begin + *at];
    char               shown[16];

    if (c == '"' || c == '{' || c == '[')
        return scan_container(r, at, over, err);
    if (c != '-' && (c < '0' || c > '9') && c != 't' && c != 'f' && c != 'n')
        return bed_fail_at(err, BED_EFORMAT, bed__window_at(w, *at),
                           "unexpected %s: expected a JSON value", bed__show_byte(c, shown));
    return scan_token(r, at, over, err);
}

static bed_status unexpected(bed_reader *r, size_t at, int c, const char *expected, bed_error *err)
{
    char shown[16];

    if (c < 0)
        return bed_fail_at(err, BED_EFORMAT, bed__window_at(&r->window, at),
                           "the file is cut short: expected %s", expected);
    return bed_fail_at(err, BED_EFORMAT, bed__window_at(&r->window, at),
                       "unexpected %s: expected %s", bed__show_byte((char)c, shown), expected);
}

bed_status bed__json_nothing_more(bed_reader *r, bed_error *err)
{
    int    c;
    size_t at = 0;

    BED_TRY(bed__json_skip(r, &at, &c, NULL, err));
    r->window.begin += at;
    return c < 0 ? BED_END : unexpected(r, 0, c, "the end of the file", err);
}

bed_status bed__json_wrap(bed_reader *r, bed_str value, uint64_t byte, bed_record *out,
                          bed_error *err)
{
    const bed_status st = bed_json_check(value, err);

    if (st != BED_OK) {
        if (err != NULL)
            err->byte += byte;
        return st;
    }
    bed_buffer_clear(&r->json);
    BED_TRY(bed_buffer_add(&r->json, BED_STR("{\"value\":"), err));
    BED_TRY(bed_buffer_add(&r->json, value, err));
    BED_TRY(bed_buffer_add_byte(&r->json, '}', err));
    out->json = bed_buffer_str(&r->json);
    return BED_OK;
}

static bed_status key_and_value(bed_reader *r, bed_str key, bed_str value, uint64_t byte,
                                bed_record *out, bed_error *err)
{
    bed_status st = bed_json_check(key, err);

    if (st == BED_OK && value.ptr[0] != '{' && value.ptr[0] != '[') {
        byte += (uint64_t)(value.ptr - key.ptr);
        st = bed_json_check(value, err);
    }
    if (st != BED_OK) {
        if (err != NULL)
            err->byte += byte;
        return st;
    }
    bed_buffer_clear(&r->json);
    BED_TRY(bed_buffer_add(&r->json, BED_STR("{\"key\":"), err));
    BED_TRY(bed_buffer_add(&r->json, key, err));
    BED_TRY(bed_buffer_add(&r->json, BED_STR(",\"value\":"), err));
    BED_TRY(bed_buffer_add(&r->json, value, err));
    BED_TRY(bed_buffer_add_byte(&r->json, '}', err));
    out->json = bed_buffer_str(&r->json);
    return BED_OK;
}

/* Passes over the key, the colon and the blanks around it. */
static bed_status scan_key(bed_reader *r, size_t *at, size_t *key_bytes, bed__over *over,
                           bed_error *err)
{
    int c;

    BED_TRY(bed__json_value(r, at, over, err));
    *key_bytes = *at;
    BED_TRY(bed__json_skip(r, at, &c, over, err));
    if (c != ':')
        return unexpected(r, *at, c, "':'", err);
    ++*at;
    BED_TRY(bed__json_skip(r, at, &c, over, err));
    return c < 0 ? unexpected(r, *at, c, "a value", err) : BED_OK;
}

bed_status bed__elements_find(bed_reader *r, bed__elements *e, int *c, bed_error *err)
{
    const char close = e->keyed ? '}' : ']';
    size_t     at    = 0;

    BED_TRY(bed__json_skip(r, &at, c, NULL, err));
    if (*c != close && e->begun) {
        if (*c != ',')
            return unexpected(r, at, *c, e->keyed ? "',' or '}'" : "',' or ']'", err);
        at++;
        BED_TRY(bed__json_skip(r, &at, c, NULL, err));
        if (*c == close)
            return unexpected(r, at, *c, e->keyed ? "a key after the ','" : "a value after the ','",
                              err);
    }
    r->window.begin += at;
    if (*c < 0)
        return unexpected(r, 0, *c, e->keyed ? "a key or '}'" : "a value or ']'", err);
    if (e->keyed && *c != close && *c != '"')
        return unexpected(r, 0, *c, "a key in quotes", err);
    e->begun = true;
    return BED_OK;
}

bed_status bed__elements_next(bed_reader *r, bed__elements *e, bed_record *out, bed_error *err)
{
    bed__window *w    = &r->window;
    bed__over    over = { 0 };
    size_t       at = 0, key_bytes = 0, value_at;
    int          c = 0;

    w->begin += r->pending;
    r->pending = 0;
    BED_TRY(bed__elements_find(r, e, &c, err));
    if (c == (e->keyed ? '}' : ']')) {
        w->begin++;
        return BED_END;
    }
    out->byte = bed__window_at(w, 0);
    out->row  = r->n_records + 1;
    if (e->keyed)
        BED_TRY(scan_key(r, &at, &key_bytes, &over, err));
    value_at = at;
    BED_TRY(bed__json_value(r, &at, &over, err));
    if (over.on) {
        w->begin += at;
        return bed__over_end(r, &over, bed__window_at(w, 0), out, err);
    }
    out->raw   = (bed_str){ w->buf + w->begin, at };
    r->pending = at;
    if (e->keyed)
        return key_and_value(r, (bed_str){ out->raw.ptr, key_bytes },
                             (bed_str){ out->raw.ptr + value_at, at - value_at }, out->byte, out,
                             err);
    if (c == '{')
        out->json = out->raw;
    else
        return bed__json_wrap(r, out->raw, out->byte, out, err);
    return BED_OK;
}
