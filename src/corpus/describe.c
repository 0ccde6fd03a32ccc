#include "corpus/describe.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

enum { ARENA_MAX = 256 << 20, STATEMENT_MAX = 16 << 20 };

/* ---- types ---- */

typedef struct type_text {
    bed_arena  *arena;
    const char *whole, *p;
    bed_error  *err;
} type_text;

static bed_status unknown_type(type_text *t)
{
    return bed_fail_at(t->err, BED_EINTERNAL, (uint64_t)(t->p - t->whole),
                       "a type that the descriptions do not know: '%s'", t->whole);
}

static bed_status new_type(type_text *t, bed__kind kind, bed_str name, bed__type **out)
{
    bed_str copy;

    *out = bed_new(t->arena, bed__type, 1);
    if (*out == NULL)
        return bed_fail(t->err, BED_EMEMORY, "out of memory: types");
    BED_TRY(bed_arena_copy(t->arena, name, &copy, t->err));
    **out = (bed__type){ .kind = kind, .name = copy.ptr };
    return BED_OK;
}

static bool eat(type_text *t, const char *word)
{
    const size_t len = strlen(word);

    while (*t->p == ' ')
        t->p++;
    if (strncmp(t->p, word, len) != 0)
        return false;
    t->p += len;
    return true;
}

static bed_status parse_type(type_text *t, bed_str name, bed__type **out);

static bed_status parse_fields(type_text *t, bed__type *parent)
{
    bed__type **end = &parent->child;

    do {
        if (!eat(t, "\""))
            return unknown_type(t);
        const char *quote = strchr(t->p, '"');
        if (quote == NULL)
            return unknown_type(t);
        const bed_str name = { t->p, (size_t)(quote - t->p) };
        t->p               = quote + 1;
        BED_TRY(parse_type(t, name, end));
        end = &(*end)->next;
    } while (eat(t, ","));
    return eat(t, ")") ? BED_OK : unknown_type(t);
}

static bed_status parse_type(type_text *t, bed_str name, bed__type **out)
{
    bed__type *list;

    if (eat(t, "VARCHAR")) {
        BED_TRY(new_type(t, BED__TEXT, name, out));
    } else if (eat(t, "DOUBLE")) {
        BED_TRY(new_type(t, BED__FLOAT, name, out));
    } else if (eat(t, "BIGINT")) {
        BED_TRY(new_type(t, BED__INTEGER, name, out));
    } else if (eat(t, "STRUCT(")) {
        BED_TRY(new_type(t, BED__STRUCT, name, out));
        BED_TRY(parse_fields(t, *out));
    } else {
        return unknown_type(t);
    }
    if (!eat(t, "[]"))
        return BED_OK;
    BED_TRY(new_type(t, BED__LIST, name, &list));
    (*out)->name = "";
    list->child  = *out;
    *out         = list;
    return eat(t, "[]") ? unknown_type(t) : BED_OK; /* no list of lists so far */
}

bed_status bed__type_parse(bed_arena *arena, const char *name, const char *sql, bed__type **out,
                           bed_error *err)
{
    type_text t = { arena, sql, sql, err };

    BED_TRY(parse_type(&t, bed_str_of(name), out));
    return *t.p == '\0' ? BED_OK : unknown_type(&t);
}

/* ---- helpers ---- */

typedef struct scan {
    bed_session   *session;
    bed__measures *m;
    bed_buffer     sql, records, some, quarantine; /* relations, as SQL */
    bed_error     *err;
} scan;

/* One more place behind an array in the arena; what it outgrows stays there until the end. */
static void *grown(bed_arena *arena, void *at, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity)
        return at;
    const size_t more = *capacity == 0 ? 16 : *capacity * 2;
    void        *out  = bed_arena_alloc(arena, more, size);
    if (out != NULL && n > 0)
        memcpy(out, at, n * size);
    *capacity = more;
    return out;
}

static bed_status text_of(scan *c, bed_rows *rows, size_t column, const char **out)
{
    bed_str copy;

    BED_TRY(bed_arena_copy(&c->m->arena, bed_rows_text(rows, column), &copy, c->err));
    *out = copy.ptr;
    return BED_OK;
}

