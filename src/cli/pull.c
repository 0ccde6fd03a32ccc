#include "pull/pull.h"

#include "base/table.h"
#include "cli/cli.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ANSWER_MAX_BYTES = 16 << 20 };

typedef struct arguments {
    char  *out, *only;
    int    offline, overwrite;
    long   retries;
    double retry_wait, stall;
} arguments;

/* ---- the answer ---- */

static bed_status add_bytes(bed_buffer *b, uint64_t n, bed_error *err)
{
    if (n == 0)
        return bed_buffer_add(b, BED_STR("size not known"), err);
    return bed_buffer_printf(b, err, "%" PRIu64 " bytes", n);
}

static bed_status add_steps(bed_buffer *b, const bed_dataset *d, bool alone, bed_error *err)
{
    if (d->by_hand.n == 0)
        return BED_OK;
    if (alone)
        BED_TRY(bed_buffer_printf(b, err, "%s is not fetched (access: %s). To get it:\n", d->key,
                                  bed_access_name(d->access)));
    else
        BED_TRY(bed_buffer_add(b, BED_STR("not fetched:\n"), err));
    for (size_t i = 0; i < d->by_hand.n; i++) {
        BED_TRY(bed_buffer_add(b, BED_STR("  - "), err));
        BED_TRY(bed_buffer_add_wrapped(b, bed_str_of(d->by_hand.at[i]), 4, BED_LINE_WIDTH, err));
    }
    return BED_OK;
}

static bed_status add_json_file(bed_buffer *b, const bed_pull_file *f, bed_error *err)
{
    const char *sha256 = f->sha256[0] != '\0' ? f->sha256 : f->download->sha256;

    BED_TRY(bed_buffer_add(b, BED_STR("{\"file\": "), err));
    BED_TRY(bed_buffer_add_json(b, bed_str_of(f->path), err));
    BED_TRY(bed_buffer_add(b, BED_STR(", \"url\": "), err));
    BED_TRY(bed_buffer_add_json(b, bed_str_of(f->download->url), err));
    BED_TRY(bed_buffer_printf(b, err,
                              ", \"state\": \"%s\", \"bytes\": %" PRIu64 ", \"total\": %" PRIu64
                              ", \"sha256\": \"%s\", \"error\": ",
                              bed_pull_state_name(f->state), f->bytes, f->total, sha256));
    BED_TRY(bed_buffer_add_json(b, bed_str_of(f->why.text), err));
    return bed_buffer_add_byte(b, '}', err);
}

/* One object a line and dataset. */
static bed_status add_json(bed_buffer *b, const bed_dataset *d, const char *dir,
                           const bed_pull_result *r, bed_error *err)
{
    BED_TRY(bed_buffer_printf(b, err, "{\"dataset\": \"%s\", \"folder\": ", d->key));
    BED_TRY(bed_buffer_add_json(b, bed_str_of(dir), err));
    BED_TRY(bed_buffer_printf(b, err, ", \"access\": \"%s\", \"files\": [",
                              bed_access_name(d->access)));
    for (size_t i = 0; i < r->n_files; i++) {
        BED_TRY(bed_buffer_add(b, i == 0 ? BED_STR("") : BED_STR(", "), err));
        BED_TRY(add_json_file(b, &r->files[i], err));
    }
    BED_TRY(bed_buffer_add(b, BED_STR("], \"by_hand\": ["), err));
    for (size_t i = 0; i < d->by_hand.n; i++) {
        BED_TRY(bed_buffer_add(b, i == 0 ? BED_STR("") : BED_STR(", "), err));
        BED_TRY(bed_buffer_add_json(b, bed_str_of(d->by_hand.at[i]), err));
    }
    return bed_buffer_add(b, BED_STR("]}\n"), err);
}

