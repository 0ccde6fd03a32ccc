#include "metric/short_answer.h"

#include "text/unicode.h"

#include <stddef.h>
#include <string.h>

const bed_param bed__short_params[1] = {
    { .name     = "tok",
      .help     = "squad: words as SQuAD cuts them; char: characters where words are not spaced",
      .sign     = "tok",
      .type     = BED_PARAM_CHOICE,
      .offset   = offsetof(bed__short_settings, tok),
      .fallback = "auto",
      .choices  = { "auto", "squad", "char" } },
};

bed_status bed__short_resolve(void *settings, bed_measured *rows, bed_error *err)
{
    bed__short_settings *const set = settings;

    if (set->tok != BED__SHORT_AUTO) {
        if (set->tok == BED__SHORT_SQUAD && rows->script.n_unspaced > 0)
            return bed_measured_note(
                rows, err,
                "tok=squad takes what is between two blanks as a word, and %zu "
                "items are in a script that has none",
                rows->script.n_unspaced);
        return BED_OK;
    }
    set->tok = rows->script.n_unspaced > 0 ? BED__SHORT_CHAR : BED__SHORT_SQUAD;
    if (set->tok == BED__SHORT_SQUAD)
        return BED_OK;
    return bed_measured_note(
        rows, err,
        "%zu items are in a script without spaces: each of its characters is a "
        "token (tok=char)",
        rows->script.n_unspaced);
}

static bool within(UChar32 c, UChar32 first, UChar32 last)
{
    return c >= first && c <= last;
}

static bool is_unspaced(UChar32 c)
{
    return within(c, 0x3041, 0x30FA) || within(c, 0x3400, 0x4DBF) || within(c, 0x4E00, 0x9FFF) ||
           within(c, 0xF900, 0xFAFF) || within(c, 0x20000, 0x3FFFF) || within(c, 0x0E00, 0x0EFF) ||
           within(c, 0x1000, 0x109F) || within(c, 0x1780, 0x17FF) || within(c, 0x31F0, 0x31FF);
}

static bool is_space(UChar32 c)
{
    return c < 0x80 ? c == ' ' || within(c, 9, 13) || within(c, 0x1C, 0x1F) : u_isUWhiteSpace(c);
}

static bool is_removed(bed__short_tok tok, UChar32 c)
{
    if (c < 0x80)
        return within(c, '!', '/') || within(c, ':', '@') || within(c, '[', '`') ||
               within(c, '{', '~');
    return tok == BED__SHORT_CHAR && u_ispunct(c);
}

/* What a regular expression calls a character of a word. */
static bool is_word(UChar32 c)
{
    if (c < 0x80)
        return within(c, 'a', 'z') || within(c, '0', '9') || within(c, 'A', 'Z');
    const int8_t type = u_charType(c);
    return u_isalpha(c) || type == U_DECIMAL_DIGIT_NUMBER || type == U_LETTER_NUMBER ||
           type == U_OTHER_NUMBER;
}

static bool is_article(const char *at, size_t n)
{
    return (n == 1 && at[0] == 'a') || (n == 2 && memcmp(at, "an", 2) == 0) ||
           (n == 3 && memcmp(at, "the", 3) == 0);
}

static UChar32 lower(UChar32 c)
{
    if (c < 0)
        return 0xFFFD;
    return c < 0x80 ? (within(c, 'A', 'Z') ? c + 32 : c) : u_tolower(c);
}

/* Writes the text evened out: one blank before each token. At most 4 bytes more than 3 for one. */
static size_t even_out(bed__short_tok tok, bed_str text, char *to)
{
    size_t n = 0, run = 0; /* run: where the current run of word characters began */
    bool   in_run = false;

    for (size_t i = 0; i <= text.len;) {
        const bool    end  = i == text.len;
        const UChar32 c    = end ? ' ' : lower(bed__utf8_next(text, &i));
        const bool    word = !end && is_word(c);

        if (end || !is_removed(tok, c)) {
            if (in_run && !word && is_article(to + run, n - run)) {
                n       = run;
                to[n++] = ' ';
            }
            if (word && !in_run)
                run = n;
            in_run = word;
            if (tok == BED__SHORT_CHAR && is_unspaced(c)) {
                to[n++] = ' ';
                n += bed__utf8_put(to + n, c);
                to[n++] = ' ';
                in_run  = false;
            } else if (is_space(c)) {
                to[n++] = ' ';
            } else {
                n += bed__utf8_put(to + n, c);
            }
        }
        if (end)
            break;
    }
    return n;
}

static bed_status add_token(bed__short_tokens *out, bed_str token, bed_error *err)
{
    if (out->n == out->capacity) {
        const size_t   capacity = out->capacity == 0 ? 64 : 2 * out->capacity;
        bed_str *const list     = bed_realloc(out->list, capacity, sizeof *list);

        if (list == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory");
        out->list     = list;
        out->capacity = capacity;
    }
    out->list[out->n++] = token;
    return BED_OK;
}

bed_status bed__short_cut(bed__short_tok tok, bed_str text, bed__short_tokens *out, bed_error *err)
{
    char *to;

    out->n = 0;
    bed_buffer_clear(&out->text);
    BED_TRY(bed_buffer_reserve(&out->text, 3 * text.len + 8, &to, err));
    const size_t n = even_out(tok, text, to);
    for (size_t i = 0; i < n;) {
        size_t end = i;

        while (end < n && to[end] != ' ')
            end++;
        if (end > i)
            BED_TRY(add_token(out, (bed_str){ to + i, end - i }, err));
        i = end + 1;
    }
    return BED_OK;
}

void bed__short_close(void *worker)
{
    bed__short_worker *const w = worker;

    if (w == NULL)
        return;
    bed_buffer_deinit(&w->hyp.text);
    bed_buffer_deinit(&w->ref.text);
    bed_free(w->hyp.list);
    bed_free(w->ref.list);
    bed_free(w);
}

bed_status bed__short_open(const void *settings, void **worker, bed_error *err)
{
    const bed__short_settings *const set = settings;
    bed__short_worker               *w;

    BED_TRY(bed_alloc_into((void **)&w, 1, sizeof *w, err));
    w->tok      = (bed__short_tok)set->tok;
    w->hyp.text = BED_BUFFER((size_t)4 << 30);
    w->ref.text = BED_BUFFER((size_t)4 << 30);
    *worker     = w;
    return BED_OK;
}
