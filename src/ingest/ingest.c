/* The walk of an ingest: find the inputs, read them in order into chunks, let the workers map the
 * chunks, make ids unique, describe the corpus, put it in its place. */
#include "ingest/ingest.h"

#include "ingest/place.h"
#include "ingest/relations.h"
#include "text/text.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

typedef struct ingest {
    const bed_ingest_options *o;
    const bed_dataset        *dataset; /* NULL with a mapping of the user's own */
    const char               *license;
    bed_archives              archives;
    bed_arena                 arena;
    bed_inputs                inputs;
    bed_session              *session, **forks;
    bed_chunk               **current; /* one a worker */
    size_t                    n_workers;
    bed_mapping              *mappings;
    size_t                    n_mappings;
    bed_relations             relations;
    bool                      split_by_record; /* by some mapping */
    bed_place                 place;
    bed_ingest_counts        *counts;
    pthread_mutex_t           lock; /* over records, quarantined and joined of counts */
    uint64_t                  bytes_done, rows_done;
} ingest;

/* ---- mappings ---- */

static bed_mapping *mapping_of(ingest *g, const bed_form *form)
{
    for (size_t i = 0; i < g->n_mappings; i++)
        if (g->mappings[i].form == form)
            return &g->mappings[i];
    return NULL;
}

static bed_status open_mapping(ingest *g, const bed_catalog *catalog, const bed_choice *choice,
                               bed_error *err)
{
    char                  path[BED_PATH_MAX];
    bed_str               kept;
    bed_mapping          *m    = &g->mappings[g->n_mappings];
    const bed_part       *part = choice->part;
    const bed_mapping_way way  = { .dataset = g->o->dataset,
                                   .license =
                                      part == NULL ? g->license : choice->dataset->license.id,
                                   .part  = part == NULL ? "" : part->dataset,
                                   .where = part == NULL ? "" : part->where };

    if (choice->form == NULL)
        snprintf(path, sizeof path, "%s", g->o->map);
    else
        BED_TRY(bed_form_mapping_path(catalog, choice->dataset, choice->form, path, err));
    BED_TRY(bed_arena_copy(&g->arena, bed_str_of(path), &kept, err));
    BED_TRY(bed_relations_know(&g->relations, choice->form, kept.ptr, err));
    BED_TRY(bed_mapping_open(g->session, kept.ptr, choice->form, &way, m, err));
    g->n_mappings++;
    return BED_OK;
}

static bed_status open_relations_of(ingest *g, const bed_catalog *catalog, const bed_dataset *of,
                                    bed_error *err)
{
    for (size_t i = 0; i < of->n_forms; i++)
        if (bed_form_is_relation(&of->forms[i]) && mapping_of(g, &of->forms[i]) == NULL)
            BED_TRY(open_mapping(g, catalog, &(bed_choice){ .dataset = of, .form = &of->forms[i] },
                                 err));
    return BED_OK;
}

/* Every relation of the dataset, and of a union's parts, is there for the mappings, with or without
 * rows. */
static bed_status open_relations(ingest *g, const bed_catalog *catalog, bed_error *err)
{
    if (g->dataset != NULL)
        BED_TRY(open_relations_of(g, catalog, g->dataset, err));
    for (size_t i = 0; g->dataset != NULL && i < g->dataset->n_parts; i++) {
        const bed_dataset *of = bed_catalog_dataset(catalog, g->dataset->parts[i].dataset);

        if (of != NULL)
            BED_TRY(open_relations_of(g, catalog, of, err));
    }
    return bed_relations_open(g->session, g->mappings, g->n_mappings, g->place.relations, &g->arena,
                              &g->relations, err);
}

/* How many forms the inputs may have. */
static size_t n_forms(const ingest *g, const bed_catalog *catalog)
{
    const bed_dataset *d = g->dataset;
    size_t             n = d == NULL ? 0 : d->n_forms;

    for (size_t i = 0; d != NULL && i < d->n_parts; i++) {
        const bed_dataset *of = bed_catalog_dataset(catalog, d->parts[i].dataset);

        n += of == NULL ? 0 : of->n_forms;
    }
    return n;
}

