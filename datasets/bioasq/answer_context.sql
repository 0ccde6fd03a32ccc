-- BioASQ as kroshan/BioASQ publishes it: `question` and one `text`, "<answer> … <context> …". No licence stated there; terms of
-- the BioASQ participants' area. Krithara et al. 2023, https://doi.org/10.1038/s41597-023-02068-4
-- The tags and the blanks around them are taken off; the answer is the short one, so it stands in exact_answers.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"question": "VARCHAR", "text": "VARCHAR"}') AS r FROM input
), item AS (
    SELECT file, row, r, present(trim(regexp_extract(r.text, '(?s)^\s*<answer>(.*?)(<context>.*)?$', 1))) AS answer,
           present(trim(regexp_extract(r.text, '(?s)<context>(.*)$', 1))) AS passage
    FROM parsed
)
SELECT file, row, 'qa' AS kind, 'en' AS language,
       [turn('examiner', r.question)] AS turns,
       CASE WHEN passage IS NOT NULL THEN [passage] END AS context,
       CASE WHEN answer IS NOT NULL THEN [exact_answer(answer, [])] END AS exact_answers,
       CASE WHEN present(r.question) IS NULL THEN 'no question'
            WHEN answer IS NULL THEN 'text: no answer after <answer>'
       END AS refuse
FROM item
