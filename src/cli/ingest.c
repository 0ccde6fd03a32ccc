#include "ingest/ingest.h"

#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

typedef struct arguments {
    char *out, *form, *map, *records, *header, *license, *split, *encoding;
    int   keep_going, overwrite, why;
} arguments;

static int header_of(const char *text, bed_header *out)
{
    static const char *const names[] = { "auto", "yes", "no" };

    *out = BED_HEADER_AUTO;
    for (int i = 0; text != NULL && i < 3; i++)
        if (strcmp(text, names[i]) == 0) {
            *out = (bed_header)i;
            return 0;
        }
    return text == NULL
               ? 0
               : bed_cli_usage(&bed_command_ingest,
                               "option '--header': expected auto, yes or no, found '%s'", text);
}

/* "authors"; with the dataset "medqa/authors". */
static bed_status add_candidate(bed_buffer *b, bool json, bool first, const bed_candidate *c,
                                bool whose, bed_error *err)
{
    char name[160];

    snprintf(name, sizeof name, "%s%s%s", whose ? c->dataset->key : "", whose ? "/" : "",
             c->form->name);
    if (!json)
        return bed_buffer_printf(b, err, "  %3.0f %%  %-24s %s\n", 100.0 * c->score, name,
                                 c->reason);
    BED_TRY(bed_buffer_printf(b, err,
                              "%s{\"dataset\": \"%s\", \"form\": \"%s\", \"score\": %.17g, "
                              "\"reason\": ",
                              first ? "" : ", ", c->dataset->key, c->form->name, c->score));
    BED_TRY(bed_buffer_add_json(b, bed_str_of(c->reason), err));
    return bed_buffer_add_byte(b, '}', err);
}

/* What was found out about a file. */
typedef struct findings {
    bed_candidate *own, *others;
    size_t         n_own, n_others;
    bed_error      fault; /* it is no source at all */
} findings;

static bed_status add_json(const char *path, const findings *f, bed_buffer *b, bed_error *err)
{
    BED_TRY(bed_buffer_add(b, BED_STR("{\"file\": "), err));
    BED_TRY(bed_buffer_add_json(b, bed_str_of(path), err));
    BED_TRY(bed_buffer_add(b, BED_STR(", \"fault\": "), err));
    BED_TRY(f->fault.code == BED_OK ? bed_buffer_add(b, BED_STR("null"), err)
                                    : bed_buffer_add_json(b, bed_str_of(f->fault.text), err));
    BED_TRY(bed_buffer_add(b, BED_STR(", \"forms\": ["), err));
    for (size_t k = 0; k < f->n_own; k++)
        BED_TRY(add_candidate(b, true, k == 0, &f->own[k], false, err));
    BED_TRY(bed_buffer_add(b, BED_STR("], \"other_datasets\": ["), err));
    for (size_t k = 0; k < f->n_others; k++)
        BED_TRY(add_candidate(b, true, k == 0, &f->others[k], true, err));
    return bed_buffer_add(b, BED_STR("]}\n"), err);
}

static bed_status add_text(const char *path, const findings *f, bed_buffer *b, bed_error *err)
{
    BED_TRY(bed_buffer_printf(b, err, "%s\n", path));
    if (f->fault.code != BED_OK)
        BED_TRY(bed_buffer_printf(b, err, "  no source: %s\n", f->fault.text));
    for (size_t k = 0; k < f->n_own; k++)
        BED_TRY(add_candidate(b, false, k == 0, &f->own[k], f->own[k].part != NULL, err));
    if (f->n_others > 0)
        BED_TRY(bed_buffer_add(b, BED_STR("  forms of other datasets that fit:\n"), err));
    for (size_t k = 0; k < f->n_others; k++)
        BED_TRY(add_candidate(b, false, k == 0, &f->others[k], true, err));
    return BED_OK;
}

/* One file: in JSON {"file", "fault": null or text, "forms": [...], "other_datasets": [...]} on a
 * line. */
static bed_status explain_file(bed_detector *detector, const bed_dataset *dataset, const char *path,
                               bool json, bed_buffer *b, bed_error *err)
{
    bed_arena  arena = BED_ARENA(16 << 20);
    findings   f     = { 0 };
    bed_status st    = bed_detect(detector, dataset, path, &arena, &f.own, &f.n_own, &f.fault);

    if (st == BED_OK && bed_detect_others(detector, dataset, path, &arena, &f.others, &f.n_others,
                                          &f.fault) != BED_OK)
        f.n_others = 0; /* the fault is told in their place */
    BED_GO(json ? add_json(path, &f, b, err) : add_text(path, &f, b, err));
done:
    bed_arena_deinit(&arena);
    return st;
}

