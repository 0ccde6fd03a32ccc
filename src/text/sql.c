/* The text room's functions in SQL. Handles are made for each chunk of rows (up to 2,048), never
 * for a row: opening ICU's break rules takes a few microseconds. */
#include "corpus/udf.h"
#include "text/text.h"

/* Arguments of one row: the text, and the language where there is such an argument. */
typedef struct row {
    bed_str text, lang;
} row;

/* false: the text is NULL. */
static bool get_row(duckdb_data_chunk in, idx_t at, row *out)
{
    *out = (row){ .lang = BED_STR("") };
    if (!bed_udf_argument(in, 0, at, &out->text))
        return false;
    if (duckdb_data_chunk_get_column_count(in) > 1 && !bed_udf_argument(in, 1, at, &out->lang))
        out->lang = BED_STR("");
    return true;
}

static void tell(duckdb_function_info info, const char *function, const bed_error *err)
{
    char text[BED_ERROR_TEXT + 64];

    snprintf(text, sizeof text, "%s: %s", function, err->text);
    duckdb_scalar_function_set_error(info, text);
}

/* ---- clean_text ------------------------------------------------------------------------------ */

static void run_clean_text(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const idx_t  n = duckdb_data_chunk_get_size(in);
    bed_error    err;
    bed_cleaner *c;
    bed_status   st = bed_cleaner_create(&c, &err);
    row          r;
    bed_str      cleaned;

    for (idx_t i = 0; i < n && st == BED_OK; i++) {
        if (!get_row(in, i, &r)) {
            bed_udf_set_null(out, i);
            continue;
        }
        st = bed_clean(c, r.text, NULL, &cleaned, NULL, &err);
        if (st == BED_OK)
            duckdb_vector_assign_string_element_len(out, i, cleaned.ptr, cleaned.len);
    }
    bed_cleaner_destroy(c);
    if (st != BED_OK)
        tell(info, "clean_text", &err);
}

/* ---- words ----------------------------------------------------------------------------------- */

static void run_words(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const idx_t  n = duckdb_data_chunk_get_size(in);
    bed_error    err;
    bed_words   *w;
    bed_status   st   = bed_words_create(&w, &err);
    bool         room = true;
    bed_udf_list list;
    row          r;
    bed_word     word;

    bed_udf_list_init(&list, out);
    for (idx_t i = 0; i < n && st == BED_OK && room; i++) {
        if (!get_row(in, i, &r))
            bed_udf_set_null(out, i);
        else if ((st = bed_words_open(w, r.text, r.lang, &err)) == BED_OK)
            while (room && bed_words_next(w, &word))
                room = bed_udf_list_add_text(&list, word.text);
        bed_udf_list_end_row(&list, i);
    }
    bed_words_destroy(w);
    if (st == BED_OK && !(room && bed_udf_list_finish(&list)))
        st = bed_fail(&err, BED_EMEMORY, "out of memory");
    if (st != BED_OK)
        tell(info, "words", &err);
}

static void run_word_count(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const idx_t    n      = duckdb_data_chunk_get_size(in);
    int64_t *const counts = duckdb_vector_get_data(out);
    bed_error      err;
    bed_words     *w;
    bed_status     st = bed_words_create(&w, &err);
    row            r;
    bed_word       word;

    for (idx_t i = 0; i < n && st == BED_OK; i++) {
        counts[i] = 0;
        if (!get_row(in, i, &r))
            bed_udf_set_null(out, i);
        else if ((st = bed_words_open(w, r.text, r.lang, &err)) == BED_OK)
            while (bed_words_next(w, &word))
                counts[i]++;
    }
    bed_words_destroy(w);
    if (st != BED_OK)
        tell(info, "word_count", &err);
}

/* ---- sentences ------------------------------------------------------------------------------- */

static void run_sentences(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const idx_t    n = duckdb_data_chunk_get_size(in);
    bed_error      err;
    bed_sentences *s;
    bed_status     st   = bed_sentences_create(&s, &err);
    bool           room = true;
    bed_udf_list   list;
    row            r;
    bed_str        sentence;

    bed_udf_list_init(&list, out);
    for (idx_t i = 0; i < n && st == BED_OK && room; i++) {
        if (!get_row(in, i, &r))
            bed_udf_set_null(out, i);
        else if ((st = bed_sentences_open(s, r.text, r.lang, &err)) == BED_OK)
            while (room && bed_sentences_next(s, &sentence))
                room = bed_udf_list_add_text(&list, sentence);
        bed_udf_list_end_row(&list, i);
    }
    bed_sentences_destroy(s);
    if (st == BED_OK && !(room && bed_udf_list_finish(&list)))
        st = bed_fail(&err, BED_EMEMORY, "out of memory");
    if (st != BED_OK)
        tell(info, "sentences", &err);
}

