/* For the tests of this room: zip archives, workbooks and gzip made in memory. */
#ifndef BED_SOURCE_TEST_PACK_H
#define BED_SOURCE_TEST_PACK_H

#include "base/test.h"
#include "source/source.h"

#include <zip.h>
#include <zlib.h>

typedef struct packed_file {
    const char *name;
    bed_str     bytes;
} packed_file;

/* The caller releases out. password NULL: not encrypted. */
static inline void pack_zip(bed_buffer *out, const packed_file *files, size_t n,
                            const char *password)
{
    zip_error_t   why;
    zip_source_t *target;
    zip_stat_t    info;
    char         *at;

    zip_error_init(&why);
    zip_stat_init(&info);
    target = zip_source_buffer_create(NULL, 0, 0, &why);
    assert_non_null(target);
    zip_source_keep(target);
    zip_t *z = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &why);
    assert_non_null(z);
    for (size_t i = 0; i < n; i++) {
        zip_source_t     *s = zip_source_buffer(z, files[i].bytes.ptr, files[i].bytes.len, 0);
        const zip_int64_t k = zip_file_add(z, files[i].name, s, ZIP_FL_ENC_UTF_8);
        assert_true(k >= 0);
        if (password != NULL)
            assert_int_equal(zip_file_set_encryption(z, (zip_uint64_t)k, ZIP_EM_AES_256, password),
                             0);
    }
    assert_int_equal(zip_close(z), 0);
    assert_int_equal(zip_source_stat(target, &info), 0);
    *out = BED_BUFFER(256 << 20);
    assert_int_equal(bed_buffer_reserve(out, info.size, &at, NULL), BED_OK);
    assert_int_equal(zip_source_open(target), 0);
    assert_int_equal(zip_source_read(target, at, info.size), (zip_int64_t)info.size);
    out->len = info.size;
    zip_source_close(target);
    zip_source_free(target);
    zip_error_fini(&why);
}

static inline void pack_gzip(bed_buffer *out, bed_str bytes)
{
    z_stream z = { 0 };
    char    *at;

    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    const size_t most = deflateBound(&z, bytes.len);
    *out              = BED_BUFFER(256 << 20);
    assert_int_equal(bed_buffer_reserve(out, most, &at, NULL), BED_OK);
    z.next_in   = (Bytef *)(uintptr_t)bytes.ptr; /* zlib does not write there */
    z.avail_in  = (uInt)bytes.len;
    z.next_out  = (Bytef *)at;
    z.avail_out = (uInt)most;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->len = most - z.avail_out;
    deflateEnd(&z);
}

#define WORKBOOK_HEAD                                                                              \
    "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "               \
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>"

#define RELATION(id, type, target)                                                                 \
    "<Relationship Id=\"" id                                                                       \
    "\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" type          \
    "\" Target=\"" target "\"/>"

#define SHEET(rows)                                                                                   \
    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>" rows \
    "</sheetData></worksheet>"

/* A workbook of two sheets, "Data" with the given rows and "Notes"; strings: inside of <sst>. */
static inline void pack_workbook(bed_buffer *out, const char *sheet, const char *strings)
{
    char sst[8192];

    snprintf(sst, sizeof sst, "<sst>%s</sst>", strings);
    const packed_file files[] = {
        { "[Content_Types].xml", BED_STR("<Types/>") },
        { "_rels/.rels", BED_STR("<Relationships>" RELATION(
                             "r1", "officeDocument", "xl/workbook.xml") "</Relationships>") },
        { "xl/workbook.xml",
          BED_STR(WORKBOOK_HEAD
                  "<sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"Notes\" "
                  "sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>") },
        { "xl/_rels/workbook.xml.rels",
          BED_STR("<Relationships>" RELATION("rId2", "worksheet", "/xl/worksheets/two.xml")
                      RELATION("rId1", "worksheet", "worksheets/one.xml") RELATION(
                          "rId3", "sharedStrings", "../xl/strings.xml") "</Relationships>") },
        { "xl/strings.xml", bed_str_of(sst) },
        { "xl/worksheets/one.xml", bed_str_of(sheet) },
        { "xl/worksheets/two.xml",
          BED_STR(SHEET("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>note</v></c></row><row r=\"2\"><c "
                        "r=\"A2\"><v>7</v></c></row>")) },
    };
    /* the target "../xl/strings.xml" is meant to be resolved against xl/ */
    pack_zip(out, files, sizeof files / sizeof files[0], NULL);
}

#endif
