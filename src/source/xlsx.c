/* XLSX (ECMA-376 part 1, SpreadsheetML): the rows of one sheet.
 * The sheet is read as a stream; the shared strings are kept (at most STRINGS_MAX_BYTES). Cells are
 * found by their reference (A1); text runs are joined, phonetic guides left out; dates stay the
 * numbers that are stored, truth values are TRUE and FALSE, errors their text (#N/A). */
#include "source/reader.h"

enum {
    MAX_COLUMNS       = 16384,
    STRINGS_MAX_BYTES = 256 << 20,
    PART_MAX_BYTES    = 16 << 20, /* workbook and relations */
    READ_BYTES        = 16 * 1024,
    PART_NAME         = 512,
    NAMES_MAX_BYTES   = 6 << 20
};

/* ---- a part of the package through the parser -------------------------------------------------
 */

typedef struct part {
    bed__member *member;
    bed__sax    *sax;
    char        *bytes;
    bool         ended;
} part;

static void part_close(part *p)
{
    bed__sax_destroy(p->sax);
    bed__member_close(p->member);
    bed_free(p->bytes);
    *p = (part){ 0 };
}

static bed_status part_open(part *p, bed_reader *r, const char *name, const bed__sax_hooks *hooks,
                            void *context, bed_error *err)
{
    bed_status st = BED_OK;

    *p = (part){ 0 };
    BED_GO(bed__member_open(r->archive, name, &p->member, err));
    BED_GO(bed__sax_create(hooks, context, &p->sax, err));
    BED_GO(bed_alloc_into((void **)&p->bytes, READ_BYTES, 1, err));
done:
    if (st != BED_OK)
        part_close(p);
    return st;
}

/* Parses some more of it. */
static bed_status part_step(part *p, const char *name, bed_error *err)
{
    size_t     n  = 0;
    bed_status st = bed__member_read(p->member, p->bytes, READ_BYTES, &n, err);

    if (st == BED_OK) {
        p->ended = n == 0;
        st       = bed__sax_feed(p->sax, (bed_str){ p->bytes, n }, p->ended, err);
        if (st != BED_OK)
            bed_error_prefix(err, "'%s': ", name);
    }
    return st;
}

static bed_status part_read(bed_reader *r, const char *name, const bed__sax_hooks *hooks,
                            void *context, bed_error *err)
{
    part       p;
    bed_status st;

    BED_TRY(part_open(&p, r, name, hooks, context, err));
    do
        st = part_step(&p, name, err);
    while (st == BED_OK && !p.ended);
    part_close(&p);
    return st;
}

static bed_status no_text(void *context, bed_str s, bed_error *err)
{
    (void)context, (void)s, (void)err;
    return BED_OK;
}

static bed_status no_end(void *context, bed_error *err)
{
    (void)context, (void)err;
    return BED_OK;
}

/* The name without its prefix. */
static bed_str local_name(const char *name)
{
    const char *colon = strchr(name, ':');

    return bed_str_of(colon == NULL ? name : colon + 1);
}

static bool is(const char *name, const char *local)
{
    return bed_str_equal(local_name(name), bed_str_of(local));
}

static bool attribute(const bed__attribute *attributes, size_t n, const char *local, bed_str *out)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(attributes[i].local, local) == 0) {
            *out = bed__sax_value(&attributes[i]);
            return true;
        }
    return false;
}

/* ---- relations: which part is what ------------------------------------------------------------
 */

/* Looks for one relation, by its id or by the end of its type. */
typedef struct relation {
    bed_str     id;
    const char *type;
    const char *base; /* folder that targets are relative to, "xl/" */
    char        target[PART_NAME];
    bool        found;
} relation;

/* Joins base and target, "../" resolved; an absolute target begins with '/'. */
static bed_status resolve(relation *rel, bed_str target, bed_error *err)
{
    size_t base = strlen(rel->base);
    int    n;

    if (bed_eat(&target, BED_STR("/")))
        base = 0;
    while (bed_eat(&target, BED_STR("./")) || bed_str_starts(target, BED_STR("../"))) {
        if (!bed_eat(&target, BED_STR("../")))
            continue;
        base -= base > 0;
        while (base > 0 && rel->base[base - 1] != '/')
            base--;
    }
    n = snprintf(rel->target, sizeof rel->target, "%.*s%.*s", (int)base, rel->base,
                 target.len < PART_NAME ? (int)target.len : PART_NAME, target.ptr);
    if (n < 0 || (size_t)n >= sizeof rel->target)
        return bed_fail(err, BED_EFORMAT, "a part with a name of more than %d bytes", PART_NAME);
    rel->found = true;
    return BED_OK;
}

