/* The first lines of the page, and the last. */
#include "report/page.h"

static uint64_t total(const bed__page *p, const char *path)
{
    uint64_t n = 0;

    for (size_t i = 0; i < p->n_corpora; i++)
        n += bed__count_at(p->corpora[i].profile, path);
    return n;
}

static uint64_t turns(const bed__page *p)
{
    uint64_t    n = 0;
    const char *role;
    json_t     *count;

    for (size_t i = 0; i < p->n_corpora; i++) {
        json_object_foreach((json_t *)(uintptr_t)bed__at(p->corpora[i].profile, "turns.by_role"),
                            role, count)
        {
            n += (uint64_t)json_integer_value(count);
        }
    }
    return n;
}

/* Languages that records declare, in all corpora. */
static size_t languages(const bed__page *p, bed__page *list)
{
    const char *seen[64];
    size_t      n = 0;
    const char *name;
    json_t     *count;

    for (size_t i = 0; i < p->n_corpora; i++) {
        json_object_foreach(
            (json_t *)(uintptr_t)bed__at(p->corpora[i].profile, "counts.by_language"), name, count)
        {
            size_t k = 0;

            while (k < n && strcmp(seen[k], name) != 0)
                k++;
            if (k < n || n == sizeof seen / sizeof seen[0])
                continue;
            if (list != NULL)
                bed__html(list, "%s<bdi>%s</bdi>", n > 0 ? ", " : "", name);
            seen[n++] = name;
        }
    }
    return n;
}

static void agreement(const bed__page *p, size_t *same, size_t *known)
{
    *same = *known = 0;
    for (size_t i = 0; i < p->n_corpora; i++) {
        const bed__corpus *c = &p->corpora[i];

        if (c->dataset == NULL)
            continue;
        ++*known;
        *same += strcmp(bed__text_at(c->profile, "placement.subtype.id"), c->dataset->subtype) == 0;
    }
}

static void card(bed__page *p, const char *figure, const char *what)
{
    bed__html(p, "<li><b>%s</b> <span>%s</span></li>\n", figure, what);
}

static void cards(bed__page *p)
{
    const uint64_t rows = total(p, "counts.rows_in"), refused = total(p, "counts.quarantined");
    size_t         same, known;
    char           text[128];

    agreement(p, &same, &known);
    bed__html(p, "<ul class=\"cards\">\n");
    card(p, bed__grouped(p->n_corpora).s, p->n_corpora == 1 ? "corpus" : "corpora");
    card(p, bed__grouped(total(p, "counts.records")).s, "records");
    card(p, bed__grouped(turns(p)).s, "turns");
    snprintf(text, sizeof text, "rows in quarantine, of %s", bed__grouped(rows).s);
    card(p, bed__grouped(refused).s, text);
    bed__html(p, "<li><b>%s</b> <span>declared languages: ", bed__grouped(languages(p, NULL)).s);
    languages(p, p);
    bed__html(p, "</span></li>\n");
    if (known > 0) {
        snprintf(text, sizeof text, "%zu of %zu", same, known);
        card(p, text, "measured in the sub-type that the catalogue has");
    }
    bed__html(p, "</ul>\n");
}

void bed__summary(bed__page *p)
{
    bed__html(p,
              "<header class=\"top\">\n<p class=\"kicker\">bedside report</p>\n<h1>%s</h1>\n<p "
              "class=\"lede\">What these corpora hold, where they stand in the taxonomy of medical "
              "patient communication, what they can teach a model and what they cannot; every "
              "figure is measured on the records, and every record is traced to its file.</p>\n",
              p->title);
    bed__html(
        p, "<p class=\"notice\" role=\"note\"><b>Research tool.</b> Nothing here is medical "
           "advice, and nothing here judges whether a model is safe to use with patients.</p>\n");
    cards(p);
    bed__html(p, "</header>\n");
}

void bed__methods(bed__page *p)
{
    static const char *const notes[][2] = {
        { "Placement",
          "Records are grouped by their shape and language; each group is scored against rules over "
          "measured properties (options, passages, turns back and forth, first person, complaints, "
          "register of the answer). A score is the weight of the evidence that holds over the weight "
          "of all that could be measured. A corpus belongs where most of its records are." },
        { "Objectives and gaps",
          "They follow the survey’s argument (sections 2.1.1, 2.1.2, 2.2.1, 2.2.2, 4.1, 4.2) applied to "
          "what was measured. That an objective is supported says that the data have the form and "
          "content it needs; it does not say that a model trained on them will reach it." },
        { "Intervals",
          "Shares come with Wilson’s 95 % score interval. It tells how well a share is "
          "known if the records are a random draw; they seldom are." },
        { "Readability",
          "Grades are formulas over the lengths of words and sentences; they know nothing of meaning. "
          "The shaded band, sixth to eighth grade, is what health bodies commonly ask of material for "
          "patients. Negative grades come from very short turns." },
        { "Inquiry types",
          "A question gets every type whose weighted patterns reach the threshold. Patterns see words, "
          "not intentions; questions without a type are counted, not guessed." },
        { "Languages", "Detected from the first 2,000 characters of a record." },
        { "Duplicates", "Only records whose whole text is the same, character by character." },
        { "Sampling",
          "What has to read every text looks at a sample of large corpora, chosen by the "
          "records’ ids; the size of a sample is stated where there is one." },
        { "Absent figures", "– stands where there is no number; it is never a 0." },
    };

    bed__html(p, "<dl class=\"methods\">\n");
    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++)
        bed__html(p, "<dt>%s</dt><dd>%s</dd>\n", notes[i][0], notes[i][1]);
    bed__html(
        p,
        "</dl>\n<p class=\"notice\" role=\"note\"><b>Research tool.</b> bedside describes data. "
        "It gives no medical advice, and its figures do not show that a model is fit for "
        "clinical use. Licences and terms are told as the catalogue knows them; whoever uses "
        "a dataset is bound by its owner’s terms.</p>\n<p class=\"note\">Made by bedside "
        "%s.</p>\n",
        BEDSIDE_VERSION);
}
