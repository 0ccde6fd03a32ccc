/* Sentences.
 * Rules:   UAX #29 (Unicode 15) sentence boundaries over ICU's Sentence_Break property (SB3-SB11: a
 *          cut after a terminator, its closing marks and blanks, and at line ends; none before what
 *          continues), read straight from UTF-8 and corrected where clinical text shows them wrong:
 *   abbreviations  Dr. vs. e.g. never end; No. Fig. not before a number; mg. q.i.d. etc. only
 * before a capital; U.S. a.m. and months only before a usual first word; words without a vowel and
 * initials (J. Smith; not "vitamin C. The") are abbreviations too lower case     "it hurts. i took
 * one" is cut, which SB8 forbids, unless the word is an abbreviation; so is "it hurts.I took one",
 * which SB7 forbids list marks     "1." "a." "iv." at the start of a sentence do not end it; " - "
 * and bullets after a full stop begin the next line ends      end a sentence, except within wrapped
 * text: a line of at least 40 bytes that ends without a terminator, before a line that begins in
 * lower case (or after a comma) quotations     a mark inside closing quotation marks or brackets
 * does not end when the sentence goes on in lower case; Chinese “…？”他问。 stays whole; straight
 * quotes close when an odd number of them stands since the sentence began Chinese ends   。！？ and
 * ；, and …… (or a single …) before a letter. GB/T 15834-2011 counts ； as a mark inside sentences;
 * clinical Chinese joins whole statements with it, so it ends one here ellipses       "..." and "…"
 * elsewhere end before a capital, not before lower case Greek          ';' ends where the language
 * is "el". A sentence has a letter or digit, unless the text has none: marks alone join what
 * follows. Quality: test_sentences measures boundaries on src/text/fixtures/sentences.txt, beside
 * ICU's own break iterator. */
#include "text/sentences.h"

/* How far a rule looks back for a word or an address: keeps the walk linear. */
enum { WRAPPED_LINE_BYTES = 40, WORD_BYTES = 96, ADDRESS_BYTES = 400 };

bed_status bed_sentences_create(bed_sentences **out, bed_error *err)
{
    *out = bed_new_array(bed_sentences, 1);
    if (*out == NULL)
        return bed_fail(err, BED_EMEMORY, "no memory for sentences");
    return BED_OK;
}

void bed_sentences_destroy(bed_sentences *s)
{
    bed_free(s);
}

bed_status bed_sentences_open(bed_sentences *s, bed_str text, bed_str lang, bed_error *err)
{
    char key[BED__SUBTAG];

    *s = (bed_sentences){ .text = { NULL, 0 } };
    if (text.len > BED__TEXT_MAX_BYTES)
        return bed_fail(err, BED_EARGUMENT, "text of %zu bytes: expected at most 1 GiB", text.len);
    bed__primary_subtag(lang, key);
    *s = (bed_sentences){ .text = text, .greek = strcmp(key, "el") == 0 };
    return BED_OK;
}

/* ---- characters ------------------------------------------------------------------------------ */

static bed__sb ascii_class(UChar32 c)
{
    if (c >= 'a' && c <= 'z')
        return BED__SB_LOWER;
    if (c >= 'A' && c <= 'Z')
        return BED__SB_UPPER;
    if (c >= '0' && c <= '9')
        return BED__SB_DIGIT;
    switch (c) {
    case ' ':
    case '\t':
        return BED__SB_BLANK;
    case '\n':
    case '\r':
    case '\v':
    case '\f':
        return BED__SB_LINE;
    case '.':
        return BED__SB_STOP;
    case '!':
    case '?':
        return BED__SB_END;
    case ')':
    case ']':
    case '}':
        return BED__SB_CLOSE;
    case '"':
    case '\'':
    case '*':
        return BED__SB_QUOTE;
    case ',':
    case ':':
    case '-':
        return BED__SB_CONTINUE;
    default:
        return BED__SB_OTHER;
    }
}

bool bed__is_wide(UChar32 c)
{
    return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE4F) ||
           (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x20000 && c <= 0x3FFFF);
}

