-- MedQA, four-option USMLE items in multiple-choice fields (GBaker/MedQA-USMLE-4-options-hf): `sent1`, `sent2`,
-- `ending0`..`ending3`, `label` counted from 0. Licence on that card: CC BY 4.0; of the data: MIT.
-- Jin et al. 2021, https://arxiv.org/abs/2009.13081
-- `sent2` is empty in the form as described; where it holds text it continues the question.
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "id": "VARCHAR", "sent1": "VARCHAR", "sent2": "VARCHAR", "label": "VARCHAR",
        "ending0": "VARCHAR", "ending1": "VARCHAR", "ending2": "VARCHAR", "ending3": "VARCHAR"}') AS r
    FROM input
), item AS (
    SELECT file, row, r, [option('A', r.ending0), option('B', r.ending1), option('C', r.ending2), option('D', r.ending3)] AS options,
           TRY_CAST(r.label AS INTEGER) AS label
    FROM parsed
)
SELECT file, row, r.id AS source_id, 'mcqa' AS kind, 'en' AS language,
       [turn('examiner', concat_ws(' ', present(r.sent1), present(r.sent2)))] AS turns,
       options,
       [options[label + 1].key] AS answer_keys,
       labels_of([{'name': 'exam', 'values': ['USMLE']}]) AS labels,
       CASE WHEN present(r.sent1) IS NULL THEN 'no question'
            WHEN len([o FOR o IN options IF trim(o.text) <> '']) < 4 THEN 'an ending is empty'
            WHEN label IS NULL OR label NOT BETWEEN 0 AND 3
                THEN format('label {}: expected 0 to 3', coalesce(r.label, 'missing'))
       END AS refuse
FROM item
