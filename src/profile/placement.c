#include "profile/placement.h"

#include "base/yaml.h"

#include <math.h>

enum { FILE_MAX_BYTES = 1 << 20, TEXT_MAX_BYTES = 4 << 10, SMALL_GROUP = 10, RUNNERS_UP = 2 };

/* ---- the file ---- */

typedef struct marker_pattern {
    char *language, *match;
} marker_pattern;

typedef enum marker_place { AT_QUESTION, AT_ANSWER, AT_CONTEXT, AT_PATIENT } marker_place;

typedef struct marker {
    char           *id;
    marker_place    where;
    marker_pattern *patterns;
    unsigned        n_patterns;
} marker;

typedef struct evidence {
    char   *measure, *reason;
    double *at_least, *at_most; /* exactly one is there */
    double  weight;
    bool    required;
} evidence;

typedef struct way {
    char     *name;
    evidence *evidence;
    unsigned  n;
} way;

typedef struct rule_term {
    char    *id;
    way     *ways;
    unsigned n_ways;
} rule_term;

typedef enum choice { CHOOSE_ONE, CHOOSE_ALL } choice;

typedef struct rule {
    char      *dimension;
    choice     choose;
    double     at;
    rule_term *terms;
    unsigned   n_terms;
} rule;

typedef struct top {
    char    *schema;
    marker  *markers;
    unsigned n_markers;
    rule    *rules;
    unsigned n_rules;
} top;

struct bed_placement {
    top                *top;
    const bed_taxonomy *taxonomy;
};

#define WORD(type, member)                                                                         \
    CYAML_FIELD_STRING_PTR(#member, CYAML_FLAG_POINTER, type, member, 1, CYAML_UNLIMITED)
#define LIST(type, key, member, count, entry)                                                      \
    CYAML_FIELD_SEQUENCE_COUNT(key, CYAML_FLAG_POINTER, type, member, count, &(entry), 1,          \
                               CYAML_UNLIMITED)
#define INNER(type, fields)                                                                        \
    {                                                                                              \
        CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, type, fields)                                      \
    }
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const cyaml_strval_t places[]  = { { "question", AT_QUESTION },
                                          { "answer", AT_ANSWER },
                                          { "context", AT_CONTEXT },
                                          { "patient", AT_PATIENT } };
static const cyaml_strval_t choices[] = { { "one", CHOOSE_ONE }, { "all", CHOOSE_ALL } };

static const cyaml_schema_field_t pattern_fields[] = { WORD(marker_pattern, language),
                                                       WORD(marker_pattern, match),
                                                       CYAML_FIELD_END };
static const cyaml_schema_value_t pattern_value    = INNER(marker_pattern, pattern_fields);

