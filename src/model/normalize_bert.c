/* BERT's normalizer: "clean_text" drops control, format and private characters, U+0000 and U+FFFD
 * and makes every white space a blank; "handle_chinese_chars" puts blanks around ideographs;
 * "strip_accents" (null: as lowercase) decomposes (Normalisation Form D) and drops marks;
 * "lowercase" lowers each character for itself, so that a final sigma is like any other.
 * Source: Devlin et al. 2019, arXiv:1810.04805, and what the `tokenizers` library does.
 * Most characters need one look into a table by their code point; run_whole is the same without the
 * table, and is also used where decomposing reorders marks that stay. */
#include "model/characters.h"
#include "model/normal_form.h"
#include "model/tokenizer_parts.h"

enum { TABLE = 0x10000, BLOCK = 4096 /* bytes */, GROWTH = 6 };

enum {
    DROP      = 1,
    SPACE     = 2,
    IDEOGRAPH = 4,
    CHANGES   = 8, /* decomposed, dropped as a mark, or lowered */
    REORDERS  = 16
};

typedef struct bert {
    bool      clean, chinese, strip, lower;
    bed__form nfd;
    uint8_t   flags[TABLE];
} bert;

static bool is_dropped(UChar32 c)
{
    return c == 0 || c == 0xFFFD || (bed__is_other(c) && !bed__is_space(c)) || c == 0x0B ||
           c == 0x0C || c == 0x85;
}

static uint8_t flags_of(const bert *b, UChar32 c)
{
    UChar32  low[2];
    unsigned flags = 0;

    if (b->clean && is_dropped(c))
        return DROP;
    if (b->clean && bed__is_space(c))
        return SPACE;
    if (b->chinese && bed__is_ideograph(c))
        flags |= IDEOGRAPH;
    if (b->strip && (bed__is_nonspacing(c) || !unorm2_isInert(b->nfd.normalizer, c)))
        flags |= CHANGES;
    if (b->strip && !bed__is_nonspacing(c) && bed__combining_class(&b->nfd, c) != 0)
        flags |= REORDERS;
    if (b->lower && (bed__lower(c, low) != 1 || low[0] != c))
        flags |= CHANGES;
    return (uint8_t)flags;
}

