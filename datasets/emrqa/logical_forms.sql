-- emrQA, questions and logical forms: data-ql.csv (tabs) and one file a challenge (commas), columns Question, Logical Form,
-- QTemplate, LTemplate. i2b2/n2c2 data use agreement. Pampari et al. 2018, EMNLP, 2357-2368, https://arxiv.org/abs/1809.00732
-- These files have neither note nor answer: a record is the question with its logical form. Layout told from the authors'
-- documentation, not seen.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"Question": "VARCHAR", "Logical Form": "VARCHAR", "QTemplate": "VARCHAR",
                                          "LTemplate": "VARCHAR"}') AS r
    FROM input
)
SELECT file, row, 'ehr_qa' AS kind, 'en' AS language, [turn('examiner', r.Question)] AS turns,
       labels_of([
           {'name': 'logical_form',          'values': [r."Logical Form"]},
           {'name': 'question_template',     'values': [r.QTemplate]},
           {'name': 'logical_form_template', 'values': [r.LTemplate]},
           {'name': 'answer_status',         'values': ['none']}]) AS labels,
       CASE WHEN present(r.Question) IS NULL THEN 'no Question' END AS refuse
FROM parsed
