-- Length of turns by role, in words (segmented; Chinese by dictionary) and in characters.
CREATE OR REPLACE TEMP TABLE profile_lengths AS
WITH long AS (
  SELECT role, 'words' AS unit, (counts.words + counts.han_words)::BIGINT AS v FROM profile_turns
  UNION ALL SELECT role, 'characters', characters::BIGINT FROM profile_turns),
edges AS (
  SELECT 'words' AS unit, unnest([0, 5, 10, 20, 40, 80, 160, 320, 640]) AS lo,
         unnest([5, 10, 20, 40, 80, 160, 320, 640, NULL]) AS hi
  UNION ALL
  SELECT 'characters', unnest([0, 25, 50, 100, 200, 400, 800, 1600, 3200]),
         unnest([25, 50, 100, 200, 400, 800, 1600, 3200, NULL])),
bins AS (
  SELECT role, e.unit, e.lo, e.hi, count(*) AS k
  FROM long l JOIN edges e ON l.unit = e.unit AND l.v >= e.lo AND (e.hi IS NULL OR l.v < e.hi)
  GROUP BY ALL),
histograms AS (
  SELECT role, unit, list({'lo': lo, 'hi': hi, 'n': k} ORDER BY lo) AS histogram
  FROM bins GROUP BY role, unit)
SELECT l.role, l.unit, count(*) AS n, round(sum(v) / count(*)::DOUBLE, 6) AS mean,
       quantile_cont(v, 0.5) AS median, quantile_disc(v, 0.05) AS p05, quantile_disc(v, 0.95) AS p95,
       min(v) AS min, max(v) AS max, any_value(h.histogram) AS histogram
FROM long l JOIN histograms h ON l.role = h.role AND l.unit = h.unit
GROUP BY l.role, l.unit;

SELECT to_json(t) FROM profile_lengths t ORDER BY role, unit DESC;
