/* safetensors: what is read, and all that is refused. */
#include "model/safetensors.h"

#include "base/test.h"

#include <math.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 16 };

/* A file of a header text and n_data bytes 0, 1, 2, … of data. */
static void build(bed_buffer *b, const char *header, size_t n_data)
{
    const uint64_t n = strlen(header);
    char           prefix[8];

    memcpy(prefix, &n, sizeof prefix);
    bed_buffer_clear(b);
    assert_int_equal(bed_buffer_add(b, (bed_str){ prefix, sizeof prefix }, NULL), BED_OK);
    assert_int_equal(bed_buffer_add(b, bed_str_of(header), NULL), BED_OK);
    for (size_t i = 0; i < n_data; i++)
        assert_int_equal(bed_buffer_add_byte(b, (char)i, NULL), BED_OK);
}

static void gives_tensors_by_name(void **unused)
{
    (void)unused;
    bed_buffer       file = BED_BUFFER(FILE_MAX);
    bed_safetensors *s    = NULL;
    bed_error        err  = { 0 };
    char             shape[BED_TENSOR_SHAPE_TEXT];

    build(&file,
          "{\"__metadata__\":{\"format\":\"pt\"},"
          "\"z\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},"
          "\"a.weight\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[3,11]},"
          "\"a\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[11,19]},"
          "\"none\":{\"dtype\":\"F32\",\"shape\":[0,5],\"data_offsets\":[19,19]}}   ",
          19);
    assert_int_equal(bed_safetensors_parse(bed_buffer_str(&file), &s, &err), BED_OK);
    assert_int_equal(bed_safetensors_count(s), 4);
    assert_string_equal(bed_safetensors_at(s, 0)->name.ptr, "a");
    assert_string_equal(bed_safetensors_at(s, 3)->name.ptr, "z");
    assert_null(bed_safetensors_at(s, 4));
    assert_null(bed_safetensors_find(s, BED_STR("a.")));

    const bed_tensor *t = bed_safetensors_find(s, BED_STR("a.weight"));
    float             x[2];
    uint32_t          bits;
    assert_non_null(t);
    assert_string_equal(bed_tensor_shape(t, shape), "(2, 1)");
    assert_int_equal(bed_tensor_float32(t, x, &err), BED_OK);
    memcpy(&bits, &x[1], sizeof bits);
    assert_int_equal(bits, 0x0A090807); /* not aligned in the file */
    assert_int_equal(bed_tensor_float32(bed_safetensors_find(s, BED_STR("z")), x, &err),
                     BED_EFORMAT);
    assert_string_equal(err.text, "tensor 'z': expected F32, F16 or BF16, found U8");
    bed_safetensors_close(s);
    bed_buffer_deinit(&file);
}

#define T(dtype, shape, begin, end)                                                                \
    "{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":[" #begin "," #end "]}"

