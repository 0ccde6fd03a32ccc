/* Form detection: the first records of a file are held against what each form says of its records
 * (keys that are there, keys that never are, values that match). The score is the share of records
 * that fit; the file's name plays no part. */
#include "ingest/ingest.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <jansson.h>
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* what detection reads of a file: enough records, and no more bytes than it takes a moment to parse
 * once for each form */
enum { SAMPLE_RECORDS = 50, SAMPLE_BYTES = 8 << 20 };
static const double ENOUGH = 0.5;

/* The value at a dotted path; on the way through an array by its first element, or by a 0-based
 * index. A whole remaining path that is itself a key wins, so that keys with dots can be named. */
static json_t *value_at(json_t *value, const char *path)
{
    while (path[0] != '\0' && value != NULL && json_is_array(value) &&
           !(path[0] >= '0' && path[0] <= '9'))
        value = json_array_get(value, 0);
    if (value == NULL || path[0] == '\0')
        return value;
    if (json_is_object(value) && json_object_get(value, path) != NULL)
        return json_object_get(value, path);

    const char  *dot  = strchr(path, '.');
    const size_t len  = dot == NULL ? strlen(path) : (size_t)(dot - path);
    const char  *rest = dot == NULL ? path + len : dot + 1;

    if (json_is_array(value))
        return value_at(json_array_get(value, strtoul(path, NULL, 10)), rest);
    return value_at(json_object_getn(value, path, len), rest);
}

static bool matches(const char *pattern, json_t *value)
{
    int         code;
    size_t      at;
    char       *text = json_is_string(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY);
    const char *s    = json_is_string(value) ? json_string_value(value) : text;
    pcre2_code *re =
        pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, PCRE2_UTF, &code, &at, NULL);
    bool yes = false;

    if (re != NULL && s != NULL) {
        pcre2_match_data *data = pcre2_match_data_create_from_pattern(re, NULL);

        yes = data != NULL &&
              pcre2_match(re, (PCRE2_SPTR)s, PCRE2_ZERO_TERMINATED, 0, 0, data, NULL) >= 0;
        pcre2_match_data_free(data);
    }
    pcre2_code_free(re);
    free(text);
    return yes;
}

/* The condition that the record breaks, in words; false when it fits. */
static bool breaks(const bed_form *f, json_t *record, char *why, size_t why_bytes)
{
    for (size_t i = 0; i < f->keys.n; i++)
        if (value_at(record, f->keys.at[i]) == NULL) {
            snprintf(why, why_bytes, "key '%s' is missing", f->keys.at[i]);
            return true;
        }
    for (size_t i = 0; i < f->absent.n; i++)
        if (value_at(record, f->absent.at[i]) != NULL) {
            snprintf(why, why_bytes, "key '%s' should not be there", f->absent.at[i]);
            return true;
        }
    for (size_t i = 0; i < f->n_values; i++) {
        json_t *value = value_at(record, f->values[i].key);

        if (value == NULL || !matches(f->values[i].matches, value)) {
            snprintf(why, why_bytes, "'%s' does not match %s", f->values[i].key,
                     f->values[i].matches);
            return true;
        }
    }
    return false;
}

static bool comes_as(const bed_form *f, bed_container container)
{
    for (size_t i = 0; i < f->containers.n; i++)
        if (strcmp(f->containers.at[i], bed_container_name(container)) == 0)
            return true;
    return false;
}

static bed_reader_options reader_options(const bed_form *f, bed_container container)
{
    return (bed_reader_options){
        .container = container,
        .records   = f->records == NULL || f->records[0] == '\0' ? NULL : f->records,
        .header    = (bed_header)f->header,
    };
}

/* Counts the sampled records that fit; keeps the first reason why one does not. */
static void sample(bed_reader *r, bed_candidate *c)
{
    size_t     n = 0, n_fit = 0, n_first = 0, n_refused = 0, n_bytes = 0;
    char       why[160], first[160] = "";
    bed_record record = { 0 };
    bed_error  next   = { 0 };
    bed_status st     = BED_OK;

    while (n + n_refused < SAMPLE_RECORDS && n_bytes < SAMPLE_BYTES &&
           (st = bed_reader_next(r, &record, &next)) != BED_END) {
        n_bytes += record.json.len + record.raw.len;
        if (c->fault.code == BED_OK && st != BED_OK)
            c->fault = next;
        if (st != BED_OK && st != BED_REFUSED)
            break; /* the reading itself reports the break, with its place */
        if (st == BED_REFUSED) {
            n_refused++;
            continue;
        }
        json_error_t fault;
        json_t      *value = json_loadb(record.json.ptr, record.json.len, JSON_DECODE_ANY, &fault);

        if (value == NULL)
            continue;
        n++;
        if (!breaks(c->form, value, why, sizeof why))
            n_fit++;
        else if (first[0] == '\0' || strcmp(why, first) == 0)
            snprintf(first, sizeof first, "%s", why), n_first++;
        json_decref(value);
    }
    c->score      = n == 0 ? 0.0 : (double)n_fit / (double)n;
    c->unreadable = n == 0;
    if (n == 0)
        snprintf(c->reason, sizeof c->reason, "no record could be read: %.200s", c->fault.text);
    else if (n_fit == n)
        snprintf(c->reason, sizeof c->reason, "all of the first %zu records fit", n);
    else
        snprintf(c->reason, sizeof c->reason, "%s in %zu of the first %zu records", first, n_first,
                 n);
}

