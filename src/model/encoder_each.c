/* Many texts through an encoder: batches that the data alone decides, worked off by threads. */
#include "model/encoder.h"

typedef struct order {
    size_t length, text;
} order;

typedef struct batch {
    size_t first, n; /* of the order */
} batch;

/* What one worker writes to. */
typedef struct seat {
    bed_encoder_work *work;
    uint32_t         *ids;     /* (most tokens of a batch) */
    size_t           *lengths; /* (most texts of a batch) */
} seat;

typedef struct job {
    const bed_encoder  *e;
    const bed_id_lists *texts;
    size_t              layer;
    bed_encoder_take    take;
    void               *context;
    order              *order; /* (n) texts by falling length, then by number */
    batch              *batches;
    size_t              n_batches, most_tokens, most_texts;
    seat               *seats;
    size_t              n_seats;
} job;

static int by_length(const void *a, const void *b)
{
    const order *x = a, *y = b;

    if (x->length != y->length)
        return x->length > y->length ? -1 : 1;
    return (x->text > y->text) - (x->text < y->text);
}

static bed_status plan(job *j, bed_error *err)
{
    const size_t n      = j->texts->n;
    size_t       tokens = 0;

    BED_TRY(bed_alloc_into((void **)&j->order, n, sizeof(order), err));
    BED_TRY(bed_alloc_into((void **)&j->batches, n, sizeof(batch), err));
    for (size_t i = 0; i < n; i++)
        j->order[i] = (order){ j->texts->offsets[i + 1] - j->texts->offsets[i], i };
    qsort(j->order, n, sizeof(order), by_length);
    for (size_t i = 0; i < n; i++) {
        const size_t length = j->order[i].length;

        if (j->n_batches == 0 || tokens + length > BED_ENCODER_BATCH) {
            j->batches[j->n_batches++] = (batch){ i, 0 };
            tokens                     = 0;
        }
        batch *b = &j->batches[j->n_batches - 1];
        b->n++;
        tokens += length;
        j->most_texts  = b->n > j->most_texts ? b->n : j->most_texts;
        j->most_tokens = tokens > j->most_tokens ? tokens : j->most_tokens;
    }
    return BED_OK;
}

static bed_status make_seats(job *j, size_t n, bed_error *err)
{
    BED_TRY(bed_alloc_into((void **)&j->seats, n, sizeof(seat), err));
    j->n_seats = n;
    for (size_t i = 0; i < n; i++) {
        seat *s = &j->seats[i];

        BED_TRY(bed_encoder_work_create(j->e, &s->work, err));
        BED_TRY(bed_alloc_into((void **)&s->ids, j->most_tokens, sizeof(uint32_t), err));
        BED_TRY(bed_alloc_into((void **)&s->lengths, j->most_texts, sizeof(size_t), err));
    }
    return BED_OK;
}

static void release(job *j)
{
    for (size_t i = 0; i < j->n_seats; i++) {
        bed_encoder_work_destroy(j->seats[i].work);
        bed_free(j->seats[i].ids);
        bed_free(j->seats[i].lengths);
    }
    bed_free(j->seats);
    bed_free(j->order);
    bed_free(j->batches);
}

static bed_status work(void *context, size_t worker, void *item, bed_error *err)
{
    const job   *j      = context;
    const batch *b      = item;
    const order *texts  = j->order + b->first;
    const seat  *s      = &j->seats[worker];
    const size_t H      = bed_encoder_about(j->e)->n_hidden;
    float       *states = NULL;
    size_t       n      = 0;

    for (size_t i = 0; i < b->n; i++) {
        memcpy(s->ids + n, j->texts->ids + j->texts->offsets[texts[i].text],
               texts[i].length * sizeof(uint32_t));
        s->lengths[i] = texts[i].length;
        n += texts[i].length;
    }
    BED_TRY(bed_encoder_run(j->e, s->work, s->ids, s->lengths, b->n, j->layer, &states, err));
    for (size_t i = 0; i < b->n; i++) {
        BED_TRY(j->take(j->context, worker, texts[i].text, states, texts[i].length, err));
        states += texts[i].length * H;
    }
    return BED_OK;
}

static bed_status run_all(job *j, bed_error *err)
{
    bed_pool  *pool = NULL;
    bed_status st   = BED_OK;

    if (j->n_seats == 1) {
        for (size_t i = 0; i < j->n_batches; i++)
            BED_TRY(work(j, 0, &j->batches[i], err));
        return BED_OK;
    }
    BED_TRY(bed_pool_create(j->n_seats, 2 * j->n_seats, work, NULL, j, &pool, err));
    for (size_t i = 0; i < j->n_batches; i++)
        if ((st = bed_pool_put(pool, &j->batches[i], err)) != BED_OK) {
            bed_pool_cancel(pool);
            return st;
        }
    return bed_pool_finish(pool, err);
}

bed_status bed_encoder_each(const bed_encoder *e, const bed_id_lists *texts, size_t layer,
                            size_t n_threads, bed_encoder_take take, void *context, bed_error *err)
{
    job        j  = { .e = e, .texts = texts, .layer = layer, .take = take, .context = context };
    bed_status st = BED_OK;

    if (texts->n == 0)
        return BED_OK;
    BED_GO(plan(&j, err));
    BED_GO(make_seats(&j, n_threads == 0 ? 1 : n_threads, err));
    BED_GO(run_all(&j, err));
done:
    release(&j);
    return st;
}