static const cyaml_schema_field_t marker_fields[] = {
    WORD(marker, id),
    CYAML_FIELD_ENUM("where", CYAML_FLAG_STRICT, marker, where, places, COUNT(places)),
    LIST(marker, "patterns", patterns, n_patterns, pattern_value),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t marker_value = INNER(marker, marker_fields);

static const cyaml_schema_field_t evidence_fields[] = {
    WORD(evidence, measure),
    WORD(evidence, reason),
    CYAML_FIELD_FLOAT_PTR("at_least", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, evidence, at_least),
    CYAML_FIELD_FLOAT_PTR("at_most", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, evidence, at_most),
    CYAML_FIELD_FLOAT("weight", CYAML_FLAG_DEFAULT, evidence, weight),
    CYAML_FIELD_BOOL("required", CYAML_FLAG_OPTIONAL, evidence, required),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t evidence_value = INNER(evidence, evidence_fields);

static const cyaml_schema_field_t way_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, way, name, 1,
                           CYAML_UNLIMITED),
    LIST(way, "evidence", evidence, n, evidence_value),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t way_value = INNER(way, way_fields);

static const cyaml_schema_field_t term_fields[] = {
    WORD(rule_term, id),
    LIST(rule_term, "ways", ways, n_ways, way_value),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t term_value = INNER(rule_term, term_fields);

static const cyaml_schema_field_t rule_fields[] = {
    WORD(rule, dimension),
    CYAML_FIELD_ENUM("choose", CYAML_FLAG_STRICT, rule, choose, choices, COUNT(choices)),
    CYAML_FIELD_FLOAT("at", CYAML_FLAG_DEFAULT, rule, at),
    LIST(rule, "terms", terms, n_terms, term_value),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t rule_value = INNER(rule, rule_fields);

static const cyaml_schema_field_t top_fields[] = {
    WORD(top, schema),
    LIST(top, "markers", markers, n_markers, marker_value),
    LIST(top, "rules", rules, n_rules, rule_value),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t top_value = { CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, top,
                                                                    top_fields) };

/* ---- checks ---- */

static bool find_dimension(const char *list, bed_dimension *out)
{
    for (int d = 0; d < BED_N_DIMENSIONS; d++) {
        if (strcmp(bed_dimension_list((bed_dimension)d), list) == 0) {
            *out = (bed_dimension)d;
            return true;
        }
    }
    return false;
}

static const bed_term *find_term(const bed_taxonomy *t, const char *dimension, const char *id)
{
    bed_dimension d;

    if (!find_dimension(dimension, &d))
        return NULL;
    for (size_t i = 0; i < t->dimensions[d].n; i++)
        if (strcmp(t->dimensions[d].at[i].id, id) == 0)
            return &t->dimensions[d].at[i];
    return NULL;
}

static bed_status check_evidence(const evidence *e, const bed_yaml *y, const char *path,
                                 bed_error *err)
{
    if ((e->at_least == NULL) == (e->at_most == NULL))
        return bed_yaml_fail(y, err, path, "expected either at_least or at_most");
    if (!(e->weight >= 0 && e->weight <= 100))
        return bed_yaml_fail(y, err, path, "weight: expected 0 to 100, found %g", e->weight);
    return BED_OK;
}

static bed_status check_rule(const bed_placement *p, const rule *r, unsigned at, const bed_yaml *y,
                             bed_error *err)
{
    char          path[128];
    bed_dimension d;

    snprintf(path, sizeof path, "rules[%u].dimension", at);
    if (!find_dimension(r->dimension, &d))
        return bed_yaml_fail(y, err, path, "the taxonomy has no list '%s'", r->dimension);
    for (unsigned t = 0; t < r->n_terms; t++) {
        snprintf(path, sizeof path, "rules[%u].terms[%u].id", at, t);
        if (find_term(p->taxonomy, r->dimension, r->terms[t].id) == NULL)
            return bed_yaml_fail(y, err, path, "'%s' is not a %s in taxonomy.yaml", r->terms[t].id,
                                 bed_dimension_word(d));
        for (unsigned w = 0; w < r->terms[t].n_ways; w++) {
            for (unsigned e = 0; e < r->terms[t].ways[w].n; e++) {
                snprintf(path, sizeof path, "rules[%u].terms[%u].ways[%u].evidence[%u]", at, t, w,
                         e);
                BED_TRY(check_evidence(&r->terms[t].ways[w].evidence[e], y, path, err));
            }
        }
    }
    return BED_OK;
}

static bool is_name(const char *s)
{
    return s[0] != '\0' && s[strspn(s, "abcdefghijklmnopqrstuvwxyz_0123456789")] == '\0';
}

static bed_status check(const bed_placement *p, const bed_yaml *y, bed_error *err)
{
    char path[64];

    if (strcmp(p->top->schema, "bedside-placement/1") != 0)
        return bed_yaml_fail(y, err, "schema", "expected 'bedside-placement/1', found '%s'",
                             p->top->schema);
    for (unsigned m = 0; m < p->top->n_markers; m++) {
        snprintf(path, sizeof path, "markers[%u].id", m);
        if (!is_name(p->top->markers[m].id))
            return bed_yaml_fail(y, err, path, "expected small letters, digits and _");
        for (unsigned k = 0; k < m; k++)
            if (strcmp(p->top->markers[k].id, p->top->markers[m].id) == 0)
                return bed_yaml_fail(y, err, path, "'%s' stands twice", p->top->markers[m].id);
    }
    for (unsigned r = 0; r < p->top->n_rules; r++)
        BED_TRY(check_rule(p, &p->top->rules[r], r, y, err));
    return BED_OK;
}

bed_status bed_placement_parse(bed_str text, const char *name, const bed_taxonomy *taxonomy,
                               bed_placement **out, bed_error *err)
{
    bed_status     st    = BED_OK;
    bed_yaml      *y     = NULL;
    void          *value = NULL;
    bed_placement *p     = NULL;

    *out = NULL;
    BED_GO(bed_yaml_open(text, name, &y, err));
    BED_GO(bed_yaml_read(y, &top_value, &value, err));
    BED_GO(bed_alloc_into((void **)&p, 1, sizeof *p, err));
    *p    = (bed_placement){ value, taxonomy };
    value = NULL;
    BED_GO(check(p, y, err));
    *out = p;
    p    = NULL;
done:
    bed_placement_destroy(p);
    bed_yaml_free(&top_value, value);
    bed_yaml_close(y);
    return st;
}

bed_status bed_placement_load(const char *path, const bed_taxonomy *taxonomy, bed_placement **out,
                              bed_error *err)
{
    bed_buffer text = BED_BUFFER(FILE_MAX_BYTES);
    bed_status st   = bed_file_read(path, &text, err);

    *out = NULL;
    if (st == BED_OK)
        st = bed_placement_parse(bed_buffer_str(&text), path, taxonomy, out, err);
    bed_buffer_deinit(&text);
    return st;
}

void bed_placement_destroy(bed_placement *p)
{
    if (p == NULL)
        return;
    bed_yaml_free(&top_value, p->top);
    bed_free(p);
}

/* ---- markers ---- */

static const char *const place_sql[] = {
    [AT_QUESTION] = "q.\"text\"",
    [AT_ANSWER]   = "a.\"text\"",
    [AT_CONTEXT]  = "array_to_string(nullif(context, []), ' ')",
    [AT_PATIENT] =
        ("nullif(array_to_string(list_transform(list_filter(turns, lambda t: t.role IN ('patient', "
         "'family')), lambda t: t.\"text\"), ' '), '')"),
};

bed_status bed_placement_markers(const bed_placement *p, bed_buffer *sql, bed_error *err)
{
    for (unsigned m = 0; m < p->top->n_markers; m++) {
        const marker *k = &p->top->markers[m];

        BED_TRY(bed_buffer_printf(
            sql, err, "CREATE OR REPLACE TEMP MACRO marker_%s(s, tag) AS CASE tag", k->id));
        for (unsigned i = 0; i < k->n_patterns; i++) {
            BED_TRY(bed_buffer_add(sql, BED_STR(" WHEN "), err));
            BED_TRY(bed_buffer_add_sql(sql, bed_str_of(k->patterns[i].language), err));
            BED_TRY(bed_buffer_add(sql, BED_STR(" THEN regexp_matches(s, "), err));
            BED_TRY(bed_buffer_add_sql(sql, bed_str_of(k->patterns[i].match), err));
            BED_TRY(bed_buffer_add(sql, BED_STR(", 'i')"), err));
        }
        BED_TRY(bed_buffer_add(sql, BED_STR(" END;\n"), err));
    }
    BED_TRY(bed_buffer_add(sql, BED_STR("CREATE OR REPLACE TEMP TABLE profile_markers AS\n"), err));
    for (unsigned m = 0; m < p->top->n_markers; m++) {
        const marker *k = &p->top->markers[m];

        BED_TRY(bed_buffer_printf(sql, err,
                                  "%sSELECT id, '%s' AS measure, marker_%s(%s, "
                                  "primary_language(language)) AS flag FROM profile_questions\n",
                                  m == 0 ? "" : "UNION ALL ", k->id, k->id, place_sql[k->where]));
    }
    return bed_buffer_add(sql, BED_STR(";\n"), err);
}

/* ---- judging ---- */

typedef struct facts {
    const bed_measure *at;
    size_t             n;
    const bed_measure *more; /* measures that placing itself gives */
    size_t             n_more;
} facts;

/* The measure, or NULL. A label or inquiry type that no record has is a measured 0. */
static const bed_measure *find(const facts *f, const char *name, bed_measure *zero)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->at[i].name, name) == 0)
            return &f->at[i];
    for (size_t i = 0; i < f->n_more; i++)
        if (strcmp(f->more[i].name, name) == 0)
            return &f->more[i];
    if (strncmp(name, "label:", 6) == 0 || strncmp(name, "turn_label:", 11) == 0 ||
        strncmp(name, "inquiry:", 8) == 0) {
        const bed_measure *all = find(f, "records", zero);

        *zero = (bed_measure){ "", name, 0, all == NULL ? 0 : all->n };
        return zero;
    }
    return NULL;
}

