#include "base/test.h"
#include "text/sentences.h"

/* The sentences of a text with '|' behind each. */
static const char *joined(const char *text, const char *lang, char *out, size_t out_bytes)
{
    bed_sentences *s;
    bed_str        sentence;
    size_t         n = 0;

    assert_int_equal(bed_sentences_create(&s, NULL), BED_OK);
    assert_int_equal(bed_sentences_open(s, bed_str_of(text), bed_str_of(lang), NULL), BED_OK);
    while (bed_sentences_next(s, &sentence)) {
        assert_true(sentence.len > 0 && n + sentence.len + 2 < out_bytes);
        memcpy(out + n, sentence.ptr, sentence.len);
        n += sentence.len;
        out[n++] = '|';
    }
    out[n] = '\0';
    bed_sentences_destroy(s);
    return out;
}

static void sentences_end_where_a_reader_ends_them(void **unused)
{
    static const struct {
        const char *text, *lang, *sentences;
    } cases[] = {
        { "", "en", "" },
        { " \n\t ", "en", "" },
        { "pain", "en", "pain|" },
        { "...", "en", "...|" },
        { "!!! Help me.", "en", "!!! Help me.|" },
        { "  One. Two.  ", "en", "One.|Two.|" },
        { "One.\r\nTwo.\r\n", "en", "One.|Two.|" },
        { "a wrapped line of a text that goes on, a little longer\r\nthan one line. Next.", "en",
          "a wrapped line of a text that goes on, a little longer\r\nthan one line.|Next.|" },
        { "He had a stroke long ago and a double by-pass at\n50 years old.", "en",
          "He had a stroke long ago and a double by-pass at\n50 years old.|" },
        { "These are the things that one should do every day\n12. walk\n13) rest", "en",
          "These are the things that one should do every day|12. walk|13) rest|" },
        { "Short line\nnext line", "en", "Short line|next line|" },
        { "First paragraph without a full stop and long enough to wrap\n\nsecond one", "en",
          "First paragraph without a full stop and long enough to wrap|second one|" },
        { "Take it b.i.d. with food.", "en", "Take it b.i.d. with food.|" },
        { "See e.g. Fig. 3. Then stop.", "en", "See e.g. Fig. 3.|Then stop.|" },
        { "Is it (?) broken? yes", "en", "Is it (?) broken?|yes|" },
        { "He said \"Stop.\" She did.", "en", "He said \"Stop.\"|She did.|" },
        { "\"Stop!\" he said. \"Why?\"", "en", "\"Stop!\" he said.|\"Why?\"|" },
        { "It hurts. - Since when?", "en", "It hurts.|- Since when?|" },
        { "你好。我头疼！怎么办？", "zh", "你好。|我头疼！|怎么办？|" },
        { "他说：\"好。\"我走了。", "zh", "他说：\"好。\"|我走了。|" },
        { "“疼吗？”医生问。“疼。”", "zh", "“疼吗？”医生问。|“疼。”|" },
        { "头疼.发烧.咳嗽", "zh", "头疼.|发烧.|咳嗽|" },
        { "bad \xff. Next \xe7\x97", "en", "bad \xff.|Next \xe7\x97|" },
        { "Πονάει; Όχι.", "el", "Πονάει;|Όχι.|" },
        { "Πονάει; Όχι.", "", "Πονάει; Όχι.|" },
    };
    char out[500];

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(joined(cases[i].text, cases[i].lang, out, sizeof out),
                            cases[i].sentences);
}

static void tables_are_sorted_and_found(void **unused)
{
    (void)unused;
    assert_int_equal(bed__abbreviation_of(BED_STR("Dr")), BED__ABBR_BEFORE_NAME);
    assert_int_equal(bed__abbreviation_of(BED_STR("Q.I.D")), BED__ABBR_UNIT);
    assert_int_equal(bed__abbreviation_of(BED_STR("fig")), BED__ABBR_BEFORE_NUMBER);
    assert_int_equal(bed__abbreviation_of(BED_STR("\xe0\xa4\xa1\xe0\xa5\x89")),
                     BED__ABBR_BEFORE_NAME);
    assert_int_equal(bed__abbreviation_of(BED_STR("pain")), BED__ABBR_NONE);
    assert_int_equal(bed__abbreviation_of(BED_STR("")), BED__ABBR_NONE);
    assert_true(bed__begins_sentences(BED_STR("The")));
    assert_true(bed__begins_sentences(BED_STR("your")));
    assert_true(bed__begins_sentences(BED_STR("a")));
    assert_false(bed__begins_sentences(BED_STR("Smith")));
}