static void refuses_headers_that_do_not_hold(void **unused)
{
    (void)unused;
    static const struct {
        const char *header;
        size_t      n_data;
        const char *text;
    } cases[] = {
        { "[]", 0, "header does not begin with '{'" },
        { "", 0, "header does not begin with '{'" },
        { "{\"a\":1}", 0, "tensor 'a': expected an object" },
        { "{\"a\":{\"shape\":[],\"data_offsets\":[0,1]}}", 1,
          "tensor 'a': expected a text 'dtype'" },
        { "{\"a\":" T("F33", "[]", 0, 4) "}", 4, "tensor 'a': unknown dtype 'F33'" },
        { "{\"a\":" T("U8", "3", 0, 3) "}", 3,
          "tensor 'a': expected a 'shape' of at most 8 whole numbers" },
        { "{\"a\":" T("U8", "[1,1,1,1,1,1,1,1,1]", 0, 1) "}", 1,
          "tensor 'a': expected a 'shape' of at most 8 whole numbers" },
        { "{\"a\":" T("U8", "[3,-1]", 0, 3) "}", 3,
          "tensor 'a': dimension 2 of 'shape' is no whole number" },
        { "{\"a\":" T("U8", "[1.0]", 0, 1) "}", 1,
          "tensor 'a': dimension 1 of 'shape' is no whole number" },
        { "{\"a\":" T("U8", "[4294967296,4294967296]", 0, 1) "}", 1,
          "tensor 'a': more elements than can be counted" },
        { "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0]}}", 1,
          "tensor 'a': expected two whole 'data_offsets'" },
        { "{\"a\":" T("U8", "[1]", 0, -1) "}", 1, "tensor 'a': expected two whole 'data_offsets'" },
        { "{\"a\":" T("U8", "[1]", 0, 7) "}", 1,
          "tensor 'a': bytes 0 to 7 do not lie in the 1 bytes of data" },
        { "{\"a\":" T("U8", "[1]", 2, 1) "}", 3,
          "tensor 'a': bytes 2 to 1 do not lie in the 3 bytes of data" },
        { "{\"a\":" T("F32", "[2,1]", 0, 7) "}", 7,
          "tensor 'a': F32 of shape (2, 1) does not take 7 bytes" },
        { "{\"a\":" T("F4", "[3]", 0, 2) "}", 2,
          "tensor 'a': F4 of shape (3) does not take 2 bytes" },
        { "{\"a\":" T("F64", "[2305843009213693952]", 0, 0) "}", 0,
          "tensor 'a': F64 of shape (2305843009213693952) does not take 0 bytes" },
        { "{\"a\":" T("U8", "[2]", 1, 3) "}", 3,
          "tensor 'a': bytes before it belong to no tensor" },
        { "{\"a\":" T("U8", "[2]", 0, 2) ",\"b\":" T("U8", "[2]", 1, 3) "}", 3,
          "tensor 'b': lies over the one before" },
        { "{\"a\":" T("U8", "[2]", 0, 2) "}", 5, "the last 3 bytes belong to no tensor" },
        { "{\"__metadata__\":{\"format\":1}}", 0,
          "'__metadata__': expected a text under 'format'" },
        { "{\"__metadata__\":[]}", 0, "'__metadata__': expected an object" },
    };
    bed_buffer file = BED_BUFFER(FILE_MAX);

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_safetensors *s   = NULL;
        bed_error        err = { 0 };

        build(&file, cases[i].header, cases[i].n_data);
        assert_int_equal(bed_safetensors_parse(bed_buffer_str(&file), &s, &err), BED_EFORMAT);
        assert_string_equal(err.text, cases[i].text);
        assert_null(s);
    }
    bed_buffer_deinit(&file);
}

static void names_the_byte_of_broken_json(void **unused)
{
    (void)unused;
    bed_buffer       file = BED_BUFFER(FILE_MAX);
    bed_safetensors *s    = NULL;
    bed_error        err  = { 0 };

    build(&file, "{\"a\":}", 0);
    assert_int_equal(bed_safetensors_parse(bed_buffer_str(&file), &s, &err), BED_EFORMAT);
    assert_true(err.has_byte);
    assert_true(err.byte >= 13 && err.byte <= 14);

    build(&file, "{\"a\":" T("U8", "[1]", 0, 1) ",\"a\":" T("U8", "[1]", 1, 2) "}", 2);
    assert_int_equal(bed_safetensors_parse(bed_buffer_str(&file), &s, &err), BED_EFORMAT);
    assert_non_null(strstr(err.text, "duplicate"));
    bed_buffer_deinit(&file);
}

static void refuses_a_file_cut_at_every_byte(void **unused)
{
    (void)unused;
    bed_buffer file = BED_BUFFER(FILE_MAX);

    build(&file, "{\"a\":" T("F32", "[2]", 0, 8) ",\"b\":" T("F16", "[3]", 8, 14) "}", 14);
    for (size_t n = 0; n < file.len; n++) {
        bed_safetensors *s    = NULL;
        char            *copy = bed_alloc(n, 1); /* so that a read past the cut is seen */

        assert_non_null(copy);
        memcpy(copy, file.ptr, n);
        assert_int_equal(bed_safetensors_parse((bed_str){ copy, n }, &s, NULL), BED_EFORMAT);
        bed_free(copy);
    }
    bed_buffer_deinit(&file);
}

