#!/usr/bin/env bash
# bedside profile as a user meets it: exit statuses, and what stands where.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

bedside=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

fail()
{
    printf 'FAILED %s\n' "$*"
    failures=$((failures + 1))
}

# says STATUS TEXT ARGUMENT...: the exit status and a text on stderr
says()
{
    local wanted=$1 text=$2 status=0
    shift 2
    "$bedside" profile "$@" >"$work/out" 2>"$work/err" || status=$?
    [ "$status" = "$wanted" ] || fail "$*: expected exit $wanted, found $status"
    grep -qF -- "$text" "$work/err" || fail "$*: expected '$text' on stderr, found: $(cat "$work/err")"
}

mkdir -p "$work/out_dir"
"$bedside" ingest mts_dialog datasets/mts_dialog/sample -o "$work/mts_dialog" -q >/dev/null

says 2 'expected one corpus, found 0'
says 2 "did you mean '--sample'?" --smaple 3 "$work/mts_dialog"
says 2 "expected 1 or more, found -1" --sample=-1 "$work/mts_dialog"
says 3 'no such folder' "$work/nowhere"
says 3 'not a corpus' "$work"
says 0 'looked at in full' --dry-run "$work/mts_dialog"
[ ! -e "$work/mts_dialog/profile.json" ] || fail 'a dry run wrote a profile'
says 0 'profile: 24 records' "$work/mts_dialog"
[ -s "$work/mts_dialog/profile.json" ] || fail 'no profile.json beside the corpus'
[ -s "$work/mts_dialog/profile/run.json" ] || fail 'no run record'
says 0 'profile: 24 records' "$work/mts_dialog" --json -o "$work/elsewhere"
cmp "$work/out" "$work/elsewhere/profile.json" || fail '--json is not what is written'
cmp "$work/mts_dialog/profile.json" "$work/elsewhere/profile.json" || fail 'two profiles differ'
n=$("$bedside" sql "SELECT count(*) AS n FROM '$work/elsewhere/profile/measures.parquet'" | tail -1)
[ "$n" -gt 50 ] || fail "measures.parquet: expected more than 50 rows, found $n"
"$bedside" profile --help | grep -q 'bedside profile out/medqa' || fail 'the help has no example'

# Questions that stand in two splits, or twice in one: found by what is asked and by nothing else.
overlap() # CORPUS: "split other records groups of" a line
{
    "$bedside" profile -q "$1" >"$work/page" || fail "$1: no profile"
    "$bedside" sql -q "SELECT concat_ws(' ', o.split, o.other, o.records, o.groups, o.of)
        FROM (SELECT unnest(split_overlap) AS o FROM read_json('$1/profile.json'))" | tail -n +2
}
mkdir "$work/asked"
cat >"$work/asked/train.jsonl" <<'END'
{"kind": "qa", "turns": [["patient", "Is the rash catching?"], ["clinician", "No."]]}
{"kind": "qa", "turns": [["patient", "Is the rash catching?"], ["clinician", "It is not."]]}
{"kind": "mcqa", "turns": [["examiner", "Which one?"]], "options": ["this", "that"]}
{"kind": "dialogue", "turns": [["patient", "Hello"], ["clinician", "Hello, how can I help?"], ["patient", "My ear hurts."]]}
{"kind": "ehr_qa", "turns": [["clinician", "Which medicines?"], ["examiner", "Which medicines?"]], "note": "Takes aspirin."}
{"kind": "qa", "turns": [["clinician", "An answer alone."]]}
{"kind": "qa", "turns": [["patient", "孩子发烧怎么办？"], ["clinician", "多喝水。"]]}
END
cat >"$work/asked/test.jsonl" <<'END'
{"kind": "qa", "turns": [["patient", "Is the rash catching?"], ["clinician", "No, it is not."]]}
{"kind": "mcqa", "turns": [["examiner", "Which one?"]], "options": ["this", "the other"]}
{"kind": "dialogue", "turns": [["patient", "Hello"], ["clinician", "Hello, how can I help?"], ["patient", "My foot hurts."]]}
{"kind": "ehr_qa", "turns": [["examiner", "Which medicines?"]], "note": "Takes nothing."}
{"kind": "qa", "turns": [["clinician", "Another answer alone."]]}
{"kind": "qa", "turns": [["patient", "孩子发烧怎么办？"]]}
END
cat >"$work/asked.sql" <<'END'
WITH r AS (SELECT file, row, from_json(record, '{"kind": "VARCHAR", "turns": [["VARCHAR"]], "options": ["VARCHAR"], "note": "VARCHAR"}') AS r FROM input)
SELECT file, row, r.kind AS kind, 'en' AS language, [turn(t[1], t[2]) FOR t IN r.turns] AS turns,
       [option(chr(64 + i::INTEGER), r.options[i]) FOR i IN generate_series(1, len(r.options))] AS options,
       CASE WHEN r.note IS NOT NULL THEN [r.note] END AS context
