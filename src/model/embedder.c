/* Sentence embeddings: the modules of a folder, and pooling. */
#include "model/embedder.h"

#include "model/kernels.h"

#include <jansson.h>
#include <math.h>

enum { JSON_MAX = 1 << 20 };

typedef enum pooling { MEAN, MEAN_SQRT, MAXIMUM, FIRST, N_POOLINGS } pooling;

struct bed_embedder {
    bed_encoder   *encoder;
    bed_tokenizer *tokenizer;
    pooling        pooling;
    bool           normalise;
    size_t         max_length;
};

/* ---- files ---- */

/* The JSON of a file within the folder; NULL in `out` where there is no such file. */
static bed_status read_json(const char *folder, const char *name, json_t **out, bed_error *err)
{
    bed_buffer   text = BED_BUFFER(JSON_MAX);
    bed_status   st   = BED_OK;
    json_error_t fault;
    char         path[BED_PATH_MAX];

    *out = NULL;
    BED_TRY(bed_path_join(path, folder, name, err));
    if (!bed_path_exists(path))
        return BED_OK;
    BED_GO(bed_file_read(path, &text, err));
    *out = json_loadb(bed_buffer_str(&text).ptr, text.len, JSON_REJECT_DUPLICATES, &fault);
    if (*out == NULL)
        BED_GO(bed_fail_at(err, BED_EFORMAT, (uint64_t)fault.position, "no JSON: %s", fault.text));
done:
    bed_buffer_deinit(&text);
    return st == BED_OK ? BED_OK : bed_fail_in(err, st, path, 0);
}

/* Names of a pooling: of itself since sentence-transformers 5, and of its flag before. */
static const struct {
    const char *name, *flag;
} poolings[N_POOLINGS] = {
    [MEAN]      = { "mean", "pooling_mode_mean_tokens" },
    [MEAN_SQRT] = { "mean_sqrt_len_tokens", "pooling_mode_mean_sqrt_len_tokens" },
    [MAXIMUM]   = { "max", "pooling_mode_max_tokens" },
    [FIRST]     = { "cls", "pooling_mode_cls_token" },
};

static bed_status choose_pooling(const json_t *config, pooling *out, bed_error *err)
{
    const char *name = json_string_value(json_object_get(config, "pooling_mode"));
    size_t      n    = 0;

    for (size_t i = 0; i < N_POOLINGS; i++) {
        const bool named   = name != NULL && strcmp(name, poolings[i].name) == 0;
        const bool flagged = json_is_true(json_object_get(config, poolings[i].flag));

        if (named || flagged) {
            *out = (pooling)i;
            n++;
        }
    }
    if (n == 1)
        return BED_OK;
    return bed_fail(err, BED_EFORMAT,
                    "pooling '%.64s': expected one of mean, mean_sqrt_len_tokens, max and cls",
                    name == NULL ? (n == 0 ? "none of these" : "several at once") : name);
}

static bed_status read_pooling(bed_embedder *e, const char *folder, const char *module,
                               bed_error *err)
{
    char       path[BED_PATH_MAX];
    json_t    *config = NULL;
    bed_status st     = BED_OK;

    BED_TRY(bed_path_join(path, module, "config.json", err));
    BED_TRY(read_json(folder, path, &config, err));
    st = choose_pooling(config, &e->pooling, err);
    json_decref(config);
    return st == BED_OK ? BED_OK : bed_fail_in(err, st, path, 0);
}

/* The last part of "sentence_transformers.models.Pooling". */
static const char *kind_of(const json_t *module)
{
    const char *type = json_string_value(json_object_get(module, "type"));
    const char *dot  = type == NULL ? NULL : strrchr(type, '.');

    return dot == NULL ? type : dot + 1;
}

static bed_status read_module(bed_embedder *e, const char *folder, const json_t *module,
                              bed_error *err)
{
    const char *kind = kind_of(module);
    const char *path = json_string_value(json_object_get(module, "path"));

    if (kind != NULL && strcmp(kind, "Transformer") == 0 && path != NULL && path[0] == '\0')
        return BED_OK;
    if (kind != NULL && strcmp(kind, "Pooling") == 0 && path != NULL && path[0] != '/' &&
        strstr(path, "..") == NULL)
        return read_pooling(e, folder, path, err);
    if (kind != NULL && strcmp(kind, "Normalize") == 0) {
        e->normalise = true;
        return BED_OK;
    }
    return bed_fail(err, BED_EFORMAT,
                    "module '%.64s': expected Transformer (of the folder itself), Pooling or "
                    "Normalize",
                    kind == NULL ? "?" : kind);
}

