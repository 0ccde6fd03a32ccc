-- A note of the i2b2 challenges of 2009 (medication, files "123") and 2010 (relations, "record-105.txt"): plain text, the whole
-- file one note, its id the file's name. What the user holds under the data use agreement; bedside brings none.
SELECT file, row, file_stem(file) AS note_id, NULL::VARCHAR AS part, from_json(record, '{"text": "VARCHAR"}').text AS content
FROM input
