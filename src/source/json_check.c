/* A strict check of one JSON text (RFC 8259), for the reason and the place of a fault. UTF-8 is not
 * looked at here. */
#include "source/reader.h"

enum { MAX_DEPTH = 512 };

typedef struct check {
    bed_str    s;
    size_t     at, depth;
    uint64_t   is_array[MAX_DEPTH / 64];
    bed_error *err;
} check;

const char *bed__show_byte(char c, char out[16])
{
    const unsigned char byte = (unsigned char)c;

    if (byte > 0x20 && byte < 0x7F)
        snprintf(out, 16, "'%c'", c);
    else
        snprintf(out, 16, "byte 0x%02x", byte);
    return out;
}

static bed_status expected(check *k, const char *what)
{
    char shown[16];

    if (k->at >= k->s.len)
        return bed_fail_at(k->err, BED_REFUSED, k->s.len, "the JSON is cut short: expected %s",
                           what);
    return bed_fail_at(k->err, BED_REFUSED, k->at, "unexpected %s: expected %s",
                       bed__show_byte(k->s.ptr[k->at], shown), what);
}

static int peek(const check *k)
{
    return k->at < k->s.len ? (unsigned char)k->s.ptr[k->at] : -1;
}

static void blanks(check *k)
{
    while (k->at < k->s.len && (k->s.ptr[k->at] == ' ' || k->s.ptr[k->at] == '\n' ||
                                k->s.ptr[k->at] == '\t' || k->s.ptr[k->at] == '\r'))
        k->at++;
}

static bool digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool hex_digit(int c)
{
    return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bed_status four_digits(check *k, unsigned *out)
{
    *out = 0;
    for (int i = 0; i < 4; i++, k->at++) {
        const int c = peek(k);

        if (!hex_digit(c))
            return expected(k, "four hexadecimal digits");
        *out = *out * 16 + (unsigned)(digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return BED_OK;
}

/* A half of a surrogate pair alone is no character, and the data engine refuses it. */
static bed_status escaped_unit(check *k)
{
    const size_t begin = k->at - 2;
    unsigned     first, second = 0;

    BED_TRY(four_digits(k, &first));
    if (first < 0xD800 || first > 0xDFFF)
        return BED_OK;
    if (first < 0xDC00 && k->at + 1 < k->s.len && k->s.ptr[k->at] == '\\' &&
        k->s.ptr[k->at + 1] == 'u') {
        k->at += 2;
        BED_TRY(four_digits(k, &second));
    }
    if (second >= 0xDC00 && second <= 0xDFFF)
        return BED_OK;
    return bed_fail_at(k->err, BED_REFUSED, begin, "half a surrogate pair (\\u%04x) alone", first);
}

static bed_status escape(check *k)
{
    const int c = peek(k);

    if (c < 0 || strchr("\"\\/bfnrtu", c) == NULL || c == '\0')
        return expected(k, "an escaped character");
    k->at++;
    return c == 'u' ? escaped_unit(k) : BED_OK;
}

static bed_status string(check *k)
{
    for (k->at++; k->at < k->s.len; k->at++) {
        const unsigned char c = (unsigned char)k->s.ptr[k->at];

        if (c == '"') {
            k->at++;
            return BED_OK;
        }
        if (c < 0x20)
            return expected(k, "no control character in a string");
        if (c == '\\') {
            k->at++;
            BED_TRY(escape(k));
            k->at--;
        }
    }
    return expected(k, "the closing quote");
}

static bed_status digits(check *k)
{
    if (!digit(peek(k)))
        return expected(k, "a digit");
    while (digit(peek(k)))
        k->at++;
    return BED_OK;
}

static bed_status number(check *k)
{
    if (peek(k) == '-')
        k->at++;
    if (peek(k) == '0')
        k->at++;
    else
        BED_TRY(digits(k));
    if (peek(k) == '.') {
        k->at++;
        BED_TRY(digits(k));
    }
    if (peek(k) == 'e' || peek(k) == 'E') {
        k->at++;
        if (peek(k) == '+' || peek(k) == '-')
            k->at++;
        BED_TRY(digits(k));
    }
    return BED_OK;
}

static bed_status literal(check *k, const char *word)
{
    for (const char *p = word; *p != '\0'; p++, k->at++)
        if (peek(k) != *p)
            return expected(k, word);
    return BED_OK;
}

static bed_status scalar(check *k)
{
    const int c = peek(k);

    if (c == '"')
        return string(k);
    if (c == '-' || digit(c))
        return number(k);
    if (c == 't')
        return literal(k, "true");
    if (c == 'f')
        return literal(k, "false");
    if (c == 'n')
        return literal(k, "null");
    return expected(k, "a value");
}

static bool in_array(const check *k)
{
    return (k->is_array[(k->depth - 1) / 64] >> ((k->depth - 1) % 64)) & 1;
}

static bed_status open_bracket(check *k, bool array)
{
    const uint64_t bit = (uint64_t)1 << (k->depth % 64);

    if (k->depth == MAX_DEPTH)
        return bed_fail_at(k->err, BED_REFUSED, k->at, "nested deeper than %d", MAX_DEPTH);
    if (array)
        k->is_array[k->depth / 64] |= bit;
    else
        k->is_array[k->depth / 64] &= ~bit;
    k->depth++;
    k->at++;
    return BED_OK;
}

static bed_status key(check *k)
{
    blanks(k);
    if (peek(k) != '"')
        return expected(k, "a key in quotes");
    BED_TRY(string(k));
    blanks(k);
    if (peek(k) != ':')
        return expected(k, "':'");
    k->at++;
    return BED_OK;
}

/* Opens brackets until a scalar or an empty container has been passed. */
static bed_status descend(check *k)
{
    for (;;) {
        blanks(k);
        const int c = peek(k);
        if (c != '{' && c != '[')
            return scalar(k);
        BED_TRY(open_bracket(k, c == '['));
        blanks(k);
        if (peek(k) == (c == '[' ? ']' : '}')) {
            k->depth--;
            k->at++;
            return BED_OK;
        }
        if (c == '{')
            BED_TRY(key(k));
    }
}

bed_status bed_json_check(bed_str s, bed_error *err)
{
    check k = { .s = s, .err = err };

    BED_TRY(descend(&k));
    for (blanks(&k); k.depth > 0; blanks(&k)) {
        const bool array = in_array(&k);
        const int  c     = peek(&k);

        if (c == ',') {
            k.at++;
            if (!array)
                BED_TRY(key(&k));
            BED_TRY(descend(&k));
        } else if (c == (array ? ']' : '}')) {
            k.at++;
            k.depth--;
        } else {
            return expected(&k, array ? "',' or ']'" : "',' or '}'");
        }
    }
    return k.at == s.len ? BED_OK : expected(&k, "nothing more");
}