static void run_sentence_count(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const idx_t    n      = duckdb_data_chunk_get_size(in);
    int64_t *const counts = duckdb_vector_get_data(out);
    bed_error      err;
    bed_sentences *s;
    bed_status     st = bed_sentences_create(&s, &err);
    row            r;
    bed_str        sentence;

    for (idx_t i = 0; i < n && st == BED_OK; i++) {
        counts[i] = 0;
        if (!get_row(in, i, &r))
            bed_udf_set_null(out, i);
        else if ((st = bed_sentences_open(s, r.text, r.lang, &err)) == BED_OK)
            while (bed_sentences_next(s, &sentence))
                counts[i]++;
    }
    bed_sentences_destroy(s);
    if (st != BED_OK)
        tell(info, "sentence_count", &err);
}

/* ---- language and questions ------------------------------------------------------------------ */

static void run_language_of(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const idx_t n = duckdb_data_chunk_get_size(in);
    row         r;

    (void)info;
    for (idx_t i = 0; i < n; i++)
        if (get_row(in, i, &r))
            duckdb_vector_assign_string_element(out, i, bed_language_of(r.text));
        else
            bed_udf_set_null(out, i);
}

static void run_is_question(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const idx_t n    = duckdb_data_chunk_get_size(in);
    bool *const asks = duckdb_vector_get_data(out);
    row         r;

    (void)info;
    for (idx_t i = 0; i < n; i++) {
        asks[i] = false;
        if (get_row(in, i, &r))
            asks[i] = bed_is_question(r.text, r.lang);
        else
            bed_udf_set_null(out, i);
    }
}

/* ---- readability ----------------------------------------------------------------------------- */

/* SQL names of the fields of bed_readability_counts, in its order. */
#define COUNTS(X)                                                                                  \
    X(sentences)                                                                                   \
    X(alphabet_sentences)                                                                          \
    X(words)                                                                                       \
    X(numbers)                                                                                     \
    X(letters)                                                                                     \
    X(characters)                                                                                  \
    X(syllables)                                                                                   \
    X(polysyllables)                                                                               \
    X(complex_words)                                                                               \
    X(long_words)                                                                                  \
    X(unfamiliar_words)                                                                            \
    X(professional)                                                                                \
    X(lay)                                                                                         \
    X(han_words)                                                                                   \
    X(han_characters)                                                                              \
    X(han_sentences)                                                                               \
    X(han_professional)                                                                            \
    X(han_lay)

enum {
#define X(field) COUNT_##field,
    COUNTS(X)
#undef X
        N_COUNTS
};
_Static_assert(N_COUNTS * sizeof(uint64_t) == sizeof(bed_readability_counts), "every count");

#define X(field) "\"" #field "\" BIGINT, "
static const char counts_type[]      = "STRUCT(" COUNTS(X) "language VARCHAR)";
static const char counts_list_type[] = "STRUCT(" COUNTS(X) "language VARCHAR)[]";
#undef X

/* The language given, else the one found. */
static bed_str language_for(const row *r)
{
    return r->lang.len > 0 ? r->lang : bed_str_of(bed_language_of(r->text));
}

/* Of all words of the text. */
static void run_syllables(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const idx_t    n      = duckdb_data_chunk_get_size(in);
    int64_t *const counts = duckdb_vector_get_data(out);
    bed_error      err;
    bed_words     *w;
    bed_status     st = bed_words_create(&w, &err);
    row            r;
    bed_word       word;

    for (idx_t i = 0; i < n && st == BED_OK; i++) {
        counts[i] = 0;
        if (!get_row(in, i, &r))
            bed_udf_set_null(out, i);
        else if ((st = bed_words_open(w, r.text, r.lang, &err)) == BED_OK)
            while (bed_words_next(w, &word))
                counts[i] += (int64_t)bed_syllables(word.text, r.lang);
    }
    bed_words_destroy(w);
    if (st != BED_OK)
        tell(info, "syllables", &err);
}

static void run_is_familiar(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const idx_t n       = duckdb_data_chunk_get_size(in);
    bool *const answers = duckdb_vector_get_data(out);
    row         r;

    (void)info;
    for (idx_t i = 0; i < n; i++)
        if (get_row(in, i, &r))
            answers[i] = bed_word_is_familiar(r.text);
        else
            bed_udf_set_null(out, i);
}

