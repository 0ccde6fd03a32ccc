/* Run record: what every command leaves beside its output, so that a result can be traced:
 * inputs with SHA-256, settings, seed, version, counts, wall and CPU time, peak memory. */
#ifndef BED_BASE_RUN_RECORD_H
#define BED_BASE_RUN_RECORD_H

#include "base/hash.h"

typedef struct bed_run_record {
    bed_buffer inputs, settings, counts; /* JSON members, comma-separated */
    char       command[64];
    uint64_t   seed;
    double     started_wall_s, started_cpu_s;
} bed_run_record;

/* Starts the clocks. command is the command's name ("ingest"). */
void bed_run_record_init(bed_run_record *r, const char *command, uint64_t seed);
void bed_run_record_deinit(bed_run_record *r);

bed_status bed_run_record_input(bed_run_record *r, const char *path, uint64_t bytes,
                                const char *sha256, bed_error *err) BED_USE_RESULT;
bed_status bed_run_record_setting(bed_run_record *r, const char *name, const char *value,
                                  bed_error *err) BED_USE_RESULT;
bed_status bed_run_record_count(bed_run_record *r, const char *name, uint64_t value,
                                bed_error *err) BED_USE_RESULT;

/* Writes the JSON object to path (beside the output, "run.json"). */
bed_status bed_run_record_write(bed_run_record *r, const char *path, bed_error *err) BED_USE_RESULT;

/* "ingest: 1201 in, 1201 records, 0 quarantined, 0.42 s, 0.80 s CPU, 96 MiB" into out. */
const char *bed_run_record_line(const bed_run_record *r, char *out, size_t out_bytes);

double   bed_wall_s(void); /* seconds from an arbitrary start, steady */
double   bed_cpu_s(void);  /* CPU seconds of this process, all threads */
uint64_t bed_peak_bytes(void);

#endif