static bed_status relation_start(void *context, const char *name, const bed__attribute *attributes,
                                 size_t n, bed_error *err)
{
    relation *rel = context;
    bed_str   id, type, target;

    if (rel->found || !is(name, "Relationship") || !attribute(attributes, n, "Target", &target))
        return BED_OK;
    if (rel->type != NULL && attribute(attributes, n, "Type", &type) &&
        bed_str_ends(type, bed_str_of(rel->type)))
        return resolve(rel, target, err);
    if (rel->type == NULL && attribute(attributes, n, "Id", &id) && bed_str_equal(id, rel->id))
        return resolve(rel, target, err);
    return BED_OK;
}

static const bed__sax_hooks relation_hooks = { .start = relation_start,
                                               .text  = no_text,
                                               .end   = no_end };

/* ---- the workbook: which sheet ----------------------------------------------------------------
 */

typedef struct workbook {
    const char *wanted; /* NULL: the first */
    char        id[256], sheet[256], names[512];
    bool        found;
} workbook;

static void copy_text(char *out, size_t out_bytes, bed_str s)
{
    const size_t n = s.len < out_bytes ? s.len : out_bytes - 1;

    memcpy(out, s.ptr, n);
    out[n] = '\0';
}

static bed_status workbook_start(void *context, const char *name, const bed__attribute *attributes,
                                 size_t n, bed_error *err)
{
    workbook *w = context;
    bed_str   sheet, id;

    (void)err;
    if (!is(name, "sheet") || !attribute(attributes, n, "name", &sheet) ||
        !attribute(attributes, n, "id", &id))
        return BED_OK;
    const size_t at = strlen(w->names);
    snprintf(w->names + at, sizeof w->names - at, "%s'%.*s'", at == 0 ? "" : ", ",
             sheet.len < 100 ? (int)sheet.len : 100, sheet.ptr);
    if (w->found || (w->wanted != NULL && !bed_str_equal(sheet, bed_str_of(w->wanted))))
        return BED_OK;
    w->found = true;
    copy_text(w->id, sizeof w->id, id);
    copy_text(w->sheet, sizeof w->sheet, sheet);
    return BED_OK;
}

static const bed__sax_hooks workbook_hooks = { .start = workbook_start,
                                               .text  = no_text,
                                               .end   = no_end };

/* ---- text: strings with their runs ------------------------------------------------------------
 */

/* Text stands in <t>, directly or in runs <r>; <rPh> holds a reading aid. */
typedef struct runs {
    bool   in_text;
    size_t phonetic; /* open <rPh> and what is in it */
} runs;

static void runs_start(runs *s, const char *name)
{
    if (s->phonetic > 0 || is(name, "rPh"))
        s->phonetic++;
    s->in_text = s->phonetic == 0 && is(name, "t");
}

static void runs_end(runs *s)
{
    s->phonetic -= s->phonetic > 0;
    s->in_text = false;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* "_x000D_" (ST_Xstring) at the front of s: its character, or -1. Zero and surrogates stay. */
static int escaped_char(bed_str s)
{
    int c = 0;

    if (s.len < 7 || s.ptr[0] != '_' || s.ptr[1] != 'x' || s.ptr[6] != '_')
        return -1;
    for (int i = 2; i < 6; i++) {
        const int h = hex_value(s.ptr[i]);

        if (h < 0)
            return -1;
        c = c * 16 + h;
    }
    return c == 0 || (c >= 0xD800 && c <= 0xDFFF) ? -1 : c;
}

static size_t utf8_of(int c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | (c >> 6));
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    out[0] = (char)(0xE0 | (c >> 12));
    out[1] = (char)(0x80 | ((c >> 6) & 0x3F));
    out[2] = (char)(0x80 | (c & 0x3F));
    return 3;
}

