/* Form detection: the first records of a file are held against what each form says of its records
 * (keys that are there, keys that never are, values that match). The score is the share of records
 * that fit; the file's name plays no part. */
#include "ingest/detect.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <jansson.h>
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* what detection reads of a file: enough records, and no more bytes than it takes a moment to parse
 */
enum { SAMPLE_RECORDS = 50, SAMPLE_BYTES = 8 << 20 };

typedef struct pattern {
    const char *text; /* of the catalogue: told by its place */
    pcre2_code *code;
} pattern;

struct bed_detector {
    const bed_catalog *catalog;
    pattern           *patterns;
    size_t             n_patterns, capacity;
    pcre2_match_data  *match;
    bed_archives       archives;
    bool               out_of_memory; /* a pattern could not be kept */
    const char        *encoding;      /* NULL: the form's */
};

bed_status bed_detector_create(const bed_catalog *catalog, bed_detector **out, bed_error *err)
{
    *out = bed_new_array(bed_detector, 1);
    if (*out == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: form detection");
    (*out)->catalog = catalog;
    (*out)->match   = pcre2_match_data_create(1, NULL);
    if ((*out)->match != NULL)
        return BED_OK;
    bed_detector_destroy(*out);
    *out = NULL;
    return bed_fail(err, BED_EMEMORY, "out of memory: form detection");
}

void bed_detector_set_encoding(bed_detector *d, const char *name)
{
    d->encoding = name;
}

void bed_detector_destroy(bed_detector *d)
{
    if (d == NULL)
        return;
    for (size_t i = 0; i < d->n_patterns; i++)
        pcre2_code_free(d->patterns[i].code);
    pcre2_match_data_free(d->match);
    bed_archives_deinit(&d->archives);
    bed_free(d->patterns);
    bed_free(d);
}

/* The compiled pattern, NULL where there is no memory for it: patterns of the catalogue compile.
 * One text is always asked for with the same options. */
static const pcre2_code *compiled(bed_detector *d, const char *text, uint32_t options)
{
    int    code;
    size_t at;

    for (size_t i = 0; i < d->n_patterns; i++)
        if (d->patterns[i].text == text)
            return d->patterns[i].code;
    if (d->n_patterns == d->capacity) {
        const size_t capacity = d->capacity == 0 ? 64 : d->capacity * 2;
        pattern     *patterns = bed_realloc(d->patterns, capacity, sizeof *patterns);

        if (patterns == NULL) {
            d->out_of_memory = true;
            return NULL;
        }
        d->patterns = patterns;
        d->capacity = capacity;
    }
    pcre2_code *re = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, PCRE2_UTF | options,
                                   &code, &at, NULL);
    if (re != NULL)
        d->patterns[d->n_patterns++] = (pattern){ text, re };
    else
        d->out_of_memory = true;
    return re;
}

static bool match(const bed_detector *d, const pcre2_code *re, const char *s, size_t len)
{
    return re != NULL && pcre2_match(re, (PCRE2_SPTR)s, len, 0, 0, d->match, NULL) >= 0;
}

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

static bool matches(const bed_detector *d, const pcre2_code *re, json_t *value)
{
    if (json_is_string(value))
        return match(d, re, json_string_value(value), json_string_length(value));
    char      *text = json_dumps(value, JSON_ENCODE_ANY);
    const bool yes  = text != NULL && match(d, re, text, strlen(text));

    free(text);
    return yes;
}

/* ---- the sample -------------------------------------------------------------------------------
 */

/* One way of reading a file. */
typedef struct setting {
    bed_container container;
    const char   *records, *encoding; /* NULL: none */
    bed_header    header;
} setting;

static setting setting_of(const bed_candidate *c)
{
    const bed_form     *f         = c->form;
    const bed_container container = c->container;
    const bool          table = container == BED_CONTAINER_CSV || container == BED_CONTAINER_TSV ||
                       container == BED_CONTAINER_XLSX;

    return (setting){
        .container = container,
        .records   = f->records == NULL || f->records[0] == '\0' ? NULL : f->records,
        .encoding  = c->encoding,
        .header    = table ? (bed_header)f->header : BED_HEADER_AUTO,
    };
}

