#include "base/table.h"
#include "base/test.h"
#include "catalog/emit.h"
#include "catalog/schema.h"

#include <jansson.h>

static const char fixture[] = "src/catalog/fixtures/data";

enum { OUT_MAX = 64 << 20 };

static bed_catalog *load(const char *dir)
{
    char         line[2048];
    bed_error    err = { 0 };
    bed_catalog *c   = NULL;

    if (bed_catalog_load(dir, &c, &err) != BED_OK)
        fail_msg("%s", bed_error_line(&err, line, sizeof line));
    return c;
}

/* ---- lists ---- */

static void a_list_is_a_table_within_the_line(void **unused)
{
    const bed_catalog_query query = { .kind = BED_CATALOG_DATASETS };
    bed_catalog            *c     = load(fixture);
    bed_buffer              out   = BED_BUFFER(OUT_MAX);
    size_t                  n     = 0;

    (void)unused;
    assert_int_equal(bed_catalog_list(c, &query, BED_CATALOG_TABLE, &out, &n, NULL), BED_OK);
    assert_int_equal(n, 2);
    assert_string_equal(
        out.ptr, "no  key    sub-type        languages    licence      train  share  size\n"
                 "--  -----  --------------  -----------  -----------  -----  -----  ----\n"
                 " 1  tiny   licensing_exam  en, zh-Hans  CC-BY-4.0    yes    ask     ~10\n"
                 " 7  other  counselling     zh-Hant      none-stated  ask    no        -\n");
    bed_buffer_deinit(&out);
    bed_catalog_destroy(c);
}

static void filters_choose(void **unused)
{
    static const struct {
        bed_catalog_query query;
        size_t            n;
        const char       *first;
    } cases[] = {
        { { .category = "knowledge" }, 1, "tiny" },
        { { .category = "knowledge,conversation" }, 2, "tiny" },
        { { .category = " conversation , knowledge " }, 2, "tiny" },
        { { .subtype = "counselling" }, 1, "other" },
        { { .language = "zh" }, 2, "tiny" },
        { { .language = "zh-hant" }, 1, "other" },
        { { .language = "en,zh-Hant" }, 2, "tiny" },
        { { .audience = "lay" }, 1, "other" },
        { { .data_type = "mcqa" }, 1, "tiny" },
        { { .annotation = "exam_key" }, 1, "tiny" },
        { { .annotation = "record_level" }, 1, "tiny" }, /* what stands above it */
        { { .license = "cc-by-4.0" }, 1, "tiny" },
        { { .may = "train" }, 1, "tiny" },
        { { .may = "share" }, 0, NULL },
        { { .may = "train,share" }, 0, NULL },
        { { .category = "knowledge", .language = "zh-Hant" }, 0, NULL },
        { { .kind = BED_CATALOG_METHODS }, 1, "tuning" },
        { { .kind = BED_CATALOG_METHODS, .category = "conversation" }, 0, NULL },
        { { .kind = BED_CATALOG_METHODS, .audience = "lay" }, 1, "tuning" }, /* [] = any */
        { { .kind = BED_CATALOG_METRICS, .data_type = "mcqa" }, 1, "accuracy" },
        { { .kind = BED_CATALOG_BENCHMARKS, .data_type = "dialogue" }, 0, NULL },
    };
    bed_catalog *c = load(fixture);

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_buffer   out = BED_BUFFER(OUT_MAX);
        size_t       n   = 99;
        json_error_t why;

        assert_int_equal(bed_catalog_list(c, &cases[i].query, BED_CATALOG_JSON, &out, &n, NULL),
                         BED_OK);
        assert_int_equal(n, cases[i].n);
        json_t *list = json_loadb(out.ptr, out.len, 0, &why);
        assert_non_null(list);
        assert_int_equal(json_array_size(list), n);
        if (n > 0) {
            const json_t *first = json_array_get(list, 0);
            const json_t *id =
                json_object_get(first, cases[i].query.kind == BED_CATALOG_DATASETS ? "key" : "id");

            assert_string_equal(json_string_value(id), cases[i].first);
        }
        json_decref(list);
        bed_buffer_deinit(&out);
    }
    bed_catalog_destroy(c);
}