/* Files and what stands of each, as a table. */
static bed_status add_files(bed_buffer *b, const bed_pull_result *r, bed_error *err)
{
    static const bed_column columns[] = {
        { "file", false, true },
        { "what it is", false, false },
        { "bytes", true, true },
        { "there", true, true },
    };
    bed_table *t  = NULL;
    bed_status st = BED_OK;

    BED_GO(bed_table_create(columns, sizeof columns / sizeof columns[0], &t, err));
    for (size_t i = 0; i < r->n_files; i++) {
        const bed_pull_file *f = &r->files[i];

        BED_GO(bed_table_add(t, bed_str_of(f->download->file), err));
        BED_GO(bed_table_add(t, bed_str_of(f->download->title), err));
        BED_GO(f->total == 0 ? bed_table_add(t, BED_STR("not known"), err)
                             : bed_table_addf(t, err, "%" PRIu64, f->total));
        BED_GO(bed_table_addf(t, err, "%" PRIu64, f->bytes));
    }
    BED_GO(bed_table_write(t, BED_LINE_WIDTH, b, err));
done:
    bed_table_destroy(t);
    return st;
}

static bed_status add_plan(bed_buffer *b, const char *dir, const bed_pull_result *r, bed_error *err)
{
    uint64_t bytes   = 0;
    size_t   unknown = 0;

    for (size_t i = 0; i < r->n_files; i++) {
        const bed_pull_file *f = &r->files[i];

        if (f->total == 0)
            unknown++;
        else if (f->state != BED_PULL_HERE)
            bytes +=
                f->total - (f->state == BED_PULL_PARTIAL && f->bytes < f->total ? f->bytes : 0);
    }
    BED_TRY(add_files(b, r, err));
    BED_TRY(bed_buffer_printf(b, err, "%s: %zu files, %zu to fetch, %" PRIu64 " bytes", dir,
                              r->n_files, r->n_missing, bytes));
    if (unknown > 0)
        BED_TRY(bed_buffer_printf(b, err, " and %zu whose size is not known", unknown));
    return bed_buffer_add_byte(b, '\n', err);
}

static bed_status add_summary(bed_buffer *b, const char *dir, const bed_pull_result *r,
                              bed_error *err)
{
    uint64_t bytes = 0;
    size_t   there = 0, unknown = 0;

    for (size_t i = 0; i < r->n_files; i++) {
        const bed_pull_file *f = &r->files[i];

        if (f->state == BED_PULL_FETCHED || f->state == BED_PULL_VERIFIED ||
            f->state == BED_PULL_UNKNOWN) {
            there++;
            bytes += f->bytes;
        }
        if (f->state == BED_PULL_UNKNOWN)
            unknown++;
    }
    BED_TRY(bed_buffer_printf(b, err, "%s: %zu of %zu files, %" PRIu64 " bytes; %zu fetched", dir,
                              there, r->n_files, bytes, r->n_fetched));
    if (unknown > 0)
        BED_TRY(bed_buffer_printf(b, err, "; %zu stood there and cannot be checked", unknown));
    return bed_buffer_add_byte(b, '\n', err);
}

/* ---- what goes wrong ---- */

static void say_file(const bed_pull_file *f)
{
    char line[BED_ERROR_TEXT + BED_ERROR_FILE + 64];

    fprintf(stderr, "bedside pull: %s\n", bed_error_line(&f->why, line, sizeof line));
}

/* The files that are missing, and where each belongs when it was got in another way. */
static void say_by_hand(const bed_pull_result *r)
{
    bool any = false;

    for (size_t i = 0; i < r->n_files; i++) {
        const bed_pull_file *f = &r->files[i];
        bed_buffer           b = BED_BUFFER(4096);

        if (f->state == BED_PULL_FETCHED || f->state == BED_PULL_VERIFIED ||
            f->state == BED_PULL_UNKNOWN || f->state == BED_PULL_OTHER)
            continue;
        if (!any)
            fputs(
                "to get them by hand: download each, put it where it belongs, and run this again, "
                "which checks it\n",
                stderr);
        any = true;
        if (add_bytes(&b, f->download->bytes, NULL) == BED_OK)
            fprintf(stderr, "  %s\n    to %s (%s, %s%s)\n", f->download->url, f->path, b.ptr,
                    f->download->sha256[0] == '\0' ? "SHA-256 not known" : "SHA-256 ",
                    f->download->sha256);
        bed_buffer_deinit(&b);
    }
}

