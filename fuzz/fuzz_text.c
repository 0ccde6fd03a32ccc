/* Any bytes through the text room. Held to: clean text is UTF-8, stays as it is when cleaned again,
 * and counts are zero exactly when nothing changed; words and sentences lie within the text, in
 * order, none empty; nothing but blanks stands outside sentences; ASCII words are those of ICU. */
#include "text/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition)
{
    if (!condition)
        abort();
}

static void clean(bed_str text, const bed_clean_options *options)
{
    static const bed_clean_counts nothing = { 0 };
    bed_clean_counts              n       = { 0 };
    bed_cleaner                  *first, *second;
    bed_str                       once, twice;

    must(bed_cleaner_create(&first, NULL) == BED_OK);
    must(bed_cleaner_create(&second, NULL) == BED_OK);
    must(bed_clean(first, text, options, &once, &n, NULL) == BED_OK);
    must((once.ptr == text.ptr) == (memcmp(&n, &nothing, sizeof n) == 0));
    must(bed_utf8_valid_until(once) == once.len);
    must(bed_clean(second, once, options, &twice, NULL, NULL) == BED_OK);
    must(twice.ptr == once.ptr && twice.len == once.len);
    bed_cleaner_destroy(first);
    bed_cleaner_destroy(second);
}

static void cut_words(bed_str text, bed_str lang)
{
    const char *last = text.ptr;
    bed_words  *w, *icu;
    bed_word    word, same;

    must(bed_words_create(&w, NULL) == BED_OK);
    must(bed_words_create(&icu, NULL) == BED_OK);
    must(bed_words_open(w, text, lang, NULL) == BED_OK);
    must(bed__words_open_icu(icu, text, lang, NULL) == BED_OK);
    while (bed_words_next(w, &word)) {
        must(word.text.len > 0 && word.text.ptr >= last);
        last = word.text.ptr + word.text.len;
        must(last <= text.ptr + text.len);
        must(bed_words_next(icu, &same) && same.text.ptr == word.text.ptr &&
             same.text.len == word.text.len && same.kind == word.kind);
    }
    must(!bed_words_next(icu, &same));
    bed_words_destroy(w);
    bed_words_destroy(icu);
}

static void only_blanks(const char *from, const char *to)
{
    const bed_str gap = { from, (size_t)(to - from) };
    size_t        at  = 0;

    while (at < gap.len) {
        const UChar32 c = bed__utf8_next(gap, &at);

        must(c >= 0 && (u_isUWhiteSpace(c) || c == 0x200B || c == 0xFEFF));
    }
}

static void cut_sentences(bed_str text, bed_str lang)
{
    const char    *last = text.ptr;
    bed_sentences *s;
    bed_str        sentence;

    must(bed_sentences_create(&s, NULL) == BED_OK);
    must(bed_sentences_open(s, text, lang, NULL) == BED_OK);
    while (bed_sentences_next(s, &sentence)) {
        must(sentence.len > 0 && sentence.ptr >= last);
        only_blanks(last, sentence.ptr);
        last = sentence.ptr + sentence.len;
    }
    only_blanks(last, text.ptr + text.len);
    bed_sentences_destroy(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const langs[] = { "", "en", "zh", "es", "fr", "hi", "ar", "pt", "el", "ja" };
    const size_t             n_langs = sizeof langs / sizeof langs[0];
    bed_clean_options        o;
    bed_str                  text, lang;

    if (size < 2)
        return 0;
    lang = bed_str_of(langs[data[0] % n_langs]);
    o    = (bed_clean_options){ .compose            = data[1] & 1,
                                .drop_invisible     = data[1] & 2,
                                .drop_controls      = data[1] & 4,
                                .plain_spaces       = data[1] & 8,
                                .plain_line_ends    = data[1] & 16,
                                .narrow             = data[1] & 32,
                                .narrow_punctuation = data[1] & 64,
                                .collapse_spaces    = data[1] & 128,
                                .trim               = data[0] & 128 };
    text = (bed_str){ (const char *)data + 2, size - 2 };
    clean(text, NULL);
    clean(text, &o);
    cut_words(text, lang);
    cut_sentences(text, lang);
    must(bed_language_of(text) != NULL);
    (void)bed_is_question(text, BED_STR(""));
    (void)bed_is_question(text, lang);
    return 0;
}