static bed_status add_count(scan *c, bed__counts *counts, const char *name, uint64_t n)
{
    counts->at = grown(&c->m->arena, counts->at, counts->n, &counts->capacity, sizeof *counts->at);
    if (counts->at == NULL)
        return bed_fail(c->err, BED_EMEMORY, "out of memory: counts");
    counts->at[counts->n++] = (bed__count){ name, n };
    return BED_OK;
}

/* Names and counts of a query with these two columns. */
static bed_status count_by(scan *c, const char *sql, bed__counts *out)
{
    bed_rows  *rows = NULL;
    bed_status st   = BED_OK;

    BED_GO(bed_session_query(c->session, sql, &rows, c->err));
    while ((st = bed_rows_next(rows, c->err)) == BED_OK) {
        const char *name;

        BED_GO(text_of(c, rows, 0, &name));
        BED_GO(add_count(c, out, name, (uint64_t)bed_rows_int(rows, 1)));
    }
    if (st == BED_END)
        st = BED_OK;
done:
    bed_rows_close(rows);
    return st;
}

/* SQL that is true where a value holds something. */
static bed_status add_filled(bed_buffer *sql, const bed__type *t, const char *value, bed_error *err)
{
    char        field[256];
    const char *sep = "";

    if (t->kind == BED__LIST)
        return bed_buffer_printf(sql, err, "len(%s) > 0", value);
    if (t->kind == BED__TEXT)
        return bed_buffer_printf(sql, err, "%s <> ''", value);
    if (t->kind != BED__STRUCT)
        return bed_buffer_printf(sql, err, "%s IS NOT NULL", value);
    for (const bed__type *f = t->child; f != NULL; f = f->next, sep = " OR ") {
        snprintf(field, sizeof field, "%s.\"%s\"", value, f->name);
        BED_TRY(bed_buffer_printf(sql, err, "%scoalesce(", sep));
        BED_TRY(add_filled(sql, f, field, err));
        BED_TRY(bed_buffer_add(sql, BED_STR(", false)"), err));
    }
    return BED_OK;
}

/* ---- files and splits ---- */

/* "train-00000.parquet" is of the split "train". */
static bed_status split_of(scan *c, const char *name, const char **out)
{
    bed_str s = bed_str_of(name), copy;

    if (bed_str_ends(s, BED_STR(".parquet")))
        s.len -= sizeof ".parquet" - 1;
    size_t end = s.len;
    while (end > 0 && isdigit((unsigned char)s.ptr[end - 1]))
        end--;
    if (end > 1 && end < s.len && s.ptr[end - 1] == '-')
        s.len = end - 1;
    BED_TRY(bed_arena_copy(&c->m->arena, s, &copy, c->err));
    *out = copy.ptr;
    return BED_OK;
}

static bed_status add_file(scan *c, bed_rows *rows, size_t *capacity)
{
    bed__measures *m = c->m;
    bed__file     *f;
    bed_str        shown;
    char           name[BED_PATH_MAX];

    m->files = grown(&m->arena, m->files, m->n_files, capacity, sizeof *m->files);
    if (m->files == NULL)
        return bed_fail(c->err, BED_EMEMORY, "out of memory: files");
    f  = &m->files[m->n_files++];
    *f = (bed__file){ .rows        = (uint64_t)bed_rows_int(rows, 1),
                      .raw_bytes   = (uint64_t)bed_rows_int(rows, 2),
                      .turns_bytes = (uint64_t)bed_rows_int(rows, 3) };
    m->turns += (uint64_t)bed_rows_int(rows, 4);
    m->records += f->rows;
    BED_TRY(text_of(c, rows, 0, &f->path));
    BED_TRY(bed_path_join(name, "records", bed_path_name(f->path), c->err));
    BED_TRY(bed_arena_copy(&m->arena, bed_str_of(name), &shown, c->err));
    f->name = shown.ptr;
    BED_TRY(bed_file_size(f->path, &f->bytes, c->err));
    return split_of(c, bed_path_name(f->path), &f->split);
}

