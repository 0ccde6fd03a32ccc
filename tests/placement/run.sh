#!/usr/bin/env bash
# `profile` places every dataset's sample, and the real data where they are there, in the category and
# sub-type of its catalogue entry; docs/placement.md says what came out, below "What was placed where".
#
#   tests/placement/run.sh BEDSIDE [--rewrite]      --rewrite: what comes out goes into the page
set -euo pipefail
bedside=$(realpath "${1:?usage: run.sh BEDSIDE [--rewrite]}")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

page=docs/placement.md
data=${BEDSIDE_SHARED:-../shared}/data
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
fail()
{
    printf 'FAILED %s\n' "$*"
    failures=$((failures + 1))
}

# Where the data rightly go elsewhere than the catalogue says, and why: dataset, sub-type, reason.
exceptions()
{
    cat <<'END'
bimed1_3m	licensing_exam	a mixture, of which multiple-choice questions are the largest part (638,100 of 1.3 million records); the shares say how it divides
END
}

ask() { "$bedside" sql -q "$1" | tail -n +2; }

# place DATASET NAME PATH...: a line of dataset, placed, score, shares (sub-type and percent)
place()
{
    local dataset=$1 name=$2
    shift 2
    "$bedside" ingest "$dataset" "$@" -o "$work/$name" -q >"$work/talk" 2>&1 || { fail "$name: $(cat "$work/talk")" >&2; return 0; }
    "$bedside" profile "$work/$name" -q --json >"$work/profile.json" 2>"$work/talk" || { fail "$name: $(cat "$work/talk")" >&2; return 0; }
    ask "SELECT '$dataset', coalesce(p.subtype.id, 'none'), printf('%.2f', coalesce(p.subtype.score, 0)),
                coalesce(array_to_string([coalesce(s.subtype, 'none') || ' ' || round(100 * s.share)::INT || ' %'
                                          FOR s IN p.shares IF s.share < 1], ', '), '')
         FROM (SELECT from_json(placement, '{\"subtype\": {\"id\": \"VARCHAR\", \"score\": \"DOUBLE\"},
                                             \"shares\": [{\"subtype\": \"VARCHAR\", \"share\": \"DOUBLE\"}]}') AS p
               FROM read_json('$work/profile.json', columns = {placement: 'JSON'}))"
}

# The sample paths of a dataset, but for those inside another.
paths()
{
    awk -v d="$1" '$1 == d { print "datasets/" d "/" $2 }' tests/mappings/samples.txt | sort -u |
        awk '{ for (i in kept) if (index($0, kept[i] "/") == 1) next; kept[NR] = $0; print }'
}

while read -r dataset; do
    mapfile -t files < <(paths "$dataset")
    place "$dataset" "sample_$dataset" "${files[@]}"
done < <(awk 'NF { print $1 }' tests/mappings/samples.txt | sort -u) >"$work/samples"

while read -r dataset; do
    [ "$dataset" != cmedqa2 ] || continue # of it only the candidates are there, which need the questions
    folder=$dataset
    [ "$dataset" != psych8k ] || folder=counselling_bench # its companion
    [ ! -d "$data/$folder" ] || place "$dataset" "real_$dataset" "$data/$folder"
done < <(cut -f 1 "$work/samples") >"$work/real"

# ---- each is where the catalogue has it ----
"$bedside" catalog list --json >"$work/catalog.json"
ask "SELECT key, subtype, number FROM read_json('$work/catalog.json')" >"$work/entries"
exceptions >"$work/exceptions"
check() # FILE WORD
{
    while IFS=$'\t' read -r dataset placed _; do
        wanted=$(awk -F '\t' -v d="$dataset" '$1 == d { print $2 }' "$work/exceptions" "$work/entries" | head -1)
        [ "$placed" = "$wanted" ] || fail "$dataset: its $2 placed in $placed, the catalogue says $wanted"
    done <"$1"
}
check "$work/samples" 'sample is'
check "$work/real" 'published files are'
cut -f 1 "$work/exceptions" | while read -r dataset; do
    grep -q "^$dataset	" "$work/samples" || echo "$dataset"
done >"$work/stale"
[ ! -s "$work/stale" ] || fail "exceptions without a sample: $(tr '\n' ' ' <"$work/stale")"

# ---- the page ----
table()
{
    printf '| dataset | catalogue | sample placed | score | published files placed | score |\n|---|---|---|---:|---|---:|\n'
    awk -F '\t' '
        function cell(s, shares) { return shares == "" ? s : s " (" shares ")" }
        FILENAME == ARGV[1] { subtype[$1] = $2; number[$1] = $3; next }
        FILENAME == ARGV[2] { real[$1] = cell($2, $4); score[$1] = $3; next }
        { printf "%02d\t| `%s` | %s | %s | %s | %s | %s |\n", number[$1] == 0 ? 99 : number[$1], $1, subtype[$1], cell($2, $4), $3,
                 real[$1] == "" ? "–" : real[$1], score[$1] == "" ? "–" : score[$1] }' "$work/entries" "$work/real" "$work/samples" |
        sort | cut -f 2-
}
reasons() { awk -F '\t' '{ printf "\n- `%s` is placed in `%s`: %s\n", $1, $2, $3 }' "$work/exceptions"; }
write_page()
{
    sed '/^## What was placed where$/q' "$page"
    cat <<'END'

<!-- Down to the next heading written by tests/placement/run.sh. -->

The samples that come with bedside (written by us, mostly odd cases), and the parts of the published files that the tests have
at hand. Shares stand where the records do not all go to one sub-type. Small corpora written for the rules themselves are
tested apart (`src/profile/fixtures/`). The rules were written with these data in view, and other data will be less
clear-cut; the reasons are there to be read.

END
    if [ -d "$data" ]; then
        table
        reasons
    else
        sed '1,/^## What was placed where$/d; /^## /,$d' "$page" | sed '1,/^clear-cut;/d' | sed '1d; $d'
    fi
    echo
    sed '1,/^## What was placed where$/d' "$page" | sed -n '/^## /,$p'
}
write_page >"$work/page"
if [ "${2:-}" = --rewrite ]; then
    cp "$work/page" "$page"
elif ! diff -u "$page" "$work/page"; then
    fail "$page is not what was placed; tests/placement/run.sh BEDSIDE --rewrite writes it"
fi
[ -d "$data" ] || echo "no real data in $data: their part is left out"
[ "$failures" = 0 ]
