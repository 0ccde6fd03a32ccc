/* Mappings: one SELECT from records as they were published to canonical columns. */
#ifndef BED_INGEST_MAPPING_H
#define BED_INGEST_MAPPING_H

#include "ingest/chunk.h"

typedef struct bed_mapping {
    const bed_form *form; /* NULL: the user's own */
    const char     *path; /* of the file, for errors and the manifest */
    char            sha256[BED_SHA256_TEXT];
    bed_buffer      sql;       /* the text of the file */
    bed_buffer      canonical; /* the SELECT list that makes canonical columns of the mapping's */
    bool            splits;    /* each record names its split */
    bed_buffer      columns;   /* of a relation: "name" TYPE, … beside file and row */
    bool            refuses;   /* of a relation: the mapping may refuse rows */
} bed_mapping;

/* What goes into every record of a mapping. */
typedef struct bed_mapping_way {
    const char *dataset, *license;
    const char *part;  /* of a union: the dataset that the record comes from; "": none */
    const char *where; /* SQL: records for which it is not true are refused; "": none */
} bed_mapping_way;

/* Where the parts of a corpus are written. */
typedef struct bed_mapping_target {
    const char *dataset;
    const char *corpus;    /* folder with records/ and quarantine/ */
    const char *relations; /* folder for the rows of relations */
} bed_mapping_target;

/* Reads the file at path (it lives on) and tries it on no rows; the relations that it joins must be
 * there. Errors: BED_EREAD; BED_EFORMAT with the file and what the data engine says of it, or the
 * column that is missing or unknown. */
bed_status bed_mapping_open(bed_session *session, const char *path, const bed_form *form,
                            const bed_mapping_way *way, bed_mapping *out,
                            bed_error *err) BED_USE_RESULT;
void       bed_mapping_deinit(bed_mapping *m);

/* Maps the chunk that stands at `worker` into records/<split>-<number>.parquet and what is refused
 * into quarantine/<split>-<number>.parquet; rows of a relation into
 * <relation>/part-<number>.parquet and quarantine/relation-<relation>-<number>.parquet. A file
 * without rows is not left behind. Errors: BED_EFORMAT when rows in are not records + quarantined.
 */
bed_status bed_mapping_run(bed_session *session, const bed_mapping *m, const bed_chunk *chunk,
                           size_t worker, const bed_mapping_target *to, uint64_t *n_records,
                           uint64_t *n_quarantined, bed_error *err) BED_USE_RESULT;

#endif
