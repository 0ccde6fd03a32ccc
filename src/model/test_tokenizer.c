/* What a tokenizer refuses, its settings and its borders. That ids are right is
 * test_tokenizer_reference.c's matter. */
#include "model/test_tokenizer_folder.h"

#include <pthread.h>
#include <unistd.h>

enum { TEXT_MAX = 64 << 20 };

#define WORDPIECE                                                                                    \
    "{\"normalizer\":{\"type\":\"BertNormalizer\"},\"pre_tokenizer\":{\"type\":"                     \
    "\"BertPreTokenizer\"},\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"vocab\":{"    \
    "\"[UNK]\":0,\"[CLS]\":1,\"[SEP]\":2,\"fever\":3,\"##ish\":4,\"f\":5,\"##e\":6,\"\\u70ed\":7}}," \
    "\"post_processor\":{\"type\":\"BertProcessing\",\"sep\":[\"[SEP]\",2],\"cls\":[\"[CLS]\",1]},"  \
    "\"added_tokens\":[{\"id\":1,\"content\":\"[CLS]\",\"special\":true},{\"id\":9,\"content\":"     \
    "\"Ward\"}],\"decoder\":{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":true}}"

#define BPE                                                                                        \
    "{\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false},\"model\":{\"type\":"  \
    "\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"\\u0120\":2,\"ab\":3,\"\\u0120ab\":4},\"merges\":"       \
    "[\"a b\",[\"\\u0120\",\"ab\"]]},\"decoder\":{\"type\":\"ByteLevel\"}}"

static bed_tokenizer *parsed(const char *json, const bed_tokenizer_options *options)
{
    bed_tokenizer *t   = NULL;
    bed_error      err = { 0 };

    if (bed_tokenizer_parse(bed_str_of(json), options, &t, &err) != BED_OK)
        fail_msg("%s", err.text);
    return t;
}

static bed_encoding *workspace(void)
{
    bed_encoding *work = NULL;

    assert_int_equal(bed_encoding_create(&work, NULL), BED_OK);
    return work;
}

/* The ids of a text as "1 3 2". */
static const char *ids_of(const bed_tokenizer *t, bed_encoding *work, bed_str text, bool special,
                          size_t max_length, char out[256])
{
    bed_token_ids ids = { 0 };
    size_t        n   = 0;

    assert_int_equal(bed_tokenizer_encode(t, work, text, special, max_length, &ids, NULL, NULL),
                     BED_OK);
    out[0] = '\0';
    for (size_t i = 0; i < ids.n && n < 200; i++)
        n += (size_t)snprintf(out + n, 256 - n, i == 0 ? "%u" : " %u", ids.ids[i]);
    bed_token_ids_deinit(&ids);
    return out;
}

/* ---- what is refused ------------------------------------------------------------------------- */

