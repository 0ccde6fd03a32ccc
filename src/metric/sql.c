/* Every metric as an aggregate function in SQL.
 *
 *   metric(arguments [, settings [, weight]])         DOUBLE, the headline
 *   metric_report(arguments [, settings [, weight]])  STRUCT(value, items, signature, parts), parts
 *                                                     being a list of STRUCT(name, value)
 *
 * arguments by the metric's kind:
 *   text    hyp, ref or refs[]             alone   hyp
 *   answer  answer or answers[], key or keys[] [, options STRUCT(key, text)[]]
 *   choice  log_likelihoods DOUBLE[], options STRUCT(key, text)[], key or keys[]
 *   reply   hyp, ref or refs[] [, history[] [, position]]; without references hyp, history[]
 *   rating  rating DOUBLE, or verdicts[]
 * The metric precision is called precision_score. A row with a NULL argument is left out, of a
 * list of texts a NULL; settings are "name=value; name=value" and must not change within a group.
 *
 * Groups are gathered whole, put in the order of their bytes and then measured as everything else
 * is, so that the answer does not depend on how the engine divides the rows among its threads. */
#include "metric/sql.h"

#include "corpus/udf.h"
#include "metric/settings.h"
#include "metric/sql_group.h"

#include <math.h>
#include <string.h>

enum { OVERLOADS = 6 };

/* ---- arguments ------------------------------------------------------------------------------- */

static const char *const ROLE_TYPES[BED__N_ROLES] = {
    [BED__HYP] = "VARCHAR",          [BED__REF] = "VARCHAR",
    [BED__REFS] = "VARCHAR[]",       [BED__ANSWER] = "VARCHAR",
    [BED__ANSWERS] = "VARCHAR[]",    [BED__OPTIONS] = "STRUCT(\"key\" VARCHAR, \"text\" VARCHAR)[]",
    [BED__LIKELIHOODS] = "DOUBLE[]", [BED__HISTORY] = "VARCHAR[]",
    [BED__POSITION] = "BIGINT",      [BED__RATING] = "DOUBLE",
    [BED__SETTINGS] = "VARCHAR",     [BED__WEIGHT] = "DOUBLE",
};

typedef struct call_forms {
    bed__form overloads[OVERLOADS]; /* ends at the first without roles */
} call_forms;

static const call_forms TEXT_CALLS   = { { { { BED__HYP, BED__REF } },
                                           { { BED__HYP, BED__REFS } } } };
static const call_forms ALONE_CALLS  = { { { { BED__HYP } } } };
static const call_forms ANSWER_CALLS = { { { { BED__ANSWER, BED__REF } },
                                           { { BED__ANSWER, BED__REFS } },
                                           { { BED__ANSWERS, BED__REFS } },
                                           { { BED__ANSWER, BED__REFS, BED__OPTIONS } },
                                           { { BED__ANSWERS, BED__REFS, BED__OPTIONS } } } };
static const call_forms CHOICE_CALLS = { { { { BED__LIKELIHOODS, BED__OPTIONS, BED__REF } },
                                           { { BED__LIKELIHOODS, BED__OPTIONS, BED__REFS } } } };
static const call_forms REPLY_CALLS  = {
     { { { BED__HYP, BED__REF } },
       { { BED__HYP, BED__REFS } },
       { { BED__HYP, BED__REFS, BED__HISTORY } },
       { { BED__HYP, BED__REFS, BED__HISTORY, BED__POSITION } } }
};
static const call_forms FREE_REPLY_CALLS = { { { { BED__HYP, BED__HISTORY } } } };
static const call_forms RATING_CALLS     = { { { { BED__RATING } }, { { BED__ANSWERS } } } };

static const call_forms *calls_of(const bed_metric *m)
{
    switch (m->kind) {
    case BED_METRIC_ANSWER:
        return &ANSWER_CALLS;
    case BED_METRIC_CHOICE:
        return &CHOICE_CALLS;
    case BED_METRIC_ALONE:
        return &ALONE_CALLS;
    case BED_METRIC_REPLY:
        return (m->needs & BED_NEEDS_REFERENCES) != 0 ? &REPLY_CALLS : &FREE_REPLY_CALLS;
    case BED_METRIC_RATING:
        return &RATING_CALLS;
    case BED_METRIC_TEXT:
    default:
        return &TEXT_CALLS;
    }
}

