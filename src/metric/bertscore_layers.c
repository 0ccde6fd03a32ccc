/* The layers that bert_score 0.3.13 reads by default, of models that run here. They were chosen by
 * correlation with human judgement on WMT16 (Zhang et al. 2020, appendix B). */
#include "metric/bertscore_baseline.h"

#include <string.h>

static const struct {
    const char *model;
    size_t      layer;
} layers[] = {
    { "bert-base-cased-finetuned-mrpc", 9 },
    { "bert-base-chinese", 8 },
    { "bert-base-multilingual-cased", 9 },
    { "bert-base-turkish-cased", 10 },
    { "bert-base-uncased", 9 },
    { "bert-large-uncased", 18 },
    { "finbert", 10 },
    { "roberta-base", 10 },
    { "roberta-base-openai-detector", 7 },
    { "roberta-large", 17 },
    { "roberta-large-mnli", 19 },
    { "roberta-large-openai-detector", 15 },
    { "scibert_basevocab_uncased", 9 },
    { "scibert_scivocab_cased", 9 },
    { "scibert_scivocab_uncased", 8 },
    { "spanbert-base-cased", 8 },
    { "spanbert-large-cased", 17 },
    { "sup-simcse-bert-base-uncased", 10 },
    { "sup-simcse-bert-large-uncased", 18 },
    { "sup-simcse-roberta-base", 10 },
    { "sup-simcse-roberta-large", 16 },
    { "unsup-simcse-bert-base-uncased", 10 },
    { "unsup-simcse-bert-large-uncased", 18 },
    { "unsup-simcse-roberta-base", 8 },
    { "unsup-simcse-roberta-large", 13 },
    { "xlm-roberta-base", 9 },
    { "xlm-roberta-large", 17 },
};

size_t bed_bertscore_layer(const char *model)
{
    const char *slash = strrchr(model, '/');
    const char *name  = slash == NULL ? model : slash + 1;

    for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++)
        if (strcmp(name, layers[i].model) == 0)
            return layers[i].layer;
    return 0;
}
