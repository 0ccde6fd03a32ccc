/* Judged score: the mean grade that a judge, a model or a person, gave.
 * Reads:   a rating, or grades by criterion written "fluency=4" (an item's verdicts); of these the
 *          item's grade is the mean. A rating that is not a number and a grade left empty
 *          ("fluency=") could not be read from the judge's answer: they are left out and counted.
 *          Verdicts without any grade are preferences and passed over.
 * Scale:   lo..hi, as the judge was told; a grade off the scale is an error that names the item.
 * Values:  mean grade; the same brought to [0, 1]; share of items without a grade; and the mean of
 *          each criterion, by name.
 * Range:   [1, 5] with the scale left as it is; higher is better. BED_UNDEFINED without a grade.
 * Source:  grades of 1 to 5 as in CMB-Clin (Wang et al. 2023, arXiv:2308.08833). The grades come
 *          from a file; bedside asks no judge here. */
#include "metric/metric.h"
#include "metric/order.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CRITERIA = 32, NUMBER_BYTES = 64 };

/* The cells of a row stand in the order of the values. */
enum { GRADE, NORMALISED, UNGRADED, CRITERIA, WIDTH = CRITERIA + MOST_CRITERIA };

typedef struct settings {
    double lo, hi;
} settings;

static const bed_param PARAMS[] = {
    { .name     = "lo",
      .help     = "lowest grade of the scale",
      .sign     = "lo",
      .type     = BED_PARAM_NUMBER,
      .offset   = offsetof(settings, lo),
      .fallback = "1",
      .lo       = -1e6,
      .hi       = 1e6 },
    { .name     = "hi",
      .help     = "highest grade of the scale",
      .sign     = "hi",
      .type     = BED_PARAM_NUMBER,
      .offset   = offsetof(settings, hi),
      .fallback = "5",
      .lo       = -1e6,
      .hi       = 1e6 },
};

/* Names of criteria, views into the items until they are copied for the table of values. */
typedef struct criteria {
    bed_str names[MOST_CRITERIA];
    size_t  n;
} criteria;

static bed_status resolve(void *set_, bed_measured *rows, bed_error *err)
{
    const settings *const set = set_;

    (void)rows;
    if (set->lo < set->hi)
        return BED_OK;
    return bed_fail(err, BED_EARGUMENT, "judge_score: a scale from lo=%g to hi=%g", set->lo,
                    set->hi);
}

static bed_status find_name(bed_str answer, bed_str *out, bed_error *err)
{
    const char *const equals = memchr(answer.ptr, '=', answer.len);

    if (equals != NULL)
        *out = bed_trim((bed_str){ answer.ptr, (size_t)(equals - answer.ptr) });
    if (equals == NULL || out->len == 0)
        return bed_fail(err, BED_EARGUMENT, "expected CRITERION=GRADE, found '%.*s'",
                        BED_STR_ARG(answer));
    return BED_OK;
}

/* Verdicts without a grade in them ("A") are preferences: not this metric's, and passed over. */
static size_t n_grades(const bed_item *item)
{
    for (size_t i = 0; i < item->n_answers; i++)
        if (bed_str_contains(item->answers[i], BED_STR("=")))
            return item->n_answers;
    return 0;
}

static bed_status collect(const bed_item *item, criteria *all, bed_error *err)
{
    const size_t n = n_grades(item);

    for (size_t i = 0; i < n; i++) {
        bed_str name;
        size_t  k = 0;

        BED_TRY(find_name(item->answers[i], &name, err));
        while (k < all->n && !bed_str_equal(all->names[k], name))
            k++;
        if (k < all->n)
            continue;
        if (k == MOST_CRITERIA)
            return bed_fail(err, BED_EARGUMENT, "more than %d criteria", MOST_CRITERIA);
        all->names[all->n++] = name;
    }
    return BED_OK;
}

/* Errors: BED_EARGUMENT (off the scale). NaN: no grade. */
static bed_status check_grade(const settings *set, double grade, bed_error *err)
{
    if (isnan(grade) || (grade >= set->lo && grade <= set->hi))
        return BED_OK;
    return bed_fail(err, BED_EARGUMENT,
                    "a grade of %g is off the scale from %g to %g; lo and hi set the scale", grade,
                    set->lo, set->hi);
}

