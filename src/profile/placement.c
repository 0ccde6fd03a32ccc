/* Placement of a corpus: its shapes are judged one by one, the largest sum of records gives
 * sub-type and category; audience, data type, annotation, objectives and gaps are judged of the
 * whole. */
#include "profile/placement_rules.h"

#include <math.h>

enum { SMALL_GROUP = 10, RUNNERS_UP = 2 };

/* ---- groups ---- */

typedef struct group {
    bed__facts facts;
    uint64_t   records;
    json_t    *judged; /* sub-types, best first */
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

static uint64_t count_records(const bed__facts *f)
{
    bed_measure        zero;
    const bed_measure *m = bed__find_measure(f, "records", &zero);

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
static const char *place_of(const judge *j, const bed__rule *r, size_t g)
{
    const group  *own  = &j->groups[g];
    const json_t *best = json_array_get(own->judged, 0);

    if (own->records < SMALL_GROUP && bed__score_of(best) > 0)
        best = json_array_get(j->groups[0].judged, 0);

    return best != NULL && bed__score_of(best) >= r->at ? id_of(best) : NULL;
}

static uint64_t records_in(const judge *j, const bed__rule *r, const char *subtype)
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
static bed_status measure_places(judge *j, const bed__rule *r, bed_error *err)
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
            const bed_term *term = bed__find_term(j->p->taxonomy, "subtypes", r->terms[t].id);

            if (term->parent != NULL && strcmp(term->parent, categories->at[c].id) == 0)
                sum += records_in(j, r, r->terms[t].id);
        }
        add_placed(j, categories->at[c].id, sum);
    }
    j->all.facts.more   = j->placed;
    j->all.facts.n_more = j->n_placed;
    return BED_OK;
}

static bed_status judge_groups(judge *j, const bed__rule *r, bed_error *err)
{
    if (j->n_groups > 1)
        qsort(j->groups, j->n_groups, sizeof *j->groups, by_size);
    for (size_t g = 0; g < j->n_groups; g++)
        BED_TRY(bed__judge_rule(r, &j->groups[g].facts, &j->groups[g].judged, err));
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

static bed_status add_shares(const judge *j, const bed__rule *r, json_t *placement, bed_error *err)
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
        BED_TRY(need(
            json_array_append_new(
                groups,
                json_pack("{s:s, s:I, s:s?, s:f}", "shape", j->groups[g].facts.at->group, "n",
                          (json_int_t)j->groups[g].records, "subtype", place_of(j, r, g), "score",
                          bed__score_of(json_array_get(j->groups[g].judged, 0)))) != 0,
            err));
    return BED_OK;
}

/* Sub-type and category: where most records are; the reasons are those of the largest group that is
 * placed there. */
static bed_status add_subtype(const judge *j, const bed__rule *r, json_t *placement, bed_error *err)
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
    term     = bed__find_term(j->p->taxonomy, "subtypes", id);
    category = json_pack("{s:s, s:f, s:O}", "id", term->parent == NULL ? "" : term->parent, "score",
                         bed__score_of(best), "reasons", json_object_get(best, "reasons"));
    BED_TRY(need(json_object_set_new(placement, "category", category) != 0, err));
    return need(json_object_set_new(placement, "subtype", subtype) != 0, err);
}

/* One chosen term of a dimension, or null. */
static bed_status add_one(const judge *j, const char *dimension, const char *member,
                          json_t *placement, bed_error *err)
{
    const bed__rule *r = bed__find_rule(j->p, dimension);
    json_t          *judged, *best;
    bed_status       st = BED_OK;

    if (r == NULL)
        return need(json_object_set_new(placement, member, json_null()) != 0, err);
    BED_TRY(bed__judge_rule(r, &j->all.facts, &judged, err));
    best = json_array_get(judged, 0);
    if (best == NULL || bed__score_of(best) < r->at)
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
    const bed__rule         *r        = bed__find_rule(j->p, "annotations");
    json_t                  *judged = NULL, *kinds = json_array(), *one;
    const char              *first = "none";
    size_t                   level = 0, i;
    bed_status               st    = need(kinds == NULL, err);

    if (st == BED_OK && r != NULL)
        st = bed__judge_rule(r, &j->all.facts, &judged, err);
    json_array_foreach(judged, i, one)
    {
        const bed_term *term = bed__find_term(j->p->taxonomy, "annotations", id_of(one));

        if (r == NULL || bed__score_of(one) < r->at)
            break;
        if (json_array_size(kinds) == 0)
            first = id_of(one);
        for (size_t k = 0; term->parent != NULL && k < sizeof levels / sizeof levels[0]; k++)
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
    const bed__rule *r    = bed__find_rule(j->p, "objectives");
    json_t          *list = json_array(), *judged = NULL, *one;
    size_t           i;

    BED_TRY(need(json_object_set_new(out, "objectives", list) != 0, err));
    if (r == NULL)
        return BED_OK;
    BED_TRY(bed__judge_rule(r, &j->all.facts, &judged, err));
    json_array_foreach(judged, i, one)
    {
        const bool      yes  = bed__score_of(one) >= r->at;
        const bed_term *term = bed__find_term(j->p->taxonomy, "objectives", id_of(one));

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
    const bed__rule *r    = bed__find_rule(j->p, "gaps");
    json_t          *list = json_array(), *judged = NULL, *one;
    size_t           i;

    BED_TRY(need(json_object_set_new(out, "gaps", list) != 0, err));
    if (r == NULL)
        return BED_OK;
    BED_TRY(bed__judge_rule(r, &j->all.facts, &judged, err));
    json_array_foreach(judged, i, one)
    {
        const bed_term *term = bed__find_term(j->p->taxonomy, "gaps", id_of(one));

        if (bed__score_of(one) < r->at)
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
    const bed__rule *r         = bed__find_rule(p, "subtypes");
    judge            j         = { .p = p };
    json_t          *result    = json_object();
    json_t          *placement = json_object();
    bed_status       st        = need(result == NULL || placement == NULL, err);

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
