/* Byte-pair encoding: a word begins as its symbols (bytes behind a ByteLevel pre-tokenizer, else
 * characters), and of all neighbours that the list of merges knows the pair that stands first in
 * the list is joined, of equal ones the leftmost, until none is known.
 * Source: Sennrich, Haddow and Birch 2016, arXiv:1508.07909; over bytes, Radford et al. 2019.
 * Words of bytes are first cut where no token reaches across (bpe_cuts.h); the merging itself
 * stands in bpe_merge.h. */
#include "model/bpe_cuts.h"
#include "model/bpe_merge.h"
#include "model/byte_level.h"
#include "model/characters.h"
#include "model/tokenizer_parts.h"

enum { AFFIX_MAX = 16 };

typedef struct bpe {
    const bed__vocab *vocab;
    bed__merges       merges;
    bed__cuts        *cuts; /* NULL: words are not cut */
    bool              bytes, ignore_merges, fuse_unk, fallback;
    uint32_t          unk;
    uint32_t          start[256];        /* of a byte in the byte alphabet */
    uint32_t          fallback_ids[256]; /* of "<0x0A>" */
    char              prefix[AFFIX_MAX], suffix[AFFIX_MAX];
    size_t            n_prefix, n_suffix;
} bpe;

/* ---- merges ---------------------------------------------------------------------------------- */

/* The two sides of a merge: ["a", "b"] or "a b". */
static bool sides_of(const json_t *json, bed_str *left, bed_str *right)
{
    if (json_is_array(json) && json_array_size(json) == 2) {
        *left  = bed__json_text(json_array_get(json, 0));
        *right = bed__json_text(json_array_get(json, 1));
        return left->ptr != NULL && right->ptr != NULL;
    }
    const bed_str     both = bed__json_text(json);
    const char *const gap  = both.len == 0 ? NULL : memchr(both.ptr, ' ', both.len);

    if (gap == NULL)
        return false;
    *left  = (bed_str){ both.ptr, (size_t)(gap - both.ptr) };
    *right = (bed_str){ gap + 1, both.len - left->len - 1 };
    return true;
}

static bed_status add_merge(bpe *m, bed_str left, bed_str right, int32_t rank, bed_buffer *room,
                            bed_error *err)
{
    const uint32_t a = bed__vocab_find(m->vocab, left), b = bed__vocab_find(m->vocab, right);
    bed_str        rest = right;

    bed_eat(&rest, (bed_str){ m->prefix, m->n_prefix });
    bed_buffer_clear(room);
    BED_TRY(bed_buffer_add(room, left, err));
    BED_TRY(bed_buffer_add(room, rest, err));
    const uint32_t whole = bed__vocab_find(m->vocab, bed_buffer_str(room));

    if (a == BED_NO_TOKEN || b == BED_NO_TOKEN || whole == BED_NO_TOKEN)
        return bed_fail(err, BED_EFORMAT,
                        "model.merges[%d] '%.*s' '%.*s': %s is not in the vocabulary", rank,
                        BED_STR_ARG(left), BED_STR_ARG(right),
                        a == BED_NO_TOKEN   ? "the left side"
                        : b == BED_NO_TOKEN ? "the right side"
                                            : "what they make");
    bed__merges_put(&m->merges, a, b, rank, whole);
    return BED_OK;
}

static bed_status load_merges(bpe *m, const json_t *list, bed_error *err)
{
    bed_status    st   = BED_OK;
    bed_buffer    room = BED_BUFFER(1 << 20);
    size_t        i;
    const json_t *one;

    if (!json_is_array(list))
        return bed_fail(err, BED_EFORMAT, "model.merges: expected a list");
    BED_GO(bed__merges_init(&m->merges, json_array_size(list), err));
    json_array_foreach(list, i, one)
    {
        bed_str left = BED_STR(""), right = left;

        if (!sides_of(one, &left, &right))
            BED_GO(bed_fail(err, BED_EFORMAT,
                            "model.merges[%zu]: expected \"a b\" or [\"a\", \"b\"]", i));
        BED_GO(add_merge(m, left, right, (int32_t)i, &room, err));
    }
done:
    bed_buffer_deinit(&room);
    return st;
}

/* ---- loading --------------------------------------------------------------------------------- */

static bed_status load_affix(const json_t *json, const char *key, char to[AFFIX_MAX], size_t *n,
                             bed_error *err)
{
    bed_str affix;

    BED_TRY(bed__json_str(json, key, BED_STR(""), &affix, err));
    if (affix.len > AFFIX_MAX)
        return bed_fail(err, BED_EFORMAT, "model.%s of %zu bytes; expected at most %d", key,
                        affix.len, AFFIX_MAX);
    memcpy(to, affix.ptr, affix.len);
    *n = affix.len;
    return BED_OK;
}

