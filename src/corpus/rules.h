/* The rules that every canonical record obeys, each with a name. A record that breaks one is
 * refused with the rule's name and what was found. */
#ifndef BED_CORPUS_RULES_H
#define BED_CORPUS_RULES_H

#include "corpus/blank.h"

/* One value of a list inside a record: an option (key, text) or a turn (role in key, text). */
typedef struct bed_pair {
    bed_str key, text; /* ptr NULL where the value is NULL */
} bed_pair;

/* A canonical record as the rules see it; views of the caller's. ptr NULL means NULL. */
typedef struct bed_record_view {
    bed_str         refuse; /* the mapping's own refusal */
    bed_str         split, kind, language;
    const bed_pair *turns, *options;
    size_t          n_turns, n_options;
    const bed_str  *answer_keys;
    size_t          n_answer_keys;
    double          age, weight; /* NaN where there is none */
    bool            has_age;
} bed_record_view;

typedef struct bed_rule {
    const char *name;
    const char *meaning; /* what a record must be, for the docs */
    /* Says what was found into `reason` and returns true for a record that breaks the rule. */
    bool (*broken)(const bed_record_view *r, char *reason, size_t reason_bytes);
} bed_rule;

/* In the order in which they are asked: the first that is broken is the reason of the refusal. */
const bed_rule *bed_rules(size_t *n);

/* The first rule that the record breaks, or NULL. */
const bed_rule *bed_rules_first_broken(const bed_record_view *r, char *reason, size_t reason_bytes);

#endif
