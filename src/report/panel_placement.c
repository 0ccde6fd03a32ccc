/* Where measuring puts a corpus, why, what else it could have been; what it can teach. */
#include "report/page.h"

static bool names_hold(const bed_names *names, const char *id)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->at[i], id) == 0)
            return true;
    return false;
}

static void term_list(bed__page *p, bed_dimension d, const bed_names *names)
{
    for (size_t i = 0; i < names->n; i++)
        bed__html(p, "%s%s", i > 0 ? ", " : "", bed__title_of(p, d, names->at[i]));
}

static void verdict(bed__page *p, bool known, bool same)
{
    bed__html(p, "<td class=\"verdict %s\">%s</td></tr>\n",
              !known ? "none"
              : same ? "same"
                     : "other",
              !known ? "–"
              : same ? "✓ agrees"
                     : "≠ differs");
}

/* One dimension: measured, catalogued, whether they agree. `listed` are the catalogue's ids. */
static void compared(bed__page *p, const bed__corpus *c, const char *title, bed_dimension d,
                     const char *path, const bed_names *listed)
{
    const char *id = bed__text_at(bed__at(c->profile, path), "id");

    bed__html(p, "<tr><th scope=\"row\">%s</th><td class=\"strong\">%s</td><td>", title,
              id[0] == '\0' ? "–" : bed__title_of(p, d, id));
    if (listed == NULL)
        bed__html(p, "–");
    else
        term_list(p, d, listed);
    bed__html(p, "</td>");
    verdict(p, listed != NULL && id[0] != '\0', listed != NULL && names_hold(listed, id));
}

static void annotation(bed__page *p, const bed__corpus *c)
{
    const json_t *kinds = bed__at(c->profile, "placement.annotation.kinds");
    size_t        i, same = 0;
    json_t       *one;

    bed__html(p, "<tr><th scope=\"row\">Annotation</th><td class=\"strong\">%s",
              bed__title_of(p, BED_DIMENSION_ANNOTATION,
                            bed__text_at(c->profile, "placement.annotation.level")));
    json_array_foreach((json_t *)(uintptr_t)kinds, i, one)
    {
        bed__html(p, "%s%s", i == 0 ? ": " : ", ",
                  bed__title_of(p, BED_DIMENSION_ANNOTATION, bed__text_at(one, "id")));
        same += c->dataset != NULL && names_hold(&c->dataset->annotations, bed__text_at(one, "id"));
    }
    bed__html(p, "</td><td>");
    if (c->dataset == NULL)
        bed__html(p, "–");
    else
        term_list(p, BED_DIMENSION_ANNOTATION, &c->dataset->annotations);
    bed__html(p, "</td>");
    verdict(p, c->dataset != NULL && json_array_size(kinds) > 0, same == json_array_size(kinds));
}

static void against_catalogue(bed__page *p, const bed__corpus *c)
{
    const bed_dataset *d        = c->dataset;
    const char        *one[2]   = { d == NULL ? "" : d->category, d == NULL ? "" : d->subtype };
    const bed_names    category = { &one[0], 1 }, subtype = { &one[1], 1 };

    bed__table_open(p, "plain compare", "Measured from the records, and as catalogued",
                    "Dimension|Measured|Catalogued|Agreement");
    compared(p, c, "Category", BED_DIMENSION_CATEGORY, "placement.category",
             d == NULL ? NULL : &category);
    compared(p, c, "Sub-type", BED_DIMENSION_SUBTYPE, "placement.subtype",
             d == NULL ? NULL : &subtype);
    compared(p, c, "Audience", BED_DIMENSION_AUDIENCE, "placement.audience",
             d == NULL ? NULL : &d->audiences);
    compared(p, c, "Data type", BED_DIMENSION_DATA_TYPE, "placement.data_type",
             d == NULL ? NULL : &d->data_types);
    annotation(p, c);
    bed__table_close(p);
}

static void sentences(bed__page *p, const json_t *list, const char *kind)
{
    if (json_array_size(list) == 0)
        return;
    bed__html(p, "<ul class=\"reasons %s\">\n", kind);
    for (size_t i = 0; i < json_array_size(list); i++)
        bed__html(p, "<li><bdi>%s</bdi></li>\n", json_string_value(json_array_get(list, i)));
    bed__html(p, "</ul>\n");
}

/* "0.35", "–" */
static bed__figure score_text(const json_t *judgement)
{
    const double score = bed__number_at(judgement, "score");
    bed__figure  f;

    snprintf(f.s, sizeof f.s, isnan(score) ? "–" : "%.2f", score);
    return f;
}