/* Sizes stand in the files' own metadata: of a leaf, num_values counts its slots, so those of a
 * turn's role are the turns. */
static bed_status find_files(scan *c)
{
    size_t     capacity = 0;
    bed_rows  *rows     = NULL;
    bed_status st       = BED_OK;

    bed_buffer_clear(&c->sql);
    BED_GO(bed_buffer_add(
        &c->sql,
        BED_STR("SELECT file_name, sum(row_group_num_rows) FILTER (path_in_schema = 'id'), "
                "sum(total_uncompressed_size), "
                "sum(total_uncompressed_size) FILTER (path_in_schema LIKE 'turns,%'), "
                "sum(num_values) FILTER (path_in_schema = 'turns, list, element, role') "
                "FROM parquet_metadata("),
        c->err));
    BED_GO(bed_buffer_add(&c->sql, bed_buffer_str(&c->records), c->err));
    BED_GO(bed_buffer_add(&c->sql, BED_STR(") GROUP BY 1 ORDER BY 1"), c->err));
    BED_GO(bed_session_query(c->session, c->sql.ptr, &rows, c->err));
    while ((st = bed_rows_next(rows, c->err)) == BED_OK)
        BED_GO(add_file(c, rows, &capacity));
    if (st == BED_END)
        st = BED_OK;
done:
    bed_rows_close(rows);
    return st;
}

static int rank(const char *split)
{
    static const char *const first[] = { "train", "dev", "test" };

    for (int i = 0; i < 3; i++)
        if (strcmp(split, first[i]) == 0)
            return i;
    return 3;
}

static int compare_splits(const void *a, const void *b)
{
    const bed__split *x = a, *y = b;

    if (rank(x->name) != rank(y->name))
        return rank(x->name) - rank(y->name);
    return strcmp(x->name, y->name);
}

/* datasets takes \w+(\.\w+)* for the name of a split, and "all" for the union of all. */
static void add_word(char *out, size_t bytes, const char *name)
{
    const uint8_t *bytes_of = (const uint8_t *)name;
    const int32_t  len      = (int32_t)strlen(name);
    size_t         used     = 0;

    for (int32_t i = 0; i < len && used + 8 < bytes;) {
        const int32_t from = i;
        UChar32       c;

        U8_NEXT(bytes_of, i, len, c);
        if (c != '_' && (c < 0 || !u_isalnum(c))) {
            out[used++] = '_';
        } else {
            memcpy(out + used, name + from, (size_t)(i - from));
            used += (size_t)(i - from);
        }
    }
    out[used] = '\0';
    if (used == 0 || strcmp(out, "all") == 0)
        snprintf(out + used, bytes - used, "_");
}

static bool shown_before(const bed__measures *m, size_t i, const char *shown)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(m->splits[k].shown, shown) == 0)
            return true;
    return false;
}

static bed_status show_split(scan *c, size_t i)
{
    bed__measures *m = c->m;
    bed__split    *s = &m->splits[i];
    char           word[BED_PATH_MAX], shown[BED_PATH_MAX + 16];
    bed_str        copy;

    add_word(word, sizeof word, s->name);
    snprintf(shown, sizeof shown, "%s", word);
    for (unsigned k = 2; shown_before(m, i, shown); k++)
        snprintf(shown, sizeof shown, "%s_%u", word, k);
    BED_TRY(bed_arena_copy(&m->arena, bed_str_of(shown), &copy, c->err));
    s->shown = copy.ptr;
    /* "train-*" would also take "train-hard-00000.parquet"; marks of a glob are no name either */
    s->listed = strpbrk(s->name, "*?[]{}!\\") != NULL;
    for (size_t k = 0; k < m->n_splits; k++) {
        const size_t len = strlen(s->name);

        if (strncmp(m->splits[k].name, s->name, len) == 0 && m->splits[k].name[len] == '-')
            s->listed = true;
    }
    return BED_OK;
}

