/* Files made to do harm. Each is refused, or its records are, in bounded memory and time, and
 * nothing is written or read but the file itself. Each is read by a child process, whose memory is
 * measured: on x86-64, release, 2 to 6 MiB for each but the pickle of shared values, which is
 * written up to the record limit before it is refused: 75 MiB. The longest, an XML text of 300 MB,
 * took 5.6 s. */
#include "source/test_pack.h"
#include "source/test_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct outcome {
    bed_status st; /* the last: of open or of next */
    uint64_t   n, n_refused;
    bed_error  err;
    double     mib, seconds; /* of the child, beyond what this process had */
} outcome;

static double resident_mib(void)
{
    FILE *f    = fopen("/proc/self/statm", "r");
    long  size = 0, resident = 0;

    assert_non_null(f);
    assert_int_equal(fscanf(f, "%ld %ld", &size, &resident), 2);
    fclose(f);
    return (double)resident * (double)sysconf(_SC_PAGESIZE) / (1 << 20);
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* In the child: path NULL: bytes. */
static void read_all(const char *path, bed_str bytes, const bed_reader_options *options,
                     outcome *out)
{
    bed_error   why = { 0 };
    bed_record  record;
    bed_reader *r;

    out->st  = path != NULL ? bed_reader_open(path, options, &r, &why)
                            : bed_reader_open_bytes(bytes, "x", options, &r, &why);
    out->err = why;
    if (out->st != BED_OK)
        return;
    while ((out->st = bed_reader_next(r, &record, &why)) == BED_OK || out->st == BED_REFUSED) {
        out->n++;
        out->n_refused += out->st == BED_REFUSED;
        out->err = why;
    }
    if (out->st != BED_END)
        out->err = why;
    bed_reader_close(r);
}

static outcome in_a_child(const char *what, const char *path, bed_str bytes,
                          const bed_reader_options *options)
{
    outcome *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    const double began = now_s();
    int          status;

    assert_true(shared != MAP_FAILED);
    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rusage usage;
        const double  before = resident_mib();

        read_all(path, bytes, options, shared);
        if (getrusage(RUSAGE_SELF, &usage) != 0)
            _exit(1);
        shared->mib = (double)usage.ru_maxrss / 1024 - before;
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0); /* it did not crash */
    outcome out = *shared;
    out.seconds = now_s() - began;
    munmap(shared, sizeof *shared);
    print_message("%-40s %6.1f MiB %6.2f s  %s\n", what, out.mib, out.seconds, out.err.text);
    return out;
}

#ifdef SANITIZED
enum { SLACK_MIB = 512 };
#else
enum { SLACK_MIB = 0 };
#endif

static void assert_bounded(const outcome *o, double mib)
{
    if (o->mib > mib + SLACK_MIB)
        fail_msg("%.1f MiB: at most %.1f", o->mib, mib);
    assert_true(o->seconds < 200); /* on a busy machine, with sanitizers */
}

static void add(bed_buffer *b, const void *bytes, size_t n)
{
    assert_int_equal(bed_buffer_add(b, (bed_str){ bytes, n }, NULL), BED_OK);
}

static void fill(bed_buffer *b, size_t n, char c)
{
    char *at;

    assert_int_equal(bed_buffer_reserve(b, n, &at, NULL), BED_OK);
    memset(at, c, n);
    b->len += n;
}

/* ---- bombs ------------------------------------------------------------------------------------
 */

/* The deflate stream of n_mib MiB of one byte: one MiB compressed and flushed, again and again. */
static void add_deflated(bed_buffer *b, char byte, size_t n_mib)
{
    enum { MIB = 1 << 20 };
    z_stream z      = { 0 };
    char    *plain  = bed_alloc(MIB, 1);
    char    *packed = bed_alloc(MIB, 1);

    assert_non_null(plain);
    assert_non_null(packed);
    memset(plain, byte, MIB);
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in   = (Bytef *)plain;
    z.avail_in  = MIB;
    z.next_out  = (Bytef *)packed;
    z.avail_out = MIB;
    assert_int_equal(deflate(&z, Z_FULL_FLUSH), Z_OK);
    for (size_t i = 0; i < n_mib; i++)
        add(b, packed, MIB - z.avail_out);
    deflateEnd(&z);
    add(b, "\x03\0", 2); /* an empty last block */
    bed_free(plain);
    bed_free(packed);
}

