#include "plan/plan.h"

#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_stage(void *context, const char *stage, bed_stage_state state, double seconds)
{
    const bed_cli *cli = context;

    bed_talk_progress(&cli->talk, NULL, 0, 0, NULL);
    if (cli->quiet)
        return;
    if (state == BED_STAGE_SKIPPED)
        fprintf(stderr, "%-24s unchanged, skipped\n", stage);
    else if (state == BED_STAGE_ABSENT)
        fprintf(stderr, "%-24s no files here, left out\n", stage);
    else if (state == BED_STAGE_WOULD_RUN)
        fprintf(stderr, "%-24s would run\n", stage);
    else
        fprintf(stderr, "%-24s done in %.2f s\n", stage, seconds);
}

static int answer(const bed_cli *cli, const char *report)
{
    bed_buffer b  = BED_BUFFER(64 << 10);
    bed_status st = BED_OK;
    int        status;

    if (cli->json) {
        BED_GO(bed_buffer_add(&b, BED_STR("{\"report\": "), NULL));
        BED_GO(bed_buffer_add_json(&b, bed_str_of(report), NULL));
        BED_GO(bed_buffer_add(&b, BED_STR("}\n"), NULL));
    } else {
        BED_GO(bed_buffer_printf(&b, NULL, "the report is %s\n", report));
    }
done:
    status = st == BED_OK ? bed_cli_answer(bed_buffer_str(&b)) : 4;
    bed_buffer_deinit(&b);
    return status;
}

/* A stage that stands already may have left the folder as it is: the record goes beside it. */
static bed_status write_record(const bed_plan *plan, bed_run_record *record, bed_error *err)
{
    char path[BED_PATH_MAX];

    BED_TRY(bed_run_record_setting(record, "plan", plan->name, err));
    BED_TRY(bed_run_record_setting(record, "data", plan->data, err));
    BED_TRY(bed_path_join(path, plan->out, "run.json", err));
    return bed_run_record_write(record, path, err);
}

static bed_status walk(bed_cli *cli, const char *path, const char *const *sets, size_t n_sets,
                       char report[BED_PATH_MAX])
{
    bed_plan      *plan    = NULL;
    bed_catalog   *catalog = NULL;
    bed_run_record record;
    bed_status     st = BED_OK;

    bed_run_record_init(&record, "run", 0);
    BED_GO(bed_plan_load(path, sets, n_sets, &plan, &cli->err));
    record.seed = plan->seed;
    BED_GO(bed_catalog_load(NULL, &catalog, &cli->err));
    const bed_plan_options o = { .n_threads = (size_t)cli->threads,
                                 .dry_run   = cli->dry_run != 0,
                                 .talk      = &cli->talk,
                                 .on_stage  = print_stage,
                                 .context   = cli };

    BED_GO(bed_plan_run(plan, catalog, &o, &record, report, &cli->err));
    if (!cli->dry_run) {
        BED_GO(write_record(plan, &record, &cli->err));
        bed_cli_finish(cli, &record);
    }
done:
    bed_catalog_destroy(catalog);
    bed_plan_destroy(plan);
    bed_run_record_deinit(&record);
    return st;
}

static int walk_and_answer(bed_cli *cli, const char *plan, const char *const *sets, size_t n_sets)
{
    char report[BED_PATH_MAX];

    if (walk(cli, plan, sets, n_sets, report) != BED_OK) {
        bed_cli_finish(cli, NULL);
        return bed_cli_fail(cli, &bed_command_run);
    }
    return cli->dry_run ? 0 : answer(cli, report);
}

/* What popt allocates for an option that may stand several times. */
static void free_sets(char **sets)
{
    for (size_t i = 0; sets != NULL && sets[i] != NULL; i++)
        free(sets[i]);
    free(sets);
}

static int run(bed_cli *cli, int argc, const char **argv)
{
    char                  **sets      = NULL;
    const struct poptOption options[] = {
        { "set", '\0', POPT_ARG_ARGV, &sets, 0,
          "put another value: name, data, out, seed, absent, report.file, report.title",
          "KEY=VALUE" },
        { "dry-run", 'n', POPT_ARG_NONE, &cli->dry_run, 0, "say which stages would run, then stop",
          NULL },
        BED_CLI_COMMON(cli),
        POPT_TABLEEND
    };
    const char **rest;
    size_t       n, n_sets = 0;
    int          status = bed_cli_parse(cli, &bed_command_run, options, argc, argv, &rest, &n);

    while (sets != NULL && sets[n_sets] != NULL)
        n_sets++;
    if (status == 0 && n != 1)
        status = bed_cli_usage(&bed_command_run, "expected one plan, found %zu", n);
    if (status == 0)
        status = walk_and_answer(cli, rest[0], (const char *const *)(uintptr_t)sets, n_sets);
    free_sets(sets);
    return status == BED_CLI_HELP ? 0 : status;
}

const bed_command bed_command_run = {
    .name      = "run",
    .arguments = "PLAN.yaml",
    .summary   = "walk a plan: ingest, profile, report; what is done is skipped",
    .description =
        "Walks the stages of a plan in order. A stage whose inputs and settings are unchanged is\n"
        "skipped; after a kill the next run goes on where the last one stopped.",
    .example = "  $ bedside run examples/demo/plan.yaml\n"
               "  $ bedside run examples/demo/plan.yaml --set data=DIR --set absent=skip"
               " --set out=build/real",
    .run     = run,
};
