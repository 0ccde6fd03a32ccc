/* `bedside pull` as a user runs it: the program beside this test, a web server with faults, and a
 * dataset of the test's own that is to be had there. */
#include "pull/test_server.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

enum { N_LINES = 4000 };

typedef struct world {
    server s;
    route  routes[3];
    char   dir[64]; /* the working folder */
    char   program[BED_PATH_MAX], sha256[BED_SHA256_TEXT];
} world;

static bed_buffer lines = { .max_bytes = 4 << 20 };

static void write_text(const world *w, const char *name, const char *text)
{
    char path[BED_PATH_MAX];

    assert_int_equal(bed_path_join(path, w->dir, name, NULL), BED_OK);
    *strrchr(path, '/') = '\0';
    assert_int_equal(bed_dir_create(path, NULL), BED_OK);
    path[strlen(path)] = '/';
    assert_int_equal(bed_file_write(path, bed_str_of(text), NULL), BED_OK);
}

static void write_dataset(const world *w, const char *key, const char *access, const char *file)
{
    static const char form[] =
        "number: 0\ncategory: conversation\nsubtype: single_turn_inquiry\n"
        "summary: Questions of our own.\nclinical_properties: [medication_information]\n"
        "audiences: [lay]\ndata_types: [single_turn_qa]\nlanguages: [en]\n"
        "license: { id: MIT, name: MIT, train: \"yes\", share: \"yes\", commercial: \"yes\" }\n"
        "forms:\n  - name: lines\n    title: one question a line\n    containers: [jsonl]\n"
        "    keys: [asked, replied]\n    verified: \"yes\"\n";
    char name[128], text[2048];

    snprintf(name, sizeof name, "own/%s/dataset.yaml", key);
    snprintf(
        text, sizeof text,
        "key: %s\nname: Own\naccess: %s\ndownloads:\n"
        "  - { url: \"http://127.0.0.1:%u/%s\", file: %s, bytes: %zu, sha256: \"%s\", title: t }\n"
        "by_hand: [\"Ask the author.\"]\n%s",
        key, access, w->s.port, file, file, lines.len, w->sha256, form);
    write_text(w, name, text);
    snprintf(name, sizeof name, "own/%s/lines.sql", key);
    write_text(
        w, name,
        "SELECT file, row, 'qa' AS kind, 'en' AS language, [turn('patient', record->>'asked'), "
        "turn('clinician', record->>'replied')] AS turns FROM input\n");
}

static void find_program(world *w)
{
    const ssize_t n = readlink("/proc/self/exe", w->program, sizeof w->program - 16);

    assert_true(n > 0);
    w->program[n] = '\0';
    snprintf(strrchr(w->program, '/') + 1, 16, "bedside");
    if (access(w->program, X_OK) != 0) {
        print_message("the program is not built beside this test: skipped\n");
        skip();
    }
}

static void world_open(world *w)
{
    char own[128];

    memset(w, 0, sizeof *w);
    find_program(w);
    snprintf(w->dir, sizeof w->dir, "/tmp/bedside_pull_XXXXXX");
    assert_non_null(mkdtemp(w->dir));
    w->routes[0] = (route){
        .path = "/q.jsonl", .body = bed_buffer_str(&lines), .etag = "\"1\"", .ranges = true
    };
    w->routes[1] = (route){ .path      = "/moved",
                            .n_instead = -1,
                            .instead   = "HTTP/1.1 302 Found\r\nLocation: q.jsonl\r\n" };
    assert_int_equal(bed_sha256_of(bed_buffer_str(&lines), w->sha256, NULL), BED_OK);
    server_start(&w->s, w->routes, 2);
    write_dataset(w, "own_questions", "open", "q.jsonl");
    write_dataset(w, "own_moved", "open", "moved");
    write_dataset(w, "own_gated", "gated", "q.jsonl");
    write_dataset(w, "own_absent", "open", "absent");
    snprintf(own, sizeof own, "%s/own", w->dir);
    assert_int_equal(setenv("BEDSIDE_DATASETS", own, 1), 0);
}

