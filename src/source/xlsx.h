/* What the files of the workbook reader share. xlsx_package.c finds the parts, xlsx_strings.c reads
 * their texts, xlsx_sheet.c gives the rows of one sheet, xlsx.c makes records of them. */
#ifndef BED_SOURCE_XLSX_H
#define BED_SOURCE_XLSX_H

#include "source/reader.h"

enum { BED__XLSX_COLUMNS = 16384, BED__XLSX_PART_NAME = 512, BED__XLSX_STRINGS_BYTES = 256 << 20 };

/* ---- xlsx_package.c ---------------------------------------------------------------------------
 */

/* A part of the package on its way through the parser. */
typedef struct bed__part {
    bed__member *member;
    bed__sax    *sax;
    char        *bytes;
    bool         ended;
} bed__part;

bed_status bed__part_open(bed__part *p, bed__archive *archive, const char *name,
                          const bed__sax_hooks *hooks, void *context,
                          bed_error *err) BED_USE_RESULT;
/* Parses some more of it; ended is set behind its last byte. */
bed_status bed__part_step(bed__part *p, const char *name, bed_error *err) BED_USE_RESULT;
void       bed__part_close(bed__part *p);
/* Opens, parses to the end, closes. */
bed_status bed__part_read(bed__archive *archive, const char *name, const bed__sax_hooks *hooks,
                          void *context, bed_error *err) BED_USE_RESULT;

/* The name of the part that holds the sheet of that name (NULL: the first), and of the part with
 * the shared strings, "" where there is none. Errors: BED_EFORMAT: no such sheet or part. */
bed_status bed__xlsx_find(bed__archive *archive, const char *wanted,
                          char sheet[BED__XLSX_PART_NAME], char strings[BED__XLSX_PART_NAME],
                          bed_error *err) BED_USE_RESULT;

/* Whether an element has that name, whatever its prefix. */
bool bed__is_element(const char *name, const char *local);
bool bed__find_attribute(const bed__attribute *attributes, size_t n, const char *local,
                         bed_str *out);
/* As much of s as fits, ended by a NUL. */
void bed__copy_text(char *out, size_t out_bytes, bed_str s);

/* ---- xlsx_strings.c ---------------------------------------------------------------------------
 */

/* Text stands in <t>, directly or in runs <r>; <rPh> holds a reading aid. */
typedef struct bed__runs {
    bool   in_text;
    size_t phonetic; /* open <rPh> and what is in it */
} bed__runs;

void bed__runs_start(bed__runs *s, const char *name);
void bed__runs_end(bed__runs *s);

/* Adds s with its escaped characters ("_x000D_", ST_Xstring) resolved. */
bed_status bed__add_resolved(bed_buffer *b, bed_str s, bed_error *err) BED_USE_RESULT;

typedef struct bed__strings {
    bed_arena  arena;
    bed_str   *list;
    size_t     n, capacity;
    bed_buffer at_hand;
    bed__runs  runs;
    size_t     depth, item_depth; /* of the open <si>; 0: none */
} bed__strings;

void bed__strings_init(bed__strings *s);
/* Reads the part of the shared strings, of at most BED__XLSX_STRINGS_BYTES. */
bed_status bed__strings_read(bed__strings *s, bed__archive *archive, const char *part,
                             bed_error *err) BED_USE_RESULT;
void       bed__strings_deinit(bed__strings *s);

/* ---- xlsx_sheet.c -----------------------------------------------------------------------------
 */

/* One row that was read: its cells are values[from, from + n) of the sheet. */
typedef struct bed__sheet_row {
    size_t   from, n;
    uint64_t number;   /* as the sheet counts */
    char     why[128]; /* it cannot be read; "": it can */
} bed__sheet_row;

typedef struct bed__value {
    size_t column;            /* 0-based */
    size_t text_at, text_len; /* in `text` */
} bed__value;

typedef struct bed__sheet {
    const bed__strings *strings;
    size_t              max_bytes; /* of a row */
    const bed_talk     *talk;
    bed__part           part;
    char                name[BED__XLSX_PART_NAME];
    /* the row at hand */
    size_t     depth, row_depth, cell_depth;
    uint64_t   row_number;
    size_t     column; /* of the cell at hand */
    char       kind[16];
    bool       in_value;
    bool       has_value;
    bed__runs  runs;
    char       why[128];
    size_t     row_from, row_text_from;
    bed_buffer cell; /* text of the cell at hand */
    /* rows that are ready */
    bed_buffer      text;
    bed__value     *values;
    size_t          n_values, values_capacity;
    bed__sheet_row *rows;
    size_t          n_rows, rows_at, rows_capacity;
    bed_status      broken;
    bed_error       failure;
} bed__sheet;

void bed__sheet_init(bed__sheet *x, const bed__strings *strings, size_t max_bytes,
                     const bed_talk *talk);
/* Opens the part that x->name says. */
bed_status bed__sheet_open(bed__sheet *x, bed__archive *archive, bed_error *err) BED_USE_RESULT;
/* The next row that holds something, until the following call; BED_END; or the failure. */
bed_status bed__sheet_next(bed__sheet *x, bed__sheet_row **out, bed_error *err) BED_USE_RESULT;
bed_str    bed__sheet_text(const bed__sheet *x, const bed__value *v);
void       bed__sheet_deinit(bed__sheet *x);

#endif
