/* Who asks, and what for. */
#include "report/page.h"

enum { TYPES_SHOWN = 13 };

/* Both ends of an interval; NAN where there is none. */
static void interval(const json_t *one, double *lo, double *hi)
{
    const json_t *ci = bed__at(one, "ci");

    *lo = ci == NULL ? (double)NAN : json_number_value(json_array_get(ci, 0));
    *hi = ci == NULL ? (double)NAN : json_number_value(json_array_get(ci, 1));
}

static void share_text(const json_t *one, const char *member, char *out, size_t size)
{
    double lo, hi;

    interval(one, &lo, &hi);
    if (isnan(lo))
        snprintf(out, size, "%s", bed__percent(bed__number_at(one, member)).s);
    else
        snprintf(out, size, "%s (%.*f–%.*f)", bed__percent(bed__number_at(one, member)).s,
                 hi < 0.0995 ? 1 : 0, 100 * lo, hi < 0.0995 ? 1 : 0, 100 * hi);
}

static void share_bar(bed__page *p, const json_t *one, const char *label, const char *kind,
                      const char *member, double max)
{
    double lo, hi;

    interval(one, &lo, &hi);
    bed__row_bar(p, label, kind, bed__number_at(one, member), lo, hi, max,
                 bed__percent(bed__number_at(one, member)).s);
}

static void asking(bed__page *p, const bed__corpus *c)
{
    const json_t *list = bed__at(c->profile, "questions");
    char          id[64], text[160];
    size_t        i;
    json_t       *one;

    bed__panel_open(p, c, "asking", "Turns that ask, by role",
                    "Share of turns with a question, and its 95 % interval (Wilson).", "");
    snprintf(id, sizeof id, "%s-asking-chart", c->id);
    bed__html(p, "<p class=\"sr\" id=\"%s-t\">Share of turns that ask</p>\n", id);
    bed__rows_open(p, id, "One bar for each role, a whisker for the interval.");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        share_bar(p, one, bed__spaced(bed__text_at(one, "role")).s,
                  bed__role_class(bed__text_at(one, "role")), "rate", 1);
    }
    bed__rows_close(p);
    bed__table_fold(p, "Turns that ask", "Role|>Turns|>With a question|>Share (95 % interval)");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        share_text(one, "rate", text, sizeof text);
        bed__html(p,
                  "<tr><th scope=\"row\">%s</th><td class=\"n\">%s</td><td class=\"n\">%s</td><td "
                  "class=\"n\">%s</td></tr>\n",
                  bed__text_at(one, "role"), bed__grouped(bed__count_at(one, "turns")).s,
                  bed__grouped(bed__count_at(one, "questions")).s, text);
    }
    bed__table_fold_end(p);
    bed__panel_close(p);
}

/* The right end of the bars: the highest interval, rounded up to a tenth. */
static double right_end(const json_t *list)
{
    double  top = 0.1;
    size_t  i;
    json_t *one;

    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        double lo, hi;

        interval(one, &lo, &hi);
        top = fmax(top, fmax(isnan(hi) ? 0 : hi, bed__number_at(one, "share")));
    }
    return fmin(1, ceil(10 * top - 1e-9) / 10);
}

static void types(bed__page *p, const bed__corpus *c)
{
    const json_t *list = bed__at(c->profile, "inquiry");
    const double  max  = right_end(list);
    char          id[64], text[160];
    size_t        i;
    json_t       *one;

    bed__panel_open(p, c, "types", "What the first question asks for",
                    "Share of questions of each type, with its 95 % interval; a question may be of "
                    "several types.",
                    "");
    bed__html(p, "<p class=\"finding\">%s of %s questions got no type</p>\n",
              bed__grouped(bed__count_at(c->profile, "inquiry_unclassified")).s,
              bed__grouped(bed__count_at(c->profile, "inquiry_questions")).s);
    snprintf(id, sizeof id, "%s-types-chart", c->id);
    bed__html(p, "<p class=\"sr\" id=\"%s-t\">Share of questions by inquiry type</p>\n", id);
    bed__rows_open(p, id, "One bar for each type, largest first, a whisker for the interval.");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        if (i < TYPES_SHOWN)
            share_bar(p, one, bed__title_of(p, BED_DIMENSION_INQUIRY, bed__text_at(one, "type")),
                      "type", "share", max);
    }
    bed__rows_close(p);
    bed__table_fold(p, "Inquiry types", "Type|>Questions|>Share (95 % interval)");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        share_text(one, "share", text, sizeof text);
        bed__html(
            p, "<tr><th scope=\"row\">%s</th><td class=\"n\">%s</td><td class=\"n\">%s</td></tr>\n",
            bed__title_of(p, BED_DIMENSION_INQUIRY, bed__text_at(one, "type")),
            bed__grouped(bed__count_at(one, "n")).s, text);
    }
    bed__table_fold_end(p);
    bed__panel_close(p);
}

void bed__panel_inquiry(bed__page *p, const bed__corpus *c)
{
    types(p, c);
    asking(p, c);
}
