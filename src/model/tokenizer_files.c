/* Folders from before tokenizer.json: vocab.txt (WordPiece), or vocab.json with merges.txt
 * (byte-level BPE). What tokenizer.json would say is put together from them and from the settings,
 * and read like one. Which byte-level family it is cannot be seen from the two files: the settings
 * must name it. Agrees with the classes BertTokenizer, RobertaTokenizer, GPT2Tokenizer and
 * Qwen2Tokenizer of transformers 5. */
#include "model/split_pattern.h"
#include "model/tokenizer_load.h"

typedef struct folder {
    bed_tokenizer *t;
    const char    *path;
    const json_t  *settings, *names;
} folder;

/* A special token's spelling, or the family's own. */
static bed_str name_or(const folder *f, const char *key, const char *otherwise)
{
    bed_str name = bed__special_name(f->settings, key);

    if (name.ptr == NULL)
        name = bed__special_name(f->names, key);
    return name.ptr == NULL ? bed_str_of(otherwise) : name;
}

static const json_t *setting(const folder *f, const char *key)
{
    const json_t *v = json_object_get(f->settings, key);

    return v == NULL ? json_null() : v;
}

/* ---- added tokens ---------------------------------------------------------------------------- */

static bool is_listed(const json_t *list, bed_str content)
{
    size_t        i;
    const json_t *one;

    json_array_foreach(list, i, one)
    {
        if (bed_str_equal(bed__json_text(json_object_get(one, "content")), content))
            return true;
    }
    return false;
}

/* Lists a token that has an id in `vocab`; `like` may bring its manners. */
static bed_status add_special(json_t *list, const json_t *vocab, bed_str content,
                              const json_t *like, bed_error *err)
{
    const json_t *const id =
        content.len == 0 ? NULL : json_object_getn(vocab, content.ptr, content.len);

    if (id == NULL || is_listed(list, content))
        return BED_OK;
    json_t *const token = json_pack(
        "{s:O, s:s%, s:b, s:b, s:b, s:b, s:b}", "id", id, "content", content.ptr, content.len,
        "special", 1, "normalized", 0, "lstrip", json_is_true(json_object_get(like, "lstrip")),
        "rstrip", json_is_true(json_object_get(like, "rstrip")), "single_word",
        json_is_true(json_object_get(like, "single_word")));

    return json_array_append_new(list, token) == 0
               ? BED_OK
               : bed_fail(err, BED_EMEMORY, "out of memory: added tokens");
}

/* "added_tokens_decoder" of the settings: ids as keys. */
static bed_status add_decoder_tokens(const folder *f, json_t *list, bed_error *err)
{
    json_t       *tokens = json_object_get(f->settings, "added_tokens_decoder");
    const char   *key;
    const json_t *token;

    json_object_foreach(tokens, key, token)
    {
        char         *end;
        const long    id   = strtol(key, &end, 10);
        json_t *const copy = json_copy((json_t *)(uintptr_t)token);

        if (end == key || *end != '\0' ||
            json_object_set_new(copy, "id", json_real((double)id)) != 0) {
            json_decref(copy);
            return bed_fail(err, BED_EFORMAT, "added_tokens_decoder: '%s' is no id with a token",
                            key);
        }
        if (json_array_append_new(list, copy) != 0)
            return bed_fail(err, BED_EMEMORY, "out of memory: added tokens");
    }
    return BED_OK;
}

static bed_status add_all_special(const folder *f, json_t *list, const json_t *vocab,
                                  const char *const (*defaults)[2], size_t n, bed_error *err)
{
    BED_TRY(add_decoder_tokens(f, list, err));
    for (size_t i = 0; i < n; i++) {
        const char *const key  = defaults[i][0];
        const json_t     *like = json_object_get(f->settings, key);

        if (like == NULL)
            like = json_object_get(f->names, key);
        BED_TRY(add_special(list, vocab, name_or(f, key, defaults[i][1]), like, err));
    }
    return BED_OK;
}

/* ---- WordPiece ------------------------------------------------------------------------------- */

static const char *const bert_special[][2] = {
    { "pad_token", "[PAD]" }, { "unk_token", "[UNK]" },   { "cls_token", "[CLS]" },
    { "sep_token", "[SEP]" }, { "mask_token", "[MASK]" },
};

/* Tokens by lines; of two alike the later one counts. */
static bed_status read_lines(const folder *f, const char *path, json_t *vocab, bed_error *err)
{
    bed_status st   = BED_OK;
    bed_buffer text = BED_BUFFER(BED__TOKENIZER_MAX_BYTES);
    bed_str    rest;

    BED_GO(bed_file_read(path, &text, err));
    rest        = bed_buffer_str(&text);
    f->t->stamp = bed_hash64(rest, f->t->stamp);
    for (uint32_t id = 0; rest.len > 0; id++) {
        const bed_str line = bed_take_line(&rest);

        if (json_object_setn_new(vocab, line.ptr, line.len, json_real((double)id)) != 0)
            BED_GO(bed_fail(err, BED_EFORMAT, "line %u is not UTF-8", id + 1));
    }
done:
    bed_buffer_deinit(&text);
    return st == BED_OK ? BED_OK : bed_fail_in(err, st, path, 0);
}

