-- Turns per record, and turns by role: over all records. A system message is nobody's turn in the talk and is
-- counted by role alone.
CREATE OR REPLACE TEMP TABLE profile_turns_per_record AS
WITH n AS (SELECT len(list_filter(turns, lambda t: t.role <> 'system'))::BIGINT AS n FROM records),
edges AS (SELECT unnest([0, 1, 2, 3, 4, 5, 6, 11, 21, 51, 101]) AS lo,
                 unnest([0, 1, 2, 3, 4, 5, 10, 20, 50, 100, NULL]) AS hi),
bins AS (SELECT lo, hi, count(n) AS k
         FROM edges LEFT JOIN n ON n >= lo AND (hi IS NULL OR n <= hi) GROUP BY lo, hi)
SELECT count(n) AS n, round(sum(n) / count(n)::DOUBLE, 6) AS mean,
       quantile_cont(n, 0.5) AS median, quantile_disc(n, 0.05) AS p05, quantile_disc(n, 0.95) AS p95,
       min(n) AS min, max(n) AS max,
       (SELECT list({'lo': lo, 'hi': hi, 'n': k} ORDER BY lo) FROM bins WHERE k > 0) AS histogram
FROM n;

CREATE OR REPLACE TEMP TABLE profile_turns_by_role AS
SELECT role, count(*) AS n
FROM (SELECT unnest(list_transform(turns, lambda t: t.role)) AS role FROM records) GROUP BY role;

SELECT to_json({
  'per_record': (SELECT t FROM profile_turns_per_record t),
  'by_role': (SELECT to_json(map_from_entries(coalesce(list({'k': role, 'v': n} ORDER BY role), [])))
              FROM profile_turns_by_role)});
