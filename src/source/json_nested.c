/* Records that lie in arrays within arrays: `records` is a dotted path, "data.paragraphs.qas".
 *   {"data":[{"title":"t","paragraphs":[{"context":"c","qas":[{"q":1},{"q":2}]}]}]}
 * gives {"document":{"title":"t","context":"c"},"record":{"q":1}} and the same with {"q":2}: each
 * element of the innermost arrays with the members that stand beside the arrays on the path, those
 * of the inner objects in the place of equal names of outer ones.
 *
 * An object may stand where an array of one could; in the place of the innermost array its members
 * are {"key":…,"value":…}. An object without the member that goes on, or with null there, gives
 * nothing and is no row; a member that is neither, and an element that is no object, are refused
 * rows. Where no object of a level has its member, the path is wrong: BED_EFORMAT.
 *
 * Members may stand behind the array (Python 2 wrote dicts in no order). The object around an
 * innermost array is kept whole, up to OBJECT_FACTOR times the record limit, and beyond it refused
 * as one row; what stands behind in the outer objects is collected by a first pass over the file.
 * Memory: that object, and what stands beside the arrays, up to BESIDE_MAX_BYTES. */
#include "source/reader.h"

#include <stdlib.h>

enum {
    MAX_NAMES        = 8,
    MAX_FRAMES       = 2 * MAX_NAMES,
    MAX_MEMBERS      = 1000, /* of one document */
    OBJECT_FACTOR    = 4,
    BESIDE_MAX_BYTES = 64 << 20
};

/* A member beside the arrays; where in the text of its list it stands. */
typedef struct member {
    uint64_t object; /* number of its object, in the order of their beginnings */
    size_t   key_at, key_bytes, value_at, value_bytes;
} member;

typedef struct members {
    bed_buffer text;
    member    *at;
    size_t     n, capacity;
} members;

/* An object or array that is open, on the way to the innermost. */
typedef struct frame {
    bool          array;
    size_t        level;                    /* names passed to come here */
    uint64_t      number;                   /* of an object */
    bool          found, begun;             /* of an object: its array; any member */
    size_t        n_before, n_before_bytes; /* of `before`, as it began */
    bed__elements elements;                 /* of an array */
} frame;

typedef struct nested {
    char         *path; /* the names, each ended by NUL */
    const char   *names[MAX_NAMES];
    size_t        n_names;
    size_t        record_max;
    bool          collecting, collected; /* the first pass: this is it; it is done */
    bool          begun, in_elements;
    frame         frames[MAX_FRAMES];
    size_t        n_frames;
    uint64_t      n_objects;                             /* outer ones begun */
    bool          reached[MAX_NAMES], passed[MAX_NAMES]; /* an object; one that has its member */
    members       before, behind;                        /* the arrays, in outer objects */
    members       own;                                   /* of the innermost object at hand */
    bed_buffer    document, json;
    uint64_t      object_end;
    bed__elements elements; /* of the innermost array at hand */
} nested;

/* ---- members ----------------------------------------------------------------------------------
 */

