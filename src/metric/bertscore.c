/* BERTScore: how well the tokens of a text and of its reference find each other, by the vectors
 * that an encoder gives them. bertscore_pairs.h has the formula.
 * Source:  Zhang et al., ICLR 2020, arXiv:1904.09675.
 * Agrees:  bert_score 0.3.13 to 1e-4 in float32, with idf, several references (the best of each
 *          value), rescaling and empty texts.
 * Departs: a token's best match is sought among the tokens that are there, never among the zeros of
 *          a padded batch; and of several references one whose score is not defined does not make
 *          the best undefined.
 * Range:   [-1, 1], higher is better; values of one model and layer can be compared, no others.
 *          Rescaled, unrelated texts give about 0, and a value may lie below -1.
 * Notes:   long texts are cut at the model's length, and the rows say how many. */
#include "metric/bertscore_baseline.h"
#include "metric/encoder_setting.h"
#include "metric/metric.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BASELINE_PAIRS = 1000, LAYER_MAX = 1024, HASH_PART = 12 };

typedef struct settings {
    char   model[BED_PARAM_TEXT_BYTES]; /* once settled: "name@hash" */
    size_t layer;
    bool   idf;
    char   baseline[BED_PARAM_TEXT_BYTES]; /* once settled: "no", "measured" or "file@hash" */
    int    precision;
    size_t seed;
    /* what was settled */
    char          folder[BED_PARAM_TEXT_BYTES];
    bed_bertscore base;
    bool          rescale, measure_base;
} settings;

static const bed_param PARAMS[] = {
    { .name     = "model",
      .help     = "folder of an encoder of the BERT family (config.json, tokenizer, safetensors)",
      .sign     = "model",
      .type     = BED_PARAM_TEXT,
      .offset   = offsetof(settings, model),
      .fallback = "" },
    { .name     = "layer",
      .help     = "whose vectors are compared; 0: the one known to be best for the model, else the "
                  "last",
      .sign     = "layer",
      .type     = BED_PARAM_COUNT,
      .offset   = offsetof(settings, layer),
      .fallback = "0",
      .lo       = 0,
      .hi       = LAYER_MAX },
    { .name     = "idf",
      .help     = "rare tokens of the references weigh more",
      .sign     = "idf",
      .type     = BED_PARAM_FLAG,
      .offset   = offsetof(settings, idf),
      .fallback = "no" },
    { .name     = "baseline",
      .help     = "rescale: no, measure (from random pairs of the references), or a file "
                  "LAYER,P,R,F",
      .sign     = "rescaled",
      .type     = BED_PARAM_TEXT,
      .offset   = offsetof(settings, baseline),
      .fallback = "no" },
    { .name     = "precision",
      .help     = BED_PRECISION_HELP,
      .sign     = "precision",
      .type     = BED_PARAM_CHOICE,
      .offset   = offsetof(settings, precision),
      .fallback = "float32",
      .choices  = BED_PRECISION_CHOICES },
    { .name     = "seed",
      .help     = "of the random pairs of baseline=measure",
      .sign     = NULL,
      .type     = BED_PARAM_COUNT,
      .offset   = offsetof(settings, seed),
      .fallback = "12345",
      .lo       = 0,
      .hi       = 9007199254740991.0 },
};

/* ---- settling ---- */

static bed_status settle_layer(settings *s, const bed_encoder_config *c, bed_measured *rows,
                               bed_error *err)
{
    const char *slash = strrchr(s->folder, '/');
    size_t      known = bed_bertscore_layer(c->name);

    if (s->layer > c->n_layers)
        return bed_fail(err, BED_EARGUMENT, "layer=%zu: the model '%s' has %zu layers", s->layer,
                        c->name, c->n_layers);
    if (s->layer > 0)
        return BED_OK;
    if (known == 0)
        known = bed_bertscore_layer(slash == NULL ? s->folder : slash + 1);
    if (known > 0 && known <= c->n_layers) {
        s->layer = known;
        return bed_measured_note(rows, err, "layer %zu of %zu, bert_score's choice for this model",
                                 s->layer, c->n_layers);
    }
    s->layer = c->n_layers;
    return bed_measured_note(rows, err, "layer %zu, the last: no better one is known for '%s'",
                             s->layer, c->name);
}