static bool holds(const evidence *e, double value)
{
    return e->at_least != NULL ? value >= *e->at_least : value <= *e->at_most;
}

/* A share as people read it: no digit that the count does not carry. */
static void print_percent(char *out, size_t size, double share)
{
    const double p = 100 * share;

    if (p > 0 && p < 1)
        snprintf(out, size, "%.1f %%", p);
    else if (p > 99 && p < 100)
        snprintf(out, size, "%.1f %%", p < 99.95 ? p : 99.9);
    else
        snprintf(out, size, "%.0f %%", p);
}

/* The reason with its figures; where evidence does not hold, what was expected. */
static bed_status reason_text(const evidence *e, const bed_measure *m, bool held, bed_buffer *out,
                              bed_error *err)
{
    const bool  share = strstr(e->reason, "{percent}") != NULL;
    const char *at    = e->reason;
    char        figure[64];

    for (const char *open; (open = strchr(at, '{')) != NULL;) {
        const char *close = strchr(open, '}');
        bed_str     name;

        if (close == NULL)
            break;
        name = (bed_str){ open + 1, (size_t)(close - open - 1) };
        BED_TRY(bed_buffer_add(out, (bed_str){ at, (size_t)(open - at) }, err));
        if (bed_str_equal(name, BED_STR("percent")))
            print_percent(figure, sizeof figure, m->value);
        else if (bed_str_equal(name, BED_STR("value")))
            snprintf(figure, sizeof figure, "%.4g", m->value);
        else
            snprintf(figure, sizeof figure, "%llu", (unsigned long long)m->n);
        BED_TRY(bed_buffer_add(out, bed_str_of(figure), err));
        at = close + 1;
    }
    BED_TRY(bed_buffer_add(out, bed_str_of(at), err));
    if (held)
        return BED_OK;
    if (share)
        print_percent(figure, sizeof figure, e->at_least != NULL ? *e->at_least : *e->at_most);
    else
        snprintf(figure, sizeof figure, "%.4g", e->at_least != NULL ? *e->at_least : *e->at_most);
    return bed_buffer_printf(out, err, " (expected %s %s)",
                             e->at_least != NULL ? "at least" : "at most", figure);
}