/* `part` of a good file becomes `bad`. */
static const struct {
    const char *file, *part, *bad, *reason;
} refused[] = {
    { WORDPIECE, "{\"normalizer\"", "[{\"normalizer\"", "not JSON: " },
    { WORDPIECE, "\"BertNormalizer\"", "\"Nmt\"", "normalizer.type 'Nmt' is not known" },
    { WORDPIECE, "\"BertNormalizer\"", "7", "\"type\": expected a string" },
    { WORDPIECE, "{\"type\":\"BertNormalizer\"}", "{\"type\":\"BertNormalizer\",\"lowercase\":3}",
      "\"lowercase\": expected true or false" },
    { WORDPIECE, "{\"type\":\"BertNormalizer\"}",
      "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Sequence\",\"normalizers\":[]}]}",
      "normalizer: a Sequence in a Sequence" },
    { WORDPIECE, "\"BertPreTokenizer\"", "\"UnicodeScripts\"",
      "pre_tokenizer.type 'UnicodeScripts' is not known" },
    { WORDPIECE, "{\"type\":\"BertPreTokenizer\"}",
      "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Sequence\",\"pretokenizers\":[]}]}",
      "pre_tokenizer: a Sequence in a Sequence" },
    { WORDPIECE, "\"BertPreTokenizer\"", "\"ByteLevel\"",
      "model.type 'WordPiece' behind ByteLevel is not known" },
    { WORDPIECE, "{\"type\":\"BertPreTokenizer\"}",
      "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"a\"},\"behavior\":\"MergedWithNext\"}",
      "pre_tokenizer.behavior 'MergedWithNext' is not known" },
    { WORDPIECE, "{\"type\":\"BertPreTokenizer\"}",
      "{\"type\":\"Split\",\"pattern\":{},\"behavior\":\"Isolated\"}",
      "pre_tokenizer.pattern: expected \"Regex\" or \"String\"" },
    { WORDPIECE, "{\"type\":\"BertPreTokenizer\"}",
      "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(\"},\"behavior\":\"Isolated\"}",
      "regular expression: " },
    { WORDPIECE, "{\"type\":\"BertPreTokenizer\"}",
      "{\"type\":\"Punctuation\",\"behavior\":\"Contiguous\"}",
      "pre_tokenizer.behavior 'Contiguous' is not known" },
    { WORDPIECE, "\"WordPiece\",\"unk", "\"Unigram\",\"unk", "model.type 'Unigram' is not known" },
    { WORDPIECE, "\"model\"", "\"modle\"", "\"model\": expected an object" },
    { WORDPIECE, "\"vocab\":{", "\"vocabulary\":{",
      "model.vocab: expected an object of tokens and ids" },
    { WORDPIECE, "\"fever\":3", "\"fever\":-3", "\"model.vocab\": expected an id" },
    { WORDPIECE, "\"fever\":3", "\"fever\":3.5", "\"model.vocab\": expected an id" },
    { WORDPIECE, "\"fever\":3", "\"fever\":4194304", "\"model.vocab\": expected an id" },
    { WORDPIECE, "\"fever\":3", "\"fever\":\"3\"", "\"model.vocab\": expected an id" },
    { WORDPIECE, "\"unk_token\":\"[UNK]\"", "\"unk_token\":\"<unk>\"",
      "model.unk_token '<unk>' is not in model.vocab" },
    { WORDPIECE, "\"unk_token\"", "\"max_input_chars_per_word\":5000,\"unk_token\"",
      "model.max_input_chars_per_word 5000; expected at most 4096" },
    { WORDPIECE, "\"unk_token\"",
      "\"continuing_subword_prefix\":\"#################\",\"unk_token\"",
      "model.continuing_subword_prefix of 17 bytes; expected at most 16" },
    { WORDPIECE, "\"BertProcessing\"", "\"Twice\"", "post_processor.type 'Twice' is not known" },
    { WORDPIECE, "[\"[SEP]\",2]", "[\"[SEP]\"]", "\"post_processor.sep\": expected an id" },
    { WORDPIECE, "\"BertProcessing\"", "\"TemplateProcessing\"",
      "post_processor.single: expected the text once, found 0" },
    { WORDPIECE, "\"BertProcessing\"",
      "\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"[X]\"}}]",
      "post_processor.special_tokens has no ids of '[X]'" },
    { WORDPIECE, "\"BertProcessing\"", "\"Sequence\"",
      "post_processor.processors: expected a list" },
    { WORDPIECE, "\"BertProcessing\"",
      "\"Sequence\",\"processors\":[{\"type\":\"Sequence\",\"processors\":[]}]",
      "post_processor.processors: a Sequence in a Sequence" },
    { WORDPIECE, "\"content\":\"Ward\"", "\"content\":\"\"",
      "added_tokens: a token without content" },
    { WORDPIECE, "{\"id\":9", "{\"id\":-9", "\"added_tokens.id\": expected an id" },
    { WORDPIECE, "\"special\":true", "\"special\":1", "\"special\": expected true or false" },
    { BPE, "\"a b\"", "\"a c\"",
      "model.merges[0] 'a' 'c': the right side is not in the vocabulary" },
    { BPE, "\"a b\"", "\"c a\"",
      "model.merges[0] 'c' 'a': the left side is not in the vocabulary" },
    { BPE, "\"a b\"", "\"b a\"",
      "model.merges[0] 'b' 'a': what they make is not in the vocabulary" },
    { BPE, "\"a b\"", "\"ab\"", "model.merges[0]: expected \"a b\" or [\"a\", \"b\"]" },
    { BPE, "\"a b\"", "[\"a\"]", "model.merges[0]: expected \"a b\" or [\"a\", \"b\"]" },
    { BPE, "\"a b\"", "[\"a\",1]", "model.merges[0]: expected \"a b\" or [\"a\", \"b\"]" },
    { BPE, "\"merges\":", "\"merges\":3,\"x\":", "model.merges: expected a list" },
    { BPE, "\"type\":\"BPE\"", "\"type\":\"BPE\",\"dropout\":0.1",
      "model.dropout: only 0 or null gives the same ids twice" },
    { BPE, "\"type\":\"BPE\"", "\"type\":\"BPE\",\"unk_token\":\"?\"",
      "model.unk_token '?' is not in model.vocab" },
    { BPE, "\"type\":\"BPE\"", "\"type\":\"BPE\",\"end_of_word_suffix\":\"</w>\"",
      "model.end_of_word_suffix is not known behind the pre-tokenizer ByteLevel" },
    { BPE, "{\"type\":\"ByteLevel\",\"add_prefix_space\":false}",
      "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"ByteLevel\"},{\"type\":\"Digits\"}]}",
      "pre_tokenizer: 'Digits' behind ByteLevel is not known" },
    { BPE, "\"add_prefix_space\":false", "\"add_prefix_space\":\"no\"",
      "\"add_prefix_space\": expected true or false" },
    { BPE, "\"decoder\":{\"type\":\"ByteLevel\"}", "\"decoder\":{\"type\":[]}",
      "\"type\": expected a string" },
};

