#include "catalog/schema.h"

#include <stddef.h>

#define TEXT(type, member)                                                                         \
    CYAML_FIELD_STRING_PTR(#member, CYAML_FLAG_POINTER, type, member, 0, CYAML_UNLIMITED)
#define WORD(type, member)                                                                         \
    CYAML_FIELD_STRING_PTR(#member, CYAML_FLAG_POINTER, type, member, 1, CYAML_UNLIMITED)
#define MAYBE(type, member)                                                                        \
    CYAML_FIELD_STRING_PTR(#member, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, type, member, 1,     \
                           CYAML_UNLIMITED)
/* May be left out, and is "", 0 or no item then. */
#define FREE_TEXT(type, member)                                                                    \
    CYAML_FIELD_STRING_PTR(#member, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, type, member, 0,     \
                           CYAML_UNLIMITED)
#define FREE_NUMBER(type, member) CYAML_FIELD_UINT(#member, CYAML_FLAG_OPTIONAL, type, member)
#define FREE_LIST(type, key, member, count, entry)                                                 \
    CYAML_FIELD_SEQUENCE_COUNT(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, type, member, count, \
                               &(entry), 0, CYAML_UNLIMITED)
#define FREE_NAMES(type, member) FREE_LIST(type, #member, member.at, member.n, name)
#define NUMBER(type, member) CYAML_FIELD_UINT(#member, CYAML_FLAG_DEFAULT, type, member)
#define LIST(type, key, member, count, entry)                                                      \
    CYAML_FIELD_SEQUENCE_COUNT(key, CYAML_FLAG_POINTER, type, member, count, &(entry), 0,          \
                               CYAML_UNLIMITED)
#define MAYBE_LIST(type, key, member, count, entry)                                                \
    CYAML_FIELD_SEQUENCE_COUNT(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, type, member, count, \
                               &(entry), 1, CYAML_UNLIMITED)
#define NAMES(type, member) LIST(type, #member, member.at, member.n, name)
#define TOP(type, fields)                                                                          \
    {                                                                                              \
        CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, type, fields)                                      \
    }
#define INNER(type, fields)                                                                        \
    {                                                                                              \
        CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, type, fields)                                      \
    }
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

const char *const bed__permission_names[3] = { "no", "ask", "yes" };
const char *const bed__access_names[5]     = { "open", "registration", "agreement", "gated",
                                               "unpublished" };
const char *const bed__header_names[3]     = { "auto", "yes", "no" };

static const cyaml_strval_t permissions[] = { { "no", BED_PERMISSION_NO },
                                              { "ask", BED_PERMISSION_ASK },
                                              { "yes", BED_PERMISSION_YES } };
static const cyaml_strval_t accesses[]    = {
       { "open", BED_ACCESS_OPEN },
       { "registration", BED_ACCESS_REGISTRATION },
       { "agreement", BED_ACCESS_AGREEMENT },
       { "gated", BED_ACCESS_GATED },
       { "unpublished", BED_ACCESS_UNPUBLISHED },
};
static const cyaml_strval_t headers[] = { { "auto", BED_FORM_HEADER_AUTO },
                                          { "yes", BED_FORM_HEADER_YES },
                                          { "no", BED_FORM_HEADER_NO } };

#define ENUM(type, member, words)                                                                  \
    CYAML_FIELD_ENUM(#member, CYAML_FLAG_STRICT, type, member, words, COUNT(words))

/* A name in a list; a list never holds an empty one. */
static const cyaml_schema_value_t name = { CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1,
                                                              CYAML_UNLIMITED) };

/* ---- taxonomy.yaml ---- */

static const cyaml_schema_field_t term_fields[] = {
    WORD(bed_term, id),      WORD(bed_term, title),   WORD(bed_term, definition),
    TEXT(bed_term, section), MAYBE(bed_term, parent), CYAML_FIELD_END,
};
static const cyaml_schema_value_t term = INNER(bed_term, term_fields);

