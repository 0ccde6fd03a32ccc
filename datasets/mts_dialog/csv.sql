-- MTS-Dialog, the authors' CSV (ID, section_header, section_text, dialogue), main and augmented sets. CC BY 4.0.
-- Ben Abacha et al. 2023, EACL, https://aclanthology.org/2023.eacl-main.168
-- Seen in the files: numbered speakers (Guest_family_1), misspelt labels (Guest_clinican, Gest_family, Docotr_2), 6 lines
-- without a known label (they continue the turn before), blanks before labels, CRLF in cells, one stray opening quote. The
-- note section is the record's context.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"ID": "VARCHAR", "section_header": "VARCHAR", "section_text": "VARCHAR", "dialogue": "VARCHAR"}') AS r
    FROM input
), item AS (
    SELECT file, row, r, split_turns(ltrim(r.dialogue, '"'), MAP {
        'Doctor': 'clinician',  'Docotr': 'clinician',          'Guest_clinician': 'clinician', 'Guest_clinican': 'clinician',
        'Patient': 'patient',   'Guest_family': 'family',       'Gest_family': 'family'}) AS turns
    FROM parsed
)
SELECT file, row, r.ID AS source_id, 'dialogue' AS kind, 'en' AS language,
       [turn(t.role, t.text) FOR t IN turns] AS turns,
       CASE WHEN present(r.section_text) IS NOT NULL THEN [r.section_text] END AS context,
       labels_of([{'name': 'note_section', 'values': [r.section_header]}]) AS labels,
       CASE WHEN present(r.dialogue) IS NULL THEN 'no dialogue'
            WHEN turns IS NULL THEN 'text before the first speaker'
            WHEN len(turns) = 0 THEN 'no speaker in the dialogue' END AS refuse
FROM item
