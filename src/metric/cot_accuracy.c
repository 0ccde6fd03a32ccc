/* Chain-of-thought accuracy: the share of items whose final answer, taken out of a written chain of
 * steps (extract.h), is exactly the right one.
 * Formula: sum of w [answer found and equal to the right keys] / sum of w.
 * Values:  cot_accuracy; ambiguous and unanswered, the shares of texts whose answer cannot be read
 *          for one of these reasons. They count as wrong and are never guessed.
 * Reads:   the text from hyp, or where that is empty from the one answer; the options from choices.
 *          Without choices the options are A to J, or yes, no and maybe where the right one is.
 * Range:   [0, 1], higher is better. BED_UNDEFINED for a selection that weighs nothing.
 * Refuses: an item whose right answer is no key (and no text) of an option. */
#include "metric/extract.h"
#include "metric/label_sets.h"

#include <stddef.h>

enum { SEVERAL_AUTO, SEVERAL_YES, SEVERAL_NO };

typedef struct settings {
    int several;
} settings;

static const bed_param PARAMS[] = {
    { .name     = "several",
      .help     = "whether questions may have several right answers; auto: those that do",
      .sign     = "several",
      .type     = BED_PARAM_CHOICE,
      .offset   = offsetof(settings, several),
      .fallback = "auto",
      .choices  = { "auto", "yes", "no" } },
};

static const bed_answer_option THREE_WAYS[] = { { .key = BED_STR_INIT("yes") },
                                                { .key = BED_STR_INIT("no") },
                                                { .key = BED_STR_INIT("maybe") } };

typedef struct options {
    const bed_answer_option *list;
    size_t                   n;
} options;

static bool find_text(bed_str text, options o, uint64_t *keys)
{
    text = bed_trim(text); /* none is the text of no option: options may be without texts */
    for (size_t i = 0; i < o.n && i < BED__KEYS_MOST && text.len > 0; i++)
        if (bed_str_equal(text, bed_trim(o.list[i].text))) {
            *keys = (uint64_t)1 << i;
            return true;
        }
    return false;
}

/* The keys that a right answer stands for. "AB" is A and B, unless it is an option's own text. */
static bool find_right(bed_str text, options o, uint64_t *keys)
{
    const bool cut = bed__keys_cut(text, o.list, o.n, keys);

    if (cut && (*keys & (*keys - 1)) == 0)
        return true;
    return find_text(text, o, keys) || cut;
}

/* The right keys, and of which options they are. */
static bed_status right_keys(const bed_item *item, options *o, uint64_t *out, bed_error *err)
{
    uint64_t keys;

    *o   = (options){ item->choices, item->n_choices };
    *out = 0;
    if (o->n == 0 && bed__keys_cut(item->refs[0], THREE_WAYS, 3, &keys))
        *o = (options){ THREE_WAYS, 3 };
    for (size_t i = 0; i < item->n_refs; i++) {
        if (!find_right(item->refs[i], *o, &keys))
            return bed_fail(err, BED_EARGUMENT, "the right answer '%.*s' is no key of an option",
                            item->refs[i].len > 40 ? 40 : (int)item->refs[i].len,
                            item->refs[i].ptr);
        *out |= keys;
    }
    return BED_OK;
}

static bed_status text_of(const bed_item *item, bed_str *out, bed_error *err)
{
    *out = item->hyp;
    if (item->hyp.len > 0 || item->n_answers == 0)
        return BED_OK;
    if (item->n_answers > 1)
        return bed_fail(err, BED_EARGUMENT, "%zu answers: cot_accuracy reads one text",
                        item->n_answers);
    *out = item->answers[0];
    return BED_OK;
}

static bed_status open_worker(const void *set, void **worker, bed_error *err)
{
    settings *copy;

    BED_TRY(bed_alloc_into((void **)&copy, 1, sizeof *copy, err));
    *copy   = *(const settings *)set;
    *worker = copy;
    return BED_OK;
}

static bed_status measure(void *worker, const bed_item *item, double *row, bed_error *err)
{
    const settings *const set = worker;
    options               o;
    uint64_t              right;
    bed_str               text;

    BED_TRY(right_keys(item, &o, &right, err));
    BED_TRY(text_of(item, &text, err));
    const bool          many    = (right & (right - 1)) != 0;
    const bool          several = set->several == SEVERAL_AUTO ? many : set->several == SEVERAL_YES;
    const bed_extracted a       = bed_extract_answer(text, o.list, o.n, several);
    row[0]                      = a.status == BED_ANSWER_FOUND && a.keys == right;
    row[1]                      = a.status == BED_ANSWER_AMBIGUOUS;
    row[2]                      = a.status == BED_ANSWER_MISSING;
    return BED_OK;
}

const bed_metric bed_metric_cot_accuracy = {
    .name           = "cot_accuracy",
    .title          = "Chain-of-thought accuracy",
    .source         = "Yue et al., 2024; Singhal et al., 2025",
    .values         = (const char *const[]){ "cot_accuracy", "ambiguous", "unanswered", NULL },
    .kind           = BED_METRIC_ANSWER,
    .needs          = BED_NEEDS_REFERENCES,
    .lo             = 0,
    .hi             = 1,
    .better         = BED_HIGHER,
    .params         = PARAMS,
    .n_params       = sizeof PARAMS / sizeof PARAMS[0],
    .settings_bytes = sizeof(settings),
    .width          = 3,
    .open           = open_worker,
    .close          = bed_free,
    .measure        = measure,
    .score          = bed_measured_mean,
    .share          = true,
};
