/* Counting the n-grams of a set, and of selections of it. */
#include "metric/variety.h"

#include <math.h>
#include <string.h>

#define NONE UINT32_MAX

#if defined(__GNUC__)
#define PREFETCH(address) __builtin_prefetch(address)
#else
#define PREFETCH(address) ((void)(address))
#endif

enum { AHEAD = 12 };

/* ---- measuring ------------------------------------------------------------------------------- */

/* One order while it is being read: the n-grams of every text, each once. */
typedef struct reading {
    bed_pair_table pairs;         /* order 1 needs none */
    bed__numbers   grams, counts; /* of all texts, one after the other */
    size_t        *starts;        /* (rows + 1) */
    bed__numbers   last;          /* by n-gram: where it was put last, counted from 1; 0: nowhere */
    bed__numbers   texts;         /* by n-gram: texts that have it */
} reading;

typedef struct reader {
    bed__pieces     pieces;
    bed_token_table names;
    bed__numbers    tokens, grams; /* of one text */
    size_t          lowest, n;
    reading         orders[BED__VARIETY_ORDERS]; /* by order - 1 */
} reader;

static void reader_deinit(reader *r)
{
    bed__pieces_deinit(&r->pieces);
    bed_token_table_deinit(&r->names);
    bed__numbers_deinit(&r->tokens);
    bed__numbers_deinit(&r->grams);
    for (size_t k = 0; k < BED__VARIETY_ORDERS; k++) {
        reading *const o = &r->orders[k];

        bed_pair_table_deinit(&o->pairs);
        bed__numbers_deinit(&o->grams);
        bed__numbers_deinit(&o->counts);
        bed__numbers_deinit(&o->last);
        bed__numbers_deinit(&o->texts);
        bed_free(o->starts);
    }
}

/* Adds the text's n-grams, each once, and its numbers to the row. */
static bed_status add_text(reading *o, const bed__numbers *grams, size_t n_grams, size_t n_known,
                           size_t row, double *cells, bed_error *err)
{
    const size_t first = o->starts[row];

    BED_TRY(bed__numbers_reserve(&o->grams, n_grams, err));
    BED_TRY(bed__numbers_reserve(&o->counts, n_grams, err));
    BED_TRY(bed__numbers_lengthen(&o->last, n_known, 0, err));
    BED_TRY(bed__numbers_lengthen(&o->texts, n_known, 0, err));
    if (o->grams.n + n_grams >= NONE)
        return bed_fail(err, BED_EMEMORY, "more than %u n-grams in all texts", NONE);
    for (size_t i = 0; i < n_grams; i++) {
        const uint32_t gram = grams->at[i];

        if (i + AHEAD < n_grams)
            PREFETCH(&o->last.at[grams->at[i + AHEAD]]);
        if (o->last.at[gram] > first) {
            o->counts.at[o->last.at[gram] - 1]++;
            continue;
        }
        o->grams.at[o->grams.n++]   = gram;
        o->counts.at[o->counts.n++] = 1;
        o->last.at[gram]            = (uint32_t)o->grams.n;
        o->texts.at[gram]++;
    }
    o->starts[row + 1]            = o->grams.n;
    cells[BED__VARIETY_NGRAMS]    = (double)n_grams;
    cells[BED__VARIETY_DIFFERENT] = (double)(o->grams.n - first);
    return BED_OK;
}

/* Lengthens every n-gram by a token. The tables are large and what is looked up lies anywhere in
 * them: the memory is asked for some steps ahead. */
static void pair_up(bed_pair_table *pairs, uint32_t *grams, const uint32_t *tokens, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n) {
            const uint64_t key = (uint64_t)grams[i + AHEAD] << 32 | tokens[i + AHEAD];

            PREFETCH(&pairs->slots[bed__pair_slot_of(pairs, key)]);
        }
        grams[i] = bed_pair_table_add(pairs, grams[i], tokens[i]);
    }
}

/* The n-grams of each order out of those of the order before: an n-gram is the pair of its first
 * n - 1 tokens and its last one. */
