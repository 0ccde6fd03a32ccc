/* What a corpus is made of: counts, duplicates, turns, lengths. */
#include "report/page.h"

enum { COUNTS_MAX = 12, BINS_MAX = 48 };

/* Members of an object of counts, largest first, ties by name. */
typedef struct counted {
    const char *name;
    uint64_t    n;
} counted;

static int by_size(const void *a, const void *b)
{
    const counted *x = a, *y = b;

    return x->n != y->n ? (x->n < y->n ? 1 : -1) : strcmp(x->name, y->name);
}

/* Rows of bars for one object of counts; the smallest are summed when there are many. */
static void count_bars(bed__page *p, const json_t *counts, uint64_t all)
{
    counted     list[COUNTS_MAX];
    size_t      n    = 0;
    uint64_t    rest = 0;
    const char *name;
    json_t     *value;

    json_object_foreach((json_t *)(uintptr_t)counts, name, value)
    {
        const counted one = { name, (uint64_t)json_integer_value(value) };

        if (n < COUNTS_MAX) {
            list[n++] = one;
        } else if (by_size(&one, &list[n - 1]) < 0) {
            rest += list[n - 1].n;
            list[n - 1] = one;
        } else {
            rest += one.n;
        }
        qsort(list, n, sizeof *list, by_size);
    }
    for (size_t i = 0; i < n; i++)
        bed__row_bar(p, list[i].name, "count", all > 0 ? (double)list[i].n / (double)all : 0,
                     (double)NAN, (double)NAN, 1, bed__grouped(list[i].n).s);
    if (rest > 0)
        bed__row_bar(p, "all others", "count", all > 0 ? (double)rest / (double)all : 0,
                     (double)NAN, (double)NAN, 1, bed__grouped(rest).s);
}

/* What is asked in two splits, or twice in one. */
static void overlap(bed__page *p, const bed__corpus *c)
{
    const json_t *list = bed__at(c->profile, "split_overlap");

    if (json_array_size(list) == 0)
        return;
    bed__html(p, "<ul>\n");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t  *one   = json_array_get(list, i);
        const char    *split = bed__text_at(one, "split");
        const char    *other = bed__text_at(one, "other");
        const uint64_t n = bed__count_at(one, "records"), all = bed__count_at(one, "of");

        bed__html(p, "<li>Of the records of %s, %s of %s (%s) ask what %s of %s asks.</li>\n",
                  split, bed__grouped(n).s, bed__grouped(all).s, bed__percent_of(n, all).s,
                  strcmp(split, other) == 0 ? "another" : "one", other);
    }
    bed__html(
        p, "</ul>\n<p class=\"note\">Compared are question and options, character for "
           "character. What is measured on one split may have been learnt from the other.</p>\n");
}

static void composition(bed__page *p, const bed__corpus *c)
{
    static const struct {
        const char *member, *title;
    } lists[]            = { { "counts.by_dataset", "dataset" },
                             { "counts.by_split", "split" },
                             { "counts.by_kind", "kind" },
                             { "counts.by_language", "declared language" } };
    const uint64_t all   = bed__count_at(c->profile, "counts.records");
    const uint64_t twins = bed__count_at(c->profile, "counts.exact_duplicates.records");
    char           id[64];

    bed__panel_open(p, c, "counts", "Records", NULL, "");
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const json_t *counts = bed__at(c->profile, lists[i].member);

        if (json_object_size(counts) == 0 || (i == 0 && json_object_size(counts) == 1))
            continue;
        snprintf(id, sizeof id, "%s-by-%zu", c->id, i);
        bed__html(p, "<h5 id=\"%s-t\">By %s</h5>\n", id, lists[i].title);
        bed__rows_open(p, id, "One bar for each, with the number of records.");
        count_bars(p, counts, all);
        bed__rows_close(p);
    }
    bed__html(p, "<p class=\"finding\">%s of %s records say exactly the same as another",
              bed__grouped(twins).s, bed__grouped(all).s);
    if (twins > 0)
        bed__html(p, "; groups of the same: %s, repetitions that could go: %s",
                  bed__grouped(bed__count_at(c->profile, "counts.exact_duplicates.groups")).s,
                  bed__grouped(bed__count_at(c->profile, "counts.exact_duplicates.surplus")).s);
    bed__html(p, ".</p>\n");
    overlap(p, c);
    bed__panel_close(p);
}

/* ---- histograms ---- */

