/* Placement: where a corpus belongs in the taxonomy, told from measured properties alone by rules
 * that anyone can read and change (catalog/placement.yaml; docs/placement.md).
 * Ownership: what load or parse gave is released with destroy, which accepts NULL. The JSON that
 *            judge gives is the caller's (json_decref).
 * Threads:   a bed_placement is read-only and may be shared. */
#ifndef BED_PROFILE_PLACEMENT_H
#define BED_PROFILE_PLACEMENT_H

#include "catalog/catalog.h"

#include <jansson.h>

typedef struct bed_placement bed_placement;

/* One measured property of a group of records; group "*" is the whole corpus. */
typedef struct bed_measure {
    const char *group, *name;
    double      value;
    uint64_t    n; /* what it was measured on */
} bed_measure;

/* Reads the rules from a file, or from text that `name` names in errors. The taxonomy gives the
 * terms that rules may name. Errors: BED_EREAD; BED_EFORMAT with file, line and key; BED_EMEMORY.
 */
bed_status bed_placement_load(const char *path, const bed_taxonomy *taxonomy, bed_placement **out,
                              bed_error *err) BED_USE_RESULT;
bed_status bed_placement_parse(bed_str text, const char *name, const bed_taxonomy *taxonomy,
                               bed_placement **out, bed_error *err) BED_USE_RESULT;
void       bed_placement_destroy(bed_placement *p);

/* Adds the SQL that makes the macros marker_<id>(text, language) and the table profile_markers
 * (id, measure, flag) from profile_questions. */
bed_status bed_placement_markers(const bed_placement *p, bed_buffer *sql,
                                 bed_error *err) BED_USE_RESULT;

/* Judges the measures, which are sorted by group and name (strcmp). Every group is placed by
 * itself; the corpus belongs where most of its records are; groups of fewer than ten records follow
 * the largest group, unless nothing fits them at all. Gives an object with the members placement,
 * objectives and gaps as docs/formats/profile.md describes them. Errors: BED_EARGUMENT (no group
 * "*"), BED_EMEMORY. */
bed_status bed_placement_judge(const bed_placement *p, const bed_measure *measures, size_t n,
                               json_t **out, bed_error *err) BED_USE_RESULT;

#endif
