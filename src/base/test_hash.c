#include "base/base.h"
#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* FIPS 180-4 examples and the NIST long message of a million "a". */
static void sha256_gives_the_published_digests(void **unused)
{
    static const struct {
        const char *text, *digest;
    } cases[] = {
        { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
    };
    char        out[BED_SHA256_TEXT], part[1000];
    bed_sha256 *h;

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(bed_sha256_of(bed_str_of(cases[i].text), out, NULL), BED_OK);
        assert_string_equal(out, cases[i].digest);
    }
    memset(part, 'a', sizeof part);
    assert_int_equal(bed_sha256_create(&h, NULL), BED_OK);
    for (int again = 0; again < 2; again++) { /* it starts anew after its end */
        for (int i = 0; i < 1000; i++)
            assert_int_equal(bed_sha256_add(h, (bed_str){ part, sizeof part }, NULL), BED_OK);
        assert_int_equal(bed_sha256_finish(h, out, NULL), BED_OK);
        assert_string_equal(out,
                            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
    bed_sha256_destroy(h);
    bed_sha256_destroy(NULL);
}

static void a_file_hashes_as_its_bytes(void **unused)
{
    char       path[] = "/tmp/bedside-hash-XXXXXX", direct[BED_SHA256_TEXT], out[BED_SHA256_TEXT];
    bed_buffer text   = BED_BUFFER(1 << 20);
    bed_error  err    = { 0 };
    const int  fd     = mkstemp(path);

    (void)unused;
    assert_true(fd >= 0);
    close(fd);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(bed_buffer_printf(&text, NULL, "%d\n", i), BED_OK);
    assert_int_equal(bed_file_write(path, bed_buffer_str(&text), NULL), BED_OK);
    assert_int_equal(bed_sha256_of(bed_buffer_str(&text), direct, NULL), BED_OK);
    assert_int_equal(bed_sha256_of_file(path, out, NULL), BED_OK);
    assert_string_equal(out, direct);
    for (uint64_t k = 1; k <= 3; k++) {
        bed_alloc_fail_at(k);
        const bed_status st = bed_sha256_of_file(path, out, NULL);
        assert_int_equal(st, bed_alloc_fail_at(0) < k ? BED_OK : BED_EMEMORY);
    }
    unlink(path);
    assert_int_equal(bed_sha256_of_file(path, out, &err), BED_EREAD);
    assert_string_equal(err.file, path);
    bed_buffer_deinit(&text);
}

static void hash64_depends_on_bytes_and_seed_alone(void **unused)
{
    (void)unused;
    assert_int_equal(bed_hash64(BED_STR(""), 0), 0x2D06800538D394C2u); /* XXH3's own test value */
    assert_int_equal(bed_hash64((bed_str){ NULL, 0 }, 0), 0x2D06800538D394C2u);
    assert_int_not_equal(bed_hash64(BED_STR("a"), 0), bed_hash64(BED_STR("a"), 1));
    assert_int_not_equal(bed_hash64(BED_STR("a"), 0), bed_hash64(BED_STR("b"), 0));
}

/* SplitMix64 from state 1234567: Vigna's reference gives these. */
static void the_generator_gives_the_published_numbers(void **unused)
{
    static const uint64_t expected[] = { 6457827717110365317u, 3203168211198807973u,
                                         9817491932198370423u, 4593380528125082431u,
                                         16408922859458223821u };
    bed_rng               r          = { 1234567 };

    (void)unused;
    for (size_t i = 0; i < 5; i++)
        assert_true(bed_rng_next(&r) == expected[i]);
}

static void streams_are_their_names(void **unused)
{
    bed_rng a        = bed_rng_split(7, BED_STR("shuffle"), 3),
            b        = bed_rng_split(7, BED_STR("shuffle"), 3);
    bed_rng others[] = { bed_rng_split(8, BED_STR("shuffle"), 3),
                         bed_rng_split(7, BED_STR("sample"), 3),
                         bed_rng_split(7, BED_STR("shuffle"), 4) };

    (void)unused;
    const uint64_t first = bed_rng_next(&a);
    assert_true(first == bed_rng_next(&b));
    for (size_t i = 0; i < 3; i++)
        assert_true(first != bed_rng_next(&others[i]));
}

/* Chi-square over 10 cells of 100,000 draws: 9 degrees of freedom, 27.9 is the 0.999 quantile. */
static void numbers_below_a_bound_are_even(void **unused)
{
    enum { CELLS = 10, DRAWS = 100000 };
    bed_rng      r            = bed_rng_split(0, BED_STR("test"), 0);
    unsigned     below[CELLS] = { 0 }, unit[CELLS] = { 0 };
    double       chi[2]   = { 0, 0 };
    const double expected = (double)DRAWS / CELLS;

    (void)unused;
    for (int i = 0; i < DRAWS; i++) {
        const double u = bed_rng_unit(&r);

        assert_true(u >= 0.0 && u < 1.0);
        below[bed_rng_below(&r, CELLS)]++;
        unit[(int)(u * CELLS)]++;
    }
    for (size_t i = 0; i < CELLS; i++) {
        const double d[2] = { (double)below[i] - expected, (double)unit[i] - expected };

        chi[0] += d[0] * d[0] / expected;
        chi[1] += d[1] * d[1] / expected;
    }
    assert_true(chi[0] < 27.9 && chi[1] < 27.9);
    assert_int_equal(bed_rng_below(&r, 0), 0);
    assert_int_equal(bed_rng_below(&r, 1), 0);
    for (int i = 0; i < 100; i++)
        assert_true(bed_rng_below(&r, (uint64_t)3 << 62) < (uint64_t)3 << 62);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_gives_the_published_digests),
        cmocka_unit_test(a_file_hashes_as_its_bytes),
        cmocka_unit_test(hash64_depends_on_bytes_and_seed_alone),
        cmocka_unit_test(the_generator_gives_the_published_numbers),
        cmocka_unit_test(streams_are_their_names),
        cmocka_unit_test(numbers_below_a_bound_are_even),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
