/* Inside the model room: how ids become text again. */
#ifndef BED_MODEL_DECODER_H
#define BED_MODEL_DECODER_H

#include "model/tokenizer.h"
#include <jansson.h>

typedef struct bed__decoder {
    enum {
        BED__DECODER_NONE,
        BED__DECODER_BYTES,
        BED__DECODER_WORDPIECE,
        BED__DECODER_UNKNOWN /* an error when something is to be decoded, not before */
    } kind;
    bed_str name, prefix;
    bool    cleanup;
} bed__decoder;

/* Reads the object "decoder" (NULL or null: none). Errors: BED_EFORMAT. */
bed_status bed__decoder_load(bed_tokenizer *t, const json_t *json, bed_error *err) BED_USE_RESULT;

#endif
