/* What each word that says something sets off: the rules of BED_EXTRACT_RULES that begin at a word.
 */
#include "metric/extract_scan.h"

#include <string.h>

/* "the textbook's answer", "the student's answer": a word that owns it, other than the question. */
static bool is_owned(const bed__scan *s)
{
    const bool quote = s->before.end > 2 && s->text.ptr[s->before.end - 1] == 's' &&
                       memchr("'\x99", s->text.ptr[s->before.end - 2], 2) != NULL;

    return s->before.kind == BED__LEX_WORD && s->before.sense == NO_SENSE && quote &&
           memcmp(s->before.fold, "question", 8) != 0;
}

static void on_answer(bed__scan *s)
{
    const bool tag   = bed__is_sign(&s->before, "<");
    const bool final = s->before.sense == S_FINAL || tag;
    bed__lexer next  = s->lx;
    bed__token t;

    bed__lex_next(&next, &t);
    s->s.unreal |= is_owned(s);
    if (t.sense == S_CHOICES || bed__is_sign(&s->before, "/") || bed__turned_down(s, 5) ||
        (s->t.len == 3 && !bed__is_sign(&t, ".:")))
        return;
    if (s->t.len == 3 && t.sign == '.')
        s->lx = next;
    if (s->t.han && s->t.end - s->t.at == 3 && !bed__is_sign(&t, ":"))
        return;
    bed__cue_follow(s, &(bed__cue){ .w     = final ? BED__SURE : BED__STATED,
                                    .rule  = final ? BED_EXTRACT_FINAL : BED_EXTRACT_ANSWER,
                                    .bare  = tag || s->t.len == 8 || s->t.len == 3,
                                    .texts = true,
                                    .han   = s->t.han });
}

/* "the correct option is C", "my choice: C"; "option C" alone says nothing yet. */
static void on_choice(bed__scan *s)
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
    if ((!said && !bed__is_sign(&t, ":")) || bed__turned_down(s, 4))
        return;
    bed__cue_follow(
        s, &(bed__cue){
               .w = BED__STATED, .rule = BED_EXTRACT_ANSWER, .texts = said, .one_line = !said });
}

static void on_choose(bed__scan *s)
{
    s->s.chosen = true;
    if (!bed__turned_down(s, s->t.han ? 2 : 3))
        bed__cue_follow(s, &(bed__cue){ .w    = s->s.others ? BED__LOOSE : BED__STATED,
                                        .rule = BED_EXTRACT_CHOOSE,
                                        .bare = true });
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
static void on_say(bed__scan *s)
{
    bed__group g;
    bed__token t;

    if (bed__turned_down(s, 3) || s->s.others || !bed__group_take(&s->options, s->lx, false, &g))
        return;
    bed__lexer after = g.after;
    bed__skip_signs(&after, BED__CLOSERS);
    bed__lex_next(&after, &t);
    if (t.kind != BED__LEX_END && t.kind != BED__LEX_LINE && !bed__is_sign(&t, ".,;!"))
        return;
    const bed__finding f = bed__finding_of(&g, BED__PLAIN, BED_EXTRACT_CHOOSE);
    bed__finding_add(s, s->s.loose ? BED__LOOSE : BED__SAID, &f);
    bed__move_behind(s, g.after);
}

/* "therefore, C." and nothing behind it. */
static void on_so(bed__scan *s)
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
            if (!(t.kind == BED__LEX_END || t.kind == BED__LEX_LINE || bed__ends_sentence(s, &t) ||
                  v == BED__MISMATCH || (t.han && t.sense == S_CHOICE)))
                return;
            const bed__finding f = bed__finding_of(&g, v, BED_EXTRACT_THEREFORE);
            bed__finding_add(s, BED__STATED, &f);
            bed__move_behind(s, g.after);
            return;
        }
        bed__lex_next(&next, &t);
        if (!bed__is_sign(&t, ",:*") && t.sense != S_SO && t.sense != S_FILL && t.sense != S_CHOICE)
            return;
        lx = next;
    }
}

