-- PubMedQA (the 500 test questions) in the MultiMedQA collection: JSON array of {"id", "data"}, all values strings.
-- The collection has no licence file; of the data: MIT. Jin et al. 2019, https://aclanthology.org/D19-1259
-- Seen: the inner `id` is the PMID; the parts of the abstract are joined by a blank into one `context`, so it stays one;
-- `label` and `mesh` are joined by " | "; `year` is written "2011.0", "nan" where unknown.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"id": "VARCHAR", "data": {
        "id": "VARCHAR", "question": "VARCHAR", "context": "VARCHAR", "label": "VARCHAR", "mesh": "VARCHAR",
        "year": "VARCHAR", "long_answer": "VARCHAR", "yes_no": "VARCHAR"}}').data AS d
    FROM input
)
SELECT file, row, d.id AS source_id, 'qa' AS kind, 'en' AS language,
       CASE WHEN present(d.long_answer) IS NULL THEN [turn('examiner', d.question)]
            ELSE [turn('examiner', d.question), turn('clinician', d.long_answer)] END AS turns,
       CASE WHEN present(d.context) IS NOT NULL THEN [d.context] END AS context,
       CASE WHEN present(d.yes_no) IS NOT NULL THEN [d.yes_no] END AS answer_keys,
       labels_of([
           {'name': 'section',       'values': string_split(d.label, ' | ')},
           {'name': 'mesh',          'values': string_split(d.mesh, ' | ')},
           {'name': 'year',          'values': [regexp_replace(d.year, '\.0$', '')]},
           {'name': 'answer_status', 'values': [CASE WHEN present(d.long_answer) IS NULL THEN 'none' END]}]) AS labels,
       CASE WHEN present(d.question) IS NULL THEN 'no question'
            WHEN present(d.yes_no) NOT IN ('yes', 'no', 'maybe')
                THEN format('yes_no "{}": expected yes, no or maybe', d.yes_no)
       END AS refuse
FROM parsed
