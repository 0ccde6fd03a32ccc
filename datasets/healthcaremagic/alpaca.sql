-- HealthCareMagic-100k, the authors' release (JSON array of instruction, input, output) and lavita/ChatDoctor-HealthCareMagic-100k.
-- No licence stated for the data (crawled from healthcaremagic.com; the code repository is Apache-2.0).
-- Li et al. 2023, Cureus 15(6):e40895, https://arxiv.org/abs/2303.14070
-- `instruction` is one constant sentence that belongs to nobody in the record: a system turn, left out where it is empty. Text
-- stays as it is: the names of the site and of doctors that were replaced by "Chat Doctor", greetings, sign-offs, words run
-- together. Answers stand several times (110,513 distinct ones of 112,165). There is no id.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"instruction": "VARCHAR", "input": "VARCHAR", "output": "VARCHAR"}') AS r FROM input
)
SELECT file, row, 'qa' AS kind, 'en' AS language,
       [t FOR t IN [turn('system', r.instruction), turn('patient', r.input), turn('clinician', r.output)]
        IF t.role <> 'system' OR present(t."text") IS NOT NULL] AS turns,
       CASE WHEN present(r.input) IS NULL THEN 'no question'
            WHEN present(r.output) IS NULL THEN 'no answer' END AS refuse
FROM parsed
