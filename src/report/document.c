/* profile.json and manifest.json: read, held against what the page needs of them, asked. */
#include "report/page.h"

#include <inttypes.h>

typedef enum kind { TEXT, COUNT, NUMBER, BOOLEAN, OBJECT, LIST, TEXTS, COUNTS, INTERVAL } kind;

/* A member of an object. The table ends with a NULL name. */
typedef struct member {
    const char          *name;
    kind                 kind;
    bool                 maybe;  /* may be null or absent */
    const struct member *fields; /* OBJECT, and the items of a LIST */
} member;

#define END                                                                                        \
    {                                                                                              \
        NULL, TEXT, false, NULL                                                                    \
    }

static const member source_members[] = { { "file", TEXT, false, NULL },
                                         { "bytes", COUNT, true, NULL },
                                         { "sha256", TEXT, true, NULL },
                                         { "form", TEXT, true, NULL },
                                         END };

static const member manifest_part[] = { { "license", TEXT, true, NULL },
                                        { "seed", COUNT, true, NULL },
                                        END };

static const member corpus_members[] = { { "datasets", TEXTS, false, NULL },
                                         { "sources", LIST, true, source_members },
                                         { "manifest", OBJECT, true, manifest_part },
                                         END };

static const member duplicate_members[] = { { "records", COUNT, false, NULL },
                                            { "groups", COUNT, false, NULL },
                                            { "surplus", COUNT, true, NULL },
                                            END };

static const member count_members[] = { { "records", COUNT, false, NULL },
                                        { "quarantined", COUNT, false, NULL },
                                        { "rows_in", COUNT, false, NULL },
                                        { "sampled", COUNT, true, NULL },
                                        { "by_dataset", COUNTS, true, NULL },
                                        { "by_split", COUNTS, true, NULL },
                                        { "by_kind", COUNTS, true, NULL },
                                        { "by_language", COUNTS, true, NULL },
                                        { "exact_duplicates", OBJECT, true, duplicate_members },
                                        END };

static const member overlap_members[] = {
    { "split", TEXT, false, NULL },        { "other", TEXT, false, NULL },
    { "records", COUNT, false, NULL },     { "groups", COUNT, true, NULL },
    { "of", COUNT, false, NULL },          { "share", NUMBER, true, NULL },
    { "by_language", COUNTS, true, NULL }, END
};

static const member example_members[] = {
    { "file", TEXT, true, NULL }, { "row", COUNT, true, NULL }, { "reason", TEXT, true, NULL }, END
};

static const member rule_members[] = { { "rule", TEXT, false, NULL },
                                       { "n", COUNT, false, NULL },
                                       { "example", OBJECT, true, example_members },
                                       END };

static const member bin_members[] = {
    { "lo", NUMBER, false, NULL }, { "hi", NUMBER, true, NULL }, { "n", COUNT, false, NULL }, END
};

/* The distribution of one measure. */
#define SPREAD                                                                                     \
    { "n", COUNT, false, NULL }, { "mean", NUMBER, true, NULL }, { "median", NUMBER, true, NULL }, \
        { "p05", NUMBER, true, NULL }, { "p95", NUMBER, true, NULL },                              \
        { "min", NUMBER, true, NULL }, { "max", NUMBER, true, NULL },                              \
    {                                                                                              \
        "histogram", LIST, true, bin_members                                                       \
    }

static const member per_record_members[] = { SPREAD, END };

static const member turn_members[] = { { "per_record", OBJECT, false, per_record_members },
                                       { "by_role", COUNTS, false, NULL },
                                       END };

static const member length_members[] = {
    { "role", TEXT, false, NULL }, { "unit", TEXT, false, NULL }, SPREAD, END
};

static const member language_members[] = { { "language", TEXT, true, NULL },
                                           { "declared", COUNT, false, NULL },
                                           { "detected", COUNT, false, NULL },
                                           { "agree", COUNT, false, NULL },
                                           END };

static const member readability_members[] = { { "role", TEXT, false, NULL },
                                              { "language", TEXT, false, NULL },
                                              { "measure", TEXT, false, NULL },
                                              { "n", COUNT, false, NULL },
                                              { "mean", NUMBER, true, NULL },
                                              { "median", NUMBER, true, NULL },
                                              { "p25", NUMBER, true, NULL },
                                              { "p75", NUMBER, true, NULL },
                                              { "share_above_8", NUMBER, true, NULL },
                                              { "pooled", NUMBER, true, NULL },
                                              END };

