/* The rows of a sheet (ECMA-376 part 1, SpreadsheetML), read as a stream. Cells are found by their
 * reference (A1); dates stay the numbers that are stored, truth values are TRUE and FALSE, errors
 * their text (#N/A). */
#include "source/xlsx.h"

/* ---- a row and its cells ----------------------------------------------------------------------
 */

/* "BC12" gives column 54 (0-based); false when it is no reference. */
static bool column_of(bed_str reference, size_t *out)
{
    size_t column = 0, i = 0;

    while (i < reference.len && reference.ptr[i] >= 'A' && reference.ptr[i] <= 'Z' && i < 4)
        column = column * 26 + (size_t)(reference.ptr[i++] - 'A') + 1;
    if (i == 0 || i > 3 || column > BED__XLSX_COLUMNS || i == reference.len ||
        reference.ptr[i] < '1' || reference.ptr[i] > '9')
        return false;
    *out = column - 1;
    return true;
}

static bool number_of(bed_str s, uint64_t *out)
{
    uint64_t n = 0;

    if (s.len == 0 || s.len > 18)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        n = n * 10 + (uint64_t)(s.ptr[i] - '0');
    }
    *out = n;
    return true;
}

static void refuse_row(bed__sheet *x, const char *format, ...) BED_PRINTF(2, 3);
static void refuse_row(bed__sheet *x, const char *format, ...)
{
    va_list args;

    if (x->why[0] != '\0')
        return;
    va_start(args, format);
    vsnprintf(x->why, sizeof x->why, format, args);
    va_end(args);
}

static void begin_row(bed__sheet *x, const bed__attribute *attributes, size_t n)
{
    bed_str number;

    x->row_number++;
    if (bed__find_attribute(attributes, n, "r", &number) && !number_of(number, &x->row_number))
        refuse_row(x, "row number '%.*s'", number.len < 40 ? (int)number.len : 40, number.ptr);
    x->row_depth     = x->depth;
    x->column        = SIZE_MAX;
    x->row_from      = x->n_values;
    x->row_text_from = x->text.len;
}

static void begin_cell(bed__sheet *x, const bed__attribute *attributes, size_t n)
{
    bed_str reference, kind;

    x->cell_depth = x->depth;
    x->column++;
    if (bed__find_attribute(attributes, n, "r", &reference) && !column_of(reference, &x->column))
        refuse_row(x, "cell reference '%.*s'", reference.len < 40 ? (int)reference.len : 40,
                   reference.ptr);
    if (x->column >= BED__XLSX_COLUMNS)
        refuse_row(x, "more than %d columns", BED__XLSX_COLUMNS);
    x->kind[0] = '\0';
    if (bed__find_attribute(attributes, n, "t", &kind))
        bed__copy_text(x->kind, sizeof x->kind, kind);
    x->has_value = false;
    x->runs      = (bed__runs){ 0 };
    bed_buffer_clear(&x->cell);
}

static bed_status sheet_start(void *context, const char *name, const bed__attribute *attributes,
                              size_t n, bed_error *err)
{
    bed__sheet *x = context;

    (void)err;
    x->depth++;
    if (x->cell_depth > 0) {
        bed__runs_start(&x->runs, name);
        x->in_value = x->depth == x->cell_depth + 1 && bed__is_element(name, "v");
        x->has_value |= x->in_value || x->runs.in_text;
    } else if (x->row_depth > 0 && bed__is_element(name, "c")) {
        begin_cell(x, attributes, n);
    } else if (x->row_depth == 0 && bed__is_element(name, "row")) {
        begin_row(x, attributes, n);
    }
    return BED_OK;
}

static bed_status sheet_text(void *context, bed_str s, bed_error *err)
{
    bed__sheet *x       = context;
    const bool  in_line = strcmp(x->kind, "inlineStr") == 0;

    if (x->cell_depth == 0 || x->why[0] != '\0' || (in_line ? !x->runs.in_text : !x->in_value))
        return BED_OK;
    if (x->text.len - x->row_text_from + x->cell.len + s.len > x->max_bytes) {
        refuse_row(x, "more than %zu bytes", x->max_bytes);
        return BED_OK;
    }
    return bed_buffer_add(&x->cell, s, err);
}

