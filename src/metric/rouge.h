/* Inside the metric room: what the four ROUGE metrics share. Each is an item's F1, precision and
 * recall; a score is the mean over items. docs/metrics/rouge.md says how each is counted. */
#ifndef BED_METRIC_ROUGE_H
#define BED_METRIC_ROUGE_H

#include "metric/grams.h"
#include "metric/lcs.h"
#include "metric/metric.h"
#include "metric/rouge_cut.h"

typedef struct bed__rouge_settings {
    int  tok; /* bed__rouge_tok */
    bool stem;
    int  split; /* bed__rouge_split; of ROUGE-Lsum alone */
} bed__rouge_settings;

typedef struct bed__rouge bed__rouge;

/* What two texts have in common. Both have tokens.
 *   hits  tokens or n-grams;  of them the hypothesis has n_hyp and the reference n_ref in all */
typedef struct bed__rouge_counts {
    size_t hits, n_hyp, n_ref;
} bed__rouge_counts;
typedef bed_status (*bed__rouge_count)(bed__rouge *r, const bed__rouge_text *hyp,
                                       const bed__rouge_text *ref, bed__rouge_counts *out,
                                       bed_error *err);

/* A worker of one of the metrics. */
struct bed__rouge {
    bed__rouge_count  count;
    bed__rouge_cutter cutter;
    bed__rouge_text   hyp, ref;
    bed__grams        grams;
    bed__lcs          lcs;
    uint32_t         *in_hyp, *in_ref; /* occurrences of each token; zero between items */
    size_t            in_hyp_capacity, in_ref_capacity;
    uint8_t          *marks; /* tokens of a sentence; zero between sentences */
    size_t            marks_capacity;
};

/* Errors: BED_EMEMORY. */
bed_status bed__rouge_open(const void *settings, bed__rouge_split split, bed__rouge_count count,
                           void **out, bed_error *err) BED_USE_RESULT;

/* Zeroed counters for every token of the item. Errors: BED_EMEMORY. */
bed_status bed__rouge_counters(bed__rouge *r, uint32_t **at, size_t *capacity,
                               bed_error *err) BED_USE_RESULT;

extern const char *const bed__rouge_values[]; /* f1, precision, recall */

/* Members of a descriptor. */
void       bed__rouge_close(void *worker);
bed_status bed__rouge_resolve(void *settings, bed_measured *rows, bed_error *err) BED_USE_RESULT;
bed_status bed__rouge_measure(void *worker, const bed_item *item, double *row,
                              bed_error *err) BED_USE_RESULT;

#define BED__ROUGE_TOK                                                                             \
    {                                                                                              \
        .name = "tok", .help = "tokeniser", .sign = "tok", .type = BED_PARAM_CHOICE,               \
        .offset = offsetof(bed__rouge_settings, tok), .fallback = "auto", .choices = {             \
            "auto",                                                                                \
            "rouge_score",                                                                         \
            "unicode",                                                                             \
            "char",                                                                                \
            "word"                                                                                 \
        }                                                                                          \
    }
#define BED__ROUGE_STEM                                                                            \
    {                                                                                              \
        .name = "stem", .help = "Porter's stemmer for English words of more than three letters",   \
        .sign = "stem", .type = BED_PARAM_FLAG, .offset = offsetof(bed__rouge_settings, stem),     \
        .fallback = "no"                                                                           \
    }
#define BED__ROUGE_SPLIT                                                                           \
    {                                                                                              \
        .name = "split", .help = "what divides sentences: line feeds, or our sentence splitter",   \
        .sign = "split", .type = BED_PARAM_CHOICE, .offset = offsetof(bed__rouge_settings, split), \
        .fallback = "newline", .choices = {                                                        \
            "newline",                                                                             \
            "sentence"                                                                             \
        }                                                                                          \
    }

#define BED__ROUGE_MEMBERS                                                                         \
    .source = "Lin, Text Summarization Branches Out, 2004", .agrees = "rouge_score 0.1.2",         \
    .values = bed__rouge_values, .kind = BED_METRIC_TEXT, .needs = BED_NEEDS_REFERENCES, .lo = 0,  \
    .hi = 1, .better = BED_HIGHER, .params = PARAMS, .n_params = sizeof PARAMS / sizeof PARAMS[0], \
    .settings_bytes = sizeof(bed__rouge_settings), .width = 3, .resolve = bed__rouge_resolve,      \
    .open = open_worker, .close = bed__rouge_close, .measure = bed__rouge_measure,                 \
    .score = bed_measured_mean

#endif
