-- BianQueCorpus: the example file (CSV input, target, answer_choice, type) and the README's form (JSON input, target).
-- Non-commercial research by the README. Chen et al. 2023, https://arxiv.org/abs/2310.15896
-- Seen in the example file: turns are divided by the two characters backslash and n, while nine utterances and nine targets have
-- real line ends within; `input` ends in the mark 医生：, which `target` answers. In the README's form real line ends divide. A
-- patient who says just 无 says that and is kept, mojibake (疗?。) too. `answer_choice` is a list written out as text, [] in every
-- row; what stands in it becomes options. Backslash and n within an utterance become a line end. There is no id.
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "id": "VARCHAR", "input": "VARCHAR", "target": "VARCHAR", "answer_choice": "VARCHAR", "answer_choices": "VARCHAR",
        "type": "VARCHAR"}') AS r
    FROM input
), item AS (
    SELECT file, row, r,
           split_turns(regexp_replace(r.input, '医生[：:]\s*$', ''), MAP {'病人': 'patient', '患者': 'patient', '医生': 'clinician'},
               CASE WHEN contains(r.input, '\n医生') OR contains(r.input, '\n病人') THEN 'escaped' ELSE '' END) AS turns,
           [trim(c, '''"') FOR c IN regexp_extract_all(coalesce(r.answer_choice, r.answer_choices, ''), '"[^"]*"|''[^'']*''')
            IF present(trim(c, '''"')) IS NOT NULL] AS choices
    FROM parsed
)
SELECT file, row, present(r.id) AS source_id, 'dialogue' AS kind, 'zh-Hans' AS language,
       list_concat(turns_of(turns), [turn('clinician', r.target)]) AS turns,
       [option(i, choices[i]) FOR i IN range(1, len(choices) + 1)] AS options,
       [i::VARCHAR FOR i IN range(1, len(choices) + 1) IF choices[i] = trim(r.target)] AS answer_keys,
       labels_of([{'name': 'record_type', 'values': [r.type]}]) AS labels,
       CASE WHEN present(r.input) IS NULL THEN 'no input'
            WHEN turns IS NULL THEN 'text before the first speaker'
            WHEN len(turns) = 0 THEN 'nobody speaks before the answer'
            WHEN turns[-1].role = 'clinician' THEN 'input ends in the doctor''s words, so target answers nothing'
            WHEN present(r.target) IS NULL THEN 'no target' END AS refuse
FROM item
