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

/* ---- functions of a text, row by row ----------------------------------------------------------
 */

/* What a function works with; the handle it needs is open. */
typedef struct call {
    bed_cleaner   *cleaner;
    bed_words     *words;
    bed_sentences *sentences;
    duckdb_vector  out;
    void          *values; /* of out, by its type */
    bed_udf_list   list;   /* of out, where it is one */
    bool           full;   /* no room in the list */
} call;

typedef enum needs { NEEDS_NOTHING, NEEDS_CLEANER, NEEDS_WORDS, NEEDS_SENTENCES } needs;

/* run answers row `at`, of which the text is there. */
typedef struct function {
    const char *name, *result;
    needs       needs;
    bool        listed;    /* the result is a list */
    bool        with_lang; /* may be called with a language */
    bed_status (*run)(call *c, const row *r, idx_t at, bed_error *err);
} function;

static bed_status open_handle(call *c, needs what, bed_error *err)
{
    switch (what) {
    case NEEDS_CLEANER:
        return bed_cleaner_create(&c->cleaner, err);
    case NEEDS_WORDS:
        return bed_words_create(&c->words, err);
    case NEEDS_SENTENCES:
        return bed_sentences_create(&c->sentences, err);
    case NEEDS_NOTHING:
    default:
        return BED_OK;
    }
}

static void close_handles(call *c)
{
    bed_cleaner_destroy(c->cleaner);
    bed_words_destroy(c->words);
    bed_sentences_destroy(c->sentences);
}

static void run_rows(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const function *const f = duckdb_scalar_function_get_extra_info(info);
    const idx_t           n = duckdb_data_chunk_get_size(in);
    call                  c = { .out = out, .values = duckdb_vector_get_data(out) };
    bed_error             err;
    bed_status            st = open_handle(&c, f->needs, &err);
    row                   r;

    if (f->listed)
        bed_udf_list_init(&c.list, out);
    for (idx_t i = 0; i < n && st == BED_OK && !c.full; i++) {
        if (get_row(in, i, &r))
            st = f->run(&c, &r, i, &err);
        else
            bed_udf_set_null(out, i);
        if (f->listed)
            bed_udf_list_end_row(&c.list, i);
    }
    close_handles(&c);
    if (st == BED_OK && (c.full || (f->listed && !bed_udf_list_finish(&c.list))))
        st = bed_fail(&err, BED_EMEMORY, "out of memory");
    if (st != BED_OK)
        tell(info, f->name, &err);
}

static bed_status clean_text(call *c, const row *r, idx_t at, bed_error *err)
{
    bed_str cleaned;

    BED_TRY(bed_clean(c->cleaner, r->text, NULL, &cleaned, NULL, err));
    duckdb_vector_assign_string_element_len(c->out, at, cleaned.ptr, cleaned.len);
    return BED_OK;
}

static bed_status words(call *c, const row *r, idx_t at, bed_error *err)
{
    bed_word word;

    (void)at;
    BED_TRY(bed_words_open(c->words, r->text, r->lang, err));
    while (!c->full && bed_words_next(c->words, &word))
        c->full = !bed_udf_list_add_text(&c->list, word.text);
    return BED_OK;
}

static bed_status word_count(call *c, const row *r, idx_t at, bed_error *err)
{
    int64_t *const counts = c->values;
    bed_word       word;

    counts[at] = 0;
    BED_TRY(bed_words_open(c->words, r->text, r->lang, err));
    while (bed_words_next(c->words, &word))
        counts[at]++;
    return BED_OK;
}

/* Of all words of the text. */
static bed_status syllables(call *c, const row *r, idx_t at, bed_error *err)
{
    int64_t *const counts = c->values;
    bed_word       word;

    counts[at] = 0;
    BED_TRY(bed_words_open(c->words, r->text, r->lang, err));
    while (bed_words_next(c->words, &word))
        counts[at] += (int64_t)bed_syllables(word.text, r->lang);
    return BED_OK;
}

