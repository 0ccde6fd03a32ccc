/* The table of metrics as a page and as JSON says what the table says. */
#include "metric/list.h"

#include "base/test.h"

#include <jansson.h>
#include <string.h>

enum { OUT_MAX = 4 << 20, WIDTH = 100 };

static bed_catalog *catalog;

static int load(void **unused)
{
    (void)unused;
    return bed_catalog_load(NULL, &catalog, NULL) == BED_OK ? 0 : -1;
}

static int unload(void **unused)
{
    (void)unused;
    bed_catalog_destroy(catalog);
    return 0;
}

static void says_every_metric_in_json(void **unused)
{
    size_t                   n;
    const bed_metric *const *all = bed_metrics(&n);

    (void)unused;
    for (size_t i = 0; i < n; i++) {
        bed_buffer out = BED_BUFFER(OUT_MAX);
        json_t    *row;

        assert_int_equal(bed_metric_json(all[i], catalog, &out, NULL), BED_OK);
        row = json_loadb(out.ptr, out.len, 0, NULL);
        assert_non_null(row);
        assert_string_equal(json_string_value(json_object_get(row, "name")), all[i]->name);
        assert_string_equal(json_string_value(json_object_get(row, "kind")),
                            bed_metric_kind_name(all[i]->kind));
        assert_int_equal(json_array_size(json_object_get(row, "params")), all[i]->n_params);
        assert_float_equal(json_number_value(json_array_get(json_object_get(row, "range"), 0)),
                           all[i]->lo, 0);
        assert_int_equal(json_array_size(json_object_get(row, "needs")),
                         (size_t)__builtin_popcount(all[i]->needs));
        assert_true(json_array_size(json_object_get(row, "data_types")) > 0);
        json_decref(row);
        bed_buffer_deinit(&out);
    }
}

static void shows_every_metric_and_parameter_on_the_page(void **unused)
{
    size_t                   n;
    const bed_metric *const *all   = bed_metrics(&n);
    bed_buffer               table = BED_BUFFER(OUT_MAX);

    (void)unused;
    assert_int_equal(bed_metrics_write(WIDTH, &table, NULL), BED_OK);
    for (size_t i = 0; i < n; i++) {
        bed_buffer page = BED_BUFFER(OUT_MAX);

        assert_non_null(strstr(table.ptr, all[i]->name));
        assert_int_equal(bed_metric_write(all[i], catalog, WIDTH, &page, NULL), BED_OK);
        assert_true(bed_str_starts(bed_buffer_str(&page), bed_str_of(all[i]->name)));
        for (size_t p = 0; p < all[i]->n_params; p++)
            if (strstr(page.ptr, all[i]->params[p].name) == NULL)
                fail_msg("%s: no parameter %s", all[i]->name, all[i]->params[p].name);
        bed_buffer_deinit(&page);
    }
    bed_buffer_deinit(&table);
}

static void fails_cleanly_at_every_allocation(void **unused)
{
    bool whole = false;

    (void)unused;
    for (uint64_t k = 1; !whole && k < 2000; k++) {
        bed_buffer out = BED_BUFFER(OUT_MAX);
        bed_status st;

        bed_alloc_fail_at(k);
        st = bed_metrics_write(WIDTH, &out, NULL);
        if (st == BED_OK)
            st = bed_metric_write(&bed_metric_length_ratio, catalog, WIDTH, &out, NULL);
        if (st == BED_OK)
            st = bed_metric_json(&bed_metric_length_ratio, catalog, &out, NULL);
        whole = bed_alloc_fail_at(0) < k;
        assert_int_equal(st, whole ? BED_OK : BED_EMEMORY);
        bed_buffer_deinit(&out);
    }
    assert_true(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_every_metric_in_json),
        cmocka_unit_test(shows_every_metric_and_parameter_on_the_page),
        cmocka_unit_test(fails_cleanly_at_every_allocation),
    };

    return cmocka_run_group_tests(tests, load, unload);
}