bed__sb bed__sentence_class(UChar32 c)
{
    if (c < 0)
        return BED__SB_OTHER;
    if (c < 0x80)
        return ascii_class(c);
    if (c >= 0x4E00 && c <= 0x9FFF)
        return BED__SB_LETTER;
    switch (c) {
    case 0x2026: /* … */
    case 0x22EF: /* ⋯ */
        return BED__SB_ELLIPSIS;
    case 0x2022: /* • */
        return BED__SB_OTHER;
    case 0xFF1B: /* ； */
        return BED__SB_WIDE_END;
    case 0x200B:
    case 0xFEFF:
        return BED__SB_BLANK;
    default:
        break;
    }
    switch (u_getIntPropertyValue(c, UCHAR_SENTENCE_BREAK)) {
    case U_SB_LOWER:
        return BED__SB_LOWER;
    case U_SB_UPPER:
        return BED__SB_UPPER;
    case U_SB_OLETTER:
        return BED__SB_LETTER;
    case U_SB_NUMERIC:
        return BED__SB_DIGIT;
    case U_SB_SP:
        return BED__SB_BLANK;
    case U_SB_SEP:
        return BED__SB_LINE;
    case U_SB_ATERM:
        return BED__SB_STOP;
    case U_SB_STERM:
        return bed__is_wide(c) ? BED__SB_WIDE_END : BED__SB_END;
    case U_SB_SCONTINUE:
        return BED__SB_CONTINUE;
    case U_SB_CLOSE:
        return u_charType(c) == U_END_PUNCTUATION || u_charType(c) == U_FINAL_PUNCTUATION
                   ? BED__SB_CLOSE
                   : BED__SB_OTHER;
    default:
        return BED__SB_OTHER;
    }
}

static bool is_letter(bed__sb class)
{
    return class == BED__SB_LOWER || class == BED__SB_UPPER || class == BED__SB_LETTER;
}

static bool is_terminator(bed__sb class)
{
    return class >= BED__SB_STOP && class <= BED__SB_ELLIPSIS;
}

/* One character of the text with its class and what stands behind it. */
typedef struct look {
    UChar32 c; /* -2 at the end of the text */
    bed__sb class;
    size_t at, after;
} look;

static look look_at(bed_str text, size_t at)
{
    look l = { -2, BED__SB_LINE, at, at };

    if (at < text.len) {
        l.c     = bed__utf8_next(text, &l.after);
        l.class = bed__sentence_class(l.c);
    }
    return l;
}

static look look_before(bed_str text, size_t at)
{
    look l = { -2, BED__SB_LINE, at, at };

    if (at > 0) {
        l.c     = bed__utf8_before(text, &l.at);
        l.class = bed__sentence_class(l.c);
    }
    return l;
}

/* The first character at or behind `at` that is no blank; *n_lines line ends were passed. */
static look look_past_blanks(bed_str text, size_t at, size_t *n_lines)
{
    look l = look_at(text, at);

    *n_lines = 0;
    while (l.c != -2 && (l.class == BED__SB_BLANK || l.class == BED__SB_LINE)) {
        if (l.c == '\r' && l.after < text.len && text.ptr[l.after] == '\n')
            l.after++;
        *n_lines += l.class == BED__SB_LINE;
        l = look_at(text, l.after);
    }
    return l;
}

/* ---- a terminator with what belongs to it ---------------------------------------------------- */

typedef struct mark {
    size_t start, first, after; /* of the sentence; of the terminator; behind closing marks */
    size_t n_stops;             /* full stops in a row */
    bool   end, wide, ellipsis, quote, bracket;
    look   next;    /* past blanks */
    size_t n_lines; /* line ends before next */
    bool   blank;   /* something stands between after and next */
} mark;

static bool closes(bed_str text, const look *l, size_t n_quotes)
{
    const look next = look_at(text, l->after);

    if (l->class == BED__SB_CLOSE) /* U+2019 is also an apostrophe */
        return l->c != 0x2019 || !is_letter(next.class);
    if (l->class != BED__SB_QUOTE)
        return false;
    if (l->c == '"')
        return n_quotes % 2 == 1;
    return !is_letter(next.class) && next.class != BED__SB_DIGIT;
}

/* Reads the terminators at m->first and the closing marks behind them. */
static void read_mark(bed_str text, mark *m, size_t *n_quotes)
{
    look l = look_at(text, m->first);

    for (;; l = look_at(text, l.after)) {
        if (l.c == -2) {
            break;
        } else if (is_terminator(l.class)) {
            m->n_stops += l.class == BED__SB_STOP;
            m->end      = m->end || l.class == BED__SB_END;
            m->wide     = m->wide || l.class == BED__SB_WIDE_END;
            m->ellipsis = m->ellipsis || l.class == BED__SB_ELLIPSIS;
        } else if (closes(text, &l, *n_quotes)) {
            const bool bracket = u_charType(l.c) == U_END_PUNCTUATION && l.c != 0x300D &&
                                 l.c != 0x300F; /* 」 and 』 quote */
            m->bracket = m->bracket || bracket;
            m->quote   = m->quote || !bracket;
            *n_quotes += l.c == '"';
        } else {
            break;
        }
    }
    m->after = l.at;
    m->next  = look_past_blanks(text, m->after, &m->n_lines);
    m->blank = m->next.at > m->after;
}

