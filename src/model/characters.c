#include "model/characters.h"

/* Assigned by a version of Unicode (8: 2015, 9: 2016). */
static bool known_by(UChar32 c, unsigned version)
{
    UVersionInfo age;

    u_charAge(c, age);
    return age[0] > 0 && age[0] <= version;
}

static bool known(UChar32 c)
{
    return known_by(c, 8);
}

typedef struct range {
    UChar32 first, last;
} range;

static bool within(const range *ranges, size_t n, UChar32 c)
{
    for (size_t i = 0; i < n && ranges[i].first <= c; i++)
        if (c <= ranges[i].last)
            return true;
    return false;
}

static uint32_t category(UChar32 c)
{
    switch (c) {  /* changed after Unicode 8 */
    case 0x166D:  /* CANADIAN SYLLABICS CHI SIGN */
    case 0x111C9: /* SHARADA SANDHI MARK */
        return U_GC_PO_MASK;
    case 0x1734: /* HANUNOO SIGN PAMUDPOD */
        return U_GC_MN_MASK;
    case 0x1885: /* MONGOLIAN LETTER ALI GALI BALUDA */
    case 0x1886: /* MONGOLIAN LETTER ALI GALI THREE BALUDA */
        return U_GC_LO_MASK;
    case 0xA9BD: /* JAVANESE CONSONANT SIGN KERET */
        return U_GC_MC_MASK;
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

bool bed__is_mark(UChar32 c)
{
    if (c == 0x1CF2 || c == 0x1CF3) /* VEDIC SIGN ARDHAVISARGA, letters since Unicode 12 */
        return true;
    return c >= 0x300 && c != 0x111C9 && (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0 && known_by(c, 9);
}

/* What Unicode 15.1 and 16 added, which the ICU that is linked may not know yet. */
static const range late_letters[] = {
    { 0x1C89, 0x1C8A },   { 0xA7CB, 0xA7CD },   { 0xA7DA, 0xA7DC },   { 0x105C0, 0x105F3 },
    { 0x10D4A, 0x10D65 }, { 0x10D6F, 0x10D85 }, { 0x10EC2, 0x10EC4 }, { 0x11380, 0x11389 },
    { 0x1138B, 0x1138B }, { 0x1138E, 0x1138E }, { 0x11390, 0x113B5 }, { 0x113B7, 0x113B7 },
    { 0x113D1, 0x113D1 }, { 0x113D3, 0x113D3 }, { 0x11BC0, 0x11BE0 }, { 0x13460, 0x143FA },
    { 0x16100, 0x1611D }, { 0x16D40, 0x16D6C }, { 0x18CFF, 0x18CFF }, { 0x1E5D0, 0x1E5ED },
    { 0x1E5F0, 0x1E5F0 }, { 0x2EBF0, 0x2EE5D },
};
static const range late_numbers[] = {
    { 0x10D40, 0x10D49 }, { 0x116D0, 0x116E3 }, { 0x11BF0, 0x11BF9 }, { 0x16130, 0x16139 },
    { 0x16D70, 0x16D79 }, { 0x1CCF0, 0x1CCF9 }, { 0x1E5F1, 0x1E5FA },
};

static const range late_marks[] = {
    { 0x897, 0x897 },     { 0x10D69, 0x10D6D }, { 0x10EFC, 0x10EFC }, { 0x113B8, 0x113C0 },
    { 0x113C2, 0x113C2 }, { 0x113C5, 0x113C5 }, { 0x113C7, 0x113CA }, { 0x113CC, 0x113D0 },
    { 0x113D2, 0x113D2 }, { 0x113E1, 0x113E2 }, { 0x11F5A, 0x11F5A }, { 0x1611E, 0x1612F },
    { 0x1E5EE, 0x1E5EF },
};

/* ICU's category; where that is none, the one of the table. */
static bool in_category(UChar32 c, uint32_t mask, const range *late, size_t n_late)
{
    const uint32_t is = U_GET_GC_MASK(c);

    return (is & mask) != 0 || ((is & U_GC_CN_MASK) != 0 && within(late, n_late, c));
}

bool bed__is_letter(UChar32 c)
{
    return in_category(c, U_GC_L_MASK, late_letters, sizeof late_letters / sizeof *late_letters);
}

bool bed__is_number(UChar32 c)
{
    return in_category(c, U_GC_N_MASK, late_numbers, sizeof late_numbers / sizeof *late_numbers);
}

bool bed__is_numeric(UChar32 c)
{
    return bed__is_number(c) || (c >= 0x11DE0 && c <= 0x11DE9) || (c >= 0x16FF4 && c <= 0x16FF6);
}

bool bed__is_word(UChar32 c)
{
    return u_hasBinaryProperty(c, UCHAR_ALPHABETIC) || u_hasBinaryProperty(c, UCHAR_JOIN_CONTROL) ||
           (U_GET_GC_MASK(c) & (U_GC_ND_MASK | U_GC_PC_MASK)) != 0 ||
           in_category(c, U_GC_M_MASK, late_marks, sizeof late_marks / sizeof *late_marks) ||
           in_category(c, 0, late_letters, sizeof late_letters / sizeof *late_letters) ||
           in_category(c, 0, late_numbers, sizeof late_numbers / sizeof *late_numbers);
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