static const member vocabulary_members[] = {
    { "role", TEXT, false, NULL },      { "language", TEXT, false, NULL },
    { "n", COUNT, true, NULL },         { "unit", TEXT, true, NULL },
    { "familiar", NUMBER, true, NULL }, { "professional", NUMBER, true, NULL },
    { "lay", NUMBER, true, NULL },      END
};

static const member asking_members[] = {
    { "role", TEXT, false, NULL },       { "turns", COUNT, false, NULL },
    { "questions", COUNT, false, NULL }, { "rate", NUMBER, true, NULL },
    { "ci", INTERVAL, true, NULL },      END
};

static const member inquiry_members[] = { { "type", TEXT, false, NULL },
                                          { "n", COUNT, false, NULL },
                                          { "share", NUMBER, true, NULL },
                                          { "ci", INTERVAL, true, NULL },
                                          END };

static const member top_members[] = { { "value", TEXT, false, NULL },
                                      { "n", COUNT, false, NULL },
                                      END };

static const member label_members[] = { { "label", TEXT, false, NULL },
                                        { "level", TEXT, false, NULL },
                                        { "records", COUNT, false, NULL },
                                        { "coverage", NUMBER, true, NULL },
                                        { "values", COUNT, true, NULL },
                                        { "top", LIST, true, top_members },
                                        END };

static const member people_members[] = { { "attribute", TEXT, false, NULL },
                                         { "known", COUNT, false, NULL },
                                         { "coverage", NUMBER, true, NULL },
                                         { "top", LIST, true, top_members },
                                         END };

#define JUDGEMENT                                                                                  \
    { "id", TEXT, false, NULL }, { "score", NUMBER, true, NULL },                                  \
        { "reasons", TEXTS, true, NULL },                                                          \
    {                                                                                              \
        "against", TEXTS, true, NULL                                                               \
    }

static const member judgement_members[] = { JUDGEMENT, END };

static const member subtype_members[] = { JUDGEMENT,
                                          { "runners_up", LIST, true, judgement_members },
                                          END };

static const member annotation_members[] = {
    JUDGEMENT, { "level", TEXT, true, NULL }, { "kinds", LIST, true, judgement_members }, END
};

static const member share_members[] = { { "subtype", TEXT, false, NULL },
                                        { "share", NUMBER, true, NULL },
                                        { "n", COUNT, true, NULL },
                                        END };

static const member group_members[] = { { "shape", TEXT, false, NULL },
                                        { "n", COUNT, false, NULL },
                                        { "subtype", TEXT, true, NULL },
                                        { "score", NUMBER, true, NULL },
                                        END };

static const member placement_members[] = { { "category", OBJECT, true, judgement_members },
                                            { "subtype", OBJECT, true, subtype_members },
                                            { "audience", OBJECT, true, judgement_members },
                                            { "data_type", OBJECT, true, judgement_members },
                                            { "annotation", OBJECT, true, annotation_members },
                                            { "shares", LIST, true, share_members },
                                            { "groups", LIST, true, group_members },
                                            END };

static const member objective_members[] = {
    { "id", TEXT, false, NULL },     { "supported", BOOLEAN, false, NULL },
    { "section", TEXT, true, NULL }, { "kind", TEXT, true, NULL },
    { "why", TEXT, true, NULL },     END
};

static const member gap_members[] = { { "id", TEXT, false, NULL },
                                      { "section", TEXT, true, NULL },
                                      { "why", TEXT, true, NULL },
                                      { "evidence", TEXT, true, NULL },
                                      END };

static const member profile_members[] = { { "schema", TEXT, false, NULL },
                                          { "bedside", TEXT, false, NULL },
                                          { "corpus", OBJECT, false, corpus_members },
                                          { "counts", OBJECT, false, count_members },
                                          { "split_overlap", LIST, true, overlap_members },
                                          { "quarantine", LIST, false, rule_members },
                                          { "turns", OBJECT, false, turn_members },
                                          { "lengths", LIST, false, length_members },
                                          { "languages", LIST, false, language_members },
                                          { "readability", LIST, false, readability_members },
                                          { "vocabulary", LIST, false, vocabulary_members },
                                          { "questions", LIST, false, asking_members },
                                          { "inquiry", LIST, false, inquiry_members },
                                          { "inquiry_unclassified", COUNT, true, NULL },
                                          { "inquiry_questions", COUNT, true, NULL },
                                          { "labels", LIST, false, label_members },
                                          { "demographics", LIST, false, people_members },
                                          { "placement", OBJECT, false, placement_members },
                                          { "objectives", LIST, false, objective_members },
                                          { "gaps", LIST, false, gap_members },
                                          END };

