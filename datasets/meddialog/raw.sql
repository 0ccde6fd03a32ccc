-- MedDialog, the authors' release: text files of blocks (id=…, address, Description, Dialogue, Diagnosis and suggestions),
-- English (Patient:, Doctor:) and Chinese (病人：, 医生：). No licence: copyright of the web sites. Zeng et al. 2020, EMNLP,
-- https://arxiv.org/abs/2004.03329
-- A speaker stands alone on its line, what is said on the lines below. Turns of one speaker in a row and a last odd turn are
-- kept; a turn without any text is left out. Of several Dialogue sections each turn says in which `session` it stands.
-- The fields of a Description are passages of the context under their headings (label `section`); text without a field is
-- the passage Description. The fields of Diagnosis and suggestions, written when the talk was over, are `note` under
-- `note_section`, not context. Ids repeat, in a file and from file to file: the file's name goes in front.
WITH parsed AS (
    SELECT file, row, from_json(record, '{"text": "VARCHAR"}').text AS block FROM input
), cut AS (
    SELECT file, row, block, regexp_matches(block, '(病人|医生)[：:]|病情描述') AS chinese,
           regexp_split_to_array(block, '(?m)^[ \t]*(?:Description|Dialogue|Diagnosis and suggestions)[ \t\r]*$') AS texts,
           regexp_extract_all(block, '(?m)^[ \t]*(Description|Dialogue|Diagnosis and suggestions)[ \t\r]*$', 1) AS headings
    FROM parsed
), part AS (
    SELECT file, row, chinese, texts[1] AS head,
           [texts[i + 1] FOR i IN range(1, len(headings) + 1) IF headings[i] = 'Description'] AS descriptions,
           [texts[i + 1] FOR i IN range(1, len(headings) + 1) IF headings[i] = 'Dialogue'] AS dialogues,
           [texts[i + 1] FOR i IN range(1, len(headings) + 1) IF headings[i] = 'Diagnosis and suggestions'] AS diagnoses
    FROM cut
), item AS (
    SELECT file, row, chinese, dialogues, regexp_extract(head, '^\s*id\s*=\s*(\d+)', 1) AS id,
           regexp_extract(head, 'https?://\S+') AS url,
           [p FOR p IN flatten([split_turns(E'Description:\n' || d, MAP {
                'Description': 'Description', '疾病': '疾病', '病情描述': '病情描述', '希望获得的帮助': '希望获得的帮助',
                '患病多久': '患病多久', '用药情况': '用药情况', '过敏史': '过敏史', '既往病史': '既往病史'})
                FOR d IN descriptions]) IF present(p.text) IS NOT NULL] AS fields,
           [p FOR p IN flatten([split_turns(E'Diagnosis and suggestions:\n' || d, MAP {
                'Diagnosis and suggestions': 'Diagnosis and suggestions', '病情摘要及初步印象': '病情摘要及初步印象',
                '总结建议': '总结建议'}) FOR d IN diagnoses]) IF present(p.text) IS NOT NULL] AS notes,
           [split_turns(d, MAP {'Patient': 'patient', '病人': 'patient', '患者': 'patient',
                                'Doctor': 'clinician', '医生': 'clinician'}) FOR d IN dialogues] AS sessions
    FROM part
), said AS (
    SELECT *, flatten([[turn(t.role, t.text, labels_of([{'name': 'session', 'values':
                            [CASE WHEN len(sessions) > 1 THEN i END]}])) FOR t IN sessions[i] IF trim(t.text, E' \t\r\n') <> '']
                       FOR i IN range(1, len(sessions) + 1)]) AS turns
    FROM item
)
SELECT file, row, CASE WHEN id <> '' THEN file_stem(file) || '-' || id END AS source_id,
       'dialogue' AS kind, CASE WHEN chinese THEN 'zh-Hans' ELSE 'en' END AS language, turns,
       [f.text FOR f IN fields] AS context,
       labels_of([
           {'name': 'section',      'values': [f.role FOR f IN fields]},
           {'name': 'disease',      'values': [f.text FOR f IN fields IF f.role = '疾病']},
           {'name': 'duration',     'values': [f.text FOR f IN fields IF f.role = '患病多久']},
           {'name': 'allergy',      'values': [f.text FOR f IN fields IF f.role = '过敏史']},
           {'name': 'note_section', 'values': [n.role FOR n IN notes]},
           {'name': 'note',         'values': [n.text FOR n IN notes]},
           {'name': 'url',          'values': [url]}]) AS labels,
       CASE WHEN id = '' THEN 'no id at the head of the block'
            WHEN len(dialogues) = 0 THEN 'no Dialogue section'
            WHEN len([s FOR s IN sessions IF s IS NULL]) > 0 THEN 'text before the first speaker'
            WHEN len(turns) = 0 THEN 'nothing is said in the dialogue' END AS refuse
FROM said