/* ---- one dataset ---- */

typedef struct job {
    bed_cli           *cli;
    const bed_dataset *dataset;
    bed_pull_options   options;
    bool               steps_only; /* not to be fetched as things are: the steps are the answer */
    bed_buffer         answer;
} job;

static bed_status add_answer(job *j, const bed_pull_result *r, bool plan, bed_error *err)
{
    if (j->cli->json)
        return add_json(&j->answer, j->dataset, j->options.dir, r, err);
    if (r->n_files > 0 && !j->steps_only)
        BED_TRY(plan ? add_plan(&j->answer, j->options.dir, r, err)
                     : add_summary(&j->answer, j->options.dir, r, err));
    return add_steps(&j->answer, j->dataset, j->steps_only, err);
}

/* Exit status of a pull that came to its end. */
static int status_of(const job *j, const bed_pull_result *r)
{
    const bool any = r->n_fetched + r->n_there > 0;

    if (j->steps_only)
        return 1;
    if (r->n_failed == 0)
        return 0;
    for (size_t i = 0; !any && i < r->n_files; i++)
        if (r->files[i].why.code != BED_OK)
            return bed_code_exit_status(r->files[i].why.code);
    return 1;
}

static int fail(job *j, const bed_pull_result *r)
{
    const int status = bed_cli_fail(j->cli, &bed_command_pull);

    if (r->unreachable || j->options.offline)
        say_by_hand(r);
    return status;
}

static int plan(job *j)
{
    bed_pull_result r  = { 0 };
    bed_status      st = bed_pull_plan(j->dataset, &j->options, &r, &j->cli->err);
    int             status;

    if (st == BED_OK)
        st = add_answer(j, &r, true, &j->cli->err);
    status = st == BED_OK ? bed_cli_answer(bed_buffer_str(&j->answer))
                          : bed_cli_fail(j->cli, &bed_command_pull);
    bed_pull_result_deinit(&r);
    return status;
}

/* A gated dataset without a token, or one with nothing to fetch: if its files stand there, they are
 * checked like any other; else the steps are told. */
static bool wants_steps(const job *j)
{
    bed_pull_result r     = { 0 };
    bool            steps = true;

    if (j->dataset->n_downloads == 0)
        return true;
    if (j->dataset->access != BED_ACCESS_GATED || j->options.token != NULL)
        return false;
    if (bed_pull_plan(j->dataset, &j->options, &r, NULL) == BED_OK)
        steps = r.n_missing > 0;
    bed_pull_result_deinit(&r);
    return steps;
}

static int tell_steps(job *j)
{
    bed_pull_result r  = { 0 };
    bed_status      st = bed_pull_plan(j->dataset, &j->options, &r, &j->cli->err);
    int             status;

    if (st == BED_OK && !j->cli->json && j->dataset->by_hand.n == 0)
        st = bed_buffer_printf(&j->answer, &j->cli->err,
                               "%s: nothing is known of how to get it; see %s\n", j->dataset->key,
                               j->dataset->homepage[0] == '\0' ? "its authors"
                                                               : j->dataset->homepage);
    if (st == BED_OK)
        st = add_answer(j, &r, false, &j->cli->err);
    status = st == BED_OK ? bed_cli_answer(bed_buffer_str(&j->answer))
                          : bed_cli_fail(j->cli, &bed_command_pull);
    bed_pull_result_deinit(&r);
    return status == 0 ? 1 : status;
}

