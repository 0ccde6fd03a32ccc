#include "base/base.h"
#include "base/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int make_dir(void **state)
{
    char *dir = calloc(1, 64);

    assert_non_null(dir);
    snprintf(dir, 64, "%s", "/tmp/bedside-file-XXXXXX");
    assert_non_null(mkdtemp(dir));
    *state = dir;
    return 0;
}

static int drop_dir(void **state)
{
    assert_int_equal(bed_dir_remove(*state, NULL), BED_OK);
    free(*state);
    return 0;
}

/* The name below the test's folder. */
static const char *at(void **state, char out[256], const char *name)
{
    snprintf(out, 256, "%s/%s", (const char *)*state, name);
    return out;
}

static void put(void **state, const char *name, const char *text)
{
    char path[256];

    assert_int_equal(bed_file_write(at(state, path, name), bed_str_of(text), NULL), BED_OK);
}

static void make(void **state, const char *name)
{
    char path[256];

    assert_int_equal(bed_dir_create(at(state, path, name), NULL), BED_OK);
}

static bool is(void **state, const char *name, const char *text)
{
    char       path[256];
    bed_buffer b    = BED_BUFFER(1000);
    const bool same = bed_file_read(at(state, path, name), &b, NULL) == BED_OK &&
                      bed_str_equal(bed_buffer_str(&b), bed_str_of(text));

    bed_buffer_deinit(&b);
    return same;
}

static void a_file_is_written_whole_or_not_at_all(void **state)
{
    char      path[256];
    bed_error err = { 0 };

    put(state, "a", "one");
    put(state, "a", "two, longer");
    assert_true(is(state, "a", "two, longer"));
    assert_false(bed_path_exists(at(state, path, "a.partial")));
    assert_int_equal(symlink("a", at(state, path, "link")), 0);
    put(state, "link", "three");
    assert_true(is(state, "a", "three"));
    assert_int_equal(bed_file_write(at(state, path, "none/a"), BED_STR("x"), &err), BED_EDISK);
    assert_non_null(strstr(err.file, "none/a"));
    make(state, "folder");
    assert_int_equal(bed_file_write(at(state, path, "folder"), BED_STR("x"), &err), BED_EDISK);
    assert_false(bed_path_exists(at(state, path, "folder.partial")));
}

static void a_pipe_is_written_to_and_not_replaced(void **state)
{
    char      path[256], found[8] = { 0 };
    bed_error err = { 0 };
    int       fd;

    assert_int_equal(mkfifo(at(state, path, "pipe"), 0600), 0);
    fd = open(path, O_RDONLY | O_NONBLOCK);
    assert_true(fd >= 0);
    assert_true(bed_path_is_special(path));
    assert_int_equal(bed_file_write(path, BED_STR("three"), &err), BED_OK);
    assert_int_equal(read(fd, found, sizeof found), 5);
    assert_string_equal(found, "three");
    assert_true(bed_path_is_special(path));
    assert_false(bed_path_is_special(at(state, path, ".")));
    assert_false(bed_path_is_special(at(state, path, "nowhere")));
    close(fd);
}

static void a_file_that_cannot_be_read_says_why(void **state)
{
    char       path[256];
    bed_buffer b = BED_BUFFER(4);

    put(state, "long", "12345");
    put(state, "fits", "1234");
    assert_int_equal(bed_file_read(at(state, path, "long"), &b, NULL), BED_EMEMORY);
    bed_buffer_clear(&b);
    assert_int_equal(bed_file_read(at(state, path, "fits"), &b, NULL), BED_OK);
    bed_buffer_clear(&b);
    for (size_t i = 0; i < 2; i++) {
        bed_error err = { 0 };

        at(state, path, i == 0 ? "absent" : ".");
        assert_int_equal(bed_file_read(path, &b, &err), BED_EREAD);
        assert_string_equal(err.file, path);
        assert_non_null(strstr(err.text, i == 0 ? "No such file" : "Is a directory"));
    }
    bed_buffer_deinit(&b);
}

