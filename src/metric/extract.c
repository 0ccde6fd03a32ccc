/* The rules that find an answer in a free text, and what is made of several findings.
 *
 * The text is read once, word by word. A rule that applies gives a finding: the keys it saw, where,
 * and how much it weighs:
 *   SURE    stated as final (\boxed, "final answer")
 *   STATED  "the answer is C", "I choose C", "therefore, C", a line that is nothing but "C"
 *   SAID    "C is correct", "the best treatment is C", "C) because ..."
 *   LOOSE   what was said under a condition or with "might"
 * The heaviest findings decide, and they must agree: where two of the same weight differ, the
 * answer is ambiguous, unless the text takes the first back ("wait", "更正") before the second. A
 * choice left open ("A or B") gives way to a later finding within it. Where no rule for keys
 * applies, the texts of the options are looked for in concluding sentences. */
#include "metric/extract_keys.h"

#include <string.h>

typedef enum weight { LOOSE, SAID, STATED, SURE, N_WEIGHTS } weight;

typedef struct finding {
    uint64_t         keys;
    bool             open;     /* left open, or key and text of two options */
    bool             conflict; /* with another finding of its weight */
    bed_extract_rule rule;
    size_t           at, end;
} finding;

typedef enum line_kind {
    LINE_OTHER,
    LINE_PURE,     /* "C", "(B) and (D)" */
    LINE_NAMED,    /* "C. Metformin", that being the text of C */
    LINE_LETTERED, /* "C. because ..." */
    LINE_TEXT      /* "Metformin" */
} line_kind;

typedef struct line {
    line_kind kind;
    finding   found;
} line;

typedef struct sentence {
    size_t begin;
    bool   right, topic, so, chosen, is, loose, others, found; /* what was seen in it */
    size_t n_words, not_at; /* words; that of the last "not", from 1 */
} sentence;

typedef struct scan {
    bed__options options;
    bed_str      text;
    bed__lexer   lx;
    bed__token   t, before, before_that;
    finding      findings[N_WEIGHTS];
    bool         revised; /* what was found before is taken back by what comes now */
    sentence     s;
    bool         linked; /* the last sentence says that something is something */
    size_t       n_sentences, n_lines;
    line         first, last;
    uint64_t     listed, named; /* keys of lettered lines; options whose text is a line */
    finding      so, concluded; /* texts in sentences: the last "therefore", all others */
    finding      bold;
} scan;

/* ---- findings -------------------------------------------------------------------------------- */

static bool same(const finding *a, const finding *b)
{
    return a->keys == b->keys && a->open == b->open;
}

/* Adds a finding to those of its weight, and says whether they still agree. */
static void join(finding *all, const finding *f)
{
    const bool narrows = all->open && !f->open && (f->keys & ~all->keys) == 0;

    if (all->keys == 0 || narrows) {
        *all = *f;
    } else if (!same(all, f)) {
        all->conflict = true;
        all->keys |= f->keys;
        all->at  = f->at;
        all->end = f->end;
    }
}

static void add(scan *s, weight w, const finding *f)
{
    if (s->revised) {
        const size_t upto = w >= STATED ? N_WEIGHTS : (size_t)w + 1;

        memset(s->findings, 0, upto * sizeof s->findings[0]);
        s->revised = false;
    }
    s->s.found = true;
    if (w == STATED && s->findings[SURE].keys != 0 && !same(&s->findings[SURE], f))
        join(&s->findings[SURE], f);
    join(&s->findings[w], f);
}

/* ---- sentences and the texts of options ------------------------------------------------------ */

/* The options whose texts stand in a part of the text, those left out that are turned down there
 * ("not metformin", "rather than metformin"). */
static finding named_between(const scan *s, size_t begin, size_t end)
{
    enum { MOST_BYTES = 2000 };
    finding    f = { .at = end };
    bed__lexer lx;
    bed__token t;
    bool       down = false;
    size_t     here;

    end = end - begin > MOST_BYTES ? begin + MOST_BYTES : end;
    lx  = (bed__lexer){ { s->text.ptr, end }, begin };
    for (bed__lex_next(&lx, &t); t.kind != BED__LEX_END; bed__lex_next(&lx, &t)) {
        const size_t option = bed__option_text_at(&s->options, t.at, &here);

        if (option != SIZE_MAX && here <= end) {
            if (!down) {
                f.keys |= (uint64_t)1 << option;
                f.at  = f.at < t.at ? f.at : t.at;
                f.end = here;
            }
            lx.at = here > lx.at ? here : lx.at;
        } else if (t.sense == S_NOT || t.sense == S_RATHER || t.sense == S_WRONG) {
            down = true;
        } else if (t.sense == S_BUT || bed__is_sign(&t, ",;:")) {
            down = false;
        } else if (t.sense == S_OR && f.keys != 0) {
            f.open = true;
        }
    }
    f.open = f.open && !bed__one_bit(f.keys);
    return f;
}

/* Whether what was named is what the sentence comes down to: it begins the sentence ("Metformin is
 * the best choice") or ends it or one of its clauses ("the diagnosis is pneumonia, because ...").
 */
