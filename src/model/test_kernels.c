/* Every kernel of every instruction set beside its plain definition in double, and linear layers
 * beside theirs. */
#include "model/kernels.h"

#include "base/test.h"
#include "model/linear.h"
#include "model/safetensors.h"

#include <math.h>

/* Uneven numbers within (-scale, scale). */
static void fill(float *x, size_t n, uint64_t index, double scale)
{
    bed_rng r = bed_rng_split(4711, BED_STR("kernels"), index);

    for (size_t i = 0; i < n; i++)
        x[i] = (float)((2 * bed_rng_unit(&r) - 1) * scale);
}

static float *numbers(size_t n, uint64_t index, double scale)
{
    float *x = bed_new_array(float, n);

    assert_non_null(x);
    fill(x, n, index, scale);
    return x;
}

static void each_set(void (*check)(const bed_kernels *))
{
    for (const bed_kernels *const *k = bed_kernels_all(); *k != NULL; k++)
        if ((*k)->runs())
            check(*k);
        else
            print_message("skipped: this processor does not run %s\n", (*k)->name);
}

static double phi(double x)
{
    return 0.5 * erfc(-x / sqrt(2));
}

static void check_activations(const bed_kernels *k)
{
    enum { N = 100003 };
    float *x = bed_new_array(float, N), *y = bed_new_array(float, N);

    for (size_t i = 0; i < N; i++)
        x[i] = (float)((double)i * 20.0 / N - 10.0);
    memcpy(y, x, N * sizeof *x);
    k->gelu(y, N);
    for (size_t i = 0; i < N; i++)
        assert_true(fabs((double)y[i] - (double)x[i] * phi((double)x[i])) < 2e-6);
    memcpy(y, x, N * sizeof *x);
    k->gelu_tanh(y, N);
    for (size_t i = 0; i < N; i++) {
        const double v = (double)x[i];
        const double u = 0.79788456080286535588 * (v + 0.044715 * v * v * v);

        assert_true(fabs((double)y[i] - 0.5 * v * (1 + tanh(u))) < 2e-6);
    }
    k->relu(x, N);
    assert_true(x[0] == 0 && x[N - 1] == y[N - 1]);
    float few[3] = { 1.25F, -0.75F, 3.5F };
    k->gelu(few, 3);
    assert_true(fabs((double)few[1] + 0.75 * phi(-0.75)) < 1e-6);
    bed_free(x);
    bed_free(y);
}

static void check_layer_norm(const bed_kernels *k)
{
    static const size_t sizes[] = { 1, 5, 16, 36, 384, 391 };

    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        const size_t C = sizes[s], R = 3;
        float       *x = numbers(R * C, s, 3.7), *out = bed_new_array(float, R *C);
        float       *gain = numbers(C, 100 + s, 1.3), *bias = numbers(C, 200 + s, 0.6);

        k->layer_norm(x, R, C, gain, bias, 1e-5F, out);
        for (size_t r = 0; r < R; r++) {
            double mean = 0, square = 0;

            for (size_t i = 0; i < C; i++)
                mean += (double)x[r * C + i] / (double)C;
            for (size_t i = 0; i < C; i++)
                square += ((double)x[r * C + i] - mean) * ((double)x[r * C + i] - mean);
            for (size_t i = 0; i < C; i++) {
                const double want = ((double)x[r * C + i] - mean) /
                                        sqrt(square / (double)C + 1e-5) * (double)gain[i] +
                                    (double)bias[i];
                assert_true(fabs((double)out[r * C + i] - want) < (C == 1 ? 1e-3 : 2e-6));
            }
        }
        k->layer_norm(x, R, C, gain, bias, 1e-5F, x); /* in place */
        assert_memory_equal(x, out, R * C * sizeof *x);
        bed_free(x);
        bed_free(out);
        bed_free(gain);
        bed_free(bias);
    }
}

/* One head, all in double. */
static void attend(const float *qkv, size_t L, size_t H, size_t D, size_t h, double *out)
{
    double *p = bed_new_array(double, L);

    for (size_t i = 0; i < L; i++) {
        double top = -INFINITY, total = 0;

        for (size_t j = 0; j < L; j++) {
            p[j] = 0;
            for (size_t d = 0; d < D; d++)
                p[j] += (double)qkv[(i * 3 * H + h) * D + d] *
                        (double)qkv[(j * 3 * H + H + h) * D + d] / sqrt((double)D);
            top = fmax(top, p[j]);
        }
        for (size_t j = 0; j < L; j++)
            total += p[j] = exp(p[j] - top);
        for (size_t d = 0; d < D; d++) {
            out[i * D + d] = 0;
            for (size_t j = 0; j < L; j++)
                out[i * D + d] += p[j] / total * (double)qkv[(j * 3 * H + 2 * H + h) * D + d];
        }
    }
    bed_free(p);
}

