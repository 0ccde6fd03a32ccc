/* Rows of two files put together: by id where all rows of both have one, with the turn or position
 * where an id stands for several items, else in order. */
#include "metric/read_rows.h"

#include <string.h>

enum { SHOWN = 3 };

typedef enum key { BY_ID, BY_TURN, BY_POSITION } key;

typedef struct table {
    const bed__rows *rows;
    key              by;
    uint32_t        *slots; /* number of a row + 1; 0: empty */
    size_t           mask;
} table;

static size_t part_of(const bed__row *row, key by)
{
    return by == BY_TURN ? row->turn : by == BY_POSITION ? row->item.position : 0;
}

static bool same(const bed__row *a, const bed__row *b, key by)
{
    return part_of(a, by) == part_of(b, by) && bed_str_equal(a->id, b->id);
}

/* The slot of a row of that key, or the empty one where it would stand. */
static uint32_t *slot(const table *t, const bed__row *row)
{
    size_t i = bed_hash64(row->id, part_of(row, t->by)) & t->mask;

    while (t->slots[i] != 0 && !same(&t->rows->at[t->slots[i] - 1], row, t->by))
        i = (i + 1) & t->mask;
    return &t->slots[i];
}

static bed_status table_open(table *t, const bed__rows *rows, bed_error *err)
{
    size_t size = 16;

    while (size < 2 * rows->n)
        size *= 2;
    *t = (table){ .rows = rows, .mask = size - 1 };
    return bed_alloc_into((void **)&t->slots, size, sizeof *t->slots, err);
}

/* Enters all rows; a list of the first keys that stand twice. */
static bed_status fill(table *t, key by, size_t *n_twice, bed_buffer *twice, bed_error *err)
{
    t->by    = by;
    *n_twice = 0;
    bed_buffer_clear(twice);
    memset(t->slots, 0, (t->mask + 1) * sizeof *t->slots);
    for (size_t i = 0; i < t->rows->n; i++) {
        const bed__row *const row = &t->rows->at[i];
        uint32_t *const       at  = slot(t, row);

        if (*at == 0)
            *at = (uint32_t)i + 1;
        else if ((*n_twice)++ < SHOWN)
            BED_TRY(bed_buffer_printf(twice, err, "%s'%.*s' (rows %llu and %llu)",
                                      twice->len == 0 ? "" : ", ", BED_STR_ARG(row->id),
                                      (unsigned long long)t->rows->at[*at - 1].number,
                                      (unsigned long long)row->number));
    }
    return BED_OK;
}

static bool all_have(const bed__rows *rows, key by)
{
    for (size_t i = 0; i < rows->n; i++)
        if (part_of(&rows->at[i], by) == 0 && rows->at[i].left_out == NULL)
            return false;
    return true;
}

static bed_status stands_twice(const bed__rows *rows, bool base, size_t n, const char *which,
                               bed_error *err)
{
    if (base && rows->corpus)
        return bed_fail(
            err, BED_EARGUMENT,
            "'%s' gives several turns for an id: the other file's rows need `turn` (among "
            "all turns, from 1) or `position` (among the clinician's)",
            rows->path);
    bed_fail(err, BED_EARGUMENT, "%zu id%s more than once: %s%s", n, n == 1 ? " stands" : "s stand",
             which, n > SHOWN ? ", …" : "");
    return bed_fail_in(err, BED_EARGUMENT, rows->path, 0);
}

/* Enters the rows of both by the first kind of key that tells those of the base apart. */
static bed_status enter(table *base, table *other, bed_error *err)
{
    bed_buffer twice = BED_BUFFER(1 << 20);
    bed_status st    = BED_OK;
    size_t     n;

    BED_GO(fill(base, BY_ID, &n, &twice, err));
    for (key by = BY_TURN; n > 0 && by <= BY_POSITION; by++)
        if (all_have(base->rows, by) && all_have(other->rows, by)) {
            BED_GO(fill(base, by, &n, &twice, err));
            break;
        }
    if (n > 0)
        BED_GO(stands_twice(base->rows, true, n, twice.ptr, err));
    BED_GO(fill(other, base->by, &n, &twice, err));
    if (n > 0)
        BED_GO(stands_twice(other->rows, false, n, twice.ptr, err));
done:
    bed_buffer_deinit(&twice);
    return st;
}

/* Whether the table has a row of that key, or of its id one that was left out as a whole. */
static bool has(const table *t, const bed__row *row)
{
    const bed__row whole = { .id = row->id };
    uint32_t       at    = *slot(t, row);

    if (at != 0)
        return true;
    at = *slot(t, &whole);
    return at != 0 && t->rows->at[at - 1].left_out != NULL;
}

