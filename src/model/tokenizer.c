#include "model/tokenizer_parts.h"

#include "text/unicode.h"

void bed_tokenizer_destroy(bed_tokenizer *t)
{
    if (t == NULL)
        return;
    for (size_t i = 0; i < t->n_normalizers; i++)
        if (t->normalizers[i].normalizer->destroy != NULL)
            t->normalizers[i].normalizer->destroy(t->normalizers[i].self);
    for (size_t i = 0; i < t->n_splitters; i++)
        if (t->splitters[i].splitter->destroy != NULL)
            t->splitters[i].splitter->destroy(t->splitters[i].self);
    if (t->model != NULL && t->model->destroy != NULL)
        t->model->destroy(t->model_self);
    bed__added_set_deinit(&t->added_plain);
    bed__added_set_deinit(&t->added_normalized);
    bed_free(t->added);
    bed__vocab_deinit(&t->vocab);
    bed__vocab_deinit(&t->added_vocab);
    bed_arena_deinit(&t->names);
    bed_free(t);
}

size_t bed_tokenizer_size(const bed_tokenizer *t)
{
    return t->vocab.n_ids > t->added_vocab.n_ids ? t->vocab.n_ids : t->added_vocab.n_ids;
}

bool bed_tokenizer_find(const bed_tokenizer *t, bed_str token, uint32_t *id)
{
    *id = bed__vocab_find(&t->added_vocab, token);
    if (*id == BED_NO_TOKEN)
        *id = bed__vocab_find(&t->vocab, token);
    return *id != BED_NO_TOKEN;
}

bed_str bed_tokenizer_token(const bed_tokenizer *t, uint32_t id)
{
    const bed_str added = bed__vocab_token(&t->added_vocab, id);

    return added.ptr != NULL ? added : bed__vocab_token(&t->vocab, id);
}

bool bed_tokenizer_is_special(const bed_tokenizer *t, uint32_t id)
{
    if (bed__vocab_token(&t->added_vocab, id).ptr == NULL)
        return false;
    for (size_t i = 0; i < t->n_added; i++)
        if (t->added[i].id == id && t->added[i].special)
            return true;
    return false;
}

size_t bed_tokenizer_max_length(const bed_tokenizer *t)
{
    return t->max_length;
}

bed_special_ids bed_tokenizer_special(const bed_tokenizer *t)
{
    return t->special;
}

void bed_tokenizer_frame(const bed_tokenizer *t, size_t *n_before, size_t *n_behind)
{
    *n_before = t->n_before;
    *n_behind = t->n_behind;
}

/* ---- work space ------------------------------------------------------------------------------ */

