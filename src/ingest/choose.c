/* The form that a file is read by: the best of its candidates, unless two fit equally well, none
 * does, or a form of another dataset fits better; what is said then. */
#include "ingest/detect.h"

#include <stdio.h>
#include <string.h>

/* Text that is cut where it no longer fits. */
typedef struct words {
    char  *text;
    size_t n, capacity;
} words;

static void say(words *w, const char *format, ...) BED_PRINTF(2, 3);

static void say(words *w, const char *format, ...)
{
    va_list args;

    if (w->n + 1 >= w->capacity)
        return;
    va_start(args, format);
    const int k = vsnprintf(w->text + w->n, w->capacity - w->n, format, args);
    va_end(args);
    w->n += k > 0 ? (size_t)k : 0;
    if (w->n >= w->capacity)
        w->n = w->capacity - 1;
}

/* "authors", of a union "medqa/authors". */
static void say_form(words *w, const bed_candidate *c)
{
    say(w, "%s%s%s", c->part == NULL ? "" : c->dataset->key, c->part == NULL ? "" : "/",
        c->form->name);
}

/* What was found out about a file. */
typedef struct found {
    bed_arena      arena;
    bed_candidate *own, *others;
    size_t         n_own, n_others;
} found;

/* ---- a form of this dataset -------------------------------------------------------------------
 */

static bool same_mapping(const bed_candidate *a, const bed_candidate *b)
{
    const char  *of_a = a->form->mapping == NULL ? a->form->name : a->form->mapping;
    const char  *of_b = b->form->mapping == NULL ? b->form->name : b->form->mapping;
    const size_t n    = strcspn(of_a, ".");

    return a->dataset == b->dataset && n == strcspn(of_b, ".") && strncmp(of_a, of_b, n) == 0;
}

static bool tied(const bed_candidate *a, const bed_candidate *b)
{
    return a->score == b->score && a->n_conditions == b->n_conditions && !same_mapping(a, b);
}

static void take(bed_choice *out, const bed_candidate *c)
{
    out->dataset   = c->dataset;
    out->part      = c->part;
    out->form      = c->form;
    out->container = c->container;
    out->score     = c->score;
}

/* When nothing could be read in any form that comes in this container: the only such form, or else
 * what the reading says. */
static bed_status unreadable(const char *path, const bed_candidate *c, size_t n, bed_choice *out,
                             bed_error *err)
{
    const bed_candidate *only   = NULL;
    size_t               n_only = 0;

    for (size_t i = 0; i < n; i++)
        if (c[i].unreadable) {
            only = &c[i];
            n_only++;
        }
    if (n_only == 1 && only->fault.code == BED_REFUSED) {
        take(out, only); /* its rows are refused one by one */
        return BED_OK;
    }
    if (n_only == 0 || only->fault.code == BED_REFUSED || only->fault.code == BED_OK)
        return BED_UNDEFINED;
    out->broken = true;
    if (err != NULL)
        *err = only->fault;
    return bed_fail_in(err, only->fault.code, path, 0);
}

/* ---- how forms differ -------------------------------------------------------------------------
 */

static bool has_name(const bed_names *names, const char *name)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->at[i], name) == 0)
            return true;
    return false;
}

static bool has_value(const bed_form *f, const bed_form_value *v)
{
    for (size_t i = 0; i < f->n_values; i++)
        if (strcmp(f->values[i].key, v->key) == 0 && strcmp(f->values[i].matches, v->matches) == 0)
            return true;
    return false;
}

/* What f asks for and g does not. */
static void say_beyond(words *w, const bed_form *f, const bed_form *g)
{
    const size_t begin = w->n;

    for (size_t i = 0; i < f->keys.n; i++)
        if (!has_name(&g->keys, f->keys.at[i]))
            say(w, "%s%s is there", w->n == begin ? "" : ", ", f->keys.at[i]);
    for (size_t i = 0; i < f->absent.n; i++)
        if (!has_name(&g->absent, f->absent.at[i]))
            say(w, "%s%s is not there", w->n == begin ? "" : ", ", f->absent.at[i]);
    for (size_t i = 0; i < f->n_values; i++)
        if (!has_value(g, &f->values[i]))
            say(w, "%s%s matches %s", w->n == begin ? "" : ", ", f->values[i].key,
                f->values[i].matches);
    if (f->header != g->header && f->header != BED_FORM_HEADER_AUTO)
        say(w, "%sthe first row %s", w->n == begin ? "" : ", ",
            f->header == BED_FORM_HEADER_YES ? "names the columns" : "is a record");
    if (w->n == begin)
        say(w, "%s", f->title);
}

