-- ACI-BENCH, *_metadata.csv of challenge_data: the relation metadata, which the visits join. CC BY 4.0.
-- Yim et al. 2023, Scientific Data 10:586, https://arxiv.org/abs/2306.02022
-- Seen in the files: blanks behind values ("male "), ages as 45.0, complaints divided by ";", "none" for no further complaint. A
-- visit is named by encounter_id, in src_experiment_data by id, in challenge_data_json by "<encounter_id>-<dataset>". Names of
-- doctors and patients are left behind: nothing joins by them.
SELECT file, row, trimmed(r.encounter_id) AS encounter_id, trimmed(r.id) AS id,
       trimmed(r.encounter_id) || '-' || trimmed(r.dataset) AS json_name,
       TRY_CAST(trimmed(r.patient_age) AS DOUBLE) AS age, lower(present(trimmed(r.patient_gender))) AS sex,
       present(trimmed(r.cc)) AS complaint,
       [trimmed(c) FOR c IN string_split(coalesce(r."2nd_complaints", ''), ';')
        IF present(c) IS NOT NULL AND lower(trimmed(c)) <> 'none'] AS further_complaints
FROM (SELECT file, row, from_json(record, '{
          "dataset": "VARCHAR", "encounter_id": "VARCHAR", "id": "VARCHAR", "patient_gender": "VARCHAR", "patient_age": "VARCHAR",
          "cc": "VARCHAR", "2nd_complaints": "VARCHAR"}') AS r
      FROM input)
