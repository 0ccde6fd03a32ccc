#!/usr/bin/env bash
# `bedside score` as a user meets it: lines, records and corpora give the same values; the answer
# alone is on stdout; what cannot be scored is refused with a word on why.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

bedside=$1
case $bedside in /*) ;; *) bedside=$PWD/$bedside ;; esac
datasets=$PWD/datasets
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failures=0

fail()
{
    printf 'FAILED %s\n' "$*"
    failures=$((failures + 1))
}

# value JQ ARGUMENT...: a member of the JSON answer
value()
{
    local query=$1
    shift
    "$bedside" score "$@" --json 2>err >answer.json || fail "$*: exit $?: $(cat err)"
    cp answer.json asked.json
    "$bedside" sql -q "SELECT $query AS v FROM read_json('asked.json')" | tail -n +2
}

# gives WANTED QUERY ARGUMENT...: QUERY over the answer as the columns systems, warnings and scores
gives()
{
    local wanted=$1 query=$2 found
    shift 2
    found=$(value "$query" "$@")
    [ "$found" = "$wanted" ] || fail "$*: $query: expected $wanted, found $found"
}

# says STATUS TEXT ARGUMENT...: exit status, words on stderr ("" for none); nothing on stdout unless 0
says()
{
    local wanted=$1 text=$2 status=0
    shift 2
    timeout 60 "$bedside" score "$@" >out 2>err || status=$?
    [ "$status" = "$wanted" ] || fail "$*: expected exit $wanted, found $status: $(cat err)"
    if [ -z "$text" ]; then
        [ ! -s err ] || fail "$*: expected nothing on stderr, found: $(cat err)"
    elif ! grep -qF -- "$text" err; then
        fail "$*: expected '$text' on stderr, found: $(cat err)"
    fi
    [ "$wanted" -le 1 ] || [ ! -s out ] || fail "$*: an error, and something on stdout"
}

headline='scores[1].systems[1].values'
fast=(--bootstrap 0 -q)

printf 'take one tablet after dinner\ncall us when the fever lasts\n\ndrink water' >a.txt
printf 'take one tablet a day\r\nthe fever lasts\r\nrest\r\ndrink much water\r\n' >b.txt
printf 'take one tablet after the dinner\ncall when the fever lasts\nrest well\ndrink water now\n' >ref.txt
gzip -k a.txt

# ---- the same texts in every shape give the same values ----
plain=$(value "$headline.bleu.value" bleu --hyp a.txt --ref ref.txt "${fast[@]}")
[ -n "$plain" ] || fail "no BLEU of lines"
"$bedside" sql -q --json "SELECT * FROM (VALUES
    (1, 'drink water', 'drink water now', 's'), (2, '', 'rest well', 't'),
    (3, 'call us when the fever lasts', 'call when the fever lasts', 't'),
    (4, 'take one tablet after dinner', 'take one tablet after the dinner', 's')) v(id, hyp, ref, topic)" >both.jsonl
"$bedside" sql -q "SELECT id, hyp FROM 'both.jsonl' ORDER BY id DESC" >h.tsv
"$bedside" sql -q "SELECT id || ',\"' || ref || '\"' AS \"id,reference\" FROM 'both.jsonl'" >r.csv
gives "$plain" "$headline.bleu.value" bleu --hyp a.txt.gz --ref ref.txt "${fast[@]}"
gives "$plain" "$headline.bleu.value" bleu --hyp both.jsonl "${fast[@]}"
gives "$plain" "$headline.bleu.value" bleu --hyp h.tsv --ref r.csv "${fast[@]}"
gives "$plain" "$headline.bleu.value" bleu --hyp - --ref ref.txt "${fast[@]}" <a.txt
gives 2 "len(scores[1].systems[1].strata.topic)" bleu --hyp both.jsonl --by topic "${fast[@]}"

# ---- several systems, references and metrics ----
gives '[a.txt, b.txt]' systems bleu --hyp a.txt --hyp b.txt --ref ref.txt "${fast[@]}"
gives true "scores[1].comparisons[1].p_randomisation BETWEEN 0 AND 1" length_ratio --hyp a.txt --hyp b.txt --ref ref.txt -q
gives true "scores[1].comparisons[1].p_bootstrap IS NULL" length_ratio --hyp a.txt --hyp b.txt --ref ref.txt --test ar -q
gives true "scores[1].comparisons[1].p_randomisation IS NULL" length_ratio --hyp a.txt --hyp b.txt --ref ref.txt --test bootstrap -q
gives true "scores[1].signature LIKE '%nrefs:2%'" bleu --hyp a.txt --ref ref.txt --ref b.txt "${fast[@]}"
gives true "scores[1].signature LIKE '%tok:char%' AND scores[2].signature LIKE '%unit:char%'" \
    bleu,length_ratio --hyp a.txt --ref ref.txt --set tok=char --set length_ratio.unit=char "${fast[@]}"
gives zh "regexp_extract(scores[1].signature, 'lang:([a-z]+)', 1)" bleu --hyp a.txt --ref ref.txt --lang zh "${fast[@]}"

# ---- the same seed gives the same bytes, at any number of threads ----
"$bedside" score bleu,distinct_n --hyp a.txt --hyp b.txt --ref ref.txt --json --seed 7 --threads 1 >one.json 2>err
"$bedside" score bleu,distinct_n --hyp a.txt --hyp b.txt --ref ref.txt --json --seed 7 --threads 3 >three.json 2>err
cmp -s one.json three.json || fail "threads change the answer"

# ---- identical texts score the top, in Chinese too ----
printf '请问发烧几天了\n多喝水，按时吃药。\n' >zh.txt
gives 100 "round($headline.bleu.value, 9)::INT" bleu --hyp zh.txt --ref zh.txt "${fast[@]}"

# ---- files that are written ----
"$bedside" score bleu --hyp a.txt --hyp b.txt --ref ref.txt -q -o result.json --per-item items.jsonl >/dev/null
"$bedside" score bleu --hyp a.txt --hyp b.txt --ref ref.txt -q --per-item items.parquet >/dev/null
"$bedside" score bleu --hyp a.txt --hyp b.txt --ref ref.txt -q --json >answer.json
cmp -s result.json answer.json || fail "-o and --json differ"
grep -q '"command": "score"' result.json.run.json || fail "no run record"
"$bedside" score bleu,chrf --hyp a.txt --ref ref.txt --lang en "${fast[@]}" -o two.json >/dev/null
for said in '"signature of bleu": "bleu|' '"signature of chrf": "chrf|' '"lang": "en"'; do
    grep -qF "$said" two.json.run.json || fail "the run record does not say $said"
done
grep -q '"path": "b.txt", "bytes": [0-9]*, "sha256": "[0-9a-f]\{64\}"' result.json.run.json || fail "an input without its sum"
[ "$("$bedside" sql -q "SELECT count(*) FROM (SELECT item, system, metric, value FROM 'items.jsonl'
    EXCEPT SELECT item, system, metric, value FROM 'items.parquet')" | tail -1)" = 0 ] || fail "per-item files differ"
[ "$("$bedside" sql -q "SELECT count(*) FROM 'items.parquet'" | tail -1)" = 8 ] || fail "not a row for every item and system"
[ -z "$(find . -name '*.partial' -o -name '*.lines')" ] || fail "something is left behind"

# ---- a corpus ----
"$bedside" ingest medqa "$datasets/medqa/sample" -o exam -q >/dev/null
"$bedside" ingest cmtmedqa "$datasets/cmtmedqa/sample" -o talk -q >/dev/null
"$bedside" ingest pubmedqa "$datasets/pubmedqa/sample" -o qa -q >/dev/null
gives 100 "round($headline.bleu.value, 9)::INT" bleu --hyp talk --ref talk "${fast[@]}"
"$bedside" sql -q --json "SELECT id, answer_keys AS pred FROM corpus('exam') ORDER BY hash(id)" >keys.jsonl
gives 1 "round($headline.accuracy.value, 9)::INT" accuracy --hyp keys.jsonl --ref exam "${fast[@]}"
grep '"medqa/test/' keys.jsonl >test_keys.jsonl
gives 7 "scores[1].systems[1].items" accuracy --hyp test_keys.jsonl --ref exam --split test "${fast[@]}"
says 2 "option '--split': takes the records of a corpus" bleu --hyp a.txt --ref ref.txt --split test
says 2 "no record of the split 'nowhere'" accuracy --hyp keys.jsonl --ref exam --split nowhere
gives true "len(scores[1].systems[1].strata.split) > 1" accuracy --hyp keys.jsonl --ref exam --by split "${fast[@]}"
gives 1 "round($headline.accuracy.value, 9)::INT" accuracy --hyp exam/records/test-00000.parquet --hyp-field answer_keys --ref-field answer_keys "${fast[@]}"
"$bedside" sql -q --json "SELECT id, i AS turn, turns[i].text AS reply FROM corpus('talk'),
    range(1, len(turns) + 1) r(i) WHERE turns[i].role = 'clinician' ORDER BY hash(id || i)" >replies.jsonl
gives 1 "round($headline.length_ratio.value, 9)::INT" length_ratio --hyp replies.jsonl --hyp-field reply --ref talk "${fast[@]}"
"$bedside" sql -q --json "SELECT id, row_number() OVER (PARTITION BY id ORDER BY turn) AS position, reply FROM 'replies.jsonl'" >positions.jsonl
gives 1 "round($headline.length_ratio.value, 9)::INT" length_ratio --hyp positions.jsonl --hyp-field reply --ref talk "${fast[@]}"
gives 1 "round($headline.pqa.value, 9)::INT" pqa --hyp talk --ref talk "${fast[@]}"
gives 1 "round($headline.pqa.value, 9)::INT" pqa --hyp replies.jsonl --hyp-field reply --ref talk "${fast[@]}"
"$bedside" sql -q --json "SELECT id, 'yes' AS pred FROM corpus('qa')" >yes.jsonl
says 0 'are left out, the first: no right answer' accuracy --hyp yes.jsonl --ref qa
says 2 'holds exam questions, and bleu compares texts; metrics for this data: acc,' bleu --hyp keys.jsonl --ref exam --hyp-field pred
says 2 'holds conversations, and accuracy compares answers' accuracy --hyp replies.jsonl --ref talk --hyp-field reply
says 2 'holds questions and answers, and pqa looks at replies within a conversation' pqa --hyp yes.jsonl --ref qa
says 2 "rows need \`turn\`" length_ratio --hyp yes.jsonl --ref talk
says 2 "no item has a field 'topik'" accuracy --hyp keys.jsonl --ref exam --by topik

# ---- what is wrong is said ----
: >empty.txt
mkdir folder
head -n 2 a.txt >short.txt
printf 'one\ntwo\000\n' >nul.txt
printf 'good\nb\377d\n' >bad.txt
printf '{"hyp":"a"}\n{"hyp":\n' >broken.jsonl
printf '{"id":"q1","hyp":"a b"}\n{"id":"q1","hyp":"b c"}\n' >twice.jsonl
printf '{"id":"q1","ref":"a"}\n{"id":"q2","ref":"b"}\n' >once.jsonl
says 2 "expected a metric" --hyp a.txt
says 2 "expected --hyp FILE" bleu
says 2 "did you mean 'bleu'" blue --hyp a.txt --ref ref.txt
says 2 "'bleu' has no parameter 'smoth': did you mean 'smooth'" bleu --hyp a.txt --ref ref.txt --set smoth=none
says 2 "expected one of auto" bleu --hyp a.txt --ref ref.txt --set tok=14a
says 2 "is none of the metrics asked for" bleu --hyp a.txt --ref ref.txt --set meteor.alpha=1
says 2 "bleu needs references" bleu --hyp a.txt
says 2 "f1 needs references" f1 --hyp a.txt
says 2 "no field for the reference" f1 --hyp twice.jsonl
says 2 "'ref.txt' has 4 lines and 'short.txt' 2 lines" bleu --hyp short.txt --ref ref.txt
says 2 "nothing to score" bleu --hyp empty.txt --ref ref.txt
says 2 "every file has a --hyp or --ref of its own" bleu a.txt --hyp a.txt --ref ref.txt
says 2 "metric 'bleu' stands twice" bleu,meteor,bleu --hyp a.txt --ref ref.txt
says 0 "a.txt is compared with itself" bleu --hyp a.txt --ref a.txt
says 2 "needs two systems" bleu --hyp a.txt --ref ref.txt --test ar
says 2 "expected ar, bootstrap or both" bleu --hyp a.txt --hyp b.txt --ref ref.txt --test t
says 2 "'--confidence'" bleu --hyp a.txt --ref ref.txt --confidence 95
says 2 "'--bootstrap'" bleu --hyp a.txt --ref ref.txt --bootstrap -1
says 2 "'--lang'" bleu --hyp a.txt --ref ref.txt --lang English
says 2 "PART one of hyp" bleu --hyp a.txt --ref ref.txt --field gold=x
says 2 "lines have no field 'topic'" bleu --hyp a.txt --ref ref.txt --by topic
says 2 "stdin can be read once" bleu --hyp - --ref -
says 2 "twice.jsonl: 1 id stands more than once: 'q1' (rows 1 and 2)" bleu --hyp twice.jsonl --ref once.jsonl
says 3 "nowhere.txt: cannot open" bleu --hyp nowhere.txt --ref ref.txt
says 3 "folder: not a corpus" bleu --hyp folder --ref ref.txt
says 3 "nul.txt: row 2: byte 7: a NUL byte" bleu --hyp nul.txt --ref ref.txt
says 3 "broken.jsonl: row 2" distinct_n --hyp broken.jsonl
says 4 "cannot" bleu --hyp a.txt --ref ref.txt -o nowhere/result.json
says 0 "bad.txt: 1 of 2 lines are not UTF-8, the first is line 2" distinct_n --hyp bad.txt
says 0 "distinct_n takes no references" distinct_n --hyp a.txt --ref ref.txt
says 0 "2 items, 1 different ids" distinct_n --hyp twice.jsonl
says 0 "" bleu --hyp a.txt --ref ref.txt -q

# ---- the table ----
"$bedside" score --list --json >list.json
[ "$("$bedside" sql -q "SELECT bool_and(len(\"values\") > 0 AND better IS NOT NULL AND source IS NOT NULL) FROM 'list.json'" | tail -1)" = true ] ||
    fail "the table of metrics as JSON"
"$bedside" score --list | grep -q '^bleu .*references .*\[0, 100\] .*higher' || fail "the table of metrics"
"$bedside" score --list bleu | grep -q '^smooth ' || fail "the parameters of a metric"

[ "$failures" = 0 ]