static bed_status settle_baseline(settings *s, bed_measured *rows, bed_error *err)
{
    char hash[BED_SHA256_TEXT];

    if (s->baseline[0] == '\0' || strcmp(s->baseline, "no") == 0) {
        (void)snprintf(s->baseline, sizeof s->baseline, "no");
        return BED_OK;
    }
    s->rescale = true;
    if (strcmp(s->baseline, "measure") == 0) {
        s->measure_base = true;
        (void)snprintf(s->baseline, sizeof s->baseline, "measured-%zu", s->seed);
        return BED_OK;
    }
    BED_TRY(bed_bertscore_baseline_read(s->baseline, s->layer, &s->base, err));
    BED_TRY(bed_sha256_of_file(s->baseline, hash, err));
    BED_TRY(bed_measured_note(rows, err, "rescaled by P %.6g, R %.6g, F %.6g of '%s'", s->base.p,
                              s->base.r, s->base.f, bed_path_name(s->baseline)));
    (void)snprintf(s->baseline, sizeof s->baseline, "file@%.*s", HASH_PART, hash);
    return BED_OK;
}

static bed_status resolve(void *settings_, bed_measured *rows, bed_error *err)
{
    settings          *s = settings_;
    bed_encoder_config c;

    s->precision = bed__precision_settled(s->precision);
    BED_TRY(bed__encoder_settle("bertscore", s->model, s->folder, &c, err));
    BED_TRY(settle_layer(s, &c, rows, err));
    return settle_baseline(s, rows, err);
}

/* ---- measuring ---- */

typedef struct job {
    const settings   *set;
    const bed_items  *items;
    bed_measured     *rows;
    bed_tokenizer    *tokenizer;
    bed_encoder      *encoder;
    bed_texts        *texts;
    bed_token_weights weights;
    bed_text_pair    *pairs; /* of each item with each of its references, in order */
    bed_bertscore    *scores;
    size_t            n_pairs;
    size_t           *refs; /* texts of all references of one system, as often as they stand */
    size_t            n_refs;
} job;

static bed_status load(job *j, bed_error *err)
{
    const bed_encoder_options options = {
        .precision = bed__precision_of(j->set->precision),
        .n_layers  = j->set->layer,
    };

    BED_TRY(bed_encoder_load(j->set->folder, &options, &j->encoder, err));
    const bed_encoder_config *c = bed_encoder_about(j->encoder);
    /* bert_score gives RoBERTa's tokenizer each text as if a blank stood before it */
    const bed_tokenizer_options as = {
        .add_prefix_space = strcmp(c->model_type, "roberta") == 0 ? BED_YES : BED_AS_FILED,
    };
    BED_TRY(bed_tokenizer_load(j->set->folder, &as, &j->tokenizer, err));
    const size_t own = bed_tokenizer_max_length(j->tokenizer), most = bed_encoder_max_length(c);
    return bed_texts_create(j->tokenizer, own > 0 && own < most ? own : most, &j->texts, err);
}

static bed_status read_items(job *j, bed_error *err)
{
    const size_t n_items = j->items->n * j->items->n_systems;
    size_t       n       = 0;

    for (size_t i = 0; i < n_items; i++) {
        j->n_pairs += j->items->items[i].n_refs;
        j->n_refs += i < j->items->n ? j->items->items[i].n_refs : 0;
    }
    BED_TRY(bed_alloc_into((void **)&j->pairs, j->n_pairs, sizeof *j->pairs, err));
    BED_TRY(bed_alloc_into((void **)&j->scores, j->n_pairs, sizeof *j->scores, err));
    BED_TRY(bed_alloc_into((void **)&j->refs, j->n_refs, sizeof *j->refs, err));
    for (size_t i = 0; i < n_items; i++)
        for (size_t k = 0; k < j->items->items[i].n_refs; k++, n++) {
            BED_TRY(bed_texts_add(j->texts, j->items->items[i].hyp, &j->pairs[n].hyp, err));
            BED_TRY(bed_texts_add(j->texts, j->items->items[i].refs[k], &j->pairs[n].ref, err));
            if (n < j->n_refs)
                j->refs[n] = j->pairs[n].ref;
        }
    return BED_OK;
}

static int by_number(const void *a, const void *b)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;

    return (x > y) - (x < y);
}

static bed_status measure_base(const job *j, const bed_bertscore_run *run, bed_bertscore *out,
                               bed_error *err)
{
    size_t n = 0;

    qsort(j->refs, j->n_refs, sizeof *j->refs, by_number);
    for (size_t i = 0; i < j->n_refs; i++)
        if (n == 0 || j->refs[n - 1] != j->refs[i])
            j->refs[n++] = j->refs[i];
    BED_TRY(
        bed_bertscore_baseline_measure(run, j->refs, n, BASELINE_PAIRS, j->set->seed, out, err));
    return bed_measured_note(j->rows, err,
                             "rescaled by P %.6g, R %.6g, F %.6g, the means of %d random pairs of "
                             "the references",
                             out->p, out->r, out->f, BASELINE_PAIRS);
}

