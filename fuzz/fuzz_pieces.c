/* Any bytes as texts of METEOR, distinct-n, entropy-n and the repetition rate. The first byte
 * chooses the tokeniser; texts end at NUL bytes, and the reference of each is the next one. What
 * must hold of all texts is held: ranges, a match that is one from either side, an entropy that
 * fits the counts. */
#include "metric/metric.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_TEXTS = 16, MOST_BYTES = 1 << 16, MOST_VALUES = 16 };

static void must(bool condition)
{
    if (!condition)
        abort();
}

static size_t cut(const uint8_t *data, size_t size, bed_str *texts)
{
    bed_str rest = { (const char *)data, size };
    size_t  n    = 0;

    while (n < MOST_TEXTS) {
        size_t len = 0;

        while (len < rest.len && rest.ptr[len] != '\0')
            len++;
        texts[n++] = (bed_str){ rest.ptr, len };
        if (len == rest.len)
            break;
        rest = (bed_str){ rest.ptr + len + 1, rest.len - len - 1 };
    }
    return n;
}

static bed_measured *measured(const bed_metric *m, const char *set, const bed_item *all, size_t n)
{
    const bed_metric_options o     = { .n_threads = 1 };
    const bed_items          items = { .items = all, .n = n, .n_systems = 1 };
    bed_settings            *s     = NULL;
    bed_measured            *rows  = NULL;

    must(bed_settings_create(m, &s, NULL) == BED_OK);
    must(bed_settings_set(s, bed_str_of(set), NULL) == BED_OK);
    must(bed_metric_measure(s, &items, &o, &rows, NULL) == BED_OK);
    bed_settings_destroy(s);
    return rows;
}

/* The values of all rows, each weighing 1. false: not defined. */
static bool values_of(const bed_metric *m, const char *set, const bed_item *all, size_t n,
                      double *values)
{
    uint32_t            numbers[MOST_TEXTS];
    double              weights[MOST_TEXTS];
    bed_measured *const rows = measured(m, set, all, n);

    for (size_t i = 0; i < n; i++) {
        numbers[i] = (uint32_t)i;
        weights[i] = 1;
    }
    const bed_status st =
        bed_measured_score(rows, &(bed_selection){ numbers, weights, n }, values, NULL);

    must(st == BED_OK || st == BED_UNDEFINED);
    bed_measured_destroy(rows);
    return st == BED_OK;
}

static void hold_variety(const char *set, const bed_item *all, size_t n)
{
    double distinct[MOST_VALUES], entropy[MOST_VALUES], mean[MOST_VALUES], repeated[MOST_VALUES];
    char   with[128];

    if (!values_of(&bed_metric_distinct_n, set, all, n, distinct)) {
        must(!values_of(&bed_metric_entropy_n, set, all, n, entropy));
        must(!values_of(&bed_metric_repetition_rate, set, all, n, repeated));
        return;
    }
    snprintf(with, sizeof with, "%s;level=sentence", set);
    must(values_of(&bed_metric_entropy_n, set, all, n, entropy));
    must(values_of(&bed_metric_repetition_rate, set, all, n, repeated));
    must(values_of(&bed_metric_distinct_n, with, all, n, mean));
    must(distinct[0] > 0 && distinct[0] <= 1);
    must(distinct[2] == entropy[1] && distinct[3] == entropy[2]); /* different, n-grams */
    must(entropy[0] >= 0 && entropy[0] <= log(entropy[1]) + 1e-9);
    must(fabs(mean[0] + repeated[0] - 1) < 1e-9);
}

/* The matches are the same whichever text is laid on which; the order in which they are found and
 * so the chunks may differ. */
static void hold_meteor(const char *set, const bed_item *there, const bed_item *back, size_t n)
{
    bed_measured *const a = measured(&bed_metric_meteor, set, there, n);
    bed_measured *const b = measured(&bed_metric_meteor, set, back, n);

    for (size_t i = 0; i < n; i++) {
        const double *const one = bed_measured_row(a, i), *const two = bed_measured_row(b, i);

        must(one[0] >= 0 && one[0] <= one[3] && one[3] <= 1);
        must(one[1] == two[2] && one[2] == two[1]);
        must(isnan(one[4]) == isnan(two[4]) && (isnan(one[4]) || (one[4] > 0 && one[4] <= 0.5)));
    }
    bed_measured_destroy(a);
    bed_measured_destroy(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const cuts[] = { "auto", "unicode", "word", "char", "space" };
    bed_str                  texts[MOST_TEXTS];
    bed_item                 there[MOST_TEXTS], back[MOST_TEXTS];
    char                     set[64];
    size_t                   n;

    if (size == 0 || size > MOST_BYTES)
        return 0;
    n = cut(data + 1, size - 1, texts);
    for (size_t i = 0; i < n; i++) {
        const size_t next = (i + 1) % n;

        there[i] = (bed_item){ .hyp = texts[i], .refs = &texts[next], .n_refs = 1 };
        back[i]  = (bed_item){ .hyp = texts[next], .refs = &texts[i], .n_refs = 1 };
    }
    snprintf(set, sizeof set, "n=2;tok=%s;lower=%s", cuts[data[0] % 5], data[0] & 8 ? "yes" : "no");
    hold_variety(set, there, n);
    snprintf(set, sizeof set, "tok=%s;lower=%s", cuts[1 + data[0] % 4], data[0] & 8 ? "yes" : "no");
    hold_meteor(set, there, back, n);
    return 0;
}
