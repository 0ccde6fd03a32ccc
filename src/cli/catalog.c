#include "catalog/catalog.h"

#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

enum { ANSWER_MAX = 256 << 20 };

/* What the options gave. */
typedef struct asked {
    bed_catalog_query query;
    char             *kind;
    int               yaml;
} asked;

static bed_catalog_format format_of(const bed_cli *cli, const asked *a)
{
    return cli->json ? BED_CATALOG_JSON : a->yaml ? BED_CATALOG_YAML : BED_CATALOG_TABLE;
}

/* An answer that names nothing is given, and is no success. */
static int nothing_matches(const bed_cli *cli, const asked *a, const bed_buffer *out)
{
    const int status = cli->json || a->yaml ? bed_cli_answer(bed_buffer_str(out)) : 0;

    fprintf(stderr, "bedside catalog: nothing among the %s matches\n",
            bed_catalog_kind_name(a->query.kind));
    return status == 0 ? 1 : status;
}

static int list(bed_cli *cli, const bed_catalog *c, asked *a)
{
    bed_buffer out = BED_BUFFER(ANSWER_MAX);
    size_t     n   = 0;
    bed_status st  = BED_OK;
    int        status;

    if (a->kind != NULL)
        BED_GO(bed_catalog_kind_of(a->kind, &a->query.kind, &cli->err));
    BED_GO(bed_catalog_list(c, &a->query, format_of(cli, a), &out, &n, &cli->err));
done:
    status = st != BED_OK ? bed_cli_fail(cli, &bed_command_catalog)
             : n == 0     ? nothing_matches(cli, a, &out)
                          : bed_cli_answer(bed_buffer_str(&out));
    bed_buffer_deinit(&out);
    return status;
}

static int answer(bed_cli *cli, bed_status st, bed_buffer *out)
{
    const int status = st == BED_OK ? bed_cli_answer(bed_buffer_str(out))
                                    : bed_cli_fail(cli, &bed_command_catalog);

    bed_buffer_deinit(out);
    return status;
}

static int show(bed_cli *cli, const bed_catalog *c, const asked *a, const char *key)
{
    bed_buffer out = BED_BUFFER(ANSWER_MAX);

    return answer(cli, bed_catalog_show(c, key, format_of(cli, a), &out, &cli->err), &out);
}

static int cite(bed_cli *cli, const bed_catalog *c, const asked *a, const char *const *keys,
                size_t n)
{
    bed_buffer out = BED_BUFFER(ANSWER_MAX);

    return answer(cli, bed_catalog_cite(c, keys, n, format_of(cli, a), &out, &cli->err), &out);
}

static bool filtered(const asked *a)
{
    const bed_catalog_query *q = &a->query;

    return a->kind != NULL || q->category != NULL || q->subtype != NULL || q->language != NULL ||
           q->audience != NULL || q->data_type != NULL || q->annotation != NULL ||
           q->license != NULL || q->may != NULL;
}

static int check_action(const asked *a, const bed_cli *cli, size_t n, const char **words)
{
    static const char *const actions[] = { "list", "show", "cite" };
    const char              *near;

    if (n == 0)
        return bed_cli_usage(&bed_command_catalog, "expected list, show or cite");
    if (cli->json && a->yaml)
        return bed_cli_usage(&bed_command_catalog, "--json and --yaml exclude each other");
    if (strcmp(words[0], "list") == 0)
        return n == 1 ? 0
                      : bed_cli_usage(&bed_command_catalog,
                                      "list takes no '%s'; filters are options, "
                                      "one entry is shown by 'show'",
                                      words[1]);
    near = bed_nearest(words[0], actions, sizeof actions / sizeof actions[0]);
    if (strcmp(words[0], "show") != 0 && strcmp(words[0], "cite") != 0)
        return near == NULL ? bed_cli_usage(&bed_command_catalog,
                                            "expected list, show or cite, found '%s'", words[0])
                            : bed_cli_usage(&bed_command_catalog,
                                            "expected list, show or cite, found '%s'; did you "
                                            "mean '%s'?",
                                            words[0], near);
    if (n == 1 || (n > 2 && strcmp(words[0], "show") == 0))
        return bed_cli_usage(&bed_command_catalog, "%s: expected %s, found %zu", words[0],
                             strcmp(words[0], "show") == 0 ? "one key" : "keys of datasets", n - 1);
    return filtered(a) ? bed_cli_usage(&bed_command_catalog, "filters apply to list only") : 0;
}

