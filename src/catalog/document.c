#include "catalog/document.h"

#include <inttypes.h>

enum { YAML_WIDTH = 100 };

static bool going(const bed__doc *d)
{
    return d->st == BED_OK;
}

/* ---- JSON ---- */

static void json_add(bed__doc *d, bed_str s)
{
    if (going(d))
        d->st = bed_buffer_add(d->out, s, d->err);
}

static void json_line(bed__doc *d)
{
    json_add(d, BED_STR("\n"));
    for (size_t i = 0; i < d->depth; i++)
        json_add(d, BED_STR("  "));
}

static void json_string(bed__doc *d, const char *text)
{
    if (going(d))
        d->st = bed_buffer_add_json(d->out, bed_str_of(text), d->err);
}

/* What stands before a value: comma, line, key. */
static void json_before(bed__doc *d, const char *key)
{
    if (d->depth > 0) {
        json_add(d, d->empty ? BED_STR("") : BED_STR(","));
        json_line(d);
    }
    d->empty = false;
    if (key != NULL) {
        json_string(d, key);
        json_add(d, BED_STR(": "));
    }
}

static void json_open(bed__doc *d, const char *key, bed_str bracket)
{
    json_before(d, key);
    json_add(d, bracket);
    d->depth++;
    d->empty = true;
}

static void json_shut(bed__doc *d, bed_str bracket)
{
    d->depth--;
    if (!d->empty)
        json_line(d);
    json_add(d, bracket);
    d->empty = false;
}

/* ---- YAML ---- */

static int yaml_bytes(void *context, unsigned char *bytes, size_t n)
{
    bed__doc *d = context;

    d->st = bed_buffer_add(d->out, (bed_str){ (const char *)bytes, n }, d->err);
    return d->st == BED_OK;
}

/* Hands an event over; `made` is what its initialiser gave. */
static void yaml_emit(bed__doc *d, yaml_event_t *event, int made)
{
    if (!going(d)) {
        if (made != 0)
            yaml_event_delete(event);
        return;
    }
    if (made == 0) {
        d->st = bed_fail(d->err, BED_EMEMORY, "out of memory: YAML");
        return;
    }
    if (yaml_emitter_emit(&d->emitter, event) == 0 && going(d))
        d->st =
            bed_fail(d->err, d->emitter.error == YAML_MEMORY_ERROR ? BED_EMEMORY : BED_EINTERNAL,
                     "cannot write YAML: %s",
                     d->emitter.problem == NULL ? "out of memory" : d->emitter.problem);
}

/* The library takes its arguments without const and does not change them. */
static yaml_char_t *bytes_of(const char *s)
{
    return (yaml_char_t *)(uintptr_t)s;
}

/* Whether some reader of YAML 1.1 or 1.2 would take the plain text for something else. */
static bool ambiguous(const char *s)
{
    static const char *const words[] = { "",     "~",    "null",  "Null",  "NULL",  "true",
                                         "True", "TRUE", "false", "False", "FALSE", "yes",
                                         "Yes",  "YES",  "no",    "No",    "NO",    "on",
                                         "On",   "ON",   "off",   "Off",   "OFF",   "y",
                                         "Y",    "n",    "N",     "=",     "<<" };

    if (strchr("0123456789+-.", s[0]) != NULL)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], s) == 0)
            return true;
    return false;
}

static void yaml_scalar(bed__doc *d, const char *text, yaml_scalar_style_t style)
{
    yaml_event_t event;
    const size_t n = strlen(text);

    if (n > INT32_MAX)
        d->st = bed_fail(d->err, BED_EMEMORY, "text of %zu bytes", n);
    yaml_emit(
        d, &event,
        yaml_scalar_event_initialize(&event, NULL, NULL, bytes_of(text), (int)n, 1, 1, style));
}

static void yaml_text(bed__doc *d, const char *text)
{
    const size_t n = strlen(text);

    yaml_scalar(d, text,
                n > 0 && text[n - 1] == '\n' ? YAML_LITERAL_SCALAR_STYLE
                : ambiguous(text)            ? YAML_DOUBLE_QUOTED_SCALAR_STYLE
                                             : YAML_ANY_SCALAR_STYLE);
}

