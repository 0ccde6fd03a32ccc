/* The forward pass of BERT and its kin. Dimensions: T tokens of a batch, H hidden, I inner values.
 */
#include "model/encoder.h"

#include "model/encoder_weights.h"

#include <math.h>

/* Tokens whose inner values are computed at a time: they stay in the second cache. */
enum { INNER_ROWS = 256 };

struct bed_encoder_work {
    bed_linear_work *linear;
    float           *x;               /* (T, H) */
    float           *qkv;             /* (T, 3, H) */
    float           *mixed;           /* (T, H) */
    float           *inner;           /* (INNER_ROWS, I) */
    float           *heads;           /* attention's work */
    size_t           n_rows, n_heads; /* room: rows, floats of `heads` */
};

bed_status bed_encoder_load(const char *folder, const bed_encoder_options *options,
                            bed_encoder **out, bed_error *err)
{
    const bed_encoder_options o  = options == NULL ? (bed_encoder_options){ 0 } : *options;
    bed_encoder              *e  = bed_new_array(bed_encoder, 1);
    bed_status                st = BED_OK;

    *out = NULL;
    if (e == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: encoder");
    e->kernels = bed_kernels_best();
    BED_GO(bed_encoder_config_read(folder, &e->config, err));
    if (o.n_layers > e->config.n_layers)
        BED_GO(bed_fail(err, BED_EARGUMENT, "layer %zu: the model '%s' has %zu", o.n_layers,
                        e->config.name, e->config.n_layers));
    BED_GO(bed_engine_create(&e->engine, err));
    BED_GO(bed_safetensors_open(folder, &e->file, err));
    st = bed__encoder_weights(e, o.n_layers == 0 ? e->config.n_layers : o.n_layers, o.precision,
                              err);
    if (st != BED_OK)
        BED_GO(bed_fail_in(err, st, folder, 0));
    *out = e;
    e    = NULL;
done:
    bed_encoder_destroy(e);
    return st;
}

void bed_encoder_destroy(bed_encoder *e)
{
    if (e == NULL)
        return;
    for (size_t i = 0; i < e->n_layers; i++) {
        encoder_layer *l = &e->layers[i];

        bed_linear_destroy(l->qkv);
        bed_linear_destroy(l->out);
        bed_linear_destroy(l->up);
        bed_linear_destroy(l->down);
        bed_free(l->after_attention.gain);
        bed_free(l->after_attention.bias);
        bed_free(l->after_inner.gain);
        bed_free(l->after_inner.bias);
    }
    bed_free(e->layers);
    bed_free(e->positions);
    bed_free(e->embedding.gain);
    bed_free(e->embedding.bias);
    bed_safetensors_close(e->file);
    bed_engine_destroy(e->engine);
    bed_free(e);
}

const bed_encoder_config *bed_encoder_about(const bed_encoder *e)
{
    return &e->config;
}

size_t bed_encoder_layers(const bed_encoder *e)
{
    return e->n_layers;
}

bed_status bed_encoder_hash(const bed_encoder *e, char out[BED_SHA256_TEXT], bed_error *err)
{
    return bed_safetensors_hash(e->file, out, err);
}

/* ---- work area ---- */

bed_status bed_encoder_work_create(const bed_encoder *e, bed_encoder_work **out, bed_error *err)
{
    bed_encoder_work *w = bed_new_array(bed_encoder_work, 1);

    *out = NULL;
    if (w == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: work area");
    const bed_status st = bed_linear_work_create(e->engine, &w->linear, err);
    if (st != BED_OK) {
        bed_free(w);
        return st;
    }
    *out = w;
    return BED_OK;
}

static void release_rows(bed_encoder_work *w)
{
    bed_free(w->x);
    bed_free(w->qkv);
    bed_free(w->mixed);
    bed_free(w->inner);
    w->x = w->qkv = w->mixed = w->inner = NULL;
    w->n_rows                           = 0;
}

void bed_encoder_work_destroy(bed_encoder_work *w)
{
    if (w == NULL)
        return;
    release_rows(w);
    bed_free(w->heads);
    bed_linear_work_destroy(w->linear);
    bed_free(w);
}

static bed_status make_room(const bed_encoder *e, bed_encoder_work *w, size_t T, size_t longest,
                            bed_error *err)
{
    const size_t H = e->config.n_hidden, rows = bed_linear_rows(T);
    const size_t heads = bed_attention_work(longest, H / e->config.n_heads);

    if (heads > w->n_heads) {
        bed_free(w->heads);
        w->n_heads = 0;
        BED_TRY(bed_alloc_into((void **)&w->heads, heads, sizeof(float), err));
        w->n_heads = heads;
    }
    if (rows <= w->n_rows)
        return BED_OK;
    release_rows(w);
    BED_TRY(bed_alloc_into((void **)&w->x, rows * H, sizeof(float), err));
    BED_TRY(bed_alloc_into((void **)&w->qkv, rows * 3 * H, sizeof(float), err));
    BED_TRY(bed_alloc_into((void **)&w->mixed, rows * H, sizeof(float), err));
    BED_TRY(bed_alloc_into((void **)&w->inner, INNER_ROWS * e->config.n_inner, sizeof(float), err));
    w->n_rows = rows;
    return BED_OK;
}

/* ---- forward ---- */

/* Word, position and segment, normalised. */
static bed_status embed(const bed_encoder *e, const uint32_t *ids, size_t n, float *x,
                        bed_error *err)
{
    const bed_encoder_config *c        = &e->config;
    const size_t              H        = c->n_hidden;
    size_t                    position = c->first_position;

    for (size_t i = 0; i < n; i++) {
        /* Where positions begin behind the pad's, a pad within a text stays on the pad's own. */
        const bool   pad = c->first_position > 0 && ids[i] == c->pad_id;
        const size_t row = pad ? c->pad_id : position;

        if (ids[i] >= c->n_vocabulary)
            return bed_fail(err, BED_EARGUMENT, "token %u: the model knows %zu", ids[i],
                            c->n_vocabulary);
        position += !pad;
        BED_TRY(bed_tensor_float32_part(e->words, ids[i] * H, H, x + i * H, err));
        e->kernels->add(x + i * H, e->positions + row * H, H);
    }
    e->kernels->layer_norm(x, n, H, e->embedding.gain, e->embedding.bias, c->eps, x);
    return BED_OK;
}

static void activate(const bed_encoder *e, float *x, size_t n)
{
    switch (e->config.activation) {
    case BED_GELU:
        e->kernels->gelu(x, n);
        break;
    case BED_GELU_TANH:
        e->kernels->gelu_tanh(x, n);
        break;
    case BED_RELU:
        e->kernels->relu(x, n);
        break;
    }
}

static bed_status run_layer(const bed_encoder *e, const encoder_layer *l, bed_encoder_work *w,
                            const size_t *lengths, size_t n, size_t T, bed_error *err)
{
    const size_t H = e->config.n_hidden, heads = e->config.n_heads;
    const float  eps = e->config.eps;
    size_t       at  = 0;

    BED_TRY(bed_linear_apply(l->qkv, w->linear, w->x, T, w->qkv, err));
    for (size_t i = 0; i < n; i++) {
        e->kernels->attention(w->qkv + at * 3 * H, lengths[i], heads, H / heads, w->mixed + at * H,
                              w->heads);
        at += lengths[i];
    }
    BED_TRY(bed_linear_apply(l->out, w->linear, w->mixed, T, w->x, err));
    for (size_t row = 0; row < T; row += INNER_ROWS) {
        const size_t rows = T - row < INNER_ROWS ? T - row : INNER_ROWS;
        float *const x    = w->x + row * H;

        e->kernels->layer_norm(x, rows, H, l->after_attention.gain, l->after_attention.bias, eps,
                               x);
        BED_TRY(bed_linear_apply(l->up, w->linear, x, rows, w->inner, err));
        activate(e, w->inner, rows * e->config.n_inner);
        BED_TRY(bed_linear_apply(l->down, w->linear, w->inner, rows, x, err));
        e->kernels->layer_norm(x, rows, H, l->after_inner.gain, l->after_inner.bias, eps, x);
    }
    return BED_OK;
}

bed_status bed_encoder_run(const bed_encoder *e, bed_encoder_work *w, const uint32_t *ids,
                           const size_t *lengths, size_t n, size_t layer, float **states,
                           bed_error *err)
{
    const size_t most = bed_encoder_max_length(&e->config);
    size_t       T = 0, longest = 0;

    if (layer > e->n_layers)
        return bed_fail(err, BED_EARGUMENT, "layer %zu: %zu are loaded", layer, e->n_layers);
    for (size_t i = 0; i < n; i++) {
        if (lengths[i] == 0 || lengths[i] > most)
            return bed_fail(err, BED_EARGUMENT, "a text of %zu tokens: expected 1 to %zu",
                            lengths[i], most);
        T += lengths[i];
        longest = lengths[i] > longest ? lengths[i] : longest;
    }
    BED_TRY(make_room(e, w, T, longest, err));
    for (size_t i = 0, at = 0; i < n; at += lengths[i++])
        BED_TRY(embed(e, ids + at, lengths[i], w->x + at * e->config.n_hidden, err));
    for (size_t i = 0; i < layer; i++)
        BED_TRY(run_layer(e, &e->layers[i], w, lengths, n, T, err));
    *states = w->x;
    return BED_OK;
}