/* Why each form fits or not, for every file named. */
static int explain(bed_cli *cli, const bed_catalog *catalog, const bed_ingest_options *o)
{
    bed_arena          arena    = BED_ARENA((size_t)256 << 20);
    bed_buffer         b        = BED_BUFFER(16 << 20);
    bed_detector      *detector = NULL;
    const bed_dataset *dataset;
    bed_file_list      files;
    int                status = 0;
    bed_status         st     = bed_catalog_need_dataset(catalog, o->dataset, &dataset, &cli->err);

    if (st == BED_OK)
        st = bed_detector_create(catalog, &detector, &cli->err);
    if (st == BED_OK)
        bed_detector_set_encoding(detector, o->encoding);
    for (size_t p = 0; st == BED_OK && status == 0 && p < o->n_paths; p++) {
        st = bed_source_files(o->paths[p], &arena, &files, &cli->err);
        for (size_t i = 0; st == BED_OK && status == 0 && i < files.n; i++) {
            bed_buffer_clear(&b);
            st = bed_talk_check(o->talk, &cli->err);
            if (st == BED_OK)
                st = explain_file(detector, dataset, files.paths[i], cli->json != 0, &b, &cli->err);
            if (st == BED_OK)
                status = bed_cli_answer(bed_buffer_str(&b));
        }
    }
    bed_detector_destroy(detector);
    bed_arena_deinit(&arena);
    bed_buffer_deinit(&b);
    return st == BED_OK ? status : bed_cli_fail(cli, &bed_command_ingest);
}

static void print_estimate(FILE *to, bool json, const bed_ingest_estimate *e)
{
    if (json)
        fprintf(to,
                "{\"files\": %llu, \"bytes\": %llu, \"seconds\": %.3f, \"memory_bytes\": %llu, "
                "\"disk_bytes\": %llu}\n",
                (unsigned long long)e->files, (unsigned long long)e->bytes, e->seconds,
                (unsigned long long)e->memory_bytes, (unsigned long long)e->disk_bytes);
    else
        fprintf(to,
                "ingest: %llu files, %.1f MiB; expects about %.0f s, %.0f MiB of memory, %.1f MiB "
                "of disk\n",
                (unsigned long long)e->files, (double)e->bytes / 1048576.0, e->seconds,
                (double)e->memory_bytes / 1048576.0, (double)e->disk_bytes / 1048576.0);
}

static int answer(const bed_cli *cli, const bed_ingest_options *o, const bed_ingest_counts *n)
{
    bed_buffer b = BED_BUFFER(64 << 10);
    bed_status st;
    int        status;

    if (cli->json) {
        st = bed_buffer_add(&b, BED_STR("{\"corpus\": "), NULL);
        if (st == BED_OK)
            st = bed_buffer_add_json(&b, bed_str_of(o->out), NULL);
        if (st == BED_OK)
            st = bed_buffer_printf(
                &b, NULL,
                ", \"files\": %llu, \"skipped\": %llu, \"broken\": %llu, \"bytes\": %llu, "
                "\"rows\": %llu, \"records\": %llu, \"quarantined\": %llu, \"renamed_ids\": %llu",
                (unsigned long long)n->files, (unsigned long long)n->skipped,
                (unsigned long long)n->broken, (unsigned long long)n->bytes,
                (unsigned long long)n->rows, (unsigned long long)n->records,
                (unsigned long long)n->quarantined, (unsigned long long)n->renamed);
        if (st == BED_OK && n->joined > 0)
            st = bed_buffer_printf(&b, NULL, ", \"joined_rows\": %llu",
                                   (unsigned long long)n->joined);
        if (st == BED_OK)
            st = bed_buffer_add(&b, BED_STR("}\n"), NULL);
    } else {
        st = bed_buffer_printf(&b, NULL,
                               "%s: %llu records, %llu quarantined of %llu rows in %llu "
                               "files\n",
                               o->out, (unsigned long long)n->records,
                               (unsigned long long)n->quarantined, (unsigned long long)n->rows,
                               (unsigned long long)n->files);
    }
    status = st == BED_OK ? bed_cli_answer(bed_buffer_str(&b)) : 4;
    bed_buffer_deinit(&b);
    return status;
}

/* A run that takes a while says so first. */
static void expects(void *context, const bed_ingest_estimate *e)
{
    const bed_cli *cli = context;

    if (!cli->quiet && e->seconds > 5.0)
        print_estimate(stderr, false, e);
}

static int plan(bed_cli *cli, const bed_catalog *catalog, const bed_ingest_options *o)
{
    bed_ingest_estimate estimate;

    if (bed_ingest_plan(catalog, o, &estimate, &cli->err) != BED_OK)
        return bed_cli_fail(cli, &bed_command_ingest);
    print_estimate(stdout, cli->json != 0, &estimate);
    return 0;
}

