/* Lines that are a key, begin with one or are an option's text. */
#include "metric/extract_scan.h"

bool bed__ends_line(bed__lexer lx)
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
static bool has_delimiter(const bed__scan *s, const bed__group *g, bed__lexer *after)
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
static bool lists_more(const bed__scan *s, const bed__group *g)
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

static bed__line_kind kind_of_line(const bed__scan *s, const bed__group *g)
{
    bed__lexer after;
    bed__token t;
    size_t     end;

    if (bed__ends_line(g->after))
        return BED__LINE_PURE;
    const bool delimited = has_delimiter(s, g, &after);
    if (!delimited)
        after = g->after;
    bed__skip_signs(&after, ".):-*_ ");
    bed__lexer here = after;
    bed__lex_next(&here, &t);
    const size_t option = bed__option_text_at(&s->options, t.at, &end);
    if (option != SIZE_MAX && bed__one_bit(g->keys) && (g->keys >> option & 1) != 0) {
        after.at = end;
        if (bed__ends_line(after))
            return BED__LINE_NAMED;
    }
    if (!delimited || lists_more(s, g))
        return BED__LINE_OTHER;
    return BED__LINE_LETTERED;
}

/* A line that is an option's text; of the first line its first sentence is enough. */
static void read_text(bed__scan *s, size_t at, bed__line *l)
{
    size_t       end;
    const size_t option = bed__option_text_at(&s->options, at, &end);

    if (option == SIZE_MAX)
        return;
    const bed__lexer after = { s->text, end };
    bed__lexer       next  = after;
    bed__token       t;

    bed__skip_signs(&next, BED__CLOSERS);
    bed__lex_next(&next, &t);
    if (!bed__ends_line(after) && (s->n_lines > 0 || !bed__is_sign(&t, ".:")))
        return;
    l->kind  = BED__LINE_TEXT;
    l->found = (bed__finding){ .keys = (uint64_t)1 << option, .at = at, .end = end };
    s->named |= l->found.keys;
}

void bed__line_read(bed__scan *s)
{
    bed__lexer lx = { s->text, s->t.at };
    bed__group g;
    bed__token t;
    bed__line  l      = { .kind = BED__LINE_OTHER };
    size_t     hashes = 0;
    const bool object = bed__is_sign(&s->t, "{"); /* of JSON: its keys are names, no answers */

    while (bed__lex_next(&lx, &t), bed__is_sign(&t, "#>*_-="))
        hashes += t.sign == '#';
    lx.at = s->t.at;
    bed__skip_signs(&lx, "#>*_-=");
    if (bed__group_take(&s->options, lx, true, &g)) {
        l.kind  = kind_of_line(s, &g);
        l.found = (bed__finding){ .keys = g.keys, .open = g.open, .at = g.at, .end = g.end };
        if (bed__group_verdict(&s->options, &g) == BED__SAID_WRONG && l.kind != BED__LINE_PURE)
            l.kind = BED__LINE_OTHER, s->listed |= g.keys;
        if (l.kind == BED__LINE_LETTERED && object)
            l.kind = BED__LINE_OTHER;
        if (l.kind == BED__LINE_LETTERED || l.kind == BED__LINE_NAMED)
            s->listed |= g.keys;
        if (l.kind == BED__LINE_PURE && hashes == 4)
            bed__finding_add(
                s, BED__SURE,
                &(bed__finding){ g.keys, g.open, false, BED_EXTRACT_FINAL, g.at, g.end });
    } else if (s->options.texts) {
        bed__lex_next(&lx, &t);
        read_text(s, t.at, &l);
    }
    s->last = l;
    if (s->n_lines++ == 0)
        s->first = l;
}

bool bed__lists_options(const bed__scan *s, const bed__group *g)
{
    bed__lexer lx = g->after;
    bed__token t;
    bed__group other;

    if (bed__ends_line(g->after))
        return false;
    do
        bed__lex_next(&lx, &t);
    while (t.kind != BED__LEX_END && t.kind != BED__LEX_LINE);
    do {
        bed__skip_signs(&lx, "#>*_-=");
        if (bed__group_take(&s->options, lx, false, &other))
            return other.keys != g->keys && kind_of_line(s, &other) != BED__LINE_OTHER;
        bed__lex_next(&lx, &t);
    } while (t.kind == BED__LEX_LINE);
    return false;
}
