#include "corpus/blank.h"

#include <string.h>

/* Length of the white-space character at p, or 0. */
static size_t space_at(const unsigned char *p, size_t n)
{
    static const char *const wide[] = {
        "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81",
        "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86",
        "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\x8B",
        "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80",
        "\xEF\xBB\xBF",
    };

    if (*p == ' ' || (*p >= '\t' && *p <= '\r'))
        return 1;
    if (*p < 0xC2 || *p > 0xEF)
        return 0;
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
        const size_t len = strlen(wide[i]);

        if (n >= len && memcmp(p, wide[i], len) == 0)
            return len;
    }
    return 0;
}

static bed_str skip_space(bed_str s)
{
    size_t len;

    while (s.len > 0 && (len = space_at((const unsigned char *)s.ptr, s.len)) > 0) {
        s.ptr += len;
        s.len -= len;
    }
    return s;
}

bool bed_is_blank(bed_str s)
{
    return skip_space(s).len == 0;
}

bool bed_is_missing(bed_str s)
{
    static const bed_str words[] = { BED_STR_INIT("nan"), BED_STR_INIT("NaN"), BED_STR_INIT("null"),
                                     BED_STR_INIT("NULL"), BED_STR_INIT("NA") };

    s = skip_space(s);
    for (size_t i = 0; s.len > 0 && i < sizeof words / sizeof words[0]; i++)
        if (bed_str_starts(s, words[i]) &&
            bed_is_blank((bed_str){ s.ptr + words[i].len, s.len - words[i].len }))
            return true;
    return s.len == 0;
}

static bool continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

bed_str bed_trim_space(bed_str s)
{
    s = skip_space(s);
    while (s.len > 0) {
        size_t at = s.len - 1;

        while (at > 0 && continues(s.ptr[at]))
            at--;
        if (space_at((const unsigned char *)s.ptr + at, s.len - at) != s.len - at)
            break;
        s.len = at;
    }
    return s;
}
