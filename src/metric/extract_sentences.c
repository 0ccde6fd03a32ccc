/* Where sentences end, and which options' texts they name. */
#include "metric/extract_scan.h"

bool bed__ends_sentence(const bed__scan *s, const bed__token *t)
{
    if (bed__is_sign(t, "!?;"))
        return true;
    if (!bed__is_sign(t, "."))
        return false;
    const char next = t->end < s->text.len ? s->text.ptr[t->end] : ' ';
    return t->end - t->at > 1 || !((next >= '0' && next <= '9') || (next >= 'a' && next <= 'z') ||
                                   (next >= 'A' && next <= 'Z'));
}

size_t bed__sentence_end(const bed__scan *s, bed__lexer lx)
{
    bed__token t;

    for (size_t i = 0; i < 150; i++) {
        bed__lex_next(&lx, &t);
        if (t.kind == BED__LEX_END || t.kind == BED__LEX_LINE || bed__ends_sentence(s, &t))
            return t.at;
    }
    return t.at;
}

bool bed__is_asked(const bed__scan *s, bed__lexer lx)
{
    bed__token t;

    for (size_t i = 0; i < 60; i++) {
        bed__lex_next(&lx, &t);
        if (t.kind == BED__LEX_END || t.kind == BED__LEX_LINE || bed__ends_sentence(s, &t))
            return bed__is_sign(&t, "?");
    }
    return false;
}

bed__finding bed__named_between(const bed__scan *s, size_t begin, size_t end)
{
    enum { MOST_BYTES = 2000 };
    bed__finding f      = { .at = end };
    bed__finding before = f; /* without the option that was named last */
    bed__lexer   lx;
    bed__token   t;
    bool         down = false, linked = false; /* nothing but "is" since that option */
    size_t       here;

    end = end - begin > MOST_BYTES ? begin + MOST_BYTES : end;
    lx  = (bed__lexer){ { s->text.ptr, end }, begin };
    for (bed__lex_next(&lx, &t); t.kind != BED__LEX_END; bed__lex_next(&lx, &t)) {
        const size_t option = bed__option_text_at(&s->options, t.at, &here);

        if (option != SIZE_MAX && here <= end) {
            before = f;
            linked = !down;
            if (!down) {
                f.keys |= (uint64_t)1 << option;
                f.at  = f.at < t.at ? f.at : t.at;
                f.end = here;
            }
            lx.at = here > lx.at ? here : lx.at;
        } else if (t.sense == S_NOT || t.sense == S_RATHER || t.sense == S_WRONG) {
            if (linked && t.sense != S_RATHER) /* "metformin is contraindicated" */
                f = before;
            down   = true;
            linked = false;
        } else if (t.sense == S_BUT || bed__is_sign(&t, ",;:")) {
            down = false;
        } else if (t.sense == S_OR && f.keys != 0) {
            f.open = true;
        }
        if (option == SIZE_MAX && t.sense != S_IS && t.sense != S_FILL)
            linked = false;
    }
    f.open = f.open && !bed__one_bit(f.keys);
    return f;
}

bool bed__is_point_of(const bed__scan *s, const bed__finding *f, size_t begin, size_t end)
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

void bed__sentence_close(bed__scan *s, size_t end)
{
    const bed__sentence *const now = &s->s;

    s->n_sentences += now->n_words > 0;
    if (s->options.texts && !now->loose && !now->found &&
        (now->so || now->chosen || (now->right && now->is))) {
        const size_t begin = now->concedes && now->point > 0 ? now->point : now->begin;
        bed__finding f     = bed__named_between(s, begin, end);

        f.rule = BED_EXTRACT_SENTENCE;
        if (f.keys != 0 && bed__is_point_of(s, &f, begin, end)) {
            if (now->so)
                s->so = f;
            else if (bed__one_bit(f.keys))
                bed__finding_join(&s->concluded, &f);
        }
    }
    if (now->n_words > 0)
        s->linked = now->is || now->chosen || now->so;
    s->s = (bed__sentence){ .begin = end };
}
