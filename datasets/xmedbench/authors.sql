-- XMedBench: JSON arrays (metadata/{dev,test}/<language>.json, joined dev.json and test.json, the same on Hugging Face) and the
-- older JSON lines, one file a source, with the keys `option` and `anwer` (sic). Apollo: Apache-2.0, every source its own.
-- Wang et al. 2024, https://arxiv.org/abs/2403.03640
-- Seen in the files: `options` is one string, each option on a line after "(A) ", some with line breaks of their own; 3 to 5
-- options; a full stop appended to each by the authors, after the source's own ("..") or alone where there was no fifth
-- option ("(E) ."), which is left out; keys such as "(ACE)" where several are right; `context` empty but for pubmedqa. The
-- language is told by the source, else by the file's name, else from the question. Dev is contained in test.
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "question": "VARCHAR", "options": "VARCHAR", "option": "VARCHAR", "answer": "VARCHAR", "anwer": "VARCHAR",
        "source": "VARCHAR", "context": "VARCHAR"}') AS r
    FROM input
), item AS (
    SELECT file, row, r, coalesce(r.options, r.option) AS choices, coalesce(r.answer, r.anwer) AS answer,
           CASE WHEN r.source LIKE '%-ar' THEN 'ar'
                WHEN r.source LIKE '%-hi' THEN 'hi'
                WHEN r.source = 'headqa' THEN 'es'
                WHEN r.source = 'frenchmedmcqa' THEN 'fr'
                WHEN r.source IN ('cmexam', 'medqa-mcmle') OR r.source SIMILAR TO '(cmb|cmmlu)(-.*)?' THEN 'zh'
                WHEN r.source IN ('medmcqa', 'mmlu-medical', 'medqa-usmle', 'pubmedqa') THEN 'en'
                ELSE coalesce(nullif(regexp_extract(file, '(?:^|[/!_])(ar|en|es|fr|hi|zh)(?:_[a-z]+)?\.jsonl?', 1), ''),
                              language_of(r.question)) END AS language
    FROM parsed
), split AS (
    SELECT *, [o FOR o IN lettered_options(choices, '\r?\n\(([A-Z])\)(?: |$)') IF NOT is_blank(o.text) AND o.text <> '.'] AS options,
           regexp_extract(answer, '^\s*\(([A-Z]+)\)\s*$', 1) AS letters
    FROM item
)
SELECT file, row, 'mcqa' AS kind, CASE WHEN language = 'zh' THEN 'zh-Hans' ELSE language END AS language,
       [turn('examiner', r.question)] AS turns,
       CASE WHEN present(r.context) IS NOT NULL THEN [r.context] END AS context,
       options,
       string_split(nullif(letters, ''), '') AS answer_keys,
       labels_of([{'name': 'source_name', 'values': [r.source]}]) AS labels,
       CASE WHEN present(r.question) IS NULL THEN 'no question'
            WHEN choices IS NULL THEN 'no options'
            WHEN NOT is_blank(lettered_stem(choices, '\r?\n\(([A-Z])\)(?: |$)')) THEN 'options: text before the first option'
            WHEN letter_twice(choices, '\r?\n\(([A-Z])\)(?: |$)') IS NOT NULL
                THEN format('options: ({}) begins two options', letter_twice(choices, '\r?\n\(([A-Z])\)(?: |$)'))
            WHEN len(options) < 2 THEN format('options: expected at least 2, found {}', len(options))
            WHEN letters = '' OR letters IS NULL THEN format('answer "{}": expected letters in brackets', coalesce(answer, ''))
            WHEN NOT list_has_all([o.key FOR o IN options], string_split(letters, ''))
                THEN format('answer ({}) names an option that is not there', letters)
       END AS refuse
FROM split
