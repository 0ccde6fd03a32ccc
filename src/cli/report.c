#include "report/report.h"

#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

typedef struct asked {
    char *out, *title;
} asked;

static int answer(bed_cli *cli, const asked *a, size_t n)
{
    bed_buffer b     = BED_BUFFER(64 << 10);
    uint64_t   bytes = 0;
    bed_status st    = bed_file_size(a->out, &bytes, &cli->err);
    int        status;

    if (st == BED_OK && cli->json) {
        st = bed_buffer_add(&b, BED_STR("{\"report\": "), &cli->err);
        if (st == BED_OK)
            st = bed_buffer_add_json(&b, bed_str_of(a->out), &cli->err);
        if (st == BED_OK)
            st = bed_buffer_printf(&b, &cli->err, ", \"corpora\": %zu, \"bytes\": %llu}\n", n,
                                   (unsigned long long)bytes);
    } else if (st == BED_OK) {
        st = bed_buffer_printf(&b, &cli->err, "%s: %zu %s, %.0f KiB\n", a->out, n,
                               n == 1 ? "corpus" : "corpora", (double)bytes / 1024.0);
    }
    status =
        st == BED_OK ? bed_cli_answer(bed_buffer_str(&b)) : bed_cli_fail(cli, &bed_command_report);
    bed_buffer_deinit(&b);
    return status;
}

static bed_status fill_record(bed_run_record *r, const asked *a, const char **folders, size_t n,
                              bed_error *err)
{
    char path[BED_PATH_MAX], sum[BED_SHA256_TEXT];

    for (size_t i = 0; i < n; i++) {
        uint64_t bytes;

        BED_TRY(bed_path_join(path, folders[i], "profile.json", err));
        BED_TRY(bed_file_size(path, &bytes, err));
        BED_TRY(bed_sha256_of_file(path, sum, err));
        BED_TRY(bed_run_record_input(r, path, bytes, sum, err));
    }
    if (a->title != NULL)
        BED_TRY(bed_run_record_setting(r, "title", a->title, err));
    return bed_run_record_count(r, "corpora", n, err);
}

static int run(bed_cli *cli, const asked *a, const char **folders, size_t n)
{
    bed_catalog   *catalog = NULL;
    bed_run_record record;
    char           path[BED_PATH_MAX];
    bed_status     st     = BED_OK;
    int            status = 0;

    bed_run_record_init(&record, "report", (uint64_t)cli->seed);
    BED_GO(bed_catalog_load(NULL, &catalog, &cli->err));
    BED_GO(bed_report_write(folders, n, catalog, a->title, a->out, &cli->err));
    BED_GO(fill_record(&record, a, folders, n, &cli->err));
    if (snprintf(path, sizeof path, "%s.run.json", a->out) >= (int)sizeof path)
        BED_GO(bed_fail(&cli->err, BED_EARGUMENT, "the name of the report is too long"));
    BED_GO(bed_run_record_write(&record, path, &cli->err));
    bed_cli_finish(cli, &record);
    status = answer(cli, a, n);
done:
    if (st != BED_OK) {
        bed_cli_finish(cli, NULL);
        status = bed_cli_fail(cli, &bed_command_report);
    }
    bed_catalog_destroy(catalog);
    bed_run_record_deinit(&record);
    return status;
}

static int report(bed_cli *cli, int argc, const char **argv)
{
    static char             standard[] = "report.html";
    asked                   a          = { .out = standard };
    const struct poptOption options[]  = {
         { "output", 'o', POPT_ARG_STRING, &a.out, 0, "the page (default: report.html)", "FILE" },
         { "title", '\0', POPT_ARG_STRING, &a.title, 0, "heading of the page", "TEXT" },
         BED_CLI_COMMON(cli),
         POPT_TABLEEND
    };
    const char **rest;
    size_t       n;
    int          status = bed_cli_parse(cli, &bed_command_report, options, argc, argv, &rest, &n);

    if (status != 0)
        return status == BED_CLI_HELP ? 0 : status;
    if (n == 0)
        return bed_cli_usage(&bed_command_report, "expected one corpus or more");
    return run(cli, &a, rest, n);
}

const bed_command bed_command_report = {
    .name      = "report",
    .arguments = "CORPUS... [-o report.html]",
    .summary   = "what was profiled, as one HTML page",
    .description =
        "Puts profiled corpora into one HTML file that needs nothing else: where they stand in the\n"
        "taxonomy, side by side and each by itself, with provenance and quarantine. The page has no\n"
        "scripts and loads nothing; it says nothing of time or machine, so the same profiles give\n"
        "the same bytes.",
    .example = "  $ bedside profile out/medqa\n"
               "  $ bedside report out/medqa -o out/report.html",
    .run     = report,
};
