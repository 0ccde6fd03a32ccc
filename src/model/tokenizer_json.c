#include "model/tokenizer_parts.h"

#include <math.h>

/* The member, or NULL where it is absent or null. */
static const json_t *member(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);

    return v == NULL || json_is_null(v) ? NULL : v;
}

bed_status bed__json_bool(const json_t *o, const char *key, bool otherwise, bool *out,
                          bed_error *err)
{
    const json_t *v = member(o, key);

    *out = otherwise;
    if (v == NULL)
        return BED_OK;
    if (!json_is_boolean(v))
        return bed_fail(err, BED_EFORMAT, "\"%s\": expected true or false", key);
    *out = json_is_true(v);
    return BED_OK;
}

bed_status bed__json_size(const json_t *o, const char *key, size_t otherwise, size_t *out,
                          bed_error *err)
{
    const json_t *v = member(o, key);
    const double  x = v == NULL ? 0 : json_number_value(v);

    *out = otherwise;
    if (v == NULL)
        return BED_OK;
    if (!json_is_number(v) || x < 0 || x != floor(x))
        return bed_fail(err, BED_EFORMAT, "\"%s\": expected a whole number", key);
    *out = x > (double)INT32_MAX ? INT32_MAX : (size_t)x;
    return BED_OK;
}

bed_status bed__json_str(const json_t *o, const char *key, bed_str otherwise, bed_str *out,
                         bed_error *err)
{
    const json_t *v = member(o, key);

    *out = otherwise;
    if (v == NULL)
        return BED_OK;
    if (!json_is_string(v))
        return bed_fail(err, BED_EFORMAT, "\"%s\": expected a string", key);
    *out = bed__json_text(v);
    return BED_OK;
}

bed_status bed__json_id(const json_t *value, const char *key, uint32_t *out, bed_error *err)
{
    const double x = json_is_number(value) ? json_number_value(value) : -1;

    if (!(x >= 0 && x < BED__VOCAB_MAX) || x != floor(x))
        return bed_fail(err, BED_EFORMAT, "\"%s\": expected an id, a whole number below %d", key,
                        BED__VOCAB_MAX);
    *out = (uint32_t)x;
    return BED_OK;
}
