/* Form detection, inside the room: candidates are judged on one sample of a file. */
#ifndef BED_INGEST_DETECT_H
#define BED_INGEST_DETECT_H

#include "ingest/ingest.h"

/* A form fits a file when at least this share of its first records does. */
#define BED__DETECT_ENOUGH 0.5

/* Whether a asks for every key that b asks for and for a certain value wherever b does, and for
 * more than that: a file that fits both is rather of a. */
bool bed__form_asks_more(const bed_form *a, const bed_form *b);

/* How many conditions say that something is there. */
static inline size_t bed__form_n_keys(const bed_form *f)
{
    return f->keys.n + f->n_values;
}

/* Up to n_max different values at a dotted path among the first records of the candidate's file, as
 * text of at most some forty bytes in the arena. */
bed_status bed__detect_values(const bed_candidate *c, const char *path, const char *key,
                              bed_arena *arena, const char **values, size_t n_max, size_t *n,
                              bed_error *err) BED_USE_RESULT;

#endif