/* [name, id] of a token that must be there. */
static bed_status frame_token(const folder *f, const json_t *vocab, const char *key,
                              const char *otherwise, json_t **out, bed_error *err)
{
    const bed_str       name = name_or(f, key, otherwise);
    const json_t *const id   = json_object_getn(vocab, name.ptr, name.len);

    *out = NULL;
    if (id == NULL)
        return bed_fail(err, BED_EFORMAT, "%s '%.*s' is not in the vocabulary", key,
                        BED_STR_ARG(name));
    *out = json_pack("[s%, O]", name.ptr, name.len, id);
    return *out == NULL ? bed_fail(err, BED_EMEMORY, "out of memory: tokenizer") : BED_OK;
}

/* Takes `made` into `root`, whatever the outcome; NULL: memory is out. */
static bed_status take(json_t *root, const char *key, json_t *made, bed_error *err)
{
    return json_object_set_new(root, key, made) == 0
               ? BED_OK
               : bed_fail(err, BED_EMEMORY, "out of memory: tokenizer");
}

static bed_status add_frame(const folder *f, json_t *root, const json_t *vocab, const char *type,
                            const char *cls_name, const char *sep_name, bed_error *err)
{
    json_t    *cls = NULL, *sep = NULL;
    bed_status st = frame_token(f, vocab, "cls_token", cls_name, &cls, err);

    if (st == BED_OK)
        st = frame_token(f, vocab, "sep_token", sep_name, &sep, err);
    if (st == BED_OK)
        st = take(root, "post_processor",
                  json_pack("{s:s, s:O, s:O}", "type", type, "cls", cls, "sep", sep), err);
    json_decref(cls);
    json_decref(sep);
    return st;
}

static bed_status from_vocab_txt(const folder *f, const char *path, json_t *root, bed_error *err)
{
    json_t *const vocab = json_object(), *const added = json_array();
    const bed_str unk   = name_or(f, "unk_token", "[UNK]");
    const bool    keeps = json_is_false(setting(f, "do_lower_case"));
    const bool    plain = json_is_false(setting(f, "tokenize_chinese_chars"));

    BED_TRY(take(root, "added_tokens", added, err));
    BED_TRY(take(root, "model",
                 json_pack("{s:s, s:s%, s:o}", "type", "WordPiece", "unk_token", unk.ptr, unk.len,
                           "vocab", vocab),
                 err));
    BED_TRY(read_lines(f, path, vocab, err));
    BED_TRY(take(root, "normalizer",
                 json_pack("{s:s, s:b, s:b, s:O}", "type", "BertNormalizer", "lowercase", !keeps,
                           "handle_chinese_chars", !plain, "strip_accents",
                           setting(f, "strip_accents")),
                 err));
    BED_TRY(take(root, "pre_tokenizer", json_pack("{s:s}", "type", "BertPreTokenizer"), err));
    BED_TRY(take(root, "decoder", json_pack("{s:s}", "type", "WordPiece"), err));
    BED_TRY(add_frame(f, root, vocab, "BertProcessing", "[CLS]", "[SEP]", err));
    return add_all_special(f, added, vocab, bert_special,
                           sizeof bert_special / sizeof *bert_special, err);
}

/* ---- byte-level BPE -------------------------------------------------------------------------- */

static const char *const roberta_special[][2] = {
    { "bos_token", "<s>" },     { "eos_token", "</s>" },  { "unk_token", "<unk>" },
    { "sep_token", "</s>" },    { "pad_token", "<pad>" }, { "cls_token", "<s>" },
    { "mask_token", "<mask>" },
};
static const char *const gpt2_special[][2] = {
    { "unk_token", "<|endoftext|>" },
    { "bos_token", "<|endoftext|>" },
    { "eos_token", "<|endoftext|>" },
    { "pad_token", "" },
};

static const struct family {
    bed_str class, model; /* tokenizer_class begins so; model_type is so */
    bool framed, qwen2;
    const char *const (*special)[2];
    size_t n_special;
} families[] = {
    { BED_STR_INIT("RobertaTokenizer"), BED_STR_INIT("roberta"), true, false, roberta_special,
      sizeof roberta_special / sizeof *roberta_special },
    { BED_STR_INIT("GPT2Tokenizer"), BED_STR_INIT("gpt2"), false, false, gpt2_special,
      sizeof gpt2_special / sizeof *gpt2_special },
    { BED_STR_INIT("Qwen2Tokenizer"), BED_STR_INIT("qwen2"), false, true, gpt2_special,
      sizeof gpt2_special / sizeof *gpt2_special },
};

static const struct family *family_of(bed_str class, bed_str model)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (class.len > 0 ? bed_str_starts(class, families[i].class)
                          : bed_str_equal(model, families[i].model))
            return &families[i];
    return NULL;
}

