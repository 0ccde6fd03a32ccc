-- MedMCQA, the authors' release (CSV train/dev/test, or JSON lines): `cop` counts from 1 (1 = opa). MIT.
-- Pal et al. 2022, CHIL, PMLR 174:248-260, https://arxiv.org/abs/2203.14371
-- Seen: the test file has no answers (no `cop`, or an empty one): such items keep their question, answer_status
-- withheld. `choice_type` multi does not mean several right options. Percentages turned into fractions and the letters
-- "rt" lost in explanations are part of the source and stay.
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "id": "VARCHAR", "question": "VARCHAR", "opa": "VARCHAR", "opb": "VARCHAR", "opc": "VARCHAR", "opd": "VARCHAR",
        "cop": "VARCHAR", "exp": "VARCHAR", "choice_type": "VARCHAR", "subject_name": "VARCHAR", "topic_name": "VARCHAR"}') AS r
    FROM input
), item AS (
    SELECT file, row, r, [o FOR o IN [option('A', r.opa), option('B', r.opb), option('C', r.opc), option('D', r.opd)]
               IF NOT is_blank(o.text)] AS options,
           present(r.cop) IS NULL AS withheld, TRY_CAST(r.cop AS DOUBLE) AS cop
    FROM parsed
), keyed AS (
    SELECT *, CASE WHEN cop IN (1, 2, 3, 4) THEN substr('ABCD', cop::INTEGER, 1) END AS key FROM item
)
SELECT file, row, r.id AS source_id, 'mcqa' AS kind, 'en' AS language,
       [turn('examiner', r.question)] AS turns,
       options,
       CASE WHEN key IS NOT NULL THEN [key] END AS answer_keys,
       present(r.exp) AS rationale,
       labels_of([
           {'name': 'subject',       'values': [r.subject_name]},
           {'name': 'topic',         'values': [r.topic_name]},
           {'name': 'choice_type',   'values': [r.choice_type]},
           {'name': 'answer_status', 'values': [CASE WHEN withheld THEN 'withheld' END]}]) AS labels,
       CASE WHEN present(r.question) IS NULL THEN 'no question'
            WHEN len(options) < 2 THEN 'no options'
            WHEN NOT withheld AND key IS NULL THEN format('cop "{}": expected 1 to 4', r.cop)
            WHEN NOT withheld AND NOT list_contains([o.key FOR o IN options], key)
                THEN format('cop {} names option {}, which is empty', r.cop, key)
       END AS refuse
FROM keyed
