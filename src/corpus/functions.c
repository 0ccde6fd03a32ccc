/* The corpus room's functions in SQL: is_blank, is_missing, trimmed, file_stem and has_han of a
 * text; record_fault(canonical columns). */
#include "corpus/corpus.h"
#include "corpus/rules.h"
#include "corpus/udf.h"

#include <math.h>

static void ask_texts(duckdb_data_chunk in, duckdb_vector out, bool (*ask)(bed_str))
{
    bool *answers = duckdb_vector_get_data(out);

    for (idx_t row = 0; row < duckdb_data_chunk_get_size(in); row++) {
        bed_str text;

        if (bed_udf_argument(in, 0, row, &text))
            answers[row] = ask(text);
        else
            bed_udf_set_null(out, row);
    }
}

static void is_blank(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    (void)info;
    ask_texts(in, out, bed_is_blank);
}

static void is_missing(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    (void)info;
    ask_texts(in, out, bed_is_missing);
}

static void change_texts(duckdb_data_chunk in, duckdb_vector out, bed_str (*change)(bed_str))
{
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(in); row++) {
        bed_str text;

        if (bed_udf_argument(in, 0, row, &text)) {
            text = change(text);
            duckdb_vector_assign_string_element_len(out, row, text.ptr, text.len);
        } else {
            bed_udf_set_null(out, row);
        }
    }
}

static void trimmed(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    (void)info;
    change_texts(in, out, bed_trim_space);
}

/* The last part of a path, without its last extension: "a/b.zip!c/train.jsonl" gives "train". */
static bed_str stem_of(bed_str path)
{
    size_t begin = path.len, dot;

    while (begin > 0 && path.ptr[begin - 1] != '/' && path.ptr[begin - 1] != '!')
        begin--;
    path = (bed_str){ path.ptr + begin, path.len - begin };
    for (dot = path.len; dot > 1; dot--)
        if (path.ptr[dot - 1] == '.')
            return (bed_str){ path.ptr, dot - 1 };
    return path;
}

static void file_stem(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    (void)info;
    change_texts(in, out, stem_of);
}

/* Radicals, unified and compatibility ideographs, in three bytes; the later extensions in four. */
static bool has_han_in(bed_str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;

    for (size_t i = 0; i + 2 < s.len; i++) {
        const uint32_t c = ((uint32_t)(p[i] & 0x0F) << 12) | ((uint32_t)(p[i + 1] & 0x3F) << 6) |
                           (uint32_t)(p[i + 2] & 0x3F);

        if ((p[i] & 0xF0) == 0xE0 && ((c >= 0x2E80 && c <= 0x2FDF) || c == 0x3005 || c == 0x3007 ||
                                      (c >= 0x3400 && c <= 0x4DBF) ||
                                      (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF)))
            return true;
        if (p[i] == 0xF0 && p[i + 1] >= 0xA0 && p[i + 1] <= 0xBF)
            return true;
    }
    return false;
}

static void has_han(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    (void)info;
    ask_texts(in, out, has_han_in);
}

/* The columns of a chunk of canonical records, taken apart once. */
enum { REFUSE, SPLIT, KIND, LANGUAGE, TURNS, OPTIONS, ANSWER_KEYS, PATIENT, WEIGHT };

typedef struct texts {
    const void *data;
    uint64_t   *valid;
} texts;

typedef struct pairs {
    const duckdb_list_entry *entries;
    uint64_t                *valid, *valid_struct;
    texts                    key, text;
} pairs;

static texts texts_of(duckdb_vector v)
{
    return (texts){ duckdb_vector_get_data(v), duckdb_vector_get_validity(v) };
}

static bool valid_at(uint64_t *valid, idx_t at)
{
    return valid == NULL || duckdb_validity_row_is_valid(valid, at);
}

static bed_str text_at(const texts *t, idx_t at)
{
    return valid_at(t->valid, at) ? bed_udf_text(t->data, at) : (bed_str){ NULL, 0 };
}

static pairs pairs_of(duckdb_vector list)
{
    const duckdb_vector child = duckdb_list_vector_get_child(list);

    return (pairs){ .entries      = duckdb_vector_get_data(list),
                    .valid        = duckdb_vector_get_validity(list),
                    .valid_struct = duckdb_vector_get_validity(child),
                    .key          = texts_of(duckdb_struct_vector_get_child(child, 0)),
                    .text         = texts_of(duckdb_struct_vector_get_child(child, 1)) };
}

/* Copies the pairs of a row into the arena; false when out of memory. */
static bool pairs_at(const pairs *p, idx_t row, bed_arena *arena, const bed_pair **out, size_t *n)
{
    *n             = valid_at(p->valid, row) ? (size_t)p->entries[row].length : 0;
    bed_pair *copy = bed_new(arena, bed_pair, *n);

    if (copy == NULL)
        return false;
    for (size_t i = 0; i < *n; i++) {
        const idx_t at = p->entries[row].offset + i;

        if (valid_at(p->valid_struct, at))
            copy[i] = (bed_pair){ text_at(&p->key, at), text_at(&p->text, at) };
    }
    *out = copy;
    return true;
}

typedef struct columns {
    texts                    refuse, split, kind, language, answers;
    pairs                    turns, options;
    const duckdb_list_entry *answer_entries;
    uint64_t                *answers_valid, *patient_valid, *age_valid, *weight_valid;
    const double            *age, *weight;
} columns;

