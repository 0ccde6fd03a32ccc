/* METEOR: words of the system's text laid on words of the reference, and how broken the order is.
 * Formula: with m matched words in c chunks (runs that are neighbours in both texts),
 *          P = m / words of the text, R = m / words of the reference,
 *          F = P R / (alpha P + (1 - alpha) R), penalty = gamma (c / m)^beta,
 *          METEOR = F (1 - penalty).
 * Source:  Banerjee and Lavie 2005, ACL workshop on evaluation measures; Lavie and Agarwal 2007,
 *          WMT, for alpha, beta, gamma; their values here are NLTK's.
 * Matches: equal words, then equal stems (English, NLTK's Porter), then synonyms where the user
 *          brings a list. In each step the text is walked from its end, and a word takes the last
 *          free place of the reference: NLTK's way, which is not always that of fewest chunks.
 * Without: WordNet's synonyms, paraphrase tables, weights of modules and function words.
 * Several references: the best score. No match, or an empty text: 0. Equal texts of m words have
 *          1 - gamma / m^beta, not 1: one chunk is a chunk.
 * Corpus:  the mean over items; P, R, F and penalty likewise, the penalty over items with a match.
 * Agrees:  nltk 3.10.4 meteor_score, given a WordNet without synonyms (or with the list's), to
 *          1e-9: src/metric/fixtures/meteor.jsonl. tok=space is what text.split() gives it.
 * Cost:    linear in the words of both texts. */
#include "metric/pieces.h"
#include "metric/stem.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define NONE UINT32_MAX

enum { SYNONYMS_MAX_BYTES = 1 << 26, FORGET_NAMES = 1 << 20, SIGNED_DIGITS = 12 };

typedef struct settings {
    int    cut;
    bool   lower, stem;
    double alpha, beta, gamma;
    char   synonyms[BED_PARAM_TEXT_BYTES]; /* settled: the file's name and hash */
    char   path[BED_PARAM_TEXT_BYTES];     /* as it was given; "" without a list */
} settings;

static const bed_param PARAMS[] = {
    { .name     = "tok",
      .help     = "how texts are cut into words",
      .sign     = "tok",
      .type     = BED_PARAM_CHOICE,
      .offset   = offsetof(settings, cut),
      .fallback = "auto",
      .choices  = { BED__CUTS } },
    { .name     = "lower",
      .help     = "whether capitals count as small letters",
      .sign     = "lc",
      .type     = BED_PARAM_FLAG,
      .offset   = offsetof(settings, lower),
      .fallback = "yes" },
    { .name     = "stem",
      .help     = "whether words of one English stem match",
      .sign     = "stem",
      .type     = BED_PARAM_FLAG,
      .offset   = offsetof(settings, stem),
      .fallback = "yes" },
    { .name     = "synonyms",
      .help     = "file with words of one meaning on a line, commas between them; or none",
      .sign     = "syn",
      .type     = BED_PARAM_TEXT,
      .offset   = offsetof(settings, synonyms),
      .fallback = "none" },
    { .name     = "alpha",
      .help     = "weight of recall in F",
      .sign     = "alpha",
      .type     = BED_PARAM_NUMBER,
      .offset   = offsetof(settings, alpha),
      .fallback = "0.9",
      .lo       = 0,
      .hi       = 1 },
    { .name     = "beta",
      .help     = "exponent of the penalty",
      .sign     = "beta",
      .type     = BED_PARAM_NUMBER,
      .offset   = offsetof(settings, beta),
      .fallback = "3",
      .lo       = 0,
      .hi       = 100 },
    { .name     = "gamma",
      .help     = "largest penalty",
      .sign     = "gamma",
      .type     = BED_PARAM_NUMBER,
      .offset   = offsetof(settings, gamma),
      .fallback = "0.5",
      .lo       = 0,
      .hi       = 1 },
};

/* ---- words, stems, synonyms ------------------------------------------------------------------ */

typedef struct worker {
    const settings *set;
    bed__pieces     pieces;
    bed_token_table names;    /* words and stems */
    size_t          room;     /* names that the table has room for */
    bed__numbers    stems;    /* by word: its stem's number; NONE: not yet known */
    bed__numbers    groups;   /* by stem: the first of its line in the list; NONE: in no line */
    bed_buffer      word;     /* being stemmed */
    bed__numbers    hyp, ref; /* keys of the words: of words, of stems, of groups */
    bed__numbers    last;     /* by key: last free place of the reference, + 1 */
    bed__numbers    before;   /* by place of the reference: the free place before it with its key */
    bed__numbers    placed;   /* by word of the text: place in the reference, + 1; 0: no match */
    bed__numbers    taken;    /* by place of the reference */
} worker;

