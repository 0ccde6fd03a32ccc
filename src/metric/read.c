/* Files put together into items. The base, which says what the items are, is the first file of
 * references, or without one the first system's. */
#include "metric/read_rows.h"

#include <math.h>
#include <string.h>

static const char *const PART_NAMES[] = {
#define X(part, name, fields) name,
    BED_READ_PARTS(X)
#undef X
};

const char *bed_read_part_name(bed_read_part part)
{
    return PART_NAMES[part];
}

bed_read_part bed_read_part_of(bed_str name)
{
    size_t i = 0;

    while (i < BED_N_READ_PARTS && !bed_str_equal(name, bed_str_of(PART_NAMES[i])))
        i++;
    return (bed_read_part)i;
}

bool bed__reads_labels(const bed_metric *m)
{
    return m->kind == BED_METRIC_ANSWER || m->kind == BED_METRIC_CHOICE;
}

bool bed_read_takes_refs(const bed_metric *m)
{
    return bed__reads_labels(m) || m->kind == BED_METRIC_TEXT ||
           (m->needs & BED_NEEDS_REFERENCES) != 0;
}

bool bed__reads_hyp(const bed_metric *m)
{
    return m->kind != BED_METRIC_CHOICE && m->kind != BED_METRIC_RATING;
}

/* ---- rows and the reading ---- */

void bed__rows_deinit(bed__rows *rows)
{
    bed_free(rows->at);
    rows->at = NULL;
}

