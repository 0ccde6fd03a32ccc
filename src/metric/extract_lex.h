/* Inside the metric room: free text as words and signs, for the rules that find an answer. */
#ifndef BED_METRIC_EXTRACT_LEX_H
#define BED_METRIC_EXTRACT_LEX_H

#include "base/base.h"

typedef enum bed__lex_kind {
    BED__LEX_END,
    BED__LEX_LINE,
    BED__LEX_SIGN,
    BED__LEX_WORD
} bed__lex_kind;

/* What a word says, in English or Chinese. */
typedef enum bed__sense {
    NO_SENSE,
    S_ANSWER,  /* answer, 答案 */
    S_CHOICE,  /* option, 选项, 项 */
    S_CHOICES, /* options */
    S_FINAL,   /* final, 最终 */
    S_BOXED,
    S_TOPIC,  /* diagnosis, treatment: what a question may ask for */
    S_CHOOSE, /* choose, 选 */
    S_GO,     /* go, opt: with what follows, to choose */
    S_SAY,    /* say, conclude: with a key that ends the sentence, to choose */
    S_OTHERS, /* many, some: what they choose is no answer */
    S_WITH,   /* with, for */
    S_IS,     /* is, would, 是, 为 */
    S_NOT,    /* not, 不 */
    S_NO,     /* no */
    S_RIGHT,  /* correct, best, 正确 */
    S_FITS,   /* right, true: as S_RIGHT beside a key, but said of other things too */
    S_WRONG,  /* incorrect, 错误 */
    S_FILL,   /* the, most, 该, 的 */
    S_OF,     /* to, of: what follows says which answer */
    S_QUESTION,
    S_AND,
    S_OR,
    S_EITHER,
    S_BOTH,
    S_IF,
    S_MIGHT,   /* might, 似乎 */
    S_SO,      /* therefore, 因此 */
    S_BECAUSE, /* because, 因为: an answer may end here */
    S_REVISE,  /* wait, 更正 */
    S_ACTUALLY,
    S_BUT,
    S_RATHER /* rather, instead, 而非: what follows is turned down */
} bed__sense;

enum { BED__LEX_FOLD = 16 };

typedef struct bed__token {
    bed__lex_kind kind;
    bed__sense    sense;
    size_t        at, end;             /* bytes */
    bool          blank;               /* blanks before it, or nothing */
    bool          upper;               /* a word of capitals and digits alone */
    bool          han;                 /* a word in another script than Latin */
    uint8_t       len;                 /* of fold; 0: the word is longer */
    char          fold[BED__LEX_FOLD]; /* a word in lower case and ASCII, NULs behind it */
    char          sign;                /* of a sign: as ASCII; 0: some other */
} bed__token;

typedef struct bed__lexer {
    bed_str text;
    size_t  at;
} bed__lexer;

/* The next token, which begins at or behind lx->at; the lexer moves behind it. */
void bed__lex_next(bed__lexer *lx, bed__token *t);

/* One character, full-width forms as their ASCII, letters in lower case, ill-formed bytes U+FFFD.
 */
int32_t bed__lex_fold(bed_str text, size_t *at);

#endif