static void every_allocation_may_fail(void **unused)
{
    (void)unused;
    bed_buffer       file = BED_BUFFER(FILE_MAX);
    bed_safetensors *s    = NULL;

    build(&file, "{\"a\":" T("F32", "[2]", 0, 8) ",\"b\":" T("F16", "[3]", 8, 14) "}", 14);
    (void)bed_alloc_fail_at(0);
    assert_int_equal(bed_safetensors_parse(bed_buffer_str(&file), &s, NULL), BED_OK);
    bed_safetensors_close(s);
    const uint64_t n = bed_alloc_fail_at(0);
    assert_true(n > 2);
    for (uint64_t i = 1; i <= n; i++) {
        (void)bed_alloc_fail_at(i);
        assert_int_equal(bed_safetensors_parse(bed_buffer_str(&file), &s, NULL), BED_EMEMORY);
        assert_null(s);
    }
    (void)bed_alloc_fail_at(0);
    bed_buffer_deinit(&file);
}

static void converts_small_floats(void **unused)
{
    (void)unused;
    static const struct {
        uint16_t half;
        float    value;
    } halves[] = {
        { 0x0000, 0.0F },          { 0x3C00, 1.0F },        { 0xC0C5, -2.384765625F },
        { 0x7BFF, 65504.0F },      { 0x0400, 0x1p-14F },    { 0x0001, 0x1p-24F },
        { 0x83FF, -0x1.FF8p-15F }, { 0x3555, 0x1.554p-2F }, { 0x7C00, INFINITY },
        { 0xFC00, -INFINITY },
    };

    for (size_t i = 0; i < sizeof halves / sizeof halves[0]; i++)
        assert_true(bed_float32_of_half(halves[i].half) == halves[i].value);
    assert_true(isnan(bed_float32_of_half(0x7E01)));
    assert_true(signbit(bed_float32_of_half(0x8000)) != 0);
    assert_true(bed_float32_of_bfloat16(0x4019) == 2.390625F);
    assert_true(bed_float32_of_bfloat16(0xBF80) == -1.0F);
}

/* ---- folders ---- */

static void write_file(const char *folder, const char *name, bed_str bytes)
{
    char path[BED_PATH_MAX];

    assert_int_equal(bed_path_join(path, folder, name, NULL), BED_OK);
    assert_int_equal(bed_file_write(path, bytes, NULL), BED_OK);
}

static void put_shard(const char *folder, const char *name, const char *header, size_t n_data)
{
    bed_buffer file = BED_BUFFER(FILE_MAX);

    build(&file, header, n_data);
    write_file(folder, name, bed_buffer_str(&file));
    bed_buffer_deinit(&file);
}

