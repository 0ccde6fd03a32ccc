/* The profile room's functions in SQL:
 *   inquiry_types(text, lang)     VARCHAR[]  types that the text asks for, in the lexicon's order
 *   inquiry_evidence(text, lang)  VARCHAR[]  'treatment +2 "how can I treat"', one per pattern
 * The lexicon is read when the first question comes, so that a session costs nothing by having the
 * functions. */
#include "profile/profile.h"

#include "corpus/udf.h"

#include <pthread.h>

/* ---- the lexicon, shared by the functions of one database ---- */

typedef struct lexicon {
    pthread_mutex_t lock;
    size_t          n_users; /* functions that hold it */
    bed_inquiry    *q;       /* NULL: not read yet */
    char            path[BED_PATH_MAX];
} lexicon;

static void lexicon_release(void *extra)
{
    lexicon *l = extra;
    size_t   n;

    pthread_mutex_lock(&l->lock);
    n = --l->n_users;
    pthread_mutex_unlock(&l->lock);
    if (n > 0)
        return;
    pthread_mutex_destroy(&l->lock);
    bed_inquiry_destroy(l->q);
    bed_free(l);
}

static bed_status lexicon_create(const char *data_dir, lexicon **out, bed_error *err)
{
    lexicon   *l;
    char       folder[BED_PATH_MAX];
    bed_status st;

    BED_TRY(bed_alloc_into((void **)&l, 1, sizeof *l, err));
    pthread_mutex_init(&l->lock, NULL);
    l->n_users = 1;
    st         = bed_path_join(folder, data_dir, "catalog/lexicons", err);
    if (st == BED_OK)
        st = bed_path_join(l->path, folder, "inquiry.yaml", err);
    if (st == BED_OK)
        *out = l;
    else
        lexicon_release(l);
    return st;
}

/* The patterns, read now if they were not yet; NULL after telling the engine why not. */
static const bed_inquiry *lexicon_use(duckdb_function_info info)
{
    lexicon  *l   = duckdb_scalar_function_get_extra_info(info);
    bed_error err = { 0 };
    char      line[BED_ERROR_TEXT + BED_ERROR_FILE];

    pthread_mutex_lock(&l->lock);
    if (l->q == NULL && bed_inquiry_load(l->path, &l->q, &err) != BED_OK)
        duckdb_scalar_function_set_error(info, bed_error_line(&err, line, sizeof line));
    pthread_mutex_unlock(&l->lock);
    return l->q;
}

/* ---- inquiry types ---- */

typedef struct call {
    const bed_inquiry   *q;
    bed_inquiry_work    *work;
    bed_udf_list         list;
    duckdb_function_info info;
} call;

static void add_text(call *c, bed_str text)
{
    if (!bed_udf_list_add_text(&c->list, text))
        duckdb_scalar_function_set_error(c->info, "out of memory");
}

static void add_evidence(void *context, const bed_inquiry_evidence *e)
{
    call      *c    = context;
    bed_buffer line = BED_BUFFER(32 << 10);

    if (bed_buffer_printf(&line, NULL, "%s %+d \"%.*s\"", bed_inquiry_type(c->q, e->type),
                          (int)e->weight, BED_STR_ARG(e->found)) == BED_OK)
        add_text(c, bed_buffer_str(&line));
    else
        duckdb_scalar_function_set_error(c->info, "out of memory");
    bed_buffer_deinit(&line);
}

static void add_types(call *c, bed_str text, bed_str lang)
{
    bed_inquiry_result r;

    bed_inquiry_classify(c->q, c->work, text, lang, &r, NULL, NULL);
    for (size_t t = 0; t < bed_inquiry_n_types(c->q); t++)
        if ((r.given >> t) & 1)
            add_text(c, bed_str_of(bed_inquiry_type(c->q, t)));
}

static void add_all_evidence(call *c, bed_str text, bed_str lang)
{
    bed_inquiry_result r;

    bed_inquiry_classify(c->q, c->work, text, lang, &r, add_evidence, c);
}

static void each_row(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out,
                     void (*add)(call *c, bed_str text, bed_str lang))
{
    const idx_t n = duckdb_data_chunk_get_size(in);
    call        c = { .q = lexicon_use(info), .info = info };

    if (c.q == NULL)
        return;
    if (bed_inquiry_work_create(&c.work, NULL) != BED_OK) {
        duckdb_scalar_function_set_error(info, "out of memory");
        return;
    }
    bed_udf_list_init(&c.list, out);
    for (idx_t row = 0; row < n; row++) {
        bed_str text, lang;

        if (bed_udf_argument(in, 0, row, &text) && bed_udf_argument(in, 1, row, &lang))
            add(&c, text, lang);
        else
            bed_udf_set_null(out, row);
        bed_udf_list_end_row(&c.list, row);
    }
    if (!bed_udf_list_finish(&c.list))
        duckdb_scalar_function_set_error(info, "out of memory");
    bed_inquiry_work_destroy(c.work);
}

static void types_run(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    each_row(info, in, out, add_types);
}

static void evidence_run(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    each_row(info, in, out, add_all_evidence);
}

static bed_status register_shared(bed_session *s, lexicon *l, const char *name,
                                  duckdb_scalar_function_t run, bed_error *err)
{
    duckdb_scalar_function_set set  = duckdb_create_scalar_function_set(name);
    duckdb_scalar_function     f    = duckdb_create_scalar_function();
    duckdb_logical_type        text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    duckdb_logical_type        list = duckdb_create_list_type(text);
    bed_status                 st   = BED_OK;

    pthread_mutex_lock(&l->lock);
    l->n_users++; /* the function's, given back by the engine */
    pthread_mutex_unlock(&l->lock);
    duckdb_scalar_function_set_name(f, name);
    duckdb_scalar_function_add_parameter(f, text);
    duckdb_scalar_function_add_parameter(f, text);
    duckdb_scalar_function_set_return_type(f, list);
    duckdb_scalar_function_set_function(f, run);
    duckdb_scalar_function_set_extra_info(f, l, lexicon_release);
    if (duckdb_add_scalar_function_to_set(set, f) != DuckDBSuccess ||
        duckdb_register_scalar_function_set(bed_session_connection(s), set) != DuckDBSuccess)
        st = bed_fail(err, BED_EINTERNAL, "function '%s' cannot be registered", name);
    duckdb_destroy_logical_type(&list);
    duckdb_destroy_logical_type(&text);
    duckdb_destroy_scalar_function(&f);
    duckdb_destroy_scalar_function_set(&set);
    return st;
}

bed_status bed_profile_register(bed_session *s, const char *data_dir, bed_error *err)
{
    lexicon   *l;
    int64_t    n;
    bed_status st;

    BED_TRY(bed_session_int(
        s, "SELECT count(*) FROM duckdb_functions() WHERE function_name = 'inquiry_types'", &n,
        err));
    if (n > 0)
        return BED_OK;
    BED_TRY(lexicon_create(data_dir, &l, err));
    st = register_shared(s, l, "inquiry_types", types_run, err);
    if (st == BED_OK)
        st = register_shared(s, l, "inquiry_evidence", evidence_run, err);
    lexicon_release(l); /* ours; the functions hold it on */
    return st;
}
