-- CMtMedQA, the authors' release (CMtMedQA.json, CMtMedQA_test.json): JSON array of two record layouts.
-- Licence: Apache-2.0 (repository), MIT (Hugging Face). Yang et al. 2024, AAAI, https://arxiv.org/abs/2308.03549
-- Seen in the files: dialogues of 0 to 9 `history` pairs, then `instruction` (+ `input`, always empty) and `output`; a
-- dialogue without history is a single inquiry. The test file ends in 144 safety prompts with the keys
-- `instruct` and `output` alone, each with a blank in front, which is trimmed. `cate1` can be "nan".
WITH parsed AS (
    SELECT file, row, record, from_json(record, '{
        "id": "VARCHAR", "cate1": "VARCHAR", "cate2": "VARCHAR", "instruction": "VARCHAR", "instruct": "VARCHAR",
        "input": "VARCHAR", "output": "VARCHAR", "history": [["VARCHAR"]]}') AS r
    FROM input
), item AS (
    SELECT file, row, r, r.instruct IS NOT NULL AS safety, coalesce(r.history, []) AS history,
           CASE WHEN r.history IS NULL THEN json_type(record, '$.history') <> 'NULL' END AS bad_history,
           CASE WHEN r.instruct IS NOT NULL THEN ltrim(r.instruct)
                ELSE concat_ws(E'\n', present(r.instruction), present(r.input)) END AS question,
           CASE WHEN r.instruct IS NOT NULL THEN ltrim(r.output) ELSE r.output END AS answer
    FROM parsed
)
SELECT file, row, r.id AS source_id,
       CASE WHEN safety THEN 'qa' ELSE 'dialogue' END AS kind, 'zh-Hans' AS language,
       list_concat(flatten([[turn('patient', h[1]), turn('clinician', h[2])] FOR h IN history]),
                   [turn('patient', question), turn('clinician', answer)]) AS turns,
       labels_of([
           {'name': 'department',    'values': [r.cate1]},
           {'name': 'subdepartment', 'values': [r.cate2]},
           {'name': 'safety',        'values': [CASE WHEN safety THEN 'yes' END]}]) AS labels,
       CASE WHEN present(question) IS NULL THEN 'neither instruction nor instruct'
            WHEN present(answer) IS NULL THEN 'no output'
            WHEN bad_history THEN 'history is not a list of pairs'
            WHEN len([h FOR h IN history IF coalesce(len(h), 0) <> 2 OR present(h[1]) IS NULL OR present(h[2]) IS NULL]) > 0
                THEN 'a history entry is not a pair of question and answer'
       END AS refuse
FROM item
