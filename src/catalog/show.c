/* One entry of the catalogue, whole, for people or as a document; citations. */
#include "base/table.h"
#include "catalog/emit.h"
#include "catalog/schema.h"

#include <inttypes.h>

enum { LABEL_WIDTH = 18, NEAR_TEXT = 128, NAMES_MAX = 4096, TEXT_MAX_BYTES = 1 << 20 };

/* The page being written; the first failure stays, as in a bed__doc. */
typedef struct page {
    const bed_catalog *c;
    bed_buffer        *out;
    bed_error         *err;
    bed_status         st;
} page;

static bool going(const page *p)
{
    return p->st == BED_OK;
}

static void line(page *p, const char *text)
{
    if (going(p))
        p->st = bed_buffer_printf(p->out, p->err, "%s\n", text);
}

static void paragraph(page *p, const char *text)
{
    if (going(p))
        p->st = bed_buffer_add_wrapped(p->out, bed_str_of(text), 0, BED_LINE_WIDTH, p->err);
}

/* "Label             value wrapped behind it"; nothing for an empty value. */
static void field(page *p, const char *label, const char *value)
{
    if (value[0] == '\0' || !going(p))
        return;
    p->st = bed_buffer_add_padded(p->out, bed_str_of(label), LABEL_WIDTH, false, p->err);
    if (going(p))
        p->st =
            bed_buffer_add_wrapped(p->out, bed_str_of(value), LABEL_WIDTH, BED_LINE_WIDTH, p->err);
}

static void fieldf(page *p, const char *label, const char *format, ...) BED_PRINTF(3, 4);

static void fieldf(page *p, const char *label, const char *format, ...)
{
    char    text[4096];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    field(p, label, text);
}

static void heading(page *p, const char *text)
{
    line(p, "");
    line(p, text);
}

/* "- text" wrapped behind the dash. */
static void item(page *p, const char *text)
{
    if (going(p))
        p->st = bed_buffer_add(p->out, BED_STR("  - "), p->err);
    if (going(p))
        p->st = bed_buffer_add_wrapped(p->out, bed_str_of(text), 4, BED_LINE_WIDTH, p->err);
}

static void items(page *p, const char *title, const bed_names *names)
{
    if (names->n == 0)
        return;
    heading(p, title);
    for (size_t i = 0; i < names->n; i++)
        item(p, names->at[i]);
}

static const char *title_of(const page *p, bed_dimension d, const char *id)
{
    const bed_term *term = bed_catalog_term(p->c, d, id);

    return term == NULL ? id : term->title;
}

/* The titles of terms behind their dimension's name. */
static void terms(page *p, const char *label, bed_dimension d, const bed_names *ids,
                  const char *none)
{
    bed_buffer text = BED_BUFFER(TEXT_MAX_BYTES);

    for (size_t i = 0; going(p) && i < ids->n; i++)
        p->st = bed_buffer_printf(&text, p->err, "%s%s", i == 0 ? "" : ", ",
                                  title_of(p, d, ids->at[i]));
    field(p, label, text.len == 0 ? none : text.ptr);
    bed_buffer_deinit(&text);
}

static void joined(page *p, const char *label, const bed_names *names, const char *none)
{
    bed_buffer text = BED_BUFFER(TEXT_MAX_BYTES);

    for (size_t i = 0; going(p) && i < names->n; i++)
        p->st = bed_buffer_printf(&text, p->err, "%s%s", i == 0 ? "" : ", ", names->at[i]);
    field(p, label, text.len == 0 ? none : text.ptr);
    bed_buffer_deinit(&text);
}

/* ---- a dataset ---- */

static const char *permission_text(bed_permission permission)
{
    static const char *const texts[] = { "no", "ask the owner first", "yes" };

    return texts[permission];
}

static void show_license(page *p, const bed_dataset *d)
{
    const bed_license *l = &d->license;

    heading(p, "Terms of use");
    fieldf(p, "  licence", "%s (%s)", l->name, l->id);
    field(p, "  may I train", permission_text(l->train));
    field(p, "  may I share", permission_text(l->share));
    field(p, "  commercial use", permission_text(l->commercial));
    field(p, "  note", l->note);
    field(p, "  access", bed_access_name(d->access));
    field(p, "  homepage", d->homepage);
}

