/* Rows of files as items: what each file says of an item, put together. */
#include "metric/read_rows.h"

#include <math.h>

/* Row i of the base is left out where any file has nothing for it. */
static bool left_out(const bed__sides *s, size_t i)
{
    if (s->whole)
        return false;
    if (s->base->at[i].left_out != NULL)
        return true;
    for (size_t k = 0; k < s->n_refs; k++)
        if (s->ref_rows[k][i] == UINT32_MAX || s->refs[k].at[s->ref_rows[k][i]].left_out != NULL)
            return true;
    for (size_t k = 0; k < s->n_hyps; k++)
        if (s->hyp_rows[k][i] == UINT32_MAX || s->hyps[k].at[s->hyp_rows[k][i]].left_out != NULL)
            return true;
    return false;
}

static const bed__row *row_of(const bed__rows *rows, const uint32_t *numbers, size_t i)
{
    return &rows->at[numbers[i]];
}

/* Labels in lines: without blanks around them; a line without one is none. */
static bool label_of(bed_str line, bed_str *out)
{
    *out = bed_trim(line);
    return out->len > 0;
}

typedef struct assembly {
    const bed_read_options *o;
    bed_reading            *r;
    const bed__sides       *s;
} assembly;

/* The references of row i: of one file as they stand, of several one after the other. */
static bed_status put_refs(assembly *a, size_t i, bed_item *item, bed_error *err)
{
    const bool labels = bed__reads_labels(a->o->metric);
    size_t     n      = 0;
    bed_str   *at;

    if (!bed_read_takes_refs(a->o->metric))
        return BED_OK;
    for (size_t k = 0; k < a->s->n_refs; k++) {
        const bed__row *const row = row_of(&a->s->refs[k], a->s->ref_rows[k], i);

        n += a->s->refs[k].lines ? 1 : row->item.n_refs;
        item->refs   = row->item.refs;
        item->n_refs = row->item.n_refs;
    }
    if (a->s->n_refs == 1 && !a->s->refs[0].lines)
        return BED_OK;
    at = bed_new(&a->r->arena, bed_str, n);
    if (at == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    n = 0;
    for (size_t k = 0; k < a->s->n_refs; k++) {
        const bed__row *const row = row_of(&a->s->refs[k], a->s->ref_rows[k], i);

        if (a->s->refs[k].lines && labels)
            n += label_of(row->item.hyp, &at[n]);
        else if (a->s->refs[k].lines)
            at[n++] = row->item.hyp;
        for (size_t m = 0; m < row->item.n_refs; m++)
            at[n++] = row->item.refs[m];
    }
    item->refs   = at;
    item->n_refs = n;
    return BED_OK;
}

/* What the question says, of the first file that says it. */
static void put_question(const bed_item *from, bed_item *to)
{
    if (to->n_choices == 0) {
        to->choices   = from->choices;
        to->n_choices = from->n_choices;
    }
    if (to->n_history == 0) {
        to->history   = from->history;
        to->n_history = from->n_history;
    }
    if (to->position == 0)
        to->position = from->position;
}

/* Likelihoods that stand in a list beside the options; without options those of A, B, … */
static bed_status put_likelihoods(assembly *a, const bed__row *row, bed_item *item, bed_error *err)
{
    static const char  letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const size_t       n         = row->n_log_likelihoods;
    bed_answer_option *at;

    if (row->log_likelihoods == NULL)
        return BED_OK;
    if (item->n_choices > 0 ? n != item->n_choices : n >= sizeof letters)
        return bed_fail(err, BED_EARGUMENT, "%zu log-likelihoods for %zu options", n,
                        item->n_choices);
    at = bed_new(&a->r->arena, bed_answer_option, n);
    if (at == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    for (size_t i = 0; i < n; i++) {
        at[i]                = item->n_choices > 0 ? item->choices[i]
                                                   : (bed_answer_option){ .key = { letters + i, 1 } };
        at[i].log_likelihood = row->log_likelihoods[i];
    }
    item->choices   = at;
    item->n_choices = n;
    return BED_OK;
}

static bed_status put_hyp(assembly *a, const bed__rows *rows, const bed__row *row, bed_item *item,
                          bed_error *err)
{
    item->hyp       = row->item.hyp;
    item->answers   = row->item.answers;
    item->n_answers = row->item.n_answers;
    item->rating    = row->item.rating;
    if (rows->lines && a->o->metric->kind != BED_METRIC_TEXT &&
        a->o->metric->kind != BED_METRIC_ALONE && a->o->metric->kind != BED_METRIC_REPLY) {
        bed_str *const label = bed_new(&a->r->arena, bed_str, 1);

        if (label == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory");
        item->answers   = label;
        item->n_answers = label_of(row->item.hyp, label);
    }
    return put_likelihoods(a, row, item, err);
}

static bool same_refs(const bed_item *a, const bed_item *b)
{
    if (a->n_refs != b->n_refs)
        return false;
    for (size_t i = 0; i < a->n_refs; i++)
        if (!bed_str_equal(a->refs[i], b->refs[i]))
            return false;
    return true;
}

static bed_status put_item(assembly *a, size_t system, size_t i, bed_item *item, bed_error *err)
{
    const bed__rows *const rows = &a->s->hyps[system];
    const bed__row *const  row  = row_of(rows, a->s->hyp_rows[system], i);
    bed_status             st;

    for (size_t k = 0; k < a->s->n_refs; k++)
        put_question(&row_of(&a->s->refs[k], a->s->ref_rows[k], i)->item, item);
    put_question(&row->item, item);
    if (a->s->n_refs == 0) { /* references stand beside what the first system wrote */
        const bed_item *const first = &row_of(&a->s->hyps[0], a->s->hyp_rows[0], i)->item;

        item->refs   = first->refs;
        item->n_refs = first->n_refs;
        put_question(first, item);
        if (row->item.n_refs > 0 && !same_refs(first, &row->item)) {
            bed_fail(err, BED_EARGUMENT, "other references than in '%s'", a->s->hyps[0].path);
            return bed_fail_in(err, BED_EARGUMENT, rows->path, row->number);
        }
    }
    st = put_hyp(a, rows, row, item, err);
    return st == BED_OK ? st : bed_fail_in(err, st, rows->path, row->number);
}

/* ---- what stands beside the items ---- */

static const bed__row *teller(const bed__sides *s, size_t i, size_t k)
{
    return k < s->n_refs ? row_of(&s->refs[k], s->ref_rows[k], i)
                         : row_of(&s->hyps[k - s->n_refs], s->hyp_rows[k - s->n_refs], i);
}

/* The weight of an item: of the first file that tells it. */
static bed_status put_weight(const bed__sides *s, size_t i, size_t at, bed_reading *r,
                             bed_error *err)
{
    for (size_t k = 0; k < s->n_refs + s->n_hyps; k++)
        if (!isnan(teller(s, i, k)->weight)) {
            r->weights[at] = teller(s, i, k)->weight;
            return BED_OK;
        }
    bed_fail(err, BED_EARGUMENT, "no weight, but other rows have one (--no-weights looks at none)");
    return bed_fail_in(err, BED_EARGUMENT, s->base->path, s->base->at[i].number);
}

static bool any_weight(const bed__sides *s)
{
    for (size_t k = 0; k < s->n_refs + s->n_hyps; k++) {
        const bed__rows *const rows = k < s->n_refs ? &s->refs[k] : &s->hyps[k - s->n_refs];

        for (size_t i = 0; i < rows->n && !rows->lines; i++)
            if (!isnan(rows->at[i].weight))
                return true;
    }
    return false;
}

/* Weights that are all 1 are none. */
static void drop_ones(bed_reading *r)
{
    size_t i = 0;

    while (r->weights != NULL && i < r->items.n && r->weights[i] >= 1 && r->weights[i] <= 1)
        i++;
    if (i == r->items.n)
        r->weights = NULL;
}

static void put_by(const assembly *a, size_t i, size_t at)
{
    for (size_t f = 0; f < a->o->n_by; f++)
        for (size_t k = 0; k < a->s->n_refs + a->s->n_hyps; k++) {
            const bed__row *const row = teller(a->s, i, k);

            if (row->by != NULL && row->by[f].ptr != NULL) {
                ((bed_str *)(uintptr_t)a->r->fields[f].values)[at] = row->by[f];
                break;
            }
        }
}

static bed_status check_by(const bed_reading *r, bed_error *err)
{
    for (size_t f = 0; f < r->n_fields; f++) {
        size_t i = 0;

        while (i < r->items.n && r->fields[f].values[i].ptr == NULL)
            i++;
        if (i == r->items.n)
            return bed_fail(err, BED_EARGUMENT, "no item has a field '%.*s' to be divided by",
                            BED_STR_ARG(r->fields[f].name));
    }
    return BED_OK;
}

static bed_status make_room(assembly *a, bed_error *err)
{
    const bed_read_options *const o     = a->o;
    const size_t                  n     = a->r->items.n;
    bed_item                     *items = NULL;

    BED_TRY(bed_alloc_into((void **)&items, n * o->n_hyps, sizeof *items, err));
    a->r->items.items   = items;
    a->r->ids           = bed_new(&a->r->arena, bed_str, n);
    a->r->fields        = bed_new(&a->r->arena, bed_field, o->n_by);
    const bool weighted = !o->no_weights && any_weight(a->s);
    if (weighted)
        a->r->weights = bed_new(&a->r->arena, double, n);
    if (a->r->ids == NULL || a->r->fields == NULL || (weighted && a->r->weights == NULL))
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu items", n);
    for (size_t f = 0; f < o->n_by; f++) {
        bed_str *const values = bed_new(&a->r->arena, bed_str, n);

        BED_TRY(bed_arena_copy(&a->r->arena, bed_str_of(o->by[f]), &a->r->fields[f].name, err));
        if (values == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: %zu items", n);
        a->r->fields[f].values = values;
        a->r->n_fields++;
    }
    return BED_OK;
}

static bed_str id_of(const bed__sides *s, size_t i)
{
    for (size_t k = 0; k < s->n_refs + s->n_hyps; k++)
        if (teller(s, i, k)->id.ptr != NULL)
            return teller(s, i, k)->id;
    return BED_STR("");
}

/* Item number `at` of every system, from row i of the base. */
static bed_status assemble_one(assembly *a, size_t i, size_t at, bed_error *err)
{
    bed_item *const items  = (bed_item *)(uintptr_t)a->r->items.items;
    bed_item        common = { .rating = (double)NAN };

    BED_TRY(put_refs(a, i, &common, err));
    for (size_t k = 0; k < a->s->n_hyps; k++) {
        items[k * a->r->items.n + at] = common;
        BED_TRY(put_item(a, k, i, &items[k * a->r->items.n + at], err));
    }
    a->r->ids[at] = id_of(a->s, i);
    if (a->r->weights != NULL)
        BED_TRY(put_weight(a->s, i, at, a->r, err));
    put_by(a, i, at);
    return BED_OK;
}

static bed_status assemble(assembly *a, bed_error *err)
{
    const size_t n  = a->s->base->n;
    size_t       at = 0;

    for (size_t i = 0; i < n; i++)
        a->r->items.n += !left_out(a->s, i);
    a->r->items.n_systems = a->s->n_hyps;
    if (a->r->items.n == 0)
        return bed_fail(err, BED_EARGUMENT, "nothing to score: every record is left out");
    BED_TRY(make_room(a, err));
    for (size_t i = 0; i < n; i++)
        if (!left_out(a->s, i))
            BED_TRY(assemble_one(a, i, at++, err));
    drop_ones(a->r);
    return check_by(a->r, err);
}

/* Items of one id are one conversation, whose turns are drawn together. */
static bed_status put_units(assembly *a, bed_error *err)
{
    const size_t n     = a->r->items.n;
    uint32_t    *units = bed_new(&a->r->arena, uint32_t, n);
    size_t       n_units, n_named = 0;

    if (units == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu items", n);
    for (size_t i = 0; i < n; i++)
        n_named += a->r->ids[i].len > 0;
    a->r->ids = n_named == 0 ? NULL : a->r->ids;
    if (n_named < n)
        return BED_OK;
    BED_TRY(bed__ids_units(a->r->ids, n, units, &n_units, err));
    if (n_units == n)
        return BED_OK;
    a->r->units = units;
    if (a->s->base->corpus || a->s->base->fields[BED_READ_TURN] != NULL ||
        a->s->base->fields[BED_READ_POSITION] != NULL)
        return BED_OK;
    return bed__reading_warn(
        a->r, err, "%s: %zu items, %zu different ids: those of one id are resampled together",
        a->s->base->path, n, n_units);
}

bed_status bed__assemble(const bed_read_options *o, bed_reading *r, const bed__sides *s,
                         bed_error *err)
{
    assembly a = { .o = o, .r = r, .s = s };

    BED_TRY(assemble(&a, err));
    return put_units(&a, err);
}
