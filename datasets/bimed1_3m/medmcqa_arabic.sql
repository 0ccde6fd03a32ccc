-- BiMediX/medmcqa-arabic on Hugging Face (Parquet, 4,183 rows): MedMCQA's validation items in Arabic; columns as there, told by
-- the size of the card and not seen (unverified); `cop` counts from 0. CC BY-NC-SA 4.0; MedMCQA itself MIT.
-- Pieri et al. 2024, Findings of EMNLP, https://arxiv.org/abs/2402.13253
WITH parsed AS (
    SELECT file, row, from_json(record, '{"id": "VARCHAR", "question": "VARCHAR", "opa": "VARCHAR", "opb": "VARCHAR",
        "opc": "VARCHAR", "opd": "VARCHAR", "cop": "VARCHAR", "exp": "VARCHAR", "subject_name": "VARCHAR",
        "topic_name": "VARCHAR"}') AS r
    FROM input
), item AS (
    SELECT file, row, r, TRY_CAST(r.cop AS DOUBLE) AS cop, [o FOR o IN [option('A', r.opa), option('B', r.opb),
               option('C', r.opc), option('D', r.opd)] IF present(o.text) IS NOT NULL] AS options
    FROM parsed
), keyed AS (
    SELECT *, CASE WHEN cop IN (0, 1, 2, 3) THEN substr('ABCD', cop::INTEGER + 1, 1) END AS key FROM item
)
SELECT file, row, r.id AS source_id, 'mcqa' AS kind, language_of(r.question) AS language,
       [turn('examiner', r.question)] AS turns, options, CASE WHEN key IS NOT NULL THEN [key] END AS answer_keys,
       present(r.exp) AS rationale,
       labels_of([{'name': 'subject', 'values': [r.subject_name]}, {'name': 'topic', 'values': [r.topic_name]}]) AS labels,
       CASE WHEN present(r.question) IS NULL THEN 'no question'
            WHEN len(options) < 2 THEN 'no options'
            WHEN key IS NULL THEN format('cop "{}": expected 0 to 3', coalesce(r.cop, ''))
            WHEN NOT list_contains([o.key FOR o IN options], key) THEN format('cop {} names option {}, which is missing', r.cop, key)
       END AS refuse
FROM keyed
