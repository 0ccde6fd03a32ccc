#include "source/test_pack.h"
#include "source/test_source.h"

static const char strings[] =
    "<si><t>Question</t></si><si><t>Answer</t></si><si><t xml:space=\"preserve\"> how ? </t></si>"
    "<si><r><t>rich </t></r><r><rPr><b/></rPr><t>text</t></r><rPh sb=\"0\"><t>aid</t></rPh></si>"
    "<si><t>line_x000D_end _x_ _x0000_ &amp; 你</t></si><si/>";

typedef struct sheet_case {
    const char        *sheet, *expected;
    bed_reader_options options;
} sheet_case;

static void check_sheets(const sheet_case *cases, size_t n)
{
    size_t n_failed = 0;

    for (size_t i = 0; i < n; i++) {
        bed_buffer zip, b;

        pack_workbook(&zip, cases[i].sheet, strings);
        dump_bytes(&b, bed_buffer_str(&zip), NULL, &cases[i].options);
        if (strcmp(b.ptr, cases[i].expected) != 0) {
            n_failed++;
            print_error("case %zu\nexpected: %s\nfound:    %s\n", i, cases[i].expected, b.ptr);
        }
        bed_buffer_deinit(&b);
        bed_buffer_deinit(&zip);
    }
    assert_int_equal(n_failed, 0);
}

#define HEAD "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"
#define STR(a, text) "<c r=\"" a "\" t=\"str\"><v>" text "</v></c>"

static void cells_of_every_kind_are_read(void **unused)
{
    static const sheet_case cases[] = {
        { .sheet    = SHEET(HEAD "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>2</v></c><c r=\"B2\" "
                                    "t=\"s\"><v>3</v></c></row>"
                                    "<row r=\"3\"><c r=\"B3\" t=\"s\"><v>4</v></c></row>"),
          .expected = "1@0 {\"Question\":\" how ? \",\"Answer\":\"rich text\"}\n"
                      "2@0 {\"Answer\":\"line\\rend _x_ _x0000_ & 你\"}\n" },
        { .sheet    = SHEET(HEAD "<row><c t=\"inlineStr\"><is><r><t>in</t></r><r><t>line</t></r>"
                                    "</is></c><c><f>1+1</f><v>2</v></c></row>"
                                    "<row><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c></row>"
                                    "<row><c t=\"e\"><v>#N/A</v></c><c t=\"n\"><v>44197.5</v></c></row>"
                                    "<row><c t=\"str\"><f>x</f><v>made</v></c><c/></row>"),
          .expected = "1@0 {\"Question\":\"inline\",\"Answer\":\"2\"}\n"
                      "2@0 {\"Question\":\"TRUE\",\"Answer\":\"FALSE\"}\n"
                      "3@0 {\"Question\":\"#N/A\",\"Answer\":\"44197.5\"}\n"
                      "4@0 {\"Question\":\"made\"}\n" },
        /* blank rows, cells out of order, an empty shared string */
        { .sheet    = SHEET(HEAD "<row r=\"2\"/><row r=\"5\"><c r=\"B5\" t=\"str\"><v>b</v></c><c "
                                    "r=\"A5\" t=\"str\"><v>a</v></c></row><row><c t=\"s\"><v>5</v>"
                                    "</c></row>"),
          .expected = "1@0 {\"Answer\":\"b\",\"Question\":\"a\"}\n2@0 {\"Question\":\"\"}\n" },
        { .sheet    = SHEET("<row>" STR("C1", "x") "</row><row>" STR("C2", "1") "</row>"),
          .expected = "1@0 {\"x\":\"1\"}\n" },
        /* a column within the header that it does not name */
        { .sheet =
              SHEET("<row>" STR("C1", "x") "</row><row>" STR("B2", "0") STR("C2", "1") "</row>"),
          .expected = "1@0 {\"c2\":\"0\",\"x\":\"1\"}\n" },
        { .sheet    = SHEET("<row>" STR("A1", "1") STR("B1", "2") "</row>"),
          .expected = "1@0 {\"c1\":\"1\",\"c2\":\"2\"}\n" },
        { .sheet    = SHEET(HEAD "<row r=\"2\">" STR("A2", "x") "</row>"),
          .expected = "1@0 {\"c1\":\"Question\",\"c2\":\"Answer\"}\n2@0 {\"c1\":\"x\"}\n",
          .options  = { .header = BED_HEADER_NO } },
        { .sheet    = SHEET(""),
          .expected = "1@0 {\"note\":\"7\"}\n",
          .options  = { .records = "Notes" } },
    };

    (void)unused;
    check_sheets(cases, sizeof cases / sizeof cases[0]);
}

