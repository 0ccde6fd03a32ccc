#include "base/test.h"
#include "text/words.h"

/* The words of a text between '|' marks, each followed by the letter of its kind. */
static const char *joined(bed_words *w, char *out, size_t out_bytes)
{
    size_t   n = 0;
    bed_word word;

    while (bed_words_next(w, &word)) {
        assert_true(n + word.text.len + 3 < out_bytes);
        memcpy(out + n, word.text.ptr, word.text.len);
        n += word.text.len;
        out[n++] = "?NLKI"[word.kind];
        out[n++] = '|';
    }
    out[n] = '\0';
    return out;
}

static void words_are_cut_in_every_script(void **unused)
{
    static const struct {
        const char *text, *lang, *words;
    } cases[] = {
        { "", "", "" },
        { " \n ... !", "en", "" },
        { "pain", "en", "painL|" },
        { "Take 2.5 mg (0.5 tablets), don't double it.", "en",
          "TakeL|2.5N|mgL|0.5N|tabletsL|don'tL|doubleL|itL|" },
        { "5mg b.i.d. COVID-19 vs. H1N1", "en", "5mgL|b.i.dL|COVIDL|19N|vsL|H1N1L|" },
        { "covid19 1,200 12:30 a:b", "en", "covid19L|1,200N|12N|30N|aL|bL|" },
        { "The ____ nerve _x_ 3_4", "en", "TheL|nerveL|_x_L|3_4N|" },
        { "l\xe2\x80\x99h\xc3\xb4pital d'Anna", "fr", "l\xe2\x80\x99h\xc3\xb4pitalL|d'AnnaL|" },
        { "我最近经常头疼，吃了布洛芬。", "zh", "我I|最近I|经常I|头疼I|吃了I|布I|洛I|芬I|" },
        { "血压160/95mmHg", "zh-Hans", "血压I|160N|95mmHgL|" },
        { "मुझे बुखार है।", "hi", "मुझेL|बुखारL|हैL|" },
        { "عندي صداع منذ ٣ أيام؟", "ar", "عنديL|صداعL|منذL|٣N|أيامL|" },
        { "頭が痛いです", "ja", "頭I|がI|痛いI|ですI|" },
        { "ok \xf0\x9f\x99\x82 fine", "en", "okL|fineL|" },
        { "a\xff\xfe b\xe7\x97", "en", "aL|bL|" },
        { "e\xcc\x81t\xc3\xa9", "fr", "e\xcc\x81t\xc3\xa9L|" },
        { "caf\xc3\xa9 noir", "no-such-language", "caf\xc3\xa9L|noirL|" },
    };
    bed_words *w;
    char       out[500];

    (void)unused;
    assert_int_equal(bed_words_create(&w, NULL), BED_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(
            bed_words_open(w, bed_str_of(cases[i].text), bed_str_of(cases[i].lang), NULL), BED_OK);
        assert_string_equal(joined(w, out, sizeof out), cases[i].words);
    }
    bed_words_destroy(w);
}

static void same_on_both_paths(bed_words *fast, bed_words *icu, bed_str text)
{
    bed_word a, b;
    bool     more;

    assert_int_equal(bed_words_open(fast, text, BED_STR("en"), NULL), BED_OK);
    assert_int_equal(bed__words_open_icu(icu, text, BED_STR("en"), NULL), BED_OK);
    do {
        more = bed_words_next(fast, &a);
        if (more != bed_words_next(icu, &b) ||
            (more && (a.text.ptr != b.text.ptr || a.text.len != b.text.len || a.kind != b.kind)))
            fail_msg("the paths differ on \"%.*s\"", BED_STR_ARG(text));
    } while (more);
}

