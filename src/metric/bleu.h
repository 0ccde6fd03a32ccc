/* Inside the metric room: what the metrics of the BLEU family share. */
#ifndef BED_METRIC_BLEU_H
#define BED_METRIC_BLEU_H

#include "metric/bleu_tokenize.h"
#include "metric/metric.h"
#include "metric/ngram.h"

#include <stddef.h>

enum { BED__BLEU_MOST = 8, BED__BLEU_N_PARAMS = 5 };

typedef enum bed__bleu_smoothing {
    BED__SMOOTH_EXP,
    BED__SMOOTH_FLOOR,
    BED__SMOOTH_ADD_K,
    BED__SMOOTH_NONE
} bed__bleu_smoothing;

typedef struct bed__bleu_settings {
    int    lower; /* 0: mixed case, 1: lower case */
    bool   effective;
    int    tokenizer;                    /* 0: auto, else bed_bleu_tokenizer + 1 */
    char   smooth[BED_PARAM_TEXT_BYTES]; /* as in the signature: "floor[0.10]" */
    size_t n;
    /* settled by bed__bleu_settle */
    bed__bleu_smoothing smoothing;
    double              smoothing_value;
} bed__bleu_settings;

/* The parameters, as the beginning of a metric's table; settings is a struct whose member `bleu` is
 * a bed__bleu_settings. */
#define BED__BLEU_PARAMS(settings, effective_, smooth_)                                            \
    { .name     = "case",                                                                          \
      .help     = "mixed, or lc: put into lower case first",                                       \
      .sign     = "case",                                                                          \
      .type     = BED_PARAM_CHOICE,                                                                \
      .offset   = offsetof(settings, bleu.lower),                                                  \
      .fallback = "mixed",                                                                         \
      .choices  = { "mixed", "lc" } },                                                              \
        { .name     = "eff",                                                                       \
          .help     = "effective order: leave out the n for which the text has no n-gram",         \
          .sign     = "eff",                                                                       \
          .type     = BED_PARAM_FLAG,                                                              \
          .offset   = offsetof(settings, bleu.effective),                                          \
          .fallback = effective_ },                                                                \
        { .name     = "tok",                                                                       \
          .help     = "tokeniser; auto: zh for Chinese, char for Japanese and Thai, else 13a",     \
          .sign     = "tok",                                                                       \
          .type     = BED_PARAM_CHOICE,                                                            \
          .offset   = offsetof(settings, bleu.tokenizer),                                          \
          .fallback = "auto",                                                                      \
          .choices  = { "auto", "13a", "intl", "zh", "char", "none" } },                            \
        { .name     = "smooth",                                                                    \
          .help     = "none, exp, floor[VALUE] or add-k[VALUE]; without a value 0.1 and 1",        \
          .sign     = "smooth",                                                                    \
          .type     = BED_PARAM_TEXT,                                                              \
          .offset   = offsetof(settings, bleu.smooth),                                             \
          .fallback = smooth_ },                                                                   \
    {                                                                                              \
        .name = "n", .help = "longest n-grams, in tokens", .sign = "n", .type = BED_PARAM_COUNT,   \
        .offset = offsetof(settings, bleu.n), .fallback = "4", .lo = 1, .hi = BED__BLEU_MOST       \
    }

/* Settles tokeniser and smoothing. Errors: BED_EARGUMENT (no such smoothing), BED_EMEMORY. */
bed_status bed__bleu_settle(bed__bleu_settings *s, bed_measured *rows,
                            bed_error *err) BED_USE_RESULT;

/* A row of counts; they add up. */
enum {
    BED__BLEU_LENGTH,    /* tokens of the system's text */
    BED__BLEU_REFERENCE, /* tokens of the reference nearest in length, of two as near the shorter */
    BED__BLEU_MATCHES    /* n of them, clipped, and after them n totals */
};

static inline size_t bed__bleu_width(const bed__bleu_settings *s)
{
    return BED__BLEU_MATCHES + 2 * s->n;
}

typedef struct bed__bleu_value {
    double bleu, brevity, precisions[BED__BLEU_MOST]; /* percent, but for brevity */
} bed__bleu_value;

/* BLEU of a row of counts or of a weighted sum of rows. */
bed__bleu_value bed__bleu_of(const bed__bleu_settings *s, const double *counts);

/* Of lengths, the one nearest to `length`; of two as near the shorter. */
static inline size_t bed__bleu_nearer(size_t a, size_t b, size_t length)
{
    const size_t da = a > length ? a - length : length - a,
                 db = b > length ? b - length : length - b;

    return da < db || (da == db && a < b) ? a : b;
}

/* Counts items one by one. */
typedef struct bed__bleu_worker {
    const bed__bleu_settings *set;
    bed_tokens                hyp, ref;
    bed_matcher               matcher;
} bed__bleu_worker;

bed_status bed__bleu_count(bed__bleu_worker *w, const bed_item *item, double *counts,
                           bed_error *err) BED_USE_RESULT;
bed_status bed__bleu_open(const bed__bleu_settings *s, void **worker,
                          bed_error *err) BED_USE_RESULT;
void       bed__bleu_close(void *worker);

/* Whether every reference of an item is one letter: a key of an option, not a text. */
bool bed__bleu_is_key(const bed_item *item);

/* Notes that the references of all items, of which there are some, are keys. */
bed_status bed__bleu_note_keys(bed_measured *rows, size_t n_keys, bed_error *err) BED_USE_RESULT;

#endif
