#include "catalog/emit.h"
#include "catalog/schema.h"

static void names(bed__doc *d, const char *key, const bed_names *n)
{
    bed__doc_texts(d, key, n->at, n->n);
}

static void license(bed__doc *d, const bed_license *l)
{
    bed__doc_map(d, "license");
    bed__doc_text(d, "id", l->id);
    bed__doc_text(d, "name", l->name);
    bed__doc_text(d, "train", bed_permission_name(l->train));
    bed__doc_text(d, "share", bed_permission_name(l->share));
    bed__doc_text(d, "commercial", bed_permission_name(l->commercial));
    bed__doc_text(d, "note", l->note);
    bed__doc_end_map(d);
}

static void paper(bed__doc *d, const bed_paper *p)
{
    bed__doc_map(d, "paper");
    bed__doc_text(d, "title", p->title);
    bed__doc_text(d, "authors", p->authors);
    bed__doc_text(d, "venue", p->venue);
    bed__doc_number(d, "year", p->year);
    bed__doc_text(d, "url", p->url);
    bed__doc_end_map(d);
}

static void figures(bed__doc *d, const bed_dataset *s)
{
    bed__doc_list(d, "scale");
    for (size_t i = 0; i < s->n_scale; i++) {
        bed__doc_map(d, NULL);
        bed__doc_number(d, "count", s->scale[i].count);
        bed__doc_text(d, "text", s->scale[i].text);
        bed__doc_text(d, "unit", s->scale[i].unit);
        bed__doc_text(d, "source", s->scale[i].source);
        bed__doc_end_map(d);
    }
    bed__doc_end_list(d);
    bed__doc_list(d, "splits");
    for (size_t i = 0; i < s->n_splits; i++) {
        bed__doc_map(d, NULL);
        bed__doc_text(d, "name", s->splits[i].name);
        bed__doc_text(d, "part", s->splits[i].part);
        bed__doc_number(d, "records", s->splits[i].records);
        bed__doc_text(d, "source", s->splits[i].source);
        bed__doc_end_map(d);
    }
    bed__doc_end_list(d);
}

static void downloads(bed__doc *d, const bed_dataset *s)
{
    bed__doc_list(d, "downloads");
    for (size_t i = 0; i < s->n_downloads; i++) {
        bed__doc_map(d, NULL);
        bed__doc_text(d, "url", s->downloads[i].url);
        bed__doc_text(d, "file", s->downloads[i].file);
        bed__doc_number(d, "bytes", s->downloads[i].bytes);
        bed__doc_text(d, "sha256", s->downloads[i].sha256);
        bed__doc_text(d, "title", s->downloads[i].title);
        bed__doc_end_map(d);
    }
    bed__doc_end_list(d);
    names(d, "by_hand", &s->by_hand);
}

static void claims(bed__doc *d, const char *key, const bed_claim *c, size_t n)
{
    bed__doc_list(d, key);
    for (size_t i = 0; i < n; i++) {
        bed__doc_map(d, NULL);
        bed__doc_text(d, "id", c[i].id);
        bed__doc_text(d, "section", c[i].section);
        bed__doc_text(d, "why", c[i].why);
        bed__doc_end_map(d);
    }
    bed__doc_end_list(d);
}

static void form_rules(bed__doc *d, const bed_form *f)
{
    bed__doc_list(d, "values");
    for (size_t i = 0; i < f->n_values; i++) {
        bed__doc_map(d, NULL);
        bed__doc_text(d, "key", f->values[i].key);
        bed__doc_text(d, "matches", f->values[i].matches);
        bed__doc_end_map(d);
    }
    bed__doc_end_list(d);
    bed__doc_list(d, "splits");
    for (size_t i = 0; i < f->n_splits; i++) {
        bed__doc_map(d, NULL);
        bed__doc_text(d, "match", f->splits[i].match);
        bed__doc_text(d, "name", f->splits[i].name);
        bed__doc_end_map(d);
    }
    bed__doc_end_list(d);
}

