/* Linear layers on oneDNN's matrix products. */
#include "model/linear.h"

#include "model/kernels.h"

#include <dnnl.h>

/* Rows of the compiled products, largest first; the last is BED_LINEAR_ROWS. */
static const size_t block_rows[] = { 256, 128, 64, 32, 16 };
enum { N_BLOCKS = sizeof block_rows / sizeof block_rows[0], SIZE_MAX_IN = 1 << 24, ALIGNMENT = 64 };

_Static_assert(BED_LINEAR_ROWS == 16, "the smallest block");

/* Of the OpenMP runtime that oneDNN brings along. Its header comes with a compiler's own runtime
 * alone, and clang's is not everywhere. */
extern int  omp_get_max_threads(void);
extern void omp_set_num_threads(int n);

struct bed_engine {
    dnnl_engine_t engine;
};

/* The product of one number of rows. */
typedef struct product {
    dnnl_primitive_t   primitive;
    dnnl_memory_desc_t x, bias, out, scratch;
    bool               with_bias;
} product;

/* Packed weights. */
typedef struct packed {
    void *bytes; /* aligned, within block */
    void *block;
} packed;

enum { UPPER, LOWER, N_PARTS }; /* of split weights and x; the only part otherwise is UPPER */

struct bed_linear {
    dnnl_engine_t      engine; /* the bed_engine's */
    size_t             n_in, n_out;
    bed_precision      precision;
    dnnl_memory_desc_t packed;
    packed             weight[N_PARTS];
    float             *bias; /* NULL: none */
    product            products[N_BLOCKS];
    product added[N_BLOCKS]; /* out += x W', without bias: split products after the first */
    size_t  scratch_bytes;   /* the most of the products */
};

struct bed_linear_work {
    dnnl_stream_t stream;
    void         *scratch;
    size_t        scratch_bytes;
    uint16_t     *rounded; /* x in bfloat16, or its parts */
    size_t        n_rounded;
};

static bed_status check(dnnl_status_t status, const char *what, bed_error *err)
{
    if (status == dnnl_success)
        return BED_OK;
    if (status == dnnl_out_of_memory)
        return bed_fail(err, BED_EMEMORY, "out of memory: %s", what);
    return bed_fail(err, BED_EINTERNAL, "oneDNN: %s failed with status %d", what, (int)status);
}

