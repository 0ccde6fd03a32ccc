-- cMedQA v2.0, copies for reranking (C-MTEB on Hugging Face: Parquet; others: JSON): {"query", "positive": [...], "negative": [...]}.
-- Zhang et al. 2018, IEEE Access 6:74061, https://doi.org/10.1109/ACCESS.2018.2883637
-- The right answers are the clinician's turns, as alternatives; both kinds are the pool. The copies have no ids. Layout told
-- from the copies' cards. A record without a right answer is refused.
WITH parsed AS (
    SELECT file, row, r.query AS q, [t FOR t IN r.positive IF present(t) IS NOT NULL] AS good,
           [t FOR t IN r.negative IF present(t) IS NOT NULL] AS bad
    FROM (SELECT file, row, from_json(record, '{"query": "VARCHAR", "positive": ["VARCHAR"], "negative": ["VARCHAR"]}') AS r
          FROM input)
)
SELECT file, row, 'qa' AS kind, 'zh-Hans' AS language,
       list_concat([turn('patient', q)], [turn('clinician', t) FOR t IN good]) AS turns,
       list_concat([candidate(NULL, t, 1) FOR t IN good], [candidate(NULL, t, 0) FOR t IN bad]) AS candidates,
       CASE WHEN present(q) IS NULL THEN 'no question'
            WHEN coalesce(len(good), 0) = 0 THEN 'no right answer' END AS refuse
FROM parsed
