/* Numbers and texts of a pickle as JSON: what pickle.c says of each. */
#include "source/pickle.h"

#include <math.h>
#include <stdlib.h>

enum {
    MAX_DIGITS = 4300,
    LONG_BYTES = 1786, /* of 4302 digits at most */
    LIMBS      = LONG_BYTES / 4 + 2
};

static bed_status refuse(const bed__pickle_op *i, bed_error *err, const char *what)
{
    return bed_fail_at(err, BED_REFUSED, i->at, "%s", what);
}

/* The shortest decimal text that reads back as x, laid out as Python's repr. */
static void show_double(double x, char out[40])
{
    int digits = x != 0 && fabs(x) < 1e-300 ? 0 : 14, exponent; /* behind the first */

    for (; digits < 17; digits++) {
        snprintf(out, 40, "%.*e", digits, x);
        if (strtod(out, NULL) == x)
            break;
    }
    while (digits > 0 && out[digits + 1 + (out[0] == '-')] == '0')
        digits--;
    snprintf(out, 40, "%.*e", digits, x);
    exponent = (int)strtol(strchr(out, 'e') + 1, NULL, 10);
    if (exponent >= -4 && exponent < 16)
        snprintf(out, 40, "%.*f", digits - exponent > 1 ? digits - exponent : 1, x);
}

static bed_status add_double(bed_buffer *b, const bed__pickle_op *i, double x, bed_error *err)
{
    char shown[40];

    if (isnan(x))
        return bed_buffer_add(b, BED_STR("null"), err);
    if (isinf(x))
        return refuse(i, err, "an infinite number, which JSON has not");
    show_double(x, shown);
    return bed_buffer_add(b, bed_str_of(shown), err);
}

static bed_status add_binary_double(bed_buffer *b, const bed__pickle_op *i, bed_error *err)
{
    uint64_t bits = __builtin_bswap64(i->number); /* big end first */
    double   x;

    memcpy(&x, &bits, sizeof x);
    return add_double(b, i, x, err);
}

static bed_status add_float_line(bed_buffer *b, const bed__pickle_op *i, bed_error *err)
{
    char          text[64], *end;
    const bed_str s = bed_trim(i->text);

    if (bed_str_equal(s, BED_STR("nan")) || bed_str_equal(s, BED_STR("-nan")))
        return add_double(b, i, (double)NAN, err);
    if (bed_str_equal(s, BED_STR("inf")) || bed_str_equal(s, BED_STR("-inf")))
        return add_double(b, i, (double)INFINITY, err);
    if (s.len == 0 || s.len >= sizeof text)
        return refuse(i, err, "FLOAT of no number");
    memcpy(text, s.ptr, s.len);
    text[s.len]    = '\0';
    const double x = strtod(text, &end);
    if (strspn(text, "0123456789+-.eE") != s.len || end != text + s.len)
        return refuse(i, err, "FLOAT of no number");
    return add_double(b, i, x, err);
}

/* INT "12", "-7", "00" and "01" (False and True); LONG "12L". */
static bed_status add_int_line(bed_buffer *b, const bed__pickle_op *i, bed_error *err)
{
    bed_str s = bed_trim(i->text), out;

    if (i->byte == 'I' && bed_str_equal(s, BED_STR("00")))
        return bed_buffer_add(b, BED_STR("false"), err);
    if (i->byte == 'I' && bed_str_equal(s, BED_STR("01")))
        return bed_buffer_add(b, BED_STR("true"), err);
    if (i->byte == 'L' && bed_str_ends(s, BED_STR("L")))
        s.len--;
    bed_eat(&s, BED_STR("+"));
    out = s;
    bed_eat(&s, BED_STR("-"));
    for (size_t k = 0; k < s.len; k++)
        if (s.ptr[k] < '0' || s.ptr[k] > '9')
            return refuse(i, err, "INT of no number");
    if (s.len == 0 || s.len > MAX_DIGITS || (s.len > 1 && s.ptr[0] == '0'))
        return refuse(i, err,
                      s.len > MAX_DIGITS ? "an integer of more than 4300 digits"
                                         : "INT of no number");
    return bed_buffer_add(b, out, err);
}

/* Two's complement, little end first, as limbs of 32 bits of its amount. */
static size_t take_limbs(bed_str s, uint32_t *limbs, bool *negative)
{
    uint64_t carry = 1;
    size_t   n     = 0;

    *negative = s.len > 0 && (unsigned char)s.ptr[s.len - 1] >= 0x80;
    for (size_t k = 0; k < s.len; k += 4, n++) {
        uint32_t limb = 0;

        for (size_t j = 0; j < 4; j++) {
            const uint32_t fill_byte = *negative ? 0xFF : 0;
            limb |= (k + j < s.len ? (unsigned char)s.ptr[k + j] : fill_byte) << (8 * j);
        }
        if (*negative) {
            carry += (uint32_t)~limb;
            limb = (uint32_t)carry;
            carry >>= 32;
        }
        limbs[n] = limb;
    }
    while (n > 0 && limbs[n - 1] == 0)
        n--;
    return n;
}

