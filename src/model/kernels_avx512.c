/* The kernels for processors with AVX-512 (16 floats a vector); the build sets the flags. */
#if defined(__AVX512F__) && defined(__AVX512DQ__)
#define LANES 16
#define ROWS 8
#define KERNELS bed__kernels_avx512
#define KERNELS_NAME "avx512"
#define KERNELS_RUN                                                                                \
    (__builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&          \
     __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512bw") != 0)
#include "model/kernels_body.h"
#else
typedef int kernels_avx512_are_for_x86; /* a file may not be empty */
#endif