/* Both NULL, or the same text. */
static bool same_word(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_setting(const setting *a, const setting *b)
{
    return a->container == b->container && a->header == b->header &&
           same_word(a->records, b->records) && same_word(a->encoding, b->encoding);
}

typedef struct sample {
    json_t   *at[SAMPLE_RECORDS];
    size_t    n;
    bool      opened;
    bed_error fault; /* the first thing that could not be read; BED_OK: none */
} sample;

static void sample_deinit(sample *s)
{
    for (size_t i = 0; i < s->n; i++)
        json_decref(s->at[i]);
    s->n = 0;
}

static void sample_records(sample *s, bed_reader *r)
{
    size_t     n_refused = 0, n_bytes = 0;
    bed_record record = { 0 };

    while (s->n + n_refused < SAMPLE_RECORDS && n_bytes < SAMPLE_BYTES) {
        bed_error        next = { 0 };
        const bed_status st   = bed_reader_next(r, &record, &next);

        if (st == BED_END)
            return;
        n_bytes += record.json.len + record.raw.len;
        if (s->fault.code == BED_OK && st != BED_OK)
            s->fault = next;
        if (st != BED_OK && st != BED_REFUSED)
            return; /* the reading itself reports the break, with its place */
        json_error_t fault;
        json_t      *value = st == BED_REFUSED
                                 ? NULL
                                 : json_loadb(record.json.ptr, record.json.len, JSON_DECODE_ANY, &fault);

        if (value != NULL)
            s->at[s->n++] = value;
        else
            n_refused++;
    }
}

/* Reads the first records. BED_EMEMORY; what cannot be opened or read stands in the fault. */
static bed_status sample_file(bed_archives *archives, const char *path, const setting *how,
                              sample *s, bed_error *err)
{
    const bed_reader_options options = { .container        = how->container,
                                         .records          = how->records,
                                         .encoding         = how->encoding,
                                         .header           = how->header,
                                         .max_record_bytes = BED_INGEST_RECORD_BYTES,
                                         .archives         = archives };
    bed_reader              *r       = NULL;
    bed_error                why     = { 0 };

    *s = (sample){ .n = 0 };
    if (bed_reader_open(path, &options, &r, &why) != BED_OK) {
        if (why.code == BED_EMEMORY)
            return bed_fail(err, BED_EMEMORY, "%s", why.text);
        s->fault = why;
        return BED_OK;
    }
    s->opened = true;
    sample_records(s, r);
    bed_reader_close(r);
    if (s->fault.code != BED_EMEMORY)
        return BED_OK;
    sample_deinit(s);
    return bed_fail(err, BED_EMEMORY, "%s", s->fault.text);
}

/* ---- judging ----------------------------------------------------------------------------------
 */

/* The condition that the record breaks, in words; false when it fits. */
static bool breaks(bed_detector *d, const bed_form *f, json_t *record, char *why, size_t why_bytes)
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

        if (value == NULL || !matches(d, compiled(d, f->values[i].matches, 0), value)) {
            snprintf(why, why_bytes, "'%s' does not match %s", f->values[i].key,
                     f->values[i].matches);
            return true;
        }
    }
    return false;
}

/* Counts the sampled records that fit; keeps the first reason why one does not. */
static void judge(bed_detector *d, const sample *s, bed_candidate *c)
{
    size_t n_fit = 0, n_first   = 0;
    char   why[160], first[160] = "";

    c->unreadable = s->n == 0;
    c->fault      = s->fault;
    if (s->n == 0) {
        if (s->opened && s->fault.code == BED_OK)
            snprintf(c->reason, sizeof c->reason, "the file holds no record");
        else
            snprintf(c->reason, sizeof c->reason, "%s%.200s",
                     s->opened ? "no record could be read: " : "", s->fault.text);
        return;
    }
    for (size_t i = 0; i < s->n; i++) {
        if (!breaks(d, c->form, s->at[i], why, sizeof why))
            n_fit++;
        else if (first[0] == '\0' || strcmp(why, first) == 0)
            snprintf(first, sizeof first, "%s", why), n_first++;
    }
    c->score = (double)n_fit / (double)s->n;
    if (n_fit == s->n)
        snprintf(c->reason, sizeof c->reason, "all of the first %zu records fit", s->n);
    else
        snprintf(c->reason, sizeof c->reason, "%s in %zu of the first %zu records", first, n_first,
                 s->n);
}

