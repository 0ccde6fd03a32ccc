-- ACI-BENCH, the authors' release: challenge_data and src_experiment_data (CSV), challenge_data_json. CC BY 4.0.
-- Yim et al. 2023, Scientific Data 10:586, https://arxiv.org/abs/2306.02022
-- Seen in the files: turns are lines that open with [doctor], [patient] or [patient_guest]; 12 lines of 87 visits have no tag
-- (5 are blank) and continue the turn before; some tags are swapped, as the README warns, and stay. Speech is tokenised, lower
-- case; 4 tags with nothing said behind them are left out. The note is the context. The JSON files hold the visits of the CSV
-- files, their `file` is "<id>-<dataset>". The experiment files tell the transcription in their name (asr, asrcorr, humantrans).
-- Age, sex and complaints are those of the metadata file, where it was given and knows the visit.
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "dataset": "VARCHAR", "encounter_id": "VARCHAR", "id": "VARCHAR", "dialogue": "VARCHAR", "note": "VARCHAR",
        "src": "VARCHAR", "tgt": "VARCHAR", "file": "VARCHAR"}') AS r
    FROM input
), item AS (
    SELECT file, row, present(coalesce(r.dialogue, r.src)) AS dialogue, present(coalesce(r.note, r.tgt)) AS note,
           coalesce(present(r.encounter_id), present(r.id), regexp_replace(r.file, '-[a-z]+$', '')) AS visit,
           coalesce(present(r.dataset), nullif(regexp_extract(r.file, '-([a-z]+)$', 1), '')) AS part,
           nullif(regexp_extract(file, '_(asr|asrcorr|humantrans)\.', 1), '') AS transcription,
           split_turns(coalesce(r.dialogue, r.src),
               MAP {'doctor': 'clinician', 'patient': 'patient', 'patient_guest': 'family'}) AS turns
    FROM parsed
), known AS (
    SELECT visit, arg_min({'age': age, 'sex': sex, 'complaint': complaint, 'further': further_complaints},
                          {'file': file, 'row': row}) AS m
    FROM (SELECT *, unnest([encounter_id, id]) AS visit FROM metadata) WHERE visit IN (SELECT visit FROM item) GROUP BY visit
)
SELECT file, row, visit AS source_id, 'dialogue' AS kind, 'en' AS language,
       turns_of([t FOR t IN turns IF present(t."text") IS NOT NULL]) AS turns,
       CASE WHEN note IS NOT NULL THEN [note] END AS context,
       labels_of([
           {'name': 'source_name',         'values': [part]},
           {'name': 'chief_complaint',     'values': [m.complaint]},
           {'name': 'secondary_complaint', 'values': m.further},
           {'name': 'record_type',         'values': [transcription]}]) AS labels,
       CASE WHEN m.age IS NOT NULL OR m.sex IS NOT NULL THEN
           {'age': m.age, 'sex': m.sex, 'ethnicity': NULL, 'region': NULL, 'language': NULL, 'literacy': NULL, 'insurance': NULL,
            'fhir_id': NULL} END AS patient,
       CASE WHEN dialogue IS NULL THEN 'no dialogue'
            WHEN turns IS NULL THEN 'text before the first speaker'
            WHEN len(turns) = 0 THEN 'no speaker in the dialogue' END AS refuse
FROM item LEFT JOIN known USING (visit)
