/* One pass over the text for each tokeniser, where the reference rewrites it with regular
 * expressions. What these do to a run of k full stops and commas (for intl: of any punctuation)
 * between a character before and a character after it comes down to one rule.
 *
 * The reference takes characters in pairs (no digit, stop) from the left, so the last stop of a run
 * is left over when k is even after a character that is no digit, and when k is odd after a digit
 * or at the start of the text. A stop that is left over before a digit or the end of the text stays
 * with what follows it, and with what stands before it when it is alone. All other stops are tokens
 * of their own.
 *
 * 13a puts a blank at both ends of the text first, so for it there is no start and no end. */
#include "metric/bleu_tokenize.h"

#include "text/unicode.h"

#include <string.h>
#include <unicode/ucasemap.h>

typedef enum class { LETTER, DIGIT, DASH, STOP, ALONE, BLANK, WIDE, EDGE } class;

/* Of ASCII for 13a and zh. */
static class class_of_13a(unsigned c)
{
    if (c >= '0' && c <= '9')
        return DIGIT;
    if (c == '.' || c == ',')
        return STOP;
    if (c == '-')
        return DASH;
    if ((c >= '\t' && c <= '\r') || (c >= 0x1C && c <= ' '))
        return BLANK;
    if ((c >= '!' && c <= '/' && c != '\'') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
        (c >= '{' && c <= '~'))
        return ALONE;
    return LETTER;
}

/* Of ASCII for intl: $ + < = > ^ ` | ~ are symbols, all other signs punctuation. */
static class class_of_intl(unsigned c)
{
    const class k = class_of_13a(c);

    if (c != 0 && strchr("$+<=>^`|~", (int)c) != NULL)
        return ALONE;
    return k == ALONE || k == DASH || c == '\'' ? STOP : k;
}

static class class_of_char(unsigned c)
{
    return class_of_13a(c) == BLANK ? BLANK : ALONE;
}

static class class_of_none(unsigned c)
{
    return class_of_13a(c) == BLANK ? BLANK : LETTER;
}

