/* Inside the metric room: keys and texts of options as they stand in a free text. */
#ifndef BED_METRIC_EXTRACT_KEYS_H
#define BED_METRIC_EXTRACT_KEYS_H

#include "metric/extract.h"
#include "metric/extract_lex.h"

#include <string.h>

typedef struct bed__options {
    bed_str                  text; /* that is read */
    const bed_answer_option *list;
    size_t                   n;
    bool                     several;
    bool                     texts, longs; /* some option has a text; a key of several characters */
    int8_t                   of_letter[128]; /* option of a key of one character, or -1 */
    int32_t                  first[BED_EXTRACT_OPTIONS]; /* folded first character of each text */
    bed_str                  texts_of[BED_EXTRACT_OPTIONS];
} bed__options;

/* Some keys that stand together: "B", "(B) and (D)", "BD", "either B or D". */
typedef struct bed__group {
    uint64_t   keys, before_last; /* before_last: where the last came behind a comma */
    bool       open;              /* "or" stands between them */
    bool       slash;
    size_t     at, end, end_before_last;
    bed__lexer after, after_before_last;
} bed__group;

typedef enum bed__verdict {
    BED__PLAIN,
    BED__SAID_RIGHT,
    BED__SAID_WRONG,
    BED__CONDITIONAL,
    BED__ASKED,
    BED__MISMATCH /* key of one option, text of another */
} bed__verdict;

void bed__options_init(bed__options *o, bed_str text, const bed_answer_option *list, size_t n,
                       bool several);

/* The longest text of an option that stands at a byte, as whole words. SIZE_MAX: none. */
size_t bed__option_text_at(const bed__options *o, size_t at, size_t *end);

/* Keys at the lexer, behind brackets and marks. loose: lower-case letters too. */
bool bed__group_take(const bed__options *o, bed__lexer lx, bool loose, bed__group *g);

/* What is said of the group behind it; drops from the group a last key that begins a clause of its
 * own ("B, C is wrong"). */
bed__verdict bed__group_verdict(const bed__options *o, bed__group *g);

static inline bool bed__is_sign(const bed__token *t, const char *signs)
{
    return t->kind == BED__LEX_SIGN && t->sign != '\0' && strchr(signs, t->sign) != NULL;
}

void bed__skip_signs(bed__lexer *lx, const char *signs);
bool bed__one_bit(uint64_t keys);

#define BED__OPENERS "([{\"'*`<$\\~_|"
#define BED__CLOSERS ")]}\"'*`>$_|"

#endif