/* A measure by its name: NULL where it is undefined. */
static void run_measure(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const bed_readability_measure *const m      = duckdb_scalar_function_get_extra_info(info);
    const idx_t                          n      = duckdb_data_chunk_get_size(in);
    double *const                        values = duckdb_vector_get_data(out);
    bed_error                            err;
    bed_readability                     *reader;
    bed_status                           st = bed_readability_create(&reader, &err);
    row                                  r;

    for (idx_t i = 0; i < n && st == BED_OK; i++) {
        bed_readability_counts counts = { 0 };

        if (!get_row(in, i, &r)) {
            bed_udf_set_null(out, i);
            continue;
        }
        r.lang = language_for(&r);
        st     = bed_readability_count(reader, r.text, r.lang, &counts, &err);
        if (st == BED_OK && bed_readability_value(m, &counts, r.lang, &values[i], NULL) != BED_OK)
            bed_udf_set_null(out, i);
    }
    bed_readability_destroy(reader);
    if (st != BED_OK)
        tell(info, m->name, &err);
}

static void run_readability_counts(duckdb_function_info info, duckdb_data_chunk in,
                                   duckdb_vector out)
{
    const idx_t         n        = duckdb_data_chunk_get_size(in);
    const duckdb_vector language = duckdb_struct_vector_get_child(out, N_COUNTS);
    int64_t            *fields[N_COUNTS];
    bed_error           err;
    bed_readability    *reader;
    bed_status          st = bed_readability_create(&reader, &err);
    row                 r;

    for (idx_t k = 0; k < N_COUNTS; k++)
        fields[k] = duckdb_vector_get_data(duckdb_struct_vector_get_child(out, k));
    for (idx_t i = 0; i < n && st == BED_OK; i++) {
        bed_readability_counts c = { 0 };

        if (!get_row(in, i, &r)) {
            bed_udf_set_null(out, i);
            continue;
        }
        r.lang = language_for(&r);
        st     = bed_readability_count(reader, r.text, r.lang, &c, &err);
#define X(field) fields[COUNT_##field][i] = (int64_t)c.field;
        COUNTS(X)
#undef X
        duckdb_vector_assign_string_element_len(language, i, r.lang.ptr, r.lang.len);
    }
    bed_readability_destroy(reader);
    if (st != BED_OK)
        tell(info, "readability_counts", &err);
}

static bool is_valid(duckdb_vector v, idx_t at)
{
    uint64_t *const validity = duckdb_vector_get_validity(v);

    return validity == NULL || duckdb_validity_row_is_valid(validity, at);
}

/* The vectors of a STRUCT of counts. */
typedef struct counts_vector {
    duckdb_vector whole, language, fields[N_COUNTS];
} counts_vector;

static void open_counts(counts_vector *v, duckdb_vector whole)
{
    v->whole    = whole;
    v->language = duckdb_struct_vector_get_child(whole, N_COUNTS);
    for (idx_t k = 0; k < N_COUNTS; k++)
        v->fields[k] = duckdb_struct_vector_get_child(whole, k);
}