/* ---- the fixture ----------------------------------------------------------------------------- */

enum { MAX_ENDS = 64 };

typedef struct document {
    char        lang[16];
    const char *between;
    bed_buffer  text;
    size_t      ends[MAX_ENDS]; /* gold, without the last */
    size_t      n_ends;
} document;

typedef struct tally {
    size_t n_texts, n_sentences, hit, extra, missed;
} tally;

static double f1(const tally *t)
{
    return 2.0 * (double)t->hit / (double)(2 * t->hit + t->extra + t->missed);
}

static void add_sentence(document *d, bed_str line)
{
    if (d->text.len > 0) {
        assert_true(d->n_ends < MAX_ENDS);
        d->ends[d->n_ends++] = d->text.len;
        assert_int_equal(bed_buffer_add(&d->text, bed_str_of(d->between), NULL), BED_OK);
    }
    while (line.len > 0) {
        const bool end = bed_eat(&line, BED_STR("\\n"));

        if (bed_eat(&line, BED_STR("¦"))) {
            assert_true(d->n_ends < MAX_ENDS);
            d->ends[d->n_ends++] = d->text.len;
            continue;
        }
        assert_int_equal(bed_buffer_add_byte(&d->text, end ? '\n' : line.ptr[0], NULL), BED_OK);
        if (!end)
            line.ptr++, line.len--;
    }
}

static void compare(const document *d, const size_t *ends, size_t n, tally *t, bool show)
{
    size_t g = 0, k = 0;

    while (g < d->n_ends || k < n) {
        if (k == n || (g < d->n_ends && d->ends[g] < ends[k])) {
            if (show)
                print_message("missed: ...%.*s|\n", 30,
                              d->text.ptr + (d->ends[g] < 30 ? 0 : d->ends[g] - 30));
            t->missed++;
            g++;
        } else if (g == d->n_ends || ends[k] < d->ends[g]) {
            if (show)
                print_message("extra: ...%.*s|\n", 30,
                              d->text.ptr + (ends[k] < 30 ? 0 : ends[k] - 30));
            t->extra++;
            k++;
        } else {
            t->hit++;
            g++;
            k++;
        }
    }
    t->n_texts++;
    t->n_sentences += d->n_ends + 1;
}

/* Ends of sentences without the blanks behind them, the last left out. */
static size_t our_ends(const document *d, size_t ends[MAX_ENDS])
{
    bed_sentences *s;
    bed_str        sentence;
    size_t         n = 0;

    assert_int_equal(bed_sentences_create(&s, NULL), BED_OK);
    assert_int_equal(bed_sentences_open(s, bed_buffer_str(&d->text), bed_str_of(d->lang), NULL),
                     BED_OK);
    while (bed_sentences_next(s, &sentence) && n < MAX_ENDS)
        ends[n++] = (size_t)(sentence.ptr - d->text.ptr) + sentence.len;
    bed_sentences_destroy(s);
    return n - 1;
}

static size_t icu_ends(const document *d, size_t ends[MAX_ENDS])
{
    UErrorCode      code = U_ZERO_ERROR;
    bed__utf16      u    = { 0 };
    bed__place      at   = { 0, 0 };
    UBreakIterator *it   = ubrk_open(UBRK_SENTENCE, d->lang, NULL, 0, &code);
    size_t          n    = 0;
    int32_t         to;

    assert_int_equal(bed__utf16_set(&u, bed_buffer_str(&d->text), NULL), BED_OK);
    ubrk_setText(it, u.units, u.len, &code);
    assert_true(U_SUCCESS(code));
    while ((to = ubrk_next(it)) != UBRK_DONE && n < MAX_ENDS) {
        bed__place_move(&at, bed_buffer_str(&d->text), to);
        ends[n] = at.byte;
        while (ends[n] > 0 && strchr(" \n", d->text.ptr[ends[n] - 1]) != NULL)
            ends[n]--;
        n++;
    }
    ubrk_close(it);
    bed__utf16_deinit(&u);
    return n - 1;
}

static void finish(document *d, tally ours[2], tally icu[2])
{
    const size_t zh = d->lang[0] == 'z';
    size_t       ends[MAX_ENDS];

    if (d->text.len > 0) {
        compare(d, ends, our_ends(d, ends), &ours[zh], true);
        compare(d, ends, icu_ends(d, ends), &icu[zh], false);
    }
    bed_buffer_clear(&d->text);
    d->n_ends = 0;
}

