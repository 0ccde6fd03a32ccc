-- BioASQ in the question-answering schema of bigbio/bioasq_task_b (also its BLURB subset): one row for each snippet of a
-- question, `id` question and number of the snippet, `choices` empty. Terms of the BioASQ participants' area.
-- Krithara et al. 2023, https://doi.org/10.1038/s41597-023-02068-4
-- `answer` is the exact answer (for a summary the ideal ones, which become clinician's turns): one word for yesno, synonyms
-- of one item for factoid, items or lists of synonyms for list. A question with many snippets stands many times.
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "id": "VARCHAR", "document_id": "VARCHAR", "question_id": "VARCHAR", "question": "VARCHAR", "type": "VARCHAR",
        "context": "VARCHAR"}') AS r,
           CASE WHEN json_type(record, '$.answer') = 'VARCHAR' THEN [[record ->> '$.answer']]
                WHEN json_type(record, '$.answer[0]') = 'ARRAY' THEN from_json(record, '{"answer": [["VARCHAR"]]}').answer
                WHEN lower(record ->> '$.type') = 'factoid' THEN [from_json(record, '{"answer": ["VARCHAR"]}').answer]
                ELSE [[a] FOR a IN from_json(record, '{"answer": ["VARCHAR"]}').answer] END AS items
    FROM input
), item AS (
    SELECT *, lower(trim(r.type)) AS type,
           [i FOR i IN [[s FOR s IN i IF present(s) IS NOT NULL] FOR i IN coalesce(items, [])] IF len(i) > 0] AS exact
    FROM parsed
), told AS (
    SELECT *, CASE WHEN type = 'yesno' THEN lower(regexp_replace(trim(exact[1][1]), '[.!]$', '')) END AS verdict FROM item
)
SELECT file, row, r.id AS source_id, 'qa' AS kind, 'en' AS language,
       list_concat([turn('examiner', r.question)],
                   CASE WHEN type = 'summary' THEN [turn('clinician', i[1]) FOR i IN exact] ELSE [] END) AS turns,
       [r.context] AS context,
       CASE WHEN verdict IS NOT NULL THEN [verdict] END AS answer_keys,
       CASE WHEN type <> 'summary' AND len(exact) > 0 THEN [exact_answer(i[1], i[2:]) FOR i IN exact] END AS exact_answers,
       [evidence('support', r.context, context := 1, document := r.document_id)] AS evidence,
       labels_of([
           {'name': 'question_type', 'values': [r.type]},
           {'name': 'source_id',     'values': [r.question_id]},
           {'name': 'document',      'values': [r.document_id]},
           {'name': 'answer_status', 'values': [CASE WHEN len(exact) = 0 THEN 'withheld' END]}]) AS labels,
       CASE WHEN present(r.question) IS NULL THEN 'no question'
            WHEN present(r.context) IS NULL THEN 'no context'
            WHEN type IS NULL OR type NOT IN ('yesno', 'factoid', 'list', 'summary')
                THEN format('type "{}": expected yesno, factoid, list or summary', coalesce(r.type, ''))
            WHEN type = 'yesno' AND len(exact) > 0 AND verdict NOT IN ('yes', 'no')
                THEN format('answer "{}": expected yes or no', exact[1][1])
       END AS refuse
FROM told
