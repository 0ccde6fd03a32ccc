-- Questions that stand in more than one split, or more than once in a split: what was measured on one part may have been
-- learnt from the other. Compared are, character for character, what is asked (turns that are not the clinician's; all
-- turns of a dialogue; with a patient's record, its text too) and the options. Only hashes are kept, 128 bits each.
CREATE OR REPLACE TEMP TABLE profile_asked_twice AS
WITH asked AS (
  SELECT split, language, md5_number(to_json({
      'q': said, 'o': list_transform(options, lambda o: o."text"),
      'c': CASE WHEN kind = 'ehr_qa' THEN context END})) AS h
  FROM (SELECT split, language, kind, options, context,
               list_transform(CASE WHEN kind = 'dialogue' THEN turns
                                   ELSE list_filter(turns, lambda t: t.role <> 'clinician') END, lambda t: t."text") AS said
        FROM records)
  WHERE len(said) > 0),
repeated AS (SELECT h FROM asked GROUP BY h HAVING count(*) > 1)
SELECT h, split, language, count(*) AS n FROM asked SEMI JOIN repeated USING (h) GROUP BY h, split, language;

CREATE OR REPLACE TEMP TABLE profile_overlap_pairs AS
WITH held AS (SELECT h, split, sum(n)::BIGINT AS n FROM profile_asked_twice GROUP BY h, split)
SELECT a.h, a.split, b.split AS other, a.n FROM held a JOIN held b USING (h) WHERE a.split <> b.split OR a.n > 1;

CREATE OR REPLACE TEMP TABLE profile_split_overlap AS
SELECT p.split, p.other, t.language, sum(t.n)::BIGINT AS records
FROM profile_overlap_pairs p JOIN profile_asked_twice t ON t.h = p.h AND t.split = p.split
GROUP BY p.split, p.other, t.language;

WITH sizes AS (SELECT value AS split, n FROM profile_counts WHERE count = 'by_split'),
summed AS (SELECT split, other, sum(n)::BIGINT AS records, count(*) AS groups FROM profile_overlap_pairs GROUP BY split, other),
languages AS (
  SELECT split, other, to_json(map_from_entries(list({'k': language, 'v': records} ORDER BY records DESC, language))) AS by_language
  FROM profile_split_overlap GROUP BY split, other)
SELECT to_json({'split': s.split, 'other': s.other, 'records': s.records, 'groups': s.groups, 'of': z.n,
                'share': share(s.records, z.n), 'by_language': l.by_language})
FROM summed s JOIN sizes z USING (split) JOIN languages l USING (split, other)
ORDER BY s.split = s.other, s.split, s.other;
