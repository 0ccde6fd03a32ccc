/* chrF and chrF++: F-score of character n-grams, and of word n-grams where word_order is not 0.
 * Formula: for each order the precision P and recall R of n-grams (matches are clipped); chrP and
 *          chrR their means over the orders that both texts have; then
 *          (1 + beta^2) chrP chrR / (beta^2 chrP + chrR), times 100.
 *          eff=no: mean over all orders of each order's F-score, 1e-16 standing for what is not
 *          defined (chrF++.py, Moses, NLTK).
 * Items:   matches and totals are summed up first: a score is that of the corpus, and an item's
 *          that of one text. Of several references the one with the best score counts, of equals
 *          the first.
 * Source:  Popovic, WMT 2015 (chrF) and WMT 2017 (chrF++: word_order 2).
 * Agrees:  sacreBLEU 2.6.0, CHRF, to 1e-11.
 * Range:   [0, 100], higher is better; 0 where a text is empty; BED_UNDEFINED for a selection that
 *          weighs nothing. */
#include "metric/chrf_text.h"
#include "metric/grams.h"
#include "metric/metric.h"

#include <stddef.h>
#include <string.h>

enum { CHARACTERS_MOST = 24, WORDS_MOST = 8, ORDERS_MOST = CHARACTERS_MOST + WORDS_MOST };

typedef struct settings {
    size_t char_order, word_order;
    double beta;
    int    lower;
    bool   whitespace, effective;
} settings;

static const bed_param PARAMS[] = {
    { .name     = "case",
      .help     = "mixed, or lc: put into lower case first",
      .sign     = "case",
      .type     = BED_PARAM_CHOICE,
      .offset   = offsetof(settings, lower),
      .fallback = "mixed",
      .choices  = { "mixed", "lc" } },
    { .name     = "eff",
      .help     = "effective order: leave out the orders that one of the texts does not have",
      .sign     = "eff",
      .type     = BED_PARAM_FLAG,
      .offset   = offsetof(settings, effective),
      .fallback = "yes" },
    { .name     = "char_order",
      .help     = "longest n-gram of characters",
      .sign     = "nc",
      .type     = BED_PARAM_COUNT,
      .offset   = offsetof(settings, char_order),
      .fallback = "6",
      .lo       = 1,
      .hi       = CHARACTERS_MOST },
    { .name     = "word_order",
      .help     = "longest n-gram of words; 2 is chrF++",
      .sign     = "nw",
      .type     = BED_PARAM_COUNT,
      .offset   = offsetof(settings, word_order),
      .fallback = "0",
      .lo       = 0,
      .hi       = WORDS_MOST },
    { .name     = "beta",
      .help     = "how many times as much recall counts as precision",
      .sign     = "beta",
      .type     = BED_PARAM_NUMBER,
      .offset   = offsetof(settings, beta),
      .fallback = "2",
      .lo       = 0,
      .hi       = 100 },
    { .name     = "whitespace",
      .help     = "count blanks as characters",
      .sign     = "space",
      .type     = BED_PARAM_FLAG,
      .offset   = offsetof(settings, whitespace),
      .fallback = "no" },
};

typedef struct worker {
    const settings *set;
    bed__chrf_text  hyp, ref;
    bed_token_table words;
    bed__grams      grams;
} worker;

/* A row: for each order, characters first, what this holds. */
enum { N_HYP, N_REF, N_MATCH, EACH };

static size_t orders(const settings *set)
{
    return set->char_order + set->word_order;
}

static size_t row_width(const void *set)
{
    return EACH * orders(set);
}

/* ---- scores ---------------------------------------------------------------------------------- */

typedef struct scores {
    double f, precision, recall; /* in [0, 1] */
} scores;

static double f_of(double precision, double recall, double beta, double otherwise)
{
    const double factor = beta * beta, below = factor * precision + recall;

    return below > 0 ? (1 + factor) * precision * recall / below : otherwise;
}

static scores scores_of(const settings *set, const double *row)
{
    const double epsilon = 1e-16;
    scores       s       = { 0, 0, 0 };
    double       smooth  = 0;
    size_t       counted = 0;

    for (size_t k = 0; k < orders(set); k++) {
        const double *const c         = row + EACH * k;
        const double        precision = c[N_HYP] > 0 ? c[N_MATCH] / c[N_HYP] : epsilon,
                     recall           = c[N_REF] > 0 ? c[N_MATCH] / c[N_REF] : epsilon;

        smooth += f_of(precision, recall, set->beta, epsilon);
        if (c[N_HYP] > 0 && c[N_REF] > 0) {
            s.precision += precision;
            s.recall += recall;
            counted++;
        }
    }
    if (counted > 0) {
        s.precision /= (double)counted;
        s.recall /= (double)counted;
    }
    s.f = set->effective ? f_of(s.precision, s.recall, set->beta, 0) : smooth / (double)orders(set);
    return s;
}