static void a_filter_that_could_never_match_is_an_error(void **unused)
{
    static const struct {
        bed_catalog_query query;
        const char       *says;
    } cases[] = {
        { { .category = "knowlege" },
          "--category: no category 'knowlege'; did you mean 'knowledge'?" },
        { { .category = "knowledge,talk" }, "--category: no category 'talk'" },
        { { .category = "" }, "--category: no category ''" },
        { { .subtype = "counseling" },
          "--subtype: no subtype 'counseling'; did you mean 'counselling'?" },
        { { .audience = "patients" }, "--audience: no audience 'patients'" },
        { { .data_type = "mcq" }, "--data-type: no data type 'mcq'; did you mean 'mcqa'?" },
        { { .annotation = "exam_keys" },
          "--annotation: no annotation kind 'exam_keys'; did you mean 'exam_key'?" },
        { { .language = "zh-Hand" },
          "--language: no language 'zh-Hand' in the catalogue; did you mean 'zh-Hans'?" },
        { { .language = "" }, "--language: no language '' in the catalogue" },
        { { .license = "CC-BY-4" },
          "--license: no license 'CC-BY-4' in the catalogue; did you mean 'CC-BY-4.0'?" },
        { { .may = "trian" },
          "--may: expected train, share or commercial, found 'trian'; did you mean 'train'?" },
        { { .kind = BED_CATALOG_METHODS, .language = "en" },
          "--language does not apply to methods" },
        { { .kind = BED_CATALOG_METRICS, .may = "train" }, "--may does not apply to metrics" },
        { { .kind = BED_CATALOG_TAXONOMY, .category = "knowledge" },
          "--category does not apply to taxonomy" },
    };
    bed_catalog *c = load(fixture);

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_buffer out = BED_BUFFER(OUT_MAX);
        bed_error  err = { 0 };
        size_t     n   = 99;

        assert_int_equal(bed_catalog_list(c, &cases[i].query, BED_CATALOG_TABLE, &out, &n, &err),
                         BED_EARGUMENT);
        assert_string_equal(err.text, cases[i].says);
        assert_int_equal(n, 0);
        assert_int_equal(out.len, 0);
        bed_buffer_deinit(&out);
    }
    bed_catalog_destroy(c);
}

/* ---- round trips ---- */

static json_t *json_of_dataset(const bed_dataset *d)
{
    bed_buffer   out = BED_BUFFER(OUT_MAX);
    json_error_t why;
    bed__doc     doc;

    bed__doc_open(&doc, false, &out, NULL);
    bed__emit_dataset(&doc, NULL, d);
    assert_int_equal(bed__doc_close(&doc), BED_OK);
    json_t *json = json_loadb(out.ptr, out.len, JSON_REJECT_DUPLICATES, &why);
    assert_non_null(json);
    bed_buffer_deinit(&out);
    return json;
}

static void yaml_gives_back_every_dataset(const bed_catalog *c)
{
    for (size_t i = 0; i < c->n_datasets; i++) {
        bed_buffer   yaml  = BED_BUFFER(OUT_MAX);
        bed_dataset *again = NULL;
        char         key[64];

        snprintf(key, sizeof key, "datasets/%s", c->datasets[i]->key);
        assert_int_equal(bed_catalog_show(c, key, BED_CATALOG_YAML, &yaml, NULL), BED_OK);
        assert_int_equal(bed__dataset_read(bed_buffer_str(&yaml), "yaml", c->taxonomy,
                                           c->datasets[i]->key, &again, NULL),
                         BED_OK);
        json_t *was = json_of_dataset(c->datasets[i]), *is = json_of_dataset(again);
        assert_true(json_equal(was, is));
        json_decref(was);
        json_decref(is);
        bed__dataset_destroy(again);
        bed_buffer_deinit(&yaml);
    }
}

