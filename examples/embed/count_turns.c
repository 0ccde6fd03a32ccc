/* Counts the turns of each role in a corpus: a C program of your own over libbedside.
 *
 *     cc count_turns.c $(pkg-config --cflags --libs bedside) -o count_turns
 *     ./count_turns build/demo/mts_dialog */
#include <bedside/bedside.h>

#include <inttypes.h>
#include <stdio.h>

static bed_status print_counts(bed_session *session, const char *folder, bed_error *err)
{
    bed_rows  *rows = NULL;
    bed_status st   = BED_OK;

    BED_GO(bed_corpus_attach(session, folder, err));
    BED_GO(
        bed_session_query(session,
                          "SELECT t.role, count(*) FROM (SELECT unnest(turns) AS t FROM records) "
                          "GROUP BY ALL ORDER BY ALL",
                          &rows, err));
    while ((st = bed_rows_next(rows, err)) == BED_OK)
        printf("%8" PRId64 "  %.*s\n", bed_rows_int(rows, 1), BED_STR_ARG(bed_rows_text(rows, 0)));
    if (st == BED_END)
        st = BED_OK;
done:
    bed_rows_close(rows);
    return st;
}

int main(int argc, char **argv)
{
    bed_session *session = NULL;
    bed_error    err     = { 0 };
    char         line[2048];
    bed_status   st;

    if (argc != 2) {
        fputs("usage: count_turns CORPUS\n", stderr);
        return 2;
    }
    st = bed_session_open(NULL, &session, &err);
    if (st == BED_OK)
        st = print_counts(session, argv[1], &err);
    bed_session_close(session);
    if (st == BED_OK)
        return 0;
    fprintf(stderr, "count_turns: %s\n", bed_error_line(&err, line, sizeof line));
    return bed_code_exit_status(st);
}
