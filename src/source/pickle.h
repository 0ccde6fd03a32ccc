/* What the files of the pickle reader share. pickle_opcodes.c takes the instructions apart,
 * pickle_machine.c runs them, pickle_scalars.c writes numbers and texts as JSON, pickle.c makes
 * records of what the machine built. */
#ifndef BED_SOURCE_PICKLE_H
#define BED_SOURCE_PICKLE_H

#include "source/reader.h"

/* ---- pickle_opcodes.c -------------------------------------------------------------------------
 */

/* A place in the file. */
typedef struct bed__pickle_cursor {
    bed_str in;
    size_t  at;
} bed__pickle_cursor;

typedef enum bed__pickle_argument {
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
} bed__pickle_argument;

typedef enum bed__pickle_act {
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
} bed__pickle_act;

typedef struct bed__pickle_opcode {
    const char          *name;
    bed__pickle_argument argument;
    bed__pickle_act      act;
} bed__pickle_opcode;

/* An opcode with its argument. */
typedef struct bed__pickle_op {
    unsigned char             byte;
    const bed__pickle_opcode *op;
    size_t                    at;     /* of the opcode */
    uint64_t                  number; /* ARG_1 … ARG_8, little end first */
    bed_str                   text;   /* of lines and counted bytes */
    bed_str                   second; /* of ARG_TWO_LINES */
} bed__pickle_op;

/* The instruction at the cursor, which moves behind it. Errors: BED_EFORMAT with its byte. */
bed_status bed__pickle_take(bed__pickle_cursor *c, bed__pickle_op *i,
                            bed_error *err) BED_USE_RESULT;

/* ---- pickle_machine.c -------------------------------------------------------------------------
 */

#define BED__PICKLE_CONTAINER UINT32_C(0x80000000)

/* A value: the offset of the opcode that gives it, or (BED__PICKLE_CONTAINER) the number of a
 * container. */
typedef uint32_t bed__pickled;

typedef enum bed__pickle_kind {
    BED__PICKLE_LIST,
    BED__PICKLE_TUPLE,
    BED__PICKLE_SET,
    BED__PICKLE_DICT
} bed__pickle_kind;

typedef struct bed__pickle_container {
    bed__pickled *items; /* of a dict key, value, key, value … */
    uint32_t      n, capacity;
    uint32_t      begin, end; /* its bytes in the file */
    uint8_t       kind;
    bool          open; /* being written: what it holds stands within it */
} bed__pickle_container;

typedef struct bed__pickle_mark {
    uint32_t height, at;
} bed__pickle_mark;

/* Begins as zeros but for c. */
typedef struct bed__pickle_machine {
    bed__pickle_cursor     c; /* behind the opcode at hand; c.in must outlive it */
    bed__pickled          *stack, *memo;
    bed__pickle_mark      *marks;
    bed__pickle_container *containers;
    size_t                 n_stack, n_memo, n_marks, n_containers;
    size_t                 stack_capacity, memo_capacity, marks_capacity, containers_capacity;
    uint64_t               graph_bytes;
    bed__pickled           root; /* once it stopped */
    bool                   stopped;
} bed__pickle_machine;

/* Takes the next instruction and runs it. Errors: BED_EFORMAT with its byte: what is no pickle,
 * asks for more than plain values, or takes far more memory than its bytes; BED_EMEMORY. */
bed_status bed__pickle_step(bed__pickle_machine *p, bed_error *err) BED_USE_RESULT;
void       bed__pickle_machine_deinit(bed__pickle_machine *p);

const char *bed__pickle_kind_name(bed__pickle_kind k); /* "a list" */
/* Where a value's bytes begin. */
size_t bed__pickle_begin(const bed__pickle_machine *p, bed__pickled v);

/* ---- pickle_scalars.c -------------------------------------------------------------------------
 */

/* Whether the opcode gives a text or bytes; else it gives a number, True, False or None. */
bool bed__pickle_is_text(unsigned char byte);
/* The inside of a JSON string. `text` is scratch. Errors: BED_REFUSED: no text in Unicode. */
bed_status bed__pickle_add_text(bed_reader *r, bed_buffer *b, bed_buffer *text,
                                const bed__pickle_op *i, bed_error *err) BED_USE_RESULT;
/* Errors: BED_REFUSED: infinite, too long, no number. */
bed_status bed__pickle_add_number(bed_buffer *b, const bed__pickle_op *i,
                                  bed_error *err) BED_USE_RESULT;

#endif
