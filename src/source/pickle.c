/* Python pickles, protocols 0 to 5, read as data: lists, tuples, sets, dicts, texts, numbers, True,
 * False and None. Nothing is ever imported, built or called: an opcode that asks for more than
 * plain values ends the reading with what it asked for.
 *
 * The file is taken into memory and its opcodes run once over a stack, as the machine that they are
 * written for does (Python's Lib/pickletools.py describes them); JSON is written record by record.
 * Records: the elements of a list, tuple or set: a dict as it is, another value as {"value":…}; of
 *          a dict its members {"key":…,"value":…}.
 * str:     its text; half a surrogate pair in it refuses the record.
 * bytes:   and strings of Python 2: UTF-8 where they are that; else in the encoding that was given;
 *          without one bytes refuse the record and strings of Python 2 are Latin-1.
 * int:     decimal, up to 4300 digits (as Python itself writes them).
 * float:   the shortest text that reads back the same; nan, which Python has for missing values, is
 *          null; an infinite one refuses the record.
 * Keys:    their text: 5 is "5", 0.5 is "0.5", True "true", None "null", a tuple its JSON text.
 * Shared values are written where they stand, each time; what holds itself refuses the record.
 * Memory:  the file, and for its objects at most 8 bytes for each of its bytes and 64 MiB: both
 *          together took 3 to 4.2 bytes for a byte of dialogues laid out as MedDG's. Files end at
 *          2 GiB.
 * Time:    what all records together grow to is bounded as that of packed files (BED__BOMB_RATIO).
 */
#include "source/pickle.h"

enum { MAX_DEPTH = 512 };

#define MAX_FILE_BYTES ((size_t)INT32_MAX)

typedef struct pickle {
    bed__pickle_machine m;
    uint64_t            work_bytes; /* values written so far, shared ones each time */
    uint32_t            next;       /* item of the root */
    bed_buffer          key, text;  /* scratch */
} pickle;

static bed_status load(bed_reader *r, pickle *p, bed_error *err)
{
    BED_TRY(bed__slurp(r, MAX_FILE_BYTES, "a pickle", err));
    p->m.c.in = bed_buffer_str(&r->slurped);
    for (size_t n = 1; !p->m.stopped; n++) {
        if (n % 65536 == 0)
            BED_TRY(bed_talk_check(r->options.talk, err));
        BED_TRY(bed__pickle_step(&p->m, err));
    }
    if (!(p->m.root & BED__PICKLE_CONTAINER))
        return bed_fail_at(err, BED_EFORMAT, p->m.root,
                           "the pickle holds no list, tuple, set or dict");
    return BED_OK;
}

static bed_status add_value(bed_reader *r, bed_buffer *b, bed__pickled v, size_t depth, bool in_key,
                            bed_error *err);

static bed_status fail_long(const bed_reader *r, uint64_t at, bed_error *err)
{
    return bed_fail_at(err, BED_REFUSED, at, "a record of more than %zu bytes of JSON",
                       r->max_bytes);
}

static bed_status add_scalar(bed_reader *r, bed_buffer *b, bed__pickled v, bed_error *err)
{
    pickle            *p    = r->state;
    bed__pickle_cursor look = { .in = p->m.c.in, .at = v };
    bed__pickle_op     i;

    BED_TRY(bed__pickle_take(&look, &i, err));
    p->work_bytes += i.text.len + 1;
    if (i.text.len > r->max_bytes)
        return fail_long(r, v, err);
    if (!bed__pickle_is_text(i.byte))
        return bed__pickle_add_number(b, &i, err);
    BED_TRY(bed_buffer_add_byte(b, '"', err));
    BED_TRY(bed__pickle_add_text(r, b, &p->text, &i, err));
    return bed_buffer_add_byte(b, '"', err);
}

/* A key is a text in quotes; of other values, which JSON has no keys of, the JSON text. */
static bed_status add_key(bed_reader *r, bed_buffer *b, bed__pickled v, size_t depth,
                          bed_error *err)
{
    pickle *p = r->state;

    if (!(v & BED__PICKLE_CONTAINER) && bed__pickle_is_text((unsigned char)p->m.c.in.ptr[v]))
        return add_scalar(r, b, v, err);
    bed_buffer_clear(&p->key);
    BED_TRY(add_value(r, &p->key, v, depth, true, err));
    if (p->key.len > r->max_bytes)
        return fail_long(r, bed__pickle_begin(&p->m, v), err);
    BED_TRY(bed_buffer_add_byte(b, '"', err));
    BED_TRY(bed__json_escape(b, bed_buffer_str(&p->key), err));
    return bed_buffer_add_byte(b, '"', err);
}

static bed_status add_items(bed_reader *r, bed_buffer *b, const bed__pickle_container *c,
                            size_t depth, bool in_key, bed_error *err)
{
    const bool dict = c->kind == BED__PICKLE_DICT;

    BED_TRY(bed_buffer_add_byte(b, dict ? '{' : '[', err));
    for (uint32_t k = 0; k < c->n; k++) {
        if (k > 0)
            BED_TRY(bed_buffer_add_byte(b, dict && k % 2 == 1 ? ':' : ',', err));
        if (dict && k % 2 == 0)
            BED_TRY(add_key(r, b, c->items[k], depth + 1, err));
        else
            BED_TRY(add_value(r, b, c->items[k], depth + 1, in_key, err));
    }
    return bed_buffer_add_byte(b, dict ? '}' : ']', err);
}

