/* Records of every bundled sample, twisted: each value of a record taken away or put in the place
 * of something else, and run through its form's mapping. Every row must come out as a record or in
 * quarantine; no value may end a run. */
#include "base/test.h"
#include "ingest/ingest.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS_A_FORM = 3 };

static const char *const junk[] = {
    "null",
    "true",
    "-1",
    "1e308",
    "\"\"",
    "\"x\"",
    "\"it's \\\"odd\\\"\\n%s\\t\\\\ *?[\"",
    "\"\xe7\x97\x85\xe4\xba\xba\xf0\x9f\x99\x82\"",
    "[]",
    "[null]",
    "[[1, {\"a\": []}]]",
    "{}",
    "{\"\": {\"'\": null}}",
};
enum { N_JUNK = sizeof junk / sizeof junk[0] };

static void add_line(bed_buffer *out, const json_t *record)
{
    char *text = json_dumps(record, JSON_COMPACT | JSON_ENCODE_ANY);

    assert_non_null(text);
    assert_int_equal(bed_buffer_add(out, bed_str_of(text), NULL), BED_OK);
    assert_int_equal(bed_buffer_add_byte(out, '\n', NULL), BED_OK);
    free(text);
}

static void twist(bed_buffer *out, const json_t *root, json_t *node);

/* One value of an object (key) or an array (index): gone, then each piece of junk, then as it was.
 */
static void twist_value(bed_buffer *out, const json_t *root, json_t *node, const char *key,
                        size_t index)
{
    json_t *old =
        json_incref(key != NULL ? json_object_get(node, key) : json_array_get(node, index));

    for (size_t i = 0; i < N_JUNK; i++) {
        json_t *value = json_loads(junk[i], JSON_DECODE_ANY, NULL);

        assert_non_null(value);
        if (key != NULL)
            json_object_set_new(node, key, value);
        else
            json_array_set_new(node, index, value);
        add_line(out, root);
    }
    if (key != NULL) {
        json_object_del(node, key);
        add_line(out, root);
        json_object_set(node, key, old);
    } else {
        json_array_set(node, index, old);
    }
    twist(out, root, old);
    json_decref(old);
}

static void twist(bed_buffer *out, const json_t *root, json_t *node)
{
    if (json_is_array(node)) {
        for (size_t i = 0; i < json_array_size(node); i++)
            twist_value(out, root, node, NULL, i);
    } else if (json_is_object(node)) {
        json_t     *names = json_array();
        const char *key;
        json_t     *value, *name;
        size_t      i;

        json_object_foreach(node, key, value) json_array_append_new(names, json_string(key));
        json_array_foreach(names, i, name) twist_value(out, root, node, json_string_value(name), 0);
        json_decref(names);
    }
}

/* The first records of a file as its form reads it, twisted. */
static size_t twist_file(const bed_form *f, const char *path, bed_buffer *out)
{
    const bed_reader_options options = { .records = f->records[0] == '\0' ? NULL : f->records,
                                         .header  = (bed_header)f->header };
    bed_reader              *r;
    bed_record               record;
    size_t                   n = 0;

    if (bed_reader_open(path, &options, &r, NULL) != BED_OK)
        return 0;
    while (n < RECORDS_A_FORM && bed_reader_next(r, &record, NULL) == BED_OK) {
        json_t *value = json_loadb(record.json.ptr, record.json.len, 0, NULL);

        if (value == NULL)
            continue;
        add_line(out, value);
        twist(out, value, value);
        json_decref(value);
        n++;
    }
    bed_reader_close(r);
    return n;
}

static void run_twisted(const bed_catalog *catalog, const bed_dataset *d, const bed_form *f,
                        const char *dir, const char *sample, bed_str lines)
{
    char               in[128], out[128];
    const char *const  paths[] = { in, sample }; /* the second: what has to go with it */
    const bool         goes    = bed_form_joins(f) || bed_form_is_relation(f);
    bed_ingest_options options = {
        .dataset = d->key, .paths = paths, .n_paths = goes ? 2 : 1, .out = out, .form = f->name
    };
    bed_ingest_counts n;
    bed_run_record    record;
    bed_error         err = { 0 };
    char              line[2048];

    snprintf(in, sizeof in, "%s/test.jsonl", dir);
    snprintf(out, sizeof out, "%s/corpus", dir);
    assert_int_equal(bed_file_write(in, lines, NULL), BED_OK);
    bed_run_record_init(&record, "ingest", 0);
    const bed_status st = bed_ingest(catalog, &options, &n, &record, &err);
    bed_run_record_deinit(&record);
    /* a form that never has whole records refuses all */
    if (st != BED_OK && (st != BED_EFORMAT || strstr(err.text, " rows were refused") == NULL))
        fail_msg("%s/%s: %s", d->key, f->name, bed_error_line(&err, line, sizeof line));
    assert_true(n.rows + n.joined > N_JUNK);
    assert_int_equal(n.rows, n.records + n.quarantined);
    assert_int_equal(bed_dir_remove(out, NULL), BED_OK);
}

/* The form whose sample has to go with this one's records: of a relation one that joins it. */
static const bed_form *goes_with(const bed_dataset *d, const bed_form *f)
{
    for (size_t i = 0; bed_form_is_relation(f) && i < d->n_forms; i++)
        for (size_t k = 0; k < d->forms[i].n_joins; k++)
            if (strcmp(d->forms[i].joins[k].relation, f->relation) == 0)
                return &d->forms[i];
    return f;
}

static size_t twist_form(const bed_catalog *catalog, const bed_dataset *d, const bed_form *f,
                         const char *dir)
{
    char          sample[BED_PATH_MAX];
    bed_arena     arena = BED_ARENA(16 << 20);
    bed_buffer    lines = BED_BUFFER((size_t)256 << 20);
    bed_file_list files;
    bed_detector *detector;
    size_t        n = 0;

    if (bed_form_sample_path(catalog, d, f, sample, NULL) != BED_OK)
        return 0;
    assert_int_equal(bed_source_files(sample, &arena, &files, NULL), BED_OK);
    assert_int_equal(bed_detector_create(catalog, &detector, NULL), BED_OK);
    for (size_t i = 0; i < files.n && n < RECORDS_A_FORM; i++) {
        bed_choice choice;

        if (bed_detect_choose(detector, d, files.paths[i], false, &choice, NULL) == BED_OK &&
            choice.form == f)
            n += twist_file(f, files.paths[i], &lines);
    }
    bed_detector_destroy(detector);
    if (n > 0 && bed_form_sample_path(catalog, d, goes_with(d, f), sample, NULL) == BED_OK)
        run_twisted(catalog, d, f, dir, sample, bed_buffer_str(&lines));
    bed_buffer_deinit(&lines);
    bed_arena_deinit(&arena);
    return n;
}

static void twisted_records_end_no_run(void **unused)
{
    char         dir[] = "/tmp/bedside-twisted-XXXXXX";
    bed_catalog *catalog;
    size_t       n = 0, n_forms = 0;

    (void)unused;
    assert_non_null(mkdtemp(dir));
    assert_int_equal(bed_catalog_load(NULL, &catalog, NULL), BED_OK);
    for (size_t i = 0; i < catalog->n_datasets; i++) {
        const bed_dataset *d = catalog->datasets[i];

        for (size_t k = 0; k < d->n_forms; k++) {
            n += twist_form(catalog, d, &d->forms[k], dir);
            n_forms++;
        }
    }
    print_message("%zu records of %zu forms twisted\n", n, n_forms);
    assert_true(n >= n_forms);
    bed_catalog_destroy(catalog);
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(twisted_records_end_no_run) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