static void put(bed_buffer *b, uint64_t value, int n_bytes)
{
    for (int i = 0; i < n_bytes; i++)
        add(b, &(char){ i < 8 ? (char)(value >> (8 * i)) : '\0' }, 1);
}

/* A zip archive of one member of given bytes and any claims (APPNOTE 4.3.7, 4.3.12, 4.3.16). */
static void pack_claims(bed_buffer *b, const char *name, int method, bed_str packed, uint64_t size)
{
    for (int central = 0; central < 2; central++) {
        const size_t directory = b->len;

        add(b, central ? "PK\1\2\x14\0" : "PK\3\4", central ? 6 : 4);
        put(b, 20, 2);
        put(b, 0, 2);
        put(b, (uint64_t)method, 2);
        put(b, 0, 8); /* time and checksum */
        put(b, packed.len, 4);
        put(b, size, 4);
        put(b, strlen(name), 2);
        put(b, 0, central ? 16 : 2);
        add(b, name, strlen(name));
        if (!central) {
            add(b, packed.ptr, packed.len);
            continue;
        }
        const size_t end = b->len;
        add(b, "PK\5\6\0\0\0\0\1\0\1\0", 12);
        put(b, end - directory, 4);
        put(b, directory, 4);
        put(b, 0, 2);
    }
}

/* Ten GiB in a member of ten MiB, honest and lying about it; in a gzip file. */
static void bombs_of_zeroes_do_not_go_off(void **unused)
{
    enum { N_MIB = 10240 };
    const bed_reader_options lines    = { .container        = BED_CONTAINER_JSONL,
                                          .max_record_bytes = 1 << 20 };
    bed_buffer               deflated = BED_BUFFER(64 << 20), zip = BED_BUFFER(64 << 20);
    outcome                  o;

    (void)unused;
    add_deflated(&deflated, ' ', N_MIB);
    pack_claims(&zip, "a.jsonl", 8, bed_buffer_str(&deflated), 0xFFFFFFFE);
    o = in_a_child("zip bomb that says its size", NULL, bed_buffer_str(&zip), NULL);
    assert_int_equal(o.st, BED_EFORMAT);
    assert_non_null(strstr(o.err.text, "taken for a zip bomb"));
    assert_bounded(&o, 16);

    bed_buffer_clear(&zip);
    pack_claims(&zip, "a.jsonl", 8, bed_buffer_str(&deflated), 1000);
    o = in_a_child("zip bomb that says 1000 bytes", NULL, bed_buffer_str(&zip), &lines);
    assert_int_equal(o.st, BED_EFORMAT);
    assert_bounded(&o, 16);

    bed_buffer_clear(&zip);
    pack_claims(&zip, "a.jsonl", 8, bed_buffer_str(&deflated), 30 * deflated.len);
    o = in_a_child("zip bomb below the ratio", NULL, bed_buffer_str(&zip), &lines);
    assert_int_equal(o.st, BED_EFORMAT);
    assert_bounded(&o, 16);

    bed_buffer_clear(&zip);
    add(&zip, "\x1F\x8B\x08\0\0\0\0\0\0\3", 10);
    add(&zip, deflated.ptr, deflated.len);
    put(&zip, 0, 8);
    o = in_a_child("gzip bomb", NULL, bed_buffer_str(&zip), &lines);
    assert_int_equal(o.st, BED_EFORMAT);
    assert_non_null(strstr(o.err.text, "taken for a bomb"));
    assert_bounded(&o, 16);
    bed_buffer_deinit(&deflated);
    bed_buffer_deinit(&zip);
}

