/* How a corpus is worded: languages, readability, vocabulary. */
#include "report/page.h"

/* ---- languages ---- */

static void languages(bed__page *p, const bed__corpus *c)
{
    const json_t *list     = bed__at(c->profile, "languages");
    uint64_t      declared = 0, agree = 0;
    size_t        i;
    json_t       *one;

    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        declared += bed__count_at(one, "declared");
        agree += bed__count_at(one, "agree");
    }
    bed__panel_open(p, c, "languages", "Languages, declared and detected", NULL, "");
    bed__html(p,
              "<p class=\"finding\">%s of %s records read as the language they declare (%s)</p>\n",
              bed__grouped(agree).s, bed__grouped(declared).s, bed__percent_of(agree, declared).s);
    bed__table_open(p, "plain", "Records by language", "Language|>Declared|>Detected|>Agree");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        const char *tag = bed__text_at(one, "language");

        bed__html(p,
                  "<tr><th scope=\"row\"><bdi>%s</bdi></th><td class=\"n\">%s</td><td "
                  "class=\"n\">%s</td><td class=\"n\">%s</td></tr>\n",
                  strcmp(tag, "und") == 0 ? "cannot be told" : tag,
                  bed__grouped(bed__count_at(one, "declared")).s,
                  bed__grouped(bed__count_at(one, "detected")).s,
                  bed__grouped(bed__count_at(one, "agree")).s);
    }
    bed__table_close(p);
    bed__panel_close(p);
}

/* ---- readability ---- */

/* Measures that are drawn: the range that the axis has at least, its ticks. Others stand in the
 * table. */
typedef struct drawn {
    const char *measure, *title, *unit;
    double      lo, hi, step, band_lo, band_hi;
} drawn;

static const drawn *drawn_as(const char *measure)
{
    static const drawn known[] = {
        { "fkgl", "Flesch–Kincaid grade level", "grade", 0, 16, 4, 6, 8 },
        { "szigriszt_pazos", "Szigriszt-Pazos perspicuity", "0–100", 0, 100, 25, NAN, NAN },
        { "kandel_moles", "Kandel–Moles reading ease", "0–100", 0, 100, 25, NAN, NAN },
        { "flesch_portuguese", "Flesch reading ease, Portuguese", "0–100", 0, 100, 25, NAN, NAN },
        { "chinese_ans", "Chinese grade, from strokes and sentence length", "grade", 0, 12, 4, NAN,
          NAN },
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].measure, measure) == 0)
            return &known[i];
    return NULL;
}

static void axis(bed__page *p, const bed__scale *s, const drawn *d)
{
    double ticks[12];
    size_t n = 0;

    while (n < sizeof ticks / sizeof ticks[0] && s->lo + (double)n * d->step <= s->hi + 1e-9) {
        ticks[n] = s->lo + (double)n * d->step;
        n++;
    }
    bed__row_axis(p, s, ticks, n, d->unit);
}

/* The axis holds all quartiles, within reason. */
static bed__scale scale_of(const json_t *list, const drawn *d)
{
    bed__scale s = { d->lo, d->hi, false, d->band_lo, d->band_hi };
    size_t     i;
    json_t    *one;

    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        if (strcmp(bed__text_at(one, "measure"), d->measure) != 0)
            continue;
        while (bed__number_at(one, "p25") < s.lo && s.lo > d->lo - 4 * d->step)
            s.lo -= d->step;
        while (bed__number_at(one, "p75") > s.hi && s.hi < d->hi + 4 * d->step)
            s.hi += d->step;
    }
    return s;
}

static void readability_chart(bed__page *p, const bed__corpus *c, const json_t *list,
                              const drawn *d)
{
    const bed__scale s = scale_of(list, d);
    char             id[96], label[80], text[160];
    size_t           i;
    json_t          *one;

    snprintf(id, sizeof id, "%s-%s", c->id, d->measure);
    bed__html(p, "<h5 id=\"%s-t\">%s</h5>\n", id, d->title);
    bed__rows_open(p, id,
                   "One line for each role from the lower to the upper quartile, a dot at the "
                   "median.");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        if (strcmp(bed__text_at(one, "measure"), d->measure) != 0)
            continue;
        snprintf(label, sizeof label, "%s", bed__spaced(bed__text_at(one, "role")).s);
        snprintf(text, sizeof text, "%s", bed__decimal(bed__number_at(one, "median"), 1).s);
        bed__row_range(p, label, bed__role_class(bed__text_at(one, "role")), &s,
                       bed__number_at(one, "p25"), bed__number_at(one, "median"),
                       bed__number_at(one, "p75"), text);
    }
    axis(p, &s, d);
    bed__rows_close(p);
    if (!isnan(d->band_lo))
        bed__html(
            p, "<p class=\"note\"><span class=\"swatch band\"></span> sixth to eighth grade, the "
               "level commonly asked of material for patients</p>\n");
}

