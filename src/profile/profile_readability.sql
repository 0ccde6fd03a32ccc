-- How hard the turns of each role read. A value per text for texts of ten words or Chinese words
-- and more, and one pooled value from the summed counts of all texts.
CREATE OR REPLACE TEMP TABLE profile_readability AS
WITH wanted AS (
  SELECT unnest(['en', 'en', 'en', 'es', 'fr', 'pt', 'zh', 'zh']) AS tag,
         unnest(['fkgl', 'flesch_reading_ease', 'dale_chall_type', 'szigriszt_pazos',
                 'kandel_moles', 'flesch_portuguese', 'chinese_ans',
                 'chinese_characters_per_sentence']) AS measure),
per_text AS (
  SELECT role, primary_language(language) AS tag, measure,
         round(1000 * readability_value(measure, counts))::BIGINT AS v
  FROM profile_turns JOIN wanted ON primary_language(language) = tag
  WHERE counts.words + counts.han_words >= 10),
texts AS (
  SELECT role, tag, measure, count(v) AS n, round(sum(v) / count(v)::DOUBLE / 1000, 3) AS mean,
         round(quantile_cont(v, 0.5) / 1000, 3) AS median,
         round(quantile_cont(v, 0.25) / 1000, 3) AS p25,
         round(quantile_cont(v, 0.75) / 1000, 3) AS p75,
         CASE WHEN measure = 'fkgl' THEN share(count(*) FILTER (v > 8000), count(v)) END
           AS share_above_8
  FROM per_text WHERE v IS NOT NULL GROUP BY role, tag, measure),
pooled AS (
  SELECT role, primary_language(language) AS tag, sum_counts(counts) AS counts
  FROM profile_turns GROUP BY ALL)
SELECT t.role, t.tag AS language, t.measure, t.n, t.mean, t.median, t.p25, t.p75, t.share_above_8,
       round(readability_value(t.measure, p.counts), 3) AS pooled
FROM texts t JOIN pooled p ON t.role = p.role AND t.tag = p.tag;

SELECT to_json(t) FROM profile_readability t ORDER BY role, language, measure;
