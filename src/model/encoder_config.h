/* The config.json of an encoder's folder: what of it decides the forward pass.
 * Known: model_type bert (MiniLM and most sentence encoders are of it), roberta, xlm-roberta and
 *        camembert, with absolute positions. What is not known is refused by its key. */
#ifndef BED_MODEL_ENCODER_CONFIG_H
#define BED_MODEL_ENCODER_CONFIG_H

#include "base/base.h"

typedef enum bed_activation { BED_GELU, BED_GELU_TANH, BED_RELU } bed_activation;

typedef struct bed_encoder_config {
    char           model_type[32];
    char           name[128]; /* _name_or_path, or the folder's name */
    size_t         n_layers, n_hidden, n_heads, n_inner, n_vocabulary;
    size_t         n_positions;    /* rows of the position table */
    size_t         first_position; /* of a text's first token: 0, or pad_id + 1 */
    size_t         n_types;        /* rows of the segment table; row 0 is used */
    uint32_t       pad_id;         /* takes the position before the first, where that is not 0 */
    bed_activation activation;
    float          eps;
} bed_encoder_config;

/* Longest input in tokens, special ones among them. */
size_t bed_encoder_max_length(const bed_encoder_config *c);

/* Errors: BED_EREAD, BED_EFORMAT with file and key, BED_EMEMORY. */
bed_status bed_encoder_config_read(const char *folder, bed_encoder_config *out,
                                   bed_error *err) BED_USE_RESULT;
/* The same from the text of a config.json; name stands where the text names none. */
bed_status bed_encoder_config_parse(bed_str text, const char *name, bed_encoder_config *out,
                                    bed_error *err) BED_USE_RESULT;

#endif
