/* Progress: what a long piece of work tells its caller, and whether it should stop. The library
 * only calls back; the command shows it. */
#ifndef BED_BASE_PROGRESS_H
#define BED_BASE_PROGRESS_H

#include "base/status.h"

typedef enum bed_level { BED_LEVEL_DEBUG, BED_LEVEL_INFO, BED_LEVEL_WARNING } bed_level;

/* All members may be NULL; may be called from any thread, one call at a time being the
 * implementation's concern. */
typedef struct bed_talk {
    void *context;
    /* done of total (0: not known) units ("bytes", "records"); stage names what is being done */
    void (*progress)(void *context, const char *stage, uint64_t done, uint64_t total,
                     const char *unit);
    void (*message)(void *context, bed_level level, const char *room, const char *text);
    bool (*stop)(void *context); /* true: end cleanly with BED_EINTERRUPTED */
} bed_talk;

/* The same with NULL checks; talk may be NULL. */
void bed_talk_progress(const bed_talk *talk, const char *stage, uint64_t done, uint64_t total,
                       const char *unit);
void bed_talk_message(const bed_talk *talk, bed_level level, const char *room, const char *format,
                      ...) BED_PRINTF(4, 5);
/* BED_EINTERRUPTED when the caller wants an end, else BED_OK. */
bed_status bed_talk_check(const bed_talk *talk, bed_error *err) BED_USE_RESULT;

#endif
