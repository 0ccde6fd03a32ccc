/* Inside the model room: the parts a tokenizer is made of. A text goes through
 *   added tokens   cut out of it (added_tokens.c)
 *   normalizers    rewrite what stands between them (normalize_*.c)
 *   splitters      cut that into words; "pre-tokenizers" in the file (split_*.c)
 *   one model      gives the ids of a word (wordpiece.c, bpe.c)
 *   frame          ids before and behind ("post-processor"; frame.c)
 * Every kind of part is one file with one const descriptor, listed in tokenizer_load.c.
 * Text inside is well-formed UTF-8: bed_tokenizer_encode sees to it. */
#ifndef BED_MODEL_TOKENIZER_PARTS_H
#define BED_MODEL_TOKENIZER_PARTS_H

#include "model/decoder.h"
#include "model/regex.h"
#include "model/symbols.h"
#include "model/tokenizer.h"
#include "model/word_cache.h"
#include <jansson.h>

enum {
    BED__TOKENIZER_MAX_BYTES = 256 << 20, /* of a file */
    BED__VOCAB_MAX           = 1 << 22,   /* ids */
    BED__STEPS_MAX           = 16,        /* normalizers, splitters */
    BED__FRAME_MAX           = 16
};

/* Spellings and ids, both ways. */
typedef struct bed__vocab {
    struct bed__vocab_slot {
        uint32_t tag, id_and_1; /* high half of the hash; id + 1, 0: empty */
    } * slots;
    size_t   n_slots, n; /* n: tokens */
    bed_str *tokens;     /* by id; ptr NULL where there is none */
    size_t   n_ids, capacity;
    size_t   longest; /* bytes */
} bed__vocab;

/* Adds a token whose bytes outlive the vocabulary; the first of two with one spelling or one id
 * stays. Errors: BED_EFORMAT (id out of range), BED_EMEMORY. */
bed_status bed__vocab_add(bed__vocab *v, bed_str token, uint32_t id, bed_error *err) BED_USE_RESULT;
void       bed__vocab_deinit(bed__vocab *v);
uint32_t   bed__vocab_find(const bed__vocab *v, bed_str token); /* or BED_NO_TOKEN */
static inline bed_str bed__vocab_token(const bed__vocab *v, uint32_t id)
{
    return id < v->n_ids ? v->tokens[id] : (bed_str){ NULL, 0 };
}

/* ---- kinds of parts -------------------------------------------------------------------------- */

/* Each `load` makes `*self` of the part's object in the file; `destroy` releases it (NULL: none is
 * made). `key` in messages is the place of the object in the file: "normalizer". */

typedef struct bed__normalizer {
    const char *name; /* "type" in the file */
    bed_status (*load)(bed_tokenizer *t, const json_t *json, void **self, bed_error *err);
    void (*destroy)(void *self);
    /* Puts into *text what it makes of it: the same view where nothing changes, else one of `room`,
     * which is empty and not what *text is a view of. */
    bed_status (*run)(const void *self, bed_str *text, bed_buffer *room, bed_error *err);
} bed__normalizer;

typedef struct bed__splitter {
    const char *name;
    bed_status (*load)(bed_tokenizer *t, const json_t *json, void **self, bed_error *err);
    void (*destroy)(void *self);
    /* Gives the pieces of `piece` to bed__feed(work, step, ...) in order. */
    bed_status (*run)(const void *self, bed_encoding *work, size_t step, bed_str piece,
                      bed_error *err);
} bed__splitter;

typedef struct bed__model {
    const char *name;
    bed_status (*load)(bed_tokenizer *t, const json_t *json, void **self, bed_error *err);
    void (*destroy)(void *self);
    /* Adds the ids of a word that is not empty. */
    bed_status (*encode)(const void *self, bed_encoding *work, bed_str word, bed_error *err);
} bed__model;

/* ---- added tokens ---------------------------------------------------------------------------- */

typedef struct bed__added_token {
    bed_str  spelled; /* in the file */
    bed_str  sought;  /* in the text: normalized where the token is */
    uint32_t id;
    bool     special, single_word, lstrip, rstrip, normalized;
} bed__added_token;

/* Tokens by their first byte, longer ones first. */
typedef struct bed__added_set {
    const bed__added_token **tokens;
    size_t                   n;
    uint32_t                 from[257]; /* tokens that begin with byte b: from[b] to from[b + 1] */
} bed__added_set;

bed_status bed__added_set_init(bed__added_set *s, const bed__added_token *tokens, size_t n,
                               bool normalized, bed_error *err) BED_USE_RESULT;
void       bed__added_set_deinit(bed__added_set *s);

/* The first token at or behind *at, which moves behind it: the leftmost, of those the longest.
 * `before` is the text between *at and the token, or all the rest where there is none (NULL). */
const bed__added_token *bed__added_next(const bed__added_set *s, bed_str text, size_t *at,
                                        bed_str *before);

#define BED__NORMALIZERS(X) X(bert) X(lowercase) X(nfc) X(nfd) X(nfkc) X(nfkd) X(strip_accents)
#define BED__SPLITTERS(X) X(bert) X(byte_level) X(digits) X(punctuation) X(regex) X(space) X(words)
#define BED__MODELS(X) X(bpe) X(wordpiece)