/* Adds s with its escaped characters resolved. */
static bed_status add_resolved(bed_buffer *b, bed_str s, bed_error *err)
{
    while (s.len > 0) {
        const char *mark = memmem(s.ptr, s.len, "_x", 2);
        size_t      n    = mark == NULL ? s.len : (size_t)(mark - s.ptr);
        char        utf8[4];

        BED_TRY(bed_buffer_add(b, (bed_str){ s.ptr, n }, err));
        s.ptr += n;
        s.len -= n;
        if (s.len == 0)
            break;
        const int c = escaped_char(s);
        n           = c < 0 ? 1 : 7;
        if (c < 0)
            BED_TRY(bed_buffer_add_byte(b, s.ptr[0], err));
        else
            BED_TRY(bed_buffer_add(b, (bed_str){ utf8, utf8_of(c, utf8) }, err));
        s.ptr += n;
        s.len -= n;
    }
    return BED_OK;
}

/* ---- shared strings ---------------------------------------------------------------------------
 */

typedef struct strings {
    bed_arena  arena;
    bed_str   *list;
    size_t     n, capacity;
    bed_buffer at_hand;
    runs       runs;
    size_t     depth, item_depth; /* of the open <si>; 0: none */
} strings;

static bed_status strings_start(void *context, const char *name, const bed__attribute *attributes,
                                size_t n, bed_error *err)
{
    strings *s = context;

    (void)attributes, (void)n, (void)err;
    s->depth++;
    if (s->item_depth > 0) {
        runs_start(&s->runs, name);
    } else if (is(name, "si")) {
        s->item_depth = s->depth;
        s->runs       = (runs){ 0 };
        bed_buffer_clear(&s->at_hand);
    }
    return BED_OK;
}

static bed_status strings_text(void *context, bed_str text, bed_error *err)
{
    strings *s = context;

    return s->runs.in_text ? bed_buffer_add(&s->at_hand, text, err) : BED_OK;
}

