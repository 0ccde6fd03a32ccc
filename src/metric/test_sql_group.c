/* Rows of arguments, packed, gathered and measured, without a database. */
#include "metric/sql_group.h"

#include "base/test.h"

#include <string.h>

enum { ROWS = 3 };

static const bed__form FORM = { { BED__HYP, BED__REFS, BED__SETTINGS, BED__WEIGHT } };

/* Words: 3 of 2, 1 of 4 and 2 of 2. */
static const struct {
    bed_str hyp, refs[2];
    size_t  n_refs;
    double  weight;
} rows[ROWS] = {
    { BED_STR_INIT("rest and drink"), { BED_STR_INIT("just rest") }, 1, 2.5 },
    { BED_STR_INIT("call"), { BED_STR_INIT("call us this evening") }, 1, 1.25 },
    { BED_STR_INIT("no fever"), { BED_STR_INIT("a"), BED_STR_INIT("fever gone") }, 2, 0 },
};

static bed_status add(bed__gathered *g, size_t i, bed_str settings)
{
    const size_t begin = g->rows.len;

    BED_TRY(bed__gather_settings(g, settings, NULL));
    BED_TRY(bed__pack_count(&g->rows, 0, NULL));
    BED_TRY(bed__pack_text(&g->rows, rows[i].hyp, NULL));
    BED_TRY(bed__pack_count(&g->rows, rows[i].n_refs, NULL));
    for (size_t k = 0; k < rows[i].n_refs; k++)
        BED_TRY(bed__pack_text(&g->rows, rows[i].refs[k], NULL));
    BED_TRY(bed__pack_bytes(&g->rows, &rows[i].weight, sizeof rows[i].weight, NULL));
    const uint32_t n = (uint32_t)(g->rows.len - begin - sizeof n);
    memcpy(g->rows.ptr + begin, &n, sizeof n);
    g->n++;
    return BED_OK;
}

static bed__gathered nothing(void)
{
    return (bed__gathered){ .rows = BED_BUFFER(4096), .settings = BED_BUFFER(256) };
}

static void release(bed__gathered *g)
{
    bed_buffer_deinit(&g->rows);
    bed_buffer_deinit(&g->settings);
}

/* The headline of the rows in an order. */
static bed_status score(const size_t *order, double *value)
{
    bed__gathered g    = nothing();
    bed__group    made = { .n = 0 };
    bed_measured *m    = NULL;
    double        values[8];
    bed_status    st = BED_OK;

    for (size_t i = 0; i < ROWS; i++)
        BED_GO(add(&g, order[i], BED_STR("unit=word")));
    BED_GO(bed__group_measure(&bed_metric_length_ratio, &FORM, &g, &made, &m, NULL));
    BED_GO(bed_measured_score(m, &(bed_selection){ made.numbers, made.weights, made.n }, values,
                              NULL));
    *value = values[0];
done:
    bed_measured_destroy(m);
    bed__group_deinit(&made);
    release(&g);
    return st;
}

static void measures_the_same_in_any_order_of_rows(void **unused)
{
    static const size_t orders[][ROWS] = { { 0, 1, 2 }, { 2, 0, 1 }, { 1, 2, 0 }, { 2, 1, 0 } };

    (void)unused;
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        double value = 0;

        assert_int_equal(score(orders[i], &value), BED_OK);
        assert_true(value == 8.75 / 10); /* (2.5 * 3 + 1.25 * 1) / (2.5 * 2 + 1.25 * 4) */
    }
}

static void refuses_other_settings_whichever_come_first(void **unused)
{
    static const bed_str settings[][2] = {
        { BED_STR_INIT(""), BED_STR_INIT("unit=char") },
        { BED_STR_INIT("unit=char"), BED_STR_INIT("") },
        { BED_STR_INIT("unit=char"), BED_STR_INIT("unit=word") },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        bed__gathered g = nothing();

        assert_int_equal(add(&g, 0, settings[i][0]), BED_OK);
        assert_int_equal(add(&g, 1, settings[i][0]), BED_OK);
        assert_int_equal(add(&g, 2, settings[i][1]), BED_EARGUMENT);
        assert_int_equal(g.n, 2);
        release(&g);
    }
}

static void fails_cleanly_at_every_allocation(void **unused)
{
    static const size_t order[ROWS] = { 0, 1, 2 };
    bool                whole       = false;

    (void)unused;
    for (uint64_t n = 1; !whole && n < 1000; n++) {
        double     value;
        bed_status st;

        bed_alloc_fail_at(n);
        st    = score(order, &value);
        whole = bed_alloc_fail_at(0) < n;
        assert_int_equal(st, whole ? BED_OK : BED_EMEMORY);
    }
    assert_true(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_the_same_in_any_order_of_rows),
        cmocka_unit_test(refuses_other_settings_whichever_come_first),
        cmocka_unit_test(fails_cleanly_at_every_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