static void paths_are_joined_within_their_maximum(void **state)
{
    char out[BED_PATH_MAX], name[BED_PATH_MAX];

    (void)state;
    assert_int_equal(bed_path_join(out, "a", "b", NULL), BED_OK);
    assert_string_equal(out, "a/b");
    assert_int_equal(bed_path_join(out, "a/", "b", NULL), BED_OK);
    assert_string_equal(out, "a/b");
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_int_equal(bed_path_join(out, "a", name, NULL), BED_EARGUMENT);
    assert_string_equal(bed_path_name("a/b/c.txt"), "c.txt");
    assert_string_equal(bed_path_name("c.txt"), "c.txt");
}

static void folders_are_made_with_their_parents_and_removed_with_their_contents(void **state)
{
    char      path[256];
    bed_error err = { 0 };

    make(state, "a/b/c");
    make(state, "a/b/c/");
    put(state, "a/b/c/file", "x");
    assert_int_equal(symlink("/", at(state, path, "a/link")), 0);
    assert_int_equal(bed_dir_remove(at(state, path, "a"), NULL), BED_OK);
    assert_false(bed_path_exists(path));
    assert_true(bed_path_exists("/tmp"));
    assert_int_equal(bed_dir_remove(path, NULL), BED_OK); /* absent is OK */
    put(state, "file", "x");
    assert_int_equal(bed_dir_create(at(state, path, "file/below"), &err), BED_EDISK);
    assert_int_equal(bed_dir_create(at(state, path, "file"), &err), BED_EDISK);
}

static void a_folder_takes_the_place_of_another(void **state)
{
    char from[256], to[256], aside[256];

    at(state, from, "new");
    at(state, to, "corpus");
    for (int i = 0; i < 2; i++) { /* where nothing stands, then where a folder does */
        make(state, "new");
        put(state, "new/file", i == 0 ? "first" : "second");
        assert_int_equal(bed_dir_replace(from, to, NULL), BED_OK);
        assert_false(bed_path_exists(from));
        assert_true(is(state, "corpus/file", i == 0 ? "first" : "second"));
    }
    assert_int_equal(bed_dir_replace(from, to, NULL), BED_EDISK);
    assert_true(is(state, "corpus/file", "second"));
    assert_false(bed_path_exists(at(state, aside, "corpus.old")));
}

/* "corpus.old" beside "corpus" is a name that people give. */
static void what_stands_beside_is_left_alone(void **state)
{
    char from[256], to[256];

    make(state, "corpus");
    make(state, "corpus.old");
    make(state, "new");
    put(state, "corpus.old/mine", "precious");
    assert_int_equal(bed_dir_replace(at(state, from, "new"), at(state, to, "corpus"), NULL),
                     BED_OK);
    assert_true(is(state, "corpus.old/mine", "precious"));
}

static void a_walk_gives_files_alone_in_the_order_of_their_bytes(void **state)
{
    static const char *const names[] = { "B", "a/2", "a/10", "a/.hidden", "__MACOSX/x", "\xff" };
    static const char *const found[] = { "B", "a/10", "a/2", "\xff" };
    bed_arena                arena   = BED_ARENA(1 << 20);
    bed_file_list            list;
    char                     path[256];

    make(state, "a");
    make(state, "__MACOSX");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        put(state, names[i], "x");
    assert_int_equal(mkfifo(at(state, path, "pipe"), 0600), 0);
    assert_int_equal(symlink("..", at(state, path, "a/back")), 0);
    assert_int_equal(bed_file_walk(*state, &arena, &list, NULL), BED_OK);
    assert_int_equal(list.n, sizeof found / sizeof found[0]);
    for (size_t i = 0; i < list.n; i++)
        assert_string_equal(list.paths[i], at(state, path, found[i]));
    bed_arena_deinit(&arena);
}

