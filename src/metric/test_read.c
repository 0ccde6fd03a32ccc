/* Reading what is to be scored: lines, records, ids, and what is refused. */
#include "metric/read.h"

#include "base/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* A metric of each kind: what is read depends on kind and needs alone. */
static const bed_metric TEXT   = { .name  = "alike",
                                   .kind  = BED_METRIC_TEXT,
                                   .needs = BED_NEEDS_REFERENCES };
static const bed_metric ALONE  = { .name = "variety", .kind = BED_METRIC_ALONE };
static const bed_metric ANSWER = { .name  = "right",
                                   .kind  = BED_METRIC_ANSWER,
                                   .needs = BED_NEEDS_REFERENCES };
static const bed_metric CHOICE = { .name  = "likeliest",
                                   .kind  = BED_METRIC_CHOICE,
                                   .needs = BED_NEEDS_REFERENCES | BED_NEEDS_CHOICES };
static const bed_metric REPLY  = { .name  = "coherent",
                                   .kind  = BED_METRIC_REPLY,
                                   .needs = BED_NEEDS_HISTORY };
static const bed_metric RATING = { .name = "judged", .kind = BED_METRIC_RATING };

static char dir[] = "/tmp/bedside-read-XXXXXX";

static int enter(void **unused)
{
    (void)unused;
    return mkdtemp(dir) != NULL && chdir(dir) == 0 ? 0 : -1;
}

static int leave(void **unused)
{
    (void)unused;
    return chdir("/") == 0 && bed_dir_remove(dir, NULL) == BED_OK ? 0 : -1;
}

static void put(const char *path, bed_str bytes)
{
    assert_int_equal(bed_file_write(path, bytes, NULL), BED_OK);
}

#define PUT(path, literal) put(path, BED_STR(literal))

static bed_reading *read_with(const bed_read_options *o)
{
    bed_reading *r = NULL;
    bed_error    err;
    char         line[2048];

    memset(&err, 0, sizeof err);
    if (bed_read_items(o, &r, &err) != BED_OK)
        fail_msg("%s", bed_error_line(&err, line, sizeof line));
    return r;
}

/* One system, with references or (NULL) without. */
static bed_reading *read_two(const bed_metric *m, const char *hyp, const char *ref)
{
    return read_with(&(bed_read_options){
        .metric = m, .hyps = &hyp, .n_hyps = 1, .refs = &ref, .n_refs = ref != NULL });
}

static void assert_str(bed_str found, const char *wanted)
{
    char text[256];

    snprintf(text, sizeof text, "%.*s", BED_STR_ARG(found));
    assert_string_equal(text, wanted);
}

static void assert_warned(const bed_reading *r, const char *words)
{
    for (size_t i = 0; i < r->n_warnings; i++)
        if (strstr(r->warnings[i], words) != NULL)
            return;
    fail_msg("no warning of '%s'", words);
}

/* ---- lines ----------------------------------------------------------------------------------- */

static void ends_lines_at_lf_and_crlf_alone(void **unused)
{
    bed_reading *r;

    (void)unused;
    PUT("h.txt", "\xEF\xBB\xBF"
                 "one\r\n\r\nth\x0Bree\xE2\x80\xA8\xC2\x85\x0C\x1C!\nfo\rur\n last ");
    PUT("r.txt", "1\n2\n3\n4\n5\n");
    r = read_two(&TEXT, "h.txt", "r.txt");
    assert_int_equal(r->items.n, 5);
    assert_str(r->items.items[0].hyp, "one");
    assert_str(r->items.items[1].hyp, "");
    assert_str(r->items.items[2].hyp, "th\x0Bree\xE2\x80\xA8\xC2\x85\x0C\x1C!");
    assert_str(r->items.items[3].hyp, "fo\rur");
    assert_str(r->items.items[4].hyp, " last ");
    assert_str(r->items.items[4].refs[0], "5");
    assert_null(r->ids);
    assert_null(r->weights);
    assert_null(r->units);
    assert_int_equal(r->n_warnings, 0);
    bed_reading_destroy(r);
}

static void takes_an_empty_line_for_an_item(void **unused)
{
    static const struct {
        bed_str bytes;
        size_t  n;
    } cases[] = { { BED_STR_INIT("\n"), 1 },
                  { BED_STR_INIT("\r\n"), 1 },
                  { BED_STR_INIT("a\n\n"), 2 },
                  { BED_STR_INIT("a\n\nb"), 3 },
                  { BED_STR_INIT("a"), 1 } };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_reading *r;

        put("h.txt", cases[i].bytes);
        r = read_two(&ALONE, "h.txt", NULL);
        assert_int_equal(r->items.n, cases[i].n);
        bed_reading_destroy(r);
    }
}

