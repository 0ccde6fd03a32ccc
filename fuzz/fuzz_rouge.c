/* ROUGE and chrF on any bytes: first byte the tokeniser and whether words are stemmed, the rest a
 * text and, after a NUL, another. Scores lie in their range; a text is wholly like itself, if it
 * has a token at all; with the two texts changed about, precision and recall change about. */
#include "metric/metric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition)
{
    if (!condition)
        abort();
}

typedef struct three {
    double value, precision, recall;
} three;

static three score_of(const char *metric, const char *set, bed_str hyp, bed_str ref)
{
    const bed_item           item   = { .hyp = hyp, .refs = &ref, .n_refs = 1 };
    const bed_items          items  = { .items = &item, .n = 1, .n_systems = 1 };
    const bed_metric_options one    = { .n_threads = 1 };
    const bed_selection      chosen = { &(uint32_t){ 0 }, &(double){ 1 }, 1 };
    bed_settings            *s      = NULL;
    bed_measured            *rows   = NULL;
    double                   values[3];

    must(bed_settings_create(bed_metric_find(bed_str_of(metric)), &s, NULL) == BED_OK);
    must(bed_settings_set(s, bed_str_of(set), NULL) == BED_OK);
    must(bed_metric_measure(s, &items, &one, &rows, NULL) == BED_OK);
    must(bed_measured_score(rows, &chosen, values, NULL) == BED_OK);
    bed_measured_destroy(rows);
    bed_settings_destroy(s);
    return (three){ values[0], values[1], values[2] };
}

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static void check(const char *metric, const char *set, double top, bed_str a, bed_str b)
{
    const three there = score_of(metric, set, a, b), back = score_of(metric, set, b, a),
                self = score_of(metric, set, a, a);

    must(there.value >= 0 && there.value <= top + 1e-9);
    must(near(there.precision, back.recall) && near(there.recall, back.precision));
    must(self.value == 0 || near(self.value, top));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const sets[] = {
        "tok=rouge_score",          "tok=unicode",         "tok=char", "tok=word",
        "tok=rouge_score;stem=yes", "tok=unicode;stem=yes"
    };
    bed_str a, b = { "", 0 };

    if (size == 0)
        return 0;
    const char *const set = sets[data[0] % (sizeof sets / sizeof sets[0])];

    a                     = (bed_str){ (const char *)data + 1, size - 1 };
    const char *const cut = a.len == 0 ? NULL : memchr(a.ptr, '\0', a.len);

    if (cut != NULL) {
        b     = (bed_str){ cut + 1, (size_t)(a.ptr + a.len - cut) - 1 };
        a.len = (size_t)(cut - a.ptr);
    }
    check("rouge_1", set, 1, a, b);
    check("rouge_2", set, 1, a, b);
    check("rouge_l", set, 1, a, b);
    check("chrf", data[0] < 128 ? "beta=1" : "beta=1; case=lc; word_order=2; whitespace=yes", 100,
          a, b);
    const three lines = score_of("rouge_lsum", set, a, b);

    must(lines.value >= 0 && lines.value <= 1 + 1e-9);
    return 0;
}
