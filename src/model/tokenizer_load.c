/* Reads a tokenizer from its folder: tokenizer.json, and the settings beside it. */
#include "model/tokenizer_load.h"

#include "text/unicode.h"

static const bed__normalizer *const normalizers[] = {
#define X(name) &bed__normalize_##name,
    BED__NORMALIZERS(X)
#undef X
};
static const bed__splitter *const splitters[] = {
#define X(name) &bed__split_##name,
    BED__SPLITTERS(X)
#undef X
};
static const bed__model *const models[] = {
#define X(name) &bed__model_##name,
    BED__MODELS(X)
#undef X
};

static bed_status parse(bed_str text, json_t **out, bed_error *err)
{
    json_error_t why;

    *out = json_loadb(text.ptr == NULL ? "" : text.ptr, text.len,
                      JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL, &why);
    if (*out == NULL)
        return bed_fail_at(err, BED_EFORMAT, why.position < 0 ? 0 : (uint64_t)why.position,
                           "not JSON: %s", why.text);
    if (json_is_object(*out))
        return BED_OK;
    json_decref(*out);
    *out = NULL;
    return bed_fail(err, BED_EFORMAT, "expected a JSON object");
}

bed_status bed__json_read(const char *path, json_t **out, uint64_t *stamp, bed_error *err)
{
    bed_status st   = BED_OK;
    bed_buffer text = BED_BUFFER(BED__TOKENIZER_MAX_BYTES);

    *out = NULL;
    BED_GO(bed_file_read(path, &text, err));
    *stamp = bed_hash64(bed_buffer_str(&text), *stamp);
    BED_GO(parse(bed_buffer_str(&text), out, err));
done:
    bed_buffer_deinit(&text);
    return st == BED_OK ? BED_OK : bed_fail_in(err, st, path, 0);
}

/* ---- steps ----------------------------------------------------------------------------------- */

bed_status bed__add_normalizer(bed_tokenizer *t, const json_t *json, bed_error *err)
{
    bed_str type;
    size_t  i;

    if (json == NULL || json_is_null(json))
        return BED_OK;
    BED_TRY(bed__json_str(json, "type", BED_STR(""), &type, err));
    if (bed_str_equal(type, BED_STR("Sequence"))) {
        const json_t *one;

        json_array_foreach(json_object_get(json, "normalizers"), i, one)
        {
            if (json_object_get(one, "normalizers") != NULL)
                return bed_fail(err, BED_EFORMAT, "normalizer: a Sequence in a Sequence");
            BED_TRY(bed__add_normalizer(t, one, err));
        }
        return BED_OK;
    }
    for (i = 0; i < sizeof normalizers / sizeof *normalizers; i++)
        if (bed_str_equal(bed_str_of(normalizers[i]->name), type))
            break;
    if (i == sizeof normalizers / sizeof *normalizers)
        return bed_fail(err, BED_EFORMAT, "normalizer.type '%.*s' is not known", BED_STR_ARG(type));
    if (t->n_normalizers == BED__STEPS_MAX)
        return bed_fail(err, BED_EFORMAT, "more than %d normalizers", BED__STEPS_MAX);
    bed__step *const step = &t->normalizers[t->n_normalizers++];

    step->normalizer = normalizers[i];
    return step->normalizer->load == NULL ? BED_OK
                                          : step->normalizer->load(t, json, &step->self, err);
}

bed_status bed__add_splitter(bed_tokenizer *t, const json_t *json, bed_error *err)
{
    bed_str type;
    size_t  i;

    if (json == NULL || json_is_null(json))
        return BED_OK;
    BED_TRY(bed__json_str(json, "type", BED_STR(""), &type, err));
    if (bed_str_equal(type, BED_STR("Sequence"))) {
        const json_t *one;

        json_array_foreach(json_object_get(json, "pretokenizers"), i, one)
        {
            if (json_object_get(one, "pretokenizers") != NULL)
                return bed_fail(err, BED_EFORMAT, "pre_tokenizer: a Sequence in a Sequence");
            BED_TRY(bed__add_splitter(t, one, err));
        }
        return BED_OK;
    }
    for (i = 0; i < sizeof splitters / sizeof *splitters; i++)
        if (bed_str_equal(bed_str_of(splitters[i]->name), type))
            break;
    if (i == sizeof splitters / sizeof *splitters)
        return bed_fail(err, BED_EFORMAT, "pre_tokenizer.type '%.*s' is not known",
                        BED_STR_ARG(type));
    if (t->n_splitters == BED__STEPS_MAX)
        return bed_fail(err, BED_EFORMAT, "more than %d pre-tokenizers", BED__STEPS_MAX);
    if (t->byte_level)
        return bed_fail(err, BED_EFORMAT, "pre_tokenizer: '%.*s' behind ByteLevel is not known",
                        BED_STR_ARG(type));
    bed__step *const step = &t->splitters[t->n_splitters++];

    step->splitter = splitters[i];
    return step->splitter->load == NULL ? BED_OK : step->splitter->load(t, json, &step->self, err);
}

