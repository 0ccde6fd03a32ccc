-- BiMed1.3M as instructions: instruction, input, output. Layout unverified: the training data are announced, not published.
-- CC BY-NC-SA 4.0. Pieri et al. 2024, Findings of EMNLP, https://arxiv.org/abs/2402.13253
-- Instruction and input are one text. A text that ends in lettered options (lines A. to J., or the Arabic letters, which become
-- A to F) with a reply that names one of them is an examination item; the reply stays as the clinician's turn. Language from
-- the field, if there is one, else from the text. Text is kept as it stands, tatweel and Arabic-Indic digits too.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"id": "VARCHAR", "instruction": "VARCHAR", "input": "VARCHAR", "output": "VARCHAR",
        "source": "VARCHAR", "language": "VARCHAR"}') AS r
    FROM input
), text AS (
    SELECT file, row, r, concat_ws(E'\n', present(r.instruction), present(r.input)) AS asked FROM parsed
), item AS (
    SELECT *, [o FOR o IN lettered_options(with_latin_choices(asked), choice_mark()) IF NOT is_blank(o.text)] AS options FROM text
), told AS (
    SELECT *, named_choice(r.output, options) AS key FROM item
)
SELECT file, row, r.id AS source_id, CASE WHEN key IS NOT NULL AND len(options) > 1 THEN 'mcqa' ELSE 'qa' END AS kind,
       CASE lower(r.language) WHEN 'arabic' THEN 'ar' WHEN 'ar' THEN 'ar' WHEN 'english' THEN 'en' WHEN 'en' THEN 'en'
            ELSE language_of(asked) END AS language,
       CASE WHEN key IS NOT NULL AND len(options) > 1
                THEN [turn('examiner', lettered_stem(with_latin_choices(asked), choice_mark())), turn('clinician', r.output)]
            ELSE [turn('patient', asked), turn('clinician', r.output)] END AS turns,
       CASE WHEN key IS NOT NULL AND len(options) > 1 THEN options END AS options,
       CASE WHEN key IS NOT NULL AND len(options) > 1 THEN [key] END AS answer_keys,
       labels_of([{'name': 'source_name', 'values': [r.source]}]) AS labels,
       CASE WHEN is_blank(coalesce(asked, '')) THEN 'neither instruction nor input'
            WHEN present(r.output) IS NULL THEN 'no output' END AS refuse
FROM told