static bool is_point_of(const scan *s, const finding *f, size_t begin, size_t end)
{
    bed__lexer lx = { { s->text.ptr, end }, begin };
    bed__token t;

    for (bed__lex_next(&lx, &t); t.at < f->at && (t.kind != BED__LEX_WORD || t.sense == S_SO ||
                                                  t.sense == S_FILL || t.sense == S_CHOOSE);)
        bed__lex_next(&lx, &t);
    if (t.at >= f->at)
        return true;
    lx.at = f->end;
    bed__skip_signs(&lx, BED__CLOSERS);
    bed__lex_next(&lx, &t);
    return t.kind == BED__LEX_END || t.kind == BED__LEX_LINE || t.sense == S_BECAUSE ||
           t.sense == S_RATHER || t.sense == S_BUT || bed__is_sign(&t, ".,;!([<");
}

static void end_sentence(scan *s, size_t end)
{
    const sentence *const now = &s->s;

    s->n_sentences += now->n_words > 0;
    if (s->options.texts && !now->loose && !now->found &&
        (now->so || now->chosen || (now->right && now->is))) {
        finding f = named_between(s, now->begin, end);

        f.rule = BED_EXTRACT_SENTENCE;
        if (f.keys != 0 && is_point_of(s, &f, now->begin, end)) {
            if (now->so)
                s->so = f;
            else if (bed__one_bit(f.keys))
                join(&s->concluded, &f);
        }
    }
    if (now->n_words > 0)
        s->linked = now->is || now->chosen || now->so;
    s->s = (sentence){ .begin = end };
}

/* A full stop ends a sentence where no letter or digit stands right behind it. */
static bool ends_sentence(const scan *s, const bed__token *t)
{
    if (bed__is_sign(t, "!?;"))
        return true;
    if (!bed__is_sign(t, "."))
        return false;
    const char next = t->end < s->text.len ? s->text.ptr[t->end] : ' ';
    return t->end - t->at > 1 || !((next >= '0' && next <= '9') || (next >= 'a' && next <= 'z') ||
                                   (next >= 'A' && next <= 'Z'));
}

/* ---- lines ----------------------------------------------------------------------------------- */

static bool ends_line(bed__lexer lx)
{
    bed__token t, p;

    bed__skip_signs(&lx, BED__CLOSERS);
    bed__lex_next(&lx, &t);
    if (t.han && t.sense == S_CHOICE)
        bed__lex_next(&lx, &t);
    if (bed__is_sign(&t, ".!,")) {
        bed__skip_signs(&lx, BED__CLOSERS ".");
        bed__lex_next(&lx, &t);
    }
    if (bed__is_sign(&t, "<")) { /* a mark of the end: "</s>", "<|im_end|>" */
        bed__lex_next(&lx, &p);
        return bed__is_sign(&p, "/|");
    }
    return t.kind == BED__LEX_END || t.kind == BED__LEX_LINE;
}

static bed__sense next_sense(bed__lexer lx)
{
    bed__token t;

    bed__lex_next(&lx, &t);
    return t.sense;
}

/* "C.", "(C)", "C:", "C -" and, of keys that are words, "Yes,". */
static bool has_delimiter(const scan *s, const bed__group *g, bed__lexer *after)
{
    bed__token t;

    *after = g->after;
    bed__lex_next(after, &t);
    while (bed__is_sign(&t, "*]}_'\"`"))
        bed__lex_next(after, &t);
    if (bed__is_sign(&t, "-"))
        return t.blank;
    return bed__is_sign(&t, ".):") || (bed__is_sign(&t, ",;!") && s->options.longs) ||
           (bed__is_sign(&t, ",") && bed__one_bit(g->keys) &&
            (t.end - t.at > 1 || next_sense(*after) == S_BECAUSE));
}

/* Whether the key behind this one stands in the same line with a delimiter: "A) rest B) ice". */
static bool lists_more(const scan *s, const bed__group *g)
{
    bed__lexer lx = g->after;
    bed__token t, p;

    for (bed__lex_next(&lx, &t); t.kind != BED__LEX_END && t.kind != BED__LEX_LINE;
         bed__lex_next(&lx, &t)) {
        const int8_t option = t.kind == BED__LEX_WORD && t.upper && t.len == 1
                                  ? s->options.of_letter[(unsigned char)t.fold[0]]
                                  : -1;

        if (option < 1 || (g->keys >> (option - 1) & 1) == 0)
            continue;
        bed__lexer next = lx;
        bed__lex_next(&next, &p);
        if (bed__is_sign(&p, ".):"))
            return true;
    }
    return false;
}

static line_kind kind_of_line(const scan *s, const bed__group *g)
{
    bed__lexer after;
    bed__token t;
    size_t     end;

    if (ends_line(g->after))
        return LINE_PURE;
    const bool delimited = has_delimiter(s, g, &after);
    if (!delimited)
        after = g->after;
    bed__skip_signs(&after, ".):-*_ ");
    bed__lexer here = after;
    bed__lex_next(&here, &t);
    const size_t option = bed__option_text_at(&s->options, t.at, &end);
    if (option != SIZE_MAX && bed__one_bit(g->keys) && (g->keys >> option & 1) != 0) {
        after.at = end;
        if (ends_line(after))
            return LINE_NAMED;
    }
    if (!delimited || lists_more(s, g))
        return LINE_OTHER;
    return LINE_LETTERED;
}

