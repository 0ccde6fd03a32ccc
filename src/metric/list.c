/* The table of metrics as a page and as JSON. */
#include "metric/list.h"

#include "base/table.h"

#include <math.h>
#include <stdio.h>

enum { RANGE_BYTES = 64, NEEDS_BYTES = 96 };

static const char *better_name(bed_better better)
{
    static const char *const names[] = { "higher", "lower", "neither" };

    return names[better];
}

/* "[0, 100]", "[0, inf)". */
static const char *range_of(const bed_metric *m, char out[RANGE_BYTES])
{
    const bool open_lo = isinf(m->lo) != 0, open_hi = isinf(m->hi) != 0;

    snprintf(out, RANGE_BYTES, "%c%g, %g%c", open_lo ? '(' : '[', m->lo, m->hi,
             open_hi ? ')' : ']');
    return out;
}

static const struct {
    unsigned    bit;
    const char *name;
} NEEDS[] = { { BED_NEEDS_REFERENCES, "references" },
              { BED_NEEDS_CHOICES, "options" },
              { BED_NEEDS_HISTORY, "history" },
              { BED_NEEDS_MODEL, "model" } };

enum { N_NEEDS = sizeof NEEDS / sizeof NEEDS[0] };

static const char *needs_of(const bed_metric *m, char out[NEEDS_BYTES])
{
    size_t n = 0;

    out[0] = '\0';
    for (size_t i = 0; i < N_NEEDS; i++)
        if ((m->needs & NEEDS[i].bit) != 0)
            n += (size_t)snprintf(out + n, NEEDS_BYTES - n, "%s%s", n == 0 ? "" : ", ",
                                  NEEDS[i].name);
    return out;
}

static bed_status write_table(bed_table *t, bed_status st, size_t width, bed_buffer *out,
                              bed_error *err)
{
    if (st == BED_OK)
        st = bed_table_write(t, width, out, err);
    bed_table_destroy(t);
    return st;
}

/* ---- all metrics ---- */

static bed_status fill_metrics(bed_table *t, bed_error *err)
{
    size_t                   n;
    const bed_metric *const *all = bed_metrics(&n);
    char                     text[NEEDS_BYTES], range[RANGE_BYTES];

    for (size_t i = 0; i < n; i++) {
        BED_TRY(bed_table_add(t, bed_str_of(all[i]->name), err));
        BED_TRY(bed_table_add(t, bed_str_of(all[i]->title), err));
        BED_TRY(bed_table_add(t, bed_str_of(bed_metric_kind_name(all[i]->kind)), err));
        BED_TRY(bed_table_add(t, bed_str_of(needs_of(all[i], text)), err));
        BED_TRY(bed_table_add(t, bed_str_of(range_of(all[i], range)), err));
        BED_TRY(bed_table_add(t, bed_str_of(better_name(all[i]->better)), err));
    }
    return BED_OK;
}

bed_status bed_metrics_write(size_t width, bed_buffer *out, bed_error *err)
{
    static const bed_column columns[] = {
        { .title = "metric", .fixed = true }, { .title = "title" },
        { .title = "kind", .fixed = true },   { .title = "needs" },
        { .title = "range", .fixed = true },  { .title = "better", .fixed = true }
    };
    bed_table *t;

    BED_TRY(bed_table_create(columns, sizeof columns / sizeof columns[0], &t, err));
    return write_table(t, fill_metrics(t, err), width, out, err);
}

/* ---- one metric ---- */

static bed_status add_param(bed_table *t, const bed_param *p, bed_error *err)
{
    bed_buffer values = BED_BUFFER(4096);
    bed_status st     = BED_OK;

    BED_GO(bed_table_add(t, bed_str_of(p->name), err));
    BED_GO(bed_table_add(t, bed_str_of(p->fallback), err));
    switch (p->type) {
    case BED_PARAM_CHOICE:
        for (size_t i = 0; i < BED_PARAM_CHOICES && p->choices[i] != NULL; i++)
            BED_GO(bed_buffer_printf(&values, err, "%s%s", i == 0 ? "" : ", ", p->choices[i]));
        break;
    case BED_PARAM_FLAG:
        BED_GO(bed_buffer_add(&values, BED_STR("yes, no"), err));
        break;
    case BED_PARAM_COUNT:
    case BED_PARAM_NUMBER:
        BED_GO(bed_buffer_printf(&values, err, "%g to %g", p->lo, p->hi));
        break;
    case BED_PARAM_TEXT:
    default:
        BED_GO(bed_buffer_add(&values, BED_STR("a text"), err));
    }
    BED_GO(bed_table_add(t, bed_buffer_str(&values), err));
    st = bed_table_add(t, bed_str_of(p->help), err);
done:
    bed_buffer_deinit(&values);
    return st;
}

