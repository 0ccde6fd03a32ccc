#include "corpus/corpus.h"
#include "metric/sql_calls.h"

#include "cli/cli.h"
#include "cli/functions.h"

#include <stdio.h>
#include <string.h>

enum { CELL_MAX = 60, TABLE_ROWS = 1000 };

/* JSON has no word for what is no finite number: it becomes null. */
static bed_status add_json_row(bed_buffer *b, bed_rows *rows, bed_error *err)
{
    static const bed_str words[] = { BED_STR_INIT("NaN"), BED_STR_INIT("Infinity"),
                                     BED_STR_INIT("-Infinity") };
    bed_str              rest    = bed_rows_text(rows, 0);
    bool                 quoted  = false;

    while (rest.len > 0) {
        size_t n = 0, k = 0;

        for (; n < rest.len; n++) {
            for (k = 0; !quoted && k < 3; k++)
                if (bed_str_starts((bed_str){ rest.ptr + n, rest.len - n }, words[k]))
                    break;
            if (!quoted && k < 3)
                break;
            if (rest.ptr[n] == '"')
                quoted = !quoted;
            else if (quoted && rest.ptr[n] == '\\' && n + 1 < rest.len)
                n++;
        }
        n = n > rest.len ? rest.len : n;
        BED_TRY(bed_buffer_add(b, (bed_str){ rest.ptr, n }, err));
        rest = (bed_str){ rest.ptr + n, rest.len - n };
        if (rest.len > 0) {
            BED_TRY(bed_buffer_add(b, BED_STR("null"), err));
            bed_eat(&rest, words[k]);
        }
    }
    return bed_buffer_add_byte(b, '\n', err);
}

/* One line a row, cells parted by tabs; tabs and line ends inside cells as \t and \n. */
static bed_status add_text_row(bed_buffer *b, bed_rows *rows, bed_error *err)
{
    for (size_t c = 0; c < bed_rows_width(rows); c++) {
        const bed_str cell = bed_rows_null(rows, c) ? BED_STR("NULL") : bed_rows_text(rows, c);

        if (c > 0)
            BED_TRY(bed_buffer_add_byte(b, '\t', err));
        for (size_t i = 0; i < cell.len; i++) {
            const char ch = cell.ptr[i];

            if (ch == '\t')
                BED_TRY(bed_buffer_add(b, BED_STR("\\t"), err));
            else if (ch == '\n')
                BED_TRY(bed_buffer_add(b, BED_STR("\\n"), err));
            else if (ch != '\r')
                BED_TRY(bed_buffer_add_byte(b, ch, err));
        }
    }
    return bed_buffer_add_byte(b, '\n', err);
}

static bed_status give(bed_buffer *out, bed_error *err)
{
    const bed_str text = bed_buffer_str(out);

    if (text.len > 0 && (fwrite(text.ptr, 1, text.len, stdout) != text.len || fflush(stdout) != 0))
        return bed_fail(err, BED_EDISK, "cannot write the answer");
    bed_buffer_clear(out);
    return BED_OK;
}

static bed_status print_rows(bed_session *s, const char *query, bool json, bed_error *err)
{
    bed_buffer sql = BED_BUFFER(16 << 20), out = BED_BUFFER(64 << 20);
    bed_rows  *rows = NULL;
    bed_status st   = BED_OK;

    BED_GO(bed_buffer_printf(&sql, err,
                             json ? "SELECT to_json(q)::VARCHAR FROM (%s\n) q"
                                  : "SELECT COLUMNS(*)::VARCHAR FROM (%s\n) q",
                             query));
    BED_GO(bed_session_query(s, sql.ptr, &rows, err));
    for (size_t c = 0; !json && c < bed_rows_width(rows); c++) {
        BED_GO(bed_buffer_add(&out, bed_str_of(c == 0 ? "" : "\t"), err));
        BED_GO(bed_buffer_add(&out, bed_str_of(bed_rows_name(rows, c)), err));
    }
    if (!json)
        BED_GO(bed_buffer_add_byte(&out, '\n', err));
    while ((st = bed_rows_next(rows, err)) == BED_OK) {
        BED_GO(json ? add_json_row(&out, rows, err) : add_text_row(&out, rows, err));
        if (out.len > (1 << 20))
            BED_GO(give(&out, err));
    }
    if (st == BED_END)
        st = give(&out, err);
done:
    bed_rows_close(rows);
    bed_buffer_deinit(&sql);
    bed_buffer_deinit(&out);
    return st;
}

/* A query without its trailing semicolons and blanks. */
static bed_str bare(const char *query)
{
    bed_str s = bed_trim(bed_str_of(query));

    while (s.len > 0 && s.ptr[s.len - 1] == ';')
        s = bed_trim((bed_str){ s.ptr, s.len - 1 });
    return s;
}

static int sql(bed_cli *cli, int argc, const char **argv)
{
    const struct poptOption options[] = { BED_CLI_COMMON(cli), POPT_TABLEEND };
    const char            **rest;
    size_t                  n;
    bed_session            *s     = NULL;
    bed_buffer              query = BED_BUFFER(8 << 20);
    bed_status              st    = BED_OK;
    int status = bed_cli_parse(cli, &bed_command_sql, options, argc, argv, &rest, &n);

    if (status != 0)
        return status == BED_CLI_HELP ? 0 : status;
    if (n != 1)
        return bed_cli_usage(&bed_command_sql, "expected one query, found %zu", n);
    const bed_session_options o = { .n_threads    = (size_t)cli->threads,
                                    .memory_bytes = (uint64_t)4 << 30,
                                    .talk         = &cli->talk };
    BED_GO(bed_session_open(&o, &s, &cli->err));
    BED_GO(bed_functions_register(s, &cli->err));
    BED_GO(bed_buffer_add(&query, bare(rest[0]), &cli->err));
    if (query.len == 0)
        BED_GO(bed_fail(&cli->err, BED_EARGUMENT, "an empty query"));
    BED_GO(bed_sql_calls_check(bed_buffer_str(&query), &cli->err));
    BED_GO(print_rows(s, query.ptr, cli->json != 0, &cli->err));
done:
    bed_session_close(s);
    bed_buffer_deinit(&query);
    return st == BED_OK ? 0 : bed_cli_fail(cli, &bed_command_sql);
}

const bed_command bed_command_sql = {
    .name      = "sql",
    .arguments = "\"QUERY\"",
    .summary   = "ask a corpus, or any file, in SQL with bedside's functions",
    .description =
        "Runs one query in the data engine, with every function of bedside: corpus(folder),\n"
        "read_records(file), clean_text, words, sentences, language_of, fkgl and the others that\n"
        "docs/commands/sql.md lists. The answer is a table with tabs, or with --json a line a row.",
    .example =
        "  $ bedside sql \"SELECT split, count(*) AS n FROM corpus('out/medqa') GROUP BY ALL\"",
    .run = sql,
};
