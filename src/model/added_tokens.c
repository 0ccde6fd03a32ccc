/* Added tokens: spellings that are cut out of a text before anything else reads it. A token with
 * "single_word" stands only where no word character touches it; "lstrip" and "rstrip" let it take
 * the white space on that side. A match that is refused is passed over whole. */
#include "model/characters.h"
#include "model/tokenizer_parts.h"

static int by_first_byte_and_length(const void *a, const void *b)
{
    const bed_str x = (*(const bed__added_token *const *)a)->sought;
    const bed_str y = (*(const bed__added_token *const *)b)->sought;

    if (x.ptr[0] != y.ptr[0])
        return (unsigned char)x.ptr[0] < (unsigned char)y.ptr[0] ? -1 : 1;
    if (x.len != y.len)
        return x.len > y.len ? -1 : 1;
    return memcmp(x.ptr, y.ptr, x.len);
}

bed_status bed__added_set_init(bed__added_set *s, const bed__added_token *tokens, size_t n,
                               bool normalized, bed_error *err)
{
    s->tokens = bed_alloc(n + 1, sizeof(const bed__added_token *));
    if (s->tokens == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu added tokens", n);
    for (size_t i = 0; i < n; i++)
        if (tokens[i].normalized == normalized && tokens[i].sought.len > 0)
            s->tokens[s->n++] = &tokens[i];
    qsort((void *)s->tokens, s->n, sizeof *s->tokens, by_first_byte_and_length);
    for (size_t i = 0, b = 0; b <= 256; b++) {
        while (i < s->n && (unsigned char)s->tokens[i]->sought.ptr[0] < b)
            i++;
        s->from[b] = (uint32_t)i;
    }
    return BED_OK;
}

void bed__added_set_deinit(bed__added_set *s)
{
    bed_free((void *)s->tokens);
    *s = (bed__added_set){ 0 };
}

static const bed__added_token *match_at(const bed__added_set *s, bed_str rest)
{
    const unsigned char b = (unsigned char)rest.ptr[0];

    for (uint32_t i = s->from[b]; i < s->from[b + 1]; i++)
        if (bed_str_starts(rest, s->tokens[i]->sought))
            return s->tokens[i];
    return NULL;
}

static bool word_touches(bed_str text, size_t start, size_t stop)
{
    size_t before = start, behind = stop;

    return (start > 0 && bed__is_word(bed__utf8_before(text, &before))) ||
           (stop < text.len && bed__is_word(bed__utf8_next(text, &behind)));
}

static size_t spaces_before(bed_str text, size_t from, size_t at)
{
    for (size_t i = at; i > from; at = i)
        if (!bed__is_space(bed__utf8_before(text, &i)))
            break;
    return at;
}

static size_t spaces_behind(bed_str text, size_t at)
{
    for (size_t i = at; i < text.len; at = i)
        if (!bed__is_space(bed__utf8_next(text, &i)))
            break;
    return at;
}

const bed__added_token *bed__added_next(const bed__added_set *s, bed_str text, size_t *at,
                                        bed_str *before)
{
    const size_t from = *at;

    for (size_t i = from; s->n > 0 && i < text.len;) {
        const bed__added_token *const a    = match_at(s, (bed_str){ text.ptr + i, text.len - i });
        const size_t                  stop = a == NULL ? i + 1 : i + a->sought.len;

        if (a != NULL && !(a->single_word && word_touches(text, i, stop))) {
            const size_t start = a->lstrip ? spaces_before(text, from, i) : i;

            *before = (bed_str){ text.ptr + from, start - from };
            *at     = a->rstrip ? spaces_behind(text, stop) : stop;
            return a;
        }
        i = stop;
    }
    *before = (bed_str){ text.ptr + from, text.len - from };
    *at     = text.len;
    return NULL;
}
