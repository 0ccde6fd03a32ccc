/* What the files of placement share: the rules as the file has them (placement_rules.c) and how one
 * rule judges measures (placement_judge.c); placement.c puts the judgements together. */
#ifndef BED_PROFILE_PLACEMENT_RULES_H
#define BED_PROFILE_PLACEMENT_RULES_H

#include "profile/placement.h"

typedef struct bed__marker_pattern {
    char *language, *match;
} bed__marker_pattern;

typedef enum bed__marker_place { AT_QUESTION, AT_ANSWER, AT_CONTEXT, AT_PATIENT } bed__marker_place;

typedef struct bed__marker {
    char                *id;
    bed__marker_place    where;
    bed__marker_pattern *patterns;
    unsigned             n_patterns;
} bed__marker;

typedef struct bed__evidence {
    char   *measure, *reason;
    double *at_least, *at_most; /* exactly one is there */
    double  weight;
    bool    required;
} bed__evidence;

typedef struct bed__way {
    char          *name;
    bed__evidence *evidence;
    unsigned       n;
} bed__way;

typedef struct bed__rule_term {
    char     *id;
    bed__way *ways;
    unsigned  n_ways;
} bed__rule_term;

typedef enum bed__choice { CHOOSE_ONE, CHOOSE_ALL } bed__choice;

typedef struct bed__rule {
    char           *dimension;
    bed__choice     choose;
    double          at;
    bed__rule_term *terms;
    unsigned        n_terms;
} bed__rule;

typedef struct bed__top {
    char        *schema;
    bed__marker *markers;
    unsigned     n_markers;
    bed__rule   *rules;
    unsigned     n_rules;
} bed__top;

struct bed_placement {
    bed__top           *top;
    const bed_taxonomy *taxonomy;
};

const bed_term  *bed__find_term(const bed_taxonomy *t, const char *dimension, const char *id);
const bed__rule *bed__find_rule(const bed_placement *p, const char *dimension);

typedef struct bed__facts {
    const bed_measure *at;
    size_t             n;
    const bed_measure *more; /* measures that placing itself gives */
    size_t             n_more;
} bed__facts;

/* The measure of that name, or NULL. A label or inquiry type that no record has is a measured 0,
 * put into *zero. */
const bed_measure *bed__find_measure(const bed__facts *f, const char *name, bed_measure *zero);

/* All terms of a rule as [{"id", "score", "reasons", "against"}], best first; terms of one score
 * keep the order of the file. The caller gives *out back. Errors: BED_EMEMORY. */
bed_status bed__judge_rule(const bed__rule *r, const bed__facts *f, json_t **out,
                           bed_error *err) BED_USE_RESULT;
double     bed__score_of(const json_t *judgement);

#endif
