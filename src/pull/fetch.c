/* One file: requests until it is whole, checks, and the move to its place.
 *   200  the whole file: the part starts over
 *   206  the rest of it, from where the part ends: appended
 *   416  there is no rest: the part is whole, or not of this file
 *   301 302 303 307 308  followed; 408 429 5xx and broken connections: tried again
 * A try that brought bytes beyond what there was before does not count as a failed one. */
#include "pull/fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { TRIES_MAX = 1000, BLOCK = 256 << 10 };

/* Of a file whose size nobody knows. */
static const uint64_t FILE_MAX_BYTES = (uint64_t)1 << 40;

typedef struct fetch {
    bed__http              *h;
    const bed_pull_options *o;
    const bed__paths       *paths;
    bed_pull_file          *file;
    bed_sha256             *sha; /* of the part's first `offset` bytes */
    int                     fd;  /* the part; -1: closed */
    uint64_t                offset;
    uint64_t                asked; /* offset of the request in flight */
    bed__note               note;
    uint64_t                size; /* that the whole must have; see has_size */
    bool                    has_size;
    bool                    told;                    /* size is the server's alone, of this reply */
    char                    wanted[BED_SHA256_TEXT]; /* "": not known */
    bed__reply              reply;
    bool                    taking; /* the body is the file's */
    bool                    complete;
    bool                    mixed;   /* the part was put together from several replies */
    bool                    misfit;  /* the reply was a piece of something else than the rest */
    bool                    bad;     /* the part is not what was expected: not to be kept */
    uint64_t                useless; /* bytes of this reply that are not the file's */
    uint64_t                received;
    bed_rng                 rng;
} fetch;

bed_status bed__paths_set(bed__paths *p, const char *dir, const char *file, bed_error *err)
{
    const char *fault = bed_download_file_fault(file);
    char        inner[BED_PATH_MAX];

    if (fault != NULL)
        return bed_fail(err, BED_EARGUMENT, "'%s' is not a name for a file below a folder: %s",
                        file, fault);
    BED_TRY(bed_path_join(p->whole, dir, file, err));
    BED_TRY(bed_path_join(inner, dir, ".pull", err));
    BED_TRY(bed_path_join(p->part, inner, file, err));
    BED_TRY(bed_path_join(p->note, inner, file, err));
    if (strlen(p->part) + sizeof ".json.partial" > BED_PATH_MAX)
        return bed_fail(err, BED_EARGUMENT, "path longer than %d bytes", BED_PATH_MAX);
    memcpy(p->part + strlen(p->part), ".part", sizeof ".part");
    memcpy(p->note + strlen(p->note), ".json", sizeof ".json");
    return BED_OK;
}

static bed_status fail_path(bed_error *err, bed_code code, const char *path, const char *doing)
{
    const int saved = errno;

    bed_fail(err, code, "cannot %s: %s", doing, strerror(saved));
    return bed_fail_in(err, code, path, 0);
}

static bed_status make_folder_of(const char *path, bed_error *err)
{
    char dir[BED_PATH_MAX];

    snprintf(dir, sizeof dir, "%s", path);
    *strrchr(dir, '/') = '\0';
    return bed_dir_create(dir, err);
}

/* ---- the part ---- */

/* Empties the part. The note is written after it, so that a kill between the two leaves an empty
 * part and never old bytes under a new tag. */
static bed_status start_over(fetch *f, bed_error *err)
{
    char unused[BED_SHA256_TEXT];

    if (ftruncate(f->fd, 0) != 0 || lseek(f->fd, 0, SEEK_SET) != 0)
        return fail_path(err, BED_EDISK, f->paths->part, "write");
    f->offset = 0;
    f->mixed  = false;
    return bed_sha256_finish(f->sha, unused, err);
}

