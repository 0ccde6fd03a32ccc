/* Files of the catalogue from any bytes: refused with a line, or loaded, and then written as YAML
 * and JSON the same after another load. Run from the root of the repository. */
#include "catalog/emit.h"
#include "catalog/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char taxonomy_path[] = "fuzz/seeds/catalog/taxonomy.yaml";

enum { OUT_MAX = 64 << 20 };

static void must(bool condition)
{
    if (!condition)
        abort();
}

/* Loaded once and kept for the life of the program. */
static const bed_taxonomy *taxonomy(void)
{
    static void *value;
    bed_buffer   text = BED_BUFFER(BED_YAML_MAX_BYTES);
    bed_yaml    *y    = NULL;

    if (value != NULL)
        return value;
    must(bed_file_read(taxonomy_path, &text, NULL) == BED_OK);
    must(bed_yaml_open(bed_buffer_str(&text), "", &y, NULL) == BED_OK);
    must(bed_yaml_read(y, &bed__taxonomy_schema, &value, NULL) == BED_OK);
    bed_yaml_close(y);
    bed_buffer_deinit(&text);
    return value;
}

static void write_dataset(const bed_dataset *d, bool yaml, bed_buffer *out)
{
    bed__doc doc;

    bed__doc_open(&doc, yaml, out, NULL);
    bed__emit_dataset(&doc, NULL, d);
    must(bed__doc_close(&doc) == BED_OK);
}

static void read_dataset(bed_str text)
{
    bed_error    err = { 0 };
    bed_dataset *d = NULL, *again = NULL;
    bed_buffer   yaml = BED_BUFFER(OUT_MAX), was = BED_BUFFER(OUT_MAX), is = BED_BUFFER(OUT_MAX);
    const bed_status st = bed__dataset_read(text, "f", taxonomy(), "tiny", &d, &err);

    must(st == BED_OK || (st == BED_EFORMAT && err.text[0] != '\0'));
    if (st == BED_OK) {
        write_dataset(d, true, &yaml);
        write_dataset(d, false, &was);
        must(bed__dataset_read(bed_buffer_str(&yaml), "f", taxonomy(), "tiny", &again, NULL) ==
             BED_OK);
        write_dataset(again, false, &is);
        must(bed_str_equal(bed_buffer_str(&was), bed_buffer_str(&is)));
        (void)bed__bibtex_fault(d->citation);
    }
    bed__dataset_destroy(d);
    bed__dataset_destroy(again);
    bed_buffer_deinit(&yaml);
    bed_buffer_deinit(&was);
    bed_buffer_deinit(&is);
}

static void read_others(bed_str text)
{
    bed_yaml *y     = NULL;
    void     *value = NULL;

    if (bed_yaml_open(text, "f", &y, NULL) != BED_OK)
        return;
    if (bed_yaml_read(y, &bed__entry_schema, &value, NULL) == BED_OK)
        (void)!bed__entry_check(value, taxonomy(), BED_CATALOG_METRICS, "accuracy", y, NULL);
    bed_yaml_free(&bed__entry_schema, value);
    if (bed_yaml_read(y, &bed__taxonomy_schema, &value, NULL) == BED_OK)
        (void)!bed__taxonomy_check(value, y, NULL);
    bed_yaml_free(&bed__taxonomy_schema, value);
    bed_yaml_close(y);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const bed_str text = { (const char *)data, size };

    read_dataset(text);
    read_others(text);
    return 0;
}
