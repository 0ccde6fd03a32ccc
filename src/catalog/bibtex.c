#include "catalog/schema.h"

/* Offset behind the brace group that opens at s.ptr[0], or 0 where it never closes. A backslash
 * takes the next character with it. */
static size_t group_end(bed_str s)
{
    size_t depth = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\\')
            i++;
        else if (s.ptr[i] == '{')
            depth++;
        else if (s.ptr[i] == '}' && --depth == 0)
            return i + 1;
    }
    return 0;
}

static bool word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == ':' || c == '.' || c == '+' || c == '/';
}

static bed_str take_word(bed_str *s)
{
    bed_str word;

    *s   = bed_trim(*s);
    word = (bed_str){ s->ptr, 0 };
    while (word.len < s->len && word_char(s->ptr[word.len]))
        word.len++;
    s->ptr += word.len;
    s->len -= word.len;
    *s = bed_trim(*s);
    return word;
}

/* Cuts one value: a brace group, a quoted text or a bare word. NULL, or what is wrong. */
static const char *take_value(bed_str *s, bool *empty)
{
    size_t end = 0;

    if (s->len == 0)
        return "a field without a value";
    if (s->ptr[0] == '{') {
        end    = group_end(*s);
        *empty = end <= 2;
    } else if (s->ptr[0] == '"') {
        const char *quote = memchr(s->ptr + 1, '"', s->len - 1);

        end    = quote == NULL ? 0 : (size_t)(quote - s->ptr) + 1;
        *empty = end <= 2;
    } else {
        while (end < s->len && word_char(s->ptr[end]))
            end++;
        *empty = false;
    }
    if (end == 0)
        return "a field's value is not closed";
    *s = bed_trim((bed_str){ s->ptr + end, s->len - end });
    return NULL;
}

static bool same_word(bed_str a, const char *lower)
{
    if (a.len != strlen(lower))
        return false;
    for (size_t i = 0; i < a.len; i++) {
        const char c = a.ptr[i];

        if ((c >= 'A' && c <= 'Z' ? (char)(c + 32) : c) != lower[i])
            return false;
    }
    return true;
}

/* The fields between the key and the closing brace. */
static const char *fields_fault(bed_str s)
{
    static const char *const needed[] = { "title", "author", "year" };
    static const char *const absent[] = { "no title", "no author", "no year" };
    bool                     seen[3]  = { false, false, false };

    while ((s = bed_trim(s)).len > 0) {
        const bed_str name  = take_word(&s);
        bool          empty = false;

        if (name.len == 0)
            return "text where a field's name was expected";
        if (!bed_eat(&s, BED_STR("=")))
            return "a field without '='";
        s                 = bed_trim(s);
        const char *wrong = take_value(&s, &empty);
        if (wrong != NULL)
            return wrong;
        for (size_t i = 0; i < 3; i++)
            seen[i] |= !empty && same_word(name, needed[i]);
        if (s.len > 0 && !bed_eat(&s, BED_STR(",")))
            return "no comma between two fields";
    }
    for (size_t i = 0; i < 3; i++)
        if (!seen[i])
            return absent[i];
    return NULL;
}

const char *bed__bibtex_fault(const char *entry)
{
    bed_str s = bed_trim(bed_str_of(entry));

    if (!bed_eat(&s, BED_STR("@")) || take_word(&s).len == 0)
        return "does not begin with '@' and a type";
    const size_t end = s.len > 0 && s.ptr[0] == '{' ? group_end(s) : 0;
    if (end == 0)
        return "its braces do not balance";
    if (end != s.len)
        return "text after the closing brace";
    s = (bed_str){ s.ptr + 1, s.len - 2 };
    if (take_word(&s).len == 0)
        return "no citation key";
    if (!bed_eat(&s, BED_STR(",")))
        return "no comma after the citation key";
    return fields_fault(s);
}
