/* Walks a plan: ingest of every dataset, profile of every corpus, one report. */
#include "plan/plan.h"

#include "ingest/ingest.h"
#include "plan/stage.h"
#include "profile/profile.h"
#include "report/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef struct walk {
    const bed_plan         *plan;
    const bed_catalog      *catalog;
    const bed_plan_options *o;
    char                    state[BED_PATH_MAX];   /* folder of the stages' keys */
    uint64_t n_ingested, n_records, n_quarantined; /* of this run: corpora, records, rows */
    bool    *absent;                               /* one an entry: its dataset has no files here */
    bool     stale; /* dry run: an earlier stage would run, so would the later ones */
} walk;

static void tell(const walk *w, const char *stage, bed_stage_state state, double seconds)
{
    if (w->o->on_stage != NULL)
        w->o->on_stage(w->o->context, stage, state, seconds);
}

/* Runs `work` unless its output stands and was made of the same. Errors: those of the work, with
 * the stage before them; BED_UNDEFINED of the work comes back as it is. */
static bed_status run_stage(walk *w, const char *stage, const char *key, const char *output,
                            bed_status (*work)(walk *w, const void *what, bed_error *err),
                            const void *what, bed_error *err)
{
    const double started = bed_wall_s();
    bed_status   st;

    if (!w->stale && bed_path_exists(output) && bed_stage_is_done(w->state, stage, key)) {
        tell(w, stage, BED_STAGE_SKIPPED, 0);
        return BED_OK;
    }
    if (w->o->dry_run) {
        w->stale = true;
        tell(w, stage, BED_STAGE_WOULD_RUN, 0);
        return BED_OK;
    }
    BED_TRY(bed_talk_check(w->o->talk, err));
    st = work(w, what, err);
    if (st == BED_UNDEFINED)
        return st;
    if (st != BED_OK) {
        bed_error_prefix(err, "%s: ", stage);
        return st;
    }
    BED_TRY(bed_stage_set_done(w->state, stage, key, err));
    tell(w, stage, BED_STAGE_DONE, bed_wall_s() - started);
    return BED_OK;
}

static bed_status corpus_path(const walk *w, const bed_plan_ingest *e, char out[BED_PATH_MAX],
                              bed_error *err)
{
    return bed_path_join(out, w->plan->out, e->dataset, err);
}

/* ---- ingest ---- */

typedef struct inputs {
    bed_arena    arena;
    const char **at;
    size_t       n;
} inputs;

static bed_status add_input(inputs *in, const char *path, bed_error *err)
{
    bed_str copy;

    BED_TRY(bed_arena_copy(&in->arena, bed_str_of(path), &copy, err));
    in->at[in->n++] = copy.ptr;
    return BED_OK;
}

static bool has_input(const inputs *in, const char *path)
{
    for (size_t i = 0; i < in->n; i++)
        if (strcmp(in->at[i], path) == 0)
            return true;
    return false;
}

/* The samples of a dataset, those of its parts with them. */
static bed_status add_samples(const walk *w, const bed_dataset *d, inputs *in, bed_error *err)
{
    char path[BED_PATH_MAX];

    BED_TRY(bed_dataset_path(w->catalog, d, "sample", path, err));
    if (bed_path_exists(path) || d->n_parts == 0)
        BED_TRY(add_input(in, path, err));
    for (size_t i = 0; i < d->n_parts; i++) {
        const bed_dataset *part = bed_catalog_dataset(w->catalog, d->parts[i].dataset);

        BED_TRY(bed_dataset_path(w->catalog, part, "sample", path, err));
        if (!has_input(in, path)) /* a dataset may be a part in several ways */
            BED_TRY(add_input(in, path, err));
    }
    return BED_OK;
}

/* Whether anything stands at the path, or matches it. */
static bool is_there(const char *path)
{
    bed_arena     arena = BED_ARENA((size_t)256 << 20);
    bed_file_list found;
    const bool there = bed_path_exists(path) || bed_file_walk(path, &arena, &found, NULL) == BED_OK;

    bed_arena_deinit(&arena);
    return there;
}