static bed_status append_reason(json_t *list, const evidence *e, const bed_measure *m, bool held,
                                bed_error *err)
{
    bed_buffer text = BED_BUFFER(TEXT_MAX_BYTES);
    bed_status st   = reason_text(e, m, held, &text, err);

    if (st == BED_OK && json_array_append_new(list, json_stringn(text.ptr, text.len)) != 0)
        st = bed_fail(err, BED_EMEMORY, "no memory for reasons");
    bed_buffer_deinit(&text);
    return st;
}

/* Score of one way in [0, 1]; its reasons for and against go to the lists. */
static bed_status judge_way(const way *w, const facts *f, double *score, json_t *reasons,
                            json_t *against, bed_error *err)
{
    double got = 0, all = 0;
    bool   possible = true;

    for (unsigned i = 0; i < w->n; i++) {
        const evidence    *e = &w->evidence[i];
        bed_measure        zero;
        const bed_measure *m = find(f, e->measure, &zero);
        bool               ok;

        if (m == NULL) { /* cannot be measured here: counts neither way, unless it must hold */
            possible = possible && !e->required;
            continue;
        }
        ok = holds(e, m->value);
        all += e->weight;
        got += ok ? e->weight : 0;
        possible = possible && (ok || !e->required);
        BED_TRY(append_reason(ok ? reasons : against, e, m, ok, err));
    }
    *score = possible && all > 0 ? got / all : 0;
    return BED_OK;
}

