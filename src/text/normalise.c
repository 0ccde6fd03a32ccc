/* Cleaning: Normalisation Form C, invisible characters, controls, spaces, line ends, full width.
 * Steps:   (1) every character alone: dropped, replaced or kept; (2) what depends on neighbours:
 *          joiners, CR LF, the full-width full stop; (3) NFC, sequence by sequence; (4) blanks.
 *          Clean ASCII is recognised in one scan and handed back as it came.
 * Joiners: U+200C and U+200D stay where they spell something: after a letter or mark of a script
 *          that joins or conjoins (Arabic, Syriac, the Indic scripts, Mongolian, N'Ko ...) and
 *          before another, or after a virama; U+200D also between emoji. A joiner that repeats
 *          itself goes. Tag characters (flags of regions) stay after an emoji.
 * Variation selectors go, except U+FE0E and U+FE0F where they choose the look of an emoji, and
 *          Mongolian ones after Mongolian. Ideographic ones choose between forms of one and the
 * same ideograph and go. Width:   U+FF01-FF5E that are letters, digits or signs become ASCII. What
 * Chinese uses as its punctuation (，．：；！？（）［］｛｝＂＇～) stays, unless
 * narrow_punctuation; a full-width full stop between digits is a decimal point and becomes one.
 * Source:  UAX #15; Unicode 15 core specification 23.2-23.4; Default_Ignorable_Code_Point. */
#include "text/text.h"
#include "text/unicode.h"

#include <unicode/unorm2.h>
#include <unicode/uscript.h>

struct bed_cleaner {
    const UNormalizer2 *nfc;
    UChar32            *chars; /* the text as code points */
    size_t              capacity;
    bed__utf16          from, to; /* one sequence of step 3 */
    bed_buffer          out;
};

bed_status bed_cleaner_create(bed_cleaner **out, bed_error *err)
{
    UErrorCode   code = U_ZERO_ERROR;
    bed_cleaner *c;

    *out = NULL;
    c    = bed_new_array(bed_cleaner, 1);
    if (c == NULL)
        return bed_fail(err, BED_EMEMORY, "no memory for a cleaner");
    c->out = BED_BUFFER(4 * BED__TEXT_MAX_BYTES);
    c->nfc = unorm2_getNFCInstance(&code);
    if (U_FAILURE(code)) {
        bed_free(c);
        return bed_fail(err, BED_EINTERNAL, "normalisation data: %s", u_errorName(code));
    }
    *out = c;
    return BED_OK;
}

void bed_cleaner_destroy(bed_cleaner *c)
{
    if (c == NULL)
        return;
    bed_free(c->chars);
    bed__utf16_deinit(&c->from);
    bed__utf16_deinit(&c->to);
    bed_buffer_deinit(&c->out);
    bed_free(c);
}

/* ---- step 1: every character alone ----------------------------------------------------------- */

static bool is_variation_selector(UChar32 c)
{
    return c == 0xFE0E || c == 0xFE0F;
}

static bool is_joiner(UChar32 c)
{
    return c == 0x200C || c == 0x200D;
}

static bool is_tag(UChar32 c)
{
    return c >= 0xE0020 && c <= 0xE007F;
}

static bool is_mongolian_selector(UChar32 c)
{
    return c >= 0x180B && c <= 0x180F;
}

/* Its fate hangs on its neighbours. */
static bool is_contextual(UChar32 c)
{
    return is_joiner(c) || is_variation_selector(c) || is_tag(c) || is_mongolian_selector(c);
}

static bool is_invisible(UChar32 c)
{
    static const struct {
        UChar32 from, to;
    } ranges[] = {
        { 0x00AD, 0x00AD },   /* soft hyphen */
        { 0x034F, 0x034F },   /* combining grapheme joiner */
        { 0x061C, 0x061C },   /* Arabic letter mark */
        { 0x17B4, 0x17B5 },   /* Khmer inherent vowels */
        { 0x200B, 0x200B },   /* zero-width space */
        { 0x200E, 0x200F },   /* directional marks */
        { 0x202A, 0x202E },   /* directional embeddings */
        { 0x2060, 0x206F },   /* word joiner, isolates, invisible operators */
        { 0x3164, 0x3164 },   /* Hangul filler */
        { 0xFE00, 0xFE0D },   /* variation selectors */
        { 0xFEFF, 0xFEFF },   /* byte order mark */
        { 0xFFA0, 0xFFA0 },   /* half-width Hangul filler */
        { 0xFFF9, 0xFFFB },   /* interlinear annotation */
        { 0x1BCA0, 0x1BCA3 }, /* shorthand format controls */
        { 0x1D173, 0x1D17A }, /* musical format controls */
        { 0xE0000, 0xE001F }, /* language tag */
        { 0xE0080, 0xE0FFF }, /* ideographic variation selectors */
    };

    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (c >= ranges[i].from && c <= ranges[i].to)
            return true;
    return false;
}

