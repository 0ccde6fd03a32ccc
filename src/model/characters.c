#include "model/characters.h"

/* Assigned, with its category, by Unicode 8 (2015). */
static bool known(UChar32 c)
{
    UVersionInfo age;

    u_charAge(c, age);
    return age[0] > 0 && age[0] <= 8;
}

static uint32_t category(UChar32 c)
{
    switch (c) {  /* changed after Unicode 8 */
    case 0x166D:  /* CANADIAN SYLLABICS CHI SIGN */
    case 0x111C9: /* SHARADA SANDHI MARK */
        return U_GC_PO_MASK;
    case 0x1734: /* HANUNOO SIGN PAMUDPOD */
        return U_GC_MN_MASK;
    default:
        return U_GET_GC_MASK(c);
    }
}

bool bed__is_other(UChar32 c)
{
    return (category(c) & (U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK)) != 0 && known(c);
}

bool bed__is_punctuation(UChar32 c)
{
    if (c < 0x80)
        return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) ||
               (c >= 123 && c <= 126);
    return (category(c) & U_GC_P_MASK) != 0 && known(c);
}

bool bed__is_nonspacing(UChar32 c)
{
    return c >= 0x300 && (category(c) & U_GC_MN_MASK) != 0 && known(c);
}

bool bed__is_ideograph(UChar32 c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x2A6DF) ||
           (c >= 0x2A700 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
           (c >= 0x2F800 && c <= 0x2FA1F);
}

bool bed__is_word(UChar32 c)
{
    return u_hasBinaryProperty(c, UCHAR_ALPHABETIC) || u_hasBinaryProperty(c, UCHAR_JOIN_CONTROL) ||
           (U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK)) != 0;
}

/* Capitals that came with Unicode 16 and 17. */
static UChar32 lower_of_late(UChar32 c)
{
    static const struct {
        UChar32 first, last, distance;
    } late[] = {
        { 0x1C89, 0x1C89, 1 },      { 0xA7CB, 0xA7CB, 0x264 - 0xA7CB },
        { 0xA7CC, 0xA7CC, 1 },      { 0xA7CE, 0xA7CE, 1 },
        { 0xA7D2, 0xA7D2, 1 },      { 0xA7D4, 0xA7D4, 1 },
        { 0xA7DA, 0xA7DA, 1 },      { 0xA7DC, 0xA7DC, 0x19B - 0xA7DC },
        { 0x10D50, 0x10D65, 0x20 }, { 0x16EA0, 0x16EB8, 0x1B },
    };

    for (size_t i = 0; i < sizeof late / sizeof *late; i++)
        if (c >= late[i].first && c <= late[i].last)
            return c + late[i].distance;
    return c;
}

size_t bed__lower(UChar32 c, UChar32 out[2])
{
    out[0] = u_tolower(c);
    if (c == 0x130) { /* I with a dot above: the one character of two */
        out[1] = 0x307;
        return 2;
    }
    if (out[0] == c && c >= 0x1C89)
        out[0] = lower_of_late(c);
    return 1;
}
