/* Precision, recall and F1 over classes.
 * Agrees: scikit-learn 1.9.1 precision_recall_fscore_support with sample_weight and
 *         zero_division=0, single-label and multi-label (MultiLabelBinarizer). */
#include "metric/confusion.h"

#include "metric/settings.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { ON_STACK = 128 };

const bed_param bed__class_params[BED__CLASS_PARAMS] = {
    BED__LABELS_PARAM(bed__class_settings, keys),
    { .name     = "labels",
      .help     = "the classes, between commas; without: those that occur",
      .sign     = "labels",
      .type     = BED_PARAM_TEXT,
      .offset   = offsetof(bed__class_settings, labels),
      .fallback = "" },
    { .name     = "average",
      .help     = "over the classes",
      .sign     = "average",
      .type     = BED_PARAM_CHOICE,
      .offset   = offsetof(bed__class_settings, average),
      .fallback = "macro",
      .choices  = { "macro", "micro", "weighted", "binary" } },
    { .name     = "positive",
      .help     = "the class that counts with average=binary; without: yes, true, positive or 1",
      .sign     = "positive",
      .type     = BED_PARAM_TEXT,
      .offset   = offsetof(bed__class_settings, positive),
      .fallback = "" },
};

typedef struct kept {
    bed__label_sets *sets;
    bool            *counted; /* classes that are averaged over though they may not occur */
    bool             fixed;   /* by the parameter `labels` */
    bed__average     average;
    size_t           positive;
    size_t           n_shown;
} kept;

/* Adds up the selection into counts, one for each name; returns the sum of the weights. */
static double count(const bed__label_sets *sets, const bed_selection *chosen,
                    bed__class_counts *counts)
{
    double weight = 0;

    for (size_t i = 0; i < chosen->n; i++) {
        const double         w        = chosen->weights[i];
        const bed__label_set gold     = bed__gold(sets, chosen->rows[i]);
        const bed__label_set answered = bed__answered(sets, chosen->rows[i]);
        size_t               a        = 0;

        weight += w;
        for (size_t k = 0; k < answered.n; k++)
            counts[answered.numbers[k]].pred += w;
        for (size_t k = 0; k < gold.n; k++) {
            counts[gold.numbers[k]].gold += w;
            while (a < answered.n && answered.numbers[a] < gold.numbers[k])
                a++;
            if (a < answered.n && answered.numbers[a] == gold.numbers[k])
                counts[gold.numbers[k]].tp += w;
        }
    }
    return weight;
}

double bed__class_value_of(bed__class_counts c, bed__class_value value)
{
    const double below = value == BED__PRECISION ? c.pred
                         : value == BED__RECALL  ? c.gold
                                                 : c.pred + c.gold;

    return below > 0 ? (value == BED__F1 ? 2 : 1) * c.tp / below : 0;
}

static bool counts_here(const kept *k, size_t class, const bed__class_counts *c)
{
    return k->fixed ? k->counted[class] : c->gold + c->pred > 0;
}

static double average(const kept *k, const bed__class_counts *counts, bed__class_value value)
{
    bed__class_counts all = { 0 };
    double            sum = 0, weight = 0;

    if (k->average == BED__BINARY)
        return bed__class_value_of(counts[k->positive], value);
    for (size_t i = 0; i < k->sets->n_names; i++) {
        const double w = k->average == BED__WEIGHTED ? counts[i].gold : 1;

        if (!counts_here(k, i, &counts[i]))
            continue;
        all.tp += counts[i].tp;
        all.gold += counts[i].gold;
        all.pred += counts[i].pred;
        weight += w;
        sum += w * bed__class_value_of(counts[i], value);
    }
    if (k->average == BED__MICRO)
        return bed__class_value_of(all, value);
    return weight > 0 ? sum / weight : 0;
}

bed_status bed__class_score(const bed_measured *rows, const bed_selection *chosen,
                            bed__class_value value, double *values, bed_error *err)
{
    const kept *const  k             = rows->kept;
    bed__class_counts  few[ON_STACK] = { 0 };
    bed__class_counts *counts        = few;
    const size_t       n             = k->sets->n_names;

    if (n > ON_STACK)
        BED_TRY(bed_alloc_into((void **)&counts, n, sizeof *counts, err));
    const double weight = count(k->sets, chosen, counts);
    values[0]           = average(k, counts, value);
    for (size_t i = 0, at = 1; i < n && at < rows->n_values; i++)
        if (k->counted[i])
            values[at++] =
                counts_here(k, i, &counts[i]) ? bed__class_value_of(counts[i], value) : (double)NAN;
    if (counts != few)
        bed_free(counts);
    if (weight <= 0)
        return bed_fail(err, BED_UNDEFINED, "%s of no items", rows->metric->name);
    return BED_OK;
}

static size_t find_name(const bed__label_sets *s, bed_str name)
{
    for (size_t i = 0; i < s->n_names; i++)
        if (bed_str_equal(s->names[i], name))
            return i;
    return SIZE_MAX;
}

static bed_status choose_positive(const bed__class_settings *set, kept *k, bed_error *err)
{
    static const char *const known[] = { "yes", "Yes", "YES", "true", "True", "positive", "1" };

    k->positive = SIZE_MAX;
    if (set->positive[0] != '\0') {
        k->positive = find_name(k->sets, bed_trim(bed_str_of(set->positive)));
        if (k->positive == SIZE_MAX)
            return bed_fail(err, BED_EARGUMENT, "positive=%s: no answer and no right label is '%s'",
                            set->positive, set->positive);
        return BED_OK;
    }
    if (k->sets->n_names > 2)
        return bed_fail(err, BED_EARGUMENT,
                        "average=binary of %zu classes: name the one that counts with positive=, "
                        "or take average=macro",
                        k->sets->n_names);
    for (size_t i = 0; i < sizeof known / sizeof known[0] && k->positive == SIZE_MAX; i++)
        k->positive = find_name(k->sets, bed_str_of(known[i]));
    if (k->positive == SIZE_MAX)
        return bed_fail(err, BED_EARGUMENT,
                        "average=binary: none of the classes is yes, true, positive or 1; name "
                        "the one that counts with positive=");
    return BED_OK;
}