static void table_out(page *p, bed_table *t)
{
    bed_buffer text = BED_BUFFER(TEXT_MAX_BYTES);
    bed_str    rest;

    if (going(p))
        p->st = bed_table_write(t, BED_LINE_WIDTH - 2, &text, p->err);
    rest = bed_buffer_str(&text);
    while (going(p) && rest.len > 0) {
        const bed_str one = bed_take_line(&rest);

        p->st = bed_buffer_printf(p->out, p->err, "  %.*s\n", BED_STR_ARG(one));
    }
    bed_buffer_deinit(&text);
    bed_table_destroy(t);
}

static bed_table *table_of(page *p, const bed_column *columns, size_t n)
{
    bed_table *t = NULL;

    if (going(p))
        p->st = bed_table_create(columns, n, &t, p->err);
    return t;
}

static void cell(page *p, bed_table *t, const char *text)
{
    if (going(p))
        p->st = bed_table_add(t, bed_str_of(text), p->err);
}

static void number_cell(page *p, bed_table *t, uint64_t value)
{
    if (going(p))
        p->st = bed_table_addf(t, p->err, "%" PRIu64, value);
}

static void show_figures(page *p, const bed_dataset *d)
{
    static const bed_column columns[] = {
        { "published as", true, true },
        { "of", false, false },
        { "according to", false, false },
    };
    bed_table *t;

    if (d->n_scale == 0)
        return;
    heading(p, "Size, each figure with its source");
    t = table_of(p, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < d->n_scale; i++) {
        cell(p, t, d->scale[i].text);
        cell(p, t, d->scale[i].unit);
        cell(p, t, d->scale[i].source);
    }
    table_out(p, t);
}

static void show_splits(page *p, const bed_dataset *d)
{
    static const bed_column columns[] = {
        { "split", false, true },
        { "part", false, false },
        { "records", true, true },
        { "according to", false, false },
    };
    bed_table *t;

    if (d->n_splits == 0)
        return;
    heading(p, "Splits");
    t = table_of(p, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < d->n_splits; i++) {
        cell(p, t, d->splits[i].name);
        cell(p, t, d->splits[i].part);
        number_cell(p, t, d->splits[i].records);
        cell(p, t, d->splits[i].source);
    }
    table_out(p, t);
}

/* part: key of the part that brings the form, or NULL. */
static void form_row(page *p, bed_table *t, const char *part, const bed_form *f)
{
    char   text[256];
    size_t used = 0;

    snprintf(text, sizeof text, "%s%s%s", part == NULL ? "" : part, part == NULL ? "" : "/",
             f->name);
    cell(p, t, text);
    cell(p, t, f->title);
    text[0] = '\0';
    for (size_t k = 0; k < f->containers.n && used < sizeof text; k++) {
        const int n = snprintf(text + used, sizeof text - used, "%s%s", k == 0 ? "" : ", ",
                               f->containers.at[k]);
        used += n > 0 ? (size_t)n : 0;
    }
    cell(p, t, text);
    cell(p, t, f->verified ? "yes" : "no");
}

static void part_rows(page *p, bed_table *t, const bed_part *part)
{
    const bed_dataset *of = bed_catalog_dataset(p->c, part->dataset);

    for (size_t i = 0; of != NULL && i < of->n_forms; i++)
        if (bed_part_reads(part, of->forms[i].name))
            form_row(p, t, of->key, &of->forms[i]);
}

static void show_forms(page *p, const bed_dataset *d)
{
    static const bed_column columns[] = {
        { "form", false, true },
        { "what it is", false, false },
        { "containers", false, false },
        { "seen in the files", false, true },
    };
    bed_table *t;

    heading(p, "Published forms that are read");
    if (d->n_forms == 0 && d->n_parts == 0) {
        line(p, "  none");
        return;
    }
    t = table_of(p, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < d->n_forms; i++)
        form_row(p, t, NULL, &d->forms[i]);
    for (size_t i = 0; i < d->n_parts; i++)
        part_rows(p, t, &d->parts[i]);
    table_out(p, t);
}

