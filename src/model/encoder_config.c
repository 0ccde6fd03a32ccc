/* config.json of BERT and its kin. */
#include "model/encoder_config.h"

#include <jansson.h>

enum { CONFIG_MAX = 1 << 20, SIZE_LIMIT = 1 << 24, LAYERS_MAX = 1024 };

static const char *const kinds[] = { "bert", "roberta", "xlm-roberta", "camembert" };

size_t bed_encoder_max_length(const bed_encoder_config *c)
{
    return c->n_positions - c->first_position;
}

static bed_status read_size(const json_t *config, const char *key, size_t least, size_t most,
                            size_t *out, bed_error *err)
{
    const json_t *value = json_object_get(config, key);

    if (!json_is_integer(value))
        return bed_fail(err, BED_EFORMAT, "key '%s': expected a whole number", key);
    const json_int_t n = json_integer_value(value);
    if (n < (json_int_t)least || n > (json_int_t)most)
        return bed_fail(err, BED_EFORMAT, "key '%s': expected %zu to %zu, found %lld", key, least,
                        most, (long long)n);
    *out = (size_t)n;
    return BED_OK;
}

/* Text of a key, `otherwise` where the key is not there; NULL where it is no text. */
static const char *text_of(const json_t *config, const char *key, const char *otherwise)
{
    const json_t *value = json_object_get(config, key);

    return value == NULL ? otherwise : json_string_value(value);
}

static bed_status read_kind(const json_t *config, bed_encoder_config *out, bed_error *err)
{
    const char *kind = text_of(config, "model_type", "bert");

    for (size_t i = 0; kind != NULL && i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kind, kinds[i]) == 0) {
            (void)snprintf(out->model_type, sizeof out->model_type, "%s", kind);
            return BED_OK;
        }
    return bed_fail(err, BED_EFORMAT,
                    "key 'model_type': expected bert, roberta, xlm-roberta or camembert, found "
                    "'%.64s'",
                    kind == NULL ? "?" : kind);
}

static bed_status read_activation(const json_t *config, bed_encoder_config *out, bed_error *err)
{
    static const struct {
        const char    *name;
        bed_activation activation;
    } known[] = {
        { "gelu", BED_GELU },          { "gelu_python", BED_GELU },
        { "gelu_new", BED_GELU_TANH }, { "gelu_pytorch_tanh", BED_GELU_TANH },
        { "relu", BED_RELU },
    };
    const char *name = text_of(config, "hidden_act", "gelu");

    for (size_t i = 0; name != NULL && i < sizeof known / sizeof known[0]; i++)
        if (strcmp(name, known[i].name) == 0) {
            out->activation = known[i].activation;
            return BED_OK;
        }
    return bed_fail(err, BED_EFORMAT,
                    "key 'hidden_act': expected gelu, gelu_new, gelu_pytorch_tanh or relu, found "
                    "'%.64s'",
                    name == NULL ? "?" : name);
}

static bed_status read_positions(const json_t *config, bed_encoder_config *out, bed_error *err)
{
    const char *kind   = text_of(config, "position_embedding_type", "absolute");
    const bool  bert   = strcmp(out->model_type, "bert") == 0;
    size_t      pad_id = bert ? 0 : 1;

    if (kind == NULL || strcmp(kind, "absolute") != 0)
        return bed_fail(err, BED_EFORMAT,
                        "key 'position_embedding_type': expected absolute, found '%.64s'",
                        kind == NULL ? "?" : kind);
    if (json_is_integer(json_object_get(config, "pad_token_id")))
        BED_TRY(read_size(config, "pad_token_id", 0, SIZE_LIMIT, &pad_id, err));
    out->pad_id         = (uint32_t)pad_id;
    out->first_position = bert ? 0 : pad_id + 1;
    BED_TRY(read_size(config, "max_position_embeddings", 1, SIZE_LIMIT, &out->n_positions, err));
    if (out->n_positions <= out->first_position + 1)
        return bed_fail(err, BED_EFORMAT,
                        "key 'max_position_embeddings': no room behind position %zu",
                        out->first_position);
    return BED_OK;
}