static void runners_up(bed__page *p, const bed__corpus *c)
{
    const json_t *list = bed__at(c->profile, "placement.subtype.runners_up");
    const json_t *best = bed__at(c->profile, "placement.subtype");
    char          id[48];
    size_t        i;
    json_t       *one;

    if (json_array_size(list) == 0)
        return;
    snprintf(id, sizeof id, "%s-runners", c->id);
    bed__html(p, "<h5 id=\"%s-t\">Score of the sub-types, of 1</h5>\n", id);
    bed__rows_open(p, id, "The chosen sub-type and the next ones, by score.");
    bed__row_bar(p, bed__title_of(p, BED_DIMENSION_SUBTYPE, bed__text_at(best, "id")),
                 bed__hue_of(p, BED_DIMENSION_SUBTYPE, bed__text_at(best, "id")),
                 bed__number_at(best, "score"), (double)NAN, (double)NAN, 1, score_text(best).s);
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        bed__row_bar(p, bed__title_of(p, BED_DIMENSION_SUBTYPE, bed__text_at(one, "id")), "muted",
                     bed__number_at(one, "score"), (double)NAN, (double)NAN, 1, score_text(one).s);
    }
    bed__rows_close(p);
    bed__html(p, "<details class=\"figures\"><summary>Why not the others</summary>\n");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        bed__html(p, "<h6>%s (%s)</h6>\n",
                  bed__title_of(p, BED_DIMENSION_SUBTYPE, bed__text_at(one, "id")),
                  score_text(one).s);
        sentences(p, bed__at(one, "against"), "against");
        sentences(p, bed__at(one, "reasons"), "for");
    }
    bed__html(p, "</details>\n");
}

static void groups(bed__page *p, const bed__corpus *c)
{
    const json_t *list = bed__at(c->profile, "placement.groups");
    const double  all  = bed__number_at(c->profile, "counts.sampled");
    size_t        i;
    json_t       *one;

    if (json_array_size(list) == 0)
        return;
    bed__table_open(p, "plain", "Shapes of records, each placed by itself",
                    "Shape and language|>Records|>Share|Placed as|>Score");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        const char *id = bed__text_at(one, "subtype");

        bed__html(p,
                  "<tr><th scope=\"row\"><bdi>%s</bdi></th><td class=\"n\">%s</td><td "
                  "class=\"n\">%s</td><td>%s</td><td class=\"n\">%s</td></tr>\n",
                  bed__text_at(one, "shape"), bed__grouped(bed__count_at(one, "n")).s,
                  bed__percent(all > 0 ? (double)bed__count_at(one, "n") / all : (double)NAN).s,
                  id[0] == '\0' ? "not placed" : bed__title_of(p, BED_DIMENSION_SUBTYPE, id),
                  score_text(one).s);
    }
    bed__table_close(p);
}

void bed__panel_placement(bed__page *p, const bed__corpus *c)
{
    const json_t *subtype = bed__at(c->profile, "placement.subtype");

    bed__panel_open(
        p, c, "placement", "Place in the taxonomy",
        "From what was measured alone: the rules see neither the dataset’s name nor its "
        "catalogue entry.",
        "group");
    against_catalogue(p, c);
    bed__html(p, "<div class=\"two\">\n<div>\n");
    if (subtype == NULL) {
        bed__html(p, "<p>No sub-type: no rule fits well enough.</p>\n");
    } else {
        bed__html(p, "<h5>Why %s</h5>\n",
                  bed__title_of(p, BED_DIMENSION_SUBTYPE, bed__text_at(subtype, "id")));
        sentences(p, bed__at(subtype, "reasons"), "for");
        sentences(p, bed__at(subtype, "against"), "against");
    }
    bed__html(p, "</div>\n<div>\n");
    runners_up(p, c);
    bed__html(p, "</div>\n</div>\n");
    groups(p, c);
    bed__panel_close(p);
}

/* ---- what it can teach ---- */

static void claim(bed__page *p, const char *title, const char *section, const char *kind,
                  const char *why)
{
    bed__html(p, "<li class=\"%s\"><b>%s</b>", kind, title);
    if (section[0] != '\0')
        bed__html(p, " <span class=\"section\">§%s</span>", section);
    bed__html(p, "<span class=\"why\"><bdi>%s</bdi></span></li>\n", why);
}

static size_t objectives(bed__page *p, const bed__corpus *c, bool supported)
{
    size_t  i, n = 0;
    json_t *one;

    bed__html(p, "<ul class=\"claims\">\n");
    json_array_foreach((json_t *)(uintptr_t)bed__at(c->profile, "objectives"), i, one)
    {
        if (bed__true_at(one, "supported") != supported)
            continue;
        claim(p, bed__title_of(p, BED_DIMENSION_OBJECTIVE, bed__text_at(one, "id")),
              bed__text_at(one, "section"), supported ? "yes" : "no", bed__text_at(one, "why"));
        n++;
    }
    bed__html(p, "</ul>\n");
    if (n == 0)
        bed__html(p, "<p>None.</p>\n");
    return n;
}

void bed__panel_training(bed__page *p, const bed__corpus *c)
{
    const json_t *gaps = bed__at(c->profile, "gaps");
    size_t        i;
    json_t       *one;

    bed__panel_open(p, c, "training", "What it can teach, and what it cannot",
                    "By the survey’s argument, applied to what was measured; § is its section.",
                    "group");
    bed__html(p, "<div class=\"two\">\n<div><h5>Objectives supported</h5>\n");
    objectives(p, c, true);
    bed__html(p,
              "<details class=\"figures\"><summary>Objectives not supported, and why</summary>\n");
    objectives(p, c, false);
    bed__html(p, "</details></div>\n<div><h5>Gaps</h5>\n<ul class=\"claims\">\n");
    json_array_foreach((json_t *)(uintptr_t)gaps, i, one)
    {
        claim(p, bed__title_of(p, BED_DIMENSION_GAP, bed__text_at(one, "id")),
              bed__text_at(one, "section"), "gap", bed__text_at(one, "evidence"));
    }
    bed__html(p, "</ul>%s</div>\n</div>\n", json_array_size(gaps) == 0 ? "None found." : "");
    bed__panel_close(p);
}
