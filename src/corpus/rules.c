#include "corpus/rules.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN = 60 }; /* bytes of a found value that a reason shows */

static bed_str shown(bed_str s)
{
    static const bed_str nothing = BED_STR_INIT("nothing");

    if (s.ptr == NULL || s.len == 0)
        return nothing;
    if (s.len > SHOWN) {
        s.len = SHOWN;
        s.len = bed_utf8_valid_until(s); /* not in the middle of a character */
    }
    return s;
}

static bool one_of(bed_str s, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (bed_str_equal(s, bed_str_of(names[i])))
            return true;
    return false;
}

static bool refused_by_mapping(const bed_record_view *r, char *reason, size_t bytes)
{
    if (r->refuse.ptr == NULL)
        return false;
    snprintf(reason, bytes, "%.*s", BED_STR_ARG(r->refuse));
    return true;
}

/* It stands in ids and in names of files. */
static bool unusable_split(const bed_record_view *r, char *reason, size_t bytes)
{
    enum { SPLIT_MAX_BYTES = 64 };
    bool good = r->split.len > 0 && r->split.len <= SPLIT_MAX_BYTES && r->split.ptr[0] != '.' &&
                r->split.ptr[0] != '-';

    for (size_t i = 0; i < r->split.len && good; i++) {
        const char c = r->split.ptr[i];

        good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '.' || c == '-';
    }
    if (good)
        return false;
    snprintf(reason, bytes,
             "split: expected up to %d letters, digits, '_', '.' or '-', the first no '.' or '-', "
             "found %.*s",
             SPLIT_MAX_BYTES, BED_STR_ARG(shown(r->split)));
    return true;
}

static bool unknown_kind(const bed_record_view *r, char *reason, size_t bytes)
{
    static const char *const kinds[] = { "mcqa", "qa", "ehr_qa", "dialogue" };

    if (one_of(r->kind, kinds, 4))
        return false;
    snprintf(reason, bytes, "kind: expected mcqa, qa, ehr_qa or dialogue, found %.*s",
             BED_STR_ARG(shown(r->kind)));
    return true;
}

static bool letters(bed_str *s, size_t min, size_t max, char from, char to)
{
    size_t n = 0;

    while (n < s->len && n < max && s->ptr[n] >= from && s->ptr[n] <= to)
        n++;
    s->ptr += n;
    s->len -= n;
    return n >= min;
}

/* language[-Script][-REGION] of RFC 5646, in its canonical case. */
static bool is_language_tag(bed_str s)
{
    if (s.ptr == NULL || !letters(&s, 2, 3, 'a', 'z'))
        return false;
    if (s.len >= 5 && bed_eat(&s, BED_STR("-"))) {
        if (!letters(&s, 1, 1, 'A', 'Z') || !letters(&s, 3, 3, 'a', 'z'))
            return false;
    }
    if (s.len == 0)
        return true;
    return bed_eat(&s, BED_STR("-")) && letters(&s, 2, 2, 'A', 'Z') && s.len == 0;
}

static bool unknown_language(const bed_record_view *r, char *reason, size_t bytes)
{
    if (is_language_tag(r->language))
        return false;
    snprintf(reason, bytes, "language: expected a BCP 47 tag, found %.*s",
             BED_STR_ARG(shown(r->language)));
    return true;
}

static bool no_turn(const bed_record_view *r, char *reason, size_t bytes)
{
    if (r->n_turns > 0)
        return false;
    snprintf(reason, bytes, "turns: expected at least one, found none");
    return true;
}

static bool unknown_role(const bed_record_view *r, char *reason, size_t bytes)
{
    static const char *const roles[] = { "patient", "clinician", "examiner", "family", "system" };

    for (size_t i = 0; i < r->n_turns; i++)
        if (!one_of(r->turns[i].key, roles, 5)) {
            snprintf(reason, bytes,
                     "role of turn %zu: expected patient, clinician, examiner, family or system, "
                     "found %.*s",
                     i + 1, BED_STR_ARG(shown(r->turns[i].key)));
            return true;
        }
    return false;
}

static bool empty_turn(const bed_record_view *r, char *reason, size_t bytes)
{
    for (size_t i = 0; i < r->n_turns; i++)
        if (bed_is_blank(r->turns[i].text)) {
            snprintf(reason, bytes, "turn %zu has no text", i + 1);
            return true;
        }
    return false;
}

