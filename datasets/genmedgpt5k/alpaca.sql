-- GenMedGPT-5k, the authors' release (chatdoctor5k.json: JSON array of instruction, input, output) and its copies. Apache-2.0
-- (repository); written by ChatGPT. Li et al. 2023, Cureus 15(6):e40895, https://arxiv.org/abs/2303.14070
-- `instruction` is one constant sentence that belongs to nobody in the record: a system turn, left out where it is empty. Both
-- sides were written by a model from a table of diseases; the roles are those that it plays. There is no id.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"instruction": "VARCHAR", "input": "VARCHAR", "output": "VARCHAR"}') AS r FROM input
)
SELECT file, row, 'qa' AS kind, 'en' AS language,
       [t FOR t IN [turn('system', r.instruction), turn('patient', r.input), turn('clinician', r.output)]
        IF t.role <> 'system' OR present(t."text") IS NOT NULL] AS turns,
       CASE WHEN present(r.input) IS NULL THEN 'no question'
            WHEN present(r.output) IS NULL THEN 'no answer' END AS refuse
FROM parsed