static void yaml_key(bed__doc *d, const char *key)
{
    if (key != NULL)
        yaml_scalar(d, key, YAML_ANY_SCALAR_STYLE);
}

static void yaml_list(bed__doc *d, const char *key, yaml_sequence_style_t style)
{
    yaml_event_t event;

    yaml_key(d, key);
    yaml_emit(d, &event, yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, style));
}

static void yaml_end_list(bed__doc *d)
{
    yaml_event_t event;

    yaml_emit(d, &event, yaml_sequence_end_event_initialize(&event));
}

/* ---- both ---- */

void bed__doc_open(bed__doc *d, bool yaml, bed_buffer *out, bed_error *err)
{
    yaml_event_t event;

    *d = (bed__doc){ .yaml = yaml, .out = out, .err = err };
    if (!yaml)
        return;
    if (yaml_emitter_initialize(&d->emitter) == 0) {
        d->st = bed_fail(err, BED_EMEMORY, "out of memory: YAML");
        return;
    }
    yaml_emitter_set_output(&d->emitter, yaml_bytes, d);
    yaml_emitter_set_unicode(&d->emitter, 1);
    yaml_emitter_set_width(&d->emitter, YAML_WIDTH);
    yaml_emit(d, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    yaml_emit(d, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
}

bed_status bed__doc_close(bed__doc *d)
{
    yaml_event_t event;

    if (!d->yaml) {
        json_add(d, BED_STR("\n"));
        return d->st;
    }
    yaml_emit(d, &event, yaml_document_end_event_initialize(&event, 1));
    yaml_emit(d, &event, yaml_stream_end_event_initialize(&event));
    yaml_emitter_delete(&d->emitter);
    return d->st;
}

void bed__doc_map(bed__doc *d, const char *key)
{
    yaml_event_t event;

    if (!d->yaml) {
        json_open(d, key, BED_STR("{"));
        return;
    }
    yaml_key(d, key);
    yaml_emit(d, &event,
              yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE));
}

void bed__doc_end_map(bed__doc *d)
{
    yaml_event_t event;

    if (!d->yaml)
        json_shut(d, BED_STR("}"));
    else
        yaml_emit(d, &event, yaml_mapping_end_event_initialize(&event));
}

void bed__doc_list(bed__doc *d, const char *key)
{
    if (d->yaml)
        yaml_list(d, key, YAML_BLOCK_SEQUENCE_STYLE);
    else
        json_open(d, key, BED_STR("["));
}

void bed__doc_end_list(bed__doc *d)
{
    if (d->yaml)
        yaml_end_list(d);
    else
        json_shut(d, BED_STR("]"));
}

void bed__doc_text(bed__doc *d, const char *key, const char *text)
{
    if (d->yaml) {
        yaml_key(d, key);
        yaml_text(d, text);
    } else {
        json_before(d, key);
        json_string(d, text);
    }
}

void bed__doc_number(bed__doc *d, const char *key, uint64_t value)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRIu64, value);
    if (d->yaml) {
        yaml_key(d, key);
        yaml_scalar(d, digits, YAML_PLAIN_SCALAR_STYLE);
    } else {
        json_before(d, key);
        json_add(d, bed_str_of(digits));
    }
}

void bed__doc_texts(bed__doc *d, const char *key, const char *const *texts, size_t n)
{
    if (d->yaml) {
        yaml_list(d, key, YAML_FLOW_SEQUENCE_STYLE);
        for (size_t i = 0; i < n; i++)
            yaml_text(d, texts[i]);
        yaml_end_list(d);
        return;
    }
    json_before(d, key);
    json_add(d, BED_STR("["));
    for (size_t i = 0; i < n; i++) {
        json_add(d, i == 0 ? BED_STR("") : BED_STR(", "));
        json_string(d, texts[i]);
    }
    json_add(d, BED_STR("]"));
}