static void show_downloads(page *p, const bed_dataset *d)
{
    static const bed_column columns[] = {
        { "file", false, false },
        { "what it is", false, false },
        { "bytes", true, true },
        { "SHA-256", false, true },
    };
    bed_table *t;

    if (d->n_downloads == 0)
        return;
    heading(p, "Files that 'bedside pull' fetches");
    t = table_of(p, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < d->n_downloads; i++) {
        const bed_download *f = &d->downloads[i];

        cell(p, t, f->file);
        cell(p, t, f->title);
        if (f->bytes == 0)
            cell(p, t, "not known");
        else
            number_cell(p, t, f->bytes);
        cell(p, t, f->sha256[0] == '\0' ? "not known" : "known");
    }
    table_out(p, t);
}

static void show_claims(page *p, const char *title, bed_dimension d, const bed_claim *claims,
                        size_t n)
{
    bed_buffer text = BED_BUFFER(TEXT_MAX_BYTES);

    if (n > 0)
        heading(p, title);
    for (size_t i = 0; going(p) && i < n; i++) {
        const char *section = claims[i].section;

        bed_buffer_clear(&text);
        p->st = bed_buffer_printf(&text, p->err, "%s%s%s%s: %s", title_of(p, d, claims[i].id),
                                  section[0] == '\0' ? "" : " (survey, section ", section,
                                  section[0] == '\0' ? "" : ")", claims[i].why);
        item(p, text.ptr == NULL ? "" : text.ptr);
    }
    bed_buffer_deinit(&text);
}

static void show_paper(page *p, const bed_dataset *d)
{
    if (d->paper.title[0] == '\0')
        return;
    heading(p, "Publication");
    field(p, "  title", d->paper.title);
    field(p, "  authors", d->paper.authors);
    fieldf(p, "  in", "%s, %" PRIu32, d->paper.venue, d->paper.year);
    field(p, "  at", d->paper.url);
    fieldf(p, "  to cite it", "bedside catalog cite %s", d->key);
}

static bool is_part(const bed_dataset *d, const char *key)
{
    for (size_t i = 0; i < d->n_parts; i++)
        if (strcmp(d->parts[i].dataset, key) == 0)
            return true;
    return false;
}

static void show_parts(page *p, const bed_dataset *d)
{
    bed_buffer text = BED_BUFFER(TEXT_MAX_BYTES);

    for (size_t i = 0; going(p) && i < p->c->n_datasets; i++)
        if (strcmp(p->c->datasets[i]->part_of, d->key) == 0 || is_part(d, p->c->datasets[i]->key))
            p->st = bed_buffer_printf(&text, p->err, "%s%s", text.len == 0 ? "" : ", ",
                                      p->c->datasets[i]->key);
    field(p, "part of", d->part_of);
    if (text.len > 0)
        field(p, "its own parts", text.ptr);
    bed_buffer_deinit(&text);
}

/* A dataset that came along by its place in the data folder, one's own by its folder. */
static void show_name(page *p, const bed_dataset *d)
{
    bed_str    folder = bed_str_of(d->folder);
    const bool ours =
        bed_eat(&folder, bed_str_of(p->c->data_dir)) && bed_eat(&folder, BED_STR("/"));

    if (!ours)
        folder = bed_str_of(d->folder);
    if (going(p))
        p->st = bed_buffer_printf(p->out, p->err, "%s (%.*s)", d->name, BED_STR_ARG(folder));
    if (going(p) && d->number > 0)
        p->st = bed_buffer_printf(p->out, p->err, ", number %" PRIu32 " of the survey", d->number);
    line(p, "\n");
}

