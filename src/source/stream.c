#include "source/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { IN_BYTES = 64 * 1024 };

struct bed__stream {
    int           fd;      /* -1: none */
    bed_str       bytes;   /* what is left of bytes in memory */
    bed__archive *archive; /* of a member */
    bed__member  *member;
    bed_sha256   *hash; /* of the raw bytes */
    uint64_t      raw_bytes, size, out_bytes;
    bool          raw_end;
    char         *in; /* raw bytes read ahead: [in_begin, in_end) */
    size_t        in_begin, in_end;
    bool          gzip, inflating; /* inflating: within a gzip member */
    bool          inflate_ready;   /* z is to be ended */
    z_stream      z;
};

static bed_status read_file(bed__stream *s, char *into, size_t room, size_t *n, bed_error *err)
{
    ssize_t got;

    do
        got = read(s->fd, into, room);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return bed_fail_at(err, BED_EREAD, s->raw_bytes, "cannot read: %s", strerror(errno));
    *n = (size_t)got;
    return BED_OK;
}

static bed_status read_raw(bed__stream *s, char *into, size_t room, size_t *n, bed_error *err)
{
    *n = 0;
    if (s->raw_end || room == 0)
        return BED_OK;
    if (s->member != NULL) {
        BED_TRY(bed__member_read(s->member, into, room, n, err));
    } else if (s->fd >= 0) {
        BED_TRY(read_file(s, into, room, n, err));
    } else if (s->bytes.len > 0) {
        *n = room < s->bytes.len ? room : s->bytes.len;
        memcpy(into, s->bytes.ptr, *n);
        s->bytes.ptr += *n;
        s->bytes.len -= *n;
    }
    s->raw_end = *n == 0;
    s->raw_bytes += *n;
    return bed_sha256_add(s->hash, (bed_str){ into, *n }, err);
}

/* Reads ahead the first bytes, so that they can be looked at. */
static bed_status fill_head(bed__stream *s, bed_error *err)
{
    size_t n = 1;

    while (s->in_end < IN_BYTES && n > 0) {
        BED_TRY(read_raw(s, s->in + s->in_end, IN_BYTES - s->in_end, &n, err));
        s->in_end += n;
    }
    return BED_OK;
}

static bed_status start_gzip(bed__stream *s, bed_error *err)
{
    s->gzip = s->in_end >= 3 && memcmp(s->in, "\x1f\x8b\x08", 3) == 0;
    if (!s->gzip)
        return BED_OK;
    if (inflateInit2(&s->z, 15 + 16) != Z_OK)
        return bed_fail(err, BED_EMEMORY, "out of memory: inflating");
    s->inflate_ready = s->inflating = true;
    return BED_OK;
}

static bed_status create(bed__stream **out, bed_error *err)
{
    bed_status   st = BED_OK;
    bed__stream *s  = NULL;

    *out = NULL;
    BED_GO(bed_alloc_into((void **)&s, 1, sizeof *s, err));
    s->fd = -1;
    BED_GO(bed_alloc_into((void **)&s->in, IN_BYTES, 1, err));
    BED_GO(bed_sha256_create(&s->hash, err));
    *out = s;
    s    = NULL;
done:
    bed__stream_close(s);
    return st;
}

static bed_status finish_open(bed__stream *s, bed__stream **out, bed_error *err)
{
    bed_status st = fill_head(s, err);

    if (st == BED_OK)
        st = start_gzip(s, err);
    if (st == BED_OK)
        *out = s;
    else
        bed__stream_close(s);
    return st;
}

bed_status bed__stream_open_file(const char *path, bed__stream **out, bed_error *err)
{
    bed__stream *s;
    struct stat  info;

    *out = NULL;
    BED_TRY(create(&s, err));
    s->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe would wait for its writer */
    if (s->fd >= 0 && fstat(s->fd, &info) == 0 && !S_ISREG(info.st_mode) &&
        !S_ISDIR(info.st_mode)) {
        bed_fail(err, BED_EREAD, "not a file: a pipe or a device cannot be read");
        bed__stream_close(s);
        return bed_fail_in(err, BED_EREAD, path, 0);
    }
    if (s->fd < 0 || fstat(s->fd, &info) != 0 || S_ISDIR(info.st_mode)) {
        if (s->fd >= 0 && S_ISDIR(info.st_mode))
            errno = EISDIR;
        bed_fail(err, BED_EREAD, "cannot open: %s", strerror(errno));
        bed__stream_close(s);
        return bed_fail_in(err, BED_EREAD, path, 0);
    }
    s->size = (uint64_t)info.st_size;
    return finish_open(s, out, err);
}

bed_status bed__stream_open_bytes(bed_str bytes, bed__stream **out, bed_error *err)
{
    bed__stream *s;

    *out = NULL;
    BED_TRY(create(&s, err));
    s->bytes = bytes;
    s->size  = bytes.len;
    return finish_open(s, out, err);
}

bed_status bed__stream_open_member(bed__archive *a, const char *member, bed__stream **out,
                                   bed_error *err)
{
    bed__stream *s  = NULL;
    bed_status   st = create(&s, err);

    *out = NULL;
    if (st != BED_OK) {
        bed__archive_close(a);
        return st;
    }
    s->archive = a;
    st         = bed__member_open(a, member, &s->member, err);
    if (st != BED_OK) {
        bed__stream_close(s);
        return st;
    }
    return finish_open(s, out, err);
}

