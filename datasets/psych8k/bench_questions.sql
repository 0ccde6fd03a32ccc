-- Counselling Bench, companion of Psych8K (JSON lines {"question_id", "text", "category"}): 80 Chinese messages of clients.
-- Apache-2.0 (code repository). Liu et al. 2023, https://arxiv.org/abs/2309.15461
-- Seen in the file: the category (原生家庭, 情绪, …) is a word of its own. No counsellor answered (answer_status none); what models
-- answered, where their files were given, are candidates that nobody judged.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"question_id": "VARCHAR", "text": "VARCHAR", "category": "VARCHAR"}') AS r FROM input
), item AS (
    SELECT file, row, r, present(r.question_id) AS question_id FROM parsed
), answered AS (
    SELECT question_id, list(candidate(answer_id, answer, NULL, model_id) ORDER BY file, row) AS pool
    FROM bench_zh_answers WHERE present(answer) IS NOT NULL AND question_id IN (SELECT question_id FROM item) GROUP BY question_id
)
SELECT file, row, question_id AS source_id, 'qa' AS kind,
       CASE WHEN has_han(r."text") THEN 'zh-Hans' ELSE 'en' END AS language,
       [turn('patient', r."text")] AS turns,
       pool AS candidates,
       labels_of([{'name': 'theme', 'values': [r.category]}, {'name': 'answer_status', 'values': ['none']}]) AS labels,
       CASE WHEN present(r."text") IS NULL THEN 'no question' END AS refuse
FROM item LEFT JOIN answered USING (question_id)
