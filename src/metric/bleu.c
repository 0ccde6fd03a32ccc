/* Corpus BLEU: n-gram precision of a system's texts against references, counts summed over items.
 * Formula: bleu_core.c (Papineni et al., ACL 2002).
 * Agrees:  sacreBLEU 2.6.0, BLEU().corpus_score, to 1e-9: tokenisers 13a, intl, zh, char and none,
 *          all smoothings, effective order, lower case, any number of references, which may differ
 *          from item to item. One item alone is its sentence_score.
 * Range:   [0, 100], percent, higher is better; BED_UNDEFINED for a selection that weighs nothing.
 *          An empty text counts with no n-grams, and lowers the brevity penalty. */
#include "metric/bleu.h"

typedef struct settings {
    bed__bleu_settings bleu;
} settings;

static const bed_param PARAMS[] = { BED__BLEU_PARAMS(settings, "no", "exp") };

_Static_assert(sizeof PARAMS / sizeof PARAMS[0] == BED__BLEU_N_PARAMS, "parameters of the family");

/* After the counts, what sums do not need: marks of an item, for notes. */
enum { MARK_KEY = 1, MARK_SPLIT = 2, SPLIT_MANY = 100 };

static const char *const VALUES[] = {
    "bleu",        "brevity_penalty", "length",      "reference_length", "precision_1",
    "precision_2", "precision_3",     "precision_4", "precision_5",      "precision_6",
    "precision_7", "precision_8",     NULL
};

enum { FIXED_VALUES = 4 };

static bed_status resolve(void *set, bed_measured *rows, bed_error *err)
{
    settings *const s     = set;
    const char    **names = bed_new(&rows->arena, const char *, FIXED_VALUES + s->bleu.n + 1);

    if (names == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    for (size_t i = 0; i < FIXED_VALUES + s->bleu.n; i++)
        names[i] = VALUES[i];
    rows->values = names;
    return bed__bleu_settle(&s->bleu, rows, err);
}

static size_t row_width(const void *set)
{
    return bed__bleu_width(&((const settings *)set)->bleu) + 1;
}

static bed_status open_worker(const void *set, void **out, bed_error *err)
{
    return bed__bleu_open(&((const settings *)set)->bleu, out, err);
}

static bed_status measure(void *worker, const bed_item *item, double *row, bed_error *err)
{
    const bed__bleu_worker *const w    = worker;
    unsigned                      mark = 0;

    BED_TRY(bed__bleu_count(worker, item, row, err));
    mark |= bed__bleu_is_key(item) ? MARK_KEY : 0;
    mark |= bed_str_ends(item->hyp, BED_STR(" .")) ? MARK_SPLIT : 0;
    row[bed__bleu_width(w->set)] = mark;
    return BED_OK;
}

/* What the rows as a whole tell of a wrong use. */
static bed_status finish(bed_measured *rows, bed_error *err)
{
    const bed__bleu_settings *const s      = &((const settings *)rows->settings)->bleu;
    size_t                          n_keys = 0, n_split = 0, n_longest = 0;

    for (size_t i = 0; i < rows->n * rows->n_systems; i++) {
        const double *const row  = bed_measured_row(rows, i);
        const unsigned      mark = (unsigned)row[bed__bleu_width(s)];

        n_keys += (mark & MARK_KEY) != 0;
        n_split += (mark & MARK_SPLIT) != 0;
        n_longest += row[BED__BLEU_MATCHES + 2 * s->n - 1] > 0;
    }
    if (n_split >= SPLIT_MANY)
        BED_TRY(bed_measured_note(rows, err,
                                  "%zu texts end in ' .': BLEU wants text as people write it, not "
                                  "split into tokens already",
                                  n_split));
    if (rows->n > 0 && n_longest == 0 && !s->effective)
        BED_TRY(bed_measured_note(rows, err,
                                  "no text has %zu tokens: without %zu-grams BLEU is 0 by its "
                                  "definition (eff=yes counts the shorter n-grams alone)",
                                  s->n, s->n));
    return bed__bleu_note_keys(rows, n_keys, err);
}

static bed_status score(const bed_measured *rows, const bed_selection *chosen, double *values,
                        bed_error *err)
{
    const bed__bleu_settings *const s = &((const settings *)rows->settings)->bleu;
    double                          sums[BED__BLEU_MATCHES + 2 * BED__BLEU_MOST + 1], weight;
    bed__bleu_value                 v;

    bed_measured_sum(rows, chosen, sums, &weight);
    if (weight <= 0)
        return bed_fail(err, BED_UNDEFINED, "BLEU of no items");
    v         = bed__bleu_of(s, sums);
    values[0] = v.bleu;
    values[1] = v.brevity;
    values[2] = sums[BED__BLEU_LENGTH];
    values[3] = sums[BED__BLEU_REFERENCE];
    for (size_t k = 0; k < s->n; k++)
        values[FIXED_VALUES + k] = v.precisions[k];
    return BED_OK;
}

const bed_metric bed_metric_bleu = {
    .name           = "bleu",
    .title          = "BLEU",
    .source         = "Papineni et al., ACL 2002; Post, WMT 2018",
    .agrees         = "sacreBLEU 2.6.0",
    .values         = VALUES,
    .kind           = BED_METRIC_TEXT,
    .needs          = BED_NEEDS_REFERENCES,
    .lo             = 0,
    .hi             = 100,
    .better         = BED_HIGHER,
    .params         = PARAMS,
    .n_params       = BED__BLEU_N_PARAMS,
    .settings_bytes = sizeof(settings),
    .resolve        = resolve,
    .row_width      = row_width,
    .open           = open_worker,
    .close          = bed__bleu_close,
    .measure        = measure,
    .finish         = finish,
    .score          = score,
};