static void reads_gzip_in_several_members(void **unused)
{
    bed_reading *r;
    gzFile       z;

    (void)unused;
    for (int i = 0; i < 2; i++) {
        z = gzopen("h.txt.gz", i == 0 ? "wb" : "ab");
        assert_non_null(z);
        assert_int_equal(gzputs(z, i == 0 ? "one\ntw" : "o\n"), i == 0 ? 6 : 2);
        assert_int_equal(gzclose(z), Z_OK);
    }
    r = read_two(&ALONE, "h.txt.gz", NULL);
    assert_int_equal(r->items.n, 2);
    assert_str(r->items.items[1].hyp, "two");
    bed_reading_destroy(r);
}

static void counts_lines_that_are_no_utf8(void **unused)
{
    bed_reading *r;

    (void)unused;
    PUT("h.txt", "good\nb\xFF"
                 "d\nfine \xE4\xBD\xA0\n\xE4\xBD\n");
    r = read_two(&ALONE, "h.txt", NULL);
    assert_int_equal(r->items.n, 4);
    assert_warned(r, "2 of 4 lines are not UTF-8, the first is line 2");
    bed_reading_destroy(r);
}

static void warns_of_json_lines_under_another_name(void **unused)
{
    bed_reading *r;

    (void)unused;
    PUT("h.txt", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n");
    r = read_two(&ALONE, "h.txt", NULL);
    assert_warned(r, "look like JSON");
    bed_reading_destroy(r);
}

static void gives_several_references_in_the_order_of_their_files(void **unused)
{
    const char  *hyps[] = { "h.txt", "h2.txt" }, *refs[] = { "r.txt", "r2.txt" };
    bed_reading *r;

    (void)unused;
    PUT("h.txt", "a\nb\n");
    PUT("h2.txt", "c\nd\n");
    PUT("r.txt", "1\n2\n");
    PUT("r2.txt", "3\n4\n");
    r = read_with(&(bed_read_options){
        .metric = &TEXT, .hyps = hyps, .n_hyps = 2, .refs = refs, .n_refs = 2 });
    assert_int_equal(r->items.n_systems, 2);
    for (size_t s = 0; s < 2; s++) {
        assert_int_equal(r->items.items[s * 2 + 1].n_refs, 2);
        assert_str(r->items.items[s * 2 + 1].refs[0], "2");
        assert_str(r->items.items[s * 2 + 1].refs[1], "4");
    }
    assert_str(r->items.items[2].hyp, "c");
    assert_string_equal(r->systems[1], "h2.txt");
    bed_reading_destroy(r);
}

static void reads_labels_without_their_blanks(void **unused)
{
    bed_reading *r;

    (void)unused;
    PUT("h.txt", " A \n\nB\r\n");
    PUT("r.txt", "A\nB\n C\n");
    r = read_two(&ANSWER, "h.txt", "r.txt");
    assert_int_equal(r->items.items[0].n_answers, 1);
    assert_str(r->items.items[0].answers[0], "A");
    assert_int_equal(r->items.items[1].n_answers, 0);
    assert_str(r->items.items[2].refs[0], "C");
    bed_reading_destroy(r);
    PUT("a.jsonl",
        "{\"pred\":[\" A\",\"\",\"B \"],\"gold\":\"A\\n\"}\n{\"pred\":\" \",\"gold\":2}\n");
    r = read_two(&ANSWER, "a.jsonl", NULL);
    assert_int_equal(r->items.items[0].n_answers, 2);
    assert_str(r->items.items[0].answers[1], "B");
    assert_str(r->items.items[0].refs[0], "A");
    assert_int_equal(r->items.items[1].n_answers, 0);
    bed_reading_destroy(r);
}

/* ---- records --------------------------------------------------------------------------------- */

static void finds_fields_by_their_usual_names(void **unused)
{
    static const struct {
        const char *name;
        bed_str     bytes;
    } cases[] = {
        { "a.jsonl", BED_STR_INIT("{\"prediction\":\"warm\",\"target\":\"mild\"}\n") },
        { "a.json",
          BED_STR_INIT("[{\"response\": \"warm\", \"references\": [\"mild\", \"hot\"]}]") },
        { "a.csv", BED_STR_INIT("output,label\nwarm,mild\n") },
        { "a.tsv", BED_STR_INIT("text\tgold\nwarm\tmild\n") },
        { "a.ndjson", BED_STR_INIT("{\"hyp\":\"warm\",\"answer\":\"no\",\"ref\":[\"mild\"]}\n") },
        { "b.jsonl", BED_STR_INIT("{\"output\":[\"warm\"],\"ref\":\"mild\",\"id\":\"\"}\n") },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_reading *r;

        put(cases[i].name, cases[i].bytes);
        r = read_two(&TEXT, cases[i].name, NULL);
        assert_int_equal(r->items.n, 1);
        assert_str(r->items.items[0].hyp, "warm");
        assert_str(r->items.items[0].refs[0], "mild");
        assert_null(r->ids);
        bed_reading_destroy(r);
    }
}

/* A first record without an answer does not make another field the answer of all. */
static void a_null_is_no_reason_to_take_another_field(void **unused)
{
    const char  *hyp = "a.jsonl";
    bed_reading *r;
    bed_error    err = { 0 };

    (void)unused;
    PUT("a.jsonl", "{\"answer\":null,\"text\":\"so B\",\"gold\":\"A\"}\n"
                   "{\"answer\":\"B\",\"text\":\"so C\",\"gold\":\"B\"}\n");
    r = read_two(&ANSWER, "a.jsonl", NULL);
    assert_int_equal(r->items.items[0].n_answers, 0);
    assert_str(r->items.items[1].answers[0], "B");
    bed_reading_destroy(r);
    assert_int_equal(
        bed_read_items(&(bed_read_options){ .metric = &ALONE, .hyps = &hyp, .n_hyps = 1 }, &r,
                       &err),
        BED_EARGUMENT);
    assert_non_null(strstr(err.text, "no field 'answer'"));
    assert_int_equal(err.row, 1);
}

static void takes_the_keys_of_an_object_for_ids(void **unused)
{
    bed_reading *r;

    (void)unused;
    PUT("h.json", "{\"q1\": {\"pred\": \"warm\"}, \"q2\": {\"pred\": \"cold\"}}");
    PUT("r.json", "{\"q2\": {\"gold\": \"icy\"}, \"q1\": {\"gold\": \"mild\"}}");
    r = read_two(&TEXT, "h.json", "r.json");
    assert_str(r->ids[0], "q2");
    assert_str(r->items.items[0].hyp, "cold");
    assert_str(r->items.items[0].refs[0], "icy");
    bed_reading_destroy(r);
}

static void takes_the_fields_that_are_named(void **unused)
{
    const char  *hyp = "a.jsonl", *by[] = { "meta.topic", "n" };
    bed_reading *r;

    (void)unused;
    PUT("a.jsonl",
        "{\"hyp\":\"x\",\"out\":{\"text\":\"y\"},\"g\":7,\"meta\":{\"topic\":[\"a\",\"b\"]},"
        "\"n\":null,\"w\":\"2.5\"}\n"
        "{\"hyp\":\"x\",\"out\":{\"text\":\"z\"},\"g\":true,\"meta\":{},\"n\":4,\"w\":0}\n");
    r = read_with(&(bed_read_options){
        .metric = &TEXT,
        .hyps   = &hyp,
        .n_hyps = 1,
        .by     = by,
        .n_by   = 2,
        .fields = {
            [BED_READ_HYP] = "out.text", [BED_READ_REFS] = "g", [BED_READ_WEIGHT] = "w" } });
    assert_str(r->items.items[0].hyp, "y");
    assert_str(r->items.items[0].refs[0], "7");
    assert_str(r->items.items[1].refs[0], "true");
    assert_float_equal(r->weights[0], 2.5, 0);
    assert_float_equal(r->weights[1], 0, 0);
    assert_int_equal(r->n_fields, 2);
    assert_str(r->fields[0].name, "meta.topic");
    assert_str(r->fields[0].values[0], "a, b");
    assert_str(r->fields[0].values[1], "");
    assert_str(r->fields[1].values[1], "4");
    assert_int_equal(r->n_warnings, 0);
    bed_reading_destroy(r);
}

static void says_that_it_weighs(void **unused)
{
    const char  *hyp = "a.jsonl";
    bed_reading *r;

    (void)unused;
    PUT("a.jsonl", "{\"hyp\":\"x\",\"weight\":70.5}\n{\"hyp\":\"y\",\"weight\":81}\n");
    r = read_two(&ALONE, hyp, NULL);
    assert_float_equal(r->weights[1], 81, 0);
    assert_warned(r, "weighted by its field 'weight'");
    bed_reading_destroy(r);
    r = read_with(
        &(bed_read_options){ .metric = &ALONE, .hyps = &hyp, .n_hyps = 1, .no_weights = true });
    assert_null(r->weights);
    bed_reading_destroy(r);
}

static void reads_options_in_every_shape(void **unused)
{
    static const bed_str shapes[] = {
        BED_STR_INIT("{\"A\":\"rest\",\"B\":\"ice\"}"),
        BED_STR_INIT("[{\"key\":\"A\",\"text\":\"rest\"},{\"key\":\"B\",\"text\":\"ice\"}]"),
        BED_STR_INIT("[\"rest\",\"ice\"]"),
        BED_STR_INIT("\"[\\\"rest\\\",\\\"ice\\\"]\""),
    };
    char bytes[512];

    (void)unused;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        bed_reading *r;

        snprintf(bytes, sizeof bytes,
                 "{\"pred\":[\"A\",\"B\"],\"gold\":\"B\",\"options\":%s,"
                 "\"log_likelihoods\":[-3.25,-1.5]}\n",
                 shapes[i].ptr);
        put("o.jsonl", bed_str_of(bytes));
        r = read_two(&CHOICE, "o.jsonl", NULL);
        assert_int_equal(r->items.items[0].n_choices, 2);
        assert_str(r->items.items[0].choices[1].key, "B");
        assert_str(r->items.items[0].choices[1].text, "ice");
        assert_float_equal(r->items.items[0].choices[1].log_likelihood, -1.5, 0);
        assert_int_equal(r->items.items[0].n_answers, 2);
        assert_str(r->items.items[0].hyp, "A, B");
        bed_reading_destroy(r);
    }
}