static void archives_within_archives_are_not_followed(void **unused)
{
    const packed_file file = { "a.jsonl", BED_STR("{}\n") };
    bed_buffer        inner, outer;
    outcome           o;

    (void)unused;
    pack_zip(&inner, &file, 1, NULL);
    for (int depth = 0; depth < 5; depth++) {
        const packed_file layer = { "inner.zip", bed_buffer_str(&inner) };

        pack_zip(&outer, &layer, 1, NULL);
        bed_buffer_deinit(&inner);
        inner = outer;
    }
    o = in_a_child("five archives, one within another", NULL, bed_buffer_str(&inner), NULL);
    assert_int_equal(o.st, BED_EFORMAT);
    assert_string_equal(o.err.text, "a zip archive within an archive: unpack it first");
    assert_bounded(&o, 16);
    bed_buffer_deinit(&inner);
}

/* Ten entities, each ten of the one before; a file by its name; a parameter that loads more. */
static void entities_are_not_expanded(void **unused)
{
    bed_buffer in = BED_BUFFER(1 << 20);
    char       line[256];
    outcome    o;

    (void)unused;
    add(&in, "<!DOCTYPE d [<!ENTITY e0 \"lol\">", 31);
    for (int i = 1; i <= 10; i++) {
        int n = snprintf(line, sizeof line, "<!ENTITY e%d \"", i);

        for (int k = 0; k < 10; k++)
            n += snprintf(line + n, sizeof line - (size_t)n, "&e%d;", i - 1);
        n += snprintf(line + n, sizeof line - (size_t)n, "\">");
        add(&in, line, (size_t)n);
    }
    add(&in, "]><d><r>&e10;</r></d>", 21);
    o = in_a_child("billion laughs", NULL, bed_buffer_str(&in), NULL);
    assert_int_equal(o.st, BED_EFORMAT);
    assert_non_null(strstr(o.err.text, "defines an entity"));
    assert_bounded(&o, 16);
    bed_buffer_deinit(&in);

    static const bed_str outside[] = {
        BED_STR_INIT("<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><d><r>&x;</r></d>"),
        BED_STR_INIT("<!DOCTYPE d [<!ENTITY % x SYSTEM \"file:///etc/passwd\"> %x;]><d><r/></d>"),
    };
    for (size_t i = 0; i < 2; i++) {
        o = in_a_child("entity of another file", NULL, outside[i], NULL);
        assert_int_equal(o.st, BED_EFORMAT);
        assert_int_equal(o.n, 0);
    }
}

/* ---- names ------------------------------------------------------------------------------------
 */

