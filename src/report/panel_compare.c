/* All corpora side by side. */
#include "report/page.h"

/* ---- one line a corpus ---- */

static const json_t *of_role(const json_t *list, const char *role, const char *member,
                             const char *value)
{
    size_t  i;
    json_t *one;

    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        if (strcmp(bed__text_at(one, "role"), role) == 0 &&
            (member == NULL || strcmp(bed__text_at(one, member), value) == 0))
            return one;
    }
    return NULL;
}

/* The role that asks first: patients where they speak, else the examiner. */
static const char *asker(const bed__corpus *c)
{
    return bed__count_at(c->profile, "turns.by_role.patient") > 0 ? "patient" : "examiner";
}

static void names_of(bed__page *p, const json_t *counts)
{
    const char *name;
    json_t     *n;
    size_t      i = 0;

    json_object_foreach((json_t *)(uintptr_t)counts, name, n)
    {
        if (i < 3)
            bed__html(p, "%s<bdi>%s</bdi>", i > 0 ? ", " : "", bed__spaced(name).s);
        i++;
    }
    if (i > 3)
        bed__html(p, " … (%zu)", i);
}

static void words_cell(bed__page *p, const bed__corpus *c, const char *role)
{
    const json_t *one = of_role(bed__at(c->profile, "lengths"), role, "unit", "words");

    bed__html(p, "<td class=\"n\">%s</td>", bed__decimal(bed__number_at(one, "median"), 0).s);
}

static void table_row(bed__page *p, const bed__corpus *c)
{
    const json_t *d = c->profile;

    bed__html(
        p,
        "<tr><th scope=\"row\"><a href=\"#%s\"><bdi>%s</bdi></a></th><td>%s</td><td "
        "class=\"n\">%s</td><td class=\"n\">%s</td><td>",
        c->id, bed__corpus_title(c),
        bed__at(d, "placement.subtype") == NULL
            ? "–"
            : bed__title_of(p, BED_DIMENSION_SUBTYPE, bed__text_at(d, "placement.subtype.id")),
        bed__grouped(bed__count_at(d, "counts.records")).s,
        bed__grouped(bed__count_at(d, "counts.quarantined")).s);
    names_of(p, bed__at(d, "counts.by_language"));
    bed__html(
        p, "</td><td>%s</td><td class=\"n\">%s</td>",
        bed__at(d, "placement.audience") == NULL
            ? "–"
            : bed__title_of(p, BED_DIMENSION_AUDIENCE, bed__text_at(d, "placement.audience.id")),
        bed__decimal(bed__number_at(d, "turns.per_record.median"), 1).s);
    words_cell(p, c, asker(c));
    words_cell(p, c, "clinician");
    bed__html(p, "<td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td></tr>\n",
              bed__percent(
                  bed__number_at(of_role(bed__at(d, "questions"), "clinician", NULL, NULL), "rate"))
                  .s,
              bed__grouped(json_array_size(bed__at(d, "labels"))).s,
              bed__percent_of(bed__count_at(d, "counts.exact_duplicates.records"),
                              bed__count_at(d, "counts.records"))
                  .s);
}

static void table(bed__page *p)
{
    bed__table_open(
        p, "plain overview", "The corpora at a glance",
        "Corpus|Measured as|>Records|>Refused|Languages|Audience|>Turns a record|>Words a "
        "question|>Words an answer|>Clinician asks|>Labels|>Duplicates");
    for (size_t i = 0; i < p->n_corpora; i++)
        table_row(p, &p->corpora[i]);
    bed__table_close(p);
    bed__html(
        p, "<p class=\"note\">Turns and words are medians; the question is the patient’s turn, or "
           "the examiner’s where no patient speaks, the answer the clinician’s; “clinician asks” "
           "is the share of the clinician’s turns with a question; duplicates are records that "
           "say exactly what another says.</p>\n");
}

/* ---- charts over all corpora ---- */

static void row_label(char *out, size_t size, const bed__corpus *c, const char *role)
{
    snprintf(out, size, "%s · %s", bed__corpus_short(c), role);
}

/* The figures of a chart of ranges: of each list the items whose `member` is `value`. */
static void spread_table(bed__page *p, const char *caption, const char *list, const char *member,
                         const char *value, const char *lo, const char *hi, const char *heads)
{
    bed__table_fold(p, caption, heads);
    for (size_t i = 0; i < p->n_corpora; i++) {
        size_t  k;
        json_t *one;

        json_array_foreach((json_t *)(uintptr_t)bed__at(p->corpora[i].profile, list), k, one)
        {
            if (strcmp(bed__text_at(one, member), value) != 0)
                continue;
            bed__html(
                p,
                "<tr><th scope=\"row\"><bdi>%s</bdi></th><td>%s</td><td class=\"n\">%s</td><td "
                "class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td></tr>\n",
                bed__corpus_title(&p->corpora[i]), bed__text_at(one, "role"),
                bed__grouped(bed__count_at(one, "n")).s, bed__decimal(bed__number_at(one, lo), 1).s,
                bed__decimal(bed__number_at(one, "median"), 1).s,
                bed__decimal(bed__number_at(one, hi), 1).s);
        }
    }
    bed__table_fold_end(p);
}

