#include "base/table.h"

#include <unicode/uchar.h>

enum { COLUMNS_MAX = 32, GAP = 2, NARROWEST = 6, TABLE_MAX_BYTES = 64 << 20, ROWS_STEP = 64 };

struct bed_table {
    const bed_column *columns;
    size_t            n_columns, n_cells, capacity;
    bed_str          *cells; /* row by row, views into the arena */
    bed_arena         arena;
};

/* The first character of s (valid UTF-8, not empty) and its length. */
static size_t character(bed_str s, UChar32 *out)
{
    const unsigned char *p   = (const unsigned char *)s.ptr;
    const size_t         len = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;

    if (len == 1 || len > s.len) {
        *out = p[0];
        return 1;
    }
    *out = p[0] & (0xFF >> (len + 1));
    for (size_t i = 1; i < len; i++)
        *out = (*out << 6) | (p[i] & 0x3F);
    return len;
}

static size_t character_width(UChar32 c)
{
    if (c >= 0x20 && c < 0x7F)
        return 1;
    switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
    case U_CONTROL_CHAR:
        return 0;
    default:
        break;
    }
    const int wide = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    return wide == U_EA_WIDE || wide == U_EA_FULLWIDTH ? 2 : 1;
}

size_t bed_text_width(bed_str s)
{
    size_t width = 0;

    while (s.len > 0) {
        UChar32      c;
        const size_t n = character(s, &c);

        width += character_width(c);
        s.ptr += n;
        s.len -= n;
    }
    return width;
}

static bed_str trim_end(bed_str s)
{
    while (s.len > 0 && s.ptr[s.len - 1] == ' ')
        s.len--;
    return s;
}

bed_str bed_take_wrapped(bed_str *rest, size_t width)
{
    const bed_str from = *rest;
    size_t        at = 0, used = 0, cut = 0; /* cut: the last place a line may end */
    size_t        skip  = 0;                 /* what the break itself takes */
    bool          whole = true;

    while (at < from.len) {
        UChar32      c;
        const size_t n = character((bed_str){ from.ptr + at, from.len - at }, &c);
        const size_t w = character_width(c);

        if (c == '\n') {
            cut   = at;
            skip  = 1;
            whole = false;
            break;
        }
        if (at > 0 && (w == 2 || c == ' '))
            cut = at;
        if (used + w > width && at > 0 && c != ' ') {
            cut   = cut == 0 ? at : cut;
            whole = false;
            break;
        }
        used += w;
        at += n;
        if (w == 2)
            cut = at;
    }
    if (whole)
        cut = from.len;
    if (from.len > 0)
        *rest = (bed_str){ from.ptr + cut + skip, from.len - cut - skip };
    while (skip == 0 && rest->len > 0 && rest->ptr[0] == ' ')
        bed_eat(rest, BED_STR(" "));
    return trim_end((bed_str){ from.ptr, cut });
}

static bed_status add_blanks(bed_buffer *out, size_t n, bed_error *err)
{
    return n == 0 ? BED_OK : bed_buffer_printf(out, err, "%*s", (int)n, "");
}

bed_status bed_buffer_add_padded(bed_buffer *out, bed_str s, size_t width, bool right,
                                 bed_error *err)
{
    const size_t has    = bed_text_width(s);
    const size_t blanks = has < width ? width - has : 0;

    if (right)
        BED_TRY(add_blanks(out, blanks, err));
    BED_TRY(bed_buffer_add(out, s, err));
    return right ? BED_OK : add_blanks(out, blanks, err);
}

bed_status bed_buffer_add_wrapped(bed_buffer *out, bed_str text, size_t indent, size_t width,
                                  bed_error *err)
{
    const size_t room  = width > indent + NARROWEST ? width - indent : NARROWEST;
    bool         first = true;

    do {
        const bed_str line = bed_take_wrapped(&text, room);

        BED_TRY(add_blanks(out, first || line.len == 0 ? 0 : indent, err));
        BED_TRY(bed_buffer_add(out, line, err));
        BED_TRY(bed_buffer_add_byte(out, '\n', err));
        first = false;
    } while (text.len > 0);
    return BED_OK;
}