static bed_status read_modules(bed_embedder *e, const char *folder, bed_error *err)
{
    json_t    *modules = NULL;
    bed_status st      = BED_OK;

    BED_TRY(read_json(folder, "modules.json", &modules, err));
    e->pooling   = MEAN;
    e->normalise = modules == NULL;
    for (size_t i = 0; st == BED_OK && i < json_array_size(modules); i++)
        st = read_module(e, folder, json_array_get(modules, i), err);
    json_decref(modules);
    return st == BED_OK ? BED_OK : bed_fail_in(err, st, folder, 0);
}

static bed_status read_max_length(bed_embedder *e, const char *folder, bed_error *err)
{
    const size_t own    = bed_tokenizer_max_length(e->tokenizer);
    json_t      *config = NULL;

    e->max_length = bed_encoder_max_length(bed_encoder_about(e->encoder));
    if (own > 0 && own < e->max_length)
        e->max_length = own;
    BED_TRY(read_json(folder, "sentence_bert_config.json", &config, err));
    const json_int_t most       = json_integer_value(json_object_get(config, "max_seq_length"));
    const bool       lower_case = json_is_true(json_object_get(config, "do_lower_case"));
    json_decref(config);
    if (most > 0 && (size_t)most < e->max_length)
        e->max_length = (size_t)most;
    if (lower_case) {
        (void)bed_fail(err, BED_EFORMAT,
                       "key 'do_lower_case': expected false: the tokenizer decides about case");
        return bed_fail_in(err, BED_EFORMAT, "sentence_bert_config.json", 0);
    }
    return BED_OK;
}

bed_status bed_embedder_load(const char *folder, bed_precision precision, bed_embedder **out,
                             bed_error *err)
{
    const bed_encoder_options options = { .precision = precision };
    bed_embedder             *e       = bed_new_array(bed_embedder, 1);
    bed_status                st      = BED_OK;

    *out = NULL;
    if (e == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: embedder");
    BED_GO(read_modules(e, folder, err));
    BED_GO(bed_encoder_load(folder, &options, &e->encoder, err));
    BED_GO(bed_tokenizer_load(folder, NULL, &e->tokenizer, err));
    BED_GO(read_max_length(e, folder, err));
    *out = e;
    e    = NULL;
done:
    bed_embedder_destroy(e);
    return st;
}

void bed_embedder_destroy(bed_embedder *e)
{
    if (e == NULL)
        return;
    bed_tokenizer_destroy(e->tokenizer);
    bed_encoder_destroy(e->encoder);
    bed_free(e);
}

const bed_encoder *bed_embedder_encoder(const bed_embedder *e)
{
    return e->encoder;
}

size_t bed_embedder_size(const bed_embedder *e)
{
    return bed_encoder_about(e->encoder)->n_hidden;
}

size_t bed_embedder_max_length(const bed_embedder *e)
{
    return e->max_length;
}

bed_status bed_embedder_texts(const bed_embedder *e, bed_texts **out, bed_error *err)
{
    return bed_texts_create(e->tokenizer, e->max_length, out, err);
}

/* ---- pooling ---- */

typedef struct run {
    const bed_embedder *e;
    const bed_talk     *talk;
    float              *out;
} run;

/* states (n, H) to one row, left in the first. */
static void pool(pooling how, float *states, size_t n, size_t H)
{
    const bed_kernels *k = bed_kernels_best();

    for (size_t i = 1; how != FIRST && i < n; i++) {
        const float *row = states + i * H;

        if (how != MAXIMUM) {
            k->add(states, row, H);
            continue;
        }
        for (size_t c = 0; c < H; c++)
            states[c] = row[c] > states[c] ? row[c] : states[c];
    }
    if (how == MEAN || how == MEAN_SQRT) {
        const float by = how == MEAN ? (float)n : sqrtf((float)n);

        for (size_t c = 0; c < H; c++)
            states[c] /= by;
    }
}

static bed_status take(void *context, size_t worker, size_t text, float *states, size_t n_tokens,
                       bed_error *err)
{
    const run   *r = context;
    const size_t H = bed_embedder_size(r->e);

    (void)worker;
    BED_TRY(bed_talk_check(r->talk, err));
    pool(r->e->pooling, states, n_tokens, H);
    if (r->e->normalise)
        bed_kernels_best()->unit_rows(states, 1, H);
    memcpy(r->out + text * H, states, H * sizeof(float));
    return BED_OK;
}

bed_status bed_embedder_run(const bed_embedder *e, const bed_texts *texts, size_t n_threads,
                            const bed_talk *talk, float *out, bed_error *err)
{
    const bed_id_lists lists = bed_texts_ids(texts);
    run                r     = { e, talk, out };

    return bed_encoder_each(e->encoder, &lists, bed_encoder_layers(e->encoder), n_threads, take, &r,
                            err);
}
