#define PCRE2_CODE_UNIT_WIDTH 8
#include "model/regex.h"

#include <pcre2.h>

struct bed__regex {
    pcre2_code *code;
};

struct bed__regex_match {
    pcre2_match_data *data;
};

enum { PATTERN_MAX = 1 << 16 };

/* Oniguruma's spelling into PCRE2's: \s is White_Space there. \h means a hexadecimal digit. */
static bed_status translate(bed_str pattern, bed_buffer *out, bed_error *err)
{
    for (size_t i = 0; i < pattern.len; i++) {
        const bool escape = pattern.ptr[i] == '\\' && i + 1 < pattern.len;
        const char next   = (char)(escape ? pattern.ptr[i + 1] : 0);

        if (next == 's')
            BED_TRY(bed_buffer_add(out, BED_STR("\\p{White_Space}"), err));
        else if (next == 'S')
            BED_TRY(bed_buffer_add(out, BED_STR("\\P{White_Space}"), err));
        else if (next == 'h')
            BED_TRY(bed_buffer_add(out, BED_STR("\\p{AHex}"), err));
        else if (next == 'H')
            BED_TRY(bed_buffer_add(out, BED_STR("\\P{AHex}"), err));
        else
            BED_TRY(bed_buffer_add(out, (bed_str){ pattern.ptr + i, escape ? 2 : 1 }, err));
        i += escape;
    }
    return BED_OK;
}

static bed_status compile(bed__regex *r, bed_str pattern, uint32_t flags, bed_error *err)
{
    int        code = 0;
    PCRE2_SIZE at   = 0;
    char       why[256];

    r->code =
        pcre2_compile((PCRE2_SPTR)(const void *)pattern.ptr, pattern.len, flags, &code, &at, NULL);
    if (r->code == NULL) {
        pcre2_get_error_message(code, (PCRE2_UCHAR *)(void *)why, sizeof why);
        return bed_fail(err, BED_EFORMAT, "regular expression: %s at byte %zu", why, (size_t)at);
    }
    (void)pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE); /* else it is interpreted */
    return BED_OK;
}

bed_status bed__regex_create(bed_str pattern, bool literal, bed__regex **out, bed_error *err)
{
    bed_status  st         = BED_OK;
    bed_buffer  translated = BED_BUFFER(16 * PATTERN_MAX);
    bed__regex *r          = bed_new_array(bed__regex, 1);

    *out = NULL;
    if (r == NULL)
        BED_GO(bed_fail(err, BED_EMEMORY, "out of memory: regular expression"));
    if (pattern.len == 0 || pattern.len > PATTERN_MAX)
        BED_GO(bed_fail(err, BED_EFORMAT, "regular expression of %zu bytes; expected 1 to %d",
                        pattern.len, PATTERN_MAX));
    if (literal) {
        BED_GO(compile(r, pattern, PCRE2_UTF | PCRE2_LITERAL, err));
    } else {
        BED_GO(translate(pattern, &translated, err));
        BED_GO(
            compile(r, bed_buffer_str(&translated), PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE, err));
    }
    *out = r;
    r    = NULL;
done:
    bed__regex_destroy(r);
    bed_buffer_deinit(&translated);
    return st;
}

void bed__regex_destroy(bed__regex *r)
{
    if (r != NULL)
        pcre2_code_free(r->code);
    bed_free(r);
}

bed_status bed__regex_match_create(bed__regex_match **out, bed_error *err)
{
    *out = bed_new_array(bed__regex_match, 1);
    if (*out == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: match");
    (*out)->data = pcre2_match_data_create(1, NULL);
    if ((*out)->data != NULL)
        return BED_OK;
    bed_free(*out);
    *out = NULL;
    return bed_fail(err, BED_EMEMORY, "out of memory: match");
}

void bed__regex_match_destroy(bed__regex_match *m)
{
    if (m != NULL)
        pcre2_match_data_free(m->data);
    bed_free(m);
}

bed_status bed__regex_find(const bed__regex *r, bed__regex_match *m, bed_str text, size_t at,
                           size_t *start, size_t *end, bool *found, bed_error *err)
{
    const PCRE2_SPTR subject = (PCRE2_SPTR)(const void *)text.ptr;
    int n = pcre2_match(r->code, subject, text.len, at, PCRE2_NO_UTF_CHECK, m->data, NULL);

    if (n == PCRE2_ERROR_JIT_STACKLIMIT) /* the interpreter keeps its stack on the heap */
        n = pcre2_match(r->code, subject, text.len, at, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, m->data,
                        NULL);
    *found = n >= 0;
    if (n < 0 && n != PCRE2_ERROR_NOMATCH)
        return bed_fail_at(err, BED_EFORMAT, at, "regular expression: gave up with code %d", n);
    if (*found) {
        const PCRE2_SIZE *const place = pcre2_get_ovector_pointer(m->data);

        *start = place[0];
        *end   = place[1];
    }
    return BED_OK;
}
