-- emrQA, data.json or one of its parts (medication, relations, risk-dataset, smoking, obesity): a question of a paragraph of a
-- note, {"document": {"title", "note_id", "context"}, "record": {"question", "id", "answers"}}. i2b2/n2c2 data use agreement.
-- Pampari et al. 2018, EMNLP, 2357-2368, https://arxiv.org/abs/1809.00732
-- Not redistributable: the layout is that of the authors' documentation and code.
-- * question is a list of paraphrases: the first is the question, the others are kept as paraphrases. id holds the template of
--   each and the template of the logical form.
-- * context is a list of lines (medication, relations, risk) or one text (smoking, obesity); where it is missing, as in copies
--   that may be passed on, the note of this id stands in for it: the relation notes, of the same challenge where the note's
--   file tells it.
-- * answers: text, evidence, answer_start and evidence_start are values or, for a complex answer, parallel lists; answer_start is
--   [line, token in the line], or "" in smoking and obesity, where text is the class. Each answer is a clinician's turn (of a
--   complex one the parts, joined), its parts are exact_answers, answer and line are evidence. An answer of type "empty" is
--   the line alone and no turn.
WITH parsed AS (
    SELECT file, row, r.document AS d, r.record AS q
    FROM (SELECT file, row, from_json(record, '{
              "document": {"title": "VARCHAR", "note_id": "VARCHAR", "context": "JSON"},
              "record": {"question": "JSON", "id": "JSON", "answers": ["JSON"]}}') AS r FROM input)
), item AS (
    SELECT file, row, present(d.title) AS title, trimmed(present(d.note_id)) AS note_id,
           present(CASE json_type(d.context)
                WHEN 'VARCHAR' THEN d.context->>'$'
                WHEN 'ARRAY' THEN array_to_string(from_json(d.context, '["VARCHAR"]'), '') END) AS own,
           [p FOR p IN CASE json_type(q.question) WHEN 'VARCHAR' THEN [q.question->>'$']
                            WHEN 'ARRAY' THEN from_json(q.question, '["VARCHAR"]') END IF present(p) IS NOT NULL] AS questions,
           once([t[2] FOR t IN from_json(CASE WHEN json_type(q.id, '$[0]') = 'ARRAY' THEN q.id->'$[0]' END,
                                                  '[["VARCHAR"]]')]) AS templates,
           q.id->>'$[1]' AS logical_form,
           [{'texts':  CASE json_type(a, '$.text') WHEN 'ARRAY' THEN from_json(a->'$.text', '["VARCHAR"]')
                            ELSE [a->>'$.text'] END,
             'lines':  CASE json_type(a, '$.evidence') WHEN 'ARRAY' THEN from_json(a->'$.evidence', '["VARCHAR"]')
                            ELSE [a->>'$.evidence'] END,
             'starts': CASE WHEN json_type(a, '$.answer_start[0]') = 'ARRAY' THEN from_json(a->'$.answer_start', '[["VARCHAR"]]')
                            WHEN json_type(a, '$.answer_start') = 'ARRAY' THEN [from_json(a->'$.answer_start', '["VARCHAR"]')] END,
             'rows':   CASE json_type(a, '$.evidence_start') WHEN 'ARRAY' THEN from_json(a->'$.evidence_start', '["VARCHAR"]')
                            ELSE [a->>'$.evidence_start'] END,
             'type':   a->>'$.answer_entity_type'} FOR a IN q.answers IF json_type(a) = 'OBJECT'] AS answers
    FROM parsed
), wanted AS (
    SELECT i.file, i.row, arg_min(n.content, {'other': n.part IS NULL, 'file': n.file, 'row': n.row}) AS content
    FROM item i JOIN notes n ON n.note_id = i.note_id AND (n.part IS NULL OR n.part = i.title)
    WHERE i.own IS NULL GROUP BY ALL
), whole AS (
    SELECT i.*, coalesce(i.own, w.content) AS note FROM item i LEFT JOIN wanted w ON w.file = i.file AND w.row = i.row
)
SELECT file, row, 'ehr_qa' AS kind, 'en' AS language,
       list_concat([turn('examiner', questions[1])],
                   [turn('clinician', t) FOR t IN once([array_to_string([x FOR x IN a.texts IF present(x) IS NOT NULL], ', ')
                    FOR a IN answers]) IF present(t) IS NOT NULL]) AS turns,
       [note] AS context,
       [exact_answer(x, NULL) FOR x IN once(flatten([a.texts FOR a IN answers])) IF present(x) IS NOT NULL] AS exact_answers,
       list_concat(
           flatten([[evidence('answer', a.texts[k], context := 1, document := note_id, line := TRY_CAST(a.starts[k][1] AS BIGINT),
                              begin_offset := TRY_CAST(a.starts[k][2] AS BIGINT), unit := 'token')
                     FOR k IN range(1, len(a.texts) + 1) IF present(a.texts[k]) IS NOT NULL AND a.starts[k] IS NOT NULL]
                    FOR a IN answers]),
           flatten([[evidence('support', a.lines[k], context := 1, document := note_id, line := TRY_CAST(a.rows[k] AS BIGINT))
                     FOR k IN range(1, len(a.lines) + 1) IF present(a.lines[k]) IS NOT NULL] FOR a IN answers])) AS evidence,
       labels_of([
           {'name': 'source_name',       'values': [title]},
           {'name': 'document_id',       'values': [note_id]},
           {'name': 'paraphrase',        'values': questions[2:]},
           {'name': 'question_template', 'values': templates},
           {'name': 'logical_form',      'values': [logical_form]},
           {'name': 'answer_type',       'values': once([a.type FOR a IN answers])},
           {'name': 'answer_status',     'values': [CASE
                WHEN len([a FOR a IN answers IF len([x FOR x IN a.texts IF present(x) IS NOT NULL]) > 0]) > 0 THEN NULL
                ELSE 'none' END]}]) AS labels,
       CASE WHEN coalesce(len(questions), 0) = 0 THEN 'no question'
            WHEN answers IS NULL THEN 'answers is not a list'
            WHEN note IS NULL THEN format('the paragraph has no context, and no note {} was given',
                                          coalesce('"' || note_id || '"', 'without note_id')) END AS refuse
FROM whole
