-- What the first question of each record asks for (docs/inquiry.md). A question may have several
-- types; shares are of the questions.
CREATE OR REPLACE TEMP TABLE profile_question_types AS
SELECT id, inquiry_types(ask, language) AS types FROM profile_questions WHERE ask IS NOT NULL;

CREATE OR REPLACE TEMP TABLE profile_inquiry AS
SELECT type, count(*) AS n, share(count(*), (SELECT count(*) FROM profile_question_types)) AS share,
       wilson(count(*), (SELECT count(*) FROM profile_question_types)) AS ci
FROM (SELECT unnest(types) AS type FROM profile_question_types) GROUP BY type;

SELECT to_json(t) FROM profile_inquiry t ORDER BY n DESC, type;
