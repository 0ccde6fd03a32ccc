-- cMedQA v1.0, answers.csv (ans_id, question_id or que_id, content; which is unverified): the relation `answers`, every posted answer with the question it
-- was posted to. Non-commercial research, by the README. Zhang et al. 2017, Applied Sciences 7(8):767,
-- https://doi.org/10.3390/app7080767
-- Text is kept as it stands. An answer without text stays: a candidate may name it, and has then no text.
SELECT file, row, trimmed(r.ans_id) AS ans_id, trimmed(coalesce(r.question_id, r.que_id)) AS question_id, present(r.content) AS content,
       CASE WHEN present(r.ans_id) IS NULL THEN 'no ans_id' END AS refuse
FROM (SELECT file, row, from_json(record, '{"ans_id": "VARCHAR", "question_id": "VARCHAR", "que_id": "VARCHAR",
                                            "content": "VARCHAR"}') AS r
      FROM input)
