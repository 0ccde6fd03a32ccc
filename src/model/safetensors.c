/* safetensors: header, bounds, shards, and the three element types that weights come in. */
#include "model/safetensors.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "tensors are little-endian");

enum { INDEX_MAX = 64 << 20, SHARDS_MAX = 4096, PREFIX_BYTES = 8 };

typedef struct shard {
    char    name[256]; /* within the folder; "" for bytes of the caller */
    bed_str bytes;
    bool    mapped;
} shard;

struct bed_safetensors {
    bed_arena   names;
    bed_tensor *tensors; /* by name */
    size_t      n, capacity;
    shard      *shards;
    size_t      n_shards;
};

static const struct {
    const char *name;
    unsigned    bits;
} dtypes[BED_N_DTYPES] = {
#define X(name, bits) { #name, bits },
    BED_DTYPES(X)
#undef X
};

const char *bed_dtype_name(bed_dtype dtype)
{
    return dtype < BED_N_DTYPES ? dtypes[dtype].name : "?";
}

const char *bed_tensor_shape(const bed_tensor *t, char out[BED_TENSOR_SHAPE_TEXT])
{
    size_t len = (size_t)snprintf(out, BED_TENSOR_SHAPE_TEXT, "(");

    for (size_t i = 0; i < t->n_dims && len < BED_TENSOR_SHAPE_TEXT - 24; i++)
        len += (size_t)snprintf(out + len, BED_TENSOR_SHAPE_TEXT - len, "%s%zu", i > 0 ? ", " : "",
                                t->dims[i]);
    (void)snprintf(out + len, BED_TENSOR_SHAPE_TEXT - len, ")");
    return out;
}

/* ---- header ---- */

static bed_status read_dtype(bed_tensor *t, const json_t *entry, bed_error *err)
{
    const char *name = json_string_value(json_object_get(entry, "dtype"));

    if (name == NULL)
        return bed_fail(err, BED_EFORMAT, "tensor '%.*s': expected a text 'dtype'",
                        BED_STR_ARG(t->name));
    for (size_t i = 0; i < BED_N_DTYPES; i++)
        if (strcmp(dtypes[i].name, name) == 0) {
            t->dtype = (bed_dtype)i;
            return BED_OK;
        }
    return bed_fail(err, BED_EFORMAT, "tensor '%.*s': unknown dtype '%.32s'", BED_STR_ARG(t->name),
                    name);
}

/* A whole number that is not negative; false for anything else. */
static bool whole(const json_t *value, uint64_t *out)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    *out = (uint64_t)json_integer_value(value);
    return true;
}

static bed_status read_shape(bed_tensor *t, const json_t *entry, bed_error *err)
{
    const json_t *shape = json_object_get(entry, "shape");

    if (!json_is_array(shape) || json_array_size(shape) > BED_TENSOR_DIMS)
        return bed_fail(err, BED_EFORMAT,
                        "tensor '%.*s': expected a 'shape' of at most %d whole numbers",
                        BED_STR_ARG(t->name), BED_TENSOR_DIMS);
    t->n_dims     = json_array_size(shape);
    t->n_elements = 1;
    for (size_t i = 0; i < t->n_dims; i++) {
        uint64_t dim;

        if (!whole(json_array_get(shape, i), &dim))
            return bed_fail(err, BED_EFORMAT,
                            "tensor '%.*s': dimension %zu of 'shape' is no whole number",
                            BED_STR_ARG(t->name), i + 1);
        t->dims[i] = (size_t)dim;
        if (__builtin_mul_overflow(t->n_elements, t->dims[i], &t->n_elements))
            return bed_fail(err, BED_EFORMAT, "tensor '%.*s': more elements than can be counted",
                            BED_STR_ARG(t->name));
    }
    return BED_OK;
}

