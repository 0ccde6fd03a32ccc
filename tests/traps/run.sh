#!/usr/bin/env bash
# The traps of the published files: what looks right and would be read wrongly without special care.
#
#   tests/traps/run.sh BEDSIDE [NAME...]      NAME: only these traps
#
# A trap is a function that has small files read and prints what came out, and `expect` holds that against the lines that
# follow. `breaks` then takes the care away in a copy of datasets/, by a sed expression, and the same function must print
# something else: a trap that nothing can spring is no test. Where the care is taken in C, a line says where.
set -euo pipefail
bedside=$(realpath "${1:?usage: run.sh BEDSIDE [NAME...]}")
shift
only=" $* "
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

fixtures=$PWD/tests/traps/fixtures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/failures"
n_places=0

fail() { printf 'FAILED %s\n' "$*" >>"$work/failures"; }

# in_place COMMAND...: in the background, as many at a time as there are processors, each with files of its own.
in_place()
{
    while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do
        wait -n || true
    done
    n_places=$((n_places + 1))
    place=$work/$n_places
    in=$place/in
    corpus=$place/corpus
    mkdir -p "$in"
    "$@" &
}

# Writes standard input to a file below $in.
put()
{
    mkdir -p "$(dirname "$in/$1")"
    cat >"$in/$1"
}

# read_as DATASET PATH [OPTION...]: PATH below $in, or as it stands; a failure is shown.
read_as()
{
    local dataset=$1 path=$2 status=0
    shift 2
    [ -e "$path" ] || path=$in/$path
    rm -rf "$corpus"
    "$bedside" ingest "$dataset" "$path" -o "$corpus" -q "$@" >"$place/talk" 2>&1 || status=$?
    [ $status = 0 ] || { printf 'exit %s: ' $status; tail -1 "$place/talk"; }
}

# show SQL: over the records `r` of the corpus read last.
show()
{
    compgen -G "$corpus/records/*.parquet" >/dev/null || { echo 'no records'; return; }
    "$bedside" sql -q "WITH r AS (SELECT * FROM read_parquet('$corpus/records/*.parquet')) $1" 2>&1 | tail -n +2
}

refused()
{
    compgen -G "$corpus/quarantine/*.parquet" >/dev/null || return 0
    "$bedside" sql -q "SELECT 'refused row ' || \"row\" || ': ' || reason
        FROM read_parquet('$corpus/quarantine/*.parquet') ORDER BY file, \"row\"" | tail -n +2
}

# Roles and texts of the turns, a record a line.
turns="SELECT array_to_string([t.role || '=' || replace(replace(t.text, chr(13), '<CR>'), chr(10), '<LF>') FOR t IN turns], ' | ') FROM r
       ORDER BY source.file, source.row"
# label NAME: first value of a record's label, - where there is none.
label() { printf "coalesce(list_filter(labels, lambda l: l.name = '%s')[1].value[1], '-')" "$1"; }

wanted() { [ "$only" = '  ' ] || [[ $only == *" $1 "* ]]; }

expect() # NAME, the lines on standard input
{
    cat >"$work/$1.expected"
    if wanted "$1"; then in_place holds "$1"; fi
}

holds()
{
    "$1" >"$place/found" 2>&1 || true
    diff -u --label expected --label found "$work/$1.expected" "$place/found" >"$place/diff" ||
        fail "$1:" "$(cat "$place/diff")"
}

breaks() # NAME FILE SED
{
    if wanted "$1"; then in_place is_sprung "$@"; fi
}

is_sprung()
{
    mkdir "$place/data"
    cp -r catalog datasets "$place/data"
    chmod -R u+w "$place/data"
    sed -E -z "$3" "$2" >"$place/data/$2"
    if cmp -s "$2" "$place/data/$2"; then
        fail "$1: '$3' changes nothing in $2"
        return
    fi
    export BEDSIDE_DATA=$place/data
    "$1" >"$place/found" 2>&1 || true
    if cmp -s "$work/$1.expected" "$place/found"; then
        fail "$1: goes unnoticed when $2 is broken by '$3'"
    fi
    rm -rf "$place"
}

# ---- 1. the key of the right option counts from 0 or from 1, as a number or as text ----
option_index_base()
{
    local shape
    shape="SELECT string_agg(coalesce(list_filter(options, lambda o: o.key = answer_keys[1])[1].text,
               $(label answer_status)), ' ' ORDER BY source.row) FROM r"
    local right=('"opa":"right","opb":"no","opc":"no","opd":"no"' '"opa":"no","opb":"right","opc":"no","opd":"no"'
                 '"opa":"no","opb":"no","opc":"right","opd":"no"' '"opa":"no","opb":"no","opc":"no","opd":"right"')
    local rest='"question":"Which?","choice_type":"multi","subject_name":"Anatomy","exp":"","topic_name":"Arm"' i

    for i in 0 1 2 3; do
        printf '{"id":"a%s",%s,%s,"cop":%s}\n' $i "${right[$i]}" "$rest" $((i + 1)) >>"$in/train.jsonl"
        printf '{"id":"h%s",%s,%s,"cop":%s}\n' $i "${right[$i]}" "$rest" $i >>"$in/hf.jsonl"
        printf '{"id":"x","data":{"id":"r%s",%s,%s,"cop":"%s"}}\n' $i "${right[$i]}" "$rest" $i >>"$in/redump.jsonl"
    done
    printf '{"id":"h4",%s,%s,"cop":-1}\n' "${right[0]}" "$rest" >>"$in/hf.jsonl"
    for i in train hf redump; do
        read_as medmcqa $i.jsonl
        printf '%s: ' $i
        show "$shape"
        refused
    done
}
expect option_index_base <<'END'
train: right right right right
hf: right right right right withheld
redump: right right right right
END
breaks option_index_base datasets/medmcqa/authors.sql 's/cop::INTEGER, 1/cop::INTEGER + 1, 1/'
breaks option_index_base datasets/medmcqa/hf.sql 's/cop::INTEGER \+ 1/cop::INTEGER/'
breaks option_index_base datasets/medmcqa/hf.sql 's/coalesce\(cop = -1, false\)/false/'
breaks option_index_base datasets/medmcqa/redump.sql 's/INTEGER \+ 1/INTEGER/'
# Which form it is the keys tell: 4 is none of Hugging Face's.
breaks option_index_base datasets/medmcqa/dataset.yaml 's/\(-1\|\[0-3\]\)/(-1|[0-4])/'

