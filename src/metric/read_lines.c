/* Files of lines: read whole, cut where LF or CRLF stands, the texts being views into the bytes. */
#include "metric/read_rows.h"

#include "text/unicode.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* Of compressed bytes that grow beyond both, no text does: taken for an attack. */
enum { BOMB_RATIO = 200, BOMB_FLOOR = 64 << 20 };

enum { STEP = 1 << 20, GZIP_BUFFER = 256 << 10 };

#define FILE_MAX_BYTES ((size_t)64 << 30)

static bed_status open_file(const char *path, gzFile *out, uint64_t *size, bed_error *err)
{
    struct stat info;
    const bool  in = strcmp(path, "-") == 0;
    const int   fd = in ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &info) != 0) {
        const int why = errno;

        if (fd >= 0)
            close(fd);
        return bed_fail(err, BED_EREAD, "cannot open: %s", strerror(why));
    }
    *size = S_ISREG(info.st_mode) ? (uint64_t)info.st_size : 0;
    *out  = gzdopen(fd, "rb");
    if (*out == NULL) {
        close(fd);
        return bed_fail(err, BED_EMEMORY, "out of memory");
    }
    gzbuffer(*out, GZIP_BUFFER);
    return BED_OK;
}

static bed_status read_failed(gzFile file, bed_error *err)
{
    int               code;
    const char *const words = gzerror(file, &code);

    if (code == Z_ERRNO)
        return bed_fail(err, BED_EREAD, "cannot read: %s", strerror(errno));
    return bed_fail(err, BED_EFORMAT, "damaged gzip: %s",
                    code == Z_BUF_ERROR ? "cut short" : words);
}

