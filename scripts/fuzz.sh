#!/usr/bin/env bash
# Fuzzes every target of build/asan for so many seconds each, JOBS at a time.
#
#   scripts/fuzz.sh SECONDS [SUBJECT...]     default: every fuzz/fuzz_<subject>.c
#
# New inputs go to build/fuzz/<subject> and are used again by the next run; the seeds in
# fuzz/seeds/<subject> are only read. An input that breaks something is kept in
# build/fuzz/faults/<subject>-*, and the last lines of the target's log are shown.
# Exit status: 0 every target ran its time without a fault; 1 otherwise.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=${1:?how many seconds for each target}
shift
subjects=("$@")
if [ ${#subjects[@]} = 0 ]; then
    for source in fuzz/fuzz_*.c; do
        [ -e "$source" ] || { echo "fuzz: no target in fuzz/" >&2; exit 1; }
        source=${source##*/fuzz_}
        subjects+=("${source%.c}")
    done
fi

# One target: a line with what it did; its status is the target's.
one()
{
    local seconds=$1 subject=$2 status=0 log runs
    log=build/fuzz/$subject.log
    mkdir -p "build/fuzz/$subject" build/fuzz/faults
    "build/asan/fuzz_$subject" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 \
        -artifact_prefix="build/fuzz/faults/$subject-" -print_final_stats=1 -verbosity=1 \
        "build/fuzz/$subject" "fuzz/seeds/$subject" >"$log" 2>&1 || status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    if [ $status = 0 ] && [ "${runs:-0}" -gt 0 ]; then
        printf 'fuzz: %-12s %s s, %s inputs, no fault\n' "$subject" "$seconds" "$runs"
        return 0
    fi
    tail -n 40 "$log"
    printf 'fuzz: %-12s FAILED with status %s; see %s and build/fuzz/faults\n' "$subject" "$status" "$log"
    return 1
}
export -f one

printf '%s\n' "${subjects[@]}" | xargs -P "${JOBS:-$(nproc)}" -I '{}' bash -euc "one $seconds {}"
