#include "text/unicode.h"

bool bed__is_ascii(bed_str s)
{
    size_t i = 0;

    for (; i + 8 <= s.len; i += 8) {
        uint64_t word;

        memcpy(&word, s.ptr + i, sizeof word);
        if ((word & 0x8080808080808080u) != 0)
            return false;
    }
    for (; i < s.len; i++)
        if ((s.ptr[i] & 0x80) != 0)
            return false;
    return true;
}

bed_status bed__utf16_set(bed__utf16 *u, bed_str s, bed_error *err)
{
    UChar *out;
    size_t i = 0;

    if (s.len > BED__TEXT_MAX_BYTES)
        return bed_fail(err, BED_EARGUMENT, "text of %zu bytes: expected at most 1 GiB", s.len);
    if (s.len > u->capacity) { /* a byte never gives more than one unit */
        UChar *const grown = bed_realloc(u->units, s.len + s.len / 2, sizeof(UChar));

        if (grown == NULL)
            return bed_fail(err, BED_EMEMORY, "no memory for a text of %zu bytes", s.len);
        u->units    = grown;
        u->capacity = s.len + s.len / 2;
    }
    out = u->units;
    while (i < s.len) {
        UChar32 c = (uint8_t)s.ptr[i];

        if (c < 0x80) {
            *out++ = (UChar)c;
            i++;
            continue;
        }
        c = bed__utf8_next(s, &i);
        if (c < 0)
            c = 0xFFFD;
        if (c > 0xFFFF) {
            *out++ = U16_LEAD(c);
            *out++ = U16_TRAIL(c);
        } else {
            *out++ = (UChar)c;
        }
    }
    u->len = out == NULL ? 0 : (int32_t)(out - u->units);
    return BED_OK;
}

void bed__utf16_deinit(bed__utf16 *u)
{
    bed_free(u->units);
    *u = (bed__utf16){ 0 };
}

void bed__place_move(bed__place *p, bed_str s, int32_t to_unit)
{
    while (p->unit < to_unit && p->byte < s.len) {
        const UChar32 c = bed__utf8_next(s, &p->byte);

        p->unit += c > 0xFFFF ? 2 : 1;
    }
}

void bed__primary_subtag(bed_str lang, char out[BED__SUBTAG])
{
    size_t n = 0;

    while (n < lang.len && n < BED__SUBTAG - 1) {
        const char c = (char)(lang.ptr[n] | 0x20);

        if (c < 'a' || c > 'z')
            break;
        out[n++] = c;
    }
    if (n < lang.len && lang.ptr[n] != '-' && lang.ptr[n] != '_')
        n = 0;
    out[n] = '\0';
}

bed_status bed__breakers_get(bed__breakers *b, UBreakIteratorType type, bed_str lang,
                             UBreakIterator **out, bed_error *err)
{
    char            key[BED__SUBTAG];
    UErrorCode      code = U_ZERO_ERROR;
    UBreakIterator *made;
    size_t          slot;

    *out = NULL;
    bed__primary_subtag(lang, key);
    for (size_t i = 0; i < b->n; i++)
        if (strcmp(b->entries[i].language, key) == 0) {
            *out = b->entries[i].iterator;
            return BED_OK;
        }
    made = ubrk_open(type, key[0] == '\0' ? "root" : key, NULL, 0, &code);
    if (U_FAILURE(code) || made == NULL)
        return bed_fail(err, BED_EINTERNAL, "break rules of \"%s\": %s", key, u_errorName(code));
    slot = b->n < BED__BREAKERS ? b->n++ : b->next++ % BED__BREAKERS;
    if (b->entries[slot].iterator != NULL)
        ubrk_close(b->entries[slot].iterator);
    memcpy(b->entries[slot].language, key, sizeof key);
    b->entries[slot].iterator = made;
    *out                      = made;
    return BED_OK;
}

void bed__breakers_deinit(bed__breakers *b)
{
    for (size_t i = 0; i < b->n; i++)
        ubrk_close(b->entries[i].iterator);
    *b = (bed__breakers){ 0 };
}
