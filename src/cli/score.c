#include "metric/list.h"
#include "metric/per_item.h"
#include "metric/read.h"

#include "cli/cli.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { METRICS_MOST = 64, WARNINGS_MOST = 64, PAGE_WIDTH = 100 };

#define OUT_MAX_BYTES ((size_t)8 << 30)

/* What the options say. */
typedef struct asked {
    char **hyps, **refs, **fields, **sets, **by;
    char  *hyp_field, *ref_field, *lang, *weight, *test, *per_item, *out, *split;
    int    list, no_weights, in_order;
    long   bootstrap, trials;
    double confidence;
} asked;

static size_t count(char *const *words)
{
    size_t n = 0;

    while (words != NULL && words[n] != NULL)
        n++;
    return n;
}

/* What popt allocates for an option that may stand several times. */
static void free_words(char **words)
{
    for (size_t i = 0; words != NULL && words[i] != NULL; i++)
        free(words[i]);
    free(words);
}

/* ---- metrics and their settings ---- */

typedef struct metrics {
    const bed_metric *at[METRICS_MOST];
    bed_settings     *settings[METRICS_MOST];
    size_t            n;
} metrics;

static void metrics_deinit(metrics *m)
{
    for (size_t i = 0; i < m->n; i++)
        bed_settings_destroy(m->settings[i]);
}

static bed_status no_such_metric(bed_str name, bed_error *err)
{
    char word[64];

    snprintf(word, sizeof word, "%.*s", BED_STR_ARG(name));
    const char *const near = bed_metric_nearest(word);
    return bed_fail(err, BED_EARGUMENT, "no metric '%s'%s%s%s ('bedside score --list' names all)",
                    word, near == NULL ? "" : ": did you mean '", near == NULL ? "" : near,
                    near == NULL ? "" : "'?");
}

static bed_status find_metrics(metrics *m, const char *names, bed_error *err)
{
    bed_str rest = bed_str_of(names);

    do {
        const char *const comma = memchr(rest.ptr, ',', rest.len);
        const size_t      n     = comma == NULL ? rest.len : (size_t)(comma - rest.ptr);
        const bed_str     name  = bed_trim((bed_str){ rest.ptr, n });
        const bed_metric *found = bed_metric_find(name);

        if (found == NULL)
            return no_such_metric(name, err);
        for (size_t i = 0; i < m->n; i++)
            if (m->at[i] == found)
                return bed_fail(err, BED_EARGUMENT, "metric '%s' stands twice", found->name);
        if (m->n == METRICS_MOST)
            return bed_fail(err, BED_EARGUMENT, "more than %d metrics", METRICS_MOST);
        BED_TRY(bed_settings_create(found, &m->settings[m->n], err));
        m->at[m->n++] = found;
        rest          = (bed_str){ rest.ptr + n + (comma != NULL), rest.len - n - (comma != NULL) };
    } while (rest.len > 0);
    return BED_OK;
}

static bool has_param(const bed_metric *m, bed_str name)
{
    for (size_t i = 0; i < m->n_params; i++)
        if (bed_str_equal(bed_str_of(m->params[i].name), name))
            return true;
    return false;
}

/* "name=value" goes to all metrics that have it, "metric.name=value" to that one. */
static bed_status set(metrics *m, const char *word, bed_error *err)
{
    const char *const equals = strchr(word, '=');
    const bed_str     all    = bed_str_of(word);
    const size_t      n      = equals == NULL ? all.len : (size_t)(equals - word);
    const char *const dot    = memchr(word, '.', n);
    const size_t      at     = dot == NULL ? 0 : (size_t)(dot - word);
    size_t            taken  = 0;

    for (size_t i = 0; i < m->n; i++) {
        const bed_str own = bed_str_of(m->at[i]->name);

        if (dot != NULL && bed_str_equal(own, (bed_str){ word, at }))
            return bed_settings_set(m->settings[i], (bed_str){ dot + 1, all.len - at - 1 }, err);
        if (dot == NULL && has_param(m->at[i], bed_trim((bed_str){ word, n }))) {
            BED_TRY(bed_settings_set(m->settings[i], all, err));
            taken++;
        }
    }
    if (dot != NULL)
        return bed_fail(err, BED_EARGUMENT,
                        "option '--set': '%.*s' is none of the metrics asked for", (int)at, word);
    return taken > 0 ? BED_OK : bed_settings_set(m->settings[0], all, err);
}