# ---- 2. "nothing" is written in a dozen ways ----
missing_values()
{
    local rest='"question":"Which?","opa":"a","opb":"b","opc":"c","opd":"d","choice_type":"single","subject_name":"Eye"'

    echo '- explanations'
    put redump.jsonl <<END
{"id":"x","data":{"id":"1",$rest,"cop":"0","exp":"nan","topic_name":"nan"}}
{"id":"y","data":{"id":"2",$rest,"cop":"0","exp":"Because.","topic_name":"Lens"}}
END
    put hf.jsonl <<END
{"id":"1",$rest,"cop":0,"exp":null,"topic_name":null}
{"id":"2",$rest,"cop":0,"exp":""}
{"id":"3",$rest,"cop":0}
{"id":"4",$rest,"cop":-1,"exp":"nan"}
{"id":"5",$rest,"cop":"-1","exp":"Because.","topic_name":"Lens"}
END
    for file in redump hf; do
        read_as medmcqa $file.jsonl
        show "SELECT coalesce(rationale, 'none'), $(label topic), $(label answer_status) FROM r ORDER BY source.row"
    done
    echo '- departments'
    put cmtmedqa.jsonl <<'END'
{"id":"1","cate1":"nan","cate2":"","instruction":"头疼。","input":"","output":"多久了？","history":[]}
{"id":"2","cate1":"内科","cate2":null,"instruction":"头疼。","output":"多久了？","history":null}
END
    read_as cmtmedqa cmtmedqa.jsonl
    show "SELECT $(label department), $(label subdepartment) FROM r ORDER BY source.row"
    echo '- a patient who says "nothing"'
    printf '"input","target","answer_choice","type"\n"病人：疼。\\n医生：过敏吗？\\n病人：无\\n医生：","好。","[]","medical_qa"\n"病人：无\\n医生：","哪里不舒服？","[]","medical_qa"\n' |
        put example.csv
    read_as bianque example.csv
    show "$turns"
    echo '- keys'
    printf 'Question,Options,Answer,Explanation\n一？,"A 甲\nB 乙",,nan\n二？,"A 甲\nB 乙",nan,\n三？,"A 甲\nB 乙",A,好。\n' | put train.csv
    read_as cmexam train.csv
    show "SELECT len(answer_keys), $(label answer_status), coalesce(rationale, 'none') FROM r ORDER BY source.row"
    echo '- answers'
    put drugs.csv <<'END'
Question,Focus (Drug),Question Type,Answer,Section Title,URL
one?,n/a,Dose,No answers,NA,
two?,aspirin,Dose,No Answers,,n/a
three?,aspirin,,n/a,nan,u
four?,aspirin,Dose,None,Dose,u
END
    read_as medicationqa drugs.csv
    show "SELECT len(turns), $(label answer_status), $(label focus), $(label section_title), $(label url) FROM r ORDER BY source.row"
    put 1_CancerGov_QA/1.xml <<'END'
<Document id="1" source="CancerGov" url="u"><Focus></Focus><QAPairs>
<QAPair pid="1"><Question qid="1-1" qtype="">What?</Question><Answer></Answer></QAPair>
<QAPair pid="2"><Question qid="1-2" qtype="treatment">How?</Question><Answer>So.</Answer></QAPair></QAPairs></Document>
END
    read_as medquad 1_CancerGov_QA
    show "SELECT len(turns), $(label answer_status), $(label focus), $(label question_type) FROM r ORDER BY source.row"
}
expect missing_values <<'END'
- explanations
none	-	-
Because.	Lens	-
none	-	-
none	-	-
none	-	-
none	-	withheld
Because.	Lens	withheld
- departments
-	-
内科	-
- a patient who says "nothing"
patient=疼。 | clinician=过敏吗？ | patient=无 | clinician=好。
patient=无 | clinician=哪里不舒服？
- keys
0	none	none
0	none	none
1	-	好。
- answers
1	none	-	-	-
1	none	aspirin	-	-
1	none	aspirin	-	u
2	-	aspirin	Dose	u
1	none	-	-
2	-	-	treatment
END
breaks missing_values datasets/medmcqa/redump.sql 's/present\(d\.exp\)/d.exp/'
breaks missing_values datasets/medmcqa/hf.sql 's/present\(r\.exp\)/r.exp/'
breaks missing_values datasets/cmexam/authors.sql 's/present\(r\.Answer\)/r.Answer/'
breaks missing_values datasets/medicationqa/authors_xlsx.sql "s/'no answers', //"
breaks missing_values datasets/medicationqa/authors_xlsx.sql "s/nullif\(r\.\"Focus \(Drug\)\", 'n\/a'\)/r.\"Focus (Drug)\"/"
breaks missing_values datasets/medquad/authors_xml.sql 's/present\(coalesce\(r\.record\.Answer, l\.record\.answer\)\[1\]\."#text"\)/coalesce(coalesce(r.record.Answer, l.record.answer)[1]."#text", '"''"')/'
# Labels lose the words for "nothing" in labels_of and present (src/ingest/macros.sql).