/* What one registered function is: a metric called in one form. Lives as long as the session. */
typedef struct function {
    const bed_metric *metric;
    bed__form         form;
    bool              report;
} function;

/* ---- packing --------------------------------------------------------------------------------- */

static bool is_valid(duckdb_vector v, idx_t row)
{
    uint64_t *const validity = duckdb_vector_get_validity(v);

    return validity == NULL || duckdb_validity_row_is_valid(validity, row);
}

static bed_str text_at(duckdb_vector v, idx_t row)
{
    return is_valid(v, row) ? bed_udf_text(duckdb_vector_get_data(v), row) : BED_STR("");
}

/* A NULL within a list is left out. */
static bed_status pack_texts(bed_buffer *b, duckdb_vector v, idx_t row, bed_error *err)
{
    const duckdb_list_entry list  = ((duckdb_list_entry *)duckdb_vector_get_data(v))[row];
    const duckdb_vector     child = duckdb_list_vector_get_child(v);
    size_t                  n     = 0;

    for (idx_t i = list.offset; i < list.offset + list.length; i++)
        n += is_valid(child, i);
    BED_TRY(bed__pack_count(b, n, err));
    for (idx_t i = list.offset; i < list.offset + list.length; i++)
        if (is_valid(child, i))
            BED_TRY(bed__pack_text(b, text_at(child, i), err));
    return BED_OK;
}

static bed_status pack_options(bed_buffer *b, duckdb_vector v, idx_t row, bed_error *err)
{
    const duckdb_list_entry list  = ((duckdb_list_entry *)duckdb_vector_get_data(v))[row];
    const duckdb_vector     child = duckdb_list_vector_get_child(v);

    BED_TRY(bed__pack_count(b, list.length, err));
    for (idx_t i = 0; i < list.length; i++)
        for (idx_t member = 0; member < 2; member++)
            BED_TRY(bed__pack_text(
                b, text_at(duckdb_struct_vector_get_child(child, member), list.offset + i), err));
    return BED_OK;
}

static bed_status pack_numbers(bed_buffer *b, duckdb_vector v, idx_t row, bed_error *err)
{
    const duckdb_list_entry list   = ((duckdb_list_entry *)duckdb_vector_get_data(v))[row];
    const duckdb_vector     child  = duckdb_list_vector_get_child(v);
    const double *const     values = duckdb_vector_get_data(child);

    BED_TRY(bed__pack_count(b, list.length, err));
    for (idx_t i = 0; i < list.length; i++) {
        const double value =
            is_valid(child, list.offset + i) ? values[list.offset + i] : (double)NAN;

        BED_TRY(bed__pack_bytes(b, &value, sizeof value, err));
    }
    return BED_OK;
}

static bed_status pack_argument(bed__gathered *g, bed__role what, duckdb_vector v, idx_t row,
                                bed_error *err)
{
    bed_buffer *const b = &g->rows;

    switch (what) {
    case BED__HYP:
    case BED__REF:
    case BED__ANSWER:
        return bed__pack_text(b, text_at(v, row), err);
    case BED__REFS:
    case BED__ANSWERS:
    case BED__HISTORY:
        return pack_texts(b, v, row, err);
    case BED__OPTIONS:
        return pack_options(b, v, row, err);
    case BED__LIKELIHOODS:
        return pack_numbers(b, v, row, err);
    case BED__POSITION:
    case BED__RATING:
    case BED__WEIGHT:
        return bed__pack_bytes(b, (const char *)duckdb_vector_get_data(v) + 8 * row, 8, err);
    case BED__SETTINGS:
        return bed__gather_settings(g, text_at(v, row), err);
    case BED__NO_ROLE:
    case BED__N_ROLES:
    default:
        return bed_fail(err, BED_EINTERNAL, "an argument without a role");
    }
}

