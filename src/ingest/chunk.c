#include "ingest/chunk.h"

#include <string.h>

bed_status bed_chunk_create(bed_chunk **out, bed_error *err)
{
    BED_TRY(bed_alloc_into((void **)out, 1, sizeof **out, err));
    (*out)->text = BED_BUFFER((size_t)2 * BED_CHUNK_BYTES + 2 * (size_t)BED_RECORD_MAX_BYTES);
    return BED_OK;
}

void bed_chunk_destroy(bed_chunk *c)
{
    if (c == NULL)
        return;
    bed_buffer_deinit(&c->text);
    bed_free(c->rows);
    bed_free(c);
}

bool bed_chunk_full(const bed_chunk *c)
{
    const size_t max = bed_form_joins(c->form) ? BED_CHUNK_JOINING_RECORDS : BED_CHUNK_RECORDS;

    return c->text.len >= BED_CHUNK_BYTES || c->n >= max;
}

static bed_status grow(bed_chunk *c, bed_error *err)
{
    const size_t capacity = c->capacity == 0 ? 1024 : c->capacity * 2;
    void        *rows     = bed_realloc(c->rows, capacity, sizeof *c->rows);

    if (rows == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu rows", capacity);
    c->rows     = rows;
    c->capacity = capacity;
    return BED_OK;
}

bed_status bed_chunk_add(bed_chunk *c, const bed_record *record, size_t input, const char *reason,
                         bed_error *err)
{
    const bed_str text = reason == NULL ? record->json : record->raw;
    bed_chunk_row row  = { .offset  = c->text.len,
                           .len     = text.len,
                           .row     = record->row,
                           .byte    = record->byte,
                           .input   = input,
                           .refused = reason != NULL };

    if (c->n == c->capacity)
        BED_TRY(grow(c, err));
    BED_TRY(bed_buffer_add(&c->text, text, err));
    if (reason != NULL) {
        row.reason_offset = c->text.len;
        row.reason_len    = strlen(reason);
        BED_TRY(bed_buffer_add(&c->text, bed_str_of(reason), err));
        c->n_refused++;
    }
    c->rows[c->n++] = row;
    return BED_OK;
}
