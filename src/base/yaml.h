/* YAML files into C structs, by libyaml and libcyaml, with every fault named by file, line and key.
 * Read:      one document per file, UTF-8, at most BED_YAML_MAX_BYTES and 32 levels; no aliases, no
 *            doubled keys, no key that the schema does not name, whole numbers in decimal, booleans
 *            true, false, yes or no. An optional text that may be empty is "" where it is left out;
 *            what else is left out is 0 or NULL. Schema values of type FLAGS, BITFIELD and
 * SEQUENCE_FIXED are not used here. Ownership: a bed_yaml is closed with bed_yaml_close; what
 * bed_yaml_read gave is released with bed_yaml_free and the same schema, and lives on after the
 * close. Threads:   one handle, one thread at a time. */
#ifndef BED_BASE_YAML_H
#define BED_BASE_YAML_H

#include "base/str.h"

#include <cyaml/cyaml.h>

enum { BED_YAML_MAX_BYTES = 1 << 20 };

typedef struct bed_yaml bed_yaml;

/* Parses text; file names it in errors (copied; "" allowed). The text must outlive the handle.
 * Errors: BED_EFORMAT with file and line, BED_EMEMORY. */
bed_status bed_yaml_open(bed_str text, const char *file, bed_yaml **out,
                         bed_error *err) BED_USE_RESULT;
void       bed_yaml_close(bed_yaml *y); /* NULL allowed */

/* Checks the document against the schema, whose top is a mapping with CYAML_FLAG_POINTER, and loads
 * it. Errors: BED_EFORMAT with file, line and key, BED_EMEMORY. */
bed_status bed_yaml_read(const bed_yaml *y, const cyaml_schema_value_t *schema, void **out,
                         bed_error *err) BED_USE_RESULT;
void       bed_yaml_free(const cyaml_schema_value_t *schema, void *value); /* NULL allowed */

/* Line (1-based) on which a value stands: "license.train", "scale[1].count"; that of the nearest
 * enclosing value where the path goes further than the document. */
uint64_t bed_yaml_line(const bed_yaml *y, const char *path);

/* BED_EFORMAT "key 'license.train': <format>" with the document's file and the line of the path. */
bed_status bed_yaml_fail(const bed_yaml *y, bed_error *err, const char *path, const char *format,
                         ...) BED_PRINTF(4, 5);

/* "; did you mean 'x'?" into out, or "" where nothing is near. Returns out. */
const char *bed_did_you_mean(const char *word, const char *const *candidates, size_t n, char *out,
                             size_t out_bytes);

#endif
