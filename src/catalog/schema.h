/* Shapes of the catalogue's files, and the reading of one of them from memory. Inside the room. */
#ifndef BED_CATALOG_SCHEMA_H
#define BED_CATALOG_SCHEMA_H

#include "base/yaml.h"
#include "catalog/catalog.h"

extern const cyaml_schema_value_t bed__taxonomy_schema; /* bed_taxonomy */
extern const cyaml_schema_value_t bed__dataset_schema;  /* bed_dataset */
extern const cyaml_schema_value_t bed__entry_schema;    /* bed_entry */

/* Spellings of the enumerations, in order of their values. */
extern const char *const bed__permission_names[3];
extern const char *const bed__access_names[5];
extern const char *const bed__header_names[3];

/* What a file holds is checked by itself and against the taxonomy; folder is where its mappings and
 * samples must lie, NULL: not looked for. Errors: BED_EFORMAT with file, line and key. */
bed_status bed__taxonomy_check(const bed_taxonomy *t, const bed_yaml *y,
                               bed_error *err) BED_USE_RESULT;
bed_status bed__dataset_check(const bed_dataset *d, const bed_taxonomy *t, const char *key,
                              const char *folder, const bed_yaml *y, bed_error *err) BED_USE_RESULT;
bed_status bed__entry_check(const bed_entry *e, const bed_taxonomy *t, bed_catalog_kind kind,
                            const char *id, const bed_yaml *y, bed_error *err) BED_USE_RESULT;

/* One dataset.yaml from memory, checked against the taxonomy. Free with bed__dataset_destroy. */
bed_status bed__dataset_read(bed_str text, const char *file, const bed_taxonomy *t, const char *key,
                             bed_dataset **out, bed_error *err) BED_USE_RESULT;
void       bed__dataset_destroy(bed_dataset *d); /* NULL allowed */

const bed_term *bed__term(const bed_taxonomy *t, bed_dimension d, const char *id);
/* The nearest term's id, or NULL. */
const char *bed__near_term(const bed_taxonomy *t, bed_dimension d, const char *id);

/* A BibTeX entry is one "@type{key, name = {value}, ... }" with balanced braces and title, author
 * and year. Gives NULL, or what is wrong with it (a static text). */
const char *bed__bibtex_fault(const char *entry);

#endif
