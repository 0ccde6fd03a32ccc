/* The page as a whole: its head, its parts in order, and the files it is made from. */
#include "report/page.h"

extern const unsigned char bed_embedded_report_css[];
extern const size_t        bed_embedded_report_css_bytes;

enum { PAGE_MAX = 1 << 30, FILE_MAX_BYTES = 256 << 20 };

/* The parts above the corpora, and the one below them. */
typedef struct part {
    const char *id, *title;
    void (*draw)(bed__page *p);
} part;

static const part before[] = {
    { "map", "Place in the taxonomy", bed__taxonomy_map },
    { "compare", "Side by side", bed__comparison },
};
static const part after[] = { { "methods", "Methods and limits", bed__methods } };

typedef struct corpus_panel {
    const char *title;
    void (*draw)(bed__page *p, const bed__corpus *c);
} corpus_panel;

static const corpus_panel corpus_panels[] = {
#define X(name, title) { title, bed__panel_##name },
    BED__PANELS(X)
#undef X
};

/* ---- head ---- */

static void head(bed__page *p)
{
    bed__html(p,
              "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; "
              "style-src &#39;unsafe-inline&#39;; img-src data:; base-uri &#39;none&#39;; "
              "form-action &#39;none&#39;\"/>\n"
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
              "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
              "<meta name=\"generator\" content=\"bedside " BEDSIDE_VERSION "\"/>\n"
              "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
              "<title>%s</title>\n<style>\n",
              p->title);
    bed__html_file(p, bed_embedded_report_css, bed_embedded_report_css_bytes);
    bed__html(
        p, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the report</a>\n");
}

static void navigation(bed__page *p)
{
    bed__html(p,
              "<nav aria-label=\"Contents\">\n<details open=\"open\"><summary>Contents</summary>\n"
              "<ol>\n<li><a href=\"#main\">Summary</a></li>\n");
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
        bed__html(p, "<li><a href=\"#%s\">%s</a></li>\n", before[i].id, before[i].title);
    bed__html(p, "<li><a href=\"#%s\">Corpora</a>\n<ol>\n", p->corpora[0].id);
    for (size_t i = 0; i < p->n_corpora; i++)
        bed__html(p, "<li><a href=\"#%s\"><bdi>%s</bdi></a></li>\n", p->corpora[i].id,
                  bed__corpus_title(&p->corpora[i]));
    bed__html(p, "</ol></li>\n");
    for (size_t i = 0; i < sizeof after / sizeof after[0]; i++)
        bed__html(p, "<li><a href=\"#%s\">%s</a></li>\n", after[i].id, after[i].title);
    bed__html(p, "</ol>\n</details>\n</nav>\n");
}

/* ---- one corpus ---- */

static void corpus(bed__page *p, const bed__corpus *c)
{
    const json_t *subtype = bed__at(c->profile, "placement.subtype");

    bed__html(p, "<section class=\"corpus\" id=\"%s\" aria-labelledby=\"%s-t\">\n<header>\n", c->id,
              c->id);
    bed__html(
        p, "<p class=\"kicker %s\">%s</p>\n<h2 id=\"%s-t\"><bdi>%s</bdi></h2>\n",
        bed__hue_of(p, BED_DIMENSION_CATEGORY, bed__text_at(c->profile, "placement.category.id")),
        subtype == NULL ? "not placed"
                        : bed__title_of(p, BED_DIMENSION_SUBTYPE, bed__text_at(subtype, "id")),
        c->id, bed__corpus_title(c));
    if (c->dataset != NULL)
        bed__html(p, "<p class=\"lede\">%s</p>\n", c->dataset->summary);
    bed__html(p, "<p class=\"where\">corpus <code>%s</code> · %s records", c->name,
              bed__grouped(bed__count_at(c->profile, "counts.records")).s);
    if (bed__at(c->profile, "counts.sampled") != NULL &&
        bed__count_at(c->profile, "counts.sampled") < bed__count_at(c->profile, "counts.records"))
        bed__html(p, " · texts measured on a sample of %s",
                  bed__grouped(bed__count_at(c->profile, "counts.sampled")).s);
    bed__html(p, "</p>\n</header>\n");
    for (size_t i = 0; i < sizeof corpus_panels / sizeof corpus_panels[0]; i++) {
        if (corpus_panels[i].title[0] != '\0')
            bed__html(p, "<h3 class=\"group\">%s</h3>\n", corpus_panels[i].title);
        bed__html(p, "<div class=\"panels\">\n");
        corpus_panels[i].draw(p, c);
        bed__html(p, "</div>\n");
    }
    bed__html(p, "</section>\n");
}

static void parts(bed__page *p, const part *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bed__html(p,
                  "<section class=\"part\" id=\"%s\" aria-labelledby=\"%s-t\">\n<h2 "
                  "id=\"%s-t\">%s</h2>\n",
                  list[i].id, list[i].id, list[i].id, list[i].title);
        list[i].draw(p);
        bed__html(p, "</section>\n");
    }
}

static void page(bed__page *p)
{
    head(p);
    bed__html(p, "<div class=\"sheet\">\n");
    navigation(p);
    bed__html(p, "<main id=\"main\">\n");
    bed__summary(p);
    parts(p, before, sizeof before / sizeof before[0]);
    for (size_t i = 0; i < p->n_corpora; i++)
        corpus(p, &p->corpora[i]);
    parts(p, after, sizeof after / sizeof after[0]);
    bed__html(p, "</main>\n</div>\n</body>\n</html>\n");
}