static bed_status find_splits(scan *c)
{
    bed__measures *m = c->m;

    m->splits = bed_new(&m->arena, bed__split, m->n_files);
    if (m->splits == NULL)
        return bed_fail(c->err, BED_EMEMORY, "out of memory: splits");
    for (size_t i = 0; i < m->n_files; i++) {
        const bed__file *f = &m->files[i];
        size_t           k = 0;

        while (k < m->n_splits && strcmp(m->splits[k].name, f->split) != 0)
            k++;
        if (k == m->n_splits)
            m->splits[m->n_splits++] = (bed__split){ .name = f->split, .first = f->path };
        m->splits[k].rows += f->rows;
        m->splits[k].bytes += f->bytes;
        m->splits[k].raw_bytes += f->raw_bytes;
    }
    qsort(m->splits, m->n_splits, sizeof *m->splits, compare_splits);
    for (size_t i = 0; i < m->n_splits; i++)
        BED_TRY(show_split(c, i));
    return BED_OK;
}

/* ---- columns ---- */

/* What a mapping may leave open is counted; the rest is there by rule or by construction. */
static bool counted(const bed_column *column)
{
    return column->mapped && strcmp(column->name, "turns") != 0;
}

static bed_status add_filter(scan *c, const bed__type *t, const char *value)
{
    BED_TRY(bed_buffer_add(&c->sql, BED_STR(", count(*) FILTER ("), c->err));
    BED_TRY(add_filled(&c->sql, t, value, c->err));
    return bed_buffer_add(&c->sql, BED_STR(")"), c->err);
}

static bed_status ask_columns(scan *c)
{
    char value[256];

    bed_buffer_clear(&c->sql);
    BED_TRY(bed_buffer_add(&c->sql,
                           BED_STR("SELECT count(*) FILTER (kind = 'mcqa'), "
                                   "count(*) FILTER (kind = 'mcqa' AND len(answer_keys) > 0)"),
                           c->err));
    for (size_t i = 0; i < c->m->n_columns; i++) {
        const bed__described *d = &c->m->columns[i];

        if (!counted(d->column))
            continue;
        BED_TRY(add_filter(c, d->type, d->column->name));
        if (d->type->kind != BED__STRUCT)
            continue;
        for (const bed__type *f = d->type->child; f != NULL; f = f->next) {
            snprintf(value, sizeof value, "%s.\"%s\"", d->column->name, f->name);
            BED_TRY(add_filter(c, f, value));
        }
    }
    BED_TRY(bed_buffer_add(&c->sql, BED_STR(" FROM "), c->err));
    return bed_buffer_add(&c->sql, bed_buffer_str(&c->records), c->err);
}

static bed_status read_columns(scan *c, bed_rows *rows)
{
    bed__measures *m = c->m;
    size_t         k = 2;

    m->exams       = (uint64_t)bed_rows_int(rows, 0);
    m->exams_keyed = (uint64_t)bed_rows_int(rows, 1);
    for (size_t i = 0; i < m->n_columns; i++) {
        bed__described *d = &m->columns[i];

        if (!counted(d->column)) {
            d->filled = m->records;
            continue;
        }
        d->filled = (uint64_t)bed_rows_int(rows, k++);
        if (d->type->kind != BED__STRUCT)
            continue;
        for (const bed__type *f = d->type->child; f != NULL; f = f->next)
            BED_TRY(add_count(c, &d->fields, f->name, (uint64_t)bed_rows_int(rows, k++)));
    }
    return BED_OK;
}

static bed_status find_columns(scan *c)
{
    bed__measures    *m       = c->m;
    const bed_column *columns = bed_columns(&m->n_columns);
    bed_rows         *rows    = NULL;
    bed_status        st      = BED_OK;

    m->columns = bed_new(&m->arena, bed__described, m->n_columns);
    if (m->columns == NULL)
        return bed_fail(c->err, BED_EMEMORY, "out of memory: columns");
    for (size_t i = 0; i < m->n_columns; i++) {
        bed__type *type;

        BED_TRY(bed__type_parse(&m->arena, columns[i].name, columns[i].type, &type, c->err));
        m->columns[i] = (bed__described){ .column = &columns[i], .type = type };
    }
    BED_GO(ask_columns(c));
    BED_GO(bed_session_query(c->session, c->sql.ptr, &rows, c->err));
    BED_GO(bed_rows_next(rows, c->err));
    BED_GO(read_columns(c, rows));
done:
    bed_rows_close(rows);
    return st;
}

