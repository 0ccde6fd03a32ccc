/* The survey's taxonomy as a map: two categories, their sub-types, every dataset in its place; what
 * was profiled stands out, with the place that measuring gave it. */
#include "report/page.h"

static const char *measured_subtype(const bed__corpus *c)
{
    return bed__text_at(c->profile, "placement.subtype.id");
}

static bool is_profiled(const bed__page *p, const bed_dataset *d)
{
    for (size_t i = 0; i < p->n_corpora; i++)
        if (p->corpora[i].dataset == d)
            return true;
    return false;
}

static void number_of(bed__page *p, const bed_dataset *d)
{
    if (d != NULL && d->number > 0)
        bed__html(p, "<b class=\"no\">%d</b>", (int)d->number);
}

/* A corpus where it was measured to be. */
static void measured_chip(bed__page *p, const bed__corpus *c, bool moved)
{
    bed__html(p, "<li class=\"chip measured%s\"><a href=\"#%s\">", moved ? " moved" : "", c->id);
    number_of(p, c->dataset);
    bed__html(p, "<bdi>%s</bdi></a>", bed__corpus_title(c));
    if (moved && c->dataset != NULL)
        bed__html(p, "<small>measured here; catalogued as %s</small>",
                  bed__title_of(p, BED_DIMENSION_SUBTYPE, c->dataset->subtype));
    else if (c->dataset == NULL)
        bed__html(p, "<small>not in the catalogue</small>");
    else if (c->dataset->part_of[0] != '\0' && c->dataset->number == 0)
        bed__html(p, "<small>part of %s</small>", bed__dataset_name(p, c->dataset->part_of));
    else if (c->dataset->number == 0)
        bed__html(p, "<small>not among the 21</small>");
    bed__html(p, "</li>\n");
}

/* A dataset where the catalogue has it: as profiled, as measured elsewhere, or listed only. Related
 * data and parts are shown where they were profiled. */
static void catalogued_chip(bed__page *p, const bed_dataset *d, const char *subtype)
{
    const bed__corpus *elsewhere = NULL;
    bool               here      = false;

    for (size_t i = 0; i < p->n_corpora; i++) {
        if (p->corpora[i].dataset != d)
            continue;
        if (strcmp(measured_subtype(&p->corpora[i]), subtype) == 0) {
            measured_chip(p, &p->corpora[i], false);
            here = true;
        } else {
            elsewhere = &p->corpora[i];
        }
    }
    if (elsewhere == NULL && (here || d->number == 0))
        return;
    bed__html(p, "<li class=\"chip %s\">", elsewhere == NULL ? "listed" : "left");
    number_of(p, d);
    if (elsewhere == NULL) {
        bed__html(p, "%s</li>\n", d->name);
        return;
    }
    bed__html(p, "<a href=\"#%s\">%s</a><small>", elsewhere->id, d->name);
    if (measured_subtype(elsewhere)[0] == '\0')
        bed__html(p, "catalogued here; measuring could not place it</small></li>\n");
    else
        bed__html(p, "catalogued here; measured as %s</small></li>\n",
                  bed__title_of(p, BED_DIMENSION_SUBTYPE, measured_subtype(elsewhere)));
}

static void subtype(bed__page *p, const bed_term *term)
{
    bed__html(p, "<li class=\"subtype\"><h4>%s</h4>\n<ul class=\"chips\">\n", term->title);
    for (size_t i = 0; i < p->catalog->n_datasets; i++)
        if (strcmp(p->catalog->datasets[i]->subtype, term->id) == 0)
            catalogued_chip(p, p->catalog->datasets[i], term->id);
    for (size_t i = 0; i < p->n_corpora; i++) {
        const bed__corpus *c = &p->corpora[i];

        if (strcmp(measured_subtype(c), term->id) == 0 &&
            (c->dataset == NULL || strcmp(c->dataset->subtype, term->id) != 0))
            measured_chip(p, c, c->dataset != NULL);
    }
    bed__html(p, "</ul></li>\n");
}

static void category(bed__page *p, const bed_term *term)
{
    const bed_terms *subtypes = &p->catalog->taxonomy->dimensions[BED_DIMENSION_SUBTYPE];

    bed__html(p, "<li class=\"category %s\"><h3>%s</h3>\n<p class=\"note\">%s</p>\n<ul>\n",
              term->id, term->title, term->definition);
    for (size_t i = 0; i < subtypes->n; i++)
        if (subtypes->at[i].parent != NULL && strcmp(subtypes->at[i].parent, term->id) == 0)
            subtype(p, &subtypes->at[i]);
    bed__html(p, "</ul></li>\n");
}

