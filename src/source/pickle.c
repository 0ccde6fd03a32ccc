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
#include "source/reader.h"

#include <math.h>
#include <stdlib.h>

enum {
    MAX_DEPTH   = 512,
    MAX_DIGITS  = 4300,
    LONG_BYTES  = 1786, /* of 4302 digits at most */
    LIMBS       = LONG_BYTES / 4 + 2,
    GRAPH_FLOOR = 64 << 20,
    GRAPH_RATIO = 8,
    SHOWN_BYTES = 80
};

#define MAX_FILE_BYTES ((size_t)INT32_MAX)
#define CONTAINER_BIT UINT32_C(0x80000000)
#define NO_VALUE UINT32_MAX

/* A value: the offset of the opcode that gives it, or (CONTAINER_BIT) the number of a container. */
typedef uint32_t value;

typedef enum kind { KIND_LIST, KIND_TUPLE, KIND_SET, KIND_DICT } kind;

typedef struct container {
    value   *items; /* of a dict key, value, key, value … */
    uint32_t n, capacity;
    uint32_t begin, end; /* its bytes in the file */
    uint8_t  kind;
    bool     open; /* being written: what it holds stands within it */
} container;

typedef struct mark {
    uint32_t height, at;
} mark;

/* A place in the file. */
typedef struct cursor {
    bed_str in;
    size_t  at;
} cursor;

typedef struct pickle {
    cursor     c; /* behind the opcode at hand */
    value     *stack, *memo;
    mark      *marks;
    container *containers;
    size_t     n_stack, n_memo, n_marks, n_containers;
    size_t     stack_capacity, memo_capacity, marks_capacity, containers_capacity;
    uint64_t   graph_bytes, work_bytes; /* work: values written so far, shared ones each time */
    value      root;
    uint32_t   next; /* item of the root */
    bool       loaded;
    bed_buffer key, text; /* scratch */
} pickle;

/* ---- opcodes ----------------------------------------------------------------------------------
 */

typedef enum argument {
    ARG_NONE,
    ARG_1,
    ARG_2,
    ARG_4,
    ARG_8,
    ARG_LINE,
    ARG_TWO_LINES,
    ARG_COUNT_1, /* a length of so many bytes, then that many */
    ARG_COUNT_4,
    ARG_COUNT_4_SIGNED,
    ARG_COUNT_8
} argument;

typedef enum act {
    ACT_UNKNOWN,
    ACT_SCALAR,
    ACT_REFUSED,
    ACT_NOTHING,
    ACT_MARK,
    ACT_STOP,
    ACT_POP,
    ACT_POP_MARK,
    ACT_DUP,
    ACT_EMPTY_LIST,
    ACT_EMPTY_TUPLE,
    ACT_EMPTY_DICT,
    ACT_EMPTY_SET,
    ACT_LIST,
    ACT_TUPLE,
    ACT_DICT,
    ACT_FROZENSET,
    ACT_TUPLE1,
    ACT_TUPLE2,
    ACT_TUPLE3,
    ACT_APPEND,
    ACT_APPENDS,
    ACT_SETITEM,
    ACT_SETITEMS,
    ACT_ADDITEMS,
    ACT_PUT,
    ACT_GET,
    ACT_MEMOIZE,
    ACT_FRAME
} act;

typedef struct opcode {
    const char *name;
    argument    argument;
    act         act;
} opcode;