static int run(bed_cli *cli, const bed_catalog *catalog, const bed_ingest_options *o)
{
    bed_ingest_counts counts;
    bed_run_record    record;
    int               status;

    bed_run_record_init(&record, "ingest", o->seed);
    if (bed_ingest(catalog, o, &counts, &record, &cli->err) != BED_OK) {
        bed_cli_finish(cli, NULL);
        status = bed_cli_fail(cli, &bed_command_ingest);
    } else {
        bed_cli_finish(cli, &record);
        status = answer(cli, o, &counts);
        if (status == 0 && counts.broken > 0)
            status = 1;
    }
    bed_run_record_deinit(&record);
    return status;
}

static int ingest(bed_cli *cli, int argc, const char **argv)
{
    arguments               a         = { 0 };
    const struct poptOption options[] = {
        { "output", 'o', POPT_ARG_STRING, &a.out, 0, "folder of the corpus", "CORPUS" },
        { "form", '\0', POPT_ARG_STRING, &a.form, 0,
          "published form (default: told from the content)", "NAME" },
        { "why", '\0', POPT_ARG_NONE, &a.why, 0, "say which forms fit the files and why, then stop",
          NULL },
        { "split", '\0', POPT_ARG_STRING, &a.split, 0,
          "split of all files (default: by their names)", "NAME" },
        { "map", '\0', POPT_ARG_STRING, &a.map, 0,
          "a mapping of your own; DATASET is then any name", "FILE.sql" },
        { "records", '\0', POPT_ARG_STRING, &a.records, 0,
          "with --map: where the records are: JSON member, XML elements, sheet, pattern", "NAME" },
        { "header", '\0', POPT_ARG_STRING, &a.header, 0,
          "with --map: whether CSV has a header row: auto, yes, no", "WHEN" },
        { "encoding", '\0', POPT_ARG_STRING, &a.encoding, 0,
          "of text that is not UTF-8: latin1, windows-1252, gb18030, …", "NAME" },
        { "license", '\0', POPT_ARG_STRING, &a.license, 0, "with --map: SPDX identifier", "ID" },
        { "keep-going", '\0', POPT_ARG_NONE, &a.keep_going, 0,
          "a broken file ends that file, not the run (exit status 1)", NULL },
        { "overwrite", '\0', POPT_ARG_NONE, &a.overwrite, 0, "replace an existing corpus", NULL },
        { "dry-run", 'n', POPT_ARG_NONE, &cli->dry_run, 0, "say what it would take, then stop",
          NULL },
        BED_CLI_COMMON(cli),
        POPT_TABLEEND
    };
    const char **rest;
    size_t       n;
    bed_catalog *catalog = NULL;
    int          status  = bed_cli_parse(cli, &bed_command_ingest, options, argc, argv, &rest, &n);
    bed_ingest_options o = { 0 };

    if (status != 0)
        return status == BED_CLI_HELP ? 0 : status;
    if (n < 2)
        return bed_cli_usage(&bed_command_ingest, "expected a dataset and a file or folder");
    if (a.out == NULL && !a.why)
        return bed_cli_usage(&bed_command_ingest, "no folder to write to: -o CORPUS");
    if (a.map == NULL && (a.records != NULL || a.header != NULL || a.license != NULL))
        return bed_cli_usage(&bed_command_ingest,
                             "--records, --header and --license go with --map");
    o = (bed_ingest_options){ .dataset         = rest[0],
                              .paths           = rest + 1,
                              .n_paths         = n - 1,
                              .out             = a.out,
                              .form            = a.form,
                              .map             = a.map,
                              .records         = a.records,
                              .encoding        = a.encoding,
                              .license         = a.license,
                              .split           = a.split,
                              .keep_going      = a.keep_going != 0,
                              .overwrite       = a.overwrite != 0,
                              .n_threads       = (size_t)cli->threads,
                              .seed            = (uint64_t)cli->seed,
                              .talk            = &cli->talk,
                              .expects         = expects,
                              .expects_context = cli };
    if ((status = header_of(a.header, &o.header)) != 0)
        return status;
    if (bed_catalog_load(NULL, &catalog, &cli->err) != BED_OK)
        return bed_cli_fail(cli, &bed_command_ingest);
    status = a.why          ? explain(cli, catalog, &o)
             : cli->dry_run ? plan(cli, catalog, &o)
                            : run(cli, catalog, &o);
    bed_catalog_destroy(catalog);
    return status;
}

const bed_command bed_command_ingest = {
    .name      = "ingest",
    .arguments = "DATASET PATH... -o CORPUS",
    .summary   = "published files to a corpus, form detected",
    .description =
        "Reads the files of a dataset as they were published and writes a corpus: Parquet records,\n"
        "the refused rows with their reasons, a manifest, a dataset card and Croissant metadata.\n"
        "The form of each file is told from its content; folders and archives are walked.\n"
        "Every row that goes in comes out, as a record or in quarantine.",
    .example = "  $ bedside ingest medqa datasets/medqa/sample -o out/medqa\n"
               "  $ bedside ingest mine notes.csv --map mine.sql -o out/mine",
    .run     = ingest,
};
