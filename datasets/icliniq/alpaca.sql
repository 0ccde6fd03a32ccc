-- iCliniq-10k, re-published as instruction, input and output.
-- No licence stated for the data (crawled from icliniq.com; the code repository is Apache-2.0).
-- Li et al. 2023, Cureus 15(6):e40895, https://arxiv.org/abs/2303.14070
-- Whether the answer is the doctor's or a model's is not told in this layout, so it carries no answer_origin.
-- A constant `instruction` is a system turn, left out where it is empty.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"instruction": "VARCHAR", "input": "VARCHAR", "output": "VARCHAR"}') AS r FROM input
)
SELECT file, row, 'qa' AS kind, 'en' AS language,
       [t FOR t IN [turn('system', r.instruction), turn('patient', r.input), turn('clinician', r.output)]
        IF t.role <> 'system' OR present(t."text") IS NOT NULL] AS turns,
       CASE WHEN present(r.input) IS NULL THEN 'no question'
            WHEN present(r.output) IS NULL THEN 'no answer' END AS refuse
FROM parsed