/* ---- what is read, once for all metrics that read alike ---- */

typedef struct readings {
    bed_reading *at[METRICS_MOST];
    unsigned     alike[METRICS_MOST]; /* kind and needs */
    size_t       n;
} readings;

static void readings_deinit(readings *r)
{
    for (size_t i = 0; i < r->n; i++)
        bed_reading_destroy(r->at[i]);
}

static bed_status name_field(bed_read_options *o, const char *word, bed_error *err)
{
    const char *const equals = strchr(word, '=');
    const size_t      n      = equals == NULL ? 0 : (size_t)(equals - word);
    bed_buffer        names  = BED_BUFFER(1024);
    bed_status        st     = BED_OK;
    bed_read_part     part;

    part = bed_read_part_of((bed_str){ word, n });
    if (equals != NULL && part < BED_N_READ_PARTS && equals[1] != '\0') {
        o->fields[part] = equals + 1;
        return BED_OK;
    }
    for (part = 0; part < BED_N_READ_PARTS; part++)
        BED_GO(bed_buffer_printf(&names, err, "%s%s", part == 0 ? "" : ", ",
                                 bed_read_part_name(part)));
    st = bed_fail(err, BED_EARGUMENT,
                  "option '--field': expected PART=NAME, PART one of %s; found '%s'", names.ptr,
                  word);
done:
    bed_buffer_deinit(&names);
    return st;
}

static bed_status read_options(bed_cli *cli, const asked *a, bed_read_options *o)
{
    *o = (bed_read_options){ .hyps       = (const char *const *)(uintptr_t)a->hyps,
                             .n_hyps     = count(a->hyps),
                             .refs       = (const char *const *)(uintptr_t)a->refs,
                             .n_refs     = count(a->refs),
                             .by         = (const char *const *)(uintptr_t)a->by,
                             .n_by       = count(a->by),
                             .split      = a->split,
                             .in_order   = a->in_order != 0,
                             .no_weights = a->no_weights != 0,
                             .talk       = &cli->talk };
    for (size_t i = 0; i < count(a->fields); i++)
        BED_TRY(name_field(o, a->fields[i], &cli->err));
    o->fields[BED_READ_HYP]    = a->hyp_field == NULL ? o->fields[BED_READ_HYP] : a->hyp_field;
    o->fields[BED_READ_REFS]   = a->ref_field == NULL ? o->fields[BED_READ_REFS] : a->ref_field;
    o->fields[BED_READ_WEIGHT] = a->weight == NULL ? o->fields[BED_READ_WEIGHT] : a->weight;
    return BED_OK;
}

static bool is_said(const readings *all, const char *text)
{
    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < all->at[i]->n_warnings; k++)
            if (strcmp(all->at[i]->warnings[k], text) == 0)
                return true;
    return false;
}

/* The warnings of a reading, but for those that one before it gave. */
static void say_warnings(const bed_cli *cli, const readings *all, const bed_reading *r)
{
    for (size_t i = 0; i < r->n_warnings; i++)
        if (!is_said(all, r->warnings[i]))
            bed_talk_message(&cli->talk, BED_LEVEL_WARNING, "score", "%s", r->warnings[i]);
}

static bed_status read_for(bed_cli *cli, const asked *a, const bed_metric *m, readings *all,
                           const bed_reading **out)
{
    const unsigned   alike = (unsigned)m->kind << 8 | m->needs;
    bed_read_options o;

    for (size_t i = 0; i < all->n; i++)
        if (all->alike[i] == alike) {
            *out = all->at[i];
            return BED_OK;
        }
    BED_TRY(read_options(cli, a, &o));
    o.metric = m;
    for (size_t i = 0; i < o.n_hyps + o.n_refs && all->n > 0; i++)
        if (strcmp(i < o.n_hyps ? o.hyps[i] : o.refs[i - o.n_hyps], "-") == 0)
            return bed_fail(&cli->err, BED_EARGUMENT,
                            "stdin can be read once, and these metrics read it differently");
    BED_TRY(bed_read_items(&o, &all->at[all->n], &cli->err));
    if (a->lang != NULL)
        all->at[all->n]->items.language = bed_str_of(a->lang);
    say_warnings(cli, all, all->at[all->n]);
    all->alike[all->n] = alike;
    *out               = all->at[all->n++];
    return BED_OK;
}