/* Looks whether a line is a key, begins with one or is an option's text. */
static void read_line(scan *s)
{
    bed__lexer lx = { s->text, s->t.at };
    bed__group g;
    line       l      = { .kind = LINE_OTHER };
    size_t     hashes = 0, end;

    for (bed__token t; bed__lex_next(&lx, &t), bed__is_sign(&t, "#>*_-=");)
        hashes += t.sign == '#';
    lx.at = s->t.at;
    bed__skip_signs(&lx, "#>*_-=");
    bed__lexer here = lx;
    bed__token t;
    bed__lex_next(&here, &t);
    if (bed__group_take(&s->options, lx, true, &g)) {
        l.kind  = kind_of_line(s, &g);
        l.found = (finding){ .keys = g.keys, .open = g.open, .at = g.at, .end = g.end };
        if (bed__group_verdict(&s->options, &g) == BED__SAID_WRONG && l.kind != LINE_PURE)
            l.kind = LINE_OTHER, s->listed |= g.keys;
        if (l.kind == LINE_LETTERED || l.kind == LINE_NAMED)
            s->listed |= g.keys;
        if (l.kind == LINE_PURE && hashes == 4)
            add(s, SURE, &(finding){ g.keys, g.open, false, BED_EXTRACT_FINAL, g.at, g.end });
    } else if (s->options.texts) {
        const size_t option = bed__option_text_at(&s->options, t.at, &end);

        if (option != SIZE_MAX && (ends_line((bed__lexer){ s->text, end }) || s->n_lines == 0)) {
            const bed__lexer after = { s->text, end };
            bed__lexer       next  = after;
            bed__token       p;

            bed__skip_signs(&next, BED__CLOSERS);
            bed__lex_next(&next, &p);
            if (ends_line(after) || bed__is_sign(&p, ".:")) {
                l.kind  = LINE_TEXT;
                l.found = (finding){ .keys = (uint64_t)1 << option, .at = t.at, .end = end };
                s->named |= l.found.keys;
            }
        }
    }
    s->last = l;
    if (s->n_lines++ == 0)
        s->first = l;
}

/* ---- rules ----------------------------------------------------------------------------------- */

static finding of_group(const bed__group *g, bed__verdict v, bed_extract_rule rule)
{
    return (finding){ .keys = g->keys,
                      .open = g->open || v == BED__MISMATCH,
                      .rule = rule,
                      .at   = g->at,
                      .end  = g->end };
}

/* All the options, as in "answer (A, B, C or D)": the question, not an answer. */
static bool is_enumeration(const scan *s, const bed__group *g)
{
    const uint64_t all =
        s->options.n == BED_EXTRACT_OPTIONS ? ~(uint64_t)0 : ((uint64_t)1 << s->options.n) - 1;

    return g->keys == all && s->options.n > 1 && (!s->options.several || g->open || g->slash);
}

static void behind(scan *s, bed__lexer lx)
{
    s->lx      = lx;
    s->t.kind  = BED__LEX_SIGN;
    s->t.sign  = ')';
    s->t.sense = NO_SENSE;
}

typedef struct cue {
    weight           w;
    bed_extract_rule rule;
    bool bare;  /* the key may follow at once: "choose C"; otherwise "is" must stand between */
    bool texts; /* an option's text may stand for its key */
    bool han;
    bool one_line; /* what follows stands in the same line */
} cue;

/* Moves behind "to this question is", to what links the cue with its answer. */
static bool skip_to_link(bed__lexer *lx)
{
    bed__lexer next = *lx;
    bed__token t;

    for (size_t i = 0; i < 40; i++) {
        bed__lex_next(&next, &t);
        if (t.kind == BED__LEX_END || t.kind == BED__LEX_LINE || bed__is_sign(&t, ".?!;,") ||
            t.sense == S_NOT)
            return false;
        if (t.sense == S_IS || bed__is_sign(&t, ":")) {
            *lx = next;
            return true;
        }
    }
    return false;
}

static size_t sentence_end(const scan *s, bed__lexer lx)
{
    bed__token t;

    for (size_t i = 0; i < 150; i++) {
        bed__lex_next(&lx, &t);
        if (t.kind == BED__LEX_END || t.kind == BED__LEX_LINE || ends_sentence(s, &t))
            return t.at;
    }
    return t.at;
}

/* Moves behind the "but" of "not A, but B". */
static bool skip_to_but(bed__lexer *lx)
{
    bed__lexer next = *lx;
    bed__token t;

    for (size_t i = 0; i < 12; i++) {
        bed__lex_next(&next, &t);
        if (t.kind == BED__LEX_END || t.kind == BED__LEX_LINE || bed__is_sign(&t, ".?!;"))
            return false;
        if (t.sense == S_BUT) {
            *lx = next;
            return true;
        }
    }
    return false;
}

