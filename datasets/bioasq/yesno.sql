-- BioASQ, the yes/no questions of 7b in flat fields: BLURB's task as LinkBERT prepares it (id, sentence1, sentence2, label;
-- 670, 75 and 140 questions) and nanyy1025/bioasq_7b_yesno (questions, context, answer). Terms of the participants' area.
-- Gu et al. 2022, https://arxiv.org/abs/2007.15779; Krithara et al. 2023, https://doi.org/10.1038/s41597-023-02068-4
WITH parsed AS (
    SELECT file, row, from_json(record, '{"id": "VARCHAR", "sentence1": "VARCHAR", "sentence2": "VARCHAR", "label": "VARCHAR",
        "questions": "VARCHAR", "context": "VARCHAR", "answer": "VARCHAR"}') AS r
    FROM input
), item AS (
    SELECT file, row, r.id AS id, coalesce(r.sentence1, r.questions) AS question, coalesce(r.sentence2, r.context) AS passage,
           lower(trim(coalesce(r.label, r.answer))) AS verdict
    FROM parsed
)
SELECT file, row, id AS source_id, 'qa' AS kind, 'en' AS language,
       [turn('examiner', question)] AS turns,
       CASE WHEN present(passage) IS NOT NULL THEN [passage] END AS context,
       [verdict] AS answer_keys,
       labels_of([{'name': 'question_type', 'values': ['yesno']}]) AS labels,
       CASE WHEN present(question) IS NULL THEN 'no question'
            WHEN verdict IS NULL OR verdict NOT IN ('yes', 'no') THEN format('answer "{}": expected yes or no', coalesce(verdict, ''))
       END AS refuse
FROM item
