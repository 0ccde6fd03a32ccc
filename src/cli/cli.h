/* What every command shares: its row in the table, the common options, how it talks. */
#ifndef BED_CLI_H
#define BED_CLI_H

#include "base/base.h"

#include <popt.h>

typedef struct bed_cli {
    int         json, quiet, verbose, dry_run;
    long        threads; /* 0: one for every processor */
    long        seed;
    const char *program; /* argv[0], for finding the data folders */
    bed_talk    talk;    /* bar or lines on stderr; asks for an end after Ctrl-C */
    bed_error   err;
    bed_arena   arena; /* what lives as long as the command: its words */
} bed_cli;

/* A command is a row; its handler gives the exit status. */
typedef struct bed_command {
    const char *name;
    const char *arguments; /* "DATASET PATH... -o CORPUS" */
    const char *summary;   /* one line, no full stop */
    const char *description;
    const char *example; /* lines of "$ bedside …" */
    int (*run)(bed_cli *cli, int argc, const char **argv);
} bed_command;

/* One line a command; the file of a command is src/cli/<name>.c. */
#define BED_COMMANDS(X)                                                                            \
    X(catalog)                                                                                     \
    X(ingest)                                                                                      \
    X(profile)                                                                                     \
    X(pull)                                                                                        \
    X(report)                                                                                      \
    X(run)                                                                                         \
    X(score)                                                                                       \
    X(sql)

#define X(name) extern const bed_command bed_command_##name;
BED_COMMANDS(X)
#undef X

const bed_command *const *bed_commands(size_t *n); /* in the order of the table */

/* The options that every command takes; put into the command's popt table. */
#define BED_CLI_COMMON(cli)                                                                        \
    { "json", '\0', POPT_ARG_NONE, &(cli)->json, 0, "answer in JSON", NULL },                      \
        { "quiet", 'q', POPT_ARG_NONE, &(cli)->quiet, 0, "say nothing but errors", NULL },         \
        { "verbose", 'v', POPT_ARG_NONE, &(cli)->verbose, 0, "say more", NULL },                   \
        { "threads",                                                                               \
          '\0',                                                                                    \
          POPT_ARG_LONG,                                                                           \
          &(cli)->threads,                                                                         \
          0,                                                                                       \
          "threads to use (default: all processors)",                                              \
          "N" },                                                                                   \
    {                                                                                              \
        "seed", '\0', POPT_ARG_LONG, &(cli)->seed, 0, "seed of everything random (default: 0)",    \
            "N"                                                                                    \
    }

enum { BED_CLI_HELP = -1 }; /* bed_cli_parse printed the help: leave with 0 */

/* Reads the options by the table; the positional arguments are given back, and they and the values
 * of string options live as long as the command. Returns 0, BED_CLI_HELP, or 2 after naming the
 * fault on stderr. */
int bed_cli_parse(bed_cli *cli, const bed_command *command, const struct poptOption *options,
                  int argc, const char **argv, const char ***arguments, size_t *n_arguments);

/* Prints "bedside COMMAND: error…" to stderr and gives the exit status of the error. */
int bed_cli_fail(const bed_cli *cli, const bed_command *command);
int bed_cli_usage(const bed_command *command, const char *format, ...) BED_PRINTF(2, 3);

/* Writes an answer to stdout; exit status 0, or 4 when it cannot be written. */
int bed_cli_answer(bed_str text);

/* Ends the progress display; then shows the run record's line unless quiet. */
void bed_cli_finish(const bed_cli *cli, const bed_run_record *record);

#endif
