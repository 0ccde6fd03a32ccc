#include "metric/choice.h"

#include "metric/label_sets.h"
#include "text/unicode.h"

#include <math.h>

static size_t length_of(bed_str text, bed__choice_length length)
{
    size_t n = 0;

    if (length != BED__LENGTH_CHARS)
        return length == BED__LENGTH_NONE ? 1 : text.len;
    for (size_t i = 0; i < text.len; n++)
        bed__utf8_next(text, &i);
    return n;
}

static bed_status value_of(const bed_answer_option *o, bed__choice_length length, double *out,
                           bed_error *err)
{
    const size_t n = length_of(o->text, length);

    if (isnan(o->log_likelihood))
        return bed_fail(err, BED_EARGUMENT, "option %.*s has no log-likelihood",
                        BED_STR_ARG(o->key));
    if (o->log_likelihood == (double)INFINITY ||
        (length != BED__LENGTH_NONE && o->log_likelihood > 0))
        return bed_fail(err, BED_EARGUMENT,
                        "option %.*s has a log-likelihood of %g: expected at most 0",
                        BED_STR_ARG(o->key), o->log_likelihood);
    if (n == 0)
        return bed_fail(err, BED_EARGUMENT, "option %.*s has no text to divide by",
                        BED_STR_ARG(o->key));
    *out = o->log_likelihood / (double)n;
    return BED_OK;
}

static bed_status right_keys(const bed_item *item, uint64_t *out, bed_error *err)
{
    uint64_t keys;

    *out = 0;
    for (size_t i = 0; i < item->n_refs; i++) {
        if (!bed__keys_cut(item->refs[i], item->choices, item->n_choices, &keys))
            return bed_fail(err, BED_EARGUMENT, "the right answer '%.*s' is no key of an option",
                            item->refs[i].len > 40 ? 40 : (int)item->refs[i].len,
                            item->refs[i].ptr);
        *out |= keys;
    }
    return BED_OK;
}

bed_status bed__choice_measure(const bed_item *item, bed__choice_length length, double *row,
                               bed_error *err)
{
    size_t   best       = 0;
    double   best_value = 0;
    uint64_t right;
    bool     tie = false;

    if (item->n_choices > BED__KEYS_MOST)
        return bed_fail(err, BED_EARGUMENT, "%zu options: expected up to %d", item->n_choices,
                        BED__KEYS_MOST);
    BED_TRY(right_keys(item, &right, err));
    for (size_t i = 0; i < item->n_choices; i++) {
        double value = 0;

        BED_TRY(value_of(&item->choices[i], length, &value, err));
        if (i == 0 || value > best_value) {
            best       = i;
            best_value = value;
            tie        = false;
        } else if (value == best_value) {
            tie = true;
        }
    }
    row[0] = (right >> best & 1) != 0;
    row[1] = tie;
    return BED_OK;
}
