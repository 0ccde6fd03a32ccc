/* Settings, counts and the value of BLEU.
 * Formula: BP exp(1/N sum_n ln p_n), p_n = clipped matches / n-grams of the text, in percent;
 *          BP = 1 where the texts have no fewer tokens than the references, else
 *          exp(1 - reference / text), and 0 for no token (Papineni et al., ACL 2002).
 * Smoothing of p_n (Chen and Cherry, WMT 2014, the numbers are theirs; as sacreBLEU has them):
 *          none   a precision of 0 makes BLEU 0
 *          floor  (1) the value stands for 0 matches
 *          add-k  (2) the value is added to matches and n-grams, n > 1
 *          exp    (3) the k-th n without a match has 1 / 2^k matches
 * BLEU is 0 where no token matches, whatever the smoothing; and where n-grams of some n are lacking
 * altogether, unless the order is effective: then only n count of which the text has n-grams. */
#include "metric/bleu.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- settings -------------------------------------------------------------------------------- */

static const char *const NAMES[] = { [BED_BLEU_13A]  = "13a",
                                     [BED_BLEU_INTL] = "intl",
                                     [BED_BLEU_ZH]   = "zh",
                                     [BED_BLEU_CHAR] = "char",
                                     [BED_BLEU_NONE] = "none" };

static bed_status settle_tokenizer(bed__bleu_settings *s, bed_measured *rows, bed_error *err)
{
    const bed_script *const x     = &rows->script;
    const size_t            other = x->n_unspaced - x->n_han; /* Thai, Lao, Burmese, Khmer */
    const bool              kana  = 2 * x->n_kana > x->n_han;

    if (s->tokenizer != 0 && s->tokenizer != BED_BLEU_ZH + 1 && s->tokenizer != BED_BLEU_CHAR + 1 &&
        x->n_unspaced > 0)
        return bed_measured_note(rows, err,
                                 "tokeniser %s does not split the words of %zu of %zu items: "
                                 "tok=zh or tok=char does",
                                 NAMES[s->tokenizer - 1], x->n_unspaced, x->n_items);
    if (s->tokenizer != 0)
        return BED_OK;
    if (x->n_unspaced > 0 && (2 * other >= x->n_items || (kana && 2 * x->n_han >= x->n_items)))
        s->tokenizer = BED_BLEU_CHAR + 1;
    else
        s->tokenizer = (x->n_han > 0 ? BED_BLEU_ZH : BED_BLEU_13A) + 1;
    if (s->tokenizer == BED_BLEU_ZH + 1 && x->n_han < x->n_items)
        BED_TRY(bed_measured_note(rows, err,
                                  "tokeniser zh for all items, because %zu of %zu are in Chinese "
                                  "characters; what 13a gives may differ",
                                  x->n_han, x->n_items));
    if (s->tokenizer != BED_BLEU_CHAR + 1 && other > 0)
        return bed_measured_note(rows, err,
                                 "%zu of %zu items are in a script without spaces that the "
                                 "tokeniser does not split: tok=char does",
                                 other, x->n_items);
    return BED_OK;
}

static const struct {
    const char *name;
    double      value; /* where none is given; 0: it takes none */
} SMOOTHINGS[] = {
    [BED__SMOOTH_EXP]   = { "exp", 0 },
    [BED__SMOOTH_FLOOR] = { "floor", 0.1 },
    [BED__SMOOTH_ADD_K] = { "add-k", 1 },
    [BED__SMOOTH_NONE]  = { "none", 0 },
};

/* Reads "name" or "name[value]". */
static bool read_smoothing(bed__bleu_settings *s)
{
    for (size_t i = 0; i < sizeof SMOOTHINGS / sizeof SMOOTHINGS[0]; i++) {
        const size_t n    = strlen(SMOOTHINGS[i].name);
        char        *rest = s->smooth + n, *end;

        if (strncmp(s->smooth, SMOOTHINGS[i].name, n) != 0)
            continue;
        s->smoothing       = (bed__bleu_smoothing)i;
        s->smoothing_value = SMOOTHINGS[i].value;
        if (*rest == '\0')
            return true;
        if (*rest != '[' || SMOOTHINGS[i].value <= 0)
            return false;
        s->smoothing_value = strtod(rest + 1, &end);
        return end > rest + 1 && strcmp(end, "]") == 0 && s->smoothing_value > 0 &&
               s->smoothing_value <= 1e6;
    }
    return false;
}

static bed_status settle_smoothing(bed__bleu_settings *s, bed_error *err)
{
    char   two[32];
    double rounded;

    if (!read_smoothing(s))
        return bed_fail(err, BED_EARGUMENT,
                        "parameter 'smooth': expected none, exp, floor[VALUE] or add-k[VALUE] with "
                        "a value over 0 and up to 1e6, found '%s'",
                        s->smooth);
    if (SMOOTHINGS[s->smoothing].value <= 0)
        return BED_OK;
    /* sacreBLEU rounds to two places: so do we where that loses nothing */
    snprintf(two, sizeof two, "%.2f", s->smoothing_value);
    rounded = strtod(two, NULL);
    if (rounded < s->smoothing_value || rounded > s->smoothing_value)
        snprintf(two, sizeof two, "%.12g", s->smoothing_value);
    snprintf(s->smooth, sizeof s->smooth, "%s[%s]", SMOOTHINGS[s->smoothing].name, two);
    return BED_OK;
}