static bed_status add_long(bed_buffer *b, const bed__pickle_op *i, bed_error *err)
{
    uint32_t limbs[LIMBS];
    char     digits[MAX_DIGITS + 16];
    size_t   at = sizeof digits;
    bool     negative;

    if (i->text.len > LONG_BYTES)
        return refuse(i, err, "an integer of more than 4300 digits");
    size_t n = take_limbs(i->text, limbs, &negative);
    do {
        uint64_t rest = 0;

        for (size_t k = n; k > 0; k--) {
            rest         = rest << 32 | limbs[k - 1];
            limbs[k - 1] = (uint32_t)(rest / 1000000000);
            rest %= 1000000000;
        }
        while (n > 0 && limbs[n - 1] == 0)
            n--;
        for (int k = 0; k < 9 && (n > 0 || rest > 0 || at == sizeof digits); k++, rest /= 10)
            digits[--at] = (char)('0' + rest % 10);
    } while (n > 0);
    if (sizeof digits - at > MAX_DIGITS)
        return refuse(i, err, "an integer of more than 4300 digits");
    if (negative)
        digits[--at] = '-';
    return bed_buffer_add(b, (bed_str){ digits + at, sizeof digits - at }, err);
}

/* ---- texts ------------------------------------------------------------------------------------
 */

static bed_status add_code_point(bed_buffer *b, uint32_t c, bed_error *err)
{
    char out[4];

    return bed_buffer_add(b, (bed_str){ out, bed__put_utf8(out, c) }, err);
}

/* n hexadecimal digits at s[at]; false where they are none. */
static bool hex(bed_str s, size_t at, size_t n, uint32_t *out)
{
    *out = 0;
    if (s.len - at < n)
        return false;
    for (size_t k = at; k < at + n; k++) {
        const char c = s.ptr[k], low = (char)(c | 0x20);

        if (c >= '0' && c <= '9')
            *out = *out << 4 | (uint32_t)(c - '0');
        else if (low >= 'a' && low <= 'f')
            *out = *out << 4 | (uint32_t)(low - 'a' + 10);
        else
            return false;
    }
    return true;
}

/* The code point of \uXXXX or \UXXXXXXXX at s[at]; the two halves of a pair are joined. Gives how
 * many bytes it takes, 0 where there is none. */
static size_t escaped_point(bed_str s, size_t at, uint32_t *out)
{
    uint32_t second;

    if (s.len - at >= 2 && s.ptr[at] == '\\' && s.ptr[at + 1] == 'U' && hex(s, at + 2, 8, out))
        return 10;
    if (s.len - at < 2 || s.ptr[at] != '\\' || s.ptr[at + 1] != 'u' || !hex(s, at + 2, 4, out))
        return 0;
    if (*out >= 0xD800 && *out < 0xDC00 && s.len - at >= 12 && s.ptr[at + 6] == '\\' &&
        s.ptr[at + 7] == 'u' && hex(s, at + 8, 4, &second) && second >= 0xDC00 && second < 0xE000) {
        *out = 0x10000 + ((*out - 0xD800) << 10) + (second - 0xDC00);
        return 12;
    }
    return 6;
}

