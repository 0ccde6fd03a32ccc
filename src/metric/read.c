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

bool bed__needs_refs(const bed_metric *m)
{
    return bed__reads_labels(m) || (m->needs & BED_NEEDS_REFERENCES) != 0;
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

static void sides_deinit(bed__sides *s)
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

/* Rows of file i, those of the systems behind those of the references. */
static const bed__rows *file_of(const bed__sides *s, size_t i)
{
    return i < s->n_refs ? &s->refs[i] : &s->hyps[i - s->n_refs];
}

/* A field that the caller named and no record has. */
static bed_status check_named(const bed_read_options *o, const bed__sides *s, bed_error *err)
{
    bool lines = true;

    for (size_t i = 0; i < s->n_refs + s->n_hyps; i++)
        lines = lines && file_of(s, i)->lines;
    for (size_t p = 0; p < BED_N_READ_PARTS; p++) {
        bool sought = lines, found = false;

        for (size_t i = 0; i < s->n_refs + s->n_hyps; i++) {
            sought = sought || file_of(s, i)->sought[p];
            found  = found || file_of(s, i)->found[p];
        }
        if (o->fields[p] != NULL && sought && !found)
            return bed_fail(err, BED_EARGUMENT, "%s a field '%s', named for %s",
                            lines ? "lines have not" : "no record has", o->fields[p],
                            PART_NAMES[p]);
    }
    return lines && o->n_by > 0
               ? bed_fail(err, BED_EARGUMENT, "lines have no field '%s' to be divided by", o->by[0])
               : BED_OK;
}

static bed_status read_files(const bed_read_options *o, bed_reading *r, bed__sides *s,
                             bed_error *err)
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
    s->base  = s->n_refs > 0 ? &s->refs[0] : &s->hyps[0];
    s->whole = true;
    for (size_t i = 0; i < s->n_refs + s->n_hyps; i++)
        s->whole = s->whole && !file_of(s, i)->corpus;
    return check_named(o, s, err);
}

static bed_status join_side(const bed_read_options *o, const bed__sides *s, const bed__rows *rows,
                            uint32_t **out, bed_error *err)
{
    BED_TRY(bed_alloc_into((void **)out, s->base->n, sizeof **out, err));
    for (size_t i = 0; rows == s->base && i < s->base->n; i++)
        (*out)[i] = (uint32_t)i;
    return rows == s->base ? BED_OK : bed__rows_join(o, s->base, rows, *out, err);
}

static bed_status join(const bed_read_options *o, bed__sides *s, bed_error *err)
{
    for (size_t i = 0; i < s->n_refs; i++)
        BED_TRY(join_side(o, s, &s->refs[i], &s->ref_rows[i], err));
    for (size_t i = 0; i < s->n_hyps; i++)
        BED_TRY(join_side(o, s, &s->hyps[i], &s->hyp_rows[i], err));
    return BED_OK;
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

    if (rows->lines)
        return BED_STR("");
    for (size_t i = 0; i < rows->n; i++)
        if (!bed_str_equal(rows->at[i].language, first))
            return BED_STR("");
    return is_tag(first) ? first : BED_STR("");
}

static const char *weight_field(const bed__sides *s)
{
    for (size_t k = 0; k < s->n_refs; k++)
        if (s->refs[k].fields[BED_READ_WEIGHT] != NULL)
            return s->refs[k].path;
    for (size_t k = 0; k < s->n_hyps; k++)
        if (s->hyps[k].fields[BED_READ_WEIGHT] != NULL)
            return s->hyps[k].path;
    return NULL;
}

static bed_status warn(const bed_read_options *o, bed_reading *r, const bed__sides *s,
                       bed_error *err)
{
    const char *const where = weight_field(s);

    for (size_t i = 0; i < o->n_refs; i++)
        for (size_t k = 0; k < o->n_hyps; k++)
            if (strcmp(o->refs[i], o->hyps[k]) == 0 && o->fields[BED_READ_REFS] == NULL &&
                o->fields[BED_READ_HYP] == NULL)
                BED_TRY(bed__reading_warn(r, err, "%s is compared with itself", o->refs[i]));
    if (r->weights == NULL || where == NULL || o->fields[BED_READ_WEIGHT] != NULL)
        return BED_OK;
    return bed__reading_warn(
        r, err, "%s: items are weighted by its field 'weight' (--no-weights: all alike)", where);
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
    const bool no_refs = o->n_refs == 0;
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
    if (no_refs && bed__needs_refs(o->metric) && (n_lines > 0 || bed_path_is_dir(o->hyps[0])))
        return bed_fail(err, BED_EARGUMENT, "%s needs references: name their file with --ref",
                        o->metric->name);
    return BED_OK;
}

bed_status bed_read_items(const bed_read_options *options, bed_reading **out, bed_error *err)
{
    bed_status   st = BED_OK;
    bed_reading *r  = NULL;
    bed__sides   s  = { .n_hyps = 0 };

    *out = NULL;
    BED_TRY(check(options, err));
    BED_TRY(bed_alloc_into((void **)&r, 1, sizeof *r, err));
    r->arena = BED_ARENA((size_t)64 << 30);
    BED_GO(read_files(options, r, &s, err));
    BED_GO(join(options, &s, err));
    BED_GO(bed__assemble(options, r, &s, err));
    r->items.language = language_of(s.base);
    BED_GO(name_systems(options, r, err));
    BED_GO(warn(options, r, &s, err));
    *out = r;
    r    = NULL;
done:
    sides_deinit(&s);
    bed_reading_destroy(r);
    return st;
}
