#!/usr/bin/env bash
# Plans as a user writes them: which files an entry reads, what an absent dataset means, what is
# done again and what is not.
set -euo pipefail
bedside=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

fail()
{
    printf 'FAILED %s\n' "$*"
    failures=$((failures + 1))
}

# says STATUS TEXT ARGUMENT...: the exit status of a run, and a text on stderr
says()
{
    local wanted=$1 text=$2 status=0
    shift 2
    "$bedside" run "$@" >"$work/out.txt" 2>"$work/err.txt" || status=$?
    [ "$status" = "$wanted" ] || fail "$*: expected exit $wanted, found $status: $(cat "$work/err.txt")"
    grep -qF -- "$text" "$work/err.txt" || fail "$*: expected '$text', found: $(cat "$work/err.txt")"
}

rows() { "$bedside" sql -q "SELECT sum(counts.rows) FROM read_json('$1/manifest.json')" | tail -1; }

mkdir -p "$work/data/consult" "$work/data/more"
cp datasets/mts_dialog/sample/* "$work/data/consult/"
cp datasets/huatuo26m/sample/*lite* "$work/data/more/"
cat >"$work/plan.yaml" <<EOF
name: two
data: $work/data
out: $work/out
ingest:
  - dataset: mts_dialog
    path: consult
  - dataset: huatuo26m
    paths: ["more/*.jsonl"]
EOF
says 0 'ingest huatuo26m' "$work/plan.yaml"
[ -s "$work/out/report.html" ] || fail 'no report'
[ "$(rows "$work/out/huatuo26m")" -gt 0 ] || fail 'the pattern gave no rows'
says 0 'unchanged, skipped' "$work/plan.yaml"
grep -q 'done in' "$work/err.txt" && fail "a second run did something again: $(cat "$work/err.txt")"

# A file more, of those the pattern stands for, is seen; of the other dataset nothing is done again.
for file in "$work"/data/more/*.jsonl; do
    cp "$file" "$work/data/more/zz_more.jsonl"
    break
done
says 0 'unchanged, skipped' "$work/plan.yaml"
grep -Eq 'ingest huatuo26m +done' "$work/err.txt" || fail "a new file went unseen: $(cat "$work/err.txt")"
grep -Eq 'ingest mts_dialog +unchanged' "$work/err.txt" || fail "work was done again: $(cat "$work/err.txt")"

# What is not there: an error, or told and left out.
cat >>"$work/plan.yaml" <<EOF
  - dataset: medqa
EOF
says 3 'No such file' "$work/plan.yaml"
says 0 'no files here, left out' "$work/plan.yaml" --set absent=skip
grep -q 'profile medqa' "$work/err.txt" && fail 'an absent dataset was profiled'
says 2 'expected error or skip' "$work/plan.yaml" --set absent=maybe
says 3 'no dataset of the plan has files' "$work/plan.yaml" --set absent=skip --set "data=$work/nothing"

# A dataset of which the half is here is told with what is missing.
mkdir "$work/data/cmedqa2"
cp datasets/cmedqa2/sample/authors/dev_candidates.zip "$work/data/cmedqa2/"
echo '  - dataset: cmedqa2' >>"$work/plan.yaml"
says 0 'expected questions' "$work/plan.yaml" --set absent=skip
grep -Eq 'ingest cmedqa2 +no files here, left out' "$work/err.txt" || fail "cmedqa2: $(cat "$work/err.txt")"
[ ! -e "$work/out/cmedqa2" ] || fail 'half a dataset left a corpus'

# A mapping of companion files that changed makes the corpus anew, as any mapping does.
mkdir "$work/share"
cp -r catalog datasets "$work/share/"
cat >"$work/joined.yaml" <<EOF
name: joined
data: samples
out: $work/joined
ingest:
  - dataset: cmedqa2
EOF
export BEDSIDE_DATA="$work/share"
says 0 'ingest cmedqa2' "$work/joined.yaml"
says 0 'unchanged, skipped' "$work/joined.yaml"
echo '-- changed' >>"$work/share/datasets/cmedqa2/answers.sql"
says 0 'ingest cmedqa2' "$work/joined.yaml"
grep -Eq 'ingest cmedqa2 +done' "$work/err.txt" || fail "a changed mapping went unseen: $(cat "$work/err.txt")"
unset BEDSIDE_DATA

# Both ways of naming files are one too many.
sed 's/path: consult/path: consult\n    paths: [consult]/' "$work/plan.yaml" >"$work/both.yaml"
says 3 "row 7: key 'ingest[0].paths'" "$work/both.yaml"

# The samples of a union are those of its parts.
cat >"$work/union.yaml" <<EOF
name: union
data: samples
out: $work/union
ingest:
  - dataset: multimedqa
EOF
if ! grep -q '^parts:' datasets/multimedqa/dataset.yaml; then
    echo 'multimedqa names no parts: not tried'
else
    says 0 'ingest multimedqa' "$work/union.yaml"
    parts=$("$bedside" sql -q "SELECT count(DISTINCT l.value[1]) FROM (SELECT unnest(labels) AS l
        FROM read_parquet('$work/union/multimedqa/records/*.parquet')) WHERE l.name = 'part'" | tail -1)
    [ "$parts" -ge 7 ] || fail "records of $parts parts, expected 7"
fi
[ $failures = 0 ]
