/* Labels to numbers: every different text gets one, in the order of their bytes (which is the order
 * of their code points, as scikit-learn sorts classes). */
#include "metric/label_sets.h"
#include "metric/order.h"

#include <stdlib.h>
#include <string.h>

enum { LABEL_BYTES = 64 };

static const char UPPER[] = "ABCDEFGHIJ";

/* Names by number of arrival, found by an open table of number + 1. */
typedef struct names {
    bed_str  *list;
    size_t    n, capacity, n_slots;
    uint32_t *slots;
} names;

typedef struct reader {
    bed__label_sets   *sets;
    bed__label_reading reading;
    names              found;
    size_t             n_numbers, capacity;
    const bed_item    *item;
} reader;

static bed_status out_of_memory(bed_error *err)
{
    return bed_fail(err, BED_EMEMORY, "out of memory");
}

static bed_status grow_names(names *t, bed_error *err)
{
    const size_t    capacity = t->capacity == 0 ? 64 : 2 * t->capacity;
    bed_str *const  list     = bed_realloc(t->list, capacity, sizeof *list);
    uint32_t *const slots    = list == NULL ? NULL : bed_new_array(uint32_t, 2 * capacity);

    t->list = list == NULL ? t->list : list;
    if (slots == NULL)
        return out_of_memory(err);
    bed_free(t->slots);
    t->slots    = slots;
    t->n_slots  = 2 * capacity;
    t->capacity = capacity;
    for (size_t i = 0; i < t->n; i++) {
        size_t at = bed_hash64(t->list[i], 0) & (t->n_slots - 1);

        while (slots[at] != 0)
            at = (at + 1) & (t->n_slots - 1);
        slots[at] = (uint32_t)i + 1;
    }
    return BED_OK;
}

static bed_status number_of(names *t, bed_str name, uint32_t *out, bed_error *err)
{
    if (t->n == t->capacity)
        BED_TRY(grow_names(t, err));
    size_t at = bed_hash64(name, 0) & (t->n_slots - 1);
    for (; t->slots[at] != 0; at = (at + 1) & (t->n_slots - 1))
        if (bed_str_equal(t->list[t->slots[at] - 1], name)) {
            *out = t->slots[at] - 1;
            return BED_OK;
        }
    t->slots[at]    = (uint32_t)t->n + 1;
    t->list[t->n++] = name;
    *out            = t->slots[at] - 1;
    return BED_OK;
}

static bed_status fold(reader *r, bed_str text, bed_str *out, bed_error *err)
{
    bool upper = false;

    for (size_t i = 0; i < text.len; i++)
        upper |= text.ptr[i] >= 'A' && text.ptr[i] <= 'Z';
    *out = text;
    if (!upper)
        return BED_OK;
    char *const copy = bed_new(&r->sets->folded, char, text.len);
    if (copy == NULL)
        return out_of_memory(err);
    for (size_t i = 0; i < text.len; i++)
        copy[i] = (char)(text.ptr[i] >= 'A' && text.ptr[i] <= 'Z' ? text.ptr[i] + 32 : text.ptr[i]);
    *out = (bed_str){ copy, text.len };
    return BED_OK;
}

static bed_status add_name(reader *r, bed_str name, bed_error *err)
{
    if (r->n_numbers == r->capacity) {
        const size_t    capacity = r->capacity == 0 ? 256 : 2 * r->capacity;
        uint32_t *const numbers  = bed_realloc(r->sets->numbers, capacity, sizeof *numbers);

        if (numbers == NULL)
            return out_of_memory(err);
        r->sets->numbers = numbers;
        r->capacity      = capacity;
    }
    return number_of(&r->found, name, &r->sets->numbers[r->n_numbers++], err);
}

