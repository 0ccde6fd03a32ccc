/* Inside the metric room: answers and right labels as sets of numbers, for the metrics that count
 * over classes.
 * Ownership: bed__label_sets_drop releases the sets. Names are views into the items, until
 *            bed__label_sets_own copies them. */
#ifndef BED_METRIC_LABEL_SETS_H
#define BED_METRIC_LABEL_SETS_H

#include "metric/metric.h"

/* How texts become labels. */
typedef enum bed__label_reading {
    BED__LABELS_AUTO,   /* as keys, where every right answer of the set is one or several keys */
    BED__LABELS_KEYS,   /* "BD", "B,D", "B、D", "b d" are B and D */
    BED__LABELS_AS_ARE, /* each text is one label, without the blanks around it */
    BED__LABELS_FOLDED  /* the same, in lower case */
} bed__label_reading;

/* Its choices stand in the order of bed__label_reading; "auto" is settled once the items are read.
 */
#define BED__LABELS_PARAM(struct_, member_)                                                        \
    {                                                                                              \
        .name = "keys", .help = "read answers as keys of options, one or several in a text",       \
        .sign = "keys", .type = BED_PARAM_CHOICE, .offset = offsetof(struct_, member_),            \
        .fallback = "auto", .choices = {                                                           \
            "auto",                                                                                \
            "yes",                                                                                 \
            "no"                                                                                   \
        }                                                                                          \
    }

typedef struct bed__label_sets {
    bed_str  *names; /* of the classes, sorted by bytes */
    size_t    n_names;
    uint32_t *numbers;  /* of all items' labels; in each set ascending and different */
    size_t   *begins;   /* (2 n + 1): the right labels of item i, then its answers */
    size_t    n;        /* items of all systems */
    bool      keys;     /* texts were read as keys */
    size_t    n_long;   /* answers too long to be labels */
    size_t    n_no_key; /* items whose right answer is no key of the options that they have */
    bed_arena folded;   /* lower-case copies of names */
} bed__label_sets;

typedef struct bed__label_set {
    const uint32_t *numbers;
    size_t          n;
} bed__label_set;

static inline bed__label_set bed__gold(const bed__label_sets *s, size_t item)
{
    return (bed__label_set){ s->numbers + s->begins[2 * item],
                             s->begins[2 * item + 1] - s->begins[2 * item] };
}

static inline bed__label_set bed__answered(const bed__label_sets *s, size_t item)
{
    return (bed__label_set){ s->numbers + s->begins[2 * item + 1],
                             s->begins[2 * item + 2] - s->begins[2 * item + 1] };
}

/* What "auto" came to. */
static inline int bed__label_sets_reading(const bed__label_sets *s)
{
    return s->keys ? BED__LABELS_KEYS : BED__LABELS_AS_ARE;
}

/* How many labels stand in both. */
size_t bed__label_sets_common(bed__label_set a, bed__label_set b);

/* Reads the items of all systems. A text without anything but blanks is no label.
 *   more    labels that are classes whether or not they occur; n_more of them
 *   Errors  BED_EMEMORY */
bed_status bed__label_sets_create(const bed_items *items, bed__label_reading reading,
                                  const bed_str *more, size_t n_more, bed__label_sets **out,
                                  bed_error *err) BED_USE_RESULT;
void       bed__label_sets_drop(void *sets); /* accepts NULL */

/* Copies the names into an arena, so that they outlive the items. Errors: BED_EMEMORY. */
bed_status bed__label_sets_own(bed__label_sets *s, bed_arena *arena, bed_error *err) BED_USE_RESULT;

/* Notes what a user of the metric should know of the answers. Errors: BED_EMEMORY. */
bed_status bed__label_sets_note(const bed__label_sets *s, bed_measured *rows,
                                bed_error *err) BED_USE_RESULT;

/* ---- keys ------------------------------------------------------------------------------------ */

enum { BED__KEYS_MOST = 64 };

/* The keys that a text is made of, as bits of their numbers among the choices; without choices the
 * letters A to J are the keys. Case, full-width forms, brackets and separators do not matter; a run
 * of letters is cut where each of them is a key of its own. False: the text is something else. */
bool bed__keys_cut(bed_str text, const bed_answer_option *choices, size_t n_choices, uint64_t *out);

#endif
