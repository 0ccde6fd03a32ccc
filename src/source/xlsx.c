/* XLSX (ECMA-376 part 1, SpreadsheetML): the rows of one sheet as records.
 * The sheet is read as a stream; the shared strings are kept. */
#include "source/xlsx.h"

typedef struct xlsx {
    bed__strings strings;
    bed__sheet   sheet;
    bed__columns columns;
    bool         first_again; /* the first row is data */
} xlsx;

/* ---- names ------------------------------------------------------------------------------------
 */

static size_t width_of(const bed__sheet *s, const bed__sheet_row *row)
{
    size_t width = 0;

    for (size_t i = 0; i < row->n; i++)
        if (s->values[row->from + i].column >= width)
            width = s->values[row->from + i].column + 1;
    return width;
}

static bool like_header(const bed__sheet *s, const bed__sheet_row *row, const bed_str *names,
                        size_t n)
{
    if (row->n == n)
        return bed__looks_like_header(names, n, NULL, 0);
    for (size_t i = 0; i < row->n; i++) { /* cells are missing: names of those that are there */
        const bed_str name = bed__sheet_text(s, &s->values[row->from + i]);

        if (!bed__looks_like_header(&name, 1, NULL, 0))
            return false;
    }
    return true;
}

static bed_status name_columns(bed_reader *r, xlsx *x, const bed__sheet_row *row, bed_error *err)
{
    const size_t     n  = width_of(&x->sheet, row);
    const bed_header h  = r->options.header;
    bed_status       st = BED_OK;
    bed_str         *names;

    BED_TRY(bed_alloc_into((void **)&names, n, sizeof *names, err));
    for (size_t i = 0; i < row->n; i++) {
        const bed__value *v = &x->sheet.values[row->from + i];

        names[v->column] = bed__sheet_text(&x->sheet, v);
    }
    x->first_again =
        h == BED_HEADER_NO || (h == BED_HEADER_AUTO && !like_header(&x->sheet, row, names, n));
    if (x->first_again)
        goto done;
    BED_GO(bed__columns_begin(&x->columns, n, err));
    for (size_t i = 0; i < n; i++) {
        bed_buffer_clear(&r->json);
        BED_GO(bed__json_escape(&r->json, names[i], err));
        BED_GO(bed__columns_add(&x->columns, bed_buffer_str(&r->json), err));
    }
    BED_GO(bed__columns_check(&x->columns, err));
done:
    bed_free(names);
    return st;
}

/* ---- opening ----------------------------------------------------------------------------------
 */

static bed_status xlsx_open(bed_reader *r, bed_error *err)
{
    char            strings_part[BED__XLSX_PART_NAME] = "";
    xlsx           *x;
    bed__sheet_row *row;

    BED_TRY(bed_alloc_into(&r->state, 1, sizeof *x, err));
    x = r->state;
    bed__strings_init(&x->strings);
    bed__sheet_init(&x->sheet, &x->strings, r->max_bytes, r->options.talk);
    BED_TRY(bed__xlsx_find(r->archive, r->options.records, x->sheet.name, strings_part, err));
    if (strings_part[0] != '\0')
        BED_TRY(bed__strings_read(&x->strings, r->archive, strings_part, err));
    BED_TRY(bed__sheet_open(&x->sheet, r->archive, err));
    const bed_status st = bed__sheet_next(&x->sheet, &row, err);
    if (st == BED_END)
        return bed_fail(err, BED_EFORMAT, "the sheet has no row");
    BED_TRY(st);
    if (row->why[0] != '\0')
        return bed_fail(err, BED_EFORMAT, "row %llu of the sheet: %s",
                        (unsigned long long)row->number, row->why);
    BED_TRY(name_columns(r, x, row, err));
    if (x->first_again)
        x->sheet.rows_at--;
    return BED_OK;
}

static void xlsx_close(bed_reader *r)
{
    xlsx *x = r->state;

    if (x == NULL)
        return;
    bed__sheet_deinit(&x->sheet);
    bed__strings_deinit(&x->strings);
    bed__columns_deinit(&x->columns);
    bed_free(x);
}

/* ---- records ----------------------------------------------------------------------------------
 */

static bed_status add_key(bed_reader *r, const xlsx *x, const bed__value *v, bool by_name,
                          uint64_t row_number, bed_error *err)
{
    if (!by_name || x->first_again)
        return bed_buffer_printf(&r->json, err, "\"c%zu\":", v->column + 1);
    if (v->column >= x->columns.n)
        return bed_fail(err, BED_REFUSED,
                        "row %llu of the sheet has a cell in column %zu, which the header does not "
                        "name",
                        (unsigned long long)row_number, v->column + 1);
    return bed_buffer_add(&r->json, bed__columns_key(&x->columns, v->column), err);
}

static bed_status row_as_json(bed_reader *r, xlsx *x, const bed__sheet_row *row, bool by_name,
                              bed_error *err)
{
    bed_buffer *b = &r->json;

    bed_buffer_clear(b);
    BED_TRY(bed_buffer_add_byte(b, '{', err));
    for (size_t i = 0; i < row->n; i++) {
        const bed__value *v = &x->sheet.values[row->from + i];

        if (i > 0)
            BED_TRY(bed_buffer_add_byte(b, ',', err));
        BED_TRY(add_key(r, x, v, by_name, row->number, err));
        BED_TRY(bed_buffer_add_byte(b, '"', err));
        BED_TRY(bed__json_escape(b, bed__sheet_text(&x->sheet, v), err));
        BED_TRY(bed_buffer_add_byte(b, '"', err));
    }
    return bed_buffer_add_byte(b, '}', err);
}

static bed_status xlsx_next(bed_reader *r, bed_record *out, bed_error *err)
{
    xlsx           *x = r->state;
    bed__sheet_row *row;

    BED_TRY(bed__sheet_next(&x->sheet, &row, err));
    bed_status st = BED_OK;
    if (row->why[0] != '\0')
        st = bed_fail(err, BED_REFUSED, "row %llu of the sheet: %s",
                      (unsigned long long)row->number, row->why);
    else
        st = row_as_json(r, x, row, true, err);
    if (st == BED_REFUSED)
        BED_TRY(row_as_json(r, x, row, false, NULL)); /* the cells that were read, by number */
    if (st == BED_OK)
        out->json = bed_buffer_str(&r->json);
    else if (st == BED_REFUSED)
        out->raw = bed_buffer_str(&r->json);
    return st;
}

const bed__reader_ops bed__xlsx = {
    .container = BED_CONTAINER_XLSX,
    .open      = xlsx_open,
    .next      = xlsx_next,
    .close     = xlsx_close,
};
