-- cMedQA v1.0, dev_candidates.txt and test_candidates.txt (question_id, ans_id, cnt, label): the relation `candidates`, a
-- hundred answers a question in the order of cnt (0-99), label 1 for the posted ones. The split is the file's.
SELECT file, row, trimmed(r.question_id) AS question_id, trimmed(r.ans_id) AS ans_id, TRY_CAST(r.cnt AS BIGINT) AS place,
       TRY_CAST(r.label AS DOUBLE) AS relevance, split,
       CASE WHEN present(r.question_id) IS NULL OR present(r.ans_id) IS NULL THEN 'question_id or ans_id is missing'
            WHEN trim(r.label) NOT IN ('0', '1') THEN format('label: expected 0 or 1, found {}', r.label) END AS refuse
FROM (SELECT file, row, split,
             from_json(record, '{"question_id": "VARCHAR", "ans_id": "VARCHAR", "cnt": "VARCHAR", "label": "VARCHAR"}') AS r
      FROM input)