/* `file` with its first `part` replaced. */
static void damage(const char *file, const char *part, const char *bad, bed_buffer *out)
{
    const char *const at = strstr(file, part);

    assert_non_null(at);
    bed_buffer_clear(out);
    assert_int_equal(
        bed_buffer_printf(out, NULL, "%.*s%s%s", (int)(at - file), file, bad, at + strlen(part)),
        BED_OK);
}

static void names_the_key_it_does_not_know(void **unused)
{
    bed_buffer json = BED_BUFFER(1 << 20);

    (void)unused;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        bed_tokenizer *t   = NULL;
        bed_error      err = { 0 };

        damage(refused[i].file, refused[i].part, refused[i].bad, &json);
        const bed_status st = bed_tokenizer_parse(bed_buffer_str(&json), NULL, &t, &err);

        if (st != BED_EFORMAT ||
            !bed_str_starts(bed_str_of(err.text), bed_str_of(refused[i].reason)))
            fail_msg("case %zu: status %d, '%s'; expected '%s'", i, (int)st, err.text,
                     refused[i].reason);
        assert_null(t);
    }
    bed_buffer_deinit(&json);
}

static void refuses_what_is_no_object(void **unused)
{
    static const char *const texts[] = { "", "[]", "3", "null", "{", "{\"model\":{}}" };

    (void)unused;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        bed_tokenizer *t   = NULL;
        bed_error      err = { 0 };

        assert_int_equal(bed_tokenizer_parse(bed_str_of(texts[i]), NULL, &t, &err), BED_EFORMAT);
        assert_true(err.text[0] != '\0');
        assert_null(t);
    }
}

/* ---- folders --------------------------------------------------------------------------------- */

/* A folder with one file or more: name, content, name, content ... NULL. */
static void with_folder(const char *const *files, void (*check)(bed_status, const bed_error *))
{
    char           dir[] = "/tmp/bedside-tokenizer-XXXXXX";
    char           path[BED_PATH_MAX];
    bed_tokenizer *t   = NULL;
    bed_error      err = { 0 };

    assert_non_null(mkdtemp(dir));
    for (; *files != NULL; files += 2) {
        assert_int_equal(bed_path_join(path, dir, files[0], NULL), BED_OK);
        assert_int_equal(bed_file_write(path, bed_str_of(files[1]), NULL), BED_OK);
    }
    check(bed_tokenizer_load(dir, NULL, &t, &err), &err);
    assert_null(t);
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
}

static void is_no_tokenizer(bed_status st, const bed_error *err)
{
    assert_int_equal(st, BED_EREAD);
    assert_non_null(strstr(err->text, "expected tokenizer.json, vocab.txt, or vocab.json"));
}

static void names_the_file(bed_status st, const bed_error *err)
{
    assert_int_equal(st, BED_EFORMAT);
    assert_true(bed_str_ends(bed_str_of(err->file), BED_STR("/tokenizer.json")));
    assert_string_equal(err->text, "\"model\": expected an object");
}