/* Every string of up to five characters over one member of each class and all its neighbours. */
static void ascii_words_are_those_of_icu(void **unused)
{
    static const char alphabet[] = "aZ1_.':,;@ \n-";
    const size_t      n          = sizeof alphabet - 1;
    bed_words        *fast, *icu;
    char              text[5];

    (void)unused;
    assert_int_equal(bed_words_create(&fast, NULL), BED_OK);
    assert_int_equal(bed_words_create(&icu, NULL), BED_OK);
    for (size_t len = 1, total = n; len <= 5; len++, total *= n)
        for (size_t k = 0; k < total; k++) {
            for (size_t i = 0, rest = k; i < len; i++, rest /= n)
                text[i] = alphabet[rest % n];
            same_on_both_paths(fast, icu, (bed_str){ text, len });
        }
    for (char c = 0; c < 127; c++) { /* each character between letters and between digits */
        same_on_both_paths(fast, icu, (bed_str){ (char[]){ 'a', c, 'b' }, 3 });
        same_on_both_paths(fast, icu, (bed_str){ (char[]){ '1', c, '2' }, 3 });
        same_on_both_paths(fast, icu, (bed_str){ (char[]){ 'a', c, '2' }, 3 });
        same_on_both_paths(fast, icu, (bed_str){ (char[]){ '_', c, 'b' }, 3 });
    }
    bed_words_destroy(fast);
    bed_words_destroy(icu);
}

/* Real text, where the folder with published files is there. */
static void running_text_gives_the_words_of_icu(void **unused)
{
    static const char *const files[] = { "mts_dialog/MTS-Dialog-TrainingSet.csv",
                                         "xmedbench/dev/en.json" };
    const char              *shared  = getenv("BEDSIDE_SHARED");
    char                     path[BED_PATH_MAX];
    size_t                   n_lines = 0;
    bed_words               *fast, *icu;

    (void)unused;
    assert_int_equal(bed_words_create(&fast, NULL), BED_OK);
    assert_int_equal(bed_words_create(&icu, NULL), BED_OK);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        bed_buffer bytes = BED_BUFFER(64u << 20);

        snprintf(path, sizeof path, "%s/data/%s", shared == NULL ? "../shared" : shared, files[i]);
        if (bed_path_exists(path)) {
            bed_str rest;

            assert_int_equal(bed_file_read(path, &bytes, NULL), BED_OK);
            rest = bed_buffer_str(&bytes);
            while (rest.len > 0) {
                const bed_str line = bed_take_line(&rest);

                if (bed__is_ascii(line))
                    same_on_both_paths(fast, icu, line);
                n_lines++;
            }
        }
        bed_buffer_deinit(&bytes);
    }
    bed_words_destroy(fast);
    bed_words_destroy(icu);
    if (n_lines == 0) {
        print_message("no published files at hand (BEDSIDE_SHARED)\n");
        skip();
    }
}

static void every_allocation_may_fail(void **unused)
{
    bed_error err = { 0 };

    (void)unused;
    for (uint64_t n = 1; n <= 2; n++) {
        bed_words *w  = NULL;
        bed_status st = BED_OK;
        bed_word   word;

        bed_alloc_fail_at(n);
        st = bed_words_create(&w, &err);
        if (st == BED_OK)
            st = bed_words_open(w, BED_STR("头疼"), BED_STR("zh"), &err);
        bed_alloc_fail_at(0);
        assert_int_equal(st, BED_EMEMORY);
        if (w != NULL)
            assert_false(bed_words_next(w, &word));
        bed_words_destroy(w);
    }
}

static void a_handle_serves_many_languages(void **unused)
{
    static const char *const langs[] = { "en", "zh", "ja", "fi", "sv", "de", "es", "fr",
                                         "pt", "hi", "ar", "ru", "th", "en", "zh" };
    bed_words               *w;
    bed_word                 word;

    (void)unused;
    assert_int_equal(bed_words_create(&w, NULL), BED_OK);
    assert_false(bed_words_next(w, &word));
    for (size_t i = 0; i < sizeof langs / sizeof langs[0]; i++) {
        size_t n = 0;

        assert_int_equal(bed_words_open(w, BED_STR("eins, 二 three"), bed_str_of(langs[i]), NULL),
                         BED_OK);
        while (bed_words_next(w, &word))
            n++;
        assert_int_equal(n, 3);
    }
    bed_words_destroy(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_cut_in_every_script),
        cmocka_unit_test(ascii_words_are_those_of_icu),
        cmocka_unit_test(running_text_gives_the_words_of_icu),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_handle_serves_many_languages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
