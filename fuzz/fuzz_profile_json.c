/* Reports from any bytes: as a profile, and as the manifest beside a good one. Refused with a
 * reason, or a page that is well-formed. Run from the root of the repository. */
#include "report/report.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OUT_MAX = 256 << 20 };

static void must(bool condition)
{
    if (!condition)
        abort();
}

/* Loaded once and kept for the life of the program. */
static const bed_catalog *catalog(void)
{
    static bed_catalog *value;

    if (value == NULL)
        must(bed_catalog_load("src/catalog/fixtures/data", &value, NULL) == BED_OK);
    return value;
}

static bed_str good_profile(void)
{
    static bed_buffer text = { NULL, 0, 0, 1 << 20 };

    if (text.len == 0)
        must(bed_file_read("fuzz/seeds/profile_json/bare.json", &text, NULL) == BED_OK);
    return bed_buffer_str(&text);
}

static void render(bed_str profile, bed_str manifest)
{
    const bed_report_input input = { "f", profile, manifest };
    bed_buffer             out   = BED_BUFFER(OUT_MAX);
    bed_error              err   = { 0 };
    const bed_status       st    = bed_report_render(&input, 1, catalog(), NULL, &out, &err);

    must(st == BED_OK || (st == BED_EFORMAT && err.text[0] != '\0') || st == BED_EMEMORY);
    if (st == BED_OK) {
        xmlDoc *doc = xmlReadMemory(out.ptr, (int)out.len, "f", "UTF-8",
                                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                        XML_PARSE_HUGE);

        must(doc != NULL);
        xmlFreeDoc(doc);
    }
    bed_buffer_deinit(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const bed_str text = { (const char *)data, size };

    render(text, BED_STR(""));
    render(good_profile(), text);
    return 0;
}