void bed__stream_close(bed__stream *s)
{
    if (s == NULL)
        return;
    if (s->inflate_ready)
        inflateEnd(&s->z);
    bed__member_close(s->member);
    bed__archive_close(s->archive);
    if (s->fd >= 0)
        close(s->fd);
    bed_sha256_destroy(s->hash);
    bed_free(s->in);
    bed_free(s);
}

bed_str bed__stream_head(const bed__stream *s)
{
    return (bed_str){ s->in + s->in_begin, s->in_end - s->in_begin };
}

uint64_t bed__stream_raw_bytes(const bed__stream *s)
{
    return s->raw_bytes;
}

uint64_t bed__stream_size(const bed__stream *s)
{
    return s->size;
}

bool bed__stream_is_gzip(const bed__stream *s)
{
    return s->gzip;
}

/* Where in the raw bytes inflating stands. */
static uint64_t gzip_at(const bed__stream *s)
{
    return s->raw_bytes - (s->in_end - s->in_begin);
}

static bed_status refill(bed__stream *s, bed_error *err)
{
    s->in_begin = s->in_end = 0;
    return read_raw(s, s->in, IN_BYTES, &s->in_end, err);
}

static bed_status fail_gzip(bed__stream *s, bed_error *err)
{
    const char *why = s->z.msg != NULL ? s->z.msg : "damaged";

    return bed_fail_at(err, BED_EFORMAT, gzip_at(s), "unusable gzip: %s", why);
}

/* At the end of a gzip member: another may follow; zeroes at the end are padding. */
static bed_status next_gzip_member(bed__stream *s, bool *more, bed_error *err)
{
    do {
        while (s->in_begin < s->in_end && s->in[s->in_begin] == '\0')
            s->in_begin++;
        if (s->in_begin == s->in_end)
            BED_TRY(refill(s, err));
    } while (s->in_begin < s->in_end && s->in[s->in_begin] == '\0');
    *more = s->in_begin < s->in_end;
    if (!*more)
        return BED_OK;
    if (s->in[s->in_begin] != '\x1f' || inflateReset2(&s->z, 15 + 16) != Z_OK)
        return bed_fail_at(err, BED_EFORMAT, gzip_at(s),
                           "unusable gzip: other bytes after its end");
    s->inflating = true;
    return BED_OK;
}

static bed_status inflate_some(bed__stream *s, char *into, size_t room, size_t *n, bed_error *err)
{
    if (s->in_begin == s->in_end)
        BED_TRY(refill(s, err));
    if (s->in_begin == s->in_end)
        return bed_fail_at(err, BED_EFORMAT, s->raw_bytes, "the gzip file is cut short");
    s->z.next_in   = (Bytef *)(s->in + s->in_begin);
    s->z.avail_in  = (uInt)(s->in_end - s->in_begin);
    s->z.next_out  = (Bytef *)into;
    s->z.avail_out = room > (1u << 30) ? 1u << 30 : (uInt)room;

    const uInt all = s->z.avail_out;
    const int  did = inflate(&s->z, Z_NO_FLUSH);
    s->in_begin    = s->in_end - s->z.avail_in;
    *n             = all - s->z.avail_out;
    if (did == Z_STREAM_END)
        s->inflating = false;
    else if (did == Z_MEM_ERROR)
        return bed_fail(err, BED_EMEMORY, "out of memory: inflating");
    else if (did != Z_OK && did != Z_BUF_ERROR)
        return fail_gzip(s, err);
    return BED_OK;
}

static bed_status read_gzip(bed__stream *s, char *into, size_t room, size_t *n, bed_error *err)
{
    bool more = true;

    *n = 0;
    while (*n == 0 && more) {
        if (s->inflating)
            BED_TRY(inflate_some(s, into, room, n, err));
        else
            BED_TRY(next_gzip_member(s, &more, err));
    }
    s->out_bytes += *n;
    if (s->out_bytes > BED__BOMB_FLOOR && s->out_bytes / BED__BOMB_RATIO > s->raw_bytes)
        return bed_fail_at(err, BED_EFORMAT, gzip_at(s),
                           "unpacks to more than %d times its size: taken for a bomb",
                           BED__BOMB_RATIO);
    return BED_OK;
}

bed_status bed__stream_read(bed__stream *s, char *into, size_t room, size_t *n, bed_error *err)
{
    if (s->gzip)
        return read_gzip(s, into, room, n, err);
    if (s->in_begin == s->in_end)
        return read_raw(s, into, room, n, err);
    *n = s->in_end - s->in_begin < room ? s->in_end - s->in_begin : room;
    memcpy(into, s->in + s->in_begin, *n);
    s->in_begin += *n;
    return BED_OK;
}

bed_status bed__stream_sha256(bed__stream *s, char out[BED_SHA256_TEXT], uint64_t *bytes,
                              bed_error *err)
{
    do
        BED_TRY(refill(s, err));
    while (s->in_end > 0);
    s->inflating = false;
    *bytes       = s->raw_bytes;
    return bed_sha256_finish(s->hash, out, err);
}