static void show_dataset(page *p, const bed_dataset *d)
{
    show_name(p, d);
    paragraph(p, d->summary);
    line(p, "");
    show_parts(p, d);
    field(p, "category", title_of(p, BED_DIMENSION_CATEGORY, d->category));
    field(p, "sub-type", title_of(p, BED_DIMENSION_SUBTYPE, d->subtype));
    terms(p, "properties", BED_DIMENSION_PROPERTY, &d->clinical_properties, "none");
    terms(p, "inquiry types", BED_DIMENSION_INQUIRY, &d->inquiry_types, "none");
    terms(p, "dynamics", BED_DIMENSION_DYNAMIC, &d->dynamics, "none");
    terms(p, "audiences", BED_DIMENSION_AUDIENCE, &d->audiences, "none");
    terms(p, "data types", BED_DIMENSION_DATA_TYPE, &d->data_types, "none");
    terms(p, "annotations", BED_DIMENSION_ANNOTATION, &d->annotations, "none");
    field(p, "", d->annotation_note);
    joined(p, "languages", &d->languages, "none");
    show_license(p, d);
    show_downloads(p, d);
    items(p, "What 'bedside pull' does not fetch", &d->by_hand);
    show_figures(p, d);
    show_splits(p, d);
    show_forms(p, d);
    show_claims(p, "Training objectives it supports", BED_DIMENSION_OBJECTIVE, d->objectives,
                d->n_objectives);
    show_claims(p, "Gaps", BED_DIMENSION_GAP, d->gaps, d->n_gaps);
    items(p, "Application papers that the survey names", &d->application_papers);
    items(p, "Good to know", &d->notes);
    show_paper(p, d);
}

/* ---- a method, a benchmark, a metric ---- */

static void show_entry(page *p, bed_catalog_kind kind, const bed_entry *e)
{
    if (going(p))
        p->st = bed_buffer_printf(p->out, p->err, "%s (%s/%s)\n\n", e->name,
                                  bed_catalog_kind_name(kind), e->id);
    paragraph(p, e->summary);
    line(p, "");
    terms(p, "categories", BED_DIMENSION_CATEGORY, &e->categories, "any");
    terms(p, "data types", BED_DIMENSION_DATA_TYPE, &e->data_types, "any");
    terms(p, "objectives", BED_DIMENSION_OBJECTIVE, &e->objectives, "any");
    terms(p, "audiences", BED_DIMENSION_AUDIENCE, &e->audiences, "any");
    field(p, "needs", e->needs);
    field(p, "better is", e->direction);
    field(p, "range", e->range);
    joined(p, "datasets", &e->datasets, "");
    joined(p, "metrics", &e->metrics, "");
    field(p, "survey, section", e->section);
    field(p, "source", e->source);
}

/* ---- a term ---- */

static void show_children(page *p, bed_dimension d, const bed_term *term)
{
    const bed_dimension below = d == BED_DIMENSION_CATEGORY ? BED_DIMENSION_SUBTYPE : d;
    const bed_terms    *all   = &p->c->taxonomy->dimensions[below];
    bed_buffer          text  = BED_BUFFER(TEXT_MAX_BYTES);

    for (size_t i = 0; going(p) && i < all->n; i++)
        if (all->at[i].parent != NULL && strcmp(all->at[i].parent, term->id) == 0)
            p->st =
                bed_buffer_printf(&text, p->err, "%s%s", text.len == 0 ? "" : ", ", all->at[i].id);
    field(p, "below it", text.len == 0 ? "" : text.ptr);
    bed_buffer_deinit(&text);
}

static void show_carriers(page *p, bed_dimension d, const bed_term *term)
{
    bed_buffer text = BED_BUFFER(TEXT_MAX_BYTES);

    for (size_t i = 0; i < p->c->n_datasets; i++) {
        const char  *ids[BED__TERMS_MAX];
        const size_t n = bed__dataset_terms(p->c->datasets[i], d, ids, BED__TERMS_MAX);

        for (size_t k = 0; going(p) && k < n; k++)
            if (strcmp(ids[k], term->id) == 0)
                p->st = bed_buffer_printf(&text, p->err, "%s%s", text.len == 0 ? "" : ", ",
                                          p->c->datasets[i]->key);
    }
    field(p, "datasets", text.len == 0 ? "" : text.ptr);
    bed_buffer_deinit(&text);
}

