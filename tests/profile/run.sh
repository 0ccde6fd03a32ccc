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
