#include "model/tokenizer_parts.h"

static void place(bed__vocab *v, uint32_t id)
{
    const uint64_t h = bed_hash64(v->tokens[id], 0);
    size_t         i = h & (v->n_slots - 1);

    while (v->slots[i].id_and_1 != 0)
        i = (i + 1) & (v->n_slots - 1);
    v->slots[i].tag      = (uint32_t)(h >> 32);
    v->slots[i].id_and_1 = id + 1;
}

/* Keeps at least half of the slots empty. */
static bed_status grow_slots(bed__vocab *v, bed_error *err)
{
    const size_t            n     = v->n_slots == 0 ? 64 : v->n_slots * 2;
    struct bed__vocab_slot *slots = bed_new_array(struct bed__vocab_slot, n);

    if (slots == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: vocabulary of %zu tokens", v->n);
    bed_free(v->slots);
    v->slots   = slots;
    v->n_slots = n;
    for (size_t id = 0; id < v->n_ids; id++)
        if (v->tokens[id].ptr != NULL)
            place(v, (uint32_t)id);
    return BED_OK;
}

static bed_status grow_ids(bed__vocab *v, uint32_t id, bed_error *err)
{
    if (id >= v->capacity) {
        const size_t capacity = v->capacity * 2 > id ? v->capacity * 2 : (size_t)id + 256;
        bed_str     *tokens   = bed_realloc(v->tokens, capacity, sizeof *tokens);

        if (tokens == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: vocabulary of %zu ids", capacity);
        v->tokens   = tokens;
        v->capacity = capacity;
    }
    while (v->n_ids <= id)
        v->tokens[v->n_ids++] = (bed_str){ NULL, 0 };
    return BED_OK;
}

bed_status bed__vocab_add(bed__vocab *v, bed_str token, uint32_t id, bed_error *err)
{
    if (id >= BED__VOCAB_MAX)
        return bed_fail(err, BED_EFORMAT, "token '%.*s' has id %u; expected below %d",
                        BED_STR_ARG(token), id, BED__VOCAB_MAX);
    if (bed__vocab_find(v, token) != BED_NO_TOKEN || bed__vocab_token(v, id).ptr != NULL)
        return BED_OK;
    BED_TRY(grow_ids(v, id, err));
    if (2 * (v->n + 1) > v->n_slots)
        BED_TRY(grow_slots(v, err));
    v->tokens[id] = token;
    v->n++;
    if (token.len > v->longest)
        v->longest = token.len;
    place(v, id);
    return BED_OK;
}

uint32_t bed__vocab_find(const bed__vocab *v, bed_str token)
{
    if (v->n == 0)
        return BED_NO_TOKEN;
    const uint64_t h   = bed_hash64(token, 0);
    const uint32_t tag = (uint32_t)(h >> 32);

    for (size_t i = h & (v->n_slots - 1); v->slots[i].id_and_1 != 0;
         i        = (i + 1) & (v->n_slots - 1)) {
        const uint32_t id = v->slots[i].id_and_1 - 1;

        if (v->slots[i].tag == tag && bed_str_equal(v->tokens[id], token))
            return id;
    }
    return BED_NO_TOKEN;
}

void bed__vocab_deinit(bed__vocab *v)
{
    bed_free(v->slots);
    bed_free(v->tokens);
    *v = (bed__vocab){ 0 };
}