static bed_status hash_part(fetch *f, bed_error *err)
{
    char      *block = bed_alloc(BLOCK, 1);
    bed_status st    = BED_OK;
    ssize_t    n;

    if (block == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %d bytes", BLOCK);
    while ((n = read(f->fd, block, BLOCK)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            BED_GO(fail_path(err, BED_EREAD, f->paths->part, "read"));
        BED_GO(bed_talk_check(f->o->talk, err));
        BED_GO(bed_sha256_add(f->sha, (bed_str){ block, (size_t)n }, err));
        f->offset += (uint64_t)n;
    }
done:
    bed_free(block);
    return st;
}

/* Whether a later reply can be told to be of the same file as the part. */
static const char *if_range(const fetch *f)
{
    return bed__tag_strong(f->note.etag) ? f->note.etag : f->note.last_modified;
}

static bool part_is_usable(const fetch *f)
{
    if (strcmp(f->note.url, f->file->download->url) != 0)
        return false;
    if (f->has_size && f->offset > f->size)
        return false;
    return if_range(f)[0] != '\0' || f->wanted[0] != '\0';
}

static bed_status open_part(fetch *f, bed_error *err)
{
    BED_TRY(make_folder_of(f->paths->whole, err));
    BED_TRY(make_folder_of(f->paths->part, err));
    BED_TRY(bed__note_read(f->paths->note, &f->note, err));
    f->fd = open(f->paths->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (f->fd < 0)
        return fail_path(err, BED_EDISK, f->paths->part, "create");
    BED_TRY(hash_part(f, err));
    if (f->offset == 0)
        return BED_OK;
    f->file->resumed = part_is_usable(f);
    f->mixed         = f->file->resumed;
    return f->file->resumed ? BED_OK : start_over(f, err);
}

static void drop_part(const fetch *f)
{
    unlink(f->paths->part);
    unlink(f->paths->note);
}

static bed_status write_part(fetch *f, bed_str bytes, bed_error *err)
{
    while (bytes.len > 0) {
        const ssize_t n = write(f->fd, bytes.ptr, bytes.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_path(err, BED_EDISK, f->paths->part, "write");
        BED_TRY(bed_sha256_add(f->sha, (bed_str){ bytes.ptr, (size_t)n }, err));
        bytes.ptr += n;
        bytes.len -= (size_t)n;
        f->offset += (uint64_t)n;
    }
    return BED_OK;
}

/* ---- what a reply says ---- */

/* The size that the server names must be that which is known, and its hash as well: what is another
 * file is told before it is fetched. */
static bed_status check_claims(fetch *f, uint64_t total, bool has_total, bed_error *err)
{
    const bed_download *d = f->file->download;
    const bed__reply   *r = &f->reply;

    if (has_total && d->bytes > 0 && total != d->bytes)
        return bed_fail(err, BED_EFORMAT, "expected %llu bytes, the server has %llu",
                        (unsigned long long)d->bytes, (unsigned long long)total);
    if (r->linked_sha256[0] != '\0' && d->sha256[0] != '\0' &&
        strcmp(r->linked_sha256, d->sha256) != 0)
        return bed_fail(err, BED_EFORMAT, "expected SHA-256 %s, the server has %s", d->sha256,
                        r->linked_sha256);
    if (has_total && r->has_linked_bytes && total != r->linked_bytes)
        return bed_fail(err, BED_EFORMAT, "%s announced %llu bytes, the server has %llu",
                        "the link", (unsigned long long)r->linked_bytes, (unsigned long long)total);
    return BED_OK;
}

/* A .gz file is at times sent as an encoded plain one: its bytes are the right ones then. */
static bed_status check_kind(const fetch *f, bed_error *err)
{
    const bed_str name   = bed_str_of(f->file->download->file);
    const char   *coding = f->reply.encoding;
    const bool    gzip   = strcmp(coding, "gzip") == 0 || strcmp(coding, "x-gzip") == 0;

    if (coding[0] != '\0' && strcmp(coding, "identity") != 0 &&
        !(gzip && bed_str_ends(name, BED_STR(".gz"))))
        return bed_fail(err, BED_EFORMAT,
                        "the server sends it encoded (%s), which was not asked for", coding);
    if (f->reply.web_page && !bed_str_ends(name, BED_STR(".html")) &&
        f->file->download->sha256[0] == '\0')
        return bed_fail(err, BED_EFORMAT, "a web page came in place of the file");
    return BED_OK;
}

static void learn(fetch *f, uint64_t total, bool has_total)
{
    if (f->reply.linked_sha256[0] != '\0' && f->wanted[0] == '\0')
        memcpy(f->wanted, f->reply.linked_sha256, sizeof f->wanted);
    if (has_total && (!f->has_size || f->told)) {
        f->size     = total;
        f->has_size = f->told = true;
    }
}

static bed_status begin_whole(fetch *f, bed_error *err)
{
    const bed__reply *r = &f->reply;

    BED_TRY(check_kind(f, err));
    BED_TRY(check_claims(f, r->length, r->has_length, err));
    if (f->told && !r->has_length)
        f->has_size = f->told = false; /* what an earlier reply said */
    snprintf(f->wanted, sizeof f->wanted, "%s", f->file->download->sha256);
    learn(f, r->length, r->has_length);
    BED_TRY(start_over(f, err));
    f->note = (bed__note){ .total = f->has_size ? f->size : 0 };
    snprintf(f->note.url, sizeof f->note.url, "%s", f->file->download->url);
    memcpy(f->note.etag, r->etag, sizeof f->note.etag);
    memcpy(f->note.last_modified, r->last_modified, sizeof f->note.last_modified);
    f->taking = true;
    return bed__note_write(&f->note, f->paths->note, err);
}

/* The rest must begin where the part ends and be of the same file, whatever the server thought of
 * If-Range. */
static bool is_the_rest(const fetch *f)
{
    const bed__reply *r = &f->reply;

    if (f->asked == 0 || !r->has_range || r->range_first != f->offset)
        return false;
    if (r->has_total && f->note.total > 0 && r->total != f->note.total)
        return false;
    if (r->etag[0] != '\0' && f->note.etag[0] != '\0' && strcmp(r->etag, f->note.etag) != 0)
        return false;
    return r->last_modified[0] == '\0' || f->note.last_modified[0] == '\0' ||
           strcmp(r->last_modified, f->note.last_modified) == 0;
}

static bed_status on_head(void *context, const bed__reply *reply, bed_error *err)
{
    fetch *f = context;

    f->taking = false;
    if (reply->status == 200)
        return begin_whole(f, err);
    if (reply->status != 206)
        return BED_OK;
    f->misfit = !is_the_rest(f);
    if (f->misfit)
        return bed_fail(err, BED_EREAD, "the server does not go on where the part ends");
    BED_TRY(check_kind(f, err));
    BED_TRY(check_claims(f, reply->total, reply->has_total, err));
    learn(f, reply->total, reply->has_total);
    f->taking = true;
    return BED_OK;
}

static bed_status on_body(void *context, bed_str bytes, bed_error *err)
{
    enum { USELESS_MAX = 1 << 20 };
    fetch         *f   = context;
    const uint64_t max = f->has_size ? f->size : FILE_MAX_BYTES;

    f->received += bytes.len;
    if (!f->taking) {
        f->useless += bytes.len;
        return f->useless <= USELESS_MAX
                   ? BED_OK
                   : bed_fail(err, BED_EREAD, "the server answers %ld with no end",
                              f->reply.status);
    }
    f->bad = bytes.len > max - f->offset;
    if (f->bad)
        return bed_fail(err, BED_EFORMAT, "expected %llu bytes, the server sends more",
                        (unsigned long long)max);
    BED_TRY(write_part(f, bytes, err));
    bed_talk_progress(f->o->talk, f->file->download->file, f->offset, f->has_size ? f->size : 0,
                      "bytes");
    return BED_OK;
}

/* ---- requests ---- */

static bed_status fail_status(const fetch *f, const char *url, bed_error *err)
{
    const long  status = f->reply.status;
    const char *hint   = "";
    char        host[256];

    bed__http_host(url, host, sizeof host);
    if ((status == 401 || status == 403) && bed__http_token_goes(url))
        hint = f->o->token == NULL ? "; it may need an access token in HF_TOKEN"
                                   : "; the token in HF_TOKEN has no access to it";
    return bed_fail(err, BED_EREAD, "%s answers %ld%s%s", host, status,
                    status == 404 || status == 410 ? ": there is no such file (any more)" : "",
                    hint);
}

static bool is_redirect(long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* One request and the redirects that it meets; `url` is where it ended. */
static bed_status ask(fetch *f, char url[BED__URL_MAX], bed__outcome *outcome, bed_error *err)
{
    char to[BED__URL_MAX];

    snprintf(url, BED__URL_MAX, "%s", f->file->download->url);
    f->reply = BED__REPLY;
    f->asked = f->offset;
    for (int hops = 0;; hops++) {
        const bed__request request = { .url      = url,
                                       .offset   = f->offset,
                                       .if_range = if_range(f),
                                       .head     = on_head,
                                       .body     = on_body,
                                       .context  = f };

        f->taking = f->misfit = false;
        f->useless            = 0;
        BED_TRY(bed__http_get(f->h, &request, &f->reply, to, outcome, err));
        if (!is_redirect(f->reply.status))
            return BED_OK;
        *outcome = BED__ENDED;
        if (to[0] == '\0')
            return bed_fail(err, BED_EREAD, "a redirect to nowhere");
        const char *fault = bed__http_redirect_fault(url, to);
        if (fault != NULL)
            return bed_fail(err, BED_EREAD, "a redirect to '%.300s' is not followed: %s", to,
                            fault);
        if (hops == BED_PULL_REDIRECTS)
            return bed_fail(err, BED_EREAD, "more than %d redirects", BED_PULL_REDIRECTS);
        snprintf(url, BED__URL_MAX, "%s", to);
    }
}

typedef enum next { DONE, AGAIN, GIVE_UP } next;

/* After a whole reply: what is to be done. */
static next judge(fetch *f, const char *url, bed_status *st, bed_error *err)
{
    const long status = f->reply.status;

    *st = BED_OK;
    if (f->taking) {
        f->complete = !f->has_size || f->offset == f->size;
        if (!f->complete)
            bed_fail(err, BED_EREAD, "expected %llu bytes, %llu came", (unsigned long long)f->size,
                     (unsigned long long)f->offset);
        return f->complete ? DONE : AGAIN;
    }
    if (status == 416 && f->asked > 0 && f->reply.has_total && f->reply.total == f->offset) {
        f->complete = true;
        return DONE;
    }
    if (status == 416 && f->asked > 0) {
        bed_fail(err, BED_EREAD, "the server does not go on where the part ends");
        *st = start_over(f, err);
        return *st == BED_OK ? AGAIN : GIVE_UP;
    }
    *st = fail_status(f, url, err);
    return status == 408 || status == 429 || status >= 500 ? AGAIN : GIVE_UP;
}

/* Waits, or gives up at once when the caller wants an end. */
static bed_status wait_for(const fetch *f, double seconds, bed_error *err)
{
    const double until = bed_wall_s() + seconds;
    double       left  = seconds;

    while (left > 0) {
        const double          slice = left < 0.1 ? left : 0.1;
        const struct timespec t     = { 0, (long)(slice * 1e9) };

        BED_TRY(bed_talk_check(f->o->talk, err));
        nanosleep(&t, NULL);
        left = until - bed_wall_s();
    }
    return bed_talk_check(f->o->talk, err);
}

/* Doubled each time, between half of it and all of it: tries of many do not fall together. */
static double backoff(fetch *f, unsigned n_failed)
{
    const double first = f->o->retry_s > 0 ? f->o->retry_s : 1;
    const double most  = f->o->retry_max_s > 0 ? f->o->retry_max_s : 60;
    const double wait  = first * exp2((double)n_failed - 1);

    return (wait < most ? wait : most) * (0.5 + 0.5 * bed_rng_unit(&f->rng));
}

/* Before another try: false when the server asks for more patience than there is. */
static bed_status before_again(fetch *f, unsigned n_failed, const bed_error *why, bed_error *err)
{
    const double most = 5 * (f->o->retry_max_s > 0 ? f->o->retry_max_s : 60);
    const double told = f->reply.retry_after_s;
    double       wait = n_failed == 0 ? 0 : backoff(f, n_failed);

    if (told > most)
        return bed_fail(err, BED_EREAD, "%s, and asks for %.0f s of patience: try later", why->text,
                        told);
    if (told > wait)
        wait = told;
    bed_talk_message(f->o->talk, BED_LEVEL_DEBUG, "pull", "%s: %s; again in %.1f s",
                     f->file->download->file, why->text, wait);
    return wait_for(f, wait, err);
}

static unsigned failures_allowed(const fetch *f, bed__outcome outcome)
{
    enum { UNREACHABLE = 2 }; /* a machine without a network learns so soon */

    return outcome == BED__UNREACHABLE && f->o->retries > UNREACHABLE ? UNREACHABLE : f->o->retries;
}

/* Requests until the part is whole. */
static bed_status fill_part(fetch *f, bool *unreachable, bed_error *err)
{
    uint64_t best     = f->offset;
    unsigned n_failed = 0;
    char     url[BED__URL_MAX];

    for (unsigned tries = 0; !f->complete; tries++) {
        bed__outcome outcome = BED__ENDED;
        bed_error    why     = { 0 };
        bed_status   st      = ask(f, url, &outcome, &why);
        next         then    = GIVE_UP;

        *unreachable = outcome == BED__UNREACHABLE;
        if (st == BED_OK)
            then = judge(f, url, &st, &why);
        else if (f->misfit)
            then = start_over(f, &why) == BED_OK ? AGAIN : GIVE_UP;
        else if (outcome == BED__BROKE || outcome == BED__UNREACHABLE)
            then = AGAIN;
        if (then == DONE)
            return BED_OK;
        n_failed = f->offset > best ? 0 : n_failed + 1;
        f->mixed = f->mixed || f->offset > 0;
        best     = f->offset > best ? f->offset : best;
        if (then == GIVE_UP || n_failed > failures_allowed(f, outcome) || tries == TRIES_MAX) {
            if (err != NULL)
                *err = why;
            return why.code;
        }
        BED_TRY(before_again(f, n_failed, &why, err));
    }
    return BED_OK;
}

/* ---- the whole ---- */

/* BED_EFORMAT when the part is not what was expected. */
static bed_status check_part(fetch *f, bed_error *err)
{
    BED_TRY(bed_sha256_finish(f->sha, f->file->sha256, err));
    if (f->has_size && f->offset != f->size)
        return bed_fail(err, BED_EFORMAT, "expected %llu bytes, found %llu",
                        (unsigned long long)f->size, (unsigned long long)f->offset);
    if (f->wanted[0] != '\0' && strcmp(f->wanted, f->file->sha256) != 0)
        return bed_fail(err, BED_EFORMAT, "expected SHA-256 %s, found %s", f->wanted,
                        f->file->sha256);
    return BED_OK;
}

static bed_status put_in_place(fetch *f, bed_error *err)
{
    if (fsync(f->fd) != 0)
        return fail_path(err, BED_EDISK, f->paths->part, "write");
    f->note.total = f->offset;
    memcpy(f->note.sha256, f->file->sha256, sizeof f->note.sha256);
    BED_TRY(bed__note_write(&f->note, f->paths->note, err));
    if (rename(f->paths->part, f->paths->whole) != 0)
        return fail_path(err, BED_EDISK, f->paths->whole, "rename");
    return BED_OK;
}

/* A part put together over several requests that turns out wrong is fetched once more as a whole:
 * what was there before may have been at fault. */
static bed_status fetch_checked(fetch *f, bool *unreachable, bed_error *err)
{
    f->complete = f->has_size && f->offset == f->size;
    for (bool second = false;; second = true) {
        BED_TRY(fill_part(f, unreachable, err));
        const bool       mixed = f->mixed;
        const bed_status st    = check_part(f, err);

        if (st != BED_EFORMAT)
            return st;
        f->bad = second || !mixed;
        if (f->bad)
            return st;
        bed_talk_message(f->o->talk, BED_LEVEL_INFO, "pull", "%s: %s; fetching all of it anew",
                         f->file->download->file, err == NULL ? "not the file" : err->text);
        BED_TRY(start_over(f, err));
        f->complete      = false;
        f->file->resumed = false;
    }
}

static bed_status set_expected(fetch *f, bed_error *err)
{
    const bed_download *d = f->file->download;

    if (strlen(d->url) >= BED__URL_MAX)
        return bed_fail(err, BED_EARGUMENT, "address longer than %d bytes", BED__URL_MAX - 1);
    f->has_size = d->bytes > 0;
    f->size     = d->bytes;
    snprintf(f->wanted, sizeof f->wanted, "%s", d->sha256);
    f->rng = bed_rng_split(f->o->seed, BED_STR("pull"), bed_hash64(bed_str_of(d->file), 0));
    return bed_sha256_create(&f->sha, err);
}

bed_status bed__fetch(bed__http *h, const bed_pull_options *o, const bed__paths *paths,
                      bed_pull_file *file, uint64_t *received, bool *unreachable, bed_error *err)
{
    fetch      f = { .h = h, .o = o, .paths = paths, .file = file, .fd = -1 };
    bed_error  own;
    bed_status st = BED_OK;

    err          = err == NULL ? &own : err;
    *unreachable = false;
    BED_GO(set_expected(&f, err));
    BED_GO(open_part(&f, err));
    BED_GO(fetch_checked(&f, unreachable, err));
    BED_GO(put_in_place(&f, err));
    file->state = BED_PULL_FETCHED;
done:
    file->bytes = f.offset;
    file->total = f.has_size ? f.size : f.offset;
    *received += f.received;
    if (f.fd >= 0 && close(f.fd) != 0 && st == BED_OK)
        st = fail_path(err, BED_EDISK, paths->whole, "write");
    if (f.bad || (st != BED_OK && f.offset == 0 && f.fd >= 0))
        drop_part(&f);
    bed_sha256_destroy(f.sha);
    return st;
}
