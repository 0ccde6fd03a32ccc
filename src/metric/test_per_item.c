/* The values of every item, as lines and as Parquet. */
#include "metric/per_item.h"

#include "base/test.h"
#include "corpus/session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OUT_MAX = 1 << 20 };

static char dir[] = "/tmp/bedside-items-XXXXXX";

static const bed_str REF = BED_STR_INIT("rest at home"), NONE = BED_STR_INIT("");

/* Two systems, three items, the last with an empty reference: its ratio is not defined. */
static bed_item items[] = {
    { .hyp = BED_STR_INIT("rest at home today"), .refs = &REF, .n_refs = 1 },
    { .hyp = BED_STR_INIT(""), .refs = &REF, .n_refs = 1 },
    { .hyp = BED_STR_INIT("rest"), .refs = &NONE, .n_refs = 1 },
    { .hyp = BED_STR_INIT("rest"), .refs = &REF, .n_refs = 1 },
    { .hyp = BED_STR_INIT("rest at home"), .refs = &REF, .n_refs = 1 },
    { .hyp = BED_STR_INIT("\"rest\""), .refs = &NONE, .n_refs = 1 },
};

static bed_str     ids[]     = { BED_STR_INIT("q\"1"), BED_STR_INIT(""), BED_STR_INIT("问3") };
static const char *systems[] = { "a.txt", "b.txt" };

static bed_reading reading = { .items   = { .items = items, .n = 3, .n_systems = 2 },
                               .ids     = ids,
                               .systems = systems };

static bed_measured *measured;

static int enter(void **unused)
{
    bed_settings *s = NULL;

    (void)unused;
    if (mkdtemp(dir) == NULL || chdir(dir) != 0 ||
        bed_settings_create(&bed_metric_length_ratio, &s, NULL) != BED_OK ||
        bed_metric_measure(s, &reading.items, NULL, &measured, NULL) != BED_OK)
        return -1;
    bed_settings_destroy(s);
    return 0;
}

static int leave(void **unused)
{
    (void)unused;
    bed_measured_destroy(measured);
    return chdir("/") == 0 && bed_dir_remove(dir, NULL) == BED_OK ? 0 : -1;
}

static void writes_a_line_for_every_item_of_every_system(void **unused)
{
    bed_buffer out = BED_BUFFER(OUT_MAX);
    bed_str    rest, line;
    size_t     n = 0;

    (void)unused;
    assert_int_equal(bed_per_item_add(&reading, measured, &out, NULL), BED_OK);
    rest = bed_buffer_str(&out);
    while (rest.len > 0) {
        line = bed_take_line(&rest);
        if (n == 0)
            assert_true(bed_str_equal(
                line,
                BED_STR("{\"item\":1,\"id\":\"q\\\"1\",\"system\":\"a.txt\",\"metric\":\"length_"
                        "ratio\",\"value\":1.3333333333333333,\"values\":{\"length_ratio\":"
                        "1.3333333333333333,\"mean_length\":4,\"mean_reference_length\":3}}")));
        if (n == 4)
            assert_true(
                bed_str_starts(line, BED_STR("{\"item\":2,\"id\":null,\"system\":\"b.txt\"")));
        if (n % 3 == 2) /* not defined */
            assert_true(bed_str_contains(line, BED_STR("\"id\":\"问3\"")) &&
                        bed_str_contains(line, BED_STR("\"value\":null,")));
        n++;
    }
    assert_int_equal(n, 6);
    bed_buffer_deinit(&out);
}

static void writes_the_same_as_parquet(void **unused)
{
    bed_buffer   out = BED_BUFFER(OUT_MAX);
    bed_session *s   = NULL;
    int64_t      n   = 0;

    (void)unused;
    assert_int_equal(bed_per_item_add(&reading, measured, &out, NULL), BED_OK);
    assert_int_equal(bed_per_item_write("items.parquet", bed_buffer_str(&out), NULL, NULL), BED_OK);
    assert_int_equal(bed_session_open(NULL, &s, NULL), BED_OK);
    assert_int_equal(
        bed_session_int(s,
                        "SELECT count(*) FROM 'items.parquet' WHERE system = 'a.txt' "
                        "AND id = 'q\"1' AND value = 4 / 3::DOUBLE AND "
                        "\"values\"[2].value = 4 AND \"values\"[2].key = 'mean_length'",
                        &n, NULL),
        BED_OK);
    assert_int_equal(n, 1);
    assert_int_equal(
        bed_session_int(s, "SELECT count(*) FROM 'items.parquet' WHERE value IS NULL", &n, NULL),
        BED_OK);
    assert_int_equal(n, 2);
    bed_session_close(s);
    assert_false(bed_path_exists("items.parquet.lines"));
    assert_false(bed_path_exists("items.parquet.partial"));
    bed_buffer_deinit(&out);
}

static void says_where_it_cannot_write(void **unused)
{
    static const char *const paths[] = { "nowhere/items.jsonl", "nowhere/items.parquet" };

    (void)unused;
    for (size_t i = 0; i < 2; i++) {
        bed_error err = { .code = BED_OK };

        assert_int_equal(bed_per_item_write(paths[i], BED_STR(""), NULL, &err), BED_EDISK);
    }
}

static void fails_cleanly_at_every_allocation(void **unused)
{
    bool whole = false;

    (void)unused;
    for (uint64_t k = 1; !whole && k < 1000; k++) {
        bed_buffer out = BED_BUFFER(OUT_MAX);
        bed_status st;

        bed_alloc_fail_at(k);
        st    = bed_per_item_add(&reading, measured, &out, NULL);
        whole = bed_alloc_fail_at(0) < k;
        assert_int_equal(st, whole ? BED_OK : BED_EMEMORY);
        bed_buffer_deinit(&out);
    }
    assert_true(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_a_line_for_every_item_of_every_system),
        cmocka_unit_test(writes_the_same_as_parquet),
        cmocka_unit_test(says_where_it_cannot_write),
        cmocka_unit_test(fails_cleanly_at_every_allocation),
    };

    return cmocka_run_group_tests(tests, enter, leave);
}
