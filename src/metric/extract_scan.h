/* Inside the metric room: what the files that find an answer share: the scan of a text, what it has
 * seen so far, and the steps of the way from a word to a finding.
 *
 *   extract.c            reads the text word by word, and decides
 *   extract_rules.c      what each word that says something sets off
 *   extract_cue.c        from words that announce an answer to the key or text behind them
 *   extract_lines.c      lines that are a key, begin with one or are an option's text
 *   extract_sentences.c  where sentences end, and which options they name
 *   extract_findings.c   findings of one weight, and whether they agree
 *   extract_keys.c       keys and texts of options at a place (extract_keys.h)
 *   extract_lex.c, extract_words.c   words and signs, and what they say */
#ifndef BED_METRIC_EXTRACT_SCAN_H
#define BED_METRIC_EXTRACT_SCAN_H

#include "metric/extract_keys.h"

typedef enum bed__weight {
    BED__LOOSE,
    BED__SAID,
    BED__STATED,
    BED__SURE,
    BED__N_WEIGHTS
} bed__weight;

typedef struct bed__finding {
    uint64_t         keys;
    bool             open;     /* left open, or key and text of two options */
    bool             conflict; /* with another finding of its weight */
    bed_extract_rule rule;
    size_t           at, end;
} bed__finding;

typedef enum bed__line_kind {
    BED__LINE_OTHER,
    BED__LINE_PURE,     /* "C", "(B) and (D)" */
    BED__LINE_NAMED,    /* "C. Metformin", that being the text of C */
    BED__LINE_LETTERED, /* "C. because ..." */
    BED__LINE_TEXT      /* "Metformin" */
} bed__line_kind;

typedef struct bed__line {
    bed__line_kind kind;
    bed__finding   found;
} bed__line;

typedef struct bed__sentence {
    size_t begin;
    bool   right, topic, so, chosen, is, loose, others, found; /* what was seen in it */
    bool   unreal;          /* "if it were", "the student's answer": what follows is not meant */
    size_t n_words, not_at; /* words; that of the last "not", from 1 */
    bool   concedes;        /* begins with "while" or "although" */
    size_t point;           /* behind the last comma before what is right; 0: none */
} bed__sentence;

typedef struct bed__scan {
    bed__options  options;
    bed_str       text;
    bed__lexer    lx;
    bed__token    t, before, before_that;
    bed__finding  findings[BED__N_WEIGHTS];
    bool          revised; /* what was found before is taken back by what comes now */
    bed__sentence s;
    bool          linked; /* the last sentence says that something is something */
    size_t        n_sentences, n_lines;
    bed__line     first, last;
    uint64_t      listed, named; /* keys of lettered lines; options whose text is a line */
    bed__finding  so, concluded; /* texts in sentences: the last "therefore", all others */
    bed__finding  bold;
} bed__scan;

/* ---- findings -------------------------------------------------------------------------------- */

/* What a group of keys says, by a rule. */
bed__finding bed__finding_of(const bed__group *g, bed__verdict v, bed_extract_rule rule);

/* Adds a finding to those of its weight, and says whether they still agree. */
void bed__finding_join(bed__finding *all, const bed__finding *f);

/* Adds a finding to the scan; where the text has taken back what was said, the former ones go. */
void bed__finding_add(bed__scan *s, bed__weight w, const bed__finding *f);

/* ---- sentences ------------------------------------------------------------------------------- */

/* A full stop ends a sentence where no letter or digit stands right behind it. */
bool bed__ends_sentence(const bed__scan *s, const bed__token *t);

/* Where the sentence at the lexer ends, looked for within 150 tokens. */
size_t bed__sentence_end(const bed__scan *s, bed__lexer lx);

/* Whether the sentence at the lexer ends with a question mark. */
bool bed__is_asked(const bed__scan *s, bed__lexer lx);

/* The options whose texts stand in a part of the text, those left out that are turned down there
 * ("not metformin", "rather than metformin", "metformin is wrong"). */
bed__finding bed__named_between(const bed__scan *s, size_t begin, size_t end);

/* Whether what was named is what the sentence comes down to: it begins the sentence ("Metformin is
 * the best choice") or ends it or one of its clauses ("the diagnosis is pneumonia, because ...").
 */
bool bed__is_point_of(const bed__scan *s, const bed__finding *f, size_t begin, size_t end);

/* Takes from the sentence that ends here what it concludes, and begins the next. */
void bed__sentence_close(bed__scan *s, size_t end);

/* ---- lines ----------------------------------------------------------------------------------- */

/* Whether nothing but closing marks stands between the lexer and the end of the line. */
bool bed__ends_line(bed__lexer lx);

/* Looks whether a line is a key, begins with one or is an option's text. */
void bed__line_read(bed__scan *s);

/* Whether the lines from here on list options: the next one begins with another key. */
bool bed__lists_options(const bed__scan *s, const bed__group *g);

/* ---- cues ------------------------------------------------------------------------------------ */

typedef struct bed__cue {
    bed__weight      w;
    bed_extract_rule rule;
    bool bare;  /* the key may follow at once: "choose C"; otherwise "is" must stand between */
    bool texts; /* an option's text may stand for its key */
    bool han;
    bool one_line; /* what follows stands in the same line */
} bed__cue;

/* From a cue to the key or text that it announces. */
void bed__cue_follow(bed__scan *s, const bed__cue *c);

/* "not the answer", "I don't think the answer is": a "not" a few words before. */
bool bed__turned_down(const bed__scan *s, size_t words);

/* All the options, as in "answer (A, B, C or D)": the question, not an answer. */
bool bed__is_enumeration(const bed__scan *s, const bed__group *g);

/* Goes on reading at the lexer, as if a sign stood before it. */
void bed__move_behind(bed__scan *s, bed__lexer lx);

/* ---- rules ----------------------------------------------------------------------------------- */

/* Does what the word or sign at the scan sets off. */
void bed__rules_apply(bed__scan *s);

#endif
