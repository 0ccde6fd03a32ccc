#include "metric/metric.h"

static const bed_metric *const METRICS[] = {
#define X(name) &bed_metric_##name,
    BED_METRICS(X)
#undef X
};

enum { N_METRICS = sizeof METRICS / sizeof METRICS[0] };

const bed_metric *const *bed_metrics(size_t *n)
{
    *n = N_METRICS;
    return METRICS;
}

const bed_metric *bed_metric_find(bed_str name)
{
    for (size_t i = 0; i < N_METRICS; i++)
        if (bed_str_equal(name, bed_str_of(METRICS[i]->name)))
            return METRICS[i];
    return NULL;
}

const char *bed_metric_nearest(const char *name)
{
    const char *names[N_METRICS];

    for (size_t i = 0; i < N_METRICS; i++)
        names[i] = METRICS[i]->name;
    return bed_nearest(name, names, N_METRICS);
}

const char *bed_metric_kind_name(bed_metric_kind kind)
{
    static const char *const names[] = {
        [BED_METRIC_ANSWER] = "answer", [BED_METRIC_CHOICE] = "choice",
        [BED_METRIC_TEXT] = "text",     [BED_METRIC_ALONE] = "alone",
        [BED_METRIC_REPLY] = "reply",   [BED_METRIC_RATING] = "rating"
    };

    return names[kind];
}
