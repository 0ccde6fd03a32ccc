-- CMExam as the authors' scripts turn it into instructions: JSON lines of prompt, completion and id, or instruction,
-- input (empty) and output. Licence: Apache-2.0. Liu et al. 2023, https://arxiv.org/abs/2306.03030
-- `id` tells which of six templates made the record (1 to 4: question with options; 1 key, 2 key and text, 3 explanation,
-- 4 both; 5 and 6: question alone, answered by the option's text), so it is no id of the question. The words of the
-- templates (问题, 选项, 答案, 解释) are taken off. Templates 5 and 6 leave the answer empty where several are right, and an
-- explanation that was missing became the word nan.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"prompt": "VARCHAR", "completion": "VARCHAR", "id": "VARCHAR",
        "instruction": "VARCHAR", "input": "VARCHAR", "output": "VARCHAR"}') AS r
    FROM input
), text AS (
    SELECT file, row, r.id AS template, concat_ws(E'\n', present(coalesce(r.prompt, r.instruction)), present(r.input)) AS prompt,
           coalesce(r.completion, r.output) AS completion
    FROM parsed
), item AS (
    SELECT file, row, template, prompt, completion,
           regexp_extract(prompt, '(?s)^\s*问题: ?(.*?)(, ?\r?\n ?选项: ?.*)?$', 1) AS question,
           regexp_extract(prompt, '(?s), ?\r?\n ?选项: ?(.*)$', 1) AS choices,
           trim(regexp_extract(completion, '(?s)^\s*答案: ?(.*?)(\. ?\r?\n ?解释: ?.*)?$', 1)) AS answer,
           present(trim(regexp_extract(completion, '(?s)(^\s*|\. ?\r?\n ?)解释: ?(.*)$', 2))) AS explanation
    FROM text
), keyed AS (
    SELECT *, choices <> '' AS with_options,
           [o FOR o IN lettered_options(choices, '\r?\n([A-Z])(?: |$)') IF NOT is_blank(o.text)] AS options,
           CASE WHEN choices <> '' THEN nullif(regexp_extract(answer, '^([A-Z]+)( |$)', 1), '') END AS letters
    FROM item
)
SELECT file, row, CASE WHEN with_options THEN 'mcqa' ELSE 'qa' END AS kind, 'zh-Hans' AS language,
       CASE WHEN with_options OR is_blank(answer) THEN [turn('examiner', question)]
            ELSE [turn('examiner', question), turn('clinician', answer)] END AS turns,
       CASE WHEN with_options THEN options END AS options,
       string_split(letters, '') AS answer_keys,
       explanation AS rationale,
       labels_of([
           {'name': 'record_type',   'values': ['template ' || template]},
           {'name': 'answer_status', 'values': [CASE WHEN letters IS NULL AND (with_options OR is_blank(answer)) THEN 'none' END]}]) AS labels,
       CASE WHEN present(prompt) IS NULL OR present(question) IS NULL THEN 'no question'
            WHEN present(completion) IS NULL THEN 'no completion'
            WHEN is_blank(answer) AND explanation IS NULL AND NOT regexp_matches(completion, '^\s*(答案|解释):')
                THEN 'completion begins with neither 答案: nor 解释:'
            WHEN with_options AND len(options) < 2 THEN format('选项: expected at least 2, found {}', len(options))
            WHEN with_options AND NOT is_blank(answer) AND letters IS NULL THEN format('答案 "{}": expected letters', answer)
            WHEN NOT list_has_all([o.key FOR o IN options], string_split(letters, ''))
                THEN format('答案 {} names an option that is not there', letters)
       END AS refuse
FROM keyed
