/* String views and bounded buffers.
 * Ownership: a bed_str is a view, not terminated, not owned. A bed_buffer owns its bytes, grows to
 * a stated maximum and keeps a NUL behind them; release it with bed_buffer_deinit. */
#ifndef BED_BASE_STR_H
#define BED_BASE_STR_H

#include "base/alloc.h"

typedef struct bed_str {
    const char *ptr;
    size_t      len; /* bytes */
} bed_str;

#define BED_STR_INIT(literal)                                                                      \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
#define BED_STR(literal) ((bed_str)BED_STR_INIT(literal))
#define BED_STR_ARG(s) (int)(s).len, (s).ptr /* for "%.*s" */

bed_str bed_str_of(const char *terminated); /* NULL gives an empty view */
bool    bed_str_equal(bed_str a, bed_str b);
bool    bed_str_starts(bed_str s, bed_str prefix);
bool    bed_str_ends(bed_str s, bed_str suffix);
bool    bed_str_contains(bed_str s, bed_str part);
bed_str bed_trim(bed_str s);               /* ASCII blanks at both ends */
bed_str bed_take_line(bed_str *rest);      /* cuts one line (LF or CRLF, end not included) */
bool    bed_eat(bed_str *s, bed_str part); /* drops a prefix where it stands */

/* Offset of the first byte that is not well-formed UTF-8 (Unicode 15, table 3-7), or s.len. */
size_t bed_utf8_valid_until(bed_str s);

typedef struct bed_buffer {
    char  *ptr; /* NULL while nothing was added */
    size_t len, capacity, max_bytes;
} bed_buffer;

#define BED_BUFFER(max) ((bed_buffer){ NULL, 0, 0, (max) })

void       bed_buffer_deinit(bed_buffer *b);
void       bed_buffer_clear(bed_buffer *b); /* keeps the memory */
bed_str    bed_buffer_str(const bed_buffer *b);
bed_status bed_buffer_add(bed_buffer *b, bed_str s, bed_error *err) BED_USE_RESULT;
bed_status bed_buffer_add_byte(bed_buffer *b, char c, bed_error *err) BED_USE_RESULT;
bed_status bed_buffer_printf(bed_buffer *b, bed_error *err, const char *format, ...)
    BED_PRINTF(3, 4) BED_USE_RESULT;
/* Makes room for n further bytes and gives where they may be written; commit by adding to len. */
bed_status bed_buffer_reserve(bed_buffer *b, size_t n, char **out, bed_error *err) BED_USE_RESULT;
/* Adds s as a JSON string with its quotes (RFC 8259); s is UTF-8. */
bed_status bed_buffer_add_json(bed_buffer *b, bed_str s, bed_error *err) BED_USE_RESULT;
/* Adds s as an SQL string literal with its quotes. */
bed_status bed_buffer_add_sql(bed_buffer *b, bed_str s, bed_error *err) BED_USE_RESULT;

/* The candidate nearest to `word` within an edit distance of a third of its length, or NULL: for
 * "did you mean". */
const char *bed_nearest(const char *word, const char *const *candidates, size_t n_candidates);

#endif
