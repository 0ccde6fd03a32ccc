-- Counselling Bench, companion of Psych8K (JSON lines {"question_id", "turns", "category"}): clients' messages without answers.
-- Apache-2.0 (code repository). Liu et al. 2023, https://arxiv.org/abs/2309.15461
-- Seen in the file: numbers of the whole set are kept in the sanitised part, so they skip; one message each. Where `turns`
-- has several they are said one after the other. No counsellor answered (answer_status none); what models answered, where their
-- files were given, are candidates that nobody judged.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"question_id": "VARCHAR", "turns": ["VARCHAR"], "category": "VARCHAR"}') AS r FROM input
), item AS (
    SELECT file, row, r, present(r.question_id) AS question_id, [s FOR s IN r.turns IF present(s) IS NOT NULL] AS messages FROM parsed
), answered AS (
    SELECT question_id, list(candidate(answer_id, answer, NULL, model_id) ORDER BY file, row) AS pool
    FROM bench_answers WHERE present(answer) IS NOT NULL AND question_id IN (SELECT question_id FROM item) GROUP BY question_id
)
SELECT file, row, question_id AS source_id, 'qa' AS kind, 'en' AS language,
       [turn('patient', s) FOR s IN messages] AS turns,
       pool AS candidates,
       labels_of([{'name': 'theme', 'values': [r.category]}, {'name': 'answer_status', 'values': ['none']}]) AS labels,
       CASE WHEN coalesce(len(messages), 0) = 0 THEN 'no question' END AS refuse
FROM item LEFT JOIN answered USING (question_id)
