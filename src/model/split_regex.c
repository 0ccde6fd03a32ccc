/* "Split": pieces by the matches of a regular expression or of a text. "Isolated": matches and what
 * stands between them are pieces; "Removed": only what stands between them, or with "invert" only
 * the matches. */
#include "model/regex.h"
#include "model/split_pattern.h"
#include "model/tokenizer_parts.h"

typedef struct split {
    bed__regex    *regex;
    bed__word_end *known; /* the same by hand, where there is one */
    bool           keep_matches, keep_between;
} split;

static bed_status load_behavior(split *s, const json_t *json, bed_error *err)
{
    bed_str behavior;
    bool    invert;

    BED_TRY(bed__json_str(json, "behavior", BED_STR(""), &behavior, err));
    BED_TRY(bed__json_bool(json, "invert", false, &invert, err));
    if (bed_str_equal(behavior, BED_STR("Isolated"))) {
        s->keep_matches = s->keep_between = true;
        return BED_OK;
    }
    if (!bed_str_equal(behavior, BED_STR("Removed")))
        return bed_fail(err, BED_EFORMAT, "pre_tokenizer.behavior '%.*s' is not known",
                        BED_STR_ARG(behavior));
    s->keep_matches = invert;
    s->keep_between = !invert;
    return BED_OK;
}

static bed_status load(bed_tokenizer *t, const json_t *json, void **self, bed_error *err)
{
    const json_t *const pattern = json_object_get(json, "pattern");
    bed_str             regex, text;
    split              *s = bed_new_array(split, 1);

    (void)t;
    if (s == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: pre-tokenizer");
    *self = s;
    BED_TRY(load_behavior(s, json, err));
    BED_TRY(bed__json_str(pattern, "Regex", BED_STR(""), &regex, err));
    BED_TRY(bed__json_str(pattern, "String", BED_STR(""), &text, err));
    if (regex.len + text.len == 0)
        return bed_fail(err, BED_EFORMAT,
                        "pre_tokenizer.pattern: expected \"Regex\" or \"String\"");
    s->known = bed__known_pattern(regex);
    return bed__regex_create(regex.len > 0 ? regex : text, regex.len == 0, &s->regex, err);
}

static void destroy(void *self)
{
    split *s = self;

    if (s != NULL)
        bed__regex_destroy(s->regex);
    bed_free(s);
}

static bed_status run_known(const split *s, bed_encoding *work, size_t step, bed_str piece,
                            bed_error *err)
{
    for (size_t at = 0; s->keep_matches && at < piece.len;) {
        const size_t end = s->known(piece, at);

        BED_TRY(bed__feed(work, step, (bed_str){ piece.ptr + at, end - at }, err));
        at = end;
    }
    return BED_OK;
}

static size_t next_character(bed_str text, size_t at)
{
    do
        at++;
    while (at < text.len && ((unsigned char)text.ptr[at] & 0xC0) == 0x80);
    return at;
}

static bed_status run_regex(const split *s, bed_encoding *work, size_t step, bed_str piece,
                            bed_error *err)
{
    size_t done = 0; /* all before is fed */

    for (size_t at = 0; at <= piece.len;) {
        size_t start, end;
        bool   found;

        BED_TRY(bed__regex_find(s->regex, work->match, piece, at, &start, &end, &found, err));
        if (!found)
            break;
        if (s->keep_between)
            BED_TRY(bed__feed(work, step, (bed_str){ piece.ptr + done, start - done }, err));
        if (s->keep_matches)
            BED_TRY(bed__feed(work, step, (bed_str){ piece.ptr + start, end - start }, err));
        done = end;
        at   = end > start ? end : next_character(piece, end);
    }
    return s->keep_between
               ? bed__feed(work, step, (bed_str){ piece.ptr + done, piece.len - done }, err)
               : BED_OK;
}

static bed_status run(const void *self, bed_encoding *work, size_t step, bed_str piece,
                      bed_error *err)
{
    const split *const s = self;

    return s->known != NULL ? run_known(s, work, step, piece, err)
                            : run_regex(s, work, step, piece, err);
}

const bed__splitter bed__split_regex = { "Split", load, destroy, run };
