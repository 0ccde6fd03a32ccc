/* Finds the weights of a BERT-like model in a file of tensors, by the names that transformers gives
 * them, with or without the name of the model before, and packs them. */
#include "model/encoder_weights.h"

enum { NAME_MAX = 256 };

/* What may stand before "embeddings.word_embeddings.weight". */
static const char *const prefixes[] = { "",         "bert.",  "roberta.",      "xlm-roberta.",
                                        "encoder.", "model.", "0.auto_model.", "camembert." };

typedef struct loader {
    bed_encoder  *e;
    const char   *prefix;
    bed_precision precision;
    bed_error    *err;
} loader;

static const bed_tensor *find(const loader *l, const char *name)
{
    char      full[NAME_MAX];
    const int n = snprintf(full, sizeof full, "%s%s", l->prefix, name);

    return bed_safetensors_find(l->e->file, (bed_str){ full, (size_t)n });
}

/* The tensor of a name, of shape (rows, columns), or (rows) where columns is 0. Older files call
 * gain and bias of a normalisation gamma and beta. */
static bed_status get(const loader *l, const char *name, size_t rows, size_t columns,
                      const bed_tensor **out)
{
    const bed_tensor *t      = find(l, name);
    const size_t      n_dims = columns == 0 ? 1 : 2;
    char              old[NAME_MAX], wanted[64], shape[BED_TENSOR_SHAPE_TEXT];
    const char       *dot = strrchr(name, '.');

    if (t == NULL && strstr(name, "LayerNorm.") != NULL) {
        (void)snprintf(old, sizeof old, "%.*s.%s", (int)(dot - name), name,
                       strcmp(dot, ".weight") == 0 ? "gamma" : "beta");
        t = find(l, old);
    }
    if (columns == 0)
        (void)snprintf(wanted, sizeof wanted, "(%zu)", rows);
    else
        (void)snprintf(wanted, sizeof wanted, "(%zu, %zu)", rows, columns);
    if (t == NULL)
        return bed_fail(l->err, BED_EFORMAT, "tensor '%s%s': expected shape %s, not found",
                        l->prefix, name, wanted);
    if (t->n_dims != n_dims || t->dims[0] != rows || (n_dims == 2 && t->dims[1] != columns))
        return bed_fail(l->err, BED_EFORMAT, "tensor '%.*s': expected shape %s, found %s",
                        BED_STR_ARG(t->name), wanted, bed_tensor_shape(t, shape));
    *out = t;
    return BED_OK;
}

/* A tensor into memory of its own. */
static bed_status take(const loader *l, const char *name, size_t rows, size_t columns, float **out)
{
    const bed_tensor *t;

    BED_TRY(get(l, name, rows, columns, &t));
    BED_TRY(bed_alloc_into((void **)out, t->n_elements, sizeof(float), l->err));
    return bed_tensor_float32(t, *out, l->err);
}

static bed_status take_norm(const loader *l, const char *name, norm *out)
{
    char         full[NAME_MAX];
    const size_t H = l->e->config.n_hidden;

    (void)snprintf(full, sizeof full, "%s.weight", name);
    BED_TRY(take(l, full, H, 0, &out->gain));
    (void)snprintf(full, sizeof full, "%s.bias", name);
    return take(l, full, H, 0, &out->bias);
}

/* Copies the linear maps `names` (n_out each) one below the other and packs them as one. */
static bed_status take_linear(const loader *l, const char *layer, const char *const *names,
                              size_t n_names, size_t n_in, size_t n_out, bool add, bed_linear **out)
{
    const bed_linear_options options = { l->precision, add };
    float                   *weight  = bed_new_array(float, n_names *n_in *n_out);
    float                   *bias    = bed_new_array(float, n_names *n_out);
    bed_status               st      = BED_OK;
    const bed_tensor        *t;
    char                     name[NAME_MAX];

    if (weight == NULL || bias == NULL)
        BED_GO(bed_fail(l->err, BED_EMEMORY, "out of memory: weights"));
    for (size_t i = 0; i < n_names; i++) {
        (void)snprintf(name, sizeof name, "%s%s.weight", layer, names[i]);
        BED_GO(get(l, name, n_out, n_in, &t));
        BED_GO(bed_tensor_float32(t, weight + i * n_in * n_out, l->err));
        (void)snprintf(name, sizeof name, "%s%s.bias", layer, names[i]);
        BED_GO(get(l, name, n_out, 0, &t));
        BED_GO(bed_tensor_float32(t, bias + i * n_out, l->err));
    }
    BED_GO(bed_linear_create(l->e->engine, n_in, n_names * n_out, weight, bias, &options, out,
                             l->err));
done:
    bed_free(weight);
    bed_free(bias);
    return st;
}