static void wants_a_family(bed_status st, const bed_error *err)
{
    assert_int_equal(st, BED_EFORMAT);
    assert_non_null(strstr(err->text, "tokenizer_class"));
    assert_non_null(strstr(err->text, "RobertaTokenizer, GPT2Tokenizer and Qwen2Tokenizer"));
}

static void misses_a_token(bed_status st, const bed_error *err)
{
    assert_int_equal(st, BED_EFORMAT);
    assert_string_equal(err->text, "sep_token '[SEP]' is not in the vocabulary");
}

static void counts_lines(bed_status st, const bed_error *err)
{
    assert_int_equal(st, BED_EFORMAT);
    assert_true(bed_str_ends(bed_str_of(err->file), BED_STR("/vocab.txt")));
    assert_string_equal(err->text, "line 3 is not UTF-8");
}

static void folders_that_do_not_load_say_why(void **unused)
{
    (void)unused;
    with_folder((const char *[]){ NULL }, is_no_tokenizer);
    with_folder((const char *[]){ "vocab.json", "{}", NULL }, is_no_tokenizer);
    with_folder((const char *[]){ "tokenizer.json", "{}", NULL }, names_the_file);
    with_folder((const char *[]){ "vocab.json", "{}", "merges.txt", "", NULL }, wants_a_family);
    with_folder((const char *[]){ "vocab.json", "{}", "merges.txt", "", "tokenizer_config.json",
                                  "{\"tokenizer_class\":\"CTRLTokenizer\"}", NULL },
                wants_a_family);
    with_folder((const char *[]){ "vocab.txt", "[UNK]\n[CLS]\n", NULL }, misses_a_token);
    with_folder((const char *[]){ "vocab.txt", "[UNK]\n[CLS]\n\xC3\n", NULL }, counts_lines);
}

static void a_folder_may_name_its_family_in_the_model(void **unused)
{
    char           dir[] = "/tmp/bedside-tokenizer-XXXXXX", path[BED_PATH_MAX], out[256];
    bed_encoding  *work  = workspace();
    bed_tokenizer *t;

    (void)unused;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/vocab.json", dir);
    assert_int_equal(
        bed_file_write(path, BED_STR("{\"a\":0,\"b\":1,\"ab\":2,\"<|endoftext|>\":3}"), NULL),
        BED_OK);
    snprintf(path, sizeof path, "%s/merges.txt", dir);
    assert_int_equal(bed_file_write(path, BED_STR("#version: 0.2\na b\n"), NULL), BED_OK);
    snprintf(path, sizeof path, "%s/config.json", dir);
    assert_int_equal(bed_file_write(path, BED_STR("{\"model_type\":\"gpt2\"}"), NULL), BED_OK);
    t = tokenizer_of(dir, NULL);
    assert_string_equal(ids_of(t, work, BED_STR("abba<|endoftext|>ab"), true, 0, out), "2 1 0 3 2");
    bed_tokenizer_destroy(t);
    bed_encoding_destroy(work);
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
}

/* ---- what a tokenizer says of itself --------------------------------------------------------- */

static void finds_tokens_both_ways(void **unused)
{
    bed_tokenizer *t = parsed(WORDPIECE, NULL);
    uint32_t       id;
    size_t         before, behind;

    (void)unused;
    assert_int_equal(bed_tokenizer_size(t), 10);
    assert_true(bed_tokenizer_find(t, BED_STR("##ish"), &id));
    assert_int_equal(id, 4);
    assert_true(bed_tokenizer_find(t, BED_STR("Ward"), &id));
    assert_int_equal(id, 9);
    assert_false(bed_tokenizer_find(t, BED_STR("ward"), &id));
    assert_false(bed_tokenizer_find(t, BED_STR(""), &id));
    assert_true(bed_str_equal(bed_tokenizer_token(t, 9), BED_STR("Ward")));
    assert_true(bed_str_equal(bed_tokenizer_token(t, 7), BED_STR("\u70ed")));
    assert_int_equal(bed_tokenizer_token(t, 8).len, 0); /* a hole */
    assert_int_equal(bed_tokenizer_token(t, BED_NO_TOKEN).len, 0);
    assert_true(bed_tokenizer_is_special(t, 1));
    assert_false(bed_tokenizer_is_special(t, 9));
    assert_false(bed_tokenizer_is_special(t, 3));
    bed_tokenizer_frame(t, &before, &behind);
    assert_int_equal(before, 1);
    assert_int_equal(behind, 1);
    bed_tokenizer_destroy(t);
    bed_tokenizer_destroy(NULL);
}

