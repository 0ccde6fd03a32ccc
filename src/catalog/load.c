/* Reads the catalogue's files, holds them against each other and keeps them. */
#include "catalog/schema.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <unistd.h>

enum { ARENA_MAX_BYTES = 64 << 20, FILES_MAX = 4096, NEAR_TEXT = 128 };

/* ---- the data folder ---- */

static bool is_data_dir(const char *dir)
{
    char inner[BED_PATH_MAX];

    if (bed_path_join(inner, dir, "catalog/taxonomy.yaml", NULL) != BED_OK ||
        !bed_path_exists(inner))
        return false;
    return bed_path_join(inner, dir, "datasets", NULL) == BED_OK && bed_path_is_dir(inner);
}

/* Takes a folder that holds the catalogue, as a path without ".." or links. */
static bool take_data_dir(const char *dir, char out[BED_PATH_MAX])
{
    _Static_assert(BED_PATH_MAX >= PATH_MAX, "realpath writes up to PATH_MAX bytes");
    return is_data_dir(dir) && realpath(dir, out) != NULL;
}

/* The folder of the running program; "" where the system does not say. */
static void program_dir(char out[BED_PATH_MAX])
{
    const ssize_t n = readlink("/proc/self/exe", out, BED_PATH_MAX - 1);

    out[n > 0 ? n : 0] = '\0';
    char *slash        = strrchr(out, '/');
    if (slash != NULL)
        *slash = '\0';
}

bed_status bed_catalog_data_dir(char out[BED_PATH_MAX], bed_error *err)
{
    static const char *const above[] = { "../share/bedside", "..", "../..", "../../.." };
    const char              *given   = getenv("BEDSIDE_DATA");
    char                     program[BED_PATH_MAX], beside[BED_PATH_MAX];

    if (given != NULL && given[0] != '\0') {
        if (!take_data_dir(given, out))
            return bed_fail(
                err, BED_EREAD,
                "BEDSIDE_DATA is '%s', which holds no catalog/taxonomy.yaml and datasets/", given);
        return BED_OK;
    }
    program_dir(program);
    for (size_t i = 0; program[0] != '\0' && i < sizeof above / sizeof above[0]; i++) {
        BED_TRY(bed_path_join(beside, program, above[i], err));
        if (take_data_dir(beside, out))
            return BED_OK;
    }
    if (take_data_dir(BEDSIDE_SOURCE_DIR, out))
        return BED_OK;
    return bed_fail(err, BED_EREAD,
                    "no catalogue in '%s/../share/bedside' or '%s'; set BEDSIDE_DATA to the folder "
                    "that holds catalog/ and datasets/",
                    program, BEDSIDE_SOURCE_DIR);
}

/* ---- folders of one's own datasets ---- */

/* Cuts the next name out of "first:second"; false: there is none. */
static bool next_folder(const char **rest, bed_str *out)
{
    do {
        const size_t n = strcspn(*rest, ":");

        *out = (bed_str){ *rest, n };
        *rest += n + ((*rest)[n] == ':');
    } while (out->len == 0 && (*rest)[0] != '\0');
    return out->len > 0;
}

/* ---- one file ---- */

/* A file being loaded: its text and its document stay until all is checked, for the lines. */
typedef struct loaded {
    bed_buffer text;
    bed_yaml  *yaml;
} loaded;

typedef struct loader {
    bed_catalog *c;
    loaded      *files; /* the datasets', then the entries', in the catalogue's order on load */
    size_t       n_files, capacity;
} loader;

static bed_status out_of_memory(bed_error *err)
{
    return bed_fail(err, BED_EMEMORY, "out of memory: catalogue");
}

static bed_status open_file(loader *l, const char *path, bed_yaml **out, bed_error *err)
{
    if (l->n_files == l->capacity) {
        const size_t capacity = l->capacity == 0 ? 64 : l->capacity * 2;
        loaded      *files    = bed_realloc(l->files, capacity, sizeof *files);

        if (files == NULL)
            return out_of_memory(err);
        l->files    = files;
        l->capacity = capacity;
    }
    loaded *f = &l->files[l->n_files++];
    *f        = (loaded){ BED_BUFFER(BED_YAML_MAX_BYTES), NULL };
    BED_TRY(bed_file_read(path, &f->text, err));
    BED_TRY(bed_yaml_open(bed_buffer_str(&f->text), path, &f->yaml, err));
    *out = f->yaml;
    return BED_OK;
}

