/* Encoders beside transformers: every hidden state of small random models, and what is refused. */
#include "model/encoder.h"

#include "base/test.h"
#include "model/safetensors.h"

#include <math.h>

#define FIXTURES "src/model/fixtures/"

enum { TEXTS = 4, NAME = 64 };

typedef struct expected {
    bed_safetensors *file;
    uint32_t        *ids[TEXTS];
    size_t           lengths[TEXTS];
} expected;

static const bed_tensor *entry(const expected *x, const char *format, size_t a, size_t b)
{
    char              name[NAME];
    const int         n = snprintf(name, sizeof name, "%s.%zu", format, a);
    const bed_tensor *t;

    if (b != SIZE_MAX)
        (void)snprintf(name + n, sizeof name - (size_t)n, ".%zu", b);
    t = bed_safetensors_find(x->file, bed_str_of(name));
    assert_non_null(t);
    return t;
}

static void read_expected(const char *folder, expected *x)
{
    char      path[BED_PATH_MAX];
    bed_error err = { 0 };

    assert_int_equal(bed_path_join(path, folder, "expected.safetensors", &err), BED_OK);
    assert_int_equal(bed_safetensors_open(path, &x->file, &err), BED_OK);
    for (size_t i = 0; i < TEXTS; i++) {
        const bed_tensor *t = entry(x, "ids", i, SIZE_MAX);

        x->lengths[i] = t->n_elements;
        x->ids[i]     = bed_new_array(uint32_t, t->n_elements);
        for (size_t k = 0; k < t->n_elements; k++) {
            int64_t id;

            memcpy(&id, t->data + 8 * k, sizeof id);
            x->ids[i][k] = (uint32_t)id;
        }
    }
}

static void release_expected(expected *x)
{
    for (size_t i = 0; i < TEXTS; i++)
        bed_free(x->ids[i]);
    bed_safetensors_close(x->file);
}

static double distance(const float *a, const bed_tensor *t)
{
    float *b    = bed_new_array(float, t->n_elements);
    double most = 0;

    assert_int_equal(bed_tensor_float32(t, b, NULL), BED_OK);
    for (size_t i = 0; i < t->n_elements; i++)
        most = fmax(most, fabs((double)a[i] - (double)b[i]));
    bed_free(b);
    return most;
}

/* All texts in one batch, after every layer. */
static double worst_distance(const char *folder, bed_precision precision)
{
    const bed_encoder_options options = { .precision = precision };
    bed_encoder              *e       = NULL;
    bed_encoder_work         *w       = NULL;
    bed_error                 err     = { 0 };
    expected                  x;
    uint32_t                  ids[512];
    double                    most = 0;
    size_t                    n    = 0;

    read_expected(folder, &x);
    assert_int_equal(bed_encoder_load(folder, &options, &e, &err), BED_OK);
    assert_int_equal(bed_encoder_work_create(e, &w, &err), BED_OK);
    for (size_t i = 0; i < TEXTS; n += x.lengths[i++])
        memcpy(ids + n, x.ids[i], x.lengths[i] * sizeof *ids);
    for (size_t layer = 0; layer <= bed_encoder_layers(e); layer++) {
        float *states = NULL;

        assert_int_equal(bed_encoder_run(e, w, ids, x.lengths, TEXTS, layer, &states, &err),
                         BED_OK);
        for (size_t i = 0; i < TEXTS; i++) {
            most = fmax(most, distance(states, entry(&x, "states", i, layer)));
            states += x.lengths[i] * bed_encoder_about(e)->n_hidden;
        }
    }
    bed_encoder_work_destroy(w);
    bed_encoder_destroy(e);
    release_expected(&x);
    return most;
}

static void gives_the_states_of_transformers(void **unused)
{
    (void)unused;
    /* float32 sums in another order: 1e-6 of values up to 6 */
    assert_true(worst_distance(FIXTURES "tiny_bert", BED_FLOAT32) < 1e-5);
    assert_true(worst_distance(FIXTURES "tiny_roberta", BED_FLOAT32) < 1e-5);
}

static void comes_near_them_in_bfloat16(void **unused)
{
    (void)unused;
    const bed_encoder_options options = { .precision = BED_BFLOAT16 };
    bed_encoder              *e       = NULL;
    bed_error                 err     = { 0 };
    const bed_status          st      = bed_encoder_load(FIXTURES "tiny_bert", &options, &e, &err);

    bed_encoder_destroy(e);
    if (st == BED_EARGUMENT) {
        assert_string_equal(err.text, "this processor has no products of bfloat16");
        print_message("skipped: %s\n", err.text);
        return;
    }
    assert_int_equal(st, BED_OK);
    const double far = worst_distance(FIXTURES "tiny_bert", BED_BFLOAT16);
    assert_true(far < 0.2);  /* 8 bits of fraction, values up to 6 */
    assert_true(far > 1e-4); /* and it is what was computed with */
}