/* The best way of a term as {"id", "score", "reasons", "against"}. */
static bed_status judge_term(const rule_term *t, const facts *f, json_t **out, bed_error *err)
{
    double best = -1;

    *out = NULL;
    for (unsigned w = 0; w < t->n_ways; w++) {
        json_t    *reasons = json_array(), *against = json_array(), *value;
        double     score = 0;
        bed_status st    = reasons == NULL || against == NULL
                               ? bed_fail(err, BED_EMEMORY, "no memory for reasons")
                               : judge_way(&t->ways[w], f, &score, reasons, against, err);

        if (st != BED_OK || score <= best) {
            json_decref(reasons);
            json_decref(against);
            if (st != BED_OK)
                json_decref(*out);
            BED_TRY(st);
            continue;
        }
        value = json_pack("{s:s, s:f, s:o, s:o}", "id", t->id, "score", round(score * 1000) / 1000,
                          "reasons", reasons, "against", against);
        json_decref(*out);
        *out = value;
        if (value == NULL)
            return bed_fail(err, BED_EMEMORY, "no memory for a judgement");
        best = score;
    }
    return BED_OK;
}

static double score_of(const json_t *judgement)
{
    return json_real_value(json_object_get(judgement, "score"));
}

/* All terms of a rule, best first; terms of one score keep the order of the file. */
static bed_status judge_rule(const rule *r, const facts *f, json_t **out, bed_error *err)
{
    json_t *list = json_array();

    *out = NULL;
    if (list == NULL)
        return bed_fail(err, BED_EMEMORY, "no memory for judgements");
    for (unsigned t = 0; t < r->n_terms; t++) {
        json_t    *one;
        bed_status st = judge_term(&r->terms[t], f, &one, err);
        size_t     at = json_array_size(list);

        if (st != BED_OK) {
            json_decref(list);
            return st;
        }
        while (at > 0 && score_of(json_array_get(list, at - 1)) < score_of(one))
            at--;
        if (json_array_insert_new(list, at, one) != 0) {
            json_decref(list);
            return bed_fail(err, BED_EMEMORY, "no memory for judgements");
        }
    }
    *out = list;
    return BED_OK;
}

static const rule *find_rule(const bed_placement *p, const char *dimension)
{
    for (unsigned r = 0; r < p->top->n_rules; r++)
        if (strcmp(p->top->rules[r].dimension, dimension) == 0)
            return &p->top->rules[r];
    return NULL;
}

/* ---- groups ---- */

typedef struct group {
    facts    facts;
    uint64_t records;
    json_t  *judged; /* sub-types, best first */
} group;

typedef struct judge {
    const bed_placement *p;
    group               *groups;
    size_t               n_groups;
    group                all;
    bed_measure         *placed; /* "placed:<sub-type or category>" */
    char (*names)[96];
    size_t n_placed;
} judge;

static void judge_deinit(judge *j)
{
    for (size_t i = 0; i < j->n_groups; i++)
        json_decref(j->groups[i].judged);
    bed_free(j->groups);
    bed_free(j->placed);
    bed_free(j->names);
}

static uint64_t count_records(const facts *f)
{
    bed_measure        zero;
    const bed_measure *m = find(f, "records", &zero);

    return m == NULL ? 0 : m->n;
}

static bed_status split_groups(judge *j, const bed_measure *m, size_t n, bed_error *err)
{
    size_t n_groups = 0;

    for (size_t i = 0; i < n; i++)
        n_groups += i == 0 || strcmp(m[i].group, m[i - 1].group) != 0;
    BED_TRY(bed_alloc_into((void **)&j->groups, n_groups, sizeof *j->groups, err));
    for (size_t i = 0, end; i < n; i = end) {
        group g = { .facts = { &m[i], 0, NULL, 0 } };

        for (end = i; end < n && strcmp(m[end].group, m[i].group) == 0;)
            end++;
        g.facts.n = end - i;
        g.records = count_records(&g.facts);
        if (strcmp(m[i].group, "*") == 0)
            j->all = g;
        else
            j->groups[j->n_groups++] = g;
    }
    return j->all.facts.n > 0 ? BED_OK
                              : bed_fail(err, BED_EARGUMENT, "no measures of the whole corpus");
}

/* Largest first; groups of one size by name, so that nothing depends on the order of rows. */
static int by_size(const void *a, const void *b)
{
    const group *x = a, *y = b;

    if (x->records != y->records)
        return x->records < y->records ? 1 : -1;
    return strcmp(x->facts.at->group, y->facts.at->group);
}

static const char *id_of(const json_t *judgement)
{
    return json_string_value(json_object_get(judgement, "id"));
}

