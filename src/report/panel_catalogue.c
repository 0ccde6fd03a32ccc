/* What the catalogue says of a dataset, beside what was counted. */
#include "report/page.h"

static const char *mark_of(bed_permission permission)
{
    static const char *const marks[] = { "✕ no", "? ask", "✓ yes" };

    return marks[permission];
}

static void permission(bed__page *p, const char *what, bed_permission given)
{
    bed__html(p, "<li class=\"may %s\"><span>%s</span> <b>%s</b></li>", bed_permission_name(given),
              what, mark_of(given));
}

static void license(bed__page *p, const bed_dataset *d)
{
    bed__html(p, "<dt>Licence</dt><dd>%s<ul class=\"mays\">", d->license.name);
    permission(p, "train on it", d->license.train);
    permission(p, "share what is made of it", d->license.share);
    permission(p, "commercial use", d->license.commercial);
    bed__html(p, "</ul><p class=\"note\">%s</p></dd>\n", d->license.note);
}

static void facts(bed__page *p, const bed_dataset *d)
{
    bed__html(p, "<dl class=\"facts\">\n<dt>Place</dt><dd>");
    if (d->number > 0)
        bed__html(p, "number %d of the survey’s 21; ", (int)d->number);
    else if (d->part_of[0] != '\0')
        bed__html(p, "part of %s; ", bed__dataset_name(p, d->part_of));
    else
        bed__html(p, "related, not among the survey’s 21; ");
    bed__html(p, "%s, %s</dd>\n", bed__title_of(p, BED_DIMENSION_CATEGORY, d->category),
              bed__title_of(p, BED_DIMENSION_SUBTYPE, d->subtype));
    license(p, d);
    bed__html(p, "<dt>Access</dt><dd>%s</dd>\n<dt>Paper</dt><dd>%s. ", bed_access_name(d->access),
              d->paper.authors);
    bed__link(p, d->paper.url, d->paper.title);
    bed__html(p, ". %s, %d.</dd>\n<dt>Home</dt><dd>", d->paper.venue, (int)d->paper.year);
    bed__link(p, d->homepage, d->homepage);
    bed__html(p, "</dd>\n</dl>\n");
}

static void scale(bed__page *p, const bed__corpus *c, const bed_dataset *d)
{
    bed__table_open(p, "plain", "Size as published and as counted here", ">Count|Of what|Source");
    for (size_t i = 0; i < d->n_scale; i++)
        bed__html(p, "<tr><td class=\"n\">%s</td><td>%s</td><td>%s</td></tr>\n", d->scale[i].text,
                  d->scale[i].unit, d->scale[i].source);
    bed__html(p,
              "<tr class=\"here\"><td class=\"n\">%s</td><td>records</td><td>counted in this "
              "corpus</td></tr>\n",
              bed__grouped(bed__count_at(c->profile, "counts.records")).s);
    bed__table_close(p);
}

static void splits(bed__page *p, const bed_dataset *d)
{
    if (d->n_splits == 0)
        return;
    bed__html(p, "<details class=\"figures\"><summary>Published splits (%zu)</summary>\n",
              d->n_splits);
    bed__table_open(p, "plain", "Published splits", "Split|Part|>Records|Source");
    for (size_t i = 0; i < d->n_splits; i++)
        bed__html(p,
                  "<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"n\">%s</td><td>%s</td></tr>"
                  "\n",
                  d->splits[i].name, d->splits[i].part, bed__grouped(d->splits[i].records).s,
                  d->splits[i].source);
    bed__table_close(p);
    bed__html(p, "</details>\n");
}

void bed__panel_catalogue(bed__page *p, const bed__corpus *c)
{
    const json_t *keys = bed__at(c->profile, "corpus.datasets");

    bed__panel_open(p, c, "catalogue", "In the catalogue", NULL, "group");
    for (size_t i = 0; i < json_array_size(keys); i++) {
        const char        *key = json_string_value(json_array_get(keys, i));
        const bed_dataset *d   = bed_catalog_dataset(p->catalog, key);

        if (d == NULL) {
            bed__html(p,
                      "<p>The catalogue has no entry for <code>%s</code>; licence and terms are "
                      "for you to find out.</p>\n",
                      key);
            continue;
        }
        if (json_array_size(keys) > 1)
            bed__html(p, "<h5>%s</h5>\n", d->name);
        bed__html(p, "<div class=\"two\">\n");
        facts(p, d);
        bed__html(p, "<div>\n");
        scale(p, c, d);
        splits(p, d);
        bed__html(p, "</div>\n</div>\n");
    }
    if (json_array_size(keys) == 0)
        bed__html(p, "<p>The records name no dataset.</p>\n");
    bed__panel_close(p);
}