bed_status bed__rows_add(bed__rows *rows, bed__row **out, bed_error *err)
{
    if (rows->n == rows->capacity) {
        const size_t    capacity = rows->capacity == 0 ? 256 : 2 * rows->capacity;
        bed__row *const at       = bed_realloc(rows->at, capacity, sizeof *at);

        if (at == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: %zu rows", capacity);
        rows->at       = at;
        rows->capacity = capacity;
    }
    if (rows->n == UINT32_MAX - 1)
        return bed_fail(err, BED_EARGUMENT, "more than %u items", UINT32_MAX - 1);
    *out                = &rows->at[rows->n++];
    **out               = (bed__row){ .number = rows->n, .weight = (double)NAN };
    (*out)->item.rating = (double)NAN;
    return BED_OK;
}

bed_status bed__reading_warn(bed_reading *r, bed_error *err, const char *format, ...)
{
    char         text[BED_ERROR_TEXT];
    const char **warnings = bed_new(&r->arena, const char *, r->n_warnings + 1);
    bed_str      copy;
    va_list      arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (warnings == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    BED_TRY(bed_arena_copy(&r->arena, bed_str_of(text), &copy, err));
    if (r->n_warnings > 0)
        memcpy(warnings, r->warnings, r->n_warnings * sizeof *warnings);
    warnings[r->n_warnings++] = copy.ptr;
    r->warnings               = warnings;
    return BED_OK;
}

void bed_reading_destroy(bed_reading *r)
{
    if (r == NULL)
        return;
    for (bed__bytes *b = r->bytes; b != NULL; b = b->next)
        bed_buffer_deinit(&b->text);
    bed_free((void *)(uintptr_t)r->items.items);
    bed_arena_deinit(&r->arena);
    bed_free(r);
}

/* ---- reading the files ---- */

typedef struct sides {
    bed__rows *hyps, *refs;
    uint32_t **hyp_rows, **ref_rows; /* of each file the row of each row of the base */
    size_t     n_hyps, n_refs;
    bed__rows *base;
} sides;

static void sides_deinit(sides *s)
{
    for (size_t i = 0; s->hyps != NULL && i < s->n_hyps; i++)
        bed__rows_deinit(&s->hyps[i]);
    for (size_t i = 0; s->refs != NULL && i < s->n_refs; i++)
        bed__rows_deinit(&s->refs[i]);
    for (size_t i = 0; s->hyp_rows != NULL && i < s->n_hyps; i++)
        bed_free(s->hyp_rows[i]);
    for (size_t i = 0; s->ref_rows != NULL && i < s->n_refs; i++)
        bed_free(s->ref_rows[i]);
    bed_free(s->hyps);
    bed_free(s->refs);
    bed_free((void *)s->hyp_rows);
    bed_free((void *)s->ref_rows);
}

static bed_status read_file(const bed_read_options *o, bed_reading *r, bed__rows *rows,
                            bed_error *err)
{
    const bool folder = bed_path_is_dir(rows->path);
    bed_status st;

    if (folder && rows->asked == (BED__READ_HYP | BED__READ_REF))
        rows->asked = BED__READ_HYP; /* a corpus is no reference for itself */
    st = folder                        ? bed__read_corpus(o, r, rows, err)
         : bed__is_records(rows->path) ? bed__read_records(o, r, rows, err)
                                       : bed__read_lines(o, r, rows, err);
    if (st == BED_OK && rows->n == 0)
        st = bed_fail(err, BED_EARGUMENT, "nothing to score: the file is empty");
    return st == BED_OK
               ? st
               : bed_fail_in(err, st, strcmp(rows->path, "-") == 0 ? "stdin" : rows->path, 0);
}

static bed_status read_files(const bed_read_options *o, bed_reading *r, sides *s, bed_error *err)
{
    BED_TRY(bed_alloc_into((void **)&s->hyps, o->n_hyps, sizeof *s->hyps, err));
    BED_TRY(bed_alloc_into((void **)&s->refs, o->n_refs, sizeof *s->refs, err));
    BED_TRY(bed_alloc_into((void **)&s->hyp_rows, o->n_hyps, sizeof *s->hyp_rows, err));
    BED_TRY(bed_alloc_into((void **)&s->ref_rows, o->n_refs, sizeof *s->ref_rows, err));
    s->n_hyps = o->n_hyps;
    s->n_refs = o->n_refs;
    for (size_t i = 0; i < s->n_refs; i++) {
        s->refs[i] = (bed__rows){ .path = o->refs[i], .asked = BED__READ_REF };
        BED_TRY(read_file(o, r, &s->refs[i], err));
    }
    for (size_t i = 0; i < s->n_hyps; i++) {
        s->hyps[i] =
            (bed__rows){ .path  = o->hyps[i],
                         .asked = s->n_refs > 0 ? BED__READ_HYP : BED__READ_HYP | BED__READ_REF };
        BED_TRY(read_file(o, r, &s->hyps[i], err));
    }
    s->base = s->n_refs > 0 ? &s->refs[0] : &s->hyps[0];
    return BED_OK;
}

static bed_status join_side(const bed_read_options *o, const sides *s, const bed__rows *rows,
                            uint32_t **out, bed_error *err)
{
    BED_TRY(bed_alloc_into((void **)out, s->base->n, sizeof **out, err));
    for (size_t i = 0; rows == s->base && i < s->base->n; i++)
        (*out)[i] = (uint32_t)i;
    return rows == s->base ? BED_OK : bed__rows_join(o, s->base, rows, *out, err);
}

static bed_status join(const bed_read_options *o, sides *s, bed_error *err)
{
    for (size_t i = 0; i < s->n_refs; i++)
        BED_TRY(join_side(o, s, &s->refs[i], &s->ref_rows[i], err));
    for (size_t i = 0; i < s->n_hyps; i++)
        BED_TRY(join_side(o, s, &s->hyps[i], &s->hyp_rows[i], err));
    return BED_OK;
}

/* ---- items ---- */

/* Row i of the base is left out where any file has nothing for it. */
static bool left_out(const sides *s, size_t i)
{
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
    const sides            *s;
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

static const bed__row *teller(const sides *s, size_t i, size_t k)
{
    return k < s->n_refs ? row_of(&s->refs[k], s->ref_rows[k], i)
                         : row_of(&s->hyps[k - s->n_refs], s->hyp_rows[k - s->n_refs], i);
}

/* The weight of an item: of the first file that tells it. */
static bed_status put_weight(const sides *s, size_t i, size_t at, bed_reading *r, bed_error *err)
{
    for (size_t k = 0; k < s->n_refs + s->n_hyps; k++)
        if (!isnan(teller(s, i, k)->weight)) {
            r->weights[at] = teller(s, i, k)->weight;
            return BED_OK;
        }
    bed_fail(err, BED_EARGUMENT, "no weight, but other rows have one (--no-weights looks at none)");
    return bed_fail_in(err, BED_EARGUMENT, s->base->path, s->base->at[i].number);
}

static bool any_weight(const sides *s)
{
    for (size_t i = 0; i < s->base->n; i++)
        for (size_t k = 0; k < s->n_refs + s->n_hyps && !left_out(s, i); k++)
            if (!isnan(teller(s, i, k)->weight))
                return true;
    return false;
}

static const char *weight_field(const sides *s)
{
    for (size_t k = 0; k < s->n_refs; k++)
        if (s->refs[k].fields[BED_READ_WEIGHT] != NULL)
            return s->refs[k].path;
    for (size_t k = 0; k < s->n_hyps; k++)
        if (s->hyps[k].fields[BED_READ_WEIGHT] != NULL)
            return s->hyps[k].path;
    return NULL;
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
    a->r->items.items = items;
    a->r->ids         = bed_new(&a->r->arena, bed_str, n);
    a->r->fields      = bed_new(&a->r->arena, bed_field, o->n_by);
    if (!o->no_weights && any_weight(a->s))
        a->r->weights = bed_new(&a->r->arena, double, n);
    if (a->r->ids == NULL || a->r->fields == NULL)
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

static bed_str id_of(const sides *s, size_t i)
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
    return check_by(a->r, err);
}

/* ---- what the files say as a whole ---- */

/* "zh", "en-GB": two or three letters first. */
static bool is_tag(bed_str s)
{
    size_t n = 0;

    while (n < s.len && (unsigned char)((s.ptr[n] | 0x20) - 'a') < 26)
        n++;
    return (n == 2 || n == 3) && (n == s.len || s.ptr[n] == '-') && s.len < 16;
}

/* The language that all rows of a file name, where they do. */
static bed_str language_of(const bed__rows *rows)
{
    const bed_str first = rows->at[0].language;

    for (size_t i = 0; i < rows->n; i++)
        if (!bed_str_equal(rows->at[i].language, first))
            return BED_STR("");
    return is_tag(first) ? first : BED_STR("");
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
    return bed__reading_warn(a->r, err,
                             "%s: %zu items have %zu ids; those of one id are resampled together",
                             a->s->base->path, n, n_units);
}

static bed_status warn(const assembly *a, bed_error *err)
{
    const bed_read_options *const o     = a->o;
    const char *const             where = weight_field(a->s);

    if (a->r->weights != NULL && where != NULL && o->fields[BED_READ_WEIGHT] == NULL)
        BED_TRY(bed__reading_warn(a->r, err,
                                  "%s: items are weighted by its field 'weight' "
                                  "(--no-weights: all alike)",
                                  where));
    return BED_OK;
}

/* Names of the systems: those of their files, whole paths where two files have one name. */
static bed_status name_systems(const bed_read_options *o, bed_reading *r, bed_error *err)
{
    bool whole = false;

    r->systems = bed_new(&r->arena, const char *, o->n_hyps);
    if (r->systems == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    for (size_t i = 0; i < o->n_hyps; i++)
        for (size_t k = 0; k < i; k++)
            whole = whole || strcmp(bed_path_name(o->hyps[i]), bed_path_name(o->hyps[k])) == 0;
    for (size_t i = 0; i < o->n_hyps; i++) {
        bed_str copy, name = bed_str_of(whole ? o->hyps[i] : bed_path_name(o->hyps[i]));

        name = name.len == 0 ? bed_str_of(o->hyps[i]) : name; /* "folder/" */
        name = bed_str_equal(name, BED_STR("-")) ? BED_STR("stdin") : name;
        BED_TRY(bed_arena_copy(&r->arena, name, &copy, err));
        r->systems[i] = copy.ptr;
    }
    return BED_OK;
}

/* ---- what cannot be, before anything is read ---- */

static bed_status check(const bed_read_options *o, bed_error *err)
{
    const bool all_lines = o->n_refs == 0;
    size_t     n_stdin = 0, n_lines = 0;

    if (o->n_hyps == 0)
        return bed_fail(err, BED_EARGUMENT, "nothing to score: no file of what a system wrote");
    for (size_t i = 0; i < o->n_hyps + o->n_refs; i++) {
        const char *const path = i < o->n_hyps ? o->hyps[i] : o->refs[i - o->n_hyps];

        n_stdin += strcmp(path, "-") == 0;
        n_lines += i < o->n_hyps && !bed__is_records(path) && !bed_path_is_dir(path);
    }
    if (n_stdin > 1)
        return bed_fail(err, BED_EARGUMENT, "stdin can be read once");
    if (all_lines && (o->metric->needs & BED_NEEDS_REFERENCES) != 0 &&
        (n_lines > 0 || bed_path_is_dir(o->hyps[0])))
        return bed_fail(err, BED_EARGUMENT, "%s needs references: name their file with --ref",
                        o->metric->name);
    return BED_OK;
}

bed_status bed_read_items(const bed_read_options *options, bed_reading **out, bed_error *err)
{
    bed_status   st = BED_OK;
    bed_reading *r  = NULL;
    sides        s  = { .n_hyps = 0 };

    *out = NULL;
    BED_TRY(check(options, err));
    BED_TRY(bed_alloc_into((void **)&r, 1, sizeof *r, err));
    r->arena   = BED_ARENA((size_t)64 << 30);
    assembly a = { .o = options, .r = r, .s = &s };
    BED_GO(read_files(options, r, &s, err));
    BED_GO(join(options, &s, err));
    BED_GO(assemble(&a, err));
    r->items.language = language_of(s.base);
    BED_GO(put_units(&a, err));
    BED_GO(name_systems(options, r, err));
    BED_GO(warn(&a, err));
    *out = r;
    r    = NULL;
done:
    sides_deinit(&s);
    bed_reading_destroy(r);
    return st;
}
