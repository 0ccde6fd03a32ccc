/* The classes of every code point are those of the tokenizers library (fixtures/characters.tsv). */
#include "base/test.h"
#include "model/characters.h"
#include "model/tokenizer_parts.h"

static bool is_dropped(UChar32 c)
{
    return c == 0 || c == 0xFFFD || (bed__is_other(c) && c != '\t' && c != '\n' && c != '\r');
}

static bool is_blank(UChar32 c)
{
    return bed__is_space(c) && !is_dropped(c);
}

static bool is_space(UChar32 c)
{
    return bed__is_space(c);
}

static const struct {
    const char *name;
    bool (*has)(UChar32 c);
    /* Code points of a class that the reference decides by a way of its own, each with its reason.
     */
    UChar32 except[8];
} classes[] = {
    { "dropped", is_dropped, { 0 } },
    { "blank", is_blank, { 0 } },
    { "ideograph", bed__is_ideograph, { 0 } },
    /* decompose into marks alone */
    { "nonspacing", bed__is_nonspacing, { 0x340, 0x341, 0x343, 0x344, 0 } },
    { "mark", bed__is_mark, { 0 } },
    { "punctuation", bed__is_punctuation, { 0 } },
    { "space", is_space, { 0 } },
    { "letter", bed__is_letter, { 0 } },
    { "number", bed__is_number, { 0 } },
    { "numeric", bed__is_numeric, { 0 } },
    { "word", bed__is_word, { 0 } },
};

enum { CODE_POINTS = 0x110000, SEEN_BYTES = CODE_POINTS };

static bool is_scalar(UChar32 c)
{
    return c < 0xD800 || c > 0xDFFF;
}

/* Marks the ranges of a line ("41-5A 61") with `value`. */
static void mark_ranges(const char *ranges, uint8_t *of, uint8_t value)
{
    char *end;

    while (*ranges != '\0' && *ranges != '\n') {
        const long first = strtol(ranges, &end, 16);
        const long last  = *end == '-' ? strtol(end + 1, &end, 16) : first;

        assert_true(first >= 0 && last < CODE_POINTS && end > ranges);
        for (long c = first; c <= last; c++)
            of[c] = value;
        ranges = *end == ' ' ? end + 1 : end;
    }
}

static const struct {
    const char            *name;
    const bed__normalizer *normalizer;
} forms[] = {
    { "nfc", &bed__normalize_nfc },
    { "nfd", &bed__normalize_nfd },
    { "nfkc", &bed__normalize_nfkc },
    { "nfkd", &bed__normalize_nfkd },
};

/* Characters that a form changes behind an "a", though the reference does not, or the reverse. */
static size_t wrongly_formed(size_t k, const char *ranges, uint8_t *seen)
{
    void      *self = NULL;
    bed_buffer room = BED_BUFFER(1 << 16);
    size_t     n    = 0;

    memset(seen, 0, SEEN_BYTES);
    mark_ranges(ranges, seen, 1);
    assert_int_equal(forms[k].normalizer->load(NULL, NULL, &self, NULL), BED_OK);
    for (UChar32 c = 0; c < CODE_POINTS; c++) {
        char    text[8] = { 'a' };
        bed_str s       = { text, 1 };

        if (!is_scalar(c))
            continue;
        s.len += bed__utf8_put(text + 1, c);
        bed_buffer_clear(&room);
        const bed_str before = s;

        assert_int_equal(forms[k].normalizer->run(self, &s, &room, NULL), BED_OK);
        if (bed_str_equal(s, before) == (seen[c] == 1) && n++ < 10)
            print_message("%s: U+%04X\n", forms[k].name, (unsigned)c);
    }
    forms[k].normalizer->destroy(self);
    bed_buffer_deinit(&room);
    return n;
}

static bool excepted(size_t k, UChar32 c)
{
    for (size_t i = 0; classes[k].except[i] != 0; i++)
        if (classes[k].except[i] == c)
            return true;
    return false;
}