/* What scandir would give, in order of bytes, hidden ones left out; copies in the arena. */
static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bed_status list_dir(bed_catalog *c, const char *dir, bed_names *out, bed_error *err)
{
    DIR           *open = opendir(dir);
    struct dirent *entry;
    bed_status     st = BED_OK;
    bed_str        copy;

    *out = (bed_names){ NULL, 0 };
    if (open == NULL) {
        bed_fail(err, BED_EREAD, "cannot open folder: %s", strerror(errno));
        return bed_fail_in(err, BED_EREAD, dir, 0);
    }
    out->at = bed_new(&c->arena, const char *, FILES_MAX);
    if (out->at == NULL)
        BED_GO(out_of_memory(err));
    while ((entry = readdir(open)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        if (out->n == FILES_MAX)
            BED_GO(bed_fail(err, BED_EREAD, "more than %d files in '%s'", FILES_MAX, dir));
        BED_GO(bed_arena_copy(&c->arena, bed_str_of(entry->d_name), &copy, err));
        out->at[out->n++] = copy.ptr;
    }
    if (out->n > 0)
        qsort(out->at, out->n, sizeof *out->at, by_bytes);
done:
    closedir(open);
    return st;
}

/* ---- the kinds of file ---- */

static bed_status load_taxonomy(loader *l, bed_error *err)
{
    char      path[BED_PATH_MAX];
    void     *value = NULL;
    bed_yaml *y     = NULL;

    BED_TRY(bed_path_join(path, l->c->data_dir, "catalog/taxonomy.yaml", err));
    BED_TRY(open_file(l, path, &y, err));
    BED_TRY(bed_yaml_read(y, &bed__taxonomy_schema, &value, err));
    l->c->taxonomy = value;
    return bed__taxonomy_check(l->c->taxonomy, y, err);
}

static bed_status load_dataset(loader *l, const char *datasets, const char *key, bed_error *err)
{
    char      folder[BED_PATH_MAX], path[BED_PATH_MAX];
    bed_str   copy;
    void     *value = NULL;
    bed_yaml *y     = NULL;

    BED_TRY(bed_path_join(folder, datasets, key, err));
    BED_TRY(bed_path_join(path, folder, "dataset.yaml", err));
    if (!bed_path_is_dir(folder))
        return BED_OK;
    BED_TRY(open_file(l, path, &y, err));
    BED_TRY(bed_yaml_read(y, &bed__dataset_schema, &value, err));
    bed_dataset *d                     = value;
    l->c->datasets[l->c->n_datasets++] = d;
    BED_TRY(bed_arena_copy(&l->c->arena, bed_str_of(folder), &copy, err));
    d->folder = copy.ptr;
    BED_TRY(bed__dataset_check(d, l->c->taxonomy, key, folder, y, err));
    for (size_t i = 0; i + 1 < l->c->n_datasets; i++)
        if (strcmp(l->c->datasets[i]->key, d->key) == 0)
            return bed_yaml_fail(y, err, "key", "'%s' is also the key of '%s'; give it another",
                                 d->key, l->c->datasets[i]->folder);
    return BED_OK;
}

static bed_status load_folder(loader *l, const char *dir, bed_error *err)
{
    bed_names     keys;
    bed_dataset **all;

    BED_TRY(list_dir(l->c, dir, &keys, err));
    all = bed_new(&l->c->arena, bed_dataset *, l->c->n_datasets + keys.n);
    if (all == NULL)
        return out_of_memory(err);
    for (size_t i = 0; i < l->c->n_datasets; i++)
        all[i] = l->c->datasets[i];
    l->c->datasets = all;
    for (size_t i = 0; i < keys.n; i++)
        BED_TRY(load_dataset(l, dir, keys.at[i], err));
    return BED_OK;
}

static bed_status load_own_folder(loader *l, bed_str name, bed_error *err)
{
    char dir[BED_PATH_MAX], entry[BED_PATH_MAX];

    if (name.len >= sizeof dir)
        return bed_fail(err, BED_EREAD, "BEDSIDE_DATASETS: a path of %zu bytes", name.len);
    memcpy(dir, name.ptr, name.len);
    dir[name.len] = '\0';
    if (!bed_path_is_dir(dir))
        return bed_fail(err, BED_EREAD, "BEDSIDE_DATASETS: no folder '%s'", dir);
    BED_TRY(bed_path_join(entry, dir, "dataset.yaml", err));
    if (bed_path_exists(entry))
        return bed_fail(err, BED_EREAD,
                        "BEDSIDE_DATASETS: '%s' is a dataset itself; name the folder it stands in",
                        dir);
    return load_folder(l, dir, err);
}

/* own: "first:second", the folders of further datasets. */
static bed_status load_datasets(loader *l, const char *own, bed_error *err)
{
    char    dir[BED_PATH_MAX];
    bed_str name;

    BED_TRY(bed_path_join(dir, l->c->data_dir, "datasets", err));
    BED_TRY(load_folder(l, dir, err));
    while (next_folder(&own, &name))
        BED_TRY(load_own_folder(l, name, err));
    return BED_OK;
}

static bed_status load_entry(loader *l, bed_catalog_kind kind, const char *dir, const char *file,
                             bed_error *err)
{
    const bed_str name = bed_str_of(file);
    char          path[BED_PATH_MAX];
    bed_str       id;
    void         *value = NULL;
    bed_yaml     *y     = NULL;
    bed_entries  *to    = &l->c->entries[kind];

    BED_TRY(bed_path_join(path, dir, file, err));
    if (!bed_str_ends(name, BED_STR(".yaml"))) {
        bed_fail(err, BED_EFORMAT, "not a .yaml file");
        return bed_fail_in(err, BED_EFORMAT, path, 0);
    }
    BED_TRY(bed_arena_copy(&l->c->arena, (bed_str){ name.ptr, name.len - 5 }, &id, err));
    BED_TRY(open_file(l, path, &y, err));
    BED_TRY(bed_yaml_read(y, &bed__entry_schema, &value, err));
    to->at[to->n++] = value;
    return bed__entry_check(value, l->c->taxonomy, kind, id.ptr, y, err);
}

static bed_status load_entries(loader *l, bed_catalog_kind kind, bed_error *err)
{
    char         catalog[BED_PATH_MAX], dir[BED_PATH_MAX];
    bed_names    files;
    bed_entries *to = &l->c->entries[kind];

    BED_TRY(bed_path_join(catalog, l->c->data_dir, "catalog", err));
    BED_TRY(bed_path_join(dir, catalog, bed_catalog_kind_name(kind), err));
    BED_TRY(list_dir(l->c, dir, &files, err));
    to->at = bed_new(&l->c->arena, bed_entry *, files.n);
    if (to->at == NULL)
        return out_of_memory(err);
    for (size_t i = 0; i < files.n; i++)
        BED_TRY(load_entry(l, kind, dir, files.at[i], err));
    return BED_OK;
}

/* ---- one file against the others ---- */

static bed_status check_numbers(const bed_catalog *c, const loaded *files, bed_error *err)
{
    for (size_t i = 0; i < c->n_datasets; i++)
        for (size_t j = 0; j < i; j++)
            if (c->datasets[i]->number != 0 && c->datasets[i]->number == c->datasets[j]->number)
                return bed_yaml_fail(files[i].yaml, err, "number", "%u is also that of '%s'",
                                     c->datasets[i]->number, c->datasets[j]->key);
    return BED_OK;
}

static bed_status need_key(const bed_catalog *c, const bed_yaml *y, const char *at, const char *key,
                           bed_error *err)
{
    const bed_dataset *found = NULL;
    bed_error          why   = { 0 };

    if (bed_catalog_need_dataset(c, key, &found, &why) == BED_OK)
        return BED_OK;
    return bed_yaml_fail(y, err, at, "%s", why.text);
}

/* The earlier part of a union that reads this form of the dataset too, or NULL. */
static const bed_part *reads_it_already(const bed_dataset *d, size_t n, const char *dataset,
                                        const char *form)
{
    for (size_t i = 0; i < n; i++) {
        const bed_part *p = &d->parts[i];

        if (strcmp(p->dataset, dataset) == 0 && bed_part_reads(p, form))
            return p;
    }
    return NULL;
}

static bed_status check_part_forms(const bed_dataset *d, size_t at, const bed_dataset *of,
                                   const bed_yaml *y, bed_error *err)
{
    const bed_part *p = &d->parts[at];
    char            key[64];

    snprintf(key, sizeof key, "parts[%zu].forms", at);
    for (size_t i = 0; i < p->forms.n; i++) {
        const bed_form *form = NULL;
        bed_error       why  = { 0 };

        snprintf(key, sizeof key, "parts[%zu].forms[%zu]", at, i);
        if (bed_dataset_need_form(of, p->forms.at[i], &form, &why) != BED_OK)
            return bed_yaml_fail(y, err, key, "%s", why.text);
        for (size_t j = 0; j < i; j++)
            if (strcmp(p->forms.at[j], p->forms.at[i]) == 0)
                return bed_yaml_fail(y, err, key, "'%s' stands twice", p->forms.at[i]);
    }
    for (size_t i = 0; i < of->n_forms; i++)
        if (bed_part_reads(p, of->forms[i].name) &&
            reads_it_already(d, at, p->dataset, of->forms[i].name) != NULL)
            return bed_yaml_fail(y, err, key, "form '%s' of %s is read by an earlier part",
                                 of->forms[i].name, of->key);
    return BED_OK;
}

/* The relations of all parts stand beside each other: two of one name would be one. */
static bed_status check_part_relations(const bed_catalog *c, const bed_dataset *d, size_t at,
                                       const bed_dataset *of, const bed_yaml *y, bed_error *err)
{
    char key[64];

    snprintf(key, sizeof key, "parts[%zu].dataset", at);
    for (size_t i = 0; i < at; i++) {
        const bed_dataset *before = bed_catalog_dataset(c, d->parts[i].dataset);

        for (size_t k = 0; before != of && k < of->n_forms; k++)
            if (of->forms[k].relation != NULL &&
                bed_dataset_has_relation(before, of->forms[k].relation))
                return bed_yaml_fail(y, err, key, "'%s' has a relation '%s', and so has '%s'",
                                     of->key, of->forms[k].relation, before->key);
    }
    return BED_OK;
}

/* A part is another dataset with forms and without parts, so that a union is one level deep and
 * none goes round in a circle. */
static bed_status check_part(const bed_catalog *c, const bed_dataset *d, size_t at,
                             const bed_yaml *y, bed_error *err)
{
    const bed_part *p = &d->parts[at];
    char            key[64];

    snprintf(key, sizeof key, "parts[%zu].dataset", at);
    BED_TRY(need_key(c, y, key, p->dataset, err));
    const bed_dataset *of = bed_catalog_dataset(c, p->dataset);
    if (of == d)
        return bed_yaml_fail(y, err, key, "'%s' is the dataset itself; expected another", of->key);
    if (of->n_parts > 0)
        return bed_yaml_fail(y, err, key,
                             "'%s' has parts of its own; expected one level: name them", of->key);
    if (of->n_forms == 0)
        return bed_yaml_fail(y, err, key, "'%s' has no form that could be read", of->key);
    BED_TRY(check_part_relations(c, d, at, of, y, err));
    return check_part_forms(d, at, of, y, err);
}

static bed_status check_parts(const bed_catalog *c, const loaded *files, bed_error *err)
{
    for (size_t i = 0; i < c->n_datasets; i++) {
        const bed_dataset *d = c->datasets[i];

        if (d->part_of[0] != '\0')
            BED_TRY(need_key(c, files[i].yaml, "part_of", d->part_of, err));
        for (size_t k = 0; k < d->n_parts; k++)
            BED_TRY(check_part(c, d, k, files[i].yaml, err));
    }
    return BED_OK;
}

static bed_status check_references(const bed_catalog *c, const bed_entry *e, const bed_yaml *y,
                                   bed_error *err)
{
    char at[64], near[NEAR_TEXT];

    for (size_t i = 0; i < e->datasets.n; i++) {
        snprintf(at, sizeof at, "datasets[%zu]", i);
        BED_TRY(need_key(c, y, at, e->datasets.at[i], err));
    }
    for (size_t i = 0; i < e->metrics.n; i++) {
        const bed_entries *all = &c->entries[BED_CATALOG_METRICS];
        const char        *ids[FILES_MAX];

        if (bed_catalog_entry(c, BED_CATALOG_METRICS, e->metrics.at[i]) != NULL)
            continue;
        for (size_t k = 0; k < all->n; k++)
            ids[k] = all->at[k]->id;
        snprintf(at, sizeof at, "metrics[%zu]", i);
        bed_did_you_mean(e->metrics.at[i], ids, all->n, near, sizeof near);
        return bed_yaml_fail(y, err, at, "no metric '%s'%s", e->metrics.at[i], near);
    }
    return BED_OK;
}

/* files[0] is the taxonomy's, then come the datasets' and the entries'. */
static bed_status check_together(const loader *l, bed_error *err)
{
    const bed_catalog *c    = l->c;
    const loaded      *file = l->files + 1;

    BED_TRY(check_numbers(c, file, err));
    BED_TRY(check_parts(c, file, err));
    file += c->n_datasets;
    for (int k = 0; k < BED_N_CATALOG_KINDS; k++)
        for (size_t i = 0; i < c->entries[k].n; i++, file++)
            BED_TRY(check_references(c, c->entries[k].at[i], file->yaml, err));
    return BED_OK;
}

static int by_number(const void *a, const void *b)
{
    const bed_dataset *x = *(bed_dataset *const *)a, *y = *(bed_dataset *const *)b;

    if (x->number == y->number)
        return strcmp(x->key, y->key);
    if (x->number == 0 || y->number == 0)
        return x->number == 0 ? 1 : -1;
    return x->number < y->number ? -1 : 1;
}

/* ---- the whole ---- */

static bed_status load_all(loader *l, const char *own, bed_error *err)
{
    BED_TRY(load_taxonomy(l, err));
    BED_TRY(load_datasets(l, own, err));
    BED_TRY(load_entries(l, BED_CATALOG_METHODS, err));
    BED_TRY(load_entries(l, BED_CATALOG_BENCHMARKS, err));
    BED_TRY(load_entries(l, BED_CATALOG_METRICS, err));
    BED_TRY(check_together(l, err));
    if (l->c->n_datasets > 0)
        qsort(l->c->datasets, l->c->n_datasets, sizeof(bed_dataset *), by_number);
    return BED_OK;
}

static void close_files(loader *l)
{
    for (size_t i = 0; i < l->n_files; i++) {
        bed_yaml_close(l->files[i].yaml);
        bed_buffer_deinit(&l->files[i].text);
    }
    bed_free(l->files);
}

bed_status bed_catalog_load(const char *data_dir, bed_catalog **out, bed_error *err)
{
    char        found[BED_PATH_MAX];
    bed_status  st = BED_OK;
    bed_str     dir;
    const char *own = NULL;
    loader      l   = { 0 };

    *out = NULL;
    if (data_dir == NULL) {
        own = getenv("BEDSIDE_DATASETS");
        BED_TRY(bed_catalog_data_dir(found, err));
        data_dir = found;
    }
    l.c = bed_new_array(bed_catalog, 1);
    if (l.c == NULL)
        return out_of_memory(err);
    l.c->arena = BED_ARENA(ARENA_MAX_BYTES);
    BED_GO(bed_arena_copy(&l.c->arena, bed_str_of(data_dir), &dir, err));
    l.c->data_dir = dir.ptr;
    BED_GO(load_all(&l, own == NULL ? "" : own, err));
    *out = l.c;
    l.c  = NULL;
done:
    close_files(&l);
    bed_catalog_destroy(l.c);
    return st;
}

void bed_catalog_destroy(bed_catalog *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->n_datasets; i++)
        bed__dataset_destroy(c->datasets[i]);
    for (int k = 0; k < BED_N_CATALOG_KINDS; k++)
        for (size_t i = 0; i < c->entries[k].n; i++)
            bed_yaml_free(&bed__entry_schema, c->entries[k].at[i]);
    bed_yaml_free(&bed__taxonomy_schema, c->taxonomy);
    bed_arena_deinit(&c->arena);
    bed_free(c);
}

bed_status bed__dataset_read(bed_str text, const char *file, const bed_taxonomy *t, const char *key,
                             bed_dataset **out, bed_error *err)
{
    bed_status st    = BED_OK;
    bed_yaml  *y     = NULL;
    void      *value = NULL;

    *out = NULL;
    BED_GO(bed_yaml_open(text, file, &y, err));
    BED_GO(bed_yaml_read(y, &bed__dataset_schema, &value, err));
    BED_GO(bed__dataset_check(value, t, key, NULL, y, err));
    *out  = value;
    value = NULL;
done:
    bed__dataset_destroy(value);
    bed_yaml_close(y);
    return st;
}

void bed__dataset_destroy(bed_dataset *d)
{
    bed_yaml_free(&bed__dataset_schema, d);
}
