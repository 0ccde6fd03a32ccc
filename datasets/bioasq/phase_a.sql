-- BioASQ phase A gold files: id, documents and concepts of each question, without its text, so that no row is a record by
-- itself. The same questions stand with their text in the training file of the year after.
-- Krithara et al. 2023, https://doi.org/10.1038/s41597-023-02068-4
SELECT file, row, record ->> '$.id' AS source_id, 'qa' AS kind, 'en' AS language,
       [turn('examiner', record ->> '$.id')] AS turns,
       'documents of a question without its text; the next training file has the question with them' AS refuse
FROM input