static void form_relations(bed__doc *d, const bed_form *f)
{
    if (f->relation != NULL)
        bed__doc_text(d, "relation", f->relation);
    if (f->needs.n > 0)
        names(d, "needs", &f->needs);
    if (f->n_joins == 0)
        return;
    bed__doc_list(d, "joins");
    for (size_t i = 0; i < f->n_joins; i++) {
        bed__doc_map(d, NULL);
        bed__doc_text(d, "relation", f->joins[i].relation);
        bed__doc_text(d, "column", f->joins[i].column);
        bed__doc_text(d, "key", f->joins[i].key);
        bed__doc_end_map(d);
    }
    bed__doc_end_list(d);
}

static void form(bed__doc *d, const bed_form *f)
{
    bed__doc_map(d, NULL);
    bed__doc_text(d, "name", f->name);
    bed__doc_text(d, "title", f->title);
    names(d, "containers", &f->containers);
    bed__doc_text(d, "records", f->records);
    bed__doc_text(d, "header", bed__header_names[f->header]);
    names(d, "keys", &f->keys);
    names(d, "absent", &f->absent);
    form_rules(d, f);
    bed__doc_text(d, "split", f->split);
    bed__doc_text(d, "sample", f->sample);
    if (f->encoding != NULL)
        bed__doc_text(d, "encoding", f->encoding);
    if (f->mapping != NULL)
        bed__doc_text(d, "mapping", f->mapping);
    form_relations(d, f);
    bed__doc_text(d, "verified", f->verified ? "yes" : "no");
    bed__doc_end_map(d);
}

static void parts(bed__doc *d, const bed_dataset *s)
{
    bed__doc_list(d, "parts");
    for (size_t i = 0; i < s->n_parts; i++) {
        bed__doc_map(d, NULL);
        bed__doc_text(d, "dataset", s->parts[i].dataset);
        names(d, "forms", &s->parts[i].forms);
        bed__doc_text(d, "files", s->parts[i].files);
        bed__doc_text(d, "where", s->parts[i].where);
        bed__doc_end_map(d);
    }
    bed__doc_end_list(d);
}

static void properties(bed__doc *d, const bed_dataset *s)
{
    names(d, "clinical_properties", &s->clinical_properties);
    names(d, "inquiry_types", &s->inquiry_types);
    names(d, "dynamics", &s->dynamics);
    names(d, "audiences", &s->audiences);
    names(d, "data_types", &s->data_types);
    names(d, "annotations", &s->annotations);
    bed__doc_text(d, "annotation_note", s->annotation_note);
    names(d, "languages", &s->languages);
}

void bed__emit_dataset(bed__doc *d, const char *key, const bed_dataset *s)
{
    bed__doc_map(d, key);
    bed__doc_text(d, "key", s->key);
    bed__doc_text(d, "name", s->name);
    bed__doc_number(d, "number", s->number);
    bed__doc_text(d, "part_of", s->part_of);
    parts(d, s);
    bed__doc_text(d, "category", s->category);
    bed__doc_text(d, "subtype", s->subtype);
    bed__doc_text(d, "summary", s->summary);
    properties(d, s);
    license(d, &s->license);
    bed__doc_text(d, "access", bed_access_name(s->access));
    downloads(d, s);
    bed__doc_text(d, "homepage", s->homepage);
    paper(d, &s->paper);
    bed__doc_text(d, "citation", s->citation);
    figures(d, s);
    names(d, "application_papers", &s->application_papers);
    claims(d, "objectives", s->objectives, s->n_objectives);
    claims(d, "gaps", s->gaps, s->n_gaps);
    names(d, "notes", &s->notes);
    bed__doc_list(d, "forms");
    for (size_t i = 0; i < s->n_forms; i++)
        form(d, &s->forms[i]);
    bed__doc_end_list(d);
    bed__doc_end_map(d);
}

