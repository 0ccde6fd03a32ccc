/* ROUGE's tokenisers. */
#include "metric/rouge_cut.h"

#include "metric/stem.h"
#include "text/unicode.h"

#include <string.h>

enum { STEM_OVER = 3, FOLD_GROWS = 2, BYTES_A_TOKEN = 6, REPLACEMENT = 0xFFFD };

/* Lower case of ASCII letters and digits, 0 for all else. */
static const char ALNUM[256] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6',
    ['7'] = '7', ['8'] = '8', ['9'] = '9', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd',
    ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k',
    ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r',
    ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y',
    ['z'] = 'z', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f',
    ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm',
    ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't',
    ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z',
};

void bed__rouge_text_deinit(bed__rouge_text *t)
{
    bed_free(t->ids);
    bed_free(t->ends);
    *t = (bed__rouge_text){ .n = 0 };
}

void bed__rouge_cutter_deinit(bed__rouge_cutter *c)
{
    bed_token_table_deinit(&c->table);
    bed_free(c->token);
    bed_words_destroy(c->words);
    bed_sentences_destroy(c->sentences);
}

bed_status bed__rouge_begin(bed__rouge_cutter *c, size_t bytes, bed_error *err)
{
    return bed_token_table_begin(&c->table, bytes / BYTES_A_TOKEN / 2 + 1, err);
}

static bool is_ascii(const char *s, size_t len)
{
    unsigned char all = 0;

    for (size_t i = 0; i < len; i++)
        all |= (unsigned char)s[i];
    return all < 0x80;
}

/* Numbers the token at hand, of len bytes. out has room. */
static inline bed_status put(bed__rouge_cutter *c, size_t len, bed__rouge_text *out, bed_error *err)
{
    bed_token_table *const t = &c->table;

    if (c->stem && len > STEM_OVER && is_ascii(c->token, len))
        len = bed__stem(c->token, len);
    if (len == 0)
        return BED_OK;
    if (t->n > t->mask / 2)
        BED_TRY(bed_token_table_grow(t, t->n + 1, err));
    out->ids[out->n++] = bed_token_table_add(t, (bed_str){ c->token, len });
    return BED_OK;
}

/* ---- rouge_score ----------------------------------------------------------------------------- */

/* Two characters beyond ASCII are ASCII in lower case: the Kelvin sign is k, and the I with a dot
 * is i and a combining dot, which divides. Both sequences stand for themselves wherever they occur.
 */
typedef struct odd_letter {
    size_t bytes; /* 0: there is none here */
    char   lower;
    bool   divides;
} odd_letter;

static odd_letter odd_letter_at(const char *p, size_t left)
{
    if (left >= 3 && memcmp(p, "\xE2\x84\xAA", 3) == 0)
        return (odd_letter){ 3, 'k', false };
    if (left >= 2 && memcmp(p, "\xC4\xB0", 2) == 0)
        return (odd_letter){ 2, 'i', true };
    return (odd_letter){ .bytes = 0 };
}

static bed_status cut_as_rouge_score(bed__rouge_cutter *c, bed_str text, bed__rouge_text *out,
                                     bed_error *err)
{
    size_t len = 0, i = 0;

    while (i < text.len) {
        char       lower = ALNUM[(uint8_t)text.ptr[i]];
        odd_letter odd   = { .bytes = 0 };

        if ((uint8_t)text.ptr[i] >= 0xC4)
            odd = odd_letter_at(text.ptr + i, text.len - i);
        i += odd.bytes > 0 ? odd.bytes : 1;
        lower         = odd.bytes > 0 ? odd.lower : lower;
        c->token[len] = lower;
        len += lower != 0;
        if (len > 0 && (lower == 0 || odd.divides)) {
            BED_TRY(put(c, len, out, err));
            len = 0;
        }
    }
    return len == 0 ? BED_OK : put(c, len, out, err);
}

/* ---- all scripts ----------------------------------------------------------------------------- */

static UChar32 fold(UChar32 c)
{
    if (c < 0)
        return REPLACEMENT;
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    return u_foldCase(c, U_FOLD_CASE_DEFAULT);
}

static bool within(UChar32 c, UChar32 first, UChar32 last)
{
    return c >= first && c <= last;
}

/* Chinese characters, their iteration mark, kana, also of half width. */
static bool stands_alone(UChar32 c)
{
    return c >= 0x3005 &&
           (within(c, 0x3005, 0x3007) || within(c, 0x3041, 0x30FF) || within(c, 0x31F0, 0x31FF) ||
            within(c, 0xFF66, 0xFF9D) || u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC));
}

