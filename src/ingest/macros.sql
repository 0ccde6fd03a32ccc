-- What every mapping may use. A mapping is one SELECT over `input`:
--   file VARCHAR, row BIGINT, byte BIGINT, record VARCHAR (one JSON object), split VARCHAR
-- and gives `file` and `row` again beside the canonical columns (docs/formats/corpus.md); `kind`,
-- `language` and `turns` are required, `refuse` says why a row is no record.

-- NULL for the usual spellings of "nothing": empty, blank, nan, null, NA. What else a dataset writes
-- for it ("No answers") is said in its mapping; "None" can be the right option and is no such word.
CREATE OR REPLACE MACRO present(s) AS
  CASE WHEN is_missing(s::VARCHAR) THEN NULL ELSE s::VARCHAR END;

-- Labels from pairs {'name': VARCHAR, 'values': VARCHAR[]}; missing values and labels without one fall
-- out, the rest is sorted by name.
CREATE OR REPLACE MACRO labels_of(pairs) AS
  list_sort([l FOR l IN [{'name': p.name::VARCHAR,
                          'value': [v FOR v IN (p.values::VARCHAR[]) IF present(v) IS NOT NULL]}
                         FOR p IN pairs] IF len(l.value) > 0]);

CREATE OR REPLACE MACRO no_labels() AS []::STRUCT("name" VARCHAR, "value" VARCHAR[])[];

CREATE OR REPLACE MACRO turn
  (role, "text") AS
    {'role': role::VARCHAR, 'text': "text"::VARCHAR, 'labels': no_labels()},
  (role, "text", labels) AS
    {'role': role::VARCHAR, 'text': "text"::VARCHAR,
     'labels': coalesce(labels, no_labels())::STRUCT("name" VARCHAR, "value" VARCHAR[])[]};

-- Turns of split_turns, with room for labels.
CREATE OR REPLACE MACRO turns_of(pairs) AS [turn(p.role, p.text) FOR p IN pairs];

CREATE OR REPLACE MACRO option(key, "text") AS {'key': key::VARCHAR, 'text': "text"::VARCHAR};
