/* What a set's texts are written in: the script of every item, the language of a few. */
#include "metric/metric.h"

#include "text/text.h"
#include "text/unicode.h"

#include <stdio.h>
#include <string.h>

enum { LANGUAGES_ASKED = 200, BYTES_ASKED = 1000, LANGUAGES_MOST = 32, BLOCK = 32 };

typedef enum script { LATIN, HAN, KANA, OTHER_UNSPACED, OTHER, NO_LETTER } script;

typedef struct letters {
    size_t n[NO_LETTER];
} letters;

static bool within(UChar32 c, UChar32 first, UChar32 last)
{
    return c >= first && c <= last;
}

static bool is_han(UChar32 c)
{
    return within(c, 0x4E00, 0x9FFF) || within(c, 0x3400, 0x4DBF) || within(c, 0xF900, 0xFAFF) ||
           within(c, 0x20000, 0x3FFFF);
}

/* Hiragana, katakana and their half-width forms. */
static bool is_kana(UChar32 c)
{
    return within(c, 0x3041, 0x30FA) || within(c, 0x31F0, 0x31FF) || within(c, 0xFF66, 0xFF9D);
}

/* Thai and Lao, Burmese, Khmer: words stand together. */
static bool is_other_unspaced(UChar32 c)
{
    return within(c, 0x0E00, 0x0EFF) || within(c, 0x1000, 0x109F) || within(c, 0x1780, 0x17FF);
}

static bool is_latin(UChar32 c)
{
    return within(c, 0x00C0, 0x024F) || within(c, 0x1E00, 0x1EFF) || within(c, 0xFF21, 0xFF5A);
}

static script script_of(UChar32 c)
{
    if (is_han(c))
        return HAN;
    if (c < 0 || !u_isalpha(c))
        return NO_LETTER;
    if (is_latin(c))
        return LATIN;
    if (is_kana(c))
        return KANA;
    return is_other_unspaced(c) ? OTHER_UNSPACED : OTHER;
}

/* Letters of a block of ASCII; false where it is none. Of a fixed size, for the compiler to spread
 * over vectors. */
static bool count_ascii(const char *bytes, size_t *n_letters)
{
    unsigned char any = 0, n = 0;

    for (size_t i = 0; i < BLOCK; i++) {
        const unsigned char c = (unsigned char)bytes[i];

        any |= c;
        n = (unsigned char)(n + ((unsigned char)((c | 0x20) - 'a') < 26));
    }
    *n_letters += any < 0x80 ? n : 0;
    return any < 0x80;
}

static void count_letters(bed_str text, letters *out)
{
    for (size_t i = 0; i < text.len;) {
        const unsigned char c = (unsigned char)text.ptr[i];

        if (c < 0x80 && text.len - i >= BLOCK && count_ascii(text.ptr + i, &out->n[LATIN])) {
            i += BLOCK;
        } else if (c < 0x80) {
            out->n[LATIN] += (unsigned)((c | 0x20) - 'a') < 26;
            i++;
        } else {
            const script s = script_of(bed__utf8_next(text, &i));

            if (s != NO_LETTER)
                out->n[s]++;
        }
    }
}

static void count_item(const letters *l, bed_script *out)
{
    const size_t han = l->n[HAN] + l->n[KANA], unspaced = han + l->n[OTHER_UNSPACED],
                 beyond = unspaced + l->n[OTHER], all = beyond + l->n[LATIN];

    if (all == 0)
        return;
    out->n_items++;
    out->n_han += 2 * han >= all;
    out->n_kana += 2 * han >= all && l->n[KANA] > 0;
    out->n_unspaced += 2 * unspaced >= all;
    out->n_beyond += 2 * beyond >= all;
}

/* The text that tells an item's language: the first reference, else what the system wrote. */
static bed_str told_by(const bed_item *item)
{
    return item->n_refs > 0 ? item->refs[0] : item->hyp;
}

typedef struct tally {
    const char *names[LANGUAGES_MOST]; /* of bed_language_of: static */
    size_t      counts[LANGUAGES_MOST], n;
} tally;

static void tally_add(tally *t, const char *name)
{
    size_t i = 0;

    while (i < t->n && strcmp(t->names[i], name) != 0)
        i++;
    if (i == LANGUAGES_MOST)
        return;
    if (i == t->n)
        t->names[t->n++] = name;
    t->counts[i]++;
}

/* The most frequent; of equals the one that came first. */
static const char *tally_most(const tally *t)
{
    size_t best = 0;

    for (size_t i = 1; i < t->n; i++)
        if (t->counts[i] > t->counts[best])
            best = i;
    return t->n == 0 ? "und" : t->names[best];
}

static void find_language(const bed_items *items, bed_script *out)
{
    const size_t step = items->n / LANGUAGES_ASKED + 1;
    tally        t    = { .n = 0 };

    for (size_t i = 0; i < items->n; i += step) {
        bed_str text = told_by(&items->items[i]);

        text.len               = text.len > BYTES_ASKED ? BYTES_ASKED : text.len;
        const char *const name = bed_language_of(text);
        if (strcmp(name, "und") != 0)
            tally_add(&t, name);
    }
    snprintf(out->language, sizeof out->language, "%s", tally_most(&t));
}

bed_status bed_items_look(const bed_items *items, bed_script *out, bed_error *err)
{
    *out = (bed_script){ .n_items = 0 };
    for (size_t i = 0; i < items->n; i++) {
        letters       l    = { .n = { 0 } };
        const bed_str text = told_by(&items->items[i]);

        if (text.len > BED__TEXT_MAX_BYTES)
            return bed_fail_in(
                err,
                bed_fail(err, BED_EARGUMENT, "a text of %zu bytes: expected up to 1 GiB", text.len),
                "", i + 1);
        count_letters(text, &l);
        count_item(&l, out);
    }
    if (items->language.len > 0)
        snprintf(out->language, sizeof out->language, "%.*s", BED_STR_ARG(items->language));
    else
        find_language(items, out);
    return BED_OK;
}
