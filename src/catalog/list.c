/* Choosing entries of the catalogue and listing them. */
#include "base/table.h"
#include "catalog/emit.h"
#include "catalog/schema.h"

#include <inttypes.h>

enum { WORD_TEXT = 64, NEAR_TEXT = 128, NAMES_MAX = 512 };

/* ---- filters ---- */

/* A filter of the query: its name on the command line and its values, NULL when not asked for. */
typedef struct filter {
    const char   *name, *values;
    bool          of_terms; /* values are ids of the dimension */
    bed_dimension dimension;
} filter;

enum { CATEGORY, SUBTYPE, AUDIENCE, DATA_TYPE, ANNOTATION, LANGUAGE, LICENSE, MAY, N_FILTERS };

static void filters_of(const bed_catalog_query *q, filter out[N_FILTERS])
{
    out[CATEGORY]   = (filter){ "category", q->category, true, BED_DIMENSION_CATEGORY };
    out[SUBTYPE]    = (filter){ "subtype", q->subtype, true, BED_DIMENSION_SUBTYPE };
    out[AUDIENCE]   = (filter){ "audience", q->audience, true, BED_DIMENSION_AUDIENCE };
    out[DATA_TYPE]  = (filter){ "data-type", q->data_type, true, BED_DIMENSION_DATA_TYPE };
    out[ANNOTATION] = (filter){ "annotation", q->annotation, true, BED_DIMENSION_ANNOTATION };
    out[LANGUAGE]   = (filter){ "language", q->language, false, BED_N_DIMENSIONS };
    out[LICENSE]    = (filter){ "license", q->license, false, BED_N_DIMENSIONS };
    out[MAY]        = (filter){ "may", q->may, false, BED_N_DIMENSIONS };
}

/* Methods, benchmarks and metrics know these; the taxonomy knows none. */
static bool kind_has(bed_catalog_kind kind, int f)
{
    if (kind == BED_CATALOG_DATASETS)
        return true;
    return kind != BED_CATALOG_TAXONOMY && (f == CATEGORY || f == AUDIENCE || f == DATA_TYPE);
}

/* Cuts the next of several values at a comma, blanks around it dropped; false after the last. */
static bool take_value(bed_str *rest, char out[WORD_TEXT])
{
    const char *comma;
    bed_str     word;

    if (rest->ptr == NULL)
        return false;
    comma = rest->len == 0 ? NULL : memchr(rest->ptr, ',', rest->len);
    word  = (bed_str){ rest->ptr, comma == NULL ? rest->len : (size_t)(comma - rest->ptr) };
    *rest = comma == NULL ? (bed_str){ NULL, 0 } : (bed_str){ comma + 1, rest->len - word.len - 1 };
    word  = bed_trim(word);
    snprintf(out, WORD_TEXT, "%.*s", BED_STR_ARG(word));
    return true;
}

static bool same_text(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0;
}

/* ---- values that no entry could have ---- */

static bed_status unknown_value(bed_error *err, const filter *f, const char *value,
                                const char *const *known, size_t n)
{
    char near[NEAR_TEXT];

    return bed_fail(err, BED_EARGUMENT, "--%s: no %s '%s' in the catalogue%s", f->name, f->name,
                    value, bed_did_you_mean(value, known, n, near, sizeof near));
}

static bed_status check_term(const bed_catalog *c, const filter *f, const char *value,
                             bed_error *err)
{
    const bed_term  *term = NULL;
    const bed_status st   = bed_catalog_need_term(c, f->dimension, value, &term, err);

    if (st != BED_OK)
        bed_error_prefix(err, "--%s: ", f->name);
    return st;
}

static bool language_matches(const char *language, const char *asked)
{
    const size_t n = strlen(asked);

    return strncasecmp(language, asked, n) == 0 && (language[n] == '\0' || language[n] == '-');
}

static bed_status check_language(const bed_catalog *c, const filter *f, const char *value,
                                 bed_error *err)
{
    const char *known[NAMES_MAX];
    size_t      n = 0;

    for (size_t i = 0; i < c->n_datasets; i++)
        for (size_t k = 0; k < c->datasets[i]->languages.n && n < NAMES_MAX; k++) {
            known[n++] = c->datasets[i]->languages.at[k];
            if (value[0] != '\0' && language_matches(known[n - 1], value))
                return BED_OK;
        }
    return unknown_value(err, f, value, known, n);
}

static bed_status check_license(const bed_catalog *c, const filter *f, const char *value,
                                bed_error *err)
{
    const char *known[NAMES_MAX];
    size_t      n = 0;

    for (size_t i = 0; i < c->n_datasets && n < NAMES_MAX; i++) {
        known[n++] = c->datasets[i]->license.id;
        if (same_text(known[n - 1], value))
            return BED_OK;
    }
    return unknown_value(err, f, value, known, n);
}

