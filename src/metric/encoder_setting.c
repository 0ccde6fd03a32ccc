#include "metric/encoder_setting.h"

#include "model/safetensors.h"

#include <stdio.h>
#include <string.h>

enum { NAME_PART = 128, HASH_PART = 12 };

static const bed_precision precisions[] = { BED_BEST, BED_SPLIT, BED_FLOAT32, BED_BFLOAT16 };

bed_precision bed__precision_of(int choice)
{
    return precisions[choice];
}

int bed__precision_settled(int choice)
{
    const bed_precision precision = bed_precision_settle(precisions[choice]);

    while (precisions[choice] != precision)
        choice++;
    return choice;
}

static bed_status hash_weights(const char *folder, char hash[BED_SHA256_TEXT], bed_error *err)
{
    bed_safetensors *weights = NULL;
    bed_status       st      = BED_OK;

    BED_GO(bed_safetensors_open(folder, &weights, err));
    BED_GO(bed_safetensors_hash(weights, hash, err));
done:
    bed_safetensors_close(weights);
    return st;
}

bed_status bed__encoder_settle(const char *metric, char model[BED_PARAM_TEXT_BYTES],
                               char folder[BED_PARAM_TEXT_BYTES], bed_encoder_config *out,
                               bed_error *err)
{
    char hash[BED_SHA256_TEXT];

    if (model[0] == '\0')
        return bed_fail(err, BED_EARGUMENT, "%s needs model=FOLDER, an encoder of the BERT family",
                        metric);
    memcpy(folder, model, BED_PARAM_TEXT_BYTES);
    for (size_t n = strlen(folder); n > 1 && folder[n - 1] == '/'; n--)
        folder[n - 1] = '\0';
    BED_TRY(bed_encoder_config_read(folder, out, err));
    BED_TRY(hash_weights(folder, hash, err));
    (void)snprintf(model, BED_PARAM_TEXT_BYTES, "%.*s@%.*s", NAME_PART, out->name, HASH_PART, hash);
    return BED_OK;
}