/* The values of a key on which the two disagree and that are of no help here. */
static bed_status say_values(words *w, const bed_candidate *a, const bed_candidate *b,
                             const char *path, bed_arena *arena, bed_error *err)
{
    enum { MANY = 4 };
    const char *values[MANY + 1];
    const char *key = NULL;
    size_t      n   = 0;

    for (size_t i = 0; i < a->form->n_values && key == NULL; i++)
        for (size_t k = 0; k < b->form->n_values; k++)
            if (strcmp(a->form->values[i].key, b->form->values[k].key) == 0 &&
                !has_value(b->form, &a->form->values[i]))
                key = a->form->values[i].key;
    if (key == NULL)
        return BED_OK;
    BED_TRY(bed__detect_values(a, path, key, arena, values, MANY + 1, &n, err));
    if (n == 0)
        return BED_OK;
    say(w, "; ");
    if (n > 1 && n <= MANY)
        say(w, "all %zu values seen (", n);
    else
        say(w, n > MANY ? "the values seen (" : "the one value seen (");
    for (size_t i = 0; i < n && i < MANY; i++)
        say(w, "%s%s", i == 0 ? "" : ", ", values[i]);
    say(w, "%s) fit%s both", n > MANY ? ", …" : "", n == 1 ? "s" : "");
    return BED_OK;
}

/* "forms a and b of d fit equally well: say which with --form (a: …; b: …)". */
static bed_status equally_well(const bed_dataset *dataset, const char *path, const bed_candidate *c,
                               size_t n, size_t rival, bed_arena *arena, bed_error *err)
{
    char   text[BED_ERROR_TEXT] = "";
    words  w                    = { text, 0, sizeof text };
    size_t last                 = rival;

    for (size_t i = rival; i < n; i++)
        if (tied(&c[0], &c[i]))
            last = i;
    say(&w, "forms ");
    say_form(&w, &c[0]);
    for (size_t i = rival; i <= last; i++)
        if (tied(&c[0], &c[i])) {
            say(&w, i == last ? " and " : ", ");
            say_form(&w, &c[i]);
        }
    say(&w, " of %s fit equally well: say which with --form (", dataset->key);
    say_form(&w, &c[0]);
    say(&w, ": ");
    say_beyond(&w, c[0].form, c[rival].form);
    for (size_t i = rival; i <= last; i++)
        if (tied(&c[0], &c[i])) {
            say(&w, "; ");
            say_form(&w, &c[i]);
            say(&w, ": ");
            say_beyond(&w, c[i].form, c[0].form);
        }
    BED_TRY(say_values(&w, &c[0], &c[rival], path, arena, err));
    say(&w, ")");
    bed_fail(err, BED_EFORMAT, "%s", text);
    return bed_fail_in(err, BED_EFORMAT, path, 0);
}

/* ---- other datasets ---------------------------------------------------------------------------
 */

/* Fits more of the records and asks for no less, or as many and asks for all the same and more. */
static bool fits_better(const bed_candidate *o, const bed_candidate *c)
{
    return (o->score > c->score && bed__form_n_keys(o->form) >= bed__form_n_keys(c->form)) ||
           (o->score >= c->score && bed__form_asks_more(o->form, c->form));
}

static bool fits_as_well(const bed_candidate *o, const bed_candidate *c)
{
    return o->score >= c->score && bed__form_n_keys(o->form) >= bed__form_n_keys(c->form);
}

/* "mmlu (form authors_csv: all of the first 50 records fit): bedside ingest mmlu FILE", with the
 * other datasets of which this is as true. */
static void say_others(words *w, const bed_candidate *o, size_t n, const char *path)
{
    enum { MANY = 3 };
    size_t shown = 0;

    for (size_t i = 0; i < n && shown < MANY; i++) {
        bool again = false;

        for (size_t k = 0; k < i; k++)
            again = again || o[k].dataset == o[i].dataset;
        if (again || !fits_as_well(&o[i], &o[0]))
            continue;
        say(w, "%s%s (form %s: %s)", shown == 0 ? "" : " or ", o[i].dataset->key, o[i].form->name,
            o[i].reason);
        shown++;
    }
    say(w, ": bedside ingest %s %s", o[0].dataset->key, path);
}

