-- BiMed1.3M as conversations, a list of {from, value}. Layout unverified: the training data are announced, not published.
-- CC BY-NC-SA 4.0. Pieri et al. 2024, Findings of EMNLP, https://arxiv.org/abs/2402.13253
-- Examination items are told as in instruction.sql: one question that ends in lettered options, one reply that names one.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"id": "VARCHAR", "source": "VARCHAR", "language": "VARCHAR",
        "conversations": [{"from": "VARCHAR", "value": "VARCHAR"}]}') AS r
    FROM input
), said AS (
    SELECT file, row, r, sharegpt_turns(r.conversations) AS turns FROM parsed
), item AS (
    SELECT *, [t FOR t IN turns IF t.role <> 'system'] AS talk FROM said
), choice AS (
    SELECT *, CASE WHEN len(talk) = 2 THEN [o FOR o IN lettered_options(with_latin_choices(talk[1].text), choice_mark())
                                            IF NOT is_blank(o.text)] END AS options
    FROM item
), told AS (
    SELECT *, CASE WHEN len(options) > 1 THEN named_choice(talk[2].text, options) END AS key FROM choice
)
SELECT file, row, r.id AS source_id, CASE WHEN key IS NOT NULL THEN 'mcqa' ELSE kind_of_turns(turns) END AS kind,
       CASE lower(r.language) WHEN 'arabic' THEN 'ar' WHEN 'ar' THEN 'ar' WHEN 'english' THEN 'en' WHEN 'en' THEN 'en'
            ELSE language_of(array_to_string([t.text FOR t IN talk], E'\n')) END AS language,
       CASE WHEN key IS NOT NULL
                THEN list_concat([t FOR t IN turns IF t.role = 'system'],
                                 [turn('examiner', lettered_stem(with_latin_choices(talk[1].text), choice_mark())), talk[2]])
            ELSE turns END AS turns,
       CASE WHEN key IS NOT NULL THEN options END AS options,
       CASE WHEN key IS NOT NULL THEN [key] END AS answer_keys,
       labels_of([{'name': 'source_name', 'values': [r.source]}]) AS labels,
       sharegpt_fault(r.conversations) AS refuse
FROM told
