/* Values of JSON as the parts of an item. */
#include "metric/read_rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A field of an object by its name, which need not end where the text does. */
const json_t *bed__value_member(const json_t *object, bed_str name)
{
    const json_t *value = json_object_getn(object, name.ptr, name.len);

    return json_is_null(value) ? NULL : value;
}

const json_t *bed__value_find(const json_t *record, const char *path)
{
    bed_str       rest  = bed_str_of(path);
    const json_t *value = bed__value_member(record, rest);

    while (value == NULL && json_is_object(record)) {
        const char *const dot = memchr(rest.ptr, '.', rest.len);
        const size_t      n   = dot == NULL ? rest.len : (size_t)(dot - rest.ptr);

        record = bed__value_member(record, (bed_str){ rest.ptr, n });
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
json_t *bed__value_unpack(const json_t *value)
{
    const char *const text = json_string_value(value);

    if (text == NULL || (text[0] != '[' && text[0] != '{'))
        return NULL;
    return json_loadb(text, json_string_length(value), JSON_ALLOW_NUL, NULL);
}

/* A text as a list of one, a list of texts as it is. */
bed_status bed__value_texts(bed_reading *r, const json_t *value, const bed_str **out, size_t *n,
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

bed_status bed__value_number(const json_t *value, double *out, bed_error *err)
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

bed_status bed__value_count(const json_t *value, size_t *out, bed_error *err)
{
    double number;

    BED_TRY(bed__value_number(value, &number, err));
    if (!(number >= 1 && number <= 4294967295.0) || floor(number) != number)
        return bed_fail(err, BED_EARGUMENT, "expected a whole number from 1");
    *out = (size_t)number;
    return BED_OK;
}

bed_status bed__value_weight(const json_t *value, double *out, bed_error *err)
{
    BED_TRY(bed__value_number(value, out, err));
    if (!(*out >= 0 && *out <= BED_WEIGHT_MOST))
        return bed_fail(err, BED_EARGUMENT, "expected a weight from 0 to %g", BED_WEIGHT_MOST);
    return BED_OK;
}

bed_status bed__value_numbers(bed_reading *r, const json_t *value, const double **out, size_t *n,
                              bed_error *err)
{
    const size_t size = json_array_size(value);
    double      *at   = bed_new(&r->arena, double, size);

    if (!json_is_array(value))
        return bed_fail(err, BED_EARGUMENT, "expected a list of numbers");
    if (at == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    for (size_t i = 0; i < size; i++)
        BED_TRY(bed__value_number(json_array_get(value, i), &at[i], err));
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
        BED_TRY(bed__value_number(likelihood, &out->log_likelihood, err));
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

bed_status bed__value_history(bed_reading *r, const json_t *value, bed_item *out, bed_error *err)
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
bed_status bed__value_joined(bed_reading *r, const json_t *value, bed_str *out, bed_error *err)
{
    const bed_str *texts;
    size_t         n;
    bed_buffer     text = BED_BUFFER(1 << 20);
    bed_status     st   = BED_OK;

    BED_TRY(bed__value_texts(r, value, &texts, &n, err));
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
        bed_status    st    = BED_OK;

        value = value == NULL ? label(record, o->by[i]) : value;
        if (value != NULL)
            st = bed__value_joined(r, value, &at[i], err);
        if (st != BED_OK && st != BED_EMEMORY)
            bed_error_prefix(err, "field '%s': ", o->by[i]);
        BED_TRY(st);
    }
    row->by = at;
    return BED_OK;
}
