/* Inside the text room: UTF-8 decoding, UTF-16 buffers for ICU and break iterators by language.
 * Ownership: bed__utf16 and bed__breakers are the caller's storage, zeroed before first use and
 * released with their deinit. */
#ifndef BED_TEXT_UNICODE_H
#define BED_TEXT_UNICODE_H

#include "base/base.h"
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

/* ICU counts in int32_t, in UTF-16 units and in bytes. */
#define BED__TEXT_MAX_BYTES ((size_t)1 << 30)

/* The code point at *i, which moves behind it; -1 for an ill-formed sequence (the longest part that
 * could have begun a character, as Unicode recommends). *i < s.len <= BED__TEXT_MAX_BYTES. */
static inline UChar32 bed__utf8_next(bed_str s, size_t *i)
{
    const uint8_t *const p = (const uint8_t *)s.ptr;
    int32_t              at, len;
    UChar32              c = p[*i];

    if (c < 0x80) {
        ++*i;
        return c;
    }
    at  = (int32_t)*i;
    len = (int32_t)s.len;
    U8_NEXT(p, at, len, c);
    *i = (size_t)at;
    return c;
}

/* The code point before *i, which moves to its start; -1 as above. *i > 0. */
static inline UChar32 bed__utf8_before(bed_str s, size_t *i)
{
    const uint8_t *const p  = (const uint8_t *)s.ptr;
    int32_t              at = (int32_t)*i;
    UChar32              c;

    U8_PREV(p, 0, at, c);
    *i = (size_t)at;
    return c;
}

/* The code point at *i, which moves behind it; a lone surrogate is itself. *i < len. */
static inline UChar32 bed__utf16_next(const UChar *units, int32_t *i, int32_t len)
{
    const UChar32 lead = units[(*i)++];

    if ((lead & 0xFC00) != 0xD800 || *i >= len || (units[*i] & 0xFC00) != 0xDC00)
        return lead;
    return 0x10000 + ((lead & 0x3FF) << 10) + (units[(*i)++] & 0x3FF);
}

/* Writes c, a scalar value, and returns how many of the up to four bytes it took. */
static inline size_t bed__utf8_put(char *to, UChar32 c)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (char)(0xC0 | c >> 6);
        to[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (char)(0xE0 | c >> 12);
        to[1] = (char)(0x80 | (c >> 6 & 0x3F));
        to[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | c >> 18);
    to[1] = (char)(0x80 | (c >> 12 & 0x3F));
    to[2] = (char)(0x80 | (c >> 6 & 0x3F));
    to[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

bool bed__is_ascii(bed_str s);

typedef struct bed__utf16 {
    UChar  *units;
    size_t  capacity;
    int32_t len;
} bed__utf16;

/* Fills u with s, U+FFFD for ill-formed sequences. Errors: BED_EMEMORY; BED_EARGUMENT (too long).
 */
bed_status bed__utf16_set(bed__utf16 *u, bed_str s, bed_error *err) BED_USE_RESULT;
void       bed__utf16_deinit(bed__utf16 *u);

/* A place in a text that is known in bytes and in UTF-16 units; moves forward only. */
typedef struct bed__place {
    size_t  byte;
    int32_t unit;
} bed__place;
void bed__place_move(bed__place *p, bed_str s, int32_t to_unit);

enum { BED__BREAKERS = 8, BED__SUBTAG = 9 };

typedef struct bed__breakers {
    struct {
        char            language[BED__SUBTAG];
        UBreakIterator *iterator;
    } entries[BED__BREAKERS];
    size_t n, next; /* next: the one given up when all are taken */
} bed__breakers;

/* The iterator of a language, opened at first use. Only the primary subtag counts: no ICU rule set
 * depends on more. Errors: BED_EINTERNAL (ICU's data are missing). */
bed_status bed__breakers_get(bed__breakers *b, UBreakIteratorType type, bed_str lang,
                             UBreakIterator **out, bed_error *err) BED_USE_RESULT;
void       bed__breakers_deinit(bed__breakers *b);

/* Writes the primary subtag of a tag in lower case ("zh" of "zh-Hant"), "" where it has none. */
void bed__primary_subtag(bed_str lang, char out[BED__SUBTAG]);

#endif
