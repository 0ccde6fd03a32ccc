-- LiveQA, TREC 2017 medical task, test set: XML, one NLM-QUESTION a record, with or without NLM-Summary.
-- No licence file; research use with citation. Ben Abacha et al. 2017, TREC,
-- https://trec.nist.gov/pubs/trec26/papers/Overview-QA.pdf
-- Seen in the files: 104 questions, 167 answers, 1 to 5 a question; each answer becomes a clinician's turn of its own, they
-- are alternatives and no conversation. TQ1 spells RefAnswer for ReferenceAnswer, TQ2 qFile for qfile; a SUBJECT may be
-- empty; the question is the subject line and the message as sent; tabs and line breaks inside text are kept.
WITH parsed AS (
    SELECT file, row, from_json(record->'$.record', '{
        "@qid": "VARCHAR",
        "Original-Question": [{"@qfile": "VARCHAR", "SUBJECT": [{"#text": "VARCHAR"}], "MESSAGE": [{"#text": "VARCHAR"}]}],
        "NIST-PARAPHRASE": [{"#text": "VARCHAR"}], "NLM-Summary": [{"#text": "VARCHAR"}],
        "ANNOTATIONS": [{"FOCUS": [{"@fcategory": "VARCHAR", "#text": "VARCHAR"}], "TYPE": [{"#text": "VARCHAR"}],
                         "KEYWORD": [{"@kcategory": "VARCHAR", "#text": "VARCHAR"}]}]}') AS q,
           record->>'$.record."Original-Question"[0]."@qFile"' AS other_file,
           from_json(list_concat(record->'$.record.ReferenceAnswers[*].ReferenceAnswer[*]',
                                 record->'$.record.ReferenceAnswers[*].RefAnswer[*]')::JSON,
               '[{"@aid": "VARCHAR", "ANSWER": [{"#text": "VARCHAR"}], "AnswerURL": [{"#text": "VARCHAR"}],
                  "COMMENT": [{"#text": "VARCHAR"}]}]') AS answers
    FROM input
), item AS (
    SELECT file, row, q, other_file, q."Original-Question"[1] AS original, q.ANNOTATIONS[1] AS note,
           present(q."Original-Question"[1].SUBJECT[1]."#text") AS subject,
           present(q."Original-Question"[1].MESSAGE[1]."#text") AS message,
           [a FOR a IN answers IF present(a.ANSWER[1]."#text") IS NOT NULL] AS answers
    FROM parsed
)
SELECT file, row, q."@qid" AS source_id, 'qa' AS kind, 'en' AS language,
       list_concat([turn('patient', concat_ws(E'\n', subject, message))],
                   [turn('clinician', a.ANSWER[1]."#text", labels_of([
                        {'name': 'answer_id', 'values': [a."@aid"]},
                        {'name': 'url',       'values': [a.AnswerURL[1]."#text"]},
                        {'name': 'comment',   'values': [a.COMMENT[1]."#text"]}])) FOR a IN answers]) AS turns,
       labels_of([
           {'name': 'message_subject',  'values': [subject]},
           {'name': 'paraphrase',       'values': [q."NIST-PARAPHRASE"[1]."#text"]},
           {'name': 'summary',          'values': [q."NLM-Summary"[1]."#text"]},
           {'name': 'focus',            'values': [f."#text" FOR f IN note.FOCUS]},
           {'name': 'focus_category',   'values': [f."@fcategory" FOR f IN note.FOCUS]},
           {'name': 'question_type',    'values': [t."#text" FOR t IN note.TYPE]},
           {'name': 'keyword',          'values': [k."#text" FOR k IN note.KEYWORD]},
           {'name': 'keyword_category', 'values': [k."@kcategory" FOR k IN note.KEYWORD]},
           {'name': 'document_id',      'values': [coalesce(original."@qfile", other_file)]},
           {'name': 'answer_status',    'values': [CASE WHEN len(answers) = 0 THEN 'none' END]}]) AS labels,
       {'name': 'U.S. National Library of Medicine', 'country': 'US', 'setting': 'consumer question service'} AS institution,
       CASE WHEN subject IS NULL AND message IS NULL THEN 'neither SUBJECT nor MESSAGE' END AS refuse
FROM item