static size_t read_bins(const json_t *list, bed__bin bins[BINS_MAX])
{
    size_t n = json_array_size(list);

    n = n < BINS_MAX ? n : BINS_MAX;
    for (size_t i = 0; i < n; i++) {
        const json_t *one = json_array_get(list, i);

        bins[i] = (bed__bin){ bed__number_at(one, "lo"), bed__number_at(one, "hi"),
                              bed__count_at(one, "n") };
    }
    return n;
}

/* "median 8 words; 90 % from 2 to 24; at most 104" */
static void spread_words(const json_t *spread, const char *unit, char *out, size_t size)
{
    const double least = bed__number_at(spread, "min"), most = bed__number_at(spread, "max");

    if (least == most)
        snprintf(out, size, "%s: always %s", unit, bed__decimal(least, 1).s);
    else
        snprintf(out, size, "median %s %s; 90 %% from %s to %s; at most %s",
                 bed__decimal(bed__number_at(spread, "median"), 1).s, unit,
                 bed__decimal(bed__number_at(spread, "p05"), 1).s,
                 bed__decimal(bed__number_at(spread, "p95"), 1).s, bed__decimal(most, 1).s);
}

static double tallest_of(const bed__bin *bins, size_t n)
{
    double all = 0, top = 0;

    for (size_t i = 0; i < n; i++) {
        all += (double)bins[i].n;
        top = fmax(top, (double)bins[i].n);
    }
    return all > 0 ? top / all : 0;
}

static void bin_rows(bed__page *p, const char *who, const bed__bin *bins, size_t n)
{
    double all = 0;

    for (size_t i = 0; i < n; i++)
        all += (double)bins[i].n;
    for (size_t i = 0; i < n; i++)
        bed__html(p,
                  "<tr><th scope=\"row\">%s</th><td class=\"n\">%s</td><td class=\"n\">%s</td><td "
                  "class=\"n\">%s</td><td class=\"n\">%s</td></tr>\n",
                  who, bed__decimal(bins[i].lo, 0).s, bed__decimal(bins[i].hi, 0).s,
                  bed__grouped(bins[i].n).s,
                  bed__percent(all > 0 ? (double)bins[i].n / all : (double)NAN).s);
}

static void turns(bed__page *p, const bed__corpus *c)
{
    const json_t *spread = bed__at(c->profile, "turns.per_record");
    bed__bin      bins[BINS_MAX];
    char          id[64], about[256];
    const size_t  n = read_bins(bed__at(spread, "histogram"), bins);

    bed__panel_open(p, c, "turns", "Turns per record", NULL, "");
    spread_words(spread, "turns", about, sizeof about);
    snprintf(id, sizeof id, "%s-turns-chart", c->id);
    bed__html(p, "<p class=\"finding\">%s</p>\n", about);
    bed__histogram(p, id, "Share of records by number of turns", about, "count", bins, n, true,
                   tallest_of(bins, n));
    bed__table_fold(p, "Records by number of turns", "|>From|>To|>Records|>Share");
    bin_rows(p, "turns", bins, n);
    bed__table_fold_end(p);
    bed__panel_close(p);
}

static void roles(bed__page *p, const bed__corpus *c)
{
    const json_t *by_role = bed__at(c->profile, "turns.by_role");
    const char   *role;
    json_t       *value;
    uint64_t      all = 0;
    char          id[48];

    snprintf(id, sizeof id, "%s-roles", c->id);
    json_object_foreach((json_t *)(uintptr_t)by_role, role, value)
    {
        all += (uint64_t)json_integer_value(value);
    }
    bed__panel_open(p, c, "roles", "Who speaks", "Turns by role.", "");
    bed__rows_open(p, id, "One bar for each role, with the number of turns.");
    json_object_foreach((json_t *)(uintptr_t)by_role, role, value)
    {
        const uint64_t k = (uint64_t)json_integer_value(value);

        bed__row_bar(p, bed__spaced(role).s, bed__role_class(role),
                     all > 0 ? (double)k / (double)all : 0, (double)NAN, (double)NAN, 1,
                     bed__grouped(k).s);
    }
    bed__rows_close(p);
    bed__table_fold(p, "Turns by role", "Role|>Turns|>Share");
    json_object_foreach((json_t *)(uintptr_t)by_role, role, value)
    {
        const uint64_t k = (uint64_t)json_integer_value(value);

        bed__html(
            p,
            "<tr><th scope=\"row\"><bdi>%s</bdi></th><td class=\"n\">%s</td><td class=\"n\">%s</td></tr>\n",
            role, bed__grouped(k).s, bed__percent_of(k, all).s);
    }
    bed__table_fold_end(p);
    bed__panel_close(p);
}

