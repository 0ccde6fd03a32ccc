#!/usr/bin/env bash
# Rebuilds every generated table and compares it with the one that is committed.
# A generator that needs a Python package from outside runs in a venv made from scripts/requirements.txt;
# when the package index is not within reach its tables are skipped, and a line says so.
# Exit status: 0 all alike (or skipped); 1 a table differs from what its generator writes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[ -e scripts/make_syllables.py ] || exit 0
python=$(scripts/venv.sh scripts) || {
    status=$?
    [ $status = 77 ] || exit $status
    echo "skipped syllables: its generator needs PyPI (scripts/requirements.txt)"
    exit 0
}
new=$(mktemp)
trap 'rm -f "$new"' EXIT
table=src/text/syllables_exceptions.c
"$python" scripts/make_syllables.py "$new"
if ! cmp -s "$new" $table; then
    diff -u $table "$new" | head -n 20 || true
    echo "$table: differs from what scripts/make_syllables.py writes"
    exit 1
fi
