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
    const bed_dataset *dataset; /* that the form is of: the one asked for or, of a union, one of its
                                   parts; NULL with --map */
    const bed_part *part;       /* of the union, NULL: none */
    const bed_form *form;       /* NULL with --map */
    bed_container   container;
    double          score; /* share of the sampled records that fit, in [0, 1] */
    /* fits as well, by a mapping of its own; NULL: none does */
    const bed_dataset *rival_dataset;
    const bed_part    *rival_part;
    const bed_form    *rival;
    /* of another dataset: what the file looks like where none of the forms asked for fits or this
     * one fits better, else what it could be just as well; NULL: nothing */
    const bed_dataset *other_dataset;
    const bed_form    *other;
    bool               broken; /* it comes as a form does, and its first records cannot be read */
} bed_choice;

/* Why a form fits a file or not, for people. */
typedef struct bed_candidate {
    const bed_dataset *dataset; /* that the form is of */
    const bed_part    *part;    /* of the union asked for, NULL: none */
    const bed_form    *form;
    bed_container      container;    /* as which the file is opened */
    const char        *encoding;     /* bed_reader_options.encoding */
    double             score;        /* in [0, 1] */
    size_t             n_conditions; /* how much the form asks for */
    bool               unreadable;   /* the container fits, yet no record could be read: fault */
    bed_error          fault;        /* the first thing that could not be read; BED_OK: none */
    char               reason[256];  /* "key 'options.A' missing in 3 of 50 records" */
} bed_candidate;

/* Tells forms. It keeps compiled patterns: one for many files, used by one thread at a time. */
typedef struct bed_detector bed_detector;

/* The catalogue outlives it. Errors: BED_EMEMORY. */
bed_status bed_detector_create(const bed_catalog *catalog, bed_detector **out,
                               bed_error *err) BED_USE_RESULT;
void       bed_detector_destroy(bed_detector *d); /* NULL allowed */
/* Files are read in this encoding, whatever their forms say; NULL: as they say. It outlives it. */
void bed_detector_set_encoding(bed_detector *d, const char *name);

/* Scores every form of a dataset, of a union those of its parts, on the first records of a file,
 * best first. The file is read once for each way of reading it, not for each form.
 * Errors: BED_EREAD, BED_EFORMAT (no source at all), BED_EMEMORY. */
bed_status bed_detect(bed_detector *d, const bed_dataset *dataset, const char *path,
                      bed_arena *arena, bed_candidate **out, size_t *n,
                      bed_error *err) BED_USE_RESULT;

/* The same for all other datasets; only forms that fit at least half of the sampled records, the
 * fit that says most first: of the share that fits and of how much the form asks for. Forms that
 * take any text are left aside. */
bed_status bed_detect_others(bed_detector *d, const bed_dataset *dataset, const char *path,
                             bed_arena *arena, bed_candidate **out, size_t *n,
                             bed_error *err) BED_USE_RESULT;

/* The form that fits best. BED_EFORMAT when none fits half of the sampled records (the best
 * candidates and why they said no stand in err) or when two fit equally well (both are named with
 * what they ask for and the other does not, and stand in out as form and rival); two that share a
 * mapping read the same and are no rivals.
 * elsewhere: the forms of other datasets are tried too. BED_EFORMAT also when one of them fits
 * strictly better: more of the records, or as many and it asks for more keys, these among them. */
bed_status bed_detect_choose(bed_detector *d, const bed_dataset *dataset, const char *path,
                             bool elsewhere, bed_choice *out, bed_error *err) BED_USE_RESULT;

/* What an ingest would do: sizes and an estimate. */
typedef struct bed_ingest_estimate {
    uint64_t files, bytes;
    double   seconds;      /* wall time expected */
    uint64_t memory_bytes; /* peak expected */
    uint64_t disk_bytes;   /* size of the corpus expected */
} bed_ingest_estimate;

typedef struct bed_ingest_options {
    const char        *dataset; /* key; any name with map */
    const char *const *paths;   /* files, folders, archives */
    size_t             n_paths;
    const char        *out;        /* folder of the corpus */
    const char        *form;       /* NULL: told from the content */
    const char        *map;        /* a mapping of the user's own, NULL: the form's */
    const char        *records;    /* with map: as bed_reader_options.records */
    bed_header         header;     /* with map */
    const char        *encoding;   /* bed_reader_options.encoding; NULL: the form's */
    const char        *license;    /* with map: SPDX identifier; NULL: none-stated */
    const char        *split;      /* NULL: by the form's rules or the file's name */
    bool               keep_going; /* a broken file ends that file, not the run */
    bool               overwrite;  /* an existing corpus may be replaced */
    size_t             n_threads;
    uint64_t           seed;
    const bed_talk    *talk;
    /* told once the inputs are known, before anything is written; NULL: nobody */
    void (*expects)(void *context, const bed_ingest_estimate *e);
    void *expects_context;
} bed_ingest_options;

typedef struct bed_ingest_counts {
    uint64_t files, skipped, broken; /* input files read, left out as no data, ended early */
    uint64_t bytes;
    uint64_t rows, records, quarantined, renamed; /* renamed: ids that stood twice */
    uint64_t joined;     /* rows of companion files, which make no records; not among rows */
    bool     incomplete; /* ended because a companion file, or that with the records, is not here */
} bed_ingest_counts;

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