static void readability(bed__page *p, const bed__corpus *c)
{
    const json_t *list = bed__at(c->profile, "readability");
    const drawn  *done[8];
    size_t        n = 0, i, k;
    json_t       *one;

    bed__panel_open(p, c, "readability", "Readability by role",
                    "Middle half of the texts of ten words and more, and their median.", "");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        const drawn *d = drawn_as(bed__text_at(one, "measure"));

        for (k = 0; k < n && done[k] != d; k++)
            continue;
        if (d == NULL || k < n)
            continue;
        done[n++] = d;
        readability_chart(p, c, list, d);
    }
    if (json_array_size(list) == 0)
        bed__html(p, "<p>No measure: no text of ten words in a language that has one.</p>\n");
    bed__table_fold(
        p, "Readability",
        "Role|Language|Measure|>Texts|>25th percentile|>Median|>75th|>Mean|>Pooled|>Above "
        "8th grade");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        static const char *const figures[] = { "p25", "median", "p75", "mean", "pooled" };

        bed__html(p, "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td class=\"n\">%s</td>",
                  bed__text_at(one, "role"), bed__text_at(one, "language"),
                  bed__spaced(bed__text_at(one, "measure")).s,
                  bed__grouped(bed__count_at(one, "n")).s);
        for (k = 0; k < sizeof figures / sizeof figures[0]; k++)
            bed__html(p, "<td class=\"n\">%s</td>",
                      bed__decimal(bed__number_at(one, figures[k]), 1).s);
        bed__html(p, "<td class=\"n\">%s</td></tr>\n",
                  bed__percent(bed__number_at(one, "share_above_8")).s);
    }
    bed__table_fold_end(p);
    bed__panel_close(p);
}

/* ---- vocabulary ---- */

static double highest(const json_t *list)
{
    double  top = 0.05;
    size_t  i;
    json_t *one;

    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        top = fmax(top, bed__number_at(one, "professional"));
        top = fmax(top, bed__number_at(one, "lay"));
    }
    return fmin(1, top);
}

static void vocabulary(bed__page *p, const bed__corpus *c)
{
    const json_t *list = bed__at(c->profile, "vocabulary");
    const double  top  = highest(list);
    char          id[64], label[120];
    size_t        i;
    json_t       *one;

    bed__panel_open(p, c, "vocabulary", "Professional and everyday medical terms",
                    "Share of a role’s words (Chinese: characters) that stand in medical terms of "
                    "either register.",
                    "");
    snprintf(id, sizeof id, "%s-terms", c->id);
    bed__html(p, "<p class=\"sr\" id=\"%s-t\">Terms by role and register</p>\n", id);
    bed__rows_open(p, id, "Two bars for each role: professional terms, everyday terms.");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        static const char *const registers[][2] = { { "professional", "professional" },
                                                    { "lay", "everyday" } };
        const char              *role           = bed__role_class(bed__text_at(one, "role"));

        for (size_t k = 0; k < 2; k++) {
            const double share = bed__number_at(one, registers[k][0]);
            char         kind[48];

            snprintf(label, sizeof label, "%s, %s", bed__spaced(bed__text_at(one, "role")).s,
                     registers[k][1]);
            snprintf(kind, sizeof kind, "%s%s", role, k == 1 ? " pale" : "");
            bed__row_bar(p, label, kind, share, (double)NAN, (double)NAN, top,
                         bed__percent(share).s);
        }
    }
    bed__rows_close(p);
    bed__table_fold(p, "Vocabulary",
                    "Role|Language|>Counted|Unit|>Familiar|>Professional|>Everyday");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        bed__html(p,
                  "<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"n\">%s</td><td>%s</td><td "
                  "class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td></tr>\n",
                  bed__text_at(one, "role"), bed__text_at(one, "language"),
                  bed__grouped(bed__count_at(one, "n")).s, bed__text_at(one, "unit"),
                  bed__percent(bed__number_at(one, "familiar")).s,
                  bed__percent(bed__number_at(one, "professional")).s,
                  bed__percent(bed__number_at(one, "lay")).s);
    }
    bed__table_fold_end(p);
    bed__panel_close(p);
}

void bed__panel_language(bed__page *p, const bed__corpus *c)
{
    readability(p, c);
    vocabulary(p, c);
    languages(p, c);
}
