/* A chunk: some thousand records of one form and split, on their way from a reader to a mapping. */
#ifndef BED_INGEST_CHUNK_H
#define BED_INGEST_CHUNK_H

#include "ingest/inputs.h"

/* A chunk is full at the first record that reaches this; both depend on the data alone. */
enum { BED_CHUNK_BYTES = 16 << 20, BED_CHUNK_RECORDS = 100000 };
/* Records that join others grow: a question of 300 bytes takes a hundred answers. */
enum { BED_CHUNK_JOINING_RECORDS = 2000 };

typedef struct bed_chunk_row {
    size_t   offset, len;               /* of the record, or the raw bytes of a refused row */
    size_t   reason_offset, reason_len; /* 0, 0 for a record */
    uint64_t row, byte;
    size_t   input;
    bool     refused;
} bed_chunk_row;

typedef struct bed_chunk {
    bed_buffer       text;
    bed_chunk_row   *rows;
    size_t           n, capacity, n_refused;
    const bed_form  *form; /* NULL with a mapping of the user's own */
    const char      *split;
    size_t           number; /* among the chunks of its split, from 0 */
    const bed_input *inputs;
} bed_chunk;

bed_status bed_chunk_create(bed_chunk **out, bed_error *err) BED_USE_RESULT;
void       bed_chunk_destroy(bed_chunk *c); /* NULL allowed */
bool       bed_chunk_full(const bed_chunk *c);

/* Copies a record in; with a reason, as a refused row. */
bed_status bed_chunk_add(bed_chunk *c, const bed_record *record, size_t input, const char *reason,
                         bed_error *err) BED_USE_RESULT;

/* Registers ingest_chunk(worker BIGINT) -> (file, row, byte, record, split, raw, reason), which
 * gives the rows of *current[worker]; and json_fault(record VARCHAR), the reason why a text is no
 * JSON. current outlives the session. */
bed_status bed_chunk_register(bed_session *s, bed_chunk **current, size_t n_workers,
                              bed_error *err) BED_USE_RESULT;

#endif