bed_status bed_table_create(const bed_column *columns, size_t n, bed_table **out, bed_error *err)
{
    *out = NULL;
    if (n == 0 || n > COLUMNS_MAX)
        return bed_fail(err, BED_EARGUMENT, "table of %zu columns; expected 1 to %d", n,
                        COLUMNS_MAX);
    *out = bed_new_array(bed_table, 1);
    if (*out == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: table");
    (*out)->columns   = columns;
    (*out)->n_columns = n;
    (*out)->arena     = BED_ARENA(TABLE_MAX_BYTES);
    return BED_OK;
}

void bed_table_destroy(bed_table *t)
{
    if (t == NULL)
        return;
    bed_arena_deinit(&t->arena);
    bed_free(t->cells);
    bed_free(t);
}

bed_status bed_table_add(bed_table *t, bed_str cell, bed_error *err)
{
    if (t->n_cells == t->capacity) {
        const size_t capacity = t->capacity + ROWS_STEP * t->n_columns + t->capacity / 2;
        bed_str     *cells    = bed_realloc(t->cells, capacity, sizeof *cells);

        if (cells == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: table of %zu cells", capacity);
        t->cells    = cells;
        t->capacity = capacity;
    }
    BED_TRY(bed_arena_copy(&t->arena, cell, &t->cells[t->n_cells], err));
    t->n_cells++;
    return BED_OK;
}

bed_status bed_table_addf(bed_table *t, bed_error *err, const char *format, ...)
{
    char    text[1024];
    va_list args;

    va_start(args, format);
    const int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0)
        return bed_fail(err, BED_EINTERNAL, "unusable print format '%s'", format);
    return bed_table_add(t, bed_str_of(text), err);
}

/* The width of the widest part of a text that is not cut unless it must be. */
static size_t widest_word(bed_str s)
{
    size_t widest = 0, word = 0;

    while (s.len > 0) {
        UChar32      c;
        const size_t n = character(s, &c);
        const size_t w = character_width(c);

        word   = c == ' ' || c == '\n' ? 0 : w == 2 ? 2 : word + w;
        widest = word > widest ? word : widest;
        s.ptr += n;
        s.len -= n;
    }
    return widest;
}

/* Makes the widest of the columns that may be narrower so, one by one, until the table fits. */
static size_t narrow(const bed_table *t, size_t total, size_t width, const size_t *least,
                     size_t widths[COLUMNS_MAX])
{
    while (total > width) {
        size_t widest = t->n_columns;

        for (size_t k = 0; k < t->n_columns; k++)
            if (!t->columns[k].fixed && widths[k] > least[k] &&
                (widest == t->n_columns || widths[k] > widths[widest]))
                widest = k;
        if (widest == t->n_columns)
            break;
        widths[widest]--;
        total--;
    }
    return total;
}

/* Widths of the columns: as wide as their widest cell; where that is too much, lines break between
 * words, and where that is not enough, inside them. */
static void fit(const bed_table *t, size_t width, size_t widths[COLUMNS_MAX])
{
    size_t total = GAP * (t->n_columns - 1);
    size_t words[COLUMNS_MAX], least[COLUMNS_MAX];

    for (size_t k = 0; k < t->n_columns; k++) {
        const bed_str title = bed_str_of(t->columns[k].title);

        widths[k] = bed_text_width(title);
        words[k]  = widest_word(title);
        least[k]  = NARROWEST;
        for (size_t i = k; i < t->n_cells; i += t->n_columns) {
            const size_t whole = bed_text_width(t->cells[i]), word = widest_word(t->cells[i]);

            widths[k] = whole > widths[k] ? whole : widths[k];
            words[k]  = word > words[k] ? word : words[k];
        }
        total += widths[k];
    }
    total = narrow(t, total, width, words, widths);
    narrow(t, total, width, least, widths);
}

/* One row, over as many lines as its tallest cell needs. */
static bed_status write_row(const bed_table *t, const bed_str *row, size_t n,
                            const size_t widths[COLUMNS_MAX], bed_buffer *out, bed_error *err)
{
    bed_str rest[COLUMNS_MAX];
    bool    more = true;

    memcpy(rest, row, n * sizeof *rest);
    while (more) {
        more = false;
        for (size_t k = 0; k < n; k++) {
            const bed_str part = bed_take_wrapped(&rest[k], widths[k]);

            more |= rest[k].len > 0;
            BED_TRY(add_blanks(out, k == 0 ? 0 : GAP, err));
            BED_TRY(bed_buffer_add_padded(out, part, widths[k], t->columns[k].right, err));
        }
        while (out->len > 0 && out->ptr[out->len - 1] == ' ')
            out->len--;
        BED_TRY(bed_buffer_add_byte(out, '\n', err));
    }
    return BED_OK;
}

bed_status bed_table_write(const bed_table *t, size_t width, bed_buffer *out, bed_error *err)
{
    static const char rule[] =
        "--------------------------------------------------------------------------------"
        "--------------------------------------------------------------------------------";
    size_t  widths[COLUMNS_MAX];
    bed_str titles[COLUMNS_MAX];

    fit(t, width, widths);
    for (size_t k = 0; k < t->n_columns; k++)
        titles[k] = bed_str_of(t->columns[k].title);
    BED_TRY(write_row(t, titles, t->n_columns, widths, out, err));
    for (size_t k = 0; k < t->n_columns; k++) {
        const size_t n = widths[k] < sizeof rule - 1 ? widths[k] : sizeof rule - 1;

        titles[k] = (bed_str){ rule, n };
    }
    BED_TRY(write_row(t, titles, t->n_columns, widths, out, err));
    for (size_t i = 0; i < t->n_cells; i += t->n_columns) {
        const size_t n = t->n_cells - i < t->n_columns ? t->n_cells - i : t->n_columns;

        BED_TRY(write_row(t, t->cells + i, n, widths, out, err));
    }
    return BED_OK;
}
