/* Keys of options written in one text: "BD", "B,D", "B、D", "b d", "(B) (D)", "ＢＤ". */
#include "metric/label_sets.h"

#include "text/unicode.h"

#include <string.h>

static const char *const LETTERS = "ABCDEFGHIJ";

/* Full-width forms to ASCII, letters to upper case; 0 for what separates or encloses keys. */
static UChar32 folded(UChar32 c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    if (c >= 'a' && c <= 'z')
        c -= 'a' - 'A';
    if (c > 0 && c < 0x80)
        return strchr(" \t\r\n,;/&+|()[]{}.:*\"'", (int)c) != NULL ? 0 : c;
    switch (c) {
    case 0x3001: /* ideographic comma */
    case 0x3002: /* ideographic full stop */
    case 0x3000: /* ideographic space */
    case 0x00A0: /* no-break space */
    case 0x3010: /* lenticular brackets */
    case 0x3011:
        return 0;
    default:
        return c;
    }
}

static bool same_folded(bed_str a, bed_str b)
{
    size_t i = 0, k = 0;

    while (i < a.len && k < b.len)
        if (folded(bed__utf8_next(a, &i)) != folded(bed__utf8_next(b, &k)))
            return false;
    return i == a.len && k == b.len;
}

static size_t find_key(bed_str key, const bed_answer_option *choices, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (same_folded(key, choices[i].key))
            return i;
    return SIZE_MAX;
}

static size_t find_letter(bed_str letter)
{
    size_t            i  = 0;
    const UChar32     c  = folded(bed__utf8_next(letter, &i));
    const char *const at = c > 0 && c < 0x80 ? strchr(LETTERS, (int)c) : NULL;

    return at == NULL ? SIZE_MAX : (size_t)(at - LETTERS);
}

/* A part between separators: a key, or a run of keys of one character each. */
static bool cut_part(bed_str part, const bed_answer_option *choices, size_t n, uint64_t *out)
{
    const size_t whole = n > 0 ? find_key(part, choices, n) : SIZE_MAX;
    size_t       begin = 0;

    if (whole != SIZE_MAX) {
        *out |= (uint64_t)1 << whole;
        return true;
    }
    while (begin < part.len) {
        size_t end = begin;

        bed__utf8_next(part, &end);
        const bed_str one = { part.ptr + begin, end - begin };
        const size_t  key = n > 0 ? find_key(one, choices, n) : find_letter(one);
        if (key == SIZE_MAX || (*out >> key & 1) != 0)
            return false;
        *out |= (uint64_t)1 << key;
        begin = end;
    }
    return true;
}

bool bed__keys_cut(bed_str text, const bed_answer_option *choices, size_t n_choices, uint64_t *out)
{
    size_t i = 0;

    *out      = 0;
    n_choices = n_choices > BED__KEYS_MOST ? BED__KEYS_MOST : n_choices;
    while (i < text.len) {
        size_t begin = i, end;

        while (i < text.len && folded(bed__utf8_next(text, &i)) == 0)
            begin = i;
        for (end = begin; end < text.len; end = i)
            if (i = end, folded(bed__utf8_next(text, &i)) == 0)
                break;
        if (end > begin &&
            !cut_part((bed_str){ text.ptr + begin, end - begin }, choices, n_choices, out))
            return false;
        i = end;
    }
    return *out != 0;
}