static void reads_replies_with_the_turns_before_them(void **unused)
{
    bed_reading *r;

    (void)unused;
    PUT("d.jsonl", "{\"id\":\"d1\",\"position\":1,\"reply\":0,\"response\":\"Since when?\","
                   "\"history\":[{\"role\":\"patient\",\"text\":\"It hurts.\"}]}\n"
                   "{\"id\":\"d1\",\"position\":2,\"response\":\"Rest.\","
                   "\"history\":[\"It hurts.\",\"Since when?\",{\"content\":\"Monday.\"}]}\n"
                   "{\"id\":\"d2\",\"position\":1,\"response\":\"Hello.\",\"history\":[]}\n");
    r = read_two(&REPLY, "d.jsonl", NULL);
    assert_int_equal(r->items.items[1].n_history, 3);
    assert_str(r->items.items[1].history[2], "Monday.");
    assert_int_equal(r->items.items[1].position, 2);
    assert_int_equal(r->items.items[2].n_history, 0);
    assert_non_null(r->units);
    assert_int_equal(r->units[0], r->units[1]);
    assert_int_not_equal(r->units[0], r->units[2]);
    assert_int_equal(r->n_warnings, 0);
    bed_reading_destroy(r);
}

static void reads_ratings_and_verdicts(void **unused)
{
    bed_reading *r;

    (void)unused;
    PUT("j.jsonl", "{\"score\":4.5}\n{\"score\":\"3\"}\n");
    r = read_two(&RATING, "j.jsonl", NULL);
    assert_float_equal(r->items.items[0].rating, 4.5, 0);
    assert_float_equal(r->items.items[1].rating, 3, 0);
    bed_reading_destroy(r);
    PUT("j.jsonl", "{\"verdicts\":[\"win\",\"tie\"]}\n");
    r = read_two(&RATING, "j.jsonl", NULL);
    assert_int_equal(r->items.items[0].n_answers, 2);
    assert_true(isnan(r->items.items[0].rating));
    bed_reading_destroy(r);
}

