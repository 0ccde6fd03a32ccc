/* What is known of a file of a pull: <dir>/.pull/<file>.json. Inside the room. */
#ifndef BED_PULL_NOTE_H
#define BED_PULL_NOTE_H

#include "pull/reply.h"

enum { BED__URL_MAX = 2048 };

typedef struct bed__note {
    char     url[BED__URL_MAX]; /* where it comes from */
    char     etag[BED__TAG_MAX], last_modified[BED__TAG_MAX];
    uint64_t total;                   /* 0: not known */
    char     sha256[BED_SHA256_TEXT]; /* of the whole file, once it was fetched; "": not yet */
} bed__note;

/* Reads a note's text. false: it is none; *out is then empty. */
bool bed__note_parse(bed_str text, bed__note *out);

/* The same from a file; one that is not there or no note gives an empty one. Errors: BED_EMEMORY,
 * BED_EREAD. */
bed_status bed__note_read(const char *path, bed__note *out, bed_error *err) BED_USE_RESULT;
bed_status bed__note_write(const bed__note *note, const char *path, bed_error *err) BED_USE_RESULT;

#endif