const bed__described *bed__described_column(const bed__measures *m, const char *name)
{
    for (size_t i = 0; i < m->n_columns; i++)
        if (strcmp(m->columns[i].column->name, name) == 0)
            return &m->columns[i];
    return NULL;
}

/* ---- counts ---- */

static bed_status count_in(scan *c, bed_buffer *relation, const char *before, const char *after,
                           bed__counts *out)
{
    bed_buffer_clear(&c->sql);
    BED_TRY(bed_buffer_printf(&c->sql, c->err, "%s %s %s", before, relation->ptr, after));
    return count_by(c, c->sql.ptr, out);
}

static bed_status find_cells(scan *c)
{
    bed__measures *m        = c->m;
    size_t         capacity = 0;
    bed_rows      *rows     = NULL;
    bed_status     st       = BED_OK;

    bed_buffer_clear(&c->sql);
    BED_GO(bed_buffer_printf(&c->sql, c->err,
                             "SELECT * FROM (SELECT split, kind, language, count(*) FROM %s GROUP "
                             "BY ALL) ORDER BY CASE split WHEN 'train' THEN 0 WHEN 'dev' THEN 1 "
                             "WHEN 'test' THEN 2 ELSE 3 END, split, kind, language",
                             c->records.ptr));
    BED_GO(bed_session_query(c->session, c->sql.ptr, &rows, c->err));
    while ((st = bed_rows_next(rows, c->err)) == BED_OK) {
        m->cells = grown(&m->arena, m->cells, m->n_cells, &capacity, sizeof *m->cells);
        if (m->cells == NULL)
            BED_GO(bed_fail(c->err, BED_EMEMORY, "out of memory: counts"));
        bed__cell *cell = &m->cells[m->n_cells++];
        *cell           = (bed__cell){ .n = (uint64_t)bed_rows_int(rows, 3) };
        BED_GO(text_of(c, rows, 0, &cell->split));
        BED_GO(text_of(c, rows, 1, &cell->kind));
        BED_GO(text_of(c, rows, 2, &cell->language));
    }
    if (st == BED_END)
        st = BED_OK;
done:
    bed_rows_close(rows);
    return st;
}

static bed_status find_counts(scan *c)
{
    bed__measures        *m       = c->m;
    const bed__described *labels  = bed__described_column(m, "labels");
    const bed__described *patient = bed__described_column(m, "patient");

    BED_TRY(find_cells(c));
    BED_TRY(
        count_in(c, &c->records, "SELECT kind, count(*) FROM", "GROUP BY 1 ORDER BY 1", &m->kinds));
    BED_TRY(count_in(c, &c->records, "SELECT language, count(*) FROM",
                     "GROUP BY 1 ORDER BY 2 DESC, 1", &m->languages));
    if (labels != NULL && labels->filled > 0)
        BED_TRY(count_in(c, &c->records,
                         "SELECT name, count(*) FROM (SELECT unnest(list_distinct("
                         "list_transform(labels, lambda l: l.name))) AS name FROM",
                         ") GROUP BY 1 ORDER BY 2 DESC, 1", &m->labels));
    if (patient != NULL && patient->filled > 0)
        BED_TRY(count_in(c, &c->records, "SELECT patient.sex, count(*) FROM",
                         "WHERE patient.sex <> '' GROUP BY 1 ORDER BY 2 DESC, 1", &m->sexes));
    return BED_OK;
}

/* ---- turns ---- */