static bed_status read_grade(const settings *set, bed_str name, bed_str answer, double *out,
                             bed_error *err)
{
    const char *const equals = memchr(answer.ptr, '=', answer.len);
    char              text[NUMBER_BYTES], *end;
    bed_str           number;

    number = (bed_str){ equals + 1, answer.len - (size_t)(equals + 1 - answer.ptr) };
    number = bed_trim(number);
    *out   = (double)NAN;
    if (number.len == 0)
        return BED_OK;
    if (number.len < sizeof text) {
        memcpy(text, number.ptr, number.len);
        text[number.len] = '\0';
        *out             = strtod(text, &end);
        if (*end == '\0' && !isnan(*out))
            return check_grade(set, *out, err);
    }
    return bed_fail(err, BED_EARGUMENT, "criterion '%.*s': expected a number, found '%.*s'",
                    BED_STR_ARG(name), BED_STR_ARG(number));
}

static bed_status grade_item(const settings *set, const bed_item *item, const criteria *all,
                             double *row, bed_error *err)
{
    const size_t n_answers = n_grades(item);
    double       sum       = 0;
    size_t       n         = 0;

    for (size_t k = 0; k < all->n; k++)
        row[CRITERIA + k] = (double)NAN;
    row[GRADE] = n_answers == 0 ? item->rating : (double)NAN;
    BED_TRY(check_grade(set, row[GRADE], err));
    for (size_t i = 0; i < n_answers; i++) {
        bed_str name = { NULL, 0 };
        size_t  k    = 0;

        BED_TRY(find_name(item->answers[i], &name, err));
        while (!bed_str_equal(all->names[k], name))
            k++;
        if (!isnan(row[CRITERIA + k]))
            return bed_fail(err, BED_EARGUMENT, "criterion '%.*s' stands twice", BED_STR_ARG(name));
        BED_TRY(read_grade(set, name, item->answers[i], &row[CRITERIA + k], err));
        if (isnan(row[CRITERIA + k]))
            continue;
        sum += row[CRITERIA + k];
        n++;
    }
    if (n > 0)
        row[GRADE] = sum / (double)n;
    row[NORMALISED] = (row[GRADE] - set->lo) / (set->hi - set->lo);
    row[UNGRADED]   = isnan(row[GRADE]);
    return BED_OK;
}

static bed_status name_values(bed_measured *rows, const criteria *all, bed_error *err)
{
    const char **names = bed_new(&rows->arena, const char *, CRITERIA + all->n + 1);
    bed_str      copy;

    if (names == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    for (size_t i = 0; i < CRITERIA; i++)
        names[i] = rows->metric->values[i];
    for (size_t k = 0; k < all->n; k++) {
        BED_TRY(bed_arena_copy(&rows->arena, all->names[k], &copy, err));
        names[CRITERIA + k] = copy.ptr;
    }
    rows->values   = names;
    rows->n_values = CRITERIA + all->n;
    return BED_OK;
}

static bed_status measure_all(const void *set, const bed_items *items, size_t n_threads,
                              bed_measured *rows, bed_error *err)
{
    const size_t n   = items->n * items->n_systems;
    criteria     all = { .n = 0 };
    bed_status   st  = BED_OK;

    (void)n_threads;
    for (size_t i = 0; i < n; i++)
        if ((st = collect(&items->items[i], &all, err)) != BED_OK)
            return bed_fail_in(err, st, "", i % items->n + 1);
    qsort(all.names, all.n, sizeof all.names[0], bed__by_bytes);
    for (size_t i = 0; i < n; i++)
        if ((st = grade_item(set, &items->items[i], &all, rows->cells + i * rows->width, err)) !=
            BED_OK)
            return bed_fail_in(err, st, "", i % items->n + 1);
    return name_values(rows, &all, err);
}

const bed_metric bed_metric_judge_score = {
    .name           = "judge_score",
    .title          = "Judged score",
    .source         = "Definition; scale as in Wang et al. 2023, arXiv:2308.08833",
    .values         = (const char *const[]){ "judge_score", "normalised", "ungraded", NULL },
    .kind           = BED_METRIC_RATING,
    .lo             = 1,
    .hi             = 5,
    .better         = BED_HIGHER,
    .params         = PARAMS,
    .n_params       = sizeof PARAMS / sizeof PARAMS[0],
    .settings_bytes = sizeof(settings),
    .width          = WIDTH,
    .resolve        = resolve,
    .measure_all    = measure_all,
    .score          = bed_measured_mean,
};