/* The sub-type a group is placed in, NULL where no rule fits well enough. A small group follows the
 * largest, unless nothing at all fits it: fragments without a question stay out. */
static const char *place_of(const judge *j, const rule *r, size_t g)
{
    const group  *own  = &j->groups[g];
    const json_t *best = json_array_get(own->judged, 0);

    if (own->records < SMALL_GROUP && score_of(best) > 0)
        best = json_array_get(j->groups[0].judged, 0);

    return best != NULL && score_of(best) >= r->at ? id_of(best) : NULL;
}

static uint64_t records_in(const judge *j, const rule *r, const char *subtype)
{
    uint64_t sum = 0;

    for (size_t g = 0; g < j->n_groups; g++) {
        const char *place = place_of(j, r, g);

        if (place != NULL && strcmp(place, subtype) == 0)
            sum += j->groups[g].records;
    }
    return sum;
}

static void add_placed(judge *j, const char *id, uint64_t records)
{
    snprintf(j->names[j->n_placed], sizeof j->names[0], "placed:%s", id);
    j->placed[j->n_placed] =
        (bed_measure){ "*", j->names[j->n_placed],
                       j->all.records == 0 ? 0 : (double)records / (double)j->all.records,
                       j->all.records };
    j->n_placed++;
}

/* Measures "placed:…" for the rules that build on the placement. */
static bed_status measure_places(judge *j, const rule *r, bed_error *err)
{
    const bed_terms *categories = &j->p->taxonomy->dimensions[BED_DIMENSION_CATEGORY];
    const size_t     n          = r->n_terms + categories->n;

    BED_TRY(bed_alloc_into((void **)&j->placed, n, sizeof *j->placed, err));
    BED_TRY(bed_alloc_into((void **)&j->names, n, sizeof *j->names, err));
    for (unsigned t = 0; t < r->n_terms; t++)
        add_placed(j, r->terms[t].id, records_in(j, r, r->terms[t].id));
    for (size_t c = 0; c < categories->n; c++) {
        uint64_t sum = 0;

        for (unsigned t = 0; t < r->n_terms; t++) {
            const bed_term *term = find_term(j->p->taxonomy, "subtypes", r->terms[t].id);

            if (term->parent != NULL && strcmp(term->parent, categories->at[c].id) == 0)
                sum += records_in(j, r, r->terms[t].id);
        }
        add_placed(j, categories->at[c].id, sum);
    }
    j->all.facts.more   = j->placed;
    j->all.facts.n_more = j->n_placed;
    return BED_OK;
}

static bed_status judge_groups(judge *j, const rule *r, bed_error *err)
{
    if (j->n_groups > 1)
        qsort(j->groups, j->n_groups, sizeof *j->groups, by_size);
    for (size_t g = 0; g < j->n_groups; g++)
        BED_TRY(judge_rule(r, &j->groups[g].facts, &j->groups[g].judged, err));
    return BED_OK;
}

/* ---- what is given ---- */

static bed_status need(int failed, bed_error *err)
{
    return failed ? bed_fail(err, BED_EMEMORY, "no memory for the placement") : BED_OK;
}

/* The first terms of a judged list that are not taken yet, at most `n`, as runners-up. */
static json_t *runners_up(const json_t *judged, size_t from, size_t n)
{
    json_t *list = json_array();

    for (size_t i = from; list != NULL && i < json_array_size(judged) && n > 0; i++, n--)
        json_array_append(list, json_array_get(judged, i));
    return list;
}

static bed_status add_shares(const judge *j, const rule *r, json_t *placement, bed_error *err)
{
    json_t *shares = json_array(), *groups = json_array();

    BED_TRY(need(json_object_set_new(placement, "shares", shares) != 0, err));
    BED_TRY(need(json_object_set_new(placement, "groups", groups) != 0, err));
    for (size_t k = 0; k < j->n_placed && k < r->n_terms; k++) {
        const uint64_t n  = records_in(j, r, r->terms[k].id);
        size_t         at = json_array_size(shares);

        if (n == 0)
            continue;
        while (at > 0 && (uint64_t)json_integer_value(
                             json_object_get(json_array_get(shares, at - 1), "n")) < n)
            at--;
        BED_TRY(need(json_array_insert_new(shares, at,
                                           json_pack("{s:s, s:f, s:I}", "subtype", r->terms[k].id,
                                                     "share", round(j->placed[k].value * 1e6) / 1e6,
                                                     "n", (json_int_t)n)) != 0,
                     err));
    }
    for (size_t g = 0; g < j->n_groups; g++)
        BED_TRY(
            need(json_array_append_new(
                     groups,
                     json_pack("{s:s, s:I, s:s?, s:f}", "shape", j->groups[g].facts.at->group, "n",
                               (json_int_t)j->groups[g].records, "subtype", place_of(j, r, g),
                               "score", score_of(json_array_get(j->groups[g].judged, 0)))) != 0,
                 err));
    return BED_OK;
}

