/* What is marked in a corpus, and what is known of the people and places behind it. */
#include "report/page.h"

enum { TOP_SHOWN = 5 };

static void top_values(bed__page *p, const json_t *one)
{
    const json_t *top = bed__at(one, "top");
    size_t        i;
    json_t       *value;

    json_array_foreach((json_t *)(uintptr_t)top, i, value)
    {
        if (i == TOP_SHOWN)
            break;
        bed__html(p, "%s<span class=\"pair\"><bdi>%s</bdi> <small>%s</small></span>",
                  i > 0 ? " · " : "", bed__text_at(value, "value"),
                  bed__grouped(bed__count_at(value, "n")).s);
    }
    if (json_array_size(top) > TOP_SHOWN)
        bed__html(p, " …");
}

static void labels(bed__page *p, const bed__corpus *c)
{
    const json_t *list = bed__at(c->profile, "labels");
    char          id[64];
    size_t        i;
    json_t       *one;

    bed__panel_open(p, c, "labels", "Labels", "Share of records, or of turns, that carry a label.",
                    "");
    if (json_array_size(list) == 0) {
        bed__html(p, "<p>The records carry no labels.</p>\n");
        bed__panel_close(p);
        return;
    }
    snprintf(id, sizeof id, "%s-labels-chart", c->id);
    bed__html(p, "<p class=\"sr\" id=\"%s-t\">Label coverage</p>\n", id);
    bed__rows_open(p, id, "One bar for each label.");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        const bool turn = strcmp(bed__text_at(one, "level"), "turn") == 0;

        bed__row_bar(p, bed__text_at(one, "label"), turn ? "count pale" : "count",
                     bed__number_at(one, "coverage"), (double)NAN, (double)NAN, 1,
                     bed__percent(bed__number_at(one, "coverage")).s);
    }
    bed__rows_close(p);
    bed__table_fold(p, "Labels and their most frequent values",
                    "Label|Of|>Carried by|>Share|>Values|Most frequent");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        bed__html(p,
                  "<tr><th scope=\"row\"><bdi>%s</bdi></th><td>%s</td><td class=\"n\">%s</td><td "
                  "class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"values\">",
                  bed__text_at(one, "label"), bed__text_at(one, "level"),
                  bed__grouped(bed__count_at(one, "records")).s,
                  bed__percent(bed__number_at(one, "coverage")).s,
                  bed__grouped(bed__count_at(one, "values")).s);
        top_values(p, one);
        bed__html(p, "</td></tr>\n");
    }
    bed__table_fold_end(p);
    bed__panel_close(p);
}

/* "; none tells age, sex" */
static void unknown_of(bed__page *p, const json_t *list)
{
    const char *sep = "; none tells ";
    size_t      i;
    json_t     *one;

    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        if (bed__count_at(one, "known") > 0)
            continue;
        bed__html(p, "%s%s", sep, bed__spaced(bed__text_at(one, "attribute")).s);
        sep = ", ";
    }
}

static void people(bed__page *p, const bed__corpus *c)
{
    const json_t *list = bed__at(c->profile, "demographics");
    char          id[64];
    size_t        i, known = 0;
    json_t       *one;

    bed__panel_open(p, c, "people", "Known of people and places",
                    "Share of records in which the source tells it outside the prose.", "");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        known += bed__count_at(one, "known") > 0;
    }
    bed__html(p, "<p class=\"finding\">%zu of %zu attributes are known of any record", known,
              json_array_size(list));
    unknown_of(p, list);
    bed__html(p, ".</p>\n");
    snprintf(id, sizeof id, "%s-people-chart", c->id);
    bed__html(p, "<p class=\"sr\" id=\"%s-t\">Coverage of attributes</p>\n", id);
    bed__rows_open(p, id, "One bar for each attribute that is known of any record.");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        if (bed__count_at(one, "known") > 0)
            bed__row_bar(p, bed__spaced(bed__text_at(one, "attribute")).s, "count",
                         bed__number_at(one, "coverage"), (double)NAN, (double)NAN, 1,
                         bed__percent(bed__number_at(one, "coverage")).s);
    }
    bed__rows_close(p);
    bed__table_fold(p, "Known of people and places", "Attribute|>Records|>Share|Most frequent");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        bed__html(p,
                  "<tr><th scope=\"row\">%s</th><td class=\"n\">%s</td><td class=\"n\">%s</td><td "
                  "class=\"values\">",
                  bed__text_at(one, "attribute"), bed__grouped(bed__count_at(one, "known")).s,
                  bed__percent(bed__number_at(one, "coverage")).s);
        top_values(p, one);
        bed__html(p, "</td></tr>\n");
    }
    bed__table_fold_end(p);
    bed__panel_close(p);
}

void bed__panel_coverage(bed__page *p, const bed__corpus *c)
{
    labels(p, c);
    people(p, c);
}
