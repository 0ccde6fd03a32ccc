#include "base/arena.h"

#include <stddef.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024 };

struct bed_arena_block {
    bed_arena_block *next;
    size_t           capacity, used;
    max_align_t      bytes[];
};

void bed_arena_deinit(bed_arena *a)
{
    bed_arena_block *b = a->first;

    while (b != NULL) {
        bed_arena_block *next = b->next;
        bed_free(b);
        b = next;
    }
    *a = BED_ARENA(a->max_bytes);
}

void bed_arena_reset(bed_arena *a)
{
    if (a->first == NULL)
        return;
    bed_arena_block *rest = a->first->next;

    a->first->next = NULL;
    a->first->used = 0;
    a->current     = a->first;
    a->used_bytes  = 0;
    while (rest != NULL) {
        bed_arena_block *next = rest->next;
        bed_free(rest);
        rest = next;
    }
}

static bed_arena_block *add_block(bed_arena *a, size_t bytes)
{
    const size_t     capacity = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    bed_arena_block *b        = bed_alloc(1, sizeof *b + capacity);

    if (b == NULL)
        return NULL;
    b->capacity = capacity;
    if (a->current == NULL)
        a->first = b;
    else
        a->current->next = b;
    a->current = b;
    return b;
}

void *bed_arena_alloc(bed_arena *a, size_t count, size_t size)
{
    const size_t     align = _Alignof(max_align_t);
    bed_arena_block *b     = a->current;
    size_t           bytes;

    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX - align)
        return NULL;
    bytes = bytes == 0 ? align : (bytes + align - 1) / align * align;
    if (bytes > a->max_bytes || a->used_bytes > a->max_bytes - bytes)
        return NULL;
    if (b == NULL || b->capacity - b->used < bytes)
        b = add_block(a, bytes);
    if (b == NULL)
        return NULL;
    void *out = (char *)b->bytes + b->used;
    b->used += bytes;
    a->used_bytes += bytes;
    return memset(out, 0, bytes);
}

bed_status bed_arena_copy(bed_arena *a, bed_str s, bed_str *out, bed_error *err)
{
    char *ptr = s.len == SIZE_MAX ? NULL : bed_arena_alloc(a, s.len + 1, 1);

    if (ptr == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu bytes beyond the %zu in use", s.len,
                        a->used_bytes);
    if (s.len > 0)
        memcpy(ptr, s.ptr, s.len);
    *out = (bed_str){ ptr, s.len };
    return BED_OK;
}
