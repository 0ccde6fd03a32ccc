/* The kernels for one width of vectors. A file that includes this defines LANES (4, 8 or 16), ROWS
 * (rows of a register tile), KERNELS (the table's name), KERNELS_NAME and KERNELS_RUN (an
 * expression: whether this processor can run it), and is compiled for its instruction set with
 * contraction of a * b + c to one operation. */
#include "model/kernels.h"

#include <math.h>

enum { VECTORS = 2 }; /* vectors of a register tile's row */

typedef float   vec __attribute__((vector_size(LANES * 4)));
typedef float   loose __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
typedef int32_t ints __attribute__((vector_size(LANES * 4)));

#define INLINE static inline __attribute__((always_inline))

INLINE vec load(const float *p)
{
    return *(const loose *)p;
}

INLINE void store(float *p, vec v)
{
    *(loose *)p = v;
}

INLINE vec all(float x)
{
    return x - (vec){ 0 };
}

INLINE vec either(ints mask, vec a, vec b)
{
    return (vec)((mask & (ints)a) | (~mask & (ints)b));
}

INLINE vec larger(vec a, vec b)
{
    return either(a > b, a, b);
}

INLINE vec smaller(vec a, vec b)
{
    return either(a < b, a, b);
}

INLINE float sum_of(vec v)
{
    float s = 0;

    for (int i = 0; i < LANES; i++)
        s += v[i];
    return s;
}

INLINE float largest_of(vec v)
{
    float s = v[0];

    for (int i = 1; i < LANES; i++)
        s = v[i] > s ? v[i] : s;
    return s;
}

/* e^x for x <= 88, 0 below -87: 2^n times a polynomial over [-ln 2 / 2, ln 2 / 2]; relative error
 * below 2e-7. */
INLINE vec exponential(vec x)
{
    const vec  magic = all(0x1.8p23F); /* adding it rounds to a whole number */
    const vec  low   = all(-87.0F);
    const ints under = x < low;

    x                 = larger(x, low);
    const vec shifted = x * 1.44269504088896341F + magic;
    const vec n       = shifted - magic;
    const vec r       = (x - n * 0.693359375F) + n * 2.12194440e-4F;
    vec       p       = r * 1.9875691500e-4F + 1.3981999507e-3F;

    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * (r * r) + r + 1.0F;
    return (vec)(~under & (ints)(vec)((ints)p + ((ints)shifted << 23)));
}

/* ---- products ---- */

/* One tile: c[r][v] = sum over k of a[r * lda + k] b[k * ldb + v]. */
#define TILE(name, rows)                                                                           \
    INLINE void name(const float *a, size_t lda, size_t n_k, const float *b, size_t ldb, float *c, \
                     size_t ldc)                                                                   \
    {                                                                                              \
        vec left[rows], right[rows];                                                               \
                                                                                                   \
        for (int r = 0; r < (rows); r++)                                                           \
            left[r] = right[r] = (vec){ 0 };                                                       \
        for (size_t k = 0; k < n_k; k++) {                                                         \
            const vec b0 = load(b + k * ldb), b1 = load(b + k * ldb + LANES);                      \
                                                                                                   \
            for (int r = 0; r < (rows); r++) {                                                     \
                const vec x = all(a[(size_t)r * lda + k]);                                         \
                                                                                                   \
                left[r] += x * b0;                                                                 \
                right[r] += x * b1;                                                                \
            }                                                                                      \
        }                                                                                          \
        for (int r = 0; r < (rows); r++) {                                                         \
            store(c + (size_t)r * ldc, left[r]);                                                   \
            store(c + (size_t)r * ldc + LANES, right[r]);                                          \
        }                                                                                          \
    }

TILE(tile_rows, ROWS)
TILE(tile_row, 1)

/* c (n_rows, n_columns) = a (n_rows, n_k) b (n_k, n_columns); n_columns a multiple of 32. */
INLINE void multiply(const float *a, size_t lda, size_t n_rows, size_t n_k, const float *b,
                     size_t ldb, size_t n_columns, float *c, size_t ldc)
{
    for (size_t j = 0; j < n_columns; j += (size_t)VECTORS * LANES) {
        size_t i = 0;

        for (; i + ROWS <= n_rows; i += ROWS)
            tile_rows(a + i * lda, lda, n_k, b + j, ldb, c + i * ldc + j, ldc);
        for (; i < n_rows; i++)
            tile_row(a + i * lda, lda, n_k, b + j, ldb, c + i * ldc + j, ldc);
    }
}

static void product(const float *a, size_t n, size_t C, const float *b, size_t m, float *out)
{
    const size_t columns = bed_kernel_columns(m);

    multiply(a, C, n, C, b, columns, columns, out, columns);
}

