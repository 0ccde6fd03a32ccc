#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bed_status bed_path_join(char out[BED_PATH_MAX], const char *dir, const char *name, bed_error *err)
{
    const size_t len   = strlen(dir);
    const char  *slash = len > 0 && dir[len - 1] == '/' ? "" : "/";
    const int    n     = snprintf(out, BED_PATH_MAX, "%s%s%s", dir, slash, name);

    if (n < 0 || n >= BED_PATH_MAX)
        return bed_fail(err, BED_EARGUMENT, "path longer than %d bytes", BED_PATH_MAX);
    return BED_OK;
}

const char *bed_path_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

bool bed_path_exists(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0;
}

bool bed_path_is_dir(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bed_status fail_file(bed_error *err, bed_code code, const char *path, const char *doing)
{
    const int saved = errno;

    bed_fail(err, code, "cannot %s: %s", doing, strerror(saved));
    return bed_fail_in(err, code, path, 0);
}

bed_status bed_file_size(const char *path, uint64_t *out, bed_error *err)
{
    struct stat info;

    if (stat(path, &info) != 0)
        return fail_file(err, BED_EREAD, path, "read");
    *out = (uint64_t)info.st_size;
    return BED_OK;
}

bed_status bed_file_read(const char *path, bed_buffer *into, bed_error *err)
{
    enum { STEP = 64 * 1024 };
    bed_status st = BED_OK;
    const int  fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t    n  = 0;
    char      *at;

    if (fd < 0)
        return fail_file(err, BED_EREAD, path, "open");
    do {
        const size_t room = into->max_bytes - into->len;
        char         extra;

        if (room == 0) {
            n = read(fd, &extra, 1);
            if (n > 0)
                BED_GO(bed_fail(err, BED_EMEMORY, "longer than %zu bytes", into->max_bytes));
        } else {
            BED_GO(bed_buffer_reserve(into, room < STEP ? room : STEP, &at, err));
            n = read(fd, at, room < STEP ? room : STEP);
            if (n > 0)
                into->len += (size_t)n;
        }
    } while (n > 0 || (n < 0 && errno == EINTR));
    if (n < 0)
        BED_GO(fail_file(err, BED_EREAD, path, "read"));
    BED_GO(bed_buffer_add(into, (bed_str){ NULL, 0 }, err)); /* the closing NUL */
done:
    close(fd);
    return st == BED_OK ? st : bed_fail_in(err, st, path, 0);
}

static bed_status write_all(int fd, bed_str bytes, const char *path, bed_error *err)
{
    while (bytes.len > 0) {
        const ssize_t n = write(fd, bytes.ptr, bytes.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_file(err, BED_EDISK, path, "write");
        bytes.ptr += n;
        bytes.len -= (size_t)n;
    }
    return fsync(fd) == 0 || errno == EINVAL || errno == EROFS /* a device, a pipe */
               ? BED_OK
               : fail_file(err, BED_EDISK, path, "write");
}

bool bed_path_is_special(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

/* A device or a pipe ("/dev/null", "/dev/stdout") is written to: it must not be replaced. */
static bed_status write_special(const char *path, bed_str bytes, bed_error *err)
{
    const int  fd = open(path, O_WRONLY | O_CLOEXEC);
    bed_status st;

    if (fd < 0)
        return fail_file(err, BED_EDISK, path, "open");
    st = write_all(fd, bytes, path, err);
    if (close(fd) != 0 && st == BED_OK)
        st = fail_file(err, BED_EDISK, path, "write");
    return st;
}

bed_status bed_file_write(const char *path, bed_str bytes, bed_error *err)
{
    char        partial[BED_PATH_MAX];
    bed_status  st = BED_OK;
    struct stat info;
    char       *real;
    int         fd;

    if (bed_path_is_special(path))
        return write_special(path, bytes, err);
    if (lstat(path, &info) == 0 && S_ISLNK(info.st_mode) && (real = realpath(path, NULL)) != NULL) {
        st = bed_file_write(real, bytes, err); /* the link stays */
        free(real);
        return st;
    }
    if (snprintf(partial, sizeof partial, "%s.partial", path) >= (int)sizeof partial)
        return bed_fail(err, BED_EARGUMENT, "path longer than %d bytes", BED_PATH_MAX);
    fd = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return fail_file(err, BED_EDISK, partial, "create");
    st = write_all(fd, bytes, partial, err);
    if (close(fd) != 0 && st == BED_OK)
        st = fail_file(err, BED_EDISK, partial, "write");
    if (st == BED_OK && rename(partial, path) != 0)
        st = fail_file(err, BED_EDISK, path, "rename");
    if (st != BED_OK)
        unlink(partial);
    return st;
}

bed_status bed_dir_create(const char *path, bed_error *err)
{
    char   part[BED_PATH_MAX];
    size_t len = strlen(path);

    if (len >= sizeof part)
        return bed_fail(err, BED_EARGUMENT, "path longer than %d bytes", BED_PATH_MAX);
    for (size_t i = 1; i <= len; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST) {
            const int why = errno;

            if (bed_path_is_dir(part)) /* on a read-only or guarded file system */
                continue;
            errno = why;
            return fail_file(err, BED_EDISK, part, "create folder");
        }
    }
    if (!bed_path_is_dir(path)) {
        errno = ENOTDIR;
        return fail_file(err, BED_EDISK, path, "create folder");
    }
    return BED_OK;
}

bed_status bed_dir_remove(const char *path, bed_error *err)
{
    struct stat info;

    if (lstat(path, &info) != 0)
        return errno == ENOENT ? BED_OK : fail_file(err, BED_EDISK, path, "remove");
    if (!S_ISDIR(info.st_mode))
        return unlink(path) == 0 ? BED_OK : fail_file(err, BED_EDISK, path, "remove");

    DIR *dir = opendir(path);
    if (dir == NULL)
        return fail_file(err, BED_EDISK, path, "open folder");
    bed_status     st = BED_OK;
    struct dirent *entry;
    while (st == BED_OK && (entry = readdir(dir)) != NULL) {
        char inner[BED_PATH_MAX];

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        st = bed_path_join(inner, path, entry->d_name, err);
        if (st == BED_OK)
            st = bed_dir_remove(inner, err);
    }
    closedir(dir);
    if (st == BED_OK && rmdir(path) != 0)
        st = fail_file(err, BED_EDISK, path, "remove");
    return st;
}

/* Where the file system cannot exchange two folders: in three steps. */
static bed_status replace_in_steps(const char *from, const char *to, bed_error *err)
{
    char old[BED_PATH_MAX];

    if (snprintf(old, sizeof old, "%s.old", from) >= (int)sizeof old)
        return bed_fail(err, BED_EARGUMENT, "path longer than %d bytes", BED_PATH_MAX);
    BED_TRY(bed_dir_remove(old, err));
    if (rename(to, old) != 0)
        return fail_file(err, BED_EDISK, to, "move aside");
    if (rename(from, to) != 0) {
        bed_status st = fail_file(err, BED_EDISK, to, "rename");

        if (rename(old, to) != 0)
            bed_error_prefix(err, "old folder kept as '%s': ", old);
        return st;
    }
    return bed_dir_remove(old, err);
}

bed_status bed_dir_replace(const char *from, const char *to, bed_error *err)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE) == 0)
        return bed_dir_remove(from, err);
    if (errno == ENOENT)
        return rename(from, to) == 0 ? BED_OK : fail_file(err, BED_EDISK, to, "rename");
    if (errno == EINVAL || errno == ENOSYS || errno == ENOTSUP)
        return replace_in_steps(from, to, err);
    return fail_file(err, BED_EDISK, to, "rename");
}