/* Whether the sentence at the lexer ends with a question mark. */
static bool is_asked(const scan *s, bed__lexer lx)
{
    bed__token t;

    for (size_t i = 0; i < 60; i++) {
        bed__lex_next(&lx, &t);
        if (t.kind == BED__LEX_END || t.kind == BED__LEX_LINE || ends_sentence(s, &t))
            return bed__is_sign(&t, "?");
    }
    return false;
}

/* Whether the lines from here on list options: the next one begins with another key. */
static bool lists_options(const scan *s, const bed__group *g)
{
    bed__lexer lx = g->after;
    bed__token t;
    bed__group other;

    if (ends_line(g->after))
        return false;
    do
        bed__lex_next(&lx, &t);
    while (t.kind != BED__LEX_END && t.kind != BED__LEX_LINE);
    do {
        bed__skip_signs(&lx, "#>*_-=");
        if (bed__group_take(&s->options, lx, false, &other))
            return other.keys != g->keys && kind_of_line(s, &other) != LINE_OTHER;
        bed__lex_next(&lx, &t);
    } while (t.kind == BED__LEX_LINE);
    return false;
}

/* An option's text right at the lexer, and those joined to it. */
static bool take_texts(const scan *s, bed__lexer lx, bed__group *g)
{
    bed__token t;
    size_t     end;

    *g = (bed__group){ .keys = 0 };
    for (size_t i = 0; i < BED_EXTRACT_OPTIONS; i++) {
        bed__lexer next;

        bed__skip_signs(&lx, BED__OPENERS);
        next = lx;
        bed__lex_next(&next, &t);
        if (t.sense == S_FILL && i > 0 && !t.han)
            bed__lex_next(&next, &t);
        const size_t option =
            t.kind == BED__LEX_END ? SIZE_MAX : bed__option_text_at(&s->options, t.at, &end);
        if (option == SIZE_MAX)
            break;
        g->at = g->keys == 0 ? t.at : g->at;
        g->keys |= (uint64_t)1 << option;
        g->end   = end;
        g->after = (bed__lexer){ s->text, end };
        lx       = g->after;
        bed__skip_signs(&lx, BED__CLOSERS);
        bed__lex_next(&lx, &t);
        if (t.sense != S_AND && t.sense != S_OR)
            break;
        bed__lexer more = lx;
        bed__token p;
        bed__lex_next(&more, &p);
        if (t.sense == S_OR && bed__option_text_at(&s->options, p.at, &end) != SIZE_MAX)
            g->open = true;
    }
    g->open = g->open && !bed__one_bit(g->keys);
    return g->keys != 0;
}

typedef struct walk {
    bed__lexer lx;
    bool       linked; /* "is" or a colon was passed */
    bool       loose;
    bool       turned; /* "not A, but": only a key that ends the sentence counts */
    size_t     lines, n_passed;
} walk;

/* Whether a token between a cue and its answer may be passed over. */
static bool pass(walk *w, const bed__token *t)
{
    switch (t->sense) {
    case S_IS:
        w->linked = true;
        return true;
    case S_MIGHT:
        w->loose = true;
        return true;
    case S_CHOICES:
        return w->linked;
    case S_OF:
    case S_WITH:
        w->linked = skip_to_link(&w->lx) || w->linked;
        return true;
    case S_FILL:
    case S_SAY:
    case S_RIGHT:
    case S_FITS:
    case S_CHOICE:
    case S_FINAL:
    case S_CHOOSE:
    case S_SO:
    case S_BOXED:
    case S_BOTH:
    case S_EITHER:
    case S_ANSWER:
    case S_QUESTION:
    case S_ACTUALLY:
        return true;
    default:
        break;
    }
    if (t->kind == BED__LEX_LINE)
        return ++w->lines < 4;
    if (bed__is_sign(t, ":=") || (bed__is_sign(t, "-") && w->n_passed == 0)) {
        w->linked = true;
        return true;
    }
    return t->kind == BED__LEX_SIGN && !bed__is_sign(t, ".?!;/");
}

/* Adds what a cue led to; false where it is turned down. */
static bool settle(scan *s, const cue *c, const walk *w, bed__group *g)
{
    const bed__verdict v    = bed__group_verdict(&s->options, g);
    const bool         last = ends_line(g->after);

    if (v == BED__SAID_WRONG || v == BED__ASKED || is_asked(s, g->after) ||
        (w->lines > 0 && lists_options(s, g)) ||
        (w->turned && v != BED__SAID_RIGHT && sentence_end(s, g->after) > g->end + 3))
        return false;
    if (!w->linked && !c->bare && v != BED__SAID_RIGHT && !last && !c->han)
        return false;
    const finding f     = of_group(g, v, c->rule);
    const bool    loose = w->loose || s->s.loose || v == BED__CONDITIONAL;
    add(s, loose ? LOOSE : c->w, &f);
    return true;
}

