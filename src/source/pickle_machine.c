/* Runs the instructions of a pickle over a stack, as the machine that they are written for does.
 * What it builds is containers that hold each other and, for all other values, where in the file
 * they stand: nothing is copied, and nothing is called. */
#include "source/pickle.h"

enum { GRAPH_FLOOR = 64 << 20, GRAPH_RATIO = 8, SHOWN_BYTES = 80 };

#define NO_VALUE UINT32_MAX

/* Makes room for one more of *n things, twice as many each time. */
static bed_status grow(bed__pickle_machine *p, void **array, size_t n, size_t *capacity,
                       size_t size, bed_error *err)
{
    size_t more;
    void  *bigger;

    if (n < *capacity)
        return BED_OK;
    more = *capacity < 2 ? 4 : *capacity * 2;
    p->graph_bytes += (more - *capacity) * size;
    if (p->graph_bytes > GRAPH_FLOOR && p->graph_bytes / GRAPH_RATIO > p->c.in.len)
        return bed_fail_at(err, BED_EFORMAT, p->c.at,
                           "the objects of the pickle take more than %d times its bytes: taken for "
                           "an attack",
                           GRAPH_RATIO);
    bigger = bed_realloc(*array, more, size);
    if (bigger == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu things of a pickle", more);
    *array    = bigger;
    *capacity = more;
    return BED_OK;
}

static bed_status push(bed__pickle_machine *p, bed__pickled v, bed_error *err)
{
    BED_TRY(grow(p, (void **)&p->stack, p->n_stack, &p->stack_capacity, sizeof *p->stack, err));
    p->stack[p->n_stack++] = v;
    return BED_OK;
}

/* Values that may be taken off: those above the last mark. */
static size_t n_free(const bed__pickle_machine *p)
{
    return p->n_stack - (p->n_marks == 0 ? 0 : p->marks[p->n_marks - 1].height);
}

static bed_status need(const bed__pickle_machine *p, const bed__pickle_op *i, size_t n,
                       bed_error *err)
{
    if (n_free(p) >= n)
        return BED_OK;
    return bed_fail_at(err, BED_EFORMAT, i->at, "%s takes %zu values where %zu are on the stack",
                       i->op->name, n, n_free(p));
}

static bed_status need_mark(const bed__pickle_machine *p, const bed__pickle_op *i, bed_error *err)
{
    if (p->n_marks > 0)
        return BED_OK;
    return bed_fail_at(err, BED_EFORMAT, i->at, "%s without a MARK", i->op->name);
}

static bed_status add_item(bed__pickle_machine *p, bed__pickle_container *c, bed__pickled v,
                           bed_error *err)
{
    size_t capacity = c->capacity;

    BED_TRY(grow(p, (void **)&c->items, c->n, &capacity, sizeof *c->items, err));
    c->capacity      = (uint32_t)capacity;
    c->items[c->n++] = v;
    return BED_OK;
}

/* A container of the values from `from` on, which leave the stack; it takes their place. */
static bed_status put_container(bed__pickle_machine *p, bed__pickle_kind k, size_t from,
                                size_t begin, bed_error *err)
{
    bed__pickle_container *c;

    BED_TRY(grow(p, (void **)&p->containers, p->n_containers, &p->containers_capacity,
                 sizeof *p->containers, err));
    c  = &p->containers[p->n_containers];
    *c = (bed__pickle_container){ .kind  = (uint8_t)k,
                                  .begin = (uint32_t)begin,
                                  .end   = (uint32_t)p->c.at };
    p->n_containers++;
    for (size_t i = from; i < p->n_stack; i++)
        BED_TRY(add_item(p, c, p->stack[i], err));
    p->n_stack = from;
    return push(p, BED__PICKLE_CONTAINER | (uint32_t)(p->n_containers - 1), err);
}

static bed_status fail_pairs(const bed__pickle_op *i, bed_error *err)
{
    return bed_fail_at(err, BED_EFORMAT, i->at, "%s of a key without a value", i->op->name);
}

static bed_status from_mark(bed__pickle_machine *p, const bed__pickle_op *i, bed__pickle_kind k,
                            bed_error *err)
{
    BED_TRY(need_mark(p, i, err));
    const bed__pickle_mark top = p->marks[p->n_marks - 1];
    if (k == BED__PICKLE_DICT && (p->n_stack - top.height) % 2 != 0)
        return fail_pairs(i, err);
    p->n_marks--;
    return put_container(p, k, top.height, top.at, err);
}

size_t bed__pickle_begin(const bed__pickle_machine *p, bed__pickled v)
{
    return v & BED__PICKLE_CONTAINER ? p->containers[v & ~BED__PICKLE_CONTAINER].begin : v;
}

static bed_status short_tuple(bed__pickle_machine *p, const bed__pickle_op *i, size_t n,
                              bed_error *err)
{
    BED_TRY(need(p, i, n, err));
    const bed__pickled first = p->stack[p->n_stack - n];
    const size_t       begin =
        first & BED__PICKLE_CONTAINER ? p->containers[first & ~BED__PICKLE_CONTAINER].begin : first;
    return put_container(p, BED__PICKLE_TUPLE, p->n_stack - n, begin, err);
}

const char *bed__pickle_kind_name(bed__pickle_kind k)
{
    static const char *const names[] = { "a list", "a tuple", "a set", "a dict" };

    return names[k];
}

/* Moves the values from `from` on into the container below them. */
static bed_status fill(bed__pickle_machine *p, const bed__pickle_op *i, bed__pickle_kind k,
                       size_t from, bed_error *err)
{
    bed__pickle_container *c;

    if (from == 0 || (p->n_marks > 0 && from <= p->marks[p->n_marks - 1].height) ||
        !(p->stack[from - 1] & BED__PICKLE_CONTAINER))
        return bed_fail_at(err, BED_EFORMAT, i->at, "%s without %s below", i->op->name,
                           bed__pickle_kind_name(k));
    c = &p->containers[p->stack[from - 1] & ~BED__PICKLE_CONTAINER];
    if (c->kind != k)
        return bed_fail_at(err, BED_EFORMAT, i->at, "%s into %s: expected %s", i->op->name,
                           bed__pickle_kind_name((bed__pickle_kind)c->kind),
                           bed__pickle_kind_name(k));
    if (k == BED__PICKLE_DICT && (p->n_stack - from) % 2 != 0)
        return fail_pairs(i, err);
    for (size_t n = from; n < p->n_stack; n++)
        BED_TRY(add_item(p, c, p->stack[n], err));
    c->end     = (uint32_t)p->c.at;
    p->n_stack = from;
    return BED_OK;
}

static bed_status fill_from_mark(bed__pickle_machine *p, const bed__pickle_op *i,
                                 bed__pickle_kind k, bed_error *err)
{
    BED_TRY(need_mark(p, i, err));
    p->n_marks--;
    return fill(p, i, k, p->marks[p->n_marks].height, err);
}

static bed_status fill_from_top(bed__pickle_machine *p, const bed__pickle_op *i, bed__pickle_kind k,
                                size_t n, bed_error *err)
{
    BED_TRY(need(p, i, n, err));
    return fill(p, i, k, p->n_stack - n, err);
}

/* The number of a memo. Each is put by two bytes at least, so none is greater than its place. */
static bed_status memo_index(const bed__pickle_machine *p, const bed__pickle_op *i, size_t *out,
                             bed_error *err)
{
    uint64_t n = i->number;

    if (i->op->argument == ARG_LINE) {
        n = 0;
        if (i->text.len == 0 || i->text.len > 10)
            n = UINT64_MAX;
        for (size_t k = 0; k < i->text.len && n != UINT64_MAX; k++) {
            const char c = i->text.ptr[k];
            n            = c >= '0' && c <= '9' ? n * 10 + (uint64_t)(c - '0') : UINT64_MAX;
        }
    }
    if (n > p->c.at)
        return bed_fail_at(err, BED_EFORMAT, i->at, "%s of an impossible number", i->op->name);
    *out = (size_t)n;
    return BED_OK;
}

static bed_status put(bed__pickle_machine *p, const bed__pickle_op *i, bed_error *err)
{
    size_t n = p->n_memo;

    if (i->op->act == ACT_PUT)
        BED_TRY(memo_index(p, i, &n, err));
    BED_TRY(need(p, i, 1, err));
    while (p->n_memo <= n) {
        BED_TRY(grow(p, (void **)&p->memo, p->n_memo, &p->memo_capacity, sizeof *p->memo, err));
        p->memo[p->n_memo++] = NO_VALUE;
    }
    p->memo[n] = p->stack[p->n_stack - 1];
    return BED_OK;
}

static bed_status get(bed__pickle_machine *p, const bed__pickle_op *i, bed_error *err)
{
    size_t n = 0;

    BED_TRY(memo_index(p, i, &n, err));
    if (n >= p->n_memo || p->memo[n] == NO_VALUE)
        return bed_fail_at(err, BED_EFORMAT, i->at, "%s of a value that was not put before",
                           i->op->name);
    return push(p, p->memo[n], err);
}

static bed_status set_mark(bed__pickle_machine *p, const bed__pickle_op *i, bed_error *err)
{
    BED_TRY(grow(p, (void **)&p->marks, p->n_marks, &p->marks_capacity, sizeof *p->marks, err));
    p->marks[p->n_marks++] = (bed__pickle_mark){ (uint32_t)p->n_stack, (uint32_t)i->at };
    return BED_OK;
}

static void add_shown(char *out, bed_str s)
{
    size_t n = strlen(out);

    for (size_t k = 0; k < s.len && k < SHOWN_BYTES; k++)
        out[n++] = s.ptr[k] > 0x20 && s.ptr[k] < 0x7F ? s.ptr[k] : '?';
    out[n] = '\0';
}

/* The bytes of a text on the stack, n from the top; "?" where there is none. */
static bed_str text_on_stack(const bed__pickle_machine *p, size_t n)
{
    bed__pickle_cursor look = p->c;
    bed__pickle_op     i;

    if (n_free(p) < n || p->stack[p->n_stack - n] & BED__PICKLE_CONTAINER)
        return BED_STR("?");
    look.at = p->stack[p->n_stack - n];
    if (bed__pickle_take(&look, &i, NULL) != BED_OK || i.text.ptr == NULL)
        return BED_STR("?");
    return i.text;
}

/* Says what a refused opcode wanted, as far as it says so itself. */
static bed_status refuse_opcode(const bed__pickle_machine *p, const bed__pickle_op *i,
                                bed_error *err)
{
    char    wanted[2 * SHOWN_BYTES + 16] = "";
    bed_str module = i->text, name = i->second;

    if (i->byte == 0x93) {
        module = text_on_stack(p, 2);
        name   = text_on_stack(p, 1);
    }
    if (name.ptr != NULL) {
        memcpy(wanted, " asks for ", sizeof " asks for ");
        add_shown(wanted, module);
        add_shown(wanted, BED_STR("."));
        add_shown(wanted, name);
    }
    return bed_fail_at(err, BED_EFORMAT, i->at,
                       "pickle opcode %s%s: only lists, dicts, texts and numbers are read, and "
                       "nothing is called; save the data as JSON",
                       i->op->name, wanted);
}

static bed_status pop(bed__pickle_machine *p, const bed__pickle_op *i, bed_error *err)
{
    if (n_free(p) == 0 && p->n_marks > 0) {
        p->n_marks--;
        return BED_OK;
    }
    BED_TRY(need(p, i, 1, err));
    p->n_stack--;
    return BED_OK;
}

static bed_status stop(bed__pickle_machine *p, const bed__pickle_op *i, bed_error *err)
{
    if (p->n_stack != 1 || p->n_marks > 0)
        return bed_fail_at(err, BED_EFORMAT, i->at, "STOP with %zu values on the stack",
                           p->n_stack);
    p->root    = p->stack[0];
    p->stopped = true;
    return BED_OK;
}

static bed_status run_proto(const bed__pickle_op *i, bed_error *err)
{
    if (i->number <= 5)
        return BED_OK;
    return bed_fail_at(err, BED_EFORMAT, i->at, "pickle protocol %d: expected at most 5",
                       (int)i->number);
}

static bed_status run_frame(const bed__pickle_machine *p, const bed__pickle_op *i, bed_error *err)
{
    if (i->number <= p->c.in.len - p->c.at)
        return BED_OK;
    return bed_fail_at(err, BED_EFORMAT, i->at, "FRAME of %llu bytes where %zu are left",
                       (unsigned long long)i->number, p->c.in.len - p->c.at);
}

static bed_status run(bed__pickle_machine *p, const bed__pickle_op *i, bed_error *err)
{
    switch (i->op->act) {
    case ACT_SCALAR:
        return push(p, (bed__pickled)i->at, err);
    case ACT_NOTHING:
        return run_proto(i, err);
    case ACT_FRAME:
        return run_frame(p, i, err);
    case ACT_MARK:
        return set_mark(p, i, err);
    case ACT_STOP:
        return stop(p, i, err);
    case ACT_POP:
        return pop(p, i, err);
    case ACT_POP_MARK:
        BED_TRY(need_mark(p, i, err));
        p->n_stack = p->marks[--p->n_marks].height;
        return BED_OK;
    case ACT_DUP:
        BED_TRY(need(p, i, 1, err));
        return push(p, p->stack[p->n_stack - 1], err);
    case ACT_EMPTY_LIST:
        return put_container(p, BED__PICKLE_LIST, p->n_stack, i->at, err);
    case ACT_EMPTY_TUPLE:
        return put_container(p, BED__PICKLE_TUPLE, p->n_stack, i->at, err);
    case ACT_EMPTY_DICT:
        return put_container(p, BED__PICKLE_DICT, p->n_stack, i->at, err);
    case ACT_EMPTY_SET:
        return put_container(p, BED__PICKLE_SET, p->n_stack, i->at, err);
    case ACT_LIST:
        return from_mark(p, i, BED__PICKLE_LIST, err);
    case ACT_TUPLE:
        return from_mark(p, i, BED__PICKLE_TUPLE, err);
    case ACT_DICT:
        return from_mark(p, i, BED__PICKLE_DICT, err);
    case ACT_FROZENSET:
        return from_mark(p, i, BED__PICKLE_SET, err);
    case ACT_TUPLE1:
        return short_tuple(p, i, 1, err);
    case ACT_TUPLE2:
        return short_tuple(p, i, 2, err);
    case ACT_TUPLE3:
        return short_tuple(p, i, 3, err);
    case ACT_APPEND:
        return fill_from_top(p, i, BED__PICKLE_LIST, 1, err);
    case ACT_APPENDS:
        return fill_from_mark(p, i, BED__PICKLE_LIST, err);
    case ACT_SETITEM:
        return fill_from_top(p, i, BED__PICKLE_DICT, 2, err);
    case ACT_SETITEMS:
        return fill_from_mark(p, i, BED__PICKLE_DICT, err);
    case ACT_ADDITEMS:
        return fill_from_mark(p, i, BED__PICKLE_SET, err);
    case ACT_PUT:
    case ACT_MEMOIZE:
        return put(p, i, err);
    case ACT_GET:
        return get(p, i, err);
    case ACT_REFUSED:
        return refuse_opcode(p, i, err);
    case ACT_UNKNOWN:
        break;
    }
    return BED_EINTERNAL;
}

bed_status bed__pickle_step(bed__pickle_machine *p, bed_error *err)
{
    bed__pickle_op i;

    BED_TRY(bed__pickle_take(&p->c, &i, err));
    return run(p, &i, err);
}

void bed__pickle_machine_deinit(bed__pickle_machine *p)
{
    for (size_t i = 0; i < p->n_containers; i++)
        bed_free(p->containers[i].items);
    bed_free(p->containers);
    bed_free(p->stack);
    bed_free(p->memo);
    bed_free(p->marks);
}