/* "it is", "it's", "应该是" */
static bool is_it(const bed__scan *s)
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
static void on_link(bed__scan *s)
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

            if (v == BED__SAID_WRONG || v == BED__ASKED || bed__is_enumeration(s, &g) ||
                bed__is_asked(s, g.after) || (!about && bed__sentence_end(s, g.after) > g.end + 3))
                return;
            const bed__finding f = bed__finding_of(&g, v, BED_EXTRACT_BEST);
            bed__finding_add(s, s->s.loose || v == BED__CONDITIONAL ? BED__LOOSE : BED__SAID, &f);
            bed__move_behind(s, g.after);
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
static void on_might(bed__scan *s)
{
    bool       also = is_also(&s->before);
    bed__lexer lx   = s->lx;
    bed__group g;
    bed__token t;

    for (size_t i = 0; i < 4; i++) {
        if (bed__group_take(&s->options, lx, true, &g)) {
            if (also && bed__sentence_end(s, g.after) <= g.end + 3 &&
                s->findings[BED__STATED].keys != 0)
                bed__finding_join(
                    &s->findings[BED__STATED],
                    &(bed__finding){ g.keys, false, false, BED_EXTRACT_ANSWER, g.at, g.end });
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
static void on_key(bed__scan *s)
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
    if (v == BED__SAID_WRONG && g.keys == s->findings[BED__STATED].keys)
        s->revised = true; /* where another answer follows */
    if (v == BED__SAID_RIGHT && !bed__turned_down(s, 2) && !bed__is_asked(s, g.after)) {
        const bed__finding f = bed__finding_of(&g, v, BED_EXTRACT_PREDICATE);
        bed__finding_add(s, s->s.loose ? BED__LOOSE : BED__SAID, &f);
    } else if (bold && v == BED__PLAIN && bed__is_sign(&t, "*.):")) {
        const bed__finding f = bed__finding_of(&g, v, BED_EXTRACT_BOLD);
        bed__finding_join(&s->bold, &f);
    }
    bed__move_behind(s, g.after);
}

/* "I choose", "we would go": the writer's own, whatever others in the sentence do. */
static bool is_own_choice(const bed__scan *s)
{
    const bed__token *const who = &s->t;
    bed__lexer              lx  = s->lx;
    bed__token              t;

    if (!(who->len == 1 && who->fold[0] == 'i') &&
        !(who->len == 2 && memcmp(who->fold, "we", 2) == 0) &&
        !(who->len == 3 && memcmp(who->fold, "i'd", 3) == 0))
        return false;
    for (size_t i = 0; i < 3; i++) {
        bed__lex_next(&lx, &t);
        if (t.sense == S_CHOOSE || t.sense == S_GO || t.sense == S_SAY)
            return true;
        if (t.sense != S_FILL && t.sense != S_IS && t.sense != S_MIGHT && t.sense != S_SO)
            return false;
    }
    return false;
}

void bed__rules_apply(bed__scan *s)
{
    switch (s->t.sense) {
    case S_ANSWER:
        on_answer(s);
        return;
    case S_BOXED:
        bed__cue_follow(
            s,
            &(bed__cue){ .w = BED__SURE, .rule = BED_EXTRACT_BOXED, .bare = true, .texts = true });
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
    case S_FILL:
        s->s.others = s->s.others && !is_own_choice(s);
        break;
    case S_OTHERS:
        s->s.others = true;
        return;
    case S_IS:
        s->s.is = true;
        s->s.unreal |= s->s.loose && s->t.len == 4 && memcmp(s->t.fold, "were", 4) == 0;
        on_link(s);
        return;
    case S_TOPIC:
        s->s.topic = true;
        return;
    case S_RIGHT:
        s->s.right |= !bed__turned_down(s, 1);
        break;
    case S_NOT:
        s->s.not_at = s->s.n_words;
        return;
    case S_BUT:
        s->s.not_at = 0;
        s->s.loose  = false;
        s->s.others = false;
        s->s.unreal = false;
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
