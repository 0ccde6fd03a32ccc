-- emrQA in the form of SQuAD, as derived sets on Hugging Face have it: {"context", "question", "answers": {"text": [...],
-- "answer_start": [...]}} (Parquet or JSON lines). i2b2/n2c2 data use agreement for what quotes the notes.
-- Pampari et al. 2018, EMNLP, 2357-2368, https://arxiv.org/abs/1809.00732
-- Layout told from the sets' cards. Offsets are characters of the context, counted from 0; several answers are alternatives.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"id": "VARCHAR", "title": "VARCHAR", "context": "VARCHAR", "question": "VARCHAR",
               "answers": {"text": ["VARCHAR"], "answer_start": ["VARCHAR"]}}') AS r
    FROM input
), item AS (
    SELECT file, row, r, [{'text': a[1], 'start': TRY_CAST(a[2] AS BIGINT)}
                          FOR a IN list_zip(r.answers.text, r.answers.answer_start) IF present(a[1]) IS NOT NULL] AS found
    FROM parsed
)
SELECT file, row, present(r.id) AS source_id, 'ehr_qa' AS kind, 'en' AS language,
       list_concat([turn('examiner', r.question)],
                   [turn('clinician', t) FOR t IN once([f.text FOR f IN found])]) AS turns,
       [r.context] AS context,
       [exact_answer(t, NULL) FOR t IN once([f.text FOR f IN found])] AS exact_answers,
       [evidence('answer', f.text, context := 1, begin_offset := f.start, end_offset := f.start + length(f.text), unit := 'character')
        FOR f IN found IF f.start >= 0] AS evidence,
       labels_of([{'name': 'source_name',   'values': [r.title]},
                  {'name': 'answer_status', 'values': [CASE WHEN len(found) = 0 THEN 'none' END]}]) AS labels,
       CASE WHEN present(r.question) IS NULL THEN 'no question'
            WHEN r.answers.text IS NULL THEN 'answers.text is not a list'
            WHEN present(r.context) IS NULL THEN 'no context' END AS refuse
FROM item
