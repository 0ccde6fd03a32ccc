/* Other encodings than UTF-8, by ICU's converters. What is no character of the encoding becomes the
 * byte 0xFF, which UTF-8 never has, so that the record it stands in is refused and no other. */
#include "source/reader.h"

#include <unicode/ucnv.h>

enum { PIVOT_UNITS = 4096 };

struct bed__encoding {
    UConverter *converter;
    const char *name; /* as it was given */
    bool        whole;
    UChar       high; /* half of a pair, whose other half comes; 0: none */
    UChar       pivot[PIVOT_UNITS];
};

static bed_status open_converter(const char *name, UConverter **out, bed_error *err)
{
    UErrorCode code = U_ZERO_ERROR;

    *out = ucnv_open(name, &code);
    if (code == U_MEMORY_ALLOCATION_ERROR)
        return bed_fail(err, BED_EMEMORY, "out of memory: encoding '%s'", name);
    if (U_FAILURE(code) || name[0] == '\0') {
        ucnv_close(*out);
        *out = NULL;
        return bed_fail(err, BED_EARGUMENT,
                        "no encoding '%s': expected a name as latin1, windows-1252 or gb18030",
                        name);
    }
    ucnv_setToUCallBack(*out, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &code);
    return BED_OK;
}

/* Whether each byte is a character and those of ASCII are themselves: then a record can be
 * converted alone, its structure intact. */
static bool extends_ascii(UConverter *c)
{
    bool same = ucnv_getMaxCharSize(c) == 1;

    for (int i = 1; same && i < 0x7F; i++) {
        const char  byte = (char)i;
        const char *from = &byte;
        UChar       units[4], *to = units;
        UErrorCode  code = U_ZERO_ERROR;

        ucnv_reset(c);
        ucnv_toUnicode(c, &to, units + 4, &from, from + 1, NULL, true, &code);
        same = U_SUCCESS(code) && to == units + 1 && units[0] == i;
    }
    ucnv_reset(c);
    return same;
}

bed_status bed_encoding_check(const char *name, bed_error *err)
{
    UConverter *c;

    BED_TRY(open_converter(name, &c, err));
    ucnv_close(c);
    return BED_OK;
}

bed_status bed__encoding_create(const char *name, bed__encoding **out, bed_error *err)
{
    bed__encoding *e;
    bed_status     st;

    *out = NULL;
    BED_TRY(bed_alloc_into((void **)&e, 1, sizeof *e, err));
    e->name = name;
    st      = open_converter(name, &e->converter, err);
    if (st != BED_OK) {
        bed_free(e);
        return st;
    }
    e->whole = !extends_ascii(e->converter);
    *out     = e;
    return BED_OK;
}

void bed__encoding_destroy(bed__encoding *e)
{
    if (e == NULL)
        return;
    ucnv_close(e->converter);
    bed_free(e);
}

const char *bed__encoding_name(const bed__encoding *e)
{
    return e->name;
}

bool bed__encoding_of_whole_files(const bed__encoding *e)
{
    return e->whole;
}

bool bed__encoding_of_units(const bed__encoding *e)
{
    return ucnv_getMinCharSize(e->converter) > 1;
}

size_t bed__put_utf8(char out[4], uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* Adds n units of the pivot as UTF-8. */
static bed_status add_units(bed__encoding *e, size_t n, bed_buffer *out, bed_error *err)
{
    char  *at;
    size_t len = 0;

    BED_TRY(bed_buffer_reserve(out, 3 * n + 4, &at, err));
    for (size_t i = 0; i < n; i++) {
        const UChar u    = e->pivot[i];
        const bool  low  = u >= 0xDC00 && u <= 0xDFFF;
        const UChar high = e->high;

        e->high = u >= 0xD800 && u <= 0xDBFF ? u : 0;
        if (high != 0 && !low)
            at[len++] = '\xFF';
        if (e->high != 0)
            continue;
        if (low && high != 0)
            len += bed__put_utf8(at + len, 0x10000 + ((uint32_t)(high - 0xD800) << 10) +
                                               (uint32_t)(u - 0xDC00));
        else if (low)
            at[len++] = '\xFF';
        else
            len += bed__put_utf8(at + len, u);
    }
    out->len += len;
    return BED_OK;
}

bed_status bed__encoding_feed(bed__encoding *e, bed_str in, bool last, bed_buffer *out,
                              bed_error *err)
{
    const char *from = in.ptr == NULL ? "" : in.ptr, *const end = from + in.len;
    UErrorCode code;

    do {
        UChar *to = e->pivot;

        code = U_ZERO_ERROR;
        ucnv_toUnicode(e->converter, &to, e->pivot + PIVOT_UNITS, &from, end, NULL, last, &code);
        BED_TRY(add_units(e, (size_t)(to - e->pivot), out, err));
        if (code == U_MEMORY_ALLOCATION_ERROR)
            return bed_fail(err, BED_EMEMORY, "out of memory: encoding '%s'", e->name);
        if (U_FAILURE(code) && code != U_BUFFER_OVERFLOW_ERROR)
            BED_TRY(bed_buffer_add_byte(out, '\xFF', err));
    } while (from < end || code == U_BUFFER_OVERFLOW_ERROR);
    if (last && e->high != 0) {
        e->high = 0;
        BED_TRY(bed_buffer_add_byte(out, '\xFF', err));
    }
    return BED_OK;
}

bed_status bed__recode(bed__encoding *e, bed_str s, bed_buffer *out, bed_error *err)
{
    ucnv_reset(e->converter);
    return bed__encoding_feed(e, s, true, out, err);
}
