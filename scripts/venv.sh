#!/usr/bin/env bash
# Makes the Python environment .cache/NAME-venv from NAME/requirements.txt, unless it is there and
# was made from the same file, and prints its python3. Whole or not at all.
#
#   scripts/venv.sh NAME
#
# Exit status: 0 it is there; 77 it is not, and the package index is not within reach; 1 otherwise.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

name=${1:?the name of a folder with requirements.txt}
venv=$PWD/.cache/$name-venv
if ! cmp -s "$name/requirements.txt" "$venv/made-from.txt"; then
    scripts/setup.sh interop >&2
    echo "$name: installing $name/requirements.txt into .cache/$name-venv" >&2
    rm -rf "$venv"
    python3 -m venv "$venv"
    if ! "$venv/bin/python3" -m pip install -q --disable-pip-version-check -r "$name/requirements.txt" >&2; then
        echo "$name: the packages of $name/requirements.txt could not be installed" >&2
        exit 77
    fi
    cp "$name/requirements.txt" "$venv/made-from.txt"
fi
printf '%s\n' "$venv/bin/python3"
