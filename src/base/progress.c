#include "base/progress.h"

#include <stdio.h>

void bed_talk_progress(const bed_talk *talk, const char *stage, uint64_t done, uint64_t total,
                       const char *unit)
{
    if (talk != NULL && talk->progress != NULL)
        talk->progress(talk->context, stage, done, total, unit);
}

void bed_talk_message(const bed_talk *talk, bed_level level, const char *room, const char *format,
                      ...)
{
    char    text[BED_ERROR_TEXT];
    va_list args;

    if (talk == NULL || talk->message == NULL)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    talk->message(talk->context, level, room, text);
}

bed_status bed_talk_check(const bed_talk *talk, bed_error *err)
{
    if (talk != NULL && talk->stop != NULL && talk->stop(talk->context))
        return bed_fail(err, BED_EINTERRUPTED, "interrupted");
    return BED_OK;
}
