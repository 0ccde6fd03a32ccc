/* BERT's pre-tokenizer: words end at white space, which is left out, and every punctuation mark is
 * a word of its own. */
#include "model/characters.h"
#include "model/tokenizer_parts.h"

/* Of ASCII: 0 part of a word, 1 white space, 2 punctuation. */
static inline unsigned ascii_class(unsigned c)
{
    if (c <= ' ')
        return c == ' ' || (c >= 0x09 && c <= 0x0D);
    return c < '0' || (c > '9' && c < 'A') || (c > 'Z' && c < 'a') || (c > 'z' && c < 0x7F) ? 2 : 0;
}

static inline unsigned class_of(UChar32 c)
{
    return c < 0x80                 ? ascii_class((unsigned)c)
           : bed__is_space(c)       ? 1
           : bed__is_punctuation(c) ? 2
                                    : 0;
}

static bed_status run(const void *self, bed_encoding *work, size_t step, bed_str piece,
                      bed_error *err)
{
    size_t start = 0;

    (void)self;
    for (size_t i = 0; i < piece.len;) {
        const size_t   at   = i;
        const unsigned kind = class_of(bed__utf8_next(piece, &i));

        if (kind == 0)
            continue;
        BED_TRY(bed__feed(work, step, (bed_str){ piece.ptr + start, at - start }, err));
        if (kind == 2)
            BED_TRY(bed__feed(work, step, (bed_str){ piece.ptr + at, i - at }, err));
        start = i;
    }
    return bed__feed(work, step, (bed_str){ piece.ptr + start, piece.len - start }, err);
}

const bed__splitter bed__split_bert = { "BertPreTokenizer", NULL, NULL, run };
