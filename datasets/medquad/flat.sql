-- MedQuAD flattened to one row a pair (CSV, JSON lines or Parquet on Hugging Face). CC BY 4.0. Layout unverified.
-- Ben Abacha and Demner-Fushman 2019, BMC Bioinformatics 20:511, https://doi.org/10.1186/s12859-019-3119-4
-- Several CUIs, types and synonyms stand in one cell with "|" between them. question_id repeats across the source's
-- files, so it is a label here and not the record's id. Answers of A.D.A.M., MedlinePlus Drugs and Herbs are empty
-- (withheld).
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "document_id": "VARCHAR", "document_source": "VARCHAR", "document_url": "VARCHAR", "category": "VARCHAR",
        "umls_cui": "VARCHAR", "umls_semantic_types": "VARCHAR", "umls_semantic_group": "VARCHAR",
        "synonyms": "VARCHAR", "question_id": "VARCHAR", "question_focus": "VARCHAR", "question_type": "VARCHAR",
        "question": "VARCHAR", "answer": "VARCHAR"}') AS r
    FROM input
)
SELECT file, row, 'qa' AS kind, 'en' AS language,
       CASE WHEN present(r.answer) IS NULL THEN [turn('patient', r.question)]
            ELSE [turn('patient', r.question), turn('clinician', r.answer)] END AS turns,
       labels_of([
           {'name': 'question_type',  'values': [r.question_type]},
           {'name': 'focus',          'values': [r.question_focus]},
           {'name': 'focus_category', 'values': [r.category]},
           {'name': 'umls_cui',       'values': string_split(r.umls_cui, '|')},
           {'name': 'semantic_type',  'values': string_split(r.umls_semantic_types, '|')},
           {'name': 'semantic_group', 'values': [r.umls_semantic_group]},
           {'name': 'synonym',        'values': string_split(r.synonyms, '|')},
           {'name': 'source_id',      'values': [r.question_id]},
           {'name': 'source_name',    'values': [r.document_source]},
           {'name': 'url',            'values': [r.document_url]},
           {'name': 'answer_status',  'values': [CASE WHEN present(r.answer) IS NOT NULL THEN NULL
                WHEN r.document_source IN ('ADAM', 'MPlusDrugs', 'MPlusHerbsSupplements') THEN 'withheld'
                ELSE 'none' END]}]) AS labels,
       {'name': r.document_source, 'country': 'US', 'setting': 'health web site'} AS institution,
       CASE WHEN present(r.question) IS NULL THEN 'no question' END AS refuse
FROM parsed
