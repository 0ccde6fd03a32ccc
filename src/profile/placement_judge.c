/* How well the terms of one rule fit: evidence for and against, with reasons. */
#include "profile/placement_rules.h"

#include <math.h>

enum { TEXT_MAX_BYTES = 4 << 10 };

const bed_measure *bed__find_measure(const bed__facts *f, const char *name, bed_measure *zero)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->at[i].name, name) == 0)
            return &f->at[i];
    for (size_t i = 0; i < f->n_more; i++)
        if (strcmp(f->more[i].name, name) == 0)
            return &f->more[i];
    if (strncmp(name, "label:", 6) == 0 || strncmp(name, "turn_label:", 11) == 0 ||
        strncmp(name, "inquiry:", 8) == 0) {
        const bed_measure *all = bed__find_measure(f, "records", zero);

        *zero = (bed_measure){ "", name, 0, all == NULL ? 0 : all->n };
        return zero;
    }
    return NULL;
}

static bool holds(const bed__evidence *e, double value)
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
static bed_status reason_text(const bed__evidence *e, const bed_measure *m, bool held,
                              bed_buffer *out, bed_error *err)
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

static bed_status append_reason(json_t *list, const bed__evidence *e, const bed_measure *m,
                                bool held, bed_error *err)
{
    bed_buffer text = BED_BUFFER(TEXT_MAX_BYTES);
    bed_status st   = reason_text(e, m, held, &text, err);

    if (st == BED_OK && json_array_append_new(list, json_stringn(text.ptr, text.len)) != 0)
        st = bed_fail(err, BED_EMEMORY, "no memory for reasons");
    bed_buffer_deinit(&text);
    return st;
}

/* Score of one way in [0, 1]; its reasons for and against go to the lists. */
static bed_status judge_way(const bed__way *w, const bed__facts *f, double *score, json_t *reasons,
                            json_t *against, bed_error *err)
{
    double got = 0, all = 0;
    bool   possible = true;

    for (unsigned i = 0; i < w->n; i++) {
        const bed__evidence *e = &w->evidence[i];
        bed_measure          zero;
        const bed_measure   *m = bed__find_measure(f, e->measure, &zero);
        bool                 ok;

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
static bed_status judge_term(const bed__rule_term *t, const bed__facts *f, json_t **out,
                             bed_error *err)
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

double bed__score_of(const json_t *judgement)
{
    return json_real_value(json_object_get(judgement, "score"));
}

bed_status bed__judge_rule(const bed__rule *r, const bed__facts *f, json_t **out, bed_error *err)
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
        while (at > 0 && bed__score_of(json_array_get(list, at - 1)) < bed__score_of(one))
            at--;
        if (json_array_insert_new(list, at, one) != 0) {
            json_decref(list);
            return bed_fail(err, BED_EMEMORY, "no memory for judgements");
        }
    }
    *out = list;
    return BED_OK;
}