/* Corpora that measuring could not place and that no catalogue entry puts on the map. */
static void unplaced(bed__page *p)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n_corpora; i++) {
        const bed__corpus *c = &p->corpora[i];

        if (measured_subtype(c)[0] != '\0' || c->dataset != NULL)
            continue;
        if (n++ == 0)
            bed__html(p, "<p class=\"note\">No rule placed: ");
        bed__html(p, "%s<a href=\"#%s\"><bdi>%s</bdi></a>", n > 1 ? ", " : "", c->id,
                  bed__corpus_title(c));
    }
    if (n > 0)
        bed__html(p, ".</p>\n");
}

static void legend(bed__page *p)
{
    size_t n = 0, listed = 0;

    for (size_t i = 0; i < p->catalog->n_datasets; i++) {
        listed += p->catalog->datasets[i]->number > 0;
        n += p->catalog->datasets[i]->number > 0 && is_profiled(p, p->catalog->datasets[i]);
    }
    bed__html(p,
              "<p class=\"lede\">The %zu datasets of the survey in their places (its Figure 1 and "
              "Appendix A); %zu of them were profiled here, and related corpora beside them. A "
              "profiled corpus stands where its records put it: the rules see nothing but what was "
              "measured.</p>\n"
              "<ul class=\"legend\"><li><span class=\"chip measured key\">profiled</span> measured "
              "and catalogued in one place</li>"
              "<li><span class=\"chip measured moved key\">profiled</span> measured elsewhere than "
              "catalogued</li><li><span class=\"chip listed key\">listed</span> in the catalogue, "
              "not profiled</li></ul>\n",
              listed, n);
}

/* ---- shares of records by sub-type ---- */

enum { PARTS_MAX = 16 };

static void share_row(bed__page *p, const bed__corpus *c)
{
    const json_t *shares = bed__at(c->profile, "placement.shares");
    bed__part     parts[PARTS_MAX];
    size_t        n = 0, i;
    json_t       *one;

    json_array_foreach((json_t *)(uintptr_t)shares, i, one)
    {
        const double share = bed__number_at(one, "share");

        if (n < PARTS_MAX && share > 0)
            parts[n++] =
                (bed__part){ bed__hue_of(p, BED_DIMENSION_SUBTYPE, bed__text_at(one, "subtype")),
                             bed__title_of(p, BED_DIMENSION_SUBTYPE, bed__text_at(one, "subtype")),
                             share };
    }
    bed__row_stack(p, bed__corpus_short(c), parts, n, n > 0 ? bed__percent(parts[0].share).s : "–");
}

static void shares(bed__page *p)
{
    const bed_terms *subtypes = &p->catalog->taxonomy->dimensions[BED_DIMENSION_SUBTYPE];
    json_t          *one;
    size_t           k;

    bed__panel_open(p, NULL, "shares", "What the records of each corpus are",
                    "Share of records by measured sub-type; the figure is the largest share.",
                    "wide");
    bed__html(p, "<ul class=\"legend\">");
    for (size_t i = 0; i < subtypes->n; i++)
        bed__html(p, "<li><span class=\"swatch %s\"></span>%s</li>", subtypes->at[i].id,
                  subtypes->at[i].title);
    bed__html(p, "</ul>\n");
    bed__rows_open(p, "all-shares",
                   "One bar per corpus, parted by the sub-type that its records were placed in.");
    for (size_t i = 0; i < p->n_corpora; i++)
        share_row(p, &p->corpora[i]);
    bed__rows_close(p);
    bed__table_fold(p, "Share of records by measured sub-type", "Corpus|Sub-type|>Records|>Share");
    for (size_t i = 0; i < p->n_corpora; i++) {
        json_array_foreach((json_t *)(uintptr_t)bed__at(p->corpora[i].profile, "placement.shares"),
                           k, one)
        {
            bed__html(p,
                      "<tr><th scope=\"row\"><bdi>%s</bdi></th><td>%s</td><td "
                      "class=\"n\">%s</td><td class=\"n\">%s</td></tr>\n",
                      bed__corpus_title(&p->corpora[i]),
                      bed__title_of(p, BED_DIMENSION_SUBTYPE, bed__text_at(one, "subtype")),
                      bed__grouped(bed__count_at(one, "n")).s,
                      bed__percent(bed__number_at(one, "share")).s);
        }
    }
    bed__table_fold_end(p);
    bed__panel_close(p);
}

void bed__taxonomy_map(bed__page *p)
{
    const bed_terms *categories = &p->catalog->taxonomy->dimensions[BED_DIMENSION_CATEGORY];

    legend(p);
    bed__html(p, "<ul class=\"map\" aria-label=\"Taxonomy of the datasets\">\n");
    for (size_t i = 0; i < categories->n; i++)
        category(p, &categories->at[i]);
    bed__html(p, "</ul>\n");
    unplaced(p);
    shares(p);
}
