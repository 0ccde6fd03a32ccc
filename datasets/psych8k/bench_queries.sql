-- Counselling Bench, companion of Psych8K (JSON lines {"question_id", "turns", "category"}): clients' messages without answers.
-- Apache-2.0 (code repository). Liu et al. 2023, https://arxiv.org/abs/2309.15461
-- Seen in the file: numbers of the whole set are kept in the sanitised part, so they skip; one message each. Where `turns`
-- has several they are said one after the other. No answers: answer_status none.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"question_id": "VARCHAR", "turns": ["VARCHAR"], "category": "VARCHAR"}') AS r FROM input
), item AS (
    SELECT file, row, r, [s FOR s IN r.turns IF present(s) IS NOT NULL] AS messages FROM parsed
)
SELECT file, row, present(r.question_id) AS source_id, 'qa' AS kind, 'en' AS language,
       [turn('patient', s) FOR s IN messages] AS turns,
       labels_of([{'name': 'theme', 'values': [r.category]}, {'name': 'answer_status', 'values': ['none']}]) AS labels,
       CASE WHEN coalesce(len(messages), 0) = 0 THEN 'no question' END AS refuse
FROM item