static void reads_the_settings_beside_the_file(void **unused)
{
    static const struct {
        const char     *name;
        size_t          max_length, size;
        bed_special_ids special;
    } cases[] = {
        { "cased_wordpiece", 64, 0, { 2, 3, BED_NO_TOKEN, BED_NO_TOKEN, 0, 1, 4 } },
        { "cased_wordpiece_files", 64, 0, { 2, 3, BED_NO_TOKEN, BED_NO_TOKEN, 0, 1, 4 } },
        { "chinese_bert", 0, 0, { 2, 3, BED_NO_TOKEN, BED_NO_TOKEN, 0, 1, 4 } },
        { "roberta", 512, 0, { 0, 2, 0, 2, 1, 3, BED_NO_TOKEN } },
        { "roberta_files", 512, 0, { 0, 2, 0, 2, 1, 3, BED_NO_TOKEN } },
        { "affixes",
          0,
          0,
          { BED_NO_TOKEN, BED_NO_TOKEN, BED_NO_TOKEN, BED_NO_TOKEN, BED_NO_TOKEN, BED_NO_TOKEN,
            BED_NO_TOKEN } },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char                  folder[BED_PATH_MAX];
        bed_tokenizer        *t    = tokenizer_of(tokenizer_folder(cases[i].name, folder), NULL);
        const bed_special_ids is   = bed_tokenizer_special(t);
        const bed_special_ids want = cases[i].special;
        uint32_t              mask = BED_NO_TOKEN;

        assert_int_equal(bed_tokenizer_max_length(t), cases[i].max_length);
        assert_int_equal(is.cls, want.cls);
        assert_int_equal(is.sep, want.sep);
        assert_int_equal(is.bos, want.bos);
        assert_int_equal(is.eos, want.eos);
        assert_int_equal(is.pad, want.pad);
        assert_int_equal(is.unk, want.unk);
        if (want.mask == BED_NO_TOKEN) /* behind the vocabulary, wherever that ends */
            (void)bed_tokenizer_find(t, BED_STR("<mask>"), &mask);
        assert_int_equal(is.mask, want.mask == BED_NO_TOKEN ? mask : want.mask);
        bed_tokenizer_destroy(t);
    }
}

/* ---- borders --------------------------------------------------------------------------------- */

static void encodes_texts_at_the_borders(void **unused)
{
    static const struct {
        bed_str     text;
        bool        special;
        size_t      max_length;
        const char *ids;
    } cases[] = {
        { BED_STR_INIT(""), true, 0, "1 2" },
        { BED_STR_INIT(""), false, 0, "" },
        { { NULL, 0 }, true, 0, "1 2" },
        { BED_STR_INIT(" \n\t"), true, 0, "1 2" },
        { BED_STR_INIT("fever"), true, 0, "1 3 2" },
        { BED_STR_INIT("FEVERISH f\u00E9"), false, 0, "3 4 5 6" },
        { BED_STR_INIT("fevers fever"), false, 0, "0 3" },
        { BED_STR_INIT("fever\u70ed\u70edfever"), false, 0, "3 7 7 3" },
        { BED_STR_INIT("fever Ward fever"), false, 0, "3 9 3" },
        { BED_STR_INIT("WARD"), false, 0,
          "9" }, /* sought in what is lower-cased, as it is itself */
        { BED_STR_INIT("[CLS]fever"), false, 0, "1 3" },
        { BED_STR_INIT("fever fever fever"), true, 4, "1 3 3 2" },
        { BED_STR_INIT("fever fever fever"), true, 2, "1 2" },
        { BED_STR_INIT("fever fever fever"), false, 2, "3 3" },
        { BED_STR_INIT("\xFF"), false, 0, "" }, /* U+FFFD is dropped by BERT */
        { BED_STR_INIT("fever\xE7\x83"), false, 0, "3" },
        { BED_STR_INIT("fe\xC3ver"), false, 0, "3" },
        { BED_STR_INIT("fe\0ver"), false, 0, "3" },
        { BED_STR_INIT("\xED\xA0\x80 f"), false, 0, "5" }, /* a surrogate */
    };
    bed_tokenizer *t    = parsed(WORDPIECE, NULL);
    bed_encoding  *work = workspace();
    char           out[256];

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (strcmp(ids_of(t, work, cases[i].text, cases[i].special, cases[i].max_length, out),
                   cases[i].ids) != 0)
            fail_msg("case %zu: '%s', expected '%s'", i, out, cases[i].ids);
    bed_encoding_destroy(work);
    bed_encoding_destroy(NULL);
    bed_tokenizer_destroy(t);
}

