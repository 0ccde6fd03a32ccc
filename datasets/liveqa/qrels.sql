-- LiveQA, TREC 2017 medical task, judgements by NIST: text, one line "<question number> <score> <answer>".
-- No licence file; research use with citation. Ben Abacha et al. 2017, TREC,
-- https://trec.nist.gov/pubs/trec26/papers/Overview-QA.pdf
-- Seen in the file: 692 lines, scores -2 and 1 to 4 (1 incorrect, 2 related, 3 incomplete, 4 excellent), answers cut at
-- about 1,000 characters, mojibake that is the source's own. The question is named by its number only (TQ<number> of the
-- test set), so a record is the answer alone with its score.
WITH parsed AS (
    SELECT file, row, regexp_extract(from_json(record, '{"text": "VARCHAR"}').text, '^(\d+) (-?\d+) (.*)$',
                               ['question', 'score', 'answer']) AS r
    FROM input
)
SELECT file, row, format('judgement-{}', row) AS source_id, 'qa' AS kind, 'en' AS language,
       [turn('clinician', r.answer)] AS turns,
       labels_of([{'name': 'source_id', 'values': ['TQ' || r.question]},
                  {'name': 'judgement', 'values': [r.score]}]) AS labels,
       CASE WHEN r.question = '' THEN 'expected "<question number> <score> <answer>"'
            WHEN r.score NOT IN ('-2', '1', '2', '3', '4') THEN format('score {}: expected -2 or 1 to 4', r.score)
            WHEN present(r.answer) IS NULL THEN 'no answer'
       END AS refuse
FROM parsed
