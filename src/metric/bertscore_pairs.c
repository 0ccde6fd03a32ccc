/* BERTScore over many pairs: windows of pairs whose token vectors fit into memory; in each the
 * texts that are not there yet are encoded, then the pairs are matched. */
#include "metric/bertscore_pairs.h"

#include "model/kernels.h"

#include <string.h>

enum { WINDOW_MIB = 512, PIECE = 64 };

/* The token vectors of a text while they are needed. */
typedef struct held {
    float *vectors; /* (tokens, H), of length 1; NULL: not there */
    size_t last;    /* its last pair */
    bool   needed;  /* by the window's pairs */
} held;

/* What one worker matches with. */
typedef struct seat {
    float *work, *hyp_weights, *ref_weights;
} seat;

typedef struct job {
    const bed_bertscore_run *run;
    const bed_text_pair     *pairs;
    bed_bertscore           *out;
    bed_id_lists             texts;
    size_t                   H, n_pairs, longest;
    held                    *held; /* (texts) */
    size_t                  *list; /* texts to encode in this window */
    size_t                   held_bytes, window_bytes;
    seat                    *seats;
    size_t                   n_seats;
    size_t                   first, end; /* the window's pairs */
} job;

static size_t length_of(const job *j, size_t text)
{
    return j->texts.offsets[text + 1] - j->texts.offsets[text];
}

static size_t bytes_of(const job *j, size_t text)
{
    return length_of(j, text) * j->H * sizeof(float);
}

/* ---- encoding ---- */

static void let_go(job *j, size_t text)
{
    if (j->held[text].vectors == NULL)
        return;
    bed_free(j->held[text].vectors);
    j->held[text].vectors = NULL;
    j->held_bytes -= bytes_of(j, text);
}

static bed_status take(void *context, size_t worker, size_t text, float *states, size_t n_tokens,
                       bed_error *err)
{
    const job *j = context;

    (void)worker;
    BED_TRY(bed_talk_check(j->run->talk, err));
    bed_kernels_best()->unit_rows(states, n_tokens, j->H);
    memcpy(j->held[j->list[text]].vectors, states, n_tokens * j->H * sizeof(float));
    return BED_OK;
}

/* Ids of the listed texts, one after the other. */
static bed_status gather(const job *j, size_t n, uint32_t **ids, size_t **offsets, bed_error *err)
{
    size_t total = 0;

    BED_TRY(bed_alloc_into((void **)offsets, n + 1, sizeof **offsets, err));
    for (size_t i = 0; i < n; i++)
        (*offsets)[i + 1] = total += length_of(j, j->list[i]);
    BED_TRY(bed_alloc_into((void **)ids, total, sizeof **ids, err));
    for (size_t i = 0; i < n; i++)
        memcpy(*ids + (*offsets)[i], j->texts.ids + j->texts.offsets[j->list[i]],
               length_of(j, j->list[i]) * sizeof **ids);
    return BED_OK;
}

static bed_status encode(job *j, size_t n, bed_error *err)
{
    uint32_t  *ids     = NULL;
    size_t    *offsets = NULL;
    bed_status st      = BED_OK;

    for (size_t i = 0; i < n; i++) {
        held *h = &j->held[j->list[i]];

        BED_TRY(bed_alloc_into((void **)&h->vectors, bytes_of(j, j->list[i]), 1, err));
        j->held_bytes += bytes_of(j, j->list[i]);
    }
    BED_GO(gather(j, n, &ids, &offsets, err));
    const bed_id_lists lists = { ids, offsets, n };
    BED_GO(bed_encoder_each(j->run->encoder, &lists, j->run->layer, j->n_seats, take, j, err));
done:
    bed_free(ids);
    bed_free(offsets);
    return st;
}

/* ---- matching ---- */

static bool bare(size_t n_tokens)
{
    return n_tokens <= 2;
}

static void look_up(const job *j, size_t text, float *weights)
{
    const uint32_t *ids = j->texts.ids + j->texts.offsets[text];

    for (size_t i = 0; i < length_of(j, text); i++)
        weights[i] = j->run->weights->weights[ids[i]];
}

static void match(const job *j, const seat *s, size_t i)
{
    const size_t hyp = j->pairs[i].hyp, ref = j->pairs[i].ref;
    const size_t n_hyp = length_of(j, hyp), n_ref = length_of(j, ref);

    if (bare(n_hyp) || bare(n_ref)) {
        j->out[i] = (bed_bertscore){ 0 };
        return;
    }
    look_up(j, hyp, s->hyp_weights);
    look_up(j, ref, s->ref_weights);
    j->out[i] = bed_bertscore_match(j->held[hyp].vectors, s->hyp_weights, n_hyp,
                                    j->held[ref].vectors, s->ref_weights, n_ref, j->H, s->work);
}

/* A piece is handed over as its first pair + 1. */
static bed_status match_piece(void *context, size_t worker, void *item, bed_error *err)
{
    const job   *j     = context;
    const size_t first = (uintptr_t)item - 1;

    (void)err;
    for (size_t i = first; i < j->end && i < first + PIECE; i++)
        match(j, &j->seats[worker], i);
    return BED_OK;
}

