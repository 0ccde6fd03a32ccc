#include "base/base.h"
#include "base/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void an_error_names_its_place(void **unused)
{
    static const struct {
        const char *file, *line;
        uint64_t    row, byte;
        bool        has_byte;
    } cases[] = {
        { "", "odd", 0, 0, false },
        { "a.csv", "a.csv: odd", 0, 0, false },
        { "a.csv", "a.csv: row 41: odd", 41, 0, false },
        { "a.csv", "a.csv: row 41: byte 0: odd", 41, 0, true },
        { "", "byte 7: odd", 0, 7, true },
    };
    char line[64];

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_error err = { 0 };

        if (cases[i].has_byte)
            assert_int_equal(bed_fail_at(&err, BED_EFORMAT, cases[i].byte, "odd"), BED_EFORMAT);
        else
            assert_int_equal(bed_fail(&err, BED_EFORMAT, "odd"), BED_EFORMAT);
        assert_int_equal(bed_fail_in(&err, BED_EFORMAT, cases[i].file, cases[i].row), BED_EFORMAT);
        assert_string_equal(bed_error_line(&err, line, sizeof line), cases[i].line);
    }
}

static void what_the_lower_layer_said_stands(void **unused)
{
    bed_error err = { 0 };
    char      small[12], longer[3000];

    (void)unused;
    bed_fail(&err, BED_EFORMAT, "odd");
    bed_fail_in(&err, BED_EFORMAT, "inner", 3);
    assert_int_equal(bed_fail_in(&err, BED_EREAD, "outer", 9), BED_EFORMAT);
    assert_string_equal(err.file, "inner");
    assert_int_equal(err.row, 3);
    bed_error_prefix(&err, "reading %s: ", "plan");
    assert_string_equal(err.text, "reading plan: odd");
    assert_string_equal(bed_error_line(&err, small, sizeof small), "inner: row ");
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    bed_fail(&err, BED_EFORMAT, "%s", longer);
    bed_error_prefix(&err, "%s", longer);
    assert_int_equal(strlen(err.text), BED_ERROR_TEXT - 1);
    assert_int_equal(bed_fail(NULL, BED_EDISK, "nobody asks"), BED_EDISK);
    assert_int_equal(bed_fail_in(NULL, BED_EDISK, "nobody", 1), BED_EDISK);
    bed_error_prefix(NULL, "nobody");
}

static void statuses_have_names_and_exit_statuses(void **unused)
{
    (void)unused;
    assert_string_equal(bed_code_name(BED_EREAD), "BED_EREAD");
    assert_string_equal(bed_code_text(BED_EREAD), "cannot read");
    assert_int_equal(bed_code_exit_status(BED_OK), 0);
    assert_int_equal(bed_code_exit_status(BED_REFUSED), 1);
    assert_int_equal(bed_code_exit_status(BED_EARGUMENT), 2);
    assert_int_equal(bed_code_exit_status(BED_EFORMAT), 3);
    assert_int_equal(bed_code_exit_status(BED_EINTERRUPTED), 4);
    assert_int_equal(bed_code_exit_status((bed_code)999), 5);
}

static void products_that_overflow_give_no_memory(void **unused)
{
    void *block = NULL;

    (void)unused;
    assert_null(bed_alloc(SIZE_MAX, 2));
    assert_int_equal(bed_alloc_into(&block, SIZE_MAX / 2, 3, NULL), BED_EMEMORY);
    block = bed_alloc(0, 8);
    assert_non_null(block);
    assert_null(bed_realloc(block, SIZE_MAX, 2)); /* the old block stands */
    bed_alloc_fail_at(2);
    block = bed_realloc(block, 10, 1);
    assert_non_null(block);
    assert_null(bed_realloc(block, 20, 1));
    block = bed_realloc(block, 20, 1); /* fails once */
    assert_non_null(block);
    assert_int_equal(bed_alloc_fail_at(0), 3);
    bed_free(block);
}