static void a_text_may_have_no_ids_at_all(void **unused)
{
    bed_tokenizer *t    = parsed(BPE, NULL);
    bed_encoding  *work = workspace();
    char           out[256];

    (void)unused;
    assert_string_equal(ids_of(t, work, BED_STR("xyz"), true, 0, out), "");
    assert_string_equal(ids_of(t, work, BED_STR("xyz"), true, 3, out), "");
    assert_string_equal(ids_of(t, work, BED_STR("xayz xyz"), true, 0, out), "0 2");
    bed_encoding_destroy(work);
    bed_tokenizer_destroy(t);
}

static void counts_what_it_cuts_off(void **unused)
{
    bed_tokenizer *t    = parsed(WORDPIECE, NULL);
    bed_encoding  *work = workspace();
    bed_token_ids  ids  = { 0 };
    bed_error      err  = { 0 };
    size_t         cut  = 77;

    (void)unused;
    assert_int_equal(
        bed_tokenizer_encode(t, work, BED_STR("fever f fever f f"), true, 5, &ids, &cut, &err),
        BED_OK);
    assert_int_equal(ids.n, 5);
    assert_int_equal(cut, 2);
    assert_int_equal(bed_tokenizer_encode(t, work, BED_STR("fever"), true, 5, &ids, &cut, &err),
                     BED_OK);
    assert_int_equal(cut, 0);
    assert_int_equal(bed_tokenizer_encode(t, work, BED_STR("fever"), true, 1, &ids, &cut, &err),
                     BED_EARGUMENT);
    assert_string_equal(err.text, "longest input of 1; the special tokens alone are 2");
    bed_token_ids_deinit(&ids);
    bed_encoding_destroy(work);
    bed_tokenizer_destroy(t);
}

static void a_prefix_space_is_the_callers_to_choose(void **unused)
{
    static const struct {
        bed_setting setting;
        const char *file, *ids;
    } cases[] = {
        { BED_AS_FILED, "false", "3 4" }, { BED_YES, "false", "4 4" }, { BED_NO, "false", "3 4" },
        { BED_AS_FILED, "true", "4 4" },  { BED_NO, "true", "3 4" },
    };
    bed_encoding *work = workspace();
    bed_buffer    json = BED_BUFFER(1 << 20);
    char          out[256];

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const bed_tokenizer_options options = { .add_prefix_space = cases[i].setting };

        damage(BPE, "false", cases[i].file, &json);
        bed_tokenizer *t = parsed(json.ptr, &options);

        assert_string_equal(ids_of(t, work, BED_STR("ab ab"), true, 0, out), cases[i].ids);
        assert_string_equal(ids_of(t, work, BED_STR(""), true, 0, out), "");
        bed_tokenizer_destroy(t);
    }
    bed_buffer_deinit(&json);
    bed_encoding_destroy(work);
}

/* The cache of one tokenizer's words must not serve another. */
static void one_work_space_serves_tokenizers_in_turn(void **unused)
{
    bed_tokenizer *a = parsed(WORDPIECE, NULL), *b = parsed(BPE, NULL);
    bed_encoding  *work = workspace();
    char           out[256];

    (void)unused;
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(ids_of(a, work, BED_STR("f ab"), false, 0, out), "5 0");
        assert_string_equal(ids_of(b, work, BED_STR("ab ab"), false, 0, out), "3 4");
    }
    bed_encoding_destroy(work);
    bed_tokenizer_destroy(a);
    bed_tokenizer_destroy(b);
}

/* ---- threads --------------------------------------------------------------------------------- */

typedef struct job {
    const bed_tokenizer *tokenizer;
    size_t               n_ids;
    uint64_t             hash; /* of all ids */
} job;

