/* Tokenizers of any bytes: a tokenizer.json up to the first NUL, then a text to encode with it. The
 * file is refused with a reason, or its ids are tokens, are cut where asked, and decode. Without a
 * NUL the bytes are a text for a good tokenizer. */
#include "model/tokenizer.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_MAX = 64 << 20, CUT = 7 };

static void must(bool condition)
{
    if (!condition)
        abort();
}

/* Loaded once and kept for the life of the program. */
static const bed_tokenizer *good(void)
{
    static bed_tokenizer *value;

    if (value == NULL)
        must(bed_tokenizer_load("src/model/fixtures/tokenizers/affixes", NULL, &value, NULL) ==
             BED_OK);
    return value;
}

static void use(const bed_tokenizer *t, bed_encoding *work, bed_str text)
{
    bed_token_ids ids = { 0 }, head = { 0 };
    bed_buffer    out = BED_BUFFER(TEXT_MAX);
    bed_error     err = { 0 };
    size_t        cut = 0;

    const bed_status st = bed_tokenizer_encode(t, work, text, true, 0, &ids, NULL, &err);

    must(st == BED_OK || st == BED_EFORMAT);
    for (size_t i = 0; i < ids.n; i++)
        must(ids.ids[i] < BED_NO_TOKEN);
    if (st == BED_OK &&
        bed_tokenizer_encode(t, work, text, true, CUT, &head, &cut, &err) == BED_OK) {
        must(head.n == (ids.n < CUT ? ids.n : CUT));
        must(head.n + cut == ids.n);
    }
    if (st == BED_OK && bed_tokenizer_decode(t, ids.ids, ids.n, false, &out, &err) == BED_OK)
        must(out.len == 0 || bed_utf8_valid_until(bed_buffer_str(&out)) == out.len);
    bed_buffer_deinit(&out);
    bed_token_ids_deinit(&ids);
    bed_token_ids_deinit(&head);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *const start = (const char *)data;
    const char *const nul   = size == 0 ? NULL : memchr(start, '\0', size);
    bed_tokenizer    *t     = NULL;
    bed_encoding     *work  = NULL;
    bed_error         err   = { 0 };

    must(bed_encoding_create(&work, &err) == BED_OK);
    if (nul == NULL) {
        use(good(), work, (bed_str){ start, size });
    } else {
        const size_t     n  = (size_t)(nul - start);
        const bed_status st = bed_tokenizer_parse((bed_str){ start, n }, NULL, &t, &err);

        must(st == BED_OK || ((st == BED_EFORMAT || st == BED_EMEMORY) && err.text[0] != '\0'));
        if (st == BED_OK)
            use(t, work, (bed_str){ nul + 1, size - n - 1 });
    }
    bed_tokenizer_destroy(t);
    bed_encoding_destroy(work);
    return 0;
}
