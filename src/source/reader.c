#include "source/reader.h"

static const char *const names[BED_N_CONTAINERS] = {
    [BED_CONTAINER_UNKNOWN]     = "unknown",
    [BED_CONTAINER_JSONL]       = "jsonl",
    [BED_CONTAINER_JSON_ARRAY]  = "json_array",
    [BED_CONTAINER_JSON_OBJECT] = "json_object",
    [BED_CONTAINER_CSV]         = "csv",
    [BED_CONTAINER_TSV]         = "tsv",
    [BED_CONTAINER_XML]         = "xml",
    [BED_CONTAINER_XLSX]        = "xlsx",
    [BED_CONTAINER_PARQUET]     = "parquet",
    [BED_CONTAINER_TEXT]        = "text",
    [BED_CONTAINER_PICKLE]      = "pickle",
};

static const bed__reader_ops *const readers[] = {
    &bed__jsonl, &bed__json_array, &bed__json_object, &bed__csv,  &bed__tsv,
    &bed__xml,   &bed__xlsx,       &bed__parquet,     &bed__text, &bed__pickle,
};

enum { SLURP_MAX_BYTES = 256 << 20, PATH_AND_MEMBER = 2 * BED_PATH_MAX };

const char *bed_container_name(bed_container container)
{
    return (unsigned)container < BED_N_CONTAINERS ? names[container] : names[0];
}

bed_status bed_container_parse(const char *name, bed_container *out, bed_error *err)
{
    const char *near;

    for (int i = 1; i < BED_N_CONTAINERS; i++)
        if (strcmp(name, names[i]) == 0) {
            *out = (bed_container)i;
            return BED_OK;
        }
    near = bed_nearest(name, names + 1, BED_N_CONTAINERS - 1);
    if (near != NULL)
        return bed_fail(err, BED_EARGUMENT, "no container '%s': did you mean '%s'", name, near);
    return bed_fail(err, BED_EARGUMENT,
                    "no container '%s': expected jsonl, json_array, json_object, csv, tsv, xml, "
                    "xlsx, parquet, text or pickle",
                    name);
}

/* ---- opening ----------------------------------------------------------------------------------
 */

static bed_status create(const char *name, const bed_reader_options *options, bed_reader **out,
                         bed_error *err)
{
    const size_t len = strlen(name);
    bed_reader  *r;

    *out = NULL;
    BED_TRY(bed_alloc_into((void **)&r, 1, sizeof *r, err));
    if (options != NULL)
        r->options = *options;
    r->max_bytes = r->options.max_record_bytes;
    if (r->max_bytes == 0)
        r->max_bytes = BED_RECORD_MAX_BYTES;
    r->json       = BED_BUFFER(7 * r->max_bytes + (16 << 20));
    r->raw        = BED_BUFFER(BED_RAW_MAX_BYTES);
    r->slurped    = BED_BUFFER(SLURP_MAX_BYTES);
    r->recoded    = BED_BUFFER(4 * r->json.max_bytes);
    bed_status st = bed_alloc_into((void **)&r->name, len + 1, 1, err);
    if (st != BED_OK) {
        bed_free(r);
        return st;
    }
    memcpy(r->name, name, len);
    *out = r;
    return BED_OK;
}

void bed_reader_close(bed_reader *r)
{
    if (r == NULL)
        return;
    if (r->ops != NULL && r->ops->close != NULL)
        r->ops->close(r);
    bed__window_deinit(&r->window);
    bed__stream_close(r->stream);
    bed__archive_close(r->archive);
    bed_buffer_deinit(&r->json);
    bed_buffer_deinit(&r->raw);
    bed_buffer_deinit(&r->slurped);
    bed_buffer_deinit(&r->recoded);
    bed__encoding_destroy(r->encoding);
    bed_free(r->name);
    bed_free(r);
}

static bool is_zip(bed_str head)
{
    return bed_str_starts(head, BED_STR("PK\x03\x04")) ||
           bed_str_starts(head, BED_STR("PK\x05\x06"));
}

static const bed__reader_ops *ops_of(bed_container container)
{
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++)
        if (readers[i]->container == container)
            return readers[i];
    return NULL;
}

