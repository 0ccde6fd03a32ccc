/* Texts cut into tokens, and tokens into numbers. */
#include "metric/pieces.h"

#include "text/unicode.h"

#include <string.h>
#include <unicode/ucasemap.h>

enum { TOKEN_MAX_BYTES = 1 << 30, SPARE_BYTES = 16 };

bed__cut bed__cut_settle(bed__cut cut, const bed_script *script)
{
    if (cut != BED__CUT_AUTO)
        return cut;
    return script->n_han > 0 ? BED__CUT_UNICODE : BED__CUT_WORD;
}

void bed__pieces_init(bed__pieces *p, bed__cut cut, bool lower)
{
    *p = (bed__pieces){ .cut      = cut,
                        .lower    = lower,
                        .repaired = BED_BUFFER(TOKEN_MAX_BYTES),
                        .lowered  = BED_BUFFER(TOKEN_MAX_BYTES) };
}

void bed__pieces_deinit(bed__pieces *p)
{
    bed_words_destroy(p->words);
    if (p->casing != NULL)
        ucasemap_close(p->casing);
    bed_buffer_deinit(&p->repaired);
    bed_buffer_deinit(&p->lowered);
    *p = (bed__pieces){ .cut = BED__CUT_AUTO };
}

bed_status bed__pieces_open(bed__pieces *p, bed_str text, bed_error *err)
{
    p->text    = text;
    p->at      = 0;
    p->pending = (bed_str){ NULL, 0 };
    if (p->cut == BED__CUT_CHAR || p->cut == BED__CUT_SPACE)
        return BED_OK;
    if (p->words == NULL)
        BED_TRY(bed_words_create(&p->words, err));
    return bed_words_open(p->words, text, BED_STR(""), err);
}

/* ---- cutting --------------------------------------------------------------------------------- */

/* What Python's str.isspace holds true: the blanks of Unicode and the four separators of ASCII. */
static bool is_blank(UChar32 c)
{
    if (c < 0x80)
        return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
    return u_isUWhiteSpace(c);
}

static bool next_char(bed__pieces *p, bed_str *out)
{
    while (p->at < p->text.len) {
        const size_t from = p->at;

        if (!is_blank(bed__utf8_next(p->text, &p->at))) {
            *out = (bed_str){ p->text.ptr + from, p->at - from };
            return true;
        }
    }
    return false;
}

static bool next_between_blanks(bed__pieces *p, bed_str *out)
{
    if (!next_char(p, out))
        return false;
    while (p->at < p->text.len && !is_blank(bed__utf8_next(p->text, &p->at)))
        out->len = p->at - (size_t)(out->ptr - p->text.ptr);
    return true;
}

/* The next word, or of one in ideographs or kana the next character. */
static bool next_unicode(bed__pieces *p, bed_str *out)
{
    bed_word word;
    size_t   n = 0;

    if (p->pending.len == 0) {
        if (!bed_words_next(p->words, &word))
            return false;
        *out = word.text;
        if (word.kind != BED_WORD_IDEOGRAPHS && word.kind != BED_WORD_KANA)
            return true;
        p->pending = word.text;
    }
    (void)bed__utf8_next(p->pending, &n);
    *out       = (bed_str){ p->pending.ptr, n };
    p->pending = (bed_str){ p->pending.ptr + n, p->pending.len - n };
    return true;
}

static bool cut_next(bed__pieces *p, bed_str *out)
{
    bed_word word;

    switch (p->cut) {
    case BED__CUT_CHAR:
        return next_char(p, out);
    case BED__CUT_SPACE:
        return next_between_blanks(p, out);
    case BED__CUT_UNICODE:
        return next_unicode(p, out);
    case BED__CUT_WORD:
    case BED__CUT_AUTO:
    default:
        if (!bed_words_next(p->words, &word))
            return false;
        *out = word.text;
        return true;
    }
}

/* ---- rewriting ------------------------------------------------------------------------------- */

