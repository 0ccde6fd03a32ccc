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
        BOTH("is_question", "BOOLEAN", run_is_question),
        { .name      = "language_of",
          .arguments = { "VARCHAR" },
          .result    = "VARCHAR",
          .run       = run_language_of },
        BOTH("sentence_count", "BIGINT", run_sentence_count),
        BOTH("sentences", "VARCHAR[]", run_sentences),
        BOTH("word_count", "BIGINT", run_word_count),
        BOTH("words", "VARCHAR[]", run_words),
    };
#undef BOTH

    return bed_udf_register(s, table, sizeof table / sizeof table[0], err);
}
