/* Threads: a bounded hand-over queue and a pool that works it off. Order of the results is the
 * caller's concern: every item carries its number. */
#ifndef BED_BASE_THREADS_H
#define BED_BASE_THREADS_H

#include "base/status.h"

/* Number of processors this process may run on, at least 1. */
size_t bed_threads_available(void);

typedef struct bed_pool bed_pool;

/* Called in worker `worker` (0-based) for each item; owns the item from then on. After the first
 * failure no further item is worked on: it is passed to drop (NULL: nothing to release). */
typedef bed_status (*bed_pool_work)(void *context, size_t worker, void *item, bed_error *err);
typedef void (*bed_pool_drop)(void *context, void *item);

/* Starts n_workers threads with room for n_waiting items. Errors: BED_EARGUMENT, BED_EMEMORY. */
bed_status bed_pool_create(size_t n_workers, size_t n_waiting, bed_pool_work work,
                           bed_pool_drop drop, void *context, bed_pool **out,
                           bed_error *err) BED_USE_RESULT;

/* Hands an item over, waiting while the queue is full. Gives the workers' first failure, and then
 * the item is dropped. */
bed_status bed_pool_put(bed_pool *pool, void *item, bed_error *err) BED_USE_RESULT;

/* Waits for all items and ends the threads; gives the first failure. pool is released, NULL is OK.
 */
bed_status bed_pool_finish(bed_pool *pool, bed_error *err);

/* The same, but items still waiting are dropped. */
void bed_pool_cancel(bed_pool *pool);

#endif