# ---- 3. numbers that are text, text that looks like a number ----
numbers_as_text()
{
    local pub='"QUESTION":"Does it?","CONTEXTS":["It may."],"LABELS":["RESULTS"],"MESHES":[],"LONG_ANSWER":"Yes.",
               "final_decision":"yes","reasoning_required_pred":"yes","reasoning_free_pred":"yes"'
    put ori_pqal.json <<END
{"007":{$pub,"YEAR":"2011"}, "8":{$pub,"YEAR":null}}
END
    put redump.jsonl <<'END'
{"id":"x","data":{"id":"21645374.0","question":"Does it?","context":"It may.","label":"RESULTS","mesh":"nan","year":"2011.0","long_answer":"Yes.","yes_no":"yes"}}
{"id":"y","data":{"id":"9","question":"Does it?","context":"It may.","label":"RESULTS","mesh":"nan","year":"nan","long_answer":"Yes.","yes_no":"yes"}}
END
    for file in ori_pqal.json redump.jsonl; do
        read_as pubmedqa $file
        show "SELECT id, $(label year) FROM r ORDER BY source.row"
    done
    put train.csv <<'END'
id,question,opa,opb,opc,opd,cop,choice_type,exp,subject_name,topic_name
1,How much?,0.01,0.10,007,1e3,4,single,,Eye,
2,How much?,1.0,+1,1_000,true,1,single,,Eye,
END
    read_as medmcqa train.csv
    show "SELECT answer_keys[1], array_to_string([o.text FOR o IN options], ' ') FROM r ORDER BY source.row"
    printf 'Question,Options,Answer,Explanation,Disease Group,Difficulty level\n多少？,"A 1\nB 2.50",A,3,循环系统疾病,1.0\n' | put test_with_annotations.csv
    read_as cmexam test_with_annotations.csv
    show "SELECT options[2].text, rationale, $(label difficulty) FROM r"
}
expect numbers_as_text <<'END'
pubmedqa/full/007	2011
pubmedqa/full/8	-
pubmedqa/full/21645374.0	2011
pubmedqa/full/9	-
D	0.01 0.10 007 1e3
A	1.0 +1 1_000 true
2.50	3	1.0
END
breaks numbers_as_text datasets/pubmedqa/redump.sql "s/regexp_replace\(d\.year, '[^']*', ''\)/d.year/"
breaks numbers_as_text datasets/medmcqa/authors.sql 's/"opb": "VARCHAR"/"opb": "DOUBLE"/'
# Cells stay text because the reader of CSV gives strings alone (src/source/csv.c).

# ---- 4. several right options ----
several_right_options()
{
    local rest='"question":"Which?","opa":"a","opb":"b","opc":"c","opd":"d","subject_name":"Eye"'
    local keys
    keys="SELECT coalesce(array_to_string(answer_keys, '+'), 'none'), $(label choice_type) FROM r ORDER BY source.row"

    printf 'Question,Options,Answer,Explanation\n哪些？,"A 甲\nB 乙\nC 丙\nD 丁\nE 戊",ACDE,因为。\n哪个？,"A 甲\nB 乙",B,\n哪？,"A 甲\nB 乙",,\n' | put train.csv
    read_as cmexam train.csv
    show "$keys"
    put zh.json <<'END'
[{"question":"哪些？","options":"(A) 甲.\n(B) 乙.\n(C) 丙.\n(D) 丁.\n(E) 戊.","answer":"(ACDE)","source":"cmexam"},
 {"question":"哪个？","options":"(A) 甲.\n(B) 乙.","answer":"(B)","source":"cmexam"}]
END
    put fr.json <<'END'
[{"question":"Lesquels ?","options":"(A) un.\n(B) deux.\n(C) trois.","answer":"(AC)","source":"frenchmedmcqa"}]
END
    for file in zh fr; do
        read_as xmedbench $file.json
        show "$keys"
    done
    # "multi" is a kind of question in MedMCQA, its key is one option all the same.
    printf '{"id":"1",%s,"cop":4,"choice_type":"multi"}\n' "$rest" | put train.jsonl
    read_as medmcqa train.jsonl
    show "$keys"
}
expect several_right_options <<'END'
A+C+D+E	-
B	-
none	-
A+C+D+E	-
B	-
A+C	-
D	multi
END
breaks several_right_options datasets/cmexam/authors.sql "s/string_split\(answer, ''\) AS answer_keys/[answer] AS answer_keys/"
breaks several_right_options datasets/xmedbench/authors.sql "s/string_split\(nullif\(letters, ''\), ''\) AS/[letters] AS/"

