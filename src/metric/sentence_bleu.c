/* Sentence BLEU: BLEU of every item by itself, and the mean of them.
 * Formula: bleu_core.c of one item, with effective order and exponential smoothing unless set
 *          otherwise; the (weighted) mean over items.
 * Agrees:  each item with sacreBLEU 2.6.0, sentence_bleu, to 1e-9.
 * Range:   [0, 100], percent, higher is better; 0 for an empty text, BED_UNDEFINED for no items.
 * It is another number than corpus BLEU (bleu), lower for short texts, and the two are not to be
 * compared: Post, WMT 2018; Chen and Cherry, WMT 2014, on smoothing. */
#include "metric/bleu.h"

typedef struct settings {
    bed__bleu_settings bleu;
} settings;

static const bed_param PARAMS[] = { BED__BLEU_PARAMS(settings, "yes", "exp") };

enum { VALUE, KEY, WIDTH };

static bed_status resolve(void *set, bed_measured *rows, bed_error *err)
{
    return bed__bleu_settle(&((settings *)set)->bleu, rows, err);
}

static bed_status open_worker(const void *set, void **out, bed_error *err)
{
    return bed__bleu_open(&((const settings *)set)->bleu, out, err);
}

static bed_status measure(void *worker, const bed_item *item, double *row, bed_error *err)
{
    const bed__bleu_worker *const w = worker;
    double                        counts[BED__BLEU_MATCHES + 2 * BED__BLEU_MOST];

    BED_TRY(bed__bleu_count(worker, item, counts, err));
    row[VALUE] = bed__bleu_of(w->set, counts).bleu;
    row[KEY]   = bed__bleu_is_key(item);
    return BED_OK;
}

static bed_status finish(bed_measured *rows, bed_error *err)
{
    size_t n_keys = 0;

    for (size_t i = 0; i < rows->n * rows->n_systems; i++)
        n_keys += bed_measured_row(rows, i)[KEY] > 0;
    return bed__bleu_note_keys(rows, n_keys, err);
}

const bed_metric bed_metric_sentence_bleu = {
    .name           = "sentence_bleu",
    .title          = "Sentence BLEU",
    .source         = "Papineni et al., ACL 2002; Chen and Cherry, WMT 2014",
    .agrees         = "sacreBLEU 2.6.0 (sentence_bleu)",
    .values         = (const char *const[]){ "sentence_bleu", NULL },
    .kind           = BED_METRIC_TEXT,
    .needs          = BED_NEEDS_REFERENCES,
    .lo             = 0,
    .hi             = 100,
    .better         = BED_HIGHER,
    .params         = PARAMS,
    .n_params       = BED__BLEU_N_PARAMS,
    .settings_bytes = sizeof(settings),
    .width          = WIDTH,
    .resolve        = resolve,
    .open           = open_worker,
    .close          = bed__bleu_close,
    .measure        = measure,
    .finish         = finish,
    .score          = bed_measured_mean,
};
