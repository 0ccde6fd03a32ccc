/* The frame: what a post-processor puts before and behind the ids of a single text. Pairs of texts
 * and the numbering of segments are not read. */
#include "model/tokenizer_parts.h"

bed_status bed__frame_wrap(bed_tokenizer *t, const uint32_t *before, size_t n_before,
                           const uint32_t *behind, size_t n_behind, bed_error *err)
{
    if (n_before > BED__FRAME_MAX - t->n_before || n_behind > BED__FRAME_MAX - t->n_behind)
        return bed_fail(err, BED_EFORMAT, "post_processor adds more than %d tokens on one side",
                        BED__FRAME_MAX);
    memmove(t->before + n_before, t->before, t->n_before * sizeof *before);
    memcpy(t->before, before, n_before * sizeof *before);
    memcpy(t->behind + t->n_behind, behind, n_behind * sizeof *behind);
    t->n_before += n_before;
    t->n_behind += n_behind;
    return BED_OK;
}

/* "cls" and "sep" are each a spelling and an id. */
static bed_status load_pair(bed_tokenizer *t, const json_t *json, bed_error *err)
{
    uint32_t cls, sep;

    BED_TRY(bed__json_id(json_array_get(json_object_get(json, "cls"), 1), "post_processor.cls",
                         &cls, err));
    BED_TRY(bed__json_id(json_array_get(json_object_get(json, "sep"), 1), "post_processor.sep",
                         &sep, err));
    return bed__frame_wrap(t, &cls, 1, &sep, 1, err);
}

static bed_status load_nothing(bed_tokenizer *t, const json_t *json, bed_error *err)
{
    (void)t;
    (void)json;
    (void)err;
    return BED_OK;
}

/* Adds the ids that a template's special token stands for. */
static bed_status add_special(const json_t *json, const json_t *token, uint32_t *ids, size_t *n,
                              bed_error *err)
{
    const char   *name = json_string_value(json_object_get(token, "id"));
    const json_t *list = json_object_get(
        json_object_get(json_object_get(json, "special_tokens"), name == NULL ? "" : name), "ids");
    size_t        i;
    const json_t *id;

    if (name == NULL || !json_is_array(list))
        return bed_fail(err, BED_EFORMAT, "post_processor.special_tokens has no ids of '%s'",
                        name == NULL ? "" : name);
    json_array_foreach(list, i, id)
    {
        if (*n == BED__FRAME_MAX)
            return bed_fail(err, BED_EFORMAT, "post_processor.single adds more than %d tokens",
                            BED__FRAME_MAX);
        BED_TRY(bed__json_id(id, "post_processor.special_tokens", &ids[*n], err));
        ++*n;
    }
    return BED_OK;
}

static bed_status load_template(bed_tokenizer *t, const json_t *json, bed_error *err)
{
    const json_t *single = json_object_get(json, "single"), *piece;
    uint32_t      before[BED__FRAME_MAX], behind[BED__FRAME_MAX];
    size_t        i, n_before = 0, n_behind = 0, n_texts = 0;

    json_array_foreach(single, i, piece)
    {
        const json_t *token = json_object_get(piece, "SpecialToken");

        if (token == NULL)
            n_texts += json_object_get(piece, "Sequence") != NULL;
        else if (n_texts == 0)
            BED_TRY(add_special(json, token, before, &n_before, err));
        else
            BED_TRY(add_special(json, token, behind, &n_behind, err));
    }
    if (n_texts != 1)
        return bed_fail(err, BED_EFORMAT,
                        "post_processor.single: expected the text once, found %zu", n_texts);
    return bed__frame_wrap(t, before, n_before, behind, n_behind, err);
}

static bed_status load_sequence(bed_tokenizer *t, const json_t *json, bed_error *err)
{
    const json_t *list = json_object_get(json, "processors"), *one;
    size_t        i;

    if (!json_is_array(list))
        return bed_fail(err, BED_EFORMAT, "post_processor.processors: expected a list");
    json_array_foreach(list, i, one)
    {
        if (json_object_get(one, "processors") != NULL)
            return bed_fail(err, BED_EFORMAT,
                            "post_processor.processors: a Sequence in a Sequence");
        BED_TRY(bed__frame_load(t, one, err));
    }
    return BED_OK;
}

bed_status bed__frame_load(bed_tokenizer *t, const json_t *json, bed_error *err)
{
    static const struct {
        bed_str name;
        bed_status (*load)(bed_tokenizer *, const json_t *, bed_error *);
    } kinds[] = {
        { BED_STR_INIT("BertProcessing"), load_pair },
        { BED_STR_INIT("ByteLevel"), load_nothing },
        { BED_STR_INIT("RobertaProcessing"), load_pair },
        { BED_STR_INIT("Sequence"), load_sequence },
        { BED_STR_INIT("TemplateProcessing"), load_template },
    };
    bed_str type;

    if (json == NULL || json_is_null(json))
        return BED_OK;
    BED_TRY(bed__json_str(json, "type", BED_STR(""), &type, err));
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (bed_str_equal(kinds[i].name, type))
            return kinds[i].load(t, json, err);
    return bed_fail(err, BED_EFORMAT, "post_processor.type '%.*s' is not known", BED_STR_ARG(type));
}