static void load_bytes(bpe *m)
{
    for (unsigned b = 0; b < 256; b++) {
        char         spelled[8];
        const size_t n = bed__byte_spell((uint8_t)b, spelled);

        m->start[b] = bed__vocab_find(m->vocab, (bed_str){ spelled, n });
        snprintf(spelled, sizeof spelled, "<0x%02X>", b);
        m->fallback_ids[b] = bed__vocab_find(m->vocab, bed_str_of(spelled));
    }
}

static bed_status load_settings(bpe *m, const json_t *json, bed_error *err)
{
    bed_str unk;

    BED_TRY(bed__json_bool(json, "ignore_merges", false, &m->ignore_merges, err));
    BED_TRY(bed__json_bool(json, "fuse_unk", false, &m->fuse_unk, err));
    BED_TRY(bed__json_bool(json, "byte_fallback", false, &m->fallback, err));
    BED_TRY(load_affix(json, "continuing_subword_prefix", m->prefix, &m->n_prefix, err));
    BED_TRY(load_affix(json, "end_of_word_suffix", m->suffix, &m->n_suffix, err));
    BED_TRY(bed__json_str(json, "unk_token", BED_STR(""), &unk, err));
    if (json_number_value(json_object_get(json, "dropout")) > 0)
        return bed_fail(err, BED_EFORMAT, "model.dropout: only 0 or null gives the same ids twice");
    if (m->bytes && m->n_prefix + m->n_suffix > 0)
        return bed_fail(err, BED_EFORMAT,
                        "model.%s is not known behind the pre-tokenizer ByteLevel",
                        m->n_prefix > 0 ? "continuing_subword_prefix" : "end_of_word_suffix");
    m->unk = unk.len == 0 ? BED_NO_TOKEN : bed__vocab_find(m->vocab, unk);
    if (unk.len > 0 && m->unk == BED_NO_TOKEN)
        return bed_fail(err, BED_EFORMAT, "model.unk_token '%.*s' is not in model.vocab",
                        BED_STR_ARG(unk));
    return BED_OK;
}

/* The bytes of a token, whose characters all belong to the alphabet; false: some do not. */
static bool token_bytes(bed_str token, bed_buffer *room, bed_error *err, bed_status *st)
{
    char *to;

    bed_buffer_clear(room);
    *st = bed_buffer_reserve(room, token.len, &to, err);
    if (*st != BED_OK)
        return false;
    for (size_t i = 0; i < token.len;) {
        const int b = bed__byte_of(bed__utf8_next(token, &i));

        if (b < 0)
            return false;
        *to++ = (char)b;
        room->len++;
    }
    return true;
}

/* Words may be cut when every byte is known: one that is left out, or is unknown together with its
 * neighbour, brings things together from afar. */