bed_status bed__ids_reserve(bed_token_ids *ids, size_t more, bed_error *err)
{
    if (more <= ids->capacity - ids->n)
        return BED_OK;
    const size_t capacity = ids->n + more + ids->capacity / 2 + 64;
    uint32_t    *grown    = bed_realloc(ids->ids, capacity, sizeof *grown);

    if (grown == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu token ids", capacity);
    ids->ids      = grown;
    ids->capacity = capacity;
    return BED_OK;
}

void bed_token_ids_deinit(bed_token_ids *ids)
{
    bed_free(ids->ids);
    *ids = (bed_token_ids){ 0 };
}

bed_status bed_encoding_create(bed_encoding **out, bed_error *err)
{
    *out = bed_new_array(bed_encoding, 1);
    if (*out == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: work space of a tokenizer");
    (*out)->whole    = BED_BUFFER(4 * BED__TEXT_MAX_BYTES);
    (*out)->rooms[0] = BED_BUFFER(8 * BED__TEXT_MAX_BYTES);
    (*out)->rooms[1] = BED_BUFFER(8 * BED__TEXT_MAX_BYTES);
    (*out)->prefixed = BED_BUFFER(8 * BED__TEXT_MAX_BYTES);
    (*out)->spelled  = BED_BUFFER(8 * BED__TEXT_MAX_BYTES);

    const bed_status st = bed__regex_match_create(&(*out)->match, err);

    if (st != BED_OK) {
        bed_encoding_destroy(*out);
        *out = NULL;
    }
    return st;
}

void bed_encoding_destroy(bed_encoding *work)
{
    if (work == NULL)
        return;
    bed_buffer_deinit(&work->whole);
    bed_buffer_deinit(&work->rooms[0]);
    bed_buffer_deinit(&work->rooms[1]);
    bed_buffer_deinit(&work->prefixed);
    bed_buffer_deinit(&work->spelled);
    bed__regex_match_destroy(work->match);
    bed__symbols_deinit(&work->symbols);
    bed__word_cache_deinit(&work->cache);
    bed_free(work);
}

/* ---- encoding -------------------------------------------------------------------------------- */

/* The ids of a word, from the cache where it was met before. */
static bed_status encode_word(bed_encoding *work, bed_str word, bed_error *err)
{
    const bed_tokenizer *const t   = work->tokenizer;
    bed_token_ids *const       out = work->out;
    const size_t               n   = out->n;

    if (word.len > BED__CACHE_WORD)
        return t->model->encode(t->model_self, work, word, err);
    const bed__word_key     key  = bed__word_key_of(word);
    bed__cached_word *const slot = bed__cache_slot(&work->cache, key);

    if (bed__cached_is(slot, key))
        return bed__cache_give(slot, out, err);
    BED_TRY(t->model->encode(t->model_self, work, word, err));
    bed__cache_keep(slot, key, out->ids + n, out->n - n);
    return BED_OK;
}

bed_status bed__feed(bed_encoding *work, size_t step, bed_str piece, bed_error *err)
{
    const bed_tokenizer *const t = work->tokenizer;

    if (piece.len == 0)
        return BED_OK;
    if (step == t->n_splitters)
        return encode_word(work, piece, err);
    const bed__step *const s = &t->splitters[step];

    return s->splitter->run(s->self, work, step + 1, piece, err);
}

bed_status bed__normalize(const bed_tokenizer *t, bed_buffer rooms[2], bed_str *text,
                          bed_error *err)
{
    size_t room = 0;

    for (size_t i = 0; i < t->n_normalizers; i++) {
        const bed_str before = *text;

        bed_buffer_clear(&rooms[room]);
        BED_TRY(t->normalizers[i].normalizer->run(t->normalizers[i].self, text, &rooms[room], err));
        if (text->ptr != before.ptr)
            room = 1 - room;
    }
    return BED_OK;
}

/* What stands between two tokens that were cut out of the text as it came. */
static bed_status encode_section(bed_encoding *work, bed_str section, bed_error *err)
{
    const bed_tokenizer *const t = work->tokenizer;

    if (section.len == 0)
        return BED_OK;
    BED_TRY(bed__normalize(t, work->rooms, &section, err));
    for (size_t at = 0; at < section.len;) {
        bed_str                       before;
        const bed__added_token *const a =
            bed__added_next(&t->added_normalized, section, &at, &before);

        BED_TRY(bed__feed(work, 0, before, err));
        if (a != NULL)
            BED_TRY(bed__ids_add(work->out, a->id, err));
    }
    return BED_OK;
}

static bed_status encode_text(bed_encoding *work, bed_str text, bed_error *err)
{
    for (size_t at = 0; at < text.len;) {
        bed_str                       before;
        const bed__added_token *const a =
            bed__added_next(&work->tokenizer->added_plain, text, &at, &before);

        BED_TRY(encode_section(work, before, err));
        if (a != NULL)
            BED_TRY(bed__ids_add(work->out, a->id, err));
    }
    return BED_OK;
}

bed_status bed__add_well_formed(bed_str text, bed_buffer *out, bed_error *err)
{
    while (text.len > 0) {
        size_t good = bed_utf8_valid_until(text);

        BED_TRY(bed_buffer_add(out, (bed_str){ text.ptr, good }, err));
        if (good < text.len) {
            bed__utf8_next(text, &good);
            BED_TRY(bed_buffer_add(out, BED_STR("\xEF\xBF\xBD"), err));
        }
        text = (bed_str){ text.ptr + good, text.len - good };
    }
    return BED_OK;
}

static bed_status begin(const bed_tokenizer *t, bed_encoding *work, bed_token_ids *out,
                        bed_str *text, bed_error *err)
{
    if (text->len >= BED__TEXT_MAX_BYTES)
        return bed_fail(err, BED_EARGUMENT, "text of %zu bytes; expected below %zu", text->len,
                        BED__TEXT_MAX_BYTES);
    if (work->stamp != t->stamp || work->cache.slots == NULL) {
        BED_TRY(bed__word_cache_reset(&work->cache, err));
        work->stamp = t->stamp;
    }
    work->tokenizer = t;
    work->out       = out;
    out->n          = 0;
    if (text->len > 0 && bed_utf8_valid_until(*text) < text->len) {
        bed_buffer_clear(&work->whole);
        BED_TRY(bed__add_well_formed(*text, &work->whole, err));
        *text = bed_buffer_str(&work->whole);
    }
    return BED_OK;
}

bed_status bed_tokenizer_encode(const bed_tokenizer *t, bed_encoding *work, bed_str text,
                                bool with_special, size_t max_length, bed_token_ids *out,
                                size_t *n_truncated, bed_error *err)
{
    const size_t n_before = with_special ? t->n_before : 0;
    const size_t n_behind = with_special ? t->n_behind : 0;
    const size_t most     = max_length == 0 ? SIZE_MAX : max_length;

    if (most < n_before + n_behind)
        return bed_fail(err, BED_EARGUMENT,
                        "longest input of %zu; the special tokens alone are %zu", max_length,
                        n_before + n_behind);
    BED_TRY(begin(t, work, out, &text, err));
    BED_TRY(bed__ids_reserve(out, n_before + 1, err)); /* never NULL */
    for (size_t i = 0; i < n_before; i++)
        out->ids[out->n++] = t->before[i];
    BED_TRY(encode_text(work, text, err));
    const size_t over = out->n > most - n_behind ? out->n - (most - n_behind) : 0;

    out->n -= over;
    BED_TRY(bed__ids_reserve(out, n_behind, err));
    for (size_t i = 0; i < n_behind; i++)
        out->ids[out->n++] = t->behind[i];
    if (n_truncated != NULL)
        *n_truncated = over;
    return BED_OK;
}
