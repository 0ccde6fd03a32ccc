/* The rules that find an answer in a free text, and what is made of several findings.
 *
 * The text is read once, word by word. A rule that applies gives a finding: the keys it saw, where,
 * and how much it weighs (bed__weight):
 *   SURE    stated as final (\boxed, "final answer")
 *   STATED  "the answer is C", "I choose C", "therefore, C", a line that is nothing but "C"
 *   SAID    "C is correct", "the best treatment is C", "C) because ..."
 *   LOOSE   what was said under a condition or with "might"
 * The heaviest findings decide, and they must agree: where two of the same weight differ, the
 * answer is ambiguous, unless the text takes the first back ("wait", "更正") before the second. A
 * choice left open ("A or B") gives way to a later finding within it. Where no rule for keys
 * applies, the texts of the options are looked for in concluding sentences. */
#include "metric/extract_scan.h"

#include <string.h>

/* ---- the reading ----------------------------------------------------------------------------- */

/* Moves behind an option's text that begins with a letter and a full stop, as "E. coli" does. */
static bool skip_initial(bed__scan *s)
{
    size_t end;

    if (!s->options.texts || s->t.kind != BED__LEX_WORD || s->t.len != 1 ||
        bed__option_text_at(&s->options, s->t.at, &end) == SIZE_MAX || end <= s->t.end)
        return false;
    s->lx.at = end;
    return true;
}

/* A new question after an answer was given: what a model goes on with that does not stop. */
static bool next_question(const bed__scan *s)
{
    bed__lexer lx = s->lx;
    bed__token t;

    if (s->t.sense != S_QUESTION ||
        (s->findings[BED__SURE].keys == 0 && s->findings[BED__STATED].keys == 0))
        return false;
    bed__lex_next(&lx, &t);
    if (t.kind == BED__LEX_WORD && t.fold[0] >= '0' && t.fold[0] <= '9')
        bed__lex_next(&lx, &t);
    return bed__is_sign(&t, ":");
}

static void read_all(bed__scan *s)
{
    bool at_line_start = true;

    for (;;) {
        s->before_that = s->before;
        s->before      = s->t;
        bed__lex_next(&s->lx, &s->t);
        if (s->t.kind == BED__LEX_END)
            break;
        if (s->t.kind == BED__LEX_LINE) {
            bed__sentence_close(s, s->t.at);
            at_line_start = true;
            continue;
        }
        s->s.n_words += s->t.kind == BED__LEX_WORD;
        if (at_line_start) {
            at_line_start = false;
            if (next_question(s))
                break;
            bed__line_read(s);
        }
        if (bed__ends_sentence(s, &s->t)) {
            bed__sentence_close(s, s->t.end);
            continue;
        }
        s->s.concedes |= s->t.sense == S_BUT && s->s.n_words == 1;
        if (bed__is_sign(&s->t, ",")) {
            s->s.not_at = 0;
            s->s.point  = s->s.right || s->s.topic ? s->s.point : s->t.end;
        }
        if (!skip_initial(s))
            bed__rules_apply(s);
    }
    bed__sentence_close(s, s->t.at);
}

/* ---- what is made of it ---------------------------------------------------------------------- */

/* First and last lines that are a key or begin with one, unless the lines list the options. */
static void add_lines(bed__scan *s)
{
    const bed__line *const both[] = { &s->first, &s->last };
    const bool             list   = s->listed != 0 && !bed__one_bit(s->listed);

    for (size_t i = 0; i < 2; i++) {
        const bed__line *const l = both[i];
        bed__finding           f = l->found;

        if (i == 1 && s->n_lines < 2)
            return;
        s->revised = false;
        f.rule     = BED_EXTRACT_BARE;
        if (l->kind == BED__LINE_PURE || (l->kind == BED__LINE_NAMED && !list))
            bed__finding_add(s, BED__STATED, &f);
        f.rule = BED_EXTRACT_LEAD;
        if ((l->kind == BED__LINE_LETTERED && !list) ||
            (i == 0 && list && l->kind >= BED__LINE_NAMED && l->kind <= BED__LINE_LETTERED &&
             (s->listed & (f.keys - 1)) !=
                 0)) /* "B) ..., A) ..., C) ...": B, and why not the others */
            bed__finding_add(s, BED__SAID, &f);
    }
}

static bed__finding of_texts(bed__scan *s)
{
    bed__finding f;

    if (s->so.keys != 0)
        return s->so;
    if (s->concluded.keys != 0)
        return s->concluded;
    f = s->first.kind == BED__LINE_TEXT ? s->first.found : s->last.found;
    if (bed__one_bit(s->named) &&
        (s->first.kind == BED__LINE_TEXT || s->last.kind == BED__LINE_TEXT)) {
        f.rule = BED_EXTRACT_TEXT;
        return f;
    }
    if (s->n_sentences == 1 && s->linked && s->options.texts) {
        f      = bed__named_between(s, 0, s->text.len);
        f.rule = BED_EXTRACT_SENTENCE;
        if (bed__one_bit(f.keys) && bed__is_point_of(s, &f, 0, s->text.len))
            return f;
    }
    return (bed__finding){ .keys = 0 };
}

static bed__finding decide(bed__scan *s)
{
    bed__finding f;

    add_lines(s);
    for (size_t w = BED__N_WEIGHTS; w-- > 0;)
        if (s->findings[w].keys != 0)
            return s->findings[w];
    f = of_texts(s);
    if (f.keys != 0)
        return f;
    return bed__one_bit(s->bold.keys) ? s->bold : (bed__finding){ .keys = 0 };
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
    bed__scan     s      = { .text = answer, .lx = { answer, 0 } };
    bed__finding  f;

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
