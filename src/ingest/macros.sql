-- What every mapping may use. A mapping is one SELECT over `input`:
--   file VARCHAR, row BIGINT, byte BIGINT, record VARCHAR (one JSON object), split VARCHAR
-- and gives `file` and `row` again beside the canonical columns (docs/formats/corpus.md); `kind`,
-- `language` and `turns` are required, `refuse` says why a row is no record.

-- NULL for the spellings of "nothing": empty, blank, nan, null, none.
CREATE OR REPLACE MACRO present(s) AS
  CASE WHEN s IS NULL OR trim(s, chr(9) || chr(10) || chr(13) || ' 　') = ''
            OR lower(trim(s)) IN ('nan', 'null', 'none') THEN NULL ELSE s END;

-- Labels from names and lists of values, side by side; empty values and empty labels fall out, the
-- rest is sorted by name.
CREATE OR REPLACE MACRO labels_from(names, lists) AS
  list_sort(list_filter(
    list_transform(list_zip(names, lists), lambda z: {
      'name': z[1]::VARCHAR,
      'value': list_filter(z[2]::VARCHAR[], lambda v: present(v) IS NOT NULL)}),
    lambda l: len(l.value) > 0));

CREATE OR REPLACE MACRO no_labels() AS []::STRUCT("name" VARCHAR, "value" VARCHAR[])[];

CREATE OR REPLACE MACRO turn(role, "text", labels := NULL) AS
  {'role': role::VARCHAR, 'text': "text"::VARCHAR,
   'labels': coalesce(labels, no_labels())::STRUCT("name" VARCHAR, "value" VARCHAR[])[]};

-- Turns of split_turns, with room for labels.
CREATE OR REPLACE MACRO turns_of(pairs) AS
  list_transform(pairs, lambda p: turn(p.role, p.text));

CREATE OR REPLACE MACRO choice(key, "text") AS {'key': key::VARCHAR, 'text': "text"::VARCHAR};

-- Options in their order, without those that are not there.
CREATE OR REPLACE MACRO choices(list) AS
  list_filter(list, lambda o: present(o.text) IS NOT NULL);
