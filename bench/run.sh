#!/usr/bin/env bash
# Runs bench.py in the venv of the interoperability checks (DuckDB's and Hugging Face's Python packages), and metrics.py in
# one with the reference implementations of metrics.
#
#   BIG=1        8 GiB as well          MEGABYTES=500   size of the compared file
#   RUNS=5       runs of each tool      ONLY=help,ingest,memory,metrics
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

only=${ONLY:-help,ingest,memory,metrics}
if [ "$only" != metrics ]; then
    python=$(scripts/venv.sh interop)
    "$python" bench/bench.py --megabytes "${MEGABYTES:-500}" --runs "${RUNS:-5}" ${BIG:+--big} --only "$only"
fi
case ,$only, in
*,metrics,*)
    python=$(scripts/venv.sh bench)
    "$python" bench/metrics.py build/release/bedside --runs "${RUNS:-5}" --write
    ;;
esac
