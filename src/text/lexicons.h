/* Inside the text room: the generated word lists (lexicons.c, from catalog/lexicons). Every table
 * is sorted by bytes. */
#ifndef BED_TEXT_LEXICONS_H
#define BED_TEXT_LEXICONS_H

#include <stddef.h>

typedef struct bed__term {
    const char *text; /* English: words between single blanks, lower case */
    char        kind; /* 'P' professional, 'L' everyday */
} bed__term;

extern const char *const bed__lexicon_familiar[];
extern const size_t      bed__lexicon_n_familiar;
extern const bed__term   bed__lexicon_terms_en[];
extern const size_t      bed__lexicon_n_terms_en;
extern const bed__term   bed__lexicon_terms_zh[];
extern const size_t      bed__lexicon_n_terms_zh;
extern const char *const bed__lexicon_never[]; /* not professional, though an affix fits */
extern const size_t      bed__lexicon_n_never;
extern const char *const bed__lexicon_endings[]; /* of professional words */
extern const size_t      bed__lexicon_n_endings;
extern const char *const bed__lexicon_beginnings[];
extern const size_t      bed__lexicon_n_beginnings;

#endif