/* A member is a name in its archive and nothing else: what stands at such a path is not touched. */
static void members_cannot_leave_their_archive(void **unused)
{
    static const packed_file files[] = { { "../outside.jsonl", BED_STR_INIT("{\"in\":1}\n") },
                                         { "/tmp/absolute.jsonl", BED_STR_INIT("{\"in\":2}\n") },
                                         { "a/../../up.jsonl", BED_STR_INIT("{\"in\":3}\n") },
                                         { "..\\up.jsonl", BED_STR_INIT("{\"in\":4}\n") },
                                         { "plain.jsonl", BED_STR_INIT("{\"in\":5}\n") } };
    bed_arena                arena   = BED_ARENA(1 << 20);
    bed_error                err     = { 0 };
    bed_file_list            list;
    bed_buffer               zip;
    bed_reader              *r;
    bed_record               record;
    char                     dir[64], sub[128], path[256];

    (void)unused;
    temporary(dir);
    snprintf(sub, sizeof sub, "%s/sub", dir);
    assert_int_equal(bed_dir_create(sub, NULL), BED_OK);
    snprintf(path, sizeof path, "%s/outside.jsonl", dir);
    assert_int_equal(bed_file_write(path, BED_STR("{\"out\":1}\n"), NULL), BED_OK);
    pack_zip(&zip, files, 5, NULL);
    snprintf(path, sizeof path, "%s/a.zip", sub);
    assert_int_equal(bed_file_write(path, bed_buffer_str(&zip), NULL), BED_OK);
    for (size_t i = 0; i < 5; i++) {
        snprintf(path, sizeof path, "%s/a.zip!%s", sub, files[i].name);
        assert_int_equal(bed_reader_open(path, NULL, &r, &err), BED_OK);
        assert_int_equal(bed_reader_next(r, &record, &err), BED_OK);
        assert_memory_equal(record.raw.ptr, files[i].bytes.ptr, record.raw.len);
        bed_reader_close(r);
    }
    snprintf(path, sizeof path, "%s/a.zip!../sub/a.zip", sub);
    assert_int_equal(bed_reader_open(path, NULL, &r, &err), BED_EFORMAT);
    snprintf(path, sizeof path, "%s/a.zip!/etc/passwd", sub);
    assert_int_equal(bed_reader_open(path, NULL, &r, &err), BED_EFORMAT);
    /* names with a part that begins with '.' are hidden; nothing new lies anywhere */
    assert_int_equal(bed_source_files(dir, &arena, &list, &err), BED_OK);
    assert_int_equal(list.n, 3);
    assert_non_null(strstr(list.paths[0], "/outside.jsonl"));
    assert_non_null(strstr(list.paths[1], "/sub/a.zip!/tmp/absolute.jsonl"));
    assert_non_null(strstr(list.paths[2], "/sub/a.zip!plain.jsonl"));
    assert_false(bed_path_exists("/tmp/absolute.jsonl"));
    bed_buffer_deinit(&zip);
    bed_arena_deinit(&arena);
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
}

/* ---- shapes -----------------------------------------------------------------------------------
 */

static void a_million_brackets_are_refused(void **unused)
{
    static const bed_container kinds[]  = { BED_CONTAINER_JSONL, BED_CONTAINER_JSONL,
                                            BED_CONTAINER_JSON_ARRAY, BED_CONTAINER_JSON_OBJECT,
                                            BED_CONTAINER_JSON_OBJECT };
    static const char *const   begins[] = { "", "{\"a\":", "[", "{\"a\":", "{\"a\":[{\"n\":" };

    (void)unused;
    for (size_t i = 0; i < 5; i++) {
        const bed_reader_options options = { .container = kinds[i],
                                             .records   = i == 4 ? "a.b" : NULL };
        bed_buffer               in      = BED_BUFFER(4 << 20);
        outcome                  o;

        add(&in, begins[i], strlen(begins[i]));
        fill(&in, 1000000, '[');
        fill(&in, 1000000, ']');
        add(&in, "}\n", i == 1 ? 2 : 0);
        o = in_a_child("a million brackets", NULL, bed_buffer_str(&in), &options);
        assert_non_null(strstr(o.err.text, "nested deeper than 512"));
        assert_int_equal(o.n, o.n_refused);
        assert_bounded(&o, 32);
        bed_buffer_deinit(&in);
    }
}

/* A quote that is never closed: 300 MB of one cell; a line and an XML text as long. */
static void what_never_ends_is_not_kept(void **unused)
{
    static const struct {
        const char   *what, *head;
        bed_container container;
    } cases[] = {
        { "a quote that is not closed", "a,b\n1,\"", BED_CONTAINER_CSV },
        { "a line without an end", "{\"a\":\"", BED_CONTAINER_JSONL },
        { "a string without an end", "[{\"a\":\"", BED_CONTAINER_JSON_ARRAY },
        { "an XML text without an end", "<d><r>", BED_CONTAINER_XML },
        { "a text without an end", "id=1\n", BED_CONTAINER_TEXT },
    };
    bed_buffer block = BED_BUFFER(2 << 20);
    char       dir[64], path[96];

    (void)unused;
    while (block.len < 1 << 20)
        add(&block, "so the patient said \xE5\x92\xB3 ", 24);
    temporary(dir);
    snprintf(path, sizeof path, "%s/endless", dir);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const bed_reader_options options = { .container        = cases[i].container,
                                             .records          = i == 4 ? "id=" : NULL,
                                             .max_record_bytes = 1 << 20 };
        FILE                    *f       = fopen(path, "wb");
        outcome                  o;

        assert_non_null(f);
        fputs(cases[i].head, f);
        for (int k = 0; k < 300; k++)
            assert_int_equal(fwrite(block.ptr, 1, block.len, f), block.len);
        assert_int_equal(fclose(f), 0);
        o = in_a_child(cases[i].what, path, (bed_str){ NULL, 0 }, &options);
        assert_true(o.st == BED_EFORMAT || o.n_refused > 0);
        assert_bounded(&o, 24);
    }
    bed_buffer_deinit(&block);
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
}