/* Sub-type and category: where most records are; the reasons are those of the largest group that is
 * placed there. */
static bed_status add_subtype(const judge *j, const rule *r, json_t *placement, bed_error *err)
{
    const json_t   *shares = json_object_get(placement, "shares");
    const json_t   *best   = NULL;
    const char     *id = json_string_value(json_object_get(json_array_get(shares, 0), "subtype"));
    const bed_term *term;
    size_t          g = 0;
    json_t         *subtype, *category;

    if (id == NULL) {
        BED_TRY(need(json_object_set_new(placement, "category", json_null()) != 0, err));
        return need(json_object_set_new(placement, "subtype", json_null()) != 0, err);
    }
    while (g < j->n_groups && (place_of(j, r, g) == NULL || strcmp(place_of(j, r, g), id) != 0))
        g++;
    best    = json_array_get(j->groups[g].judged, 0);
    subtype = json_copy((json_t *)(uintptr_t)best);
    BED_TRY(need(subtype == NULL, err));
    json_object_set_new(subtype, "runners_up", runners_up(j->groups[g].judged, 1, RUNNERS_UP));
    term     = find_term(j->p->taxonomy, "subtypes", id);
    category = json_pack("{s:s, s:f, s:O}", "id", term->parent == NULL ? "" : term->parent, "score",
                         score_of(best), "reasons", json_object_get(best, "reasons"));
    BED_TRY(need(json_object_set_new(placement, "category", category) != 0, err));
    return need(json_object_set_new(placement, "subtype", subtype) != 0, err);
}

/* One chosen term of a dimension, or null. */
static bed_status add_one(const judge *j, const char *dimension, const char *member,
                          json_t *placement, bed_error *err)
{
    const rule *r = find_rule(j->p, dimension);
    json_t     *judged, *best;
    bed_status  st = BED_OK;

    if (r == NULL)
        return need(json_object_set_new(placement, member, json_null()) != 0, err);
    BED_TRY(judge_rule(r, &j->all.facts, &judged, err));
    best = json_array_get(judged, 0);
    if (best == NULL || score_of(best) < r->at)
        st = need(json_object_set_new(placement, member, json_null()) != 0, err);
    else
        st = need(json_object_set(placement, member, best) != 0, err);
    json_decref(judged);
    return st;
}

/* Annotation: all kinds that are there; the level is the highest among them. */
static bed_status add_annotation(const judge *j, json_t *placement, bed_error *err)
{
    static const char *const levels[] = { "none", "record_level", "turn_level",
                                          "conversation_level" };
    const rule              *r        = find_rule(j->p, "annotations");
    json_t                  *judged = NULL, *kinds = json_array(), *one;
    const char              *first = "none";
    size_t                   level = 0, i;
    bed_status               st    = need(kinds == NULL, err);

    if (st == BED_OK && r != NULL)
        st = judge_rule(r, &j->all.facts, &judged, err);
    json_array_foreach(judged, i, one)
    {
        const bed_term *term = find_term(j->p->taxonomy, "annotations", id_of(one));

        if (score_of(one) < r->at)
            break;
        if (json_array_size(kinds) == 0)
            first = id_of(one);
        for (size_t k = 0; term->parent != NULL && k < COUNT(levels); k++)
            if (strcmp(levels[k], term->parent) == 0 && k > level)
                level = k;
        json_array_append(kinds, one);
    }
    if (st == BED_OK) {
        json_t *reasons = json_array_size(kinds) > 0
                              ? json_incref(json_object_get(json_array_get(kinds, 0), "reasons"))
                              : json_pack("[s]", "no label, key or explanation was found");

        st = need(
            json_object_set_new(placement, "annotation",
                                json_pack("{s:s, s:s, s:o, s:O}", "id", first, "level",
                                          levels[level], "reasons", reasons, "kinds", kinds)) != 0,
            err);
    }
    json_decref(judged);
    json_decref(kinds);
    return st;
}

