/* Files of records: each a JSON object by the readers of src/source, its parts found by the names
 * of fields. Where none is named, the first row that has one of the usual names settles it. */
#include "metric/read_rows.h"

#include "source/source.h"

#include <math.h>
#include <string.h>

bool bed__is_records(const char *path)
{
    static const char *const ends[] = { ".json", ".jsonl", ".ndjson",  ".csv", ".tsv",
                                        ".xml",  ".xlsx",  ".parquet", ".pkl", ".pickle" };
    bed_str                  name   = bed_str_of(path);

    if (bed_str_ends(name, BED_STR(".gz")))
        name.len -= 3;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (bed_str_ends(name, bed_str_of(ends[i])))
            return true;
    return false;
}

/* ---- a row ---- */

typedef struct reading {
    const bed_read_options *o;
    bed_reading            *r;
    bed__rows              *rows;
} reading;

/* The usual names of a part; those of a file of references alone have further ones. */
static const char *usual_names(bed_read_part part, unsigned asked)
{
    static const char *const names[] = {
#define X(part, name, fields) fields,
        BED_READ_PARTS(X)
#undef X
    };

    if (part == BED_READ_REFS && asked == BED__READ_REF)
        return "refs ref references reference target gold label labels answer_keys answer output "
               "response text value";
    return names[part];
}

/* The first of names (parted by blanks) that the record has, copied to the arena; NULL: none. Of a
 * text or an answer a null counts too: what stands under a later name is not that answer. */
static bed_status settle(reading *g, const json_t *record, bed_read_part part, bed_error *err)
{
    const bool  null_counts = part == BED_READ_HYP || part == BED_READ_REFS;
    const char *p           = usual_names(part, g->rows->asked);

    while (*p != '\0') {
        const size_t  n    = strcspn(p, " ");
        const bed_str name = { p, n };
        bed_str       copy;

        if (null_counts ? json_object_getn(record, name.ptr, name.len) != NULL
                        : bed__value_member(record, name) != NULL) {
            BED_TRY(bed_arena_copy(&g->r->arena, name, &copy, err));
            g->rows->fields[part] = copy.ptr;
            return BED_OK;
        }
        p += n + (p[n] == ' ');
    }
    return BED_OK;
}

static bed_status find(reading *g, const json_t *record, bed_read_part part, const json_t **out,
                       bed_error *err)
{
    *out = NULL;
    if (g->rows->fields[part] == NULL)
        g->rows->fields[part] = g->o->fields[part];
    if (g->rows->fields[part] == NULL)
        BED_TRY(settle(g, record, part, err));
    if (g->rows->fields[part] != NULL)
        *out = bed__value_find(record, g->rows->fields[part]);
    g->rows->sought[part] = true;
    g->rows->found[part]  = g->rows->found[part] || *out != NULL;
    return BED_OK;
}

static bed_status names_of(const json_t *record, bed_buffer *out, bed_error *err)
{
    const char   *key;
    const json_t *value;
    size_t        n = 0;

    json_object_foreach((json_t *)(uintptr_t)record, key, value)
    {
        if (n++ == 12)
            return bed_buffer_add(out, BED_STR(", …"), err);
        BED_TRY(bed_buffer_printf(out, err, "%s%.40s", n == 1 ? "" : ", ", key));
    }
    return BED_OK;
}

/* What is needed and not there. */
static bed_status lacking(const reading *g, const json_t *record, bed_read_part part,
                          bed_error *err)
{
    const char *const name = g->rows->fields[part];
    bed_buffer        has  = BED_BUFFER(4096);
    bed_status        st   = names_of(record, &has, err);

    if (st == BED_OK && name != NULL)
        st = bed_fail(err, BED_EARGUMENT, "no field '%s' (it has %s)", name,
                      has.len == 0 ? "no field" : has.ptr);
    else if (st == BED_OK)
        st = bed_fail(err, BED_EARGUMENT,
                      "no field for %s: tried %s; it has %s; name it with --%s-field",
                      part == BED_READ_HYP ? "what the system wrote" : "the reference",
                      usual_names(part, g->rows->asked), has.len == 0 ? "none" : has.ptr,
                      bed_read_part_name(part));
    bed_buffer_deinit(&has);
    return st;
}

static bed_status prefix(bed_status st, const char *field, bed_error *err)
{
    if (st != BED_OK && st != BED_EMEMORY && field != NULL)
        bed_error_prefix(err, "field '%s': ", field);
    return st;
}

/* Labels without blanks around them; an empty one is none. */
static bed_status take_labels(reading *g, const json_t *value, const bed_str **out, size_t *n,
                              bed_error *err)
{
    bed_str *at;
    size_t   kept = 0;

    BED_TRY(bed__value_texts(g->r, value, out, n, err));
    at = (bed_str *)(uintptr_t)*out;
    for (size_t i = 0; i < *n; i++) {
        at[kept] = bed_trim(at[i]);
        kept += at[kept].len > 0;
    }
    *n = kept;
    return BED_OK;
}