static bed_status load(bed_tokenizer *t, const json_t *json, void **self, bed_error *err)
{
    bert *b = bed_new_array(bert, 1);

    (void)t;
    if (b == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: normalizer");
    *self = b;
    BED_TRY(bed__form_open(BED__NFD, &b->nfd, err));
    BED_TRY(bed__json_bool(json, "clean_text", true, &b->clean, err));
    BED_TRY(bed__json_bool(json, "handle_chinese_chars", true, &b->chinese, err));
    BED_TRY(bed__json_bool(json, "lowercase", true, &b->lower, err));
    BED_TRY(bed__json_bool(json, "strip_accents", b->lower, &b->strip, err));
    for (UChar32 c = 0; c < TABLE; c++)
        b->flags[c] = flags_of(b, c);
    return BED_OK;
}

static void destroy(void *self)
{
    bert *b = self;

    if (b != NULL)
        bed__form_close(&b->nfd);
    bed_free(b);
}

/* Writes a character in lower case if asked. */
static char *put_lower(const bert *b, char *to, UChar32 c)
{
    UChar32      low[2] = { c, 0 };
    const size_t n      = b->lower ? bed__lower(c, low) : 1;

    for (size_t i = 0; i < n; i++)
        to += bed__utf8_put(to, low[i]);
    return to;
}

/* Writes what becomes of one character: decomposed, without marks, lowered. */
static char *put_changed(const bert *b, char *to, UChar32 c)
{
    UChar         parts[32];
    UErrorCode    fault = U_ZERO_ERROR;
    const int32_t n =
        b->strip ? unorm2_getDecomposition(b->nfd.normalizer, c, parts, 32, &fault) : -1;

    if (n < 0 || U_FAILURE(fault))
        return b->strip && bed__is_nonspacing(c) ? to : put_lower(b, to, c);
    for (int32_t i = 0; i < n;) {
        const UChar32 part = bed__utf16_next(parts, &i, n);

        if (!bed__is_nonspacing(part))
            to = put_lower(b, to, part);
    }
    return to;
}

/* One character that is not a plain one; false: the whole text has to be decomposed at once. */
static bool put_flagged(const bert *b, char **to, UChar32 c, unsigned flags)
{
    if (flags & REORDERS)
        return false;
    if (flags & DROP)
        return true;
    if (flags & SPACE) {
        *(*to)++ = ' ';
        return true;
    }
    if (flags & IDEOGRAPH)
        *(*to)++ = ' ';
    *to = flags & CHANGES ? put_changed(b, *to, c) : *to + bed__utf8_put(*to, c);
    if (flags & IDEOGRAPH)
        *(*to)++ = ' ';
    return true;
}

/* From *at on until `end` or behind it; false as above. */
static bool run_block(const bert *b, bed_str text, size_t *at, size_t end, char **to)
{
    const uint8_t *const p = (const uint8_t *)text.ptr;
    size_t               i = *at;
    char                *o = *to;

    while (i < end) {
        const size_t   start = i;
        const UChar32  c     = bed__utf8_next(text, &i);
        const unsigned flags = c < TABLE ? b->flags[c] : flags_of(b, c);

        if (flags == 0) {
            for (size_t k = start; k < i; k++)
                *o++ = (char)p[k];
        } else if (c < 0x80 && flags == CHANGES) {
            *o++ = (char)(c + 0x20);
        } else if (!put_flagged(b, &o, c, flags)) {
            return false;
        }
    }
    *at = i;
    *to = o;
    return true;
}

/* Cleans and spaces a text into `room`, as UTF-8. */
static bed_status clean_whole(const bert *b, bed_str text, bed_buffer *room, bed_error *err)
{
    for (size_t i = 0; i < text.len;) {
        const UChar32 c = bed__utf8_next(text, &i);
        char         *to;

        if (b->clean && is_dropped(c))
            continue;
        BED_TRY(bed_buffer_reserve(room, 8, &to, err));
        char *const from   = to;
        const bool  around = b->chinese && bed__is_ideograph(c);
        const bool  blank  = b->clean && bed__is_space(c);

        if (around)
            *to++ = ' ';
        to += bed__utf8_put(to, blank ? ' ' : c);
        if (around)
            *to++ = ' ';
        room->len += (size_t)(to - from);
    }
    return BED_OK;
}

/* Decomposes what `room` holds, drops marks and lowers, into `room` again. */
static bed_status strip_whole(const bert *b, bed_buffer *room, bed_error *err)
{
    bed_status st    = BED_OK;
    bed__utf16 from  = { 0 };
    UErrorCode fault = U_ZERO_ERROR;
    UChar     *parts = NULL;
    int32_t    n;

    BED_GO(bed__utf16_set(&from, bed_buffer_str(room), err));
    n     = unorm2_normalize(b->nfd.normalizer, from.units, from.len, NULL, 0, &fault);
    fault = U_ZERO_ERROR;
    parts = bed_new_array(UChar, (size_t)n + 1);
    if (parts == NULL)
        BED_GO(bed_fail(err, BED_EMEMORY, "out of memory: decomposed text of %d units", n));
    n = unorm2_normalize(b->nfd.normalizer, from.units, from.len, parts, n + 1, &fault);
    if (U_FAILURE(fault))
        BED_GO(bed_fail(err, BED_EINTERNAL, "cannot decompose: %s", u_errorName(fault)));
    bed_buffer_clear(room);
    for (int32_t i = 0; i < n;) {
        const UChar32 c = bed__utf16_next(parts, &i, n);
        char         *to;

        if (bed__is_nonspacing(c))
            continue;
        BED_GO(bed_buffer_reserve(room, 8, &to, err));
        room->len += (size_t)(put_lower(b, to, c) - to);
    }
done:
    bed_free(parts);
    bed__utf16_deinit(&from);
    return st;
}

static bed_status run_whole(const bert *b, bed_str *text, bed_buffer *room, bed_error *err)
{
    bed_buffer_clear(room);
    BED_TRY(clean_whole(b, *text, room, err));
    BED_TRY(strip_whole(b, room, err));
    *text = bed_buffer_str(room);
    return BED_OK;
}

static bed_status run(const void *self, bed_str *text, bed_buffer *room, bed_error *err)
{
    const bert *const b = self;

    for (size_t at = 0; at < text->len;) {
        const size_t end = text->len - at > BLOCK ? at + BLOCK : text->len;
        char        *to;

        BED_TRY(bed_buffer_reserve(room, GROWTH * (end - at + 4), &to, err));
        char *const from = to;

        if (!run_block(b, *text, &at, end, &to))
            return run_whole(b, text, room, err);
        room->len += (size_t)(to - from);
    }
    *text = bed_buffer_str(room);
    return BED_OK;
}

const bed__normalizer bed__normalize_bert = { "BertNormalizer", load, destroy, run };
