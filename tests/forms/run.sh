#!/usr/bin/env bash
# What each form gives, for every sample and for the real data where they are there:
#   docs/datasets.md, below its mark    dataset and form -> records read, quarantined, bytes
#   docs/labels.md                      label -> datasets, the field it is taken from, an example
#
#   tests/forms/run.sh BEDSIDE             compares
#   tests/forms/run.sh BEDSIDE --rewrite   writes what comes out into the pages
#   tests/forms/run.sh BEDSIDE --list      prints the files and their forms, for bench/forms.py
#
# Speeds are not measured here: they stand in bench/forms.tsv, which bench/forms.py writes.
set -euo pipefail
bedside=$(realpath "${1:?usage: run.sh BEDSIDE [--rewrite|--list]}")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

page=docs/datasets.md
mark='<!-- What follows is written by tests/forms/run.sh. -->'
data=${BEDSIDE_SHARED:-../shared}/data
mode=${2:-}
speeds=bench/forms.tsv
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

# The forms of the catalogue: dataset, form, relation or "-".
forms()
{
    ask "SELECT key, f.name, coalesce(json_extract_string(to_json(f), '\$.relation'), '-')
         FROM (SELECT key, unnest(forms) AS f FROM read_json('$work/catalog.json')) ORDER BY key, f.name"
}

# One line a source file: dataset, form, SHA-256, path, bytes, records, quarantined.
count() # DATASET CORPUS FOLDER
{
    local none='SELECT NULL::VARCHAR AS file, 0 AS n LIMIT 0'
    local records=$none refused=$none
    ! compgen -G "$2/records/*.parquet" >/dev/null ||
        records="SELECT source.file AS file, count(*) AS n FROM read_parquet('$2/records/*.parquet') GROUP BY ALL"
    ! compgen -G "$2/quarantine/*.parquet" >/dev/null ||
        refused="SELECT file, count(*) AS n FROM read_parquet('$2/quarantine/*.parquet') GROUP BY ALL"
    ask "WITH s AS (SELECT unnest(sources) AS s FROM read_json('$2/manifest.json')), r AS ($records), q AS ($refused)
         SELECT '$1', s.form, s.sha256, '$3/' || s.file, s.bytes, coalesce(r.n, 0), coalesce(q.n, 0)
         FROM s LEFT JOIN r ON r.file = s.file LEFT JOIN q ON q.file = s.file WHERE s.state <> 'skipped' ORDER BY s.file"
}

# One line a label: name, dataset, an example without what would break a table.
labels() # DATASET CORPUS
{
    ! compgen -G "$2/records/*.parquet" >/dev/null ||
        ask "WITH r AS (SELECT labels, turns FROM read_parquet('$2/records/*.parquet')), l AS (
                 SELECT unnest(labels) AS l FROM r
                 UNION ALL SELECT unnest(t.labels) FROM (SELECT unnest(turns) AS t FROM r))
             SELECT name, '$1', replace(CASE WHEN length(v) > 50 THEN left(v, 50) || '…' ELSE v END, '|', '\|')
             FROM (SELECT l.name AS name, regexp_replace(min(l.value[1]), '\s+', ' ', 'g') AS v FROM l GROUP BY ALL)"
}