static void takes_the_language_that_all_rows_name(void **unused)
{
    static const struct {
        const char *first, *second, *wanted;
    } cases[] = { { "zh", "zh", "zh" },
                  { "en-GB", "en-GB", "en-GB" },
                  { "zh", "en", "" },
                  { "English", "English", "" } };
    char bytes[256];

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_reading *r;

        snprintf(bytes, sizeof bytes,
                 "{\"hyp\":\"a\",\"language\":\"%s\"}\n{\"hyp\":\"b\",\"language\":\"%s\"}\n",
                 cases[i].first, cases[i].second);
        put("l.jsonl", bed_str_of(bytes));
        r = read_two(&ALONE, "l.jsonl", NULL);
        assert_str(r->items.language, cases[i].wanted);
        bed_reading_destroy(r);
    }
}

/* ---- put together ---------------------------------------------------------------------------- */

static void joins_by_id_in_any_order(void **unused)
{
    bed_reading *r;

    (void)unused;
    PUT("h.jsonl", "{\"id\":3,\"hyp\":\"c\"}\n{\"id\":\"q1\",\"hyp\":\"a\"}\n");
    PUT("r.jsonl", "{\"id\":\"q1\",\"text\":\"A\"}\n{\"id\":\"3\",\"text\":\"C\"}\n");
    r = read_two(&TEXT, "h.jsonl", "r.jsonl");
    assert_str(r->ids[0], "q1");
    assert_str(r->items.items[0].hyp, "a");
    assert_str(r->items.items[0].refs[0], "A");
    assert_str(r->items.items[1].hyp, "c");
    bed_reading_destroy(r);
}