static void *encode_many(void *argument)
{
    job          *j    = argument;
    bed_encoding *work = NULL;
    bed_token_ids ids  = { 0 };
    char          text[128];
    bool          fine = bed_encoding_create(&work, NULL) == BED_OK;

    for (int i = 0; fine && i < 3000; i++) {
        const int n =
            snprintf(text, sizeof text, "Ward%d headache %d/%d, fe\u0301ver\n\u53d1\u70e7 x%d!", i,
                     i * 7, i % 90, i * i);

        fine = bed_tokenizer_encode(j->tokenizer, work, (bed_str){ text, (size_t)n }, true, 0, &ids,
                                    NULL, NULL) == BED_OK;
        j->n_ids += ids.n;
        j->hash = bed_hash64((bed_str){ (const char *)ids.ids, ids.n * sizeof *ids.ids }, j->hash);
    }
    bed_token_ids_deinit(&ids);
    bed_encoding_destroy(work);
    return fine ? j : NULL;
}

static void threads_share_a_tokenizer(void **unused)
{
    static const char *const names[] = { "affixes", "fallback", "llama3", "chinese_bert" };

    (void)unused;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char           folder[BED_PATH_MAX];
        bed_tokenizer *t       = tokenizer_of(tokenizer_folder(names[i], folder), NULL);
        job            jobs[4] = { { t, 0, 0 }, { t, 0, 0 }, { t, 0, 0 }, { t, 0, 0 } };
        pthread_t      threads[3];
        void          *end;

        for (size_t k = 0; k < 3; k++)
            assert_int_equal(pthread_create(&threads[k], NULL, encode_many, &jobs[k]), 0);
        assert_non_null(encode_many(&jobs[3]));
        for (size_t k = 0; k < 3; k++) {
            assert_int_equal(pthread_join(threads[k], &end), 0);
            assert_non_null(end);
            assert_int_equal(jobs[k].n_ids, jobs[3].n_ids);
            assert_true(jobs[k].hash == jobs[3].hash);
        }
        assert_true(jobs[3].n_ids > 30000);
        bed_tokenizer_destroy(t);
    }
}

static void decodes(void **unused)
{
    static const struct {
        const char *file;
        uint32_t    ids[6];
        size_t      n;
        bool        skip;
        const char *text;
    } cases[] = {
        { WORDPIECE, { 1, 3, 4, 7, 2 }, 5, true, "feverish \u70ed [SEP]" },
        { WORDPIECE, { 1, 3, 4, 7, 2 }, 5, false, "[CLS] feverish \u70ed [SEP]" },
        { WORDPIECE, { 4, 4, 8, 99, BED_NO_TOKEN }, 5, false, "##ishish" },
        { WORDPIECE, { 0 }, 0, true, "" },
        { BPE, { 4, 4, 0 }, 3, true, " ab aba" },
    };
    bed_buffer out = BED_BUFFER(1 << 20);

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bed_tokenizer *t = parsed(cases[i].file, NULL);

        bed_buffer_clear(&out);
        assert_int_equal(
            bed_tokenizer_decode(t, cases[i].ids, cases[i].n, cases[i].skip, &out, NULL), BED_OK);
        if (!bed_str_equal(bed_buffer_str(&out), bed_str_of(cases[i].text)))
            fail_msg("case %zu: '%.*s'", i, BED_STR_ARG(bed_buffer_str(&out)));
        bed_tokenizer_destroy(t);
    }
    bed_buffer_deinit(&out);
}

static void refuses_to_decode_by_a_decoder_it_does_not_know(void **unused)
{
    bed_buffer     json = BED_BUFFER(1 << 20), out = BED_BUFFER(1 << 20);
    bed_error      err = { 0 };
    const uint32_t id  = 0;
    bed_tokenizer *t;

    (void)unused;
    damage(BPE, "\"decoder\":{\"type\":\"ByteLevel\"}", "\"decoder\":{\"type\":\"CTC\"}", &json);
    t = parsed(json.ptr, NULL);
    assert_int_equal(bed_tokenizer_decode(t, &id, 1, true, &out, &err), BED_EFORMAT);
    assert_string_equal(err.text, "decoder.type 'CTC' is not known");
    bed_tokenizer_destroy(t);
    bed_buffer_deinit(&json);
    bed_buffer_deinit(&out);
}

/* ---- size ------------------------------------------------------------------------------------ */

/* Two million letters without a blank; were merging quadratic, this would not end. WordPiece gives
 * one unknown token for such a word, the others the word itself. */
