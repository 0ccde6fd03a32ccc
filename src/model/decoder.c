/* Ids to text. */
#include "model/tokenizer_parts.h"

bed_status bed_tokenizer_decode(const bed_tokenizer *t, const uint32_t *ids, size_t n,
                                bool skip_special, bed_buffer *out, bed_error *err)
{
    bool first = true;

    for (size_t i = 0; i < n; i++) {
        bed_str token = bed_tokenizer_token(t, ids[i]);

        if (token.ptr == NULL || (skip_special && bed_tokenizer_is_special(t, ids[i])))
            continue;
        if (!bed_eat(&token, BED_STR("##")) && !first)
            BED_TRY(bed_buffer_add_byte(out, ' ', err));
        BED_TRY(bed_buffer_add(out, token, err));
        first = false;
    }
    return BED_OK;
}
