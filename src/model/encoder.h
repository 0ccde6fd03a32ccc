/* Encoders of the BERT family: token ids to one vector a token, run in this process.
 * Source:   Devlin et al. 2019, arXiv:1810.04805; Liu et al. 2019 (RoBERTa), arXiv:1907.11692.
 *           Agrees with transformers 5.23 (BertModel, RobertaModel; eager, float32) to 1e-5 in
 *           every hidden state, the fixtures of test_encoder.c.
 * Batches:  texts of a batch stand one after the other; nothing is padded, so a token costs the
 *           same in any company, and attention never sees another text.
 * Bytes:    what a text gives depends on the batch it stands in (in the last bits), so batches are
 *           cut by the data alone (bed_encoder_each), and each is computed by one thread.
 * Ownership: bed_encoder_load gives an encoder released with destroy; a work area belongs to one
 *           thread and grows to the largest batch it has seen.
 * Threads:  an encoder is never changed after loading and is shared by all threads. */
#ifndef BED_MODEL_ENCODER_H
#define BED_MODEL_ENCODER_H

#include "model/encoder_config.h"
#include "model/linear.h"

typedef struct bed_encoder bed_encoder;

typedef struct bed_encoder_options {
    bed_precision precision;
    size_t        n_layers; /* how many to load; 0: all */
} bed_encoder_options;

/* Loads config.json and the weights of a Hugging Face folder. `options` may be NULL: float32, all
 * layers. Errors: BED_EREAD, BED_EFORMAT (a weight that is missing or of another shape is named,
 * with the shape expected), BED_EARGUMENT (more layers than there are), BED_EMEMORY. */
bed_status bed_encoder_load(const char *folder, const bed_encoder_options *options,
                            bed_encoder **out, bed_error *err) BED_USE_RESULT;
void       bed_encoder_destroy(bed_encoder *e); /* NULL allowed */

const bed_encoder_config *bed_encoder_about(const bed_encoder *e);
size_t                    bed_encoder_layers(const bed_encoder *e); /* loaded */

/* SHA-256 of the weights' files. */
bed_status bed_encoder_hash(const bed_encoder *e, char out[BED_SHA256_TEXT],
                            bed_error *err) BED_USE_RESULT;

typedef struct bed_encoder_work bed_encoder_work;
bed_status bed_encoder_work_create(const bed_encoder *e, bed_encoder_work **out,
                                   bed_error *err) BED_USE_RESULT;
void       bed_encoder_work_destroy(bed_encoder_work *w); /* NULL allowed */

/* Runs a batch through `layer` layers (0: the embeddings alone).
 *   ids      (sum of lengths)  the texts one after the other
 *   lengths  (n)               tokens of each, at least 1
 *   states   (sum of lengths, n_hidden), in the work area: lives until its next use, and may be
 *            written to
 * Errors: BED_EARGUMENT (an id outside the vocabulary, a text too long or empty, a layer that is
 * not loaded), BED_EMEMORY. */
bed_status bed_encoder_run(const bed_encoder *e, bed_encoder_work *w, const uint32_t *ids,
                           const size_t *lengths, size_t n, size_t layer, float **states,
                           bed_error *err) BED_USE_RESULT;

/* Texts as ids, many. */
typedef struct bed_id_lists {
    const uint32_t *ids;     /* all of them */
    const size_t   *offsets; /* (n + 1): where each text begins, and the end */
    size_t          n;
} bed_id_lists;

/* What is done with a text: states (n_tokens, n_hidden) may be written to. Called in any order,
 * from worker `worker` below n_threads, once for every text. */
typedef bed_status (*bed_encoder_take)(void *context, size_t worker, size_t text, float *states,
                                       size_t n_tokens, bed_error *err);

/* Encodes every text and hands it to `take`. Texts go by falling length into batches of about
 * BED_ENCODER_BATCH tokens, which n_threads threads (at least 1) work off.
 * Errors: those of bed_encoder_run and of `take`; the first one. */
enum { BED_ENCODER_BATCH = 512 };
bed_status bed_encoder_each(const bed_encoder *e, const bed_id_lists *texts, size_t layer,
                            size_t n_threads, bed_encoder_take take, void *context,
                            bed_error *err) BED_USE_RESULT;

#endif