static bed_status add_named(const walk *w, const bed_plan_ingest *e, inputs *in, bed_error *err)
{
    const char  *whole = e->path == NULL ? e->dataset : e->path;
    const size_t n     = e->paths.n == 0 ? 1 : e->paths.n;
    char         path[BED_PATH_MAX];

    for (size_t i = 0; i < n; i++) {
        BED_TRY(bed_path_join(path, w->plan->data, e->paths.n == 0 ? whole : e->paths.at[i], err));
        if (w->plan->absent == BED_PLAN_ABSENT_ERROR || is_there(path))
            BED_TRY(add_input(in, path, err));
    }
    return BED_OK;
}

/* The files and folders of an entry: none where the plan leaves out what is absent. The caller
 * frees the arena. */
static bed_status inputs_of(const walk *w, const bed_plan_ingest *e, inputs *in, bed_error *err)
{
    const bed_dataset *d;

    *in = (inputs){ .arena = BED_ARENA(1 << 20) };
    BED_TRY(bed_catalog_need_dataset(w->catalog, e->dataset, &d, err));
    in->at = bed_new(&in->arena, const char *, e->paths.n + d->n_parts + 1);
    if (in->at == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: inputs of a plan");
    return strcmp(w->plan->data, "samples") == 0 ? add_samples(w, d, in, err)
                                                 : add_named(w, e, in, err);
}

static bed_ingest_options ingest_options(const walk *w, const bed_plan_ingest *e, const inputs *in,
                                         const char *corpus)
{
    return (bed_ingest_options){ .dataset   = e->dataset,
                                 .paths     = in->at,
                                 .n_paths   = in->n,
                                 .out       = corpus,
                                 .form      = e->form,
                                 .split     = e->split,
                                 .overwrite = true,
                                 .n_threads = w->o->n_threads,
                                 .seed      = w->plan->seed,
                                 .talk      = w->o->talk };
}

static bed_status do_ingest(walk *w, const void *what, bed_error *err)
{
    const bed_plan_ingest *e = what;
    char                   corpus[BED_PATH_MAX];
    inputs                 in;
    bed_ingest_counts      counts;
    bed_run_record         record;
    bed_status             st = BED_OK;

    bed_run_record_init(&record, "ingest", w->plan->seed);
    BED_GO(inputs_of(w, e, &in, err));
    BED_GO(corpus_path(w, e, corpus, err));
    const bed_ingest_options options = ingest_options(w, e, &in, corpus);

    st = bed_ingest(w->catalog, &options, &counts, &record, err);
    if (st == BED_EFORMAT && counts.incomplete && w->plan->absent == BED_PLAN_ABSENT_SKIP)
        st = BED_UNDEFINED;
    BED_GO(st);
    w->n_ingested++;
    w->n_records += counts.records;
    w->n_quarantined += counts.quarantined;
done:
    bed_run_record_deinit(&record);
    bed_arena_deinit(&in.arena);
    return st;
}

/* What the catalogue says of a dataset: its entry and its mappings. */
static bed_status entry_key(const walk *w, const bed_dataset *d, bed_stage_key *k, bed_error *err)
{
    char path[BED_PATH_MAX];

    BED_TRY(bed_dataset_path(w->catalog, d, "dataset.yaml", path, err));
    BED_TRY(bed_stage_key_files(k, path, err));
    for (size_t i = 0; i < d->n_forms; i++) {
        BED_TRY(bed_form_mapping_path(w->catalog, d, &d->forms[i], path, err));
        BED_TRY(bed_stage_key_files(k, path, err));
    }
    return BED_OK;
}

static bed_status ingest_key(const walk *w, const bed_plan_ingest *e, const inputs *in,
                             bed_stage_key *k, bed_error *err)
{
    char               seed[32];
    const bed_dataset *d;

    BED_TRY(bed_catalog_need_dataset(w->catalog, e->dataset, &d, err));
    snprintf(seed, sizeof seed, "%" PRIu64, w->plan->seed);
    BED_TRY(bed_stage_key_text(k, "form", e->form == NULL ? "" : e->form, err));
    BED_TRY(bed_stage_key_text(k, "split", e->split == NULL ? "" : e->split, err));
    BED_TRY(bed_stage_key_text(k, "seed", seed, err));
    BED_TRY(entry_key(w, d, k, err));
    for (size_t i = 0; i < d->n_parts; i++)
        BED_TRY(entry_key(w, bed_catalog_dataset(w->catalog, d->parts[i].dataset), k, err));
    for (size_t i = 0; i < in->n; i++)
        BED_TRY(bed_stage_key_files(k, in->at[i], err));
    return BED_OK;
}

/* ---- profile ---- */

static bed_status do_profile(walk *w, const void *what, bed_error *err)
{
    const bed_plan_ingest    *e = what;
    const bed_session_options s = { .n_threads    = w->o->n_threads,
                                    .memory_bytes = (uint64_t)1 << 30,
                                    .talk         = w->o->talk };
    const bed_profile_options p = { .talk = w->o->talk };
    char                      corpus[BED_PATH_MAX];
    bed_session              *session = NULL;
    bed_profile              *profile = NULL;
    bed_status                st      = BED_OK;

    BED_GO(corpus_path(w, e, corpus, err));
    BED_GO(bed_session_open(&s, &session, err));
    BED_GO(bed_profile_corpus(session, w->catalog, corpus, &p, &profile, err));
    BED_GO(bed_profile_write(session, profile, corpus, err));
done:
    bed_profile_destroy(profile);
    bed_session_close(session);
    return st;
}

static bed_status profile_key(const walk *w, const bed_plan_ingest *e, bed_stage_key *k,
                              bed_error *err)
{
    char corpus[BED_PATH_MAX], path[BED_PATH_MAX];

    BED_TRY(corpus_path(w, e, corpus, err));
    BED_TRY(bed_path_join(path, corpus, "manifest.json", err));
    BED_TRY(bed_stage_key_files(k, path, err));
    BED_TRY(bed_path_join(path, w->catalog->data_dir, "catalog", err));
    return bed_stage_key_files(k, path, err);
}

/* ---- report ---- */

static bed_status do_report(walk *w, const void *what, bed_error *err)
{
    const bed_plan *p     = w->plan;
    bed_arena       arena = BED_ARENA(4 << 20);
    const char    **paths = bed_new(&arena, const char *, p->n_ingest);
    size_t          n     = 0;
    bed_status      st    = BED_OK;

    if (paths == NULL)
        BED_GO(bed_fail(err, BED_EMEMORY, "out of memory: %zu corpora", p->n_ingest));
    for (size_t i = 0; i < p->n_ingest; i++) {
        char    corpus[BED_PATH_MAX];
        bed_str copy;

        if (w->absent[i])
            continue;
        BED_GO(corpus_path(w, &p->ingest[i], corpus, err));
        BED_GO(bed_arena_copy(&arena, bed_str_of(corpus), &copy, err));
        paths[n++] = copy.ptr;
    }
    BED_GO(bed_report_write(paths, n, w->catalog,
                            p->report->title == NULL ? p->name : p->report->title, what, err));
done:
    bed_arena_deinit(&arena);
    return st;
}

static bed_status report_key(const walk *w, bed_stage_key *k, bed_error *err)
{
    char corpus[BED_PATH_MAX], path[BED_PATH_MAX];

    BED_TRY(bed_stage_key_text(
        k, "title", w->plan->report->title == NULL ? w->plan->name : w->plan->report->title, err));
    for (size_t i = 0; i < w->plan->n_ingest; i++) {
        if (w->absent[i])
            continue;
        BED_TRY(corpus_path(w, &w->plan->ingest[i], corpus, err));
        BED_TRY(bed_path_join(path, corpus, "profile.json", err));
        BED_TRY(bed_stage_key_files(k, path, err));
    }
    return BED_OK;
}

/* ---- the walk ---- */

/* A dataset that lies here in part only: told with what is missing. */
static bed_status leave_out(walk *w, size_t i, const char *stage, bed_error *why)
{
    w->absent[i] = true;
    if (why != NULL) {
        bed_talk_message(w->o->talk, BED_LEVEL_WARNING, stage, "%s", why->text);
        *why = (bed_error){ 0 };
    }
    tell(w, stage, BED_STAGE_ABSENT, 0);
    return BED_OK;
}

static bed_status stage_ingest(walk *w, size_t i, bed_error *err)
{
    const bed_plan_ingest *e = &w->plan->ingest[i];
    char                   stage[128], corpus[BED_PATH_MAX];
    inputs                 in;
    bed_stage_key          key = { 0 };
    bed_status             st  = BED_OK;

    snprintf(stage, sizeof stage, "ingest %s", e->dataset);
    BED_GO(inputs_of(w, e, &in, err));
    w->absent[i] = in.n == 0;
    if (w->absent[i]) {
        tell(w, stage, BED_STAGE_ABSENT, 0);
        goto done;
    }
    BED_GO(bed_stage_key_begin(&key, stage, err));
    BED_GO(ingest_key(w, e, &in, &key, err));
    BED_GO(bed_stage_key_end(&key, err));
    BED_GO(corpus_path(w, e, corpus, err));
    st = run_stage(w, stage, key.text, corpus, do_ingest, e, err);
    if (st == BED_UNDEFINED)
        st = leave_out(w, i, stage, err);
done:
    bed_stage_key_deinit(&key);
    bed_arena_deinit(&in.arena);
    return st;
}

static bed_status stage_profile(walk *w, const bed_plan_ingest *e, bed_error *err)
{
    char          stage[128], corpus[BED_PATH_MAX], output[BED_PATH_MAX];
    bed_stage_key key;
    bed_status    st = BED_OK;

    snprintf(stage, sizeof stage, "profile %s", e->dataset);
    BED_TRY(bed_stage_key_begin(&key, stage, err));
    if (!w->stale)
        BED_GO(profile_key(w, e, &key, err));
    BED_GO(bed_stage_key_end(&key, err));
    BED_GO(corpus_path(w, e, corpus, err));
    BED_GO(bed_path_join(output, corpus, "profile.json", err));
    BED_GO(run_stage(w, stage, key.text, output, do_profile, e, err));
done:
    bed_stage_key_deinit(&key);
    return st;
}

static bed_status stage_report(walk *w, const char *path, bed_error *err)
{
    bed_stage_key key;
    bed_status    st = BED_OK;

    BED_TRY(bed_stage_key_begin(&key, "report", err));
    if (!w->stale)
        BED_GO(report_key(w, &key, err));
    BED_GO(bed_stage_key_end(&key, err));
    BED_GO(run_stage(w, "report", key.text, path, do_report, path, err));
done:
    bed_stage_key_deinit(&key);
    return st;
}

static bed_status stages(walk *w, const char *report, bed_error *err)
{
    const bed_plan *p         = w->plan;
    size_t          n_present = 0;

    for (size_t i = 0; i < p->n_ingest; i++) {
        BED_TRY(stage_ingest(w, i, err));
        n_present += !w->absent[i];
    }
    if (n_present == 0)
        return bed_fail(err, BED_EREAD, "no dataset of the plan has files in '%s'", p->data);
    for (size_t i = 0; i < p->n_ingest; i++)
        if (!w->absent[i])
            BED_TRY(stage_profile(w, &p->ingest[i], err));
    return stage_report(w, report, err);
}

bed_status bed_plan_run(const bed_plan *plan, const bed_catalog *catalog,
                        const bed_plan_options *options, bed_run_record *record, char *report_path,
                        bed_error *err)
{
    walk       w  = { .plan = plan, .catalog = catalog, .o = options };
    bed_status st = BED_OK;

    BED_GO(bed_alloc_into((void **)&w.absent, plan->n_ingest, sizeof *w.absent, err));
    BED_GO(bed_path_join(w.state, plan->out, ".stages", err));
    BED_GO(bed_path_join(report_path, plan->out,
                         plan->report->file == NULL ? "report.html" : plan->report->file, err));
    BED_GO(stages(&w, report_path, err));
    BED_GO(bed_run_record_count(record, "datasets ingested", w.n_ingested, err));
    BED_GO(bed_run_record_count(record, "records", w.n_records, err));
    BED_GO(bed_run_record_count(record, "quarantined", w.n_quarantined, err));
done:
    bed_free(w.absent);
    return st;
}