static bed_status fill_params(bed_table *t, const bed_metric *m, bed_error *err)
{
    for (size_t i = 0; i < m->n_params; i++)
        BED_TRY(add_param(t, &m->params[i], err));
    return BED_OK;
}

static bed_status write_params(const bed_metric *m, size_t width, bed_buffer *out, bed_error *err)
{
    static const bed_column columns[] = { { .title = "parameter", .fixed = true },
                                          { .title = "default" },
                                          { .title = "values" },
                                          { .title = "meaning" } };
    bed_table              *t;

    if (m->n_params == 0)
        return bed_buffer_add(out, BED_STR("no parameters\n"), err);
    BED_TRY(bed_table_create(columns, sizeof columns / sizeof columns[0], &t, err));
    return write_table(t, fill_params(t, m, err), width, out, err);
}

static bed_status write_line(bed_buffer *out, const char *name, const char *value, size_t width,
                             bed_error *err)
{
    enum { INDENT = 9 };

    if (value == NULL || *value == '\0')
        return BED_OK;
    BED_TRY(bed_buffer_add_padded(out, bed_str_of(name), INDENT, false, err));
    return bed_buffer_add_wrapped(out, bed_str_of(value), INDENT, width, err);
}

static bed_status write_values(const bed_metric *m, size_t width, bed_buffer *out, bed_error *err)
{
    bed_buffer names = BED_BUFFER(1 << 16);
    bed_status st    = BED_OK;

    for (size_t i = 0; m->values[i] != NULL; i++)
        BED_GO(bed_buffer_printf(&names, err, "%s%s", i == 0 ? "" : ", ", m->values[i]));
    st = write_line(out, "gives", names.ptr, width, err);
done:
    bed_buffer_deinit(&names);
    return st;
}

/* What the catalogue knows of a metric; NULL: there is no catalogue. */
static const bed_entry *entry_of(const bed_catalog *catalog, const bed_metric *m)
{
    return catalog == NULL ? NULL : bed_catalog_entry(catalog, BED_CATALOG_METRICS, m->name);
}

static bed_status write_names(const char *title, const bed_names *names, size_t width,
                              bed_buffer *out, bed_error *err)
{
    bed_buffer text = BED_BUFFER(1 << 16);
    bed_status st   = BED_OK;

    for (size_t i = 0; i < names->n; i++)
        BED_GO(bed_buffer_printf(&text, err, "%s%s", i == 0 ? "" : ", ", names->at[i]));
    st = write_line(out, title, text.ptr, width, err);
done:
    bed_buffer_deinit(&text);
    return st;
}

bed_status bed_metric_write(const bed_metric *m, const bed_catalog *catalog, size_t width,
                            bed_buffer *out, bed_error *err)
{
    const bed_entry *const e = entry_of(catalog, m);
    char                   text[NEEDS_BYTES], range[RANGE_BYTES];

    BED_TRY(bed_buffer_printf(out, err, "%s: %s\n\n", m->name, m->title));
    BED_TRY(write_line(out, "kind", bed_metric_kind_name(m->kind), width, err));
    BED_TRY(write_line(out, "needs", needs_of(m, text), width, err));
    if (e != NULL) {
        BED_TRY(write_names("data", &e->data_types, width, out, err));
        BED_TRY(write_names("shows", &e->objectives, width, out, err));
    }
    BED_TRY(bed_buffer_printf(out, err, "range    %s, better: %s\n", range_of(m, range),
                              better_name(m->better)));
    BED_TRY(write_values(m, width, out, err));
    BED_TRY(write_line(out, "source", m->source, width, err));
    BED_TRY(write_line(out, "agrees", m->agrees, width, err));
    BED_TRY(bed_buffer_add_byte(out, '\n', err));
    return write_params(m, width, out, err);
}

/* ---- JSON ---- */

static bed_status json_text(bed_buffer *out, const char *name, const char *value, bed_error *err)
{
    BED_TRY(bed_buffer_printf(out, err, ",\"%s\":", name));
    return value == NULL ? bed_buffer_add(out, BED_STR("null"), err)
                         : bed_buffer_add_json(out, bed_str_of(value), err);
}

