/* WordPiece: a word is cut into the longest piece of the vocabulary that it begins with, then the
 * longest that the rest begins with, pieces behind the first spelled with a prefix ("##"); a word
 * that cannot be cut so, or is longer than a limit, is one unknown token.
 * Source: Wu et al. 2016, arXiv:1609.08144, in the greedy form of Devlin et al. 2019,
 * arXiv:1810.04805. */
#include "model/characters.h"
#include "model/tokenizer_parts.h"

enum { PREFIX_MAX = 16, PIECE_MAX = 512, CHARS_MAX = 4096 };

typedef struct wordpiece {
    const bed__vocab *vocab;
    uint32_t          unk;
    size_t            max_chars, longest; /* longest piece in bytes, without the prefix */
    char              prefix[PREFIX_MAX];
    size_t            n_prefix;
} wordpiece;

static bed_status load(bed_tokenizer *t, const json_t *json, void **self, bed_error *err)
{
    bed_str    unk, prefix;
    wordpiece *m = bed_new_array(wordpiece, 1);

    if (m == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: model");
    *self    = m;
    m->vocab = &t->vocab;
    if (t->byte_level)
        return bed_fail(err, BED_EFORMAT, "model.type 'WordPiece' behind ByteLevel is not known");
    BED_TRY(bed__json_str(json, "unk_token", BED_STR("[UNK]"), &unk, err));
    BED_TRY(bed__json_str(json, "continuing_subword_prefix", BED_STR("##"), &prefix, err));
    BED_TRY(bed__json_size(json, "max_input_chars_per_word", 100, &m->max_chars, err));
    if (prefix.len > PREFIX_MAX)
        return bed_fail(err, BED_EFORMAT,
                        "model.continuing_subword_prefix of %zu bytes; expected at most %d",
                        prefix.len, PREFIX_MAX);
    if (m->max_chars > CHARS_MAX)
        return bed_fail(err, BED_EFORMAT, "model.max_input_chars_per_word %zu; expected at most %d",
                        m->max_chars, CHARS_MAX);
    memcpy(m->prefix, prefix.ptr, prefix.len);
    m->n_prefix = prefix.len;
    m->longest  = t->vocab.longest;
    if (m->longest > PIECE_MAX - PREFIX_MAX)
        return bed_fail(err, BED_EFORMAT, "model.vocab: a token of %zu bytes; expected at most %d",
                        m->longest, PIECE_MAX - PREFIX_MAX);
    m->unk = bed__vocab_find(&t->vocab, unk);
    if (m->unk == BED_NO_TOKEN)
        return bed_fail(err, BED_EFORMAT, "model.unk_token '%.*s' is not in model.vocab",
                        BED_STR_ARG(unk));
    return BED_OK;
}

static void destroy(void *self)
{
    bed_free(self);
}

/* The longest piece that `rest` begins with, whose length it gives; or BED_NO_TOKEN. */
static uint32_t longest_piece(const wordpiece *m, bed_str rest, bool first, size_t *len)
{
    char   spelled[PIECE_MAX];
    size_t before = 0, n = rest.len < m->longest ? rest.len : m->longest;

    if (!first) {
        before = m->n_prefix;
        memcpy(spelled, m->prefix, before);
    }
    memcpy(spelled + before, rest.ptr, n);
    for (; n > 0; n--) {
        if (n < rest.len && ((unsigned char)rest.ptr[n] & 0xC0) == 0x80)
            continue; /* inside a character */
        const uint32_t id = bed__vocab_find(m->vocab, (bed_str){ spelled, before + n });

        if (id != BED_NO_TOKEN) {
            *len = n;
            return id;
        }
    }
    return BED_NO_TOKEN;
}

static bool has_more_chars(bed_str word, size_t max)
{
    size_t n = 0;

    if (word.len <= max)
        return false;
    for (size_t i = 0; i < word.len && n <= max; i++)
        n += ((unsigned char)word.ptr[i] & 0xC0) != 0x80;
    return n > max;
}

static bed_status cut(const wordpiece *m, bed_token_ids *out, bed_str word, bed_error *err)
{
    const size_t n_before = out->n;

    if (has_more_chars(word, m->max_chars))
        return bed__ids_add(out, m->unk, err);
    for (size_t at = 0, len = 0; at < word.len; at += len) {
        const bed_str  rest = { word.ptr + at, word.len - at };
        const uint32_t id   = longest_piece(m, rest, at == 0, &len);

        if (id == BED_NO_TOKEN) {
            out->n = n_before;
            return bed__ids_add(out, m->unk, err);
        }
        BED_TRY(bed__ids_add(out, id, err));
    }
    return BED_OK;
}

static bed_status encode(const void *self, bed_encoding *work, bed_str word, bed_error *err)
{
    return cut(self, work->out, word, err);
}

const bed__model bed__model_wordpiece = { "WordPiece", load, destroy, encode };