static const opcode opcodes[256] = {
    ['('] = { "MARK", ARG_NONE, ACT_MARK },
    ['.'] = { "STOP", ARG_NONE, ACT_STOP },
    ['0'] = { "POP", ARG_NONE, ACT_POP },
    ['1'] = { "POP_MARK", ARG_NONE, ACT_POP_MARK },
    ['2'] = { "DUP", ARG_NONE, ACT_DUP },
    ['F'] = { "FLOAT", ARG_LINE, ACT_SCALAR },
    ['I'] = { "INT", ARG_LINE, ACT_SCALAR },
    ['J'] = { "BININT", ARG_4, ACT_SCALAR },
    ['K'] = { "BININT1", ARG_1, ACT_SCALAR },
    ['L'] = { "LONG", ARG_LINE, ACT_SCALAR },
    ['M'] = { "BININT2", ARG_2, ACT_SCALAR },
    ['N'] = { "NONE", ARG_NONE, ACT_SCALAR },
    ['P'] = { "PERSID", ARG_LINE, ACT_REFUSED },
    ['Q'] = { "BINPERSID", ARG_NONE, ACT_REFUSED },
    ['R'] = { "REDUCE", ARG_NONE, ACT_REFUSED },
    ['S'] = { "STRING", ARG_LINE, ACT_SCALAR },
    ['T'] = { "BINSTRING", ARG_COUNT_4_SIGNED, ACT_SCALAR },
    ['U'] = { "SHORT_BINSTRING", ARG_COUNT_1, ACT_SCALAR },
    ['V'] = { "UNICODE", ARG_LINE, ACT_SCALAR },
    ['X'] = { "BINUNICODE", ARG_COUNT_4, ACT_SCALAR },
    ['a'] = { "APPEND", ARG_NONE, ACT_APPEND },
    ['b'] = { "BUILD", ARG_NONE, ACT_REFUSED },
    ['c'] = { "GLOBAL", ARG_TWO_LINES, ACT_REFUSED },
    ['d'] = { "DICT", ARG_NONE, ACT_DICT },
    ['e'] = { "APPENDS", ARG_NONE, ACT_APPENDS },
    ['g'] = { "GET", ARG_LINE, ACT_GET },
    ['h'] = { "BINGET", ARG_1, ACT_GET },
    ['i'] = { "INST", ARG_TWO_LINES, ACT_REFUSED },
    ['j'] = { "LONG_BINGET", ARG_4, ACT_GET },
    ['l'] = { "LIST", ARG_NONE, ACT_LIST },
    ['o'] = { "OBJ", ARG_NONE, ACT_REFUSED },
    ['p'] = { "PUT", ARG_LINE, ACT_PUT },
    ['q'] = { "BINPUT", ARG_1, ACT_PUT },
    ['r'] = { "LONG_BINPUT", ARG_4, ACT_PUT },
    ['s'] = { "SETITEM", ARG_NONE, ACT_SETITEM },
    ['t'] = { "TUPLE", ARG_NONE, ACT_TUPLE },
    ['u'] = { "SETITEMS", ARG_NONE, ACT_SETITEMS },
    [')'] = { "EMPTY_TUPLE", ARG_NONE, ACT_EMPTY_TUPLE },
    [']'] = { "EMPTY_LIST", ARG_NONE, ACT_EMPTY_LIST },
    ['}'] = { "EMPTY_DICT", ARG_NONE, ACT_EMPTY_DICT },
    ['B'] = { "BINBYTES", ARG_COUNT_4, ACT_SCALAR },
    ['C'] = { "SHORT_BINBYTES", ARG_COUNT_1, ACT_SCALAR },
    ['G'] = { "BINFLOAT", ARG_8, ACT_SCALAR },

    [0x80] = { "PROTO", ARG_1, ACT_NOTHING },
    [0x81] = { "NEWOBJ", ARG_NONE, ACT_REFUSED },
    [0x82] = { "EXT1", ARG_1, ACT_REFUSED },
    [0x83] = { "EXT2", ARG_2, ACT_REFUSED },
    [0x84] = { "EXT4", ARG_4, ACT_REFUSED },
    [0x85] = { "TUPLE1", ARG_NONE, ACT_TUPLE1 },
    [0x86] = { "TUPLE2", ARG_NONE, ACT_TUPLE2 },
    [0x87] = { "TUPLE3", ARG_NONE, ACT_TUPLE3 },
    [0x88] = { "NEWTRUE", ARG_NONE, ACT_SCALAR },
    [0x89] = { "NEWFALSE", ARG_NONE, ACT_SCALAR },
    [0x8a] = { "LONG1", ARG_COUNT_1, ACT_SCALAR },
    [0x8b] = { "LONG4", ARG_COUNT_4_SIGNED, ACT_SCALAR },
    [0x8c] = { "SHORT_BINUNICODE", ARG_COUNT_1, ACT_SCALAR },
    [0x8d] = { "BINUNICODE8", ARG_COUNT_8, ACT_SCALAR },
    [0x8e] = { "BINBYTES8", ARG_COUNT_8, ACT_SCALAR },
    [0x8f] = { "EMPTY_SET", ARG_NONE, ACT_EMPTY_SET },
    [0x90] = { "ADDITEMS", ARG_NONE, ACT_ADDITEMS },
    [0x91] = { "FROZENSET", ARG_NONE, ACT_FROZENSET },
    [0x92] = { "NEWOBJ_EX", ARG_NONE, ACT_REFUSED },
    [0x93] = { "STACK_GLOBAL", ARG_NONE, ACT_REFUSED },
    [0x94] = { "MEMOIZE", ARG_NONE, ACT_MEMOIZE },
    [0x95] = { "FRAME", ARG_8, ACT_FRAME },
    [0x96] = { "BYTEARRAY8", ARG_COUNT_8, ACT_SCALAR },
    [0x97] = { "NEXT_BUFFER", ARG_NONE, ACT_REFUSED },
    [0x98] = { "READONLY_BUFFER", ARG_NONE, ACT_REFUSED },
};

/* An opcode with its argument. */
typedef struct instruction {
    unsigned char byte;
    const opcode *op;
    size_t        at;     /* of the opcode */
    uint64_t      number; /* ARG_1 … ARG_8, little end first */
    bed_str       text;   /* of lines and counted bytes */
    bed_str       second; /* of ARG_TWO_LINES */
} instruction;

static bed_status fail_short(const cursor *c, const instruction *i, bed_error *err)
{
    return bed_fail_at(err, BED_EFORMAT, c->in.len,
                       "the pickle is cut short within the %s at byte %zu", i->op->name, i->at);
}

static bed_status take_number(cursor *c, instruction *i, size_t n_bytes, bed_error *err)
{
    if (c->in.len - c->at < n_bytes)
        return fail_short(c, i, err);
    i->number = 0;
    for (size_t k = n_bytes; k > 0; k--)
        i->number = i->number << 8 | (unsigned char)c->in.ptr[c->at + k - 1];
    c->at += n_bytes;
    return BED_OK;
}

static bed_status take_line(cursor *c, const instruction *i, bed_str *out, bed_error *err)
{
    const char *const from = c->in.ptr + c->at;
    const size_t      left = c->in.len - c->at;
    const char       *end  = left == 0 ? NULL : memchr(from, '\n', left);

    if (end == NULL)
        return fail_short(c, i, err);
    *out = (bed_str){ from, (size_t)(end - from) };
    c->at += out->len + 1;
    return BED_OK;
}

static bed_status take_counted(cursor *c, instruction *i, size_t n_bytes, bool is_signed,
                               bed_error *err)
{
    BED_TRY(take_number(c, i, n_bytes, err));
    if (is_signed && i->number > INT32_MAX)
        return bed_fail_at(err, BED_EFORMAT, i->at, "%s of a negative length", i->op->name);
    if (i->number > c->in.len - c->at)
        return bed_fail_at(err, BED_EFORMAT, i->at, "%s of %llu bytes where %zu are left",
                           i->op->name, (unsigned long long)i->number, c->in.len - c->at);
    i->text = (bed_str){ c->in.ptr + c->at, (size_t)i->number };
    c->at += (size_t)i->number;
    return BED_OK;
}

