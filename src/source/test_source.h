/* For the tests of this room: what a reader makes of some bytes, as text to compare with.
 *   1@0 {"a":1}                     a record: row, byte, JSON
 *   2@8 refused @9: why <raw>       a refused row: row, byte, byte of the fault, reason, raw bytes
 *   broken 3 @20: why               the file is broken: row, byte, reason
 *   closed @0: why                  the file could not be opened
 * "@-" where no byte is known. */
#ifndef BED_SOURCE_TEST_SOURCE_H
#define BED_SOURCE_TEST_SOURCE_H

#include "base/test.h"
#include "source/source.h"

/* A sanitizer keeps what was freed. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
static inline void dump_place(bed_buffer *b, const bed_error *err)
{
    bed_status st;

    if (err->has_byte)
        st = bed_buffer_printf(b, NULL, "@%llu: %s", (unsigned long long)err->byte, err->text);
    else
        st = bed_buffer_printf(b, NULL, "@-: %s", err->text);
    assert_int_equal(st, BED_OK);
}

static inline void dump_record(bed_buffer *b, bed_status st, const bed_record *r,
                               const bed_error *err)
{
    assert_int_equal(bed_buffer_printf(b, NULL, "%llu@%llu ", (unsigned long long)r->row,
                                       (unsigned long long)r->byte),
                     BED_OK);
    if (st == BED_OK) {
        assert_int_equal(bed_buffer_add(b, r->json, NULL), BED_OK);
    } else {
        assert_int_equal(bed_buffer_add(b, BED_STR("refused "), NULL), BED_OK);
        assert_int_equal(err->row, r->row);
        dump_place(b, err);
        assert_int_equal(bed_buffer_printf(b, NULL, " <%.*s>", BED_STR_ARG(r->raw)), BED_OK);
    }
    assert_int_equal(bed_buffer_add_byte(b, '\n', NULL), BED_OK);
}

/* All that a reader gives; closes it. */
static inline void dump_reader(bed_buffer *b, bed_reader *r)
{
    bed_error  err = { 0 };
    bed_record record;
    bed_status st;

    while ((st = bed_reader_next(r, &record, &err)) == BED_OK || st == BED_REFUSED) {
        assert_true(st == BED_REFUSED || record.json.len > 0);
        dump_record(b, st, &record, &err);
    }
    if (st != BED_END) {
        assert_true(err.text[0] != '\0' && err.file[0] != '\0');
        assert_int_equal(bed_buffer_printf(b, NULL, "broken %llu ", (unsigned long long)err.row),
                         BED_OK);
        dump_place(b, &err);
        assert_int_equal(bed_reader_next(r, &record, NULL), st); /* and stays so */
    }
    bed_reader_close(r);
}

/* The caller releases b. */
static inline void dump_bytes(bed_buffer *b, bed_str bytes, const char *name,
                              const bed_reader_options *options)
{
    bed_error   err = { 0 };
    bed_reader *r;

    *b = BED_BUFFER(64 << 20);
    assert_int_equal(bed_buffer_add(b, BED_STR(""), NULL), BED_OK);
    if (bed_reader_open_bytes(bytes, name, options, &r, &err) == BED_OK) {
        dump_reader(b, r);
        return;
    }
    assert_null(r);
    assert_true(err.text[0] != '\0' && err.file[0] != '\0');
    assert_int_equal(bed_buffer_add(b, BED_STR("closed "), NULL), BED_OK);
    dump_place(b, &err);
}

typedef struct reader_case {
    bed_str            in;
    const char        *expected;
    bed_reader_options options;
    const char        *name;
} reader_case;

/* Shows every case that fails before it fails. */
static inline void check_cases(const reader_case *cases, size_t n)
{
    size_t n_failed = 0;

    for (size_t i = 0; i < n; i++) {
        bed_buffer b;

        dump_bytes(&b, cases[i].in, cases[i].name, &cases[i].options);
        if (strcmp(b.ptr, cases[i].expected) != 0) {
            n_failed++;
            print_error("case %zu: <%.*s>\nexpected: %s\nfound:    %s\n", i,
                        BED_STR_ARG(cases[i].in), cases[i].expected, b.ptr);
        }
        bed_buffer_deinit(&b);
    }
    assert_int_equal(n_failed, 0);
}

/* A new folder; the test removes it with bed_dir_remove. */
static inline void temporary(char out[64])
{
    snprintf(out, 64, "/tmp/bedside-source-XXXXXX");
    assert_non_null(mkdtemp(out));
}

#define CHECK_CASES(cases) check_cases((cases), sizeof(cases) / sizeof(cases)[0])

#endif
