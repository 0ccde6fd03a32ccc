/* Charts. Positions are percent of the width, so a chart is as wide as its place and its text keeps
 * its size; colours are the style sheet's, by class, so that they follow light and dark. */
#include "report/page.h"

enum { ROW_HEIGHT = 20, HISTOGRAM_HEIGHT = 108, SLOTS_MAX = 48 };

const char *bed__role_class(const char *role)
{
    static const char *const known[] = { "patient", "clinician", "examiner", "family", "system" };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(role, known[i]) == 0)
            return known[i];
    return "other";
}

double bed__scale_at(const bed__scale *s, double value)
{
    const double lo = s->log ? log1p(s->lo) : s->lo;
    const double hi = s->log ? log1p(s->hi) : s->hi;
    const double v  = s->log ? log1p(value < 0 ? 0 : value) : value;

    return hi > lo ? fmin(100, fmax(0, 100 * (v - lo) / (hi - lo))) : 0;
}

static void rect(bed__page *p, const char *kind, double x0, double x1, double y, double height)
{
    bed__html(p, "<rect class=\"%s\" x=\"%.2f%%\" y=\"%.1f\" width=\"%.2f%%\" height=\"%.1f\"/>",
              kind, x0, y, fmax(0, x1 - x0), height);
}

static void line(bed__page *p, const char *kind, double x0, double y0, double x1, double y1)
{
    bed__html(p, "<line class=\"%s\" x1=\"%.2f%%\" y1=\"%.1f\" x2=\"%.2f%%\" y2=\"%.1f\"/>", kind,
              x0, y0, x1, y1);
}

static void dot(bed__page *p, const char *kind, double x, double y)
{
    bed__html(p, "<circle class=\"%s\" cx=\"%.2f%%\" cy=\"%.1f\" r=\"4.5\"/>", kind, x, y);
}

static void words(bed__page *p, const char *kind, double x, double y, const char *text)
{
    bed__html(p, "<text class=\"%s\" x=\"%.2f%%\" y=\"%.1f\">%s</text>", kind, x, y, text);
}

/* ---- rows ---- */

void bed__rows_open(bed__page *p, const char *id, const char *about)
{
    bed__html(p, "<p class=\"sr\" id=\"%s-d\">%s</p>\n", id, about);
    bed__html(
        p,
        "<div class=\"rows\" role=\"group\" aria-labelledby=\"%s-t\" aria-describedby=\"%s-d\">"
        "\n",
        id, id);
}

void bed__rows_close(bed__page *p)
{
    bed__html(p, "</div>\n");
}

static void row_open(bed__page *p, const char *label)
{
    bed__html(p,
              "<div class=\"row\"><span class=\"label\" title=\"%s\"><bdi>%s</bdi></span>"
              "<svg class=\"plot\" width=\"100%%\" height=\"%d\" aria-hidden=\"true\" "
              "focusable=\"false\">",
              label, label, (int)ROW_HEIGHT);
}

static void row_close(bed__page *p, const char *text)
{
    bed__html(p, "</svg><span class=\"value\">%s</span></div>\n", text);
}

void bed__row_bar(bed__page *p, const char *label, const char *kind, double share, double lo,
                  double hi, double max, const char *text)
{
    const double unit = max > 0 ? 100 / max : 0;

    row_open(p, label);
    rect(p, "ground", 0, 100, 5, 10);
    if (share > 0)
        rect(p, kind, 0, fmin(100, share * unit), 5, 10);
    if (!isnan(lo) && !isnan(hi)) {
        const double a = fmin(100, fmax(0, lo * unit)), b = fmin(100, fmax(0, hi * unit));

        line(p, "whisker", a, 10, b, 10);
        line(p, "whisker", a, 6.5, a, 13.5);
        line(p, "whisker", b, 6.5, b, 13.5);
    }
    row_close(p, text);
}

static void band(bed__page *p, const bed__scale *s, double height)
{
    if (!isnan(s->band_lo))
        rect(p, "band", bed__scale_at(s, s->band_lo), bed__scale_at(s, s->band_hi), -4, height + 8);
}

void bed__row_range(bed__page *p, const char *label, const char *kind, const bed__scale *s,
                    double lo, double mid, double hi, const char *text)
{
    row_open(p, label);
    band(p, s, ROW_HEIGHT);
    line(p, "guide", 0, 10, 100, 10);
    if (!isnan(lo) && !isnan(hi)) {
        bed__html(p, "<g class=\"%s\">", kind);
        line(p, "span", bed__scale_at(s, lo), 10, bed__scale_at(s, hi), 10);
        bed__html(p, "</g>");
    }
    if (!isnan(mid))
        dot(p, kind, bed__scale_at(s, mid), 10);
    row_close(p, text);
}