static void show_term(page *p, bed_dimension d, const bed_term *term)
{
    if (going(p))
        p->st = bed_buffer_printf(p->out, p->err, "%s (%s/%s)\n\n", term->title,
                                  bed_dimension_list(d), term->id);
    paragraph(p, term->definition);
    line(p, "");
    field(p, "kind of term", bed_dimension_word(d));
    field(p, "above it", term->parent == NULL ? "" : term->parent);
    show_children(p, d, term);
    show_carriers(p, d, term);
    field(p, "survey, section", term->section);
}

/* ---- finding what is meant ---- */

/* What a key names: a dataset, an entry, or a term (in one dimension or several). */
typedef struct found {
    const bed_dataset *dataset;
    const bed_entry   *entry;
    bed_catalog_kind   kind;
    const bed_term    *terms[BED_N_DIMENSIONS];
    bool               term;
} found;

static const bed_catalog_kind entry_kinds[] = { BED_CATALOG_METHODS, BED_CATALOG_BENCHMARKS,
                                                BED_CATALOG_METRICS };
enum { N_ENTRY_KINDS = sizeof entry_kinds / sizeof entry_kinds[0] };

/* `room` is what stands before the slash of "methods/lora", empty: anywhere. */
static bool in_room(bed_str room, const char *name)
{
    return room.len == 0 || bed_str_equal(room, bed_str_of(name));
}

static bool find_term(const bed_catalog *c, bed_str room, const char *id, found *out)
{
    for (int d = 0; d < BED_N_DIMENSIONS; d++) {
        if (!in_room(room, bed_dimension_list((bed_dimension)d)))
            continue;
        out->terms[d] = bed_catalog_term(c, (bed_dimension)d, id);
        out->term |= out->terms[d] != NULL;
    }
    return out->term;
}

static bool find(const bed_catalog *c, const char *key, found *out)
{
    const char   *slash = strchr(key, '/');
    const bed_str room  = { key, slash == NULL ? 0 : (size_t)(slash - key) };
    const char   *id    = slash == NULL ? key : slash + 1;

    *out = (found){ .kind = BED_CATALOG_DATASETS };
    if (in_room(room, bed_catalog_kind_name(BED_CATALOG_DATASETS)) &&
        (out->dataset = bed_catalog_dataset(c, id)) != NULL)
        return true;
    for (size_t i = 0; i < N_ENTRY_KINDS; i++) {
        out->kind = entry_kinds[i];
        if (in_room(room, bed_catalog_kind_name(out->kind)) &&
            (out->entry = bed_catalog_entry(c, out->kind, id)) != NULL)
            return true;
    }
    return find_term(c, room, id, out);
}

