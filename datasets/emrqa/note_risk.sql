-- A note of the i2b2 challenge of 2014 (heart disease risk): XML <root><TEXT><![CDATA[...]]></TEXT><TAGS>, a file a note
-- ("220-01.xml"), its id the file's name. What the user holds under the data use agreement; bedside brings none.
SELECT file, row, file_stem(file) AS note_id, 'risk-dataset' AS part, r.record."#text" AS content,
       CASE WHEN r.record."#text" IS NULL THEN 'no text' END AS refuse
FROM (SELECT file, row, from_json(record, '{"record": {"#text": "VARCHAR"}}') AS r FROM input)
