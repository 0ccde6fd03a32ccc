/* The page as text. Nothing reaches it but through this file, and text of inputs only through
 * add_escaped. The markup is well-formed as HTML and as XML. */
#include "report/page.h"

#include <inttypes.h>

#define NARROW_SPACE "\xE2\x80\xAF"
#define MINUS "−"

enum { MINUS_BYTES = sizeof MINUS - 1, SPACED_MAX = 40 };

static void add(bed__page *p, const char *bytes, size_t n)
{
    if (p->st == BED_OK)
        p->st = bed_buffer_add(p->out, (bed_str){ bytes, n }, p->err);
}

/* Characters that neither HTML nor XML may hold: C0 but tab and line ends, U+FFFE, U+FFFF. Gives
 * the length of the one at s, or 0. */
static size_t forbidden(const char *s)
{
    const unsigned char *u = (const unsigned char *)s;

    if ((u[0] < 0x20 && u[0] != '\t' && u[0] != '\n' && u[0] != '\r') || u[0] == 0x7F)
        return 1;
    return u[0] == 0xEF && u[1] == 0xBF && u[2] >= 0xBE ? 3 : 0;
}

static const char *entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* The one function that escapes; what it writes may stand as text or in a quoted attribute. s is
 * UTF-8. */
static void add_escaped(bed__page *p, const char *s)
{
    while (*s != '\0') {
        size_t n = 0;

        while (s[n] != '\0' && entity(s[n]) == NULL && forbidden(s + n) == 0)
            n++;
        add(p, s, n);
        s += n;
        if (*s == '\0')
            break;
        const char  *name = entity(*s);
        const size_t skip = name == NULL ? forbidden(s) : 1;

        add(p, name == NULL ? "\xEF\xBF\xBD" : name, name == NULL ? 3 : strlen(name));
        s += skip;
    }
}

/* One conversion; gives what follows it. */
static const char *convert(bed__page *p, const char *at, va_list *args)
{
    char number[64];
    int  digits = 6;

    if (at[0] == '.') {
        digits = at[1] - '0';
        at += 2;
    }
    switch (*at) {
    case 's': {
        const char *text = va_arg(*args, const char *);

        add_escaped(p, text == NULL ? "" : text);
        return at + 1;
    }
    case 'd':
        snprintf(number, sizeof number, "%d", va_arg(*args, int));
        break;
    case 'f':
        snprintf(number, sizeof number, "%.*f", digits, va_arg(*args, double));
        break;
    case 'z':
        at++;
        snprintf(number, sizeof number, "%zu", va_arg(*args, size_t));
        break;
    default:
        snprintf(number, sizeof number, "%c", *at);
    }
    add(p, number, strlen(number));
    return at + 1;
}

void bed__html(bed__page *p, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    while (*format != '\0' && p->st == BED_OK) {
        const size_t n = strcspn(format, "%");

        add(p, format, n);
        format += n;
        if (*format == '%')
            format = convert(p, format + 1, &args);
    }
    va_end(args);
}

void bed__html_file(bed__page *p, const unsigned char *bytes, size_t n)
{
    add(p, (const char *)bytes, n);
}

void bed__link(bed__page *p, const char *address, const char *text)
{
    const bed_str a = bed_str_of(address);

    if (bed_str_starts(a, BED_STR("https://")) || bed_str_starts(a, BED_STR("http://")))
        bed__html(p, "<a href=\"%s\" rel=\"noopener noreferrer\">%s</a>", address, text);
    else
        bed__html(p, "%s", text);
}

/* ---- figures ---- */

bed__figure bed__grouped(uint64_t n)
{
    bed__figure f;
    char        digits[32];
    size_t      used = 0;

    snprintf(digits, sizeof digits, "%" PRIu64, n);
    for (size_t i = 0, len = strlen(digits); i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            f.s[used++] = ',';
        f.s[used++] = digits[i];
    }
    f.s[used] = '\0';
    return f;
}

bed__figure bed__decimal(double x, int digits)
{
    const double unit = digits == 0 ? 1 : digits == 1 ? 10 : 100;
    const double r    = round(x * unit) / unit;
    bed__figure  f;

    if (isnan(x)) {
        snprintf(f.s, sizeof f.s, "–");
    } else if (!isfinite(x) || fabs(x) >= 1e15) {
        snprintf(f.s, sizeof f.s, "%.3g", x);
    } else if (fabs(r) >= 1000) {
        f = bed__grouped((uint64_t)llround(fabs(r)));
        if (r < 0) {
            memmove(f.s + MINUS_BYTES, f.s, strlen(f.s) + 1);
            memcpy(f.s, MINUS, MINUS_BYTES);
        }
    } else {
        snprintf(f.s, sizeof f.s, "%s%.*f", r < 0 ? MINUS : "", r == round(r) ? 0 : digits,
                 fabs(r));
    }
    return f;
}