static void a_walk_follows_a_pattern_where_nothing_has_that_name(void **state)
{
    static const char *const names[] = { "a/1.json", "a/2.json",  "a/2.txt",
                                         "b/1.json", ".c/1.json", "d[1]/1.json" };
    static const struct {
        const char *path, *first;
        size_t      n, root;
    } cases[] = {
        { "a/*.json", "a/1.json", 2, 2 }, { "?/1.json", "a/1.json", 2, 0 },
        { "[ab]", "a/1.json", 4, 0 },     { "*/2.*", "a/2.json", 2, 0 },
        { "d[1]", "d[1]/1.json", 1, 4 },
    };
    bed_arena     arena = BED_ARENA(1 << 20);
    bed_error     err   = { 0 };
    bed_file_list list;
    char          path[256], first[256];
    const size_t  here = strlen(at(state, path, ""));

    make(state, "a");
    make(state, "b");
    make(state, ".c");
    make(state, "d[1]");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        put(state, names[i], "x");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        at(state, path, cases[i].path);
        assert_int_equal(bed_path_root(path), here + cases[i].root);
        assert_int_equal(bed_file_walk(path, &arena, &list, NULL), BED_OK);
        assert_int_equal(list.n, cases[i].n);
        assert_string_equal(list.paths[0], at(state, first, cases[i].first));
    }
    assert_int_equal(bed_file_walk(at(state, path, "a/*.csv"), &arena, &list, &err), BED_EREAD);
    assert_string_equal(err.text, "no file or folder matches");
    bed_arena_deinit(&arena);
}

static void a_walk_names_what_it_cannot_read(void **state)
{
    static const struct {
        const char *name, *part;
    } cases[] = {
        { "absent", "No such file" },
        { "pipe", "neither a file nor a folder" },
        { "link", "a link to nothing" },
        { "folder", "a link to nothing" },
    };
    char path[256];

    make(state, "folder");
    assert_int_equal(mkfifo(at(state, path, "pipe"), 0600), 0);
    assert_int_equal(symlink("nowhere", at(state, path, "link")), 0);
    assert_int_equal(symlink("nowhere", at(state, path, "folder/link")), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_arena     arena = BED_ARENA(1 << 20);
        bed_error     err   = { 0 };
        bed_file_list list;

        assert_int_equal(bed_file_walk(at(state, path, cases[i].name), &arena, &list, &err),
                         BED_EREAD);
        assert_non_null(strstr(err.file, cases[i].name));
        if (strstr(err.text, cases[i].part) == NULL)
            fail_msg("%s: '%s' lacks '%s'", cases[i].name, err.text, cases[i].part);
        bed_arena_deinit(&arena);
    }
}

static void a_walk_survives_the_loss_of_any_allocation(void **state)
{
    char name[32];

    for (int i = 0; i < 80; i++) {
        snprintf(name, sizeof name, "%d", i);
        put(state, name, "x");
    }
    for (uint64_t k = 1;; k++) {
        bed_arena     arena = BED_ARENA(1 << 20);
        bed_file_list list;

        bed_alloc_fail_at(k);
        const bed_status st   = bed_file_walk(*state, &arena, &list, NULL);
        const bool       over = bed_alloc_fail_at(0) < k;
        bed_arena_deinit(&arena);
        assert_int_equal(st, over ? BED_OK : BED_EMEMORY);
        if (over)
            break;
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, drop_dir)
    const struct CMUnitTest tests[] = {
        TEST(a_pipe_is_written_to_and_not_replaced),
        TEST(a_file_is_written_whole_or_not_at_all),
        TEST(a_file_that_cannot_be_read_says_why),
        TEST(paths_are_joined_within_their_maximum),
        TEST(folders_are_made_with_their_parents_and_removed_with_their_contents),
        TEST(a_folder_takes_the_place_of_another),
        TEST(what_stands_beside_is_left_alone),
        TEST(a_walk_gives_files_alone_in_the_order_of_their_bytes),
        TEST(a_walk_follows_a_pattern_where_nothing_has_that_name),
        TEST(a_walk_names_what_it_cannot_read),
        TEST(a_walk_survives_the_loss_of_any_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