static bed_status take_argument(cursor *c, instruction *i, bed_error *err)
{
    switch (i->op->argument) {
    case ARG_NONE:
        return BED_OK;
    case ARG_1:
        return take_number(c, i, 1, err);
    case ARG_2:
        return take_number(c, i, 2, err);
    case ARG_4:
        return take_number(c, i, 4, err);
    case ARG_8:
        return take_number(c, i, 8, err);
    case ARG_LINE:
        return take_line(c, i, &i->text, err);
    case ARG_TWO_LINES:
        BED_TRY(take_line(c, i, &i->text, err));
        return take_line(c, i, &i->second, err);
    case ARG_COUNT_1:
        return take_counted(c, i, 1, false, err);
    case ARG_COUNT_4:
        return take_counted(c, i, 4, false, err);
    case ARG_COUNT_4_SIGNED:
        return take_counted(c, i, 4, true, err);
    case ARG_COUNT_8:
        return take_counted(c, i, 8, false, err);
    }
    return BED_EINTERNAL;
}

/* The instruction at the cursor, which moves behind it. */
static bed_status take_instruction(cursor *c, instruction *i, bed_error *err)
{
    if (c->at >= c->in.len)
        return bed_fail_at(err, BED_EFORMAT, c->in.len, "the pickle is cut short: expected STOP");
    *i    = (instruction){ .byte = (unsigned char)c->in.ptr[c->at], .at = c->at };
    i->op = &opcodes[i->byte];
    c->at++;
    if (i->op->act == ACT_UNKNOWN)
        return bed_fail_at(err, BED_EFORMAT, i->at, "byte 0x%02x is no opcode of a pickle",
                           i->byte);
    return take_argument(c, i, err);
}

/* ---- the machine ------------------------------------------------------------------------------
 */

/* Makes room for one more of *n things, twice as many each time. */
static bed_status grow(pickle *p, void **array, size_t n, size_t *capacity, size_t size,
                       bed_error *err)
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

static bed_status push(pickle *p, value v, bed_error *err)
{
    BED_TRY(grow(p, (void **)&p->stack, p->n_stack, &p->stack_capacity, sizeof *p->stack, err));
    p->stack[p->n_stack++] = v;
    return BED_OK;
}

/* Values that may be taken off: those above the last mark. */
static size_t n_free(const pickle *p)
{
    return p->n_stack - (p->n_marks == 0 ? 0 : p->marks[p->n_marks - 1].height);
}

static bed_status need(const pickle *p, const instruction *i, size_t n, bed_error *err)
{
    if (n_free(p) >= n)
        return BED_OK;
    return bed_fail_at(err, BED_EFORMAT, i->at, "%s takes %zu values where %zu are on the stack",
                       i->op->name, n, n_free(p));
}

static bed_status need_mark(const pickle *p, const instruction *i, bed_error *err)
{
    if (p->n_marks > 0)
        return BED_OK;
    return bed_fail_at(err, BED_EFORMAT, i->at, "%s without a MARK", i->op->name);
}

static bed_status add_item(pickle *p, container *c, value v, bed_error *err)
{
    size_t capacity = c->capacity;

    BED_TRY(grow(p, (void **)&c->items, c->n, &capacity, sizeof *c->items, err));
    c->capacity      = (uint32_t)capacity;
    c->items[c->n++] = v;
    return BED_OK;
}

/* A container of the values from `from` on, which leave the stack; it takes their place. */
static bed_status put_container(pickle *p, kind k, size_t from, size_t begin, bed_error *err)
{
    container *c;

    BED_TRY(grow(p, (void **)&p->containers, p->n_containers, &p->containers_capacity,
                 sizeof *p->containers, err));
    c  = &p->containers[p->n_containers];
    *c = (container){ .kind = (uint8_t)k, .begin = (uint32_t)begin, .end = (uint32_t)p->c.at };
    p->n_containers++;
    for (size_t i = from; i < p->n_stack; i++)
        BED_TRY(add_item(p, c, p->stack[i], err));
    p->n_stack = from;
    return push(p, CONTAINER_BIT | (uint32_t)(p->n_containers - 1), err);
}

static bed_status fail_pairs(const instruction *i, bed_error *err)
{
    return bed_fail_at(err, BED_EFORMAT, i->at, "%s of a key without a value", i->op->name);
}

static bed_status from_mark(pickle *p, const instruction *i, kind k, bed_error *err)
{
    BED_TRY(need_mark(p, i, err));
    const mark m = p->marks[p->n_marks - 1];
    if (k == KIND_DICT && (p->n_stack - m.height) % 2 != 0)
        return fail_pairs(i, err);
    p->n_marks--;
    return put_container(p, k, m.height, m.at, err);
}

static bed_status short_tuple(pickle *p, const instruction *i, size_t n, bed_error *err)
{
    BED_TRY(need(p, i, n, err));
    const value  first = p->stack[p->n_stack - n];
    const size_t begin =
        first & CONTAINER_BIT ? p->containers[first & ~CONTAINER_BIT].begin : first;
    return put_container(p, KIND_TUPLE, p->n_stack - n, begin, err);
}

static const char *kind_name(kind k)
{
    static const char *const names[] = { "a list", "a tuple", "a set", "a dict" };

    return names[k];
}

