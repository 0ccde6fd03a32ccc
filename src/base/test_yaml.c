#include "base/yaml.h"

#include "base/test.h"

#include <stddef.h>

typedef struct inner {
    const char *word, *note;
    int32_t     depth;
} inner;

typedef struct outer {
    const char *name, *remark, *place;
    int8_t      small;
    int64_t     large;
    uint64_t    count;
    float       rate;
    double      share;
    bool        on;
    inner       one;
    inner      *items;
    size_t      n_items;
} outer;

#define MAYBE CYAML_FLAG_OPTIONAL
static const cyaml_schema_field_t inner_fields[] = {
    CYAML_FIELD_STRING_PTR("word", CYAML_FLAG_POINTER, inner, word, 1, 8),
    CYAML_FIELD_STRING_PTR("note", CYAML_FLAG_POINTER | MAYBE, inner, note, 0, CYAML_UNLIMITED),
    CYAML_FIELD_INT("depth", MAYBE, inner, depth),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t inner_schema = { CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, inner,
                                                                       inner_fields) };

static const cyaml_schema_field_t outer_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, outer, name, 0, CYAML_UNLIMITED),
    CYAML_FIELD_STRING_PTR("remark", CYAML_FLAG_POINTER | MAYBE, outer, remark, 0, CYAML_UNLIMITED),
    CYAML_FIELD_STRING_PTR("place", CYAML_FLAG_POINTER | MAYBE, outer, place, 1, CYAML_UNLIMITED),
    CYAML_FIELD_MAPPING("one", MAYBE, outer, one, inner_fields),
    CYAML_FIELD_INT("small", MAYBE, outer, small),
    CYAML_FIELD_INT("large", MAYBE, outer, large),
    CYAML_FIELD_UINT("count", MAYBE, outer, count),
    CYAML_FIELD_FLOAT("rate", MAYBE, outer, rate),
    CYAML_FIELD_FLOAT("share", MAYBE, outer, share),
    CYAML_FIELD_BOOL("on", MAYBE, outer, on),
    CYAML_FIELD_SEQUENCE_COUNT("items", CYAML_FLAG_POINTER | MAYBE, outer, items, n_items,
                               &inner_schema, 1, 3),
    CYAML_FIELD_IGNORE("comment", MAYBE),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t schema = { CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, outer,
                                                                 outer_fields) };

static bed_status load(const char *text, outer **out, bed_error *err)
{
    void      *value = NULL;
    bed_yaml  *y     = NULL;
    bed_status st    = bed_yaml_open(bed_str_of(text), "plan.yaml", &y, err);

    if (st == BED_OK)
        st = bed_yaml_read(y, &schema, &value, err);
    bed_yaml_close(y);
    *out = value;
    return st;
}

static void values_reach_the_struct(void **unused)
{
    outer *o = NULL;

    (void)unused;
    assert_int_equal(load("name: 病人\nsmall: -128\nlarge: -9223372036854775808\n"
                          "count: 18446744073709551615\nrate: 2.5e-1\nshare: -0.125\non: yes\n"
                          "items:\n  - { word: a, depth: -3 }\n  - word: b\ncomment: [any, {}]\n",
                          &o, NULL),
                     BED_OK);
    if (o == NULL) {
        fail_msg("%s", "nothing was loaded");
        return;
    }
    assert_string_equal(o->name, "病人");
    assert_int_equal(o->small, -128);
    assert_true(o->large == INT64_MIN);
    assert_true(o->count == UINT64_MAX);
    assert_true(o->rate == 0.25F);
    assert_true(o->share == -0.125);
    assert_true(o->on);
    assert_int_equal(o->n_items, 2);
    assert_int_equal(o->items[0].depth, -3);
    assert_string_equal(o->items[1].word, "b");
    bed_yaml_free(&schema, o);
}

static void what_is_left_out_is_zero(void **unused)
{
    outer *o = NULL;

    (void)unused;
    assert_int_equal(load("name: \"\"\n", &o, NULL), BED_OK);
    if (o == NULL) {
        fail_msg("%s", "nothing was loaded");
        return;
    }
    assert_string_equal(o->name, "");
    assert_true(o->small == 0 && o->share == 0 && !o->on && o->items == NULL && o->n_items == 0);
    bed_yaml_free(&schema, o);
}

static void a_text_that_is_left_out_and_may_be_empty_is_empty(void **unused)
{
    outer *o = NULL;

    (void)unused;
    assert_int_equal(load("name: a\nitems: [{ word: b }, { word: c, note: d }]\n", &o, NULL),
                     BED_OK);
    if (o == NULL) {
        fail_msg("%s", "nothing was loaded");
        return;
    }
    assert_string_equal(o->remark, "");
    assert_string_equal(o->one.note, "");
    assert_string_equal(o->items[0].note, "");
    assert_string_equal(o->items[1].note, "d");
    assert_null(o->place); /* it may not be empty, so it is not there */
    bed_yaml_free(&schema, o);
}