static bed_status none_fits(const bed_dataset *dataset, const char *path, const bed_candidate *c,
                            size_t n, const bed_candidate *others, size_t n_others, bed_error *err)
{
    char  text[BED_ERROR_TEXT] = "";
    words w                    = { text, 0, sizeof text };

    if (n_others > 0) {
        say(&w, "no form of %s fits; this looks like ", dataset->key);
        say_others(&w, others, n_others, path);
    } else {
        say(&w, "no form of %s fits", dataset->key);
    }
    if (n == 0)
        say(&w, "%s",
            n_others > 0 ? ""
                         : ": none is known, a mapping of your own can be given with "
                           "--map");
    for (size_t i = 0; i < n; i++) {
        say(&w, "%s", i > 0 ? "; " : n_others > 0 ? " (" : ": ");
        say_form(&w, &c[i]);
        say(&w, ": %s", c[i].reason);
    }
    say(&w, "%s", n > 0 && n_others > 0 ? ")" : "");
    bed_fail(err, BED_EFORMAT, "%s", text);
    return bed_fail_in(err, BED_EFORMAT, path, 0);
}

/* The first of the others that is so, leaving out the dataset that the form is of (a part of the
 * union asked for). */
static const bed_candidate *first_that(bool (*is_so)(const bed_candidate *o,
                                                     const bed_candidate *c),
                                       const found *f, const bed_candidate *c)
{
    for (size_t i = 0; i < f->n_others; i++)
        if (f->others[i].dataset != c->dataset && is_so(&f->others[i], c))
            return &f->others[i];
    return NULL;
}

/* A file that fits a form of this dataset may be of another one all the same. */
static bed_status compare(const bed_dataset *dataset, const char *path, const found *f,
                          bed_choice *out, bed_error *err)
{
    const bed_candidate *c      = &f->own[0];
    const bed_candidate *better = first_that(fits_better, f, c);
    const bed_candidate *o      = better != NULL ? better : first_that(fits_as_well, f, c);

    if (o == NULL)
        return BED_OK;
    out->other_dataset = o->dataset;
    out->other         = o->form;
    if (better == NULL)
        return BED_OK;
    bed_fail(err, BED_EFORMAT,
             "this looks more like %s (form %s: %s) than like %s (form %s: %s): bedside ingest %s "
             "%s, or --form %s to read it as %s all the same",
             o->dataset->key, o->form->name, o->reason, dataset->key, c->form->name, c->reason,
             o->dataset->key, path, c->form->name, dataset->key);
    return bed_fail_in(err, BED_EFORMAT, path, 0);
}

/* ---- the choice -------------------------------------------------------------------------------
 */

static bed_status nothing_fits(const bed_dataset *dataset, const char *path, const found *f,
                               bed_choice *out, bed_error *err)
{
    bed_status st = BED_UNDEFINED;

    if (f->n_others > 0) {
        out->other_dataset = f->others[0].dataset;
        out->other         = f->others[0].form;
    } else {
        st = unreadable(path, f->own, f->n_own, out, err);
    }
    return st == BED_UNDEFINED
               ? none_fits(dataset, path, f->own, f->n_own, f->others, f->n_others, err)
               : st;
}

static bed_status choose(const bed_dataset *dataset, const char *path, found *f, bed_choice *out,
                         bed_error *err)
{
    const bed_candidate *c     = f->own;
    size_t               rival = 1;

    if (f->n_own == 0 || c[0].score < BED__DETECT_ENOUGH)
        return nothing_fits(dataset, path, f, out, err);
    while (rival < f->n_own && !tied(&c[0], &c[rival]))
        rival++;
    take(out, &c[0]);
    if (rival == f->n_own)
        return compare(dataset, path, f, out, err);
    out->rival_dataset = c[rival].dataset;
    out->rival_part    = c[rival].part;
    out->rival         = c[rival].form;
    return equally_well(dataset, path, c, f->n_own, rival, &f->arena, err);
}

bed_status bed_detect_choose(bed_detector *d, const bed_dataset *dataset, const char *path,
                             bool elsewhere, bed_choice *out, bed_error *err)
{
    found      f  = { .arena = BED_ARENA(4 << 20) };
    bed_status st = BED_OK;

    *out = (bed_choice){ .dataset = dataset };
    BED_GO(bed_detect(d, dataset, path, &f.arena, &f.own, &f.n_own, err));
    if (elsewhere)
        BED_GO(bed_detect_others(d, dataset, path, &f.arena, &f.others, &f.n_others, err));
    BED_GO(choose(dataset, path, &f, out, err));
done:
    bed_arena_deinit(&f.arena);
    return st;
}
