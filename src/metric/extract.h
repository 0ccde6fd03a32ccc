/* The answer to a question with options, out of free text: what a model wrote after thinking aloud.
 *
 *     const bed_extracted a = bed_extract_answer(text, item->choices, item->n_choices, false);
 *     if (a.status == BED_ANSWER_FOUND) ... a.keys >> k & 1: option k was answered
 *
 * An answer is found only where the text says it; two statements that contradict each other, a
 * choice left open ("either B or C") and more options than the question allows are ambiguous, and
 * what says nothing (a refusal, a discussion without an end) is missing. Nothing is guessed.
 * English and Chinese, in one text too. The rules are listed in docs/metrics/answers.md.
 *
 * Memory  allocates nothing. Time is linear in the text. */
#ifndef BED_METRIC_EXTRACT_H
#define BED_METRIC_EXTRACT_H

#include "metric/metric.h"

/* name, what it takes */
#define BED_EXTRACT_RULES(X)                                                                       \
    X(NONE, "none", "nothing was found")                                                           \
    X(BOXED, "boxed", "\\boxed{C}")                                                                \
    X(FINAL, "final", "final answer: C; <answer>C</answer>; #### C")                               \
    X(ANSWER, "answer", "the answer is (C); the correct option is C")                              \
    X(CHOOSE, "choose", "I choose C; I would go with C")                                           \
    X(THEREFORE, "therefore", "therefore, C")                                                      \
    X(BARE, "bare", "a first or last line that is nothing but C, or C and its option's text")      \
    X(PREDICATE, "predicate", "C is correct; C is the best choice")                                \
    X(BEST, "best", "the best treatment is C")                                                     \
    X(LEAD, "lead", "C) because it ...; Yes, ...")                                                 \
    X(ANSWER_TEXT, "answer_text", "the answer is metformin")                                       \
    X(SENTENCE, "sentence", "a concluding sentence that names one option's text")                  \
    X(TEXT, "text", "a text, or its first sentence, that is one option's text")                    \
    X(BOLD, "bold", "the only key that is set in bold type")

typedef enum bed_extract_rule {
#define X(id, name, example) BED_EXTRACT_##id,
    BED_EXTRACT_RULES(X)
#undef X
        BED_EXTRACT_N_RULES
} bed_extract_rule;

typedef enum bed_extract_status {
    BED_ANSWER_FOUND,
    BED_ANSWER_AMBIGUOUS,
    BED_ANSWER_MISSING
} bed_extract_status;

typedef struct bed_extracted {
    bed_extract_status status;
    bed_extract_rule   rule;
    uint64_t           keys;  /* bit k: option k; of an ambiguous answer, what it could be */
    size_t             where; /* bytes before the answer */
    size_t             bytes; /* of the answer as it stands there */
} bed_extracted;

enum { BED_EXTRACT_OPTIONS = 64 }; /* options beyond are not looked for */

/* Finds the answer.
 *   text     UTF-8; an ill-formed byte is no letter
 *   options  keys ("A", "1", "yes") and texts, which may be empty; n = 0: keys A to J
 *   several  whether more than one option may be right: "B and D" is an answer then, and otherwise
 *            ambiguous */
bed_extracted bed_extract_answer(bed_str text, const bed_answer_option *options, size_t n,
                                 bool several);

const char *bed_extract_rule_name(bed_extract_rule rule); /* "boxed" */

#endif