static void joins_turns_of_a_conversation(void **unused)
{
    bed_reading *r;

    (void)unused;
    PUT("h.jsonl",
        "{\"id\":\"d\",\"turn\":4,\"hyp\":\"late\"}\n{\"id\":\"d\",\"turn\":2,\"hyp\":\"early\"}\n");
    PUT("r.jsonl",
        "{\"id\":\"d\",\"turn\":2,\"ref\":\"2\"}\n{\"id\":\"d\",\"turn\":4,\"ref\":\"4\"}\n");
    r = read_two(&TEXT, "h.jsonl", "r.jsonl");
    assert_str(r->items.items[0].hyp, "early");
    assert_str(r->items.items[0].refs[0], "2");
    assert_int_equal(r->units[0], r->units[1]);
    bed_reading_destroy(r);
}

static void joins_in_order_where_it_is_told_or_ids_are_missing(void **unused)
{
    const char  *hyp = "h.jsonl", *ref = "r.jsonl";
    bed_reading *r;

    (void)unused;
    PUT("h.jsonl", "{\"id\":\"x\",\"hyp\":\"a\"}\n{\"id\":\"y\",\"hyp\":\"b\"}\n");
    PUT("r.jsonl", "{\"id\":\"y\",\"ref\":\"1\"}\n{\"id\":\"x\",\"ref\":\"2\"}\n");
    r = read_with(&(bed_read_options){
        .metric = &TEXT, .hyps = &hyp, .n_hyps = 1, .refs = &ref, .n_refs = 1, .in_order = true });
    assert_str(r->items.items[0].hyp, "a");
    assert_str(r->items.items[0].refs[0], "1");
    bed_reading_destroy(r);
    PUT("r.txt", "1\n2\n");
    r = read_two(&TEXT, "h.jsonl", "r.txt");
    assert_str(r->ids[1], "y");
    assert_str(r->items.items[1].refs[0], "2");
    bed_reading_destroy(r);
}

/* ---- refused --------------------------------------------------------------------------------- */

