/* Tables as text: RFC 4180 with comma, semicolon or tab.
 * Rows end at LF, CRLF or CR, mixed as they may be. A cell that begins with a quote goes on to the
 * closing one, line ends and doubled quotes included; what stands between the closing quote and the
 * next delimiter is added as it is. A quote elsewhere is a character like any other. Blank lines
 * are no rows: an empty cell that is alone in its row is written "". */
#include "source/reader.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { HEADER_MAX_BYTES = 1 << 20, SAMPLE_ROWS = 50 };

typedef enum cell_state { CELL_START, CELL_PLAIN, CELL_QUOTED, CELL_QUOTE } cell_state;

typedef struct cell {
    bed_str body, tail; /* of a quoted cell: within the quotes; what follows them */
    bool    quoted;
} cell;

typedef struct csv {
    char         delimiter;
    bool         after_cr; /* the row before ended in CR: an LF belongs to it */
    uint64_t     quote_at; /* where the quoted cell at hand began */
    cell        *cells;    /* of the row at hand */
    size_t       n_cells, cells_capacity;
    bed__columns columns;
} csv;

/* ---- rows -------------------------------------------------------------------------------------
 */

/* Offset of the first delimiter or line end, or n. */
static size_t find_end(const char *p, size_t n, char delimiter)
{
    size_t i = 0;

#if defined(__SSE2__)
    const __m128i d = _mm_set1_epi8(delimiter), lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');

    for (; i + 16 <= n; i += 16) {
        const __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        const int     m = _mm_movemask_epi8(_mm_or_si128(
                _mm_cmpeq_epi8(x, d), _mm_or_si128(_mm_cmpeq_epi8(x, lf), _mm_cmpeq_epi8(x, cr))));

        if (m != 0)
            return i + (size_t)__builtin_ctz((unsigned)m);
    }
#endif
    while (i < n && p[i] != delimiter && p[i] != '\n' && p[i] != '\r')
        i++;
    return i;
}

/* Goes on over n bytes of a row; gives what was passed, which is up to the line end when *ended.
 * *quote: offset of the last quote that opened a cell, left alone where there was none. */
static size_t scan_row(cell_state *state, char delimiter, const char *p, size_t n, bool *ended,
                       size_t *quote)
{
    size_t i = 0;

    *ended = false;
    while (i < n) {
        if (*state == CELL_QUOTED) {
            const char *q = memchr(p + i, '"', n - i);

            if (q == NULL)
                return n;
            i      = (size_t)(q - p) + 1;
            *state = CELL_QUOTE;
        } else if (*state != CELL_PLAIN && p[i] == '"') {
            if (*state == CELL_START)
                *quote = i;
            *state = CELL_QUOTED;
            i++;
        } else {
            i += find_end(p + i, n - i, delimiter);
            *state = CELL_PLAIN;
            if (i == n)
                return n;
            if (p[i] != delimiter) {
                *ended = true;
                return i;
            }
            *state = CELL_START;
            i++;
        }
    }
    return n;
}

static cell cut_quoted(const char *p, size_t n, char delimiter, size_t *used)
{
    cell   c = { .quoted = true };
    size_t i = 1;

    while (i < n) {
        const char *q = memchr(p + i, '"', n - i);

        i = q == NULL ? n : (size_t)(q - p);
        if (i + 1 < n && p[i + 1] == '"')
            i += 2;
        else
            break;
    }
    c.body = (bed_str){ p + 1, i - 1 };
    i += i < n;
    const char *end = i < n ? memchr(p + i, delimiter, n - i) : NULL;
    *used           = end == NULL ? n : (size_t)(end - p);
    c.tail          = (bed_str){ p + i, *used - i };
    return c;
}

/* Cuts one cell off a row; *used does not count the delimiter. */
static cell cut_cell(const char *p, size_t n, char delimiter, size_t *used)
{
    if (n > 0 && p[0] == '"')
        return cut_quoted(p, n, delimiter, used);
    const char *end = n == 0 ? NULL : memchr(p, delimiter, n);
    *used           = end == NULL ? n : (size_t)(end - p);
    return (cell){ .body = { p, *used } };
}

