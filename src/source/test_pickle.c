/* Python pickles: what Python writes is read as Python's json module writes it; what would call
 * anything, lies about itself or grows without end is refused. */
#include "source/test_pack.h"
#include "source/test_source.h"

#include <stdio.h>

static const bed_reader_options as_pickle = { .container = BED_CONTAINER_PICKLE };

static void read_fixture(bed_buffer *b, const char *name)
{
    char      path[256];
    bed_error err = { 0 };

    snprintf(path, sizeof path, "src/source/fixtures/pickle/%s", name);
    *b = BED_BUFFER(1 << 20);
    if (bed_file_read(path, b, &err) != BED_OK)
        fail_msg("%s", err.text);
}

/* src/source/fixtures/make_pickles.py: CPython's pickler and its json module on the same values. */
static void python_s_pickles_give_python_s_json(void **unused)
{
    static const char *const names[] = { "dialogues", "values", "tuple", "keyed" };

    (void)unused;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        for (int protocol = 0; protocol <= 5; protocol++) {
            bed_buffer  pickled, expected, found = BED_BUFFER(1 << 20);
            bed_error   err = { 0 };
            bed_reader *r;
            bed_record  record;
            bed_status  st;
            char        name[64];

            snprintf(name, sizeof name, "%s.jsonl", names[i]);
            read_fixture(&expected, name);
            snprintf(name, sizeof name, "%s.%d.pkl", names[i], protocol);
            read_fixture(&pickled, name);
            assert_int_equal(bed_reader_open_bytes(bed_buffer_str(&pickled), name, NULL, &r, &err),
                             BED_OK);
            assert_int_equal(bed_reader_container(r), BED_CONTAINER_PICKLE);
            while ((st = bed_reader_next(r, &record, &err)) == BED_OK) {
                assert_int_equal(bed_buffer_add(&found, record.json, NULL), BED_OK);
                assert_int_equal(bed_buffer_add_byte(&found, '\n', NULL), BED_OK);
                assert_int_equal(bed_json_check(record.json, NULL), BED_OK);
                assert_in_range(record.byte, 1, pickled.len - 1);
            }
            if (st != BED_END)
                fail_msg("%s: %s", name, err.text);
            assert_string_equal(found.ptr, expected.ptr);
            bed_reader_close(r);
            bed_buffer_deinit(&found);
            bed_buffer_deinit(&pickled);
            bed_buffer_deinit(&expected);
        }
}

