/* The place of a corpus while it is being made: "<out>.partial" with a mark in it, so that what a
 * killed run left is known and cleared, and what is not ours is left alone. */
#ifndef BED_INGEST_PLACE_H
#define BED_INGEST_PLACE_H

#include "base/base.h"

typedef struct bed_place {
    char out[BED_PATH_MAX];       /* where the corpus shall stand */
    char partial[BED_PATH_MAX];   /* "<out>.partial"; "" when it is not ours to remove */
    char corpus[BED_PATH_MAX];    /* in it: the corpus */
    char spill[BED_PATH_MAX];     /* in it: what the data engine puts aside */
    char relations[BED_PATH_MAX]; /* in it: the rows of companion files; made when there are any */
    int  lock;                    /* the mark, locked while the run lasts; -1: none */
} bed_place;

/* Whether a corpus may be written to `out`: nothing stands there, or with overwrite a corpus.
 * Errors: BED_EARGUMENT. */
bed_status bed_place_check(const char *out, bool overwrite, bed_error *err) BED_USE_RESULT;

/* Makes the folders. Errors: BED_EARGUMENT (a "<out>.partial" that is not ours, or another run is
 * writing there), BED_EDISK. bed_place_close in any case. */
bed_status bed_place_open(bed_place *p, const char *out, bed_error *err) BED_USE_RESULT;

/* Puts the corpus in its place and clears the rest. Errors: BED_EDISK, BED_EARGUMENT (something
 * came to stand there meanwhile). */
bed_status bed_place_finish(bed_place *p, bool overwrite, bed_error *err) BED_USE_RESULT;

/* Clears what was not finished; false when something of it could not be removed. */
bool bed_place_close(bed_place *p);

#endif
