#include "base/test.h"
#include "profile/placement.h"

#include <math.h>

/* A taxonomy just large enough. */
static bed_term categories[] = { { "knowledge", "K", "d", "2.1", NULL },
                                 { "conversation", "C", "d", "2.2", NULL } };
static bed_term subtypes[]   = { { "exam", "E", "d", "2.1", "knowledge" },
                                 { "talk", "T", "d", "2.2", "conversation" } };
static bed_term audiences[]  = { { "lay", "L", "d", "", NULL } };
static bed_term objectives[] = { { "tuning", "T", "d", "3.1", "training_task" } };
static bed_term gaps[]       = { { "no_answer", "N", "nobody answers", "4.1", NULL } };
static bed_term notes[]      = { { "key", "K", "d", "2.1", "record_level" },
                                 { "speaker", "S", "d", "A", "turn_level" } };

static bed_taxonomy taxonomy(void)
{
    bed_taxonomy t = { 0 };

    t.dimensions[BED_DIMENSION_CATEGORY]   = (bed_terms){ categories, 2 };
    t.dimensions[BED_DIMENSION_SUBTYPE]    = (bed_terms){ subtypes, 2 };
    t.dimensions[BED_DIMENSION_AUDIENCE]   = (bed_terms){ audiences, 1 };
    t.dimensions[BED_DIMENSION_OBJECTIVE]  = (bed_terms){ objectives, 1 };
    t.dimensions[BED_DIMENSION_GAP]        = (bed_terms){ gaps, 1 };
    t.dimensions[BED_DIMENSION_ANNOTATION] = (bed_terms){ notes, 2 };
    return t;
}

#define HEAD "schema: bedside-placement/1\n"
#define MARKERS                                                                                    \
    "markers:\n  - id: mine\n    where: question\n    patterns:\n"                                 \
    "      - { language: en, match: \"it's\" }\n"
#define RULE(dimension, choose, id, evidence)                                                      \
    "  - dimension: " dimension "\n    choose: " choose                                            \
    "\n    at: 0.5\n    terms:\n      - id: " id                                                   \
    "\n        ways:\n          - evidence:\n" evidence
#define EXAM                                                                                       \
    "              - { measure: options, at_least: 0.9, weight: 3, required: true, reason: "       \
    "\"{percent} of {n} have options\" }\n"                                                        \
    "              - { measure: words, at_most: 20, weight: 1, reason: \"half have {value} words " \
    "or fewer\" }\n"
#define TALK                                                                                       \
    "      - id: talk\n        ways:\n          - evidence:\n"                                     \
    "              - { measure: options, at_most: 0.1, weight: 1, reason: \"{percent} have "       \
    "options\" }\n"                                                                                \
    "              - { measure: unknown, at_least: 0.5, weight: 5, reason: \"never\" }\n"
#define RULES                                                                                      \
    "rules:\n" RULE("subtypes", "one", "exam", EXAM) TALK RULE(                                    \
        "objectives", "all", "tuning",                                                             \
        "              - { measure: \"placed:knowledge\", at_least: 0.5, weight: 1, reason: "      \
        "\"{percent} of {n} are knowledge\" }\n")                                                  \
        RULE("gaps", "all", "no_answer",                                                           \
             "              - { measure: \"label:answer\", at_most: 0.1, weight: 1, reason: "      \
             "\"{percent} of {n} carry one\" }\n")                                                 \
            RULE("annotations", "all", "key",                                                      \
                 "              - { measure: options, at_least: 0.5, weight: 1, reason: "          \
                 "\"{percent} keyed\" }\n")

static bed_placement *load(const bed_taxonomy *t, const char *yaml)
{
    bed_placement *p;
    bed_error      err = { 0 };

    if (bed_placement_parse(bed_str_of(yaml), "x.yaml", t, &p, &err) != BED_OK)
        fail_msg("row %llu: %s", (unsigned long long)err.row, err.text);
    return p;
}

static const char *text_at(const json_t *value, const char *a, const char *b)
{
    const json_t *one = json_object_get(value, a);

    return json_string_value(b == NULL ? one : json_object_get(one, b));
}

