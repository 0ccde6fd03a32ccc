/* Readability of Chinese: a published measure that needs no word list, and a plain proxy.
 * ANS:      average number of sentences in a hundred characters; more is easier. Bands: over 10
 *           simple, 6 to 10 primary, under 6 intermediate and difficult.
 * Source:   Wang et al. 2020, BMJ Open 10:e038091, table 1 (printed education for patients):
 * sentences are cut at the full stop, question mark, exclamation mark, semicolon and ellipsis;
 * Arabic figures and Latin letters are not counted. Its English text says "words"; its results (3.4
 * sentences a hundred beside sentences of 31) are those of characters. Here:     ASCII '?', '!' and
 * ';' beside Chinese characters cut as well, a run of marks cuts once, and what no mark ends is a
 * sentence when it has a Chinese character. Left out: the difficulty coefficient of the same table
 * (CLDC) counts words above grade 2 of a published vocabulary syllabus that we may not include.
 * English formulas are never applied to Chinese. */
#include "text/readability_pass.h"
#include "text/unicode.h"
#include "text/vocabulary.h"
#include <math.h>

static bool is_han(UChar32 c)
{
    if (c < 0x3005)
        return false;
    return (c >= 0x4E00 && c <= 0x9FFF) || c == 0x3007 || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x323AF);
}

static bool is_mark(UChar32 c)
{
    switch (c) {
    case 0x3002: /* full stop */
    case 0xFF61: /* its half-width form */
    case 0xFF01: /* exclamation mark */
    case 0xFF1F: /* question mark */
    case 0xFF1B: /* semicolon */
    case 0x2026: /* ellipsis */
    case '!':
    case '?':
    case ';':
        return true;
    default:
        return false;
    }
}

void bed__count_chinese(bed_str text, bed_readability_counts *c)
{
    bool   open     = false; /* a character since the last mark */
    size_t term_end = 0;
    char   kind     = '\0';

    for (size_t i = 0; i < text.len;) {
        const size_t  at  = i;
        const UChar32 chr = bed__utf8_next(text, &i);

        if (is_han(chr) && at >= term_end) {
            const size_t n = bed__chinese_term((bed_str){ text.ptr + at, text.len - at }, &kind);

            term_end = at + n;
        }
        if (is_han(chr)) {
            c->han_characters++;
            c->han_professional += at < term_end && kind == 'P';
            c->han_lay += at < term_end && kind == 'L';
            open = true;
        } else if (open && is_mark(chr)) {
            c->han_sentences++;
            open = false;
        }
    }
    c->han_sentences += open;
}

static bed_status ans(const bed_readability_counts *c, double *out, bed_error *err)
{
    if (c->han_characters == 0)
        return bed__readability_empty(err, "Chinese characters");
    *out = 100.0 * bed__ratio(c->han_sentences, c->han_characters);
    return BED_OK;
}

static bed_status characters_per_sentence(const bed_readability_counts *c, double *out,
                                          bed_error *err)
{
    if (c->han_sentences == 0)
        return bed__readability_empty(err, "Chinese characters");
    *out = bed__ratio(c->han_characters, c->han_sentences);
    return BED_OK;
}

const bed_readability_measure bed_readability_chinese_ans = {
    .name          = "chinese_ans",
    .title         = "Sentences in a hundred Chinese characters (ANS)",
    .formula       = "100 * sentences / characters",
    .source        = "Wang et al. 2020, BMJ Open 10:e038091, table 1",
    .unit          = "sentences/100 characters",
    .languages     = "zh",
    .lo            = 0,
    .hi            = 100,
    .higher_easier = true,
    .value         = ans,
};

const bed_readability_measure bed_readability_chinese_characters_per_sentence = {
    .name      = "chinese_characters_per_sentence",
    .title     = "Chinese characters in a sentence",
    .formula   = "characters / sentences",
    .source    = "a proxy, not a published index",
    .unit      = "characters/sentence",
    .languages = "zh",
    .lo        = 1,
    .hi        = INFINITY,
    .value     = characters_per_sentence,
};
