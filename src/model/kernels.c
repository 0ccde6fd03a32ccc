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
