-- MedDG, input of the 2021 challenge: JSON array of {"history": ["患者：…", "医生：…"]}, the answer kept back.
-- Liu et al. 2022, NLPCC, https://arxiv.org/abs/2010.07497
-- The mark before the first colon, full-width or ASCII, is the speaker and is taken off. Utterances of one speaker in a row
-- are kept; one without any text is left out.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"id": "VARCHAR", "history": ["VARCHAR"]}') AS r FROM input
), marked AS (
    SELECT file, row, r, [trim(regexp_extract(h, '^\s*([^:：]*)[:：]', 1)) FOR h IN r.history] AS marks,
           [regexp_replace(h, '^[^:：]*[:：]\s*', '') FOR h IN r.history] AS texts
    FROM parsed
)
SELECT file, row, present(r.id) AS source_id, 'dialogue' AS kind, 'zh-Hans' AS language,
       [turn(CASE WHEN marks[i] = '医生' THEN 'clinician' ELSE 'patient' END, texts[i])
        FOR i IN range(1, len(texts) + 1) IF trim(texts[i], E' \t\r\n') <> ''] AS turns,
       labels_of([{'name': 'answer_status', 'values': ['withheld']}]) AS labels,
       CASE WHEN r.history IS NULL THEN 'history is not a list of strings'
            WHEN len([m FOR m IN marks IF m IS NULL OR m NOT IN ('患者', '病人', '医生')]) > 0
                THEN 'an utterance does not begin with its speaker'
            WHEN len([t FOR t IN texts IF trim(t, E' \t\r\n') <> '']) = 0 THEN 'nothing is said in the dialogue' END AS refuse
FROM marked
