#include "model/bpe_merge.h"

enum { SHORT = 64 /* symbols */ };

#define NO_RANK INT32_MAX /* no merge: behind all that are one */

/* ---- the table ------------------------------------------------------------------------------- */

static const bed__merge no_merge = { 0, NO_RANK, 0 };

static inline uint64_t hash_of(uint64_t pair)
{
    const uint64_t h = pair * 0x9E3779B97F4A7C15u;

    return h ^ h >> 32;
}

static inline uint8_t tag_of(uint64_t hash)
{
    return (uint8_t)(hash >> 56 | 1);
}

/* The slot of a pair, or the empty one where it belongs. */
static size_t slot_of(const bed__merges *m, uint64_t pair)
{
    const uint64_t hash = hash_of(pair);
    const uint8_t  tag  = tag_of(hash);
    size_t         i    = hash & (m->n_slots - 1);

    while (m->tags[i] != 0 && (m->tags[i] != tag || m->slots[i].pair != pair))
        i = (i + 1) & (m->n_slots - 1);
    return i;
}

static inline const bed__merge *find_merge(const bed__merges *m, uint32_t left, uint32_t right)
{
    const size_t i = slot_of(m, (uint64_t)left << 32 | right);

    return m->tags[i] == 0 ? &no_merge : &m->slots[i];
}

bed_status bed__merges_init(bed__merges *m, size_t n, bed_error *err)
{
    m->n_slots = 64;
    while (m->n_slots < 2 * n)
        m->n_slots *= 2;
    m->slots = bed_new_array(bed__merge, m->n_slots);
    m->tags  = bed_new_array(uint8_t, m->n_slots);
    if (m->slots == NULL || m->tags == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu merges", n);
    return BED_OK;
}

void bed__merges_deinit(bed__merges *m)
{
    bed_free(m->slots);
    bed_free(m->tags);
    *m = (bed__merges){ 0 };
}

void bed__merges_put(bed__merges *m, uint32_t left, uint32_t right, int32_t rank, uint32_t id)
{
    const uint64_t pair = (uint64_t)left << 32 | right;
    const size_t   slot = slot_of(m, pair);

    m->slots[slot] = (bed__merge){ pair, rank, id };
    m->tags[slot]  = tag_of(hash_of(pair));
}

/* ---- few symbols ----------------------------------------------------------------------------- */

/* The rank of the pair that begins at symbol i of n. */
static inline int32_t rank_at(const bed__merges *m, const uint32_t *ids, size_t i, size_t n)
{
    return i + 1 < n ? find_merge(m, ids[i], ids[i + 1])->rank : NO_RANK;
}

static int32_t least(const int32_t *x, size_t n)
{
    int32_t min = NO_RANK;

    for (size_t i = 0; i < n; i++)
        min = x[i] < min ? x[i] : min;
    return min;
}

/* Looks for the best pair again and again: O(n^2), but all in a few cache lines. */
static void merge_short(const bed__merges *m, bed__symbols *s)
{
    uint32_t *const ids   = s->ids;
    int32_t *const  ranks = s->ranks;
    size_t          n     = s->n;

    for (size_t i = 0; i < n; i++)
        ranks[i] = rank_at(m, ids, i, n);
    for (;;) {
        const int32_t best = least(ranks, n);
        size_t        i    = 0;

        if (best == NO_RANK)
            break;
        while (ranks[i] != best)
            i++;
        ids[i] = find_merge(m, ids[i], ids[i + 1])->id;
        n--;
        for (size_t k = i + 1; k < n; k++) {
            ids[k]   = ids[k + 1];
            ranks[k] = ranks[k + 1];
        }
        ranks[i] = rank_at(m, ids, i, n);
        if (i > 0)
            ranks[i - 1] = rank_at(m, ids, i - 1, n);
    }
    s->n = n;
}

/* ---- many symbols ---------------------------------------------------------------------------- */

/* Symbols are a linked list; one that was joined to its left neighbour, and the last one, have no
 * rank. */
static void link_symbols(bed__symbols *s)
{
    for (uint32_t i = 0; i < s->n; i++) {
        s->next[i]     = i + 1;
        s->previous[i] = i - 1;
    }
}

/* Looks up the rank of the pair that begins at symbol i. */
static inline int32_t renew(const bed__merges *m, bed__symbols *s, uint32_t i)
{
    const uint32_t next = s->next[i];

    return s->ranks[i] = next >= s->n ? NO_RANK : find_merge(m, s->ids[i], s->ids[next])->rank;
}

/* Joins symbol i, which has a rank, with the next one; the ranks beside it are to be renewed. */
static inline void join(const bed__merges *m, bed__symbols *s, uint32_t i)
{
    const uint32_t gone = s->next[i], next = s->next[gone];

    s->ids[i]      = find_merge(m, s->ids[i], s->ids[gone])->id;
    s->next[i]     = next;
    s->ranks[gone] = NO_RANK;
    if (next < s->n)
        s->previous[next] = i;
}

static void unlink_symbols(bed__symbols *s)
{
    size_t n = 0;

    for (uint32_t i = 0; i < s->n; i = s->next[i])
        s->ids[n++] = s->ids[i];
    s->n = n;
}

static void sift_down(uint64_t *heap, size_t n, size_t at)
{
    const uint64_t x = heap[at];

    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        child += child + 1 < n && heap[child + 1] < heap[child];
        if (heap[child] >= x)
            break;
        heap[at] = heap[child];
    }
    heap[at] = x;
}

static void push(uint64_t *heap, size_t *n, uint64_t x)
{
    size_t at = (*n)++;

    for (; at > 0 && heap[(at - 1) / 2] > x; at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = x;
}

static void push_renewed(const bed__merges *m, bed__symbols *s, size_t *n_heap, uint32_t i)
{
    const int32_t rank = renew(m, s, i);

    if (rank != NO_RANK)
        push(s->heap, n_heap, (uint64_t)(uint32_t)rank << 32 | i);
}

/* A heap of rank << 32 | place; an entry whose pair has changed since is passed over. */
static void merge_long(const bed__merges *m, bed__symbols *s)
{
    size_t n = 0;

    link_symbols(s);
    for (uint32_t i = 0; i < s->n; i++)
        push_renewed(m, s, &n, i);
    while (n > 0) {
        const uint64_t top = s->heap[0];
        const uint32_t i   = (uint32_t)top;

        s->heap[0] = s->heap[--n];
        if (n > 0)
            sift_down(s->heap, n, 0);
        if (s->ranks[i] != (int32_t)(top >> 32))
            continue;
        join(m, s, i);
        push_renewed(m, s, &n, i);
        if (i > 0)
            push_renewed(m, s, &n, s->previous[i]);
    }
    unlink_symbols(s);
}

void bed__merges_apply(const bed__merges *m, bed__symbols *s)
{
    if (s->n <= SHORT)
        merge_short(m, s);
    else
        merge_long(m, s);
}
