#include "ingest/inputs.h"

#include "ingest/paths.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <ctype.h>
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Words of a path and the split they mean, as the published releases name their files. */
static const struct {
    const char *word, *split;
} split_words[] = {
    { "train", "train" },       { "training", "train" }, { "trainset", "train" },
    { "trainingset", "train" }, { "dev", "dev" },        { "val", "dev" },
    { "valid", "dev" },         { "validation", "dev" }, { "validationset", "dev" },
    { "test", "test" },         { "testset", "test" },   { "testdatasets", "test" },
    { "testdataset", "test" },
};

static const char *split_of_word(const char *word, size_t len)
{
    for (size_t i = 0; i < sizeof split_words / sizeof split_words[0]; i++)
        if (strlen(split_words[i].word) == len && strncasecmp(split_words[i].word, word, len) == 0)
            return split_words[i].split;
    return NULL;
}

const char *bed_split_of_path(const char *path)
{
    const char *found = NULL;

    for (const char *p = path; *p != '\0';) {
        const char *end = p;

        while (isalpha((unsigned char)*end))
            end++;
        const char *split = split_of_word(p, (size_t)(end - p));
        if (split != NULL)
            found = split; /* the last word wins: the file's name over its folder's */
        p = end == p ? p + 1 : end;
    }
    return found == NULL ? "full" : found;
}

static bool path_matches(const char *pattern, const char *path)
{
    int         code;
    size_t      at;
    pcre2_code *re  = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                                    PCRE2_UTF | PCRE2_CASELESS, &code, &at, NULL);
    bool        yes = false;

    if (re != NULL) {
        pcre2_match_data *data = pcre2_match_data_create_from_pattern(re, NULL);

        yes = data != NULL &&
              pcre2_match(re, (PCRE2_SPTR)path, PCRE2_ZERO_TERMINATED, 0, 0, data, NULL) >= 0;
        pcre2_match_data_free(data);
    }
    pcre2_code_free(re);
    return yes;
}

static const char *split_of(const bed_ingest_options *o, const bed_input *input)
{
    const bed_form *f = input->choice.form;

    if (o->split != NULL)
        return o->split;
    for (size_t i = 0; f != NULL && i < f->n_splits; i++)
        if (path_matches(f->splits[i].match, input->shown))
            return f->splits[i].name;
    const char *general = bed_split_of_path(input->shown);
    if (strcmp(general, "full") == 0 && f != NULL && f->split != NULL && f->split[0] != '\0')
        return f->split;
    return general;
}

bed_reader_options bed_input_reader(const bed_ingest_options *o, const bed_input *input)
{
    const bed_form *f = input->choice.form;

    if (f == NULL)
        return (bed_reader_options){ .container        = input->choice.container,
                                     .records          = o->records,
                                     .header           = o->header,
                                     .encoding         = o->encoding,
                                     .max_record_bytes = BED_INGEST_RECORD_BYTES,
                                     .talk             = o->talk };
    return (bed_reader_options){
        .container        = input->choice.container,
        .records          = f->records == NULL || f->records[0] == '\0' ? NULL : f->records,
        .header           = (bed_header)f->header,
        .encoding         = o->encoding != NULL ? o->encoding : f->encoding,
        .max_record_bytes = BED_INGEST_RECORD_BYTES,
        .talk             = o->talk,
    };
}