static void yaml_gives_back_every_entry(const bed_catalog *c)
{
    for (int k = 0; k < BED_N_CATALOG_KINDS; k++)
        for (size_t i = 0; i < c->entries[k].n; i++) {
            const bed_entry *e    = c->entries[k].at[i];
            bed_buffer       yaml = BED_BUFFER(OUT_MAX), was = BED_BUFFER(OUT_MAX);
            bed_buffer       is = BED_BUFFER(OUT_MAX);
            bed_yaml        *y  = NULL;
            void            *value;
            bed__doc         doc;
            char             key[128];

            snprintf(key, sizeof key, "%s/%s", bed_catalog_kind_name((bed_catalog_kind)k), e->id);
            assert_int_equal(bed_catalog_show(c, key, BED_CATALOG_YAML, &yaml, NULL), BED_OK);
            assert_int_equal(bed_catalog_show(c, key, BED_CATALOG_JSON, &was, NULL), BED_OK);
            assert_int_equal(bed_yaml_open(bed_buffer_str(&yaml), key, &y, NULL), BED_OK);
            assert_int_equal(bed_yaml_read(y, &bed__entry_schema, &value, NULL), BED_OK);
            bed__doc_open(&doc, false, &is, NULL);
            bed__emit_entry(&doc, NULL, value);
            assert_int_equal(bed__doc_close(&doc), BED_OK);
            assert_string_equal(is.ptr, was.ptr);
            bed_yaml_free(&bed__entry_schema, value);
            bed_yaml_close(y);
            bed_buffer_deinit(&yaml);
            bed_buffer_deinit(&was);
            bed_buffer_deinit(&is);
        }
}

static void yaml_gives_back_the_taxonomy(const bed_catalog *c)
{
    const bed_catalog_query query = { .kind = BED_CATALOG_TAXONOMY };
    bed_buffer              yaml = BED_BUFFER(OUT_MAX), was = BED_BUFFER(OUT_MAX);
    bed_buffer              is = BED_BUFFER(OUT_MAX);
    bed_yaml               *y  = NULL;
    void                   *value;
    size_t                  n;
    bed__doc                doc;

    assert_int_equal(bed_catalog_list(c, &query, BED_CATALOG_YAML, &yaml, &n, NULL), BED_OK);
    assert_int_equal(bed_catalog_list(c, &query, BED_CATALOG_JSON, &was, &n, NULL), BED_OK);
    assert_true(n > BED_N_DIMENSIONS);
    assert_int_equal(bed_yaml_open(bed_buffer_str(&yaml), "yaml", &y, NULL), BED_OK);
    assert_int_equal(bed_yaml_read(y, &bed__taxonomy_schema, &value, NULL), BED_OK);
    bed__doc_open(&doc, false, &is, NULL);
    bed__emit_taxonomy(&doc, NULL, value);
    assert_int_equal(bed__doc_close(&doc), BED_OK);
    assert_string_equal(is.ptr, was.ptr);
    bed_yaml_free(&bed__taxonomy_schema, value);
    bed_yaml_close(y);
    bed_buffer_deinit(&yaml);
    bed_buffer_deinit(&was);
    bed_buffer_deinit(&is);
}

static void what_is_written_as_yaml_loads_as_it_was(void **unused)
{
    static const char *const dirs[] = { fixture, "." };

    (void)unused;
    for (size_t i = 0; i < sizeof dirs / sizeof dirs[0]; i++) {
        bed_catalog *c = load(dirs[i]);

        yaml_gives_back_every_dataset(c);
        yaml_gives_back_every_entry(c);
        yaml_gives_back_the_taxonomy(c);
        bed_catalog_destroy(c);
    }
}

/* Texts that a careless writer turns into something else. */
static const char *const nasty[] = {
    "",       " ",      "yes",      "no",         "null",       "~",          "1",       "-1",
    "1e3",    ".5",     "0x1F",     "2021-01-01", "- a",        "a: b",       "a #b",    "#a",
    "&a",     "*a",     "!a",       "|",          ">",          "%a",         "@a",      "`a",
    "{a}",    "[a]",    "a, b",     "\"a\"",      "'a'",        "a\\b",       "a\nb",    "a\n",
    "a\n\n",  "\na\n",  " a\n b\n", "a\tb",       "病人：你好", "\U0001F642", "é\u0301", "\u200b",
    "\u00a0", "a\r\nb", "<<",       "=",          "---",        "...",        "? a",     ": a",
};
enum { N_NASTY = sizeof nasty / sizeof nasty[0] };

