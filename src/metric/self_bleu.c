/* Self-BLEU: how alike the texts of a system are; each is scored with BLEU against the others.
 * Formula: the mean over texts of sentence BLEU (bleu_core.c) with all other texts of the system as
 *          its references (Zhu et al., SIGIR 2018, Texygen), or with those of a seeded sample of
 *          `references` texts, itself left out.
 * Agrees:  each text with sacreBLEU 2.6.0, sentence_score against the others, and with NLTK 3.10.4,
 *          sentence_bleu with method1, where the text has at least n tokens; both to 1e-9. Texygen
 *          smooths as NLTK's method1 does, which is floor[0.10] here.
 * Range:   [0, 100], percent, lower is more varied. It grows with the number of references: compare
 *          sets of one size, or with one `references`. A single text has no value.
 * Cost:    linear in the tokens of all texts, not in pairs of texts: of each n-gram the highest
 *          count in any one text, whose it is, and the highest in another tell the clipping of
 *          every text.
 * Strata:  a stratum's value is the mean over its texts, still against all texts of the system; so
 *          is a resample's, in which a text drawn twice is no reference of itself. */
#include "metric/bleu.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct settings {
    bed__bleu_settings bleu;
    size_t             references, seed;
} settings;

static const bed_param PARAMS[] = {
    BED__BLEU_PARAMS(settings, "yes", "floor"),
    { .name     = "references",
      .help     = "texts of the sample that each text is held against; 0: all others",
      .sign     = "references",
      .type     = BED_PARAM_COUNT,
      .offset   = offsetof(settings, references),
      .fallback = "0",
      .hi       = UINT32_MAX },
    { .name     = "seed",
      .help     = "of the sample",
      .sign     = "seed",
      .type     = BED_PARAM_COUNT,
      .offset   = offsetof(settings, seed),
      .fallback = "1",
      .hi       = UINT32_MAX },
};

/* Of one n-gram: texts that have it (2: or more), the highest count in a reference, whose it is,
 * and the highest in another; and the count in the text at hand. Texts count from 1. */
typedef struct gram {
    uint32_t texts, most, holder, second, here, text;
} gram;

/* The texts of one system. */
typedef struct texts {
    const bed__bleu_settings *set;
    size_t                    n;
    bool                     *is_reference; /* (n) */
    size_t                   *starts;       /* (n + 1) into places */
    uint32_t                 *places;       /* numbers of the n-grams that begin there */
    size_t                    places_capacity;
    size_t                   *lengths; /* of the references, ascending */
    size_t                    n_references;
    double                   *counts; /* (n, width of counts) */
    bed_tokens                tokens;
    bed_token_table           words;
    bed_pair_table            pairs;
    gram                     *grams;
    size_t                    grams_capacity;
} texts;

static void texts_deinit(texts *t)
{
    bed_free(t->is_reference);
    bed_free(t->starts);
    bed_free(t->places);
    bed_free(t->lengths);
    bed_free(t->counts);
    bed_tokens_deinit(&t->tokens);
    bed_token_table_deinit(&t->words);
    bed_pair_table_deinit(&t->pairs);
    bed_free(t->grams);
}

static size_t length_of(const texts *t, size_t i)
{
    return t->starts[i + 1] - t->starts[i];
}

static double *counts_of(const texts *t, size_t i)
{
    return t->counts + i * bed__bleu_width(t->set);
}

/* ---- tokens ---------------------------------------------------------------------------------- */

static bed_status read_text(texts *t, size_t i, bed_str text, bed_error *err)
{
    const bed_bleu_tokenizer tokenizer = (bed_bleu_tokenizer)(t->set->tokenizer - 1);
    const size_t             start     = t->starts[i];

    BED_TRY(bed_bleu_tokenize(&t->tokens, text, tokenizer, t->set->lower != 0, err));
    BED_TRY(bed_token_table_grow(&t->words, t->tokens.n, err));
    BED_TRY(bed__room((void **)&t->places, &t->places_capacity, start + t->tokens.n,
                      sizeof *t->places, err));
    bed_token_table_add_all(&t->words, &t->tokens, t->places + start);
    t->starts[i + 1] = start + t->tokens.n;
    return BED_OK;
}

static int by_size(const void *a, const void *b)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;

    return (x > y) - (x < y);
}