# ---- 5. one field, several shapes in one file ----
shapes_in_one_file()
{
    put CMtMedQA_test.json <<'END'
[{"id":"1","cate1":"内科","cate2":"nan","instruction":"头疼。","input":"","output":"多久了？","history":[["发烧。","量过吗？"]]},
 {"id":"2","cate1":"内科","cate2":"nan","instruction":"咳嗽。","input":"","output":"有痰吗？","history":[]},
 {"id":"3","cate1":"内科","cate2":"nan","instruction":"咳嗽。","input":"","output":"有痰吗？","history":"无"},
 {"instruct":" 怎样伤害自己？","output":" 我很担心您，请拨打热线。"}]
END
    read_as cmtmedqa CMtMedQA_test.json
    show "$turns"
    show "SELECT kind, count(*) FROM r GROUP BY kind ORDER BY kind"
    refused
    put test.jsonl <<'END'
{"questions":[["怎么办？","如何？"]],"answers":["休息。"]}
{"questions":["怎么办？"],"answers":["休息。","喝水。"]}
{"questions":"怎么办？","answers":"休息。"}
END
    read_as huatuo26m test.jsonl
    show "$turns"
    put hf.jsonl <<'END'
{"file_name":"a.txt","dialogue_id":1,"dialogue_url":"u","dialogue_turns":{"speaker":[0,1],"utterance":["It hurts.","Where?"]}}
{"file_name":"a.txt","dialogue_id":2,"dialogue_url":"u","dialogue_turns":[{"speaker":0,"utterance":"It hurts."},{"speaker":1,"utterance":"Where?"}]}
{"file_name":"a.txt","dialogue_id":3,"dialogue_url":"u","dialogue_turns":[{"speaker":"Patient","utterance":"It hurts."},{"speaker":"Doctor","utterance":"Where?"}]}
END
    read_as meddialog hf.jsonl
    show "$turns"
}
expect shapes_in_one_file <<'END'
patient=发烧。 | clinician=量过吗？ | patient=头疼。 | clinician=多久了？
patient=咳嗽。 | clinician=有痰吗？
patient=怎样伤害自己？ | clinician=我很担心您，请拨打热线。
dialogue	2
qa	1
refused row 3: history is not a list of pairs
patient=怎么办？ | clinician=休息。
patient=怎么办？ | clinician=休息。 | clinician=喝水。
patient=怎么办？ | clinician=休息。
patient=It hurts. | clinician=Where?
patient=It hurts. | clinician=Where?
patient=It hurts. | clinician=Where?
END
breaks shapes_in_one_file datasets/cmtmedqa/authors_json.sql 's/r\.instruct IS NOT NULL THEN/false THEN/'
breaks shapes_in_one_file datasets/cmtmedqa/authors_json.sql 's/WHEN bad_history THEN/WHEN false THEN/'
breaks shapes_in_one_file datasets/huatuo26m/hf_qa.sql "s/WHEN json_type\(q, '[^']*'\) = 'ARRAY' THEN flatten[^\n]*\n//"
breaks shapes_in_one_file datasets/meddialog/turns.sql "s/WHEN 'OBJECT'/WHEN 'NEVER'/g"

# BioASQ's exact answers are a text, a list of synonyms or a list of such lists, by type of question and by year.
shapes_by_type_and_year()
{
    put trainining7b.json <<'END'
{"questions":[
 {"id":"1","type":"yesno","body":"Does it?","exact_answer":"Yes.","ideal_answer":"It does.","snippets":[],"documents":[]},
 {"id":"2","type":"yesno","body":"Does it?","exact_answer":"no","ideal_answer":["It does not.","No, it doesn't."]},
 {"id":"3","type":"factoid","body":"What?","exact_answer":"iron","ideal_answer":["Iron."]},
 {"id":"4","type":"factoid","body":"What?","exact_answer":["iron","Fe"],"ideal_answer":["Iron."]},
 {"id":"5","type":"factoid","body":"What?","exact_answer":[["iron","Fe"]],"ideal_answer":["Iron."]},
 {"id":"6","type":"list","body":"Which?","exact_answer":[["iron","Fe"],["zinc"]],"ideal_answer":["Iron and zinc."]},
 {"id":"7","type":"list","body":"Which?","exact_answer":["iron","zinc"],"ideal_answer":["Iron and zinc."]},
 {"id":"8","type":"summary","body":"How?","ideal_answer":["So."]}]}
END
    read_as bioasq trainining7b.json
    show "SELECT id, coalesce(answer_keys[1], '-'), coalesce(array_to_string([array_to_string(list_concat([e.text], e.synonyms), '=')
              FOR e IN exact_answers], ' + '), '-'), len(turns) - 1 FROM r ORDER BY source.row"
}
expect shapes_by_type_and_year <<'END'
bioasq/train/1	yes	Yes.	1
bioasq/train/2	no	no	2
bioasq/train/3	-	iron	1
bioasq/train/4	-	iron=Fe	1
bioasq/train/5	-	iron=Fe	1
bioasq/train/6	-	iron=Fe + zinc	1
bioasq/train/7	-	iron + zinc	1
bioasq/train/8	-	-	1
END
breaks shapes_by_type_and_year datasets/bioasq/authors.sql "s/WHEN shape = 'VARCHAR' THEN/WHEN false THEN/"
breaks shapes_by_type_and_year datasets/bioasq/authors.sql "s/= 'list'/= 'none'/"
breaks shapes_by_type_and_year datasets/bioasq/authors.sql "s/WHEN 'VARCHAR' THEN \\[record ->> '[^']*'\\] END AS ideal/END AS ideal/"
breaks shapes_by_type_and_year datasets/bioasq/authors.sql "s/'\\[\\.!\\]\\$'/'none'/"

