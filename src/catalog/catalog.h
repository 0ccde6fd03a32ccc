/* The catalogue: what is known of datasets, methods, benchmarks and metrics, as data.
 * Files:     <data>/catalog/taxonomy.yaml, <data>/catalog/{methods,benchmarks,metrics}/<id>.yaml,
 *            <data>/datasets/<key>/dataset.yaml, and <folder>/<key>/dataset.yaml for the folders of
 *            one's own datasets; their format is docs/formats/dataset.md.
 * Checked:   every file when it is loaded; a fault is named by file, line (err->row) and key.
 * Ownership: everything reached from a bed_catalog belongs to it and lives until
 *            bed_catalog_destroy. Strings are UTF-8 and never NULL unless said so.
 * Threads:   a loaded catalogue is read-only and may be shared between threads. */
#ifndef BED_CATALOG_H
#define BED_CATALOG_H

#include "base/base.h"

/* The taxonomy's dimensions: enumerator, list in taxonomy.yaml, what one of its terms is called. */
#define BED_DIMENSIONS(X)                                                                          \
    X(CATEGORY, categories, "category")                                                            \
    X(SUBTYPE, subtypes, "subtype")                                                                \
    X(PROPERTY, clinical_properties, "clinical property")                                          \
    X(INQUIRY, inquiry_types, "inquiry type")                                                      \
    X(DYNAMIC, dynamics, "communication dynamic")                                                  \
    X(AUDIENCE, audiences, "audience")                                                             \
    X(DATA_TYPE, data_types, "data type")                                                          \
    X(ANNOTATION, annotations, "annotation kind")                                                  \
    X(OBJECTIVE, objectives, "training objective")                                                 \
    X(GAP, gaps, "gap")                                                                            \
    X(LABEL, label_names, "label name")                                                            \
    X(ROLE, roles, "role")                                                                         \
    X(KIND, kinds, "record kind")

typedef enum bed_dimension {
#define X(name, list, word) BED_DIMENSION_##name,
    BED_DIMENSIONS(X)
#undef X
        BED_N_DIMENSIONS
} bed_dimension;

typedef struct bed_names {
    const char **at;
    size_t       n;
} bed_names;

typedef struct bed_term {
    const char *id, *title, *definition;
    const char *section; /* of the survey; "" where the term is ours */
    const char *parent;  /* NULL: none; a subtype's category */
} bed_term;

typedef struct bed_terms {
    bed_term *at;
    size_t    n;
} bed_terms;

typedef struct bed_taxonomy {
    bed_terms dimensions[BED_N_DIMENSIONS];
} bed_taxonomy;

typedef enum bed_permission {
    BED_PERMISSION_NO,
    BED_PERMISSION_ASK,
    BED_PERMISSION_YES
} bed_permission;

typedef enum bed_access {
    BED_ACCESS_OPEN,
    BED_ACCESS_REGISTRATION,
    BED_ACCESS_AGREEMENT,
    BED_ACCESS_GATED,
    BED_ACCESS_UNPUBLISHED
} bed_access;

typedef struct bed_license {
    const char    *id; /* SPDX identifier, or other, none-stated, agreement */
    const char    *name;
    bed_permission train, share, commercial;
    const char    *note;
} bed_license;

typedef struct bed_paper {
    const char *title, *authors, *venue, *url;
    uint32_t    year;
} bed_paper;

/* One published file of a dataset that may be fetched. */
typedef struct bed_download {
    const char *url;    /* https:// or http:// */
    const char *file;   /* relative path it is kept under; see bed_download_file_fault */
    uint64_t    bytes;  /* 0: not known */
    const char *sha256; /* 64 lower-case hexadecimal digits; "": not known */
    const char *title;
} bed_download;

/* One published figure of a dataset's size. */
typedef struct bed_scale {
    uint64_t    count;
    const char *text; /* as it was published: "~60K" */
    const char *unit; /* questions, dialogues, ... */
    const char *source;
} bed_scale;

typedef struct bed_split {
    const char *name, *part;
    uint64_t    records;
    const char *source;
} bed_split;

/* An objective that a dataset supports, or a gap it has. */
typedef struct bed_claim {
    const char *id, *section, *why;
} bed_claim;

typedef enum bed_form_header {
    BED_FORM_HEADER_AUTO,
    BED_FORM_HEADER_YES,
    BED_FORM_HEADER_NO
} bed_form_header;

typedef struct bed_form_value {
    const char *key;     /* dotted path */
    const char *matches; /* PCRE2 pattern that values there match */
} bed_form_value;

typedef struct bed_form_split {
    const char *match; /* PCRE2 pattern on the input's path */
    const char *name;  /* the split that such a file is */
} bed_form_split;

/* Where a form's records and the rows of a relation belong together. */
typedef struct bed_form_join {
    const char *relation;
    const char *column; /* of the relation */
    const char *key;    /* dotted path in the form's records to the value that stands there */
} bed_form_join;

