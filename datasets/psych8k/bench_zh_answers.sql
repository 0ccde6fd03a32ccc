-- Counselling Bench, companion of Psych8K: a model's answers to the 80 Chinese messages, the relation bench_zh_answers (JSON lines
-- {"question_id", "text", "answer_id", "model_id", "metadata"}).
-- Apache-2.0 (code repository). Liu et al. 2023, https://arxiv.org/abs/2309.15461
-- Seen in the files: empty answers, and one model_id in the files of several runs.
SELECT file, row, present(r.question_id) AS question_id, r.answer_id AS answer_id, r.model_id AS model_id, r."text" AS answer
FROM (SELECT file, row, from_json(record, '{
          "question_id": "VARCHAR", "text": "VARCHAR", "answer_id": "VARCHAR", "model_id": "VARCHAR"}') AS r
      FROM input)