/* Columns of rows that lie `stride` floats apart. */
INLINE void pack_strided(const float *x, size_t stride, size_t m, size_t C, float *b)
{
    const size_t columns = bed_kernel_columns(m);

    for (size_t j = 0; j < m; j++)
        for (size_t k = 0; k < C; k++)
            b[k * columns + j] = x[j * stride + k];
    for (size_t k = 0; k < C; k++)
        for (size_t j = m; j < columns; j++)
            b[k * columns + j] = 0;
}

static void pack_columns(const float *x, size_t m, size_t C, float *b)
{
    pack_strided(x, C, m, C, b);
}

/* ---- attention ---- */

/* Scores of one query to e^(scale (s - max)), those past L to 0; gives their sum. */
INLINE float weigh(float *s, size_t L, size_t columns, float scale)
{
    vec top = all(-INFINITY), total = { 0 };

    for (size_t j = L; j < columns; j++)
        s[j] = -INFINITY;
    for (size_t j = 0; j < columns; j += LANES)
        top = larger(load(s + j), top);
    const vec most = all(largest_of(top) * scale);
    for (size_t j = 0; j < columns; j += LANES) {
        const vec e = exponential(load(s + j) * scale - most);

        store(s + j, e);
        total += e;
    }
    return sum_of(total);
}

/* One head: queries, keys and values at q, k and v, rows `stride` apart; out rows `pitch` apart. */
INLINE void attend(const float *q, size_t stride, size_t L, size_t D, float *out, size_t pitch,
                   size_t n_heads, float *work)
{
    const float *k = q + n_heads * D, *v = k + n_heads * D;
    const size_t columns = bed_kernel_columns(L), width = bed_kernel_columns(D);
    float *const keys = work, *const values = keys + D * columns;
    float *const scores = values + L * width, *const mixed = scores + ROWS * columns;
    const float scale = 1.0F / sqrtf((float)D);

    pack_strided(k, stride, L, D, keys);
    for (size_t j = 0; j < L; j++)
        for (size_t d = 0; d < width; d++)
            values[j * width + d] = d < D ? v[j * stride + d] : 0;
    for (size_t i = 0; i < L; i += ROWS) {
        const size_t n = L - i < ROWS ? L - i : ROWS;
        float        total[ROWS];

        multiply(q + i * stride, stride, n, D, keys, columns, columns, scores, columns);
        for (size_t r = 0; r < n; r++)
            total[r] = weigh(scores + r * columns, L, columns, scale);
        multiply(scores, columns, n, L, values, width, width, mixed, width);
        for (size_t r = 0; r < n; r++) {
            const float share = 1.0F / total[r];

            for (size_t d = 0; d < D; d++)
                out[(i + r) * pitch + d] = mixed[r * width + d] * share;
        }
    }
}

static void attention(const float *qkv, size_t L, size_t H, size_t D, float *out, float *work)
{
    for (size_t h = 0; h < H; h++)
        attend(qkv + h * D, 3 * H * D, L, D, out + h * D, H * D, H, work);
}

/* ---- rows ---- */

static void layer_norm(const float *x, size_t R, size_t C, const float *gain, const float *bias,
                       float eps, float *out)
{
    for (size_t r = 0; r < R; r++, x += C, out += C) {
        vec    total = { 0 }, squares = { 0 };
        size_t i = 0;

        for (; i + LANES <= C; i += LANES)
            total += load(x + i);
        float sum = sum_of(total);
        for (; i < C; i++)
            sum += x[i];
        const float mean = sum / (float)C;
        for (i = 0; i + LANES <= C; i += LANES) {
            const vec d = load(x + i) - mean;
            squares += d * d;
        }
        float square = sum_of(squares);
        for (; i < C; i++)
            square += (x[i] - mean) * (x[i] - mean);
        const float scale = 1.0F / sqrtf(square / (float)C + eps);
        for (i = 0; i + LANES <= C; i += LANES)
            store(out + i, (load(x + i) - mean) * scale * load(gain + i) + load(bias + i));
        for (; i < C; i++)
            out[i] = (x[i] - mean) * scale * gain[i] + bias[i];
    }
}

static void unit_rows(float *x, size_t R, size_t C)
{
    for (size_t r = 0; r < R; r++, x += C) {
        vec    squares = { 0 };
        size_t i       = 0;

        for (; i + LANES <= C; i += LANES)
            squares += load(x + i) * load(x + i);
        float square = sum_of(squares);
        for (; i < C; i++)
            square += x[i] * x[i];
        const float scale = square > 0 ? 1.0F / sqrtf(square) : 0.0F;
        for (i = 0; i < C; i++)
            x[i] *= scale;
    }
}

static void add(float *sum, const float *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum[i] += x[i];
}

/* ---- bfloat16 ---- */

typedef uint32_t words __attribute__((vector_size(LANES * 4)));
typedef uint16_t halves __attribute__((vector_size(LANES * 2)));

