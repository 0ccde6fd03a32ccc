/* The profile as a page for people: at most 100 columns, bars for shares, reasons in sentences. */
#include "profile/profile.h"

#include <math.h>

enum { WIDTH = 100, BAR = 20, LIST_MAX = 12, VALUE_MAX = 30 };

typedef struct page {
    bed_buffer *out;
    bed_error  *err;
    bed_status  st; /* the first failure; nothing is added after it */
} page;

static void add(page *p, const char *format, ...) BED_PRINTF(2, 3);

static void add(page *p, const char *format, ...)
{
    char    line[4096];
    va_list args;

    if (p->st != BED_OK)
        return;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    p->st = bed_buffer_add(p->out, bed_str_of(line), p->err);
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text == NULL ? "" : text;
}

static double number_of(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static long long count_of(const json_t *object, const char *name)
{
    return (long long)json_integer_value(json_object_get(object, name));
}

/* "0.0123" as a share for people, five columns wide; "    –" where there is none. */
static const char *percent(double share, char out[16])
{
    if (isnan(share))
        snprintf(out, 16, "    -");
    else
        snprintf(out, 16, "%4.*f%%", share > 0 && share < 0.0995 ? 1 : 0, 100 * share);
    return out;
}

static const char *figure(double value, char out[32])
{
    if (isnan(value))
        snprintf(out, 32, "-");
    else if (value == floor(value) && fabs(value) < 1e9)
        snprintf(out, 32, "%.0f", value);
    else
        snprintf(out, 32, "%.1f", value);
    return out;
}

static void bar(page *p, double share)
{
    const int n = isnan(share) ? 0 : (int)lround(BAR * fmin(1, fmax(0, share)));

    for (int i = 0; i < BAR; i++)
        add(p, "%s", i < n ? "█" : i == 0 && share > 0 ? "▏" : " ");
}

static void heading(page *p, const char *title)
{
    add(p, "\n%s\n", title);
    for (size_t i = 0; i < strlen(title); i++)
        add(p, "─");
    add(p, "\n");
}

/* A paragraph broken at blanks, lines after the first indented. Every wide character is ASCII or
 * two columns at most three bytes, so bytes bound columns from above. */
static void wrapped(page *p, const char *first, size_t indent, const char *text)
{
    size_t column = strlen(first);
    bool   begun  = false; /* a word stands on the line */

    add(p, "%s", first);
    while (*text != '\0') {
        const size_t n = strcspn(text, " ");

        if (begun && column + 1 + n > WIDTH) {
            add(p, "\n%*s", (int)indent, "");
            column = indent;
            begun  = false;
        }
        add(p, "%s%.*s", begun ? " " : "", (int)n, text);
        column += n + begun;
        begun = true;
        text += n;
        while (*text == ' ')
            text++;
    }
    add(p, "\n");
}

static void pairs(page *p, const char *title, const json_t *object)
{
    char        line[2048] = "";
    const char *name;
    json_t     *value;
    size_t      n = 0;

    json_object_foreach((json_t *)(uintptr_t)object, name, value)
    {
        const size_t used = strlen(line);

        if (n++ == LIST_MAX) {
            snprintf(line + used, sizeof line - used, ", ... (%zu in all)",
                     json_object_size(object));
            break;
        }
        snprintf(line + used, sizeof line - used, "%s%s %lld", used == 0 ? "" : ", ", name,
                 (long long)json_integer_value(value));
    }
    char first[64];

    snprintf(first, sizeof first, "  %-12s", title);
    wrapped(p, first, 14, line);
}

/* "dev: 198 of 1114 ask what a record of test asks (es 41, ar 22)", a line for each. */
static void overlap(page *p, const json_t *d)
{
    const json_t *list = json_object_get(d, "split_overlap");
    const json_t *one;
    size_t        i;

    json_array_foreach(list, i, one)
    {
        const bool within = strcmp(text_of(one, "split"), text_of(one, "other")) == 0;
        char       line[512], first[64];

        if (i == LIST_MAX) {
            add(p, "  %-12s... (%zu in all)\n", "", json_array_size(list));
            break;
        }
        snprintf(first, sizeof first, "  %-12s", i == 0 ? "overlap" : "");
        snprintf(line, sizeof line, "%.100s: %lld of %lld records ask what %s%.100s asks",
                 text_of(one, "split"), count_of(one, "records"), count_of(one, "of"),
                 within ? "another of " : "one of ", text_of(one, "other"));
        wrapped(p, first, 14, line);
    }
}

static void counts(page *p, const json_t *d)
{
    const json_t *c   = json_object_get(d, "counts");
    const json_t *dup = json_object_get(c, "exact_duplicates");
    const json_t *one;
    size_t        i;

    add(p, "  %-12s%lld of %lld rows in; %lld in quarantine\n", "records", count_of(c, "records"),
        count_of(c, "rows_in"), count_of(c, "quarantined"));
    if (count_of(c, "sampled") < count_of(c, "records"))
        add(p, "  %-12s%lld records were looked at in full, chosen by their ids\n", "sample",
            count_of(c, "sampled"));
    pairs(p, "splits", json_object_get(c, "by_split"));
    pairs(p, "kinds", json_object_get(c, "by_kind"));
    pairs(p, "languages", json_object_get(c, "by_language"));
    pairs(p, "turns", json_object_get(json_object_get(d, "turns"), "by_role"));
    add(p, "  %-12s%lld records in %lld groups say exactly the same; %lld would go\n", "duplicates",
        count_of(dup, "records"), count_of(dup, "groups"), count_of(dup, "surplus"));
    overlap(p, d);
    json_array_foreach(json_object_get(d, "quarantine"), i, one)
    {
        char first[80];

        snprintf(first, sizeof first, "  %-12s", i == 0 ? "quarantine" : "");
        add(p, "%s%lld x %s, first in %s row %lld\n", first, count_of(one, "n"),
            text_of(one, "rule"), text_of(json_object_get(one, "example"), "file"),
            count_of(json_object_get(one, "example"), "row"));
    }
}

static void reasons(page *p, const json_t *judgement, const char *name, const char *mark)
{
    const json_t *one;
    size_t        i;

    json_array_foreach(json_object_get(judgement, name), i, one)
    {
        char first[16];

        snprintf(first, sizeof first, "      %s ", mark);
        wrapped(p, first, 8, json_string_value(one));
    }
}

static void judged(page *p, const char *title, const json_t *judgement)
{
    if (json_is_object(judgement)) {
        add(p, "  %-12s%s\n", title, text_of(judgement, "id"));
        reasons(p, judgement, "reasons", "+");
        reasons(p, judgement, "against", "-");
    } else {
        add(p, "  %-12snot told: no rule fits well enough\n", title);
    }
}

static void placement(page *p, const json_t *d)
{
    const json_t *place   = json_object_get(d, "placement");
    const json_t *subtype = json_object_get(place, "subtype");
    const json_t *one;
    char          share[16];
    size_t        i;

    add(p, "  %-12s%s\n", "category",
        json_is_object(json_object_get(place, "category"))
            ? text_of(json_object_get(place, "category"), "id")
            : "not told");
    judged(p, "sub-type", subtype);
    if (json_is_object(subtype))
        add(p, "      score %.2f of 1\n", number_of(subtype, "score"));
    json_array_foreach(json_object_get(subtype, "runners_up"), i, one)
    {
        const char *why = json_string_value(json_array_get(json_object_get(one, "against"), 0));
        char        first[96];

        snprintf(first, sizeof first, "      next: %s, %.2f", text_of(one, "id"),
                 number_of(one, "score"));
        add(p, "%s\n", first);
        if (why != NULL)
            wrapped(p, "        - ", 10, why);
    }
    json_array_foreach(json_object_get(place, "groups"), i, one)
    {
        const double n   = number_of(one, "n");
        const double all = number_of(json_object_get(d, "counts"), "sampled");

        add(p, "  %-12s%s %-32s %s\n", i == 0 ? "groups" : "", percent(n / all, share),
            text_of(one, "shape"),
            text_of(one, "subtype")[0] == '\0' ? "not placed" : text_of(one, "subtype"));
    }
    judged(p, "audience", json_object_get(place, "audience"));
    judged(p, "data type", json_object_get(place, "data_type"));
    add(p, "  %-12s%s\n", "annotation", text_of(json_object_get(place, "annotation"), "level"));
    json_array_foreach(json_object_get(json_object_get(place, "annotation"), "kinds"), i, one)
    {
        char first[64];

        snprintf(first, sizeof first, "      + %s: ", text_of(one, "id"));
        wrapped(p, first, 8, json_string_value(json_array_get(json_object_get(one, "reasons"), 0)));
    }
}

static void objectives(page *p, const json_t *d)
{
    const json_t *one;
    size_t        i;

    json_array_foreach(json_object_get(d, "objectives"), i, one)
    {
        char first[96];

        if (!json_is_true(json_object_get(one, "supported")))
            continue;
        snprintf(first, sizeof first, "  %-32s %-6s ", text_of(one, "id"), text_of(one, "section"));
        wrapped(p, first, 42, text_of(one, "why"));
    }
}

static void gaps(page *p, const json_t *d)
{
    const json_t *one;
    size_t        i;

    json_array_foreach(json_object_get(d, "gaps"), i, one)
    {
        char first[96];

        snprintf(first, sizeof first, "  %-32s %-6s ", text_of(one, "id"), text_of(one, "section"));
        wrapped(p, first, 42, text_of(one, "evidence"));
    }
}

static void lengths(page *p, const json_t *d)
{
    const json_t *one;
    char          a[32], b[32], c[32], e[32], f[32];
    size_t        i;

    add(p, "  %-10s %-10s %9s %9s %9s %9s %9s %9s\n", "role", "unit", "turns", "mean", "5th",
        "median", "95th", "longest");
    json_array_foreach(json_object_get(d, "lengths"), i, one)
    {
        add(p, "  %-10s %-10s %9lld %9s %9s %9s %9s %9s\n", text_of(one, "role"),
            text_of(one, "unit"), count_of(one, "n"), figure(number_of(one, "mean"), a),
            figure(number_of(one, "p05"), b), figure(number_of(one, "median"), c),
            figure(number_of(one, "p95"), e), figure(number_of(one, "max"), f));
    }
}

static void languages(page *p, const json_t *d)
{
    const json_t *one;
    size_t        i;

    add(p, "  %-10s %10s %10s %10s\n", "language", "declared", "detected", "agree");
    json_array_foreach(json_object_get(d, "languages"), i, one)
    {
        add(p, "  %-10s %10lld %10lld %10lld\n", text_of(one, "language"),
            count_of(one, "declared"), count_of(one, "detected"), count_of(one, "agree"));
    }
}

static void readability(page *p, const json_t *d)
{
    const json_t *one;
    char          a[32], b[32], c[32], e[32], s[16];
    size_t        i;

    add(p, "  %-9s %-4s %-30s %7s %7s %7s %7s %7s %8s\n", "role", "lang", "measure", "texts",
        "25th", "median", "75th", "pooled", "above 8");
    json_array_foreach(json_object_get(d, "readability"), i, one)
    {
        add(p, "  %-9s %-4s %-30s %7lld %7s %7s %7s %7s %8s\n", text_of(one, "role"),
            text_of(one, "language"), text_of(one, "measure"), count_of(one, "n"),
            figure(number_of(one, "p25"), a), figure(number_of(one, "median"), b),
            figure(number_of(one, "p75"), c), figure(number_of(one, "pooled"), e),
            percent(number_of(one, "share_above_8"), s));
    }
}

static void vocabulary(page *p, const json_t *d)
{
    const json_t *one;
    char          a[16], b[16], c[16];
    size_t        i;

    add(p, "  %-10s %-4s %10s %-10s %12s %12s %12s\n", "role", "lang", "n", "unit", "familiar",
        "professional", "everyday");
    json_array_foreach(json_object_get(d, "vocabulary"), i, one)
    {
        add(p, "  %-10s %-4s %10lld %-10s %12s %12s %12s\n", text_of(one, "role"),
            text_of(one, "language"), count_of(one, "n"), text_of(one, "unit"),
            percent(number_of(one, "familiar"), a), percent(number_of(one, "professional"), b),
            percent(number_of(one, "lay"), c));
    }
}

/* A share with its bar and Wilson's interval. */
static void share_line(page *p, const char *name, const json_t *one, const char *member,
                       long long n)
{
    const json_t *ci = json_object_get(one, "ci");
    char          a[16], b[16], c[16];

    add(p, "  %-16s %s ", name, percent(number_of(one, member), a));
    bar(p, number_of(one, member));
    add(p, "  95%% interval %s to %s, n = %lld\n",
        percent(json_number_value(json_array_get(ci, 0)), b),
        percent(json_number_value(json_array_get(ci, 1)), c), n);
}

static void asking(page *p, const json_t *d)
{
    const json_t *one;
    size_t        i;

    json_array_foreach(json_object_get(d, "questions"), i, one)
    {
        share_line(p, text_of(one, "role"), one, "rate", count_of(one, "turns"));
    }
}

static void inquiry(page *p, const json_t *d)
{
    const json_t *one;
    size_t        i;

    json_array_foreach(json_object_get(d, "inquiry"), i, one)
    {
        share_line(p, text_of(one, "type"), one, "share", count_of(d, "inquiry_questions"));
    }
    add(p, "  %lld of %lld questions got no type\n", count_of(d, "inquiry_unclassified"),
        count_of(d, "inquiry_questions"));
}

/* Bytes of the beginning of a text that is shown: whole characters, at most VALUE_MAX bytes. */
static size_t head_bytes(const char *text)
{
    const size_t n = strlen(text);

    return bed_utf8_valid_until((bed_str){ text, n < VALUE_MAX ? n : VALUE_MAX });
}

static void labels(page *p, const json_t *d)
{
    const json_t *one, *top;
    char          share[16];
    size_t        i, k;

    if (json_array_size(json_object_get(d, "labels")) == 0)
        add(p, "  none\n");
    json_array_foreach(json_object_get(d, "labels"), i, one)
    {
        char line[1024] = "";

        json_array_foreach(json_object_get(one, "top"), k, top)
        {
            const size_t used = strlen(line);

            if (k == 3)
                break;
            snprintf(line + used, sizeof line - used, "%s%.*s (%lld)", k == 0 ? "" : ", ",
                     (int)head_bytes(text_of(top, "value")), text_of(top, "value"),
                     count_of(top, "n"));
        }
        add(p, "  %-18s %-7s %s  %8lld values\n", text_of(one, "label"), text_of(one, "level"),
            percent(number_of(one, "coverage"), share), count_of(one, "values"));
        wrapped(p, "      ", 6, line);
    }
}

static void demographics(page *p, const json_t *d)
{
    const json_t *one;
    char          share[16], line[1024] = "";
    size_t        i;

    json_array_foreach(json_object_get(d, "demographics"), i, one)
    {
        const size_t used = strlen(line);

        percent(number_of(one, "coverage"), share);
        snprintf(line + used, sizeof line - used, "%s%s %s", used == 0 ? "" : ", ",
                 text_of(one, "attribute"), share + strspn(share, " "));
    }
    wrapped(p, "  ", 2, line);
}

bed_status bed_profile_render_page(const bed_profile *profile, bed_buffer *out, bed_error *err)
{
    static const struct {
        const char *title;
        void (*print)(page *p, const json_t *d);
    } sections[] = {
        { "Corpus", counts },
        { "Placement, from what was measured alone", placement },
        { "Supported training objectives (section of the survey)", objectives },
        { "Gaps", gaps },
        { "Length of turns", lengths },
        { "Languages", languages },
        { "Readability", readability },
        { "Vocabulary", vocabulary },
        { "Turns that ask", asking },
        { "Inquiry types of the first question", inquiry },
        { "Labels", labels },
        { "Known of people and places", demographics },
    };
    const json_t *d = bed_profile_json(profile);
    page          p = { out, err, BED_OK };

    add(&p, "Profile of %s\n", text_of(json_object_get(d, "corpus"), "path"));
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        heading(&p, sections[i].title);
        sections[i].print(&p, d);
    }
    return p.st;
}
