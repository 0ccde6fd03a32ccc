-- LiveQA, TREC 2017 medical task, training sets 1 and 2: XML, one NLM-QUESTION a record, answers by sub-question.
-- No licence file; research use with citation. Ben Abacha et al. 2017, TREC,
-- https://trec.nist.gov/pubs/trec26/papers/Overview-QA.pdf
-- Seen in the files (withdrawn from the repository in 2024): set 1 has questionid and fRef, subqid, answerid and pairid;
-- set 2 a byte-order mark, qid="1.0" and no ids further down. Each answer becomes a clinician's turn of its own that
-- carries focus and type of its sub-question; they are alternatives and no conversation. A SUBJECT may be empty (or "No").
-- pairid skips numbers.
WITH parsed AS (
    SELECT file, row, from_json(record->'$.record', '{
        "@questionid": "VARCHAR", "@qid": "VARCHAR", "@fRef": "VARCHAR",
        "SUBJECT": [{"#text": "VARCHAR"}], "MESSAGE": [{"#text": "VARCHAR"}],
        "SUB-QUESTIONS": [{"SUB-QUESTION": [{
            "@subqid": "VARCHAR",
            "ANNOTATIONS": [{"FOCUS": [{"#text": "VARCHAR"}], "TYPE": [{"#text": "VARCHAR"}]}],
            "ANSWERS": [{"ANSWER": [{"@answerid": "VARCHAR", "@pairid": "VARCHAR", "#text": "VARCHAR"}]}]}]}]}') AS q
    FROM input
), item AS (
    SELECT file, row, q, present(q.SUBJECT[1]."#text") AS subject, present(q.MESSAGE[1]."#text") AS message,
           q."SUB-QUESTIONS"[1]."SUB-QUESTION" AS parts
    FROM parsed
), answered AS (
    SELECT *, flatten([[f."#text" FOR f IN p.ANNOTATIONS[1].FOCUS] FOR p IN parts]) AS foci,
           flatten([[t."#text" FOR t IN p.ANNOTATIONS[1].TYPE] FOR p IN parts]) AS types,
           flatten([[turn('clinician', a."#text", labels_of([
                   {'name': 'answer_id',     'values': [a."@answerid"]},
                   {'name': 'pair_id',       'values': [a."@pairid"]},
                   {'name': 'sub_question',  'values': [p."@subqid"]},
                   {'name': 'focus',         'values': [f."#text" FOR f IN p.ANNOTATIONS[1].FOCUS]},
                   {'name': 'question_type', 'values': [t."#text" FOR t IN p.ANNOTATIONS[1].TYPE]}]))
               FOR a IN p.ANSWERS[1].ANSWER IF present(a."#text") IS NOT NULL] FOR p IN parts]) AS answers
    FROM item
)
SELECT file, row, coalesce(q."@questionid", q."@qid") AS source_id, 'qa' AS kind, 'en' AS language,
       list_concat([turn('patient', concat_ws(E'\n', subject, message))], answers) AS turns,
       labels_of([
           {'name': 'message_subject', 'values': [subject]},
           {'name': 'focus',           'values': [f FOR f, i IN foci IF list_position(foci, f) = i]},
           {'name': 'question_type',   'values': [t FOR t, i IN types IF list_position(types, t) = i]},
           {'name': 'document_id',     'values': [q."@fRef"]},
           {'name': 'answer_status',   'values': [CASE WHEN coalesce(len(answers), 0) = 0 THEN 'none' END]}]) AS labels,
       {'name': 'U.S. National Library of Medicine', 'country': 'US', 'setting': 'consumer question service'} AS institution,
       CASE WHEN subject IS NULL AND message IS NULL THEN 'neither SUBJECT nor MESSAGE' END AS refuse
FROM answered
