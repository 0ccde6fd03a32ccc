-- Counselling Bench, companion of Psych8K (JSON lines {"question_id", "text", "category"}): 80 Chinese messages of clients.
-- Apache-2.0 (code repository). Liu et al. 2023, https://arxiv.org/abs/2309.15461
-- Seen in the file: the category (原生家庭, 情绪, …) is a word of its own. No answers: answer_status none.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"question_id": "VARCHAR", "text": "VARCHAR", "category": "VARCHAR"}') AS r FROM input
)
SELECT file, row, present(r.question_id) AS source_id, 'qa' AS kind,
       CASE WHEN has_han(r."text") THEN 'zh-Hans' ELSE 'en' END AS language,
       [turn('patient', r."text")] AS turns,
       labels_of([{'name': 'theme', 'values': [r.category]}, {'name': 'answer_status', 'values': ['none']}]) AS labels,
       CASE WHEN present(r."text") IS NULL THEN 'no question' END AS refuse
FROM parsed
