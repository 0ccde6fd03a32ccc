/* Text laid out for people: how wide it shows, wrapped paragraphs, tables.
 * Width: columns of a terminal by Unicode's East Asian Width (UAX #11): wide and full-width
 *   characters take two, marks and format characters none, all others one.
 * Text is valid UTF-8. A line breaks at blanks and beside wide characters; a word longer than the
 *   line is cut. */
#ifndef BED_BASE_TABLE_H
#define BED_BASE_TABLE_H

#include "base/arena.h"

enum { BED_LINE_WIDTH = 100 };

size_t bed_text_width(bed_str s);

/* Cuts from `rest` what shows within `width` columns (at least one character), blanks at the break
 * dropped; a line end in the text ends the line. */
bed_str bed_take_wrapped(bed_str *rest, size_t width);

/* Adds text wrapped to `width` columns; lines after the first begin with `indent` blanks, and the
 * first is taken to stand behind as many. Ends with a line end. */
bed_status bed_buffer_add_wrapped(bed_buffer *out, bed_str text, size_t indent, size_t width,
                                  bed_error *err) BED_USE_RESULT;
/* Adds s and blanks up to `width` columns; on the left where `right` is set. */
bed_status bed_buffer_add_padded(bed_buffer *out, bed_str s, size_t width, bool right,
                                 bed_error *err) BED_USE_RESULT;

typedef struct bed_column {
    const char *title;
    bool        right; /* numbers */
    bool        fixed; /* never made narrower than its widest cell */
} bed_column;

typedef struct bed_table bed_table;

/* Columns must outlive the table. Errors: BED_EARGUMENT for 0 or more than 32, BED_EMEMORY. */
bed_status bed_table_create(const bed_column *columns, size_t n, bed_table **out,
                            bed_error *err) BED_USE_RESULT;
void       bed_table_destroy(bed_table *t); /* NULL allowed */

/* Adds the next cell, row by row; the text is copied. Errors: BED_EMEMORY. */
bed_status bed_table_add(bed_table *t, bed_str cell, bed_error *err) BED_USE_RESULT;
bed_status bed_table_addf(bed_table *t, bed_error *err, const char *format, ...)
    BED_PRINTF(3, 4) BED_USE_RESULT;

/* Adds the table to `out`: titles, a rule, the rows; cells are wrapped where the table would be
 * wider than `width`. Errors: BED_EMEMORY. */
bed_status bed_table_write(const bed_table *t, size_t width, bed_buffer *out,
                           bed_error *err) BED_USE_RESULT;

#endif
