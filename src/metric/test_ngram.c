/* Numbers of tokens and pairs, and clipped matches against a count that compares every n-gram. */
#include "metric/ngram.h"

#include "base/test.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 400, ORDERS = 5 };

static bool same_gram(const bed_str *a, const bed_str *b, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (!bed_str_equal(a[k], b[k]))
            return false;
    return true;
}

static size_t times_in(const bed_str *gram, size_t n, const bed_str *text, size_t len)
{
    size_t times = 0;

    for (size_t i = 0; i + n <= len; i++)
        times += same_gram(gram, text + i, n);
    return times;
}

/* By definition: for each place, whether fewer of its n-gram came before than a reference has. */
static uint64_t naive(const bed_str *hyp, size_t n_hyp, const bed_str *const *refs,
                      const size_t *n_refs, size_t n_references, size_t n)
{
    uint64_t matches = 0;

    for (size_t i = 0; i + n <= n_hyp; i++) {
        const size_t before = times_in(hyp + i, n, hyp, i + n - 1);
        size_t       most   = 0;

        for (size_t r = 0; r < n_references; r++) {
            const size_t times = times_in(hyp + i, n, refs[r], n_refs[r]);
            most               = times > most ? times : most;
        }
        matches += before < most;
    }
    return matches;
}

/* Tokens of several texts. */
static bed_tokens list(bed_str *items, size_t n)
{
    return (bed_tokens){ .items = items, .n = n };
}

static const bed_str WORDS[] = {
    BED_STR_INIT("a"),
    BED_STR_INIT("the"),
    BED_STR_INIT("pain"),
    BED_STR_INIT("tablet"),
    BED_STR_INIT("twice"),
    BED_STR_INIT("hypertension"),
    BED_STR_INIT("痛"),
    BED_STR_INIT("electrocardiographically"),
    BED_STR_INIT("electrocardiographicallz"),
    BED_STR_INIT(""),
    BED_STR_INIT("ab"),
    BED_STR_INIT("ba"),
};

static void draw(bed_rng *rng, size_t n_words, bed_str *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = WORDS[bed_rng_below(rng, n_words)];
}

static void counts_as_the_definition_does(void **unused)
{
    static bed_str hyp[MOST], first[MOST], second[MOST];
    bed_matcher    m = { .n_tokens = 0 };

    (void)unused;
    for (uint64_t round = 0; round < 300; round++) {
        bed_rng        rng      = bed_rng_split(7, BED_STR("ngram"), round);
        const size_t   words    = 1 + bed_rng_below(&rng, sizeof WORDS / sizeof WORDS[0]);
        const size_t   most     = round % 50 == 0 ? MOST : 24;
        bed_str *const refs[]   = { first, second };
        const size_t   n_hyp    = bed_rng_below(&rng, most);
        const size_t   n_refs[] = { bed_rng_below(&rng, most), bed_rng_below(&rng, most) };
        const size_t   n        = 1 + round % 2;
        uint64_t       matches[ORDERS];

        draw(&rng, words, hyp, n_hyp);
        draw(&rng, words, first, n_refs[0]);
        draw(&rng, words, second, n_refs[1]);
        const bed_tokens text = list(hyp, n_hyp);
        assert_int_equal(bed_matcher_begin(&m, &text, NULL), BED_OK);
        for (size_t r = 0; r < n; r++) {
            const bed_tokens ref = list(refs[r], n_refs[r]);

            assert_int_equal(bed_matcher_reference(&m, &ref, NULL), BED_OK);
        }
        assert_int_equal(bed_matcher_count(&m, ORDERS, matches, NULL), BED_OK);
        for (size_t k = 0; k < ORDERS; k++)
            assert_int_equal(matches[k],
                             naive(hyp, n_hyp, (const bed_str *const *)refs, n_refs, n, k + 1));
    }
    bed_matcher_deinit(&m);
}

