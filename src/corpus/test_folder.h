/* For the tests of card.c and croissant.c: a corpus folder made by SQL, column by column from the
 * one table. */
#ifndef BED_CORPUS_TEST_FOLDER_H
#define BED_CORPUS_TEST_FOLDER_H

#include "base/test.h"
#include "corpus/describe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MAX_BYTES = 16 << 20 };

typedef struct place {
    char         dir[64];
    bed_session *session;
} place;

/* A column and what stands in it, as SQL over i; what is not named has a default. */
typedef struct given {
    const char *column, *sql;
} given;

#define QUESTION "[{'role': 'patient', 'text': '我头疼 ' || i, 'labels': []}"
#define ANSWER "{'role': 'clinician', 'text': 'Since when?', 'labels': []}]"

static const given defaults[] = {
    { "id", "'t/' || i" },
    { "dataset", "'t'" },
    { "language", "'en'" },
    { "kind", "'qa'" },
    { "turns", QUESTION ", " ANSWER },
    { "weight", "1.0" },
    { "source", "{'file': 'a.jsonl', 'row': i + 1, 'license': 'MIT'}" },
};

static const char *sql_of(const char *column, const given *own, size_t n_own)
{
    for (size_t i = 0; i < n_own; i++)
        if (strcmp(own[i].column, column) == 0)
            return own[i].sql;
    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++)
        if (strcmp(defaults[i].column, column) == 0)
            return defaults[i].sql;
    return "NULL";
}

/* records/<split>-<number>.parquet with n records. */
static void add_records(const place *p, const char *split, unsigned number, unsigned n,
                        const given *own, size_t n_own)
{
    char              path[256];
    size_t            n_columns;
    const bed_column *columns = bed_columns(&n_columns);
    bed_buffer        sql     = BED_BUFFER(1 << 20);
    bed_error         err     = { 0 };

    assert_int_equal(bed_buffer_printf(&sql, &err, "COPY (SELECT "), BED_OK);
    for (size_t i = 0; i < n_columns; i++) {
        assert_int_equal(bed_buffer_printf(&sql, &err, "%sCAST(", i == 0 ? "" : ", "), BED_OK);
        if (strcmp(columns[i].name, "split") == 0)
            assert_int_equal(bed_buffer_add_sql(&sql, bed_str_of(split), &err), BED_OK);
        else
            assert_int_equal(
                bed_buffer_printf(&sql, &err, "%s", sql_of(columns[i].name, own, n_own)), BED_OK);
        assert_int_equal(
            bed_buffer_printf(&sql, &err, " AS %s) AS %s", columns[i].type, columns[i].name),
            BED_OK);
    }
    assert_int_equal(bed_buffer_printf(&sql, &err, " FROM range(%u) t(i)) TO ", n), BED_OK);
    snprintf(path, sizeof path, "%s/records/%s-%05u.parquet", p->dir, split, number);
    assert_int_equal(bed_buffer_add_sql(&sql, bed_str_of(path), &err), BED_OK);
    assert_int_equal(bed_buffer_printf(&sql, &err, " (FORMAT parquet, COMPRESSION zstd)"), BED_OK);
    if (bed_session_run(p->session, sql.ptr, &err) != BED_OK)
        fail_msg("%s", err.text);
    bed_buffer_deinit(&sql);
}

/* quarantine/train-00000.parquet: rule, file, row and reason of each refused row. */
static void add_refused(const place *p, const char *values)
{
    bed_error err = { 0 };

    if (bed_session_runf(p->session, &err,
                         "COPY (SELECT 't' AS dataset, 'train' AS split, file, \"row\"::BIGINT AS "
                         "\"row\", 0::BIGINT AS byte, rule, reason, ''::BLOB AS raw FROM (VALUES "
                         "%s) v(rule, file, \"row\", reason)) TO "
                         "'%s/quarantine/train-00000.parquet' (FORMAT parquet)",
                         values, p->dir) != BED_OK)
        fail_msg("%s", err.text);
}

static int make_place(void **state)
{
    place *p = calloc(1, sizeof *p);
    char   path[128];

    snprintf(p->dir, sizeof p->dir, "%s", "/tmp/bedside-card-XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    snprintf(path, sizeof path, "%s/records", p->dir);
    assert_int_equal(bed_dir_create(path, NULL), BED_OK);
    snprintf(path, sizeof path, "%s/quarantine", p->dir);
    assert_int_equal(bed_dir_create(path, NULL), BED_OK);
    assert_int_equal(bed_session_open(NULL, &p->session, NULL), BED_OK);
    *state = p;
    return 0;
}

static int drop_place(void **state)
{
    place *p = *state;

    bed_session_close(p->session);
    assert_int_equal(bed_dir_remove(p->dir, NULL), BED_OK);
    free(p);
    return 0;
}

static bed_corpus_facts plain_facts(void)
{
    return (bed_corpus_facts){ .dataset      = "t",
                               .title        = "Test",
                               .summary      = "",
                               .license_id   = "MIT",
                               .license_name = "MIT licence",
                               .homepage     = "https://example.org/t",
                               .citation     = "@misc{t}\n",
                               .category     = "conversation",
                               .subtype      = "symptom_inquiry",
                               .authors      = "Roe J, Poe A, et al.",
                               .year         = 2021 };
}

/* The whole text of a file of the folder; the caller frees it by bed_buffer_deinit. */
static bed_buffer text_of_file(const place *p, const char *name)
{
    char       path[256];
    bed_buffer text = BED_BUFFER(TEXT_MAX_BYTES);

    snprintf(path, sizeof path, "%s/%s", p->dir, name);
    assert_int_equal(bed_file_read(path, &text, NULL), BED_OK);
    return text;
}

#endif
