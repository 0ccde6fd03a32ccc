/* One file of a pull: fetched into its part, checked, put in its place. Inside the room. */
#ifndef BED_PULL_FETCH_H
#define BED_PULL_FETCH_H

#include "pull/http.h"

/* Where a file of a pull and what belongs to it stand. */
typedef struct bed__paths {
    char whole[BED_PATH_MAX]; /* <dir>/<file> */
    char part[BED_PATH_MAX];  /* <dir>/.pull/<file>.part */
    char note[BED_PATH_MAX];  /* <dir>/.pull/<file>.json */
} bed__paths;

bed_status bed__paths_set(bed__paths *p, const char *dir, const char *file,
                          bed_error *err) BED_USE_RESULT;

/* Fetches file->download into its place, going on with a part that stands there; fills in bytes,
 * total, sha256, resumed and, over all requests, *received. Errors: BED_EREAD (*unreachable: no
 * server was reached), BED_EFORMAT (not the bytes that were expected; the part is then removed),
 * BED_EDISK, BED_EINTERRUPTED, BED_EMEMORY. What came before an error stays as the part. */
bed_status bed__fetch(bed__http *h, const bed_pull_options *o, const bed__paths *paths,
                      bed_pull_file *file, uint64_t *received, bool *unreachable,
                      bed_error *err) BED_USE_RESULT;

#endif
