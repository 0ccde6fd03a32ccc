/* Arena: for what dies together (a record, a chunk, a report).
 * Ownership: everything an arena gives lives until bed_arena_reset or bed_arena_deinit.
 * Threads: one arena, one thread at a time. */
#ifndef BED_BASE_ARENA_H
#define BED_BASE_ARENA_H

#include "base/str.h"

typedef struct bed_arena_block bed_arena_block;

typedef struct bed_arena {
    bed_arena_block *first, *current;
    size_t           used_bytes, max_bytes;
} bed_arena;

#define BED_ARENA(max) ((bed_arena){ NULL, NULL, 0, (max) })

void bed_arena_deinit(bed_arena *a);
void bed_arena_reset(bed_arena *a); /* forgets all, keeps the first block */

/* count * size zeroed bytes aligned for any type; NULL when memory or the maximum is out. */
void *bed_arena_alloc(bed_arena *a, size_t count, size_t size);

#define bed_new(arena, type, count) ((type *)bed_arena_alloc((arena), (count), sizeof(type)))

/* A terminated copy of s in the arena. Errors: BED_EMEMORY. */
bed_status bed_arena_copy(bed_arena *a, bed_str s, bed_str *out, bed_error *err) BED_USE_RESULT;

#endif