static void role_legend(bed__page *p)
{
    static const char *const roles[] = { "patient", "clinician", "examiner", "family" };

    bed__html(p, "<ul class=\"legend\">");
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        bed__html(p, "<li><span class=\"swatch %s\"></span>%s</li>", roles[i], roles[i]);
    bed__html(p, "</ul>\n");
}

static void lengths(bed__page *p)
{
    static const double ticks[] = { 0, 10, 100, 1000 };
    const bed__scale    s       = { 0, 2000, true, (double)NAN, (double)NAN };

    bed__panel_open(p, NULL, "lengths", "Words per turn",
                    "From the 5th to the 95th percentile, a dot at the median; the scale is "
                    "logarithmic.",
                    "");
    bed__rows_open(p, "all-lengths", "One line for each corpus and role.");
    for (size_t i = 0; i < p->n_corpora; i++) {
        size_t  k;
        json_t *one;

        json_array_foreach((json_t *)(uintptr_t)bed__at(p->corpora[i].profile, "lengths"), k, one)
        {
            char label[160];

            if (strcmp(bed__text_at(one, "unit"), "words") != 0)
                continue;
            row_label(label, sizeof label, &p->corpora[i], bed__text_at(one, "role"));
            bed__row_range(p, label, bed__role_class(bed__text_at(one, "role")), &s,
                           bed__number_at(one, "p05"), bed__number_at(one, "median"),
                           bed__number_at(one, "p95"),
                           bed__decimal(bed__number_at(one, "median"), 0).s);
        }
    }
    bed__row_axis(p, &s, ticks, sizeof ticks / sizeof ticks[0], "words");
    bed__rows_close(p);
    spread_table(p, "Words per turn", "lengths", "unit", "words", "p05", "p95",
                 "Corpus|Role|>Turns|>5th percentile|>Median|>95th");
    bed__panel_close(p);
}

static bool any_measure(const bed__page *p, const char *measure)
{
    for (size_t i = 0; i < p->n_corpora; i++) {
        size_t  k;
        json_t *one;

        json_array_foreach((json_t *)(uintptr_t)bed__at(p->corpora[i].profile, "readability"), k,
                           one)
        {
            if (strcmp(bed__text_at(one, "measure"), measure) == 0)
                return true;
        }
    }
    return false;
}

static void grades(bed__page *p)
{
    static const double ticks[] = { 0, 6, 8, 14, 20 };
    const bed__scale    s       = { -2, 20, false, 6, 8 };

    if (!any_measure(p, "fkgl"))
        return;
    bed__panel_open(
        p, NULL, "grades", "Reading grade, English",
        "Flesch–Kincaid: middle half of the texts, a dot at the median; shaded: grades six to eight.",
        "");
    bed__rows_open(p, "all-grades", "One line for each corpus and role.");
    for (size_t i = 0; i < p->n_corpora; i++) {
        size_t  k;
        json_t *one;

        json_array_foreach((json_t *)(uintptr_t)bed__at(p->corpora[i].profile, "readability"), k,
                           one)
        {
            char label[160];

            if (strcmp(bed__text_at(one, "measure"), "fkgl") != 0)
                continue;
            row_label(label, sizeof label, &p->corpora[i], bed__text_at(one, "role"));
            bed__row_range(p, label, bed__role_class(bed__text_at(one, "role")), &s,
                           bed__number_at(one, "p25"), bed__number_at(one, "median"),
                           bed__number_at(one, "p75"),
                           bed__decimal(bed__number_at(one, "median"), 1).s);
        }
    }
    bed__row_axis(p, &s, ticks, sizeof ticks / sizeof ticks[0], "grade");
    bed__rows_close(p);
    spread_table(p, "Flesch–Kincaid grade", "readability", "measure", "fkgl", "p25", "p75",
                 "Corpus|Role|>Texts|>25th percentile|>Median|>75th");
    bed__panel_close(p);
}

static void professional(bed__page *p)
{
    double  top = 0.02;
    size_t  k;
    json_t *one;

    for (size_t i = 0; i < p->n_corpora; i++) {
        json_array_foreach((json_t *)(uintptr_t)bed__at(p->corpora[i].profile, "vocabulary"), k,
                           one)
        {
            top = fmax(top, bed__number_at(one, "professional"));
        }
    }
    bed__panel_open(p, NULL, "professional", "Professional terms",
                    "Share of words (Chinese: characters) in professional medical terms.", "");
    bed__rows_open(p, "all-professional", "One bar for each corpus and role.");
    for (size_t i = 0; i < p->n_corpora; i++) {
        json_array_foreach((json_t *)(uintptr_t)bed__at(p->corpora[i].profile, "vocabulary"), k,
                           one)
        {
            char label[160];

            row_label(label, sizeof label, &p->corpora[i], bed__text_at(one, "role"));
            bed__row_bar(p, label, bed__role_class(bed__text_at(one, "role")),
                         bed__number_at(one, "professional"), (double)NAN, (double)NAN,
                         fmin(1, top), bed__percent(bed__number_at(one, "professional")).s);
        }
    }
    bed__rows_close(p);
    bed__panel_close(p);
}