static const char *const uses[] = { "train", "share", "commercial" };
enum { N_USES = sizeof uses / sizeof uses[0] };

static bed_status check_use(const filter *f, const char *value, bed_error *err)
{
    char near[NEAR_TEXT];

    for (size_t i = 0; i < N_USES; i++)
        if (strcmp(uses[i], value) == 0)
            return BED_OK;
    return bed_fail(err, BED_EARGUMENT, "--%s: expected train, share or commercial, found '%s'%s",
                    f->name, value, bed_did_you_mean(value, uses, N_USES, near, sizeof near));
}

static bed_status check_filter(const bed_catalog *c, const filter *f, int which, bed_error *err)
{
    bed_str rest = bed_str_of(f->values);
    char    value[WORD_TEXT];

    while (take_value(&rest, value)) {
        if (f->of_terms)
            BED_TRY(check_term(c, f, value, err));
        else if (which == LANGUAGE)
            BED_TRY(check_language(c, f, value, err));
        else if (which == LICENSE)
            BED_TRY(check_license(c, f, value, err));
        else
            BED_TRY(check_use(f, value, err));
    }
    return BED_OK;
}

static bed_status check_query(const bed_catalog *c, const bed_catalog_query *q,
                              const filter filters[N_FILTERS], bed_error *err)
{
    for (int i = 0; i < N_FILTERS; i++) {
        if (filters[i].values == NULL)
            continue;
        if (!kind_has(q->kind, i))
            return bed_fail(err, BED_EARGUMENT, "--%s does not apply to %s", filters[i].name,
                            bed_catalog_kind_name(q->kind));
        BED_TRY(check_filter(c, &filters[i], i, err));
    }
    return BED_OK;
}

/* ---- what matches ---- */

/* An id or one below it: record_level matches subject_labels. */
static bool term_matches(const bed_catalog *c, bed_dimension d, const char *id, const char *asked)
{
    const bed_term *term = bed_catalog_term(c, d, id);

    return strcmp(id, asked) == 0 ||
           (term != NULL && term->parent != NULL && strcmp(term->parent, asked) == 0);
}

static bool any_term(const bed_catalog *c, const filter *f, const char *const *ids, size_t n)
{
    bed_str rest = bed_str_of(f->values);
    char    value[WORD_TEXT];

    while (take_value(&rest, value))
        for (size_t i = 0; i < n; i++)
            if (term_matches(c, f->dimension, ids[i], value))
                return true;
    return false;
}

static bool any_language(const bed_names *languages, const char *values)
{
    bed_str rest = bed_str_of(values);
    char    value[WORD_TEXT];

    while (take_value(&rest, value))
        for (size_t i = 0; i < languages->n; i++)
            if (language_matches(languages->at[i], value))
                return true;
    return false;
}

static bool any_license(const bed_license *l, const char *values)
{
    bed_str rest = bed_str_of(values);
    char    value[WORD_TEXT];

    while (take_value(&rest, value))
        if (same_text(l->id, value))
            return true;
    return false;
}

/* All the uses asked for are allowed: train,share wants both. */
static bool all_uses(const bed_license *l, const char *values)
{
    const bed_permission has[N_USES] = { l->train, l->share, l->commercial };
    bed_str              rest        = bed_str_of(values);
    char                 value[WORD_TEXT];

    while (take_value(&rest, value))
        for (size_t i = 0; i < N_USES; i++)
            if (strcmp(uses[i], value) == 0 && has[i] != BED_PERMISSION_YES)
                return false;
    return true;
}

static bool dataset_matches(const bed_catalog *c, const bed_dataset *d,
                            const filter filters[N_FILTERS])
{
    for (int i = 0; i < N_FILTERS; i++) {
        const char *ids[BED__TERMS_MAX];

        if (filters[i].values == NULL || !filters[i].of_terms)
            continue;
        const size_t n = bed__dataset_terms(d, filters[i].dimension, ids, BED__TERMS_MAX);
        if (!any_term(c, &filters[i], ids, n))
            return false;
    }
    if (filters[LANGUAGE].values != NULL && !any_language(&d->languages, filters[LANGUAGE].values))
        return false;
    if (filters[LICENSE].values != NULL && !any_license(&d->license, filters[LICENSE].values))
        return false;
    return filters[MAY].values == NULL || all_uses(&d->license, filters[MAY].values);
}