static bed_status pack_row(bed__gathered *g, const bed__form *form, duckdb_data_chunk in, idx_t row,
                           bed_error *err)
{
    const size_t begin = g->rows.len;

    BED_TRY(bed__pack_count(&g->rows, 0, err));
    for (idx_t i = 0; i < BED__FORM_ROLES && form->roles[i] != BED__NO_ROLE; i++)
        BED_TRY(pack_argument(g, form->roles[i], duckdb_data_chunk_get_vector(in, i), row, err));
    const size_t n = g->rows.len - begin - sizeof(uint32_t);
    if (n > UINT32_MAX)
        return bed_fail(err, BED_EARGUMENT, "a row of %zu bytes: expected less than 4 GiB", n);
    memcpy(g->rows.ptr + begin, &(uint32_t){ (uint32_t)n }, sizeof(uint32_t));
    g->n++;
    return BED_OK;
}

/* ---- answers --------------------------------------------------------------------------------- */

static void put_number(duckdb_vector out, idx_t row, double value)
{
    if (isnan(value))
        bed_udf_set_null(out, row);
    else
        ((double *)duckdb_vector_get_data(out))[row] = value;
}

static bed_status put_parts(duckdb_vector list, idx_t row, const bed_measured *m,
                            const double *values, bed_error *err)
{
    const idx_t         at    = duckdb_list_vector_get_size(list);
    const duckdb_vector child = duckdb_list_vector_get_child(list);

    if (duckdb_list_vector_reserve(list, at + m->n_values) != DuckDBSuccess ||
        duckdb_list_vector_set_size(list, at + m->n_values) != DuckDBSuccess)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    for (size_t k = 0; k < m->n_values; k++) {
        duckdb_vector_assign_string_element(duckdb_struct_vector_get_child(child, 0), at + k,
                                            m->values[k]);
        put_number(duckdb_struct_vector_get_child(child, 1), at + k, values[k]);
    }
    ((duckdb_list_entry *)duckdb_vector_get_data(list))[row] =
        (duckdb_list_entry){ at, m->n_values };
    return BED_OK;
}

static bed_status put_report(duckdb_vector out, idx_t row, const bed_measured *m,
                             const double *weights, const double *values, bed_error *err)
{
    bed_buffer signature = BED_BUFFER(1 << 16);
    bed_status st        = BED_OK;

    put_number(duckdb_struct_vector_get_child(out, 0), row, values[0]);
    ((int64_t *)duckdb_vector_get_data(duckdb_struct_vector_get_child(out, 1)))[row] =
        (int64_t)m->n;
    BED_GO(bed_measured_sign(m, &signature, err));
    BED_GO(bed__sign_weights(weights, m->n, &signature, err));
    duckdb_vector_assign_string_element_len(duckdb_struct_vector_get_child(out, 2), row,
                                            signature.ptr, signature.len);
    BED_GO(put_parts(duckdb_struct_vector_get_child(out, 3), row, m, values, err));
done:
    bed_buffer_deinit(&signature);
    return st;
}

/* A group that is empty, or whose headline is not defined, gives NULL; in a report the value does.
 */
static bed_status answer(const function *f, const bed__gathered *from, duckdb_vector out, idx_t row,
                         bed_error *err)
{
    bed__group    g      = { .n = 0 };
    bed_measured *m      = NULL;
    double       *values = NULL;
    bed_status    st     = BED_OK;

    if (from == NULL || from->n == 0) {
        bed_udf_set_null(out, row);
        return BED_OK;
    }
    BED_GO(bed__group_measure(f->metric, &f->form, from, &g, &m, err));
    BED_GO(bed_alloc_into((void **)&values, m->n_values, sizeof *values, err));
    st = bed_measured_score(m, &(bed_selection){ g.numbers, g.weights, g.n }, values, err);
    if (st == BED_UNDEFINED) {
        st = BED_OK;
        for (size_t k = 0; k < m->n_values; k++)
            values[k] = (double)NAN;
    }
    if (st == BED_OK && f->report)
        st = put_report(out, row, m, g.weights, values, err);
    else if (st == BED_OK)
        put_number(out, row, values[0]);
done:
    bed_free(values);
    bed_measured_destroy(m);
    bed__group_deinit(&g);
    return st;
}

/* ---- the engine's callbacks ------------------------------------------------------------------ */

typedef struct state {
    bed__gathered *g; /* NULL: no row yet */
} state;

static void tell(duckdb_function_info info, const bed_error *err)
{
    const function *const f = duckdb_aggregate_function_get_extra_info(info);
    char                  text[BED_ERROR_TEXT + 128];

    snprintf(text, sizeof text, "%s: %s", f->metric->name, err->text);
    duckdb_aggregate_function_set_error(info, text);
}