static void close_worker(void *worker_)
{
    worker *const w = worker_;

    if (w == NULL)
        return;
    bed__pieces_deinit(&w->pieces);
    bed_token_table_deinit(&w->names);
    bed_buffer_deinit(&w->word);
    bed__numbers *const lists[] = { &w->stems, &w->groups, &w->hyp,    &w->ref,
                                    &w->last,  &w->before, &w->placed, &w->taken };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        bed__numbers_deinit(lists[i]);
    bed_free(w);
}

/* For a word and its stem. */
static bed_status make_room(worker *w, bed_error *err)
{
    enum { AT_A_TIME = 1024 };

    if (w->names.n + 2 <= w->room)
        return BED_OK;
    BED_TRY(bed_token_table_grow(&w->names, AT_A_TIME, err));
    w->room = w->names.n + AT_A_TIME;
    return BED_OK;
}

/* Finds the stem of a word that has no stem yet. */
static bed_status find_stem(worker *w, uint32_t number, bed_str word, bed_error *err)
{
    if (!w->set->lower) /* NLTK's stemmer does so itself */
        BED_TRY(bed__pieces_lower(&w->pieces, word, &word, err));
    bed_buffer_clear(&w->word);
    BED_TRY(bed_buffer_add(&w->word, word, err));
    if (word.len > 0)
        word = (bed_str){ w->word.ptr, bed__stem(w->word.ptr, word.len) };
    w->stems.at[number] = bed_token_table_add(&w->names, word);
    return BED_OK;
}

/* The numbers of a text's words; each different word is stemmed once. */
static bed_status read_words(worker *w, bed_str text, bed__numbers *out, bed_error *err)
{
    bed_status st;
    bed_str    word;

    out->n = 0;
    if (!w->set->stem)
        return bed__pieces_number(&w->pieces, &w->names, text, out, err);
    BED_TRY(bed__pieces_open(&w->pieces, text, err));
    while ((st = bed__pieces_next(&w->pieces, &word, err)) == BED_OK) {
        BED_TRY(bed__numbers_reserve(out, 1, err));
        BED_TRY(make_room(w, err));
        const uint32_t number = bed_token_table_add(&w->names, word);

        out->at[out->n++] = number;
        BED_TRY(bed__numbers_lengthen(&w->stems, (size_t)number + 1, NONE, err));
        if (w->stems.at[number] == NONE)
            BED_TRY(find_stem(w, number, word, err));
    }
    return st == BED_END ? BED_OK : st;
}

static uint32_t stem_of(const worker *w, uint32_t number)
{
    return w->set->stem ? w->stems.at[number] : number;
}

static bed_status bad_synonym(const worker *w, size_t row, bed_error *err, const char *text,
                              bed_str word)
{
    return bed_fail_in(err,
                       bed_fail(err, BED_EARGUMENT, "synonym '%.*s' %s", BED_STR_ARG(word), text),
                       w->set->path, row);
}

/* One word of a line; *first is the line's first stem, NONE while there is none. */
static bed_status add_synonym(worker *w, bed_str word, size_t row, uint32_t *first, bed_error *err)
{
    uint32_t stem;

    BED_TRY(read_words(w, word, &w->hyp, err));
    if (w->hyp.n != 1)
        return bad_synonym(w, row, err, "is not one word as texts are cut", word);
    stem = stem_of(w, w->hyp.at[0]);
    BED_TRY(bed__numbers_lengthen(&w->groups, w->names.n, NONE, err));
    if (w->groups.at[stem] != NONE && (*first == NONE || w->groups.at[stem] != *first))
        return bad_synonym(w, row, err, "stands in a line before", word);
    *first             = *first == NONE ? stem : *first;
    w->groups.at[stem] = *first;
    return BED_OK;
}