static bool is_line_end(UChar32 c)
{
    return (c >= 0x0B && c <= 0x0D) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static bool is_control(UChar32 c)
{
    if (c < 0x20)
        return c != '\t' && c != '\n' && c != '\r';
    return (c >= 0x7F && c < 0xA0) || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

static bool is_odd_space(UChar32 c)
{
    return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
           c == 0x3000;
}

static bool is_wide(UChar32 c)
{
    return c >= 0xFF01 && c <= 0xFF5E;
}

static bool is_wide_punctuation(UChar32 c)
{
    const char narrow = (char)(c - 0xFEE0);

    return is_wide(c) && strchr("!\"'(),.:;?[]{}~", narrow) != NULL;
}

/* Nothing that this file drops, replaces or looks at: most of all text. */
static bool is_plain(UChar32 c)
{
    if (c < 0x7F)
        return c >= 0x20 || c == '\n' || c == '\t';
    return (c >= 0xC0 && c < 0x300) || (c >= 0x3001 && c < 0x3164) || (c >= 0x3400 && c < 0xD800);
}

enum { DROPPED = -1 };

/* What c becomes by itself; next is the character behind it, or 0. */
static UChar32 alone(UChar32 c, UChar32 next, const bed_clean_options *o, bed_clean_counts *n)
{
    if (c < 0) {
        n->ill_formed++;
        return 0xFFFD;
    }
    if (o->plain_line_ends && is_line_end(c)) {
        if (c == '\r' && next == '\n')
            return DROPPED; /* counted where the line feed is left */
        n->line_ends++;
        return '\n';
    }
    if (o->drop_controls && is_control(c)) {
        n->controls++;
        return DROPPED;
    }
    if (o->plain_spaces && is_odd_space(c)) {
        n->spaces++;
        return ' ';
    }
    if (o->drop_invisible && is_invisible(c)) {
        n->invisible++;
        return DROPPED;
    }
    if (o->narrow && is_wide(c) && !is_wide_punctuation(c)) {
        n->narrowed++;
        return c - 0xFEE0;
    }
    if (o->narrow_punctuation && is_wide_punctuation(c)) {
        n->narrowed++;
        return c - 0xFEE0;
    }
    return c;
}

/* Fills c->chars from text; returns their number and whether step 2 has work. */
static size_t take_alone(bed_cleaner *c, bed_str text, const bed_clean_options *o,
                         bed_clean_counts *n, bool *contextual)
{
    size_t i = 0, len = 0;

    *contextual = false;
    while (i < text.len) {
        UChar32 now = bed__utf8_next(text, &i);

        if (!is_plain(now)) {
            const bool crlf = now == '\r' && i < text.len && text.ptr[i] == '\n';

            if (crlf && o->plain_line_ends)
                n->line_ends++;
            now = alone(now, crlf ? '\n' : 0, o, n);
            if (now == DROPPED)
                continue;
            *contextual = *contextual || is_contextual(now) || now == 0xFF0E;
        }
        c->chars[len++] = now;
    }
    return len;
}

/* ---- step 2: by neighbours ------------------------------------------------------------------- */

/* Scripts in which a joiner changes what is written. */
static bool in_joining_script(UChar32 c)
{
    static const UScriptCode scripts[] = {
        USCRIPT_ARABIC,    USCRIPT_SYRIAC,   USCRIPT_MANDAIC,    USCRIPT_NKO,     USCRIPT_MONGOLIAN,
        USCRIPT_PHAGS_PA,  USCRIPT_ADLAM,    USCRIPT_DEVANAGARI, USCRIPT_BENGALI, USCRIPT_GURMUKHI,
        USCRIPT_GUJARATI,  USCRIPT_ORIYA,    USCRIPT_TAMIL,      USCRIPT_TELUGU,  USCRIPT_KANNADA,
        USCRIPT_MALAYALAM, USCRIPT_SINHALA,  USCRIPT_TIBETAN,    USCRIPT_MYANMAR, USCRIPT_KHMER,
        USCRIPT_THAANA,    USCRIPT_BALINESE, USCRIPT_JAVANESE,
    };

    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
        if (uscript_hasScript(c, scripts[i]))
            return true;
    return false;
}

/* Whether a virama is among the marks that end chars[0..n): NFC may put them in another order.
 * U+0DDA and U+0DDD are compositions with one. */
static bool after_virama(const UChar32 *chars, size_t n)
{
    while (n > 0) {
        const uint8_t class = u_getCombiningClass(chars[--n]);

        if (class == 9 || chars[n] == 0x0DDA || chars[n] == 0x0DDD)
            return true;
        if (class == 0)
            return false;
    }
    return false;
}

/* Whether the last character that is no mark is of a joining script. */
static bool after_joining(const UChar32 *chars, size_t n)
{
    while (n > 0 && u_getCombiningClass(chars[n - 1]) != 0)
        n--;
    return n > 0 && in_joining_script(chars[n - 1]);
}

/* Whether chars[i..len) begins with a character of a joining script, or with marks that hold a
 * virama. Marks are looked at together, as NFC may reorder them. */
static bool before_joining(const UChar32 *chars, size_t i, size_t len)
{
    bool marks = false;

    for (; i < len; i++) {
        const uint8_t class = is_contextual(chars[i]) ? 0 : u_getCombiningClass(chars[i]);

        if (is_contextual(chars[i]))
            continue;
        if (class == 9)
            return true;
        if (class == 0)
            return !marks && in_joining_script(chars[i]);
        marks = true;
    }
    return false;
}

static bool is_emoji(UChar32 c)
{
    return u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC) || (c >= 0x1F3FB && c <= 0x1F3FF);
}

/* The first character from i on that is no joiner, selector or tag; 0 at the end. */
static UChar32 next_visible(const UChar32 *chars, size_t i, size_t len)
{
    while (i < len && is_contextual(chars[i]))
        i++;
    return i < len ? chars[i] : 0;
}

/* Whether the joiner chars[i] stays behind the n characters kept so far. */
static bool keeps_joiner(const UChar32 *chars, size_t n, size_t i, size_t len)
{
    const UChar32 next = next_visible(chars, i + 1, len);

    if (n == 0 || is_joiner(chars[n - 1]))
        return false;
    if (after_virama(chars, n) || (after_joining(chars, n) && before_joining(chars, i + 1, len)))
        return true;
    if (chars[i] != 0x200D || !is_emoji(next))
        return false;
    return is_emoji(chars[n - 1]) || (n > 1 && chars[n - 1] == 0xFE0F && is_emoji(chars[n - 2]));
}

static bool keeps_selector(const UChar32 *kept, size_t n, UChar32 selector, UChar32 next)
{
    if (n == 0)
        return false;
    if (is_mongolian_selector(selector))
        return uscript_hasScript(kept[n - 1], USCRIPT_MONGOLIAN) &&
               !is_mongolian_selector(kept[n - 1]);
    if (is_tag(selector))
        return kept[n - 1] == 0x1F3F4 || is_tag(kept[n - 1]);
    return u_hasBinaryProperty(kept[n - 1], UCHAR_EMOJI) && (kept[n - 1] > 0x7F || next == 0x20E3);
}

static bool is_digit(UChar32 c)
{
    return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
}

static size_t settle_by_neighbours(UChar32 *chars, size_t len, const bed_clean_options *o,
                                   bed_clean_counts *n)
{
    size_t kept = 0;

    for (size_t i = 0; i < len; i++) {
        UChar32       now  = chars[i];
        const UChar32 next = next_visible(chars, i + 1, len);

        if (o->drop_invisible && is_contextual(now) &&
            !(is_joiner(now) ? keeps_joiner(chars, kept, i, len)
                             : keeps_selector(chars, kept, now, next))) {
            n->invisible++;
            continue;
        }
        if (o->narrow && now == 0xFF0E && kept > 0 && is_digit(chars[kept - 1]) && is_digit(next)) {
            n->narrowed++;
            now = '.';
        }
        chars[kept++] = now;
    }
    return kept;
}

/* ---- step 3: NFC ----------------------------------------------------------------------------- */

static bed_status add_chars(bed_buffer *out, const UChar32 *chars, size_t n, bed_error *err)
{
    char *to;
    char *p;

    BED_TRY(bed_buffer_reserve(out, 4 * n, &to, err));
    p = to;
    for (size_t i = 0; i < n; i++)
        p += bed__utf8_put(p, chars[i]);
    out->len += (size_t)(p - to);
    return BED_OK;
}

static bed_status room_for(bed__utf16 *u, size_t n, bed_error *err)
{
    UChar *grown;

    if (n <= u->capacity)
        return BED_OK;
    grown = bed_realloc(u->units, n + n / 2, sizeof(UChar));
    if (grown == NULL)
        return bed_fail(err, BED_EMEMORY, "no memory for a sequence of %zu characters", n);
    u->units    = grown;
    u->capacity = n + n / 2;
    return BED_OK;
}

/* Puts NFC of chars[0..n) into c->to and says whether it differs. */
static bed_status compose(bed_cleaner *c, const UChar32 *chars, size_t n, bool *differs,
                          bed_error *err)
{
    UErrorCode code = U_ZERO_ERROR;

    *differs = false;
    BED_TRY(room_for(&c->from, 2 * n, err));
    BED_TRY(room_for(&c->to, 6 * n, err)); /* NFC at most triples, UAX #15 section 14 */
    c->from.len = 0;
    for (size_t i = 0; i < n; i++) {
        if (chars[i] > 0xFFFF) {
            c->from.units[c->from.len++] = U16_LEAD(chars[i]);
            c->from.units[c->from.len++] = U16_TRAIL(chars[i]);
        } else {
            c->from.units[c->from.len++] = (UChar)chars[i];
        }
    }
    c->to.len = unorm2_normalize(c->nfc, c->from.units, c->from.len, c->to.units,
                                 (int32_t)c->to.capacity, &code);
    if (U_FAILURE(code))
        return bed_fail(err, BED_EINTERNAL, "normalising: %s", u_errorName(code));
    *differs = c->to.len != c->from.len ||
               memcmp(c->to.units, c->from.units, (size_t)c->to.len * sizeof(UChar)) != 0;
    return BED_OK;
}

static bed_status add_units(bed_buffer *out, const bed__utf16 *u, bed_error *err)
{
    int32_t i = 0;

    while (i < u->len) {
        const UChar32 c = bed__utf16_next(u->units, &i, u->len);

        BED_TRY(add_chars(out, &c, 1, err));
    }
    return BED_OK;
}

/* Begins a sequence whatever stands before it, and is NFC by itself; most of all text. */
static bool is_simple(UChar32 c)
{
    return c < 0x300 || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3);
}