static bed_status score(bed_candidate *c, const char *path, bed_container found, bed_error *err)
{
    const bed_reader_options options = reader_options(c->form, found);
    bed_reader              *r       = NULL;
    bed_error                ignored = { 0 };

    c->n_conditions = c->form->keys.n + c->form->absent.n + c->form->n_values;
    if (!comes_as(c->form, found)) {
        snprintf(c->reason, sizeof c->reason, "the file is %s, this form comes as %s",
                 bed_container_name(found),
                 c->form->containers.n == 0 ? "nothing" : c->form->containers.at[0]);
        return BED_OK;
    }
    if (bed_reader_open(path, &options, &r, &ignored) != BED_OK) {
        if (ignored.code == BED_EMEMORY)
            return bed_fail(err, BED_EMEMORY, "%s", ignored.text);
        snprintf(c->reason, sizeof c->reason, "%.250s", ignored.text);
        c->unreadable = true;
        c->fault      = ignored;
        return BED_OK;
    }
    sample(r, c);
    bed_reader_close(r);
    return BED_OK;
}

static int best_first(const void *a, const void *b)
{
    const bed_candidate *x = a, *y = b;

    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    if (x->n_conditions != y->n_conditions)
        return x->n_conditions < y->n_conditions ? 1 : -1;
    return strcmp(x->form->name, y->form->name);
}

bed_status bed_detect(const bed_dataset *dataset, const char *path, bed_arena *arena,
                      bed_candidate **out, size_t *n, bed_error *err)
{
    bed_container found;

    *out = NULL;
    *n   = 0;
    BED_TRY(bed_container_of(path, &found, err));
    *out = bed_new(arena, bed_candidate, dataset->n_forms);
    if (*out == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu candidates", dataset->n_forms);
    for (size_t i = 0; i < dataset->n_forms; i++) {
        (*out)[i] = (bed_candidate){ .dataset = dataset, .form = &dataset->forms[i] };
        BED_TRY(score(&(*out)[i], path, found, err));
    }
    *n = dataset->n_forms;
    if (*n > 0)
        qsort(*out, *n, sizeof **out, best_first);
    return BED_OK;
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
        *out = (bed_choice){ .form = only->form }; /* its rows are refused one by one */
        return BED_OK;
    }
    if (n_only == 0 || only->fault.code == BED_REFUSED || only->fault.code == BED_OK)
        return BED_UNDEFINED;
    if (err != NULL)
        *err = only->fault;
    return bed_fail_in(err, only->fault.code, path, 0);
}

static bed_status none_fits(const bed_dataset *d, const char *path, const bed_candidate *c,
                            size_t n, bed_error *err)
{
    char   list[BED_ERROR_TEXT] = "";
    size_t at                   = 0;

    for (size_t i = 0; i < n && at < sizeof list; i++) {
        const int k = snprintf(list + at, sizeof list - at, "%s%s: %s", i == 0 ? "" : "; ",
                               c[i].form->name, c[i].reason);
        at += k > 0 ? (size_t)k : 0;
    }
    bed_fail(err, BED_EFORMAT, "no form of %s fits: %s", d->key,
             n == 0 ? "none is known, a mapping of your own can be given with --map" : list);
    return bed_fail_in(err, BED_EFORMAT, path, 0);
}

static bool same_mapping(const bed_form *a, const bed_form *b)
{
    const char  *of_a = a->mapping == NULL ? a->name : a->mapping;
    const char  *of_b = b->mapping == NULL ? b->name : b->mapping;
    const size_t n    = strcspn(of_a, ".");

    return n == strcspn(of_b, ".") && strncmp(of_a, of_b, n) == 0;
}

static bool tied(const bed_candidate *a, const bed_candidate *b)
{
    return a->score == b->score && a->n_conditions == b->n_conditions &&
           !same_mapping(a->form, b->form);
}

bed_status bed_detect_choose(const bed_dataset *dataset, const char *path, bed_choice *out,
                             bed_error *err)
{
    bed_arena      arena = BED_ARENA(1 << 20);
    bed_candidate *c;
    size_t         n;
    bed_status     st = BED_OK;

    *out = (bed_choice){ 0 };
    BED_GO(bed_detect(dataset, path, &arena, &c, &n, err));
    if (n == 0 || c[0].score < ENOUGH) {
        BED_GO((st = unreadable(path, c, n, out, err)) == BED_UNDEFINED
                   ? none_fits(dataset, path, c, n, err)
                   : st);
    } else if (n > 1 && tied(&c[0], &c[1])) {
        *out = (bed_choice){ .form = c[0].form, .rival = c[1].form, .score = c[0].score };
        BED_GO(bed_container_of(path, &out->container, err));
        bed_fail(err, BED_EFORMAT,
                 "forms %s and %s of %s fit equally well: say which with --form (%s: %s; %s: %s)",
                 c[0].form->name, c[1].form->name, dataset->key, c[0].form->name, c[0].form->title,
                 c[1].form->name, c[1].form->title);
        BED_GO(bed_fail_in(err, BED_EFORMAT, path, 0));
    } else {
        *out = (bed_choice){ .form = c[0].form, .score = c[0].score };
    }
    BED_GO(bed_container_of(path, &out->container, err));
done:
    bed_arena_deinit(&arena);
    return st;
}
