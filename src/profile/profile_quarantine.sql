-- What was refused, by rule, with the first example.
CREATE OR REPLACE TEMP TABLE profile_quarantine AS
SELECT rule, count(*) AS n,
       first({'file': file, 'row': "row", 'reason': reason} ORDER BY file, "row") AS example
FROM quarantine GROUP BY rule;

SELECT to_json(t) FROM profile_quarantine t ORDER BY n DESC, rule;