static bed_status read_offsets(bed_tensor *t, const json_t *entry, bed_str data, bed_error *err)
{
    const json_t *offsets = json_object_get(entry, "data_offsets");
    uint64_t      begin = 0, end = 0;
    size_t        n_bits;

    if (!json_is_array(offsets) || json_array_size(offsets) != 2 ||
        !whole(json_array_get(offsets, 0), &begin) || !whole(json_array_get(offsets, 1), &end))
        return bed_fail(err, BED_EFORMAT, "tensor '%.*s': expected two whole 'data_offsets'",
                        BED_STR_ARG(t->name));
    if (begin > end || end > data.len)
        return bed_fail(err, BED_EFORMAT,
                        "tensor '%.*s': bytes %llu to %llu do not lie in the %zu bytes of data",
                        BED_STR_ARG(t->name), (unsigned long long)begin, (unsigned long long)end,
                        data.len);
    if (__builtin_mul_overflow(t->n_elements, dtypes[t->dtype].bits, &n_bits) || n_bits % 8 != 0 ||
        n_bits / 8 != end - begin) {
        char shape[BED_TENSOR_SHAPE_TEXT];

        return bed_fail(err, BED_EFORMAT, "tensor '%.*s': %s of shape %s does not take %llu bytes",
                        BED_STR_ARG(t->name), dtypes[t->dtype].name, bed_tensor_shape(t, shape),
                        (unsigned long long)(end - begin));
    }
    t->n_bytes = (size_t)(end - begin);
    t->data    = (const uint8_t *)data.ptr + begin;
    return BED_OK;
}

static bed_status read_tensor(bed_safetensors *s, const char *name, const json_t *entry,
                              bed_str data, bed_error *err)
{
    bed_tensor *t = &s->tensors[s->n];

    *t = (bed_tensor){ 0 };
    BED_TRY(bed_arena_copy(&s->names, bed_str_of(name), &t->name, err));
    if (!json_is_object(entry))
        return bed_fail(err, BED_EFORMAT, "tensor '%.*s': expected an object",
                        BED_STR_ARG(t->name));
    BED_TRY(read_dtype(t, entry, err));
    BED_TRY(read_shape(t, entry, err));
    BED_TRY(read_offsets(t, entry, data, err));
    s->n++;
    return BED_OK;
}

static int by_place(const void *a, const void *b)
{
    const bed_tensor *x = a, *y = b;

    if (x->data != y->data)
        return x->data < y->data ? -1 : 1;
    return (x->n_bytes > y->n_bytes) - (x->n_bytes < y->n_bytes);
}

/* Every byte of data belongs to one tensor. Sorts `tensors` by place. */
static bed_status check_cover(bed_tensor *tensors, size_t n, bed_str data, bed_error *err)
{
    const uint8_t *reached = (const uint8_t *)data.ptr;
    const uint8_t *end     = (const uint8_t *)data.ptr + data.len;

    if (n > 0)
        qsort(tensors, n, sizeof *tensors, by_place);
    for (size_t i = 0; i < n; i++) {
        if (tensors[i].data != reached)
            return bed_fail(err, BED_EFORMAT, "tensor '%.*s': %s", BED_STR_ARG(tensors[i].name),
                            tensors[i].data < reached ? "lies over the one before"
                                                      : "bytes before it belong to no tensor");
        reached += tensors[i].n_bytes;
    }
    if (reached != end)
        return bed_fail(err, BED_EFORMAT, "the last %zu bytes belong to no tensor",
                        (size_t)(end - reached));
    return BED_OK;
}

static bed_status check_metadata(const json_t *metadata, bed_error *err)
{
    const char   *key;
    const json_t *value;

    if (metadata == NULL)
        return BED_OK;
    if (!json_is_object(metadata))
        return bed_fail(err, BED_EFORMAT, "'__metadata__': expected an object");
    for (void *it = json_object_iter((json_t *)(uintptr_t)metadata); it != NULL;
         it       = json_object_iter_next((json_t *)(uintptr_t)metadata, it)) {
        key   = json_object_iter_key(it);
        value = json_object_iter_value(it);
        if (!json_is_string(value))
            return bed_fail(err, BED_EFORMAT, "'__metadata__': expected a text under '%.64s'", key);
    }
    return BED_OK;
}

