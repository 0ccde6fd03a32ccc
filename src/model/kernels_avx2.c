/* The kernels for processors with AVX2 and FMA (8 floats a vector); the build sets the flags. */
#if defined(__AVX2__) && defined(__FMA__)
#define LANES 8
#define ROWS 6
#define KERNELS bed__kernels_avx2
#define KERNELS_NAME "avx2"
#define KERNELS_RUN (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0)
#include "model/kernels_body.h"
#else
typedef int kernels_avx2_are_for_x86; /* a file may not be empty */
#endif
