#include "base/base.h"
#include "base/test.h"

#include <pthread.h>
#include <string.h>

typedef struct tally {
    pthread_mutex_t lock;
    uint64_t        sum;
    size_t          n_worked, n_dropped;
    uint64_t        fail_at; /* the item that fails; 0: none */
} tally;

static bed_status work(void *context, size_t worker, void *item, bed_error *err)
{
    tally         *t = context;
    const uint64_t n = *(const uint64_t *)item;

    assert_true(worker < 7);
    pthread_mutex_lock(&t->lock);
    t->sum += n;
    t->n_worked++;
    pthread_mutex_unlock(&t->lock);
    bed_free(item);
    return n == t->fail_at ? bed_fail(err, BED_EFORMAT, "item %d", (int)n) : BED_OK;
}

static void drop(void *context, void *item)
{
    tally *t = context;

    pthread_mutex_lock(&t->lock);
    t->n_dropped++;
    pthread_mutex_unlock(&t->lock);
    bed_free(item);
}

/* Hands over 1 ... n; gives how many were taken (the one that was refused is dropped too). */
static size_t feed(bed_pool *pool, uint64_t n, bed_status *st, bed_error *err)
{
    for (uint64_t i = 1; i <= n; i++) {
        uint64_t *item = bed_alloc(1, sizeof *item);

        assert_non_null(item);
        *item = i;
        *st   = bed_pool_put(pool, item, err);
        if (*st != BED_OK)
            return i;
    }
    return n;
}

static void every_item_is_worked_on_once(void **unused)
{
    (void)unused;
    for (size_t workers = 1; workers <= 7; workers += 3) {
        tally      t = { .fail_at = 0 };
        bed_pool  *pool;
        bed_status st = BED_OK;

        pthread_mutex_init(&t.lock, NULL);
        assert_int_equal(bed_pool_create(workers, 2, work, drop, &t, &pool, NULL), BED_OK);
        assert_int_equal(feed(pool, 1000, &st, NULL), 1000);
        assert_int_equal(bed_pool_finish(pool, NULL), BED_OK);
        assert_int_equal(t.sum, 500500);
        assert_int_equal(t.n_dropped, 0);
    }
}

static void the_first_failure_ends_the_work_and_loses_no_item(void **unused)
{
    (void)unused;
    for (size_t workers = 1; workers <= 7; workers += 3) {
        tally      t   = { .fail_at = 5 };
        bed_error  err = { 0 }, end = { 0 };
        bed_status st = BED_OK;
        bed_pool  *pool;

        pthread_mutex_init(&t.lock, NULL);
        assert_int_equal(bed_pool_create(workers, 1, work, drop, &t, &pool, NULL), BED_OK);
        const size_t n = feed(pool, 100000, &st, &err);
        assert_int_equal(st, BED_EFORMAT);
        assert_string_equal(err.text, "item 5");
        assert_int_equal(bed_pool_finish(pool, &end), BED_EFORMAT);
        assert_string_equal(end.text, "item 5");
        assert_int_equal(t.n_worked + t.n_dropped, n);
    }
}

static void a_cancelled_pool_loses_no_item(void **unused)
{
    tally      t  = { .fail_at = 0 };
    bed_status st = BED_OK;
    bed_pool  *pool;

    (void)unused;
    pthread_mutex_init(&t.lock, NULL);
    assert_int_equal(bed_pool_create(2, 50, work, drop, &t, &pool, NULL), BED_OK);
    assert_int_equal(feed(pool, 40, &st, NULL), 40);
    bed_pool_cancel(pool);
    assert_int_equal(t.n_worked + t.n_dropped, 40);
    bed_pool_cancel(NULL);
    assert_int_equal(bed_pool_finish(NULL, NULL), BED_OK);
}

static void a_pool_needs_a_thread_a_place_and_memory(void **unused)
{
    bed_pool *pool;
    tally     t = { .fail_at = 0 };

    (void)unused;
    assert_int_equal(bed_pool_create(0, 1, work, drop, &t, &pool, NULL), BED_EARGUMENT);
    assert_int_equal(bed_pool_create(1, 0, work, drop, &t, &pool, NULL), BED_EARGUMENT);
    for (uint64_t k = 1; k <= 3; k++) {
        bed_alloc_fail_at(k);
        assert_int_equal(bed_pool_create(2, 2, work, drop, &t, &pool, NULL), BED_EMEMORY);
        assert_null(pool);
    }
    bed_alloc_fail_at(0);
    assert_true(bed_threads_available() >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_is_worked_on_once),
        cmocka_unit_test(the_first_failure_ends_the_work_and_loses_no_item),
        cmocka_unit_test(a_cancelled_pool_loses_no_item),
        cmocka_unit_test(a_pool_needs_a_thread_a_place_and_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