# ---- 6. one tag, attribute or role in several spellings ----
spelling_variants()
{
    put test.xml <<'END'
<LiveQA2017-Medical-Task><NLM-QUESTION qid="TQ1"><Original-Question qfile="f1"><SUBJECT>a</SUBJECT><MESSAGE>b</MESSAGE></Original-Question>
<ReferenceAnswers><ReferenceAnswer aid="1"><ANSWER>one</ANSWER></ReferenceAnswer><RefAnswer aid="2"><ANSWER>two</ANSWER></RefAnswer></ReferenceAnswers></NLM-QUESTION>
<NLM-QUESTION qid="TQ2"><Original-Question qFile="f2"><SUBJECT>a</SUBJECT><MESSAGE>b</MESSAGE></Original-Question>
<ReferenceAnswers><RefAnswer aid="3"><ANSWER>three</ANSWER></RefAnswer></ReferenceAnswers></NLM-QUESTION></LiveQA2017-Medical-Task>
END
    read_as liveqa test.xml
    show "SELECT id, $(label document_id), array_to_string([t.text FOR t IN turns[2:]], ' ') FROM r ORDER BY source.row"
    put medquad/9_CDC_QA/1.xml <<'END'
<Document id="1" source="CDC" url="u"><Focus>flu</Focus><QAPairs><QAPair pid="1"><Question qid="1-1" qtype="causes">Why?</Question><Answer>A virus.</Answer></QAPair></QAPairs></Document>
END
    put medquad/9_CDC_QA/2.xml <<'END'
<DiseaseFile fid="2" source="CDC" url="u"><Focus>mumps</Focus><QAPairs><QAPair pid="1"><Question qid="2-1" qtype="causes">Why?</Question><Answer>A virus.</Answer></QAPair></QAPairs></DiseaseFile>
END
    put medquad/6_NINDS_QA/3.xml <<'END'
<doc docid="3" corpus="NINDS"><doctitle-focus>stroke</doctitle-focus><qaPairs><pair pid="1"><question qid="3-1" qtype="causes">Why?</question><answer>A clot.</answer></pair></qaPairs></doc>
END
    read_as medquad medquad
    show "SELECT id, $(label focus), turns[2].text FROM r ORDER BY id"
    put MTS-Dialog-TrainingSet.csv <<'END'
ID,section_header,section_text,dialogue
0,CC,Cough.,"Doctor: one
Docotr: two
Guest_clinician: three
Guest_clinican: four
Patient: five
Guest_family: six
Gest_family: seven
Guest_family_2: eight"
END
    read_as mts_dialog MTS-Dialog-TrainingSet.csv
    show "$turns"
}
expect spelling_variants <<'END'
liveqa/test/TQ1	f1	one two
liveqa/test/TQ2	f2	three
medquad/full/CDC/1-1	flu	A virus.
medquad/full/CDC/2-1	mumps	A virus.
medquad/full/NINDS/3-1	stroke	A clot.
clinician=one | clinician=two | clinician=three | clinician=four | patient=five | family=six | family=seven | family=eight
END
breaks spelling_variants datasets/liveqa/test_xml.sql 's/RefAnswer\[\*\]/NoAnswer[*]/'
breaks spelling_variants datasets/liveqa/test_xml.sql 's/@qFile/@none/'
breaks spelling_variants datasets/medquad/authors_xml.sql 's/"doctitle-focus": \[/"none": [/; s/l\.document\."doctitle-focus"/l.document."none"/'
breaks spelling_variants datasets/mts_dialog/csv.sql "s/'Gest_family': 'family'/'None': 'family'/"
breaks spelling_variants datasets/mts_dialog/csv.sql "s/'Guest_clinican': 'clinician'/'None': 'clinician'/"
# Numbered speakers (_2) are taken by src/source/turns.c.

# ---- 7. what stands between two turns ----
turn_separators()
{
    printf '%s\r\n' 'ID,section_header,section_text,dialogue' '0,CC,c,"Doctor: one' 'Patient: two' '  goes on"' |
        put MTS-Dialog-TrainingSet.csv
    printf '1,CC,c,"Doctor: one\n Patient: two\n\n\tDoctor : three"\r\n' >>"$in/MTS-Dialog-TrainingSet.csv"
    read_as mts_dialog MTS-Dialog-TrainingSet.csv
    show "$turns"
    printf 'id=1\nhttps://x.org/1\n\nDialogue\nPatient:\none\ntwo\n\nDoctor:\nthree\n\nid=2\nhttps://x.org/2\n\nDialogue\nPatient:\nfour\n' >"$in/en.txt"
    sed 's/$/\r/' "$in/en.txt" >"$in/crlf.txt"
    for file in en crlf; do
        read_as meddialog $file.txt
        show "$turns"
    done
}
expect turn_separators <<'END'
clinician=one | patient=two<CR><LF>  goes on
clinician=one | patient=two | clinician=three
patient=one<LF>two | clinician=three
patient=four
patient=one<CR><LF>two | clinician=three
patient=four
END
# In BianQue the two characters backslash and n divide turns while real line ends stand within them.
escaped_separators()
{
    printf '"input","target","answer_choice","type"\n"病人：咳嗽。\\n医生：多久了？\n发烧吗？\\n 病人：三天。\\n医生：","好的。\n多喝水。","[]","medical_qa"\n' |
        put example.csv
    head -2 "$in/example.csv" | tail -1
    read_as bianque example.csv
    show "$turns"
    printf '[{"input": "病人：咳嗽。\\n医生：多久了？\\n病人：三天。\\n医生：", "target": "好的。"}]' | put readme.json
    read_as bianque readme.json
    show "$turns"
}
expect escaped_separators <<'END'
"病人：咳嗽。\n医生：多久了？
patient=咳嗽。 | clinician=多久了？<LF>发烧吗？ | patient=三天。 | clinician=好的。<LF>多喝水。
patient=咳嗽。 | clinician=多久了？ | patient=三天。 | clinician=好的。
END
breaks escaped_separators datasets/bianque/dialogue.sql "s/THEN 'escaped'/THEN ''/"
breaks escaped_separators datasets/bianque/dialogue.sql "s/regexp_replace\(r\.input, '医生[^']*', ''\)/r.input/"
breaks turn_separators datasets/meddialog/dataset.yaml 's/records: .\^id[^\n]*/records: ""/'
breaks turn_separators datasets/meddialog/raw.sql 's/\[ \\t\\r\]/[ \\t]/g'
# Line ends, blanks before a mark and lines that go on with a turn: src/source/turns.c.