static bool in_words(const json_t *one)
{
    return strcmp(bed__text_at(one, "unit"), "words") == 0;
}

/* Puts a bin, emptied, into a list in order of its lower end, unless it is there. */
static size_t put_bin(bed__bin *list, size_t n, const bed__bin *bin)
{
    size_t at = n;

    for (size_t i = 0; i < n; i++)
        if (list[i].lo == bin->lo)
            return n;
    if (n == BINS_MAX)
        return n;
    while (at > 0 && list[at - 1].lo > bin->lo) {
        list[at] = list[at - 1];
        at--;
    }
    list[at] = (bed__bin){ bin->lo, bin->hi, 0 };
    return n + 1;
}

/* The bins that any role has, so that the charts of all roles share one axis. */
static size_t all_bins(const json_t *list, bed__bin all[BINS_MAX])
{
    bed__bin bins[BINS_MAX];
    size_t   n = 0, i;
    json_t  *one;

    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        const size_t k = in_words(one) ? read_bins(bed__at(one, "histogram"), bins) : 0;

        for (size_t b = 0; b < k; b++)
            n = put_bin(all, n, &bins[b]);
    }
    return n;
}

/* The counts of one role in the bins of all. */
static void fill_bins(const json_t *one, bed__bin *all, size_t n)
{
    bed__bin     bins[BINS_MAX];
    const size_t k = read_bins(bed__at(one, "histogram"), bins);

    for (size_t i = 0; i < n; i++) {
        all[i].n = 0;
        for (size_t b = 0; b < k; b++)
            if (bins[b].lo == all[i].lo)
                all[i].n = bins[b].n;
    }
}

static void length_chart(bed__page *p, const bed__corpus *c, const json_t *one, size_t i,
                         bed__bin *bins, size_t n, double tallest)
{
    const char *role = bed__text_at(one, "role");
    char        id[64], about[256];

    fill_bins(one, bins, n);
    snprintf(id, sizeof id, "%s-length-%zu", c->id, i);
    spread_words(one, "words", about, sizeof about);
    bed__html(
        p,
        "<div class=\"small\"><h5><span class=\"swatch %s\"></span>%s <span class=\"count\">%s "
        "turns</span></h5>\n<p class=\"finding\">%s</p>\n",
        bed__role_class(role), bed__spaced(role).s, bed__grouped(bed__count_at(one, "n")).s, about);
    bed__histogram(p, id, "Share of turns by length in words", about, bed__role_class(role), bins,
                   n, false, tallest);
    bed__html(p, "</div>\n");
}

static void lengths(bed__page *p, const bed__corpus *c)
{
    const json_t *list = bed__at(c->profile, "lengths");
    bed__bin      bins[BINS_MAX], all[BINS_MAX];
    const size_t  n       = all_bins(list, all);
    double        tallest = 0;
    size_t        i;
    json_t       *one;

    bed__panel_open(
        p, c, "lengths", "Length of turns by role",
        "In words; Chinese is cut into words by dictionary. One column for each span of "
        "lengths, its lower end beneath it; all roles share one scale.",
        "wide");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        if (in_words(one))
            tallest = fmax(tallest, tallest_of(bins, read_bins(bed__at(one, "histogram"), bins)));
    }
    bed__html(p, "<div class=\"multiples\">\n");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        if (in_words(one))
            length_chart(p, c, one, i, all, n, tallest);
    }
    bed__html(p, "</div>\n");
    bed__table_fold(p, "Length of turns",
                    "Role|Unit|>Turns|>Mean|>Shortest|>5th percentile|>Median|>95th|>Longest");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        static const char *const figures[] = { "mean", "min", "p05", "median", "p95", "max" };

        bed__html(p, "<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"n\">%s</td>",
                  bed__text_at(one, "role"), bed__text_at(one, "unit"),
                  bed__grouped(bed__count_at(one, "n")).s);
        for (size_t k = 0; k < sizeof figures / sizeof figures[0]; k++)
            bed__html(p, "<td class=\"n\">%s</td>",
                      bed__decimal(bed__number_at(one, figures[k]), 1).s);
        bed__html(p, "</tr>\n");
    }
    bed__table_fold_end(p);
    bed__panel_close(p);
}

void bed__panel_composition(bed__page *p, const bed__corpus *c)
{
    composition(p, c);
    turns(p, c);
    roles(p, c);
    lengths(p, c);
}