typedef struct heard {
    char     text[64];
    uint64_t done;
    bool     stop;
} heard;

static void on_message(void *context, bed_level level, const char *room, const char *text)
{
    (void)level;
    snprintf(((heard *)context)->text, 64, "%s: %s", room, text);
}

static void on_progress(void *context, const char *stage, uint64_t done, uint64_t total,
                        const char *unit)
{
    (void)stage, (void)total, (void)unit;
    ((heard *)context)->done = done;
}

static bool on_stop(void *context)
{
    return ((heard *)context)->stop;
}

static void talk_reaches_who_listens(void **unused)
{
    heard           h    = { .stop = false };
    const bed_talk  all  = { &h, on_progress, on_message, on_stop };
    const bed_talk  deaf = { 0 };
    const bed_talk *no[] = { NULL, &deaf };

    (void)unused;
    for (size_t i = 0; i < 2; i++) {
        bed_talk_message(no[i], BED_LEVEL_INFO, "room", "%d", 1);
        bed_talk_progress(no[i], "stage", 1, 2, "bytes");
        assert_int_equal(bed_talk_check(no[i], NULL), BED_OK);
    }
    bed_talk_message(&all, BED_LEVEL_WARNING, "csv", "%d rows", 3);
    assert_string_equal(h.text, "csv: 3 rows");
    bed_talk_progress(&all, "stage", 7, 9, "bytes");
    assert_int_equal(h.done, 7);
    assert_int_equal(bed_talk_check(&all, NULL), BED_OK);
    h.stop = true;
    assert_int_equal(bed_talk_check(&all, NULL), BED_EINTERRUPTED);
}

static void a_run_record_is_json_and_a_line(void **unused)
{
    char           path[] = "/tmp/bedside-record-XXXXXX", line[1500];
    bed_run_record r;
    json_error_t   fault;
    const int      fd = mkstemp(path);

    (void)unused;
    assert_true(fd >= 0);
    close(fd);
    bed_run_record_init(&r, "ingest", 42);
    for (int filled = 0; filled < 2; filled++) { /* empty, then with odd names */
        if (filled) {
            assert_int_equal(bed_run_record_input(&r, "a \"b\"\n.csv", 12, "00ff", NULL), BED_OK);
            assert_int_equal(bed_run_record_input(&r, "two", 13, "01", NULL), BED_OK);
            assert_int_equal(bed_run_record_setting(&r, "form", "x\\y", NULL), BED_OK);
            assert_int_equal(bed_run_record_count(&r, "rows", 5, NULL), BED_OK);
            assert_int_equal(bed_run_record_count(&r, "records", 4, NULL), BED_OK);
        }
        assert_int_equal(bed_run_record_write(&r, path, NULL), BED_OK);
        json_t *root = json_load_file(path, 0, &fault);
        assert_non_null(root);
        assert_int_equal(json_integer_value(json_object_get(root, "seed")), 42);
        assert_int_equal(json_array_size(json_object_get(root, "inputs")), filled ? 2 : 0);
        if (filled)
            assert_string_equal(json_string_value(json_object_get(
                                    json_array_get(json_object_get(root, "inputs"), 0), "path")),
                                "a \"b\"\n.csv");
        json_decref(root);
    }
    assert_int_equal(
        strncmp(bed_run_record_line(&r, line, sizeof line), "ingest: 5 rows, 4 records, ", 27), 0);
    assert_true(bed_peak_bytes() > 0);
    bed_run_record_deinit(&r);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_names_its_place),
        cmocka_unit_test(what_the_lower_layer_said_stands),
        cmocka_unit_test(statuses_have_names_and_exit_statuses),
        cmocka_unit_test(products_that_overflow_give_no_memory),
        cmocka_unit_test(talk_reaches_who_listens),
        cmocka_unit_test(a_run_record_is_json_and_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