static bed_status add_value(bed_reader *r, bed_buffer *b, bed__pickled v, size_t depth, bool in_key,
                            bed_error *err)
{
    pickle *p = r->state;

    if (b->len > r->max_bytes)
        return fail_long(r, bed__pickle_begin(&p->m, v), err);
    if (!(v & BED__PICKLE_CONTAINER))
        return add_scalar(r, b, v, err);
    bed__pickle_container *c = &p->m.containers[v & ~BED__PICKLE_CONTAINER];
    p->work_bytes += 2;
    if (c->open)
        return bed_fail_at(err, BED_REFUSED, c->begin, "%s that holds itself",
                           bed__pickle_kind_name((bed__pickle_kind)c->kind));
    if (depth >= MAX_DEPTH)
        return bed_fail_at(err, BED_REFUSED, c->begin, "nested deeper than %d", MAX_DEPTH);
    if (in_key && c->kind != BED__PICKLE_TUPLE)
        return bed_fail_at(err, BED_REFUSED, c->begin, "%s as a key",
                           bed__pickle_kind_name((bed__pickle_kind)c->kind));
    c->open             = true;
    const bed_status st = add_items(r, b, c, depth, in_key, err);
    c->open             = false;
    return st;
}

/* Where a value's bytes end; of a scalar behind its instruction. */
static size_t end_of(const pickle *p, bed__pickled v)
{
    bed__pickle_cursor look = { .in = p->m.c.in, .at = v };
    bed__pickle_op     i;

    if (v & BED__PICKLE_CONTAINER)
        return p->m.containers[v & ~BED__PICKLE_CONTAINER].end;
    return bed__pickle_take(&look, &i, NULL) == BED_OK ? look.at : v;
}

/* The item at hand as a record in r->json; *first and *last: the values it is made of. */
static bed_status add_record(bed_reader *r, pickle *p, bed__pickled *first, bed__pickled *last,
                             bed_error *err)
{
    const bed__pickle_container *root = &p->m.containers[p->m.root & ~BED__PICKLE_CONTAINER];
    bed_buffer                  *b    = &r->json;

    *first = *last = root->items[p->next++];
    bed_buffer_clear(b);
    if (root->kind == BED__PICKLE_DICT) {
        *last = root->items[p->next++];
        BED_TRY(bed_buffer_add(b, BED_STR("{\"key\":"), err));
        BED_TRY(add_key(r, b, *first, 1, err));
        BED_TRY(bed_buffer_add(b, BED_STR(",\"value\":"), err));
        BED_TRY(add_value(r, b, *last, 1, false, err));
        return bed_buffer_add_byte(b, '}', err);
    }
    if (*first & BED__PICKLE_CONTAINER &&
        p->m.containers[*first & ~BED__PICKLE_CONTAINER].kind == BED__PICKLE_DICT)
        return add_value(r, b, *first, 0, false, err);
    BED_TRY(bed_buffer_add(b, BED_STR("{\"value\":"), err));
    BED_TRY(add_value(r, b, *first, 1, false, err));
    return bed_buffer_add_byte(b, '}', err);
}

static bed_status check_growth(const pickle *p, bed_error *err)
{
    if (p->work_bytes > BED__BOMB_FLOOR && p->work_bytes / BED__BOMB_RATIO > p->m.c.in.len)
        return bed_fail(err, BED_EFORMAT,
                        "the pickle unpacks to more than %d times its size: taken for a bomb",
                        BED__BOMB_RATIO);
    return BED_OK;
}

static bed_status pickle_end(const pickle *p, bed_error *err)
{
    if (p->m.c.at < p->m.c.in.len)
        return bed_fail_at(err, BED_EFORMAT, p->m.c.at,
                           "%zu bytes after the end of the pickle: only one object a file is read",
                           p->m.c.in.len - p->m.c.at);
    return BED_END;
}

static bed_status pickle_next(bed_reader *r, bed_record *out, bed_error *err)
{
    pickle      *p = r->state;
    bed_status   st;
    bed__pickled first, last;

    if (!p->m.stopped)
        BED_TRY(load(r, p, err));
    if (p->next == p->m.containers[p->m.root & ~BED__PICKLE_CONTAINER].n)
        return pickle_end(p, err);
    p->m.containers[p->m.root & ~BED__PICKLE_CONTAINER].open = true;
    st                                                       = add_record(r, p, &first, &last, err);
    out->byte                                                = bed__pickle_begin(&p->m, first);
    if (st == BED_OK && r->json.len > r->max_bytes)
        st = bed_fail(err, BED_REFUSED, "a record of %zu bytes of JSON: at most %zu are read",
                      r->json.len, r->max_bytes);
    if (st != BED_OK && st != BED_REFUSED)
        return st;
    BED_TRY(check_growth(p, err));
    out->json = bed_buffer_str(&r->json);
    out->raw  = (bed_str){ p->m.c.in.ptr + out->byte, 0 };
    if (end_of(p, last) > out->byte)
        out->raw.len = end_of(p, last) - (size_t)out->byte;
    if (st == BED_REFUSED && out->raw.len > BED_RAW_MAX_BYTES)
        out->raw.len = BED_RAW_MAX_BYTES;
    return st;
}

static bed_status pickle_open(bed_reader *r, bed_error *err)
{
    pickle *p;

    BED_TRY(bed_alloc_into(&r->state, 1, sizeof *p, err));
    p       = r->state;
    p->key  = BED_BUFFER(7 * r->max_bytes + 16);
    p->text = BED_BUFFER(MAX_FILE_BYTES);
    return BED_OK;
}

static void pickle_close(bed_reader *r)
{
    pickle *p = r->state;

    if (p == NULL)
        return;
    bed__pickle_machine_deinit(&p->m);
    bed_buffer_deinit(&p->key);
    bed_buffer_deinit(&p->text);
    bed_free(p);
}

const bed__reader_ops bed__pickle = {
    .container = BED_CONTAINER_PICKLE,
    .open      = pickle_open,
    .next      = pickle_next,
    .close     = pickle_close,
};
