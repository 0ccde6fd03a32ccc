/* Inquiry types: what a question asks for, told by weighted patterns that anyone can read and
 * change (catalog/lexicons/inquiry.yaml; docs/inquiry.md says how well it does).
 * Ownership: what load or parse gave is released with destroy, which accepts NULL; strings reached
 *            from it live as long. A work is released with bed_inquiry_work_destroy.
 * Threads:   a bed_inquiry is read-only and may be shared; one work, one thread at a time. */
#ifndef BED_PROFILE_INQUIRY_H
#define BED_PROFILE_INQUIRY_H

#include "base/base.h"

enum { BED_INQUIRY_TYPES = 32 };

typedef struct bed_inquiry      bed_inquiry;
typedef struct bed_inquiry_work bed_inquiry_work;

typedef struct bed_inquiry_result {
    uint32_t given;                     /* bit t: type t is given */
    int32_t  scores[BED_INQUIRY_TYPES]; /* sum of the weights found */
} bed_inquiry_result;

/* One pattern that was found. */
typedef struct bed_inquiry_evidence {
    size_t      type;
    int32_t     weight;
    const char *pattern; /* as it stands in the file */
    bed_str     found;   /* view into the text */
} bed_inquiry_evidence;

/* Reads the patterns from a file, or from text that `name` names in errors.
 * Errors: BED_EREAD; BED_EFORMAT with file, line and key (schema, a set that is not there, a
 * pattern that PCRE2 refuses, no fallback of that name, over 32 types); BED_EMEMORY. */
bed_status bed_inquiry_load(const char *path, bed_inquiry **out, bed_error *err) BED_USE_RESULT;
bed_status bed_inquiry_parse(bed_str text, const char *name, bed_inquiry **out,
                             bed_error *err) BED_USE_RESULT;
void       bed_inquiry_destroy(bed_inquiry *q);

/* The types, in order of first appearance in the file. */
size_t      bed_inquiry_n_types(const bed_inquiry *q);
const char *bed_inquiry_type(const bed_inquiry *q, size_t t);
/* Whether there are patterns for the language of a BCP 47 tag; only the part before '-' counts. */
bool bed_inquiry_knows(const bed_inquiry *q, bed_str lang);

bed_status bed_inquiry_work_create(bed_inquiry_work **out, bed_error *err) BED_USE_RESULT;
void       bed_inquiry_work_destroy(bed_inquiry_work *w);

/* Scores a text: each pattern found adds its weight once to its type; a type is given when its sum
 * reaches the threshold, a fallback type only when no other is. Only the first 16 KiB count, and
 * of these what comes before the first ill-formed byte. An unknown language gives no type.
 *   each   called for every pattern found, NULL allowed
 *   Speed  about 20,000 questions a second and thread */
void bed_inquiry_classify(const bed_inquiry *q, bed_inquiry_work *w, bed_str text, bed_str lang,
                          bed_inquiry_result *out,
                          void (*each)(void *context, const bed_inquiry_evidence *e),
                          void *context);

/* ---- measuring the classifier against labels that published data carry ---- */

typedef struct bed_inquiry_gold bed_inquiry_gold;

/* catalog/lexicons/inquiry_gold.yaml. Errors: as bed_inquiry_load; a type that q does not have. */
bed_status bed_inquiry_gold_load(const char *path, const bed_inquiry *q, bed_inquiry_gold **out,
                                 bed_error *err) BED_USE_RESULT;
void       bed_inquiry_gold_destroy(bed_inquiry_gold *g);

/* What a label of a dataset means: bits of the types it is, and of those it allows beside them.
 * BED_UNDEFINED: the table does not have the label. */
bed_status bed_inquiry_gold_find(const bed_inquiry_gold *g, const char *dataset, bed_str label,
                                 uint32_t *is, uint32_t *allow, bed_error *err) BED_USE_RESULT;

typedef struct bed_inquiry_score {
    uint64_t n, right[BED_INQUIRY_TYPES], spurious[BED_INQUIRY_TYPES], missed[BED_INQUIRY_TYPES];
} bed_inquiry_score;

/* Counts one question; types allowed are neither right nor wrong. */
void bed_inquiry_score_add(bed_inquiry_score *s, uint32_t given, uint32_t is, uint32_t allow);
/* F1 of one type, 2 right / (2 right + spurious + missed), in [0, 1]; NaN without a labelled one.
 */
double bed_inquiry_score_f1(const bed_inquiry_score *s, size_t type);
/* Mean F1 over the types that have labelled questions; NaN when none has. */
double bed_inquiry_score_macro(const bed_inquiry_score *s);

#endif