/* The names between the commas of the parameter `labels`. */
static bed_status cut_labels(const char *text, bed_str *out, size_t *n, bed_error *err)
{
    bed_str rest = bed_str_of(text);

    *n = 0;
    while (rest.len > 0) {
        const char *const comma = memchr(rest.ptr, ',', rest.len);
        const size_t      len   = comma == NULL ? rest.len : (size_t)(comma - rest.ptr);
        const size_t      skip  = comma == NULL ? len : len + 1;

        out[*n] = bed_trim((bed_str){ rest.ptr, len });
        if (out[*n].len == 0)
            return bed_fail(err, BED_EARGUMENT, "labels=%s: a label is empty", text);
        ++*n;
        rest = (bed_str){ rest.ptr + skip, rest.len - skip };
    }
    return BED_OK;
}

static bed_status name_values(kept *k, bed_measured *rows, bed_error *err)
{
    bed_buffer   name = BED_BUFFER((size_t)1 << 24);
    bed_status   st   = BED_OK;
    const char **list;
    size_t       n = 0;

    for (size_t i = 0; i < k->sets->n_names; i++)
        n += k->counted[i];
    n    = n > BED__CLASSES_SHOWN ? 0 : n;
    list = bed_new(&rows->arena, const char *, n + 2);
    if (list == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    list[0]        = rows->metric->name;
    rows->n_values = 1;
    for (size_t i = 0; i < k->sets->n_names && n > 0; i++) {
        bed_str copy;

        if (!k->counted[i])
            continue;
        bed_buffer_clear(&name);
        BED_GO(bed_buffer_printf(&name, err, "%s[%.*s]", rows->metric->name,
                                 BED_STR_ARG(k->sets->names[i])));
        BED_GO(bed_arena_copy(&rows->arena, bed_buffer_str(&name), &copy, err));
        list[rows->n_values++] = copy.ptr;
    }
    rows->values = list;
done:
    bed_buffer_deinit(&name);
    return st;
}

/* Labels that nothing tells from keys of options are of another question in each item. */
static bed_status note_letters(const kept *k, bed_measured *rows, bed_error *err)
{
    if (!k->sets->keys)
        return BED_OK;
    return bed_measured_note(rows, err,
                             "the classes are keys of options, which mean something else in each "
                             "question: accuracy says more");
}

static bed_status note_items(const kept *k, bed_measured *rows, bed_error *err)
{
    size_t without = 0, unanswered = 0;

    for (size_t i = 0; i < k->sets->n; i++) {
        without += bed__gold(k->sets, i).n == 0;
        unanswered += bed__answered(k->sets, i).n == 0;
    }
    if (without > 0)
        BED_TRY(bed_measured_note(rows, err, "%zu items have no right label: they are of no class",
                                  without));
    if (unanswered > 0)
        BED_TRY(bed_measured_note(rows, err, "%zu items are without an answer: of no class",
                                  unanswered));
    return bed__label_sets_note(k->sets, rows, err);
}

static bed_status mark_counted(const bed_str *labels, size_t n_labels, kept *k, bed_error *err)
{
    BED_TRY(bed_alloc_into((void **)&k->counted, k->sets->n_names, sizeof *k->counted, err));
    k->fixed = n_labels > 0;
    for (size_t i = 0; i < k->sets->n_names && n_labels == 0; i++)
        k->counted[i] = true;
    for (size_t i = 0; i < n_labels; i++)
        k->counted[find_name(k->sets, labels[i])] = true;
    return BED_OK;
}

bed_status bed__class_measure(const bed__class_settings *set, bed__average average_,
                              const bed_items *items, bed_measured *rows, bed_error *err)
{
    bed_str labels[BED_PARAM_TEXT_BYTES];
    size_t  n_labels;
    kept   *k;

    BED_TRY(cut_labels(set->labels, labels, &n_labels, err));
    BED_TRY(bed_alloc_into((void **)&k, 1, sizeof *k, err));
    rows->kept = k;
    k->average = average_;
    BED_TRY(bed__label_sets_create(items, (bed__label_reading)set->keys, labels, n_labels, &k->sets,
                                   err));
    ((bed__class_settings *)bed__settled(rows))->keys = bed__label_sets_reading(k->sets);
    BED_TRY(bed__label_sets_own(k->sets, &rows->arena, err));
    BED_TRY(mark_counted(labels, n_labels, k, err));
    if (k->average == BED__BINARY && k->sets->n > 0)
        BED_TRY(choose_positive(set, k, err));
    BED_TRY(name_values(k, rows, err));
    BED_TRY(note_letters(k, rows, err));
    return note_items(k, rows, err);
}

bed_status bed__class_measure_all(const void *settings, const bed_items *items, size_t n_threads,
                                  bed_measured *rows, bed_error *err)
{
    const bed__class_settings *const set = settings;

    (void)n_threads;
    return bed__class_measure(set, (bed__average)set->average, items, rows, err);
}

void bed__class_drop(void *kept_)
{
    kept *const k = kept_;

    if (k == NULL)
        return;
    bed__label_sets_drop(k->sets);
    bed_free(k->counted);
    bed_free(k);
}
