/* Which kernels this processor runs, and the sizes of their work areas. */
#include "model/kernels.h"

#if defined(__x86_64__)
extern const bed_kernels bed__kernels_avx512, bed__kernels_avx2;
#endif
extern const bed_kernels bed__kernels_plain;

static const bed_kernels *const every[] = {
#if defined(__x86_64__)
    &bed__kernels_avx512,
    &bed__kernels_avx2,
#endif
    &bed__kernels_plain,
    NULL,
};

const bed_kernels *const *bed_kernels_all(void)
{
    return every;
}

const bed_kernels *bed_kernels_best(void)
{
    for (size_t i = 0; every[i] != NULL; i++)
        if (every[i]->runs())
            return every[i];
    return &bed__kernels_plain;
}

size_t bed_attention_work(size_t L, size_t D)
{
    enum { ROWS_MAX = 8 };
    const size_t columns = bed_kernel_columns(L), width = bed_kernel_columns(D);

    return D * columns + L * width + ROWS_MAX * (columns + width);
}

void bed_bfloat16_of_float32(const float *x, size_t n, uint16_t *out)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t bits;

        memcpy(&bits, &x[i], sizeof bits);
        const uint32_t rounded = (bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16;
        const uint32_t nan     = (bits >> 16) | 0x40u;
        out[i]                 = (uint16_t)((bits & 0x7FFFFFFFu) > 0x7F800000u ? nan : rounded);
    }
}
