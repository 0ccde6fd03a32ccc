/* A table of texts by their hash (open addressing), and the ids of each. */
#include "model/texts.h"

#include "text/unicode.h"

enum { SLOTS_FIRST = 64 };

struct bed_texts {
    const bed_tokenizer *tokenizer;
    bed_encoding        *work;
    bed_token_ids        ids; /* of one text */
    size_t               max_length;
    bed_str             *texts; /* (n) */
    size_t              *cut;   /* (n) */
    size_t              *ends;  /* (n + 1): offsets into all */
    uint32_t            *all;   /* ids of all texts */
    size_t               n, capacity, all_capacity;
    size_t              *slots;   /* number + 1 of a text; 0: free */
    size_t               n_slots; /* a power of two */
};

static bool blank(UChar32 c)
{
    return c >= 0 && (u_isUWhiteSpace(c) || (c >= 0x1C && c <= 0x1F));
}

bed_str bed_text_strip(bed_str text)
{
    size_t begin = 0, end = text.len;

    for (size_t next = 0; next < text.len; begin = next)
        if (!blank(bed__utf8_next(text, &next)))
            break;
    for (size_t before = end; before > begin; end = before)
        if (!blank(bed__utf8_before((bed_str){ text.ptr, before }, &before)))
            break;
    return (bed_str){ text.ptr + begin, end - begin };
}

bed_status bed_texts_create(const bed_tokenizer *t, size_t max_length, bed_texts **out,
                            bed_error *err)
{
    bed_texts *s      = bed_new_array(bed_texts, 1);
    size_t     before = 0, behind = 0;
    bed_status st = BED_OK;

    *out = NULL;
    if (s == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: texts");
    s->tokenizer  = t;
    s->max_length = max_length;
    bed_tokenizer_frame(t, &before, &behind);
    if (max_length <= before + behind)
        BED_GO(bed_fail(err, BED_EARGUMENT, "at most %zu tokens a text: %zu are special ones",
                        max_length, before + behind));
    BED_GO(bed_encoding_create(&s->work, err));
    BED_GO(bed_alloc_into((void **)&s->slots, SLOTS_FIRST, sizeof *s->slots, err));
    s->n_slots = SLOTS_FIRST;
    BED_GO(bed_alloc_into((void **)&s->ends, 1, sizeof *s->ends, err));
    *out = s;
    s    = NULL;
done:
    bed_texts_destroy(s);
    return st;
}

void bed_texts_destroy(bed_texts *s)
{
    if (s == NULL)
        return;
    bed_encoding_destroy(s->work);
    bed_token_ids_deinit(&s->ids);
    bed_free(s->texts);
    bed_free(s->cut);
    bed_free(s->ends);
    bed_free(s->all);
    bed_free(s->slots);
    bed_free(s);
}

/* Where a text stands, or the free slot where it would. */
static size_t slot_of(const bed_texts *s, bed_str text)
{
    size_t i = (size_t)bed_hash64(text, 0) & (s->n_slots - 1);

    while (s->slots[i] != 0 && !bed_str_equal(s->texts[s->slots[i] - 1], text))
        i = (i + 1) & (s->n_slots - 1);
    return i;
}

static bed_status widen(bed_texts *s, bed_error *err)
{
    size_t *former = s->slots, *wider = bed_new_array(size_t, 2 * s->n_slots);

    if (wider == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu texts", s->n);
    s->slots = wider;
    s->n_slots *= 2;
    for (size_t i = 0; i < s->n; i++)
        s->slots[slot_of(s, s->texts[i])] = i + 1;
    bed_free(former);
    return BED_OK;
}

static bed_status grow(void **block, size_t count, size_t size, bed_error *err)
{
    void *grown = bed_realloc(*block, count, size);

    if (grown == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu values of %zu bytes", count, size);
    *block = grown;
    return BED_OK;
}

static bed_status make_room(bed_texts *s, size_t n_ids, bed_error *err)
{
    const size_t all = s->ends[s->n] + n_ids;

    if (s->n == s->capacity) {
        const size_t capacity = 2 * s->capacity + 32;

        BED_TRY(grow((void **)&s->texts, capacity, sizeof *s->texts, err));
        BED_TRY(grow((void **)&s->cut, capacity, sizeof *s->cut, err));
        BED_TRY(grow((void **)&s->ends, capacity + 1, sizeof *s->ends, err));
        s->capacity = capacity;
    }
    if (all > s->all_capacity) {
        const size_t capacity = all + all / 2;

        BED_TRY(grow((void **)&s->all, capacity, sizeof *s->all, err));
        s->all_capacity = capacity;
    }
    return 2 * s->n >= s->n_slots ? widen(s, err) : BED_OK;
}

bed_status bed_texts_add(bed_texts *s, bed_str text, size_t *number, bed_error *err)
{
    size_t cut = 0;

    text        = bed_text_strip(text);
    size_t slot = slot_of(s, text);
    if (s->slots[slot] != 0) {
        *number = s->slots[slot] - 1;
        return BED_OK;
    }
    BED_TRY(
        bed_tokenizer_encode(s->tokenizer, s->work, text, true, s->max_length, &s->ids, &cut, err));
    BED_TRY(make_room(s, s->ids.n, err));
    memcpy(s->all + s->ends[s->n], s->ids.ids, s->ids.n * sizeof *s->all);
    s->texts[s->n]             = text;
    s->cut[s->n]               = cut;
    s->ends[s->n + 1]          = s->ends[s->n] + s->ids.n;
    s->slots[slot_of(s, text)] = s->n + 1;
    *number                    = s->n++;
    return BED_OK;
}

bed_id_lists bed_texts_ids(const bed_texts *s)
{
    return (bed_id_lists){ s->all, s->ends, s->n };
}

size_t bed_texts_cut(const bed_texts *s, size_t number)
{
    return s->cut[number];
}
