/* The weights of an encoder in memory, shared by its loader and its forward pass. */
#ifndef BED_MODEL_ENCODER_WEIGHTS_H
#define BED_MODEL_ENCODER_WEIGHTS_H

#include "model/encoder.h"
#include "model/kernels.h"
#include "model/safetensors.h"

typedef struct norm {
    float *gain, *bias; /* (H) each */
} norm;

/* One layer; H hidden, I inner values. */
typedef struct encoder_layer {
    bed_linear *qkv;  /* H to 3 H: queries, keys, values */
    bed_linear *out;  /* H to H, added */
    bed_linear *up;   /* H to I */
    bed_linear *down; /* I to H, added */
    norm        after_attention, after_inner;
} encoder_layer;

struct bed_encoder {
    bed_encoder_config config;
    const bed_kernels *kernels;
    bed_engine        *engine;
    bed_safetensors   *file;      /* stays open: rows of `words` are read from it */
    const bed_tensor  *words;     /* (V, H) */
    float             *positions; /* (P, H), the segment's row 0 added */
    norm               embedding;
    encoder_layer     *layers;
    size_t             n_layers; /* loaded */
};

/* Fills an encoder whose config, engine and file are there. */
bed_status bed__encoder_weights(bed_encoder *e, size_t n_layers, bed_precision precision,
                                bed_error *err) BED_USE_RESULT;

#endif
