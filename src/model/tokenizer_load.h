/* Inside the model room: building a tokenizer from parsed files. */
#ifndef BED_MODEL_TOKENIZER_LOAD_H
#define BED_MODEL_TOKENIZER_LOAD_H

#include "model/tokenizer_parts.h"

/* Reads a JSON object and mixes its bytes into `stamp`. Release with json_decref. Errors:
 * BED_EREAD, BED_EFORMAT (with the byte), BED_EMEMORY. */
bed_status bed__json_read(const char *path, json_t **out, uint64_t *stamp,
                          bed_error *err) BED_USE_RESULT;

/* Each reads one object of the file; NULL or null adds nothing. Errors: BED_EFORMAT (the key). */
bed_status bed__add_normalizer(bed_tokenizer *t, const json_t *json, bed_error *err) BED_USE_RESULT;
bed_status bed__add_splitter(bed_tokenizer *t, const json_t *json, bed_error *err) BED_USE_RESULT;
/* With model.vocab, unless the vocabulary is there already. */
bed_status bed__load_model(bed_tokenizer *t, const json_t *json, bed_error *err) BED_USE_RESULT;
bed_status bed__load_added_tokens(bed_tokenizer *t, const json_t *list,
                                  bed_error *err) BED_USE_RESULT;

/* The spelling of a special token in settings, or an empty view (ptr NULL). */
bed_str bed__special_name(const json_t *settings, const char *key);

/* What tokenizer.json would say of a folder that has none, from vocab.txt, or vocab.json and
 * merges.txt, with the parsed tokenizer_config.json and special_tokens_map.json (NULL: none).
 * Release with json_decref. Errors: BED_EREAD (no vocabulary), BED_EFORMAT, BED_EMEMORY. */
bed_status bed__files_to_json(bed_tokenizer *t, const char *path, const json_t *settings,
                              const json_t *names, json_t **out, bed_error *err) BED_USE_RESULT;

/* A copy that lives as long as the tokenizer. */
bed_status bed__keep(bed_tokenizer *t, bed_str text, bed_str *out, bed_error *err) BED_USE_RESULT;

#endif
