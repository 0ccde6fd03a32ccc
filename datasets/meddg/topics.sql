-- MedDG, the dictionary of entities (160_last_topic2num.pk): the relation `topics`, entity and its number, 0 to 159, which
-- `next_sym` of the generation files names. Liu et al. 2022, NLPCC, https://arxiv.org/abs/2010.07497
SELECT file, row, r.key AS entity, r.value AS number,
       CASE WHEN present(r.key) IS NULL THEN 'no entity'
            WHEN TRY_CAST(r.value AS UINTEGER) IS NULL THEN format('number "{}": expected a whole number', coalesce(r.value, '')) END AS refuse
FROM (SELECT file, row, from_json(record, '{"key": "VARCHAR", "value": "VARCHAR"}') AS r FROM input)
