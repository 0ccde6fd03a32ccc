/* Inside the report room: the page that is written, the documents that are read, what draws.
 * The first fault sticks in a page (status and *err); what follows it writes nothing. So panels
 * write line by line and the status is looked at once, at the end. */
#ifndef BED_REPORT_PAGE_H
#define BED_REPORT_PAGE_H

#include "report/report.h"

#include <jansson.h>
#include <math.h>

/* One corpus as it was read. */
typedef struct bed__corpus {
    const char        *name;
    char               id[24];   /* "corpus-1", unique on the page */
    json_t            *profile;  /* checked: see document.c */
    json_t            *manifest; /* NULL: none */
    const bed_dataset *dataset;  /* NULL: several, or not in the catalogue */
} bed__corpus;

bed_status bed__corpus_read(const bed_report_input *input, const bed_catalog *catalog, size_t place,
                            bed__corpus *out, bed_error *err) BED_USE_RESULT;
void       bed__corpus_deinit(bed__corpus *c);

const char *bed__corpus_title(const bed__corpus *c); /* the dataset's name, else the folder's */
const char *bed__corpus_short(const bed__corpus *c); /* its key, else the folder's name */

/* Members of what was checked: NULL, "", 0 and NAN stand for null and for what is absent. */
const json_t *bed__at(const json_t *object, const char *path); /* "placement.subtype" */
const char   *bed__text_at(const json_t *object, const char *path);
uint64_t      bed__count_at(const json_t *object, const char *path);
double        bed__number_at(const json_t *object, const char *path);
bool          bed__true_at(const json_t *object, const char *path);

/* ---- html.c ---- */

typedef struct bed__page {
    bed_buffer        *out;
    bed_status         st;
    bed_error         *err;
    const bed_catalog *catalog;
    const bed__corpus *corpora;
    size_t             n_corpora;
    const char        *title;
} bed__page;

/* Writes markup. Only these conversions: %s (escaped, NULL as ""), %d, %zu, %.Nf, %%. Markup comes
 * from the format alone, so no text of an input can become markup. */
void bed__html(bed__page *p, const char *format, ...) BED_PRINTF(2, 3);
/* Writes a text of the program's own as it stands: the style sheet. */
void bed__html_file(bed__page *p, const unsigned char *bytes, size_t n);

/* A link to another site where the address is http or https; else the text alone. */
void bed__link(bed__page *p, const char *address, const char *text);

/* Figures for people, by value: bed__grouped(n).s */
typedef struct bed__figure {
    char s[48];
} bed__figure;
bed__figure bed__grouped(uint64_t n);           /* "12,345" */
bed__figure bed__decimal(double x, int digits); /* "–" for NAN */
bed__figure bed__percent(double share);         /* "28 %", "0.5 %", "–" */
bed__figure bed__percent_of(uint64_t n, uint64_t of);
bed__figure bed__bytes(uint64_t n);      /* "1.2 MiB" */
bed__figure bed__spaced(const char *id); /* "multi_turn" as "multi turn", cut at 40 bytes */

/* A panel: a heading, what is drawn, its figures as a table. Ids are "<corpus>-<slug>". kind: "",
 * "wide" over all columns, "group" where the panel is a group of panels by itself. */
void bed__panel_open(bed__page *p, const bed__corpus *c, const char *slug, const char *title,
                     const char *note, const char *kind);
void bed__panel_close(bed__page *p);
/* The table behind a chart, folded. Heads are parted by '|'; '>' before one: numbers. */
void bed__table_fold(bed__page *p, const char *caption, const char *heads);
void bed__table_fold_end(bed__page *p);
void bed__table_open(bed__page *p, const char *kind, const char *caption, const char *heads);
void bed__table_close(bed__page *p);

/* The id where the taxonomy has it, to choose a colour by; else "other". */
const char *bed__hue_of(const bed__page *p, bed_dimension d, const char *id);
/* The name of a dataset, or the key where the catalogue has none. */
const char *bed__dataset_name(const bed__page *p, const char *key);
/* The taxonomy's title of an id, or the id where the taxonomy has none. */
const char *bed__title_of(const bed__page *p, bed_dimension d, const char *id);

/* ---- svg.c: charts as wide as their place; text keeps its size ---- */

/* What a value is drawn as: "patient", "clinician", ..., "other". */
const char *bed__role_class(const char *role);

typedef struct bed__scale {
    double lo, hi;           /* values at the left and the right end */
    bool   log;              /* of 1 + value */
    double band_lo, band_hi; /* shaded; NAN: none */
} bed__scale;
double bed__scale_at(const bed__scale *s, double value); /* percent of the width, 0 to 100 */

/* Rows of one chart: text at both sides, which is read out, and a drawing between, which is not;
 * `about` says what is drawn. */
void bed__rows_open(bed__page *p, const char *id, const char *about);
void bed__rows_close(bed__page *p);
/* A share as a bar; lo and hi (NAN: none) as a whisker; `max` is at the right end. */
void bed__row_bar(bed__page *p, const char *label, const char *kind, double share, double lo,
                  double hi, double max, const char *text);
/* lo to hi as a line, mid as a dot. */
void bed__row_range(bed__page *p, const char *label, const char *kind, const bed__scale *s,
                    double lo, double mid, double hi, const char *text);
void bed__row_axis(bed__page *p, const bed__scale *s, const double *ticks, size_t n,
                   const char *unit);

/* Parts of a whole, side by side. */
typedef struct bed__part {
    const char *kind, *label;
    double      share;
} bed__part;
void bed__row_stack(bed__page *p, const char *label, const bed__part *parts, size_t n,
                    const char *text);

/* A histogram over bins of any width; the bins stand side by side in equal columns. */
typedef struct bed__bin {
    double   lo, hi; /* hi NAN: open */
    uint64_t n;
} bed__bin;
/* whole: the bins hold whole numbers, both ends included; else hi belongs to the next bin. */
void bed__histogram(bed__page *p, const char *id, const char *title, const char *about,
                    const char *kind, const bed__bin *bins, size_t n, bool whole, double tallest);

/* ---- panels ---- */

void bed__summary(bed__page *p);
void bed__taxonomy_map(bed__page *p);
void bed__comparison(bed__page *p);
void bed__methods(bed__page *p);

/* Groups of panels in the section of a corpus: what draws them, their title; "" where the one panel
 * has it. */
#define BED__PANELS(X)                                                                             \
    X(catalogue, "")                                                                               \
    X(placement, "")                                                                               \
    X(training, "")                                                                                \
    X(composition, "Composition")                                                                  \
    X(language, "Language")                                                                        \
    X(inquiry, "Questions")                                                                        \
    X(coverage, "Annotation and people")                                                           \
    X(provenance, "Provenance")
#define X(name, title) void bed__panel_##name(bed__page *p, const bed__corpus *c);
BED__PANELS(X)
#undef X

#endif
