/* Texts of a workbook: runs joined, phonetic guides left out, escaped characters resolved; the
 * strings that its sheets share. */
#include "source/xlsx.h"

/* ---- runs --------------------------------------------------------------------------------------
 */

void bed__runs_start(bed__runs *s, const char *name)
{
    if (s->phonetic > 0 || bed__is_element(name, "rPh"))
        s->phonetic++;
    s->in_text = s->phonetic == 0 && bed__is_element(name, "t");
}

void bed__runs_end(bed__runs *s)
{
    s->phonetic -= s->phonetic > 0;
    s->in_text = false;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* "_x000D_" (ST_Xstring) at the front of s: its character, or -1. Zero and surrogates stay. */
static int escaped_char(bed_str s)
{
    int c = 0;

    if (s.len < 7 || s.ptr[0] != '_' || s.ptr[1] != 'x' || s.ptr[6] != '_')
        return -1;
    for (int i = 2; i < 6; i++) {
        const int h = hex_value(s.ptr[i]);

        if (h < 0)
            return -1;
        c = c * 16 + h;
    }
    return c == 0 || (c >= 0xD800 && c <= 0xDFFF) ? -1 : c;
}

static size_t utf8_of(int c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | (c >> 6));
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    out[0] = (char)(0xE0 | (c >> 12));
    out[1] = (char)(0x80 | ((c >> 6) & 0x3F));
    out[2] = (char)(0x80 | (c & 0x3F));
    return 3;
}

bed_status bed__add_resolved(bed_buffer *b, bed_str s, bed_error *err)
{
    while (s.len > 0) {
        const char *mark = memmem(s.ptr, s.len, "_x", 2);
        size_t      n    = mark == NULL ? s.len : (size_t)(mark - s.ptr);
        char        utf8[4];

        BED_TRY(bed_buffer_add(b, (bed_str){ s.ptr, n }, err));
        s.ptr += n;
        s.len -= n;
        if (s.len == 0)
            break;
        const int c = escaped_char(s);
        n           = c < 0 ? 1 : 7;
        if (c < 0)
            BED_TRY(bed_buffer_add_byte(b, s.ptr[0], err));
        else
            BED_TRY(bed_buffer_add(b, (bed_str){ utf8, utf8_of(c, utf8) }, err));
        s.ptr += n;
        s.len -= n;
    }
    return BED_OK;
}

static bed_status strings_start(void *context, const char *name, const bed__attribute *attributes,
                                size_t n, bed_error *err)
{
    bed__strings *s = context;

    (void)attributes, (void)n, (void)err;
    s->depth++;
    if (s->item_depth > 0) {
        bed__runs_start(&s->runs, name);
    } else if (bed__is_element(name, "si")) {
        s->item_depth = s->depth;
        s->runs       = (bed__runs){ 0 };
        bed_buffer_clear(&s->at_hand);
    }
    return BED_OK;
}

static bed_status strings_text(void *context, bed_str text, bed_error *err)
{
    bed__strings *s = context;

    return s->runs.in_text ? bed_buffer_add(&s->at_hand, text, err) : BED_OK;
}

static bed_status keep_string(bed__strings *s, bed_error *err)
{
    bed_buffer resolved = BED_BUFFER(BED__XLSX_STRINGS_BYTES);
    bed_status st       = BED_OK;

    if (s->n == s->capacity) {
        const size_t capacity = s->capacity == 0 ? 256 : s->capacity * 2;
        bed_str     *list     = bed_realloc(s->list, capacity, sizeof *list);

        if (list == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: %zu shared strings", capacity);
        s->list     = list;
        s->capacity = capacity;
    }
    BED_GO(bed__add_resolved(&resolved, bed_buffer_str(&s->at_hand), err));
    st = bed_arena_copy(&s->arena, bed_buffer_str(&resolved), &s->list[s->n], err);
    if (st != BED_OK && s->arena.used_bytes > BED__XLSX_STRINGS_BYTES / 2)
        st = bed_fail(err, BED_EFORMAT, "more than %d bytes of shared strings",
                      BED__XLSX_STRINGS_BYTES);
    s->n += st == BED_OK;
done:
    bed_buffer_deinit(&resolved);
    return st;
}

static bed_status strings_end(void *context, bed_error *err)
{
    bed__strings *s  = context;
    bed_status    st = BED_OK;

    if (s->item_depth == s->depth) {
        st            = keep_string(s, err);
        s->item_depth = 0;
    }
    bed__runs_end(&s->runs);
    s->depth--;
    return st;
}

static const bed__sax_hooks strings_hooks = { .start = strings_start,
                                              .text  = strings_text,
                                              .end   = strings_end };

void bed__strings_init(bed__strings *s)
{
    *s = (bed__strings){ .arena   = BED_ARENA(BED__XLSX_STRINGS_BYTES),
                         .at_hand = BED_BUFFER(BED__XLSX_STRINGS_BYTES) };
}

bed_status bed__strings_read(bed__strings *s, bed__archive *archive, const char *part,
                             bed_error *err)
{
    return bed__part_read(archive, part, &strings_hooks, s, err);
}

void bed__strings_deinit(bed__strings *s)
{
    bed_arena_deinit(&s->arena);
    bed_buffer_deinit(&s->at_hand);
    bed_free(s->list);
}
