/* Measuring a set: items in pieces of a fixed size, handed to the threads. */
#include "metric/settings.h"

#include <stdlib.h>

enum { PIECE = 64, ARENA_MAX_MIB = 1024 };

/* Where an item lacks what the metric needs. */
static const char *lacking(const bed_metric *m, const bed_item *item)
{
    if ((m->needs & BED_NEEDS_REFERENCES) != 0 && item->n_refs == 0)
        return m->kind == BED_METRIC_ANSWER || m->kind == BED_METRIC_CHOICE ? "a right answer"
                                                                            : "a reference";
    if ((m->needs & BED_NEEDS_CHOICES) != 0 && item->n_choices == 0)
        return "the options of its question";
    if ((m->needs & BED_NEEDS_HISTORY) != 0 && item->n_history == 0)
        return "the turns before it";
    return NULL;
}

static bed_status check(bed_measured *rows, const bed_items *items, bed_error *err)
{
    rows->refs_min = items->n == 0 ? 0 : SIZE_MAX;
    for (size_t i = 0; i < items->n * items->n_systems; i++) {
        const bed_item *const item = &items->items[i];
        const char *const     what = lacking(rows->metric, item);

        if (what != NULL)
            return bed_fail_in(
                err, bed_fail(err, BED_EARGUMENT, "%s needs %s", rows->metric->name, what), "",
                i % items->n + 1);
        rows->refs_min = item->n_refs < rows->refs_min ? item->n_refs : rows->refs_min;
        rows->refs_max = item->n_refs > rows->refs_max ? item->n_refs : rows->refs_max;
    }
    return BED_OK;
}

typedef struct job {
    const bed_items *items;
    bed_measured    *rows;
    void           **workers;
    const bed_talk  *talk;
} job;

static bed_status work(void *context, size_t worker, void *item, bed_error *err)
{
    const job *const j     = context;
    const size_t     first = (uintptr_t)item - 1, total = j->items->n * j->items->n_systems;
    const size_t     end = first + PIECE < total ? first + PIECE : total;

    BED_TRY(bed_talk_check(j->talk, err));
    for (size_t i = first; i < end; i++) {
        const bed_status st = j->rows->metric->measure(j->workers[worker], &j->items->items[i],
                                                       j->rows->cells + i * j->rows->width, err);

        if (st != BED_OK)
            return bed_fail_in(err, st, "", i % j->items->n + 1);
    }
    return BED_OK;
}

/* Pieces are handed over as their first number + 1, for NULL is no item. */
static bed_status run(job *j, size_t n_threads, bed_error *err)
{
    const size_t total = j->items->n * j->items->n_systems;
    bed_pool    *pool  = NULL;

    if (n_threads == 1) {
        for (size_t first = 0; first < total; first += PIECE)
            BED_TRY(work(j, 0, (void *)(uintptr_t)(first + 1), err));
        return BED_OK;
    }
    BED_TRY(bed_pool_create(n_threads, 4 * n_threads, work, NULL, j, &pool, err));
    for (size_t first = 0; first < total; first += PIECE) {
        const bed_status st = bed_pool_put(pool, (void *)(uintptr_t)(first + 1), err);

        if (st != BED_OK) {
            bed_pool_cancel(pool);
            return st;
        }
        bed_talk_progress(j->talk, j->rows->metric->name, first, total, "items");
    }
    return bed_pool_finish(pool, err);
}

static bed_status measure_each(const bed_items *items, size_t n_threads, const bed_talk *talk,
                               bed_measured *rows, bed_error *err)
{
    const bed_metric *const m  = rows->metric;
    job                     j  = { .items = items, .rows = rows, .talk = talk };
    bed_status              st = BED_OK;

    n_threads = items->n * items->n_systems <= PIECE ? 1 : n_threads;
    BED_TRY(bed_alloc_into((void **)&j.workers, n_threads, sizeof *j.workers, err));
    for (size_t i = 0; i < n_threads && m->open != NULL; i++)
        BED_GO(m->open(rows->settings, &j.workers[i], err));
    BED_GO(run(&j, n_threads, err));
done:
    for (size_t i = 0; i < n_threads && m->close != NULL; i++)
        m->close(j.workers[i]);
    bed_free((void *)j.workers);
    return st;
}

static bed_status settle(const bed_settings *s, const bed_items *items, bed_measured *rows,
                         bed_error *err)
{
    const bed_metric *const m = s->metric;
    bed_settings           *settled;

    BED_TRY(bed_items_look(items, &rows->script, err));
    BED_TRY(bed__settings_copy(s, &settled, err));
    rows->settled  = settled;
    rows->settings = settled->values;
    rows->values   = m->values;
    if (m->resolve != NULL)
        BED_TRY(m->resolve(settled->values, rows, err));
    rows->width = m->row_width != NULL ? m->row_width(rows->settings) : m->width;
    while (rows->values[rows->n_values] != NULL)
        rows->n_values++;
    return bed_alloc_into((void **)&rows->cells, rows->n * rows->n_systems,
                          rows->width * sizeof *rows->cells, err);
}

bed_status bed_metric_measure(const bed_settings *s, const bed_items *items,
                              const bed_metric_options *options, bed_measured **out, bed_error *err)
{
    const bed_metric *const m         = s->metric;
    const bed_talk *const   talk      = options == NULL ? NULL : options->talk;
    size_t                  n_threads = options == NULL ? 0 : options->n_threads;
    bed_status              st        = BED_OK;
    bed_measured           *rows      = NULL;

    *out = NULL;
    if (items->n > UINT32_MAX / (items->n_systems == 0 ? 1 : items->n_systems))
        return bed_fail(err, BED_EARGUMENT, "more than %u items", UINT32_MAX);
    BED_TRY(bed_alloc_into((void **)&rows, 1, sizeof *rows, err));
    rows->metric    = m;
    rows->n         = items->n;
    rows->n_systems = items->n_systems;
    rows->arena     = BED_ARENA((size_t)ARENA_MAX_MIB << 20);
    rows->talk      = talk;
    n_threads       = n_threads == 0 ? bed_threads_available() : n_threads;
    BED_GO(check(rows, items, err));
    BED_GO(settle(s, items, rows, err));
    if (m->measure_all != NULL)
        BED_GO(m->measure_all(rows->settings, items, n_threads, rows, err));
    else
        BED_GO(measure_each(items, n_threads, talk, rows, err));
    if (m->finish != NULL)
        BED_GO(m->finish(rows, err));
    rows->talk = NULL; /* the caller's, and not for longer */
    *out       = rows;
    rows       = NULL;
done:
    bed_measured_destroy(rows);
    return st;
}