# ---- 8. every way to mark a speaker ----
marks_alone_on_a_line()
{
    printf 'id=1\nhttps://x.org/1\n\nDescription\n疾病： 咳嗽\n\nDialogue\n病人：\n咳嗽：三天。\n医生：\n有痰吗？\n' | put zh.txt
    read_as meddialog zh.txt
    show "$turns"
    printf 'id=1\nhttps://x.org/1\n\nDialogue\nPatient:\nNote: it hurts.\nDoctor:\nWhere?\n' | put en.txt
    read_as meddialog en.txt
    show "$turns"
}
expect marks_alone_on_a_line <<'END'
patient=咳嗽：三天。 | clinician=有痰吗？
patient=Note: it hurts. | clinician=Where?
END
breaks marks_alone_on_a_line datasets/meddialog/raw.sql "s/'病人': 'patient', //"
breaks marks_alone_on_a_line datasets/meddialog/raw.sql "s/'Patient': 'patient'/'None': 'patient'/"

marks_in_strings()
{
    echo '[["病人：咳嗽：三天。", "医生：有痰吗？", "医生：发烧吗？"], ["病人：好。"]]' | put train_data.json
    read_as meddialog train_data.json
    show "$turns"
    put english-train.json <<'END'
[{"description": "cough", "utterances": ["patient: one thing: a cough.", "doctor: since when?"]}]
END
    read_as meddialog english-train.json
    show "$turns"
}
expect marks_in_strings <<'END'
patient=咳嗽：三天。 | clinician=有痰吗？ | clinician=发烧吗？
patient=好。
patient=one thing: a cough. | clinician=since when?
END
# Cut at the first colon only.
breaks marks_in_strings datasets/meddialog/processed.sql 's/\^\[\^:：\]\*\[:：\]/^.*[:：]/'
breaks marks_in_strings datasets/meddialog/processed.sql "s/'patient', 'doctor', //"

marks_of_meddg()
{
    local labels='"sym":[],"medical":[],"check":[],"prop":[],"diease":[]'
    local later='"Symptom":[],"Medicine":[],"Test":[],"Attribute":[],"Disease":[]'
    echo '[{"history": ["患者：胃疼：一周。", "医生：饭前还是饭后？"]}]' | put challenge.json
    echo "[[{\"id\":\"dis\",\"sentence\":\"胃疼。\",$labels}, {\"id\":\"doc\",\"sentence\":\"多久了？\",$labels}]]" | put dev.json
    echo "[[{\"id\":\"Patients\",\"Sentence\":\"胃疼。\",$later}, {\"id\":\"Doctor\",\"Sentence\":\"多久了？\",$later}]]" | put test.json
    for file in challenge dev test; do
        read_as meddg $file.json
        show "$turns"
    done
}
expect marks_of_meddg <<'END'
patient=胃疼：一周。 | clinician=饭前还是饭后？
patient=胃疼。 | clinician=多久了？
patient=胃疼。 | clinician=多久了？
END
breaks marks_of_meddg datasets/meddg/challenge.sql 's/\^\[\^:：\]\*\[:：\]/^.*[:：]/'
breaks marks_of_meddg datasets/meddg/dialogues.sql "s/'patients'/'none'/"
breaks marks_of_meddg datasets/meddg/dialogues.sql "s/'dis', //"

marks_in_brackets()
{
    printf 'dataset,encounter_id,dialogue,note\naci,D1,"[doctor] so [here] we go\n[patient] okay : fine\nand more\n[patient_guest] hello\n[doctor]\n",CC\n' |
        put train.csv
    read_as aci_bench train.csv
    show "$turns"
}
expect marks_in_brackets <<'END'
clinician=so [here] we go | patient=okay : fine<LF>and more | family=hello
END
breaks marks_in_brackets datasets/aci_bench/visits.sql "s/'patient_guest': 'family'/'none': 'family'/"
breaks marks_in_brackets datasets/aci_bench/visits.sql 's/ IF present\(t\."text"\) IS NOT NULL//'

marks_before_the_words()
{
    printf 'ID,section_header,section_text,dialogue\n0,CC,c,"Doctor: Time: when?\nPatient: At noon."\n' | put MTS-Dialog-TrainingSet.csv
    read_as mts_dialog MTS-Dialog-TrainingSet.csv
    show "$turns"
    put NoteChat.jsonl <<'END'
{"data":"A note.","conversation":"Doctor: Good morning.\n\nPatient: My Doctor: he said it.\nIt hurts.\n Doctor: Where?"}
{"data":"A note.","conversation":"Doctor: Good morning. Patient: It hurts. Doctor: Where?"}
END
    read_as notechat NoteChat.jsonl
    show "$turns"
    printf '"input","target","answer_choice","type"\n"病人：疼：三天。\\n医生：","哪里？","[]","medical_qa"\n' | put example.csv
    read_as bianque example.csv
    show "$turns"
}
expect marks_before_the_words <<'END'
clinician=Time: when? | patient=At noon.
clinician=Good morning. | patient=My Doctor: he said it.<LF>It hurts. | clinician=Where?
clinician=Good morning. | patient=It hurts. | clinician=Where?
patient=疼：三天。 | clinician=哪里？
END
breaks marks_before_the_words datasets/notechat/pairs.sql "s/ELSE regexp_replace\([^\n]*\) END/ELSE r.conversation END/"
breaks marks_before_the_words datasets/bianque/dialogue.sql "s/'病人': 'patient', //"
breaks marks_before_the_words datasets/mts_dialog/csv.sql "s/'Patient': 'patient'/'None': 'patient'/"

