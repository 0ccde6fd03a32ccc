/* Columns of a table: whether a first row names them, their names as keys of JSON objects, text as
 * the inside of a JSON string. */
#include "source/reader.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* ---- does a row name the columns? -------------------------------------------------------------
 */

static bool ends_sentence(bed_str s)
{
    static const bed_str marks[] = { BED_STR_INIT("?"),  BED_STR_INIT("."),  BED_STR_INIT("!"),
                                     BED_STR_INIT("？"), BED_STR_INIT("。"), BED_STR_INIT("！"),
                                     BED_STR_INIT(":") };

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (bed_str_ends(s, marks[i]))
            return true;
    return false;
}

static bool letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || (unsigned char)c >= 0x80;
}

/* A name of a column is short, holds a letter, is no sentence and no number; one that begins with a
 * digit has no blanks ("2nd_complaint", not "46 chromosomes"). */
static bool like_name(bed_str s)
{
    size_t n_blanks = 0, n_letters = 0;

    if (s.len == 0 || s.len > 64 || ends_sentence(s))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        n_blanks += s.ptr[i] == ' ';
        n_letters += letter(s.ptr[i]);
        if ((unsigned char)s.ptr[i] < 0x20)
            return false;
    }
    if (s.ptr[0] >= '0' && s.ptr[0] <= '9')
        return n_blanks == 0 && n_letters > s.len / 2;
    return n_blanks < 6 && (letter(s.ptr[0]) || s.ptr[0] == '#');
}

static bool letter_key(bed_str s)
{
    return s.len == 1 && s.ptr[0] >= 'A' && s.ptr[0] <= 'Z';
}

/* The first column of a saved data frame: no name, and whole numbers below. */
static bool unnamed_index(const bed_str *first, size_t n_columns, const bed_str *others,
                          size_t n_others)
{
    if (n_columns < 2 || n_others == 0 || first[0].len > 0)
        return false;
    for (size_t k = 0; k < n_others; k++) {
        const bed_str s = others[k * n_columns];

        for (size_t i = 0; i < s.len; i++)
            if (s.ptr[i] < '0' || s.ptr[i] > '9')
                return false;
        if (s.len == 0)
            return false;
    }
    return true;
}

bool bed__looks_like_header(const bed_str *first, size_t n_columns, const bed_str *others,
                            size_t n_others)
{
    for (size_t i = unnamed_index(first, n_columns, others, n_others); i < n_columns; i++) {
        if (!like_name(first[i]))
            return false;
        for (size_t j = 0; j < i; j++)
            if (bed_str_equal(first[i], first[j]))
                return false;
        /* a column of answer keys (A to E) goes on as it begins */
        bool keys = letter_key(first[i]) && n_others > 0;
        for (size_t k = 0; k < n_others; k++)
            keys = keys && letter_key(others[k * n_columns + i]);
        if (keys)
            return false;
    }
    return true;
}

/* ---- names as keys ----------------------------------------------------------------------------
 */

bed_status bed__columns_begin(bed__columns *c, size_t n, bed_error *err)
{
    if (n > BED__MAX_COLUMNS)
        return bed_fail(err, BED_EFORMAT, "%zu columns: at most %d are read", n, BED__MAX_COLUMNS);
    c->keys = BED_BUFFER(BED__COLUMN_KEYS_BYTES);
    return bed_alloc_into((void **)&c->ends, n, sizeof *c->ends, err);
}

bed_status bed__columns_add(bed__columns *c, bed_str name, bed_error *err)
{
    if (bed_trim(name).len == 0)
        BED_TRY(bed_buffer_printf(&c->keys, err, "\"c%zu\":", c->n + 1));
    else
        BED_TRY(bed_buffer_printf(&c->keys, err, "\"%.*s\":", BED_STR_ARG(name)));
    c->ends[c->n++] = c->keys.len;
    return BED_OK;
}

bed_str bed__columns_key(const bed__columns *c, size_t i)
{
    const size_t from = i == 0 ? 0 : c->ends[i - 1];

    return (bed_str){ c->keys.ptr + from, c->ends[i] - from };
}

bed_status bed__columns_check(const bed__columns *c, bed_error *err)
{
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = 0; j < i; j++) {
            const bed_str key = bed__columns_key(c, i);

            if (bed_str_equal(key, bed__columns_key(c, j)))
                return bed_fail(err, BED_EFORMAT,
                                "the header names columns %zu and %zu both '%.*s'", j + 1, i + 1,
                                key.len < 100 ? (int)key.len - 3 : 97, key.ptr + 1);
        }
    return BED_OK;
}

void bed__columns_deinit(bed__columns *c)
{
    bed_buffer_deinit(&c->keys);
    bed_free(c->ends);
}

/* ---- text within JSON -------------------------------------------------------------------------
 */

static const char escapes[256] = {
    ['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\t'] = 't',
    ['\n'] = 'n', ['\f'] = 'f',  ['\r'] = 'r',
};

/* Copies bytes up to the first that must be escaped; gives their number. Up to 16 bytes more are
 * written to `to`, which has room for them. */
static size_t copy_plain(char *to, const char *p, size_t n)
{
    size_t i = 0;

#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'),
                  last_control = _mm_set1_epi8(0x1F);

    for (; i + 16 <= n; i += 16) {
        const __m128i x       = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(x, last_control), x);
        const int     m       = _mm_movemask_epi8(_mm_or_si128(
                      control, _mm_or_si128(_mm_cmpeq_epi8(x, quote), _mm_cmpeq_epi8(x, backslash))));

        _mm_storeu_si128((__m128i *)(void *)(to + i), x);
        if (m != 0)
            return i + (size_t)__builtin_ctz((unsigned)m);
    }
#endif
    while (i < n && (unsigned char)p[i] >= 0x20 && p[i] != '"' && p[i] != '\\') {
        to[i] = p[i];
        i++;
    }
    return i;
}

static bed_status escape_some(bed_buffer *b, const char *p, size_t n, bed_error *err)
{
    char  *at = NULL, *begin;
    size_t i  = 0;

    BED_TRY(bed_buffer_reserve(b, 6 * n + 16, &at, err));
    begin = at;
    while (i < n) {
        const size_t run = copy_plain(at, p + i, n - i);

        i += run;
        at += run;
        if (i == n)
            break;
        const unsigned char c = (unsigned char)p[i++];
        if (escapes[c] != '\0') {
            *at++ = '\\';
            *at++ = escapes[c];
        } else {
            memcpy(at, "\\u00", 4);
            at[4] = "0123456789abcdef"[c >> 4];
            at[5] = "0123456789abcdef"[c & 15];
            at += 6;
        }
    }
    b->len += (size_t)(at - begin);
    b->ptr[b->len] = '\0';
    return BED_OK;
}

bed_status bed__json_escape(bed_buffer *b, bed_str s, bed_error *err)
{
    enum { STEP = 4096 };

    for (size_t i = 0; i < s.len; i += STEP)
        BED_TRY(escape_some(b, s.ptr + i, s.len - i < STEP ? s.len - i : STEP, err));
    return BED_OK;
}
