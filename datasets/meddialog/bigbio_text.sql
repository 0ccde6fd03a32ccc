-- MedDialog in the bigbio_text schema (bigbio/meddialog): one row an utterance, the speaker as its label, without the
-- descriptions. No licence: copyright of the web sites. Zeng et al. 2020, EMNLP, https://arxiv.org/abs/2004.03329
-- An id is language_split_dialogue_utterance, counted from 0: label `document_id` is the part that names the dialogue, by
-- which its rows belong together. Each row is a record of one turn.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"id": "VARCHAR", "document_id": "VARCHAR", "text": "VARCHAR", "labels": ["VARCHAR"]}') AS r
    FROM input
), item AS (
    SELECT file, row, r, lower(trim(r.labels[1])) AS speaker FROM parsed
)
SELECT file, row, r.id AS source_id, 'dialogue' AS kind,
       CASE WHEN starts_with(r.document_id, 'zh') THEN 'zh-Hans' ELSE 'en' END AS language,
       [turn(CASE WHEN speaker IN ('doctor', '医生') THEN 'clinician' ELSE 'patient' END, r.text)] AS turns,
       labels_of([{'name': 'document_id', 'values': [regexp_extract(r.id, '^(.*)_[0-9]+$', 1)]}]) AS labels,
       CASE WHEN present(r.text) IS NULL THEN 'nothing is said'
            WHEN coalesce(speaker, '') NOT IN ('patient', 'doctor', '病人', '医生') THEN 'the label is neither patient nor doctor'
       END AS refuse
FROM item
