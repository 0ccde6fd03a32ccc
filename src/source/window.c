#include "source/reader.h"

enum { STEP = 256 * 1024, SMALLEST_STEP = 4096, FIRST_STEPS = 4 };

bed_status bed__window_init(bed__window *w, bed__stream *stream, size_t max_bytes, bed_error *err)
{
    const uint64_t size = bed__stream_is_gzip(stream) ? 0 : bed__stream_size(stream);

    *w = (bed__window){ .stream = stream, .step = STEP, .max_bytes = max_bytes + STEP };
    if (size > 0 && size < STEP) /* thousands of small files are common */
        w->step = size < SMALLEST_STEP ? SMALLEST_STEP : (size_t)size + 1;
    w->capacity = FIRST_STEPS * w->step;
    return bed_alloc_into((void **)&w->buf, w->capacity, 1, err);
}

void bed__window_deinit(bed__window *w)
{
    bed__encoding_destroy(w->encoding);
    bed_buffer_deinit(&w->converted);
    bed_free(w->buf);
    *w = (bed__window){ 0 };
}

/* Moves what is kept to the front. */
static void move_down(bed__window *w)
{
    if (w->begin == 0)
        return;
    memmove(w->buf, w->buf + w->begin, bed__window_len(w));
    w->base += w->begin;
    w->end -= w->begin;
    w->begin = 0;
}

static bed_status grow(bed__window *w, bed_error *err)
{
    const size_t most     = w->max_bytes + STEP;
    size_t       capacity = w->capacity < most / 2 ? w->capacity * 2 : most;
    char        *buf;

    if (bed__window_len(w) >= w->max_bytes)
        return bed_fail(err, BED_EINTERNAL, "more than %zu bytes kept", w->max_bytes);
    if (capacity <= w->capacity)
        capacity = w->capacity + STEP;
    buf = bed_realloc(w->buf, capacity, 1);
    if (buf == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu bytes", capacity);
    w->buf      = buf;
    w->capacity = capacity;
    return BED_OK;
}

/* Reads the stream and converts it until something can be given. */
static bed_status convert_more(bed__window *w, bed_error *err)
{
    bed_status st  = BED_OK;
    char      *raw = NULL;
    size_t     n;

    if (w->converted_at < w->converted.len || w->raw_end)
        return BED_OK;
    BED_GO(bed_alloc_into((void **)&raw, STEP, 1, err));
    bed_buffer_clear(&w->converted);
    w->converted_at = 0;
    while (w->converted.len == 0 && !w->raw_end) {
        BED_GO(bed__stream_read(w->stream, raw, STEP, &n, err));
        w->raw_end = n == 0;
        BED_GO(bed__encoding_feed(w->encoding, (bed_str){ raw, n }, n == 0, &w->converted, err));
    }
done:
    bed_free(raw);
    return st;
}

static bed_status read_more(bed__window *w, char *into, size_t room, size_t *n, bed_error *err)
{
    if (w->encoding == NULL)
        return bed__stream_read(w->stream, into, room, n, err);
    BED_TRY(convert_more(w, err));
    *n = w->converted.len - w->converted_at;
    if (*n > room)
        *n = room;
    if (*n > 0)
        memcpy(into, w->converted.ptr + w->converted_at, *n);
    w->converted_at += *n;
    return BED_OK;
}

bed_status bed__window_recode(bed__window *w, bed__encoding *e, bed_error *err)
{
    bed__encoding_destroy(w->encoding);
    w->encoding  = e;
    w->converted = BED_BUFFER(8 * w->capacity + 8 * (size_t)STEP);
    w->raw_end   = w->at_end;
    BED_TRY(bed__encoding_feed(e, (bed_str){ w->buf, w->end }, w->raw_end, &w->converted, err));
    w->end    = 0;
    w->at_end = false;
    return BED_OK;
}

bed_status bed__window_more(bed__window *w, bed_error *err)
{
    size_t n = 0;

    if (w->at_end)
        return BED_OK;
    BED_TRY(bed_talk_check(w->talk, err));
    if (w->capacity - w->end < w->step)
        move_down(w);
    if (w->capacity - w->end < w->step)
        BED_TRY(grow(w, err));
    BED_TRY(read_more(w, w->buf + w->end, w->step, &n, err));
    w->at_end = n == 0;
    w->end += n;
    bed_talk_progress(w->talk, "reading", bed__stream_raw_bytes(w->stream),
                      bed__stream_size(w->stream), "bytes");
    return BED_OK;
}
