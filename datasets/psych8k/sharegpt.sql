-- Psych8K, re-published in the ShareGPT layout: {"conversations": [{"from", "value"}]}.
-- CC BY-NC-SA 4.0, gated. Liu et al. 2023, https://arxiv.org/abs/2309.15461
-- The layout is that of the tools that read it. Speakers: human, client, gpt, counselor, system and their other usual names.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"id": "VARCHAR", "conversations": [{"from": "VARCHAR", "value": "VARCHAR"}]}') AS r
    FROM input
), item AS (
    SELECT file, row, r, sharegpt_turns(r.conversations) AS turns FROM parsed
)
SELECT file, row, present(r.id) AS source_id, kind_of_turns(turns) AS kind, 'en' AS language, turns,
       sharegpt_fault(r.conversations) AS refuse
FROM item
