#include "ingest/paths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The path without links, "." and ".."; what does not exist yet stays as it is written. */
static void resolve(const char *path, char out[BED_PATH_MAX])
{
    char   head[BED_PATH_MAX], real[BED_PATH_MAX];
    size_t len = strlen(path), cut;

    while (len > 1 && path[len - 1] == '/')
        len--;
    snprintf(out, BED_PATH_MAX, "%.*s", (int)(len < BED_PATH_MAX ? len : BED_PATH_MAX - 1), path);
    memcpy(head, out, BED_PATH_MAX);
    for (cut = strlen(head); cut > 0; cut--) {
        if (path[cut] != '/' && path[cut] != '\0' && cut != len)
            continue;
        head[cut] = '\0';
        if (realpath(head, real) != NULL)
            break;
    }
    if (cut == 0 && realpath(path[0] == '/' ? "/" : ".", real) == NULL)
        return;
    while (cut < len && path[cut] == '/')
        cut++;
    if (cut == len)
        snprintf(out, BED_PATH_MAX, "%s", real);
    else if (bed_path_join(head, real, path + cut, NULL) == BED_OK) {
        memcpy(out, head, BED_PATH_MAX);
        for (size_t n = strlen(out); n > 1 && out[n - 1] == '/'; n--)
            out[n - 1] = '\0';
    }
}

/* Whether path is folder, or below it. */
static bool within(const char *path, const char *folder)
{
    const size_t len = strlen(folder);

    return strncmp(path, folder, len) == 0 &&
           (path[len] == '\0' || path[len] == '/' || (len > 0 && folder[len - 1] == '/'));
}

typedef struct place {
    const char *given;
    const char *real;
} place;

/* By bytes, but '/' before all others: what lies in a folder follows right behind it. */
static int by_real(const void *a, const void *b)
{
    const unsigned char *x = (const unsigned char *)((const place *)a)->real;
    const unsigned char *y = (const unsigned char *)((const place *)b)->real;

    while (*x != '\0' && *x == *y)
        x++, y++;
    return (*x == '/' ? 1 : *x == '\0' ? 0 : *x + 1) - (*y == '/' ? 1 : *y == '\0' ? 0 : *y + 1);
}

static bed_status check_output(const place *p, const char *out, bed_error *err)
{
    char real[BED_PATH_MAX];

    if (out == NULL)
        return BED_OK;
    resolve(out, real);
    if (!within(p->real, real))
        return BED_OK;
    bed_fail(err, BED_EARGUMENT, "is read and would be written over: choose another -o than '%s'",
             out);
    return bed_fail_in(err, BED_EARGUMENT, p->given, 0);
}

typedef struct places {
    place *at;
    size_t n;
} places;

static bed_status add_place(places *p, const char *path, const char *out, bed_arena *arena,
                            bed_error *err)
{
    char    real[BED_PATH_MAX];
    bed_str copy;

    resolve(path, real);
    BED_TRY(bed_arena_copy(arena, bed_str_of(real), &copy, err));
    p->at[p->n++] = (place){ path, copy.ptr };
    return check_output(&p->at[p->n - 1], out, err);
}

/* The paths as they are named, a pattern by what it matches. */
static bed_status find_places(const char *const *paths, size_t n, const char *out, bed_arena *arena,
                              places *p, bed_error *err)
{
    bed_file_list *found = bed_new(arena, bed_file_list, n);
    size_t         total = 0;

    if (found == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu paths", n);
    for (size_t i = 0; i < n; i++) {
        if (bed_path_is_pattern(paths[i]) && strstr(paths[i], ".zip!") == NULL)
            BED_TRY(bed_file_walk(paths[i], arena, &found[i], err));
        else
            found[i] = (bed_file_list){ (const char **)(uintptr_t)&paths[i], 1 };
        total += found[i].n;
    }
    p->at = bed_new(arena, place, total);
    if (p->at == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu paths", total);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < found[i].n; k++)
            BED_TRY(add_place(p, found[i].paths[k], out, arena, err));
    return BED_OK;
}

bed_status bed_paths_check(const char *const *paths, size_t n, const char *out, bed_arena *arena,
                           bed_error *err)
{
    places p = { 0 };

    BED_TRY(find_places(paths, n, out, arena, &p, err));
    if (p.n > 0)
        qsort(p.at, p.n, sizeof *p.at, by_real);
    for (size_t i = 0; i + 1 < p.n; i++)
        if (within(p.at[i + 1].real, p.at[i].real)) {
            bed_fail(err, BED_EARGUMENT, "would be read twice: '%s' is named too", p.at[i].given);
            return bed_fail_in(err, BED_EARGUMENT, p.at[i + 1].given, 0);
        }
    return BED_OK;
}

bool bed_paths_in_output(const char *root, const char *file, const char *out)
{
    char         real_root[BED_PATH_MAX], real_out[BED_PATH_MAX], real[BED_PATH_MAX];
    const size_t root_len = strlen(root);

    if (out == NULL || strncmp(root, file, root_len) != 0)
        return false;
    resolve(root, real_root);
    resolve(out, real_out);
    if (snprintf(real, sizeof real, "%s%s%s", real_root, file[root_len] == '/' ? "" : "/",
                 file + root_len) >= (int)sizeof real)
        return false;
    if (within(real, real_out))
        return true;
    const size_t len = strlen(real_out);
    return strncmp(real, real_out, len) == 0 && strncmp(real + len, ".partial/", 9) == 0;
}