static bed_status add_value(bed__sheet *x, bed_str s, bed_error *err)
{
    if (x->text.len - x->row_text_from + s.len > x->max_bytes) {
        refuse_row(x, "more than %zu bytes", x->max_bytes);
        return BED_OK;
    }
    const bool in_order =
        x->n_values == x->row_from || x->values[x->n_values - 1].column < x->column;
    for (size_t i = in_order ? x->n_values : x->row_from; i < x->n_values; i++)
        if (x->values[i].column == x->column) {
            refuse_row(x, "column %zu stands twice", x->column + 1);
            return BED_OK;
        }
    if (x->n_values == x->values_capacity) {
        const size_t capacity = x->values_capacity == 0 ? 256 : x->values_capacity * 2;
        bed__value  *values   = bed_realloc(x->values, capacity, sizeof *values);

        if (values == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: %zu cells", capacity);
        x->values          = values;
        x->values_capacity = capacity;
    }
    x->values[x->n_values++] = (bed__value){ x->column, x->text.len, s.len };
    return bed_buffer_add(&x->text, s, err);
}

/* The text of the cell at hand by its kind (18.18.11 ST_CellType). */
static bed_status end_cell(bed__sheet *x, bed_error *err)
{
    bed_str  s    = bed_buffer_str(&x->cell);
    bed_str  kind = bed_str_of(x->kind);
    uint64_t index;

    x->cell_depth = 0;
    if (x->why[0] != '\0' || !x->has_value)
        return BED_OK;
    if (bed_str_equal(kind, BED_STR("s"))) {
        if (!number_of(bed_trim(s), &index) || index >= x->strings->n) {
            refuse_row(x, "shared string '%.*s' of %zu", s.len < 20 ? (int)s.len : 20,
                       s.len == 0 ? "" : s.ptr, x->strings->n);
            return BED_OK;
        }
        return add_value(x, x->strings->list[index], err);
    }
    if (bed_str_equal(kind, BED_STR("b")))
        s = bed_str_equal(bed_trim(s), BED_STR("0")) ? BED_STR("FALSE") : BED_STR("TRUE");
    if (bed_str_equal(kind, BED_STR("str")) || bed_str_equal(kind, BED_STR("inlineStr"))) {
        bed_buffer resolved = BED_BUFFER(x->cell.max_bytes);
        bed_status st       = bed__add_resolved(&resolved, s, err);

        if (st == BED_OK)
            st = add_value(x, bed_buffer_str(&resolved), err);
        bed_buffer_deinit(&resolved);
        return st;
    }
    return add_value(x, s, err);
}

/* Rows without a cell that holds something are blank. */
static bed_status end_row(bed__sheet *x, bed_error *err)
{
    x->row_depth = 0;
    if (x->n_values == x->row_from && x->why[0] == '\0')
        return BED_OK;
    if (x->n_rows == x->rows_capacity) {
        const size_t    capacity = x->rows_capacity == 0 ? 64 : x->rows_capacity * 2;
        bed__sheet_row *rows     = bed_realloc(x->rows, capacity, sizeof *rows);

        if (rows == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: %zu rows", capacity);
        x->rows          = rows;
        x->rows_capacity = capacity;
    }
    bed__sheet_row *row = &x->rows[x->n_rows++];
    *row                = (bed__sheet_row){ .from   = x->row_from,
                                            .n      = x->n_values - x->row_from,
                                            .number = x->row_number };
    memcpy(row->why, x->why, sizeof row->why);
    x->why[0] = '\0';
    return BED_OK;
}

static bed_status sheet_end(void *context, bed_error *err)
{
    bed__sheet *x  = context;
    bed_status  st = BED_OK;

    if (x->cell_depth > 0) {
        bed__runs_end(&x->runs);
        x->in_value = false;
    }
    if (x->cell_depth == x->depth)
        st = end_cell(x, err);
    else if (x->row_depth == x->depth)
        st = end_row(x, err);
    x->depth--;
    return st;
}

static const bed__sax_hooks sheet_hooks = { .start = sheet_start,
                                            .text  = sheet_text,
                                            .end   = sheet_end };

/* ---- rows -------------------------------------------------------------------------------------
 */

bed_status bed__sheet_next(bed__sheet *x, bed__sheet_row **out, bed_error *err)
{
    for (;;) {
        if (x->rows_at < x->n_rows) {
            *out = &x->rows[x->rows_at++];
            return BED_OK;
        }
        if (x->broken != BED_OK) {
            if (err != NULL)
                *err = x->failure;
            return x->broken;
        }
        if (x->part.ended)
            return BED_END;
        /* a row may be half read: its cells move to the front */
        if (x->row_depth > 0 && x->row_from > 0) {
            const size_t text_from = x->row_text_from;

            memmove(x->values, x->values + x->row_from,
                    (x->n_values - x->row_from) * sizeof *x->values);
            x->n_values -= x->row_from;
            for (size_t i = 0; i < x->n_values; i++)
                x->values[i].text_at -= text_from;
            if (text_from > 0)
                memmove(x->text.ptr, x->text.ptr + text_from, x->text.len - text_from);
            x->text.len -= text_from;
            x->row_from = x->row_text_from = 0;
        } else if (x->row_depth == 0) {
            x->n_values = 0;
            bed_buffer_clear(&x->text);
        }
        x->n_rows = x->rows_at = 0;
        BED_TRY(bed_talk_check(x->talk, err));
        x->broken = bed__part_step(&x->part, x->name, &x->failure);
    }
}

bed_str bed__sheet_text(const bed__sheet *x, const bed__value *v)
{
    return (bed_str){ x->text.ptr + v->text_at, v->text_len };
}

void bed__sheet_init(bed__sheet *x, const bed__strings *strings, size_t max_bytes,
                     const bed_talk *talk)
{
    *x = (bed__sheet){ .strings   = strings,
                       .max_bytes = max_bytes,
                       .talk      = talk,
                       .cell      = BED_BUFFER(max_bytes),
                       .text      = BED_BUFFER(2 * max_bytes + BED__XLSX_STRINGS_BYTES) };
}

bed_status bed__sheet_open(bed__sheet *x, bed__archive *archive, bed_error *err)
{
    return bed__part_open(&x->part, archive, x->name, &sheet_hooks, x, err);
}

void bed__sheet_deinit(bed__sheet *x)
{
    bed__part_close(&x->part);
    bed_buffer_deinit(&x->cell);
    bed_buffer_deinit(&x->text);
    bed_free(x->values);
    bed_free(x->rows);
}