/* Refuses rows of `from` that `in` has not. */
static bed_status need_all(const bed__rows *from, const table *in, bed_error *err)
{
    bed_buffer names = BED_BUFFER(1 << 20);
    size_t     n     = 0;
    bed_status st    = BED_OK;

    for (size_t i = 0; i < from->n; i++)
        if (!has(in, &from->at[i]) && n++ < SHOWN) {
            BED_GO(bed_buffer_printf(&names, err, "%s'%.*s'", names.len == 0 ? "" : ", ",
                                     BED_STR_ARG(from->at[i].id)));
            if (in->by != BY_ID)
                BED_GO(bed_buffer_printf(&names, err, " %s %zu",
                                         in->by == BY_TURN ? "turn" : "position",
                                         part_of(&from->at[i], in->by)));
        }
    if (n > 0)
        st = bed_fail(err, BED_EARGUMENT, "%zu of %zu ids of '%s' are not in '%s': %s%s", n,
                      from->n, from->path, in->rows->path, names.ptr, n > SHOWN ? ", …" : "");
done:
    bed_buffer_deinit(&names);
    return st;
}

static bed_status join_by_id(const bed__rows *base, const bed__rows *other, uint32_t *out,
                             bed_error *err)
{
    table      b = { .rows = base }, o = { .rows = other };
    bed_status st = BED_OK;

    BED_GO(table_open(&b, base, err));
    BED_GO(table_open(&o, other, err));
    BED_GO(enter(&b, &o, err));
    BED_GO(need_all(other, &b, err));
    for (size_t i = 0; i < base->n; i++) {
        const uint32_t at = *slot(&o, &base->at[i]);

        if (at == 0 && base->at[i].left_out == NULL && !has(&o, &base->at[i]))
            BED_GO(need_all(base, &o, err)); /* names this row and the others */
        out[i] = at == 0 ? UINT32_MAX : at - 1;
    }
done:
    bed_free(b.slots);
    bed_free(o.slots);
    return st;
}

static size_t count_usable(const bed__rows *rows)
{
    size_t n = 0;

    if (!rows->corpus)
        return rows->n;
    for (size_t i = 0; i < rows->n; i++)
        n += rows->at[i].left_out == NULL;
    return n;
}

static const char *unit(const bed__rows *rows, size_t n)
{
    return rows->lines ? n == 1 ? "line" : "lines" : n == 1 ? "item" : "items";
}

/* Row by row; of a corpus with records left out either all or those that are used. */
static bed_status join_in_order(const bed__rows *base, const bed__rows *other, uint32_t *out,
                                bed_error *err)
{
    const size_t used = count_usable(base);
    uint32_t     next = 0;

    if (other->n != base->n && other->n != used)
        return bed_fail(
            err, BED_EARGUMENT, "'%s' has %zu %s and '%s' %zu %s: expected as many, one for one",
            base->path, used, unit(base, used), other->path, other->n, unit(other, other->n));
    for (size_t i = 0; i < base->n; i++)
        out[i] = other->n == base->n            ? (uint32_t)i
                 : base->at[i].left_out != NULL ? UINT32_MAX
                                                : next++;
    return BED_OK;
}

static size_t count_ids(const bed__rows *rows)
{
    size_t n = 0;

    for (size_t i = 0; i < rows->n && !rows->lines; i++)
        n += rows->at[i].id.ptr != NULL;
    return n;
}

/* A file in which only some rows have an id, beside one that has them. */
static bed_status some_only(const bed__rows *rows, bed_error *err)
{
    size_t i = 0;

    while (rows->at[i].id.ptr != NULL)
        i++;
    bed_fail(err, BED_EARGUMENT, "no id, but other rows have one");
    return bed_fail_in(err, BED_EARGUMENT, rows->path, rows->at[i].number);
}

bed_status bed__rows_join(const bed_read_options *o, const bed__rows *base, const bed__rows *other,
                          uint32_t *out, bed_error *err)
{
    const size_t n_base = count_ids(base), n_other = count_ids(other);

    if (o->in_order || n_base == 0 || n_other == 0)
        return join_in_order(base, other, out, err);
    if (n_base < base->n)
        return some_only(base, err);
    if (n_other < other->n)
        return some_only(other, err);
    return join_by_id(base, other, out, err);
}

bed_status bed__ids_units(const bed_str *ids, size_t n, uint32_t *units, size_t *n_units,
                          bed_error *err)
{
    size_t    size = 16;
    uint32_t *slots;

    while (size < 2 * n)
        size *= 2;
    BED_TRY(bed_alloc_into((void **)&slots, size, sizeof *slots, err));
    *n_units = 0;
    for (size_t i = 0; i < n; i++) {
        size_t at = bed_hash64(ids[i], 0) & (size - 1);

        while (slots[at] != 0 && !bed_str_equal(ids[slots[at] - 1], ids[i]))
            at = (at + 1) & (size - 1);
        if (slots[at] == 0)
            slots[at] = (uint32_t)i + 1;
        *n_units += slots[at] == i + 1;
        units[i] = slots[at] - 1;
    }
    bed_free(slots);
    return BED_OK;
}
