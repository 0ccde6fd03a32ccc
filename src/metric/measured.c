/* Rows of numbers: what items gave, and sums of them over a selection. */
#include "metric/settings.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NOTE_BYTES = 1024 };

const double *bed_measured_row(const bed_measured *rows, size_t i)
{
    return rows->cells + i * rows->width;
}

void bed_measured_sum(const bed_measured *rows, const bed_selection *chosen, double *sums,
                      double *weight)
{
    *weight = 0;
    memset(sums, 0, rows->width * sizeof *sums);
    for (size_t i = 0; i < chosen->n; i++) {
        const double *const row = bed_measured_row(rows, chosen->rows[i]);
        const double        w   = chosen->weights[i];

        *weight += w;
        for (size_t k = 0; k < rows->width; k++)
            sums[k] += w * row[k];
    }
}

bed_status bed_measured_mean(const bed_measured *rows, const bed_selection *chosen, double *values,
                             bed_error *err)
{
    for (size_t k = 0; k < rows->n_values; k++) {
        double sum = 0, weight = 0;

        for (size_t i = 0; i < chosen->n; i++) {
            const double cell = bed_measured_row(rows, chosen->rows[i])[k];

            if (!isnan(cell)) {
                sum += chosen->weights[i] * cell;
                weight += chosen->weights[i];
            }
        }
        values[k] = weight > 0 ? sum / weight : (double)NAN;
    }
    if (isnan(values[0]))
        return bed_fail(err, BED_UNDEFINED, "%s of no items", rows->metric->name);
    return BED_OK;
}

bed_status bed_measured_score(const bed_measured *rows, const bed_selection *chosen, double *values,
                              bed_error *err)
{
    return rows->metric->score(rows, chosen, values, err);
}

bed_status bed_measured_note(bed_measured *rows, bed_error *err, const char *format, ...)
{
    char    text[NOTE_BYTES];
    va_list arguments;
    bed_str copy;
    char  **notes;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < rows->n_notes; i++)
        if (strcmp(rows->notes[i], text) == 0)
            return BED_OK;
    notes = bed_new(&rows->arena, char *, rows->n_notes + 1);
    if (notes == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    BED_TRY(bed_arena_copy(&rows->arena, bed_str_of(text), &copy, err));
    if (rows->n_notes > 0)
        memcpy(notes, rows->notes, rows->n_notes * sizeof *notes);
    notes[rows->n_notes++] = (char *)(uintptr_t)copy.ptr;
    rows->notes            = notes;
    return BED_OK;
}

void bed_measured_destroy(bed_measured *rows)
{
    if (rows == NULL)
        return;
    if (rows->metric->drop != NULL && rows->kept != NULL)
        rows->metric->drop(rows->kept);
    bed_settings_destroy(rows->settled);
    bed_free(rows->cells);
    bed_arena_deinit(&rows->arena);
    bed_free(rows);
}