/* ---- many texts ---- */

typedef struct kept {
    float *first; /* (n, H): the first token's state of each text */
    size_t H;
} kept;

static bed_status keep(void *context, size_t worker, size_t text, float *states, size_t n_tokens,
                       bed_error *err)
{
    kept *k = context;

    (void)worker;
    if (n_tokens == 0)
        return bed_fail(err, BED_EINTERNAL, "no tokens");
    memcpy(k->first + text * k->H, states, k->H * sizeof(float));
    return BED_OK;
}

static void gives_the_same_bytes_on_any_number_of_threads(void **unused)
{
    (void)unused;
    enum { N = 137, H = 32 };
    bed_encoder *e   = NULL;
    bed_error    err = { 0 };
    uint32_t     ids[N * 48];
    size_t       offsets[N + 1] = { 0 };
    static float once[N * H], again[N * H];

    for (size_t i = 0; i < N; i++) {
        const size_t n = 1 + (i * i + 11) % 48;

        for (size_t k = 0; k < n; k++)
            ids[offsets[i] + k] = (uint32_t)(5 + (i * 31 + k * k * 7) % 170);
        offsets[i + 1] = offsets[i] + n;
    }
    const bed_id_lists texts = { ids, offsets, N };
    assert_int_equal(bed_encoder_load(FIXTURES "tiny_bert", NULL, &e, &err), BED_OK);
    assert_int_equal(bed_encoder_each(e, &texts, 2, 1, keep, &(kept){ once, H }, &err), BED_OK);
    for (size_t n_threads = 2; n_threads < 6; n_threads++) {
        memset(again, 0, sizeof again);
        assert_int_equal(bed_encoder_each(e, &texts, 2, n_threads, keep, &(kept){ again, H }, &err),
                         BED_OK);
        assert_memory_equal(once, again, sizeof once);
    }
    for (size_t i = 0; i < N; i++)
        assert_true(once[i * H] != 0);
    const bed_id_lists none = { ids, offsets, 0 };
    assert_int_equal(bed_encoder_each(e, &none, 2, 2, keep, &(kept){ again, H }, &err), BED_OK);
    bed_encoder_destroy(e);
}

static bed_status refuse(void *context, size_t worker, size_t text, float *states, size_t n_tokens,
                         bed_error *err)
{
    (void)context, (void)worker, (void)states, (void)n_tokens;
    return text == 3 ? bed_fail(err, BED_REFUSED, "text 3") : BED_OK;
}

static void ends_with_the_first_failure_of_a_text(void **unused)
{
    (void)unused;
    const uint32_t     ids[]     = { 2, 9, 3, 2, 3, 2, 17, 3, 2, 44, 45, 3, 2, 3 };
    const size_t       offsets[] = { 0, 3, 5, 8, 12, 14 };
    const bed_id_lists texts     = { ids, offsets, 5 };
    bed_encoder       *e         = NULL;

    assert_int_equal(bed_encoder_load(FIXTURES "tiny_bert", NULL, &e, NULL), BED_OK);
    for (size_t n_threads = 1; n_threads < 3; n_threads++) {
        bed_error err = { 0 };

        assert_int_equal(bed_encoder_each(e, &texts, 1, n_threads, refuse, NULL, &err),
                         BED_REFUSED);
        assert_string_equal(err.text, "text 3");
    }
    bed_encoder_destroy(e);
}

