/* A corpus as items: what a record gives depends on its kind and on what the metric compares.
 *
 *                  answers, likelihoods          texts, a text alone     replies
 *   mcqa           options, right keys           -                       -
 *   qa, ehr_qa     the label, where it has one   last clinician turn     -
 *   dialogue       -                             every clinician turn    every clinician turn
 *
 * A record of another kind, or without what is to be compared, is left out and counted; when none
 * is left the corpus is not for this metric. */
#include "metric/read_rows.h"

#include "corpus/corpus.h"

#include <string.h>

typedef struct reading {
    const bed_read_options *o;
    bed_reading            *r;
    bed__rows              *rows;
    uint64_t                n_records, n_usable;
    char                    kind[16]; /* of the first record */
} reading;

typedef struct turns {
    const bed_str *texts;
    const bool    *clinician;
    size_t         n;
} turns;

static bool is(const json_t *record, const char *name, const char *value)
{
    const char *const text = json_string_value(json_object_get(record, name));

    return text != NULL && strcmp(text, value) == 0;
}

static bed_status turns_of(bed_reading *r, const json_t *record, turns *out, bed_error *err)
{
    const json_t *const list  = json_object_get(record, "turns");
    const size_t        n     = json_array_size(list);
    bed_str            *texts = bed_new(&r->arena, bed_str, n);
    bool               *by    = bed_new(&r->arena, bool, n);

    if (texts == NULL || by == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    for (size_t i = 0; i < n; i++) {
        const json_t *turn = json_array_get(list, i), *text = json_object_get(turn, "text");

        if (text == NULL)
            return bed_fail(err, BED_EFORMAT, "turn %zu has no text", i + 1);
        BED_TRY(bed__value_text(r, text, &texts[i], err));
        by[i] = is(turn, "role", "clinician");
    }
    *out = (turns){ texts, by, n };
    return BED_OK;
}

/* What every item of a record says. */
static bed_status begin_row(reading *g, const json_t *record, uint64_t number, bed__row **out,
                            bed_error *err)
{
    const json_t *const weight   = json_object_get(record, "weight");
    const json_t *const language = json_object_get(record, "language");
    const json_t *const id       = json_object_get(record, "id");
    const char *const   named    = g->o->fields[BED_READ_WEIGHT];
    bed__row           *row;

    BED_TRY(bed__rows_add(g->rows, &row, err));
    row->number = number;
    if (id == NULL)
        return bed_fail(err, BED_EFORMAT, "a record without an id");
    BED_TRY(bed__value_text(g->r, id, &row->id, err));
    if (json_is_string(language))
        BED_TRY(bed__value_text(g->r, language, &row->language, err));
    if (!g->o->no_weights) {
        const json_t *const value = named == NULL ? weight : bed__value_find(record, named);

        if (value == NULL || json_is_null(value))
            return bed_fail(err, BED_EARGUMENT, "no field '%s'", named == NULL ? "weight" : named);
        BED_TRY(bed__value_weight(value, &row->weight, err));
    }
    BED_TRY(bed__value_by(g->o, g->r, record, row, err));
    *out = row;
    return BED_OK;
}

static void put_turn(const reading *g, bed__row *row, const turns *t, size_t i, size_t position)
{
    row->turn           = i + 1;
    row->item.position  = position;
    row->item.history   = t->texts;
    row->item.n_history = i;
    if (i == 0 && (g->o->metric->needs & BED_NEEDS_HISTORY) != 0)
        row->left_out = "no turn before it";
    if ((g->rows->asked & BED__READ_HYP) != 0)
        row->item.hyp = t->texts[i];
    if ((g->rows->asked & BED__READ_REF) != 0) {
        row->item.refs   = &t->texts[i];
        row->item.n_refs = 1;
    }
}

/* A conversation: every clinician turn. A question and its answer: the last one. */
static bed_status take_turns(reading *g, const json_t *record, uint64_t number, bool last,
                             bed_error *err)
{
    turns     t        = { .n = 0 };
    size_t    position = 0, n = 0;
    bed__row *row = NULL;

    BED_TRY(turns_of(g->r, record, &t, err));
    for (size_t i = 0; i < t.n; i++)
        n += t.clinician[i];
    for (size_t i = 0; i < t.n; i++) {
        if (!t.clinician[i] || (++position < n && last))
            continue;
        BED_TRY(begin_row(g, record, number, &row, err));
        put_turn(g, row, &t, i, position);
    }
    if (row == NULL) {
        BED_TRY(begin_row(g, record, number, &row, err));
        row->left_out = "no clinician turn";
        return BED_OK;
    }
    g->n_usable++;
    return BED_OK;
}

/* Right keys, or the label of a closed answer, with the options. */
static bed_status take_labels(reading *g, const json_t *record, uint64_t number, bed_error *err)
{
    const json_t *const keys    = json_object_get(record, "answer_keys");
    const json_t *const options = json_object_get(record, "options");
    const size_t        n       = json_array_size(keys);
    bed_str            *refs    = bed_new(&g->r->arena, bed_str, n);
    bed__row           *row;

    if (refs == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    BED_TRY(begin_row(g, record, number, &row, err));
    for (size_t i = 0; i < n; i++)
        BED_TRY(bed__value_text(g->r, json_array_get(keys, i), &refs[i], err));
    row->item.refs   = refs;
    row->item.n_refs = n;
    if (json_array_size(options) > 0)
        BED_TRY(bed__value_options(g->r, options, &row->item, err));
    if (n == 0)
        row->left_out = "no right answer";
    g->n_usable += n > 0;
    return BED_OK;
}

static bed_status leave_out(reading *g, const json_t *record, uint64_t number, bed_error *err)
{
    bed__row *row;

    BED_TRY(begin_row(g, record, number, &row, err));
    row->left_out = "of a kind that is not for this metric";
    return BED_OK;
}

static bed_status take(void *context, const json_t *record, uint64_t number, bed_error *err)
{
    reading *const        g    = context;
    const bed_metric_kind kind = g->o->metric->kind;
    const bool        dialogue = is(record, "kind", "dialogue"), mcqa = is(record, "kind", "mcqa");
    const char *const name = json_string_value(json_object_get(record, "kind"));

    if (g->o->split != NULL && !is(record, "split", g->o->split))
        return BED_OK;
    if (g->n_records++ == 0)
        snprintf(g->kind, sizeof g->kind, "%s", name == NULL ? "" : name);
    if (bed__reads_labels(g->o->metric) && g->rows->asked != BED__READ_HYP && !dialogue)
        return take_labels(g, record, number, err);
    if (bed__reads_labels(g->o->metric) || mcqa || (kind == BED_METRIC_REPLY && !dialogue) ||
        kind == BED_METRIC_RATING)
        return leave_out(g, record, number, err);
    return take_turns(g, record, number, !dialogue, err);
}

/* ---- when nothing is for the metric ---- */

/* The metrics of a kind that a corpus of such records suits, by name. */
static bed_status suiting(const char *kind, bed_buffer *out, bed_error *err)
{
    const bool mcqa = strcmp(kind, "mcqa") == 0, dialogue = strcmp(kind, "dialogue") == 0;
    size_t     n, n_named                                 = 0;
    const bed_metric *const *all = bed_metrics(&n);

    for (size_t i = 0; i < n; i++) {
        const bed_metric_kind k    = all[i]->kind;
        const bool            suit = mcqa ? k == BED_METRIC_ANSWER || k == BED_METRIC_CHOICE
                                          : k == BED_METRIC_TEXT || k == BED_METRIC_ALONE ||
                                     (k == BED_METRIC_REPLY && dialogue);

        if (suit)
            BED_TRY(bed_buffer_printf(out, err, "%s%s", n_named++ == 0 ? "" : ", ", all[i]->name));
    }
    return bed_buffer_add(out, BED_STR(""), err);
}

static const char *holds(const char *kind)
{
    return strcmp(kind, "mcqa") == 0       ? "exam questions"
           : strcmp(kind, "dialogue") == 0 ? "conversations"
                                           : "questions and answers";
}

static const char *compares(const bed_metric *m)
{
    switch (m->kind) {
    case BED_METRIC_ANSWER:
        return "compares answers with right keys or labels";
    case BED_METRIC_CHOICE:
        return "compares the likelihoods of options";
    case BED_METRIC_TEXT:
        return "compares texts";
    case BED_METRIC_ALONE:
        return "looks at texts";
    case BED_METRIC_REPLY:
        return "looks at replies within a conversation";
    case BED_METRIC_RATING:
    default:
        return "sums up a judge's ratings, which a corpus has not";
    }
}

static bed_status not_for_this(const reading *g, bed_error *err)
{
    bed_buffer names = BED_BUFFER(4096);
    bed_status st    = suiting(g->kind, &names, err);

    if (st == BED_OK)
        st = bed_fail(
            err, BED_EARGUMENT, "holds %s, and %s %s%s%s%s", holds(g->kind), g->o->metric->name,
            compares(g->o->metric),
            names.len == 0 ? "" : "; metrics for this data: ", names.len == 0 ? "" : names.ptr,
            g->rows->asked == BED__READ_HYP ? " (a corpus is also what --ref takes)" : "");
    bed_buffer_deinit(&names);
    return bed_fail_in(err, st, g->rows->path, 0);
}

static bed_status warn(const reading *g, bed_error *err)
{
    size_t      n   = 0;
    const char *why = NULL;

    for (size_t i = 0; i < g->rows->n; i++)
        if (g->rows->at[i].left_out != NULL) {
            why = n++ == 0 ? g->rows->at[i].left_out : why;
        }
    if (n == 0)
        return BED_OK;
    g->r->n_left_out = n;
    return bed__reading_warn(g->r, err, "%s: %zu of %zu items are left out, the first: %s",
                             g->rows->path, n, g->rows->n, why);
}

bed_status bed__read_corpus(const bed_read_options *o, bed_reading *r, bed__rows *rows,
                            bed_error *err)
{
    reading       g = { .o = o, .r = r, .rows = rows };
    char          folder[BED_PATH_MAX];
    bed_file_list files;

    rows->corpus = true;
    BED_TRY(bed_corpus_check(rows->path, err));
    BED_TRY(bed_path_join(folder, rows->path, "records", err));
    BED_TRY(bed_file_walk(folder, &r->arena, &files, err));
    for (size_t i = 0; i < files.n; i++)
        BED_TRY(bed__each_record(o, files.paths[i], take, &g, err));
    if (g.n_records == 0 && o->split != NULL)
        return bed_fail_in(err,
                           bed_fail(err, BED_EARGUMENT, "no record of the split '%s'", o->split),
                           rows->path, 0);
    if (g.n_records == 0)
        return bed_fail_in(err, bed_fail(err, BED_EARGUMENT, "an empty corpus"), rows->path, 0);
    return g.n_usable == 0 ? not_for_this(&g, err) : warn(&g, err);
}
