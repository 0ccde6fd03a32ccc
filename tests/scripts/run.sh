#!/usr/bin/env bash
# The scripts of the house refuse what they have to: setup.sh a wrong download, an unknown group and
# a registry that is not there; check_rooms.sh and check_words.sh what breaks their rules.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# case NAME WANTED_STATUS WANTED_TEXT COMMAND...
case_of()
{
    local name=$1 wanted=$2 text=$3 status=0
    shift 3
    "$@" >"$work/output" 2>&1 || status=$?
    if [ "$status" != "$wanted" ] || { [ -n "$text" ] && ! grep -qF -- "$text" "$work/output"; }; then
        printf 'FAILED %s: expected status %s and "%s", found status %s and:\n' "$name" "$wanted" "$text" "$status"
        sed 's/^/    /' "$work/output"
        failures=$((failures + 1))
    fi
}

# setup.sh in a folder of its own, with an npm of ours and no libduckdb of the machine's.
mkdir -p "$work/house/scripts" "$work/bin"
cp scripts/setup.sh "$work/house/scripts/"
fake_npm() # WHAT npm does, as shell text; $2 is the package, $4 the folder
{
    printf '#!/bin/bash\n%s\n' "$1" >"$work/bin/npm"
    chmod +x "$work/bin/npm"
}
printf '#!/bin/bash\nexit 1\n' >"$work/bin/gcc" # finds no libduckdb on this machine
chmod +x "$work/bin/gcc"
setup() { PATH="$work/bin:$PATH" "$work/house/scripts/setup.sh" "$@"; }
cache=$work/house/.cache/duckdb

case_of 'an unknown group is named' 2 "'biuld' is no group" setup biuld
fake_npm 'exit 1'
case_of 'no registry: what to do by hand is said' 1 'put the file it writes' setup build
# shellcheck disable=SC2016 # the stand-in expands it
fake_npm 'echo wrong >"$4/duckdb-1.4.4.tgz"'
case_of 'a download with another hash is refused' 1 'has not the SHA-512' setup build
[ ! -e "$cache/duckdb.h" ] || { echo 'FAILED a refused download was unpacked'; failures=$((failures + 1)); }
[ ! -e "$cache/duckdb-1.4.4.tgz" ] || { echo 'FAILED a refused download was kept'; failures=$((failures + 1)); }
# shellcheck disable=SC2016 # the stand-in expands it
fake_npm 'echo half >"$4/duckdb-1.4.4.tgz"; kill -KILL $PPID'
setup build >/dev/null 2>&1 || true
fake_npm 'exit 1'
case_of 'a download that was cut short leaves nothing' 1 'downloading: npm pack duckdb@1.4.4' setup build
touch "$cache/duckdb.h" "$cache/libduckdb.so"
case_of 'files without the mark of a whole fetch are not trusted' 1 'could not fetch' setup build
if [ "$(uname -m)" = x86_64 ]; then
    echo 'duckdb@1.4.4 @duckdb/node-bindings-linux-x64@1.4.4-r.1' >"$cache/pinned"
    case_of 'a whole fetch is one line' 0 'all is there' setup build
fi

# check_rooms.sh
mkdir -p "$work/src/base" "$work/src/cli" "$work/src/text" "$work/src/attic"
echo '#include "cli/cli.h"' >"$work/src/base/a.c"
case_of 'a room that includes a later one' 1 'base/a.c:1: the room base must not know cli' scripts/check_rooms.sh "$work/src"
echo '#include "base/base.h"' >"$work/src/base/a.c"
echo '#include <duckdb.h>' >"$work/src/text/words.c"
case_of 'duckdb.h outside of sql.c' 1 'text/words.c:1: duckdb.h is for sql.c' scripts/check_rooms.sh "$work/src"
mv "$work/src/text/words.c" "$work/src/text/sql.c"
case_of 'duckdb.h in sql.c' 0 '' scripts/check_rooms.sh "$work/src"
echo 'int x;' >"$work/src/attic/a.c"
case_of 'a room that is not in the order' 1 'the room attic is not in the order' scripts/check_rooms.sh "$work/src"

# check_words.sh, in a repository of its own
if command -v git >/dev/null; then
    mkdir -p "$work/words/scripts"
    cp scripts/check_words.sh "$work/words/scripts/"
    git -C "$work/words" init -q
    words() { git -C "$work/words" add -A && "$work/words/scripts/check_words.sh"; }
    case_of 'a clean repository' 0 '' words
    echo "see /wor""k/data" >"$work/words/a.md"
    case_of 'a path of one machine' 1 'a.md:1:' words
    echo "TO""DO: later" >"$work/words/a.md"
    case_of 'unfinished business' 1 'unfinished' words
    echo "https://regis""try.npmjs.org/x" >"$work/words/a.md"
    case_of 'a registry host' 1 'a registry host' words
fi

cd "$root"
[ $failures = 0 ] || { echo "$failures failed"; exit 1; }
echo 'all as expected'
