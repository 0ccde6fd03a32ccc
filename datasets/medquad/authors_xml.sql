-- MedQuAD, the authors' release: XML, one record a QAPair (or pair) in its Document (doc, DiseaseFile). CC BY 4.0.
-- Ben Abacha and Demner-Fushman 2019, BMC Bioinformatics 20:511, https://doi.org/10.1186/s12859-019-3119-4
-- Seen in the files: three root vocabularies: Document (@id @source @url; Focus; FocusAnnotations/UMLS/CUIs, in the CDC
-- folder UMLS at the root without CUIs), DiseaseFile (@fid for @id) and doc (@docid @corpus; doctitle-focus; umls with
-- cui, semanticType, semanticGroup; question, answer). All answers of A.D.A.M., MedlinePlus Drugs and Herbs are empty
-- (removed for their copyright: withheld), as are five of GARD (none). @id and @qid repeat across files, so a record is
-- named by source, file and @pid. Focus may be empty; generated questions end in " ?"; the same question can stand
-- several times in a file.
WITH parsed AS (
    SELECT file, row, regexp_extract(file, '([^/!]*?)(\.xml)?$', 1) AS stem,
           coalesce(record->>'$.document."@source"', record->>'$.document."@corpus"') AS site,
           record->>'$.document."@url"' AS url,
           coalesce(record->>'$.document.Focus[0]."#text"', record->>'$.document."doctitle-focus"[0]."#text"') AS focus,
           record->>'$.document.FocusAnnotations[0].Category[*]."#text"' AS category,
           list_concat(record->>'$.document.FocusAnnotations[0].UMLS[0].CUIs[0].CUI[*]."#text"',
                       record->>'$.document.UMLS[0].CUI[*]."#text"',
                       record->>'$.document.umls[0].cui[*]."#text"') AS cui,
           list_concat(record->>'$.document.FocusAnnotations[0].UMLS[0].SemanticTypes[0].SemanticType[*]."#text"',
                       record->>'$.document.UMLS[0].SemanticType[*]."#text"',
                       record->>'$.document.umls[0].semanticType[*]."#text"') AS semantic_type,
           list_concat(record->>'$.document.FocusAnnotations[0].UMLS[0].SemanticGroup[*]."#text"',
                       record->>'$.document.UMLS[0].SemanticGroup[*]."#text"',
                       record->>'$.document.umls[0].semanticGroup[*]."#text"') AS semantic_group,
           record->>'$.document.FocusAnnotations[0].Synonyms[0].Synonym[*]."#text"' AS synonym,
           record->>'$.record."@pid"' AS pid,
           from_json(coalesce(record->'$.record.Question[0]', record->'$.record.question[0]'),
                     '{"@qid": "VARCHAR", "@qtype": "VARCHAR", "#text": "VARCHAR"}') AS question,
           present(coalesce(record->>'$.record.Answer[0]."#text"', record->>'$.record.answer[0]."#text"')) AS answer
    FROM input
)
SELECT file, row, format('{}/{}-{}', site, stem, pid) AS source_id, 'qa' AS kind, 'en' AS language,
       CASE WHEN answer IS NULL THEN [turn('patient', question."#text")]
            ELSE [turn('patient', question."#text"), turn('clinician', answer)] END AS turns,
       labels_of([
           {'name': 'question_type',  'values': [question."@qtype"]},
           {'name': 'focus',          'values': [focus]},
           {'name': 'focus_category', 'values': category},
           {'name': 'umls_cui',       'values': cui},
           {'name': 'semantic_type',  'values': semantic_type},
           {'name': 'semantic_group', 'values': semantic_group},
           {'name': 'synonym',        'values': synonym},
           {'name': 'source_id',      'values': [question."@qid"]},
           {'name': 'source_name',    'values': [site]},
           {'name': 'url',            'values': [url]},
           {'name': 'answer_status',  'values': [CASE WHEN answer IS NOT NULL THEN NULL
                WHEN site IN ('ADAM', 'MPlusDrugs', 'MPlusHerbsSupplements') THEN 'withheld' ELSE 'none' END]}]) AS labels,
       {'name': site, 'country': 'US', 'setting': 'health web site'} AS institution,
       CASE WHEN present(question."#text") IS NULL THEN 'no question'
            WHEN site IS NULL THEN 'the document names no source'
            WHEN present(pid) IS NULL THEN 'the pair has no pid'
       END AS refuse
FROM parsed
