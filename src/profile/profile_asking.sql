-- Share of turns that ask, by role, with Wilson's interval.
CREATE OR REPLACE TEMP TABLE profile_asking AS
SELECT role, count(*) AS turns, count(*) FILTER (asks) AS questions,
       share(count(*) FILTER (asks), count(*)) AS rate,
       wilson(count(*) FILTER (asks), count(*)) AS ci
FROM profile_turns GROUP BY role;

SELECT to_json(t) FROM profile_asking t ORDER BY role;