static bed_status reserve(bed_safetensors *s, size_t n_more, bed_error *err)
{
    bed_tensor *grown = bed_realloc(s->tensors, s->n + n_more + 1, sizeof *grown);

    if (grown == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu tensors", s->n + n_more);
    s->tensors = grown;
    return BED_OK;
}

static bed_status read_entries(bed_safetensors *s, json_t *header, bed_str data, bed_error *err)
{
    const size_t first = s->n;

    BED_TRY(check_metadata(json_object_get(header, "__metadata__"), err));
    BED_TRY(reserve(s, json_object_size(header), err));
    for (void *it = json_object_iter(header); it != NULL; it = json_object_iter_next(header, it)) {
        const char *name = json_object_iter_key(it);

        if (strcmp(name, "__metadata__") != 0)
            BED_TRY(read_tensor(s, name, json_object_iter_value(it), data, err));
    }
    return check_cover(s->tensors + first, s->n - first, data, err);
}

/* Adds the tensors of one file. */
static bed_status read_file(bed_safetensors *s, bed_str bytes, bed_error *err)
{
    uint64_t     n = 0;
    json_error_t fault;

    if (bytes.len < PREFIX_BYTES)
        return bed_fail_at(err, BED_EFORMAT, bytes.len,
                           "expected 8 bytes of length, found %zu bytes in all", bytes.len);
    memcpy(&n, bytes.ptr, PREFIX_BYTES);
    if (n > BED_SAFETENSORS_HEADER_MAX || n > bytes.len - PREFIX_BYTES)
        return bed_fail_at(err, BED_EFORMAT, 0,
                           "header of %llu bytes: expected at most %d and no more than the file "
                           "has",
                           (unsigned long long)n, BED_SAFETENSORS_HEADER_MAX);
    const bed_str text = { bytes.ptr + PREFIX_BYTES, (size_t)n };
    const bed_str data = { text.ptr + n, bytes.len - PREFIX_BYTES - (size_t)n };

    if (n == 0 || text.ptr[0] != '{')
        return bed_fail_at(err, BED_EFORMAT, PREFIX_BYTES, "header does not begin with '{'");
    json_t *header = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &fault);
    if (header == NULL)
        return bed_fail_at(err, BED_EFORMAT, PREFIX_BYTES + (uint64_t)fault.position,
                           "header is no JSON: %s", fault.text);
    const bed_status st = read_entries(s, header, data, err);
    json_decref(header);
    return st;
}

/* ---- the whole ---- */

static int by_name(const void *a, const void *b)
{
    const bed_tensor *x = a, *y = b;
    const size_t      n     = x->name.len < y->name.len ? x->name.len : y->name.len;
    const int         order = memcmp(x->name.ptr, y->name.ptr, n);

    if (order != 0)
        return order;
    return (x->name.len > y->name.len) - (x->name.len < y->name.len);
}

static bed_status finish(bed_safetensors *s, bed_error *err)
{
    if (s->n > 0)
        qsort(s->tensors, s->n, sizeof *s->tensors, by_name);
    for (size_t i = 1; i < s->n; i++)
        if (by_name(&s->tensors[i - 1], &s->tensors[i]) == 0)
            return bed_fail(err, BED_EFORMAT, "tensor '%.*s' stands in two shards",
                            BED_STR_ARG(s->tensors[i].name));
    return BED_OK;
}