static bed_status match_all(job *j, bed_error *err)
{
    bed_pool *pool = NULL;

    if (j->n_seats == 1) {
        for (size_t i = j->first; i < j->end; i++)
            match(j, &j->seats[0], i);
        return BED_OK;
    }
    BED_TRY(bed_pool_create(j->n_seats, 2 * j->n_seats, match_piece, NULL, j, &pool, err));
    for (size_t i = j->first; i < j->end; i += PIECE) {
        const bed_status st = bed_pool_put(pool, (void *)(uintptr_t)(i + 1), err);

        if (st != BED_OK) {
            bed_pool_cancel(pool);
            return st;
        }
    }
    return bed_pool_finish(pool, err);
}

/* ---- windows ---- */

/* Bytes that a text adds to the window; it is put on the list where it must be encoded. */
static size_t need(job *j, size_t text, size_t *n_list)
{
    held *h = &j->held[text];

    if (h->needed)
        return 0;
    h->needed = true;
    if (h->vectors == NULL)
        j->list[(*n_list)++] = text;
    return bytes_of(j, text);
}

/* Vectors that no pair of the window needs make room for its own, in the order of their texts. */
static void make_room(job *j, size_t bytes)
{
    for (size_t text = 0; text < j->texts.n && j->held_bytes + bytes > 2 * j->window_bytes; text++)
        if (!j->held[text].needed)
            let_go(j, text);
}

static bed_status run_window(job *j, bed_error *err)
{
    size_t n_list = 0, bytes = 0, fresh = 0;

    for (j->end = j->first; j->end < j->n_pairs && (j->end == j->first || bytes < j->window_bytes);
         j->end++) {
        bytes += need(j, j->pairs[j->end].hyp, &n_list);
        bytes += need(j, j->pairs[j->end].ref, &n_list);
    }
    for (size_t i = 0; i < n_list; i++)
        fresh += bytes_of(j, j->list[i]);
    make_room(j, fresh);
    BED_TRY(encode(j, n_list, err));
    BED_TRY(match_all(j, err));
    for (size_t i = j->first; i < j->end; i++) {
        const size_t two[] = { j->pairs[i].hyp, j->pairs[i].ref };

        for (size_t k = 0; k < 2; k++) {
            j->held[two[k]].needed = false;
            if (j->held[two[k]].last < j->end)
                let_go(j, two[k]);
        }
    }
    return BED_OK;
}

static bed_status prepare(job *j, bed_error *err)
{
    for (size_t i = 0; i < j->texts.n; i++)
        j->longest = length_of(j, i) > j->longest ? length_of(j, i) : j->longest;
    BED_TRY(bed_alloc_into((void **)&j->held, j->texts.n, sizeof *j->held, err));
    BED_TRY(bed_alloc_into((void **)&j->list, j->texts.n, sizeof *j->list, err));
    for (size_t i = 0; i < j->n_pairs; i++)
        j->held[j->pairs[i].hyp].last = j->held[j->pairs[i].ref].last = i;
    const size_t n_seats = j->run->n_threads == 0 ? 1 : j->run->n_threads;
    BED_TRY(bed_alloc_into((void **)&j->seats, n_seats, sizeof *j->seats, err));
    j->n_seats = n_seats;
    for (size_t i = 0; i < n_seats; i++) {
        seat *s = &j->seats[i];

        BED_TRY(bed_alloc_into((void **)&s->work, bed_bertscore_work(j->longest, j->longest, j->H),
                               sizeof(float), err));
        BED_TRY(bed_alloc_into((void **)&s->hyp_weights, j->longest, sizeof(float), err));
        BED_TRY(bed_alloc_into((void **)&s->ref_weights, j->longest, sizeof(float), err));
    }
    return BED_OK;
}

static void release(job *j)
{
    for (size_t i = 0; i < j->texts.n && j->held != NULL; i++)
        let_go(j, i);
    for (size_t i = 0; i < j->n_seats; i++) {
        bed_free(j->seats[i].work);
        bed_free(j->seats[i].hyp_weights);
        bed_free(j->seats[i].ref_weights);
    }
    bed_free(j->seats);
    bed_free(j->held);
    bed_free(j->list);
}

bed_status bed_bertscore_pairs(const bed_bertscore_run *run, const bed_text_pair *pairs, size_t n,
                               bed_bertscore *out, bed_error *err)
{
    job        j  = { .run     = run,
                      .pairs   = pairs,
                      .out     = out,
                      .texts   = bed_texts_ids(run->texts),
                      .H       = bed_encoder_about(run->encoder)->n_hidden,
                      .n_pairs = n };
    bed_status st = BED_OK;

    j.window_bytes = run->window_bytes != 0 ? run->window_bytes : (size_t)WINDOW_MIB << 20;
    BED_GO(prepare(&j, err));
    for (j.first = 0; j.first < n; j.first = j.end) {
        BED_GO(bed_talk_check(run->talk, err));
        bed_talk_progress(run->talk, "bertscore", j.first, n, "pairs");
        BED_GO(run_window(&j, err));
    }
done:
    release(&j);
    return st;
}
