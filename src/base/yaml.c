#include "base/yaml.h"

#include "base/file.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <yaml.h>

enum { DEPTH_MAX = 32, PATH_TEXT = 256, SUGGESTION_TEXT = 128, CANDIDATES_MAX = 256 };

struct bed_yaml {
    bed_str         text;
    char            file[BED_PATH_MAX];
    yaml_document_t document;
    bool            has_document;
};

static uint64_t line_of(const yaml_node_t *node)
{
    return (uint64_t)node->start_mark.line + 1;
}

static bed_status fail_at_line(const bed_yaml *y, bed_error *err, bed_code code, uint64_t line)
{
    if (err != NULL) {
        err->file[0] = '\0';
        err->row     = 0;
    }
    return bed_fail_in(err, code, y->file[0] == '\0' ? NULL : y->file, line);
}

const char *bed_did_you_mean(const char *word, const char *const *candidates, size_t n, char *out,
                             size_t out_bytes)
{
    const char *near = bed_nearest(word, candidates, n);

    out[0] = '\0';
    if (near != NULL)
        snprintf(out, out_bytes, "; did you mean '%s'?", near);
    return out;
}

/* ---- parsing ---- */

static uint64_t line_at(bed_str text, size_t byte)
{
    uint64_t line = 1;

    for (size_t i = 0; i < byte && i < text.len; i++)
        line += text.ptr[i] == '\n';
    return line;
}

static bed_status parser_fault(const bed_yaml *y, const yaml_parser_t *p, bed_error *err)
{
    uint64_t line = (uint64_t)p->problem_mark.line + 1;

    if (p->error == YAML_MEMORY_ERROR)
        return bed_fail(err, BED_EMEMORY, "out of memory: YAML document");
    if (p->error == YAML_READER_ERROR)
        line = line_at(y->text, p->problem_offset);
    bed_fail(err, BED_EFORMAT, "not YAML: %s%s%s", p->problem == NULL ? "unreadable" : p->problem,
             p->context == NULL ? "" : " ", p->context == NULL ? "" : p->context);
    return fail_at_line(y, err, BED_EFORMAT, line);
}

