#include "metric/settings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NAMES = 64 };

static void *member(void *values, const bed_param *p)
{
    return (char *)values + p->offset;
}

static bed_status bad_value(const bed_param *p, bed_str value, const char *expected, bed_error *err)
{
    return bed_fail(err, BED_EARGUMENT, "parameter '%s': expected %s, found '%.*s'", p->name,
                    expected, BED_STR_ARG(value));
}

static bed_status set_choice(const bed_param *p, bed_str value, int *out, bed_error *err)
{
    bed_buffer names = BED_BUFFER(4096);
    bed_status st;

    for (int i = 0; i < BED_PARAM_CHOICES && p->choices[i] != NULL; i++)
        if (bed_str_equal(value, bed_str_of(p->choices[i]))) {
            *out = i;
            return BED_OK;
        }
    for (int i = 0; i < BED_PARAM_CHOICES && p->choices[i] != NULL; i++)
        BED_GO(bed_buffer_printf(&names, err, "%s%s", i == 0 ? "one of " : ", ", p->choices[i]));
    st = bad_value(p, value, names.ptr, err);
done:
    bed_buffer_deinit(&names);
    return st;
}

static bed_status set_flag(const bed_param *p, bed_str value, bool *out, bed_error *err)
{
    const bool yes = bed_str_equal(value, BED_STR("yes")) || bed_str_equal(value, BED_STR("true"));

    if (!yes && !bed_str_equal(value, BED_STR("no")) && !bed_str_equal(value, BED_STR("false")))
        return bad_value(p, value, "yes or no", err);
    *out = yes;
    return BED_OK;
}

static bed_status set_number(const bed_param *p, bed_str value, double *out, bed_error *err)
{
    char   text[64], expected[96];
    char  *end;
    double number;

    snprintf(text, sizeof text, "%.*s", BED_STR_ARG(value));
    snprintf(expected, sizeof expected, "a %s from %g to %g",
             p->type == BED_PARAM_COUNT ? "whole number" : "number", p->lo, p->hi);
    number = strtod(text, &end);
    if (value.len == 0 || value.len >= sizeof text || *end != '\0' || !isfinite(number) ||
        number < p->lo || number > p->hi || (p->type == BED_PARAM_COUNT && floor(number) != number))
        return bad_value(p, value, expected, err);
    *out = number;
    return BED_OK;
}

static bed_status set_text(const bed_param *p, bed_str value, char *out, bed_error *err)
{
    if (value.len >= BED_PARAM_TEXT_BYTES)
        return bad_value(p, value, "a shorter text", err);
    memcpy(out, value.ptr, value.len);
    out[value.len] = '\0';
    return BED_OK;
}

static bed_status set_value(const bed_param *p, bed_str value, void *values, bed_error *err)
{
    double number = 0;

    switch (p->type) {
    case BED_PARAM_CHOICE:
        return set_choice(p, value, member(values, p), err);
    case BED_PARAM_FLAG:
        return set_flag(p, value, member(values, p), err);
    case BED_PARAM_COUNT:
        BED_TRY(set_number(p, value, &number, err));
        *(size_t *)member(values, p) = (size_t)number;
        return BED_OK;
    case BED_PARAM_NUMBER:
        return set_number(p, value, member(values, p), err);
    case BED_PARAM_TEXT:
    default:
        return set_text(p, value, member(values, p), err);
    }
}

static bed_status no_such(const bed_metric *m, bed_str name, bed_error *err)
{
    const char *names[MOST_NAMES];
    char        wanted[64];
    bed_buffer  list = BED_BUFFER(4096);
    size_t      n    = 0;
    bed_status  st;

    if (m->n_params == 0)
        return bed_fail(err, BED_EARGUMENT, "'%s' has no parameters, found '%.*s'", m->name,
                        BED_STR_ARG(name));
    for (; n < m->n_params && n < MOST_NAMES; n++) {
        names[n] = m->params[n].name;
        BED_GO(bed_buffer_printf(&list, err, "%s%s", n == 0 ? "" : ", ", names[n]));
    }
    snprintf(wanted, sizeof wanted, "%.*s", BED_STR_ARG(name));
    const char *const nearest = bed_nearest(wanted, names, n);
    st = bed_fail(err, BED_EARGUMENT, "'%s' has no parameter '%s'%s%s%s (it has %s)", m->name,
                  wanted, nearest == NULL ? "" : ": did you mean '", nearest == NULL ? "" : nearest,
                  nearest == NULL ? "" : "'?", list.ptr);
done:
    bed_buffer_deinit(&list);
    return st;
}

