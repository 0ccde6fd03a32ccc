/* Ids, cut ids and decoded texts are those of the tokenizers library (fixtures/tokenizer_ids). */
#include "model/test_tokenizer_folder.h"

typedef struct bench {
    bed_tokenizer *tokenizer;
    bed_encoding  *work;
    bed_token_ids  ids;
    bed_buffer     text;
    size_t         n_texts, n_wrong;
} bench;

static bool same(const bed_token_ids *got, const json_t *expected)
{
    bool equal = got->n == json_array_size(expected);

    for (size_t i = 0; equal && i < got->n; i++)
        equal = got->ids[i] == (uint32_t)json_integer_value(json_array_get(expected, i));
    return equal;
}

static void show(const bench *b, const char *what, bed_str text, const json_t *expected)
{
    print_message("%s of text %zu: '%.*s'\n  expected", what, b->n_texts, BED_STR_ARG(text));
    for (size_t i = 0; i < json_array_size(expected); i++)
        print_message(" %d", (int)json_integer_value(json_array_get(expected, i)));
    print_message("\n  got     ");
    for (size_t i = 0; i < b->ids.n; i++)
        print_message(" %u", b->ids.ids[i]);
    print_message("\n");
}

static void check(bench *b, const char *what, bed_str text, size_t max_length,
                  const json_t *expected)
{
    bed_error err = { 0 };

    assert_int_equal(
        bed_tokenizer_encode(b->tokenizer, b->work, text, true, max_length, &b->ids, NULL, &err),
        BED_OK);
    if (same(&b->ids, expected))
        return;
    if (b->n_wrong++ < 5)
        show(b, what, text, expected);
}

static void check_decoded(bench *b, const json_t *expected)
{
    bed_error     err  = { 0 };
    const bed_str want = { json_string_value(expected), json_string_length(expected) };

    bed_buffer_clear(&b->text);
    assert_int_equal(bed_tokenizer_decode(b->tokenizer, b->ids.ids, b->ids.n, true, &b->text, &err),
                     BED_OK);
    if (bed_str_equal(bed_buffer_str(&b->text), want))
        return;
    if (b->n_wrong++ < 5)
        print_message("decoded text %zu: expected '%.*s', got '%.*s'\n", b->n_texts,
                      BED_STR_ARG(want), BED_STR_ARG(bed_buffer_str(&b->text)));
}

static void check_all(bench *b, FILE *texts, FILE *ids)
{
    json_t *row;

    json_decref(next_json(ids)); /* tool and version */
    while ((row = next_json(ids)) != NULL) {
        json_t *const text = next_json(texts);
        const bed_str s    = { json_string_value(text), json_string_length(text) };

        b->n_texts++;
        if (json_object_get(row, "t") != NULL)
            check(b, "12 ids", s, 12, json_object_get(row, "t"));
        check(b, "ids", s, 0, json_object_get(row, "i"));
        if (json_object_get(row, "d") != NULL)
            check_decoded(b, json_object_get(row, "d"));
        json_decref(text);
        json_decref(row);
    }
}

static void agree(const char *name, const char *folder, const char *reference)
{
    bed_error err = { 0 };
    bench     b   = { .tokenizer = tokenizer_of(folder, NULL), .text = BED_BUFFER(1 << 20) };
    char      path[BED_PATH_MAX];

    assert_int_equal(bed_encoding_create(&b.work, &err), BED_OK);
    FILE *const texts = fopen(FIXTURES "tokenizer_texts.jsonl", "r");
    snprintf(path, sizeof path, FIXTURES "tokenizer_ids/%s.jsonl", reference);
    FILE *const ids = fopen(path, "r");

    assert_non_null(texts);
    assert_non_null(ids);
    check_all(&b, texts, ids);
    fclose(texts);
    fclose(ids);
    print_message("%-20s %zu texts, %zu differ\n", name, b.n_texts, b.n_wrong);
    assert_true(b.n_texts >= 700);
    assert_int_equal(b.n_wrong, 0);
    bed_token_ids_deinit(&b.ids);
    bed_buffer_deinit(&b.text);
    bed_encoding_destroy(b.work);
    bed_tokenizer_destroy(b.tokenizer);
}

static void agrees_on_small_tokenizers(void **unused)
{
    static const char *const names[][2] = {
        { "affixes", "affixes" },
        { "cased_wordpiece", "cased_wordpiece" },
        { "chinese_bert", "chinese_bert" },
        { "fallback", "fallback" },
        { "llama3", "llama3" },
        { "roberta", "roberta" },
        { "cased_wordpiece_files", "cased_wordpiece" },
        { "roberta_files", "roberta" },
    };
    char folder[BED_PATH_MAX];

    (void)unused;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        agree(names[i][0], tokenizer_folder(names[i][0], folder), names[i][1]);
}

/* A published tokenizer, where it is at hand. */
static void agree_on_published(const char *name)
{
    char folder[BED_PATH_MAX];

    if (!bed_path_is_dir(tokenizer_folder(name, folder))) {
        print_message("no tokenizer '%s' at hand (%s)\n", name, folder);
        skip();
    }
    agree(name, folder, name);
}

static void agrees_on_minilm(void **unused)
{
    (void)unused;
    agree_on_published("minilm");
}

static void agrees_on_gpt2(void **unused)
{
    (void)unused;
    agree_on_published("gpt2");
}

static void agrees_on_qwen2(void **unused)
{
    (void)unused;
    agree_on_published("qwen2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_on_small_tokenizers),
        cmocka_unit_test(agrees_on_minilm),
        cmocka_unit_test(agrees_on_gpt2),
        cmocka_unit_test(agrees_on_qwen2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
