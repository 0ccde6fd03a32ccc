/* Texts on their way into an encoder: each different text once, as ids.
 * Texts are views, which must outlive the set; blanks at both ends do not count (as Python's
 * str.strip sees them), as bert_score and sentence-transformers drop them.
 * Threads: one set, one thread at a time; what it has taken in may be read by many. */
#ifndef BED_MODEL_TEXTS_H
#define BED_MODEL_TEXTS_H

#include "model/encoder.h"
#include "model/tokenizer.h"

typedef struct bed_texts bed_texts;

/* max_length: the most ids of a text, special ones among them; the rest is cut off and counted.
 * Errors: BED_EARGUMENT (no room for a token beside the special ones), BED_EMEMORY. */
bed_status bed_texts_create(const bed_tokenizer *t, size_t max_length, bed_texts **out,
                            bed_error *err) BED_USE_RESULT;
void       bed_texts_destroy(bed_texts *s); /* NULL allowed */

/* The number of a text, from 0 in order of first sight; the same text has the same number.
 * Errors: BED_EMEMORY, those of bed_tokenizer_encode. */
bed_status bed_texts_add(bed_texts *s, bed_str text, size_t *number, bed_error *err) BED_USE_RESULT;

bed_id_lists bed_texts_ids(const bed_texts *s); /* of all texts; until the next add */

/* Ids that did not fit, of one text. */
size_t bed_texts_cut(const bed_texts *s, size_t number);

/* Blanks at both ends dropped: Unicode's White_Space and the separators U+001C to U+001F. */
bed_str bed_text_strip(bed_str text);

#endif
