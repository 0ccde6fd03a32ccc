-- The notes of the i2b2 challenge of 2008 (obesity): XML <docs><doc id="..."><text>. What the user holds under the data use
-- agreement; bedside brings none.
SELECT file, row, trimmed(r.record."@id") AS note_id, 'obesity' AS part, r.record.text[1]."#text" AS content,
       CASE WHEN present(r.record."@id") IS NULL OR r.record.text[1]."#text" IS NULL THEN 'no id or no text' END AS refuse
FROM (SELECT file, row, from_json(record, '{"record": {"@id": "VARCHAR", "text": [{"#text": "VARCHAR"}]}}') AS r FROM input)
