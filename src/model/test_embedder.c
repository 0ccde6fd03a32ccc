/* Sentence embeddings beside sentence-transformers; what a folder's modules may be. */
#include "model/embedder.h"

#include "base/test.h"

#include <jansson.h>
#include <math.h>
#include <unistd.h>

#define FIXTURES "src/model/fixtures/"

enum { FILE_MAX = 1 << 20, HEAD = 12, TEXTS_MAX = 16 };

static void put(const char *folder, const char *name, const char *text)
{
    char path[BED_PATH_MAX];

    assert_int_equal(bed_path_join(path, folder, name, NULL), BED_OK);
    assert_int_equal(bed_file_write(path, bed_str_of(text), NULL), BED_OK);
}

/* A folder with links to tiny_bert's files. */
static void make_folder(char *folder)
{
    static const char *const names[] = { "config.json", "model.safetensors", "tokenizer.json",
                                         "tokenizer_config.json" };
    char                     from[BED_PATH_MAX], to[BED_PATH_MAX], here[BED_PATH_MAX - 128];

    assert_non_null(mkdtemp(folder));
    assert_non_null(getcwd(here, sizeof here));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)snprintf(from, sizeof from, "%s/" FIXTURES "tiny_bert/%s", here, names[i]);
        assert_int_equal(bed_path_join(to, folder, names[i], NULL), BED_OK);
        assert_int_equal(symlink(from, to), 0);
    }
    assert_int_equal(bed_path_join(to, folder, "1_Pooling", NULL), BED_OK);
    assert_int_equal(bed_dir_create(to, NULL), BED_OK);
}

static const char MODULES[] =
    "[{\"type\":\"sentence_transformers.models.Transformer\",\"path\":\"\"},"
    "{\"type\":\"a.b.Pooling\",\"path\":\"1_Pooling\"}]";

/* ---- figures ---- */

static double cosine(const float *a, const float *b, size_t n)
{
    double ab = 0, aa = 0, bb = 0;

    for (size_t i = 0; i < n; i++) {
        ab += (double)a[i] * (double)b[i];
        aa += (double)a[i] * (double)a[i];
        bb += (double)b[i] * (double)b[i];
    }
    return ab / sqrt(aa * bb);
}

static void compare(const char *folder, const json_t *run, const bed_str *texts, size_t n)
{
    bed_embedder *e     = NULL;
    bed_texts    *set   = NULL;
    bed_error     err   = { 0 };
    const json_t *heads = json_object_get(run, "heads"), *cosines = json_object_get(run, "cosines");
    size_t        number[TEXTS_MAX];

    assert_int_equal(bed_embedder_load(folder, BED_FLOAT32, &e, &err), BED_OK);
    assert_int_equal(bed_embedder_texts(e, &set, &err), BED_OK);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(bed_texts_add(set, texts[i], &number[i], &err), BED_OK);
    const size_t H = bed_embedder_size(e);
    float       *v = bed_new_array(float, bed_texts_ids(set).n *H);
    assert_int_equal(bed_embedder_run(e, set, 2, NULL, v, &err), BED_OK);
    assert_int_equal(json_array_size(heads), n);
    for (size_t i = 0; i < n; i++) {
        const float *x = v + number[i] * H;

        for (size_t c = 0; c < HEAD; c++) {
            const double want = json_number_value(json_array_get(json_array_get(heads, i), c));
            assert_true(fabs((double)x[c] - want) < 1e-5 * fmax(1, fabs(want)));
        }
        for (size_t k = 0; k < n; k++)
            assert_true(fabs(cosine(x, v + number[k] * H, H) -
                             json_number_value(json_array_get(json_array_get(cosines, i), k))) <
                        1e-5);
    }
    bed_free(v);
    bed_texts_destroy(set);
    bed_embedder_destroy(e);
}

/* Runs of the fixture; those of tiny_bert through modules written for them. */
static size_t compare_runs(const char *model, const char *folder)
{
    bed_buffer file = BED_BUFFER(FILE_MAX), lines = BED_BUFFER(FILE_MAX),
               last = BED_BUFFER(FILE_MAX);
    json_t *entries[TEXTS_MAX];
    bed_str texts[TEXTS_MAX];
    size_t  n = 0, n_runs = 0;

    assert_int_equal(bed_file_read(FIXTURES "sentences.jsonl", &lines, NULL), BED_OK);
    for (bed_str rest = bed_buffer_str(&lines); rest.len > 0; n++) {
        const bed_str line = bed_take_line(&rest);
        entries[n]         = json_loadb(line.ptr, line.len, 0, NULL);
        texts[n]           = bed_str_of(json_string_value(json_object_get(entries[n], "text")));
    }
    for (size_t i = 0; i < 200; i++)
        assert_int_equal(bed_buffer_add(&last, BED_STR("cough fever "), NULL), BED_OK);
    texts[n] = bed_buffer_str(&last);
    assert_int_equal(bed_file_read(FIXTURES "sentence_vectors.jsonl", &file, NULL), BED_OK);
    for (bed_str rest = bed_buffer_str(&file); rest.len > 0;) {
        const bed_str line = bed_take_line(&rest);
        json_t       *run  = json_loadb(line.ptr, line.len, 0, NULL);
        const char   *of   = json_string_value(json_object_get(run, "model"));
        const char   *how  = json_string_value(json_object_get(run, "pooling"));
        char          pooling[128];

        if (of != NULL && strcmp(of, model) == 0) {
            if (strcmp(model, "tiny_bert") == 0 && strcmp(how, "mean") != 0) {
                (void)snprintf(pooling, sizeof pooling, "{\"pooling_mode\":\"%s\"}", how);
                put(folder, "modules.json", MODULES);
                put(folder, "1_Pooling/config.json", pooling);
            }
            compare(folder, run, texts, n + 1);
            n_runs++;
        }
        json_decref(run);
    }
    for (size_t i = 0; i < n; i++)
        json_decref(entries[i]);
    bed_buffer_deinit(&file);
    bed_buffer_deinit(&lines);
    bed_buffer_deinit(&last);
    return n_runs;
}