static bool comes_as(const bed_form *f, bed_container container)
{
    for (size_t i = 0; i < f->containers.n; i++)
        if (strcmp(f->containers.at[i], bed_container_name(container)) == 0)
            return true;
    return false;
}

/* ---- candidates -------------------------------------------------------------------------------
 */

typedef struct candidates {
    bed_candidate *at;
    size_t         n, capacity;
} candidates;

static void add(candidates *all, const bed_dataset *d, const bed_part *part, const bed_form *f)
{
    all->at[all->n++] = (bed_candidate){
        .dataset      = d,
        .part         = part,
        .form         = f,
        .n_conditions = f->keys.n + f->absent.n + f->n_values,
    };
}

static bool may_be_of(bed_detector *d, const bed_part *part, const char *path)
{
    return part == NULL || part->files[0] == '\0' ||
           match(d, compiled(d, part->files, PCRE2_CASELESS), path, strlen(path));
}

/* The part's forms, unless the file's name says that it is none of its files. */
static void add_part(bed_detector *d, candidates *all, const bed_part *part, const char *path)
{
    const bed_dataset *of   = bed_catalog_dataset(d->catalog, part->dataset);
    const bool         ours = may_be_of(d, part, path);

    for (size_t i = 0; of != NULL && i < of->n_forms; i++) {
        if (!bed_part_reads(part, of->forms[i].name))
            continue;
        add(all, of, part, &of->forms[i]);
        if (!ours)
            snprintf(all->at[all->n - 1].reason, sizeof all->at[0].reason,
                     "the name of the file does not match %.200s", part->files);
    }
}

static size_t n_forms_of(const bed_detector *d, const bed_dataset *dataset)
{
    size_t n = dataset->n_forms;

    for (size_t i = 0; i < dataset->n_parts; i++) {
        const bed_dataset *of = bed_catalog_dataset(d->catalog, dataset->parts[i].dataset);

        n += of == NULL ? 0 : of->n_forms;
    }
    return n;
}

static bed_status begin(bed_arena *arena, size_t n, candidates *all, bed_error *err)
{
    *all = (candidates){ .at = bed_new(arena, bed_candidate, n + 1), .capacity = n + 1 };
    if (all->at == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu candidates", n);
    return BED_OK;
}

/* Judges every candidate that has a container and no reason yet. */
static bed_status judge_all(bed_detector *d, const char *path, candidates *all, bed_error *err)
{
    for (size_t i = 0; i < all->n; i++)
        all->at[i].encoding = d->encoding != NULL ? d->encoding : all->at[i].form->encoding;
    for (size_t i = 0; i < all->n; i++) {
        bed_candidate *c = &all->at[i];
        sample         s;

        if (c->container == BED_CONTAINER_UNKNOWN || c->reason[0] != '\0')
            continue;
        const setting how = setting_of(c);
        BED_TRY(sample_file(&d->archives, path, &how, &s, err));
        for (size_t k = i; k < all->n; k++) {
            bed_candidate *other = &all->at[k];
            const setting  its   = setting_of(other);

            if (other->reason[0] == '\0' && same_setting(&how, &its))
                judge(d, &s, other);
        }
        sample_deinit(&s);
    }
    return d->out_of_memory ? bed_fail(err, BED_EMEMORY, "out of memory: patterns of forms")
                            : BED_OK;
}

static int best_first(const void *a, const void *b)
{
    const bed_candidate *x = a, *y = b;

    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    if (x->n_conditions != y->n_conditions)
        return x->n_conditions < y->n_conditions ? 1 : -1;
    if (x->dataset == y->dataset)
        return strcmp(x->form->name, y->form->name);
    if (x->dataset->number != y->dataset->number) /* those of the survey first; 0 is none */
        return x->dataset->number - 1 < y->dataset->number - 1 ? -1 : 1;
    return strcmp(x->dataset->key, y->dataset->key);
}

/* How much a fit says: to fit a form that asks for one key is no wonder. In [0, 1). */
static double evidence(const bed_candidate *c)
{
    const double n = (double)bed__form_n_keys(c->form);

    return c->score * n / (n + 1);
}

/* A form that takes any text tells nothing of one. */
static bool tells(const bed_candidate *c)
{
    return c->container != BED_CONTAINER_TEXT || c->form->n_values > 0;
}

static int most_evidence_first(const void *a, const void *b)
{
    const double x = evidence(a), y = evidence(b);

    return x != y ? (x < y ? 1 : -1) : best_first(a, b);
}

static bool any_fits(const candidates *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].score >= BED__DETECT_ENOUGH)
            return true;
    return false;
}

