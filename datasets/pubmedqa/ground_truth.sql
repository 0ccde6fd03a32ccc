-- PubMedQA, test_ground_truth.json: one JSON object PMID -> yes, no or maybe (500 entries). MIT.
-- Jin et al. 2019, EMNLP-IJCNLP, 2567-2577, https://aclanthology.org/D19-1259
-- The file holds no text: it says which of the labelled questions are the test set, and repeats their final_decision.
SELECT file, row, from_json(record, '{"key": "VARCHAR"}').key AS pmid, from_json(record, '{"value": "VARCHAR"}').value AS decision
FROM input