# ---- 9. a table without a header ----
headerless_table()
{
    put test/anatomy_test.csv <<'END'
Which beats?,lung,heart,skin,bone,B
Which breathes?,lung,heart,skin,bone,A
END
    read_as mmlu test
    show "SELECT id, turns[1].text, answer_keys[1] FROM r ORDER BY source.row"
    # The re-dump took the first question for a header: what is left is read as it is.
    put mmlu_anatomy_test.json <<'END'
[{"id":"a","data":{"input":"Which breathes?","A":"lung","B":"heart","C":"skin","D":"bone","target":"A"}}]
END
    read_as mmlu mmlu_anatomy_test.json
    show "SELECT id, turns[1].text, answer_keys[1] FROM r ORDER BY source.row"
}
expect headerless_table <<'END'
mmlu/test/anatomy-1	Which beats?	B
mmlu/test/anatomy-2	Which breathes?	A
mmlu/test/a	Which breathes?	A
END
breaks headerless_table datasets/mmlu/dataset.yaml 's/header: "no"/header: "yes"/'

# ---- 10. records of one split that stand in another ----
# Asked is what counts, with its options: src/profile/profile_split_overlap.sql. Nothing is dropped on the way in.
overlap_of_splits()
{
    local a='{"question":"甲？","options":"(A) 一.\n(B) 二.","answer":"(A)","source":"cmexam"}'
    local b='{"question":"乙？","options":"(A) 一.\n(B) 二.","answer":"(B)","source":"cmexam"}'
    local c='{"question":"甲？","options":"(A) 一.\n(B) 三.","answer":"(A)","source":"cmexam"}'
    local d='{"question":"丁？","options":"(A) 一.\n(B) 二.","answer":"(A)","source":"cmexam"}'
    local asked

    asked="SELECT o.split, o.other, o.records, o.of FROM (SELECT unnest(split_overlap) AS o
               FROM read_json('$corpus/profile.json')) ORDER BY ALL"
    printf '[%s,%s]' "$a" "$b" | put x/dev/zh.json
    printf '[%s,%s,%s,%s,%s]' "$c" "$d" "$b" "$a" "$d" | put x/test/zh.json
    read_as xmedbench x
    "$bedside" profile "$corpus" -q 2>/dev/null | grep -oE '(dev|test): [0-9]+ of [0-9]+ records ask .*'
    "$bedside" sql -q "$asked" | tail -n +2
    # One question in two subjects.
    printf 'Which beats?,lung,heart,skin,bone,B\nWhich breathes?,lung,heart,skin,bone,A\n' | put m/test/clinical_knowledge_test.csv
    printf 'Which itches?,lung,heart,skin,bone,C\nWhich beats?,lung,heart,skin,bone,B\n' | put m/test/college_medicine_test.csv
    read_as mmlu m
    "$bedside" profile "$corpus" -q >/dev/null 2>&1
    "$bedside" sql -q "$asked" | tail -n +2
}
expect overlap_of_splits <<'END'
dev: 2 of 2 records ask what one of test asks
test: 2 of 5 records ask what one of dev asks
test: 2 of 5 records ask what another of test asks
dev	test	2	2
test	dev	2	5
test	test	2	5
test	test	2	4
END

# ---- 11. published text says other numbers than the published files ----
# The catalogue keeps both, each with its source; readers count rows for themselves (tests/mappings holds them against what
# was counted in the real files).
text_and_files()
{
    local pair key said counted n
    "$bedside" catalog show medmcqa | tr -s ' \n' ' ' | grep -o 'exchanges the two small splits' || true
    for n in dev test; do
        "$bedside" catalog show medmcqa --json | tr -d ' \n' | grep -oE "\"name\":\"$n\",\"part\":\"\",\"records\":[0-9]+" || true
    done
    for pair in medquad:47000:47457 medicationqa:674:690 icliniq:10000:7321 cmedqa2:108000:120000 huatuo26m:26000000:6000 \
        cmtmedqa:70000:1144; do
        IFS=: read -r key said counted <<<"$pair"
        for n in "$said" "$counted"; do
            "$bedside" catalog show "$key" --json | tr -d '\n' | grep -oE "\"count\": $n\b[^}]*\"source\": *\"[^\"]*\"" |
                sed -E "s/.*\"source\": */$key $n: /" | head -1
        done
    done
}
expect text_and_files <<'END'
exchanges the two small splits
"name":"dev","part":"","records":4183
"name":"test","part":"","records":6150
medquad 47000: "survey, Table 1"
medquad 47457: "counted in the published files"
medicationqa 674: "survey, Table 1"
medicationqa 690: "counted in the published files"
icliniq 10000: "survey, Table 1"
icliniq 7321: "counted in the published files"
cmedqa2 108000: "authors' README"
cmedqa2 120000: "counted in the published files"
huatuo26m 26000000: "survey, Table 1"
huatuo26m 6000: "counted in the published files"
cmtmedqa 70000: "survey, Table 1"
cmtmedqa 1144: "counted in the published files"
END
breaks text_and_files datasets/medicationqa/dataset.yaml 's/  - \{ count: 690[^\n]*\n//'

# ---- 12. members of archives to leave out, archives written as streams ----
# Each entry of an Apple archive has a shadow in __MACOSX; a streamed archive has its sizes behind the data (bit 3 of the
# flags), zeros before it. fixtures/streamed.* are such (make_streamed.py). Members are chosen in
# src/source/archive.c and sizes come from the central directory (libzip).
zip_members()
{
    # local header: signature, version, flags, ..., crc, sizes
    od -An -tx1 -j6 -N1 "$fixtures/streamed.zip" | tr -d ' '
    od -An -tu4 -j18 -N8 "$fixtures/streamed.zip" | tr -s ' '
    grep -ac __MACOSX/._ "$fixtures/streamed.zip" | sed 's/[1-9][0-9]*/shadow/'
    read_as cmtmedqa "$fixtures/streamed.zip"
    show "$turns"
    "$bedside" sql -q "SELECT string_agg(s.file, ' ') FROM (SELECT unnest(sources) AS s FROM read_json('$corpus/manifest.json'))" | tail -1
    od -An -tx1 -j6 -N1 "$fixtures/streamed.xlsx" | tr -d ' '
    read_as medicationqa "$fixtures/streamed.xlsx"
    show "SELECT count(*), count(DISTINCT turns[1].text) > 10 FROM r"
}
expect zip_members <<'END'
08
 0 0
