/* Finding what the catalogue holds, by key; names of its enumerations. */
#include "catalog/schema.h"

enum { NAMES_MAX = 4096, NEAR_TEXT = 128 };

const bed_dataset *bed_catalog_dataset(const bed_catalog *c, const char *key)
{
    for (size_t i = 0; i < c->n_datasets; i++)
        if (strcmp(c->datasets[i]->key, key) == 0)
            return c->datasets[i];
    return NULL;
}

const bed_entry *bed_catalog_entry(const bed_catalog *c, bed_catalog_kind kind, const char *id)
{
    const bed_entries *all = &c->entries[kind];

    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->at[i]->id, id) == 0)
            return all->at[i];
    return NULL;
}

const bed_term *bed_catalog_term(const bed_catalog *c, bed_dimension d, const char *id)
{
    return bed__term(c->taxonomy, d, id);
}

const bed_form *bed_dataset_form(const bed_dataset *d, const char *name)
{
    for (size_t i = 0; i < d->n_forms; i++)
        if (strcmp(d->forms[i].name, name) == 0)
            return &d->forms[i];
    return NULL;
}

bool bed_part_reads(const bed_part *p, const char *form)
{
    for (size_t i = 0; i < p->forms.n; i++)
        if (strcmp(p->forms.at[i], form) == 0)
            return true;
    return p->forms.n == 0;
}

bed_status bed_catalog_need_dataset(const bed_catalog *c, const char *key, const bed_dataset **out,
                                    bed_error *err)
{
    const char *keys[NAMES_MAX];
    char        near[NEAR_TEXT];
    size_t      n = 0;

    *out = bed_catalog_dataset(c, key);
    if (*out != NULL)
        return BED_OK;
    for (; n < c->n_datasets && n < NAMES_MAX; n++)
        keys[n] = c->datasets[n]->key;
    return bed_fail(err, BED_EARGUMENT, "no dataset '%s'%s", key,
                    bed_did_you_mean(key, keys, n, near, sizeof near));
}

bed_status bed_catalog_need_term(const bed_catalog *c, bed_dimension d, const char *id,
                                 const bed_term **out, bed_error *err)
{
    const char *near;

    *out = bed_catalog_term(c, d, id);
    if (*out != NULL)
        return BED_OK;
    near = bed__near_term(c->taxonomy, d, id);
    if (near == NULL)
        return bed_fail(err, BED_EARGUMENT, "no %s '%s'", bed_dimension_word(d), id);
    return bed_fail(err, BED_EARGUMENT, "no %s '%s'; did you mean '%s'?", bed_dimension_word(d), id,
                    near);
}

bed_status bed_dataset_need_form(const bed_dataset *d, const char *name, const bed_form **out,
                                 bed_error *err)
{
    const char *names[NAMES_MAX];
    char        near[NEAR_TEXT];
    size_t      n = 0;

    *out = bed_dataset_form(d, name);
    if (*out != NULL)
        return BED_OK;
    for (; n < d->n_forms && n < NAMES_MAX; n++)
        names[n] = d->forms[n].name;
    return bed_fail(err, BED_EARGUMENT, "dataset '%s' has no form '%s'%s", d->key, name,
                    bed_did_you_mean(name, names, n, near, sizeof near));
}

bool bed_dataset_has_relation(const bed_dataset *d, const char *name)
{
    for (size_t i = 0; i < d->n_forms; i++)
        if (d->forms[i].relation != NULL && strcmp(d->forms[i].relation, name) == 0)
            return true;
    return false;
}

bed_status bed_dataset_path(const bed_catalog *c, const bed_dataset *d, const char *file,
                            char out[BED_PATH_MAX], bed_error *err)
{
    (void)c;
    return bed_path_join(out, d->folder, file, err);
}

bool bed_form_is_relation(const bed_form *f)
{
    return f != NULL && f->relation != NULL;
}

bool bed_form_joins(const bed_form *f)
{
    return f != NULL && (f->needs.n > 0 || f->n_joins > 0);
}

bed_status bed_form_mapping_path(const bed_catalog *c, const bed_dataset *d, const bed_form *f,
                                 char out[BED_PATH_MAX], bed_error *err)
{
    char file[BED_PATH_MAX];

    if (f->mapping != NULL)
        return bed_dataset_path(c, d, f->mapping, out, err);
    snprintf(file, sizeof file, "%s.sql", f->name);
    return bed_dataset_path(c, d, file, out, err);
}

bed_status bed_form_sample_path(const bed_catalog *c, const bed_dataset *d, const bed_form *f,
                                char out[BED_PATH_MAX], bed_error *err)
{
    if (f->sample[0] == '\0')
        return bed_fail(err, BED_UNDEFINED, "form '%s' of '%s' has no sample", f->name, d->key);
    return bed_dataset_path(c, d, f->sample, out, err);
}

const char *bed_dimension_list(bed_dimension d)
{
    static const char *const lists[] = {
#define X(name, list, word) #list,
        BED_DIMENSIONS(X)
#undef X
    };
    return lists[d];
}

const char *bed_dimension_word(bed_dimension d)
{
    static const char *const words[] = {
#define X(name, list, word) word,
        BED_DIMENSIONS(X)
#undef X
    };
    return words[d];
}

const char *bed_permission_name(bed_permission p)
{
    return bed__permission_names[p];
}

const char *bed_access_name(bed_access a)
{
    return bed__access_names[a];
}

static const char *const kinds[BED_N_CATALOG_KINDS] = { "datasets", "methods", "benchmarks",
                                                        "metrics", "taxonomy" };

const char *bed_catalog_kind_name(bed_catalog_kind k)
{
    return kinds[k];
}

bed_status bed_catalog_kind_of(const char *name, bed_catalog_kind *out, bed_error *err)
{
    char near[NEAR_TEXT];

    for (int k = 0; k < BED_N_CATALOG_KINDS; k++) {
        *out = (bed_catalog_kind)k;
        if (strcmp(kinds[k], name) == 0)
            return BED_OK;
    }
    return bed_fail(err, BED_EARGUMENT,
                    "no kind '%s'; expected datasets, methods, benchmarks, metrics or taxonomy%s",
                    name, bed_did_you_mean(name, kinds, BED_N_CATALOG_KINDS, near, sizeof near));
}