#define X(name) extern const bed__normalizer bed__normalize_##name;
BED__NORMALIZERS(X)
#undef X
#define X(name) extern const bed__splitter bed__split_##name;
BED__SPLITTERS(X)
#undef X
#define X(name) extern const bed__model bed__model_##name;
BED__MODELS(X)
#undef X

/* ---- the whole ------------------------------------------------------------------------------- */

typedef struct bed__step {
    const bed__normalizer *normalizer; /* one of the two */
    const bed__splitter   *splitter;
    void                  *self;
} bed__step;

struct bed_tokenizer {
    bed__vocab            vocab;       /* the model's */
    bed__vocab            added_vocab; /* of the added tokens */
    bed__added_token     *added;
    size_t                n_added;
    bed__added_set        added_plain, added_normalized;
    bed__step             normalizers[BED__STEPS_MAX], splitters[BED__STEPS_MAX];
    size_t                n_normalizers, n_splitters;
    const bed__model     *model;
    void                 *model_self;
    uint32_t              before[BED__FRAME_MAX], behind[BED__FRAME_MAX];
    size_t                n_before, n_behind;
    bed_special_ids       special;
    size_t                max_length;
    bool                  byte_level; /* the model reads bytes */
    bed__decoder          decoder;
    bed_arena             names; /* spellings */
    uint64_t              stamp; /* no two tokenizers of a process have one */
    bed_tokenizer_options options;
};

struct bed_encoding {
    const bed_tokenizer *tokenizer; /* the one it serves now */
    uint64_t             stamp;     /* whose words the cache holds */
    bed_token_ids       *out;
    bed_buffer           whole, rooms[2]; /* well-formed text; normalized text */
    bed_buffer        prefixed, spelled;  /* a piece behind a space; a word in the byte alphabet */
    bed__regex_match *match;
    bed__symbols      symbols;
    bed__word_cache   cache;
};

/* Runs the normalizers over *text; `rooms` hold what they make. */
bed_status bed__normalize(const bed_tokenizer *t, bed_buffer rooms[2], bed_str *text,
                          bed_error *err) BED_USE_RESULT;

/* The next step with a piece: the splitter `step`, or behind the last one the model. Empty pieces
 * go nowhere. */
bed_status bed__feed(bed_encoding *work, size_t step, bed_str piece, bed_error *err) BED_USE_RESULT;

/* Adds a text with U+FFFD in the place of each ill-formed sequence. */
bed_status bed__add_well_formed(bed_str text, bed_buffer *out, bed_error *err) BED_USE_RESULT;

bed_status bed__ids_reserve(bed_token_ids *ids, size_t more, bed_error *err) BED_USE_RESULT;
static inline bed_status bed__ids_add(bed_token_ids *ids, uint32_t id, bed_error *err)
{
    if (ids->n == ids->capacity)
        BED_TRY(bed__ids_reserve(ids, 1, err));
    ids->ids[ids->n++] = id;
    return BED_OK;
}

/* Adds the ids of a cached word. */
static inline bed_status bed__cache_give(const bed__cached_word *slot, bed_token_ids *out,
                                         bed_error *err)
{
    if (out->capacity - out->n < BED__CACHE_IDS)
        BED_TRY(bed__ids_reserve(out, BED__CACHE_IDS, err));
    memcpy(out->ids + out->n, slot->ids, sizeof slot->ids);
    out->n += slot->n;
    return BED_OK;
}

/* ---- the frame ------------------------------------------------------------------------------- */

/* Reads a post-processor (NULL or null: none) into the frame. Errors: BED_EFORMAT. */
bed_status bed__frame_load(bed_tokenizer *t, const json_t *json, bed_error *err) BED_USE_RESULT;
/* Puts the frame around what it holds. Errors: BED_EFORMAT (too many tokens). */
bed_status bed__frame_wrap(bed_tokenizer *t, const uint32_t *before, size_t n_before,
                           const uint32_t *behind, size_t n_behind, bed_error *err) BED_USE_RESULT;

/* ---- reading the file ------------------------------------------------------------------------ */

/* Members of an object; the default where it is absent or null. Errors: BED_EFORMAT naming the key
 * where it is of another type. */
bed_status bed__json_bool(const json_t *o, const char *key, bool otherwise, bool *out,
                          bed_error *err) BED_USE_RESULT;
bed_status bed__json_size(const json_t *o, const char *key, size_t otherwise, size_t *out,
                          bed_error *err) BED_USE_RESULT;
bed_status bed__json_str(const json_t *o, const char *key, bed_str otherwise, bed_str *out,
                         bed_error *err) BED_USE_RESULT;

/* A number that is an id. Errors: BED_EFORMAT, naming `key`. */
bed_status            bed__json_id(const json_t *value, const char *key, uint32_t *out,
                                   bed_error *err) BED_USE_RESULT;
static inline bed_str bed__json_text(const json_t *string)
{
    return (bed_str){ json_string_value(string), json_string_length(string) };
}

#endif
