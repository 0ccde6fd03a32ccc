#include "source/reader.h"

#include <zip.h>

enum { MAX_MEMBERS = 1 << 20 };

struct bed__archive {
    zip_t *zip;
    char  *name;
    size_t n_owners; /* closed by the last of them */
};

struct bed__member {
    bed__archive *archive;
    zip_file_t   *file;
    char         *name;
    uint64_t      size, packed_bytes, read_bytes;
};

static bed_status copy_name(const char *name, char **out, bed_error *err)
{
    const size_t len = strlen(name);

    BED_TRY(bed_alloc_into((void **)out, len + 1, 1, err));
    memcpy(*out, name, len);
    return BED_OK;
}

static bed_status open_zip(const char *path, bed_str bytes, zip_t **out, zip_error_t *why)
{
    zip_source_t *source = NULL;

    if (path != NULL)
        source = zip_source_file_create(path, 0, -1, why);
    else
        source = zip_source_buffer_create(bytes.ptr, bytes.len, 0, why);
    if (source == NULL)
        return BED_EMEMORY;
    *out = zip_open_from_source(source, ZIP_RDONLY, why);
    if (*out == NULL) {
        zip_source_free(source);
        return zip_error_code_zip(why) == ZIP_ER_MEMORY ? BED_EMEMORY : BED_EFORMAT;
    }
    return BED_OK;
}

bed_status bed__archive_open(const char *path, bed_str bytes, const char *name, bed__archive **out,
                             bed_error *err)
{
    bed_status    st = BED_OK;
    bed__archive *a  = NULL;
    zip_error_t   why;

    *out = NULL;
    zip_error_init(&why);
    BED_GO(bed_alloc_into((void **)&a, 1, sizeof *a, err));
    a->n_owners = 1;
    BED_GO(copy_name(name, &a->name, err));
    st = open_zip(path, bytes, &a->zip, &why);
    if (st != BED_OK)
        BED_GO(bed_fail(err, st, "unusable zip archive: %s", zip_error_strerror(&why)));
    if (zip_get_num_entries(a->zip, 0) > MAX_MEMBERS)
        BED_GO(bed_fail(err, BED_EFORMAT, "zip archive of more than %d files", MAX_MEMBERS));
    *out = a;
    a    = NULL;
done:
    zip_error_fini(&why);
    bed__archive_close(a);
    return st == BED_OK ? st : bed_fail_in(err, st, name, 0);
}

void bed__archive_close(bed__archive *a)
{
    if (a == NULL || --a->n_owners > 0)
        return;
    if (a->zip != NULL)
        zip_discard(a->zip);
    bed_free(a->name);
    bed_free(a);
}

bed_status bed__archive_share(bed_archives *kept, const char *path, bed__archive **out,
                              bed_error *err)
{
    if (kept == NULL)
        return bed__archive_open(path, (bed_str){ NULL, 0 }, path, out, err);
    if (kept->last == NULL || strcmp(kept->last->name, path) != 0) {
        bed_archives_deinit(kept);
        BED_TRY(bed__archive_open(path, (bed_str){ NULL, 0 }, path, &kept->last, err));
    }
    *out = kept->last;
    (*out)->n_owners++;
    return BED_OK;
}

void bed_archives_deinit(bed_archives *a)
{
    bed__archive_close(a->last);
    a->last = NULL;
}

bool bed__archive_has(bed__archive *a, const char *member)
{
    return zip_name_locate(a->zip, member, 0) >= 0;
}

bool bed__archive_is_workbook(bed__archive *a)
{
    return bed__archive_has(a, "xl/workbook.xml") ||
           (bed__archive_has(a, "[Content_Types].xml") && bed__archive_has(a, "_rels/.rels"));
}

