-- Psych8K, re-published as chat messages: {"messages": [{"role", "content"}]}.
-- CC BY-NC-SA 4.0, gated. Liu et al. 2023, https://arxiv.org/abs/2309.15461
-- The layout is that of the tools that read it. Speakers: user, assistant, system and their other usual names.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"id": "VARCHAR", "messages": [{"role": "VARCHAR", "content": "VARCHAR"}]}') AS r
    FROM input
), item AS (
    SELECT file, row, r, message_turns(r.messages) AS turns FROM parsed
)
SELECT file, row, present(r.id) AS source_id, kind_of_turns(turns) AS kind, 'en' AS language, turns,
       message_fault(r.messages) AS refuse
FROM item