/* The upper halves of float32 rounded to the nearest, ties to even; no number stays none. */
INLINE words rounded(vec x)
{
    const words bits = (words)x;
    const words up   = (bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16;
    const words none = (words)((bits & 0x7FFFFFFFu) > 0x7F800000u);

    return (none & ((bits >> 16) | 0x40u)) | (~none & up);
}

INLINE void store_halves(uint16_t *p, words w)
{
    const halves h = __builtin_convertvector(w, halves);

    memcpy(p, &h, sizeof h);
}

/* Of n < LANES numbers: what is rounded goes to hi, what is left of it, rounded, to lo. */
INLINE void split_some(const float *x, size_t n, uint16_t *hi, uint16_t *lo)
{
    float    rest[LANES] = { 0 };
    uint16_t part[LANES];

    memcpy(rest, x, n * sizeof *x);
    const words upper = rounded(load(rest));
    store_halves(part, upper);
    memcpy(hi, part, n * sizeof *part);
    store_halves(part, rounded(load(rest) - (vec)(upper << 16)));
    memcpy(lo, part, n * sizeof *part);
}

static void to_bfloat16(const float *x, size_t n, uint16_t *out)
{
    uint16_t rest[LANES];
    size_t   i = 0;

    for (; i + LANES <= n; i += LANES)
        store_halves(out + i, rounded(load(x + i)));
    if (i < n)
        split_some(x + i, n - i, out + i, rest);
}

static void split_bfloat16(const float *x, size_t n, uint16_t *hi, uint16_t *lo)
{
    size_t i = 0;

    for (; i + LANES <= n; i += LANES) {
        const vec   v     = load(x + i);
        const words upper = rounded(v);

        store_halves(hi + i, upper);
        store_halves(lo + i, rounded(v - (vec)(upper << 16)));
    }
    if (i < n)
        split_some(x + i, n - i, hi + i, lo + i);
}

/* ---- activations ---- */

/* Applies f to n elements in place; the last ones through a full vector of their own. */
#define APPLY(name, f)                                                                             \
    static void name(float *x, size_t n)                                                           \
    {                                                                                              \
        float  rest[LANES] = { 0 };                                                                \
        size_t i           = 0;                                                                    \
                                                                                                   \
        for (; i + LANES <= n; i += LANES)                                                         \
            store(x + i, f(load(x + i)));                                                          \
        if (i < n) {                                                                               \
            memcpy(rest, x + i, (n - i) * sizeof *x);                                              \
            store(rest, f(load(rest)));                                                            \
            memcpy(x + i, rest, (n - i) * sizeof *x);                                              \
        }                                                                                          \
    }

/* (Phi(y) - 1/2) / y over |y| <= 5.2 as a polynomial in 2 (y / 5.2)^2 - 1: least squares over
 * Chebyshev polynomials, reweighted until the error of the activation is level. */
enum { GELU_TERMS = 15 };
static const float gelu_fit[GELU_TERMS] = {
    0x1.166cf2p-3F,  -0x1.157a7ep-4F,  0x1.99d02cp-5F,  -0x1.47142cp-5F,  0x1.05da3cp-5F,
    -0x1.958780p-6F, 0x1.28d2ccp-6F,   -0x1.966790p-7F, 0x1.08981cp-7F,   -0x1.45bdf4p-8F,
    0x1.4d392ap-9F,  -0x1.184230p-10F, 0x1.737638p-11F, -0x1.15edc4p-11F, 0x1.5a7fcep-13F,
};

/* x (1 + erf(x / sqrt 2)) / 2 = x Phi(x) */
INLINE vec gelu_of(vec x)
{
    const vec edge = all(5.2F);
    const vec y    = smaller(larger(x, -edge), edge);
    const vec u    = y * y * 0x1.2ef566p-4F - 1.0F;
    vec       p    = all(gelu_fit[GELU_TERMS - 1]);

    for (int i = GELU_TERMS - 2; i >= 0; i--)
        p = p * u + gelu_fit[i];
    return x * (p * y + 0.5F);
}

/* x (1 + tanh(u)) / 2 = x / (1 + e^(-2u)), u = sqrt(2 / pi) (x + 0.044715 x^3) */
INLINE vec gelu_tanh_of(vec x)
{
    const vec u = x * (x * x * 0.044715F + 1.0F) * -1.5957691216057308F;

    return x / (exponential(smaller(u, all(88.0F))) + 1.0F);
}

INLINE vec relu_of(vec x)
{
    return larger(x, (vec){ 0 });
}

APPLY(gelu, gelu_of)
APPLY(gelu_tanh, gelu_tanh_of)
APPLY(relu, relu_of)

static bool runs(void)
{
    return KERNELS_RUN;
}

extern const bed_kernels KERNELS;

const bed_kernels KERNELS = {
    .name           = KERNELS_NAME,
    .runs           = runs,
    .layer_norm     = layer_norm,
    .attention      = attention,
    .gelu           = gelu,
    .gelu_tanh      = gelu_tanh,
    .relu           = relu,
    .unit_rows      = unit_rows,
    .product        = product,
    .pack_columns   = pack_columns,
    .add            = add,
    .to_bfloat16    = to_bfloat16,
    .split_bfloat16 = split_bfloat16,
};
