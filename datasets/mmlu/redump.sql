-- MMLU's clinical subjects in the MultiMedQA collection: JSON array of {"id", "data"}, `input`, `A`..`D`, `target`.
-- The collection has no licence file; of the data: MIT. Hendrycks et al. 2021, ICLR, https://arxiv.org/abs/2009.03300
-- Seen: the first question of every subject is missing (it was taken for a header row); the subject stands in the
-- file's name only.
WITH parsed AS (
    SELECT file, row, regexp_extract(file, '(?:mmlu_)?([^/!]+?)(_(dev|val|test))?\.json$', 1) AS subject,
           from_json(record, '{"id": "VARCHAR", "data": {
               "input": "VARCHAR", "A": "VARCHAR", "B": "VARCHAR", "C": "VARCHAR", "D": "VARCHAR", "target": "VARCHAR"}}') AS r
    FROM input
)
SELECT file, row, r.id AS source_id, 'mcqa' AS kind, 'en' AS language,
       [turn('examiner', r.data.input)] AS turns,
       [option('A', r.data.A), option('B', r.data.B), option('C', r.data.C), option('D', r.data.D)] AS options,
       [r.data.target] AS answer_keys,
       labels_of([{'name': 'subject', 'values': [subject]}]) AS labels,
       CASE WHEN present(r.data.input) IS NULL THEN 'no input'
            WHEN r.data.target IS NULL OR r.data.target NOT IN ('A', 'B', 'C', 'D')
                THEN format('target "{}": expected A to D', coalesce(r.data.target, ''))
       END AS refuse
FROM parsed