static void gives_the_vectors_of_sentence_transformers(void **unused)
{
    (void)unused;
    char folder[] = "/tmp/bedside-embedder-XXXXXX";

    make_folder(folder); /* without modules.json: the mean, of length 1 */
    assert_int_equal(compare_runs("tiny_bert", folder), 4);
    assert_int_equal(bed_dir_remove(folder, NULL), BED_OK);
}

static void gives_the_vectors_of_minilm(void **unused)
{
    (void)unused;
    const char *named  = getenv("BEDSIDE_MINILM");
    const char *folder = named != NULL ? named : "../shared/models/minilm";

    if (!bed_path_is_dir(folder)) {
        print_message("skipped: no model at '%s' (BEDSIDE_MINILM names another place)\n", folder);
        skip();
    }
    assert_int_equal(compare_runs("minilm", folder), 1);
}

/* ---- modules ---- */

static void refuses_modules_it_does_not_know(void **unused)
{
    (void)unused;
    static const struct {
        const char *modules, *pooling, *text;
    } cases[] = {
        { "[{\"type\":\"sentence_transformers.models.Dense\",\"path\":\"2_Dense\"}]", "{}",
          "module 'Dense': expected Transformer (of the folder itself), Pooling or Normalize" },
        { "[{\"type\":\"a.Transformer\",\"path\":\"0_Transformer\"}]", "{}",
          "module 'Transformer': expected Transformer (of the folder itself), Pooling or "
          "Normalize" },
        { "[{\"path\":\"\"}]", "{}",
          "module '?': expected Transformer (of the folder itself), Pooling or Normalize" },
        { "[{\"type\":\"Pooling\",\"path\":\"../x\"}]", "{}",
          "module 'Pooling': expected Transformer (of the folder itself), Pooling or Normalize" },
        { MODULES, "{}",
          "pooling 'none of these': expected one of mean, mean_sqrt_len_tokens, max and cls" },
        { MODULES, "{\"pooling_mode\":\"lasttoken\"}",
          "pooling 'lasttoken': expected one of mean, mean_sqrt_len_tokens, max and cls" },
        { MODULES, "{\"pooling_mode_cls_token\":true,\"pooling_mode_max_tokens\":true}",
          "pooling 'several at once': expected one of mean, mean_sqrt_len_tokens, max and cls" },
    };
    char          folder[] = "/tmp/bedside-embedder-XXXXXX";
    bed_embedder *e        = NULL;

    make_folder(folder);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_error err = { 0 };

        put(folder, "modules.json", cases[i].modules);
        put(folder, "1_Pooling/config.json", cases[i].pooling);
        assert_int_equal(bed_embedder_load(folder, BED_FLOAT32, &e, &err), BED_EFORMAT);
        assert_string_equal(err.text, cases[i].text);
        assert_null(e);
    }
    put(folder, "1_Pooling/config.json", "{\"pooling_mode_mean_tokens\":true}");
    put(folder, "sentence_bert_config.json", "{\"max_seq_length\":17,\"do_lower_case\":false}");
    assert_int_equal(bed_embedder_load(folder, BED_BEST, &e, NULL), BED_OK);
    assert_int_equal(bed_embedder_max_length(e), 17);
    bed_embedder_destroy(e);
    put(folder, "sentence_bert_config.json", "{\"do_lower_case\":true}");
    assert_int_equal(bed_embedder_load(folder, BED_FLOAT32, &e, NULL), BED_EFORMAT);
    put(folder, "sentence_bert_config.json", "{");
    assert_int_equal(bed_embedder_load(folder, BED_FLOAT32, &e, NULL), BED_EFORMAT);
    assert_int_equal(bed_dir_remove(folder, NULL), BED_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_vectors_of_sentence_transformers),
        cmocka_unit_test(gives_the_vectors_of_minilm),
        cmocka_unit_test(refuses_modules_it_does_not_know),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
