#!/usr/bin/env bash
# Rebuilds every generated table and compares it with the one that is committed.
# A generator that needs a Python package from outside runs in a venv made from scripts/requirements.txt;
# when the package index is not within reach its tables are skipped, and a line says so.
# Exit status: 0 all alike (or skipped); 1 a table differs from what its generator writes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

new=$(mktemp)
trap 'rm -f "$new"' EXIT
status=0
# A table and the script that writes it with nothing from outside.
rebuild()
{
    local table=$1 script=$2
    python3 "$script" "$new"
    if ! cmp -s "$new" "$table"; then
        diff -u "$table" "$new" | head -n 20 || true
        echo "$table: differs from what $script writes"
        status=1
    fi
}
rebuild src/text/language_words.c scripts/make_language_words.py
rebuild src/text/lexicons.c scripts/make_lexicons.py
if uconv --version 2>/dev/null | grep -q 'ICU 72'; then
    rebuild src/text/hans_hant.c scripts/make_hans_hant.py
else
    echo "skipped hans_hant: its table is that of ICU 72 (uconv, Debian's icu-devtools)"
fi
[ $status = 0 ] || exit 1

[ -e scripts/make_syllables.py ] || exit 0
python=$(scripts/venv.sh scripts) || {
    status=$?
    [ $status = 77 ] || exit $status
    echo "skipped syllables: its generator needs PyPI (scripts/requirements.txt)"
    exit 0
}
table=src/text/syllables_exceptions.c
"$python" scripts/make_syllables.py "$new"
if ! cmp -s "$new" $table; then
    diff -u $table "$new" | head -n 20 || true
    echo "$table: differs from what scripts/make_syllables.py writes"
    exit 1
fi