static bed_status read_synonyms(worker *w, bed_error *err)
{
    bed_buffer file = BED_BUFFER(SYNONYMS_MAX_BYTES);
    bed_status st   = BED_OK;
    bed_str    rest;
    size_t     row = 0;

    if (w->set->path[0] == '\0')
        return BED_OK;
    BED_GO(bed_file_read(w->set->path, &file, err));
    rest = bed_buffer_str(&file);
    while (rest.len > 0) {
        bed_str  line  = bed_take_line(&rest);
        uint32_t first = NONE;

        row++;
        if (bed_str_starts(line, BED_STR("#")))
            continue;
        while (line.len > 0) {
            const char *const comma = memchr(line.ptr, ',', line.len);
            const size_t      n     = comma == NULL ? line.len : (size_t)(comma - line.ptr);
            const bed_str     word  = bed_trim((bed_str){ line.ptr, n });

            if (word.len > 0)
                BED_GO(add_synonym(w, word, row, &first, err));
            line = (bed_str){ line.ptr + n, line.len - n };
            (void)bed_eat(&line, BED_STR(","));
        }
    }
done:
    bed_buffer_deinit(&file);
    return st;
}

static bed_status begin_words(worker *w, bed_error *err)
{
    bed_token_table_deinit(&w->names);
    w->room    = 0;
    w->stems.n = w->groups.n = w->last.n = 0;
    return read_synonyms(w, err);
}

static bed_status open_worker(const void *set, void **out, bed_error *err)
{
    worker    *w;
    bed_status st;

    BED_TRY(bed_alloc_into((void **)&w, 1, sizeof *w, err));
    w->set  = set;
    w->word = BED_BUFFER((size_t)1 << 30);
    bed__pieces_init(&w->pieces, (bed__cut)w->set->cut, w->set->lower);
    st = begin_words(w, err);
    if (st != BED_OK)
        close_worker(w);
    else
        *out = w;
    return st;
}

/* ---- settling -------------------------------------------------------------------------------- */

/* The signature names the list by the hash of its bytes, not by a path. */
static bed_status sign_synonyms(settings *set, bed_error *err)
{
    char hash[BED_SHA256_TEXT], name[BED_PARAM_TEXT_BYTES];

    if (strcmp(set->synonyms, "none") == 0)
        return BED_OK;
    memcpy(set->path, set->synonyms, sizeof set->path);
    BED_TRY(bed_sha256_of_file(set->path, hash, err));
    snprintf(name, sizeof name, "%s", bed_path_name(set->path));
    snprintf(set->synonyms, sizeof set->synonyms, "%.400s#%.*s", name, SIGNED_DIGITS, hash);
    return BED_OK;
}

static bed_status resolve(void *set_, bed_measured *rows, bed_error *err)
{
    settings *const          set      = set_;
    const bed_script *const  script   = &rows->script;
    static const char *const passed[] = { "en", "und", "zh", "ja" };
    bool                     english  = 2 * script->n_beyond > script->n_items;

    set->cut = (int)bed__cut_settle((bed__cut)set->cut, script);
    BED_TRY(sign_synonyms(set, err));
    for (size_t i = 0; i < sizeof passed / sizeof passed[0]; i++)
        english = english || strncmp(script->language, passed[i], strlen(passed[i])) == 0;
    if (set->stem && !english)
        return bed_measured_note(rows, err,
                                 "the stemmer is made for English, the texts are in '%s'; "
                                 "stem=no compares words as they stand",
                                 script->language);
    return BED_OK;
}

/* ---- matching -------------------------------------------------------------------------------- */

/* One step: words of the text, from the last one, take the last free place with their key. */
static bed_status match(worker *w, bed_error *err)
{
    BED_TRY(bed__numbers_lengthen(&w->last, w->names.n, 0, err));
    for (size_t j = 0; j < w->ref.n; j++)
        if (!w->taken.at[j]) {
            w->before.at[j]          = w->last.at[w->ref.at[j]];
            w->last.at[w->ref.at[j]] = (uint32_t)j + 1;
        }
    for (size_t i = w->hyp.n; i-- > 0;) {
        uint32_t *const last = &w->last.at[w->hyp.at[i]];

        if (w->placed.at[i] != 0 || *last == 0)
            continue;
        w->placed.at[i]        = *last;
        w->taken.at[*last - 1] = 1;
        *last                  = w->before.at[*last - 1];
    }
    for (size_t j = 0; j < w->ref.n; j++)
        w->last.at[w->ref.at[j]] = 0;
    return BED_OK;
}

