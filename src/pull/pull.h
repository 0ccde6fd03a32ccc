/* Pull: the published files of a dataset, fetched over HTTP(S) into a folder.
 * Folder:    <dir>/<file> for every download of the catalogue, whole and checked; <dir>/.pull/ for
 *            what is not finished (<file>.part), what is known of each file (<file>.json), the lock
 *            and the run record. The folder can be ingested as it is: hidden names are no input.
 * Checked:   size and SHA-256 against the catalogue, against what the server says of the file, and
 *            on a later run against what was found when it was fetched.
 * Resumed:   a part goes on where it ended (Range, If-Range) when the server vouches that the file
 *            is the same, or its SHA-256 is known; else it starts over.
 * Network:   http and https alone, proxies from the environment as libcurl takes them, at most
 *            BED_PULL_REDIRECTS redirects, none from https to http. A Hugging Face token goes to
 *            huggingface.co over https and to no other host.
 * Ownership: a bed_pull_result owns its files; release it with bed_pull_result_deinit.
 * Threads:   one pull, one thread; pulls into different folders are independent. */
#ifndef BED_PULL_H
#define BED_PULL_H

#include "catalog/catalog.h"

enum { BED_PULL_REDIRECTS = 10, BED_PULL_RETRIES = 6 };

typedef struct bed_pull_options {
    const char *dir;
    const char *only;      /* files to take: names or patterns with * and ?, by commas; NULL: all */
    bool        overwrite; /* a file that stands there and is another is fetched anew */
    bool        offline;   /* checks what is there, fetches nothing */
    const char *token;     /* Hugging Face access token; NULL: none */
    const char *ca_file;   /* certificates to trust; NULL: the system's */
    unsigned    retries;   /* of a request that brought nothing; see BED_PULL_RETRIES */
    double      retry_s;   /* first wait between two, doubled each time; 0: 1 */
    double retry_max_s; /* longest wait; 0: 60. Five times that is the most a server may ask for */
    double connect_s;   /* 0: 30 */
    double stall_s;     /* no byte for so long ends a request; 0: 60 */
    uint64_t        seed; /* of the jitter of the waits */
    const bed_talk *talk;
} bed_pull_options;

typedef enum bed_pull_state {
    BED_PULL_MISSING,  /* not there */
    BED_PULL_PARTIAL,  /* a part is there */
    BED_PULL_HERE,     /* there, its size is right; planning does not hash */
    BED_PULL_VERIFIED, /* there before, its SHA-256 is right */
    BED_PULL_UNKNOWN,  /* there before, and nothing is known to hold it against */
    BED_PULL_FETCHED,
    BED_PULL_OTHER, /* something else stands under that name */
    BED_PULL_FAILED
} bed_pull_state;

typedef struct bed_pull_file {
    const bed_download *download;
    const char         *path; /* <dir>/<file> */
    bed_pull_state      state;
    uint64_t            bytes;                   /* there now */
    uint64_t            total;                   /* when whole; 0: not known */
    char                sha256[BED_SHA256_TEXT]; /* of what is there; "": not computed */
    bool                resumed;                 /* part of it was there before */
    bed_error           why;                     /* BED_PULL_FAILED, BED_PULL_OTHER */
} bed_pull_file;

typedef struct bed_pull_result {
    bed_pull_file *files; /* in the catalogue's order */
    size_t         n_files;
    size_t         n_fetched, n_there, n_missing, n_failed;
    uint64_t       bytes_fetched; /* over the network, this time */
    bool           unreachable;   /* the network or a server was not within reach */
    bed_arena      arena;
} bed_pull_result;

void bed_pull_result_deinit(bed_pull_result *r);

/* What stands in the folder already: nothing is written and nothing fetched. Errors: BED_EARGUMENT
 * (a name in `only` that no file has), BED_EREAD, BED_EMEMORY. Deinit in any case. */
bed_status bed_pull_plan(const bed_dataset *d, const bed_pull_options *o, bed_pull_result *out,
                         bed_error *err) BED_USE_RESULT;

/* Fetches what is missing. A file that fails is counted and named in its entry, and the others go
 * on; BED_OK then too. `record` gets the files as inputs, settings and counts, and is written to
 * <dir>/.pull/run.json. Errors: those of the plan; BED_EARGUMENT (another pull is writing there),
 * BED_EDISK, BED_EINTERRUPTED, BED_EREAD when out->unreachable or with `offline` a file is missing;
 * what was fetched so far stays. Deinit in any case. */
bed_status bed_pull(const bed_dataset *d, const bed_pull_options *o, bed_pull_result *out,
                    bed_run_record *record, bed_error *err) BED_USE_RESULT;

const char *bed_pull_state_name(bed_pull_state s); /* "fetched" */

#endif
