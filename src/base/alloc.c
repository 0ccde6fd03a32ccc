#include "base/alloc.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* The only process-wide state: the fault injector that tests arm. */
static _Atomic uint64_t n_seen;
static _Atomic uint64_t fail_at;

static bool must_fail(void)
{
    const uint64_t n  = atomic_fetch_add_explicit(&n_seen, 1, memory_order_relaxed) + 1;
    const uint64_t at = atomic_load_explicit(&fail_at, memory_order_relaxed);

    return at != 0 && n == at;
}

static bool product(size_t count, size_t size, size_t *out)
{
    if (__builtin_mul_overflow(count, size, out))
        return false;
    if (*out == 0)
        *out = 1;
    return true;
}

void *bed_alloc(size_t count, size_t size)
{
    size_t bytes;

    if (!product(count, size, &bytes) || must_fail())
        return NULL;
    return calloc(1, bytes);
}

void *bed_realloc(void *block, size_t count, size_t size)
{
    size_t bytes;

    if (!product(count, size, &bytes) || must_fail())
        return NULL;
    return realloc(block, bytes);
}

void bed_free(void *block)
{
    free(block);
}

bed_status bed_alloc_into(void **out, size_t count, size_t size, bed_error *err)
{
    *out = bed_alloc(count, size);
    if (*out == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu values of %zu bytes", count, size);
    return BED_OK;
}

uint64_t bed_alloc_fail_at(uint64_t n)
{
    const uint64_t seen = atomic_exchange(&n_seen, 0);

    atomic_store(&fail_at, n);
    return seen;
}
