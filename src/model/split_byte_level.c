/* Byte-level pre-tokenizer: with "use_regex" words by GPT-2's pattern; with "add_prefix_space" a
 * space before a piece that begins without one. That the model then sees bytes in the alphabet of
 * byte_level.h is the model's matter: it reads the bytes themselves. */
#include "model/split_pattern.h"
#include "model/tokenizer_parts.h"

typedef struct byte_level {
    bool prefix, words;
} byte_level;

static bed_status load(bed_tokenizer *t, const json_t *json, void **self, bed_error *err)
{
    byte_level *b = bed_new_array(byte_level, 1);

    if (b == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: pre-tokenizer");
    *self = b;
    BED_TRY(bed__json_bool(json, "add_prefix_space", true, &b->prefix, err));
    BED_TRY(bed__json_bool(json, "use_regex", true, &b->words, err));
    if (t->options.add_prefix_space != BED_AS_FILED)
        b->prefix = t->options.add_prefix_space == BED_YES;
    t->byte_level = true;
    return BED_OK;
}

static void destroy(void *self)
{
    bed_free(self);
}

static bed_status run(const void *self, bed_encoding *work, size_t step, bed_str piece,
                      bed_error *err)
{
    const byte_level *const b = self;

    if (b->prefix && piece.ptr[0] != ' ') {
        bed_buffer_clear(&work->prefixed);
        BED_TRY(bed_buffer_add_byte(&work->prefixed, ' ', err));
        BED_TRY(bed_buffer_add(&work->prefixed, piece, err));
        piece = bed_buffer_str(&work->prefixed);
    }
    if (!b->words)
        return bed__feed(work, step, piece, err);
    for (size_t at = 0; at < piece.len;) {
        const size_t end = bed__word_end_gpt2(piece, at);

        BED_TRY(bed__feed(work, step, (bed_str){ piece.ptr + at, end - at }, err));
        at = end;
    }
    return BED_OK;
}

const bed__splitter bed__split_byte_level = { "ByteLevel", load, destroy, run };
