/* The table of metrics holds together: with the files, the catalogue and itself. */
#include "metric/metric.h"

#include "base/test.h"
#include "catalog/catalog.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const bed_metric *const *metrics;
static size_t                   n_metrics;
static bed_catalog             *catalog;

static int load(void **unused)
{
    (void)unused;
    metrics = bed_metrics(&n_metrics);
    return bed_catalog_load(NULL, &catalog, NULL) == BED_OK ? 0 : -1;
}

static int unload(void **unused)
{
    (void)unused;
    bed_catalog_destroy(catalog);
    return 0;
}

static void is_in_the_order_of_names(void **unused)
{
    (void)unused;
    for (size_t i = 1; i < n_metrics; i++)
        if (strcmp(metrics[i - 1]->name, metrics[i]->name) >= 0)
            fail_msg("%s stands before %s", metrics[i - 1]->name, metrics[i]->name);
}

static void every_metric_says_what_it_is(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < n_metrics; i++) {
        const bed_metric *const m = metrics[i];

        if (m->title == NULL || m->source == NULL || m->values == NULL || m->values[0] == NULL)
            fail_msg("%s: title, source and values are needed", m->name);
        if (!(m->lo < m->hi) || isinf(m->lo))
            fail_msg("%s: range [%g, %g]", m->name, m->lo, m->hi);
        if ((m->measure == NULL) == (m->measure_all == NULL) || m->score == NULL)
            fail_msg("%s: one way of measuring, and a score", m->name);
        assert_ptr_equal(bed_metric_find(bed_str_of(m->name)), m);
    }
    assert_null(bed_metric_find(BED_STR("blue")));
}

static void every_metric_has_a_file_of_its_name(void **unused)
{
    char path[BED_PATH_MAX];

    (void)unused;
    for (size_t i = 0; i < n_metrics; i++) {
        snprintf(path, sizeof path, "src/metric/%s.c", metrics[i]->name);
        if (!bed_path_exists(path))
            fail_msg("%s is missing", path);
    }
}

static void parameters_describe_themselves(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < n_metrics; i++) {
        const bed_metric *const m = metrics[i];
        bed_settings           *s = NULL;
        bed_error               err;

        if (bed_settings_create(m, &s, &err) != BED_OK)
            fail_msg("%s: a default is refused: %s", m->name, err.text);
        bed_settings_destroy(s);
        for (size_t k = 0; k < m->n_params; k++) {
            const bed_param *const p = &m->params[k];

            if (p->help == NULL || p->help[0] == '\0' || p->help[strlen(p->help) - 1] == '.')
                fail_msg("%s: parameter %s: help without a full stop is needed", m->name, p->name);
            for (size_t other = 0; other < k; other++)
                assert_string_not_equal(p->name, m->params[other].name);
        }
    }
}

static const bed_entry *entry_of(const char *id)
{
    const bed_entries *const all = &catalog->entries[BED_CATALOG_METRICS];

    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->at[i]->id, id) == 0)
            return all->at[i];
    return NULL;
}

static void the_catalogue_says_the_same(void **unused)
{
    static const char *const better[] = { "higher", "lower", "neither" };
    char                     range[64];

    (void)unused;
    for (size_t i = 0; i < n_metrics; i++) {
        const bed_metric *const m = metrics[i];
        const bed_entry *const  e = entry_of(m->name);

        if (e == NULL)
            fail_msg("catalog/metrics/%s.yaml is missing", m->name);
        if (isinf(m->hi))
            snprintf(range, sizeof range, "[%g, inf)", m->lo);
        else
            snprintf(range, sizeof range, "[%g, %g]", m->lo, m->hi);
        if (strcmp(e->range, range) != 0)
            fail_msg("%s: range %s, in the catalogue %s", m->name, range, e->range);
        if (strcmp(e->direction, better[m->better]) != 0)
            fail_msg("%s: direction %s, in the catalogue %s", m->name, better[m->better],
                     e->direction);
    }
}

static void names_near_to_one_are_told(void **unused)
{
    (void)unused;
    assert_string_equal(bed_metric_nearest("lenght_ratio"), "length_ratio");
    assert_null(bed_metric_nearest("zzzzzzzzzz"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_in_the_order_of_names),
        cmocka_unit_test(every_metric_says_what_it_is),
        cmocka_unit_test(every_metric_has_a_file_of_its_name),
        cmocka_unit_test(parameters_describe_themselves),
        cmocka_unit_test(the_catalogue_says_the_same),
        cmocka_unit_test(names_near_to_one_are_told),
    };

    return cmocka_run_group_tests(tests, load, unload);
}
