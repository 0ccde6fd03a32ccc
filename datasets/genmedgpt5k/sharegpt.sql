-- GenMedGPT-5k, re-published in the ShareGPT layout: {"conversations": [{"from", "value"}]}. Apache-2.0
-- (repository); written by ChatGPT. Li et al. 2023, Cureus 15(6):e40895, https://arxiv.org/abs/2303.14070
-- The layout is that of the tools that read it, not of one copy. Speakers: human, gpt, system and their other usual names.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"id": "VARCHAR", "conversations": [{"from": "VARCHAR", "value": "VARCHAR"}]}') AS r
    FROM input
), item AS (
    SELECT file, row, r, sharegpt_turns(r.conversations) AS turns FROM parsed
)
SELECT file, row, present(r.id) AS source_id, kind_of_turns(turns) AS kind, 'en' AS language, turns,
       sharegpt_fault(r.conversations) AS refuse
FROM item