static void warn_of_refs(const bed_cli *cli, const asked *a, const metrics *m)
{
    for (size_t i = 0; i < m->n; i++)
        if (a->refs == NULL || bed_read_takes_refs(m->at[i]))
            return;
    bed_talk_message(&cli->talk, BED_LEVEL_WARNING, "score",
                     "%s takes no references: those of --ref only say which items there are",
                     m->at[0]->name);
}

/* ---- scoring ---- */

typedef struct result {
    bed_evaluation    *evaluations[METRICS_MOST];
    const bed_reading *readings[METRICS_MOST];
    size_t             n;
    bed_buffer         items; /* lines of --per-item */
} result;

static void result_deinit(result *r)
{
    for (size_t i = 0; i < r->n; i++)
        bed_evaluation_destroy(r->evaluations[i]);
    bed_buffer_deinit(&r->items);
}

static bool wants(const asked *a, const char *test)
{
    return a->test == NULL || strcmp(a->test, "both") == 0 || strcmp(a->test, test) == 0;
}

static bed_status evaluate(bed_cli *cli, const asked *a, const bed_reading *r,
                           const bed_measured *measured, bed_evaluation **out)
{
    const bed_evaluate_options o = { .n_resamples = (size_t)a->bootstrap,
                                     .n_trials    = wants(a, "ar") ? (size_t)a->trials : 0,
                                     .confidence  = a->confidence,
                                     .seed        = (uint64_t)cli->seed,
                                     .weights     = r->weights,
                                     .units       = r->units,
                                     .fields      = r->fields,
                                     .n_fields    = r->n_fields,
                                     .n_threads   = (size_t)cli->threads,
                                     .talk        = &cli->talk };

    BED_TRY(bed_evaluate(measured, &o, out, &cli->err));
    for (size_t s = 1; s < (*out)->n_systems && !wants(a, "bootstrap"); s++)
        (*out)->comparisons[s - 1].p_bootstrap = (double)NAN;
    for (size_t i = 0; i < (*out)->n_notes; i++)
        bed_talk_message(&cli->talk, BED_LEVEL_WARNING, (*out)->metric->name, "%s",
                         (*out)->notes[i]);
    return BED_OK;
}

static bed_status score_one(bed_cli *cli, const asked *a, const bed_settings *settings,
                            const bed_reading *r, result *out)
{
    const bed_metric_options o        = { .n_threads = (size_t)cli->threads, .talk = &cli->talk };
    bed_measured            *measured = NULL;
    bed_status               st       = BED_OK;

    BED_GO(bed_metric_measure(settings, &r->items, &o, &measured, &cli->err));
    BED_GO(evaluate(cli, a, r, measured, &out->evaluations[out->n]));
    out->readings[out->n++] = r;
    if (a->per_item != NULL)
        BED_GO(bed_per_item_add(r, measured, &out->items, &cli->err));
done:
    bed_measured_destroy(measured);
    return st;
}

/* ---- answers ---- */

static bed_status add_list(bed_buffer *out, const char *name, const char *const *texts, size_t n,
                           bed_error *err)
{
    BED_TRY(bed_buffer_printf(out, err, "\"%s\":[", name));
    for (size_t i = 0; i < n; i++) {
        BED_TRY(bed_buffer_add(out, bed_str_of(i == 0 ? "" : ","), err));
        BED_TRY(bed_buffer_add_json(out, bed_str_of(texts[i]), err));
    }
    return bed_buffer_add(out, BED_STR("],"), err);
}

/* What was warned of, by whichever reading, once. */
static bed_status add_warnings(const result *r, bed_buffer *out, bed_error *err)
{
    const char *texts[WARNINGS_MOST];
    size_t      n = 0, k;

    for (size_t i = 0; i < r->n; i++)
        for (size_t w = 0; w < r->readings[i]->n_warnings && n < WARNINGS_MOST; w++) {
            for (k = 0; k < n && strcmp(texts[k], r->readings[i]->warnings[w]) != 0; k++)
                continue;
            texts[k] = r->readings[i]->warnings[w];
            n += k == n;
        }
    return add_list(out, "warnings", texts, n, err);
}

