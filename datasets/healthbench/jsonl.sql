-- HealthBench (oss_eval, hard and consensus files; openai/healthbench on Hugging Face): JSON lines. MIT. Made to measure with.
-- Arora et al. 2025, https://arxiv.org/abs/2505.08775
-- Fields as the evaluation code and public test fixtures have them. `prompt` is a conversation that ends in the user's message; its
-- assistant turns were written by a model (answer_origin model). Where a physician wrote the ideal completion it is the last turn
-- (answer_origin person, its group as comment); the models' completions that physicians had before them are candidates
-- that nobody judged. Points may be negative. Users write in several languages: told from their words, en where they do not
-- tell. The canary string stays with the record as a label,
-- so that copies can be found. Tags: theme:… without its prefix is the theme, others are kept whole as record_type.
WITH parsed AS (
    SELECT file, row, from_json(record, '{
        "prompt_id": "VARCHAR", "prompt": [{"role": "VARCHAR", "content": "VARCHAR"}], "example_tags": ["VARCHAR"], "canary": "VARCHAR",
        "rubrics": [{"criterion": "VARCHAR", "points": "DOUBLE", "tags": ["VARCHAR"]}],
        "ideal_completions_data": {"ideal_completion": "VARCHAR", "ideal_completions_group": "VARCHAR",
                                   "ideal_completions_ref_completions": ["VARCHAR"]}}') AS r
    FROM input
), item AS (
    SELECT file, row, r, r.ideal_completions_data AS ideal, message_turns(r.prompt) AS prompt FROM parsed
), told AS (
    SELECT *, present(ideal.ideal_completion) IS NOT NULL AS has_ideal,
           list_concat(
               [turn(t.role, t."text", CASE WHEN t.role = 'clinician' THEN labels_of([{'name': 'answer_origin', 'values': ['model']}])
                                            ELSE no_labels() END) FOR t IN prompt],
               CASE WHEN present(ideal.ideal_completion) IS NULL THEN [] ELSE
                   [turn('clinician', ideal.ideal_completion, labels_of([
                       {'name': 'answer_origin', 'values': ['person', ideal.ideal_completions_group]}]))] END) AS turns
    FROM item
)
SELECT file, row, r.prompt_id AS source_id, kind_of_turns(turns) AS kind,
       coalesce(nullif(language_of(array_to_string([t."text" FOR t IN prompt IF t.role = 'patient'], E'\n')), 'und'), 'en') AS language,
       turns,
       [candidate('reference-' || i, ideal.ideal_completions_ref_completions[i], NULL, 'model')
        FOR i IN range(1, len(ideal.ideal_completions_ref_completions) + 1)
        IF present(ideal.ideal_completions_ref_completions[i]) IS NOT NULL] AS candidates,
       [rubric(c.criterion, c.points, c.tags) FOR c IN r.rubrics] AS rubrics,
       labels_of([
           {'name': 'theme',         'values': [replace(t, 'theme:', '') FOR t IN r.example_tags IF starts_with(t, 'theme:')]},
           {'name': 'record_type',   'values': [t FOR t IN r.example_tags IF NOT starts_with(t, 'theme:')]},
           {'name': 'canary',        'values': [r.canary]},
           {'name': 'answer_status', 'values': [CASE WHEN NOT has_ideal THEN 'none' END]}]) AS labels,
       CASE WHEN message_fault(r.prompt) IS NOT NULL THEN replace(message_fault(r.prompt), 'messages:', 'prompt:')
            WHEN prompt[-1].role <> 'patient' THEN 'the prompt does not end in a message of the user'
            WHEN coalesce(len(r.rubrics), 0) = 0 THEN 'no rubrics'
            WHEN len([c FOR c IN r.rubrics IF present(c.criterion) IS NULL OR c.points IS NULL]) > 0
                THEN 'a rubric without criterion or points' END AS refuse
FROM told
