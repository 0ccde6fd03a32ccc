/* Runs a fuzz target over files, without a fuzzer: `replay_json FILE|FOLDER...`. Exit status 0 when
 * every input came through, 1 when there was none or one could not be read. */
#include "base/base.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 64 << 20, PATHS_MAX = 64 << 20 };

/* The bytes are copied to a block of their very size, so that a sanitizer sees a read past them. */
static bed_status replay(const char *path, bed_error *err)
{
    bed_buffer text = BED_BUFFER(INPUT_MAX);
    bed_status st   = bed_file_read(path, &text, err);

    if (st == BED_OK) {
        uint8_t *bytes = bed_alloc(text.len, 1);

        if (bytes == NULL) {
            st = bed_fail(err, BED_EMEMORY, "out of memory: %zu bytes", text.len);
        } else {
            memcpy(bytes, text.ptr, text.len);
            (void)LLVMFuzzerTestOneInput(bytes, text.len);
        }
        bed_free(bytes);
    }
    bed_buffer_deinit(&text);
    return st;
}

static bed_status replay_below(const char *path, size_t *n, bed_error *err)
{
    bed_arena     arena = BED_ARENA(PATHS_MAX);
    bed_file_list files;
    bed_status    st = BED_OK;

    BED_GO(bed_file_walk(path, &arena, &files, err));
    for (size_t i = 0; i < files.n; i++) {
        BED_GO(replay(files.paths[i], err));
        ++*n;
    }
done:
    bed_arena_deinit(&arena);
    return st;
}

int main(int argc, char **argv)
{
    size_t n = 0;

    for (int i = 1; i < argc; i++) {
        char      line[2048];
        bed_error err = { 0 };

        if (replay_below(argv[i], &n, &err) != BED_OK) {
            fprintf(stderr, "replay: %s\n", bed_error_line(&err, line, sizeof line));
            return 1;
        }
    }
    printf("%zu inputs\n", n);
    return n > 0 ? 0 : 1;
}
