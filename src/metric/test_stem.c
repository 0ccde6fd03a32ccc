#include "metric/stem.h"

#include "base/base.h"
#include "base/test.h"

#include <string.h>

static void stems_as_nltk_does(void **unused)
{
    bed_buffer file  = BED_BUFFER(1 << 20);
    bed_error  err   = { 0 };
    size_t     words = 0;
    char       word[64];

    (void)unused;
    assert_int_equal(bed_file_read("src/metric/fixtures/stem.tsv", &file, &err), BED_OK);
    bed_str rest = bed_buffer_str(&file);
    bed_take_line(&rest);
    while (rest.len > 0) {
        const bed_str     line = bed_take_line(&rest);
        const char *const tab  = memchr(line.ptr, '\t', line.len);
        const size_t      len  = (size_t)(tab - line.ptr);

        assert_true(len < sizeof word);
        memcpy(word, line.ptr, len);
        const bed_str stem = { word, bed__stem(word, len) };
        if (!bed_str_equal(stem, (bed_str){ tab + 1, line.len - len - 1 }))
            fail_msg("'%.*s' gave '%.*s'", BED_STR_ARG(line), BED_STR_ARG(stem));
        words++;
    }
    assert_true(words > 6000);
    bed_buffer_deinit(&file);
}

static void bears_any_bytes_and_never_lengthens(void **unused)
{
    bed_rng r = bed_rng_split(41, BED_STR("stem"), 0);
    char    word[24];

    (void)unused;
    for (size_t i = 0; i < 200000; i++) {
        static const char letters[] = "aeiouysdlngt\x80\xc3\xe4\0\xff"
                                      "zbic";
        const size_t      len       = (size_t)bed_rng_below(&r, sizeof word);

        for (size_t k = 0; k < len; k++)
            word[k] = letters[bed_rng_below(&r, sizeof letters)];
        assert_true(bed__stem(word, len) <= len);
    }
    assert_int_equal(bed__stem(word, 0), 0);
}

static void takes_a_very_long_word_in_one_go(void **unused)
{
    enum { N = 1000003 };
    char *const word = bed_alloc(N, 1);

    (void)unused;
    memset(word, 'y', N);
    memcpy(word + N - 3, "ing", 3);
    assert_int_equal(bed__stem(word, N), N - 3);
    bed_free(word);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stems_as_nltk_does),
        cmocka_unit_test(bears_any_bytes_and_never_lengthens),
        cmocka_unit_test(takes_a_very_long_word_in_one_go),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