static bed_status start(bed_reader *r, bed_container container, bed_error *err)
{
    r->ops = ops_of(container);
    if (bed__is_nested_path(r->options.records) && container == BED_CONTAINER_JSON_OBJECT)
        r->ops = &bed__json_object_nested;
    if (bed__is_nested_path(r->options.records) && container == BED_CONTAINER_JSON_ARRAY)
        r->ops = &bed__json_array_nested;
    if (r->ops == NULL)
        return bed_fail(err, BED_EARGUMENT, "no reader for container %d", (int)container);
    return r->ops->open == NULL ? BED_OK : r->ops->open(r, err);
}

/* The only visible file of an archive that is not a workbook takes the place of the stream. */
static bed_status open_only_member(bed_reader *r, bed_error *err)
{
    bed_arena     arena   = BED_ARENA(256 << 20);
    bed__archive *archive = r->archive;
    bed_status    st      = BED_OK;
    bed_file_list list;

    BED_GO(bed__archive_list(archive, &arena, &list, err));
    if (list.n == 0)
        BED_GO(bed_fail(err, BED_EFORMAT, "the zip archive holds no file"));
    if (list.n > 1)
        BED_GO(bed_fail(err, BED_EFORMAT, "the zip archive holds %zu files: name one, '%s!%s'",
                        list.n, r->name, list.paths[0]));
    bed__stream_close(r->stream);
    r->stream  = NULL;
    r->archive = NULL; /* the stream owns it from here on */
    BED_GO(bed__stream_open_member(archive, list.paths[0], &r->stream, err));
done:
    bed_arena_deinit(&arena);
    return st;
}

bed_status bed__slurp(bed_reader *r, size_t max_bytes, const char *what, bed_error *err)
{
    bed__window   *w    = &r->window;
    const uint64_t size = bed__stream_is_gzip(r->stream) ? 0 : bed__stream_size(r->stream);
    char          *room;

    r->slurped.max_bytes = max_bytes;
    if (size > 0 && size <= max_bytes)
        BED_TRY(bed_buffer_reserve(&r->slurped, (size_t)size, &room, err));
    do {
        if (bed__window_len(w) > max_bytes - r->slurped.len)
            return bed_fail(err, BED_EFORMAT, "%s of more than %zu bytes", what, max_bytes);
        BED_TRY(
            bed_buffer_add(&r->slurped, (bed_str){ w->buf + w->begin, bed__window_len(w) }, err));
        w->begin = w->end;
        BED_TRY(bed__window_more(w, err));
    } while (bed__window_len(w) > 0);
    return BED_OK;
}

/* A workbook is read out of order: one that came compressed is taken into memory. */
static bed_status slurp_workbook(bed_reader *r, bed_error *err)
{
    BED_TRY(bed__slurp(r, SLURP_MAX_BYTES, "an archive within an archive", err));
    BED_TRY(bed__archive_open(NULL, bed_buffer_str(&r->slurped), r->name, &r->archive, err));
    if (!bed__archive_is_workbook(r->archive))
        return bed_fail(err, BED_EFORMAT, "a zip archive within an archive: unpack it first");
    return start(r, BED_CONTAINER_XLSX, err);
}

static bed_status skip_bom(bed_reader *r)
{
    bed__window *w = &r->window;

    if (bed_str_starts((bed_str){ w->buf + w->begin, bed__window_len(w) }, BED_STR("\xEF\xBB\xBF")))
        w->begin += 3;
    return BED_OK;
}

static bed_status peek(bed__window *w, bed_error *err)
{
    while (!w->at_end && bed__window_len(w) < BED__PEEK_BYTES)
        BED_TRY(bed__window_more(w, err));
    return BED_OK;
}

static bed_status open_path(bed_reader *r, const char *path, bed_error *err);
static bed_status open_any(bed_reader *r, const char *path, bed_str bytes, bed_error *err);