static bed_status read_text(reader *r, bed_str text, size_t row, double *cells, bed_error *err)
{
    bed__numbers *const grams = &r->grams;
    size_t              n_grams;

    r->tokens.n = 0;
    BED_TRY(bed__pieces_number(&r->pieces, &r->names, text, &r->tokens, err));
    grams->n = 0;
    BED_TRY(bed__numbers_reserve(grams, r->tokens.n, err));
    n_grams = r->tokens.n;
    if (n_grams > 0)
        memcpy(grams->at, r->tokens.at, n_grams * sizeof *grams->at);
    for (size_t k = 1; k <= r->n; k++) {
        reading *const o = &r->orders[k - 1];

        if (k > 1) {
            n_grams -= n_grams > 0;
            BED_TRY(bed_pair_table_grow(&o->pairs, n_grams, err));
            if (n_grams > 0)
                pair_up(&o->pairs, grams->at, r->tokens.at + k - 1, n_grams);
        }
        if (k < r->lowest)
            continue;
        cells[BED__VARIETY_TOKENS] = (double)r->tokens.n;
        BED_TRY(add_text(o, grams, n_grams, k == 1 ? r->names.n : o->pairs.n, row, cells, err));
        cells += BED__VARIETY_CELLS;
    }
    return BED_OK;
}

/* Numbers the n-grams that several texts have, and leaves in the lists those alone; the others are
 * counted in the rows. The lists then are `out`'s. */
static void settle_order(reading *o, bed_measured *rows, size_t column, bed__shared *out)
{
    size_t kept = 0, first = 0;

    out->n_rows = rows->n * rows->n_systems;
    for (size_t g = 0; g < o->texts.n; g++)
        o->last.at[g] = o->texts.at[g] > 1 ? (uint32_t)out->n++ : NONE;
    for (size_t row = 0; row < out->n_rows; row++) {
        double *const cells = rows->cells + row * rows->width + column;
        const size_t  end   = o->starts[row + 1];

        for (size_t i = first; i < end; i++) {
            const uint32_t gram  = o->last.at[o->grams.at[i]];
            const double   count = (double)o->counts.at[i];

            if (gram == NONE) {
                cells[BED__VARIETY_OWN] += 1;
                cells[BED__VARIETY_OWN_COUNT] += count;
                cells[BED__VARIETY_OWN_LOGS] += count * log(count);
                continue;
            }
            o->grams.at[kept]    = gram;
            o->counts.at[kept++] = o->counts.at[i];
        }
        first              = end;
        o->starts[row + 1] = kept;
    }
    out->starts = o->starts;
    out->grams  = o->grams.at;
    out->counts = o->counts.at;
    o->starts   = NULL;
    o->grams    = (bed__numbers){ .n = 0 };
    o->counts   = (bed__numbers){ .n = 0 };
}

bed_status bed__variety_measure(bed__cut cut, bool lower, size_t lowest, size_t n,
                                const bed_items *items, bed_measured *rows, bed_error *err)
{
    const size_t  n_rows = items->n * items->n_systems;
    reader        r      = { .lowest = lowest, .n = n };
    bed_status    st     = BED_OK;
    bed__variety *kept   = NULL;

    bed__pieces_init(&r.pieces, cut, lower);
    for (size_t k = lowest; k <= n; k++)
        BED_GO(bed_alloc_into((void **)&r.orders[k - 1].starts, n_rows + 1, sizeof(size_t), err));
    for (size_t row = 0; row < n_rows; row++)
        BED_GO(read_text(&r, items->items[row].hyp, row, rows->cells + row * rows->width, err));
    BED_GO(bed_alloc_into((void **)&kept, 1, sizeof *kept, err));
    kept->n_orders = n - lowest + 1;
    for (size_t k = 0; k < kept->n_orders; k++)
        settle_order(&r.orders[lowest - 1 + k], rows, k * BED__VARIETY_CELLS, &kept->orders[k]);
    rows->kept = kept;
done:
    reader_deinit(&r);
    return st;
}

void bed__variety_drop(void *kept)
{
    bed__variety *const v = kept;

    for (size_t k = 0; k < v->n_orders; k++) {
        bed_free(v->orders[k].starts);
        bed_free(v->orders[k].grams);
        bed_free(v->orders[k].counts);
    }
    bed_free(v);
}

/* ---- scoring --------------------------------------------------------------------------------- */

/* What turns weights into ones with a mean of 1; 0 where nothing weighs. */
static double scale_of(const bed_selection *chosen)
{
    double sum = 0, n = 0;

    for (size_t i = 0; i < chosen->n; i++) {
        sum += chosen->weights[i];
        n += chosen->weights[i] > 0;
    }
    return sum > 0 ? n / sum : 0;
}