/* ---- the model ------------------------------------------------------------------------------- */

bed_status bed__keep(bed_tokenizer *t, bed_str text, bed_str *out, bed_error *err)
{
    return bed_arena_copy(&t->names, text, out, err);
}

static bed_status load_vocab(bed_tokenizer *t, const json_t *json, bed_error *err)
{
    const char   *spelled;
    const json_t *value;
    json_t       *vocab = json_object_get(json, "vocab");

    if (!json_is_object(vocab))
        return bed_fail(err, BED_EFORMAT, "model.vocab: expected an object of tokens and ids");
    json_object_foreach(vocab, spelled, value)
    {
        bed_str  token;
        uint32_t id;

        BED_TRY(bed__json_id(value, "model.vocab", &id, err));
        BED_TRY(bed__keep(t, bed_str_of(spelled), &token, err));
        BED_TRY(bed__vocab_add(&t->vocab, token, id, err));
    }
    return BED_OK;
}

bed_status bed__load_model(bed_tokenizer *t, const json_t *json, bed_error *err)
{
    const bool merges = json_object_get(json, "merges") != NULL;
    bed_str    type;

    if (!json_is_object(json))
        return bed_fail(err, BED_EFORMAT, "\"model\": expected an object");
    BED_TRY(
        bed__json_str(json, "type", merges ? BED_STR("BPE") : BED_STR("WordPiece"), &type, err));
    for (size_t i = 0; i < sizeof models / sizeof *models; i++)
        if (bed_str_equal(bed_str_of(models[i]->name), type))
            t->model = models[i];
    if (t->model == NULL)
        return bed_fail(err, BED_EFORMAT, "model.type '%.*s' is not known", BED_STR_ARG(type));
    if (t->vocab.n == 0)
        BED_TRY(load_vocab(t, json, err));
    return t->model->load(t, json, &t->model_self, err);
}

/* ---- added tokens ---------------------------------------------------------------------------- */

/* `sought` is the spelling, or what the normalizers make of it. */
static bed_status normalize_added(bed_tokenizer *t, bed__added_token *a, bed_error *err)
{
    bed_status st       = BED_OK;
    bed_buffer rooms[2] = { BED_BUFFER(1 << 20), BED_BUFFER(1 << 20) };
    bed_str    text     = a->spelled;

    BED_GO(bed__normalize(t, rooms, &text, err));
    BED_GO(bed__keep(t, text, &a->sought, err));
done:
    bed_buffer_deinit(&rooms[0]);
    bed_buffer_deinit(&rooms[1]);
    return st;
}

static bed_status load_added(bed_tokenizer *t, const json_t *json, bed__added_token *a,
                             bed_error *err)
{
    bed_str content;

    BED_TRY(bed__json_id(json_object_get(json, "id"), "added_tokens.id", &a->id, err));
    BED_TRY(bed__json_str(json, "content", BED_STR(""), &content, err));
    BED_TRY(bed__json_bool(json, "special", false, &a->special, err));
    BED_TRY(bed__json_bool(json, "single_word", false, &a->single_word, err));
    BED_TRY(bed__json_bool(json, "lstrip", false, &a->lstrip, err));
    BED_TRY(bed__json_bool(json, "rstrip", false, &a->rstrip, err));
    BED_TRY(bed__json_bool(json, "normalized", !a->special, &a->normalized, err));
    if (content.len == 0)
        return bed_fail(err, BED_EFORMAT, "added_tokens: a token without content");
    BED_TRY(bed__keep(t, content, &a->spelled, err));
    a->sought = a->spelled;
    return BED_OK;
}

