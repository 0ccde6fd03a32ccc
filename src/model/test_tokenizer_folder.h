/* For tests: where tokenizers lie, and what the reference says of them. */
#ifndef BED_MODEL_TEST_TOKENIZER_FOLDER_H
#define BED_MODEL_TEST_TOKENIZER_FOLDER_H

#include "base/test.h"
#include "model/tokenizer.h"
#include <jansson.h>

#define FIXTURES "src/model/fixtures/"

/* The folder of a tokenizer: ours among the fixtures, others in $BEDSIDE_SHARED (../shared) or, of
 * MiniLM, in $BEDSIDE_MINILM. */
static inline const char *tokenizer_folder(const char *name, char out[BED_PATH_MAX])
{
    const char *const minilm = getenv("BEDSIDE_MINILM");
    const char *const shared = getenv("BEDSIDE_SHARED");
    const char *const base   = shared == NULL ? "../shared" : shared;

    if (strcmp(name, "minilm") == 0 && minilm != NULL)
        snprintf(out, BED_PATH_MAX, "%s", minilm);
    else if (strcmp(name, "minilm") == 0)
        snprintf(out, BED_PATH_MAX, "%s/models/minilm", base);
    else if (strcmp(name, "gpt2") == 0 || strcmp(name, "qwen2") == 0)
        snprintf(out, BED_PATH_MAX, "%s/tokenizers/%s", base, name);
    else
        snprintf(out, BED_PATH_MAX, FIXTURES "tokenizers/%s", name);
    return out;
}

/* Opens a folder that must load. */
static inline bed_tokenizer *tokenizer_of(const char *folder, const bed_tokenizer_options *options)
{
    bed_error      err = { 0 };
    bed_tokenizer *t   = NULL;
    char           line[2048];

    if (bed_tokenizer_load(folder, options, &t, &err) != BED_OK)
        fail_msg("%s", bed_error_line(&err, line, sizeof line));
    return t;
}

/* The next line of JSON in a file, or NULL at its end. Release with json_decref. */
static inline json_t *next_json(FILE *file)
{
    char         *line     = NULL;
    size_t        capacity = 0;
    json_error_t  why;
    const ssize_t n = getline(&line, &capacity, file);
    json_t *const value =
        n <= 0 ? NULL : json_loadb(line, (size_t)n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);

    if (n > 0 && value == NULL)
        fail_msg("fixture: %s", why.text);
    free(line);
    return value;
}

#endif
