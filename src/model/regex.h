/* Inside the model room: regular expressions of tokenizer files, which are Oniguruma's, run by
 * PCRE2. \s and \S mean White_Space; ^ and $ match at every line. Character classes are those of
 * the PCRE2 that is linked (10.42: Unicode 14), where Oniguruma's are of Unicode 16.
 * Threads: a compiled expression is shared; each thread brings its match data. */
#ifndef BED_MODEL_REGEX_H
#define BED_MODEL_REGEX_H

#include "base/base.h"

typedef struct bed__regex       bed__regex;
typedef struct bed__regex_match bed__regex_match; /* work space */

/* `literal`: the pattern is the text to find. Errors: BED_EFORMAT (with the reason), BED_EMEMORY.
 */
bed_status bed__regex_create(bed_str pattern, bool literal, bed__regex **out,
                             bed_error *err) BED_USE_RESULT;
void       bed__regex_destroy(bed__regex *r); /* NULL allowed */

bed_status bed__regex_match_create(bed__regex_match **out, bed_error *err) BED_USE_RESULT;
void       bed__regex_match_destroy(bed__regex_match *m); /* NULL allowed */

/* The first match at or behind `at` in well-formed UTF-8; false: none. An empty match has
 * *start == *end. Errors: BED_EFORMAT (the expression needs more steps than allowed). */
bed_status bed__regex_find(const bed__regex *r, bed__regex_match *m, bed_str text, size_t at,
                           size_t *start, size_t *end, bool *found, bed_error *err) BED_USE_RESULT;

#endif