static void *aligned(void *block)
{
    return (void *)(((uintptr_t)block + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
}

/* Products run in the calling thread; gives what to put back. */
static int one_thread(void)
{
    const int before = omp_get_max_threads();

    if (before != 1)
        omp_set_num_threads(1);
    return before;
}

static void former_threads(int before)
{
    if (before != 1)
        omp_set_num_threads(before);
}

bed_status bed_engine_create(bed_engine **out, bed_error *err)
{
    bed_engine *e = bed_new_array(bed_engine, 1);

    *out = NULL;
    if (e == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: engine");
    const bed_status st =
        check(dnnl_engine_create(&e->engine, dnnl_cpu, 0), "creating an engine", err);
    if (st != BED_OK) {
        bed_free(e);
        return st;
    }
    *out = e;
    return BED_OK;
}

void bed_engine_destroy(bed_engine *e)
{
    if (e != NULL)
        (void)dnnl_engine_destroy(e->engine);
    bed_free(e);
}

bed_status bed_linear_work_create(bed_engine *e, bed_linear_work **out, bed_error *err)
{
    bed_linear_work *w = bed_new_array(bed_linear_work, 1);

    *out = NULL;
    if (w == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: work area");
    const bed_status st = check(
        dnnl_stream_create(&w->stream, e->engine, dnnl_stream_default_flags), "a stream", err);
    if (st != BED_OK) {
        bed_free(w);
        return st;
    }
    *out = w;
    return BED_OK;
}

void bed_linear_work_destroy(bed_linear_work *w)
{
    if (w == NULL)
        return;
    (void)dnnl_stream_destroy(w->stream);
    bed_free(w->scratch);
    bed_free(w->rounded);
    bed_free(w);
}

/* ---- creation ---- */

static dnnl_data_type_t type_of(bed_precision precision)
{
    return precision == BED_FLOAT32 ? dnnl_f32 : dnnl_bf16;
}

bed_precision bed_precision_settle(bed_precision precision)
{
    if (precision != BED_BEST)
        return precision;
    const unsigned tiles = (unsigned)dnnl_cpu_isa_avx512_core_amx;
    return ((unsigned)dnnl_get_effective_cpu_isa() & tiles) == tiles ? BED_SPLIT : BED_FLOAT32;
}

static bed_status describe(dnnl_memory_desc_t *out, size_t rows, size_t columns,
                           dnnl_data_type_t type, dnnl_format_tag_t tag, bed_error *err)
{
    const dnnl_dims_t dims = { (dnnl_dim_t)rows, (dnnl_dim_t)columns };

    return check(dnnl_memory_desc_init_by_tag(out, 2, dims, type, tag), "describing memory", err);
}

static bed_status make_attributes(bool add, dnnl_primitive_attr_t *out, bed_error *err)
{
    dnnl_post_ops_t after = NULL;
    bed_status      st    = BED_OK;

    BED_TRY(check(dnnl_primitive_attr_create(out), "attributes", err));
    BED_TRY(check(dnnl_primitive_attr_set_scratchpad_mode(*out, dnnl_scratchpad_mode_user),
                  "attributes", err));
    if (!add)
        return BED_OK;
    BED_TRY(check(dnnl_post_ops_create(&after), "attributes", err));
    BED_GO(check(dnnl_post_ops_append_sum(after, 1.0F), "attributes", err));
    BED_GO(check(dnnl_primitive_attr_set_post_ops(*out, after), "attributes", err));
done:
    (void)dnnl_post_ops_destroy(after);
    return st;
}

/* Compiles the product of `rows` rows. The first one (packed not known yet) chooses the form of the
 * weights, the others take it. */
static bed_status make_product(bed_linear *l, product *p, size_t rows, bool first, bool with_bias,
                               const_dnnl_primitive_attr_t attributes, bed_error *err)
{
    const dnnl_data_type_t type        = type_of(l->precision);
    dnnl_primitive_desc_t  description = NULL;
    dnnl_matmul_desc_t     operation;
    bed_status             st = BED_OK;

    BED_TRY(describe(&p->x, rows, l->n_in, type, dnnl_ab, err));
    BED_TRY(describe(&p->bias, 1, l->n_out, dnnl_f32, dnnl_ab, err));
    p->with_bias = with_bias;
    BED_TRY(describe(&p->out, rows, l->n_out, dnnl_f32, dnnl_ab, err));
    if (first)
        BED_TRY(describe(&l->packed, l->n_in, l->n_out, type, dnnl_format_tag_any, err));
    BED_TRY(check(
        dnnl_matmul_desc_init(&operation, &p->x, &l->packed, with_bias ? &p->bias : NULL, &p->out),
        "describing a product", err));
    const dnnl_status_t status =
        dnnl_primitive_desc_create(&description, &operation, attributes, l->engine, NULL);
    if (status == dnnl_unimplemented)
        return bed_fail(err, BED_EARGUMENT, "this processor has no products of %s",
                        l->precision == BED_FLOAT32 ? "float32" : "bfloat16");
    BED_TRY(check(status, "choosing a product", err));
    if (first)
        l->packed = *dnnl_primitive_desc_query_md(description, dnnl_query_weights_md, 0);
    p->scratch = *dnnl_primitive_desc_query_md(description, dnnl_query_scratchpad_md, 0);
    BED_GO(check(dnnl_primitive_create(&p->primitive, description), "compiling a product", err));
    const size_t bytes = dnnl_memory_desc_get_size(&p->scratch);
    l->scratch_bytes   = bytes > l->scratch_bytes ? bytes : l->scratch_bytes;
done:
    (void)dnnl_primitive_desc_destroy(description);
    return st;
}

static bed_status reorder(const bed_linear *l, dnnl_memory_t from, dnnl_memory_t to,
                          const dnnl_memory_desc_t *from_form, bed_error *err)
{
    dnnl_primitive_desc_t description = NULL;
    dnnl_primitive_t      primitive   = NULL;
    dnnl_stream_t         stream      = NULL;
    bed_status            st          = BED_OK;

    BED_GO(check(dnnl_reorder_primitive_desc_create(&description, from_form, l->engine, &l->packed,
                                                    l->engine, NULL),
                 "packing weights", err));
    BED_GO(check(dnnl_primitive_create(&primitive, description), "packing weights", err));
    BED_GO(
        check(dnnl_stream_create(&stream, l->engine, dnnl_stream_default_flags), "a stream", err));
    const dnnl_exec_arg_t arguments[] = { { DNNL_ARG_FROM, from }, { DNNL_ARG_TO, to } };
    BED_GO(check(dnnl_primitive_execute(primitive, stream, 2, arguments), "packing weights", err));
    BED_GO(check(dnnl_stream_wait(stream), "packing weights", err));
done:
    (void)dnnl_stream_destroy(stream);
    (void)dnnl_primitive_destroy(primitive);
    (void)dnnl_primitive_desc_destroy(description);
    return st;
}

/* Rows of weights, (n_out, n_in) of a type, into the form that the products read. */
static bed_status pack_rows(bed_linear *l, const void *rows, dnnl_data_type_t type, packed *to,
                            bed_error *err)
{
    const size_t       bytes = dnnl_memory_desc_get_size(&l->packed);
    dnnl_memory_desc_t form;
    dnnl_memory_t      source = NULL, target = NULL;
    bed_status         st = BED_OK;

    BED_TRY(bed_alloc_into(&to->block, bytes + ALIGNMENT, 1, err));
    to->bytes = aligned(to->block);
    BED_TRY(describe(&form, l->n_in, l->n_out, type, dnnl_ba, err));
    BED_GO(check(dnnl_memory_create(&source, &form, l->engine, (void *)(uintptr_t)rows), "memory",
                 err));
    BED_GO(check(dnnl_memory_create(&target, &l->packed, l->engine, to->bytes), "memory", err));
    BED_GO(reorder(l, source, target, &form, err));
done:
    (void)dnnl_memory_destroy(source);
    (void)dnnl_memory_destroy(target);
    return st;
}

static bed_status pack(bed_linear *l, const float *weight, bed_error *err)
{
    const bed_kernels *k     = bed_kernels_best();
    const size_t       n     = l->n_out * l->n_in;
    uint16_t          *upper = NULL, *lower = NULL;
    bed_status         st = BED_OK;

    if (l->precision == BED_FLOAT32)
        return pack_rows(l, weight, dnnl_f32, &l->weight[UPPER], err);
    BED_GO(bed_alloc_into((void **)&upper, n, sizeof *upper, err));
    BED_GO(bed_alloc_into((void **)&lower, n, sizeof *lower, err));
    k->split_bfloat16(weight, n, upper, lower);
    BED_GO(pack_rows(l, upper, dnnl_bf16, &l->weight[UPPER], err));
    if (l->precision == BED_SPLIT)
        BED_GO(pack_rows(l, lower, dnnl_bf16, &l->weight[LOWER], err));
done:
    bed_free(upper);
    bed_free(lower);
    return st;
}

/* The products of every number of rows; the very first one chooses the form of the weights. */
static bed_status make_products(bed_linear *l, product *products, bool first, bool with_bias,
                                bool add, bed_error *err)
{
    dnnl_primitive_attr_t attributes = NULL;
    bed_status            st         = BED_OK;

    BED_GO(make_attributes(add, &attributes, err));
    for (size_t i = 0; i < N_BLOCKS; i++)
        BED_GO(make_product(l, &products[i], block_rows[i], first && i == 0, with_bias, attributes,
                            err));
done:
    (void)dnnl_primitive_attr_destroy(attributes);
    return st;
}

static bed_status fill(bed_linear *l, const float *weight, const float *bias, bool add,
                       bed_error *err)
{
    if (bias != NULL) {
        BED_TRY(bed_alloc_into((void **)&l->bias, l->n_out, sizeof(float), err));
        memcpy(l->bias, bias, l->n_out * sizeof(float));
    }
    BED_TRY(make_products(l, l->products, true, bias != NULL, add, err));
    if (l->precision == BED_SPLIT)
        BED_TRY(make_products(l, l->added, false, false, true, err));
    return pack(l, weight, err);
}

bed_status bed_linear_create(bed_engine *e, size_t n_in, size_t n_out, const float *weight,
                             const float *bias, const bed_linear_options *options, bed_linear **out,
                             bed_error *err)
{
    *out = NULL;
    if (n_in == 0 || n_out == 0 || n_in > SIZE_MAX_IN || n_out > SIZE_MAX_IN)
        return bed_fail(err, BED_EARGUMENT, "a layer from %zu to %zu values", n_in, n_out);
    bed_linear *l = bed_new_array(bed_linear, 1);
    if (l == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: layer");
    l->engine           = e->engine;
    l->n_in             = n_in;
    l->n_out            = n_out;
    l->precision        = bed_precision_settle(options->precision);
    const int        n  = one_thread();
    const bed_status st = fill(l, weight, bias, options->add, err);
    former_threads(n);
    if (st != BED_OK) {
        bed_linear_destroy(l);
        return st;
    }
    *out = l;
    return BED_OK;
}

void bed_linear_destroy(bed_linear *l)
{
    if (l == NULL)
        return;
    for (size_t i = 0; i < N_BLOCKS; i++) {
        (void)dnnl_primitive_destroy(l->products[i].primitive);
        (void)dnnl_primitive_destroy(l->added[i].primitive);
    }
    bed_free(l->weight[UPPER].block);
    bed_free(l->weight[LOWER].block);
    bed_free(l->bias);
    bed_free(l);
}

/* ---- application ---- */

static bed_status make_room(const bed_linear *l, bed_linear_work *w, size_t n_rows, bed_error *err)
{
    const size_t n_rounded = l->precision == BED_FLOAT32 ? 0 : n_rows * l->n_in * N_PARTS;

    if (l->scratch_bytes > w->scratch_bytes) {
        bed_free(w->scratch);
        w->scratch_bytes = 0;
        BED_TRY(bed_alloc_into(&w->scratch, l->scratch_bytes + ALIGNMENT, 1, err));
        w->scratch_bytes = l->scratch_bytes;
    }
    if (n_rounded > w->n_rounded) {
        bed_free(w->rounded);
        w->n_rounded = 0;
        BED_TRY(bed_alloc_into((void **)&w->rounded, n_rounded, sizeof(uint16_t), err));
        w->n_rounded = n_rounded;
    }
    return BED_OK;
}

static bed_status run(const bed_linear *l, const product *p, bed_linear_work *w, const void *x,
                      const packed *weight, float *out, bed_error *err)
{
    enum { X, WEIGHT, OUT, SCRATCH, BIAS, N_ARGUMENTS };
    dnnl_exec_arg_t a[N_ARGUMENTS] = { { DNNL_ARG_SRC, NULL },
                                       { DNNL_ARG_WEIGHTS, NULL },
                                       { DNNL_ARG_DST, NULL },
                                       { DNNL_ARG_SCRATCHPAD, NULL },
                                       { DNNL_ARG_BIAS, NULL } };
    dnnl_status_t   status         = dnnl_success;
    const int       n_arguments    = p->with_bias ? N_ARGUMENTS : N_ARGUMENTS - 1;
    const struct {
        const dnnl_memory_desc_t *form;
        void                     *bytes;
    } memories[N_ARGUMENTS] = { { &p->x, (void *)(uintptr_t)x },
                                { &l->packed, weight->bytes },
                                { &p->out, out },
                                { &p->scratch, w->scratch == NULL ? NULL : aligned(w->scratch) },
                                { &p->bias, l->bias } };

    for (int i = 0; i < n_arguments && status == dnnl_success; i++)
        status = dnnl_memory_create(&a[i].memory, memories[i].form, l->engine, memories[i].bytes);
    if (status == dnnl_success)
        status = dnnl_primitive_execute(p->primitive, w->stream, n_arguments, a);
    if (status == dnnl_success)
        status = dnnl_stream_wait(w->stream);
    for (int i = 0; i < n_arguments; i++)
        (void)dnnl_memory_destroy(a[i].memory);
    return check(status, "a product", err);
}

/* upper W_upper + upper W_lower + lower W_upper of one block. */
static bed_status run_split(const bed_linear *l, size_t block, bed_linear_work *w, size_t row,
                            size_t n_rows, float *out, bed_error *err)
{
    const uint16_t *upper = w->rounded + row * l->n_in, *lower = upper + n_rows * l->n_in;

    BED_TRY(run(l, &l->products[block], w, upper, &l->weight[UPPER], out, err));
    BED_TRY(run(l, &l->added[block], w, upper, &l->weight[LOWER], out, err));
    return run(l, &l->added[block], w, lower, &l->weight[UPPER], out, err);
}

static bed_status apply(const bed_linear *l, bed_linear_work *w, const float *x, size_t n_rows,
                        float *out, bed_error *err)
{
    size_t row = 0;

    for (size_t i = 0; i < N_BLOCKS; i++)
        for (; n_rows - row >= block_rows[i]; row += block_rows[i]) {
            float *const to = out + row * l->n_out;

            if (l->precision == BED_SPLIT)
                BED_TRY(run_split(l, i, w, row, n_rows, to, err));
            else if (l->precision == BED_BFLOAT16)
                BED_TRY(run(l, &l->products[i], w, w->rounded + row * l->n_in, &l->weight[UPPER],
                            to, err));
            else
                BED_TRY(run(l, &l->products[i], w, x + row * l->n_in, &l->weight[UPPER], to, err));
        }
    return BED_OK;
}

bed_status bed_linear_apply(const bed_linear *l, bed_linear_work *work, const float *x, size_t n,
                            float *out, bed_error *err)
{
    const bed_kernels *k      = bed_kernels_best();
    const size_t       n_rows = bed_linear_rows(n);

    BED_TRY(make_room(l, work, n_rows, err));
    if (l->precision == BED_SPLIT)
        k->split_bfloat16(x, n_rows * l->n_in, work->rounded, work->rounded + n_rows * l->n_in);
    else if (l->precision == BED_BFLOAT16)
        k->to_bfloat16(x, n_rows * l->n_in, work->rounded);
    const int        before = one_thread();
    const bed_status st     = apply(l, work, x, n_rows, out, err);
    former_threads(before);
    return st;
}
