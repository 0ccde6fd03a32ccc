-- cMedQA v1.0, train_candidates.txt (question_id, pos_ans_id, neg_ans_id): the relation `pairs`, a right answer beside one
-- drawn from another question. The right one stands in many lines. The split is the file's.
SELECT file, row, trimmed(r.question_id) AS question_id, trimmed(r.pos_ans_id) AS right_id, trimmed(r.neg_ans_id) AS wrong_id,
       split,
       CASE WHEN present(r.question_id) IS NULL OR present(r.pos_ans_id) IS NULL OR present(r.neg_ans_id) IS NULL
            THEN 'question_id, pos_ans_id or neg_ans_id is missing' END AS refuse
FROM (SELECT file, row, split,
             from_json(record, '{"question_id": "VARCHAR", "pos_ans_id": "VARCHAR", "neg_ans_id": "VARCHAR"}') AS r
      FROM input)