/* false: NULL, or a part of it is. */
static bool get_counts(const counts_vector *v, idx_t at, bed_readability_counts *c, bed_str *lang)
{
    if (!is_valid(v->whole, at) || !is_valid(v->language, at))
        return false;
    for (idx_t k = 0; k < N_COUNTS; k++)
        if (!is_valid(v->fields[k], at))
            return false;
#define X(field)                                                                                   \
    c->field = (uint64_t)((const int64_t *)duckdb_vector_get_data(v->fields[COUNT_##field]))[at];
    COUNTS(X)
#undef X
    *lang = bed_udf_text(duckdb_vector_get_data(v->language), at);
    return true;
}

/* The sum of a list's counts; NULLs in it are passed over. false: none, or of several languages. */
static bool sum_counts(const counts_vector *v, duckdb_list_entry list, bed_readability_counts *sum,
                       bed_str *lang)
{
    bool begun = false;

    for (idx_t k = 0; k < list.length; k++) {
        bed_readability_counts c = { 0 };
        bed_str                own;

        if (!get_counts(v, list.offset + k, &c, &own))
            continue;
        if (begun && !bed_str_equal(own, *lang))
            return false;
        bed_readability_add(sum, &c);
        *lang = own;
        begun = true;
    }
    return begun;
}

/* readability_value(measure, counts), counts being one STRUCT or a list of them. */
static void value_of_counts(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out,
                            bool listed)
{
    const idx_t         n        = duckdb_data_chunk_get_size(in);
    double *const       values   = duckdb_vector_get_data(out);
    const duckdb_vector argument = duckdb_data_chunk_get_vector(in, 1);
    counts_vector       v;

    open_counts(&v, listed ? duckdb_list_vector_get_child(argument) : argument);
    for (idx_t i = 0; i < n; i++) {
        const bed_readability_measure *m;
        bed_readability_counts         c = { 0 };
        bed_error                      err;
        bed_str                        name, lang = BED_STR("");
        bool                           known = is_valid(argument, i);

        if (known && listed)
            known = sum_counts(&v, ((const duckdb_list_entry *)duckdb_vector_get_data(argument))[i],
                               &c, &lang);
        else if (known)
            known = get_counts(&v, i, &c, &lang);
        if (!bed_udf_argument(in, 0, i, &name) || !known) {
            bed_udf_set_null(out, i);
            continue;
        }
        if ((m = bed_readability_find(name)) == NULL) {
            (void)bed_fail(&err, BED_EARGUMENT, "no measure \"%.*s\"", BED_STR_ARG(name));
            tell(info, "readability_value", &err);
            return;
        }
        if (bed_readability_value(m, &c, lang, &values[i], NULL) != BED_OK)
            bed_udf_set_null(out, i);
    }
}

static void run_value_of_one(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    value_of_counts(info, in, out, false);
}

static void run_value_of_list(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    value_of_counts(info, in, out, true);
}

/* Each measure is a function of its name. */
static bed_status register_measures(bed_session *s, bed_error *err)
{
    for (size_t i = 0; i < bed_readability_n_measures; i++) {
        const bed_readability_measure *const m        = bed_readability_measures[i];
        void *const                          extra    = (void *)(uintptr_t)m;
        const bed_udf                        table[2] = {
                                   { .name      = m->name,
                                     .arguments = { "VARCHAR" },
                                     .result    = "DOUBLE",
                                     .run       = run_measure,
                                     .keep_null = true,
                                     .extra     = extra },
                                   { .name      = m->name,
                                     .arguments = { "VARCHAR", "VARCHAR" },
                                     .result    = "DOUBLE",
                                     .run       = run_measure,
                                     .keep_null = true,
                                     .extra     = extra },
        };

        BED_TRY(bed_udf_register(s, table, 2, err));
    }
    return BED_OK;
}

/* ---- the table ------------------------------------------------------------------------------- */

bed_status bed_text_register(bed_session *s, bed_error *err)
{
#define BOTH(function, type, code)                                                                 \
    { .name      = function,                                                                       \
      .arguments = { "VARCHAR" },                                                                  \
      .result    = type,                                                                           \
      .run       = code,                                                                           \
      .keep_null = true },                                                                         \
    {                                                                                              \
        .name = function, .arguments = { "VARCHAR", "VARCHAR" }, .result = type, .run = code,      \
        .keep_null = true                                                                          \
    }
    static const bed_udf table[] = {
        { .name      = "clean_text",
          .arguments = { "VARCHAR" },
          .result    = "VARCHAR",
          .run       = run_clean_text },
        { .name      = "is_familiar",
          .arguments = { "VARCHAR" },
          .result    = "BOOLEAN",
          .run       = run_is_familiar },
        BOTH("is_question", "BOOLEAN", run_is_question),
        { .name      = "language_of",
          .arguments = { "VARCHAR" },
          .result    = "VARCHAR",
          .run       = run_language_of },
        BOTH("readability_counts", counts_type, run_readability_counts),
        { .name      = "readability_value",
          .arguments = { "VARCHAR", counts_type },
          .result    = "DOUBLE",
          .run       = run_value_of_one },
        { .name      = "readability_value",
          .arguments = { "VARCHAR", counts_list_type },
          .result    = "DOUBLE",
          .run       = run_value_of_list },
        BOTH("sentence_count", "BIGINT", run_sentence_count),
        BOTH("sentences", "VARCHAR[]", run_sentences),
        BOTH("syllables", "BIGINT", run_syllables),
        BOTH("word_count", "BIGINT", run_word_count),
        BOTH("words", "VARCHAR[]", run_words),
    };
#undef BOTH

    BED_TRY(bed_udf_register(s, table, sizeof table / sizeof table[0], err));
    return register_measures(s, err);
}