static void does_not_join_the_end_of_a_reference_to_the_next(void **unused)
{
    bed_str     hyp[] = { BED_STR("take"), BED_STR("it"), BED_STR("now") };
    bed_matcher m     = { .n_tokens = 0 };
    uint64_t    matches[3];

    (void)unused;
    const bed_tokens text = list(hyp, 3);
    assert_int_equal(bed_matcher_begin(&m, &text, NULL), BED_OK);
    const bed_tokens ref1 = list(hyp, 1), ref2 = list(hyp + 1, 2);
    assert_int_equal(bed_matcher_reference(&m, &ref1, NULL), BED_OK);
    assert_int_equal(bed_matcher_reference(&m, &ref2, NULL), BED_OK);
    assert_int_equal(bed_matcher_count(&m, 3, matches, NULL), BED_OK);
    assert_int_equal(matches[0], 3);
    assert_int_equal(matches[1], 1); /* "it now" */
    assert_int_equal(matches[2], 0);
    bed_matcher_deinit(&m);
}

static void numbers_stay_when_a_table_grows(void **unused)
{
    bed_token_table tokens = { .n = 0 };
    bed_pair_table  pairs  = { .n = 0 };
    char            text[64];

    (void)unused;
    for (uint32_t i = 0; i < 3000; i++) {
        const int n =
            snprintf(text, sizeof text, i % 3 == 0 ? "%u-a-token-of-many-bytes" : "%u", i);

        assert_int_equal(bed_token_table_grow(&tokens, 1, NULL), BED_OK);
        assert_int_equal(bed_pair_table_grow(&pairs, 1, NULL), BED_OK);
        assert_int_equal(bed_token_table_add(&tokens, (bed_str){ text, (size_t)n }), i);
        assert_int_equal(bed_pair_table_add(&pairs, i / 7, i % 7), i);
    }
    assert_int_equal(bed_token_table_find(&tokens, BED_STR("1234")), 1234);
    assert_int_equal(bed_token_table_find(&tokens, BED_STR("1233-a-token-of-many-bytes")), 1233);
    assert_int_equal(bed_token_table_find(&tokens, BED_STR("1233")), BED_NO_NUMBER);
    assert_int_equal(bed_pair_table_find(&pairs, 1234 / 7, 1234 % 7), 1234);
    assert_int_equal(bed_pair_table_find(&pairs, 3, 7), BED_NO_NUMBER);
    assert_int_equal(bed_token_table_begin(&tokens, 3, NULL), BED_OK);
    assert_int_equal(bed_token_table_find(&tokens, BED_STR("1234")), BED_NO_NUMBER);
    bed_token_table_deinit(&tokens);
    bed_pair_table_deinit(&pairs);
}

/* After 2^32 texts the stamp comes round: what was entered under it before must be gone. */
static void forgets_when_the_stamp_comes_round(void **unused)
{
    bed_token_table tokens = { .n = 0 };
    bed_pair_table  pairs  = { .n = 0 };

    (void)unused;
    assert_int_equal(bed_token_table_begin(&tokens, 4, NULL), BED_OK);
    assert_int_equal(bed_pair_table_begin(&pairs, 4, NULL), BED_OK);
    assert_int_equal(bed_token_table_add(&tokens, BED_STR("itch")), 0);
    assert_int_equal(bed_pair_table_add(&pairs, 5, 6), 0);
    tokens.stamp = UINT32_MAX;
    pairs.stamp  = UINT32_MAX;
    assert_int_equal(bed_token_table_begin(&tokens, 4, NULL), BED_OK);
    assert_int_equal(bed_pair_table_begin(&pairs, 4, NULL), BED_OK);
    assert_int_equal(bed_token_table_find(&tokens, BED_STR("itch")), BED_NO_NUMBER);
    assert_int_equal(bed_pair_table_find(&pairs, 5, 6), BED_NO_NUMBER);
    bed_token_table_deinit(&tokens);
    bed_pair_table_deinit(&pairs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_as_the_definition_does),
        cmocka_unit_test(does_not_join_the_end_of_a_reference_to_the_next),
        cmocka_unit_test(numbers_stay_when_a_table_grows),
        cmocka_unit_test(forgets_when_the_stamp_comes_round),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