static bed_status add_text(reader *r, bed_str text, bool answer, bed_error *err)
{
    uint64_t keys;

    text = bed_trim(text);
    if (text.len == 0)
        return BED_OK;
    r->sets->n_long += answer && text.len > LABEL_BYTES;
    if (r->reading == BED__LABELS_FOLDED)
        BED_TRY(fold(r, text, &text, err));
    if (r->reading != BED__LABELS_KEYS ||
        !bed__keys_cut(text, r->item->choices, r->item->n_choices, &keys))
        return add_name(r, text, err);
    for (size_t k = 0; k < BED__KEYS_MOST; k++)
        if ((keys >> k & 1) != 0)
            BED_TRY(add_name(
                r, r->item->n_choices > 0 ? r->item->choices[k].key : (bed_str){ &UPPER[k], 1 },
                err));
    return BED_OK;
}

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* Sorts a set and drops what stands in it twice. */
static size_t settle_set(uint32_t *numbers, size_t n)
{
    size_t kept = 0;

    if (n < 2)
        return n;
    qsort(numbers, n, sizeof *numbers, by_number);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || numbers[i] != numbers[kept - 1])
            numbers[kept++] = numbers[i];
    return kept;
}

static bed_status read_items(reader *r, const bed_items *items, bed_error *err)
{
    bed__label_sets *const s = r->sets;

    for (size_t i = 0; i < s->n; i++) {
        r->item          = &items->items[i];
        s->begins[2 * i] = r->n_numbers;
        for (size_t k = 0; k < r->item->n_refs; k++)
            BED_TRY(add_text(r, r->item->refs[k], false, err));
        s->begins[2 * i + 1] = r->n_numbers;
        for (size_t k = 0; k < r->item->n_answers; k++)
            BED_TRY(add_text(r, r->item->answers[k], true, err));
    }
    s->begins[2 * s->n] = r->n_numbers;
    return BED_OK;
}

/* Numbers by the order of the names instead of their arrival; sets sorted and without repeats. */
static bed_status sort_names(reader *r, bed_error *err)
{
    bed__label_sets *const s     = r->sets;
    uint32_t *const        moved = bed_new_array(uint32_t, r->found.n);
    size_t                 to    = 0;

    s->names   = bed_new_array(bed_str, r->found.n);
    s->n_names = r->found.n;
    if (moved == NULL || s->names == NULL) {
        bed_free(moved);
        return out_of_memory(err);
    }
    if (r->found.n > 0)
        memcpy(s->names, r->found.list, r->found.n * sizeof *s->names);
    qsort(s->names, s->n_names, sizeof *s->names, bed__by_bytes);
    for (uint32_t i = 0; i < r->found.n; i++) {
        const bed_str *const at =
            bsearch(&r->found.list[i], s->names, s->n_names, sizeof *s->names, bed__by_bytes);
        moved[i] = (uint32_t)(at - s->names);
    }
    for (size_t i = 0; i < 2 * s->n; i++) {
        const size_t from = s->begins[i], n = s->begins[i + 1] - from;

        for (size_t k = 0; k < n; k++)
            s->numbers[to + k] = moved[s->numbers[from + k]];
        s->begins[i] = to;
        to += settle_set(s->numbers + to, n);
    }
    s->begins[2 * s->n] = to;
    bed_free(moved);
    return BED_OK;
}

/* One or several of A to J in upper case, each once and in order. */
static bool is_plain_key(bed_str text)
{
    char last = 0;

    text = bed_trim(text);
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];

        if (c == ' ' || c == ',')
            continue;
        if (c < 'A' || c > 'J' || c <= last)
            return false;
        last = c;
    }
    return last != 0;
}

static bool all_keys(const bed_items *items)
{
    uint64_t keys;

    for (size_t i = 0; i < items->n; i++)
        for (size_t k = 0; k < items->items[i].n_refs; k++) {
            const bed_item *const item = &items->items[i];

            if (bed_trim(item->refs[k]).len == 0)
                continue;
            if (item->n_choices > 0
                    ? !bed__keys_cut(item->refs[k], item->choices, item->n_choices, &keys)
                    : !is_plain_key(item->refs[k]))
                return false;
        }
    return items->n > 0;
}

