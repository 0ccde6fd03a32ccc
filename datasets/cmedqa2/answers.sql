-- cMedQA v2.0, answer.csv (ans_id, question_id, content): the relation `answers`, every posted answer with the question it
-- was posted to. Non-commercial research, by the README. Zhang et al. 2018, IEEE Access 6:74061,
-- https://doi.org/10.1109/ACCESS.2018.2883637
-- Text is kept as it stands. An answer without text stays: a candidate may name it, and has then no text.
SELECT file, row, trimmed(r.ans_id) AS ans_id, trimmed(r.question_id) AS question_id, present(r.content) AS content,
       CASE WHEN present(r.ans_id) IS NULL THEN 'no ans_id' END AS refuse
FROM (SELECT file, row, from_json(record, '{"ans_id": "VARCHAR", "question_id": "VARCHAR", "content": "VARCHAR"}') AS r
      FROM input)
