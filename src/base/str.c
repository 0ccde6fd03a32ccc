#include "base/str.h"

#include <stdio.h>
#include <string.h>

bed_str bed_str_of(const char *terminated)
{
    return (bed_str){ terminated, terminated == NULL ? 0 : strlen(terminated) };
}

bool bed_str_equal(bed_str a, bed_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool bed_str_starts(bed_str s, bed_str prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

bool bed_str_ends(bed_str s, bed_str suffix)
{
    return s.len >= suffix.len &&
           (suffix.len == 0 || memcmp(s.ptr + (s.len - suffix.len), suffix.ptr, suffix.len) == 0);
}

bool bed_str_contains(bed_str s, bed_str part)
{
    if (part.len == 0)
        return true;
    return s.len >= part.len && memmem(s.ptr, s.len, part.ptr, part.len) != NULL;
}

static bool blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bed_str bed_trim(bed_str s)
{
    while (s.len > 0 && blank(s.ptr[0]))
        s.ptr++, s.len--;
    while (s.len > 0 && blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

bed_str bed_take_line(bed_str *rest)
{
    const char *end  = rest->len == 0 ? NULL : memchr(rest->ptr, '\n', rest->len);
    bed_str     line = { rest->ptr, end == NULL ? rest->len : (size_t)(end - rest->ptr) };
    size_t      used = end == NULL ? line.len : line.len + 1;

    if (used > 0) {
        rest->ptr += used;
        rest->len -= used;
    }
    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    return line;
}

bool bed_eat(bed_str *s, bed_str part)
{
    if (!bed_str_starts(*s, part))
        return false;
    s->ptr += part.len;
    s->len -= part.len;
    return true;
}

void bed_buffer_deinit(bed_buffer *b)
{
    bed_free(b->ptr);
    *b = BED_BUFFER(b->max_bytes);
}

void bed_buffer_clear(bed_buffer *b)
{
    b->len = 0;
    if (b->ptr != NULL)
        b->ptr[0] = '\0';
}

bed_str bed_buffer_str(const bed_buffer *b)
{
    return (bed_str){ b->ptr, b->len };
}

bed_status bed_buffer_reserve(bed_buffer *b, size_t n, char **out, bed_error *err)
{
    size_t capacity = b->capacity < 64 ? 64 : b->capacity;
    char  *ptr;

    if (n > b->max_bytes || b->len > b->max_bytes - n)
        return bed_fail(err, BED_EMEMORY, "text of more than %zu bytes", b->max_bytes);
    if (b->len + n + 1 > b->capacity) {
        while (capacity < b->len + n + 1)
            capacity += capacity / 2;
        ptr = bed_realloc(b->ptr, capacity, 1);
        if (ptr == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: %zu bytes", capacity);
        b->ptr      = ptr;
        b->capacity = capacity;
    }
    *out = b->ptr + b->len;
    return BED_OK;
}

bed_status bed_buffer_add(bed_buffer *b, bed_str s, bed_error *err)
{
    char *at = NULL;

    BED_TRY(bed_buffer_reserve(b, s.len, &at, err));
    if (s.len > 0)
        memcpy(at, s.ptr, s.len);
    b->len += s.len;
    b->ptr[b->len] = '\0';
    return BED_OK;
}

bed_status bed_buffer_add_byte(bed_buffer *b, char c, bed_error *err)
{
    return bed_buffer_add(b, (bed_str){ &c, 1 }, err);
}

bed_status bed_buffer_printf(bed_buffer *b, bed_error *err, const char *format, ...)
{
    va_list args, again;
    char   *at = NULL;
    int     n;

    va_start(args, format);
    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    bed_status st = n < 0 ? bed_fail(err, BED_EINTERNAL, "unusable print format '%s'", format)
                          : bed_buffer_reserve(b, (size_t)n, &at, err);
    if (st == BED_OK) {
        vsnprintf(at, (size_t)n + 1, format, again);
        b->len += (size_t)n;
    }
    va_end(again);
    return st;
}

static bool plain_json(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\';
}

bed_status bed_buffer_add_json(bed_buffer *b, bed_str s, bed_error *err)
{
    static const char *const short_form = "btn\0fr"; /* 0x08 .. 0x0D without 0x0B */
    size_t                   i          = 0;

    BED_TRY(bed_buffer_add_byte(b, '"', err));
    while (i < s.len) {
        size_t run = i;

        while (run < s.len && plain_json((unsigned char)s.ptr[run]))
            run++;
        BED_TRY(bed_buffer_add(b, (bed_str){ s.ptr + i, run - i }, err));
        i = run;
        if (i == s.len)
            break;
        const unsigned char c = (unsigned char)s.ptr[i++];
        if (c == '"' || c == '\\')
            BED_TRY(bed_buffer_printf(b, err, "\\%c", c));
        else if (c >= 0x08 && c <= 0x0D && c != 0x0B)
            BED_TRY(bed_buffer_printf(b, err, "\\%c", short_form[c - 0x08]));
        else
            BED_TRY(bed_buffer_printf(b, err, "\\u%04x", c));
    }
    return bed_buffer_add_byte(b, '"', err);
}

bed_status bed_buffer_add_sql(bed_buffer *b, bed_str s, bed_error *err)
{
    BED_TRY(bed_buffer_add_byte(b, '\'', err));
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\'')
            BED_TRY(bed_buffer_add_byte(b, '\'', err));
        BED_TRY(bed_buffer_add_byte(b, s.ptr[i], err));
    }
    return bed_buffer_add_byte(b, '\'', err);
}

enum { NEAREST_MAX = 64 };

/* Levenshtein 1966, with two rows. */
static size_t edit_distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t row[NEAREST_MAX + 1];

    for (size_t j = 0; j <= b_len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            const size_t swap = diagonal + (a[i - 1] != b[j - 1]);
            size_t       best = row[j] + 1 < row[j - 1] + 1 ? row[j] + 1 : row[j - 1] + 1;

            best     = swap < best ? swap : best;
            diagonal = row[j];
            row[j]   = best;
        }
    }
    return row[b_len];
}

const char *bed_nearest(const char *word, const char *const *candidates, size_t n_candidates)
{
    const size_t len  = strlen(word);
    size_t       best = len / 3 + 1;
    const char  *near = NULL;

    if (len == 0 || len > NEAREST_MAX)
        return NULL;
    for (size_t i = 0; i < n_candidates; i++) {
        const size_t n = strlen(candidates[i]);

        if (n > NEAREST_MAX)
            continue;
        const size_t d = edit_distance(word, len, candidates[i], n);
        if (d < best || (near == NULL && d == best)) {
            best = d;
            near = candidates[i];
        }
    }
    return near;
}
