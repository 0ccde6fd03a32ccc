-- MedQuAD, the authors' release: XML, one record a QAPair (or pair) in its Document (doc, DiseaseFile). CC BY 4.0.
-- Ben Abacha and Demner-Fushman 2019, BMC Bioinformatics 20:511, https://doi.org/10.1186/s12859-019-3119-4
-- Seen in the files: three root vocabularies: Document (@id @source @url; Focus; FocusAnnotations/UMLS/CUIs, in the CDC
-- folder UMLS at the root without CUIs), DiseaseFile (@fid for @id) and doc (@docid @corpus; doctitle-focus; umls with
-- cui, semanticType, semanticGroup; question, answer). All answers of A.D.A.M., MedlinePlus Drugs and Herbs are empty
-- (removed for their copyright: withheld), as are five of GARD (none). @id and @qid repeat across files, so a record is
-- named by source, file and @pid. Focus may be empty; generated questions end in " ?"; the same question can stand
-- several times in a file. Where a root names no source its folder does (2_GARD_QA: GARD); a pair without a pid is named
-- by its row.
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "document": {
            "#name": "VARCHAR", "@source": "VARCHAR", "@url": "VARCHAR", "Focus": [{"#text": "VARCHAR"}],
            "FocusAnnotations": [{
                "Category": [{"#text": "VARCHAR"}],
                "UMLS": [{"CUIs": [{"CUI": [{"#text": "VARCHAR"}]}],
                          "SemanticTypes": [{"SemanticType": [{"#text": "VARCHAR"}]}],
                          "SemanticGroup": [{"#text": "VARCHAR"}]}],
                "Synonyms": [{"Synonym": [{"#text": "VARCHAR"}]}]}],
            "UMLS": [{"CUI": [{"#text": "VARCHAR"}], "SemanticType": [{"#text": "VARCHAR"}],
                      "SemanticGroup": [{"#text": "VARCHAR"}]}]},
        "record": {
            "@pid": "VARCHAR", "Question": [{"@qid": "VARCHAR", "@qtype": "VARCHAR", "#text": "VARCHAR"}],
            "Answer": [{"#text": "VARCHAR"}]}}') AS r,
        -- The second vocabulary differs from the first in case only, which column names cannot show.
        CASE WHEN contains(record, '"question":[') THEN from_json(record, '{
        "document": {
            "@corpus": "VARCHAR", "doctitle-focus": [{"#text": "VARCHAR"}],
            "umls": [{"cui": [{"#text": "VARCHAR"}], "semanticType": [{"#text": "VARCHAR"}],
                      "semanticGroup": [{"#text": "VARCHAR"}]}]},
        "record": {
            "@pid": "VARCHAR", "question": [{"@qid": "VARCHAR", "@qtype": "VARCHAR", "#text": "VARCHAR"}],
            "answer": [{"#text": "VARCHAR"}]}}') END AS l
    FROM input
), item AS (
    SELECT file, row, file_stem(file) AS stem,
           coalesce(present(r.document."@source"), present(l.document."@corpus"),
                    nullif(regexp_extract(file, '(?:^|[/!])(?:[0-9]+_)?([^/!]+?)(?:_QA(?:_XML)?)?/[^/]+$', 1), '')) AS site,
           r.document."@url" AS url,
           coalesce(r.document.Focus, l.document."doctitle-focus")[1]."#text" AS focus,
           r.document.FocusAnnotations[1] AS note,
           r.document.FocusAnnotations[1].UMLS[1] AS umls, r.document.UMLS[1] AS flat, l.document.umls[1] AS lower,
           coalesce(present(r.record."@pid"), row::VARCHAR) AS pid,
           coalesce(r.record.Question, l.record.question)[1] AS question,
           present(coalesce(r.record.Answer, l.record.answer)[1]."#text") AS answer
    FROM parsed
)
SELECT file, row, format('{}/{}-{}', site, stem, pid) AS source_id, 'qa' AS kind, 'en' AS language,
       CASE WHEN answer IS NULL THEN [turn('patient', question."#text")]
            ELSE [turn('patient', question."#text"), turn('clinician', answer)] END AS turns,
       labels_of([
           {'name': 'question_type',  'values': [question."@qtype"]},
           {'name': 'focus',          'values': [focus]},
           {'name': 'focus_category', 'values': [c."#text" FOR c IN note.Category]},
           {'name': 'umls_cui',       'values': [c."#text" FOR c IN coalesce(umls.CUIs[1].CUI, flat.CUI, lower.cui)]},
           {'name': 'semantic_type',  'values': [s."#text" FOR s IN
                coalesce(umls.SemanticTypes[1].SemanticType, flat.SemanticType, lower.semanticType)]},
           {'name': 'semantic_group', 'values': [s."#text" FOR s IN
                coalesce(umls.SemanticGroup, flat.SemanticGroup, lower.semanticGroup)]},
           {'name': 'synonym',        'values': [s."#text" FOR s IN note.Synonyms[1].Synonym]},
           {'name': 'source_id',      'values': [question."@qid"]},
           {'name': 'source_name',    'values': [site]},
           {'name': 'url',            'values': [url]},
           {'name': 'answer_status',  'values': [CASE WHEN answer IS NOT NULL THEN NULL
                WHEN site IN ('ADAM', 'MPlusDrugs', 'MPlusHerbsSupplements') THEN 'withheld' ELSE 'none' END]}]) AS labels,
       {'name': site, 'country': 'US', 'setting': 'health web site'} AS institution,
       CASE WHEN present(question."#text") IS NULL THEN 'no question'
            WHEN site IS NULL THEN 'neither the document nor its folder names a source'
       END AS refuse
FROM item
