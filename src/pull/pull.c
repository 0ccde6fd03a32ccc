/* A dataset's files: what is there, what is missing, one after the other. */
#include "pull/fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RESULT_MAX_BYTES = 64 << 20 };

const char *bed_pull_state_name(bed_pull_state s)
{
    static const char *const names[] = { "missing", "partial", "here",  "verified",
                                         "unknown", "fetched", "other", "failed" };

    return names[s];
}

void bed_pull_result_deinit(bed_pull_result *r)
{
    bed_arena_deinit(&r->arena);
    *r = (bed_pull_result){ 0 };
}

/* ---- which files ---- */

/* The next of the names in `rest`, terminated, into out; false at the end. */
static bool next_name(const char **rest, char out[BED_PATH_MAX])
{
    while (**rest == ',')
        (*rest)++;
    const size_t n = strcspn(*rest, ",");
    if (n == 0)
        return false;
    snprintf(out, BED_PATH_MAX, "%.*s", (int)n, *rest);
    *rest += n;
    return true;
}

static bool is_wanted(const char *only, const char *file)
{
    char name[BED_PATH_MAX];

    if (only == NULL)
        return true;
    while (next_name(&only, name))
        if (fnmatch(name, file, 0) == 0)
            return true;
    return false;
}

static bed_status fail_name(const bed_dataset *d, const char *name, bed_error *err)
{
    enum { CANDIDATES_MAX = 256 };
    const char *files[CANDIDATES_MAX];
    size_t      n = 0;

    for (; n < d->n_downloads && n < CANDIDATES_MAX; n++)
        files[n] = d->downloads[n].file;
    const char *near = bed_nearest(name, files, n);
    if (near != NULL)
        return bed_fail(err, BED_EARGUMENT, "%s has no file '%s'; did you mean '%s'?", d->key, name,
                        near);
    return bed_fail(err, BED_EARGUMENT, "%s has no file '%s'", d->key, name);
}

static bed_status check_names(const bed_dataset *d, const char *only, bed_error *err)
{
    char name[BED_PATH_MAX];

    while (only != NULL && next_name(&only, name)) {
        bool any = false;

        for (size_t i = 0; i < d->n_downloads; i++)
            any = any || fnmatch(name, d->downloads[i].file, 0) == 0;
        if (!any)
            return fail_name(d, name, err);
    }
    return BED_OK;
}