static const member manifest_source_members[] = { { "file", TEXT, false, NULL },
                                                  { "bytes", COUNT, true, NULL },
                                                  { "sha256", TEXT, true, NULL },
                                                  { "state", TEXT, true, NULL },
                                                  { "reason", TEXT, true, NULL },
                                                  { "form", TEXT, true, NULL },
                                                  { "mapping_sha256", TEXT, true, NULL },
                                                  { "split", TEXT, true, NULL },
                                                  { "rows", COUNT, true, NULL },
                                                  { "unreadable", COUNT, true, NULL },
                                                  END };

static const member manifest_members[] = { { "license", TEXT, true, NULL },
                                           { "seed", COUNT, true, NULL },
                                           { "sources", LIST, false, manifest_source_members },
                                           END };

/* ---- checking ---- */

/* Where in the document we are, outermost first. */
typedef struct place {
    const struct place *outer;
    const char         *name; /* NULL: an item */
    size_t              index;
} place;

static size_t write_place(const place *at, char *out, size_t size)
{
    size_t used = at->outer == NULL ? 0 : write_place(at->outer, out, size);

    if (used < size)
        used += (size_t)(at->name == NULL ? snprintf(out + used, size - used, "[%zu]", at->index)
                                          : snprintf(out + used, size - used, "%s%.60s",
                                                     used > 0 ? "." : "", at->name));
    return used;
}

static const char *type_name(const json_t *v)
{
    static const char *const names[] = { "an object",      "a list",   "a text",
                                         "a whole number", "a number", "true or false",
                                         "true or false",  "null" };

    return v == NULL ? "nothing" : names[json_typeof(v)];
}

static bed_status fault(const place *at, const char *expected, const json_t *found, bed_error *err)
{
    char   path[512];
    size_t n;

    write_place(at, path, sizeof path);
    n       = bed_utf8_valid_until(bed_str_of(path));
    path[n] = '\0';
    return bed_fail(err, BED_EFORMAT, "%s: expected %s, found %s", path, expected,
                    type_name(found));
}

static bed_status check_object(const json_t *v, const member *members, const place *at,
                               bed_error *err);

static bed_status check_list(const json_t *v, const member *items, const place *at, bed_error *err)
{
    if (!json_is_array(v))
        return fault(at, "a list", v, err);
    for (size_t i = 0; i < json_array_size(v); i++) {
        const json_t *item = json_array_get(v, i);
        const place   here = { at, NULL, i };

        if (items == NULL && !json_is_string(item))
            return fault(&here, "a text", item, err);
        if (items != NULL)
            BED_TRY(check_object(item, items, &here, err));
    }
    return BED_OK;
}

static bool is_count(const json_t *v)
{
    return json_is_integer(v) && json_integer_value(v) >= 0;
}

static bed_status check_counts(const json_t *v, const place *at, bed_error *err)
{
    const char *name;
    json_t     *n;

    if (!json_is_object(v))
        return fault(at, "an object", v, err);
    json_object_foreach((json_t *)(uintptr_t)v, name, n)
    {
        const place here = { at, name, 0 };

        if (!is_count(n))
            return fault(&here, "a count of 0 or more", n, err);
    }
    return BED_OK;
}

static bed_status check_interval(const json_t *v, const place *at, bed_error *err)
{
    const bool good = json_array_size(v) == 2 && json_is_number(json_array_get(v, 0)) &&
                      json_is_number(json_array_get(v, 1));

    return good ? BED_OK : fault(at, "two numbers", v, err);
}

static bed_status check_value(const json_t *v, const member *m, const place *at, bed_error *err)
{
    switch (m->kind) {
    case TEXT:
        return json_is_string(v) ? BED_OK : fault(at, "a text", v, err);
    case COUNT:
        return is_count(v) ? BED_OK : fault(at, "a count of 0 or more", v, err);
    case NUMBER:
        return json_is_number(v) ? BED_OK : fault(at, "a number", v, err);
    case BOOLEAN:
        return json_is_boolean(v) ? BED_OK : fault(at, "true or false", v, err);
    case OBJECT:
        return check_object(v, m->fields, at, err);
    case LIST:
        return check_list(v, m->fields, at, err);
    case TEXTS:
        return check_list(v, NULL, at, err);
    case COUNTS:
        return check_counts(v, at, err);
    case INTERVAL:
        return check_interval(v, at, err);
    }
    return BED_OK;
}