static void refuses_and_says_why(void **unused)
{
    static const struct {
        const bed_metric *metric;
        const char       *hyp, *ref;
        bed_str           hyp_bytes, ref_bytes;
        bed_status        status;
        uint64_t          row;
        const char       *words;
    } cases[] = {
        { &TEXT, "h.txt", "r.txt", BED_STR_INIT("a\nb\n"), BED_STR_INIT("a\n"), BED_EARGUMENT, 0,
          "'r.txt' has 1 line and 'h.txt' 2 lines" },
        { &TEXT, "h.txt", NULL, BED_STR_INIT("a\n"), BED_STR_INIT(""), BED_EARGUMENT, 0,
          "alike needs references: name their file with --ref" },
        { &TEXT, "h.txt", "r.txt", BED_STR_INIT(""), BED_STR_INIT("a\n"), BED_EARGUMENT, 0,
          "nothing to score" },
        { &ALONE, "h.txt", NULL, BED_STR_INIT("a\nb\0c\n"), BED_STR_INIT(""), BED_EFORMAT, 2,
          "a NUL byte" },
        { &ALONE, "h.txt", NULL,
          BED_STR_INIT("\xFF\xFE"
                       "a\0"),
          BED_STR_INIT(""), BED_EFORMAT, 0, "UTF-16" },
        { &ALONE, "h.txt.gz", NULL, BED_STR_INIT("\x1F\x8B\x08\0\0\0\0\0\0\x03KL"),
          BED_STR_INIT(""), BED_EFORMAT, 0, "damaged gzip" },
        { &ALONE, "nowhere.txt", NULL, BED_STR_INIT(""), BED_STR_INIT(""), BED_EREAD, 0,
          "cannot open" },
        { &ALONE, ".", NULL, BED_STR_INIT(""), BED_STR_INIT(""), BED_EFORMAT, 0, "not a corpus" },
        { &ALONE, "h.jsonl", NULL, BED_STR_INIT("{\"hyp\":\"a\"}\n{\"hyp\":\n"), BED_STR_INIT(""),
          BED_EFORMAT, 2, "" },
        { &ALONE, "h.jsonl", NULL, BED_STR_INIT("{\"hyp\":\"a\"}\n{\"hyp\":\"\xFF\"}\n"),
          BED_STR_INIT(""), BED_EFORMAT, 2, "UTF-8" },
        { &ALONE, "h.jsonl", NULL, BED_STR_INIT("{\"words\":\"a\",\"b\":1}\n"), BED_STR_INIT(""),
          BED_EARGUMENT, 1, "it has words, b" },
        { &ALONE, "h.jsonl", NULL, BED_STR_INIT("{\"hyp\":\"a\"}\n{\"pred\":\"b\"}\n"),
          BED_STR_INIT(""), BED_EARGUMENT, 2, "no field 'hyp' (it has pred)" },
        { &ALONE, "h.jsonl", NULL, BED_STR_INIT("{\"hyp\":\"a\"}\n{\"hyp\":null}\n"),
          BED_STR_INIT(""), BED_EARGUMENT, 2, "no field 'hyp'" },
        { &ALONE, "h.jsonl", NULL, BED_STR_INIT("{\"hyp\":[\"a\",\"b\"]}\n"), BED_STR_INIT(""),
          BED_EARGUMENT, 1, "expected a text, found a list" },
        { &TEXT, "h.jsonl", NULL, BED_STR_INIT("{\"hyp\":\"a\"}\n"), BED_STR_INIT(""),
          BED_EARGUMENT, 1, "no field for the reference" },
        { &TEXT, "h.jsonl", NULL, BED_STR_INIT("{\"hyp\":\"a\",\"refs\":[\"b\",null]}\n"),
          BED_STR_INIT(""), BED_EARGUMENT, 1, "found null" },
        { &TEXT, "h.jsonl", "r.jsonl", BED_STR_INIT("{\"id\":1,\"hyp\":\"a\"}\n"),
          BED_STR_INIT("{\"id\":2,\"ref\":\"a\"}\n"), BED_EARGUMENT, 0,
          "1 of 1 ids of 'h.jsonl' are not in 'r.jsonl': '1'" },
        { &TEXT, "h.jsonl", "r.jsonl", BED_STR_INIT("{\"id\":1,\"hyp\":\"a\"}\n"),
          BED_STR_INIT("{\"id\":1,\"ref\":\"a\"}\n{\"id\":2,\"ref\":\"a\"}\n"), BED_EARGUMENT, 0,
          "1 of 2 ids of 'r.jsonl' are not in 'h.jsonl': '2'" },
        { &TEXT, "h.jsonl", "r.jsonl",
          BED_STR_INIT("{\"id\":1,\"hyp\":\"a\"}\n{\"id\":1,\"hyp\":\"b\"}\n"),
          BED_STR_INIT("{\"id\":1,\"ref\":\"a\"}\n{\"id\":2,\"ref\":\"a\"}\n"), BED_EARGUMENT, 0,
          "1 id stands more than once: '1' (rows 1 and 2)" },
        { &TEXT, "h.jsonl", "r.jsonl", BED_STR_INIT("{\"id\":1,\"hyp\":\"a\"}\n{\"hyp\":\"b\"}\n"),
          BED_STR_INIT("{\"id\":1,\"ref\":\"a\"}\n{\"id\":2,\"ref\":\"a\"}\n"), BED_EARGUMENT, 2,
          "no id, but other rows have one" },
        { &CHOICE, "h.jsonl", NULL,
          BED_STR_INIT("{\"ref\":\"A\",\"options\":[\"a\",\"b\"],\"log_likelihoods\":[-1]}\n"),
          BED_STR_INIT(""), BED_EARGUMENT, 1, "1 log-likelihoods for 2 options" },
        { &CHOICE, "h.jsonl", NULL,
          BED_STR_INIT("{\"ref\":\"A\",\"options\":[{\"text\":\"b\"}]}\n"), BED_STR_INIT(""),
          BED_EARGUMENT, 1, "an option without a key" },
        { &REPLY, "h.jsonl", NULL, BED_STR_INIT("{\"hyp\":\"a\",\"history\":[{\"role\":\"x\"}]}\n"),
          BED_STR_INIT(""), BED_EARGUMENT, 1, "a turn without a text" },
        { &RATING, "h.jsonl", NULL, BED_STR_INIT("{\"rating\":\"good\"}\n"), BED_STR_INIT(""),
          BED_EARGUMENT, 1, "expected a number" },
        { &RATING, "h.jsonl", NULL, BED_STR_INIT("{\"hyp\":\"good\"}\n"), BED_STR_INIT(""),
          BED_EARGUMENT, 1, "no field for a judge's rating" },
        { &ALONE, "h.jsonl", NULL, BED_STR_INIT("{\"hyp\":\"a\",\"weight\":1}\n{\"hyp\":\"b\"}\n"),
          BED_STR_INIT(""), BED_EARGUMENT, 2, "no weight, but other rows have one" },
        { &ALONE, "h.jsonl", NULL, BED_STR_INIT("{\"hyp\":\"a\",\"weight\":1e308}\n"),
          BED_STR_INIT(""), BED_EARGUMENT, 1, "from 0 to 1e+100" },
        { &ALONE, "h.jsonl", NULL, BED_STR_INIT("{\"hyp\":\"a\",\"weight\":-1}\n"),
          BED_STR_INIT(""), BED_EARGUMENT, 1, "expected a weight from 0 to 1e+100" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_reading     *r   = NULL;
        bed_error        err = { .code = BED_OK };
        bed_read_options o   = { .metric = cases[i].metric,
                                 .hyps   = &cases[i].hyp,
                                 .n_hyps = 1,
                                 .refs   = &cases[i].ref,
                                 .n_refs = cases[i].ref != NULL };
        bed_status       st;

        if (cases[i].status != BED_EREAD && strcmp(cases[i].hyp, ".") != 0)
            put(cases[i].hyp, cases[i].hyp_bytes);
        if (cases[i].ref != NULL)
            put(cases[i].ref, cases[i].ref_bytes);
        st = bed_read_items(&o, &r, &err);
        if (st != cases[i].status || strstr(err.text, cases[i].words) == NULL ||
            err.row != cases[i].row)
            fail_msg("case %zu (%s): status %d, row %llu, '%s'", i, cases[i].words, (int)st,
                     (unsigned long long)err.row, err.text);
        assert_null(r);
    }
}

static void stops_at_what_is_no_text_in_a_file_without_an_end(void **unused)
{
    const char *const      hyp = "/dev/zero";
    const bed_read_options o   = { .metric = &ALONE, .hyps = &hyp, .n_hyps = 1 };
    bed_reading           *r   = NULL;
    bed_error              err = { .code = BED_OK };

    (void)unused;
    assert_int_equal(bed_read_items(&o, &r, &err), BED_EFORMAT);
    assert_non_null(strstr(err.text, "a NUL byte"));
    assert_null(r);
}

static void refuses_other_references_beside_another_system(void **unused)
{
    const char  *hyps[] = { "a.jsonl", "b.jsonl" };
    bed_reading *r      = NULL;
    bed_error    err    = { .code = BED_OK };

    (void)unused;
    PUT("a.jsonl", "{\"hyp\":\"a\",\"ref\":\"x\"}\n{\"hyp\":\"b\",\"ref\":\"y\"}\n");
    PUT("b.jsonl", "{\"hyp\":\"c\",\"ref\":\"x\"}\n{\"hyp\":\"d\",\"ref\":\"z\"}\n");
    assert_int_equal(
        bed_read_items(&(bed_read_options){ .metric = &TEXT, .hyps = hyps, .n_hyps = 2 }, &r, &err),
        BED_EARGUMENT);
    assert_string_equal(err.file, "b.jsonl");
    assert_int_equal(err.row, 2);
    assert_non_null(strstr(err.text, "other references than in 'a.jsonl'"));
}

static void refuses_a_division_by_what_no_item_has(void **unused)
{
    const char  *hyp = "a.jsonl", *by = "topik";
    bed_reading *r   = NULL;
    bed_error    err = { .code = BED_OK };

    (void)unused;
    PUT("a.jsonl", "{\"hyp\":\"a\",\"topic\":\"x\"}\n");
    assert_int_equal(bed_read_items(
                         &(bed_read_options){
                             .metric = &ALONE, .hyps = &hyp, .n_hyps = 1, .by = &by, .n_by = 1 },
                         &r, &err),
                     BED_EARGUMENT);
    assert_non_null(strstr(err.text, "no item has a field 'topik'"));
}

static void refuses_a_named_field_that_is_nowhere(void **unused)
{
    static const struct {
        const char   *hyp;
        bed_read_part part;
        const char   *words;
    } cases[] = { { "a.jsonl", BED_READ_ID, "no record has a field 'x', named for id" },
                  { "a.jsonl", BED_READ_WEIGHT, "no record has a field 'x', named for weight" },
                  { "a.txt", BED_READ_HYP, "lines have not a field 'x', named for hyp" } };

    (void)unused;
    PUT("a.jsonl", "{\"hyp\":\"a\",\"topic\":\"x\"}\n");
    PUT("a.txt", "a\n");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_read_options o   = { .metric = &ALONE, .hyps = &cases[i].hyp, .n_hyps = 1 };
        bed_reading     *r   = NULL;
        bed_error        err = { .code = BED_OK };

        o.fields[cases[i].part] = "x";
        assert_int_equal(bed_read_items(&o, &r, &err), BED_EARGUMENT);
        assert_string_equal(err.text, cases[i].words);
    }
}