/* Items of the first system with options of which no key is the right answer. */
static size_t count_no_keys(const bed_items *items)
{
    uint64_t keys;
    size_t   n = 0;

    for (size_t i = 0; i < items->n; i++) {
        const bed_item *const item = &items->items[i];

        n += item->n_choices > 0 && item->n_refs > 0 && bed_trim(item->refs[0]).len > 0 &&
             !bed__keys_cut(item->refs[0], item->choices, item->n_choices, &keys);
    }
    return n;
}

bed_status bed__label_sets_create(const bed_items *items, bed__label_reading reading,
                                  const bed_str *more, size_t n_more, bed__label_sets **out,
                                  bed_error *err)
{
    reader     r  = { .reading = reading };
    bed_status st = BED_OK;
    uint32_t   unused;

    *out = NULL;
    BED_TRY(bed_alloc_into((void **)&r.sets, 1, sizeof *r.sets, err));
    r.sets->folded = BED_ARENA((size_t)1 << 30);
    r.sets->n      = items->n * items->n_systems;
    BED_GO(
        bed_alloc_into((void **)&r.sets->begins, 2 * r.sets->n + 1, sizeof *r.sets->begins, err));
    if (reading == BED__LABELS_AUTO || reading == BED__LABELS_KEYS)
        r.sets->n_no_key = count_no_keys(items);
    if (reading == BED__LABELS_AUTO)
        reading = all_keys(items) ? BED__LABELS_KEYS : BED__LABELS_AS_ARE;
    r.reading    = reading;
    r.sets->keys = reading == BED__LABELS_KEYS;
    for (size_t i = 0; i < n_more; i++)
        BED_GO(number_of(&r.found, more[i], &unused, err));
    BED_GO(read_items(&r, items, err));
    BED_GO(sort_names(&r, err));
    *out   = r.sets;
    r.sets = NULL;
done:
    bed__label_sets_drop(r.sets);
    bed_free(r.found.list);
    bed_free(r.found.slots);
    return st;
}

void bed__label_sets_drop(void *sets)
{
    bed__label_sets *const s = sets;

    if (s == NULL)
        return;
    bed_free(s->names);
    bed_free(s->numbers);
    bed_free(s->begins);
    bed_arena_deinit(&s->folded);
    bed_free(s);
}

bed_status bed__label_sets_own(bed__label_sets *s, bed_arena *arena, bed_error *err)
{
    for (size_t i = 0; i < s->n_names; i++)
        BED_TRY(bed_arena_copy(arena, s->names[i], &s->names[i], err));
    return BED_OK;
}

size_t bed__label_sets_common(bed__label_set a, bed__label_set b)
{
    size_t n = 0;

    for (size_t i = 0, k = 0; i < a.n && k < b.n;) {
        const uint32_t x = a.numbers[i], y = b.numbers[k];

        n += x == y;
        i += x <= y;
        k += y <= x;
    }
    return n;
}

bed_status bed__label_sets_note(const bed__label_sets *s, bed_measured *rows, bed_error *err)
{
    if (s->n_long > 0)
        BED_TRY(bed_measured_note(rows, err,
                                  "%zu answers are longer than %d bytes: not a label but a text; "
                                  "cot_accuracy takes the answer out of a text",
                                  s->n_long, LABEL_BYTES));
    if (s->n_no_key > 0)
        BED_TRY(bed_measured_note(rows, err,
                                  "%zu of %zu items have options, but a right answer that is none "
                                  "of their keys: %s",
                                  s->n_no_key, rows->n,
                                  s->keys ? "no answer can be right there"
                                          : "answers are compared as they are written, so that a "
                                            "key is not its option's text"));
    return BED_OK;
}