static bed_status lower_ascii(bed__pieces *p, bed_str *token, bed_error *err)
{
    char *to;

    bed_buffer_clear(&p->lowered);
    BED_TRY(bed_buffer_reserve(&p->lowered, token->len, &to, err));
    for (size_t i = 0; i < token->len; i++) {
        const char c = token->ptr[i];

        to[i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    token->ptr = to;
    return BED_OK;
}

static bed_status repair(bed__pieces *p, bed_str *token, bed_error *err)
{
    char  *to;
    size_t n = 0;

    if (bed_utf8_valid_until(*token) == token->len)
        return BED_OK;
    bed_buffer_clear(&p->repaired);
    BED_TRY(bed_buffer_reserve(&p->repaired, 3 * token->len, &to, err));
    for (size_t i = 0; i < token->len;) {
        const UChar32 c = bed__utf8_next(*token, &i);

        n += bed__utf8_put(to + n, c < 0 ? 0xFFFD : c);
    }
    *token = (bed_str){ to, n };
    return BED_OK;
}

/* The token is well-formed. */
static bed_status lower_unicode(bed__pieces *p, bed_str *token, bed_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    char      *to;

    if (p->casing == NULL)
        p->casing = ucasemap_open("", 0, &code);
    if (U_FAILURE(code))
        return bed_fail(err, BED_EINTERNAL, "opening the case map: %s", u_errorName(code));
    bed_buffer_clear(&p->lowered);
    /* two bytes can become three */
    BED_TRY(bed_buffer_reserve(&p->lowered, 3 * token->len + SPARE_BYTES, &to, err));
    const int32_t n = ucasemap_utf8ToLower(p->casing, to, (int32_t)(3 * token->len + SPARE_BYTES),
                                           token->ptr, (int32_t)token->len, &code);

    if (U_FAILURE(code))
        return bed_fail(err, BED_EINTERNAL, "lower case: %s", u_errorName(code));
    *token = (bed_str){ to, (size_t)n };
    return BED_OK;
}

/* 0: lower-case ASCII and signs, 1: ASCII with capitals, 2: beyond ASCII. */
static int look_of(bed_str token)
{
    int capital = 0;

    for (size_t i = 0; i < token.len; i++) {
        const unsigned char c = (unsigned char)token.ptr[i];

        if (c >= 0x80)
            return 2;
        capital |= (unsigned)(c - 'A') < 26;
    }
    return capital;
}

bed_status bed__pieces_lower(bed__pieces *p, bed_str token, bed_str *out, bed_error *err)
{
    *out = token;
    switch (look_of(token)) {
    case 0:
        return BED_OK;
    case 1:
        return lower_ascii(p, out, err);
    default:
        BED_TRY(repair(p, out, err));
        return lower_unicode(p, out, err);
    }
}

bed_status bed__pieces_next(bed__pieces *p, bed_str *out, bed_error *err)
{
    if (!cut_next(p, out))
        return BED_END;
    if (p->lower)
        return bed__pieces_lower(p, *out, out, err);
    return look_of(*out) == 2 ? repair(p, out, err) : BED_OK;
}

/* ---- numbers --------------------------------------------------------------------------------- */

bed_status bed__pieces_number(bed__pieces *p, bed_token_table *names, bed_str text,
                              bed__numbers *out, bed_error *err)
{
    enum { AT_A_TIME = 256 };
    size_t     room = 0;
    bed_status st;
    bed_str    token;

    BED_TRY(bed__pieces_open(p, text, err));
    while ((st = bed__pieces_next(p, &token, err)) == BED_OK) {
        if (room == 0) {
            BED_TRY(bed__numbers_reserve(out, AT_A_TIME, err));
            BED_TRY(bed_token_table_grow(names, AT_A_TIME, err));
            room = AT_A_TIME;
        }
        out->at[out->n++] = bed_token_table_add(names, token);
        room--;
    }
    return st == BED_END ? BED_OK : st;
}

void bed__numbers_deinit(bed__numbers *l)
{
    bed_free(l->at);
    *l = (bed__numbers){ .n = 0 };
}

bed_status bed__numbers_reserve(bed__numbers *l, size_t more, bed_error *err)
{
    if (l->n + more <= l->capacity)
        return BED_OK;
    return bed__room((void **)&l->at, &l->capacity, l->n + more, sizeof *l->at, err);
}

bed_status bed__numbers_lengthen(bed__numbers *l, size_t n, uint32_t value, bed_error *err)
{
    if (n <= l->n)
        return BED_OK;
    BED_TRY(bed__numbers_reserve(l, n - l->n, err));
    while (l->n < n)
        l->at[l->n++] = value;
    return BED_OK;
}

bed_status bed__numbers_clear(bed__numbers *l, size_t n, bed_error *err)
{
    l->n = 0;
    BED_TRY(bed__numbers_reserve(l, n, err));
    if (n > 0)
        memset(l->at, 0, n * sizeof *l->at);
    l->n = n;
    return BED_OK;
}