/* What a system wrote, or chose. */
static bed_status take_hyp(reading *g, const json_t *record, bed__row *row, bed_error *err)
{
    const bool    labels = bed__reads_labels(g->o->metric);
    const json_t *value;

    BED_TRY(find(g, record, BED_READ_HYP, &value, err));
    if (value == NULL && labels && g->rows->fields[BED_READ_HYP] != NULL &&
        json_object_get(record, g->rows->fields[BED_READ_HYP]) != NULL)
        return BED_OK; /* null: no answer */
    if (value == NULL)
        return bed__reads_hyp(g->o->metric) ? lacking(g, record, BED_READ_HYP, err) : BED_OK;
    if (!labels && json_array_size(value) == 1) /* a list of one text */
        value = json_array_get(value, 0);
    if (!labels)
        return prefix(bed__value_text(g->r, value, &row->item.hyp, err),
                      g->rows->fields[BED_READ_HYP], err);
    BED_TRY(prefix(take_labels(g, value, &row->item.answers, &row->item.n_answers, err),
                   g->rows->fields[BED_READ_HYP], err));
    return prefix(bed__value_joined(g->r, value, &row->item.hyp, err),
                  g->rows->fields[BED_READ_HYP], err);
}

static bed_status take_refs(reading *g, const json_t *record, bed__row *row, bed_error *err)
{
    const bool    needed = bed__needs_refs(g->o->metric);
    const json_t *value;

    if (!bed_read_takes_refs(g->o->metric))
        return BED_OK;
    BED_TRY(find(g, record, BED_READ_REFS, &value, err));
    if (value == NULL)
        return needed || g->rows->asked == BED__READ_REF ? lacking(g, record, BED_READ_REFS, err)
                                                         : BED_OK;
    return prefix(bed__reads_labels(g->o->metric)
                      ? take_labels(g, value, &row->item.refs, &row->item.n_refs, err)
                      : bed__value_texts(g->r, value, &row->item.refs, &row->item.n_refs, err),
                  g->rows->fields[BED_READ_REFS], err);
}

/* A part that is a structure, as it stands or packed into a cell as JSON. */
static bed_status take_structure(reading *g, const json_t *record, bed_read_part part,
                                 bed__row *row, bed_error *err)
{
    const json_t *value;
    json_t       *unpacked;
    bed_status    st = BED_OK;

    BED_TRY(find(g, record, part, &value, err));
    if (value == NULL)
        return BED_OK;
    unpacked = bed__value_unpack(value);
    value    = unpacked == NULL ? value : unpacked;
    if (part == BED_READ_OPTIONS)
        st = bed__value_options(g->r, value, &row->item, err);
    else if (part == BED_READ_HISTORY)
        st = bed__value_history(g->r, value, &row->item, err);
    else if (part == BED_READ_LOG_LIKELIHOODS)
        st = bed__value_numbers(g->r, value, &row->log_likelihoods, &row->n_log_likelihoods, err);
    else
        st = bed__value_texts(g->r, value, &row->item.answers, &row->item.n_answers, err);
    json_decref(unpacked);
    return prefix(st, g->rows->fields[part], err);
}

static bed_status take_rating(reading *g, const json_t *record, bed__row *row, bed_error *err)
{
    const json_t *value;

    BED_TRY(find(g, record, BED_READ_RATING, &value, err));
    if (value != NULL)
        BED_TRY(prefix(bed__value_number(value, &row->item.rating, err),
                       g->rows->fields[BED_READ_RATING], err));
    BED_TRY(take_structure(g, record, BED_READ_VERDICTS, row, err));
    if (value == NULL && row->item.n_answers == 0)
        return bed_fail(err, BED_EARGUMENT,
                        "no field for a judge's rating or verdicts: tried %s %s; name it with "
                        "--field rating=NAME",
                        usual_names(BED_READ_RATING, 0), usual_names(BED_READ_VERDICTS, 0));
    return BED_OK;
}

/* A usual name may stand for something else: only where the caller named the field must it count.
 */
static bed_status take_count(reading *g, const json_t *record, bed_read_part part, size_t *out,
                             bed_error *err)
{
    const json_t *value;
    bed_status    st;

    BED_TRY(find(g, record, part, &value, err));
    if (value == NULL)
        return BED_OK;
    st = prefix(bed__value_count(value, out, err), g->rows->fields[part], err);
    return g->o->fields[part] == NULL ? BED_OK : st;
}

static bed_status take_weight(reading *g, const json_t *record, bed__row *row, bed_error *err)
{
    const json_t *value;

    if (g->o->no_weights)
        return BED_OK;
    BED_TRY(find(g, record, BED_READ_WEIGHT, &value, err));
    return value == NULL ? BED_OK
                         : prefix(bed__value_weight(value, &row->weight, err),
                                  g->rows->fields[BED_READ_WEIGHT], err);
}

