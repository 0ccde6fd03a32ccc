#!/usr/bin/env bash
# Walks the bundled samples from published files to a report (examples/demo/plan.yaml) with the release
# build, and says where the report lies. A second run finds everything done and is over at once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

start=$SECONDS
build/release/bedside run examples/demo/plan.yaml "$@"
report=$(find build/demo -name '*.html' -print -quit)
[ -n "$report" ] || { echo "demo: no report was written into build/demo" >&2; exit 1; }
echo
echo "demo: done in $((SECONDS - start)) s; open the report in a browser:"
echo "    $PWD/$report"
