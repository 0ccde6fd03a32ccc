#include "source/turns.h"

#include <strings.h>

static bool eat_label(bed_str *s, bed_str label, bool fold_case)
{
    if (!fold_case)
        return bed_eat(s, label);
    if (s->len < label.len || strncasecmp(s->ptr, label.ptr, label.len) != 0)
        return false;
    s->ptr += label.len;
    s->len -= label.len;
    return true;
}

static void eat_all(bed_str *s, const char *bytes)
{
    while (s->len > 0 && s->ptr[0] != '\0' && strchr(bytes, s->ptr[0]) != NULL)
        s->ptr++, s->len--;
}

/* "_2", " 2" or "2" behind a label. */
static void eat_number(bed_str *s)
{
    bed_str after = *s;

    if (!bed_eat(&after, BED_STR("_")))
        bed_eat(&after, BED_STR(" "));
    const bed_str digits = after;
    eat_all(&after, "0123456789");
    if (after.len < digits.len)
        *s = after;
}

/* Bytes of the mark that line begins with, or 0. */
static size_t mark_length(bed_str line, bed_str label, bool fold_case)
{
    const char *const start = line.ptr;
    const bool        boxed = bed_eat(&line, BED_STR("[")) || bed_eat(&line, BED_STR("【"));

    if (label.len == 0 || !eat_label(&line, label, fold_case))
        return 0;
    eat_number(&line);
    eat_all(&line, " \t");
    if (boxed) {
        if (!bed_eat(&line, BED_STR("]")) && !bed_eat(&line, BED_STR("】")))
            return 0;
        if (!bed_eat(&line, BED_STR(":"))) /* "[doctor]: hi" */
            bed_eat(&line, BED_STR("："));
        return (size_t)(line.ptr - start);
    }
    if (!bed_eat(&line, BED_STR(":")) && !bed_eat(&line, BED_STR("：")))
        return 0;
    return (size_t)(line.ptr - start);
}

/* Cuts one line off, at a line end or, where wanted, at the characters \ and n. */
static bed_str take_line(bed_str *rest, bool escaped_newline)
{
    const bed_str all  = *rest;
    bed_str       line = bed_take_line(rest);
    const char   *mark =
        escaped_newline && line.len > 1 ? memmem(line.ptr, line.len, "\\n", 2) : NULL;

    if (mark == NULL)
        return line;
    line.len  = (size_t)(mark - line.ptr);
    rest->ptr = mark + 2;
    rest->len = all.len - line.len - 2;
    return line;
}

void bed_turns_init(bed_turns *t, bed_str text, const bed_mark *marks, size_t n_marks,
                    const bed_turns_options *options)
{
    *t = (bed_turns){ .text = text, .rest = text, .marks = marks, .n_marks = n_marks };
    if (options != NULL)
        t->options = *options;
}

/* Adds a line without a mark to the turn at hand. */
static void continue_turn(bed_turns *t, bed_turn *turn, bed_str line)
{
    if (turn->text.len > 0)
        t->n_continued++;
    else
        turn->text.ptr = line.ptr; /* the mark stood alone */
    turn->text.len = (size_t)(line.ptr + line.len - turn->text.ptr);
}

bed_status bed_turns_next(bed_turns *t, bed_turn *out, bed_error *err)
{
    bool begun = false;

    while (t->rest.len > 0) {
        bed_str       after = t->rest;
        const bed_str line  = bed_trim(take_line(&after, t->options.escaped_newline));
        size_t        i = 0, n = 0;

        while (i < t->n_marks &&
               (n = mark_length(line, t->marks[i].label, t->options.fold_case)) == 0)
            i++;
        if (n > 0 && begun)
            return BED_OK; /* this line opens the next turn */
        if (n > 0) {
            *out  = (bed_turn){ t->marks[i].role, bed_trim((bed_str){ line.ptr + n, line.len - n }),
                                (size_t)(line.ptr - t->text.ptr) };
            begun = true;
        } else if (line.len > 0 && !begun) {
            return bed_fail_at(err, BED_REFUSED, (uint64_t)(line.ptr - t->text.ptr),
                               "text before the first speaker mark");
        } else if (line.len > 0) {
            continue_turn(t, out, line);
        }
        t->rest = after;
    }
    return begun ? BED_OK : BED_END;
}
