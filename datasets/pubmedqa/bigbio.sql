-- PubMedQA as bigbio/pubmed_qa publishes it (source schema): the authors' fields as rows, what is absent is null. MIT.
-- Jin et al. 2019, EMNLP-IJCNLP, 2567-2577, https://aclanthology.org/D19-1259
-- The rows carry no PMID.
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "QUESTION": "VARCHAR", "CONTEXTS": ["VARCHAR"], "LABELS": ["VARCHAR"], "MESHES": ["VARCHAR"], "YEAR": "VARCHAR",
        "reasoning_required_pred": "VARCHAR", "reasoning_free_pred": "VARCHAR", "final_decision": "VARCHAR",
        "LONG_ANSWER": "VARCHAR"}') AS v
    FROM input
)
SELECT file, row, 'qa' AS kind, 'en' AS language,
       CASE WHEN present(v.LONG_ANSWER) IS NULL THEN [turn('examiner', v.QUESTION)]
            ELSE [turn('examiner', v.QUESTION), turn('clinician', v.LONG_ANSWER)] END AS turns,
       v.CONTEXTS AS context,
       CASE WHEN present(v.final_decision) IS NOT NULL THEN [v.final_decision] END AS answer_keys,
       labels_of([
           {'name': 'section',            'values': v.LABELS},
           {'name': 'mesh',               'values': v.MESHES},
           {'name': 'year',               'values': [v.YEAR]},
           {'name': 'reasoning_required', 'values': [v.reasoning_required_pred]},
           {'name': 'reasoning_free',     'values': [v.reasoning_free_pred]},
           {'name': 'answer_status',      'values': [CASE WHEN present(v.LONG_ANSWER) IS NULL THEN 'none' END]}]) AS labels,
       CASE WHEN present(v.QUESTION) IS NULL THEN 'no QUESTION'
            WHEN v.CONTEXTS IS NULL OR v.LABELS IS NULL THEN 'CONTEXTS or LABELS is not a list'
            WHEN len(v.CONTEXTS) <> len(v.LABELS)
                THEN format('{} CONTEXTS but {} LABELS', len(v.CONTEXTS), len(v.LABELS))
            WHEN present(v.final_decision) NOT IN ('yes', 'no', 'maybe')
                THEN format('final_decision "{}": expected yes, no or maybe', v.final_decision)
       END AS refuse
FROM parsed