/* Hidden is what has a part that begins with '.' or is "__MACOSX"; folders end with '/'. */
static bool visible(const char *name)
{
    const size_t len = strlen(name);

    if (len == 0 || name[len - 1] == '/')
        return false;
    for (const char *part = name; part != NULL; part = strchr(part, '/')) {
        part += part != name || *part == '/';
        if (*part == '.' || strncmp(part, "__MACOSX/", 9) == 0)
            return false;
    }
    return true;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bed_status bed__archive_list(bed__archive *a, bed_arena *arena, bed_file_list *out, bed_error *err)
{
    const zip_int64_t n     = zip_get_num_entries(a->zip, 0);
    const char      **paths = bed_new(arena, const char *, n > 0 ? (size_t)n : 1);

    *out = (bed_file_list){ paths, 0 };
    if (paths == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: names of an archive");
    for (zip_int64_t i = 0; i < n; i++) {
        const char *name = zip_get_name(a->zip, (zip_uint64_t)i, 0);
        bed_str     copy;

        if (name == NULL || !visible(name))
            continue;
        BED_TRY(bed_arena_copy(arena, bed_str_of(name), &copy, err));
        paths[out->n++] = copy.ptr;
    }
    if (out->n > 0)
        qsort(paths, out->n, sizeof *paths, by_bytes);
    return BED_OK;
}

static bool bomb(uint64_t size, uint64_t packed_bytes)
{
    return size > BED__BOMB_FLOOR && size / BED__BOMB_RATIO > packed_bytes;
}

static bed_status fail_bomb(bed_error *err, const char *name)
{
    return bed_fail(err, BED_EFORMAT,
                    "'%s' in the archive unpacks to more than %d times its size: taken for a zip "
                    "bomb",
                    name, BED__BOMB_RATIO);
}

static bed_status check_member(const zip_stat_t *info, const char *name, bed_error *err)
{
    if ((info->valid & ZIP_STAT_ENCRYPTION_METHOD) && info->encryption_method != ZIP_EM_NONE)
        return bed_fail(err, BED_EFORMAT, "'%s' in the archive is encrypted", name);
    if (!(info->valid & ZIP_STAT_SIZE) || !(info->valid & ZIP_STAT_COMP_SIZE))
        return bed_fail(err, BED_EFORMAT, "'%s' in the archive has no size", name);
    if (bomb(info->size, info->comp_size))
        return fail_bomb(err, name);
    return BED_OK;
}

bed_status bed__member_open(bed__archive *a, const char *name, bed__member **out, bed_error *err)
{
    bed_status        st    = BED_OK;
    bed__member      *m     = NULL;
    const zip_int64_t index = zip_name_locate(a->zip, name, 0);
    zip_stat_t        info;

    *out = NULL;
    zip_stat_init(&info);
    if (index < 0)
        BED_GO(bed_fail(err, BED_EFORMAT, "no file '%s' in the archive", name));
    if (zip_stat_index(a->zip, (zip_uint64_t)index, 0, &info) != 0)
        BED_GO(bed_fail(err, BED_EFORMAT, "'%s' in the archive: %s", name, zip_strerror(a->zip)));
    BED_GO(check_member(&info, name, err));
    BED_GO(bed_alloc_into((void **)&m, 1, sizeof *m, err));
    BED_GO(copy_name(name, &m->name, err));
    m->archive      = a;
    m->size         = info.size;
    m->packed_bytes = info.comp_size;
    m->file         = zip_fopen_index(a->zip, (zip_uint64_t)index, 0);
    if (m->file == NULL)
        BED_GO(bed_fail(err, BED_EFORMAT, "'%s' in the archive: %s", name, zip_strerror(a->zip)));
    *out = m;
    m    = NULL;
done:
    bed__member_close(m);
    return st == BED_OK ? st : bed_fail_in(err, st, a->name, 0);
}

void bed__member_close(bed__member *m)
{
    if (m == NULL)
        return;
    if (m->file != NULL)
        zip_fclose(m->file);
    bed_free(m->name);
    bed_free(m);
}

bed_status bed__member_read(bed__member *m, char *into, size_t room, size_t *n, bed_error *err)
{
    const zip_int64_t got = zip_fread(m->file, into, room);

    *n = 0;
    if (got < 0) {
        bed_fail(err, BED_EFORMAT, "'%s' in the archive is damaged after %llu bytes: %s", m->name,
                 (unsigned long long)m->read_bytes, zip_file_strerror(m->file));
        return bed_fail_in(err, BED_EFORMAT, m->archive->name, 0);
    }
    m->read_bytes += (uint64_t)got;
    if (bomb(m->read_bytes, m->packed_bytes))
        return fail_bomb(err, m->name);
    if (m->read_bytes > m->size || (got == 0 && m->read_bytes < m->size))
        return bed_fail(err, BED_EFORMAT, "'%s' in the archive has %llu bytes where %llu are said",
                        m->name, (unsigned long long)m->read_bytes, (unsigned long long)m->size);
    *n = (size_t)got;
    return BED_OK;
}