static bool settle_texts(scan *s, const cue *c, const walk *w, const bed__group *g)
{
    bed__lexer after = g->after;
    bed__token t;

    bed__lex_next(&after, &t);
    if (bed__is_sign(&t, "?") || t.sense == S_WRONG)
        return false;
    finding f = of_group(g, BED__PLAIN, BED_EXTRACT_ANSWER_TEXT);
    add(s, w->loose || s->s.loose || t.sense == S_IF ? LOOSE : c->w, &f);
    return true;
}

/* From a cue to the key or text that it announces. */
static void follow(scan *s, const cue *c)
{
    walk       w = { .lx = s->lx };
    bed__group g;
    bed__token t;

    for (size_t i = 0; i < 24; i++) {
        bed__lexer next = w.lx;

        if (c->texts && (w.linked || c->bare) && s->options.texts && take_texts(s, w.lx, &g)) {
            const bed__group texts = g;
            bed__group       keys;

            if (!bed__group_take(&s->options, w.lx, true, &keys) || keys.end < texts.end) {
                if (settle_texts(s, c, &w, &texts))
                    behind(s, texts.after);
                return;
            }
        }
        bed__lex_next(&next, &t);
        if (t.kind != BED__LEX_LINE && bed__group_take(&s->options, w.lx, true, &g)) {
            if (!is_enumeration(s, &g)) {
                if (settle(s, c, &w, &g))
                    behind(s, g.after);
                else
                    s->s.found = true;
                return;
            }
            w.lx = g.after;
            continue;
        }
        w.lx = next;
        if (t.kind == BED__LEX_END || (t.kind == BED__LEX_LINE && c->one_line))
            break;
        if ((t.sense == S_NOT || t.sense == S_RATHER) && skip_to_but(&w.lx))
            w.turned = true;
        else if (!pass(&w, &t))
            break;
        w.n_passed++;
    }
    if (!c->texts || !w.linked || !s->options.texts || t.sense == S_NOT || t.kind == BED__LEX_END)
        return;
    const finding f = named_between(s, t.at, sentence_end(s, (bed__lexer){ s->text, t.at }));
    if (bed__one_bit(f.keys) && !s->s.loose && !w.loose)
        add(s, c->w, &(finding){ f.keys, false, false, BED_EXTRACT_ANSWER_TEXT, f.at, f.end });
}

/* "not the answer", "I don't think the answer is": a "not" a few words before. */
static bool turned_down(const scan *s, size_t words)
{
    return s->s.not_at > 0 && s->s.n_words - s->s.not_at <= words;
}

static void on_answer(scan *s)
{
    const bool tag   = bed__is_sign(&s->before, "<");
    const bool final = s->before.sense == S_FINAL || tag;
    bed__lexer next  = s->lx;
    bed__token t;

    bed__lex_next(&next, &t);
    if (t.sense == S_CHOICES || bed__is_sign(&s->before, "/") || turned_down(s, 5) ||
        (s->t.len == 3 && !bed__is_sign(&t, ".:")))
        return;
    if (s->t.len == 3 && t.sign == '.')
        s->lx = next;
    if (s->t.han && s->t.end - s->t.at == 3 && !bed__is_sign(&t, ":"))
        return;
    follow(s, &(cue){ .w     = final ? SURE : STATED,
                      .rule  = final ? BED_EXTRACT_FINAL : BED_EXTRACT_ANSWER,
                      .bare  = tag || s->t.len == 8 || s->t.len == 3,
                      .texts = true,
                      .han   = s->t.han });
}

/* "the correct option is C", "my choice: C"; "option C" alone says nothing yet. */
static void on_choice(scan *s)
{
    const bool mine =
        s->before.sense == S_FINAL ||
        (s->before.sense == S_FILL && s->before.len == 2 && memcmp(s->before.fold, "my", 2) == 0);
    const bool said = s->s.right || mine || s->before.sense == S_FITS;
    bed__lexer next = s->lx;
    bed__token t;

    bed__skip_signs(&next, "*\"'`");
    bed__lex_next(&next, &t);
    if (t.sense != S_IS && t.sense != S_FILL && !bed__is_sign(&t, ":"))
        return;
    if ((!said && !bed__is_sign(&t, ":")) || turned_down(s, 4))
        return;
    follow(s, &(cue){ .w = STATED, .rule = BED_EXTRACT_ANSWER, .texts = said, .one_line = !said });
}

static void on_choose(scan *s)
{
    s->s.chosen = true;
    if (!turned_down(s, s->t.han ? 2 : 3))
        follow(
            s,
            &(cue){ .w = s->s.others ? LOOSE : STATED, .rule = BED_EXTRACT_CHOOSE, .bare = true });
}

/* "So C it is." */
static void skip_it_is(bed__lexer *lx)
{
    bed__lexer next = *lx;
    bed__token it, is;

    bed__lex_next(&next, &it);
    bed__lex_next(&next, &is);
    if (it.len == 2 && memcmp(it.fold, "it", 2) == 0 && is.sense == S_IS)
        *lx = next;
}