/* What only Python 2 wrote, what only unusual values make, by hand. */
static void other_plain_values_are_read(void **unused)
{
    static const reader_case cases[] = {
        /* str of Python 2: UTF-8 as it is, else Latin-1; its literals */
        { .in = BED_STR_INIT("\x80\x02](U\x03\xE7\x97\x9BU\x04\x63\x61\x66\xE9T\x02\0\0\0"
                             "hie."),
          .expected =
              "1@4 {\"value\":\"痛\"}\n2@9 {\"value\":\"café\"}\n3@15 {\"value\":\"hi\"}\n" },
        { .in = BED_STR_INIT("(lp0\nS'a\\'\\x41\\101\\n\\q\\\\'\naS\"\\xe9\"\naI01\naI00\nal."),
          .options  = { .container = BED_CONTAINER_PICKLE },
          .expected = "broken 1 @46: LIST without a MARK" },
        { .in      = BED_STR_INIT("(lp0\nS'a\\'\\x41\\101\\n\\q\\\\'\naS\"\\xe9\"\naI01\naI00\na."),
          .options = { .container = BED_CONTAINER_PICKLE },
          .expected =
              "1@5 {\"value\":\"a'AA\\n\\\\q\\\\\"}\n2@27 {\"value\":\"é\"}\n3@36 {\"value\":true}\n"
              "4@41 {\"value\":false}\n" },
        /* text with escapes of protocol 0; two halves of a pair are one character */
        { .in       = BED_STR_INIT("(V\\u0041\\\\u0041\\U0001f642\xE9\nV\\ud83d\\ude42\nl."),
          .name     = "x.pk",
          .expected = "1@1 {\"value\":\"A\\\\\\\\u0041🙂é\"}\n2@27 {\"value\":\"🙂\"}\n" },
        /* bytes of Python 3 that are text; a set; a frozenset; a bytearray */
        { .in = BED_STR_INIT("\x80\x05](C\x02hi\x8f(K\x01K\x02\x90(K\x03\x91\x96\x01\0\0\0\0\0"
                             "\0\0ze."),
          .expected = "1@4 {\"value\":\"hi\"}\n2@8 {\"value\":[1,2]}\n3@15 {\"value\":[3]}\n"
                      "4@19 {\"value\":\"z\"}\n" },
        /* a set and a tuple at the top; an empty list; a list of one element set by APPEND */
        { .in       = BED_STR_INIT("\x80\x04\x8f(K\x01}\x90."),
          .expected = "1@4 {\"value\":1}\n2@6 {}\n" },
        { .in = BED_STR_INIT("\x80\x02}}\x86."), .expected = "1@2 {}\n2@3 {}\n" },
        { .in = BED_STR_INIT("\x80\x02]."), .expected = "" },
        { .in = BED_STR_INIT("\x80\x02]Na."), .expected = "1@3 {\"value\":null}\n" },
        { .in       = BED_STR_INIT("\x80\x02}K\x07Ns."),
          .expected = "1@3 {\"key\":\"7\",\"value\":null}\n" },
        /* keys that are no text; a tuple's quotes are escaped once more */
        { .in       = BED_STR_INIT("\x80\x02]}(X\x01\0\0\0aK\x01\x86K\x02G?\xF0\0\0\0\0\0\0Nua."),
          .expected = "1@3 {\"[\\\"a\\\",1]\":2,\"1.0\":null}\n" },
        /* nan is missing, the infinite are refused */
        { .in = BED_STR_INIT("\x80\x02](G\x7F\xF8\0\0\0\0\0\0Gx\0\0\0\0\0\0\0G\xFF\xF0\0\0\0\0\0"
                             "\0e."),
          .expected = "1@4 {\"value\":null}\n2@13 {\"value\":1.0565890622713305e+270}\n"
                      "3@22 refused @22: an infinite number, which JSON has not <G\xFF\xF0>\n" },
        { .in       = BED_STR_INIT("(Fnan\nF-inf\nF1e5\nF0x1\nI1_0\nI007\nL-12L\nL1l\nl."),
          .name     = "x.PICKLE",
          .expected = "1@1 {\"value\":null}\n"
                      "2@6 refused @6: an infinite number, which JSON has not <F-inf\n>\n"
                      "3@12 {\"value\":100000.0}\n4@17 refused @17: FLOAT of no number <F0x1\n>\n"
                      "5@22 refused @22: INT of no number <I1_0\n>\n"
                      "6@27 refused @27: INT of no number <I007\n>\n7@32 {\"value\":-12}\n"
                      "8@38 refused @38: INT of no number <L1l\n>\n" },
        /* POP, POP_MARK and DUP, of which Python makes tuples that hold themselves */
        { .in       = BED_STR_INIT("\x80\x02](K\x01K\x02\x30(K\x05\x31\x32}0e."),
          .expected = "1@4 {\"value\":1}\n2@4 {\"value\":1}\n" },
        /* a list put into two places is written twice, at its own place */
        { .in       = BED_STR_INIT("\x80\x04](]\x94K\x01\x61h\0e."),
          .expected = "1@4 {\"value\":[1]}\n2@4 {\"value\":[1]}\n" },
        { .in = BED_STR_INIT("\x80\x02](\x8A\0\x8A\x01\xFF\x8A\x02\xFF\0\x8B\x01\0\0\0\x80"
                             "e."),
          .expected =
              "1@4 {\"value\":0}\n2@6 {\"value\":-1}\n3@9 {\"value\":255}\n4@13 {\"value\":-128}\n" },
    };

    (void)unused;
    CHECK_CASES(cases);
}

