/* Answers out of free texts, on texts of our own (fixtures/extract_cases.tsv). */
#include "metric/extract.h"

#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTIONS = 16, LINE_BYTES = 1 << 16 };

typedef struct question {
    bed_answer_option options[OPTIONS];
    size_t            n;
    bool              several;
} question;

static const bed_str DIGITS_AND_LETTERS = BED_STR_INIT("123456789ABCDEFGHIJ");

static void range_of_keys(bed_str spec, question *q)
{
    const char *const first = memchr(DIGITS_AND_LETTERS.ptr, spec.ptr[0], DIGITS_AND_LETTERS.len);

    assert_non_null(first);
    q->n = (size_t)(spec.ptr[2] - spec.ptr[0]) + 1;
    for (size_t i = 0; i < q->n; i++)
        q->options[i].key = (bed_str){ first + i, 1 };
}

/* "A-E", "1-5", "yn", "A=text|B=text"; "+" in front. */
static void read_options(bed_str spec, question *q)
{
    *q         = (question){ .n = 0 };
    q->several = bed_eat(&spec, BED_STR("+"));
    if (bed_str_equal(spec, BED_STR("yn"))) {
        q->options[q->n++].key = BED_STR("yes");
        q->options[q->n++].key = BED_STR("no");
        q->options[q->n++].key = BED_STR("maybe");
        return;
    }
    if (spec.len == 3 && spec.ptr[1] == '-') {
        range_of_keys(spec, q);
        return;
    }
    while (spec.len > 0) {
        const char *const equals = memchr(spec.ptr, '=', spec.len);
        const char *const bar    = memchr(spec.ptr, '|', spec.len);
        const char *const end    = bar == NULL ? spec.ptr + spec.len : bar;

        assert_true(equals != NULL && equals < end && q->n < OPTIONS);
        q->options[q->n].key    = (bed_str){ spec.ptr, (size_t)(equals - spec.ptr) };
        q->options[q->n++].text = (bed_str){ equals + 1, (size_t)(end - equals - 1) };
        spec.len -= (size_t)(end - spec.ptr) + (bar != NULL);
        spec.ptr = bar == NULL ? end : bar + 1;
    }
}

static bed_str unescape(bed_str s, char *out)
{
    size_t n = 0;

    assert_true(s.len < LINE_BYTES);
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '\\' && i + 1 < s.len && s.ptr[i + 1] == 'n') {
            out[n++] = '\n';
            i++;
        } else {
            out[n++] = s.ptr[i];
        }
    return (bed_str){ out, n };
}

static const char *show(const bed_extracted *a, const question *q, char *out, size_t bytes)
{
    size_t n = 0;

    if (a->status != BED_ANSWER_FOUND)
        return a->status == BED_ANSWER_MISSING ? "-" : "?";
    out[0] = '\0';
    for (size_t i = 0; i < q->n; i++)
        if ((a->keys >> i & 1) != 0)
            n += (size_t)snprintf(out + n, bytes - n, "%.*s", BED_STR_ARG(q->options[i].key));
    return out;
}

static bed_str take_field(bed_str *rest)
{
    const char *const tab = memchr(rest->ptr, '\t', rest->len);
    const size_t      n   = tab == NULL ? rest->len : (size_t)(tab - rest->ptr);
    const bed_str     out = { rest->ptr, n };

    *rest = (bed_str){ rest->ptr + n + (tab != NULL), rest->len - n - (tab != NULL) };
    return out;
}

static void finds_what_the_texts_say(void **unused)
{
    bed_buffer  file = BED_BUFFER((size_t)1 << 24);
    char *const text = bed_alloc(1, LINE_BYTES);
    size_t      n = 0, n_wrong = 0, row = 0;

    (void)unused;
    assert_int_equal(bed_file_read("src/metric/fixtures/extract_cases.tsv", &file, NULL), BED_OK);
    for (bed_str rest = bed_buffer_str(&file); rest.len > 0;) {
        bed_str  line = bed_take_line(&rest);
        question q;
        char     shown[64];

        row++;
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        read_options(take_field(&line), &q);
        const bed_str       expected = take_field(&line), said = unescape(line, text);
        const bed_extracted a     = bed_extract_answer(said, q.options, q.n, q.several);
        const char *const   found = show(&a, &q, shown, sizeof shown);

        n++;
        if (!bed_str_equal(expected, bed_str_of(found))) {
            print_message("line %zu: '%.*s': expected %.*s, found %s by %s\n", row,
                          BED_STR_ARG(line), BED_STR_ARG(expected), found,
                          bed_extract_rule_name(a.rule));
            n_wrong++;
        }
        assert_true(a.where + a.bytes <= said.len);
    }
    print_message("%zu cases\n", n);
    assert_int_equal(n_wrong, 0);
    assert_true(n >= 150);
    bed_free(text);
    bed_buffer_deinit(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_the_texts_say),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