bed_status bed__load_added_tokens(bed_tokenizer *t, const json_t *list, bed_error *err)
{
    const size_t n = json_array_size(list);

    t->added = bed_new_array(bed__added_token, n);
    if (t->added == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu added tokens", n);
    for (size_t i = 0; i < n; i++) {
        bed__added_token *const a = &t->added[i];

        BED_TRY(load_added(t, json_array_get(list, i), a, err));
        if (a->normalized)
            BED_TRY(normalize_added(t, a, err));
        BED_TRY(bed__vocab_add(&t->added_vocab, a->spelled, a->id, err));
    }
    t->n_added = n;
    BED_TRY(bed__added_set_init(&t->added_plain, t->added, n, false, err));
    return bed__added_set_init(&t->added_normalized, t->added, n, true, err);
}

/* ---- settings beside the file ---------------------------------------------------------------- */

/* The spelling of a special token: a string, or an object with its content. */
bed_str bed__special_name(const json_t *settings, const char *key)
{
    const json_t *v = json_object_get(settings, key);

    return bed__json_text(json_is_object(v) ? json_object_get(v, "content") : v);
}

static void load_special(bed_tokenizer *t, const json_t *settings)
{
    const struct {
        const char *key;
        uint32_t   *id;
    } names[] = {
        { "cls_token", &t->special.cls },   { "sep_token", &t->special.sep },
        { "bos_token", &t->special.bos },   { "eos_token", &t->special.eos },
        { "pad_token", &t->special.pad },   { "unk_token", &t->special.unk },
        { "mask_token", &t->special.mask },
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const bed_str name = bed__special_name(settings, names[i].key);

        if (name.ptr != NULL)
            bed_tokenizer_find(t, name, names[i].id);
    }
}

static void load_max_length(bed_tokenizer *t, const json_t *settings)
{
    const double x = json_number_value(json_object_get(settings, "model_max_length"));

    if (x >= 1 && x < (double)INT32_MAX) /* "none" is written as 1e30 */
        t->max_length = (size_t)x;
}

/* ---- the folder ------------------------------------------------------------------------------ */

/* Reads `name` in the folder where it exists; *out is NULL where it does not. */
static bed_status read_beside(bed_tokenizer *t, const char *folder, const char *name, json_t **out,
                              bed_error *err)
{
    char path[BED_PATH_MAX];

    *out = NULL;
    BED_TRY(bed_path_join(path, folder, name, err));
    return bed_path_exists(path) ? bed__json_read(path, out, &t->stamp, err) : BED_OK;
}

static bed_status load_file(bed_tokenizer *t, const json_t *root, bed_error *err)
{
    BED_TRY(bed__add_normalizer(t, json_object_get(root, "normalizer"), err));
    BED_TRY(bed__add_splitter(t, json_object_get(root, "pre_tokenizer"), err));
    BED_TRY(bed__load_model(t, json_object_get(root, "model"), err));
    BED_TRY(bed__load_added_tokens(t, json_object_get(root, "added_tokens"), err));
    BED_TRY(bed__decoder_load(t, json_object_get(root, "decoder"), err));
    return bed__frame_load(t, json_object_get(root, "post_processor"), err);
}

static bed_status load_folder(bed_tokenizer *t, const char *folder, bed_error *err)
{
    bed_status st   = BED_OK;
    json_t    *root = NULL, *settings = NULL, *names = NULL;
    char       path[BED_PATH_MAX];

    BED_GO(read_beside(t, folder, "tokenizer_config.json", &settings, err));
    BED_GO(read_beside(t, folder, "special_tokens_map.json", &names, err));
    BED_GO(read_beside(t, folder, "tokenizer.json", &root, err));
    BED_GO(bed_path_join(path, folder, root == NULL ? "" : "tokenizer.json", err));
    if (root == NULL)
        BED_GO(bed__files_to_json(t, folder, settings, names, &root, err));
    if ((st = load_file(t, root, err)) != BED_OK) {
        st = bed_fail_in(err, st, path, 0);
        goto done;
    }
    load_special(t, names);
    load_special(t, settings);
    load_max_length(t, settings);
done:
    json_decref(root);
    json_decref(settings);
    json_decref(names);
    return st;
}

static bed_status create(const bed_tokenizer_options *options, bed_tokenizer **out, bed_error *err)
{
    bed_tokenizer *t = bed_new_array(bed_tokenizer, 1);

    *out = t;
    if (t == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: tokenizer");
    t->names   = BED_ARENA(BED__TOKENIZER_MAX_BYTES);
    t->special = (bed_special_ids){ BED_NO_TOKEN, BED_NO_TOKEN, BED_NO_TOKEN, BED_NO_TOKEN,
                                    BED_NO_TOKEN, BED_NO_TOKEN, BED_NO_TOKEN };
    if (options != NULL)
        t->options = *options;
    t->stamp = (uint64_t)t->options.add_prefix_space;
    return BED_OK;
}

bed_status bed_tokenizer_load(const char *folder, const bed_tokenizer_options *options,
                              bed_tokenizer **out, bed_error *err)
{
    bed_status     st = BED_OK;
    bed_tokenizer *t  = NULL;

    *out = NULL;
    BED_GO(create(options, &t, err));
    BED_GO(load_folder(t, folder, err));
    *out = t;
    t    = NULL;
done:
    bed_tokenizer_destroy(t);
    return st;
}

bed_status bed_tokenizer_parse(bed_str json, const bed_tokenizer_options *options,
                               bed_tokenizer **out, bed_error *err)
{
    bed_status     st   = BED_OK;
    bed_tokenizer *t    = NULL;
    json_t        *root = NULL;

    *out = NULL;
    BED_GO(create(options, &t, err));
    t->stamp = bed_hash64(json, t->stamp);
    BED_GO(parse(json, &root, err));
    BED_GO(load_file(t, root, err));
    *out = t;
    t    = NULL;
done:
    json_decref(root);
    bed_tokenizer_destroy(t);
    return st;
}
