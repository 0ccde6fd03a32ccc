-- MedMCQA (validation) in the MultiMedQA collection: JSON array of {"id", "data"}, all values strings, `cop` "0".."3".
-- The collection has no licence file; of the data: MIT. Pal et al. 2022, https://arxiv.org/abs/2203.14371
-- Seen in the file: two ids a record, the inner one is MedMCQA's; what is missing is "nan": `exp` (1,977 of 4,183),
-- `topic_name` (3,760) and now and then the fourth option (the source's "None", lost on the way), which is left out;
-- an item keyed to such an option is refused.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"id": "VARCHAR", "data": {
        "id": "VARCHAR", "question": "VARCHAR", "opa": "VARCHAR", "opb": "VARCHAR", "opc": "VARCHAR", "opd": "VARCHAR",
        "cop": "VARCHAR", "exp": "VARCHAR", "choice_type": "VARCHAR", "subject_name": "VARCHAR", "topic_name": "VARCHAR"}}').data AS d
    FROM input
), item AS (
    SELECT file, row, d, [o FOR o IN [option('A', d.opa), option('B', d.opb), option('C', d.opc), option('D', d.opd)]
               IF trim(o.text) NOT IN ('', 'nan')] AS options,
           CASE WHEN d.cop IN ('0', '1', '2', '3') THEN substr('ABCD', d.cop::INTEGER + 1, 1) END AS key
    FROM parsed
)
SELECT file, row, d.id AS source_id, 'mcqa' AS kind, 'en' AS language,
       [turn('examiner', d.question)] AS turns,
       options,
       [key] AS answer_keys,
       present(d.exp) AS rationale,
       labels_of([
           {'name': 'subject',     'values': [d.subject_name]},
           {'name': 'topic',       'values': [d.topic_name]},
           {'name': 'choice_type', 'values': [d.choice_type]}]) AS labels,
       CASE WHEN present(d.question) IS NULL THEN 'no question'
            WHEN len(options) < 2 THEN 'no options'
            WHEN key IS NULL THEN format('cop "{}": expected 0 to 3', coalesce(d.cop, ''))
            WHEN NOT list_contains([o.key FOR o IN options], key)
                THEN format('cop {} names option {}, which is missing ("nan")', d.cop, key)
       END AS refuse
FROM item
