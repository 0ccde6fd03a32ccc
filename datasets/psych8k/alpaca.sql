-- Psych8K (Alexander_Street_shareGPT_2.0.json: despite its name a JSON array of instruction, input, output).
-- CC BY-NC-SA 4.0, gated. Liu et al. 2023, https://arxiv.org/abs/2309.15461
-- `instruction` is one constant sentence that belongs to nobody in the record: a system turn, left out where it is empty. The
-- client is the patient, the counsellor the clinician. There is no id.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"instruction": "VARCHAR", "input": "VARCHAR", "output": "VARCHAR"}') AS r FROM input
)
SELECT file, row, 'qa' AS kind, 'en' AS language,
       [t FOR t IN [turn('system', r.instruction), turn('patient', r.input), turn('clinician', r.output)]
        IF t.role <> 'system' OR present(t."text") IS NOT NULL] AS turns,
       CASE WHEN present(r.input) IS NULL THEN 'no question'
            WHEN present(r.output) IS NULL THEN 'no answer' END AS refuse
FROM parsed
