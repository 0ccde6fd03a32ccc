-- Counselling Bench, companion of Psych8K: a model's answers to the messages, the relation bench_answers (JSON lines {"question_id",
-- "answer_id", "model_id", "choices": [{"index", "turns"}], "tstamp"}).
-- Apache-2.0 (code repository). Liu et al. 2023, https://arxiv.org/abs/2309.15461
-- Seen in the files: one choice of one turn an answer; several turns would answer several messages and stand a line apart.
SELECT file, row, present(r.question_id) AS question_id, r.answer_id AS answer_id, r.model_id AS model_id,
       array_to_string([t FOR t IN r.choices[1].turns IF present(t) IS NOT NULL], E'\n') AS answer
FROM (SELECT file, row, from_json(record, '{
          "question_id": "VARCHAR", "answer_id": "VARCHAR", "model_id": "VARCHAR", "choices": [{"turns": ["VARCHAR"]}]}') AS r
      FROM input)
