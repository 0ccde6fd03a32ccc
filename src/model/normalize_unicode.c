/* The four normalisation forms of Unicode (UAX #15) and the normalizers of single characters:
 * "Lowercase" lowers each for itself; "StripAccents" drops marks, and does not decompose.
 * A text in which every character is left alone by the form, and is no mark, is itself: one bit a
 * character tells. */
#include "model/characters.h"
#include "model/normal_form.h"
#include "model/tokenizer_parts.h"

enum { TABLE = 0x10000 };

typedef struct form {
    bed__form form;
    uint8_t   plain[TABLE / 8]; /* bit c: left alone wherever it stands */
} form;

static void destroy(void *self)
{
    form *f = self;

    if (f != NULL)
        bed__form_close(&f->form);
    bed_free(f);
}

static bed_status load_form(bed__form_name name, void **self, bed_error *err)
{
    form *f = bed_new_array(form, 1);

    if (f == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: normalizer");
    *self = f;
    BED_TRY(bed__form_open(name, &f->form, err));
    for (UChar32 c = 0; c < TABLE; c++)
        if (bed__form_leaves(&f->form, c))
            f->plain[c / 8] |= (uint8_t)(1 << c % 8);
    return BED_OK;
}

static bool all_plain(const form *f, bed_str text)
{
    for (size_t i = 0; i < text.len;) {
        const UChar32 c = bed__utf8_next(text, &i);

        if (c >= TABLE ? !bed__form_leaves(&f->form, c) : (f->plain[c / 8] >> c % 8 & 1) == 0)
            return false;
    }
    return true;
}

static bed_status add_units(bed_buffer *room, const UChar *units, int32_t n, bed_error *err)
{
    char *to;

    BED_TRY(bed_buffer_reserve(room, 3 * (size_t)n, &to, err));
    for (int32_t i = 0; i < n;) {
        const size_t bytes = bed__utf8_put(to, bed__utf16_next(units, &i, n));

        to += bytes;
        room->len += bytes;
    }
    return BED_OK;
}

static bed_status run_form(const void *self, bed_str *text, bed_buffer *room, bed_error *err)
{
    const form *const f     = self;
    bed_status        st    = BED_OK;
    bed__utf16        from  = { 0 };
    UErrorCode        fault = U_ZERO_ERROR;
    UChar            *to    = NULL;

    if (all_plain(f, *text))
        return BED_OK;
    BED_GO(bed__utf16_set(&from, *text, err));
    const int32_t n = unorm2_normalize(f->form.normalizer, from.units, from.len, NULL, 0, &fault);

    to = bed_new_array(UChar, (size_t)n + 1);
    if (to == NULL)
        BED_GO(bed_fail(err, BED_EMEMORY, "out of memory: normalised text of %d units", n));
    fault = U_ZERO_ERROR;
    unorm2_normalize(f->form.normalizer, from.units, from.len, to, n + 1, &fault);
    if (U_FAILURE(fault))
        BED_GO(bed_fail(err, BED_EINTERNAL, "cannot normalise: %s", u_errorName(fault)));
    BED_GO(add_units(room, to, n, err));
    *text = bed_buffer_str(room);
done:
    bed_free(to);
    bed__utf16_deinit(&from);
    return st;
}

#define FORM(low, up)                                                                              \
    static bed_status load_##low(bed_tokenizer *t, const json_t *json, void **self,                \
                                 bed_error *err)                                                   \
    {                                                                                              \
        (void)t;                                                                                   \
        (void)json;                                                                                \
        return load_form(BED__##up, self, err);                                                    \
    }                                                                                              \
    const bed__normalizer bed__normalize_##low = { #up, load_##low, destroy, run_form };

FORM(nfc, NFC)
FORM(nfd, NFD)
FORM(nfkc, NFKC)
FORM(nfkd, NFKD)

/* ---- single characters ----------------------------------------------------------------------- */

static bed_status run_lowercase(const void *self, bed_str *text, bed_buffer *room, bed_error *err)
{
    (void)self;
    for (size_t i = 0; i < text->len;) {
        UChar32      low[2];
        char        *to;
        const size_t n = bed__lower(bed__utf8_next(*text, &i), low);

        BED_TRY(bed_buffer_reserve(room, 8, &to, err));
        for (size_t k = 0; k < n; k++) {
            const size_t bytes = bed__utf8_put(to, low[k]);

            to += bytes;
            room->len += bytes;
        }
    }
    *text = bed_buffer_str(room);
    return BED_OK;
}

static bed_status run_strip_accents(const void *self, bed_str *text, bed_buffer *room,
                                    bed_error *err)
{
    (void)self;
    for (size_t i = 0; i < text->len;) {
        const size_t at = i;

        if (!bed__is_mark(bed__utf8_next(*text, &i)))
            BED_TRY(bed_buffer_add(room, (bed_str){ text->ptr + at, i - at }, err));
    }
    *text = bed_buffer_str(room);
    return BED_OK;
}

const bed__normalizer bed__normalize_lowercase     = { "Lowercase", NULL, NULL, run_lowercase };
const bed__normalizer bed__normalize_strip_accents = { "StripAccents", NULL, NULL,
                                                       run_strip_accents };
