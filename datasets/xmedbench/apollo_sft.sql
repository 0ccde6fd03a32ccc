-- ApolloCorpus, the training data of the same project: JSON array of arrays of strings, question and answer in turn.
-- Apache-2.0, sources under their own terms. Wang et al. 2024, https://arxiv.org/abs/2403.03640
-- Seen in the sampled files: two strings, or many where patient and doctor talk; blanks around a text, which are taken off;
-- exam items written into the question (a line "(A). …" or "(A) …" for each option, the last one empty at times), the answer
-- naming the right one in brackets: these become mcqa, the whole answer kept as the clinician's turn. Whose question it is
-- is told by the part in the file's name: patients ask in conversations and in the part Patient, an examiner elsewhere.
-- Language by the file's name (…_zh…), else from the first text.
WITH parsed AS (
    SELECT file, row, record, from_json(record, '{"value": ["VARCHAR"]}').value AS texts,
           lower(regexp_extract(file, '(?i)(?:medical[_-]?)?(exam|patient|book|guidelines?|paper|web|wiki|general|math|code)', 1)) AS part,
           regexp_extract(file, '(?i)[/!_-](ar|en|es|fr|hi|zh)(?:[_.-]|$)', 1) AS in_name
    FROM input
), item AS (
    SELECT *, [trim(t, E' \t\r\n') FOR t IN texts] AS said,
           [o FOR o IN lettered_options(texts[1], '\r?\n\(([A-Z])\)\.?(?: |$)') IF NOT is_blank(o.text)] AS options,
           regexp_extract(texts[2], '\(([A-Z]+)\)', 1) AS letters
    FROM parsed
), told AS (
    SELECT *, len(texts) = 2 AND len(options) >= 2 AND letters <> '' AND list_has_all([o.key FOR o IN options], string_split(letters, '')) AS is_item,
           CASE WHEN len(texts) > 2 OR part = 'patient' THEN 'patient' ELSE 'examiner' END AS asker,
           coalesce(nullif(lower(in_name), ''), language_of(texts[1])) AS language
    FROM item
)
SELECT file, row, CASE WHEN is_item THEN 'mcqa' WHEN len(said) > 2 THEN 'dialogue' ELSE 'qa' END AS kind,
       CASE WHEN language = 'zh' THEN 'zh-Hans' ELSE language END AS language,
       CASE WHEN is_item THEN [turn('examiner', lettered_stem(said[1], '\r?\n\(([A-Z])\)\.?(?: |$)')), turn('clinician', said[2])]
            ELSE [turn(CASE WHEN i % 2 = 1 THEN asker ELSE 'clinician' END, said[i]) FOR i IN generate_series(1, len(said))] END AS turns,
       CASE WHEN is_item THEN options END AS options,
       CASE WHEN is_item THEN string_split(letters, '') END AS answer_keys,
       labels_of([{'name': 'record_type', 'values': [nullif(part, '')]}]) AS labels,
       CASE WHEN texts IS NULL AND json_type(record, '$.value') = 'VARCHAR'
                THEN 'a text alone: a question without its options, or text for pretraining'
            WHEN texts IS NULL THEN 'expected a list of texts'
            WHEN len(texts) < 2 THEN 'a question without an answer'
            WHEN len(texts) % 2 = 1 THEN format('{} texts: the last question has no answer', len(texts))
            WHEN len([t FOR t IN texts IF coalesce(is_blank(t), true)]) > 0 THEN 'an empty text'
       END AS refuse
FROM told