static bed_status create(size_t n_shards, bed_safetensors **out, bed_error *err)
{
    bed_safetensors *s = bed_new_array(bed_safetensors, 1);

    *out = s;
    if (s == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: tensors");
    s->names  = BED_ARENA(2 * (size_t)BED_SAFETENSORS_HEADER_MAX);
    s->shards = bed_new_array(shard, n_shards);
    if (s->shards == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu shards", n_shards);
    return BED_OK;
}

void bed_safetensors_close(bed_safetensors *s)
{
    if (s == NULL)
        return;
    for (size_t i = 0; i < s->n_shards; i++)
        if (s->shards[i].mapped)
            (void)munmap((void *)(uintptr_t)s->shards[i].bytes.ptr, s->shards[i].bytes.len);
    bed_free(s->shards);
    bed_free(s->tensors);
    bed_arena_deinit(&s->names);
    bed_free(s);
}

bed_status bed_safetensors_parse(bed_str bytes, bed_safetensors **out, bed_error *err)
{
    bed_safetensors *s  = NULL;
    bed_status       st = BED_OK;

    *out = NULL;
    BED_GO(create(1, &s, err));
    s->shards[0].bytes = bytes;
    s->n_shards        = 1;
    BED_GO(read_file(s, bytes, err));
    BED_GO(finish(s, err));
    *out = s;
    s    = NULL;
done:
    bed_safetensors_close(s);
    return st;
}

static bed_status map_file(const char *path, shard *into, bed_error *err)
{
    struct stat about;
    bed_status  st    = BED_OK;
    void       *bytes = NULL;
    const int   fd    = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return bed_fail(err, BED_EREAD, "cannot open: %s", strerror(errno));
    if (fstat(fd, &about) != 0)
        BED_GO(bed_fail(err, BED_EREAD, "cannot read: %s", strerror(errno)));
    if (!S_ISREG(about.st_mode))
        BED_GO(bed_fail(err, BED_EREAD, "no regular file"));
    if (about.st_size > 0) {
        bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (bytes == MAP_FAILED)
            BED_GO(bed_fail(err, BED_EREAD, "cannot map: %s", strerror(errno)));
        into->mapped = true;
    }
    into->bytes = (bed_str){ bytes, (size_t)about.st_size };
done:
    (void)close(fd);
    return st;
}

static bed_status add_shard(bed_safetensors *s, const char *path, bed_error *err)
{
    shard     *next = &s->shards[s->n_shards];
    bed_status st   = map_file(path, next, err);

    if (st == BED_OK) {
        (void)snprintf(next->name, sizeof next->name, "%s", bed_path_name(path));
        s->n_shards++;
        st = read_file(s, next->bytes, err);
    }
    return st == BED_OK ? BED_OK : bed_fail_in(err, st, path, 0);
}

static bed_status open_file(const char *path, bed_safetensors **out, bed_error *err)
{
    BED_TRY(create(1, out, err));
    return add_shard(*out, path, err);
}

/* ---- shards ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The distinct file names of the map, sorted. */
static bed_status shard_names(json_t *map, const char ***out, size_t *n_out, bed_error *err)
{
    const char **names = bed_new_array(const char *, json_object_size(map) + 1);
    size_t       n = 0, n_distinct = 0;

    *out = names;
    if (names == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: shards");
    for (void *it = json_object_iter(map); it != NULL; it = json_object_iter_next(map, it)) {
        const char *name = json_string_value(json_object_iter_value(it));

        if (name == NULL || name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL ||
            strlen(name) >= sizeof((shard *)NULL)->name)
            return bed_fail(err, BED_EFORMAT, "'weight_map': '%.64s' names no file of the folder",
                            name == NULL ? json_object_iter_key(it) : name);
        names[n++] = name;
    }
    qsort(names, n, sizeof *names, by_text);
    for (size_t i = 0; i < n; i++)
        if (n_distinct == 0 || strcmp(names[n_distinct - 1], names[i]) != 0)
            names[n_distinct++] = names[i];
    *n_out = n_distinct;
    if (n_distinct == 0 || n_distinct > SHARDS_MAX)
        return bed_fail(err, BED_EFORMAT, "'weight_map': expected 1 to %d files, found %zu",
                        SHARDS_MAX, n_distinct);
    return BED_OK;
}

/* Every tensor that the map promises is there. */
static bed_status check_map(const bed_safetensors *s, json_t *map, bed_error *err)
{
    for (void *it = json_object_iter(map); it != NULL; it = json_object_iter_next(map, it)) {
        const char *name = json_object_iter_key(it);

        if (bed_safetensors_find(s, bed_str_of(name)) == NULL)
            return bed_fail(err, BED_EFORMAT, "tensor '%.128s': expected in '%.128s', not found",
                            name, json_string_value(json_object_iter_value(it)));
    }
    return BED_OK;
}

static bed_status open_map(const char *folder, json_t *index, bed_safetensors **out, bed_error *err)
{
    bed_status   st    = BED_OK;
    const char **names = NULL;
    size_t       n     = 0;
    json_t      *map   = json_object_get(index, "weight_map");
    char         path[BED_PATH_MAX];

    if (!json_is_object(map))
        return bed_fail(err, BED_EFORMAT, "expected an object 'weight_map'");
    BED_GO(shard_names(map, &names, &n, err));
    BED_GO(create(n, out, err));
    for (size_t i = 0; i < n; i++) {
        BED_GO(bed_path_join(path, folder, names[i], err));
        BED_GO(add_shard(*out, path, err));
    }
    BED_GO(finish(*out, err));
    BED_GO(check_map(*out, map, err));
done:
    bed_free(names);
    return st;
}

static bed_status open_index(const char *folder, const char *path, bed_safetensors **out,
                             bed_error *err)
{
    bed_buffer   text  = BED_BUFFER(INDEX_MAX);
    bed_status   st    = BED_OK;
    json_t      *index = NULL;
    json_error_t fault;

    BED_GO(bed_file_read(path, &text, err));
    index = json_loadb(bed_buffer_str(&text).ptr, text.len, JSON_REJECT_DUPLICATES, &fault);
    if (index == NULL)
        BED_GO(bed_fail_at(err, BED_EFORMAT, (uint64_t)fault.position, "no JSON: %s", fault.text));
    BED_GO(open_map(folder, index, out, err));
done:
    json_decref(index);
    bed_buffer_deinit(&text);
    return st == BED_OK ? BED_OK : bed_fail_in(err, st, path, 0);
}

static bed_status open_folder(const char *folder, bed_safetensors **out, bed_error *err)
{
    char path[BED_PATH_MAX];

    BED_TRY(bed_path_join(path, folder, "model.safetensors", err));
    if (bed_path_exists(path))
        return open_file(path, out, err);
    BED_TRY(bed_path_join(path, folder, "model.safetensors.index.json", err));
    if (bed_path_exists(path))
        return open_index(folder, path, out, err);
    BED_TRY(bed_path_join(path, folder, "pytorch_model.bin", err));
    if (bed_path_exists(path)) {
        (void)bed_fail(err, BED_EFORMAT,
                       "weights are read from safetensors only: convert them with transformers, "
                       "AutoModel.from_pretrained(folder).save_pretrained(folder)");
        return bed_fail_in(err, BED_EFORMAT, path, 0);
    }
    (void)bed_fail(err, BED_EREAD,
                   "expected model.safetensors or model.safetensors.index.json, found neither");
    return bed_fail_in(err, BED_EREAD, folder, 0);
}

bed_status bed_safetensors_open(const char *path, bed_safetensors **out, bed_error *err)
{
    bed_safetensors *s  = NULL;
    bed_status       st = BED_OK;

    *out = NULL;
    BED_GO(bed_path_is_dir(path) ? open_folder(path, &s, err) : open_file(path, &s, err));
    if ((st = finish(s, err)) != BED_OK)
        BED_GO(bed_fail_in(err, st, path, 0));
    *out = s;
    s    = NULL;
done:
    bed_safetensors_close(s);
    return st;
}

size_t bed_safetensors_count(const bed_safetensors *s)
{
    return s->n;
}

const bed_tensor *bed_safetensors_at(const bed_safetensors *s, size_t i)
{
    return i < s->n ? &s->tensors[i] : NULL;
}

const bed_tensor *bed_safetensors_find(const bed_safetensors *s, bed_str name)
{
    const bed_tensor key = { .name = name };

    return s->n == 0 ? NULL : bsearch(&key, s->tensors, s->n, sizeof key, by_name);
}

bed_status bed_safetensors_hash(const bed_safetensors *s, char out[BED_SHA256_TEXT], bed_error *err)
{
    bed_sha256 *hash = NULL;
    bed_status  st   = BED_OK;

    BED_GO(bed_sha256_create(&hash, err));
    for (size_t i = 0; i < s->n_shards; i++) /* shards stand in the order of their names */
        BED_GO(bed_sha256_add(hash, s->shards[i].bytes, err));
    BED_GO(bed_sha256_finish(hash, out, err));
done:
    bed_sha256_destroy(hash);
    return st;
}

/* ---- elements ---- */

static float float32_of_bits(uint32_t bits)
{
    float value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

float bed_float32_of_bfloat16(uint16_t bfloat16)
{
    return float32_of_bits((uint32_t)bfloat16 << 16);
}

float bed_float32_of_half(uint16_t half)
{
    const uint32_t sign = (uint32_t)(half & 0x8000u) << 16;
    const uint32_t rest = half & 0x7FFFu;

    if (rest >= 0x7C00u) /* infinite, or no number */
        return float32_of_bits(sign | 0x7F800000u | (rest & 0x3FFu) << 13);
    if (rest >= 0x0400u)
        return float32_of_bits(sign | ((rest << 13) + (112u << 23)));
    const float tiny = (float)rest * 0x1p-24F; /* subnormal: exact in float32 */
    return sign != 0 ? -tiny : tiny;
}

bed_status bed_tensor_float32_part(const bed_tensor *t, size_t first, size_t n, float *out,
                                   bed_error *err)
{
    uint16_t half;

    switch (t->dtype) {
    case BED_DTYPE_F32:
        if (n > 0)
            memcpy(out, t->data + first * sizeof *out, n * sizeof *out);
        return BED_OK;
    case BED_DTYPE_F16:
        for (size_t i = 0; i < n; i++) {
            memcpy(&half, t->data + (first + i) * sizeof half, sizeof half);
            out[i] = bed_float32_of_half(half);
        }
        return BED_OK;
    case BED_DTYPE_BF16:
        for (size_t i = 0; i < n; i++) {
            memcpy(&half, t->data + (first + i) * sizeof half, sizeof half);
            out[i] = bed_float32_of_bfloat16(half);
        }
        return BED_OK;
    default:
        return bed_fail(err, BED_EFORMAT, "tensor '%.*s': expected F32, F16 or BF16, found %s",
                        BED_STR_ARG(t->name), bed_dtype_name(t->dtype));
    }
}

bed_status bed_tensor_float32(const bed_tensor *t, float *out, bed_error *err)
{
    return bed_tensor_float32_part(t, 0, t->n_elements, out, err);
}