static void refuses_what_the_model_cannot_take(void **unused)
{
    (void)unused;
    bed_encoder      *e = NULL;
    bed_encoder_work *w = NULL;
    float            *states;
    uint32_t          ids[64] = { 2, 5, 3 };

    assert_int_equal(
        bed_encoder_load(FIXTURES "tiny_bert", &(bed_encoder_options){ .n_layers = 1 }, &e, NULL),
        BED_OK);
    assert_int_equal(bed_encoder_layers(e), 1);
    assert_int_equal(bed_encoder_max_length(bed_encoder_about(e)), 48);
    assert_int_equal(bed_encoder_work_create(e, &w, NULL), BED_OK);
    static const struct {
        size_t      length, layer;
        uint32_t    id;
        const char *text;
    } cases[] = {
        { 3, 2, 5, "layer 2: 1 are loaded" },
        { 0, 1, 5, "a text of 0 tokens: expected 1 to 48" },
        { 49, 1, 5, "a text of 49 tokens: expected 1 to 48" },
        { 3, 1, 179, "token 179: the model knows 179" },
        { 3, 0, 4294967295, "token 4294967295: the model knows 179" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_error err = { 0 };

        ids[1] = cases[i].id;
        assert_int_equal(
            bed_encoder_run(e, w, ids, &cases[i].length, 1, cases[i].layer, &states, &err),
            BED_EARGUMENT);
        assert_string_equal(err.text, cases[i].text);
    }
    bed_encoder_work_destroy(w);
    bed_encoder_destroy(e);
    bed_error err = { 0 };
    assert_int_equal(
        bed_encoder_load(FIXTURES "tiny_bert", &(bed_encoder_options){ .n_layers = 3 }, &e, &err),
        BED_EARGUMENT);
    assert_non_null(strstr(err.text, "layer 3: the model '"));
    assert_int_equal(bed_encoder_load(FIXTURES "no_such_model", NULL, &e, &err), BED_EREAD);
}

static void every_allocation_may_fail(void **unused)
{
    (void)unused;
    const uint32_t     ids[]     = { 2, 9, 3, 2, 3 };
    const size_t       offsets[] = { 0, 3, 5 };
    const bed_id_lists texts     = { ids, offsets, 2 };
    float              first[64];
    uint64_t           n = 1;

    for (uint64_t i = 0; i <= n; i++) {
        bed_encoder *e = NULL;

        (void)bed_alloc_fail_at(i);
        bed_status st = bed_encoder_load(FIXTURES "tiny_bert", NULL, &e, NULL);
        if (st == BED_OK)
            st = bed_encoder_each(e, &texts, 2, 1, keep, &(kept){ first, 32 }, NULL);
        bed_encoder_destroy(e);
        if (i == 0)
            n = bed_alloc_fail_at(0);
        assert_int_equal(st, i == 0 ? BED_OK : BED_EMEMORY);
    }
    (void)bed_alloc_fail_at(0);
    assert_true(n > 50);
}

/* ---- config.json ---- */

#define SIZES                                                                                      \
    "\"num_hidden_layers\":2,\"hidden_size\":12,\"num_attention_heads\":3,"                        \
    "\"intermediate_size\":7,\"vocab_size\":31,\"max_position_embeddings\":9"

static void reads_a_config(void **unused)
{
    (void)unused;
    bed_encoder_config c;

    assert_int_equal(bed_encoder_config_parse(BED_STR("{" SIZES "}"), "folder", &c, NULL), BED_OK);
    assert_string_equal(c.model_type, "bert");
    assert_string_equal(c.name, "folder");
    assert_int_equal(c.n_types, 2);
    assert_int_equal(c.first_position, 0);
    assert_int_equal(c.activation, BED_GELU);
    assert_true(c.eps == 1e-12F);
    assert_int_equal(
        bed_encoder_config_parse(
            BED_STR("{\"model_type\":\"xlm-roberta\",\"_name_or_path\":\"a/b\",\"pad_token_id\":1,"
                    "\"hidden_act\":\"relu\",\"layer_norm_eps\":1e-5," SIZES "}"),
            "folder", &c, NULL),
        BED_OK);
    assert_string_equal(c.name, "a/b");
    assert_int_equal(c.first_position, 2);
    assert_int_equal(bed_encoder_max_length(&c), 7);
    assert_int_equal(c.activation, BED_RELU);
}

static void refuses_a_config_it_does_not_know(void **unused)
{
    (void)unused;
    static const struct {
        const char *config, *text;
    } cases[] = {
        { "[1]", "expected an object" },
        { "{\"model_type\":\"t5\"," SIZES "}",
          "key 'model_type': expected bert, roberta, xlm-roberta or camembert, found 't5'" },
        { "{\"is_decoder\":true," SIZES "}", "key 'is_decoder': expected false: an encoder" },
        { "{\"is_decoder\":false,\"add_cross_attention\":true," SIZES "}",
          "key 'add_cross_attention': expected false: an encoder" },
        { "{\"hidden_act\":\"silu\"," SIZES "}",
          "key 'hidden_act': expected gelu, gelu_new, gelu_pytorch_tanh or relu, found 'silu'" },
        { "{\"hidden_act\":7," SIZES "}",
          "key 'hidden_act': expected gelu, gelu_new, gelu_pytorch_tanh or relu, found '?'" },
        { "{\"position_embedding_type\":\"relative_key\"," SIZES "}",
          "key 'position_embedding_type': expected absolute, found 'relative_key'" },
        { "{\"layer_norm_eps\":0," SIZES "}",
          "key 'layer_norm_eps': expected a number within (0, 1)" },
        { "{\"type_vocab_size\":0," SIZES "}",
          "key 'type_vocab_size': expected 1 to 16777216, found 0" },
        { "{\"model_type\":\"roberta\",\"pad_token_id\":8," SIZES "}",
          "key 'max_position_embeddings': no room behind position 9" },
        { "{\"num_hidden_layers\":2}", "key 'hidden_size': expected a whole number" },
        { "{\"num_hidden_layers\":-1}", "key 'num_hidden_layers': expected 1 to 1024, found -1" },
        { "{\"num_hidden_layers\":2,\"hidden_size\":13,\"num_attention_heads\":3,"
          "\"intermediate_size\":7,\"vocab_size\":31}",
          "key 'num_attention_heads': 3 heads do not share 13 values evenly" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_encoder_config c;
        bed_error          err = { 0 };

        assert_int_equal(bed_encoder_config_parse(bed_str_of(cases[i].config), "x", &c, &err),
                         BED_EFORMAT);
        assert_string_equal(err.text, cases[i].text);
    }
}

/* ---- weights that do not fit ---- */

static void put(const char *folder, const char *name, const char *text)
{
    char path[BED_PATH_MAX];

    assert_int_equal(bed_path_join(path, folder, name, NULL), BED_OK);
    assert_int_equal(bed_file_write(path, bed_str_of(text), NULL), BED_OK);
}

/* The fixture's weights beside a config.json of another size. */
static void names_the_weight_that_does_not_fit(void **unused)
{
    (void)unused;
    char       folder[] = "/tmp/bedside-encoder-XXXXXX", path[BED_PATH_MAX];
    bed_buffer weights  = BED_BUFFER(1 << 20);
    static const struct {
        const char *config, *text;
    } cases[] = {
        { "{\"hidden_size\":32,\"num_attention_heads\":4,\"intermediate_size\":48,"
          "\"vocab_size\":180,\"max_position_embeddings\":48,\"num_hidden_layers\":2}",
          "tensor 'embeddings.word_embeddings.weight': expected shape (180, 32), found (179, 32)" },
        { "{\"hidden_size\":32,\"num_attention_heads\":4,\"intermediate_size\":49,\"type_vocab_size"
          "\":2,\"vocab_size\":179,\"max_position_embeddings\":48,\"num_hidden_layers\":2}",
          "tensor 'encoder.layer.0.intermediate.dense.weight': expected shape (49, 32), found "
          "(48, 32)" },
        { "{\"hidden_size\":32,\"num_attention_heads\":4,\"intermediate_size\":48,\"type_vocab_size"
          "\":2,\"vocab_size\":179,\"max_position_embeddings\":48,\"num_hidden_layers\":3}",
          "tensor 'encoder.layer.2.attention.self.query.weight': expected shape (32, 32), not "
          "found" },
    };

    assert_non_null(mkdtemp(folder));
    assert_int_equal(bed_file_read(FIXTURES "tiny_bert/model.safetensors", &weights, NULL), BED_OK);
    assert_int_equal(bed_path_join(path, folder, "model.safetensors", NULL), BED_OK);
    assert_int_equal(bed_file_write(path, bed_buffer_str(&weights), NULL), BED_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_encoder *e   = NULL;
        bed_error    err = { 0 };

        put(folder, "config.json", cases[i].config);
        assert_int_equal(bed_encoder_load(folder, NULL, &e, &err), BED_EFORMAT);
        assert_string_equal(err.text, cases[i].text);
        assert_string_equal(err.file, folder);
        assert_null(e);
    }
    assert_int_equal(bed_dir_remove(folder, NULL), BED_OK);
    bed_buffer_deinit(&weights);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_states_of_transformers),
        cmocka_unit_test(comes_near_them_in_bfloat16),
        cmocka_unit_test(gives_the_same_bytes_on_any_number_of_threads),
        cmocka_unit_test(ends_with_the_first_failure_of_a_text),
        cmocka_unit_test(refuses_what_the_model_cannot_take),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(reads_a_config),
        cmocka_unit_test(refuses_a_config_it_does_not_know),
        cmocka_unit_test(names_the_weight_that_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