static void boundaries_agree_with_those_cut_by_hand(void **unused)
{
    bed_buffer file    = BED_BUFFER(1 << 20);
    document   d       = { .between = "", .text = BED_BUFFER(1 << 20) };
    tally      ours[2] = { 0 }, icu[2] = { 0 };
    bed_str    rest;

    (void)unused;
    assert_int_equal(bed_file_read("src/text/fixtures/sentences.txt", &file, NULL), BED_OK);
    rest = bed_buffer_str(&file);
    while (rest.len > 0) {
        bed_str line = bed_take_line(&rest);

        if (bed_eat(&line, BED_STR("@ "))) {
            finish(&d, ours, icu);
            snprintf(d.lang, sizeof d.lang, "%.*s",
                     (int)((const char *)memchr(line.ptr, ' ', line.len) - line.ptr), line.ptr);
            d.between = bed_str_ends(line, BED_STR(" none"))   ? ""
                        : bed_str_ends(line, BED_STR(" line")) ? "\n"
                                                               : " ";
        } else if (line.len > 0 && line.ptr[0] != '%') {
            add_sentence(&d, line);
        }
    }
    finish(&d, ours, icu);
    for (size_t zh = 0; zh < 2; zh++)
        print_message("%s: %zu texts, %zu sentences: boundary F1 %.4f; ICU alone %.4f\n",
                      zh ? "Chinese" : "alphabetic", ours[zh].n_texts, ours[zh].n_sentences,
                      f1(&ours[zh]), f1(&icu[zh]));
    assert_true(ours[0].n_sentences >= 100 && ours[1].n_sentences >= 40);
    assert_true(f1(&ours[0]) >= 0.97 && f1(&ours[0]) > f1(&icu[0]));
    assert_true(f1(&ours[1]) >= 0.97 && f1(&ours[1]) > f1(&icu[1]));
    bed_buffer_deinit(&d.text);
    bed_buffer_deinit(&file);
}

/* Text put together at random: nothing is lost but blanks, and the order stands. */
static void every_character_stands_in_one_sentence(void **unused)
{
    static const char *const parts[] = {
        "a", "The", "Dr", ".",  ".",  "?",  "!", " ",  " ",    "\n", "\r\n", "\"", ")",   "“",
        "”", "病",  "。", "；", "……", "，", "1", "mg", "\xff", "- ", "i.e.", "'",  "。”",
    };
    bed_rng        rng = bed_rng_split(3, BED_STR("sentences"), 0);
    bed_sentences *s;
    char           text[200];

    (void)unused;
    assert_int_equal(bed_sentences_create(&s, NULL), BED_OK);
    for (int round = 0; round < 100000; round++) {
        size_t  len = 0, at = 0;
        bed_str sentence;

        for (uint64_t n = 1 + bed_rng_below(&rng, 20); n > 0; n--) {
            const bed_str part =
                bed_str_of(parts[bed_rng_below(&rng, sizeof parts / sizeof parts[0])]);

            memcpy(text + len, part.ptr, part.len);
            len += part.len;
        }
        assert_int_equal(bed_sentences_open(s, (bed_str){ text, len }, BED_STR(""), NULL), BED_OK);
        while (bed_sentences_next(s, &sentence)) {
            assert_true(sentence.len > 0);
            assert_int_equal(bed_trim(sentence).len, sentence.len);
            for (; text + at < sentence.ptr; at++)
                assert_non_null(strchr(" \r\n", text[at]));
            at += sentence.len;
        }
        for (; at < len; at++)
            assert_non_null(strchr(" \r\n", text[at]));
    }
    bed_sentences_destroy(s);
}

static void a_failed_allocation_is_told(void **unused)
{
    bed_sentences *s;

    (void)unused;
    bed_alloc_fail_at(1);
    assert_int_equal(bed_sentences_create(&s, NULL), BED_EMEMORY);
    bed_alloc_fail_at(0);
    assert_null(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_end_where_a_reader_ends_them),
        cmocka_unit_test(tables_are_sorted_and_found),
        cmocka_unit_test(boundaries_agree_with_those_cut_by_hand),
        cmocka_unit_test(every_character_stands_in_one_sentence),
        cmocka_unit_test(a_failed_allocation_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
