/* What a file is, by its first bytes. */
#include "source/reader.h"

#include <strings.h>

typedef struct magic {
    bed_str     bytes;
    const char *what;
} magic;

static const magic foreign[] = {
    { BED_STR_INIT("version https://git-lfs.github.com/spec/"),
      "a Git LFS pointer, not the file itself: fetch it with git lfs pull" },
    { BED_STR_INIT("\x28\xB5\x2F\xFD"), "compressed by zstd: unpack it first" },
    { BED_STR_INIT("BZh"), "compressed by bzip2: unpack it first" },
    { BED_STR_INIT("\xFD"
                   "7zXZ"),
      "compressed by xz: unpack it first" },
    { BED_STR_INIT("7z\xBC\xAF\x27\x1C"), "a 7z archive: unpack it first" },
    { BED_STR_INIT("Rar!\x1A\x07"), "a RAR archive: unpack it first" },
    { BED_STR_INIT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
      "an Office file of the old kind, or an encrypted workbook: save it as .xlsx without a "
      "password" },
    { BED_STR_INIT("%PDF-"), "a PDF document" },
    { BED_STR_INIT("SQLite format 3"), "an SQLite database" },
    { BED_STR_INIT("ARROW1"), "an Arrow file: save it as Parquet" },
    { BED_STR_INIT("\x80\x02"), "a Python pickle" },
    { BED_STR_INIT("\x80\x03"), "a Python pickle" },
    { BED_STR_INIT("\x80\x04"), "a Python pickle" },
    { BED_STR_INIT("\x80\x05"), "a Python pickle" },
    { BED_STR_INIT("\x89PNG"), "a PNG picture" },
};

static bool blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bed_str after_blanks(bed_str s)
{
    while (s.len > 0 && blank(s.ptr[0]))
        s.ptr++, s.len--;
    return s;
}

static bed_str after_bom(bed_str head)
{
    bed_eat(&head, BED_STR("\xEF\xBB\xBF"));
    return head;
}

static bool starts_fold(bed_str s, const char *word)
{
    const size_t len = strlen(word);

    return s.len >= len && strncasecmp(s.ptr, word, len) == 0;
}

/* An HTML page begins with its doctype or its root, after a prolog and comments. */
static bool is_html(bed_str s)
{
    static const char *const signs[] = { "<!doctype html", "<html", "<head", "<body" };

    for (;;) {
        const char *close = NULL;

        s = after_blanks(s);
        for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
            if (starts_fold(s, signs[i]))
                return true;
        if (starts_fold(s, "<?xml"))
            close = memmem(s.ptr, s.len, "?>", 2);
        else if (starts_fold(s, "<!--"))
            close = memmem(s.ptr, s.len, "-->", 3);
        if (close == NULL)
            return false;
        s.len -= (size_t)(close + 2 - s.ptr);
        s.ptr = close + 2;
        bed_eat(&s, BED_STR(">"));
    }
}

/* UTF-16 or UTF-32 by its mark, or text with a zero in every second byte. */
static const char *wide_encoding(bed_str head)
{
    size_t zeroes[2] = { 0, 0 };

    if (bed_str_starts(head, (bed_str){ "\xFF\xFE\0\0", 4 }) ||
        bed_str_starts(head, (bed_str){ "\0\0\xFE\xFF", 4 }))
        return "UTF-32";
    if (bed_str_starts(head, BED_STR("\xFF\xFE")) || bed_str_starts(head, BED_STR("\xFE\xFF")))
        return "UTF-16";
    const size_t n = head.len < 4096 ? head.len & ~(size_t)1 : 4096;
    for (size_t i = 0; i < n; i++)
        zeroes[i % 2] += head.ptr[i] == '\0';
    if (n >= 8 && (zeroes[0] + zeroes[1]) * 10 > n * 3 &&
        (zeroes[0] * 20 < zeroes[1] || zeroes[1] * 20 < zeroes[0]))
        return "UTF-16";
    return NULL;
}

static bool is_binary(bed_str head)
{
    const bed_str s        = { head.ptr, head.len < 4096 ? head.len : 4096 };
    size_t        controls = 0;

    for (size_t i = 0; i < s.len; i++) {
        const unsigned char c = (unsigned char)s.ptr[i];
        controls += c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f';
    }
    if (controls * 4 > s.len)
        return true;
    return controls * 20 > s.len && bed_utf8_valid_until(s) + 4 < s.len;
}

/* XML says its encoding itself. */
static bool wide_xml(bed_str head, bed_container wanted)
{
    const bool marked = head.len > 3 && (head.ptr[2] == '<' || head.ptr[3] == '<');

    return wanted == BED_CONTAINER_XML || (wanted == BED_CONTAINER_UNKNOWN && marked);
}

bool bed__is_marked_up(bed_str head)
{
    return bed_str_starts(after_blanks(after_bom(head)), BED_STR("<"));
}

bool bed__is_utf16(bed_str head, bed_container wanted)
{
    const char *wide = wide_encoding(head);

    return wide != NULL && strcmp(wide, "UTF-16") == 0 && !wide_xml(head, wanted) &&
           (bed_str_starts(head, BED_STR("\xFF\xFE")) || bed_str_starts(head, BED_STR("\xFE\xFF")));
}

