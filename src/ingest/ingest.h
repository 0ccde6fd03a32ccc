/* Ingest: published files of a dataset become a corpus.
 *
 * Each file's form is told from its content (detect.c); its records run through the form's mapping,
 * one SELECT, and the named rules of the canonical record (corpus/schema.h). What is refused goes
 * to quarantine whole, with file, row, byte, rule and reason: rows in = records + quarantined,
 * checked chunk by chunk. The output folder appears whole, by a rename, or not at all.
 *
 * The work is cut into chunks whose borders depend on the data alone; each becomes one Parquet
 * file. So the bytes are the same at any number of threads, and memory is bounded by chunks in
 * flight. */
#ifndef BED_INGEST_H
#define BED_INGEST_H

#include "catalog/catalog.h"
#include "corpus/corpus.h"
#include "source/source.h"

/* A longer record goes to quarantine: the data engine holds several copies of one, for each thread.
 */
enum { BED_INGEST_RECORD_BYTES = 16 << 20 };

/* How one file is to be read. */
typedef struct bed_choice {
    const bed_form *form;  /* NULL with --map */
    const bed_form *rival; /* fits as well, by a mapping of its own; NULL: none does */
    bed_container   container;
    double          score; /* share of the sampled records that fit, in [0, 1] */
} bed_choice;

/* Why a form fits a file or not, for people. */
typedef struct bed_candidate {
    const bed_dataset *dataset;
    const bed_form    *form;
    double             score;        /* in [0, 1] */
    size_t             n_conditions; /* how much the form asks for */
    bool               unreadable;   /* the container fits, yet no record could be read: fault */
    bed_error          fault;        /* the first thing that could not be read; BED_OK: none */
    char               reason[256];  /* "key 'options.A' missing in 3 of 50 records" */
} bed_candidate;

/* Scores every form of a dataset on the first records of a file, best first.
 * Errors: BED_EREAD, BED_EFORMAT (no source at all), BED_EMEMORY. */
bed_status bed_detect(const bed_dataset *dataset, const char *path, bed_arena *arena,
                      bed_candidate **out, size_t *n, bed_error *err) BED_USE_RESULT;

/* The form that fits best. BED_EFORMAT when none fits half of the sampled records (the best
 * candidates and why they said no stand in err) or when two fit equally well (both are named, and
 * stand in out as form and rival); two that share a mapping read the same and are no rivals. */
bed_status bed_detect_choose(const bed_dataset *dataset, const char *path, bed_choice *out,
                             bed_error *err) BED_USE_RESULT;

typedef struct bed_ingest_options {
    const char        *dataset; /* key; any name with map */
    const char *const *paths;   /* files, folders, archives */
    size_t             n_paths;
    const char        *out;        /* folder of the corpus */
    const char        *form;       /* NULL: told from the content */
    const char        *map;        /* a mapping of the user's own, NULL: the form's */
    const char        *records;    /* with map: as bed_reader_options.records */
    bed_header         header;     /* with map */
    const char        *license;    /* with map: SPDX identifier; NULL: none-stated */
    const char        *split;      /* NULL: by the form's rules or the file's name */
    bool               keep_going; /* a broken file ends that file, not the run */
    bool               overwrite;  /* an existing corpus may be replaced */
    size_t             n_threads;
    uint64_t           seed;
    const bed_talk    *talk;
} bed_ingest_options;

typedef struct bed_ingest_counts {
    uint64_t files, skipped, broken; /* input files read, left out as no data, ended early */
    uint64_t bytes;
    uint64_t rows, records, quarantined, renamed; /* renamed: ids that stood twice */
} bed_ingest_counts;

/* What an ingest would do: sizes, forms and an estimate, without doing it. */
typedef struct bed_ingest_estimate {
    uint64_t files, bytes;
    double   seconds;      /* wall time expected */
    uint64_t memory_bytes; /* peak expected */
    uint64_t disk_bytes;   /* size of the corpus expected */
} bed_ingest_estimate;

/* Tells the form of every input and what it would take. Errors as bed_ingest. */
bed_status bed_ingest_plan(const bed_catalog *catalog, const bed_ingest_options *options,
                           bed_ingest_estimate *out, bed_error *err) BED_USE_RESULT;

/* Runs it. record gets inputs, settings and counts. Errors: BED_EARGUMENT, BED_EREAD, BED_EFORMAT
 * (a file, a form, a mapping), BED_EDISK, BED_EMEMORY, BED_EINTERRUPTED; nothing stands at `out`
 * then that did not stand there before. */
bed_status bed_ingest(const bed_catalog *catalog, const bed_ingest_options *options,
                      bed_ingest_counts *counts, bed_run_record *record,
                      bed_error *err) BED_USE_RESULT;

/* Registers the macros that mappings use. */
bed_status bed_ingest_register(bed_session *session, bed_error *err) BED_USE_RESULT;

#endif