static bed_status add_cell(csv *t, cell c, bed_error *err)
{
    if (t->n_cells == t->cells_capacity) {
        const size_t capacity = t->cells_capacity == 0 ? 32 : t->cells_capacity * 2;
        cell        *cells    = bed_realloc(t->cells, capacity, sizeof *cells);

        if (cells == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: %zu cells", capacity);
        t->cells          = cells;
        t->cells_capacity = capacity;
    }
    t->cells[t->n_cells++] = c;
    return BED_OK;
}

/* Cuts a whole row; of more than BED__MAX_COLUMNS cells only the number is kept. */
static bed_status cut_row(csv *t, bed_str row, size_t *n_cells, bed_error *err)
{
    size_t at = 0, used;

    t->n_cells = *n_cells = 0;
    for (;;) {
        const cell c = cut_cell(row.ptr + at, row.len - at, t->delimiter, &used);

        if (++*n_cells <= BED__MAX_COLUMNS)
            BED_TRY(add_cell(t, c, err));
        at += used;
        if (at >= row.len)
            return BED_OK;
        at++;
    }
}

/* ---- a look at the first rows -----------------------------------------------------------------
 */

static size_t count_cells(bed_str row, char delimiter)
{
    size_t n = 0, at = 0, used;

    for (;;) {
        cut_cell(row.ptr + at, row.len - at, delimiter, &used);
        n++;
        at += used;
        if (at >= row.len)
            return n;
        at++;
    }
}

static bool only_blanks(bed_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != ' ')
            return false;
    return true;
}

/* Takes one row off the front of *rest; false when there is none that is complete. */
static bool take_row(bed_str *rest, bool whole, char delimiter, bed_str *row)
{
    cell_state state = CELL_START;
    size_t     quote = 0;
    bool       ended = false;

    if (rest->len == 0)
        return false;
    const size_t len = scan_row(&state, delimiter, rest->ptr, rest->len, &ended, &quote);
    if (!ended && (!whole || state == CELL_QUOTED))
        return false;
    *row        = (bed_str){ rest->ptr, len };
    size_t used = len + ended;
    if (ended && rest->ptr[len] == '\r' && used < rest->len && rest->ptr[used] == '\n')
        used++;
    rest->ptr += used;
    rest->len -= used;
    return true;
}

void bed__csv_shape(bed_str head, bool whole, char delimiter, size_t *n_rows, size_t *n_columns)
{
    size_t  n_alike = 0;
    bed_str row;

    *n_rows = *n_columns = 0;
    while (*n_rows < SAMPLE_ROWS && take_row(&head, whole, delimiter, &row)) {
        if (only_blanks(row))
            continue;
        const size_t n = count_cells(row, delimiter);
        if (*n_rows == 0)
            *n_columns = n;
        ++*n_rows;
        n_alike += n == *n_columns;
    }
    if (n_alike * 10 < *n_rows * 8) /* a few broken rows do not make it another thing */
        *n_columns = 0;
}

/* ---- cells as JSON ----------------------------------------------------------------------------
 */

/* The inside of a cell, its doubled quotes halved. */
static bed_status add_text(bed_buffer *b, const cell *c, bed_error *err)
{
    bed_str s = c->body;

    while (c->quoted && s.len > 0) {
        const char *q = memchr(s.ptr, '"', s.len);

        if (q == NULL)
            break;
        const size_t n = (size_t)(q - s.ptr) + 1;
        BED_TRY(bed__json_escape(b, (bed_str){ s.ptr, n }, err));
        s.ptr += n + 1 <= s.len ? n + 1 : n;
        s.len -= n + 1 <= s.len ? n + 1 : n;
    }
    BED_TRY(bed__json_escape(b, s, err));
    return bed__json_escape(b, c->tail, err);
}

/* The inside of a cell, converted where its row is to be. */
static bed_status add_cell_text(bed_reader *r, bed_buffer *b, const cell *c, bool recode,
                                bed_error *err)
{
    if (!recode)
        return add_text(b, c, err);
    bed_buffer_clear(&r->recoded);
    BED_TRY(add_text(&r->recoded, c, err));
    return bed__recode(r->encoding, bed_buffer_str(&r->recoded), b, err);
}

static bed_status row_as_json(bed_reader *r, const csv *t, bed_record *out, bed_error *err)
{
    const bool  recode = bed__wants_recoding(r, out->raw);
    bed_buffer *b      = &r->json;

    bed_buffer_clear(b);
    for (size_t i = 0; i < t->columns.n; i++) {
        BED_TRY(bed_buffer_add_byte(b, i == 0 ? '{' : ',', err));
        BED_TRY(bed_buffer_add(b, bed__columns_key(&t->columns, i), err));
        BED_TRY(bed_buffer_add_byte(b, '"', err));
        BED_TRY(add_cell_text(r, b, &t->cells[i], recode, err));
        BED_TRY(bed_buffer_add_byte(b, '"', err));
    }
    BED_TRY(bed_buffer_add_byte(b, '}', err));
    out->json = bed_buffer_str(b);
    return BED_OK;
}

