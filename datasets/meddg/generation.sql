-- MedDG, files for generating the doctor's answer (gen_train, gen_dev, gen_test): `history`, `response`, `next_sym`,
-- `history_with_topic`, and in test files `bert_word`; joined with the relation topics (160_last_topic2num.pk) where it is
-- given. GPL-3.0 is the code's licence. Liu et al. 2022, NLPCC, https://arxiv.org/abs/2010.07497
-- The response is the doctor's. Who speaks in `history` is not said: turns are taken to alternate backwards from the
-- response, and label `role_origin` says so. What stands before an utterance in `history_with_topic` is its label `entity`,
-- as the source wrote it. Numbers of `next_sym` are `entity_id` of the response, of the record where there is none, and by
-- the relation its `entity`; `bert_word`, entities that a model foresaw, are `predicted_entity`. An utterance without any
-- text is left out. One dialogue gives many such records.
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "id": "VARCHAR", "history": ["VARCHAR"], "response": "VARCHAR", "next_sym": ["VARCHAR"],
        "history_with_topic": ["VARCHAR"], "bert_word": ["VARCHAR"]}') AS r
    FROM input
), numbers AS (
    SELECT number, min(entity) AS entity FROM topics GROUP BY number
), named AS (
    SELECT n.file, n.row, list(t.entity ORDER BY n.place) AS entities
    FROM (SELECT file, row, unnest(r.next_sym) AS number, generate_subscripts(r.next_sym, 1) AS place FROM parsed) n
    JOIN numbers t USING (number) GROUP BY ALL
), item AS (
    SELECT p.file, p.row, r, len(r.history) AS n, entities, present(r.response) IS NOT NULL AS answered,
           [regexp_extract(CASE WHEN ends_with(r.history_with_topic[i], r.history[i])
                                THEN left(r.history_with_topic[i], len(r.history_with_topic[i]) - len(r.history[i])) END,
                           '^(.*)[:：]$', 1)
            FOR i IN range(1, len(r.history) + 1)] AS topics
    FROM parsed p LEFT JOIN named e ON e.file = p.file AND e.row = p.row
), listed AS (
    SELECT *, [turn(CASE WHEN (n - i) % 2 = 0 THEN 'patient' ELSE 'clinician' END, r.history[i],
                    labels_of([{'name': 'entity', 'values': [topics[i]]}]))
               FOR i IN range(1, n + 1) IF trim(r.history[i], E' \t\r\n') <> ''] AS history
    FROM item
)
SELECT file, row, r.id AS source_id, 'dialogue' AS kind, 'zh-Hans' AS language,
       list_concat(history, [t FOR t IN [turn('clinician', r.response, labels_of([
           {'name': 'entity',           'values': entities},
           {'name': 'entity_id',        'values': r.next_sym},
           {'name': 'predicted_entity', 'values': r.bert_word}]))] IF answered]) AS turns,
       labels_of([
           {'name': 'role_origin',   'values': ['alternation']},
           {'name': 'entity',        'values': CASE WHEN NOT answered THEN entities END},
           {'name': 'entity_id',     'values': CASE WHEN NOT answered THEN r.next_sym END},
           {'name': 'answer_status', 'values': [CASE WHEN NOT answered THEN 'none' END]}]) AS labels,
       CASE WHEN r.history IS NULL THEN 'history is not a list of strings'
            WHEN len(history) = 0 AND NOT answered THEN 'neither history nor response' END AS refuse
FROM listed
