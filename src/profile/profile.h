/* Profile: what a corpus holds, where it belongs in the taxonomy, and what it can and cannot teach.
 *
 * Every measure is a short SQL text (src/profile/profile_*.sql) that leaves a table; the tables
 * become the profile's JSON (docs/formats/profile.md) and its Parquet files. Sums are of integers
 * and every list is ordered, so the bytes are the same at any number of threads. What has to read
 * every text looks at a sample when the corpus is large; its size stands in counts.sampled.
 * Placement looks at the records alone: neither the dataset's key nor its catalogue entry is asked.
 *
 * Ownership: a profile is released with bed_profile_destroy, which accepts NULL. The JSON belongs
 *            to it.
 * Threads:   one profile, one thread at a time. */
#ifndef BED_PROFILE_H
#define BED_PROFILE_H

#include "corpus/corpus.h"
#include "profile/inquiry.h"
#include "profile/placement.h"

enum { BED_PROFILE_SAMPLE = 100000 };

typedef struct bed_profile bed_profile;

typedef struct bed_profile_options {
    uint64_t        sample; /* records that costly measures look at, about; 0: BED_PROFILE_SAMPLE */
    bool            all;    /* look at all of them */
    const bed_talk *talk;   /* NULL allowed */
} bed_profile_options;

/* What a profile would take, from the size of the corpus. */
typedef struct bed_profile_estimate {
    uint64_t records, sampled, bytes;
    double   seconds;
    uint64_t memory_bytes;
} bed_profile_estimate;

bed_status bed_profile_plan(bed_session *s, const char *folder, const bed_profile_options *options,
                            bed_profile_estimate *out, bed_error *err) BED_USE_RESULT;

/* Measures the corpus in a folder. The session gets tables profile_*, the text functions and those
 * of this room; it may serve several profiles, one after the other. Of the catalogue only the
 * taxonomy and the place of the rule files are used. options may be NULL. The engine runs on no
 * more threads than its memory limit bears (128 MiB each); a session with a temp_dir can find
 * duplicates among more records than fit into memory.
 * Errors: BED_EREAD, BED_EFORMAT (no corpus; a rule file at fault), BED_EMEMORY, BED_EDISK,
 * BED_EINTERRUPTED. */
bed_status bed_profile_corpus(bed_session *s, const bed_catalog *catalog, const char *folder,
                              const bed_profile_options *options, bed_profile **out,
                              bed_error *err) BED_USE_RESULT;
void       bed_profile_destroy(bed_profile *p);

/* The document, schema bedside-profile/1. */
const json_t *bed_profile_json(const bed_profile *p);

/* Adds it as JSON text, or as a page of at most 100 columns for people. */
bed_status bed_profile_render_json(const bed_profile *p, bed_buffer *out,
                                   bed_error *err) BED_USE_RESULT;
bed_status bed_profile_render_page(const bed_profile *p, bed_buffer *out,
                                   bed_error *err) BED_USE_RESULT;

/* Writes profile.json and the tables profile/<name>.parquet into a folder, from the session that
 * measured p last. Each appears whole or not at all. Errors: BED_EDISK, BED_EMEMORY. */
bed_status bed_profile_write(bed_session *s, const bed_profile *p, const char *folder,
                             bed_error *err) BED_USE_RESULT;

/* Registers this room's functions: inquiry_types and inquiry_evidence. The lexicon below data_dir
 * (the folder that holds catalog/) is read at its first use. A second call for the same database
 * does nothing. */
bed_status bed_profile_register(bed_session *s, const char *data_dir,
                                bed_error *err) BED_USE_RESULT;

#endif
