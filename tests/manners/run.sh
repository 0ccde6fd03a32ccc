#!/usr/bin/env bash
# What a user meets who is unlucky: exit statuses, one line on stderr, nothing but the answer on
# stdout, nothing left behind.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

bedside=$1
case $bedside in /*) ;; *) bedside=$PWD/$bedside ;; esac
sample=$PWD/datasets/medqa/sample/usmle_hf_dev.jsonl
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
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
    timeout 60 "$bedside" "$@" >out 2>err || status=$?
    [ "$status" = "$wanted" ] || fail "$*: expected exit $wanted, found $status: $(cat err)"
    if [ -z "$text" ]; then
        [ ! -s err ] || fail "$*: expected nothing on stderr, found: $(cat err)"
    elif ! grep -qF -- "$text" err; then
        fail "$*: expected '$text' on stderr, found: $(cat err)"
    fi
    [ "$wanted" = 0 ] || [ ! -s out ] || fail "$*: an error, and something on stdout"
    ! grep -qE 'LINE [0-9]+:| Error: ' err || fail "$*: the engine's own words: $(cat err)"
}

# gone: no corpus, and nothing half-written
gone()
{
    if [ -e c ] || [ -e c.partial ]; then fail "something is left: $(ls)"; fi
}

# json WANTED QUERY FILE: what the query finds in the file, each line of which is JSON
json()
{
    local found
    cp "$3" asked.json
    found=$("$bedside" sql -q "$2 FROM read_json('asked.json')" | tail -n +2)
    [ "$found" = "$1" ] || fail "$2: expected $1, found $found in $(cat asked.json)"
}

cp "$sample" dev.jsonl
mkfifo pipe
ln -s nowhere link
: >empty
printf 'PK\003\004 no archive' >bad.zip
mkdir folder nothing sub
cp dev.jsonl folder
mkfifo folder/pipe
ln -s .. sub/up
ln -s . folder/self

says 2 'bedside COMMAND'
says 2 "did you mean 'ingest'?" ingst
says 2 "did you mean '--threads'?" ingest medqa dev.jsonl -o c --thread 2
says 2 "'x': expected a number" ingest medqa dev.jsonl -o c --threads x
says 2 'expected 0 to 1024' ingest medqa dev.jsonl -o c --threads -1
says 2 "did you mean 'medqa'?" ingest medq dev.jsonl -o c
says 2 "no form 'nope'" ingest medqa dev.jsonl -o c --form nope
says 2 'no folder to write to' ingest medqa dev.jsonl
says 2 'split' ingest medqa dev.jsonl -o c --split ../../x
says 2 'read twice' ingest medqa dev.jsonl ./dev.jsonl -o c
says 3 'no such file or folder' ingest medqa absent -o c
says 3 'no such file or folder' ingest medqa link -o c
says 3 'neither a file nor a folder' ingest medqa pipe -o c
says 3 'neither a file nor a folder' ingest medqa /dev/zero -o c
says 3 'empty' ingest medqa empty -o c
says 3 'bad.zip: unusable zip archive' ingest medqa bad.zip -o c
says 3 'no file here' ingest medqa nothing -o c
says 3 'no form of pubmedqa fits' ingest pubmedqa dev.jsonl -o c
says 4 'cannot create folder' ingest medqa dev.jsonl -o dev.jsonl/c
says 2 'stands already and is no corpus' ingest medqa dev.jsonl -o folder
says 2 'stands already and is no corpus' ingest medqa dev.jsonl -o link
gone

# A dry run and a look at the forms write nothing but their answer.
says 0 '' ingest medqa dev.jsonl -o c --dry-run
says 0 '' ingest medqa dev.jsonl -o c --dry-run --json
json 1 'SELECT files' out
says 0 '' ingest medqa dev.jsonl empty --why --json
json '[usmle_hf 1 NULL, NULL NULL the file is empty]' \
    "SELECT list(concat_ws(' ', coalesce(forms[1].form, 'NULL'), coalesce(forms[1].score::VARCHAR, 'NULL'), coalesce(fault, 'NULL')))" out
gone

# The answer on stdout, the run record on stderr and beside the records.
says 0 'ingest: 1 files, 5 rows, 4 records, 1 quarantined' ingest medqa folder -o c --json
json '5 4 1' "SELECT concat_ws(' ', rows, records, quarantined)" out
json 'ingest 5 64' "SELECT concat_ws(' ', command, counts.rows, len(inputs[1].sha256))" c/run.json
[ ! -e c.partial ] || fail 'c.partial is left'
says 2 'stands already; --overwrite replaces it' ingest medqa folder -o c
mkdir c.old && : >c.old/mine
says 0 '' ingest -q medqa folder -o c --overwrite
[ -e c.old/mine ] || fail 'c.old is gone'
for threads in 1 2 7; do
    says 0 '' ingest -q medqa dev.jsonl -o t$threads --threads $threads
    rm t$threads/run.json
    diff -r t1 t$threads >/dev/null || fail "$threads threads give other bytes"
done

# Questions.
says 2 'an empty query' sql ' ; '
says 2 'syntax error' sql 'SELEC 1'
says 2 '(line 2 of the statement)' sql $'SELECT\nnothing FROM range(3)'
says 3 'no files found' sql "FROM corpus('absent')"
says 0 '' sql "SELECT 'nan'::DOUBLE AS a, ['-inf'::DOUBLE] AS b, 'NaN \" Infinity' AS c" --json
[ "$(cat out)" = '{"a":null,"b":[null],"c":"NaN \" Infinity"}' ] || fail "JSON: $(cat out)"
mkdir 'st*r' 'br[a]c' && cp -r c/. 'st*r' && cp -r c/. 'br[a]c' && cp -r c star
for name in 'st*r' 'br[a]c'; do
    says 0 '' sql "SELECT count(*) AS n FROM corpus('$name')"
    [ "$(cat out)" = $'n\n4' ] || fail "$name: $(cat out)"
done

# An answer that does not get out is no success.
for words in --help --version 'ingest --help' 'catalog list' 'sql SELECT(1)'; do
    status=0
    # shellcheck disable=SC2086 # words
    "$bedside" $words >/dev/full 2>err || status=$?
    [ "$status" = 4 ] || fail "$words to a full disk: exit $status"
    [ "$(grep -c 'cannot write the answer' err)" = 1 ] || fail "$words: $(cat err)"
done

# Killed at any moment: the next run succeeds and clears what is left.
for pause in 0.02 0.05 0.1 0.15 0.2; do
    for signal in INT TERM KILL; do
        rm -rf c
        # in the foreground: else the signal comes twice, and the second one does not wait
        timeout --foreground -s $signal "$pause" "$bedside" ingest -q medqa dev.jsonl -o c >out 2>err || true
        [ $signal = KILL ] || [ ! -e c.partial ] || fail "$signal after $pause s: c.partial is left"
        says 0 '' ingest -q medqa dev.jsonl -o c --overwrite
        [ ! -e c.partial ] || fail "$signal after $pause s: c.partial is left by the next run"
    done
done

[ "$failures" = 0 ]
