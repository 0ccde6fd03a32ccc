-- Huatuo-26M on Hugging Face, JSON lines {"questions", "answers"}: encyclopedia, knowledge graph, consultation and test sets.
-- Apache-2.0. Li et al. 2023, https://arxiv.org/abs/2305.01526
-- Seen: `questions` is a list of lists of wordings (encyclopedia), a list (knowledge graph, consultation) or, in copies, one
-- string; the first wording is the question, the others are kept as paraphrases. `answers` is a list or one string; of
-- several answers each becomes a clinician's turn of its own, they are alternatives. The consultation set holds addresses
-- in place of answers: its questions are kept, answer_status withheld. The published sets have no id; a copy's id is taken.
WITH parsed AS (
    SELECT file, row, r.id, r.questions AS q, r.answers AS a
    FROM (SELECT file, row, from_json(record, '{"id": "VARCHAR", "questions": "JSON", "answers": "JSON"}') AS r FROM input)
), listed AS (
    SELECT file, row, id,
           json_type(q, '$[0]') = 'ARRAY' AS nested,
           [s FOR s IN CASE WHEN json_type(q) = 'VARCHAR' THEN [q->>'$']
                            WHEN json_type(q, '$[0]') = 'ARRAY' THEN flatten(from_json(q, '[["VARCHAR"]]'))
                            ELSE from_json(q, '["VARCHAR"]') END IF present(s) IS NOT NULL] AS questions,
           [s FOR s IN CASE WHEN json_type(a) = 'VARCHAR' THEN [a->>'$'] ELSE from_json(a, '["VARCHAR"]') END
            IF present(s) IS NOT NULL] AS answers
    FROM parsed
), item AS (
    SELECT *, [s FOR s IN answers IF NOT regexp_full_match(s, '\s*https?://\S+\s*')] AS texts,
           [trim(s) FOR s IN answers IF regexp_full_match(s, '\s*https?://\S+\s*')] AS urls
    FROM listed
)
SELECT file, row, present(id) AS source_id, 'qa' AS kind, 'zh-Hans' AS language,
       list_concat([turn('patient', questions[1])], [turn('clinician', t) FOR t IN texts]) AS turns,
       labels_of([
           {'name': 'source_name',        'values': [CASE
                WHEN nested OR file LIKE '%encyclopedia%' THEN 'encyclopedia'
                WHEN file LIKE '%knowledge_graph%' THEN 'knowledge_graph'
                WHEN len(urls) > 0 OR file LIKE '%consultation%' THEN 'consultation' END]},
           {'name': 'paraphrase',    'values': questions[2:]},
           {'name': 'url',           'values': urls},
           {'name': 'answer_status', 'values': [CASE WHEN len(texts) > 0 THEN NULL
                WHEN len(urls) > 0 THEN 'withheld' ELSE 'none' END]}]) AS labels,
       CASE WHEN coalesce(len(questions), 0) = 0 THEN 'no question'
            WHEN texts IS NULL THEN 'answers is neither a list of strings nor a string'
       END AS refuse
FROM item