static bed_status set_one(bed_settings *s, bed_str assignment, bed_error *err)
{
    const char *const equals = memchr(assignment.ptr, '=', assignment.len);
    const size_t      at     = equals == NULL ? assignment.len : (size_t)(equals - assignment.ptr);
    const bed_str     name   = bed_trim((bed_str){ assignment.ptr, at });

    for (size_t i = 0; i < s->metric->n_params; i++)
        if (bed_str_equal(name, bed_str_of(s->metric->params[i].name))) {
            if (equals == NULL)
                return bed_fail(err, BED_EARGUMENT, "expected %.*s=VALUE, found '%.*s'",
                                BED_STR_ARG(name), BED_STR_ARG(assignment));
            return set_value(&s->metric->params[i],
                             bed_trim((bed_str){ equals + 1, assignment.len - at - 1 }), s->values,
                             err);
        }
    return no_such(s->metric, name, err);
}

bed_status bed_settings_set(bed_settings *s, bed_str assignments, bed_error *err)
{
    while (assignments.len > 0) {
        const char *const end  = memchr(assignments.ptr, ';', assignments.len);
        const size_t      n    = end == NULL ? assignments.len : (size_t)(end - assignments.ptr);
        const bed_str     part = bed_trim((bed_str){ assignments.ptr, n });
        const size_t      skip = end == NULL ? n : n + 1;

        if (part.len > 0)
            BED_TRY(set_one(s, part, err));
        assignments = (bed_str){ assignments.ptr + skip, assignments.len - skip };
    }
    return BED_OK;
}

bed_status bed_settings_create(const bed_metric *m, bed_settings **out, bed_error *err)
{
    bed_status    st = BED_OK;
    bed_settings *s  = NULL;

    *out = NULL;
    BED_TRY(bed_alloc_into((void **)&s, 1, sizeof *s, err));
    s->metric = m;
    if (m->settings_bytes > 0)
        BED_GO(bed_alloc_into(&s->values, 1, m->settings_bytes, err));
    for (size_t i = 0; i < m->n_params; i++)
        BED_GO(set_value(&m->params[i], bed_str_of(m->params[i].fallback), s->values, err));
    *out = s;
    s    = NULL;
done:
    bed_settings_destroy(s);
    return st;
}

void bed_settings_destroy(bed_settings *s)
{
    if (s != NULL)
        bed_free(s->values);
    bed_free(s);
}

const bed_metric *bed_settings_metric(const bed_settings *s)
{
    return s->metric;
}

bed_status bed__settings_copy(const bed_settings *s, bed_settings **out, bed_error *err)
{
    BED_TRY(bed_settings_create(s->metric, out, err));
    if (s->values != NULL)
        memcpy((*out)->values, s->values, s->metric->settings_bytes);
    return BED_OK;
}

bed_status bed__param_write(const bed_param *p, const void *values, bed_buffer *out, bed_error *err)
{
    const void *const at = (const char *)values + p->offset;

    switch (p->type) {
    case BED_PARAM_CHOICE:
        return bed_buffer_add(out, bed_str_of(p->choices[*(const int *)at]), err);
    case BED_PARAM_FLAG:
        return bed_buffer_add(out, bed_str_of(*(const bool *)at ? "yes" : "no"), err);
    case BED_PARAM_COUNT:
        return bed_buffer_printf(out, err, "%zu", *(const size_t *)at);
    case BED_PARAM_NUMBER:
        return bed_buffer_printf(out, err, "%.12g", *(const double *)at);
    case BED_PARAM_TEXT:
    default:
        return bed_buffer_add(out, bed_str_of(at), err);
    }
}
