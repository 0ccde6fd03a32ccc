/* What metrics that run an encoder settle alike: which weights, and how they are multiplied. */
#ifndef BED_METRIC_ENCODER_SETTING_H
#define BED_METRIC_ENCODER_SETTING_H

#include "metric/metric.h"
#include "model/encoder.h"

/* The choices of a parameter `precision`, by their index. */
#define BED_PRECISION_CHOICES                                                                      \
    {                                                                                              \
        "best", "split", "float32", "bfloat16"                                                     \
    }
#define BED_PRECISION_HELP                                                                         \
    "of the encoder's products; best: split where the processor has bfloat16 tiles, else float32"

bed_precision bed__precision_of(int choice);
int           bed__precision_settled(int choice); /* "best" as what it is on this processor */

/* Moves `model` to `folder` without slashes at its end, reads config.json there, and writes into
 * `model` what names the weights in a signature: "name@" and 12 digits of their SHA-256.
 * Errors: BED_EARGUMENT (no model named), those of bed_encoder_config_read and
 * bed_safetensors_open. */
bed_status bed__encoder_settle(const char *metric, char model[BED_PARAM_TEXT_BYTES],
                               char folder[BED_PARAM_TEXT_BYTES], bed_encoder_config *out,
                               bed_error *err) BED_USE_RESULT;

#endif