/* An empty list of an entry means any. */
static bool entry_matches(const bed_catalog *c, const bed_entry *e, const filter filters[N_FILTERS])
{
    const struct {
        int              which;
        const bed_names *ids;
    } sides[] = { { CATEGORY, &e->categories },
                  { AUDIENCE, &e->audiences },
                  { DATA_TYPE, &e->data_types } };

    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
        const filter *f = &filters[sides[i].which];

        if (f->values != NULL && sides[i].ids->n > 0 &&
            !any_term(c, f, sides[i].ids->at, sides[i].ids->n))
            return false;
    }
    return true;
}

/* What was chosen: datasets or entries; of the taxonomy all. */
typedef struct chosen {
    const bed_dataset *datasets[NAMES_MAX * 8];
    const bed_entry   *entries[NAMES_MAX * 8];
    size_t             n_datasets, n_entries;
} chosen;

static void choose(const bed_catalog *c, const bed_catalog_query *q,
                   const filter filters[N_FILTERS], chosen *out)
{
    enum { MOST = sizeof out->datasets / sizeof out->datasets[0] };
    const bed_entries *all = &c->entries[q->kind];

    out->n_datasets = out->n_entries = 0;
    for (size_t i = 0; q->kind == BED_CATALOG_DATASETS && i < c->n_datasets; i++)
        if (out->n_datasets < MOST && dataset_matches(c, c->datasets[i], filters))
            out->datasets[out->n_datasets++] = c->datasets[i];
    for (size_t i = 0; i < all->n; i++)
        if (out->n_entries < MOST && entry_matches(c, all->at[i], filters))
            out->entries[out->n_entries++] = all->at[i];
}

/* ---- documents ---- */

static bed_status write_document(const bed_catalog *c, const bed_catalog_query *q,
                                 const chosen *what, bool yaml, bed_buffer *out, bed_error *err)
{
    bed__doc d;

    bed__doc_open(&d, yaml, out, err);
    if (q->kind == BED_CATALOG_TAXONOMY) {
        bed__emit_taxonomy(&d, NULL, c->taxonomy);
        return bed__doc_close(&d);
    }
    bed__doc_list(&d, NULL);
    for (size_t i = 0; i < what->n_datasets; i++)
        bed__emit_dataset(&d, NULL, what->datasets[i]);
    for (size_t i = 0; i < what->n_entries; i++)
        bed__emit_entry(&d, NULL, what->entries[i]);
    bed__doc_end_list(&d);
    return bed__doc_close(&d);
}

/* ---- tables ---- */

static bed_status add_text(bed_table *t, const char *text, bed_error *err)
{
    return bed_table_add(t, bed_str_of(text), err);
}

static bed_status add_names(bed_table *t, const bed_names *names, const char *none, bed_error *err)
{
    bed_buffer text = BED_BUFFER(1 << 16);
    bed_status st   = BED_OK;

    for (size_t i = 0; i < names->n; i++)
        BED_GO(bed_buffer_printf(&text, err, "%s%s", i == 0 ? "" : ", ", names->at[i]));
    st = bed_table_add(t, names->n == 0 ? bed_str_of(none) : bed_buffer_str(&text), err);
done:
    bed_buffer_deinit(&text);
    return st;
}

static const bed_column dataset_columns[] = {
    { "no", true, true },          { "key", false, true },     { "sub-type", false, true },
    { "languages", false, false }, { "licence", false, true }, { "train", false, true },
    { "share", false, true },      { "size", true, true },
};
static const bed_column method_columns[] = {
    { "id", false, true },
    { "name", false, false },
    { "categories", false, false },
    { "survey", false, true },
};
static const bed_column benchmark_columns[] = {
    { "id", false, true },
    { "name", false, false },
    { "datasets", false, false },
    { "metrics", false, false },
};
static const bed_column metric_columns[] = {
    { "id", false, true },    { "name", false, false },       { "better", false, true },
    { "range", false, true }, { "categories", false, false },
};
static const bed_column term_columns[] = {
    { "id", false, true },
    { "title", false, false },
    { "parent", false, true },
    { "survey", false, true },
};

#define COLUMNS(a)                                                                                 \
    {                                                                                              \
        a, sizeof(a) / sizeof(a)[0]                                                                \
    }
static const struct {
    const bed_column *at;
    size_t            n;
} columns_of[BED_N_CATALOG_KINDS] = {
    [BED_CATALOG_DATASETS]   = COLUMNS(dataset_columns),
    [BED_CATALOG_METHODS]    = COLUMNS(method_columns),
    [BED_CATALOG_BENCHMARKS] = COLUMNS(benchmark_columns),
    [BED_CATALOG_METRICS]    = COLUMNS(metric_columns),
};

