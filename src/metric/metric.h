/* The metric room: every metric as a row of one table, measured item by item, summed up over any
 * choice of items, with intervals and tests between systems.
 *
 *     const bed_metric *m = bed_metric_find(BED_STR("rouge_l"));
 *     bed_settings     *s; // its parameters, at their defaults
 *     bed_measured     *measured; // what each item gave
 *     double            values[8];
 *
 *     bed_settings_create(m, &s, &err);
 *     bed_settings_set(s, BED_STR("stem=yes"), &err);
 *     bed_metric_measure(s, &items, NULL, &measured, &err);
 *     bed_measured_score(measured, &all, values, &err); // values[0] is the headline
 *
 * Two steps make intervals, strata, weights and tests the same for every metric: an item is
 * measured once, into a row of numbers (for BLEU: matches and totals for each n, and two lengths);
 * a score is a function of chosen rows with weights, so that a resample, a stratum or a mixture of
 * two systems is nothing but another choice.
 *
 * Ownership: what `create` and bed_metric_measure made is released with `destroy`, which accepts
 * NULL. Items and their views are the caller's and must outlive bed_metric_measure, no longer.
 * Threads: descriptors are constant; settings and rows may be read by many threads at a time. */
#ifndef BED_METRIC_H
#define BED_METRIC_H

#include "base/base.h"

/* ---- items ----------------------------------------------------------------------------------- */

typedef struct bed_answer_option {
    bed_str key, text;      /* "B", "Metformin" */
    double  log_likelihood; /* of the text as an answer, in nats; NaN where it was not asked */
} bed_answer_option;

/* One thing to be judged. A metric reads the fields that its kind names and no others. */
typedef struct bed_item {
    bed_str                  hyp;     /* what the system wrote */
    const bed_str           *answers; /* what the system chose: labels or keys */
    size_t                   n_answers;
    const bed_str           *refs; /* reference texts, or the right labels or keys */
    size_t                   n_refs;
    const bed_answer_option *choices; /* the options of the question, in its order */
    size_t                   n_choices;
    const bed_str           *history; /* the turns before, the oldest first */
    size_t                   n_history;
    size_t position; /* of the reply among the clinician's turns, 1-based; 0: not known */
    double rating;   /* what a judge gave */
} bed_item;

/* Items of one or more systems: item i of system k stands at items[k * n + i]. All systems answer
 * the same items, with the same references. */
typedef struct bed_items {
    const bed_item *items;
    size_t          n, n_systems;
    bed_str         language; /* BCP 47; empty: found from the texts (bed_items_look) */
} bed_items;

/* What the texts of a set are written in: of the references, or where there are none of the
 * system's texts. An item counts by its script when at least half of its letters are of it. */
typedef struct bed_script {
    char   language[16]; /* of most items that tell one; "und": none does */
    size_t n_items;      /* items with a letter */
    size_t n_han;        /* of them, items in Chinese characters or Japanese kana */
    size_t n_kana;       /* of those, items with kana: Japanese */
    size_t n_unspaced;   /* items in a script without spaces between words, the above among them */
    size_t n_beyond;     /* items in a script other than Latin, all the above among them */
} bed_script;

/* Reads all items for their script, and up to two hundred, evenly spread, for their language.
 * Errors  BED_EMEMORY */
bed_status bed_items_look(const bed_items *items, bed_script *out, bed_error *err) BED_USE_RESULT;

/* ---- settings -------------------------------------------------------------------------------- */

typedef enum bed_param_type {
    BED_PARAM_CHOICE, /* int: index into `choices` */
    BED_PARAM_FLAG,   /* bool: yes or no */
    BED_PARAM_COUNT,  /* size_t, in [lo, hi] */
    BED_PARAM_NUMBER, /* double, in [lo, hi] */
    BED_PARAM_TEXT    /* char[BED_PARAM_TEXT_BYTES] */
} bed_param_type;

enum { BED_PARAM_TEXT_BYTES = 512, BED_PARAM_CHOICES = 12 };

/* A parameter of a metric: a member of its settings struct, which describes itself. */
typedef struct bed_param {
    const char    *name; /* "smooth": as in --set smooth=floor */
    const char    *help; /* one line, no full stop */
    const char    *sign; /* its name in the signature; NULL: it changes no score */
    bed_param_type type;
    size_t         offset;                     /* in the settings struct */
    const char    *fallback;                   /* the default, as the user would write it */
    const char    *choices[BED_PARAM_CHOICES]; /* of a BED_PARAM_CHOICE; ends at the first NULL */
    double         lo, hi;
} bed_param;

typedef struct bed_metric   bed_metric;
typedef struct bed_settings bed_settings;

/* The settings of a metric, at their defaults. Errors: BED_EMEMORY. */
bed_status bed_settings_create(const bed_metric *m, bed_settings **out,
                               bed_error *err) BED_USE_RESULT;