static void a_wrong_value_is_named_by_file_line_and_key(void **unused)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        { "name: a\nsmall: 128\n",
          "row 2: key 'small': 128 is out of range; expected -128 to 127" },
        { "name: a\nsmall: -129\n",
          "row 2: key 'small': -129 is out of range; expected -128 to 127" },
        { "name: a\nsmall: 0x10\n", "row 2: key 'small': expected a whole number, found '0x10'" },
        { "name: a\nsmall: -\n",
          "row 2: not YAML: block sequence entries are not allowed in this context" },
        { "name: a\nsmall: +1\n", "row 2: key 'small': expected a whole number, found '+1'" },
        { "name: a\ncount: -0\n",
          "row 2: key 'count': expected a whole number of at least 0, found '-0'" },
        { "name: a\ncount: \"\"\n",
          "row 2: key 'count': expected a whole number of at least 0, found ''" },
        { "name: a\nrate: fast\n", "row 2: key 'rate': expected a number, found 'fast'" },
        { "name: a\nrate: 1.5x\n", "row 2: key 'rate': expected a number, found '1.5x'" },
        { "name: a\nrate: nan\n", "row 2: key 'rate': expected a number, found 'nan'" },
        { "name: a\nshare: 1e999\n", "row 2: key 'share': expected a number, found '1e999'" },
        { "name: a\nshare:\n", "row 2: key 'share': expected a number, found ''" },
        { "name: a\non: maybe\n",
          "row 2: key 'on': expected true, false, yes or no, found 'maybe'" },
        { "name: a\nitems: []\n", "row 2: key 'items': 0 values; expected at least 1" },
        { "name: a\nitems: [{word: a}, {word: b}, {word: c}, {word: d}]\n",
          "row 2: key 'items': 4 values; expected at most 3" },
        { "name: a\nitems:\n  - word: ninechars\n",
          "row 3: key 'items[0].word': text of 9 bytes; expected 1 to 8" },
        { "name: a\nitems:\n  - word: a\n  - wrod: b\n",
          "row 4: key 'items[1]': unknown key 'wrod'; did you mean 'word'?" },
        { "name: a\n? [b]\n: c\n", "row 2: unknown key '(not text)'" },
        { "small: 1\n", "row 1: key 'name' is missing" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char      line[2048], expected[512];
        bed_error err = { 0 };
        outer    *o   = NULL;

        assert_int_equal(load(cases[i].text, &o, &err), BED_EFORMAT);
        assert_null(o);
        snprintf(expected, sizeof expected, "plan.yaml: %s", cases[i].says);
        assert_string_equal(bed_error_line(&err, line, sizeof line), expected);
    }
}

static void a_path_finds_its_line(void **unused)
{
    static const struct {
        const char *path;
        uint64_t    line;
    } cases[] = {
        { "", 1 },         { "name", 1 },
        { "items", 3 },    { "items[0]", 3 },
        { "items[1]", 4 }, { "items[1].depth", 5 },
        { "items[9]", 3 }, { "items[1].none", 4 },
        { "nothing", 1 },  { "name.below", 1 },
        { "items[", 3 },   { "items[x]", 3 },
        { "[0]", 1 },      { "..", 1 },
    };
    static const char text[] = "name: a\nitems:\n  - word: a\n  - word: b\n    depth: 2\n";
    bed_yaml         *y      = NULL;
    bed_error         err    = { 0 };

    (void)unused;
    assert_int_equal(bed_yaml_open(bed_str_of(text), "f", &y, NULL), BED_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(bed_yaml_line(y, cases[i].path), cases[i].line);
    assert_int_equal(bed_yaml_fail(y, &err, "items[1].depth", "%d is too deep", 2), BED_EFORMAT);
    assert_int_equal(err.row, 5);
    assert_string_equal(err.text, "key 'items[1].depth': 2 is too deep");
    bed_yaml_close(y);
}

static void text_that_is_too_long_is_refused(void **unused)
{
    static char text[BED_YAML_MAX_BYTES + 1];
    bed_yaml   *y   = NULL;
    bed_error   err = { 0 };

    (void)unused;
    memset(text, '#', sizeof text);
    assert_int_equal(bed_yaml_open((bed_str){ text, sizeof text }, "f", &y, &err), BED_EFORMAT);
    assert_null(y);
    assert_string_equal(err.text, "longer than 1048576 bytes");
}

static void errors_need_nobody_who_listens(void **unused)
{
    bed_yaml *y = NULL;
    outer    *o = NULL;

    (void)unused;
    assert_int_equal(load("name: [\n", &o, NULL), BED_EFORMAT);
    assert_int_equal(load("nam: a\n", &o, NULL), BED_EFORMAT);
    assert_int_equal(bed_yaml_open((bed_str){ NULL, 0 }, "", &y, NULL), BED_EFORMAT);
    bed_yaml_close(NULL);
    bed_yaml_free(&schema, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_reach_the_struct),
        cmocka_unit_test(what_is_left_out_is_zero),
        cmocka_unit_test(a_text_that_is_left_out_and_may_be_empty_is_empty),
        cmocka_unit_test(a_wrong_value_is_named_by_file_line_and_key),
        cmocka_unit_test(a_path_finds_its_line),
        cmocka_unit_test(text_that_is_too_long_is_refused),
        cmocka_unit_test(errors_need_nobody_who_listens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
