#include "profile/profile.h"

#include "cli/cli.h"

#include <stdio.h>

typedef struct asked {
    char *out;
    long  sample;
    int   all;
} asked;

static void print_estimate(const bed_profile_estimate *e)
{
    fprintf(
        stderr,
        "profile: %llu records, %llu looked at in full, %.1f MiB of text; expects about %.0f s, "
        "%.0f MiB of memory\n",
        (unsigned long long)e->records, (unsigned long long)e->sampled,
        (double)e->bytes / 1048576.0, e->seconds, (double)e->memory_bytes / 1048576.0);
}

static int answer(bed_cli *cli, const bed_profile *p)
{
    bed_buffer out    = BED_BUFFER((size_t)256 << 20);
    bed_status st     = cli->json ? bed_profile_render_json(p, &out, &cli->err)
                                  : bed_profile_render_page(p, &out, &cli->err);
    int        status = st == BED_OK ? bed_cli_answer(bed_buffer_str(&out))
                                     : bed_cli_fail(cli, &bed_command_profile);

    bed_buffer_deinit(&out);
    return status;
}

/* Inputs are the corpus' own sources, whose sums stand in the profile. */
static bed_status fill_record(bed_run_record *r, const bed_profile *p, const char *folder,
                              bed_error *err)
{
    const json_t *document = bed_profile_json(p);
    const json_t *counts   = json_object_get(document, "counts");
    const json_t *sources  = json_object_get(json_object_get(document, "corpus"), "sources");

    for (size_t i = 0; i < json_array_size(sources); i++) {
        const json_t *one  = json_array_get(sources, i);
        const char   *file = json_string_value(json_object_get(one, "file"));
        const char   *sum  = json_string_value(json_object_get(one, "sha256"));

        BED_TRY(bed_run_record_input(r, file == NULL ? "" : file,
                                     (uint64_t)json_integer_value(json_object_get(one, "bytes")),
                                     sum == NULL ? "" : sum, err));
    }
    BED_TRY(bed_run_record_setting(r, "corpus", folder, err));
    BED_TRY(bed_run_record_count(
        r, "records", (uint64_t)json_integer_value(json_object_get(counts, "records")), err));
    return bed_run_record_count(r, "looked at in full",
                                (uint64_t)json_integer_value(json_object_get(counts, "sampled")),
                                err);
}

static bed_status measure(bed_cli *cli, const asked *a, const char *folder, bed_session *s,
                          const bed_catalog *catalog, bed_run_record *record, bed_profile **out)
{
    const bed_profile_options o      = { .sample = (uint64_t)a->sample,
                                         .all    = a->all != 0,
                                         .talk   = &cli->talk };
    const char               *target = a->out == NULL ? folder : a->out;
    char                      path[BED_PATH_MAX];

    BED_TRY(bed_profile_corpus(s, catalog, folder, &o, out, &cli->err));
    BED_TRY(bed_profile_write(s, *out, target, &cli->err));
    BED_TRY(fill_record(record, *out, folder, &cli->err));
    BED_TRY(bed_path_join(path, target, "profile/run.json", &cli->err));
    return bed_run_record_write(record, path, &cli->err);
}

static int run(bed_cli *cli, const asked *a, const char *folder)
{
    const bed_session_options so      = { .n_threads    = (size_t)cli->threads,
                                          .memory_bytes = (uint64_t)1 << 30,
                                          .talk         = &cli->talk };
    const bed_profile_options po      = { .sample = (uint64_t)a->sample, .all = a->all != 0 };
    bed_session              *s       = NULL;
    bed_catalog              *catalog = NULL;
    bed_profile              *p       = NULL;
    bed_run_record            record;
    bed_profile_estimate      e;
    bed_status                st     = BED_OK;
    int                       status = 0;

    bed_run_record_init(&record, "profile", (uint64_t)cli->seed);
    BED_GO(bed_corpus_check(folder, &cli->err));
    if (a->out != NULL && !cli->dry_run)
        BED_GO(bed_dir_create(a->out, &cli->err));
    BED_GO(bed_session_open(&so, &s, &cli->err));
    BED_GO(bed_profile_plan(s, folder, &po, &e, &cli->err));
    if (cli->dry_run || (!cli->quiet && e.seconds > 10))
        print_estimate(&e);
    if (!cli->dry_run) {
        BED_GO(bed_catalog_load(NULL, &catalog, &cli->err));
        BED_GO(measure(cli, a, folder, s, catalog, &record, &p));
        bed_cli_finish(cli, &record);
        status = answer(cli, p);
    }
done:
    if (st != BED_OK) {
        bed_cli_finish(cli, NULL);
        status = bed_cli_fail(cli, &bed_command_profile);
    }
    bed_profile_destroy(p);
    bed_catalog_destroy(catalog);
    bed_session_close(s);
    bed_run_record_deinit(&record);
    return status;
}

static int profile(bed_cli *cli, int argc, const char **argv)
{
    asked                   a         = { 0 };
    const struct poptOption options[] = {
        { "output", 'o', POPT_ARG_STRING, &a.out, 0,
          "folder for profile.json and profile/ (default: the corpus itself)", "DIR" },
        { "sample", '\0', POPT_ARG_LONG, &a.sample, 0,
          "records that costly measures look at, about (default: 100000)", "N" },
        { "all", '\0', POPT_ARG_NONE, &a.all, 0, "look at all records, however many", NULL },
        { "dry-run", 'n', POPT_ARG_NONE, &cli->dry_run, 0, "say what it would take, then stop",
          NULL },
        BED_CLI_COMMON(cli),
        POPT_TABLEEND
    };
    const char **rest;
    size_t       n;
    int          status = bed_cli_parse(cli, &bed_command_profile, options, argc, argv, &rest, &n);

    if (status != 0)
        return status == BED_CLI_HELP ? 0 : status;
    if (n != 1)
        return bed_cli_usage(&bed_command_profile, "expected one corpus, found %zu", n);
    if (a.sample < 0)
        return bed_cli_usage(&bed_command_profile,
                             "option '--sample': expected 1 or more, found %ld", a.sample);
    return run(cli, &a, rest[0]);
}

const bed_command bed_command_profile = {
    .name      = "profile",
    .arguments = "CORPUS [-o DIR]",
    .summary   = "what a corpus holds, where it belongs, what it can teach",
    .description =
        "Measures a corpus (counts, lengths, languages, readability, vocabulary, questions, inquiry\n"
        "types, labels, demographics, duplicates, quarantine), places it in the taxonomy from what\n"
        "was measured alone, with reasons, and names the training objectives it supports and the\n"
        "gaps it has. Writes profile.json and Parquet tables; prints a page, or with --json the\n"
        "document.",
    .example = "  $ bedside ingest medqa datasets/medqa/sample -o out/medqa\n"
               "  $ bedside profile out/medqa",
    .run     = profile,
};
