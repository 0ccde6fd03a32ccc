/* Judged win rate: how often a judge prefers the system's reply to that of another.
 * Reads:   an item's two verdicts: of the judge who saw the system's reply first, and of the judge
 *          who saw it second. "A" prefers the reply shown first, "B" the one shown second, "C" or
 *          "tie" neither; brackets around ("[[A]]") are dropped. So "A", "B" is a win. An empty
 *          verdict or "error" could not be read: the item is left out and counted.
 * Formula: a win (a loss) only where both orders agree on it, else a tie (FastChat's llm_judge;
 *          Zheng et al. 2023, arXiv:2306.05685, section 3.4: judges favour a place).
 *          orders=one: one verdict an item, of the judge who saw the system's reply first, taken as
 *          it stands; a judge's leaning towards a place then goes into the result.
 * Values:  win rate; tie rate; loss rate; wins and half the ties; share of items whose verdicts in
 *          both orders agree; mean over items of the share of their verdicts, ties aside, that
 *          prefer what was shown first (1/2: the judge favours no place); share of items without a
 *          verdict, of all items, the others being of those with one.
 * Range:   [0, 1], higher is better. BED_UNDEFINED where no item has verdicts. */
#include "metric/metric.h"

#include <math.h>
#include <stddef.h>

typedef enum orders { BOTH, ONE } orders;

/* The cells of a row stand in the order of the values. */
enum { WIN, TIE, LOSS, HALVED, CONSISTENT, FIRST, UNREAD, WIDTH };

typedef struct settings {
    int orders;
} settings;

static const bed_param PARAMS[] = {
    { .name     = "orders",
      .help     = "verdicts of an item: in both orders of the replies, or in one",
      .sign     = "orders",
      .type     = BED_PARAM_CHOICE,
      .offset   = offsetof(settings, orders),
      .fallback = "both",
      .choices  = { "both", "one" } },
};

typedef enum verdict { SHOWN_FIRST, SHOWN_SECOND, NEITHER, NONE } verdict;

static bed_status read_verdict(bed_str text, verdict *out, bed_error *err)
{
    static const struct {
        bed_str text;
        verdict is;
    } known[] = {
        { BED_STR_INIT("A"), SHOWN_FIRST }, { BED_STR_INIT("B"), SHOWN_SECOND },
        { BED_STR_INIT("C"), NEITHER },     { BED_STR_INIT("tie"), NEITHER },
        { BED_STR_INIT("error"), NONE },    { BED_STR_INIT(""), NONE },
    };
    bed_str bare = bed_trim(text);

    if (bed_str_starts(bare, BED_STR("[[")) && bed_str_ends(bare, BED_STR("]]")) && bare.len >= 4)
        bare = bed_trim((bed_str){ bare.ptr + 2, bare.len - 4 });
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (bed_str_equal(bare, known[i].text)) {
            *out = known[i].is;
            return BED_OK;
        }
    return bed_fail(err, BED_EARGUMENT, "expected a verdict A, B, C, tie or error, found '%.*s'",
                    BED_STR_ARG(text));
}

static bed_status open_worker(const void *set, void **out, bed_error *err)
{
    const settings **w;

    BED_TRY(bed_alloc_into((void **)&w, 1, sizeof *w, err));
    *w   = set;
    *out = w;
    return BED_OK;
}

static void close_worker(void *worker)
{
    bed_free(worker);
}

static void leave_out(double *row)
{
    for (size_t k = 0; k < UNREAD; k++)
        row[k] = (double)NAN;
    row[UNREAD] = 1;
}

/* 1: the system's reply is preferred, -1: the other, 0: neither. */
static int outcome(verdict v, verdict if_ours)
{
    return v == NEITHER ? 0 : v == if_ours ? 1 : -1;
}

static void fill_row(verdict first, verdict second, bool both, double *row)
{
    const int    one = outcome(first, SHOWN_FIRST);
    const int    two = both ? outcome(second, SHOWN_SECOND) : one;
    const double n_sided =
        (first != NEITHER) + (both && second != NEITHER); /* verdicts that are no ties */
    const double n_first = (first == SHOWN_FIRST) + (both && second == SHOWN_FIRST);

    row[WIN]        = one == 1 && two == 1;
    row[LOSS]       = one == -1 && two == -1;
    row[TIE]        = 1 - row[WIN] - row[LOSS];
    row[HALVED]     = row[WIN] + row[TIE] / 2;
    row[CONSISTENT] = both ? one == two : (double)NAN;
    row[FIRST]      = n_sided > 0 ? n_first / n_sided : (double)NAN;
}

static bed_status measure(void *worker, const bed_item *item, double *row, bed_error *err)
{
    const settings *const set      = *(const settings **)worker;
    const bool            both     = set->orders == BOTH;
    verdict               found[2] = { NONE, NONE };

    if (item->n_answers != (both ? 2 : 1))
        return bed_fail(err, BED_EARGUMENT,
                        both ? "expected two verdicts, one for each order of the replies, found "
                               "%zu; orders=one takes one"
                             : "expected one verdict, found %zu; orders=both takes two",
                        item->n_answers);
    for (size_t i = 0; i < item->n_answers; i++)
        BED_TRY(read_verdict(item->answers[i], &found[i], err));
    if (found[0] == NONE || (both && found[1] == NONE))
        leave_out(row);
    else
        fill_row(found[0], found[1], both, row);
    return BED_OK;
}

const bed_metric bed_metric_judge_win_rate = {
    .name     = "judge_win_rate",
    .title    = "Judged win rate",
    .source   = "Zheng et al. 2023, arXiv:2306.05685",
    .values   = (const char *const[]){ "judge_win_rate", "tie_rate", "loss_rate", "halved_rate",
                                       "consistent", "first_preferred", "unread", NULL },
    .kind     = BED_METRIC_RATING,
    .lo       = 0,
    .hi       = 1,
    .better   = BED_HIGHER,
    .params   = PARAMS,
    .n_params = sizeof PARAMS / sizeof PARAMS[0],
    .settings_bytes = sizeof(settings),
    .width          = WIDTH,
    .open           = open_worker,
    .close          = close_worker,
    .measure        = measure,
    .score          = bed_measured_mean,
};
