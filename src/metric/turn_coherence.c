/* Turn-level coherence: how near a clinician's turn lies to what was said before it.
 * Formula: to_previous = cos(e_t, e_(t-1)), to_history = cos(e_t, mean of e_1 ... e_(t-1)), where
 *          e_i is the sentence embedding of turn i; the scores are the means over the turns. A turn
 *          that opens its conversation has neither, and is counted in a note.
 * Source:  the usual local and global coherence of dialogue by embeddings; sentence embeddings as
 *          in Reimers and Gurevych 2019, arXiv:1908.10084 (src/model/embedder.h).
 * Range:   [-1, 1], higher is nearer, which is not always better: an answer that repeats the
 *          question scores high. Values of one model can be compared, no others. */
#include "metric/encoder_setting.h"
#include "metric/metric.h"
#include "model/embedder.h"

#include <math.h>
#include <stddef.h>

typedef struct settings {
    char model[BED_PARAM_TEXT_BYTES]; /* once settled: "name@hash" */
    int  precision;
    /* what was settled */
    char folder[BED_PARAM_TEXT_BYTES];
} settings;

static const bed_param PARAMS[] = {
    { .name     = "model",
      .help     = "folder of a sentence encoder of the BERT family",
      .sign     = "model",
      .type     = BED_PARAM_TEXT,
      .offset   = offsetof(settings, model),
      .fallback = "" },
    { .name     = "precision",
      .help     = BED_PRECISION_HELP,
      .sign     = "precision",
      .type     = BED_PARAM_CHOICE,
      .offset   = offsetof(settings, precision),
      .fallback = "float32",
      .choices  = BED_PRECISION_CHOICES },
};

static bed_status resolve(void *settings_, bed_measured *rows, bed_error *err)
{
    settings          *s = settings_;
    bed_encoder_config c;

    (void)rows;
    s->precision = bed__precision_settled(s->precision);
    return bed__encoder_settle("turn_coherence", s->model, s->folder, &c, err);
}

typedef struct job {
    const settings *set;
    bed_embedder   *embedder;
    bed_texts      *texts;
    size_t         *numbers; /* of each item: its reply, then its history */
    float          *vectors; /* (texts, H) */
    double         *sum;     /* (H) */
} job;

static bed_status read_items(job *j, const bed_item *items, size_t n, bed_error *err)
{
    size_t n_texts = 0, at = 0;

    for (size_t i = 0; i < n; i++)
        n_texts += 1 + items[i].n_history;
    BED_TRY(bed_alloc_into((void **)&j->numbers, n_texts, sizeof *j->numbers, err));
    for (size_t i = 0; i < n; i++) {
        BED_TRY(bed_texts_add(j->texts, items[i].hyp, &j->numbers[at++], err));
        for (size_t k = 0; k < items[i].n_history; k++)
            BED_TRY(bed_texts_add(j->texts, items[i].history[k], &j->numbers[at++], err));
    }
    return BED_OK;
}

/* NaN where a side is 0. */
static double cosine(const float *a, const double *b, size_t n)
{
    double ab = 0, aa = 0, bb = 0;

    for (size_t i = 0; i < n; i++) {
        ab += (double)a[i] * b[i];
        aa += (double)a[i] * (double)a[i];
        bb += b[i] * b[i];
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : (double)NAN;
}

/* One turn beside the n before it, which stand in order behind it in `numbers`. */
static void measure_turn(const job *j, const size_t *numbers, size_t n, double *row)
{
    const size_t H    = bed_embedder_size(j->embedder);
    const float *turn = j->vectors + numbers[0] * H;

    row[0] = row[1] = (double)NAN;
    if (n == 0)
        return;
    for (size_t c = 0; c < H; c++)
        j->sum[c] = (double)j->vectors[numbers[n] * H + c];
    row[0] = cosine(turn, j->sum, H);
    for (size_t k = 1; k < n; k++)
        for (size_t c = 0; c < H; c++)
            j->sum[c] += (double)j->vectors[numbers[k] * H + c];
    row[1] = cosine(turn, j->sum, H); /* of the sum as of the mean */
}

static bed_status note(const job *j, bed_measured *rows, size_t n_opening, bed_error *err)
{
    const size_t n     = bed_texts_ids(j->texts).n;
    size_t       n_cut = 0;

    if (n_opening > 0)
        BED_TRY(bed_measured_note(
            rows, err, "%zu turns open their conversation and are not counted", n_opening));
    for (size_t i = 0; i < n; i++)
        n_cut += bed_texts_cut(j->texts, i) > 0;
    if (n_cut == 0)
        return BED_OK;
    return bed_measured_note(rows, err, "%zu of %zu different turns were cut at %zu tokens", n_cut,
                             n, bed_embedder_max_length(j->embedder));
}

static bed_status measure_all(const void *set, const bed_items *items, size_t n_threads,
                              bed_measured *rows, bed_error *err)
{
    const size_t n         = items->n * items->n_systems;
    job          j         = { .set = set };
    size_t       n_opening = 0, at = 0;
    bed_status   st = BED_OK;

    BED_GO(bed_embedder_load(j.set->folder, bed__precision_of(j.set->precision), &j.embedder, err));
    BED_GO(bed_embedder_texts(j.embedder, &j.texts, err));
    BED_GO(read_items(&j, items->items, n, err));
    const size_t H = bed_embedder_size(j.embedder);
    BED_GO(bed_alloc_into((void **)&j.sum, H, sizeof *j.sum, err));
    BED_GO(bed_alloc_into((void **)&j.vectors, bed_texts_ids(j.texts).n, H * sizeof(float), err));
    BED_GO(bed_embedder_run(j.embedder, j.texts, n_threads, rows->talk, j.vectors, err));
    for (size_t i = 0; i < n; i++) {
        measure_turn(&j, j.numbers + at, items->items[i].n_history, rows->cells + i * rows->width);
        at += 1 + items->items[i].n_history;
        n_opening += items->items[i].n_history == 0;
    }
    BED_GO(note(&j, rows, n_opening, err));
done:
    bed_free(j.numbers);
    bed_free(j.vectors);
    bed_free(j.sum);
    bed_texts_destroy(j.texts);
    bed_embedder_destroy(j.embedder);
    return st;
}

const bed_metric bed_metric_turn_coherence = {
    .name           = "turn_coherence",
    .title          = "Turn-level coherence",
    .source         = "Definition; embeddings as in Reimers and Gurevych, arXiv:1908.10084",
    .agrees         = "sentence-transformers 6.2 (the embeddings)",
    .values         = (const char *const[]){ "to_previous", "to_history", NULL },
    .kind           = BED_METRIC_REPLY,
    .needs          = BED_NEEDS_MODEL,
    .lo             = -1,
    .hi             = 1,
    .better         = BED_HIGHER,
    .params         = PARAMS,
    .n_params       = sizeof PARAMS / sizeof PARAMS[0],
    .settings_bytes = sizeof(settings),
    .width          = 2,
    .resolve        = resolve,
    .measure_all    = measure_all,
    .score          = bed_measured_mean,
};
