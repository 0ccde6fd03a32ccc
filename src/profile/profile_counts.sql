-- Records by dataset, split, kind and language; exact duplicates over the whole text of a record.
CREATE OR REPLACE TEMP TABLE profile_counts AS
WITH hashed AS (
  SELECT md5_number(to_json({'t': list_transform(turns, lambda t: [t.role, t."text"]), 'c': context,
                             'o': options, 'k': answer_keys, 'r': rationale})) AS h
  FROM records),
repeated AS (SELECT count(*) AS n FROM hashed GROUP BY h HAVING count(*) > 1)
SELECT 'records' AS count, '' AS value, records AS n FROM profile_size
UNION ALL SELECT 'quarantined', '', quarantined FROM profile_size
UNION ALL SELECT 'rows_in', '', records + quarantined FROM profile_size
UNION ALL SELECT 'sampled', '', sampled FROM profile_size
UNION ALL SELECT 'by_dataset', dataset, count(*) FROM records GROUP BY dataset
UNION ALL SELECT 'by_split', split, count(*) FROM records GROUP BY split
UNION ALL SELECT 'by_kind', kind, count(*) FROM records GROUP BY kind
UNION ALL SELECT 'by_language', language, count(*) FROM records GROUP BY language
UNION ALL SELECT 'duplicate_records', '', coalesce(sum(n), 0)::BIGINT FROM repeated
UNION ALL SELECT 'duplicate_groups', '', count(*) FROM repeated
UNION ALL SELECT 'duplicate_surplus', '', coalesce(sum(n - 1), 0)::BIGINT FROM repeated;

CREATE OR REPLACE TEMP MACRO counted(name) AS
  (SELECT n FROM profile_counts WHERE count = name AND value = '');
CREATE OR REPLACE TEMP MACRO counted_by(name) AS
  (SELECT to_json(map_from_entries(coalesce(list({'k': value, 'v': n} ORDER BY n DESC, value), [])))
   FROM profile_counts WHERE count = name);

SELECT to_json({
  'records': counted('records'), 'quarantined': counted('quarantined'),
  'rows_in': counted('rows_in'), 'sampled': counted('sampled'),
  'by_dataset': counted_by('by_dataset'), 'by_split': counted_by('by_split'),
  'by_kind': counted_by('by_kind'), 'by_language': counted_by('by_language'),
  'exact_duplicates': {'records': counted('duplicate_records'),
                       'groups': counted('duplicate_groups'),
                       'surplus': counted('duplicate_surplus')}});
