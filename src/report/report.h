/* Report: what was profiled, as one HTML file that needs nothing else: no network, no script, no
 * font; its charts are SVG. The file says nothing of time or machine, so the same inputs give the
 * same bytes.
 *
 * Safety: every text of a profile, of a manifest or of the catalogue is escaped by one function;
 *         the page forbids by its content security policy to load anything.
 * Threads: reports are independent of each other. */
#ifndef BED_REPORT_H
#define BED_REPORT_H

#include "catalog/catalog.h"

/* One corpus by the texts of its files. */
typedef struct bed_report_input {
    const char *name;     /* what it is called where its dataset is not known: the folder's name */
    bed_str     profile;  /* profile.json, docs/formats/profile.md */
    bed_str     manifest; /* manifest.json; empty where there is none */
} bed_report_input;

/* Adds the page to `out`. title NULL: one is made from the datasets' names.
 * Errors: BED_EARGUMENT (no input); BED_EFORMAT with the file and the key of what is missing or of
 * the wrong type; BED_EMEMORY (memory, or over the buffer's maximum). */
bed_status bed_report_render(const bed_report_input *inputs, size_t n, const bed_catalog *catalog,
                             const char *title, bed_buffer *out, bed_error *err) BED_USE_RESULT;

/* The same for corpus folders that hold profile.json, and manifest.json where there is one. The
 * file appears whole or not at all. Further errors: BED_EREAD (no such folder, or no profile.json
 * there), BED_EDISK. */
bed_status bed_report_write(const char *const *folders, size_t n, const bed_catalog *catalog,
                            const char *title, const char *out_path, bed_error *err) BED_USE_RESULT;

#endif
