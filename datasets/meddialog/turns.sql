-- MedDialog as turns with speaker and utterance: the raw configs en and zh on Hugging Face (file_name, dialogue_id,
-- dialogue_url, dialogue_turns) and the source configs of bigbio (description in English only, utterances).
-- No licence: copyright of the web sites. Zeng et al. 2020, EMNLP, https://arxiv.org/abs/2004.03329
-- Turns are a list of structs or, as the datasets library keeps sequences, a struct of two lists. Speakers are names or
-- class labels: 0 Patient, patient, 病人; 1 Doctor, doctor, 医生. The language is told by Chinese characters. In the
-- raw configs the description stands as the patient's first turn, turns of one speaker in a row were joined and a last odd
-- turn dropped by the loader: they are taken as published. A turn without any text is left out.
WITH parsed AS (
    SELECT file, row, r, coalesce(r.dialogue_turns, r.utterances) AS t
    FROM (SELECT file, row, from_json(record, '{
              "file_name": "VARCHAR", "dialogue_id": "VARCHAR", "dialogue_url": "VARCHAR", "dialogue_turns": "JSON",
              "description": "VARCHAR", "utterances": "JSON"}') AS r FROM input)
), listed AS (
    SELECT file, row, r,
           CASE json_type(t) WHEN 'ARRAY' THEN from_json(t->'$[*].speaker', '["VARCHAR"]')
                             WHEN 'OBJECT' THEN from_json(t->'$.speaker', '["VARCHAR"]') END AS speakers,
           CASE json_type(t) WHEN 'ARRAY' THEN from_json(to_json(t->'$[*].utterance'), '["VARCHAR"]')
                             WHEN 'OBJECT' THEN from_json(t->'$.utterance', '["VARCHAR"]') END AS texts
    FROM parsed
), said AS (
    SELECT *, [CASE WHEN s IN ('0', 'patient', '病人') THEN 'patient' WHEN s IN ('1', 'doctor', '医生') THEN 'clinician' END
               FOR s IN list_transform(speakers, lambda s: lower(trim(s)))] AS roles
    FROM listed
)
SELECT file, row, CASE WHEN present(r.dialogue_id) IS NOT NULL
            THEN concat_ws('-', nullif(regexp_extract(r.file_name, '([^/\\]*?)(\.txt)?$', 1), ''), r.dialogue_id) END AS source_id,
       'dialogue' AS kind,
       CASE WHEN regexp_matches(array_to_string(texts, ' '), '\p{Han}') THEN 'zh-Hans' ELSE 'en' END AS language,
       [turn(roles[i], texts[i]) FOR i IN range(1, len(texts) + 1) IF trim(texts[i], E' \t\r\n') <> ''] AS turns,
       CASE WHEN present(r.description) IS NOT NULL THEN [r.description] END AS context,
       labels_of([
           {'name': 'section', 'values': [CASE WHEN present(r.description) IS NOT NULL THEN 'Description' END]},
           {'name': 'url',     'values': [r.dialogue_url]}]) AS labels,
       CASE WHEN speakers IS NULL OR texts IS NULL THEN 'turns are not speakers with utterances'
            WHEN len(speakers) <> len(texts) THEN 'not as many speakers as utterances'
            WHEN len([x FOR x IN roles IF x IS NULL]) > 0 THEN 'a speaker is neither patient nor doctor'
            WHEN len([x FOR x IN texts IF trim(x, E' \t\r\n') <> '']) = 0 THEN 'nothing is said in the dialogue' END AS refuse
FROM said
