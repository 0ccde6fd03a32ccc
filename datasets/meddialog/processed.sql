-- MedDialog, processed: Chinese as a JSON array of arrays of marked strings (病人：… 医生：…), English as a JSON array of
-- {"description", "utterances": ["patient: …", "doctor: …"]}; the Hugging Face configs processed.zh and processed.en are
-- the second shape, Chinese without a description. No licence: copyright of the web sites. Zeng et al. 2020, EMNLP,
-- https://arxiv.org/abs/2004.03329
-- The speaker's mark is what stands before the first colon, ASCII or full-width, any case; it is taken off with the blanks
-- behind it. A turn without any text is left out; turns of one speaker in a row and a last odd turn are kept. The
-- description is the record's context.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"value": ["VARCHAR"], "description": "VARCHAR", "utterances": ["VARCHAR"]}') AS r
    FROM input
), marked AS (
    SELECT file, row, r.description, coalesce(r.utterances, r.value) AS utterances,
           [lower(trim(regexp_extract(u, '^\s*([^:：]*)[:：]', 1))) FOR u IN coalesce(r.utterances, r.value)] AS marks,
           [regexp_replace(u, '^[^:：]*[:：]\s*', '') FOR u IN coalesce(r.utterances, r.value)] AS texts
    FROM parsed
), said AS (
    SELECT *, list_filter(marks, lambda m: m NOT IN ('patient', 'doctor', '病人', '患者', '医生')) AS unknown,
           [turn(CASE WHEN marks[i] IN ('doctor', '医生') THEN 'clinician' ELSE 'patient' END, texts[i])
            FOR i IN range(1, len(texts) + 1) IF trim(texts[i], E' \t\r\n') <> ''] AS turns
    FROM marked
)
SELECT file, row, 'dialogue' AS kind,
       CASE WHEN list_has_any(marks, ['病人', '患者', '医生']) THEN 'zh-Hans' ELSE 'en' END AS language, turns,
       CASE WHEN present(description) IS NOT NULL THEN [description] END AS context,
       labels_of([{'name': 'section', 'values': [CASE WHEN present(description) IS NOT NULL THEN 'Description' END]}]) AS labels,
       CASE WHEN utterances IS NULL THEN 'utterances are not a list of strings'
            WHEN len([u FOR u IN utterances IF u IS NULL]) > 0 THEN 'an utterance is not a string'
            WHEN len(unknown) > 0 THEN 'an utterance does not begin with its speaker'
            WHEN len(turns) = 0 THEN 'nothing is said in the dialogue' END AS refuse
FROM said