static void a_broken_row_is_refused_and_the_rest_goes_on(void **unused)
{
    static const sheet_case cases[] = {
        { .sheet =
              SHEET(HEAD "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>6</v></c></row><row r=\"3\">" STR(
                  "A3", "fine") "</row>"),
          .expected = "1@0 refused @-: row 2 of the sheet: shared string '6' of 6 <{}>\n"
                      "2@0 {\"Question\":\"fine\"}\n" },
        { .sheet =
              SHEET(HEAD "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>-1</v></c></row><row r=\"3\">" STR(
                  "A3", "fine") "</row>"),
          .expected = "1@0 refused @-: row 2 of the sheet: shared string '-1' of 6 <{}>\n"
                      "2@0 {\"Question\":\"fine\"}\n" },
        { .sheet    = SHEET(HEAD "<row r=\"9\">" STR("A9", "x") STR("D9", "y") "</row>"),
          .expected = "1@0 refused @-: row 9 of the sheet has a cell in column 4, which the header "
                      "does not name <{\"c1\":\"x\",\"c4\":\"y\"}>\n" },
        { .sheet    = SHEET(HEAD "<row r=\"2\">" STR("A2", "x") STR("A2", "y") "</row>"),
          .expected = "1@0 refused @-: row 2 of the sheet: column 1 stands twice "
                      "<{\"c1\":\"x\"}>\n" },
        { .sheet    = SHEET(HEAD "<row r=\"2\">" STR("2A", "x") "</row>"),
          .expected = "1@0 refused @-: row 2 of the sheet: cell reference '2A' <{}>\n" },
        { .sheet    = SHEET(HEAD "<row r=\"2\">" STR("XFE1", "x") "</row>"),
          .expected = "1@0 refused @-: row 2 of the sheet: cell reference 'XFE1' <{}>\n" },
        { .sheet    = SHEET("<row>" STR("A1", "q") "</row><row r=\"2\">" STR(
                 "A2", "0123456789") "</row><row r=\"3\">" STR("A3", "x") "</row>"),
          .expected = "1@0 refused @-: row 2 of the sheet: more than 8 bytes <{}>\n"
                      "2@0 {\"q\":\"x\"}\n",
          .options  = { .max_record_bytes = 8 } },
    };

    (void)unused;
    check_sheets(cases, sizeof cases / sizeof cases[0]);
}

static void a_broken_workbook_says_what(void **unused)
{
    static const sheet_case cases[] = {
        { .sheet = SHEET(""), .expected = "closed @-: the sheet has no row" },
        { .sheet    = SHEET(HEAD),
          .expected = "closed @-: no sheet 'Drugs' in the workbook: it has 'Data', 'Notes'",
          .options  = { .records = "Drugs" } },
        { .sheet    = SHEET("<row>" STR("A1", "x") STR("B1", "x") "</row>"),
          .expected = "closed @-: the header names columns 1 and 2 both 'x'",
          .options  = { .header = BED_HEADER_YES } },
        { .sheet = "<worksheet><sheetData><row><c><v>q</v></c></row><row><c><v>1",
          .expected =
              "broken 1 @60: 'xl/worksheets/one.xml': the document is cut short: 5 elements "
              "are open" },
        { .sheet    = "<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet>&a;</worksheet>",
          .expected = "closed @27: 'xl/worksheets/one.xml': the document defines an entity ('a'): "
                      "refused" },
        { .sheet    = SHEET(HEAD),
          .expected = "closed @-: an XLSX workbook, not csv",
          .options  = { .container = BED_CONTAINER_CSV } },
    };

    (void)unused;
    check_sheets(cases, sizeof cases / sizeof cases[0]);
}

