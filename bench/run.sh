#!/usr/bin/env bash
# Runs bench.py in the venv of the interoperability checks (DuckDB's and Hugging Face's Python packages).
#
#   BIG=1        8 GiB as well          MEGABYTES=500   size of the compared file
#   RUNS=5       runs of each tool      ONLY=help,ingest,memory
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python=$(scripts/venv.sh interop)
"$python" bench/bench.py --megabytes "${MEGABYTES:-500}" --runs "${RUNS:-5}" ${BIG:+--big} \
    --only "${ONLY:-help,ingest,memory}"
