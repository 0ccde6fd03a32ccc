/* A row of arguments is packed as a length and what follows; equal rows give equal bytes. */
#include "metric/sql_group.h"

#include "metric/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- packing --------------------------------------------------------------------------------- */

bed_status bed__pack_bytes(bed_buffer *b, const void *bytes, size_t n, bed_error *err)
{
    return bed_buffer_add(b, (bed_str){ bytes, n }, err);
}

bed_status bed__pack_count(bed_buffer *b, size_t n, bed_error *err)
{
    const uint32_t count = (uint32_t)n;

    return bed__pack_bytes(b, &count, sizeof count, err);
}

bed_status bed__pack_text(bed_buffer *b, bed_str s, bed_error *err)
{
    BED_TRY(bed__pack_count(b, s.len, err));
    return bed_buffer_add(b, s, err);
}

bed_status bed__gather_settings(bed__gathered *g, bed_str settings, bed_error *err)
{
    if (g->n == 0)
        return bed_buffer_add(&g->settings, settings, err);
    if (bed_str_equal(bed_buffer_str(&g->settings), settings))
        return BED_OK;
    return bed_fail(err, BED_EARGUMENT,
                    "settings: expected the same in a group, found '%.*s' and '%.*s'",
                    BED_STR_ARG(bed_buffer_str(&g->settings)), BED_STR_ARG(settings));
}

/* ---- unpacking ------------------------------------------------------------------------------- */

static size_t take_count(bed_str *rest)
{
    uint32_t count;

    memcpy(&count, rest->ptr, sizeof count);
    *rest = (bed_str){ rest->ptr + sizeof count, rest->len - sizeof count };
    return count;
}

static bed_str take_text(bed_str *rest)
{
    const size_t  n    = take_count(rest);
    const bed_str text = { rest->ptr, n };

    *rest = (bed_str){ rest->ptr + n, rest->len - n };
    return text;
}

static void take_eight(bed_str *rest, void *out)
{
    memcpy(out, rest->ptr, 8);
    *rest = (bed_str){ rest->ptr + 8, rest->len - 8 };
}

static bed_status take_texts(bed__group *g, bed_str *rest, bool single, const bed_str **out,
                             size_t *n, bed_error *err)
{
    *n             = single ? 1 : take_count(rest);
    bed_str *texts = bed_new(&g->arena, bed_str, *n);

    if (texts == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    for (size_t i = 0; i < *n; i++)
        texts[i] = take_text(rest);
    *out = texts;
    return BED_OK;
}

/* Options and their log-likelihoods come as two arguments of equal length. */
static bed_status take_options(bed__group *g, bed_str *rest, bool texts, bed_item *item,
                               bed_error *err)
{
    const size_t       n = take_count(rest);
    bed_answer_option *o = item->n_choices > 0 ? (bed_answer_option *)(uintptr_t)item->choices
                                               : bed_new(&g->arena, bed_answer_option, n);

    if (o == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    if (item->n_choices > 0 && item->n_choices != n)
        return bed_fail(err, BED_EARGUMENT, "%zu log-likelihoods of %zu options", item->n_choices,
                        n);
    for (size_t i = 0; i < n; i++) {
        if (item->n_choices == 0)
            o[i].log_likelihood = (double)NAN;
        if (texts) {
            o[i].key  = take_text(rest);
            o[i].text = take_text(rest);
        } else {
            take_eight(rest, &o[i].log_likelihood);
        }
    }
    item->choices   = o;
    item->n_choices = n;
    return BED_OK;
}

static bed_status take_argument(bed__group *g, bed__role what, bed_str *rest, bed_item *item,
                                double *weight, bed_error *err)
{
    int64_t position;

    switch (what) {
    case BED__HYP:
        item->hyp = take_text(rest);
        return BED_OK;
    case BED__REF:
    case BED__REFS:
        return take_texts(g, rest, what == BED__REF, &item->refs, &item->n_refs, err);
    case BED__ANSWER:
    case BED__ANSWERS:
        BED_TRY(take_texts(g, rest, what == BED__ANSWER, &item->answers, &item->n_answers, err));
        item->hyp = item->n_answers > 0 ? item->answers[0] : BED_STR("");
        return BED_OK;
    case BED__HISTORY:
        return take_texts(g, rest, false, &item->history, &item->n_history, err);
    case BED__OPTIONS:
    case BED__LIKELIHOODS:
        return take_options(g, rest, what == BED__OPTIONS, item, err);
    case BED__POSITION:
        take_eight(rest, &position);
        item->position = position > 0 ? (size_t)position : 0;
        return BED_OK;
    case BED__RATING:
        take_eight(rest, &item->rating);
        return BED_OK;
    case BED__WEIGHT:
        take_eight(rest, weight);
        if (!(*weight >= 0 && *weight <= BED_WEIGHT_MOST))
            return bed_fail(err, BED_EARGUMENT, "weight %g: expected 0 to %g", *weight,
                            BED_WEIGHT_MOST);
        return BED_OK;
    case BED__SETTINGS:
    case BED__NO_ROLE:
    case BED__N_ROLES:
    default:
        return BED_OK;
    }
}

void bed__group_deinit(bed__group *g)
{
    bed_free(g->rows);
    bed_free(g->items);
    bed_free(g->weights);
    bed_free(g->numbers);
    bed_arena_deinit(&g->arena);
}

static bed_status group_allocate(bed__group *g, size_t n, bed_error *err)
{
    *g = (bed__group){ .rows    = bed_new_array(bed_str, n),
                       .items   = bed_new_array(bed_item, n),
                       .weights = bed_new_array(double, n),
                       .numbers = bed_new_array(uint32_t, n),
                       .n       = n,
                       .arena   = BED_ARENA(BED__GATHERED_MAX_BYTES) };
    if (g->rows == NULL || g->items == NULL || g->weights == NULL || g->numbers == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    return BED_OK;
}

static bed_status group_unpack(bed__group *g, const bed__gathered *from, const bed__form *form,
                               bed_error *err)
{
    bed_str rest = bed_buffer_str(&from->rows);

    BED_TRY(group_allocate(g, from->n, err));
    for (size_t i = 0; i < g->n; i++)
        g->rows[i] = take_text(&rest);
    qsort(g->rows, g->n, sizeof *g->rows, bed__by_bytes);
    for (size_t i = 0; i < g->n; i++) {
        rest          = g->rows[i];
        g->weights[i] = 1;
        g->numbers[i] = (uint32_t)i;
        for (size_t k = 0; k < BED__FORM_ROLES && form->roles[k] != BED__NO_ROLE; k++)
            BED_TRY(take_argument(g, form->roles[k], &rest, &g->items[i], &g->weights[i], err));
    }
    return BED_OK;
}

/* ---- measuring ------------------------------------------------------------------------------- */

bed_status bed__group_measure(const bed_metric *m, const bed__form *form, const bed__gathered *from,
                              bed__group *g, bed_measured **out, bed_error *err)
{
    const bed_metric_options one_thread = { .n_threads = 1 };
    bed_settings            *settings   = NULL;
    bed_status               st         = BED_OK;

    BED_GO(group_unpack(g, from, form, err));
    BED_GO(bed_settings_create(m, &settings, err));
    if (from->settings.len > 0)
        BED_GO(bed_settings_set(settings, bed_buffer_str(&from->settings), err));
    BED_GO(bed_metric_measure(settings,
                              &(bed_items){ .items = g->items, .n = g->n, .n_systems = 1 },
                              &one_thread, out, err));
done:
    bed_settings_destroy(settings);
    return st;
}