void bed__emit_entry(bed__doc *d, const char *key, const bed_entry *e)
{
    bed__doc_map(d, key);
    bed__doc_text(d, "id", e->id);
    bed__doc_text(d, "name", e->name);
    bed__doc_text(d, "summary", e->summary);
    names(d, "categories", &e->categories);
    names(d, "data_types", &e->data_types);
    names(d, "objectives", &e->objectives);
    names(d, "audiences", &e->audiences);
    bed__doc_text(d, "needs", e->needs);
    bed__doc_text(d, "direction", e->direction);
    bed__doc_text(d, "range", e->range);
    bed__doc_text(d, "section", e->section);
    bed__doc_text(d, "source", e->source);
    names(d, "datasets", &e->datasets);
    names(d, "metrics", &e->metrics);
    bed__doc_end_map(d);
}

static void term_members(bed__doc *d, const bed_term *t)
{
    bed__doc_text(d, "id", t->id);
    bed__doc_text(d, "title", t->title);
    bed__doc_text(d, "definition", t->definition);
    bed__doc_text(d, "section", t->section);
    if (t->parent != NULL)
        bed__doc_text(d, "parent", t->parent);
}

void bed__emit_taxonomy(bed__doc *d, const char *key, const bed_taxonomy *t)
{
    bed__doc_map(d, key);
    for (int k = 0; k < BED_N_DIMENSIONS; k++) {
        bed__doc_list(d, bed_dimension_list((bed_dimension)k));
        for (size_t i = 0; i < t->dimensions[k].n; i++) {
            bed__doc_map(d, NULL);
            term_members(d, &t->dimensions[k].at[i]);
            bed__doc_end_map(d);
        }
        bed__doc_end_list(d);
    }
    bed__doc_end_map(d);
}

static size_t copy_names(const bed_names *from, const char **at, size_t n_max)
{
    size_t n = 0;

    for (; n < from->n && n < n_max; n++)
        at[n] = from->at[n];
    return n;
}

static size_t copy_claims(const bed_claim *from, size_t n_from, const char **at, size_t n_max)
{
    size_t n = 0;

    for (; n < n_from && n < n_max; n++)
        at[n] = from[n].id;
    return n;
}

size_t bed__dataset_terms(const bed_dataset *s, bed_dimension dimension, const char **at,
                          size_t n_max)
{
    switch (dimension) {
    case BED_DIMENSION_CATEGORY:
        at[0] = s->category;
        return 1;
    case BED_DIMENSION_SUBTYPE:
        at[0] = s->subtype;
        return 1;
    case BED_DIMENSION_PROPERTY:
        return copy_names(&s->clinical_properties, at, n_max);
    case BED_DIMENSION_INQUIRY:
        return copy_names(&s->inquiry_types, at, n_max);
    case BED_DIMENSION_DYNAMIC:
        return copy_names(&s->dynamics, at, n_max);
    case BED_DIMENSION_AUDIENCE:
        return copy_names(&s->audiences, at, n_max);
    case BED_DIMENSION_DATA_TYPE:
        return copy_names(&s->data_types, at, n_max);
    case BED_DIMENSION_ANNOTATION:
        return copy_names(&s->annotations, at, n_max);
    case BED_DIMENSION_OBJECTIVE:
        return copy_claims(s->objectives, s->n_objectives, at, n_max);
    case BED_DIMENSION_GAP:
        return copy_claims(s->gaps, s->n_gaps, at, n_max);
    default:
        return 0;
    }
}

void bed__emit_term(bed__doc *d, const bed_catalog *c, bed_dimension dimension,
                    const bed_term *term)
{
    bed__doc_map(d, NULL);
    bed__doc_text(d, "dimension", bed_dimension_list(dimension));
    term_members(d, term);
    bed__doc_list(d, "datasets");
    for (size_t i = 0; i < c->n_datasets; i++) {
        const char  *ids[BED__TERMS_MAX];
        const size_t n = bed__dataset_terms(c->datasets[i], dimension, ids, BED__TERMS_MAX);

        for (size_t k = 0; k < n; k++)
            if (strcmp(ids[k], term->id) == 0)
                bed__doc_text(d, NULL, c->datasets[i]->key);
    }
    bed__doc_end_list(d);
    bed__doc_end_map(d);
}
