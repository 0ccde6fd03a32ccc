/* Words.
 * Rules:   UAX #29 (Unicode 15) as ICU's root rules have them; Chinese, Japanese, Thai, Lao, Khmer
 *          and Burmese runs are cut by ICU's dictionaries. A word holds at least one letter, digit
 *          or ideograph: rows of underscores, a lone '@' and emoji are not words.
 * ASCII:   text of ASCII alone is cut without ICU, by the same rules over six classes:
 *          letters, digits and '_' join (WB5, 8-10, 13); one of . ' joins letters, one of . ' , ;
 *          joins digits (WB6-7, 11-12). ':' joins nothing: CLDR takes it out of MidLetter. The test
 *          holds this path against ICU on every short string and on running text.
 * Agrees:  ICU 72 ubrk_next over UBRK_WORD, boundaries of word-like segments. */
#include "text/words.h"

bed_status bed_words_create(bed_words **out, bed_error *err)
{
    *out = bed_new_array(bed_words, 1);
    if (*out == NULL)
        return bed_fail(err, BED_EMEMORY, "no memory for words");
    (*out)->ascii = true;
    return BED_OK;
}

void bed_words_destroy(bed_words *w)
{
    if (w == NULL)
        return;
    bed__breakers_deinit(&w->breakers);
    bed__utf16_deinit(&w->utf16);
    bed_free(w);
}

bed_status bed__words_open_icu(bed_words *w, bed_str text, bed_str lang, bed_error *err)
{
    UErrorCode code = U_ZERO_ERROR;

    w->text     = (bed_str){ NULL, 0 };
    w->place    = (bed__place){ 0, 0 };
    w->iterator = NULL;
    w->ascii    = true; /* of the empty text, should what follows fail */
    BED_TRY(bed__utf16_set(&w->utf16, text, err));
    BED_TRY(bed__breakers_get(&w->breakers, UBRK_WORD, lang, &w->iterator, err));
    ubrk_setText(w->iterator, w->utf16.units, w->utf16.len, &code);
    if (U_FAILURE(code))
        return bed_fail(err, BED_EINTERNAL, "setting a text on break rules: %s", u_errorName(code));
    w->text  = text;
    w->ascii = false;
    return BED_OK;
}

bed_status bed_words_open(bed_words *w, bed_str text, bed_str lang, bed_error *err)
{
    char key[BED__SUBTAG];

    /* Finnish and Swedish keep ':' within a word. */
    bed__primary_subtag(lang, key);
    if (!bed__is_ascii(text) || strcmp(key, "fi") == 0 || strcmp(key, "sv") == 0)
        return bed__words_open_icu(w, text, lang, err);
    w->text  = text;
    w->place = (bed__place){ 0, 0 };
    w->ascii = true;
    return BED_OK;
}

/* '@' stands with the letters, as in ICU 72, but is none. */
enum { LETTER = 1, DIGIT = 2, JOINER = 4, MID_LETTER = 8, MID_DIGIT = 16, ALPHA = 32 };

/* clang-format off */
static const uint8_t classes[128] = { /* sixteen a line */
     0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
     0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
     0,  0,  0,  0,  0,  0,  0, 24,  0,  0,  0,  0, 16,  0, 24,  0,
     2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  0, 16,  0,  0,  0,  0,
     1, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33,
    33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33,  0,  0,  0,  0,  4,
     0, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33,
    33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33,  0,  0,  0,  0,  0,
};
/* clang-format on */

static bool next_ascii(bed_words *w, bed_word *out)
{
    const uint8_t *const p = (const uint8_t *)w->text.ptr;
    const size_t         n = w->text.len;
    size_t               i = w->place.byte;

    for (;;) {
        unsigned seen;
        size_t   start;

        while (i < n && (classes[p[i]] & (LETTER | DIGIT | JOINER)) == 0)
            i++;
        if (i >= n)
            break;
        start = i;
        seen  = classes[p[i]];
        for (;;) {
            const unsigned now  = classes[p[i]];
            unsigned       next = i + 1 < n ? classes[p[i + 1]] : 0;

            if ((next & (LETTER | DIGIT | JOINER)) != 0) {
                i++;
            } else if (i + 2 < n &&
                       (((next & MID_LETTER) != 0 && (now & LETTER) != 0 &&
                         (classes[p[i + 2]] & LETTER) != 0) ||
                        ((next & MID_DIGIT) != 0 && now == DIGIT && classes[p[i + 2]] == DIGIT))) {
                i += 2;
            } else {
                break;
            }
            seen |= classes[p[i]];
        }
        i++;
        if ((seen & (ALPHA | DIGIT)) == 0)
            continue; /* '_' and '@' alone */
        w->place.byte = i;
        out->text     = (bed_str){ w->text.ptr + start, i - start };
        out->kind     = (seen & ALPHA) != 0 ? BED_WORD_LETTERS : BED_WORD_NUMBER;
        return true;
    }
    w->place.byte = n;
    return false;
}

/* ICU's status is that of the rule which ended the segment ("covid19" ends as a number), so what
 * the segment holds decides between letters and number. 0: neither. */
static bed_word_kind kind_of(const UChar *units, int32_t from, int32_t to, int32_t status)
{
    bool digit = false;

    if (status >= UBRK_WORD_IDEO)
        return BED_WORD_IDEOGRAPHS;
    if (status >= UBRK_WORD_KANA)
        return BED_WORD_KANA;
    while (from < to) {
        const UChar32 c = bed__utf16_next(units, &from, to);

        if (u_isalpha(c))
            return BED_WORD_LETTERS;
        digit = digit || u_charType(c) == U_DECIMAL_DIGIT_NUMBER;
    }
    return digit ? BED_WORD_NUMBER : (bed_word_kind)0;
}

static bool next_icu(bed_words *w, bed_word *out)
{
    int32_t from = ubrk_current(w->iterator), to;

    while ((to = ubrk_next(w->iterator)) != UBRK_DONE) {
        const int32_t status = ubrk_getRuleStatus(w->iterator);
        bed_word_kind kind;

        if (status >= UBRK_WORD_NONE_LIMIT &&
            (kind = kind_of(w->utf16.units, from, to, status)) != 0) {
            size_t start;

            bed__place_move(&w->place, w->text, from);
            start = w->place.byte;
            bed__place_move(&w->place, w->text, to);
            out->text = (bed_str){ w->text.ptr + start, w->place.byte - start };
            out->kind = kind;
            return true;
        }
        from = to;
    }
    return false;
}

bool bed_words_next(bed_words *w, bed_word *out)
{
    return w->ascii ? next_ascii(w, out) : next_icu(w, out);
}
