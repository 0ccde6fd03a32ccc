/* XML: each record element becomes a record, with the root and what stood in it before the first
 * of them. A record is out as soon as its end tag is seen; nothing else is kept. */
#include "source/reader.h"

enum {
    DOCUMENT_MAX_BYTES = 4 << 20, /* of the document's JSON */
    MAX_TAGS           = 1024,    /* different tags among the children of one element */
    MAX_NAMES          = 64,      /* record names */
    FEED_BYTES         = 16 * 1024,
    FEED_CONVERTED     = 2 * 1024, /* the place costs a conversion back of what was fed */
    /* A tag may have begun this far before what the parser has taken (sax.c). */
    LOOKBACK_BYTES = 512 * 1024,
};

typedef struct node  node;
typedef struct group group;
typedef struct piece piece;

struct piece { /* of text, or an attribute */
    const char *name;
    bed_str     text;
    piece      *next;
};

struct group { /* children of one tag */
    const char *name;
    node       *first, *last;
    group      *next;
};

struct node {
    node  *parent, *next; /* next of the same tag */
    group *groups, *groups_last;
    piece *attributes, *attributes_last, *text, *text_last;
    size_t n_groups;
};

/* A record that was read and not yet given. */
typedef struct ready {
    size_t   json_at, json_bytes; /* in `records` */
    uint64_t start, end;          /* in the stream */
    bool     refused;
    char     why[128];
} ready;

typedef struct xml {
    bed_reader *r;
    bed__sax   *sax;
    bed_str     names[MAX_NAMES]; /* of the record elements; none: the children of the root */
    size_t      n_names;
    bed_arena   document_arena, arena; /* nodes of the document, of the record at hand */
    node       *root;                  /* its element */
    const char *root_name;
    size_t      depth;         /* open elements */
    node       *at;            /* the innermost open element that is kept, or NULL */
    const char *child_name;    /* of the root's child at hand, before the first record */
    bool        document_done; /* the first record has begun */
    bed_buffer  document;      /* JSON of the document, from then on */
    node       *record;        /* at hand; NULL when it is refused */
    const char *record_name;
    size_t      record_depth; /* 0: none is open */
    uint64_t    record_start;
    char        why[128]; /* the record at hand is refused; "" : it is not */
    bed_buffer  records;  /* JSON of the records that are ready */
    ready      *queue;
    size_t      n_queue, queue_at, queue_capacity;
    uint64_t    base, fed; /* offsets: what the parser counts from, how far it was fed */
    bool        ended, any, said_encoding;
    bed_status  broken;
    bed_error   failure;
} xml;

/* ---- nodes ------------------------------------------------------------------------------------
 */

static bed_status no_room(const bed_arena *a, bed_error *err)
{
    if (a->used_bytes > a->max_bytes / 2)
        return bed_fail(err, BED_REFUSED, "more than %zu bytes once taken apart", a->max_bytes);
    return bed_fail(err, BED_EMEMORY, "out of memory: an element");
}

static bed_status new_piece(bed_arena *a, const char *name, bed_str text, piece **out,
                            bed_error *err)
{
    char *copy = bed_arena_alloc(a, text.len + 1, 1);

    *out = bed_new(a, piece, 1);
    if (copy == NULL || *out == NULL)
        return no_room(a, err);
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    **out = (piece){ .name = name, .text = { copy, text.len } };
    return BED_OK;
}

static bed_status add_attributes(xml *x, bed_arena *a, node *n, const bed__attribute *attributes,
                                 size_t n_attributes, bed_error *err)
{
    for (size_t i = 0; i < n_attributes; i++) {
        piece *p;

        BED_TRY(new_piece(a, bed__sax_name(x->sax, &attributes[i]), bed__sax_value(&attributes[i]),
                          &p, err));
        if (n->attributes == NULL)
            n->attributes = p;
        else
            n->attributes_last->next = p;
        n->attributes_last = p;
    }
    return BED_OK;
}

static group *find_group(node *parent, const char *name)
{
    if (parent->groups_last != NULL && parent->groups_last->name == name)
        return parent->groups_last;
    for (group *g = parent->groups; g != NULL; g = g->next)
        if (g->name == name)
            return g;
    return NULL;
}

static bed_status group_of(bed_arena *a, node *parent, const char *name, group **out,
                           bed_error *err)
{
    group *g = find_group(parent, name);

    *out = g;
    if (g != NULL)
        return BED_OK;
    if (parent->n_groups == MAX_TAGS)
        return bed_fail(err, BED_REFUSED, "an element with more than %d different tags in it",
                        MAX_TAGS);
    *out = g = bed_new(a, group, 1);
    if (g == NULL)
        return no_room(a, err);
    g->name = name;
    if (parent->groups == NULL)
        parent->groups = g;
    else
        parent->groups_last->next = g;
    parent->groups_last = g;
    parent->n_groups++;
    return BED_OK;
}

