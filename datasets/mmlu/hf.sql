-- MMLU on Hugging Face (cais/mmlu; Parquet or JSON lines): `choices` a list of four, `answer` counted from 0. MIT.
-- Hendrycks et al. 2021, ICLR, https://arxiv.org/abs/2009.03300. Layout unverified.
-- Each subject is a folder of files with the same names, so the subject names the record beside its row.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"question": "VARCHAR", "subject": "VARCHAR", "choices": ["VARCHAR"], "answer": "VARCHAR"}') AS r
    FROM input
), item AS (
    SELECT file, row, r, TRY_CAST(r.answer AS INTEGER) AS answer FROM parsed
)
SELECT file, row, format('{}-{}', present(r.subject), row) AS source_id, 'mcqa' AS kind, 'en' AS language,
       [turn('examiner', r.question)] AS turns,
       [option(substr('ABCD', i, 1), r.choices[i]) FOR i IN range(1, len(r.choices) + 1)] AS options,
       [substr('ABCD', answer + 1, 1)] AS answer_keys,
       labels_of([{'name': 'subject', 'values': [r.subject]}]) AS labels,
       CASE WHEN trim(r.question) = '' OR r.question IS NULL THEN 'no question'
            WHEN r.choices IS NULL OR len(r.choices) <> 4
                THEN format('{} choices: expected 4', coalesce(len(r.choices), 0))
            WHEN answer IS NULL OR answer NOT BETWEEN 0 AND 3
                THEN format('answer "{}": expected 0 to 3', coalesce(r.answer, ''))
       END AS refuse
FROM item