static bed_status sentences(call *c, const row *r, idx_t at, bed_error *err)
{
    bed_str sentence;

    (void)at;
    BED_TRY(bed_sentences_open(c->sentences, r->text, r->lang, err));
    while (!c->full && bed_sentences_next(c->sentences, &sentence))
        c->full = !bed_udf_list_add_text(&c->list, sentence);
    return BED_OK;
}

static bed_status sentence_count(call *c, const row *r, idx_t at, bed_error *err)
{
    int64_t *const counts = c->values;
    bed_str        sentence;

    counts[at] = 0;
    BED_TRY(bed_sentences_open(c->sentences, r->text, r->lang, err));
    while (bed_sentences_next(c->sentences, &sentence))
        counts[at]++;
    return BED_OK;
}

static bed_status language_of(call *c, const row *r, idx_t at, bed_error *err)
{
    (void)err;
    duckdb_vector_assign_string_element(c->out, at, bed_language_of(r->text));
    return BED_OK;
}

static bed_status is_question(call *c, const row *r, idx_t at, bed_error *err)
{
    (void)err;
    ((bool *)c->values)[at] = bed_is_question(r->text, r->lang);
    return BED_OK;
}

static bed_status is_familiar(call *c, const row *r, idx_t at, bed_error *err)
{
    (void)err;
    ((bool *)c->values)[at] = bed_word_is_familiar(r->text);
    return BED_OK;
}

static const function functions[] = {
    { "clean_text", "VARCHAR", NEEDS_CLEANER, false, false, clean_text },
    { "is_familiar", "BOOLEAN", NEEDS_NOTHING, false, false, is_familiar },
    { "is_question", "BOOLEAN", NEEDS_NOTHING, false, true, is_question },
    { "language_of", "VARCHAR", NEEDS_NOTHING, false, false, language_of },
    { "sentence_count", "BIGINT", NEEDS_SENTENCES, false, true, sentence_count },
    { "sentences", "VARCHAR[]", NEEDS_SENTENCES, true, true, sentences },
    { "syllables", "BIGINT", NEEDS_WORDS, false, true, syllables },
    { "word_count", "BIGINT", NEEDS_WORDS, false, true, word_count },
    { "words", "VARCHAR[]", NEEDS_WORDS, true, true, words },
};

/* A function of a text, and of a text with its language where it may be given. */
static bed_status register_both(bed_session *s, bed_udf f, bool with_lang, bed_error *err)
{
    bed_udf table[2] = { f, f };

    table[0].arguments[0] = table[1].arguments[0] = table[1].arguments[1] = "VARCHAR";
    table[0].keep_null = table[1].keep_null = true;
    return bed_udf_register(s, table, with_lang ? 2 : 1, err);
}

static bed_status register_functions(bed_session *s, bed_error *err)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        BED_TRY(register_both(s,
                              (bed_udf){ .name   = functions[i].name,
                                         .result = functions[i].result,
                                         .run    = run_rows,
                                         .extra  = (void *)(uintptr_t)&functions[i] },
                              functions[i].with_lang, err));
    return BED_OK;
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
        const bed_readability_measure *const m = bed_readability_measures[i];

        BED_TRY(register_both(s,
                              (bed_udf){ .name   = m->name,
                                         .result = "DOUBLE",
                                         .run    = run_measure,
                                         .extra  = (void *)(uintptr_t)m },
                              true, err));
    }
    return BED_OK;
}

static bed_status register_counts(bed_session *s, bed_error *err)
{
    static const bed_udf values[] = {
        { .name      = "readability_value",
          .arguments = { "VARCHAR", counts_type },
          .result    = "DOUBLE",
          .run       = run_value_of_one },
        { .name      = "readability_value",
          .arguments = { "VARCHAR", counts_list_type },
          .result    = "DOUBLE",
          .run       = run_value_of_list },
    };

    BED_TRY(register_both(s,
                          (bed_udf){ .name   = "readability_counts",
                                     .result = counts_type,
                                     .run    = run_readability_counts },
                          true, err));
    return bed_udf_register(s, values, 2, err);
}

bed_status bed_text_register(bed_session *s, bed_error *err)
{
    BED_TRY(register_functions(s, err));
    BED_TRY(register_measures(s, err));
    return register_counts(s, err);
}
