#include "metric/extract_keys.h"

#include <string.h>

static const bed_answer_option LETTERS[] = {
    { .key = BED_STR_INIT("A") }, { .key = BED_STR_INIT("B") }, { .key = BED_STR_INIT("C") },
    { .key = BED_STR_INIT("D") }, { .key = BED_STR_INIT("E") }, { .key = BED_STR_INIT("F") },
    { .key = BED_STR_INIT("G") }, { .key = BED_STR_INIT("H") }, { .key = BED_STR_INIT("I") },
    { .key = BED_STR_INIT("J") },
};

bool bed__one_bit(uint64_t keys)
{
    return keys != 0 && (keys & (keys - 1)) == 0;
}

void bed__skip_signs(bed__lexer *lx, const char *signs)
{
    bed__lexer next = *lx;
    bed__token t;

    for (bed__lex_next(&next, &t); bed__is_sign(&t, signs); bed__lex_next(&next, &t))
        *lx = next;
}

/* ---- options --------------------------------------------------------------------------------- */

/* Without blanks around it and full stops behind it. */
static bed_str plain_text(bed_str text)
{
    text = bed_trim(text);
    while (bed_str_ends(text, BED_STR(".")) || bed_str_ends(text, BED_STR("。")))
        text.len -= bed_str_ends(text, BED_STR(".")) ? 1 : 3;
    return bed_trim(text);
}

static bed_str plain_key(bed_str key)
{
    key = bed_trim(key);
    while (key.len > 1 && memchr("(['\"", key.ptr[0], 4) != NULL)
        key = (bed_str){ key.ptr + 1, key.len - 1 };
    while (key.len > 1 && memchr(".):]'\"", key.ptr[key.len - 1], 6) != NULL)
        key.len--;
    return key;
}

static void add_option(bed__options *o, size_t i)
{
    const bed_str key = plain_key(o->list[i].key), text = plain_text(o->list[i].text);
    size_t        at = 0;

    o->first[i]    = -1;
    o->texts_of[i] = (bed_str){ text.ptr, 0 };
    if (key.len > 0) {
        const int32_t c = bed__lex_fold(key, &at);

        if (at == key.len && c < 128) {
            if (o->of_letter[c] < 0)
                o->of_letter[c] = (int8_t)i;
        } else {
            o->longs = true;
        }
    }
    if (text.len < 2 || bed_str_equal(text, key))
        return;
    at             = 0;
    o->first[i]    = bed__lex_fold(text, &at);
    o->texts_of[i] = text;
    o->texts       = true;
}

void bed__options_init(bed__options *o, bed_str text, const bed_answer_option *list, size_t n,
                       bool several)
{
    o->text    = text;
    o->list    = n == 0 ? LETTERS : list;
    o->n       = n == 0 ? sizeof LETTERS / sizeof LETTERS[0] : n;
    o->n       = o->n > BED_EXTRACT_OPTIONS ? BED_EXTRACT_OPTIONS : o->n;
    o->several = several;
    o->texts   = false;
    o->longs   = false;
    memset(o->of_letter, -1, sizeof o->of_letter);
    for (size_t i = 0; i < o->n; i++)
        add_option(o, i);
}

