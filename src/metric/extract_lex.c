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

static bool is_alnum(UChar32 c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Letters, digits and apostrophes between letters. */
static void take_word(bed__lexer *lx, UChar32 first, bed__token *t)
{
    size_t  len = 0, at = lx->at;
    UChar32 c = first;

    t->kind  = BED__LEX_WORD;
    t->upper = true;
    for (;;) {
        t->upper &= c >= 'A' && c <= 'Z';
        if (len < BED__LEX_FOLD)
            t->fold[len] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        len++;
        lx->at = at;
        if (at >= lx->text.len)
            break;
        c = bed__utf8_next(lx->text, &at);
        c = c < 0x80 ? c : narrow(c);
        if (c == '\'' && at < lx->text.len && is_alnum((unsigned char)lx->text.ptr[at]))
            continue;
        if (!is_alnum(c))
            break;
    }
    t->end = lx->at;
    t->len = len <= BED__LEX_FOLD ? (uint8_t)len : 0;
    if (t->len > 0)
        t->sense = bed__sense_of_word((bed_str){ t->fold, t->len });
}

static void take_other(bed__lexer *lx, UChar32 c, bed__token *t)
{
    if (c >= 0 && u_isalnum(c)) {
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
        if (c != ' ' && c != '\t' && c != '\r' && c != 0xFEFF && c != 0x200B && c != 0)
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
    if (c == 0)
        return;
    if (c == '\n') {
        t->kind = BED__LEX_LINE;
        t->end  = lx->at;
    } else if (is_alnum(c)) {
        take_word(lx, c, t);
    } else {
        take_other(lx, c, t);
    }
}