static bed_status check_object(const json_t *v, const member *members, const place *at,
                               bed_error *err)
{
    if (!json_is_object(v))
        return at->outer == NULL
                   ? bed_fail(err, BED_EFORMAT, "expected an object, found %s", type_name(v))
                   : fault(at, "an object", v, err);
    for (const member *m = members; m->name != NULL; m++) {
        const json_t *value = json_object_get(v, m->name);
        const place   here  = { at, m->name, 0 };

        if (m->maybe && (value == NULL || json_is_null(value)))
            continue;
        BED_TRY(check_value(value, m, &here, err));
    }
    return BED_OK;
}

/* ---- reading ---- */

/* Parses text and holds it against members. The error's file is the input's name and `file`. */
static bed_status read_json(const char *input, const char *file, bed_str text,
                            const member *members, json_t **out, bed_error *err)
{
    static const place root = { NULL, "", 0 };
    char               path[BED_ERROR_FILE];
    json_error_t       why;
    bed_status         st;

    snprintf(path, sizeof path, "%.400s/%s", input, file);
    *out = json_loadb(text.ptr == NULL ? "" : text.ptr, text.len, 0, &why);
    if (*out == NULL)
        st = bed_fail(err, BED_EFORMAT, "line %d: %s", why.line, why.text);
    else
        st = check_object(*out, members, &root, err);
    return st == BED_OK ? BED_OK : bed_fail_in(err, st, path, 0);
}

static bed_status check_schema(const char *input, const json_t *profile, bed_error *err)
{
    const char *schema = bed__text_at(profile, "schema");
    char        path[BED_ERROR_FILE];

    if (strcmp(schema, "bedside-profile/1") == 0)
        return BED_OK;
    snprintf(path, sizeof path, "%.400s/profile.json", input);
    bed_fail(err, BED_EFORMAT, "schema: expected 'bedside-profile/1', found '%.80s'", schema);
    return bed_fail_in(err, BED_EFORMAT, path, 0);
}

bed_status bed__corpus_read(const bed_report_input *input, const bed_catalog *catalog,
                            size_t place_no, bed__corpus *out, bed_error *err)
{
    const json_t *keys;

    *out = (bed__corpus){ .name = input->name };
    snprintf(out->id, sizeof out->id, "corpus-%zu", place_no);
    BED_TRY(read_json(input->name, "profile.json", input->profile, profile_members, &out->profile,
                      err));
    BED_TRY(check_schema(input->name, out->profile, err));
    if (input->manifest.len > 0)
        BED_TRY(read_json(input->name, "manifest.json", input->manifest, manifest_members,
                          &out->manifest, err));
    keys = bed__at(out->profile, "corpus.datasets");
    if (json_array_size(keys) == 1)
        out->dataset = bed_catalog_dataset(catalog, json_string_value(json_array_get(keys, 0)));
    return BED_OK;
}

void bed__corpus_deinit(bed__corpus *c)
{
    json_decref(c->profile);
    json_decref(c->manifest);
    *c = (bed__corpus){ 0 };
}

const char *bed__corpus_title(const bed__corpus *c)
{
    return c->dataset == NULL ? c->name : c->dataset->name;
}

const char *bed__corpus_short(const bed__corpus *c)
{
    return c->dataset == NULL ? c->name : c->dataset->key;
}

/* ---- asking ---- */

const json_t *bed__at(const json_t *object, const char *path)
{
    while (object != NULL && *path != '\0') {
        const size_t n = strcspn(path, ".");
        char         name[64];

        snprintf(name, sizeof name, "%.*s", (int)n, path);
        object = json_object_get(object, name);
        path += n + (path[n] == '.');
    }
    return json_is_null(object) ? NULL : object;
}

const char *bed__text_at(const json_t *object, const char *path)
{
    const char *text = json_string_value(bed__at(object, path));

    return text == NULL ? "" : text;
}

uint64_t bed__count_at(const json_t *object, const char *path)
{
    return (uint64_t)json_integer_value(bed__at(object, path));
}

double bed__number_at(const json_t *object, const char *path)
{
    const json_t *v = bed__at(object, path);

    return json_is_number(v) ? json_number_value(v) : (double)NAN;
}

bool bed__true_at(const json_t *object, const char *path)
{
    return json_is_true(bed__at(object, path));
}
