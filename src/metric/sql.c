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
 * The metric precision is called precision_score. A row with a NULL argument is left out; settings
 * are "name=value; name=value" and must not change within a group.
 *
 * Groups are gathered whole, put in the order of their bytes and then measured as everything else
 * is, so that the answer does not depend on how the engine divides the rows among its threads. */
#include "metric/sql.h"

#include "corpus/udf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROLES = 6, OVERLOADS = 6 };

static const size_t GATHERED_MAX_BYTES = (size_t)64 << 30;

/* ---- arguments ------------------------------------------------------------------------------- */

typedef enum role {
    NO_ROLE,
    HYP,
    REF,
    REFS,
    ANSWER,
    ANSWERS,
    OPTIONS,
    LIKELIHOODS,
    HISTORY,
    POSITION,
    RATING,
    SETTINGS,
    WEIGHT,
    N_ROLES
} role;

static const char *const ROLE_TYPES[N_ROLES] = {
    [HYP] = "VARCHAR",          [REF] = "VARCHAR",
    [REFS] = "VARCHAR[]",       [ANSWER] = "VARCHAR",
    [ANSWERS] = "VARCHAR[]",    [OPTIONS] = "STRUCT(\"key\" VARCHAR, \"text\" VARCHAR)[]",
    [LIKELIHOODS] = "DOUBLE[]", [HISTORY] = "VARCHAR[]",
    [POSITION] = "BIGINT",      [RATING] = "DOUBLE",
    [SETTINGS] = "VARCHAR",     [WEIGHT] = "DOUBLE",
};

typedef struct overload {
    role roles[ROLES + 1]; /* ends with NO_ROLE */
} overload;

typedef struct call_forms {
    overload overloads[OVERLOADS]; /* ends at the first without roles */
} call_forms;

static const call_forms TEXT_CALLS       = { { { { HYP, REF } }, { { HYP, REFS } } } };
static const call_forms ALONE_CALLS      = { { { { HYP } } } };
static const call_forms ANSWER_CALLS     = { { { { ANSWER, REF } },
                                               { { ANSWER, REFS } },
                                               { { ANSWERS, REFS } },
                                               { { ANSWER, REFS, OPTIONS } },
                                               { { ANSWERS, REFS, OPTIONS } } } };
static const call_forms CHOICE_CALLS     = { { { { LIKELIHOODS, OPTIONS, REF } },
                                               { { LIKELIHOODS, OPTIONS, REFS } } } };
static const call_forms REPLY_CALLS      = { { { { HYP, REF } },
                                               { { HYP, REFS } },
                                               { { HYP, REFS, HISTORY } },
                                               { { HYP, REFS, HISTORY, POSITION } } } };
static const call_forms FREE_REPLY_CALLS = { { { { HYP, HISTORY } } } };
static const call_forms RATING_CALLS     = { { { { RATING } }, { { ANSWERS } } } };

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
    overload          form;
    bool              report;
} function;

/* ---- packing ---------------------------------------------------------------------------------
 * A row of arguments is packed as a length and what follows; equal rows give equal bytes. */

typedef struct gathered {
    bed_buffer rows;     /* uint32_t length, then as many bytes, for each row */
    bed_buffer settings; /* of every row, where the form has them */
    size_t     n;
} gathered;

static bed_status pack_bytes(bed_buffer *b, const void *bytes, size_t n, bed_error *err)
{
    return bed_buffer_add(b, (bed_str){ bytes, n }, err);
}

static bed_status pack_count(bed_buffer *b, size_t n, bed_error *err)
{
    const uint32_t count = (uint32_t)n;

    return pack_bytes(b, &count, sizeof count, err);
}

static bed_status pack_text(bed_buffer *b, bed_str s, bed_error *err)
{
    BED_TRY(pack_count(b, s.len, err));
    return bed_buffer_add(b, s, err);
}

static bool is_valid(duckdb_vector v, idx_t row)
{
    uint64_t *const validity = duckdb_vector_get_validity(v);

    return validity == NULL || duckdb_validity_row_is_valid(validity, row);
}

