-- Words by register: English words on the list of familiar words; words (Chinese: characters) in
-- professional and in everyday medical terms.
CREATE OR REPLACE TEMP TABLE profile_vocabulary AS
WITH pooled AS (
  SELECT role, primary_language(language) AS tag, sum_counts(counts) AS c
  FROM profile_turns GROUP BY ALL)
SELECT role, tag AS language,
       CASE WHEN tag = 'zh' THEN c.han_characters ELSE c.words END AS n,
       CASE WHEN tag = 'zh' THEN 'characters' ELSE 'words' END AS unit,
       CASE WHEN tag = 'en' THEN share(c.words - c.unfamiliar_words, c.words) END AS familiar,
       CASE WHEN tag = 'zh' THEN share(c.han_professional, c.han_characters)
            WHEN tag = 'en' THEN share(c.professional, c.words) END AS professional,
       CASE WHEN tag = 'zh' THEN share(c.han_lay, c.han_characters)
            WHEN tag = 'en' THEN share(c.lay, c.words) END AS lay
FROM pooled;

SELECT to_json(t) FROM profile_vocabulary t ORDER BY role, language;
