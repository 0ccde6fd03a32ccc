/* The profile room's functions in SQL:
 *   inquiry_types(text, lang)     VARCHAR[]  types that the text asks for, in the lexicon's order
 *   inquiry_evidence(text, lang)  VARCHAR[]  'treatment +2 "how can I treat"', one per pattern
 * Empty lists where nothing is found or the language is not known. */
#include "profile/profile_sql.h"

#include "corpus/udf.h"

static void types_run(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const bed_inquiry *q = duckdb_scalar_function_get_extra_info(info);
    const idx_t        n = duckdb_data_chunk_get_size(in);
    bed_inquiry_work  *w;
    bed_udf_list       list;

    if (bed_inquiry_work_create(&w, NULL) != BED_OK) {
        duckdb_scalar_function_set_error(info, "out of memory");
        return;
    }
    bed_udf_list_init(&list, out);
    for (idx_t row = 0; row < n; row++) {
        bed_inquiry_result r;
        bed_str            text, lang;

        if (bed_udf_argument(in, 0, row, &text) && bed_udf_argument(in, 1, row, &lang)) {
            bed_inquiry_classify(q, w, text, lang, &r, NULL, NULL);
            for (size_t t = 0; t < bed_inquiry_n_types(q); t++)
                if (((r.given >> t) & 1) &&
                    !bed_udf_list_add_text(&list, bed_str_of(bed_inquiry_type(q, t))))
                    duckdb_scalar_function_set_error(info, "out of memory");
        } else {
            bed_udf_set_null(out, row);
        }
        bed_udf_list_end_row(&list, row);
    }
    if (!bed_udf_list_finish(&list))
        duckdb_scalar_function_set_error(info, "out of memory");
    bed_inquiry_work_destroy(w);
}

typedef struct evidence_context {
    const bed_inquiry   *q;
    bed_udf_list        *list;
    duckdb_function_info info;
} evidence_context;

static void add_evidence(void *context, const bed_inquiry_evidence *e)
{
    evidence_context *c    = context;
    bed_buffer        line = BED_BUFFER(32 << 10);

    if (bed_buffer_printf(&line, NULL, "%s %+d \"%.*s\"", bed_inquiry_type(c->q, e->type),
                          (int)e->weight, BED_STR_ARG(e->found)) != BED_OK ||
        !bed_udf_list_add_text(c->list, bed_buffer_str(&line)))
        duckdb_scalar_function_set_error(c->info, "out of memory");
    bed_buffer_deinit(&line);
}

static void evidence_run(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const bed_inquiry *q = duckdb_scalar_function_get_extra_info(info);
    const idx_t        n = duckdb_data_chunk_get_size(in);
    bed_inquiry_work  *w;
    bed_udf_list       list;
    evidence_context   c = { q, &list, info };

    if (bed_inquiry_work_create(&w, NULL) != BED_OK) {
        duckdb_scalar_function_set_error(info, "out of memory");
        return;
    }
    bed_udf_list_init(&list, out);
    for (idx_t row = 0; row < n; row++) {
        bed_inquiry_result r;
        bed_str            text, lang;

        if (bed_udf_argument(in, 0, row, &text) && bed_udf_argument(in, 1, row, &lang))
            bed_inquiry_classify(q, w, text, lang, &r, add_evidence, &c);
        else
            bed_udf_set_null(out, row);
        bed_udf_list_end_row(&list, row);
    }
    if (!bed_udf_list_finish(&list))
        duckdb_scalar_function_set_error(info, "out of memory");
    bed_inquiry_work_destroy(w);
}

bed_status bed__profile_register_inquiry(bed_session *s, bed_inquiry *q, bed_error *err)
{
    const bed_udf table[] = {
        { .name      = "inquiry_types",
          .arguments = { "VARCHAR", "VARCHAR" },
          .result    = "VARCHAR[]",
          .run       = types_run,
          .extra     = q },
        { .name      = "inquiry_evidence",
          .arguments = { "VARCHAR", "VARCHAR" },
          .result    = "VARCHAR[]",
          .run       = evidence_run,
          .extra     = q },
    };

    return bed_udf_register(s, table, sizeof table / sizeof table[0], err);
}
