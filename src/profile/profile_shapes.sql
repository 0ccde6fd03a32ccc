-- A record is interactive when the talk goes there and back: at least three turns of people and two
-- changes of side, patient's or clinician's. Several answers to one question are an exchange.
--
-- What placement rests on: measures of each group of records and of all (group '*'), which leaves
-- out answers without their question unless there is nothing else. A group is a
-- shape and a language; the shape is told from the record's structure alone. Neither the dataset
-- key nor `kind` is looked at. The markers (macros marker_<id>(text, language), NULL where there is
-- no text or no pattern for its language) and the table profile_markers come from
-- catalog/placement.yaml.
CREATE OR REPLACE TEMP MACRO side_changes(sides) AS
  len(list_filter(range(2, len(sides) + 1), lambda i: sides[i] <> sides[i - 1]));

CREATE OR REPLACE TEMP TABLE profile_records AS
WITH people AS (
  SELECT s.id, list_filter(s.turns, lambda t: t.role IN ('patient', 'family', 'clinician')) AS people,
         s.options, s.answer_keys, s.context, s.rationale, s.labels, s.turns, s.language,
         s.exact_answers, s.answer_spans, s.support_spans, s.judged_candidates, s.rubrics,
         side_changes(list_transform(list_filter(s.turns, lambda t: t.role IN ('patient', 'family', 'clinician')),
                                     lambda t: t.role = 'clinician')) AS changes,
         list_filter(s.turns, lambda t: t.role IN ('patient', 'family')) AS patients,
         list_filter(s.turns, lambda t: t.role IN ('patient', 'family', 'examiner')) AS askers,
         list_filter(s.turns, lambda t: t.role = 'clinician') AS clinicians
  FROM profile_sample s)
SELECT id, language,
  CASE WHEN len(options) >= 2 THEN CASE WHEN len(context) > 0 THEN 'options with context' ELSE 'options' END
       WHEN len(people) >= 3 AND changes >= 2 THEN 'dialogue'
       WHEN len(askers) = 0 THEN 'answers alone'
       WHEN len(context) > 0 THEN 'exchange with context' ELSE 'exchange' END
    || ', ' || primary_language(language) AS grp,
  len(options) >= 2 AS options,
  CASE WHEN len(options) >= 2 THEN len(answer_keys) > 0 END AS keyed,
  CASE WHEN len(options) >= 2 THEN len(list_filter(options, lambda o:
    regexp_full_match(lower(trim(o."text")), '(yes|no|maybe|true|false|unknown)\.?'))) = len(options)
    END AS closed_options,
  coalesce(len(options), 0) < 2 AND len(answer_keys) > 0 AS closed_answer,
  len(context) > 0 AS context,
  rationale IS NOT NULL AND rationale <> '' AS rationale,
  exact_answers, answer_spans, support_spans, judged_candidates, rubrics,
  turns[1].role = 'examiner' AS examiner,
  len(patients) > 0 AS patient_speaks,
  coalesce(turns[1].role = 'clinician', false) AS clinician_opens,
  len(clinicians) > 0 AS answered,
  len(people) >= 3 AND changes >= 2 AS interactive,
  changes <= 1 AS exchange,
  len(people)::BIGINT AS people_turns,
  len(list_filter(turns, lambda t: len(t.labels) > 0)) > 0 AS turn_labels,
  list_transform(labels, lambda l: l."name") AS label_names,
  list_distinct(flatten(list_transform(turns, lambda t: list_transform(t.labels, lambda l: l."name"))))
    AS turn_label_names
FROM people;

CREATE OR REPLACE TEMP TABLE profile_whole AS
SELECT id, grp FROM profile_records
WHERE NOT starts_with(grp, 'answers alone')
   OR NOT EXISTS (FROM profile_records WHERE NOT starts_with(grp, 'answers alone'));

CREATE OR REPLACE TEMP TABLE profile_flags AS
SELECT grp, unnest(['options', 'keyed', 'closed_options', 'closed_answer', 'context', 'rationale',
                    'exact_answers', 'answer_spans', 'support_spans', 'judged_candidates', 'rubrics',
                    'examiner', 'patient_speaks', 'clinician_opens', 'answered', 'interactive',
                    'exchange', 'turn_labels']) AS measure,
       unnest([options, keyed, closed_options, closed_answer, context, rationale, exact_answers,
               answer_spans, support_spans, judged_candidates, rubrics, examiner, patient_speaks,
               clinician_opens, answered, interactive, exchange, turn_labels]) AS flag
