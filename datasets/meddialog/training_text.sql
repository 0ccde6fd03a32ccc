-- MedDialog, plain training text: one utterance a line, a blank line between dialogues, no speakers.
-- No licence: copyright of the web sites. Zeng et al. 2020, EMNLP, https://arxiv.org/abs/2004.03329
-- The file does not say who speaks: turns are taken to alternate from the patient on, as its makers wrote them, and label
-- `role_origin` says so. The language is told by Chinese characters.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"text": "VARCHAR"}').text AS block FROM input
), lines AS (
    SELECT file, row, block, [trim(l, E' \t\r') FOR l IN string_split(block, E'\n') IF trim(l, E' \t\r') <> ''] AS texts FROM parsed
)
SELECT file, row, 'dialogue' AS kind,
       CASE WHEN regexp_matches(block, '\p{Han}') THEN 'zh-Hans' ELSE 'en' END AS language,
       [turn(CASE WHEN i % 2 = 1 THEN 'patient' ELSE 'clinician' END, texts[i]) FOR i IN range(1, len(texts) + 1)] AS turns,
       labels_of([{'name': 'role_origin', 'values': ['alternation']}]) AS labels
FROM lines