void       bed_settings_destroy(bed_settings *s);

/* Sets one parameter from "name=value", or several between semicolons.
 * Errors  BED_EARGUMENT (no such parameter, or no such value; says which there are) */
bed_status bed_settings_set(bed_settings *s, bed_str assignments, bed_error *err) BED_USE_RESULT;

const bed_metric *bed_settings_metric(const bed_settings *s);

/* ---- metrics --------------------------------------------------------------------------------- */

typedef enum bed_metric_kind {
    BED_METRIC_ANSWER, /* answers, refs (right labels or keys); choices where there are some */
    BED_METRIC_CHOICE, /* choices with log-likelihoods, refs (right keys) */
    BED_METRIC_TEXT,   /* hyp, refs (texts) */
    BED_METRIC_ALONE,  /* hyp */
    BED_METRIC_REPLY,  /* hyp, history, position; refs (texts) where the metric needs references */
    BED_METRIC_RATING  /* rating, or answers (a judge's verdicts) */
} bed_metric_kind;

typedef enum bed_better { BED_HIGHER, BED_LOWER, BED_NEITHER } bed_better;

enum {
    BED_NEEDS_REFERENCES = 1, /* refs, at least one for each item */
    BED_NEEDS_CHOICES    = 2, /* the options of each question */
    BED_NEEDS_HISTORY    = 4,
    BED_NEEDS_MODEL      = 8 /* a parameter `model`: folder of an encoder */
};

typedef enum bed_interval {
    BED_INTERVAL_PERCENTILE, /* of the bootstrap's values */
    BED_INTERVAL_NORMAL      /* estimate +- z times their standard deviation: for what a resample,
                                having fewer different items, gets too low or too high */
} bed_interval;

typedef struct bed_measured bed_measured;

/* Weights lie in [0, BED_WEIGHT_MOST], so that no sum of them is infinite. */
#define BED_WEIGHT_MOST 1e100

/* Rows chosen, each with its weight (a row may stand more than once). */
typedef struct bed_selection {
    const uint32_t *rows;
    const double   *weights;
    size_t          n;
} bed_selection;

/* What a metric is. A member that is left out is NULL or 0: it then does not apply. */
struct bed_metric {
    const char        *name;   /* file, command line, SQL and catalogue: "rouge_l" */
    const char        *title;  /* "ROUGE-L" */
    const char        *source; /* paper or definition */
    const char        *agrees; /* the implementation that it is held against, with version */
    const char *const *values; /* names of what it gives, the headline first; ends with NULL */
    bed_metric_kind    kind;
    unsigned           needs;  /* BED_NEEDS_... */
    double             lo, hi; /* closed range of the headline; INFINITY where it has no end */
    bed_better         better;
    bed_interval       interval;
    const bed_param   *params;
    size_t             n_params;
    size_t             settings_bytes; /* of the struct that the parameters are members of */
    size_t             width;          /* doubles in a row, where it does not depend on settings */

    /* Settles what is left to the texts (tokeniser "auto" by rows->script), and refuses settings
     * that do not go together; what the user should know is noted in rows. */
    bed_status (*resolve)(void *settings, bed_measured *rows, bed_error *err);
    /* Doubles in a row, for these settings. NULL: width. */
    size_t (*row_width)(const void *settings);

    /* Measuring item by item, in any order and on many threads: each has a worker of its own. */
    bed_status (*open)(const void *settings, void **worker, bed_error *err);
    void (*close)(void *worker); /* accepts NULL */
    /* row arrives zeroed. Errors: BED_EARGUMENT (an item it has no meaning for), BED_EMEMORY ... */
    bed_status (*measure)(void *worker, const bed_item *item, double *row, bed_error *err);

    /* Or all at once, for what must see the whole set. Fills rows->cells and what it keeps; may put
     * other names into rows->values and count them in rows->n_values. */
    bed_status (*measure_all)(const void *settings, const bed_items *items, size_t n_threads,
                              bed_measured *rows, bed_error *err);
    void (*drop)(void *kept); /* releases rows->kept */

    /* Sees all rows once they are measured, and notes what the user should know of them. */
    bed_status (*finish)(bed_measured *rows, bed_error *err);

    /* The values of a selection of rows, rows->n_values of them; a value that is not defined is
     * NaN. Errors: BED_UNDEFINED (the selection weighs nothing, or the headline is not defined). */
    bed_status (*score)(const bed_measured *rows, const bed_selection *chosen, double *values,
                        bed_error *err);
    /* The headline is the share of items whose first cell is 1, all others having 0: Wilson's
     * interval and McNemar's test then stand beside the resampled ones. */
    bool share;
};