FROM r
END
"$bedside" ingest asked "$work/asked" --map "$work/asked.sql" -o "$work/asked_twice" -q >/dev/null
overlap "$work/asked_twice" >"$work/found"
printf '%s\n' 'test train 2 2 6' 'train test 3 2 7' 'train train 2 1 7' >"$work/wanted"
diff -u "$work/wanted" "$work/found" || fail 'questions in two splits'
grep -q 'overlap     test: 2 of 6 records ask what one of train asks' "$work/page" || fail 'the page does not say that splits overlap'
"$bedside" ingest xmedbench datasets/xmedbench/sample/test -o "$work/one_split" -q >/dev/null
[ "$(overlap "$work/one_split")" = 'full full 2 1 14' ] || fail "one split: $(overlap "$work/one_split")"
"$bedside" ingest mts_dialog datasets/mts_dialog/sample -o "$work/none_twice" -q >/dev/null
[ -z "$(overlap "$work/none_twice")" ] || fail "nothing is asked twice, found $(overlap "$work/none_twice")"

# A union of datasets shows the share of each sub-type.
data=${BEDSIDE_SHARED:-../shared}/data
mixed() # CORPUS
{
    "$bedside" profile -q "$1" >/dev/null || fail "$1: no profile"
    "$bedside" sql -q "SELECT s.subtype FROM (SELECT unnest(placement.shares) AS s FROM read_json('$1/profile.json')) ORDER BY s.share DESC" |
        tail -n +2 | tr '\n' ' ' >"$work/shares"
    [ "$(cat "$work/shares")" = 'licensing_exam scientific_literature ' ] || fail "$1: shares of $(cat "$work/shares")"
    [ "$("$bedside" sql -q "SELECT sum(s.share) < 1.00001 AND max(s.share) > 0.5 FROM (SELECT unnest(placement.shares) AS s FROM read_json('$1/profile.json'))" | tail -1)" = true ] ||
        fail "$1: expected the largest share above one half and at most 1 in all"
    [ "$("$bedside" sql -q "SELECT placement.subtype.id FROM read_json('$1/profile.json')" | tail -1)" = licensing_exam ] ||
        fail "$1: not placed as what most of it is"
}
"$bedside" ingest multimedqa datasets/{medqa,medmcqa,pubmedqa,mmlu,liveqa,medicationqa,healthsearchqa}/sample -o "$work/mixed" -q >/dev/null 2>&1
mixed "$work/mixed"
if [ -d "$data/medqa" ] && [ -d "$data/medmcqa" ] && [ -d "$data/pubmedqa" ] && [ -d "$data/mmlu" ] && [ -d "$data/liveqa" ] && [ -d "$data/medicationqa" ]; then
    "$bedside" ingest multimedqa "$data"/{medqa,medmcqa,pubmedqa,mmlu,liveqa,medicationqa} -o "$work/real" -q >/dev/null 2>&1
    mixed "$work/real"
    # Counted over the same files by another program: 22, 41, 11, 20 and 104 dev records in what is there of the test files.
    "$bedside" ingest xmedbench "$data/xmedbench" -o "$work/xmedbench" -q >/dev/null 2>&1
    overlap "$work/xmedbench" >"$work/found"
    printf '%s\n' 'dev test 198 198 1114' 'test dev 198 198 4150' 'test test 4 2 4150' >"$work/wanted"
    diff -u "$work/wanted" "$work/found" || fail 'xmedbench: dev in test'
    "$bedside" sql -q "SELECT string_agg(language || ' ' || records, ', ' ORDER BY language)
        FROM '$work/xmedbench/profile/split_overlap.parquet' WHERE split = 'dev' AND other = 'test'" | tail -1 >"$work/found"
    [ "$(cat "$work/found")" = 'ar 22, es 41, fr 11, hi 20, zh-Hans 104' ] || fail "xmedbench: dev in test by language: $(cat "$work/found")"
else
    echo "no real data in $data: their part is left out"
fi

# A broken Parquet file is named, and nothing is half written.
cp -r "$work/mts_dialog" "$work/broken"
rm -r "$work/broken/profile" "$work/broken/profile.json"
for f in "$work"/broken/records/*.parquet; do
    head -c 40 "$f" >"$f.cut"
    mv "$f.cut" "$f"
done
says 3 'parquet' "$work/broken"
[ ! -e "$work/broken/profile.json" ] || fail 'a broken corpus got a profile'

# A fault in the rules is named by its place.
cp -r catalog "$work/catalog"
mkdir -p "$work/data"
mv "$work/catalog" "$work/data/catalog"
ln -s "$PWD/datasets" "$work/data/datasets"
chmod -R u+w "$work/data/catalog"
sed -i 's/id: licensing_exam$/id: licencing_exam/' "$work/data/catalog/placement.yaml"
status=0
BEDSIDE_DATA="$work/data" "$bedside" profile "$work/mts_dialog" >"$work/out" 2>"$work/err" || status=$?
[ "$status" = 3 ] || fail "broken rules: expected exit 3, found $status"
grep -q "placement.yaml: row [0-9]*: .*'licencing_exam' is not a subtype" "$work/err" ||
    fail "broken rules: $(cat "$work/err")"

[ "$failures" = 0 ]