static void the_larger_part_decides_and_reasons_carry_their_figures(void **unused)
{
    static const bed_measure measures[] = {
        { "*", "options", 0.75, 40 },   { "*", "records", 40, 40 },   { "a, en", "options", 1, 30 },
        { "a, en", "records", 30, 30 }, { "a, en", "words", 14, 30 }, { "b, en", "options", 0, 10 },
        { "b, en", "records", 10, 10 },
    };
    const bed_taxonomy t = taxonomy();
    bed_placement     *p = load(&t, HEAD MARKERS RULES);
    json_t            *out, *place, *subtype, *shares;

    (void)unused;
    assert_int_equal(bed_placement_judge(p, measures, 7, &out, NULL), BED_OK);
    place   = json_object_get(out, "placement");
    subtype = json_object_get(place, "subtype");
    assert_string_equal(text_at(place, "category", "id"), "knowledge");
    assert_string_equal(text_at(place, "subtype", "id"), "exam");
    assert_true(json_number_value(json_object_get(subtype, "score")) == 1.0);
    assert_string_equal(json_string_value(json_array_get(json_object_get(subtype, "reasons"), 0)),
                        "100 % of 30 have options");
    assert_string_equal(json_string_value(json_array_get(json_object_get(subtype, "reasons"), 1)),
                        "half have 14 words or fewer");
    /* evidence that cannot be measured counts neither way; the runner-up says what was expected */
    assert_string_equal(
        json_string_value(json_array_get(
            json_object_get(json_array_get(json_object_get(subtype, "runners_up"), 0), "against"),
            0)),
        "100 % have options (expected at most 10 %)");
    shares = json_object_get(place, "shares");
    assert_int_equal(json_array_size(shares), 2);
    assert_true(json_number_value(json_object_get(json_array_get(shares, 0), "share")) == 0.75);
    assert_string_equal(text_at(place, "annotation", "level"), "record_level");
    assert_true(json_is_true(
        json_object_get(json_array_get(json_object_get(out, "objectives"), 0), "supported")));
    assert_string_equal(json_string_value(json_object_get(
                            json_array_get(json_object_get(out, "objectives"), 0), "why")),
                        "75 % of 40 are knowledge");
    /* a label that no record has is a measured 0 */
    assert_string_equal(json_string_value(json_object_get(
                            json_array_get(json_object_get(out, "gaps"), 0), "evidence")),
                        "0 % of 40 carry one");
    json_decref(out);
    bed_placement_destroy(p);
}

static void small_groups_follow_the_largest(void **unused)
{
    static const bed_measure measures[] = {
        { "*", "records", 33, 33 }, { "a", "options", 1, 30 }, { "a", "records", 30, 30 },
        { "b", "options", 0.0, 3 }, { "b", "records", 3, 3 },
    };
    const bed_taxonomy t = taxonomy();
    bed_placement     *p = load(&t, HEAD MARKERS RULES);
    json_t            *out, *shares;

    (void)unused;
    assert_int_equal(bed_placement_judge(p, measures, 5, &out, NULL), BED_OK);
    shares = json_object_get(json_object_get(out, "placement"), "shares");
    assert_int_equal(json_array_size(shares), 1);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(shares, 0), "n")), 33);
    json_decref(out);
    bed_placement_destroy(p);
}

static void what_fits_no_rule_is_not_placed(void **unused)
{
    static const bed_measure measures[] = {
        { "*", "options", 0.5, 20 },
        { "*", "records", 20, 20 },
        { "a", "options", 0.5, 20 },
        { "a", "records", 20, 20 },
    };
    const bed_taxonomy t = taxonomy();
    bed_placement     *p = load(&t, HEAD MARKERS RULES);
    json_t            *out, *place;

    (void)unused;
    assert_int_equal(bed_placement_judge(p, measures, 4, &out, NULL), BED_OK);
    place = json_object_get(out, "placement");
    assert_true(json_is_null(json_object_get(place, "subtype")));
    assert_true(json_is_null(json_object_get(place, "category")));
    assert_int_equal(json_array_size(json_object_get(place, "shares")), 0);
    assert_int_equal(json_array_size(json_object_get(place, "groups")), 1);
    json_decref(out);
    bed_placement_destroy(p);
}

static void measures_of_the_whole_are_needed(void **unused)
{
    static const bed_measure measures[] = { { "a", "records", 20, 20 } };
    const bed_taxonomy       t          = taxonomy();
    bed_placement           *p          = load(&t, HEAD MARKERS RULES);
    json_t                  *out        = NULL;

    (void)unused;
    assert_int_equal(bed_placement_judge(p, measures, 1, &out, NULL), BED_EARGUMENT);
    assert_null(out);
    bed_placement_destroy(p);
}