static bed_status cut_by_unicode(bed__rouge_cutter *c, bed_str text, bed__rouge_text *out,
                                 bed_error *err)
{
    size_t len = 0;

    for (size_t i = 0; i < text.len;) {
        const UChar32  folded = fold(bed__utf8_next(text, &i));
        const uint32_t kind   = U_GET_GC_MASK(folded);
        const bool     word   = (kind & (U_GC_L_MASK | U_GC_N_MASK)) != 0;
        const bool     alone  = word && stands_alone(folded);

        if ((word && !alone) || (len > 0 && (kind & U_GC_M_MASK) != 0)) {
            len += bed__utf8_put(c->token + len, folded);
            continue;
        }
        if (len > 0 && (folded == 0x200C || folded == 0x200D))
            continue;
        if (len > 0)
            BED_TRY(put(c, len, out, err));
        len = 0;
        if (alone)
            BED_TRY(put(c, bed__utf8_put(c->token, folded), out, err));
    }
    return len == 0 ? BED_OK : put(c, len, out, err);
}

static bed_status cut_by_character(bed__rouge_cutter *c, bed_str text, bed__rouge_text *out,
                                   bed_error *err)
{
    for (size_t i = 0; i < text.len;) {
        const UChar32 folded = fold(bed__utf8_next(text, &i));

        if (!u_isUWhiteSpace(folded))
            BED_TRY(put(c, bed__utf8_put(c->token, folded), out, err));
    }
    return BED_OK;
}

static bed_status cut_by_word(bed__rouge_cutter *c, bed_str text, bed__rouge_text *out,
                              bed_error *err)
{
    bed_word word;

    if (c->words == NULL)
        BED_TRY(bed_words_create(&c->words, err));
    BED_TRY(bed_words_open(c->words, text, BED_STR(""), err));
    while (bed_words_next(c->words, &word)) {
        size_t len = 0;

        for (size_t i = 0; i < word.text.len;)
            len += bed__utf8_put(c->token + len, fold(bed__utf8_next(word.text, &i)));
        BED_TRY(put(c, len, out, err));
    }
    return BED_OK;
}

/* ---- sentences ------------------------------------------------------------------------------- */

static bed_status cut_sentence(bed__rouge_cutter *c, bed_str text, bed__rouge_text *out,
                               bed_error *err)
{
    const size_t before = out->n;

    switch (c->tok) {
    case BED__ROUGE_UNICODE:
        BED_TRY(cut_by_unicode(c, text, out, err));
        break;
    case BED__ROUGE_CHAR:
        BED_TRY(cut_by_character(c, text, out, err));
        break;
    case BED__ROUGE_WORD:
        BED_TRY(cut_by_word(c, text, out, err));
        break;
    default:
        BED_TRY(cut_as_rouge_score(c, text, out, err));
    }
    if (out->n == before)
        return BED_OK;
    BED_TRY(bed__room((void **)&out->ends, &out->ends_capacity, out->n_sentences + 1,
                      sizeof *out->ends, err));
    out->ends[out->n_sentences++] = out->n;
    return BED_OK;
}

static bed_status cut_lines(bed__rouge_cutter *c, bed_str text, bed__rouge_text *out,
                            bed_error *err)
{
    while (text.len > 0) {
        const char *const end  = memchr(text.ptr, '\n', text.len);
        const size_t      line = end == NULL ? text.len : (size_t)(end - text.ptr);
        const size_t      skip = end == NULL ? line : line + 1;

        BED_TRY(cut_sentence(c, (bed_str){ text.ptr, line }, out, err));
        text = (bed_str){ text.ptr + skip, text.len - skip };
    }
    return BED_OK;
}

static bed_status cut_sentences(bed__rouge_cutter *c, bed_str text, bed__rouge_text *out,
                                bed_error *err)
{
    bed_str sentence;

    if (c->sentences == NULL)
        BED_TRY(bed_sentences_create(&c->sentences, err));
    BED_TRY(bed_sentences_open(c->sentences, text, BED_STR(""), err));
    while (bed_sentences_next(c->sentences, &sentence))
        BED_TRY(cut_sentence(c, sentence, out, err));
    return BED_OK;
}

bed_status bed__rouge_cut(bed__rouge_cutter *c, bed_str text, bed__rouge_text *out, bed_error *err)
{
    out->n           = 0;
    out->n_sentences = 0;
    if (text.len > BED__TEXT_MAX_BYTES)
        return bed_fail(err, BED_EARGUMENT, "a text of more than 1 GiB");
    BED_TRY(bed__room((void **)&out->ids, &out->capacity, text.len, sizeof *out->ids, err));
    BED_TRY(bed__room((void **)&c->token, &c->token_capacity, FOLD_GROWS * text.len + U8_MAX_LENGTH,
                      1, err));
    switch (c->split) {
    case BED__ROUGE_LINES:
        return cut_lines(c, text, out, err);
    case BED__ROUGE_SENTENCES:
        return cut_sentences(c, text, out, err);
    case BED__ROUGE_WHOLE:
    default:
        return cut_sentence(c, text, out, err);
    }
}
