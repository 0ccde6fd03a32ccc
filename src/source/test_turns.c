#include "base/test.h"
#include "source/source.h"

static const bed_mark marks[] = {
    { BED_STR_INIT("Doctor"), BED_STR_INIT("clinician") },
    { BED_STR_INIT("Patient"), BED_STR_INIT("patient") },
    { BED_STR_INIT("Guest_family"), BED_STR_INIT("family") },
    { BED_STR_INIT("医生"), BED_STR_INIT("clinician") },
    { BED_STR_INIT("病人"), BED_STR_INIT("patient") },
};

typedef struct turns_case {
    bed_str           in;
    const char       *expected; /* "role:text|", with "!byte" where it is refused */
    bed_turns_options options;
} turns_case;

static void dump(const turns_case *c, bed_buffer *b)
{
    bed_turns  t;
    bed_turn   turn;
    bed_error  err = { 0 };
    bed_status st;

    *b = BED_BUFFER(10000);
    bed_turns_init(&t, c->in, marks, sizeof marks / sizeof marks[0], &c->options);
    while ((st = bed_turns_next(&t, &turn, &err)) == BED_OK)
        assert_int_equal(bed_buffer_printf(b, NULL, "%.*s:%.*s|", BED_STR_ARG(turn.role),
                                           BED_STR_ARG(turn.text)),
                         BED_OK);
    if (st == BED_REFUSED) {
        assert_string_equal(err.text, "text before the first speaker mark");
        assert_int_equal(bed_buffer_printf(b, NULL, "!%d", (int)err.byte), BED_OK);
    }
    assert_int_equal(bed_buffer_add(b, BED_STR(""), NULL), BED_OK);
}

static void every_form_of_mark_is_known(void **unused)
{
    static const turns_case cases[] = {
        { .in       = BED_STR_INIT("Doctor: hi\nPatient: hello"),
          .expected = "clinician:hi|patient:hello|" },
        { .in       = BED_STR_INIT("Doctor: hi\r\n  Patient :  hello \r\n"),
          .expected = "clinician:hi|patient:hello|" },
        { .in       = BED_STR_INIT("病人：咳嗽\n医生：几天了？"),
          .expected = "patient:咳嗽|clinician:几天了？|" },
        { .in       = BED_STR_INIT("病人:咳嗽\n医生 ：几天了？"),
          .expected = "patient:咳嗽|clinician:几天了？|" },
        { .in       = BED_STR_INIT("[Doctor] hi\n[Patient]: yes"),
          .expected = "clinician:hi|patient:yes|" },
        { .in       = BED_STR_INIT("【医生】您好\n【病人】：好"),
          .expected = "clinician:您好|patient:好|" },
        { .in = BED_STR_INIT("Guest_family_1: hi\nGuest_family: yo\nDoctor 12: hm\nPatient2:x"),
          .expected = "family:hi|family:yo|clinician:hm|patient:x|" },
        { .in       = BED_STR_INIT("Patient:\nI cough.\nA lot.\nDoctor:\nSince when?"),
          .expected = "patient:I cough.\nA lot.|clinician:Since when?|" },
        { .in       = BED_STR_INIT("Doctor: one\n\ntwo\nPatient: three"),
          .expected = "clinician:one\n\ntwo|patient:three|" },
        { .in = BED_STR_INIT("Doctor:\nPatient:"), .expected = "clinician:|patient:|" },
        { .in = BED_STR_INIT(""), .expected = "" },
        { .in = BED_STR_INIT(" \n\n "), .expected = "" },
        /* a label is a mark only with its colon or in its box, at the beginning of a line */
        { .in       = BED_STR_INIT("Doctor: The Patient: he\nDoctors: no\nDoctor no\nPatient, no"),
          .expected = "clinician:The Patient: he\nDoctors: no\nDoctor no\nPatient, no|" },
        { .in       = BED_STR_INIT("doctor: HI\nPATIENT: hello"),
          .expected = "clinician:HI|patient:hello|",
          .options  = { .fold_case = true } },
        { .in       = BED_STR_INIT("病人：一\\n医生：二\\n 三\n四\\n病人：五"),
          .expected = "patient:一|clinician:二\\n 三\n四|patient:五|",
          .options  = { .escaped_newline = true } },
        { .in = BED_STR_INIT("病人：一\\n医生：二"), .expected = "patient:一\\n医生：二|" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_buffer b;

        dump(&cases[i], &b);
        assert_string_equal(b.ptr, cases[i].expected);
        bed_buffer_deinit(&b);
    }
}

static void refuses_text_before_the_first_mark(void **unused)
{
    static const turns_case cases[] = {
        { .in = BED_STR_INIT("\n  hello\nDoctor: hi"), .expected = "!3" },
        { .in = BED_STR_INIT("no mark at all"), .expected = "!0" },
        { .in = BED_STR_INIT("doctor: hi"), .expected = "!0" },
        { .in = BED_STR_INIT("[Doctor hi"), .expected = "!0" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_buffer b;

        dump(&cases[i], &b);
        assert_string_equal(b.ptr, cases[i].expected);
        bed_buffer_deinit(&b);
    }
}

static void lines_that_go_on_are_counted(void **unused)
{
    bed_turns t;
    bed_turn  turn;

    (void)unused;
    bed_turns_init(&t, BED_STR("Doctor: a\nb\n\nc\nPatient:\nd"), marks, 2, NULL);
    assert_int_equal(bed_turns_next(&t, &turn, NULL), BED_OK);
    assert_int_equal(turn.byte, 0);
    assert_int_equal(bed_turns_next(&t, &turn, NULL), BED_OK);
    assert_int_equal(turn.byte, 15);
    assert_int_equal(bed_turns_next(&t, &turn, NULL), BED_END);
    assert_int_equal(t.n_continued, 2);
}

/* Views stay inside; nothing is lost but marks, blanks and line ends. */
static void every_cut_of_a_text_is_safe(void **unused)
{
    static const char whole[] =
        "病人：咳嗽\\n[Doctor] hi\n【医生】\n您好\r\n Guest_family_2 : x\nmore";

    (void)unused;
    for (size_t from = 0; from < sizeof whole; from++)
        for (size_t to = from; to < sizeof whole; to++) {
            char      *copy = bed_alloc(to - from, 1);
            bed_turns  t;
            bed_turn   turn;
            bed_status st;
            size_t     n = 0;

            assert_non_null(copy);
            memcpy(copy, whole + from, to - from);
            bed_turns_init(&t, (bed_str){ copy, to - from }, marks, 5,
                           &(bed_turns_options){ .escaped_newline = from % 2 == 0 });
            while ((st = bed_turns_next(&t, &turn, NULL)) == BED_OK) {
                assert_true(
                    turn.text.len == 0 ||
                    (turn.text.ptr >= copy && turn.text.ptr + turn.text.len <= copy + (to - from)));
                n++;
            }
            assert_true(n <= 5);
            assert_true(st == BED_END || st == BED_REFUSED);
            bed_free(copy);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_of_mark_is_known),
        cmocka_unit_test(refuses_text_before_the_first_mark),
        cmocka_unit_test(lines_that_go_on_are_counted),
        cmocka_unit_test(every_cut_of_a_text_is_safe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
