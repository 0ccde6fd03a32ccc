/* The instructions of pickles, protocols 0 to 5, as Python's Lib/pickletools.py describes them: a
 * byte, then the argument that the byte asks for. */
#include "source/pickle.h"

static const bed__pickle_opcode opcodes[256] = {
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

static bed_status fail_short(const bed__pickle_cursor *c, const bed__pickle_op *i, bed_error *err)
{
    return bed_fail_at(err, BED_EFORMAT, c->in.len,
                       "the pickle is cut short within the %s at byte %zu", i->op->name, i->at);
}

static bed_status take_number(bed__pickle_cursor *c, bed__pickle_op *i, size_t n_bytes,
                              bed_error *err)
{
    if (c->in.len - c->at < n_bytes)
        return fail_short(c, i, err);
    i->number = 0;
    for (size_t k = n_bytes; k > 0; k--)
        i->number = i->number << 8 | (unsigned char)c->in.ptr[c->at + k - 1];
    c->at += n_bytes;
    return BED_OK;
}

static bed_status take_line(bed__pickle_cursor *c, const bed__pickle_op *i, bed_str *out,
                            bed_error *err)
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

static bed_status take_counted(bed__pickle_cursor *c, bed__pickle_op *i, size_t n_bytes,
                               bool is_signed, bed_error *err)
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

static bed_status take_argument(bed__pickle_cursor *c, bed__pickle_op *i, bed_error *err)
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

bed_status bed__pickle_take(bed__pickle_cursor *c, bed__pickle_op *i, bed_error *err)
{
    if (c->at >= c->in.len)
        return bed_fail_at(err, BED_EFORMAT, c->in.len, "the pickle is cut short: expected STOP");
    *i    = (bed__pickle_op){ .byte = (unsigned char)c->in.ptr[c->at], .at = c->at };
    i->op = &opcodes[i->byte];
    c->at++;
    if (i->op->act == ACT_UNKNOWN)
        return bed_fail_at(err, BED_EFORMAT, i->at, "byte 0x%02x is no opcode of a pickle",
                           i->byte);
    return take_argument(c, i, err);
}