static bed_status take_layer(const loader *l, size_t i, encoder_layer *out)
{
    static const char *const qkv[] = { "attention.self.query", "attention.self.key",
                                       "attention.self.value" };
    static const char *const mix[] = { "attention.output.dense" };
    static const char *const up[] = { "intermediate.dense" }, *const down[] = { "output.dense" };
    const size_t H = l->e->config.n_hidden, I = l->e->config.n_inner;
    char         layer[64], name[NAME_MAX];

    (void)snprintf(layer, sizeof layer, "encoder.layer.%zu.", i);
    BED_TRY(take_linear(l, layer, qkv, 3, H, H, false, &out->qkv));
    BED_TRY(take_linear(l, layer, mix, 1, H, H, true, &out->out));
    BED_TRY(take_linear(l, layer, up, 1, H, I, false, &out->up));
    BED_TRY(take_linear(l, layer, down, 1, I, H, true, &out->down));
    (void)snprintf(name, sizeof name, "%sattention.output.LayerNorm", layer);
    BED_TRY(take_norm(l, name, &out->after_attention));
    (void)snprintf(name, sizeof name, "%soutput.LayerNorm", layer);
    return take_norm(l, name, &out->after_inner);
}

/* Every token is of segment 0, so that segment's vector joins the positions. */
static bed_status take_positions(const loader *l)
{
    const bed_encoder_config *c     = &l->e->config;
    float                    *types = NULL;
    bed_status                st    = BED_OK;

    BED_TRY(take(l, "embeddings.position_embeddings.weight", c->n_positions, c->n_hidden,
                 &l->e->positions));
    BED_GO(take(l, "embeddings.token_type_embeddings.weight", c->n_types, c->n_hidden, &types));
    for (size_t i = 0; i < c->n_positions; i++)
        l->e->kernels->add(l->e->positions + i * c->n_hidden, types, c->n_hidden);
done:
    bed_free(types);
    return st;
}

static bed_status choose_prefix(loader *l)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        l->prefix = prefixes[i];
        if (find(l, "embeddings.word_embeddings.weight") != NULL)
            return BED_OK;
    }
    return bed_fail(l->err, BED_EFORMAT,
                    "tensor 'embeddings.word_embeddings.weight': expected shape (%zu, %zu), not "
                    "found, nor under the name of a model",
                    l->e->config.n_vocabulary, l->e->config.n_hidden);
}

bed_status bed__encoder_weights(bed_encoder *e, size_t n_layers, bed_precision precision,
                                bed_error *err)
{
    loader                    l = { e, "", precision, err };
    const bed_encoder_config *c = &e->config;
    float                     first;

    BED_TRY(choose_prefix(&l));
    BED_TRY(get(&l, "embeddings.word_embeddings.weight", c->n_vocabulary, c->n_hidden, &e->words));
    BED_TRY(bed_tensor_float32_part(e->words, 0, 1, &first, err)); /* its dtype is one we read */
    BED_TRY(take_positions(&l));
    BED_TRY(take_norm(&l, "embeddings.LayerNorm", &e->embedding));
    BED_TRY(bed_alloc_into((void **)&e->layers, n_layers, sizeof(encoder_layer), err));
    e->n_layers = n_layers;
    for (size_t i = 0; i < n_layers; i++)
        BED_TRY(take_layer(&l, i, &e->layers[i]));
    return BED_OK;
}
