/* Files: read whole within a bound, written beside the target and renamed, folders walked in a
 * fixed order. Paths are UTF-8 as the system has them. */
#ifndef BED_BASE_FILE_H
#define BED_BASE_FILE_H

#include "base/arena.h"

enum { BED_PATH_MAX = 4096 };

/* Joins into out: "dir/name". Errors: BED_EARGUMENT when longer than BED_PATH_MAX. */
bed_status  bed_path_join(char out[BED_PATH_MAX], const char *dir, const char *name,
                          bed_error *err) BED_USE_RESULT;
const char *bed_path_name(const char *path); /* what follows the last '/' */
bool        bed_path_exists(const char *path);
bool        bed_path_is_dir(const char *path);
bool        bed_path_is_special(const char *path); /* a device or a pipe */

/* Reads a file after what the buffer holds. Errors: BED_EREAD, BED_EMEMORY (over its maximum). */
bed_status bed_file_read(const char *path, bed_buffer *into, bed_error *err) BED_USE_RESULT;
bed_status bed_file_size(const char *path, uint64_t *out, bed_error *err) BED_USE_RESULT;

/* Writes bytes to "<path>.partial", syncs and renames it to path: the target is whole or absent.
 * Where path is a link, what it leads to is replaced; a device or a pipe is written to as it is. */
bed_status bed_file_write(const char *path, bed_str bytes, bed_error *err) BED_USE_RESULT;

bed_status bed_dir_create(const char *path, bed_error *err) BED_USE_RESULT; /* with its parents */
bed_status bed_dir_remove(const char *path, bed_error *err) BED_USE_RESULT; /* with its contents;
                                                                               absent is OK */
/* Puts folder `from` in the place of `to` in one step, and removes what stood at `to`: a kill at
 * any moment leaves an old or a new folder there, and at `from` nothing or what is left of the old
 * one. Where the file system cannot exchange two folders (renameat2), the old one stands as
 * "<from>.old" for a moment. */
bed_status bed_dir_replace(const char *from, const char *to, bed_error *err) BED_USE_RESULT;

/* Whether path is a pattern (glob(7): * ? [...], a backslash before a character that is meant
 * itself): it has such a character, and nothing of that very name exists. */
bool bed_path_is_pattern(const char *path);

/* Bytes of path that are the folder below which its files are named: all of it, or of a pattern
 * what stands before the name with the first * ? or [. */
size_t bed_path_root(const char *path);

/* All regular files at or below path, or all that a pattern matches, sorted by their bytes; hidden
 * ones ('.' or "__MACOSX"), pipes, devices and links back to a folder on the way left out. Paths
 * live in the arena. Errors: BED_EREAD (also a link to nothing, a path that is itself a pipe or a
 * device, and a pattern that nothing matches). */
typedef struct bed_file_list {
    const char **paths;
    size_t       n;
} bed_file_list;
bed_status bed_file_walk(const char *path, bed_arena *arena, bed_file_list *out,
                         bed_error *err) BED_USE_RESULT;

#endif
