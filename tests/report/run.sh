#!/usr/bin/env bash
# bedside report as a user meets it: exit statuses, what stands where, the same bytes again. (The
# example of its page is run with those of all pages, by tests/docs.)
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
    "$bedside" report "$@" >"$work/stdout" 2>"$work/stderr" || status=$?
    [ "$status" = "$wanted" ] || fail "$*: expected exit $wanted, found $status"
    grep -qF -- "$text" "$work/stderr" ||
        fail "$*: expected '$text' on stderr, found: $(cat "$work/stderr")"
}

mkdir -p "$work/out"
for key in mts_dialog medmcqa xmedbench; do
    "$bedside" ingest "$key" "datasets/$key/sample" -o "$work/out/$key" -q >"$work/stdout"
    "$bedside" profile "$work/out/$key" -q >"$work/stdout"
done
cd "$work"

says 2 'expected one corpus or more'
says 2 "did you mean '--title'?" --tilte x out/medmcqa
says 3 'out/nowhere: no such folder' out/nowhere -o never.html
says 3 "out/profile.json: no such file; 'bedside profile' writes it" out -o never.html
says 4 'nowhere/report.html' out/medmcqa -o nowhere/report.html
cp -r out/medmcqa broken
chmod -R u+w broken
sed -i 's/"records": *[0-9]*/"records": "many"/' broken/profile.json
says 3 'broken/profile.json: counts.records: expected a count of 0 or more, found a text' \
    out/mts_dialog broken -o never.html
[ ! -e never.html ] || fail 'a report that failed left a page'

says 0 'report: 2 corpora' out/mts_dialog out/medmcqa/ -o once.html
says 0 'report: 2 corpora' out/mts_dialog out/medmcqa -o again.html --threads 2
cmp once.html again.html || fail 'two reports of the same profiles differ'
grep -q 'mts_dialog/profile.json' once.html.run.json || fail 'the run record names no input'
! grep -Eq '<(script|link|img|iframe|object|embed)|@import|url\(' once.html || fail 'the page loads'
for text in 'MTS-Dialog' 'MedMCQA' 'refused by mapping' 'Place in the taxonomy' "default-src &#39;none&#39;"; do
    grep -qF "$text" once.html || fail "the page lacks '$text'"
done
[ "$(tail -c 8 once.html)" = '</html>' ] || fail 'the page does not end'
says 0 'report: 1 corpora' out/xmedbench -o overlap.html
grep -Eq 'Of the records of dev, [0-9]+ of 14 \(.*\) ask what one of test asks' overlap.html || fail 'the page does not say that dev stands in test'
"$bedside" report --help | grep -q 'bedside report out/medqa' || fail 'the help has no example'

[ "$failures" = 0 ]
