#include "base/threads.h"

#include "base/alloc.h"

#include <pthread.h>
#include <sched.h>

struct bed_pool {
    pthread_mutex_t lock;
    pthread_cond_t  filled, drained;
    pthread_t      *threads;
    size_t          n_threads, n_started;
    void          **items; /* ring */
    size_t          capacity, head, n;
    bool            closing;
    bed_error       failure; /* code BED_OK: none yet */
    bed_pool_work   work;
    bed_pool_drop   drop;
    void           *context;
};

size_t bed_threads_available(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    const int n = CPU_COUNT(&set);
    return n < 1 ? 1 : (size_t)n;
}

static void drop_item(bed_pool *p, void *item)
{
    if (p->drop != NULL)
        p->drop(p->context, item);
}

static void work_one(bed_pool *p, size_t worker, void *item, bool failed)
{
    bed_error err = { 0 };

    if (failed) {
        drop_item(p, item);
        return;
    }
    if (p->work(p->context, worker, item, &err) == BED_OK)
        return;
    pthread_mutex_lock(&p->lock);
    if (p->failure.code == BED_OK)
        p->failure = err;
    pthread_mutex_unlock(&p->lock);
}

static void *worker_main(void *argument)
{
    bed_pool *p = argument;

    pthread_mutex_lock(&p->lock);
    const size_t worker = p->n_started++;
    for (;;) {
        while (p->n == 0 && !p->closing)
            pthread_cond_wait(&p->filled, &p->lock);
        if (p->n == 0)
            break;
        void      *item   = p->items[p->head];
        const bool failed = p->failure.code != BED_OK;

        p->head = (p->head + 1) % p->capacity;
        p->n--;
        pthread_cond_signal(&p->drained);
        pthread_mutex_unlock(&p->lock);
        work_one(p, worker, item, failed);
        pthread_mutex_lock(&p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

static void release(bed_pool *p)
{
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->filled);
    pthread_cond_destroy(&p->drained);
    bed_free(p->threads);
    bed_free(p->items);
    bed_free(p);
}

static void join_all(bed_pool *p)
{
    pthread_mutex_lock(&p->lock);
    p->closing = true;
    pthread_cond_broadcast(&p->filled);
    pthread_mutex_unlock(&p->lock);
    for (size_t i = 0; i < p->n_threads; i++)
        pthread_join(p->threads[i], NULL);
}

bed_status bed_pool_create(size_t n_workers, size_t n_waiting, bed_pool_work work,
                           bed_pool_drop drop, void *context, bed_pool **out, bed_error *err)
{
    *out = NULL;
    if (n_workers == 0 || n_waiting == 0)
        return bed_fail(err, BED_EARGUMENT, "a pool needs a thread and a place to wait");
    bed_pool *p = bed_alloc(1, sizeof *p);
    if (p == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: a thread pool");
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->filled, NULL);
    pthread_cond_init(&p->drained, NULL);
    p->threads  = bed_new_array(pthread_t, n_workers);
    p->items    = bed_new_array(void *, n_waiting);
    p->capacity = n_waiting;
    p->work     = work;
    p->drop     = drop;
    p->context  = context;
    if (p->threads == NULL || p->items == NULL) {
        release(p);
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu threads", n_workers);
    }
    for (; p->n_threads < n_workers; p->n_threads++)
        if (pthread_create(&p->threads[p->n_threads], NULL, worker_main, p) != 0) {
            join_all(p);
            release(p);
            return bed_fail(err, BED_EMEMORY, "cannot start %zu threads", n_workers);
        }
    *out = p;
    return BED_OK;
}

bed_status bed_pool_put(bed_pool *p, void *item, bed_error *err)
{
    bed_code code;

    pthread_mutex_lock(&p->lock);
    while (p->n == p->capacity && p->failure.code == BED_OK)
        pthread_cond_wait(&p->drained, &p->lock);
    code = p->failure.code;
    if (code == BED_OK) {
        p->items[(p->head + p->n) % p->capacity] = item;
        p->n++;
        pthread_cond_signal(&p->filled);
    } else if (err != NULL) {
        *err = p->failure;
    }
    pthread_mutex_unlock(&p->lock);
    if (code != BED_OK)
        drop_item(p, item);
    return code;
}

bed_status bed_pool_finish(bed_pool *p, bed_error *err)
{
    if (p == NULL)
        return BED_OK;
    join_all(p);
    const bed_code code = p->failure.code;
    if (code != BED_OK && err != NULL)
        *err = p->failure;
    release(p);
    return code;
}

void bed_pool_cancel(bed_pool *p)
{
    if (p == NULL)
        return;
    pthread_mutex_lock(&p->lock);
    if (p->failure.code == BED_OK)
        p->failure.code = BED_EINTERRUPTED;
    pthread_mutex_unlock(&p->lock);
    join_all(p);
    release(p);
}
