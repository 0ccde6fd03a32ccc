/* The corpus room: the data engine's session, the canonical record, and the folder that holds it:
 *   records/<split>-NNNNN.parquet   the records, zstd
 *   quarantine/<split>-NNNNN.parquet  the rows that were refused, whole, with the reason
 *   manifest.json                   where everything comes from; rows in = records + quarantined
 *   README.md                       a Hugging Face dataset card
 *   croissant.json                  the same for Croissant 1.1
 *   run.json                        the run record: time and memory, which differ from run to run
 */
#ifndef BED_CORPUS_H
#define BED_CORPUS_H

#include "corpus/rules.h"
#include "corpus/schema.h"
#include "corpus/session.h"

/* One input file of a corpus. */
typedef struct bed_corpus_source {
    const char *file, *sha256, *form, *split, *mapping_sha256;
    const char *state;  /* read, joined, skipped or broken */
    const char *reason; /* "" when read */
    uint64_t    bytes, rows, unreadable;
    uint64_t    repeated, unasked; /* joined: rows that stood there before, that no record wants */
} bed_corpus_source;

/* What is known of a corpus when it is written. Strings are the caller's; "" where not known. */
typedef struct bed_corpus_facts {
    const char              *dataset, *title, *summary, *license_id, *license_name, *homepage;
    const char              *citation; /* BibTeX */
    const char              *category, *subtype;
    const char              *authors; /* of the paper */
    uint32_t                 year;
    const char *const       *limitations; /* sentences */
    size_t                   n_limitations;
    const bed_corpus_source *sources;
    size_t                   n_sources;
    uint64_t                 rows, records, quarantined, renamed, seed;
    uint64_t                 joined; /* rows of companion files that could be joined */
} bed_corpus_facts;

/* Writes manifest.json into the folder. Errors: BED_EDISK, BED_EMEMORY; BED_EINTERNAL when rows are
 * not records + quarantined. */
bed_status bed_manifest_write(bed_session *s, const char *folder, const bed_corpus_facts *facts,
                              bed_error *err) BED_USE_RESULT;

/* Writes README.md, whose YAML header makes the folder load as a Hugging Face dataset. Errors:
 * BED_EFORMAT or BED_EARGUMENT (no record there), BED_EDISK, BED_EMEMORY. */
bed_status bed_card_write(bed_session *s, const char *folder, const bed_corpus_facts *facts,
                          bed_error *err) BED_USE_RESULT;
/* Writes croissant.json, Croissant 1.1 with the RAI 1.0 properties that measurement can fill. */
bed_status bed_croissant_write(bed_session *s, const char *folder, const bed_corpus_facts *facts,
                               bed_error *err) BED_USE_RESULT;
/* Both, measuring the corpus once. */
bed_status bed_corpus_describe(bed_session *s, const char *folder, const bed_corpus_facts *facts,
                               bed_error *err) BED_USE_RESULT;

/* Gives ids that stand twice a suffix in order of file and row: "x", "x~2", "x~3". *n_renamed
 * counts the suffixes. */
bed_status bed_corpus_unique_ids(bed_session *s, const char *folder, uint64_t *n_renamed,
                                 bed_error *err) BED_USE_RESULT;

/* Whether the folder is a corpus: BED_OK, BED_EREAD (no such folder), BED_EFORMAT (no manifest, or
 * one that this version does not know). */
bed_status bed_corpus_check(const char *folder, bed_error *err) BED_USE_RESULT;

/* Adds a path as an SQL literal that read_parquet takes for this one path: the marks of a glob (* ?
 * [) stand in brackets. Errors: BED_EARGUMENT (no UTF-8; a '\\' beside such marks, which the engine
 * takes for a '/'), BED_EMEMORY. */
bed_status bed_corpus_path_sql(bed_buffer *sql, const char *path, bed_error *err) BED_USE_RESULT;
/* The same for "<folder>/<part>/" and every Parquet file there; part is records or quarantine. */
bed_status bed_corpus_files_sql(bed_buffer *sql, const char *folder, const char *part,
                                bed_error *err) BED_USE_RESULT;

/* Makes the view `records` (and `quarantine`, empty where there is none) over a corpus folder, and
 * the table macro corpus(folder) in the session. */
bed_status bed_corpus_attach(bed_session *s, const char *folder, bed_error *err) BED_USE_RESULT;
bed_status bed_corpus_register(bed_session *s, bed_error *err) BED_USE_RESULT;

#endif
