#define PCRE2_CODE_UNIT_WIDTH 8
#include "model/regex.h"

#include <pcre2.h>

struct bed__regex {
    pcre2_code *code;
};

struct bed__regex_match {
    pcre2_match_data    *data;
    pcre2_match_context *limits;
};

/* \w of Oniguruma: alphabetic, marks, decimal digits, connectors, and five numbers of Latin-1. */
#define WORD "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\xB2\\xB3\\xB9\\xBC-\\xBE"

enum { PATTERN_MAX = 1 << 16, MATCH_MAX = 1000000 /* steps of one match */ };

/* What an escape means to Oniguruma, inside a set. */
static const struct escape {
    char    letter;
    bool    opposite; /* all characters but those of `set` */
    bed_str set;
} escapes[] = {
    { 's', false, BED_STR_INIT("\\p{White_Space}") },
    { 'S', false, BED_STR_INIT("\\P{White_Space}") },
    { 'h', false, BED_STR_INIT("\\p{AHex}") }, /* hexadecimal digits */
    { 'H', false, BED_STR_INIT("\\P{AHex}") },
    { 'w', false, BED_STR_INIT(WORD) },
    { 'W', true, BED_STR_INIT(WORD) },
};

static const struct escape *escape_of(char letter)
{
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
        if (escapes[i].letter == letter)
            return &escapes[i];
    return NULL;
}

/* A backslash and a letter. */
static bed_status add_escape(bed_str two, bool in_set, bed_buffer *out, bed_error *err)
{
    const struct escape *const e = escape_of(two.ptr[1]);

    if (e == NULL)
        return bed_buffer_add(out, two, err);
    if (in_set && e->opposite)
        return bed_fail(err, BED_EFORMAT, "regular expression: \\%c in a set is not known",
                        e->letter);
    if (in_set)
        return bed_buffer_add(out, e->set, err);
    BED_TRY(bed_buffer_add(out, e->opposite ? BED_STR("[^") : BED_STR("["), err));
    BED_TRY(bed_buffer_add(out, e->set, err));
    return bed_buffer_add_byte(out, ']', err);
}

/* Where a set's members begin: behind "[" or "[^", and behind a "]" that stands there as itself. */
static size_t set_members(bed_str pattern, size_t at)
{
    at++;
    at += at < pattern.len && pattern.ptr[at] == '^';
    return at + (at < pattern.len && pattern.ptr[at] == ']');
}

/* Oniguruma's spelling into PCRE2's. Sets in sets and intersections of sets are not known. */
static bed_status translate(bed_str pattern, bed_buffer *out, bed_error *err)
{
    bool in_set = false;

    for (size_t i = 0, n; i < pattern.len; i += n) {
        const bed_str rest = { pattern.ptr + i, pattern.len - i };

        n = 1;
        if (rest.ptr[0] == '\\' && rest.len > 1) {
            n = 2;
            BED_TRY(add_escape((bed_str){ rest.ptr, 2 }, in_set, out, err));
            continue;
        }
        if (in_set && (rest.ptr[0] == '[' || bed_str_starts(rest, BED_STR("&&"))))
            return bed_fail_at(err, BED_EFORMAT, i,
                               "regular expression: a set in a set is not known");
        if (!in_set && rest.ptr[0] == '[') {
            n      = set_members(pattern, i) - i;
            in_set = true;
        } else if (rest.ptr[0] == ']') {
            in_set = false;
        }
        BED_TRY(bed_buffer_add(out, (bed_str){ rest.ptr, n }, err));
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
    bed__regex_match *m = bed_new_array(bed__regex_match, 1);

    *out = NULL;
    if (m != NULL) {
        m->data   = pcre2_match_data_create(1, NULL);
        m->limits = pcre2_match_context_create(NULL);
    }
    if (m == NULL || m->data == NULL || m->limits == NULL) {
        bed__regex_match_destroy(m);
        return bed_fail(err, BED_EMEMORY, "out of memory: match");
    }
    pcre2_set_match_limit(m->limits, MATCH_MAX);
    *out = m;
    return BED_OK;
}

void bed__regex_match_destroy(bed__regex_match *m)
{
    if (m != NULL) {
        pcre2_match_data_free(m->data);
        pcre2_match_context_free(m->limits);
    }
    bed_free(m);
}

bed_status bed__regex_find(const bed__regex *r, bed__regex_match *m, bed_str text, size_t at,
                           size_t *start, size_t *end, bool *found, bed_error *err)
{
    const PCRE2_SPTR subject = (PCRE2_SPTR)(const void *)text.ptr;
    int n = pcre2_match(r->code, subject, text.len, at, PCRE2_NO_UTF_CHECK, m->data, m->limits);

    if (n == PCRE2_ERROR_JIT_STACKLIMIT) /* the interpreter keeps its stack on the heap */
        n = pcre2_match(r->code, subject, text.len, at, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, m->data,
                        m->limits);
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