typedef struct walk {
    bed_arena   *arena;
    const char **paths;
    size_t       n, capacity;
} walk;

static bed_status walk_add(walk *w, const char *path, bed_error *err)
{
    bed_str copy;

    if (w->n == w->capacity) {
        const size_t capacity = w->capacity == 0 ? 64 : w->capacity * 2;
        void        *paths    = bed_realloc(w->paths, capacity, sizeof *w->paths);

        if (paths == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: %zu paths", capacity);
        w->paths    = paths;
        w->capacity = capacity;
    }
    BED_TRY(bed_arena_copy(w->arena, bed_str_of(path), &copy, err));
    w->paths[w->n++] = copy.ptr;
    return BED_OK;
}

/* The folders between the start and here: a link to one of them leads back. */
typedef struct walk_place {
    const struct walk_place *above;
    dev_t                    device;
    ino_t                    node;
} walk_place;

static bool leads_back(const walk_place *above, const struct stat *info)
{
    for (; above != NULL; above = above->above)
        if (above->device == info->st_dev && above->node == info->st_ino)
            return true;
    return false;
}

static bool hidden(const char *name)
{
    return name[0] == '.' || strcmp(name, "__MACOSX") == 0;
}

static bed_status fail_stat(const char *path, bed_error *err)
{
    struct stat info;
    const int   saved = errno;

    if (saved == ENOENT && lstat(path, &info) == 0) {
        bed_fail(err, BED_EREAD, "a link to nothing");
        return bed_fail_in(err, BED_EREAD, path, 0);
    }
    errno = saved;
    return fail_file(err, BED_EREAD, path, "read");
}

static bed_status walk_below(walk *w, const char *path, const walk_place *above, bed_error *err)
{
    struct stat    info;
    struct dirent *entry;
    bed_status     st = BED_OK;

    if (stat(path, &info) != 0)
        return fail_stat(path, err);
    if (S_ISREG(info.st_mode))
        return walk_add(w, path, err);
    if (!S_ISDIR(info.st_mode) && above == NULL) {
        bed_fail(err, BED_EREAD, "neither a file nor a folder: a pipe or a device cannot be read");
        return bed_fail_in(err, BED_EREAD, path, 0);
    }
    if (!S_ISDIR(info.st_mode) || leads_back(above, &info))
        return BED_OK;

    const walk_place here = { above, info.st_dev, info.st_ino };
    DIR             *dir  = opendir(path);
    if (dir == NULL)
        return fail_file(err, BED_EREAD, path, "open folder");
    while (st == BED_OK && (entry = readdir(dir)) != NULL) {
        char inner[BED_PATH_MAX];

        if (hidden(entry->d_name))
            continue;
        st = bed_path_join(inner, path, entry->d_name, err);
        if (st == BED_OK)
            st = walk_below(w, inner, &here, err);
    }
    closedir(dir);
    return st;
}

bool bed_path_is_pattern(const char *path)
{
    return strpbrk(path, "*?[") != NULL && !bed_path_exists(path);
}

size_t bed_path_root(const char *path)
{
    size_t root = strlen(path);

    if (!bed_path_is_pattern(path))
        return root;
    for (root = strcspn(path, "*?["); root > 0 && path[root - 1] != '/';)
        root--;
    return root;
}

static bed_status walk_pattern(walk *w, const char *pattern, bed_error *err)
{
    glob_t     found;
    bed_status st    = BED_OK;
    const int  state = glob(pattern, GLOB_NOSORT, NULL, &found);

    if (state == GLOB_NOSPACE)
        BED_GO(bed_fail(err, BED_EMEMORY, "out of memory: what '%s' matches", pattern));
    if (state != 0) {
        bed_fail(err, BED_EREAD, "no file or folder matches");
        BED_GO(bed_fail_in(err, BED_EREAD, pattern, 0));
    }
    for (size_t i = 0; i < found.gl_pathc; i++)
        if (!hidden(bed_path_name(found.gl_pathv[i])))
            BED_GO(walk_below(w, found.gl_pathv[i], NULL, err));
done:
    globfree(&found);
    return st;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bed_status bed_file_walk(const char *path, bed_arena *arena, bed_file_list *out, bed_error *err)
{
    walk       w  = { .arena = arena };
    bed_status st = BED_OK;

    *out = (bed_file_list){ 0 };
    BED_GO(bed_path_is_pattern(path) ? walk_pattern(&w, path, err)
                                     : walk_below(&w, path, NULL, err));
    if (w.n > 0)
        qsort(w.paths, w.n, sizeof *w.paths, by_bytes);
    out->paths = bed_new(arena, const char *, w.n);
    if (out->paths == NULL)
        BED_GO(bed_fail(err, BED_EMEMORY, "out of memory: %zu paths", w.n));
    if (w.n > 0)
        memcpy(out->paths, w.paths, w.n * sizeof *w.paths);
    out->n = w.n;
done:
    bed_free(w.paths);
    return st;
}