static bed_status nothing_found(const bed_catalog *c, const char *key, bed_error *err)
{
    const char **names = bed_new_array(const char *, NAMES_MAX);
    char         near[NEAR_TEXT];
    size_t       n = 0;

    if (names == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: names");
    for (size_t i = 0; i < c->n_datasets && n < NAMES_MAX; i++)
        names[n++] = c->datasets[i]->key;
    for (int k = 0; k < BED_N_CATALOG_KINDS; k++)
        for (size_t i = 0; i < c->entries[k].n && n < NAMES_MAX; i++)
            names[n++] = c->entries[k].at[i]->id;
    for (int d = 0; d < BED_N_DIMENSIONS; d++)
        for (size_t i = 0; i < c->taxonomy->dimensions[d].n && n < NAMES_MAX; i++)
            names[n++] = c->taxonomy->dimensions[d].at[i].id;
    const char *slash = strchr(key, '/');
    bed_did_you_mean(slash == NULL ? key : slash + 1, names, n, near, sizeof near);
    bed_free(names);
    return bed_fail(err, BED_EARGUMENT, "nothing called '%s' in the catalogue%s", key, near);
}

/* A dataset may share its key with a benchmark: the page says how to see the other. */
static void show_namesakes(page *p, const char *key)
{
    for (size_t i = 0; i < N_ENTRY_KINDS; i++)
        if (bed_catalog_entry(p->c, entry_kinds[i], key) != NULL) {
            heading(p, "See also");
            fieldf(p, "  ", "bedside catalog show %s/%s", bed_catalog_kind_name(entry_kinds[i]),
                   key);
        }
}

static bed_status show_page(const bed_catalog *c, const found *what, bed_buffer *out,
                            bed_error *err)
{
    page p     = { c, out, err, BED_OK };
    bool first = true;

    if (what->dataset != NULL) {
        show_dataset(&p, what->dataset);
        show_namesakes(&p, what->dataset->key);
    } else if (what->entry != NULL) {
        show_entry(&p, what->kind, what->entry);
    }
    for (int d = 0; what->term && d < BED_N_DIMENSIONS; d++) {
        if (what->terms[d] == NULL)
            continue;
        if (!first)
            line(&p, "");
        show_term(&p, (bed_dimension)d, what->terms[d]);
        first = false;
    }
    return p.st;
}

static bed_status show_document(const bed_catalog *c, const found *what, bool yaml, bed_buffer *out,
                                bed_error *err)
{
    bed__doc d;

    bed__doc_open(&d, yaml, out, err);
    if (what->dataset != NULL) {
        bed__emit_dataset(&d, NULL, what->dataset);
    } else if (what->entry != NULL) {
        bed__emit_entry(&d, NULL, what->entry);
    } else {
        bed__doc_list(&d, NULL);
        for (int k = 0; k < BED_N_DIMENSIONS; k++)
            if (what->terms[k] != NULL)
                bed__emit_term(&d, c, (bed_dimension)k, what->terms[k]);
        bed__doc_end_list(&d);
    }
    return bed__doc_close(&d);
}

bed_status bed_catalog_show(const bed_catalog *c, const char *key, bed_catalog_format format,
                            bed_buffer *out, bed_error *err)
{
    found what;

    if (!find(c, key, &what))
        return nothing_found(c, key, err);
    if (format == BED_CATALOG_TABLE)
        return show_page(c, &what, out, err);
    return show_document(c, &what, format == BED_CATALOG_YAML, out, err);
}

/* ---- citations ---- */

/* The citation of keys[i]; empty where an earlier key gave the same one. */
static bed_status citation_of(const bed_catalog *c, const char *const *keys, size_t i, bed_str *out,
                              bed_error *err)
{
    const bed_dataset *d = NULL;

    BED_TRY(bed_catalog_need_dataset(c, keys[i], &d, err));
    *out = bed_trim(bed_str_of(d->citation));
    if (out->len == 0)
        return bed_fail(err, BED_UNDEFINED, "dataset '%s' has no publication to cite", d->key);
    for (size_t j = 0; j < i; j++) {
        const bed_dataset *before = bed_catalog_dataset(c, keys[j]);

        if (before != NULL && bed_str_equal(bed_trim(bed_str_of(before->citation)), *out))
            out->len = 0;
    }
    return BED_OK;
}

static bed_status cite_documents(const bed_catalog *c, const char *const *keys, size_t n_keys,
                                 bool yaml, bed_buffer *out, bed_error *err)
{
    bed__doc doc;

    bed__doc_open(&doc, yaml, out, err);
    bed__doc_list(&doc, NULL);
    for (size_t i = 0; i < n_keys; i++) {
        const bed_dataset *d = bed_catalog_dataset(c, keys[i]);

        bed__doc_map(&doc, NULL);
        bed__doc_text(&doc, "key", d->key);
        bed__doc_text(&doc, "citation", d->citation);
        bed__doc_end_map(&doc);
    }
    bed__doc_end_list(&doc);
    return bed__doc_close(&doc);
}

bed_status bed_catalog_cite(const bed_catalog *c, const char *const *keys, size_t n_keys,
                            bed_catalog_format format, bed_buffer *out, bed_error *err)
{
    for (size_t i = 0; i < n_keys; i++) {
        bed_str entry;

        BED_TRY(citation_of(c, keys, i, &entry, err));
        if (entry.len > 0 && format == BED_CATALOG_TABLE)
            BED_TRY(bed_buffer_printf(out, err, "%s%.*s\n", out->len == 0 ? "" : "\n",
                                      BED_STR_ARG(entry)));
    }
    if (format == BED_CATALOG_TABLE)
        return BED_OK;
    return cite_documents(c, keys, n_keys, format == BED_CATALOG_YAML, out, err);
}