static void write_nasty(bool yaml, bool one_line, bed_buffer *out)
{
    bed__doc doc;

    bed__doc_open(&doc, yaml, out, NULL);
    bed__doc_map(&doc, NULL);
    if (one_line) {
        bed__doc_texts(&doc, "texts", nasty, N_NASTY);
    } else {
        bed__doc_list(&doc, "texts");
        for (size_t i = 0; i < N_NASTY; i++)
            bed__doc_text(&doc, NULL, nasty[i]);
        bed__doc_end_list(&doc);
    }
    bed__doc_end_map(&doc);
    assert_int_equal(bed__doc_close(&doc), BED_OK);
}

static void check_yaml(const bed_buffer *out)
{
    static const cyaml_schema_value_t text     = { CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 0,
                                                                      CYAML_UNLIMITED) };
    static const cyaml_schema_field_t fields[] = {
        CYAML_FIELD_SEQUENCE_COUNT("texts", CYAML_FLAG_POINTER, bed_names, at, n, &text, 0,
                                   CYAML_UNLIMITED),
        CYAML_FIELD_END,
    };
    static const cyaml_schema_value_t schema = { CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, bed_names,
                                                                     fields) };
    bed_yaml                         *y      = NULL;
    void                             *value;

    assert_int_equal(bed_yaml_open(bed_buffer_str(out), "", &y, NULL), BED_OK);
    assert_int_equal(bed_yaml_read(y, &schema, &value, NULL), BED_OK);
    const bed_names *names = value;
    assert_int_equal(names->n, N_NASTY);
    for (size_t i = 0; i < N_NASTY; i++)
        assert_string_equal(names->at[i], nasty[i]);
    bed_yaml_free(&schema, value);
    bed_yaml_close(y);
}

static void check_json(const bed_buffer *out)
{
    json_error_t  why;
    json_t       *json  = json_loadb(out->ptr, out->len, 0, &why);
    const json_t *texts = json_object_get(json, "texts");

    assert_int_equal(json_array_size(texts), N_NASTY);
    for (size_t i = 0; i < N_NASTY; i++)
        assert_string_equal(json_string_value(json_array_get(texts, i)), nasty[i]);
    json_decref(json);
}

static void texts_that_look_like_something_else_stay_texts(void **unused)
{
    (void)unused;
    for (int one_line = 0; one_line < 2; one_line++) {
        bed_buffer yaml = BED_BUFFER(OUT_MAX), json = BED_BUFFER(OUT_MAX);

        write_nasty(true, one_line, &yaml);
        check_yaml(&yaml);
        write_nasty(false, one_line, &json);
        check_json(&json);
        bed_buffer_deinit(&yaml);
        bed_buffer_deinit(&json);
    }
}

/* ---- one entry ---- */

static bool shows(const bed_catalog *c, const char *key, const char *text)
{
    bed_buffer out = BED_BUFFER(OUT_MAX);
    bool       found;

    assert_int_equal(bed_catalog_show(c, key, BED_CATALOG_TABLE, &out, NULL), BED_OK);
    found = bed_str_contains(bed_buffer_str(&out), bed_str_of(text));
    bed_buffer_deinit(&out);
    return found;
}

