-- What every measure stands on: `records` and `quarantine` (views over the corpus folder), the
-- variables sample_limit and sample_parts, and macros.
--
-- Costly measures look at a sample when a corpus has more than sample_limit records: those whose
-- MD5 of the id, cut to 32 bits, is below sample_limit / records * 2^32. Which these are depends on
-- the ids alone, so the sample is the same at any number of threads and grows with the limit.

CREATE OR REPLACE TEMP MACRO primary_language(tag) AS split_part(tag, '-', 1);

-- Wilson's score interval for k of n at 95 % (Wilson 1927, doi:10.1080/01621459.1927.10502953).
CREATE OR REPLACE TEMP MACRO wilson(k, n) AS
  CASE WHEN n > 0 THEN [
    round(greatest(0, (k + 1.9207294103470788) / (n + 3.8414588206941576)
      - 1.9599639845400545 / (n + 3.8414588206941576)
        * sqrt(k * (n - k)::DOUBLE / n + 0.9603647051735394)), 6),
    round(least(1, (k + 1.9207294103470788) / (n + 3.8414588206941576)
      + 1.9599639845400545 / (n + 3.8414588206941576)
        * sqrt(k * (n - k)::DOUBLE / n + 0.9603647051735394)), 6)] END;

CREATE OR REPLACE TEMP MACRO share(k, n) AS CASE WHEN n > 0 THEN round(k / n::DOUBLE, 6) END;

-- The counts of a group of texts: what readability_counts gives, added up; the group is of one
-- primary language.
CREATE OR REPLACE TEMP MACRO sum_counts(c) AS {
  'sentences': sum(c.sentences)::BIGINT,
  'alphabet_sentences': sum(c.alphabet_sentences)::BIGINT,
  'words': sum(c.words)::BIGINT,
  'numbers': sum(c.numbers)::BIGINT,
  'letters': sum(c.letters)::BIGINT,
  'characters': sum(c.characters)::BIGINT,
  'syllables': sum(c.syllables)::BIGINT,
  'polysyllables': sum(c.polysyllables)::BIGINT,
  'complex_words': sum(c.complex_words)::BIGINT,
  'long_words': sum(c.long_words)::BIGINT,
  'unfamiliar_words': sum(c.unfamiliar_words)::BIGINT,
  'professional': sum(c.professional)::BIGINT,
  'lay': sum(c.lay)::BIGINT,
  'han_words': sum(c.han_words)::BIGINT,
  'han_characters': sum(c.han_characters)::BIGINT,
  'han_sentences': sum(c.han_sentences)::BIGINT,
  'han_professional': sum(c.han_professional)::BIGINT,
  'han_lay': sum(c.han_lay)::BIGINT,
  'language': min(c."language")};

-- Columns that corpora written before they were known do not have are empty in them.
CREATE OR REPLACE TEMP TABLE profile_sample AS
SELECT id, language, kind, turns, context, options, answer_keys, rationale, labels,
       coalesce(len(exact_answers), 0) > 0 AS exact_answers,
       coalesce(len(list_filter(evidence, lambda e: e."role" = 'answer')), 0) > 0 AS answer_spans,
       coalesce(len(list_filter(evidence, lambda e: e."role" = 'support')), 0) > 0 AS support_spans,
       coalesce(len(list_filter(candidates, lambda c: c.relevance IS NOT NULL)), 0) > 0 AS judged_candidates,
       coalesce(len(rubrics), 0) > 0 AS rubrics
FROM (FROM records UNION ALL BY NAME
      SELECT NULL::STRUCT("text" VARCHAR, synonyms VARCHAR[])[] AS exact_answers,
             NULL::STRUCT("role" VARCHAR, "text" VARCHAR, context BIGINT, "document" VARCHAR, line BIGINT,
                          begin_section VARCHAR, begin_offset BIGINT, end_section VARCHAR, end_offset BIGINT,
                          unit VARCHAR)[] AS evidence,
             NULL::STRUCT(id VARCHAR, "text" VARCHAR, relevance DOUBLE, origin VARCHAR)[] AS candidates,
             NULL::STRUCT(criterion VARCHAR, points DOUBLE, tags VARCHAR[])[] AS rubrics
      WHERE false)
WHERE getvariable('sample_parts') IS NULL
   OR md5_number_lower(id) & 4294967295 < getvariable('sample_parts');

CREATE OR REPLACE TEMP TABLE profile_size AS
SELECT (SELECT count(*) FROM records) AS records,
       (SELECT count(*) FROM quarantine) AS quarantined,
       (SELECT count(*) FROM profile_sample) AS sampled;

-- Every turn of the sample, measured once.
CREATE OR REPLACE TEMP TABLE profile_turns AS
SELECT id, language, position, t.role AS role, length(t."text") AS characters,
       readability_counts(t."text", language) AS counts, is_question(t."text", language) AS asks
FROM (SELECT id, language, unnest(turns) AS t, generate_subscripts(turns, 1) AS position
      FROM profile_sample);

-- The first message of each record: what is asked, by whom, and the first answer. Of an
-- examination item only the last sentence asks; what stands before it is the case.
CREATE OR REPLACE TEMP TABLE profile_questions AS
WITH first AS (
  SELECT id, language, turns, context, options, answer_keys, rationale,
         list_filter(turns, lambda t: t.role IN ('patient', 'family', 'examiner'))[1] AS q,
         list_filter(turns, lambda t: t.role = 'clinician')[1] AS a
  FROM profile_sample)
SELECT *, CASE WHEN q.role = 'examiner' THEN sentences(q."text", language)[-1] ELSE q."text" END AS ask
FROM first;
