/* Plain text: a record per line that is not blank, or per block that a mark opens. What stands
 * before the first block is a record too, so that nothing is lost. */
#include "source/reader.h"

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

/* Whether the line at begin + at opens a block; *more: there is such a line. */
static bed_status opens_block(bed_reader *r, size_t at, bool *opens, bool *more, bed_error *err)
{
    bed__window  *w    = &r->window;
    const bed_str mark = bed_str_of(r->options.records);

    while (bed__window_len(w) - at < mark.len + 1 && !w->at_end)
        BED_TRY(bed__window_more(w, err));
    *more  = bed__window_len(w) > at;
    *opens = bed_str_starts((bed_str){ w->buf + w->begin + at, bed__window_len(w) - at }, mark);
    return BED_OK;
}

/* Moves *at behind the record at begin. */
static bed_status pass_record(bed_reader *r, size_t *at, bed__over *over, bed_error *err)
{
    bool opens = false, more = true;

    do {
        BED_TRY(pass_line(r, at, over, err));
        if (r->options.records == NULL || r->options.records[0] == '\0')
            return BED_OK;
        BED_TRY(opens_block(r, *at, &opens, &more, err));
    } while (more && !opens);
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
    .next      = text_next,
};
