-- iCliniq-10k, re-published in the ShareGPT layout: {"conversations": [{"from", "value"}]}.
-- No licence stated for the data (crawled from icliniq.com; the code repository is Apache-2.0).
-- Li et al. 2023, Cureus 15(6):e40895, https://arxiv.org/abs/2303.14070
-- Whether the answer is the doctor's or a model's is not told in this layout, so it carries no answer_origin.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"id": "VARCHAR", "conversations": [{"from": "VARCHAR", "value": "VARCHAR"}]}') AS r
    FROM input
), item AS (
    SELECT file, row, r, sharegpt_turns(r.conversations) AS turns FROM parsed
)
SELECT file, row, present(r.id) AS source_id, kind_of_turns(turns) AS kind, 'en' AS language, turns,
       sharegpt_fault(r.conversations) AS refuse
FROM item