/* "I'd say C.", "that leaves C": a key at once, and the end of the sentence or clause. */
static void on_say(scan *s)
{
    bed__group g;
    bed__token t;

    if (turned_down(s, 3) || s->s.others || !bed__group_take(&s->options, s->lx, false, &g))
        return;
    bed__lexer after = g.after;
    bed__skip_signs(&after, BED__CLOSERS);
    bed__lex_next(&after, &t);
    if (t.kind != BED__LEX_END && t.kind != BED__LEX_LINE && !bed__is_sign(&t, ".,;!"))
        return;
    const finding f = of_group(&g, BED__PLAIN, BED_EXTRACT_CHOOSE);
    add(s, s->s.loose ? LOOSE : SAID, &f);
    behind(s, g.after);
}

/* "therefore, C." and nothing behind it. */
static void on_so(scan *s)
{
    bed__lexer lx = s->lx;
    bed__group g;
    bed__token t;

    s->s.so = true;
    for (size_t i = 0; i < 6; i++) {
        bed__lexer next = lx;

        if (bed__group_take(&s->options, lx, true, &g)) {
            const bed__verdict v = bed__group_verdict(&s->options, &g);

            if (v != BED__PLAIN && v != BED__MISMATCH)
                return;
            bed__lexer after = g.after;
            bed__skip_signs(&after, BED__CLOSERS);
            skip_it_is(&after);
            bed__lex_next(&after, &t);
            if (!(t.kind == BED__LEX_END || t.kind == BED__LEX_LINE || ends_sentence(s, &t) ||
                  v == BED__MISMATCH || (t.han && t.sense == S_CHOICE)))
                return;
            const finding f = of_group(&g, v, BED_EXTRACT_THEREFORE);
            add(s, STATED, &f);
            behind(s, g.after);
            return;
        }
        bed__lex_next(&next, &t);
        if (!bed__is_sign(&t, ",:*") && t.sense != S_SO && t.sense != S_FILL && t.sense != S_CHOICE)
            return;
        lx = next;
    }
}

/* "it is", "it's", "应该是" */
static bool is_it(const scan *s)
{
    if (s->t.kind != BED__LEX_WORD)
        return false;
    if (s->t.han)
        return s->before.sense == S_SO || (s->before.han && s->before.sense == S_FILL);
    if (s->before.sense == S_OF) /* "it has to be" */
        return s->before_that.len == 3 && memcmp(s->before_that.fold, "has", 3) == 0;
    return (s->t.len == 4 && memcmp(s->t.fold, "it's", 4) == 0) ||
           (s->before.len == 2 && memcmp(s->before.fold, "it", 2) == 0);
}

/* "the best treatment is (C)", "the diagnosis is C", "it is C." */
static void on_link(scan *s)
{
    bed__group g;
    bed__lexer lx    = s->lx;
    const bool about = s->s.right || s->s.topic;

    if (!about && !is_it(s))
        return;
    for (size_t i = 0; i < 6; i++) {
        bed__lexer next = lx;
        bed__token t;

        if (bed__group_take(&s->options, lx, true, &g)) {
            const bed__verdict v = bed__group_verdict(&s->options, &g);

            if (v == BED__SAID_WRONG || v == BED__ASKED || is_enumeration(s, &g) ||
                is_asked(s, g.after) || (!about && sentence_end(s, g.after) > g.end + 3))
                return;
            const finding f = of_group(&g, v, BED_EXTRACT_BEST);
            add(s, s->s.loose || v == BED__CONDITIONAL ? LOOSE : SAID, &f);
            behind(s, g.after);
            return;
        }
        bed__lex_next(&next, &t);
        if (t.sense != S_IS && t.sense != S_CHOICE && t.sense != S_FILL && t.sense != S_SO &&
            !bed__is_sign(&t, ":*\"'(["))
            return;
        lx = next;
    }
}

static bool is_also(const bed__token *t)
{
    return t->sense == S_FILL && (t->han || (t->len == 4 && memcmp(t->fold, "also", 4) == 0));
}

/* "(the answer is B,) but it could also be C": left open after all. */
static void on_might(scan *s)
{
    bool       also = is_also(&s->before);
    bed__lexer lx   = s->lx;
    bed__group g;
    bed__token t;

    for (size_t i = 0; i < 4; i++) {
        if (bed__group_take(&s->options, lx, true, &g)) {
            if (also && sentence_end(s, g.after) <= g.end + 3 && s->findings[STATED].keys != 0)
                join(&s->findings[STATED],
                     &(finding){ g.keys, false, false, BED_EXTRACT_ANSWER, g.at, g.end });
            return;
        }
        bed__lex_next(&lx, &t);
        also |= is_also(&t);
        if (t.sense != S_IS && t.sense != S_FILL)
            return;
    }
}

static bool may_precede_subject(const bed__token *t)
{
    switch (t->sense) {
    case S_CHOICE:
    case S_CHOICES:
    case S_ANSWER:
    case S_BOTH:
    case S_EITHER:
    case S_SO:
    case S_BECAUSE:
    case S_BUT:
    case S_FILL:
    case S_IS:
        return true;
    default:
        return t->kind == BED__LEX_END || t->kind == BED__LEX_LINE || t->kind == BED__LEX_SIGN;
    }
}

