/* Pre-tokenizers that cut by the class of each character: "Whitespace" (runs of word characters and
 * runs of other signs, white space left out), "WhitespaceSplit" (at white space), "Punctuation" and
 * "Digits" (each sign, each digit or each run of digits is a piece). */
#include "model/characters.h"
#include "model/tokenizer_parts.h"

typedef enum class {
    PLAIN,  /* runs of them are pieces */
    SIGN,   /* runs of them are pieces too */
    SINGLE, /* each is a piece */
    GAP     /* left out */
} class;

typedef class classify(UChar32 c);

static bed_status run_classes(classify *class_of, bed_encoding *work, size_t step, bed_str piece,
                              bed_error *err)
{
    size_t start = 0;
    class run    = GAP;

    for (size_t i = 0; i < piece.len;) {
        const size_t at  = i;
        const class kind = class_of(bed__utf8_next(piece, &i));

        if (kind == run && kind != SINGLE)
            continue;
        if (run != GAP)
            BED_TRY(bed__feed(work, step, (bed_str){ piece.ptr + start, at - start }, err));
        start = at;
        run   = kind;
    }
    return run == GAP
               ? BED_OK
               : bed__feed(work, step, (bed_str){ piece.ptr + start, piece.len - start }, err);
}

static class by_words(UChar32 c)
{
    return bed__is_space(c) ? GAP : bed__is_word(c) ? PLAIN : SIGN;
}

static bed_status run_words(const void *self, bed_encoding *work, size_t step, bed_str piece,
                            bed_error *err)
{
    (void)self;
    return run_classes(by_words, work, step, piece, err);
}

static class by_space(UChar32 c)
{
    return bed__is_space(c) ? GAP : PLAIN;
}

static bed_status run_space(const void *self, bed_encoding *work, size_t step, bed_str piece,
                            bed_error *err)
{
    (void)self;
    return run_classes(by_space, work, step, piece, err);
}

static class by_punctuation(UChar32 c)
{
    return bed__is_punctuation(c) ? SINGLE : PLAIN;
}

static bed_status load_punctuation(bed_tokenizer *t, const json_t *json, void **self,
                                   bed_error *err)
{
    bed_str behavior;

    (void)t;
    (void)self;
    BED_TRY(bed__json_str(json, "behavior", BED_STR("Isolated"), &behavior, err));
    if (!bed_str_equal(behavior, BED_STR("Isolated")))
        return bed_fail(err, BED_EFORMAT, "pre_tokenizer.behavior '%.*s' is not known",
                        BED_STR_ARG(behavior));
    return BED_OK;
}

static bed_status run_punctuation(const void *self, bed_encoding *work, size_t step, bed_str piece,
                                  bed_error *err)
{
    (void)self;
    return run_classes(by_punctuation, work, step, piece, err);
}

static class by_digit(UChar32 c)
{
    return bed__is_numeric(c) ? SINGLE : PLAIN;
}

static class by_digits(UChar32 c)
{
    return bed__is_numeric(c) ? SIGN : PLAIN;
}

static bed_status load_digits(bed_tokenizer *t, const json_t *json, void **self, bed_error *err)
{
    bool *single = bed_new_array(bool, 1);

    (void)t;
    if (single == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: pre-tokenizer");
    *self = single;
    return bed__json_bool(json, "individual_digits", false, single, err);
}

static void destroy_digits(void *self)
{
    bed_free(self);
}

static bed_status run_digits(const void *self, bed_encoding *work, size_t step, bed_str piece,
                             bed_error *err)
{
    return run_classes(*(const bool *)self ? by_digit : by_digits, work, step, piece, err);
}

const bed__splitter bed__split_words       = { "Whitespace", NULL, NULL, run_words };
const bed__splitter bed__split_space       = { "WhitespaceSplit", NULL, NULL, run_space };
const bed__splitter bed__split_punctuation = { "Punctuation", load_punctuation, NULL,
                                               run_punctuation };
const bed__splitter bed__split_digits      = { "Digits", load_digits, destroy_digits, run_digits };
