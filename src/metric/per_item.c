/* The values of every item: JSON lines, which the data engine makes into Parquet. */
#include "metric/per_item.h"

#include "corpus/session.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bed_status add_number(bed_buffer *out, double value, bed_error *err)
{
    return isfinite(value) ? bed_buffer_printf(out, err, "%.17g", value)
                           : bed_buffer_add(out, BED_STR("null"), err);
}

/* What stands in every line of a metric's system behind the id. */
static bed_status add_middle(bed_buffer *out, const bed_reading *r, const bed_measured *m,
                             size_t system, bed_error *err)
{
    BED_TRY(bed_buffer_add(out, BED_STR(",\"system\":"), err));
    BED_TRY(bed_buffer_add_json(out, bed_str_of(r->systems[system]), err));
    return bed_buffer_printf(out, err, ",\"metric\":\"%s\",\"value\":", m->metric->name);
}

static bed_status add_values(bed_buffer *out, const bed_measured *m, const double *values,
                             bed_error *err)
{
    BED_TRY(add_number(out, values[0], err));
    BED_TRY(bed_buffer_add(out, BED_STR(",\"values\":{"), err));
    for (size_t k = 0; k < m->n_values; k++) {
        if (k > 0)
            BED_TRY(bed_buffer_add_byte(out, ',', err));
        BED_TRY(bed_buffer_add_json(out, bed_str_of(m->values[k]), err));
        BED_TRY(bed_buffer_add_byte(out, ':', err));
        BED_TRY(add_number(out, values[k], err));
    }
    return bed_buffer_add(out, BED_STR("}}\n"), err);
}

/* The score of one row alone; NaN everywhere where it is not defined. */
static bed_status score_row(const bed_measured *m, uint32_t row, double *values, bed_error *err)
{
    const double        one    = 1;
    const bed_selection chosen = { .rows = &row, .weights = &one, .n = 1 };
    const bed_status    st     = bed_measured_score(m, &chosen, values, err);

    if (st != BED_UNDEFINED)
        return st;
    for (size_t k = 0; k < m->n_values; k++)
        values[k] = (double)NAN;
    return BED_OK;
}

bed_status bed_per_item_add(const bed_reading *r, const bed_measured *measured, bed_buffer *out,
                            bed_error *err)
{
    bed_buffer middle = BED_BUFFER(1 << 20);
    double    *values = NULL;
    bed_status st     = BED_OK;

    BED_GO(bed_alloc_into((void **)&values, measured->n_values, sizeof *values, err));
    for (size_t s = 0; s < measured->n_systems; s++) {
        bed_buffer_clear(&middle);
        BED_GO(add_middle(&middle, r, measured, s, err));
        for (size_t i = 0; i < measured->n; i++) {
            BED_GO(score_row(measured, (uint32_t)(s * measured->n + i), values, err));
            BED_GO(bed_buffer_printf(out, err, "{\"item\":%zu,\"id\":", i + 1));
            BED_GO(r->ids == NULL || r->ids[i].len == 0 ? bed_buffer_add(out, BED_STR("null"), err)
                                                        : bed_buffer_add_json(out, r->ids[i], err));
            BED_GO(bed_buffer_add(out, bed_buffer_str(&middle), err));
            BED_GO(add_values(out, measured, values, err));
        }
    }
done:
    bed_buffer_deinit(&middle);
    bed_free(values);
    return st;
}

static bed_status write_parquet(const char *path, const char *lines, const bed_talk *talk,
                                bed_error *err)
{
    const bed_session_options options = { .n_threads = 1, .talk = talk };
    bed_session              *s       = NULL;
    bed_buffer                sql     = BED_BUFFER(16 * BED_PATH_MAX);
    bed_status                st      = BED_OK;

    BED_GO(bed_session_open(&options, &s, err));
    BED_GO(bed_buffer_add(&sql,
                          BED_STR("COPY (SELECT item, id, system, metric, value, "
                                  "map_entries(\"values\") AS \"values\" FROM read_json("),
                          err));
    BED_GO(bed_buffer_add_sql(&sql, bed_str_of(lines), err));
    BED_GO(bed_buffer_add(
        &sql,
        BED_STR(", format = 'newline_delimited', compression = 'uncompressed', columns = "
                "{item: 'BIGINT', id: 'VARCHAR', system: 'VARCHAR', metric: "
                "'VARCHAR', value: 'DOUBLE', \"values\": 'MAP(VARCHAR, DOUBLE)'}"
                ")) TO "),
        err));
    BED_GO(bed_buffer_add_sql(&sql, bed_str_of(path), err));
    BED_GO(bed_buffer_add(&sql, BED_STR(" (FORMAT parquet, COMPRESSION zstd)"), err));
    BED_GO(bed_session_run(s, sql.ptr, err));
done:
    bed_session_close(s);
    bed_buffer_deinit(&sql);
    return st;
}

bed_status bed_per_item_write(const char *path, bed_str lines, const bed_talk *talk, bed_error *err)
{
    char       json[BED_PATH_MAX], parquet[BED_PATH_MAX];
    bed_status st;

    if (!bed_str_ends(bed_str_of(path), BED_STR(".parquet")))
        return bed_file_write(path, lines, err);
    if (snprintf(json, sizeof json, "%s.lines", path) >= (int)sizeof json ||
        snprintf(parquet, sizeof parquet, "%s.partial", path) >= (int)sizeof parquet)
        return bed_fail(err, BED_EARGUMENT, "the name of the file is too long");
    BED_TRY(bed_file_write(json, lines, err));
    st = write_parquet(parquet, json, talk, err);
    unlink(json);
    if (st == BED_OK && rename(parquet, path) != 0)
        st = bed_fail(err, BED_EDISK, "cannot rename '%s'", parquet);
    if (st != BED_OK)
        unlink(parquet);
    return st;
}
