/* JSON lines: one value per line (LF or CRLF); blank lines are no records. */
#include "source/reader.h"

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bed_str trim(bed_str s)
{
    while (s.len > 0 && blank(s.ptr[s.len - 1]))
        s.len--;
    while (s.len > 0 && blank(s.ptr[0]))
        s.ptr++, s.len--;
    return s;
}

/* Finds the end of the line at begin: *len bytes, *used with its LF. */
static bed_status find_line(bed_reader *r, size_t *len, size_t *used, bed__over *over,
                            bed_error *err)
{
    bed__window *w  = &r->window;
    size_t       at = 0;

    for (;;) {
        const size_t n   = bed__window_len(w) - at;
        const char  *end = n == 0 ? NULL : memchr(w->buf + w->begin + at, '\n', n);

        if (end != NULL || w->at_end) {
            *len  = end == NULL ? at + n : (size_t)(end - w->buf) - w->begin;
            *used = *len + (end != NULL);
            if (!over->on && *len > r->max_bytes) {
                at = *len;
                BED_TRY(bed__over_begin(r, over, &at, err));
                *used -= *len;
                *len = 0;
            }
            return BED_OK;
        }
        at += n;
        if (over->on) {
            w->begin += at;
            at = 0;
        } else if (at > r->max_bytes) {
            BED_TRY(bed__over_begin(r, over, &at, err));
        }
        BED_TRY(bed__window_more(w, err));
    }
}

static bed_status jsonl_next(bed_reader *r, bed_record *out, bed_error *err)
{
    bed__window *w = &r->window;
    bed_str      line;

    w->begin += r->pending;
    r->pending = 0;
    do {
        bed__over over = { 0 };
        size_t    len = 0, used = 0;

        BED_TRY(find_line(r, &len, &used, &over, err));
        if (over.on) {
            const uint64_t end = bed__window_at(w, len);
            w->begin += used;
            return bed__over_end(r, &over, end, out, err);
        }
        line       = trim((bed_str){ w->buf + w->begin, len });
        r->pending = used;
        if (line.len == 0) {
            w->begin += used;
            r->pending = 0;
            if (used == 0)
                return BED_END;
        }
    } while (line.len == 0);

    out->raw  = line;
    out->byte = w->base + (uint64_t)(line.ptr - w->buf);
    if (line.ptr[0] != '{')
        return bed__json_wrap(r, line, out->byte, out, err);
    if (line.ptr[line.len - 1] != '}') {
        const bed_status st = bed_json_check(line, err);

        if (err != NULL && st != BED_OK)
            err->byte += out->byte;
        return st == BED_OK ? BED_EINTERNAL : st;
    }
    BED_TRY(bed__json_check_depth(line, out->byte, err));
    out->json = line;
    return BED_OK;
}

const bed__reader_ops bed__jsonl = {
    .container = BED_CONTAINER_JSONL,
    .text      = true,
    .next      = jsonl_next,
};
