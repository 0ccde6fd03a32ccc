/* Plans: the whole road in one YAML file. Every stage is skipped when its output already stands and
 * was made of the same content (SHA-256 of inputs, settings and version); a run that was killed
 * goes on at the stage it was in. The format is docs/formats/plan.md. */
#ifndef BED_PLAN_H
#define BED_PLAN_H

#include "catalog/catalog.h"
#include "corpus/corpus.h"

typedef struct bed_plan_ingest {
    const char *dataset; /* key in the catalogue */
    const char *path;    /* below data; NULL: the key, or paths */
    bed_names   paths;   /* several below data, instead of path */
    const char *form;    /* NULL: told from the content */
    const char *split;   /* NULL: by the files' names */
} bed_plan_ingest;

typedef struct bed_plan_report {
    const char *file;  /* below out; NULL: report.html */
    const char *title; /* NULL: the plan's name */
} bed_plan_report;

/* What becomes of a dataset of which no file is there. */
typedef enum bed_plan_absent { BED_PLAN_ABSENT_ERROR, BED_PLAN_ABSENT_SKIP } bed_plan_absent;

typedef struct bed_plan {
    const char *name;
    const char *data; /* "samples": what comes with bedside; else a folder with one per dataset */
    const char *out;
    uint64_t    seed;
    bed_plan_absent  absent;
    bed_plan_ingest *ingest;
    size_t           n_ingest;
    bed_plan_report *report; /* NULL: all by default */
    bed_arena        arena;
} bed_plan;

/* Reads and checks a plan; overrides are "key=value" for name, data, out, seed, absent,
 * report.file and report.title. Errors: BED_EREAD; BED_EFORMAT with file, line and key;
 * BED_EARGUMENT (an override). */
bed_status bed_plan_load(const char *path, const char *const *overrides, size_t n_overrides,
                         bed_plan **out, bed_error *err) BED_USE_RESULT;
void       bed_plan_destroy(bed_plan *p); /* NULL allowed */

typedef enum bed_stage_state {
    BED_STAGE_DONE,
    BED_STAGE_SKIPPED,
    BED_STAGE_WOULD_RUN,
    BED_STAGE_ABSENT /* the dataset has no files here, and the plan says to go on without it */
} bed_stage_state;

typedef struct bed_plan_options {
    size_t          n_threads;
    bool            dry_run; /* say what would run, do nothing */
    const bed_talk *talk;
    /* after each stage: "ingest medqa", what became of it, seconds; NULL allowed */
    void (*on_stage)(void *context, const char *stage, bed_stage_state state, double seconds);
    void *context;
} bed_plan_options;

/* Walks ingest, profile and report. report_path (BED_PATH_MAX) gets where the report is.
 * Errors: the stage's, with the stage's name before it. */
bed_status bed_plan_run(const bed_plan *plan, const bed_catalog *catalog,
                        const bed_plan_options *options, bed_run_record *record, char *report_path,
                        bed_error *err) BED_USE_RESULT;

#endif
