/* The inputs of an ingest: which files, in which form, of which split. */
#ifndef BED_INGEST_INPUTS_H
#define BED_INGEST_INPUTS_H

#include "ingest/ingest.h"

typedef enum bed_input_state {
    BED_INPUT_READ,
    BED_INPUT_SKIPPED,
    BED_INPUT_BROKEN,
    BED_INPUT_TIED /* two forms fit as well: the other inputs will tell */
} bed_input_state;

typedef struct bed_input {
    const char     *path;  /* as it is opened */
    const char     *shown; /* as it stands in the corpus: below the folder that was named */
    const char     *split;
    bed_choice      choice;
    bed_input_state state;
    const char     *reason; /* why skipped or broken, else "" */
    uint64_t        bytes;
    uint64_t        n_records, n_refused; /* rows given, rows that could not be read */
    uint64_t        n_repeated;           /* of a relation: rows that stood there before */
    uint64_t        n_unasked;            /* of a relation: rows that no record asked for */
    char            sha256[BED_SHA256_TEXT];
} bed_input;

typedef struct bed_inputs {
    bed_input *at;
    size_t     n, capacity;
    uint64_t   bytes;
} bed_inputs;

/* Finds the files, tells form and split of each. A file that was named must fit a form; one found
 * in a folder that fits none is skipped, with the reason. One that two forms fit takes the one that
 * the other files have; where they have neither or both it is an error. Errors: as bed_ingest. */
bed_status bed_inputs_find(const bed_catalog *catalog, const bed_ingest_options *options,
                           bed_arena *arena, bed_inputs *out, bed_error *err) BED_USE_RESULT;
void       bed_inputs_deinit(bed_inputs *inputs);

/* The split that a path speaks of (a folder or a word of the file's name that says train, dev,
 * validation or test), or "full". */
const char *bed_split_of_path(const char *path);

/* The options with which an input is opened. */
bed_reader_options bed_input_reader(const bed_ingest_options *options, const bed_input *input);

#endif
