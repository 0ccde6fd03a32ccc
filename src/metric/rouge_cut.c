/* ROUGE's tokenisers. */
#include "metric/rouge_cut.h"

#include "metric/stem.h"
#include "text/unicode.h"

#include <string.h>

enum { STEM_OVER = 3, FOLD_GROWS = 2, BYTES_A_TOKEN = 6, REPLACEMENT = 0xFFFD, SHORT = 8 };

void bed__rouge_text_deinit(bed__rouge_text *t)
{
    bed_free(t->ids);
    bed_free(t->ends);
    *t = (bed__rouge_text){ .n = 0 };
}

void bed__rouge_cutter_deinit(bed__rouge_cutter *c)
{
    bed_pair_table_deinit(&c->shorts);
    bed_token_table_deinit(&c->longs);
    bed_free(c->bytes);
    bed_words_destroy(c->words);
    bed_sentences_destroy(c->sentences);
}

bed_status bed__rouge_begin(bed__rouge_cutter *c, size_t bytes, bed_error *err)
{
    c->n_ids = 0;
    BED_TRY(bed_pair_table_begin(&c->shorts, bytes / BYTES_A_TOKEN / 2 + 1, err));
    return bed_token_table_begin(&c->longs, bytes / BYTES_A_TOKEN / 4 + 1, err);
}

static bool is_ascii(const char *s, size_t len)
{
    unsigned char all = 0;

    for (size_t i = 0; i < len; i++)
        all |= (unsigned char)s[i];
    return all < 0x80;
}

/* The first byte lowest. */
static inline uint64_t load8(const char *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof v);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

/* Tokens of up to eight bytes are numbered by their bytes, longer ones by the other table; both go
 * on with one count. (No token holds a byte 0, but for the character U+0000 alone.) */
static inline bed_status number_short(bed__rouge_cutter *c, uint64_t bytes, uint32_t *out,
                                      bed_error *err)
{
    bed_pair_table *const t = &c->shorts;

    t->n = c->n_ids;
    if (t->n > t->mask / 2)
        BED_TRY(bed_pair_table_grow(t, t->n + 1, err));
    *out     = bed_pair_table_add(t, (uint32_t)(bytes >> 32), (uint32_t)bytes);
    c->n_ids = t->n;
    return BED_OK;
}

static bed_status number_long(bed__rouge_cutter *c, bed_str token, uint32_t *out, bed_error *err)
{
    bed_token_table *const t = &c->longs;

    t->n = c->n_ids;
    if (t->n > t->mask / 2)
        BED_TRY(bed_token_table_grow(t, t->n + 1, err));
    *out     = bed_token_table_add(t, token);
    c->n_ids = t->n;
    return BED_OK;
}

/* Numbers a token, which stemming may rewrite; eight bytes from it can be read. out has room. */
static inline bed_status put(bed__rouge_cutter *c, char *token, size_t len, bed__rouge_text *out,
                             bed_error *err)
{
    uint32_t *const id = &out->ids[out->n];

    if (c->stem && len > STEM_OVER && is_ascii(token, len))
        len = bed__stem(token, len);
    if (len == 0)
        return BED_OK;
    out->n++;
    if (len > SHORT)
        return number_long(c, (bed_str){ token, len }, id, err);
    return number_short(c, load8(token) & UINT64_MAX >> (64 - 8 * len), id, err);
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

/* Lower case of ASCII letters and digits, 0 for all else. */
static inline char lower(char byte)
{
    const unsigned char c = (unsigned char)byte, l = c | 0x20;
    const bool letter = (unsigned char)(l - 'a') < 26, digit = (unsigned char)(c - '0') < 10;

    return (char)(letter ? l : digit ? c : 0);
}

/* Writes the text in lower case, byte by byte, and tells whether an odd letter may be in it. The
 * compiler makes vectors of this. */
static bool lower_all(bed_str text, char *out)
{
    unsigned char all = 0;

    for (size_t i = 0; i < text.len; i++) {
        all |= (unsigned char)text.ptr[i];
        out[i] = lower(text.ptr[i]);
    }
    return all >= 0x80 && (memmem(text.ptr, text.len, "\xE2\x84\xAA", 3) != NULL ||
                           memmem(text.ptr, text.len, "\xC4\xB0", 2) != NULL);
}

/* The same with odd letters, which are longer than their lower case; returns the length. */
static size_t lower_odd(bed_str text, char *out)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len;) {
        const odd_letter odd = odd_letter_at(text.ptr + i, text.len - i);

        out[n++] = odd.bytes > 0 ? odd.lower : lower(text.ptr[i]);
        if (odd.divides)
            out[n++] = 0;
        i += odd.bytes > 0 ? odd.bytes : 1;
    }
    return n;
}

/* Bytes from p to the next byte 0, which there is. */
static inline size_t run_length(const char *p)
{
    size_t n = 0;

    for (;; n += 8) {
        const uint64_t v = load8(p + n);
        const uint64_t zero =
            (v - UINT64_C(0x0101010101010101)) & ~v & UINT64_C(0x8080808080808080);

        if (zero != 0)
            return n + (size_t)__builtin_ctzll(zero) / 8;
    }
}

static bed_status cut_as_rouge_score(bed__rouge_cutter *c, bed_str text, bed__rouge_text *out,
                                     bed_error *err)
{
    size_t n = text.len;

    if (lower_all(text, c->bytes))
        n = lower_odd(text, c->bytes);
    memset(c->bytes + n, 0, BED__ROUGE_SLACK);
    for (size_t i = 0; i < n;) {
        if (c->bytes[i] == 0) {
            i++;
            continue;
        }
        const size_t len = run_length(c->bytes + i);

        BED_TRY(put(c, c->bytes + i, len, out, err));
        i += len + 1;
    }
    return BED_OK;
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
            len += bed__utf8_put(c->bytes + len, folded);
            continue;
        }
        if (len > 0 && (folded == 0x200C || folded == 0x200D))
            continue;
        if (len > 0)
            BED_TRY(put(c, c->bytes, len, out, err));
        len = 0;
        if (alone)
            BED_TRY(put(c, c->bytes, bed__utf8_put(c->bytes, folded), out, err));
    }
    return len == 0 ? BED_OK : put(c, c->bytes, len, out, err);
}

static bed_status cut_by_character(bed__rouge_cutter *c, bed_str text, bed__rouge_text *out,
                                   bed_error *err)
{
    for (size_t i = 0; i < text.len;) {
        const UChar32 folded = fold(bed__utf8_next(text, &i));

        if (!u_isUWhiteSpace(folded))
            BED_TRY(put(c, c->bytes, bed__utf8_put(c->bytes, folded), out, err));
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
            len += bed__utf8_put(c->bytes + len, fold(bed__utf8_next(word.text, &i)));
        BED_TRY(put(c, c->bytes, len, out, err));
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
    BED_TRY(bed__room((void **)&c->bytes, &c->bytes_capacity,
                      FOLD_GROWS * text.len + BED__ROUGE_SLACK, 1, err));
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
