#include "base/test.h"
#include "text/text.h"

static void each_kind_of_character_is_cleaned_and_counted(void **unused)
{
    static const struct {
        const char      *text, *cleaned;
        bed_clean_counts n;
    } cases[] = {
        { "", "", { 0 } },
        { "plain text,\twith tab\nand line", "plain text,\twith tab\nand line", { 0 } },
        { "病人：你好（３天）！", "病人：你好（3天）！", { .narrowed = 1 } },
        { "ＣＴ检查，血压１２０／８０ｍｍＨｇ", "CT检查，血压120/80mmHg", { .narrowed = 12 } },
        { "体温３８．５度．", "体温38.5度．", { .narrowed = 4 } },
        { "5％ ＋ ３～５天", "5% + 3～5天", { .narrowed = 4 } },
        { "caf\x65\xcc\x81", "caf\xc3\xa9", { .composed = 1 } },
        { "\xe2\x84\xab \xef\xa4\x80", "\xc3\x85 \xe8\xb1\x88", { .composed = 2 } },
        { "soft\xc2\xadhyphen", "softhyphen", { .invisible = 1 } },
        { "zero\xe2\x80\x8bwidth\xef\xbb\xbf!", "zerowidth!", { .invisible = 2 } },
        { "\xe2\x80\xaeright\xe2\x80\xac", "right", { .invisible = 2 } },
        { "a\xc2\xa0"
          "b\xe3\x80\x80"
          "c\xe2\x80\x89"
          "d",
          "a b c d",
          { .spaces = 3 } },
        { "one\r\ntwo\rthree\xe2\x80\xa8"
          "four\f",
          "one\ntwo\nthree\nfour\n",
          { .line_ends = 4 } },
        { "bell\x07 del\x7f c1\xc2\x90", "bell del c1", { .controls = 3 } },
        { "non\xef\xbf\xbe char\xf0\x9f\xbf\xbf", "non char", { .controls = 2 } },
        { "bad \xff\xe7\x97 end", "bad \xef\xbf\xbd\xef\xbf\xbd end", { .ill_formed = 2 } },
        /* joiners: Persian and Hindi spelling, emoji of a family; dropped from Latin */
        { "می\xe2\x80\x8cخواهم", "می\xe2\x80\x8cخواهم", { 0 } },
        { "क्\xe2\x80\x8dष क्\xe2\x80\x8d ", "क्\xe2\x80\x8dष क्\xe2\x80\x8d ", { 0 } },
        { "می\xe2\x80\x8c\xe2\x80\x8cخواهم\xe2\x80\x8c.",
          "می\xe2\x80\x8cخواهم.",
          { .invisible = 2 } },
        { "ab\xe2\x80\x8d"
          "c",
          "abc",
          { .invisible = 1 } },
        { "👩\xe2\x80\x8d⚕\xef\xb8\x8f ok", "👩\xe2\x80\x8d⚕\xef\xb8\x8f ok", { 0 } },
        { "1\xef\xb8\x8f\xe2\x83\xa3 1\xef\xb8\x8f",
          "1\xef\xb8\x8f\xe2\x83\xa3 1",
          { .invisible = 1 } },
        { "葛\xf3\xa0\x84\x80根", "葛根", { .invisible = 1 } },
        /* a dropped character lets its neighbours meet */
        { "e\xe2\x80\x8b\xcc\x81", "\xc3\xa9", { .invisible = 1, .composed = 1 } },
        { "３．\xe2\x80\x8b５", "3.5", { .invisible = 1, .narrowed = 3 } },
        /* marks in another order, Hangul by its parts */
        { "a\xcc\x81\xcc\xa3", "\xe1\xba\xa1\xcc\x81", { .composed = 1 } },
        { "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "한", { .composed = 1 } },
    };
    bed_cleaner *c;

    (void)unused;
    assert_int_equal(bed_cleaner_create(&c, NULL), BED_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const bed_str    text = bed_str_of(cases[i].text);
        bed_clean_counts n    = { 0 };
        bed_str          out;

        assert_int_equal(bed_clean(c, text, NULL, &out, &n, NULL), BED_OK);
        if (!bed_str_equal(out, bed_str_of(cases[i].cleaned)))
            fail_msg("case %zu: \"%.*s\"", i, BED_STR_ARG(out));
        if (memcmp(&n, &cases[i].n, sizeof n) != 0)
            fail_msg("case %zu: counts", i);
        assert_true((out.ptr == text.ptr) == (strcmp(cases[i].text, cases[i].cleaned) == 0));
    }
    bed_cleaner_destroy(c);
}

static void each_step_can_be_left_out_or_added(void **unused)
{
    static const struct {
        bed_clean_options o;
        const char       *text, *cleaned;
    } cases[] = {
        { { 0 },
          "e\xcc\x81\r\n\x01Ａ\xc2\xa0\xe2\x80\x8b",
          "e\xcc\x81\r\n\x01Ａ\xc2\xa0\xe2\x80\x8b" },
        { { .drop_controls = true }, "a\r\nb\x01\f", "a\r\nb" },
        { { .narrow_punctuation = true }, "你好，３（．）", "你好,３(.)" },
        { { .narrow = true, .narrow_punctuation = true }, "！～Ａ", "!~A" },
        { { .collapse_spaces = true }, "a  b\t\tc \n  d\te", "a b c\nd e" },
        { { .trim = true }, " \n a  b \t\n", "a  b" },
        { { .plain_spaces = true, .collapse_spaces = true, .trim = true },
          "\xe3\x80\x80\xe3\x80\x80头疼\xc2\xa0 三天 ",
          "头疼 三天" },
        { { .trim = true }, " \t\n ", "" },
    };
    bed_cleaner *c;
    bed_str      out;

    (void)unused;
    assert_int_equal(bed_cleaner_create(&c, NULL), BED_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(bed_clean(c, bed_str_of(cases[i].text), &cases[i].o, &out, NULL, NULL),
                         BED_OK);
        if (!bed_str_equal(out, bed_str_of(cases[i].cleaned)))
            fail_msg("case %zu: \"%.*s\"", i, BED_STR_ARG(out));
    }
    bed_cleaner_destroy(c);
}

/* Texts put together at random from the characters that matter, under every set of options. */
static void cleaning_twice_changes_nothing(void **unused)
{
    static const char *const parts[] = {
        "a",
        "e",
        "3",
        "３",
        "．",
        "Ａ",
        " ",
        "\t",
        "\n",
        "\r",
        "\f",
        "\x01",
        "\xcc\x81",
        "\xcc\xa3",
        "\xe2\x80\x8b",
        "\xe2\x80\x8c",
        "\xe2\x80\x8d",
        "\xef\xb8\x8f",
        "म",
        "\xe0\xa5\x8d",
        "\xe0\xa4\xbc",
        "\xe0\xb7\x9c",
        "\xe0\xb7\x8a",
        "क",
        "ب",
        "\xd9\x8b",
        "\xd9\x91",
        "👩",
        "⚕",
        "🏽",
        "🏴",
        "\xf3\xa0\x81\xa7",
        "⃣",
        "\xe1\xa0\xa0",
        "\xe1\xa0\x8b",
        "病",
        "，",
        "\xc2\xa0",
        "\xff",
        "\xe7\x97",
        "가",
        "\xe1\x86\xa8",
        "\xe2\x84\xab",
        "\xe0\xa5\x98",
        "↔",
        "\xcc\xb8",
        "\xe2\x80\xa8",
        "\xef\xbb\xbf",
    };
    bed_cleaner *first, *second;
    bed_rng      rng;
    char         text[200];

    (void)unused;
    rng = bed_rng_split(7, BED_STR("clean"), 0);
    assert_int_equal(bed_cleaner_create(&first, NULL), BED_OK);
    assert_int_equal(bed_cleaner_create(&second, NULL), BED_OK);
    for (int round = 0; round < 200000; round++) {
        const uint64_t          bits = bed_rng_below(&rng, 512);
        const bed_clean_options any  = { .compose            = bits & 1,
                                         .drop_invisible     = bits & 2,
                                         .drop_controls      = bits & 4,
                                         .plain_spaces       = bits & 8,
                                         .plain_line_ends    = bits & 16,
                                         .narrow             = bits & 32,
                                         .narrow_punctuation = bits & 64,
                                         .collapse_spaces    = bits & 128,
                                         .trim               = bits & 256 };
        const bed_clean_options o    = round % 2 == 0 ? BED_CLEAN_DEFAULT : any;
        bed_str                 once, twice;
        size_t                  len = 0;

        for (uint64_t n = 1 + bed_rng_below(&rng, 8); n > 0; n--) {
            const bed_str part =
                bed_str_of(parts[bed_rng_below(&rng, sizeof parts / sizeof parts[0])]);

            memcpy(text + len, part.ptr, part.len);
            len += part.len;
        }
        assert_int_equal(bed_clean(first, (bed_str){ text, len }, &o, &once, NULL, NULL), BED_OK);
        assert_int_equal(bed_clean(second, once, &o, &twice, NULL, NULL), BED_OK);
        assert_int_equal(bed_utf8_valid_until(once), once.len);
        if (twice.ptr != once.ptr) {
            for (size_t i = 0; i < len; i++)
                print_message("%02x ", (unsigned char)text[i]);
            fail_msg("options %d: \"%.*s\", then \"%.*s\"", (int)bits, BED_STR_ARG(once),
                     BED_STR_ARG(twice));
        }
    }
    bed_cleaner_destroy(first);
    bed_cleaner_destroy(second);
}

static void counts_add_up_over_texts(void **unused)
{
    bed_clean_counts n = { 0 };
    bed_cleaner     *c;
    bed_str          out;

    (void)unused;
    assert_int_equal(bed_cleaner_create(&c, NULL), BED_OK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(bed_clean(c, BED_STR("Ａ\xc2\xa0x"), NULL, &out, &n, NULL), BED_OK);
    assert_int_equal(n.narrowed, 3);
    assert_int_equal(n.spaces, 3);
    bed_cleaner_destroy(c);
}

static void every_allocation_may_fail(void **unused)
{
    bed_error err;

    (void)unused;
    for (uint64_t n = 1; n <= 5; n++) {
        bed_cleaner *c  = NULL;
        bed_status   st = BED_OK;
        bed_str      out;

        bed_alloc_fail_at(n);
        st = bed_cleaner_create(&c, &err);
        if (st == BED_OK)
            st = bed_clean(c, BED_STR("e\xcc\x81 ok"), NULL, &out, NULL, &err);
        bed_alloc_fail_at(0);
        assert_int_equal(st, BED_EMEMORY);
        bed_cleaner_destroy(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_character_is_cleaned_and_counted),
        cmocka_unit_test(each_step_can_be_left_out_or_added),
        cmocka_unit_test(cleaning_twice_changes_nothing),
        cmocka_unit_test(counts_add_up_over_texts),
        cmocka_unit_test(every_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
