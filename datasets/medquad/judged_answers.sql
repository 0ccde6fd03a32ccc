-- MedQuAD, the judged answers of the LiveQA test (QA-TestSet-LiveQA-Med-Qrels-2479-Answers.zip): CSV AnswerID,Answer whose
-- second cell is a block "Question: ... URL: ... Answer: ...". CC BY 4.0.
-- Ben Abacha and Demner-Fushman 2019, BMC Bioinformatics 20:511, https://doi.org/10.1186/s12859-019-3119-4
-- The judgements themselves are another file of the archive (question, judgement, AnswerID). A block without the three
-- words is refused.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"AnswerID": "VARCHAR", "Answer": "VARCHAR"}') AS r FROM input
), block AS (
    SELECT file, row, r.AnswerID AS id,
           regexp_extract(r.Answer, '(?s)^\s*Question:\s*(.*?)\s*URL:\s*(\S*)\s*Answer:\s*(.*?)\s*$',
                          ['question', 'url', 'answer']) AS b
    FROM parsed
)
SELECT file, row, id AS source_id, 'qa' AS kind, 'en' AS language,
       [turn('patient', b.question), turn('clinician', b.answer)] AS turns,
       labels_of([{'name': 'url', 'values': [b.url]}]) AS labels,
       CASE WHEN present(b.question) IS NULL OR present(b.answer) IS NULL
            THEN 'expected a block "Question: ... URL: ... Answer: ..."' END AS refuse
FROM block
