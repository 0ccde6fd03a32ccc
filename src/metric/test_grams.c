#include "metric/grams.h"

#include "base/test.h"

#include <string.h>

static bool equal(const uint32_t *a, const uint32_t *b, size_t n)
{
    return memcmp(a, b, n * sizeof *a) == 0;
}

/* Pairs off equal n-grams, one by one. */
static size_t match_by_hand(const uint32_t *a, size_t m, const uint32_t *b, size_t n, size_t order)
{
    bool   used[200] = { false };
    size_t matches   = 0;

    for (size_t i = 0; i + order <= m; i++)
        for (size_t j = 0; j + order <= n; j++)
            if (!used[j] && equal(a + i, b + j, order)) {
                used[j] = true;
                matches++;
                break;
            }
    return matches;
}

static void counts_as_pairing_off_does(void **unused)
{
    enum { MOST = 200, ORDER = 7 };
    bed_rng    r = bed_rng_split(3, BED_STR("grams"), 0);
    bed__grams g = { .slots = NULL };
    bed_error  err;

    (void)unused;
    for (size_t round = 0; round < 400; round++) {
        const size_t   m = (size_t)bed_rng_below(&r, MOST), n = (size_t)bed_rng_below(&r, MOST);
        const uint64_t different = 1 + bed_rng_below(&r, 9) * bed_rng_below(&r, 9);
        uint32_t       a[MOST], b[MOST];
        size_t         matches[ORDER];

        for (size_t i = 0; i < MOST; i++) {
            a[i] = UINT32_MAX - (uint32_t)bed_rng_below(&r, different);
            b[i] = i % 11 < round % 12 ? a[i] : UINT32_MAX - (uint32_t)bed_rng_below(&r, different);
        }
        assert_int_equal(bed__grams_match(&g, a, m, b, n, ORDER, matches, &err), BED_OK);
        for (size_t k = 1; k <= ORDER; k++)
            assert_int_equal(matches[k - 1], match_by_hand(a, m, b, n, k));
    }
    bed__grams_deinit(&g);
}

static void has_no_grams_in_common_with_nothing(void **unused)
{
    const uint32_t one     = 5;
    bed__grams     g       = { .slots = NULL };
    size_t         matches = 9;
    bed_error      err;

    (void)unused;
    assert_int_equal(bed__grams_match(&g, &one, 1, NULL, 0, 1, &matches, &err), BED_OK);
    assert_int_equal(matches, 0);
    matches = 9;
    assert_int_equal(bed__grams_match(&g, NULL, 0, &one, 1, 1, &matches, &err), BED_OK);
    assert_int_equal(matches, 0);
    assert_int_equal(bed__grams_match(&g, &one, 1, &one, 1, 1, &matches, &err), BED_OK);
    assert_int_equal(matches, 1);
    bed__grams_deinit(&g);
}

static void starts_its_stamps_anew_when_they_are_used_up(void **unused)
{
    const uint32_t a[] = { 1, 2, 3, 1, 2 };
    bed__grams     g   = { .slots = NULL };
    size_t         matches[2];
    bed_error      err;

    (void)unused;
    assert_int_equal(bed__grams_match(&g, a, 5, a, 5, 2, matches, &err), BED_OK);
    g.stamp = UINT32_MAX - 1;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(bed__grams_match(&g, a, 5, a + 1, 4, 2, matches, &err), BED_OK);
        assert_int_equal(matches[0], 4);
        assert_int_equal(matches[1], 3);
    }
    assert_true(g.stamp < 10);
    bed__grams_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_as_pairing_off_does),
        cmocka_unit_test(has_no_grams_in_common_with_nothing),
        cmocka_unit_test(starts_its_stamps_anew_when_they_are_used_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