/* All files, or the first of every split, as a list for read_parquet. */
static bed_status choose_files(scan *c)
{
    const bed__measures *m     = c->m;
    uint64_t             bytes = 0;

    for (size_t i = 0; i < m->n_files; i++)
        bytes += m->files[i].turns_bytes;
    if (bytes <= BED__TURNS_BYTES)
        return bed_buffer_add(&c->some, bed_buffer_str(&c->records), c->err);
    BED_TRY(bed_buffer_add(&c->some, BED_STR("["), c->err));
    for (size_t i = 0; i < m->n_splits; i++) {
        BED_TRY(bed_buffer_add(&c->some, bed_str_of(i == 0 ? "" : ", "), c->err));
        BED_TRY(bed_corpus_path_sql(&c->some, m->splits[i].first, c->err));
    }
    return bed_buffer_add(&c->some, BED_STR("]"), c->err);
}

static bed_status find_roles(scan *c)
{
    static const char *const roles[] = { "patient", "clinician", "examiner", "family", "system" };
    bed__measures           *m       = c->m;
    bed_rows                *rows    = NULL;
    bed_status               st      = BED_OK;

    bed_buffer_clear(&c->sql);
    BED_GO(bed_buffer_add(&c->sql,
                          BED_STR("SELECT count(*), sum(len(roles)), count(*) FILTER (kind <> "
                                  "'mcqa'), count(*) FILTER (kind <> 'mcqa' AND NOT "
                                  "list_contains(roles, 'clinician'))"),
                          c->err));
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        BED_GO(bed_buffer_printf(&c->sql, c->err, ", count(*) FILTER (list_contains(roles, '%s'))",
                                 roles[i]));
    BED_GO(bed_buffer_printf(&c->sql, c->err,
                             " FROM (SELECT kind, list_transform(turns, lambda t: t.role) AS roles "
                             "FROM read_parquet(%s))",
                             c->some.ptr));
    BED_GO(bed_session_query(c->session, c->sql.ptr, &rows, c->err));
    BED_GO(bed_rows_next(rows, c->err));
    m->looked_at       = (uint64_t)bed_rows_int(rows, 0);
    m->looked_at_turns = (uint64_t)bed_rows_int(rows, 1);
    m->asked           = (uint64_t)bed_rows_int(rows, 2);
    m->unanswered      = (uint64_t)bed_rows_int(rows, 3);
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (bed_rows_int(rows, 4 + i) > 0)
            BED_GO(add_count(c, &m->roles, roles[i], (uint64_t)bed_rows_int(rows, 4 + i)));
done:
    bed_rows_close(rows);
    return st;
}

/* Most corpora have no label on a turn, and the files' statistics know it. */
static bed_status find_turn_labels(scan *c)
{
    int64_t n = 0;

    bed_buffer_clear(&c->sql);
    BED_TRY(bed_buffer_printf(&c->sql, c->err,
                              "SELECT count(*) FROM parquet_metadata(%s) WHERE path_in_schema = "
                              "'turns, list, element, labels, list, element, name' AND "
                              "stats_min_value IS NOT NULL",
                              c->some.ptr));
    BED_TRY(bed_session_int(c->session, c->sql.ptr, &n, c->err));
    if (n == 0)
        return BED_OK;
    return count_in(c, &c->some,
                    "SELECT name, count(*) FROM (SELECT unnest(list_distinct(list_transform("
                    "t.labels, lambda l: l.name))) AS name FROM (SELECT unnest(turns) AS t FROM "
                    "read_parquet(",
                    "))) GROUP BY 1 ORDER BY 2 DESC, 1", &c->m->turn_labels);
}

/* ---- quarantine ---- */

static bed_status add_refusal(scan *c, bed_rows *rows, size_t *capacity)
{
    bed__measures *m = c->m;

    m->refusals = grown(&m->arena, m->refusals, m->n_refusals, capacity, sizeof *m->refusals);
    if (m->refusals == NULL)
        return bed_fail(c->err, BED_EMEMORY, "out of memory: rules");
    bed__refusal *r = &m->refusals[m->n_refusals++];
    *r              = (bed__refusal){ .n   = (uint64_t)bed_rows_int(rows, 1),
                                      .row = (uint64_t)bed_rows_int(rows, 3) };
    BED_TRY(text_of(c, rows, 0, &r->rule));
    BED_TRY(text_of(c, rows, 2, &r->file));
    return text_of(c, rows, 4, &r->reason);
}