bed__figure bed__percent(double share)
{
    const double percent = 100 * share;
    bed__figure  f;

    if (isnan(share))
        snprintf(f.s, sizeof f.s, "–");
    else if (percent > 0 && percent < 0.05)
        snprintf(f.s, sizeof f.s, "<0.1" NARROW_SPACE "%%");
    else if (percent < 100 && percent > 99.5)
        snprintf(f.s, sizeof f.s, ">99" NARROW_SPACE "%%");
    else
        snprintf(f.s, sizeof f.s, "%.*f" NARROW_SPACE "%%", percent > 0 && percent < 9.95 ? 1 : 0,
                 percent);
    return f;
}

bed__figure bed__percent_of(uint64_t n, uint64_t of)
{
    return bed__percent(of == 0 ? (double)NAN : (double)n / (double)of);
}

bed__figure bed__bytes(uint64_t n)
{
    static const char *const units[] = { "bytes", "KiB", "MiB", "GiB", "TiB" };
    double                   x       = (double)n;
    size_t                   u       = 0;
    bed__figure              f;

    while (x >= 1024 && u < 4) {
        x /= 1024;
        u++;
    }
    snprintf(f.s, sizeof f.s, "%.36s %s", bed__decimal(x, u > 0 && x < 100).s, units[u]);
    return f;
}

bed__figure bed__spaced(const char *id)
{
    bed__figure  f;
    const size_t len = strlen(id);
    size_t       n   = len < SPACED_MAX ? len : SPACED_MAX;

    memcpy(f.s, id, n);
    n = bed_utf8_valid_until((bed_str){ f.s, n });
    for (size_t i = 0; i < n; i++)
        if (f.s[i] == '_')
            f.s[i] = ' ';
    if (n < len) {
        memcpy(f.s + n, "…", sizeof "…" - 1);
        n += sizeof "…" - 1;
    }
    f.s[n] = '\0';
    return f;
}

/* ---- panels and tables ---- */

void bed__panel_open(bed__page *p, const bed__corpus *c, const char *slug, const char *title,
                     const char *note, const char *kind)
{
    const char *owner = c == NULL ? "all" : c->id;
    const bool  group = strcmp(kind, "group") == 0;

    bed__html(p, "<section class=\"panel %s\" id=\"%s-%s\" aria-labelledby=\"%s-%s-t\">\n",
              group ? "wide" : kind, owner, slug, owner, slug);
    if (group)
        bed__html(p, "<h3 class=\"group\" id=\"%s-%s-t\">%s</h3>\n", owner, slug, title);
    else
        bed__html(p, "<h4 id=\"%s-%s-t\">%s</h4>\n", owner, slug, title);
    if (note != NULL)
        bed__html(p, "<p class=\"note\">%s</p>\n", note);
}

void bed__panel_close(bed__page *p)
{
    bed__html(p, "</section>\n");
}

void bed__table_open(bed__page *p, const char *kind, const char *caption, const char *heads)
{
    bed__html(p,
              "<div class=\"scroll\" role=\"region\" aria-label=\"%s\" tabindex=\"0\"><table "
              "class=\"%s\">\n<caption>%s</caption>\n<thead><tr>",
              caption, kind, caption);
    while (*heads != '\0') {
        const size_t n      = strcspn(heads, "|");
        const bool   number = heads[0] == '>';
        char         head[96];

        snprintf(head, sizeof head, "%.*s", (int)n - number, heads + number);
        bed__html(p, "<th scope=\"col\" class=\"%s\">%s</th>", number ? "n" : "t", head);
        heads += n + (heads[n] == '|');
    }
    bed__html(p, "</tr></thead>\n<tbody>\n");
}

void bed__table_close(bed__page *p)
{
    bed__html(p, "</tbody></table></div>\n");
}

void bed__table_fold(bed__page *p, const char *caption, const char *heads)
{
    bed__html(p, "<details class=\"figures\"><summary>Figures as a table</summary>\n");
    bed__table_open(p, "plain", caption, heads);
}

void bed__table_fold_end(bed__page *p)
{
    bed__table_close(p);
    bed__html(p, "</details>\n");
}

const char *bed__title_of(const bed__page *p, bed_dimension d, const char *id)
{
    const bed_term *term = bed_catalog_term(p->catalog, d, id);

    return term == NULL ? id : term->title;
}

const char *bed__hue_of(const bed__page *p, bed_dimension d, const char *id)
{
    return bed_catalog_term(p->catalog, d, id) == NULL ? "other" : id;
}

const char *bed__dataset_name(const bed__page *p, const char *key)
{
    const bed_dataset *d = bed_catalog_dataset(p->catalog, key);

    return d == NULL ? key : d->name;
}