static bed_status json_bound(bed_buffer *out, double value, bed_error *err)
{
    return isinf(value) ? bed_buffer_add(out, BED_STR("null"), err)
                        : bed_buffer_printf(out, err, "%.17g", value);
}

static bed_status json_range(bed_buffer *out, const char *name, double lo, double hi,
                             bed_error *err)
{
    BED_TRY(bed_buffer_printf(out, err, ",\"%s\":[", name));
    BED_TRY(json_bound(out, lo, err));
    BED_TRY(bed_buffer_add_byte(out, ',', err));
    BED_TRY(json_bound(out, hi, err));
    return bed_buffer_add_byte(out, ']', err);
}

/* A list of texts that ends at NULL or after n. */
static bed_status json_texts(bed_buffer *out, const char *name, const char *const *texts, size_t n,
                             bed_error *err)
{
    BED_TRY(bed_buffer_printf(out, err, ",\"%s\":[", name));
    for (size_t i = 0; i < n && texts[i] != NULL; i++) {
        BED_TRY(bed_buffer_add(out, bed_str_of(i == 0 ? "" : ","), err));
        BED_TRY(bed_buffer_add_json(out, bed_str_of(texts[i]), err));
    }
    return bed_buffer_add_byte(out, ']', err);
}

static bed_status json_param(bed_buffer *out, const bed_param *p, bed_error *err)
{
    static const char *const types[] = { "choice", "flag", "count", "number", "text" };

    BED_TRY(bed_buffer_add(out, BED_STR("{\"name\":"), err));
    BED_TRY(bed_buffer_add_json(out, bed_str_of(p->name), err));
    BED_TRY(json_text(out, "type", types[p->type], err));
    BED_TRY(json_text(out, "default", p->fallback, err));
    if (p->type == BED_PARAM_CHOICE)
        BED_TRY(json_texts(out, "choices", p->choices, BED_PARAM_CHOICES, err));
    if (p->type == BED_PARAM_COUNT || p->type == BED_PARAM_NUMBER)
        BED_TRY(json_range(out, "range", p->lo, p->hi, err));
    BED_TRY(json_text(out, "signature", p->sign, err));
    BED_TRY(json_text(out, "help", p->help, err));
    return bed_buffer_add_byte(out, '}', err);
}

static bed_status json_entry(bed_buffer *out, const bed_entry *e, bed_error *err)
{
    BED_TRY(json_texts(out, "categories", e->categories.at, e->categories.n, err));
    BED_TRY(json_texts(out, "data_types", e->data_types.at, e->data_types.n, err));
    BED_TRY(json_texts(out, "objectives", e->objectives.at, e->objectives.n, err));
    return json_texts(out, "audiences", e->audiences.at, e->audiences.n, err);
}

bed_status bed_metric_json(const bed_metric *m, const bed_catalog *catalog, bed_buffer *out,
                           bed_error *err)
{
    const bed_entry *const e = entry_of(catalog, m);
    const char            *needs[N_NEEDS];
    size_t                 n = 0;

    for (size_t i = 0; i < N_NEEDS; i++)
        if ((m->needs & NEEDS[i].bit) != 0)
            needs[n++] = NEEDS[i].name;
    BED_TRY(bed_buffer_add(out, BED_STR("{\"name\":"), err));
    BED_TRY(bed_buffer_add_json(out, bed_str_of(m->name), err));
    BED_TRY(json_text(out, "title", m->title, err));
    BED_TRY(json_text(out, "kind", bed_metric_kind_name(m->kind), err));
    BED_TRY(json_texts(out, "needs", needs, n, err));
    BED_TRY(json_range(out, "range", m->lo, m->hi, err));
    BED_TRY(json_text(out, "better", better_name(m->better), err));
    BED_TRY(json_texts(out, "values", m->values, SIZE_MAX, err));
    BED_TRY(json_text(out, "source", m->source, err));
    BED_TRY(json_text(out, "agrees", m->agrees, err));
    if (e != NULL)
        BED_TRY(json_entry(out, e, err));
    BED_TRY(bed_buffer_add(out, BED_STR(",\"params\":["), err));
    for (size_t i = 0; i < m->n_params; i++) {
        BED_TRY(bed_buffer_add(out, bed_str_of(i == 0 ? "" : ","), err));
        BED_TRY(json_param(out, &m->params[i], err));
    }
    return bed_buffer_add(out, BED_STR("]}"), err);
}