static bool is_wide_blank(UChar32 c)
{
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static class wide_13a(UChar32 c)
{
    return is_wide_blank(c) ? BLANK : LETTER;
}

/* The ranges of the reference, with its two literals of five digits as the comparison of strings
 * reads them: 2001-2A6D and 2F81-2FA1 stand where 20000-2A6D6 and 2F800-2FA1D were meant. */
static class wide_zh(UChar32 c)
{
    static const struct {
        uint16_t first, last;
    } ranges[] = { { 0x2001, 0x2A6D }, { 0x2E80, 0x2EFF }, { 0x2F00, 0x2FDF }, { 0x2FF0, 0x303F },
                   { 0x3100, 0x312F }, { 0x31A0, 0x31BF }, { 0x31C0, 0x31EF }, { 0x3200, 0x33FF },
                   { 0x3400, 0x4DB5 }, { 0x4E00, 0x9FBB }, { 0xF900, 0xFA2D }, { 0xFA30, 0xFA6A },
                   { 0xFA70, 0xFAD9 }, { 0xFE10, 0xFE1F }, { 0xFE30, 0xFE4F }, { 0xFF00, 0xFFEF } };

    if (c >= 0x4E00 && c <= 0x9FBB)
        return ALONE;
    if (is_wide_blank(c))
        return BLANK;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (c <= ranges[i].last)
            return c >= ranges[i].first ? ALONE : LETTER;
    return LETTER;
}

static class wide_intl(UChar32 c)
{
    const uint32_t category = U_GET_GC_MASK(c);

    if (is_wide_blank(c))
        return BLANK;
    if ((category & U_GC_P_MASK) != 0)
        return STOP;
    if ((category & U_GC_S_MASK) != 0)
        return ALONE;
    return (category & U_GC_N_MASK) != 0 ? DIGIT : LETTER;
}

static class wide_char(UChar32 c)
{
    return is_wide_blank(c) ? BLANK : ALONE;
}

typedef struct rules {
    class (*ascii)(unsigned c);
    class (*wide)(UChar32 c);
    bool padded;   /* start and end of the text are as a blank */
    bool stripped; /* leading blanks are no part of the text */
} rules;

static const rules RULES[] = {
    [BED_BLEU_13A]  = { class_of_13a, wide_13a, true, false },
    [BED_BLEU_INTL] = { class_of_intl, wide_intl, false, false },
    [BED_BLEU_ZH]   = { class_of_13a, wide_zh, false, true },
    [BED_BLEU_CHAR] = { class_of_char, wide_char, true, false },
    [BED_BLEU_NONE] = { class_of_none, wide_13a, true, false },
};

/* ---- the pass -------------------------------------------------------------------------------- */

#define CLOSED SIZE_MAX

typedef struct pass {
    bed_tokens  *out;
    const rules *rules;
    bed_str      text;
    size_t       open; /* where the token begins that is not ended yet, or CLOSED */
    bool         ill_formed, no_memory;
} pass;

/* The class of the character at `at`, which ends at *end. */
static inline class look(pass *p, size_t at, size_t *end)
{
    UChar32 c;
    class k;

    if (at >= p->text.len)
        return p->rules->padded ? BLANK : EDGE;
    *end = at + 1;
    k    = (class)p->out->classes[(uint8_t)p->text.ptr[at]];
    if (k != WIDE)
        return k;
    *end = at;
    c    = bed__utf8_next(p->text, end);
    if (c >= 0)
        return p->rules->wide(c);
    p->ill_formed = true;
    return LETTER;
}

static inline void add(pass *p, size_t from, size_t to)
{
    p->no_memory |= !bed_tokens_push(p->out, p->text.ptr + from, to - from);
}

static inline void end_token(pass *p, size_t at)
{
    if (p->open != CLOSED)
        add(p, p->open, at);
    p->open = CLOSED;
}

static inline void apart(pass *p, size_t from, size_t to)
{
    end_token(p, from);
    add(p, from, to);
}

static inline void within(pass *p, size_t at)
{
    if (p->open == CLOSED)
        p->open = at;
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* 0x80 in each of eight bytes that is an ASCII letter or digit. Bytes of 0x80 and more have their
 * top bit cleared before anything is added, so that no sum reaches the next byte. */
static inline uint64_t alphanumeric(uint64_t bytes)
{
    const uint64_t low = bytes & EACH(0x7F), folded = low | EACH(0x20);
    const uint64_t letter = (folded + EACH(0x80 - 'a')) ^ (folded + EACH(0x7F - 'z'));
    const uint64_t digit  = (low + EACH(0x80 - '0')) ^ (low + EACH(0x7F - '9'));

    return (letter | digit) & ~bytes & EACH(0x80);
}

/* The place of the lowest byte in memory that is not 0. */
static inline size_t first_byte(uint64_t mask)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return (size_t)__builtin_ctzll(mask) / 8;
#else
    return (size_t)__builtin_clzll(mask) / 8;
#endif
}

/* Behind the ASCII letters and digits from `at` on, which all rules but char's take for parts of a
 * word. It may stop before one: then that is looked at by itself. */
static inline size_t pass_word(bed_str text, size_t at)
{
    while (at + 8 <= text.len) {
        uint64_t bytes, other;

        memcpy(&bytes, text.ptr + at, sizeof bytes);
        other = ~alphanumeric(bytes) & EACH(0x80);
        if (other != 0)
            return at + first_byte(other);
        at += 8;
    }
    return at;
}

static void run(pass *p)
{
    const uint8_t *const bytes = (const uint8_t *)p->text.ptr;
    class before               = p->rules->padded ? BLANK : EDGE, next;
    bool   paired = false; /* the stop before was taken together with what precedes it */
    size_t at = 0, end = 0, after = 0;
    class k = look(p, at, &end);

    for (; at < p->text.len; before = k, k = next, at = end, end = after) {
        if (k <= DIGIT) {
            within(p, at);
            const size_t first = end;

            end = pass_word(p->text, first);
            k   = end > first ? (class)p->out->classes[bytes[end - 1]] : k;
        }
        next = look(p, end, &after);
        if (k == STOP) {
            paired = before == STOP ? !paired : before != DIGIT && before != EDGE;
            if (!paired && (next == DIGIT || next == EDGE))
                within(p, at);
            else
                apart(p, at, end);
        } else if (k == ALONE || (k == DASH && before == DIGIT)) {
            apart(p, at, end);
        } else if (k == DASH) {
            within(p, at);
        } else if (k == BLANK) {
            end_token(p, at);
        }
    }
    end_token(p, at);
}

/* ---- rewriting ------------------------------------------------------------------------------- */

/* Whether a part stands in the text; `rare` is a byte of it that most texts do not have. */
static bool has(bed_str text, bed_str part, char rare)
{
    return memchr(text.ptr, rare, text.len) != NULL && bed_str_contains(text, part);
}

/* Puts `by` (no longer than it) for every `part`, in place; gives the new length. */
static size_t replace(char *text, size_t len, bed_str part, bed_str by)
{
    size_t to = 0;

    for (size_t i = 0; i < len;) {
        if (len - i >= part.len && memcmp(text + i, part.ptr, part.len) == 0) {
            memcpy(text + to, by.ptr, by.len);
            to += by.len;
            i += part.len;
        } else {
            text[to++] = text[i++];
        }
    }
    return to;
}

static bed_status room(bed_tokens *t, size_t which, size_t need, bed_error *err)
{
    return bed__room((void **)&t->bytes[which], &t->bytes_capacity[which], need, 1, err);
}

enum { BEFORE_ENTITIES = 2 };

/* What 13a undoes before it looks at characters. */
static bed_status unescape(bed_tokens *t, bed_str *text, bed_error *err)
{
    static const struct {
        bed_str part, by;
        char    rare;
    } steps[] = {
        { BED_STR_INIT("<skipped>"), BED_STR_INIT(""), '<' },
        { BED_STR_INIT("-\n"), BED_STR_INIT(""), '\n' },
        /* BEFORE_ENTITIES */
        { BED_STR_INIT("&quot;"), BED_STR_INIT("\""), '&' },
        { BED_STR_INIT("&amp;"), BED_STR_INIT("&"), '&' },
        { BED_STR_INIT("&lt;"), BED_STR_INIT("<"), '&' },
        { BED_STR_INIT("&gt;"), BED_STR_INIT(">"), '&' },
    };
    const bool entities = memchr(text->ptr, '&', text->len) != NULL;
    bool       copied   = text->len > 0 && text->ptr == t->bytes[0];

    for (size_t i = 0; i < (entities ? sizeof steps / sizeof steps[0] : BEFORE_ENTITIES); i++) {
        if (!has(*text, steps[i].part, steps[i].rare))
            continue;
        if (!copied) {
            BED_TRY(room(t, 0, text->len, err));
            memcpy(t->bytes[0], text->ptr, text->len);
            text->ptr = t->bytes[0];
            copied    = true;
        }
        text->len = replace(t->bytes[0], text->len, steps[i].part, steps[i].by);
    }
    return BED_OK;
}

/* A copy with U+FFFD for what is ill-formed. */
static bed_status mend(bed_tokens *t, bed_str *text, bed_error *err)
{
    size_t to = 0;

    BED_TRY(room(t, 1, 3 * text->len, err));
    for (size_t i = 0; i < text->len;) {
        const UChar32 c = bed__utf8_next(*text, &i);

        to += bed__utf8_put(t->bytes[1] + to, c < 0 ? 0xFFFD : c);
    }
    *text = (bed_str){ t->bytes[1], to };
    return BED_OK;
}

static bed_status lower_wide(bed_tokens *t, bed_str *text, bed_error *err)
{
    UErrorCode    status = U_ZERO_ERROR;
    const int32_t len    = (int32_t)text->len;
    int32_t       need;

    if (t->lower == NULL)
        t->lower = ucasemap_open("", 0, &status);
    if (U_FAILURE(status))
        return bed_fail(err, BED_EINTERNAL, "ICU's case mapping: %s", u_errorName(status));
    need = ucasemap_utf8ToLower(t->lower, NULL, 0, text->ptr, len, &status);
    BED_TRY(room(t, 0, (size_t)need, err));
    status = U_ZERO_ERROR;
    need   = ucasemap_utf8ToLower(t->lower, t->bytes[0], need, text->ptr, len, &status);
    if (U_FAILURE(status))
        return bed_fail(err, BED_EINTERNAL, "ICU's case mapping: %s", u_errorName(status));
    *text = (bed_str){ t->bytes[0], (size_t)need };
    return BED_OK;
}

static bed_status lower_case(bed_tokens *t, bed_str *text, bed_error *err)
{
    if (text->len == 0)
        return BED_OK;
    if (bed_utf8_valid_until(*text) < text->len)
        BED_TRY(mend(t, text, err));
    if (!bed__is_ascii(*text))
        return lower_wide(t, text, err);
    BED_TRY(room(t, 0, text->len, err));
    for (size_t i = 0; i < text->len; i++) {
        const char c = text->ptr[i];

        t->bytes[0][i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    text->ptr = t->bytes[0];
    return BED_OK;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void set_classes(bed_tokens *t, bed_bleu_tokenizer tokenizer)
{
    if (t->classes_of == (int)tokenizer + 1)
        return;
    for (unsigned c = 0; c < 256; c++)
        t->classes[c] = (uint8_t)(c < 0x80 ? RULES[tokenizer].ascii(c) : WIDE);
    t->classes_of = (int)tokenizer + 1;
}

/* Drops blanks before and, for all tokenisers, behind: a stop at the end is then at the edge. */
static bed_str strip(bed_str text, bool before)
{
    while (text.len > 0) {
        size_t        at = text.len;
        const UChar32 c  = bed__utf8_before(text, &at);

        if (c < 0x80 ? c < 0 || class_of_13a((unsigned)c) != BLANK : !is_wide_blank(c))
            break;
        text.len = at;
    }
    while (before && text.len > 0) {
        size_t        at = 0;
        const UChar32 c  = bed__utf8_next(text, &at);

        if (c < 0x80 ? c < 0 || class_of_13a((unsigned)c) != BLANK : !is_wide_blank(c))
            break;
        text = (bed_str){ text.ptr + at, text.len - at };
    }
    return text;
}

bed_status bed_bleu_tokenize(bed_tokens *out, bed_str text, bed_bleu_tokenizer tokenizer,
                             bool lower, bed_error *err)
{
    pass p = { .out = out, .rules = &RULES[tokenizer] };

    out->n = 0;
    if (text.len > BED__TEXT_MAX_BYTES / 3)
        return bed_fail(err, BED_EARGUMENT, "a text of %zu bytes: expected up to 341 MiB",
                        text.len);
    set_classes(out, tokenizer);
    if (lower)
        BED_TRY(lower_case(out, &text, err));
    text = strip(text, p.rules->stripped);
    if (tokenizer == BED_BLEU_13A && text.len > 0)
        BED_TRY(unescape(out, &text, err));
    do {
        out->n       = 0;
        p.text       = text;
        out->end     = text.ptr + text.len;
        p.open       = CLOSED;
        p.ill_formed = false;
        run(&p);
        if (p.ill_formed)
            BED_TRY(mend(out, &text, err));
    } while (p.ill_formed);
    return p.no_memory ? bed_fail(err, BED_EMEMORY, "out of memory") : BED_OK;
}