static void check_attention(const bed_kernels *k)
{
    static const struct {
        size_t L, H, D;
        double scale;
    } cases[] = { { 1, 2, 8, 1 },   { 2, 3, 9, 2.5 },  { 17, 2, 32, 1.5 }, { 33, 1, 64, 1 },
                  { 64, 2, 1, 40 }, { 150, 2, 32, 8 }, { 31, 1, 80, 3 } };

    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        const size_t L = cases[c].L, H = cases[c].H, D = cases[c].D;
        float       *qkv  = numbers(L * 3 * H * D, 300 + c, cases[c].scale);
        float       *out  = bed_new_array(float, L *H *D);
        float       *work = bed_new_array(float, bed_attention_work(L, D));
        double      *want = bed_new_array(double, L *D);

        k->attention(qkv, L, H, D, out, work);
        for (size_t h = 0; h < H; h++) {
            attend(qkv, L, H, D, h, want);
            for (size_t i = 0; i < L * D; i++) /* scores of about 100 lose four digits */
                assert_true(fabs((double)out[(i / D * H + h) * D + i % D] - want[i]) <
                            2e-5 * cases[c].scale);
        }
        bed_free(qkv);
        bed_free(out);
        bed_free(work);
        bed_free(want);
    }
}

static void check_product(const bed_kernels *k)
{
    const size_t n = 19, C = 37, m = 45, columns = bed_kernel_columns(m);
    float       *a = numbers(n * C, 400, 1.7), *x = numbers(m * C, 401, 1.7);
    float       *b = bed_new_array(float, C *columns), *out = bed_new_array(float, n *columns);

    k->pack_columns(x, m, C, b);
    k->product(a, n, C, b, m, out);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < columns; j++) {
            double want = 0;

            for (size_t c = 0; c < C && j < m; c++)
                want += (double)a[i * C + c] * (double)x[j * C + c];
            assert_true(fabs((double)out[i * columns + j] - want) < 2e-5);
        }
    bed_free(a);
    bed_free(x);
    bed_free(b);
    bed_free(out);
}

static void check_rows(const bed_kernels *k)
{
    const size_t R = 3, C = 43;
    float       *x = numbers(R * C, 500, 2.9);

    memset(x + C, 0, C * sizeof *x);
    k->unit_rows(x, R, C);
    for (size_t r = 0; r < R; r++) {
        double square = 0;

        for (size_t i = 0; i < C; i++)
            square += (double)x[r * C + i] * (double)x[r * C + i];
        assert_true(fabs(square - (r == 1 ? 0 : 1)) < 1e-6);
    }
    float sum[3] = { 1.5F, 2.25F, -3 }, more[3] = { 0.5F, -1, 7 };
    k->add(sum, more, 3);
    assert_true(sum[0] == 2 && sum[1] == 1.25F && sum[2] == 4);
    bed_free(x);
}

static void activations_are_exact(void **unused)
{
    (void)unused;
    each_set(check_activations);
}

static void normalises_layers_of_any_width(void **unused)
{
    (void)unused;
    each_set(check_layer_norm);
}

static void attends_over_any_length(void **unused)
{
    (void)unused;
    each_set(check_attention);
}

static void multiplies_with_a_rest(void **unused)
{
    (void)unused;
    each_set(check_product);
}

static void brings_rows_to_length_one(void **unused)
{
    (void)unused;
    each_set(check_rows);
}

static void check_bfloat16(const bed_kernels *k)
{
    static const struct {
        float    x;
        uint16_t want;
    } cases[] = {
        { 1.0F, 0x3F80 },      { -2.385F, 0xC019 },
        { 0x1.01p0F, 0x3F80 }, /* tie, to even */
        { 0x1.03p0F, 0x3F82 }, /* tie, to even */ { 0x1.0101p0F, 0x3F81 },
        { 3.4e38F, 0x7F80 },   { -INFINITY, 0xFF80 },
        { 0x1p-140F, 0x0000 }, { -0x1p-133F, 0x8001 },
    };
    const float nan = NAN;
    uint16_t    out;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        k->to_bfloat16(&cases[i].x, 1, &out);
        assert_int_equal(out, cases[i].want);
    }
    k->to_bfloat16(&nan, 1, &out);
    assert_true((out & 0x7F80) == 0x7F80 && (out & 0x7F) != 0);

    const size_t n  = 109; /* with a rest behind the last full vector */
    float       *x  = numbers(n, 700, 3.1);
    uint16_t    *hi = bed_new_array(uint16_t, n), *lo = bed_new_array(uint16_t, n);
    uint16_t    *whole = bed_new_array(uint16_t, n);
    k->split_bfloat16(x, n, hi, lo);
    k->to_bfloat16(x, n, whole);
    for (size_t i = 0; i < n; i++) {
        const double upper = (double)bed_float32_of_bfloat16(hi[i]);
        const double lower = (double)bed_float32_of_bfloat16(lo[i]);

        assert_true(hi[i] == whole[i]);
        assert_true(fabs((double)x[i] - upper) <= fabs((double)x[i]) * 0x1p-8);
        assert_true(fabs((double)x[i] - upper - lower) <= fabs((double)x[i]) * 0x1p-16);
    }
    bed_free(x);
    bed_free(hi);
    bed_free(lo);
    bed_free(whole);
}

