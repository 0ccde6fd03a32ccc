#include "cli/cli.h"
#include "cli/display.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { WORDS_MAX_BYTES = 64 << 20 };

/* The one thing a signal handler may touch. */
static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
    (void)number;
    if (interrupted)
        _Exit(130); /* the second Ctrl-C does not wait */
    interrupted = 1;
}

static bool stop(void *context)
{
    (void)context;
    return interrupted != 0;
}

static void print_overview(FILE *to)
{
    size_t                    n;
    const bed_command *const *table = bed_commands(&n);

    fputs("bedside: the data-centric life of language models that talk with patients\n\n"
          "Usage: bedside COMMAND [options]\n\nCommands:\n",
          to);
    for (size_t i = 0; i < n; i++)
        fprintf(to, "  %-10s %s\n", table[i]->name, table[i]->summary);
    fputs("\n'bedside COMMAND --help' tells more, with an example. 'bedside --version' names the "
          "version.\nbedside is a research tool. Nothing it prints is medical advice.\n",
          to);
}

static const bed_command *find_command(const char *name)
{
    size_t                    n;
    const bed_command *const *table = bed_commands(&n);
    const char               *names[64];

    for (size_t i = 0; i < n; i++)
        if (strcmp(table[i]->name, name) == 0)
            return table[i];
    for (size_t i = 0; i < n && i < sizeof names / sizeof names[0]; i++)
        names[i] = table[i]->name;
    const char *near = bed_nearest(name, names, n);
    fprintf(stderr, "bedside: no command '%s'", name);
    if (near != NULL)
        fprintf(stderr, "; did you mean '%s'?", near);
    fputs("\nusage: bedside COMMAND [options]; 'bedside --help' lists the commands\n", stderr);
    return NULL;
}

static int run_command(const bed_command *command, int argc, const char **argv)
{
    bed_cli     cli = { .program = argv[0], .arena = BED_ARENA(WORDS_MAX_BYTES) };
    bed_display display;

    bed_display_init(&display, &cli.quiet, &cli.verbose);
    cli.talk         = bed_display_talk(&display, stop);
    const int status = command->run(&cli, argc - 1, argv + 1);
    bed_display_deinit(&display);
    bed_arena_deinit(&cli.arena);
    return status;
}

/* An answer that did not get out is no success. */
static int flushed(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    if (status == 0)
        fputs("bedside: cannot write the answer\n", stderr);
    return status == 0 ? 4 : status;
}

static void catch_signal(int number)
{
    const struct sigaction action = { .sa_handler = on_signal };
    struct sigaction       before;

    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* as nohup wants */
        sigaction(number, &action, NULL);
}

int main(int argc, const char **argv)
{
    if (argc < 2) {
        print_overview(stderr);
        return 2;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_overview(stdout);
        return flushed(0);
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("bedside " BEDSIDE_VERSION);
        return flushed(0);
    }
    const bed_command *command = find_command(argv[1]);
    if (command == NULL)
        return 2;
    catch_signal(SIGINT);
    catch_signal(SIGTERM);
    catch_signal(SIGHUP);
    return flushed(run_command(command, argc, argv));
}
