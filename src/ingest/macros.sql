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

-- One item of an exact answer, with other words for the same.
CREATE OR REPLACE MACRO exact_answer(item, synonyms) AS
  {'text': item::VARCHAR, 'synonyms': coalesce(synonyms, [])::VARCHAR[]};

-- A span: role is 'answer' or 'support'; what is left out is NULL (docs/formats/corpus.md).
CREATE OR REPLACE MACRO evidence(role, span, context := NULL, document := NULL, line := NULL,
                                 begin_section := NULL, begin_offset := NULL, end_section := NULL,
                                 end_offset := NULL, unit := NULL) AS
  {'role': role::VARCHAR, 'text': span::VARCHAR, 'context': context::BIGINT, 'document': document::VARCHAR,
   'line': line::BIGINT, 'begin_section': begin_section::VARCHAR, 'begin_offset': begin_offset::BIGINT,
   'end_section': end_section::VARCHAR, 'end_offset': end_offset::BIGINT, 'unit': unit::VARCHAR};

-- An answer to choose: relevance 1 right, 0 wrong, or the source's grade; origin `person` or a model's name.
CREATE OR REPLACE MACRO candidate
  (id, answer, relevance) AS
    {'id': id::VARCHAR, 'text': answer::VARCHAR, 'relevance': relevance::DOUBLE, 'origin': NULL::VARCHAR},
  (id, answer, relevance, origin) AS
    {'id': id::VARCHAR, 'text': answer::VARCHAR, 'relevance': relevance::DOUBLE, 'origin': origin::VARCHAR};

CREATE OR REPLACE MACRO rubric(criterion, points, tags) AS
  {'criterion': criterion::VARCHAR, 'points': points::DOUBLE, 'tags': coalesce(tags, [])::VARCHAR[]};

-- Who speaks in the re-publications of dialogue sets (ShareGPT and messages layouts, instruction sets with
-- markers): the canonical role, NULL for a name that is none of these, which no record can have.
CREATE OR REPLACE MACRO speaker_role(name) AS
  CASE WHEN lower(trim(name::VARCHAR)) IN ('human', 'user', 'patient', 'client', 'prompter', '病人', '患者', '用户') THEN 'patient'
       WHEN lower(trim(name::VARCHAR)) IN ('gpt', 'assistant', 'doctor', 'physician', 'counselor', 'counsellor', 'therapist',
                                           'chatgpt', 'bot', 'model', '医生', '咨询师') THEN 'clinician'
       WHEN lower(trim(name::VARCHAR)) = 'system' THEN 'system' END;

-- Turns of a ShareGPT list [{"from", "value"}] and of a messages list [{"role", "content"}]; a system
-- message without text falls out.
CREATE OR REPLACE MACRO sharegpt_turns(list) AS
  [turn(speaker_role(m."from"), m."value") FOR m IN list
   IF NOT (coalesce(speaker_role(m."from"), '') = 'system' AND present(m."value") IS NULL)];

CREATE OR REPLACE MACRO message_turns(list) AS
  [turn(speaker_role(m."role"), m."content") FOR m IN list
   IF NOT (coalesce(speaker_role(m."role"), '') = 'system' AND present(m."content") IS NULL)];

-- Why such a list is no conversation; NULL where it is one.
CREATE OR REPLACE MACRO sharegpt_fault(list) AS
  CASE WHEN list IS NULL OR len(list) = 0 THEN 'conversations: expected a list of {from, value}'
       WHEN len([m FOR m IN list IF speaker_role(m."from") IS NULL]) > 0
         THEN format('speaker "{}" is none that is known', coalesce([m."from" FOR m IN list IF speaker_role(m."from") IS NULL][1], ''))
       WHEN len([m FOR m IN list IF speaker_role(m."from") = 'patient' AND present(m."value") IS NOT NULL]) = 0 THEN 'nobody asks' END;

CREATE OR REPLACE MACRO message_fault(list) AS
  CASE WHEN list IS NULL OR len(list) = 0 THEN 'messages: expected a list of {role, content}'
       WHEN len([m FOR m IN list IF speaker_role(m."role") IS NULL]) > 0
         THEN format('speaker "{}" is none that is known', coalesce([m."role" FOR m IN list IF speaker_role(m."role") IS NULL][1], ''))
       WHEN len([m FOR m IN list IF speaker_role(m."role") = 'patient' AND present(m."content") IS NOT NULL]) = 0 THEN 'nobody asks' END;

-- One question and its answer, whatever a system message says before them: `qa`; more is a `dialogue`.
CREATE OR REPLACE MACRO kind_of_turns(turns) AS
  CASE WHEN len([t FOR t IN turns IF t.role <> 'system']) <= 2 THEN 'qa' ELSE 'dialogue' END;

