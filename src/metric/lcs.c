/* The table t[i][j] of common lengths grows by 0 or 1 from row to row, so that a column is a word
 * of bits: bit i is 0 where t[i + 1][j] = t[i][j] + 1. The next column comes from it by
 *
 *     V' = (V + (V & M)) | (V & ~M)
 *
 * M being the rows that hold the column's token; the carry of the sum passes from each block of 64
 * rows to the next. */
#include "metric/lcs.h"

#include <string.h>

enum { BLOCK = 64, STRIPE = 4, CARRIES_MAX_MIB = 256 };

/* Room for n values; what is new is zero. */
static bed_status reserve(void **at, size_t *capacity, size_t n, size_t size, bed_error *err)
{
    size_t wanted = *capacity < 64 ? 64 : *capacity;
    void  *grown;

    if (n <= *capacity)
        return BED_OK;
    while (wanted < n)
        wanted += wanted / 2;
    grown = bed_realloc(*at, wanted, size);
    if (grown == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    memset((char *)grown + *capacity * size, 0, (wanted - *capacity) * size);
    *at       = grown;
    *capacity = wanted;
    return BED_OK;
}

void bed__lcs_deinit(bed__lcs *l)
{
    bed_free(l->masks);
    bed_free(l->kept);
    bed_free(l->carries);
    bed_free(l->columns);
    bed_free(l->rows);
    *l = (bed__lcs){ .masks = NULL };
}

/* One column of one block. */
static inline uint64_t step(uint64_t v, uint64_t mask, uint64_t *carry)
{
    const uint64_t u = v & mask, sum = v + u, all = sum + *carry;

    *carry = (uint64_t)((sum < v) | (all < sum));
    return all | (v - u);
}

/* Rows whose bit is 0, of the first n. */
static size_t zeros(uint64_t v, size_t n)
{
    const uint64_t valid = n >= BLOCK ? UINT64_MAX : ((uint64_t)1 << n) - 1;

    return (size_t)__builtin_popcountll(~v & valid);
}

static inline void set_masks(uint64_t *masks, size_t w, const uint32_t *rows, size_t m)
{
    for (size_t i = 0; i < m; i++)
        masks[rows[i] * w + i / BLOCK] |= (uint64_t)1 << i % BLOCK;
}

static inline void clear_masks(uint64_t *masks, size_t w, const uint32_t *rows, size_t m)
{
    for (size_t i = 0; i < m; i++)
        memset(masks + rows[i] * w, 0, w * sizeof *masks);
}

/* A stripe of w blocks, at most 64 w rows, over all columns. w is a constant where it is called, so
 * that the columns stay in registers.
 *   carries  (n)  in: from the stripe before, out: for the next; NULL: this is the only stripe */
static inline __attribute__((always_inline)) size_t stripe(size_t w, uint64_t *masks,
                                                           const uint32_t *rows, size_t m,
                                                           const uint32_t *columns, size_t n,
                                                           uint8_t *carries)
{
    uint64_t v[STRIPE];
    size_t   length = 0;

    set_masks(masks, w, rows, m);
    for (size_t k = 0; k < w; k++)
        v[k] = UINT64_MAX;
    for (size_t j = 0; j < n; j++) {
        const uint64_t *const mask  = masks + columns[j] * w;
        uint64_t              carry = carries == NULL ? 0 : carries[j];

        for (size_t k = 0; k < w; k++)
            v[k] = step(v[k], mask[k], &carry);
        if (carries != NULL)
            carries[j] = (uint8_t)carry;
    }
    for (size_t k = 0; k < w && k * BLOCK < m; k++)
        length += zeros(v[k], m - k * BLOCK);
    clear_masks(masks, w, rows, m);
    return length;
}

static size_t single_stripe(uint64_t *masks, const uint32_t *rows, size_t m,
                            const uint32_t *columns, size_t n)
{
    if (m <= BLOCK)
        return stripe(1, masks, rows, m, columns, n, NULL);
    if (m <= (size_t)2 * BLOCK)
        return stripe(2, masks, rows, m, columns, n, NULL);
    return stripe(STRIPE, masks, rows, m, columns, n, NULL);
}

/* Tokens of columns that rows have: the others change nothing of the length. */
static size_t keep_common(bed__lcs *l, const uint32_t *rows, size_t m, const uint32_t *columns,
                          size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < m; i++)
        l->masks[rows[i]] = 1;
    for (size_t j = 0; j < n; j++) {
        l->kept[kept] = columns[j];
        kept += l->masks[columns[j]];
    }
    for (size_t i = 0; i < m; i++)
        l->masks[rows[i]] = 0;
    return kept;
}

static bed_status in_stripes(bed__lcs *l, const uint32_t *rows, size_t m, const uint32_t *columns,
                             size_t n, size_t *out, bed_error *err)
{
    enum { ROWS = STRIPE * BLOCK };

    BED_TRY(reserve((void **)&l->kept, &l->kept_capacity, n, sizeof *l->kept, err));
    n = keep_common(l, rows, m, columns, n);
    BED_TRY(reserve((void **)&l->carries, &l->carries_capacity, n, 1, err));
    memset(l->carries, 0, n);
    for (size_t i = 0; i < m; i += ROWS)
        *out +=
            stripe(STRIPE, l->masks, rows + i, m - i < ROWS ? m - i : ROWS, l->kept, n, l->carries);
    return BED_OK;
}

