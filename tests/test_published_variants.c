/* Other releases and copies of the published forms than the samples show: a folder of small files
 * goes in, and every record comes out with the id, the answer key or else the last words, and the
 * split that it should have. */
#include "base/test.h"
#include "ingest/ingest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct small_file {
    const char *name, *text;
} small_file;

#define MEDMCQA(id, cop)                                                                           \
    "{\"id\":\"" id "\",\"question\":\"q\",\"opa\":\"a\",\"opb\":\"b\",\"opc\":\"c\","             \
    "\"opd\":\"d\",\"cop\":" cop ",\"choice_type\":\"single\",\"exp\":null,"                       \
    "\"subject_name\":\"Anatomy\",\"topic_name\":null}"
#define SAFETY "{\"instruct\":\" 问\",\"output\":\" 答\"}"
#define DIALOGUE                                                                                    \
    "{\"id\":\"j1\",\"cate1\":\"内科\",\"cate2\":\"nan\",\"instruction\":\"问\",\"input\":\"\"," \
    "\"output\":\"好\",\"history\":[]}"
#define MMLU "What beats?,lung,heart,skin,bone,B\n"

static const struct {
    const char *dataset;
    small_file  files[4];
    const char *expected; /* records in the order of their ids; NULL: the error below */
    const char *error;
} cases[] = {
    /* cop of 1 to 3 alone does not tell whether it counts from 0; the file beside it does */
    { .dataset  = "medmcqa",
      .files    = { { "train.json", "[" MEDMCQA("a", "4") "]" },
                    { "dev.json", "[" MEDMCQA("b", "1") "]" } },
      .expected = "medmcqa/dev/b A; medmcqa/train/a D" },
    { .dataset  = "medmcqa",
      .files    = { { "train.json", "[" MEDMCQA("a", "0") "]" },
                    { "dev.json", "[" MEDMCQA("b", "1") "]" } },
      .expected = "medmcqa/dev/b B; medmcqa/train/a A" },
    { .dataset = "medmcqa",
      .files   = { { "dev.json", "[" MEDMCQA("b", "1") "]" } },
      .error   = "forms authors and hf of medmcqa fit equally well: say which with --form" },
    { .dataset = "medmcqa",
      .files   = { { "a.json", "[" MEDMCQA("a", "4") "]" },
                   { "b.json", "[" MEDMCQA("b", "0") "]" },
                   { "c.json", "[" MEDMCQA("c", "1") "]" } },
      .error   = "forms authors and hf of medmcqa fit equally well: say which with --form" },
    /* two layouts of one mapping, half and half */
    { .dataset  = "cmtmedqa",
      .files    = { { "test.json", "[" SAFETY "," DIALOGUE "]" } },
      .expected = "cmtmedqa/test/j1 好; cmtmedqa/test/test-1 答" },
    /* saved with the index of a data frame */
    { .dataset  = "medicationqa",
      .files    = { { "copy.csv", ",Question,Focus (Drug),Question Type,Answer,Section Title,URL\n"
                                     "0,how much?,aspirin,Dose,one,NA,u\n" } },
      .expected = "medicationqa/full/copy-1 one" },
    { .dataset  = "medmcqa",
      .files    = { { "validation.csv",
                      ",id,question,opa,opb,opc,opd,cop,choice_type,exp,subject_name\n"
                         "0,x,q,a,b,c,d,0,single,,Anatomy\n1,y,q,a,b,c,d,3,single,,Anatomy\n" } },
      .expected = "medmcqa/dev/x A; medmcqa/dev/y D" },
    /* every subject is a folder of files with the same names */
    { .dataset  = "mmlu",
      .files    = { { "anatomy/test.jsonl", "{\"question\":\"q\",\"subject\":\"anatomy\","
                                               "\"choices\":[\"a\",\"b\",\"c\",\"d\"],\"answer\":0}" },
                    { "virology/test.jsonl", "{\"question\":\"q\",\"subject\":\"virology\","
                                                "\"choices\":[\"a\",\"b\",\"c\",\"d\"],\"answer\":3}" } },
      .expected = "mmlu/test/anatomy-1 A; mmlu/test/virology-1 D" },
    { .dataset  = "mmlu",
      .files    = { { "data/auxiliary_train/mc_test.csv", MMLU },
                    { "data/auxiliary_train/aux_law_90s.csv", MMLU },
                    { "data/val/high_school_us_history_val.csv", MMLU } },
      .expected = "mmlu/train/aux_law_90s-1 B; mmlu/train/mc-1 B; "
                  "mmlu/val/high_school_us_history-1 B" },
    { .dataset  = "huatuo26m",
      .files    = { { "test.jsonl", "{\"id\":7,\"questions\":[\"问\"],\"answers\":[\"答\"]}" } },
      .expected = "huatuo26m/test/7 答" },
    /* roots that name no source, pairs without a pid, the lower-case words without their focus */
    { .dataset  = "medquad",
      .files    = { { "8_NHLBI_QA_XML/1.xml",
                      "<Document id=\"1\"><QAPairs><QAPair><Question qid=\"1-1\" qtype=\"symptoms\">q"
                         "</Question><Answer>a</Answer></QAPair></QAPairs></Document>" },
                    { "6_NINDS_QA/2.xml",
                      "<doc docid=\"2\"><qaPairs><pair pid=\"3\"><question qid=\"2-3\" "
                         "qtype=\"symptoms\">q</question><answer>b</answer></pair></qaPairs></doc>" } },
      .expected = "medquad/full/NHLBI/1-1 a; medquad/full/NINDS/2-3 b" },
};

