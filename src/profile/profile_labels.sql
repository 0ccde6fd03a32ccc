-- Labels of records and of turns: how many carry them, how many values, the ten most frequent.
CREATE OR REPLACE TEMP TABLE profile_labels AS
WITH turn_labels AS (
  SELECT unnest(t.labels) AS l FROM (SELECT unnest(turns) AS t FROM records) WHERE len(t.labels) > 0),
record_labels AS (SELECT unnest(labels) AS l FROM records WHERE len(labels) > 0),
carried AS (
  SELECT 'record' AS level, l."name" AS label, count(*) AS k FROM record_labels
  WHERE len(l."value") > 0 GROUP BY l."name"
  UNION ALL SELECT 'turn', l."name", count(*) FROM turn_labels
  WHERE len(l."value") > 0 GROUP BY l."name"),
valued AS (
  SELECT level, label, v, count(*) AS k FROM (
    SELECT 'record' AS level, l."name" AS label, unnest(l."value") AS v FROM record_labels
    UNION ALL SELECT 'turn', l."name", unnest(l."value") FROM turn_labels)
  GROUP BY level, label, v),
numbered AS (SELECT level, label, count(*) AS n_values FROM valued GROUP BY level, label),
tops AS (
  SELECT level, label, list({'value': substr(trim(regexp_replace(v, '\s+', ' ', 'g')), 1, 120), 'n': k} ORDER BY k DESC, v) AS top
  FROM (SELECT *, row_number() OVER (PARTITION BY level, label ORDER BY k DESC, v) AS rank
        FROM valued)
  WHERE rank <= 10 GROUP BY level, label)
SELECT c.label, c.level, c.k AS records,
       share(c.k, CASE WHEN c.level = 'record' THEN (SELECT records FROM profile_size)
                       ELSE (SELECT sum(len(turns)) FROM records) END) AS coverage,
       n.n_values AS values, t.top
FROM carried c
JOIN numbered n ON c.level = n.level AND c.label = n.label
JOIN tops t ON c.level = t.level AND c.label = t.label;

SELECT to_json(t) FROM profile_labels t ORDER BY level, records DESC, label;