static bed_status add_composed(bed_cleaner *c, size_t len, bed_clean_counts *n, bed_error *err)
{
    const UChar32 *const chars = c->chars;
    size_t               done  = 0; /* added to out */

    for (size_t i = 0, end; i < len; i = end) {
        bool differs;

        end = i + 1;
        if (is_simple(chars[i]) && (end == len || is_simple(chars[end])))
            continue;
        while (end < len && !is_simple(chars[end]) && !unorm2_hasBoundaryBefore(c->nfc, chars[end]))
            end++;
        if (end == i + 1 && u_getIntPropertyValue(chars[i], UCHAR_NFC_QUICK_CHECK) != UNORM_NO)
            continue;
        BED_TRY(compose(c, chars + i, end - i, &differs, err));
        if (!differs)
            continue;
        n->composed++;
        BED_TRY(add_chars(&c->out, chars + done, i - done, err));
        BED_TRY(add_units(&c->out, &c->to, err));
        done = end;
    }
    return add_chars(&c->out, chars + done, len - done, err);
}

/* ---- step 4: blanks -------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void collapse(bed_buffer *b, bed_clean_counts *n)
{
    size_t kept = 0;

    for (size_t i = 0; i < b->len;) {
        size_t end = i;

        while (end < b->len && is_blank(b->ptr[end]))
            end++;
        if (end == i) {
            b->ptr[kept++] = b->ptr[i++];
            continue;
        }
        if ((kept > 0 && b->ptr[kept - 1] == '\n') || (end < b->len && b->ptr[end] == '\n')) {
            n->collapsed += end - i;
        } else {
            n->collapsed += end - i - (b->ptr[i] == ' ');
            b->ptr[kept++] = ' ';
        }
        i = end;
    }
    b->len = kept;
}

static bed_str trimmed(bed_str s, bed_clean_counts *n)
{
    const size_t before = s.len;

    while (s.len > 0 && (is_blank(s.ptr[0]) || s.ptr[0] == '\n'))
        s.ptr++, s.len--;
    while (s.len > 0 && (is_blank(s.ptr[s.len - 1]) || s.ptr[s.len - 1] == '\n'))
        s.len--;
    n->collapsed += before - s.len;
    return s;
}

/* ---- all ------------------------------------------------------------------------------------- */