/* Whoever writes a pickle chooses what its reader runs, in Python. Here nothing is run. */
static void nothing_is_ever_called(void **unused)
{
#define ONLY                                                                                       \
    ": only lists, dicts, texts and numbers are read, and nothing is called; save the data as JSON"
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT("cos\nsystem\n(S'rm -rf ~'\ntR."),
          .name     = "x.pkl",
          .expected = "broken 1 @0: pickle opcode GLOBAL asks for os.system" ONLY },
        { .in       = BED_STR_INIT("\x80\x02]cposix\nsystem\nX\x02\0\0\0ls\x85Ra."),
          .expected = "broken 1 @3: pickle opcode GLOBAL asks for posix.system" ONLY },
        { .in       = BED_STR_INIT("\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x02ls\x85R."),
          .expected = "broken 1 @14: pickle opcode STACK_GLOBAL asks for os.system" ONLY },
        { .in       = BED_STR_INIT("\x80\x04]]\x93."),
          .expected = "broken 1 @4: pickle opcode STACK_GLOBAL asks for ?.?" ONLY },
        { .in       = BED_STR_INIT("\x80\x04\x93."),
          .expected = "broken 1 @2: pickle opcode STACK_GLOBAL asks for ?.?" ONLY },
        { .in       = BED_STR_INIT("(S'ls'\nios\nsystem\n."),
          .options  = { .container = BED_CONTAINER_PICKLE },
          .expected = "broken 1 @7: pickle opcode INST asks for os.system" ONLY },
        { .in       = BED_STR_INIT("\x80\x02]]R."),
          .expected = "broken 1 @4: pickle opcode REDUCE" ONLY },
        { .in = BED_STR_INIT("\x80\x02]}b."), .expected = "broken 1 @4: pickle opcode BUILD" ONLY },
        { .in = BED_STR_INIT("\x80\x02(]o."), .expected = "broken 1 @4: pickle opcode OBJ" ONLY },
        { .in       = BED_STR_INIT("\x80\x02])\x81."),
          .expected = "broken 1 @4: pickle opcode NEWOBJ" ONLY },
        { .in       = BED_STR_INIT("\x80\x04])}\x92."),
          .expected = "broken 1 @5: pickle opcode NEWOBJ_EX" ONLY },
        { .in       = BED_STR_INIT("\x80\x02\x82\x01."),
          .expected = "broken 1 @2: pickle opcode EXT1" ONLY },
        { .in       = BED_STR_INIT("\x80\x02\x83\x01\0."),
          .expected = "broken 1 @2: pickle opcode EXT2" ONLY },
        { .in       = BED_STR_INIT("\x80\x02\x84\x01\0\0\0."),
          .expected = "broken 1 @2: pickle opcode EXT4" ONLY },
        { .in       = BED_STR_INIT("Pfile:///etc/passwd\n."),
          .options  = { .container = BED_CONTAINER_PICKLE },
          .expected = "broken 1 @0: pickle opcode PERSID" ONLY },
        { .in       = BED_STR_INIT("\x80\x02]Q."),
          .expected = "broken 1 @3: pickle opcode BINPERSID" ONLY },
        { .in       = BED_STR_INIT("\x80\x05\x97."),
          .expected = "broken 1 @2: pickle opcode NEXT_BUFFER" ONLY },
        { .in       = BED_STR_INIT("\x80\x05]\x98."),
          .expected = "broken 1 @3: pickle opcode READONLY_BUFFER" ONLY },
        /* what others write: an ordered dict; a name made to upset a terminal */
        { .in       = BED_STR_INIT("\x80\x03]ccollections\nOrderedDict\n)Ra."),
          .expected = "broken 1 @3: pickle opcode GLOBAL asks for collections.OrderedDict" ONLY },
        { .in       = BED_STR_INIT("\x80\x03]c\x1B[2J\n\xFF\x07 x\n)Ra."),
          .expected = "broken 1 @3: pickle opcode GLOBAL asks for ?[2J.???x" ONLY },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void broken_pickles_say_where(void **unused)
{
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT("\x80\x04"),
          .expected = "broken 1 @2: the pickle is cut short: expected STOP" },
        { .in       = BED_STR_INIT("\x80\x04]"),
          .expected = "broken 1 @3: the pickle is cut short: expected STOP" },
        { .in       = BED_STR_INIT("\x80\x04\x8d\0\0\0\0\0\0\0\x10hi."),
          .expected = "broken 1 @2: BINUNICODE8 of 1152921504606846976 bytes where 3 are left" },
        { .in       = BED_STR_INIT("\x80\x04X\xFF\xFF\xFF\xFFhi."),
          .expected = "broken 1 @2: BINUNICODE of 4294967295 bytes where 3 are left" },
        { .in       = BED_STR_INIT("\x80\x02T\xFF\xFF\xFF\xFFhi."),
          .expected = "broken 1 @2: BINSTRING of a negative length" },
        { .in       = BED_STR_INIT("\x80\x02\x8B\0\0\0\x80hi."),
          .expected = "broken 1 @2: LONG4 of a negative length" },
        { .in       = BED_STR_INIT("\x80\x04X\xFF"),
          .expected = "broken 1 @4: the pickle is cut short within the BINUNICODE at byte 2" },
        { .in       = BED_STR_INIT("(S'x'"),
          .name     = "x.pk",
          .expected = "broken 1 @5: the pickle is cut short within the STRING at byte 1" },
        { .in       = BED_STR_INIT("\x80\x04\x95\xFF\0\0\0\0\0\0\0]."),
          .expected = "broken 1 @2: FRAME of 255 bytes where 2 are left" },
        { .in       = BED_STR_INIT("\x80\x04]\x80\x09."),
          .expected = "broken 1 @3: pickle protocol 9: expected at most 5" },
        { .in       = BED_STR_INIT("\x80\x04]\xF0."),
          .expected = "broken 1 @3: byte 0xf0 is no opcode of a pickle" },
        { .in       = BED_STR_INIT("[{\"a\":1}]"),
          .name     = "x.pkl",
          .expected = "broken 1 @0: byte 0x5b is no opcode of a pickle" },
        { .in       = BED_STR_INIT("\x80\x04K\x01."),
          .expected = "broken 1 @2: the pickle holds no list, tuple, set or dict" },
        { .in       = BED_STR_INIT("\x80\x04."),
          .expected = "broken 1 @2: STOP with 0 values on the stack" },
        { .in       = BED_STR_INIT("\x80\x04]]."),
          .expected = "broken 1 @4: STOP with 2 values on the stack" },
        { .in       = BED_STR_INIT("\x80\x04]("
                                         "."),
          .expected = "broken 1 @4: STOP with 1 values on the stack" },
        /* marks */
        { .in = BED_STR_INIT("\x80\x04]e."), .expected = "broken 1 @3: APPENDS without a MARK" },
        { .in = BED_STR_INIT("\x80\x04]u."), .expected = "broken 1 @3: SETITEMS without a MARK" },
        { .in       = BED_STR_INIT("\x80\x04]\x90."),
          .expected = "broken 1 @3: ADDITEMS without a MARK" },
        { .in = BED_STR_INIT("\x80\x04t."), .expected = "broken 1 @2: TUPLE without a MARK" },
        { .in = BED_STR_INIT("\x80\x04\x31."), .expected = "broken 1 @2: POP_MARK without a MARK" },
        { .in       = BED_STR_INIT("\x80\x04(e."),
          .expected = "broken 1 @3: APPENDS without a list below" },
        { .in       = BED_STR_INIT("\x80\x04](K\x01(K\x02s."),
          .expected = "broken 1 @9: SETITEM takes 2 values where 1 are on the stack" },
        { .in       = BED_STR_INIT("\x80\x04K\x01(K\x02\x65."),
          .expected = "broken 1 @7: APPENDS without a list below" },
        { .in       = BED_STR_INIT("\x80\x04]((K\x01\x61."),
          .expected = "broken 1 @7: APPEND without a list below" },
        { .in       = BED_STR_INIT("\x80\x04}(K\x01u."),
          .expected = "broken 1 @6: SETITEMS of a key without a value" },
        { .in       = BED_STR_INIT("\x80\x04(K\x01\x64."),
          .expected = "broken 1 @5: DICT of a key without a value" },
        { .in       = BED_STR_INIT("\x80\x04}K\x01\x61."),
          .expected = "broken 1 @5: APPEND into a dict: expected a list" },
        { .in       = BED_STR_INIT("\x80\x04)(K\x01\x65."),
          .expected = "broken 1 @6: APPENDS into a tuple: expected a list" },
        { .in       = BED_STR_INIT("\x80\x04\x30."),
          .expected = "broken 1 @2: POP takes 1 values where 0 are on the stack" },
        { .in       = BED_STR_INIT("\x80\x04\x32."),
          .expected = "broken 1 @2: DUP takes 1 values where 0 are on the stack" },
        { .in       = BED_STR_INIT("\x80\x04](\x85."),
          .expected = "broken 1 @4: TUPLE1 takes 1 values where 0 are on the stack" },
        { .in       = BED_STR_INIT("\x80\x04](\x94."),
          .expected = "broken 1 @4: MEMOIZE takes 1 values where 0 are on the stack" },
        /* memo */
        { .in       = BED_STR_INIT("\x80\x04]h\0."),
          .expected = "broken 1 @3: BINGET of a value that was not put before" },
        { .in       = BED_STR_INIT("\x80\x04]q\x02h\x01."),
          .expected = "broken 1 @5: BINGET of a value that was not put before" },
        { .in       = BED_STR_INIT("\x80\x04]r\xFF\xFF\xFF\xFF."),
          .expected = "broken 1 @3: LONG_BINPUT of an impossible number" },
        { .in       = BED_STR_INIT("\x80\x04]j\xFF\xFF\xFF\xFF."),
          .expected = "broken 1 @3: LONG_BINGET of an impossible number" },
        { .in       = BED_STR_INIT("]p99999999999999999999\n."),
          .options  = { .container = BED_CONTAINER_PICKLE },
          .expected = "broken 1 @1: PUT of an impossible number" },
        { .in       = BED_STR_INIT("]p-1\n."),
          .options  = { .container = BED_CONTAINER_PICKLE },
          .expected = "broken 1 @1: PUT of an impossible number" },
        { .in       = BED_STR_INIT("]gx\n."),
          .options  = { .container = BED_CONTAINER_PICKLE },
          .expected = "broken 1 @1: GET of an impossible number" },
        { .in       = BED_STR_INIT("]p\n."),
          .options  = { .container = BED_CONTAINER_PICKLE },
          .expected = "broken 1 @1: PUT of an impossible number" },
        /* what follows STOP is told once its records are given */
        { .in = BED_STR_INIT("\x80\x04]Na.\x80\x04]Na."),
          .expected =
              "1@3 {\"value\":null}\nbroken 2 @6: 6 bytes after the end of the pickle: only "
              "one object a file is read" },
    };

    (void)unused;
    CHECK_CASES(cases);
}

