-- PubMedQA, the authors' release: one JSON object keyed by PMID (ori_pqal, ori_pqau, ori_pqaa and their folds). MIT.
-- Jin et al. 2019, EMNLP-IJCNLP, 2567-2577, https://aclanthology.org/D19-1259
-- Seen in the files: CONTEXTS and LABELS side by side; YEAR a string or null; non-ASCII as \uXXXX. The artificial set has
-- no YEAR and no reasoning_*; the unlabelled one no final_decision either. Where test_ground_truth.json is given along, its
-- questions are the split test and the other labelled ones, on which the authors cross-validate, train.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"key": "VARCHAR", "value": {
        "QUESTION": "VARCHAR", "CONTEXTS": ["VARCHAR"], "LABELS": ["VARCHAR"], "MESHES": ["VARCHAR"], "YEAR": "VARCHAR",
        "reasoning_required_pred": "VARCHAR", "reasoning_free_pred": "VARCHAR", "final_decision": "VARCHAR",
        "LONG_ANSWER": "VARCHAR"}}') AS r, split
    FROM input
), truth AS (
    SELECT DISTINCT pmid FROM ground_truth
), item AS (
    SELECT file, row, r.key AS pmid, r.value AS v,
           CASE WHEN split <> 'full' OR (SELECT count(*) FROM truth) = 0 THEN split
                WHEN r.key IN (SELECT pmid FROM truth) THEN 'test'
                WHEN present(r.value.final_decision) IS NOT NULL AND present(r.value.reasoning_free_pred) IS NOT NULL THEN 'train'
                ELSE split END AS split
    FROM parsed
)
SELECT file, row, pmid AS source_id, split, 'qa' AS kind, 'en' AS language,
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
FROM item