/* "a; b; c" */
static json_t *joined(const json_t *list)
{
    bed_buffer b = BED_BUFFER(16 << 10);
    json_t    *item, *text = NULL;
    size_t     i;
    bed_status st = BED_OK;

    json_array_foreach((json_t *)(uintptr_t)list, i, item)
    {
        if (st == BED_OK)
            st = bed_buffer_printf(&b, NULL, "%s%s", i == 0 ? "" : "; ", json_string_value(item));
    }
    if (st == BED_OK)
        text = json_stringn(b.ptr == NULL ? "" : b.ptr, b.len);
    bed_buffer_deinit(&b);
    return text;
}

static bed_status add_objectives(const judge *j, json_t *out, bed_error *err)
{
    const rule *r    = find_rule(j->p, "objectives");
    json_t     *list = json_array(), *judged = NULL, *one;
    size_t      i;

    BED_TRY(need(json_object_set_new(out, "objectives", list) != 0, err));
    if (r == NULL)
        return BED_OK;
    BED_TRY(judge_rule(r, &j->all.facts, &judged, err));
    json_array_foreach(judged, i, one)
    {
        const bool      yes  = score_of(one) >= r->at;
        const bed_term *term = find_term(j->p->taxonomy, "objectives", id_of(one));

        json_array_append_new(list,
                              json_pack("{s:s, s:b, s:s, s:s?, s:o}", "id", id_of(one), "supported",
                                        yes, "section", term->section, "kind", term->parent, "why",
                                        joined(json_object_get(one, yes ? "reasons" : "against"))));
    }
    json_decref(judged);
    return BED_OK;
}

static bed_status add_gaps(const judge *j, json_t *out, bed_error *err)
{
    const rule *r    = find_rule(j->p, "gaps");
    json_t     *list = json_array(), *judged = NULL, *one;
    size_t      i;

    BED_TRY(need(json_object_set_new(out, "gaps", list) != 0, err));
    if (r == NULL)
        return BED_OK;
    BED_TRY(judge_rule(r, &j->all.facts, &judged, err));
    json_array_foreach(judged, i, one)
    {
        const bed_term *term = find_term(j->p->taxonomy, "gaps", id_of(one));

        if (score_of(one) < r->at)
            break;
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:o}", "id", id_of(one), "section",
                                              term->section, "why", term->definition, "evidence",
                                              joined(json_object_get(one, "reasons"))));
    }
    json_decref(judged);
    return BED_OK;
}

bed_status bed_placement_judge(const bed_placement *p, const bed_measure *measures, size_t n,
                               json_t **out, bed_error *err)
{
    const rule *r         = find_rule(p, "subtypes");
    judge       j         = { .p = p };
    json_t     *result    = json_object();
    json_t     *placement = json_object();
    bed_status  st        = need(result == NULL || placement == NULL, err);

    *out = NULL;
    if (st == BED_OK)
        st = need(json_object_set_new(result, "placement", placement) != 0, err);
    if (st == BED_OK && r == NULL)
        st = bed_fail(err, BED_EARGUMENT, "no rules for subtypes");
    if (st == BED_OK)
        st = split_groups(&j, measures, n, err);
    if (st == BED_OK)
        st = judge_groups(&j, r, err);
    if (st == BED_OK)
        st = measure_places(&j, r, err);
    if (st == BED_OK)
        st = add_shares(&j, r, placement, err);
    if (st == BED_OK)
        st = add_subtype(&j, r, placement, err);
    if (st == BED_OK)
        st = add_one(&j, "audiences", "audience", placement, err);
    if (st == BED_OK)
        st = add_one(&j, "data_types", "data_type", placement, err);
    if (st == BED_OK)
        st = add_annotation(&j, placement, err);
    if (st == BED_OK)
        st = add_objectives(&j, result, err);
    if (st == BED_OK)
        st = add_gaps(&j, result, err);
    judge_deinit(&j);
    if (st == BED_OK)
        *out = result;
    else
        json_decref(result);
    return st;
}