static uint64_t count_lines(bed_str text)
{
    uint64_t    n   = 0;
    const char *end = text.ptr + text.len;

    for (const char *p = text.ptr; p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
        n++;
    return n + (text.len > 0 && text.ptr[text.len - 1] != '\n');
}

/* What is no text at all. */
static bed_status check_text(bed_str text, bed_error *err)
{
    const char *nul;

    if (bed_str_starts(text, BED_STR("\xFF\xFE")) || bed_str_starts(text, BED_STR("\xFE\xFF")))
        return bed_fail(err, BED_EFORMAT, "UTF-16: expected lines in UTF-8");
    nul = text.len == 0 ? NULL : memchr(text.ptr, '\0', text.len);
    if (nul == NULL)
        return BED_OK;
    bed_fail_at(err, BED_EFORMAT, (uint64_t)(nul - text.ptr),
                "a NUL byte: expected lines in UTF-8, this is a binary file");
    return bed_fail_in(err, BED_EFORMAT, "",
                       count_lines((bed_str){ text.ptr, (size_t)(nul - text.ptr) + 1 }));
}

/* Reads to the end, or to what shows that this is no text: a device may have no end. */
static bed_status read_all(const bed_read_options *o, gzFile file, uint64_t size, bed_buffer *text,
                           bed_error *err)
{
    char *to;
    int   got = 1;

    BED_TRY(bed_buffer_reserve(text, (size_t)size + 1, &to, err));
    while (got > 0) {
        BED_TRY(bed_talk_check(o->talk, err));
        BED_TRY(bed_buffer_reserve(text, STEP, &to, err));
        got = gzread(file, to, STEP);
        text->len += got > 0 ? (size_t)got : 0;
        if (got > 0 && memchr(to, '\0', (size_t)got) != NULL)
            return check_text(bed_buffer_str(text), err);
        if (text->len > BOMB_FLOOR && !gzdirect(file) &&
            text->len / BOMB_RATIO > (size_t)gzoffset(file))
            return bed_fail(err, BED_EFORMAT, "gzip that grows more than %d times", BOMB_RATIO);
    }
    if (got < 0)
        return read_failed(file, err);
    text->ptr[text->len] = '\0';
    return BED_OK;
}

static bed_status read_file(const bed_read_options *o, const char *path, bed_buffer *text,
                            bed_error *err)
{
    gzFile     file = NULL;
    uint64_t   size = 0;
    bed_status st;

    BED_TRY(open_file(path, &file, &size, err));
    st = read_all(o, file, size, text, err);
    if (gzclose_r(file) != Z_OK && st == BED_OK)
        st = bed_fail(err, BED_EFORMAT, "damaged gzip: cut short");
    return st;
}

/* Counts the lines that are not UTF-8; the whole text is looked at in one go, and line by line only
 * where something is found. */
static void find_ill_formed(bed_str text, bed__rows *rows)
{
    if (bed_utf8_valid_until(text) == text.len)
        return;
    for (size_t i = 0; i < rows->n; i++)
        if (bed_utf8_valid_until(rows->at[i].item.hyp) < rows->at[i].item.hyp.len) {
            if (rows->n_ill_formed++ == 0)
                rows->first_ill_formed = rows->at[i].number;
        }
}

static bed_status cut(bed_str text, bed__rows *rows, bed_error *err)
{
    const char *const end = text.ptr + text.len;
    const uint64_t    n   = count_lines(text);

    BED_TRY(bed_alloc_into((void **)&rows->at, (size_t)n, sizeof *rows->at, err));
    rows->capacity = (size_t)n;
    for (const char *p = text.ptr; p < end;) {
        const char *const lf   = memchr(p, '\n', (size_t)(end - p));
        const char *const stop = lf == NULL ? end : lf;
        bed_str           line = { p, (size_t)(stop - p) };
        bed__row         *row;

        if (lf != NULL && line.len > 0 && line.ptr[line.len - 1] == '\r')
            line.len--;
        BED_TRY(bed__rows_add(rows, &row, err));
        if (line.len > BED__TEXT_MAX_BYTES)
            return bed_fail_in(err,
                               bed_fail(err, BED_EFORMAT,
                                        "a line of %zu bytes: expected up to "
                                        "1 GiB",
                                        line.len),
                               "", row->number);
        row->item.hyp = line;
        p             = stop + 1;
    }
    return BED_OK;
}

/* A file of JSON lines under another name would be scored as it stands. */
static bed_status warn_of_json(bed_reading *r, const bed__rows *rows, bed_error *err)
{
    size_t n = 0;

    while (n < rows->n && n < 10 && bed_str_starts(rows->at[n].item.hyp, BED_STR("{\"")) &&
           bed_str_ends(rows->at[n].item.hyp, BED_STR("}")))
        n++;
    if (n == 0 || (n < 10 && n < rows->n))
        return BED_OK;
    return bed__reading_warn(
        r, err,
        "%s: its lines look like JSON, and are scored as they stand; name it .jsonl for "
        "its fields to be read",
        rows->path);
}

bed_status bed__read_lines(const bed_read_options *o, bed_reading *r, bed__rows *rows,
                           bed_error *err)
{
    bed__bytes *const bytes = bed_new(&r->arena, bed__bytes, 1);
    bed_str           text;

    rows->lines = true;
    if (bytes == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    *bytes   = (bed__bytes){ .next = r->bytes, .text = BED_BUFFER(FILE_MAX_BYTES) };
    r->bytes = bytes;
    BED_TRY(read_file(o, rows->path, &bytes->text, err));
    text = bed_buffer_str(&bytes->text);
    bed_eat(&text, BED_STR("\xEF\xBB\xBF"));
    BED_TRY(check_text(text, err));
    BED_TRY(cut(text, rows, err));
    find_ill_formed(text, rows);
    if (rows->n_ill_formed > 0)
        BED_TRY(bed__reading_warn(
            r, err,
            "%s: %llu of %zu lines are not UTF-8, the first is line %llu; each wrong byte "
            "counts as U+FFFD",
            rows->path, (unsigned long long)rows->n_ill_formed, rows->n,
            (unsigned long long)rows->first_ill_formed));
    return warn_of_json(r, rows, err);
}