static bed_status open_parser(const bed_yaml *y, yaml_parser_t *p, bed_error *err)
{
    if (yaml_parser_initialize(p) == 0)
        return bed_fail(err, BED_EMEMORY, "out of memory: YAML parser");
    yaml_parser_set_encoding(p, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(p, (const unsigned char *)y->text.ptr, y->text.len);
    return BED_OK;
}

/* What was met so far in a document's events. */
typedef struct met {
    size_t n_documents, depth;
} met;

static bed_status refuse_event(const bed_yaml *y, const yaml_event_t *event, met *m, bed_error *err)
{
    const uint64_t line = (uint64_t)event->start_mark.line + 1;

    const bool opens =
        event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT;

    m->depth += opens;
    m->depth -= event->type == YAML_SEQUENCE_END_EVENT || event->type == YAML_MAPPING_END_EVENT;
    m->n_documents += event->type == YAML_DOCUMENT_START_EVENT;
    if (m->depth > DEPTH_MAX)
        bed_fail(err, BED_EFORMAT, "nested deeper than %d levels", DEPTH_MAX);
    else if (event->type == YAML_ALIAS_EVENT)
        bed_fail(err, BED_EFORMAT, "alias '*%s'; write the value itself",
                 (const char *)event->data.alias.anchor);
    else if (event->type == YAML_DOCUMENT_START_EVENT && m->n_documents > 1)
        bed_fail(err, BED_EFORMAT, "a second document; expected one");
    else if (event->type == YAML_STREAM_END_EVENT && m->n_documents == 0)
        bed_fail(err, BED_EFORMAT, "nothing in it; expected a mapping");
    else
        return BED_OK;
    return fail_at_line(y, err, BED_EFORMAT, line);
}

/* What a tree of nodes no longer shows: aliases (which let a small file stand for a huge one), a
 * second document, no document; and depth, in which the parser's time is quadratic. */
static bed_status check_events(const bed_yaml *y, bed_error *err)
{
    yaml_parser_t p;
    yaml_event_t  event;
    met           m    = { 0, 0 };
    bool          more = true;
    bed_status    st   = BED_OK;

    BED_TRY(open_parser(y, &p, err));
    while (more && st == BED_OK) {
        if (yaml_parser_parse(&p, &event) == 0)
            BED_GO(parser_fault(y, &p, err));
        st   = refuse_event(y, &event, &m, err);
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
done:
    yaml_parser_delete(&p);
    return st;
}

static bed_status parse(bed_yaml *y, bed_error *err)
{
    yaml_parser_t p;
    bed_status    st = BED_OK;

    BED_TRY(open_parser(y, &p, err));
    if (yaml_parser_load(&p, &y->document) == 0)
        st = parser_fault(y, &p, err);
    else
        y->has_document = true;
    yaml_parser_delete(&p);
    return st;
}

static bed_status check_bytes(const bed_yaml *y, bed_error *err)
{
    const size_t valid = bed_utf8_valid_until(y->text);

    if (y->text.len > BED_YAML_MAX_BYTES) {
        bed_fail(err, BED_EFORMAT, "longer than %d bytes", BED_YAML_MAX_BYTES);
        return fail_at_line(y, err, BED_EFORMAT, 0);
    }
    if (valid == y->text.len)
        return BED_OK;
    bed_fail_at(err, BED_EFORMAT, valid, "not UTF-8");
    return fail_at_line(y, err, BED_EFORMAT, line_at(y->text, valid));
}

bed_status bed_yaml_open(bed_str text, const char *file, bed_yaml **out, bed_error *err)
{
    bed_status st = BED_OK;
    bed_yaml  *y  = bed_new_array(bed_yaml, 1);

    *out = NULL;
    if (y == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: YAML document");
    y->text = text.ptr == NULL ? BED_STR("") : text;
    snprintf(y->file, sizeof y->file, "%s", file);
    BED_GO(check_bytes(y, err));
    BED_GO(check_events(y, err));
    BED_GO(parse(y, err));
    *out = y;
    y    = NULL;
done:
    bed_yaml_close(y);
    return st;
}

void bed_yaml_close(bed_yaml *y)
{
    if (y == NULL)
        return;
    if (y->has_document)
        yaml_document_delete(&y->document);
    bed_free(y);
}

/* ---- finding a line ---- */

/* The document's functions do not say const, and change nothing. */
static yaml_document_t *document_of(const bed_yaml *y)
{
    return (yaml_document_t *)(uintptr_t)&y->document;
}

static yaml_node_t *node_of(const bed_yaml *y, int index)
{
    return yaml_document_get_node(document_of(y), index);
}

static bed_str scalar_of(const yaml_node_t *node)
{
    return (bed_str){ (const char *)node->data.scalar.value, node->data.scalar.length };
}

static const yaml_node_t *value_of(const bed_yaml *y, const yaml_node_t *map, bed_str key)
{
    if (map->type != YAML_MAPPING_NODE)
        return NULL;
    for (const yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top;
         p++) {
        const yaml_node_t *k = node_of(y, p->key);

        if (k->type == YAML_SCALAR_NODE && bed_str_equal(scalar_of(k), key))
            return node_of(y, p->value);
    }
    return NULL;
}

static const yaml_node_t *item_of(const bed_yaml *y, const yaml_node_t *list, size_t index)
{
    if (list->type != YAML_SEQUENCE_NODE)
        return NULL;
    const yaml_node_item_t *items = list->data.sequence.items.start;
    const size_t            n     = (size_t)(list->data.sequence.items.top - items);
    return index < n ? node_of(y, items[index]) : NULL;
}

/* Cuts one step of a path: a key, or "[3]" whose number goes to *index. */
static bed_str take_step(const char **path, bool *is_index, size_t *index)
{
    const char *at = *path;
    size_t      n;

    *is_index = *at == '[';
    if (*is_index) {
        char *end = NULL;

        *index = (size_t)strtoull(at + 1, &end, 10);
        n      = (size_t)(end - at) + (*end == ']');
    } else {
        n = strcspn(at, ".[");
    }
    *path = at + n + (at[n] == '.');
    return (bed_str){ at, n };
}

uint64_t bed_yaml_line(const bed_yaml *y, const char *path)
{
    const yaml_node_t *node = yaml_document_get_root_node(document_of(y));

    while (*path != '\0') {
        bool               is_index = false;
        size_t             index    = 0;
        const bed_str      step     = take_step(&path, &is_index, &index);
        const yaml_node_t *inner    = is_index ? item_of(y, node, index) : value_of(y, node, step);

        if (inner == NULL)
            break;
        node = inner;
    }
    return line_of(node);
}

bed_status bed_yaml_fail(const bed_yaml *y, bed_error *err, const char *path, const char *format,
                         ...)
{
    char    text[BED_ERROR_TEXT];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    bed_fail(err, BED_EFORMAT, "key '%s': %s", path, text);
    return fail_at_line(y, err, BED_EFORMAT, bed_yaml_line(y, path));
}

/* ---- the check against a schema ---- */

/* Where the check stands: the path grows on the way down and is cut on the way up. */
typedef struct place {
    const bed_yaml *y;
    bed_error      *err;
    char            path[PATH_TEXT];
} place;

static bed_status fault(const place *at, const yaml_node_t *node, const char *format, ...)
    BED_PRINTF(3, 4);

static bed_status fault(const place *at, const yaml_node_t *node, const char *format, ...)
{
    char    text[BED_ERROR_TEXT];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (at->path[0] == '\0')
        bed_fail(at->err, BED_EFORMAT, "%s", text);
    else
        bed_fail(at->err, BED_EFORMAT, "key '%s': %s", at->path, text);
    return fail_at_line(at->y, at->err, BED_EFORMAT, line_of(node));
}

static const char *node_word(const yaml_node_t *node)
{
    return node->type == YAML_MAPPING_NODE    ? "a mapping"
           : node->type == YAML_SEQUENCE_NODE ? "a list"
           : node->data.scalar.length == 0    ? "nothing"
                                              : "text";
}

static bool is_null(const yaml_node_t *node)
{
    static const char *const spelt[] = { "", "~", "null", "Null", "NULL" };

    if (node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
        return false;
    for (size_t i = 0; i < sizeof spelt / sizeof spelt[0]; i++)
        if (bed_str_equal(scalar_of(node), bed_str_of(spelt[i])))
            return true;
    return false;
}

static bed_status check_string(place *at, const yaml_node_t *node, const cyaml_schema_value_t *s)
{
    const bed_str text = scalar_of(node);

    if (is_null(node))
        return fault(at, node, "nothing there; write \"\" where nothing is known");
    if (memchr(text.ptr, '\0', text.len) != NULL)
        return fault(at, node, "a NUL character in the text");
    if (text.len == 0 && s->string.min > 0)
        return fault(at, node, "empty; expected text");
    if (text.len < s->string.min || text.len > s->string.max)
        return fault(at, node, "text of %zu bytes; expected %u to %u", text.len, s->string.min,
                     s->string.max);
    return BED_OK;
}

/* Decimal digits, a minus where allowed; false also for what does not fit into 64 bits. */
static bool whole_number(bed_str s, bool is_signed, bool *negative, uint64_t *out)
{
    *negative = is_signed && bed_eat(&s, BED_STR("-"));
    *out      = 0;
    if (s.len == 0 || (s.len > 1 && s.ptr[0] == '0'))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        const uint64_t digit = (uint64_t)(unsigned char)s.ptr[i] - '0';

        if (digit > 9 || *out > (UINT64_MAX - digit) / 10)
            return false;
        *out = *out * 10 + digit;
    }
    return true;
}

static bed_status check_number(place *at, const yaml_node_t *node, const cyaml_schema_value_t *s)
{
    const bool     is_signed = s->type == CYAML_INT;
    const uint64_t most =
        UINT64_MAX >> (64 - 8 * (s->data_size > 8 ? 8 : s->data_size) + (is_signed ? 1 : 0));
    const bed_str text     = scalar_of(node);
    bool          negative = false;
    uint64_t      value    = 0;

    if (!whole_number(text, is_signed, &negative, &value))
        return fault(at, node, "expected a whole number%s, found '%.*s'",
                     is_signed ? "" : " of at least 0", (int)(text.len < 64 ? text.len : 64),
                     text.ptr);
    if (value > most + negative)
        return is_signed
                   ? fault(at, node, "%.*s is out of range; expected -%" PRIu64 " to %" PRIu64,
                           BED_STR_ARG(text), most + 1, most)
                   : fault(at, node, "%.*s is too large; expected at most %" PRIu64,
                           BED_STR_ARG(text), most);
    return BED_OK;
}

static bed_status check_float(place *at, const yaml_node_t *node)
{
    const bed_str text = scalar_of(node);
    char         *end  = NULL;
    double        value;

    errno = 0;
    value = text.len == 0 ? NAN : strtod(text.ptr, &end);
    if (text.len == 0 || end != text.ptr + text.len || !isfinite(value))
        return fault(at, node, "expected a number, found '%.*s'",
                     (int)(text.len < 64 ? text.len : 64), text.ptr);
    return BED_OK;
}

/* The word of a list of allowed ones, or the fault with all of them and the nearest. */
static bed_status check_word(place *at, const yaml_node_t *node, const char *const *words, size_t n)
{
    const bed_str word                     = scalar_of(node);
    char          all[SUGGESTION_TEXT * 4] = "", near[SUGGESTION_TEXT] = "";
    size_t        used = 0;

    for (size_t i = 0; i < n; i++)
        if (bed_str_equal(word, bed_str_of(words[i])))
            return BED_OK;
    for (size_t i = 0; i < n && used < sizeof all; i++) {
        const int k = snprintf(all + used, sizeof all - used, "%s%s",
                               i == 0 ? "" : (i + 1 == n ? " or " : ", "), words[i]);
        used += k > 0 ? (size_t)k : 0;
    }
    if (memchr(word.ptr, '\0', word.len) == NULL)
        bed_did_you_mean(word.ptr, words, n, near, sizeof near);
    return fault(at, node, "expected %s, found '%.*s'%s", all, (int)(word.len < 64 ? word.len : 64),
                 word.ptr, near);
}

static bed_status check_enum(place *at, const yaml_node_t *node, const cyaml_schema_value_t *s)
{
    const char  *words[CANDIDATES_MAX];
    const size_t n = s->enumeration.count < CANDIDATES_MAX ? s->enumeration.count : CANDIDATES_MAX;

    for (size_t i = 0; i < n; i++)
        words[i] = s->enumeration.strings[i].str;
    return check_word(at, node, words, n);
}

static bed_status check_value(place *at, const yaml_node_t *node, const cyaml_schema_value_t *s);

static bed_status check_list(place *at, const yaml_node_t *node, const cyaml_schema_value_t *s)
{
    const yaml_node_item_t *items = node->data.sequence.items.start;
    const size_t            n     = (size_t)(node->data.sequence.items.top - items);
    const size_t            len   = strlen(at->path);

    if (n < s->sequence.min)
        return fault(at, node, "%zu values; expected at least %u", n, s->sequence.min);
    if (n > s->sequence.max)
        return fault(at, node, "%zu values; expected at most %u", n, s->sequence.max);
    for (size_t i = 0; i < n; i++) {
        snprintf(at->path + len, sizeof at->path - len, "[%zu]", i);
        BED_TRY(check_value(at, node_of(at->y, items[i]), s->sequence.entry));
    }
    at->path[len] = '\0';
    return BED_OK;
}

static const cyaml_schema_field_t *field_named(const cyaml_schema_field_t *fields, bed_str key)
{
    for (; fields->key != NULL; fields++)
        if (bed_str_equal(bed_str_of(fields->key), key))
            return fields;
    return NULL;
}

static bed_status unknown_key(place *at, const yaml_node_t *key, const cyaml_schema_field_t *fields)
{
    const char *names[CANDIDATES_MAX];
    char        near[SUGGESTION_TEXT] = "";
    const char *word =
        key->type == YAML_SCALAR_NODE ? (const char *)key->data.scalar.value : "(not text)";
    size_t n = 0;

    for (; fields->key != NULL && n < CANDIDATES_MAX; fields++)
        names[n++] = fields->key;
    bed_did_you_mean(word, names, n, near, sizeof near);
    return fault(at, key, "unknown key '%.64s'%s", word, near);
}

static bed_status check_missing(place *at, const yaml_node_t *node,
                                const cyaml_schema_field_t *fields)
{
    for (; fields->key != NULL; fields++)
        if ((fields->value.flags & CYAML_FLAG_OPTIONAL) == 0 &&
            value_of(at->y, node, bed_str_of(fields->key)) == NULL)
            return fault(at, node, "key '%s' is missing", fields->key);
    return BED_OK;
}

static bed_status check_mapping(place *at, const yaml_node_t *node, const cyaml_schema_value_t *s)
{
    const yaml_node_pair_t *pairs = node->data.mapping.pairs.start;
    const size_t            n     = (size_t)(node->data.mapping.pairs.top - pairs);
    const size_t            len   = strlen(at->path);

    for (size_t i = 0; i < n; i++) {
        const yaml_node_t          *key = node_of(at->y, pairs[i].key);
        const cyaml_schema_field_t *f =
            key->type == YAML_SCALAR_NODE ? field_named(s->mapping.fields, scalar_of(key)) : NULL;

        if (f == NULL)
            return unknown_key(at, key, s->mapping.fields);
        if (value_of(at->y, node, scalar_of(key)) != node_of(at->y, pairs[i].value))
            return fault(at, key, "key '%s' stands twice", f->key);
        snprintf(at->path + len, sizeof at->path - len, "%s%s", len == 0 ? "" : ".", f->key);
        BED_TRY(check_value(at, node_of(at->y, pairs[i].value), &f->value));
        at->path[len] = '\0';
    }
    return check_missing(at, node, s->mapping.fields);
}

static bed_status check_scalar(place *at, const yaml_node_t *node, const cyaml_schema_value_t *s)
{
    static const char *const booleans[] = { "true", "false", "yes", "no" };

    switch (s->type) {
    case CYAML_STRING:
        return check_string(at, node, s);
    case CYAML_INT:
    case CYAML_UINT:
        return check_number(at, node, s);
    case CYAML_FLOAT:
        return check_float(at, node);
    case CYAML_ENUM:
        return check_enum(at, node, s);
    case CYAML_BOOL:
        return check_word(at, node, booleans, sizeof booleans / sizeof booleans[0]);
    default:
        return bed_fail(at->err, BED_EINTERNAL, "schema type %d is not supported", (int)s->type);
    }
}

static bed_status check_value(place *at, const yaml_node_t *node, const cyaml_schema_value_t *s)
{
    const bool list = s->type == CYAML_SEQUENCE, map = s->type == CYAML_MAPPING;

    if (s->type == CYAML_IGNORE)
        return BED_OK;
    if (list && node->type != YAML_SEQUENCE_NODE)
        return fault(at, node, "expected a list, found %s", node_word(node));
    if (map && node->type != YAML_MAPPING_NODE)
        return fault(at, node, "expected a mapping, found %s", node_word(node));
    if (!list && !map && node->type != YAML_SCALAR_NODE)
        return fault(at, node, "expected one value, found %s", node_word(node));
    return list  ? check_list(at, node, s)
           : map ? check_mapping(at, node, s)
                 : check_scalar(at, node, s);
}

/* ---- loading ---- */

static void *cyaml_memory(void *context, void *block, size_t size)
{
    (void)context;
    if (size > 0)
        return bed_realloc(block, size, 1);
    bed_free(block);
    return NULL;
}

/* What libcyaml says first, and the first line number it names. */
typedef struct said {
    char     text[BED_ERROR_TEXT];
    uint64_t line;
} said;

static void cyaml_says(cyaml_log_t level, void *context, const char *format, va_list args)
{
    said       *s = context;
    char        text[BED_ERROR_TEXT];
    const char *line;

    (void)level;
    vsnprintf(text, sizeof text, format, args);
    text[strcspn(text, "\n")] = '\0';
    if (s->text[0] == '\0')
        snprintf(s->text, sizeof s->text, "%s", text);
    line = strstr(text, "line: ");
    if (s->line == 0 && line != NULL)
        s->line = strtoull(line + strlen("line: "), NULL, 10);
}

static cyaml_config_t config_of(said *s)
{
    return (cyaml_config_t){
        .log_fn    = s == NULL ? NULL : cyaml_says,
        .log_ctx   = s,
        .log_level = CYAML_LOG_ERROR,
        .mem_fn    = cyaml_memory,
        .flags     = CYAML_CFG_NO_ALIAS,
    };
}

/* ---- texts that were left out ---- */

static bed_status fill_value(void *value, const cyaml_schema_value_t *s, uint64_t n,
                             bed_error *err);

/* How many values stand in the list of a field; the counter is size_t everywhere here. */
static uint64_t count_of(const char *base, const cyaml_schema_field_t *f)
{
    size_t n = 0;

    if (f->value.type == CYAML_SEQUENCE && f->count_size == sizeof n)
        memcpy(&n, base + f->count_offset, sizeof n);
    return n;
}

static bed_status fill_field(char *base, const cyaml_schema_field_t *f, bed_error *err)
{
    const bool pointer = (f->value.flags & CYAML_FLAG_POINTER) != 0;
    char      *at      = base + f->data_offset;
    void      *held    = NULL;

    if (pointer)
        memcpy(&held, at, sizeof held);
    if (f->value.type != CYAML_STRING)
        return fill_value(pointer ? held : at, &f->value, count_of(base, f), err);
    if (!pointer || held != NULL || (f->value.flags & CYAML_FLAG_OPTIONAL) == 0 ||
        f->value.string.min > 0)
        return BED_OK;
    held = bed_realloc(NULL, 1, 1);
    if (held == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: YAML values");
    *(char *)held = '\0';
    memcpy(at, &held, sizeof held);
    return BED_OK;
}

/* value: of a mapping its struct, of a list its first item (NULL: none). */
static bed_status fill_value(void *value, const cyaml_schema_value_t *s, uint64_t n, bed_error *err)
{
    if (value == NULL)
        return BED_OK;
    if (s->type == CYAML_MAPPING)
        for (const cyaml_schema_field_t *f = s->mapping.fields; f->key != NULL; f++)
            BED_TRY(fill_field(value, f, err));
    if (s->type == CYAML_SEQUENCE && s->sequence.entry->type == CYAML_MAPPING)
        for (uint64_t i = 0; i < n; i++)
            BED_TRY(fill_value((char *)value + i * s->sequence.entry->data_size, s->sequence.entry,
                               0, err));
    return BED_OK;
}

bed_status bed_yaml_read(const bed_yaml *y, const cyaml_schema_value_t *schema, void **out,
                         bed_error *err)
{
    said                 heard  = { 0 };
    const cyaml_config_t config = config_of(&heard);
    cyaml_data_t        *value  = NULL;
    place                at     = { .y = y, .err = err };

    *out = NULL;
    BED_TRY(check_value(&at, yaml_document_get_root_node(document_of(y)), schema));
    const cyaml_err_t e =
        cyaml_load_data((const uint8_t *)y->text.ptr, y->text.len, &config, schema, &value, NULL);
    if (e == CYAML_ERR_OOM)
        return bed_fail(err, BED_EMEMORY, "out of memory: YAML values");
    if (e != CYAML_OK) {
        bed_fail(err, BED_EFORMAT, "%s", heard.text[0] == '\0' ? cyaml_strerror(e) : heard.text);
        return fail_at_line(y, err, BED_EFORMAT, heard.line);
    }
    const bed_status st = fill_value(value, schema, 0, err);
    if (st != BED_OK)
        bed_yaml_free(schema, value);
    else
        *out = value;
    return st;
}

void bed_yaml_free(const cyaml_schema_value_t *schema, void *value)
{
    const cyaml_config_t config = config_of(NULL);

    if (value != NULL)
        cyaml_free(&config, schema, value, 0);
}
