#include "corpus/out.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void bed__out_deinit(bed__out *o)
{
    bed_buffer_deinit(&o->b);
}

bed_status bed__out_write(bed__out *o, const char *folder, const char *name)
{
    char path[BED_PATH_MAX];

    BED_TRY(o->st);
    BED_TRY(bed_path_join(path, folder, name, o->err));
    return bed_file_write(path, bed_buffer_str(&o->b), o->err);
}

void bed__put_str(bed__out *o, bed_str text)
{
    if (o->st == BED_OK)
        o->st = bed_buffer_add(&o->b, text, o->err);
}

void bed__put(bed__out *o, const char *text)
{
    bed__put_str(o, bed_str_of(text));
}

void bed__putf(bed__out *o, const char *format, ...)
{
    char    line[512];
    va_list args;

    va_start(args, format);
    const int n = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (o->st == BED_OK && (n < 0 || n >= (int)sizeof line))
        o->st = bed_fail(o->err, BED_EINTERNAL, "a line of more than %zu bytes", sizeof line);
    else
        bed__put_str(o, (bed_str){ line, (size_t)n });
}

void bed__put_number(bed__out *o, uint64_t n)
{
    char   digits[32], line[48];
    size_t used = 0;
    int    len  = snprintf(digits, sizeof digits, "%" PRIu64, n);

    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            line[used++] = ',';
        line[used++] = digits[i];
    }
    bed__put_str(o, (bed_str){ line, used });
}

void bed__put_share(bed__out *o, uint64_t n, uint64_t of, const char *what)
{
    bed__put_number(o, n);
    bed__put(o, " of ");
    bed__put_number(o, of);
    bed__putf(o, " %s", what);
    if (of == 0)
        return;
    const uint64_t tenths = (uint64_t)(1000.0 * (double)n / (double)of + 0.5);
    bed__putf(o, " (%" PRIu64 ".%" PRIu64 " %%)", tenths / 10, tenths % 10);
}

/* Takes one character off a well-formed UTF-8 text. */
static uint32_t take(bed_str *s)
{
    const unsigned char *p = (const unsigned char *)s->ptr;
    const size_t         n = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    uint32_t             c = n == 1 ? p[0] : p[0] & (0xFFU >> (n + 1));

    for (size_t i = 1; i < n && i < s->len; i++)
        c = c << 6 | (p[i] & 0x3FU);
    const size_t step = n < s->len ? n : s->len;
    s->ptr += step;
    s->len -= step;
    return c;
}

static bool yaml_prints(uint32_t c)
{
    if (c < 0x20 || c == '"' || c == '\\')
        return false;
    if (c >= 0x7F && c < 0xA0)
        return false;
    return c != 0x2028 && c != 0x2029 && c != 0xFEFF && (c & 0xFFFE) != 0xFFFE;
}

void bed__put_yaml(bed__out *o, const char *text)
{
    bed_str rest = bed_str_of(text);

    bed__put(o, "\"");
    while (rest.len > 0) {
        const char    *from = rest.ptr;
        const uint32_t c    = take(&rest);

        if (yaml_prints(c))
            bed__put_str(o, (bed_str){ from, (size_t)(rest.ptr - from) });
        else if (c == '"' || c == '\\')
            bed__putf(o, "\\%c", (int)c);
        else if (c < 0x100)
            bed__putf(o, "\\x%02" PRIX32, c);
        else
            bed__putf(o, c < 0x10000 ? "\\u%04" PRIX32 : "\\U%08" PRIX32, c);
    }
    bed__put(o, "\"");
}

static bool md_mark(char c)
{
    return c != '\0' && strchr("\\`*_[]<>|~&$#", c) != NULL;
}

void bed__put_md(bed__out *o, const char *text)
{
    const char *p = text;

    if (*p != '\0' && strchr("+-=", *p) != NULL) /* would open a list or underline a heading */
        bed__put(o, "\\");
    while (*p >= '0' && *p <= '9')
        bed__put_str(o, (bed_str){ p++, 1 });
    if (p != text && (*p == '.' || *p == ')') && (p[1] == ' ' || p[1] == '\0')) /* a numbered one */
        bed__put(o, "\\");
    for (; *p != '\0'; p++) {
        if (*p == '\n' || *p == '\r' || *p == '\t')
            bed__put(o, " ");
        else if ((unsigned char)*p >= 0x20) {
            if (md_mark(*p))
                bed__put(o, "\\");
            bed__put_str(o, (bed_str){ p, 1 });
        }
    }
}

static size_t longest_run(const char *text, char c)
{
    size_t run = 0, best = 0;

    for (; *text != '\0'; text++) {
        run  = *text == c ? run + 1 : 0;
        best = run > best ? run : best;
    }
    return best;
}

static void repeat(bed__out *o, const char *text, size_t n)
{
    while (n-- > 0)
        bed__put(o, text);
}

void bed__put_code(bed__out *o, const char *text)
{
    const size_t n = longest_run(text, '`') + 1;

    if (*text == '\0')
        return;
    repeat(o, "`", n);
    bed__put(o, n > 1 ? " " : "");
    for (; *text != '\0'; text++) {
        if (*text == '|')
            bed__put(o, "\\"); /* of the table, not of the span */
        bed__put_str(o, (unsigned char)*text < 0x20 ? BED_STR(" ") : (bed_str){ text, 1 });
    }
    bed__put(o, n > 1 ? " " : "");
    repeat(o, "`", n);
}

void bed__put_fence(bed__out *o, const char *info, const char *text)
{
    const size_t run = longest_run(text, '`'), n = run < 3 ? 3 : run + 1, len = strlen(text);

    repeat(o, "`", n);
    bed__putf(o, "%s\n", info);
    bed__put(o, text);
    bed__put(o, len > 0 && text[len - 1] == '\n' ? "" : "\n");
    repeat(o, "`", n);
    bed__put(o, "\n");
}

static void json_value(bed__out *o, const char *name)
{
    if (o->depth > 0) {
        bed__put(o, o->begun ? ",\n" : "\n");
        repeat(o, "  ", (size_t)o->depth);
    }
    o->begun = true;
    if (name == NULL)
        return;
    if (o->st == BED_OK)
        o->st = bed_buffer_add_json(&o->b, bed_str_of(name), o->err);
    bed__put(o, ": ");
}

void bed__json_open(bed__out *o, const char *name, char bracket)
{
    json_value(o, name);
    bed__put_str(o, (bed_str){ &bracket, 1 });
    o->depth++;
    o->begun = false;
}

void bed__json_close(bed__out *o, char bracket)
{
    o->depth--;
    if (o->begun) {
        bed__put(o, "\n");
        repeat(o, "  ", (size_t)o->depth);
    }
    bed__put_str(o, (bed_str){ &bracket, 1 });
    o->begun = true;
}

void bed__json_text(bed__out *o, const char *name, const char *value)
{
    json_value(o, name);
    if (o->st == BED_OK)
        o->st = bed_buffer_add_json(&o->b, bed_str_of(value), o->err);
}

void bed__json_true(bed__out *o, const char *name)
{
    json_value(o, name);
    bed__put(o, "true");
}

void bed__json_ref(bed__out *o, const char *name, const char *id)
{
    bed__json_open(o, name, '{');
    bed__json_text(o, "@id", id);
    bed__json_close(o, '}');
}