static bed_status open_mappings(ingest *g, const bed_catalog *catalog, bed_error *err)
{
    g->mappings = bed_new(&g->arena, bed_mapping, n_forms(g, catalog) + 1);
    if (g->mappings == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: mappings");
    BED_TRY(open_relations(g, catalog, err));
    for (size_t i = 0; i < g->inputs.n; i++)
        if (g->inputs.at[i].state == BED_INPUT_READ &&
            mapping_of(g, g->inputs.at[i].choice.form) == NULL)
            BED_TRY(open_mapping(g, catalog, &g->inputs.at[i].choice, err));
    for (size_t i = 0; i < g->n_mappings; i++)
        g->split_by_record = g->split_by_record || g->mappings[i].splits;
    return BED_OK;
}

/* ---- workers ---- */

static bed_status work(void *context, size_t worker, void *item, bed_error *err)
{
    ingest                  *g         = context;
    bed_chunk               *chunk     = item;
    const bool               joins     = bed_form_is_relation(chunk->form);
    const bed_mapping_target to        = { g->o->dataset, g->place.corpus, g->place.relations };
    uint64_t                 n_records = 0, n_quarantined = 0;
    bed_status               st = BED_OK;

    g->current[worker] = chunk;
    BED_GO(bed_mapping_run(g->forks[worker], mapping_of(g, chunk->form), chunk, worker, &to,
                           &n_records, &n_quarantined, err));
    BED_GO(bed_relations_asked(g->forks[worker], chunk->form, worker, err));
    pthread_mutex_lock(&g->lock);
    *(joins ? &g->counts->joined : &g->counts->records) += n_records;
    g->counts->quarantined += n_quarantined;
    g->counts->rows += joins ? n_quarantined : n_records + n_quarantined;
    pthread_mutex_unlock(&g->lock);
done:
    g->current[worker] = NULL;
    bed_chunk_destroy(chunk);
    return st;
}

static void drop(void *context, void *item)
{
    (void)context;
    bed_chunk_destroy(item);
}

/* ---- the reading ---- */

typedef struct split_count {
    const char *split;
    size_t      n;
} split_count;

typedef struct feed {
    ingest      *g;
    bed_pool    *pool;
    bed_chunk   *chunk; /* being filled, NULL when none is */
    split_count *splits;
    size_t       n_splits;
} feed;

static size_t next_number(feed *f, const char *split)
{
    for (size_t i = 0; i < f->n_splits; i++)
        if (strcmp(f->splits[i].split, split) == 0)
            return f->splits[i].n++;
    f->splits[f->n_splits++] = (split_count){ split, 1 };
    return 0;
}

static bed_status hand_over(feed *f, bed_error *err)
{
    bed_chunk *chunk = f->chunk;

    f->chunk = NULL;
    if (chunk == NULL)
        return BED_OK;
    if (bed_form_is_relation(chunk->form))
        chunk->number = next_number(f, chunk->form->relation);
    else /* records of a chunk may go to any split: one count for all keeps the files apart */
        chunk->number = next_number(f, f->g->split_by_record ? "" : chunk->split);
    return bed_pool_put(f->pool, chunk, err);
}

/* A chunk that a record of this input may join. */
static bed_status chunk_for(feed *f, const bed_input *input, bed_error *err)
{
    if (f->chunk != NULL && (bed_chunk_full(f->chunk) || f->chunk->form != input->choice.form ||
                             strcmp(f->chunk->split, input->split) != 0))
        BED_TRY(hand_over(f, err));
    if (f->chunk != NULL)
        return BED_OK;
    BED_TRY(bed_chunk_create(&f->chunk, err));
    f->chunk->form   = input->choice.form;
    f->chunk->split  = input->split;
    f->chunk->inputs = f->g->inputs.at;
    return BED_OK;
}

static bed_status add_row(feed *f, size_t i, const bed_record *record, const char *reason,
                          bed_error *err)
{
    bed_input *input = &f->g->inputs.at[i];

    BED_TRY(chunk_for(f, input, err));
    BED_TRY(bed_chunk_add(f->chunk, record, i, reason, err));
    input->n_records++;
    input->n_refused += reason != NULL;
    f->g->rows_done++;
    return BED_OK;
}

/* The file breaks off. It ends the run, or with keep_going stands in quarantine as one row. */
static bed_status broken(feed *f, size_t i, bed_error *why, bed_error *err)
{
    ingest          *g     = f->g;
    bed_input       *input = &g->inputs.at[i];
    const bed_record tail  = { .row = input->n_records + 1, .byte = why->byte };
    bed_str          reason;
    char             line[BED_ERROR_TEXT + BED_ERROR_FILE + 64];

    bed_fail_in(why, why->code, input->path, 0);
    if (!g->o->keep_going || (why->code != BED_EFORMAT && why->code != BED_EREAD)) {
        if (err != NULL)
            *err = *why;
        return why->code;
    }
    why->file[0] = '\0';
    bed_error_line(why, line, sizeof line);
    BED_TRY(bed_arena_copy(&g->arena, bed_str_of(line), &reason, err));
    BED_TRY(add_row(f, i, &tail, line, err));
    input->state  = BED_INPUT_BROKEN;
    input->reason = reason.ptr;
    g->counts->broken++;
    bed_talk_message(g->o->talk, BED_LEVEL_WARNING, "ingest", "'%s' ends early: %s", input->shown,
                     line);
    return BED_OK;
}

static bed_status read_rows(feed *f, bed_reader *r, size_t i, bed_error *err)
{
    enum { CHECK_EVERY = 1024 };
    ingest    *g = f->g;
    bed_record record;
    bed_status st;

    for (;;) {
        bed_error why = { 0 };
        char      line[BED_ERROR_TEXT + BED_ERROR_FILE + 64];

        st = bed_reader_next(r, &record, &why);
        if (st == BED_END)
            return BED_OK;
        if (st == BED_OK) {
            BED_TRY(add_row(f, i, &record, NULL, err));
        } else if (st == BED_REFUSED) {
            why.file[0] = '\0';
            why.row     = 0;
            BED_TRY(add_row(f, i, &record, bed_error_line(&why, line, sizeof line), err));
        } else {
            return broken(f, i, &why, err);
        }
        if (g->rows_done % CHECK_EVERY == 0) {
            BED_TRY(bed_talk_check(g->o->talk, err));
            bed_talk_progress(g->o->talk, "ingest", g->bytes_done + record.byte, g->inputs.bytes,
                              "bytes");
        }
    }
}

static bed_status read_input(feed *f, size_t i, bed_error *err)
{
    ingest            *g       = f->g;
    bed_input         *input   = &g->inputs.at[i];
    bed_reader_options options = bed_input_reader(g->o, input);
    bed_reader        *r       = NULL;
    bed_error          why     = { 0 };
    bed_status         st;

    options.archives = &g->archives;
    st               = bed_reader_open(input->path, &options, &r, &why);
    if (st != BED_OK)
        return broken(f, i, &why, err);
    BED_GO(read_rows(f, r, i, err));
    BED_GO(bed_reader_sha256(r, input->sha256, &input->bytes, err));
    g->counts->files++;
    g->counts->bytes += input->bytes;
    g->bytes_done += input->bytes;
done:
    bed_reader_close(r);
    return st;
}

/* The companion files, or those with records. */
static bed_status read_inputs(ingest *g, bed_pool *pool, bool relations, bed_error *err)
{
    feed       f  = { .g = g, .pool = pool };
    bed_status st = BED_OK;

    f.splits = bed_new(&g->arena, split_count, g->inputs.n + 1);
    if (f.splits == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu splits", g->inputs.n);
    for (size_t i = 0; i < g->inputs.n; i++) {
        const bed_input *in = &g->inputs.at[i];

        if (in->state != BED_INPUT_SKIPPED && bed_form_is_relation(in->choice.form) == relations)
            BED_GO(read_input(&f, i, err));
    }
    BED_GO(hand_over(&f, err));
done:
    bed_chunk_destroy(f.chunk);
    return st;
}

/* ---- the session ---- */

static bed_status open_session(ingest *g, bed_error *err)
{
    /* one limit for all workers: each maps a chunk, of which a mapping may hold some 25 copies */
    static const uint64_t     share   = (uint64_t)512 << 20;
    const bed_session_options options = { .n_threads    = 1,
                                          .memory_bytes = (g->n_workers + 1) * share,
                                          .temp_dir     = g->place.spill,
                                          .talk         = g->o->talk };

    BED_TRY(bed_session_open(&options, &g->session, err));
    BED_TRY(bed_corpus_register(g->session, err));
    BED_TRY(bed_text_register(g->session, err));
    BED_TRY(bed_source_register(g->session, err));
    BED_TRY(bed_ingest_register(g->session, err));
    g->forks   = bed_new(&g->arena, bed_session *, g->n_workers);
    g->current = bed_new(&g->arena, bed_chunk *, g->n_workers);
    if (g->forks == NULL || g->current == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu workers", g->n_workers);
    BED_TRY(bed_chunk_register(g->session, g->current, g->n_workers, err));
    for (size_t i = 0; i < g->n_workers; i++)
        BED_TRY(bed_session_fork(g->session, &g->forks[i], err));
    return BED_OK;
}

static bed_status run_chunks(ingest *g, bool relations, bed_error *err)
{
    bed_pool  *pool = NULL;
    bed_error  mine = { 0 };
    bed_status st;

    BED_TRY(bed_pool_create(g->n_workers, 1, work, drop, g, &pool, err));
    st = read_inputs(g, pool, relations, &mine);
    if (st == BED_OK)
        return bed_pool_finish(pool, err);
    bed_pool_cancel(pool);
    if (err != NULL)
        *err = mine;
    return st;
}

/* One line for each companion file of which not every row is used. */
static void tell_joined(const ingest *g)
{
    for (size_t i = 0; i < g->inputs.n; i++) {
        const bed_input *in = &g->inputs.at[i];

        if (in->n_repeated > 0)
            bed_talk_message(g->o->talk, BED_LEVEL_INFO, "ingest",
                             "'%s': %" PRIu64 " of %" PRIu64
                             " rows repeat other rows and stand once",
                             in->shown, in->n_repeated, in->n_records);
        if (in->n_unasked > 0)
            bed_talk_message(g->o->talk, BED_LEVEL_INFO, "ingest",
                             "'%s': %" PRIu64 " of %" PRIu64 " rows belong to no record", in->shown,
                             in->n_unasked, in->n_records);
    }
}

static int by_content_and_split(const bed_input *a, const bed_input *b)
{
    const int d = strcmp(a->sha256, b->sha256);

    return d != 0 ? d : strcmp(a->split == NULL ? "" : a->split, b->split == NULL ? "" : b->split);
}

static int by_content(const void *a, const void *b)
{
    const bed_input *const *x = a, *const *y = b;
    const int               d = by_content_and_split(*x, *y);

    return d != 0 ? d : strcmp((*x)->shown, (*y)->shown);
}

/* Files of the same bytes (a copy, or an archive beside what was unpacked from it) are all read,
 * each of their records stands twice then, and that is told. What two splits share is for profile
 * to say. */
static bed_status tell_copies(ingest *g, bed_error *err)
{
    const bed_input **sorted = bed_new(&g->arena, const bed_input *, g->inputs.n + 1);
    const bed_input  *first = NULL, *copy = NULL;
    char              more[48];
    size_t            n = 0, n_copies = 0;

    if (sorted == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu inputs", g->inputs.n);
    for (size_t i = 0; i < g->inputs.n; i++)
        if (g->inputs.at[i].state == BED_INPUT_READ &&
            !bed_form_is_relation(g->inputs.at[i].choice.form))
            sorted[n++] = &g->inputs.at[i];
    if (n > 1)
        qsort(sorted, n, sizeof(const bed_input *), by_content);
    for (size_t i = 0; i + 1 < n; i++) {
        if (by_content_and_split(sorted[i], sorted[i + 1]) != 0)
            continue;
        first = copy == NULL ? sorted[i] : first;
        copy  = copy == NULL ? sorted[i + 1] : copy;
        n_copies++;
    }
    if (n_copies == 0)
        return BED_OK;
    snprintf(more, sizeof more, " (and %zu more copies)", n_copies - 1);
    bed_talk_message(g->o->talk, BED_LEVEL_WARNING, "ingest",
                     "'%s' holds the same bytes as '%s', and its records stand twice%s",
                     copy->shown, first->shown, n_copies == 1 ? "" : more);
    return BED_OK;
}

static bed_status run_inputs(ingest *g, bed_error *err)
{
    for (size_t i = 0; i < g->inputs.n; i++)
        if (g->inputs.at[i].state == BED_INPUT_SKIPPED) {
            g->counts->skipped++;
            g->counts->broken += g->inputs.at[i].choice.broken;
        }
    if (g->relations.n > 0) {
        BED_TRY(run_chunks(g, true, err));
        BED_TRY(bed_relations_fill(g->session, &g->relations, g->n_workers, &g->inputs, err));
    }
    BED_TRY(run_chunks(g, false, err));
    BED_TRY(tell_copies(g, err));
    BED_TRY(bed_relations_count(g->session, &g->relations, &g->inputs, err));
    tell_joined(g);
    return BED_OK;
}

/* ---- what is told of it ---- */

static const char *state_name(const bed_input *input)
{
    static const char *const names[] = { "read", "skipped", "broken", "tied" };

    if (input->state == BED_INPUT_READ && bed_form_is_relation(input->choice.form))
        return "joined";
    return names[input->state];
}

/* "redump"; of a union "medqa/redump". */
static bed_status form_name(ingest *g, const bed_choice *choice, const char **out, bed_error *err)
{
    char    name[BED_PATH_MAX];
    bed_str copy;

    *out = choice->form == NULL ? "" : choice->form->name;
    if (choice->form == NULL || choice->part == NULL)
        return BED_OK;
    snprintf(name, sizeof name, "%s/%s", choice->part->dataset, choice->form->name);
    BED_TRY(bed_arena_copy(&g->arena, bed_str_of(name), &copy, err));
    *out = copy.ptr;
    return BED_OK;
}

static bed_status sources_of(ingest *g, const bed_corpus_source **out, bed_error *err)
{
    bed_corpus_source *sources = bed_new(&g->arena, bed_corpus_source, g->inputs.n);

    if (sources == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu sources", g->inputs.n);
    for (size_t i = 0; i < g->inputs.n; i++) {
        const bed_input   *in   = &g->inputs.at[i];
        const bool         read = in->state != BED_INPUT_SKIPPED;
        const bed_mapping *m    = read ? mapping_of(g, in->choice.form) : NULL;
        const char        *form;

        BED_TRY(form_name(g, &in->choice, &form, err));
        sources[i] = (bed_corpus_source){
            .file           = in->shown,
            .sha256         = in->sha256,
            .form           = form,
            .split          = in->split == NULL ? "" : in->split,
            .mapping_sha256 = m == NULL ? "" : m->sha256,
            .state          = state_name(in),
            .reason         = in->reason,
            .bytes          = in->bytes,
            .rows           = in->n_records,
            .unreadable     = in->n_refused,
            .repeated       = in->n_repeated,
            .unasked        = in->n_unasked,
        };
    }
    *out = sources;
    return BED_OK;
}

static bed_status facts_of(ingest *g, bed_corpus_facts *out, bed_error *err)
{
    const bed_dataset *d = g->dataset;

    *out = (bed_corpus_facts){ .dataset      = g->o->dataset,
                               .title        = g->o->dataset,
                               .summary      = "",
                               .license_id   = g->license,
                               .license_name = g->license,
                               .homepage     = "",
                               .citation     = "",
                               .category     = "",
                               .subtype      = "",
                               .authors      = "",
                               .n_sources    = g->inputs.n,
                               .rows         = g->counts->rows,
                               .records      = g->counts->records,
                               .quarantined  = g->counts->quarantined,
                               .renamed      = g->counts->renamed,
                               .joined       = g->counts->joined,
                               .seed         = g->o->seed };
    if (d != NULL) {
        out->title         = d->name;
        out->summary       = d->summary;
        out->license_name  = d->license.name;
        out->homepage      = d->homepage;
        out->citation      = d->citation;
        out->category      = d->category;
        out->subtype       = d->subtype;
        out->authors       = d->paper.authors;
        out->year          = d->paper.year;
        out->limitations   = d->notes.at;
        out->n_limitations = d->notes.n;
    }
    return sources_of(g, &out->sources, err);
}

static bed_status no_row(const ingest *g, bed_error *err)
{
    size_t i = 0;

    while (i + 1 < g->inputs.n && g->inputs.at[i].state == BED_INPUT_SKIPPED)
        i++;
    bed_fail(err, BED_EFORMAT, "no row in %" PRIu64 " input files, of which this is the first",
             g->counts->files);
    return bed_fail_in(err, BED_EFORMAT, g->inputs.n == 0 ? NULL : g->inputs.at[i].path, 0);
}

/* When nothing at all was taken: the first refusal, as the error of the run. */
static bed_status first_refusal(ingest *g, bed_error *err)
{
    bed_buffer sql  = BED_BUFFER(64 << 10);
    bed_rows  *rows = NULL;
    bed_status st   = BED_OK;
    char       file[BED_ERROR_FILE];

    BED_GO(bed_buffer_add(&sql, BED_STR("SELECT file, \"row\", rule, reason FROM read_parquet("),
                          err));
    BED_GO(bed_corpus_files_sql(&sql, g->place.corpus, "quarantine", err));
    BED_GO(bed_buffer_add(&sql, BED_STR(") ORDER BY file, \"row\" LIMIT 1"), err));
    BED_GO(bed_session_query(g->session, sql.ptr, &rows, err));
    BED_GO(bed_rows_next(rows, err));
    snprintf(file, sizeof file, "%.*s", BED_STR_ARG(bed_rows_text(rows, 0)));
    bed_fail(err, BED_EFORMAT, "%.*s: %.*s (all %" PRIu64 " rows were refused; this is the first)",
             BED_STR_ARG(bed_rows_text(rows, 2)), BED_STR_ARG(bed_rows_text(rows, 3)),
             g->counts->rows);
    st = bed_fail_in(err, BED_EFORMAT, file, (uint64_t)bed_rows_int(rows, 1));
done:
    bed_rows_close(rows);
    bed_buffer_deinit(&sql);
    return st;
}

static bed_status write_record(ingest *g, bed_run_record *record, bed_error *err)
{
    const bed_ingest_counts *n = g->counts;
    char                     path[BED_PATH_MAX];

    for (size_t i = 0; i < g->inputs.n; i++)
        if (g->inputs.at[i].state == BED_INPUT_READ)
            BED_TRY(bed_run_record_input(record, g->inputs.at[i].path, g->inputs.at[i].bytes,
                                         g->inputs.at[i].sha256, err));
    BED_TRY(bed_run_record_setting(record, "dataset", g->o->dataset, err));
    if (g->o->encoding != NULL)
        BED_TRY(bed_run_record_setting(record, "encoding", g->o->encoding, err));
    BED_TRY(bed_run_record_count(record, "files", n->files, err));
    BED_TRY(bed_run_record_count(record, "rows", n->rows, err));
    BED_TRY(bed_run_record_count(record, "records", n->records, err));
    BED_TRY(bed_run_record_count(record, "quarantined", n->quarantined, err));
    if (n->joined > 0)
        BED_TRY(bed_run_record_count(record, "joined", n->joined, err));
    BED_TRY(bed_path_join(path, g->place.corpus, "run.json", err));
    return bed_run_record_write(record, path, err);
}

/* The split that "…/dev-x-00003.parquet" is of, with its length; NULL: no such name. */
static const char *split_of_part(const char *path, size_t *len)
{
    const char *name = bed_path_name(path), *dash = strrchr(name, '-');

    *len = dash == NULL ? 0 : (size_t)(dash - name);
    return dash == NULL ? NULL : name;
}

/* Where records named their split, not every chunk had one of each: the files of a split are
 * numbered anew, in their order. */
static bed_status number_parts(ingest *g, bed_error *err)
{
    char          folder[BED_PATH_MAX], to[BED_PATH_MAX];
    bed_file_list files;

    BED_TRY(bed_path_join(folder, g->place.corpus, "records", err));
    BED_TRY(bed_file_walk(folder, &g->arena, &files, err));
    for (size_t i = 0; i < files.n; i++) {
        size_t      len, other_len, before = 0;
        const char *split = split_of_part(files.paths[i], &len), *other;

        for (size_t k = 0; split != NULL && k < i; k++) {
            other = split_of_part(files.paths[k], &other_len);
            before += other != NULL && other_len == len && memcmp(split, other, len) == 0;
        }
        if (split == NULL || snprintf(to, sizeof to, "%s/%.*s-%05zu.parquet", folder, (int)len,
                                      split, before) >= (int)sizeof to)
            return bed_fail(err, BED_EINTERNAL, "'%s' is no name of a part", files.paths[i]);
        if (strcmp(to, files.paths[i]) == 0)
            continue;
        if (bed_path_exists(to)) /* names of more digits than five stand out of their order */
            return bed_fail(err, BED_EINTERNAL, "'%s' would be written over", to);
        if (rename(files.paths[i], to) != 0)
            return bed_fail(err, BED_EDISK, "cannot rename '%s'", files.paths[i]);
    }
    return BED_OK;
}

static bed_status describe(ingest *g, bed_run_record *record, bed_error *err)
{
    const char      *folder = g->place.corpus;
    bed_corpus_facts facts;
    char             part[BED_PATH_MAX];

    BED_TRY(bed_path_join(part, folder, "quarantine", err));
    if (g->counts->quarantined == 0)
        BED_TRY(bed_dir_remove(part, err));
    if (g->split_by_record)
        BED_TRY(number_parts(g, err));
    /* the workers are done: what is left reads and writes one file after the other */
    BED_TRY(bed_session_run(g->session, "SET memory_limit = '384MiB'", err));
    BED_TRY(bed_corpus_unique_ids(g->session, folder, &g->counts->renamed, err));
    BED_TRY(facts_of(g, &facts, err));
    BED_TRY(bed_manifest_write(g->session, folder, &facts, err));
    BED_TRY(bed_corpus_describe(g->session, folder, &facts, err));
    return write_record(g, record, err);
}

static void release(ingest *g)
{
    for (size_t i = 0; g->forks != NULL && i < g->n_workers; i++)
        bed_session_close(g->forks[i]);
    bed_session_close(g->session);
    for (size_t i = 0; i < g->n_mappings; i++)
        bed_mapping_deinit(&g->mappings[i]);
    bed_inputs_deinit(&g->inputs);
    bed_archives_deinit(&g->archives);
    pthread_mutex_destroy(&g->lock);
    bed_arena_deinit(&g->arena);
}

/* What stands in ids and in file names must be fit for both. */
static bed_status check_name(const char *what, const char *name, const char *others, bed_error *err)
{
    enum { NAME_MAX_BYTES = 64 };
    const bed_str text = bed_str_of(name);

    if (text.len == 0 || text.len > NAME_MAX_BYTES || name[0] == '.' || name[0] == '-')
        return bed_fail(err, BED_EARGUMENT,
                        "%s '%.100s': expected 1 to %d characters, the first no '.' or '-'", what,
                        name, NAME_MAX_BYTES);
    for (const char *p = name; *p != '\0'; p++)
        if (!(*p >= 'a' && *p <= 'z') && !(*p >= 'A' && *p <= 'Z') && !(*p >= '0' && *p <= '9') &&
            strchr(others, *p) == NULL)
            return bed_fail(err, BED_EARGUMENT, "%s '%s': expected letters, digits and any of '%s'",
                            what, name, others);
    return BED_OK;
}

static bed_status check_names(const bed_ingest_options *o, bed_error *err)
{
    if (o->map != NULL)
        BED_TRY(check_name("dataset", o->dataset, "_.-", err));
    return o->split == NULL ? BED_OK : check_name("split", o->split, "_.-", err);
}

static bed_status begin(ingest *g, const bed_catalog *catalog, bed_error *err)
{
    const bed_ingest_options *o = g->o;

    BED_TRY(check_names(o, err));
    BED_TRY(bed_place_check(o->out, o->overwrite, err));
    g->n_workers = o->n_threads == 0 ? bed_threads_available() : o->n_threads;
    g->dataset   = o->map == NULL ? bed_catalog_dataset(catalog, o->dataset) : NULL;
    g->license   = o->license == NULL ? "none-stated" : o->license;
    if (g->dataset != NULL)
        g->license = g->dataset->license.id;
    BED_TRY(bed_inputs_find(catalog, o, &g->arena, &g->inputs, err));
    const bed_status st = bed_relations_check(&g->inputs, err);
    if (g->counts != NULL) /* a plan counts nothing */
        g->counts->incomplete = st == BED_EFORMAT;
    return st;
}

static bed_ingest_estimate estimate(const ingest *g)
{
    /* measured (bench/README.md): JSON lines a core, size of the corpus against the input */
    static const double BYTES_PER_S = 6e7, DISK_SHARE = 0.35;
    bed_ingest_estimate e = { .bytes = g->inputs.bytes };

    for (size_t i = 0; i < g->inputs.n; i++)
        e.files += g->inputs.at[i].state == BED_INPUT_READ;
    e.seconds      = 0.3 + (double)e.bytes / (BYTES_PER_S * (double)g->n_workers);
    e.disk_bytes   = (uint64_t)(DISK_SHARE * (double)e.bytes);
    e.memory_bytes = ((uint64_t)160 << 20) + (uint64_t)g->n_workers * 9 * BED_CHUNK_BYTES;
    return e;
}

/* Says what it would take, to whom it may concern. */
static void expect(const ingest *g)
{
    const bed_ingest_estimate e = estimate(g);

    if (g->o->expects != NULL)
        g->o->expects(g->o->expects_context, &e);
}

bed_status bed_ingest(const bed_catalog *catalog, const bed_ingest_options *options,
                      bed_ingest_counts *counts, bed_run_record *record, bed_error *err)
{
    ingest     g  = { .o      = options,
                      .place  = { .lock = -1 },
                      .arena  = BED_ARENA((size_t)256 << 20),
                      .counts = counts };
    bed_status st = BED_OK;

    *counts = (bed_ingest_counts){ 0 };
    pthread_mutex_init(&g.lock, NULL);
    BED_GO(begin(&g, catalog, err));
    expect(&g);
    BED_GO(bed_place_open(&g.place, options->out, err));
    BED_GO(open_session(&g, err));
    BED_GO(open_mappings(&g, catalog, err));
    BED_GO(run_inputs(&g, err));
    if (counts->rows == 0)
        BED_GO(no_row(&g, err));
    if (counts->records == 0)
        BED_GO(first_refusal(&g, err));
    BED_GO(describe(&g, record, err));
    BED_GO(bed_place_finish(&g.place, options->overwrite, err));
done:
    release(&g);
    if (!bed_place_close(&g.place))
        bed_talk_message(options->talk, BED_LEVEL_WARNING, "ingest",
                         "'%s.partial' could not be removed", options->out);
    return st;
}

bed_status bed_ingest_plan(const bed_catalog *catalog, const bed_ingest_options *options,
                           bed_ingest_estimate *out, bed_error *err)
{
    ingest     g  = { .o = options, .arena = BED_ARENA((size_t)256 << 20) };
    bed_status st = BED_OK;

    *out = (bed_ingest_estimate){ 0 };
    pthread_mutex_init(&g.lock, NULL);
    BED_GO(begin(&g, catalog, err));
    *out = estimate(&g);
done:
    release(&g);
    return st;
}
