/* Workbooks. The input is text in three parts, parted by a byte 0: the sheet, the shared strings
 * and the relations of the workbook, which are packed (not compressed) into a workbook here, so
 * that mutations reach the XML. */
#include "read_all.h"

#include <zlib.h>

enum { MAX_PARTS = 6, MAX_BYTES = 1 << 20 };

typedef struct zip_part {
    const char *name;
    bed_str     bytes;
    size_t      at;
} zip_part;

static void put(bed_buffer *b, uint32_t value, int n_bytes)
{
    for (int i = 0; i < n_bytes; i++)
        promise(bed_buffer_add_byte(b, (char)(value >> (8 * i)), NULL) == BED_OK);
}

/* The fields that a local and a central header share (APPNOTE 4.3.7, 4.3.12). */
static void put_fields(bed_buffer *b, const zip_part *p)
{
    put(b, 20, 2);
    put(b, 0, 2); /* flags */
    put(b, 0, 2); /* stored */
    put(b, 0, 4); /* time */
    put(b, (uint32_t)crc32(0, (const Bytef *)p->bytes.ptr, (uInt)p->bytes.len), 4);
    put(b, (uint32_t)p->bytes.len, 4);
    put(b, (uint32_t)p->bytes.len, 4);
    put(b, (uint32_t)strlen(p->name), 2);
    put(b, 0, 2);
}

static void pack(bed_buffer *b, zip_part *parts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        parts[i].at = b->len;
        put(b, 0x04034b50, 4);
        put_fields(b, &parts[i]);
        promise(bed_buffer_add(b, bed_str_of(parts[i].name), NULL) == BED_OK);
        promise(bed_buffer_add(b, parts[i].bytes, NULL) == BED_OK);
    }
    const size_t directory = b->len;
    for (size_t i = 0; i < n; i++) {
        put(b, 0x02014b50, 4);
        put(b, 20, 2);
        put_fields(b, &parts[i]);
        put(b, 0, 2);
        put(b, 0, 2);
        put(b, 0, 2);
        put(b, 0, 4);
        put(b, (uint32_t)parts[i].at, 4);
        promise(bed_buffer_add(b, bed_str_of(parts[i].name), NULL) == BED_OK);
    }
    const size_t end = b->len;
    put(b, 0x06054b50, 4);
    put(b, 0, 4);
    put(b, (uint32_t)n, 2);
    put(b, (uint32_t)n, 2);
    put(b, (uint32_t)(end - directory), 4);
    put(b, (uint32_t)directory, 4);
    put(b, 0, 2);
}

static bed_str take_part(bed_str *rest)
{
    const char   *zero = rest->len == 0 ? NULL : memchr(rest->ptr, '\0', rest->len);
    const bed_str part = { rest->ptr, zero == NULL ? rest->len : (size_t)(zero - rest->ptr) };
    const size_t  used = part.len + (zero != NULL);

    rest->ptr += used;
    rest->len -= used;
    return part;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const bed_str workbook =
        BED_STR_INIT("<workbook xmlns:r=\"r\"><sheets><sheet name=\"Data\" r:id=\"rId1\"/>"
                     "</sheets></workbook>");
    static const bed_str relations = BED_STR_INIT(
        "<Relationships><Relationship Id=\"rId1\" Type=\"t/worksheet\" Target=\"one.xml\"/>"
        "<Relationship Id=\"rId2\" Type=\"t/sharedStrings\" Target=\"/xl/strings.xml\"/>"
        "</Relationships>");
    bed_str    rest = { (const char *)data, size };
    bed_buffer zip  = BED_BUFFER(4 * MAX_BYTES);

    if (size == 0 || size > MAX_BYTES)
        return 0;
    const bed_reader_options options          = { .container        = BED_CONTAINER_XLSX,
                                                  .header           = (bed_header)(data[0] % 3),
                                                  .max_record_bytes = data[0] & 32 ? 16 : 0 };
    zip_part                 parts[MAX_PARTS] = {
                        { .name = "[Content_Types].xml", .bytes = BED_STR_INIT("<Types/>") },
                        { .name = "xl/workbook.xml", .bytes = workbook },
    };
    parts[2] = (zip_part){ .name = "xl/one.xml", .bytes = take_part(&rest) };
    parts[3] = (zip_part){ .name = "xl/strings.xml", .bytes = take_part(&rest) };
    parts[4] = (zip_part){ .name  = "xl/_rels/workbook.xml.rels",
                           .bytes = rest.len > 0 ? take_part(&rest) : relations };
    pack(&zip, parts, 5);
    read_all((const uint8_t *)zip.ptr, zip.len, &options);
    bed_buffer_deinit(&zip);
    return 0;
}
