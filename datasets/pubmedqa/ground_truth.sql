-- PubMedQA, test_ground_truth.json: one JSON object PMID -> yes, no or maybe (500 entries). MIT.
-- Jin et al. 2019, EMNLP-IJCNLP, 2567-2577, https://aclanthology.org/D19-1259
-- The file repeats the final_decision of the test questions and holds no text: nothing of it can become a record, and
-- each entry is refused, with the word where its question stands.
SELECT file, row, from_json(record, '{"key": "VARCHAR"}').key AS source_id, 'qa' AS kind, 'en' AS language,
       [turn('clinician', from_json(record, '{"value": "VARCHAR"}').value)] AS turns,
       'a label without its question; the question and the same label stand in ori_pqal.json' AS refuse
FROM input