typedef struct place {
    bed_catalog *catalog;
    char         dir[64];
} place;

static int make_place(void **state)
{
    place    *p   = calloc(1, sizeof *p);
    bed_error err = { 0 };

    snprintf(p->dir, sizeof p->dir, "%s", "/tmp/bedside-variants-XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    if (bed_catalog_load(NULL, &p->catalog, &err) != BED_OK)
        fail_msg("%s", err.text);
    *state = p;
    return 0;
}

static int drop_place(void **state)
{
    place *p = *state;

    bed_catalog_destroy(p->catalog);
    assert_int_equal(bed_dir_remove(p->dir, NULL), BED_OK);
    free(p);
    return 0;
}

static void put_files(const small_file *files, const char *folder)
{
    char path[512], *name;

    for (size_t i = 0; i < 4 && files[i].name != NULL; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
        name  = strrchr(path, '/');
        *name = '\0';
        assert_int_equal(bed_dir_create(path, NULL), BED_OK);
        *name = '/';
        assert_int_equal(bed_file_write(path, bed_str_of(files[i].text), NULL), BED_OK);
    }
}

static bed_status ingest(const place *p, const char *dataset, const char *in, const char *out,
                         bed_error *err)
{
    const bed_ingest_options o = { .dataset = dataset, .paths = &in, .n_paths = 1, .out = out };
    bed_ingest_counts        n;
    bed_run_record           record;
    bed_status               st;

    bed_run_record_init(&record, "ingest", 0);
    st = bed_ingest(p->catalog, &o, &n, &record, err);
    bed_run_record_deinit(&record);
    if (st == BED_OK)
        assert_int_equal(n.quarantined, 0);
    return st;
}

static void check_records(const char *corpus, const char *expected)
{
    bed_session *s;
    bed_rows    *rows;
    bed_error    err = { 0 };
    char         sql[512];

    snprintf(sql, sizeof sql,
             "SELECT string_agg(id || ' ' || coalesce(answer_keys[1], turns[-1].text), '; ' "
             "ORDER BY id) FROM read_parquet('%s/records/*.parquet')",
             corpus);
    assert_int_equal(bed_session_open(NULL, &s, NULL), BED_OK);
    if (bed_session_query(s, sql, &rows, &err) != BED_OK)
        fail_msg("%s", err.text);
    assert_int_equal(bed_rows_next(rows, NULL), BED_OK);
    const bed_str got = bed_rows_text(rows, 0);
    if (!bed_str_equal(got, bed_str_of(expected)))
        fail_msg("%.*s, expected %s", BED_STR_ARG(got), expected);
    bed_rows_close(rows);
    bed_session_close(s);
}

static void variants_of_the_published_forms_are_read(void **state)
{
    const place *p = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char      in[128], out[128];
        bed_error err = { 0 };

        snprintf(in, sizeof in, "%s/in%zu", p->dir, i);
        snprintf(out, sizeof out, "%s/out%zu", p->dir, i);
        put_files(cases[i].files, in);
        const bed_status st = ingest(p, cases[i].dataset, in, out, &err);
        if (cases[i].expected == NULL) {
            assert_int_equal(st, BED_EFORMAT);
            if (strstr(err.text, cases[i].error) == NULL)
                fail_msg("case %zu: %s, expected %s", i, err.text, cases[i].error);
        } else if (st != BED_OK) {
            fail_msg("case %zu: %s", i, err.text);
        } else {
            check_records(out, cases[i].expected);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(variants_of_the_published_forms_are_read, make_place,
                                        drop_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
