/* Files of records: each a JSON object by the readers of src/source, its parts found by the names
 * of fields. Where none is named, the first row that has one of the usual names settles it. */
#include "metric/read_rows.h"

#include "source/source.h"

#include <math.h>
#include <string.h>

bool bed__is_records(const char *path)
{
    static const char *const ends[] = { ".json", ".jsonl", ".ndjson",  ".csv", ".tsv",
                                        ".xml",  ".xlsx",  ".parquet", ".pkl", ".pickle" };
    bed_str                  name   = bed_str_of(path);

    if (bed_str_ends(name, BED_STR(".gz")))
        name.len -= 3;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (bed_str_ends(name, bed_str_of(ends[i])))
            return true;
    return false;
}

/* ---- values ---- */

/* A field of an object by its name, which need not end where the text does. */
static const json_t *member(const json_t *object, bed_str name)
{
    const json_t *value = json_object_getn(object, name.ptr, name.len);

    return json_is_null(value) ? NULL : value;
}

const json_t *bed__value_find(const json_t *record, const char *path)
{
    bed_str       rest  = bed_str_of(path);
    const json_t *value = member(record, rest);

    while (value == NULL && json_is_object(record)) {
        const char *const dot = memchr(rest.ptr, '.', rest.len);
        const size_t      n   = dot == NULL ? rest.len : (size_t)(dot - rest.ptr);

        record = member(record, (bed_str){ rest.ptr, n });
        if (dot == NULL)
            return record;
        rest = (bed_str){ dot + 1, rest.len - n - 1 };
    }
    return value;
}

static const char *type_name(const json_t *value)
{
    return json_is_array(value) ? "a list" : json_is_object(value) ? "an object" : "another value";
}

bed_status bed__value_text(bed_reading *r, const json_t *value, bed_str *out, bed_error *err)
{
    char number[40];

    switch (json_typeof(value)) {
    case JSON_STRING:
        return bed_arena_copy(
            &r->arena, (bed_str){ json_string_value(value), json_string_length(value) }, out, err);
    case JSON_INTEGER:
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
        return bed_arena_copy(&r->arena, bed_str_of(number), out, err);
    case JSON_REAL:
        snprintf(number, sizeof number, "%.17g", json_real_value(value));
        return bed_arena_copy(&r->arena, bed_str_of(number), out, err);
    case JSON_TRUE:
        *out = BED_STR("true");
        return BED_OK;
    case JSON_FALSE:
        *out = BED_STR("false");
        return BED_OK;
    default:
        return bed_fail(err, BED_EARGUMENT, "expected a text, found %s", type_name(value));
    }
}

/* A list that a cell of a table holds as JSON, to be released; NULL: the text is no such list. */
static json_t *unpack(const json_t *value)
{
    const char *const text = json_string_value(value);

    if (text == NULL || (text[0] != '[' && text[0] != '{'))
        return NULL;
    return json_loadb(text, json_string_length(value), JSON_ALLOW_NUL, NULL);
}