bed_status bed__detect_junk(bed_str head, bed_container wanted, bed_error *err)
{
    const char *wide;

    if (head.len == 0)
        return bed_fail_at(err, BED_EFORMAT, 0, "the file is empty");
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
        if (bed_str_starts(head, foreign[i].bytes))
            return bed_fail_at(err, BED_EFORMAT, 0, "the file is %s", foreign[i].what);
    if (bed_str_starts(head, BED_STR("PK\x03\x04")))
        return bed_fail_at(err, BED_EFORMAT, 0, "a zip archive where %s was expected",
                           bed_container_name(wanted));
    wide = wide_encoding(head);
    if (wide != NULL && wide_xml(head, wanted))
        return BED_OK;
    if (wide != NULL)
        return bed_fail_at(err, BED_EFORMAT, 0, "the file is %s: expected UTF-8", wide);
    if (is_binary(head))
        return bed_fail_at(err, BED_EFORMAT, 0, "the file is binary, of a kind not known here");
    if (wanted == BED_CONTAINER_XML || wanted == BED_CONTAINER_TEXT)
        return BED_OK;
    if (is_html(after_bom(head)))
        return bed_fail_at(err, BED_EFORMAT, 0, "the file looks like an HTML page, not like data");
    return BED_OK;
}

/* The name's ending without ".gz", or "". */
static bool has_ending(const char *name, const char *ending)
{
    bed_str s = bed_str_of(name);

    if (bed_str_ends(s, BED_STR(".gz")))
        s.len -= 3;
    const size_t len = strlen(ending);
    return s.len >= len && strncasecmp(s.ptr + s.len - len, ending, len) == 0;
}

bool bed__is_pickle(bed_str head, const char *name)
{
    if (head.len >= 2 && head.ptr[0] == '\x80' && head.ptr[1] >= 2 && head.ptr[1] <= 5)
        return true;
    return has_ending(name, ".pk") || has_ending(name, ".pkl") || has_ending(name, ".pickle");
}

/* Length of the JSON container at the beginning of s, or 0 when s ends before it; *lines: line ends
 * between its tokens. */
static size_t first_value(bed_str s, size_t *lines)
{
    size_t depth     = 0;
    bool   in_string = false;

    *lines = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char c = s.ptr[i];

        if (in_string) {
            if (c == '\\')
                i++;
            else
                in_string = c != '"';
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            if (--depth == 0)
                return i + 1;
        } else {
            *lines += c == '\n';
        }
    }
    return 0;
}

/* An object or array at the front: lines of JSON when it ends on its line and more follow. */
static bed_container json_kind(bed_str s, bool whole, const char *name)
{
    const bed_container one =
        s.ptr[0] == '{' ? BED_CONTAINER_JSON_OBJECT : BED_CONTAINER_JSON_ARRAY;
    const bool   named = has_ending(name, ".jsonl") || has_ending(name, ".ndjson");
    size_t       lines = 0;
    const size_t len   = first_value(s, &lines);

    if (lines > 0)
        return one;
    if (len == 0) /* longer than what we see, or cut short */
        return named || (whole && one == BED_CONTAINER_JSON_OBJECT && !has_ending(name, ".json"))
                   ? BED_CONTAINER_JSONL
                   : one;
    const bed_str rest = after_blanks((bed_str){ s.ptr + len, s.len - len });
    if (rest.len > 0 && (s.ptr[0] == '{' || rest.ptr[0] == '[' || rest.ptr[0] == '{'))
        return BED_CONTAINER_JSONL;
    if (s.ptr[0] == '{' && !has_ending(name, ".json"))
        return BED_CONTAINER_JSONL;
    return named ? BED_CONTAINER_JSONL : one;
}

/* Whether what follows the bracket at the front can be JSON. */
static bool begins_json(bed_str s)
{
    const char    open = s.ptr[0];
    const bed_str in   = after_blanks((bed_str){ s.ptr + 1, s.len - 1 });

    if (in.len == 0)
        return true;
    if (open == '{')
        return in.ptr[0] == '"' || in.ptr[0] == '}';
    if (strchr("{[\"]-0123456789", in.ptr[0]) != NULL && in.ptr[0] != '\0')
        return true;
    return bed_str_starts(in, BED_STR("null")) || bed_str_starts(in, BED_STR("true")) ||
           bed_str_starts(in, BED_STR("false"));
}

/* A table when its rows agree in their number of columns. */
static bed_container table_kind(bed_str head, bool whole, const char *name)
{
    static const char delimiters[] = { '\t', ',', ';' };
    const bool        named        = has_ending(name, ".csv") || has_ending(name, ".tsv");
    bed_container     kind         = BED_CONTAINER_TEXT;
    size_t            best         = 0;

    for (size_t i = 0; i < sizeof delimiters; i++) {
        size_t n_rows, n_columns;

        bed__csv_shape(head, whole, delimiters[i], &n_rows, &n_columns);
        if (n_columns > best && n_columns > 1 && (n_rows > 1 || named)) {
            best = n_columns;
            kind = delimiters[i] == '\t' ? BED_CONTAINER_TSV : BED_CONTAINER_CSV;
        }
    }
    if (best == 0 && has_ending(name, ".csv"))
        return BED_CONTAINER_CSV;
    if (best == 0 && has_ending(name, ".tsv"))
        return BED_CONTAINER_TSV;
    return kind;
}

bed_status bed__detect(bed_str head, bool whole, const char *name, bed_container *out,
                       bed_error *err)
{
    const bed_str s = after_blanks(after_bom(head));

    if (s.len == 0)
        return bed_fail_at(err, BED_EFORMAT, 0, "the file holds nothing but blanks");
    if (bed__is_marked_up(head) || wide_encoding(head) != NULL)
        *out = BED_CONTAINER_XML;
    else if ((s.ptr[0] == '{' || s.ptr[0] == '[') && begins_json(s))
        *out = json_kind(s, whole, name);
    else if (has_ending(name, ".jsonl") || has_ending(name, ".ndjson"))
        *out = BED_CONTAINER_JSONL; /* of strings or numbers, or broken in its first line */
    else
        *out = table_kind(after_bom(head), whole, name);
    return BED_OK;
}