/* ---- the header -------------------------------------------------------------------------------
 */

/* Names from the cells of the row at hand, or c1 to cN. */
static bed_status name_columns(bed_reader *r, csv *t, size_t n_columns, bool from_cells,
                               bool recode, bed_error *err)
{
    BED_TRY(bed__columns_begin(&t->columns, n_columns, err));
    for (size_t i = 0; i < n_columns; i++) {
        bed_buffer_clear(&r->json);
        if (from_cells)
            BED_TRY(add_cell_text(r, &r->json, &t->cells[i], recode, err));
        BED_TRY(bed__columns_add(&t->columns, bed_buffer_str(&r->json), err));
    }
    return bed__columns_check(&t->columns, err);
}

/* Looks at the rows in the window: is the first one a header? The cells of the first row are left
 * in t. */
static bed_status guess_header(csv *t, bed_str head, bool whole, bool *out, bed_error *err)
{
    bed_status st    = BED_OK;
    bed_str   *cells = NULL;
    size_t     n, n_columns = 0, n_rows = 0;
    bed_str    row;

    *out = false;
    while (n_rows < SAMPLE_ROWS && take_row(&head, whole, t->delimiter, &row)) {
        if (only_blanks(row))
            continue;
        BED_GO(cut_row(t, row, &n, err));
        if (n > BED__MAX_COLUMNS)
            break;
        if (n_rows == 0) {
            n_columns = n;
            BED_GO(bed_alloc_into((void **)&cells, n * SAMPLE_ROWS, sizeof *cells, err));
        }
        if (n != n_columns)
            continue;
        for (size_t i = 0; i < n; i++)
            cells[n_rows * n + i] = t->cells[i].body;
        n_rows++;
    }
    if (n_rows > 0)
        *out = bed__looks_like_header(cells, n_columns, cells + n_columns, n_rows - 1);
done:
    bed_free(cells);
    return st;
}

static bed_status read_header(bed_reader *r, csv *t, bool header, bed_error *err);

static bed_status open_table(bed_reader *r, char delimiter, bed_error *err)
{
    bed__window  *w    = &r->window;
    const bed_str head = { w->buf + w->begin, bed__window_len(w) };
    csv          *t;
    size_t        n_rows, n_comma, n_semicolon;
    bool          header = r->options.header == BED_HEADER_YES;

    BED_TRY(bed_alloc_into(&r->state, 1, sizeof *t, err));
    t            = r->state;
    t->delimiter = delimiter;
    if (delimiter == ',') {
        bed__csv_shape(head, w->at_end, ',', &n_rows, &n_comma);
        bed__csv_shape(head, w->at_end, ';', &n_rows, &n_semicolon);
        if (n_semicolon > 1 && n_comma <= 1)
            t->delimiter = ';';
    }
    if (r->options.header == BED_HEADER_AUTO)
        BED_TRY(guess_header(t, head, w->at_end, &header, err));
    return read_header(r, t, header, err);
}

static bed_status csv_open(bed_reader *r, bed_error *err)
{
    return open_table(r, ',', err);
}

static bed_status tsv_open(bed_reader *r, bed_error *err)
{
    return open_table(r, '\t', err);
}

static void csv_close(bed_reader *r)
{
    csv *t = r->state;

    if (t == NULL)
        return;
    bed_free(t->cells);
    bed__columns_deinit(&t->columns);
    bed_free(t);
}

/* ---- reading ----------------------------------------------------------------------------------
 */

static bed_status fail_unclosed(bed_reader *r, const csv *t, bed_error *err)
{
    bed_fail_at(err, BED_EFORMAT, t->quote_at,
                "the quoted cell that opens here is not closed before the end of the file");
    return bed_fail_in(err, BED_EFORMAT, r->name, r->n_records + 1);
}

/* Finds the end of the row at begin: *len bytes, *used with its line end (of CRLF the CR). */
static bed_status find_row(bed_reader *r, csv *t, size_t *len, size_t *used, bed__over *over,
                           bed_error *err)
{
    bed__window *w     = &r->window;
    cell_state   state = CELL_START;
    bool         ended = false;
    size_t       at    = 0;

    for (;;) {
        size_t quote = SIZE_MAX;

        const size_t n = scan_row(&state, t->delimiter, w->buf + w->begin + at,
                                  bed__window_len(w) - at, &ended, &quote);
        if (quote != SIZE_MAX)
            t->quote_at = bed__window_at(w, at + quote);
        at += n;
        if (!over->on && at > r->max_bytes) {
            BED_TRY(bed__over_begin(r, over, &at, err));
        } else if (over->on) {
            w->begin += at;
            at = 0;
        }
        if (ended || w->at_end)
            break;
        BED_TRY(bed__window_more(w, err));
    }
    if (!ended && state == CELL_QUOTED)
        return fail_unclosed(r, t, err);
    t->after_cr = ended && w->buf[w->begin + at] == '\r';
    *len        = at;
    *used       = at + ended;
    return BED_OK;
}

