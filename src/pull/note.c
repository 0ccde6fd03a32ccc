#include "pull/note.h"

#include <jansson.h>

enum { NOTE_MAX_BYTES = 64 << 10 };

/* A member that is printable ASCII and fits; "" where there is none. false: it is something else.
 */
static bool take_text(const json_t *note, const char *name, char *out, size_t out_bytes)
{
    const json_t *value = json_object_get(note, name);
    const size_t  n     = json_string_length(value);

    out[0] = '\0';
    if (value == NULL)
        return true;
    if (!json_is_string(value) || n >= out_bytes)
        return false;
    for (size_t i = 0; i < n; i++)
        if (json_string_value(value)[i] < ' ' || json_string_value(value)[i] > '~')
            return false;
    memcpy(out, json_string_value(value), n);
    out[n] = '\0';
    return true;
}

static bool take_note(const json_t *note, bed__note *out)
{
    const json_t *total = json_object_get(note, "total");

    if (!json_is_object(note) || !take_text(note, "url", out->url, sizeof out->url) ||
        !take_text(note, "etag", out->etag, sizeof out->etag) ||
        !take_text(note, "last_modified", out->last_modified, sizeof out->last_modified) ||
        !take_text(note, "sha256", out->sha256, sizeof out->sha256))
        return false;
    if (out->sha256[0] != '\0' && (strlen(out->sha256) != BED_SHA256_TEXT - 1 ||
                                   out->sha256[strspn(out->sha256, "0123456789abcdef")] != '\0'))
        return false;
    if (total != NULL && (!json_is_integer(total) || json_integer_value(total) < 0))
        return false;
    out->total = (uint64_t)json_integer_value(total);
    return true;
}

bool bed__note_parse(bed_str text, bed__note *out)
{
    json_t    *note  = json_loadb(text.ptr == NULL ? "" : text.ptr, text.len, 0, NULL);
    const bool whole = note != NULL && take_note(note, out);

    if (!whole)
        *out = (bed__note){ 0 };
    json_decref(note);
    return whole;
}

bed_status bed__note_read(const char *path, bed__note *out, bed_error *err)
{
    bed_buffer text  = BED_BUFFER(NOTE_MAX_BYTES);
    uint64_t   bytes = 0;
    bed_status st    = BED_OK;

    *out = (bed__note){ 0 };
    if (!bed_path_exists(path))
        return BED_OK;
    BED_GO(bed_file_size(path, &bytes, err));
    if (bytes >= NOTE_MAX_BYTES)
        goto done; /* not ours */
    BED_GO(bed_file_read(path, &text, err));
    bed__note_parse(bed_buffer_str(&text), out);
done:
    bed_buffer_deinit(&text);
    return st;
}

static bed_status add_text(bed_buffer *b, const char *name, const char *value, bed_error *err)
{
    BED_TRY(bed_buffer_printf(b, err, "%s\n  \"%s\": ", b->len == 1 ? "" : ",", name));
    return bed_buffer_add_json(b, bed_str_of(value), err);
}

bed_status bed__note_write(const bed__note *note, const char *path, bed_error *err)
{
    bed_buffer b  = BED_BUFFER(NOTE_MAX_BYTES);
    bed_status st = BED_OK;

    BED_GO(bed_buffer_add(&b, BED_STR("{"), err));
    BED_GO(add_text(&b, "url", note->url, err));
    BED_GO(add_text(&b, "etag", note->etag, err));
    BED_GO(add_text(&b, "last_modified", note->last_modified, err));
    BED_GO(add_text(&b, "sha256", note->sha256, err));
    BED_GO(
        bed_buffer_printf(&b, err, ",\n  \"total\": %llu\n}\n", (unsigned long long)note->total));
    BED_GO(bed_file_write(path, bed_buffer_str(&b), err));
done:
    bed_buffer_deinit(&b);
    return st;
}