/* Moves the values from `from` on into the container below them. */
static bed_status fill(pickle *p, const instruction *i, kind k, size_t from, bed_error *err)
{
    container *c;

    if (from == 0 || (p->n_marks > 0 && from <= p->marks[p->n_marks - 1].height) ||
        !(p->stack[from - 1] & CONTAINER_BIT))
        return bed_fail_at(err, BED_EFORMAT, i->at, "%s without %s below", i->op->name,
                           kind_name(k));
    c = &p->containers[p->stack[from - 1] & ~CONTAINER_BIT];
    if (c->kind != k)
        return bed_fail_at(err, BED_EFORMAT, i->at, "%s into %s: expected %s", i->op->name,
                           kind_name((kind)c->kind), kind_name(k));
    if (k == KIND_DICT && (p->n_stack - from) % 2 != 0)
        return fail_pairs(i, err);
    for (size_t n = from; n < p->n_stack; n++)
        BED_TRY(add_item(p, c, p->stack[n], err));
    c->end     = (uint32_t)p->c.at;
    p->n_stack = from;
    return BED_OK;
}

static bed_status fill_from_mark(pickle *p, const instruction *i, kind k, bed_error *err)
{
    BED_TRY(need_mark(p, i, err));
    p->n_marks--;
    return fill(p, i, k, p->marks[p->n_marks].height, err);
}

static bed_status fill_from_top(pickle *p, const instruction *i, kind k, size_t n, bed_error *err)
{
    BED_TRY(need(p, i, n, err));
    return fill(p, i, k, p->n_stack - n, err);
}

/* The number of a memo. Each is put by two bytes at least, so none is greater than its place. */
static bed_status memo_index(const pickle *p, const instruction *i, size_t *out, bed_error *err)
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

static bed_status put(pickle *p, const instruction *i, bed_error *err)
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

static bed_status get(pickle *p, const instruction *i, bed_error *err)
{
    size_t n = 0;

    BED_TRY(memo_index(p, i, &n, err));
    if (n >= p->n_memo || p->memo[n] == NO_VALUE)
        return bed_fail_at(err, BED_EFORMAT, i->at, "%s of a value that was not put before",
                           i->op->name);
    return push(p, p->memo[n], err);
}