static bed_status add(bed_inputs *inputs, bed_input input, bed_error *err)
{
    if (inputs->n == inputs->capacity) {
        const size_t capacity = inputs->capacity == 0 ? 64 : inputs->capacity * 2;
        void        *at       = bed_realloc(inputs->at, capacity, sizeof *inputs->at);

        if (at == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: %zu inputs", capacity);
        inputs->at       = at;
        inputs->capacity = capacity;
    }
    inputs->at[inputs->n++] = input;
    return BED_OK;
}

/* Size on disk; of a zip member its share is not known: the archive's size stands at its first. */
static bed_status size_of(const bed_inputs *before, const char *path, uint64_t *out, bed_error *err)
{
    char        archive[BED_PATH_MAX];
    const char *mark = strstr(path, ".zip!");

    if (mark == NULL)
        return bed_file_size(path, out, err);
    *out = 0;
    if (before->n > 0 &&
        strncmp(before->at[before->n - 1].path, path, (size_t)(mark + 5 - path)) == 0)
        return BED_OK;
    snprintf(archive, sizeof archive, "%.*s", (int)(mark + 4 - path), path);
    return bed_file_size(archive, out, err);
}

static bed_status keep_reason(bed_arena *arena, bed_input *input, const bed_error *why,
                              bed_error *err)
{
    bed_str reason;

    BED_TRY(bed_arena_copy(arena, bed_str_of(why->text), &reason, err));
    input->reason = reason.ptr;
    return BED_OK;
}

static bed_status skip(bed_arena *arena, bed_input *input, const bed_ingest_options *o,
                       const bed_error *why, bed_error *err)
{
    input->state = BED_INPUT_SKIPPED;
    BED_TRY(keep_reason(arena, input, why, err));
    bed_talk_message(o->talk, BED_LEVEL_DEBUG, "ingest", "'%s' left out: %s", input->shown,
                     why->text);
    return BED_OK;
}

/* A name that is no UTF-8 is shown with "\xFF" for its bytes: it goes into JSON and Parquet. */
static bed_status printable(bed_arena *arena, const char **name, bed_error *err)
{
    bed_buffer b    = BED_BUFFER((size_t)8 * BED_PATH_MAX);
    bed_str    rest = bed_str_of(*name), copy;
    size_t     n    = bed_utf8_valid_until(rest);
    bed_status st   = BED_OK;

    if (n == rest.len)
        return BED_OK;
    for (; n < rest.len; n = bed_utf8_valid_until(rest)) {
        BED_GO(bed_buffer_add(&b, (bed_str){ rest.ptr, n }, err));
        BED_GO(bed_buffer_printf(&b, err, "\\x%02X", (unsigned char)rest.ptr[n]));
        rest = (bed_str){ rest.ptr + n + 1, rest.len - n - 1 };
    }
    BED_GO(bed_buffer_add(&b, rest, err));
    BED_GO(bed_arena_copy(arena, bed_buffer_str(&b), &copy, err));
    *name = copy.ptr;
done:
    bed_buffer_deinit(&b);
    return st;
}

static int by_shown(const void *a, const void *b)
{
    const bed_input *const *x = a, *const *y = b;

    return strcmp((*x)->shown, (*y)->shown);
}

/* Records and refusals name their file: what would look alike ("US/train.jsonl" and
 * "TW/train.jsonl", both folders named) is shown by its whole path. */
static bed_status tell_apart(bed_arena *arena, bed_inputs *inputs, bed_error *err)
{
    bed_input **sorted = bed_new(arena, bed_input *, inputs->n);
    bool        twice  = false;

    if (sorted == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu inputs", inputs->n);
    for (size_t i = 0; i < inputs->n; i++)
        sorted[i] = &inputs->at[i];
    if (inputs->n > 0)
        qsort(sorted, inputs->n, sizeof(bed_input *), by_shown);
    for (size_t i = 0; i + 1 < inputs->n; i++) {
        const char *const name  = sorted[i]->shown;
        const bool        alike = strcmp(name, sorted[i + 1]->shown) == 0;

        if (alike || twice) {
            sorted[i]->shown = sorted[i]->path;
            BED_TRY(printable(arena, &sorted[i]->shown, err));
        }
        twice = alike;
    }
    if (twice) {
        bed_input *const last = sorted[inputs->n - 1];

        last->shown = last->path;
        BED_TRY(printable(arena, &last->shown, err));
    }
    return BED_OK;
}

typedef struct search {
    const bed_ingest_options *options;
    const bed_catalog        *catalog;
    const bed_dataset        *dataset; /* NULL with a mapping of the user's own */
    bed_detector             *detector;
    bed_choice                forced; /* the form that was named, else none */
    bed_arena                *arena;
    bed_inputs               *inputs;
    size_t                    n_elsewhere; /* files that other datasets' forms were tried on */
    const bed_dataset        *told;        /* the dataset that files were last said to be alike */
    bed_archives              archives;
} search;

/* The forms of other datasets are tried on the first files, so that a folder of a wrong dataset is
 * known early, and on further ones that fit badly or not at all, but on no more than so many: each
 * costs as much as reading the head of the file some dozen times. */
enum { ELSEWHERE_FIRST = 16, ELSEWHERE_MOST = 128 };

/* Where files go together, --form names the form of those that it fits or that no form fits; the
 * companions of records, and of companions all else, are told as ever. */
static bool goes_with_forced(search *s, bed_input *input)
{
    const bed_form *forced    = s->forced.form;
    const bool      companion = bed_form_is_relation(forced);

    return (companion || bed_form_joins(forced)) &&
           bed_detect_choose(s->detector, s->dataset, input->path, false, &input->choice, NULL) ==
               BED_OK &&
           (companion || bed_form_is_relation(input->choice.form));
}

static bed_status choose(search *s, bed_input *input, bed_error *err)
{
    const bed_ingest_options *o     = s->options;
    const bool                first = s->inputs->n < ELSEWHERE_FIRST;
    bed_status                st;

    if (goes_with_forced(s, input))
        return BED_OK;
    if (o->map != NULL || s->forced.form != NULL) {
        input->choice       = s->forced;
        input->choice.score = 1.0;
        return bed_container_of(input->path, &s->archives, &input->choice.container, err);
    }
    st = bed_detect_choose(s->detector, s->dataset, input->path, first, &input->choice, err);
    s->n_elsewhere += first;
    if (first || s->n_elsewhere >= ELSEWHERE_MOST || (st != BED_OK && st != BED_EFORMAT) ||
        input->choice.rival != NULL || (st == BED_OK && input->choice.score == 1.0))
        return st;
    s->n_elsewhere++;
    if (err != NULL)
        *err = (bed_error){ 0 };
    return bed_detect_choose(s->detector, s->dataset, input->path, true, &input->choice, err);
}

/* Says once that files could as well be of another dataset. */
static void tell_alike(search *s, const bed_input *input)
{
    const bed_choice *c = &input->choice;

    if (c->other == NULL || s->told == c->other_dataset)
        return;
    s->told = c->other_dataset;
    bed_talk_message(s->options->talk, BED_LEVEL_DEBUG, "ingest",
                     "'%s' fits %s (form %s) as well as %s (form %s): the content does not tell "
                     "them apart, it is read as %s",
                     input->shown, c->other_dataset->key, c->other->name, c->dataset->key,
                     c->form->name, s->dataset->key);
}

static void take(search *s, bed_input *input)
{
    tell_alike(s, input);
    input->state        = BED_INPUT_READ;
    input->reason       = "";
    input->choice.rival = NULL;
    input->split        = split_of(s->options, input);
    s->inputs->bytes += input->bytes;
}

static bool has_form(const bed_inputs *inputs, const bed_form *form)
{
    for (size_t i = 0; i < inputs->n; i++)
        if (inputs->at[i].state == BED_INPUT_READ && inputs->at[i].choice.form == form)
            return true;
    return false;
}

/* A small file may hold nothing that tells two forms apart (answers counted from 0 or from 1). The
 * files beside it then do; only what they were told by themselves counts. */
static bed_status settle_ties(search *s, bed_error *err)
{
    bed_inputs *inputs = s->inputs;
    bool       *second = bed_new(s->arena, bool, inputs->n + 1);

    if (second == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu inputs", inputs->n);
    for (size_t i = 0; i < inputs->n; i++) {
        const bed_input *in = &inputs->at[i];

        if (in->state != BED_INPUT_TIED)
            continue;
        const bool first = has_form(inputs, in->choice.form);
        second[i]        = has_form(inputs, in->choice.rival);
        if (first == second[i]) {
            bed_fail(err, BED_EFORMAT, "%s", in->reason);
            return bed_fail_in(err, BED_EFORMAT, in->path, 0);
        }
    }
    for (size_t i = 0; i < inputs->n; i++) {
        bed_input *in = &inputs->at[i];

        if (in->state != BED_INPUT_TIED)
            continue;
        if (second[i]) {
            in->choice.dataset = in->choice.rival_dataset;
            in->choice.part    = in->choice.rival_part;
            in->choice.form    = in->choice.rival;
        }
        take(s, in);
    }
    return BED_OK;
}

static bed_status one_file(search *s, const char *path, const char *root, bool named,
                           bed_error *err)
{
    const size_t root_len = bed_path_root(root);
    bed_input    input    = { .path = path, .reason = "", .shown = bed_path_name(path) };
    bed_error    why      = { 0 };

    if (!named && strlen(path) > root_len + 1 && strncmp(path, root, root_len) == 0)
        input.shown = path + root_len + (path[root_len] == '/' || path[root_len] == '!');
    BED_TRY(printable(s->arena, &input.shown, err));
    BED_TRY(bed_talk_check(s->options->talk, err));
    BED_TRY(size_of(s->inputs, path, &input.bytes, err));
    const bed_status st = choose(s, &input, &why);
    if (st == BED_EFORMAT && input.choice.rival != NULL) {
        input.state = BED_INPUT_TIED;
        BED_TRY(keep_reason(s->arena, &input, &why, err));
    } else if (st == BED_EFORMAT && !named) {
        BED_TRY(skip(s->arena, &input, s->options, &why, err));
    } else if (st != BED_OK) {
        if (err != NULL)
            *err = why;
        return bed_fail_in(err, st, path, 0);
    } else {
        take(s, &input);
    }
    return add(s->inputs, input, err);
}

/* None of the files from `first` on has a form of the dataset: the first that is of another one
 * tells most, else the last. */
static bed_status no_file(search *s, const char *path, size_t first, bed_error *err)
{
    const size_t n    = s->inputs->n - first;
    size_t       told = s->inputs->n;

    for (size_t i = s->inputs->n; i > first; i--)
        if (told == s->inputs->n || s->inputs->at[i - 1].choice.other != NULL)
            told = i - 1;
    if (n == 0)
        bed_fail(err, BED_EFORMAT, "no file here has a form of %s: 0 looked at",
                 s->options->dataset);
    else
        bed_fail(err, BED_EFORMAT, "no file here has a form of %s: %zu looked at; '%s': %s",
                 s->options->dataset, n, s->inputs->at[told].shown, s->inputs->at[told].reason);
    return bed_fail_in(err, BED_EFORMAT, path, 0);
}

static bed_status one_path(search *s, const char *path, bed_error *err)
{
    const size_t  first   = s->inputs->n;
    const bool    pattern = bed_path_is_pattern(path);
    bed_file_list files;
    bool          any = false;

    if (!pattern && !bed_path_exists(path) && strstr(path, ".zip!") == NULL) {
        bed_fail(err, BED_EREAD, "no such file or folder");
        return bed_fail_in(err, BED_EREAD, path, 0);
    }
    BED_TRY(bed_source_files(path, s->arena, &files, err));
    for (size_t i = 0; i < files.n; i++) {
        const size_t before = s->inputs->n;

        if (bed_paths_in_output(path, files.paths[i], s->options->out))
            continue;
        BED_TRY(one_file(s, files.paths[i], path,
                         files.n == 1 && !pattern && !bed_path_is_dir(path), err));
        any = any || s->inputs->at[before].state != BED_INPUT_SKIPPED;
    }
    if (any)
        return BED_OK;
    return no_file(s, path, first, err);
}

/* What was left out and looks like `other` (NULL: like nothing that is known); the reasons stand in
 * the manifest, and in the debug talk. */
static void tell_left_out(search *s, const bed_dataset *other)
{
    char   names[256] = "", what[96];
    size_t n = 0, at = 0;

    for (size_t i = 0; i < s->inputs->n; i++) {
        const bed_input *in = &s->inputs->at[i];

        if (in->state != BED_INPUT_SKIPPED || in->choice.broken ||
            in->choice.other_dataset != other)
            continue;
        const int k =
            snprintf(names + at, sizeof names - at, "%s%s", n == 0 ? "" : ", ", in->shown);
        at += k > 0 && at + (size_t)k < sizeof names ? (size_t)k : 0;
        n++;
    }
    names[at] = '\0';
    if (n == 0)
        return;
    if (other == NULL)
        snprintf(what, sizeof what, "%s no form of %.64s", n == 1 ? "has" : "have",
                 s->dataset->key);
    else
        snprintf(what, sizeof what, "look%s like %.64s", n == 1 ? "s" : "", other->key);
    bed_talk_message(s->options->talk, other == NULL ? BED_LEVEL_INFO : BED_LEVEL_WARNING, "ingest",
                     "%zu file%s %s, left out: %s", n, n == 1 ? "" : "s", what, names);
}

/* A file that is cut short in its first records is data that is lost, and nothing else tells it. */
static void tell_broken(search *s)
{
    const bed_input *first = NULL;
    char             more[48];
    size_t           n = 0;

    for (size_t i = 0; i < s->inputs->n; i++) {
        const bed_input *in = &s->inputs->at[i];

        if (in->state != BED_INPUT_SKIPPED || !in->choice.broken)
            continue;
        first = first == NULL ? in : first;
        n++;
    }
    if (n == 0)
        return;
    snprintf(more, sizeof more, " (and %zu more)", n - 1);
    bed_talk_message(s->options->talk, BED_LEVEL_WARNING, "ingest",
                     "%zu file%s cannot be read, left out: %s: %s%s", n, n == 1 ? "" : "s",
                     first->shown, first->reason, n == 1 ? "" : more);
}

/* One line for all files that are nothing, one for those that are broken, one for each dataset that
 * others look like. */
static void tell_skipped(search *s)
{
    if (s->dataset == NULL)
        return;
    tell_broken(s);
    tell_left_out(s, NULL);
    for (size_t i = 0; i < s->catalog->n_datasets; i++)
        tell_left_out(s, s->catalog->datasets[i]);
}

/* "medqa/redump" of a union; "redump" where only one part has a form of this name. */
static bed_status need_part_form(const search *s, const char *name, bed_choice *out, bed_error *err)
{
    const char  *slash  = strchr(name, '/');
    const char  *form   = slash == NULL ? name : slash + 1;
    const size_t length = slash == NULL ? 0 : (size_t)(slash - name);
    char         parts[256];
    size_t       n = 0, at = 0;

    parts[0] = '\0';
    for (size_t i = 0; i < s->dataset->n_parts; i++) {
        const bed_part    *part = &s->dataset->parts[i];
        const bed_dataset *of   = bed_catalog_dataset(s->catalog, part->dataset);

        if (of == NULL || bed_dataset_form(of, form) == NULL || !bed_part_reads(part, form) ||
            (slash != NULL && (strlen(of->key) != length || strncmp(of->key, name, length) != 0)))
            continue;
        *out = (bed_choice){ .dataset = of, .part = part, .form = bed_dataset_form(of, form) };
        at += (size_t)snprintf(parts + at, sizeof parts - at, "%s%s/%s", n == 0 ? "" : ", ",
                               of->key, form);
        at = at < sizeof parts ? at : sizeof parts - 1;
        n++;
    }
    if (n == 1)
        return BED_OK;
    if (n > 1)
        return bed_fail(err, BED_EARGUMENT,
                        "form '%s' is that of several parts of %s: name one of %s", form,
                        s->dataset->key, parts);
    return bed_fail(err, BED_EARGUMENT,
                    "no part of '%s' has a form '%s'; see bedside catalog show %s", s->dataset->key,
                    name, s->dataset->key);
}

static bed_status need_form(search *s, const char *name, bed_error *err)
{
    const bed_form *form;

    if (s->dataset->n_parts > 0 && bed_dataset_form(s->dataset, name) == NULL)
        return need_part_form(s, name, &s->forced, err);
    BED_TRY(bed_dataset_need_form(s->dataset, name, &form, err));
    s->forced = (bed_choice){ .dataset = s->dataset, .form = form };
    return BED_OK;
}

static bed_status find(search *s, bed_error *err)
{
    const bed_ingest_options *o = s->options;

    if (o->map == NULL) {
        BED_TRY(bed_catalog_need_dataset(s->catalog, o->dataset, &s->dataset, err));
        BED_TRY(bed_detector_create(s->catalog, &s->detector, err));
        bed_detector_set_encoding(s->detector, o->encoding);
        if (o->form != NULL)
            BED_TRY(need_form(s, o->form, err));
    }
    BED_TRY(bed_paths_check(o->paths, o->n_paths, o->out, s->arena, err));
    for (size_t i = 0; i < o->n_paths; i++)
        BED_TRY(one_path(s, o->paths[i], err));
    BED_TRY(settle_ties(s, err));
    BED_TRY(tell_apart(s->arena, s->inputs, err));
    tell_skipped(s);
    return BED_OK;
}

bed_status bed_inputs_find(const bed_catalog *catalog, const bed_ingest_options *options,
                           bed_arena *arena, bed_inputs *out, bed_error *err)
{
    search s = { .options = options, .catalog = catalog, .arena = arena, .inputs = out };

    *out = (bed_inputs){ 0 };
    if (options->n_paths == 0)
        return bed_fail(err, BED_EARGUMENT, "no file or folder to read");
    if (options->encoding != NULL)
        BED_TRY(bed_encoding_check(options->encoding, err));
    const bed_status st = find(&s, err);
    bed_detector_destroy(s.detector);
    bed_archives_deinit(&s.archives);
    return st;
}

void bed_inputs_deinit(bed_inputs *inputs)
{
    bed_free(inputs->at);
    *inputs = (bed_inputs){ 0 };
}