/* One published form of a dataset: how it is recognised and which mapping reads it. */
typedef struct bed_form {
    const char *name, *title;
    bed_names   containers; /* names of bed_container (source/source.h) */
    const char *records; /* JSON: key of the record array; XML: element names "A|b"; XLSX: sheet */
    bed_form_header header;
    bed_names       keys;   /* dotted paths that records of this form have */
    bed_names       absent; /* dotted paths they never have */
    bed_form_value *values;
    size_t          n_values;
    bed_form_split *splits;
    size_t          n_splits;
    const char     *split;    /* where no rule matches; "" = full */
    const char     *sample;   /* path below the dataset's folder, "" = none */
    const char     *encoding; /* bed_reader_options.encoding; NULL: UTF-8 */
    const char     *mapping;  /* NULL: <name>.sql */
    /* NULL: the rows are records. Else they are rows of this relation, which the mappings of the
     * dataset's other forms may join. */
    const char    *relation;
    bed_names      needs; /* relations without which the mapping cannot do */
    bed_form_join *joins; /* how the relations' rows are asked for */
    size_t         n_joins;
    bool           verified; /* false: the layout was not seen in published files */
} bed_form;

/* One dataset that a union of datasets reads: which of its forms, files and records. */
typedef struct bed_part {
    const char *dataset; /* key; it has no parts of its own */
    bed_names   forms;   /* names of its forms; [] = all */
    const char *files;   /* PCRE2 pattern on the input's path, without regard to case; "" = any */
    const char *where;   /* SQL condition on the canonical record; "" = all */
} bed_part;

typedef struct bed_dataset {
    const char *key, *name;
    uint32_t    number;  /* 1-21 in the survey's Figure 1; 0 for parts and related data */
    const char *part_of; /* key of the whole, or "" */
    bed_part   *parts; /* of a union: what it is put together from; a dataset may stand in several,
                          each of its forms in one */
    size_t      n_parts;
    const char *category, *subtype, *summary;
    bed_names   clinical_properties, inquiry_types, dynamics, audiences, data_types, annotations;
    const char *annotation_note;
    bed_names   languages; /* BCP 47 */
    bed_license license;
    bed_access  access;

    bed_download *downloads; /* what `bedside pull` fetches */
    size_t        n_downloads;
    bed_names     by_hand; /* steps in words to get what cannot be fetched */

    const char *homepage;
    bed_paper   paper;
    const char *citation; /* BibTeX */
    bed_scale  *scale;
    size_t      n_scale;
    bed_split  *splits;
    size_t      n_splits;
    bed_names   application_papers;
    bed_claim  *objectives;
    size_t      n_objectives;
    bed_claim  *gaps;
    size_t      n_gaps;
    bed_names   notes;
    bed_form   *forms;
    size_t      n_forms;
    const char *folder; /* where dataset.yaml, mappings and sample lie */
} bed_dataset;

/* A method, a benchmark or a metric. */
typedef struct bed_entry {
    const char *id, *name, *summary;
    bed_names   categories, data_types, objectives, audiences; /* what it suits; [] = any */
    const char *needs;
    const char *direction; /* metrics: higher, lower, neither; "" elsewhere */
    const char *range;     /* metrics: "[0, 1]" */
    const char *section, *source;
    bed_names   datasets; /* keys */
    bed_names   metrics;  /* ids */
} bed_entry;

typedef enum bed_catalog_kind {
    BED_CATALOG_DATASETS,
    BED_CATALOG_METHODS,
    BED_CATALOG_BENCHMARKS,
    BED_CATALOG_METRICS,
    BED_CATALOG_TAXONOMY,
    BED_N_CATALOG_KINDS
} bed_catalog_kind;

typedef struct bed_entries {
    bed_entry **at; /* in order of id */
    size_t      n;
} bed_entries;

typedef struct bed_catalog {
    const char   *data_dir; /* the folder that holds catalog/ and datasets/ */
    bed_taxonomy *taxonomy;
    bed_dataset **datasets; /* numbered ones first, in order of number, then by key */
    size_t        n_datasets;
    bed_entries   entries[BED_N_CATALOG_KINDS]; /* methods, benchmarks, metrics; others empty */
    bed_arena     arena;
} bed_catalog;

/* Finds the data folder: $BEDSIDE_DATA, <prefix>/share/bedside beside the program's bin folder, the
 * source tree. Errors: BED_EREAD with the places that were looked at. */
bed_status bed_catalog_data_dir(char out[BED_PATH_MAX], bed_error *err) BED_USE_RESULT;

/* Loads and checks everything below data_dir. NULL: bed_catalog_data_dir, and the datasets in the
 * folders that $BEDSIDE_DATASETS names, with ':' between them. Errors: BED_EREAD, BED_EFORMAT with
 * file, line and key (also of a key that two datasets have), BED_EMEMORY. */
