-- cMedQA v2.0, question.csv (question_id, content), joined with the relations answers, candidates and pairs.
-- Non-commercial research, by the README. Zhang et al. 2018, IEEE Access 6:74061,
-- https://doi.org/10.1109/ACCESS.2018.2883637
-- A record is a question with every answer posted to it (each a clinician's turn, they are alternatives) and the pool in
-- which it stands in the candidate files: relevance 1 for right, 0 for wrong. A right candidate that was posted to another
-- question is a turn too. A candidate that answer.csv does not have keeps its id, without text.
-- The split is that of the candidate file that names the question; a question in several is the one to be tested on (test
-- before dev before train); a question in none is `unassigned` (question.csv has 120,000 rows, the splits use 108,000).
-- Without any candidate file the split is the file's own. A question without an answer is refused.
WITH asked AS (
    SELECT file, row, trimmed(r.question_id) AS question_id, r.content AS content
    FROM (SELECT file, row, from_json(record, '{"question_id": "VARCHAR", "content": "VARCHAR"}') AS r FROM input)
), pooled AS (
    SELECT question_id, ans_id, max(relevance) AS relevance, min({'place': place, 'file': file, 'row': row, 'side': 0}) AS place
    FROM candidates WHERE question_id IN (SELECT question_id FROM asked) GROUP BY ALL
    UNION ALL
    SELECT question_id, ans_id, max(relevance), min({'place': NULL::BIGINT, 'file': file, 'row': row, 'side': side})
    FROM (SELECT question_id, file, row, unnest([right_id, wrong_id]) AS ans_id, unnest([1.0, 0.0]) AS relevance,
                 unnest([0, 1]) AS side
          FROM pairs WHERE question_id IN (SELECT question_id FROM asked)) GROUP BY ALL
), wanted AS (
    SELECT question_id, ans_id, max(relevance) AS relevance, min(place) AS place FROM pooled GROUP BY ALL
), texts AS (
    SELECT ans_id, arg_min(content, {'file': file, 'row': row}) AS content
    FROM answers WHERE ans_id IN (SELECT ans_id FROM wanted) GROUP BY ans_id
), pools AS (
    SELECT w.question_id, list(candidate(w.ans_id, t.content, w.relevance) ORDER BY w.place, w.ans_id) AS pool,
           list(w.ans_id ORDER BY w.place, w.ans_id) FILTER (w.relevance = 1 AND t.content IS NOT NULL) AS right_ids,
           list(t.content ORDER BY w.place, w.ans_id) FILTER (w.relevance = 1 AND t.content IS NOT NULL) AS right_texts
    FROM wanted w LEFT JOIN texts t USING (ans_id) GROUP BY w.question_id
), posted AS (
    SELECT question_id, list(ans_id ORDER BY file, row) AS ids, list(content ORDER BY file, row) AS texts
    FROM answers WHERE content IS NOT NULL AND question_id IN (SELECT question_id FROM asked) GROUP BY question_id
), named AS (
    SELECT question_id, arg_min(split, CASE split WHEN 'test' THEN 0 WHEN 'dev' THEN 1 WHEN 'train' THEN 2 ELSE 3 END) AS split
    FROM (SELECT question_id, split FROM candidates WHERE question_id IN (SELECT question_id FROM asked)
          UNION SELECT question_id, split FROM pairs WHERE question_id IN (SELECT question_id FROM asked))
    GROUP BY question_id
), joined_up AS (
    SELECT a.file, a.row, a.question_id, a.content, n.split, p.pool,
           list_zip(coalesce(d.ids, []), coalesce(d.texts, [])) AS own,
           [z FOR z IN list_zip(coalesce(p.right_ids, []), coalesce(p.right_texts, []))
            IF NOT list_contains(coalesce(d.ids, []), z[1])] AS others
    FROM asked a LEFT JOIN pools p USING (question_id) LEFT JOIN posted d USING (question_id)
         LEFT JOIN named n USING (question_id)
)
SELECT file, row, question_id AS source_id, 'qa' AS kind, 'zh-Hans' AS language,
       coalesce(split, CASE WHEN EXISTS (FROM candidates) OR EXISTS (FROM pairs) THEN 'unassigned' END) AS split,
       list_concat([turn('patient', content)],
                   [turn('clinician', z[2], labels_of([{'name': 'answer_id', 'values': [z[1]]}]))
                    FOR z IN list_concat(own, others)]) AS turns,
       pool AS candidates,
       CASE WHEN present(content) IS NULL THEN 'no question'
            WHEN len(own) + len(others) = 0 THEN 'no answer to it in the answer file' END AS refuse
FROM joined_up
