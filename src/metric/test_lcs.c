#include "metric/lcs.h"

#include "base/test.h"

#include <string.h>

/* The table itself, as the papers write it: what the bits are held against. */
typedef struct table {
    size_t    m, n;
    uint32_t *t; /* (m + 1, n + 1) */
} table;

static uint32_t at(const table *t, size_t i, size_t j)
{
    return t->t[i * (t->n + 1) + j];
}

static table table_of(const uint32_t *a, size_t m, const uint32_t *b, size_t n)
{
    table t = { m, n, bed_new_array(uint32_t, (m + 1) * (n + 1)) };

    for (size_t i = 1; i <= m; i++)
        for (size_t j = 1; j <= n; j++) {
            const uint32_t up = at(&t, i - 1, j), left = at(&t, i, j - 1);

            t.t[i * (n + 1) + j] = a[i - 1] == b[j - 1] ? at(&t, i - 1, j - 1) + 1
                                   : up > left          ? up
                                                        : left;
        }
    return t;
}

static void mark_by_table(const table *t, const uint32_t *a, const uint32_t *b, uint8_t *marks)
{
    size_t i = t->m, j = t->n;

    while (i > 0 && j > 0) {
        if (a[i - 1] == b[j - 1]) {
            marks[--i] = 1;
            j--;
        } else if (at(t, i, j - 1) > at(t, i - 1, j))
            j--;
        else
            i--;
    }
}

static void draw(bed_rng *r, uint32_t *tokens, size_t n, uint32_t n_ids)
{
    for (size_t i = 0; i < n; i++)
        tokens[i] = (uint32_t)bed_rng_below(r, n_ids);
}

static void agrees_with_the_table_at_every_length(void **unused)
{
    enum { MOST = 700 };
    static const size_t edges[] = { 0,   1,   2,   63,  64,  65,  127, 128, 129,
                                    191, 255, 256, 257, 320, 511, 512, 513, 700 };
    const size_t        n_edges = sizeof edges / sizeof edges[0];
    static uint32_t     a[MOST], b[MOST];
    bed_rng             r = bed_rng_split(7, BED_STR("lcs"), 0);
    bed__lcs            l = { .masks = NULL };
    bed_error           err;

    (void)unused;
    for (size_t k = 0; k < n_edges * n_edges; k++) {
        const size_t   m = edges[k / n_edges], n = edges[k % n_edges];
        const uint32_t n_ids          = 1 + (uint32_t)bed_rng_below(&r, k % 3 == 0 ? 4 : 300);
        uint8_t        marks[MOST]    = { 0 };
        uint8_t        expected[MOST] = { 0 };
        size_t         length         = 0;

        draw(&r, a, m, n_ids);
        draw(&r, b, n, n_ids);
        if (k % 5 == 0)
            memcpy(b, a, (m < n ? m : n) / 3 * sizeof *a);
        const table t = table_of(a, m, b, n);
        assert_int_equal(bed__lcs_length(&l, a, m, b, n, n_ids, &length, &err), BED_OK);
        assert_int_equal(length, at(&t, m, n));
        assert_int_equal(bed__lcs_mark(&l, a, m, b, n, n_ids, marks, &err), BED_OK);
        mark_by_table(&t, a, b, expected);
        assert_memory_equal(marks, expected, MOST);
        bed_free(t.t);
    }
    bed__lcs_deinit(&l);
}

/* a is 0, 1, 2 ... with every token twice; b is a without each seventh token and with strangers
 * between: what they have in common is known. */
static void takes_texts_of_a_hundred_thousand_tokens(void **unused)
{
    enum { N = 100000 };
    uint32_t *const a = bed_new_array(uint32_t, N), *const b = bed_new_array(uint32_t, 2 * N);
    uint8_t *const marks = bed_alloc(N, 1);
    bed__lcs       l     = { .masks = NULL };
    size_t         n = 0, common = 0, length, marked = 0;
    bed_error      err;

    (void)unused;
    for (uint32_t i = 0; i < N; i++) {
        a[i] = i / 2;
        if (i % 7 != 3) {
            b[n++] = a[i];
            common++;
        }
        if (i % 5 == 0)
            b[n++] = N;
    }
    assert_int_equal(bed__lcs_length(&l, a, N, b, n, N + 1, &length, &err), BED_OK);
    assert_int_equal(length, common);
    assert_int_equal(bed__lcs_length(&l, b, n, a, N, N + 1, &length, &err), BED_OK);
    assert_int_equal(length, common);
    assert_int_equal(bed__lcs_mark(&l, a, N, b, n, N + 1, marks, &err), BED_OK);
    for (size_t i = 0; i < N; i++)
        marked += marks[i];
    assert_int_equal(marked, common);
    assert_true(l.rows_capacity * sizeof *l.rows < (size_t)64 << 20);
    bed__lcs_deinit(&l);
    bed_free(a);
    bed_free(b);
    bed_free(marks);
}

static void refuses_to_mark_what_would_take_too_much_memory(void **unused)
{
    enum { N = 400000 };
    uint32_t *const a   = bed_new_array(uint32_t, N);
    bed__lcs        l   = { .masks = NULL };
    bed_error       err = { 0 };
    uint8_t         mark;

    (void)unused;
    assert_int_equal(bed__lcs_mark(&l, a, N, a, N, 1, &mark, &err), BED_EARGUMENT);
    assert_string_equal(err.text, "the longest common subsequence of sentences of about 400000 and "
                                  "400000 tokens takes more than 256 MiB: split the texts into "
                                  "shorter sentences");
    bed__lcs_deinit(&l);
    bed_free(a);
}

static void gives_back_memory_whichever_allocation_fails(void **unused)
{
    static uint32_t a[300], b[290];
    static uint8_t  marks[300];
    bed_rng         r     = bed_rng_split(8, BED_STR("lcs"), 0);
    bool            whole = false;

    (void)unused;
    draw(&r, a, 300, 9);
    draw(&r, b, 290, 9);
    for (uint64_t n = 1; n < 20 && !whole; n++) {
        bed__lcs  l   = { .masks = NULL };
        bed_error err = { 0 };
        size_t    length;

        bed_alloc_fail_at(n);
        bed_status st = bed__lcs_length(&l, a, 300, b, 290, 9, &length, &err);
        if (st == BED_OK)
            st = bed__lcs_mark(&l, a, 300, b, 290, 9, marks, &err);
        whole = bed_alloc_fail_at(0) < n;
        assert_int_equal(st, whole ? BED_OK : BED_EMEMORY);
        bed__lcs_deinit(&l);
    }
    assert_true(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_table_at_every_length),
        cmocka_unit_test(takes_texts_of_a_hundred_thousand_tokens),
        cmocka_unit_test(refuses_to_mark_what_would_take_too_much_memory),
        cmocka_unit_test(gives_back_memory_whichever_allocation_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
