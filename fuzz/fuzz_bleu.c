/* BLEU's tokenisers and matches on any bytes: first byte the tokeniser and the case, the rest a
 * text and, after a NUL, another. Tokens have no blank and keep the text's characters (13a undoes
 * entities); a text matches itself everywhere; two texts match each other alike both ways. */
#include "metric/bleu_tokenize.h"
#include "metric/ngram.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ORDERS = 4 };

static void must(bool condition)
{
    if (!condition)
        abort();
}

static bool is_blank(UChar32 c)
{
    return (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 ||
           c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

/* The next character that is no blank, 0xFFFD for what is ill-formed; -1 at the end. */
static UChar32 next_of(bed_str text, int32_t *i)
{
    while (*i < (int32_t)text.len) {
        UChar32 c;

        U8_NEXT_OR_FFFD((const uint8_t *)text.ptr, *i, (int32_t)text.len, c);
        if (!is_blank(c))
            return c;
    }
    return -1;
}

static void keeps_characters(const bed_tokens *t, bed_str text, bool exact)
{
    int32_t in_text = 0;

    for (size_t k = 0; k < t->n; k++) {
        int32_t at = 0;

        must(t->items[k].len > 0);
        while (at < (int32_t)t->items[k].len) {
            UChar32 c;

            U8_NEXT((const uint8_t *)t->items[k].ptr, at, (int32_t)t->items[k].len, c);
            must(c >= 0 && !is_blank(c));
            must(!exact || c == next_of(text, &in_text));
        }
    }
    must(!exact || next_of(text, &in_text) == -1);
}

static void matches_of(const bed_tokens *hyp, const bed_tokens *ref, uint64_t *matches)
{
    bed_matcher m = { .n_tokens = 0 };

    must(bed_matcher_begin(&m, hyp, NULL) == BED_OK);
    must(bed_matcher_reference(&m, ref, NULL) == BED_OK);
    must(bed_matcher_count(&m, ORDERS, matches, NULL) == BED_OK);
    bed_matcher_deinit(&m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bed_tokens a = { .n = 0 }, b = { .n = 0 };
    uint64_t   self[ORDERS], there[ORDERS], back[ORDERS];

    if (size == 0)
        return 0;
    const bed_bleu_tokenizer tokenizer = (bed_bleu_tokenizer)(data[0] % 5);
    const bool               lower     = data[0] >= 128;
    const bed_str            all       = { (const char *)data + 1, size - 1 };
    const char *const        cut       = all.len == 0 ? NULL : memchr(all.ptr, '\0', all.len);
    const size_t             n         = cut == NULL ? all.len : (size_t)(cut - all.ptr);
    const bed_str            text = { all.ptr, n }, other = { all.ptr + n, all.len - n };

    must(bed_bleu_tokenize(&a, text, tokenizer, lower, NULL) == BED_OK);
    must(bed_bleu_tokenize(&b, other, tokenizer, lower, NULL) == BED_OK);
    keeps_characters(&a, text, !lower && tokenizer != BED_BLEU_13A);
    keeps_characters(&b, other, !lower && tokenizer != BED_BLEU_13A);
    matches_of(&a, &a, self);
    matches_of(&a, &b, there);
    matches_of(&b, &a, back);
    for (size_t k = 0; k < ORDERS; k++) {
        must(self[k] == (a.n > k ? a.n - k : 0));
        must(there[k] == back[k] && there[k] <= self[k]);
    }
    bed_tokens_deinit(&a);
    bed_tokens_deinit(&b);
    return 0;
}