static bed_status write_json(const result *r, bed_buffer *out, bed_error *err)
{
    if (r->n == 0)
        return bed_fail(err, BED_EINTERNAL, "nothing was scored");
    BED_TRY(bed_buffer_add(out, BED_STR("{\"bedside\":\"" BEDSIDE_VERSION "\","), err));
    BED_TRY(
        add_list(out, "systems", r->readings[0]->systems, r->readings[0]->items.n_systems, err));
    BED_TRY(add_warnings(r, out, err));
    BED_TRY(bed_buffer_add(out, BED_STR("\"scores\":["), err));
    for (size_t i = 0; i < r->n; i++) {
        BED_TRY(bed_buffer_add(out, bed_str_of(i == 0 ? "\n" : ",\n"), err));
        BED_TRY(bed_evaluation_json(r->evaluations[i], r->readings[i]->systems, out, err));
    }
    return bed_buffer_add(out, BED_STR("\n]}\n"), err);
}

static bed_status write_page(const result *r, bed_buffer *out, bed_error *err)
{
    for (size_t i = 0; i < r->n; i++) {
        BED_TRY(bed_buffer_add(out, bed_str_of(i == 0 ? "" : "\n"), err));
        BED_TRY(
            bed_evaluation_write(r->evaluations[i], r->readings[i]->systems, PAGE_WIDTH, out, err));
    }
    return BED_OK;
}

/* ---- the run record ---- */

static bed_status record_input(bed_run_record *record, const char *path, bed_error *err)
{
    char        sha256[BED_SHA256_TEXT], file[BED_PATH_MAX];
    struct stat info;
    uint64_t    bytes = 0;

    if (strcmp(path, "-") == 0)
        return bed_run_record_input(record, "stdin", 0, "", err);
    if (stat(path, &info) != 0 || (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)))
        return bed_run_record_input(record, path, 0, "", err); /* a pipe is gone when it is read */
    if (bed_path_is_dir(path)) {
        BED_TRY(bed_path_join(file, path, "manifest.json", err)); /* names all that it is made of */
        path = file;
    }
    BED_TRY(bed_file_size(path, &bytes, err));
    BED_TRY(bed_sha256_of_file(path, sha256, err));
    return bed_run_record_input(record, path, bytes, sha256, err);
}

static bed_status record_list(bed_run_record *record, const char *name, char *const *words,
                              bed_error *err)
{
    bed_buffer joined = BED_BUFFER(1 << 20);
    bed_status st     = BED_OK;

    for (size_t i = 0; i < count(words); i++)
        BED_GO(bed_buffer_printf(&joined, err, "%s%s", i == 0 ? "" : ", ", words[i]));
    if (joined.len > 0)
        BED_GO(bed_run_record_setting(record, name, joined.ptr, err));
done:
    bed_buffer_deinit(&joined);
    return st;
}

/* What was asked for beyond the signatures: which items there are, and what stands beside them. */
static bed_status record_settings(const asked *a, bed_run_record *record, bed_error *err)
{
    char confidence[32];
    const struct {
        const char *name, *value;
    } settings[] = {
        { "split", a->split },
        { "hyp-field", a->hyp_field },
        { "ref-field", a->ref_field },
        { "weight", a->weight },
        { "lang", a->lang },
        { "test", a->test },
        { "in-order", a->in_order != 0 ? "yes" : NULL },
        { "no-weights", a->no_weights != 0 ? "yes" : NULL },
        { "confidence", confidence },
    };

    snprintf(confidence, sizeof confidence, "%.12g", a->confidence);
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        if (settings[i].value != NULL)
            BED_TRY(bed_run_record_setting(record, settings[i].name, settings[i].value, err));
    BED_TRY(record_list(record, "field", a->fields, err));
    return record_list(record, "by", a->by, err);
}

