#include "base/base.h"
#include "base/test.h"

/* The definition, byte by byte. */
static size_t naive_valid_until(const unsigned char *p, size_t n)
{
    size_t i = 0;

    while (i < n) {
        uint32_t c;
        size_t   len;

        if (p[i] < 0x80)
            len = 1, c = p[i];
        else if ((p[i] & 0xE0) == 0xC0)
            len = 2, c = p[i] & 0x1Fu;
        else if ((p[i] & 0xF0) == 0xE0)
            len = 3, c = p[i] & 0x0Fu;
        else if ((p[i] & 0xF8) == 0xF0)
            len = 4, c = p[i] & 0x07u;
        else
            return i;
        for (size_t k = 1; k < len; k++) {
            if (i + k >= n || (p[i + k] & 0xC0) != 0x80)
                return i;
            c = c << 6 | (p[i + k] & 0x3Fu);
        }
        if ((len == 2 && c < 0x80) || (len == 3 && c < 0x800) || (len == 4 && c < 0x10000) ||
            (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF)
            return i;
        i += len;
    }
    return n;
}

static size_t random_char(bed_rng *r, unsigned char out[4])
{
    static const uint32_t edges[] = { 0x7F,   0x80,   0x7FF,   0x800,   0xD7FF,
                                      0xE000, 0xFFFF, 0x10000, 0x10FFFF };
    uint32_t              c       = 0;

    switch (bed_rng_below(r, 4)) {
    case 0:
        c = (uint32_t)bed_rng_below(r, 0x80);
        break;
    case 1:
        c = (uint32_t)(0x4E00 + bed_rng_below(r, 0x5000));
        break;
    case 2:
        c = edges[bed_rng_below(r, 9)];
        break;
    default:
        c = (uint32_t)bed_rng_below(r, 0x110000);
        if (c >= 0xD800 && c <= 0xDFFF)
            c -= 0x1000;
    }
    if (c < 0x80) {
        out[0] = (unsigned char)c;
        return 1;
    }
    const size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t k = len; k-- > 1; c >>= 6)
        out[k] = (unsigned char)(0x80 | (c & 0x3F));
    if (len == 2)
        out[0] = (unsigned char)(0xC0 | c);
    else if (len == 3)
        out[0] = (unsigned char)(0xE0 | c);
    else
        out[0] = (unsigned char)(0xF0 | c);
    return len;
}

static void fast_and_naive_find_the_same_byte(void **unused)
{
    unsigned char text[400];
    bed_rng       r       = bed_rng_split(7, BED_STR("utf8"), 0);
    size_t        n_whole = 0, n_bad = 0;

    (void)unused;
    for (int round = 0; round < 200000; round++) {
        const size_t want = 1 + bed_rng_below(&r, 300);
        size_t       n    = 0;

        while (n < want)
            n += random_char(&r, text + n);
        if (round % 2 == 1) /* one byte, somewhere, becomes any byte */
            text[bed_rng_below(&r, n)] = (unsigned char)bed_rng_below(&r, 256);
        if (round % 5 == 0) /* cut anywhere */
            n = 1 + bed_rng_below(&r, n);
        const size_t expected = naive_valid_until(text, n);
        assert_int_equal(bed_utf8_valid_until((bed_str){ (const char *)text, n }), expected);
        n_whole += expected == n;
        n_bad += expected < n;
    }
    assert_true(n_whole > 80000 && n_bad > 60000);
}

/* Every pair and triple of bytes, far enough in for the wide version. */
static void all_short_sequences_are_judged_by_the_table(void **unused)
{
    unsigned char text[96];

    (void)unused;
    for (unsigned a = 0x70; a < 256; a++)
        for (unsigned b = 0; b < 256; b++)
            for (unsigned c = 0x7E; c < 0xC3; c++) {
                memset(text, 'x', sizeof text);
                text[31] = (unsigned char)a; /* across the border of two blocks */
                text[32] = (unsigned char)b;
                text[33] = (unsigned char)c;
                assert_int_equal(bed_utf8_valid_until((bed_str){ (const char *)text, sizeof text }),
                                 naive_valid_until(text, sizeof text));
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fast_and_naive_find_the_same_byte),
        cmocka_unit_test(all_short_sequences_are_judged_by_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