void bed__row_axis(bed__page *p, const bed__scale *s, const double *ticks, size_t n,
                   const char *unit)
{
    bed__html(p, "<div class=\"row axis\"><span class=\"label\"></span><svg class=\"plot\" "
                 "width=\"100%%\" height=\"20\" aria-hidden=\"true\" focusable=\"false\">");
    line(p, "axis", 0, 0.5, 100, 0.5);
    for (size_t i = 0; i < n; i++) {
        const double x = bed__scale_at(s, ticks[i]);

        line(p, "axis", x, 0, x, 4);
        words(p,
              x < 3    ? "tick first"
              : x > 97 ? "tick last"
                       : "tick",
              x, 16, bed__decimal(ticks[i], 1).s);
    }
    bed__html(p, "</svg><span class=\"value unit\">%s</span></div>\n", unit);
}

void bed__row_stack(bed__page *p, const char *label, const bed__part *parts, size_t n,
                    const char *text)
{
    double x = 0;

    row_open(p, label);
    rect(p, "ground", 0, 100, 3, 14);
    for (size_t i = 0; i < n; i++) {
        const double end = fmin(100, x + 100 * parts[i].share);

        if (end > x) {
            bed__html(p, "<g><title>%s: %s</title>", parts[i].label,
                      bed__percent(parts[i].share).s);
            rect(p, parts[i].kind, x, end, 3, 14);
            bed__html(p, "</g>");
        }
        x = end;
    }
    row_close(p, text);
}

/* ---- histograms ---- */

static bool adjoins(const bed__bin *before, const bed__bin *after, bool whole)
{
    return isnan(before->hi) || after->lo <= before->hi + (whole ? 1 : 0);
}

/* The bins with an empty column (n 0, lo NAN) wherever some were left out. */
static size_t columns_of(const bed__bin *bins, size_t n, bool whole, bed__bin columns[SLOTS_MAX])
{
    size_t k = 0;

    for (size_t i = 0; i < n && k < SLOTS_MAX - 1; i++) {
        if (i > 0 && !adjoins(&bins[i - 1], &bins[i], whole))
            columns[k++] = (bed__bin){ (double)NAN, (double)NAN, 0 };
        columns[k++] = bins[i];
    }
    return k;
}

static void column_label(bed__page *p, const bed__bin *bin, bool whole, bool last, double x,
                         double width)
{
    char text[128];

    if (isnan(bin->lo)) {
        words(p, "tick", x + width / 2, HISTOGRAM_HEIGHT - 4, "…");
    } else if (!whole) {
        words(p, x < 1 ? "tick first" : "tick", x, HISTOGRAM_HEIGHT - 4,
              bed__decimal(bin->lo, 0).s);
    } else {
        if (isnan(bin->hi) || (last && bin->hi > bin->lo))
            snprintf(text, sizeof text, "%s+", bed__decimal(bin->lo, 0).s);
        else if (bin->hi == bin->lo)
            snprintf(text, sizeof text, "%s", bed__decimal(bin->lo, 0).s);
        else
            snprintf(text, sizeof text, "%s–%s", bed__decimal(bin->lo, 0).s,
                     bed__decimal(bin->hi, 0).s);
        words(p, "tick", x + width / 2, HISTOGRAM_HEIGHT - 4, text);
    }
}

void bed__histogram(bed__page *p, const char *id, const char *title, const char *about,
                    const char *kind, const bed__bin *bins, size_t n, bool whole, double tallest)
{
    const double foot = HISTOGRAM_HEIGHT - 18, room = foot - 16;
    bed__bin     columns[SLOTS_MAX];
    const size_t k     = columns_of(bins, n, whole, columns);
    const double width = k > 0 ? 100.0 / (double)(k < 6 ? 6 : k) : 0;
    double       all   = 0;
    size_t       top   = 0;

    for (size_t i = 0; i < k; i++) {
        all += (double)columns[i].n;
        top = columns[i].n > columns[top].n ? i : top;
    }
    bed__html(p,
              "<svg class=\"histogram\" width=\"100%%\" height=\"%d\" role=\"img\" "
              "aria-labelledby=\"%s-t\" aria-describedby=\"%s-d\"><title id=\"%s-t\">%s</title>"
              "<desc id=\"%s-d\">%s</desc>",
              (int)HISTOGRAM_HEIGHT, id, id, id, title, id, about);
    for (size_t i = 0; i < k; i++) {
        const double x      = (double)i * width;
        const double share  = all > 0 ? (double)columns[i].n / all : 0;
        const double height = tallest > 0 ? room * share / tallest : 0;

        if (columns[i].n > 0)
            rect(p, kind, x + width * 0.04, x + width * 0.96, foot - fmax(height, 1),
                 fmax(height, 1));
        if (i == top && all > 0)
            words(p, "peak", x + width / 2, foot - height - 4, bed__percent(share).s);
        column_label(p, &columns[i], whole, i + 1 == k, x, width);
    }
    if (k > 0 && !whole && !isnan(columns[k - 1].hi))
        words(p, k < 6 ? "tick" : "tick last", (double)k * width, HISTOGRAM_HEIGHT - 4,
              bed__decimal(columns[k - 1].hi, 0).s);
    line(p, "axis", 0, foot + 0.5, 100, foot + 0.5);
    bed__html(p, "</svg>\n");
}
