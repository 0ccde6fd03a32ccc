#include "metric/sql_calls.h"

#include "base/test.h"

#include <string.h>

static void lets_through_what_the_engine_can_do(void **unused)
{
    static const char *const queries[] = {
        "",
        "SELECT",
        "SELECT bleu(h, r) FROM t ORDER BY 1",
        "SELECT bleu(DISTINCT h, r) FILTER (WHERE s = 'x' ) FROM t GROUP BY g",
        "SELECT bleu(h, (SELECT r FROM t ORDER BY r LIMIT 1)) FROM t",
        "SELECT bleu(h, list_extract(list(r ORDER BY r), 1)) FROM t",
        "SELECT bleu(h, r) OVER (ORDER BY i) FROM t",
        "SELECT bleu(h, r) OVER (PARTITION BY p ORDER BY i ROWS 2 PRECEDING) FROM t",
        "SELECT bleu(h, r) OVER (ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t",
        "SELECT string_agg(h, ',' ORDER BY h), count(*) OVER () FROM t",
        "SELECT 'bleu(h ORDER BY h)', \"a bleu(h ORDER BY h)\" FROM t",
        "SELECT 1 -- bleu(h, r ORDER BY h)\n",
        "SELECT 1 /* bleu(h, /* r */ ORDER BY h) */",
        "SELECT $$bleu(h, r ORDER BY h)$$, $q$ it's bleu(h) OVER () $q$",
        "SELECT E'it\\'s bleu(h, r ORDER BY h)'",
        "SELECT blue(h, r ORDER BY h) FROM t",
        "SELECT bleu FROM t",
        "SELECT bleu(h, r",
        "SELECT bleu(",
        "SELECT 'open",
    };

    (void)unused;
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        bed_error err = { .code = BED_OK };

        if (bed_sql_calls_check(bed_str_of(queries[i]), &err) != BED_OK)
            fail_msg("%s: %s", queries[i], err.text);
    }
}

static void refuses_what_would_read_past_the_states(void **unused)
{
    static const struct {
        const char *query, *words;
    } cases[] = {
        { "SELECT bleu(h, r ORDER BY h) FROM t", "bleu: ORDER BY among the arguments" },
        { "SELECT BLEU_report (h, r\nORDER\tBY h DESC) FROM t", "bleu: ORDER BY" },
        { "SELECT \"chrf\"(h, r ORDER BY h) FROM t", "chrf: ORDER BY" },
        { "SELECT main.rouge_l(h, lower(r) ORDER BY h) FROM t", "rouge_l: ORDER BY" },
        { "SELECT accuracy(h, (r) order /* so */ by h) FROM t", "accuracy: ORDER BY" },
        { "SELECT precision_score_report(h, r ORDER BY h) FROM t", "precision: ORDER BY" },
        { "SELECT bleu(h, r) OVER () FROM t", "bleu: OVER a whole partition" },
        { "SELECT bleu(h, r) FILTER (h <> '') OVER (PARTITION BY p) FROM t", "bleu: OVER" },
        { "SELECT bleu(h, r) OVER w FROM t WINDOW w AS (ORDER BY i)", "bleu: OVER" },
        { "SELECT bleu(h, r) OVER (ORDER BY i ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED "
          "FOLLOWING) FROM t",
          "bleu: OVER" },
        { "SELECT 'x', $a$)$a$, \"(\", bleu(h, ')', r ORDER BY h) FROM t", "bleu: ORDER BY" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_error err = { .code = BED_OK };

        assert_int_equal(bed_sql_calls_check(bed_str_of(cases[i].query), &err), BED_EARGUMENT);
        if (strstr(err.text, cases[i].words) == NULL)
            fail_msg("%s: %s", cases[i].query, err.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lets_through_what_the_engine_can_do),
        cmocka_unit_test(refuses_what_would_read_past_the_states),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