bed_status bed_catalog_load(const char *data_dir, bed_catalog **out, bed_error *err) BED_USE_RESULT;
void       bed_catalog_destroy(bed_catalog *c); /* NULL allowed */

/* NULL when there is none. */
const bed_dataset *bed_catalog_dataset(const bed_catalog *c, const char *key);
const bed_entry   *bed_catalog_entry(const bed_catalog *c, bed_catalog_kind kind, const char *id);
const bed_term    *bed_catalog_term(const bed_catalog *c, bed_dimension d, const char *id);
const bed_form    *bed_dataset_form(const bed_dataset *d, const char *name);
bool               bed_part_reads(const bed_part *p, const char *form);

/* Whether rows of one of its forms stand in the relation of this name. */
bool bed_dataset_has_relation(const bed_dataset *d, const char *name);

/* The same, or BED_EARGUMENT with the name meant: "no dataset 'medqaa'; did you mean 'medqa'?". */
bed_status bed_catalog_need_dataset(const bed_catalog *c, const char *key, const bed_dataset **out,
                                    bed_error *err) BED_USE_RESULT;
bed_status bed_catalog_need_term(const bed_catalog *c, bed_dimension d, const char *id,
                                 const bed_term **out, bed_error *err) BED_USE_RESULT;
bed_status bed_dataset_need_form(const bed_dataset *d, const char *name, const bed_form **out,
                                 bed_error *err) BED_USE_RESULT;

/* Whether a form's rows make no records but are those of a relation; whether its mapping joins one.
 * f may be NULL. */
bool bed_form_is_relation(const bed_form *f);
bool bed_form_joins(const bed_form *f);

/* Path of a file below the dataset's folder, of a form's mapping, of its sample. The last gives
 * BED_UNDEFINED for a form without a sample. */
bed_status bed_dataset_path(const bed_catalog *c, const bed_dataset *d, const char *file,
                            char out[BED_PATH_MAX], bed_error *err) BED_USE_RESULT;
bed_status bed_form_mapping_path(const bed_catalog *c, const bed_dataset *d, const bed_form *f,
                                 char out[BED_PATH_MAX], bed_error *err) BED_USE_RESULT;
bed_status bed_form_sample_path(const bed_catalog *c, const bed_dataset *d, const bed_form *f,
                                char out[BED_PATH_MAX], bed_error *err) BED_USE_RESULT;

/* NULL, or why a download must not be kept under that name (a static text): names of files below a
 * folder, of printable characters without '\\', no part of which is empty, ".." or begins with '.'.
 */
const char *bed_download_file_fault(const char *file);

const char *bed_dimension_list(bed_dimension d); /* "categories" */
const char *bed_dimension_word(bed_dimension d); /* "category" */
const char *bed_permission_name(bed_permission p);
const char *bed_access_name(bed_access a);
const char *bed_catalog_kind_name(bed_catalog_kind k);
bed_status  bed_catalog_kind_of(const char *name, bed_catalog_kind *out,
                                bed_error *err) BED_USE_RESULT;

/* What to list. NULL members do not filter; several values are separated by commas and any of them
 * matches. Values are taxonomy ids, BCP 47 tags (zh matches zh-Hans and zh-Hant), licence ids, uses
 * (train, share, commercial: those whose licence says yes). */
typedef struct bed_catalog_query {
    bed_catalog_kind kind;
    const char *category, *subtype, *language, *audience, *data_type, *annotation, *license, *may;
} bed_catalog_query;

typedef enum bed_catalog_format {
    BED_CATALOG_TABLE, /* aligned, at most 100 columns, for people */
    BED_CATALOG_JSON,
    BED_CATALOG_YAML
} bed_catalog_format;

/* Adds the entries that match to `out` and their number to *n. Errors: BED_EARGUMENT for a value
 * that no entry could have, or a filter that this kind lacks; BED_EMEMORY. */
bed_status bed_catalog_list(const bed_catalog *c, const bed_catalog_query *query,
                            bed_catalog_format format, bed_buffer *out, size_t *n,
                            bed_error *err) BED_USE_RESULT;

/* All of one entry, sought by key among datasets, then methods, benchmarks and metrics, then terms
 * ("medqa", "bleu", "licensing_exam"; "methods/lora" says which). Errors: BED_EARGUMENT with the
 * name meant; BED_EMEMORY. */
bed_status bed_catalog_show(const bed_catalog *c, const char *key, bed_catalog_format format,
                            bed_buffer *out, bed_error *err) BED_USE_RESULT;

/* The BibTeX entries of datasets, an empty line between two; one that several share comes once.
 * JSON and YAML give a list of {key, citation} with an item for every key. Errors: BED_EARGUMENT
 * with the name meant, BED_UNDEFINED for a dataset without a publication; BED_EMEMORY. */
bed_status bed_catalog_cite(const bed_catalog *c, const char *const *keys, size_t n_keys,
                            bed_catalog_format format, bed_buffer *out,
                            bed_error *err) BED_USE_RESULT;

#endif
