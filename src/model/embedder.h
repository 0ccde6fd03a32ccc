/* Sentence embeddings: one vector a text, from a sentence encoder's folder.
 * Files:    config.json, weights and tokenizer as encoder.h and tokenizer.h read them; where they
 *           stand, modules.json, the pooling's config.json and sentence_bert_config.json of
 *           sentence-transformers: mean, mean by the root of the length, maximum or first token
 *           over the last layer, longest input, normalisation. Without modules.json: the mean over
 *           all tokens, of length 1.
 * Source:   Reimers and Gurevych 2019, arXiv:1908.10084. Agrees with sentence-transformers 6.2 to
 *           1e-5 in every component (float32, all-MiniLM-L6-v2).
 * Threads:  an embedder is never changed after loading and may be shared. */
#ifndef BED_MODEL_EMBEDDER_H
#define BED_MODEL_EMBEDDER_H

#include "model/texts.h"

typedef struct bed_embedder bed_embedder;

/* Errors: those of bed_encoder_load and bed_tokenizer_load; BED_EFORMAT for a module or a pooling
 * that is not known, by its name. */
bed_status bed_embedder_load(const char *folder, bed_precision precision, bed_embedder **out,
                             bed_error *err) BED_USE_RESULT;
void       bed_embedder_destroy(bed_embedder *e); /* NULL allowed */

const bed_encoder *bed_embedder_encoder(const bed_embedder *e);
size_t             bed_embedder_size(const bed_embedder *e);       /* components of a vector */
size_t             bed_embedder_max_length(const bed_embedder *e); /* tokens of a text */

/* A set that texts are put into (bed_texts_add) before bed_embedder_run; must not outlive e. */
bed_status bed_embedder_texts(const bed_embedder *e, bed_texts **out,
                              bed_error *err) BED_USE_RESULT;

/* The vectors of all texts of a set: out (texts, size). The same bytes for any n_threads.
 *   talk    asked by every thread whether to end; NULL: none
 *   Errors  BED_EINTERRUPTED, those of bed_encoder_each */
bed_status bed_embedder_run(const bed_embedder *e, const bed_texts *texts, size_t n_threads,
                            const bed_talk *talk, float *out, bed_error *err) BED_USE_RESULT;

#endif