static int fetch(job *j)
{
    bed_cli        *cli = j->cli;
    bed_pull_result r   = { 0 };
    bed_run_record  record;
    int             status;

    bed_run_record_init(&record, "pull", j->options.seed);
    bed_status st = bed_pull(j->dataset, &j->options, &r, &record, &cli->err);
    bed_cli_finish(cli, st == BED_OK ? &record : NULL);
    for (size_t i = 0; i < r.n_files; i++)
        if (r.files[i].why.code != BED_OK)
            say_file(&r.files[i]);
    status = st == BED_OK ? status_of(j, &r) : fail(j, &r);
    if (st == BED_OK && status <= 1) {
        st = add_answer(j, &r, false, &cli->err);
        if (st != BED_OK)
            status = bed_cli_fail(cli, &bed_command_pull);
        else if (bed_cli_answer(bed_buffer_str(&j->answer)) != 0)
            status = 4;
    }
    bed_run_record_deinit(&record);
    bed_pull_result_deinit(&r);
    return status;
}

static int one_dataset(bed_cli *cli, const bed_catalog *catalog, const char *key,
                       const bed_pull_options *o)
{
    job j = { .cli = cli, .options = *o, .answer = BED_BUFFER(ANSWER_MAX_BYTES) };
    int status;

    if (bed_catalog_need_dataset(catalog, key, &j.dataset, &cli->err) != BED_OK)
        return bed_cli_fail(cli, &bed_command_pull);
    if (cli->dry_run) {
        status = plan(&j);
    } else {
        j.steps_only = wants_steps(&j);
        status       = j.steps_only ? tell_steps(&j) : fetch(&j);
    }
    bed_buffer_deinit(&j.answer);
    return status;
}

/* ---- all of them ---- */

/* A token is one word of printable ASCII: it goes into a header. It is never shown. */
static int check_token(const char *token)
{
    for (const char *p = token; p != NULL && *p != '\0'; p++)
        if (*p <= ' ' || *p > '~')
            return bed_cli_usage(&bed_command_pull, "HF_TOKEN holds a character that no token has");
    return 0;
}

static int check_numbers(const arguments *a)
{
    if (a->retries < 0 || a->retries > 100)
        return bed_cli_usage(&bed_command_pull, "option '--retries': expected 0 to 100, found %ld",
                             a->retries);
    if (!(a->retry_wait > 0 && a->retry_wait <= 3600))
        return bed_cli_usage(&bed_command_pull,
                             "option '--retry-wait': expected seconds above 0, up to 3600");
    if (!(a->stall >= 1 && a->stall <= 3600))
        return bed_cli_usage(&bed_command_pull, "option '--stall': expected 1 to 3600 seconds");
    return 0;
}

static bed_status folder_of(const arguments *a, const char *key, size_t n, char out[BED_PATH_MAX],
                            bed_error *err)
{
    if (a->out == NULL)
        return bed_path_join(out, "data", key, err);
    if (n > 1)
        return bed_path_join(out, a->out, key, err);
    if (strlen(a->out) >= BED_PATH_MAX)
        return bed_fail(err, BED_EARGUMENT, "path longer than %d bytes", BED_PATH_MAX);
    snprintf(out, BED_PATH_MAX, "%s", a->out);
    return BED_OK;
}

/* Goes on past a dataset that fails, unless the user or the machine wants an end. */
static int all(bed_cli *cli, const bed_catalog *catalog, const arguments *a, const char **keys,
               size_t n, const bed_pull_options *common)
{
    size_t n_good = 0;
    int    first  = 0;

    for (size_t i = 0; i < n; i++) {
        bed_pull_options o = *common;
        char             dir[BED_PATH_MAX];
        int              status;

        cli->err = (bed_error){ 0 };
        if (folder_of(a, keys[i], n, dir, &cli->err) != BED_OK)
            return bed_cli_fail(cli, &bed_command_pull);
        o.dir  = dir;
        status = one_dataset(cli, catalog, keys[i], &o);
        if (status == 0)
            n_good++;
        first = first == 0 ? status : first;
        if (status >= 4)
            return status;
    }
    return first != 0 && n_good > 0 ? 1 : first;
}