/* ---- what stands around it ------------------------------------------------------------------- */

/* The run of letters, digits and inner full stops that ends at `end`. */
static bed_str token_before(bed_str text, size_t start, size_t end)
{
    size_t at = end;

    while (at > start && end - at < WORD_BYTES) {
        size_t        before = at;
        const UChar32 c      = bed__utf8_before(text, &before);
        const bed__sb class  = bed__sentence_class(c);

        if (!is_letter(class) && class != BED__SB_DIGIT && class != BED__SB_STOP &&
            (c < 0 || u_charType(c) != U_NON_SPACING_MARK) &&
            (c < 0 || u_charType(c) != U_COMBINING_SPACING_MARK))
            break;
        at = before;
    }
    return (bed_str){ text.ptr + at, end - at };
}

static bed_str token_after(bed_str text, size_t at)
{
    const size_t start = at;

    while (at < text.len) {
        const look l = look_at(text, at);

        if (!is_letter(l.class) && l.c != '\'' && l.c != 0x2019)
            break;
        at = l.after;
    }
    return (bed_str){ text.ptr + start, at - start };
}

/* The word before the one that begins at `at`. */
static bed_str word_before(bed_str text, size_t start, size_t at)
{
    while (at > start && text.ptr[at - 1] == ' ')
        at--;
    return token_before(text, start, at);
}

static size_t count_chars(bed_str s)
{
    size_t n = 0, at = 0;

    while (at < s.len) {
        const UChar32 c = bed__utf8_next(s, &at);

        n += c < 0 || u_getCombiningClass(c) == 0;
    }
    return n;
}

/* "12", "b", "iv": a list mark when it opens a sentence. */
static bool is_list_mark(bed_str token)
{
    size_t n_digits = 0, n_roman = 0;

    for (size_t i = 0; i < token.len; i++) {
        const char c = token.ptr[i];

        n_digits += (c >= '0' && c <= '9') || c == '.';
        n_roman += c != '\0' && strchr("ivxIVX", c) != NULL;
    }
    if (token.len > 0 && n_digits == token.len)
        return token.len <= 6;
    return count_chars(token) == 1 || (n_roman == token.len && token.len <= 4);
}

/* "b.i.d", "U.S": single letters with full stops between. */
static bool is_dotted(bed_str token)
{
    if (token.len < 3)
        return false;
    for (size_t i = 0; i < token.len; i++)
        if ((token.ptr[i] == '.') != (i % 2 == 1) || (token.ptr[i] >= '0' && token.ptr[i] <= '9'))
            return false;
    return true;
}

/* A Latin word that cannot be said: "hx", "mgmt", "pts". */
static bool lacks_vowels(bed_str token)
{
    for (size_t i = 0; i < token.len; i++) {
        const char c = token.ptr[i];

        if ((c & 0x80) != 0 || (c >= '0' && c <= '9') || strchr("aeiouyAEIOUY", c) != NULL)
            return false;
    }
    return token.len > 0;
}

/* Whether a name by letter stands before: "vitamin C", "hepatitis B". */
static bool names_by_letter(bed_str word)
{
    static const char *const words[] = { "vitamin",   "hepatitis", "type",   "grade",   "stage",
                                         "group",     "option",    "answer", "factor",  "class",
                                         "influenza", "plan",      "part",   "protein", "Vitamin",
                                         "Hepatitis", "vitamins",  "and" };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (bed_str_equal(word, bed_str_of(words[i])))
            return true;
    return false;
}

/* Whether a Chinese clause of at most eight characters at `at` tells who spoke: 他问。 医生说， */
static bool tells_who_spoke(bed_str text, size_t at)
{
    static const char speaking[][4] = { "说", "說", "问", "問", "道", "答", "喊" };
    bed_str           last          = { NULL, 0 };

    for (size_t n = 0; n <= 8; n++) {
        const look l = look_at(text, at);

        if (l.class != BED__SB_LETTER || !bed__is_wide(l.c))
            break;
        last = (bed_str){ text.ptr + at, l.after - at };
        at   = l.after;
        if (n == 8)
            return false;
    }
    for (size_t i = 0; i < sizeof speaking / sizeof speaking[0]; i++)
        if (bed_str_equal(last, (bed_str){ speaking[i], 3 }))
            return true;
    return false;
}