static void hang(group *g, node *n)
{
    if (g->first == NULL)
        g->first = n;
    else
        g->last->next = n;
    g->last = n;
}

/* A new element below parent (NULL: hanging loose). */
static bed_status new_node(bed_arena *a, node *parent, const char *name, node **out, bed_error *err)
{
    group *g;

    *out = bed_new(a, node, 1);
    if (*out == NULL)
        return no_room(a, err);
    (*out)->parent = parent;
    if (parent == NULL)
        return BED_OK;
    BED_TRY(group_of(a, parent, name, &g, err));
    hang(g, *out);
    return BED_OK;
}

/* ---- JSON -------------------------------------------------------------------------------------
 */

static bed_status comma(bed_buffer *b, bed_error *err)
{
    return b->ptr[b->len - 1] == '{' || b->ptr[b->len - 1] == '['
               ? BED_OK
               : bed_buffer_add_byte(b, ',', err);
}

static bed_status member(bed_buffer *b, const char *before, const char *name, bed_error *err)
{
    BED_TRY(comma(b, err));
    BED_TRY(bed_buffer_printf(b, err, "\"%s", before));
    BED_TRY(bed__json_escape(b, bed_str_of(name), err));
    return bed_buffer_add(b, BED_STR("\":"), err);
}

static bed_status string(bed_buffer *b, bed_str s, bed_error *err)
{
    BED_TRY(bed_buffer_add_byte(b, '"', err));
    BED_TRY(bed__json_escape(b, s, err));
    return bed_buffer_add_byte(b, '"', err);
}

static bool all_blank(const piece *text)
{
    for (; text != NULL; text = text->next)
        if (bed_trim(text->text).len > 0)
            return false;
    return true;
}

static bed_status own_text(bed_buffer *b, const node *n, bed_error *err)
{
    if (all_blank(n->text))
        return BED_OK;
    BED_TRY(member(b, "#text", "", err));
    BED_TRY(bed_buffer_add_byte(b, '"', err));
    for (const piece *p = n->text; p != NULL; p = p->next)
        BED_TRY(bed__json_escape(b, p->text, err));
    return bed_buffer_add_byte(b, '"', err);
}

/* Depth is bounded by the parser. name NULL: not a top. */
static bed_status write_node(bed_buffer *b, const node *n, const char *name, bed_error *err)
{
    BED_TRY(bed_buffer_add_byte(b, '{', err));
    if (name != NULL) {
        BED_TRY(member(b, "#name", "", err));
        BED_TRY(string(b, bed_str_of(name), err));
    }
    for (const piece *a = n->attributes; a != NULL; a = a->next) {
        BED_TRY(member(b, "@", a->name, err));
        BED_TRY(string(b, a->text, err));
    }
    BED_TRY(own_text(b, n, err));
    for (const group *g = n->groups; g != NULL; g = g->next) {
        BED_TRY(member(b, "", g->name, err));
        BED_TRY(bed_buffer_add_byte(b, '[', err));
        for (const node *child = g->first; child != NULL; child = child->next) {
            BED_TRY(comma(b, err));
            BED_TRY(write_node(b, child, NULL, err));
        }
        BED_TRY(bed_buffer_add_byte(b, ']', err));
    }
    return bed_buffer_add_byte(b, '}', err);
}

/* ---- records ----------------------------------------------------------------------------------
 */

static bool is_record(const xml *x, const char *name)
{
    const bed_str s = bed_str_of(name);

    if (x->n_names == 0)
        return x->depth == 1;
    for (size_t i = 0; i < x->n_names; i++)
        if (bed_str_equal(s, x->names[i]))
            return true;
    return false;
}

static uint64_t parsed(const xml *x)
{
    const uint64_t at = x->base + bed__sax_at(x->sax);

    return at < x->fed ? at : x->fed;
}

/* Where the tag begins that the parser stands in or behind. '<' stands nowhere else in a tag. */
static uint64_t tag_start(const xml *x)
{
    const bed__window *w  = &x->r->window;
    const uint64_t     at = parsed(x);

    for (uint64_t i = at; i > w->base + w->begin; i--)
        if (w->buf[i - 1 - w->base] == '<')
            return i - 1;
    return at;
}