static void a_page_has_all_that_is_known(void **unused)
{
    static const struct {
        const char *key, *text;
    } cases[] = {
        { "tiny", "Tiny (datasets/tiny), number 1 of the survey\n" },
        { "tiny", "its own parts     other\n" },
        { "tiny", "  may I train     yes\n  may I share     ask the owner first\n"
                  "  commercial use  no\n" },
        { "tiny", "           ~10  questions  survey, Table 1\n" },
        { "tiny", "            11  questions  counted in the published files\n" },
        { "tiny", "  train  US          6  published files\n" },
        { "tiny", "  lines  one question a line  jsonl, json_array  yes\n" },
        { "tiny", "  sheet  one question a row   csv                no\n" },
        { "tiny", "  - Instruction tuning (survey, section 2.1.1): has answers\n" },
        { "tiny", "  - Narrow scope (survey, section 2.1.2): ten questions\n" },
        { "tiny", "  - 病人 et al., 2023\n" },
        { "tiny", "  to cite it      bedside catalog cite tiny\n" },
        { "datasets/tiny", "Tiny (datasets/tiny)" },
        { "other", "其他数据 (datasets/other), number 7 of the survey\n" },
        { "other", "part of           tiny\n" },
        { "other", "Published forms that are read\n  none\n" },
        { "tuning", "Tuning (methods/tuning)\n" },
        { "exam", "metrics           accuracy\n" },
        { "metrics/accuracy", "better is         higher\nrange             [0, 1]\n" },
        { "licensing_exam", "datasets          tiny\n" },
        { "conversation", "below it          counselling\n" },
        { "mcqa", "Mcqa (data_types/mcqa)\n" },
        { "mcqa", "Mcqa (kinds/mcqa)\n" }, /* one id in two dimensions */
    };
    bed_catalog *c = load(fixture);

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (!shows(c, cases[i].key, cases[i].text))
            fail_msg("'%s' is not in the page of %s", cases[i].text, cases[i].key);
    assert_false(shows(c, "kinds/mcqa", "data_types/mcqa"));
    bed_catalog_destroy(c);
}

static void an_unknown_name_gets_a_suggestion(void **unused)
{
    static const struct {
        const char *key, *says;
    } cases[] = {
        { "tinny", "nothing called 'tinny' in the catalogue; did you mean 'tiny'?" },
        { "acuracy", "nothing called 'acuracy' in the catalogue; did you mean 'accuracy'?" },
        { "methods/tiny", "nothing called 'methods/tiny' in the catalogue; did you mean 'tiny'?" },
        { "zzzzzzzz", "nothing called 'zzzzzzzz' in the catalogue" },
        { "", "nothing called '' in the catalogue" },
        { "/", "nothing called '/' in the catalogue" },
    };
    bed_catalog *c = load(fixture);

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_buffer out = BED_BUFFER(OUT_MAX);
        bed_error  err = { 0 };

        assert_int_equal(bed_catalog_show(c, cases[i].key, BED_CATALOG_TABLE, &out, &err),
                         BED_EARGUMENT);
        assert_string_equal(err.text, cases[i].says);
        bed_buffer_deinit(&out);
    }
    bed_catalog_destroy(c);
}

static void no_line_is_wider_than_the_page(void **unused)
{
    bed_catalog *c = load(".");

    (void)unused;
    for (int k = 0; k < BED_N_CATALOG_KINDS; k++) {
        const bed_catalog_query query = { .kind = (bed_catalog_kind)k };
        bed_buffer              out   = BED_BUFFER(OUT_MAX);
        size_t                  n     = 0;

        assert_int_equal(bed_catalog_list(c, &query, BED_CATALOG_TABLE, &out, &n, NULL), BED_OK);
        for (size_t i = 0; i < c->n_datasets; i++)
            assert_int_equal(
                bed_catalog_show(c, c->datasets[i]->key, BED_CATALOG_TABLE, &out, NULL), BED_OK);
        for (size_t i = 0; i < c->entries[k].n; i++)
            assert_int_equal(
                bed_catalog_show(c, c->entries[k].at[i]->id, BED_CATALOG_TABLE, &out, NULL),
                BED_OK);
        for (bed_str rest = bed_buffer_str(&out); rest.len > 0;)
            assert_in_range(bed_text_width(bed_take_line(&rest)), 0, BED_LINE_WIDTH);
        bed_buffer_deinit(&out);
    }
    bed_catalog_destroy(c);
}

/* ---- citations ---- */

