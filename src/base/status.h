/* Statuses and the error a caller may pass to learn the place and the reason.
 * Ownership: a bed_error is the caller's storage; it holds its text in itself and needs no release.
 */
#ifndef BED_BASE_STATUS_H
#define BED_BASE_STATUS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* name, number (never changes), exit status of the program, text */
#define BED_STATUSES(X)                                                                            \
    X(BED_OK, 0, 0, "done")                                                                        \
    X(BED_END, 1, 0, "no more")                                                                    \
    X(BED_REFUSED, 2, 1, "record refused")                                                         \
    X(BED_UNDEFINED, 3, 1, "no such number")                                                       \
    X(BED_EARGUMENT, 10, 2, "unusable argument")                                                   \
    X(BED_EREAD, 11, 3, "cannot read")                                                             \
    X(BED_EFORMAT, 12, 3, "invalid input")                                                         \
    X(BED_EMEMORY, 13, 4, "out of memory")                                                         \
    X(BED_EDISK, 14, 4, "cannot write")                                                            \
    X(BED_ETIME, 15, 4, "out of time")                                                             \
    X(BED_EINTERRUPTED, 16, 4, "interrupted")                                                      \
    X(BED_EINTERNAL, 17, 5, "internal fault")

typedef enum bed_code {
#define X(name, number, exit_status, text) name = number,
    BED_STATUSES(X)
#undef X
} bed_code;

#if defined(__GNUC__)
typedef bed_code bed_status;
#define BED_USE_RESULT __attribute__((warn_unused_result))
#define BED_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
typedef bed_code bed_status;
#define BED_USE_RESULT
#define BED_PRINTF(f, a)
#endif

enum { BED_ERROR_TEXT = 1024, BED_ERROR_FILE = 512 };

typedef struct bed_error {
    bed_code code;
    uint64_t row;  /* 1-based; 0: not known */
    uint64_t byte; /* 0-based offset, valid when has_byte */
    bool     has_byte;
    char     file[BED_ERROR_FILE]; /* "" : not known */
    char     text[BED_ERROR_TEXT]; /* lower case, no full stop */
} bed_error;

/* Fills err (NULL allowed) with code and text and returns the code. The place is left as it is. */
bed_status bed_fail(bed_error *err, bed_code code, const char *format, ...) BED_PRINTF(3, 4);

/* The same, with the byte offset at which the fault stands. */
bed_status bed_fail_at(bed_error *err, bed_code code, uint64_t byte, const char *format, ...)
    BED_PRINTF(4, 5);

/* Adds the file, and the row unless 0, where the layer below did not know them; returns the code
 * of err (or the given code when err is NULL). */
bed_status bed_fail_in(bed_error *err, bed_code code, const char *file, uint64_t row);

/* Puts words before the text: "reading plan: " + text. */
void bed_error_prefix(bed_error *err, const char *format, ...) BED_PRINTF(2, 3);

/* Writes "file: row 41: byte 7: text" into out; returns out. */
const char *bed_error_line(const bed_error *err, char *out, size_t out_bytes);

const char *bed_code_name(bed_code code);        /* "BED_EREAD" */
const char *bed_code_text(bed_code code);        /* "cannot read" */
int         bed_code_exit_status(bed_code code); /* 0-5 */

/* Returns a non-OK status to the caller, where nothing is owned. */
#define BED_TRY(e)                                                                                 \
    do {                                                                                           \
        bed_status bed_try_ = (e);                                                                 \
        if (bed_try_ != BED_OK)                                                                    \
            return bed_try_;                                                                       \
    } while (0)

/* Sets the local `st` and jumps to the local label `done` on a non-OK status. */
#define BED_GO(e)                                                                                  \
    do {                                                                                           \
        if ((st = (e)) != BED_OK)                                                                  \
            goto done;                                                                             \
    } while (0)

/* The static analyser does not see into status.c: it is told what these return, so that it does
 * not follow a failure as if it were a success. */
#if defined(__clang_analyzer__) && !defined(BED_STATUS_DEFINES)
#define bed_fail(err, code, ...) ((void)bed_fail(err, code, __VA_ARGS__), (bed_status)(code))
#define bed_fail_at(err, code, byte, ...)                                                          \
    ((void)bed_fail_at(err, code, byte, __VA_ARGS__), (bed_status)(code))
#define bed_fail_in(err, code, file, row)                                                          \
    ((void)bed_fail_in(err, code, file, row), (bed_status)(code))
#endif

#endif
