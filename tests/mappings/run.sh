#!/usr/bin/env bash
# Every sample of datasets/ goes through the program: form told from the content, counts, refusals
# with their reasons, labels, and the first record of each form, as expected.txt has them. Then the
# real data, where they are there: rows as their SOURCE.md counts them.
#
#   tests/mappings/run.sh BEDSIDE [--rewrite]      --rewrite: what comes out becomes expected.txt
set -euo pipefail
bedside=$(realpath "${1:?usage: run.sh BEDSIDE [--rewrite]}")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

here=tests/mappings
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

sources() # CORPUS
{
    ask "SELECT s.form || ', ' || s.split || ': ' || count(*) || ' files, ' || sum(s.rows) || ' rows' ||
                CASE WHEN s.state = 'read' THEN '' ELSE ', ' || s.state END
         FROM (SELECT unnest(sources) AS s FROM read_json('$1/manifest.json'))
         GROUP BY s.form, s.split, s.state ORDER BY s.form, s.split, s.state"
}

records() # CORPUS
{
    if ! compgen -G "$1/records/*.parquet" >/dev/null; then
        echo 'no records'
        return
    fi
    ask "WITH r AS (SELECT * FROM read_parquet('$1/records/*.parquet')),
              t AS (SELECT unnest(turns) AS t FROM r),
              l AS (SELECT unnest(labels) AS l FROM r UNION ALL SELECT unnest(t.labels) FROM t)
         SELECT line FROM (
             SELECT 1 AS part, concat_ws(', ', split, kind, language) || ': ' || count(*) || ' records' AS line
             FROM r GROUP BY split, kind, language
             UNION ALL SELECT 2, 'role ' || t.role || ': ' || count(*) FROM t GROUP BY t.role
             UNION ALL SELECT 3, 'answer ' || coalesce(array_to_string(answer_keys, ' '), '') || ': ' || count(*)
             FROM r WHERE len(answer_keys) > 0 GROUP BY answer_keys
             UNION ALL SELECT 4, 'label ' || l.name || ': ' || count(*) || ', such as ' || min(l.value[1]) FROM l GROUP BY l.name)
         ORDER BY part, line"
    "$bedside" sql -q --json "SELECT * EXCLUDE (dataset, weight) FROM read_parquet('$1/records/*.parquet')
        ORDER BY source.file, source.row LIMIT 1" |
        sed -E 's/"(exact_answers|evidence|candidates|rubrics)":\[\],//g' # shown where there are any
}

refusals() # CORPUS
{
    compgen -G "$1/quarantine/*.parquet" >/dev/null || return 0
    ask "SELECT 'refused ' || file || ' row ' || \"row\" || ': ' || rule || ': ' || reason
         FROM read_parquet('$1/quarantine/*.parquet') ORDER BY file, \"row\""
}

# ---- the samples ----
while read -r dataset path; do
    [ -n "$dataset" ] || continue
    printf '\n== %s %s\n' "$dataset" "$path"
    rm -rf "$work/corpus"
    "$bedside" ingest "$dataset" "datasets/$dataset/$path" -o "$work/corpus" -q --json >"$work/counts" 2>"$work/talk" ||
        { echo "exit status $?"; cat "$work/talk"; continue; }
    sed 's/^{"corpus": "[^"]*", //; s/}$//' "$work/counts"
    sources "$work/corpus"
    refusals "$work/corpus"
    records "$work/corpus"
done <"$here/samples.txt" >"$work/actual.txt"
if [ "${2:-}" = --rewrite ]; then
    cp "$work/actual.txt" "$here/expected.txt"
elif ! diff -u "$here/expected.txt" "$work/actual.txt"; then
    fail 'the samples: what comes out is not expected.txt'
fi

# ---- every form has a sample that is tried ----
for file in datasets/*/dataset.yaml; do
    dataset=$(basename "$(dirname "$file")")
    while read -r form; do
        awk -v head="== $dataset " -v form="$form, " \
            'index($0, "== ") == 1 { in_it = index($0, head) == 1 } in_it && index($0, form) == 1 { found = 1 } END { exit !found }' \
            "$here/expected.txt" || fail "$dataset: no sample is told to be of form '$form'"
    done < <(sed -n '/^forms:/,$s/^  - name: *//p' "$file")
done

