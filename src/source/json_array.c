/* One JSON array: each element is a record. */
#include "source/reader.h"

static bed_status array_open(bed_reader *r, bed_error *err)
{
    bed__elements *e;
    size_t         at = 0;
    int            c;
    char           shown[16];

    BED_TRY(bed_alloc_into(&r->state, 1, sizeof(bed__elements), err));
    e = r->state;
    BED_TRY(bed__json_skip(r, &at, &c, NULL, err));
    e->opened_at = bed__window_at(&r->window, at);
    if (c != '[')
        return bed_fail_at(err, BED_EFORMAT, e->opened_at, "unexpected %s: expected '['",
                           c < 0 ? "end of the file" : bed__show_byte((char)c, shown));
    r->window.begin += at + 1;
    return BED_OK;
}

static bed_status array_next(bed_reader *r, bed_record *out, bed_error *err)
{
    const bed_status st = bed__elements_next(r, r->state, out, err);

    return st == BED_END ? bed__json_nothing_more(r, err) : st;
}

static void array_close(bed_reader *r)
{
    bed_free(r->state);
}

const bed__reader_ops bed__json_array = {
    .container = BED_CONTAINER_JSON_ARRAY,
    .text      = true,
    .open      = array_open,
    .next      = array_next,
    .close     = array_close,
};
