/* safetensors: the tensors of a model folder, read in place.
 * Format:  8 bytes length N (little-endian), N bytes JSON header, then the bytes of the tensors,
 *          row-major and little-endian (huggingface/safetensors, README). One file, or shards that
 *          model.safetensors.index.json names.
 * Bounds:  header at most BED_SAFETENSORS_HEADER_MAX bytes; at most BED_TENSOR_DIMS dimensions; no
 *          tensor named twice, no overlap, no hole, every byte covered. All of it is checked before
 *          anything is handed out.
 * Memory:  files are mapped, not read; a tensor's bytes live until bed_safetensors_close. A file
 *          that is cut while it is mapped ends the process, as with every mapping.
 * Threads: an open handle is never changed and may be shared. */
#ifndef BED_MODEL_SAFETENSORS_H
#define BED_MODEL_SAFETENSORS_H

#include "base/base.h"

enum { BED_SAFETENSORS_HEADER_MAX = 100000000, BED_TENSOR_DIMS = 8, BED_TENSOR_SHAPE_TEXT = 192 };

/* name in the file, bits an element */
#define BED_DTYPES(X)                                                                              \
    X(BOOL, 8)                                                                                     \
    X(U8, 8)                                                                                       \
    X(I8, 8)                                                                                       \
    X(I16, 16)                                                                                     \
    X(U16, 16)                                                                                     \
    X(F16, 16)                                                                                     \
    X(BF16, 16)                                                                                    \
    X(I32, 32)                                                                                     \
    X(U32, 32)                                                                                     \
    X(F32, 32)                                                                                     \
    X(I64, 64)                                                                                     \
    X(U64, 64)                                                                                     \
    X(F64, 64)                                                                                     \
    X(C64, 64)                                                                                     \
    X(F8_E5M2, 8)                                                                                  \
    X(F8_E4M3, 8)                                                                                  \
    X(F8_E8M0, 8)                                                                                  \
    X(F8_E5M2FNUZ, 8)                                                                              \
    X(F8_E4M3FNUZ, 8)                                                                              \
    X(F6_E2M3, 6)                                                                                  \
    X(F6_E3M2, 6)                                                                                  \
    X(F4, 4)

typedef enum bed_dtype {
#define X(name, bits) BED_DTYPE_##name,
    BED_DTYPES(X)
#undef X
        BED_N_DTYPES
} bed_dtype;

const char *bed_dtype_name(bed_dtype dtype); /* "BF16" */

typedef struct bed_tensor {
    bed_str        name;
    bed_dtype      dtype;
    size_t         n_dims; /* 0: a scalar */
    size_t         dims[BED_TENSOR_DIMS];
    size_t         n_elements, n_bytes;
    const uint8_t *data; /* not aligned */
} bed_tensor;

typedef struct bed_safetensors bed_safetensors;

/* Opens a .safetensors file, or of a model folder the file model.safetensors or the shards of
 * model.safetensors.index.json.
 * Errors: BED_EREAD, BED_EFORMAT with the file (and the byte, where the header is no JSON),
 * BED_EMEMORY. A folder that has only pytorch_model.bin is BED_EFORMAT with words on how to
 * convert it. */
bed_status bed_safetensors_open(const char *path, bed_safetensors **out,
                                bed_error *err) BED_USE_RESULT;

/* The same over the bytes of one file, which must outlive the handle. */
bed_status bed_safetensors_parse(bed_str bytes, bed_safetensors **out,
                                 bed_error *err) BED_USE_RESULT;
void       bed_safetensors_close(bed_safetensors *s); /* NULL allowed */

size_t            bed_safetensors_count(const bed_safetensors *s);
const bed_tensor *bed_safetensors_at(const bed_safetensors *s, size_t i); /* in order of names */
const bed_tensor *bed_safetensors_find(const bed_safetensors *s, bed_str name); /* or NULL */

/* SHA-256 over the bytes of all files in the order of their names: what names the weights. */
bed_status bed_safetensors_hash(const bed_safetensors *s, char out[BED_SHA256_TEXT],
                                bed_error *err) BED_USE_RESULT;

/* The elements as float32; out has room for n_elements. Errors: BED_EFORMAT for a dtype other than
 * F32, F16 and BF16. */
bed_status bed_tensor_float32(const bed_tensor *t, float *out, bed_error *err) BED_USE_RESULT;

/* The same for elements first to first + n of it, which must lie within. */
bed_status bed_tensor_float32_part(const bed_tensor *t, size_t first, size_t n, float *out,
                                   bed_error *err) BED_USE_RESULT;

/* "(384, 1536)", cut to fit; returns out. */
const char *bed_tensor_shape(const bed_tensor *t, char out[BED_TENSOR_SHAPE_TEXT]);

float bed_float32_of_half(uint16_t half);         /* IEEE 754 binary16 */
float bed_float32_of_bfloat16(uint16_t bfloat16); /* the upper half of a binary32 */

#endif
