#!/usr/bin/env bash
# Rebuilds every generated table and compares it with the one that is committed.
# A generator that needs a Python package from outside runs in the venv .cache/tables-venv, which is
# made from scripts/requirements.txt when the package index is within reach; when it is not, those
# tables are skipped, and the line says so.
# Exit status: 0 all alike (or skipped); 1 a table differs from what its generator writes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly VENV=.cache/tables-venv
[ -e scripts/make_syllables.py ] || exit 0

ready()
{
    [ -x $VENV/bin/python3 ] && cmp -s scripts/requirements.txt $VENV/requirements.txt && return 0
    command -v python3 >/dev/null || return 1
    rm -rf $VENV
    python3 -m venv $VENV && $VENV/bin/pip install -q -r scripts/requirements.txt &&
        cp scripts/requirements.txt $VENV/requirements.txt
}

if ! ready >/dev/null 2>&1; then
    echo "skipped syllables: its generator needs PyPI (scripts/requirements.txt)"
    exit 0
fi
new=$(mktemp)
trap 'rm -f "$new"' EXIT
table=src/text/syllables_exceptions.c
$VENV/bin/python3 scripts/make_syllables.py "$new"
if ! cmp -s "$new" $table; then
    diff -u $table "$new" | head -n 20 || true
    echo "$table: differs from what scripts/make_syllables.py writes"
    exit 1
fi
