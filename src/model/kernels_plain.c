/* The kernels for any processor: vectors of 4 floats, which the compiler maps to what there is. */
#define LANES 4
#define ROWS 4
#define KERNELS bed__kernels_plain
#define KERNELS_NAME "plain"
#define KERNELS_RUN true
#include "model/kernels_body.h"