static idx_t state_size(duckdb_function_info info)
{
    (void)info;
    return sizeof(state);
}

static void state_init(duckdb_function_info info, duckdb_aggregate_state s)
{
    (void)info;
    ((state *)s)->g = NULL;
}

static void state_destroy(duckdb_aggregate_state *states, idx_t n)
{
    for (idx_t i = 0; i < n; i++) {
        state *const s = (state *)states[i];

        if (s->g == NULL)
            continue;
        bed_buffer_deinit(&s->g->rows);
        bed_buffer_deinit(&s->g->settings);
        bed_free(s->g);
        s->g = NULL;
    }
}

static bed_status gathered_of(state *s, bed__gathered **out, bed_error *err)
{
    if (s->g == NULL) {
        BED_TRY(bed_alloc_into((void **)&s->g, 1, sizeof *s->g, err));
        s->g->rows     = BED_BUFFER(BED__GATHERED_MAX_BYTES);
        s->g->settings = BED_BUFFER(1 << 16);
    }
    *out = s->g;
    return BED_OK;
}

static bool is_whole(duckdb_data_chunk in, idx_t row)
{
    for (idx_t i = 0; i < duckdb_data_chunk_get_column_count(in); i++)
        if (!is_valid(duckdb_data_chunk_get_vector(in, i), row))
            return false;
    return true;
}

static void update(duckdb_function_info info, duckdb_data_chunk in, duckdb_aggregate_state *states)
{
    const function *const f   = duckdb_aggregate_function_get_extra_info(info);
    const idx_t           n   = duckdb_data_chunk_get_size(in);
    bed_error             err = { .code = BED_OK };
    bed_status            st  = BED_OK;
    bed__gathered        *g   = NULL;

    for (idx_t row = 0; row < n && st == BED_OK; row++) {
        if (!is_whole(in, row))
            continue;
        st = gathered_of((state *)states[row], &g, &err);
        if (st == BED_OK)
            st = pack_row(g, &f->form, in, row, &err);
    }
    if (st != BED_OK)
        tell(info, &err);
}

static bed_status merge(bed__gathered *into, const bed__gathered *from, bed_error *err)
{
    if (from->n == 0)
        return BED_OK;
    BED_TRY(bed__gather_settings(into, bed_buffer_str(&from->settings), err));
    into->n += from->n;
    return bed_buffer_add(&into->rows, bed_buffer_str(&from->rows), err);
}

static void combine(duckdb_function_info info, duckdb_aggregate_state *sources,
                    duckdb_aggregate_state *targets, idx_t n)
{
    bed_error      err = { .code = BED_OK };
    bed_status     st  = BED_OK;
    bed__gathered *g   = NULL;

    for (idx_t i = 0; i < n && st == BED_OK; i++) {
        const bed__gathered *const from = ((state *)sources[i])->g;

        if (from == NULL)
            continue;
        st = gathered_of((state *)targets[i], &g, &err);
        if (st == BED_OK)
            st = merge(g, from, &err);
    }
    if (st != BED_OK)
        tell(info, &err);
}

static void finalize(duckdb_function_info info, duckdb_aggregate_state *states, duckdb_vector out,
                     idx_t n, idx_t offset)
{
    const function *const f   = duckdb_aggregate_function_get_extra_info(info);
    bed_error             err = { .code = BED_OK };
    bed_status            st  = BED_OK;

    for (idx_t i = 0; i < n && st == BED_OK; i++)
        st = answer(f, ((state *)states[i])->g, out, offset + i, &err);
    if (st == BED_OK)
        return;
    tell(info, &err);
    state_destroy(states, n); /* the engine does not, when this fails */
}

/* ---- registering ----------------------------------------------------------------------------- */

typedef struct types {
    duckdb_logical_type of_role[BED__N_ROLES], number, report;
} types;

static void types_deinit(types *t)
{
    for (bed__role r = BED__NO_ROLE; r < BED__N_ROLES; r++)
        if (t->of_role[r] != NULL)
            duckdb_destroy_logical_type(&t->of_role[r]);
    if (t->number != NULL)
        duckdb_destroy_logical_type(&t->number);
    if (t->report != NULL)
        duckdb_destroy_logical_type(&t->report);
}