static bed_str text_at(duckdb_vector v, idx_t row)
{
    return is_valid(v, row) ? bed_udf_text(duckdb_vector_get_data(v), row) : BED_STR("");
}

static bed_status pack_texts(bed_buffer *b, duckdb_vector v, idx_t row, bed_error *err)
{
    const duckdb_list_entry list  = ((duckdb_list_entry *)duckdb_vector_get_data(v))[row];
    const duckdb_vector     child = duckdb_list_vector_get_child(v);

    BED_TRY(pack_count(b, list.length, err));
    for (idx_t i = 0; i < list.length; i++)
        BED_TRY(pack_text(b, text_at(child, list.offset + i), err));
    return BED_OK;
}

static bed_status pack_options(bed_buffer *b, duckdb_vector v, idx_t row, bed_error *err)
{
    const duckdb_list_entry list  = ((duckdb_list_entry *)duckdb_vector_get_data(v))[row];
    const duckdb_vector     child = duckdb_list_vector_get_child(v);

    BED_TRY(pack_count(b, list.length, err));
    for (idx_t i = 0; i < list.length; i++)
        for (idx_t member = 0; member < 2; member++)
            BED_TRY(pack_text(
                b, text_at(duckdb_struct_vector_get_child(child, member), list.offset + i), err));
    return BED_OK;
}

static bed_status pack_numbers(bed_buffer *b, duckdb_vector v, idx_t row, bed_error *err)
{
    const duckdb_list_entry list   = ((duckdb_list_entry *)duckdb_vector_get_data(v))[row];
    const duckdb_vector     child  = duckdb_list_vector_get_child(v);
    const double *const     values = duckdb_vector_get_data(child);

    BED_TRY(pack_count(b, list.length, err));
    for (idx_t i = 0; i < list.length; i++) {
        const double value =
            is_valid(child, list.offset + i) ? values[list.offset + i] : (double)NAN;

        BED_TRY(pack_bytes(b, &value, sizeof value, err));
    }
    return BED_OK;
}

/* The settings of a row, or of rows gathered elsewhere: those of the rows before, if there are any.
 */
static bed_status take_settings(gathered *g, bed_str settings, bed_error *err)
{
    if (g->n == 0)
        return bed_buffer_add(&g->settings, settings, err);
    if (bed_str_equal(bed_buffer_str(&g->settings), settings))
        return BED_OK;
    return bed_fail(err, BED_EARGUMENT,
                    "settings: expected the same in a group, found '%.*s' and '%.*s'",
                    BED_STR_ARG(bed_buffer_str(&g->settings)), BED_STR_ARG(settings));
}

static bed_status pack_argument(gathered *g, role what, duckdb_vector v, idx_t row, bed_error *err)
{
    bed_buffer *const b = &g->rows;

    switch (what) {
    case HYP:
    case REF:
    case ANSWER:
        return pack_text(b, text_at(v, row), err);
    case REFS:
    case ANSWERS:
    case HISTORY:
        return pack_texts(b, v, row, err);
    case OPTIONS:
        return pack_options(b, v, row, err);
    case LIKELIHOODS:
        return pack_numbers(b, v, row, err);
    case POSITION:
    case RATING:
    case WEIGHT:
        return pack_bytes(b, (const char *)duckdb_vector_get_data(v) + 8 * row, 8, err);
    case SETTINGS:
        return take_settings(g, text_at(v, row), err);
    case NO_ROLE:
    case N_ROLES:
    default:
        return bed_fail(err, BED_EINTERNAL, "an argument without a role");
    }
}

static bed_status pack_row(gathered *g, const overload *form, duckdb_data_chunk in, idx_t row,
                           bed_error *err)
{
    const size_t begin = g->rows.len;

    BED_TRY(pack_count(&g->rows, 0, err));
    for (idx_t i = 0; i < ROLES && form->roles[i] != NO_ROLE; i++)
        BED_TRY(pack_argument(g, form->roles[i], duckdb_data_chunk_get_vector(in, i), row, err));
    const size_t n = g->rows.len - begin - sizeof(uint32_t);
    if (n > UINT32_MAX)
        return bed_fail(err, BED_EARGUMENT, "a row of %zu bytes: expected less than 4 GiB", n);
    memcpy(g->rows.ptr + begin, &(uint32_t){ (uint32_t)n }, sizeof(uint32_t));
    g->n++;
    return BED_OK;
}