/* "C is correct", "C选项正确"; and keys in bold type. */
static void on_key(scan *s)
{
    bed__group g;
    bed__token t;

    if (s->options.of_letter[(unsigned char)s->t.fold[0]] < 0 && s->t.len == 1)
        return;
    const bool named = s->before.sense == S_CHOICE || s->before.sense == S_CHOICES;
    if (!may_precede_subject(&s->before) || (!s->t.upper && !named) ||
        !bed__group_take(&s->options, (bed__lexer){ s->text, s->t.at }, named, &g))
        return;
    const bed__verdict v     = bed__group_verdict(&s->options, &g);
    const bool         bold  = bed__is_sign(&s->before, "*") && bed__is_sign(&s->before_that, "*");
    bed__lexer         after = g.after;
    bed__lex_next(&after, &t);
    if (v == BED__SAID_WRONG && g.keys == s->findings[STATED].keys)
        s->revised = true; /* where another answer follows */
    if (v == BED__SAID_RIGHT && !turned_down(s, 2) && !is_asked(s, g.after)) {
        const finding f = of_group(&g, v, BED_EXTRACT_PREDICATE);
        add(s, s->s.loose ? LOOSE : SAID, &f);
    } else if (bold && v == BED__PLAIN && bed__is_sign(&t, "*.):")) {
        const finding f = of_group(&g, v, BED_EXTRACT_BOLD);
        join(&s->bold, &f);
    }
    behind(s, g.after);
}

/* ---- the reading ----------------------------------------------------------------------------- */

static void apply(scan *s)
{
    switch (s->t.sense) {
    case S_ANSWER:
        on_answer(s);
        return;
    case S_BOXED:
        follow(s, &(cue){ .w = SURE, .rule = BED_EXTRACT_BOXED, .bare = true, .texts = true });
        return;
    case S_CHOICE:
        on_choice(s);
        return;
    case S_CHOOSE:
        on_choose(s);
        return;
    case S_WITH:
        if (s->before.sense == S_GO)
            on_choose(s);
        return;
    case S_SO:
        on_so(s);
        return;
    case S_SAY:
        on_say(s);
        return;
    case S_OTHERS:
        s->s.others = true;
        return;
    case S_IS:
        s->s.is = true;
        on_link(s);
        return;
    case S_TOPIC:
        s->s.topic = true;
        return;
    case S_RIGHT:
        s->s.right |= !turned_down(s, 1);
        break;
    case S_NOT:
        s->s.not_at = s->s.n_words;
        return;
    case S_BUT:
        s->s.not_at = 0;
        s->s.loose  = false;
        s->s.others = false;
        return;
    case S_MIGHT:
        on_might(s);
        s->s.loose = true;
        return;
    case S_IF:
        s->s.loose = true;
        return;
    case S_REVISE:
        s->revised = true;
        return;
    case S_ACTUALLY:
        s->revised |= s->s.n_words == 1;
        return;
    case S_WRONG:
        s->revised |= s->t.han && s->s.n_words == 1 && s->before.kind != BED__LEX_SIGN;
        return;
    default:
        break;
    }
    if (s->t.kind == BED__LEX_WORD && !s->t.han && (s->t.upper || s->t.len == 1) && s->t.len > 0 &&
        s->t.len <= s->options.n)
        on_key(s);
    else if (bed__is_sign(&s->t, ":"))
        on_link(s);
}

/* Moves behind an option's text that begins with a letter and a full stop, as "E. coli" does. */
static bool skip_initial(scan *s)
{
    size_t end;

    if (!s->options.texts || s->t.kind != BED__LEX_WORD || s->t.len != 1 ||
        bed__option_text_at(&s->options, s->t.at, &end) == SIZE_MAX || end <= s->t.end)
        return false;
    s->lx.at = end;
    return true;
}

/* A new question after an answer was given: what a model goes on with that does not stop. */
static bool next_question(const scan *s)
{
    bed__lexer lx = s->lx;
    bed__token t;

    if (s->t.sense != S_QUESTION || (s->findings[SURE].keys == 0 && s->findings[STATED].keys == 0))
        return false;
    bed__lex_next(&lx, &t);
    if (t.kind == BED__LEX_WORD && t.fold[0] >= '0' && t.fold[0] <= '9')
        bed__lex_next(&lx, &t);
    return bed__is_sign(&t, ":");
}

static void read_all(scan *s)
{
    bool at_line_start = true;

    for (;;) {
        s->before_that = s->before;
        s->before      = s->t;
        bed__lex_next(&s->lx, &s->t);
        if (s->t.kind == BED__LEX_END)
            break;
        if (s->t.kind == BED__LEX_LINE) {
            end_sentence(s, s->t.at);
            at_line_start = true;
            continue;
        }
        s->s.n_words += s->t.kind == BED__LEX_WORD;
        if (at_line_start) {
            at_line_start = false;
            if (next_question(s))
                break;
            read_line(s);
        }
        if (ends_sentence(s, &s->t)) {
            end_sentence(s, s->t.end);
            continue;
        }
        if (bed__is_sign(&s->t, ","))
            s->s.not_at = 0;
        if (!skip_initial(s))
            apply(s);
    }
    end_sentence(s, s->t.at);
}