static bed_status pass_lf(bed_reader *r, csv *t, bed_error *err)
{
    bed__window *w = &r->window;

    if (!t->after_cr)
        return BED_OK;
    while (bed__window_len(w) == 0 && !w->at_end)
        BED_TRY(bed__window_more(w, err));
    if (bed__window_len(w) > 0 && w->buf[w->begin] == '\n')
        w->begin++;
    t->after_cr = false;
    return BED_OK;
}

/* The next row that is not blank: *n_cells cells in t; BED_END. */
static bed_status next_row(bed_reader *r, csv *t, bed_str *row, size_t *n_cells, bed__over *over,
                           bed_error *err)
{
    bed__window *w = &r->window;

    w->begin += r->pending;
    r->pending = 0;
    for (;;) {
        size_t len = 0, used = 0;

        BED_TRY(pass_lf(r, t, err));
        BED_TRY(find_row(r, t, &len, &used, over, err));
        *row = (bed_str){ w->buf + w->begin, len };
        if (over->on) {
            over->end = bed__window_at(w, len);
            w->begin += used;
            return BED_OK;
        }
        if (used == 0)
            return BED_END;
        if (only_blanks(*row)) {
            w->begin += used;
            continue;
        }
        r->pending = used;
        return cut_row(t, *row, n_cells, err);
    }
}

static bed_status read_header(bed_reader *r, csv *t, bool header, bed_error *err)
{
    bed__window *w    = &r->window;
    bed__over    over = { 0 };
    size_t       n    = 0;
    bed_str      row;
    bed_status   st = next_row(r, t, &row, &n, &over, err);

    if (st == BED_END)
        return bed_fail_at(err, BED_EFORMAT, 0, "the table has no row");
    if (st == BED_OK && (over.on || row.len > HEADER_MAX_BYTES) && header)
        st = bed_fail_at(err, BED_EFORMAT, bed__window_at(w, 0), "a header of more than %d bytes",
                         HEADER_MAX_BYTES);
    if (st == BED_OK && over.on)
        st = bed_fail_at(err, BED_EFORMAT, over.start,
                         "a first row of %llu bytes: at most %zu are read",
                         (unsigned long long)(over.end - over.start), r->max_bytes);
    if (st != BED_OK)
        return st;
    if (header && bed_utf8_valid_until(row) < row.len && r->encoding == NULL)
        return bed_fail_at(err, BED_EFORMAT, bed__window_at(w, bed_utf8_valid_until(row)),
                           "the header is not UTF-8: byte 0x%02x",
                           (unsigned char)row.ptr[bed_utf8_valid_until(row)]);
    st = name_columns(r, t, n, header, bed__wants_recoding(r, row), err);
    if (st == BED_OK && !header) { /* the first row comes again */
        r->pending  = 0;
        t->after_cr = false;
    }
    return st;
}

static bed_status csv_next(bed_reader *r, bed_record *out, bed_error *err)
{
    csv      *t    = r->state;
    bed__over over = { 0 };
    size_t    n    = 0;

    BED_TRY(next_row(r, t, &out->raw, &n, &over, err));
    if (over.on)
        return bed__over_end(r, &over, over.end, out, err);
    out->byte = r->window.base + (uint64_t)(out->raw.ptr - r->window.buf);
    if (n != t->columns.n)
        return bed_fail_at(err, BED_REFUSED, out->byte, "expected %zu columns, found %zu",
                           t->columns.n, n);
    return row_as_json(r, t, out, err);
}

const bed__reader_ops bed__csv = {
    .container = BED_CONTAINER_CSV,
    .text      = true,
    .recodes   = true,
    .open      = csv_open,
    .next      = csv_next,
    .close     = csv_close,
};

const bed__reader_ops bed__tsv = {
    .container = BED_CONTAINER_TSV,
    .text      = true,
    .recodes   = true,
    .open      = tsv_open,
    .next      = csv_next,
    .close     = csv_close,
};