static bool too_few_options(const bed_record_view *r, char *reason, size_t bytes)
{
    if (!bed_str_equal(r->kind, BED_STR("mcqa")) || r->n_options >= 2)
        return false;
    snprintf(reason, bytes, "options: expected at least 2, found %zu", r->n_options);
    return true;
}

static bool empty_option(const bed_record_view *r, char *reason, size_t bytes)
{
    for (size_t i = 0; i < r->n_options; i++)
        if (bed_is_blank(r->options[i].key) || bed_is_blank(r->options[i].text)) {
            snprintf(reason, bytes, "option %zu has no %s", i + 1,
                     bed_is_blank(r->options[i].key) ? "key" : "text");
            return true;
        }
    return false;
}

static bool repeated_option_key(const bed_record_view *r, char *reason, size_t bytes)
{
    for (size_t i = 0; i < r->n_options; i++)
        for (size_t k = 0; k < i; k++)
            if (bed_str_equal(r->options[i].key, r->options[k].key)) {
                snprintf(reason, bytes, "options: key %.*s stands twice",
                         BED_STR_ARG(shown(r->options[i].key)));
                return true;
            }
    return false;
}

static bool has_option(const bed_record_view *r, bed_str key)
{
    for (size_t i = 0; i < r->n_options; i++)
        if (bed_str_equal(r->options[i].key, key))
            return true;
    return false;
}

static bool unknown_answer_key(const bed_record_view *r, char *reason, size_t bytes)
{
    if (!bed_str_equal(r->kind, BED_STR("mcqa")))
        return false;
    for (size_t i = 0; i < r->n_answer_keys; i++)
        if (!has_option(r, r->answer_keys[i])) {
            snprintf(reason, bytes, "answer %.*s is none of the %zu options",
                     BED_STR_ARG(shown(r->answer_keys[i])), r->n_options);
            return true;
        }
    return false;
}

static bool repeated_answer_key(const bed_record_view *r, char *reason, size_t bytes)
{
    for (size_t i = 0; i < r->n_answer_keys; i++)
        for (size_t k = 0; k < i; k++)
            if (bed_str_equal(r->answer_keys[i], r->answer_keys[k])) {
                snprintf(reason, bytes, "answer %.*s stands twice",
                         BED_STR_ARG(shown(r->answer_keys[i])));
                return true;
            }
    return false;
}

static bool unusable_age(const bed_record_view *r, char *reason, size_t bytes)
{
    if (!r->has_age || (r->age >= 0.0 && r->age <= 130.0))
        return false;
    snprintf(reason, bytes, "patient.age: expected 0 to 130 years, found %g", r->age);
    return true;
}

static bool unusable_weight(const bed_record_view *r, char *reason, size_t bytes)
{
    if (isfinite(r->weight) && r->weight >= 0.0)
        return false;
    snprintf(reason, bytes, "weight: expected a number of 0 or more, found %g", r->weight);
    return true;
}

static const bed_rule rules[] = {
    { "refused_by_mapping", "the mapping does not refuse the row", refused_by_mapping },
    { "unusable_split", "split is a name of letters, digits, '_', '.' and '-'", unusable_split },
    { "unknown_kind", "kind is mcqa, qa, ehr_qa or dialogue", unknown_kind },
    { "unknown_language", "language is a BCP 47 tag", unknown_language },
    { "no_turn", "there is at least one turn", no_turn },
    { "unknown_role", "every role is patient, clinician, examiner, family or system",
      unknown_role },
    { "empty_turn", "every turn has text", empty_turn },
    { "too_few_options", "an mcqa record has at least two options", too_few_options },
    { "empty_option", "every option has a key and a text", empty_option },
    { "repeated_option_key", "no option key stands twice", repeated_option_key },
    { "unknown_answer_key", "every answer key of an mcqa record is an option's",
      unknown_answer_key },
    { "repeated_answer_key", "no answer key stands twice", repeated_answer_key },
    { "unusable_age", "age is unknown or in [0, 130] years", unusable_age },
    { "unusable_weight", "weight is a finite number of 0 or more", unusable_weight },
};

const bed_rule *bed_rules(size_t *n)
{
    *n = sizeof rules / sizeof rules[0];
    return rules;
}

const bed_rule *bed_rules_first_broken(const bed_record_view *r, char *reason, size_t reason_bytes)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (rules[i].broken(r, reason, reason_bytes))
            return &rules[i];
    return NULL;
}
