/* The model room: weights, tokenizers, and the encoders that turn texts into vectors. */
#ifndef BED_MODEL_MODEL_H
#define BED_MODEL_MODEL_H

#include "model/embedder.h"
#include "model/encoder.h"
#include "model/safetensors.h"
#include "model/texts.h"
#include "model/tokenizer.h"

#endif