FROM profile_records
UNION ALL
SELECT r.grp, m.measure, m.flag FROM profile_markers m JOIN profile_records r USING (id)
UNION ALL
SELECT r.grp, 'inquiry:' || t.type, list_contains(q.types, t.type)
FROM profile_question_types q JOIN profile_records r USING (id),
     (SELECT DISTINCT unnest(types) AS type FROM profile_question_types) t
UNION ALL
SELECT grp, 'label:' || l.name, coalesce(list_contains(label_names, l.name), false)
FROM profile_records, (SELECT DISTINCT unnest(label_names) AS name FROM profile_records) l
UNION ALL
SELECT grp, 'turn_label:' || l.name, coalesce(list_contains(turn_label_names, l.name), false)
FROM profile_records, (SELECT DISTINCT unnest(turn_label_names) AS name FROM profile_records) l;

CREATE OR REPLACE TEMP TABLE profile_numbers AS
SELECT grp, 'people_turns' AS measure, people_turns AS v FROM profile_records
UNION ALL
SELECT r.grp, CASE WHEN t.role = 'clinician' THEN 'answer_words' ELSE 'question_words' END,
       (t.counts.words + t.counts.han_words)::BIGINT
FROM profile_turns t JOIN profile_records r USING (id)
WHERE t.role IN ('clinician', 'patient', 'family', 'examiner')
UNION ALL
SELECT r.grp, 'grade_' || t.role,
       round(1000 * readability_value('fkgl', t.counts))::BIGINT
FROM profile_turns t JOIN profile_records r USING (id)
WHERE t.counts.words >= 10 AND primary_language(t.language) = 'en';

CREATE OR REPLACE TEMP TABLE profile_measures AS
WITH flags AS (
  SELECT grp, measure, count(*) FILTER (flag) AS k, count(flag) AS n FROM profile_flags GROUP BY ALL
  UNION ALL
  SELECT '*', measure, count(*) FILTER (flag), count(flag) FROM profile_flags
  WHERE grp IN (SELECT grp FROM profile_whole) GROUP BY measure),
numbers AS (
  SELECT grp, measure, quantile_disc(v, 0.5) AS v, count(v) AS n FROM profile_numbers
  WHERE v IS NOT NULL GROUP BY ALL
  UNION ALL
  SELECT '*', measure, quantile_disc(v, 0.5), count(v) FROM profile_numbers
  WHERE v IS NOT NULL AND grp IN (SELECT grp FROM profile_whole) GROUP BY measure),
asking AS (
  SELECT r.grp, t.asks FROM profile_turns t JOIN profile_records r USING (id)
  WHERE t.role = 'clinician'),
terms AS (
  SELECT r.grp, t.role, sum_counts(t.counts) AS c
  FROM profile_turns t JOIN profile_records r USING (id) WHERE t.role <> 'system' GROUP BY ALL
  UNION ALL
  SELECT '*', role, sum_counts(counts) FROM profile_turns WHERE role <> 'system' GROUP BY role)
SELECT grp, 'records' AS measure, count(*)::DOUBLE AS value, count(*) AS n FROM profile_records GROUP BY grp
UNION ALL SELECT '*', 'records', count(*), count(*) FROM profile_whole
UNION ALL SELECT grp, measure, share(k, n), n FROM flags WHERE n > 0
UNION ALL SELECT grp, measure, CASE WHEN starts_with(measure, 'grade_') THEN v / 1000 ELSE v END, n
FROM numbers
UNION ALL SELECT grp, 'clinician_asks', share(count(*) FILTER (asks), count(*)), count(*)
FROM asking GROUP BY grp
UNION ALL SELECT '*', 'clinician_asks', share(count(*) FILTER (asks), count(*)), count(*)
FROM asking WHERE grp IN (SELECT grp FROM profile_whole) HAVING count(*) > 0
UNION ALL SELECT grp, 'professional_' || role,
  share(c.professional + c.han_professional, c.words + c.han_characters), c.words + c.han_characters
FROM terms WHERE c.words + c.han_characters > 0
UNION ALL SELECT '*', 'known:' || attribute, coverage, (SELECT records FROM profile_size)
FROM profile_demographics
UNION ALL SELECT '*', 'languages', count(DISTINCT primary_language(value)), sum(n)
FROM profile_counts WHERE count = 'by_language'
UNION ALL SELECT '*', 'duplicates',
  share((SELECT n FROM profile_counts WHERE count = 'duplicate_surplus'), records), records
FROM profile_size WHERE records > 0;

SELECT grp, measure, value, n FROM profile_measures ORDER BY grp, measure;
