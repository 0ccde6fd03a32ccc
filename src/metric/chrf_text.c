#include "metric/chrf_text.h"

#include "text/unicode.h"

enum { REPLACEMENT = 0xFFFD, SIGMA = 0x3A3, I_WITH_DOT = 0x130, DOT_ABOVE = 0x307 };

void bed__chrf_text_deinit(bed__chrf_text *t)
{
    bed_free(t->raw);
    bed_free(t->points);
    bed_free(t->characters);
    bed_free(t->words);
    *t = (bed__chrf_text){ .raw = NULL };
}

static bool is_blank(uint32_t c)
{
    if (c < 0x80)
        return c == ' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F);
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static bool is_punctuation(uint32_t c)
{
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
           (c >= '{' && c <= '~');
}

/* ---- lower case ------------------------------------------------------------------------------ */

static bool is_cased(uint32_t c)
{
    return u_hasBinaryProperty((UChar32)c, UCHAR_CASED);
}

static bool is_ignorable(uint32_t c)
{
    return u_hasBinaryProperty((UChar32)c, UCHAR_CASE_IGNORABLE);
}

/* The sigma at i ends a word: a cased letter stands before it and none behind, what is ignorable
 * for case passed over (Unicode 15, table 3-17). */
static bool is_final_sigma(const uint32_t *raw, size_t n, size_t i)
{
    size_t before = i, behind = i + 1;

    while (before > 0 && is_ignorable(raw[before - 1]))
        before--;
    while (behind < n && is_ignorable(raw[behind]))
        behind++;
    return before > 0 && is_cased(raw[before - 1]) && (behind == n || !is_cased(raw[behind]));
}

/* Writes the lower case of the character at i and returns how many there are: one or two. */
static size_t lower_at(const uint32_t *raw, size_t n, size_t i, uint32_t *out)
{
    const uint32_t c = raw[i];

    if (c < 0x80) {
        out[0] = c >= 'A' && c <= 'Z' ? c + 32 : c;
        return 1;
    }
    if (c == I_WITH_DOT) {
        out[0] = 'i';
        out[1] = DOT_ABOVE;
        return 2;
    }
    out[0] = c == SIGMA && is_final_sigma(raw, n, i) ? 0x3C2 : (uint32_t)u_tolower((UChar32)c);
    return 1;
}

/* ---- characters ------------------------------------------------------------------------------ */

static size_t decode(bed_str text, uint32_t *out)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len;) {
        const UChar32 c = bed__utf8_next(text, &i);

        out[n++] = c < 0 ? REPLACEMENT : (uint32_t)c;
    }
    return n;
}

static bed_status reserve(uint32_t **at, size_t *capacity, size_t n, bed_error *err)
{
    return bed__room((void **)at, capacity, n, sizeof **at, err);
}

/* No character of UTF-8 is shorter than its lower case is in code points. */
static bed_status read_points(bed__chrf_text *t, bed_str text, bool lower, bed_error *err)
{
    size_t n;

    BED_TRY(reserve(&t->points, &t->points_capacity, text.len, err));
    if (!lower) {
        t->n_points = decode(text, t->points);
        return BED_OK;
    }
    BED_TRY(reserve(&t->raw, &t->raw_capacity, text.len, err));
    n           = decode(text, t->raw);
    t->n_points = 0;
    for (size_t i = 0; i < n; i++)
        t->n_points += lower_at(t->raw, n, i, t->points + t->n_points);
    return BED_OK;
}

bed_status bed__chrf_read(bed__chrf_text *t, bed_str text, bool lower, bool whitespace,
                          bed_error *err)
{
    t->n_characters = 0;
    if (text.len > BED__TEXT_MAX_BYTES)
        return bed_fail(err, BED_EARGUMENT, "a text of more than 1 GiB");
    BED_TRY(read_points(t, text, lower, err));
    BED_TRY(reserve(&t->characters, &t->characters_capacity, t->n_points, err));
    for (size_t i = 0; i < t->n_points; i++) {
        t->characters[t->n_characters] = t->points[i];
        t->n_characters += whitespace || !is_blank(t->points[i]);
    }
    return BED_OK;
}

/* ---- words ----------------------------------------------------------------------------------- */

/* Numbers the word of n characters at p. */
static bed_status put(bed__chrf_text *t, bed_token_table *table, const uint32_t *p, size_t n,
                      bed_error *err)
{
    const bed_str bytes = { (const char *)p, n * sizeof *p };

    if (table->capacity == 0 || table->n > table->mask / 2)
        BED_TRY(bed_token_table_grow(table, table->n + 1, err));
    t->words[t->n_words++] = bed_token_table_add(table, bytes);
    return BED_OK;
}

/* A word between blanks; one mark is taken off it. */
static bed_status put_word(bed__chrf_text *t, bed_token_table *table, const uint32_t *p, size_t n,
                           bed_error *err)
{
    if (n > 1 && is_punctuation(p[n - 1])) {
        BED_TRY(put(t, table, p, n - 1, err));
        return put(t, table, p + n - 1, 1, err);
    }
    if (n > 1 && is_punctuation(p[0])) {
        BED_TRY(put(t, table, p, 1, err));
        return put(t, table, p + 1, n - 1, err);
    }
    return put(t, table, p, n, err);
}

bed_status bed__chrf_words(bed__chrf_text *t, bed_token_table *table, bed_error *err)
{
    size_t begin = 0;

    t->n_words = 0;
    BED_TRY(reserve(&t->words, &t->words_capacity, t->n_points, err));
    for (size_t i = 0; i <= t->n_points; i++) {
        if (i < t->n_points && !is_blank(t->points[i]))
            continue;
        if (i > begin)
            BED_TRY(put_word(t, table, t->points + begin, i - begin, err));
        begin = i + 1;
    }
    return BED_OK;
}