/* Reads the file once more, with a reader of its own, up to the first byte that is not UTF-8. */
static bed_status look_for_utf8(const bed_reader *r, bool *all, bed_error *err)
{
    const bed_reader_options options = { .container = BED_CONTAINER_TEXT };
    bed_reader              *other   = NULL;
    bed_status               st      = BED_OK;

    BED_GO(create(r->name, &options, &other, err));
    other->probing = true;
    if (r->from_file) {
        BED_GO(open_path(other, r->name, err));
    } else {
        BED_GO(bed__stream_open_bytes(r->bytes, &other->stream, err));
        BED_GO(open_any(other, NULL, r->bytes, err));
    }
    bed__window *w = &other->window;
    for (*all = true; *all && bed__window_len(w) > 0;) {
        const size_t len   = bed__window_len(w);
        const size_t valid = bed_utf8_valid_until((bed_str){ w->buf + w->begin, len });

        *all = valid == len || (len - valid < 4 && !w->at_end);
        w->begin += valid;
        if (*all)
            BED_GO(bed__window_more(w, err));
    }
done:
    bed_reader_close(other);
    return st;
}

/* Where the file as a whole is to be converted, it is from here on. */
static bed_status choose_encoding(bed_reader *r, bed_error *err)
{
    bed__window  *w    = &r->window;
    const bed_str head = { w->buf + w->begin, bed__window_len(w) };
    bool          utf8 = false;

    if (bed__is_utf16(head, r->options.container)) {
        bed__encoding_destroy(r->encoding);
        BED_TRY(bed__encoding_create("UTF-16", &r->encoding, err));
    } else if (r->encoding == NULL || !bed__encoding_of_whole_files(r->encoding)) {
        return BED_OK;
    } else if (!bed__encoding_of_units(r->encoding)) {
        BED_TRY(look_for_utf8(r, &utf8, err));
    }
    bed__encoding *e = r->encoding;
    r->encoding      = NULL;
    if (utf8) {
        bed__encoding_destroy(e);
        return BED_OK;
    }
    BED_TRY(bed__window_recode(w, e, err));
    return peek(w, err);
}

/* Everything that is read from front to back. */
static bed_status open_stream(bed_reader *r, bed_error *err)
{
    bed_container wanted = r->options.container;
    bed__window  *w      = &r->window;

    if (wanted == BED_CONTAINER_PARQUET)
        return bed_fail(err, BED_EFORMAT, "not Parquet: the file does not begin with PAR1");
    BED_TRY(bed__window_init(w, r->stream, r->max_bytes, err));
    w->talk = r->options.talk;
    BED_TRY(peek(w, err));
    if (r->probing)
        return BED_OK;
    if (r->options.encoding != NULL)
        BED_TRY(bed__encoding_create(r->options.encoding, &r->encoding, err));

    bed_str head = { w->buf + w->begin, bed__window_len(w) };
    if (is_zip(head) && (wanted == BED_CONTAINER_UNKNOWN || wanted == BED_CONTAINER_XLSX))
        return slurp_workbook(r, err);
    if (wanted == BED_CONTAINER_XLSX)
        return bed_fail(err, BED_EFORMAT, "not a workbook: the file is no zip archive");
    if (wanted == BED_CONTAINER_PICKLE ||
        (wanted == BED_CONTAINER_UNKNOWN && bed__is_pickle(head, r->name)))
        return start(r, BED_CONTAINER_PICKLE, err);
    if (wanted != BED_CONTAINER_XML &&
        (wanted != BED_CONTAINER_UNKNOWN || !bed__is_marked_up(head)))
        BED_TRY(choose_encoding(r, err));
    head = (bed_str){ w->buf + w->begin, bed__window_len(w) };
    BED_TRY(bed__detect_junk(head, wanted, err));
    if (wanted == BED_CONTAINER_UNKNOWN)
        BED_TRY(bed__detect(head, w->at_end, r->name, &wanted, err));
    BED_TRY(skip_bom(r));
    return start(r, wanted, err);
}

