-- MedDG, dialogues of the authors' releases (train, dev, test; Python pickle or JSON of the same structure): a list of
-- dialogues, a dialogue a list of utterances. GPL-3.0 is the code's licence. Liu et al. 2022, NLPCC,
-- https://arxiv.org/abs/2010.07497
-- Two vocabularies: id dis and doc, sentence, sym, medical, check, prop, diease (so spelt) in 2020; id Patients and Doctor,
-- Sentence, Symptom, Medicine, Test or Examination, Attribute, Disease later. Entities become labels of their turn: symptom,
-- medicine, examination, attribute, disease. Utterances of one speaker in a row are kept; one without any text is left out.
WITH parsed AS (
    SELECT file, row,
           from_json(record, '{"key": "VARCHAR", "value": [{
               "id": "VARCHAR", "sentence": "VARCHAR", "sym": ["VARCHAR"], "medical": ["VARCHAR"], "check": ["VARCHAR"],
               "prop": ["VARCHAR"], "diease": ["VARCHAR"]}]}') AS a,
           from_json(record, '{"value": [{
               "Sentence": "VARCHAR", "Symptom": ["VARCHAR"], "Medicine": ["VARCHAR"], "Test": ["VARCHAR"],
               "Examination": ["VARCHAR"], "Attribute": ["VARCHAR"], "Disease": ["VARCHAR"]}]}') AS b
    FROM input
), item AS (
    SELECT file, row, a.key AS id, [{
               'role': CASE WHEN lower(trim(a.value[i].id)) IN ('dis', 'patients', 'patient') THEN 'patient'
                            WHEN lower(trim(a.value[i].id)) IN ('doc', 'doctor') THEN 'clinician' END,
               'text': coalesce(a.value[i].sentence, b.value[i].Sentence),
               'labels': labels_of([
                   {'name': 'symptom',     'values': coalesce(a.value[i].sym, b.value[i].Symptom)},
                   {'name': 'medicine',    'values': coalesce(a.value[i].medical, b.value[i].Medicine)},
                   {'name': 'examination', 'values': coalesce(a.value[i].check, b.value[i].Test, b.value[i].Examination)},
                   {'name': 'attribute',   'values': coalesce(a.value[i].prop, b.value[i].Attribute)},
                   {'name': 'disease',     'values': coalesce(a.value[i].diease, b.value[i].Disease)}])}
               FOR i IN range(1, len(a.value) + 1)] AS said
    FROM parsed
)
SELECT file, row, id AS source_id, 'dialogue' AS kind, 'zh-Hans' AS language,
       [turn(u.role, u.text, u.labels) FOR u IN said IF trim(u.text, E' \t\r\n') <> ''] AS turns,
       CASE WHEN said IS NULL THEN 'not a list of utterances'
            WHEN len([u FOR u IN said IF u.text IS NULL]) > 0 THEN 'an utterance without sentence'
            WHEN len([u FOR u IN said IF u.role IS NULL]) > 0 THEN 'a speaker is neither patient nor doctor'
            WHEN len([u FOR u IN said IF trim(u.text, E' \t\r\n') <> '']) = 0 THEN 'nothing is said in the dialogue' END AS refuse
FROM item
