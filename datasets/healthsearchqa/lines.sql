-- HealthSearchQA, a public copy: one question a line, CSV without a header (a question with a comma is quoted) or plain
-- text, CRLF. Licence not confirmed. Singhal et al. 2023, Nature 620:172-180, https://doi.org/10.1038/s41586-023-06291-2
-- Seen in the file: 3,173 questions, 3,156 of them distinct, then 1,262 empty lines, which are no rows. There are no answers.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"c1": "VARCHAR", "text": "VARCHAR"}') AS r FROM input
)
SELECT file, row, 'qa' AS kind, 'en' AS language,
       [turn('patient', coalesce(r.c1, r.text))] AS turns,
       labels_of([{'name': 'answer_status', 'values': ['none']}]) AS labels,
       CASE WHEN present(coalesce(r.c1, r.text)) IS NULL THEN 'no question' END AS refuse
FROM parsed