static size_t differing(size_t k, const char *ranges, uint8_t *seen)
{
    size_t n = 0;

    memset(seen, 0, SEEN_BYTES);
    mark_ranges(ranges, seen, 1);
    for (UChar32 c = 0; c < CODE_POINTS; c++)
        if (is_scalar(c) && classes[k].has(c) != (seen[c] == 1) && !excepted(k, c) && n++ < 10)
            print_message("%s: U+%04X is %s the class\n", classes[k].name, (unsigned)c,
                          seen[c] ? "in" : "not in");
    return n;
}

/* "lower+32<tab>ranges": every character of the ranges is lowered by that distance; two distances
 * where it becomes two characters. */
static size_t wrongly_lowered(const char *steps, const char *ranges, uint8_t *lowered)
{
    uint8_t *const here = bed_new_array(uint8_t, SEEN_BYTES);
    char          *end;
    const long     first  = strtol(steps, &end, 10);
    const long     second = *end == ',' ? strtol(end + 1, &end, 10) : 0;
    size_t         n      = 0;

    assert_non_null(here);
    mark_ranges(ranges, here, 1);
    for (UChar32 c = 0; c < CODE_POINTS; c++) {
        UChar32      to[2] = { 0, c };
        const size_t n_to  = here[c] ? bed__lower(c, to) : 0;

        if (!here[c])
            continue;
        lowered[c] = 1;
        if ((to[0] != c + first || n_to != (second == 0 ? 1 : 2) || to[1] != c + second) &&
            n++ < 10)
            print_message("U+%04X becomes U+%04X\n", (unsigned)c, (unsigned)to[0]);
    }
    bed_free(here);
    return n;
}

static size_t lowered_though_small(const uint8_t *lowered)
{
    size_t n = 0;

    for (UChar32 c = 0; c < CODE_POINTS; c++) {
        UChar32 to[2];

        if (!is_scalar(c) || lowered[c])
            continue;
        n += bed__lower(c, to) != 1 || to[0] != c;
    }
    return n;
}

static void classes_of_every_code_point_agree(void **unused)
{
    FILE *const    file     = fopen("src/model/fixtures/characters.tsv", "r");
    uint8_t *const seen     = bed_new_array(uint8_t, SEEN_BYTES);
    uint8_t *const lowered  = bed_new_array(uint8_t, SEEN_BYTES);
    char          *line     = NULL;
    size_t         capacity = 0, n_classes = 0, n_forms = 0, n_steps = 0, n_wrong = 0;

    (void)unused;
    assert_non_null(file);
    assert_non_null(seen);
    assert_non_null(lowered);
    while (getline(&line, &capacity, file) > 0) {
        char *const tab = strchr(line, '\t');

        if (line[0] == '#')
            continue;
        assert_non_null(tab);
        *tab = '\0';
        if (strncmp(line, "lower+", 6) == 0) {
            n_steps++;
            n_wrong += wrongly_lowered(line + 6, tab + 1, lowered);
            continue;
        }
        for (size_t k = 0; k < sizeof forms / sizeof *forms; k++)
            if (strcmp(forms[k].name, line) == 0) {
                n_forms++;
                n_wrong += wrongly_formed(k, tab + 1, seen);
            }
        for (size_t k = 0; k < sizeof classes / sizeof *classes; k++)
            if (strcmp(classes[k].name, line) == 0) {
                n_classes++;
                n_wrong += differing(k, tab + 1, seen);
            }
    }
    assert_int_equal(n_classes, sizeof classes / sizeof *classes);
    assert_int_equal(n_forms, sizeof forms / sizeof *forms);
    assert_true(n_steps > 20);
    assert_int_equal(lowered_though_small(lowered), 0);
    assert_int_equal(n_wrong, 0);
    free(line);
    fclose(file);
    bed_free(seen);
    bed_free(lowered);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(classes_of_every_code_point_agree) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
