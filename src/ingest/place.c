#include "ingest/place.h"

#include "corpus/corpus.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char mark_name[] = ".bedside";

static bed_status fail_path(bed_error *err, bed_code code, const char *path, const char *why)
{
    bed_fail(err, code, "%s", why);
    return bed_fail_in(err, code, path, 0);
}

/* Whether anything has that name, be it a link to nothing. */
static bool stands(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0;
}

bed_status bed_place_check(const char *out, bool overwrite, bed_error *err)
{
    const bed_str text = bed_str_of(out);

    if (text.len == 0)
        return bed_fail(err, BED_EARGUMENT, "no folder to write to: -o CORPUS");
    if (bed_utf8_valid_until(text) != text.len)
        return fail_path(err, BED_EARGUMENT, out,
                         "the path is no UTF-8, which the data engine needs");
    if (strchr(out, '\\') != NULL)
        return fail_path(err, BED_EARGUMENT, out,
                         "a '\\' in the path, which the data engine takes for a '/'");
    if (!stands(out))
        return BED_OK;
    if (bed_corpus_check(out, NULL) != BED_OK)
        return fail_path(err, BED_EARGUMENT, out,
                         "stands already and is no corpus; it is left alone");
    if (!overwrite)
        return fail_path(err, BED_EARGUMENT, out, "stands already; --overwrite replaces it");
    return BED_OK;
}

static bed_status set_paths(bed_place *p, const char *out, bed_error *err)
{
    size_t len = strlen(out);

    while (len > 1 && out[len - 1] == '/')
        len--;
    if (len + sizeof ".partial/quarantine" + 256 > sizeof p->out)
        return bed_fail(err, BED_EARGUMENT, "path longer than %zu bytes", sizeof p->out - 280);
    snprintf(p->out, sizeof p->out, "%.*s", (int)len, out);
    snprintf(p->partial, sizeof p->partial, "%.*s.partial", (int)len, out);
    snprintf(p->corpus, sizeof p->corpus, "%.*s.partial/corpus", (int)len, out);
    snprintf(p->spill, sizeof p->spill, "%.*s.partial/spill", (int)len, out);
    snprintf(p->relations, sizeof p->relations, "%.*s.partial/relations", (int)len, out);
    return BED_OK;
}

/* Opens the mark in "<out>.partial" and locks it; -1 in p->lock when there is none. */
static bed_status lock(bed_place *p, int flags, bed_error *err)
{
    char path[BED_PATH_MAX];

    BED_TRY(bed_path_join(path, p->partial, mark_name, err));
    p->lock = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0666);
    if (p->lock < 0 && flags != 0)
        return fail_path(err, BED_EDISK, path, strerror(errno));
    if (p->lock >= 0 && flock(p->lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return fail_path(err, BED_EARGUMENT, p->partial, "another run is writing there");
    return BED_OK;
}

/* Removes all of it, the mark last, so that a kill in the midst leaves what is known as ours. */
static bed_status remove_all(const bed_place *p, bed_error *err)
{
    char old[BED_PATH_MAX];

    snprintf(old, sizeof old, "%.*s.old", BED_PATH_MAX - 8, p->corpus);
    BED_TRY(bed_dir_remove(p->spill, err));
    BED_TRY(bed_dir_remove(p->relations, err));
    BED_TRY(bed_dir_remove(old, err));
    BED_TRY(bed_dir_remove(p->corpus, err));
    return bed_dir_remove(p->partial, err);
}

/* Removes what a run that was killed left behind. */
static bed_status clear_remains(bed_place *p, bed_error *err)
{
    if (!stands(p->partial))
        return BED_OK;
    BED_TRY(lock(p, 0, err));
    if (p->lock < 0 && rmdir(p->partial) != 0)
        return fail_path(err, BED_EARGUMENT, p->partial,
                         "stands in the way and was not made by a run: move it aside");
    if (p->lock < 0)
        return BED_OK;
    const bed_status st = remove_all(p, err);
    close(p->lock);
    p->lock = -1;
    return st;
}

bed_status bed_place_open(bed_place *p, const char *out, bed_error *err)
{
    char       part[BED_PATH_MAX];
    bed_status st = BED_OK;

    *p = (bed_place){ .lock = -1 };
    BED_GO(set_paths(p, out, err));
    BED_GO(clear_remains(p, err));
    BED_GO(bed_dir_create(p->partial, err));
    BED_GO(lock(p, O_CREAT, err));
    BED_GO(bed_path_join(part, p->corpus, "records", err));
    BED_GO(bed_dir_create(part, err));
    BED_GO(bed_path_join(part, p->corpus, "quarantine", err));
    BED_GO(bed_dir_create(part, err));
done:
    if (st != BED_OK && p->lock < 0)
        p->partial[0] = '\0'; /* not ours */
    if (st == BED_EARGUMENT)
        p->partial[0] = '\0'; /* another run's */
    return st;
}

bed_status bed_place_finish(bed_place *p, bool overwrite, bed_error *err)
{
    BED_TRY(bed_place_check(p->out, overwrite, err));
    BED_TRY(bed_dir_replace(p->corpus, p->out, err));
    const bed_status st = remove_all(p, err);
    p->partial[0]       = '\0';
    return st;
}

bool bed_place_close(bed_place *p)
{
    const bool cleared = p->partial[0] == '\0' || remove_all(p, NULL) == BED_OK;

    if (p->lock >= 0)
        close(p->lock);
    *p = (bed_place){ .lock = -1 };
    return cleared;
}