/* Whether the file may be one record: a longer one would be refused. */
static bool may_be_one_record(const char *path)
{
    uint64_t bytes = 0;

    return bed_file_size(path, &bytes, NULL) != BED_OK || bytes <= BED_INGEST_RECORD_BYTES;
}

/* JSON lines of one line look like an object. What comes as lines or as an array is tried on it as
 * a record; only what fits is kept, and nothing when there are lines that are no JSON: an object
 * over several lines. */
static bed_status try_as_line(bed_detector *d, const char *path, candidates *all, bed_arena *arena,
                              bed_error *err)
{
    candidates lines;

    BED_TRY(begin(arena, all->n, &lines, err));
    for (size_t i = 0; i < all->n; i++) {
        const bed_form *f = all->at[i].form;

        add(&lines, all->at[i].dataset, all->at[i].part, f);
        if (may_be_of(d, all->at[i].part, path) &&
            (comes_as(f, BED_CONTAINER_JSONL) || comes_as(f, BED_CONTAINER_JSON_ARRAY)))
            lines.at[i].container = BED_CONTAINER_JSONL;
    }
    BED_TRY(judge_all(d, path, &lines, err));
    for (size_t i = 0; i < all->n; i++)
        if (lines.at[i].score >= BED__DETECT_ENOUGH && lines.at[i].fault.code == BED_OK)
            all->at[i] = lines.at[i];
    return BED_OK;
}

static bed_status score(bed_detector *d, const char *path, candidates *all, bed_arena *arena,
                        int (*order)(const void *, const void *), bed_error *err)
{
    bed_container found;

    BED_TRY(bed_container_of(path, &d->archives, &found, err));
    for (size_t i = 0; i < all->n; i++) {
        bed_candidate *c = &all->at[i];

        if (comes_as(c->form, found))
            c->container = found;
        else if (c->reason[0] == '\0')
            snprintf(c->reason, sizeof c->reason, "the file is %s, this form comes as %s",
                     bed_container_name(found),
                     c->form->containers.n == 0 ? "nothing" : c->form->containers.at[0]);
    }
    BED_TRY(judge_all(d, path, all, err));
    if (found == BED_CONTAINER_JSON_OBJECT && !any_fits(all) && may_be_one_record(path))
        BED_TRY(try_as_line(d, path, all, arena, err));
    if (all->n > 0)
        qsort(all->at, all->n, sizeof *all->at, order);
    return BED_OK;
}

bed_status bed_detect(bed_detector *d, const bed_dataset *dataset, const char *path,
                      bed_arena *arena, bed_candidate **out, size_t *n, bed_error *err)
{
    candidates all;

    *out = NULL;
    *n   = 0;
    BED_TRY(begin(arena, n_forms_of(d, dataset), &all, err));
    for (size_t i = 0; i < dataset->n_forms; i++)
        add(&all, dataset, NULL, &dataset->forms[i]);
    for (size_t i = 0; i < dataset->n_parts; i++)
        add_part(d, &all, &dataset->parts[i], path);
    BED_TRY(score(d, path, &all, arena, best_first, err));
    *out = all.at;
    *n   = all.n;
    return BED_OK;
}