static void fails_cleanly_at_every_allocation(void **unused)
{
    const char *by = "topic", *hyps[] = { "h.jsonl", "h.txt" }, *refs[] = { "r.jsonl", "r.txt" };
    bed_read_options o = {
        .metric = &TEXT, .hyps = hyps, .n_hyps = 2, .refs = refs, .n_refs = 2, .by = &by, .n_by = 1
    };
    bool whole = false;

    (void)unused;
    PUT("h.jsonl", "{\"id\":\"x\",\"hyp\":\"a\"}\n{\"id\":\"y\",\"hyp\":\"b\"}\n");
    PUT("r.jsonl", "{\"id\":\"y\",\"ref\":\"1\",\"weight\":2,\"topic\":\"t\"}\n"
                   "{\"id\":\"x\",\"ref\":[\"2\",\"3\"],\"weight\":1,\"topic\":\"t\"}\n");
    PUT("h.txt", "a\nb\xFF\n");
    PUT("r.txt", "1\n2\n");
    for (uint64_t n = 1; !whole && n < 1000; n++) {
        bed_reading *r   = NULL;
        bed_error    err = { .code = BED_OK };
        bed_status   st;

        bed_alloc_fail_at(n);
        st    = bed_read_items(&o, &r, &err);
        whole = bed_alloc_fail_at(0) < n;
        if (st != (whole ? BED_OK : BED_EMEMORY))
            fail_msg("allocation %llu: status %d, '%s'", (unsigned long long)n, (int)st, err.text);
        bed_reading_destroy(r);
    }
    assert_true(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_lines_at_lf_and_crlf_alone),
        cmocka_unit_test(takes_an_empty_line_for_an_item),
        cmocka_unit_test(reads_gzip_in_several_members),
        cmocka_unit_test(counts_lines_that_are_no_utf8),
        cmocka_unit_test(warns_of_json_lines_under_another_name),
        cmocka_unit_test(gives_several_references_in_the_order_of_their_files),
        cmocka_unit_test(reads_labels_without_their_blanks),
        cmocka_unit_test(finds_fields_by_their_usual_names),
        cmocka_unit_test(a_null_is_no_reason_to_take_another_field),
        cmocka_unit_test(takes_the_keys_of_an_object_for_ids),
        cmocka_unit_test(takes_the_fields_that_are_named),
        cmocka_unit_test(says_that_it_weighs),
        cmocka_unit_test(reads_options_in_every_shape),
        cmocka_unit_test(reads_replies_with_the_turns_before_them),
        cmocka_unit_test(reads_ratings_and_verdicts),
        cmocka_unit_test(takes_the_language_that_all_rows_name),
        cmocka_unit_test(joins_by_id_in_any_order),
        cmocka_unit_test(joins_turns_of_a_conversation),
        cmocka_unit_test(joins_in_order_where_it_is_told_or_ids_are_missing),
        cmocka_unit_test(refuses_and_says_why),
        cmocka_unit_test(stops_at_what_is_no_text_in_a_file_without_an_end),
        cmocka_unit_test(refuses_other_references_beside_another_system),
        cmocka_unit_test(refuses_a_division_by_what_no_item_has),
        cmocka_unit_test(refuses_a_named_field_that_is_nowhere),
        cmocka_unit_test(fails_cleanly_at_every_allocation),
    };

    return cmocka_run_group_tests(tests, enter, leave);
}
