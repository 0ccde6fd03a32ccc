#include "model/byte_level.h"

#include "text/unicode.h"

/* The runs of bytes that are not themselves: 0x00-0x20, 0x7F-0xA0, 0xAD. */
UChar32 bed__byte_character(uint8_t b)
{
    if (b <= 0x20)
        return 0x100 + b;
    if (b >= 0x7F && b <= 0xA0)
        return 0x100 + 0x21 + (b - 0x7F);
    return b == 0xAD ? 0x143 : b;
}

int bed__byte_of(UChar32 c)
{
    if (c >= 0x100 && c <= 0x120)
        return (int)(c - 0x100);
    if (c >= 0x121 && c <= 0x142)
        return (int)(c - 0x121 + 0x7F);
    if (c == 0x143)
        return 0xAD;
    return c < 0x100 && c >= 0 && bed__byte_character((uint8_t)c) == c ? (int)c : -1;
}

size_t bed__byte_spell(uint8_t b, char to[2])
{
    char         spelled[4];
    const size_t n = bed__utf8_put(spelled, bed__byte_character(b));

    memcpy(to, spelled, n);
    return n;
}

bed_status bed__bytes_spell(bed_str bytes, bed_buffer *out, bed_error *err)
{
    char *to;

    BED_TRY(bed_buffer_reserve(out, 2 * bytes.len, &to, err));
    for (size_t i = 0; i < bytes.len; i++) {
        const size_t n = bed__byte_spell((uint8_t)bytes.ptr[i], to);

        to += n;
        out->len += n;
    }
    return BED_OK;
}
