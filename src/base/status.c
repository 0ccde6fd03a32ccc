#define BED_STATUS_DEFINES
#include "base/status.h"

#include <stdio.h>
#include <string.h>

typedef struct status_row {
    bed_code    code;
    int         exit_status;
    const char *name, *text;
} status_row;

static const status_row rows[] = {
#define X(name, number, exit_status, text) { name, exit_status, #name, text },
    BED_STATUSES(X)
#undef X
};

static const status_row *row_of(bed_code code)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].code == code)
            return &rows[i];
    return &rows[sizeof rows / sizeof rows[0] - 1];
}

const char *bed_code_name(bed_code code)
{
    return row_of(code)->name;
}

const char *bed_code_text(bed_code code)
{
    return row_of(code)->text;
}

int bed_code_exit_status(bed_code code)
{
    return row_of(code)->exit_status;
}

static bed_status fill(bed_error *err, bed_code code, const char *format, va_list args)
{
    if (err == NULL)
        return code;
    err->code = code;
    vsnprintf(err->text, sizeof err->text, format, args);
    return code;
}

bed_status bed_fail(bed_error *err, bed_code code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fill(err, code, format, args);
    va_end(args);
    return code;
}

bed_status bed_fail_at(bed_error *err, bed_code code, uint64_t byte, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fill(err, code, format, args);
    va_end(args);
    if (err != NULL) {
        err->byte     = byte;
        err->has_byte = true;
    }
    return code;
}

bed_status bed_fail_in(bed_error *err, bed_code code, const char *file, uint64_t row)
{
    if (err == NULL)
        return code;
    if (err->file[0] == '\0' && file != NULL)
        snprintf(err->file, sizeof err->file, "%s", file);
    if (err->row == 0)
        err->row = row;
    return err->code;
}

void bed_error_prefix(bed_error *err, const char *format, ...)
{
    char    words[BED_ERROR_TEXT];
    char    old[BED_ERROR_TEXT];
    va_list args;

    if (err == NULL)
        return;
    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    memcpy(old, err->text, sizeof old);
    int n = snprintf(err->text, sizeof err->text, "%s", words);
    if (n >= 0 && (size_t)n < sizeof err->text)
        snprintf(err->text + n, sizeof err->text - (size_t)n, "%s", old);
}

const char *bed_error_line(const bed_error *err, char *out, size_t out_bytes)
{
    char   row[32] = "", byte[32] = "";
    size_t at = 0;
    int    n  = 0;

    if (err->row != 0)
        snprintf(row, sizeof row, "row %llu: ", (unsigned long long)err->row);
    if (err->has_byte)
        snprintf(byte, sizeof byte, "byte %llu: ", (unsigned long long)err->byte);
    if (err->file[0] != '\0')
        n = snprintf(out, out_bytes, "%s: ", err->file);
    at = n > 0 ? (size_t)n : 0;
    if (at < out_bytes)
        snprintf(out + at, out_bytes - at, "%s%s%s", row, byte, err->text);
    return out;
}