static bed_status keep_member(members *m, uint64_t object, bed_str key, bed_str value,
                              bed_error *err)
{
    member *more;

    if (m->n == m->capacity) {
        const size_t capacity = m->capacity == 0 ? 16 : m->capacity * 2;

        more = bed_realloc(m->at, capacity, sizeof *m->at);
        if (more == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: %zu members", capacity);
        m->at       = more;
        m->capacity = capacity;
    }
    if (m->text.len + key.len + value.len > BESIDE_MAX_BYTES ||
        m->n > BESIDE_MAX_BYTES / sizeof *m->at)
        return bed_fail(err, BED_EFORMAT,
                        "what stands beside the arrays of the path takes more than %d bytes",
                        BESIDE_MAX_BYTES);
    m->at[m->n] = (member){ .object      = object,
                            .key_at      = m->text.len,
                            .key_bytes   = key.len,
                            .value_at    = m->text.len + key.len,
                            .value_bytes = value.len };
    BED_TRY(bed_buffer_add(&m->text, key, err));
    BED_TRY(bed_buffer_add(&m->text, value, err));
    m->n++;
    return BED_OK;
}

/* Back to the first n members; those before stay as they are. */
static void cut_members(members *m, size_t n, size_t n_bytes)
{
    m->n        = n;
    m->text.len = n_bytes;
}

static void deinit_members(members *m)
{
    bed_buffer_deinit(&m->text);
    bed_free(m->at);
}

static int by_object(const void *a, const void *b)
{
    const member *x = a, *y = b;

    if (x->object != y->object)
        return x->object < y->object ? -1 : 1;
    return x->key_at < y->key_at ? -1 : x->key_at > y->key_at;
}

/* The first member of an object in a sorted list. */
static size_t first_of(const members *m, uint64_t object)
{
    size_t low = 0, high = m->n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (m->at[middle].object < object)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- the document of an innermost object ------------------------------------------------------
 */

typedef struct pair {
    bed_str key, value;
} pair;

typedef struct pairs {
    pair   at[MAX_MEMBERS];
    size_t n;
} pairs;

/* Adds the members [from, to) that belong to an object. */
static bool add_pairs(pairs *p, const members *m, size_t from, size_t to, uint64_t object)
{
    for (size_t i = from; i < to && m->at[i].object == object; i++) {
        const member *x = &m->at[i];

        if (p->n == MAX_MEMBERS)
            return false;
        p->at[p->n++] = (pair){ { m->text.ptr + x->key_at, x->key_bytes },
                                { m->text.ptr + x->value_at, x->value_bytes } };
    }
    return true;
}

/* All members of the open objects, outer ones first, and of the one at hand; false: too many. */
static bool gather(const nested *t, pairs *p)
{
    size_t before = 0;

    p->n = 0;
    for (size_t i = 0; i < t->n_frames; i++) {
        const frame *f = &t->frames[i];

        if (f->array)
            continue;
        before = f->n_before;
        if (!add_pairs(p, &t->before, before, t->before.n, f->number) ||
            !add_pairs(p, &t->behind, first_of(&t->behind, f->number), t->behind.n, f->number))
            return false;
    }
    return add_pairs(p, &t->own, 0, t->own.n, 0);
}

/* A name that comes again further in counts there. */
static bool comes_again(const pairs *p, size_t i)
{
    for (size_t k = i + 1; k < p->n; k++)
        if (bed_str_equal(p->at[i].key, p->at[k].key))
            return true;
    return false;
}

static bed_status write_document(nested *t, const pairs *p, bed_error *err)
{
    bool begun = false;

    bed_buffer_clear(&t->document);
    BED_TRY(bed_buffer_add_byte(&t->document, '{', err));
    for (size_t i = 0; i < p->n; i++) {
        if (comes_again(p, i))
            continue;
        if (begun)
            BED_TRY(bed_buffer_add_byte(&t->document, ',', err));
        begun = true;
        BED_TRY(bed_buffer_add(&t->document, p->at[i].key, err));
        BED_TRY(bed_buffer_add_byte(&t->document, ':', err));
        BED_TRY(bed_buffer_add(&t->document, p->at[i].value, err));
    }
    return bed_buffer_add_byte(&t->document, '}', err);
}

static bed_status make_document(bed_reader *r, nested *t, bed_error *err)
{
    bed_status st = BED_OK;
    pairs     *p;

    BED_TRY(bed_alloc_into((void **)&p, 1, sizeof *p, err));
    if (!gather(t, p))
        st = bed_fail(err, BED_REFUSED, "more than %d members beside the arrays of the path",
                      MAX_MEMBERS);
    if (st == BED_OK)
        st = write_document(t, p, err);
    bed_free(p);
    if (st != BED_OK || !bed__wants_recoding(r, bed_buffer_str(&t->document)))
        return st;
    bed_buffer_clear(&r->recoded);
    BED_TRY(bed__recode(r->encoding, bed_buffer_str(&t->document), &r->recoded, err));
    bed_buffer_clear(&t->document);
    return bed_buffer_add(&t->document, bed_buffer_str(&r->recoded), err);
}

/* ---- steps over the text ----------------------------------------------------------------------
 */

/* Moves *at to the next byte that is no blank, which must be one of `good`; *c: which. */
static bed_status expect(bed_reader *r, size_t *at, const char *good, const char *what, int *c,
                         bed_error *err)
{
    char shown[16];

    BED_TRY(bed__json_skip(r, at, c, NULL, err));
    if (*c > 0 && (good[0] == '\0' || strchr(good, *c) != NULL))
        return BED_OK;
    if (*c < 0)
        return bed_fail_at(err, BED_EFORMAT, bed__window_at(&r->window, *at),
                           "the file is cut short: expected %s", what);
    return bed_fail_at(err, BED_EFORMAT, bed__window_at(&r->window, *at),
                       "unexpected %s: expected %s", bed__show_byte((char)*c, shown), what);
}

static bed_status fail_beside(const bed_reader *r, const bed__over *over, bed_error *err)
{
    return bed_fail_at(err, BED_EFORMAT, over->start,
                       "more than %zu bytes beside the arrays of the path", r->max_bytes);
}

/* Passes over a value that is kept from begin on. */
static bed_status pass_kept(bed_reader *r, size_t *at, bed_error *err)
{
    bed__over over = { 0 };

    BED_TRY(bed__json_value(r, at, &over, err));
    return over.on ? fail_beside(r, &over, err) : BED_OK;
}

/* Passes over blanks that are kept from begin on. */
static bed_status pass_blanks(bed_reader *r, size_t *at, int *c, bed_error *err)
{
    bed__over over = { 0 };

    BED_TRY(bed__json_skip(r, at, c, &over, err));
    return over.on ? fail_beside(r, &over, err) : BED_OK;
}

/* A member's key with its quotes, and the first byte of its value, to which *at moves. Every byte
 * from begin to there is kept. */
static bed_status pass_key(bed_reader *r, size_t *at, size_t *key_at, size_t *key_bytes, int *c,
                           bed_error *err)
{
    BED_TRY(pass_blanks(r, at, c, err));
    BED_TRY(expect(r, at, "\"", "a key in quotes", c, err));
    *key_at = *at;
    BED_TRY(pass_kept(r, at, err));
    *key_bytes = *at - *key_at;
    BED_TRY(pass_blanks(r, at, c, err));
    BED_TRY(expect(r, at, ":", "':'", c, err));
    ++*at;
    BED_TRY(pass_blanks(r, at, c, err));
    return expect(r, at, "", "a value", c, err);
}

static bool is_name(const nested *t, size_t level, bed_str key)
{
    return bed_str_equal((bed_str){ key.ptr + 1, key.len - 2 }, bed_str_of(t->names[level]));
}

static void put_path(const nested *t, size_t n, char *out, size_t room)
{
    size_t at = 0;

    out[0] = '\0';
    for (size_t i = 0; i < n && at < room; i++) {
        const int k = snprintf(out + at, room - at, "%s%s", i == 0 ? "" : ".", t->names[i]);
        at += k > 0 ? (size_t)k : 0;
    }
}

/* Refuses the value at begin, whatever it is. */
static bed_status refuse_value(bed_reader *r, size_t n_names, const char *what, bed_record *out,
                               bed_error *err)
{
    const nested *t    = r->state;
    bed__over     over = { 0 };
    size_t        at   = 0;
    char          path[256];

    out->byte = bed__window_at(&r->window, 0);
    BED_TRY(bed__json_value(r, &at, &over, err));
    if (over.on) {
        r->window.begin += at;
        return bed__over_end(r, &over, bed__window_at(&r->window, 0), out, err);
    }
    out->raw   = (bed_str){ r->window.buf + r->window.begin, at };
    r->pending = at;
    put_path(t, n_names, path, sizeof path);
    return bed_fail_at(err, BED_REFUSED, out->byte, "%s at \"%s\"", what, path);
}

static bed_status push(nested *t, frame f, bed_error *err)
{
    if (t->n_frames == MAX_FRAMES)
        return bed_fail(err, BED_EINTERNAL, "more than %d levels", MAX_FRAMES);
    f.n_before       = t->before.n;
    f.n_before_bytes = t->before.text.len;
    if (!f.array) {
        f.number            = t->n_objects++;
        t->reached[f.level] = true;
    }
    t->frames[t->n_frames++] = f;
    return BED_OK;
}

static void pop(bed_reader *r, nested *t)
{
    const frame *f = &t->frames[--t->n_frames];

    if (!f->array)
        cut_members(&t->before, f->n_before, f->n_before_bytes);
    r->window.begin++;
}

/* ---- the innermost object ---------------------------------------------------------------------
 */

/* Goes through the members of the object of `len` bytes at begin; *array_at: where the value on the
 * path begins, 0: there is none. */
static bed_status look_through(bed_reader *r, nested *t, size_t *array_at, bed_error *err)
{
    const size_t level = t->n_names - 1;
    size_t       at    = 1, key_at, key_bytes;
    int          c;
    const char  *begin;

    *array_at = 0;
    cut_members(&t->own, 0, 0);
    BED_TRY(expect(r, &at, "\"}", "a key in quotes or '}'", &c, err));
    while (c != '}') {
        BED_TRY(pass_key(r, &at, &key_at, &key_bytes, &c, err));
        const size_t value_at = at;
        BED_TRY(pass_kept(r, &at, err));
        begin               = r->window.buf + r->window.begin;
        const bed_str key   = { begin + key_at, key_bytes };
        const bool    named = is_name(t, level, key);
        if (named && *array_at != 0)
            return bed_fail_at(err, BED_EFORMAT, bed__window_at(&r->window, key_at),
                               "a second member \"%s\"", t->names[level]);
        if (named)
            *array_at = value_at;
        else
            BED_TRY(
                keep_member(&t->own, 0, key, (bed_str){ begin + value_at, at - value_at }, err));
        BED_TRY(expect(r, &at, ",}", "',' or '}'", &c, err));
        at += c == ',';
    }
    return BED_OK;
}

/* What is wrong within one object does not end the file: its end is known. */
static bed_status refuse_rest(bed_reader *r, nested *t, bed_record *out, bed_error *err)
{
    bed__window *w    = &r->window;
    const size_t rest = (size_t)(t->object_end - bed__window_at(w, 0));

    t->in_elements = false;
    out->byte      = bed__window_at(w, 0);
    out->raw = (bed_str){ w->buf + w->begin, rest < BED_RAW_MAX_BYTES ? rest : BED_RAW_MAX_BYTES };
    r->pending = rest;
    err->code  = BED_REFUSED;
    return BED_REFUSED;
}

/* BED_OK: its elements come now, or it has none. */
static bed_status enter_innermost(bed_reader *r, nested *t, bed_record *out, bed_error *err)
{
    const size_t level = t->n_names - 1;
    bed__window *w     = &r->window;
    bed__over    over  = { 0 };
    size_t       at    = 0, array_at;
    char         c;
    bed_status   st;

    BED_TRY(bed__json_value(r, &at, t->collecting ? NULL : &over, err));
    if (t->collecting || over.on)
        w->begin += at;
    if (over.on)
        return bed__over_end(r, &over, bed__window_at(w, 0), out, err);
    if (t->collecting)
        return BED_OK;
    t->reached[level] = true;
    t->object_end     = bed__window_at(w, at);
    st                = look_through(r, t, &array_at, err);
    c                 = w->buf[w->begin + array_at];
    if (st == BED_OK && array_at != 0) {
        t->passed[level] = true;
        if (c != 'n' && c != '[' && c != '{')
            st = bed_fail_at(err, BED_REFUSED, bed__window_at(w, array_at),
                             "member \"%s\" is neither an array nor an object", t->names[level]);
    }
    if (st == BED_OK && array_at != 0 && c != 'n')
        st = make_document(r, t, err);
    if (st == BED_EFORMAT || st == BED_REFUSED)
        return refuse_rest(r, t, out, err);
    if (st != BED_OK)
        return st;
    t->in_elements = array_at != 0 && c != 'n';
    t->elements    = (bed__elements){ .keyed = c == '{' };
    w->begin += t->in_elements ? array_at + 1 : at;
    return BED_OK;
}

static bed_status check_document(const nested *t, const bed_record *out, bed_error *err)
{
    const bed_str s     = bed_buffer_str(&t->document);
    const size_t  valid = bed_utf8_valid_until(s);
    const size_t  total = s.len + out->json.len + sizeof "{\"document\":,\"record\":}" - 1;

    if (valid < s.len)
        return bed_fail_at(err, BED_REFUSED, out->byte,
                           "what stands beside the array is not UTF-8: byte 0x%02x",
                           (unsigned char)s.ptr[valid]);
    if (memchr(s.ptr, '\0', s.len) != NULL)
        return bed_fail_at(err, BED_REFUSED, out->byte,
                           "a NUL byte in what stands beside the array");
    if (total > t->record_max)
        return bed_fail_at(err, BED_REFUSED, out->byte,
                           "a record of %zu bytes with what stands beside its array: at most %zu "
                           "are read",
                           total, t->record_max);
    return BED_OK;
}

/* The next element of the innermost array at hand; BED_END behind it. */
static bed_status element_next(bed_reader *r, nested *t, bed_record *out, bed_error *err)
{
    bed_status st = bed__elements_next(r, &t->elements, out, err);

    if (st == BED_END) {
        t->in_elements  = false;
        r->window.begin = (size_t)(t->object_end - r->window.base);
        return st;
    }
    if (st == BED_EFORMAT)
        return refuse_rest(r, t, out, err);
    if (st == BED_OK && bed__wants_recoding(r, out->json)) {
        bed_buffer_clear(&r->recoded);
        BED_TRY(bed__recode(r->encoding, out->json, &r->recoded, err));
        out->json = bed_buffer_str(&r->recoded);
    }
    if (st == BED_OK)
        st = check_document(t, out, err);
    if (st != BED_OK)
        return st;
    bed_buffer_clear(&t->json);
    BED_TRY(bed_buffer_add(&t->json, BED_STR("{\"document\":"), err));
    BED_TRY(bed_buffer_add(&t->json, bed_buffer_str(&t->document), err));
    BED_TRY(bed_buffer_add(&t->json, BED_STR(",\"record\":"), err));
    BED_TRY(bed_buffer_add(&t->json, out->json, err));
    BED_TRY(bed_buffer_add_byte(&t->json, '}', err));
    out->json = bed_buffer_str(&t->json);
    return BED_OK;
}

/* ---- the outer levels -------------------------------------------------------------------------
 */

/* The object at begin, of a level. */
static bed_status enter_object(bed_reader *r, nested *t, size_t level, bed_record *out,
                               bed_error *err)
{
    if (level == t->n_names - 1)
        return enter_innermost(r, t, out, err);
    r->window.begin++;
    return push(t, (frame){ .level = level }, err);
}

/* The value at begin of the member that goes on, in an object of a level. */
static bed_status enter_member(bed_reader *r, nested *t, size_t level, int c, bed_record *out,
                               bed_error *err)
{
    size_t at = 0;

    if (c == '[') {
        r->window.begin++;
        return push(t, (frame){ .array = true, .level = level + 1 }, err);
    }
    if (c == '{')
        return enter_object(r, t, level + 1, out, err);
    if (c != 'n')
        return refuse_value(r, level + 1, "neither an array nor an object", out, err);
    BED_TRY(bed__json_value(r, &at, NULL, err));
    r->window.begin += at;
    return BED_OK;
}

/* A member beside the array: kept where this pass wants it. */
static bed_status pass_member(bed_reader *r, nested *t, const frame *f, size_t value_at,
                              size_t key_at, size_t key_bytes, bed_error *err)
{
    size_t at = value_at;

    if (t->collecting != f->found) {
        r->window.begin += at;
        at = 0;
        BED_TRY(bed__json_value(r, &at, NULL, err));
    } else {
        BED_TRY(pass_kept(r, &at, err));
        const char *begin = r->window.buf + r->window.begin;
        BED_TRY(keep_member(t->collecting ? &t->behind : &t->before, f->number,
                            (bed_str){ begin + key_at, key_bytes },
                            (bed_str){ begin + value_at, at - value_at }, err));
    }
    r->window.begin += at;
    return BED_OK;
}

/* The next member of an open object, or its end. */
static bed_status step_object(bed_reader *r, nested *t, frame *f, bed_record *out, bed_error *err)
{
    size_t at = 0, key_at = 0, key_bytes = 0;
    int    c;

    BED_TRY(expect(r, &at, f->begun ? ",}" : "\"}", f->begun ? "',' or '}'" : "a key in quotes", &c,
                   err));
    r->window.begin += at + (c == ',');
    if (c == '}') {
        pop(r, t);
        return BED_OK;
    }
    f->begun = true;
    at       = 0;
    BED_TRY(pass_key(r, &at, &key_at, &key_bytes, &c, err));
    if (!is_name(t, f->level, (bed_str){ r->window.buf + r->window.begin + key_at, key_bytes }))
        return pass_member(r, t, f, at, key_at, key_bytes, err);
    if (f->found)
        return bed_fail_at(err, BED_EFORMAT, bed__window_at(&r->window, key_at),
                           "a second member \"%s\"", t->names[f->level]);
    f->found            = true;
    t->passed[f->level] = true;
    r->window.begin += at;
    return enter_member(r, t, f->level, c, out, err);
}

static bed_status step_array(bed_reader *r, nested *t, frame *f, bed_record *out, bed_error *err)
{
    int c;

    BED_TRY(bed__elements_find(r, &f->elements, &c, err));
    if (c == ']') {
        pop(r, t);
        return BED_OK;
    }
    if (c != '{')
        return refuse_value(r, f->level, "an element that is no object", out, err);
    return enter_object(r, t, f->level, out, err);
}

/* Where no object of a level has the member that goes on. */
static bed_status check_path(const nested *t, bed_error *err)
{
    char path[256];

    for (size_t i = 0; i < t->n_names; i++)
        if (t->reached[i] && !t->passed[i]) {
            put_path(t, i, path, sizeof path);
            return bed_fail(err, BED_EFORMAT, "no member \"%s\" in %s%s%s", t->names[i],
                            i == 0 ? "the object" : "any object at \"", path, i == 0 ? "" : "\"");
        }
    return BED_END;
}

static bed_status begin(bed_reader *r, nested *t, bed_error *err)
{
    const bool array = r->ops->container == BED_CONTAINER_JSON_ARRAY;
    size_t     at    = 0;
    int        c;

    t->begun = true;
    BED_TRY(expect(r, &at, array ? "[" : "{", array ? "'['" : "'{'", &c, err));
    r->window.begin += at + 1;
    return push(t, (frame){ .array = array }, err);
}

/* One step; BED_OK without a record (in_elements tells that some may come), BED_REFUSED, BED_END.
 */
static bed_status step(bed_reader *r, nested *t, bed_record *out, bed_error *err)
{
    bed_status st;
    frame     *f;

    if (!t->begun)
        return begin(r, t, err);
    if (t->n_frames == 0) {
        st = bed__json_nothing_more(r, err);
        return st == BED_END && !t->collecting ? check_path(t, err) : st;
    }
    f = &t->frames[t->n_frames - 1];
    return f->array ? step_array(r, t, f, out, err) : step_object(r, t, f, out, err);
}

/* The first pass, with a reader of its own. What is broken is told by the second. */
static bed_status collect(bed_reader *r, nested *t, bed_error *err)
{
    bed_reader_options options = r->options;
    bed_talk           talk    = { 0 };
    bed_reader        *first   = NULL;
    bed_error          fault   = { 0 };
    bed_record         record;
    bed_status         st;

    if (options.talk != NULL)
        talk = *options.talk;
    talk.progress     = NULL;
    talk.message      = NULL;
    options.talk      = &talk;
    options.container = r->ops->container;
    if (r->from_file)
        st = bed_reader_open(r->name, &options, &first, err);
    else
        st = bed_reader_open_bytes(r->bytes, r->name, &options, &first, err);
    if (st != BED_OK)
        return st;
    nested *other     = first->state;
    other->collecting = true;
    do {
        first->window.begin += first->pending;
        first->pending = 0;
        st             = step(first, other, &record, &fault);
    } while (st == BED_OK || st == BED_REFUSED);
    if (st != BED_END && st != BED_EFORMAT)
        *err = fault;
    if (st == BED_END || st == BED_EFORMAT) {
        t->behind     = other->behind;
        other->behind = (members){ .text = BED_BUFFER(BESIDE_MAX_BYTES) };
        st            = BED_OK;
    }
    bed_reader_close(first);
    if (t->behind.n > 0)
        qsort(t->behind.at, t->behind.n, sizeof *t->behind.at, by_object);
    return st;
}

static bed_status nested_next(bed_reader *r, bed_record *out, bed_error *err)
{
    nested    *t  = r->state;
    bed_status st = BED_OK;

    if (!t->collected)
        BED_TRY(collect(r, t, err));
    t->collected = true;
    r->window.begin += r->pending;
    r->pending = 0;
    while (st == BED_OK) {
        if (t->in_elements) {
            st = element_next(r, t, out, err);
            if (st != BED_END)
                return st;
        }
        st = step(r, t, out, err);
    }
    return st;
}

/* ---- open and close ---------------------------------------------------------------------------
 */

bool bed__is_nested_path(const char *records)
{
    return records != NULL && strchr(records, '.') != NULL;
}

static bed_status split_path(nested *t, const char *records, bed_error *err)
{
    const size_t len = strlen(records);

    BED_TRY(bed_alloc_into((void **)&t->path, len + 1, 1, err));
    memcpy(t->path, records, len + 1);
    for (char *name = t->path; name != NULL;) {
        char *dot = strchr(name, '.');

        if (dot != NULL)
            *dot++ = '\0';
        if (name[0] == '\0' || t->n_names == MAX_NAMES)
            return bed_fail(err, BED_EARGUMENT,
                            "records '%s': expected up to %d names parted by dots", records,
                            MAX_NAMES);
        t->names[t->n_names++] = name;
        name                   = dot;
    }
    return BED_OK;
}

static bed_status nested_open(bed_reader *r, bed_error *err)
{
    nested *t;

    BED_TRY(bed_alloc_into(&r->state, 1, sizeof *t, err));
    t = r->state;
    BED_TRY(split_path(t, r->options.records, err));
    t->record_max = r->max_bytes;
    if (r->max_bytes < SIZE_MAX / (2 * OBJECT_FACTOR)) { /* of an object with its array */
        r->window.max_bytes += (OBJECT_FACTOR - 1) * r->max_bytes;
        r->max_bytes *= OBJECT_FACTOR;
    }
    t->before.text = BED_BUFFER(BESIDE_MAX_BYTES);
    t->behind.text = BED_BUFFER(BESIDE_MAX_BYTES);
    t->own.text    = BED_BUFFER(BESIDE_MAX_BYTES);
    t->document    = BED_BUFFER(4 * (size_t)BESIDE_MAX_BYTES);
    t->json        = BED_BUFFER(t->record_max + 64);
    return BED_OK;
}

static void nested_close(bed_reader *r)
{
    nested *t = r->state;

    if (t == NULL)
        return;
    deinit_members(&t->before);
    deinit_members(&t->behind);
    deinit_members(&t->own);
    bed_buffer_deinit(&t->document);
    bed_buffer_deinit(&t->json);
    bed_free(t->path);
    bed_free(t);
}

const bed__reader_ops bed__json_object_nested = {
    .container = BED_CONTAINER_JSON_OBJECT,
    .text      = true,
    .recodes   = true,
    .open      = nested_open,
    .next      = nested_next,
    .close     = nested_close,
};

const bed__reader_ops bed__json_array_nested = {
    .container = BED_CONTAINER_JSON_ARRAY,
    .text      = true,
    .recodes   = true,
    .open      = nested_open,
    .next      = nested_next,
    .close     = nested_close,
};