static bed_status write_record(const asked *a, const char *names, const result *r,
                               bed_run_record *record, bed_error *err)
{
    char path[BED_PATH_MAX];

    for (size_t i = 0; i < count(a->hyps); i++)
        BED_TRY(record_input(record, a->hyps[i], err));
    for (size_t i = 0; i < count(a->refs); i++)
        BED_TRY(record_input(record, a->refs[i], err));
    BED_TRY(bed_run_record_setting(record, "metrics", names, err));
    BED_TRY(record_settings(a, record, err));
    for (size_t i = 0; i < r->n; i++) { /* names of members are never alike */
        snprintf(path, sizeof path, "signature of %s", r->evaluations[i]->metric->name);
        BED_TRY(bed_run_record_setting(record, path, r->evaluations[i]->signature.ptr, err));
    }
    if (snprintf(path, sizeof path, "%s.run.json", a->out) >= (int)sizeof path)
        return bed_fail(err, BED_EARGUMENT, "the name of the result is too long");
    return bed_run_record_write(record, path, err);
}

static bed_status write_files(bed_cli *cli, const asked *a, const char *names, const result *r,
                              bed_run_record *record)
{
    bed_buffer json = BED_BUFFER(OUT_MAX_BYTES);
    bed_status st   = BED_OK;

    if (a->per_item != NULL)
        BED_GO(bed_per_item_write(a->per_item, bed_buffer_str(&r->items), &cli->talk, &cli->err));
    if (a->out != NULL) {
        BED_GO(write_json(r, &json, &cli->err));
        BED_GO(bed_file_write(a->out, bed_buffer_str(&json), &cli->err));
        if (!bed_path_is_special(a->out)) /* /dev/null has no file beside it */
            BED_GO(write_record(a, names, r, record, &cli->err));
    }
done:
    bed_buffer_deinit(&json);
    return st;
}

/* ---- the command ---- */

static int answer(bed_cli *cli, const result *r)
{
    bed_buffer       out = BED_BUFFER(OUT_MAX_BYTES);
    const bed_status st =
        cli->json ? write_json(r, &out, &cli->err) : write_page(r, &out, &cli->err);
    int status =
        st == BED_OK ? bed_cli_answer(bed_buffer_str(&out)) : bed_cli_fail(cli, &bed_command_score);

    bed_buffer_deinit(&out);
    for (size_t i = 0; i < r->n && status == 0; i++)
        for (size_t s = 0; s < r->evaluations[i]->n_systems; s++)
            if (r->evaluations[i]->systems[s].all.undefined.len > 0)
                status = bed_code_exit_status(BED_UNDEFINED);
    return status;
}

static bed_status score_all(bed_cli *cli, const asked *a, metrics *m, readings *all, result *out,
                            bed_run_record *record)
{
    const bed_reading *r = NULL;

    for (size_t i = 0; i < m->n; i++) {
        BED_TRY(read_for(cli, a, m->at[i], all, &r));
        if (i == 0)
            BED_TRY(bed_run_record_count(record, "items", r->items.n, &cli->err));
        BED_TRY(score_one(cli, a, m->settings[i], r, out));
    }
    return BED_OK;
}

static int run(bed_cli *cli, const asked *a, const char *names)
{
    metrics        m   = { .n = 0 };
    readings       all = { .n = 0 };
    result         out = { .items = BED_BUFFER(OUT_MAX_BYTES) };
    bed_run_record record;
    bed_status     st     = BED_OK;
    int            status = 0;

    bed_run_record_init(&record, "score", (uint64_t)cli->seed);
    BED_GO(find_metrics(&m, names, &cli->err));
    for (size_t i = 0; i < count(a->sets); i++)
        BED_GO(set(&m, a->sets[i], &cli->err));
    warn_of_refs(cli, a, &m);
    BED_GO(score_all(cli, a, &m, &all, &out, &record));
    BED_GO(write_files(cli, a, names, &out, &record));
    bed_cli_finish(cli, &record);
    status = answer(cli, &out);
done:
    if (st != BED_OK) {
        bed_cli_finish(cli, NULL);
        status = bed_cli_fail(cli, &bed_command_score);
    }
    result_deinit(&out);
    readings_deinit(&all);
    metrics_deinit(&m);
    bed_run_record_deinit(&record);
    return status;
}

