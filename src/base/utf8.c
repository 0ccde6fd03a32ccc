/* Well-formed UTF-8, by Unicode 15, table 3-7. Where the processor has AVX2, blocks of 32 bytes are
 * checked at once by three table lookups on the nibbles of neighbouring bytes: Keiser and Lemire
 * 2021, "Validating UTF-8 in less than one instruction per byte", doi:10.1002/spe.2940. The plain
 * version finds the place of a fault and does the rest. */
#include "base/str.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define HAVE_AVX2 1
#include <immintrin.h>
#else
#define HAVE_AVX2 0
#endif

/* Length of the well-formed sequence at p (n bytes left), or 0. */
static size_t utf8_sequence(const unsigned char *p, size_t n)
{
    unsigned char lo = 0x80, hi = 0xBF;
    size_t        len;

    if (p[0] < 0x80)
        return 1;
    if (p[0] >= 0xC2 && p[0] <= 0xDF)
        len = 2;
    else if (p[0] >= 0xE0 && p[0] <= 0xEF)
        len = 3;
    else if (p[0] >= 0xF0 && p[0] <= 0xF4)
        len = 4;
    else
        return 0;
    if (n < len)
        return 0;
    if (p[0] == 0xE0)
        lo = 0xA0;
    else if (p[0] == 0xED)
        hi = 0x9F;
    else if (p[0] == 0xF0)
        lo = 0x90;
    else if (p[0] == 0xF4)
        hi = 0x8F;
    if (p[1] < lo || p[1] > hi)
        return 0;
    for (size_t i = 2; i < len; i++)
        if (p[i] < 0x80 || p[i] > 0xBF)
            return 0;
    return len;
}

/* From i on, where a sequence begins. */
static size_t plain_valid_until(const unsigned char *p, size_t n, size_t i)
{
    while (i < n) {
        uint64_t word;

        while (i + 8 <= n) {
            memcpy(&word, p + i, 8);
            if (word & 0x8080808080808080u)
                break;
            i += 8;
        }
        if (i >= n)
            break;
        const size_t len = utf8_sequence(p + i, n - i);
        if (len == 0)
            return i;
        i += len;
    }
    return n;
}

#if HAVE_AVX2

/* Each bit names a fault that a pair of bytes can have; a pair has it when all three lookups (the
 * first byte's high and low nibble, the second's high nibble) say so. */
enum {
    TOO_SHORT      = 1 << 0, /* a lead byte without its continuation */
    TOO_LONG       = 1 << 1, /* a continuation after ASCII */
    OVERLONG_3     = 1 << 2,
    SURROGATE      = 1 << 4,
    OVERLONG_2     = 1 << 5,
    TWO_CONTS      = 1 << 7, /* right or wrong by the byte before */
    TOO_LARGE      = 1 << 3,
    TOO_LARGE_1000 = 1 << 6,
    OVERLONG_4     = 1 << 6,
    CARRY          = TOO_SHORT | TOO_LONG | TWO_CONTS
};

#define ROW(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)
#define B(x) ((char)(x))
#define AVX2 __attribute__((target("avx2")))

/* The bytes k before each byte of `now`. */
#define BEFORE(now, last, k)                                                                       \
    _mm256_alignr_epi8((now), _mm256_permute2x128_si256((last), (now), 0x21), 16 - (k))

AVX2 static inline __m256i high_nibbles(__m256i x)
{
    return _mm256_and_si256(_mm256_srli_epi16(x, 4), _mm256_set1_epi8(0x0F));
}

AVX2 static inline __m256i pair_faults(__m256i now, __m256i one_before)
{
    const __m256i first_high =
        ROW(B(TOO_LONG), B(TOO_LONG), B(TOO_LONG), B(TOO_LONG), B(TOO_LONG), B(TOO_LONG),
            B(TOO_LONG), B(TOO_LONG), B(TWO_CONTS), B(TWO_CONTS), B(TWO_CONTS), B(TWO_CONTS),
            B(TOO_SHORT | OVERLONG_2), B(TOO_SHORT), B(TOO_SHORT | OVERLONG_3 | SURROGATE),
            B(TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4));
    const __m256i first_low = ROW(
        B(CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4), B(CARRY | OVERLONG_2), B(CARRY), B(CARRY),
        B(CARRY | TOO_LARGE), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
        B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
        B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
        B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
        B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE),
        B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000));
    const __m256i second_high =
        ROW(B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT),
            B(TOO_SHORT), B(TOO_SHORT),
            B(TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4),
            B(TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE),
            B(TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE),
            B(TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE), B(TOO_SHORT),
            B(TOO_SHORT), B(TOO_SHORT), B(TOO_SHORT));
    const __m256i low = _mm256_and_si256(one_before, _mm256_set1_epi8(0x0F));

    return _mm256_and_si256(
        _mm256_and_si256(_mm256_shuffle_epi8(first_high, high_nibbles(one_before)),
                         _mm256_shuffle_epi8(first_low, low)),
        _mm256_shuffle_epi8(second_high, high_nibbles(now)));
}

/* Non-zero where a block is at fault, given the block before. */
AVX2 static inline __m256i block_faults(__m256i now, __m256i last)
{
    const __m256i pairs  = pair_faults(now, BEFORE(now, last, 1));
    const __m256i third  = _mm256_subs_epu8(BEFORE(now, last, 2), _mm256_set1_epi8((char)0xDF));
    const __m256i fourth = _mm256_subs_epu8(BEFORE(now, last, 3), _mm256_set1_epi8((char)0xEF));
    /* two continuations must stand exactly where a third or fourth byte is due */
    const __m256i due = _mm256_cmpgt_epi8(_mm256_or_si256(third, fourth), _mm256_setzero_si256());

    return _mm256_xor_si256(_mm256_and_si256(due, _mm256_set1_epi8((char)0x80)), pairs);
}

/* A place, not after the first fault, where a sequence begins; all before it is well-formed. */
AVX2 static size_t avx2_valid_until(const unsigned char *p, size_t n)
{
    __m256i last = _mm256_setzero_si256();
    size_t  i    = 0;

    for (; i + 32 <= n; i += 32) {
        const __m256i now = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));

        if (_mm256_movemask_epi8(_mm256_or_si256(now, last)) != 0) { /* not ASCII alone */
            const __m256i bad = block_faults(now, last);

            if (!_mm256_testz_si256(bad, bad))
                break;
        }
        last = now;
    }
    /* the block before may end within a sequence, or its fault may show only in this one */
    for (size_t back = 0; back < 4 && i > 0; back++)
        if ((p[--i] & 0xC0) != 0x80)
            break;
    return i;
}

#endif

size_t bed_utf8_valid_until(bed_str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t               i = 0;

#if HAVE_AVX2
    if (s.len >= 64 && __builtin_cpu_supports("avx2"))
        i = avx2_valid_until(p, s.len);
#endif
    return plain_valid_until(p, s.len, i);
}