bed_status bed__lcs_length(bed__lcs *l, const uint32_t *a, size_t m, const uint32_t *b, size_t n,
                           uint32_t n_ids, size_t *out, bed_error *err)
{
    size_t same = 0;

    for (; m > 0 && n > 0 && a[m - 1] == b[n - 1]; m--, n--)
        same++;
    for (; m > 0 && n > 0 && *a == *b; m--, n--, a++, b++)
        same++;
    *out = same;
    if (m == 0 || n == 0)
        return BED_OK;
    const uint32_t *const rows = m <= n ? a : b, *const columns = m <= n ? b : a;
    const size_t n_rows = m <= n ? m : n, n_columns = m <= n ? n : m;

    BED_TRY(reserve((void **)&l->masks, &l->masks_capacity, (size_t)n_ids * STRIPE,
                    sizeof *l->masks, err));
    if (n_rows > (size_t)STRIPE * BLOCK)
        return in_stripes(l, rows, n_rows, columns, n_columns, out, err);
    *out += single_stripe(l->masks, rows, n_rows, columns, n_columns);
    return BED_OK;
}

/* ---- which tokens ---------------------------------------------------------------------------- */

static uint64_t bit_at(const uint64_t *bits, size_t j)
{
    return bits == NULL ? 0 : bits[j / 64] >> j % 64 & 1;
}

/* One block over the first n columns.
 *   carries      (n bits)  from the block before; NULL: there is none
 *   out_carries  (n bits)  zeroed, for the next; NULL: not wanted
 *   out_columns  (n)       the block's rows behind each column; NULL: not wanted */
static void block(bed__lcs *l, const uint32_t *rows, size_t m, const uint32_t *columns, size_t n,
                  const uint64_t *carries, uint64_t *out_carries, uint64_t *out_columns)
{
    uint64_t v = UINT64_MAX;

    set_masks(l->masks, 1, rows, m);
    for (size_t j = 0; j < n; j++) {
        uint64_t carry = bit_at(carries, j);

        v = step(v, l->masks[columns[j]], &carry);
        if (out_carries != NULL)
            out_carries[j / 64] |= carry << j % 64;
        if (out_columns != NULL)
            out_columns[j] = v;
    }
    clear_masks(l->masks, 1, rows, m);
}

/* Reads the table backwards through one block, from row *i (of this block, 1-based) and column *j.
 * Where tokens differ, the row above holds less than this one if the block's bit is 0; then the
 * column before holds as much as this one, and is the way. */
static void walk(const uint64_t *vs, const uint32_t *rows, size_t *i, const uint32_t *columns,
                 size_t *j, uint8_t *marks)
{
    while (*i > 0 && *j > 0) {
        if (rows[*i - 1] == columns[*j - 1]) {
            marks[--*i] = 1;
            --*j;
        } else if ((vs[*j - 1] >> (*i - 1) & 1) == 0)
            --*j;
        else
            --*i;
    }
}

static bed_status reserve_table(bed__lcs *l, size_t blocks, size_t n, uint32_t n_ids,
                                bed_error *err)
{
    const size_t words = n / 64 + 1, most = ((size_t)CARRIES_MAX_MIB << 20) / sizeof(uint64_t);

    if (blocks - 1 > most / words)
        return bed_fail(err, BED_EARGUMENT,
                        "the longest common subsequence of sentences of about %zu and %zu tokens "
                        "takes more than %d MiB: split the texts into shorter sentences",
                        blocks * BLOCK, n, CARRIES_MAX_MIB);
    BED_TRY(reserve((void **)&l->masks, &l->masks_capacity, n_ids, sizeof *l->masks, err));
    BED_TRY(reserve((void **)&l->columns, &l->columns_capacity, n, sizeof *l->columns, err));
    BED_TRY(
        reserve((void **)&l->rows, &l->rows_capacity, (blocks - 1) * words, sizeof *l->rows, err));
    if (blocks > 1)
        memset(l->rows, 0, (blocks - 1) * words * sizeof *l->rows);
    return BED_OK;
}

/* Forward over all blocks but the last, keeping what each hands to the next; then backwards, each
 * block worked out once more for its bits. */
bed_status bed__lcs_mark(bed__lcs *l, const uint32_t *ref, size_t m, const uint32_t *can, size_t n,
                         uint32_t n_ids, uint8_t *marks, bed_error *err)
{
    const size_t blocks = (m + BLOCK - 1) / BLOCK, words = n / 64 + 1;

    if (m == 0 || n == 0)
        return BED_OK;
    BED_TRY(reserve_table(l, blocks, n, n_ids, err));
    for (size_t b = 0; b + 1 < blocks; b++)
        block(l, ref + b * BLOCK, BLOCK, can, n, b == 0 ? NULL : l->rows + (b - 1) * words,
              l->rows + b * words, NULL);
    for (size_t b = blocks; b-- > 0 && n > 0;) {
        size_t i = b + 1 == blocks ? m - b * BLOCK : BLOCK;

        block(l, ref + b * BLOCK, i, can, n, b == 0 ? NULL : l->rows + (b - 1) * words, NULL,
              l->columns);
        walk(l->columns, ref + b * BLOCK, &i, can, &n, marks + b * BLOCK);
    }
    return BED_OK;
}