static bed_status write_list(bed_cli *cli, const metrics *m, const bed_catalog *catalog,
                             bed_buffer *out)
{
    size_t                   n     = m->n;
    const bed_metric *const *table = m->n > 0 ? m->at : bed_metrics(&n);

    if (!cli->json && m->n == 0)
        return bed_metrics_write(PAGE_WIDTH, out, &cli->err);
    for (size_t i = 0; i < n; i++) {
        BED_TRY(bed_buffer_add(out,
                               bed_str_of(i == 0      ? cli->json ? "[\n" : ""
                                          : cli->json ? ",\n"
                                                      : "\n"),
                               &cli->err));
        BED_TRY(cli->json ? bed_metric_json(table[i], catalog, out, &cli->err)
                          : bed_metric_write(table[i], catalog, PAGE_WIDTH, out, &cli->err));
    }
    return cli->json ? bed_buffer_add(out, BED_STR("\n]\n"), &cli->err) : BED_OK;
}

static int list(bed_cli *cli, const char *names)
{
    metrics      m       = { .n = 0 };
    bed_catalog *catalog = NULL;
    bed_buffer   out     = BED_BUFFER(OUT_MAX_BYTES);
    bed_status   st      = names == NULL ? BED_OK : find_metrics(&m, names, &cli->err);
    int          status;

    if (st == BED_OK)
        st = bed_catalog_load(NULL, &catalog, &cli->err);
    if (st == BED_OK)
        st = write_list(cli, &m, catalog, &out);
    bed_catalog_destroy(catalog);
    status =
        st == BED_OK ? bed_cli_answer(bed_buffer_str(&out)) : bed_cli_fail(cli, &bed_command_score);
    metrics_deinit(&m);
    bed_buffer_deinit(&out);
    return status;
}

/* "zh", "en-GB": two or three small letters, alone or before a hyphen. */
static bool is_tag(const char *s)
{
    const size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz");

    return (n == 2 || n == 3) && (s[n] == '\0' || s[n] == '-') && strlen(s) < 16;
}

static bool any_corpus(char *const *files)
{
    for (size_t i = 0; i < count(files); i++)
        if (bed_path_is_dir(files[i]))
            return true;
    return false;
}

/* What popt cannot refuse. */
static int check(const asked *a, size_t n)
{
    static const char *const tests[] = { "ar", "bootstrap", "both" };
    size_t                   i       = 0;

    if (n != 1)
        return bed_cli_usage(&bed_command_score,
                             n == 0
                                 ? "expected a metric; 'bedside score --list' names all"
                                 : "expected one word, metrics joined by commas, found %zu; every "
                                   "file has a --hyp or --ref of its own",
                             n);
    if (a->hyps == NULL)
        return bed_cli_usage(&bed_command_score, "expected --hyp FILE, what a system wrote");
    if (a->bootstrap < 0 || a->bootstrap > 1000000)
        return bed_cli_usage(&bed_command_score,
                             "option '--bootstrap': expected 0 to 1000000, found %ld",
                             a->bootstrap);
    if (a->trials < 0 || a->trials > 10000000)
        return bed_cli_usage(&bed_command_score,
                             "option '--trials': expected 0 to 10000000, found %ld", a->trials);
    if (!(a->confidence > 0 && a->confidence < 1))
        return bed_cli_usage(&bed_command_score,
                             "option '--confidence': expected a number between 0 and 1, found %g",
                             a->confidence);
    if (a->lang != NULL && !is_tag(a->lang))
        return bed_cli_usage(&bed_command_score,
                             "option '--lang': expected a tag as en or zh-Hant, found '%s'",
                             a->lang);
    if (a->split != NULL && !any_corpus(a->hyps) && !any_corpus(a->refs))
        return bed_cli_usage(&bed_command_score,
                             "option '--split': takes the records of a corpus, and no --hyp or "
                             "--ref is one");
    while (a->test != NULL && i < 3 && strcmp(a->test, tests[i]) != 0)
        i++;
    if (i == 3)
        return bed_cli_usage(&bed_command_score,
                             "option '--test': expected ar, bootstrap or both, found '%s'",
                             a->test);
    if (a->test != NULL && count(a->hyps) < 2)
        return bed_cli_usage(&bed_command_score,
                             "option '--test': needs two systems, each by a --hyp");
    return 0;
}

