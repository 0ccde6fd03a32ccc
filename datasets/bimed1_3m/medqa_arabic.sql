-- BiMediX/medqa-test_arabic on Hugging Face (Parquet): MedQA's test items in Arabic; columns as there (question, options by
-- letter, answer_idx, answer, meta_info), told by the size of the card and not seen (unverified). CC BY-NC-SA 4.0; MedQA MIT.
-- Pieri et al. 2024, Findings of EMNLP, https://arxiv.org/abs/2402.13253
WITH parsed AS (
    SELECT file, row, from_json(record, '{"question": "VARCHAR", "answer": "VARCHAR", "answer_idx": "VARCHAR", "meta_info": "VARCHAR",
        "options": {"A": "VARCHAR", "B": "VARCHAR", "C": "VARCHAR", "D": "VARCHAR", "E": "VARCHAR"}}') AS r
    FROM input
), item AS (
    SELECT file, row, r, [o FOR o IN [option('A', r.options.A), option('B', r.options.B), option('C', r.options.C),
               option('D', r.options.D), option('E', r.options.E)] IF present(o.text) IS NOT NULL] AS options
    FROM parsed
)
SELECT file, row, 'mcqa' AS kind, language_of(r.question) AS language,
       [turn('examiner', r.question)] AS turns, options, [r.answer_idx] AS answer_keys,
       labels_of([{'name': 'exam_part', 'values': [r.meta_info]}]) AS labels,
       CASE WHEN present(r.question) IS NULL THEN 'no question'
            WHEN len(options) < 2 THEN 'no options'
            WHEN r.answer_idx IS NULL OR NOT list_contains([o.key FOR o IN options], r.answer_idx)
                THEN format('answer_idx "{}" is none of the options', coalesce(r.answer_idx, ''))
       END AS refuse
FROM item