/* ---- input ---- */

/* "MedQA, PubMedQA and 3 more" */
static void make_title(const bed__corpus *corpora, size_t n, char *out, size_t size)
{
    if (n == 1)
        snprintf(out, size, "Profile of %.200s", bed__corpus_title(&corpora[0]));
    else
        snprintf(out, size, "Profiles of %zu corpora of medical patient communication", n);
    out[bed_utf8_valid_until(bed_str_of(out))] = '\0';
}

static bed_status check_names(const bed_report_input *inputs, size_t n, const char *title,
                              bed_error *err)
{
    if (n == 0)
        return bed_fail(err, BED_EARGUMENT, "no corpus to report on");
    for (size_t i = 0; i <= n; i++) {
        const bed_str name = bed_str_of(i == n ? title : inputs[i].name);

        if (bed_utf8_valid_until(name) != name.len)
            return bed_fail(err, BED_EARGUMENT, "%s is not valid UTF-8",
                            i == n ? "the title" : "the name of a folder");
    }
    return BED_OK;
}

bed_status bed_report_render(const bed_report_input *inputs, size_t n, const bed_catalog *catalog,
                             const char *title, bed_buffer *out, bed_error *err)
{
    bed__corpus *corpora = NULL;
    size_t       n_read  = 0;
    char         made[320];
    bed_status   st = BED_OK;

    BED_TRY(check_names(inputs, n, title, err));
    BED_TRY(bed_alloc_into((void **)&corpora, n, sizeof *corpora, err));
    for (; n_read < n; n_read++) {
        const bed_status read =
            bed__corpus_read(&inputs[n_read], catalog, n_read + 1, &corpora[n_read], err);

        if (read != BED_OK)
            bed__corpus_deinit(&corpora[n_read]);
        BED_GO(read);
    }
    make_title(corpora, n, made, sizeof made);
    {
        bed__page p = { .out       = out,
                        .err       = err,
                        .catalog   = catalog,
                        .corpora   = corpora,
                        .n_corpora = n,
                        .title     = title == NULL ? made : title };

        page(&p);
        st = p.st;
    }
done:
    for (size_t i = 0; i < n_read; i++)
        bed__corpus_deinit(&corpora[i]);
    bed_free(corpora);
    return st;
}

/* ---- files ---- */

typedef struct loaded {
    bed_buffer profile, manifest;
    char       name[BED_PATH_MAX];
} loaded;

/* "out/medqa/" is called medqa. */
static void name_folder(const char *folder, char name[BED_PATH_MAX])
{
    size_t n;

    snprintf(name, BED_PATH_MAX, "%s", folder);
    for (n = strlen(name); n > 1 && name[n - 1] == '/'; n--)
        name[n - 1] = '\0';
    memmove(name, bed_path_name(name), strlen(bed_path_name(name)) + 1);
}

static bed_status load(const char *folder, loaded *out, bed_error *err)
{
    char path[BED_PATH_MAX];

    out->profile  = BED_BUFFER(FILE_MAX_BYTES);
    out->manifest = BED_BUFFER(FILE_MAX_BYTES);
    name_folder(folder, out->name);
    if (!bed_path_is_dir(folder)) {
        bed_fail(err, BED_EREAD, "no such folder");
        return bed_fail_in(err, BED_EREAD, folder, 0);
    }
    BED_TRY(bed_path_join(path, folder, "profile.json", err));
    if (!bed_path_exists(path)) {
        bed_fail(err, BED_EREAD, "no such file; 'bedside profile' writes it");
        return bed_fail_in(err, BED_EREAD, path, 0);
    }
    BED_TRY(bed_file_read(path, &out->profile, err));
    BED_TRY(bed_path_join(path, folder, "manifest.json", err));
    return bed_path_exists(path) ? bed_file_read(path, &out->manifest, err) : BED_OK;
}

bed_status bed_report_write(const char *const *folders, size_t n, const bed_catalog *catalog,
                            const char *title, const char *out_path, bed_error *err)
{
    bed_buffer        text   = BED_BUFFER(PAGE_MAX);
    bed_report_input *inputs = NULL;
    loaded           *files  = NULL;
    bed_status        st     = BED_OK;

    BED_GO(bed_alloc_into((void **)&inputs, n, sizeof *inputs, err));
    BED_GO(bed_alloc_into((void **)&files, n, sizeof *files, err));
    for (size_t i = 0; i < n; i++) {
        BED_GO(load(folders[i], &files[i], err));
        inputs[i] = (bed_report_input){ files[i].name, bed_buffer_str(&files[i].profile),
                                        bed_buffer_str(&files[i].manifest) };
    }
    BED_GO(bed_report_render(inputs, n, catalog, title, &text, err));
    BED_GO(bed_file_write(out_path, bed_buffer_str(&text), err));
done:
    for (size_t i = 0; files != NULL && i < n; i++) {
        bed_buffer_deinit(&files[i].profile);
        bed_buffer_deinit(&files[i].manifest);
    }
    bed_free(files);
    bed_free(inputs);
    bed_buffer_deinit(&text);
    return st;
}