static void rounds_to_the_nearest_bfloat16(void **unused)
{
    (void)unused;
    each_set(check_bfloat16);
}

/* ---- linear layers ---- */

static void check_linear(bed_engine *e, bed_linear_work *w, size_t n_in, size_t n_out, size_t n,
                         bed_linear_options o, bool with_bias)
{
    const size_t rows   = bed_linear_rows(n);
    float       *weight = numbers(n_out * n_in, 600, 0.9), *bias = numbers(n_out, 601, 0.7);
    float       *x = numbers(rows * n_in, 602, 1.1), *out = numbers(rows * n_out, 603, 1.9);
    float       *before = bed_new_array(float, rows *n_out);
    bed_linear  *l      = NULL;
    const double near   = o.precision == BED_BFLOAT16 ? 0.05 : 2e-5; /* split as float32 */

    memcpy(before, out, rows * n_out * sizeof *out);
    assert_int_equal(
        bed_linear_create(e, n_in, n_out, weight, with_bias ? bias : NULL, &o, &l, NULL), BED_OK);
    assert_int_equal(bed_linear_apply(l, w, x, n, out, NULL), BED_OK);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n_out; j++) {
            double want =
                (with_bias ? (double)bias[j] : 0) + (o.add ? (double)before[i * n_out + j] : 0);

            for (size_t k = 0; k < n_in; k++)
                want += (double)x[i * n_in + k] * (double)weight[j * n_in + k];
            assert_true(fabs((double)out[i * n_out + j] - want) < near * sqrt((double)n_in));
        }
    bed_linear_destroy(l);
    bed_free(weight);
    bed_free(bias);
    bed_free(x);
    bed_free(out);
    bed_free(before);
}

static void applies_linear_layers_to_any_number_of_rows(void **unused)
{
    (void)unused;
    bed_engine      *e = NULL;
    bed_linear_work *w = NULL;

    assert_int_equal(bed_engine_create(&e, NULL), BED_OK);
    assert_int_equal(bed_linear_work_create(e, &w, NULL), BED_OK);
    static const size_t rows[] = { 1, 16, 47, 300 };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int add = 0; add < 2; add++) {
            check_linear(e, w, 37, 53, rows[i], (bed_linear_options){ .add = add }, true);
            check_linear(e, w, 64, 16, rows[i], (bed_linear_options){ .add = add }, add == 1);
        }
    check_linear(e, w, 5, 1, 0, (bed_linear_options){ 0 }, true);

    check_linear(e, w, 37, 53, 19, (bed_linear_options){ BED_BEST, true }, true);
    const bed_linear_options o   = { .precision = BED_BFLOAT16 };
    bed_linear              *l   = NULL;
    const float              one = 1.5F;
    const bed_status         st  = bed_linear_create(e, 1, 1, &one, NULL, &o, &l, NULL);
    bed_linear_destroy(l);
    if (st == BED_OK) {
        check_linear(e, w, 64, 48, 47, o, true);
        check_linear(e, w, 64, 48, 47, (bed_linear_options){ BED_SPLIT, false }, true);
        check_linear(e, w, 37, 53, 300, (bed_linear_options){ BED_SPLIT, true }, true);
    } else
        assert_int_equal(st, BED_EARGUMENT);
    assert_int_equal(bed_linear_create(e, 0, 3, &one, NULL, &(bed_linear_options){ 0 }, &l, NULL),
                     BED_EARGUMENT);
    bed_linear_work_destroy(w);
    bed_engine_destroy(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(activations_are_exact),
        cmocka_unit_test(normalises_layers_of_any_width),
        cmocka_unit_test(attends_over_any_length),
        cmocka_unit_test(multiplies_with_a_rest),
        cmocka_unit_test(brings_rows_to_length_one),
        cmocka_unit_test(rounds_to_the_nearest_bfloat16),
        cmocka_unit_test(applies_linear_layers_to_any_number_of_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