static void joins_shards_by_their_index(void **unused)
{
    (void)unused;
    char             folder[] = "/tmp/bed_safetensorsXXXXXX";
    bed_safetensors *s        = NULL;
    bed_error        err      = { 0 };
    char             once[BED_SHA256_TEXT], again[BED_SHA256_TEXT];

    assert_non_null(mkdtemp(folder));
    put_shard(folder, "m-2.safetensors", "{\"b\":" T("U8", "[3]", 0, 3) "}", 3);
    put_shard(folder, "m-1.safetensors", "{\"a\":" T("F32", "[1]", 0, 4) "}", 4);
    write_file(folder, "model.safetensors.index.json",
               BED_STR("{\"metadata\":{\"total_size\":7},\"weight_map\":"
                       "{\"b\":\"m-2.safetensors\",\"a\":\"m-1.safetensors\"}}"));
    assert_int_equal(bed_safetensors_open(folder, &s, &err), BED_OK);
    assert_int_equal(bed_safetensors_count(s), 2);
    assert_int_equal(bed_safetensors_hash(s, once, &err), BED_OK);
    bed_safetensors_close(s);
    assert_int_equal(bed_safetensors_open(folder, &s, &err), BED_OK);
    assert_int_equal(bed_safetensors_hash(s, again, &err), BED_OK);
    assert_string_equal(once, again);
    bed_safetensors_close(s);

    static const struct {
        const char *index, *text;
    } refused[] = {
        { "{\"weight_map\":{\"c\":\"m-1.safetensors\"}}",
          "tensor 'c': expected in 'm-1.safetensors', not found" },
        { "{\"weight_map\":{\"a\":\"../m-1.safetensors\"}}",
          "'weight_map': '../m-1.safetensors' names no file of the folder" },
        { "{\"weight_map\":{\"a\":7}}", "'weight_map': 'a' names no file of the folder" },
        { "{\"weight_map\":{}}", "'weight_map': expected 1 to 4096 files, found 0" },
        { "{}", "expected an object 'weight_map'" },
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        write_file(folder, "model.safetensors.index.json", bed_str_of(refused[i].index));
        err = (bed_error){ 0 };
        assert_int_equal(bed_safetensors_open(folder, &s, &err), BED_EFORMAT);
        assert_string_equal(err.text, refused[i].text);
        assert_string_equal(bed_path_name(err.file), "model.safetensors.index.json");
    }
    write_file(folder, "model.safetensors.index.json",
               BED_STR("{\"weight_map\":{\"a\":\"m-3.safetensors\"}}"));
    err = (bed_error){ 0 };
    assert_int_equal(bed_safetensors_open(folder, &s, &err), BED_EREAD);
    assert_string_equal(bed_path_name(err.file), "m-3.safetensors");

    put_shard(folder, "m-2.safetensors", "{\"a\":" T("U8", "[3]", 0, 3) "}", 3);
    write_file(folder, "model.safetensors.index.json",
               BED_STR("{\"weight_map\":{\"a\":\"m-1.safetensors\",\"b\":\"m-2.safetensors\"}}"));
    err = (bed_error){ 0 };
    assert_int_equal(bed_safetensors_open(folder, &s, &err), BED_EFORMAT);
    assert_string_equal(err.text, "tensor 'a' stands in two shards");
    assert_int_equal(bed_dir_remove(folder, NULL), BED_OK);
}

static void says_how_to_convert_what_is_no_safetensors(void **unused)
{
    (void)unused;
    char             folder[] = "/tmp/bed_safetensorsXXXXXX";
    bed_safetensors *s        = NULL;
    bed_error        err      = { 0 };

    assert_non_null(mkdtemp(folder));
    assert_int_equal(bed_safetensors_open(folder, &s, &err), BED_EREAD);
    assert_string_equal(
        err.text, "expected model.safetensors or model.safetensors.index.json, found neither");
    write_file(folder, "pytorch_model.bin", BED_STR("PK"));
    err = (bed_error){ 0 };
    assert_int_equal(bed_safetensors_open(folder, &s, &err), BED_EFORMAT);
    assert_non_null(strstr(err.text, "save_pretrained"));
    write_file(folder, "model.safetensors", BED_STR(""));
    err = (bed_error){ 0 };
    assert_int_equal(bed_safetensors_open(folder, &s, &err), BED_EFORMAT);
    assert_string_equal(err.text, "expected 8 bytes of length, found 0 bytes in all");
    assert_int_equal(bed_dir_remove(folder, NULL), BED_OK);
    err = (bed_error){ 0 };
    assert_int_equal(bed_safetensors_open(folder, &s, &err), BED_EREAD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_tensors_by_name),
        cmocka_unit_test(refuses_headers_that_do_not_hold),
        cmocka_unit_test(names_the_byte_of_broken_json),
        cmocka_unit_test(refuses_a_file_cut_at_every_byte),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(converts_small_floats),
        cmocka_unit_test(joins_shards_by_their_index),
        cmocka_unit_test(says_how_to_convert_what_is_no_safetensors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
