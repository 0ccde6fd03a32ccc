/* Repetition rate: how much a text says again what it has said.
 * Formula: of each text 1 - different n-grams / n-grams, and the mean over texts (seq-rep-n of
 *          Welleck et al., ICLR 2020, arXiv:1908.04319).
 * Range:   [0, 1), lower is better: a model caught in a loop nears 1. A text of fewer than n tokens
 *          has no n-gram and is left out. BED_UNDEFINED where that is every text.
 * Values:  the rate, and the share of texts in which an n-gram stands more than once.
 * Agrees:  a count by Python's set over the same tokens (src/metric/fixtures/variety.jsonl). */
#include "metric/pieces.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { MOST_TOKENS = 16 };

typedef struct settings {
    size_t n;
    int    cut;
    bool   lower;
} settings;

static const bed_param PARAMS[] = {
    { .name     = "n",
      .help     = "tokens of an n-gram",
      .sign     = "n",
      .type     = BED_PARAM_COUNT,
      .offset   = offsetof(settings, n),
      .fallback = "4",
      .lo       = 1,
      .hi       = MOST_TOKENS },
    { .name     = "tok",
      .help     = "how texts are cut into tokens",
      .sign     = "tok",
      .type     = BED_PARAM_CHOICE,
      .offset   = offsetof(settings, cut),
      .fallback = "auto",
      .choices  = { BED__CUTS } },
    { .name     = "lower",
      .help     = "whether capitals count as small letters",
      .sign     = "lc",
      .type     = BED_PARAM_FLAG,
      .offset   = offsetof(settings, lower),
      .fallback = "no" },
};

typedef struct worker {
    const settings *set;
    bed__pieces     pieces;
    bed_token_table names;  /* of all texts so far: tokens come back */
    bed__numbers    tokens; /* of one text */
    bed__numbers    slots;  /* of one text: places of n-grams, + 1, open addressing */
} worker;

static bed_status resolve(void *set_, bed_measured *rows, bed_error *err)
{
    settings *const set = set_;

    (void)err;
    set->cut = (int)bed__cut_settle((bed__cut)set->cut, &rows->script);
    return BED_OK;
}

static void close_worker(void *worker_)
{
    worker *const w = worker_;

    if (w == NULL)
        return;
    bed__pieces_deinit(&w->pieces);
    bed_token_table_deinit(&w->names);
    bed__numbers_deinit(&w->tokens);
    bed__numbers_deinit(&w->slots);
    bed_free(w);
}

static bed_status open_worker(const void *set, void **out, bed_error *err)
{
    worker *w;

    BED_TRY(bed_alloc_into((void **)&w, 1, sizeof *w, err));
    w->set = set;
    bed__pieces_init(&w->pieces, (bed__cut)w->set->cut, w->set->lower);
    *out = w;
    return BED_OK;
}

/* The table's slots for n-grams, a power of two and at least twice as many, all 0. */
static bed_status clear_slots(bed__numbers *slots, size_t n_grams, bed_error *err)
{
    size_t n = 16;

    while (n < 2 * n_grams)
        n *= 2;
    return bed__numbers_clear(slots, n, err);
}

static size_t count_different(worker *w, size_t n_grams)
{
    const size_t          n = w->set->n, mask = w->slots.n - 1;
    const uint32_t *const tokens    = w->tokens.at;
    size_t                different = 0;

    for (size_t i = 0; i < n_grams; i++) {
        const bed_str bytes = { (const char *)(tokens + i), n * sizeof *tokens };
        size_t        at    = bed_hash64(bytes, 0) & mask;

        while (w->slots.at[at] != 0 &&
               memcmp(tokens + w->slots.at[at] - 1, tokens + i, bytes.len) != 0)
            at = (at + 1) & mask;
        if (w->slots.at[at] != 0)
            continue;
        w->slots.at[at] = (uint32_t)i + 1;
        different++;
    }
    return different;
}

static bed_status measure(void *worker_, const bed_item *item, double *row, bed_error *err)
{
    enum { FORGET = 1 << 20 }; /* names, so that memory does not grow with the set */
    worker *const w = worker_;
    size_t        n_grams, different;

    if (w->names.n > FORGET)
        bed_token_table_deinit(&w->names);
    w->tokens.n = 0;
    BED_TRY(bed__pieces_number(&w->pieces, &w->names, item->hyp, &w->tokens, err));
    if (w->tokens.n < w->set->n) {
        row[0] = row[1] = (double)NAN;
        return BED_OK;
    }
    n_grams = w->tokens.n - w->set->n + 1;
    BED_TRY(clear_slots(&w->slots, n_grams, err));
    different = count_different(w, n_grams);
    row[0]    = (double)(n_grams - different) / (double)n_grams;
    row[1]    = different < n_grams;
    return BED_OK;
}

const bed_metric bed_metric_repetition_rate = {
    .name           = "repetition_rate",
    .title          = "Repetition rate",
    .source         = "Welleck et al. 2020, arXiv:1908.04319 (seq-rep-n)",
    .agrees         = "counting by Python's set",
    .values         = (const char *const[]){ "repetition_rate", "texts_with_repeats", NULL },
    .kind           = BED_METRIC_ALONE,
    .lo             = 0,
    .hi             = 1,
    .better         = BED_LOWER,
    .params         = PARAMS,
    .n_params       = sizeof PARAMS / sizeof PARAMS[0],
    .settings_bytes = sizeof(settings),
    .width          = 2,
    .resolve        = resolve,
    .open           = open_worker,
    .close          = close_worker,
    .measure        = measure,
    .score          = bed_measured_mean,
};
