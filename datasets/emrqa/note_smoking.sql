-- The notes of the i2b2 challenge of 2006 (smoking): XML <ROOT><RECORD ID="..."><SMOKING/><TEXT>. What the user holds under
-- the data use agreement; bedside brings none.
SELECT file, row, trimmed(r.record."@ID") AS note_id, 'smoking' AS part, r.record.TEXT[1]."#text" AS content,
       CASE WHEN present(r.record."@ID") IS NULL OR r.record.TEXT[1]."#text" IS NULL THEN 'no ID or no TEXT' END AS refuse
FROM (SELECT file, row, from_json(record, '{"record": {"@ID": "VARCHAR", "TEXT": [{"#text": "VARCHAR"}]}}') AS r FROM input)