static void keys_to_stems(const worker *w, bed__numbers *keys, const bed__numbers *done)
{
    for (size_t i = 0; i < keys->n; i++)
        if (done->at[i] == 0)
            keys->at[i] = w->stems.at[keys->at[i]];
}

static void keys_to_groups(const worker *w, bed__numbers *keys)
{
    for (size_t i = 0; i < keys->n; i++)
        if (keys->at[i] < w->groups.n && w->groups.at[keys->at[i]] != NONE)
            keys->at[i] = w->groups.at[keys->at[i]];
}

static bed_status align(worker *w, bed_error *err)
{
    BED_TRY(bed__numbers_clear(&w->placed, w->hyp.n, err));
    BED_TRY(bed__numbers_clear(&w->taken, w->ref.n, err));
    BED_TRY(bed__numbers_clear(&w->before, w->ref.n, err));
    BED_TRY(match(w, err));
    if (w->set->stem) {
        keys_to_stems(w, &w->hyp, &w->placed);
        keys_to_stems(w, &w->ref, &w->taken);
        BED_TRY(match(w, err));
    }
    if (w->groups.n == 0)
        return BED_OK;
    keys_to_groups(w, &w->hyp);
    keys_to_groups(w, &w->ref);
    return match(w, err);
}

static void count(const bed__numbers *placed, size_t *n_matches, size_t *n_chunks)
{
    *n_matches = *n_chunks = 0;
    for (size_t i = 0; i < placed->n; i++) {
        if (placed->at[i] == 0)
            continue;
        ++*n_matches;
        *n_chunks += i == 0 || placed->at[i - 1] == 0 || placed->at[i] != placed->at[i - 1] + 1;
    }
}

/* ---- scoring --------------------------------------------------------------------------------- */

/* The cells of a row stand in the order of the values. */
enum { METEOR, PRECISION, RECALL, F_MEAN, PENALTY, WIDTH };

static void rate(const settings *set, const worker *w, double *cells)
{
    size_t n_matches, n_chunks;

    count(&w->placed, &n_matches, &n_chunks);
    memset(cells, 0, WIDTH * sizeof *cells);
    cells[PENALTY] = (double)NAN;
    if (n_matches == 0)
        return;
    const double p = (double)n_matches / (double)w->hyp.n, r = (double)n_matches / (double)w->ref.n;

    cells[PRECISION] = p;
    cells[RECALL]    = r;
    cells[F_MEAN]    = p * r / (set->alpha * p + (1 - set->alpha) * r);
    cells[PENALTY]   = set->gamma * pow((double)n_chunks / (double)n_matches, set->beta);
    cells[METEOR]    = (1 - cells[PENALTY]) * cells[F_MEAN];
}

static bed_status measure(void *worker_, const bed_item *item, double *row, bed_error *err)
{
    worker *const w = worker_;
    double        cells[WIDTH];

    if (w->names.n > FORGET_NAMES)
        BED_TRY(begin_words(w, err));
    for (size_t k = 0; k < item->n_refs; k++) {
        BED_TRY(read_words(w, item->hyp, &w->hyp, err));
        BED_TRY(read_words(w, item->refs[k], &w->ref, err));
        BED_TRY(align(w, err));
        rate(w->set, w, cells);
        if (k == 0 || cells[METEOR] > row[METEOR])
            memcpy(row, cells, sizeof cells);
    }
    return BED_OK;
}

const bed_metric bed_metric_meteor = {
    .name     = "meteor",
    .title    = "METEOR",
    .source   = "Banerjee and Lavie 2005; Lavie and Agarwal 2007",
    .agrees   = "nltk 3.10.4 meteor_score without synonyms",
    .values   = (const char *const[]){ "meteor", "precision", "recall", "f_mean", "penalty", NULL },
    .kind     = BED_METRIC_TEXT,
    .needs    = BED_NEEDS_REFERENCES,
    .lo       = 0,
    .hi       = 1,
    .better   = BED_HIGHER,
    .params   = PARAMS,
    .n_params = sizeof PARAMS / sizeof PARAMS[0],
    .settings_bytes = sizeof(settings),
    .width          = WIDTH,
    .resolve        = resolve,
    .open           = open_worker,
    .close          = close_worker,
    .measure        = measure,
    .score          = bed_measured_mean,
};