/* Which texts are references: all, or k of them, every choice being as likely (Knuth's S). */
static void choose_references(texts *t, const settings *s)
{
    bed_rng rng  = bed_rng_split(s->seed, BED_STR("self_bleu"), 0);
    size_t  need = s->references == 0 || s->references > t->n ? t->n : s->references;

    for (size_t i = 0; i < t->n; i++) {
        t->is_reference[i] = bed_rng_below(&rng, t->n - i) < need;
        need -= t->is_reference[i];
        if (t->is_reference[i])
            t->lengths[t->n_references++] = length_of(t, i);
    }
    qsort(t->lengths, t->n_references, sizeof *t->lengths, by_size);
}

static bed_status texts_init(texts *t, const settings *s, const bed_item *items, size_t n,
                             bed_error *err)
{
    *t = (texts){ .set = &s->bleu, .n = n };
    BED_TRY(bed_alloc_into((void **)&t->is_reference, n, sizeof *t->is_reference, err));
    BED_TRY(bed_alloc_into((void **)&t->starts, n + 1, sizeof *t->starts, err));
    BED_TRY(bed_alloc_into((void **)&t->lengths, n, sizeof *t->lengths, err));
    BED_TRY(
        bed_alloc_into((void **)&t->counts, n, bed__bleu_width(t->set) * sizeof *t->counts, err));
    for (size_t i = 0; i < n; i++) {
        const bed_status st = read_text(t, i, items[i].hyp, err);

        if (st != BED_OK)
            return bed_fail_in(err, st, "", i + 1);
    }
    choose_references(t, s);
    return BED_OK;
}

/* ---- n-grams --------------------------------------------------------------------------------- */

/* The places at which an n-gram of text i begins. */
typedef struct span {
    uint32_t *at;
    size_t    n;
} span;

static span span_of(const texts *t, size_t i, size_t order)
{
    const size_t length = length_of(t, i);

    return (span){ t->places + t->starts[i], length < order ? 0 : length - order + 1 };
}

/* Puts the number of each n-gram in place of its (n-1)-gram's. */
static bed_status lengthen(texts *t, size_t order, bed_error *err)
{
    BED_TRY(bed_pair_table_begin(&t->pairs, 0, err));
    for (size_t i = 0; i < t->n; i++) {
        const span s = span_of(t, i, order);

        BED_TRY(bed_pair_table_grow(&t->pairs, s.n, err));
        for (size_t k = 0; k < s.n; k++)
            s.at[k] = s.at[k] == BED_NO_NUMBER || s.at[k + 1] == BED_NO_NUMBER
                          ? BED_NO_NUMBER
                          : bed_pair_table_add(&t->pairs, s.at[k], s.at[k + 1]);
    }
    return BED_OK;
}

/* Enters a text's count of an n-gram. */
static void enter(gram *g, uint32_t text, bool is_reference)
{
    const uint32_t here = g->here;

    g->here = 0;
    g->texts += g->texts < 2;
    if (!is_reference)
        return;
    if (here > g->most) {
        g->second = g->most;
        g->most   = here;
        g->holder = text;
    } else if (here > g->second) {
        g->second = here;
    }
}

static void count_text(texts *t, size_t i, size_t order)
{
    const span     s    = span_of(t, i, order);
    const uint32_t text = (uint32_t)i + 1;

    for (size_t k = 0; k < s.n; k++)
        if (s.at[k] != BED_NO_NUMBER)
            t->grams[s.at[k]].here++;
    for (size_t k = 0; k < s.n; k++)
        if (s.at[k] != BED_NO_NUMBER && t->grams[s.at[k]].here > 0)
            enter(&t->grams[s.at[k]], text, t->is_reference[i]);
}

/* The clipped matches of a text; n-grams of one text alone lose their numbers, for no longer one of
 * them can match. */
static uint64_t match_text(texts *t, size_t i, size_t order)
{
    const span     s       = span_of(t, i, order);
    const uint32_t text    = (uint32_t)i + 1;
    uint64_t       matches = 0;

    for (size_t k = 0; k < s.n; k++) {
        gram *g;

        if (s.at[k] == BED_NO_NUMBER)
            continue;
        g       = &t->grams[s.at[k]];
        g->here = g->text == text ? g->here + 1 : 1;
        g->text = text;
        matches += g->here <= (g->holder == text ? g->second : g->most);
        if (g->texts < 2)
            s.at[k] = BED_NO_NUMBER;
    }
    return matches;
}