bed_status bed_detect_others(bed_detector *d, const bed_dataset *dataset, const char *path,
                             bed_arena *arena, bed_candidate **out, size_t *n, bed_error *err)
{
    size_t     n_forms = 0;
    candidates all;

    *out = NULL;
    *n   = 0;
    for (size_t i = 0; i < d->catalog->n_datasets; i++)
        n_forms += d->catalog->datasets[i]->n_forms;
    BED_TRY(begin(arena, n_forms, &all, err));
    for (size_t i = 0; i < d->catalog->n_datasets; i++) {
        const bed_dataset *other = d->catalog->datasets[i];

        for (size_t k = 0; other != dataset && k < other->n_forms; k++)
            add(&all, other, NULL, &other->forms[k]);
    }
    BED_TRY(score(d, path, &all, arena, most_evidence_first, err));
    *out = all.at;
    for (size_t i = 0; i < all.n; i++)
        if (all.at[i].score >= BED__DETECT_ENOUGH && tells(&all.at[i]))
            all.at[(*n)++] = all.at[i];
    return BED_OK;
}

/* ---- what a choice needs to know --------------------------------------------------------------
 */

static bool judges(const bed_form *f, const char *key)
{
    for (size_t i = 0; i < f->n_values; i++)
        if (strcmp(f->values[i].key, key) == 0)
            return true;
    return false;
}

static bool has_key(const bed_form *f, const char *key)
{
    for (size_t i = 0; i < f->keys.n; i++)
        if (strcmp(f->keys.at[i], key) == 0)
            return true;
    return false;
}

static bool asks_for(const bed_form *f, const char *key)
{
    return has_key(f, key) || judges(f, key);
}

/* How many keys b asks for and a does not. */
static size_t n_keys_beyond(const bed_form *a, const bed_form *b)
{
    size_t n = 0;

    for (size_t i = 0; i < b->keys.n; i++)
        n += !asks_for(a, b->keys.at[i]);
    for (size_t i = 0; i < b->n_values; i++)
        n += !asks_for(a, b->values[i].key) && !has_key(b, b->values[i].key);
    return n;
}

bool bed__form_asks_more(const bed_form *a, const bed_form *b)
{
    enum { MANY = 3 };
    const size_t n_more = n_keys_beyond(b, a);

    if (n_keys_beyond(a, b) > 0)
        return false;
    for (size_t i = 0; i < b->n_values && n_more < MANY; i++)
        if (!judges(a, b->values[i].key))
            return false;
    return n_more > 0;
}

/* The value as a text in the arena: a string's own, else its JSON; a long one cut. */
static bed_status text_of(json_t *value, bed_arena *arena, const char **out, bed_error *err)
{
    enum { LONG = 40 };
    char        shown[LONG + 8];
    char       *dumped = json_is_string(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY);
    const char *text   = dumped != NULL ? dumped : json_string_value(value);
    bed_str     copy   = { 0 };

    if (text == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: a value");
    const size_t len = strlen(text);
    const size_t cut = bed_utf8_valid_until((bed_str){ text, len < LONG ? len : LONG });
    snprintf(shown, sizeof shown, "%.*s%s", (int)cut, text, len > LONG ? "…" : "");
    free(dumped);
    BED_TRY(bed_arena_copy(arena, bed_str_of(shown), &copy, err));
    *out = copy.ptr;
    return BED_OK;
}

static bool among(const char *const *values, size_t n, const char *s)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(values[i], s) == 0)
            return true;
    return false;
}

bed_status bed__detect_values(const bed_candidate *c, const char *path, const char *key,
                              bed_arena *arena, const char **values, size_t n_max, size_t *n,
                              bed_error *err)
{
    const setting how = setting_of(c);
    sample        s;
    bed_status    st = BED_OK;

    *n = 0;
    BED_TRY(sample_file(NULL, path, &how, &s, err));
    for (size_t i = 0; i < s.n && *n < n_max; i++) {
        json_t     *value = value_at(s.at[i], key);
        const char *text  = "";

        if (value == NULL)
            continue;
        BED_GO(text_of(value, arena, &text, err));
        if (!among(values, *n, text))
            values[(*n)++] = text;
    }
done:
    sample_deinit(&s);
    return st;
}
