#include "model/split_pattern.h"

#include "model/characters.h"

#define CONTRACTIONS "'s|'t|'re|'ve|'m|'ll|'d"
#define BEFORE_DIGITS "(?i:" CONTRACTIONS ")|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|"
#define BEHIND_DIGITS "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"

const char *const bed__known_patterns[3] = {
    CONTRACTIONS "| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
    BEFORE_DIGITS "\\p{N}" BEHIND_DIGITS,
    BEFORE_DIGITS "\\p{N}{1,3}" BEHIND_DIGITS,
};

typedef enum kind { LETTER, NUMBER, SPACE, OTHER } kind;

static inline kind kind_of(UChar32 c)
{
    if (c < 0x80) {
        if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
            return LETTER;
        return c >= '0' && c <= '9' ? NUMBER : bed__is_space(c) ? SPACE : OTHER;
    }
    if (bed__is_letter(c))
        return LETTER;
    return bed__is_number(c) ? NUMBER : bed__is_space(c) ? SPACE : OTHER;
}

/* The kind of the character at `at`, and where the next one begins. */
static inline kind next_kind(bed_str text, size_t at, size_t *behind)
{
    *behind = at;
    return kind_of(bed__utf8_next(text, behind));
}

/* The end of the run of one kind from `at` on. */
static size_t run_end(bed_str text, size_t at, kind of)
{
    for (size_t behind; at < text.len; at = behind)
        if (next_kind(text, at, &behind) != of)
            break;
    return at;
}

/* \s+(?!\S)|\s+ from `at`, where a white space stands: the run, without its last character when
 * something follows it. */
static size_t spaces_end(bed_str text, size_t at)
{
    const size_t end  = run_end(text, at, SPACE);
    size_t       last = end;

    bed__utf8_before(text, &last);
    return end < text.len && last > at ? last : end;
}

/* Bytes of a contraction's letters behind an apostrophe; 0: none. In the form without regard to
 * case a long s (U+017F) is an s. */
static size_t contraction(bed_str rest, bool any_case)
{
    const char fold = any_case ? 0x20 : 0;
    const char a    = (char)(rest.len > 0 ? rest.ptr[0] | fold : 0);
    const char b    = (char)(rest.len > 1 ? rest.ptr[1] | fold : 0);

    if (a == 's' || a == 't' || a == 'm' || a == 'd')
        return 1;
    if ((a == 'r' && b == 'e') || (a == 'v' && b == 'e') || (a == 'l' && b == 'l'))
        return 2;
    return any_case && bed_str_starts(rest, BED_STR("\xC5\xBF")) ? 2 : 0;
}

static size_t contraction_at(bed_str text, size_t at, bool any_case)
{
    return text.ptr[at] != '\''
               ? 0
               : contraction((bed_str){ text.ptr + at + 1, text.len - at - 1 }, any_case);
}

size_t bed__word_end_gpt2(bed_str text, size_t at)
{
    const size_t n = contraction_at(text, at, false);
    size_t       behind, further;
    kind         first = next_kind(text, at, &behind);

    if (n > 0)
        return at + 1 + n;
    if (text.ptr[at] == ' ' && behind < text.len) {
        first = next_kind(text, behind, &further);
        if (first != SPACE)
            return run_end(text, further, first);
    }
    return text.ptr[at] == ' ' || first == SPACE ? spaces_end(text, at)
                                                 : run_end(text, behind, first);
}

static bool ends_line(char c)
{
    return c == '\r' || c == '\n';
}

/* \s*[\r\n]+|\s+(?!\S)|\s+ : up to the last line end of the run, where it has one. */
static size_t lines_end(bed_str text, size_t at)
{
    for (size_t end = run_end(text, at, SPACE); end > at; end--)
        if (ends_line(text.ptr[end - 1]))
            return end;
    return spaces_end(text, at);
}

/* Up to n numbers. */
static size_t numbers_end(bed_str text, size_t at, size_t n)
{
    for (size_t behind; n > 0 && at < text.len; n--, at = behind)
        if (next_kind(text, at, &behind) != NUMBER)
            break;
    return at;
}

static size_t late_word_end(bed_str text, size_t at, size_t n_digits)
{
    const size_t n = contraction_at(text, at, true);
    size_t       behind, further = 0;
    const kind   first = next_kind(text, at, &behind);

    if (n > 0)
        return at + 1 + n;
    if (first == LETTER)
        return run_end(text, behind, LETTER);
    if (first == NUMBER)
        return numbers_end(text, at, n_digits);
    const kind second = behind < text.len ? next_kind(text, behind, &further) : SPACE;

    if (second == LETTER && !ends_line(text.ptr[at]))
        return run_end(text, further, LETTER);
    if (first == OTHER || (text.ptr[at] == ' ' && second == OTHER)) {
        size_t end = run_end(text, behind, OTHER);

        while (end < text.len && ends_line(text.ptr[end]))
            end++;
        return end;
    }
    return lines_end(text, at);
}

static size_t word_end_qwen2(bed_str text, size_t at)
{
    return late_word_end(text, at, 1);
}

static size_t word_end_llama3(bed_str text, size_t at)
{
    return late_word_end(text, at, 3);
}

bed__word_end *bed__known_pattern(bed_str pattern)
{
    bed__word_end *const ends[] = { bed__word_end_gpt2, word_end_qwen2, word_end_llama3 };

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (bed_str_equal(pattern, bed_str_of(bed__known_patterns[i])))
            return ends[i];
    return NULL;
}
