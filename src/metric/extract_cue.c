/* From words that announce an answer ("the answer is", "I choose") to the key or the option's text
 * that stands behind them. */
#include "metric/extract_scan.h"

bool bed__is_enumeration(const bed__scan *s, const bed__group *g)
{
    const uint64_t all =
        s->options.n == BED_EXTRACT_OPTIONS ? ~(uint64_t)0 : ((uint64_t)1 << s->options.n) - 1;

    return g->keys == all && s->options.n > 1 && (!s->options.several || g->open || g->slash);
}

void bed__move_behind(bed__scan *s, bed__lexer lx)
{
    s->lx      = lx;
    s->t.kind  = BED__LEX_SIGN;
    s->t.sign  = ')';
    s->t.sense = NO_SENSE;
}

bool bed__turned_down(const bed__scan *s, size_t words)
{
    return s->s.not_at > 0 && s->s.n_words - s->s.not_at <= words;
}

/* ---- the way --------------------------------------------------------------------------------- */

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

/* An option's text right at the lexer, and those joined to it. */
static bool take_texts(const bed__scan *s, bed__lexer lx, bed__group *g)
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

/* ---- where it leads -------------------------------------------------------------------------- */

/* Adds what a cue led to; false where it is turned down. */
static bool settle(bed__scan *s, const bed__cue *c, const walk *w, bed__group *g)
{
    const bed__verdict v    = bed__group_verdict(&s->options, g);
    const bool         last = bed__ends_line(g->after);

    if (v == BED__SAID_WRONG || v == BED__ASKED || bed__is_asked(s, g->after) ||
        (w->lines > 0 && bed__lists_options(s, g)) ||
        (w->turned && v != BED__SAID_RIGHT && bed__sentence_end(s, g->after) > g->end + 3))
        return false;
    if (!w->linked && !c->bare && v != BED__SAID_RIGHT && !last && !c->han)
        return false;
    const bed__finding f     = bed__finding_of(g, v, c->rule);
    const bool         loose = w->loose || s->s.loose || v == BED__CONDITIONAL;
    bed__finding_add(s, loose ? BED__LOOSE : c->w, &f);
    return true;
}

static bool settle_texts(bed__scan *s, const bed__cue *c, const walk *w, const bed__group *g)
{
    bed__lexer after = g->after;
    bed__token t;

    bed__lex_next(&after, &t);
    if (bed__is_sign(&t, "?") || t.sense == S_WRONG)
        return false;
    bed__finding f = bed__finding_of(g, BED__PLAIN, BED_EXTRACT_ANSWER_TEXT);
    bed__finding_add(s, w->loose || s->s.loose || t.sense == S_IF ? BED__LOOSE : c->w, &f);
    return true;
}

void bed__cue_follow(bed__scan *s, const bed__cue *c)
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
                    bed__move_behind(s, texts.after);
                return;
            }
        }
        bed__lex_next(&next, &t);
        if (t.kind != BED__LEX_LINE && bed__group_take(&s->options, w.lx, true, &g)) {
            if (!bed__is_enumeration(s, &g)) {
                if (settle(s, c, &w, &g))
                    bed__move_behind(s, g.after);
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
    const bed__finding f =
        bed__named_between(s, t.at, bed__sentence_end(s, (bed__lexer){ s->text, t.at }));
    if (bed__one_bit(f.keys) && !s->s.loose && !w.loose)
        bed__finding_add(
            s, c->w, &(bed__finding){ f.keys, false, false, BED_EXTRACT_ANSWER_TEXT, f.at, f.end });
}