static bed_status score(const bed_measured *rows, const bed_selection *chosen, double *values,
                        bed_error *err)
{
    double sums[EACH * ORDERS_MOST], weight;

    bed_measured_sum(rows, chosen, sums, &weight);
    if (weight <= 0)
        return bed_fail(err, BED_UNDEFINED, "chrf of no items");
    const scores s = scores_of(rows->settings, sums);

    values[0] = 100 * s.f;
    values[1] = 100 * s.precision;
    values[2] = 100 * s.recall;
    return BED_OK;
}

/* ---- items ----------------------------------------------------------------------------------- */

static double totals(size_t n, size_t order)
{
    return n < order ? 0 : (double)(n - order + 1);
}

/* Matches and totals of one kind of n-gram. Those of the hypothesis count where the reference has
 * any. */
static bed_status count(bed__grams *g, const uint32_t *hyp, size_t n_hyp, const uint32_t *ref,
                        size_t n_ref, size_t most, double *row, bed_error *err)
{
    size_t matches[CHARACTERS_MOST];

    BED_TRY(bed__grams_match(g, hyp, n_hyp, ref, n_ref, most, matches, err));
    for (size_t k = 0; k < most; k++) {
        double *const c = row + EACH * k;

        c[N_REF]   = totals(n_ref, k + 1);
        c[N_HYP]   = c[N_REF] > 0 ? totals(n_hyp, k + 1) : 0;
        c[N_MATCH] = (double)matches[k];
    }
    return BED_OK;
}

static bed_status read_text(worker *w, bed_str text, bed__chrf_text *out, bed_error *err)
{
    BED_TRY(bed__chrf_read(out, text, w->set->lower != 0, w->set->whitespace, err));
    return w->set->word_order == 0 ? BED_OK : bed__chrf_words(out, &w->words, err);
}

static bed_status count_pair(worker *w, double *row, bed_error *err)
{
    const bed__chrf_text *const h = &w->hyp, *const r = &w->ref;

    BED_TRY(count(&w->grams, h->characters, h->n_characters, r->characters, r->n_characters,
                  w->set->char_order, row, err));
    if (w->set->word_order == 0)
        return BED_OK;
    return count(&w->grams, h->words, h->n_words, r->words, r->n_words, w->set->word_order,
                 row + EACH * w->set->char_order, err);
}

static bed_status measure(void *worker_, const bed_item *item, double *row, bed_error *err)
{
    worker *const w    = worker_;
    double        best = -1, now[EACH * ORDERS_MOST];

    if (w->set->word_order > 0)
        BED_TRY(bed_token_table_begin(&w->words, item->hyp.len / 4, err));
    BED_TRY(read_text(w, item->hyp, &w->hyp, err));
    for (size_t i = 0; i < item->n_refs; i++) {
        double f;

        BED_TRY(read_text(w, item->refs[i], &w->ref, err));
        BED_TRY(count_pair(w, now, err));
        f = scores_of(w->set, now).f;
        if (f > best) {
            best = f;
            memcpy(row, now, row_width(w->set) * sizeof *row);
        }
    }
    return BED_OK;
}

static void close_worker(void *worker_)
{
    worker *const w = worker_;

    if (w == NULL)
        return;
    bed__chrf_text_deinit(&w->hyp);
    bed__chrf_text_deinit(&w->ref);
    bed_token_table_deinit(&w->words);
    bed__grams_deinit(&w->grams);
    bed_free(w);
}

static bed_status open_worker(const void *set, void **out, bed_error *err)
{
    worker *w;

    BED_TRY(bed_alloc_into((void **)&w, 1, sizeof *w, err));
    w->set = set;
    *out   = w;
    return BED_OK;
}

const bed_metric bed_metric_chrf = {
    .name           = "chrf",
    .title          = "chrF",
    .source         = "Popovic, WMT 2015 and 2017",
    .agrees         = "sacreBLEU 2.6.0",
    .values         = (const char *const[]){ "chrf", "precision", "recall", NULL },
    .kind           = BED_METRIC_TEXT,
    .needs          = BED_NEEDS_REFERENCES,
    .lo             = 0,
    .hi             = 100,
    .better         = BED_HIGHER,
    .params         = PARAMS,
    .n_params       = sizeof PARAMS / sizeof PARAMS[0],
    .settings_bytes = sizeof(settings),
    .row_width      = row_width,
    .open           = open_worker,
    .close          = close_worker,
    .measure        = measure,
    .score          = score,
};