static bed_status take_texts(reading *g, const json_t *record, bed__row *row, bed_error *err)
{
    const json_t *value;

    BED_TRY(find(g, record, BED_READ_ID, &value, err));
    if (value != NULL)
        BED_TRY(
            prefix(bed__value_text(g->r, value, &row->id, err), g->rows->fields[BED_READ_ID], err));
    if (row->id.len == 0) /* "": none */
        row->id.ptr = NULL;
    BED_TRY(find(g, record, BED_READ_LANGUAGE, &value, err));
    if (value != NULL)
        BED_TRY(prefix(bed__value_text(g->r, value, &row->language, err),
                       g->rows->fields[BED_READ_LANGUAGE], err));
    return BED_OK;
}

/* A member of a JSON object that is a file: its key is the id of what stands under it. */
static const json_t *unwrap(const json_t *record, const json_t **key)
{
    const json_t *const value = json_object_get(record, "value");

    *key = json_object_get(record, "key");
    if (json_object_size(record) == 2 && json_is_string(*key) && json_is_object(value))
        return value;
    *key = NULL;
    return record;
}

static bed_status take(void *context, const json_t *whole, uint64_t number, bed_error *err)
{
    reading *const        g      = context;
    const json_t         *key    = NULL;
    const json_t *const   record = unwrap(whole, &key);
    const bed_metric_kind kind   = g->o->metric->kind;
    bed__row             *row;

    BED_TRY(bed__rows_add(g->rows, &row, err));
    row->number = number;
    BED_TRY(take_texts(g, record, row, err));
    if (row->id.ptr == NULL && key != NULL)
        BED_TRY(bed__value_text(g->r, key, &row->id, err));
    if ((g->rows->asked & BED__READ_HYP) != 0 && kind == BED_METRIC_RATING)
        BED_TRY(take_rating(g, record, row, err));
    else if ((g->rows->asked & BED__READ_HYP) != 0)
        BED_TRY(take_hyp(g, record, row, err));
    if ((g->rows->asked & BED__READ_REF) != 0)
        BED_TRY(take_refs(g, record, row, err));
    if (kind == BED_METRIC_ANSWER || kind == BED_METRIC_CHOICE)
        BED_TRY(take_structure(g, record, BED_READ_OPTIONS, row, err));
    if (kind == BED_METRIC_CHOICE)
        BED_TRY(take_structure(g, record, BED_READ_LOG_LIKELIHOODS, row, err));
    if (kind == BED_METRIC_REPLY)
        BED_TRY(take_structure(g, record, BED_READ_HISTORY, row, err));
    BED_TRY(take_count(g, record, BED_READ_TURN, &row->turn, err));
    BED_TRY(take_count(g, record, BED_READ_POSITION, &row->item.position, err));
    BED_TRY(take_weight(g, record, row, err));
    return bed__value_by(g->o, g->r, record, row, err);
}

/* ---- files ---- */

static bed_status parse(bed_str json, bed__record_call call, void *context, uint64_t number,
                        bed_error *err)
{
    json_error_t  fault;
    json_t *const record = json_loadb(json.ptr, json.len, JSON_ALLOW_NUL, &fault);
    bed_status    st;

    if (record == NULL)
        return bed_fail(err, BED_EFORMAT, "unusable JSON: %s", fault.text);
    st = call(context, record, number, err);
    json_decref(record);
    return st;
}

bed_status bed__each_record(const bed_read_options *o, const char *path, bed__record_call call,
                            void *context, bed_error *err)
{
    const bed_reader_options options = { .talk = o->talk };
    bed_reader              *reader  = NULL;
    bed_record               record  = { .row = 0 };
    bed_status               st      = BED_OK;

    BED_GO(bed_reader_open(path, &options, &reader, err));
    while ((st = bed_reader_next(reader, &record, err)) == BED_OK) {
        if (record.row % 1024 == 0)
            BED_GO(bed_talk_check(o->talk, err));
        st = parse(record.json, call, context, record.row, err);
        if (st != BED_OK) {
            bed_fail_in(err, st, path, record.row);
            goto done;
        }
    }
    if (st == BED_REFUSED) { /* an item that is not there cannot be scored */
        bed_fail_in(err, st, path, record.row);
        if (err != NULL)
            err->code = BED_EFORMAT;
        st = BED_EFORMAT;
    }
    st = st == BED_END ? BED_OK : st;
done:
    bed_reader_close(reader);
    return st == BED_OK ? st : bed_fail_in(err, st, path, 0);
}

bed_status bed__read_records(const bed_read_options *o, bed_reading *r, bed__rows *rows,
                             bed_error *err)
{
    reading g = { .o = o, .r = r, .rows = rows };

    return bed__each_record(o, rows->path, take, &g, err);
}