static int pull(bed_cli *cli, int argc, const char **argv)
{
    arguments               a = { .retries = BED_PULL_RETRIES, .retry_wait = 1, .stall = 60 };
    const struct poptOption options[] = {
        { "output", 'o', POPT_ARG_STRING, &a.out, 0, "folder for the files (default: data/DATASET)",
          "DIR" },
        { "only", '\0', POPT_ARG_STRING, &a.only, 0,
          "these files alone: names or patterns with * and ?, by commas", "NAME" },
        { "offline", '\0', POPT_ARG_NONE, &a.offline, 0,
          "fetch nothing: check what is there, tell what is missing", NULL },
        { "overwrite", '\0', POPT_ARG_NONE, &a.overwrite, 0,
          "fetch a file anew where another stands under its name", NULL },
        { "retries", '\0', POPT_ARG_LONG, &a.retries, 0,
          "tries after one that brought nothing (default: 6)", "N" },
        { "retry-wait", '\0', POPT_ARG_DOUBLE, &a.retry_wait, 0,
          "seconds before the first of them, doubled each time (default: 1)", "S" },
        { "stall", '\0', POPT_ARG_DOUBLE, &a.stall, 0,
          "seconds without a byte that end a try (default: 60)", "S" },
        { "dry-run", 'n', POPT_ARG_NONE, &cli->dry_run, 0, "say what would be fetched, then stop",
          NULL },
        BED_CLI_COMMON(cli),
        POPT_TABLEEND
    };
    const char **keys;
    const char  *token = getenv("HF_TOKEN"), *ca_file = getenv("CURL_CA_BUNDLE");
    size_t       n;
    bed_catalog *catalog = NULL;
    int          status  = bed_cli_parse(cli, &bed_command_pull, options, argc, argv, &keys, &n);

    if (status != 0)
        return status == BED_CLI_HELP ? 0 : status;
    if (n == 0)
        return bed_cli_usage(&bed_command_pull,
                             "expected a dataset; 'bedside catalog list' has them");
    if (a.out != NULL && a.out[0] == '\0')
        return bed_cli_usage(&bed_command_pull, "no folder to write to: -o DIR");
    if ((status = check_numbers(&a)) != 0 || (status = check_token(token)) != 0)
        return status;
    if (bed_catalog_load(NULL, &catalog, &cli->err) != BED_OK)
        return bed_cli_fail(cli, &bed_command_pull);
    const bed_pull_options o = { .only      = a.only,
                                 .overwrite = a.overwrite != 0,
                                 .offline   = a.offline != 0,
                                 .token     = token == NULL || token[0] == '\0' ? NULL : token,
                                 .ca_file = ca_file == NULL || ca_file[0] == '\0' ? NULL : ca_file,
                                 .retries = (unsigned)a.retries,
                                 .retry_s = a.retry_wait,
                                 .retry_max_s = 60 * a.retry_wait,
                                 .stall_s     = a.stall,
                                 .seed        = (uint64_t)cli->seed,
                                 .talk        = &cli->talk };
    status                   = all(cli, catalog, &a, keys, n, &o);
    bed_catalog_destroy(catalog);
    return status;
}

const bed_command bed_command_pull = {
    .name      = "pull",
    .arguments = "DATASET... [-o DIR]",
    .summary   = "published files of a dataset, fetched and checked",
    .description =
        "Fetches the files of a dataset from where they are published, resumes what was cut short,\n"
        "and checks size and SHA-256. For a dataset that may not be fetched, or only after an\n"
        "agreement, it tells the steps to take (exit status 1). This is the one command that uses\n"
        "the network, and only for the addresses in the catalogue. Proxies are taken from the\n"
        "environment; HF_TOKEN is sent to huggingface.co alone.",
    .example = "  $ bedside pull mts_dialog --dry-run\n"
               "  $ bedside pull mts_dialog -o data/mts_dialog\n"
               "  $ bedside ingest mts_dialog data/mts_dialog -o out/mts_dialog",
    .run     = pull,
};
