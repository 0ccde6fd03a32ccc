#include "corpus/schema.h"

static const bed_column columns[] = {
#define X(name, type, mapped, meaning) { #name, type, mapped, meaning },
    BED_COLUMNS(X)
#undef X
};

const bed_column *bed_columns(size_t *n)
{
    *n = sizeof columns / sizeof columns[0];
    return columns;
}

#define OPTION_KEYS "list_transform(options, lambda o: o.key)"

/* In the order in which they are asked: the first that is broken is the reason of the refusal. */
static const bed_rule rules[] = {
    { "refused_by_mapping", "refuse IS NOT NULL", "refuse" },
    { "unknown_kind", "kind IS NULL OR kind NOT IN ('mcqa', 'qa', 'ehr_qa', 'dialogue')",
      "'kind: expected mcqa, qa, ehr_qa or dialogue, found ' || coalesce(kind, 'nothing')" },
    { "unknown_language",
      "language IS NULL OR NOT regexp_full_match(language, "
      "'[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?|und|mul')",
      "'language: expected a BCP 47 tag, found ' || coalesce(language, 'nothing')" },
    { "no_turn", "turns IS NULL OR len(turns) = 0", "'turns: expected at least one, found none'" },
    { "unknown_role",
      "len(list_filter(turns, lambda t: t.role IS NULL OR t.role NOT IN ('patient', 'clinician', "
      "'examiner', 'family', 'system'))) > 0",
      "'role: expected patient, clinician, examiner, family or system, found ' || "
      "coalesce(list_filter(turns, lambda t: t.role IS NULL OR t.role NOT IN ('patient', "
      "'clinician', 'examiner', 'family', 'system'))[1].role, 'nothing')" },
    { "empty_turn",
      "len(list_filter(turns, lambda t: t.text IS NULL OR trim(t.text, ' \t\r\n') = '')) > 0",
      "'turn ' || list_position(list_transform(turns, lambda t: t.text IS NULL OR "
      "trim(t.text, ' \t\r\n') = ''), true) || ' has no text'" },
    { "too_few_options", "kind = 'mcqa' AND (options IS NULL OR len(options) < 2)",
      "'options: expected at least 2, found ' || coalesce(len(options), 0)" },
    { "empty_option",
      "len(list_filter(options, lambda o: o.key IS NULL OR o.text IS NULL OR trim(o.text) = '')) > 0",
      "'option ' || coalesce(list_filter(options, lambda o: o.key IS NULL OR o.text IS NULL OR "
      "trim(o.text) = '')[1].key, '?') || ' has no text'" },
    { "repeated_option_key", "len(options) <> len(list_distinct(" OPTION_KEYS "))",
      "'options: a key stands twice in ' || array_to_string(" OPTION_KEYS ", ', ')" },
    { "unknown_answer_key",
      "kind = 'mcqa' AND answer_keys IS NOT NULL AND NOT list_has_all(" OPTION_KEYS
      ", answer_keys)",
      "'answer ' || array_to_string(answer_keys, ', ') || ': expected some of ' || "
      "array_to_string(" OPTION_KEYS ", ', ')" },
    { "repeated_answer_key", "len(answer_keys) <> len(list_distinct(answer_keys))",
      "'answer ' || array_to_string(answer_keys, ', ') || ': a key stands twice'" },
    { "unusable_age", "patient.age < 0 OR patient.age > 130 OR isnan(patient.age)",
      "'patient.age: expected 0 to 130 years, found ' || patient.age" },
    { "unusable_weight", "weight IS NULL OR weight < 0 OR isnan(weight) OR isinf(weight)",
      "'weight: expected a number of 0 or more, found ' || coalesce(weight::VARCHAR, 'nothing')" },
};

const bed_rule *bed_rules(size_t *n)
{
    *n = sizeof rules / sizeof rules[0];
    return rules;
}

bed_status bed_rules_expression(bed_buffer *sql, bed_error *err)
{
    BED_TRY(bed_buffer_add(sql, BED_STR("CASE"), err));
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        BED_TRY(bed_buffer_printf(sql, err,
                                  "\n  WHEN (%s) THEN {'rule': '%s', 'reason': (%s)::VARCHAR}",
                                  rules[i].broken, rules[i].name, rules[i].reason));
    return bed_buffer_add(sql, BED_STR(" END"), err);
}