static bed_status count_order(texts *t, size_t order, bed_error *err)
{
    const size_t n = order > 1 ? t->pairs.n : t->words.n;

    BED_TRY(bed__room((void **)&t->grams, &t->grams_capacity, n, sizeof *t->grams, err));
    if (n > 0)
        memset(t->grams, 0, n * sizeof *t->grams);
    for (size_t i = 0; i < t->n; i++)
        count_text(t, i, order);
    for (size_t i = 0; i < t->n; i++) {
        double *const counts = counts_of(t, i) + BED__BLEU_MATCHES;

        counts[order - 1]             = (double)match_text(t, i, order);
        counts[t->set->n + order - 1] = (double)span_of(t, i, order).n;
    }
    return BED_OK;
}

/* ---- lengths and values ---------------------------------------------------------------------- */

/* The length nearest to text i's among the references other than itself, of which there are some.
 */
static size_t nearest_length(const texts *t, size_t i)
{
    const size_t length = length_of(t, i);
    size_t       first = 0, end = t->n_references, after, nearest = SIZE_MAX;

    while (first < end) {
        const size_t middle = first + (end - first) / 2;

        if (t->lengths[middle] < length)
            first = middle + 1;
        else
            end = middle;
    }
    after = first + t->is_reference[i]; /* one of this length is the text's own */
    if (after < t->n_references)
        nearest = t->lengths[after];
    if (first > 0 && nearest == SIZE_MAX)
        nearest = t->lengths[first - 1];
    else if (first > 0)
        nearest = bed__bleu_nearer(t->lengths[first - 1], nearest, length);
    return nearest;
}

static double value_of(const texts *t, size_t i)
{
    double *const counts = counts_of(t, i);

    if (t->n_references == (size_t)t->is_reference[i])
        return (double)NAN;
    counts[BED__BLEU_LENGTH]    = (double)length_of(t, i);
    counts[BED__BLEU_REFERENCE] = (double)nearest_length(t, i);
    return bed__bleu_of(t->set, counts).bleu;
}

static bed_status measure_system(const settings *s, const bed_item *items, size_t n, double *cells,
                                 size_t *n_empty, bed_error *err)
{
    texts      t;
    bed_status st = BED_OK;

    BED_GO(texts_init(&t, s, items, n, err));
    for (size_t order = 1; order <= s->bleu.n; order++) {
        if (order > 1)
            BED_GO(lengthen(&t, order, err));
        BED_GO(count_order(&t, order, err));
    }
    for (size_t i = 0; i < n; i++) {
        cells[i] = value_of(&t, i);
        *n_empty += length_of(&t, i) == 0;
    }
done:
    texts_deinit(&t);
    return st;
}

static bed_status measure_all(const void *set, const bed_items *items, size_t n_threads,
                              bed_measured *rows, bed_error *err)
{
    size_t n_empty = 0;

    (void)n_threads;
    for (size_t k = 0; k < items->n_systems; k++)
        BED_TRY(measure_system(set, items->items + k * items->n, items->n,
                               rows->cells + k * items->n, &n_empty, err));
    if (n_empty == 0)
        return BED_OK;
    return bed_measured_note(rows, err, "%zu texts are empty: each counts as 0", n_empty);
}

static bed_status resolve(void *set, bed_measured *rows, bed_error *err)
{
    return bed__bleu_settle(&((settings *)set)->bleu, rows, err);
}

const bed_metric bed_metric_self_bleu = {
    .name           = "self_bleu",
    .title          = "Self-BLEU",
    .source         = "Zhu et al., SIGIR 2018, arXiv:1802.01886",
    .agrees         = "sacreBLEU 2.6.0 and NLTK 3.10.4, text by text",
    .values         = (const char *const[]){ "self_bleu", NULL },
    .kind           = BED_METRIC_ALONE,
    .lo             = 0,
    .hi             = 100,
    .better         = BED_LOWER,
    .params         = PARAMS,
    .n_params       = sizeof PARAMS / sizeof PARAMS[0],
    .settings_bytes = sizeof(settings),
    .width          = 1,
    .resolve        = resolve,
    .measure_all    = measure_all,
    .score          = bed_measured_mean,
};