static void a_value_that_json_cannot_hold_refuses_its_record_alone(void **unused)
{
    static const reader_case cases[] = {
        { .in       = BED_STR_INIT("\x80\x04](\x8c\x04\x61\xED\xA0\xBDN\x8c\x02\xC3\x28Ne."),
          .expected = "1@4 refused @5: half a surrogate pair in a text <\x8c\x04\x61\xED\xA0\xBD>\n"
                      "2@10 {\"value\":null}\n"
                      "3@11 refused @11: a text that is not UTF-8 <\x8c\x02\xC3\x28>\n"
                      "4@15 {\"value\":null}\n" },
        { .in       = BED_STR_INIT("(V\\ud83d x\nV\\U00110000\nNl."),
          .name     = "x.pk",
          .expected = "1@1 refused @2: half a surrogate pair in a text <V\\ud83d x\n>\n"
                      "2@11 refused @12: half a surrogate pair in a text <V\\U00110000\n>\n"
                      "3@23 {\"value\":null}\n" },
        { .in       = BED_STR_INIT("\x80\x04](C\x02\xFF\xFEU\x01\xFF"
                                         "e."),
          .expected = "1@4 refused @4: bytes that are no text in UTF-8 <C\x02\xFF\xFE>\n"
                      "2@8 {\"value\":\"ÿ\"}\n" },
        /* a list within itself, by one step and by two; the list at the top within itself */
        { .in       = BED_STR_INIT("\x80\x04](]\x94h\0aNe."),
          .expected = "1@4 refused @4: a list that holds itself <]\x94h" },
        { .in       = BED_STR_INIT("\x80\x04](}\x94K\x01]h\0asNe."),
          .expected = "1@4 refused @4: a dict that holds itself <}\x94K\x01]h" },
        { .in       = BED_STR_INIT("\x80\x04]\x94(h\0Ne."),
          .expected = "1@2 refused @2: a list that holds itself <]\x94(h" },
        /* a dict as a key can be written by hand only */
        { .in       = BED_STR_INIT("\x80\x04](}}NsNe."),
          .expected = "1@4 refused @5: a dict as a key <}}Ns>\n2@8 {\"value\":null}\n" },
        { .in       = BED_STR_INIT("\x80\x04](}]\x85NsNe."),
          .expected = "1@4 refused @5: a list as a key <}]\x85Ns>\n2@9 {\"value\":null}\n" },
        { .in       = BED_STR_INIT("\x80\x04](S'x\nSx\nS\nNe."),
          .expected = "1@4 refused @4: STRING without quotes <S'x\n>\n"
                      "2@8 refused @8: STRING without quotes <Sx\n>\n"
                      "3@11 refused @11: STRING without quotes <S\n>\n4@13 {\"value\":null}\n" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_buffer b;

        dump_bytes(&b, cases[i].in, cases[i].name, &cases[i].options);
        if (strncmp(b.ptr, cases[i].expected, strlen(cases[i].expected)) != 0)
            fail_msg("case %zu\nexpected: %s\nfound:    %s", i, cases[i].expected, b.ptr);
        bed_buffer_deinit(&b);
    }
}

static void add(bed_buffer *b, const char *bytes, size_t n)
{
    assert_int_equal(bed_buffer_add(b, (bed_str){ bytes, n }, NULL), BED_OK);
}

static void nesting_has_a_limit(void **unused)
{
    bed_buffer in = BED_BUFFER(4 << 20), out;

    (void)unused;
    add(&in, "\x80\x04](", 4);
    for (int i = 0; i < 1000000; i++)
        add(&in, "]", 1);
    for (int i = 0; i < 999999; i++)
        add(&in, "a", 1);
    for (int i = 0; i < 510; i++)
        add(&in, "]", 1);
    for (int i = 0; i < 509; i++)
        add(&in, "a", 1);
    add(&in, "e.", 2);
    dump_bytes(&out, bed_buffer_str(&in), NULL, NULL);
    assert_non_null(strstr(out.ptr, "1@4 refused @515: nested deeper than 512 <"));
    assert_non_null(strstr(out.ptr, "\n2@2000003 {\"value\":[[[["));
    bed_buffer_deinit(&out);
    bed_buffer_deinit(&in);
}

/* Ten lists, each holding the one before ten times: 10^10 values from 300 bytes. */
static void shared_values_cannot_grow_without_end(void **unused)
{
    const bed_reader_options options = { .max_record_bytes = 1 << 20 };
    bed_buffer               in      = BED_BUFFER(1 << 20);
    bed_error                err     = { 0 };
    bed_reader              *r;
    bed_record               record;
    uint64_t                 n = 0;
    bed_status               st;

    (void)unused;
    add(&in, "\x80\x04](]q\0", 7);
    for (char level = 1; level <= 10; level++) {
        add(&in, "](", 2);
        for (int i = 0; i < 10; i++) {
            const char get[] = { 'h', (char)(level - 1) };
            add(&in, get, 2);
        }
        const char put[] = { 'e', 'q', level };
        add(&in, put, 3);
    }
    for (int i = 0; i < 1000; i++)
        add(&in, "h\x0A", 2);
    add(&in, "e.", 2);
    const uint64_t before = bed_peak_bytes();
    assert_int_equal(bed_reader_open_bytes(bed_buffer_str(&in), NULL, &options, &r, &err), BED_OK);
    while ((st = bed_reader_next(r, &record, &err)) == BED_OK || st == BED_REFUSED) {
        if (++n <= 5)
            assert_int_equal(st, BED_OK);
        if (n == 8) {
            assert_int_equal(st, BED_REFUSED);
            assert_string_equal(err.text, "a record of more than 1048576 bytes of JSON");
        }
    }
    assert_int_equal(st, BED_EFORMAT); /* a thousand of them are an attack */
    assert_string_equal(err.text,
                        "the pickle unpacks to more than 200 times its size: taken for a bomb");
    assert_in_range(n, 50, 500);
    assert_true(bed_peak_bytes() - before < 32 << 20);
    bed_reader_close(r);
    bed_buffer_deinit(&in);
}

/* Objects cost more than their bytes; a file of nothing but objects is no data. */
static void a_file_of_nothing_but_objects_is_stopped(void **unused)
{
    enum { SIZE = 20 << 20 };
    bed_buffer  in  = BED_BUFFER(2 * SIZE);
    bed_error   err = { 0 };
    bed_reader *r;
    bed_record  record;
    char       *at;

    (void)unused;
    add(&in, "\x80\x04", 2);
    assert_int_equal(bed_buffer_reserve(&in, SIZE, &at, NULL), BED_OK);
    memset(at, ']', SIZE);
    in.len += SIZE;
    const uint64_t before = bed_peak_bytes();
    assert_int_equal(bed_reader_open_bytes(bed_buffer_str(&in), NULL, NULL, &r, &err), BED_OK);
    assert_int_equal(bed_reader_next(r, &record, &err), BED_EFORMAT);
    assert_string_equal(err.text, "the objects of the pickle take more than 8 times its bytes: "
                                  "taken for an attack");
    assert_true(bed_peak_bytes() - before < (uint64_t)9 * SIZE + (64 << 20));
    bed_reader_close(r);
    bed_buffer_deinit(&in);
}

/* Like MedDG: dialogues of utterances with five lists each. The factor stands in pickle.c. */
static void objects_take_little_more_than_their_bytes(void **unused)
{
    enum { COPIES = 20000 };
    bed_buffer  fixture, in = BED_BUFFER(64 << 20);
    bed_error   err = { 0 };
    bed_reader *r;
    bed_record  record;
    uint64_t    n = 0;

    (void)unused;
    read_fixture(&fixture, "dialogues.3.pkl");
    /* \x80 3 ] q 0 ( … e . : its inside again and again, with the same numbers of memos */
    assert_memory_equal(fixture.ptr, "\x80\x03]q\0(", 6);
    add(&in, fixture.ptr, 6);
    for (int i = 0; i < COPIES; i++)
        add(&in, fixture.ptr + 6, fixture.len - 8);
    add(&in, "e.", 2);
    const uint64_t before = bed_peak_bytes();
    assert_int_equal(bed_reader_open_bytes(bed_buffer_str(&in), NULL, NULL, &r, &err), BED_OK);
    while (bed_reader_next(r, &record, &err) == BED_OK)
        n++;
    bed_reader_close(r);
    assert_int_equal(n, 3 * COPIES);
    const double factor = (double)(bed_peak_bytes() - before) / (double)in.len;
    print_message("%.2f bytes for a byte of %zu\n", factor, in.len);
#ifndef SANITIZED
    assert_true(factor < 6);
#endif
    bed_buffer_deinit(&in);
    bed_buffer_deinit(&fixture);
}

static void pickles_are_read_through_gzip_and_zip(void **unused)
{
    bed_buffer packed, inner, out;

    (void)unused;
    pack_gzip(&packed, BED_STR("\x80\x02]Na."));
    dump_bytes(&out, bed_buffer_str(&packed), "train.pk.gz", NULL);
    assert_string_equal(out.ptr, "1@3 {\"value\":null}\n");
    bed_buffer_deinit(&out);
    bed_buffer_deinit(&packed);
    const packed_file file = { "d/train.pk", BED_STR("(lp0\nNa.") };
    pack_zip(&inner, &file, 1, NULL);
    dump_bytes(&out, bed_buffer_str(&inner), "d.zip", &as_pickle);
    assert_string_equal(out.ptr, "1@5 {\"value\":null}\n");
    bed_buffer_deinit(&out);
    bed_buffer_deinit(&inner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_take_little_more_than_their_bytes),
        cmocka_unit_test(python_s_pickles_give_python_s_json),
        cmocka_unit_test(other_plain_values_are_read),
        cmocka_unit_test(nothing_is_ever_called),
        cmocka_unit_test(broken_pickles_say_where),
        cmocka_unit_test(a_value_that_json_cannot_hold_refuses_its_record_alone),
        cmocka_unit_test(nesting_has_a_limit),
        cmocka_unit_test(shared_values_cannot_grow_without_end),
        cmocka_unit_test(a_file_of_nothing_but_objects_is_stopped),
        cmocka_unit_test(pickles_are_read_through_gzip_and_zip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