static const cyaml_schema_field_t taxonomy_fields[] = {
#define X(name, list, word)                                                                        \
    CYAML_FIELD_SEQUENCE_COUNT(#list, CYAML_FLAG_POINTER, bed_taxonomy,                            \
                               dimensions[BED_DIMENSION_##name].at,                                \
                               dimensions[BED_DIMENSION_##name].n, &term, 1, CYAML_UNLIMITED),
    BED_DIMENSIONS(X)
#undef X
        CYAML_FIELD_END,
};
const cyaml_schema_value_t bed__taxonomy_schema = TOP(bed_taxonomy, taxonomy_fields);

/* ---- dataset.yaml ---- */

static const cyaml_schema_field_t license_fields[] = {
    WORD(bed_license, id),
    WORD(bed_license, name),
    ENUM(bed_license, train, permissions),
    ENUM(bed_license, share, permissions),
    ENUM(bed_license, commercial, permissions),
    FREE_TEXT(bed_license, note),
    CYAML_FIELD_END,
};
static const cyaml_schema_field_t paper_fields[] = {
    FREE_TEXT(bed_paper, title),  FREE_TEXT(bed_paper, authors), FREE_TEXT(bed_paper, venue),
    FREE_NUMBER(bed_paper, year), FREE_TEXT(bed_paper, url),     CYAML_FIELD_END,
};
static const cyaml_schema_field_t download_fields[] = {
    WORD(bed_download, url),         WORD(bed_download, file),  FREE_NUMBER(bed_download, bytes),
    FREE_TEXT(bed_download, sha256), WORD(bed_download, title), CYAML_FIELD_END,
};
static const cyaml_schema_value_t download       = INNER(bed_download, download_fields);
static const cyaml_schema_field_t scale_fields[] = {
    NUMBER(bed_scale, count), WORD(bed_scale, text), WORD(bed_scale, unit),
    WORD(bed_scale, source),  CYAML_FIELD_END,
};
static const cyaml_schema_value_t scale          = INNER(bed_scale, scale_fields);
static const cyaml_schema_field_t split_fields[] = {
    WORD(bed_split, name),
    FREE_TEXT(bed_split, part),
    NUMBER(bed_split, records),
    WORD(bed_split, source),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t split          = INNER(bed_split, split_fields);
static const cyaml_schema_field_t claim_fields[] = {
    WORD(bed_claim, id),
    FREE_TEXT(bed_claim, section),
    WORD(bed_claim, why),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t claim               = INNER(bed_claim, claim_fields);
static const cyaml_schema_field_t form_value_fields[] = {
    WORD(bed_form_value, key),
    WORD(bed_form_value, matches),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t form_value          = INNER(bed_form_value, form_value_fields);
static const cyaml_schema_field_t form_split_fields[] = {
    WORD(bed_form_split, match),
    WORD(bed_form_split, name),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t form_split         = INNER(bed_form_split, form_split_fields);
static const cyaml_schema_field_t form_join_fields[] = {
    WORD(bed_form_join, relation),
    WORD(bed_form_join, column),
    WORD(bed_form_join, key),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t form_join     = INNER(bed_form_join, form_join_fields);
static const cyaml_schema_field_t form_fields[] = {
    WORD(bed_form, name),
    WORD(bed_form, title),
    NAMES(bed_form, containers),
    FREE_TEXT(bed_form, records),
    CYAML_FIELD_ENUM("header", CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT, bed_form, header, headers,
                     COUNT(headers)),
    NAMES(bed_form, keys),
    FREE_NAMES(bed_form, absent),
    FREE_LIST(bed_form, "values", values, n_values, form_value),
    FREE_LIST(bed_form, "splits", splits, n_splits, form_split),
    FREE_TEXT(bed_form, split),
    FREE_TEXT(bed_form, sample),
    MAYBE(bed_form, encoding),
    MAYBE(bed_form, mapping),
    MAYBE(bed_form, relation),
    MAYBE_LIST(bed_form, "needs", needs.at, needs.n, name),
    MAYBE_LIST(bed_form, "joins", joins, n_joins, form_join),
    CYAML_FIELD_BOOL("verified", CYAML_FLAG_DEFAULT, bed_form, verified),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t form = INNER(bed_form, form_fields);

static const cyaml_schema_field_t part_fields[] = {
    WORD(bed_part, dataset), NAMES(bed_part, forms), TEXT(bed_part, files),
    TEXT(bed_part, where),   CYAML_FIELD_END,
};
static const cyaml_schema_value_t part = INNER(bed_part, part_fields);

static const cyaml_schema_field_t dataset_fields[] = {
    WORD(bed_dataset, key),
    WORD(bed_dataset, name),
    FREE_NUMBER(bed_dataset, number),
    FREE_TEXT(bed_dataset, part_of),
    FREE_LIST(bed_dataset, "parts", parts, n_parts, part),
    WORD(bed_dataset, category),
    WORD(bed_dataset, subtype),
    WORD(bed_dataset, summary),
    NAMES(bed_dataset, clinical_properties),
    FREE_NAMES(bed_dataset, inquiry_types),
    FREE_NAMES(bed_dataset, dynamics),
    NAMES(bed_dataset, audiences),
    NAMES(bed_dataset, data_types),
    FREE_NAMES(bed_dataset, annotations),
    FREE_TEXT(bed_dataset, annotation_note),
    NAMES(bed_dataset, languages),
    CYAML_FIELD_MAPPING("license", CYAML_FLAG_DEFAULT, bed_dataset, license, license_fields),
    ENUM(bed_dataset, access, accesses),
    FREE_LIST(bed_dataset, "downloads", downloads, n_downloads, download),
    FREE_NAMES(bed_dataset, by_hand),
    FREE_TEXT(bed_dataset, homepage),
    CYAML_FIELD_MAPPING("paper", CYAML_FLAG_OPTIONAL, bed_dataset, paper, paper_fields),
    FREE_TEXT(bed_dataset, citation),
    FREE_LIST(bed_dataset, "scale", scale, n_scale, scale),
    FREE_LIST(bed_dataset, "splits", splits, n_splits, split),
    FREE_NAMES(bed_dataset, application_papers),
    FREE_LIST(bed_dataset, "objectives", objectives, n_objectives, claim),
    FREE_LIST(bed_dataset, "gaps", gaps, n_gaps, claim),
    FREE_NAMES(bed_dataset, notes),
    LIST(bed_dataset, "forms", forms, n_forms, form),
    CYAML_FIELD_END,
};
const cyaml_schema_value_t bed__dataset_schema = TOP(bed_dataset, dataset_fields);

/* ---- methods, benchmarks, metrics ---- */

static const cyaml_schema_field_t entry_fields[] = {
    WORD(bed_entry, id),          WORD(bed_entry, name),        WORD(bed_entry, summary),
    NAMES(bed_entry, categories), NAMES(bed_entry, data_types), NAMES(bed_entry, objectives),
    NAMES(bed_entry, audiences),  TEXT(bed_entry, needs),       TEXT(bed_entry, direction),
    TEXT(bed_entry, range),       TEXT(bed_entry, section),     TEXT(bed_entry, source),
    NAMES(bed_entry, datasets),   NAMES(bed_entry, metrics),    CYAML_FIELD_END,
};
const cyaml_schema_value_t bed__entry_schema = TOP(bed_entry, entry_fields);