/* Whether the run without blanks around `at` is an address of the net. */
static bool in_address(bed_str text, size_t start, size_t at)
{
    size_t  from = at, to = at;
    bed_str run;

    while (from > start && at - from < ADDRESS_BYTES && (uint8_t)text.ptr[from - 1] > ' ')
        from--;
    while (to < text.len && (uint8_t)text.ptr[to] > ' ' && to - at < ADDRESS_BYTES)
        to++;
    run = (bed_str){ text.ptr + from, to - from };
    return bed_str_contains(run, BED_STR("://")) || bed_str_contains(run, BED_STR("www.")) ||
           bed_str_contains(run, BED_STR("@"));
}

/* ---- decisions: does the sentence end behind the mark? ----------------------------------------
 */

static bool ends_at_ellipsis(bed_str text, const mark *m)
{
    const look before = look_before(text, m->first);

    if (m->next.class == BED__SB_LOWER || m->next.class == BED__SB_DIGIT)
        return false;
    if (m->next.c == 'I' && m->blank) /* a capital wherever it stands: "well... I am tired" */
        return !bed_str_starts(token_after(text, m->next.at), BED_STR("I'")) &&
               token_after(text, m->next.at).len > 1;
    if (is_letter(m->next.class) && (bed__is_wide(m->next.c) || bed__is_wide(before.c)))
        return true;
    return m->blank;
}

static bool ends_at_end(bed_str text, const mark *m)
{
    const look before = look_before(text, m->first);

    if (before.c == '(' || before.c == '[' || before.c == 0xFF08)
        return false; /* "(?)" */
    if (m->next.class == BED__SB_LOWER && (m->quote || m->bracket) && m->n_lines == 0)
        return false;
    if (!m->blank && !bed__is_wide(m->next.c))
        return !in_address(text, m->start, m->first) && is_letter(m->next.class);
    return true;
}

/* A full stop with a letter right behind it. */
static bool ends_without_blank(bed_str text, const mark *m, bed_str token)
{
    const look second = look_at(text, m->next.after);

    if (bed__abbreviation_of(token) == BED__ABBR_BEFORE_NAME ||
        (token.ptr == text.ptr + m->start && is_list_mark(token)))
        return false;
    if (m->next.class == BED__SB_LETTER)
        return bed__is_wide(m->next.c) || count_chars(token) >= 3;
    if (m->next.class != BED__SB_UPPER || token.len < 3 || is_dotted(token))
        return false;
    for (size_t i = 0; i < token.len; i++) /* a plain word in lower case, "hurts.It" */
        if (token.ptr[i] < 'a' || token.ptr[i] > 'z')
            return false;
    if (second.class != BED__SB_LOWER && second.class != BED__SB_BLANK && second.c != '\'')
        return false;
    return !in_address(text, m->start, m->first);
}

/* A single letter before a full stop: an initial, or a name by letter at the end. */
static bool ends_at_letter(bed_str text, const mark *m, bed_str token)
{
    const bed_str before = word_before(text, m->start, (size_t)(token.ptr - text.ptr));

    if (m->next.class == BED__SB_LOWER || m->next.class == BED__SB_DIGIT)
        return false;
    if (m->next.class == BED__SB_LETTER) /* Arabic "د. ..." */
        return false;
    return names_by_letter(before) || bed__begins_sentences(token_after(text, m->next.at));
}

static bool ends_at_stop(bed_str text, const mark *m)
{
    const bed_str token = token_before(text, m->start, m->first);
    const bool    lower = m->next.class == BED__SB_LOWER, digit = m->next.class == BED__SB_DIGIT;

    if (!m->blank && !m->quote && !m->bracket)
        return is_letter(m->next.class) && ends_without_blank(text, m, token);
    if (m->quote || m->bracket)
        return !lower;
    if (token.ptr == text.ptr + m->start && is_list_mark(token))
        return false;
    switch (bed__abbreviation_of(token)) {
    case BED__ABBR_BEFORE_NAME:
        return false;
    case BED__ABBR_BEFORE_NUMBER:
        if (digit)
            return false;
        break;
    case BED__ABBR_UNIT:
        return is_letter(m->next.class) && !lower;
    case BED__ABBR_NAME:
        return !lower && !digit && bed__begins_sentences(token_after(text, m->next.at));
    default:
        break;
    }
    if (is_dotted(token))
        return !lower && !digit && bed__begins_sentences(token_after(text, m->next.at));
    if (token.len > 0 && !(token.ptr[0] >= '0' && token.ptr[0] <= '9') && count_chars(token) == 1)
        return ends_at_letter(text, m, token);
    return !((lower || digit) && lacks_vowels(token));
}

