/* ROUGE's frame: tokeniser by language, texts into numbers, the best of several references. */
#include "metric/rouge.h"

#include <stddef.h>
#include <string.h>

const char *const bed__rouge_values[] = { "f1", "precision", "recall", NULL };

/* ---- settings -------------------------------------------------------------------------------- */

/* Whether rouge_score's tokeniser keeps what the texts say: English, or nothing to tell by. */
static bool kept_by_rouge_score(const bed_script *s)
{
    return s->n_beyond == 0 &&
           (strncmp(s->language, "en", 2) == 0 || strcmp(s->language, "und") == 0);
}

/* Thai and its like have no blanks between words, and more than a character to a sound. */
static bed__rouge_tok settle(const bed_script *s)
{
    if (kept_by_rouge_score(s))
        return BED__ROUGE_SCORE;
    return s->n_unspaced > s->n_han ? BED__ROUGE_WORD : BED__ROUGE_UNICODE;
}

bed_status bed__rouge_resolve(void *settings, bed_measured *rows, bed_error *err)
{
    bed__rouge_settings *const set    = settings;
    const bed_script *const    script = &rows->script;

    if (set->tok == BED__ROUGE_AUTO) {
        set->tok = (int)settle(script);
        if (set->tok != BED__ROUGE_SCORE)
            BED_TRY(bed_measured_note(
                rows, err,
                "tok=%s, because the tokeniser of rouge_score keeps nothing but a-z and 0-9 and "
                "these texts are not all in English; tok=rouge_score gives what it would say",
                set->tok == BED__ROUGE_WORD ? "word" : "unicode"));
    } else if (set->tok == BED__ROUGE_SCORE && script->n_beyond > 0)
        BED_TRY(bed_measured_note(
            rows, err,
            "tok=rouge_score drops all characters but a-z and 0-9: the scores of %zu of %zu items "
            "with letters, whose reference is mostly in another script, mean nothing",
            script->n_beyond, script->n_items));
    if (set->stem && !kept_by_rouge_score(script))
        BED_TRY(bed_measured_note(rows, err,
                                  "stem=yes: the stemmer knows English alone, and is used on words "
                                  "of ASCII letters in whatever language they stand"));
    return BED_OK;
}

/* ---- workers --------------------------------------------------------------------------------- */

bed_status bed__rouge_open(const void *settings, bed__rouge_split split, bed__rouge_count count,
                           void **out, bed_error *err)
{
    const bed__rouge_settings *const set = settings;
    bed__rouge                      *r;

    BED_TRY(bed_alloc_into((void **)&r, 1, sizeof *r, err));
    r->count        = count;
    r->cutter.tok   = (bed__rouge_tok)set->tok;
    r->cutter.stem  = set->stem;
    r->cutter.split = split;
    *out            = r;
    return BED_OK;
}

void bed__rouge_close(void *worker)
{
    bed__rouge *const r = worker;

    if (r == NULL)
        return;
    bed__rouge_cutter_deinit(&r->cutter);
    bed__rouge_text_deinit(&r->hyp);
    bed__rouge_text_deinit(&r->ref);
    bed__grams_deinit(&r->grams);
    bed__lcs_deinit(&r->lcs);
    bed_free(r->in_hyp);
    bed_free(r->in_ref);
    bed_free(r->marks);
    bed_free(r);
}

bed_status bed__rouge_counters(bed__rouge *r, uint32_t **at, size_t *capacity, bed_error *err)
{
    const size_t before = *capacity;

    BED_TRY(bed__room((void **)at, capacity, r->cutter.n_ids, sizeof **at, err));
    if (*capacity > before)
        memset(*at + before, 0, (*capacity - before) * sizeof **at);
    return BED_OK;
}

/* ---- items ----------------------------------------------------------------------------------- */

typedef struct scores {
    double f1, precision, recall;
} scores;

/* A text without tokens or n-grams shares nothing: 0, as in rouge_score. */
static double share(size_t hits, size_t of)
{
    return of == 0 ? 0 : (double)hits / (double)of;
}

static scores scores_of(const bed__rouge_counts *c)
{
    scores s = { 0, share(c->hits, c->n_hyp), share(c->hits, c->n_ref) };

    if (s.precision + s.recall > 0)
        s.f1 = 2 * s.precision * s.recall / (s.precision + s.recall);
    return s;
}

bed_status bed__rouge_measure(void *worker, const bed_item *item, double *row, bed_error *err)
{
    bed__rouge *const r     = worker;
    scores            best  = { 0, 0, 0 };
    size_t            bytes = item->hyp.len;

    for (size_t i = 0; i < item->n_refs; i++)
        bytes += item->refs[i].len;
    BED_TRY(bed__rouge_begin(&r->cutter, bytes, err));
    BED_TRY(bed__rouge_cut(&r->cutter, item->hyp, &r->hyp, err));
    for (size_t i = 0; i < item->n_refs; i++) {
        bed__rouge_counts counts = { 0, 0, 0 };
        scores            now;

        BED_TRY(bed__rouge_cut(&r->cutter, item->refs[i], &r->ref, err));
        if (r->hyp.n > 0 && r->ref.n > 0)
            BED_TRY(r->count(r, &r->hyp, &r->ref, &counts, err));
        now = scores_of(&counts);
        if (i == 0 || now.f1 > best.f1)
            best = now;
    }
    row[0] = best.f1;
    row[1] = best.precision;
    row[2] = best.recall;
    return BED_OK;
}
