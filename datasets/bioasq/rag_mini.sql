-- BioASQ as rag-datasets/rag-mini-bioasq publishes it, questions with answers: `question`, `answer` (the ideal one), `id` and
-- `relevant_passage_ids`, PubMed numbers in a list or in the text of a list. Its passages stand in a configuration of their
-- own and are left there. Card: CC BY 2.5 (unverified). Krithara et al. 2023, https://doi.org/10.1038/s41597-023-02068-4
WITH parsed AS (
    SELECT file, row, from_json(record, '{"id": "VARCHAR", "question": "VARCHAR", "answer": "VARCHAR"}') AS r,
           regexp_extract_all(record ->> '$.relevant_passage_ids', '[0-9]+') AS pmids
    FROM input
)
SELECT file, row, r.id AS source_id, 'qa' AS kind, 'en' AS language,
       CASE WHEN present(r.answer) IS NULL THEN [turn('examiner', r.question)]
            ELSE [turn('examiner', r.question), turn('clinician', r.answer)] END AS turns,
       labels_of([
           {'name': 'pmid',          'values': pmids},
           {'name': 'answer_status', 'values': [CASE WHEN present(r.answer) IS NULL THEN 'none' END]}]) AS labels,
       CASE WHEN present(r.question) IS NULL THEN 'no question' END AS refuse
FROM parsed
