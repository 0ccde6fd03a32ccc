-- HealthSearchQA with a number for each question: katielink/healthsearchqa on Hugging Face (all_data,
-- 140_question_subset) and its copies, CSV or Parquet with the columns id and question. Licence not confirmed.
-- Singhal et al. 2023, Nature 620:172-180, https://doi.org/10.1038/s41586-023-06291-2
-- Not seen itself; the card of a copy has id as a floating-point number and 4,436 rows, 1,263 more than there are
-- questions: the empty lines of the file came along as rows without either. They are refused. There are no answers.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"id": "VARCHAR", "question": "VARCHAR"}') AS r FROM input
)
SELECT file, row, regexp_replace(r.id, '\.0$', '') AS source_id, 'qa' AS kind, 'en' AS language,
       [turn('patient', r.question)] AS turns,
       labels_of([{'name': 'answer_status', 'values': ['none']}]) AS labels,
       CASE WHEN present(r.question) IS NULL AND present(r.id) IS NULL THEN 'an empty row'
            WHEN present(r.question) IS NULL THEN 'no question' END AS refuse
FROM parsed
