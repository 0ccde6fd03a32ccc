-- MedQA as bigbio/med_qa publishes it (source schema): the authors' fields, `options` a list of {"key", "value"}.
-- Licence of the data: MIT (the loader's card says "unknown"). Jin et al. 2021, https://arxiv.org/abs/2009.13081
-- Seen in the loader: the same values as in the authors' release; no `metamap_phrases`.
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "question": "VARCHAR", "answer": "VARCHAR", "answer_idx": "VARCHAR", "meta_info": "VARCHAR",
        "options": [{"key": "VARCHAR", "value": "VARCHAR"}]}') AS r
    FROM input
), item AS (
    SELECT *, [o.key FOR o IN r.options] AS keys, trimmed(r.question) AS question,
           [o.value FOR o IN r.options IF o.key = r.answer_idx][1] AS keyed,
           CASE WHEN r.meta_info = 'taiwanese_test_Q' THEN 'TWMLE'
                WHEN r.meta_info LIKE 'step%' OR NOT has_han(r.question) THEN 'USMLE' ELSE 'MCMLE' END AS exam
    FROM parsed
)
SELECT file, row,
       format('{}-{}-{}', lower(exam), file_stem(file), row) AS source_id,
       'mcqa' AS kind,
       CASE WHEN NOT has_han(question) THEN 'en'
            WHEN exam = 'TWMLE' AND NOT regexp_matches(file, '(2|_)zh') THEN 'zh-Hant'
            ELSE 'zh-Hans' END AS language,
       [turn('examiner', question)] AS turns,
       [option(o.key, o.value) FOR o IN r.options] AS options,
       [r.answer_idx] AS answer_keys,
       labels_of([
           {'name': 'exam',      'values': [exam]},
           {'name': 'exam_part', 'values': [CASE WHEN exam = 'USMLE' THEN r.meta_info END]},
           {'name': 'topic',     'values': [CASE WHEN exam = 'MCMLE' THEN r.meta_info END]}]) AS labels,
       CASE WHEN present(question) IS NULL THEN 'no question'
            WHEN r.options IS NULL OR len(keys) < 2 THEN 'no options'
            WHEN present(r.answer_idx) IS NULL THEN 'no answer_idx'
            WHEN NOT list_contains(keys, r.answer_idx)
                THEN format('answer_idx "{}" is none of the options {}', r.answer_idx, array_to_string(keys, ', '))
            WHEN r.answer <> keyed AND trimmed(r.answer) <> trimmed(keyed)
                THEN format('answer "{}" is not the text of option {}, "{}"', r.answer, r.answer_idx, keyed)
       END AS refuse
FROM item
