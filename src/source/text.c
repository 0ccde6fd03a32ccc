/* Plain text: a record is a line that is not blank, a block that a line opens, a paragraph or the
 * whole file. What stands before the first block is a record too, so that nothing is lost.
 * A pattern is tried at the beginning of a line, on the line without its end (LF or CRLF) and, of a
 * longer line, on its first LINE_BYTES. */
#include "source/reader.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { LINE_BYTES = 4096, MATCH_LIMIT = 1000000, HEAP_LIMIT_KIB = 16384 };

typedef enum unit { UNIT_LINE, UNIT_BLOCK, UNIT_PARAGRAPH, UNIT_DOCUMENT } unit;

typedef struct text {
    unit                   unit;
    pcre2_general_context *memory;
    pcre2_code            *mark; /* of a line that opens a block */
    pcre2_match_data      *match;
    pcre2_match_context   *limits;
} text;

static void *mark_alloc(size_t n, void *unused)
{
    (void)unused;
    return bed_alloc(n, 1);
}

static void mark_free(void *block, void *unused)
{
    (void)unused;
    bed_free(block);
}

static bed_status compile_mark(text *t, const char *pattern, bed_error *err)
{
    int        code = 0;
    PCRE2_SIZE at   = 0;
    char       why[128];

    t->memory = pcre2_general_context_create(mark_alloc, mark_free, NULL);
    if (t->memory == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: a pattern");
    pcre2_compile_context *compiling = pcre2_compile_context_create(t->memory);
    if (compiling == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: a pattern");
    t->mark = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                            PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_ANCHORED, &code,
                            &at, compiling);
    pcre2_compile_context_free(compiling);
    if (t->mark == NULL && code == PCRE2_ERROR_HEAP_FAILED)
        return bed_fail(err, BED_EMEMORY, "out of memory: a pattern");
    if (t->mark == NULL) {
        pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof why);
        return bed_fail(err, BED_EARGUMENT,
                        "records '%s' is no pattern of a line that opens a block: character %zu: "
                        "%s",
                        pattern, (size_t)at + 1, why);
    }
    (void)pcre2_jit_compile(t->mark, PCRE2_JIT_COMPLETE); /* without it, it is slower */
    t->match  = pcre2_match_data_create_from_pattern(t->mark, t->memory);
    t->limits = pcre2_match_context_create(t->memory);
    if (t->match == NULL || t->limits == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: a pattern");
    pcre2_set_match_limit(t->limits, MATCH_LIMIT);
    pcre2_set_heap_limit(t->limits, HEAP_LIMIT_KIB);
    return BED_OK;
}

static bed_status text_open(bed_reader *r, bed_error *err)
{
    const bed_str records = bed_str_of(r->options.records);
    text         *t;

    BED_TRY(bed_alloc_into(&r->state, 1, sizeof *t, err));
    t = r->state;
    if (records.len == 0)
        t->unit = UNIT_LINE;
    else if (bed_str_equal(records, BED_STR("paragraph")))
        t->unit = UNIT_PARAGRAPH;
    else if (bed_str_equal(records, BED_STR("document")))
        t->unit = UNIT_DOCUMENT;
    else
        t->unit = UNIT_BLOCK;
    return t->unit == UNIT_BLOCK ? compile_mark(t, r->options.records, err) : BED_OK;
}

static void text_close(bed_reader *r)
{
    text *t = r->state;

    if (t == NULL)
        return;
    pcre2_match_context_free(t->limits);
    pcre2_match_data_free(t->match);
    pcre2_code_free(t->mark);
    pcre2_general_context_free(t->memory);
    bed_free(t);
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

static bed_str trim_end(bed_str s)
{
    while (s.len > 0 && blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

static bed_status keep_within(bed_reader *r, size_t *at, bed__over *over, bed_error *err)
{
    if (over->on) {
        r->window.begin += *at;
        *at = 0;
    } else if (*at > r->max_bytes) {
        BED_TRY(bed__over_begin(r, over, at, err));
    }
    return BED_OK;
}

/* Moves *at behind the next LF, or to the end of the file. */
static bed_status pass_line(bed_reader *r, size_t *at, bed__over *over, bed_error *err)
{
    bed__window *w = &r->window;

    for (;;) {
        const size_t n   = bed__window_len(w) - *at;
        const char  *end = n == 0 ? NULL : memchr(w->buf + w->begin + *at, '\n', n);

        *at = end == NULL ? *at + n : (size_t)(end - w->buf) - w->begin + 1;
        BED_TRY(keep_within(r, at, over, err));
        if (end != NULL || w->at_end)
            return BED_OK;
        BED_TRY(bed__window_more(w, err));
    }
}

/* The line at begin + at without its end, LINE_BYTES of it at most; *whole: all of it. A line
 * without a byte at the file's end is NULL. */
static bed_status look_at_line(bed_reader *r, size_t at, bed_str *line, bool *whole, bed_error *err)
{
    bed__window *w   = &r->window;
    const char  *end = NULL;

    for (;;) {
        const size_t left = bed__window_len(w) - at;
        const size_t n    = left < LINE_BYTES ? left : LINE_BYTES;

        end   = n == 0 ? NULL : memchr(w->buf + w->begin + at, '\n', n);
        *line = (bed_str){ n == 0 ? NULL : w->buf + w->begin + at, n };
        if (end != NULL || n == LINE_BYTES || w->at_end)
            break;
        BED_TRY(bed__window_more(w, err));
    }
    *whole = end != NULL || line->len < LINE_BYTES;
    if (end != NULL)
        line->len = (size_t)(end - line->ptr);
    if (end != NULL && line->len > 0 && line->ptr[line->len - 1] == '\r')
        line->len--;
    return BED_OK;
}

static bed_status opens_block(bed_reader *r, const text *t, size_t at, bed_str line, bool whole,
                              bool *opens, bed_error *err)
{
    const int found = pcre2_match(t->mark, (PCRE2_SPTR)line.ptr, line.len, 0,
                                  whole ? 0 : PCRE2_NOTEOL, t->match, t->limits);
    char      why[128];

    *opens = found >= 0;
    if (found >= 0 || found == PCRE2_ERROR_NOMATCH)
        return BED_OK;
    if (found == PCRE2_ERROR_NOMEMORY)
        return bed_fail(err, BED_EMEMORY, "out of memory: a pattern");
    pcre2_get_error_message(found, (PCRE2_UCHAR *)why, sizeof why);
    return bed_fail_at(err, BED_EFORMAT, bed__window_at(&r->window, at),
                       "the pattern '%s' cannot be tried on this line: %s", r->options.records,
                       why);
}

/* Whether the record ends before the line at begin + at. */
static bed_status ends_before(bed_reader *r, const text *t, size_t at, bool *ends, bed_error *err)
{
    bool    whole;
    bed_str line;

    *ends = t->unit == UNIT_LINE;
    if (*ends)
        return BED_OK;
    BED_TRY(look_at_line(r, at, &line, &whole, err));
    if (line.ptr == NULL) {
        *ends = true;
        return BED_OK;
    }
    if (t->unit == UNIT_BLOCK)
        return opens_block(r, t, at, line, whole, ends, err);
    *ends = t->unit == UNIT_PARAGRAPH && whole && trim_end(line).len == 0;
    return BED_OK;
}

/* Moves *at behind the record at begin. */
static bed_status pass_record(bed_reader *r, size_t *at, bed__over *over, bed_error *err)
{
    const text *t    = r->state;
    bool        ends = false;

    if (t->unit == UNIT_PARAGRAPH) /* a blank line in front of it */
        BED_TRY(ends_before(r, t, 0, &ends, err));
    BED_TRY(pass_line(r, at, over, err));
    while (!ends) {
        BED_TRY(ends_before(r, t, *at, &ends, err));
        if (!ends)
            BED_TRY(pass_line(r, at, over, err));
    }
    return BED_OK;
}

static bed_status text_next(bed_reader *r, bed_record *out, bed_error *err)
{
    bed__window *w = &r->window;
    bed_str      s = { NULL, 0 };

    w->begin += r->pending;
    r->pending = 0;
    while (s.len == 0) {
        bed__over over = { 0 };
        size_t    at   = 0;

        BED_TRY(pass_record(r, &at, &over, err));
        if (over.on) {
            w->begin += at;
            return bed__over_end(r, &over, bed__window_at(w, 0), out, err);
        }
        if (at == 0)
            return BED_END;
        s = trim_end((bed_str){ w->buf + w->begin, at });
        if (s.len == 0)
            w->begin += at;
        else
            r->pending = at;
    }
    out->raw  = s;
    out->byte = bed__window_at(w, 0);
    bed_buffer_clear(&r->json);
    BED_TRY(bed_buffer_add(&r->json, BED_STR("{\"text\":\""), err));
    BED_TRY(bed__json_escape(&r->json, s, err));
    BED_TRY(bed_buffer_add(&r->json, BED_STR("\"}"), err));
    out->json = bed_buffer_str(&r->json);
    return BED_OK;
}

const bed__reader_ops bed__text = {
    .container = BED_CONTAINER_TEXT,
    .text      = true,
    .open      = text_open,
    .next      = text_next,
    .close     = text_close,
};