/* path NULL: bytes. */
static bed_status open_any(bed_reader *r, const char *path, bed_str bytes, bed_error *err)
{
    const bed_container wanted = r->options.container;
    const bed_str       head   = bed__stream_head(r->stream);

    if (bed_str_starts(head, BED_STR("PAR1")) &&
        (wanted == BED_CONTAINER_UNKNOWN || wanted == BED_CONTAINER_PARQUET)) {
        if (path == NULL)
            return bed_fail(err, BED_EARGUMENT, "Parquet is read from a plain file only");
        return start(r, BED_CONTAINER_PARQUET, err);
    }
    if (is_zip(head) && (path != NULL || bytes.len > 0)) {
        BED_TRY(bed__archive_open(path, bytes, r->name, &r->archive, err));
        if (bed__archive_is_workbook(r->archive)) {
            if (wanted == BED_CONTAINER_UNKNOWN || wanted == BED_CONTAINER_XLSX)
                return start(r, BED_CONTAINER_XLSX, err);
            return bed_fail(err, BED_EFORMAT, "an XLSX workbook, not %s",
                            bed_container_name(wanted));
        }
        BED_TRY(open_only_member(r, err));
    }
    return open_stream(r, err);
}

/* "archive.zip!member" where no file has that name and one has the name before a '!'. */
static const char *member_mark(const char *path)
{
    char part[BED_PATH_MAX];

    if (bed_path_exists(path))
        return NULL;
    for (const char *mark = strchr(path, '!'); mark != NULL; mark = strchr(mark + 1, '!')) {
        const size_t len = (size_t)(mark - path);

        if (len >= sizeof part || mark[1] == '\0')
            return NULL;
        memcpy(part, path, len);
        part[len] = '\0';
        if (bed_path_exists(part) && !bed_path_is_dir(part))
            return mark;
    }
    return NULL;
}

static bed_status open_path(bed_reader *r, const char *path, bed_error *err)
{
    const char   *mark = member_mark(path);
    char          part[BED_PATH_MAX];
    bed__archive *archive;

    if (mark == NULL) {
        BED_TRY(bed__stream_open_file(path, &r->stream, err));
        return open_any(r, path, (bed_str){ NULL, 0 }, err);
    }
    memcpy(part, path, (size_t)(mark - path));
    part[mark - path] = '\0';
    BED_TRY(bed__archive_share(r->options.archives, part, &archive, err));
    BED_TRY(bed__stream_open_member(archive, mark + 1, &r->stream, err));
    return open_any(r, NULL, (bed_str){ NULL, 0 }, err);
}

static bed_status open_with(const char *path, bed_str bytes, const char *name,
                            const bed_reader_options *options, bed_reader **out, bed_error *err)
{
    bed_reader *r  = NULL;
    bed_status  st = BED_OK;

    *out = NULL;
    if (err != NULL)
        *err = (bed_error){ 0 };
    BED_GO(create(name, options, &r, err));
    r->from_file = path != NULL;
    r->bytes     = bytes;
    if (path != NULL) {
        BED_GO(open_path(r, path, err));
    } else {
        BED_GO(bed__stream_open_bytes(bytes, &r->stream, err));
        BED_GO(open_any(r, NULL, bytes, err));
    }
    *out = r;
    r    = NULL;
done:
    bed_reader_close(r);
    return st == BED_OK ? st : bed_fail_in(err, st, name, 0);
}

bed_status bed_reader_open(const char *path, const bed_reader_options *options, bed_reader **out,
                           bed_error *err)
{
    return open_with(path, (bed_str){ NULL, 0 }, path, options, out, err);
}

bed_status bed_reader_open_bytes(bed_str bytes, const char *name, const bed_reader_options *options,
                                 bed_reader **out, bed_error *err)
{
    return open_with(NULL, bytes, name == NULL ? "bytes" : name, options, out, err);
}

bed_status bed_container_of(const char *path, bed_archives *archives, bed_container *out,
                            bed_error *err)
{
    const bed_reader_options options = { .archives = archives };
    bed_reader              *r;

    BED_TRY(bed_reader_open(path, &options, &r, err));
    *out = r->ops->container;
    bed_reader_close(r);
    return BED_OK;
}

bed_container bed_reader_container(const bed_reader *r)
{
    return r->ops->container;
}

/* ---- reading ----------------------------------------------------------------------------------
 */

bed_status bed__over_begin(bed_reader *r, bed__over *over, size_t *at, bed_error *err)
{
    bed__window *w    = &r->window;
    const size_t keep = *at < BED_RAW_MAX_BYTES ? *at : BED_RAW_MAX_BYTES;

    *over = (bed__over){ .on = true, .start = bed__window_at(w, 0) };
    bed_buffer_clear(&r->raw);
    BED_TRY(bed_buffer_add(&r->raw, (bed_str){ w->buf + w->begin, keep }, err));
    w->begin += *at;
    *at = 0;
    return BED_OK;
}

