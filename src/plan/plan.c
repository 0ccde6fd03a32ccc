#include "plan/plan.h"

#include "base/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define TEXT(type, member)                                                                         \
    CYAML_FIELD_STRING_PTR(#member, CYAML_FLAG_POINTER, type, member, 1, CYAML_UNLIMITED)
#define MAYBE(type, member)                                                                        \
    CYAML_FIELD_STRING_PTR(#member, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, type, member, 1,     \
                           CYAML_UNLIMITED)

static const cyaml_strval_t absents[] = { { "error", BED_PLAN_ABSENT_ERROR },
                                          { "skip", BED_PLAN_ABSENT_SKIP } };

static const cyaml_schema_value_t path_entry = { CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1,
                                                                    CYAML_UNLIMITED) };

static const cyaml_schema_field_t ingest_fields[] = {
    TEXT(bed_plan_ingest, dataset),
    MAYBE(bed_plan_ingest, path),
    CYAML_FIELD_SEQUENCE_COUNT("paths", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, bed_plan_ingest,
                               paths.at, paths.n, &path_entry, 1, CYAML_UNLIMITED),
    MAYBE(bed_plan_ingest, form),
    MAYBE(bed_plan_ingest, split),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t ingest_entry = { CYAML_VALUE_MAPPING(
    CYAML_FLAG_DEFAULT, bed_plan_ingest, ingest_fields) };

static const cyaml_schema_field_t report_fields[] = {
    MAYBE(bed_plan_report, file),
    MAYBE(bed_plan_report, title),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t plan_fields[] = {
    TEXT(bed_plan, name),
    TEXT(bed_plan, data),
    TEXT(bed_plan, out),
    CYAML_FIELD_UINT("seed", CYAML_FLAG_OPTIONAL, bed_plan, seed),
    CYAML_FIELD_ENUM("absent", CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT, bed_plan, absent, absents,
                     COUNT(absents)),
    CYAML_FIELD_SEQUENCE_COUNT("ingest", CYAML_FLAG_POINTER, bed_plan, ingest, n_ingest,
                               &ingest_entry, 1, CYAML_UNLIMITED),
    CYAML_FIELD_MAPPING_PTR("report", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, bed_plan, report,
                            report_fields),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t plan_schema = { CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, bed_plan,
                                                                      plan_fields) };

/* Copies what the YAML library owns into the plan's arena, so that overrides and file share one
 * owner. */
static bed_status keep(bed_plan *p, const char **text, bed_error *err)
{
    bed_str copy;

    if (*text == NULL)
        return BED_OK;
    BED_TRY(bed_arena_copy(&p->arena, bed_str_of(*text), &copy, err));
    *text = copy.ptr;
    return BED_OK;
}

static bed_status keep_ingest(bed_plan *p, bed_plan_ingest *e, bed_error *err)
{
    const char **paths = bed_new(&p->arena, const char *, e->paths.n + 1);

    if (paths == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: a plan");
    for (size_t i = 0; i < e->paths.n; i++) {
        paths[i] = e->paths.at[i];
        BED_TRY(keep(p, &paths[i], err));
    }
    e->paths.at = paths;
    BED_TRY(keep(p, &e->dataset, err));
    BED_TRY(keep(p, &e->path, err));
    BED_TRY(keep(p, &e->form, err));
    return keep(p, &e->split, err);
}

static bed_status copy_plan(const bed_plan *from, bed_plan *to, bed_error *err)
{
    to->name     = from->name;
    to->data     = from->data;
    to->out      = from->out;
    to->seed     = from->seed;
    to->absent   = from->absent;
    to->n_ingest = from->n_ingest;
    to->ingest   = bed_new(&to->arena, bed_plan_ingest, from->n_ingest);
    to->report   = bed_new(&to->arena, bed_plan_report, 1);
    if (to->ingest == NULL || to->report == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: a plan");
    BED_TRY(keep(to, &to->name, err));
    BED_TRY(keep(to, &to->data, err));
    BED_TRY(keep(to, &to->out, err));
    for (size_t i = 0; i < from->n_ingest; i++) {
        to->ingest[i] = from->ingest[i];
        BED_TRY(keep_ingest(to, &to->ingest[i], err));
    }
    if (from->report != NULL)
        *to->report = *from->report;
    BED_TRY(keep(to, &to->report->file, err));
    return keep(to, &to->report->title, err);
}

static bed_status set_seed(bed_plan *p, const char *value, bed_error *err)
{
    char *end;

    errno   = 0;
    p->seed = strtoull(value, &end, 10);
    if (errno != 0 || *end != '\0' || value[0] == '\0' || value[0] == '-')
        return bed_fail(err, BED_EARGUMENT, "seed: expected a number of 0 or more, found '%s'",
                        value);
    return BED_OK;
}

static bed_status set_absent(bed_plan *p, const char *value, bed_error *err)
{
    for (size_t i = 0; i < COUNT(absents); i++)
        if (strcmp(absents[i].str, value) == 0) {
            p->absent = (bed_plan_absent)absents[i].val;
            return BED_OK;
        }
    return bed_fail(err, BED_EARGUMENT, "absent: expected error or skip, found '%s'", value);
}

static bed_status override(bed_plan *p, const char *text, bed_error *err)
{
    static const char *const names[]  = { "name",         "data", "out",   "report.file",
                                          "report.title", "seed", "absent" };
    const char **const       places[] = { &p->name, &p->data, &p->out, &p->report->file,
                                          &p->report->title };
    const char              *equals   = strchr(text, '=');
    char                     key[64];

    if (equals == NULL || equals[1] == '\0' || (size_t)(equals - text) >= sizeof key)
        return bed_fail(err, BED_EARGUMENT, "'%s': expected KEY=VALUE", text);
    snprintf(key, sizeof key, "%.*s", (int)(equals - text), text);
    for (size_t i = 0; i < COUNT(names); i++) {
        if (strcmp(names[i], key) != 0)
            continue;
        if (strcmp(key, "seed") == 0)
            return set_seed(p, equals + 1, err);
        if (strcmp(key, "absent") == 0)
            return set_absent(p, equals + 1, err);
        *places[i] = equals + 1;
        return keep(p, places[i], err);
    }
    char hint[128];
    return bed_fail(err, BED_EARGUMENT, "'%s' is no key of a plan%s", key,
                    bed_did_you_mean(key, names, COUNT(names), hint, sizeof hint));
}

/* Two entries of one dataset would write the same folder. */
static bed_status check(const bed_yaml *y, const bed_plan *p, bed_error *err)
{
    char path[64];

    for (size_t i = 0; i < p->n_ingest; i++) {
        if (p->ingest[i].path != NULL && p->ingest[i].paths.n > 0) {
            snprintf(path, sizeof path, "ingest[%zu].paths", i);
            return bed_yaml_fail(y, err, path, "'path' stands beside it; expected one of the two");
        }
        for (size_t k = 0; k < i; k++)
            if (strcmp(p->ingest[i].dataset, p->ingest[k].dataset) == 0) {
                snprintf(path, sizeof path, "ingest[%zu].dataset", i);
                return bed_yaml_fail(y, err, path, "'%s' stands twice", p->ingest[i].dataset);
            }
    }
    return BED_OK;
}

bed_status bed_plan_load(const char *path, const char *const *overrides, size_t n_overrides,
                         bed_plan **out, bed_error *err)
{
    bed_buffer text = BED_BUFFER(BED_YAML_MAX_BYTES);
    bed_yaml  *yaml = NULL;
    void      *read = NULL;
    bed_plan  *p    = NULL;
    bed_status st   = BED_OK;

    *out = NULL;
    BED_GO(bed_file_read(path, &text, err));
    BED_GO(bed_yaml_open(bed_buffer_str(&text), path, &yaml, err));
    BED_GO(bed_yaml_read(yaml, &plan_schema, &read, err));
    BED_GO(check(yaml, read, err));
    BED_GO(bed_alloc_into((void **)&p, 1, sizeof *p, err));
    p->arena = BED_ARENA(4 << 20);
    BED_GO(copy_plan(read, p, err));
    for (size_t i = 0; i < n_overrides; i++)
        BED_GO(override(p, overrides[i], err));
    *out = p;
    p    = NULL;
done:
    bed_plan_destroy(p);
    bed_yaml_free(&plan_schema, read);
    bed_yaml_close(yaml);
    bed_buffer_deinit(&text);
    return st;
}

void bed_plan_destroy(bed_plan *p)
{
    if (p == NULL)
        return;
    bed_arena_deinit(&p->arena);
    bed_free(p);
}
