#!/usr/bin/env bash
# Runs bench.py and metrics.py in the venv of the interoperability checks: DuckDB's and Hugging Face's Python packages and the
# reference implementations of metrics.
#
#   BIG=1        8 GiB as well          MEGABYTES=500   size of the compared file
#   RUNS=5       runs of each tool      ONLY=help,ingest,memory,metrics
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

only=${ONLY:-help,ingest,memory,metrics}
python=$(scripts/venv.sh interop)
if [ "$only" != metrics ]; then
    "$python" bench/bench.py --megabytes "${MEGABYTES:-500}" --runs "${RUNS:-5}" ${BIG:+--big} --only "$only"
fi
case ,$only, in
*,metrics,*) "$python" bench/metrics.py build/release/bedside --runs "${RUNS:-5}" --write ;;
esac