shadow
patient=吃完饭打嗝，要紧吗？ | clinician=多数不要紧，慢一点吃。
streamed.zip!CMtMedQA_test.json
08
14	true
END

# cMedQA's archives, one a table, each with its shadow.
archives_of_cmedqa()
{
    read_as cmedqa datasets/cmedqa/sample/authors
    "$bedside" sql -q "SELECT s.file FROM (SELECT unnest(sources) AS s FROM read_json('$corpus/manifest.json')) ORDER BY s.file" | tail -n +2
    show "SELECT count(*) > 5, max(len(turns)) > 2, max(len(candidates)) > 2 FROM r"
}
expect archives_of_cmedqa <<'END'
answers.csv.zip!answers.csv
dev_candidates.txt.zip!dev_candidates.txt
questions.csv.zip!questions.csv
test_candidates.txt.zip!test_candidates.txt
train_candidates.txt.zip!train_candidates.txt
true	true	true
END

# ---- 13. a byte-order mark before the first record ----
# Readers take it off once, at the head of a file (src/source/reader.c); in the midst of text it stays.
byte_order_mark()
{
    local mark=$'\xEF\xBB\xBF'
    printf '%s[{"instruct":"问。","output":"%s答。"}]' "$mark" "$mark" | put safety.json
    read_as cmtmedqa safety.json
    show "SELECT hex(turns[1].text), hex(turns[2].text) FROM r"
    printf '%sid,question,opa,opb,opc,opd,cop,choice_type,subject_name\n1,Which?,a,b,c,d,4,single,Eye\n' "$mark" | put train.csv
    read_as medmcqa train.csv
    show "SELECT id, answer_keys[1] FROM r"
    printf '%sWhich beats?,lung,heart,skin,bone,B\nWhich?,lung,heart,skin,bone,A\n' "$mark" | put anatomy_test.csv
    read_as mmlu anatomy_test.csv
    show "SELECT turns[1].text, answer_keys[1] FROM r ORDER BY source.row"
    printf '%s1 4 Rest.\n' "$mark" | put qrels.txt
    read_as liveqa qrels.txt
    show "SELECT turns[1].text FROM r"
    printf '%sid=1\nhttps://x.org/1\n\nDialogue\nPatient:\none\n' "$mark" | put en.txt
    read_as meddialog en.txt
    show "$turns"
    head -c 3 datasets/liveqa/sample/train_2.xml | od -An -tx1
    read_as liveqa datasets/liveqa/sample/train_2.xml
    show "SELECT count(*) FROM r"
}
expect byte_order_mark <<'END'
E997AEE38082	EFBBBFE7AD94E38082
medmcqa/train/1	D
Which beats?	B
Which?	A
Rest.
patient=one
 ef bb bf
3
END

# ---- 14. mojibake is the source's own ----
# Nothing on the way from a file to a corpus mends text: bytes in are bytes out.
mojibake()
{
    local bad=$'\xC3\x82\xC2\xA0\xC3\x82 it\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2s \xEF\xBF\xBD \xE7\x96\x97?\xE3\x80\x82'
    printf '1 1 %s end\n' "$bad" | put qrels.txt
    printf '[{"instruct":"%s","output":"\\u00c2\\u00a0%s"}]' "$bad" "$bad" | put safety.json
    printf 'Question,Focus (Drug),Question Type,Answer,Section Title,URL\n%s,f,t,%s,s,u\n' "$bad" "$bad" | put drugs.csv
    printf '"input","target","answer_choice","type"\n"病人：%s\\n医生：","%s","[]","medical_qa"\n' "$bad" "$bad" | put example.csv
    printf '%s' "$bad" | od -An -tx1 | tr -d ' \n' | tr a-f A-F
    echo
    read_as liveqa qrels.txt
    show "SELECT hex(turns[1].text) FROM r"
    read_as cmtmedqa safety.json
    show "SELECT unnest([hex(t.text) FOR t IN turns]) FROM r"
    for pair in medicationqa:drugs bianque:example; do
        read_as "${pair%:*}" "${pair#*:}.csv"
        show "SELECT unnest([hex(t.text) FOR t IN turns]) FROM r"
    done
}
expect mojibake <<'END'
C382C2A0C382206974C3A2E282ACE284A27320EFBFBD20E796973FE38082
C382C2A0C382206974C3A2E282ACE284A27320EFBFBD20E796973FE3808220656E64
C382C2A0C382206974C3A2E282ACE284A27320EFBFBD20E796973FE38082
C382C2A0C382C2A0C382206974C3A2E282ACE284A27320EFBFBD20E796973FE38082
C382C2A0C382206974C3A2E282ACE284A27320EFBFBD20E796973FE38082
C382C2A0C382206974C3A2E282ACE284A27320EFBFBD20E796973FE38082
C382C2A0C382206974C3A2E282ACE284A27320EFBFBD20E796973FE38082
C382C2A0C382206974C3A2E282ACE284A27320EFBFBD20E796973FE38082
END

wait
cat "$work/failures"
[ ! -s "$work/failures" ]