bed_status bed__over_end(bed_reader *r, bed__over *over, uint64_t end, bed_record *out,
                         bed_error *err)
{
    out->raw  = bed_buffer_str(&r->raw);
    out->byte = over->start;
    return bed_fail_at(err, BED_REFUSED, over->start,
                       "a record of %llu bytes: at most %zu are read",
                       (unsigned long long)(end - over->start), r->max_bytes);
}

bool bed__wants_recoding(const bed_reader *r, bed_str s)
{
    return r->encoding != NULL && bed_utf8_valid_until(s) < s.len;
}

/* The record in the encoding that was given. */
static bed_status recode_record(bed_reader *r, bed_record *out, bed_error *err)
{
    if (!r->ops->recodes) {
        bed_buffer_clear(&r->recoded);
        BED_TRY(bed__recode(r->encoding, out->json, &r->recoded, err));
        out->json = bed_buffer_str(&r->recoded);
    }
    if (bed_utf8_valid_until(out->json) < out->json.len)
        return bed_fail_at(err, BED_REFUSED, out->byte, "bytes that are neither UTF-8 nor %s",
                           bed__encoding_name(r->encoding));
    return BED_OK;
}

/* What is text must be UTF-8 without NUL. */
static bed_status check_text(bed_reader *r, bed_record *out, bed_error *err)
{
    const size_t valid = bed_utf8_valid_until(out->raw);

    if (valid < out->raw.len && r->window.encoding != NULL)
        return bed_fail_at(err, BED_REFUSED, out->byte + valid, "bytes that are no %s",
                           bed__encoding_name(r->window.encoding));
    if (valid < out->raw.len && r->encoding != NULL)
        BED_TRY(recode_record(r, out, err));
    else if (valid < out->raw.len)
        return bed_fail_at(err, BED_REFUSED, out->byte + valid, "not UTF-8: byte 0x%02x",
                           (unsigned char)out->raw.ptr[valid]);
    const char *nul = out->raw.len == 0 ? NULL : memchr(out->raw.ptr, '\0', out->raw.len);
    if (nul != NULL)
        return bed_fail_at(err, BED_REFUSED, out->byte + (uint64_t)(nul - out->raw.ptr),
                           "a NUL byte in text");
    return BED_OK;
}

static void forget_place(bed_error *err)
{
    err->row      = 0;
    err->byte     = 0;
    err->has_byte = false;
    err->file[0]  = '\0';
}

static bed_status refuse(bed_reader *r, bed_record *out, bed_error *err)
{
    out->json = (bed_str){ NULL, 0 };
    r->n_records++;
    out->row = r->n_records;
    if (!err->has_byte && r->ops->container != BED_CONTAINER_XLSX &&
        r->ops->container != BED_CONTAINER_PARQUET) {
        err->byte     = out->byte;
        err->has_byte = true;
    }
    return bed_fail_in(err, BED_REFUSED, r->name, out->row);
}

bed_status bed_reader_next(bed_reader *r, bed_record *out, bed_error *err)
{
    bed_status st = r->ended;

    *out = (bed_record){ 0 };
    if (st != BED_OK) {
        if (err != NULL && st != BED_END)
            *err = r->failure;
        return st;
    }
    if (err == NULL)
        err = &r->failure;
    forget_place(err);
    st = r->ops->next(r, out, err);
    if (st == BED_OK && r->ops->text)
        st = check_text(r, out, err);
    if (st == BED_OK) {
        out->row = ++r->n_records;
        return BED_OK;
    }
    if (st == BED_REFUSED)
        return refuse(r, out, err);
    r->ended = st;
    *out     = (bed_record){ 0 };
    if (st != BED_END) {
        bed_fail_in(err, st, r->name, r->n_records + 1);
        if (err != &r->failure)
            r->failure = *err;
    }
    return st;
}

