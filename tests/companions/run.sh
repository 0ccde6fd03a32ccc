#!/usr/bin/env bash
# Datasets that are spread over files: what is missing is named, what is given twice joins once, and what no record
# asked for is told.
#
#   tests/companions/run.sh BEDSIDE
set -euo pipefail
bedside=$(realpath "${1:?usage: run.sh BEDSIDE}")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

data=${BEDSIDE_SHARED:-../shared}/data
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
fail()
{
    printf 'FAILED %s\n' "$*"
    failures=$((failures + 1))
}

# The answer of a query without its head line.
ask() { "$bedside" sql -q "$1" | tail -n +2; }

# ---- companion files alone make no record, and records do not do without theirs ----
lacks() # WHAT MUST-BE-SAID PATH... (of $dataset)
{
    local what=$1 said=$2 status=0
    shift 2
    "$bedside" ingest "$dataset" "$@" -o "$work/lacking" -q >"$work/output" 2>&1 || status=$?
    if [ $status != 3 ] || ! grep -q "$said" "$work/output" || [ -e "$work/lacking" ]; then
        fail "$dataset, $what: expected exit status 3 and '$said', found $status and: $(cat "$work/output")"
    fi
}
dataset=meddg lacks 'topics alone' 'these are topics, which go with records of another file, and none was given$' \
    datasets/meddg/sample/generation/160_last_topic2num.pk
dataset=cmedqa2
pool=datasets/cmedqa2/sample/authors
lacks 'candidates alone' 'these are candidates.*expected questions (question.zip or question.csv' "$pool/dev_candidates.zip"
lacks 'questions alone' 'needs answers.*expected answers (answer.zip or answer.csv' "$pool/question.zip" "$pool/dev_candidates.zip"
if [ -d "$data/cmedqa2" ]; then
    lacks 'the published candidates' 'these are candidates.*expected questions (question.zip or question.csv' "$data/cmedqa2"
else
    echo "no real data in $data/cmedqa2: left out"
fi

# ---- the same companion file twice joins once ----
mkdir "$work/both"
cp $pool/*.zip "$work/both"
cp $pool/answer.zip "$work/both/answer_copy.zip"
for folder in "$pool" "$work/both"; do
    "$bedside" ingest cmedqa2 "$folder" -o "$work/twice" --overwrite >/dev/null 2>"$work/talk" || fail "cmedqa2, twice: $(cat "$work/talk")"
    ask "SELECT md5(string_agg(to_json(r)::VARCHAR, '' ORDER BY id)) FROM read_parquet('$work/twice/records/*.parquet') r" >>"$work/hashes"
done
[ "$(sort -u "$work/hashes" | wc -l)" = 1 ] || fail 'cmedqa2 with its answers given twice: other records than without'
grep -q "'answer_copy.zip!answer.csv': 22 of 22 rows repeat other rows" "$work/talk" || fail "cmedqa2, twice: $(cat "$work/talk")"
grep -q "'answer.zip!answer.csv': 1 of 22 rows belong to no record" "$work/talk" || fail "cmedqa2, unasked: $(cat "$work/talk")"
ask "SELECT s.repeated || ' ' || s.unasked FROM (SELECT unnest(sources) AS s FROM read_json('$work/twice/manifest.json'))
     WHERE s.file LIKE 'answer%' ORDER BY s.file" >"$work/told"
[ "$(tr '\n' ',' <"$work/told")" = '0 1,22 0,' ] || fail "cmedqa2: repeated and unasked rows in the manifest: $(cat "$work/told")"

# ---- a file of records given twice is read twice, and that is told ----
mkdir "$work/copies"
cp datasets/medqa/sample/redump_test.json "$work/copies/a.json"
gzip -c datasets/medqa/sample/redump_test.json >"$work/copies/b.json.gz"
cp datasets/mmlu/sample/hf_test.jsonl "$work/copies"
"$bedside" ingest medqa "$work/copies/a.json" -o "$work/copied" >/dev/null 2>"$work/talk" || fail "medqa, once: $(cat "$work/talk")"
! grep -q 'same bytes' "$work/talk" || fail "medqa, once: told as a copy: $(cat "$work/talk")"
cp "$work/copies/a.json" "$work/copies/c.json"
"$bedside" ingest medqa "$work/copies" -o "$work/copied" --overwrite >/dev/null 2>"$work/talk" || fail "medqa, copies: $(cat "$work/talk")"
grep -q "warning: '[abc].json.*' holds the same bytes as 'a.json', and its records stand twice" "$work/talk" ||
    fail "medqa, copies: expected a warning, found: $(cat "$work/talk")"

# ---- the same bytes at any number of threads ----
for threads in 1 3; do
    "$bedside" ingest cmedqa2 $pool -o "$work/threads_$threads" --threads $threads -q >/dev/null 2>&1 || fail "cmedqa2, $threads threads"
    rm "$work/threads_$threads/run.json"
done
diff -r "$work/threads_1" "$work/threads_3" || fail 'cmedqa2: other bytes with three threads than with one'

[ $failures = 0 ]
