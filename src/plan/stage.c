#include "plan/stage.h"

#include <stdio.h>
#include <string.h>

void bed_stage_key_deinit(bed_stage_key *k)
{
    bed_sha256_destroy(k->hash);
    k->hash = NULL;
}

bed_status bed_stage_key_text(bed_stage_key *k, const char *name, const char *value, bed_error *err)
{
    /* the closing NULs part the members, so that no two lists of them look alike */
    BED_TRY(bed_sha256_add(k->hash, (bed_str){ name, strlen(name) + 1 }, err));
    return bed_sha256_add(k->hash, (bed_str){ value, strlen(value) + 1 }, err);
}

bed_status bed_stage_key_begin(bed_stage_key *k, const char *stage, bed_error *err)
{
    *k = (bed_stage_key){ 0 };
    BED_TRY(bed_sha256_create(&k->hash, err));
    BED_TRY(bed_stage_key_text(k, "bedside", BEDSIDE_VERSION, err));
    return bed_stage_key_text(k, "stage", stage, err);
}

bed_status bed_stage_key_files(bed_stage_key *k, const char *path, bed_error *err)
{
    bed_arena     arena = BED_ARENA((size_t)64 << 20);
    bed_file_list files;
    char          sha256[BED_SHA256_TEXT];
    const size_t  root = bed_path_root(path);
    bed_status    st   = BED_OK;

    BED_GO(bed_file_walk(path, &arena, &files, err));
    for (size_t i = 0; i < files.n; i++) {
        BED_GO(bed_sha256_of_file(files.paths[i], sha256, err));
        BED_GO(bed_stage_key_text(k, files.paths[i] + root, sha256, err));
    }
done:
    bed_arena_deinit(&arena);
    return st;
}

bed_status bed_stage_key_end(bed_stage_key *k, bed_error *err)
{
    return bed_sha256_finish(k->hash, k->text, err);
}

static bed_status state_path(char out[BED_PATH_MAX], const char *dir, const char *stage,
                             bed_error *err)
{
    char name[256];

    snprintf(name, sizeof name, "%s.key", stage);
    for (char *c = name; *c != '\0'; c++)
        if (*c == ' ' || *c == '/')
            *c = '-';
    return bed_path_join(out, dir, name, err);
}

bool bed_stage_is_done(const char *state_dir, const char *stage, const char *key)
{
    char       path[BED_PATH_MAX];
    bed_buffer text = BED_BUFFER(1024);
    bool       same = false;

    if (state_path(path, state_dir, stage, NULL) == BED_OK && bed_path_exists(path) &&
        bed_file_read(path, &text, NULL) == BED_OK)
        same = bed_str_equal(bed_trim(bed_buffer_str(&text)), bed_str_of(key));
    bed_buffer_deinit(&text);
    return same;
}

bed_status bed_stage_set_done(const char *state_dir, const char *stage, const char *key,
                              bed_error *err)
{
    char path[BED_PATH_MAX];

    BED_TRY(bed_dir_create(state_dir, err));
    BED_TRY(state_path(path, state_dir, stage, err));
    return bed_file_write(path, bed_str_of(key), err);
}
