/* Merging by heap, by scan and over parts gives what merging by the book gives: spellings in a
 * list, the first pair of the list of merges joined until there is none. And where words are cut.
 */
#include "model/bpe_cuts.h"
#include "model/byte_level.h"
#include "model/test_tokenizer_folder.h"
#include "text/unicode.h"

enum { WORD_MAX = 700, SPELLED_MAX = 64 };

typedef struct book {
    bed_str left, right;
} book;

/* ---- by the book ----------------------------------------------------------------------------- */

static size_t read_merges(const json_t *root, book *merges, size_t max)
{
    const json_t *list = json_object_get(json_object_get(root, "model"), "merges"), *one;
    size_t        i, n = 0;

    json_array_foreach(list, i, one)
    {
        assert_true(n < max);
        merges[n++] = (book){ bed_str_of(json_string_value(json_array_get(one, 0))),
                              bed_str_of(json_string_value(json_array_get(one, 1))) };
    }
    return n;
}

/* The place in the list of the pair, or n. */
static size_t place_of(const book *merges, size_t n, const char *left, const char *right)
{
    for (size_t i = 0; i < n; i++)
        if (bed_str_equal(merges[i].left, bed_str_of(left)) &&
            bed_str_equal(merges[i].right, bed_str_of(right)))
            return i;
    return n;
}

/* Symbols of a word of bytes after all merges. */
static size_t merge_by_the_book(const book *merges, size_t n_merges, bed_str word,
                                char symbols[WORD_MAX][SPELLED_MAX])
{
    size_t n = word.len;

    assert_true(n <= WORD_MAX);
    for (size_t i = 0; i < n; i++)
        symbols[i][bed__byte_spell((uint8_t)word.ptr[i], symbols[i])] = '\0';
    for (;;) {
        size_t best = n_merges, at = 0;

        for (size_t i = 0; i + 1 < n; i++) {
            const size_t place = place_of(merges, n_merges, symbols[i], symbols[i + 1]);

            if (place < best) {
                best = place;
                at   = i;
            }
        }
        if (best == n_merges)
            return n;
        const size_t len = strlen(symbols[at]);

        const size_t more = strlen(symbols[at + 1]) + 1;

        assert_true(len + more <= SPELLED_MAX);
        memcpy(symbols[at] + len, symbols[at + 1], more);
        memmove(symbols + at + 1, symbols + at + 2, (n - at - 2) * sizeof *symbols);
        n--;
    }
}

/* Letters that the training text has, of one to three bytes. */
static const char *const letters[] = { "e",  "t",  "h",  "a",  "in", "er", "o",  "s",
                                       "发", "烧", "三", "天", "头", "痛", "血", "压",
                                       "é",  "д",  "糖", "尿", "病", "的", "ing" };

static bed_str random_word(bed_rng *rng, size_t n_letters, char *out)
{
    size_t len = 0;

    for (size_t i = 0; i < n_letters; i++) {
        const char *const letter = letters[bed_rng_below(rng, sizeof letters / sizeof *letters)];

        memcpy(out + len, letter, strlen(letter));
        len += strlen(letter);
    }
    return (bed_str){ out, len };
}

static void same_as_by_the_book(const char *name, bool prefixed)
{
    static char   symbols[WORD_MAX][SPELLED_MAX];
    char          folder[BED_PATH_MAX], path[BED_PATH_MAX], text[WORD_MAX];
    book          merges[1000];
    bed_encoding *work = NULL;
    bed_token_ids ids  = { 0 };
    bed_rng       rng  = bed_rng_split(17, BED_STR("by the book"), 0);

    bed_tokenizer *t = tokenizer_of(tokenizer_folder(name, folder), NULL);
    assert_int_equal(bed_path_join(path, folder, "tokenizer.json", NULL), BED_OK);
    json_t *const root     = json_load_file(path, 0, NULL);
    const size_t  n_merges = read_merges(root, merges, sizeof merges / sizeof *merges);

    assert_true(n_merges > 100);
    assert_int_equal(bed_encoding_create(&work, NULL), BED_OK);
    for (size_t k = 0; k < 400; k++) {
        const size_t  length = k % 10 == 0 ? 150 : 1 + (size_t)bed_rng_below(&rng, 30);
        const bed_str word   = random_word(&rng, length, text + 1);

        text[0]              = ' ';
        const bed_str spaced = { text, word.len + 1 };
        const size_t  n = merge_by_the_book(merges, n_merges, prefixed ? spaced : word, symbols);

        assert_int_equal(bed_tokenizer_encode(t, work, word, false, 0, &ids, NULL, NULL), BED_OK);
        assert_int_equal(ids.n, n);
        for (size_t i = 0; i < n; i++)
            assert_true(bed_str_equal(bed_tokenizer_token(t, ids.ids[i]), bed_str_of(symbols[i])));
    }
    json_decref(root);
    bed_token_ids_deinit(&ids);
    bed_encoding_destroy(work);
    bed_tokenizer_destroy(t);
}

static void merges_as_by_the_book(void **unused)
{
    (void)unused;
    same_as_by_the_book("roberta", true);
    same_as_by_the_book("llama3", false);
}

/* ---- cuts ------------------------------------------------------------------------------------ */

static void cuts_where_no_token_reaches_across(void **unused)
{
    static const bed_str tokens[] = {
        BED_STR_INIT("ab"),       /* a and b */
        BED_STR_INIT("发烧"),     /* both whole */
        BED_STR_INIT("\x9B\xE8"), /* the end of a character, the beginning of another */
        BED_STR_INIT("三\xE5"),   /* a whole character and the beginning of another */
        BED_STR_INIT("\xE5\xA4"), /* within a character */
        BED_STR_INIT("c"),        /* nothing to reach across */
    };
    static const struct {
        const char *word;
        size_t      ends[6]; /* up to the end of the word */
    } cases[] = {
        { "ab", { 2 } },      { "ba", { 1, 2 } },           { "aab", { 1, 3 } }, { "发烧", { 6 } },
        { "烧发", { 3, 6 } }, { "发烧发烧", { 6, 12 } },    { "三天", { 6 } }, /* E4 B8 89, E5 A4 A9
                                                                                */
        { "三发", { 6 } },                                                     /* E5 8F 91 */
        { "三三", { 3, 6 } }, { "天三", { 3, 6 } },         { "雛言", { 6 } }, /* E9 9B 9B, E8 A8 80
                                                                                */
        { "c", { 1 } },       { "cab发c", { 1, 3, 6, 7 } },
    };
    bed__cuts *c = bed_new_array(bed__cuts, 1);

    (void)unused;
    assert_non_null(c);
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++)
        bed__cuts_add(c, tokens[i]);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const bed_str word = bed_str_of(cases[i].word);
        size_t        at   = 0;

        for (size_t k = 0; at < word.len; k++) {
            at = bed__part_end(c, word, at);
            if (at != cases[i].ends[k])
                fail_msg("'%s': part %zu ends at %zu, expected %zu", cases[i].word, k, at,
                         cases[i].ends[k]);
        }
    }
    bed_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merges_as_by_the_book),
        cmocka_unit_test(cuts_where_no_token_reaches_across),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