static const double *cells_of(const bed_measured *rows, size_t row, size_t order)
{
    return bed_measured_row(rows, row) + order * BED__VARIETY_CELLS;
}

/* Sets a bit; whether it was not yet set. */
static inline bool set_bit(uint64_t *bits, size_t i)
{
    const uint64_t bit = UINT64_C(1) << (i & 63), was = bits[i >> 6];

    bits[i >> 6] = was | bit;
    return (was & bit) == 0;
}

static bed_status count_different(const bed_measured *rows, const bed_selection *chosen,
                                  size_t order, bed__variety_counts *out, bed_error *err)
{
    const bed__shared *const s = &((const bed__variety *)rows->kept)->orders[order];
    uint64_t                *rows_seen, *grams_seen;
    size_t                   different = 0;

    BED_TRY(bed_alloc_into((void **)&rows_seen, (s->n_rows >> 6) + (s->n >> 6) + 2,
                           sizeof *rows_seen, err));
    grams_seen = rows_seen + (s->n_rows >> 6) + 1;
    for (size_t i = 0; i < chosen->n; i++) {
        const size_t row = chosen->rows[i];

        if (chosen->weights[i] <= 0 || !set_bit(rows_seen, row))
            continue;
        out->different += cells_of(rows, row, order)[BED__VARIETY_OWN];
        for (size_t k = s->starts[row]; k < s->starts[row + 1]; k++)
            different += set_bit(grams_seen, s->grams[k]);
    }
    out->different += (double)different;
    bed_free(rows_seen);
    return BED_OK;
}

/* A sum with what its roundings lost (Neumaier, ZAMM 54:39-51, 1974). */
typedef struct sum {
    double high, low;
} sum;

static void sum_add(sum *s, double x)
{
    const double t = s->high + x;

    s->low += fabs(s->high) >= fabs(x) ? (s->high - t) + x : (x - t) + s->high;
    s->high = t;
}

/* With F the weighted count of all n-grams and f that of one: H = ln F - (sum of f ln f) / F. What
 * only one text has stands in it with f = w c, w being the row's weight in the selection. */
static bed_status find_entropy(const bed_measured *rows, const bed_selection *chosen, size_t order,
                               double scale, bed__variety_counts *out, bed_error *err)
{
    const bed__shared *const s = &((const bed__variety *)rows->kept)->orders[order];
    double                  *weights, *f;
    sum                      logs      = { 0, 0 };
    size_t                   different = 0;

    BED_TRY(bed_alloc_into((void **)&weights, s->n_rows + s->n, sizeof *weights, err));
    f = weights + s->n_rows;
    for (size_t i = 0; i < chosen->n; i++)
        weights[chosen->rows[i]] += scale * chosen->weights[i];
    for (size_t row = 0; row < s->n_rows; row++) {
        const double        w     = weights[row];
        const double *const cells = cells_of(rows, row, order);

        if (w <= 0)
            continue;
        sum_add(&logs, w * log(w) * cells[BED__VARIETY_OWN_COUNT]);
        sum_add(&logs, w * cells[BED__VARIETY_OWN_LOGS]);
        out->different += cells[BED__VARIETY_OWN];
        for (size_t k = s->starts[row]; k < s->starts[row + 1]; k++)
            f[s->grams[k]] += w * (double)s->counts[k];
    }
    for (size_t g = 0; g < s->n; g++)
        if (f[g] > 0) {
            sum_add(&logs, f[g] * log(f[g]));
            different++;
        }
    out->different += (double)different;
    if (out->ngrams > 0)
        out->entropy = fmax(0, log(out->ngrams) - (logs.high + logs.low) / out->ngrams);
    bed_free(weights);
    return BED_OK;
}

bed_status bed__variety_count(const bed_measured *rows, const bed_selection *chosen, size_t order,
                              bool entropy, bed__variety_counts *out, bed_error *err)
{
    const double scale = scale_of(chosen);

    *out = (bed__variety_counts){ .entropy = (double)NAN };
    for (size_t i = 0; i < chosen->n; i++) {
        const double *const cells = cells_of(rows, chosen->rows[i], order);

        out->tokens += scale * chosen->weights[i] * cells[BED__VARIETY_TOKENS];
        out->ngrams += scale * chosen->weights[i] * cells[BED__VARIETY_NGRAMS];
    }
    return entropy ? find_entropy(rows, chosen, order, scale, out, err)
                   : count_different(rows, chosen, order, out, err);
}