ingest() # DATASET PATH: the lines of `count` go to stdout
{
    local folder=$2
    rm -rf "$work/corpus"
    "$bedside" ingest "$1" "$2" -o "$work/corpus" -q >"$work/talk" 2>&1 || { fail "$2: $(cat "$work/talk")" >&2; return 1; }
    [ -d "$2" ] || folder=$(dirname "$2")
    count "$1" "$work/corpus" "$folder"
    case $2 in datasets/*) labels "$1" "$work/corpus" >>"$work/label_lines" ;; esac
}

# Files that stand in two samples count once: dataset, form, files, bytes, records, quarantined.
add_up()
{
    sort -u -t $'\t' -k 1,3 | awk -F '\t' -v OFS='\t' '
        { k = $1 OFS $2; files[k]++; bytes[k] += $5; records[k] += $6; refused[k] += $7 }
        END { for (k in files) print k, files[k], bytes[k], records[k], refused[k] }' | sort
}

"$bedside" catalog list --json >"$work/catalog.json"
forms >"$work/forms"
[ "$(wc -l <"$work/forms")" -gt 30 ] || fail "$(wc -l <"$work/forms") forms in the catalogue"

while read -r dataset path; do
    [ -z "$dataset" ] || ingest "$dataset" "datasets/$dataset/$path" || failures=$((failures + 1))
done <tests/mappings/samples.txt >"$work/sample_files"
add_up <"$work/sample_files" >"$work/samples"

: >"$work/real_files"
while read -r dataset; do
    for folder in "$data/$dataset" $([ "$dataset" != psych8k ] || echo "$data/counselling_bench"); do # its companion
        [ "$dataset" != cmedqa2 ] || continue # of it only the candidates are there, which need the questions
        [ ! -d "$folder" ] || ingest "$dataset" "$folder" || failures=$((failures + 1))
    done
done < <(cut -f 1 "$work/forms" | uniq) >"$work/real_files"
add_up <"$work/real_files" >"$work/real"


if [ "$mode" = --list ]; then
    sed 's/^/samples\t/' "$work/sample_files"
    sed 's/^/published\t/' "$work/real_files"
    exit "$failures"
fi

# ---- the page ----

# A table of what stands in FILE, with the speeds of PART.
table() # PART FILE
{
    printf '\n| dataset | form | files | bytes | records | quarantined | measured as | MB/s |\n|---|---|---:|---:|---:|---:|---|---:|\n'
    awk -F '\t' -v part="$1" '
        function thousands(n,   s) { s = ""; while (length(n) > 3) { s = "," substr(n, length(n) - 2) s; n = substr(n, 1, length(n) - 3) } return n s }
        FILENAME == ARGV[1] { if ($1 == part) { container[$2, $3] = $4; speed[$2, $3] = $5 } next }
        FILENAME == ARGV[2] { joined[$1, $2] = $3 != "-"; next }
        {
            named = $1 == last ? "" : "`" $1 "`"
            last = $1
            records = joined[$1, $2] ? "joined" : thousands($5)
            printf "| %s | `%s` | %s | %s | %s | %s | %s | %s |\n", named, $2, thousands($3), thousands($4), records, thousands($6),
                   container[$1, $2] == "" ? "–" : container[$1, $2], speed[$1, $2] == "" ? "–" : speed[$1, $2]
        }' "$speeds" "$work/forms" "$2"
}

write_page()
{
    awk -v mark="$mark" '$0 == mark { exit } { print }' "$page"
    cat <<END
$mark

## What was read

Every form in which the datasets are published, read by \`make test\`: files, their bytes, records that came out, rows that
went to quarantine with their reason. The table is compared with each run. \`joined\`: the rows of this form make no records
of their own, the records of another form take them in.

Speed is measured apart, by \`bench/forms.py\`: bytes of the input over the time of the whole ingest (telling the form, the
mapping, the rules, compressed Parquet, hashes, dataset card), best of three. $(sed -n 's/^# //p' "$speeds" | paste -s -d ' ')

### Samples

Invented records in exactly the published form, the odd ones above all: that is why so many are in quarantine. To measure
the speed, the records of one sample file were repeated inside their container until it held 32 MB; \`measured as\` is that
container. Forms that go with other files, or make no records, were not measured (–).
END
    table samples "$work/samples"
    cat <<END

### Published files

The parts of the published data that the tests have at hand, not whole releases. To measure the speed they were copied until
there were 32 MB of them, so it shows what many small files cost where a dataset is published as such.
END
    if [ -d "$data" ]; then
        table published "$work/real"
    else
        sed -n '/^### Published files/,$p' "$page" | sed -n '/^$/,$p' | sed '1,/^there were/d'
    fi
}

write_page >"$work/page"
if [ "$mode" = --rewrite ]; then
    cp "$work/page" "$page"
elif ! diff -u "$page" "$work/page"; then
    fail "$page is not what was read; tests/forms/run.sh BEDSIDE --rewrite writes it"
fi

# ---- the page of labels ----

write_labels()
{
    cat <<'END'
# Labels

<!-- Written by tests/forms/run.sh. -->

What a source says beside its text (the department, the kind of question, the symptom that a turn speaks of) stands in
`labels` of the record or of the turn. **The same thing has the same name in every dataset, and the value is the source's
own.** `department` finds 内科 and "Internal Medicine" wherever they stand, and nothing is translated or regrouped on the way:

```sql
SELECT dataset, l.value[1] AS department, count(*) AS records
FROM (SELECT dataset, unnest(labels) AS l FROM read_parquet('out/*/records/*.parquet'))
WHERE l.name = 'department' GROUP BY ALL ORDER BY records DESC
```

The names are the terms `label_names` of `catalog/taxonomy.yaml`. Below: which datasets give a label, the field of the source
that it is taken from (none: the mapping works it out), and a value from the samples. A test run writes this and compares it.

| label | dataset | field of the source | such as |
|---|---|---|---|
END
    awk -F '\t' -v OFS='\t' '
        FILENAME == ARGV[1] { taken[$1, $2] = taken[$1, $2] (taken[$1, $2] == "" ? "" : ", ") "`" $3 "`"; next }
        FILENAME == ARGV[2] { meaning[$1] = $2; next }
        {
            print "| " ($1 == last ? "" : "`" $1 "`<br>" meaning[$1]) " | `" $2 "` | " taken[$1, $2] " | " $3 " |"
            last = $1
        }' "$work/fields" "$work/names" "$work/labels"
}

"$bedside" catalog list --kind taxonomy --json >"$work/taxonomy.json"
ask "SELECT t.id, t.definition FROM (SELECT unnest(label_names) AS t FROM read_json('$work/taxonomy.json'))" >"$work/names"
ask "$(grep -v "^--" tests/forms/fields.sql)" >"$work/fields"
sort -u -t $'\t' -k 1,2 "$work/label_lines" >"$work/labels"
write_labels >"$work/page"
if [ "$mode" = --rewrite ]; then
    cp "$work/page" docs/labels.md
elif ! diff -u docs/labels.md "$work/page"; then
    fail 'docs/labels.md is not what the mappings give; tests/forms/run.sh BEDSIDE --rewrite writes it'
fi

# ---- the same thing has the same name ----
while IFS=$'\t' read -r label dataset _; do
    grep -q "^$label	" "$work/names" || fail "$dataset: label '$label' is no term of label_names"
done <"$work/labels"
# What is known to be the same: each line of same_things.tsv is what the mappings do.
while IFS=$'\t' read -r label dataset field; do
    grep -qixF "$label	$dataset	$field" "$work/fields" || fail "same_things.tsv: '$field' of $dataset is no longer '$label'"
done < <(grep -v '^#' tests/forms/same_things.tsv)
# A field of one name in two datasets has one label, unless it is said why not.
awk -F '\t' '{ f = tolower($3); if (f in label && label[f] != $1 && where[f] != $2) print f; if (!(f in label)) { label[f] = $1; where[f] = $2 } }' \
    "$work/fields" | sort -u >"$work/differ"
while read -r field; do
    grep -qi "^# $field: " tests/forms/same_things.tsv ||
        fail "field '$field' has two labels: $(awk -F '\t' -v f="$field" 'tolower($3) == f { printf "%s of %s; ", $1, $2 }' "$work/fields")"
done <"$work/differ"

# ---- every form was read, and none has lost its speed's line ----
while IFS=$'\t' read -r dataset form _; do
    grep -qF "$dataset	$form	" "$work/samples" || fail "$dataset: no sample of form '$form' was read"
done <"$work/forms"
while IFS=$'\t' read -r part dataset form _; do
    grep -q "^$dataset	$form	" "$work/forms" || fail "$speeds: $part: no form '$form' of '$dataset'"
done < <(grep -v '^#' "$speeds")
[ -d "$data" ] || echo "no real data in $data: their part is left out"
[ "$failures" = 0 ]
