#include "metric/extract_lex.h"

#include "metric/extract_words.h"
#include "text/unicode.h"

#include <string.h>

/* Full-width ASCII and the ideographic signs that have a like in ASCII. */
static UChar32 narrow(UChar32 c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFEE0;
    switch (c) {
    case 0x3000: /* ideographic space */
    case 0x00A0: /* no-break space */
        return ' ';
    case 0x3001: /* ideographic comma */
        return ',';
    case 0x3002: /* ideographic full stop */
        return '.';
    case 0x3010: /* lenticular brackets, corner brackets, angle brackets */
    case 0x300C:
    case 0x300A:
    case 0x300E:
        return '[';
    case 0x3011:
    case 0x300D:
    case 0x300B:
    case 0x300F:
        return ']';
    case 0x2018: /* quotation marks */
    case 0x2019:
        return '\'';
    case 0x201C:
    case 0x201D:
        return '"';
    case 0x2010: /* hyphens and dashes */
    case 0x2011:
    case 0x2013:
    case 0x2014:
        return '-';
    case 0x2022: /* bullets */
    case 0x00B7:
        return '*';
    case 0x2192: /* arrows */
    case 0x21D2:
        return '>';
    default:
        return c;
    }
}

int32_t bed__lex_fold(bed_str text, size_t *at)
{
    UChar32 c = bed__utf8_next(text, at);

    if (c < 0)
        return 0xFFFD;
    c = c < 0x80 ? c : narrow(c);
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

/* Of ASCII: letters and digits in lower case, 1 for blanks, 0 for all else. */
static const unsigned char FOLD[128] = {
    [0] = 1,     ['\t'] = 1,  ['\r'] = 1,  [' '] = 1,   ['0'] = '0', ['1'] = '1', ['2'] = '2',
    ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
    ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g',
    ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n',
    ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u',
    ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z', ['a'] = 'a', ['b'] = 'b',
    ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i',
    ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p',
    ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w',
    ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
};

static bool is_alnum(UChar32 c)
{
    return c >= 0 && c < 128 && FOLD[c] > 1;
}

/* Behind the last letter or digit of ASCII in a row. */
static size_t run_end(bed_str s, size_t at)
{
    while (at < s.len && is_alnum((unsigned char)s.ptr[at]))
        at++;
    return at;
}

/* Adds the next character of a word, a full-width letter or an apostrophe within it; false where it
 * is none. */
static bool add_slowly(bed__lexer *lx, char fold[BED__LEX_FOLD], size_t *len, bool *upper)
{
    size_t        at = lx->at;
    const UChar32 c  = narrow(bed__utf8_next(lx->text, &at));

    if (!is_alnum(c) &&
        !(c == '\'' && *len > 0 && at < lx->text.len && is_alnum((unsigned char)lx->text.ptr[at])))
        return false;
    if (*len < BED__LEX_FOLD)
        fold[*len] = (char)(c == '\'' ? c : FOLD[c]);
    ++*len;
    *upper = *upper && c >= 'A' && c <= 'Z';
    lx->at = at;
    return true;
}

/* Letters, digits and apostrophes between letters, from t->at. */
static void take_word(bed__lexer *lx, bed__token *t)
{
    char   fold[BED__LEX_FOLD] = { 0 };
    size_t len                 = 0;
    bool   upper               = true;

    lx->at = t->at;
    do {
        const size_t end = run_end(lx->text, lx->at);

        for (; lx->at < end && len < BED__LEX_FOLD; lx->at++) {
            const unsigned char c = (unsigned char)lx->text.ptr[lx->at];

            fold[len++] = (char)FOLD[c];
            upper       = upper && c >= 'A' && c <= 'Z';
        }
        len += end - lx->at;
        lx->at = end;
    } while (lx->at < lx->text.len &&
             ((lx->text.ptr[lx->at] & 0x80) != 0 || lx->text.ptr[lx->at] == '\'') &&
             add_slowly(lx, fold, &len, &upper));
    memcpy(t->fold, fold, sizeof fold);
    t->kind  = BED__LEX_WORD;
    t->upper = upper;
    t->end   = lx->at;
    t->len   = len <= BED__LEX_FOLD ? (uint8_t)len : 0;
    if (t->len > 0)
        t->sense = bed__sense_of_word(fold, len);
}

static void take_other(bed__lexer *lx, UChar32 c, bed__token *t)
{
    if ((c >= 0x4E00 && c <= 0x9FFF) || (c >= 0 && u_isalnum(c))) {
        const bed_str rest  = { lx->text.ptr + t->at, lx->text.len - t->at };
        size_t        bytes = lx->at - t->at;

        t->kind  = BED__LEX_WORD;
        t->han   = true;
        t->sense = bed__sense_of_phrase(c, rest, &bytes);
        lx->at   = t->at + bytes;
    } else {
        t->kind = BED__LEX_SIGN;
        t->sign = c > 0 && c < 0x80 ? (char)c : '\0';
    }
    t->end = lx->at;
}

/* The first character that is no blank, or 0 at the end. */
static UChar32 skip_blanks(bed__lexer *lx, bed__token *t)
{
    while (lx->at < lx->text.len) {
        UChar32 c;

        t->at = lx->at;
        c     = bed__utf8_next(lx->text, &lx->at);
        c     = c < 0x80 ? c : narrow(c);
        if (c < 0 || c >= 128 ? c != 0xFEFF && c != 0x200B : FOLD[c] != 1)
            return c;
        t->blank = true;
    }
    t->at = t->end = lx->text.len;
    return 0;
}

void bed__lex_next(bed__lexer *lx, bed__token *t)
{
    t->kind  = BED__LEX_END;
    t->sense = NO_SENSE;
    t->sign  = '\0';
    t->len   = 0;
    t->upper = false;
    t->han   = false;
    t->blank = lx->at == 0;

    const UChar32 c = skip_blanks(lx, t);
    if (c == 0) /* a NUL is a blank */
        return;
    if (c == '\n') {
        t->kind = BED__LEX_LINE;
        t->end  = lx->at;
    } else if (is_alnum(c)) {
        take_word(lx, t);
    } else {
        take_other(lx, c, t);
    }
}
