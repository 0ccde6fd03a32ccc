/* Inside the model room: the normalisation forms of Unicode 9 (UAX #15), which is where the
 * `tokenizers` library stands: what came later is left alone, and combines with nothing. */
#ifndef BED_MODEL_NORMAL_FORM_H
#define BED_MODEL_NORMAL_FORM_H

#include "base/base.h"
#include <unicode/unorm2.h>
#include <unicode/uset.h>

typedef enum bed__form_name { BED__NFC, BED__NFD, BED__NFKC, BED__NFKD } bed__form_name;

typedef struct bed__form {
    UNormalizer2 *normalizer; /* of the set alone */
    USet         *set;        /* the code points of Unicode 9 */
    UProperty     quick_check;
} bed__form;

/* Errors: BED_EINTERNAL (ICU's data are missing). A zeroed form may be closed. */
bed_status bed__form_open(bed__form_name name, bed__form *out, bed_error *err) BED_USE_RESULT;
void       bed__form_close(bed__form *f);

/* Whether a character is left alone by the form wherever it stands, and reorders no mark. */
bool bed__form_leaves(const bed__form *f, UChar32 c);

/* The canonical combining class; 0 for what came after Unicode 9. */
uint8_t bed__combining_class(const bed__form *f, UChar32 c);

#endif