static bed_status add_dataset(bed_table *t, const bed_dataset *d, bed_error *err)
{
    if (d->number == 0)
        BED_TRY(add_text(t, "-", err));
    else
        BED_TRY(bed_table_addf(t, err, "%" PRIu32, d->number));
    BED_TRY(add_text(t, d->key, err));
    BED_TRY(add_text(t, d->subtype, err));
    BED_TRY(add_names(t, &d->languages, "-", err));
    BED_TRY(add_text(t, d->license.id, err));
    BED_TRY(add_text(t, bed_permission_name(d->license.train), err));
    BED_TRY(add_text(t, bed_permission_name(d->license.share), err));
    return add_text(t, d->n_scale == 0 ? "-" : d->scale[0].text, err);
}

static bed_status add_entry(bed_table *t, bed_catalog_kind kind, const bed_entry *e, bed_error *err)
{
    BED_TRY(add_text(t, e->id, err));
    BED_TRY(add_text(t, e->name, err));
    if (kind == BED_CATALOG_BENCHMARKS) {
        BED_TRY(add_names(t, &e->datasets, "-", err));
        return add_names(t, &e->metrics, "-", err);
    }
    if (kind == BED_CATALOG_METRICS) {
        BED_TRY(add_text(t, e->direction, err));
        BED_TRY(add_text(t, e->range, err));
        return add_names(t, &e->categories, "any", err);
    }
    BED_TRY(add_names(t, &e->categories, "any", err));
    return add_text(t, e->section, err);
}

static bed_status write_terms(const bed_taxonomy *taxonomy, bed_dimension d, bed_buffer *out,
                              bed_error *err)
{
    const bed_terms *terms = &taxonomy->dimensions[d];
    bed_status       st    = BED_OK;
    bed_table       *t     = NULL;

    BED_GO(bed_table_create(term_columns, sizeof term_columns / sizeof term_columns[0], &t, err));
    for (size_t i = 0; i < terms->n; i++) {
        const bed_term *term = &terms->at[i];

        BED_GO(add_text(t, term->id, err));
        BED_GO(add_text(t, term->title, err));
        BED_GO(add_text(t, term->parent == NULL ? "" : term->parent, err));
        BED_GO(add_text(t, term->section, err));
    }
    BED_GO(
        bed_buffer_printf(out, err, "%s%s\n\n", out->len == 0 ? "" : "\n", bed_dimension_list(d)));
    st = bed_table_write(t, BED_LINE_WIDTH, out, err);
done:
    bed_table_destroy(t);
    return st;
}

static bed_status write_taxonomy(const bed_taxonomy *taxonomy, bed_buffer *out, bed_error *err)
{
    for (int d = 0; d < BED_N_DIMENSIONS; d++)
        BED_TRY(write_terms(taxonomy, (bed_dimension)d, out, err));
    return BED_OK;
}

static bed_status write_table(const bed_catalog_query *q, const chosen *what, bed_buffer *out,
                              bed_error *err)
{
    bed_status st = BED_OK;
    bed_table *t  = NULL;

    BED_GO(bed_table_create(columns_of[q->kind].at, columns_of[q->kind].n, &t, err));
    for (size_t i = 0; i < what->n_datasets; i++)
        BED_GO(add_dataset(t, what->datasets[i], err));
    for (size_t i = 0; i < what->n_entries; i++)
        BED_GO(add_entry(t, q->kind, what->entries[i], err));
    st = bed_table_write(t, BED_LINE_WIDTH, out, err);
done:
    bed_table_destroy(t);
    return st;
}

static size_t n_terms(const bed_taxonomy *t)
{
    size_t n = 0;

    for (int d = 0; d < BED_N_DIMENSIONS; d++)
        n += t->dimensions[d].n;
    return n;
}

bed_status bed_catalog_list(const bed_catalog *c, const bed_catalog_query *query,
                            bed_catalog_format format, bed_buffer *out, size_t *n, bed_error *err)
{
    bed_status st = BED_OK;
    filter     filters[N_FILTERS];
    chosen    *what = NULL;

    *n = 0;
    filters_of(query, filters);
    BED_TRY(check_query(c, query, filters, err));
    what = bed_new_array(chosen, 1);
    if (what == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: list");
    choose(c, query, filters, what);
    *n = query->kind == BED_CATALOG_TAXONOMY ? n_terms(c->taxonomy)
                                             : what->n_datasets + what->n_entries;
    if (format != BED_CATALOG_TABLE)
        st = write_document(c, query, what, format == BED_CATALOG_YAML, out, err);
    else if (query->kind == BED_CATALOG_TAXONOMY)
        st = write_taxonomy(c->taxonomy, out, err);
    else if (*n > 0)
        st = write_table(query, what, out, err);
    bed_free(what);
    return st;
}