static bed_status types_init(types *t, bed_session *s, bed_error *err)
{
    *t = (types){ .number = NULL };
    for (bed__role r = BED__HYP; r < BED__N_ROLES; r++)
        BED_TRY(bed_udf_type(s, ROLE_TYPES[r], &t->of_role[r], err));
    BED_TRY(bed_udf_type(s, "DOUBLE", &t->number, err));
    return bed_udf_type(s,
                        "STRUCT(\"value\" DOUBLE, items BIGINT, signature VARCHAR, "
                        "parts STRUCT(\"name\" VARCHAR, \"value\" DOUBLE)[])",
                        &t->report, err);
}

static bed_status add_function(duckdb_aggregate_function_set set, const function *f,
                               const char *name, const types *t, bed_error *err)
{
    duckdb_aggregate_function a     = duckdb_create_aggregate_function();
    function                 *extra = bed_new_array(function, 1);
    bed_status                st    = BED_OK;

    if (extra == NULL)
        BED_GO(bed_fail(err, BED_EMEMORY, "out of memory"));
    *extra = *f;
    duckdb_aggregate_function_set_name(a, name);
    for (size_t i = 0; i < BED__FORM_ROLES && f->form.roles[i] != BED__NO_ROLE; i++)
        duckdb_aggregate_function_add_parameter(a, t->of_role[f->form.roles[i]]);
    duckdb_aggregate_function_set_return_type(a, f->report ? t->report : t->number);
    duckdb_aggregate_function_set_functions(a, state_size, state_init, update, combine, finalize);
    duckdb_aggregate_function_set_destructor(a, state_destroy);
    duckdb_aggregate_function_set_special_handling(a);
    duckdb_aggregate_function_set_extra_info(a, extra, bed_free);
    if (duckdb_add_aggregate_function_to_set(set, a) != DuckDBSuccess)
        st = bed_fail(err, BED_EINTERNAL, "function '%s' has an bed__form twice", name);
done:
    duckdb_destroy_aggregate_function(&a);
    return st;
}

/* One form of a call: as it is, with settings, with settings and a weight. */
static bed_status add_form(duckdb_aggregate_function_set set, function *f, const char *name,
                           const types *t, bed_error *err)
{
    size_t n = 0;

    while (f->form.roles[n] != BED__NO_ROLE)
        n++;
    BED_TRY(add_function(set, f, name, t, err));
    f->form.roles[n] = BED__SETTINGS;
    BED_TRY(add_function(set, f, name, t, err));
    f->form.roles[n + 1] = BED__WEIGHT;
    return add_function(set, f, name, t, err);
}

/* PRECISION is a keyword of SQL: that metric is called by scikit-learn's name. */
static const char *stem_of(const bed_metric *m)
{
    return strcmp(m->name, "precision") == 0 ? "precision_score" : m->name;
}

static bed_status register_one(bed_session *s, const bed_metric *m, bool report, const types *t,
                               bed_error *err)
{
    const call_forms *const       calls = calls_of(m);
    duckdb_aggregate_function_set set;
    char                          name[96];
    bed_status                    st = BED_OK;

    snprintf(name, sizeof name, "%s%s", stem_of(m), report ? "_report" : "");
    set = duckdb_create_aggregate_function_set(name);
    for (size_t i = 0; i < OVERLOADS && calls->overloads[i].roles[0] != BED__NO_ROLE; i++)
        BED_GO(add_form(set, &(function){ m, calls->overloads[i], report }, name, t, err));
    if (duckdb_register_aggregate_function_set(bed_session_connection(s), set) != DuckDBSuccess)
        st = bed_fail(err, BED_EINTERNAL, "function '%s' could not be registered", name);
done:
    duckdb_destroy_aggregate_function_set(&set);
    return st;
}

bed_status bed_metric_register(bed_session *s, bed_error *err)
{
    size_t                         n;
    const bed_metric *const *const metrics = bed_metrics(&n);
    types                          t;
    bed_status                     st = types_init(&t, s, err);

    for (size_t i = 0; i < n && st == BED_OK; i++) {
        st = register_one(s, metrics[i], false, &t, err);
        if (st == BED_OK)
            st = register_one(s, metrics[i], true, &t, err);
    }
    types_deinit(&t);
    return st;
}
