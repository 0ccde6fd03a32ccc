#include "metric/sql_calls.h"

#include "metric/metric.h"

#include <string.h>
#include <strings.h>

/* ---- tokens: no more of them than is needed to tell calls from texts and remarks --------------
 */

typedef enum token_kind { END, WORD, OPEN, CLOSE, OTHER } token_kind;

typedef struct token {
    token_kind kind;
    bed_str    text; /* of a word, without its quotes */
} token;

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static void skip(bed_str *s, size_t n)
{
    n  = n > s->len ? s->len : n;
    *s = (bed_str){ s->ptr + n, s->len - n };
}

/* What stands up to the closing mark, which doubled (or behind a backslash) stands for itself. */
static bed_str take_quoted(bed_str *s, char mark, bool backslashes)
{
    const char *const begin = s->ptr + 1;

    skip(s, 1);
    while (s->len > 0) {
        const bool twice   = s->ptr[0] == mark && s->len > 1 && s->ptr[1] == mark;
        const bool escaped = backslashes && s->ptr[0] == '\\';

        if (s->ptr[0] == mark && !twice)
            break;
        skip(s, twice || escaped ? 2 : 1);
    }
    const bed_str text = { begin, (size_t)(s->ptr - begin) };
    skip(s, 1);
    return text;
}

/* $$text$$ and $tag$text$tag$; false: a dollar that opens none. */
static bool skip_dollars(bed_str *s)
{
    size_t n = 1;

    while (n < s->len && is_word_byte(s->ptr[n]))
        n++;
    if (n >= s->len || s->ptr[n] != '$')
        return false;
    const bed_str mark = { s->ptr, n + 1 };
    skip(s, mark.len);
    while (s->len > 0 && !bed_str_starts(*s, mark))
        skip(s, 1);
    skip(s, mark.len);
    return true;
}

static bool skip_remark(bed_str *s)
{
    size_t depth = 1;

    if (bed_str_starts(*s, BED_STR("--"))) {
        while (s->len > 0 && s->ptr[0] != '\n')
            skip(s, 1);
        return true;
    }
    if (!bed_str_starts(*s, BED_STR("/*")))
        return false;
    for (skip(s, 2); s->len > 0 && depth > 0;)
        if (bed_str_starts(*s, BED_STR("/*"))) {
            depth++;
            skip(s, 2);
        } else if (bed_str_starts(*s, BED_STR("*/"))) {
            depth--;
            skip(s, 2);
        } else {
            skip(s, 1);
        }
    return true;
}

static token take_word(bed_str *s)
{
    size_t n = 0;

    while (n < s->len && is_word_byte(s->ptr[n]))
        n++;
    const token word = { WORD, { s->ptr, n } };
    skip(s, n);
    if (n == 1 && s->len > 0 && s->ptr[0] == '\'' && (word.text.ptr[0] | 0x20) == 'e') {
        (void)take_quoted(s, '\'', true);
        return (token){ .kind = OTHER };
    }
    return word;
}

static token next(bed_str *s)
{
    while (s->len > 0) {
        const char c = s->ptr[0];

        if (is_word_byte(c))
            return take_word(s);
        if (c == '"')
            return (token){ WORD, take_quoted(s, '"', false) };
        if (c == '\'') {
            (void)take_quoted(s, '\'', false);
            return (token){ .kind = OTHER };
        }
        if (skip_remark(s) || (c == '$' && skip_dollars(s)))
            continue;
        skip(s, 1);
        if (c == '(' || c == ')')
            return (token){ .kind = c == '(' ? OPEN : CLOSE };
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            return (token){ .kind = OTHER };
    }
    return (token){ .kind = END };
}

static bool is(token t, const char *word)
{
    return t.kind == WORD && t.text.len == strlen(word) &&
           strncasecmp(t.text.ptr, word, t.text.len) == 0;
}

/* ---- calls ----------------------------------------------------------------------------------- */

/* What stands between a pair of brackets, not counting those within. */
typedef struct inside {
    bool order, rows, to_the_end;
} inside;

/* rest begins behind the opening bracket, and is left behind the closing one. */
static inside look_inside(bed_str *rest)
{
    inside seen  = { .order = false };
    token  last  = { .kind = OTHER };
    size_t depth = 1;

    while (depth > 0) {
        const token t = next(rest);

        if (t.kind == END)
            break;
        depth = t.kind == OPEN ? depth + 1 : t.kind == CLOSE ? depth - 1 : depth;
        if (depth == 1) {
            seen.order      = seen.order || (is(last, "order") && is(t, "by"));
            seen.rows       = seen.rows || is(t, "rows") || is(t, "groups");
            seen.to_the_end = seen.to_the_end || (is(last, "unbounded") && is(t, "following"));
        }
        last = t;
    }
    return seen;
}

static const bed_metric *metric_called(bed_str name)
{
    char lower[64];

    if (name.len >= sizeof lower)
        return NULL;
    for (size_t i = 0; i < name.len; i++)
        lower[i] =
            (char)(name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? name.ptr[i] + 32 : name.ptr[i]);
    bed_str low = { lower, name.len };
    if (bed_str_ends(low, BED_STR("_report")))
        low.len -= strlen("_report");
    if (bed_str_equal(low, BED_STR("precision_score"))) /* precision is a word of SQL */
        low.len = strlen("precision");
    return bed_metric_find(low);
}

/* rest begins behind the bracket that opens the arguments. */
static bed_status check_call(const bed_metric *m, bed_str rest, bed_error *err)
{
    inside seen = look_inside(&rest);
    token  t;

    if (seen.order)
        return bed_fail(err, BED_EARGUMENT,
                        "%s: ORDER BY among the arguments: the order of the rows makes no "
                        "difference to a metric; leave it out",
                        m->name);
    t = next(&rest);
    if (is(t, "filter")) {
        (void)next(&rest);
        (void)look_inside(&rest);
        t = next(&rest);
    }
    if (!is(t, "over"))
        return BED_OK;
    t    = next(&rest);
    seen = t.kind == OPEN ? look_inside(&rest) : (inside){ .order = false };
    if ((seen.order || seen.rows) && !seen.to_the_end)
        return BED_OK;
    return bed_fail(err, BED_EARGUMENT,
                    "%s: OVER a whole partition: GROUP BY gives its value, and a window needs an "
                    "ORDER BY or a frame of ROWS in its own brackets that does not reach to "
                    "UNBOUNDED FOLLOWING",
                    m->name);
}

bed_status bed_sql_calls_check(bed_str query, bed_error *err)
{
    token last = { .kind = OTHER };

    for (token t = next(&query); t.kind != END; last = t, t = next(&query)) {
        const bed_metric *const m =
            t.kind == OPEN && last.kind == WORD ? metric_called(last.text) : NULL;

        if (m != NULL)
            BED_TRY(check_call(m, query, err));
    }
    return BED_OK;
}
