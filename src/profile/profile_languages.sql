-- The language that records declare against the one that their first 2,000 characters show.
-- Chinese whose script cannot be told from its characters agrees with either script.
CREATE OR REPLACE TEMP TABLE profile_languages AS
WITH told AS (
  SELECT language AS declared,
         language_of(substr(array_to_string(list_transform(turns, lambda t: t."text"), chr(10)), 1, 2000))
           AS detected
  FROM profile_sample),
names AS (SELECT declared AS language FROM told UNION SELECT detected FROM told)
SELECT n.language,
       count(*) FILTER (t.declared = n.language) AS declared,
       count(*) FILTER (t.detected = n.language) AS detected,
       count(*) FILTER (t.declared = n.language AND (t.detected = n.language
         OR (primary_language(t.detected) = primary_language(n.language)
             AND (NOT contains(t.detected, '-') OR NOT contains(n.language, '-'))))) AS agree
FROM names n JOIN told t ON t.declared = n.language OR t.detected = n.language
GROUP BY n.language;

SELECT to_json(t) FROM profile_languages t ORDER BY declared DESC, language;