bed_status bed_reader_sha256(bed_reader *r, char out[BED_SHA256_TEXT], uint64_t *bytes,
                             bed_error *err)
{
    if (r->sha256[0] == '\0') {
        const bed_status st = bed__stream_sha256(r->stream, r->sha256, &r->raw_bytes, err);

        if (st != BED_OK) {
            r->sha256[0] = '\0';
            return bed_fail_in(err, st, r->name, 0);
        }
        if (r->ended == BED_OK)
            r->ended = BED_END;
    }
    memcpy(out, r->sha256, sizeof r->sha256);
    *bytes = r->raw_bytes;
    return BED_OK;
}

/* ---- inputs -----------------------------------------------------------------------------------
 */

typedef struct gathering {
    bed_arena   *arena;
    const char **paths;
    size_t       n, capacity;
} gathering;

static bed_status gather(gathering *g, const char *path, bed_error *err)
{
    if (g->n == g->capacity) {
        const size_t capacity = g->capacity == 0 ? 64 : g->capacity * 2;
        void        *paths    = bed_realloc(g->paths, capacity, sizeof *g->paths);

        if (paths == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: %zu paths", capacity);
        g->paths    = paths;
        g->capacity = capacity;
    }
    g->paths[g->n++] = path;
    return BED_OK;
}

static bed_status gather_members(gathering *g, bed__archive *archive, const char *path,
                                 bed_error *err)
{
    bed_file_list list;
    char          whole[PATH_AND_MEMBER];
    bed_str       copy;

    BED_TRY(bed__archive_list(archive, g->arena, &list, err));
    if (list.n == 0) {
        bed_fail(err, BED_EFORMAT, "the zip archive holds no file");
        return bed_fail_in(err, BED_EFORMAT, path, 0);
    }
    for (size_t i = 0; i < list.n; i++) {
        const int n = snprintf(whole, sizeof whole, "%s!%s", path, list.paths[i]);

        if (n < 0 || (size_t)n >= sizeof whole)
            return bed_fail(err, BED_EFORMAT, "a name of more than %d bytes in '%s'",
                            PATH_AND_MEMBER, path);
        BED_TRY(bed_arena_copy(g->arena, (bed_str){ whole, (size_t)n }, &copy, err));
        BED_TRY(gather(g, copy.ptr, err));
    }
    return BED_OK;
}

static bed_status file_is_zip(const char *path, bool *out, bed_error *err)
{
    bed__stream *s;

    BED_TRY(bed__stream_open_file(path, &s, err));
    *out = is_zip(bed__stream_head(s));
    bed__stream_close(s);
    return BED_OK;
}

static bed_status gather_file(gathering *g, const char *path, bed_error *err)
{
    bed__archive *archive = NULL;
    bed_status    st      = BED_OK;
    bool          zip     = false;

    BED_GO(file_is_zip(path, &zip, err));
    if (zip)
        BED_GO(bed__archive_open(path, (bed_str){ NULL, 0 }, path, &archive, err));
    if (zip && !bed__archive_is_workbook(archive))
        BED_GO(gather_members(g, archive, path, err));
    else
        BED_GO(gather(g, path, err));
done:
    bed__archive_close(archive);
    return st;
}

bed_status bed_source_files(const char *path, bed_arena *arena, bed_file_list *out, bed_error *err)
{
    gathering     g  = { .arena = arena };
    bed_status    st = BED_OK;
    bed_file_list list;
    bed_str       copy;

    *out = (bed_file_list){ 0 };
    if (member_mark(path) != NULL) {
        BED_GO(bed_arena_copy(arena, bed_str_of(path), &copy, err));
        BED_GO(gather(&g, copy.ptr, err));
    } else {
        BED_GO(bed_file_walk(path, arena, &list, err));
        for (size_t i = 0; i < list.n; i++)
            BED_GO(gather_file(&g, list.paths[i], err));
    }
    out->paths = bed_new(arena, const char *, g.n > 0 ? g.n : 1);
    if (out->paths == NULL)
        BED_GO(bed_fail(err, BED_EMEMORY, "out of memory: %zu paths", g.n));
    if (g.n > 0)
        memcpy(out->paths, g.paths, g.n * sizeof *g.paths);
    out->n = g.n;
done:
    bed_free(g.paths);
    return st;
}