/* ---- what is made of it ---------------------------------------------------------------------- */

/* First and last lines that are a key or begin with one, unless the lines list the options. */
static void add_lines(scan *s)
{
    const line *const both[] = { &s->first, &s->last };
    const bool        list   = s->listed != 0 && !bed__one_bit(s->listed);

    for (size_t i = 0; i < 2; i++) {
        const line *const l = both[i];
        finding           f = l->found;

        if (i == 1 && s->n_lines < 2)
            return;
        s->revised = false;
        f.rule     = BED_EXTRACT_BARE;
        if (l->kind == LINE_PURE || (l->kind == LINE_NAMED && !list))
            add(s, STATED, &f);
        f.rule = BED_EXTRACT_LEAD;
        if ((l->kind == LINE_LETTERED && !list) ||
            (i == 0 && list && l->kind >= LINE_NAMED && l->kind <= LINE_LETTERED &&
             (s->listed & (f.keys - 1)) !=
                 0)) /* "B) ..., A) ..., C) ...": B, and why not the others */
            add(s, SAID, &f);
    }
}

static finding of_texts(scan *s)
{
    finding f;

    if (s->so.keys != 0)
        return s->so;
    if (s->concluded.keys != 0)
        return s->concluded;
    f = s->first.kind == LINE_TEXT ? s->first.found : s->last.found;
    if (bed__one_bit(s->named) && (s->first.kind == LINE_TEXT || s->last.kind == LINE_TEXT)) {
        f.rule = BED_EXTRACT_TEXT;
        return f;
    }
    if (s->n_sentences == 1 && s->linked && s->options.texts) {
        f      = named_between(s, 0, s->text.len);
        f.rule = BED_EXTRACT_SENTENCE;
        if (bed__one_bit(f.keys) && is_point_of(s, &f, 0, s->text.len))
            return f;
    }
    return (finding){ .keys = 0 };
}

static finding decide(scan *s)
{
    finding f;

    add_lines(s);
    for (size_t w = N_WEIGHTS; w-- > 0;)
        if (s->findings[w].keys != 0)
            return s->findings[w];
    f = of_texts(s);
    if (f.keys != 0)
        return f;
    return bed__one_bit(s->bold.keys) ? s->bold : (finding){ .keys = 0 };
}

/* The length of a mark that ends a thought at the start of s, or 0. */
static size_t thought_end(bed_str s)
{
    static const bed_str marks[] = { BED_STR_INIT("</think>"), BED_STR_INIT("</thinking>"),
                                     BED_STR_INIT("</thought>"), BED_STR_INIT("</reasoning>"),
                                     BED_STR_INIT("<|end_of_thought|>") };

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (bed_str_starts(s, marks[i]))
            return marks[i].len;
    return 0;
}

/* What stands behind the last thought: <think>...</think> is no answer, unless nothing follows. */
static bed_str without_thoughts(bed_str text)
{
    const char *const end  = text.ptr + text.len;
    const char       *at   = text.len == 0 ? NULL : memchr(text.ptr, '<', text.len);
    bed_str           rest = text;

    while (at != NULL) {
        const size_t n = thought_end((bed_str){ at, (size_t)(end - at) });

        at += n == 0 ? 1 : n;
        if (n > 0)
            rest = (bed_str){ at, (size_t)(end - at) };
        at = at == end ? NULL : memchr(at, '<', (size_t)(end - at));
    }
    return bed_trim(rest).len > 0 ? rest : text;
}

bed_extracted bed_extract_answer(bed_str text, const bed_answer_option *options, size_t n,
                                 bool several)
{
    const bed_str answer = without_thoughts(text);
    scan          s      = { .text = answer, .lx = { answer, 0 } };
    finding       f;

    s.t = (bed__token){ .kind = BED__LEX_LINE };
    bed__options_init(&s.options, answer, options, n, several);
    read_all(&s);
    f = decide(&s);
    if (f.keys == 0)
        return (bed_extracted){ .status = BED_ANSWER_MISSING };
    return (bed_extracted){
        .status = f.conflict || f.open || (!several && !bed__one_bit(f.keys)) ? BED_ANSWER_AMBIGUOUS
                                                                              : BED_ANSWER_FOUND,
        .rule   = f.rule,
        .keys   = f.keys,
        .where  = (size_t)(answer.ptr - text.ptr) + f.at,
        .bytes  = f.end > f.at ? f.end - f.at : 0,
    };
}

const char *bed_extract_rule_name(bed_extract_rule rule)
{
    static const char *const names[] = {
#define X(id, name, example) name,
        BED_EXTRACT_RULES(X)
#undef X
    };

    return rule < BED_EXTRACT_N_RULES ? names[rule] : "none";
}
