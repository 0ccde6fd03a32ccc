#include "model/bpe_cuts.h"

#include "text/unicode.h"

static inline size_t pair_bit(UChar32 a, UChar32 b)
{
    const uint64_t h = ((uint64_t)(uint32_t)a << 32 | (uint32_t)b) * 0x9E3779B97F4A7C15u;

    return (size_t)(h >> 44);
}

_Static_assert(BED__PAIR_BITS == 1 << (64 - 44), "a pair is found by the high bits");

static inline bool has(const uint8_t *bits, size_t i)
{
    return (bits[i / 8] >> i % 8 & 1) != 0;
}

static inline void set(uint8_t *bits, size_t i)
{
    bits[i / 8] |= (uint8_t)(1 << i % 8);
}

static bool continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* The bytes on both sides of a border: whole characters, or not. */
static void add_border(bed__cuts *c, bed_str token, size_t at)
{
    size_t        before = at, behind = at;
    const UChar32 a = bed__utf8_before(token, &before);
    const UChar32 b = bed__utf8_next(token, &behind);

    if (a >= 0 && b >= 0)
        set(c->pairs, pair_bit(a, b));
    else
        set(c->edges[(uint8_t)token.ptr[at - 1]], (uint8_t)token.ptr[at]);
}

void bed__cuts_add(bed__cuts *c, bed_str token)
{
    for (size_t at = 1; at < token.len; at++)
        if (!continues(token.ptr[at]))
            add_border(c, token, at);
}

size_t bed__part_end(const bed__cuts *c, bed_str word, size_t at)
{
    UChar32 a = bed__utf8_next(word, &at);

    while (at < word.len) {
        size_t        behind = at;
        const UChar32 b      = bed__utf8_next(word, &behind);

        if (!has(c->edges[(uint8_t)word.ptr[at - 1]], (uint8_t)word.ptr[at]) &&
            !has(c->pairs, pair_bit(a, b)))
            break;
        a  = b;
        at = behind;
    }
    return at;
}
