-- MedQA in the MultiMedQA collection: JSON array of {"id", "data"}, `option_A`..`option_E` flat, all values strings.
-- The collection has no licence file; of the data: MIT. Jin et al. 2021, https://arxiv.org/abs/2009.13081
-- Seen in the file: 1,273 records, 679 step1 and 594 step2&3; `option_E` is "nan" in every four-option item; the outer
-- `id` is the collection's own.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"id": "VARCHAR", "data": {
        "question": "VARCHAR", "answer": "VARCHAR", "answer_idx": "VARCHAR", "meta_info": "VARCHAR",
        "option_A": "VARCHAR", "option_B": "VARCHAR", "option_C": "VARCHAR", "option_D": "VARCHAR", "option_E": "VARCHAR"}}') AS r
    FROM input
), item AS (
    SELECT file, row, r.id, r.data AS d, [o FOR o IN [
               option('A', r.data.option_A), option('B', r.data.option_B), option('C', r.data.option_C),
               option('D', r.data.option_D), option('E', r.data.option_E)] IF trim(o.text) NOT IN ('', 'nan')] AS options
    FROM parsed
), keyed AS (
    SELECT *, [o.key FOR o IN options] AS keys, [o.text FOR o IN options IF o.key = d.answer_idx][1] AS keyed FROM item
)
SELECT file, row, id AS source_id, 'mcqa' AS kind, 'en' AS language,
       [turn('examiner', d.question)] AS turns,
       options,
       [d.answer_idx] AS answer_keys,
       labels_of([{'name': 'exam', 'values': ['USMLE']}, {'name': 'exam_part', 'values': [d.meta_info]}]) AS labels,
       CASE WHEN present(d.question) IS NULL THEN 'no question'
            WHEN len(options) < 2 THEN 'no options'
            WHEN present(d.answer_idx) IS NULL THEN 'no answer_idx'
            WHEN NOT list_contains(keys, d.answer_idx)
                THEN format('answer_idx "{}" is none of the options {}', d.answer_idx, array_to_string(keys, ', '))
            WHEN trim(d.answer) <> trim(keyed)
                THEN format('answer "{}" is not the text of option {}, "{}"', d.answer, d.answer_idx, keyed)
       END AS refuse
FROM keyed