static columns columns_of(duckdb_data_chunk in)
{
    const duckdb_vector answers = duckdb_data_chunk_get_vector(in, ANSWER_KEYS);
    const duckdb_vector patient = duckdb_data_chunk_get_vector(in, PATIENT);
    const duckdb_vector age     = duckdb_struct_vector_get_child(patient, 0);
    const duckdb_vector weight  = duckdb_data_chunk_get_vector(in, WEIGHT);

    return (columns){
        .refuse         = texts_of(duckdb_data_chunk_get_vector(in, REFUSE)),
        .split          = texts_of(duckdb_data_chunk_get_vector(in, SPLIT)),
        .kind           = texts_of(duckdb_data_chunk_get_vector(in, KIND)),
        .language       = texts_of(duckdb_data_chunk_get_vector(in, LANGUAGE)),
        .turns          = pairs_of(duckdb_data_chunk_get_vector(in, TURNS)),
        .options        = pairs_of(duckdb_data_chunk_get_vector(in, OPTIONS)),
        .answers        = texts_of(duckdb_list_vector_get_child(answers)),
        .answer_entries = duckdb_vector_get_data(answers),
        .answers_valid  = duckdb_vector_get_validity(answers),
        .patient_valid  = duckdb_vector_get_validity(patient),
        .age            = duckdb_vector_get_data(age),
        .age_valid      = duckdb_vector_get_validity(age),
        .weight         = duckdb_vector_get_data(weight),
        .weight_valid   = duckdb_vector_get_validity(weight),
    };
}

static bool view_at(const columns *c, idx_t row, bed_arena *arena, bed_record_view *out)
{
    bed_str *answers;

    *out = (bed_record_view){
        .refuse   = text_at(&c->refuse, row),
        .split    = text_at(&c->split, row),
        .kind     = text_at(&c->kind, row),
        .language = text_at(&c->language, row),
        .weight   = valid_at(c->weight_valid, row) ? c->weight[row] : NAN,
        .age      = c->age[row],
        .has_age  = valid_at(c->patient_valid, row) && valid_at(c->age_valid, row),
    };
    if (valid_at(c->answers_valid, row))
        out->n_answer_keys = (size_t)c->answer_entries[row].length;
    answers = bed_new(arena, bed_str, out->n_answer_keys);
    for (size_t i = 0; answers != NULL && i < out->n_answer_keys; i++)
        answers[i] = text_at(&c->answers, c->answer_entries[row].offset + i);
    out->answer_keys = answers;
    return answers != NULL && pairs_at(&c->turns, row, arena, &out->turns, &out->n_turns) &&
           pairs_at(&c->options, row, arena, &out->options, &out->n_options);
}

static void record_fault(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const columns       c     = columns_of(in);
    const duckdb_vector names = duckdb_struct_vector_get_child(out, 0);
    const duckdb_vector whys  = duckdb_struct_vector_get_child(out, 1);
    bed_arena           arena = BED_ARENA((size_t)256 << 20);
    char                reason[1024];

    for (idx_t row = 0; row < duckdb_data_chunk_get_size(in); row++) {
        bed_record_view view;

        bed_arena_reset(&arena);
        if (!view_at(&c, row, &arena, &view)) {
            duckdb_scalar_function_set_error(info, "Out of Memory Error: record_fault");
            break;
        }
        const bed_rule *broken = bed_rules_first_broken(&view, reason, sizeof reason);
        if (broken == NULL) {
            bed_udf_set_null(out, row);
            bed_udf_set_null(names, row);
            bed_udf_set_null(whys, row);
            continue;
        }
        const size_t len = bed_utf8_valid_until(bed_str_of(reason)); /* it may have been cut */
        duckdb_vector_assign_string_element(names, row, broken->name);
        duckdb_vector_assign_string_element_len(whys, row, reason, len);
    }
    bed_arena_deinit(&arena);
}

bed_status bed_corpus_register(bed_session *s, bed_error *err)
{
    static const bed_udf table[] = {
        { .name = "is_blank", .arguments = { "VARCHAR" }, .result = "BOOLEAN", .run = is_blank },
        { .name      = "is_missing",
          .arguments = { "VARCHAR" },
          .result    = "BOOLEAN",
          .run       = is_missing },
        { .name = "trimmed", .arguments = { "VARCHAR" }, .result = "VARCHAR", .run = trimmed },
        { .name = "file_stem", .arguments = { "VARCHAR" }, .result = "VARCHAR", .run = file_stem },
        { .name = "has_han", .arguments = { "VARCHAR" }, .result = "BOOLEAN", .run = has_han },
        /* volatile, so that the engine works it out once a row and never pushes it elsewhere */
        { .name        = "record_fault",
          .arguments   = { "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR",
                           "STRUCT(\"role\" VARCHAR, \"text\" VARCHAR, \"labels\" " BED_LABELS_TYPE
                           ")[]",
                           "STRUCT(\"key\" VARCHAR, \"text\" VARCHAR)[]", "VARCHAR[]",
                           BED_PATIENT_TYPE, "DOUBLE" },
          .result      = "STRUCT(\"rule\" VARCHAR, \"reason\" VARCHAR)",
          .run         = record_fault,
          .keep_null   = true,
          .is_volatile = true },
    };

    BED_TRY(bed_udf_register(s, table, sizeof table / sizeof table[0], err));
    return bed_session_run(s,
                           "CREATE OR REPLACE MACRO corpus(folder) AS TABLE "
                           "SELECT * FROM read_parquet(regexp_replace(folder, '([*?[])', "
                           "'[\\1]', 'g') || '/records/*.parquet')",
                           err);
}