static bed_status note_cuts(const job *j, bed_error *err)
{
    const bed_id_lists lists = bed_texts_ids(j->texts);
    size_t             n = 0, n_tokens = 0, most = 0;

    for (size_t i = 0; i < lists.n; i++)
        if (bed_texts_cut(j->texts, i) > 0) {
            n++;
            n_tokens += bed_texts_cut(j->texts, i);
            most = lists.offsets[i + 1] - lists.offsets[i];
        }
    if (n == 0)
        return BED_OK;
    return bed_measured_note(j->rows, err,
                             "%zu of %zu different texts were cut at %zu tokens; %zu tokens were "
                             "not seen",
                             n, lists.n, most, n_tokens);
}

/* NaN only where both are. */
static double best(double a, double b)
{
    return fmax(a, b);
}

static bed_status fill(const job *j, bed_bertscore base, bed_error *err)
{
    size_t n = 0, n_undefined = 0;

    for (size_t i = 0; i < j->items->n * j->items->n_systems; i++) {
        double *const row = j->rows->cells + i * j->rows->width;
        bed_bertscore top = { (double)NAN, (double)NAN, (double)NAN };

        for (size_t k = 0; k < j->items->items[i].n_refs; k++, n++) {
            top.p = best(top.p, j->scores[n].p);
            top.r = best(top.r, j->scores[n].r);
            top.f = best(top.f, j->scores[n].f);
        }
        if (j->set->rescale)
            top = bed_bertscore_rescale(top, base);
        row[0] = top.f;
        row[1] = top.p;
        row[2] = top.r;
        n_undefined += isnan(top.p) || isnan(top.r);
    }
    if (n_undefined == 0)
        return BED_OK;
    return bed_measured_note(j->rows, err,
                             "%zu items have a text whose tokens all weigh 0 by idf: their "
                             "precision or recall is not defined, their F1 is 0",
                             n_undefined);
}

static bed_status weigh(job *j, bed_error *err)
{
    if (!j->set->idf)
        return bed_token_weights_even(j->tokenizer, &j->weights, err);
    return bed_token_weights_idf(j->tokenizer, j->texts, j->refs, j->n_refs, &j->weights, err);
}

static bed_status measure_all(const void *set, const bed_items *items, size_t n_threads,
                              bed_measured *rows, bed_error *err)
{
    job           j    = { .set = set, .items = items, .rows = rows };
    bed_bertscore base = j.set->base;
    bed_status    st   = BED_OK;

    BED_GO(load(&j, err));
    BED_GO(read_items(&j, err));
    BED_GO(note_cuts(&j, err));
    BED_GO(weigh(&j, err));
    const bed_bertscore_run run = {
        .encoder   = j.encoder,
        .texts     = j.texts,
        .weights   = &j.weights,
        .layer     = j.set->layer,
        .n_threads = n_threads,
        .talk      = rows->talk,
    };
    BED_GO(bed_bertscore_pairs(&run, j.pairs, j.n_pairs, j.scores, err));
    if (j.set->measure_base)
        BED_GO(measure_base(&j, &run, &base, err));
    BED_GO(fill(&j, base, err));
done:
    bed_free(j.refs);
    bed_free(j.pairs);
    bed_free(j.scores);
    bed_free(j.weights.weights);
    bed_texts_destroy(j.texts);
    bed_tokenizer_destroy(j.tokenizer);
    bed_encoder_destroy(j.encoder);
    return st;
}

const bed_metric bed_metric_bertscore = {
    .name           = "bertscore",
    .title          = "BERTScore",
    .source         = "Zhang et al., ICLR 2020, arXiv:1904.09675",
    .agrees         = "bert_score 0.3.13",
    .values         = (const char *const[]){ "f1", "precision", "recall", NULL },
    .kind           = BED_METRIC_TEXT,
    .needs          = BED_NEEDS_REFERENCES | BED_NEEDS_MODEL,
    .lo             = -1,
    .hi             = 1,
    .better         = BED_HIGHER,
    .params         = PARAMS,
    .n_params       = sizeof PARAMS / sizeof PARAMS[0],
    .settings_bytes = sizeof(settings),
    .width          = 3,
    .resolve        = resolve,
    .measure_all    = measure_all,
    .score          = bed_measured_mean,
};