/* One line a metric, by its name: src/metric/<name>.c. */
#define BED_METRICS(X)                                                                             \
    X(acc)                                                                                         \
    X(acc_norm)                                                                                    \
    X(accuracy)                                                                                    \
    X(bertscore)                                                                                   \
    X(bleu)                                                                                        \
    X(chrf)                                                                                        \
    X(cot_accuracy)                                                                                \
    X(distinct_n)                                                                                  \
    X(entropy_n)                                                                                   \
    X(exact_match)                                                                                 \
    X(f1)                                                                                          \
    X(judge_score)                                                                                 \
    X(judge_win_rate)                                                                              \
    X(length_ratio)                                                                                \
    X(macro_f1)                                                                                    \
    X(meteor)                                                                                      \
    X(partial_credit)                                                                              \
    X(pqa)                                                                                         \
    X(precision)                                                                                   \
    X(pubmedqa)                                                                                    \
    X(recall)                                                                                      \
    X(repetition_rate)                                                                             \
    X(rouge_1)                                                                                     \
    X(rouge_2)                                                                                     \
    X(rouge_l)                                                                                     \
    X(rouge_lsum)                                                                                  \
    X(self_bleu)                                                                                   \
    X(sentence_bleu)                                                                               \
    X(token_f1)                                                                                    \
    X(turn_coherence)                                                                              \
    X(weighted_f1)

#define X(name) extern const bed_metric bed_metric_##name;
BED_METRICS(X)
#undef X

const bed_metric *const *bed_metrics(size_t *n);        /* in the order of the table */
const bed_metric        *bed_metric_find(bed_str name); /* NULL: there is none */

/* Of all names the nearest to one that is none, or NULL: for "did you mean". */
const char *bed_metric_nearest(const char *name);

const char *bed_metric_kind_name(bed_metric_kind kind); /* "text" */

/* ---- measuring ------------------------------------------------------------------------------- */

/* What the items gave: a row of `width` doubles for each, systems one after the other. */
struct bed_measured {
    const bed_metric  *metric;
    const void        *settings; /* the metric's own struct, resolved */
    size_t             n, n_systems, width;
    double            *cells;  /* (n * n_systems, width) */
    const char *const *values; /* names, the headline first */
    size_t             n_values;
    void              *kept;  /* the metric's own: names of classes, lists of n-grams */
    bed_arena          arena; /* for names and what else lives as long as the rows */
    bed_script         script;
    size_t             refs_min, refs_max; /* references of an item */
    char             **notes; /* what the user should know: "3 texts were cut at 512 tokens" */
    size_t             n_notes;
    const bed_talk    *talk;    /* while items are measured: progress, the asking for an end */
    void              *settled; /* owner of settings; private */
};

typedef struct bed_metric_options {
    size_t          n_threads; /* 0: one for every processor */
    const bed_talk *talk;      /* progress, and the asking for an end; NULL: none */
} bed_metric_options;

/* Measures all items. The same rows for any number of threads.
 *   options  NULL: all processors, no talk
 *   Errors   BED_EARGUMENT (an item lacks what the metric needs: err->row is its number, 1-based),
 *            BED_EINTERRUPTED, and those of the metric */
bed_status bed_metric_measure(const bed_settings *s, const bed_items *items,
                              const bed_metric_options *options, bed_measured **out,
                              bed_error *err) BED_USE_RESULT;
void       bed_measured_destroy(bed_measured *rows);

/* The values (rows->n_values) of a selection. Errors: as bed_metric.score. */
bed_status bed_measured_score(const bed_measured *rows, const bed_selection *chosen, double *values,
                              bed_error *err) BED_USE_RESULT;

/* ---- for metrics ----------------------------------------------------------------------------- */

/* The row of number i. */
const double *bed_measured_row(const bed_measured *rows, size_t i);

/* Weighted sums of the columns over a selection, in its order, and the sum of the weights. */
void bed_measured_sum(const bed_measured *rows, const bed_selection *chosen, double *sums,
                      double *weight);

/* score() of a metric whose columns are its values: their weighted means. A NaN cell is left out of
 * its column's mean. Errors: BED_UNDEFINED where nothing is left for the headline. */
bed_status bed_measured_mean(const bed_measured *rows, const bed_selection *chosen, double *values,
                             bed_error *err) BED_USE_RESULT;

/* Adds a note; the same text is kept once. */
bed_status bed_measured_note(bed_measured *rows, bed_error *err, const char *format, ...)
    BED_PRINTF(3, 4) BED_USE_RESULT;

/* ---- signatures ------------------------------------------------------------------------------ */

/* Adds what a score depends on, in sacreBLEU's manner:
 *   "bleu|nrefs:1|lang:en|case:mixed|tok:13a|smooth:exp|version:0.1.0"
 * metric, references of an item ("var": they differ), language of the texts, the parameters as they
 * were settled, bedside's version. Errors: BED_EMEMORY. */
bed_status bed_measured_sign(const bed_measured *rows, bed_buffer *out,
                             bed_error *err) BED_USE_RESULT;

#endif