/* By tokenizer_class, or where there is none by model_type of config.json. */
static bed_status find_family(const folder *f, const struct family **out, bed_error *err)
{
    const bed_str class = bed__json_text(json_object_get(f->settings, "tokenizer_class"));
    char       path[BED_PATH_MAX];
    json_t    *config = NULL;
    bed_status st     = BED_OK;

    BED_TRY(bed_path_join(path, f->path, "config.json", err));
    if (class.len == 0 && bed_path_exists(path))
        BED_TRY(bed__json_read(path, &config, &f->t->stamp, err));
    *out = family_of(class, bed__json_text(json_object_get(config, "model_type")));
    if (*out == NULL)
        st = bed_fail(err, BED_EFORMAT,
                      "tokenizer_class '%.*s' of tokenizer_config.json is not known: vocab.json is "
                      "read for RobertaTokenizer, GPT2Tokenizer and Qwen2Tokenizer",
                      BED_STR_ARG(class));
    json_decref(config);
    return st;
}

static bed_status read_merges(const folder *f, const char *path, json_t *merges, bed_error *err)
{
    bed_status st   = BED_OK;
    bed_buffer text = BED_BUFFER(BED__TOKENIZER_MAX_BYTES);
    bed_str    rest;

    BED_GO(bed_file_read(path, &text, err));
    rest        = bed_buffer_str(&text);
    f->t->stamp = bed_hash64(rest, f->t->stamp);
    for (uint64_t row = 1; rest.len > 0; row++) {
        const bed_str line = bed_take_line(&rest);

        if (line.len == 0 || bed_str_starts(line, BED_STR("#version")))
            continue;
        if (json_array_append_new(merges, json_stringn(line.ptr, line.len)) != 0) {
            st = bed_fail(err, BED_EFORMAT, "not UTF-8");
            st = bed_fail_in(err, st, path, row);
            goto done;
        }
    }
done:
    bed_buffer_deinit(&text);
    return st == BED_OK ? BED_OK : bed_fail_in(err, st, path, 0);
}

static json_t *byte_level(const folder *f, bool with_regex)
{
    return json_pack("{s:s, s:b, s:b}", "type", "ByteLevel", "add_prefix_space",
                     json_is_true(setting(f, "add_prefix_space")), "use_regex", with_regex);
}

static bed_status add_qwen2_steps(const folder *f, json_t *root, bed_error *err)
{
    BED_TRY(take(root, "normalizer", json_pack("{s:s}", "type", "NFC"), err));
    return take(root, "pre_tokenizer",
                json_pack("{s:s, s:[{s:s, s:{s:s}, s:s}, o]}", "type", "Sequence", "pretokenizers",
                          "type", "Split", "pattern", "Regex", bed__known_patterns[1], "behavior",
                          "Isolated", byte_level(f, false)),
                err);
}

static bed_status from_merges(const folder *f, json_t *vocab, const char *merges_path, json_t *root,
                              bed_error *err)
{
    json_t *const merges = json_array(), *const added = json_array();
    const struct family *family;

    BED_TRY(take(root, "added_tokens", added, err));
    BED_TRY(take(root, "model",
                 json_pack("{s:s, s:O, s:o}", "type", "BPE", "vocab", vocab, "merges", merges),
                 err));
    BED_TRY(find_family(f, &family, err));
    BED_TRY(read_merges(f, merges_path, merges, err));
    BED_TRY(take(root, "decoder", json_pack("{s:s}", "type", "ByteLevel"), err));
    if (family->qwen2)
        BED_TRY(add_qwen2_steps(f, root, err));
    else
        BED_TRY(take(root, "pre_tokenizer", byte_level(f, true), err));
    if (family->framed)
        BED_TRY(add_frame(f, root, vocab, "RobertaProcessing", "<s>", "</s>", err));
    return add_all_special(f, added, vocab, family->special, family->n_special, err);
}

/* ---- the folder ------------------------------------------------------------------------------ */

bed_status bed__files_to_json(bed_tokenizer *t, const char *path, const json_t *settings,
                              const json_t *names, json_t **out, bed_error *err)
{
    const folder f     = { t, path, settings, names };
    bed_status   st    = BED_OK;
    json_t      *vocab = NULL, *root = json_object();
    char         txt[BED_PATH_MAX], json[BED_PATH_MAX], merges[BED_PATH_MAX];

    *out = NULL;
    BED_GO(bed_path_join(txt, path, "vocab.txt", err));
    BED_GO(bed_path_join(json, path, "vocab.json", err));
    BED_GO(bed_path_join(merges, path, "merges.txt", err));
    if (bed_path_exists(txt)) {
        BED_GO(from_vocab_txt(&f, txt, root, err));
    } else if (bed_path_exists(json) && bed_path_exists(merges)) {
        BED_GO(bed__json_read(json, &vocab, &t->stamp, err));
        BED_GO(from_merges(&f, vocab, merges, root, err));
    } else {
        BED_GO(bed_fail(err, BED_EREAD,
                        "no tokenizer in '%s': expected tokenizer.json, vocab.txt, or vocab.json "
                        "and merges.txt",
                        path));
    }
    *out = root;
    root = NULL;
done:
    json_decref(vocab);
    json_decref(root);
    return st;
}
