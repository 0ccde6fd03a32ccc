/* How the paths of an ingest lie to each other: nothing may be read twice, and nothing that is read
 * may stand where the corpus shall be written. Links on the way to a path are followed. */
#ifndef BED_INGEST_PATHS_H
#define BED_INGEST_PATHS_H

#include "base/base.h"

/* Errors: BED_EARGUMENT, a path that is named twice, or lies in another one or in the folder `out`
 * (NULL: none); BED_EREAD, a pattern that nothing matches; BED_EMEMORY. The arena holds what is
 * compared. */
bed_status bed_paths_check(const char *const *paths, size_t n, const char *out, bed_arena *arena,
                           bed_error *err) BED_USE_RESULT;

/* Whether a file, found at or below root, is of the corpus at `out` or of one being made there. */
bool bed_paths_in_output(const char *root, const char *file, const char *out);

#endif
