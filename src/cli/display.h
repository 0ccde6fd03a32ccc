/* How progress and messages are shown: a bar on a terminal, plain lines elsewhere. */
#ifndef BED_CLI_DISPLAY_H
#define BED_CLI_DISPLAY_H

#include "base/base.h"

#include <pthread.h>

typedef struct bed_display {
    pthread_mutex_t lock;
    bool            terminal, shown; /* shown: a bar stands on the line */
    const int      *quiet, *verbose; /* the command's options, read when needed */
    double          started_s, last_s;
    char            stage[64];
} bed_display;

void bed_display_init(bed_display *d, const int *quiet, const int *verbose);
void bed_display_deinit(bed_display *d);

/* A talk over the display; stop asks whether Ctrl-C was pressed. */
bed_talk bed_display_talk(bed_display *d, bool (*stop)(void *context));

#endif
