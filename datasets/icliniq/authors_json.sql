-- iCliniq-10k, the authors' release (iCliniq.json: JSON array of a question and three answers) and lavita/ChatDoctor-iCliniq.
-- No licence stated for the data (crawled from icliniq.com; the code repository is Apache-2.0).
-- Li et al. 2023, Cureus 15(6):e40895, https://arxiv.org/abs/2303.14070
-- Only answer_icliniq was written by a person: it alone becomes the clinician's turn (answer_origin person). What the models
-- wrote (answer_chatgpt, answer_chatdoctor) are candidates that nobody judged, with their origin, and no clinician's
-- words. A question that the doctor did not answer is kept, answer_status none. Text stays as it is. There is no id.
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "input": "VARCHAR", "answer_icliniq": "VARCHAR", "answer_chatgpt": "VARCHAR", "answer_chatdoctor": "VARCHAR"}') AS r
    FROM input
), item AS (
    SELECT file, row, r, present(r.answer_icliniq) IS NOT NULL AS answered FROM parsed
)
SELECT file, row, 'qa' AS kind, 'en' AS language,
       [t FOR t IN [turn('patient', r.input),
                    turn('clinician', r.answer_icliniq, labels_of([{'name': 'answer_origin', 'values': ['person']}]))]
        IF t.role = 'patient' OR answered] AS turns,
       [c FOR c IN [candidate('answer_chatgpt', r.answer_chatgpt, NULL, 'ChatGPT'),
                    candidate('answer_chatdoctor', r.answer_chatdoctor, NULL, 'ChatDoctor')]
        IF present(c."text") IS NOT NULL] AS candidates,
       labels_of([{'name': 'answer_status', 'values': [CASE WHEN NOT answered THEN 'none' END]}]) AS labels,
       CASE WHEN present(r.input) IS NULL THEN 'no question' END AS refuse
FROM item