static bed_status load_cuts(bpe *m, bed_error *err)
{
    bed_status st   = BED_OK;
    bed_buffer room = BED_BUFFER(1 << 20);

    for (size_t b = 0; b < 256; b++)
        if (!m->bytes || m->start[b] == BED_NO_TOKEN)
            return BED_OK;
    m->cuts = bed_new_array(bed__cuts, 1);
    if (m->cuts == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: borders of tokens");
    for (uint32_t id = 0; st == BED_OK && id < m->vocab->n_ids; id++)
        if (token_bytes(bed__vocab_token(m->vocab, id), &room, err, &st))
            bed__cuts_add(m->cuts, bed_buffer_str(&room));
    bed_buffer_deinit(&room);
    return st;
}

static bed_status load(bed_tokenizer *t, const json_t *json, void **self, bed_error *err)
{
    bpe *m = bed_new_array(bpe, 1);

    if (m == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: model");
    *self    = m;
    m->vocab = &t->vocab;
    m->bytes = t->byte_level;
    BED_TRY(load_settings(m, json, err));
    load_bytes(m);
    BED_TRY(load_cuts(m, err));
    return load_merges(m, json_object_get(json, "merges"), err);
}

static void destroy(void *self)
{
    bpe *m = self;

    if (m != NULL) {
        bed__merges_deinit(&m->merges);
        bed_free(m->cuts);
    }
    bed_free(m);
}

/* ---- the symbols a word begins as ------------------------------------------------------------ */

typedef struct beginning {
    bed__symbols *symbols;
    bool          unk; /* an unknown symbol waits to be put down */
} beginning;

static void put(beginning *b, uint32_t id)
{
    b->symbols->ids[b->symbols->n++] = id;
}

static void put_unknown(const bpe *m, beginning *b)
{
    if (m->unk == BED_NO_TOKEN)
        return;
    if (b->unk && !m->fuse_unk)
        put(b, m->unk);
    b->unk = true;
}

static void put_known(const bpe *m, beginning *b, uint32_t id)
{
    if (b->unk)
        put(b, m->unk);
    b->unk = false;
    put(b, id);
}

/* A character by its bytes, if the vocabulary has all of them. */
static bool put_fallback(const bpe *m, beginning *b, bed_str character)
{
    for (size_t i = 0; i < character.len; i++)
        if (m->fallback_ids[(uint8_t)character.ptr[i]] == BED_NO_TOKEN)
            return false;
    for (size_t i = 0; i < character.len; i++)
        put(b, m->fallback_ids[(uint8_t)character.ptr[i]]);
    return true;
}

static uint32_t find_character(const bpe *m, bed_str character, bool first, bool last)
{
    char   spelled[8 + 2 * AFFIX_MAX];
    size_t n = 0;

    if (!first) {
        memcpy(spelled, m->prefix, m->n_prefix);
        n = m->n_prefix;
    }
    memcpy(spelled + n, character.ptr, character.len);
    n += character.len;
    if (last) {
        memcpy(spelled + n, m->suffix, m->n_suffix);
        n += m->n_suffix;
    }
    return bed__vocab_find(m->vocab, (bed_str){ spelled, n });
}

static void begin_characters(const bpe *m, beginning *b, bed_str word)
{
    for (size_t i = 0; i < word.len;) {
        const size_t at = i;

        bed__utf8_next(word, &i);
        const bed_str  character = { word.ptr + at, i - at };
        const uint32_t id        = find_character(m, character, at == 0, i == word.len);

        if (id != BED_NO_TOKEN)
            put_known(m, b, id);
        else if (!m->fallback || !put_fallback(m, b, character))
            put_unknown(m, b);
    }
}

static void begin_bytes(const bpe *m, beginning *b, bed_str word)
{
    for (size_t i = 0; i < word.len; i++) {
        const uint32_t id = m->start[(uint8_t)word.ptr[i]];

        if (id != BED_NO_TOKEN)
            put_known(m, b, id);
        else
            put_unknown(m, b);
    }
}

static bed_status begin_word(const bpe *m, bed__symbols *s, bed_str word, bed_error *err)
{
    beginning b = { s, false };

    BED_TRY(bed__symbols_reserve(s, word.len + 1, err));
    s->n = 0;
    if (m->bytes)
        begin_bytes(m, &b, word);
    else
        begin_characters(m, &b, word);
    if (b.unk)
        put(&b, m->unk);
    return BED_OK;
}

/* ---- a word ---------------------------------------------------------------------------------- */

/* The id of the whole word, for "ignore_merges". */
static bed_status find_whole(const bpe *m, bed_encoding *work, bed_str word, uint32_t *id,
                             bed_error *err)
{
    *id = BED_NO_TOKEN;
    if (word.len > m->vocab->longest)
        return BED_OK;
    if (m->bytes) {
        bed_buffer_clear(&work->spelled);
        BED_TRY(bed__bytes_spell(word, &work->spelled, err));
        word = bed_buffer_str(&work->spelled);
    }
    *id = bed__vocab_find(m->vocab, word);
    return BED_OK;
}

/* Adds the ids of a word, or of a part of one, by merging. */
static bed_status merge_all(const bpe *m, bed_encoding *work, bed_str word, bed_error *err)
{
    bed__symbols *const s = &work->symbols;

    BED_TRY(begin_word(m, s, word, err));
    bed__merges_apply(&m->merges, s);
    BED_TRY(bed__ids_reserve(work->out, s->n, err));
    memcpy(work->out->ids + work->out->n, s->ids, s->n * sizeof *s->ids);
    work->out->n += s->n;
    return BED_OK;
}

/* The same from the cache. A part has a key of its own: "ignore_merges" may give other ids to a
 * word of the same bytes. */
static bed_status merge_part(const bpe *m, bed_encoding *work, bed_str part, bed_error *err)
{
    bed_token_ids *const out = work->out;
    const size_t         n   = out->n;

    if (part.len > BED__CACHE_WORD)
        return merge_all(m, work, part, err);
    bed__word_key key = bed__word_key_of(part);

    key.len |= BED__CACHE_PART;
    bed__cached_word *const slot = bed__cache_slot(&work->cache, key);

    if (bed__cached_is(slot, key))
        return bed__cache_give(slot, out, err);
    BED_TRY(merge_all(m, work, part, err));
    bed__cache_keep(slot, key, out->ids + n, out->n - n);
    return BED_OK;
}

static bed_status encode(const void *self, bed_encoding *work, bed_str word, bed_error *err)
{
    const bpe *const m  = self;
    uint32_t         id = BED_NO_TOKEN;

    if (m->ignore_merges)
        BED_TRY(find_whole(m, work, word, &id, err));
    if (id != BED_NO_TOKEN)
        return bed__ids_add(work->out, id, err);
    for (size_t at = 0; at < word.len;) {
        const size_t end = m->cuts == NULL ? word.len : bed__part_end(m->cuts, word, at);

        if (end - at == word.len)
            return merge_all(m, work, word, err);
        BED_TRY(merge_part(m, work, (bed_str){ word.ptr + at, end - at }, err));
        at = end;
    }
    return BED_OK;
}

const bed__model bed__model_bpe = { "BPE", load, destroy, encode };
