#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#define X(name) &bed_command_##name,
static const bed_command *const commands[] = { BED_COMMANDS(X) };
#undef X

const bed_command *const *bed_commands(size_t *n)
{
    *n = sizeof commands / sizeof commands[0];
    return commands;
}

static void print_help(const bed_command *c, poptContext popt)
{
    printf("bedside %s: %s\n\nUsage: bedside %s %s\n\n%s\n\nOptions:\n", c->name, c->summary,
           c->name, c->arguments, c->description);
    poptPrintHelp(popt, stdout, 0);
    printf("\nExample:\n%s\n", c->example);
}

/* The long option nearest to a misspelt one, or NULL. */
static const char *suggest(const struct poptOption *options, const char *bad)
{
    const char *names[64];
    size_t      n = 0;

    for (; options->longName != NULL || options->arg != NULL || options->shortName != 0; options++)
        if (options->longName != NULL && n < sizeof names / sizeof names[0])
            names[n++] = options->longName;
    while (*bad == '-')
        bad++;
    return bed_nearest(bad, names, n);
}

int bed_cli_usage(const bed_command *command, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "bedside %s: ", command->name);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\nusage: bedside %s %s\n", command->name, command->arguments);
    return 2;
}

static int fail_option(const bed_command *command, const struct poptOption *options,
                       poptContext popt, int rc)
{
    const char *bad  = poptBadOption(popt, POPT_BADOPTION_NOALIAS);
    const char *near = rc == POPT_ERROR_BADOPT ? suggest(options, bad) : NULL;

    if (rc == POPT_ERROR_BADNUMBER || rc == POPT_ERROR_OVERFLOW)
        return bed_cli_usage(command, "'%s': expected a number", bad);
    if (near != NULL)
        return bed_cli_usage(command, "option '%s': %s; did you mean '--%s'?", bad,
                             poptStrerror(rc), near);
    return bed_cli_usage(command, "option '%s': %s", bad, poptStrerror(rc));
}

static int check_common(const bed_cli *cli, const bed_command *command)
{
    if (cli->threads < 0 || cli->threads > 1024)
        return bed_cli_usage(command, "option '--threads': expected 0 to 1024, found %ld",
                             cli->threads);
    if (cli->seed < 0)
        return bed_cli_usage(command, "option '--seed': expected 0 or more, found %ld", cli->seed);
    return 0;
}

/* Takes a string option's value over from popt, which leaves it to its caller to free. `before` is
 * what the variable held before the options were read. */
static bed_status keep_value(bed_cli *cli, char **value, const char *before)
{
    bed_str copy;

    if (*value == NULL || *value == before)
        return BED_OK;
    const bed_status st = bed_arena_copy(&cli->arena, bed_str_of(*value), &copy, &cli->err);
    free(*value);
    *value = st == BED_OK ? (char *)(uintptr_t)copy.ptr : NULL;
    return st;
}

enum { STRINGS_MAX = 64 };

/* The variables of the table's string options, and what they hold. */
static size_t string_values(const struct poptOption *options, char **at[STRINGS_MAX],
                            const char *held[STRINGS_MAX])
{
    size_t n = 0;

    for (; options->longName != NULL || options->arg != NULL || options->shortName != 0; options++)
        if ((options->argInfo & POPT_ARG_MASK) == POPT_ARG_STRING && options->arg != NULL &&
            n < STRINGS_MAX) {
            at[n]   = options->arg;
            held[n] = *at[n];
            n++;
        }
    return n;
}

static bed_status keep_words(bed_cli *cli, const char **rest, const char ***words, size_t *n_words)
{
    size_t n = 0;

    while (rest != NULL && rest[n] != NULL)
        n++;
    *words = bed_new(&cli->arena, const char *, n + 1);
    if (*words == NULL)
        return bed_fail(&cli->err, BED_EMEMORY, "out of memory: %zu words", n);
    for (size_t i = 0; i < n; i++) {
        bed_str copy;

        BED_TRY(bed_arena_copy(&cli->arena, bed_str_of(rest[i]), &copy, &cli->err));
        (*words)[i] = copy.ptr;
    }
    *n_words = n;
    return BED_OK;
}

int bed_cli_parse(bed_cli *cli, const bed_command *command, const struct poptOption *options,
                  int argc, const char **argv, const char ***arguments, size_t *n_arguments)
{
    enum { HELP = 'h' };
    int                     help  = 0;
    const struct poptOption all[] = {
        { NULL, '\0', POPT_ARG_INCLUDE_TABLE, (void *)(uintptr_t)options, 0, NULL, NULL },
        { "help", HELP, POPT_ARG_NONE, &help, 0, "show this help", NULL },
        POPT_TABLEEND
    };
    poptContext  popt = poptGetContext("bedside", argc, argv, all, 0);
    char       **values[STRINGS_MAX];
    const char  *held[STRINGS_MAX];
    const size_t n_values = string_values(options, values, held);
    bed_status   st       = BED_OK;
    int          rc;

    *arguments   = NULL;
    *n_arguments = 0;
    while ((rc = poptGetNextOpt(popt)) > 0)
        continue;
    for (size_t i = 0; i < n_values; i++)
        st = st == BED_OK ? keep_value(cli, values[i], held[i]) : st;
    if (rc == -1 && help) {
        print_help(command, popt);
        rc = BED_CLI_HELP;
    } else if (rc < -1) {
        rc = fail_option(command, options, popt, rc);
    } else {
        if (st == BED_OK)
            st = keep_words(cli, poptGetArgs(popt), arguments, n_arguments);
        rc = st == BED_OK ? check_common(cli, command) : bed_cli_fail(cli, command);
    }
    poptFreeContext(popt);
    return rc;
}

int bed_cli_fail(const bed_cli *cli, const bed_command *command)
{
    char line[BED_ERROR_TEXT + BED_ERROR_FILE + 64];

    fprintf(stderr, "bedside %s: %s\n", command->name,
            bed_error_line(&cli->err, line, sizeof line));
    return bed_code_exit_status(cli->err.code);
}

int bed_cli_answer(bed_str text)
{
    if (fwrite(text.ptr == NULL ? "" : text.ptr, 1, text.len, stdout) == text.len &&
        fflush(stdout) == 0)
        return 0;
    fprintf(stderr, "bedside: cannot write the answer\n");
    return 4;
}

void bed_cli_finish(const bed_cli *cli, const bed_run_record *record)
{
    char line[1500];

    bed_talk_progress(&cli->talk, NULL, 0, 0, NULL);
    if (!cli->quiet && record != NULL)
        fprintf(stderr, "%s\n", bed_run_record_line(record, line, sizeof line));
}