static void world_close(world *w)
{
    server_stop(&w->s);
    assert_int_equal(bed_dir_remove(w->dir, NULL), BED_OK);
}

/* Starts the program in the working folder; its answer goes to "out", its talk to "err". */
static pid_t start(const world *w, const char *const *arguments)
{
    enum { ARGUMENTS_MAX = 16 };
    posix_spawn_file_actions_t actions;
    char                      *argv[ARGUMENTS_MAX + 2] = { (char *)(uintptr_t)w->program };
    pid_t                      pid;

    for (size_t i = 0; arguments[i] != NULL && i < ARGUMENTS_MAX; i++)
        argv[i + 1] = (char *)(uintptr_t)arguments[i];
    assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
    assert_int_equal(posix_spawn_file_actions_addchdir_np(&actions, w->dir), 0);
    assert_int_equal(
        posix_spawn_file_actions_addopen(&actions, 1, "out", O_WRONLY | O_CREAT | O_TRUNC, 0600),
        0);
    assert_int_equal(
        posix_spawn_file_actions_addopen(&actions, 2, "err", O_WRONLY | O_CREAT | O_TRUNC, 0600),
        0);
    assert_int_equal(posix_spawn(&pid, w->program, &actions, NULL, argv, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

/* The exit status, or 128 + the signal that ended it. */
static int wait_for(pid_t pid)
{
    int status = 0;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void read_text(const world *w, const char *name, bed_buffer *into)
{
    char path[BED_PATH_MAX];

    assert_int_equal(bed_path_join(path, w->dir, name, NULL), BED_OK);
    assert_int_equal(bed_file_read(path, into, NULL), BED_OK);
}

static void assert_says(const world *w, const char *name, const char *wanted)
{
    bed_buffer text = BED_BUFFER(1 << 20);

    read_text(w, name, &text);
    if (wanted[0] == '\0' ? text.len > 0 : strstr(text.ptr, wanted) == NULL)
        fail_msg("%s: expected '%s', found '%s'", name, wanted, text.ptr);
    bed_buffer_deinit(&text);
}

static int run_with(const world *w, const char *const *arguments)
{
    return wait_for(start(w, arguments));
}

#define RUN(w, ...) run_with((w), (const char *const[]){ __VA_ARGS__, NULL })

static void assert_whole(const world *w, const char *name)
{
    bed_buffer text = BED_BUFFER(4 << 20);

    read_text(w, name, &text);
    assert_int_equal(text.len, lines.len);
    assert_memory_equal(text.ptr, lines.ptr, lines.len);
    bed_buffer_deinit(&text);
}

static bool exists(const world *w, const char *name)
{
    char path[BED_PATH_MAX];

    assert_int_equal(bed_path_join(path, w->dir, name, NULL), BED_OK);
    return bed_path_exists(path);
}

/* ---- tests ---- */

static void what_was_pulled_is_what_is_ingested(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    assert_int_equal(RUN(&w, "pull", "own_questions", "-q"), 0);
    assert_says(&w, "out", "data/own_questions: 1 of 1 files, ");
    assert_says(&w, "out", "; 1 fetched\n");
    assert_says(&w, "err", "");
    assert_whole(&w, "data/own_questions/q.jsonl");
    assert_true(exists(&w, "data/own_questions/.pull/run.json"));
    assert_int_equal(RUN(&w, "ingest", "own_questions", "data/own_questions", "-o", "c"), 0);
    assert_says(&w, "out", "4000 records, 0 quarantined of 4000 rows in 1 files");
    assert_int_equal(RUN(&w, "pull", "own_questions", "--json"), 0);
    assert_says(&w, "out", "\"state\": \"verified\"");
    assert_says(&w, "err", "pull: 1 files, 0 fetched, 1 there, 0 failed, 0 bytes");
    assert_int_equal(w.routes[0].n_requests, 1);
    world_close(&w);
}

static void wait_until_stalling(const world *w)
{
    for (int i = 0; !w->s.stalling && i < 3000; i++)
        usleep(10000);
    assert_true(w->s.stalling);
}

static void a_pull_that_was_killed_is_gone_on_with(void **unused)
{
    static const char *const command[] = { "pull", "own_questions", NULL };
    world                    w;
    char                     range[64], wanted[64];

    (void)unused;
    world_open(&w);
    w.routes[0].n_stalls = 1;
    const pid_t pid      = start(&w, command);
    wait_until_stalling(&w);
    usleep(300000); /* for what was sent to be written */
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(wait_for(pid), 128 + SIGKILL);
    assert_false(exists(&w, "data/own_questions/q.jsonl"));
    assert_true(exists(&w, "data/own_questions/.pull/q.jsonl.part"));
    assert_int_equal(RUN(&w, "pull", "own_questions"), 0);
    assert_whole(&w, "data/own_questions/q.jsonl");
    assert_false(exists(&w, "data/own_questions/.pull/q.jsonl.part"));
    snprintf(wanted, sizeof wanted, "bytes=%zu-", lines.len / 2);
    assert_string_equal(header_of(w.routes[0].last, "Range", range, sizeof range), wanted);
    world_close(&w);
}

static void an_interrupted_pull_ends_cleanly_and_is_gone_on_with(void **unused)
{
    static const char *const command[] = { "pull", "own_questions", NULL };
    world                    w;

    (void)unused;
    world_open(&w);
    w.routes[0].n_stalls = 1;
    const pid_t pid      = start(&w, command);
    wait_until_stalling(&w);
    assert_int_equal(kill(pid, SIGINT), 0);
    assert_int_equal(wait_for(pid), 4);
    assert_says(&w, "err", "interrupted");
    assert_says(&w, "out", "");
    assert_false(exists(&w, "data/own_questions/q.jsonl"));
    assert_int_equal(RUN(&w, "pull", "own_questions"), 0);
    assert_whole(&w, "data/own_questions/q.jsonl");
    world_close(&w);
}

static void a_stalled_server_is_given_up_in_time(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    w.routes[0].n_stalls = 100;
    w.routes[0].ranges   = false;
    assert_int_equal(
        RUN(&w, "pull", "own_questions", "--stall", "1", "--retries", "1", "--retry-wait", "0.01"),
        3);
    assert_says(&w, "err", "127.0.0.1: nothing came for 1 s");
    assert_says(&w, "out", "");
    world_close(&w);
}

static void what_is_not_there_is_named_and_the_others_are_fetched(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    assert_int_equal(RUN(&w, "pull", "own_absent"), 3);
    assert_says(&w, "err", "data/own_absent/absent: 127.0.0.1 answers 404");
    assert_says(&w, "out", "");
    assert_int_equal(RUN(&w, "pull", "own_absent", "own_moved", "own_questions", "-o", "d"), 1);
    assert_whole(&w, "d/own_moved/moved");
    assert_whole(&w, "d/own_questions/q.jsonl");
    world_close(&w);
}

static void a_gated_dataset_wants_a_token_and_a_file_brought_by_hand_does_as_well(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    assert_int_equal(RUN(&w, "pull", "own_gated"), 1);
    assert_says(&w, "out",
                "own_gated is not fetched (access: gated). To get it:\n"
                "  - Ask the author.\n");
    assert_false(exists(&w, "data"));
    assert_int_equal(w.routes[0].n_requests, 0);
    assert_int_equal(RUN(&w, "pull", "own_questions", "-o", "data/own_gated"), 0);
    assert_int_equal(RUN(&w, "pull", "own_gated"), 0);
    assert_says(&w, "out", "1 of 1 files");
    assert_int_equal(setenv("HF_TOKEN", "hf_secret", 1), 0);
    assert_int_equal(RUN(&w, "pull", "own_gated", "-o", "e", "-v"), 0);
    assert_int_equal(unsetenv("HF_TOKEN"), 0);
    assert_whole(&w, "e/q.jsonl");
    assert_null(strstr(w.routes[0].last, "hf_secret")); /* that host is not where it belongs */
    assert_int_equal(setenv("HF_TOKEN", "hf\nX: y", 1), 0);
    assert_int_equal(RUN(&w, "pull", "own_gated", "-o", "f"), 2);
    assert_int_equal(unsetenv("HF_TOKEN"), 0);
    assert_says(&w, "err", "HF_TOKEN holds a character that no token has");
    world_close(&w);
}

static void without_a_network_it_says_what_to_bring(void **unused)
{
    world w;

    (void)unused;
    world_open(&w);
    server_stop(&w.s);
    assert_int_equal(RUN(&w, "pull", "own_questions", "--retry-wait", "0.01"), 3);
    assert_says(&w, "out", "");
    assert_says(&w, "err", "to get them by hand");
    assert_says(&w, "err", "to data/own_questions/q.jsonl (");
    assert_says(&w, "err", w.sha256);
    w.s.stop = false;
    server_start(&w.s, w.routes, 2);
    world_close(&w);
}

static void the_plain_proxy_is_asked_and_gets_no_token(void **unused)
{
    world w;
    char  proxy[64];

    (void)unused;
    world_open(&w);
    server_stop(&w.s);
    w.routes[0].path = "http://huggingface.co/q.jsonl"; /* as a proxy is asked */
    server_start(&w.s, w.routes, 1);
    snprintf(proxy, sizeof proxy, "http://127.0.0.1:%u", w.s.port);
    write_text(&w, "own/own_proxied/dataset.yaml", "");
    write_dataset(&w, "own_proxied", "open", "q.jsonl");
    {
        bed_buffer text = BED_BUFFER(1 << 16);
        char       yaml[4096], from[64];

        read_text(&w, "own/own_proxied/dataset.yaml", &text);
        snprintf(from, sizeof from, "127.0.0.1:%u", w.s.port);
        const char *at = strstr(text.ptr, from);
        assert_non_null(at);
        snprintf(yaml, sizeof yaml, "%.*shuggingface.co%s", (int)(at - text.ptr), text.ptr,
                 at + strlen(from));
        write_text(&w, "own/own_proxied/dataset.yaml", yaml);
        bed_buffer_deinit(&text);
    }
    assert_int_equal(setenv("http_proxy", proxy, 1), 0);
    assert_int_equal(setenv("HF_TOKEN", "hf_secret", 1), 0);
    assert_int_equal(RUN(&w, "pull", "own_proxied"), 0);
    assert_int_equal(unsetenv("HF_TOKEN"), 0);
    assert_int_equal(unsetenv("http_proxy"), 0);
    assert_whole(&w, "data/own_proxied/q.jsonl");
    assert_null(strstr(w.routes[0].last, "hf_secret"));
    world_close(&w);
}

static int make_lines(void **unused)
{
    static const char *const names[] = { "http_proxy", "https_proxy", "HTTPS_PROXY",
                                         "all_proxy",  "ALL_PROXY",   "no_proxy",
                                         "NO_PROXY",   "HF_TOKEN",    "CURL_CA_BUNDLE" };

    (void)unused;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unsetenv(names[i]);
    for (int i = 0; i < N_LINES; i++)
        assert_int_equal(
            bed_buffer_printf(&lines, NULL,
                              "{\"asked\": \"May I take tablet %d with milk?\", "
                              "\"replied\": \"Please read me its name. 请先告诉我药名。\"}\n",
                              i),
            BED_OK);
    return 0;
}

static int drop_lines(void **unused)
{
    (void)unused;
    bed_buffer_deinit(&lines);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_pulled_is_what_is_ingested),
        cmocka_unit_test(a_pull_that_was_killed_is_gone_on_with),
        cmocka_unit_test(an_interrupted_pull_ends_cleanly_and_is_gone_on_with),
        cmocka_unit_test(a_stalled_server_is_given_up_in_time),
        cmocka_unit_test(what_is_not_there_is_named_and_the_others_are_fetched),
        cmocka_unit_test(a_gated_dataset_wants_a_token_and_a_file_brought_by_hand_does_as_well),
        cmocka_unit_test(without_a_network_it_says_what_to_bring),
        cmocka_unit_test(the_plain_proxy_is_asked_and_gets_no_token),
    };
    return cmocka_run_group_tests(tests, make_lines, drop_lines);
}
