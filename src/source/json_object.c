/* One JSON object: its members are the records ({"key":…,"value":…}), or the elements of the one
 * member that is named. */
#include "source/reader.h"

enum { NAMES_SHOWN_BYTES = 200 };

typedef struct object {
    bed__elements members, records; /* of the object; of the named member */
    bool          inside;           /* the named member */
    bool          found;
    bed_buffer    seen; /* names of other members, for the error */
} object;

static bed_status object_open(bed_reader *r, bed_error *err)
{
    object *o;
    size_t  at = 0;
    int     c;
    char    shown[16];

    BED_TRY(bed_alloc_into(&r->state, 1, sizeof(object), err));
    o          = r->state;
    o->seen    = BED_BUFFER(NAMES_SHOWN_BYTES);
    o->members = (bed__elements){ .keyed = true };
    BED_TRY(bed__json_skip(r, &at, &c, NULL, err));
    if (c != '{')
        return bed_fail_at(err, BED_EFORMAT, bed__window_at(&r->window, at),
                           "unexpected %s: expected '{'",
                           c < 0 ? "end of the file" : bed__show_byte((char)c, shown));
    r->window.begin += at + 1;
    return BED_OK;
}

static bed_status expect(bed_reader *r, int c, bool good, const char *what, bed_error *err)
{
    char shown[16];

    if (good)
        return BED_OK;
    return bed_fail_at(err, BED_EFORMAT, bed__window_at(&r->window, 0), "%s: expected %s",
                       c < 0 ? "the file is cut short" : bed__show_byte((char)c, shown), what);
}

/* Moves begin to the next byte that is no blank. */
static bed_status to_next(bed_reader *r, int *c, bed_error *err)
{
    size_t at = 0;

    BED_TRY(bed__json_skip(r, &at, c, NULL, err));
    r->window.begin += at;
    return BED_OK;
}

static bed_status note_name(object *o, bed_str key, bed_error *err)
{
    if (o->seen.len + key.len + 3 > NAMES_SHOWN_BYTES)
        return BED_OK;
    if (o->seen.len > 0)
        BED_TRY(bed_buffer_add(&o->seen, BED_STR(", "), err));
    return bed_buffer_add(&o->seen, key, err);
}

/* Reads a key and its colon; *wanted: it is the named one. begin then stands at the value. */
static bed_status member_key(bed_reader *r, object *o, bool *wanted, bed_error *err)
{
    const bed_str name = bed_str_of(r->options.records);
    bed__over     over = { 0 };
    size_t        at   = 0;
    int           c;

    BED_TRY(to_next(r, &c, err));
    BED_TRY(expect(r, c, c == '"', "a key in quotes", err));
    BED_TRY(bed__json_value(r, &at, &over, err));
    *wanted = false;
    if (!over.on) {
        const bed_str key = { r->window.buf + r->window.begin, at };

        *wanted = bed_str_equal((bed_str){ key.ptr + 1, key.len - 2 }, name);
        BED_TRY(note_name(o, key, err));
    }
    r->window.begin += at;
    BED_TRY(to_next(r, &c, err));
    BED_TRY(expect(r, c, c == ':', "':'", err));
    r->window.begin++;
    BED_TRY(to_next(r, &c, err));
    return expect(r, c, c >= 0, "a value", err);
}

/* Goes on to the named member: BED_OK inside it, BED_END behind the object. */
static bed_status find_member(bed_reader *r, object *o, bed_error *err)
{
    for (;;) {
        int  c;
        bool wanted;

        BED_TRY(to_next(r, &c, err));
        if (c == '}') {
            r->window.begin++;
            return BED_END;
        }
        if (o->members.begun) {
            BED_TRY(expect(r, c, c == ',', "',' or '}'", err));
            r->window.begin++;
        }
        o->members.begun = true;
        BED_TRY(member_key(r, o, &wanted, err));
        c = (unsigned char)r->window.buf[r->window.begin];
        if (wanted && !o->found && (c == '[' || c == '{')) {
            o->found   = true;
            o->inside  = true;
            o->records = (bed__elements){ .keyed = c == '{' };
            r->window.begin++;
            return BED_OK;
        }
        if (wanted)
            return bed_fail_at(err, BED_EFORMAT, bed__window_at(&r->window, 0),
                               o->found ? "a second member \"%s\""
                                        : "member \"%s\" is neither an array nor an object",
                               r->options.records);
        size_t at = 0;
        BED_TRY(bed__json_value(r, &at, NULL, err));
        r->window.begin += at;
    }
}

static bed_status named_next(bed_reader *r, object *o, bed_record *out, bed_error *err)
{
    bed_status st = BED_OK;

    while (st == BED_OK) {
        if (o->inside) {
            st = bed__elements_next(r, &o->records, out, err);
            if (st != BED_END)
                return st;
            o->inside = false;
        }
        st = find_member(r, o, err);
    }
    if (st == BED_END)
        st = bed__json_nothing_more(r, err);
    if (st == BED_END && !o->found)
        return bed_fail(err, BED_EFORMAT, "no member \"%s\" in the object: it has %s",
                        r->options.records, o->seen.len > 0 ? o->seen.ptr : "none");
    return st;
}

static bed_status object_next(bed_reader *r, bed_record *out, bed_error *err)
{
    object    *o = r->state;
    bed_status st;

    if (r->options.records != NULL)
        return named_next(r, o, out, err);
    st = bed__elements_next(r, &o->members, out, err);
    return st == BED_END ? bed__json_nothing_more(r, err) : st;
}

static void object_close(bed_reader *r)
{
    object *o = r->state;

    if (o != NULL)
        bed_buffer_deinit(&o->seen);
    bed_free(o);
}

const bed__reader_ops bed__json_object = {
    .container = BED_CONTAINER_JSON_OBJECT,
    .text      = true,
    .open      = object_open,
    .next      = object_next,
    .close     = object_close,
};
