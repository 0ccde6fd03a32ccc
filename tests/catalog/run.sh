#!/usr/bin/env bash
# bedside catalog as a user meets it: exact answers on a small catalogue, exit statuses, what stderr
# says.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

bedside=$1
fixture=src/catalog/fixtures/data
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

fail()
{
    printf 'FAILED %s\n' "$*"
    failures=$((failures + 1))
}

# says STATUS STDERR ARGUMENT...: the exit status and a text on stderr, "" for an empty stderr
says()
{
    local wanted=$1 text=$2 status=0
    shift 2
    BEDSIDE_DATA=$fixture "$bedside" catalog "$@" >"$work/out" 2>"$work/err" || status=$?
    [ "$status" = "$wanted" ] || fail "$*: expected exit $wanted, found $status"
    if [ -z "$text" ]; then
        [ ! -s "$work/err" ] || fail "$*: expected nothing on stderr, found: $(cat "$work/err")"
    elif ! grep -qF -- "$text" "$work/err"; then
        fail "$*: expected '$text' on stderr, found: $(cat "$work/err")"
    fi
    [ "$wanted" != 2 ] || [ ! -s "$work/out" ] || fail "$*: an error, and something on stdout"
}

says 0 '' list
says 0 '' list --kind taxonomy
says 0 '' list --kind methods --yaml
says 0 '' show tiny
says 0 '' show metrics/accuracy --json
says 0 '' cite tiny
says 1 'nothing among the datasets matches' list --may share
[ ! -s "$work/out" ] || fail 'an empty table is not empty'
says 1 'nothing among the datasets matches' list --may share --json
[ "$(cat "$work/out")" = '[]' ] || fail 'an empty list is not []'
says 1 'has no publication to cite' cite other
says 2 "did you mean 'list'?" lst
says 2 'expected list, show or cite' -q
says 2 'expected one key, found 0' show
says 2 'expected one key, found 2' show tiny other
says 2 'expected keys of datasets, found 0' cite
says 2 'exclude each other' list --json --yaml
says 2 'filters apply to list only' show tiny --may train
says 2 "did you mean '--category'?" list --categry knowledge
says 2 "did you mean 'knowledge'?" list --category knowlege
says 2 'does not apply to methods' list --kind methods --license MIT
says 2 "did you mean 'tiny'?" show tinny
says 2 "did you mean 'tiny'?" cite tinny

# A catalogue that is broken, or is not there.
cp -r "$fixture" "$work/data"
chmod -R u+w "$work/data"
sed -i 's/^subtype: licensing_exam/subtype: licencing_exam/' "$work/data/datasets/tiny/dataset.yaml"
status=0
BEDSIDE_DATA=$work/data "$bedside" catalog list >"$work/out" 2>"$work/err" || status=$?
[ "$status" = 3 ] || fail "a broken catalogue: expected exit 3, found $status"
wanted="bedside catalog: $work/data/datasets/tiny/dataset.yaml: row 6: key 'subtype': 'licencing_exam' is not a subtype in taxonomy.yaml; did you mean 'licensing_exam'?"
[ "$(cat "$work/err")" = "$wanted" ] || fail "a broken catalogue: $(cat "$work/err")"
status=0
BEDSIDE_DATA=$work/nowhere "$bedside" catalog list >"$work/out" 2>"$work/err" || status=$?
[ "$status" = 3 ] || fail "no catalogue: expected exit 3, found $status"
grep -q 'holds no catalog/taxonomy.yaml' "$work/err" || fail "no catalogue: $(cat "$work/err")"

[ "$failures" = 0 ]