static bed_status find_refusals(scan *c)
{
    size_t     capacity = 0;
    bed_rows  *rows     = NULL;
    bed_status st       = BED_OK;

    bed_buffer_clear(&c->sql);
    BED_GO(bed_buffer_printf(
        &c->sql, c->err,
        "SELECT rule, n, first.file, first.\"row\", CASE WHEN length(first.reason) > 200 THEN "
        "first.reason[:200] || ' ...' ELSE first.reason END FROM (SELECT rule, count(*) AS n, "
        "min({'file': file, 'row': \"row\", 'reason': reason}) AS first FROM read_parquet(%s) "
        "GROUP BY rule) ORDER BY n DESC, rule",
        c->quarantine.ptr));
    BED_GO(bed_session_query(c->session, c->sql.ptr, &rows, c->err));
    while ((st = bed_rows_next(rows, c->err)) == BED_OK)
        BED_GO(add_refusal(c, rows, &capacity));
    if (st == BED_END)
        st = BED_OK;
done:
    bed_rows_close(rows);
    return st;
}

/* ---- all of it ---- */

bed_status bed__measure(bed_session *s, const char *folder, const bed_corpus_facts *facts,
                        bed__measures *out, bed_error *err)
{
    scan       c  = { .session    = s,
                      .m          = out,
                      .sql        = BED_BUFFER(STATEMENT_MAX),
                      .records    = BED_BUFFER(STATEMENT_MAX),
                      .some       = BED_BUFFER(STATEMENT_MAX),
                      .quarantine = BED_BUFFER(STATEMENT_MAX),
                      .err        = err };
    bed_status st = BED_OK;

    *out = (bed__measures){ .arena = BED_ARENA(ARENA_MAX) };
    BED_GO(bed_corpus_files_sql(&c.records, folder, "records", err));
    BED_GO(bed_corpus_files_sql(&c.quarantine, folder, "quarantine", err));
    BED_GO(find_files(&c));
    BED_GO(find_splits(&c));
    BED_GO(choose_files(&c));
    BED_GO(find_columns(&c));
    BED_GO(find_counts(&c));
    BED_GO(find_roles(&c));
    BED_GO(find_turn_labels(&c));
    if (facts->quarantined > 0)
        BED_GO(find_refusals(&c));
done:
    bed_buffer_deinit(&c.sql);
    bed_buffer_deinit(&c.records);
    bed_buffer_deinit(&c.some);
    bed_buffer_deinit(&c.quarantine);
    if (st != BED_OK)
        bed__measures_deinit(out);
    return st;
}

void bed__measures_deinit(bed__measures *m)
{
    bed_arena_deinit(&m->arena);
    *m = (bed__measures){ .arena = BED_ARENA(ARENA_MAX) };
}

static bed_status describe(bed_session *s, const char *folder, const bed_corpus_facts *facts,
                           bool card, bool croissant, bed_error *err)
{
    bed__measures m;
    bed_status    st = BED_OK;

    BED_TRY(bed__measure(s, folder, facts, &m, err));
    if (card)
        BED_GO(bed__card(&m, folder, facts, err));
    if (croissant)
        BED_GO(bed__croissant(&m, folder, facts, err));
done:
    bed__measures_deinit(&m);
    return st;
}

bed_status bed_corpus_describe(bed_session *s, const char *folder, const bed_corpus_facts *facts,
                               bed_error *err)
{
    return describe(s, folder, facts, true, true, err);
}

bed_status bed_card_write(bed_session *s, const char *folder, const bed_corpus_facts *facts,
                          bed_error *err)
{
    return describe(s, folder, facts, true, false, err);
}

bed_status bed_croissant_write(bed_session *s, const char *folder, const bed_corpus_facts *facts,
                               bed_error *err)
{
    return describe(s, folder, facts, false, true, err);
}
