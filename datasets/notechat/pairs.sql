-- NoteChat (akemiH/NoteChat on Hugging Face: `data` is the note, `conversation` the dialogue) and copies that call the note `note`.
-- Licence not stated; notes are from PMC-Patients. Wang et al. 2024, Findings of ACL, https://arxiv.org/abs/2310.15959
-- Turns open with "Doctor:" or "Patient:" at the beginning of a line, blank lines stand between them, other lines continue the
-- turn before. Where all of it is one line it is cut before each mark. White space around a turn is taken off. A copy's `idx` is
-- the id. Both sides were written by models.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"idx": "VARCHAR", "data": "VARCHAR", "note": "VARCHAR", "conversation": "VARCHAR"}') AS r
    FROM input
), item AS (
    SELECT file, row, r, present(coalesce(r.data, r.note)) AS note,
           split_turns(CASE WHEN contains(r.conversation, E'\n') OR contains(r.conversation, E'\r') THEN r.conversation
                            ELSE regexp_replace(r.conversation, '\s+(Doctor|Patient):', E'\n\\1:', 'g') END,
               MAP {'Doctor': 'clinician', 'Patient': 'patient'}) AS turns
    FROM parsed
)
SELECT file, row, present(r.idx) AS source_id, 'dialogue' AS kind, 'en' AS language,
       turns_of(turns) AS turns,
       CASE WHEN note IS NOT NULL THEN [note] END AS context,
       CASE WHEN present(r.conversation) IS NULL THEN 'no conversation'
            WHEN turns IS NULL THEN 'text before the first speaker'
            WHEN len(turns) = 0 THEN 'no speaker in the conversation' END AS refuse
FROM item