/* ---- unpacking ------------------------------------------------------------------------------- */

typedef struct group {
    bed_str  *rows; /* packed, sorted */
    bed_item *items;
    double   *weights;
    uint32_t *numbers; /* 0, 1, 2 ... */
    size_t    n;
    bed_arena arena;
} group;

static size_t take_count(bed_str *rest)
{
    uint32_t count;

    memcpy(&count, rest->ptr, sizeof count);
    *rest = (bed_str){ rest->ptr + sizeof count, rest->len - sizeof count };
    return count;
}

static bed_str take_text(bed_str *rest)
{
    const size_t  n    = take_count(rest);
    const bed_str text = { rest->ptr, n };

    *rest = (bed_str){ rest->ptr + n, rest->len - n };
    return text;
}

static void take_eight(bed_str *rest, void *out)
{
    memcpy(out, rest->ptr, 8);
    *rest = (bed_str){ rest->ptr + 8, rest->len - 8 };
}

static bed_status take_texts(group *g, bed_str *rest, bool single, const bed_str **out, size_t *n,
                             bed_error *err)
{
    *n             = single ? 1 : take_count(rest);
    bed_str *texts = bed_new(&g->arena, bed_str, *n);

    if (texts == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    for (size_t i = 0; i < *n; i++)
        texts[i] = take_text(rest);
    *out = texts;
    return BED_OK;
}

/* Options and their log-likelihoods come as two arguments of equal length. */
static bed_status take_options(group *g, bed_str *rest, bool texts, bed_item *item, bed_error *err)
{
    const size_t       n = take_count(rest);
    bed_answer_option *o = item->n_choices > 0 ? (bed_answer_option *)(uintptr_t)item->choices
                                               : bed_new(&g->arena, bed_answer_option, n);

    if (o == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    if (item->n_choices > 0 && item->n_choices != n)
        return bed_fail(err, BED_EARGUMENT, "%zu log-likelihoods of %zu options", item->n_choices,
                        n);
    for (size_t i = 0; i < n; i++) {
        if (item->n_choices == 0)
            o[i].log_likelihood = (double)NAN;
        if (texts) {
            o[i].key  = take_text(rest);
            o[i].text = take_text(rest);
        } else {
            take_eight(rest, &o[i].log_likelihood);
        }
    }
    item->choices   = o;
    item->n_choices = n;
    return BED_OK;
}

static bed_status take_argument(group *g, role what, bed_str *rest, bed_item *item, double *weight,
                                bed_error *err)
{
    int64_t position;

    switch (what) {
    case HYP:
        item->hyp = take_text(rest);
        return BED_OK;
    case REF:
    case REFS:
        return take_texts(g, rest, what == REF, &item->refs, &item->n_refs, err);
    case ANSWER:
    case ANSWERS:
        BED_TRY(take_texts(g, rest, what == ANSWER, &item->answers, &item->n_answers, err));
        item->hyp = item->n_answers > 0 ? item->answers[0] : BED_STR("");
        return BED_OK;
    case HISTORY:
        return take_texts(g, rest, false, &item->history, &item->n_history, err);
    case OPTIONS:
    case LIKELIHOODS:
        return take_options(g, rest, what == OPTIONS, item, err);
    case POSITION:
        take_eight(rest, &position);
        item->position = position > 0 ? (size_t)position : 0;
        return BED_OK;
    case RATING:
        take_eight(rest, &item->rating);
        return BED_OK;
    case WEIGHT:
        take_eight(rest, weight);
        if (!(isfinite(*weight) && *weight >= 0))
            return bed_fail(err, BED_EARGUMENT, "weight %g: expected 0 or more", *weight);
        return BED_OK;
    case SETTINGS:
    case NO_ROLE:
    case N_ROLES:
    default:
        return BED_OK;
    }
}

static int by_bytes(const void *a, const void *b)
{
    const bed_str *x = a, *y = b;
    const int      c = memcmp(x->ptr, y->ptr, x->len < y->len ? x->len : y->len);

    if (c != 0)
        return c;
    return x->len < y->len ? -1 : x->len > y->len;
}

static void group_deinit(group *g)
{
    bed_free(g->rows);
    bed_free(g->items);
    bed_free(g->weights);
    bed_free(g->numbers);
    bed_arena_deinit(&g->arena);
}

static bed_status group_allocate(group *g, size_t n, bed_error *err)
{
    *g = (group){ .rows    = bed_new_array(bed_str, n),
                  .items   = bed_new_array(bed_item, n),
                  .weights = bed_new_array(double, n),
                  .numbers = bed_new_array(uint32_t, n),
                  .n       = n,
                  .arena   = BED_ARENA(GATHERED_MAX_BYTES) };
    if (g->rows == NULL || g->items == NULL || g->weights == NULL || g->numbers == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    return BED_OK;
}

static bed_status group_unpack(group *g, const gathered *from, const overload *form, bed_error *err)
{
    bed_str rest = bed_buffer_str(&from->rows);

    BED_TRY(group_allocate(g, from->n, err));
    for (size_t i = 0; i < g->n; i++)
        g->rows[i] = take_text(&rest);
    qsort(g->rows, g->n, sizeof *g->rows, by_bytes);
    for (size_t i = 0; i < g->n; i++) {
        rest          = g->rows[i];
        g->weights[i] = 1;
        g->numbers[i] = (uint32_t)i;
        for (size_t k = 0; k < ROLES && form->roles[k] != NO_ROLE; k++)
            BED_TRY(take_argument(g, form->roles[k], &rest, &g->items[i], &g->weights[i], err));
    }
    return BED_OK;
}

/* ---- answers --------------------------------------------------------------------------------- */

static bed_status measure_group(const function *f, const gathered *from, group *g,
                                bed_measured **out, bed_error *err)
{
    const bed_metric_options one_thread = { .n_threads = 1 };
    bed_settings            *settings   = NULL;
    bed_status               st         = BED_OK;

    BED_GO(group_unpack(g, from, &f->form, err));
    BED_GO(bed_settings_create(f->metric, &settings, err));
    if (from->settings.len > 0)
        BED_GO(bed_settings_set(settings, bed_buffer_str(&from->settings), err));
    BED_GO(bed_metric_measure(settings,
                              &(bed_items){ .items = g->items, .n = g->n, .n_systems = 1 },
                              &one_thread, out, err));
done:
    bed_settings_destroy(settings);
    return st;
}

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
                             const double *values, bed_error *err)
{
    bed_buffer signature = BED_BUFFER(1 << 16);
    bed_status st        = BED_OK;

    put_number(duckdb_struct_vector_get_child(out, 0), row, values[0]);
    ((int64_t *)duckdb_vector_get_data(duckdb_struct_vector_get_child(out, 1)))[row] =
        (int64_t)m->n;
    BED_GO(bed_measured_sign(m, &signature, err));
    duckdb_vector_assign_string_element_len(duckdb_struct_vector_get_child(out, 2), row,
                                            signature.ptr, signature.len);
    BED_GO(put_parts(duckdb_struct_vector_get_child(out, 3), row, m, values, err));
done:
    bed_buffer_deinit(&signature);
    return st;
}

/* A group that is empty, or whose headline is not defined, gives NULL; in a report the value does.
 */
static bed_status answer(const function *f, const gathered *from, duckdb_vector out, idx_t row,
                         bed_error *err)
{
    group         g      = { .n = 0 };
    bed_measured *m      = NULL;
    double       *values = NULL;
    bed_status    st     = BED_OK;

    if (from == NULL || from->n == 0) {
        bed_udf_set_null(out, row);
        return BED_OK;
    }
    BED_GO(measure_group(f, from, &g, &m, err));
    BED_GO(bed_alloc_into((void **)&values, m->n_values, sizeof *values, err));
    st = bed_measured_score(m, &(bed_selection){ g.numbers, g.weights, g.n }, values, err);
    if (st == BED_UNDEFINED) {
        st = BED_OK;
        for (size_t k = 0; k < m->n_values; k++)
            values[k] = (double)NAN;
    }
    if (st == BED_OK && f->report)
        st = put_report(out, row, m, values, err);
    else if (st == BED_OK)
        put_number(out, row, values[0]);
done:
    bed_free(values);
    bed_measured_destroy(m);
    group_deinit(&g);
    return st;
}

/* ---- the engine's callbacks ------------------------------------------------------------------ */

typedef struct state {
    gathered *g; /* NULL: no row yet */
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
        gathered *const g = ((state *)states[i])->g;

        if (g == NULL)
            continue;
        bed_buffer_deinit(&g->rows);
        bed_buffer_deinit(&g->settings);
        bed_free(g);
    }
}

static bed_status gathered_of(state *s, gathered **out, bed_error *err)
{
    if (s->g == NULL) {
        BED_TRY(bed_alloc_into((void **)&s->g, 1, sizeof *s->g, err));
        s->g->rows     = BED_BUFFER(GATHERED_MAX_BYTES);
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
    gathered             *g   = NULL;

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

static bed_status merge(gathered *into, const gathered *from, bed_error *err)
{
    if (from->n == 0)
        return BED_OK;
    BED_TRY(take_settings(into, bed_buffer_str(&from->settings), err));
    into->n += from->n;
    return bed_buffer_add(&into->rows, bed_buffer_str(&from->rows), err);
}

static void combine(duckdb_function_info info, duckdb_aggregate_state *sources,
                    duckdb_aggregate_state *targets, idx_t n)
{
    bed_error  err = { .code = BED_OK };
    bed_status st  = BED_OK;
    gathered  *g   = NULL;

    for (idx_t i = 0; i < n && st == BED_OK; i++) {
        const gathered *const from = ((state *)sources[i])->g;

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
    if (st != BED_OK)
        tell(info, &err);
}

/* ---- registering ----------------------------------------------------------------------------- */

typedef struct types {
    duckdb_logical_type of_role[N_ROLES], number, report;
} types;

static void types_deinit(types *t)
{
    for (role r = NO_ROLE; r < N_ROLES; r++)
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
    for (role r = HYP; r < N_ROLES; r++)
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
    for (size_t i = 0; i < ROLES && f->form.roles[i] != NO_ROLE; i++)
        duckdb_aggregate_function_add_parameter(a, t->of_role[f->form.roles[i]]);
    duckdb_aggregate_function_set_return_type(a, f->report ? t->report : t->number);
    duckdb_aggregate_function_set_functions(a, state_size, state_init, update, combine, finalize);
    duckdb_aggregate_function_set_destructor(a, state_destroy);
    duckdb_aggregate_function_set_special_handling(a);
    duckdb_aggregate_function_set_extra_info(a, extra, bed_free);
    if (duckdb_add_aggregate_function_to_set(set, a) != DuckDBSuccess)
        st = bed_fail(err, BED_EINTERNAL, "function '%s' has an overload twice", name);
done:
    duckdb_destroy_aggregate_function(&a);
    return st;
}

/* One form of a call: as it is, with settings, with settings and a weight. */
static bed_status add_form(duckdb_aggregate_function_set set, function *f, const char *name,
                           const types *t, bed_error *err)
{
    size_t n = 0;

    while (f->form.roles[n] != NO_ROLE)
        n++;
    BED_TRY(add_function(set, f, name, t, err));
    f->form.roles[n] = SETTINGS;
    BED_TRY(add_function(set, f, name, t, err));
    f->form.roles[n + 1] = WEIGHT;
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
    for (size_t i = 0; i < OVERLOADS && calls->overloads[i].roles[0] != NO_ROLE; i++)
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
