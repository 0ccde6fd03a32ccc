-- MedQA, the authors' release: JSON lines, `options` an object letter -> text. MIT.
-- Jin et al. 2021, Applied Sciences 11(14):6421, https://arxiv.org/abs/2009.13081
-- Seen: US items with 5 options, Taiwan and every 4_options file with 4; `metamap_phrases` only in US/4_options;
-- `meta_info` step1 or step2&3 (US), the chapter (Mainland), taiwanese_test_Q (Taiwan); key order varies; a question
-- may end in a line break (Taiwan), which is trimmed. The Taiwan items exist in Chinese and, machine-translated, in
-- English and simplified Chinese (folder tw_translated_jsonl): the language is told by the script and the file name.
-- In Parquet a four-option item beside items of five holds a null fifth, which is none.
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "question": "VARCHAR", "answer": "VARCHAR", "answer_idx": "VARCHAR", "meta_info": "VARCHAR",
        "options": "MAP(VARCHAR, VARCHAR)", "metamap_phrases": ["VARCHAR"]}') AS r
    FROM input
), item AS (
    SELECT *, [o FOR o IN map_entries(r.options) IF o.value IS NOT NULL] AS options, [o.key FOR o IN options] AS keys, trimmed(r.question) AS question,
           CASE WHEN r.meta_info = 'taiwanese_test_Q' THEN 'TWMLE'
                WHEN r.meta_info LIKE 'step%' OR NOT has_han(r.question) THEN 'USMLE' ELSE 'MCMLE' END AS exam
    FROM parsed
)
SELECT file, row,
       format('{}-{}-{}', lower(exam), file_stem(file), row) AS source_id,
       'mcqa' AS kind,
       CASE WHEN NOT has_han(question) THEN 'en'
            WHEN exam = 'TWMLE' AND NOT regexp_matches(file, '2zh') THEN 'zh-Hant'
            ELSE 'zh-Hans' END AS language,
       [turn('examiner', question)] AS turns,
       [option(o.key, o.value) FOR o IN options] AS options,
       [r.answer_idx] AS answer_keys,
       labels_of([
           {'name': 'exam',      'values': [exam]},
           {'name': 'exam_part', 'values': [CASE WHEN exam = 'USMLE' THEN r.meta_info END]},
           {'name': 'topic',     'values': [CASE WHEN exam = 'MCMLE' THEN r.meta_info END]},
           {'name': 'phrase',    'values': r.metamap_phrases}]) AS labels,
       CASE WHEN present(question) IS NULL THEN 'no question'
            WHEN r.options IS NULL OR len(keys) < 2 THEN 'no options'
            WHEN present(r.answer_idx) IS NULL THEN 'no answer_idx'
            WHEN NOT list_contains(keys, r.answer_idx)
                THEN format('answer_idx "{}" is none of the options {}', r.answer_idx, array_to_string(keys, ', '))
            WHEN r.answer <> r.options[r.answer_idx] AND trimmed(r.answer) <> trimmed(r.options[r.answer_idx])
                THEN format('answer "{}" is not the text of option {}, "{}"', r.answer, r.answer_idx, r.options[r.answer_idx])
       END AS refuse
FROM item