static bed_status list_files(const bed_dataset *d, const bed_pull_options *o, bed_pull_result *out,
                             bed_error *err)
{
    *out       = (bed_pull_result){ .arena = BED_ARENA(RESULT_MAX_BYTES) };
    out->files = bed_new(&out->arena, bed_pull_file, d->n_downloads);
    if (out->files == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu files", d->n_downloads);
    BED_TRY(check_names(d, o->only, err));
    for (size_t i = 0; i < d->n_downloads; i++) {
        const bed_download *f = &d->downloads[i];
        bed__paths          paths;
        bed_str             path;

        if (!is_wanted(o->only, f->file))
            continue;
        BED_TRY(bed__paths_set(&paths, o->dir, f->file, err));
        BED_TRY(bed_arena_copy(&out->arena, bed_str_of(paths.whole), &path, err));
        out->files[out->n_files++] =
            (bed_pull_file){ .download = f, .path = path.ptr, .total = f->bytes };
    }
    return BED_OK;
}

/* ---- what stands there ---- */

static bed_status other(bed_pull_file *f, const char *format, ...) BED_PRINTF(2, 3);

static bed_status other(bed_pull_file *f, const char *format, ...)
{
    char    text[BED_ERROR_TEXT / 2];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    f->state = BED_PULL_OTHER;
    bed_fail(&f->why, BED_EFORMAT,
             "stands already and is not the published file: %s; move it aside, or --overwrite "
             "fetches it anew",
             text);
    bed_fail_in(&f->why, BED_EFORMAT, f->path, 0);
    return BED_OK;
}

/* By its size alone; hashing comes later. */
static bed_status look_at(bed_pull_file *f, const bed__paths *paths, bed_error *err)
{
    struct stat info;

    if (stat(paths->whole, &info) == 0) {
        f->bytes = (uint64_t)info.st_size;
        f->state = BED_PULL_HERE;
        if (!S_ISREG(info.st_mode))
            return other(f, "it is no file");
        if (f->download->bytes > 0 && f->bytes != f->download->bytes)
            return other(f, "expected %llu bytes, found %llu",
                         (unsigned long long)f->download->bytes, (unsigned long long)f->bytes);
        f->total = f->bytes;
        return BED_OK;
    }
    if (errno != ENOENT && errno != ENOTDIR) {
        bed_fail(err, BED_EREAD, "cannot read: %s", strerror(errno));
        return bed_fail_in(err, BED_EREAD, paths->whole, 0);
    }
    f->state = BED_PULL_MISSING;
    if (stat(paths->part, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0) {
        f->state = BED_PULL_PARTIAL;
        f->bytes = (uint64_t)info.st_size;
    }
    return BED_OK;
}

/* What the file is held against: the catalogue's hash, else what it was when it was fetched. */
static bed_status verify(bed_pull_file *f, const bed__paths *paths, bed_error *err)
{
    const bed_download *d = f->download;
    bed__note           note;

    BED_TRY(bed__note_read(paths->note, &note, err));
    BED_TRY(bed_sha256_of_file(paths->whole, f->sha256, err));
    const char *wanted = d->sha256[0] != '\0'            ? d->sha256
                         : strcmp(note.url, d->url) == 0 ? note.sha256
                                                         : "";
    if (wanted[0] != '\0' && strcmp(wanted, f->sha256) != 0)
        return other(f, "expected SHA-256 %s, found %s", wanted, f->sha256);
    f->state = wanted[0] != '\0' ? BED_PULL_VERIFIED : BED_PULL_UNKNOWN;
    return BED_OK;
}

bed_status bed_pull_plan(const bed_dataset *d, const bed_pull_options *o, bed_pull_result *out,
                         bed_error *err)
{
    BED_TRY(list_files(d, o, out, err));
    for (size_t i = 0; i < out->n_files; i++) {
        bed__paths paths;

        BED_TRY(bed__paths_set(&paths, o->dir, out->files[i].download->file, err));
        BED_TRY(look_at(&out->files[i], &paths, err));
        if (out->files[i].state == BED_PULL_HERE)
            out->n_there++;
        else
            out->n_missing++;
    }
    return BED_OK;
}

/* ---- one after the other ---- */

static bed_status fail_path(bed_error *err, bed_code code, const char *path, const char *why)
{
    bed_fail(err, code, "%s", why);
    return bed_fail_in(err, code, path, 0);
}

/* The folder of what is not finished, locked; -1: not locked. */
static bed_status lock(const char *dir, int *out, bed_error *err)
{
    char inner[BED_PATH_MAX], path[BED_PATH_MAX];

    BED_TRY(bed_path_join(inner, dir, ".pull", err));
    BED_TRY(bed_dir_create(inner, err));
    BED_TRY(bed_path_join(path, inner, "lock", err));
    *out = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (*out < 0)
        return fail_path(err, BED_EDISK, path, strerror(errno));
    if (flock(*out, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return BED_OK;
    close(*out);
    *out = -1;
    return fail_path(err, BED_EARGUMENT, dir, "another pull is writing there");
}

typedef struct work {
    const bed_pull_options *o;
    bed_pull_result        *out;
    bed_run_record         *record;
    bed__http              *http; /* made when the first file is missing */
} work;

/* A failure of this file alone: it is named, and the others go on. */
static bool is_its_own(bed_status st, bool unreachable)
{
    return (st == BED_EREAD || st == BED_EFORMAT) && !unreachable;
}

static bed_status fetch_one(work *w, bed_pull_file *f, const bed__paths *paths, bed_error *err)
{
    bed_error why = { 0 };

    if (w->o->offline) {
        w->out->n_missing++;
        return BED_OK;
    }
    if (w->http == NULL)
        BED_TRY(bed__http_create(w->o, &w->http, err));
    const bed_status st =
        bed__fetch(w->http, w->o, paths, f, &w->out->bytes_fetched, &w->out->unreachable, &why);
    if (st == BED_OK) {
        w->out->n_fetched++;
        return BED_OK;
    }
    bed_fail_in(&why, st, f->path, 0);
    if (is_its_own(st, w->out->unreachable)) {
        f->state = BED_PULL_FAILED;
        f->why   = why;
        w->out->n_failed++;
        return BED_OK;
    }
    if (err != NULL)
        *err = why;
    return st;
}

static bed_status one_file(work *w, bed_pull_file *f, bed_error *err)
{
    bed__paths paths;

    BED_TRY(bed_talk_check(w->o->talk, err));
    BED_TRY(bed__paths_set(&paths, w->o->dir, f->download->file, err));
    BED_TRY(look_at(f, &paths, err));
    if (f->state == BED_PULL_HERE)
        BED_TRY(verify(f, &paths, err));
    if (f->state == BED_PULL_VERIFIED || f->state == BED_PULL_UNKNOWN) {
        w->out->n_there++;
    } else if (f->state == BED_PULL_OTHER && !(w->o->overwrite && !bed_path_is_dir(f->path))) {
        w->out->n_failed++;
        return BED_OK;
    } else {
        BED_TRY(fetch_one(w, f, &paths, err));
    }
    if (f->state != BED_PULL_FETCHED && f->state != BED_PULL_VERIFIED &&
        f->state != BED_PULL_UNKNOWN)
        return BED_OK;
    return bed_run_record_input(w->record, f->path, f->bytes, f->sha256, err);
}

static bed_status write_record(work *w, const bed_dataset *d, bed_error *err)
{
    bed_run_record *r = w->record;
    char            path[BED_PATH_MAX];

    BED_TRY(bed_run_record_setting(r, "dataset", d->key, err));
    if (w->o->only != NULL)
        BED_TRY(bed_run_record_setting(r, "only", w->o->only, err));
    BED_TRY(bed_run_record_count(r, "files", w->out->n_files, err));
    BED_TRY(bed_run_record_count(r, "fetched", w->out->n_fetched, err));
    BED_TRY(bed_run_record_count(r, "there", w->out->n_there, err));
    BED_TRY(bed_run_record_count(r, "failed", w->out->n_failed, err));
    BED_TRY(bed_run_record_count(r, "bytes", w->out->bytes_fetched, err));
    BED_TRY(bed_path_join(path, w->o->dir, ".pull/run.json", err));
    return bed_run_record_write(r, path, err);
}

bed_status bed_pull(const bed_dataset *d, const bed_pull_options *o, bed_pull_result *out,
                    bed_run_record *record, bed_error *err)
{
    work       w      = { .o = o, .out = out, .record = record };
    bed_status st     = BED_OK;
    int        locked = -1;

    BED_GO(list_files(d, o, out, err));
    if (!o->offline || bed_path_is_dir(o->dir))
        BED_GO(lock(o->dir, &locked, err));
    for (size_t i = 0; i < out->n_files; i++)
        BED_GO(one_file(&w, &out->files[i], err));
    if (out->n_missing > 0)
        BED_GO(bed_fail(err, BED_EREAD,
                        "%zu of %zu files are missing, and nothing is fetched offline",
                        out->n_missing, out->n_files));
    BED_GO(write_record(&w, d, err));
done:
    bed__http_destroy(w.http);
    if (locked >= 0)
        close(locked);
    return st;
}