/* What a workbook says of itself is not believed: its size, the number of its texts, far cells. */
static void a_workbook_that_lies_about_its_size_takes_no_memory(void **unused)
{
    const packed_file files[] = {
        { "[Content_Types].xml", BED_STR("<Types/>") },
        { "_rels/.rels", BED_STR("<Relationships>" RELATION(
                             "r1", "officeDocument", "xl/workbook.xml") "</Relationships>") },
        { "xl/workbook.xml",
          BED_STR(WORKBOOK_HEAD
                  "<sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>") },
        { "xl/_rels/workbook.xml.rels",
          BED_STR("<Relationships>" RELATION("rId1", "worksheet", "worksheets/one.xml")
                      RELATION("rId3", "sharedStrings", "strings.xml") "</Relationships>") },
        { "xl/strings.xml",
          BED_STR("<sst count=\"4294967295\" uniqueCount=\"4294967295\"><si><t>q</t></si></sst>") },
        { "xl/worksheets/one.xml",
          BED_STR(
              "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
              "<dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c>"
              "<c r=\"XFD1\" t=\"s\"><v>4294967294</v></c></row><row r=\"1048576\" spans=\"1:16384\">"
              "<c r=\"A1048576\"><v>7</v></c><c r=\"ZZZZZZ9\"><v>1</v></c></row></sheetData></worksheet>") },
    };
    bed_buffer xlsx;
    outcome    o;

    (void)unused;
    pack_zip(&xlsx, files, 6, NULL);
    o = in_a_child("a workbook that lies", NULL, bed_buffer_str(&xlsx), NULL);
    assert_true(o.st == BED_EFORMAT || o.n_refused > 0);
    assert_bounded(&o, 24);
    bed_buffer_deinit(&xlsx);
}

static void pickles_that_call_or_grow_are_stopped(void **unused)
{
    bed_buffer in = BED_BUFFER(1 << 20);
    outcome    o;

    (void)unused;
    o = in_a_child("a pickle that calls os.system", NULL,
                   BED_STR("\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x0ctouch /tmp/x\x85R."), NULL);
    assert_int_equal(o.st, BED_EFORMAT);
    assert_int_equal(o.n, 0);
    add(&in, "\x80\x02](]q\0", 7);
    for (char level = 1; level <= 30; level++) {
        add(&in, "](", 2);
        for (int i = 0; i < 10; i++)
            add(&in, (const char[]){ 'h', (char)(level - 1) }, 2);
        add(&in, (const char[]){ 'e', 'q', level }, 3);
    }
    add(&in, "e.", 2);
    o = in_a_child("a pickle of 10^30 values", NULL, bed_buffer_str(&in), NULL);
    assert_true(o.st == BED_EFORMAT || o.n_refused > 0);
    assert_bounded(&o, 256); /* one record of 64 MiB */
    bed_buffer_deinit(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bombs_of_zeroes_do_not_go_off),
        cmocka_unit_test(archives_within_archives_are_not_followed),
        cmocka_unit_test(entities_are_not_expanded),
        cmocka_unit_test(members_cannot_leave_their_archive),
        cmocka_unit_test(a_million_brackets_are_refused),
        cmocka_unit_test(what_never_ends_is_not_kept),
        cmocka_unit_test(a_workbook_that_lies_about_its_size_takes_no_memory),
        cmocka_unit_test(pickles_that_call_or_grow_are_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