/* " - " and "• " open an item of a list. */
static bool opens_item(bed_str text, const mark *m)
{
    const look second = look_at(text, m->next.after);

    return m->blank && second.class == BED__SB_BLANK &&
           (m->next.c == '-' || m->next.c == 0x2013 || m->next.c == 0x2014);
}

static bool ends_at_mark(bed_str text, const mark *m)
{
    if (m->next.c == -2 || m->n_lines > 1)
        return true;
    if (m->next.class == BED__SB_CONTINUE)
        return opens_item(text, m);
    if (is_terminator(m->next.class) || (m->next.class == BED__SB_CLOSE && !m->blank))
        return false;
    if (m->wide)
        return !(m->quote && !m->blank && tells_who_spoke(text, m->next.at));
    if (m->end)
        return ends_at_end(text, m);
    if (m->ellipsis || m->n_stops > 1)
        return ends_at_ellipsis(text, m);
    return ends_at_stop(text, m);
}

/* "a) ", "b. ", "12. ", "o " */
static bool opens_listed_line(bed_str text, const look *first)
{
    look second = look_at(text, first->after);

    while (first->class == BED__SB_DIGIT && second.class == BED__SB_DIGIT)
        second = look_at(text, second.after);
    return second.c == ')' || second.c == '.' || (first->c == 'o' && second.c == ' ');
}

/* Whether the line end at `at` ends the sentence; line: where its line began. */
static bool ends_at_line(bed_str text, size_t line, size_t at)
{
    size_t     n_lines;
    const look next   = look_past_blanks(text, at, &n_lines);
    look       before = look_before(text, at);

    while (before.at > line && before.class == BED__SB_BLANK)
        before = look_before(text, before.at);
    if (next.c == -2 || n_lines > 1 || at - line < WRAPPED_LINE_BYTES ||
        opens_listed_line(text, &next))
        return true;
    if (before.c == ',')
        return !is_letter(next.class);
    if (next.class == BED__SB_DIGIT)
        return before.class != BED__SB_LOWER;
    return next.class != BED__SB_LOWER || before.c == ':';
}

/* ---- the walk -------------------------------------------------------------------------------- */

static bed_str without_blanks_behind(bed_str text, size_t start, size_t end)
{
    while (end > start) {
        const look l = look_before(text, end);

        if (l.class != BED__SB_BLANK && l.class != BED__SB_LINE)
            break;
        end = l.at;
    }
    return (bed_str){ text.ptr + start, end - start };
}

bool bed_sentences_next(bed_sentences *s, bed_str *out)
{
    const bed_str text = s->text;
    size_t        n_lines, n_quotes = 0;
    look          l     = look_past_blanks(text, s->at, &n_lines);
    const size_t  start = l.at;
    size_t        line  = l.at;
    bool          word  = false; /* a letter or digit was seen */

    if (l.c == -2)
        return false;
    for (; l.c != -2; l = look_at(text, l.after)) {
        if (is_letter(l.class) || l.class == BED__SB_DIGIT) {
            word = true;
        } else if (l.class == BED__SB_LINE) {
            if (l.c == '\r' && l.after < text.len && text.ptr[l.after] == '\n')
                l.after++;
            if (word && ends_at_line(text, line, l.at))
                break;
            line = l.after;
        } else if (is_terminator(l.class) || (s->greek && l.c == ';')) {
            mark m = { .start = start, .first = l.at, .end = l.c == ';' };

            if (l.c == ';')
                m.first = l.after;
            read_mark(text, &m, &n_quotes);
            l.after = m.after;
            if (word && ends_at_mark(text, &m)) {
                l.at = m.after;
                break;
            }
        } else {
            n_quotes += l.c == '"';
        }
    }
    s->at = l.at;
    *out  = without_blanks_behind(text, start, l.at);
    return true;
}
