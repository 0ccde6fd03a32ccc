#!/usr/bin/env bash
# Everything `make lint` checks, one line a step; goes on after a step that fails.
#
#   scripts/lint.sh [STEP...]     format rooms words scripts tables tidy     default: all
#
# JOBS        how many clang-tidy processes at a time (default: all cores)
# Exit status: 0 all is well; 1 a step failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0

# clang-tidy over the files of the release build whose path matches the expression $1.
tidy_files()
{
    local status=0 files=$1
    shift
    run-clang-tidy-14 -quiet -j "${JOBS:-$(nproc)}" -p build/release "$@" "$PWD/$files\\.c\$" \
        >"$log.tidy" 2>/dev/null || status=$?
    sed 's/\x1b\[[0-9;]*m//g' "$log.tidy" | grep -vE '^(clang-tidy-14 |$)'
    rm -f "$log.tidy"
    return $status
}

# The analyser does not know that cmocka's assertions do not return, so tests go without it; and
# their texts run in every direction.
tidy()
{
    local status=0
    tidy_files '((src/[a-z]*|tests)/test_|fuzz/)[^/]*' -checks=-clang-analyzer-\*,-misc-misleading-bidirectional || status=1
    tidy_files 'src/[a-z]*/(?!test_)[^/]*' || status=1
    return $status
}

check()
{
    case $1 in
    format) git ls-files -z '*.c' '*.h' | xargs -0 -r clang-format-14 --dry-run -Werror ;;
    rooms) scripts/check_rooms.sh ;;
    words) scripts/check_words.sh ;;
    scripts) git ls-files -z '*.sh' .ci/run | xargs -0 -r shellcheck ;;
    tables) scripts/check_tables.sh ;;
    tidy) tidy ;;
    *)
        echo "'$1' is no step: expected format, rooms, words, scripts, tables or tidy"
        return 1
        ;;
    esac
}

[ $# -gt 0 ] || set -- format rooms words scripts tables tidy
for name in "$@"; do
    start=$SECONDS
    if check "$name" >"$log" 2>&1; then
        printf 'lint: %-8s ok (%d s)%s\n' "$name" $((SECONDS - start)) \
            "$(sed -n 's/^skipped/, skipped/p' "$log" | head -n 1)"
    else
        cat "$log"
        printf 'lint: %-8s FAILED (%d s)\n' "$name" $((SECONDS - start))
        status=1
    fi
done
exit $status