bed_status bed__bleu_settle(bed__bleu_settings *s, bed_measured *rows, bed_error *err)
{
    BED_TRY(settle_smoothing(s, err));
    return settle_tokenizer(s, rows, err);
}

/* ---- counts ---------------------------------------------------------------------------------- */

bed_status bed__bleu_count(bed__bleu_worker *w, const bed_item *item, double *counts,
                           bed_error *err)
{
    const bed__bleu_settings *const s         = w->set;
    const bed_bleu_tokenizer        tokenizer = (bed_bleu_tokenizer)(s->tokenizer - 1);
    uint64_t                        matches[BED__BLEU_MOST];
    size_t                          nearest = 0;

    BED_TRY(bed_bleu_tokenize(&w->hyp, item->hyp, tokenizer, s->lower != 0, err));
    BED_TRY(bed_matcher_begin(&w->matcher, &w->hyp, err));
    for (size_t i = 0; i < item->n_refs; i++) {
        BED_TRY(bed_bleu_tokenize(&w->ref, item->refs[i], tokenizer, s->lower != 0, err));
        BED_TRY(bed_matcher_reference(&w->matcher, &w->ref, err));
        nearest = i == 0 ? w->ref.n : bed__bleu_nearer(nearest, w->ref.n, w->hyp.n);
    }
    BED_TRY(bed_matcher_count(&w->matcher, s->n, matches, err));
    counts[BED__BLEU_LENGTH]    = (double)w->hyp.n;
    counts[BED__BLEU_REFERENCE] = (double)nearest;
    for (size_t k = 0; k < s->n; k++) {
        counts[BED__BLEU_MATCHES + k]        = (double)matches[k];
        counts[BED__BLEU_MATCHES + s->n + k] = (double)(w->hyp.n > k ? w->hyp.n - k : 0);
    }
    return BED_OK;
}

bed_status bed__bleu_open(const bed__bleu_settings *s, void **worker, bed_error *err)
{
    bed__bleu_worker *w;

    BED_TRY(bed_alloc_into((void **)&w, 1, sizeof *w, err));
    w->set  = s;
    *worker = w;
    return BED_OK;
}

void bed__bleu_close(void *worker)
{
    bed__bleu_worker *const w = worker;

    if (w == NULL)
        return;
    bed_tokens_deinit(&w->hyp);
    bed_tokens_deinit(&w->ref);
    bed_matcher_deinit(&w->matcher);
    bed_free(w);
}

bool bed__bleu_is_key(const bed_item *item)
{
    for (size_t i = 0; i < item->n_refs; i++) {
        const bed_str ref = bed_trim(item->refs[i]);

        if (ref.len != 1 || (unsigned)((ref.ptr[0] | 0x20) - 'a') >= 26)
            return false;
    }
    return item->n_refs > 0;
}

bed_status bed__bleu_note_keys(bed_measured *rows, size_t n_keys, bed_error *err)
{
    if (n_keys == 0 || n_keys < rows->n * rows->n_systems)
        return BED_OK;
    return bed_measured_note(rows, err,
                             "every reference is a single letter: for keys of options accuracy is "
                             "meant, %s says nothing of them",
                             rows->metric->name);
}

/* ---- value ----------------------------------------------------------------------------------- */

static double brevity(double length, double reference)
{
    if (length >= reference)
        return 1;
    return length > 0 ? exp(1 - reference / length) : 0;
}

static bool none_of(const double *numbers, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (numbers[i] > 0)
            return false;
    return true;
}

/* In percent, for n = 1 ...; gives how many of them count. */
static size_t find_precisions(const bed__bleu_settings *s, const double *counts, double *precisions)
{
    double halves = 1;
    size_t order  = s->n;

    for (size_t k = 0; k < s->n; k++) {
        const double add     = s->smoothing == BED__SMOOTH_ADD_K && k > 0 ? s->smoothing_value : 0;
        const double matches = counts[BED__BLEU_MATCHES + k] + add,
                     total   = counts[BED__BLEU_MATCHES + s->n + k] + add;

        if (total <= 0)
            break;
        if (s->effective)
            order = k + 1;
        if (matches > 0)
            precisions[k] = 100 * matches / total;
        else if (s->smoothing == BED__SMOOTH_EXP)
            precisions[k] = 100 / ((halves *= 2) * total);
        else if (s->smoothing == BED__SMOOTH_FLOOR)
            precisions[k] = 100 * s->smoothing_value / total;
    }
    return order;
}

bed__bleu_value bed__bleu_of(const bed__bleu_settings *s, const double *counts)
{
    bed__bleu_value v    = { .brevity =
                                 brevity(counts[BED__BLEU_LENGTH], counts[BED__BLEU_REFERENCE]) };
    double          sum  = 0;
    bool            zero = none_of(counts + BED__BLEU_MATCHES, s->n);

    if (zero)
        return v;
    const size_t order = find_precisions(s, counts, v.precisions);
    for (size_t k = 0; k < order; k++) {
        zero |= v.precisions[k] <= 0;
        sum += zero ? 0 : log(v.precisions[k]);
    }
    /* rounding may lead a hair over the top */
    v.bleu = zero ? 0 : fmin(100, v.brevity * exp(sum / (double)order));
    return v;
}