/* Printable ASCII, tabs and line feeds: nothing to clean. Eight bytes at a time: a byte is below
 * 0x20 or is 0x7F when the high bit of one of the two differences shows it (no high bit set
 * before); such a word is looked at byte by byte. */
static bool is_clean_ascii(bed_str s)
{
    size_t i = 0;

    while (i < s.len) {
        uint64_t word;
        size_t   n = 8;

        if (i + 8 <= s.len) {
            memcpy(&word, s.ptr + i, 8);
            if (((word | (word - 0x2020202020202020u) | (word + 0x0101010101010101u)) &
                 0x8080808080808080u) == 0) {
                i += 8;
                continue;
            }
        } else {
            n = s.len - i;
        }
        for (; n > 0; n--, i++) {
            const uint8_t c = (uint8_t)s.ptr[i];

            if (c >= 0x7F || (c < 0x20 && c != '\t' && c != '\n'))
                return false;
        }
    }
    return true;
}

static uint64_t total(const bed_clean_counts *n)
{
    return n->ill_formed + n->invisible + n->controls + n->spaces + n->line_ends + n->narrowed +
           n->composed + n->collapsed;
}

static void add_counts(bed_clean_counts *into, const bed_clean_counts *n)
{
    into->ill_formed += n->ill_formed;
    into->invisible += n->invisible;
    into->controls += n->controls;
    into->spaces += n->spaces;
    into->line_ends += n->line_ends;
    into->narrowed += n->narrowed;
    into->composed += n->composed;
    into->collapsed += n->collapsed;
}