/* A text as a list of one, a list of texts as it is. */
static bed_status texts_of(bed_reading *r, const json_t *value, const bed_str **out, size_t *n,
                           bed_error *err)
{
    const bool   list = json_is_array(value);
    const size_t size = list ? json_array_size(value) : 1;
    bed_str     *at   = bed_new(&r->arena, bed_str, size);

    if (at == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    for (size_t i = 0; i < size; i++) {
        const json_t *const one = list ? json_array_get(value, i) : value;

        if (json_is_null(one))
            return bed_fail(err, BED_EARGUMENT, "expected a text, found null");
        BED_TRY(bed__value_text(r, one, &at[i], err));
    }
    *out = at;
    *n   = size;
    return BED_OK;
}

static bed_status number_of(const json_t *value, double *out, bed_error *err)
{
    const char *const text = json_string_value(value);
    char             *end  = NULL;

    *out = json_number_value(value);
    if (text != NULL && *text != '\0')
        *out = strtod(text, &end);
    if ((text == NULL && !json_is_number(value)) || (text != NULL && (end == NULL || *end != '\0')))
        return bed_fail(err, BED_EARGUMENT, "expected a number");
    return BED_OK;
}

static bed_status count_of(const json_t *value, size_t *out, bed_error *err)
{
    double number;

    BED_TRY(number_of(value, &number, err));
    if (!(number >= 1 && number <= 4294967295.0) || floor(number) != number)
        return bed_fail(err, BED_EARGUMENT, "expected a whole number from 1");
    *out = (size_t)number;
    return BED_OK;
}

bed_status bed__value_weight(const json_t *value, double *out, bed_error *err)
{
    BED_TRY(number_of(value, out, err));
    if (!isfinite(*out) || *out < 0)
        return bed_fail(err, BED_EARGUMENT, "expected a finite number of 0 or more");
    return BED_OK;
}

static bed_status numbers_of(bed_reading *r, const json_t *value, const double **out, size_t *n,
                             bed_error *err)
{
    const size_t size = json_array_size(value);
    double      *at   = bed_new(&r->arena, double, size);

    if (!json_is_array(value))
        return bed_fail(err, BED_EARGUMENT, "expected a list of numbers");
    if (at == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    for (size_t i = 0; i < size; i++)
        BED_TRY(number_of(json_array_get(value, i), &at[i], err));
    *out = at;
    *n   = size;
    return BED_OK;
}

/* ---- options: {"A": "text", …}, [{"key": "A", "text": "text"}, …] or ["text", …] ---- */

static bed_status option_of(bed_reading *r, const json_t *value, size_t i, bed_answer_option *out,
                            bed_error *err)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const json_t     *key = json_object_get(value, "key"), *text = json_object_get(value, "text");
    const json_t     *likelihood = json_object_get(value, "log_likelihood");

    out->log_likelihood = (double)NAN;
    if (!json_is_object(value)) {
        if (i >= sizeof letters - 1)
            return bed_fail(err, BED_EARGUMENT, "more than 26 options without keys");
        out->key = (bed_str){ letters + i, 1 };
        return bed__value_text(r, value, &out->text, err);
    }
    if (key == NULL || json_is_null(key))
        return bed_fail(err, BED_EARGUMENT, "an option without a key");
    BED_TRY(bed__value_text(r, key, &out->key, err));
    if (text != NULL && !json_is_null(text))
        BED_TRY(bed__value_text(r, text, &out->text, err));
    if (likelihood != NULL && !json_is_null(likelihood))
        BED_TRY(number_of(likelihood, &out->log_likelihood, err));
    return BED_OK;
}

static bed_status keyed_options(bed_reading *r, const json_t *value, bed_answer_option *at,
                                bed_error *err)
{
    const char   *key;
    const json_t *text;
    size_t        i = 0;

    json_object_foreach((json_t *)(uintptr_t)value, key, text)
    {
        BED_TRY(bed_arena_copy(&r->arena, bed_str_of(key), &at[i].key, err));
        BED_TRY(bed__value_text(r, text, &at[i].text, err));
        at[i++].log_likelihood = (double)NAN;
    }
    return BED_OK;
}

bed_status bed__value_options(bed_reading *r, const json_t *value, bed_item *out, bed_error *err)
{
    const size_t       n = json_is_object(value) ? json_object_size(value) : json_array_size(value);
    bed_answer_option *at = bed_new(&r->arena, bed_answer_option, n);

    if (!json_is_object(value) && !json_is_array(value))
        return bed_fail(err, BED_EARGUMENT, "expected options, found a single value");
    if (at == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    if (json_is_object(value))
        BED_TRY(keyed_options(r, value, at, err));
    for (size_t i = 0; json_is_array(value) && i < n; i++)
        BED_TRY(option_of(r, json_array_get(value, i), i, &at[i], err));
    out->choices   = at;
    out->n_choices = n;
    return BED_OK;
}

/* ---- history: texts, or turns with a `text` or `content` ---- */

static bed_status history_of(bed_reading *r, const json_t *value, bed_item *out, bed_error *err)
{
    const size_t n  = json_array_size(value);
    bed_str     *at = bed_new(&r->arena, bed_str, n);

    if (at == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    if (!json_is_array(value))
        return bed_fail(err, BED_EARGUMENT, "expected a list of turns");
    for (size_t i = 0; i < n; i++) {
        const json_t *turn = json_array_get(value, i);
        const json_t *text = turn;

        if (json_is_object(turn))
            text = json_object_get(turn, "text");
        if (text == NULL)
            text = json_object_get(turn, "content");
        if (text == NULL || json_is_null(text))
            return bed_fail(err, BED_EARGUMENT, "a turn without a text");
        BED_TRY(bed__value_text(r, text, &at[i], err));
    }
    out->history   = at;
    out->n_history = n;
    return BED_OK;
}

/* ---- strata ---- */

/* Joins the values of a list with ", ". */
static bed_status joined(bed_reading *r, const json_t *value, bed_str *out, bed_error *err)
{
    const bed_str *texts;
    size_t         n;
    bed_buffer     text = BED_BUFFER(1 << 20);
    bed_status     st   = BED_OK;

    BED_TRY(texts_of(r, value, &texts, &n, err));
    if (n == 1) {
        *out = texts[0];
        return BED_OK;
    }
    for (size_t i = 0; i < n; i++) {
        BED_GO(bed_buffer_add(&text, bed_str_of(i == 0 ? "" : ", "), err));
        BED_GO(bed_buffer_add(&text, texts[i], err));
    }
    BED_GO(bed_arena_copy(&r->arena, bed_buffer_str(&text), out, err));
done:
    bed_buffer_deinit(&text);
    return st;
}

/* The values of a label of that name in a record of a corpus. */
static const json_t *label(const json_t *record, const char *name)
{
    const json_t *const labels = json_object_get(record, "labels");

    for (size_t i = 0; i < json_array_size(labels); i++) {
        const json_t     *one = json_array_get(labels, i);
        const char *const is  = json_string_value(json_object_get(one, "name"));

        if (is != NULL && strcmp(is, name) == 0)
            return json_object_get(one, "value");
    }
    return NULL;
}

bed_status bed__value_by(const bed_read_options *o, bed_reading *r, const json_t *record,
                         bed__row *row, bed_error *err)
{
    bed_str *at = NULL;

    if (o->n_by == 0)
        return BED_OK;
    at = bed_new(&r->arena, bed_str, o->n_by);
    if (at == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    for (size_t i = 0; i < o->n_by; i++) {
        const json_t *value = bed__value_find(record, o->by[i]);

        value = value == NULL ? label(record, o->by[i]) : value;
        if (value != NULL && joined(r, value, &at[i], err) != BED_OK) {
            bed_error_prefix(err, "field '%s': ", o->by[i]);
            return err == NULL ? BED_EARGUMENT : err->code;
        }
    }
    row->by = at;
    return BED_OK;
}

/* ---- a row ---- */

typedef struct reading {
    const bed_read_options *o;
    bed_reading            *r;
    bed__rows              *rows;
} reading;

/* The usual names of a part; those of a file of references alone have further ones. */
static const char *usual_names(bed_read_part part, unsigned asked)
{
    static const char *const names[] = {
#define X(part, name, fields) fields,
        BED_READ_PARTS(X)
#undef X
    };

    if (part == BED_READ_REFS && asked == BED__READ_REF)
        return "refs ref references reference target gold label labels answer_keys answer output "
               "response text value";
    return names[part];
}

/* The first of names (parted by blanks) that the record has, copied to the arena; NULL: none. */
static bed_status settle(reading *g, const json_t *record, bed_read_part part, bed_error *err)
{
    const char *p = usual_names(part, g->rows->asked);

    while (*p != '\0') {
        const size_t  n    = strcspn(p, " ");
        const bed_str name = { p, n };
        bed_str       copy;

        if (member(record, name) != NULL) {
            BED_TRY(bed_arena_copy(&g->r->arena, name, &copy, err));
            g->rows->fields[part] = copy.ptr;
            return BED_OK;
        }
        p += n + (p[n] == ' ');
    }
    return BED_OK;
}

static bed_status find(reading *g, const json_t *record, bed_read_part part, const json_t **out,
                       bed_error *err)
{
    *out = NULL;
    if (g->rows->fields[part] == NULL)
        g->rows->fields[part] = g->o->fields[part];
    if (g->rows->fields[part] == NULL)
        BED_TRY(settle(g, record, part, err));
    if (g->rows->fields[part] != NULL)
        *out = bed__value_find(record, g->rows->fields[part]);
    return BED_OK;
}

static bed_status names_of(const json_t *record, bed_buffer *out, bed_error *err)
{
    const char   *key;
    const json_t *value;
    size_t        n = 0;

    json_object_foreach((json_t *)(uintptr_t)record, key, value)
    {
        if (n++ == 12)
            return bed_buffer_add(out, BED_STR(", …"), err);
        BED_TRY(bed_buffer_printf(out, err, "%s%.40s", n == 1 ? "" : ", ", key));
    }
    return BED_OK;
}

/* What is needed and not there. */
static bed_status lacking(const reading *g, const json_t *record, bed_read_part part,
                          bed_error *err)
{
    const char *const name = g->rows->fields[part];
    bed_buffer        has  = BED_BUFFER(4096);
    bed_status        st   = names_of(record, &has, err);

    if (st == BED_OK && name != NULL)
        st = bed_fail(err, BED_EARGUMENT, "no field '%s' (it has %s)", name,
                      has.len == 0 ? "no field" : has.ptr);
    else if (st == BED_OK)
        st = bed_fail(err, BED_EARGUMENT,
                      "no field for %s: tried %s; it has %s; name it with --%s-field",
                      part == BED_READ_HYP ? "what the system wrote" : "the reference",
                      usual_names(part, g->rows->asked), has.len == 0 ? "none" : has.ptr,
                      bed_read_part_name(part));
    bed_buffer_deinit(&has);
    return st;
}

static bed_status prefix(bed_status st, const char *field, bed_error *err)
{
    if (st != BED_OK && st != BED_EMEMORY && field != NULL)
        bed_error_prefix(err, "field '%s': ", field);
    return st;
}

/* What a system wrote, or chose. */
static bed_status take_hyp(reading *g, const json_t *record, bed__row *row, bed_error *err)
{
    const bool    labels = bed__reads_labels(g->o->metric);
    const json_t *value;

    BED_TRY(find(g, record, BED_READ_HYP, &value, err));
    if (value == NULL && labels && g->rows->fields[BED_READ_HYP] != NULL &&
        json_object_get(record, g->rows->fields[BED_READ_HYP]) != NULL)
        return BED_OK; /* null: no answer */
    if (value == NULL)
        return bed__reads_hyp(g->o->metric) ? lacking(g, record, BED_READ_HYP, err) : BED_OK;
    if (!labels && json_array_size(value) == 1) /* a list of one text */
        value = json_array_get(value, 0);
    if (!labels)
        return prefix(bed__value_text(g->r, value, &row->item.hyp, err),
                      g->rows->fields[BED_READ_HYP], err);
    BED_TRY(prefix(texts_of(g->r, value, &row->item.answers, &row->item.n_answers, err),
                   g->rows->fields[BED_READ_HYP], err));
    return prefix(joined(g->r, value, &row->item.hyp, err), g->rows->fields[BED_READ_HYP], err);
}

static bed_status take_refs(reading *g, const json_t *record, bed__row *row, bed_error *err)
{
    const bool    needed = (g->o->metric->needs & BED_NEEDS_REFERENCES) != 0;
    const json_t *value;

    if (!bed_read_takes_refs(g->o->metric))
        return BED_OK;
    BED_TRY(find(g, record, BED_READ_REFS, &value, err));
    if (value == NULL)
        return needed || g->rows->asked == BED__READ_REF ? lacking(g, record, BED_READ_REFS, err)
                                                         : BED_OK;
    return prefix(texts_of(g->r, value, &row->item.refs, &row->item.n_refs, err),
                  g->rows->fields[BED_READ_REFS], err);
}

/* A part that is a structure, as it stands or packed into a cell as JSON. */
static bed_status take_structure(reading *g, const json_t *record, bed_read_part part,
                                 bed__row *row, bed_error *err)
{
    const json_t *value;
    json_t       *unpacked;
    bed_status    st = BED_OK;

    BED_TRY(find(g, record, part, &value, err));
    if (value == NULL)
        return BED_OK;
    unpacked = unpack(value);
    value    = unpacked == NULL ? value : unpacked;
    if (part == BED_READ_OPTIONS)
        st = bed__value_options(g->r, value, &row->item, err);
    else if (part == BED_READ_HISTORY)
        st = history_of(g->r, value, &row->item, err);
    else if (part == BED_READ_LOG_LIKELIHOODS)
        st = numbers_of(g->r, value, &row->log_likelihoods, &row->n_log_likelihoods, err);
    else
        st = texts_of(g->r, value, &row->item.answers, &row->item.n_answers, err);
    json_decref(unpacked);
    return prefix(st, g->rows->fields[part], err);
}

static bed_status take_rating(reading *g, const json_t *record, bed__row *row, bed_error *err)
{
    const json_t *value;

    BED_TRY(find(g, record, BED_READ_RATING, &value, err));
    if (value != NULL)
        return prefix(number_of(value, &row->item.rating, err), g->rows->fields[BED_READ_RATING],
                      err);
    BED_TRY(take_structure(g, record, BED_READ_VERDICTS, row, err));
    if (row->item.n_answers == 0)
        return bed_fail(err, BED_EARGUMENT,
                        "no field for a judge's rating or verdicts: tried %s %s; name it with "
                        "--field rating=NAME",
                        usual_names(BED_READ_RATING, 0), usual_names(BED_READ_VERDICTS, 0));
    return BED_OK;
}

/* A usual name may stand for something else: only where the caller named the field must it count.
 */
static bed_status take_count(reading *g, const json_t *record, bed_read_part part, size_t *out,
                             bed_error *err)
{
    const json_t *value;
    bed_status    st;

    BED_TRY(find(g, record, part, &value, err));
    if (value == NULL)
        return BED_OK;
    st = prefix(count_of(value, out, err), g->rows->fields[part], err);
    return g->o->fields[part] == NULL ? BED_OK : st;
}

static bed_status take_weight(reading *g, const json_t *record, bed__row *row, bed_error *err)
{
    const json_t *value;

    if (g->o->no_weights)
        return BED_OK;
    BED_TRY(find(g, record, BED_READ_WEIGHT, &value, err));
    return value == NULL ? BED_OK
                         : prefix(bed__value_weight(value, &row->weight, err),
                                  g->rows->fields[BED_READ_WEIGHT], err);
}

static bed_status take_texts(reading *g, const json_t *record, bed__row *row, bed_error *err)
{
    const json_t *value;

    BED_TRY(find(g, record, BED_READ_ID, &value, err));
    if (value != NULL)
        BED_TRY(
            prefix(bed__value_text(g->r, value, &row->id, err), g->rows->fields[BED_READ_ID], err));
    if (row->id.len == 0) /* "": none */
        row->id.ptr = NULL;
    BED_TRY(find(g, record, BED_READ_LANGUAGE, &value, err));
    if (value != NULL)
        BED_TRY(prefix(bed__value_text(g->r, value, &row->language, err),
                       g->rows->fields[BED_READ_LANGUAGE], err));
    return BED_OK;
}

static bed_status take(void *context, const json_t *record, uint64_t number, bed_error *err)
{
    reading *const        g    = context;
    const bed_metric_kind kind = g->o->metric->kind;
    bed__row             *row;

    BED_TRY(bed__rows_add(g->rows, &row, err));
    row->number = number;
    BED_TRY(take_texts(g, record, row, err));
    if ((g->rows->asked & BED__READ_HYP) != 0 && kind == BED_METRIC_RATING)
        BED_TRY(take_rating(g, record, row, err));
    else if ((g->rows->asked & BED__READ_HYP) != 0)
        BED_TRY(take_hyp(g, record, row, err));
    if ((g->rows->asked & BED__READ_REF) != 0)
        BED_TRY(take_refs(g, record, row, err));
    if (kind == BED_METRIC_ANSWER || kind == BED_METRIC_CHOICE)
        BED_TRY(take_structure(g, record, BED_READ_OPTIONS, row, err));
    if (kind == BED_METRIC_CHOICE)
        BED_TRY(take_structure(g, record, BED_READ_LOG_LIKELIHOODS, row, err));
    if (kind == BED_METRIC_REPLY)
        BED_TRY(take_structure(g, record, BED_READ_HISTORY, row, err));
    BED_TRY(take_count(g, record, BED_READ_TURN, &row->turn, err));
    BED_TRY(take_count(g, record, BED_READ_POSITION, &row->item.position, err));
    BED_TRY(take_weight(g, record, row, err));
    return bed__value_by(g->o, g->r, record, row, err);
}

/* ---- files ---- */

static bed_status parse(bed_str json, bed__record_call call, void *context, uint64_t number,
                        bed_error *err)
{
    json_error_t  fault;
    json_t *const record = json_loadb(json.ptr, json.len, JSON_ALLOW_NUL, &fault);
    bed_status    st;

    if (record == NULL)
        return bed_fail(err, BED_EFORMAT, "unusable JSON: %s", fault.text);
    st = call(context, record, number, err);
    json_decref(record);
    return st;
}

bed_status bed__each_record(const bed_read_options *o, const char *path, bed__record_call call,
                            void *context, bed_error *err)
{
    const bed_reader_options options = { .talk = o->talk };
    bed_reader              *reader  = NULL;
    bed_record               record  = { .row = 0 };
    bed_status               st      = BED_OK;

    BED_GO(bed_reader_open(path, &options, &reader, err));
    while ((st = bed_reader_next(reader, &record, err)) == BED_OK) {
        if (record.row % 1024 == 0)
            BED_GO(bed_talk_check(o->talk, err));
        st = parse(record.json, call, context, record.row, err);
        if (st != BED_OK) {
            bed_fail_in(err, st, path, record.row);
            goto done;
        }
    }
    if (st == BED_REFUSED) { /* an item that is not there cannot be scored */
        bed_fail_in(err, st, path, record.row);
        if (err != NULL)
            err->code = BED_EFORMAT;
        st = BED_EFORMAT;
    }
    st = st == BED_END ? BED_OK : st;
done:
    bed_reader_close(reader);
    return st == BED_OK ? st : bed_fail_in(err, st, path, 0);
}

bed_status bed__read_records(const bed_read_options *o, bed_reading *r, bed__rows *rows,
                             bed_error *err)
{
    reading g = { .o = o, .r = r, .rows = rows };

    return bed__each_record(o, rows->path, take, &g, err);
}