# ---- label names are those of the taxonomy ----
grep -hoE "'name': +'[a-z_]+'" datasets/*/*.sql | grep -oE "'[a-z_]+'$" | tr -d "'" | sort -u >"$work/names"
while read -r name; do
    grep -q "^  - id: $name\$" catalog/taxonomy.yaml || fail "label '$name' of a mapping is not in taxonomy.yaml"
done <"$work/names"
[ -s "$work/names" ] || fail 'no label names found'

# ---- the example of docs/formats/mapping.md runs ----
mkdir "$work/example"
# shellcheck disable=SC2016 # fences, not commands
sed -n '/^```json$/,/^```$/p' docs/formats/mapping.md | sed '/^```/d' >"$work/example/answers.jsonl"
# shellcheck disable=SC2016
sed -n '/^```sql$/,/^```$/p' docs/formats/mapping.md | sed '/^```/d' >"$work/example/mine.sql"
"$bedside" ingest mine "$work/example/answers.jsonl" --map "$work/example/mine.sql" -o "$work/example/corpus" -q --json >"$work/counts" 2>&1 || true
grep -q '"rows": 3, "records": 2, "quarantined": 1' "$work/counts" || fail "docs/formats/mapping.md: $(cat "$work/counts")"
refusals "$work/example/corpus" >"$work/output"
grep -q 'row 3: refused_by_mapping: no question' "$work/output" || fail "docs/formats/mapping.md: $(cat "$work/output")"

# ---- a base that the content does not tell is no guess ----
head -1 datasets/medmcqa/sample/authors/train.csv >"$work/either.csv"
sed -n '2,4p' datasets/medmcqa/sample/authors/train.csv >>"$work/either.csv"
status=0
"$bedside" ingest medmcqa "$work/either.csv" -o "$work/either" -q >"$work/output" 2>&1 || status=$?
if [ $status != 3 ] || ! grep -q 'authors' "$work/output" || ! grep -q 'hf' "$work/output" || [ -e "$work/either" ]; then
    fail "medmcqa with answers 1 to 3 only: expected exit status 3 naming both forms, found $status and: $(cat "$work/output")"
fi
for form in authors hf; do
    "$bedside" ingest medmcqa "$work/either.csv" --form $form -o "$work/either_$form" -q >/dev/null 2>&1 || fail "--form $form"
    ask "SELECT answer_keys[1] FROM read_parquet('$work/either_$form/records/*.parquet') ORDER BY source.row LIMIT 1" >>"$work/keys"
done
[ "$(tr '\n' ' ' <"$work/keys")" = 'A B ' ] || fail "cop 1 is A by the authors and B on Hugging Face: found $(tr '\n' ' ' <"$work/keys")"

# ---- the same layout with another voice is told by the instruction ----
refused_as() # DATASET PATH
{
    status=0
    "$bedside" ingest "$1" "$2" -o "$work/other" -q >"$work/output" 2>&1 || status=$?
    if [ $status != 3 ] || [ -e "$work/other" ]; then
        fail "$2 as $1: expected exit status 3, found $status and: $(cat "$work/output")"
    fi
    rm -rf "$work/other"
}
refused_as psych8k datasets/healthcaremagic/sample/HealthCareMagic-100k.json
refused_as healthcaremagic datasets/psych8k/sample/Alexander_Street_shareGPT_2.0.json

# ---- the real data ----
if [ ! -d "$data" ]; then
    echo "no real data in $data: their part is left out"
    [ $failures = 0 ] && exit 0 || exit 1
fi
printf 'dataset\trows\trecords\tquarantined\n' >"$work/real.txt"
for dataset in medquad pubmedqa medmcqa medqa mmlu liveqa medicationqa cmtmedqa huatuo26m mts_dialog genmedgpt5k psych8k xmedbench aci_bench; do
    folder=$dataset
    [ $dataset = psych8k ] && folder=counselling_bench # its companion
    [ -d "$data/$folder" ] || { echo "no $data/$folder: left out"; continue; }
    if ! "$bedside" ingest "$dataset" "$data/$folder" -o "$work/real_$dataset" -q --json >"$work/counts" 2>"$work/talk"; then
        fail "$dataset: $(cat "$work/talk")"
        continue
    fi
    # Rows of SOURCE.md by file or folder against the rows of the manifest.
    awk -F'|' '/^\|/ && $3 ~ /^ *[0-9]+ *$/ { gsub(/^ +| +$/, "", $2); sub(/\/ \(.*/, "/", $2); print $2 "\t" $3 + 0 }' \
        "$data/$folder/SOURCE.md" | sort >"$work/said"
    ask "SELECT part, sum(n)::BIGINT FROM (
             SELECT CASE WHEN '$dataset' = 'medquad' THEN regexp_extract(s.file, '^[^/]+/') ELSE s.file END AS part,
                    s.rows - s.unreadable AS n
             FROM (SELECT unnest(sources) AS s FROM read_json('$work/real_$dataset/manifest.json')) WHERE s.state IN ('read', 'joined'))
         GROUP BY part" | sort >"$work/found"
    diff -u "$work/said" "$work/found" >"$work/differs" || fail "$dataset: rows are not those of SOURCE.md: $(cat "$work/differs")"
    ask "SELECT '$dataset', counts.rows, counts.records, counts.quarantined FROM read_json('$work/real_$dataset/manifest.json')" >>"$work/real.txt"
    compgen -G "$work/real_$dataset/quarantine/*.parquet" >/dev/null || continue
    ask "SELECT '  ' || count(*) || ' refused: ' || rule || ': ' || reason
         FROM read_parquet('$work/real_$dataset/quarantine/*.parquet') GROUP BY rule, reason ORDER BY rule, reason" >>"$work/real.txt"
done
if [ "${2:-}" = --rewrite ]; then
    cp "$work/real.txt" "$here/real.txt"
elif ! diff -u "$here/real.txt" "$work/real.txt"; then
    fail 'the real data: records and refusals are not those of real.txt'
fi
[ $failures = 0 ]