static int parse_and_run(bed_cli *cli, asked *a, int argc, const char **argv)
{
    const struct poptOption options[] = {
        { "hyp", '\0', POPT_ARG_ARGV, &a->hyps, 0,
          "what a system wrote: lines, records or a corpus; once for each system, the first is what "
          "others are compared with",
          "FILE" },
        { "ref", '\0', POPT_ARG_ARGV, &a->refs, 0,
          "references, or a corpus that holds them; once for each reference of an item", "FILE" },
        { "hyp-field", '\0', POPT_ARG_STRING, &a->hyp_field, 0, "field of what was written",
          "NAME" },
        { "ref-field", '\0', POPT_ARG_STRING, &a->ref_field, 0, "field of the references", "NAME" },
        { "field", '\0', POPT_ARG_ARGV, &a->fields, 0,
          "field of another part: id, options, history, turn, rating, …", "PART=NAME" },
        { "set", '\0', POPT_ARG_ARGV, &a->sets, 0,
          "a parameter: NAME=VALUE, or for one of several metrics METRIC.NAME=VALUE",
          "NAME=VALUE" },
        { "lang", '\0', POPT_ARG_STRING, &a->lang, 0,
          "language of the texts (default: of the records, else found from the texts)", "TAG" },
        { "by", '\0', POPT_ARG_ARGV, &a->by, 0,
          "also for each value of this field, or label of a corpus", "FIELD" },
        { "weight", '\0', POPT_ARG_STRING, &a->weight, 0,
          "field of the weights (default: weight, where there is one)", "FIELD" },
        { "no-weights", '\0', POPT_ARG_NONE, &a->no_weights, 0, "all items weigh alike", NULL },
        { "split", '\0', POPT_ARG_STRING, &a->split, 0,
          "of a corpus only the records of this split", "NAME" },
        { "in-order", '\0', POPT_ARG_NONE, &a->in_order, 0,
          "put files together in order, whatever their ids", NULL },
        { "bootstrap", '\0', POPT_ARG_LONG, &a->bootstrap, 0,
          "resamples for intervals (default: 1000; 0: none)", "N" },
        { "confidence", '\0', POPT_ARG_DOUBLE, &a->confidence, 0,
          "of the intervals (default: 0.95)", "P" },
        { "test", '\0', POPT_ARG_STRING, &a->test, 0,
          "between systems: ar (approximate randomisation), bootstrap or both (default)", "NAME" },
        { "trials", '\0', POPT_ARG_LONG, &a->trials, 0,
          "of approximate randomisation (default: 10000)", "N" },
        { "per-item", '\0', POPT_ARG_STRING, &a->per_item, 0,
          "write the values of every item: JSON lines, or .parquet", "FILE" },
        { "output", 'o', POPT_ARG_STRING, &a->out, 0,
          "write the result as JSON, with FILE.run.json", "FILE" },
        { "list", '\0', POPT_ARG_NONE, &a->list, 0,
          "list the metrics, or the parameters of those named", NULL },
        BED_CLI_COMMON(cli),
        POPT_TABLEEND
    };
    const char **rest;
    size_t       n;
    int          status = bed_cli_parse(cli, &bed_command_score, options, argc, argv, &rest, &n);

    if (status != 0)
        return status == BED_CLI_HELP ? 0 : status;
    if (a->list && n <= 1)
        return list(cli, n == 0 ? NULL : rest[0]);
    status = check(a, n);
    return status == 0 ? run(cli, a, rest[0]) : status;
}

static int score(bed_cli *cli, int argc, const char **argv)
{
    asked     a      = { .bootstrap = 1000, .trials = 10000, .confidence = 0.95 };
    const int status = parse_and_run(cli, &a, argc, argv);

    free_words(a.hyps);
    free_words(a.refs);
    free_words(a.fields);
    free_words(a.sets);
    free_words(a.by);
    return status;
}

const bed_command bed_command_score = {
    .name      = "score",
    .arguments = "METRIC[,METRIC...] --hyp FILE [--hyp FILE...] [--ref FILE...]",
    .summary   = "any metric on any text, with intervals and tests between systems",
    .description =
        "Scores what systems wrote against references: lines of text, fields of records (JSON,\n"
        "CSV, Parquet, ...) or a corpus. Several --hyp are several systems on the same items, several\n"
        "--ref several references of an item. Files of records are put together by their ids, where\n"
        "both have them. Every score carries a signature of all that it depends on.",
    .example = "  $ bedside score bleu,rouge_l --hyp system.txt --ref reference.txt\n"
               "  $ bedside score accuracy --hyp answers.jsonl --ref out/medqa --by split",
    .run     = score,
};
