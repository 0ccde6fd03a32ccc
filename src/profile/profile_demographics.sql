-- What is known of the people and places: coverage of each attribute and its most frequent values.
-- Ages are shown by decade.
CREATE OR REPLACE TEMP TABLE profile_demographics AS
WITH long AS (
  SELECT 'age' AS attribute, (patient.age // 10 * 10)::INTEGER::VARCHAR || '-'
         || (patient.age // 10 * 10 + 9)::INTEGER::VARCHAR AS v FROM records
  UNION ALL SELECT 'sex', patient.sex FROM records
  UNION ALL SELECT 'ethnicity', patient.ethnicity FROM records
  UNION ALL SELECT 'region', patient.region FROM records
  UNION ALL SELECT 'language', patient.language FROM records
  UNION ALL SELECT 'literacy', patient.literacy FROM records
  UNION ALL SELECT 'insurance', patient.insurance FROM records
  UNION ALL SELECT 'institution', institution."name" FROM records
  UNION ALL SELECT 'country', institution.country FROM records
  UNION ALL SELECT 'setting', institution.setting FROM records),
counted AS (SELECT attribute, v, count(*) AS k FROM long GROUP BY attribute, v)
SELECT attribute, coalesce(sum(k) FILTER (v IS NOT NULL), 0)::BIGINT AS known,
       share(coalesce(sum(k) FILTER (v IS NOT NULL), 0), sum(k)) AS coverage,
       coalesce(list({'value': substr(v, 1, 120), 'n': k} ORDER BY k DESC, v)
                FILTER (v IS NOT NULL), [])[:10] AS top
FROM counted GROUP BY attribute;

SELECT to_json(t) FROM profile_demographics t ORDER BY known DESC, attribute;
