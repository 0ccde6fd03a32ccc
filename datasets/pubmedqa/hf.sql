-- PubMedQA on Hugging Face (qiaojin/PubMedQA: pqa_labeled, pqa_artificial, pqa_unlabeled; Parquet or JSON lines). MIT.
-- Jin et al. 2019, EMNLP-IJCNLP, 2567-2577, https://aclanthology.org/D19-1259
-- `pubid` is a number; `context` holds the parallel lists `contexts` and `labels`, the `meshes` and, in the labelled
-- set, the two annotators' decisions as one-element lists.
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "pubid": "VARCHAR", "question": "VARCHAR", "long_answer": "VARCHAR", "final_decision": "VARCHAR",
        "context": {"contexts": ["VARCHAR"], "labels": ["VARCHAR"], "meshes": ["VARCHAR"],
                    "reasoning_required_pred": ["VARCHAR"], "reasoning_free_pred": ["VARCHAR"]}}') AS r
    FROM input
)
SELECT file, row, r.pubid AS source_id, 'qa' AS kind, 'en' AS language,
       CASE WHEN present(r.long_answer) IS NULL THEN [turn('examiner', r.question)]
            ELSE [turn('examiner', r.question), turn('clinician', r.long_answer)] END AS turns,
       r.context.contexts AS context,
       CASE WHEN present(r.final_decision) IS NOT NULL THEN [r.final_decision] END AS answer_keys,
       labels_of([
           {'name': 'section',            'values': r.context.labels},
           {'name': 'mesh',               'values': r.context.meshes},
           {'name': 'reasoning_required', 'values': r.context.reasoning_required_pred},
           {'name': 'reasoning_free',     'values': r.context.reasoning_free_pred},
           {'name': 'answer_status',      'values': [CASE WHEN present(r.long_answer) IS NULL THEN 'none' END]}]) AS labels,
       CASE WHEN present(r.question) IS NULL THEN 'no question'
            WHEN r.context.contexts IS NULL OR r.context.labels IS NULL THEN 'context holds no lists contexts and labels'
            WHEN len(r.context.contexts) <> len(r.context.labels)
                THEN format('{} contexts but {} labels', len(r.context.contexts), len(r.context.labels))
            WHEN present(r.final_decision) NOT IN ('yes', 'no', 'maybe')
                THEN format('final_decision "{}": expected yes, no or maybe', r.final_decision)
       END AS refuse
FROM parsed