/* ---- matrices ---- */

static void heads(bed__page *p, const char *kind, const char *caption, const char *first)
{
    bed__html(p,
              "<div class=\"scroll\" role=\"region\" aria-label=\"%s\" tabindex=\"0\"><table "
              "class=\"%s\"><caption>%s</caption>\n<thead><tr><th scope=\"col\">%s</th>",
              caption, kind, caption, first);
}

static const json_t *with_id(const json_t *list, const char *member, const char *id)
{
    size_t  i;
    json_t *one;

    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        if (strcmp(bed__text_at(one, member), id) == 0)
            return one;
    }
    return NULL;
}

static void inquiry_cells(bed__page *p, const bed__corpus *c, const bed_terms *types)
{
    bed__html(p, "<tr><th scope=\"row\"><a href=\"#%s-types\"><bdi>%s</bdi></a></th>", c->id,
              bed__corpus_title(c));
    for (size_t t = 0; t < types->n; t++) {
        const json_t *one   = with_id(bed__at(c->profile, "inquiry"), "type", types->at[t].id);
        const double  share = one == NULL ? 0 : bed__number_at(one, "share");

        bed__html(p, "<td class=\"heat\" style=\"--v:%.3f\"><span>%s</span></td>",
                  isnan(share) ? 0 : fmin(1, fmax(0, share)),
                  one == NULL ? "·" : bed__percent(share).s);
    }
    bed__html(p, "<td class=\"n\">%s</td></tr>\n",
              bed__percent_of(bed__count_at(c->profile, "inquiry_unclassified"),
                              bed__count_at(c->profile, "inquiry_questions"))
                  .s);
}

static void inquiry(bed__page *p)
{
    const bed_terms *types = &p->catalog->taxonomy->dimensions[BED_DIMENSION_INQUIRY];

    bed__panel_open(p, NULL, "inquiry", "What is asked for",
                    "Share of first questions by inquiry type; a question may be of several.",
                    "wide");
    heads(p, "matrix", "Share of questions by corpus and inquiry type", "Corpus");
    for (size_t t = 0; t < types->n; t++)
        bed__html(p, "<th scope=\"col\" class=\"tall\"><span>%s</span></th>", types->at[t].title);
    bed__html(p,
              "<th scope=\"col\" class=\"tall\"><span>No type</span></th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < p->n_corpora; i++)
        inquiry_cells(p, &p->corpora[i], types);
    bed__table_close(p);
    bed__panel_close(p);
}

/* Whether a corpus has the objective (supported) or the gap. */
static bool holds(const bed__corpus *c, const char *list, const char *id)
{
    const json_t *one = with_id(bed__at(c->profile, list), "id", id);

    return one != NULL && (bed__at(one, "supported") == NULL || bed__true_at(one, "supported"));
}

static void matrix(bed__page *p, bed_dimension d, const char *slug, const char *title,
                   const char *list, const char *first, const char *mark, const char *said)
{
    const bed_terms *terms = &p->catalog->taxonomy->dimensions[d];

    bed__panel_open(p, NULL, slug, title, NULL, "");
    heads(p, "matrix marks", title, first);
    for (size_t i = 0; i < p->n_corpora; i++)
        bed__html(p, "<th scope=\"col\" class=\"tall\"><span><bdi>%s</bdi></span></th>",
                  bed__corpus_short(&p->corpora[i]));
    bed__html(p, "</tr></thead>\n<tbody>\n");
    for (size_t t = 0; t < terms->n; t++) {
        size_t n = 0;

        for (size_t i = 0; i < p->n_corpora; i++)
            n += holds(&p->corpora[i], list, terms->at[t].id);
        if (n == 0)
            continue;
        bed__html(p, "<tr><th scope=\"row\">%s</th>", terms->at[t].title);
        for (size_t i = 0; i < p->n_corpora; i++) {
            if (holds(&p->corpora[i], list, terms->at[t].id))
                bed__html(p,
                          "<td class=\"mark\"><span aria-hidden=\"true\">%s</span><span "
                          "class=\"sr\">%s</span></td>",
                          mark, said);
            else
                bed__html(p, "<td></td>");
        }
        bed__html(p, "</tr>\n");
    }
    bed__table_close(p);
    bed__panel_close(p);
}

void bed__comparison(bed__page *p)
{
    table(p);
    bed__html(p, "<h3>Form and wording</h3>\n");
    role_legend(p);
    bed__html(p, "<div class=\"panels three\">\n");
    lengths(p);
    grades(p);
    professional(p);
    bed__html(p, "</div>\n<h3>Content</h3>\n<div class=\"panels\">\n");
    inquiry(p);
    bed__html(p, "</div>\n<h3>Use</h3>\n<div class=\"panels two\">\n");
    matrix(p, BED_DIMENSION_OBJECTIVE, "objectives", "Training objectives supported", "objectives",
           "Objective", "●", "supported");
    matrix(p, BED_DIMENSION_GAP, "gaps", "Gaps", "gaps", "Gap", "▲", "gap");
    bed__html(p, "</div>\n");
}
