#!/usr/bin/env bash
# Holds what bedside writes against its real consumers: ingests the bundled samples with the release
# build, then lets DuckDB, pyarrow, pandas, Hugging Face datasets and mlcroissant read the corpora; then
# scores texts of the samples beside sacrebleu, rouge_score, nltk and scikit-learn.
# Their packages come from PyPI into a venv of their own (interop/requirements.txt).
#
#   FULL=1     also ingests and reads the published files in ../shared/data (or $BEDSIDE_SHARED/data)
#
# Exit status: 0 all is read as it should be (or PyPI is not within reach: said, and skipped);
# 1 something is not, each fault on a line of its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python=$(scripts/venv.sh interop) || {
    status=$?
    [ $status = 77 ] || exit $status
    echo "interop: SKIPPED, the Python packages are not within reach"
    exit 0
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HF_HUB_OFFLINE=1 HF_DATASETS_OFFLINE=1 HF_HOME="$work/hf"

folders=()
for sample in datasets/*/sample; do
    dataset=${sample#datasets/}
    folders+=("${dataset%/sample}=$sample")
done
if [ -n "${FULL:-}" ]; then
    shared=${BEDSIDE_SHARED:-../shared}/data
    for dataset in datasets/*/; do
        dataset=$(basename "$dataset")
        if [ -d "$shared/$dataset" ] && [ -d "datasets/$dataset/sample" ]; then
            folders+=("$dataset=$shared/$dataset")
        fi
    done
fi
status=0
"$python" interop/check.py build/release/bedside "$work" "${folders[@]}" || status=1
"$python" interop/metrics.py build/release/bedside "$work" || status=1
exit $status
