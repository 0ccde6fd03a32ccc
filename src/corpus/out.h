/* Text on its way to a file: what card.c and croissant.c write with. Inside the corpus room.
 * The first fault sticks (status and *err); what follows it writes nothing. So a writer says what
 * it writes line by line and looks at `st` once, at the end.
 * Ownership: the buffer is the writer's; bed__out_deinit. */
#ifndef BED_CORPUS_OUT_H
#define BED_CORPUS_OUT_H

#include "base/base.h"

typedef struct bed__out {
    bed_buffer b;
    bed_status st;
    bed_error *err;
    int        depth; /* of JSON */
    bool       begun; /* a member of this JSON value stands already */
} bed__out;

#define BED__OUT(max, err_) ((bed__out){ .b = BED_BUFFER(max), .st = BED_OK, .err = (err_) })

void bed__out_deinit(bed__out *o);
/* Writes what was put to folder/name. */
bed_status bed__out_write(bed__out *o, const char *folder, const char *name) BED_USE_RESULT;

void bed__put(bed__out *o, const char *text);
void bed__put_str(bed__out *o, bed_str text);
void bed__putf(bed__out *o, const char *format, ...) BED_PRINTF(2, 3);

/* "12,345" */
void bed__put_number(bed__out *o, uint64_t n);
/* "5 of 10 records (50.0 %)"; half a unit is rounded up; of nothing, "0 of 0 records". */
void bed__put_share(bed__out *o, uint64_t n, uint64_t of, const char *what);

/* A YAML 1.2 double-quoted scalar that YAML 1.1 readers read alike: what is not printable there
 * (C0, DEL, C1, line separators, BOM, noncharacters) is escaped. */
void bed__put_yaml(bed__out *o, const char *text);

/* Running text in Markdown: what CommonMark or GFM would take for a mark is escaped, line ends
 * become blanks, so that the text may stand in a paragraph, an item or a table cell. */
void bed__put_md(bed__out *o, const char *text);
/* A code span that may stand in a table cell; nothing for "". */
void bed__put_code(bed__out *o, const char *text);
/* A fenced block whose fence is longer than any in the text. */
void bed__put_fence(bed__out *o, const char *info, const char *text);

/* JSON, indented by two. Names are NULL in arrays. */
void bed__json_open(bed__out *o, const char *name, char bracket);
void bed__json_close(bed__out *o, char bracket);
void bed__json_text(bed__out *o, const char *name, const char *value);
void bed__json_true(bed__out *o, const char *name);
/* "name": {"@id": "value"} */
void bed__json_ref(bed__out *o, const char *name, const char *id);

#endif
