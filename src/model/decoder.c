/* Ids to text. "ByteLevel" reads the spellings as bytes; "WordPiece" joins pieces that begin with
 * its prefix to the piece before, all others with a blank, which "cleanup" leaves out before signs
 * and English endings; without a decoder spellings are joined with blanks. */
#include "model/decoder.h"

#include "model/byte_level.h"
#include "model/tokenizer_parts.h"
#include "text/unicode.h"

bed_status bed__decoder_load(bed_tokenizer *t, const json_t *json, bed_error *err)
{
    bed__decoder *const d = &t->decoder;

    if (json == NULL || json_is_null(json))
        return BED_OK;
    BED_TRY(bed__json_str(json, "type", BED_STR(""), &d->name, err));
    BED_TRY(bed_arena_copy(&t->names, d->name, &d->name, err));
    if (bed_str_equal(d->name, BED_STR("ByteLevel"))) {
        d->kind = BED__DECODER_BYTES;
        return BED_OK;
    }
    d->kind = BED__DECODER_UNKNOWN;
    if (!bed_str_equal(d->name, BED_STR("WordPiece")))
        return BED_OK;
    d->kind = BED__DECODER_WORDPIECE;
    BED_TRY(bed__json_str(json, "prefix", BED_STR("##"), &d->prefix, err));
    BED_TRY(bed_arena_copy(&t->names, d->prefix, &d->prefix, err));
    return bed__json_bool(json, "cleanup", true, &d->cleanup, err);
}

/* The bytes a spelling stands for; one with a character outside the alphabet stands for itself. */
static bed_status add_bytes(bed_str token, bed_buffer *out, bed_error *err)
{
    const size_t start = out->len;
    char        *to;

    BED_TRY(bed_buffer_reserve(out, token.len, &to, err));
    for (size_t i = 0; i < token.len;) {
        const int b = bed__byte_of(bed__utf8_next(token, &i));

        if (b < 0) {
            out->len = start;
            return bed_buffer_add(out, token, err);
        }
        *to++ = (char)b;
        out->len++;
    }
    return BED_OK;
}

static bool drops_blank(bed_str token)
{
    static const bed_str clean[] = {
        BED_STR_INIT("."),  BED_STR_INIT("?"),   BED_STR_INIT("!"),
        BED_STR_INIT(","),  BED_STR_INIT("n't"), BED_STR_INIT("'m"),
        BED_STR_INIT("'s"), BED_STR_INIT("'ve"), BED_STR_INIT("'re"),
    };

    for (size_t i = 0; i < sizeof clean / sizeof *clean; i++)
        if (bed_str_starts(token, clean[i]))
            return true;
    return false;
}

static bed_status add_piece(const bed__decoder *d, bed_str token, bool first, bed_buffer *out,
                            bed_error *err)
{
    const bool joins = !first && d->kind == BED__DECODER_WORDPIECE &&
                       (bed_eat(&token, d->prefix) || (d->cleanup && drops_blank(token)));

    if (!first && !joins)
        BED_TRY(bed_buffer_add_byte(out, ' ', err));
    return bed_buffer_add(out, token, err);
}

static bed_status add_tokens(const bed_tokenizer *t, const uint32_t *ids, size_t n,
                             bool skip_special, bed_buffer *out, bed_error *err)
{
    bool first = true;

    for (size_t i = 0; i < n; i++) {
        const bed_str token = bed_tokenizer_token(t, ids[i]);

        if (token.ptr == NULL || (skip_special && bed_tokenizer_is_special(t, ids[i])))
            continue;
        if (t->decoder.kind == BED__DECODER_BYTES)
            BED_TRY(add_bytes(token, out, err));
        else
            BED_TRY(add_piece(&t->decoder, token, first, out, err));
        first = false;
    }
    return BED_OK;
}

bed_status bed_tokenizer_decode(const bed_tokenizer *t, const uint32_t *ids, size_t n,
                                bool skip_special, bed_buffer *out, bed_error *err)
{
    bed_status st    = BED_OK;
    bed_buffer bytes = BED_BUFFER(out->max_bytes);

    if (t->decoder.kind == BED__DECODER_UNKNOWN)
        return bed_fail(err, BED_EFORMAT, "decoder.type '%.*s' is not known",
                        BED_STR_ARG(t->decoder.name));
    BED_GO(add_tokens(t, ids, n, skip_special, &bytes, err));
    BED_GO(bed__add_well_formed(bed_buffer_str(&bytes), out, err));
done:
    bed_buffer_deinit(&bytes);
    return st;
}