static void markers_become_sql_with_their_quotes_doubled(void **unused)
{
    const bed_taxonomy t   = taxonomy();
    bed_placement     *p   = load(&t, HEAD MARKERS RULES);
    bed_buffer         sql = BED_BUFFER(1 << 16);

    (void)unused;
    assert_int_equal(bed_placement_markers(p, &sql, NULL), BED_OK);
    assert_non_null(strstr(sql.ptr, "MACRO marker_mine(s, tag)"));
    assert_non_null(strstr(sql.ptr, "WHEN 'en' THEN regexp_matches(s, 'it''s', 'i')"));
    bed_buffer_deinit(&sql);
    bed_placement_destroy(p);
}

static void faults_name_their_line_and_key(void **unused)
{
    static const struct {
        const char *yaml, *part;
        uint64_t    row;
    } cases[] = {
        { "schema: other\n" MARKERS RULES, "schema", 1 },
        { HEAD RULES, "markers", 1 },
        { HEAD MARKERS "rules:\n" RULE("subtype", "one", "exam", EXAM), "no list 'subtype'", 8 },
        { HEAD MARKERS "rules:\n" RULE("subtypes", "one", "exan", EXAM), "'exan' is not a subtype",
          12 },
        { HEAD MARKERS "rules:\n" RULE("subtypes", "some", "exam", EXAM), "choose", 9 },
        { HEAD MARKERS
          "rules:\n" RULE("subtypes", "one", "exam",
                          "              - { measure: a, weight: 1, reason: \"r\" }\n"),
          "either at_least or at_most", 15 },
        { HEAD MARKERS
          "rules:\n" RULE("subtypes", "one", "exam",
                          "              - { measure: a, at_least: 1, at_most: 2, weight: 1, "
                          "reason: \"r\" }\n"),
          "either at_least or at_most", 15 },
        { HEAD MARKERS "rules:\n" RULE(
              "subtypes", "one", "exam",
              "              - { measure: a, at_least: 1, weight: -1, reason: \"r\" }\n"),
          "0 to 100", 15 },
        { HEAD "markers:\n  - id: \"a b\"\n    where: question\n    patterns:\n"
               "      - { language: en, match: a }\n" RULES,
          "small letters", 3 },
        { HEAD "markers:\n  - id: a\n    where: nowhere\n    patterns:\n"
               "      - { language: en, match: a }\n" RULES,
          "where", 4 },
    };
    const bed_taxonomy t = taxonomy();

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_placement *p   = NULL;
        bed_error      err = { 0 };

        assert_int_equal(bed_placement_parse(bed_str_of(cases[i].yaml), "x.yaml", &t, &p, &err),
                         BED_EFORMAT);
        assert_null(p);
        if (strstr(err.text, cases[i].part) == NULL || err.row != cases[i].row)
            fail_msg("case %zu: row %llu: %s", i, (unsigned long long)err.row, err.text);
    }
}

static void any_allocation_may_fail(void **unused)
{
    const bed_taxonomy t  = taxonomy();
    bed_status         st = BED_EMEMORY;

    (void)unused;
    for (uint64_t n = 1; st != BED_OK; n++) {
        bed_placement *p = NULL;

        assert_true(n < 2000);
        (void)bed_alloc_fail_at(n);
        st = bed_placement_parse(BED_STR(HEAD MARKERS RULES), "x.yaml", &t, &p, NULL);
        (void)bed_alloc_fail_at(0);
        assert_true(st == BED_OK || (st == BED_EMEMORY && p == NULL));
        bed_placement_destroy(p);
    }
}

static void the_rules_that_ship_are_sound(void **unused)
{
    bed_catalog   *c;
    bed_placement *p;
    bed_error      err = { 0 };

    (void)unused;
    assert_int_equal(bed_catalog_load(".", &c, &err), BED_OK);
    if (bed_placement_load("catalog/placement.yaml", c->taxonomy, &p, &err) != BED_OK)
        fail_msg("row %llu: %s", (unsigned long long)err.row, err.text);
    bed_placement_destroy(p);
    bed_catalog_destroy(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_larger_part_decides_and_reasons_carry_their_figures),
        cmocka_unit_test(small_groups_follow_the_largest),
        cmocka_unit_test(what_fits_no_rule_is_not_placed),
        cmocka_unit_test(measures_of_the_whole_are_needed),
        cmocka_unit_test(markers_become_sql_with_their_quotes_doubled),
        cmocka_unit_test(faults_name_their_line_and_key),
        cmocka_unit_test(any_allocation_may_fail),
        cmocka_unit_test(the_rules_that_ship_are_sound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