-- Choices written into one text, one after the other: `marker` is a regular expression (RE2) for what begins a
-- choice, a line break included, with one group for its letter, such as '\r?\n([A-Z]) '. The text begins as if after
-- a line break. A marked line whose letter does not come next belongs to the choice before it ("T cells" under B).
-- Blanks at the end of a choice fall away; choices without text stay, for the mapping to judge.
CREATE OR REPLACE MACRO lettered_pieces(choices, marker) AS
  list_zip(regexp_extract_all(E'\n' || choices, marker, 1), regexp_extract_all(E'\n' || choices, marker),
           string_split_regex(E'\n' || choices, marker)[2:]);
CREATE OR REPLACE MACRO lettered_options(choices, marker) AS
  [option(o.key, regexp_replace(o.text, '\s+$', '')) FOR o IN list_reduce(
     [[{'key': p[1], 'mark': p[2], 'text': p[3]}] FOR p IN lettered_pieces(choices, marker)],
     lambda a, x: CASE WHEN len(a) = 0 OR x[1].key = chr(ascii(a[1].key) + len(a)::INTEGER) THEN list_concat(a, x)
                       ELSE list_concat(a[:-2], [{'key': a[-1].key, 'mark': a[-1].mark,
                                                  'text': a[-1].text || x[1].mark || x[1].text}]) END,
     []::STRUCT("key" VARCHAR, mark VARCHAR, "text" VARCHAR)[])];
-- What stands before the first choice, without the blanks at its end; the whole text where there is none.
CREATE OR REPLACE MACRO lettered_stem(choices, marker) AS
  regexp_replace(substr(string_split_regex(E'\n' || choices, marker)[1], 2), '\s+$', '');
-- A letter that begins two choices, so that they cannot be told apart; NULL where none does.
CREATE OR REPLACE MACRO letter_twice(choices, marker) AS
  list_min(list_intersect(
    [e.key FOR e IN map_entries(list_aggregate(regexp_extract_all(E'\n' || choices, marker, 1), 'histogram')) IF e.value > 1],
    [o.key FOR o IN lettered_options(choices, marker)]));

-- Whether a label of this name has one of the values: for the conditions of a union's parts.
CREATE OR REPLACE MACRO has_label(labels, "label", wanted) AS
  list_has_any(flatten([l.value FOR l IN labels IF l.name = "label"]), wanted);

-- Examination items inside instruction texts: lines that begin with (A), A. A) A: or the Arabic letters of a list, which
-- become A to F there and nowhere else; `choice_mark()` is their marker. The key that a reply names ("B.", "(B)", "The
-- answer is B.", "الإجابة الصحيحة هي (B)"), or the key of the option that it repeats; NULL where it names none that is there.
CREATE OR REPLACE MACRO latin_choice(s, place, letter, latin) AS
  regexp_replace(s, '(' || place || ')([ \t]*\(?)(?:' || letter || ')([).])', '\1\2' || latin || '\3', 'g');
CREATE OR REPLACE MACRO latin_choices(s, place) AS
  latin_choice(latin_choice(latin_choice(latin_choice(latin_choice(latin_choice(s::VARCHAR,
    place, 'أ|ا', 'A'), place, 'ب', 'B'), place, 'ج', 'C'), place, 'د', 'D'), place, 'هـ|ه', 'E'), place, 'و', 'F');
CREATE OR REPLACE MACRO with_latin_choices(s) AS latin_choices(s, '^|\n');
CREATE OR REPLACE MACRO choice_mark() AS '\r?\n[ \t]*\(?([A-J])[).:]+(?:[ \t]+|$)';
CREATE OR REPLACE MACRO named_letter(reply) AS coalesce(
  nullif(regexp_extract(reply, '^\s*\(([A-J])\)', 1), ''),
  nullif(regexp_extract(reply, '^\s*([A-J])(?:[).:]|\s*$)', 1), ''),
  nullif(regexp_extract(reply, '(?:[Aa]nswer|[Oo]ption|[Cc]hoice)(?: is| would be|:| -)*(?: option| choice)?:? ?\(?([A-J])(?:[).:,]|\s*$|\n)', 1), ''),
  nullif(regexp_extract(reply, '(?:الإجابة|الاجابة|الجواب|الخيار)(?: الصحيحة| الصحيح)?(?: هي| هو)?(?: الخيار)?:? ?\(?([A-J])(?:[).:،,\s]|$)', 1), ''));
CREATE OR REPLACE MACRO named_choice(said, options) AS
  list_intersect([coalesce(named_letter(latin_choices(said, '^|\n|\(')),
                           list_min([p.key FOR p IN options IF lower(trim(p.text, E' .\n\r\t')) = lower(trim(said, E' .\n\r\t'))]))],
                 [o.key FOR o IN options])[1];

-- Each value once, in the order of their first places.
CREATE OR REPLACE MACRO once(values_) AS list_filter(values_, lambda x, i: list_position(values_, x) = i);
