-- Huatuo26M-Lite (format_data.jsonl): JSON lines, one question and answer with department, diseases and score. Apache-2.0.
-- Li et al. 2023, https://arxiv.org/abs/2305.01526
-- Answers rewritten and labels made with ChatGPT. `related_diseases` is a string or null; `label` may be 其他 or 未知科室;
-- `score` is a small integer (4.0 in copies that went through a data frame).
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "id": "VARCHAR", "question": "VARCHAR", "answer": "VARCHAR", "label": "VARCHAR", "related_diseases": "VARCHAR",
        "score": "VARCHAR"}') AS r
    FROM input
)
SELECT file, row, r.id AS source_id, 'qa' AS kind, 'zh-Hans' AS language,
       [turn('patient', r.question), turn('clinician', r.answer)] AS turns,
       labels_of([
           {'name': 'department', 'values': [r.label]},
           {'name': 'disease',    'values': [r.related_diseases]},
           {'name': 'score',      'values': [regexp_replace(r.score, '\.0$', '')]}]) AS labels,
       CASE WHEN present(r.question) IS NULL THEN 'no question'
            WHEN present(r.answer) IS NULL THEN 'no answer' END AS refuse
FROM parsed
