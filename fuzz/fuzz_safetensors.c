/* The bytes of a safetensors file: every tensor that comes out is read to its last element. */
#include "model/safetensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ELEMENTS_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bed_safetensors *s = NULL;

    if (bed_safetensors_parse((bed_str){ (const char *)data, size }, &s, NULL) != BED_OK)
        return 0;
    for (size_t i = 0; i < bed_safetensors_count(s); i++) {
        const bed_tensor *t = bed_safetensors_at(s, i);
        float            *x = NULL;

        if (bed_safetensors_find(s, t->name) != t)
            abort();
        if (t->n_elements > ELEMENTS_MAX)
            continue; /* of shape (0, large) or of a dtype that is not read */
        x = bed_new_array(float, t->n_elements);
        if (x != NULL && bed_tensor_float32(t, x, NULL) == BED_OK && t->n_elements > 0 &&
            x[t->n_elements - 1] == 1234.5F)
            (void)bed_dtype_name(t->dtype);
        bed_free(x);
    }
    bed_safetensors_close(s);
    return 0;
}