static int run(bed_cli *cli, asked *a, size_t n, const char **words)
{
    bed_catalog *c      = NULL;
    int          status = check_action(a, cli, n, words);

    if (status != 0)
        return status;
    if (bed_catalog_load(NULL, &c, &cli->err) != BED_OK)
        return bed_cli_fail(cli, &bed_command_catalog);
    status = strcmp(words[0], "list") == 0   ? list(cli, c, a)
             : strcmp(words[0], "show") == 0 ? show(cli, c, a, words[1])
                                             : cite(cli, c, a, words + 1, n - 1);
    bed_catalog_destroy(c);
    return status;
}

static int catalog(bed_cli *cli, int argc, const char **argv)
{
    asked                   a         = { 0 };
    bed_catalog_query      *q         = &a.query;
    const struct poptOption options[] = {
        { "kind", '\0', POPT_ARG_STRING, &a.kind, 0,
          "datasets (default), methods, benchmarks, metrics or taxonomy", "KIND" },
        { "category", '\0', POPT_ARG_STRING, &q->category, 0, "knowledge, conversation", "IDS" },
        { "subtype", '\0', POPT_ARG_STRING, &q->subtype, 0, "licensing_exam, counselling, ...",
          "IDS" },
        { "language", '\0', POPT_ARG_STRING, &q->language, 0, "en, zh, zh-Hans, ...", "TAGS" },
        { "audience", '\0', POPT_ARG_STRING, &q->audience, 0, "professional, lay, ...", "IDS" },
        { "data-type", '\0', POPT_ARG_STRING, &q->data_type, 0, "mcqa, multi_turn_dialogue, ...",
          "IDS" },
        { "annotation", '\0', POPT_ARG_STRING, &q->annotation, 0, "exam_key, turn_level, ...",
          "IDS" },
        { "license", '\0', POPT_ARG_STRING, &q->license, 0, "MIT, CC-BY-4.0, none-stated, ...",
          "IDS" },
        { "may", '\0', POPT_ARG_STRING, &q->may, 0,
          "what the licence allows without asking: train, share, commercial", "USES" },
        { "yaml", '\0', POPT_ARG_NONE, &a.yaml, 0, "answer in YAML, as the files have it", NULL },
        BED_CLI_COMMON(cli),
        POPT_TABLEEND
    };
    const char **words;
    size_t       n;
    int          status;

    status = bed_cli_parse(cli, &bed_command_catalog, options, argc, argv, &words, &n);
    if (status != 0)
        return status == BED_CLI_HELP ? 0 : status;
    return run(cli, &a, n, words);
}

const bed_command bed_command_catalog = {
    .name      = "catalog",
    .arguments = "list [filters] | show KEY | cite KEY...",
    .summary   = "what datasets, methods, benchmarks and metrics exist, and on what terms",
    .description =
        "list shows what there is; every filter takes one value or several with commas between,\n"
        "any of which matches (of --may all). A language matches its scripts: zh is zh-Hans too.\n"
        "show gives all that is known of one entry: properties, terms of use, published figures\n"
        "with their sources, forms that ingest reads, supported objectives, gaps. KEY is a\n"
        "dataset, method, benchmark, metric or term; where a name is shared, write methods/KEY.\n"
        "cite gives BibTeX. Exit status 1 where nothing matches.",
    .example = "  $ bedside catalog list --language zh --may train,share\n"
               "  $ bedside catalog show medqa\n"
               "  $ bedside catalog cite medqa psych8k > data.bib",
    .run     = catalog,
};