static bool is_word_char(int32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static int32_t skip_blanks(bed_str s, size_t *at)
{
    int32_t c = ' ';

    while (*at < s.len) {
        size_t next = *at;

        c = bed__lex_fold(s, &next);
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            return c;
        *at = next;
    }
    return c;
}

/* Whether `wanted` stands at a byte of the text, case and width and number of blanks aside, and
 * does not end within a word or a number. */
static bool stands_at(bed_str text, size_t at, bed_str wanted, size_t *end)
{
    size_t  k    = 0;
    int32_t last = ' ';

    while (k < wanted.len) {
        if (at >= text.len)
            return false;
        size_t        a = at, b = k;
        const int32_t x = bed__lex_fold(text, &a), y = bed__lex_fold(wanted, &b);
        if (x != y)
            return false;
        at = a;
        k  = b;
        if (x == ' ') {
            skip_blanks(text, &at);
            skip_blanks(wanted, &k);
        }
        last = x;
    }
    *end = at;
    if (at < text.len && is_word_char(last)) {
        const int32_t next = bed__lex_fold(text, &at);

        if (is_word_char(next) &&
            !(next == 's' && (at >= text.len || !is_word_char(bed__lex_fold(text, &at)))))
            return false;
        if ((next == '.' || next == ',') && last >= '0' && last <= '9' && at < text.len &&
            text.ptr[at] >= '0' && text.ptr[at] <= '9')
            return false;
    }
    return true;
}

size_t bed__option_text_at(const bed__options *o, size_t at, size_t *end)
{
    size_t        best = SIZE_MAX, longest = 0, next = at;
    const int32_t first = o->texts && at < o->text.len ? bed__lex_fold(o->text, &next) : -2;

    for (size_t i = 0; i < o->n; i++) {
        size_t here;

        if (o->first[i] == first && stands_at(o->text, at, o->texts_of[i], &here) &&
            here - at > longest) {
            longest = here - at;
            best    = i;
            *end    = here;
        }
    }
    return best;
}

/* ---- keys ------------------------------------------------------------------------------------ */

static bool ascii_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool may_follow(bed__sense s)
{
    return s == S_IS || s == S_AND || s == S_OR || s == S_BECAUSE || s == S_BUT || s == S_IF ||
           s == S_WRONG;
}

/* A sign right behind a key that makes it part of something else: B-cell, E.coli, 2.5, 2%. */
static bool is_part_of_more(const bed__options *o, size_t option, const bed__token *p)
{
    size_t     end;
    const char next = p->end < o->text.len ? o->text.ptr[p->end] : ' ';

    if (p->blank || p->kind != BED__LEX_SIGN)
        return false;
    if (p->sign == '%' || p->sign == '^')
        return true;
    if (p->sign == '-')
        return ascii_alnum(next) && bed__option_text_at(o, p->end, &end) != option;
    if (p->sign == '.' || p->sign == '/')
        return ((next >= 'a' && next <= 'z') || (next >= '0' && next <= '9')) &&
               bed__option_text_at(o, p->end, &end) != option && !(p->sign == '/' && o->longs);
    return false;
}

/* Whether what follows lets the token be a key: an article "A", a pronoun "I", a letter in lower
 * case or a number is one only where no other word goes on behind it. */
static bool may_be_key(const bed__options *o, const bed__token *t, size_t option, bed__lexer after)
{
    const bool sure = t->upper && t->len == 1 && t->fold[0] != 'a' && t->fold[0] != 'i';
    bed__token p;
    size_t     end;

    bed__lex_next(&after, &p);
    if (is_part_of_more(o, option, &p))
        return false;
    if (p.kind != BED__LEX_WORD)
        return true;
    if (bed__option_text_at(o, p.at, &end) == option)
        return true;
    if (t->han)
        return false; /* "是" within "是否" */
    if (p.han)
        return t->upper || (p.sense != NO_SENSE && p.sense != S_QUESTION);
    if (t->upper && p.upper && p.len == 1 && o->of_letter[(unsigned char)p.fold[0]] >= 0)
        return true;
    if (t->len == 1 && t->fold[0] == 'i' && p.sense == S_IS)
        return p.len == 2 && memcmp(p.fold, "is", 2) == 0; /* not "I was", "I would" */
    return sure || may_follow(p.sense);
}

static bool take_long_key(const bed__options *o, const bed__token *t, bed__lexer *lx,
                          uint64_t *bits)
{
    size_t best = SIZE_MAX, longest = 0, end = 0, here;

    for (size_t i = 0; i < o->n; i++) {
        const bed_str key = plain_key(o->list[i].key);

        if (key.len > 1 && stands_at(o->text, t->at, key, &here) && here - t->at > longest) {
            best    = i;
            longest = here - t->at;
            end     = here;
        }
    }
    if (best == SIZE_MAX)
        return false;
    const bed__lexer after = { o->text, end };
    const bed__token word  = { .kind = BED__LEX_WORD, .at = t->at, .end = end, .han = t->han };
    if (!may_be_key(o, &word, best, after))
        return false;
    *lx   = after;
    *bits = (uint64_t)1 << best;
    return true;
}

/* "BD": every letter a key, each once. */
static bool take_run(const bed__options *o, const bed__token *t, bed__lexer after, uint64_t *bits)
{
    bed__token p;

    *bits = 0;
    if (!t->upper || t->len < 2 || t->len > o->n)
        return false;
    for (size_t i = 0; i < t->len; i++) {
        const int8_t option = o->of_letter[(unsigned char)t->fold[i]];

        if (option < 0 || (*bits >> option & 1) != 0)
            return false;
        *bits |= (uint64_t)1 << option;
    }
    bed__lex_next(&after, &p);
    return p.kind != BED__LEX_WORD || p.han || may_follow(p.sense);
}

static bool take_element(const bed__options *o, bed__lexer *lx, bool loose, uint64_t *bits,
                         size_t *at)
{
    bed__lexer next = *lx;
    bed__token t;
    size_t     end;

    bed__lex_next(&next, &t);
    *at = t.at;
    if (t.kind == BED__LEX_END || t.kind == BED__LEX_LINE)
        return false;
    if (o->longs && loose && take_long_key(o, &t, lx, bits))
        return true;
    if (t.kind != BED__LEX_WORD || t.han || t.len == 0)
        return false;
    if (o->texts && bed__option_text_at(o, t.at, &end) != SIZE_MAX && end > t.end)
        return false;
    if (t.len > 1) {
        if (!take_run(o, &t, next, bits))
            return false;
    } else {
        const int8_t option = o->of_letter[(unsigned char)t.fold[0]];

        if (option < 0 || (!loose && !t.upper) || !may_be_key(o, &t, (size_t)option, next))
            return false;
        *bits = (uint64_t)1 << option;
    }
    *lx = next;
    return true;
}

static void skip_openers(bed__lexer *lx, bool joined)
{
    bed__lexer next = *lx;
    bed__token t;

    for (size_t i = 0; i < 8; i++) {
        bed__lex_next(&next, &t);
        if (!bed__is_sign(&t, BED__OPENERS) && t.sense != S_EITHER && t.sense != S_BOTH &&
            t.sense != S_CHOICE && t.sense != S_CHOICES && !(joined && t.sense == S_MIGHT))
            return;
        *lx = next;
    }
}

/* Marks and 项 behind a key. */
static void skip_closers(bed__lexer *lx)
{
    bed__lexer next = *lx;
    bed__token t;

    for (size_t i = 0; i < 8; i++) {
        bed__lex_next(&next, &t);
        if (!bed__is_sign(&t, BED__CLOSERS) && !(t.han && t.sense == S_CHOICE))
            return;
        *lx = next;
    }
}

typedef enum joint { NO_JOINT, COMMA, SLASH, WORD_AND, WORD_OR, BLANK } joint;

/* What joins two keys; the lexer moves behind it. */
static joint take_joint(bed__lexer *lx)
{
    bed__lexer next = *lx;
    bed__token t;
    joint      found = NO_JOINT;

    skip_closers(&next);
    for (size_t i = 0; i < 2; i++) {
        const bed__lexer before = next;

        bed__lex_next(&next, &t);
        if (t.sense == S_AND || bed__is_sign(&t, "&+"))
            found = WORD_AND;
        else if (t.sense == S_OR)
            found = WORD_OR;
        else if (i == 0 && bed__is_sign(&t, ",;"))
            found = COMMA;
        else if (i == 0 && bed__is_sign(&t, "/"))
            found = SLASH;
        else {
            next = before;
            break;
        }
    }
    if (found == NO_JOINT && t.kind == BED__LEX_WORD && t.blank && t.upper && t.len == 1)
        found = BLANK;
    *lx = next;
    return found;
}

bool bed__group_take(const bed__options *o, bed__lexer lx, bool loose, bed__group *g)
{
    uint64_t bits;
    size_t   at;

    skip_openers(&lx, false);
    if (!take_element(o, &lx, loose, &bits, &at))
        return false;
    *g = (bed__group){ .keys = bits, .at = at, .end = lx.at, .after = lx };
    for (size_t i = 0; i < 2 * BED_EXTRACT_OPTIONS; i++) {
        bed__lexer  next = g->after;
        const joint j    = take_joint(&next);

        if (j == NO_JOINT)
            break;
        skip_openers(&next, false);
        if (!take_element(o, &next, loose, &bits, &at)) {
            skip_openers(&next, true); /* "or maybe D" */
            if (!take_element(o, &next, loose, &bits, &at))
                break;
        }
        g->before_last       = j == COMMA ? g->keys : 0;
        g->end_before_last   = g->end;
        g->after_before_last = g->after;
        g->open |= j == WORD_OR;
        g->slash |= j == SLASH;
        g->keys |= bits;
        g->after = next;
        g->end   = next.at;
    }
    return true;
}

/* ---- what is said of keys -------------------------------------------------------------------- */

static size_t only_option(uint64_t keys)
{
    size_t i = 0;

    while ((keys >> i & 1) == 0)
        i++;
    return i;
}

/* Moves behind the option's own text, where it stands behind its key: "C) Metformin". */
static bool skip_own_text(const bed__options *o, const bed__group *g, bed__lexer *lx)
{
    bed__lexer next = *lx;
    bed__token t;
    size_t     end;
    size_t     found;

    if (!o->texts || !bed__one_bit(g->keys))
        return true;
    bed__skip_signs(&next, ".:,-(" BED__CLOSERS);
    bed__skip_signs(&next, BED__OPENERS);
    bed__lexer here = next;
    bed__lex_next(&here, &t);
    if (t.kind != BED__LEX_WORD && t.kind != BED__LEX_SIGN)
        return true;
    found = bed__option_text_at(o, t.at, &end);
    if (found == SIZE_MAX)
        return true;
    next.at = end;
    skip_closers(&next);
    if (found != only_option(g->keys)) {
        bed__lex_next(&next, &t);
        return t.kind != BED__LEX_END && t.kind != BED__LEX_LINE && !bed__is_sign(&t, ".");
    }
    *lx = next;
    return true;
}

static bed__verdict drop_last(bed__group *g)
{
    g->keys  = g->before_last;
    g->end   = g->end_before_last;
    g->after = g->after_before_last;
    return BED__PLAIN;
}

static bool seems(const bed__token *t)
{
    return t->sense == S_MIGHT && t->len > 3 && memcmp(t->fold, "seem", 4) == 0;
}

/* Behind a colon or full stop: "C: correct", "C (wrong)", but not "C: right heart failure". */
static bed__verdict remark(bed__lexer lx, const bed__token *sign)
{
    bed__token t, p;

    bed__lex_next(&lx, &t);
    bed__lex_next(&lx, &p);
    const bool right = t.sense == S_RIGHT || t.sense == S_FITS;
    if (p.kind == BED__LEX_WORD && !p.han && (right || sign->sign == '.'))
        return BED__PLAIN;
    return t.sense == S_WRONG ? BED__SAID_WRONG : right ? BED__SAID_RIGHT : BED__PLAIN;
}

/* ", but that is wrong" */
static bed__verdict objection(bed__lexer lx)
{
    bed__token t;

    bed__lex_next(&lx, &t);
    if (t.sense != S_BUT)
        return BED__PLAIN;
    for (size_t i = 0; i < 4; i++) {
        bed__lex_next(&lx, &t);
        if (t.sense == S_WRONG || t.sense == S_NOT)
            return BED__SAID_WRONG;
        if (t.sense != S_FILL && t.sense != S_IS)
            break;
    }
    return BED__PLAIN;
}

/* Behind "is": what the predicate says. */
static bed__verdict predicate(bed__lexer lx)
{
    bed__token t;

    for (size_t i = 0; i < 8; i++) {
        bed__lex_next(&lx, &t);
        switch (t.sense) {
        case S_NOT:
        case S_WRONG:
        case S_RATHER:
            return BED__SAID_WRONG;
        case S_RIGHT:
        case S_FITS:
            bed__lex_next(&lx, &t);
            return t.sense == S_WRONG ? BED__SAID_WRONG : BED__SAID_RIGHT;
        case S_ANSWER:
        case S_CHOICE:
            return BED__SAID_RIGHT;
        case S_FILL:
        case S_IS:
        case S_BOTH:
        case S_SO:
        case S_OF:
            break;
        default:
            if (!bed__is_sign(&t, "*\"'") && !seems(&t))
                return BED__PLAIN;
        }
    }
    return BED__PLAIN;
}

/* Whether what follows "B, C" is said of C alone: "B, C is wrong", "B，C错误"; but "B、C是正确的"
 * is said of both, and so is everything behind "are". */
static bool begins_clause(const bed__token *t, bed__verdict said)
{
    if (t->sense == S_IS && !t->han)
        return !(t->len == 3 && t->fold[0] == 'a');
    return (t->sense == S_WRONG || t->sense == S_NOT || t->sense == S_IS || t->sense == S_RATHER) &&
           said != BED__SAID_RIGHT;
}

bed__verdict bed__group_verdict(const bed__options *o, bed__group *g)
{
    bed__lexer lx = g->after;
    bed__token t;

    skip_closers(&lx);
    if (!skip_own_text(o, g, &lx))
        return BED__MISMATCH;
    const bed__lexer before = lx;
    bed__lex_next(&lx, &t);
    if (bed__is_sign(&t, ".:-("))
        return remark(lx, &t);
    if (bed__is_sign(&t, ","))
        return objection(lx);
    if (bed__is_sign(&t, "?"))
        return BED__ASKED;
    if (t.sense == S_IF)
        return BED__CONDITIONAL;
    if (t.sense != S_IS && t.sense != S_NOT && t.sense != S_WRONG && t.sense != S_RIGHT &&
        t.sense != S_FITS && !(t.han && t.sense == S_FILL) && t.sense != S_RATHER && !seems(&t))
        return BED__PLAIN;
    if (t.sense == S_RATHER && !t.han)
        return BED__PLAIN;
    const bed__verdict said = predicate(before);
    if (g->before_last != 0 && begins_clause(&t, said))
        return drop_last(g);
    return said;
}