static void citations_come_once_each(void **unused)
{
    static const char *const keys[] = { "tiny", "tiny" };
    bed_catalog             *c      = load(fixture);
    bed_buffer               out    = BED_BUFFER(OUT_MAX);

    (void)unused;
    assert_int_equal(bed_catalog_cite(c, keys, 2, BED_CATALOG_TABLE, &out, NULL), BED_OK);
    assert_string_equal(out.ptr, "@article{doe2021ten,\n"
                                 "  title = {Ten Questions: {A} Small Set},\n"
                                 "  author = {Doe, Jane and 李, 明},\n"
                                 "  journal = {Journal of Examples},\n"
                                 "  year = {2021}\n"
                                 "}\n");
    bed_buffer_clear(&out);
    assert_int_equal(bed_catalog_cite(c, keys, 2, BED_CATALOG_JSON, &out, NULL), BED_OK);
    json_t *list = json_loadb(out.ptr, out.len, 0, NULL);
    assert_int_equal(json_array_size(list), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(list, 1), "citation")),
                        bed_catalog_dataset(c, "tiny")->citation);
    json_decref(list);
    bed_buffer_deinit(&out);
    bed_catalog_destroy(c);
}

static void what_has_no_publication_is_said(void **unused)
{
    static const char *const other = "other", *const none = "othr";
    bed_catalog *c   = load(fixture);
    bed_buffer   out = BED_BUFFER(OUT_MAX);
    bed_error    err = { 0 };

    (void)unused;
    assert_int_equal(bed_catalog_cite(c, &other, 1, BED_CATALOG_TABLE, &out, &err), BED_UNDEFINED);
    assert_string_equal(err.text, "dataset 'other' has no publication to cite");
    assert_int_equal(bed_catalog_cite(c, &none, 1, BED_CATALOG_TABLE, &out, &err), BED_EARGUMENT);
    assert_string_equal(err.text, "no dataset 'othr'; did you mean 'other'?");
    bed_buffer_deinit(&out);
    bed_catalog_destroy(c);
}

/* ---- memory ---- */

static bed_status render_all(const bed_catalog *c, bed_error *err)
{
    static const char *const tiny = "tiny";
    bed_buffer               out  = BED_BUFFER(OUT_MAX);
    bed_status               st   = BED_OK;

    for (int f = BED_CATALOG_TABLE; st == BED_OK && f <= BED_CATALOG_YAML; f++) {
        for (int k = 0; st == BED_OK && k < BED_N_CATALOG_KINDS; k++) {
            const bed_catalog_query query = { .kind = (bed_catalog_kind)k };
            size_t                  n     = 0;

            st = bed_catalog_list(c, &query, (bed_catalog_format)f, &out, &n, err);
        }
        if (st == BED_OK)
            st = bed_catalog_show(c, "tiny", (bed_catalog_format)f, &out, err);
        if (st == BED_OK)
            st = bed_catalog_show(c, "mcqa", (bed_catalog_format)f, &out, err);
        bed_buffer_deinit(&out);
    }
    if (st == BED_OK)
        st = bed_catalog_cite(c, &tiny, 1, BED_CATALOG_YAML, &out, err);
    bed_buffer_deinit(&out);
    return st;
}

static void every_allocation_that_fails_is_reported(void **unused)
{
    bed_catalog *c = load(fixture);
    uint64_t     n = 1;

    (void)unused;
    for (;; n++) {
        bed_error err = { 0 };

        bed_alloc_fail_at(n);
        const bed_status st = render_all(c, &err);
        bed_alloc_fail_at(0);
        if (st == BED_OK)
            break;
        assert_int_equal(st, BED_EMEMORY);
        assert_int_equal(err.code, BED_EMEMORY);
    }
    assert_true(n > 50);
    bed_catalog_destroy(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_a_table_within_the_line),
        cmocka_unit_test(filters_choose),
        cmocka_unit_test(a_filter_that_could_never_match_is_an_error),
        cmocka_unit_test(what_is_written_as_yaml_loads_as_it_was),
        cmocka_unit_test(texts_that_look_like_something_else_stay_texts),
        cmocka_unit_test(a_page_has_all_that_is_known),
        cmocka_unit_test(an_unknown_name_gets_a_suggestion),
        cmocka_unit_test(no_line_is_wider_than_the_page),
        cmocka_unit_test(citations_come_once_each),
        cmocka_unit_test(what_has_no_publication_is_said),
        cmocka_unit_test(every_allocation_that_fails_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