static bed_status keep_string(strings *s, bed_error *err)
{
    bed_buffer resolved = BED_BUFFER(STRINGS_MAX_BYTES);
    bed_status st       = BED_OK;

    if (s->n == s->capacity) {
        const size_t capacity = s->capacity == 0 ? 256 : s->capacity * 2;
        bed_str     *list     = bed_realloc(s->list, capacity, sizeof *list);

        if (list == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: %zu shared strings", capacity);
        s->list     = list;
        s->capacity = capacity;
    }
    BED_GO(add_resolved(&resolved, bed_buffer_str(&s->at_hand), err));
    st = bed_arena_copy(&s->arena, bed_buffer_str(&resolved), &s->list[s->n], err);
    if (st != BED_OK && s->arena.used_bytes > STRINGS_MAX_BYTES / 2)
        st = bed_fail(err, BED_EFORMAT, "more than %d bytes of shared strings", STRINGS_MAX_BYTES);
    s->n += st == BED_OK;
done:
    bed_buffer_deinit(&resolved);
    return st;
}

static bed_status strings_end(void *context, bed_error *err)
{
    strings   *s  = context;
    bed_status st = BED_OK;

    if (s->item_depth == s->depth) {
        st            = keep_string(s, err);
        s->item_depth = 0;
    }
    runs_end(&s->runs);
    s->depth--;
    return st;
}

static const bed__sax_hooks strings_hooks = { .start = strings_start,
                                              .text  = strings_text,
                                              .end   = strings_end };

/* ---- the sheet --------------------------------------------------------------------------------
 */

/* One row that was read: its cells are values[from, from + n) of the sheet. */
typedef struct sheet_row {
    size_t   from, n;
    uint64_t number; /* as the sheet counts */
    char     why[128];
} sheet_row;

typedef struct value {
    size_t column;            /* 0-based */
    size_t text_at, text_len; /* in `text` */
} value;

typedef struct xlsx {
    bed_reader *r;
    part        part;
    char        sheet_name[PART_NAME];
    strings     strings;
    /* the row at hand */
    size_t     depth, row_depth, cell_depth;
    uint64_t   row_number;
    size_t     column; /* of the cell at hand */
    bed_str    kind;
    char       kind_text[16];
    bool       in_value;
    bool       has_value;
    runs       runs;
    char       why[128];
    size_t     row_from, row_text_from;
    bed_buffer cell; /* text of the cell at hand */
    /* rows that are ready */
    bed_buffer text;
    value     *values;
    size_t     n_values, values_capacity;
    sheet_row *rows;
    size_t     n_rows, rows_at, rows_capacity;
    /* names */
    bed_buffer names; /* `"name":` of each column */
    size_t    *name_ends;
    size_t     n_columns;
    bool       first_again; /* the first row is data */
    bed_status broken;
    bed_error  failure;
} xlsx;

/* "BC12" gives column 54 (0-based); false when it is no reference. */
static bool column_of(bed_str reference, size_t *out)
{
    size_t column = 0, i = 0;

    while (i < reference.len && reference.ptr[i] >= 'A' && reference.ptr[i] <= 'Z' && i < 4)
        column = column * 26 + (size_t)(reference.ptr[i++] - 'A') + 1;
    if (i == 0 || i > 3 || column > MAX_COLUMNS || i == reference.len || reference.ptr[i] < '1' ||
        reference.ptr[i] > '9')
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

static void refuse_row(xlsx *x, const char *format, ...) BED_PRINTF(2, 3);
static void refuse_row(xlsx *x, const char *format, ...)
{
    va_list args;

    if (x->why[0] != '\0')
        return;
    va_start(args, format);
    vsnprintf(x->why, sizeof x->why, format, args);
    va_end(args);
}

static void begin_row(xlsx *x, const bed__attribute *attributes, size_t n)
{
    bed_str number;

    x->row_number++;
    if (attribute(attributes, n, "r", &number) && !number_of(number, &x->row_number))
        refuse_row(x, "row number '%.*s'", number.len < 40 ? (int)number.len : 40, number.ptr);
    x->row_depth     = x->depth;
    x->column        = SIZE_MAX;
    x->row_from      = x->n_values;
    x->row_text_from = x->text.len;
}

static void begin_cell(xlsx *x, const bed__attribute *attributes, size_t n)
{
    bed_str reference, kind;

    x->cell_depth = x->depth;
    x->column++;
    if (attribute(attributes, n, "r", &reference) && !column_of(reference, &x->column))
        refuse_row(x, "cell reference '%.*s'", reference.len < 40 ? (int)reference.len : 40,
                   reference.ptr);
    if (x->column >= MAX_COLUMNS)
        refuse_row(x, "more than %d columns", MAX_COLUMNS);
    x->kind_text[0] = '\0';
    if (attribute(attributes, n, "t", &kind))
        copy_text(x->kind_text, sizeof x->kind_text, kind);
    x->has_value = false;
    x->runs      = (runs){ 0 };
    bed_buffer_clear(&x->cell);
}

static bed_status sheet_start(void *context, const char *name, const bed__attribute *attributes,
                              size_t n, bed_error *err)
{
    xlsx *x = context;

    (void)err;
    x->depth++;
    if (x->cell_depth > 0) {
        runs_start(&x->runs, name);
        x->in_value = x->depth == x->cell_depth + 1 && is(name, "v");
        x->has_value |= x->in_value || x->runs.in_text;
    } else if (x->row_depth > 0 && is(name, "c")) {
        begin_cell(x, attributes, n);
    } else if (x->row_depth == 0 && is(name, "row")) {
        begin_row(x, attributes, n);
    }
    return BED_OK;
}

static bed_status sheet_text(void *context, bed_str s, bed_error *err)
{
    xlsx      *x       = context;
    const bool in_line = strcmp(x->kind_text, "inlineStr") == 0;

    if (x->cell_depth == 0 || x->why[0] != '\0' || (in_line ? !x->runs.in_text : !x->in_value))
        return BED_OK;
    if (x->text.len - x->row_text_from + x->cell.len + s.len > x->r->max_bytes) {
        refuse_row(x, "more than %zu bytes", x->r->max_bytes);
        return BED_OK;
    }
    return bed_buffer_add(&x->cell, s, err);
}

static bed_status add_value(xlsx *x, bed_str s, bed_error *err)
{
    if (x->text.len - x->row_text_from + s.len > x->r->max_bytes) {
        refuse_row(x, "more than %zu bytes", x->r->max_bytes);
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
        value       *values   = bed_realloc(x->values, capacity, sizeof *values);

        if (values == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: %zu cells", capacity);
        x->values          = values;
        x->values_capacity = capacity;
    }
    x->values[x->n_values++] = (value){ x->column, x->text.len, s.len };
    return bed_buffer_add(&x->text, s, err);
}

/* The text of the cell at hand by its kind (18.18.11 ST_CellType). */
static bed_status end_cell(xlsx *x, bed_error *err)
{
    bed_str  s    = bed_buffer_str(&x->cell);
    bed_str  kind = bed_str_of(x->kind_text);
    uint64_t index;

    x->cell_depth = 0;
    if (x->why[0] != '\0' || !x->has_value)
        return BED_OK;
    if (bed_str_equal(kind, BED_STR("s"))) {
        if (!number_of(bed_trim(s), &index) || index >= x->strings.n) {
            refuse_row(x, "shared string '%.*s' of %zu", s.len < 20 ? (int)s.len : 20,
                       s.len == 0 ? "" : s.ptr, x->strings.n);
            return BED_OK;
        }
        return add_value(x, x->strings.list[index], err);
    }
    if (bed_str_equal(kind, BED_STR("b")))
        s = bed_str_equal(bed_trim(s), BED_STR("0")) ? BED_STR("FALSE") : BED_STR("TRUE");
    if (bed_str_equal(kind, BED_STR("str")) || bed_str_equal(kind, BED_STR("inlineStr"))) {
        bed_buffer resolved = BED_BUFFER(x->cell.max_bytes);
        bed_status st       = add_resolved(&resolved, s, err);

        if (st == BED_OK)
            st = add_value(x, bed_buffer_str(&resolved), err);
        bed_buffer_deinit(&resolved);
        return st;
    }
    return add_value(x, s, err);
}

/* Rows without a cell that holds something are blank. */
static bed_status end_row(xlsx *x, bed_error *err)
{
    x->row_depth = 0;
    if (x->n_values == x->row_from && x->why[0] == '\0')
        return BED_OK;
    if (x->n_rows == x->rows_capacity) {
        const size_t capacity = x->rows_capacity == 0 ? 64 : x->rows_capacity * 2;
        sheet_row   *rows     = bed_realloc(x->rows, capacity, sizeof *rows);

        if (rows == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: %zu rows", capacity);
        x->rows          = rows;
        x->rows_capacity = capacity;
    }
    sheet_row *row = &x->rows[x->n_rows++];
    *row =
        (sheet_row){ .from = x->row_from, .n = x->n_values - x->row_from, .number = x->row_number };
    memcpy(row->why, x->why, sizeof row->why);
    x->why[0] = '\0';
    return BED_OK;
}

static bed_status sheet_end(void *context, bed_error *err)
{
    xlsx      *x  = context;
    bed_status st = BED_OK;

    if (x->cell_depth > 0) {
        runs_end(&x->runs);
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

/* The next row: BED_OK with it in *out until the following call, BED_END, or the failure. */
static bed_status next_row(xlsx *x, sheet_row **out, bed_error *err)
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
        BED_TRY(bed_talk_check(x->r->options.talk, err));
        x->broken = part_step(&x->part, x->sheet_name, &x->failure);
    }
}

static bed_str text_of(const xlsx *x, const value *v)
{
    return (bed_str){ x->text.ptr + v->text_at, v->text_len };
}

/* ---- names ------------------------------------------------------------------------------------
 */

static size_t width_of(const xlsx *x, const sheet_row *row)
{
    size_t width = 0;

    for (size_t i = 0; i < row->n; i++)
        if (x->values[row->from + i].column >= width)
            width = x->values[row->from + i].column + 1;
    return width;
}

/* An empty name: no column of that place may hold a cell. */
static bed_status add_name(xlsx *x, size_t column, bed_str name, bed_error *err)
{
    if (name.len > 0) {
        BED_TRY(bed_buffer_add_byte(&x->names, '"', err));
        BED_TRY(bed__json_escape(&x->names, name, err));
        BED_TRY(bed_buffer_add(&x->names, BED_STR("\":"), err));
    }
    x->name_ends[column] = x->names.len;
    return BED_OK;
}

static bed_status check_names(const bed_str *names, size_t n, bed_error *err)
{
    bed_str *filled;
    size_t   n_filled = 0;

    BED_TRY(bed_alloc_into((void **)&filled, n, sizeof *filled, err));
    for (size_t i = 0; i < n; i++)
        if (names[i].len > 0)
            filled[n_filled++] = names[i];
    const bed_status st = bed__check_header(filled, n_filled, err);
    bed_free(filled);
    return st;
}

static bool like_header(const xlsx *x, const sheet_row *row, const bed_str *names, size_t n)
{
    if (row->n < n) /* cells are missing: names of those that are there */
        for (size_t i = 0; i < row->n; i++) {
            const bed_str s = text_of(x, &x->values[row->from + i]);
            if (!bed__looks_like_header(&s, 1, NULL, 0))
                return false;
        }
    return row->n < n || bed__looks_like_header(names, n, NULL, 0);
}

static bed_status name_columns(xlsx *x, const sheet_row *row, bed_error *err)
{
    const size_t     n  = width_of(x, row);
    const bed_header h  = x->r->options.header;
    bed_status       st = BED_OK;
    bed_str         *names;

    BED_TRY(bed_alloc_into((void **)&names, n, sizeof *names, err));
    for (size_t i = 0; i < row->n; i++)
        names[x->values[row->from + i].column] = text_of(x, &x->values[row->from + i]);
    const bool header =
        h == BED_HEADER_YES || (h == BED_HEADER_AUTO && like_header(x, row, names, n));
    x->first_again = !header;
    if (!header)
        goto done;
    BED_GO(check_names(names, n, err));
    BED_GO(bed_alloc_into((void **)&x->name_ends, n, sizeof *x->name_ends, err));
    for (size_t i = 0; i < n; i++)
        BED_GO(add_name(x, i, names[i], err));
    x->n_columns = n;
done:
    bed_free(names);
    return st;
}

/* ---- opening ----------------------------------------------------------------------------------
 */

static bed_status find_relation(bed_reader *r, const char *of, relation *rel, bed_error *err)
{
    char         name[PART_NAME + 16];
    const char  *slash  = strrchr(of, '/');
    const size_t folder = slash == NULL ? 0 : (size_t)(slash + 1 - of);
    char         base[PART_NAME];

    snprintf(base, sizeof base, "%.*s", (int)folder, of);
    snprintf(name, sizeof name, "%s_rels/%s.rels", base, of + folder);
    rel->base     = base;
    bed_status st = BED_OK;
    if (bed__archive_has(r->archive, name))
        st = part_read(r, name, &relation_hooks, rel, err);
    rel->base = NULL;
    return st;
}

/* Finds the sheet's part and the shared strings' part ("" where there is none). */
static bed_status find_parts(xlsx *x, char strings_name[PART_NAME], bed_error *err)
{
    relation main_part = { .type = "/officeDocument" }, texts = { .type = "/sharedStrings" }, sheet;
    workbook book = { .wanted = x->r->options.records };

    BED_TRY(find_relation(x->r, "", &main_part, err));
    if (!main_part.found)
        snprintf(main_part.target, sizeof main_part.target, "xl/workbook.xml");
    BED_TRY(part_read(x->r, main_part.target, &workbook_hooks, &book, err));
    if (!book.found && book.wanted != NULL)
        return bed_fail(err, BED_EFORMAT, "no sheet '%s' in the workbook: it has %s", book.wanted,
                        book.names[0] == '\0' ? "none" : book.names);
    if (!book.found)
        return bed_fail(err, BED_EFORMAT, "the workbook has no sheet");
    sheet = (relation){ .id = bed_str_of(book.id) };
    BED_TRY(find_relation(x->r, main_part.target, &sheet, err));
    if (!sheet.found)
        return bed_fail(err, BED_EFORMAT, "sheet '%s' refers to a part that is not there ('%s')",
                        book.sheet, book.id);
    memcpy(x->sheet_name, sheet.target, sizeof x->sheet_name);
    BED_TRY(find_relation(x->r, main_part.target, &texts, err));
    memcpy(strings_name, texts.target, PART_NAME);
    return BED_OK;
}

static bed_status xlsx_open(bed_reader *r, bed_error *err)
{
    char       strings_name[PART_NAME] = "";
    xlsx      *x;
    sheet_row *row;

    BED_TRY(bed_alloc_into(&r->state, 1, sizeof *x, err));
    x                  = r->state;
    x->r               = r;
    x->strings.arena   = BED_ARENA(STRINGS_MAX_BYTES);
    x->strings.at_hand = BED_BUFFER(STRINGS_MAX_BYTES);
    x->cell            = BED_BUFFER(r->max_bytes);
    x->text            = BED_BUFFER(2 * r->max_bytes + STRINGS_MAX_BYTES);
    x->names           = BED_BUFFER(NAMES_MAX_BYTES);
    BED_TRY(find_parts(x, strings_name, err));
    if (strings_name[0] != '\0')
        BED_TRY(part_read(r, strings_name, &strings_hooks, &x->strings, err));
    BED_TRY(part_open(&x->part, r, x->sheet_name, &sheet_hooks, x, err));
    const bed_status st = next_row(x, &row, err);
    if (st == BED_END)
        return bed_fail(err, BED_EFORMAT, "the sheet has no row");
    BED_TRY(st);
    if (row->why[0] != '\0')
        return bed_fail(err, BED_EFORMAT, "row %llu of the sheet: %s",
                        (unsigned long long)row->number, row->why);
    BED_TRY(name_columns(x, row, err));
    if (x->first_again)
        x->rows_at--;
    return BED_OK;
}

static void xlsx_close(bed_reader *r)
{
    xlsx *x = r->state;

    if (x == NULL)
        return;
    part_close(&x->part);
    bed_arena_deinit(&x->strings.arena);
    bed_buffer_deinit(&x->strings.at_hand);
    bed_free(x->strings.list);
    bed_buffer_deinit(&x->cell);
    bed_buffer_deinit(&x->text);
    bed_buffer_deinit(&x->names);
    bed_free(x->values);
    bed_free(x->rows);
    bed_free(x->name_ends);
    bed_free(x);
}

static bed_status add_key(xlsx *x, const value *v, uint64_t row_number, bed_error *err)
{
    const size_t from =
        v->column == 0 || v->column > x->n_columns ? 0 : x->name_ends[v->column - 1];

    if (x->first_again)
        return bed_buffer_printf(&x->r->json, err, "\"c%zu\":", v->column + 1);
    if (v->column >= x->n_columns || x->name_ends[v->column] == from)
        return bed_fail(err, BED_REFUSED,
                        "row %llu of the sheet has a cell in column %zu, which the header does not "
                        "name",
                        (unsigned long long)row_number, v->column + 1);
    return bed_buffer_add(&x->r->json,
                          (bed_str){ x->names.ptr + from, x->name_ends[v->column] - from }, err);
}

static bed_status row_as_json(xlsx *x, const sheet_row *row, bool by_name, bed_error *err)
{
    bed_buffer *b = &x->r->json;

    bed_buffer_clear(b);
    BED_TRY(bed_buffer_add_byte(b, '{', err));
    for (size_t i = 0; i < row->n; i++) {
        const value *v = &x->values[row->from + i];

        if (i > 0)
            BED_TRY(bed_buffer_add_byte(b, ',', err));
        BED_TRY(by_name ? add_key(x, v, row->number, err)
                        : bed_buffer_printf(b, err, "\"c%zu\":", v->column + 1));
        BED_TRY(bed_buffer_add_byte(b, '"', err));
        BED_TRY(bed__json_escape(b, text_of(x, v), err));
        BED_TRY(bed_buffer_add_byte(b, '"', err));
    }
    return bed_buffer_add_byte(b, '}', err);
}

static bed_status xlsx_next(bed_reader *r, bed_record *out, bed_error *err)
{
    xlsx      *x = r->state;
    sheet_row *row;

    BED_TRY(next_row(x, &row, err));
    bed_status st = BED_OK;
    if (row->why[0] != '\0')
        st = bed_fail(err, BED_REFUSED, "row %llu of the sheet: %s",
                      (unsigned long long)row->number, row->why);
    else
        st = row_as_json(x, row, true, err);
    if (st == BED_REFUSED)
        BED_TRY(row_as_json(x, row, false, NULL)); /* the cells that were read, by number */
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
