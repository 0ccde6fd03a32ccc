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
    bed_run_record         *record;
    char                    state[BED_PATH_MAX]; /* folder of the stages' keys */
    bool stale; /* dry run: an earlier stage would run, so would the later ones */
} walk;

static void tell(const walk *w, const char *stage, bed_stage_state state, double seconds)
{
    if (w->o->on_stage != NULL)
        w->o->on_stage(w->o->context, stage, state, seconds);
}

/* Runs `work` unless its output stands and was made of the same. */
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

static bed_status input_path(const walk *w, const bed_plan_ingest *e, char out[BED_PATH_MAX],
                             bed_error *err)
{
    const bed_dataset *dataset;

    BED_TRY(bed_catalog_need_dataset(w->catalog, e->dataset, &dataset, err));
    if (strcmp(w->plan->data, "samples") == 0)
        return bed_dataset_path(w->catalog, dataset, "sample", out, err);
    return bed_path_join(out, w->plan->data, e->path == NULL ? e->dataset : e->path, err);
}

static bed_ingest_options ingest_options(const walk *w, const bed_plan_ingest *e,
                                         const char *const *path, const char *corpus)
{
    return (bed_ingest_options){ .dataset   = e->dataset,
                                 .paths     = path,
                                 .n_paths   = 1,
                                 .out       = corpus,
                                 .form      = e->form,
                                 .split     = e->split,
                                 .overwrite = true,
                                 .n_threads = w->o->n_threads,
                                 .seed      = w->plan->seed,
                                 .talk      = w->o->talk };
}

static bed_status count(walk *w, const char *what, const char *dataset, uint64_t n, bed_error *err)
{
    char name[128];

    snprintf(name, sizeof name, "%s %s", dataset, what);
    return bed_run_record_count(w->record, name, n, err);
}

static bed_status do_ingest(walk *w, const void *what, bed_error *err)
{
    const bed_plan_ingest *e = what;
    char                   input[BED_PATH_MAX], corpus[BED_PATH_MAX];
    const char            *path = input;
    bed_ingest_counts      counts;
    bed_run_record         record;
    bed_status             st = BED_OK;

    BED_TRY(input_path(w, e, input, err));
    BED_TRY(corpus_path(w, e, corpus, err));
    const bed_ingest_options options = ingest_options(w, e, &path, corpus);

    bed_run_record_init(&record, "ingest", w->plan->seed);
    BED_GO(bed_ingest(w->catalog, &options, &counts, &record, err));
    BED_GO(count(w, "records", e->dataset, counts.records, err));
    BED_GO(count(w, "quarantined", e->dataset, counts.quarantined, err));
done:
    bed_run_record_deinit(&record);
    return st;
}

static bed_status ingest_key(const walk *w, const bed_plan_ingest *e, bed_stage_key *k,
                             bed_error *err)
{
    char               path[BED_PATH_MAX], seed[32];
    const bed_dataset *dataset;

    BED_TRY(bed_catalog_need_dataset(w->catalog, e->dataset, &dataset, err));
    snprintf(seed, sizeof seed, "%" PRIu64, w->plan->seed);
    BED_TRY(bed_stage_key_text(k, "form", e->form == NULL ? "" : e->form, err));
    BED_TRY(bed_stage_key_text(k, "split", e->split == NULL ? "" : e->split, err));
    BED_TRY(bed_stage_key_text(k, "seed", seed, err));
    BED_TRY(bed_dataset_path(w->catalog, dataset, "dataset.yaml", path, err));
    BED_TRY(bed_stage_key_files(k, path, err));
    for (size_t i = 0; i < dataset->n_forms; i++) {
        BED_TRY(bed_form_mapping_path(w->catalog, dataset, &dataset->forms[i], path, err));
        BED_TRY(bed_stage_key_files(k, path, err));
    }
    BED_TRY(input_path(w, e, path, err));
    return bed_stage_key_files(k, path, err);
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
    bed_status      st    = BED_OK;

    if (paths == NULL)
        BED_GO(bed_fail(err, BED_EMEMORY, "out of memory: %zu corpora", p->n_ingest));
    for (size_t i = 0; i < p->n_ingest; i++) {
        char    corpus[BED_PATH_MAX];
        bed_str copy;

        BED_GO(corpus_path(w, &p->ingest[i], corpus, err));
        BED_GO(bed_arena_copy(&arena, bed_str_of(corpus), &copy, err));
        paths[i] = copy.ptr;
    }
    BED_GO(bed_report_write(paths, p->n_ingest, w->catalog,
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
        BED_TRY(corpus_path(w, &w->plan->ingest[i], corpus, err));
        BED_TRY(bed_path_join(path, corpus, "profile.json", err));
        BED_TRY(bed_stage_key_files(k, path, err));
    }
    return BED_OK;
}

/* ---- the walk ---- */

static bed_status stage_ingest(walk *w, const bed_plan_ingest *e, bed_error *err)
{
    char          stage[128], corpus[BED_PATH_MAX];
    bed_stage_key key;
    bed_status    st = BED_OK;

    snprintf(stage, sizeof stage, "ingest %s", e->dataset);
    BED_TRY(bed_stage_key_begin(&key, stage, err));
    BED_GO(ingest_key(w, e, &key, err));
    BED_GO(bed_stage_key_end(&key, err));
    BED_GO(corpus_path(w, e, corpus, err));
    BED_GO(run_stage(w, stage, key.text, corpus, do_ingest, e, err));
done:
    bed_stage_key_deinit(&key);
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

bed_status bed_plan_run(const bed_plan *plan, const bed_catalog *catalog,
                        const bed_plan_options *options, bed_run_record *record, char *report_path,
                        bed_error *err)
{
    walk w = { .plan = plan, .catalog = catalog, .o = options, .record = record };

    BED_TRY(bed_path_join(w.state, plan->out, ".stages", err));
    BED_TRY(bed_path_join(report_path, plan->out,
                          plan->report->file == NULL ? "report.html" : plan->report->file, err));
    for (size_t i = 0; i < plan->n_ingest; i++)
        BED_TRY(stage_ingest(&w, &plan->ingest[i], err));
    for (size_t i = 0; i < plan->n_ingest; i++)
        BED_TRY(stage_profile(&w, &plan->ingest[i], err));
    return stage_report(&w, report_path, err);
}