static void missing_parts_are_named(void **unused)
{
    static const packed_file files[] = {
        { "[Content_Types].xml", BED_STR_INIT("<Types/>") },
        { "_rels/.rels", BED_STR_INIT("<Relationships/>") },
        { "xl/workbook.xml",
          BED_STR_INIT(WORKBOOK_HEAD "<sheet name=\"Data\" r:id=\"rId1\"/></sheets></workbook>") },
        { "xl/_rels/workbook.xml.rels",
          BED_STR_INIT("<Relationships>" RELATION("rId1", "worksheet",
                                                  "worksheets/one.xml") "</Relationships>") },
    };
    static const char *const expected[] = {
        NULL,
        NULL,
        "closed @-: no file 'xl/workbook.xml' in the archive",
        "closed @-: sheet 'Data' refers to a part that is not there ('rId1')",
        "closed @-: no file 'xl/worksheets/one.xml' in the archive",
    };

    (void)unused;
    for (size_t n = 2; n <= 4; n++) {
        bed_buffer zip, b;

        pack_zip(&zip, files, n, NULL);
        dump_bytes(&b, bed_buffer_str(&zip), NULL, NULL);
        assert_string_equal(b.ptr, expected[n]);
        bed_buffer_deinit(&b);
        bed_buffer_deinit(&zip);
    }
    bed_buffer zip, b;
    pack_zip(&zip, files, 4, "secret");
    dump_bytes(&b, bed_buffer_str(&zip), NULL, NULL);
    assert_string_equal(b.ptr, "closed @-: '_rels/.rels' in the archive is encrypted");
    bed_buffer_deinit(&b);
    bed_buffer_deinit(&zip);
}

/* A workbook within a zip or gzip is taken into memory. */
static void a_compressed_workbook_is_read(void **unused)
{
    bed_buffer book, gz, b;

    (void)unused;
    pack_workbook(&book, SHEET(HEAD "<row>" STR("A2", "x") "</row>"), strings);
    pack_gzip(&gz, bed_buffer_str(&book));
    dump_bytes(&b, bed_buffer_str(&gz), NULL, NULL);
    assert_string_equal(b.ptr, "1@0 {\"Question\":\"x\"}\n");
    bed_buffer_deinit(&b);
    bed_buffer_deinit(&gz);
    const packed_file file = { "w.xlsx", bed_buffer_str(&book) };
    pack_zip(&gz, &file, 1, NULL);
    dump_bytes(&b, bed_buffer_str(&gz), NULL, NULL);
    assert_string_equal(b.ptr, "1@0 {\"Question\":\"x\"}\n");
    bed_buffer_deinit(&b);
    bed_buffer_deinit(&gz);
    bed_buffer_deinit(&book);
}

/* Rows across many reads of the sheet. */
static void a_long_sheet_is_read_whole(void **unused)
{
    enum { N = 20000 };
    bed_buffer  sheet = BED_BUFFER(64 << 20), zip;
    bed_reader *r;
    bed_record  record;
    char        expected[128];

    (void)unused;
    assert_int_equal(bed_buffer_add(&sheet, BED_STR("<worksheet><sheetData>" HEAD), NULL), BED_OK);
    for (int i = 0; i < N; i++)
        assert_int_equal(bed_buffer_printf(&sheet, NULL,
                                           "<row r=\"%d\"><c r=\"A%d\"><v>%d</v></c><c r=\"B%d\" "
                                           "t=\"s\"><v>3</v></c></row>",
                                           i + 2, i + 2, i, i + 2),
                         BED_OK);
    assert_int_equal(bed_buffer_add(&sheet, BED_STR("</sheetData></worksheet>"), NULL), BED_OK);
    pack_workbook(&zip, sheet.ptr, strings);
    assert_int_equal(bed_reader_open_bytes(bed_buffer_str(&zip), NULL, NULL, &r, NULL), BED_OK);
    for (int i = 0; i < N; i++) {
        assert_int_equal(bed_reader_next(r, &record, NULL), BED_OK);
        snprintf(expected, sizeof expected, "{\"Question\":\"%d\",\"Answer\":\"rich text\"}", i);
        assert_true(bed_str_equal(record.json, bed_str_of(expected)));
    }
    assert_int_equal(bed_reader_next(r, &record, NULL), BED_END);
    bed_reader_close(r);
    bed_buffer_deinit(&zip);
    bed_buffer_deinit(&sheet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_of_every_kind_are_read),
        cmocka_unit_test(a_broken_row_is_refused_and_the_rest_goes_on),
        cmocka_unit_test(a_broken_workbook_says_what),
        cmocka_unit_test(missing_parts_are_named),
        cmocka_unit_test(a_compressed_workbook_is_read),
        cmocka_unit_test(a_long_sheet_is_read_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