static bed_status read_eps(const json_t *config, bed_encoder_config *out, bed_error *err)
{
    const json_t *value = json_object_get(config, "layer_norm_eps");
    const double  eps   = value == NULL ? 1e-12 : json_number_value(value);

    if ((value != NULL && !json_is_number(value)) || !(eps > 0 && eps < 1))
        return bed_fail(err, BED_EFORMAT, "key 'layer_norm_eps': expected a number within (0, 1)");
    out->eps = (float)eps;
    return BED_OK;
}

/* Keys that, when true, ask for another forward pass. */
static bed_status refuse_others(const json_t *config, bed_error *err)
{
    static const char *const others[] = { "is_decoder", "add_cross_attention" };

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (json_is_true(json_object_get(config, others[i])))
            return bed_fail(err, BED_EFORMAT, "key '%s': expected false: an encoder", others[i]);
    return BED_OK;
}

static bed_status read_config(const json_t *config, const char *name, bed_encoder_config *out,
                              bed_error *err)
{
    const char *own_name = text_of(config, "_name_or_path", name);

    if (!json_is_object(config))
        return bed_fail(err, BED_EFORMAT, "expected an object");
    BED_TRY(read_kind(config, out, err));
    BED_TRY(refuse_others(config, err));
    BED_TRY(read_size(config, "num_hidden_layers", 1, LAYERS_MAX, &out->n_layers, err));
    BED_TRY(read_size(config, "hidden_size", 1, SIZE_LIMIT, &out->n_hidden, err));
    BED_TRY(read_size(config, "num_attention_heads", 1, SIZE_LIMIT, &out->n_heads, err));
    BED_TRY(read_size(config, "intermediate_size", 1, SIZE_LIMIT, &out->n_inner, err));
    BED_TRY(read_size(config, "vocab_size", 1, SIZE_LIMIT, &out->n_vocabulary, err));
    out->n_types = 2; /* the default of the model families read here */
    if (json_object_get(config, "type_vocab_size") != NULL)
        BED_TRY(read_size(config, "type_vocab_size", 1, SIZE_LIMIT, &out->n_types, err));
    if (out->n_hidden % out->n_heads != 0)
        return bed_fail(err, BED_EFORMAT,
                        "key 'num_attention_heads': %zu heads do not share %zu values evenly",
                        out->n_heads, out->n_hidden);
    BED_TRY(read_activation(config, out, err));
    BED_TRY(read_positions(config, out, err));
    BED_TRY(read_eps(config, out, err));
    (void)snprintf(out->name, sizeof out->name, "%s",
                   own_name == NULL || own_name[0] == '\0' ? name : own_name);
    return BED_OK;
}

bed_status bed_encoder_config_parse(bed_str text, const char *name, bed_encoder_config *out,
                                    bed_error *err)
{
    json_error_t fault;
    json_t      *config = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &fault);

    *out = (bed_encoder_config){ 0 };
    if (config == NULL)
        return bed_fail_at(err, BED_EFORMAT, (uint64_t)fault.position, "no JSON: %s", fault.text);
    const bed_status st = read_config(config, name, out, err);
    json_decref(config);
    return st;
}

/* The last part of a path that may end in slashes. */
static void folder_name(const char *folder, char *out, size_t out_bytes)
{
    size_t end = strlen(folder), begin;

    while (end > 1 && folder[end - 1] == '/')
        end--;
    begin = end;
    while (begin > 0 && folder[begin - 1] != '/')
        begin--;
    (void)snprintf(out, out_bytes, "%.*s", (int)(end - begin), folder + begin);
}

bed_status bed_encoder_config_read(const char *folder, bed_encoder_config *out, bed_error *err)
{
    bed_buffer text = BED_BUFFER(CONFIG_MAX);
    bed_status st   = BED_OK;
    char       path[BED_PATH_MAX], name[128];

    BED_TRY(bed_path_join(path, folder, "config.json", err));
    folder_name(folder, name, sizeof name);
    BED_GO(bed_file_read(path, &text, err));
    BED_GO(bed_encoder_config_parse(bed_buffer_str(&text), name, out, err));
done:
    bed_buffer_deinit(&text);
    return st == BED_OK ? BED_OK : bed_fail_in(err, st, path, 0);
}
