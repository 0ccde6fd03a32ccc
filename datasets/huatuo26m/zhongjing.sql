-- Huatuo-26M, the 6,000 test pairs as the Zhongjing repository keeps them: JSON array, `instruction` and `output` lists of
-- one string, `id` and `input` always empty. Apache-2.0. Li et al. 2023, https://arxiv.org/abs/2305.01526
-- Seen in the file: a few questions stand twice; some are templates nobody filled in (患者性别:患者年龄:问题描述:) and stay;
-- answers run on with section words (问题分析：… 意见建议：…).
WITH parsed AS (
    SELECT file, row, from_json(record, '{"id": "VARCHAR", "instruction": ["VARCHAR"], "input": "VARCHAR", "output": ["VARCHAR"]}') AS r
    FROM input
), item AS (
    SELECT file, row, r, concat_ws(E'\n', present(array_to_string(r.instruction, E'\n')), present(r.input)) AS question,
           [o FOR o IN r.output IF present(o) IS NOT NULL] AS answers
    FROM parsed
)
SELECT file, row, present(r.id) AS source_id, 'qa' AS kind, 'zh-Hans' AS language,
       list_concat([turn('patient', question)], [turn('clinician', a) FOR a IN answers]) AS turns,
       labels_of([{'name': 'answer_status', 'values': [CASE WHEN len(answers) = 0 THEN 'none' END]}]) AS labels,
       CASE WHEN r.instruction IS NULL THEN 'instruction is not a list'
            WHEN present(question) IS NULL THEN 'no question'
            WHEN r.output IS NULL THEN 'output is not a list' END AS refuse
FROM item
