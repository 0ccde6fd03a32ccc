#include "base/rng.h"

#include "base/hash.h"

uint64_t bed_rng_next(bed_rng *r)
{
    uint64_t z = (r->state += 0x9E3779B97F4A7C15u);

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

bed_rng bed_rng_split(uint64_t seed, bed_str purpose, uint64_t index)
{
    bed_rng r = { bed_hash64(purpose, seed) };

    r.state ^= bed_rng_next(&(bed_rng){ index });
    return r;
}

/* Lemire 2019, arXiv:1805.10941: multiply, and reject the uneven rest. */
uint64_t bed_rng_below(bed_rng *r, uint64_t n)
{
    if (n == 0)
        return 0;
    const uint64_t                          floor = (UINT64_MAX - n + 1) % n;
    __extension__ typedef unsigned __int128 wide;
    wide                                    product;

    do
        product = (wide)bed_rng_next(r) * n;
    while ((uint64_t)product < floor);
    return (uint64_t)(product >> 64);
}

double bed_rng_unit(bed_rng *r)
{
    return (double)(bed_rng_next(r) >> 11) * 0x1.0p-53;
}