/* Python's raw-unicode-escape: Latin-1 with \u and \U behind an odd number of backslashes. */
static bed_status decode_unicode_line(bed_buffer *text, const bed__pickle_op *i, bed_error *err)
{
    const bed_str s           = i->text;
    size_t        backslashes = 0, used;
    uint32_t      c;

    for (size_t at = 0; at < s.len; at += used) {
        used = backslashes % 2 == 0 ? escaped_point(s, at, &c) : 0;
        if (used == 0) {
            c           = (unsigned char)s.ptr[at];
            used        = 1;
            backslashes = c == '\\' ? backslashes + 1 : 0;
        } else {
            backslashes = 0;
        }
        if ((c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF)
            return bed_fail_at(err, BED_REFUSED, i->at + 1 + at, "half a surrogate pair in a text");
        BED_TRY(add_code_point(text, c, err));
    }
    return BED_OK;
}

/* One escape of a Python 2 string literal behind its backslash; *at moves behind it. */
static bed_status decode_escape(bed_buffer *text, bed_str s, size_t *at, bed_error *err)
{
    static const char from[] = "abfnrtv", to[] = "\a\b\f\n\r\t\v";
    const char        c     = s.ptr[*at];
    const char       *known = c == '\0' ? NULL : strchr(from, c);
    uint32_t          byte  = 0;
    size_t            n     = 0;

    if (c == 'x' && hex(s, *at + 1, 2, &byte)) {
        *at += 3;
        return bed_buffer_add_byte(text, (char)byte, err);
    }
    while (n < 3 && *at < s.len && s.ptr[*at] >= '0' && s.ptr[*at] <= '7') {
        byte = byte * 8 + (uint32_t)(s.ptr[(*at)++] - '0');
        n++;
    }
    if (n > 0)
        return bed_buffer_add_byte(text, (char)byte, err);
    ++*at;
    if (known != NULL)
        return bed_buffer_add_byte(text, to[known - from], err);
    if (c != '\\' && c != '\'' && c != '"')
        BED_TRY(bed_buffer_add_byte(text, '\\', err));
    return bed_buffer_add_byte(text, c, err);
}

static bed_status decode_string_line(bed_buffer *text, const bed__pickle_op *i, bed_error *err)
{
    bed_str s = bed_trim(i->text);

    if (s.len < 2 || (s.ptr[0] != '\'' && s.ptr[0] != '"') || s.ptr[s.len - 1] != s.ptr[0])
        return refuse(i, err, "STRING without quotes");
    s = (bed_str){ s.ptr + 1, s.len - 2 };
    for (size_t at = 0; at < s.len;) {
        if (s.ptr[at] != '\\' || at + 1 == s.len) {
            BED_TRY(bed_buffer_add_byte(text, s.ptr[at++], err));
            continue;
        }
        at++;
        BED_TRY(decode_escape(text, s, &at, err));
    }
    return BED_OK;
}

/* Text of Python 3: UTF-8, in which Python lets halves of surrogate pairs stand. */
static bed_status add_unicode(bed_buffer *b, const bed__pickle_op *i, bed_error *err)
{
    const size_t valid = bed_utf8_valid_until(i->text);

    if (valid < i->text.len)
        return bed_fail_at(err, BED_REFUSED, i->at + valid,
                           (unsigned char)i->text.ptr[valid] == 0xED
                               ? "half a surrogate pair in a text"
                               : "a text that is not UTF-8");
    return bed__json_escape(b, i->text, err);
}

/* Bytes of Python 3 and strings of Python 2. */
static bed_status add_bytes(bed_reader *r, bed_buffer *b, const bed__pickle_op *i, bed_str s,
                            bool python2, bed_error *err)
{
    if (bed_utf8_valid_until(s) == s.len)
        return bed__json_escape(b, s, err);
    if (r->encoding != NULL) {
        bed_buffer_clear(&r->recoded);
        BED_TRY(bed__recode(r->encoding, s, &r->recoded, err));
        if (bed_utf8_valid_until(bed_buffer_str(&r->recoded)) < r->recoded.len)
            return refuse(i, err, "bytes that are no text in the encoding");
        return bed__json_escape(b, bed_buffer_str(&r->recoded), err);
    }
    if (!python2)
        return refuse(i, err, "bytes that are no text in UTF-8");
    bed_buffer latin = BED_BUFFER(2 * s.len + 16);
    bed_status st    = BED_OK;

    for (size_t k = 0; k < s.len && st == BED_OK; k++)
        st = add_code_point(&latin, (unsigned char)s.ptr[k], err);
    if (st == BED_OK)
        st = bed__json_escape(b, bed_buffer_str(&latin), err);
    bed_buffer_deinit(&latin);
    return st;
}

bed_status bed__pickle_add_text(bed_reader *r, bed_buffer *b, bed_buffer *text,
                                const bed__pickle_op *i, bed_error *err)
{
    bed_buffer_clear(text);
    switch (i->byte) {
    case 'S':
        BED_TRY(decode_string_line(text, i, err));
        return add_bytes(r, b, i, bed_buffer_str(text), true, err);
    case 'V':
        BED_TRY(decode_unicode_line(text, i, err));
        return bed__json_escape(b, bed_buffer_str(text), err);
    case 'T':
    case 'U':
        return add_bytes(r, b, i, i->text, true, err);
    case 'B':
    case 'C':
    case 0x8e:
    case 0x96:
        return add_bytes(r, b, i, i->text, false, err);
    default:
        return add_unicode(b, i, err);
    }
}

bool bed__pickle_is_text(unsigned char byte)
{
    return byte != '\0' && strchr("SVTUXBC\x8c\x8d\x8e\x96", byte) != NULL;
}

bed_status bed__pickle_add_number(bed_buffer *b, const bed__pickle_op *i, bed_error *err)
{
    switch (i->byte) {
    case 'N':
        return bed_buffer_add(b, BED_STR("null"), err);
    case 0x88:
        return bed_buffer_add(b, BED_STR("true"), err);
    case 0x89:
        return bed_buffer_add(b, BED_STR("false"), err);
    case 'K':
    case 'M':
        return bed_buffer_printf(b, err, "%u", (unsigned)i->number);
    case 'J':
        return bed_buffer_printf(b, err, "%d", (int)(int32_t)(uint32_t)i->number);
    case 'I':
    case 'L':
        return add_int_line(b, i, err);
    case 'F':
        return add_float_line(b, i, err);
    case 'G':
        return add_binary_double(b, i, err);
    default:
        return add_long(b, i, err);
    }
}