static bed_status push_ready(xml *x, size_t json_at, bed_error *err)
{
    if (x->n_queue == x->queue_capacity) {
        const size_t capacity = x->queue_capacity == 0 ? 16 : x->queue_capacity * 2;
        ready       *queue    = bed_realloc(x->queue, capacity, sizeof *queue);

        if (queue == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: %zu records", capacity);
        x->queue          = queue;
        x->queue_capacity = capacity;
    }
    ready *q = &x->queue[x->n_queue++];
    *q       = (ready){ .json_at    = json_at,
                        .json_bytes = x->records.len - json_at,
                        .start      = x->record_start,
                        .end        = parsed(x),
                        .refused    = x->why[0] != '\0' };
    memcpy(q->why, x->why, sizeof q->why);
    return BED_OK;
}

/* From here on the record at hand is only passed over. */
static void give_up_record(xml *x, const char *why)
{
    snprintf(x->why, sizeof x->why, "%.*s", (int)sizeof x->why - 1, why);
    x->record = x->at = NULL;
    bed_arena_reset(&x->arena);
}

/* A refusal within a record is the record's; anything else ends the reading. */
static bed_status within_record(xml *x, bed_status st, bed_error *err)
{
    if (st != BED_REFUSED)
        return st;
    give_up_record(x, err->text);
    return BED_OK;
}

static bed_status end_record(xml *x, bed_error *err)
{
    const size_t   json_at = x->records.len;
    const uint64_t bytes   = parsed(x) - x->record_start;
    char           why[128];

    if (bytes > x->r->max_bytes) {
        snprintf(why, sizeof why, "a record of %llu bytes: at most %zu are read",
                 (unsigned long long)bytes, x->r->max_bytes);
        give_up_record(x, why);
    }
    if (x->why[0] == '\0')
        BED_TRY(write_node(&x->records, x->record, x->record_name, err));
    BED_TRY(push_ready(x, json_at, err));
    x->record       = NULL;
    x->at           = NULL;
    x->record_depth = 0;
    x->any          = true;
    bed_arena_reset(&x->arena);
    return BED_OK;
}

static bed_status end_document_head(xml *x, bed_error *err)
{
    if (x->document_done)
        return BED_OK;
    x->document_done = true;
    return write_node(&x->document, x->root, x->root_name, err);
}

static bed_status begin_record(xml *x, const char *name, const bed__attribute *attributes,
                               size_t n_attributes, bed_error *err)
{
    x->record_start = tag_start(x);
    x->record_name  = name;
    x->record_depth = x->depth + 1;
    x->why[0]       = '\0';
    bed_status st   = new_node(&x->arena, NULL, name, &x->record, err);
    x->at           = x->record;
    if (st == BED_OK)
        st = add_attributes(x, &x->arena, x->record, attributes, n_attributes, err);
    return within_record(x, st, err);
}

/* ---- the document, before the first record ----------------------------------------------------
 */

static bed_status within_document(bed_status st, bed_error *err)
{
    if (st == BED_REFUSED)
        bed_error_prefix(err, "before the first record element: ");
    return st == BED_REFUSED ? BED_EFORMAT : st;
}

static bed_status begin_root(xml *x, const char *name, const bed__attribute *attributes,
                             size_t n_attributes, bed_error *err)
{
    x->root_name = name;
    BED_TRY(new_node(&x->document_arena, NULL, name, &x->root, err));
    x->at = x->root;
    return add_attributes(x, &x->document_arena, x->root, attributes, n_attributes, err);
}

/* A child of the root hangs loose until it ends: it may turn out to hold records. */
static bed_status begin_in_document(xml *x, const char *name, const bed__attribute *attributes,
                                    size_t n_attributes, bed_error *err)
{
    node *n;

    if (x->depth == 1)
        x->child_name = name;
    BED_TRY(new_node(&x->document_arena, x->depth == 1 ? NULL : x->at, name, &n, err));
    x->at = n;
    return add_attributes(x, &x->document_arena, n, attributes, n_attributes, err);
}

static bed_status end_in_document(xml *x, bed_error *err)
{
    group *g;

    if (x->depth > 1) {
        x->at = x->at->parent;
        return BED_OK;
    }
    if (x->depth == 0)
        return BED_OK;
    BED_TRY(group_of(&x->document_arena, x->root, x->child_name, &g, err));
    hang(g, x->at);
    x->at = x->root;
    return BED_OK;
}

/* ---- events -----------------------------------------------------------------------------------
 */

static bed_status on_start(void *context, const char *name, const bed__attribute *attributes,
                           size_t n_attributes, bed_error *err)
{
    xml       *x  = context;
    bed_status st = BED_OK;

    if (x->record_depth > 0) {
        if (x->at != NULL) {
            node *n;

            st = new_node(&x->arena, x->at, name, &n, err);
            if (st == BED_OK)
                st = add_attributes(x, &x->arena, n, attributes, n_attributes, err);
            x->at = n;
            st    = within_record(x, st, err);
        }
    } else {
        if (x->depth == 0)
            st = within_document(begin_root(x, name, attributes, n_attributes, err), err);
        if (st == BED_OK && is_record(x, name)) {
            BED_TRY(end_document_head(x, err));
            st = begin_record(x, name, attributes, n_attributes, err);
        } else if (st == BED_OK && x->depth > 0 && !x->document_done) {
            st = begin_in_document(x, name, attributes, n_attributes, err);
            st = within_document(st, err);
        }
    }
    x->depth++;
    return st;
}

static bed_status on_text(void *context, bed_str s, bed_error *err)
{
    xml   *x = context;
    piece *p;

    if (x->at == NULL || (x->at == x->root && bed_trim(s).len == 0))
        return BED_OK;
    const bed_status st =
        new_piece(x->record_depth > 0 ? &x->arena : &x->document_arena, NULL, s, &p, err);
    if (st != BED_OK)
        return x->record_depth > 0 ? within_record(x, st, err) : within_document(st, err);
    if (x->at->text == NULL)
        x->at->text = p;
    else
        x->at->text_last->next = p;
    x->at->text_last = p;
    return BED_OK;
}

static bed_status on_end(void *context, bed_error *err)
{
    xml *x = context;

    x->depth--;
    if (x->record_depth > 0 && x->depth + 1 == x->record_depth)
        return end_record(x, err);
    if (x->record_depth > 0) {
        if (x->at != NULL)
            x->at = x->at->parent;
        return BED_OK;
    }
    return x->document_done ? BED_OK : within_document(end_in_document(x, err), err);
}

static const bed__sax_hooks hooks = { .start = on_start, .text = on_text, .end = on_end };

/* ---- reading ----------------------------------------------------------------------------------
 */

static bed_status take_names(xml *x, const char *records, bed_error *err)
{
    bed_str rest = bed_str_of(records);

    while (rest.len > 0) {
        const char   *bar = memchr(rest.ptr, '|', rest.len);
        const size_t  n   = bar == NULL ? rest.len : (size_t)(bar - rest.ptr);
        const bed_str one = bed_trim((bed_str){ rest.ptr, n });

        if (one.len > 0) {
            if (x->n_names == MAX_NAMES)
                return bed_fail(err, BED_EARGUMENT, "more than %d names of record elements",
                                MAX_NAMES);
            x->names[x->n_names++] = one;
        }
        rest.ptr += n + (bar != NULL);
        rest.len -= n + (bar != NULL);
    }
    return BED_OK;
}

static bed_status xml_open(bed_reader *r, bed_error *err)
{
    xml *x;

    BED_TRY(bed_alloc_into(&r->state, 1, sizeof *x, err));
    x                 = r->state;
    x->r              = r;
    x->base           = bed__window_at(&r->window, 0);
    x->fed            = x->base;
    x->document_arena = BED_ARENA(4 * DOCUMENT_MAX_BYTES);
    x->arena          = BED_ARENA(2 * r->max_bytes + (1 << 20));
    x->document       = BED_BUFFER(32 * DOCUMENT_MAX_BYTES);
    x->records        = BED_BUFFER(r->json.max_bytes);
    r->json.max_bytes += x->document.max_bytes;
    r->window.max_bytes += 2 * LOOKBACK_BYTES;
    if (r->options.records != NULL)
        BED_TRY(take_names(x, r->options.records, err));
    return bed__sax_create(&hooks, x, &x->sax, err);
}

static void xml_close(bed_reader *r)
{
    xml *x = r->state;

    if (x == NULL)
        return;
    bed__sax_destroy(x->sax);
    bed_arena_deinit(&x->document_arena);
    bed_arena_deinit(&x->arena);
    bed_buffer_deinit(&x->document);
    bed_buffer_deinit(&x->records);
    bed_free(x->queue);
    bed_free(x);
}

/* Lets go of the bytes that no record and no tag can begin in. */
static bed_status let_go(xml *x, bed_error *err)
{
    bed__window   *w    = &x->r->window;
    const uint64_t here = bed__window_at(w, 0);
    uint64_t       keep = x->fed > LOOKBACK_BYTES ? x->fed - LOOKBACK_BYTES : 0;
    size_t         at   = (size_t)(x->fed - here);

    if (x->record_depth > 0 && x->record_start >= here) {
        if (x->fed - x->record_start <= x->r->max_bytes + LOOKBACK_BYTES) {
            keep = x->record_start;
        } else {
            bed__over over = { 0 };

            w->begin += (size_t)(x->record_start - here);
            at -= (size_t)(x->record_start - here);
            BED_TRY(bed__over_begin(x->r, &over, &at, err));
            give_up_record(x, "too long");
            return BED_OK;
        }
    }
    if (keep > here)
        w->begin += (size_t)(keep - here);
    return BED_OK;
}

/* Feeds some more; what it completes is in the queue, a failure in x. */
static bed_status feed(xml *x, bed_error *err)
{
    bed__window *w = &x->r->window;

    BED_TRY(let_go(x, err));
    if (x->fed == bed__window_at(w, bed__window_len(w)) && !w->at_end)
        BED_TRY(bed__window_more(w, err));
    const char  *from = w->buf + (x->fed - w->base);
    const size_t left = (size_t)(w->buf + w->end - from);
    const size_t most = bed__sax_encoding(x->sax) == NULL ? FEED_BYTES : FEED_CONVERTED;
    const size_t n    = left < most ? left : most;
    x->fed += n;
    x->ended  = n == 0 && w->at_end;
    x->broken = bed__sax_feed(x->sax, (bed_str){ from, n }, x->ended, &x->failure);
    if (x->broken != BED_OK)
        x->failure.byte += x->base;
    if (!x->said_encoding && bed__sax_encoding(x->sax) != NULL) {
        x->said_encoding = true;
        bed_talk_message(x->r->options.talk, BED_LEVEL_INFO, "source", "%s: converted from %s",
                         x->r->name, bed__sax_encoding(x->sax));
    }
    return BED_OK;
}

static bed_status give(xml *x, const ready *q, bed_record *out, bed_error *err)
{
    bed__window *w = &x->r->window;
    bed_buffer  *b = &x->r->json;

    out->byte = q->start;
    if (q->start >= bed__window_at(w, 0))
        out->raw = (bed_str){ w->buf + (q->start - w->base), (size_t)(q->end - q->start) };
    else
        out->raw = bed_buffer_str(&x->r->raw);
    if (q->refused) {
        if (out->raw.len > BED_RAW_MAX_BYTES)
            out->raw.len = BED_RAW_MAX_BYTES;
        return bed_fail_at(err, BED_REFUSED, q->start, "%s", q->why);
    }
    bed_buffer_clear(b);
    BED_TRY(bed_buffer_add(b, BED_STR("{\"document\":"), err));
    BED_TRY(bed_buffer_add(b, bed_buffer_str(&x->document), err));
    BED_TRY(bed_buffer_add(b, BED_STR(",\"record\":"), err));
    BED_TRY(bed_buffer_add(b, (bed_str){ x->records.ptr + q->json_at, q->json_bytes }, err));
    BED_TRY(bed_buffer_add_byte(b, '}', err));
    out->json = bed_buffer_str(b);
    return BED_OK;
}

/* A document without a record is a row that could not be read. */
static bed_status refuse_document(xml *x, bed_record *out, bed_error *err)
{
    const bed__window *w = &x->r->window;
    char               names[256];
    size_t             at = 0;

    x->any    = true;
    out->byte = x->base;
    if (bed__window_at(w, 0) == x->base)
        out->raw = (bed_str){ w->buf + w->begin, bed__window_len(w) };
    if (x->n_names == 0)
        return bed_fail_at(err, BED_REFUSED, x->base, "no element within the root of the document");
    names[0] = '\0';
    for (size_t i = 0; i < x->n_names && at < sizeof names; i++) {
        const int n = snprintf(names + at, sizeof names - at, "%s%.*s", i == 0 ? "" : " or ",
                               BED_STR_ARG(x->names[i]));
        at += n > 0 ? (size_t)n : 0;
    }
    return bed_fail_at(err, BED_REFUSED, x->base, "no %s element in the document", names);
}

static bed_status xml_next(bed_reader *r, bed_record *out, bed_error *err)
{
    xml *x = r->state;

    for (;;) {
        if (x->queue_at < x->n_queue)
            return give(x, &x->queue[x->queue_at++], out, err);
        if (x->broken != BED_OK) {
            *err = x->failure;
            return x->broken;
        }
        if (x->ended)
            return x->any ? BED_END : refuse_document(x, out, err);
        x->queue_at = x->n_queue = 0;
        bed_buffer_clear(&x->records);
        BED_TRY(feed(x, err));
    }
}

const bed__reader_ops bed__xml = {
    .container = BED_CONTAINER_XML,
    .open      = xml_open,
    .next      = xml_next,
    .close     = xml_close,
};
