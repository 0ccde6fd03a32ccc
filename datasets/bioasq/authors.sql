-- BioASQ task b: {"questions": […]} (training files, golden batches, phase B test files), and the same fields as rows
-- (bigbio/bioasq_task_b source schema and other copies). Terms of the BioASQ participants' area.
-- Tsatsaronis et al. 2015, BMC Bioinformatics 16:138; Krithara et al. 2023, https://doi.org/10.1038/s41597-023-02068-4
-- Known of the files: keys in any order, absent when empty; `ideal_answer` a text (before 6b) or a list of alternatives;
-- `exact_answer` by type: yesno a text ("yes", older "Yes", "YES", "Yes."), factoid a text or a list of synonyms, list a
-- list of lists of synonyms (a flat list in the source schema), summary none. Each ideal answer is a clinician's turn; the
-- exact answers keep their items and synonyms; answer_keys have yes or no whatever the spelling. Snippets are the context,
-- their place (document, sections, offsets in characters) the evidence. Test files of phase B have no answers: withheld.
WITH parsed AS (
    SELECT file, row, record, from_json(record, '{
        "id": "VARCHAR", "type": "VARCHAR", "body": "VARCHAR", "documents": ["VARCHAR"], "concepts": ["VARCHAR"]}') AS r,
           from_json(record, '{"triples": [{"s": "VARCHAR", "p": "VARCHAR", "o": "VARCHAR"}]}').triples AS triples,
           from_json(record, '{"snippets": [{"document": "VARCHAR", "beginSection": "VARCHAR", "endSection": "VARCHAR",
               "offsetInBeginSection": "BIGINT", "offsetInEndSection": "BIGINT", "text": "VARCHAR"}]}').snippets AS snippets,
           CASE json_type(record, '$.ideal_answer')
                WHEN 'ARRAY' THEN from_json(record, '{"ideal_answer": ["VARCHAR"]}').ideal_answer
                WHEN 'VARCHAR' THEN [record ->> '$.ideal_answer'] END AS ideal,
           json_type(record, '$.exact_answer') AS shape,
           list_distinct(json_type(record, '$.exact_answer[*]')) AS inner_shapes
    FROM input
), shaped AS (
    SELECT *, lower(trim(r.type)) AS type,
           [a FOR a IN coalesce(ideal, []) IF present(a) IS NOT NULL] AS answers,
           [s FOR s IN coalesce(snippets, []) IF present(s.text) IS NOT NULL] AS passages,
           CASE WHEN shape = 'VARCHAR' THEN [[record ->> '$.exact_answer']]
                WHEN shape = 'ARRAY' AND inner_shapes = ['ARRAY']
                    THEN from_json(record, '{"exact_answer": [["VARCHAR"]]}').exact_answer
                WHEN shape = 'ARRAY' AND lower(trim(r.type)) = 'list'
                    THEN [[a] FOR a IN from_json(record, '{"exact_answer": ["VARCHAR"]}').exact_answer]
                WHEN shape = 'ARRAY' THEN [from_json(record, '{"exact_answer": ["VARCHAR"]}').exact_answer] END AS items
    FROM parsed
), item AS (
    SELECT *, [i FOR i IN [[s FOR s IN i IF present(s) IS NOT NULL] FOR i IN coalesce(items, [])] IF len(i) > 0] AS exact
    FROM shaped
), told AS (
    SELECT *, CASE WHEN type = 'yesno' THEN lower(regexp_replace(trim(exact[1][1]), '[.!]$', '')) END AS verdict,
           len(answers) = 0 AND len(exact) = 0 AS withheld
    FROM item
)
SELECT file, row, r.id AS source_id, 'qa' AS kind, 'en' AS language,
       list_concat([turn('examiner', r.body)], [turn('clinician', a) FOR a IN coalesce(answers, [])]) AS turns,
       [p.text FOR p IN passages] AS context,
       CASE WHEN verdict IS NOT NULL THEN [verdict] END AS answer_keys,
       CASE WHEN len(exact) > 0 THEN [exact_answer(i[1], i[2:]) FOR i IN exact] END AS exact_answers,
       CASE WHEN len(passages) > 0 THEN [evidence('support', passages[n].text, context := n, document := passages[n].document,
           begin_section := passages[n].beginSection, begin_offset := passages[n].offsetInBeginSection,
           end_section := passages[n].endSection, end_offset := passages[n].offsetInEndSection, unit := 'character')
           FOR n IN generate_series(1, len(passages))] END AS evidence,
       labels_of([
           {'name': 'question_type', 'values': [r.type]},
           {'name': 'document',      'values': r.documents},
           {'name': 'concept',       'values': r.concepts},
           {'name': 'triple',        'values': [concat_ws(' | ', t.s, t.p, t.o) FOR t IN coalesce(triples, [])]},
           {'name': 'answer_status', 'values': [CASE WHEN withheld THEN 'withheld' END]}]) AS labels,
       CASE WHEN present(r.body) IS NULL THEN 'no body'
            WHEN type IS NULL OR type NOT IN ('yesno', 'factoid', 'list', 'summary')
                THEN format('type "{}": expected yesno, factoid, list or summary', coalesce(r.type, ''))
            WHEN shape NOT IN ('VARCHAR', 'ARRAY', 'NULL') THEN 'exact_answer is neither a text nor a list'
            WHEN shape = 'ARRAY' AND len(inner_shapes) > 1 THEN 'exact_answer mixes texts and lists'
            WHEN type = 'yesno' AND len(exact) > 0 AND verdict NOT IN ('yes', 'no')
                THEN format('exact_answer "{}": expected yes or no', exact[1][1])
            WHEN snippets IS NULL AND json_type(record, '$.snippets') NOT IN ('NULL') THEN 'snippets is not a list of snippets'
       END AS refuse
FROM told
