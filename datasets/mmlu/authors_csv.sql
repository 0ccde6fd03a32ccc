-- MMLU, the authors' release: CSV without a header, question, four options, letter; one file a subject and split. MIT.
-- Hendrycks et al. 2021, ICLR, https://arxiv.org/abs/2009.03300
-- The subject stands in the file's name only; the folder auxiliary_train is training data whatever its files are called. Seen: line breaks and doubled quotes in cells, options that are plain
-- numbers. 78 questions stand in both clinical_knowledge and college_medicine.
WITH parsed AS (
    SELECT file, row, regexp_extract(file, '([^/!]+?)(_(dev|val|test))?\.csv$', 1) AS subject,
           from_json(record, '{"c1": "VARCHAR", "c2": "VARCHAR", "c3": "VARCHAR", "c4": "VARCHAR", "c5": "VARCHAR",
                               "c6": "VARCHAR"}') AS r
    FROM input
)
SELECT file, row, format('{}-{}', subject, row) AS source_id, 'mcqa' AS kind, 'en' AS language,
       [turn('examiner', r.c1)] AS turns,
       [option('A', r.c2), option('B', r.c3), option('C', r.c4), option('D', r.c5)] AS options,
       [r.c6] AS answer_keys,
       labels_of([{'name': 'subject', 'values': [subject]}]) AS labels,
       CASE WHEN trim(r.c1) = '' THEN 'no question'
            WHEN '' IN (trim(r.c2), trim(r.c3), trim(r.c4), trim(r.c5)) THEN 'an option is empty'
            WHEN r.c6 NOT IN ('A', 'B', 'C', 'D') THEN format('answer "{}": expected A to D', r.c6)
       END AS refuse
FROM parsed