static bed_status room_for_chars(bed_cleaner *c, size_t n, bed_error *err)
{
    UChar32 *grown;

    if (n <= c->capacity)
        return BED_OK;
    grown = bed_realloc(c->chars, n + n / 2, sizeof(UChar32));
    if (grown == NULL)
        return bed_fail(err, BED_EMEMORY, "no memory for a text of %zu bytes", n);
    c->chars    = grown;
    c->capacity = n + n / 2;
    return BED_OK;
}

bed_status bed_clean(bed_cleaner *c, bed_str text, const bed_clean_options *options, bed_str *out,
                     bed_clean_counts *counts, bed_error *err)
{
    const bed_clean_options o = options == NULL ? BED_CLEAN_DEFAULT : *options;
    bed_clean_counts        n = { 0 };
    bed_str                 cleaned;
    bool                    contextual;
    size_t                  len;

    *out = text;
    if (text.len > BED__TEXT_MAX_BYTES)
        return bed_fail(err, BED_EARGUMENT, "text of %zu bytes: expected at most 1 GiB", text.len);
    if (text.len == 0 || (!o.collapse_spaces && !o.trim && is_clean_ascii(text)))
        return BED_OK;
    BED_TRY(room_for_chars(c, text.len, err));
    len = take_alone(c, text, &o, &n, &contextual);
    if (contextual)
        len = settle_by_neighbours(c->chars, len, &o, &n);
    bed_buffer_clear(&c->out);
    if (o.compose)
        BED_TRY(add_composed(c, len, &n, err));
    else
        BED_TRY(add_chars(&c->out, c->chars, len, err));
    if (o.collapse_spaces)
        collapse(&c->out, &n);
    cleaned = bed_buffer_str(&c->out);
    if (o.trim)
        cleaned = trimmed(cleaned, &n);
    if (total(&n) == 0)
        return BED_OK;
    *out = cleaned;
    if (counts != NULL)
        add_counts(counts, &n);
    return BED_OK;
}