static bed_status set_mark(pickle *p, const instruction *i, bed_error *err)
{
    BED_TRY(grow(p, (void **)&p->marks, p->n_marks, &p->marks_capacity, sizeof *p->marks, err));
    p->marks[p->n_marks++] = (mark){ (uint32_t)p->n_stack, (uint32_t)i->at };
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
static bed_str text_on_stack(const pickle *p, size_t n)
{
    cursor      look = p->c;
    instruction i;

    if (n_free(p) < n || p->stack[p->n_stack - n] & CONTAINER_BIT)
        return BED_STR("?");
    look.at = p->stack[p->n_stack - n];
    if (take_instruction(&look, &i, NULL) != BED_OK || i.text.ptr == NULL)
        return BED_STR("?");
    return i.text;
}

/* Says what a refused opcode wanted, as far as it says so itself. */
static bed_status refuse_opcode(const pickle *p, const instruction *i, bed_error *err)
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

static bed_status pop(pickle *p, const instruction *i, bed_error *err)
{
    if (n_free(p) == 0 && p->n_marks > 0) {
        p->n_marks--;
        return BED_OK;
    }
    BED_TRY(need(p, i, 1, err));
    p->n_stack--;
    return BED_OK;
}

static bed_status stop(pickle *p, const instruction *i, bed_error *err)
{
    if (p->n_stack != 1 || p->n_marks > 0)
        return bed_fail_at(err, BED_EFORMAT, i->at, "STOP with %zu values on the stack",
                           p->n_stack);
    p->root   = p->stack[0];
    p->loaded = true;
    return BED_OK;
}

static bed_status run_proto(const instruction *i, bed_error *err)
{
    if (i->number <= 5)
        return BED_OK;
    return bed_fail_at(err, BED_EFORMAT, i->at, "pickle protocol %d: expected at most 5",
                       (int)i->number);
}

static bed_status run_frame(const pickle *p, const instruction *i, bed_error *err)
{
    if (i->number <= p->c.in.len - p->c.at)
        return BED_OK;
    return bed_fail_at(err, BED_EFORMAT, i->at, "FRAME of %llu bytes where %zu are left",
                       (unsigned long long)i->number, p->c.in.len - p->c.at);
}

static bed_status step(pickle *p, const instruction *i, bed_error *err)
{
    switch (i->op->act) {
    case ACT_SCALAR:
        return push(p, (value)i->at, err);
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
        return put_container(p, KIND_LIST, p->n_stack, i->at, err);
    case ACT_EMPTY_TUPLE:
        return put_container(p, KIND_TUPLE, p->n_stack, i->at, err);
    case ACT_EMPTY_DICT:
        return put_container(p, KIND_DICT, p->n_stack, i->at, err);
    case ACT_EMPTY_SET:
        return put_container(p, KIND_SET, p->n_stack, i->at, err);
    case ACT_LIST:
        return from_mark(p, i, KIND_LIST, err);
    case ACT_TUPLE:
        return from_mark(p, i, KIND_TUPLE, err);
    case ACT_DICT:
        return from_mark(p, i, KIND_DICT, err);
    case ACT_FROZENSET:
        return from_mark(p, i, KIND_SET, err);
    case ACT_TUPLE1:
        return short_tuple(p, i, 1, err);
    case ACT_TUPLE2:
        return short_tuple(p, i, 2, err);
    case ACT_TUPLE3:
        return short_tuple(p, i, 3, err);
    case ACT_APPEND:
        return fill_from_top(p, i, KIND_LIST, 1, err);
    case ACT_APPENDS:
        return fill_from_mark(p, i, KIND_LIST, err);
    case ACT_SETITEM:
        return fill_from_top(p, i, KIND_DICT, 2, err);
    case ACT_SETITEMS:
        return fill_from_mark(p, i, KIND_DICT, err);
    case ACT_ADDITEMS:
        return fill_from_mark(p, i, KIND_SET, err);
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

static bed_status load(bed_reader *r, pickle *p, bed_error *err)
{
    instruction i;

    BED_TRY(bed__slurp(r, MAX_FILE_BYTES, "a pickle", err));
    p->c.in = bed_buffer_str(&r->slurped);
    for (size_t n = 1; !p->loaded; n++) {
        if (n % 65536 == 0)
            BED_TRY(bed_talk_check(r->options.talk, err));
        BED_TRY(take_instruction(&p->c, &i, err));
        BED_TRY(step(p, &i, err));
    }
    if (!(p->root & CONTAINER_BIT))
        return bed_fail_at(err, BED_EFORMAT, p->root,
                           "the pickle holds no list, tuple, set or dict");
    return BED_OK;
}

/* ---- scalars as JSON --------------------------------------------------------------------------
 */

static bed_status refuse(const instruction *i, bed_error *err, const char *what)
{
    return bed_fail_at(err, BED_REFUSED, i->at, "%s", what);
}

/* The shortest decimal text that reads back as x, laid out as Python's repr. */
static void show_double(double x, char out[40])
{
    int digits = x != 0 && fabs(x) < 1e-300 ? 0 : 14, exponent; /* behind the first */

    for (; digits < 17; digits++) {
        snprintf(out, 40, "%.*e", digits, x);
        if (strtod(out, NULL) == x)
            break;
    }
    while (digits > 0 && out[digits + 1 + (out[0] == '-')] == '0')
        digits--;
    snprintf(out, 40, "%.*e", digits, x);
    exponent = (int)strtol(strchr(out, 'e') + 1, NULL, 10);
    if (exponent >= -4 && exponent < 16)
        snprintf(out, 40, "%.*f", digits - exponent > 1 ? digits - exponent : 1, x);
}

static bed_status add_double(bed_buffer *b, const instruction *i, double x, bed_error *err)
{
    char shown[40];

    if (isnan(x))
        return bed_buffer_add(b, BED_STR("null"), err);
    if (isinf(x))
        return refuse(i, err, "an infinite number, which JSON has not");
    show_double(x, shown);
    return bed_buffer_add(b, bed_str_of(shown), err);
}

static bed_status add_binary_double(bed_buffer *b, const instruction *i, bed_error *err)
{
    uint64_t bits = __builtin_bswap64(i->number); /* big end first */
    double   x;

    memcpy(&x, &bits, sizeof x);
    return add_double(b, i, x, err);
}

static bed_status add_float_line(bed_buffer *b, const instruction *i, bed_error *err)
{
    char          text[64], *end;
    const bed_str s = bed_trim(i->text);

    if (bed_str_equal(s, BED_STR("nan")) || bed_str_equal(s, BED_STR("-nan")))
        return add_double(b, i, (double)NAN, err);
    if (bed_str_equal(s, BED_STR("inf")) || bed_str_equal(s, BED_STR("-inf")))
        return add_double(b, i, (double)INFINITY, err);
    if (s.len == 0 || s.len >= sizeof text)
        return refuse(i, err, "FLOAT of no number");
    memcpy(text, s.ptr, s.len);
    text[s.len]    = '\0';
    const double x = strtod(text, &end);
    if (strspn(text, "0123456789+-.eE") != s.len || end != text + s.len)
        return refuse(i, err, "FLOAT of no number");
    return add_double(b, i, x, err);
}

/* INT "12", "-7", "00" and "01" (False and True); LONG "12L". */
static bed_status add_int_line(bed_buffer *b, const instruction *i, bed_error *err)
{
    bed_str s = bed_trim(i->text), out;

    if (i->byte == 'I' && bed_str_equal(s, BED_STR("00")))
        return bed_buffer_add(b, BED_STR("false"), err);
    if (i->byte == 'I' && bed_str_equal(s, BED_STR("01")))
        return bed_buffer_add(b, BED_STR("true"), err);
    if (i->byte == 'L' && bed_str_ends(s, BED_STR("L")))
        s.len--;
    bed_eat(&s, BED_STR("+"));
    out = s;
    bed_eat(&s, BED_STR("-"));
    for (size_t k = 0; k < s.len; k++)
        if (s.ptr[k] < '0' || s.ptr[k] > '9')
            return refuse(i, err, "INT of no number");
    if (s.len == 0 || s.len > MAX_DIGITS || (s.len > 1 && s.ptr[0] == '0'))
        return refuse(i, err,
                      s.len > MAX_DIGITS ? "an integer of more than 4300 digits"
                                         : "INT of no number");
    return bed_buffer_add(b, out, err);
}

/* Two's complement, little end first, as limbs of 32 bits of its amount. */
static size_t take_limbs(bed_str s, uint32_t *limbs, bool *negative)
{
    uint64_t carry = 1;
    size_t   n     = 0;

    *negative = s.len > 0 && (unsigned char)s.ptr[s.len - 1] >= 0x80;
    for (size_t k = 0; k < s.len; k += 4, n++) {
        uint32_t limb = 0;

        for (size_t j = 0; j < 4; j++) {
            const uint32_t fill_byte = *negative ? 0xFF : 0;
            limb |= (k + j < s.len ? (unsigned char)s.ptr[k + j] : fill_byte) << (8 * j);
        }
        if (*negative) {
            carry += (uint32_t)~limb;
            limb = (uint32_t)carry;
            carry >>= 32;
        }
        limbs[n] = limb;
    }
    while (n > 0 && limbs[n - 1] == 0)
        n--;
    return n;
}

static bed_status add_long(bed_buffer *b, const instruction *i, bed_error *err)
{
    uint32_t limbs[LIMBS];
    char     digits[MAX_DIGITS + 16];
    size_t   at = sizeof digits;
    bool     negative;

    if (i->text.len > LONG_BYTES)
        return refuse(i, err, "an integer of more than 4300 digits");
    size_t n = take_limbs(i->text, limbs, &negative);
    do {
        uint64_t rest = 0;

        for (size_t k = n; k > 0; k--) {
            rest         = rest << 32 | limbs[k - 1];
            limbs[k - 1] = (uint32_t)(rest / 1000000000);
            rest %= 1000000000;
        }
        while (n > 0 && limbs[n - 1] == 0)
            n--;
        for (int k = 0; k < 9 && (n > 0 || rest > 0 || at == sizeof digits); k++, rest /= 10)
            digits[--at] = (char)('0' + rest % 10);
    } while (n > 0);
    if (sizeof digits - at > MAX_DIGITS)
        return refuse(i, err, "an integer of more than 4300 digits");
    if (negative)
        digits[--at] = '-';
    return bed_buffer_add(b, (bed_str){ digits + at, sizeof digits - at }, err);
}

/* ---- texts ------------------------------------------------------------------------------------
 */

static bed_status add_code_point(bed_buffer *b, uint32_t c, bed_error *err)
{
    char   out[4];
    size_t n = 0;

    if (c < 0x80) {
        out[n++] = (char)c;
    } else if (c < 0x800) {
        out[n++] = (char)(0xC0 | c >> 6);
        out[n++] = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out[n++] = (char)(0xE0 | c >> 12);
        out[n++] = (char)(0x80 | (c >> 6 & 0x3F));
        out[n++] = (char)(0x80 | (c & 0x3F));
    } else {
        out[n++] = (char)(0xF0 | c >> 18);
        out[n++] = (char)(0x80 | (c >> 12 & 0x3F));
        out[n++] = (char)(0x80 | (c >> 6 & 0x3F));
        out[n++] = (char)(0x80 | (c & 0x3F));
    }
    return bed_buffer_add(b, (bed_str){ out, n }, err);
}

/* n hexadecimal digits at s[at]; false where they are none. */
static bool hex(bed_str s, size_t at, size_t n, uint32_t *out)
{
    *out = 0;
    if (s.len - at < n)
        return false;
    for (size_t k = at; k < at + n; k++) {
        const char c = s.ptr[k], low = (char)(c | 0x20);

        if (c >= '0' && c <= '9')
            *out = *out << 4 | (uint32_t)(c - '0');
        else if (low >= 'a' && low <= 'f')
            *out = *out << 4 | (uint32_t)(low - 'a' + 10);
        else
            return false;
    }
    return true;
}

/* The code point of \uXXXX or \UXXXXXXXX at s[at]; the two halves of a pair are joined. Gives how
 * many bytes it takes, 0 where there is none. */
static size_t escaped_point(bed_str s, size_t at, uint32_t *out)
{
    uint32_t second;

    if (s.len - at >= 2 && s.ptr[at] == '\\' && s.ptr[at + 1] == 'U' && hex(s, at + 2, 8, out))
        return 10;
    if (s.len - at < 2 || s.ptr[at] != '\\' || s.ptr[at + 1] != 'u' || !hex(s, at + 2, 4, out))
        return 0;
    if (*out >= 0xD800 && *out < 0xDC00 && s.len - at >= 12 && s.ptr[at + 6] == '\\' &&
        s.ptr[at + 7] == 'u' && hex(s, at + 8, 4, &second) && second >= 0xDC00 && second < 0xE000) {
        *out = 0x10000 + ((*out - 0xD800) << 10) + (second - 0xDC00);
        return 12;
    }
    return 6;
}

/* Python's raw-unicode-escape: Latin-1 with \u and \U behind an odd number of backslashes. */
static bed_status decode_unicode_line(pickle *p, const instruction *i, bed_error *err)
{
    const bed_str s           = i->text;
    size_t        backslashes = 0, used;
    uint32_t      c;

    for (size_t at = 0; at < s.len; at += used) {
        used = backslashes % 2 == 0 ? escaped_point(s, at, &c) : 0;
        if (used == 0) {
            c           = (unsigned char)s.ptr[at];
            used        = 1;
            backslashes = c == '\\' ? backslashes + 1 : 0;
        } else {
            backslashes = 0;
        }
        if ((c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF)
            return bed_fail_at(err, BED_REFUSED, i->at + 1 + at, "half a surrogate pair in a text");
        BED_TRY(add_code_point(&p->text, c, err));
    }
    return BED_OK;
}

/* One escape of a Python 2 string literal behind its backslash; *at moves behind it. */
static bed_status decode_escape(pickle *p, bed_str s, size_t *at, bed_error *err)
{
    static const char from[] = "abfnrtv", to[] = "\a\b\f\n\r\t\v";
    const char        c     = s.ptr[*at];
    const char       *known = c == '\0' ? NULL : strchr(from, c);
    uint32_t          byte  = 0;
    size_t            n     = 0;

    if (c == 'x' && hex(s, *at + 1, 2, &byte)) {
        *at += 3;
        return bed_buffer_add_byte(&p->text, (char)byte, err);
    }
    while (n < 3 && *at < s.len && s.ptr[*at] >= '0' && s.ptr[*at] <= '7') {
        byte = byte * 8 + (uint32_t)(s.ptr[(*at)++] - '0');
        n++;
    }
    if (n > 0)
        return bed_buffer_add_byte(&p->text, (char)byte, err);
    ++*at;
    if (known != NULL)
        return bed_buffer_add_byte(&p->text, to[known - from], err);
    if (c != '\\' && c != '\'' && c != '"')
        BED_TRY(bed_buffer_add_byte(&p->text, '\\', err));
    return bed_buffer_add_byte(&p->text, c, err);
}

static bed_status decode_string_line(pickle *p, const instruction *i, bed_error *err)
{
    bed_str s = bed_trim(i->text);

    if (s.len < 2 || (s.ptr[0] != '\'' && s.ptr[0] != '"') || s.ptr[s.len - 1] != s.ptr[0])
        return refuse(i, err, "STRING without quotes");
    s = (bed_str){ s.ptr + 1, s.len - 2 };
    for (size_t at = 0; at < s.len;) {
        if (s.ptr[at] != '\\' || at + 1 == s.len) {
            BED_TRY(bed_buffer_add_byte(&p->text, s.ptr[at++], err));
            continue;
        }
        at++;
        BED_TRY(decode_escape(p, s, &at, err));
    }
    return BED_OK;
}

/* Text of Python 3: UTF-8, in which Python lets halves of surrogate pairs stand. */
static bed_status add_unicode(bed_buffer *b, const instruction *i, bed_error *err)
{
    const size_t valid = bed_utf8_valid_until(i->text);

    if (valid < i->text.len)
        return bed_fail_at(err, BED_REFUSED, i->at + valid,
                           (unsigned char)i->text.ptr[valid] == 0xED
                               ? "half a surrogate pair in a text"
                               : "a text that is not UTF-8");
    return bed__json_escape(b, i->text, err);
}

/* Bytes of Python 3 and strings of Python 2. */
static bed_status add_bytes(bed_reader *r, bed_buffer *b, const instruction *i, bed_str s,
                            bool python2, bed_error *err)
{
    if (bed_utf8_valid_until(s) == s.len)
        return bed__json_escape(b, s, err);
    if (r->encoding != NULL) {
        bed_buffer_clear(&r->recoded);
        BED_TRY(bed__recode(r->encoding, s, &r->recoded, err));
        if (bed_utf8_valid_until(bed_buffer_str(&r->recoded)) < r->recoded.len)
            return refuse(i, err, "bytes that are no text in the encoding");
        return bed__json_escape(b, bed_buffer_str(&r->recoded), err);
    }
    if (!python2)
        return refuse(i, err, "bytes that are no text in UTF-8");
    bed_buffer latin = BED_BUFFER(2 * s.len + 16);
    bed_status st    = BED_OK;

    for (size_t k = 0; k < s.len && st == BED_OK; k++)
        st = add_code_point(&latin, (unsigned char)s.ptr[k], err);
    if (st == BED_OK)
        st = bed__json_escape(b, bed_buffer_str(&latin), err);
    bed_buffer_deinit(&latin);
    return st;
}

/* The inside of a JSON string. */
static bed_status add_text(bed_reader *r, bed_buffer *b, const instruction *i, bed_error *err)
{
    pickle *p = r->state;

    bed_buffer_clear(&p->text);
    switch (i->byte) {
    case 'S':
        BED_TRY(decode_string_line(p, i, err));
        return add_bytes(r, b, i, bed_buffer_str(&p->text), true, err);
    case 'V':
        BED_TRY(decode_unicode_line(p, i, err));
        return bed__json_escape(b, bed_buffer_str(&p->text), err);
    case 'T':
    case 'U':
        return add_bytes(r, b, i, i->text, true, err);
    case 'B':
    case 'C':
    case 0x8e:
    case 0x96:
        return add_bytes(r, b, i, i->text, false, err);
    default:
        return add_unicode(b, i, err);
    }
}

static bool is_text(unsigned char byte)
{
    return byte != '\0' && strchr("SVTUXBC\x8c\x8d\x8e\x96", byte) != NULL;
}

static bed_status add_number(bed_buffer *b, const instruction *i, bed_error *err)
{
    switch (i->byte) {
    case 'N':
        return bed_buffer_add(b, BED_STR("null"), err);
    case 0x88:
        return bed_buffer_add(b, BED_STR("true"), err);
    case 0x89:
        return bed_buffer_add(b, BED_STR("false"), err);
    case 'K':
    case 'M':
        return bed_buffer_printf(b, err, "%u", (unsigned)i->number);
    case 'J':
        return bed_buffer_printf(b, err, "%d", (int)(int32_t)(uint32_t)i->number);
    case 'I':
    case 'L':
        return add_int_line(b, i, err);
    case 'F':
        return add_float_line(b, i, err);
    case 'G':
        return add_binary_double(b, i, err);
    default:
        return add_long(b, i, err);
    }
}

/* ---- records as JSON --------------------------------------------------------------------------
 */

static bed_status add_value(bed_reader *r, bed_buffer *b, value v, size_t depth, bool in_key,
                            bed_error *err);

static size_t begin_of(const pickle *p, value v)
{
    return v & CONTAINER_BIT ? p->containers[v & ~CONTAINER_BIT].begin : v;
}

static bed_status fail_long(const bed_reader *r, uint64_t at, bed_error *err)
{
    return bed_fail_at(err, BED_REFUSED, at, "a record of more than %zu bytes of JSON",
                       r->max_bytes);
}

static bed_status add_scalar(bed_reader *r, bed_buffer *b, value v, bed_error *err)
{
    pickle     *p    = r->state;
    cursor      look = { .in = p->c.in, .at = v };
    instruction i;

    BED_TRY(take_instruction(&look, &i, err));
    p->work_bytes += i.text.len + 1;
    if (i.text.len > r->max_bytes)
        return fail_long(r, v, err);
    if (!is_text(i.byte))
        return add_number(b, &i, err);
    BED_TRY(bed_buffer_add_byte(b, '"', err));
    BED_TRY(add_text(r, b, &i, err));
    return bed_buffer_add_byte(b, '"', err);
}

/* A key is a text in quotes; of other values, which JSON has no keys of, the JSON text. */
static bed_status add_key(bed_reader *r, bed_buffer *b, value v, size_t depth, bed_error *err)
{
    pickle *p = r->state;

    if (!(v & CONTAINER_BIT) && is_text((unsigned char)p->c.in.ptr[v]))
        return add_scalar(r, b, v, err);
    bed_buffer_clear(&p->key);
    BED_TRY(add_value(r, &p->key, v, depth, true, err));
    if (p->key.len > r->max_bytes)
        return fail_long(r, begin_of(p, v), err);
    BED_TRY(bed_buffer_add_byte(b, '"', err));
    BED_TRY(bed__json_escape(b, bed_buffer_str(&p->key), err));
    return bed_buffer_add_byte(b, '"', err);
}

static bed_status add_items(bed_reader *r, bed_buffer *b, const container *c, size_t depth,
                            bool in_key, bed_error *err)
{
    const bool dict = c->kind == KIND_DICT;

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

static bed_status add_value(bed_reader *r, bed_buffer *b, value v, size_t depth, bool in_key,
                            bed_error *err)
{
    pickle *p = r->state;

    if (b->len > r->max_bytes)
        return fail_long(r, begin_of(p, v), err);
    if (!(v & CONTAINER_BIT))
        return add_scalar(r, b, v, err);
    container *c = &p->containers[v & ~CONTAINER_BIT];
    p->work_bytes += 2;
    if (c->open)
        return bed_fail_at(err, BED_REFUSED, c->begin, "%s that holds itself",
                           kind_name((kind)c->kind));
    if (depth >= MAX_DEPTH)
        return bed_fail_at(err, BED_REFUSED, c->begin, "nested deeper than %d", MAX_DEPTH);
    if (in_key && c->kind != KIND_TUPLE)
        return bed_fail_at(err, BED_REFUSED, c->begin, "%s as a key", kind_name((kind)c->kind));
    c->open             = true;
    const bed_status st = add_items(r, b, c, depth, in_key, err);
    c->open             = false;
    return st;
}

/* Where a value's bytes end; of a scalar behind its instruction. */
static size_t end_of(const pickle *p, value v)
{
    cursor      look = { .in = p->c.in, .at = v };
    instruction i;

    if (v & CONTAINER_BIT)
        return p->containers[v & ~CONTAINER_BIT].end;
    return take_instruction(&look, &i, NULL) == BED_OK ? look.at : v;
}

/* The item at hand as a record in r->json; *first and *last: the values it is made of. */
static bed_status add_record(bed_reader *r, pickle *p, value *first, value *last, bed_error *err)
{
    const container *root = &p->containers[p->root & ~CONTAINER_BIT];
    bed_buffer      *b    = &r->json;

    *first = *last = root->items[p->next++];
    bed_buffer_clear(b);
    if (root->kind == KIND_DICT) {
        *last = root->items[p->next++];
        BED_TRY(bed_buffer_add(b, BED_STR("{\"key\":"), err));
        BED_TRY(add_key(r, b, *first, 1, err));
        BED_TRY(bed_buffer_add(b, BED_STR(",\"value\":"), err));
        BED_TRY(add_value(r, b, *last, 1, false, err));
        return bed_buffer_add_byte(b, '}', err);
    }
    if (*first & CONTAINER_BIT && p->containers[*first & ~CONTAINER_BIT].kind == KIND_DICT)
        return add_value(r, b, *first, 0, false, err);
    BED_TRY(bed_buffer_add(b, BED_STR("{\"value\":"), err));
    BED_TRY(add_value(r, b, *first, 1, false, err));
    return bed_buffer_add_byte(b, '}', err);
}

static bed_status check_growth(const pickle *p, bed_error *err)
{
    if (p->work_bytes > BED__BOMB_FLOOR && p->work_bytes / BED__BOMB_RATIO > p->c.in.len)
        return bed_fail(err, BED_EFORMAT,
                        "the pickle unpacks to more than %d times its size: taken for a bomb",
                        BED__BOMB_RATIO);
    return BED_OK;
}

static bed_status pickle_end(const pickle *p, bed_error *err)
{
    if (p->c.at < p->c.in.len)
        return bed_fail_at(err, BED_EFORMAT, p->c.at,
                           "%zu bytes after the end of the pickle: only one object a file is read",
                           p->c.in.len - p->c.at);
    return BED_END;
}

static bed_status pickle_next(bed_reader *r, bed_record *out, bed_error *err)
{
    pickle    *p = r->state;
    bed_status st;
    value      first, last;

    if (!p->loaded)
        BED_TRY(load(r, p, err));
    if (p->next == p->containers[p->root & ~CONTAINER_BIT].n)
        return pickle_end(p, err);
    p->containers[p->root & ~CONTAINER_BIT].open = true;
    st                                           = add_record(r, p, &first, &last, err);
    out->byte                                    = begin_of(p, first);
    if (st == BED_OK && r->json.len > r->max_bytes)
        st = bed_fail(err, BED_REFUSED, "a record of %zu bytes of JSON: at most %zu are read",
                      r->json.len, r->max_bytes);
    if (st != BED_OK && st != BED_REFUSED)
        return st;
    BED_TRY(check_growth(p, err));
    out->json = bed_buffer_str(&r->json);
    out->raw  = (bed_str){ p->c.in.ptr + out->byte, 0 };
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
    for (size_t i = 0; i < p->n_containers; i++)
        bed_free(p->containers[i].items);
    bed_free(p->containers);
    bed_free(p->stack);
    bed_free(p->memo);
    bed_free(p->marks);
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
