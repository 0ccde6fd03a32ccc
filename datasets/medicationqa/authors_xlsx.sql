-- Medication_QA (MedInfo 2019), the authors' workbook, sheet DrugQA; also its copies as CSV, with the same columns.
-- No licence file; research use with citation. Ben Abacha et al. 2019, MEDINFO, https://doi.org/10.3233/SHTI190176
-- Seen in the file: 690 rows, 651 distinct questions; where there is no answer the cell says "No answers", "No Answers" or
-- "n/a"; Section Title is "NA" 58 times, absent in two rows; types are free in case and form; an answer can be one word.
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "Question": "VARCHAR", "Focus (Drug)": "VARCHAR", "Question Type": "VARCHAR", "Answer": "VARCHAR",
        "Section Title": "VARCHAR", "URL": "VARCHAR"}') AS r
    FROM input
), item AS (
    SELECT file, row, r, CASE WHEN lower(trim(r.Answer)) NOT IN ('no answers', 'no answer', 'n/a') THEN present(r.Answer) END AS answer
    FROM parsed
)
SELECT file, row, 'qa' AS kind, 'en' AS language,
       CASE WHEN answer IS NULL THEN [turn('patient', r.Question)]
            ELSE [turn('patient', r.Question), turn('clinician', answer)] END AS turns,
       labels_of([
           {'name': 'focus',         'values': [nullif(r."Focus (Drug)", 'n/a')]},
           {'name': 'question_type', 'values': [nullif(r."Question Type", 'n/a')]},
           {'name': 'section_title', 'values': [nullif(r."Section Title", 'n/a')]},
           {'name': 'url',           'values': [nullif(r.URL, 'n/a')]},
           {'name': 'answer_status', 'values': [CASE WHEN answer IS NULL THEN 'none' END]}]) AS labels,
       {'name': 'MedlinePlus', 'country': 'US', 'setting': 'consumer question service'} AS institution,
       CASE WHEN present(r.Question) IS NULL THEN 'no question' END AS refuse
FROM item
