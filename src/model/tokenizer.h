/* Tokenizers of Hugging Face model folders: text to the ids of a model's vocabulary, and back.
 * Files:     tokenizer.json where there is one; else vocab.txt (WordPiece), or vocab.json with
 *            merges.txt (byte-level BPE). tokenizer_config.json and special_tokens_map.json beside
 *            them name the special tokens and the longest input.
 * Agrees:    with the ids of the `tokenizers` library 0.23 for what is known (docs/formats/
 *            tokenizers.md lists it); a file that asks for more is refused by the name of the key.
 *            Truncation and padding that a tokenizer.json may state are the caller's matter here.
 * Ownership: bed_tokenizer and bed_encoding are released with their destroy, which accepts NULL;
 *            views of tokens live as long as the tokenizer.
 * Threads:   a tokenizer does not change after loading and is shared by all threads; an encoding is
 *            the work space of one thread. */
#ifndef BED_MODEL_TOKENIZER_H
#define BED_MODEL_TOKENIZER_H

#include "base/base.h"

typedef struct bed_tokenizer bed_tokenizer;
typedef struct bed_encoding  bed_encoding;

#define BED_NO_TOKEN UINT32_MAX

typedef enum bed_setting { BED_AS_FILED, BED_NO, BED_YES } bed_setting;

typedef struct bed_tokenizer_options {
    bed_setting
        add_prefix_space; /* byte-level BPE: a space before a text that begins without one */
} bed_tokenizer_options;

/* Errors: BED_EREAD (no tokenizer in the folder), BED_EFORMAT (with the file and the key),
 * BED_EMEMORY. `options` may be NULL. */
bed_status bed_tokenizer_load(const char *folder, const bed_tokenizer_options *options,
                              bed_tokenizer **out, bed_error *err) BED_USE_RESULT;
/* The same from the bytes of a tokenizer.json alone. */
bed_status bed_tokenizer_parse(bed_str json, const bed_tokenizer_options *options,
                               bed_tokenizer **out, bed_error *err) BED_USE_RESULT;
void       bed_tokenizer_destroy(bed_tokenizer *t);

/* One more than the largest id; a vocabulary may have holes. */
size_t bed_tokenizer_size(const bed_tokenizer *t);
/* By its spelling in the file ("##ing", "Ġthe"). */
bool    bed_tokenizer_find(const bed_tokenizer *t, bed_str token, uint32_t *id);
bed_str bed_tokenizer_token(const bed_tokenizer *t, uint32_t id); /* empty where there is none */
bool    bed_tokenizer_is_special(const bed_tokenizer *t, uint32_t id);

/* model_max_length of tokenizer_config.json; 0 where none is stated. */
size_t bed_tokenizer_max_length(const bed_tokenizer *t);

/* Ids of the special tokens, BED_NO_TOKEN where the folder names none. */
typedef struct bed_special_ids {
    uint32_t cls, sep, bos, eos, pad, unk, mask;
} bed_special_ids;
bed_special_ids bed_tokenizer_special(const bed_tokenizer *t);

/* How many tokens with_special adds before and behind a text. */
void bed_tokenizer_frame(const bed_tokenizer *t, size_t *n_before, size_t *n_behind);

/* The caller's; zeroed before the first use, grown as needed, released with its deinit. */
typedef struct bed_token_ids {
    uint32_t *ids;
    size_t    n, capacity;
} bed_token_ids;
void bed_token_ids_deinit(bed_token_ids *ids);

bed_status bed_encoding_create(bed_encoding **out, bed_error *err) BED_USE_RESULT;
void       bed_encoding_destroy(bed_encoding *work);

/* Puts the ids of `text` in the place of what `out` held.
 *   text         UTF-8; an ill-formed sequence counts as U+FFFD; below 1 GiB
 *   with_special adds what the folder's post-processor adds ([CLS] ... [SEP])
 *   max_length   the most ids, special ones among them: the head of the text is kept; 0: no limit
 *   n_truncated  ids of the text that were left out; NULL allowed
 * One work space serves any number of tokenizers; it is quickest when it stays with one.
 * Errors: BED_EARGUMENT (max_length below the special tokens, text too long), BED_EMEMORY. */
bed_status bed_tokenizer_encode(const bed_tokenizer *t, bed_encoding *work, bed_str text,
                                bool with_special, size_t max_length, bed_token_ids *out,
                                size_t *n_truncated, bed_error *err) BED_USE_RESULT;

/* Adds the text of ids to `out`, special tokens left out when asked; ids without a token are passed
 * over. Errors: BED_EFORMAT (the folder's decoder is none that is known), BED_EMEMORY. */
bed_status bed_tokenizer_decode(const bed_tokenizer *t, const uint32_t *ids, size_t n,
                                bool skip_special, bed_buffer *out, bed_error *err) BED_USE_RESULT;

#endif
