#include "cli/display.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const double DELAY_S = 0.7, BAR_EVERY_S = 0.1, LINE_EVERY_S = 10.0;

static void clear_bar(bed_display *d)
{
    if (d->shown)
        fputs("\r\033[K", stderr);
    d->shown = false;
}

static void amount(char *out, size_t bytes, uint64_t n, const char *unit)
{
    if (strcmp(unit, "bytes") == 0)
        snprintf(out, bytes, "%.1f MiB", (double)n / (1024.0 * 1024.0));
    else
        snprintf(out, bytes, "%llu %s", (unsigned long long)n, unit);
}

static void show(bed_display *d, uint64_t done, uint64_t total, const char *unit)
{
    enum { WIDTH = 24 };
    char done_text[64], bar[WIDTH + 1];

    amount(done_text, sizeof done_text, done, unit);
    if (!d->terminal) {
        if (total > 0)
            fprintf(stderr, "%s: %s, %.0f %%\n", d->stage, done_text,
                    done > total ? 100.0 : 100.0 * (double)done / (double)total);
        else
            fprintf(stderr, "%s: %s\n", d->stage, done_text);
        return;
    }
    if (total == 0) {
        fprintf(stderr, "\r\033[K%s  %s", d->stage, done_text);
    } else {
        const double share  = done > total ? 1.0 : (double)done / (double)total;
        const int    filled = (int)(share * WIDTH);

        for (int i = 0; i < WIDTH; i++)
            bar[i] = i < filled ? '#' : '.';
        bar[WIDTH] = '\0';
        fprintf(stderr, "\r\033[K%s  [%s] %3.0f %%  %s", d->stage, bar, 100.0 * share, done_text);
    }
    fflush(stderr);
    d->shown = true;
}

static void on_progress(void *context, const char *stage, uint64_t done, uint64_t total,
                        const char *unit)
{
    bed_display *d   = context;
    const double now = bed_wall_s();

    if (*d->quiet)
        return;
    pthread_mutex_lock(&d->lock);
    if (stage == NULL) {
        clear_bar(d);
    } else {
        if (strcmp(stage, d->stage) != 0) {
            clear_bar(d);
            snprintf(d->stage, sizeof d->stage, "%s", stage);
            d->started_s = d->last_s = now;
        }
        if (now - d->started_s >= DELAY_S &&
            now - d->last_s >= (d->terminal ? BAR_EVERY_S : LINE_EVERY_S)) {
            d->last_s = now;
            show(d, done, total, unit);
        }
    }
    pthread_mutex_unlock(&d->lock);
}

static void on_message(void *context, bed_level level, const char *room, const char *text)
{
    bed_display *d = context;

    if (*d->quiet && level != BED_LEVEL_WARNING)
        return;
    if (level == BED_LEVEL_DEBUG && !*d->verbose)
        return;
    pthread_mutex_lock(&d->lock);
    clear_bar(d);
    fprintf(stderr, "%s: %s%s\n", room, level == BED_LEVEL_WARNING ? "warning: " : "", text);
    pthread_mutex_unlock(&d->lock);
}

void bed_display_init(bed_display *d, const int *quiet, const int *verbose)
{
    *d = (bed_display){ .quiet = quiet, .verbose = verbose };
    pthread_mutex_init(&d->lock, NULL);
    d->terminal = isatty(STDERR_FILENO) == 1;
}

void bed_display_deinit(bed_display *d)
{
    clear_bar(d);
    pthread_mutex_destroy(&d->lock);
}

bed_talk bed_display_talk(bed_display *d, bool (*stop)(void *context))
{
    return (bed_talk){ .context = d, .progress = on_progress, .message = on_message, .stop = stop };
}