static void takes_a_word_without_end(void **unused)
{
    static const char *const names[] = { "cased_wordpiece", "roberta", "llama3", "fallback" };
    const size_t             n       = 2000000;
    char *const              text    = bed_alloc(n, 1);
    bed_encoding            *work    = workspace();
    bed_buffer               out     = BED_BUFFER((size_t)1 << 24);
    bed_rng                  rng     = bed_rng_split(13, BED_STR("long word"), 0);

    (void)unused;
    assert_non_null(text);
    for (size_t i = 0; i < n; i++)
        text[i] = (char)('a' + bed_rng_below(&rng, 26));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char           folder[BED_PATH_MAX];
        bed_tokenizer *t   = tokenizer_of(tokenizer_folder(names[i], folder), NULL);
        bed_token_ids  ids = { 0 };

        assert_int_equal(
            bed_tokenizer_encode(t, work, (bed_str){ text, n }, false, 0, &ids, NULL, NULL),
            BED_OK);
        bed_buffer_clear(&out);
        assert_int_equal(bed_tokenizer_decode(t, ids.ids, ids.n, true, &out, NULL), BED_OK);
        if (i == 0)
            assert_int_equal(ids.n, 1);
        else if (i == 3) /* it has no decoder */
            assert_true(ids.n > n / 3);
        else
            assert_true(bed_str_equal(bed_trim(bed_buffer_str(&out)), (bed_str){ text, n }));
        bed_token_ids_deinit(&ids);
        bed_tokenizer_destroy(t);
    }
    bed_encoding_destroy(work);
    bed_buffer_deinit(&out);
    bed_free(text);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static bed_status load_and_use(const char *folder)
{
    bed_status     st   = BED_OK;
    bed_tokenizer *t    = NULL;
    bed_encoding  *work = NULL;
    bed_token_ids  ids  = { 0 };
    bed_buffer     text = BED_BUFFER(TEXT_MAX);
    bed_error      err  = { 0 };

    BED_GO(bed_tokenizer_load(folder, NULL, &t, &err));
    BED_GO(bed_encoding_create(&work, &err));
    BED_GO(bed_tokenizer_encode(
        t, work,
        BED_STR("Na\u00EFve \u1100\u1161\u0301 \U0001D157\U0001D165 drugs\xFF, "
                "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrst"),
        true, 0, &ids, NULL, &err));
    BED_GO(bed_tokenizer_decode(t, ids.ids, ids.n, true, &text, &err));
done:
    bed_buffer_deinit(&text);
    bed_token_ids_deinit(&ids);
    bed_encoding_destroy(work);
    bed_tokenizer_destroy(t);
    return st;
}

static void every_allocation_may_fail_once(void **unused)
{
    static const char *const names[] = {
        "cased_wordpiece", "chinese_bert", "roberta_files",
        "llama3",          "affixes",      "cased_wordpiece_files"
    };

    (void)unused;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char   folder[BED_PATH_MAX];
        bool   over = false;
        size_t n    = 0;

        for (uint64_t k = 1; !over && k < 5000; k++, n++) {
            bed_alloc_fail_at(k);
            const bed_status st = load_and_use(tokenizer_folder(names[i], folder));

            over = bed_alloc_fail_at(0) < k;
            assert_int_equal(st, over ? BED_OK : BED_EMEMORY);
        }
        assert_true(over && n > 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_key_it_does_not_know),
        cmocka_unit_test(refuses_what_is_no_object),
        cmocka_unit_test(folders_that_do_not_load_say_why),
        cmocka_unit_test(a_folder_may_name_its_family_in_the_model),
        cmocka_unit_test(finds_tokens_both_ways),
        cmocka_unit_test(reads_the_settings_beside_the_file),
        cmocka_unit_test(encodes_texts_at_the_borders),
        cmocka_unit_test(a_text_may_have_no_ids_at_all),
        cmocka_unit_test(counts_what_it_cuts_off),
        cmocka_unit_test(a_prefix_space_is_the_callers_to_choose),
        cmocka_unit_test(one_work_space_serves_tokenizers_in_turn),
        cmocka_unit_test(threads_share_a_tokenizer),
        cmocka_unit_test(decodes),
        cmocka_unit_test(refuses_to_decode_by_a_decoder_it_does_not_know),
        cmocka_unit_test(takes_a_word_without_end),
        cmocka_unit_test(every_allocation_may_fail_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
