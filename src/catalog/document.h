/* A document written as JSON or YAML by the same calls. Inside the room.
 * The first failure stays and makes every later call do nothing; bed__doc_close gives it. */
#ifndef BED_CATALOG_DOCUMENT_H
#define BED_CATALOG_DOCUMENT_H

#include "base/base.h"

#include <yaml.h>

typedef struct bed__doc {
    bool           yaml;
    bool           empty; /* JSON: nothing was written in the open mapping or list yet */
    size_t         depth;
    bed_buffer    *out;
    bed_error     *err;
    bed_status     st;
    yaml_emitter_t emitter;
} bed__doc;

/* Always to be followed by bed__doc_close. */
void       bed__doc_open(bed__doc *d, bool yaml, bed_buffer *out, bed_error *err);
bed_status bed__doc_close(bed__doc *d) BED_USE_RESULT;

/* key is NULL inside a list and at the top. */
void bed__doc_map(bed__doc *d, const char *key);
void bed__doc_end_map(bed__doc *d);
void bed__doc_list(bed__doc *d, const char *key);
void bed__doc_end_list(bed__doc *d);
void bed__doc_text(bed__doc *d, const char *key, const char *text);
void bed__doc_number(bed__doc *d, const char *key, uint64_t value);
void bed__doc_texts(bed__doc *d, const char *key, const char *const *texts,
                    size_t n); /* one line */

#endif
