-- CMExam: the authors' CSV (train, val, test_with_annotations) and the JSON made of it (fzkuji/CMExam on Hugging Face),
-- where `Options` is a list of {key, value}. Licence: Apache-2.0 (LICENSE; the README restricts use to research).
-- Liu et al. 2023, NeurIPS Datasets and Benchmarks, https://arxiv.org/abs/2306.03030
-- Known of the files: one cell of options, a line each, letter, one blank, text, which may hold blanks and line breaks;
-- answers of one to five letters without separator; one row without an answer, explanations missing; five labels in the
-- test file only, among whose values 不符合 (not applicable) stays as the source's own. Line ends after the last option
-- and blanks around the answer are taken off; an option without text is left out.
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "Question": "VARCHAR", "Answer": "VARCHAR", "Explanation": "VARCHAR", "Disease Group": "VARCHAR",
        "Area of Competency": "VARCHAR", "Clinical Department": "VARCHAR", "Medical Discipline": "VARCHAR",
        "Difficulty level": "VARCHAR"}') AS r,
           from_json(record, '{"Options": [{"key": "VARCHAR", "value": "VARCHAR"}]}').Options AS listed,
           CASE WHEN json_type(record, '$.Options') = 'VARCHAR' THEN record ->> '$.Options' END AS cell
    FROM input
), item AS (
    SELECT file, row, r, cell, lettered_stem(cell, '\r?\n([A-Z])(?: |$)') AS before,
           [o FOR o IN coalesce([option(l.key, l.value) FOR l IN listed], lettered_options(cell, '\r?\n([A-Z])(?: |$)'), [])
            IF NOT is_blank(o.text)] AS options,
           trim(present(r.Answer)) AS answer
    FROM parsed
)
SELECT file, row, 'mcqa' AS kind, 'zh-Hans' AS language,
       [turn('examiner', r.Question)] AS turns,
       options,
       string_split(answer, '') AS answer_keys,
       present(r.Explanation) AS rationale,
       labels_of([
           {'name': 'disease_group', 'values': [r."Disease Group"]},
           {'name': 'competency',    'values': [r."Area of Competency"]},
           {'name': 'department',    'values': [r."Clinical Department"]},
           {'name': 'discipline',    'values': [r."Medical Discipline"]},
           {'name': 'difficulty',    'values': [r."Difficulty level"]},
           {'name': 'answer_status', 'values': [CASE WHEN answer IS NULL THEN 'none' END]}]) AS labels,
       CASE WHEN present(r.Question) IS NULL THEN 'no question'
            WHEN NOT is_blank(coalesce(before, '')) THEN 'Options: text before the first option'
            WHEN letter_twice(cell, '\r?\n([A-Z])(?: |$)') IS NOT NULL
                THEN format('Options: letter {} begins two options', letter_twice(cell, '\r?\n([A-Z])(?: |$)'))
            WHEN len(options) < 2 THEN format('Options: expected at least 2, found {}', len(options))
            WHEN NOT regexp_full_match(answer, '[A-Z]+') THEN format('Answer "{}": expected letters', answer)
            WHEN NOT list_has_all([o.key FOR o IN options], string_split(answer, ''))
                THEN format('Answer {} names an option that is not there', answer)
       END AS refuse
FROM item
